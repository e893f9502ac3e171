//! Texts of which only the serial and the signature differ from code to code.

use super::message;
use crate::Error;
use crate::code::carrier::compact::{self, CompactStem};
use crate::code::carrier::{digital_link, element_string};
use crate::code::serial_code::SIGNATURE_AI;
use crate::code::{Identity, KeyId, Proof, SerialCode};
use crate::gs1::ai::Ai;
use crate::gs1::link::{LinkStem, escape};

/// A text with gaps.
#[derive(Clone, Debug)]
pub(super) struct Template(Vec<Part>);

#[derive(Clone, Debug)]
enum Part {
    Text(Box<[u8]>),
    Serial,
    /// The serial as it stands in a link.
    EscapedSerial,
    /// The signature in base64url.
    Signature,
    /// The digits of a compact URL.
    Payload(compact::PayloadTemplate),
}

impl Template {
    /// The messages that the signatures of such codes cover.
    pub(super) fn message(code: &SerialCode, key_id: KeyId) -> Self {
        let mut text = Vec::new();
        message::write(code, key_id, &mut text);
        let at = message::value_offset(code, Ai::SERIAL);
        Self::cut(&text, &[(at, serial(code).len(), Part::Serial)])
    }

    /// The element strings of such codes.
    pub(super) fn element_string(code: &SerialCode) -> Self {
        let value = |ai: Ai| code.elements().offset(ai) as usize + ai.digits().len();
        let mut gaps = vec![(value(Ai::SERIAL), serial(code).len(), Part::Serial)];
        if code.proof().is_some() {
            gaps.push((value(SIGNATURE_AI), Proof::SIGNATURE_TEXT, Part::Signature));
        }
        Self::cut(&element_string(code), &gaps)
    }

    /// The Digital Links of such codes.
    pub(super) fn digital_link(code: &SerialCode, stem: &LinkStem) -> Result<Self, Error> {
        let uri = digital_link(code, stem)?;
        let path = uri.split('?').next().unwrap_or_default();
        // The serial is the last qualifier of a GTIN, and no slash stands in a value.
        let at = path.rfind('/').map_or(0, |slash| slash + 1);
        let mut gaps = vec![(at, path.len() - at, Part::EscapedSerial)];
        if code.proof().is_some() {
            // No ampersand stands in a value, and (92) once in a query.
            let at = uri.rfind("&92=").map_or(0, |mark| mark + 4);
            gaps.push((at, Proof::SIGNATURE_TEXT, Part::Signature));
        }
        Ok(Self::cut(uri.as_bytes(), &gaps))
    }

    /// The compact URLs of such codes.
    pub(super) fn compact(code: &SerialCode, stem: &CompactStem) -> Result<Self, Error> {
        let text = [stem.as_str().as_bytes(), b"/"].concat().into();
        Ok(Self(vec![Part::Text(text), Part::Payload(compact::PayloadTemplate::new(code)?)]))
    }

    /// Cuts gaps, ascending by offset, out of a text.
    fn cut(text: &[u8], gaps: &[(usize, usize, Part)]) -> Self {
        let (mut parts, mut from) = (Vec::new(), 0);
        for (at, len, part) in gaps {
            parts.push(Part::Text(text.get(from..*at).unwrap_or_default().into()));
            parts.push(part.clone());
            from = at + len;
        }
        parts.push(Part::Text(text.get(from..).unwrap_or_default().into()));
        Self(parts)
    }

    /// The longest text of a serial with so many characters.
    pub(super) fn bound(&self, serial_length: usize) -> usize {
        let bound = |part: &Part| match part {
            Part::Text(text) => text.len(),
            Part::Serial => serial_length,
            Part::EscapedSerial => 3 * serial_length,
            Part::Signature => Proof::SIGNATURE_TEXT,
            Part::Payload(payload) => payload.bound(serial_length),
        };
        self.0.iter().map(bound).sum()
    }

    /// Appends the text of a serial and a signature. `room` is kept from one call to the next.
    ///
    /// # Errors
    ///
    /// None for a serial of CSET 82.
    pub(super) fn write(
        &self,
        serial: &[u8],
        signature: &[u8; 64],
        room: &mut Vec<u8>,
        out: &mut Vec<u8>,
    ) -> Result<(), Error> {
        for part in &self.0 {
            match part {
                Part::Text(text) => out.extend_from_slice(text),
                Part::Serial => out.extend_from_slice(serial),
                Part::EscapedSerial => escape(serial, |byte| out.push(byte)),
                Part::Signature => out.extend_from_slice(&Proof::text_of(signature)),
                Part::Payload(payload) => payload.write(serial, signature, room, out)?,
            }
        }
        Ok(())
    }
}

fn serial(code: &SerialCode) -> &[u8] {
    match code.identity() {
        Identity::Sgtin { serial, .. } => serial.as_bytes(),
        Identity::Sscc(_) => &[],
    }
}
