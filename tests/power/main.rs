//! Power loss under load: a child appends to a journal and is killed at any moment; whoever opens the journal next finds
//! every record that was acknowledged, none that was not appended, and is told what was cut.
//!
//! `cargo test --test power` kills 60 children, `cargo test --release --test power -- --kills 2000` as many as it is told;
//! `--seed N` repeats a run as far as the moments of the kills can be repeated.
//!
//! A killed process loses nothing that it handed to the system, a machine without power does. So two of three children
//! write through a cache that dies with them ([`cache`]), sector by sector in any order.
//!
//! The first argument `child` makes this binary the child.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(clippy::cast_possible_truncation)] // small numbers drawn from large ones

mod cache;
mod child;
mod load;
mod look;
mod parent;

use std::process::ExitCode;

/// Kills of a plain `cargo test`.
const KILLS: u32 = 60;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [role, rest @ ..] = arguments.as_slice()
        && role == "child"
    {
        child::run(rest);
        return ExitCode::SUCCESS;
    }
    // The options of the test runner of Rust mean nothing here, but `--list` must not run anything.
    if arguments.iter().any(|argument| argument == "--list") {
        return ExitCode::SUCCESS;
    }
    let number = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        Some(arguments.get(at + 1).expect("a number").parse().expect("a number"))
    };
    let kills = number("--kills").unwrap_or(KILLS);
    let seed = number("--seed").unwrap_or_else(std::process::id);
    parent::run(kills, seed);
    ExitCode::SUCCESS
}
