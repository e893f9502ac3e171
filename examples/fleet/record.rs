//! What really happened: the truth that the report is held against. The reconciler sees none of it but the prints.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use roaring::RoaringTreemap;
use symbolon::code::KeyId;
use symbolon::trust::{FindingKind, Lease, LeaseId};

/// Codes printed one after the other.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    pub(crate) line: usize,
    pub(crate) indices: Range<u64>,
    pub(crate) at: i64,
}

/// One lease, as its holder used it.
#[derive(Clone, Copy, Debug, Default)]
struct Used {
    /// How many were granted in the end: the quota, or what the receipt that arrived says.
    granted: u64,
    drawn: u64,
    /// Printed or declared void.
    accounted: u64,
}

/// Everything that happened.
#[derive(Default)]
pub(crate) struct Record {
    pub(crate) runs: Vec<Run>,
    pub(crate) void: Vec<Range<u64>>,
    leases: BTreeMap<LeaseId, Used>,
    /// Indices that were printed as they may be.
    printed: RoaringTreemap,
    /// Those printed so although they had been printed before: there must be none.
    pub(crate) duplicates: u64,
    /// Kind of cheat, signer, index.
    pub(crate) cheats: BTreeSet<(FindingKind, KeyId, u64)>,
    pub(crate) crashes: u64,
    pub(crate) receipts_lost: u64,
}

impl Record {
    pub(crate) fn open(&mut self, lease: &Lease) {
        let used = Used { granted: lease.terms().quota, ..Used::default() };
        self.leases.insert(lease.terms().id, used);
    }

    pub(crate) fn print(&mut self, lease: LeaseId, run: Run) {
        let count = run.indices.end - run.indices.start;
        self.duplicates += count - self.printed.insert_range(run.indices.clone());
        self.leases.entry(lease).or_default().accounted += count;
        self.runs.push(run);
    }

    pub(crate) fn declare_void(&mut self, lease: LeaseId, lost: Range<u64>) {
        self.leases.entry(lease).or_default().accounted += lost.end - lost.start;
        self.void.push(lost);
    }

    /// A lease was closed, and its receipt is on its way: lost until it arrives.
    pub(crate) fn close(&mut self, lease: &Lease, drawn: u64) {
        self.leases.entry(lease.terms().id).or_default().drawn = drawn;
        self.receipts_lost += 1;
    }

    pub(crate) fn received(&mut self, lease: &Lease) {
        let used = self.leases.entry(lease.terms().id).or_default();
        used.granted = used.drawn;
        self.receipts_lost -= 1;
    }

    /// A line printed what it may not. What it printed beyond its lease accounts for nothing.
    pub(crate) fn cheat(&mut self, kind: FindingKind, signer: KeyId, run: Run) {
        self.cheats.extend(run.indices.clone().map(|index| (kind, signer, index)));
        self.runs.push(run);
    }

    /// Some of what a lease had printed turns out to be a cheat: its receipt does not cover it.
    pub(crate) fn uncover(&mut self, kind: FindingKind, signer: KeyId, lease: &Lease, indices: Range<u64>) {
        self.leases.entry(lease.terms().id).or_default().accounted -= indices.end - indices.start;
        self.printed.remove_range(indices.clone());
        self.cheats.extend(indices.map(|index| (kind, signer, index)));
    }

    /// How many indices of each lease cannot be accounted for.
    pub(crate) fn missing(&self) -> BTreeMap<LeaseId, u64> {
        let missing = self.leases.iter().map(|(id, used)| (*id, used.granted - used.accounted));
        missing.filter(|(_, count)| *count > 0).collect()
    }

    /// Which indices were used by a cheat and by somebody else too.
    pub(crate) fn shared(&self) -> BTreeSet<u64> {
        let foreign =
            |kind| matches!(kind, FindingKind::WrongKey | FindingKind::Returned | FindingKind::BeyondQuota);
        let cheats = self.cheats.iter().filter(|(kind, _, _)| foreign(*kind));
        cheats.map(|(_, _, index)| *index).filter(|index| self.printed.contains(*index)).collect()
    }
}
