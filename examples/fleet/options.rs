//! The command line.

pub(crate) const HELP: &str = "\
Many lines issue codes offline from leases, with crashes and lost receipts; one factory cheats. Then all is reconciled.

Usage: cargo run --release --example fleet -- [OPTIONS]

Options:
  --lines N          lines, 8 to 100000, the first seven of which cheat [default: 1000]
  --days N           days, 4 to 365 [default: 30]
  --codes-per-day N  codes a line prints in a day, 50 to 100000 [default: 1000]
  --seed S           number from which keys, crashes and cheats are drawn [default: 1]
  --help             this text

Exit code: 0 if no honest line repeated a code, every cheat was named and nobody else accused; 1 if not, 2 for a bad option.
";

/// What the command line asks for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Options {
    pub(crate) lines: usize,
    pub(crate) days: i64,
    pub(crate) codes_per_day: u64,
    pub(crate) seed: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self { lines: 1000, days: 30, codes_per_day: 1000, seed: 1 }
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
            let value = arguments.next().ok_or(format!("{option} needs a value"))?;
            let number = |least: u64, most: u64| {
                let number = value.parse().ok().filter(|number| (least..=most).contains(number));
                number.ok_or(format!("{option} takes a number from {least} to {most}"))
            };
            match option.as_str() {
                "--lines" => options.lines = usize::try_from(number(8, 100_000)?).unwrap_or(usize::MAX),
                "--days" => options.days = number(4, 365)?.cast_signed(),
                "--codes-per-day" => options.codes_per_day = number(50, 100_000)?,
                "--seed" => options.seed = number(0, u64::MAX)?,
                _ => return Err(format!("unknown option {option}")),
            }
        }
        Ok(Some(options))
    }
}
