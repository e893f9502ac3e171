//! A journal whose writer died between a write and its sync: whoever opens it next takes over what the system still holds,
//! and makes it durable before calling it so.
#![allow(clippy::unwrap_used)]

use std::sync::{Arc, Mutex};

use symbolon::Error;
use symbolon::journal::{Append as _, Check, Journal, Kind, Memory, Record, Settings, Source, Storage};

/// A system that keeps what was written when a process dies, and a disk that keeps what was synced.
#[derive(Clone, Default)]
struct Machine {
    system: Memory,
    disk: Memory,
    /// Syncs until one does not happen, because the process dies before it.
    syncs: Arc<Mutex<u32>>,
}

impl Machine {
    /// The same disk, without what only the system held.
    fn without_power(&self) -> Memory {
        let segments = self.disk.list().unwrap();
        Memory::from_segments(segments.into_iter().map(|segment| self.disk.segment(segment).unwrap()))
    }

    fn dies_at_sync(&self, number: u32) {
        *self.syncs.lock().unwrap() = number;
    }
}

impl Source for Machine {
    fn list(&self) -> Result<Vec<u32>, Error> {
        self.system.list()
    }

    fn len(&self, segment: u32) -> Result<u64, Error> {
        self.system.len(segment)
    }

    fn read_at(&self, segment: u32, at: u32, into: &mut [u8]) -> Result<usize, Error> {
        self.system.read_at(segment, at, into)
    }
}

impl Storage for Machine {
    fn allocate(&mut self, segment: u32, bytes: u32) -> Result<(), Error> {
        self.disk.allocate(segment, bytes)?;
        self.system.allocate(segment, bytes)
    }

    fn write_at(&mut self, segment: u32, at: u32, bytes: &[u8]) -> Result<(), Error> {
        self.system.write_at(segment, at, bytes)
    }

    fn sync(&mut self, segment: u32) -> Result<(), Error> {
        let mut left = self.syncs.lock().unwrap();
        *left = left.saturating_sub(1);
        if *left == 0 {
            return Err(Error::JournalFailed);
        }
        self.disk.set_segment(segment, self.system.segment(segment).unwrap());
        Ok(())
    }

    fn remove(&mut self, segment: u32) -> Result<(), Error> {
        self.disk.remove(segment)?;
        self.system.remove(segment)
    }

    fn reopen(&mut self) -> Result<(), Error> {
        Ok(())
    }
}

fn append(journal: &mut Journal<Machine>) -> Result<(), Error> {
    let payload = [7; 300];
    let record = Record { time: 1, device: 1, event: journal.records(), kind: Kind(1), payload: &payload };
    journal.append(&record)?;
    journal.commit().map(|_| ())
}

#[test]
fn what_opening_reports_outlives_a_loss_of_power() {
    let settings = Settings { segment_bytes: 1024, ..Settings::default() };
    // The process dies at any of the syncs of a journal that crosses several segments.
    for death in 3..24 {
        let machine = Machine::default();
        machine.dies_at_sync(u32::MAX);
        let mut journal = Journal::create(machine.clone(), [1; 16], settings).unwrap();
        machine.dies_at_sync(death);
        while append(&mut journal).is_ok() {}
        let acknowledged = journal.durable().records;
        drop(journal);

        machine.dies_at_sync(u32::MAX);
        let (mut journal, found) = Journal::open(machine.clone(), settings, None).unwrap();
        assert!(found.head.records >= acknowledged);
        let (_, after) = Journal::open(machine.without_power(), settings, None).unwrap();
        assert_eq!(after.head, found.head, "death at sync {death}");

        append(&mut journal).unwrap();
        let (_, after) = Journal::open(machine.without_power(), settings, None).unwrap();
        assert_eq!(after.head, journal.durable(), "death at sync {death}, and a commit since");
    }
}

#[test]
fn a_creation_that_died_is_no_journal_and_no_damage() {
    for check in [Check::Everything, Check::Tail] {
        let settings = Settings { segment_bytes: 1024, check, ..Settings::default() };
        let machine = Machine::default();
        machine.dies_at_sync(1);
        assert_eq!(Journal::create(machine.clone(), [1; 16], settings).err(), Some(Error::JournalFailed));
        let disk = machine.without_power();
        assert_eq!(disk.list(), Ok(vec![0]), "the segment is there, its header is not");
        assert_eq!(Journal::open(disk.clone(), settings, None).err(), Some(Error::JournalMissing));
        let journal = Journal::create(disk, [2; 16], settings).unwrap();
        assert_eq!(journal.durable().records, 0);
    }
}
