//! The state, and how units enter it.

use core::fmt;

use super::index::Index;
use super::unit::Node;
use super::{Counts, Rules, UnitId, Units};
use crate::Error;
use crate::code::{Identity, Level};

/// All units of one order or one site, and how they lie in each other.
///
/// Two forests are equal if they have the same rules and the same units under the same ids in the same places.
#[derive(Clone)]
pub struct Forest {
    pub(super) rules: Rules,
    pub(super) nodes: Vec<Node>,
    pub(super) identities: Vec<Identity>,
    pub(super) index: Index,
    pub(super) totals: Counts,
}

impl Forest {
    /// An empty forest.
    #[must_use]
    pub fn new(rules: Rules) -> Self {
        Self::with_capacity(rules, 0)
    }

    /// An empty forest with memory for `units` units, about 70 bytes each. More can be added, and where that much
    /// memory is not to be had, the forest grows as it goes.
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
        let mut forest = Self {
            rules,
            nodes: Vec::new(),
            identities: Vec::new(),
            index: Index::new(key),
            totals: Counts::default(),
        };
        forest.reserve(units as usize);
        forest
    }

    /// The rules it was made with.
    #[must_use]
    pub const fn rules(&self) -> &Rules {
        &self.rules
    }

    /// The number of units, void ones included.
    #[must_use]
    pub fn len(&self) -> u32 {
        // Saturation is never met: `enter` stops at `u32::MAX` units.
        u32::try_from(self.nodes.len()).unwrap_or(u32::MAX)
    }

    /// Whether it holds no unit.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// All units in the order in which they were added.
    #[must_use]
    pub fn units(&self) -> Units {
        Units(0..self.len())
    }

    /// The number of units per level, void ones included.
    #[must_use]
    pub const fn totals(&self) -> Counts {
        self.totals
    }

    /// Adds a loose, empty unit. Amortised O(1).
    ///
    /// # Errors
    ///
    /// [`Error::Full`] at `u32::MAX` units, [`Error::LevelAbsent`] if the rules leave the level out,
    /// [`Error::Known`] if the identity is in the forest already; the item is 0.
    pub fn add(&mut self, identity: Identity, level: Level) -> Result<UnitId, Error> {
        self.enter(identity, level, 0, self.len())
    }

    /// Adds loose, empty units in this order, all or none. Amortised O(length of the list).
    ///
    /// # Errors
    ///
    /// [`Error::Full`] if not all fit; [`Error::LevelAbsent`]; [`Error::Known`]; [`Error::Repeated`] if the list
    /// itself names an identity twice.
    pub fn add_all(&mut self, units: &[(Identity, Level)]) -> Result<Units, Error> {
        let start = self.len();
        let room = u32::MAX - start;
        if !u32::try_from(units.len()).is_ok_and(|more| more <= room) {
            return Err(Error::Full);
        }
        self.reserve(units.len());
        for (item, &(identity, level)) in (0..).zip(units) {
            if let Err(error) = self.enter(identity, level, item, start) {
                self.forget_from(start);
                return Err(error);
            }
        }
        Ok(Units(start..self.len()))
    }

    /// The unit with this identity. Expected O(1).
    #[must_use]
    pub fn find(&self, identity: &Identity) -> Option<UnitId> {
        self.index.find(identity, &self.identities)
    }

    /// The identity of a unit.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownUnit`].
    pub fn identity(&self, unit: UnitId) -> Result<Identity, Error> {
        self.identities.get(unit.row()).copied().ok_or(Error::UnknownUnit { item: 0 })
    }

    /// The level of a unit.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownUnit`].
    pub fn level(&self, unit: UnitId) -> Result<Level, Error> {
        self.known(unit, 0).map(|node| node.level)
    }

    /// Whether a unit is void.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownUnit`].
    pub fn is_void(&self, unit: UnitId) -> Result<bool, Error> {
        self.known(unit, 0).map(|node| node.void)
    }

    /// Asks for memory once instead of many times. Only a hint: what fails here is asked for again by each unit.
    fn reserve(&mut self, more: usize) {
        let _ = self.nodes.try_reserve(more);
        let _ = self.identities.try_reserve(more);
        self.index.reserve(more, &self.identities);
    }

    /// Adds the unit that stands at `item` of a list whose first unit got the number `start`.
    fn enter(&mut self, identity: Identity, level: Level, item: u32, start: u32) -> Result<UnitId, Error> {
        let number = self.len();
        if number == u32::MAX {
            return Err(Error::Full);
        }
        if !self.rules.uses(level) {
            return Err(Error::LevelAbsent { item });
        }
        match self.find(&identity) {
            Some(earlier) if earlier.number() >= start => return Err(Error::Repeated { item }),
            Some(_) => return Err(Error::Known { item }),
            None => {}
        }
        let unit = UnitId::from_number(number);
        self.nodes.push(Node::new(level));
        self.identities.push(identity);
        self.index.insert(unit, &self.identities);
        *self.totals.at_mut(level) += 1;
        Ok(unit)
    }

    /// Removes the units from number `start` on, all of them loose and empty.
    fn forget_from(&mut self, start: u32) {
        for unit in Units(start..self.len()).rev() {
            if let (Some(node), Some(identity)) = (self.nodes.pop(), self.identities.pop()) {
                self.index.remove(unit, &identity);
                *self.totals.at_mut(node.level) -= 1;
            }
        }
    }

    /// The row of a unit that a caller named at `item`.
    pub(super) fn known(&self, unit: UnitId, item: u32) -> Result<&Node, Error> {
        self.nodes.get(unit.row()).ok_or(Error::UnknownUnit { item })
    }

    /// The row of a unit that is known already: tested by `known`, or named by a link.
    #[allow(clippy::indexing_slicing)] // rows are never removed while an id or a link to them is about
    pub(super) fn at(&self, unit: UnitId) -> &Node {
        &self.nodes[unit.row()]
    }

    /// Like [`Forest::at`], to change it.
    #[allow(clippy::indexing_slicing)] // as in `at`
    pub(super) fn at_mut(&mut self, unit: UnitId) -> &mut Node {
        &mut self.nodes[unit.row()]
    }
}

impl PartialEq for Forest {
    fn eq(&self, other: &Self) -> bool {
        self.rules == other.rules && self.nodes == other.nodes && self.identities == other.identities
    }
}

impl Eq for Forest {}

impl fmt::Debug for Forest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Forest")
            .field("rules", &self.rules)
            .field("totals", &self.totals)
            .finish_non_exhaustive()
    }
}
