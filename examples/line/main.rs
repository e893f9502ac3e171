//! The main job: from a production order to verified pallets.
//!
//! Reads an order, issues signed codes, prints hidden marks, draws labels and reads some of them back from pictures.
//! Then everything passes the line, faults among it: a line session decides about every event and keeps a journal, which
//! survives a kill (`--resume`). At the end whole pallets are verified and every code is accounted for. Writes codes.csv,
//! labels.png, items.png, pallet-label.png and .zpl, pallet.svg, passrate.svg, report.json and the journal. `--help`
//! tells the options.

mod audit;
mod canvas;
mod conveyor;
mod fault;
mod issue;
mod label;
mod marks;
mod options;
mod order;
mod paper;
mod picture;
mod recorder;
mod report;
mod secret;
mod sheet;
mod tree;

use std::fs;
use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;

use indicatif::{ProgressBar, ProgressStyle};
use symbolon::code::Level;
use symbolon::line::chart;
use symbolon::trust::SecretKey;

use audit::Audit;
use conveyor::Conveyor;
use fault::Faults;
use issue::Brand;
use marks::Marks;
use options::Options;
use order::{LEVELS, Order};
use recorder::Recorder;
use report::{Report, Steps};

/// Why the job ended early, in words.
type Failure = Box<dyn std::error::Error>;

/// Items that are asked for their pallet.
const RESOLVED: usize = 10_000;

fn main() -> ExitCode {
    let options = match Options::parse(std::env::args().skip(1)) {
        Ok(Some(options)) => options,
        Ok(None) => {
            say(options::HELP);
            return ExitCode::SUCCESS;
        }
        Err(message) => {
            eprintln!("line: {message}; --help tells the options");
            return ExitCode::from(2);
        }
    };
    let bar = progress(std::io::stderr().is_terminal());
    match run(&options, &bar) {
        Ok(outcome) => {
            let files = "codes.csv, labels.png, items.png, pallet-label.png, pallet-label.zpl, pallet.svg, passrate.svg, \
                         report.json, journal";
            say(&format!("{}written to {}: {files}\n", outcome.text, options.out.display()));
            if outcome.clean { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(failure) => {
            bar.finish_and_clear();
            eprintln!("line: {failure}");
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

fn run(options: &Options, bar: &ProgressBar) -> Result<Outcome, Failure> {
    let named = |failure: Failure| format!("{}: {failure}", options.order.display());
    let json = fs::read_to_string(&options.order).map_err(|failure| named(failure.into()))?;
    let order = Order::parse(&json).map_err(named)?;
    let (pallets, seed) = (options.pallets, options.seed);
    let units: usize = LEVELS.into_iter().map(|level| issue::ordered(&order, level, pallets)).sum();
    let items = order.pattern.per_pallet(Level::ITEM) * pallets;
    bar.set_length((2 * units + items) as u64);
    let done = |count: usize| bar.inc(count as u64);
    let mut steps = Steps::new();
    // Before anything is done: a journal that is in use or somebody else's ends it here.
    let id = recorder::journal_id(&json, seed, pallets);
    let opened = recorder::open(&options.out.join("journal"), id, options.resume)?;
    if let Some(recovery) = &opened.recovery {
        bar.suspend(|| say(&report::recovered(recovery)));
    }

    bar.set_message("issue");
    let brand = Brand::new(seed)?;
    let mut stock = steps.take("issue and sign", "codes", || {
        let stock = brand.issue(&order, pallets, done)?;
        let count = stock.len();
        Ok((stock, count))
    })?;
    let mut marks = Marks::new(&order, seed)?;
    steps.take("derive and enrol marks", "marks", || {
        marks.apply(&mut stock, seed)?;
        Ok(((), stock.items.len() + stock.boxes.len()))
    })?;
    let verifier = brand.verifier(&order)?;

    bar.set_message("draw and read");
    steps.take("draw labels", "symbols", || Ok(((), label::draw(&stock, &order)?)))?;
    let read_back = steps.take("read labels from pictures", "symbols", || {
        let read = label::read_back(&verifier, &stock, &order, seed)?;
        Ok((read, read.symbols))
    })?;

    bar.set_message("line");
    let faults = Faults::new(&stock, &order, &brand, seed)?.plan(pallets)?;
    let derive = marks::derive_key(&order, seed)?;
    let signer = SecretKey::from_seed(&secret::secret(seed, "the line's key"))?;
    let (session, mut shift, kept, time) = steps.take("line session with journal", "events", || {
        let line_order = conveyor::equip(stock.line_order(&order)?);
        let mut line = Recorder::new(line_order, (&verifier, &derive), opened, &signer, order.now())?;
        line.stop_after(options.stop_after);
        let (line, shift) = Conveyor::new(&stock, &mut marks, line, faults)?.run(done)?;
        let (time, events) = (line.time(), line.events());
        let (session, kept) = line.finish()?;
        Ok(((session, shift, kept, time), usize::try_from(events)?))
    })?;
    let balance = session.balance();

    bar.set_message("verify pallets");
    let audit = Audit { session: &session, stock: &stock, order: &order, verifier: &verifier, marks: &marks };
    if shift.is_clean() {
        let parents = steps.take("verify whole pallets from the SSCC", "codes", || {
            let parents = audit.pallets(items - shift.gone, done)?;
            let count = parents.len();
            Ok((parents, count))
        })?;
        steps.take("resolve items up to their pallet", "items", || {
            audit.items(&parents, seed, RESOLVED)?;
            Ok(((), RESOLVED))
        })?;
    }
    for fault in &mut shift.faults {
        fault.spot = fault.beside.map(|unit| audit.spot(unit)).transpose()?.flatten();
    }

    bar.set_message("write");
    let write = |name: &str, bytes: &[u8]| {
        let path = options.out.join(name);
        fs::write(&path, bytes).map_err(|failure| format!("{}: {failure}", path.display()))
    };
    steps.take("write files", "files", || {
        write("codes.csv", report::csv(&stock, &order, &session)?.as_bytes())?;
        write("labels.png", &sheet::png(&stock, &order)?)?;
        write("items.png", &paper::items(&stock, &order)?)?;
        let printed = paper::pallet(stock.unit(Level::PALLET, 0)?, &order)?;
        write("pallet-label.png", &printed.png)?;
        write("pallet-label.zpl", &printed.zpl)?;
        write("pallet.svg", tree::svg(&stock, &order, &shift.faults).as_bytes())?;
        write("passrate.svg", chart::pass_rate(session.statistics().timeline()).as_bytes())?;
        Ok(((), 7))
    })?;
    let report = Report {
        order: &order,
        seed,
        stock: &stock,
        read_back,
        shift: &shift,
        session: &session,
        balance: &balance,
        kept: &kept,
        time,
        pairs: marks.counts(),
        steps: &steps,
    };
    write("report.json", format!("{:#}\n", report.json()?).as_bytes())?;
    bar.finish_and_clear();
    Ok(Outcome { text: report.terminal()?, clean: report.is_clean() })
}

/// A bar on a terminal, nothing elsewhere.
fn progress(terminal: bool) -> ProgressBar {
    if !terminal {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(0);
    if let Ok(style) = ProgressStyle::with_template("{msg:<15} [{wide_bar}] {percent:>3} %") {
        bar.set_style(style.progress_chars("=> "));
    }
    bar
}

#[cfg(test)]
mod tests;
