//! Which segments a source has, and what can be said of one without going through it.

use super::frame;
use super::segment::{self, Header};
use super::storage::Source;
use super::window::Window;
use crate::Error;

/// The header of a segment; none if it is no true one.
pub(super) fn read_header(source: &impl Source, segment: u32) -> Result<Option<Header>, Error> {
    let mut bytes = [0; segment::HEADER as usize];
    let read = source.read_at(segment, 0, &mut bytes)?;
    let header = Header::read(bytes.get(..read).unwrap_or_default());
    Ok(header.filter(|header| header.number == segment))
}

/// How many segments there are.
///
/// # Errors
///
/// [`Error::JournalMissing`] if there is none or a number is left out; those of the source.
pub(super) fn count(source: &impl Source) -> Result<u32, Error> {
    let numbers = source.list()?;
    let count = u32::try_from(numbers.len()).map_err(|_| Error::JournalMissing)?;
    if count == 0 || !numbers.into_iter().eq(0..count) {
        return Err(Error::JournalMissing);
    }
    Ok(count)
}

/// The last of so many segments whose first record is not behind a record.
///
/// # Errors
///
/// [`Error::JournalDamage`] for a header; those of the source.
pub(super) fn segment_with(source: &impl Source, segments: u32, record: u64) -> Result<u32, Error> {
    let (mut low, mut high) = (0, segments.saturating_sub(1));
    while low < high {
        let middle = high - (high - low) / 2;
        match read_header(source, middle)? {
            Some(header) if header.head.records <= record => low = middle,
            // The last one may have been made in part.
            None if middle + 1 < segments => return Err(Error::JournalDamage { segment: middle, at: 0 }),
            _ => high = middle - 1,
        }
    }
    Ok(low)
}

/// Whether all bytes of a segment are zero.
///
/// # Errors
///
/// Those of the source.
pub(super) fn is_blank(source: &impl Source, segment: u32) -> Result<bool, Error> {
    written(source, &mut Window::default(), segment, 0).map(|end| end.is_none())
}

/// Where the written part of a segment ends: behind the last byte from `at` on that is not zero, if there is one.
pub(super) fn written(
    source: &impl Source,
    window: &mut Window,
    segment: u32,
    mut at: u32,
) -> Result<Option<u32>, Error> {
    const PART: u32 = 64 << 10;
    let mut end = None;
    loop {
        let bytes = window.get(source, segment, at, PART as usize)?;
        // No more than was asked for.
        let len = u32::try_from(bytes.len()).unwrap_or(PART);
        if !frame::is_zero(bytes) {
            let zeros = bytes.iter().rev().take_while(|byte| **byte == 0).count();
            end = Some(at.saturating_add(len - u32::try_from(zeros).unwrap_or(len)));
        }
        match at.checked_add(len).filter(|_| len == PART) {
            Some(next) => at = next,
            None => return Ok(end),
        }
    }
}
