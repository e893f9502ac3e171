//! The proof of a signed code: which key, and its signature. AI (91) and (92) of an element string.

use core::fmt;

use super::alphabet::Alphabet;
use super::signature_text;
use crate::Error;

/// The short name of a public key: 40 bits, shown as 8 Crockford characters.
///
/// It selects a key of a keyring; it proves nothing by itself.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId([u8; Self::BYTES]);

impl KeyId {
    /// Bytes of a key id.
    pub const BYTES: usize = 5;
    /// Characters of a key id.
    pub const TEXT: usize = 8;

    /// The id with these bytes.
    #[must_use]
    pub const fn new(bytes: [u8; Self::BYTES]) -> Self {
        Self(bytes)
    }

    /// Reads 8 Crockford characters, capitals only.
    ///
    /// # Errors
    ///
    /// [`Error::Proof`] at offset 0.
    pub fn parse(text: &[u8]) -> Result<Self, Error> {
        let number = Alphabet::CROCKFORD.read(text).ok().filter(|_| text.len() == Self::TEXT);
        let [_, _, _, bytes @ ..] =
            number.and_then(|number| u64::try_from(number).ok()).ok_or(Error::Proof { at: 0 })?.to_be_bytes();
        Ok(Self(bytes))
    }

    /// The bytes.
    #[must_use]
    pub const fn bytes(self) -> [u8; Self::BYTES] {
        self.0
    }

    /// The 8 characters.
    #[must_use]
    pub fn text(self) -> [u8; Self::TEXT] {
        let number = self.0.iter().fold(0, |number, byte| number << 8 | u128::from(*byte));
        let mut text = [0; Self::TEXT];
        Alphabet::CROCKFORD.write(number, &mut text);
        text
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(core::str::from_utf8(&self.text()).map_err(|_| fmt::Error)?)
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyId({self})")
    }
}

/// Key id and signature, as printed in (91) and (92).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proof {
    /// The key that signed.
    pub key_id: KeyId,
    /// The Ed25519 signature over the [message](crate::trust::message).
    pub signature: [u8; 64],
}

impl Proof {
    /// Characters of a signature in base64url without padding.
    pub const SIGNATURE_TEXT: usize = signature_text::LENGTH;

    /// Reads the values of (91) and (92).
    ///
    /// # Errors
    ///
    /// [`Error::Proof`] at offset 0: wrong length, a character outside the alphabet, or spare bits that are not zero,
    /// so that a signature has one text only.
    pub fn parse(key_id: &[u8], signature: &[u8]) -> Result<Self, Error> {
        let signature = signature_text::read(signature).ok_or(Error::Proof { at: 0 })?;
        Ok(Self { key_id: KeyId::parse(key_id)?, signature })
    }

    /// The 86 characters of (92).
    #[must_use]
    pub fn signature_text(&self) -> [u8; Self::SIGNATURE_TEXT] {
        Self::text_of(&self.signature)
    }

    pub(crate) fn text_of(signature: &[u8; 64]) -> [u8; Self::SIGNATURE_TEXT] {
        signature_text::write(signature)
    }
}
