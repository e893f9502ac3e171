//! The walk over all that lies in a unit: whole intervals of ids at once, where nothing is odd.

use core::iter::FusedIterator;

use super::brood::Brood;
use super::{Counts, Forest, UnitId};
use crate::Error;
use crate::code::Level;

/// One level of a walk.
#[derive(Clone, Copy, Debug)]
struct Step {
    /// Children that come next.
    brood: Brood,
    /// Children of one interval that are still to be told apart by level.
    rest: (u32, u32),
}

/// A walk over all units below one, as intervals of one level; containers come before what they hold.
#[derive(Clone, Debug)]
struct Walk<'a> {
    forest: &'a Forest,
    /// As deep as the hierarchy: every container holds lower levels only.
    steps: [Option<Step>; Level::COUNT],
    depth: usize,
    /// The containers that came last, whose children come next.
    open: (u32, u32),
    /// The level of what lies at each depth; none where levels may be skipped, and it has to be looked up.
    levels: [Option<Level>; Level::COUNT],
}

impl<'a> Walk<'a> {
    /// A walk from a unit of a level.
    fn new(forest: &'a Forest, top: UnitId, level: Level) -> Self {
        let mut levels = [None; Level::COUNT];
        if !forest.rules.skips_levels() {
            let lower =
                Level::ALL.into_iter().rev().filter(|&lower| lower < level && forest.rules.uses(lower));
            levels.iter_mut().zip(lower).for_each(|(place, lower)| *place = Some(lower));
        }
        let open = (top.number(), top.number() + 1);
        Self { forest, steps: [None; Level::COUNT], depth: 0, open, levels }
    }

    fn next(&mut self) -> Option<(Level, u32, u32)> {
        let layout = &self.forest.layout;
        let (open, end) = core::mem::take(&mut self.open);
        if open < end {
            *self.steps.get_mut(self.depth)? =
                Some(Step { brood: Brood::of_all(layout, open, end), rest: (0, 0) });
            self.depth += 1;
        }
        loop {
            let step = self.steps.get_mut(self.depth.checked_sub(1)?)?.as_mut()?;
            if step.rest.0 >= step.rest.1 {
                let Some(interval) = step.brood.next(layout) else {
                    self.depth -= 1;
                    continue;
                };
                step.rest = interval;
            }
            let (start, end) = step.rest;
            let (level, behind) = match self.levels.get(self.depth - 1) {
                Some(&Some(level)) => (level, end),
                _ => self.forest.registry.level_run(start, end)?,
            };
            step.rest.0 = behind;
            if level != Level::ITEM {
                self.open = (start, behind);
            }
            return Some((level, start, behind));
        }
    }

    /// Leaves out what lies in the containers that came last, and says how many units that are.
    fn skip(&mut self) -> u32 {
        let (open, end) = core::mem::take(&mut self.open);
        if open < end { Brood::of_all(&self.forest.layout, open, end).count(&self.forest.layout) } else { 0 }
    }
}

impl Forest {
    /// The items in a unit at any depth, depth-first, each container's children in the order of their ids. An item is
    /// its own only leaf; an empty container has none.
    ///
    /// A whole walk is O(units below); one step is amortised O(1), more only where it passes empty containers.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownUnit`].
    pub fn leaves(&self, unit: UnitId) -> Result<Leaves<'_>, Error> {
        let level = self.level(unit)?;
        let itself = if level == Level::ITEM { unit.number() } else { u32::MAX };
        Ok(Leaves { walk: Walk::new(self, unit, level), open: (itself, itself.saturating_add(1)) })
    }

    /// Writes [`Forest::leaves`] into a caller's buffer and returns how many there are. A buffer that is too short
    /// is left untouched; in a longer one, so is what lies behind the leaves.
    ///
    /// O(leaves), and in line order nothing but the writing: whole intervals of containers become intervals of items.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownUnit`].
    pub fn leaves_into(&self, unit: UnitId, buffer: &mut [UnitId]) -> Result<usize, Error> {
        let level = self.level(unit)?;
        if self.most_leaves(level) > buffer.len() as u64 {
            let itself = u32::from(level == Level::ITEM);
            let total = (self.counts(unit)?.at(Level::ITEM) + itself) as usize;
            if total > buffer.len() {
                return Ok(total);
            }
        }
        if level == Level::ITEM {
            if let Some(place) = buffer.first_mut() {
                *place = unit;
            }
            return Ok(1);
        }
        let mut walk = Walk::new(self, unit, level);
        let mut room = buffer;
        let mut total = 0;
        while let Some((level, start, end)) = walk.next() {
            if level == Level::ITEM {
                let count = (end - start) as usize;
                let Some((places, behind)) = room.split_at_mut_checked(count) else { break };
                fill(places, start, end);
                room = behind;
                total += count;
            }
        }
        Ok(total)
    }

    /// The number of units below a unit, per level; the unit itself is not counted.
    ///
    /// O(containers below), less in line order.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownUnit`].
    pub fn counts(&self, unit: UnitId) -> Result<Counts, Error> {
        let level = self.level(unit)?;
        let mut counts = Counts::default();
        if self.holds_items_only(level) {
            *counts.at_mut(Level::ITEM) = self.layout.held(unit.number());
            return Ok(counts);
        }
        let mut walk = Walk::new(self, unit, level);
        while let Some((level, start, end)) = walk.next() {
            *counts.at_mut(level) += end - start;
            if self.holds_items_only(level) {
                *counts.at_mut(Level::ITEM) += walk.skip();
            }
        }
        Ok(counts)
    }

    fn holds_items_only(&self, level: Level) -> bool {
        self.rules.below(level) == Some(Level::ITEM)
    }

    /// More leaves than this no unit of a level can have.
    fn most_leaves(&self, level: Level) -> u64 {
        let lower = Level::ALL.into_iter().filter(|&lower| lower <= level);
        let capacities = lower.filter_map(|lower| self.rules.capacity(lower));
        capacities.fold(1, |most, capacity| most.saturating_mul(capacity.into()))
    }
}

const OFFSETS: [u32; 16] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];

/// Consecutive ids, several at once.
fn group(first: u32) -> [UnitId; OFFSETS.len()] {
    OFFSETS.map(|offset| UnitId::from_number(first + offset))
}

/// Writes the ids from `first` up to `end`, as many as there are places.
fn fill(places: &mut [UnitId], first: u32, end: u32) {
    let mut next = first;
    for places in places.as_chunks_mut().0 {
        *places = group(next);
        next += 16;
    }
    // What is left over is the end of a last group, which lies over the one before: no loop whose end is a guess.
    match places.last_chunk_mut() {
        Some(last) => *last = group(end - 16),
        None => {
            places.iter_mut().zip(first..).for_each(|(place, number)| *place = UnitId::from_number(number));
        }
    }
}

/// The items in a unit, see [`Forest::leaves`].
#[derive(Clone, Debug)]
pub struct Leaves<'a> {
    walk: Walk<'a>,
    open: (u32, u32),
}

impl Iterator for Leaves<'_> {
    type Item = UnitId;

    fn next(&mut self) -> Option<UnitId> {
        while self.open.0 >= self.open.1 {
            let (level, start, end) = self.walk.next()?;
            if level == Level::ITEM {
                self.open = (start, end);
            }
        }
        let unit = self.open.0;
        self.open.0 += 1;
        Some(UnitId::from_number(unit))
    }
}

impl FusedIterator for Leaves<'_> {}
