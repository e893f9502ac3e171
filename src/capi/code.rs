//! Serial codes, whichever carrier brought them: identity, elements, and rewriting from one carrier into another.

use core::str;

use super::boundary::{Fault, Given, boundary};
use super::status::{symbolon_error, symbolon_status};
use crate::Error;
use crate::code::carrier::Form;
use crate::code::carrier::compact::CompactStem;
use crate::code::{Identity, SerialCode, carrier};
use crate::error::place;
use crate::gs1::ai::Ai;
use crate::gs1::link::LinkStem;

/// The longest code that any function reads, in bytes.
pub const SYMBOLON_CODE_MAX: usize = 4096;
const _: () = assert!(SYMBOLON_CODE_MAX == SerialCode::MAX_INPUT as usize);

/// The longest identity, in bytes.
pub const SYMBOLON_IDENTITY_MAX: usize = 38;
const _: () = assert!(SYMBOLON_IDENTITY_MAX == Identity::MAX_BYTES);

/// Carrier: GS1 element string, FNC1 as 0x1D between elements, for Data Matrix and GS1 QR.
pub const SYMBOLON_CARRIER_ELEMENT_STRING: u32 = 1;
/// Carrier: GS1 Digital Link URI.
pub const SYMBOLON_CARRIER_DIGITAL_LINK: u32 = 2;
/// Carrier: compact URL, for the smallest QR.
pub const SYMBOLON_CARRIER_COMPACT: u32 = 3;

/// The form of a carrier's number, with where its URLs point.
pub(super) fn form(number: u32, stem: &[u8]) -> Result<Form, Fault> {
    let read = || str::from_utf8(stem).map_err(|error| Error::Uri { at: place(error.valid_up_to()) });
    let form = match number {
        SYMBOLON_CARRIER_ELEMENT_STRING if stem.is_empty() => Ok(Form::ElementString),
        SYMBOLON_CARRIER_DIGITAL_LINK => read().and_then(LinkStem::parse).map(Form::DigitalLink),
        SYMBOLON_CARRIER_COMPACT => read().and_then(CompactStem::parse).map(Form::Compact),
        _ => return Err(Error::Parameter.into()),
    };
    form.map_err(Fault::of_item(1))
}

impl Given {
    /// The unit that a code names.
    pub(super) fn identity(&self, code: *const u8, code_len: usize) -> Result<Identity, Fault> {
        Ok(identity_of(self.bytes(code, code_len)?)?)
    }
}

/// The unit that a code names.
pub(super) fn identity_of(code: &[u8]) -> Result<Identity, Error> {
    SerialCode::parse(code).map(|code| *code.identity())
}

/// The identity of a code: the same bytes for the same unit, whichever carrier brought it. A key for databases.
///
/// An identity is itself a code: `01`, 14 digits, `21`, serial; or `00`, 18 digits.
///
/// code:   `code_len` bytes as the scanner gave them: element string, Digital Link or compact URL
/// buf:    out, at most SYMBOLON_IDENTITY_MAX bytes
/// errors: those of the form, 101 to 116
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_code_identity(
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
            out.fill(&given.identity(code, code_len)?.bytes())
        })
    }
}

/// `symbolon_code_identity` for a batch.
///
/// bytes, offsets: the codes; see "Batches"
/// buf, stride:    out, identity `i` at `buf + i * stride`; SYMBOLON_IDENTITY_MAX is enough
/// lens, statuses: out, one for each code
/// errors:         SYMBOLON_E_OFFSETS
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_code_identity_batch(
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
            let codes = given.batch(bytes, offsets, n)?;
            for (code, slot) in codes.zip(given.slots((buf, stride), lens, statuses, n)?) {
                let identity = identity_of(code).map(|identity| identity.bytes());
                slot.finish(identity.as_deref().map_err(|error| *error));
            }
            Ok(())
        })
    }
}

/// Rewrites a code as an element string in canonical form: elements ascending, FNC1 only where one is needed.
///
/// code:   `code_len` bytes as the scanner gave them
/// errors: those of the form, 101 to 116
/// source: GS1 General Specifications, section 7.8
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_code_canonical(
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
            let code = SerialCode::parse(given.bytes(code, code_len)?)?;
            out.fill(&carrier::element_string(&code))
        })
    }
}

/// Rewrites a code into another carrier: what a symbol is to hold.
///
/// code:    `code_len` bytes in any carrier
/// carrier: SYMBOLON_CARRIER_x
/// stem:    where URLs begin, such as `https://id.example.com` or, for the compact URL, `HTTPS://T.CN`;
///          empty for the element string
/// errors:  SYMBOLON_E_PARAMETER for an unknown carrier or a stem without use; SYMBOLON_E_URI; those of the form.
///          `item` is 1 if the place lies in the stem
/// source:  GS1 Digital Link URI Syntax; the compact URL is drawn in src/code/carrier/compact.rs
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_code_convert(
    code: *const u8,
    code_len: usize,
    carrier: u32,
    stem: *const u8,
    stem_len: usize,
    buf: *mut u8,
    cap: usize,
    len: *mut usize,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.buffer(buf, cap, len)?;
            let carrier = form(carrier, given.bytes(stem, stem_len)?)?;
            let code = SerialCode::parse(given.bytes(code, code_len)?)?;
            out.fill(&carrier.print(&code)?)
        })
    }
}

/// `symbolon_code_convert` for a batch.
///
/// bytes, offsets: the codes; see "Batches"
/// buf, stride:    out, code `i` at `buf + i * stride`
/// lens, statuses: out, one for each code
/// errors:         SYMBOLON_E_OFFSETS; of carrier and stem as in `symbolon_code_convert`
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_code_convert_batch(
    bytes: *const u8,
    offsets: *const usize,
    n: usize,
    carrier: u32,
    stem: *const u8,
    stem_len: usize,
    buf: *mut u8,
    stride: usize,
    lens: *mut usize,
    statuses: *mut symbolon_status,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let carrier = form(carrier, given.bytes(stem, stem_len)?)?;
            let codes = given.batch(bytes, offsets, n)?;
            for (code, slot) in codes.zip(given.slots((buf, stride), lens, statuses, n)?) {
                slot.finish(SerialCode::parse(code).and_then(|code| carrier.print(&code)));
            }
            Ok(())
        })
    }
}

/// The value of one element of a code, such as the lot (10).
///
/// code:   `code_len` bytes as the scanner gave them
/// ai:     application identifier, `ai_len` ASCII digits without parentheses
/// len:    0 if the code has no such element: no value is empty
/// errors: SYMBOLON_E_UNKNOWN_AI with `item` 1 for `ai`; those of the form
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_code_element(
    code: *const u8,
    code_len: usize,
    ai: *const u8,
    ai_len: usize,
    buf: *mut u8,
    cap: usize,
    len: *mut usize,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.buffer(buf, cap, len)?;
            let ai = Ai::parse(given.bytes(ai, ai_len)?).map_err(Fault::of_item(1))?;
            let code = SerialCode::parse(given.bytes(code, code_len)?)?;
            out.fill(code.get(ai).unwrap_or_default().as_bytes())
        })
    }
}
