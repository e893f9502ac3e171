//! The hierarchy: questions that change nothing.

use core::ptr::null_mut;
use core::slice;

use super::boundary::{Fault, Given, boundary};
use super::code::identity_of;
use super::pack::{SYMBOLON_NO_UNIT, level_of, symbolon_forest};
use super::status::{SYMBOLON_OK, symbolon_error, symbolon_status};
use crate::Error;
use crate::code::Level;
use crate::pack::{Counts, Forest, Invariant, UnitId};

/// The places of `symbolon_forest_counts`, item first; orders may have more levels.
pub const SYMBOLON_LEVELS: usize = 4;

/// The longest path, in units.
pub const SYMBOLON_PATH_MAX: usize = 8;
const _: () = assert!(SYMBOLON_PATH_MAX == Level::COUNT);

impl Given {
    pub(super) fn forest(&self, forest: *const symbolon_forest) -> Result<&Forest, Fault> {
        self.handle(forest)?.0.ask()
    }
}

pub(super) fn number(unit: Option<UnitId>) -> u32 {
    unit.map_or(SYMBOLON_NO_UNIT, UnitId::number)
}

/// Numbers as the ids that they are.
fn unit_ids(numbers: &mut [u32]) -> &mut [UnitId] {
    let (first, count) = (numbers.as_mut_ptr().cast(), numbers.len());
    // SAFETY: a unit id is a number and nothing else; the borrow of the numbers goes on in that of the ids.
    unsafe { slice::from_raw_parts_mut(first, count) }
}

/// The unit with a code's identity.
///
/// code:   `code_len` bytes in any carrier
/// unit:   out, its id; SYMBOLON_NO_UNIT if the forest does not hold it
/// errors: of the code 101 to 116
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_forest_find(
    forest: *const symbolon_forest,
    code: *const u8,
    code_len: usize,
    unit: *mut u32,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.out(unit)?;
            let identity = given.identity(code, code_len)?;
            out.write(number(given.forest(forest)?.find(&identity)));
            Ok(())
        })
    }
}

/// `symbolon_forest_find` for a batch.
///
/// bytes, offsets: the codes; see "Batches"
/// units:          out, one for each code; SYMBOLON_NO_UNIT also where the status is not SYMBOLON_OK
/// statuses:       out, one for each code
/// errors:         SYMBOLON_E_OFFSETS
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_forest_find_batch(
    forest: *const symbolon_forest,
    bytes: *const u8,
    offsets: *const usize,
    n: usize,
    units: *mut u32,
    statuses: *mut symbolon_status,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let forest = given.forest(forest)?;
            let places = given.room(units, n)?.iter_mut().zip(given.room(statuses, n)?);
            for (code, (unit, status)) in given.batch(bytes, offsets, n)?.zip(places) {
                let found = identity_of(code).map(|identity| forest.find(&identity));
                status.write(found.map_or_else(Error::code, |_| SYMBOLON_OK));
                unit.write(number(found.ok().flatten()));
            }
            Ok(())
        })
    }
}

/// The identity of a unit: what `symbolon_code_identity` gave for its code.
///
/// buf:    out, at most SYMBOLON_IDENTITY_MAX bytes
/// errors: SYMBOLON_E_UNKNOWN_UNIT; SYMBOLON_E_NO_IDENTITY for a unit of a registered series
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_forest_identity(
    forest: *const symbolon_forest,
    unit: u32,
    buf: *mut u8,
    cap: usize,
    len: *mut usize,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let out = given.buffer(buf, cap, len)?;
            out.fill(&given.forest(forest)?.identity(UnitId::from_number(unit))?.bytes())
        })
    }
}

/// The level of a unit, and whether it is void.
///
/// level:  out, SYMBOLON_LEVEL_x
/// voided: out, 1 if it is void, 0 if not; may be NULL
/// errors: SYMBOLON_E_UNKNOWN_UNIT
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_forest_level(
    forest: *const symbolon_forest,
    unit: u32,
    level: *mut u32,
    voided: *mut u32,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let (level, voided) = (given.out(level)?, given.out_if_wanted(voided)?);
            let (forest, unit) = (given.forest(forest)?, UnitId::from_number(unit));
            level.write(forest.level(unit)?.number().into());
            if let Some(voided) = voided {
                voided.write(forest.is_void(unit)?.into());
            }
            Ok(())
        })
    }
}

/// The container that a unit lies in.
///
/// parent: out, SYMBOLON_NO_UNIT if the unit is loose
/// errors: SYMBOLON_E_UNKNOWN_UNIT
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_forest_parent(
    forest: *const symbolon_forest,
    unit: u32,
    parent: *mut u32,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let out = given.out(parent)?;
            out.write(number(given.forest(forest)?.parent(UnitId::from_number(unit))?));
            Ok(())
        })
    }
}

/// The outermost container of a unit; the unit itself if it is loose.
///
/// root:   out
/// errors: SYMBOLON_E_UNKNOWN_UNIT
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_forest_root(
    forest: *const symbolon_forest,
    unit: u32,
    root: *mut u32,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let out = given.out(root)?;
            out.write(given.forest(forest)?.root(UnitId::from_number(unit))?.number());
            Ok(())
        })
    }
}

/// A unit, its container, and so on up to the root.
///
/// buf:    out, `cap` ids; at most SYMBOLON_PATH_MAX
/// errors: SYMBOLON_E_UNKNOWN_UNIT
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_forest_path(
    forest: *const symbolon_forest,
    unit: u32,
    buf: *mut u32,
    cap: usize,
    len: *mut usize,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let out = given.buffer(buf, cap, len)?;
            let path = given.forest(forest)?.path(UnitId::from_number(unit))?;
            out.fill_from(path.clone().count(), path.map(UnitId::number))
        })
    }
}

/// What a container holds directly, in the order of the ids.
///
/// buf:    out, `cap` ids
/// errors: SYMBOLON_E_UNKNOWN_UNIT
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_forest_children(
    forest: *const symbolon_forest,
    container: u32,
    buf: *mut u32,
    cap: usize,
    len: *mut usize,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let out = given.buffer(buf, cap, len)?;
            let children = given.forest(forest)?.children(UnitId::from_number(container))?;
            out.fill_from(children.len(), children.map(UnitId::number))
        })
    }
}

/// The items in a unit at any depth: those of its first child, then of its second, and so on; children in the order of
/// their ids. An item is its own only one.
///
/// buf:    out, `cap` ids
/// errors: SYMBOLON_E_UNKNOWN_UNIT
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_forest_leaves(
    forest: *const symbolon_forest,
    unit: u32,
    buf: *mut u32,
    cap: usize,
    len: *mut usize,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let out = given.buffer(buf, cap, len)?;
            let (forest, unit) = (given.forest(forest)?, UnitId::from_number(unit));
            // With no room at all this counts, and counting takes no walk over the items.
            let count = forest.leaves_into(unit, &mut [])?;
            forest.leaves_into(unit, unit_ids(out.zeroed(count)?))?;
            Ok(())
        })
    }
}

/// How many units lie below a unit, or are in the whole forest.
///
/// unit:   an id; SYMBOLON_NO_UNIT for all units of the forest, void ones included
/// counts: out, SYMBOLON_LEVELS numbers: items, boxes, cases, pallets; the unit itself is not counted. For orders with higher
///         levels ask `symbolon_forest_level_counts`
/// errors: SYMBOLON_E_UNKNOWN_UNIT
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_forest_counts(
    forest: *const symbolon_forest,
    unit: u32,
    counts: *mut u32,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let out = given.out::<[u32; SYMBOLON_LEVELS]>(counts.cast())?;
            let forest = given.forest(forest)?;
            let counts: Counts = match unit {
                SYMBOLON_NO_UNIT => forest.totals(),
                unit => forest.counts(UnitId::from_number(unit))?,
            };
            out.write([Level::ITEM, Level::BOX, Level::CASE, Level::PALLET].map(|level| counts.at(level)));
            Ok(())
        })
    }
}

/// The odd containers of a level: closed, and holding less than their capacity or than was declared. In the order of
/// their ids.
///
/// level:  SYMBOLON_LEVEL_x
/// buf:    out, `cap` ids
/// errors: SYMBOLON_E_PARAMETER
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_forest_odd(
    forest: *const symbolon_forest,
    level: u32,
    buf: *mut u32,
    cap: usize,
    len: *mut usize,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let out = given.buffer(buf, cap, len)?;
            let (forest, level) = (given.forest(forest)?, level_of(level)?);
            out.fill_from(forest.odd(level).count(), forest.odd(level).map(UnitId::number))
        })
    }
}

/// Every invariant holds.
pub const SYMBOLON_FOREST_SOUND: u32 = 1;

/// Verifies every invariant of a forest, in time proportional to its units.
///
/// answer: out, SYMBOLON_FOREST_SOUND, or the number of the invariant that does not hold, 2 and above: the memory was
///         damaged, or the library has a fault
/// unit:   out, where it was seen; SYMBOLON_NO_UNIT if it concerns the whole; may be NULL
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_forest_check(
    forest: *const symbolon_forest,
    answer: *mut u32,
    unit: *mut u32,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let (answer, unit) = (given.out(answer)?, given.out_if_wanted(unit)?);
            let breach = given.forest(forest)?.check().err();
            answer.write(breach.map_or(SYMBOLON_FOREST_SOUND, |breach| number_of(breach.invariant)));
            if let Some(unit) = unit {
                unit.write(number(breach.and_then(|breach| breach.unit)));
            }
            Ok(())
        })
    }
}

const fn number_of(invariant: Invariant) -> u32 {
    match invariant {
        Invariant::Rows => 2,
        Invariant::Index => 3,
        Invariant::Link => 4,
        Invariant::Chain => 6,
        Invariant::Held => 7,
        Invariant::OneParent => 8,
        Invariant::LevelOrder => 9,
        Invariant::Capacity => 10,
        Invariant::Void => 11,
        Invariant::Totals => 12,
        // 5 and 13 stood for invariants of an earlier form.
        Invariant::State => 14,
        Invariant::Memory => 15,
    }
}
