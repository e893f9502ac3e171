//! A roll followed label by label, as cameras read it: what stands at which position, and what went wrong where.
//!
//! Owns the position on the roll and what was seen of it. It holds the rows of the roll, and one bit for each.
//!
//! A label whose halves belong to a position further on leaves two readings open: the labels between are missing, or
//! this one was put in. The next label decides: if the one behind it follows, they are missing ([`RollStep::gap`]); if
//! the labels between do come, this one was out of place.
//!
//! Labels of which nothing could be read take positions like others. Where fewer labels came than positions were passed,
//! some are missing, and the unread ones are among them or not: the gap then has more positions than missing labels.
//! Where more came, the rest was not of this roll ([`RollStep::extra`]).

use core::fmt;

use super::roll::{RollHead, RollKey, RollRow};
use crate::Error;

/// What one label turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum RollFinding {
    /// Both halves are those of the position that follows.
    Right = 1,
    /// One half is that of the position that follows, the other was not read.
    Half = 2,
    /// Neither half was read.
    Unread = 3,
    /// The halves belong to different positions, or one of them to none: a mark that slipped, was swapped or was put on
    /// another code.
    Mispaired = 4,
    /// What was read belongs to no position within reach: spliced in.
    Foreign = 5,
    /// A pair of a later position. The next label tells whether those between are missing.
    Early = 6,
    /// A pair of an earlier position, which was passed over before.
    Late = 7,
    /// A pair whose position came before: a copy.
    Repeated = 8,
}

impl RollFinding {
    /// The stable number, 1 to 8.
    #[must_use]
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// Whether something is wrong with the label, not with the camera.
    #[must_use]
    pub const fn is_wrong(self) -> bool {
        !matches!(self, Self::Right | Self::Half | Self::Unread)
    }
}

/// Positions that did not come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RollGap {
    /// The first position that it may be.
    pub first: u64,
    /// The position behind the last.
    pub end: u64,
    /// How many labels are missing; fewer than the positions from `first` to `end` where labels were unread or came
    /// early.
    pub missing: u64,
}

/// Marks that belong to other codes than those they were read with, by the same distance each time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RollSlip {
    /// The position of the first visible code that was read with a wrong mark.
    pub first: u64,
    /// The position of the mark minus that of the code.
    pub offset: i64,
    /// How many labels in a row, unread ones not counted. From 2 on the line should stop.
    pub length: u64,
}

/// What is known after one label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct RollStep {
    /// What the label is.
    pub finding: RollFinding,
    /// The position that was to come.
    pub expected: u64,
    /// The position of the visible half, if it was read and is of the roll.
    pub visible: Option<u64>,
    /// The position of the hidden half, if it was read and is of the roll.
    pub hidden: Option<u64>,
    /// Labels in front of this one that are now known to be missing.
    pub gap: Option<RollGap>,
    /// Unread labels in front of this one that are now known not to be of the roll.
    pub extra: u64,
}

/// The first label that was wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RollWrong {
    /// Its number among the labels that were read, from 0.
    pub label: u64,
    /// The position that was to come.
    pub expected: u64,
}

/// A label that came before its time.
#[derive(Clone, Copy)]
struct Early {
    position: u64,
    /// Unread labels in front of it.
    before: u64,
}

/// Follows a roll.
///
/// `R` are its rows, owned or borrowed. Memory: the rows and a bit for each. A label that is read in its turn takes O(1),
/// another one O(reach).
pub struct RollCheck<R> {
    key: RollKey,
    rows: R,
    reach: usize,
    /// Behind the last position that came in its turn.
    next: u64,
    /// Labels unread since then, or since the early one.
    unread: u64,
    early: Option<Early>,
    /// A bit for each position that came.
    came: Vec<u64>,
    labels: u64,
    wrong: Option<RollWrong>,
    slip: Option<RollSlip>,
}

impl<R: AsRef<[RollRow]>> RollCheck<R> {
    /// Begins at the first position. `rows` are those that [`Roll::append`](super::Roll::append) gave, checked against
    /// the anchored head; `reach` says how many positions to both sides a label is looked for. O(rows).
    ///
    /// # Errors
    ///
    /// [`Error::RollRows`] if the rows are not those of the head.
    pub fn new(key: &[u8; 32], rows: R, head: &RollHead, reach: u32) -> Result<Self, Error> {
        if !head.covers(rows.as_ref()) {
            return Err(Error::RollRows);
        }
        Ok(Self {
            key: RollKey::new(key),
            reach: usize::try_from(reach).unwrap_or(usize::MAX),
            next: 0,
            unread: 0,
            early: None,
            came: vec![0; rows.as_ref().len().div_ceil(64)],
            labels: 0,
            wrong: None,
            slip: None,
            rows,
        })
    }

    /// Takes the next label: what was read of its halves, `None` for a half that was not read.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] for an empty text, [`Error::TooLong`]; nothing is changed then.
    pub fn step(&mut self, visible: Option<&[u8]>, hidden: Option<&[u8]>) -> Result<RollStep, Error> {
        let visible = visible.map(|text| self.key.visible(text)).transpose()?;
        let hidden = hidden.map(|text| self.key.hidden(text)).transpose()?;
        let code = visible.map(|hash| self.find(self.next, |row| row.visible == hash));
        let near = code.flatten().unwrap_or(self.next);
        let mark = hidden.map(|hash| self.find(near, |row| row.hidden == hash));
        let mut step = RollStep {
            finding: RollFinding::Unread,
            expected: self.next,
            visible: code.flatten(),
            hidden: mark.flatten(),
            gap: None,
            extra: 0,
        };
        step.finding = match (code, mark) {
            (None, None) => {
                self.unread = self.unread.saturating_add(1);
                RollFinding::Unread
            }
            (Some(Some(at)), Some(pair)) if pair != Some(at) => {
                // The code leads: its position has come, whatever mark is on it.
                self.place(at, &mut step);
                RollFinding::Mispaired
            }
            (Some(None), Some(Some(_))) => RollFinding::Mispaired,
            (Some(Some(at)), whole) | (None, whole @ Some(Some(at))) => {
                let right =
                    if code.is_some() && whole.is_some() { RollFinding::Right } else { RollFinding::Half };
                self.place(at, &mut step).unwrap_or(right)
            }
            (Some(None), _) | (None, Some(None)) => RollFinding::Foreign,
        };
        self.note(&step);
        Ok(step)
    }

    /// Ends the roll: which positions from here on did not come. For a roll that is used up; labels that are still on it
    /// count as missing.
    #[must_use]
    pub fn finish(&self) -> Option<RollGap> {
        let end = self.rows.as_ref().len() as u64;
        let unread = self.unread.saturating_add(self.early.map_or(0, |early| early.before));
        self.gap_to(end, unread)
    }

    /// The position that is to come.
    #[must_use]
    pub const fn next(&self) -> u64 {
        self.next
    }

    /// The first label that was wrong.
    #[must_use]
    pub const fn first_wrong(&self) -> Option<RollWrong> {
        self.wrong
    }

    /// The slip that lasts at this moment: codes that were read with marks of other positions, always the same distance
    /// away. Unread labels and foreign ones do not end it; a right pair or another distance does.
    #[must_use]
    pub const fn slip(&self) -> Option<RollSlip> {
        self.slip
    }

    /// Searches from a position outwards.
    fn find(&self, near: u64, is: impl Fn(&RollRow) -> bool) -> Option<u64> {
        let rows = self.rows.as_ref();
        let near = usize::try_from(near).ok()?;
        let at = |position: usize| rows.get(position).filter(|row| is(row)).map(|_| position as u64);
        let farthest = self.reach.min(rows.len());
        let around = |distance: usize| {
            let before = near.checked_sub(distance).filter(|_| distance > 0);
            at(near.saturating_add(distance)).or_else(|| before.and_then(at))
        };
        (0..=farthest).find_map(around)
    }

    /// Counts a position as come; what is said of its order, if it is not in its turn.
    fn place(&mut self, at: u64, step: &mut RollStep) -> Option<RollFinding> {
        if self.has_come(at) {
            return Some(RollFinding::Repeated);
        }
        self.come(at);
        if at < self.next {
            return Some(RollFinding::Late);
        }
        let before = self.early.map_or(0, |early| early.before);
        let unread = self.unread.saturating_add(before);
        let passed = self.absent(self.next, at);
        if passed <= unread {
            step.extra = unread - passed;
            self.go_on(at);
            return None;
        }
        if let Some(early) = self.early.filter(|early| early.position < at) {
            let passed = self.absent(early.position, at);
            if passed <= self.unread {
                step.gap = self.gap_to(early.position, early.before);
                step.extra = self.unread - passed;
                self.go_on(at);
                return None;
            }
        }
        self.early = Some(Early { position: at, before: unread });
        self.unread = 0;
        Some(RollFinding::Early)
    }

    /// The next position is behind this one, and behind those that came early.
    fn go_on(&mut self, at: u64) {
        self.next = at + 1;
        while self.has_come(self.next) {
            self.next += 1;
        }
        self.unread = 0;
        self.early = None;
    }

    /// The positions from here to `end` that did not come, if they are more than the labels that were unread.
    fn gap_to(&self, end: u64, unread: u64) -> Option<RollGap> {
        let missing = self.absent(self.next, end).saturating_sub(unread);
        (missing > 0).then_some(RollGap { first: self.next, end, missing })
    }

    /// How many positions did not come.
    fn absent(&self, from: u64, to: u64) -> u64 {
        (from..to).filter(|&position| !self.has_come(position)).count() as u64
    }

    fn has_come(&self, position: u64) -> bool {
        let word = usize::try_from(position / 64).ok().and_then(|at| self.came.get(at));
        word.is_some_and(|word| word >> (position % 64) & 1 == 1)
    }

    fn come(&mut self, position: u64) {
        if let Some(word) = usize::try_from(position / 64).ok().and_then(|at| self.came.get_mut(at)) {
            *word |= 1 << (position % 64);
        }
    }

    fn note(&mut self, step: &RollStep) {
        if step.finding.is_wrong() && self.wrong.is_none() {
            self.wrong = Some(RollWrong { label: self.labels, expected: step.expected });
        }
        self.labels += 1;
        let (Some(visible), Some(hidden)) = (step.visible, step.hidden) else { return };
        let offset = hidden.cast_signed().wrapping_sub(visible.cast_signed());
        self.slip = match self.slip {
            _ if offset == 0 => None,
            Some(slip) if slip.offset == offset => Some(RollSlip { length: slip.length + 1, ..slip }),
            _ => Some(RollSlip { first: visible, offset, length: 1 }),
        };
    }
}

impl<R> fmt::Debug for RollCheck<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RollCheck")
            .field("next", &self.next)
            .field("wrong", &self.wrong)
            .finish_non_exhaustive()
    }
}
