//! Sets of indices, one for each series: ranges and scattered ones, small in memory and in a file.
//!
//! Owns the sets and their one byte form: the portable 64-bit format of the Roaring project (`RoaringFormatSpec`), every
//! block in its shortest form, an array where a list of runs is as short. Refuses bytes that name a block twice or hold
//! an empty one. Invariant: the series ascend, and none has an empty set.

use core::ops::Range;

use roaring::{RoaringBitmap, RoaringTreemap};

use crate::Error;
use crate::code::SeriesId;
use crate::gs1::key::Gtin;

/// Longest range that one call adds or removes.
const MAX_RANGE: u64 = 1 << 32;

/// Indices by series. One scattered index of a billion takes about two bytes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct IndexSets {
    rows: Vec<(SeriesId, RoaringTreemap)>,
}

impl IndexSets {
    /// No index.
    #[must_use]
    pub const fn new() -> Self {
        Self { rows: Vec::new() }
    }

    /// Adds one index. O(log n) in ascending order.
    pub fn add(&mut self, series: SeriesId, index: u64) {
        self.row(series).insert(index);
    }

    /// Adds a range. O(length / 65536).
    ///
    /// # Errors
    ///
    /// [`Error::Index`] for an empty range or one of more than 2³² indices.
    pub fn add_range(&mut self, series: SeriesId, range: Range<u64>) -> Result<(), Error> {
        check(&range)?;
        self.row(series).insert_range(range);
        Ok(())
    }

    /// Takes a range out again; indices that are not there stay so.
    ///
    /// # Errors
    ///
    /// As [`IndexSets::add_range`].
    pub fn remove_range(&mut self, series: SeriesId, range: Range<u64>) -> Result<(), Error> {
        check(&range)?;
        if let Ok(place) = self.place(series.gtin(), series.slot()) {
            if let Some((_, set)) = self.rows.get_mut(place) {
                set.remove_range(range);
            }
            self.rows.retain(|(_, set)| !set.is_empty());
        }
        Ok(())
    }

    /// Whether an index is there. O(log n); allocates nothing.
    #[must_use]
    pub fn contains(&self, gtin: Gtin, slot: &[u8], index: u64) -> bool {
        self.get(gtin, slot).is_some_and(|set| set.contains(index))
    }

    /// The series that have indices here, ascending.
    pub fn series(&self) -> impl Iterator<Item = SeriesId> {
        self.rows.iter().map(|(series, _)| *series)
    }

    /// How many indices there are in all. O(series and blocks of 65536).
    #[must_use]
    pub fn len(&self) -> u64 {
        self.rows.iter().fold(0, |sum: u64, (_, set)| sum.saturating_add(set.len()))
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&SeriesId, &RoaringTreemap)> {
        self.rows.iter().map(|(series, set)| (series, set))
    }

    pub(super) fn get(&self, gtin: Gtin, slot: &[u8]) -> Option<&RoaringTreemap> {
        let place = self.place(gtin, slot).ok()?;
        self.rows.get(place).map(|(_, set)| set)
    }

    /// Appends the set of a series that comes behind all others. Gives `false`, and appends nothing, for a series that
    /// does not, and for an empty set.
    pub(super) fn push(&mut self, series: SeriesId, set: RoaringTreemap) -> bool {
        let fits = self.rows.last().is_none_or(|(last, _)| *last < series) && !set.is_empty();
        if fits {
            self.rows.push((series, set));
        }
        fits
    }

    fn row(&mut self, series: SeriesId) -> &mut RoaringTreemap {
        let place = match self.place(series.gtin(), series.slot()) {
            Ok(place) => place,
            Err(place) => {
                self.rows.insert(place, (series, RoaringTreemap::new()));
                place
            }
        };
        #[allow(clippy::indexing_slicing)] // found or inserted just now
        &mut self.rows[place].1
    }

    fn place(&self, gtin: Gtin, slot: &[u8]) -> Result<usize, usize> {
        self.rows.binary_search_by(|(series, _)| (series.gtin(), series.slot()).cmp(&(gtin, slot)))
    }
}

fn check(range: &Range<u64>) -> Result<(), Error> {
    let length = range.end.checked_sub(range.start);
    if length.is_some_and(|length| (1..=MAX_RANGE).contains(&length)) { Ok(()) } else { Err(Error::Index) }
}

/// The one byte form of a set.
pub(super) fn write(set: &RoaringTreemap) -> Vec<u8> {
    let blocks = set.bitmaps().map(|(high, bitmap)| (high, shortest(bitmap.clone())));
    let set = RoaringTreemap::from_bitmaps(blocks);
    let mut out = Vec::with_capacity(set.serialized_size());
    // Writing to memory does not fail.
    let _ = set.serialize_into(&mut out);
    out
}

/// Reads a set; `None` for bytes that are none. Work and memory are linear in the bytes.
pub(super) fn read(bytes: &[u8]) -> Option<RoaringTreemap> {
    let mut rest = bytes;
    let set = RoaringTreemap::deserialize_from(&mut rest).ok()?;
    // A block named twice is read once, and an empty block leaves no trace in other readers.
    let whole = rest.is_empty() && set.serialized_size() == bytes.len();
    (whole && set.bitmaps().all(|(_, bitmap)| !bitmap.is_empty())).then_some(set)
}

/// The same bitmap, every container in its shortest form. [`RoaringBitmap::optimize`] leaves a container of equal length
/// in both forms as it came.
fn shortest(mut bitmap: RoaringBitmap) -> RoaringBitmap {
    bitmap.optimize();
    if bitmap.statistics().n_run_containers == 0 {
        return bitmap;
    }
    let mut ties = RoaringBitmap::new();
    let mut container = Container::default();
    let mut ranges = bitmap.iter();
    while let Some(range) = ranges.next_range() {
        let (first, last) = (*range.start(), *range.end());
        container.enter(first >> 16, &mut ties);
        container.runs += 1;
        container.values += last.min(first | 0xFFFF) - first + 1;
        if last >> 16 != first >> 16 {
            // What lies between is full, and a single run is shortest there.
            container.enter(last >> 16, &mut ties);
            container.runs = 1;
            container.values = (last & 0xFFFF) + 1;
        }
    }
    container.enter(u32::MAX, &mut ties);
    if ties.is_empty() {
        return bitmap;
    }
    let arrays = (&bitmap & &ties).iter().collect::<RoaringBitmap>();
    (bitmap - ties) | arrays
}

/// One container of 65536 values, while its runs are counted.
#[derive(Default)]
struct Container {
    high: u32,
    runs: u32,
    values: u32,
}

impl Container {
    /// Begins another container; the one before goes to `ties` if its runs (2 + 4 r bytes) are as long as an array
    /// (2 v bytes).
    fn enter(&mut self, high: u32, ties: &mut RoaringBitmap) {
        if high == self.high {
            return;
        }
        if self.values > 0 && self.values == 2 * self.runs + 1 {
            ties.insert_range(self.high << 16..=self.high << 16 | 0xFFFF);
        }
        *self = Self { high, runs: 0, values: 0 };
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::prelude::*;

    use super::*;

    /// The same set, put together in different ways.
    fn variants(ranges: &[(u64, u64)]) -> [RoaringTreemap; 4] {
        let mut by_range = RoaringTreemap::new();
        let mut one_by_one = RoaringTreemap::new();
        for (start, length) in ranges {
            by_range.insert_range(*start..start + length);
            (*start..start + length).rev().for_each(|value| {
                one_by_one.insert(value);
            });
        }
        let mut reopened = by_range.clone();
        reopened.optimize();
        let mut bytes = Vec::new();
        reopened.serialize_into(&mut bytes).unwrap();
        let reopened = RoaringTreemap::deserialize_from(&bytes[..]).unwrap();
        let xored =
            (&by_range ^ &RoaringTreemap::from_iter([1, 2, 3])) ^ RoaringTreemap::from_iter([1, 2, 3]);
        [by_range, one_by_one, reopened, xored]
    }

    #[test]
    fn three_in_a_row_have_one_form() {
        let [one, others @ ..] = variants(&[(5, 3), (65_534, 3), (200_000, 3)]).map(|set| write(&set));
        assert!(others.iter().all(|other| *other == one));
        // Count of blocks, high half, then three arrays (cookie 12346) and no runs.
        assert_eq!(one.get(8 + 4..8 + 8).unwrap(), 12_346_u32.to_le_bytes());
    }

    proptest! {
        #[test]
        fn one_set_has_one_form(ranges in prop::collection::vec((0..400_000_u64, 1..90_000_u64), 0..6),
                                small in prop::collection::vec((0..200_000_u64, 1..6_u64), 0..40)) {
            let all = [ranges, small].concat();
            let [one, others @ ..] = variants(&all);
            let bytes = write(&one);
            prop_assert_eq!(read(&bytes), if one.is_empty() { read(&bytes) } else { Some(one) });
            for other in others {
                prop_assert_eq!(&write(&other), &bytes);
            }
        }
    }

    #[test]
    fn bytes_that_are_no_set_are_refused() {
        let bytes = write(&RoaringTreemap::from_iter([1, 5, 1 << 40]));
        assert!(read(&bytes).is_some());
        for cut in 0..bytes.len() {
            assert_eq!(read(bytes.get(..cut).unwrap()), None);
        }
        assert_eq!(read(&[&bytes[..], &[0]].concat()), None, "something behind it");
        let one_block = write(&RoaringTreemap::from_iter([1]));
        let block = one_block.get(8..).unwrap();
        let twice = [&2_u64.to_le_bytes()[..], block, block].concat();
        assert_eq!(read(&twice), None, "a block named twice");
    }
}
