//! The whole job at a small size, undisturbed, killed, and cheated.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::Value;
use symbolon::journal::{Files, Reader};
use symbolon::symbol::{GreyImage, read_qr};
use symbolon::trust::{Scope, SecretKey, Signer as _, Verdict, Window};

use super::*;
use crate::recorder::STOPPED;

/// The order of the example with fewer units.
fn small() -> String {
    let mut order: Value = serde_json::from_str(order::tests::JSON).unwrap();
    order["pattern"] = serde_json::json!({"items_per_box": 10, "boxes_per_case": 4, "cases_per_pallet": 3});
    order.to_string()
}

/// A folder that is removed in the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("symbolon-line-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("order.json"), small()).unwrap();
        Self(folder)
    }

    fn options(&self, out: &str) -> Options {
        Options {
            order: self.0.join("order.json"),
            out: self.0.join(out),
            pallets: 2,
            seed: 5,
            ..Options::default()
        }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn job(options: &Options) -> Result<Outcome, Failure> {
    run(options, &ProgressBar::hidden())
}

/// What a run leaves, without the times.
fn files(out: &Path) -> (Value, [Vec<u8>; 7]) {
    let mut report: Value = serde_json::from_slice(&fs::read(out.join("report.json")).unwrap()).unwrap();
    report["seconds"].take();
    report["steps"].as_array_mut().unwrap().iter_mut().for_each(|step| {
        step["seconds"].take();
    });
    let names = [
        "codes.csv",
        "labels.png",
        "items.png",
        "pallet-label.png",
        "pallet-label.zpl",
        "pallet.svg",
        "passrate.svg",
    ];
    (report, names.map(|name| fs::read(out.join(name)).unwrap()))
}

#[test]
fn the_whole_path_twice_gives_the_same_files() {
    let folder = Folder::new("twice");
    let options = folder.options("out");
    let [one, other] = [(); 2].map(|()| {
        let outcome = job(&options).unwrap();
        assert!(outcome.clean, "{}", outcome.text);
        files(&options.out)
    });
    assert!(one == other);
    let (report, [codes, ..]) = one;
    let faults = report["faults"].as_array().unwrap();
    for kind in fault::Kind::ALL {
        assert!(faults.iter().any(|fault| fault["kind"] == kind.name()), "no {}", kind.name());
    }
    assert_eq!((&report["faults_caught"], &report["good_refused"]), (&faults.len().into(), &0.into()));
    let levels = report["line"]["balance"]["levels"].as_array().unwrap();
    let issued: u64 = levels.iter().map(|level| level["issued"].as_u64().unwrap()).sum();
    assert_eq!(codes.split(|byte| *byte == b'\n').count() as u64, 1 + issued + 1);
    assert!(levels.iter().all(|level| level["unaccounted"] == 0), "{levels:?}");
}

/// Not a test: the process that the tests below kill. They tell it what to do by the environment.
#[test]
#[ignore = "runs as a child of other tests"]
fn child() {
    if let Ok(arguments) = std::env::var("SYMBOLON_LINE") {
        let options = Options::parse(arguments.lines().map(str::to_owned)).unwrap().unwrap();
        job(&options).unwrap();
    }
}

fn start(options: &Options, more: &str) -> Child {
    let (order, out) = (options.order.display(), options.out.display());
    let arguments = format!("--order\n{order}\n--out\n{out}\n--pallets\n2\n--seed\n5\n--resume\n{more}");
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "tests::child", "--ignored"])
        .env("SYMBOLON_LINE", arguments)
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

fn records(out: &Path) -> u64 {
    let count = || {
        let mut reader = Reader::open(Files::read(out.join("journal"))?)?;
        let mut records = 0;
        while reader.next()?.is_some() {
            records += 1;
        }
        Ok::<u64, symbolon::Error>(records)
    };
    count().unwrap_or(0)
}

#[test]
fn a_run_that_was_killed_again_and_again_ends_like_an_undisturbed_one() {
    let folder = Folder::new("killed");
    let whole = folder.options("whole");
    assert!(job(&whole).unwrap().clean);
    let killed = Options { resume: true, ..folder.options("killed") };
    // By itself, without a word: at the first event, in the middle of boxes, with a fault on the belt, near the end.
    for events in [1, 2, 77, 301, 302, 520, 800, 860] {
        let code = start(&killed, &format!("--stop-after\n{events}")).wait().unwrap().code();
        assert_eq!(code, Some(STOPPED), "after {events} events");
        assert!(records(&killed.out) <= events, "{events}");
    }
    let before = records(&killed.out);
    assert!(before > 0);
    // From outside, as soon as more is durable.
    let mut child = start(&killed, "");
    while records(&killed.out) <= before && child.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_millis(1));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(job(&killed).unwrap().clean);
    assert!(files(&whole.out) == files(&killed.out));
    assert_eq!(records(&whole.out), records(&killed.out));
    // Once more, when all is done.
    assert!(job(&killed).unwrap().clean);
    assert!(files(&whole.out) == files(&killed.out));
}

#[test]
fn only_a_journal_of_our_own_is_replaced_or_continued() {
    let folder = Folder::new("foreign");
    let options = folder.options("out");
    let journal = options.out.join("journal");
    fs::create_dir_all(&journal).unwrap();
    fs::write(journal.join("00000000.seg"), b"somebody's own").unwrap();
    assert!(job(&options).is_err());
    assert_eq!(fs::read(journal.join("00000000.seg")).unwrap(), b"somebody's own");
    fs::remove_file(journal.join("00000000.seg")).unwrap();
    job(&options).unwrap();
    let other = Options { seed: 6, resume: true, ..options };
    let failure = job(&other).err().unwrap().to_string();
    assert!(failure.contains("another order, seed or size"), "{failure}");
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
    let folder = Folder::new("cheated");
    let order = Order::parse(&small()).unwrap();
    let brand = Brand::new(1).unwrap();
    let mut stock = brand.issue(&order, 1, |_| ()).unwrap();
    let mut marks = Marks::new(&order, 1).unwrap();
    marks.apply(&mut stock, 1).unwrap();
    let mut verifier = brand.verifier(&order).unwrap();
    let stranger = SecretKey::from_seed(&secret::secret(1, "a stranger's signing key")).unwrap();
    verifier.keyring.add(*stranger.public_key(), Window::ALWAYS, Scope::Everything).unwrap();
    let faults = Faults::new(&stock, &order, &brand, 1).unwrap().plan(1).unwrap();
    let opened = recorder::open(&folder.0.join("journal"), [1; 16], false).unwrap();
    let derive = marks::derive_key(&order, 1).unwrap();
    let line_order = conveyor::equip(stock.line_order(&order).unwrap());
    let line = Recorder::new(line_order, (&verifier, &derive), opened, &stranger, order.now()).unwrap();
    let (_, shift) = Conveyor::new(&stock, &mut marks, line, faults).unwrap().run(|_| ()).unwrap();
    let missed: Vec<_> =
        shift.faults.iter().filter(|fault| !fault.is_caught()).map(|fault| fault.kind).collect();
    assert_eq!(missed, [fault::Kind::AnotherKey; 3]);
    assert!(!shift.refused.is_empty());
}
