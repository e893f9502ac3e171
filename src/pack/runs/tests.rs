use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

/// What a page says of each position, from its segments and odd ids one by one.
fn plain(runs: &Runs) -> Vec<u32> {
    let mut words = vec![0; PAGE as usize];
    let odd: BTreeMap<u32, (u32, bool)> = (0..)
        .zip(&runs.odd)
        .map(|(place, odd)| (u32::from(odd.position), (odd.parent, runs.is_hole(place))))
        .collect();
    for segment in &runs.segments {
        let mut rank = 0;
        for position in segment.start..segment.end {
            let known = odd.get(&position);
            if known.is_none() {
                words[position as usize] = segment.container(rank) + 1;
                assert_eq!(runs.rank(segment, position), rank);
            }
            if known.is_none_or(|(_, hole)| !hole) {
                assert_eq!(runs.position(segment, rank), position);
                rank += 1;
            }
        }
        assert_eq!(runs.position(segment, rank), segment.end);
    }
    for (position, (parent, _)) in odd {
        words[position as usize] = parent;
    }
    words
}

proptest! {
    #[test]
    fn a_product_is_the_quotient(
        capacity in prop_oneof![2..100_u32, 2..=u32::MAX], rank in any::<u32>(), near in 0..3_u32,
    ) {
        // Around a multiple, where a quotient that is not exact would show first.
        let order = (rank / capacity).saturating_mul(capacity).saturating_add(near).saturating_sub(1);
        let inverse = u64::MAX / u64::from(capacity) + 1;
        for order in [rank, order, u32::MAX] {
            prop_assert_eq!(high_half(order.into(), inverse), order / capacity);
        }
    }

    #[test]
    fn short_ways_say_what_the_long_one_says(
        starts in proptest::collection::btree_set(0..3000_u32, 1..5),
        steps in proptest::collection::vec((0..4000_u32, 0..4_u8), 0..120),
    ) {
        let mut runs = Runs::new();
        for (first, start) in (0..).zip(starts) {
            if runs.segment_at(start).is_none() {
                runs.start(start, first * 1000, first, 3 + first);
            }
        }
        for (position, step) in steps {
            let (place, odd) = runs.odd_at(position);
            match (step, odd) {
                (0, None) => runs.make_odd(place, position, 9_000_000 + position),
                (1, Some(_)) if !runs.is_hole(place) => runs.make_even(place),
                (_, None) if runs.prediction(position).is_some() && runs.segment_at(position).is_none() => {
                    runs.extend(position);
                    let container = runs.formula(position, runs.odd_at(position).0).unwrap();
                    runs.prolong(position + 1, container, 200);
                }
                _ => {}
            }
            let words = plain(&runs);
            let copy = Runs::from_parts(runs.segments.clone(), runs.odd.clone());
            for (position, &word) in (0..4500).zip(&words) {
                prop_assert_eq!(runs.parent(position), word, "at {}", position);
                prop_assert_eq!(copy.parent(position), word, "anew at {}", position);
            }
        }
    }
}

#[test]
fn more_holes_than_a_mark_counts() {
    let mut runs = Runs::new();
    runs.start(0, 70, 0, 3);
    // Every other id is rejected: 500 holes, 126 of them before position 252.
    for position in (2..1000).step_by(2) {
        runs.extend(position);
    }
    let words = plain(&runs);
    let copy = Runs::from_parts(runs.segments.clone(), runs.odd.clone());
    for (position, &word) in (0..1200).zip(&words) {
        assert_eq!((runs.parent(position), copy.parent(position)), (word, word), "at {position}");
    }
    assert!(runs.is_hole(runs.odd_at(501).0) && runs.parent(998) == 70 + 499 / 3 + 1);
    assert_eq!(runs.marks, copy.marks);
}
