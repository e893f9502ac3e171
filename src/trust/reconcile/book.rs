//! What is known about one series: its leases by range, and the indices that were seen.

use core::ops::Range;
use std::collections::{BTreeMap, BTreeSet};

use roaring::RoaringTreemap;

use super::Sighting;
use crate::code::KeyId;
use crate::trust::lease::Lease;

/// One series.
#[derive(Clone, Debug, Default)]
pub(super) struct Book {
    /// Ascending by first index.
    spans: Vec<Span>,
    pub(super) signers: BTreeMap<Option<KeyId>, Seen>,
    pub(super) void: RoaringTreemap,
}

/// The range of one lease.
#[derive(Clone, Debug)]
struct Span {
    range: Range<u64>,
    /// The furthest end of this range and those before it.
    reach: u64,
    /// Its place among all leases.
    lease: usize,
}

/// What was seen under one signer.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    /// Every index seen.
    pub(super) once: RoaringTreemap,
    /// Those seen more than once.
    pub(super) again: RoaringTreemap,
    /// Index and time where no lease that was known then allowed it.
    pub(super) untimely: BTreeSet<(u64, i64)>,
}

impl Book {
    pub(super) fn add_lease(&mut self, lease: usize, range: &Range<u64>) {
        let place = self.spans.partition_point(|span| span.range.start <= range.start);
        self.spans.insert(place, Span { range: range.clone(), reach: 0, lease });
        let mut reach =
            place.checked_sub(1).and_then(|before| self.spans.get(before)).map_or(0, |span| span.reach);
        for span in self.spans.iter_mut().skip(place) {
            reach = reach.max(span.range.end);
            span.reach = reach;
        }
    }

    pub(super) fn see(&mut self, sighting: &Sighting, leases: &[Lease]) {
        let &Sighting { index, signer, at, .. } = sighting;
        let untimely = at.filter(|at| !self.entitled(index, signer, leases).any(|lease| in_time(lease, *at)));
        let seen = self.signers.entry(signer).or_default();
        if !seen.once.insert(index) || sighting.units > 1 {
            seen.again.insert(index);
        }
        seen.untimely.extend(untimely.map(|at| (index, at)));
    }

    pub(super) fn declare_void(&mut self, index: u64) {
        self.void.insert(index);
    }

    /// The leases of the series, ascending by first index.
    pub(super) fn leases(&self) -> impl Iterator<Item = usize> {
        self.spans.iter().map(|span| span.lease)
    }

    /// The leases over an index that a signer is entitled to. O(log n) where few leases overlap.
    pub(super) fn entitled<'a>(
        &'a self,
        index: u64,
        signer: Option<KeyId>,
        leases: &'a [Lease],
    ) -> impl Iterator<Item = &'a Lease> {
        let begun = self.spans.partition_point(|span| span.range.start <= index);
        let begun = self.spans.get(..begun).unwrap_or_default();
        let over = begun.iter().rev().take_while(move |span| span.reach > index);
        over.filter(move |span| span.range.end > index)
            .filter_map(|span| leases.get(span.lease))
            .filter(move |lease| signer.is_none_or(|signer| lease.is_held_by(signer)))
    }
}

pub(super) fn in_time(lease: &Lease, at: i64) -> bool {
    lease.terms().window.contains(at)
}
