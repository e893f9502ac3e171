//! Chained rolls: what the head fixes, and what a check finds on the line.

#![allow(clippy::cast_possible_truncation)] // short rolls

use std::collections::BTreeSet;

use proptest::prelude::*;
use symbolon::Error;
use symbolon::mark::roll::broken_at;
use symbolon::mark::{
    Roll, RollCheck, RollFinding, RollGap, RollHead, RollRow, RollSlip, RollStep, RollWrong,
};

const KEY: [u8; 32] = [7; 32];
const ID: [u8; 16] = *b"roll 0001, Lyon.";

/// The text of a half: positions from 1000 on are of no roll.
fn visible(position: u64) -> Vec<u8> {
    format!("code {position}").into_bytes()
}

fn hidden(position: u64) -> Vec<u8> {
    format!("mark {position}").into_bytes()
}

fn roll(labels: u64) -> (Vec<RollRow>, RollHead) {
    let mut roll = Roll::new(&KEY, &ID);
    let rows = (0..labels).map(|at| roll.append(&visible(at), &hidden(at)).unwrap()).collect();
    assert_eq!(roll.position(), labels);
    (rows, *roll.head())
}

/// A label as the camera reads it: the positions of its halves.
type Label = (Option<u64>, Option<u64>);

const fn whole(position: u64) -> Label {
    (Some(position), Some(position))
}

fn check(labels: u64, reach: u32) -> RollCheck<Vec<RollRow>> {
    let (rows, head) = roll(labels);
    RollCheck::new(&KEY, rows, &head, reach).unwrap()
}

fn step(check: &mut RollCheck<Vec<RollRow>>, label: Label) -> RollStep {
    let (code, mark) = (label.0.map(visible), label.1.map(hidden));
    check.step(code.as_deref(), mark.as_deref()).unwrap()
}

fn run(check: &mut RollCheck<Vec<RollRow>>, labels: impl IntoIterator<Item = Label>) -> Vec<RollStep> {
    labels.into_iter().map(|label| step(check, label)).collect()
}

fn findings(steps: &[RollStep]) -> Vec<u8> {
    steps.iter().map(|step| step.finding.number()).collect()
}

#[test]
fn a_roll_as_it_was_written_is_right_to_its_end() {
    let mut check = check(100, 4);
    let steps = run(&mut check, (0..100).map(whole));
    for (at, step) in (0..).zip(&steps) {
        assert_eq!(step.finding, RollFinding::Right);
        assert_eq!((step.expected, step.visible, step.hidden), (at, Some(at), Some(at)));
        assert_eq!((step.gap, step.extra), (None, 0));
    }
    assert_eq!((check.first_wrong(), check.slip(), check.finish()), (None, None, None));
    assert_eq!(check.next(), 100);
}

#[test]
fn a_missing_span_is_located_by_the_label_after_the_next() {
    let mut check = check(50, 20);
    let steps = run(&mut check, (0..10).chain(17..50).map(whole));
    assert_eq!(steps[10].finding, RollFinding::Early);
    assert_eq!(steps[10].gap, None, "one label alone may have been put in");
    assert_eq!(steps[11].finding, RollFinding::Right);
    assert_eq!(steps[11].gap, Some(RollGap { first: 10, end: 17, missing: 7 }));
    assert!(steps[12..].iter().all(|step| step.finding == RollFinding::Right && step.gap.is_none()));
    assert_eq!(check.first_wrong(), Some(RollWrong { label: 10, expected: 10 }));
    assert_eq!(check.finish(), None);
}

#[test]
fn what_is_missing_at_the_end_is_told_when_the_roll_ends() {
    let mut check = check(50, 20);
    let _ = run(&mut check, (0..40).map(whole));
    assert_eq!(check.finish(), Some(RollGap { first: 40, end: 50, missing: 10 }));
    let _ = run(&mut check, [(None, None), (None, None), whole(45)]);
    assert_eq!(check.finish(), Some(RollGap { first: 40, end: 50, missing: 7 }), "45 came, two were unread");
}

#[test]
fn two_labels_that_changed_places_are_no_gap() {
    let mut check = check(30, 8);
    let steps = run(&mut check, [0, 1, 2, 4, 3, 5, 6].map(whole));
    assert_eq!(findings(&steps), [1, 1, 1, 6, 1, 1, 1]);
    assert!(steps.iter().all(|step| step.gap.is_none() && step.extra == 0));
    assert_eq!(steps[3].visible, Some(4));
    assert_eq!(check.first_wrong(), Some(RollWrong { label: 3, expected: 3 }));
}

#[test]
fn a_label_from_far_ahead_does_not_pull_the_roll_with_it() {
    let mut check = check(500, 500);
    let steps = run(&mut check, [0, 1, 400, 2, 3].into_iter().chain(4..400).chain(401..500).map(whole));
    assert_eq!(findings(&steps[..5]), [1, 1, 6, 1, 1]);
    assert!(steps[5..].iter().all(|step| step.finding == RollFinding::Right && step.gap.is_none()));
    assert_eq!(check.finish(), None);
}

#[test]
fn spans_that_changed_places_are_named_by_their_positions() {
    let mut check = check(30, 30);
    let steps = run(&mut check, (0..5).chain(15..25).chain(5..15).chain(25..30).map(whole));
    assert_eq!(steps[6].gap, Some(RollGap { first: 5, end: 15, missing: 10 }));
    assert!(steps[15..25].iter().all(|step| step.finding == RollFinding::Late));
    assert_eq!(steps[25].finding, RollFinding::Right);
    assert_eq!(check.finish(), None);
}

#[test]
fn a_splice_is_as_long_as_its_labels() {
    let mut check = check(30, 8);
    let steps = run(&mut check, (0..12).chain(1000..1005).chain(12..30).map(whole));
    let foreign: Vec<usize> =
        (0..steps.len()).filter(|&at| steps[at].finding == RollFinding::Foreign).collect();
    assert_eq!(foreign, [12, 13, 14, 15, 16]);
    assert!(steps[17..].iter().all(|step| step.finding == RollFinding::Right && step.gap.is_none()));
    assert_eq!(check.first_wrong(), Some(RollWrong { label: 12, expected: 12 }));
}

#[test]
fn a_slip_names_its_first_position_and_its_distance() {
    for offset in [1_i64, -1, 3] {
        let mut check = check(40, 8);
        let slipped =
            |at: u64| (Some(at), at.checked_add_signed(offset).map(|at| if at < 40 { at } else { 2000 }));
        let _ = run(&mut check, (0..9).map(whole));
        assert_eq!(check.slip(), None);
        assert_eq!(step(&mut check, slipped(9)).finding, RollFinding::Mispaired);
        assert_eq!(check.slip(), Some(RollSlip { first: 9, offset, length: 1 }));
        let _ = step(&mut check, (None, None));
        let steps = run(&mut check, (11..30).map(slipped));
        assert!(steps.iter().all(|step| step.finding == RollFinding::Mispaired && step.extra == 0));
        assert_eq!(
            check.slip(),
            Some(RollSlip { first: 9, offset, length: 20 }),
            "an unread label does not end it"
        );
        assert_eq!(check.first_wrong(), Some(RollWrong { label: 9, expected: 9 }));
        assert_eq!(check.next(), 30, "the codes are in order");
        let _ = step(&mut check, whole(30));
        assert_eq!(check.slip(), None);
    }
}

#[test]
fn two_swapped_marks_are_told_from_a_slip() {
    let mut check = check(20, 20);
    let labels = [whole(0), (Some(1), Some(2)), (Some(2), Some(1)), whole(3)];
    let steps = run(&mut check, labels);
    assert_eq!(findings(&steps), [1, 4, 4, 1]);
    assert_eq!((steps[1].visible, steps[1].hidden), (Some(1), Some(2)));
    assert_eq!((steps[2].visible, steps[2].hidden), (Some(2), Some(1)));
    assert_eq!(check.slip(), None);
}

#[test]
fn a_mark_on_another_code_and_another_mark_on_a_code_are_mispaired() {
    let mut check = check(20, 20);
    let steps = run(&mut check, [whole(0), (Some(1000), Some(1)), (Some(2), Some(1000)), whole(3)]);
    assert_eq!(steps[1].finding, RollFinding::Mispaired);
    assert_eq!((steps[1].visible, steps[1].hidden), (None, Some(1)));
    assert_eq!((steps[2].visible, steps[2].hidden), (Some(2), None));
    assert_eq!(steps[2].finding, RollFinding::Mispaired);
    assert_eq!(steps[3].gap, Some(RollGap { first: 1, end: 2, missing: 1 }), "code 1 never came");
}

#[test]
fn a_copied_pair_is_repeated_wherever_it_comes() {
    let mut check = check(20, 20);
    let steps = run(&mut check, [0, 1, 1, 2, 0, 3].map(whole));
    assert_eq!(findings(&steps), [1, 1, 8, 1, 8, 1]);
}

#[test]
fn unread_halves_and_labels_are_nobodys_fault() {
    let mut check = check(12, 4);
    let labels = [
        whole(0),
        (Some(1), None),
        (None, Some(2)),
        (None, None),
        (None, None),
        whole(5),
        (None, None),
        whole(7),
    ];
    let steps = run(&mut check, labels);
    assert_eq!(findings(&steps), [1, 2, 2, 3, 3, 1, 3, 1]);
    assert!(steps.iter().all(|step| step.gap.is_none() && step.extra == 0));
    assert_eq!(check.first_wrong(), None);
}

#[test]
fn more_unread_labels_than_positions_are_extra_and_fewer_are_a_gap() {
    let mut more = check(20, 20);
    let steps = run(&mut more, [whole(0), (None, None), (None, None), (None, None), whole(2)]);
    assert_eq!((steps[4].finding, steps[4].extra), (RollFinding::Right, 2));
    let mut fewer = check(20, 20);
    let steps = run(&mut fewer, [whole(0), (None, None), whole(5), whole(6)]);
    assert_eq!(steps[2].finding, RollFinding::Early);
    assert_eq!(steps[3].gap, Some(RollGap { first: 1, end: 5, missing: 3 }), "one of the four was unread");
}

#[test]
fn a_mark_that_stands_twice_on_a_roll_is_looked_for_beside_its_code() {
    let mut roll = Roll::new(&KEY, &ID);
    let marks = [0, 1, 2, 3, 4, 2, 6];
    let rows: Vec<_> =
        (0..).zip(marks).map(|(at, mark)| roll.append(&visible(at), &hidden(mark)).unwrap()).collect();
    let mut check = RollCheck::new(&KEY, rows, roll.head(), 8).unwrap();
    let early = step(&mut check, (Some(5), Some(2)));
    assert_eq!((early.finding, early.visible, early.hidden), (RollFinding::Early, Some(5), Some(5)));
    assert_eq!(step(&mut check, (Some(2), Some(2))).hidden, Some(2));
}

#[test]
fn beyond_the_reach_a_label_is_foreign() {
    let mut near = check(100, 5);
    assert_eq!(step(&mut near, whole(6)).finding, RollFinding::Foreign);
    assert_eq!(step(&mut near, whole(5)).finding, RollFinding::Early);
    let mut only_next = check(3, 0);
    assert_eq!(findings(&run(&mut only_next, [0, 2, 1, 2, 3].map(whole))), [1, 5, 1, 1, 5]);
}

#[test]
fn the_check_refuses_rows_that_are_not_those_of_the_head() {
    let (rows, head) = roll(6);
    let refused = |rows: &[RollRow], head: &RollHead| RollCheck::new(&KEY, rows, head, 4).err();
    assert_eq!(refused(&rows, &head), None);
    assert_eq!(refused(&rows[..5], &head), Some(Error::RollRows));
    assert_eq!(refused(&rows, &RollHead { id: [0; 16], ..head }), Some(Error::RollRows));
    let mut swapped = rows.clone();
    swapped.swap(2, 3);
    assert_eq!(refused(&swapped, &head), Some(Error::RollRows));
    let mut halves = rows;
    (halves[1].visible, halves[1].hidden) = (halves[1].hidden, halves[1].visible);
    assert_eq!(refused(&halves, &head), Some(Error::RollRows));
}

#[test]
fn an_empty_roll_and_bad_texts_are_answered() {
    let mut empty = RollCheck::new(&KEY, [], &RollHead::start(&ID), u32::MAX).unwrap();
    assert_eq!(empty.step(Some(b"code 1"), None).unwrap().finding, RollFinding::Foreign);
    assert_eq!(empty.step(None, None).unwrap().finding, RollFinding::Unread);
    assert_eq!(empty.finish(), None);
    assert_eq!(empty.step(Some(b""), None), Err(Error::Parameter));
    assert_eq!(empty.step(Some(&[1; 256]), None), Err(Error::TooLong { limit: 255 }));
    let mut roll = Roll::new(&KEY, &ID);
    assert_eq!(roll.append(b"", b"x"), Err(Error::Parameter));
    assert_eq!(roll.append(b"x", &[1; 256]), Err(Error::TooLong { limit: 255 }));
    assert_eq!(*roll.head(), RollHead::start(&ID), "a refused pair changes nothing");
    assert!(roll.append(&[1; 255], &[2; 255]).is_ok());
}

#[test]
fn a_roll_goes_on_where_it_was_stored() {
    let (rows, head) = roll(10);
    let mut first = Roll::new(&KEY, &ID);
    for at in 0..4 {
        first.append(&visible(at), &hidden(at)).unwrap();
    }
    let stored = first.head().to_bytes();
    let mut again = Roll::resume(&KEY, RollHead::from_bytes(&stored).unwrap());
    let rest: Vec<_> = (4..10).map(|at| again.append(&visible(at), &hidden(at)).unwrap()).collect();
    assert_eq!(rest, rows[4..]);
    assert_eq!(*again.head(), head);
}

#[test]
fn stored_links_tell_which_row_was_changed() {
    let (rows, _) = roll(40);
    let mut head = RollHead::start(&ID);
    let mut links = Vec::new();
    for row in &rows {
        head = head.after(row);
        links.push(head.link);
    }
    assert_eq!(broken_at(&ID, &rows, &links), None);
    assert_eq!(broken_at(&[0; 16], &rows, &links), Some(0));
    for at in [0_u64, 17, 39] {
        let mut changed = rows.clone();
        changed[at as usize].hidden[5] ^= 1;
        assert_eq!(broken_at(&ID, &changed, &links), Some(at));
        let mut missing = rows.clone();
        missing.remove(at as usize);
        assert_eq!(broken_at(&ID, &missing, &links), Some(at));
    }
    assert_eq!(broken_at(&ID, &rows[..30], &links), Some(30));
}

#[test]
fn a_head_reads_back_and_nothing_else_does() {
    let (_, head) = roll(3);
    let bytes = head.to_bytes();
    assert_eq!(RollHead::from_bytes(&bytes), Ok(head));
    for end in 0..bytes.len() {
        assert!(
            matches!(RollHead::from_bytes(&bytes[..end]), Err(Error::Truncated { at }) if at as usize == end)
        );
    }
    assert_eq!(RollHead::from_bytes(&[&bytes[..], &[0]].concat()), Err(Error::TooLong { limit: 57 }));
    assert_eq!(RollHead::from_bytes(&[&[2], &bytes[1..]].concat()), Err(Error::Version { at: 0 }));
}

/// The halves of any label of a roll of 40, or of none.
fn labels() -> impl Strategy<Value = Vec<Label>> {
    let any = prop_oneof![
        8 => (0..40_u64).prop_map(whole),
        1 => Just((None, None)),
        1 => (0..40_u64).prop_map(|at| (Some(at), None)),
        1 => (0..40_u64).prop_map(|at| (None, Some(at))),
        1 => (0..40_u64, 0..40_u64).prop_map(|(code, mark)| (Some(code), Some(mark))),
        1 => (1000..1010_u64).prop_map(whole),
        1 => (0..40_u64).prop_map(|at| (Some(1000), Some(at))),
        1 => (0..40_u64).prop_map(|at| (Some(at), Some(1000))),
    ];
    // Mostly in order, with disorder put in.
    let disorder = prop::collection::vec((0..60_usize, any.clone()), 0..12);
    let mixed = (0..40_usize, 0..10_usize, disorder).prop_map(|(cut, length, put)| {
        let mut labels: Vec<Label> = (0..40).map(whole).collect();
        labels.drain(cut..(cut + length).min(40));
        for (at, label) in put {
            labels.insert(at.min(labels.len()), label);
        }
        labels
    });
    prop_oneof![mixed, prop::collection::vec(any, 0..60)]
}

proptest! {
    /// A set of positions that came is all that a model needs: every label has come before or not, each position that
    /// is passed over is missing, was unread, or comes late.
    #[test]
    fn every_label_is_accounted_for(labels in labels()) {
        let mut check = check(40, 40);
        let mut came = BTreeSet::new();
        let (mut unread, mut late, mut extra, mut missing) = (0, 0, 0, 0);
        for label in labels {
            let of_roll = |half: Option<u64>| half.filter(|&at| at < 1000);
            let step = step(&mut check, label);
            prop_assert_eq!((step.visible, step.hidden), (of_roll(label.0), of_roll(label.1)));
            let fresh = (0..41).find(|at| !came.contains(at)).unwrap();
            prop_assert!(step.expected >= fresh && !came.contains(&step.expected), "the next one has not come");
            let position = if label.0.is_some() { of_roll(label.0) } else { of_roll(label.1) };
            let read_wrong = label.0.is_some() && label.1.is_some() && label.0 != label.1;
            match (label, position) {
                ((None, None), _) => {
                    prop_assert_eq!(step.finding, RollFinding::Unread);
                    unread += 1;
                }
                (_, None) => {
                    let expected = if step.hidden.is_some() { RollFinding::Mispaired } else { RollFinding::Foreign };
                    prop_assert_eq!(step.finding, expected);
                }
                (_, Some(at)) => {
                    let repeated = !came.insert(at);
                    late += u64::from(!repeated && at < step.expected);
                    let expected = match step.finding {
                        _ if read_wrong => RollFinding::Mispaired,
                        _ if repeated => RollFinding::Repeated,
                        _ if at < step.expected => RollFinding::Late,
                        RollFinding::Early => RollFinding::Early,
                        _ if label.0.is_some() && label.1.is_some() => RollFinding::Right,
                        _ => RollFinding::Half,
                    };
                    prop_assert_eq!(step.finding, expected);
                    if at == step.expected {
                        prop_assert!(step.finding != RollFinding::Early);
                        prop_assert!(check.next() > at);
                    }
                }
            }
            if let Some(gap) = step.gap {
                prop_assert_eq!(gap.first, step.expected);
                prop_assert!((1..=gap.end - gap.first).contains(&gap.missing));
            }
            extra += step.extra;
            missing += step.gap.map_or(0, |gap| gap.missing);
        }
        let rest = check.finish().map_or(0, |gap| gap.missing);
        let absent = 40 - came.len() as u64;
        let accounted = missing + rest + unread;
        prop_assert!(accounted >= absent + late + extra);
        if rest > 0 {
            prop_assert_eq!(accounted, absent + late + extra);
        }
    }

    /// Any one change of order or content gives another head.
    #[test]
    fn the_head_fixes_order_and_content(labels in 2..30_u64, at in 0..30_u64, other in 0..30_u64, bit in 0..512_usize) {
        let (rows, head) = roll(labels);
        let (at, other) = ((at % labels) as usize, (other % labels) as usize);
        let mut changed = rows.clone();
        changed.swap(at, other);
        prop_assert_eq!(head.covers(&changed), at == other);
        let mut changed = rows.clone();
        let half = if bit < 256 { &mut changed[at].visible } else { &mut changed[at].hidden };
        half[bit % 256 / 8] ^= 1 << (bit % 8);
        prop_assert!(!head.covers(&changed));
        let mut changed = rows;
        changed.remove(at);
        prop_assert!(!head.covers(&changed));
    }
}
