//! Units: their ids, the row each one takes, and numbers of them per level.

use core::iter::FusedIterator;
use core::ops::Range;

use crate::code::Level;

/// The id of a unit within its forest.
///
/// Ids are dense: the n-th unit added has number n − 1. An id says nothing outside its forest.
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

    pub(super) const fn row(self) -> usize {
        self.0 as usize
    }
}

/// A unit or none, in the four bytes of an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Link(u32);

impl Link {
    pub(super) const NONE: Self = Self(u32::MAX);

    pub(super) const fn to(unit: UnitId) -> Self {
        Self(unit.0)
    }

    pub(super) const fn unit(self) -> Option<UnitId> {
        if self.0 == Self::NONE.0 { None } else { Some(UnitId(self.0)) }
    }

    pub(super) const fn is_none(self) -> bool {
        self.0 == Self::NONE.0
    }

    pub(super) fn is(self, unit: UnitId) -> bool {
        self == Self::to(unit)
    }
}

/// The place of one unit.
///
/// The children of a container form a chain in packing order: `next` ends with none, while `prev` goes round,
/// so that the first child knows the last one and the container needs no link to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Node {
    pub(super) parent: Link,
    pub(super) prev: Link,
    pub(super) next: Link,
    pub(super) first: Link,
    /// Number of children.
    pub(super) held: u32,
    pub(super) level: Level,
    pub(super) void: bool,
    /// Set only while one operation tests its list: finds a unit that is named twice.
    pub(super) marked: bool,
}

const _: () = assert!(size_of::<Node>() == 24);

impl Node {
    /// A loose, empty unit.
    pub(super) const fn new(level: Level) -> Self {
        Self {
            parent: Link::NONE,
            prev: Link::NONE,
            next: Link::NONE,
            first: Link::NONE,
            held: 0,
            level,
            void: false,
            marked: false,
        }
    }

    /// The same unit taken out of its container.
    pub(super) const fn loose(self) -> Self {
        Self { parent: Link::NONE, prev: Link::NONE, next: Link::NONE, ..self }
    }
}

/// Units with consecutive ids, lowest first.
#[derive(Clone, Debug)]
pub struct Units(pub(super) Range<u32>);

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
