//! The state, and how units enter it.

use core::fmt;
use core::hash::BuildHasherDefault;
use core::ops::Range;
use std::hash::DefaultHasher;

use hashbrown::HashMap;

use super::layout::Layout;
use super::registry::{Name, Registry};
use super::states::States;
use super::window::{USUAL, Window};
use super::{Counts, Rules, UnitId, Units};
use crate::Error;
use crate::code::{Identity, Level, SeriesId};

/// All units of one order or one site, and how they lie in each other.
///
/// Two forests are equal if they have the same rules and the same units under the same ids in the same places and
/// states. How that lies in memory, and which operations are remembered, does not count.
#[derive(Clone)]
pub struct Forest {
    pub(super) rules: Rules,
    pub(super) registry: Registry,
    pub(super) layout: Layout,
    pub(super) states: States,
    /// Of closed containers that no longer hold as many units as were declared: that number.
    pub(super) declared: HashMap<u32, u32, BuildHasherDefault<DefaultHasher>>,
    pub(super) window: Window,
    /// For the search for repetitions in long lists.
    pub(super) scratch: Vec<(UnitId, u32)>,
}

impl Forest {
    /// An empty forest.
    #[must_use]
    pub fn new(rules: Rules) -> Self {
        Self::with_capacity(rules, 0)
    }

    /// An empty forest with memory for the identities of `units` units that are added, about 45 bytes each. More can be
    /// added, and where that much memory is not to be had, the forest grows as it goes.
    ///
    /// Its index hashes with a fixed key. That serves where every identity was issued or verified before it is
    /// added; looking up invented ones does no harm. Where strangers can have identities of their choice added,
    /// they could choose ones that collide and make every later search slow: use [`Forest::keyed`] there.
    #[must_use]
    pub fn with_capacity(rules: Rules, units: u32) -> Self {
        Self::keyed(rules, units, [0; 16])
    }

    /// Like [`Forest::with_capacity`], its index hashing with a secret key from the caller's randomness, so that
    /// nobody can choose identities that collide. No answer depends on the key.
    #[must_use]
    pub fn keyed(rules: Rules, units: u32, key: [u8; 16]) -> Self {
        let mut registry = Registry::new(key);
        registry.reserve(units, 0);
        Self {
            rules,
            registry,
            layout: Layout::new(),
            states: States::new(),
            declared: HashMap::default(),
            window: Window::new(USUAL),
            scratch: Vec::new(),
        }
    }

    /// A forest that takes all its memory at once, about 130 bytes a unit as far as units are added and packed: up to
    /// `units` units and [`Forest::RESERVED_BLOCKS`] registered ranges no later call allocates. It never turns to the
    /// form of line order.
    #[must_use]
    pub fn reserved(rules: Rules, units: u32, key: [u8; 16]) -> Self {
        let mut forest = Self::keyed(rules, units, key);
        forest.registry.reserve(0, Self::RESERVED_BLOCKS);
        forest.registry.reserve_pages(units);
        forest.layout = Layout::reserved(units);
        forest.layout.grow(units);
        forest.states = States::reserved(units);
        // Each entry is a closed container that held something. Twice, so that removed ones are swept up in place.
        forest.declared.reserve(units as usize);
        forest.window.reserve();
        forest.scratch.reserve_exact(units as usize);
        forest
    }

    /// Registered ranges that a reserved forest has memory for.
    pub const RESERVED_BLOCKS: usize = 1024;

    /// Remembers the last `operations` operations of [`Forest::apply`] instead of 65 536, and none so far. 0 remembers
    /// none. 40 bytes or so each.
    #[must_use]
    pub fn with_window(mut self, operations: u32) -> Self {
        let taken = self.window.bytes() > 0;
        self.window = Window::new(operations);
        if taken {
            self.window.reserve();
        }
        self
    }

    /// The rules it was made with.
    #[must_use]
    pub const fn rules(&self) -> &Rules {
        &self.rules
    }

    /// How many operations [`Forest::apply`] remembers at most.
    #[must_use]
    pub const fn window(&self) -> u32 {
        self.window.size()
    }

    /// The number of units, void and destroyed ones included.
    #[must_use]
    pub fn len(&self) -> u32 {
        self.registry.len()
    }

    /// Whether it holds no unit.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All units in the order in which they entered.
    #[must_use]
    pub fn units(&self) -> Units {
        Units(0..self.len())
    }

    /// The number of units per level, void and destroyed ones included.
    #[must_use]
    pub const fn totals(&self) -> Counts {
        self.registry.totals
    }

    /// Bytes of memory it holds. Address space that was reserved and never touched does not count. O(units / 65 536).
    #[must_use]
    pub fn memory(&self) -> usize {
        size_of::<Self>()
            + self.registry.bytes()
            + self.layout.bytes()
            + self.states.bytes()
            + self.window.bytes()
            + self.declared.allocation_size()
            + self.scratch.capacity() * size_of::<(UnitId, u32)>()
    }

    /// Lets a range of a series enter as loose, empty units of one level, with consecutive ids in the order of their
    /// indices. Takes no memory per unit as long as they are packed in line order. O(ranges).
    ///
    /// # Errors
    ///
    /// [`Error::LevelAbsent`] if the rules leave the level out, [`Error::Index`] for a range that ends before it starts,
    /// [`Error::Full`] if not all fit, [`Error::Overlap`] if an index of the series is registered already; the item is 0.
    pub fn register(&mut self, series: &SeriesId, level: Level, indices: Range<u64>) -> Result<Units, Error> {
        let units = self.registry.register(&self.rules, series, level, indices)?;
        self.grow();
        Ok(units)
    }

    /// The unit at an index of a registered series. O(log ranges).
    #[must_use]
    pub fn at(&self, series: &SeriesId, index: u64) -> Option<UnitId> {
        self.registry.at(series, index)
    }

    /// Adds a loose, empty unit. Amortised O(1).
    ///
    /// # Errors
    ///
    /// [`Error::Full`] at `u32::MAX` units, [`Error::LevelAbsent`] if the rules leave the level out,
    /// [`Error::Known`] if the identity was added already; the item is 0.
    pub fn add(&mut self, identity: Identity, level: Level) -> Result<UnitId, Error> {
        let mark = self.registry.mark();
        let unit = self.registry.add(&self.rules, identity, level, 0, &mark)?;
        self.grow();
        Ok(unit)
    }

    /// Adds loose, empty units in this order, all or none. Amortised O(length of the list).
    ///
    /// # Errors
    ///
    /// [`Error::Full`] if not all fit; [`Error::LevelAbsent`]; [`Error::Known`]; [`Error::Repeated`] if the list
    /// itself names an identity twice.
    pub fn add_all(&mut self, units: &[(Identity, Level)]) -> Result<Units, Error> {
        let start = self.len();
        let count = u32::try_from(units.len()).ok().filter(|&count| count <= u32::MAX - start);
        self.registry.reserve(count.ok_or(Error::Full)?, 0);
        let mark = self.registry.mark();
        for (item, &(identity, level)) in (0..).zip(units) {
            if let Err(error) = self.registry.add(&self.rules, identity, level, item, &mark) {
                self.registry.back(&mark);
                return Err(error);
            }
        }
        self.grow();
        Ok(Units(start..self.len()))
    }

    /// The unit that was added with this identity. Expected O(1). Units of registered series are found by
    /// [`Forest::at`].
    #[must_use]
    pub fn find(&self, identity: &Identity) -> Option<UnitId> {
        self.registry.find(identity)
    }

    /// What a unit is called. O(log ranges).
    ///
    /// # Errors
    ///
    /// [`Error::UnknownUnit`].
    pub fn name(&self, unit: UnitId) -> Result<Name, Error> {
        self.registry.name(unit.number()).ok_or(Error::UnknownUnit { item: 0 })
    }

    /// The identity of a unit that was added.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownUnit`]; [`Error::NoIdentity`] for a unit of a registered series, whose serial the series knows:
    /// see [`Forest::name`].
    pub fn identity(&self, unit: UnitId) -> Result<Identity, Error> {
        match self.name(unit)? {
            Name::External(identity) => Ok(identity),
            Name::Indexed { .. } => Err(Error::NoIdentity),
        }
    }

    /// The level of a unit.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownUnit`].
    pub fn level(&self, unit: UnitId) -> Result<Level, Error> {
        self.known(unit, 0)
    }

    /// The level of a unit that a caller named at `item`.
    pub(super) fn known(&self, unit: UnitId, item: u32) -> Result<Level, Error> {
        self.registry.level(unit.number()).ok_or(Error::UnknownUnit { item })
    }

    /// Like [`Forest::known`] where the level does not matter: all ids below their number are units.
    pub(super) fn present(&self, unit: UnitId, item: u32) -> Result<(), Error> {
        if unit.number() < self.len() { Ok(()) } else { Err(Error::UnknownUnit { item }) }
    }

    fn grow(&mut self) {
        let units = self.len();
        self.layout.grow(units);
        self.states.grow(units);
    }
}

impl PartialEq for Forest {
    fn eq(&self, other: &Self) -> bool {
        self.rules == other.rules
            && self.registry.blocks == other.registry.blocks
            && self.registry.identities == other.registry.identities
            && self.registry.levels == other.registry.levels
            && self.declared == other.declared
            && (0..self.len()).all(|unit| {
                self.layout.parent(unit) == other.layout.parent(unit)
                    && self.states.get(unit) == other.states.get(unit)
            })
    }
}

impl Eq for Forest {}

impl fmt::Debug for Forest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Forest")
            .field("rules", &self.rules)
            .field("totals", &self.registry.totals)
            .finish_non_exhaustive()
    }
}
