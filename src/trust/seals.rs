//! The series whose secrets a verifier holds: which serials were sealed by us.

use crate::Error;
use crate::code::{Identity, Series, SeriesId};
use crate::gs1::key::Gtin;

/// What the series say about an identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sealed {
    /// No series of this trade item is held here, or the unit is a logistic one: nothing can be said.
    Unknown,
    /// Sealed by us, under this index of its series.
    Index(u64),
    /// Series of this trade item are held here, and none of them sealed it.
    Not,
}

/// [`Sealed`] with the series itself.
#[derive(Clone, Copy)]
pub(super) enum Found<'a> {
    Unknown,
    By(&'a Series, u64),
    Not,
}

/// Series by trade item and slot. Holds secrets: not for handhelds.
#[derive(Debug, Default)]
pub struct Seals {
    /// Ascending by GTIN, then slot.
    series: Vec<Series>,
}

impl Seals {
    /// No series.
    #[must_use]
    pub const fn new() -> Self {
        Self { series: Vec::new() }
    }

    /// Adds a series. From now on every serial of its GTIN must open under one of the GTIN's series, so add all of
    /// them, and none for a GTIN with external serials. O(n).
    ///
    /// # Errors
    ///
    /// [`Error::Taken`] if a series of this GTIN and slot is there already.
    pub fn add(&mut self, series: Series) -> Result<(), Error> {
        match self.place(series.gtin(), series.slot()) {
            Ok(_) => Err(Error::Taken),
            Err(place) => {
                self.series.insert(place, series);
                Ok(())
            }
        }
    }

    /// Opens the serial of an identity. O(log n + series of its GTIN); two keyed hashes where a slot fits.
    #[must_use]
    pub fn open(&self, identity: &Identity) -> Sealed {
        match self.find(identity) {
            Found::Unknown => Sealed::Unknown,
            Found::By(_, index) => Sealed::Index(index),
            Found::Not => Sealed::Not,
        }
    }

    /// The name of the series that sealed the serial, and its index; `None` where [`Seals::open`] gives no index. At its
    /// cost.
    #[must_use]
    pub fn locate(&self, identity: &Identity) -> Option<(SeriesId, u64)> {
        match self.find(identity) {
            Found::By(series, index) => {
                SeriesId::new(series.gtin(), series.slot()).ok().map(|series| (series, index))
            }
            Found::Unknown | Found::Not => None,
        }
    }

    /// The series that sealed the serial, and its index.
    pub(super) fn find(&self, identity: &Identity) -> Found<'_> {
        let Identity::Sgtin { gtin, serial } = identity else {
            return Found::Unknown;
        };
        let first = self.series.partition_point(|series| series.gtin() < *gtin);
        let mut of_gtin =
            self.series.iter().skip(first).take_while(|series| series.gtin() == *gtin).peekable();
        if of_gtin.peek().is_none() {
            return Found::Unknown;
        }
        let opened = of_gtin.find_map(|series| series.open(serial).ok().map(|index| (series, index)));
        opened.map_or(Found::Not, |(series, index)| Found::By(series, index))
    }

    fn place(&self, gtin: Gtin, slot: &[u8]) -> Result<usize, usize> {
        self.series.binary_search_by(|series| (series.gtin(), series.slot()).cmp(&(gtin, slot)))
    }
}
