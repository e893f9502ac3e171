//! Goals of the journal: durable appends beside embedded stores and the bare file, its size, and how fast it is verified.
//!
//! A round is [`COMMITS`] commits of one store, then as many of the next one: what else the machine and its disk do meets
//! all of them within the same second. What a store puts off to every n-th commit is in its round.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use crate::measure::{self, Goal, median};
use crate::stores::{Fjall, Journal, Mode, PAYLOAD, Payload, Raw, Redb, Sqlite, Store, payloads, scratch};

/// Commits of a store in a round: so many that a write-ahead log of SQLite is folded in at least once.
const COMMITS: usize = 40;

/// Rounds that are measured; one before them warms up.
const ROUNDS: usize = 9;

/// A store that takes part, and the seconds of its rounds.
struct Runner {
    store: Box<dyn Store>,
    seconds: Vec<f64>,
}

impl Runner {
    fn new(store: impl Store + 'static) -> Self {
        Self { store: Box::new(store), seconds: Vec::new() }
    }

    fn round(&mut self, round: usize, payloads: &[Payload]) {
        let first = (round * COMMITS * payloads.len()) as u64;
        let start = Instant::now();
        for commit in 0..COMMITS {
            self.store.commit(first + (commit * payloads.len()) as u64, payloads);
        }
        // The first round warms up.
        if round > 0 {
            self.seconds.push(start.elapsed().as_secs_f64());
        }
    }

    /// The median of what its rounds take of the rounds of another.
    fn ratio(&self, other: &Self) -> f64 {
        median(self.seconds.iter().zip(&other.seconds).map(|(own, other)| own / other).collect())
    }

    /// The median of the rounds, records a second.
    fn rate(&self, records: usize) -> f64 {
        (COMMITS * records) as f64 / median(self.seconds.clone())
    }
}

/// Commits of `records` each: the journal beside a peer, and what the bare file takes of the peer's time. Where that is
/// above the goal, nothing that writes the bytes can reach it.
fn beside(goal: f64, records: usize, name: &str, peer: impl FnOnce(&Path) -> Runner) -> Goal {
    let directory = scratch("durable");
    let payloads = payloads(records);
    let floor = Raw::new(&directory, "raw", bytes_of_commit(records), COMMITS * (ROUNDS + 1));
    let (mut ours, mut floor, mut peer) =
        (Runner::new(Journal::new(&directory)), Runner::new(floor), peer(&directory));
    for round in 0..=ROUNDS {
        [&mut ours, &mut floor, &mut peer].into_iter().for_each(|runner| runner.round(round, &payloads));
    }
    let note = format!(
        "times: {:.0} records a second at {records} a commit, against {:.0} of {name}; floor: the bare file takes {:.3}",
        ours.rate(records),
        peer.rate(records),
        floor.ratio(&peer)
    );
    let ratio = ours.ratio(&peer);
    drop((ours, floor, peer));
    fs::remove_dir_all(directory).unwrap();
    Goal::at_most(goal, ratio, note)
}

pub fn fjall_1000() -> Goal {
    beside(1.0 / 1.2, 1000, "fjall", |directory| Runner::new(Fjall::new(directory)))
}

pub fn fjall_10_000() -> Goal {
    beside(1.0 / 4.0, 10_000, "fjall", |directory| Runner::new(Fjall::new(directory)))
}

pub fn redb_1000() -> Goal {
    beside(1.0 / 7.0, 1000, "redb as it comes", |directory| Runner::new(Redb::new(directory)))
}

pub fn sqlite_1000() -> Goal {
    sqlite("SQLite as it comes (rollback journal, synchronous=FULL)", Mode::Default)
}

pub fn sqlite_persist_1000() -> Goal {
    sqlite("SQLite with a persistent rollback journal, synchronous=FULL, one process alone", Mode::Persist)
}

pub fn sqlite_wal_1000() -> Goal {
    sqlite("SQLite with a write-ahead log, synchronous=FULL, one process alone", Mode::Wal)
}

fn sqlite(name: &str, mode: Mode) -> Goal {
    beside(1.0 / 7.0, 1000, name, |directory| Runner::new(Sqlite::new(directory, mode)))
}

pub fn raw_1000() -> Goal {
    raw(1000)
}

/// A line that commits every record: each commit is a sync, and nothing else counts.
pub fn raw_1() -> Goal {
    raw(1)
}

/// A line that commits ten times a second, at some hundred items a second.
pub fn raw_30() -> Goal {
    raw(30)
}

/// The journal beside the bare file. The floor is the same once more: how far it is from 1 says how steady the run was.
fn raw(records: usize) -> Goal {
    let bytes = bytes_of_commit(records);
    beside(1.0 / 0.8, records, "one write and one fdatasync of the same bytes", |directory| {
        Runner::new(Raw::new(directory, "raw-peer", bytes, COMMITS * (ROUNDS + 1)))
    })
}

/// The time from the first append of a commit until it is durable, at a line's pace: the disk rests before each commit, and
/// is slower than when it is never let alone.
pub fn raw_paced() -> Goal {
    const RECORDS: usize = 1000;
    const REST: Duration = Duration::from_millis(20);
    let (bytes, payloads) = (bytes_of_commit(RECORDS), payloads(RECORDS));
    let directory = scratch("paced");
    let mut ours = Journal::new(&directory);
    let mut raw = Raw::new(&directory, "raw", bytes, measure::ROUNDS + 1);
    let timed = |store: &mut dyn Store, round: usize| {
        thread::sleep(REST);
        let start = Instant::now();
        store.commit((round * RECORDS) as u64, &payloads);
        start.elapsed().as_secs_f64()
    };
    let rounds: Vec<_> = (0..=measure::ROUNDS)
        .map(|round| (timed(&mut ours, round), timed(&mut raw, round)))
        .skip(1)
        .collect();
    drop((ours, raw));
    fs::remove_dir_all(directory).unwrap();
    let ours = median(rounds.iter().map(|(ours, _)| *ours).collect()) * 1e3;
    let raw = median(rounds.iter().map(|(_, raw)| *raw).collect()) * 1e3;
    let ratio = median(rounds.iter().map(|(ours, raw)| ours / raw).collect());
    let note = format!(
        "times: {ours:.2} ms for {RECORDS} records after 20 ms of rest, against {raw:.2} of the bare file"
    );
    Goal::at_most(1.0 / 0.8, ratio, note)
}

/// Bytes that a commit writes, frame and all.
fn bytes_of_commit(records: usize) -> usize {
    let directory = scratch("bytes");
    let mut journal = Journal::new(&directory);
    let before = journal.bytes();
    journal.commit(0, &payloads(records));
    let after = journal.bytes();
    drop(journal);
    fs::remove_dir_all(directory).unwrap();
    usize::try_from(after - before).unwrap()
}

pub fn bytes() -> Goal {
    const RECORDS: usize = 1000;
    let bytes = bytes_of_commit(RECORDS);
    let note = format!(
        "bytes of frames for each of payload; {bytes} for {RECORDS} records of {PAYLOAD} in one commit; commits of at most 64 KiB have zeros written before them besides, once"
    );
    Goal::at_most(1.15, bytes as f64 / (RECORDS * PAYLOAD) as f64, note)
}

pub fn verify_million() -> Goal {
    const RECORDS: usize = 1_000_000;
    let directory = scratch("verify");
    let (mut journal, payloads) = (Journal::new(&directory), payloads(1000));
    for first in (0..RECORDS).step_by(payloads.len()) {
        journal.commit(first as u64, &payloads);
    }
    let bytes = journal.bytes();
    let seconds = (0..5).map(|_| {
        let start = Instant::now();
        let report = symbolon::journal::verify(journal.files(), &[]).unwrap();
        assert!(report.is_whole() && report.head.records == RECORDS as u64);
        start.elapsed().as_secs_f64()
    });
    let seconds = median(seconds.collect());
    drop(journal);
    fs::remove_dir_all(directory).unwrap();
    Goal::at_most(
        3.0,
        seconds,
        format!("seconds for {RECORDS} records of {PAYLOAD} bytes, {} MB", bytes / 1_000_000),
    )
}
