//! The operations. Each tests everything first and changes something only when nothing can be refused any more.

use super::brood::Brood;
use super::guard::refuse_ended;
use super::states::{CLOSED, DESTROYED, SAMPLED, VOID};
use super::{Forest, UnitId, Units};
use crate::Error;
use crate::code::Level;
use crate::error::place;

impl Forest {
    /// Puts loose units into a container. O(length of the list).
    ///
    /// An empty list is accepted and changes nothing.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownUnit`]; [`Error::Void`]; [`Error::Gone`]; [`Error::Closed`] for the container;
    /// [`Error::Repeated`]; [`Error::LevelOrder`] if the rules do not let the unit into this container;
    /// [`Error::AlreadyPacked`]; [`Error::Capacity`] at the first unit without room. The container's position is
    /// `children.len()`.
    pub fn pack(&mut self, parent: UnitId, children: &[UnitId]) -> Result<(), Error> {
        let level = self.open_container(parent, place(children.len()))?;
        let room = self.room_in(parent, level);
        self.examine(children, |forest, item, child, child_level| {
            forest.may_go(child, child_level, level, item)?;
            if item >= room { Err(Error::Capacity { item }) } else { Ok(()) }
        })?;
        self.attach_all(parent, level, children);
        Ok(())
    }

    /// Puts loose units with consecutive ids into a container. O(1) where they are one step of the line's order, else
    /// O(number of units).
    ///
    /// # Errors
    ///
    /// As for [`Forest::pack`] with the list of these units.
    pub fn pack_run(&mut self, parent: UnitId, children: &Units) -> Result<(), Error> {
        let count = children.count_units();
        let level = self.open_container(parent, count)?;
        let room = self.room_in(parent, level);
        let (first, end) = (children.0.start, children.0.end);
        let mut child = first;
        while child < end {
            let item = child - first;
            let (below, levels_end) =
                self.registry.level_run(child, end).ok_or(Error::UnknownUnit { item })?;
            let (flags, states_end) = self.states.run(child, levels_end);
            refuse_ended(flags, item)?;
            if !self.rules.allows(level, below) {
                return Err(Error::LevelOrder { item });
            }
            let loose = self.layout.loose_until(child, states_end);
            if loose == child {
                return Err(Error::AlreadyPacked { item });
            }
            if loose - first > room {
                return Err(Error::Capacity { item: room });
            }
            child = loose;
        }
        let capacity = self.rules.capacity(level).unwrap_or(0);
        self.layout.attach_run(parent.number(), first, count, capacity);
        Ok(())
    }

    /// Takes units out of their containers; what they hold stays in them. O(length of the list).
    ///
    /// # Errors
    ///
    /// [`Error::UnknownUnit`], [`Error::Repeated`], [`Error::Void`], [`Error::Gone`], [`Error::NotPacked`];
    /// [`Error::Closed`] or [`Error::Gone`] if the container is.
    pub fn unpack(&mut self, children: &[UnitId]) -> Result<(), Error> {
        self.examine(children, |forest, item, child, _| forest.may_leave(child, item).map(drop))?;
        for &child in children {
            self.layout.detach(child.number());
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
    /// [`Error::UnknownUnit`], [`Error::Void`], [`Error::Gone`], [`Error::Closed`]; the item is 0.
    pub fn unpack_all(&mut self, parent: UnitId) -> Result<u32, Error> {
        self.open_container(parent, 0)?;
        let held = self.layout.held(parent.number());
        while let Some((first, end)) = Brood::of(&self.layout, parent.number()).next(&self.layout) {
            for child in first..end {
                self.layout.detach(child);
            }
        }
        Ok(held)
    }

    /// Puts `new` into the container of `old`; `old` becomes loose. Both keep what they hold.
    ///
    /// # Errors
    ///
    /// The item is 0 for `old` and 1 for `new`. [`Error::UnknownUnit`]; [`Error::Void`]; [`Error::Gone`];
    /// [`Error::NotPacked`] for `old`, [`Error::Closed`] if its container is; for `new` [`Error::Repeated`] if it is
    /// `old`, [`Error::LevelOrder`] if its level is another, [`Error::AlreadyPacked`].
    pub fn replace(&mut self, old: UnitId, new: UnitId) -> Result<(), Error> {
        let was = self.live(old, 0)?;
        let parent = self.may_leave(old, 0)?;
        self.counterpart(old, new, was)?;
        self.swap_in(parent, old, new);
        Ok(())
    }

    /// Gives a unit another identity: `new`, loose and empty, takes the children and the place of `old`, and is closed
    /// if that was; `old` becomes void. Closed containers around it stay as they are. O(children).
    ///
    /// Gives the number of units that changed their place.
    ///
    /// # Errors
    ///
    /// The item is 0 for `old` and 1 for `new`. [`Error::UnknownUnit`]; [`Error::Void`]; [`Error::Gone`]; for `new`
    /// [`Error::Repeated`] if it is `old`, [`Error::LevelOrder`] if its level is another, [`Error::AlreadyPacked`],
    /// [`Error::NotEmpty`], [`Error::Closed`].
    pub fn relabel(&mut self, old: UnitId, new: UnitId) -> Result<u32, Error> {
        let level = self.live(old, 0)?;
        self.counterpart(old, new, level)?;
        if self.layout.held(new.number()) > 0 {
            return Err(Error::NotEmpty { item: 1 });
        }
        self.refuse_closed(new, 1)?;
        let mut units = self.pour(old, new, level);
        if let Some(parent) = self.parent_of(old) {
            self.swap_in(parent, old, new);
            units += 2;
        }
        let flags = self.states.get(old.number());
        self.states.set(new.number(), flags & CLOSED);
        self.states.set(old.number(), VOID);
        if let Some(declared) = self.declared.remove(&old.number()) {
            self.declared.insert(new.number(), declared);
        }
        Ok(units)
    }

    /// Takes units out of their containers and puts them into another. O(length of the list).
    ///
    /// A unit that lies in `new_parent` already stays there and needs no room. Gives the number of units that changed
    /// their place.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownUnit`]; [`Error::Void`]; [`Error::Gone`]; [`Error::Repeated`]; [`Error::LevelOrder`] if the
    /// rules do not let the unit into the new container; [`Error::NotPacked`]; [`Error::Closed`] if its container
    /// is, or the new one; [`Error::Capacity`] at the first unit without room. The new container's position is
    /// `children.len()`.
    pub fn move_to(&mut self, children: &[UnitId], new_parent: UnitId) -> Result<u32, Error> {
        let level = self.open_container(new_parent, place(children.len()))?;
        let rules = self.rules;
        let all_room = self.room_in(new_parent, level);
        let mut room = all_room;
        self.examine(children, |forest, item, child, child_level| {
            if !rules.allows(level, child_level) {
                return Err(Error::LevelOrder { item });
            }
            if forest.may_leave(child, item)? != new_parent {
                room = room.checked_sub(1).ok_or(Error::Capacity { item })?;
            }
            Ok(())
        })?;
        self.transfer(children, new_parent, level);
        Ok(all_room - room)
    }

    /// Moves some children of a container to another one of the same level. O(length of the list).
    ///
    /// # Errors
    ///
    /// The positions are those of the list, then `from`, then `to`. [`Error::UnknownUnit`]; [`Error::Void`];
    /// [`Error::Gone`]; [`Error::Closed`]; [`Error::Repeated`]; [`Error::LevelOrder`] if `to` is of another level;
    /// [`Error::NotPacked`] for a unit that is not in `from`; [`Error::Capacity`].
    pub fn split(&mut self, from: UnitId, to: UnitId, children: &[UnitId]) -> Result<(), Error> {
        let at = place(children.len());
        let level = self.same_level(from, to, at)?;
        let room = self.room_in(to, level);
        self.examine(children, |forest, item, child, _| {
            if forest.parent_of(child) != Some(from) {
                return Err(Error::NotPacked { item });
            }
            if item >= room { Err(Error::Capacity { item }) } else { Ok(()) }
        })?;
        self.transfer(children, to, level);
        Ok(())
    }

    /// Moves all children of a container to another one of the same level, and says how many. O(children).
    ///
    /// # Errors
    ///
    /// The item is 0 for `from` and 1 for `to`. [`Error::UnknownUnit`]; [`Error::Void`]; [`Error::Gone`];
    /// [`Error::Closed`]; [`Error::Repeated`] if both are the same; [`Error::LevelOrder`] if their levels are not;
    /// [`Error::Capacity`] if `to` has not enough room.
    pub fn merge(&mut self, from: UnitId, to: UnitId) -> Result<u32, Error> {
        let level = self.same_level(from, to, 0)?;
        if self.layout.held(from.number()) > self.room_in(to, level) {
            return Err(Error::Capacity { item: 1 });
        }
        Ok(self.pour(from, to, level))
    }

    /// Closes a container: it takes nothing and gives nothing until it is opened again, except samples and withdrawn
    /// units.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownUnit`]; [`Error::Void`]; [`Error::Gone`]; [`Error::LevelOrder`] for an item;
    /// [`Error::Closed`]; [`Error::Declared`] if it does not hold as many as declared. The item is 0.
    pub fn close(&mut self, container: UnitId, declared: u32) -> Result<(), Error> {
        if self.open_container(container, 0)? == Level::ITEM {
            return Err(Error::LevelOrder { item: 0 });
        }
        if self.layout.held(container.number()) != declared {
            return Err(Error::Declared { item: 0 });
        }
        self.states.set(container.number(), CLOSED);
        Ok(())
    }

    /// Opens a closed container again. What was declared of it is forgotten.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownUnit`]; [`Error::Void`]; [`Error::Gone`]; [`Error::NotClosed`]. The item is 0.
    pub fn reopen(&mut self, container: UnitId) -> Result<(), Error> {
        self.live(container, 0)?;
        if self.states.get(container.number()) & CLOSED == 0 {
            return Err(Error::NotClosed { item: 0 });
        }
        self.states.set(container.number(), 0);
        self.declared.remove(&container.number());
        Ok(())
    }

    /// Declares a loose, empty unit void, for good: it stays known, and no operation accepts it again.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownUnit`]; [`Error::Void`] if it is void already; [`Error::Gone`]; [`Error::AlreadyPacked`] while
    /// it lies in a container; [`Error::NotEmpty`] while it holds something. The item is 0.
    pub fn void(&mut self, unit: UnitId) -> Result<(), Error> {
        self.live(unit, 0)?;
        if self.parent_of(unit).is_some() {
            return Err(Error::AlreadyPacked { item: 0 });
        }
        self.void_out(unit).map(drop)
    }

    /// Like [`Forest::void`], but takes the unit out of its container first, though that be closed: it is then odd.
    /// Says whether it lay in one.
    ///
    /// # Errors
    ///
    /// As for [`Forest::void`], without [`Error::AlreadyPacked`].
    pub fn void_out(&mut self, unit: UnitId) -> Result<bool, Error> {
        self.live(unit, 0)?;
        if self.layout.held(unit.number()) > 0 {
            return Err(Error::NotEmpty { item: 0 });
        }
        let taken = self.withdraw(unit);
        self.states.set(unit.number(), VOID);
        self.declared.remove(&unit.number());
        Ok(taken)
    }

    /// Takes a unit out as a sample, with all it holds, though its container be closed: that is then odd. Says whether
    /// it lay in one.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownUnit`]; [`Error::Void`]; [`Error::Gone`]; the item is 0.
    pub fn sample(&mut self, unit: UnitId) -> Result<bool, Error> {
        self.live(unit, 0)?;
        let taken = self.withdraw(unit);
        self.end(unit, SAMPLED);
        Ok(taken)
    }

    /// Declares a loose unit or a sample destroyed, with all it holds. That is final.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownUnit`]; [`Error::Void`]; [`Error::Gone`] if it is destroyed already; [`Error::AlreadyPacked`]
    /// while it lies in a container. The item is 0.
    pub fn destroy(&mut self, unit: UnitId) -> Result<(), Error> {
        self.known(unit, 0)?;
        let flags = self.states.get(unit.number());
        refuse_ended(flags & !SAMPLED, 0)?;
        if self.parent_of(unit).is_some() {
            return Err(Error::AlreadyPacked { item: 0 });
        }
        self.end(unit, DESTROYED);
        Ok(())
    }

    fn end(&mut self, unit: UnitId, how: u8) {
        let flags = self.states.get(unit.number());
        self.states.set(unit.number(), flags & CLOSED | how);
    }

    /// Takes a unit out of its container, if it lies in one, closed or not.
    fn withdraw(&mut self, unit: UnitId) -> bool {
        let Some(parent) = self.parent_of(unit) else { return false };
        if self.states.get(parent.number()) & CLOSED != 0 {
            let held = self.layout.held(parent.number());
            self.declared.entry(parent.number()).or_insert(held);
        }
        self.layout.detach(unit.number());
        true
    }

    /// All children of one container go to another.
    fn pour(&mut self, from: UnitId, to: UnitId, level: Level) -> u32 {
        let capacity = self.rules.capacity(level).unwrap_or(0);
        let mut units = 0;
        while let Some((first, end)) = Brood::of(&self.layout, from.number()).next(&self.layout) {
            for child in first..end {
                self.layout.detach(child);
            }
            self.layout.attach_run(to.number(), first, end - first, capacity);
            units += end - first;
        }
        units
    }

    fn transfer(&mut self, children: &[UnitId], to: UnitId, level: Level) {
        let capacity = self.rules.capacity(level).unwrap_or(0);
        for &child in children {
            if self.layout.parent(child.number()) != to.word() {
                self.layout.transfer(to.number(), child.number(), capacity);
            }
        }
    }

    fn swap_in(&mut self, parent: UnitId, old: UnitId, new: UnitId) {
        let capacity = self.registry.level(parent.number()).and_then(|level| self.rules.capacity(level));
        self.layout.detach(old.number());
        self.layout.attach(parent.number(), new.number(), capacity.unwrap_or(0));
    }

    fn attach_all(&mut self, parent: UnitId, level: Level, children: &[UnitId]) {
        let capacity = self.rules.capacity(level).unwrap_or(0);
        for run in children.chunk_by(|here, next| next.number() == here.number().wrapping_add(1)) {
            if let [first, ..] = run {
                self.layout.attach_run(parent.number(), first.number(), place(run.len()), capacity);
            }
        }
    }

    pub(super) fn parent_of(&self, unit: UnitId) -> Option<UnitId> {
        UnitId::from_word(self.layout.parent(unit.number()))
    }
}
