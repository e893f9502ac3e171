//! How a journal is kept: segments, commits, checkpoints, and what is checked at opening.

use super::record::MAX_PAYLOAD;
use super::{body, frame, segment};
use crate::Error;

/// When records become durable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Commit {
    /// With every record.
    Each,
    /// With every so many records, and, at [`super::Journal::tick`], when one waited so long.
    Group {
        /// At least 1.
        records: u32,
        /// Milliseconds.
        milliseconds: u32,
    },
    /// When the caller says so, or no more fit into one frame: 2 MiB, or 16 384 records, or the rest of the segment.
    Caller,
}

/// How much of a journal is checked at opening.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// All of it: about a second for each gigabyte.
    Everything,
    /// From the segment that has the last checkpoint, or the caller's anchor if that is earlier. What was written before
    /// is checked by whoever reads it, and by [`super::verify`].
    Tail,
}

/// How a journal is kept. It can be another each time the journal is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The size of new segments: a multiple of 512 from 1024 to 2³⁰.
    pub segment_bytes: u32,
    /// When records become durable.
    pub commit: Commit,
    /// After how many records [`super::Journal::checkpoint_due`] asks for a checkpoint; at least 1. Proofs stay below 1 kB up
    /// to 2²⁰.
    pub checkpoint_every: u64,
    /// What is checked at opening.
    pub check: Check,
}

impl Default for Settings {
    /// Segments of 64 MiB, commits by the caller, a checkpoint after 100 000 records, everything checked.
    fn default() -> Self {
        Self {
            segment_bytes: 64 << 20,
            commit: Commit::Caller,
            checkpoint_every: 100_000,
            check: Check::Everything,
        }
    }
}

impl Settings {
    /// Refuses what is out of range.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`].
    pub(super) fn sound(&self) -> Result<(), Error> {
        let size = (segment::MIN..=segment::MAX).contains(&self.segment_bytes)
            && self.segment_bytes.is_multiple_of(512);
        let group = !matches!(self.commit, Commit::Group { records: 0, .. });
        if size && group && self.checkpoint_every > 0 { Ok(()) } else { Err(Error::Parameter) }
    }

    /// The longest payload that a journal with these settings takes.
    #[must_use]
    pub const fn max_payload(&self) -> usize {
        // Header and seal of the segment, and a frame of one record whose length is rounded up to 8.
        let around = segment::HEADER as usize + 2 * frame::SEAL + body::MOST + 7;
        let room = (self.segment_bytes as usize).saturating_sub(around);
        if room < MAX_PAYLOAD { room } else { MAX_PAYLOAD }
    }
}
