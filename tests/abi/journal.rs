//! The journal as a C program uses it: written, followed, uploaded.

use std::ptr::{null, null_mut};

use symbolon::capi::journal::*;
use symbolon::capi::journal_form::*;
use symbolon::capi::journal_read::*;
use symbolon::capi::status::*;

use super::arguments::*;
use super::scratch;

/// A directory as C hands it over.
pub(super) struct Directory(pub(super) String);

impl Directory {
    pub(super) fn new(name: &str) -> Self {
        Self(scratch(&format!("journal-{name}")).to_str().unwrap().to_owned())
    }

    pub(super) fn ptr(&self) -> *const u8 {
        self.0.as_ptr()
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn create(&self, options: *const symbolon_journal_options) -> (i32, *mut symbolon_journal) {
        let mut out = null_mut();
        let id = [0xA1; 16];
        let status = status!(symbolon_journal_create(
            self.ptr(),
            self.len(),
            id.as_ptr(),
            options,
            &raw mut out,
            null_mut()
        ));
        (status, out)
    }

    pub(super) fn open(
        &self,
        anchor: *const symbolon_journal_head,
    ) -> (symbolon_error, *mut symbolon_journal) {
        let (mut out, mut seen) = (null_mut(), info());
        let mut found = symbolon_journal_recovery { size: 72, ..Default::default() };
        let status = status!(symbolon_journal_open(
            self.ptr(),
            self.len(),
            null(),
            anchor,
            &raw mut found,
            &raw mut out,
            &raw mut seen
        ));
        assert_eq!((status, found.size), (seen.code, 72));
        (seen, out)
    }

    fn reader(&self, record: u64) -> *mut symbolon_journal_reader {
        let mut out = null_mut();
        ok!(symbolon_journal_reader_new(self.ptr(), self.len(), record, &raw mut out, null_mut()));
        out
    }
}

pub(super) fn free(journal: *mut symbolon_journal) {
    // SAFETY: each is freed once.
    unsafe { symbolon_journal_free(journal) };
}

pub(super) fn append(journal: *mut symbolon_journal, event: u64, payload: &[u8]) -> i32 {
    let (mut number, mut seen) = (u64::MAX, info());
    let (bytes, len) = (payload.as_ptr(), payload.len());
    let status = status!(symbolon_journal_append(
        journal,
        1000 + event,
        3,
        event,
        7,
        bytes,
        len,
        &raw mut number,
        &raw mut seen
    ));
    assert_eq!(status, seen.code);
    assert_eq!(number == u64::MAX, status != SYMBOLON_OK);
    status
}

pub(super) fn commit(journal: *mut symbolon_journal) -> u64 {
    let mut durable = 0;
    ok!(symbolon_journal_commit(journal, &raw mut durable, null_mut()));
    durable
}

/// The next record of a reader and its payload, if there is one.
fn next(reader: *mut symbolon_journal_reader) -> Option<(symbolon_journal_entry, Vec<u8>)> {
    let mut entry = symbolon_journal_entry { size: 40, ..Default::default() };
    let (mut found, mut len, mut buf) = (9, 0, [0; 2000]);
    ok!(symbolon_journal_reader_next(
        reader,
        &raw mut found,
        &raw mut entry,
        buf.as_mut_ptr(),
        buf.len(),
        &raw mut len,
        null_mut()
    ));
    (found == 1).then(|| (entry, buf[..len].to_vec()))
}

fn cursor(reader: *mut symbolon_journal_reader) -> [u8; 72] {
    let mut cursor = [0; 72];
    ok!(symbolon_journal_reader_cursor(reader, cursor.as_mut_ptr()));
    cursor
}

#[test]
fn what_is_written_is_read_by_a_follower() {
    let directory = Directory::new("followed");
    let (status, journal) = directory.create(null());
    assert_eq!(status, SYMBOLON_OK);
    let reader = directory.reader(0);
    assert!(next(reader).is_none());
    assert_eq!(append(journal, 5, b"one"), SYMBOLON_OK);
    assert!(next(reader).is_none(), "nothing is durable yet");
    assert_eq!(commit(journal), 1);
    assert_eq!(append(journal, 6, b""), SYMBOLON_OK);
    assert_eq!(commit(journal), 2);
    ok!(symbolon_journal_reader_limit(reader, 1));
    let (entry, payload) = next(reader).unwrap();
    assert_eq!((entry.number, entry.time, entry.device, entry.event, entry.kind), (0, 1005, 3, 5, 7));
    assert_eq!((payload.as_slice(), entry.is_checkpoint), (&b"one"[..], 0));
    assert!(next(reader).is_none(), "beyond the limit");
    ok!(symbolon_journal_reader_limit(reader, u64::MAX));
    assert_eq!(next(reader).unwrap().1, b"");
    assert!(next(reader).is_none());

    let heads = |journal: *const symbolon_journal| {
        let mut heads = [symbolon_journal_head::default(); 2];
        let [mut due, mut stopped] = [9; 2];
        let [head, durable] = &mut heads;
        ok!(symbolon_journal_state(
            journal,
            &raw mut *head,
            &raw mut *durable,
            &raw mut due,
            &raw mut stopped
        ));
        ok!(symbolon_journal_state(journal, null_mut(), null_mut(), null_mut(), null_mut()));
        (heads.map(|head| head.records), due, stopped)
    };
    assert_eq!(append(journal, 7, b"three"), SYMBOLON_OK);
    assert_eq!(heads(journal), ([3, 2], 0, 0));
    ok!(symbolon_journal_resume(journal, null_mut(), null_mut()));
    assert_eq!(heads(journal), ([3, 3], 0, 0));
    free(journal);
    // SAFETY: freed once.
    unsafe { symbolon_journal_reader_free(reader) };
}

#[test]
fn policies_of_commit() {
    let options = |commit| symbolon_journal_options {
        size: 32,
        commit,
        records: 2,
        milliseconds: 50,
        ..Default::default()
    };
    let each = options(SYMBOLON_COMMIT_EACH);
    let directory = Directory::new("each");
    let journal = directory.create(&raw const each).1;
    let reader = directory.reader(0);
    assert_eq!(append(journal, 1, b"a"), SYMBOLON_OK);
    assert!(next(reader).is_some());
    free(journal);

    let group = options(SYMBOLON_COMMIT_GROUP);
    let directory = Directory::new("group");
    let journal = directory.create(&raw const group).1;
    let tick = |now| {
        let mut durable = 9;
        ok!(symbolon_journal_tick(journal, now, &raw mut durable, null_mut()));
        durable
    };
    append(journal, 1, b"a");
    assert_eq!([tick(100), tick(149), tick(150)], [0, 0, 1]);
    append(journal, 2, b"b");
    append(journal, 3, b"c");
    assert_eq!(tick(150), 3);
    free(journal);
    // SAFETY: freed once.
    unsafe { symbolon_journal_reader_free(reader) };

    for wrong in [options(3), symbolon_journal_options { records: 0, ..group }] {
        let (status, out) = Directory::new("wrong").create(&raw const wrong);
        assert_eq!((status, out), (SYMBOLON_E_PARAMETER, null_mut()));
    }
}

#[test]
fn a_short_buffer_keeps_the_record() {
    let directory = Directory::new("short");
    let journal = directory.create(null()).1;
    append(journal, 1, &[7; 100]);
    append(journal, 2, b"next");
    commit(journal);
    let reader = directory.reader(0);
    let start = cursor(reader);
    let mut entry = symbolon_journal_entry { size: 40, ..Default::default() };
    let (mut found, mut len, mut buf) = (9, 0, [0xA5; 99]);
    for _ in 0..2 {
        let status = status!(symbolon_journal_reader_next(
            reader,
            &raw mut found,
            &raw mut entry,
            buf.as_mut_ptr(),
            buf.len(),
            &raw mut len,
            null_mut()
        ));
        assert_eq!((status, len, found, buf), (SYMBOLON_E_BUFFER, 100, 9, [0xA5; 99]));
        assert_eq!(cursor(reader), start, "what did not fit was not given out");
    }
    assert_eq!(next(reader).unwrap().1, [7; 100]);
    assert_ne!(cursor(reader), start);
    assert_eq!(next(reader).unwrap().1, b"next");
    free(journal);
    // SAFETY: freed once.
    unsafe { symbolon_journal_reader_free(reader) };
}

#[test]
fn uploads_go_on_from_the_stored_cursor() {
    let directory = Directory::new("upload");
    let journal = directory.create(null()).1;
    for event in 0..5 {
        append(journal, event, b"x");
    }
    commit(journal);
    let load = |name: &str, cursor: &mut [u8; 72]| {
        let mut found = 9;
        let status = status!(symbolon_journal_cursor_load(
            directory.ptr(),
            directory.len(),
            name.as_ptr(),
            name.len(),
            &raw mut found,
            cursor.as_mut_ptr(),
            null_mut()
        ));
        (status, found)
    };
    let store = |name: &str, cursor: &[u8; 72]| {
        let (text, len) = (name.as_ptr(), name.len());
        status!(symbolon_journal_cursor_store(
            directory.ptr(),
            directory.len(),
            text,
            len,
            cursor.as_ptr(),
            null_mut()
        ))
    };
    let mut stored = [0; 72];
    assert_eq!(load("erp", &mut stored), (SYMBOLON_OK, 0));
    let reader = directory.reader(0);
    next(reader).unwrap();
    next(reader).unwrap();
    assert_eq!(store("erp", &cursor(reader)), SYMBOLON_OK);
    next(reader).unwrap();
    // SAFETY: freed once.
    unsafe { symbolon_journal_reader_free(reader) };

    assert_eq!(load("erp", &mut stored), (SYMBOLON_OK, 1));
    let resume = |directory: &Directory, cursor: &[u8; 72]| {
        let (mut reader, mut seen) = (null_mut(), info());
        let _ = status!(symbolon_journal_reader_resume(
            directory.ptr(),
            directory.len(),
            cursor.as_ptr(),
            &raw mut reader,
            &raw mut seen
        ));
        (seen.code, reader)
    };
    let (status, reader) = resume(&directory, &stored);
    assert_eq!((status, next(reader).unwrap().0.number), (SYMBOLON_OK, 2));
    // SAFETY: freed once.
    unsafe { symbolon_journal_reader_free(reader) };
    free(journal);

    for name in ["", "a/b", "..", "a.b", &"x".repeat(65)] {
        assert_eq!(store(name, &stored), SYMBOLON_E_PARAMETER, "{name}");
        assert_eq!(load(name, &mut [0; 72]).0, SYMBOLON_E_PARAMETER, "{name}");
    }
    assert_eq!(store("erp", &[1; 72]), SYMBOLON_E_CURSOR);
    assert_eq!(resume(&directory, &[1; 72]), (SYMBOLON_E_CURSOR, null_mut()));
    let other = Directory::new("upload-other");
    let journal = other.create(null()).1;
    for event in 0..5 {
        append(journal, event, b"other");
    }
    commit(journal);
    free(journal);
    assert_eq!(resume(&other, &stored), (SYMBOLON_E_JOURNAL_FOREIGN, null_mut()));
}

#[test]
fn one_writer_and_no_other_journal() {
    let directory = Directory::new("one");
    assert_eq!(directory.open(null()).0.code, SYMBOLON_E_JOURNAL_MISSING);
    let (status, journal) = directory.create(null());
    assert_eq!(status, SYMBOLON_OK);
    assert_eq!(directory.open(null()).0.code, SYMBOLON_E_JOURNAL_LOCKED);
    let mut early = symbolon_journal_head::default();
    append(journal, 1, b"a");
    commit(journal);
    ok!(symbolon_journal_state(journal, null_mut(), &raw mut early, null_mut(), null_mut()));
    assert_eq!(append(journal, 1, &vec![0; 65_001]), SYMBOLON_E_RECORD_TOO_LONG);
    let kind = status!(symbolon_journal_append(journal, 0, 0, 0, 65_535, null(), 0, null_mut(), null_mut()));
    assert_eq!(kind, SYMBOLON_E_PARAMETER, "checkpoints are the journal's own");
    free(journal);
    assert_eq!(directory.create(null()).0, SYMBOLON_E_TAKEN);
    let (seen, journal) = directory.open(&raw const early);
    assert_eq!(seen.code, SYMBOLON_OK);
    free(journal);
    early.hash[0] ^= 1;
    assert_eq!(directory.open(&raw const early).0.code, SYMBOLON_E_JOURNAL_FOREIGN);
    for wrong in ["", "a\0b"] {
        let directory = Directory(wrong.to_owned());
        assert_eq!(directory.create(null()).0, SYMBOLON_E_PARAMETER);
    }
}
