//! The identity of one unit: a serialised GTIN or an SSCC.

use core::fmt;

use crate::Error;
use crate::gs1::charset;
use crate::gs1::key::{Gtin, Sscc};

/// A serial number: 1 to 20 characters of CSET 82 (GS1 General Specifications, AI (21)).
///
/// Kept inline, so that an identity is `Copy` and a table of them needs no allocation per row.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Serial {
    bytes: [u8; Self::MAX],
    len: u8,
}

impl Serial {
    /// The longest serial in characters.
    pub const MAX: usize = 20;

    /// Reads a serial.
    ///
    /// # Errors
    ///
    /// [`Error::Length`], [`Error::Charset`].
    pub fn parse(text: &[u8]) -> Result<Self, Error> {
        let mut bytes = [0; Self::MAX];
        match (u8::try_from(text.len()), bytes.get_mut(..text.len())) {
            (Ok(len @ 1..), Some(room)) => {
                charset::cset82(text)?;
                room.copy_from_slice(text);
                Ok(Self { bytes, len })
            }
            _ => Err(Error::Length { at: 0 }),
        }
    }

    /// The characters, all ASCII.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..usize::from(self.len)).unwrap_or_default()
    }

    /// The characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        core::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }
}

impl fmt::Display for Serial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Serial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Serial({self})")
    }
}

/// What a code identifies: one unit and no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Identity {
    /// A trade item with its serial number, AI (01) with (21).
    Sgtin {
        /// The trade item number.
        gtin: Gtin,
        /// The serial number under it.
        serial: Serial,
    },
    /// A logistic unit, AI (00).
    Sscc(Sscc),
}

impl Identity {
    /// The longest [`Identity::bytes`].
    pub const MAX_BYTES: usize = 16 + 2 + Serial::MAX;

    /// The canonical bytes: `01`, 14 digits, `21`, serial; or `00`, 18 digits. Every part but the last has a
    /// fixed length, so two identities never share their bytes.
    #[must_use]
    pub fn bytes(&self) -> IdentityBytes {
        let mut out = IdentityBytes { bytes: [0; Self::MAX_BYTES], len: 0 };
        match self {
            Self::Sgtin { gtin, serial } => {
                out.push(b"01");
                out.push(&gtin.digits());
                out.push(b"21");
                out.push(serial.as_bytes());
            }
            Self::Sscc(sscc) => {
                out.push(b"00");
                out.push(&sscc.digits());
            }
        }
        out
    }
}

impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sgtin { gtin, serial } => write!(f, "(01){gtin}(21){serial}"),
            Self::Sscc(sscc) => write!(f, "(00){sscc}"),
        }
    }
}

/// The canonical bytes of an identity, on the stack.
#[derive(Clone, Copy)]
pub struct IdentityBytes {
    bytes: [u8; Identity::MAX_BYTES],
    len: usize,
}

impl IdentityBytes {
    fn push(&mut self, part: &[u8]) {
        if let Some(room) = self.bytes.get_mut(self.len..self.len + part.len()) {
            room.copy_from_slice(part);
            self.len += part.len();
        }
    }
}

impl core::ops::Deref for IdentityBytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }
}
