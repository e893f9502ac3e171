//! The journal in a directory.

use std::fs;
use std::path::PathBuf;

use symbolon::Error;
use symbolon::journal::{
    Append, Check, Commit, Cursor, CursorFile, Files, Journal, Reader, Settings, Source, Storage, verify,
};

use crate::journal::{ID, Owned, read, settings};

/// A new directory for a test, under the build's own.
pub(crate) fn directory(name: &str) -> PathBuf {
    let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&directory);
    directory
}

#[test]
fn what_was_committed_is_there_after_reopening() {
    let directory = directory("journal-reopen");
    let mut model = Vec::new();
    for round in 0..4_u64 {
        let files = Files::open(&directory).unwrap();
        let mut journal = if round == 0 {
            Journal::create(files, ID, settings(4096, Commit::Caller)).unwrap()
        } else {
            let settings = Settings { check: Check::Tail, ..settings(4096, Commit::Caller) };
            Journal::open(files, settings, None).unwrap().0
        };
        let mut follower = Reader::at(Files::read(&directory).unwrap(), model.len() as u64).unwrap();
        for number in 0..100 {
            let owned = Owned::number(round * 100 + number);
            assert_eq!(journal.append(&owned.record()), Ok(model.len() as u64));
            model.push(owned);
        }
        let durable = journal.commit().unwrap();
        assert_eq!(durable.records, model.len() as u64);
        assert!((0..100).all(|_| follower.next().unwrap().is_some()));
        assert_eq!(follower.next(), Ok(None));
        // Dropped with the journal.
        journal.append(&Owned::number(999).record()).unwrap();
    }
    let files = Files::read(&directory).unwrap();
    let segments = files.list().unwrap();
    assert!(segments.len() > 2, "{segments:?}");
    assert!(segments.iter().all(|segment| files.len(*segment) == Ok(4096)));
    assert_eq!(read(&files), Ok(model));
    assert!(verify(&files, &[]).unwrap().is_whole());
}

#[test]
fn zeros_go_ahead_of_small_commits_up_to_the_end_of_the_segment() {
    const SIZE: u32 = 1536 << 10;
    const AHEAD: u32 = 1 << 20;
    let mut files = Files::open(directory("journal-ahead")).unwrap();
    let is_zero = |files: &Files, at: u32| {
        let mut byte = [0];
        files.read_at(0, at, &mut byte).unwrap();
        byte == [0]
    };
    let filled = |files: &mut Files, places: &[u32]| {
        for at in places {
            files.write_at(0, *at, b"x").unwrap();
        }
    };
    files.allocate(0, SIZE).unwrap();
    filled(&mut files, &[127, 128, 127 + AHEAD, 128 + AHEAD]);
    files.prepare(0, 128, SIZE).unwrap();
    assert_eq!(
        [127, 128, 127 + AHEAD, 128 + AHEAD].map(|at| is_zero(&files, at)),
        [false, true, true, false]
    );
    // Within the zeros nothing is done; behind them, up to the end that was named.
    filled(&mut files, &[600, SIZE - 1]);
    files.prepare(0, 128 + AHEAD, SIZE - 1).unwrap();
    assert!(!is_zero(&files, 600));
    files.prepare(0, 129 + AHEAD, SIZE - 1).unwrap();
    assert_eq!([SIZE - 2, SIZE - 1].map(|at| is_zero(&files, at)), [true, false]);
    assert_eq!(files.len(0), Ok(SIZE.into()));
}

#[test]
fn small_commits_and_large_ones_read_back() {
    let directory = directory("journal-sizes");
    let settings = settings(1280 << 10, Commit::Caller);
    let mut journal = Journal::create(Files::open(&directory).unwrap(), ID, settings).unwrap();
    let mut model = Vec::new();
    // Some hundred bytes to some hundred thousand, over the ends of zeros and of segments.
    for commit in 0..240_usize {
        for _ in 0..[1, 30, 1500, 3][commit % 4] {
            let owned = Owned::number(model.len() as u64);
            journal.append(&owned.record()).unwrap();
            model.push(owned);
        }
        journal.commit().unwrap();
    }
    drop(journal);
    let (journal, found) = Journal::open(Files::open(&directory).unwrap(), settings, None).unwrap();
    assert!(found.cut.is_none() && found.segments > 1, "{found:?}");
    assert_eq!(read(journal.storage()), Ok(model));
}

#[test]
fn one_writer_at_a_time_and_readers_write_nothing() {
    let directory = directory("journal-lock");
    let missing = Files::read(&directory).err();
    assert_eq!(missing, Some(Error::JournalMissing));
    let journal =
        Journal::create(Files::open(&directory).unwrap(), ID, settings(4096, Commit::Each)).unwrap();
    assert_eq!(Files::open(&directory).err(), Some(Error::JournalLocked));
    let mut reading = Files::read(&directory).unwrap();
    assert_eq!(reading.write_at(0, 0, b"x"), Err(Error::JournalDenied));
    assert_eq!(reading.allocate(1, 4096), Err(Error::JournalDenied));
    assert_eq!(reading.remove(0), Err(Error::JournalDenied));
    assert_eq!(reading.sync(0), Err(Error::JournalDenied));
    drop(journal);
    assert!(Files::open(&directory).is_ok());
}

#[test]
fn other_files_are_left_alone_and_a_missing_segment_is_named() {
    let directory = directory("journal-names");
    let mut journal =
        Journal::create(Files::open(&directory).unwrap(), ID, settings(1024, Commit::Each)).unwrap();
    (0..60).for_each(|number| assert!(journal.append(&Owned::number(number).record()).is_ok()));
    let segments = journal.storage().list().unwrap();
    drop(journal);
    for name in ["notes.txt", "1.seg", "0000000G.seg", "000000000.seg", "+0000001.seg"] {
        fs::write(directory.join(name), b"mine").unwrap();
    }
    let files = Files::open(&directory).unwrap();
    assert_eq!(files.list(), Ok(segments.clone()));
    let last = *segments.last().unwrap();
    for segment in [0, 1, last] {
        let (here, there) = (files.path(segment), directory.join("away"));
        fs::rename(&here, &there).unwrap();
        let report = verify(&files, &[]).unwrap();
        let damage = report.damage.unwrap();
        assert_eq!((damage.segment, damage.error), (segment, Error::JournalMissing));
        let opened = Journal::open(Files::read(&directory).unwrap(), Settings::default(), None);
        assert_eq!(opened.err(), Some(Error::JournalMissing));
        fs::rename(&there, &here).unwrap();
    }
    assert!(Journal::open(files, Settings::default(), None).is_ok());
}

#[test]
fn a_cursor_file_holds_the_last_cursor() {
    let directory = directory("journal-cursor");
    let mut journal =
        Journal::create(Files::open(&directory).unwrap(), ID, settings(4096, Commit::Each)).unwrap();
    (0..10).for_each(|number| assert!(journal.append(&Owned::number(number).record()).is_ok()));
    let file = CursorFile::new(&directory, "cloud");
    assert_eq!(file.load(), Ok(None));
    for expected in 1..=10 {
        let cursor = file.load().unwrap().unwrap_or(Cursor::start(&ID));
        let mut reader = Reader::resume(Files::read(&directory).unwrap(), &cursor).unwrap();
        let acknowledged = reader.next().unwrap().unwrap().cursor();
        file.store(&acknowledged).unwrap();
        assert_eq!(file.load(), Ok(Some(acknowledged)));
        assert_eq!(acknowledged.records, expected);
    }
    fs::write(directory.join("cloud.cursor"), b"torn").unwrap();
    assert_eq!(file.load(), Err(Error::Cursor));
}
