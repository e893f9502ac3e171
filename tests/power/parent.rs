//! Starts children, kills them, and holds what the journal says against what the children said.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use super::child::Message;
use super::load::{self, Dice};
use super::look;

/// A journal is given up for a new one after so many kills: reading it whole each time takes ever longer.
const KILLS_PER_JOURNAL: u32 = 40;

/// What is known about one journal.
struct Known {
    directory: PathBuf,
    /// The run that appended each record that must be there: acknowledged, or found by somebody who opened the journal.
    owners: Vec<u32>,
    /// The run that appended last, and the number that its records stay below. They may be there or not.
    last: (u32, u64),
}

impl Known {
    fn new(directory: PathBuf) -> Self {
        let _ = fs::remove_dir_all(&directory);
        fs::create_dir_all(&directory).unwrap();
        Self { directory, owners: Vec::new(), last: (0, 0) }
    }

    /// Somebody opened the journal and found so many records.
    fn found(&mut self, records: u64) {
        let durable = self.owners.len() as u64;
        assert!(records >= durable, "{durable} records were acknowledged, {records} are there");
        let (run, below) = self.last;
        assert!(
            records <= below.max(durable),
            "{records} records are there, only {below} were ever appended"
        );
        self.owners.resize(usize::try_from(records).unwrap(), run);
    }

    /// The messages of one run, in order. Gives how far it came.
    fn told(&mut self, run: u32, messages: &[Message], count: &mut Count) {
        let (mut opening, mut appending) = (false, false);
        for message in messages {
            match *message {
                Message::Opening => opening = true,
                Message::Opened { records } => {
                    self.found(records);
                    self.last = (run, records);
                    (opening, appending) = (false, true);
                }
                Message::Cut { bytes, next } => count.cut(bytes, next),
                Message::Appending { below } => self.last = (run, below),
                Message::Durable { below } => {
                    assert!(below <= self.last.1, "more is acknowledged than was appended");
                    let owners = self.owners.len().max(usize::try_from(below).unwrap());
                    self.owners.resize(owners, run);
                }
            }
        }
        count.opening += u32::from(opening);
        count.appending += u32::from(appending);
    }

    /// Every record, read back, is the one that its run appended, or is not known to be there.
    fn compare(&self, at_least: u64) {
        let mut number = 0;
        look::read(&self.directory, |entry| {
            assert_eq!(entry.number, number);
            let run = self.owners.get(usize::try_from(number).unwrap()).copied().unwrap_or(self.last.0);
            assert_eq!(
                entry.is_checkpoint(),
                load::is_checkpoint(run, number),
                "record {number} of run {run}"
            );
            if !entry.is_checkpoint() {
                let payload = load::payload(run, number);
                assert_eq!(entry.record, load::record(run, number, &payload), "record {number} of run {run}");
            }
            number += 1;
        });
        assert!((at_least..=self.last.1.max(at_least)).contains(&number), "the reader ends at {number}");
    }
}

/// What was hit.
#[derive(Default)]
struct Count {
    opening: u32,
    appending: u32,
    /// Frames that did not reach the disk whole.
    torn: u32,
    /// Segments that were made and not used.
    unused: u32,
    records: u64,
    segments: u32,
    journals: u32,
}

impl Count {
    fn cut(&mut self, bytes: u32, unused: bool) {
        assert!(bytes > 0 || unused, "a cut of nothing was reported");
        self.torn += u32::from(bytes > 0);
        self.unused += u32::from(unused);
    }
}

/// Kills so many children.
pub(crate) fn run(kills: u32, seed: u32) {
    println!("power: {kills} kills, --seed {seed}");
    let mut dice = Dice::new(seed.into());
    let mut count = Count::default();
    let mut known = None::<Known>;
    for kill in 0..kills {
        if kill % KILLS_PER_JOURNAL == 0 {
            if let Some(known) = known.take() {
                finish(known, &mut count);
            }
            known = Some(Known::new(scratch(&format!("{seed}-{}", kill / KILLS_PER_JOURNAL))));
        }
        let known = known.as_mut().unwrap();
        let run = kill + 1;
        let messages = kill_one(&known.directory, run, seed, &mut dice);
        known.told(run, &messages, &mut count);
        // Half of the time the next child finds what this one left.
        if dice.below(2) == 0 {
            look(known, &mut count);
        }
    }
    finish(known.unwrap(), &mut count);
    let Count { opening, appending, torn, unused, records, segments, journals } = count;
    println!(
        "power: killed {opening} while opening, {appending} while appending; {torn} torn frames cut, {unused} unused \
         segments removed; {records} records in {segments} segments of {journals} journals: none lost, none invented"
    );
    assert!(appending > kills / 4, "too few were killed under load to show anything");
    assert!(torn > 0, "no write was ever torn: this shows nothing");
}

/// Lets a child work for a while and kills it. Gives what it said.
fn kill_one(directory: &Path, run: u32, seed: u32, dice: &mut Dice) -> Vec<Message> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .arg("child")
        .arg(directory)
        .args([run.to_string(), (dice.next() ^ u64::from(seed)).to_string()])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut pipe = child.stdout.take().unwrap();
    let (sender, said) = mpsc::channel();
    let listener = thread::spawn(move || {
        let mut message = [0; Message::BYTES];
        // What the kill cut short was not said.
        while pipe.read_exact(&mut message).is_ok() {
            sender.send(Message::parse(&message)).unwrap();
        }
    });
    let mut messages = Vec::new();
    if dice.below(4) == 0 {
        thread::sleep(Duration::from_micros(dice.below(5_000)));
    } else {
        // Ends too when the child does.
        for message in &said {
            messages.push(message);
            if matches!(message, Message::Opened { .. }) {
                break;
            }
        }
        thread::sleep(Duration::from_micros(dice.below(20_000)));
    }
    let ended = child.try_wait().unwrap();
    assert!(ended.is_none(), "the child of run {run} ended by itself in {}: {ended:?}", directory.display());
    child.kill().unwrap();
    let _ = child.wait().unwrap();
    listener.join().unwrap();
    messages.extend(said.try_iter());
    messages
}

/// Looks at a journal as it was left, then opens it, then looks again.
fn look(known: &mut Known, count: &mut Count) -> u32 {
    let directory = known.directory.clone();
    if known.last.1 > 0 {
        let left = look::report(&directory).head.records;
        assert!(left >= known.owners.len() as u64 && left <= known.last.1, "{left} records");
        known.compare(known.owners.len() as u64);
    }
    let Some(opened) = look::open(&directory) else {
        assert_eq!(known.last.1, 0, "the journal is gone");
        return 0;
    };
    if opened.cut > 0 || opened.unused {
        count.cut(opened.cut, opened.unused);
    }
    known.found(opened.records);
    known.last.1 = opened.records;
    let again = look::open(&directory).unwrap();
    assert_eq!((again.records, again.cut, again.unused), (opened.records, 0, false), "opened a second time");
    assert!(look::report(&directory).is_whole());
    known.compare(opened.records);
    opened.segments
}

fn finish(mut known: Known, count: &mut Count) {
    count.segments += look(&mut known, count);
    count.records += known.owners.len() as u64;
    count.journals += 1;
    fs::remove_dir_all(&known.directory).unwrap();
}

fn scratch(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("power").join(name)
}
