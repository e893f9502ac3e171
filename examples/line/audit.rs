//! The audit: whole pallets from their SSCC downwards, and items upwards to their pallet.

use std::collections::HashMap;

use symbolon::code::Level;
use symbolon::code::carrier::compact;
use symbolon::line::{Session, State};
use symbolon::pack::UnitId;
use symbolon::trust::{Verdict, Verifier};

use crate::Failure;
use crate::issue::{Stock, Unit};
use crate::marks::Marks;
use crate::order::{LEVELS, Order, Pattern, above};
use crate::secret::Dice;

/// What is audited, and by what.
pub(crate) struct Audit<'a> {
    pub(crate) session: &'a Session,
    pub(crate) stock: &'a Stock,
    pub(crate) order: &'a Order,
    pub(crate) verifier: &'a Verifier,
    pub(crate) marks: &'a Marks,
}

/// How many units of each level so many packed items make, when only the last container of a level may be odd.
pub(crate) fn packed(pattern: Pattern, items: usize) -> Vec<(Level, usize)> {
    let mut count = items;
    let grow = |level| {
        if level > Level::ITEM {
            count = count.div_ceil(pattern.capacity(level).max(1));
        }
        (level, count)
    };
    LEVELS.into_iter().map(grow).collect()
}

impl Audit<'_> {
    /// Verifies every unit of every pallet, each by its other carrier, the compact URL, and its hidden mark; so many items
    /// must stand on them. Returns what lies in what.
    pub(crate) fn pallets(
        &self,
        items: usize,
        done: impl Fn(usize),
    ) -> Result<HashMap<UnitId, Option<UnitId>>, Failure> {
        let forest = self.session.forest();
        forest.check().map_err(|breach| breach.to_string())?;
        let mut parents = HashMap::new();
        let mut counts = [0; Level::COUNT];
        // Containers that are still to be opened: no recursion, however deep.
        let mut open = Vec::new();
        for pallet in 0..self.stock.pallets.len() {
            let pallet = self.stock.find(forest, Level::PALLET, pallet)?;
            if self.session.state(pallet) == State::Commissioned {
                open.push((pallet, None));
            }
        }
        while let Some((unit, parent)) = open.pop() {
            open.extend(forest.children(unit)?.map(|child| (child, Some(unit))));
            let (level, index) = self.stock.place(forest, unit)?;
            self.genuine(level, self.stock.unit(level, index)?)?;
            if self.session.state(unit) != State::Commissioned {
                return Err(format!("{unit:?}: packed, and {}", self.session.state(unit).name()).into());
            }
            if let Some(count) = counts.get_mut(usize::from(level.number())) {
                *count += 1;
            }
            parents.insert(unit, parent);
            done(1);
        }
        for (level, wanted) in packed(self.order.pattern, items) {
            let found = counts.get(usize::from(level.number())).copied().unwrap_or(0);
            if found != wanted {
                return Err(format!("{found} units at level {}, not {wanted}", level.name()).into());
            }
        }
        Ok(parents)
    }

    fn genuine(&self, level: Level, unit: &Unit) -> Result<(), Failure> {
        let url = compact::print(&unit.code, &self.order.stem)?;
        let verdict = self.verifier.verify_scan(url.as_bytes(), self.order.now()).verdict;
        let identity = unit.code.identity();
        if verdict != Verdict::Genuine {
            return Err(format!("{identity}: {}", verdict.text()).into());
        }
        if self.marks.fits(level, identity, unit.mark.as_ref())? {
            Ok(())
        } else {
            Err(format!("{identity}: the hidden mark does not match").into())
        }
    }

    /// Asks for the whole way up from random items, and compares it with what was found on the way down.
    pub(crate) fn items(
        &self,
        parents: &HashMap<UnitId, Option<UnitId>>,
        seed: u64,
        count: usize,
    ) -> Result<(), Failure> {
        let mut dice = Dice::new(seed, "items to resolve");
        let forest = self.session.forest();
        for _ in 0..count {
            let item = self.stock.find(forest, Level::ITEM, dice.below(self.stock.items.len()))?;
            let mut path = forest.path(item)?;
            let mut next = parents.contains_key(&item).then_some(item);
            while let Some(wanted) = next {
                if path.next() != Some(wanted) {
                    return Err(format!("{item:?}: the way up does not lead to {wanted:?}").into());
                }
                next = parents.get(&wanted).copied().flatten();
            }
        }
        Ok(())
    }

    /// Where a packed unit stands, as a number among all units of its level when every container is full.
    pub(crate) fn spot(&self, unit: UnitId) -> Result<Option<(Level, usize)>, Failure> {
        let forest = self.session.forest();
        let (level, _) = self.stock.place(forest, unit)?;
        let (mut at, mut place, mut size) = (unit, 0, 1);
        let mut container = above(level);
        while let Some(here) = container {
            let Some(parent) = forest.parent(at)? else { return Ok(None) };
            place += size * forest.children(parent)?.take_while(|child| *child < at).count();
            size *= self.order.pattern.capacity(here);
            (at, container) = (parent, above(here));
        }
        let (_, pallet) = self.stock.place(forest, at)?;
        Ok(Some((level, place + size * pallet)))
    }
}
