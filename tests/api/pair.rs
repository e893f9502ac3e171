//! Enrolled marks: the register against two plain maps, its answers and its silence.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use proptest::prelude::*;
use symbolon::Error;
use symbolon::mark::{Change, Hidden, ImageKind, MarkAnswer, PairCounts, PairState, Register, ShortMark};

#[path = "../model/register.rs"]
mod model;

use model::{CODES, Call, MARKS, Model, apply, code, compare, mark};

const KEY: [u8; 32] = *b"the key of one register, kept ap";

fn roll(marks: impl IntoIterator<Item = u8>) -> Vec<ShortMark> {
    marks.into_iter().map(mark).collect()
}

fn register(marks: u8) -> Register {
    let mut register = Register::new(&KEY);
    register.enroll(&roll(0..marks)).unwrap();
    register
}

#[test]
fn from_roll_to_match() {
    let mut register = register(2);
    assert_eq!(register.check(&code(0), &mark(0)), MarkAnswer::NoMatch);
    assert_eq!(register.bind(&code(0), &mark(0)), Ok(Change::Made));
    assert_eq!(register.check(&code(0), &mark(0)), MarkAnswer::NoMatch, "bound is not active");
    assert_eq!(register.activate(&code(0), &mark(0)), Ok(Change::Made));
    assert_eq!(register.check(&code(0), &mark(0)), MarkAnswer::Match);
    assert_eq!(register.check(&code(0), &mark(1)), MarkAnswer::NoMatch, "another mark");
    assert_eq!(register.check(&code(0), &mark(9)), MarkAnswer::NoMatch, "a mark never enrolled");
    assert_eq!(register.check(&code(1), &mark(0)), MarkAnswer::NoMatch, "another code");
    assert_eq!(register.void(&mark(0), b"torn"), Ok(Change::Made));
    assert_eq!(register.check(&code(0), &mark(0)), MarkAnswer::NoMatch, "void");
}

#[test]
fn the_same_pair_again_is_no_error() {
    let mut register = register(1);
    register.bind(&code(0), &mark(0)).unwrap();
    assert_eq!(register.bind(&code(0), &mark(0)), Ok(Change::Already));
    register.activate(&code(0), &mark(0)).unwrap();
    assert_eq!(register.bind(&code(0), &mark(0)), Ok(Change::Already));
    assert_eq!(register.activate(&code(0), &mark(0)), Ok(Change::Already));
    assert_eq!(register.state(&code(0)), Some(PairState::Activated));
}

#[test]
fn marks_in_pictures_stand_beside_typed_ones() {
    let mut register = register(1);
    let payload = [7; 17];
    let (dots, layer) = (Hidden::Image(ImageKind::Dots, &payload), Hidden::Image(ImageKind::Layer, &payload));
    register.enroll([dots, layer, Hidden::Image(ImageKind::Dots, &payload[..16])]).unwrap();
    assert_eq!(register.enroll([dots]), Err(Error::MarkTaken));
    register.bind(&code(0), dots).unwrap();
    assert_eq!(register.bind(&code(0), &mark(0)), Err(Error::CodeTaken), "one mark a code, of whatever kind");
    register.activate(&code(0), dots).unwrap();
    assert_eq!(register.check(&code(0), dots), MarkAnswer::Match);
    assert_eq!(
        register.check(&code(0), layer),
        MarkAnswer::NoMatch,
        "the same bytes in a mark of another kind"
    );
    let name = register.name(dots);
    assert_eq!(register.mark_state(Hidden::Named(&name)), Some(PairState::Activated));
    assert_eq!(register.void(Hidden::Named(&name), b"torn"), Ok(Change::Made));
    assert_eq!(register.reason(dots), Some(&b"torn"[..]));
    assert_eq!(format!("{dots:?}"), "Hidden(..)");
}

#[test]
fn unique_on_both_sides() {
    let mut register = register(3);
    assert_eq!(register.bind(&code(0), &mark(7)), Err(Error::MarkUnknown));
    register.bind(&code(0), &mark(0)).unwrap();
    assert_eq!(register.bind(&code(1), &mark(0)), Err(Error::MarkTaken));
    assert_eq!(register.bind(&code(0), &mark(1)), Err(Error::CodeTaken));
    assert_eq!(register.activate(&code(1), &mark(0)), Err(Error::MarkTaken));
    assert_eq!(register.activate(&code(1), &mark(1)), Err(Error::MarkState));
    assert_eq!(register.activate(&code(1), &mark(7)), Err(Error::MarkUnknown));
    register.activate(&code(0), &mark(0)).unwrap();
    assert_eq!(register.bind(&code(1), &mark(0)), Err(Error::MarkTaken));
    assert_eq!(register.bind(&code(0), &mark(1)), Err(Error::CodeTaken));
}

#[test]
fn another_mark_only_after_a_void_with_a_reason() {
    let mut register = register(2);
    register.bind(&code(0), &mark(0)).unwrap();
    assert_eq!(register.void(&mark(0), b""), Err(Error::Reason));
    assert_eq!(register.void(&mark(0), &[b'x'; 256]), Err(Error::Reason));
    assert_eq!(register.void(&mark(7), b"lost"), Err(Error::MarkUnknown));
    assert_eq!(register.bind(&code(0), &mark(1)), Err(Error::CodeTaken));
    assert_eq!(register.void(&mark(0), &[b'x'; 255]), Ok(Change::Made));
    assert_eq!(register.state(&code(0)), Some(PairState::Void));
    assert_eq!(register.bind(&code(0), &mark(0)), Err(Error::MarkState), "a void mark never comes back");
    assert_eq!(register.activate(&code(0), &mark(0)), Err(Error::MarkState));
    assert_eq!(register.enroll(&roll([0])), Err(Error::MarkTaken));
    assert_eq!(register.bind(&code(0), &mark(1)), Ok(Change::Made));
    assert_eq!(register.state(&code(0)), Some(PairState::Bound));
    assert_eq!(register.void(&mark(0), b"another reason"), Ok(Change::Already));
    assert_eq!(register.reason(&mark(0)), Some(&[b'x'; 255][..]), "the first reason stays");
    assert_eq!(register.reason(&mark(1)), None);
    assert_eq!(register.reason(&mark(7)), None);
    assert_eq!(
        register.state(&code(0)),
        Some(PairState::Bound),
        "voiding the old mark again leaves the new one"
    );
}

#[test]
fn a_mark_that_can_no_longer_be_read_is_voided_by_its_code() {
    let mut register = register(2);
    assert_eq!(register.void_of(&code(0), b"torn"), Err(Error::MarkUnknown));
    assert_eq!(register.void_of(&code(0), b""), Err(Error::Reason), "as with `void`, the reason comes first");
    register.bind(&code(0), &mark(0)).unwrap();
    assert_eq!(register.void_of(&code(0), b""), Err(Error::Reason));
    assert_eq!(register.void_of(&code(0), b"torn"), Ok(Change::Made));
    assert_eq!(register.reason(&mark(0)), Some(&b"torn"[..]));
    assert_eq!(register.bind(&code(0), &mark(1)), Ok(Change::Made));
    assert_eq!(register.void_of(&code(0), b"torn too"), Ok(Change::Made));
    assert_eq!(register.reason(&mark(1)), Some(&b"torn too"[..]));
}

#[test]
fn a_roll_goes_in_whole_or_not_at_all() {
    let mut register = register(2);
    let before = register.counts();
    for roll in [roll([2, 3, 2]), roll([3, 3]), roll([2, 3, 1]), roll([0])] {
        assert_eq!(register.enroll(&roll), Err(Error::MarkTaken));
        assert_eq!(register.counts(), before);
        assert_eq!((register.mark_state(&mark(2)), register.mark_state(&mark(3))), (None, None));
    }
    assert_eq!(register.enroll(&[]), Ok(()));
    assert_eq!(register.enroll(&roll([3, 2])), Ok(()));
    assert_eq!(register.counts(), PairCounts { free: 4, ..PairCounts::default() });
}

#[test]
fn numbers_of_states() {
    let states = [PairState::Free, PairState::Bound, PairState::Activated, PairState::Void];
    assert_eq!(states.map(PairState::number), [1, 2, 3, 4]);
}

#[test]
fn debug_shows_counts_only() {
    let mut register = register(1);
    register.bind(&code(0), &mark(0)).unwrap();
    register.void(&mark(0), b"a reason").unwrap();
    let shown = format!("{register:?}");
    assert_eq!(shown, "Register { counts: PairCounts { free: 0, bound: 0, activated: 0, void: 1 }, .. }");
}

fn call() -> impl Strategy<Value = Call> {
    prop_oneof![
        1 => prop::collection::vec(0..MARKS, 0..4).prop_map(Call::Enroll),
        4 => (0..CODES, 0..MARKS).prop_map(|(code, mark)| Call::Bind(code, mark)),
        3 => (0..CODES, 0..MARKS).prop_map(|(code, mark)| Call::Activate(code, mark)),
        1 => (0..MARKS).prop_map(Call::Void),
        1 => (0..CODES).prop_map(Call::VoidOf),
    ]
}

proptest! {
    #[test]
    fn like_two_plain_maps(calls in prop::collection::vec(call(), 0..60)) {
        let (mut register, mut model) = (Register::new(&KEY), Model::default());
        for call in calls {
            apply(&mut register, &mut model, &call);
            compare(&register, &model);
        }
    }
}
