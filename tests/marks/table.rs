//! The table, as lines and as Markdown.

use super::row::{Goal, Row, Tally};

fn goal(goal: Goal) -> String {
    match goal {
        Goal::Share(share) if share >= 1.0 => "all".to_owned(),
        Goal::Share(share) => format!("≥ {} %", round(share * 100.0)),
        Goal::Behind(points) => format!("≥ without − {} points", round(points * 100.0)),
        Goal::Shown => "–".to_owned(),
    }
}

/// Up to three digits after the point.
fn round(value: f64) -> String {
    let text = format!("{value:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn share(tally: &Tally) -> String {
    let percent = 100.0 * tally.right as f64 / tally.tried.max(1) as f64;
    // 99.996 % must not read as 100 %.
    let shown = if tally.right < tally.tried { percent.min(99.999) } else { percent };
    format!("{} %", round(shown))
}

fn note(tally: &Tally) -> String {
    let mut notes: Vec<String> = tally
        .figures
        .iter()
        .map(|(name, figure)| {
            let [mean, least, most] = [figure.mean(), figure.least, figure.most].map(round);
            if least == most {
                format!("{name} {mean}")
            } else {
                format!("{name} {mean} ({least} to {most})")
            }
        })
        .collect();
    if tally.lost + tally.won > 0 {
        notes.push(format!("{} only without the mark, {} only with it", tally.lost, tally.won));
    }
    notes.join("; ")
}

fn judged(row: &Row, tally: &Tally) -> &'static str {
    match row.goal {
        Goal::Shown => "",
        _ if row.goal.is_missed(tally) => "short",
        _ if row.goal.is_reached(tally) => "yes",
        _ => "within chance",
    }
}

/// One line for the terminal.
pub(crate) fn line(row: &Row, tally: &Tally) -> String {
    let counted = format!("{}/{}", tally.right, tally.tried);
    let judged = judged(row, tally);
    let (name, goal, share, note) = (&row.name, goal(row.goal), share(tally), note(tally));
    format!("{name:28} {counted:>15} {share:>10}  goal {goal:8} {judged:6} {note}").trim_end().to_owned()
}

/// The table with a head that names the command.
pub(crate) fn markdown(results: &[(&Row, Tally)], command: &str) -> String {
    let mut text = format!(
        "# Hidden marks, counted\n\n`{command}`\n\n\
         Each row counts over simulated prints and pictures (`tests/channel`, profiles A, B and W; all from fixed seeds).\n\
         Figures are mean (least to most). A goal is missed (\"short\") if chance alone would do so with a probability\n\
         below 1/1000; \"within chance\" is below the goal, and not more than that.\n\n\
         | row | right | of | share | goal | reached | counts | notes |\n|---|--:|--:|--:|---|---|---|---|\n"
    );
    for (row, tally) in results {
        let cells = [
            row.name.clone(),
            tally.right.to_string(),
            tally.tried.to_string(),
            share(tally),
            goal(row.goal),
            judged(row, tally).to_owned(),
            row.what.clone(),
            note(tally),
        ];
        text.push_str(&format!("| {} |\n", cells.map(|cell| cell.replace('|', "\\|")).join(" | ")));
    }
    text
}
