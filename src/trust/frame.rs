//! The bytes around a bundle's payload, so that a delta can put them together again.
//!
//! Owns the one byte form of an [envelope](super::artefact): definite lengths, each in its shortest form. Refuses every
//! other, before anything is allocated for it.
//!
//! ```text
//! D2 84            tag 18, array of four
//! byte string      protected header, at most 64 bytes
//! A0               no unprotected header
//! byte string      payload
//! 58 40, 64 bytes  signature
//!
//! byte string      40 + n for n < 24 | 58 n | 59 n n, big-endian | 5A n n n n; then n bytes
//! ```

use super::ed25519::SIGNATURE_BYTES;
use crate::Error;
use crate::error::place;

const MAX_PROTECTED: usize = 64;

/// The parts of an envelope.
#[derive(Clone, Copy)]
pub(super) struct Frame<'a> {
    pub(super) protected: &'a [u8],
    pub(super) payload: &'a [u8],
    pub(super) signature: &'a [u8; SIGNATURE_BYTES],
}

impl<'a> Frame<'a> {
    /// Finds the parts.
    ///
    /// # Errors
    ///
    /// [`Error::Artefact`] with the offset where another form begins.
    pub(super) fn read(bytes: &'a [u8]) -> Result<Self, Error> {
        let mut reader = Reader { bytes, rest: bytes };
        reader.literal(&[0xD2, 0x84])?;
        let protected = reader.byte_string(MAX_PROTECTED)?;
        reader.literal(&[0xA0])?;
        let payload = reader.byte_string(usize::MAX)?;
        let signature = reader.byte_string(SIGNATURE_BYTES)?;
        match (signature.try_into(), reader.rest) {
            (Ok(signature), []) => Ok(Self { protected, payload, signature }),
            _ => Err(reader.broken()),
        }
    }

    /// Puts the parts together.
    pub(super) fn write(self) -> Vec<u8> {
        let parts = self.protected.len() + self.payload.len() + self.signature.len();
        let mut out = Vec::with_capacity(parts + 16);
        out.extend([0xD2, 0x84]);
        push(self.protected, &mut out);
        out.push(0xA0);
        push(self.payload, &mut out);
        push(self.signature, &mut out);
        out
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    fn broken(&self) -> Error {
        Error::Artefact { at: place(self.bytes.len() - self.rest.len()) }
    }

    fn literal(&mut self, wanted: &[u8]) -> Result<(), Error> {
        self.rest = self.rest.strip_prefix(wanted).ok_or(self.broken())?;
        Ok(())
    }

    fn byte_string(&mut self, longest: usize) -> Result<&'a [u8], Error> {
        let (len, rest) = match self.rest {
            [short @ 0x40..=0x57, rest @ ..] => (u32::from(short - 0x40), rest),
            [0x58, len @ 24..=255, rest @ ..] => (u32::from(*len), rest),
            [0x59, a @ 1..=255, b, rest @ ..] => (u32::from_be_bytes([0, 0, *a, *b]), rest),
            [0x5A, a, b, c, d, rest @ ..] if (*a, *b) != (0, 0) => {
                (u32::from_be_bytes([*a, *b, *c, *d]), rest)
            }
            _ => return Err(self.broken()),
        };
        let len = usize::try_from(len).ok().filter(|len| *len <= longest).ok_or(self.broken())?;
        let (value, rest) = rest.split_at_checked(len).ok_or(self.broken())?;
        self.rest = rest;
        Ok(value)
    }
}

fn push(value: &[u8], out: &mut Vec<u8>) {
    // The limits of bundles are far below 32 bits.
    let [a, b, c, d] = u32::try_from(value.len()).unwrap_or(u32::MAX).to_be_bytes();
    match (a, b, c, d) {
        (0, 0, 0, short @ ..24) => out.push(0x40 + short),
        (0, 0, 0, d) => out.extend([0x58, d]),
        (0, 0, c, d) => out.extend([0x59, c, d]),
        _ => out.extend([0x5A, a, b, c, d]),
    }
    out.extend_from_slice(value);
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn what_is_written_is_read_and_has_one_form() {
        for len in [0, 1, 23, 24, 255, 256, 65_535, 65_536, 70_000] {
            let payload = vec![7; len];
            let signature = [9; SIGNATURE_BYTES];
            let bytes = Frame { protected: &[1, 2], payload: &payload, signature: &signature }.write();
            let frame = Frame::read(&bytes).unwrap();
            assert_eq!((frame.protected, frame.payload), (&[1, 2][..], &payload[..]));
            assert_eq!(frame.write(), bytes);
            assert!(Frame::read(bytes.get(1..).unwrap()).is_err());
            assert_eq!(
                Frame::read(&[&bytes[..], &[0]].concat()).err(),
                Some(Error::Artefact { at: place(bytes.len()) })
            );
        }
        let longer_than_needed = [&[0xD2, 0x84, 0x58, 1, 0, 0xA0, 0x40, 0x58, 64][..], &[0; 64]].concat();
        assert_eq!(Frame::read(&longer_than_needed).err(), Some(Error::Artefact { at: 2 }));
    }
}
