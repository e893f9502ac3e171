//! The bytes around the payload of a signed artefact, so that a delta can put them together again.
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
use super::reader::Reader;
use crate::Error;

const MAX_PROTECTED: usize = 64;

/// The parts of an envelope.
#[derive(Clone, Copy)]
pub(crate) struct Frame<'a> {
    pub(crate) protected: &'a [u8],
    pub(crate) payload: &'a [u8],
    pub(crate) signature: &'a [u8; SIGNATURE_BYTES],
}

impl<'a> Frame<'a> {
    /// Finds the parts.
    ///
    /// # Errors
    ///
    /// [`Error::Artefact`] with the offset where another form begins.
    pub(crate) fn read(bytes: &'a [u8]) -> Result<Self, Error> {
        let mut reader = Reader::new(bytes);
        reader.literal(&[0xD2, 0x84])?;
        let protected = byte_string(&mut reader, MAX_PROTECTED)?;
        reader.literal(&[0xA0])?;
        let payload = byte_string(&mut reader, usize::MAX)?;
        let signature = byte_string(&mut reader, SIGNATURE_BYTES)?;
        reader.end()?;
        let signature = signature.try_into().map_err(|_| reader.broken())?;
        Ok(Self { protected, payload, signature })
    }

    /// Puts the parts together.
    pub(crate) fn write(self) -> Vec<u8> {
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

fn byte_string<'a>(reader: &mut Reader<'a>, longest: usize) -> Result<&'a [u8], Error> {
    let (head, len) = match reader.rest() {
        [short @ 0x40..=0x57, ..] => (1, u32::from(short - 0x40)),
        [0x58, len @ 24..=255, ..] => (2, u32::from(*len)),
        [0x59, a @ 1..=255, b, ..] => (3, u32::from_be_bytes([0, 0, *a, *b])),
        [0x5A, a, b, c, d, ..] if (*a, *b) != (0, 0) => (5, u32::from_be_bytes([*a, *b, *c, *d])),
        _ => return Err(reader.broken()),
    };
    let len = usize::try_from(len).ok().filter(|len| *len <= longest).ok_or(reader.broken())?;
    reader.take(head)?;
    reader.take(len)
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
    use crate::error::place;

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
