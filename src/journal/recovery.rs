//! Opening a journal after whatever happened to it.
//!
//! A frame that a crash kept from reaching the disk whole is cut, durably, and reported. Everything else that does not
//! hold is [`Error::JournalDamage`]: nothing is changed then, and
//! [`verify`](super::verify) tells which record it hits.
//!
//! # Argument
//!
//! A disk writes a sector of 512 bytes whole or not at all, and in any order; a system that dies in the middle of a
//! write leaves a beginning of it. A segment is zero where nothing was written. No sector of a frame is zero, nor is
//! its last byte, so what is missing shows. A frame is torn if something is, and nothing was written behind it: the
//! next frame is written only after this one is durable. A frame of which nothing is missing reached the disk, and if
//! it does not hold, somebody changed it.

use super::chain::Head;
use super::storage::Storage;
use super::walk::{Ending, Position};
use crate::Error;

/// What was found at opening.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Recovery {
    /// How far the journal goes.
    pub head: Head,
    /// How many segments it has.
    pub segments: u32,
    /// What was cut off its end.
    pub cut: Option<Cut>,
}

/// What the end of a journal had that no commit made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Cut {
    /// The segment.
    pub segment: u32,
    /// Offset in it, behind the last whole frame.
    pub at: u32,
    /// How many bytes from there a frame had left that did not reach the disk whole.
    pub bytes: u32,
    /// How many bytes the file was shorter than the segment: a crash does not do that.
    pub missing: u32,
    /// Whether the next segment was made and never used.
    pub next: bool,
}

impl Cut {
    /// What an ending has; none if it is as it should be.
    pub(super) fn of(position: &Position, ending: &Ending) -> Option<Self> {
        let bytes = ending.torn.map_or(0, |end| end - position.at);
        let cut = Self {
            segment: position.segment,
            at: position.at,
            bytes,
            missing: ending.missing,
            next: ending.dropped.is_some(),
        };
        (bytes != 0 || cut.missing != 0 || cut.next).then_some(cut)
    }
}

/// Makes an ending as it should be.
///
/// # Errors
///
/// Those of the storage; it can be tried again.
pub(super) fn repair(storage: &mut impl Storage, position: &Position, ending: &Ending) -> Result<(), Error> {
    if ending.missing != 0 {
        storage.allocate(position.segment, position.size)?;
    }
    if let Some(end) = ending.torn {
        erase(storage, position, end)?;
    }
    match ending.dropped {
        Some(segment) => storage.remove(segment),
        None => Ok(()),
    }
}

/// Writes zeros from a position to `end`, durably.
///
/// # Errors
///
/// Those of the storage.
pub(super) fn erase(storage: &mut impl Storage, position: &Position, end: u32) -> Result<(), Error> {
    const ZEROS: &[u8; 4096] = &[0; 4096];
    let mut at = position.at;
    while at < end {
        let part = ZEROS.get(..(end - at) as usize).unwrap_or(ZEROS);
        storage.write_at(position.segment, at, part)?;
        at = at.saturating_add(4096);
    }
    storage.sync(position.segment)
}
