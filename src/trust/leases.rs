//! Which range of a series belongs to whom: what a verifier needs to know of the leases.
//!
//! Owns the ranges that were leased and the key of each holder. Refuses ranges that overlap: an index has one holder.
//! Invariant: the series ascend, and so do the ranges of each, without a common index. Holds no secret.

use core::ops::Range;

use crate::Error;
use crate::code::{KeyId, SeriesId};
use crate::gs1::key::Gtin;

/// What the leases say about an index and the key that signed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeaseCheck {
    /// No lease of this series is known: nothing can be said.
    Unknown,
    /// Leased to the holder of the key.
    Inside,
    /// Leased to another, or to nobody, though leases of the series are known.
    Outside,
}

/// One leased range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeasedRange {
    /// The series.
    pub series: SeriesId,
    /// The indices, never empty.
    pub range: Range<u64>,
    /// The key that signs the codes of this range.
    pub holder: KeyId,
}

/// Leased ranges by series. 24 bytes for each range.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Leases {
    /// Ascending by series; none without ranges.
    series: Vec<(SeriesId, Vec<Held>)>,
}

/// One range of a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Held {
    start: u64,
    end: u64,
    holder: KeyId,
}

impl Leases {
    /// No leases.
    #[must_use]
    pub const fn new() -> Self {
        Self { series: Vec::new() }
    }

    /// Adds a range. From now on a code of this series is believed only inside a range of its signer, so add all leases
    /// of the series. O(log n) in ascending order, otherwise O(n).
    ///
    /// # Errors
    ///
    /// [`Error::Length`] or [`Error::Charset`] for what is no slot; [`Error::Index`] for an empty range;
    /// [`Error::Taken`] if one of its indices is leased already, to whomever.
    pub fn add(&mut self, gtin: Gtin, slot: &[u8], range: Range<u64>, holder: KeyId) -> Result<(), Error> {
        let id = SeriesId::new(gtin, slot)?;
        if range.is_empty() {
            return Err(Error::Index);
        }
        let held = Held { start: range.start, end: range.end, holder };
        match self.place(gtin, slot) {
            Ok(place) => {
                let (_, ranges) = self.series.get_mut(place).ok_or(Error::Taken)?;
                // The first range that does not end before this one begins.
                let place = ranges.partition_point(|other| other.end <= range.start);
                if ranges.get(place).is_some_and(|other| other.start < range.end) {
                    return Err(Error::Taken);
                }
                ranges.insert(place, held);
            }
            Err(place) => self.series.insert(place, (id, vec![held])),
        }
        Ok(())
    }

    /// Whether an index was leased to the holder of the key that signed it. O(log n); allocates nothing.
    #[must_use]
    pub fn check(&self, gtin: Gtin, slot: &[u8], index: u64, key_id: KeyId) -> LeaseCheck {
        let found = self.place(gtin, slot).ok().and_then(|place| self.series.get(place));
        let Some((_, ranges)) = found else {
            return LeaseCheck::Unknown;
        };
        let place = ranges.partition_point(|held| held.end <= index);
        match ranges.get(place) {
            Some(held) if held.start <= index && held.holder == key_id => LeaseCheck::Inside,
            _ => LeaseCheck::Outside,
        }
    }

    /// All ranges, ascending by series and first index.
    pub fn iter(&self) -> impl Iterator<Item = LeasedRange> {
        self.series.iter().flat_map(|(series, ranges)| {
            ranges.iter().map(|held| LeasedRange {
                series: *series,
                range: held.start..held.end,
                holder: held.holder,
            })
        })
    }

    /// How many ranges there are. O(series).
    #[must_use]
    pub fn len(&self) -> usize {
        self.series.iter().map(|(_, ranges)| ranges.len()).sum()
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.series.is_empty()
    }

    fn place(&self, gtin: Gtin, slot: &[u8]) -> Result<usize, usize> {
        self.series.binary_search_by(|(series, _)| (series.gtin(), series.slot()).cmp(&(gtin, slot)))
    }
}
