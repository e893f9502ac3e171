//! Enrolled marks: the register against two plain maps, its answers and its silence.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::collections::BTreeMap;

use proptest::prelude::*;
use symbolon::Error;
use symbolon::code::{Identity, Serial};
use symbolon::gs1::key::Gtin;
use symbolon::mark::{Change, MarkAnswer, PairCounts, PairState, Register, ShortMark};

const KEY: [u8; 32] = *b"the key of one register, kept ap";

fn code(n: u8) -> Identity {
    let serial = Serial::parse(&[b'A' + n]).unwrap();
    Identity::Sgtin { gtin: Gtin::parse(b"09506000134352").unwrap(), serial }
}

fn mark(n: u8) -> ShortMark {
    ShortMark::from_random(&[n, 1, 2, 3, 4])
}

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

/// The register as anyone would write it first.
#[derive(Default)]
struct Model {
    /// State, and while it is live the code.
    marks: BTreeMap<u8, (PairState, Option<u8>)>,
    /// The last mark of each code.
    codes: BTreeMap<u8, u8>,
}

impl Model {
    fn enroll(&mut self, roll: &[u8]) -> Result<(), Error> {
        let repeated = (1..roll.len()).any(|i| roll[..i].contains(&roll[i]));
        if repeated || roll.iter().any(|mark| self.marks.contains_key(mark)) {
            return Err(Error::MarkTaken);
        }
        self.marks.extend(roll.iter().map(|&mark| (mark, (PairState::Free, None))));
        Ok(())
    }

    fn live(&self, code: u8) -> Option<u8> {
        self.codes.get(&code).copied().filter(|mark| self.marks[mark].1 == Some(code))
    }

    fn bind(&mut self, code: u8, mark: u8) -> Result<Change, Error> {
        match *self.marks.get(&mark).ok_or(Error::MarkUnknown)? {
            (PairState::Void, _) => Err(Error::MarkState),
            (_, Some(owner)) if owner == code => Ok(Change::Already),
            (_, Some(_)) => Err(Error::MarkTaken),
            (_, None) if self.live(code).is_some() => Err(Error::CodeTaken),
            (_, None) => {
                self.marks.insert(mark, (PairState::Bound, Some(code)));
                self.codes.insert(code, mark);
                Ok(Change::Made)
            }
        }
    }

    fn activate(&mut self, code: u8, mark: u8) -> Result<Change, Error> {
        match *self.marks.get(&mark).ok_or(Error::MarkUnknown)? {
            (PairState::Free | PairState::Void, _) => Err(Error::MarkState),
            (_, owner) if owner != Some(code) => Err(Error::MarkTaken),
            (PairState::Activated, _) => Ok(Change::Already),
            (PairState::Bound, _) => {
                self.marks.insert(mark, (PairState::Activated, Some(code)));
                Ok(Change::Made)
            }
        }
    }

    fn void(&mut self, mark: u8) -> Result<Change, Error> {
        let row = self.marks.get_mut(&mark).ok_or(Error::MarkUnknown)?;
        if row.0 == PairState::Void {
            return Ok(Change::Already);
        }
        *row = (PairState::Void, None);
        Ok(Change::Made)
    }

    fn counts(&self) -> PairCounts {
        let count = |state| self.marks.values().filter(|row| row.0 == state).count() as u64;
        PairCounts {
            free: count(PairState::Free),
            bound: count(PairState::Bound),
            activated: count(PairState::Activated),
            void: count(PairState::Void),
        }
    }
}

#[derive(Clone, Debug)]
enum Call {
    Enroll(Vec<u8>),
    Bind(u8, u8),
    Activate(u8, u8),
    Void(u8),
}

const MARKS: u8 = 8;
const CODES: u8 = 4;

fn call() -> impl Strategy<Value = Call> {
    prop_oneof![
        1 => prop::collection::vec(0..MARKS, 0..4).prop_map(Call::Enroll),
        4 => (0..CODES, 0..MARKS).prop_map(|(code, mark)| Call::Bind(code, mark)),
        3 => (0..CODES, 0..MARKS).prop_map(|(code, mark)| Call::Activate(code, mark)),
        1 => (0..MARKS).prop_map(Call::Void),
    ]
}

proptest! {
    #[test]
    fn like_two_plain_maps(calls in prop::collection::vec(call(), 0..60)) {
        let (mut register, mut model) = (Register::new(&KEY), Model::default());
        for call in calls {
            match call {
                Call::Enroll(marks) => {
                    prop_assert_eq!(register.enroll(&roll(marks.iter().copied())), model.enroll(&marks));
                }
                Call::Bind(c, m) => prop_assert_eq!(register.bind(&code(c), &mark(m)), model.bind(c, m)),
                Call::Activate(c, m) => {
                    prop_assert_eq!(register.activate(&code(c), &mark(m)), model.activate(c, m));
                }
                Call::Void(m) => prop_assert_eq!(register.void(&mark(m), b"why"), model.void(m)),
            }
            prop_assert_eq!(register.counts(), model.counts());
            for m in 0..MARKS {
                let row = model.marks.get(&m).copied();
                prop_assert_eq!(register.mark_state(&mark(m)), row.map(|row| row.0));
                let void = row.is_some_and(|row| row.0 == PairState::Void);
                prop_assert_eq!(register.reason(&mark(m)), void.then_some(&b"why"[..]));
                for c in 0..CODES {
                    let active = row == Some((PairState::Activated, Some(c)));
                    let answer = if active { MarkAnswer::Match } else { MarkAnswer::NoMatch };
                    prop_assert_eq!(register.check(&code(c), &mark(m)), answer);
                }
            }
            for c in 0..CODES {
                let state = model.codes.get(&c).map(|mark| model.marks[mark].0);
                prop_assert_eq!(register.state(&code(c)), state);
            }
        }
    }
}
