//! Judging what was taken in.

use core::ops::Range;
use std::collections::BTreeMap;

use roaring::RoaringTreemap;

use super::Reconciler;
use super::book::{Book, Seen, in_time};
use super::coverage::{Coverage, Extent, Stretch, missing, runs};
use super::finding::{Finding, FindingKind};
use crate::code::{KeyId, SeriesId};
use crate::trust::lease::{Lease, LeaseId};
use crate::trust::receipt::Receipt;

pub(super) fn report(reconciler: &Reconciler) -> Vec<Finding> {
    let mut findings = Vec::new();
    let used = receipts(reconciler, &mut findings);
    for (id, book) in &reconciler.series {
        let mut judge = Judge::new(*id, book, &reconciler.leases, &used);
        judge.overlaps();
        let doubtful = judge.signers();
        let anybody = judge.shared(doubtful);
        judge.unaccounted(&anybody);
        findings.append(&mut judge.findings);
    }
    findings.sort_by_key(Finding::order);
    findings.dedup_by(|next, run| joins(run, next));
    findings
}

/// Makes two findings of the same trouble one, if the runs follow each other or are the same. Receipts stay single.
fn joins(run: &mut Finding, next: &Finding) -> bool {
    let same = Finding { range: run.range.clone(), ..next.clone() } == *run;
    if !same || run.kind >= FindingKind::ReceiptUnknown {
        return false;
    }
    if run.range.end == next.range.start {
        run.range.end = next.range.end;
        return true;
    }
    run.range == next.range
}

/// Judges the receipts; gives how many indices of which lease were drawn.
fn receipts(reconciler: &Reconciler, findings: &mut Vec<Finding>) -> BTreeMap<LeaseId, u64> {
    let mut used = BTreeMap::new();
    for (id, receipts) in &reconciler.receipts {
        let Some(lease) = reconciler.lease(*id) else {
            findings.extend(
                receipts.iter().map(|receipt| of_receipt(FindingKind::ReceiptUnknown, None, receipt)),
            );
            continue;
        };
        let mut tell = |kind, receipt| findings.push(of_receipt(kind, Some(lease), receipt));
        let mut valid = Vec::new();
        for receipt in receipts {
            if receipt.digest() != lease.digest() {
                tell(FindingKind::ReceiptDigest, receipt);
            } else if lease.is_held_by(receipt.signer()) {
                valid.push(receipt);
            } else {
                tell(FindingKind::ReceiptHolder, receipt);
            }
        }
        let quota = lease.terms().quota;
        for receipt in valid.iter().filter(|receipt| receipt.used() > quota) {
            tell(FindingKind::ReceiptQuota, receipt);
        }
        if valid.len() > 1 {
            for receipt in &valid {
                tell(FindingKind::ReceiptConflict, receipt);
            }
        }
        used.extend(valid.iter().map(|receipt| receipt.used().min(quota)).max().map(|used| (*id, used)));
    }
    used
}

fn of_receipt(kind: FindingKind, lease: Option<&Lease>, receipt: &Receipt) -> Finding {
    let first = lease.map(|lease| lease.terms().range.start);
    Finding {
        series: lease.map(|lease| lease.terms().series),
        kind,
        lease: Some(receipt.lease_id()),
        other: None,
        signer: Some(receipt.signer()),
        range: first.map_or(0..0, |first| first..first.saturating_add(receipt.used())),
    }
}

/// Judges one series.
struct Judge<'a> {
    series: SeriesId,
    book: &'a Book,
    leases: &'a [Lease],
    used: &'a BTreeMap<LeaseId, u64>,
    /// Ascending by first index.
    extents: Vec<Extent>,
    /// All leases, whoever holds them.
    coverage: Coverage,
    findings: Vec<Finding>,
}

impl<'a> Judge<'a> {
    fn new(series: SeriesId, book: &'a Book, leases: &'a [Lease], used: &'a BTreeMap<LeaseId, u64>) -> Self {
        let extents = book.leases().filter_map(|place| {
            let terms = leases.get(place)?.terms();
            let start = terms.range.start;
            let quota = terms.granted();
            let granted = used.get(&terms.id).map_or(quota.end, |used| start.saturating_add(*used));
            Some(Extent { lease: place, granted: start..granted, quota, range: terms.range.clone() })
        });
        let extents: Vec<_> = extents.collect();
        let coverage = Coverage::new(&extents);
        Self { series, book, leases, used, extents, coverage, findings: Vec::new() }
    }

    fn tell(&mut self, kind: FindingKind, lease: Option<usize>, signer: Option<KeyId>, range: Range<u64>) {
        let lease = self.id(lease);
        self.findings.push(Finding { series: Some(self.series), kind, lease, other: None, signer, range });
    }

    fn id(&self, lease: Option<usize>) -> Option<LeaseId> {
        lease.and_then(|place| self.leases.get(place)).map(|lease| lease.terms().id)
    }

    /// Every index in two leases lies in the furthest reaching one of those before it.
    fn overlaps(&mut self) {
        let mut reached: Vec<_> = self
            .extents
            .iter()
            .filter_map(|extent| {
                let id = self.id(Some(extent.lease))?;
                let range = if self.used.contains_key(&id) { &extent.granted } else { &extent.range };
                Some((range.clone(), id)).filter(|(range, _)| !range.is_empty())
            })
            .collect();
        reached.sort_by_key(|(range, id)| (range.start, *id));
        let mut furthest: Option<(u64, LeaseId)> = None;
        for (range, id) in reached {
            if let Some((end, other)) = furthest.filter(|(end, _)| *end > range.start) {
                self.findings.push(Finding {
                    series: Some(self.series),
                    kind: FindingKind::Overlap,
                    lease: Some(id),
                    other: Some(other),
                    signer: None,
                    range: range.start..range.end.min(end),
                });
            }
            if furthest.is_none_or(|(end, _)| end < range.end) {
                furthest = Some((range.end, id));
            }
        }
    }

    /// Judges each signer by its own leases. Gives the indices that one signer used more than once and had from several
    /// leases.
    fn signers(&mut self) -> RoaringTreemap {
        let mut doubtful = RoaringTreemap::new();
        let (book, leases) = (self.book, self.leases);
        let mut by_key: BTreeMap<Option<KeyId>, Vec<&Extent>> = BTreeMap::new();
        let extents = core::mem::take(&mut self.extents);
        for extent in &extents {
            let key = leases.get(extent.lease).and_then(|lease| lease.terms().key_id);
            by_key.entry(key).or_default().push(extent);
        }
        let of = |key: Option<KeyId>| by_key.get(&key).into_iter().flatten().copied();
        for (signer, seen) in &book.signers {
            let own = match signer {
                Some(_) => Coverage::new(of(*signer).chain(of(None))),
                None => self.coverage.clone(),
            };
            self.beyond(*signer, seen, &own);
            self.repeated(*signer, seen, &own, &mut doubtful);
            self.out_of_time(*signer, seen);
        }
        self.extents = extents;
        doubtful
    }

    /// What a signer used that was not granted to it.
    fn beyond(&mut self, signer: Option<KeyId>, seen: &Seen, own: &Coverage) {
        for (part, stretch) in own.split(0..u64::MAX) {
            match stretch {
                Some(stretch) if stretch.granted.count > 0 => {}
                Some(stretch) => {
                    let (kind, over) = match stretch.quota.count {
                        0 => (FindingKind::BeyondQuota, stretch.all),
                        _ => (FindingKind::Returned, stretch.quota),
                    };
                    for run in runs(&seen.once, part) {
                        self.tell(kind, over.sole(), signer, run);
                    }
                }
                None => {
                    for run in runs(&seen.once, part) {
                        self.not_own(signer, run);
                    }
                }
            }
        }
    }

    fn not_own(&mut self, signer: Option<KeyId>, run: Range<u64>) {
        let parts: Vec<_> =
            self.coverage.split(run).map(|(part, stretch)| (part, stretch.map(|it| it.all))).collect();
        for (part, over) in parts {
            match over {
                Some(over) => self.tell(FindingKind::WrongKey, over.sole(), signer, part),
                None => self.tell(FindingKind::NoLease, None, signer, part),
            }
        }
    }

    fn repeated(
        &mut self,
        signer: Option<KeyId>,
        seen: &Seen,
        own: &Coverage,
        doubtful: &mut RoaringTreemap,
    ) {
        for run in runs(&seen.again, 0..u64::MAX) {
            for (part, stretch) in own.split(run) {
                if stretch.is_some_and(|stretch| stretch.granted.count > 1) {
                    doubtful.insert_range(part);
                } else {
                    self.tell(FindingKind::Repeated, stretch.and_then(nearest), signer, part);
                }
            }
        }
    }

    fn out_of_time(&mut self, signer: Option<KeyId>, seen: &Seen) {
        for (index, at) in &seen.untimely {
            let entitled = self.book.entitled(*index, signer, self.leases);
            let (mut count, mut lease, mut allowed) = (0, None, false);
            for each in entitled {
                count += 1;
                lease = Some(each.terms().id).filter(|_| count == 1);
                allowed |= in_time(each, *at);
            }
            if count > 0 && !allowed {
                let (series, kind) = (Some(self.series), FindingKind::OutOfTime);
                let range = *index..index + 1;
                self.findings.push(Finding { series, kind, lease, other: None, signer, range });
            }
        }
    }

    /// Indices under several signers, and the doubtful ones. Gives every index that was seen.
    fn shared(&mut self, doubtful: RoaringTreemap) -> RoaringTreemap {
        let (mut shared, mut anybody) = (doubtful, RoaringTreemap::new());
        for seen in self.book.signers.values() {
            shared |= &anybody & &seen.once;
            anybody |= &seen.once;
        }
        for run in runs(&shared, 0..u64::MAX) {
            let parts: Vec<_> =
                self.coverage.split(run).map(|(part, stretch)| (part, stretch.and_then(nearest))).collect();
            for (part, lease) in parts {
                self.tell(FindingKind::Shared, lease, None, part);
            }
        }
        anybody
    }

    /// What was granted and never shown by those it was granted to. For a lease without a key, that is `anybody`.
    fn unaccounted(&mut self, anybody: &RoaringTreemap) {
        for extent in core::mem::take(&mut self.extents) {
            let Some(lease) = self.leases.get(extent.lease) else { continue };
            let of = |signer| self.book.signers.get(&signer).map(|seen| &seen.once);
            let shown = match lease.terms().key_id {
                Some(key) => [of(Some(key)), of(None)],
                None => [Some(anybody), None],
            };
            let present = shown.into_iter().chain([Some(&self.book.void)]);
            let gaps: Vec<_> = missing(extent.granted, present.flatten()).collect();
            let received = self.used.contains_key(&lease.terms().id);
            let kind = if received { FindingKind::Unaccounted } else { FindingKind::NoReceipt };
            for gap in gaps {
                self.tell(kind, Some(extent.lease), None, gap);
            }
        }
    }
}

/// The lease that grants a stretch; where none does, the one that comes nearest to it.
fn nearest(stretch: &Stretch) -> Option<usize> {
    let [granted, quota, all] = [stretch.granted, stretch.quota, stretch.all];
    [granted, quota, all].into_iter().find(|over| over.count > 0).and_then(super::coverage::Over::sole)
}
