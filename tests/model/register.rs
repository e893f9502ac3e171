//! The register of pairs as anyone would write it first: what the property test and the fuzz target hold the
//! library to.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used)]

use std::collections::BTreeMap;

use symbolon::Error;
use symbolon::code::{Identity, Serial};
use symbolon::gs1::key::Gtin;
use symbolon::mark::{Change, MarkAnswer, PairCounts, PairState, Register, ShortMark};

pub(crate) const MARKS: u8 = 8;
pub(crate) const CODES: u8 = 4;

pub(crate) fn code(n: u8) -> Identity {
    let serial = Serial::parse(&[b'A' + n]).unwrap();
    Identity::Sgtin { gtin: Gtin::parse(b"09506000134352").unwrap(), serial }
}

pub(crate) fn mark(n: u8) -> ShortMark {
    ShortMark::from_random(&[n, 1, 2, 3, 4])
}

/// The register as anyone would write it first.
#[derive(Default)]
pub(crate) struct Model {
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

    fn void_of(&mut self, code: u8) -> Result<Change, Error> {
        self.void(*self.codes.get(&code).ok_or(Error::MarkUnknown)?)
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

/// One call; codes and marks by number.
#[derive(Clone, Debug)]
pub(crate) enum Call {
    Enroll(Vec<u8>),
    Bind(u8, u8),
    Activate(u8, u8),
    Void(u8),
    VoidOf(u8),
}

/// Makes one call on both; the answers are the same.
pub(crate) fn apply(register: &mut Register, model: &mut Model, call: &Call) {
    match *call {
        Call::Enroll(ref marks) => {
            let roll: Vec<_> = marks.iter().map(|&m| mark(m)).collect();
            assert_eq!(register.enroll(&roll), model.enroll(marks));
        }
        Call::Bind(c, m) => assert_eq!(register.bind(&code(c), &mark(m)), model.bind(c, m)),
        Call::Activate(c, m) => assert_eq!(register.activate(&code(c), &mark(m)), model.activate(c, m)),
        Call::Void(m) => assert_eq!(register.void(&mark(m), b"why"), model.void(m)),
        Call::VoidOf(c) => assert_eq!(register.void_of(&code(c), b"why"), model.void_of(c)),
    }
}

/// Every query answers as the model does.
pub(crate) fn compare(register: &Register, model: &Model) {
    assert_eq!(register.counts(), model.counts());
    for m in 0..MARKS {
        let row = model.marks.get(&m).copied();
        assert_eq!(register.mark_state(&mark(m)), row.map(|row| row.0));
        let void = row.is_some_and(|row| row.0 == PairState::Void);
        assert_eq!(register.reason(&mark(m)), void.then_some(&b"why"[..]));
        for c in 0..CODES {
            let active = row == Some((PairState::Activated, Some(c)));
            let answer = if active { MarkAnswer::Match } else { MarkAnswer::NoMatch };
            assert_eq!(register.check(&code(c), &mark(m)), answer);
        }
    }
    for c in 0..CODES {
        let state = model.codes.get(&c).map(|mark| model.marks[mark].0);
        assert_eq!(register.state(&code(c)), state);
    }
}
