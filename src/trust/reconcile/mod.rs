//! The reconciler: leases, receipts and what was seen, held against each other.
//!
//! Owns the sets of indices that were seen, by series and signer, and the leases and receipts they are judged by. Refuses
//! two leases under one id. Invariant: what is reported does not depend on the order in which anything was taken in.
//!
//! # Judgement
//!
//! A signer is *entitled* to a lease that names its key, or names none; what carries no signature may come from any
//! holder. The *granted* indices of a lease are those that its receipt says were drawn, or the first `quota` ones where
//! no receipt came. Then, index by index:
//!
//! | seen under a signer | finding |
//! |---|---|
//! | in the granted indices of a lease of its | none |
//! | otherwise, below the quota of a lease of its | [`FindingKind::Returned`] |
//! | otherwise, in the range of a lease of its | [`FindingKind::BeyondQuota`] |
//! | otherwise, in the range of somebody's lease | [`FindingKind::WrongKey`] |
//! | otherwise | [`FindingKind::NoLease`] |
//! | more than once | [`FindingKind::Repeated`]; [`FindingKind::Shared`] if several leases of its granted the index |
//! | at a trusted time that no lease of its over this index allows | [`FindingKind::OutOfTime`] |
//!
//! An index seen under several signers is [`FindingKind::Shared`]. A granted index that no entitled signer showed and
//! nobody declared void is [`FindingKind::Unaccounted`], or [`FindingKind::NoReceipt`] without one. Leases of which no
//! receipt came overlap by their whole ranges, others by what was drawn: a tail that returned may be leased anew.
//!
//! # Argument that nobody is accused wrongly
//!
//! Only findings under a signature [blame](Finding::blame) a signer, and each says what that signer did with its own
//! key, whatever others did. Where several of its leases could have granted an index, the doubt is its own: the trouble
//! is then the granter's. A receipt that is lost can only widen what is granted, and what a receipt says counts only if
//! the holder signed it for this very lease; of several, the one that grants most counts.

mod book;
mod coverage;
mod finding;
mod report;

use std::collections::{BTreeMap, BTreeSet};

pub use finding::{Blame, Finding, FindingKind};

use self::book::Book;
use super::lease::{Lease, LeaseId};
use super::receipt::Receipt;
use crate::Error;
use crate::code::{KeyId, SeriesId};

/// One commissioned unit: a code that was verified, or at least opened. Scans of the same unit are one sighting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sighting {
    /// The series.
    pub series: SeriesId,
    /// The index of its serial.
    pub index: u64,
    /// The key whose signature it carries, and carries truly; `None` for a code without one.
    pub signer: Option<KeyId>,
    /// When it was commissioned, in seconds since 1970 UTC, if a clock says so that the holder does not set.
    pub at: Option<i64>,
    /// How many units carry this code: 1, unless they were counted before.
    pub units: u32,
}

impl Sighting {
    /// What [`Reconciler::see`] checks, for a caller who takes in many or none.
    ///
    /// # Errors
    ///
    /// [`Error::Index`] for 2⁶⁴ − 1, which no lease can hold; [`Error::Parameter`] for 0 units.
    pub const fn check(&self) -> Result<(), Error> {
        match (self.index, self.units) {
            (u64::MAX, _) => Err(Error::Index),
            (_, 0) => Err(Error::Parameter),
            _ => Ok(()),
        }
    }
}

/// Takes leases, receipts and sightings in any order, and reports what does not fit.
///
/// Memory: about 2 bits to 2 bytes for each index seen, by how densely they lie; beside that, each lease, each receipt,
/// and each sighting whose trusted time no lease allowed that was known then.
#[derive(Clone, Debug, Default)]
pub struct Reconciler {
    leases: Vec<Lease>,
    by_id: BTreeMap<LeaseId, usize>,
    receipts: BTreeMap<LeaseId, BTreeSet<Receipt>>,
    series: BTreeMap<SeriesId, Book>,
}

impl Reconciler {
    /// Knows nothing yet.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            leases: Vec::new(),
            by_id: BTreeMap::new(),
            receipts: BTreeMap::new(),
            series: BTreeMap::new(),
        }
    }

    /// Takes a lease. The same one again changes nothing. O(log n) if the leases of a series come in ascending order,
    /// otherwise O(n).
    ///
    /// # Errors
    ///
    /// [`Error::Taken`] if another lease bears this id.
    pub fn add_lease(&mut self, lease: Lease) -> Result<(), Error> {
        if let Some(known) = self.lease(lease.terms().id) {
            return if *known == lease { Ok(()) } else { Err(Error::Taken) };
        }
        let place = self.leases.len();
        let terms = lease.terms();
        self.by_id.insert(terms.id, place);
        self.series.entry(terms.series).or_default().add_lease(place, &terms.range);
        self.leases.push(lease);
        Ok(())
    }

    /// Takes a receipt. The same one again changes nothing. O(log n).
    pub fn add_receipt(&mut self, receipt: Receipt) {
        self.receipts.entry(receipt.lease_id()).or_default().insert(receipt);
    }

    /// Takes what was seen. O(log n).
    ///
    /// # Errors
    ///
    /// Those of [`Sighting::check`].
    pub fn see(&mut self, sighting: &Sighting) -> Result<(), Error> {
        sighting.check()?;
        self.series.entry(sighting.series).or_default().see(sighting, &self.leases);
        Ok(())
    }

    /// Takes a declaration that the code of an index exists no more, or was never printed: void, scrapped, lost in a
    /// crash. It accounts for the index, and for nothing that anybody did with it. O(log n).
    ///
    /// # Errors
    ///
    /// [`Error::Index`] for 2⁶⁴ − 1.
    pub fn declare_void(&mut self, series: SeriesId, index: u64) -> Result<(), Error> {
        if index == u64::MAX {
            return Err(Error::Index);
        }
        self.series.entry(series).or_default().declare_void(index);
        Ok(())
    }

    /// The lease of an id: its holder's name is there. O(log n).
    #[must_use]
    pub fn lease(&self, id: LeaseId) -> Option<&Lease> {
        self.by_id.get(&id).and_then(|place| self.leases.get(*place))
    }

    /// Everything that does not fit: ascending by series (receipts of unknown leases first), kind, lease and index. The
    /// runs are as long as they go. O(indices seen + leases).
    #[must_use]
    pub fn report(&self) -> Vec<Finding> {
        report::report(self)
    }
}
