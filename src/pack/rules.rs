//! What may go into what, and how much of it.

use crate::Error;
use crate::code::Level;

/// The packing rules of one order: its levels with their names and capacities, and whether levels may be skipped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// By level, lowest first; 0 where the level is absent. An item holds nothing, yet is never absent.
    capacities: [u32; Level::COUNT],
    names: [Name; Level::COUNT],
    skip_levels: bool,
}

/// What an order calls a level; all zero where the level keeps its usual word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Name([u8; Rules::NAME_BYTES]);

impl Rules {
    /// The longest name of a level, in bytes of UTF-8.
    pub const NAME_BYTES: usize = 24;

    /// Rules from the capacities of box, case and pallet, in units of the level below.
    ///
    /// 0 means that the order has no such containers: the level below it then goes straight into the level
    /// above it.
    ///
    /// ```
    /// use symbolon::{code::Level, pack::Rules};
    ///
    /// let rules = Rules::new([0, 24, 40]);
    /// assert!(!rules.uses(Level::BOX));
    /// assert!(rules.allows(Level::CASE, Level::ITEM));
    /// assert!(!rules.allows(Level::PALLET, Level::ITEM));
    /// ```
    #[must_use]
    pub const fn new(capacities: [u32; 3]) -> Self {
        let [boxes, cases, pallets] = capacities;
        let capacities = [0, boxes, cases, pallets, 0, 0, 0, 0];
        Self { capacities, names: [Name([0; Self::NAME_BYTES]); Level::COUNT], skip_levels: false }
    }

    /// Gives containers of a level a capacity, in units of the levels below; 0 takes the level out of the order.
    ///
    /// ```
    /// use symbolon::{code::Level, pack::Rules};
    ///
    /// # fn main() -> Result<(), symbolon::Error> {
    /// let rules = Rules::new([0, 24, 40]).with_level(Level::from_number(5)?, 60)?;
    /// let rules = rules.with_name(Level::from_number(5)?, "container")?;
    /// assert_eq!(rules.name(Level::from_number(5)?), "container");
    /// assert_eq!(rules.name(Level::CASE), "case");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] for the level of items, which hold nothing.
    pub fn with_level(mut self, level: Level, capacity: u32) -> Result<Self, Error> {
        if level == Level::ITEM {
            return Err(Error::Parameter);
        }
        let place = self.capacities.get_mut(usize::from(level.number()) - 1);
        *place.ok_or(Error::Parameter)? = capacity;
        Ok(self)
    }

    /// Names a level as the order does.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] for a name that is empty, longer than [`Rules::NAME_BYTES`] or holds a control character.
    pub fn with_name(mut self, level: Level, name: &str) -> Result<Self, Error> {
        let kept = self.names.get_mut(usize::from(level.number()) - 1).ok_or(Error::Parameter)?;
        if name.is_empty() || name.len() > Self::NAME_BYTES || name.chars().any(char::is_control) {
            return Err(Error::Parameter);
        }
        *kept = Name([0; Self::NAME_BYTES]);
        kept.0.iter_mut().zip(name.bytes()).for_each(|(place, byte)| *place = byte);
        Ok(self)
    }

    /// What the order calls a level.
    #[must_use]
    pub fn name(&self, level: Level) -> &str {
        self.given_name(level).unwrap_or(level.name())
    }

    /// The name that a level was given.
    pub(super) fn given_name(&self, level: Level) -> Option<&str> {
        self.names.get(usize::from(level.number()) - 1).and_then(|name| {
            let end = name.0.iter().position(|&byte| byte == 0).unwrap_or(Self::NAME_BYTES);
            core::str::from_utf8(name.0.get(..end)?).ok().filter(|name| !name.is_empty())
        })
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
        let capacity = self.capacities.get(usize::from(level.number()) - 1).copied();
        capacity.filter(|&capacity| capacity > 0)
    }

    /// Whether units of this level exist in the order.
    #[must_use]
    pub fn uses(&self, level: Level) -> bool {
        level == Level::ITEM || self.capacity(level).is_some()
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
