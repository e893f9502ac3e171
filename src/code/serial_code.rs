//! The serial code of one unit, whichever carrier brought it.

use super::carrier::{compact, is_link};
use super::id::{Identity, Serial};
use super::proof::Proof;
use crate::Error;
use crate::gs1::ai::Ai;
use crate::gs1::element::Elements;
use crate::gs1::key::{Gtin, Sscc};
use crate::gs1::link;

/// The AI that names the signing key.
pub const KEY_ID_AI: Ai = Ai::INTERNAL_91;
/// The AI that carries the signature.
pub const SIGNATURE_AI: Ai = Ai::INTERNAL_92;

/// A code that identifies one unit, with what else is printed on it. Whoever holds one needs no second check of its
/// form; whether it is genuine is [`crate::trust`]'s answer.
///
/// Invariant: the elements ascend by AI, obey the table's formats and rules, and hold either (00) or (01) with (21).
/// Two codes that say the same are equal, whatever carrier and order they came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SerialCode {
    elements: Elements,
    identity: Identity,
    proof: Option<Proof>,
}

impl SerialCode {
    /// Longest input that [`SerialCode::parse`] accepts, in bytes.
    pub const MAX_INPUT: u32 = 4096;

    /// Reads a code from what a scanner delivers: a GS1 element string, a GS1 Digital Link URI, or a compact URL, each
    /// with or without the symbology identifier (ISO/IEC 15424) that scanners may put in front.
    ///
    /// # Errors
    ///
    /// [`Error::TooLong`] above [`SerialCode::MAX_INPUT`] bytes; those of [`Elements::parse`], [`link::parse`],
    /// [`compact::parse`] and [`SerialCode::from_elements`].
    pub fn parse(input: &[u8]) -> Result<Self, Error> {
        check_len(input)?;
        match input {
            // Identifiers of symbols that carry plain data, such as `]Q1`; those of GS1 data are the elements' own.
            [b']', _, _, url @ ..] if is_link(url) => Self::parse_url(url).map_err(|error| error.shifted(3)),
            url if is_link(url) => Self::parse_url(url),
            _ => Self::from_elements(Elements::parse(input)?),
        }
    }

    /// Does [`SerialCode::parse`] in memory that is there. The code takes the memory along; [`SerialCode::into_elements`]
    /// gives it back. Reading an element string allocates nothing if the memory is enough, and on an error the memory
    /// stays; links and compact URLs are read in memory of their own.
    ///
    /// # Errors
    ///
    /// Those of [`SerialCode::parse`].
    pub fn parse_in(room: &mut Elements, input: &[u8]) -> Result<Self, Error> {
        check_len(input)?;
        if matches!(input, [b']', _, _, url @ ..] if is_link(url)) || is_link(input) {
            return Self::parse(input);
        }
        room.refill(input)?;
        let (identity, proof) = read(room)?;
        Ok(Self { elements: core::mem::take(room), identity, proof })
    }

    fn parse_url(url: &[u8]) -> Result<Self, Error> {
        match compact::payload(url) {
            Some((start, digits)) => compact::parse_payload(start, digits),
            None => Self::from_elements(link::parse(url)?.elements),
        }
    }

    /// Takes elements in any order.
    ///
    /// (91) with 8 and (92) with 86 characters are read as our [`Proof`]; other lengths are company-internal data of
    /// somebody else, and the code counts as unsigned.
    ///
    /// # Errors
    ///
    /// [`Error::NoIdentity`]; [`Error::Combination`] for a code with both (00) and (01), or against the rules of the
    /// table; [`Error::Proof`] for a proof that is none. Offsets are 0: the elements no longer know where they stood.
    pub fn from_elements(mut elements: Elements) -> Result<Self, Error> {
        let (identity, proof) = read(&mut elements)?;
        Ok(Self { elements, identity, proof })
    }

    /// An unsigned code: an identity and what else is to be printed, such as lot (10) and expiry (17).
    ///
    /// # Errors
    ///
    /// [`Error::RepeatedAi`] if `attributes` name the identity; those of [`SerialCode::from_elements`].
    pub fn new(identity: &Identity, attributes: &Elements) -> Result<Self, Error> {
        let mut elements = Elements::new();
        match identity {
            Identity::Sgtin { gtin, serial } => {
                elements.push(Ai::GTIN, &gtin.digits())?;
                elements.push(Ai::SERIAL, serial.as_bytes())?;
            }
            Identity::Sscc(sscc) => elements.push(Ai::SSCC, &sscc.digits())?,
        }
        for (ai, value) in attributes.iter() {
            elements.push(ai, value.as_bytes())?;
        }
        Self::from_elements(elements)
    }

    /// The same code with a proof; the caller vouches that the proof is its own.
    ///
    /// # Errors
    ///
    /// [`Error::RepeatedAi`] if the code has (91) or (92) already.
    pub fn with_proof(mut self, proof: Proof) -> Result<Self, Error> {
        self.elements.push(KEY_ID_AI, &proof.key_id.text())?;
        self.elements.push(SIGNATURE_AI, &proof.signature_text())?;
        self.elements.sort();
        self.proof = Some(proof);
        Ok(self)
    }

    /// The unit.
    #[must_use]
    pub const fn identity(&self) -> &Identity {
        &self.identity
    }

    /// All elements, ascending by AI, proof included.
    #[must_use]
    pub const fn elements(&self) -> &Elements {
        &self.elements
    }

    /// The elements alone, with their memory.
    #[must_use]
    pub fn into_elements(self) -> Elements {
        self.elements
    }

    /// Key id and signature, if the code carries ours.
    #[must_use]
    pub const fn proof(&self) -> Option<&Proof> {
        self.proof.as_ref()
    }

    /// The value of one element.
    #[must_use]
    pub fn get(&self, ai: Ai) -> Option<&str> {
        self.elements.get(ai)
    }
}

/// Puts the elements in order; what they identify and how it is proven.
fn read(elements: &mut Elements) -> Result<(Identity, Option<Proof>), Error> {
    elements.sort();
    elements.check_rules()?;
    let identity = match (elements.get(Ai::SSCC), elements.get(Ai::GTIN), elements.get(Ai::SERIAL)) {
        (Some(sscc), None, None) => Identity::Sscc(Sscc::of_element(sscc)),
        (None, Some(gtin), Some(serial)) => {
            Identity::Sgtin { gtin: Gtin::of_element(gtin), serial: Serial::parse(serial.as_bytes())? }
        }
        (Some(_), _, _) => return Err(Error::Combination { at: 0 }),
        (None, _, _) => return Err(Error::NoIdentity),
    };
    let proof = match (elements.get(KEY_ID_AI), elements.get(SIGNATURE_AI)) {
        (Some(key_id), Some(signature))
            if key_id.len() == super::KeyId::TEXT && signature.len() == Proof::SIGNATURE_TEXT =>
        {
            Some(Proof::parse(key_id.as_bytes(), signature.as_bytes())?)
        }
        _ => None,
    };
    Ok((identity, proof))
}

/// Refuses a scan longer than any code.
pub(crate) fn check_len(input: &[u8]) -> Result<(), Error> {
    let limit = SerialCode::MAX_INPUT;
    if input.len() > limit as usize { Err(Error::TooLong { limit }) } else { Ok(()) }
}
