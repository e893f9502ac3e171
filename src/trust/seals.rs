//! The series whose secrets a verifier holds: which serials were sealed by us.

use core::ops::ControlFlow;

use crate::Error;
use crate::code::{Identity, Serial, Series};
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

    /// Opens the serial of an identity. O(20 · log n), two keyed hashes where a series fits.
    #[must_use]
    pub fn open(&self, identity: &Identity) -> Sealed {
        let Identity::Sgtin { gtin, serial } = identity else {
            return Sealed::Unknown;
        };
        let first = self.series.partition_point(|series| series.gtin() < *gtin);
        if self.series.get(first).is_none_or(|series| series.gtin() != *gtin) {
            return Sealed::Unknown;
        }
        let opened = (0..=Serial::MAX).try_for_each(|slot_length| {
            let series = serial
                .as_bytes()
                .get(..slot_length)
                .and_then(|slot| self.place(*gtin, slot).ok())
                .and_then(|place| self.series.get(place));
            match series.map(|series| series.open(serial)) {
                Some(Ok(index)) => ControlFlow::Break(index),
                _ => ControlFlow::Continue(()),
            }
        });
        match opened {
            ControlFlow::Break(index) => Sealed::Index(index),
            ControlFlow::Continue(()) => Sealed::Not,
        }
    }

    fn place(&self, gtin: Gtin, slot: &[u8]) -> Result<usize, usize> {
        self.series.binary_search_by(|series| (series.gtin(), series.slot()).cmp(&(gtin, slot)))
    }
}
