//! External serials: assigned by a regulator or an ERP, handed out once each.

use core::ptr::null_mut;

use super::boundary::{Fault, boundary};
use super::buffer::put;
use super::handle::{Exclusive, give_exclusive, take_exclusive};
use super::series::SYMBOLON_SERIAL_MAX;
use super::status::{symbolon_error, symbolon_status};
use crate::Error;
use crate::code::{Serial, SerialPool};

/// Serials that somebody else assigned, drawn in the order they came. Exclusive.
pub struct symbolon_pool(Exclusive<SerialPool>);

/// Makes a pool.
///
/// bytes, offsets: the serials, 1 to 20 characters of CSET 82 each; see "Batches". Copied.
/// out:            the pool; free it with `symbolon_pool_free`
/// errors:         SYMBOLON_E_LENGTH, SYMBOLON_E_CHARSET, SYMBOLON_E_REPEATED, each with `item`; SYMBOLON_E_FULL;
///                 SYMBOLON_E_OFFSETS
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_pool_new(
    bytes: *const u8,
    offsets: *const usize,
    n: usize,
    out: *mut *mut symbolon_pool,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.out(out)?;
            let serials = (0..)
                .zip(given.batch(bytes, offsets, n)?)
                .map(|(item, serial)| Serial::parse(serial).map_err(Fault::of_item(item)))
                .collect::<Result<Vec<_>, _>>()?;
            give_exclusive(out, symbolon_pool(Exclusive::new(SerialPool::new(serials)?)));
            Ok(())
        })
    }
}

/// Hands out the next serial. Store `symbolon_pool_position` before the code is printed.
///
/// buf:    out, at least SYMBOLON_SERIAL_MAX bytes whatever the serial's length, so that none is lost
/// errors: SYMBOLON_E_EXHAUSTED
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_pool_draw(
    pool: *mut symbolon_pool,
    buf: *mut u8,
    cap: usize,
    len: *mut usize,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let out = given.buffer(buf, cap, len)?;
            let pool = given.handle_mut(pool)?;
            if out.capacity() < SYMBOLON_SERIAL_MAX {
                return Err(out.too_short(SYMBOLON_SERIAL_MAX));
            }
            out.fill(pool.0.change(|pool| Ok(pool.draw()?))?.as_bytes())
        })
    }
}

/// Hands out the next `n` serials, all or none.
///
/// buf, stride: out, serial `i` at `buf + i * stride`; at least SYMBOLON_SERIAL_MAX, so that none is lost
/// lens:        out, one for each serial
/// errors:      SYMBOLON_E_EXHAUSTED if fewer than `n` are left; SYMBOLON_E_BUFFER for a shorter stride. None is handed
///              out then
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_pool_draw_batch(
    pool: *mut symbolon_pool,
    n: usize,
    buf: *mut u8,
    stride: usize,
    lens: *mut usize,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let room = given.room(buf, n.checked_mul(stride).ok_or(Fault::Null)?)?;
            let lens = given.room(lens, n)?;
            let pool = given.handle_mut(pool)?;
            if stride < SYMBOLON_SERIAL_MAX {
                return Err(Fault::Buffer);
            }
            pool.0.change(|pool| {
                if pool.remaining() < n {
                    return Err(Error::Exhausted.into());
                }
                for (len, place) in lens.iter_mut().zip(room.chunks_mut(stride)) {
                    let serial = pool.draw()?;
                    put(serial.as_bytes(), place);
                    len.write(serial.as_bytes().len());
                }
                Ok(())
            })
        })
    }
}

/// How many serials have been handed out, and how many are left.
///
/// position:  out
/// remaining: out, may be NULL
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_pool_position(
    pool: *const symbolon_pool,
    position: *mut u32,
    remaining: *mut u32,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let (position, remaining) = (given.out(position)?, given.out_if_wanted(remaining)?);
            let pool = given.handle(pool)?.0.ask()?;
            position.write(pool.position());
            if let Some(remaining) = remaining {
                remaining.write(u32::try_from(pool.remaining()).unwrap_or(u32::MAX));
            }
            Ok(())
        })
    }
}

/// Goes on after the first `position` serials, as after a restart. Never goes back.
///
/// errors: SYMBOLON_E_PARAMETER for a position before the present one or beyond the end
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_pool_resume(pool: *mut symbolon_pool, position: u32) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| given.handle_mut(pool)?.0.change(|pool| Ok(pool.resume(position)?)))
    }
}

/// The serial has been handed out by this pool.
pub const SYMBOLON_DRAWN_YES: u32 = 1;
/// It has not, or is no serial at all.
pub const SYMBOLON_DRAWN_NO: u32 = 2;

/// Whether a serial has been handed out by this pool.
///
/// serial: `serial_len` bytes
/// drawn:  out, SYMBOLON_DRAWN_YES or SYMBOLON_DRAWN_NO
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_pool_has_drawn(
    pool: *const symbolon_pool,
    serial: *const u8,
    serial_len: usize,
    drawn: *mut u32,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let out = given.out(drawn)?;
            let pool = given.handle(pool)?.0.ask()?;
            let serial = Serial::parse(given.bytes(serial, serial_len)?);
            let drawn = serial.is_ok_and(|serial| pool.has_drawn(&serial));
            out.write(if drawn { SYMBOLON_DRAWN_YES } else { SYMBOLON_DRAWN_NO });
            Ok(())
        })
    }
}

/// Frees a pool. NULL is a no-op.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_pool_free(pool: *mut symbolon_pool) {
    // SAFETY: the caller hands in what `symbolon_pool_new` gave, once.
    unsafe { take_exclusive(pool) };
}
