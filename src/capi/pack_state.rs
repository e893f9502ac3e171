//! The hierarchy: states, whole lists of answers, digests, memory, snapshots.

use core::ptr::null_mut;

use super::batch::SYMBOLON_ROOT_BYTES;
use super::boundary::{Fault, boundary};
use super::handle::{Exclusive, give_exclusive};
use super::pack::{SYMBOLON_NO_UNIT, level_of, symbolon_forest};
use super::pack_query::number;
use super::series::symbolon_series;
use super::status::{symbolon_error, symbolon_status};
use crate::Error;
use crate::code::{Identity, Level, SeriesId};
use crate::pack::{Counts, Forest, Name, State, UnitId};

/// State: in use; a container takes and gives.
pub const SYMBOLON_STATE_OPEN: u32 = 1;
/// State: a container that takes and gives nothing until it is opened again.
pub const SYMBOLON_STATE_CLOSED: u32 = 2;
/// State: its code is withdrawn, for good.
pub const SYMBOLON_STATE_VOID: u32 = 3;
/// State: taken out as a sample, with all it held.
pub const SYMBOLON_STATE_SAMPLED: u32 = 4;
/// State: destroyed with all it held, for good.
pub const SYMBOLON_STATE_DESTROYED: u32 = 5;

/// What has become of a unit.
///
/// state:    out, SYMBOLON_STATE_x
/// held:     out, how many units it holds directly; may be NULL
/// declared: out, how many a closed container was said to hold when it was closed; 0 for others; may be NULL
/// errors:   SYMBOLON_E_UNKNOWN_UNIT
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_forest_state(
    forest: *const symbolon_forest,
    unit: u32,
    state: *mut u32,
    held: *mut u32,
    declared: *mut u32,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let out = given.out(state)?;
            let (held, declared) = (given.out_if_wanted(held)?, given.out_if_wanted(declared)?);
            let (forest, unit) = (given.forest(forest)?, UnitId::from_number(unit));
            out.write(match forest.state(unit)? {
                State::Open => SYMBOLON_STATE_OPEN,
                State::Closed => SYMBOLON_STATE_CLOSED,
                State::Void => SYMBOLON_STATE_VOID,
                State::Sampled => SYMBOLON_STATE_SAMPLED,
                State::Destroyed => SYMBOLON_STATE_DESTROYED,
            });
            if let Some(held) = held {
                held.write(forest.held(unit)?);
            }
            if let Some(declared) = declared {
                declared.write(forest.declared(unit)?.unwrap_or(0));
            }
            Ok(())
        })
    }
}

/// The open containers of a level that hold something. In the order of their ids.
///
/// level:  SYMBOLON_LEVEL_x
/// buf:    out, `cap` ids
/// errors: SYMBOLON_E_PARAMETER
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_forest_open(
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
            out.fill_from(forest.open(level).count(), forest.open(level).map(UnitId::number))
        })
    }
}

/// The containers of many units: faster than one by one in a large forest.
///
/// units:   `n` ids
/// parents: out, one for each; SYMBOLON_NO_UNIT for a loose unit, and for one that the forest does not hold
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_forest_parents(
    forest: *const symbolon_forest,
    units: *const u32,
    n: usize,
    parents: *mut u32,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let (forest, units, out) =
                (given.forest(forest)?, given.units(units, n)?, given.room(parents, n)?);
            let mut parents = vec![None; n];
            forest.parents(&units, &mut parents);
            out.iter_mut().zip(parents).for_each(|(place, parent)| {
                place.write(number(parent));
            });
            Ok(())
        })
    }
}

/// The outermost containers of many units: faster than one by one in a large forest.
///
/// units: `n` ids
/// roots: out, one for each: the unit itself if it is loose, and if the forest does not hold it
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_forest_roots(
    forest: *const symbolon_forest,
    units: *const u32,
    n: usize,
    roots: *mut u32,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let (forest, units, out) = (given.forest(forest)?, given.units(units, n)?, given.room(roots, n)?);
            let mut roots = units.clone();
            forest.roots(&units, &mut roots);
            out.iter_mut().zip(roots).for_each(|(place, root)| {
                place.write(root.number());
            });
            Ok(())
        })
    }
}

/// Levels that there can be: the places of `symbolon_forest_level_counts`, item first.
pub const SYMBOLON_LEVELS_MAX: usize = 8;
const _: () = assert!(SYMBOLON_LEVELS_MAX == Level::COUNT);

/// `symbolon_forest_counts` for all levels.
///
/// unit:   an id; SYMBOLON_NO_UNIT for all units of the forest, void ones included
/// counts: out, SYMBOLON_LEVELS_MAX numbers: level 1 (items) to level 8; the unit itself is not counted
/// errors: SYMBOLON_E_UNKNOWN_UNIT
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_forest_level_counts(
    forest: *const symbolon_forest,
    unit: u32,
    counts: *mut u32,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let out = given.out::<[u32; SYMBOLON_LEVELS_MAX]>(counts.cast())?;
            let forest = given.forest(forest)?;
            let counts: Counts = match unit {
                SYMBOLON_NO_UNIT => forest.totals(),
                unit => forest.counts(UnitId::from_number(unit))?,
            };
            out.write(Level::ALL.map(|level| counts.at(level)));
            Ok(())
        })
    }
}

/// What the rules of a forest call a level.
///
/// level:  SYMBOLON_LEVEL_x, or another number up to SYMBOLON_LEVELS_MAX
/// buf:    out, UTF-8, at most SYMBOLON_LEVEL_NAME_BYTES
/// errors: SYMBOLON_E_PARAMETER
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_forest_level_name(
    forest: *const symbolon_forest,
    level: u32,
    buf: *mut u8,
    cap: usize,
    len: *mut usize,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let out = given.buffer(buf, cap, len)?;
            out.fill(given.forest(forest)?.rules().name(level_of(level)?).as_bytes())
        })
    }
}

/// The digest of the items in a unit at any depth: the same however they were packed, and that which a contents note signs
/// for the same items.
///
/// series: `n` series, those whose units may be among the items; may be NULL if `n` is 0
/// root:   out, SYMBOLON_ROOT_BYTES
/// count:  out, how many items there are
/// errors: SYMBOLON_E_UNKNOWN_UNIT; SYMBOLON_E_NO_IDENTITY for an item of another series; SYMBOLON_E_INDEX; SYMBOLON_E_NULL
///         for a series that is NULL; SYMBOLON_E_REPEATED with the place among the items if two are named alike
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_forest_digest(
    forest: *const symbolon_forest,
    unit: u32,
    series: *const *const symbolon_series,
    n: usize,
    root: *mut u8,
    count: *mut u32,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let (root, count) = (given.out_array::<SYMBOLON_ROOT_BYTES>(root)?, given.out(count)?);
            let forest = given.forest(forest)?;
            let mut known = Vec::with_capacity(n);
            for series in given.items(series, n)? {
                let series = &given.handle(*series)?.0;
                known.push((SeriesId::new(series.gtin(), series.slot())?, series));
            }
            let digest = forest.digest(UnitId::from_number(unit), |unit| match forest.name(unit)? {
                Name::External(identity) => Ok(identity),
                Name::Indexed { series, index } => {
                    let sealing = known.iter().find(|(id, _)| *id == series).ok_or(Error::NoIdentity)?.1;
                    Ok(Identity::Sgtin { gtin: series.gtin(), serial: sealing.seal(index)? })
                }
            })?;
            root.write(digest.root);
            count.write(digest.count);
            Ok(())
        })
    }
}

/// The bytes of memory that a forest holds.
///
/// bytes: out
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_forest_memory(
    forest: *const symbolon_forest,
    bytes: *mut usize,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            given.out(bytes)?.write(given.forest(forest)?.memory());
            Ok(())
        })
    }
}

/// Brings a forest into its shortest form. No answer changes. In time proportional to its units.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_forest_compact(forest: *mut symbolon_forest) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            given.change_forest(forest, |forest| {
                forest.compact();
                Ok(())
            })
        })
    }
}

/// A forest as bytes, to go on from.
///
/// position: your own number, such as that of the first journal record that is not in the forest
/// buf:      out; each call writes the snapshot anew, so a buffer that is long enough saves one
/// source:   drawn in src/pack/snapshot.rs
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_forest_snapshot(
    forest: *const symbolon_forest,
    position: u64,
    buf: *mut u8,
    cap: usize,
    len: *mut usize,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let out = given.buffer(buf, cap, len)?;
            let mut bytes = Vec::new();
            given.forest(forest)?.snapshot(position, &mut bytes);
            out.fill(&bytes)
        })
    }
}

/// Opens a snapshot.
///
/// bytes:     `len` bytes, what `symbolon_forest_snapshot` wrote
/// index_key: 16 bytes, as in `symbolon_forest_options`; NULL for zeros
/// out:       the forest; free it with `symbolon_forest_free`
/// position:  out, the number that was stored with it; may be NULL
/// errors:    SYMBOLON_E_SNAPSHOT with `at`, SYMBOLON_E_VERSION, SYMBOLON_E_FULL
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_forest_restore(
    bytes: *const u8,
    len: usize,
    index_key: *const u8,
    out: *mut *mut symbolon_forest,
    position: *mut u64,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let (out, place) = (given.out(out)?, given.out_if_wanted(position)?);
            let key = if index_key.is_null() { [0; 16] } else { *given.array(index_key)? };
            let (forest, position) = Forest::restore(given.bytes(bytes, len)?, key).map_err(Fault::from)?;
            give_exclusive(out, symbolon_forest(Exclusive::new(forest)));
            if let Some(place) = place {
                place.write(position);
            }
            Ok(())
        })
    }
}
