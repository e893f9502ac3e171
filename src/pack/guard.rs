//! What an operation tests before it changes anything.

use super::states::{CLOSED, DESTROYED, SAMPLED, VOID};
use super::{Forest, UnitId};
use crate::Error;
use crate::code::Level;
use crate::error::place;

impl Forest {
    /// How much a container of this level can still take.
    pub(super) fn room_in(&self, container: UnitId, level: Level) -> u32 {
        let capacity = self.rules.capacity(level).unwrap_or(0);
        capacity.saturating_sub(self.layout.held(container.number()))
    }

    /// The level of a unit that is neither void nor gone.
    pub(super) fn live(&self, unit: UnitId, item: u32) -> Result<Level, Error> {
        let level = self.known(unit, item)?;
        refuse_ended(self.states.get(unit.number()), item)?;
        Ok(level)
    }

    pub(super) fn open_container(&self, unit: UnitId, item: u32) -> Result<Level, Error> {
        let level = self.live(unit, item)?;
        self.refuse_closed(unit, item)?;
        Ok(level)
    }

    pub(super) fn refuse_closed(&self, unit: UnitId, item: u32) -> Result<(), Error> {
        if self.states.get(unit.number()) & CLOSED == 0 { Ok(()) } else { Err(Error::Closed { item }) }
    }

    /// A loose unit of a level that the container may hold.
    pub(super) fn may_go(&self, child: UnitId, level: Level, into: Level, item: u32) -> Result<(), Error> {
        if !self.rules.allows(into, level) {
            Err(Error::LevelOrder { item })
        } else if self.layout.parent(child.number()) != 0 {
            Err(Error::AlreadyPacked { item })
        } else {
            Ok(())
        }
    }

    /// The container of a unit that may be taken out of it.
    pub(super) fn may_leave(&self, child: UnitId, item: u32) -> Result<UnitId, Error> {
        let parent = self.parent_of(child).ok_or(Error::NotPacked { item })?;
        let flags = self.states.get(parent.number());
        refuse_ended(flags, item)?;
        if flags & CLOSED == 0 { Ok(parent) } else { Err(Error::Closed { item }) }
    }

    /// A loose unit of the same level, other than `old`; its position is 1.
    pub(super) fn counterpart(&self, old: UnitId, new: UnitId, level: Level) -> Result<(), Error> {
        self.known(new, 1)?;
        if new == old {
            return Err(Error::Repeated { item: 1 });
        }
        if self.live(new, 1)? != level {
            return Err(Error::LevelOrder { item: 1 });
        }
        if self.parent_of(new).is_some() {
            return Err(Error::AlreadyPacked { item: 1 });
        }
        Ok(())
    }

    /// Two open containers of one level; their positions are `at` and the one behind it.
    pub(super) fn same_level(&self, from: UnitId, to: UnitId, at: u32) -> Result<Level, Error> {
        let level = self.open_container(from, at)?;
        let behind = at.saturating_add(1);
        self.known(to, behind)?;
        if from == to {
            return Err(Error::Repeated { item: behind });
        }
        if self.open_container(to, behind)? == level {
            Ok(level)
        } else {
            Err(Error::LevelOrder { item: behind })
        }
    }

    /// Tests a list front to back: each unit known, named once, neither void nor gone, and accepted by `test`.
    pub(super) fn examine(
        &mut self,
        units: &[UnitId],
        mut test: impl FnMut(&Self, u32, UnitId, Level) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let repeated = first_repeated(&mut self.scratch, units);
        for (item, &unit) in (0..).zip(units) {
            let level = self.known(unit, item)?;
            if Some(item) == repeated {
                return Err(Error::Repeated { item });
            }
            refuse_ended(self.states.get(unit.number()), item)?;
            test(self, item, unit, level)?;
        }
        Ok(())
    }
}

pub(super) fn refuse_ended(flags: u8, item: u32) -> Result<(), Error> {
    if flags & VOID != 0 {
        Err(Error::Void { item })
    } else if flags & (SAMPLED | DESTROYED) != 0 {
        Err(Error::Gone { item })
    } else {
        Ok(())
    }
}

/// Up to this length a list is searched for repetitions as it stands.
const SHORT: usize = 32;

/// The first position whose unit stands earlier in the list, too.
fn first_repeated(scratch: &mut Vec<(UnitId, u32)>, units: &[UnitId]) -> Option<u32> {
    if units.is_sorted_by(|here, next| here < next) {
        return None;
    }
    if units.len() <= SHORT {
        let mut seen = units.iter().enumerate();
        let repeated = seen.find(|&(item, unit)| units.iter().take(item).any(|earlier| earlier == unit));
        return repeated.map(|(item, _)| place(item));
    }
    scratch.clear();
    scratch.extend(units.iter().zip(0..).map(|(&unit, item)| (unit, item)));
    scratch.sort_unstable();
    let pairs = scratch.iter().zip(scratch.iter().skip(1));
    pairs.filter(|(here, next)| here.0 == next.0).map(|(_, next)| next.1).min()
}
