//! What may go into what, and how much of it.

use crate::code::Level;

/// The packing rules of one order: the capacity of each container level, and whether levels may be skipped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// By level, lowest first; 0 where the level is absent. An item holds nothing, yet is never absent.
    capacities: [u32; Level::ALL.len()],
    skip_levels: bool,
}

impl Rules {
    /// Rules from the capacities of box, case and pallet, in units of the level below.
    ///
    /// 0 means that the order has no such containers: the level below it then goes straight into the level
    /// above it.
    ///
    /// ```
    /// use symbolon::{code::Level, pack::Rules};
    ///
    /// let rules = Rules::new([0, 24, 40]);
    /// assert!(!rules.uses(Level::Box));
    /// assert!(rules.allows(Level::Case, Level::Item));
    /// assert!(!rules.allows(Level::Pallet, Level::Item));
    /// ```
    #[must_use]
    pub const fn new(capacities: [u32; 3]) -> Self {
        let [boxes, cases, pallets] = capacities;
        Self { capacities: [0, boxes, cases, pallets], skip_levels: false }
    }

    /// Lets a container hold units of any lower level, not of the next one only. A unit takes one place in
    /// its container, whatever its level.
    #[must_use]
    pub const fn with_skipped_levels(mut self) -> Self {
        self.skip_levels = true;
        self
    }

    /// Whether levels may be skipped.
    #[must_use]
    pub const fn skips_levels(&self) -> bool {
        self.skip_levels
    }

    /// How many units a container of this level holds; `None` for items and for absent levels.
    #[must_use]
    pub fn capacity(&self, level: Level) -> Option<u32> {
        Level::ALL
            .into_iter()
            .zip(self.capacities)
            .find(|&(at, capacity)| at == level && capacity > 0)
            .map(|(_, capacity)| capacity)
    }

    /// Whether units of this level exist in the order.
    #[must_use]
    pub fn uses(&self, level: Level) -> bool {
        level == Level::Item || self.capacity(level).is_some()
    }

    /// The next lower level in use; `None` below items.
    #[must_use]
    pub fn below(&self, level: Level) -> Option<Level> {
        Level::ALL.into_iter().rev().find(|&lower| lower < level && self.uses(lower))
    }

    /// Whether a unit of level `child` may lie in a container of level `parent`.
    #[must_use]
    pub fn allows(&self, parent: Level, child: Level) -> bool {
        self.uses(parent)
            && self.uses(child)
            && if self.skip_levels { child < parent } else { self.below(parent) == Some(child) }
    }
}
