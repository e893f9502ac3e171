//! What hidden marks promise on simulated prints, counted over many pictures.
//!
//! `cargo test --test marks` is the quick form; the long run is
//! `cargo test --release --test marks -- --pictures 3000 --markdown docs/marks.md`.
//!
//! - `--pictures N`: pictures for each row (rows that need more or fewer say so by a factor of their own)
//! - `--seed S`: other pictures (default 1)
//! - `--row NAME`: only rows whose name begins so
//! - `--threads N`: threads (default 1); the results do not depend on it
//! - `--markdown FILE`: writes the table
//!
//! A family of marks has a file of its own with a function `rows`, listed in [`rows`]. A row falls short, and the run
//! ends with status 1, if what was counted would happen with probability below 1/1000 to a mark that meets its goal
//! exactly ([`row::Goal`]). So a row of few pictures fails only where that means something; the table says for each row
//! whether the share that was counted is itself at the goal.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(clippy::cast_precision_loss)] // counts far below 2⁵²
#![allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // places on a sheet
#![allow(clippy::similar_names)] // pairs of one kind, across and down

#[path = "../channel/mod.rs"]
mod channel;
mod copies;
mod date;
mod dots;
mod layer;
mod odds;
mod pattern;
mod read;
mod row;
mod run;
mod table;

use std::process::ExitCode;

use row::Row;

/// Pictures for each row of a plain `cargo test`.
const QUICK: u64 = 12;

/// The rows of all families.
fn rows() -> Vec<Row> {
    [read::rows(), layer::rows(), dots::rows(), date::rows(), copies::rows(), pattern::rows()]
        .into_iter()
        .flatten()
        .collect()
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    // The other options of the test runner of Rust mean nothing here, but `--list` must not run anything.
    if arguments.iter().any(|argument| argument == "--list") {
        return ExitCode::SUCCESS;
    }
    odds::check();
    row::check();
    let text = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        Some(arguments.get(at + 1).unwrap_or_else(|| panic!("{name} needs a value")).as_str())
    };
    let number = |name: &str| text(name).map(|text| text.parse::<u64>().expect("a number"));
    let pictures = number("--pictures").unwrap_or(QUICK);
    let seed = number("--seed").unwrap_or(1);
    let threads = number("--threads").unwrap_or(1);
    // What stands first without dashes filters, as the test runner's filter does, and may leave nothing.
    let filter = arguments.first().filter(|first| !first.starts_with("--")).map(String::as_str);
    let wanted = text("--row").or(filter).unwrap_or_default();
    let rows: Vec<Row> = rows().into_iter().filter(|row| row.name.starts_with(wanted)).collect();
    if rows.is_empty() && text("--row").is_some() {
        eprintln!("no row begins with {wanted}");
        return ExitCode::from(2);
    }
    let mut results = Vec::new();
    for row in &rows {
        let result = run::run(row, pictures, seed, threads);
        println!("{}", table::line(row, &result));
        results.push((row, result));
    }
    if let Some(file) = text("--markdown") {
        let command = format!("cargo test --release --test marks -- --pictures {pictures} --seed {seed}");
        std::fs::write(file, table::markdown(&results, &command)).expect("a file that can be written");
    }
    let short: Vec<&str> = results
        .iter()
        .filter(|(row, result)| row.goal.is_missed(result))
        .map(|(row, _)| row.name.as_str())
        .collect();
    if short.is_empty() {
        return ExitCode::SUCCESS;
    }
    eprintln!("short of the goal: {}", short.join(", "));
    ExitCode::FAILURE
}
