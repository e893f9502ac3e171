//! Index keys: reading the indices of sealed serials without being able to seal.

use core::ptr::null_mut;

use super::boundary::{Fault, boundary};
use super::handle::{give_shared, take_shared};
use super::series::{SYMBOLON_SECRET_BYTES, symbolon_series_options};
use super::status::{symbolon_error, symbolon_status};
use crate::code::{IndexKey, Opener, Serial, SeriesKey};
use crate::gs1::key::Gtin;

/// The serial has the series' form; whether it is genuine is not said.
pub const SYMBOLON_INDEX_READ: u32 = 1;
/// A serial of another form, or no serial at all.
pub const SYMBOLON_INDEX_NONE: u32 = 2;

/// The key with which an opener reads the indices of one series of format 2.
///
/// key:       SYMBOLON_SECRET_BYTES, what `symbolon_series_key` gave
/// index_key: out, SYMBOLON_SECRET_BYTES; seals nothing, but shows how many serials were issued and in which order
/// source:    drawn in src/code/serial.rs
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_series_index_key(key: *const u8, index_key: *mut u8) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let out = given.out_array::<SYMBOLON_SECRET_BYTES>(index_key)?;
            out.write(*SeriesKey::new(*given.array(key)?).index_key().expose());
            Ok(())
        })
    }
}

/// Reads the indices of one series' serials: for ranges of serials on a handheld. Shared: any number of threads.
pub struct symbolon_opener(Opener);

/// Makes an opener.
///
/// index_key: SYMBOLON_SECRET_BYTES, what `symbolon_series_index_key` gave for the same series
/// gtin:      8, 12, 13 or 14 ASCII digits
/// slot:      the characters that every serial of the series begins with; may be empty
/// options:   the form of the series; NULL for the default
/// out:       the opener; free it with `symbolon_opener_free`
/// errors:    as of `symbolon_series_new`; SYMBOLON_E_SERIES_SHAPE for format 1 as well
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_opener_new(
    index_key: *const u8,
    gtin: *const u8,
    gtin_len: usize,
    slot: *const u8,
    slot_len: usize,
    options: *const symbolon_series_options,
    out: *mut *const symbolon_opener,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.out(out)?;
            let gtin = Gtin::parse(given.bytes(gtin, gtin_len)?)?;
            let slot = given.bytes(slot, slot_len)?;
            let shape = given.shape(options, slot.len())?;
            let key = IndexKey::new(*given.array(index_key)?);
            give_shared(
                out,
                symbolon_opener(Opener::new(key, gtin, slot, shape).map_err(Fault::of_item(1))?),
            );
            Ok(())
        })
    }
}

/// The index that a serial of the series would have. It says nothing about whether the serial is genuine.
///
/// serial: `serial_len` bytes
/// read:   out, SYMBOLON_INDEX_READ or SYMBOLON_INDEX_NONE
/// index:  out, the index; UINT64_MAX if there is none
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_opener_index(
    opener: *const symbolon_opener,
    serial: *const u8,
    serial_len: usize,
    read: *mut u32,
    index: *mut u64,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let (read, index) = (given.out(read)?, given.out(index)?);
            let opener = &given.handle(opener)?.0;
            let serial = Serial::parse(given.bytes(serial, serial_len)?).ok();
            let answer = serial.and_then(|serial| opener.index(&serial));
            read.write(if answer.is_some() { SYMBOLON_INDEX_READ } else { SYMBOLON_INDEX_NONE });
            index.write(answer.unwrap_or(u64::MAX));
            Ok(())
        })
    }
}

/// Frees an opener. NULL is a no-op.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_opener_free(opener: *const symbolon_opener) {
    // SAFETY: the caller hands in what `symbolon_opener_new` gave, once.
    unsafe { take_shared(opener) };
}
