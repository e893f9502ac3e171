//! Drawing from leases across crashes.

use core::ffi::c_void;
use core::ptr::null_mut;

use super::boundary::{Fault, boundary};
use super::handle::{Exclusive, give_exclusive, take_exclusive};
use super::issue::symbolon_issuer;
use super::lease::symbolon_lease;
use super::receipt::SYMBOLON_RECEIPT_MAX;
use super::status::{symbolon_error, symbolon_status};
use crate::Error;
use crate::trust::{CURSOR_BYTES, CursorBytes, Draw};

/// Bytes of the cursor that says how far a lease has been drawn.
pub const SYMBOLON_CURSOR_BYTES: usize = 42;
const _: () = assert!(SYMBOLON_CURSOR_BYTES == CURSOR_BYTES);

/// Puts a cursor where a loss of power leaves it, and returns when it lies there: write a new file, flush it, rename it.
///
/// Called only during a call that draws or closes, on that call's thread. It must not call the draw, and must neither
/// throw nor jump out.
///
/// user:    what the call was given
/// cursor:  SYMBOLON_CURSOR_BYTES, readable during the call
/// returns: 0, or a number of yours that comes back as `detail` beside SYMBOLON_E_STORAGE: nothing is drawn then
pub type symbolon_store = Option<unsafe extern "C" fn(user: *mut c_void, cursor: *const u8) -> i32>;

/// The caller's storage as the library knows it.
fn storage(
    store: symbolon_store,
    user: *mut c_void,
) -> Result<impl FnOnce(&CursorBytes) -> Result<(), Error>, Fault> {
    let store = store.ok_or(Fault::Null)?;
    Ok(move |cursor: &CursorBytes| {
        // SAFETY: a function of the caller's, called by the contract of `symbolon_store`.
        match unsafe { store(user, cursor.as_ptr()) } {
            0 => Ok(()),
            status => Err(Error::Storage { status }),
        }
    })
}

/// A lease that is being drawn from: one draw at a time for each lease. Exclusive.
pub struct symbolon_draw(Exclusive<Draw>);

/// Begins to draw from a lease, or goes on after a restart.
///
/// lease:  stays yours
/// cursor: `cursor_len` bytes that your storage holds for this lease; NULL with 0 if it was never drawn from. Never a
///         copy from a backup: indices would be handed out twice
/// out:    the draw; free it with `symbolon_draw_free`
/// errors: SYMBOLON_E_CURSOR for a torn cursor, or one of another lease
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_draw_new(
    lease: *const symbolon_lease,
    cursor: *const u8,
    cursor_len: usize,
    out: *mut *mut symbolon_draw,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let out = given.out(out)?;
            let lease = given.handle(lease)?.0.clone();
            let draw = match given.bytes(cursor, cursor_len)? {
                [] => Draw::begin(lease),
                cursor => Draw::resume(lease, cursor)?,
            };
            give_exclusive(out, symbolon_draw(Exclusive::new(draw)));
            Ok(())
        })
    }
}

/// Draws the next indices. The new cursor is stored before they are handed out, so that a crash never repeats one.
///
/// count:       how many, at least 1
/// at:          the time, seconds since 1970 UTC
/// store, user: see `symbolon_store`; `user` is handed on
/// first:       out, the first of `count` indices
/// errors:      SYMBOLON_E_PARAMETER for 0; SYMBOLON_E_OUT_OF_TIME; SYMBOLON_E_EXHAUSTED beyond the quota or after the
///              lease was closed; SYMBOLON_E_STORAGE with `detail`. Nothing is drawn then
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_draw_next(
    draw: *mut symbolon_draw,
    count: u64,
    at: i64,
    store: symbolon_store,
    user: *mut c_void,
    first: *mut u64,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.out(first)?;
            let draw = &mut given.handle_mut(draw)?.0;
            let store = storage(store, user)?;
            out.write(draw.change(|draw| Ok(draw.draw(count, at, store)?))?.start);
            Ok(())
        })
    }
}

/// How far a lease has been drawn.
///
/// used:      out, how many indices are gone
/// remaining: out, how many can still be drawn
/// closed:    out, 1 if the lease is closed, otherwise 0
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_draw_counts(
    draw: *const symbolon_draw,
    used: *mut u64,
    remaining: *mut u64,
    closed: *mut u32,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let (used, remaining, closed) = (given.out(used)?, given.out(remaining)?, given.out(closed)?);
            let draw = given.handle(draw)?.0.ask()?;
            used.write(draw.used());
            remaining.write(draw.remaining());
            closed.write(draw.closed().is_some().into());
            Ok(())
        })
    }
}

/// Closes a lease: what was not drawn goes back. Closing again gives the same receipt, for one that was lost.
///
/// holder:      signs the receipt
/// at:          the time, seconds since 1970 UTC
/// store, user: see `symbolon_store`; called before the receipt is made, and not for a lease that is closed already
/// buf:         out, room for SYMBOLON_RECEIPT_MAX bytes: with less, nothing happens, and `len` says so
/// errors:      SYMBOLON_E_HOLDER if the lease names another key; SYMBOLON_E_STORAGE with `detail`: it is open then;
///              SYMBOLON_E_SIGNER with `detail`, SYMBOLON_E_SIGNATURE: it is closed then, close it again
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_draw_close(
    draw: *mut symbolon_draw,
    holder: *const symbolon_issuer,
    at: i64,
    store: symbolon_store,
    user: *mut c_void,
    buf: *mut u8,
    cap: usize,
    len: *mut usize,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.buffer(buf, cap, len)?;
            let holder = given.handle(holder)?;
            let draw = &mut given.handle_mut(draw)?.0;
            let store = storage(store, user)?;
            if out.capacity() < SYMBOLON_RECEIPT_MAX {
                return Err(out.too_short(SYMBOLON_RECEIPT_MAX));
            }
            out.fill(&draw.change(|draw| Ok(draw.close(holder.0.signer(), at, store)?))?)
        })
    }
}

/// Frees a draw. NULL is a no-op. What was stored last still holds.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_draw_free(draw: *mut symbolon_draw) {
    // SAFETY: the caller hands in what `symbolon_draw_new` gave, once.
    unsafe { take_exclusive(draw) };
}
