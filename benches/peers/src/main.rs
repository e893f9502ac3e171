//! Measures every goal of the project beside its floors and peers, alternating in one process.
//!
//! `goals [NAME]` prints one line per goal, `goal NAME measured=X wanted=Y ok|short`, where smaller is better, and under
//! it what the numbers count. With a name, only the goals
//! that begin with it. The exit code is 1 if a goal falls short.

mod boundary;
mod code;
mod measure;
mod mutation;

use std::process::ExitCode;

use measure::Goal;

/// A goal's name, and how it is measured.
type Row = (&'static str, fn() -> Goal);

/// Every goal.
const GOALS: &[Row] = &[
    ("issue-signed", code::issue_signed),
    ("verify", code::verify),
    ("seal", code::seal),
    ("open", code::open),
    ("c-call-check-digit", boundary::check_digit),
    ("c-call-open", boundary::open),
    ("c-call-parent", boundary::parent),
    ("sealed-unique", code::sealed_unique),
    ("mutated-refused", mutation::mutated_refused),
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let wanted = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["goals"] => "",
        ["goals", name] => name,
        _ => {
            eprintln!("usage: goals [NAME]\n\ngoals:");
            GOALS.iter().for_each(|(name, _)| eprintln!("  {name}"));
            return ExitCode::from(2);
        }
    };
    let chosen: Vec<_> = GOALS.iter().filter(|(name, _)| name.starts_with(wanted)).collect();
    if chosen.is_empty() {
        eprintln!("no goal begins with {wanted}");
        return ExitCode::from(2);
    }
    let mut met = true;
    for (name, measure) in chosen {
        let goal = measure();
        println!("goal {name} {goal}");
        println!("    {}", goal.note());
        met &= goal.is_met();
    }
    ExitCode::from(u8::from(!met))
}
