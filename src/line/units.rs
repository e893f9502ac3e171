//! The units of an order: their ids, states and places, and which comes next from the sources.

use core::ops::Range;

use super::balance::Balance;
use super::order::{Identities, Order};
use super::reason::Reason;
use super::state::{self, Event, State};
use super::statistics::Statistics;
use crate::Error;
use crate::code::{Identity, Level, SeriesId};
use crate::pack::{Forest, Rules, UnitId};

/// What is known of one unit beside its place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Life {
    pub(super) state: State,
    flags: u8,
}

/// Its code was read at the reader of its level.
pub(super) const SEEN: u8 = 1;
/// It was taken off the line, and not let back.
pub(super) const REJECTED: u8 = 2;
/// It is between reader and decision.
pub(super) const ON_BELT: u8 = 4;
/// It waits for the container to be full.
pub(super) const GATHERED: u8 = 8;
/// A complete container whose label was not read yet.
pub(super) const WAITING: u8 = 16;
/// Set only while one frame is tested: finds a unit that is there twice.
pub(super) const NAMED: u8 = 32;
/// Lost with its container.
pub(super) const LOST: u8 = 64;

impl Life {
    fn is_fresh(self) -> bool {
        self.state == State::Allocated && self.flags == 0
    }

    pub(super) const fn is(self, flag: u8) -> bool {
        self.flags & flag != 0
    }
}

/// The units of one level in the order in which they are used.
#[derive(Clone, Debug, Default, Hash)]
struct Supply {
    ranges: Vec<Range<u32>>,
    /// The range in use, and how many of it were looked at.
    at: usize,
    used: u32,
}

/// All units of an order.
#[derive(Debug)]
pub(super) struct Units {
    pub(super) forest: Forest,
    lives: Vec<Life>,
    supplies: [Supply; Level::COUNT],
    pub(super) statistics: Statistics,
    /// The first unit of each source that is a series.
    firsts: Vec<Option<UnitId>>,
}

impl Units {
    /// Takes the identities of the order in, all allocated to it.
    pub(super) fn open(order: &Order, key: [u8; 16]) -> Result<Self, Error> {
        let total =
            order.sources.iter().try_fold(0_u64, |sum, source| sum.checked_add(source.identities.len()));
        let total = total.and_then(|total| u32::try_from(total).ok()).ok_or(Error::Full)?;
        let mut units = Self {
            forest: Forest::reserved(order.rules, total, key),
            lives: Vec::new(),
            supplies: Default::default(),
            statistics: Statistics::new(order),
            firsts: Vec::new(),
        };
        for source in &order.sources {
            match &source.identities {
                Identities::Series { series, indices } => {
                    let given = units.forest.register(series, source.level, indices.clone())?;
                    units.firsts.push(Some(given.first()));
                    units.enter(source.level, given);
                }
                Identities::Listed(list) => {
                    units.firsts.push(None);
                    for identity in list {
                        let unit = units.forest.add(*identity, source.level)?;
                        units.enter(source.level, core::iter::once(unit));
                    }
                }
            }
        }
        Ok(units)
    }

    fn enter(&mut self, level: Level, given: impl IntoIterator<Item = UnitId>) {
        let row = usize::from(level.number()) - 1;
        let Some(supply) = self.supplies.get_mut(row) else { return };
        for unit in given {
            let number = unit.number();
            match supply.ranges.last_mut() {
                Some(last) if last.end == number => last.end += 1,
                _ => supply.ranges.push(number..number + 1),
            }
            if self.lives.len() <= number as usize {
                self.lives.resize(number as usize + 1, Life::default());
            }
            if let Some(life) = self.lives.get_mut(number as usize) {
                *life = Life { state: State::Allocated, flags: 0 };
            }
        }
    }

    /// The unit of a sealed serial.
    pub(super) fn at(&self, series: &SeriesId, index: u64) -> Option<UnitId> {
        self.forest.at(series, index)
    }

    /// The unit of a listed identity.
    pub(super) fn find(&self, identity: &Identity) -> Option<UnitId> {
        self.forest.find(identity)
    }

    /// The unit that is drawn next.
    pub(super) fn next(&self, level: Level) -> Option<UnitId> {
        let supply = self.supplies.get(usize::from(level.number()) - 1)?;
        let (mut at, mut used) = (supply.at, supply.used);
        loop {
            let range = supply.ranges.get(at)?;
            let number = range.start + used;
            if number >= range.end {
                (at, used) = (at + 1, 0);
                continue;
            }
            used += 1;
            if self.lives.get(number as usize)?.is_fresh() {
                return Some(UnitId::from_number(number));
            }
        }
    }

    /// Draws the next unit of a level that is still on no label. Amortised O(1).
    pub(super) fn draw(&mut self, level: Level) -> Option<UnitId> {
        let supply = self.supplies.get_mut(usize::from(level.number()) - 1)?;
        loop {
            let range = supply.ranges.get(supply.at)?;
            let number = range.start + supply.used;
            if number >= range.end {
                (supply.at, supply.used) = (supply.at + 1, 0);
                continue;
            }
            supply.used += 1;
            let life = self.lives.get(number as usize)?;
            if life.is_fresh() {
                return Some(UnitId::from_number(number));
            }
        }
    }

    pub(super) fn level(&self, unit: UnitId) -> Level {
        self.forest.level(unit).unwrap_or(Level::ITEM)
    }

    pub(super) fn life(&self, unit: UnitId) -> Life {
        self.lives.get(unit.number() as usize).copied().unwrap_or_default()
    }

    pub(super) fn set(&mut self, unit: UnitId, flags: u8) {
        if let Some(life) = self.lives.get_mut(unit.number() as usize) {
            life.flags |= flags;
        }
    }

    pub(super) fn clear(&mut self, unit: UnitId, flags: u8) {
        if let Some(life) = self.lives.get_mut(unit.number() as usize) {
            life.flags &= !flags;
        }
    }

    /// Gives `new` what `old` was, and leaves `old` without.
    pub(super) fn hand_over(&mut self, old: UnitId, new: UnitId) {
        let flags = self.life(old).flags & !REJECTED;
        self.set(new, flags | SEEN);
        self.clear(old, u8::MAX);
        self.set(old, SEEN);
    }

    /// Moves a unit to the state after an event.
    pub(super) fn apply(&mut self, unit: UnitId, event: Event) -> Result<(), Reason> {
        let level = self.level(unit);
        let life = self.lives.get_mut(unit.number() as usize).ok_or(Reason::UnknownUnit)?;
        let old = life.state;
        life.state = state::next(old, event)?;
        self.statistics.moved(level, old, life.state, 1);
        Ok(())
    }

    /// Whether [`Units::commission`] would do.
    pub(super) fn can_be_commissioned(&self, unit: UnitId) -> bool {
        matches!(self.life(unit).state, State::Allocated | State::Encoded | State::Commissioned)
    }

    /// Its label was seen, or is about to be printed.
    pub(super) fn encode(&mut self, unit: UnitId) {
        if self.life(unit).state == State::Allocated {
            // Legal from this state.
            let _ = self.apply(unit, Event::LabelsEncoding);
        }
    }

    /// Brings a unit into the world: a label that was read was encoded, whether or not the printer said so.
    pub(super) fn commission(&mut self, unit: UnitId) -> Result<(), Reason> {
        self.encode(unit);
        match self.life(unit).state {
            State::Commissioned => Ok(()),
            _ => self.apply(unit, Event::SidCommissioning),
        }
    }

    /// The event that takes a unit out of use in its present state.
    pub(super) fn voiding(&self, unit: UnitId) -> Event {
        match self.life(unit).state {
            State::Allocated => Event::SnInvalidating,
            State::Encoded | State::LabelSampled => Event::LabelsScrapping,
            _ => Event::SidDecommissioning,
        }
    }

    /// Gives back what was never on a label. O(units).
    pub(super) fn give_back(&mut self) {
        for level in Level::ALL {
            let count = self.statistics.units(level, State::Allocated);
            self.statistics.moved(level, State::Allocated, State::Unallocated, count);
        }
        for life in self.lives.iter_mut().filter(|life| life.state == State::Allocated) {
            life.state = State::Unallocated;
        }
    }

    /// How many units of a level there are.
    pub(super) fn count(&self, level: Level) -> u64 {
        State::ALL.into_iter().map(|state| self.statistics.units(level, state)).sum()
    }

    /// Every identity in its class, held against the counts. O(units).
    pub(super) fn balance(&self, order: &Order) -> Balance {
        let mut balance = Balance::new(order);
        for (at, (source, first)) in order.sources.iter().zip(&self.firsts).enumerate() {
            match (&source.identities, first) {
                (Identities::Series { indices, .. }, Some(first)) => {
                    let lives = self.lives.iter().skip(first.number() as usize);
                    let count = usize::try_from(source.identities.len()).unwrap_or(usize::MAX);
                    balance.add(source.level, at, indices.start, lives.take(count).map(|life| life.state));
                }
                (Identities::Listed(list), _) => {
                    let states = list
                        .iter()
                        .filter_map(|identity| self.find(identity))
                        .map(|unit| self.life(unit).state);
                    balance.add(source.level, at, 0, states);
                }
                (Identities::Series { .. }, None) => {}
            }
        }
        balance.compare(&self.statistics);
        balance
    }

    /// All units with their lives, ascending.
    pub(super) fn lives(&self) -> impl Iterator<Item = (UnitId, Life)> + '_ {
        (0..).map(UnitId::from_number).zip(self.lives.iter().copied())
    }

    pub(super) fn hash(&self, hasher: &mut impl core::hash::Hasher) {
        use core::hash::Hash;
        self.lives.hash(hasher);
        self.supplies.hash(hasher);
        self.statistics.hash(hasher);
        for (unit, life) in self.lives() {
            if life.state != State::Unassigned {
                self.forest.parent(unit).ok().flatten().map(UnitId::number).hash(hasher);
            }
        }
    }
}

/// The level of the containers that units of a level go into.
pub(super) fn above(rules: &Rules, level: Level) -> Option<Level> {
    Level::ALL.into_iter().find(|higher| *higher > level && rules.uses(*higher))
}
