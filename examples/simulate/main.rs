//! A conveyor against a line session: things move, readers err, jams happen, operators interfere, the power fails. A simple
//! account of what really happened is held against what the session decided, its forest and its balance.
//!
//! Everything is drawn from one seed. Others can try their own line settings: `--help` tells the options.

mod account;
mod dice;
mod gateway;
mod goods;
mod options;
mod plant;
mod thing;

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use symbolon::Error;
use symbolon::error::Language;
use symbolon::journal::{Files, Memory, Storage};
use symbolon::line::{Report, chart};

use gateway::Gateway;
use goods::Goods;
use options::Options;
use plant::Plant;

/// Why the run ended early, in words.
type Failure = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    let options = match Options::parse(std::env::args().skip(1)) {
        Ok(Some(options)) => options,
        Ok(None) => {
            say(options::HELP);
            return ExitCode::SUCCESS;
        }
        Err(message) => {
            eprintln!("simulate: {message}; --help tells the options");
            return ExitCode::from(2);
        }
    };
    match run(&options) {
        Ok(outcome) => {
            say(&outcome.text);
            if outcome.clean { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(failure) => {
            eprintln!("simulate: {failure}");
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

fn run(options: &Options) -> Result<Outcome, Failure> {
    if let Some(folder) = options.journal.clone() {
        return run_on(options, Box::new(move || Files::open(&folder)));
    }
    let memory = Memory::new();
    run_on(options, Box::new(move || Ok(memory.clone())))
}

fn run_on<'a, S: Storage>(
    options: &'a Options,
    storage: Box<dyn Fn() -> Result<S, Error> + 'a>,
) -> Result<Outcome, Failure> {
    let begun = Instant::now();
    let goods = Goods::new(options.seed)?;
    let [key @ .., _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _] = dice::secret(options.seed, "table");
    let gateway = Gateway::new(&goods, goods.order(options)?, key, storage)?;
    let mut plant = Plant::new(options, &goods, gateway);
    plant.run()?;
    let elapsed = begun.elapsed().as_secs_f64();
    let (gateway, account) = (&plant.gateway, &plant.account);
    let session = &gateway.session;
    let balance = session.balance();
    let report = Report {
        order: session.order(),
        statistics: session.statistics(),
        balance: &balance,
        time: gateway.time,
    };
    if let Some(folder) = &options.report {
        let folder = Path::new(folder);
        std::fs::create_dir_all(folder)?;
        std::fs::write(folder.join("report.txt"), report.text(Language::En) + &report.text(Language::Zh))?;
        std::fs::write(folder.join("report.json"), report.json())?;
        std::fs::write(folder.join("pass-rate.svg"), chart::pass_rate(session.statistics().timeline()))?;
    }
    let caught: Vec<String> =
        account.caught.iter().map(|(kind, count)| format!("{kind:?} {count}")).collect();
    let verdict = if account.faults.is_empty() {
        "every fault was caught, nothing good was lost, the balance is exact".to_owned()
    } else {
        format!("FAILED\n{}", account.faults.join("\n"))
    };
    let text = format!(
        "{}\ntaken off: {}; {} passes of good ones after rework\n\
         {} jams, noticed after {} marks at most; {} power cuts; {} events sent twice; {} commands of operators\n\
         {} events in {elapsed:.1} s\n{verdict}\n",
        report.text(Language::En),
        caught.join(", "),
        account.passes,
        account.jams,
        account.slowest_alarm,
        account.cuts,
        account.repeats,
        account.commands,
        gateway.events,
    );
    Ok(Outcome { text, clean: account.faults.is_empty() })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Faults are frequent, so that a small run meets them all.
    fn busy(seed: u64) -> Options {
        Options {
            items: 1200,
            case: 7,
            pallet: 5,
            no_read: 20_000,
            mark_no_read: 20_000,
            defects: 5000,
            damaged: 3000,
            wrong: 4000,
            jams: 4000,
            cuts: 2000,
            repeats: 10_000,
            late: 10_000,
            operators: 20_000,
            seed,
            ..Options::default()
        }
    }

    fn outcome(options: &Options) -> Outcome {
        run(options).unwrap_or_else(|failure| Outcome { text: failure.to_string(), clean: false })
    }

    #[test]
    fn every_fault_is_caught_and_the_balance_is_exact() {
        for seed in 1..6 {
            let outcome = outcome(&busy(seed));
            assert!(outcome.clean, "seed {seed}\n{}", outcome.text);
        }
    }

    #[test]
    fn other_lines_are_held_to_the_same() {
        let wide =
            Options { mark_offset: 0, camera_offset: 30, rejector: 60, speed: 6000, case: 1, ..busy(11) };
        let tight =
            Options { mark_offset: 30, camera_offset: 0, rejector: 45, case: 1000, pallet: 1, ..busy(12) };
        for options in [wide, tight] {
            let outcome = outcome(&options);
            assert!(outcome.clean, "{options:?}\n{}", outcome.text);
        }
    }

    #[test]
    fn a_line_without_faults_takes_nothing_off() {
        let calm = Options {
            items: 300,
            no_read: 0,
            mark_no_read: 0,
            defects: 0,
            damaged: 0,
            wrong: 0,
            jams: 0,
            cuts: 0,
            repeats: 0,
            late: 0,
            operators: 0,
            ..Options::default()
        };
        let outcome = outcome(&calm);
        assert!(
            outcome.clean && outcome.text.contains("items 300: 300 good, 0 rejected"),
            "{}",
            outcome.text
        );
    }

    #[test]
    fn the_same_seed_gives_the_same_line() {
        let told = |seed| {
            let text = outcome(&Options { items: 300, ..busy(seed) }).text;
            text.lines().filter(|line| !line.contains(" events in ")).map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(told(5), told(5));
        assert_ne!(told(5), told(6));
    }

    #[test]
    fn the_journal_can_lie_in_files() {
        let folder = std::env::temp_dir().join(format!("symbolon-simulate-{}", std::process::id()));
        let path = folder.display().to_string();
        let options = Options { items: 60, cuts: 20_000, journal: Some(path), ..busy(3) };
        let outcome = outcome(&options);
        let left = std::fs::remove_dir_all(&folder);
        assert!(outcome.clean, "{}", outcome.text);
        assert!(left.is_ok());
    }

    #[test]
    fn reads_what_it_offers_and_refuses_the_rest() {
        let parse = |line: &str| Options::parse(line.split_whitespace().map(str::to_owned));
        assert_eq!(parse(""), Ok(Some(Options::default())));
        let wanted = Options { items: 5, jams: 7, report: Some("x".to_owned()), ..Options::default() };
        assert_eq!(parse("--items 5 --jams 7 --report x"), Ok(Some(wanted)));
        assert_eq!(parse("--items 5 --help"), Ok(None));
        for bad in
            ["--items", "--items 0", "--rejector 29", "--speed x", "--heat 3", "items", "--jams 200001"]
        {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }
}
