//! Units: their ids, runs of ids, and numbers of units per level.

use core::iter::FusedIterator;
use core::ops::Range;

use crate::code::Level;

/// The id of a unit within its forest.
///
/// Ids are dense: the n-th unit that enters has number n − 1. An id says nothing outside its forest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(transparent)]
pub struct UnitId(u32);

impl UnitId {
    /// The id with this number, whether or not a forest holds it. No forest ever holds number `u32::MAX`.
    #[must_use]
    pub const fn from_number(number: u32) -> Self {
        Self(number)
    }

    /// The number, from 0.
    #[must_use]
    pub const fn number(self) -> u32 {
        self.0
    }

    /// As the layout keeps a container in a word: 0 is none.
    pub(super) const fn word(self) -> u32 {
        self.0.wrapping_add(1)
    }

    pub(super) const fn from_word(word: u32) -> Option<Self> {
        match word.checked_sub(1) {
            Some(number) => Some(Self(number)),
            None => None,
        }
    }
}

/// Units with consecutive ids, lowest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Units(pub(super) Range<u32>);

impl Units {
    /// `count` units from `first` on, as far as there can be ids.
    #[must_use]
    pub const fn from_first(first: UnitId, count: u32) -> Self {
        Self(first.0..first.0.saturating_add(count))
    }

    /// The lowest id; of no units, the one that would be it.
    #[must_use]
    pub const fn first(&self) -> UnitId {
        UnitId(self.0.start)
    }

    /// How many there are.
    #[must_use]
    pub const fn count_units(&self) -> u32 {
        self.0.end.saturating_sub(self.0.start)
    }

    /// The id of the unit at a position.
    #[must_use]
    pub const fn get(&self, position: u32) -> Option<UnitId> {
        if position < self.count_units() { Some(UnitId(self.0.start + position)) } else { None }
    }
}

impl Iterator for Units {
    type Item = UnitId;

    fn next(&mut self) -> Option<UnitId> {
        self.0.next().map(UnitId)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl DoubleEndedIterator for Units {
    fn next_back(&mut self) -> Option<UnitId> {
        self.0.next_back().map(UnitId)
    }
}

impl ExactSizeIterator for Units {}
impl FusedIterator for Units {}

/// Numbers of units, one per level.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts([u32; Level::ALL.len()]);

impl Counts {
    /// The number at this level.
    #[must_use]
    pub fn at(&self, level: Level) -> u32 {
        self.0.get(usize::from(level.number()) - 1).copied().unwrap_or(0)
    }

    /// The number at all levels together.
    #[must_use]
    pub fn total(&self) -> u32 {
        self.0.iter().sum()
    }

    #[allow(clippy::indexing_slicing)] // a level's number is 1 to 8
    pub(super) fn at_mut(&mut self, level: Level) -> &mut u32 {
        &mut self.0[usize::from(level.number()) - 1]
    }
}
