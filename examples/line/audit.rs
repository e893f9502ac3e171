//! The audit: whole pallets from their SSCC downwards, and items upwards to their pallet.

use std::collections::HashMap;

use symbolon::code::carrier::compact;
use symbolon::code::{Identity, Level};
use symbolon::pack::UnitId;
use symbolon::trust::Verdict;

use crate::Failure;
use crate::control::Control;
use crate::issue::{Stock, Unit};
use crate::order::{LEVELS, Order, Pattern, above};
use crate::secret::Dice;

/// Verifies every unit of every pallet, each by its other carrier, the compact URL, and its hidden mark; the counts per
/// level must be the pattern's. Returns how many units were verified.
pub(crate) fn pallets(
    control: &Control,
    stock: &Stock,
    order: &Order,
    done: impl Fn(usize),
) -> Result<usize, Failure> {
    let printed: HashMap<&Identity, &Unit> =
        stock.iter().map(|(_, _, unit)| (unit.code.identity(), unit)).collect();
    let mut verified = 0;
    for pallet in &stock.pallets {
        let top = find(control, pallet.code.identity())?;
        let counts = control.forest.counts(top)?;
        for level in [Level::ITEM, Level::BOX, Level::CASE] {
            let (found, wanted) = (counts.at(level) as usize, order.pattern.per_pallet(level));
            if found != wanted {
                return Err(format!("{top:?}: {found} units at level {}, not {wanted}", level.name()).into());
            }
        }
        // Containers that are still to be opened: no recursion, however deep.
        let mut open = vec![top];
        while let Some(unit) = open.pop() {
            open.extend(control.forest.children(unit)?);
            let identity = control.forest.identity(unit)?;
            let label = printed.get(&identity).ok_or_else(|| format!("{identity}: never printed"))?;
            genuine(control, order, control.forest.level(unit)?, label)?;
            verified += 1;
            done(1);
        }
    }
    Ok(verified)
}

fn genuine(control: &Control, order: &Order, level: Level, unit: &Unit) -> Result<(), Failure> {
    let url = compact::print(&unit.code, &order.stem)?;
    let verdict = control.verifier.verify_scan(url.as_bytes(), control.now).verdict;
    let identity = unit.code.identity();
    if verdict != Verdict::Genuine {
        return Err(format!("{identity}: {}", verdict.text()).into());
    }
    if control.marks.fits(level, identity, unit.mark.as_ref())? {
        Ok(())
    } else {
        Err(format!("{identity}: the hidden mark does not match").into())
    }
}

/// Asks for the whole way up from random items, and compares it with where they were put.
pub(crate) fn items(
    control: &Control,
    stock: &Stock,
    pattern: Pattern,
    seed: u64,
    count: usize,
) -> Result<(), Failure> {
    let mut dice = Dice::new(seed, "items to resolve");
    for _ in 0..count {
        let mut index = dice.below(stock.items.len());
        let item = find(control, stock.unit(Level::ITEM, index)?.code.identity())?;
        let mut path = control.forest.path(item)?;
        let mut level = Some(Level::ITEM);
        while let Some(here) = level {
            let wanted = *stock.unit(here, index)?.code.identity();
            let found = path.next().map(|unit| control.forest.identity(unit)).transpose()?;
            if found != Some(wanted) {
                return Err(format!("{wanted}: the way up leads to {found:?}").into());
            }
            level = above(here);
            index = level.map_or(0, |container| index / pattern.capacity(container));
        }
        if path.next().is_some() {
            return Err(format!("{item:?}: its pallet lies in something").into());
        }
    }
    Ok(())
}

/// The whole forest: its invariants, and that no container is partly filled or left over.
pub(crate) fn forest(control: &Control, stock: &Stock) -> Result<(), Failure> {
    control.forest.check().map_err(|breach| breach.to_string())?;
    for level in LEVELS {
        let (found, wanted) = (control.total(level), stock.at(level).len());
        if found != wanted {
            return Err(format!("{found} units at level {}, not {wanted}", level.name()).into());
        }
        let partly_filled = |unit: &UnitId| control.forest.room(*unit) != Ok(0);
        if let Some(odd) = control.forest.open(level).find(partly_filled) {
            return Err(format!("{}: partly filled", control.forest.identity(odd)?).into());
        }
    }
    Ok(())
}

fn find(control: &Control, identity: &Identity) -> Result<UnitId, Failure> {
    control.forest.find(identity).ok_or_else(|| format!("{identity}: not in the forest").into())
}
