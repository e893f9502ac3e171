//! The hierarchy: series, operations beyond packing, and operations as data.

use super::boundary::{Fault, Given, boundary};
use super::buffer::padded;
use super::options::Sized32;
use super::pack::{level_of, symbolon_forest};
use super::pack_query::number;
use super::status::{symbolon_error, symbolon_status};
use crate::Error;
use crate::pack::{Name, Operation, OperationId, Outcome, UnitId, Units};

/// Lets a range of a series enter as loose, empty units of one level, with consecutive ids in the order of their indices.
/// They take no memory each as long as they are packed in line order.
///
/// gtin:   8, 12, 13 or 14 ASCII digits
/// slot:   the slot of the series, 0 to 19 characters
/// level:  SYMBOLON_LEVEL_x
/// index:  the first index
/// n:      how many
/// first:  out, the id of the first one
/// errors: of the GTIN and the slot: SYMBOLON_E_LENGTH, SYMBOLON_E_CHARSET, SYMBOLON_E_CHECK_DIGIT; SYMBOLON_E_PARAMETER,
///         SYMBOLON_E_LEVEL_ABSENT, SYMBOLON_E_INDEX, SYMBOLON_E_FULL, SYMBOLON_E_OVERLAP
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_forest_register(
    forest: *mut symbolon_forest,
    gtin: *const u8,
    gtin_len: usize,
    slot: *const u8,
    slot_len: usize,
    level: u32,
    index: u64,
    n: u32,
    first: *mut u32,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.out(first)?;
            let series = given.series_id((gtin, gtin_len), (slot, slot_len))?;
            let (level, end) = (level_of(level)?, index.checked_add(n.into()).ok_or(Error::Index)?);
            let units = given.change_forest(forest, |forest| forest.register(&series, level, index..end))?;
            out.write(units.first().number());
            Ok(())
        })
    }
}

/// The unit at an index of a registered series.
///
/// gtin:   8, 12, 13 or 14 ASCII digits
/// slot:   the slot of the series, 0 to 19 characters
/// unit:   out, its id; SYMBOLON_NO_UNIT if that index was not registered
/// errors: of the GTIN and the slot: SYMBOLON_E_LENGTH, SYMBOLON_E_CHARSET, SYMBOLON_E_CHECK_DIGIT
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_forest_at(
    forest: *const symbolon_forest,
    gtin: *const u8,
    gtin_len: usize,
    slot: *const u8,
    slot_len: usize,
    index: u64,
    unit: *mut u32,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.out(unit)?;
            let series = given.series_id((gtin, gtin_len), (slot, slot_len))?;
            out.write(number(given.forest(forest)?.at(&series, index)));
            Ok(())
        })
    }
}

/// Where a unit stands in a registered series. Yours; set `size` before the call.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C)]
pub struct symbolon_unit_name {
    /// Set it to `sizeof(symbolon_unit_name)`.
    pub size: u32,
    /// 1 for a unit of a series; 0 for one that was added: `symbolon_forest_identity` has its name, and what follows is 0.
    pub indexed: u32,
    /// The index in the series.
    pub index: u64,
    /// Characters of `slot`.
    pub slot_len: u32,
    /// 0.
    pub reserved: u32,
    /// The slot of the series, with zeros behind.
    pub slot: [u8; 20],
    /// The GTIN of the series, 14 digits.
    pub gtin: [u8; 14],
    /// Zeros.
    pub reserved_bytes: [u8; 6],
}

// SAFETY: two integers of four bytes, one of eight, two of four, 40 bytes.
unsafe impl Sized32 for symbolon_unit_name {
    const FIRST: usize = 64;
}

/// What a unit is called.
///
/// name:   out
/// errors: SYMBOLON_E_UNKNOWN_UNIT
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_forest_name(
    forest: *const symbolon_forest,
    unit: u32,
    name: *mut symbolon_unit_name,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.sized_out(name)?;
            let named = given.forest(forest)?.name(UnitId::from_number(unit))?;
            out.write(&match named {
                Name::Indexed { series, index } => {
                    let (slot, slot_len) = padded(series.slot());
                    let gtin = series.gtin().digits();
                    symbolon_unit_name { indexed: 1, index, slot_len, slot, gtin, ..Default::default() }
                }
                Name::External(_) => symbolon_unit_name::default(),
            });
            Ok(())
        })
    }
}

/// Operation: puts `units` into `unit`; all of them are loose.
pub const SYMBOLON_OPERATION_PACK: u32 = 1;
/// Operation: puts `number` consecutive units from `other` on into `unit`.
pub const SYMBOLON_OPERATION_PACK_RUN: u32 = 2;
/// Operation: takes `units` out of their containers.
pub const SYMBOLON_OPERATION_UNPACK: u32 = 3;
/// Operation: takes everything out of `unit`, one level deep.
pub const SYMBOLON_OPERATION_UNPACK_ALL: u32 = 4;
/// Operation: takes `units` out of their containers and puts them into `unit`.
pub const SYMBOLON_OPERATION_MOVE: u32 = 5;
/// Operation: puts `other`, which is loose, into the container of `unit`, which becomes loose. Both keep what they hold.
pub const SYMBOLON_OPERATION_REPLACE: u32 = 6;
/// Operation: `other`, loose and empty, takes the children and the place of `unit`, which becomes void.
pub const SYMBOLON_OPERATION_RELABEL: u32 = 7;
/// Operation: moves `units` from `unit` to `other`, containers of one level.
pub const SYMBOLON_OPERATION_SPLIT: u32 = 8;
/// Operation: moves everything from `unit` to `other`, containers of one level.
pub const SYMBOLON_OPERATION_MERGE: u32 = 9;
/// Operation: closes `unit`, which holds `number` units.
pub const SYMBOLON_OPERATION_CLOSE: u32 = 10;
/// Operation: opens `unit` again.
pub const SYMBOLON_OPERATION_REOPEN: u32 = 11;
/// Operation: declares `unit`, which is empty, void; with `number` 1 it is taken out of its container for that, with 0 it is
/// loose.
pub const SYMBOLON_OPERATION_VOID: u32 = 12;
/// Operation: takes `unit` out as a sample, with all it holds, though its container be closed.
pub const SYMBOLON_OPERATION_SAMPLE: u32 = 13;
/// Operation: declares `unit`, loose or a sample, destroyed with all it holds.
pub const SYMBOLON_OPERATION_DESTROY: u32 = 14;

/// One change of a forest, as data.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct symbolon_operation {
    /// Set it to `sizeof(symbolon_operation)`.
    pub size: u32,
    /// SYMBOLON_OPERATION_x, which says what the others are; those that it does not name are 0.
    pub kind: u32,
    /// A unit.
    pub unit: u32,
    /// Another unit.
    pub other: u32,
    /// A number.
    pub number: u32,
    /// 0.
    pub reserved: u32,
    /// `n` units.
    pub units: *const u32,
    /// How many.
    pub n: usize,
}

// SAFETY: six integers of four bytes, a pointer and a size, which need no padding behind 24 bytes.
unsafe impl Sized32 for symbolon_operation {
    const FIRST: usize = 24 + 2 * size_of::<usize>();
}

impl Given {
    /// Reads an operation and hands it on.
    fn with_operation<R>(
        &self,
        operation: *const symbolon_operation,
        then: impl FnOnce(&Operation<'_>) -> Result<R, Fault>,
    ) -> Result<R, Fault> {
        let given = self.sized(operation)?;
        let units = self.units(given.units, given.n)?;
        let (unit, other) = (UnitId::from_number(given.unit), UnitId::from_number(given.other));
        let symbolon_operation { number, n, .. } = given;
        let units = units.as_slice();
        let (has_other, has_number, has_units, read) = match given.kind {
            SYMBOLON_OPERATION_PACK => (false, false, true, Operation::Pack { container: unit, units }),
            SYMBOLON_OPERATION_PACK_RUN => {
                (true, true, false, Operation::PackRun { container: unit, first: other, count: number })
            }
            SYMBOLON_OPERATION_UNPACK => (false, false, true, Operation::Unpack { units }),
            SYMBOLON_OPERATION_UNPACK_ALL => (false, false, false, Operation::UnpackAll { container: unit }),
            SYMBOLON_OPERATION_MOVE => (false, false, true, Operation::Move { units, to: unit }),
            SYMBOLON_OPERATION_REPLACE => (true, false, false, Operation::Replace { old: unit, new: other }),
            SYMBOLON_OPERATION_RELABEL => (true, false, false, Operation::Relabel { old: unit, new: other }),
            SYMBOLON_OPERATION_SPLIT => {
                (true, false, true, Operation::Split { from: unit, to: other, units })
            }
            SYMBOLON_OPERATION_MERGE => (true, false, false, Operation::Merge { from: unit, to: other }),
            SYMBOLON_OPERATION_CLOSE => {
                (false, true, false, Operation::Close { container: unit, declared: number })
            }
            SYMBOLON_OPERATION_REOPEN => (false, false, false, Operation::Reopen { container: unit }),
            SYMBOLON_OPERATION_VOID if number < 2 => {
                (false, true, false, Operation::Void { unit, take_out: number == 1 })
            }
            SYMBOLON_OPERATION_SAMPLE => (false, false, false, Operation::Sample { unit }),
            SYMBOLON_OPERATION_DESTROY => (false, false, false, Operation::Destroy { unit }),
            _ => return Err(Error::Parameter.into()),
        };
        let spare_unit = matches!(read, Operation::Unpack { .. }) && given.unit != 0;
        let spare = !has_other && given.other != 0 || !has_number && number != 0 || !has_units && n != 0;
        if spare || spare_unit || given.reserved != 0 {
            return Err(Error::Parameter.into());
        }
        then(&read)
    }

    fn apply(
        &self,
        forest: *mut symbolon_forest,
        id: u64,
        operation: &Operation<'_>,
        (units, replayed): (*mut u32, *mut u32),
    ) -> Result<(), Fault> {
        let (units, replayed) = (self.out_if_wanted(units)?, self.out_if_wanted(replayed)?);
        let done: Outcome = self.change_forest(forest, |forest| forest.apply(OperationId(id), operation))?;
        if let Some(units) = units {
            units.write(done.units);
        }
        if let Some(replayed) = replayed {
            replayed.write(done.replayed.into());
        }
        Ok(())
    }
}

/// Does an operation once. The same id again gives the same answer, also a refusal, and changes nothing, as long as it is
/// among the last ids that the forest remembers (`window` of its options).
///
/// id:        any number that you use for one operation only: that of its journal record, say
/// operation: not NULL
/// units:     out, how many units changed their place; may be NULL
/// replayed:  out, 1 if this is the answer of an earlier call, otherwise 0; may be NULL
/// errors:    SYMBOLON_E_OPERATION_TAKEN if the id was used for another operation; SYMBOLON_E_OPTIONS, and
///            SYMBOLON_E_PARAMETER for a field that the operation does not have; with `item`, the position in `units`, and
///            behind it that of `unit` and `other`; without a list 0 for `unit` and 1 for `other`: SYMBOLON_E_UNKNOWN_UNIT,
///            SYMBOLON_E_REPEATED, SYMBOLON_E_VOID, SYMBOLON_E_GONE, SYMBOLON_E_CLOSED, SYMBOLON_E_NOT_CLOSED,
///            SYMBOLON_E_LEVEL_ORDER, SYMBOLON_E_ALREADY_PACKED, SYMBOLON_E_NOT_PACKED, SYMBOLON_E_NOT_EMPTY,
///            SYMBOLON_E_CAPACITY, SYMBOLON_E_DECLARED
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_forest_apply(
    forest: *mut symbolon_forest,
    id: u64,
    operation: *const symbolon_operation,
    units: *mut u32,
    replayed: *mut u32,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            given.with_operation(operation, |operation| given.apply(forest, id, operation, (units, replayed)))
        })
    }
}

/// An operation as bytes, for a journal.
///
/// operation: not NULL
/// buf:       out, 14 bytes, and 4 for each of `units`
/// errors:    SYMBOLON_E_OPTIONS, SYMBOLON_E_PARAMETER
/// source:    drawn in src/pack/encode.rs
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_operation_encode(
    operation: *const symbolon_operation,
    buf: *mut u8,
    cap: usize,
    len: *mut usize,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.buffer(buf, cap, len)?;
            let mut bytes = Vec::new();
            given.with_operation(operation, |operation| {
                operation.encode(&mut bytes);
                Ok(())
            })?;
            out.fill(&bytes)
        })
    }
}

/// `symbolon_forest_apply` for an operation that `symbolon_operation_encode` wrote.
///
/// bytes:  `len` bytes
/// errors: as there; of the bytes SYMBOLON_E_TRUNCATED, SYMBOLON_E_VERSION, SYMBOLON_E_PARAMETER, SYMBOLON_E_TOO_LONG
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_forest_apply_encoded(
    forest: *mut symbolon_forest,
    id: u64,
    bytes: *const u8,
    len: usize,
    units: *mut u32,
    replayed: *mut u32,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            given.forest(forest)?;
            let read = Operation::decode(given.bytes(bytes, len)?)?;
            given.apply(forest, id, &read.operation(), (units, replayed))
        })
    }
}

/// Puts loose units with consecutive ids into a container.
///
/// first:  the id of the first
/// n:      how many
/// errors: as of `symbolon_forest_pack`
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_forest_pack_run(
    forest: *mut symbolon_forest,
    parent: u32,
    first: u32,
    n: u32,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let units = Units::from_first(UnitId::from_number(first), n);
            given.change_forest(forest, |forest| forest.pack_run(UnitId::from_number(parent), &units))
        })
    }
}
