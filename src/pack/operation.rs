//! The operations. Each tests everything first and changes something only when nothing can be refused any more.

use super::unit::{Link, Node};
use super::{Forest, UnitId};
use crate::Error;
use crate::error::place;

impl Forest {
    /// Puts loose units into a container, behind what it holds already. O(length of the list).
    ///
    /// An empty list is accepted and changes nothing.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownUnit`]; [`Error::Void`]; [`Error::Repeated`]; [`Error::LevelOrder`] if the rules do not
    /// let the unit into this container; [`Error::AlreadyPacked`]; [`Error::Capacity`] at the first unit without
    /// room. The container's position is `children.len()`.
    pub fn pack(&mut self, parent: UnitId, children: &[UnitId]) -> Result<(), Error> {
        let Node { level, held, .. } = *self.live(parent, position_behind(children))?;
        let rules = self.rules;
        let room = rules.capacity(level).unwrap_or(0).saturating_sub(held);
        self.examine(children, |item, child| {
            if !rules.allows(level, child.level) {
                Err(Error::LevelOrder { item })
            } else if !child.parent.is_none() {
                Err(Error::AlreadyPacked { item })
            } else if item >= room {
                Err(Error::Capacity { item })
            } else {
                Ok(())
            }
        })?;
        for &child in children {
            self.attach(parent, child);
        }
        Ok(())
    }

    /// Takes units out of their containers; what they hold stays in them. O(length of the list).
    ///
    /// # Errors
    ///
    /// [`Error::UnknownUnit`], [`Error::Repeated`], [`Error::Void`], [`Error::NotPacked`].
    pub fn unpack(&mut self, children: &[UnitId]) -> Result<(), Error> {
        self.examine(
            children,
            |item, child| {
                if child.parent.is_none() { Err(Error::NotPacked { item }) } else { Ok(()) }
            },
        )?;
        for &child in children {
            self.detach(child);
        }
        Ok(())
    }

    /// Takes everything out of a container, one level deep, and says how many units that were.
    /// O(units taken out).
    ///
    /// An empty container is accepted and gives 0; so does an item.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownUnit`], [`Error::Void`]; the item is 0.
    pub fn unpack_all(&mut self, parent: UnitId) -> Result<u32, Error> {
        let Node { first, held, .. } = *self.live(parent, 0)?;
        let mut next = first;
        while let Some(child) = next.unit() {
            let node = self.at_mut(child);
            next = node.next;
            *node = node.loose();
        }
        let container = self.at_mut(parent);
        container.first = Link::NONE;
        container.held = 0;
        Ok(held)
    }

    /// Puts `new` into the exact place that `old` has in its container; `old` becomes loose. Both keep what they
    /// hold.
    ///
    /// # Errors
    ///
    /// The item is 0 for `old` and 1 for `new`. [`Error::UnknownUnit`]; [`Error::Void`]; [`Error::NotPacked`]
    /// for `old`; for `new` [`Error::Repeated`] if it is `old`, [`Error::LevelOrder`] if its level is another,
    /// [`Error::AlreadyPacked`].
    pub fn replace(&mut self, old: UnitId, new: UnitId) -> Result<(), Error> {
        let was = *self.live(old, 0)?;
        let parent = was.parent.unit().ok_or(Error::NotPacked { item: 0 })?;
        self.known(new, 1)?;
        if new == old {
            return Err(Error::Repeated { item: 1 });
        }
        let comes = self.live(new, 1)?;
        if comes.level != was.level {
            return Err(Error::LevelOrder { item: 1 });
        }
        if !comes.parent.is_none() {
            return Err(Error::AlreadyPacked { item: 1 });
        }
        let link = Link::to(new);
        let node = self.at_mut(new);
        node.parent = was.parent;
        node.prev = was.prev;
        node.next = was.next;
        self.set_next(parent, old, was.prev, link);
        self.set_prev(parent, was.next, link);
        let node = self.at_mut(old);
        *node = node.loose();
        Ok(())
    }

    /// Takes units out of their containers and puts them into another, behind what it holds already.
    /// O(length of the list).
    ///
    /// A unit that lies in `new_parent` already moves to its end and needs no room.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownUnit`]; [`Error::Void`]; [`Error::Repeated`]; [`Error::LevelOrder`] if the rules do not
    /// let the unit into the new container; [`Error::NotPacked`]; [`Error::Capacity`] at the first unit without
    /// room. The container's position is `children.len()`.
    pub fn move_to(&mut self, children: &[UnitId], new_parent: UnitId) -> Result<(), Error> {
        let Node { level, held, .. } = *self.live(new_parent, position_behind(children))?;
        let rules = self.rules;
        let mut room = rules.capacity(level).unwrap_or(0).saturating_sub(held);
        self.examine(children, |item, child| {
            if !rules.allows(level, child.level) {
                return Err(Error::LevelOrder { item });
            }
            if child.parent.is_none() {
                return Err(Error::NotPacked { item });
            }
            if !child.parent.is(new_parent) {
                room = room.checked_sub(1).ok_or(Error::Capacity { item })?;
            }
            Ok(())
        })?;
        for &child in children {
            self.detach(child);
            self.attach(new_parent, child);
        }
        Ok(())
    }

    /// Declares a loose, empty unit void, for good: it stays known, and no operation accepts it again.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownUnit`]; [`Error::Void`] if it is void already; [`Error::AlreadyPacked`] while it lies in
    /// a container; [`Error::NotEmpty`] while it holds something. The item is 0.
    pub fn void(&mut self, unit: UnitId) -> Result<(), Error> {
        let node = self.live(unit, 0)?;
        if !node.parent.is_none() {
            return Err(Error::AlreadyPacked { item: 0 });
        }
        if node.held > 0 {
            return Err(Error::NotEmpty { item: 0 });
        }
        self.at_mut(unit).void = true;
        Ok(())
    }

    /// The row of a unit that is not void.
    fn live(&self, unit: UnitId, item: u32) -> Result<&Node, Error> {
        let node = self.known(unit, item)?;
        if node.void { Err(Error::Void { item }) } else { Ok(node) }
    }

    /// Tests a list front to back: each unit known, named once, not void and accepted by `test`.
    ///
    /// The marks that find repetitions cost no memory; none is left when this returns.
    fn examine(
        &mut self,
        units: &[UnitId],
        mut test: impl FnMut(u32, &Node) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut answer = Ok(());
        let mut marked = 0;
        for (item, &unit) in (0..).zip(units) {
            answer = self.examine_one(unit, item, &mut test);
            if answer.is_err() {
                break;
            }
            marked += 1;
        }
        for &unit in units.iter().take(marked) {
            self.at_mut(unit).marked = false;
        }
        answer
    }

    fn examine_one(
        &mut self,
        unit: UnitId,
        item: u32,
        test: &mut impl FnMut(u32, &Node) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let node = self.nodes.get_mut(unit.row()).ok_or(Error::UnknownUnit { item })?;
        if node.marked {
            return Err(Error::Repeated { item });
        }
        if node.void {
            return Err(Error::Void { item });
        }
        test(item, node)?;
        node.marked = true;
        Ok(())
    }

    /// Chains a loose unit behind the last child.
    fn attach(&mut self, parent: UnitId, child: UnitId) {
        let link = Link::to(child);
        let container = self.at_mut(parent);
        container.held += 1;
        let first = container.first;
        if first.is_none() {
            container.first = link;
        }
        let last = match first.unit() {
            Some(first) => core::mem::replace(&mut self.at_mut(first).prev, link),
            None => link,
        };
        if let Some(last) = last.unit().filter(|&last| last != child) {
            self.at_mut(last).next = link;
        }
        let node = self.at_mut(child);
        node.parent = Link::to(parent);
        node.prev = last;
        node.next = Link::NONE;
    }

    /// Takes a packed unit out of its chain.
    fn detach(&mut self, child: UnitId) {
        let Node { parent, prev, next, .. } = *self.at(child);
        let Some(parent) = parent.unit() else { return };
        self.set_next(parent, child, prev, next);
        self.set_prev(parent, next, prev);
        self.at_mut(parent).held -= 1;
        let node = self.at_mut(child);
        *node = node.loose();
    }

    /// Lets whatever leads to `child`, its container or the unit before it, lead to `to`.
    fn set_next(&mut self, parent: UnitId, child: UnitId, prev: Link, to: Link) {
        let container = self.at_mut(parent);
        if container.first.is(child) {
            container.first = to;
        } else if let Some(prev) = prev.unit() {
            self.at_mut(prev).next = to;
        }
    }

    /// Lets the unit `next`, or the first one where the chain ends, have `to` before it.
    fn set_prev(&mut self, parent: UnitId, next: Link, to: Link) {
        if let Some(after) = next.unit().or(self.at(parent).first.unit()) {
            self.at_mut(after).prev = to;
        }
    }
}

/// The position of the container that stands behind a list.
fn position_behind(list: &[UnitId]) -> u32 {
    place(list.len())
}
