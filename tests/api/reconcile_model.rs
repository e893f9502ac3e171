//! The reconciler against a judge who looks at each index by itself.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use symbolon::code::KeyId;
use symbolon::trust::{FindingKind, Lease, LeaseId, Receipt, Reconciler, Sighting, Terms, Window};

use super::receipt::forged;
use super::reconcile::{granted, key, key_id, lease, series, sighting};

/// One finding about one index.
type Point = (FindingKind, Option<LeaseId>, Option<KeyId>, u64);

/// A small world: what goes in, in lists.
#[derive(Clone, Debug)]
struct World {
    leases: Vec<(Lease, Option<u64>)>,
    sightings: Vec<Sighting>,
    void: Vec<u64>,
}

const INDICES: u64 = 48;

impl World {
    /// The rules, applied to one index after the other.
    fn judge(&self) -> BTreeSet<Point> {
        let mut points = BTreeSet::new();
        for index in 0..INDICES {
            self.judge_index(index, &mut points);
        }
        points
    }

    fn judge_index(&self, index: u64, points: &mut BTreeSet<Point>) {
        let entitled = |lease: &Lease, signer: Option<KeyId>| signer.is_none_or(|key| lease.is_held_by(key));
        let end = |lease: &Lease, used: Option<u64>| {
            lease.terms().range.start + used.unwrap_or(lease.terms().quota).min(lease.terms().quota)
        };
        let over = |depth: usize, signer: Option<Option<KeyId>>| -> Vec<&Lease> {
            let lies = |(lease, used): &&(Lease, Option<u64>)| {
                let range = &lease.terms().range;
                let ends = [end(lease, *used), end(lease, None), range.end];
                range.start <= index
                    && index < ends[depth]
                    && signer.is_none_or(|signer| entitled(lease, signer))
            };
            self.leases.iter().filter(lies).map(|(lease, _)| lease).collect()
        };
        let sole = |leases: &[&Lease]| match leases {
            [one] => Some(one.terms().id),
            _ => None,
        };
        let nearest = |signer| {
            (0..3)
                .map(|depth| over(depth, signer))
                .find(|found| !found.is_empty())
                .and_then(|found| sole(&found))
        };
        let mut units: BTreeMap<Option<KeyId>, u32> = BTreeMap::new();
        for sighting in self.sightings.iter().filter(|sighting| sighting.index == index) {
            *units.entry(sighting.signer).or_default() += sighting.units;
            let own = over(2, Some(sighting.signer));
            if let (Some(at), false) = (sighting.at, own.is_empty())
                && !own.iter().any(|lease| lease.terms().window.contains(at))
            {
                points.insert((FindingKind::OutOfTime, sole(&own), sighting.signer, index));
            }
        }
        let mut doubtful = units.len() > 1;
        for (signer, count) in &units {
            let own = |depth| over(depth, Some(*signer));
            let found = if !own(0).is_empty() {
                None
            } else if !own(1).is_empty() {
                Some((FindingKind::Returned, sole(&own(1))))
            } else if !own(2).is_empty() {
                Some((FindingKind::BeyondQuota, sole(&own(2))))
            } else if !over(2, None).is_empty() {
                Some((FindingKind::WrongKey, sole(&over(2, None))))
            } else {
                Some((FindingKind::NoLease, None))
            };
            points.extend(found.map(|(kind, lease)| (kind, lease, *signer, index)));
            if *count > 1 && own(0).len() > 1 {
                doubtful = true;
            } else if *count > 1 {
                points.insert((FindingKind::Repeated, nearest(Some(*signer)), *signer, index));
            }
        }
        if doubtful {
            points.insert((FindingKind::Shared, nearest(None), None, index));
        }
        for (lease, used) in &self.leases {
            let drawn = (lease.terms().range.start..end(lease, *used)).contains(&index);
            if drawn && !self.void.contains(&index) && !units.keys().any(|signer| entitled(lease, *signer)) {
                let kind = if used.is_some() { FindingKind::Unaccounted } else { FindingKind::NoReceipt };
                points.insert((kind, Some(lease.terms().id), None, index));
            }
        }
    }

    /// The indices that lie in the reach of two leases.
    fn overlapping(&self) -> BTreeSet<u64> {
        let reach = |(lease, used): &(Lease, Option<u64>)| {
            let terms = lease.terms();
            terms.range.start..used.map_or(terms.range.end, |used| terms.range.start + used.min(terms.quota))
        };
        let times = |index| self.leases.iter().filter(|row| reach(row).contains(&index)).count();
        (0..INDICES).filter(|index| times(*index) > 1).collect()
    }
}

fn sightings() -> impl Strategy<Value = Vec<Sighting>> {
    let one = (0..INDICES, prop::option::weighted(0.9, 11..14_u8), prop::option::of(90..210_i64), 1..3_u32);
    let one = one.prop_map(|(index, signer, at, units)| Sighting { at, units, ..sighting(index, signer) });
    prop::collection::vec(one, 0..80)
}

/// Of a lease: start, count, quota and used before they are fitted, and the holder.
type Drawn = (u64, u64, u64, Option<u8>, Option<u64>);

fn worlds() -> impl Strategy<Value = World> {
    let lease_of = |(number, (start, count, quota, holder, used)): (u8, Drawn)| {
        let window = Window::new(100 + i64::from(number), 200).unwrap();
        let quota = quota % count + 1;
        let terms = Terms { window, ..lease(number, holder, start..start + count, quota).terms().clone() };
        (granted(&terms), used.map(|used| used % (quota + 3)))
    };
    let row = (
        0..40_u64,
        1..9_u64,
        any::<u64>(),
        prop::option::weighted(0.8, 11..14_u8),
        prop::option::of(any::<u64>()),
    );
    let leases = prop::collection::vec(row, 0..7)
        .prop_map(move |rows| (1..).zip(rows).map(lease_of).collect::<Vec<_>>());
    (leases, sightings(), prop::collection::vec(0..INDICES, 0..12))
        .prop_map(|(leases, sightings, void)| World { leases, sightings, void })
}

/// What goes in, as one step each.
#[derive(Clone, Debug)]
enum Step {
    Lease(Lease),
    Receipt(Receipt),
    See(Sighting),
    Void(u64),
}

fn reconciled(steps: &[Step]) -> Reconciler {
    let mut reconciler = Reconciler::new();
    for step in steps.iter().cloned() {
        match step {
            Step::Lease(lease) => reconciler.add_lease(lease).unwrap(),
            Step::Receipt(receipt) => reconciler.add_receipt(receipt),
            Step::See(sighting) => reconciler.see(&sighting).unwrap(),
            Step::Void(index) => reconciler.declare_void(series(), index).unwrap(),
        }
    }
    reconciler
}

fn steps(world: &World) -> Vec<Step> {
    let receipts = world.leases.iter().filter_map(|(lease, used)| {
        let signer = (11..14).find(|seed| lease.is_held_by(key_id(*seed)))?;
        Some(Step::Receipt(forged(&key(signer), lease.terms().id, lease.digest(), (*used)?, 0)))
    });
    let leases = world.leases.iter().map(|(lease, _)| Step::Lease(lease.clone()));
    let sightings = world.sightings.iter().copied().map(Step::See);
    leases.chain(receipts).chain(sightings).chain(world.void.iter().copied().map(Step::Void)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]
    #[test]
    fn the_report_is_that_of_a_judge_who_looks_at_each_index(
        (world, mixed) in worlds().prop_flat_map(|world| {
            let mixed = Just(steps(&world)).prop_shuffle();
            (Just(world), mixed)
        }),
    ) {
        let findings = reconciled(&steps(&world)).report();
        prop_assert_eq!(&findings, &reconciled(&mixed).report(), "the order of what went in changed the report");

        let about_indices = |kind| kind < FindingKind::Overlap;
        let points: Vec<Point> = findings
            .iter()
            .filter(|finding| about_indices(finding.kind))
            .flat_map(|it| it.range.clone().map(|index| (it.kind, it.lease, it.signer, index)))
            .collect();
        let found: BTreeSet<_> = points.iter().copied().collect();
        prop_assert_eq!(found.len(), points.len(), "an index was reported twice");
        prop_assert_eq!(found, world.judge());

        let overlaps: BTreeSet<_> = findings
            .iter()
            .filter(|finding| finding.kind == FindingKind::Overlap)
            .flat_map(|finding| finding.range.clone())
            .collect();
        prop_assert_eq!(overlaps, world.overlapping());

        // Runs are as long as they go.
        for (one, next) in findings.iter().zip(findings.iter().skip(1)) {
            let same = (one.kind, one.lease, one.signer) == (next.kind, next.lease, next.signer);
            prop_assert!(!(same && about_indices(one.kind)) || one.range.end < next.range.start);
        }
        let too_much: Vec<_> = world
            .leases
            .iter()
            .filter(|(lease, used)| used.is_some_and(|used| used > lease.terms().quota))
            .map(|(lease, _)| Some(lease.terms().id))
            .collect();
        let told: Vec<_> = findings.iter().filter(|it| it.kind == FindingKind::ReceiptQuota).map(|it| it.lease).collect();
        prop_assert_eq!(told, too_much);
    }
}
