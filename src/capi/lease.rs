//! Leases: granting, drawing across crashes, receipts.

use core::ffi::c_void;
use core::ptr::null_mut;

use super::boundary::{Fault, Given, boundary};
use super::handle::{Exclusive, give_exclusive, give_shared, take_exclusive, take_shared};
use super::issue::symbolon_issuer;
use super::key::SYMBOLON_KEY_ID_BYTES;
use super::options::Sized32;
use super::status::{symbolon_error, symbolon_status};
use crate::Error;
use crate::code::{KeyId, SeriesId};
use crate::gs1::key::Gtin;
use crate::trust::{CURSOR_BYTES, CursorBytes, Draw, Lease, LeaseId, Receipt, Terms, Window};

/// The longest lease, in bytes.
pub const SYMBOLON_LEASE_MAX: usize = 256;
const _: () = assert!(SYMBOLON_LEASE_MAX == Lease::MAX_BYTES as usize);
/// The longest receipt, in bytes.
pub const SYMBOLON_RECEIPT_MAX: usize = 256;
const _: () = assert!(SYMBOLON_RECEIPT_MAX == Receipt::MAX_BYTES as usize);
/// Bytes of the cursor that says how far a lease has been drawn.
pub const SYMBOLON_CURSOR_BYTES: usize = 42;
const _: () = assert!(SYMBOLON_CURSOR_BYTES == CURSOR_BYTES);

/// What a lease grants, to whom, and for how long.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct symbolon_lease_terms {
    /// Set it to `sizeof(symbolon_lease_terms)`.
    pub size: u32,
    /// Bytes of `id`: 8 or 16.
    pub id_len: u32,
    /// The first index.
    pub first: u64,
    /// How many indices there are, at least 1; first + count is below 2^64.
    pub count: u64,
    /// How many of them may be drawn, the first ones: 1 to `count`.
    pub quota: u64,
    /// From when on they may be drawn, seconds since 1970 UTC.
    pub from: i64,
    /// From when on no more.
    pub until: i64,
    /// Bytes of `holder`: 1 to 32.
    pub holder_len: u32,
    /// Characters of `slot`: 0 to 19.
    pub slot_len: u32,
    /// The name of the lease: unique among all of its granter's.
    pub id: [u8; 16],
    /// The key that is to sign the codes and the receipt, 8 characters; zeros for any key.
    pub key_id: [u8; 8],
    /// The holder's name, UTF-8 without control characters.
    pub holder: [u8; 32],
    /// The slot of the series.
    pub slot: [u8; 20],
    /// The GTIN of the series, 14 digits.
    pub gtin: [u8; 14],
    /// Zeros.
    pub reserved: [u8; 6],
}

// SAFETY: four integers of four bytes, five of eight, and 96 bytes.
unsafe impl Sized32 for symbolon_lease_terms {
    const FIRST: usize = 152;
}

impl symbolon_lease_terms {
    fn read(&self) -> Result<Terms, Error> {
        let holder =
            str::from_utf8(front(&self.holder, self.holder_len)?).map_err(|_| Error::Charset { at: 0 })?;
        let key_id = if self.key_id == [0; 8] { None } else { Some(KeyId::parse(&self.key_id)?) };
        let end = self.first.checked_add(self.count).ok_or(Error::Index)?;
        Ok(Terms {
            id: LeaseId::new(front(&self.id, self.id_len)?)?,
            holder: holder.to_owned(),
            key_id,
            series: SeriesId::new(Gtin::parse(&self.gtin)?, front(&self.slot, self.slot_len)?)?,
            range: self.first..end,
            quota: self.quota,
            window: Window::new(self.from, self.until)?,
        })
    }

    fn new(terms: &Terms) -> Self {
        let (id, id_len) = padded(terms.id.as_bytes());
        let (holder, holder_len) = padded(terms.holder.as_bytes());
        let (slot, slot_len) = padded(terms.series.slot());
        Self {
            size: 0,
            id_len,
            first: terms.range.start,
            count: terms.range.end - terms.range.start,
            quota: terms.quota,
            from: terms.window.from(),
            until: terms.window.until(),
            holder_len,
            slot_len,
            id,
            key_id: terms.key_id.map_or([0; 8], KeyId::text),
            holder,
            slot,
            gtin: terms.series.gtin().digits(),
            reserved: [0; 6],
        }
    }
}

/// The bytes of a field that are used.
fn front(field: &[u8], len: u32) -> Result<&[u8], Error> {
    usize::try_from(len).ok().and_then(|len| field.get(..len)).ok_or(Error::Length { at: 0 })
}

/// Bytes with zeros behind them, and how many there were.
pub(super) fn padded<const N: usize>(bytes: &[u8]) -> ([u8; N], u32) {
    let mut room = [0; N];
    room.iter_mut().zip(bytes).for_each(|(room, byte)| *room = *byte);
    (room, u32::try_from(bytes.len()).unwrap_or(u32::MAX))
}

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

/// Signs a lease. Whoever grants keeps the ranges of a series disjoint.
///
/// granter: signs it
/// terms:   what is granted; set `size` first
/// buf:     out, at most SYMBOLON_LEASE_MAX bytes: what goes to the holder
/// errors:  SYMBOLON_E_CLAIM for a holder, count or quota that makes no sense; SYMBOLON_E_LENGTH, SYMBOLON_E_CHARSET,
///          SYMBOLON_E_CHECK_DIGIT, SYMBOLON_E_PROOF for id, slot, GTIN or key id; SYMBOLON_E_WINDOW; SYMBOLON_E_INDEX;
///          SYMBOLON_E_OPTIONS; SYMBOLON_E_SIGNER with `detail`; SYMBOLON_E_SIGNATURE
/// source:  drawn in src/trust/lease.rs
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_lease_grant(
    granter: *const symbolon_issuer,
    terms: *const symbolon_lease_terms,
    buf: *mut u8,
    cap: usize,
    len: *mut usize,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.buffer(buf, cap, len)?;
            let granter = given.handle(granter)?;
            let terms = given.options(terms)?.read()?;
            out.fill(&Lease::grant(granter.0.signer(), &terms)?)
        })
    }
}

/// Which key claims to have granted a lease: to find the key to open it with.
///
/// key_id: out, SYMBOLON_KEY_ID_BYTES characters
/// errors: SYMBOLON_E_TOO_LONG, SYMBOLON_E_ARTEFACT
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_lease_granter(
    bytes: *const u8,
    bytes_len: usize,
    key_id: *mut u8,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let out = given.out_array::<SYMBOLON_KEY_ID_BYTES>(key_id)?;
            out.write(Lease::granter_of(given.bytes(bytes, bytes_len)?)?.text());
            Ok(())
        })
    }
}

/// A lease whose signature was checked. Shared: any number of threads.
pub struct symbolon_lease(pub(super) Lease);

/// Reads a lease and checks that the key granted it.
///
/// public_key: SYMBOLON_PUBLIC_KEY_BYTES of the granter
/// out:        the lease; free it with `symbolon_lease_free`
/// errors:     SYMBOLON_E_TOO_LONG, SYMBOLON_E_ARTEFACT, SYMBOLON_E_UNKNOWN_KEY if it names another granter,
///             SYMBOLON_E_SIGNATURE, SYMBOLON_E_VERSION, SYMBOLON_E_CLAIM, SYMBOLON_E_PUBLIC_KEY
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_lease_open(
    bytes: *const u8,
    bytes_len: usize,
    public_key: *const u8,
    out: *mut *const symbolon_lease,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.out(out)?;
            let granter = given.public_key(public_key)?;
            give_shared(out, symbolon_lease(Lease::open(given.bytes(bytes, bytes_len)?, &granter)?));
            Ok(())
        })
    }
}

/// What a lease grants.
///
/// terms:  out; set its `size` first
/// errors: SYMBOLON_E_OPTIONS
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_lease_read(
    lease: *const symbolon_lease,
    terms: *mut symbolon_lease_terms,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let out = given.sized_out(terms)?;
            out.write(&symbolon_lease_terms::new(given.handle(lease)?.0.terms()));
            Ok(())
        })
    }
}

/// Frees a lease. NULL is a no-op. Draws and reconcilers that were given it keep what they need.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_lease_free(lease: *const symbolon_lease) {
    // SAFETY: the caller hands in what `symbolon_lease_open` gave, once.
    unsafe { take_shared(lease) };
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

impl Given {
    /// A receipt, with the key that must have signed it.
    pub(super) fn receipt(
        &self,
        bytes: *const u8,
        bytes_len: usize,
        public_key: *const u8,
    ) -> Result<Receipt, Fault> {
        let holder = self.public_key(public_key)?;
        Ok(Receipt::open(self.bytes(bytes, bytes_len)?, &holder)?)
    }
}

/// What a receipt gives back: the unused tail of the lease, which may be leased anew.
///
/// bytes:        the receipt, `bytes_len` bytes
/// public_key:   SYMBOLON_PUBLIC_KEY_BYTES of the holder
/// lease:        the lease it is to belong to
/// first, count: out, the indices that return
/// errors:       as `symbolon_lease_open`; SYMBOLON_E_CURSOR if it is the receipt of another lease; SYMBOLON_E_HOLDER if
///               another than its holder signed it; SYMBOLON_E_EXHAUSTED if it claims more than the quota
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_receipt_returned(
    bytes: *const u8,
    bytes_len: usize,
    public_key: *const u8,
    lease: *const symbolon_lease,
    first: *mut u64,
    count: *mut u64,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let (first, count) = (given.out(first)?, given.out(count)?);
            let lease = given.handle(lease)?;
            let returned = given.receipt(bytes, bytes_len, public_key)?.returned(&lease.0)?;
            first.write(returned.start);
            count.write(returned.end - returned.start);
            Ok(())
        })
    }
}
