//! The queries. None allocates, none recurses.

use core::iter::FusedIterator;

use super::unit::Link;
use super::{Counts, Forest, UnitId};
use crate::Error;
use crate::code::Level;

impl Forest {
    /// The container a unit lies in; `None` if it is loose.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownUnit`].
    pub fn parent(&self, unit: UnitId) -> Result<Option<UnitId>, Error> {
        self.known(unit, 0).map(|node| node.parent.unit())
    }

    /// The outermost container of a unit; the unit itself if it is loose.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownUnit`].
    pub fn root(&self, unit: UnitId) -> Result<UnitId, Error> {
        Ok(self.path(unit)?.last().unwrap_or(unit))
    }

    /// The unit, its container, and so on up to the root.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownUnit`].
    pub fn path(&self, unit: UnitId) -> Result<Path<'_>, Error> {
        self.known(unit, 0)?;
        Ok(Path { forest: self, next: Some(unit) })
    }

    /// Whether `unit` lies in `container`, at any depth. Nothing lies in itself.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownUnit`], item 0 for the unit and 1 for the container.
    pub fn is_in(&self, unit: UnitId, container: UnitId) -> Result<bool, Error> {
        let mut path = self.path(unit)?.skip(1);
        self.known(container, 1)?;
        Ok(path.any(|above| above == container))
    }

    /// What a container holds directly, in packing order.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownUnit`].
    pub fn children(&self, container: UnitId) -> Result<Children<'_>, Error> {
        let node = self.known(container, 0)?;
        Ok(Children { forest: self, next: node.first, left: node.held })
    }

    /// The unit packed right behind this one in the same container.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownUnit`].
    pub fn next_sibling(&self, unit: UnitId) -> Result<Option<UnitId>, Error> {
        self.known(unit, 0).map(|node| node.next.unit())
    }

    /// How many units a container holds directly.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownUnit`].
    pub fn held(&self, container: UnitId) -> Result<u32, Error> {
        self.known(container, 0).map(|node| node.held)
    }

    /// How many more units a container can take; 0 for an item and for a void container.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownUnit`].
    pub fn room(&self, container: UnitId) -> Result<u32, Error> {
        let node = self.known(container, 0)?;
        let capacity = if node.void { 0 } else { self.rules.capacity(node.level).unwrap_or(0) };
        Ok(capacity.saturating_sub(node.held))
    }

    /// The items in a unit at any depth, in packing order: those of its first child, then of its second, and so
    /// on. An item is its own only leaf; an empty container has none.
    ///
    /// A whole walk is O(units below); one step is amortised O(1), more only where it passes empty containers.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownUnit`].
    pub fn leaves(&self, unit: UnitId) -> Result<Leaves<'_>, Error> {
        self.known(unit, 0)?;
        Ok(Leaves { forest: self, top: unit, next: Some(unit) })
    }

    /// Writes [`Forest::leaves`] into a caller's buffer and returns how many there are. A buffer that is too short
    /// is left untouched; in a longer one, so is what lies behind the leaves. O(units below).
    ///
    /// # Errors
    ///
    /// [`Error::UnknownUnit`].
    pub fn leaves_into(&self, unit: UnitId, buffer: &mut [UnitId]) -> Result<usize, Error> {
        let itself = u32::from(self.level(unit)? == Level::ITEM);
        let total = (self.counts(unit)?.at(Level::ITEM) + itself) as usize;
        if total <= buffer.len() {
            for (place, leaf) in buffer.iter_mut().zip(self.leaves(unit)?) {
                *place = leaf;
            }
        }
        Ok(total)
    }

    /// The number of units below a unit, per level; the unit itself is not counted.
    ///
    /// O(containers below): a container that can hold nothing but items is not walked. Items that skip a level,
    /// where the rules let them, are walked one by one.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownUnit`].
    pub fn counts(&self, unit: UnitId) -> Result<Counts, Error> {
        self.known(unit, 0)?;
        let mut counts = Counts::default();
        let mut next = Some(unit);
        while let Some(here) = next {
            let node = self.at(here);
            if here != unit {
                *counts.at_mut(node.level) += 1;
            }
            next = if self.holds_items_only(node.level) {
                *counts.at_mut(Level::ITEM) += node.held;
                self.beside(unit, here)
            } else {
                self.onward(unit, here)
            };
        }
        Ok(counts)
    }

    /// The odd containers of a level: those that hold something, yet less than their capacity. In the order in
    /// which they were added. A whole walk is O(units in the forest).
    pub fn odd(&self, level: Level) -> impl Iterator<Item = UnitId> + '_ {
        let capacity = self.rules.capacity(level).unwrap_or(0);
        self.units()
            .zip(&self.nodes)
            .filter(move |(_, node)| node.level == level && node.held > 0 && node.held < capacity)
            .map(|(unit, _)| unit)
    }

    fn holds_items_only(&self, level: Level) -> bool {
        match self.rules.below(level) {
            Some(below) => below == Level::ITEM,
            None => false,
        }
    }

    /// The unit after `here` in the walk over `top`, containers before what they hold.
    fn onward(&self, top: UnitId, here: UnitId) -> Option<UnitId> {
        self.at(here).first.unit().or_else(|| self.beside(top, here))
    }

    /// The unit after `here` and all that it holds.
    fn beside(&self, top: UnitId, mut here: UnitId) -> Option<UnitId> {
        while here != top {
            let node = self.at(here);
            if let Some(next) = node.next.unit() {
                return Some(next);
            }
            here = node.parent.unit()?;
        }
        None
    }
}

/// A unit and its containers, see [`Forest::path`].
#[derive(Clone, Debug)]
pub struct Path<'a> {
    forest: &'a Forest,
    next: Option<UnitId>,
}

impl Iterator for Path<'_> {
    type Item = UnitId;

    fn next(&mut self) -> Option<UnitId> {
        let unit = self.next?;
        self.next = self.forest.at(unit).parent.unit();
        Some(unit)
    }
}

impl FusedIterator for Path<'_> {}

/// What a container holds directly, see [`Forest::children`].
#[derive(Clone, Debug)]
pub struct Children<'a> {
    forest: &'a Forest,
    next: Link,
    left: u32,
}

impl Iterator for Children<'_> {
    type Item = UnitId;

    fn next(&mut self) -> Option<UnitId> {
        let unit = self.next.unit()?;
        self.next = self.forest.at(unit).next;
        self.left = self.left.saturating_sub(1);
        Some(unit)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left as usize, Some(self.left as usize))
    }
}

impl ExactSizeIterator for Children<'_> {}
impl FusedIterator for Children<'_> {}

/// The items in a unit, see [`Forest::leaves`].
#[derive(Clone, Debug)]
pub struct Leaves<'a> {
    forest: &'a Forest,
    top: UnitId,
    next: Option<UnitId>,
}

impl Iterator for Leaves<'_> {
    type Item = UnitId;

    fn next(&mut self) -> Option<UnitId> {
        while let Some(unit) = self.next {
            self.next = self.forest.onward(self.top, unit);
            if self.forest.at(unit).level == Level::ITEM {
                return Some(unit);
            }
        }
        None
    }
}

impl FusedIterator for Leaves<'_> {}
