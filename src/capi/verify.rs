//! Verification: verdicts about what scanners deliver.

use core::ffi::{CStr, c_char};
use core::ptr::null_mut;

use super::boundary::{Fault, SYMBOLON_NO_PLACE, boundary};
use super::handle::{Exclusive, give_exclusive, take_exclusive};
use super::key::SYMBOLON_KEY_ID_BYTES;
use super::options::Sized32;
use super::series::symbolon_series;
use super::status::{SYMBOLON_OK, symbolon_error, symbolon_status};
use crate::Error;
use crate::code::KeyId;
use crate::gs1::key::Gtin;
use crate::gs1::sscc::CompanyPrefix;
use crate::trust::{Scope, Stream, Unsigned, Verdict, Verification, Verifier, Window};

/// Not decided: what zeroed memory says. No call answers it.
pub const SYMBOLON_VERDICT_NONE: u32 = 0;
/// Signed by a key that is believed, for this identity, at this time; and sealed by us where that can be told.
pub const SYMBOLON_VERDICT_GENUINE: u32 = 1;
/// The text is no serial code at all; `form_status` and `form_at` say why.
pub const SYMBOLON_VERDICT_NOT_A_CODE: u32 = 2;
/// A serial code without a proof of ours.
pub const SYMBOLON_VERDICT_UNSIGNED: u32 = 3;
/// It names a key that the verifier does not hold.
pub const SYMBOLON_VERDICT_UNKNOWN_KEY: u32 = 4;
/// It names a key that is believed no more.
pub const SYMBOLON_VERDICT_REVOKED: u32 = 5;
/// It names a key that is not believed at this time.
pub const SYMBOLON_VERDICT_OUT_OF_WINDOW: u32 = 6;
/// It names a key that may not speak for this identity.
pub const SYMBOLON_VERDICT_OUT_OF_SCOPE: u32 = 7;
/// Its serial was not sealed by us.
pub const SYMBOLON_VERDICT_NOT_SEALED: u32 = 8;
/// The signature is false.
pub const SYMBOLON_VERDICT_FORGED: u32 = 9;
/// The code itself, or its range, is believed no more.
pub const SYMBOLON_VERDICT_CODE_REVOKED: u32 = 10;
/// Its serial lies in no range that was leased to whoever signed it.
pub const SYMBOLON_VERDICT_OUT_OF_LEASE: u32 = 11;
/// Signed and believed, and called back.
pub const SYMBOLON_VERDICT_RECALLED: u32 = 12;

/// Number and text of every verdict.
static VERDICTS: [(u32, &CStr); 13] = [
    (SYMBOLON_VERDICT_NONE, c"not decided"),
    verdict(SYMBOLON_VERDICT_GENUINE, Verdict::Genuine, c"genuine"),
    verdict(SYMBOLON_VERDICT_NOT_A_CODE, Verdict::NotACode, c"not a serial code"),
    verdict(SYMBOLON_VERDICT_UNSIGNED, Verdict::Unsigned, c"unsigned"),
    verdict(SYMBOLON_VERDICT_UNKNOWN_KEY, Verdict::UnknownKey, c"unknown key"),
    verdict(SYMBOLON_VERDICT_REVOKED, Verdict::Revoked, c"key revoked"),
    verdict(SYMBOLON_VERDICT_OUT_OF_WINDOW, Verdict::OutOfWindow, c"key out of its time"),
    verdict(SYMBOLON_VERDICT_OUT_OF_SCOPE, Verdict::OutOfScope, c"key out of its scope"),
    verdict(SYMBOLON_VERDICT_NOT_SEALED, Verdict::NotSealed, c"serial not ours"),
    verdict(SYMBOLON_VERDICT_FORGED, Verdict::Forged, c"signature false"),
    verdict(SYMBOLON_VERDICT_CODE_REVOKED, Verdict::CodeRevoked, c"code revoked"),
    verdict(SYMBOLON_VERDICT_OUT_OF_LEASE, Verdict::OutOfLease, c"serial not leased to its signer"),
    verdict(SYMBOLON_VERDICT_RECALLED, Verdict::Recalled, c"recalled"),
];

const fn verdict(number: u32, verdict: Verdict, text: &'static CStr) -> (u32, &'static CStr) {
    assert!(number == verdict.number() as u32, "the header's number is not the verdict's");
    (number, text)
}

/// A few English words for a verdict, for an operator or a log.
///
/// verdict: any number; an unknown one has a text too
/// returns: ASCII, NUL-terminated, static, never NULL
/// threads: any
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn symbolon_verdict_text(verdict: u32) -> *const c_char {
    VERDICTS.iter().find(|row| row.0 == verdict).map_or(c"unknown verdict", |row| row.1).as_ptr()
}

/// Codes without a proof are not believed.
pub const SYMBOLON_UNSIGNED_REFUSE: u32 = 0;
/// Codes without a proof are believed if their serial opens under a series that the verifier holds.
pub const SYMBOLON_UNSIGNED_ACCEPT_IF_SEALED: u32 = 1;

/// What a verifier believes. All zero is the default.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct symbolon_verifier_options {
    /// Set it to `sizeof(symbolon_verifier_options)`.
    pub size: u32,
    /// SYMBOLON_UNSIGNED_x.
    pub unsigned_codes: u32,
}

// SAFETY: two integers of four bytes.
unsafe impl Sized32 for symbolon_verifier_options {
    const FIRST: usize = 8;
}

/// The signature was checked; not set if a cheaper reason was found first.
pub const SYMBOLON_FLAG_SIGNATURE_CHECKED: u32 = 1;
/// `key_id` holds the key that the code names.
pub const SYMBOLON_FLAG_KEY_ID: u32 = 2;
/// `index` holds the index of the sealed serial.
pub const SYMBOLON_FLAG_INDEX: u32 = 4;
/// The key is compromised and its root vouches for this serial, which the verifier opened: believe no other element.
pub const SYMBOLON_FLAG_VOUCHED: u32 = 8;

/// A verdict with everything that led to it. Yours; set `size` before the call.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C)]
pub struct symbolon_verification {
    /// Set it to `sizeof(symbolon_verification)`.
    pub size: u32,
    /// SYMBOLON_VERDICT_x.
    pub verdict: u32,
    /// Every reason against the code: bit n is the verdict n. 0 if it is genuine.
    pub reasons: u32,
    /// SYMBOLON_FLAG_x, or-ed.
    pub flags: u32,
    /// SYMBOLON_VERDICT_NOT_A_CODE: the status that says what is wrong with the text. Otherwise 0.
    pub form_status: symbolon_status,
    /// SYMBOLON_VERDICT_NOT_A_CODE: the offset in the text; SYMBOLON_NO_PLACE if none.
    pub form_at: u32,
    /// The index of the sealed serial; UINT64_MAX if it is not known.
    pub index: u64,
    /// The key that the code names, 8 characters without NUL; zeros if it names none.
    pub key_id: [u8; 8],
}

// SAFETY: six integers of four bytes, one of eight, eight bytes.
unsafe impl Sized32 for symbolon_verification {
    const FIRST: usize = 40;
}

impl symbolon_verification {
    fn new(answer: &Verification) -> Self {
        let flag = |set, flag| if set { flag } else { 0 };
        Self {
            size: 0,
            verdict: answer.verdict.number().into(),
            reasons: answer.reasons.bits(),
            flags: flag(answer.signature_checked, SYMBOLON_FLAG_SIGNATURE_CHECKED)
                | flag(answer.key_id.is_some(), SYMBOLON_FLAG_KEY_ID)
                | flag(answer.index.is_some(), SYMBOLON_FLAG_INDEX)
                | flag(answer.vouched, SYMBOLON_FLAG_VOUCHED),
            form_status: answer.form.map_or(SYMBOLON_OK, Error::code),
            form_at: answer.form.and_then(Error::place).unwrap_or(SYMBOLON_NO_PLACE),
            index: answer.index.unwrap_or(u64::MAX),
            key_id: answer.key_id.map_or([0; 8], KeyId::text),
        }
    }
}

/// Decides which codes are believed.
///
/// Exclusive while keys and series are added; after that any number of threads may ask (`const`).
pub struct symbolon_verifier(pub(super) Exclusive<Verifier>);

/// Makes a verifier that believes nobody yet.
///
/// options: NULL for the default
/// out:     the verifier; free it with `symbolon_verifier_free`
/// errors:  SYMBOLON_E_OPTIONS, SYMBOLON_E_PARAMETER
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_verifier_new(
    options: *const symbolon_verifier_options,
    out: *mut *mut symbolon_verifier,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let out = given.out(out)?;
            let unsigned = match given.options(options)?.unsigned_codes {
                SYMBOLON_UNSIGNED_REFUSE => Unsigned::Refuse,
                SYMBOLON_UNSIGNED_ACCEPT_IF_SEALED => Unsigned::AcceptIfSealed,
                _ => return Err(Error::Parameter.into()),
            };
            let verifier = Verifier { unsigned, ..Verifier::default() };
            give_exclusive(out, symbolon_verifier(Exclusive::new(verifier)));
            Ok(())
        })
    }
}

/// Adds a public key that is believed.
///
/// public_key:     SYMBOLON_PUBLIC_KEY_BYTES
/// from, until:    when it is believed, seconds since 1970 UTC, `until` excluded; INT64_MIN and INT64_MAX for always
/// bytes, offsets: what it may speak for: GTINs of 14 digits, and company prefixes of 4 to 12; see "Batches".
///                 `n` of 0 means everything
/// key_id:         out, SYMBOLON_KEY_ID_BYTES characters; may be NULL
/// errors:         SYMBOLON_E_PUBLIC_KEY, SYMBOLON_E_WINDOW, SYMBOLON_E_TAKEN; of the scope with `item`:
///                 SYMBOLON_E_COMPANY_PREFIX, SYMBOLON_E_CHARSET, SYMBOLON_E_CHECK_DIGIT
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_verifier_add_key(
    verifier: *mut symbolon_verifier,
    public_key: *const u8,
    from: i64,
    until: i64,
    bytes: *const u8,
    offsets: *const usize,
    n: usize,
    key_id: *mut u8,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.out_if_wanted::<[u8; SYMBOLON_KEY_ID_BYTES]>(key_id.cast())?;
            let key = given.public_key(public_key)?;
            let window = Window::new(from, until)?;
            let scope = scope(given.batch(bytes, offsets, n)?)?;
            let id = given
                .handle_mut(verifier)?
                .0
                .change(|verifier| Ok(verifier.keyring.add(key, window, scope)?))?;
            if let Some(out) = out {
                out.write(id.text());
            }
            Ok(())
        })
    }
}

pub(super) fn scope<'a>(rules: impl ExactSizeIterator<Item = &'a [u8]>) -> Result<Scope, Fault> {
    if rules.len() == 0 {
        return Ok(Scope::Everything);
    }
    let (mut gtins, mut prefixes) = (Vec::new(), Vec::new());
    for (item, rule) in (0..).zip(rules) {
        let read = match rule.len() {
            14 => Gtin::parse(rule).map(|gtin| gtins.push(gtin)),
            _ => CompanyPrefix::parse(rule).map(|prefix| prefixes.push(prefix)),
        };
        read.map_err(Fault::of_item(item))?;
    }
    Ok(Scope::Only { gtins, prefixes })
}

/// Believes a key no more. Revoking twice changes nothing.
///
/// key_id: SYMBOLON_KEY_ID_BYTES characters
/// errors: SYMBOLON_E_PROOF if that is no key id, SYMBOLON_E_UNKNOWN_KEY
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_verifier_revoke(
    verifier: *mut symbolon_verifier,
    key_id: *const u8,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let id = KeyId::parse(given.array::<SYMBOLON_KEY_ID_BYTES>(key_id)?)?;
            given.handle_mut(verifier)?.0.change(|verifier| Ok(verifier.keyring.revoke(id)?))
        })
    }
}

/// Lets a verifier open the serials of a series. From then on every serial of its GTIN must open under one of the
/// GTIN's series: add all of them, and none for a GTIN with external serials.
///
/// series: stays yours
/// errors: SYMBOLON_E_TAKEN if a series of the same GTIN and slot is there already
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_verifier_add_series(
    verifier: *mut symbolon_verifier,
    series: *const symbolon_series,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let series = given.handle(series)?.0.clone();
            given.handle_mut(verifier)?.0.change(|verifier| Ok(verifier.seals.add(series)?))
        })
    }
}

/// Reads and verifies what a scanner delivered. A malformed or false code is an answer: SYMBOLON_OK and its verdict.
///
/// code: `code_len` bytes in any carrier
/// at:   the time, seconds since 1970 UTC
/// out:  the answer; set its `size` first
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_verifier_verify(
    verifier: *const symbolon_verifier,
    code: *const u8,
    code_len: usize,
    at: i64,
    out: *mut symbolon_verification,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let out = given.sized_out(out)?;
            let verifier = given.handle(verifier)?.0.ask()?;
            let answer = verifier.verify_scan(given.bytes(code, code_len)?, at);
            out.write(&symbolon_verification::new(&answer));
            Ok(())
        })
    }
}

/// `symbolon_verifier_verify` for a batch: the same answers, several times faster, because the signatures of one key
/// are checked together. The more codes in a call, the faster, up to about 8000.
///
/// Takes up to 16 MiB of memory while it runs, however many codes there are. Uses the calling thread alone: to use
/// several, give each a part of the codes and of the answers.
///
/// bytes, offsets: the codes; see "Batches"
/// out, stride:    one answer for each code, `stride` bytes apart: pass `sizeof(symbolon_verification)`. Their
///                 `size` need not be set
/// errors:         SYMBOLON_E_OFFSETS, SYMBOLON_E_OPTIONS for an impossible stride
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_verifier_verify_batch(
    verifier: *const symbolon_verifier,
    bytes: *const u8,
    offsets: *const usize,
    n: usize,
    at: i64,
    out: *mut symbolon_verification,
    stride: usize,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let verifier = given.handle(verifier)?.0.ask()?;
            let codes = given.batch(bytes, offsets, n)?;
            let mut outs = given.sized_outs(out, stride, n)?;
            Stream::new(verifier, at).verify_each(codes, |answer| {
                if let Some(out) = outs.next() {
                    out.write(&symbolon_verification::new(&answer));
                }
            });
            Ok(())
        })
    }
}

/// Like `symbolon_verifier_verify`, and checks the signature whatever else was found: for an investigation. A code of a
/// revoked key whose signature is true came from that key's holder.
///
/// code: `code_len` bytes in any carrier
/// at:   the time, seconds since 1970 UTC
/// out:  the answer; set its `size` first
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_verifier_examine(
    verifier: *const symbolon_verifier,
    code: *const u8,
    code_len: usize,
    at: i64,
    out: *mut symbolon_verification,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let out = given.sized_out(out)?;
            let verifier = given.handle(verifier)?.0.ask()?;
            let answer = verifier.examine_scan(given.bytes(code, code_len)?, at);
            out.write(&symbolon_verification::new(&answer));
            Ok(())
        })
    }
}

/// Frees a verifier. NULL is a no-op.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_verifier_free(verifier: *mut symbolon_verifier) {
    // SAFETY: the caller hands in what `symbolon_verifier_new` gave, once.
    unsafe { take_exclusive(verifier) };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_verdict_has_the_text_of_the_library() {
        for verdict in Verdict::ALL {
            let text = symbolon_verdict_text(verdict.number().into());
            // SAFETY: static and NUL-terminated.
            assert_eq!(unsafe { CStr::from_ptr(text) }.to_str(), Ok(verdict.text()));
        }
        assert_eq!(VERDICTS.len(), Verdict::ALL.len() + 1);
    }
}
