//! What the writer of a journal is told and tells: options, how far it goes, what opening found.

use super::options::Sized32;
use crate::Error;
use crate::journal::{Check, Commit, Cut, Head, MAX_PAYLOAD, Recovery, Settings};

/// Bytes of the id of a journal.
pub const SYMBOLON_JOURNAL_ID_BYTES: usize = 16;
/// The longest payload of a record in bytes; less where segments are small.
pub const SYMBOLON_JOURNAL_PAYLOAD_MAX: usize = 65_000;
const _: () = assert!(SYMBOLON_JOURNAL_PAYLOAD_MAX == MAX_PAYLOAD);

/// Records become durable when `symbolon_journal_commit` is called, or no more fit into one write.
pub const SYMBOLON_COMMIT_CALLER: u32 = 0;
/// Every record is durable when `symbolon_journal_append` returns.
pub const SYMBOLON_COMMIT_EACH: u32 = 1;
/// With every `records` records, and in `symbolon_journal_tick` when one waited for `milliseconds`.
pub const SYMBOLON_COMMIT_GROUP: u32 = 2;

/// How a journal is kept; may be another each time it is opened. Yours; zero is the default.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C)]
pub struct symbolon_journal_options {
    /// Set it to `sizeof(symbolon_journal_options)`.
    pub size: u32,
    /// Bytes of a new segment: a multiple of 512 from 1024 to 2^30; 0 for 64 MiB.
    pub segment_bytes: u32,
    /// SYMBOLON_COMMIT_x.
    pub commit: u32,
    /// SYMBOLON_COMMIT_GROUP: so many records are committed together; at least 1.
    pub records: u32,
    /// SYMBOLON_COMMIT_GROUP: no record waits longer, as long as `symbolon_journal_tick` is called.
    pub milliseconds: u32,
    /// 0 checks all of the journal when it is opened, 1 only what the last checkpoint does not cover.
    pub tail_only: u32,
    /// A checkpoint is due after so many records; 0 for 100 000.
    pub checkpoint_every: u64,
}

// SAFETY: six integers of four bytes, one of eight.
unsafe impl Sized32 for symbolon_journal_options {
    const FIRST: usize = 32;
}

impl symbolon_journal_options {
    pub(super) fn settings(&self) -> Result<Settings, Error> {
        let default = Settings::default();
        Ok(Settings {
            segment_bytes: if self.segment_bytes == 0 { default.segment_bytes } else { self.segment_bytes },
            commit: match self.commit {
                SYMBOLON_COMMIT_CALLER => Commit::Caller,
                SYMBOLON_COMMIT_EACH => Commit::Each,
                SYMBOLON_COMMIT_GROUP => {
                    Commit::Group { records: self.records, milliseconds: self.milliseconds }
                }
                _ => return Err(Error::Parameter),
            },
            checkpoint_every: if self.checkpoint_every == 0 {
                default.checkpoint_every
            } else {
                self.checkpoint_every
            },
            check: match self.tail_only {
                0 => Check::Everything,
                1 => Check::Tail,
                _ => return Err(Error::Parameter),
            },
        })
    }
}

/// How far a journal goes: 40 bytes that fix every byte of every record before. Kept elsewhere it is an anchor.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C)]
pub struct symbolon_journal_head {
    /// The number of records.
    pub records: u64,
    /// The hash after the last of them.
    pub hash: [u8; 32],
}

impl From<Head> for symbolon_journal_head {
    fn from(head: Head) -> Self {
        Self { records: head.records, hash: head.hash }
    }
}

/// What opening a journal found. Yours; set `size` before the call.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C)]
pub struct symbolon_journal_recovery {
    /// Set it to `sizeof(symbolon_journal_recovery)`.
    pub size: u32,
    /// How many segments the journal has.
    pub segments: u32,
    /// How many records it has.
    pub records: u64,
    /// The hash after the last of them.
    pub hash: [u8; 32],
    /// What was cut off its end.
    pub cut: symbolon_journal_cut,
}

/// What the end of a journal had that no commit made: a loss of power leaves it.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C)]
pub struct symbolon_journal_cut {
    /// 1 if there was something, otherwise 0, and so is all that follows.
    pub any: u32,
    /// The segment.
    pub segment: u32,
    /// Offset in it, behind the last whole commit.
    pub at: u32,
    /// How many bytes from there were left of a commit that did not reach the disk whole.
    pub bytes: u32,
    /// How many bytes the file was shorter than its segment: a loss of power does not do that.
    pub missing: u32,
    /// 1 if the next segment had been made and never used.
    pub next: u32,
}

impl symbolon_journal_cut {
    pub(super) fn new(cut: Option<Cut>) -> Self {
        cut.map_or_else(Self::default, |cut| Self {
            any: 1,
            segment: cut.segment,
            at: cut.at,
            bytes: cut.bytes,
            missing: cut.missing,
            next: cut.next.into(),
        })
    }
}

// SAFETY: two integers of four bytes, one of eight, 32 bytes, six integers of four bytes.
unsafe impl Sized32 for symbolon_journal_recovery {
    const FIRST: usize = 72;
}

impl symbolon_journal_recovery {
    pub(super) fn new(found: &Recovery) -> Self {
        Self {
            size: 0,
            segments: found.segments,
            records: found.head.records,
            hash: found.head.hash,
            cut: symbolon_journal_cut::new(found.cut),
        }
    }
}
