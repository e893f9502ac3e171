//! Sets of codes that a root key takes back: revoked or recalled.
//!
//! *Revoked* (作废) codes are believed no more: stolen labels, a range that never reached the line. That is known before
//! the signature is looked at, and [`Verdict::CodeRevoked`] is a cheap answer. *Recalled* (召回) ones are genuine and
//! called back: [`Verdict::Recalled`] is answered only if everything else holds, signature included, because a forged
//! code of a recalled lot is forged. Both are [`CodeSet`]s.
//!
//! A code is named by the index of its sealed serial, by a range of serials that others assigned, by its lot, or by its
//! trade item alone. Logistic units (SSCC) are not named: revoke what they contain. Invariant: every list ascends, and
//! no range of serials touches another of its item.
//!
//! [`Verdict::CodeRevoked`]: super::Verdict::CodeRevoked
//! [`Verdict::Recalled`]: super::Verdict::Recalled

use super::index_set::IndexSets;
use crate::Error;
use crate::code::{Identity, Serial, SerialCode};
use crate::gs1::ai::Ai;
use crate::gs1::charset;
use crate::gs1::key::Gtin;

/// Codes, named in four ways.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CodeSet {
    /// By the indices of their sealed serials.
    pub indices: IndexSets,
    pub(super) serials: Vec<SerialRange>,
    pub(super) lots: Vec<(Gtin, Box<str>)>,
    pub(super) items: Vec<Gtin>,
}

/// Serials of one item from the first to the last, both included: shorter ones before longer ones, and equally long ones
/// by their bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SerialRange {
    /// The item.
    pub gtin: Gtin,
    /// The first serial.
    pub first: Serial,
    /// The last serial.
    pub last: Serial,
}

/// Where a sealed serial stands.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) slot: &'a [u8],
    pub(super) index: u64,
}

impl CodeSet {
    /// No code.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a range of serials; ranges that overlap become one. O(n).
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] if the last comes before the first.
    pub fn add_serials(&mut self, gtin: Gtin, first: Serial, last: Serial) -> Result<(), Error> {
        if rank(&first) > rank(&last) {
            return Err(Error::Parameter);
        }
        let from = self.first_reaching(gtin, &first);
        let until = self.serials.partition_point(|row| (row.gtin, rank(&row.first)) <= (gtin, rank(&last)));
        let mut whole = SerialRange { gtin, first, last };
        for row in self.serials.get(from..until).unwrap_or_default() {
            whole.first = core::cmp::min_by_key(whole.first, row.first, owned_rank);
            whole.last = core::cmp::max_by_key(whole.last, row.last, owned_rank);
        }
        self.serials.splice(from..until, [whole]);
        Ok(())
    }

    /// Adds a lot of an item: every code that carries it in AI (10). O(n).
    ///
    /// # Errors
    ///
    /// [`Error::Length`] for more than 20 characters or none; [`Error::Charset`].
    pub fn add_lot(&mut self, gtin: Gtin, lot: &str) -> Result<(), Error> {
        if !(1..=20).contains(&lot.len()) {
            return Err(Error::Length { at: 0 });
        }
        charset::cset82(lot.as_bytes())?;
        if let Err(place) = self.lot_place(gtin, lot) {
            self.lots.insert(place, (gtin, lot.into()));
        }
        Ok(())
    }

    /// Adds every code of an item. O(n).
    pub fn add_item(&mut self, gtin: Gtin) {
        if let Err(place) = self.items.binary_search(&gtin) {
            self.items.insert(place, gtin);
        }
    }

    /// Whether a serial lies in one of the ranges. O(log n).
    #[must_use]
    pub fn contains_serial(&self, gtin: Gtin, serial: &Serial) -> bool {
        let row = self.serials.get(self.first_reaching(gtin, serial));
        row.is_some_and(|row| row.gtin == gtin && rank(&row.first) <= rank(serial))
    }

    /// Whether a lot is there. O(log n).
    #[must_use]
    pub fn contains_lot(&self, gtin: Gtin, lot: &str) -> bool {
        self.lot_place(gtin, lot).is_ok()
    }

    /// Whether a whole item is there. O(log n).
    #[must_use]
    pub fn contains_item(&self, gtin: Gtin) -> bool {
        self.items.binary_search(&gtin).is_ok()
    }

    /// Every item about which something is said here; items may come several times.
    pub(super) fn gtins(&self) -> impl Iterator<Item = Gtin> {
        let of_indices = self.indices.series().map(|series| series.gtin());
        let of_serials = self.serials.iter().map(|range| range.gtin);
        of_indices
            .chain(of_serials)
            .chain(self.lots.iter().map(|lot| lot.0))
            .chain(self.items.iter().copied())
    }

    /// Whether a code is there; `place` if its index is known. Allocates nothing.
    pub(super) fn contains(&self, code: &SerialCode, place: Option<Place<'_>>) -> bool {
        let Identity::Sgtin { gtin, serial } = code.identity() else {
            return false;
        };
        place.is_some_and(|place| self.indices.contains(*gtin, place.slot, place.index))
            || self.contains_serial(*gtin, serial)
            || self.contains_item(*gtin)
            || !self.lots.is_empty() && code.get(Ai::LOT).is_some_and(|lot| self.contains_lot(*gtin, lot))
    }

    /// The place of the first range that ends at or behind a serial.
    fn first_reaching(&self, gtin: Gtin, serial: &Serial) -> usize {
        self.serials.partition_point(|row| (row.gtin, rank(&row.last)) < (gtin, rank(serial)))
    }

    fn lot_place(&self, gtin: Gtin, lot: &str) -> Result<usize, usize> {
        self.lots.binary_search_by(|row| (row.0, &*row.1).cmp(&(gtin, lot)))
    }
}

/// The order of serials in a range.
pub(super) fn rank(serial: &Serial) -> (usize, &[u8]) {
    let bytes = serial.as_bytes();
    (bytes.len(), bytes)
}

/// [`rank`] for comparisons that keep no borrow: zeros behind the characters change no order among equally long ones.
fn owned_rank(serial: &Serial) -> (usize, Serial) {
    (serial.as_bytes().len(), *serial)
}
