//! The mark reader that lost count is found out, and nobody else.

use proptest::prelude::*;
use symbolon::Error;
use symbolon::code::{Identity, Serial};
use symbolon::gs1::key::Gtin;
use symbolon::line::{Alignment, AlignmentVerdict, Offsets, Roll, Seen};
use symbolon::mark::{DeriveKey, MarkAnswer};

/// xorshift64*: the same conveyor every time.
struct Dice(u64);

impl Dice {
    fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    fn below(&mut self, bound: u64) -> u64 {
        (self.next() >> 16) % bound
    }

    fn chance(&mut self, per_million: u64) -> bool {
        self.below(1_000_000) < per_million
    }
}

/// What the reader sees at an item when its marks are `by` off: no-reads and misreads at these rates per million. A
/// misread fits nowhere, or at a random offset, or always at the same one, whichever `misread` says.
#[derive(Clone, Copy)]
enum Misread {
    Nowhere,
    Anywhere,
    At(i8),
}

fn seen(dice: &mut Dice, by: i8, no_read: u64, misreads: u64, misread: Misread) -> Seen {
    if dice.chance(no_read) {
        return Seen::NoRead;
    }
    if !dice.chance(misreads) {
        return Seen::Read(Offsets::only(by));
    }
    Seen::Read(match misread {
        Misread::Nowhere => Offsets::NONE,
        Misread::Anywhere => Offsets::only(i8::try_from(dice.below(41)).unwrap() - 20),
        Misread::At(offset) => Offsets::only(offset),
    })
}

fn shifts() -> impl Iterator<Item = i8> {
    Offsets::all().filter(|&by| by != 0)
}

#[test]
fn a_million_good_items_raise_no_alarm() {
    for (seed, misreads, misread) in [
        (1, 0, Misread::Nowhere),
        (2, 5_000, Misread::Nowhere),
        (3, 5_000, Misread::Anywhere),
        (4, 5_000, Misread::At(1)),
    ] {
        let (mut dice, mut alignment) = (Dice::new(seed), Alignment::new());
        for item in 0..1_000_000 {
            let verdict = alignment.observe(item, seen(&mut dice, 0, 50_000, misreads, misread));
            assert!(
                matches!(verdict, AlignmentVerdict::Aligned | AlignmentVerdict::Suspect { .. }),
                "seed {seed}, item {item}: {verdict:?}"
            );
        }
    }
}

#[test]
fn every_offset_is_named_within_ten_items_with_its_first_wrong_item() {
    for by in shifts() {
        for seed in 0..100 {
            let mut dice = Dice::new(seed * 64 + u64::from(by.unsigned_abs()) * 7 + u64::from(by > 0));
            let mut alignment = Alignment::new();
            let jam = 30 + dice.below(200);
            for item in 0..jam {
                alignment.observe(item, seen(&mut dice, 0, 50_000, 5_000, Misread::Anywhere));
            }
            // A doubt from just before the jam would be part of the alarm, rightly: those items are wrong too.
            let doubted = alignment.settled();
            let mut first_wrong = (doubted < jam).then_some(doubted);
            let mut named = None;
            for item in jam..jam + 10 {
                let read = seen(&mut dice, by, 50_000, 0, Misread::Nowhere);
                if read != Seen::NoRead {
                    first_wrong = first_wrong.or(Some(item));
                }
                if let AlignmentVerdict::Shifted { by, first_wrong } = alignment.observe(item, read) {
                    named = Some((by, first_wrong));
                    break;
                }
            }
            assert_eq!(named, first_wrong.map(|first| (by, first)), "offset {by}, seed {seed}");
        }
    }
}

#[test]
fn the_delay_is_that_of_the_argument() {
    // P(later than 10 items) = 2.7e-6 at 5 % no-reads; of 200 000 jams, 0.5 are expected. Latest of all: 7 or less
    // in 99.6 %.
    let (mut late, mut after_seven) = (0, 0);
    let mut dice = Dice::new(77);
    for _ in 0..200_000 {
        let mut alignment = Alignment::new();
        let by = i8::try_from(dice.below(20)).unwrap() + 1;
        let delay = (0..100)
            .find(|&item| {
                let read = seen(&mut dice, by, 50_000, 0, Misread::Nowhere);
                matches!(alignment.observe(item, read), AlignmentVerdict::Shifted { .. })
            })
            .unwrap()
            + 1;
        late += u32::from(delay > 10);
        after_seven += u32::from(delay > 7);
    }
    assert!(late <= 3, "{late} of 200000 later than ten items");
    // 1 - P(at least 5 of 7 are read) = 0.00376
    assert!((500..1000).contains(&after_seven), "{after_seven}");
}

#[test]
fn an_offset_that_changes_again_in_the_jam_is_named_with_the_first_item_of_all() {
    for seed in 0..2000 {
        let mut dice = Dice::new(seed);
        let mut alignment = Alignment::new();
        for item in 0..50 {
            alignment.observe(item, Seen::Read(Offsets::only(0)));
        }
        let (mut item, mut first_wrong, mut last) = (50, None, 0);
        // Three offsets of one to nine items each, none of them 0.
        for _ in 0..3 {
            let by = loop {
                let by = i8::try_from(dice.below(41)).unwrap() - 20;
                if by != 0 && by != last {
                    break by;
                }
            };
            last = by;
            for _ in 0..=dice.below(9) {
                let read = seen(&mut dice, by, 50_000, 0, Misread::Nowhere);
                if read != Seen::NoRead {
                    first_wrong = first_wrong.or(Some(item));
                }
                alignment.observe(item, read);
                item += 1;
            }
        }
        let within = (item..item + 10).any(|item| {
            let verdict = alignment.observe(item, seen(&mut dice, last, 50_000, 0, Misread::Nowhere));
            match (verdict, first_wrong) {
                (AlignmentVerdict::Shifted { by, first_wrong: named }, Some(first)) => {
                    by == last && named == first
                }
                _ => false,
            }
        });
        assert!(within, "seed {seed}");
    }
}

#[test]
fn a_counterfeit_a_misread_and_a_swap_are_no_shift() {
    let good = Seen::Read(Offsets::only(0));
    let at = |offset| Seen::Read(Offsets::only(offset));
    let foreign = Seen::Read(Offsets::NONE);
    let stories: [&[Seen]; 5] = [
        &[foreign],
        &[foreign, foreign, Seen::NoRead, foreign],
        &[at(1), at(-1)],
        &[at(3), at(1), at(-1), at(-3)],
        &[at(7), at(7), at(7), at(7)],
    ];
    for story in stories {
        let mut alignment = Alignment::new();
        let mut item = 0;
        for _ in 0..200 {
            for &read in story.iter().chain([&good]) {
                let verdict = alignment.observe(item, read);
                assert!(!matches!(verdict, AlignmentVerdict::Shifted { .. } | AlignmentVerdict::Lost { .. }));
                item += 1;
            }
            assert_eq!((alignment.verdict(), alignment.settled()), (AlignmentVerdict::Aligned, item));
        }
    }
}

#[test]
fn pairings_wait_while_it_is_not_decided() {
    let mut alignment = Alignment::new();
    let mut observe = |item, read| (alignment.observe(item, read), alignment.settled());
    let at = |offset| Seen::Read(Offsets::only(offset));
    assert_eq!(observe(0, at(0)), (AlignmentVerdict::Aligned, 1));
    assert_eq!(observe(1, Seen::NoRead), (AlignmentVerdict::Aligned, 2));
    for item in 2..6 {
        assert_eq!(observe(item, at(-2)), (AlignmentVerdict::Suspect { since: 2 }, 2));
    }
    assert_eq!(observe(6, Seen::NoRead), (AlignmentVerdict::Suspect { since: 2 }, 2));
    let shifted = AlignmentVerdict::Shifted { by: -2, first_wrong: 2 };
    assert_eq!(observe(7, at(-2)), (shifted, 2));
    for item in 8..100 {
        assert_eq!(observe(item, at(-2)), (shifted, 2));
    }
    // One mark that happens to fit resolves nothing.
    assert_eq!(observe(100, at(0)), (shifted, 2));
    assert_eq!(observe(101, at(-2)), (shifted, 2));
    let resolved = alignment.resolve(105).unwrap();
    assert_eq!((resolved.first_wrong, resolved.until, resolved.by), (2, 105, Some(-2)));
    assert_eq!(alignment.observe(105, at(0)), AlignmentVerdict::Aligned);
    assert_eq!((alignment.settled(), alignment.resolve(200)), (106, None));
}

#[test]
fn readers_that_agree_again_resolve_it_and_say_from_where() {
    let mut alignment = Alignment::new();
    let at = |offset| Seen::Read(Offsets::only(offset));
    for item in 0..10 {
        alignment.observe(item, at(4));
    }
    for item in 10..14 {
        assert_eq!(alignment.observe(item, at(0)), AlignmentVerdict::Shifted { by: 4, first_wrong: 0 });
    }
    assert_eq!(alignment.observe(14, at(0)), AlignmentVerdict::Realigned { first_wrong: 0, first_right: 10 });
    assert_eq!((alignment.verdict(), alignment.settled()), (AlignmentVerdict::Aligned, 15));
}

#[test]
fn marks_that_fit_no_one_offset_are_lost_until_they_do() {
    let mut alignment = Alignment::new();
    let at = |offset| Seen::Read(Offsets::only(offset));
    for item in 0..9 {
        assert_eq!(
            alignment.observe(item, Seen::Read(Offsets::NONE)),
            AlignmentVerdict::Suspect { since: 0 }
        );
    }
    // Two lanes that alternate are no constant offset either.
    assert_eq!(alignment.observe(9, at(1)), AlignmentVerdict::Lost { first_wrong: 0 });
    for item in 10..60 {
        let offset = if item % 2 == 0 { -1 } else { 1 };
        assert_eq!(alignment.observe(item, at(offset)), AlignmentVerdict::Lost { first_wrong: 0 });
    }
    for item in 60..65 {
        alignment.observe(item, at(9));
    }
    assert_eq!(alignment.verdict(), AlignmentVerdict::Shifted { by: 9, first_wrong: 0 });
}

#[test]
fn a_doubt_does_not_last_longer_than_its_window() {
    let mut alignment = Alignment::new();
    alignment.observe(0, Seen::Read(Offsets::only(1)));
    let lost = (1..1000).find(|&item| {
        matches!(alignment.observe(item, Seen::NoRead), AlignmentVerdict::Lost { first_wrong: 0 })
    });
    assert_eq!(lost, Some(Alignment::WINDOW));
}

#[test]
fn items_left_out_are_not_read_and_items_behind_change_nothing() {
    let mut alignment = Alignment::new();
    alignment.observe(10, Seen::Read(Offsets::only(0)));
    let before = alignment.clone();
    assert_eq!(alignment.observe(10, Seen::Read(Offsets::only(3))), AlignmentVerdict::Aligned);
    assert_eq!(alignment.observe(3, Seen::Read(Offsets::only(3))), AlignmentVerdict::Aligned);
    assert_eq!(alignment.observe(u64::MAX, Seen::Read(Offsets::only(3))), AlignmentVerdict::Aligned);
    assert_eq!(alignment, before);
    for item in [20, 30, 40, 50] {
        alignment.observe(item, Seen::Read(Offsets::only(3)));
    }
    let verdict = alignment.observe(60, Seen::Read(Offsets::only(3)));
    assert_eq!(verdict, AlignmentVerdict::Shifted { by: 3, first_wrong: 20 });
}

#[test]
fn too_few_or_too_many_agreeing_marks_are_refused() {
    assert_eq!(Alignment::new().with_needed(2), Err(Error::Parameter));
    assert_eq!(Alignment::new().with_needed(17), Err(Error::Parameter));
    let mut quick = Alignment::new().with_needed(3).unwrap();
    let verdicts = [0, 1, 2].map(|item| quick.observe(item, Seen::Read(Offsets::only(-20))));
    assert_eq!(verdicts[2], AlignmentVerdict::Shifted { by: -20, first_wrong: 0 });
}

/// Marks so weak that each fits a wrong item once in 32: what the test holds back is what keeps them apart.
#[test]
fn weak_marks_are_bound_to_no_wrong_item_and_raise_no_false_alarm() {
    let weak = |dice: &mut Dice, by: i8| {
        let chance = shifts().filter(|_| dice.chance(31_250)).fold(Offsets::NONE, Offsets::with);
        let own = dice.chance(31_250);
        match by {
            0 => Seen::Read(chance.with(0)),
            by => Seen::Read(if own { chance.with(0).with(by) } else { chance.with(by) }),
        }
    };
    let (mut dice, mut alignment) = (Dice::new(9), Alignment::new());
    for item in 0..200_000 {
        let misread = dice.chance(5_000);
        let read =
            if dice.chance(50_000) { Seen::NoRead } else { weak(&mut dice, if misread { 19 } else { 0 }) };
        let verdict = alignment.observe(item, read);
        assert!(
            !matches!(verdict, AlignmentVerdict::Shifted { .. } | AlignmentVerdict::Lost { .. }),
            "{item}"
        );
    }
    let mut wrong = 0;
    for seed in 0..2000 {
        let (mut dice, mut alignment) = (Dice::new(seed), Alignment::new());
        for item in 0..40 {
            alignment.observe(item, weak(&mut dice, 0));
        }
        let by = if seed % 2 == 0 { 6 } else { -6 };
        let verdict =
            (40..60).map(|item| alignment.observe(item, weak(&mut dice, by))).find_map(
                |verdict| match verdict {
                    AlignmentVerdict::Shifted { by, first_wrong } => Some((by, first_wrong)),
                    _ => None,
                },
            );
        let (named, first_wrong) = verdict.expect("the shift is named");
        assert_eq!(named, by, "seed {seed}");
        wrong += u32::from(first_wrong > 40);
    }
    assert_eq!(wrong, 0, "items at which a wrong mark fitted by chance and was let go");
}

fn item(number: u64) -> Identity {
    let serial = Serial::parse(format!("S{number:05}").as_bytes()).unwrap();
    Identity::Sgtin { gtin: Gtin::parse(b"09506000134352").unwrap(), serial }
}

#[test]
fn derived_marks_name_the_offset_through_the_codes_of_the_neighbours() {
    let key = DeriveKey::new(&[7; 32], b"tenant", 1).unwrap();
    for by in [-20_i8, -3, 1, 12, 20] {
        let mut alignment = Alignment::new();
        for number in 100..140_u64 {
            let off = if number < 120 { 0 } else { by };
            let mark =
                key.derive(&item(number.checked_add_signed(off.into()).unwrap()), b"", b"L1", None).unwrap();
            let offsets = Offsets::find(true, |offset| {
                let neighbour = item(number.checked_add_signed(offset.into()).unwrap());
                key.check(&neighbour, b"", b"L1", None, &mark).unwrap() == MarkAnswer::Match
            });
            alignment.observe(number, Seen::Read(offsets));
        }
        assert_eq!(alignment.verdict(), AlignmentVerdict::Shifted { by, first_wrong: 120 });
    }
}

#[test]
fn a_declared_gap_of_the_roll_is_no_shift_and_another_one_is() {
    let mut roll = Roll::new(1000, 50_000);
    roll.declare_gap(50_100, 7).unwrap();
    roll.declare_gap(50_300, 1).unwrap();
    assert_eq!(roll.declare_gap(50_106, 2), Err(Error::Overlap { item: 0 }));
    assert_eq!(roll.declare_gap(49_999, 2), Err(Error::Parameter));
    assert_eq!(roll.declare_gap(50_400, 0), Err(Error::Parameter));
    assert_eq!(roll.declare_gap(u64::MAX, 1), Err(Error::Parameter));
    assert_eq!(roll.offsets(1100, 50_103), Offsets::NONE);
    let mut alignment = Alignment::new();
    let mut position = 50_000;
    for number in 1000..1500 {
        match position {
            50_100 => position += 7,
            50_300 => position += 1,
            _ => {}
        }
        assert_eq!(
            alignment.observe(number, Seen::Read(roll.offsets(number, position))),
            AlignmentVerdict::Aligned
        );
        position += 1;
    }
    // Two labels more are missing: an operator has to say that it was the roll.
    position += 2;
    for number in 1500..1505 {
        alignment.observe(number, Seen::Read(roll.offsets(number, position)));
        position += 1;
    }
    assert_eq!(alignment.verdict(), AlignmentVerdict::Shifted { by: 2, first_wrong: 1500 });
    alignment.resolve(1505);
    let roll = Roll::new(1505, position);
    assert_eq!(roll.offsets(1505, position), Offsets::only(0));
    assert_eq!(roll.offsets(1505, position - 20), Offsets::only(-20));
    assert_eq!(roll.offsets(1505, position - 21), Offsets::NONE);
    assert_eq!(roll.offsets(0, u64::MAX), Offsets::NONE);
}

#[test]
fn the_roll_takes_no_more_gaps_than_it_has_room_for() {
    let mut roll = Roll::new(0, 0);
    for gap in 0..32 {
        roll.declare_gap(gap * 10 + 5, 1).unwrap();
    }
    assert_eq!(roll.declare_gap(5000, 1), Err(Error::Full));
}

proptest! {
    #[test]
    fn a_set_of_offsets_holds_what_was_put_in(list in prop::collection::vec(any::<i8>(), 0..50)) {
        let set = list.iter().fold(Offsets::NONE, |set, &offset| set.with(offset));
        for offset in i8::MIN..=i8::MAX {
            let inside = list.contains(&offset) && offset.unsigned_abs() <= 20;
            prop_assert_eq!(set.contains(offset), inside);
        }
        prop_assert_eq!(Offsets::from_bits(set.bits()), Ok(set));
        prop_assert_eq!(Offsets::find(false, |offset| set.contains(offset)), set);
    }

    /// A conveyor of any jams with strong marks: what is settled and fits belongs together; an alarm is never raised
    /// while all marks fit, and is always raised by the time `needed` marks in a row agreed on a wrong offset.
    #[test]
    fn nothing_wrong_is_ever_bound(
        segments in prop::collection::vec((-25_i8..=25, 1_u64..12), 1..12),
        fates in prop::collection::vec(0_u8..20, 150),
    ) {
        let mut alignment = Alignment::new();
        let truth: Vec<i8> = segments.iter().flat_map(|&(by, length)| vec![by; usize::try_from(length).unwrap()]).collect();
        let (mut agreeing, mut before) = (0, 0);
        for ((number, &by), fate) in (0_u64..).zip(&truth).zip(fates) {
            if fate == 0 {
                alignment.observe(number, Seen::NoRead);
                continue;
            }
            let read = Offsets::only(by);
            let verdict = alignment.observe(number, Seen::Read(read));
            agreeing = if by == before { agreeing + 1 } else { 1 };
            before = by;
            let alarm = matches!(verdict, AlignmentVerdict::Shifted { .. } | AlignmentVerdict::Lost { .. });
            if by != 0 && agreeing >= 10 {
                prop_assert!(alarm, "{:?} at {}", verdict, number);
            }
            if alignment.settled() > number && read.contains(0) {
                prop_assert_eq!(by, 0);
            }
            if truth.iter().take(usize::try_from(number).unwrap() + 1).all(|&by| by == 0) {
                prop_assert_eq!(verdict, AlignmentVerdict::Aligned);
            }
        }
    }

    /// Any sets in any order: no panic, the held-back items stay within the window or an alarm says why.
    #[test]
    fn what_waits_is_bounded(sets in prop::collection::vec(prop::option::of(0_u64..1 << 41), 0..300)) {
        let mut alignment = Alignment::new();
        for (number, bits) in (0..).zip(sets) {
            let seen = bits.map_or(Seen::NoRead, |bits| Seen::Read(Offsets::from_bits(bits).unwrap()));
            let verdict = alignment.observe(number, seen);
            let waits = number + 1 - alignment.settled();
            let alarm = matches!(verdict, AlignmentVerdict::Shifted { .. } | AlignmentVerdict::Lost { .. });
            prop_assert!(alarm || waits <= Alignment::WINDOW);
        }
    }
}
