//! Issuing signed codes, with a key in memory or a signer of the caller's.

use core::ffi::c_void;
use std::sync::Arc;

use super::boundary::{Fault, Given, boundary};
use super::handle::{give_shared, take_shared};
use super::key::{SYMBOLON_SIGNATURE_BYTES, symbolon_secret_key};
use super::series::symbolon_series;
use super::status::{symbolon_error, symbolon_status};
use crate::Error;
use crate::code::SerialCode;
use crate::code::carrier::element_string;
use crate::gs1::element::Elements;
use crate::trust::{Issuer, PublicKey, Signer};

/// A signer of yours, such as an HSM: signs `message` with Ed25519 (RFC 8032, pure) under the issuer's key.
///
/// Called only during a call that signs, on that call's thread, so from several threads at once if the issuer is used
/// so. It must not call the issuer, and must neither throw nor jump out. What it wrote is verified before a code leaves.
///
/// user:      what `symbolon_issuer_new_external` was given
/// message:   `message_len` bytes, readable during the call
/// signature: to be written, SYMBOLON_SIGNATURE_BYTES
/// returns:   0, or a number of yours that comes back as `detail` beside SYMBOLON_E_SIGNER
pub type symbolon_sign = Option<
    unsafe extern "C" fn(
        user: *mut c_void,
        message: *const u8,
        message_len: usize,
        signature: *mut u8,
    ) -> i32,
>;

/// A signer behind a C function.
pub(super) struct External {
    public: PublicKey,
    sign: unsafe extern "C" fn(*mut c_void, *const u8, usize, *mut u8) -> i32,
    user: *mut c_void,
}

// SAFETY: `user` is only handed on, and the contract of `symbolon_sign` says that this happens on any thread.
unsafe impl Send for External {}
// SAFETY: as above.
unsafe impl Sync for External {}

/// Who signs for an issuer.
#[allow(clippy::large_enum_variant)] // one for each issuer
pub(super) enum Key {
    Held(Arc<symbolon_secret_key>),
    External(External),
}

impl Signer for Key {
    fn public_key(&self) -> &PublicKey {
        match self {
            Self::Held(key) => key.0.public_key(),
            Self::External(key) => &key.public,
        }
    }

    fn sign(&self, message: &[u8]) -> Result<[u8; SYMBOLON_SIGNATURE_BYTES], Error> {
        match self {
            Self::Held(key) => key.0.sign(message),
            Self::External(External { sign, user, .. }) => {
                let mut signature = [0; SYMBOLON_SIGNATURE_BYTES];
                let (text, len, room) = (message.as_ptr(), message.len(), signature.as_mut_ptr());
                // SAFETY: a function of the caller's, called by the contract of `symbolon_sign`.
                match unsafe { sign(*user, text, len, room) } {
                    0 => Ok(signature),
                    status => Err(Error::Signer { status }),
                }
            }
        }
    }

    fn is_external(&self) -> bool {
        matches!(self, Self::External(_))
    }
}

/// Signs codes with one key. Shared: any number of threads, if an external signer bears that.
pub struct symbolon_issuer(pub(super) Issuer<Key>);

impl Given {
    fn elements(&self, text: *const u8, len: usize) -> Result<Elements, Fault> {
        match self.bytes(text, len)? {
            [] => Ok(Elements::new()),
            text => Ok(Elements::parse(text)?),
        }
    }
}

/// Makes an issuer that signs with a key in memory.
///
/// key: stays yours; it may be freed before the issuer
/// out: the issuer; free it with `symbolon_issuer_free`
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_issuer_new(
    key: *const symbolon_secret_key,
    out: *mut *const symbolon_issuer,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(core::ptr::null_mut(), |given| {
            let out = given.out(out)?;
            give_shared(out, symbolon_issuer(Issuer::new(Key::Held(given.share(key)?))));
            Ok(())
        })
    }
}

/// Makes an issuer that signs through a function of yours.
///
/// public_key: SYMBOLON_PUBLIC_KEY_BYTES, of the key that the function signs with
/// sign:       see `symbolon_sign`
/// user:       handed on to `sign`; must live as long as the issuer
/// out:        the issuer; free it with `symbolon_issuer_free`
/// errors:     SYMBOLON_E_PUBLIC_KEY
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_issuer_new_external(
    public_key: *const u8,
    sign: symbolon_sign,
    user: *mut c_void,
    out: *mut *const symbolon_issuer,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(core::ptr::null_mut(), |given| {
            let out = given.out(out)?;
            let sign = sign.ok_or(Fault::Null)?;
            let public = given.public_key(public_key)?;
            give_shared(out, symbolon_issuer(Issuer::new(Key::External(External { public, sign, user }))));
            Ok(())
        })
    }
}

/// Seals an index of a series and signs the code.
///
/// attributes: element string of what else is printed (lot, dates, ...), without GTIN and serial; NULL with 0 for none
/// buf:        out, the signed code as an element string; `symbolon_code_convert` makes the other carriers of it
/// errors:     SYMBOLON_E_INDEX; of the attributes 101 to 112; SYMBOLON_E_SIGNER with `detail`;
///             SYMBOLON_E_SIGNATURE if an external signer gave a false signature
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_issuer_issue(
    issuer: *const symbolon_issuer,
    series: *const symbolon_series,
    index: u64,
    attributes: *const u8,
    attributes_len: usize,
    buf: *mut u8,
    cap: usize,
    len: *mut usize,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.buffer(buf, cap, len)?;
            let (issuer, series) = (given.handle(issuer)?, given.handle(series)?);
            let attributes = given.elements(attributes, attributes_len)?;
            out.fill(&element_string(&issuer.0.issue(&series.0, index, &attributes)?))
        })
    }
}

/// `symbolon_issuer_issue` for `n` indices from `first` on, all with the same attributes.
///
/// buf, stride:    out, code `i` at `buf + i * stride`; 192 bytes are enough for lot and three dates
/// lens, statuses: out, one for each code
/// errors:         of the attributes 101 to 112
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_issuer_issue_batch(
    issuer: *const symbolon_issuer,
    series: *const symbolon_series,
    first: u64,
    n: usize,
    attributes: *const u8,
    attributes_len: usize,
    buf: *mut u8,
    stride: usize,
    lens: *mut usize,
    statuses: *mut symbolon_status,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let (issuer, series) = (given.handle(issuer)?, given.handle(series)?);
            let attributes = given.elements(attributes, attributes_len)?;
            let slots = given.slots((buf, stride), lens, statuses, n)?;
            for (place, slot) in (0..).zip(slots) {
                let index = first.checked_add(place).ok_or(Error::Index);
                let code = index.and_then(|index| issuer.0.issue(&series.0, index, &attributes));
                slot.finish(code.as_ref().map(element_string).map_err(|error| *error));
            }
            Ok(())
        })
    }
}

/// Signs a code that has no proof yet, such as one with an external serial or an SSCC.
///
/// code:   `code_len` bytes in any carrier
/// buf:    out, the signed code as an element string
/// errors: of the form 101 to 116; SYMBOLON_E_REPEATED_AI if the code has (91) or (92); SYMBOLON_E_SIGNER with
///         `detail`; SYMBOLON_E_SIGNATURE if an external signer gave a false signature
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_issuer_sign(
    issuer: *const symbolon_issuer,
    code: *const u8,
    code_len: usize,
    buf: *mut u8,
    cap: usize,
    len: *mut usize,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.buffer(buf, cap, len)?;
            let issuer = given.handle(issuer)?;
            let code = SerialCode::parse(given.bytes(code, code_len)?)?;
            out.fill(&element_string(&issuer.0.sign(code)?))
        })
    }
}

/// `symbolon_issuer_sign` for a batch.
///
/// bytes, offsets: the codes; see "Batches"
/// buf, stride:    out, code `i` at `buf + i * stride`
/// lens, statuses: out, one for each code
/// errors:         SYMBOLON_E_OFFSETS
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_issuer_sign_batch(
    issuer: *const symbolon_issuer,
    bytes: *const u8,
    offsets: *const usize,
    n: usize,
    buf: *mut u8,
    stride: usize,
    lens: *mut usize,
    statuses: *mut symbolon_status,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(core::ptr::null_mut(), |given| {
            let issuer = given.handle(issuer)?;
            let codes = given.batch(bytes, offsets, n)?;
            for (code, slot) in codes.zip(given.slots((buf, stride), lens, statuses, n)?) {
                let signed = SerialCode::parse(code).and_then(|code| issuer.0.sign(code));
                slot.finish(signed.as_ref().map(element_string).map_err(|error| *error));
            }
            Ok(())
        })
    }
}

/// Frees an issuer. NULL is a no-op.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_issuer_free(issuer: *const symbolon_issuer) {
    // SAFETY: the caller hands in what one of the makers of issuers gave, once.
    unsafe { take_shared(issuer) };
}
