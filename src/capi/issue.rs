//! Issuing signed codes, with a key in memory or a signer of the caller's.

use core::ffi::c_void;
use std::sync::Arc;

use super::boundary::{Fault, Given, boundary};
use super::buffer::Slot;
use super::handle::{give_shared, take_shared};
use super::key::{SYMBOLON_SIGNATURE_BYTES, symbolon_secret_key};
use super::series::symbolon_series;
use super::status::{symbolon_error, symbolon_status};
use crate::Error;
use crate::code::SerialCode;
use crate::code::carrier::element_string;
use crate::gs1::element::Elements;
use crate::trust::{Issuer, NOT_SIGNED, PublicKey, Signer, issue, signer};

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

/// A signer of yours that signs many messages in one call, by the suite of the issuer's key.
///
/// The rules of `symbolon_sign` hold. It may take its time: nothing is locked meanwhile. At most 4096 messages come at
/// once.
///
/// user:       what `symbolon_issuer_new_external_batch` was given
/// messages:   one behind the other, message `i` from `offsets[i]` up to `offsets[i + 1]`; readable during the call
/// signatures: signature `i` at `signatures + i * SYMBOLON_SIGNATURE_BYTES`, all zero before; those that it cannot make
///             stay so, and their codes alone fail
/// returns:    0, or a number of yours: then what it did not sign has SYMBOLON_E_SIGNER, with the number as `detail`
///             where the call has an `info`
pub type symbolon_sign_many = Option<
    unsafe extern "C" fn(
        user: *mut c_void,
        messages: *const u8,
        offsets: *const usize,
        n: usize,
        signatures: *mut u8,
    ) -> i32,
>;

/// A signer behind a C function.
pub(super) struct External {
    public: PublicKey,
    sign: Function,
    user: *mut c_void,
}

enum Function {
    One(unsafe extern "C" fn(*mut c_void, *const u8, usize, *mut u8) -> i32),
    Many(unsafe extern "C" fn(*mut c_void, *const u8, *const usize, usize, *mut u8) -> i32),
}

// SAFETY: `user` is only handed on, and the contract of `symbolon_sign` says that this happens on any thread.
unsafe impl Send for External {}
// SAFETY: as above.
unsafe impl Sync for External {}

impl External {
    fn sign(
        &self,
        messages: &[&[u8]],
        signatures: &mut [[u8; SYMBOLON_SIGNATURE_BYTES]],
    ) -> Result<(), Error> {
        signer::clear(messages, signatures)?;
        match self.sign {
            Function::One(sign) => {
                let mut all = Ok(());
                for (message, place) in messages.iter().zip(signatures) {
                    let (text, len, room) = (message.as_ptr(), message.len(), place.as_mut_ptr());
                    // SAFETY: a function of the caller's, called by the contract of `symbolon_sign`.
                    if let Err(error) = outcome(unsafe { sign(self.user, text, len, room) }) {
                        // What a failing function left there is no signature. The next message may fare better.
                        *place = NOT_SIGNED;
                        all = all.and(Err(error));
                    }
                }
                all
            }
            Function::Many(sign) => {
                let ends = messages.iter().scan(0, |end, message| {
                    *end += message.len();
                    Some(*end)
                });
                let offsets: Vec<usize> = core::iter::once(0).chain(ends).collect();
                let text = messages.concat();
                let (text, offsets, n) = (text.as_ptr(), offsets.as_ptr(), messages.len());
                let room = signatures.as_flattened_mut().as_mut_ptr();
                // SAFETY: as above, by the contract of `symbolon_sign_many`.
                outcome(unsafe { sign(self.user, text, offsets, n, room) })
            }
        }
    }
}

/// What a function of the caller's returned.
fn outcome(status: i32) -> Result<(), Error> {
    if status == 0 { Ok(()) } else { Err(Error::Signer { status }) }
}

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
            Self::External(key) => {
                let mut signature = [NOT_SIGNED];
                key.sign(&[message], &mut signature)?;
                let [signature] = signature;
                Ok(signature)
            }
        }
    }

    fn sign_many(
        &self,
        messages: &[&[u8]],
        signatures: &mut [[u8; SYMBOLON_SIGNATURE_BYTES]],
    ) -> Result<(), Error> {
        match self {
            Self::Held(key) => key.0.sign_many(messages, signatures),
            Self::External(key) => key.sign(messages, signatures),
        }
    }

    fn is_external(&self) -> bool {
        matches!(self, Self::External(_))
    }
}

/// Signs codes with one key. Shared: any number of threads, if an external signer bears that.
pub struct symbolon_issuer(pub(super) Issuer<Key>);

impl Given {
    pub(super) fn elements(&self, text: *const u8, len: usize) -> Result<Elements, Fault> {
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
            let sign = Function::One(sign);
            give_shared(out, symbolon_issuer(Issuer::new(Key::External(External { public, sign, user }))));
            Ok(())
        })
    }
}

/// Makes an issuer that signs through a function of yours that takes many messages at once, in any suite.
///
/// The batch functions of an issuer call it with many messages, the others with one.
///
/// key:    `key_len` bytes: a suite key, whose private half the function signs with
/// sign:   see `symbolon_sign_many`
/// user:   handed on to `sign`; must live as long as the issuer
/// out:    the issuer; free it with `symbolon_issuer_free`
/// errors: SYMBOLON_E_SUITE, SYMBOLON_E_PUBLIC_KEY
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_issuer_new_external_batch(
    key: *const u8,
    key_len: usize,
    sign: symbolon_sign_many,
    user: *mut c_void,
    out: *mut *const symbolon_issuer,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(core::ptr::null_mut(), |given| {
            let out = given.out(out)?;
            let sign = Function::Many(sign.ok_or(Fault::Null)?);
            let public = given.suite_key(key, key_len)?;
            give_shared(out, symbolon_issuer(Issuer::new(Key::External(External { public, sign, user }))));
            Ok(())
        })
    }
}

/// Codes that are signed in one call of the signer.
const BLOCK: usize = 256;

/// Signs codes into their places, block by block.
fn sign_into<'a>(
    issuer: &Issuer<Key>,
    mut codes: impl Iterator<Item = Result<SerialCode, Error>>,
    mut slots: impl Iterator<Item = Slot<'a>>,
) {
    loop {
        let signed = issuer.sign_many(codes.by_ref().take(BLOCK));
        if signed.is_empty() {
            return;
        }
        for (signed, slot) in signed.into_iter().zip(slots.by_ref()) {
            slot.finish(signed.as_ref().map(element_string).map_err(|error| *error));
        }
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
            let codes = (0..).take(n).map(|place| {
                let index = first.checked_add(place).ok_or(Error::Index)?;
                issue::sealed(&series.0, index, &attributes)
            });
            sign_into(&issuer.0, codes, slots);
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
            let slots = given.slots((buf, stride), lens, statuses, n)?;
            sign_into(&issuer.0, codes.map(SerialCode::parse), slots);
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
