//! The main job: from a production order to verified pallets.
//!
//! Reads an order, issues signed codes, prints hidden marks, draws labels and reads some of them back from pictures.
//! Then everything passes the line, faults among it; what is good gets packed. At the end whole pallets are verified.
//! Writes codes.csv, labels.png, pallet.svg and report.json. `--help` tells the options.

mod audit;
mod canvas;
mod control;
mod conveyor;
mod fault;
mod font;
mod issue;
mod label;
mod marks;
mod options;
mod order;
mod picture;
mod report;
mod secret;
mod sheet;
mod tree;

use std::fs;
use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;

use indicatif::{ProgressBar, ProgressStyle};
use symbolon::pack::Forest;

use control::Control;
use conveyor::Conveyor;
use fault::Faults;
use issue::Brand;
use marks::Marks;
use options::Options;
use order::{LEVELS, Order};
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
            let files = "codes.csv, labels.png, pallet.svg, report.json";
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
    let (pallets, seed, pattern) = (options.pallets, options.seed, order.pattern);
    let units: usize = LEVELS.into_iter().map(|level| pattern.per_pallet(level) * pallets).sum();
    bar.set_length(3 * units as u64);
    let done = |count: usize| bar.inc(count as u64);
    let mut steps = Steps::new();

    bar.set_message("issue");
    let brand = Brand::new(seed)?;
    let mut stock = steps.take("issue and sign", "codes", || {
        let stock = brand.issue(&order, pallets, done)?;
        let count = stock.len();
        Ok((stock, count))
    })?;
    let mut marks = Marks::new(&order, seed)?;
    steps.take("derive, enrol and bind marks", "marks", || {
        marks.apply(&mut stock, seed)?;
        Ok(((), stock.items.len() + stock.boxes.len()))
    })?;
    let mut control = Control {
        verifier: brand.verifier(&order)?,
        catalogue: order.catalogue()?,
        marks,
        forest: Forest::new(pattern.rules()),
        now: order.now(),
    };

    bar.set_message("draw and read");
    steps.take("draw labels", "symbols", || Ok(((), label::draw(&stock, &order)?)))?;
    let read_back = steps.take("read labels from pictures", "symbols", || {
        let read = label::read_back(&control, &stock, &order, seed)?;
        Ok((read, read.symbols))
    })?;

    bar.set_message("scan and pack");
    let faults = Faults::new(&stock, &order, seed)?.plan()?;
    let shift = steps.take("scan, verify and pack", "readings", || {
        let shift = Conveyor::new(&stock, pattern, &mut control, faults).run(done)?;
        let count = shift.readings;
        Ok((shift, count))
    })?;

    bar.set_message("verify pallets");
    if shift.refused.is_empty() && shift.faults.iter().all(fault::Fault::is_caught) {
        steps.take("verify whole pallets from the SSCC", "codes", || {
            audit::forest(&control, &stock)?;
            Ok(((), audit::pallets(&control, &stock, &order, done)?))
        })?;
        steps.take("resolve items up to their pallet", "items", || {
            audit::items(&control, &stock, pattern, seed, RESOLVED)?;
            Ok(((), RESOLVED))
        })?;
    }

    bar.set_message("write");
    fs::create_dir_all(&options.out).map_err(|failure| format!("{}: {failure}", options.out.display()))?;
    let write = |name: &str, bytes: &[u8]| {
        let path = options.out.join(name);
        fs::write(&path, bytes).map_err(|failure| format!("{}: {failure}", path.display()))
    };
    steps.take("write files", "files", || {
        write("codes.csv", report::csv(&stock, &order, &control)?.as_bytes())?;
        write("labels.png", &sheet::png(&stock, &order)?)?;
        write("pallet.svg", tree::svg(&stock, &order, &shift.faults).as_bytes())?;
        Ok(((), 3))
    })?;
    let pairs = control.marks.counts();
    let report =
        Report { order: &order, seed, stock: &stock, read_back, shift: &shift, pairs, steps: &steps };
    write("report.json", format!("{:#}\n", report.json()).as_bytes())?;
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
mod tests {
    use serde_json::Value;
    use symbolon::symbol::{GreyImage, read_qr};
    use symbolon::trust::{Scope, SecretKey, Signer as _, Verdict, Window};

    use super::*;

    /// The order of the example with fewer units.
    fn small() -> String {
        let mut order: Value = serde_json::from_str(order::tests::JSON).unwrap();
        order["pattern"] =
            serde_json::json!({"items_per_box": 3, "boxes_per_case": 2, "cases_per_pallet": 2});
        order.to_string()
    }

    #[test]
    fn the_whole_path_twice_gives_the_same_report() {
        let folder = std::env::temp_dir().join(format!("symbolon-line-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let options =
            Options { order: folder.join("order.json"), out: folder.join("out"), pallets: 2, seed: 5 };
        fs::write(&options.order, small()).unwrap();
        let [one, other] = [(); 2].map(|()| {
            assert!(run(&options, &ProgressBar::hidden()).unwrap().clean);
            let mut report: Value =
                serde_json::from_slice(&fs::read(options.out.join("report.json")).unwrap()).unwrap();
            report["seconds"].take();
            report["steps"].as_array_mut().unwrap().iter_mut().for_each(|step| {
                step["seconds"].take();
            });
            let files = ["codes.csv", "labels.png", "pallet.svg"];
            (report, files.map(|name| fs::read(options.out.join(name)).unwrap()))
        });
        fs::remove_dir_all(&folder).unwrap();
        assert!(one == other);
        let (report, [codes, ..]) = one;
        assert_eq!((&report["items"], &report["faults_injected"]), (&24.into(), &48.into()));
        assert_eq!((&report["faults_caught"], &report["good_refused"]), (&48.into(), &0.into()));
        assert_eq!(codes.split(|byte| *byte == b'\n').count(), 1 + 24 + 8 + 4 + 2 + 1);
    }

    #[test]
    fn the_symbols_on_the_sheet_can_be_read() {
        let order = Order::parse(&small()).unwrap();
        let brand = Brand::new(1).unwrap();
        let stock = brand.issue(&order, 2, |_| ()).unwrap();
        let sheet = sheet::png(&stock, &order).unwrap();
        let mut png = png::Decoder::new(std::io::Cursor::new(sheet)).read_info().unwrap();
        let mut dots = vec![0; png.output_buffer_size().unwrap()];
        let info = png.next_frame(&mut dots).unwrap();
        let picture = GreyImage::new(&dots, info.width, info.height, info.line_size).unwrap();
        let verifier = brand.verifier(&order).unwrap();
        let found = read_qr(&picture);
        assert_eq!(found.len(), 2 + 3 + 4);
        for found in found {
            assert_eq!(verifier.verify_scan(&found.data, order.now()).verdict, Verdict::Genuine);
        }
    }

    /// A line that believes the stranger must be found out: its answers are not the expected ones.
    #[test]
    fn what_is_not_caught_is_told() {
        let order = Order::parse(&small()).unwrap();
        let brand = Brand::new(1).unwrap();
        let mut stock = brand.issue(&order, 1, |_| ()).unwrap();
        let mut marks = Marks::new(&order, 1).unwrap();
        marks.apply(&mut stock, 1).unwrap();
        let mut verifier = brand.verifier(&order).unwrap();
        let stranger = SecretKey::from_seed(&secret::secret(1, "a stranger's signing key")).unwrap();
        verifier.keyring.add(*stranger.public_key(), Window::ALWAYS, Scope::Everything).unwrap();
        let mut control = Control {
            verifier,
            catalogue: order.catalogue().unwrap(),
            marks,
            forest: Forest::new(order.pattern.rules()),
            now: order.now(),
        };
        let faults = Faults::new(&stock, &order, 1).unwrap().plan().unwrap();
        let shift = Conveyor::new(&stock, order.pattern, &mut control, faults).run(|_| ()).unwrap();
        let missed: Vec<_> =
            shift.faults.iter().filter(|fault| !fault.is_caught()).map(|fault| fault.kind).collect();
        assert_eq!(missed, [fault::Kind::AnotherKey; 3]);
        assert_eq!(shift.refused.len(), 3);
    }
}
