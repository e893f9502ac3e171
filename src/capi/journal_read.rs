//! Readers of a journal, and the cursors of those who carry its records elsewhere.

use core::ptr::null_mut;

use super::boundary::{Fault, Given, boundary};
use super::handle::{Exclusive, give_exclusive, take_exclusive};
use super::journal_place::{Place, load, reading, store};
use super::options::Sized32;
use super::status::{symbolon_error, symbolon_status};
use crate::Error;
use crate::journal::{Cursor, Entry, Reader};

/// Bytes of a cursor: how far somebody came in a journal.
pub const SYMBOLON_JOURNAL_CURSOR_BYTES: usize = 72;
const _: () = assert!(SYMBOLON_JOURNAL_CURSOR_BYTES == Cursor::BYTES);

/// A record of a journal, its payload aside. Yours; set `size` before the call.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C)]
pub struct symbolon_journal_entry {
    /// Set it to `sizeof(symbolon_journal_entry)`.
    pub size: u32,
    /// Which device of the site says so.
    pub device: u32,
    /// The number of the record, from 0.
    pub number: u64,
    /// Milliseconds since 1970 UTC.
    pub time: u64,
    /// The device's own number of the event.
    pub event: u64,
    /// What the payload is; 65535 for a checkpoint.
    pub kind: u32,
    /// 1 if it is a checkpoint of the journal, and nothing that was appended; otherwise 0.
    pub is_checkpoint: u32,
}

// SAFETY: two integers of four bytes, three of eight, two of four.
unsafe impl Sized32 for symbolon_journal_entry {
    const FIRST: usize = 40;
}

impl symbolon_journal_entry {
    fn new(entry: &Entry<'_>) -> Self {
        Self {
            size: 0,
            device: entry.record.device,
            number: entry.number,
            time: entry.record.time,
            event: entry.record.event,
            kind: entry.record.kind.0.into(),
            is_checkpoint: entry.is_checkpoint().into(),
        }
    }
}

/// A reader with the record that it was asked for and that did not fit yet.
struct Reading {
    reader: Reader<Place>,
    /// Behind the last record that was given out.
    cursor: Cursor,
    /// The next record, its payload and the cursor behind it.
    next: Option<(symbolon_journal_entry, Cursor)>,
    payload: Vec<u8>,
}

impl Reading {
    fn new(reader: Reader<Place>) -> Self {
        Self { cursor: reader.cursor(), reader, next: None, payload: Vec::new() }
    }

    /// Sees to it that the next record is here, if there is one.
    fn look(&mut self) -> Result<(), Error> {
        if self.next.is_none()
            && let Some(entry) = self.reader.next()?
        {
            self.payload.clear();
            self.payload.extend_from_slice(entry.record.payload);
            self.next = Some((symbolon_journal_entry::new(&entry), entry.cursor()));
        }
        Ok(())
    }
}

/// Reads a journal, also while it is written. Exclusive; any number of readers.
pub struct symbolon_journal_reader(Exclusive<Reading>);

/// Makes a reader of the journal in a directory. It changes nothing there.
///
/// directory: `directory_len` bytes, UTF-8
/// record:    the number of the first record to give out, 0 for all
/// out:       the reader; free it with `symbolon_journal_reader_free`
/// errors:    SYMBOLON_E_JOURNAL_MISSING if there is no journal; SYMBOLON_E_JOURNAL_POSITION if it has fewer records;
///            SYMBOLON_E_JOURNAL_DAMAGE with `at` and the segment as `detail`; SYMBOLON_E_JOURNAL_DENIED,
///            SYMBOLON_E_JOURNAL_FAILED; SYMBOLON_E_CHARSET, SYMBOLON_E_PARAMETER for the directory;
///            SYMBOLON_E_UNSUPPORTED from a library built without feature `files`
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_journal_reader_new(
    directory: *const u8,
    directory_len: usize,
    record: u64,
    out: *mut *mut symbolon_journal_reader,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.out(out)?;
            let reader = Reader::at(reading(given.directory(directory, directory_len)?)?, record)?;
            give_exclusive(out, symbolon_journal_reader(Exclusive::new(Reading::new(reader))));
            Ok(())
        })
    }
}

/// Makes a reader that goes on behind the record that a cursor acknowledges.
///
/// cursor: SYMBOLON_JOURNAL_CURSOR_BYTES
/// errors: SYMBOLON_E_CURSOR for what is no cursor; SYMBOLON_E_JOURNAL_FOREIGN for a cursor of another journal, or one
///         whose record the journal does not have any more; as `symbolon_journal_reader_new`
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_journal_reader_resume(
    directory: *const u8,
    directory_len: usize,
    cursor: *const u8,
    out: *mut *mut symbolon_journal_reader,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.out(out)?;
            let cursor = Cursor::from_bytes(given.array::<SYMBOLON_JOURNAL_CURSOR_BYTES>(cursor)?)?;
            let reader = Reader::resume(reading(given.directory(directory, directory_len)?)?, &cursor)?;
            give_exclusive(out, symbolon_journal_reader(Exclusive::new(Reading::new(reader))));
            Ok(())
        })
    }
}

/// Keeps a reader from going ahead of what is durable: a loss of power could take away what it gave out.
///
/// records: records with numbers below this one are given out: the `durable` of the writer
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_journal_reader_limit(
    reader: *mut symbolon_journal_reader,
    records: u64,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            given.handle_mut(reader)?.0.change(|reading| {
                reading.reader.limit(records);
                Ok(())
            })
        })
    }
}

/// The next record, if there is one. With a buffer that is too short it stays the next one.
///
/// found:  out, 1 if there was one, 0 if there is none yet: ask again later. Nothing else is written then
/// entry:  out; set its `size` first
/// buf:    out, the payload, at most SYMBOLON_JOURNAL_PAYLOAD_MAX bytes
/// errors: SYMBOLON_E_JOURNAL_DAMAGE with `at` and the segment as `detail`, SYMBOLON_E_JOURNAL_MISSING if a segment is
///         missing, SYMBOLON_E_JOURNAL_DENIED, SYMBOLON_E_JOURNAL_FAILED: the reader stays where it is
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_journal_reader_next(
    reader: *mut symbolon_journal_reader,
    found: *mut u32,
    entry: *mut symbolon_journal_entry,
    buf: *mut u8,
    cap: usize,
    len: *mut usize,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let (found, entry) = (given.out(found)?, given.sized_out(entry)?);
            let out = given.buffer(buf, cap, len)?;
            given.handle_mut(reader)?.0.change(|reading| {
                reading.look()?;
                let Some((next, cursor)) = reading.next else {
                    found.write(0);
                    return Ok(());
                };
                out.fill(&reading.payload)?;
                entry.write(&next);
                found.write(1);
                (reading.cursor, reading.next) = (cursor, None);
                Ok(())
            })
        })
    }
}

/// How far a reader came: what to store when the last record that it gave out, and all before, have arrived elsewhere.
///
/// cursor: out, SYMBOLON_JOURNAL_CURSOR_BYTES
/// source: drawn in src/journal/cursor.rs
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_journal_reader_cursor(
    reader: *const symbolon_journal_reader,
    cursor: *mut u8,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let out = given.out_array::<SYMBOLON_JOURNAL_CURSOR_BYTES>(cursor)?;
            out.write(given.handle(reader)?.0.ask()?.cursor.to_bytes());
            Ok(())
        })
    }
}

/// Frees a reader. NULL is a no-op.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_journal_reader_free(reader: *mut symbolon_journal_reader) {
    // SAFETY: the caller hands in what `symbolon_journal_reader_new` or `_resume` gave, once.
    unsafe { take_exclusive(reader) };
}

impl Given {
    /// The name of a stored cursor, which becomes a part of a file's name.
    fn cursor_name(&self, name: *const u8, len: usize) -> Result<&str, Fault> {
        let name = self.bytes(name, len)?;
        let plain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        let fits = (1..=64).contains(&name.len()) && name.iter().all(plain);
        let name = str::from_utf8(name).ok().filter(|_| fits);
        Ok(name.ok_or(Error::Parameter)?)
    }
}

/// The cursor that `symbolon_journal_cursor_store` stored last under a name.
///
/// directory: `directory_len` bytes, UTF-8: that of the journal, or another one
/// name:      `name_len` characters, 1 to 64 of A-Z a-z 0-9 - _
/// found:     out, 1 if there was one, 0 if none was stored yet: `cursor` is not written then
/// cursor:    out, SYMBOLON_JOURNAL_CURSOR_BYTES
/// errors:    SYMBOLON_E_PARAMETER for the name; SYMBOLON_E_CURSOR for a file that is damaged; SYMBOLON_E_JOURNAL_DENIED,
///            SYMBOLON_E_JOURNAL_FAILED; SYMBOLON_E_CHARSET; SYMBOLON_E_UNSUPPORTED without feature `files`
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_journal_cursor_load(
    directory: *const u8,
    directory_len: usize,
    name: *const u8,
    name_len: usize,
    found: *mut u32,
    cursor: *mut u8,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let found = given.out(found)?;
            let out = given.out_array::<SYMBOLON_JOURNAL_CURSOR_BYTES>(cursor)?;
            let name = given.cursor_name(name, name_len)?;
            let cursor = load(given.directory(directory, directory_len)?, name)?;
            found.write(cursor.is_some().into());
            if let Some(cursor) = cursor {
                out.write(cursor.to_bytes());
            }
            Ok(())
        })
    }
}

/// Stores a cursor under a name, durably: after a loss of power it is this one or the one before. One process has a name
/// at a time: that is yours to see to.
///
/// name:   `name_len` characters, 1 to 64 of A-Z a-z 0-9 - _
/// cursor: SYMBOLON_JOURNAL_CURSOR_BYTES
/// errors: SYMBOLON_E_CURSOR for what is no cursor; SYMBOLON_E_JOURNAL_FULL; as `symbolon_journal_cursor_load`
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_journal_cursor_store(
    directory: *const u8,
    directory_len: usize,
    name: *const u8,
    name_len: usize,
    cursor: *const u8,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let cursor = Cursor::from_bytes(given.array::<SYMBOLON_JOURNAL_CURSOR_BYTES>(cursor)?)?;
            let name = given.cursor_name(name, name_len)?;
            store(given.directory(directory, directory_len)?, name, &cursor)
        })
    }
}
