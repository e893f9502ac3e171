//! The compact URL: upper case throughout, payload as decimal digits, so that QR's alphanumeric and numeric modes
//! carry it in the smallest symbol.
//!
//! # Format, version 1
//!
//! ```text
//! HTTPS://HOST[:PORT][/PATH]/DIGITS
//!
//! DIGITS  the payload: every 7 bytes as 17 digits (big-endian number); a last group of 1 to 6 bytes as
//!         3, 5, 8, 10, 13 or 15 digits
//!
//! payload
//! 0       1       version, 1
//! 1       1       flags: bit 0 the identity is an SSCC; bit 1 a proof follows; others 0
//! 2       6 or 8  the GTIN's first 13 digits as a number, or the SSCC's first 17; check digits are not carried
//!         n       SGTIN only: the serial, packed text
//!         ...     the other elements ascending by AI: AI as two BCD digits (1 byte), value as packed text
//!         5 + 64  with a proof: key id, signature
//! ```
//!
//! Packed text is drawn in `packed.rs`. One code has one payload: the reader refuses every other form.

use super::packed;
use crate::Error;
use crate::code::serial_code::{KEY_ID_AI, SIGNATURE_AI, check_len};
use crate::code::{Identity, KeyId, Proof, SerialCode};
use crate::error::place;
use crate::gs1::ai::Ai;
use crate::gs1::check;
use crate::gs1::element::Elements;
use crate::gs1::key::{ascii, number};

const VERSION: u8 = 1;
const FLAG_SSCC: u8 = 1;
const FLAG_PROOF: u8 = 2;
const PROOF_BYTES: usize = KeyId::BYTES + 64;

/// Digits that carry 0 to 7 bytes: the fewest that hold 256ⁿ values.
const DIGITS: [usize; 8] = [0, 3, 5, 8, 10, 13, 15, 17];

/// Where compact URLs of a brand point: scheme, host and path in upper case, characters of QR's alphanumeric mode.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompactStem(String);

impl CompactStem {
    /// Reads `HTTPS://T.CN` or `HTTPS://T.CN/P`; a slash at the end is dropped.
    ///
    /// # Errors
    ///
    /// [`Error::Uri`] at the first byte that is not allowed: small letters, characters outside `0-9 A-Z - . / :`, an
    /// empty host or path segment, a path segment of digits only (it could be taken for a payload or a Digital Link);
    /// [`Error::TooLong`] above 256 bytes.
    pub fn parse(text: &str) -> Result<Self, Error> {
        if text.len() > 256 {
            return Err(Error::TooLong { limit: 256 });
        }
        let stem = text.strip_suffix('/').unwrap_or(text);
        let rest = stem.strip_prefix("HTTPS://").or_else(|| stem.strip_prefix("HTTP://"));
        let rest = rest.ok_or(Error::Uri { at: 0 })?;
        let mut at = stem.len() - rest.len();
        for (number, segment) in rest.split('/').enumerate() {
            let allowed = |byte: &u8| {
                byte.is_ascii_digit()
                    || byte.is_ascii_uppercase()
                    || matches!(byte, b'-' | b'.')
                    || (number == 0 && *byte == b':')
            };
            if let Some(wrong) = segment.bytes().position(|byte| !allowed(&byte)) {
                return Err(Error::Uri { at: place(at + wrong) });
            }
            if segment.is_empty() || (number > 0 && segment.bytes().all(|byte| byte.is_ascii_digit())) {
                return Err(Error::Uri { at: place(at) });
            }
            at += segment.len() + 1;
        }
        Ok(Self(stem.to_owned()))
    }

    /// The stem without a slash at the end.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The compact URL of a code under a stem. O(length).
///
/// # Errors
///
/// [`Error::UnknownAi`] for an element whose AI version 1 cannot carry: one of other than two digits.
pub fn print(code: &SerialCode, stem: &CompactStem) -> Result<String, Error> {
    let payload = encode(code)?;
    let mut url = String::with_capacity(stem.0.len() + 1 + payload.len().div_ceil(7) * 17);
    url.push_str(&stem.0);
    url.push('/');
    write_digits(&payload, |digit| url.push(char::from(digit)));
    Ok(url)
}

/// Puts a payload as digits.
fn write_digits(payload: &[u8], mut put: impl FnMut(u8)) {
    for group in payload.chunks(7) {
        let digits: [u8; 17] = ascii(big_endian(group));
        let used = DIGITS.get(group.len()).copied().unwrap_or(17);
        digits.iter().skip(17 - used).for_each(|digit| put(*digit));
    }
}

/// The payloads of codes that differ in serial and signature only.
#[derive(Clone, Debug)]
pub(crate) struct PayloadTemplate {
    /// What stands before the serial.
    head: Box<[u8]>,
    /// What stands between serial and signature.
    between: Box<[u8]>,
    signed: bool,
}

impl PayloadTemplate {
    /// The template of a code with a serial.
    ///
    /// # Errors
    ///
    /// Those of [`print`]; [`Error::NoIdentity`] for a code without a serial.
    pub(crate) fn new(code: &SerialCode) -> Result<Self, Error> {
        let Identity::Sgtin { serial, .. } = code.identity() else { return Err(Error::NoIdentity) };
        let (payload, mut packed) = (encode(code)?, Vec::new());
        packed::write(serial.as_bytes(), &mut packed)?;
        let signed = code.proof().is_some();
        let end = payload.len().saturating_sub(if signed { 64 } else { 0 });
        let (head, rest) = payload.get(..end).and_then(|rest| rest.split_at_checked(8)).unwrap_or_default();
        let between = rest.get(packed.len()..).unwrap_or_default();
        Ok(Self { head: head.into(), between: between.into(), signed })
    }

    /// The most digits that a serial of so many characters leads to: packed, it is never longer than its text and one.
    pub(crate) fn bound(&self, serial_length: usize) -> usize {
        let signature = if self.signed { 64 } else { 0 };
        (self.head.len() + 1 + serial_length + self.between.len() + signature).div_ceil(7) * 17
    }

    /// Appends the digits of the code with this serial and signature. `payload` is room, wiped and kept for the next.
    ///
    /// # Errors
    ///
    /// None for a serial of CSET 82.
    pub(crate) fn write(
        &self,
        serial: &[u8],
        signature: &[u8; 64],
        payload: &mut Vec<u8>,
        out: &mut Vec<u8>,
    ) -> Result<(), Error> {
        payload.clear();
        payload.extend_from_slice(&self.head);
        packed::write(serial, payload)?;
        payload.extend_from_slice(&self.between);
        if self.signed {
            payload.extend_from_slice(signature);
        }
        write_digits(payload, |digit| out.push(digit));
        Ok(())
    }
}

/// Reads a compact URL with any host.
///
/// # Errors
///
/// [`Error::Uri`] if it is none; [`Error::Compact`] with the offset of the digit group that no payload has, or of the
/// payload's end; [`Error::Version`]; those of [`SerialCode::from_elements`].
pub fn parse(url: &[u8]) -> Result<SerialCode, Error> {
    check_len(url)?;
    let (start, digits) = payload(url).filter(|_| super::is_link(url)).ok_or(Error::Uri { at: 0 })?;
    parse_payload(start, digits)
}

/// Offset and digits of a compact URL's payload, or `None` if its form is another: the last path segment is digits
/// only, and no path segment before it is (a Digital Link's AI). A query or fragment behind it is not ours.
pub(crate) fn payload(url: &[u8]) -> Option<(usize, &[u8])> {
    let scheme_end = url.windows(3).position(|three| three == b"://")? + 3;
    let bare = url.split(|byte| matches!(byte, b'?' | b'#')).next()?;
    let path =
        bare.iter().skip(scheme_end).position(|byte| *byte == b'/').map(|slash| scheme_end + slash + 1)?;
    let mut segments = bare.get(path..)?.split(|byte| *byte == b'/');
    let is_number = |segment: &[u8]| !segment.is_empty() && segment.iter().all(u8::is_ascii_digit);
    let last = segments.next_back().filter(|last| is_number(last))?;
    (!segments.any(is_number)).then_some((bare.len() - last.len(), last))
}

pub(crate) fn parse_payload(start: usize, digits: &[u8]) -> Result<SerialCode, Error> {
    let bytes = bytes_of(digits).map_err(|error| error.shifted(place(start)))?;
    let broken = Error::Compact { at: place(start + digits.len()) };
    if bytes.first().ok_or(broken)? != &VERSION {
        return Err(Error::Version { at: place(start) });
    }
    let code = SerialCode::from_elements(decode(&bytes).ok_or(broken)?)?;
    // One code, one payload: whatever else would be read the same is refused.
    if encode(&code)? == bytes { Ok(code) } else { Err(broken) }
}

fn bytes_of(digits: &[u8]) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::with_capacity(digits.len().div_ceil(17) * 7);
    let mut at = 0;
    for group in digits.chunks(17) {
        let wrong = Error::Compact { at };
        let count = DIGITS.iter().position(|len| *len == group.len()).ok_or(wrong)?;
        let number = number(group);
        if number >> (8 * count) != 0 {
            return Err(wrong);
        }
        bytes.extend(number.to_be_bytes().iter().skip(8 - count));
        at += 17;
    }
    Ok(bytes)
}

fn encode(code: &SerialCode) -> Result<Vec<u8>, Error> {
    let mut out = Vec::with_capacity(128);
    let proof_flag = if code.proof().is_some() { FLAG_PROOF } else { 0 };
    match code.identity() {
        Identity::Sgtin { gtin, serial } => {
            out.extend([VERSION, proof_flag]);
            out.extend((gtin.number() / 10).to_be_bytes().iter().skip(2));
            packed::write(serial.as_bytes(), &mut out)?;
        }
        Identity::Sscc(sscc) => {
            out.extend([VERSION, proof_flag | FLAG_SSCC]);
            out.extend((sscc.number() / 10).to_be_bytes());
        }
    }
    for (ai, value) in code.elements().iter() {
        let in_proof = code.proof().is_some() && matches!(ai, KEY_ID_AI | SIGNATURE_AI);
        if !in_proof && !matches!(ai, Ai::SSCC | Ai::GTIN | Ai::SERIAL) {
            let &[tens, ones] = ai.digits().as_bytes() else {
                return Err(Error::UnknownAi { at: 0 });
            };
            out.push((tens - b'0') << 4 | (ones - b'0'));
            packed::write(value.as_bytes(), &mut out)?;
        }
    }
    if let Some(proof) = code.proof() {
        out.extend(proof.key_id.bytes());
        out.extend(proof.signature);
    }
    Ok(out)
}

/// The elements of a payload of version 1, also in forms that no writer makes.
fn decode(payload: &[u8]) -> Option<Elements> {
    let (&[_, flags], mut rest) = payload.split_first_chunk::<2>()?;
    let proof =
        if flags & FLAG_PROOF == 0 { &[] } else { rest.split_off(rest.len().checked_sub(PROOF_BYTES)?..)? };
    let mut elements = Elements::with_capacity(8, 160);
    match flags & !FLAG_PROOF {
        0 => {
            let bytes: &[u8; 6] = rest.split_off(..6)?.first_chunk()?;
            elements.push(Ai::GTIN, &with_check_digit::<14>(big_endian(bytes))?).ok()?;
            elements.push(Ai::SERIAL, &packed::read(&mut rest)?).ok()?;
        }
        FLAG_SSCC => {
            let bytes: &[u8; 8] = rest.split_off(..8)?.first_chunk()?;
            elements.push(Ai::SSCC, &with_check_digit::<18>(big_endian(bytes))?).ok()?;
        }
        _ => return None,
    }
    while let Some(&bcd) = rest.split_off_first() {
        let ai = Ai::parse(&[b'0' + (bcd >> 4), b'0' + (bcd & 15)]).ok()?;
        elements.push(ai, &packed::read(&mut rest)?).ok()?;
    }
    if let Some((key_id, signature)) = proof.split_first_chunk() {
        let proof = Proof { key_id: KeyId::new(*key_id), signature: *signature.first_chunk()? };
        elements.push(KEY_ID_AI, &proof.key_id.text()).ok()?;
        elements.push(SIGNATURE_AI, &proof.signature_text()).ok()?;
    }
    Some(elements)
}

fn big_endian(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// `N` digits: the number in N − 1, and its check digit. A number too large for them loses its head.
fn with_check_digit<const N: usize>(number: u64) -> Option<[u8; N]> {
    let mut digits: [u8; N] = ascii(number.checked_mul(10)?);
    let (last, body) = digits.split_last_mut()?;
    *last = check::digit(body)?;
    Some(digits)
}
