//! Many lines, weeks offline: each draws serials from its leases, loses power at any moment, loses receipts on the way.
//! One factory cheats in seven ways. At the end leases, receipts and everything that was seen meet in the reconciler.
//!
//! It must find every cheat with its indices and its signer, count what is unaccounted to the serial, and accuse nobody
//! else. All codes are real; a sample is sealed, signed and verified. `--help` tells the options.

mod audit;
mod brand;
mod cheat;
mod line;
mod options;
mod record;
mod secret;

use std::io::Write as _;
use std::process::ExitCode;
use std::time::Instant;

use symbolon::Error;

use audit::Audit;
use brand::Brand;
use cheat::Cheat;
use line::{Line, Plan};
use options::Options;
use record::Record;
use secret::Dice;

fn main() -> ExitCode {
    let options = match Options::parse(std::env::args().skip(1)) {
        Ok(Some(options)) => options,
        Ok(None) => {
            say(options::HELP);
            return ExitCode::SUCCESS;
        }
        Err(message) => {
            eprintln!("fleet: {message}; --help tells the options");
            return ExitCode::from(2);
        }
    };
    match run(options) {
        Ok(outcome) => {
            say(&outcome.text);
            if outcome.clean { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => {
            eprintln!("fleet: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Prints, and does not mind a reader who has gone, such as `head`.
fn say(text: &str) {
    let _ = std::io::stdout().write_all(text.as_bytes());
}

/// What the terminal is told, and whether everything went as it should.
struct Outcome {
    text: String,
    clean: bool,
}

fn run(options: Options) -> Result<Outcome, Error> {
    let begun = Instant::now();
    let plan = Plan { codes_per_day: options.codes_per_day, lease_days: (options.days / 2).min(7) };
    let mut brand = Brand::new(options.seed)?;
    let cheats = Cheat::ALL.into_iter().map(Some).chain(std::iter::repeat(None));
    let lines = (0..options.lines).zip(cheats).map(|(number, cheat)| Line::new(number, cheat, options.seed));
    let mut lines = lines.collect::<Result<Vec<_>, _>>()?;
    let mut record = Record::default();
    for day in 0..options.days {
        for line in &mut lines {
            line.work(day, &plan, &mut brand, &mut record)?;
        }
    }
    let working = begun.elapsed();
    let mut dice = Dice::new(options.seed, "audit");
    let audit = Audit::new(&brand, &lines, &mut record, &mut dice)?;
    let faults = audit.faults(&record);
    let verdict = if faults.is_empty() {
        "no honest line repeated a serial, every cheat is named, nobody else is accused".to_owned()
    } else {
        format!("FAILED\n{}", faults.join("\n"))
    };
    let text = format!(
        "{} lines, {} days offline between leases of {} days\n\
         {} codes printed, {} of them sealed, signed and verified; {} leases, {} receipts, {} receipts lost, {} crashes\n\
         \n{}\n\
         {:.1} s for the lines, {:.1} s to take everything in, {:.1} s for the report\n\
         {verdict}\n",
        options.lines,
        options.days,
        plan.lease_days,
        audit.seen,
        audit.verified,
        brand.leases.len(),
        brand.receipts.len(),
        record.receipts_lost,
        record.crashes,
        audit.table(&record),
        working.as_secs_f64(),
        audit.taking_in.as_secs_f64(),
        audit.reporting.as_secs_f64(),
    );
    Ok(Outcome { text, clean: faults.is_empty() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_fleet_is_reconciled_to_the_serial() {
        for seed in 1..3 {
            let options = Options { lines: 50, days: 5, codes_per_day: 300, seed };
            let outcome =
                run(options).unwrap_or_else(|error| Outcome { text: error.to_string(), clean: false });
            assert!(outcome.clean, "seed {seed}\n{}", outcome.text);
            for kind in
                ["NoLease", "Repeated", "Returned", "WrongKey", "BeyondQuota", "OutOfTime", "Unaccounted"]
            {
                assert!(outcome.text.contains(kind), "{kind} never happened: seed {seed}\n{}", outcome.text);
            }
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_fleet() {
        let findings = |seed| {
            let options = Options { lines: 12, days: 4, codes_per_day: 100, seed };
            let text = run(options).map(|outcome| outcome.text).unwrap_or_default();
            text.lines().filter(|line| !line.contains(" s for ")).map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(findings(5), findings(5));
        assert_ne!(findings(5), findings(6));
    }

    #[test]
    fn reads_what_it_offers_and_refuses_the_rest() {
        let parse = |line: &str| Options::parse(line.split_whitespace().map(str::to_owned));
        assert_eq!(parse(""), Ok(Some(Options::default())));
        let wanted = Options { lines: 50, days: 5, codes_per_day: 60, seed: 9 };
        assert_eq!(parse("--lines 50 --days 5 --codes-per-day 60 --seed 9"), Ok(Some(wanted)));
        assert_eq!(parse("--lines 50 --help"), Ok(None));
        for bad in ["--lines", "--lines 7", "--days 3", "--days x", "--speed 3", "lines"] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }
}
