//! Leases, receipts and sightings held against each other.

use std::ops::Range;

use symbolon::Error;
use symbolon::code::{KeyId, SeriesId};
use symbolon::gs1::key::Gtin;
use symbolon::trust::{
    Blame, Draw, Finding, FindingKind, Lease, LeaseId, Receipt, Reconciler, SecretKey, Sighting, Signer,
    Terms, Window,
};

use super::receipt::forged;

pub(crate) fn key(seed: u8) -> SecretKey {
    SecretKey::from_seed(&[seed; 32]).unwrap()
}

pub(crate) fn key_id(seed: u8) -> KeyId {
    key(seed).public_key().id()
}

pub(crate) fn series() -> SeriesId {
    SeriesId::new(Gtin::parse(b"09506000134352").unwrap(), b"07").unwrap()
}

fn id(number: u8) -> LeaseId {
    LeaseId::new(&[number; 8]).unwrap()
}

pub(crate) fn granted(terms: &Terms) -> Lease {
    Lease::open(&Lease::grant(&key(1), terms).unwrap(), key(1).public_key()).unwrap()
}

pub(crate) fn lease(number: u8, holder: Option<u8>, range: Range<u64>, quota: u64) -> Lease {
    granted(&Terms {
        id: id(number),
        holder: format!("line {number}"),
        key_id: holder.map(key_id),
        series: series(),
        range,
        quota,
        window: Window::new(100, 200).unwrap(),
    })
}

fn receipt(lease: &Lease, used: u64, holder: u8) -> Receipt {
    let mut draw = Draw::begin(lease.clone());
    if used > 0 {
        draw.draw(used, 150, |_| Ok(())).unwrap();
    }
    let bytes = draw.close(&key(holder), 160, |_| Ok(())).unwrap();
    Receipt::open(&bytes, key(holder).public_key()).unwrap()
}

pub(crate) fn sighting(index: u64, signer: Option<u8>) -> Sighting {
    Sighting { series: series(), index, signer: signer.map(key_id), at: None, units: 1 }
}

fn see(reconciler: &mut Reconciler, indices: impl IntoIterator<Item = u64>, signer: u8) {
    for index in indices {
        reconciler.see(&sighting(index, Some(signer))).unwrap();
    }
}

/// Kind, lease, signer and range of each finding.
type Row = (FindingKind, Option<LeaseId>, Option<KeyId>, Range<u64>);

fn rows(reconciler: &Reconciler) -> Vec<Row> {
    let row = |finding: Finding| (finding.kind, finding.lease, finding.signer, finding.range);
    reconciler.report().into_iter().map(row).collect()
}

/// Leases 1 (key 11, 0..100, quota 80) and 2 (key 12, 100..200), all drawn and seen but what the tests do.
fn two_lines() -> Reconciler {
    let mut reconciler = Reconciler::new();
    let leases = [lease(1, Some(11), 0..100, 80), lease(2, Some(12), 100..200, 100)];
    reconciler.add_receipt(receipt(&leases[0], 70, 11));
    reconciler.add_receipt(receipt(&leases[1], 100, 12));
    for lease in leases {
        reconciler.add_lease(lease).unwrap();
    }
    see(&mut reconciler, 0..70, 11);
    see(&mut reconciler, 100..200, 12);
    reconciler
}

#[test]
fn honest_lines_are_not_mentioned() {
    assert_eq!(rows(&two_lines()), []);
    assert_eq!(rows(&Reconciler::new()), []);
}

#[test]
fn every_cheat_is_named_with_its_indices() {
    let cheat = |indices: Range<u64>, signer| {
        let mut reconciler = two_lines();
        see(&mut reconciler, indices, signer);
        let findings = reconciler.report();
        assert!(findings.iter().all(|finding| {
            finding.kind == FindingKind::Shared || finding.blame() == Blame::Signer(key_id(signer))
        }));
        rows(&reconciler)
    };
    let (one, cheater) = (Some(id(1)), Some(key_id(11)));
    assert_eq!(cheat(500..503, 11), [(FindingKind::NoLease, None, cheater, 500..503)]);
    assert_eq!(cheat(5..9, 11), [(FindingKind::Repeated, one, cheater, 5..9)]);
    assert_eq!(cheat(70..75, 11), [(FindingKind::Returned, one, cheater, 70..75)]);
    assert_eq!(cheat(85..87, 11), [(FindingKind::BeyondQuota, one, cheater, 85..87)]);
    assert_eq!(
        cheat(78..82, 11),
        [(FindingKind::Returned, one, cheater, 78..80), (FindingKind::BeyondQuota, one, cheater, 80..82)]
    );
    assert_eq!(
        cheat(110..112, 11),
        [
            (FindingKind::Shared, Some(id(2)), None, 110..112),
            (FindingKind::WrongKey, Some(id(2)), cheater, 110..112)
        ]
    );
    assert_eq!(cheat(90..91, 13), [(FindingKind::WrongKey, one, Some(key_id(13)), 90..91)]);
}

#[test]
fn what_was_drawn_and_never_seen_is_unaccounted_until_it_is_declared_void() {
    let mut reconciler = Reconciler::new();
    let ours = lease(1, Some(11), 0..100, 80);
    reconciler.add_receipt(receipt(&ours, 70, 11));
    reconciler.add_lease(ours).unwrap();
    see(&mut reconciler, (10..20).chain(30..70), 11);
    let one = Some(id(1));
    let missing = |range| (FindingKind::Unaccounted, one, None, range);
    assert_eq!(rows(&reconciler), [missing(0..10), missing(20..30)]);
    (0..10).for_each(|index| reconciler.declare_void(series(), index).unwrap());
    assert_eq!(rows(&reconciler), [missing(20..30)]);
    // What another key shows does not account for it.
    see(&mut reconciler, 20..22, 12);
    let wrong = (FindingKind::WrongKey, one, Some(key_id(12)), 20..22);
    assert_eq!(rows(&reconciler), [missing(20..30), wrong]);
}

#[test]
fn a_lost_receipt_accuses_nobody() {
    let mut reconciler = Reconciler::new();
    reconciler.add_lease(lease(1, Some(11), 0..100, 80)).unwrap();
    see(&mut reconciler, 0..40, 11);
    assert_eq!(rows(&reconciler), [(FindingKind::NoReceipt, Some(id(1)), None, 40..80)]);
    assert_eq!(reconciler.report()[0].blame(), Blame::Nobody);
}

#[test]
fn a_trusted_time_is_held_against_the_lease() {
    let mut reconciler = two_lines();
    let at = |at, index| Sighting { at: Some(at), ..sighting(index, Some(11)) };
    let mut other = Reconciler::new();
    // Before the lease is known, the time is kept; order changes nothing.
    other.see(&at(200, 40)).unwrap();
    other.add_lease(lease(1, Some(11), 40..41, 1)).unwrap();
    other.see(&at(99, 40)).unwrap();
    let (one, signer) = (Some(id(1)), Some(key_id(11)));
    let repeated = (FindingKind::Repeated, one, signer, 40..41);
    assert_eq!(rows(&other), [repeated, (FindingKind::OutOfTime, one, signer, 40..41)]);
    for (time, index) in [(99, 0), (100, 1), (199, 2), (200, 3), (99, 500)] {
        reconciler.see(&at(time, index)).unwrap();
    }
    let late: Vec<_> = rows(&reconciler).into_iter().filter(|row| row.0 == FindingKind::OutOfTime).collect();
    assert_eq!(late, [0..1, 3..4].map(|range| (FindingKind::OutOfTime, one, signer, range)));
}

#[test]
fn a_returned_tail_may_be_leased_anew() {
    let mut reconciler = two_lines();
    reconciler.add_lease(lease(3, Some(11), 70..100, 30)).unwrap();
    see(&mut reconciler, 70..100, 11);
    assert_eq!(rows(&reconciler), []);
}

#[test]
fn overlapping_leases_are_the_granters_fault() {
    let mut reconciler = two_lines();
    reconciler.add_lease(lease(3, Some(11), 50..120, 70)).unwrap();
    see(&mut reconciler, 50..120, 11);
    let findings = reconciler.report();
    let overlaps: Vec<_> = findings.iter().filter(|finding| finding.kind == FindingKind::Overlap).collect();
    let named: Vec<_> = overlaps.iter().map(|it| (it.lease, it.other, it.range.clone())).collect();
    assert_eq!(named, [(Some(id(2)), Some(id(3)), 100..120), (Some(id(3)), Some(id(1)), 50..70)]);
    assert!(overlaps.iter().all(|finding| finding.blame() == Blame::Granter));
    // Index 50..70 was used twice by key 11, once for each lease.
    assert!(findings.iter().all(|finding| !matches!(finding.blame(), Blame::Signer(_))));
    assert!(
        findings.iter().any(|finding| (finding.kind, &finding.range) == (FindingKind::Shared, &(50..70)))
    );
}

#[test]
fn receipts_that_contradict_are_reported() {
    let ours = lease(1, Some(11), 0..100, 80);
    let said = |signer, digest: &[u8; 32], used, at| forged(&key(signer), id(1), digest, used, at);
    let told = |receipts: Vec<Receipt>| {
        let mut reconciler = Reconciler::new();
        reconciler.add_lease(ours.clone()).unwrap();
        see(&mut reconciler, 0..80, 11);
        for receipt in receipts {
            reconciler.add_receipt(receipt);
        }
        rows(&reconciler)
    };
    let (one, holder) = (Some(id(1)), Some(key_id(11)));
    let digest = ours.digest();
    assert_eq!(told(vec![said(11, digest, 80, 5), said(11, digest, 80, 5)]), []);
    assert_eq!(told(vec![said(11, digest, 81, 5)]), [(FindingKind::ReceiptQuota, one, holder, 0..81)]);
    let conflict = |used| (FindingKind::ReceiptConflict, one, holder, 0..used);
    assert_eq!(told(vec![said(11, digest, 80, 5), said(11, digest, 3, 6)]), [conflict(3), conflict(80)]);
    // Neither a foreign receipt nor one of other terms returns anything.
    let foreign = (FindingKind::ReceiptHolder, one, Some(key_id(12)), 0..3);
    assert_eq!(told(vec![said(12, digest, 3, 5)]), [foreign]);
    assert_eq!(told(vec![said(11, &[0; 32], 3, 5)]), [(FindingKind::ReceiptDigest, one, holder, 0..3)]);
    let unknown = forged(&key(11), id(9), digest, 3, 5);
    assert_eq!(told(vec![unknown]), [(FindingKind::ReceiptUnknown, Some(id(9)), holder, 0..0)]);
}

#[test]
fn what_makes_no_sense_is_refused() {
    let mut reconciler = two_lines();
    let known = lease(1, Some(11), 0..100, 80);
    assert_eq!(reconciler.add_lease(known.clone()), Ok(()));
    assert_eq!(reconciler.add_lease(lease(1, Some(11), 0..100, 81)), Err(Error::Taken));
    assert_eq!(reconciler.lease(id(1)), Some(&known));
    assert_eq!(reconciler.lease(id(7)), None);
    assert_eq!(reconciler.see(&sighting(u64::MAX, None)), Err(Error::Index));
    assert_eq!(reconciler.see(&Sighting { units: 0, ..sighting(1, None) }), Err(Error::Parameter));
    assert_eq!(reconciler.declare_void(series(), u64::MAX), Err(Error::Index));
    assert_eq!(rows(&reconciler), []);
}

#[test]
fn leases_without_a_key_blame_nobody_for_what_nobody_signed() {
    let mut reconciler = Reconciler::new();
    reconciler.add_lease(lease(1, None, 0..10, 10)).unwrap();
    see(&mut reconciler, 0..10, 11);
    reconciler.see(&Sighting { units: 2, ..sighting(3, None) }).unwrap();
    reconciler.see(&sighting(50, None)).unwrap();
    assert_eq!(
        rows(&reconciler),
        [
            (FindingKind::Repeated, Some(id(1)), None, 3..4),
            (FindingKind::Shared, Some(id(1)), None, 3..4),
            (FindingKind::NoLease, None, None, 50..51),
        ]
    );
    assert!(reconciler.report().iter().all(|finding| finding.blame() == Blame::Nobody));
}

#[test]
fn huge_leases_cost_nothing() {
    let mut reconciler = Reconciler::new();
    reconciler.add_lease(lease(1, Some(11), 0..u64::MAX, u64::MAX)).unwrap();
    see(&mut reconciler, [0, 1 << 40, u64::MAX - 1], 11);
    let gaps: Vec<_> = rows(&reconciler).into_iter().map(|row| row.3).collect();
    assert_eq!(gaps, [1..1 << 40, (1 << 40) + 1..u64::MAX - 1]);
}

#[test]
fn numbers_of_kinds_are_stable() {
    let numbers = [
        FindingKind::Unaccounted,
        FindingKind::NoReceipt,
        FindingKind::Repeated,
        FindingKind::Shared,
        FindingKind::NoLease,
        FindingKind::WrongKey,
        FindingKind::Returned,
        FindingKind::BeyondQuota,
        FindingKind::OutOfTime,
        FindingKind::Overlap,
        FindingKind::ReceiptUnknown,
        FindingKind::ReceiptDigest,
        FindingKind::ReceiptHolder,
        FindingKind::ReceiptQuota,
        FindingKind::ReceiptConflict,
    ];
    assert!(numbers.iter().map(|kind| kind.number()).eq(1..=15));
}
