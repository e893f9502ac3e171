//! The invariants, stated and verified.

use core::fmt;

use super::unit::{Link, Node};
use super::{Counts, Forest, UnitId};
use crate::code::Level;

/// What holds of every forest after every operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Invariant {
    /// Each unit has one identity and one place.
    Rows,
    /// Index and identities agree one to one: each identity is found under its own unit, and nothing else is.
    Index,
    /// Every link names a unit of the forest.
    Link,
    /// No unit lies in itself, at any depth.
    Cycle,
    /// Links agree both ways: each child names its container and its neighbours, and they name it; a loose unit
    /// has no neighbours.
    Chain,
    /// A container holds as many children as it counts.
    Held,
    /// A unit lies in one container at most: the one it names holds it.
    OneParent,
    /// Every unit's level is in use, and every child's level may go into its container.
    LevelOrder,
    /// No container holds more than its capacity.
    Capacity,
    /// Void units are loose and empty.
    Void,
    /// The totals per level are those of the units.
    Totals,
    /// No unit carries a mark of an unfinished test.
    Mark,
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
    /// Verifies every [`Invariant`]. Ends on any state, however damaged. O(units), one byte of memory for each.
    ///
    /// # Errors
    ///
    /// The first breach, in this order: of the rows, of the links, of single units, of the whole.
    pub fn check(&self) -> Result<(), Breach> {
        let rows = self.nodes.len();
        require(rows == self.identities.len() && u32::try_from(rows).is_ok(), Invariant::Rows, None)?;
        require(rows == self.index.len(), Invariant::Index, None)?;
        for (unit, identity) in self.units().zip(&self.identities) {
            require(self.find(identity) == Some(unit), Invariant::Index, unit)?;
        }
        self.check_links()?;
        self.check_chains()?;
        for (unit, node) in self.units().zip(&self.nodes) {
            self.check_unit(unit, node)?;
        }
        let mut totals = Counts::default();
        for node in &self.nodes {
            *totals.at_mut(node.level) += 1;
        }
        require(totals == self.totals, Invariant::Totals, None)
    }

    /// After this, [`Forest::at`] may follow every link, and every path ends.
    fn check_links(&self) -> Result<(), Breach> {
        for (unit, node) in self.units().zip(&self.nodes) {
            for link in [node.parent, node.prev, node.next, node.first] {
                let names_a_unit = link.unit().is_none_or(|to| to.row() < self.nodes.len());
                require(names_a_unit, Invariant::Link, unit)?;
            }
        }
        for unit in self.units() {
            let mut above = Link::to(unit);
            for _ in Level::ALL {
                above = above.unit().map_or(Link::NONE, |here| self.at(here).parent);
            }
            require(above.is_none(), Invariant::Cycle, unit)?;
        }
        Ok(())
    }

    /// Walks the chain of every container, then looks for units that name a container and were not met in it.
    fn check_chains(&self) -> Result<(), Breach> {
        let mut met = vec![false; self.nodes.len()];
        for (unit, node) in self.units().zip(&self.nodes) {
            self.check_chain(unit, node, &mut met)?;
        }
        for ((unit, node), met) in self.units().zip(&self.nodes).zip(met) {
            require(met || node.parent.is_none(), Invariant::OneParent, unit)?;
            let alone = node.prev.is_none() && node.next.is_none();
            require(met || alone, Invariant::Chain, unit)?;
        }
        Ok(())
    }

    fn check_chain(&self, unit: UnitId, node: &Node, met: &mut [bool]) -> Result<(), Breach> {
        let mut before = Link::NONE;
        let mut next = node.first;
        let mut count = 0;
        while let Some(child) = next.unit() {
            // Ends a chain that runs in a circle, too.
            require(count < node.held, Invariant::Held, unit)?;
            count += 1;
            let row = self.at(child);
            let agrees = row.parent.is(unit) && (before.is_none() || row.prev == before);
            require(agrees, Invariant::Chain, child)?;
            if let Some(met) = met.get_mut(child.row()) {
                *met = true;
            }
            before = next;
            next = row.next;
        }
        require(count == node.held, Invariant::Held, unit)?;
        let closes = node.first.unit().is_none_or(|first| self.at(first).prev == before);
        require(closes, Invariant::Chain, unit)
    }

    fn check_unit(&self, unit: UnitId, node: &Node) -> Result<(), Breach> {
        let fits =
            node.parent.unit().is_none_or(|parent| self.rules.allows(self.at(parent).level, node.level));
        require(self.rules.uses(node.level) && fits, Invariant::LevelOrder, unit)?;
        let capacity = self.rules.capacity(node.level).unwrap_or(0);
        require(node.held <= capacity, Invariant::Capacity, unit)?;
        let bare = node.parent.is_none() && node.held == 0;
        require(!node.void || bare, Invariant::Void, unit)?;
        require(!node.marked, Invariant::Mark, unit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Error;
    use crate::code::{Identity, Serial};
    use crate::gs1::key::Gtin;
    use crate::pack::Rules;

    const PALLET: UnitId = UnitId::from_number(0);
    const CASE: UnitId = UnitId::from_number(1);
    const BOX: UnitId = UnitId::from_number(2);
    const ITEMS: [UnitId; 3] = [UnitId::from_number(3), UnitId::from_number(4), UnitId::from_number(5)];
    const LOOSE: UnitId = UnitId::from_number(6);
    const EMPTY: UnitId = UnitId::from_number(7);
    const NOWHERE: UnitId = UnitId::from_number(99);

    fn identity(serial: usize) -> Result<Identity, Error> {
        let gtin = Gtin::parse(b"09506000134352")?;
        Ok(Identity::Sgtin { gtin, serial: Serial::parse(serial.to_string().as_bytes())? })
    }

    /// Pallet, case and box in each other, three items in the box, a loose item, an empty box.
    fn forest() -> Result<Forest, Error> {
        let mut forest = Forest::new(Rules::new([3, 2, 2]));
        let levels = [
            Level::PALLET,
            Level::CASE,
            Level::BOX,
            Level::ITEM,
            Level::ITEM,
            Level::ITEM,
            Level::ITEM,
            Level::BOX,
        ];
        for (serial, level) in levels.into_iter().enumerate() {
            forest.add(identity(serial)?, level)?;
        }
        forest.pack(BOX, &ITEMS)?;
        forest.pack(CASE, &[BOX])?;
        forest.pack(PALLET, &[CASE])?;
        Ok(forest)
    }

    /// Damages a sound forest and says what `check` makes of it.
    fn breach(damage: impl FnOnce(&mut Forest)) -> Breach {
        let mut forest = forest().unwrap();
        assert_eq!(forest.check(), Ok(()));
        damage(&mut forest);
        forest.check().unwrap_err()
    }

    #[track_caller]
    fn seen(invariant: Invariant, unit: impl Into<Option<UnitId>>, damage: impl FnOnce(&mut Forest)) {
        assert_eq!(breach(damage), Breach { invariant, unit: unit.into() });
    }

    #[test]
    fn rows() {
        seen(Invariant::Rows, None, |forest| forest.identities.truncate(7));
    }

    #[test]
    fn index() {
        let own = identity(7).unwrap();
        seen(Invariant::Index, None, |forest| forest.index.remove(EMPTY, &own));
        seen(Invariant::Index, LOOSE, |forest| forest.identities[LOOSE.row()] = own);
        seen(Invariant::Index, PALLET, |forest| forest.identities.swap(PALLET.row(), CASE.row()));
    }

    #[test]
    fn links() {
        seen(Invariant::Link, BOX, |forest| forest.at_mut(BOX).parent = Link::to(NOWHERE));
        seen(Invariant::Link, BOX, |forest| forest.at_mut(BOX).first = Link::to(NOWHERE));
        seen(Invariant::Link, BOX, |forest| forest.at_mut(BOX).next = Link::to(NOWHERE));
        seen(Invariant::Link, BOX, |forest| forest.at_mut(BOX).prev = Link::to(NOWHERE));
    }

    #[test]
    fn cycle() {
        seen(Invariant::Cycle, PALLET, |forest| forest.at_mut(PALLET).parent = Link::to(BOX));
        seen(Invariant::Cycle, LOOSE, |forest| forest.at_mut(LOOSE).parent = Link::to(LOOSE));
    }

    #[test]
    fn chain() {
        let [first, second, third] = ITEMS;
        seen(Invariant::Chain, second, |forest| forest.at_mut(second).prev = Link::to(third));
        seen(Invariant::Chain, BOX, |forest| forest.at_mut(first).prev = Link::to(second));
        seen(Invariant::Chain, second, |forest| forest.at_mut(second).parent = Link::to(EMPTY));
        seen(Invariant::Chain, LOOSE, |forest| forest.at_mut(LOOSE).next = Link::to(first));
        seen(Invariant::Chain, LOOSE, |forest| forest.at_mut(LOOSE).prev = Link::to(first));
    }

    #[test]
    fn held() {
        let [first, second, third] = ITEMS;
        seen(Invariant::Held, BOX, |forest| forest.at_mut(BOX).held = 2);
        seen(Invariant::Held, BOX, |forest| forest.at_mut(BOX).held = 4);
        seen(Invariant::Held, EMPTY, |forest| forest.at_mut(EMPTY).held = 1);
        // A chain that runs in a circle, its neighbours agreeing.
        seen(Invariant::Held, BOX, |forest| {
            forest.at_mut(third).next = Link::to(first);
            assert_eq!(forest.at(first).prev, Link::to(third));
            assert_eq!(forest.at(second).prev, Link::to(first));
        });
    }

    #[test]
    fn one_parent() {
        seen(Invariant::OneParent, LOOSE, |forest| forest.at_mut(LOOSE).parent = Link::to(BOX));
        // A ring beside the chain: its members agree with each other, and no container leads to them.
        seen(Invariant::OneParent, LOOSE, |forest| {
            let node = forest.at_mut(LOOSE);
            node.parent = Link::to(EMPTY);
            node.prev = Link::to(LOOSE);
            node.next = Link::to(LOOSE);
        });
    }

    #[test]
    fn level_order() {
        seen(Invariant::LevelOrder, CASE, |forest| forest.at_mut(CASE).level = Level::PALLET);
        seen(Invariant::LevelOrder, ITEMS[0], |forest| forest.at_mut(ITEMS[0]).level = Level::BOX);
        seen(Invariant::LevelOrder, CASE, |forest| forest.rules = Rules::new([3, 0, 2]));
    }

    #[test]
    fn capacity() {
        seen(Invariant::Capacity, BOX, |forest| forest.rules = Rules::new([2, 2, 2]));
    }

    #[test]
    fn void() {
        seen(Invariant::Void, ITEMS[1], |forest| forest.at_mut(ITEMS[1]).void = true);
        seen(Invariant::Void, PALLET, |forest| forest.at_mut(PALLET).void = true);
    }

    #[test]
    fn totals() {
        seen(Invariant::Totals, None, |forest| *forest.totals.at_mut(Level::CASE) += 1);
    }

    #[test]
    fn mark() {
        seen(Invariant::Mark, LOOSE, |forest| forest.at_mut(LOOSE).marked = true);
    }

    #[test]
    fn a_breach_says_what_and_where() {
        let shown = breach(|forest| forest.at_mut(LOOSE).marked = true).to_string();
        assert_eq!(shown, "invariant Mark does not hold at unit 6");
    }
}
