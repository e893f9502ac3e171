//! Check digits, texts for people, and handing out SSCCs.

use core::ptr::null_mut;

use super::boundary::{Fault, boundary};
use super::handle::{Exclusive, give_exclusive, take_exclusive};
use super::status::{symbolon_error, symbolon_status};
use crate::Error;
use crate::gs1::element::Elements;
use crate::gs1::sscc::{CompanyPrefix, SsccAllocator};
use crate::gs1::{check, readable};

/// Digits of an SSCC.
pub const SYMBOLON_SSCC_BYTES: usize = 18;

/// The check digit that belongs behind some digits of a GTIN, SSCC, GLN or the like.
///
/// digits: `digits_len` ASCII digits, the check digit not among them
/// digit:  out, one ASCII digit
/// errors: SYMBOLON_E_CHARSET
/// source: GS1 General Specifications, section 7.9
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_gs1_check_digit(
    digits: *const u8,
    digits_len: usize,
    digit: *mut u8,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let digits = given.bytes(digits, digits_len)?;
            let out = given.out(digit)?;
            crate::gs1::charset::digits(digits)?;
            out.write(check::digit(digits).ok_or(Error::Parameter)?);
            Ok(())
        })
    }
}

/// What people read beside a symbol: `(00) 0 0614141 123456789 0 (10) LOT7`.
///
/// elements:   `elements_len` bytes, an element string, separators as 0x1D
/// prefix:     the company prefix, 4 to 12 digits, by which an SSCC is written in its four parts; `(NULL, 0)` for none
/// buf:        out, ASCII
/// errors:     those of `symbolon_code_canonical` for element strings; SYMBOLON_E_COMPANY_PREFIX
/// source:     GS1 General Specifications, section 4.14
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_gs1_readable(
    elements: *const u8,
    elements_len: usize,
    prefix: *const u8,
    prefix_len: usize,
    buf: *mut u8,
    cap: usize,
    len: *mut usize,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.buffer(buf, cap, len)?;
            let (elements, prefix) = (given.bytes(elements, elements_len)?, given.bytes(prefix, prefix_len)?);
            let prefix = if prefix.is_empty() { None } else { Some(CompanyPrefix::parse(prefix)?) };
            out.fill(readable::text(&Elements::parse(elements)?, prefix).as_bytes())
        })
    }
}

/// Hands out the SSCCs of a range, each once and in order. Exclusive.
pub struct symbolon_sscc_allocator(Exclusive<SsccAllocator>);

/// Makes an allocator of the serial references from `first` up to but not including `end`.
///
/// To go on after a restart, store `symbolon_sscc_allocator_position` before an SSCC is used, and begin there.
///
/// extension: extension digit, 0 to 9
/// prefix:    GS1 company prefix, 4 to 12 ASCII digits
/// out:       the allocator; free it with `symbolon_sscc_allocator_free`
/// errors:    SYMBOLON_E_COMPANY_PREFIX also for an `end` that does not fit beside the prefix, SYMBOLON_E_CHARSET,
///            SYMBOLON_E_PARAMETER
/// source:    GS1 General Specifications, section 3, AI (00)
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_sscc_allocator_new(
    extension: u32,
    prefix: *const u8,
    prefix_len: usize,
    first: u64,
    end: u64,
    out: *mut *mut symbolon_sscc_allocator,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.out(out)?;
            let prefix = CompanyPrefix::parse(given.bytes(prefix, prefix_len)?)?;
            let extension = u8::try_from(extension).map_err(|_| Error::Parameter)?;
            let allocator = SsccAllocator::new(extension, prefix, first, end)?;
            give_exclusive(out, symbolon_sscc_allocator(Exclusive::new(allocator)));
            Ok(())
        })
    }
}

/// Hands out the next SSCC.
///
/// sscc:   out, SYMBOLON_SSCC_BYTES digits
/// errors: SYMBOLON_E_EXHAUSTED
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_sscc_allocator_allocate(
    allocator: *mut symbolon_sscc_allocator,
    sscc: *mut u8,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let out = given.out_array(sscc)?;
            let sscc = given.handle_mut(allocator)?.0.change(|allocator| Ok(allocator.allocate()?))?;
            out.write(sscc.digits());
            Ok(())
        })
    }
}

/// Hands out the next `n` SSCCs, all or none.
///
/// ssccs:  out, `n` times SYMBOLON_SSCC_BYTES digits
/// errors: SYMBOLON_E_EXHAUSTED if fewer than `n` are left; none is handed out then
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_sscc_allocator_allocate_batch(
    allocator: *mut symbolon_sscc_allocator,
    n: usize,
    ssccs: *mut u8,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let places = given.room::<[u8; SYMBOLON_SSCC_BYTES]>(ssccs.cast(), n)?;
            given.handle_mut(allocator)?.0.change(|allocator| {
                if usize::try_from(allocator.remaining()).is_ok_and(|left| left < n) {
                    return Err(Fault::Refused(Error::Exhausted));
                }
                for place in places {
                    place.write(allocator.allocate()?.digits());
                }
                Ok(())
            })
        })
    }
}

/// The serial reference that comes next, and how many are left.
///
/// position:  out, the `first` of an allocator that goes on from here
/// remaining: out, may be NULL
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_sscc_allocator_position(
    allocator: *const symbolon_sscc_allocator,
    position: *mut u64,
    remaining: *mut u64,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let (position, remaining) = (given.out(position)?, given.out_if_wanted(remaining)?);
            let allocator = given.handle(allocator)?.0.ask()?;
            position.write(allocator.position());
            if let Some(remaining) = remaining {
                remaining.write(allocator.remaining());
            }
            Ok(())
        })
    }
}

/// Frees an allocator. NULL is a no-op.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_sscc_allocator_free(allocator: *mut symbolon_sscc_allocator) {
    // SAFETY: the caller hands in what `symbolon_sscc_allocator_new` gave, once.
    unsafe { take_exclusive(allocator) };
}
