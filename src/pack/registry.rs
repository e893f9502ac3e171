//! Which ids there are: blocks of series, and rows of identities that came one by one.
//!
//! Blocks follow each other in the order in which units entered. A block of a series keeps nothing per unit; the others
//! keep an identity and a level for each of theirs, in *rows* that run on from block to block.

use core::ops::Range;

use super::index::Index;
use super::runs::PAGE;
use super::{Counts, Rules, UnitId, Units};
use crate::Error;
use crate::code::{Identity, Level, SeriesId};

/// What a unit is called, see [`Forest::name`](super::Forest::name).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Name {
    /// Its place in a series that was registered; the series knows the serial.
    Indexed {
        /// The series.
        series: SeriesId,
        /// The index in it.
        index: u64,
    },
    /// An identity that was added.
    External(Identity),
}

/// Ids that entered together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) first: u32,
    pub(super) count: u32,
    pub(super) origin: Origin,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    Series {
        series: SeriesId,
        start: u64,
        level: Level,
    },
    /// The row of the first one.
    Rows(u32),
}

#[derive(Clone)]
pub(super) struct Registry {
    /// By their first ids.
    pub(super) blocks: Vec<Block>,
    /// Blocks of series by series and first index.
    ranges: Vec<u32>,
    /// Blocks of rows by their first row.
    named: Vec<u32>,
    pub(super) identities: Vec<Identity>,
    pub(super) levels: Vec<Level>,
    pub(super) index: Index,
    pub(super) totals: Counts,
    /// By page: positions below the first number have the level.
    pages: Vec<(u32, Level)>,
}

/// What is needed to take back what entered last.
pub(super) struct Mark {
    blocks: usize,
    /// Units of the last block.
    count: u32,
    rows: usize,
}

impl Registry {
    pub(super) fn new(key: [u8; 16]) -> Self {
        Self {
            blocks: Vec::new(),
            ranges: Vec::new(),
            named: Vec::new(),
            identities: Vec::new(),
            levels: Vec::new(),
            index: Index::new(key),
            totals: Counts::default(),
            pages: Vec::new(),
        }
    }

    /// A registry of blocks that follow each other and of the rows they name; none if a name stands there twice, or a
    /// level that is not in use.
    pub(super) fn from_parts(
        rules: &Rules,
        blocks: Vec<Block>,
        identities: Vec<Identity>,
        levels: Vec<Level>,
        key: [u8; 16],
    ) -> Option<Self> {
        let mut registry = Self { identities, levels, ..Self::new(key) };
        let mut rows = 0;
        for (number, block) in (0..).zip(blocks) {
            let Block { first, count, origin } = block;
            match origin {
                Origin::Series { level, .. } => {
                    registry.ranges.push(number);
                    registry.blocks.push(block);
                    registry.enter(rules, first, count, level)?;
                }
                Origin::Rows(row) => {
                    registry.named.push(number);
                    registry.blocks.push(Block { count: 0, ..block });
                    for place in 0..count {
                        let level = *registry.levels.get((row + place) as usize)?;
                        registry.blocks.last_mut()?.count += 1;
                        registry.enter(rules, first + place, 1, level)?;
                    }
                    rows += count;
                }
            }
        }
        let mut ranges = core::mem::take(&mut registry.ranges);
        ranges.sort_unstable_by_key(|range| registry.starts(*range));
        registry.ranges = ranges;
        let apart = registry.ranges.iter().zip(registry.ranges.iter().skip(1)).all(|(one, next)| {
            let count = registry.blocks.get(*one as usize).map_or(0, |block| block.count);
            let (one, next) = (registry.starts(*one), registry.starts(*next));
            one.zip(next).is_some_and(|((series, start), (other, behind))| {
                series != other || behind - start >= u64::from(count)
            })
        });
        registry.index.reserve(registry.identities.len(), &registry.identities);
        for (row, identity) in (0..).zip(&registry.identities) {
            if registry.index.find(identity, &registry.identities).is_some() {
                return None;
            }
            registry.index.insert(row, &registry.identities);
        }
        (apart && registry.identities.len() == rows as usize).then_some(registry)
    }

    /// Counts units that were put behind all others.
    fn enter(&mut self, rules: &Rules, first: u32, count: u32, level: Level) -> Option<()> {
        *self.totals.at_mut(level) += count;
        self.note_pages(first, level);
        rules.uses(level).then_some(())
    }

    /// Asks for memory once instead of many times. Only a hint: what fails here is asked for again by each unit.
    pub(super) fn reserve(&mut self, rows: u32, blocks: usize) {
        let _ = self.identities.try_reserve(rows as usize);
        let _ = self.levels.try_reserve(rows as usize);
        self.index.reserve(rows as usize, &self.identities);
        let _ = self.blocks.try_reserve(blocks);
        let _ = self.ranges.try_reserve(blocks);
        let _ = self.named.try_reserve(blocks);
    }

    pub(super) fn reserve_pages(&mut self, units: u32) {
        let _ = self.pages.try_reserve(units.div_ceil(PAGE) as usize);
    }

    pub(super) fn bytes(&self) -> usize {
        self.blocks.capacity() * size_of::<Block>()
            + (self.ranges.capacity() + self.named.capacity()) * 4
            + self.identities.capacity() * size_of::<Identity>()
            + self.levels.capacity()
            + self.pages.capacity() * size_of::<(u32, Level)>()
            + self.index.bytes()
    }

    /// The number of units.
    pub(super) fn len(&self) -> u32 {
        self.blocks.last().map_or(0, |block| block.first + block.count)
    }

    fn block_of(&self, unit: u32) -> Option<&Block> {
        let behind = self.blocks.partition_point(|block| block.first <= unit);
        let block = self.blocks.get(behind.checked_sub(1)?)?;
        (unit - block.first < block.count).then_some(block)
    }

    /// The level of a unit; `None` if there is no such unit.
    pub(super) fn level(&self, unit: u32) -> Option<Level> {
        if let Some(&(known, level)) = self.pages.get((unit / PAGE) as usize)
            && unit % PAGE < known
        {
            return Some(level);
        }
        let block = self.block_of(unit)?;
        self.level_in(block, unit)
    }

    fn level_in(&self, block: &Block, unit: u32) -> Option<Level> {
        match block.origin {
            Origin::Series { level, .. } => Some(level),
            Origin::Rows(row) => self.levels.get((row + unit - block.first) as usize).copied(),
        }
    }

    /// The level of a unit, and up to where, at most `end`, the units behind it surely have the same.
    pub(super) fn level_run(&self, unit: u32, end: u32) -> Option<(Level, u32)> {
        let block = self.block_of(unit)?;
        let level = self.level_in(block, unit)?;
        let end = end.min(block.first + block.count);
        if let Origin::Rows(row) = block.origin {
            let from = (row + unit - block.first) as usize;
            let same = self.levels.iter().skip(from).take((end - unit) as usize);
            let same = same.take_while(|&&other| other == level).count();
            return Some((level, unit + u32::try_from(same).unwrap_or(0)));
        }
        Some((level, end))
    }

    pub(super) fn name(&self, unit: u32) -> Option<Name> {
        let block = self.block_of(unit)?;
        let place = unit - block.first;
        Some(match block.origin {
            Origin::Series { series, start, .. } => Name::Indexed { series, index: start + u64::from(place) },
            Origin::Rows(row) => Name::External(self.identities.get((row + place) as usize).copied()?),
        })
    }

    pub(super) fn at(&self, series: &SeriesId, index: u64) -> Option<UnitId> {
        let behind = self.ranges.partition_point(|&range| self.starts(range) <= Some((*series, index)));
        let block = self.blocks.get(*self.ranges.get(behind.checked_sub(1)?)? as usize)?;
        let Origin::Series { series: found, start, .. } = block.origin else { return None };
        let place = u32::try_from(index.checked_sub(start)?).ok().filter(|&place| place < block.count)?;
        (found == *series).then(|| UnitId::from_number(block.first + place))
    }

    /// Series and first index of a block of a series.
    fn starts(&self, block: u32) -> Option<(SeriesId, u64)> {
        match self.blocks.get(block as usize)?.origin {
            Origin::Series { series, start, .. } => Some((series, start)),
            Origin::Rows(_) => None,
        }
    }

    pub(super) fn register(
        &mut self,
        rules: &Rules,
        series: &SeriesId,
        level: Level,
        indices: Range<u64>,
    ) -> Result<Units, Error> {
        if !rules.uses(level) {
            return Err(Error::LevelAbsent { item: 0 });
        }
        let first = self.len();
        let count = indices.end.checked_sub(indices.start).ok_or(Error::Index)?;
        let count =
            u32::try_from(count).ok().filter(|&count| count <= u32::MAX - first).ok_or(Error::Full)?;
        let units = Units(first..first + count);
        if count == 0 {
            return Ok(units);
        }
        let wanted = Some((*series, indices.start));
        let behind = self.ranges.partition_point(|&range| self.starts(range) < wanted);
        let next = self.ranges.get(behind).and_then(|&range| self.starts(range));
        if next.is_some_and(|(other, start)| other == *series && start < indices.end)
            || self.at(series, indices.start).is_some()
        {
            return Err(Error::Overlap { item: 0 });
        }
        let block = u32::try_from(self.blocks.len()).map_err(|_| Error::Full)?;
        let origin = Origin::Series { series: *series, start: indices.start, level };
        self.blocks.push(Block { first, count, origin });
        self.ranges.insert(behind, block);
        *self.totals.at_mut(level) += count;
        self.note_pages(first, level);
        Ok(units)
    }

    /// The unit with an identity that was added.
    pub(super) fn find(&self, identity: &Identity) -> Option<UnitId> {
        let row = self.index.find(identity, &self.identities)?;
        let first_row = |block: u32| match self.blocks.get(block as usize) {
            Some(Block { origin: Origin::Rows(row), first, .. }) => (*row, *first),
            _ => (u32::MAX, 0),
        };
        let behind = self.named.partition_point(|&block| first_row(block).0 <= row);
        let (start, first) = first_row(*self.named.get(behind.checked_sub(1)?)?);
        Some(UnitId::from_number(first + row - start))
    }

    pub(super) fn mark(&self) -> Mark {
        let count = self.blocks.last().map_or(0, |block| block.count);
        Mark { blocks: self.blocks.len(), count, rows: self.identities.len() }
    }

    /// Adds the unit that stands at `item` of a list that began at the mark.
    pub(super) fn add(
        &mut self,
        rules: &Rules,
        identity: Identity,
        level: Level,
        item: u32,
        mark: &Mark,
    ) -> Result<UnitId, Error> {
        let unit = self.len();
        if unit == u32::MAX {
            return Err(Error::Full);
        }
        if !rules.uses(level) {
            return Err(Error::LevelAbsent { item });
        }
        match self.index.find(&identity, &self.identities) {
            Some(row) if row as usize >= mark.rows => return Err(Error::Repeated { item }),
            Some(_) => return Err(Error::Known { item }),
            None => {}
        }
        let row = u32::try_from(self.identities.len()).map_err(|_| Error::Full)?;
        if let Some(Block { count, origin: Origin::Rows(_), .. }) = self.blocks.last_mut() {
            *count += 1;
        } else {
            self.named.push(u32::try_from(self.blocks.len()).map_err(|_| Error::Full)?);
            self.blocks.push(Block { first: unit, count: 1, origin: Origin::Rows(row) });
        }
        self.identities.push(identity);
        self.levels.push(level);
        self.index.insert(row, &self.identities);
        *self.totals.at_mut(level) += 1;
        self.note_pages(unit, level);
        Ok(UnitId::from_number(unit))
    }

    /// Takes back what was added since the mark.
    pub(super) fn back(&mut self, mark: &Mark) {
        while self.identities.len() > mark.rows {
            let (Some(identity), Some(level)) = (self.identities.pop(), self.levels.pop()) else { return };
            let row = u32::try_from(self.identities.len()).unwrap_or(u32::MAX);
            self.index.remove(row, &identity);
            *self.totals.at_mut(level) -= 1;
        }
        if self.blocks.len() > mark.blocks {
            self.blocks.truncate(mark.blocks);
            self.named.pop();
        } else if let Some(last) = self.blocks.last_mut() {
            last.count = mark.count;
        }
        let units = self.len();
        self.pages.truncate(units.div_ceil(PAGE) as usize);
        if let Some((known, _)) = self.pages.last_mut() {
            *known = (*known).min(units - (units - 1) / PAGE * PAGE);
        }
    }

    /// Notes the level of the units from `first` on, in pages that hold one level only so far.
    fn note_pages(&mut self, first: u32, level: Level) {
        let end = self.len();
        let mut page = first / PAGE;
        while page * PAGE < end {
            let place = page as usize;
            let filled = (end - page * PAGE).min(PAGE);
            match self.pages.get_mut(place) {
                None => self.pages.push((filled, level)),
                Some((known, same)) => {
                    if *same == level && page * PAGE + *known >= first {
                        *known = filled;
                    }
                }
            }
            page += 1;
            if page == PAGE {
                break;
            }
        }
    }
}
