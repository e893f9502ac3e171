//! A gateway that uploads what a line wrote while the network was away for days, and dies whenever it likes.
//!
//! The line appends to its journal and waits for nobody. The gateway reads on from its cursor, delivers a batch, and stores
//! the cursor when the other side has taken it. Whatever dies between two of these steps, nothing is left out: some
//! records come twice, and the other side knows them by journal and number.
//!
//! `cargo run --release --example upload -- [DAYS] [SEED]`; the exit code is 0 if the other side has every record once.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use symbolon::Error;
use symbolon::journal::{Append as _, CursorFile, Files, Journal, JournalId, Kind, Reader, Record, Settings};

/// Records that the line writes in a day.
const A_DAY: u64 = 20_000;
/// Records of one delivery.
const BATCH: usize = 500;
/// The name of the gateway's cursor.
const NAME: &str = "erp";

/// The other side: whatever comes twice is counted once.
#[derive(Default)]
struct Server {
    taken: BTreeMap<(JournalId, u64), (u64, Vec<u8>)>,
    /// How many records came again.
    again: u64,
}

impl Server {
    fn take(&mut self, id: JournalId, batch: &[(u64, u64, Vec<u8>)]) {
        for (number, event, payload) in batch {
            let known = self.taken.insert((id, *number), (*event, payload.clone()));
            self.again += u64::from(known.is_some());
        }
    }
}

/// Numbers without pattern: when the gateway dies, and at which step.
struct Dice(u64);

impl Dice {
    fn one_of(&mut self, sides: u64) -> bool {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33).is_multiple_of(sides)
    }
}

/// One life of the gateway: everything it knows it reads from the disk. True if everything is delivered, false if it died.
fn upload(directory: &Path, durable: u64, server: &mut Server, dice: &mut Dice) -> Result<bool, Error> {
    let stored = CursorFile::new(directory, NAME);
    let files = Files::read(directory)?;
    let mut reader = match stored.load()? {
        Some(cursor) => Reader::resume(files, &cursor)?,
        None => Reader::open(files)?,
    };
    // What is not durable yet could be gone after a loss of power, and would have been delivered all the same.
    reader.limit(durable);
    loop {
        let mut batch = Vec::with_capacity(BATCH);
        while batch.len() < BATCH
            && let Some(entry) = reader.next()?
        {
            // Checkpoints go with the rest: the other side can prove things with them.
            batch.push((entry.number, entry.record.event, entry.record.payload.to_vec()));
        }
        if batch.is_empty() {
            return Ok(true);
        }
        if dice.one_of(10) {
            return Ok(false); // read, not delivered
        }
        server.take(*reader.id(), &batch);
        if dice.one_of(10) {
            return Ok(false); // delivered, and the answer was lost
        }
        // Acknowledged: from here on these records do not come again.
        stored.store(&reader.cursor())?;
    }
}

/// The line works offline for some days.
fn work(journal: &mut Journal<Files>, days: u64) -> Result<u64, Error> {
    for event in 0..days * A_DAY {
        let payload = event.to_le_bytes();
        let record = Record { time: event * 4320, device: 1, event, kind: Kind(1), payload: &payload };
        journal.append(&record)?;
        if event % 1000 == 999 {
            journal.commit()?;
        }
    }
    Ok(journal.commit()?.records)
}

/// Works offline, then uploads through as many lives as it takes.
fn run(directory: &Path, days: u64, seed: u64) -> Result<(Server, u64, u64), Error> {
    let id = [7; 16]; // 16 random bytes, chosen once
    let mut journal = Journal::create(Files::open(directory)?, id, Settings::default())?;
    let durable = work(&mut journal, days)?;
    let (mut server, mut lives, mut dice) = (Server::default(), 1, Dice(seed));
    while !upload(directory, durable, &mut server, &mut dice)? {
        lives += 1;
    }
    Ok((server, durable, lives))
}

fn main() -> ExitCode {
    let mut numbers = std::env::args().skip(1).map(|argument| argument.parse());
    let (Ok(days), Ok(seed)) = (numbers.next().unwrap_or(Ok(3)), numbers.next().unwrap_or(Ok(1))) else {
        eprintln!("upload [DAYS] [SEED]");
        return ExitCode::from(2);
    };
    let directory = std::env::temp_dir().join(format!("symbolon-upload-{}", std::process::id()));
    let outcome = run(&directory, days, seed);
    let _ = fs::remove_dir_all(directory);
    match outcome {
        Ok((server, records, lives)) => {
            println!(
                "{days} days offline, {records} records; the gateway died {} times; {} records came again, {} are there",
                lives - 1,
                server.again,
                server.taken.len()
            );
            ExitCode::from(u8::from(server.taken.len() as u64 != records))
        }
        Err(error) => {
            eprintln!("upload: {error}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn everything_arrives_however_often_the_gateway_dies() {
        for seed in 0..5 {
            let name = format!("symbolon-upload-test-{}-{seed}", std::process::id());
            let directory = std::env::temp_dir().join(name);
            let (server, records, lives) = run(&directory, 1, seed).unwrap();
            assert_eq!(records, A_DAY);
            assert!(lives > 1 && server.again > 0, "it never died where it hurts: this shows nothing");
            let taken =
                server.taken.into_iter().map(|((_, number), (event, payload))| (number, event, payload));
            assert!(taken.eq((0..A_DAY).map(|event| (event, event, event.to_le_bytes().to_vec()))));
            fs::remove_dir_all(directory).unwrap();
        }
    }
}
