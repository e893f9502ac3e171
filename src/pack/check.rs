//! The invariants, stated and verified.

use core::fmt;

use super::brood::Brood;
use super::registry::{Name, Origin};
use super::states::{CLOSED, DESTROYED, SAMPLED, VOID};
use super::{Counts, Forest, UnitId};
use crate::code::Level;

/// What holds of every forest after every operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Invariant {
    /// Blocks of ids follow each other without a gap, and each unit has one name and one level.
    Rows,
    /// Every name is found under its own unit, and nothing else is.
    Index,
    /// Every container that is named is a unit of the forest.
    Link,
    /// The children of a container come in the order of their ids, and each of them names it.
    Chain,
    /// A container holds as many children as it counts.
    Held,
    /// A unit lies in one container at most: the one it names holds it.
    OneParent,
    /// Every unit's level is in use, and every child's level may go into its container: no unit lies in itself.
    LevelOrder,
    /// No container holds more than its capacity.
    Capacity,
    /// Void units are loose and empty.
    Void,
    /// The totals per level are those of the units.
    Totals,
    /// Samples and destroyed units are loose; only containers are closed; only closed ones have a declared count kept.
    State,
    /// Lists of children take as much memory as they need.
    Memory,
}

/// An invariant that does not hold: the memory was damaged, or the library has a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Breach {
    /// What does not hold.
    pub invariant: Invariant,
    /// Where it was seen, unless it concerns the forest as a whole.
    pub unit: Option<UnitId>,
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "invariant {:?} does not hold", self.invariant)?;
        match self.unit {
            Some(unit) => write!(f, " at unit {}", unit.number()),
            None => Ok(()),
        }
    }
}

impl core::error::Error for Breach {}

fn require(holds: bool, invariant: Invariant, unit: impl Into<Option<UnitId>>) -> Result<(), Breach> {
    if holds { Ok(()) } else { Err(Breach { invariant, unit: unit.into() }) }
}

impl Forest {
    /// Verifies every [`Invariant`]. Ends on any state, however damaged. O(units).
    ///
    /// # Errors
    ///
    /// The first breach, in this order: of the names, of single units, of the whole.
    pub fn check(&self) -> Result<(), Breach> {
        self.check_names()?;
        let (mut packed, mut held, mut blocks) = (0_u64, 0_u64, 0);
        let mut totals = Counts::default();
        for unit in self.units() {
            let level = self.registry.level(unit.number());
            let level = level.ok_or(Breach { invariant: Invariant::Rows, unit: Some(unit) })?;
            require(self.rules.uses(level), Invariant::LevelOrder, unit)?;
            *totals.at_mut(level) += 1;
            packed += u64::from(self.check_place(unit, level)?);
            if level != Level::ITEM {
                held += u64::from(self.check_children(unit, level)?);
                blocks += super::lists::Lists::blocks(self.layout.list(unit.number()).held);
            }
            self.check_state(unit, level)?;
        }
        // Each child that a container lists names it, once; so none is missing if the numbers are the same.
        require(packed == held, Invariant::OneParent, None)?;
        require(totals == self.registry.totals, Invariant::Totals, None)?;
        require(blocks == self.layout.lists.live(), Invariant::Memory, None)?;
        let stray = self.declared.keys().find(|&&unit| self.states.get(unit) & CLOSED == 0);
        require(stray.is_none(), Invariant::State, stray.map(|&unit| UnitId::from_number(unit)))
    }

    fn check_names(&self) -> Result<(), Breach> {
        let (mut units, mut rows) = (0, 0);
        for block in &self.registry.blocks {
            let here = UnitId::from_number(block.first);
            require(block.first == units && block.count > 0, Invariant::Rows, here)?;
            units += block.count;
            if let Origin::Rows(row) = block.origin {
                require(row == rows, Invariant::Rows, here)?;
                rows += block.count;
            }
            let last = UnitId::from_number(units - 1);
            for unit in [here, last] {
                if let Ok(Name::Indexed { series, index }) = self.name(unit) {
                    require(self.at(&series, index) == Some(unit), Invariant::Index, unit)?;
                }
            }
        }
        let kept = self.registry.identities.len();
        require(kept == rows as usize && kept == self.registry.levels.len(), Invariant::Rows, None)?;
        require(kept == self.registry.index.len(), Invariant::Index, None)?;
        for block in self.registry.blocks.iter().filter(|block| matches!(block.origin, Origin::Rows(_))) {
            for unit in block.first..block.first + block.count {
                let unit = UnitId::from_number(unit);
                let Ok(Name::External(identity)) = self.name(unit) else { continue };
                require(self.find(&identity) == Some(unit), Invariant::Index, unit)?;
            }
        }
        Ok(())
    }

    /// Whether the unit lies in a container that may hold it.
    fn check_place(&self, unit: UnitId, level: Level) -> Result<bool, Breach> {
        let Some(parent) = self.parent_of(unit) else { return Ok(false) };
        let above = self.registry.level(parent.number());
        require(above.is_some(), Invariant::Link, unit)?;
        let fits = above.is_some_and(|above| self.rules.allows(above, level));
        require(fits, Invariant::LevelOrder, unit)?;
        Ok(true)
    }

    fn check_children(&self, unit: UnitId, level: Level) -> Result<u32, Breach> {
        let held = self.layout.held(unit.number());
        require(held <= self.rules.capacity(level).unwrap_or(0), Invariant::Capacity, unit)?;
        let mut brood = Brood::of(&self.layout, unit.number());
        let (mut count, mut before) = (0, 0);
        while let Some((start, end)) = brood.next(&self.layout) {
            require(start < end && start >= before, Invariant::Chain, unit)?;
            // Ends where the lists run in a circle, too.
            require(end - start <= held - count, Invariant::Held, unit)?;
            for child in start..end {
                let agrees = self.layout.parent(child) == unit.word();
                require(agrees, Invariant::Chain, UnitId::from_number(child))?;
            }
            count += end - start;
            before = end;
        }
        require(count == held, Invariant::Held, unit)?;
        Ok(held)
    }

    fn check_state(&self, unit: UnitId, level: Level) -> Result<(), Breach> {
        let flags = self.states.get(unit.number());
        let loose = self.layout.parent(unit.number()) == 0;
        let bare = loose && self.layout.held(unit.number()) == 0;
        require(flags & VOID == 0 || bare && flags == VOID, Invariant::Void, unit)?;
        require(flags & (SAMPLED | DESTROYED) == 0 || loose, Invariant::State, unit)?;
        require(flags & CLOSED == 0 || level != Level::ITEM, Invariant::State, unit)
    }
}
