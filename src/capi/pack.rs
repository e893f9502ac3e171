//! The hierarchy: units, and the operations that change what lies in what.

use core::ptr::null_mut;

use super::boundary::{Fault, Given, boundary};
use super::code::identity_of;
use super::handle::{Exclusive, give_exclusive, take_exclusive};
use super::options::Sized32;
use super::status::{symbolon_error, symbolon_status};
use crate::Error;
use crate::code::Level;
use crate::pack::{Forest, Rules, UnitId};

/// Level: what a consumer buys.
pub const SYMBOLON_LEVEL_ITEM: u32 = 1;
/// Level: holds items.
pub const SYMBOLON_LEVEL_BOX: u32 = 2;
/// Level: holds boxes.
pub const SYMBOLON_LEVEL_CASE: u32 = 3;
/// Level: holds cases.
pub const SYMBOLON_LEVEL_PALLET: u32 = 4;
const _: () = assert!(SYMBOLON_LEVEL_ITEM == Level::ITEM.number() as u32);
const _: () = assert!(SYMBOLON_LEVEL_BOX == Level::BOX.number() as u32);
const _: () = assert!(SYMBOLON_LEVEL_CASE == Level::CASE.number() as u32);
const _: () = assert!(SYMBOLON_LEVEL_PALLET == Level::PALLET.number() as u32);

/// No unit: the answer where there is none.
pub const SYMBOLON_NO_UNIT: u32 = 4_294_967_295;
const _: () = assert!(SYMBOLON_NO_UNIT == u32::MAX);

/// The longest name of a level, in bytes of UTF-8.
pub const SYMBOLON_LEVEL_NAME_BYTES: usize = 24;
const _: () = assert!(SYMBOLON_LEVEL_NAME_BYTES == Rules::NAME_BYTES);

/// The packing rules of a forest.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C)]
pub struct symbolon_forest_options {
    /// Set it to `sizeof(symbolon_forest_options)`.
    pub size: u32,
    /// Units in a box; 0 if the order has no boxes: items then go straight into what is above.
    pub box_capacity: u32,
    /// Units in a case; 0 if the order has no cases.
    pub case_capacity: u32,
    /// Units on a pallet; 0 if the order has no pallets.
    pub pallet_capacity: u32,
    /// 1 lets a container hold units of any lower level, 0 of the next one only.
    pub skip_levels: u32,
    /// Added units to reserve memory for, about 45 bytes each; it grows by itself.
    pub reserve: u32,
    /// Random bytes where strangers choose the identities that are added, so that they cannot make searches slow;
    /// otherwise zeros. No answer depends on them.
    pub index_key: [u8; 16],
    /// Units in containers of the levels 5 to 8; 0 where the order has none.
    pub higher_capacities: [u32; 4],
    /// How many operations `symbolon_forest_apply` remembers; 0 for 65 536.
    pub window: u32,
    /// 1 takes the memory for `reserve` units at once, about 130 bytes each, so that no later call takes any; otherwise 0.
    pub reserved_memory: u32,
    /// What the order calls its levels, item first: UTF-8 with zeros behind; nothing where the usual word will do.
    pub level_names: [[u8; SYMBOLON_LEVEL_NAME_BYTES]; 8],
}

// SAFETY: integers of four bytes, and bytes, whose number is a multiple of four.
unsafe impl Sized32 for symbolon_forest_options {
    const FIRST: usize = 40;
}

impl symbolon_forest_options {
    fn rules(&self) -> Result<Rules, Error> {
        let rules = Rules::new([self.box_capacity, self.case_capacity, self.pallet_capacity]);
        let mut rules = match self.skip_levels {
            0 => rules,
            1 => rules.with_skipped_levels(),
            _ => return Err(Error::Parameter),
        };
        let higher = Level::ALL.into_iter().skip(4).zip(self.higher_capacities);
        for (level, capacity) in higher.filter(|(_, capacity)| *capacity > 0) {
            rules = rules.with_level(level, capacity)?;
        }
        for (level, name) in Level::ALL.into_iter().zip(&self.level_names) {
            let end = name.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
            if let Some(name) = name.get(..end).filter(|name| !name.is_empty()) {
                rules = rules.with_name(level, str::from_utf8(name).map_err(|_| Error::Parameter)?)?;
            }
        }
        Ok(rules)
    }
}

/// All units of an order or a site, and how they lie in each other. Units are named by dense ids from 0.
///
/// Exclusive in calls that change it; any number of threads may ask (`const`) while nobody does. Every change is done
/// whole or refused with nothing changed; `item` is then the position in the list, and a container stands behind
/// its list.
pub struct symbolon_forest(pub(super) Exclusive<Forest>);

impl Given {
    /// A list of unit ids.
    pub(super) fn units(&self, units: *const u32, n: usize) -> Result<Vec<UnitId>, Fault> {
        Ok(self.items(units, n)?.iter().copied().map(UnitId::from_number).collect())
    }

    pub(super) fn change_forest<R>(
        &self,
        forest: *mut symbolon_forest,
        operation: impl FnOnce(&mut Forest) -> Result<R, Error>,
    ) -> Result<R, Fault> {
        self.handle_mut(forest)?.0.change(|forest| Ok(operation(forest)?))
    }
}

/// Reads the number of a level.
pub(super) fn level_of(number: u32) -> Result<Level, Error> {
    Level::from_number(u8::try_from(number).map_err(|_| Error::Parameter)?)
}

/// Makes an empty forest.
///
/// options: the rules; not NULL
/// out:     the forest; free it with `symbolon_forest_free`
/// errors:  SYMBOLON_E_OPTIONS, SYMBOLON_E_PARAMETER for a `skip_levels` or `reserved_memory` other than 0 and 1, and for a
///          name that is no text or holds control characters
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_forest_new(
    options: *const symbolon_forest_options,
    out: *mut *mut symbolon_forest,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let out = given.out(out)?;
            if options.is_null() {
                return Err(Fault::Null);
            }
            let options = given.options(options)?;
            let (rules, reserve, key) = (options.rules()?, options.reserve, options.index_key);
            let forest = match options.reserved_memory {
                0 => Forest::keyed(rules, reserve, key),
                1 => Forest::reserved(rules, reserve, key),
                _ => return Err(Error::Parameter.into()),
            };
            let forest = match options.window {
                0 => forest,
                window => forest.with_window(window),
            };
            give_exclusive(out, symbolon_forest(Exclusive::new(forest)));
            Ok(())
        })
    }
}

/// Adds a loose, empty unit.
///
/// code:   `code_len` bytes in any carrier; verify it first: the forest asks for its identity only
/// level:  SYMBOLON_LEVEL_x
/// unit:   out, its id
/// errors: of the code 101 to 116; SYMBOLON_E_PARAMETER, SYMBOLON_E_LEVEL_ABSENT, SYMBOLON_E_KNOWN, SYMBOLON_E_FULL
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_forest_add(
    forest: *mut symbolon_forest,
    code: *const u8,
    code_len: usize,
    level: u32,
    unit: *mut u32,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.out(unit)?;
            let identity = given.identity(code, code_len)?;
            let level = level_of(level)?;
            out.write(given.change_forest(forest, |forest| forest.add(identity, level))?.number());
            Ok(())
        })
    }
}

/// Adds loose, empty units of one level, all or none. Their ids follow each other.
///
/// bytes, offsets: the codes; see "Batches"
/// level:          SYMBOLON_LEVEL_x
/// first:          out, the id of the first one
/// errors:         as in `symbolon_forest_add`, with `item`; SYMBOLON_E_REPEATED; SYMBOLON_E_OFFSETS
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_forest_add_batch(
    forest: *mut symbolon_forest,
    bytes: *const u8,
    offsets: *const usize,
    n: usize,
    level: u32,
    first: *mut u32,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.out(first)?;
            let level = level_of(level)?;
            let units = (0..)
                .zip(given.batch(bytes, offsets, n)?)
                .map(|(item, code)| Ok((identity_of(code).map_err(Fault::of_item(item))?, level)))
                .collect::<Result<Vec<_>, Fault>>()?;
            let first = given.change_forest(forest, |forest| {
                let first = forest.len();
                forest.add_all(&units).map(|_| first)
            })?;
            out.write(first);
            Ok(())
        })
    }
}

/// Puts loose units into a container.
///
/// children: `n` ids
/// errors:   with `item`: SYMBOLON_E_UNKNOWN_UNIT, SYMBOLON_E_REPEATED, SYMBOLON_E_VOID, SYMBOLON_E_LEVEL_ORDER,
///           SYMBOLON_E_ALREADY_PACKED, SYMBOLON_E_CAPACITY; the container is item `n`
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_forest_pack(
    forest: *mut symbolon_forest,
    parent: u32,
    children: *const u32,
    n: usize,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let children = given.units(children, n)?;
            given.change_forest(forest, |forest| forest.pack(UnitId::from_number(parent), &children))
        })
    }
}

/// Takes units out of their containers; what they hold stays in them.
///
/// children: `n` ids
/// errors:   with `item`: SYMBOLON_E_UNKNOWN_UNIT, SYMBOLON_E_REPEATED, SYMBOLON_E_VOID, SYMBOLON_E_NOT_PACKED
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_forest_unpack(
    forest: *mut symbolon_forest,
    children: *const u32,
    n: usize,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let children = given.units(children, n)?;
            given.change_forest(forest, |forest| forest.unpack(&children))
        })
    }
}

/// Takes everything out of a container, one level deep.
///
/// count:  out, how many units came out; may be NULL
/// errors: SYMBOLON_E_UNKNOWN_UNIT, SYMBOLON_E_VOID
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_forest_unpack_all(
    forest: *mut symbolon_forest,
    parent: u32,
    count: *mut u32,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.out_if_wanted(count)?;
            let count =
                given.change_forest(forest, |forest| forest.unpack_all(UnitId::from_number(parent)))?;
            if let Some(out) = out {
                out.write(count);
            }
            Ok(())
        })
    }
}

/// Takes units out of their containers and puts them into another.
///
/// children: `n` ids
/// errors:   with `item`: SYMBOLON_E_UNKNOWN_UNIT, SYMBOLON_E_REPEATED, SYMBOLON_E_VOID, SYMBOLON_E_LEVEL_ORDER,
///           SYMBOLON_E_NOT_PACKED, SYMBOLON_E_CAPACITY; the container is item `n`
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_forest_move(
    forest: *mut symbolon_forest,
    children: *const u32,
    n: usize,
    parent: u32,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let children = given.units(children, n)?;
            given.change_forest(forest, |forest| {
                forest.move_to(&children, UnitId::from_number(parent)).map(drop)
            })
        })
    }
}

/// Puts a loose unit into the container of another, which becomes loose. Both keep what they hold.
///
/// old:    item 0
/// fresh:  item 1, of the same level
/// errors: with `item`: SYMBOLON_E_UNKNOWN_UNIT, SYMBOLON_E_VOID, SYMBOLON_E_NOT_PACKED, SYMBOLON_E_REPEATED,
///         SYMBOLON_E_LEVEL_ORDER, SYMBOLON_E_ALREADY_PACKED
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_forest_replace(
    forest: *mut symbolon_forest,
    old: u32,
    fresh: u32,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let (old, fresh) = (UnitId::from_number(old), UnitId::from_number(fresh));
            given.change_forest(forest, |forest| forest.replace(old, fresh))
        })
    }
}

/// Declares a loose, empty unit void, for good: it stays known, and no operation accepts it again.
///
/// errors: SYMBOLON_E_UNKNOWN_UNIT, SYMBOLON_E_VOID, SYMBOLON_E_ALREADY_PACKED, SYMBOLON_E_NOT_EMPTY
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_forest_void(
    forest: *mut symbolon_forest,
    unit: u32,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| given.change_forest(forest, |forest| forest.void(UnitId::from_number(unit))))
    }
}

/// Frees a forest. NULL is a no-op.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_forest_free(forest: *mut symbolon_forest) {
    // SAFETY: the caller hands in what `symbolon_forest_new` gave, once.
    unsafe { take_exclusive(forest) };
}
