//! The command line.

use std::path::PathBuf;

pub(crate) const HELP: &str = "\
From a production order to verified pallets: codes, labels, hidden marks, a line with seeded faults, and its journal.

Usage: cargo run --release --example line -- [OPTIONS]

Options:
  --order FILE   the production order [default: examples/order.json of this project]
  --out DIR      where the files go (codes.csv, labels.png, items.png, pallet-label.png and .zpl, pallet.svg,
                 passrate.svg, report.json), and the journal, a directory
                 of its own; a journal that an earlier run of this program left there is replaced, no other one is
                 [default: out]
  --pallets N    how many pallets are made, 1 to 100 [default: 4]
  --seed S       number from which keys, marks and faults are drawn [default: 1]
  --resume       goes on where a run with the same order, pallets and seed was killed; its files come out the same
  --stop-after N ends the process without any cleanup after N events, as a loss of power does
  --help         this text

Exit code: 0 if every fault was caught and no good unit refused, 1 if not or if something failed, 2 for a bad option,
3 after --stop-after.
";

/// What the command line asks for.
#[derive(Debug, PartialEq)]
pub(crate) struct Options {
    pub(crate) order: PathBuf,
    pub(crate) out: PathBuf,
    pub(crate) pallets: usize,
    pub(crate) seed: u64,
    pub(crate) resume: bool,
    pub(crate) stop_after: Option<u64>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            order: PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/order.json")),
            out: PathBuf::from("out"),
            pallets: 4,
            seed: 1,
            resume: false,
            stop_after: None,
        }
    }
}

impl Options {
    /// Reads the arguments behind the program's name; `None` if the help text is asked for.
    pub(crate) fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Option<Self>, String> {
        let mut options = Self::default();
        while let Some(option) = arguments.next() {
            if matches!(option.as_str(), "--help" | "-h") {
                return Ok(None);
            }
            if option == "--resume" {
                options.resume = true;
                continue;
            }
            let mut value = || arguments.next().ok_or(format!("{option} needs a value"));
            match option.as_str() {
                "--order" => options.order = value()?.into(),
                "--out" => options.out = value()?.into(),
                "--pallets" => options.pallets = number(&option, &value()?, 1, 100)?,
                "--seed" => options.seed = number(&option, &value()?, 0, u64::MAX)?,
                "--stop-after" => options.stop_after = Some(number(&option, &value()?, 1, u64::MAX)?),
                _ => return Err(format!("unknown option {option}")),
            }
        }
        Ok(Some(options))
    }
}

fn number<T>(option: &str, text: &str, least: T, most: T) -> Result<T, String>
where
    T: Copy + std::str::FromStr + PartialOrd + std::fmt::Display,
{
    match text.parse() {
        Ok(number) if least <= number && number <= most => Ok(number),
        _ => Err(format!("{option} needs a number from {least} to {most}, not {text:?}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Option<Options>, String> {
        Options::parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn reads_what_it_offers_and_refuses_the_rest() {
        assert_eq!(parse(""), Ok(Some(Options::default())));
        let wanted = Options { out: "x".into(), pallets: 2, seed: 9, ..Options::default() };
        assert_eq!(parse("--out x --pallets 2 --seed 9"), Ok(Some(wanted)));
        assert_eq!(parse("--pallets 2 --help"), Ok(None));
        let wanted = Options { resume: true, stop_after: Some(7), ..Options::default() };
        assert_eq!(parse("--resume --stop-after 7"), Ok(Some(wanted)));
        for bad in [
            "--pallets",
            "--pallets 0",
            "--pallets 101",
            "--stop-after 0",
            "--resume 1",
            "--seed x",
            "--speed 3",
            "pallets",
        ] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }
}
