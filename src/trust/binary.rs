//! Codes in a binary file.
//!
//! # Format, version 1
//!
//! ```text
//! 0     7   "symbulk"
//! 7     1   version, 1
//! 8     1   1 if the codes are signed, 0 if they are only sealed
//! 9     1   L, characters of each serial, 1 to 20
//! 10    6   zeros
//! 16    8   index of the first code, little-endian
//! 24    8   n, how many codes there are, little-endian
//! 32    then n times, for ascending indices:
//!       L   the serial
//!       64  the signature, if the codes are signed
//!       2   length of the code, little-endian
//!           the code
//! ```
//!
//! Owns this form only: a reader believes nothing that it reads, and a code is parsed by whoever wants it as one.

use core::ops::Range;

use super::columns::Row;
use crate::Error;
use crate::error::place;

const MAGIC: &[u8; 7] = b"symbulk";
const VERSION: u8 = 1;
const HEAD: usize = 32;

pub(super) fn write_head(range: &Range<u64>, serial_length: u8, signed: bool, out: &mut Vec<u8>) {
    out.extend_from_slice(MAGIC);
    out.extend_from_slice(&[VERSION, signed.into(), serial_length]);
    out.extend_from_slice(&[0; 6]);
    out.extend_from_slice(&range.start.to_le_bytes());
    out.extend_from_slice(&range.end.saturating_sub(range.start).to_le_bytes());
}

/// # Errors
///
/// [`Error::TooLong`] for a code longer than any.
pub(super) fn write_row(row: &Row<'_>, out: &mut Vec<u8>) -> Result<(), Error> {
    let length = u16::try_from(row.code.len()).map_err(|_| Error::TooLong { limit: u16::MAX.into() })?;
    out.extend_from_slice(row.serial);
    if let Some(signature) = row.signature {
        out.extend_from_slice(signature);
    }
    out.extend_from_slice(&length.to_le_bytes());
    out.extend_from_slice(row.code);
    Ok(())
}

/// Reads a binary file that lies in memory: the rows one by one, ending after the first error. Nothing is allocated.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    rest: &'a [u8],
    len: usize,
    next: u64,
    end: u64,
    serial_length: usize,
    signed: bool,
}

impl<'a> Reader<'a> {
    /// Reads the head.
    ///
    /// # Errors
    ///
    /// With offsets in `bytes`: [`Error::Truncated`], [`Error::Artefact`] for another file, [`Error::Version`].
    pub fn new(bytes: &'a [u8]) -> Result<Self, Error> {
        let end = Error::Truncated { at: place(bytes.len()) };
        let (head, rest) = bytes.split_first_chunk::<HEAD>().ok_or(end)?;
        let (magic, fields) = head.split_first_chunk::<7>().ok_or(end)?;
        let &[version, signed, serial_length, ref fields @ ..] = fields else { return Err(end) };
        let (zeros, numbers) = fields.split_first_chunk::<6>().ok_or(end)?;
        if magic != MAGIC {
            return Err(Error::Artefact { at: 0 });
        }
        if version != VERSION {
            return Err(Error::Version { at: 7 });
        }
        for (at, holds) in [(8, signed <= 1), (9, (1..=20).contains(&serial_length)), (10, zeros == &[0; 6])]
        {
            if !holds {
                return Err(Error::Artefact { at });
            }
        }
        let [first, count] = numbers.as_chunks::<8>().0 else { return Err(end) };
        let next = u64::from_le_bytes(*first);
        let end = next.checked_add(u64::from_le_bytes(*count)).ok_or(Error::Artefact { at: 24 })?;
        Ok(Self {
            rest,
            len: bytes.len(),
            next,
            end,
            serial_length: serial_length.into(),
            signed: signed == 1,
        })
    }

    /// The indices that are still to come.
    #[must_use]
    pub const fn indices(&self) -> Range<u64> {
        self.next..self.end
    }

    /// Whether the codes are signed.
    #[must_use]
    pub const fn is_signed(&self) -> bool {
        self.signed
    }

    fn row(&mut self) -> Option<Row<'a>> {
        let (serial, rest) = self.rest.split_at_checked(self.serial_length)?;
        let (signature, rest) = if self.signed {
            rest.split_first_chunk().map(|(signature, rest)| (Some(signature), rest))?
        } else {
            (None, rest)
        };
        let (length, rest) = rest.split_first_chunk()?;
        let (code, rest) = rest.split_at_checked(u16::from_le_bytes(*length).into())?;
        let row = Row { index: self.next, serial, signature, code };
        self.rest = rest;
        self.next += 1;
        Some(row)
    }
}

/// Rows; [`Error::Truncated`] where the file ends too early, [`Error::Artefact`] where it goes on behind its end.
impl<'a> Iterator for Reader<'a> {
    type Item = Result<Row<'a>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.next < self.end {
            let row = self.row();
            if row.is_none() {
                (self.rest, self.end) = (&[], self.next);
            }
            return Some(row.ok_or(Error::Truncated { at: place(self.len) }));
        }
        let behind = core::mem::take(&mut self.rest).len();
        (behind > 0).then(|| Err(Error::Artefact { at: place(self.len - behind) }))
    }
}
