//! The line's control: it believes no reading, and packs only what is genuine, carries its own mark, and may lie there.

use std::fmt;

use symbolon::Error;
use symbolon::code::{Catalogue, Level, SerialCode};
use symbolon::mark::ShortMark;
use symbolon::pack::{Forest, UnitId};
use symbolon::trust::{Verdict, Verifier};

use crate::Failure;
use crate::marks::Marks;

/// What the readers of a station deliver about one unit.
pub(crate) struct Reading<'a> {
    /// The visible code; `None` when the reader was triggered and saw none.
    pub(crate) text: Option<&'a [u8]>,
    /// The hidden mark, if there was one to read.
    pub(crate) mark: Option<&'a ShortMark>,
}

/// What the line says to a reading.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Answer {
    /// Packed.
    Packed,
    /// No code was read.
    NoRead,
    /// The code is not believed.
    NotBelieved(Verdict),
    /// The hidden mark does not belong to the code.
    NoMatch,
    /// The hierarchy has no place for it.
    NoPlace(Error),
}

impl Answer {
    /// The same answer, wherever in the list the unit stood.
    pub(crate) fn is(self, other: Self) -> bool {
        match (self, other) {
            (Self::NoPlace(one), Self::NoPlace(other)) => one.code() == other.code(),
            _ => self == other,
        }
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Packed => f.write_str("packed"),
            Self::NoRead => f.write_str("nothing read"),
            Self::NotBelieved(verdict) => write!(f, "verdict: {}", verdict.text()),
            Self::NoMatch => f.write_str("mark: no match"),
            Self::NoPlace(error) => {
                write!(f, "error {}: {}", error.code(), error.sentence(symbolon::error::Language::En))
            }
        }
    }
}

/// Everything a line needs to decide alone.
pub(crate) struct Control {
    pub(crate) verifier: Verifier,
    pub(crate) catalogue: Catalogue,
    pub(crate) marks: Marks,
    pub(crate) forest: Forest,
    /// Seconds since 1970.
    pub(crate) now: i64,
}

impl Control {
    /// Decides on one reading. A unit that passes is known to the forest from then on.
    pub(crate) fn scan(&mut self, reading: &Reading<'_>) -> Result<Result<UnitId, Answer>, Failure> {
        let Some(text) = reading.text else { return Ok(Err(Answer::NoRead)) };
        let Ok(code) = SerialCode::parse(text) else {
            return Ok(Err(Answer::NotBelieved(Verdict::NotACode)));
        };
        let verdict = self.verifier.verify(&code, self.now).verdict;
        if verdict != Verdict::Genuine {
            return Ok(Err(Answer::NotBelieved(verdict)));
        }
        let level = match self.catalogue.level(code.identity()) {
            Ok(level) => level,
            Err(error) => return Ok(Err(Answer::NoPlace(error))),
        };
        if !self.marks.fits(level, code.identity(), reading.mark)? {
            return Ok(Err(Answer::NoMatch));
        }
        Ok(Ok(match self.forest.find(code.identity()) {
            Some(known) => known,
            None => self.forest.add(*code.identity(), level)?,
        }))
    }

    /// Packs a group into its container. Whoever has no place there is taken out of the group, and `refused` hears of
    /// it; the others stay together.
    pub(crate) fn pack<T: Copy>(
        &mut self,
        container: UnitId,
        group: &mut Vec<(UnitId, T)>,
        mut refused: impl FnMut(T, Answer),
    ) -> Result<(), Failure> {
        loop {
            let units: Vec<UnitId> = group.iter().map(|one| one.0).collect();
            let Err(error) = self.forest.pack(container, &units) else { return Ok(()) };
            // The error names the position; behind the list stands the container itself.
            match error.place().map(|place| place as usize).filter(|place| *place < group.len()) {
                Some(place) => refused(group.remove(place).1, Answer::NoPlace(error)),
                None => return Err(error.into()),
            }
        }
    }

    /// How many units there are of a level.
    pub(crate) fn total(&self, level: Level) -> usize {
        self.forest.totals().at(level) as usize
    }
}
