//! The journal on a disk that fails, and after a power loss at every point, with every set of sectors written.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use symbolon::Error;
use symbolon::journal::{Append, Check, Commit, Journal, Memory, Settings, Source, Storage, verify};

use crate::journal::{ID, Owned, key, read, settings};

type Segments = BTreeMap<u32, Vec<u8>>;

/// What a disk is asked for, in order.
#[derive(Clone, Debug)]
enum Op {
    Allocate(u32, u32),
    Write(u32, u32, Vec<u8>),
    Sync(u32),
    Remove(u32),
    /// Not the disk's: so many records were acknowledged.
    Acknowledged(u64),
}

/// How the disk fails.
#[derive(Clone, Copy, Debug)]
struct Fault {
    /// At which call, and for how many from there on.
    at: usize,
    calls: usize,
    error: Error,
    /// How much of a write arrives all the same: 0 nothing, 1 half, 2 all.
    written: usize,
}

/// A disk that remembers what it was asked for, and fails as planned.
#[derive(Clone, Debug, Default)]
struct Disk(Rc<RefCell<State>>);

#[derive(Debug, Default)]
struct State {
    memory: Memory,
    log: Vec<Op>,
    calls: usize,
    fault: Option<Fault>,
}

impl Disk {
    fn on(segments: &Segments) -> Self {
        let memory = Memory::new();
        for (number, bytes) in segments {
            memory.set_segment(*number, bytes.clone());
        }
        Self(Rc::new(RefCell::new(State { memory, ..State::default() })))
    }

    fn memory(&self) -> Memory {
        self.0.borrow().memory.clone()
    }

    /// Does it, unless it is time to fail.
    fn call(&self, op: Op) -> Result<(), Error> {
        let mut state = self.0.borrow_mut();
        state.calls += 1;
        let calls = state.calls - 1;
        let fault = state.fault.filter(|fault| (fault.at..fault.at + fault.calls).contains(&calls));
        let mut memory = state.memory.clone();
        let result = match (&op, fault) {
            (Op::Allocate(segment, bytes), None) => memory.allocate(*segment, *bytes),
            (Op::Write(segment, at, bytes), _) => {
                let len = fault.map_or(bytes.len(), |fault| bytes.len() * fault.written / 2);
                memory.write_at(*segment, *at, &bytes[..len])
            }
            // A part of a new segment may be there already.
            (Op::Allocate(segment, bytes), Some(Fault { written: 1, .. })) => {
                memory.allocate(*segment, *bytes / 2)
            }
            (Op::Remove(segment), None) => memory.remove(*segment),
            _ => Ok(()),
        };
        state.log.push(op);
        result.and(fault.map_or(Ok(()), |fault| Err(fault.error)))
    }
}

impl Source for Disk {
    fn list(&self) -> Result<Vec<u32>, Error> {
        self.memory().list()
    }

    fn len(&self, segment: u32) -> Result<u64, Error> {
        self.memory().len(segment)
    }

    fn read_at(&self, segment: u32, at: u32, into: &mut [u8]) -> Result<usize, Error> {
        self.memory().read_at(segment, at, into)
    }
}

impl Storage for Disk {
    fn allocate(&mut self, segment: u32, bytes: u32) -> Result<(), Error> {
        self.call(Op::Allocate(segment, bytes))
    }

    fn write_at(&mut self, segment: u32, at: u32, bytes: &[u8]) -> Result<(), Error> {
        self.call(Op::Write(segment, at, bytes.to_vec()))
    }

    /// A sector of zeros.
    fn prepare(&mut self, segment: u32, at: u32, end: u32) -> Result<(), Error> {
        self.call(Op::Write(segment, at, vec![0; (end - at).min(512) as usize]))
    }

    fn sync(&mut self, segment: u32) -> Result<(), Error> {
        self.call(Op::Sync(segment))
    }

    fn remove(&mut self, segment: u32) -> Result<(), Error> {
        self.call(Op::Remove(segment))
    }

    fn reopen(&mut self) -> Result<(), Error> {
        Ok(())
    }
}

/// The parts of a write that lie in one sector each.
fn sectors(at: u32, bytes: &[u8]) -> Vec<(u32, Vec<u8>)> {
    let mut parts = Vec::new();
    let mut at = at as usize;
    let mut rest = bytes;
    while !rest.is_empty() {
        let (part, behind) = rest.split_at(rest.len().min(512 - at % 512));
        parts.push((u32::try_from(at).unwrap(), part.to_vec()));
        (at, rest) = (at + part.len(), behind);
    }
    parts
}

/// Sectors on their way to the disk: segment, offset, bytes.
type Pending = Vec<(u32, u32, Vec<u8>)>;

/// Every state in which a power loss during a log leaves the disk, each with how many records were acknowledged.
/// Nothing, one sector alone, all but one, and all of what is on its way; every set of them if they are few.
fn power_losses(start: &Segments, log: &[Op], mut each: impl FnMut(&Segments, u64)) {
    let (mut durable, mut pending, mut acknowledged) = (start.clone(), Pending::new(), 0);
    let apply = |disk: &mut Segments, (segment, at, bytes): &(u32, u32, Vec<u8>)| {
        let place = &mut disk.get_mut(segment).unwrap()[*at as usize..][..bytes.len()];
        place.copy_from_slice(bytes);
    };
    for op in log {
        match op {
            Op::Allocate(segment, bytes) => {
                // Made, and not yet long enough.
                for len in [0, *bytes as usize / 2] {
                    let mut torn = durable.clone();
                    torn.entry(*segment).or_insert(vec![0; len]);
                    each(&torn, acknowledged);
                }
                let present = durable.entry(*segment).or_default();
                present.resize(present.len().max(*bytes as usize), 0);
            }
            Op::Write(segment, at, bytes) => {
                pending.extend(sectors(*at, bytes).into_iter().map(|(at, part)| (*segment, at, part)));
            }
            Op::Sync(segment) => {
                pending.retain(|part| {
                    if part.0 == *segment {
                        apply(&mut durable, part);
                    }
                    part.0 != *segment
                });
            }
            Op::Remove(segment) => {
                durable.remove(segment);
            }
            Op::Acknowledged(records) => acknowledged = *records,
        }
        let all = (1_u64 << pending.len()) - 1;
        let sets: Vec<u64> = if pending.len() <= 5 {
            (0..=all).collect()
        } else {
            (0..pending.len()).flat_map(|at| [1 << at, all ^ (1 << at)]).chain([0, all]).collect()
        };
        for set in sets {
            let mut disk = durable.clone();
            let written = pending.iter().enumerate().filter(|(at, _)| set & (1 << at) != 0);
            written.for_each(|(_, part)| apply(&mut disk, part));
            each(&disk, acknowledged);
        }
    }
}

/// Appends with everything that a journal does, until all records are in or the disk fails.
fn work(disk: &Disk, records: &[Owned], commit: Commit) {
    let mut journal = Journal::create(disk.clone(), ID, settings(3072, commit)).unwrap();
    let note = |journal: &Journal<Disk>| {
        disk.0.borrow_mut().log.push(Op::Acknowledged(journal.durable().records));
    };
    note(&journal);
    for (number, owned) in records.iter().enumerate() {
        journal.append(&owned.record()).unwrap();
        note(&journal);
        if number % 3 == 2 {
            journal.commit().unwrap();
            note(&journal);
        }
        if number % 10 == 9 {
            journal.checkpoint(&key(), 1_700_000_000).unwrap();
            note(&journal);
        }
    }
}

/// Small and large, full of zeros and full of other bytes that masks have to deal with.
fn various() -> Vec<Owned> {
    let payload = |number: u64| match number % 6 {
        0 => vec![0; 1200],
        1 => vec![0xA5; 700],
        2 => [vec![0; 600], vec![1; 600], vec![2; 600]].concat(),
        3 => Vec::new(),
        _ => Owned::number(number).payload,
    };
    (0..44).map(|number| Owned { payload: payload(number), ..Owned::number(number) }).collect()
}

#[test]
fn a_power_loss_at_any_point_loses_nothing_acknowledged_and_invents_nothing() {
    let records = various();
    let (disk, open) = (Disk::default(), settings(3072, Commit::Caller));
    work(&disk, &records, Commit::Caller);
    let log = disk.0.borrow().log.clone();
    let (mut losses, mut cuts) = (0, 0);
    power_losses(&Segments::new(), &log, |segments, acknowledged| {
        losses += 1;
        let disk = Disk::on(segments);
        let before = verify(&disk, &[]).unwrap();
        let (mut journal, found) = match Journal::open(disk.clone(), open, None) {
            // Before the journal was made.
            Err(Error::JournalMissing) => {
                assert_eq!(acknowledged, 0);
                return assert!(Journal::create(disk, ID, open).is_ok());
            }
            other => other.unwrap(),
        };
        assert!(before.damage.is_none() && before.cut == found.cut && before.head == found.head);
        assert!(found.head.records >= acknowledged);
        let left = read(disk.memory()).unwrap();
        assert!(records.starts_with(&left));
        cuts += usize::from(found.cut.is_some());
        // What recovery does may be interrupted too.
        let log = disk.0.borrow().log.clone();
        power_losses(segments, &log, |segments, _| {
            let (_, again) = Journal::open(Disk::on(segments), open, None).unwrap();
            assert_eq!(again.head, found.head);
        });
        // And the journal goes on.
        journal.append(&Owned::number(1000).record()).unwrap();
        journal.commit().unwrap();
        drop(journal);
        let (_, found) = Journal::open(disk.clone(), Settings { check: Check::Tail, ..open }, None).unwrap();
        assert_eq!(found.cut, None);
        assert_eq!(read(disk.memory()).unwrap().len(), left.len() + 1);
    });
    assert!(losses > 500 && cuts > 200, "{losses} {cuts}");
}

/// The disk fails at a call, for a while. What was taken is there in the end, what was refused is not, and nothing is
/// taken in between.
fn fails(records: &[Owned], commit: Commit, fault: Fault) -> bool {
    let disk = Disk::default();
    let mut journal = Journal::create(disk.clone(), ID, settings(3072, commit)).unwrap();
    let first = disk.0.borrow().calls;
    disk.0.borrow_mut().fault = Some(Fault { at: first + fault.at, ..fault });
    let mut failed = false;
    let mut settle = |journal: &mut Journal<Disk>, result: Result<(), Error>| -> bool {
        let Err(error) = result else { return true };
        assert_eq!(error, fault.error);
        failed = true;
        let durable = journal.durable();
        assert!(journal.is_stopped());
        assert_eq!(journal.append(&Owned::number(5).record()), Err(Error::JournalStopped));
        assert_eq!(journal.commit(), Err(Error::JournalStopped));
        assert_eq!(journal.checkpoint(&key(), 0).err(), Some(Error::JournalStopped));
        // The machine dies here instead: what was acknowledged is there.
        let state = disk.memory();
        let (_, found) = Journal::open(Disk::on(&segments(&state)), settings(3072, commit), None).unwrap();
        assert!(found.head.records >= durable.records);
        for _ in 0..50 {
            match journal.resume() {
                Ok(found) => {
                    assert!(found.head == journal.head() && found.head == journal.durable());
                    return false;
                }
                Err(error) => assert_eq!(error, fault.error),
            }
            assert!(journal.is_stopped());
        }
        panic!("never resumed");
    };
    for (number, owned) in records.iter().enumerate() {
        loop {
            let expected = journal.head().records;
            let result = journal.append(&owned.record());
            assert!(result.is_err() || result == Ok(expected));
            if settle(&mut journal, result.map(|_| ())) {
                break;
            }
            assert_eq!(journal.head().records, expected, "a refused record was taken");
        }
        if number % 3 == 2 {
            let result = journal.commit().map(|_| ());
            settle(&mut journal, result);
        }
        if number % 10 == 9 {
            let result = journal.checkpoint(&key(), 1_700_000_000).map(|_| ());
            settle(&mut journal, result);
        }
    }
    let result = journal.commit().map(|_| ());
    settle(&mut journal, result);
    assert_eq!(read(disk.memory()).unwrap(), records);
    assert!(verify(&disk, &[]).unwrap().is_whole());
    failed
}

fn segments(memory: &Memory) -> Segments {
    memory.list().unwrap().into_iter().map(|number| (number, memory.segment(number).unwrap())).collect()
}

#[test]
fn a_failing_disk_stops_the_journal_and_nothing_taken_is_lost() {
    let records = various();
    let group = Commit::Group { records: 2, milliseconds: 1 };
    for commit in [Commit::Each, group, Commit::Caller] {
        for calls in [1, 4] {
            for (written, error) in
                [(0, Error::JournalFull), (1, Error::JournalDenied), (2, Error::JournalFailed)]
            {
                let (mut at, mut hit) = (0, true);
                while hit {
                    hit = fails(&records, commit, Fault { at, calls, error, written });
                    at += 1;
                }
                assert!(at > 30);
            }
        }
    }
}

#[test]
fn a_journal_does_not_resume_over_what_was_damaged_meanwhile() {
    let disk = Disk::default();
    let mut journal = Journal::create(disk.clone(), ID, settings(3072, Commit::Each)).unwrap();
    journal.append(&Owned::number(1).record()).unwrap();
    let calls = disk.0.borrow().calls;
    disk.0.borrow_mut().fault = Some(Fault { at: calls, calls: 1, error: Error::JournalFailed, written: 2 });
    assert_eq!(journal.append(&Owned::number(2).record()), Err(Error::JournalFailed));
    let mut bytes = disk.memory().segment(0).unwrap();
    bytes[170] ^= 1;
    disk.memory().set_segment(0, bytes.clone());
    assert_eq!(journal.resume(), Err(Error::JournalDamage { segment: 0, at: 128 }));
    assert_eq!(journal.append(&Owned::number(2).record()), Err(Error::JournalStopped));
    bytes[170] ^= 1;
    disk.memory().set_segment(0, bytes);
    assert_eq!(journal.resume().unwrap().head.records, 1);
    assert_eq!(journal.append(&Owned::number(3).record()), Ok(1));
}
