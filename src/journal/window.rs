//! Part of a segment in memory.

use super::storage::Source;
use crate::Error;

/// What is read at once at first, and in the end: twice as much each time.
const FIRST: usize = 16 << 10;
const LAST: usize = 256 << 10;

/// The bytes of a segment around the place that is read.
#[derive(Debug, Default)]
pub(super) struct Window {
    segment: u32,
    at: u32,
    /// Kept as long as it ever was.
    bytes: Vec<u8>,
    /// How many of them are the segment's.
    held: usize,
}

impl Window {
    /// Bytes of a segment: fewer than asked for only at its end.
    pub(super) fn get(
        &mut self,
        source: &impl Source,
        segment: u32,
        at: u32,
        len: usize,
    ) -> Result<&[u8], Error> {
        let skip = at.checked_sub(self.at).map(|skip| skip as usize);
        let held = skip.filter(|skip| self.segment == segment && skip + len <= self.held);
        let skip = if let Some(skip) = held {
            skip
        } else {
            self.forget();
            let wanted = len.max((2 * self.bytes.len()).clamp(FIRST, LAST));
            if self.bytes.len() < wanted {
                self.bytes = vec![0; wanted];
            }
            self.held = source.read_at(segment, at, &mut self.bytes)?;
            (self.segment, self.at) = (segment, at);
            0
        };
        let rest = self.bytes.get(skip..self.held).unwrap_or_default();
        Ok(rest.get(..len).unwrap_or(rest))
    }

    /// Reads anew the next time: somebody may write there.
    pub(super) fn forget(&mut self) {
        self.held = 0;
    }
}
