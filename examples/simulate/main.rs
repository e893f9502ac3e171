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
    match options.journal.clone() {
        Some(folder) => run_on(options, Box::new(move || Files::open(&folder))),
        None => {
            let memory = Memory::new();
            run_on(options, Box::new(move || Ok(memory.clone())))
        }
    }
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
    let report =
        Report { order: session.order(), statistics: session.statistics(), balance: &balance, time: gateway.time };
    if let Some(folder) = &options.report {
        let folder = Path::new(folder);
        std::fs::create_dir_all(folder)?;
        std::fs::write(folder.join("report.txt"), report.text(Language::En) + &report.text(Language::Zh))?;
        std::fs::write(folder.join("report.json"), report.json())?;
        std::fs::write(folder.join("pass-rate.svg"), chart::pass_rate(session.statistics().timeline()))?;
    }
    let caught: Vec<String> = account.caught.iter().map(|(kind, count)| format!("{kind:?} {count}")).collect();
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
