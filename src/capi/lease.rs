//! Leases: granting and opening.

use core::ptr::null_mut;

use super::boundary::{Fault, boundary};
use super::buffer::padded;
use super::handle::{give_shared, take_shared};
use super::issue::symbolon_issuer;
use super::key::SYMBOLON_KEY_ID_BYTES;
use super::options::Sized32;
use super::status::{symbolon_error, symbolon_status};
use crate::Error;
use crate::code::{KeyId, SeriesId};
use crate::gs1::key::Gtin;
use crate::trust::{Lease, LeaseId, Terms, Window};

/// The longest lease, in bytes.
pub const SYMBOLON_LEASE_MAX: usize = 256;
const _: () = assert!(SYMBOLON_LEASE_MAX == Lease::MAX_BYTES as usize);

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
            let terms = given.sized(terms)?;
            if terms.reserved != [0; 6] {
                return Err(Fault::Options);
            }
            out.fill(&Lease::grant(granter.0.signer(), &terms.read()?)?)
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
/// granter: `granter_len` bytes: the suite key of the granter
/// out:     the lease; free it with `symbolon_lease_free`
/// errors:  SYMBOLON_E_SUITE, SYMBOLON_E_PUBLIC_KEY, SYMBOLON_E_TOO_LONG, SYMBOLON_E_ARTEFACT, SYMBOLON_E_UNKNOWN_KEY if it
///          names another granter, SYMBOLON_E_SIGNATURE, SYMBOLON_E_VERSION, SYMBOLON_E_CLAIM
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_lease_open(
    bytes: *const u8,
    bytes_len: usize,
    granter: *const u8,
    granter_len: usize,
    out: *mut *const symbolon_lease,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.out(out)?;
            let granter = given.suite_key(granter, granter_len)?;
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
