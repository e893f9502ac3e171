//! The sections of a snapshot: what is written behind what, and the check behind each.
//!
//! Whoever reads gets whole sections whose check holds; every number in them is still to be doubted, since anybody can
//! compute a check.

use crate::Error;
use crate::error::place;

/// The key of the checks.
const CHECK: &[u8; 32] = b"symbolon v1 snapshot\0\0\0\0\0\0\0\0\0\0\0\0";
const CHECK_BYTES: usize = 32;
/// Number, four zeros, length.
const HEAD: usize = 16;

/// Writes sections one after the other.
pub(super) struct Writer<'a> {
    out: &'a mut Vec<u8>,
    check: [u8; CHECK_BYTES],
}

impl<'a> Writer<'a> {
    pub(super) fn new(out: &'a mut Vec<u8>, magic: [u8; 8]) -> Self {
        out.extend(magic);
        Self { out, check: [0; CHECK_BYTES] }
    }

    /// Writes one section, with what the closure appends.
    pub(super) fn section(&mut self, number: u32, content: impl FnOnce(&mut Vec<u8>)) {
        let start = self.out.len();
        self.out.extend([0; HEAD]);
        content(self.out);
        let length = self.out.len() - start - HEAD;
        self.out.resize(start + HEAD + length.next_multiple_of(8), 0);
        if let Some(head) = self.out.get_mut(start..).and_then(<[u8]>::first_chunk_mut::<HEAD>) {
            *head = written_head(number, length as u64);
        }
        self.check = check(&self.check, self.out.get(start..).unwrap_or_default());
        self.out.extend(self.check);
    }
}

fn written_head(number: u32, length: u64) -> [u8; HEAD] {
    let mut head = [0; HEAD];
    let fields = number.to_le_bytes().into_iter().chain([0; 4]).chain(length.to_le_bytes());
    head.iter_mut().zip(fields).for_each(|(place, byte)| *place = byte);
    head
}

fn check(before: &[u8; CHECK_BYTES], section: &[u8]) -> [u8; CHECK_BYTES] {
    *blake3::Hasher::new_keyed(CHECK).update(before).update(section).finalize().as_bytes()
}

/// Takes sections from the front.
pub(super) struct Sections<'a> {
    bytes: &'a [u8],
    at: usize,
    check: [u8; CHECK_BYTES],
}

impl<'a> Sections<'a> {
    /// # Errors
    ///
    /// [`Error::Snapshot`] for bytes that begin with another magic, [`Error::Version`] if only its last byte differs.
    pub(super) fn new(bytes: &'a [u8], magic: [u8; 8]) -> Result<Self, Error> {
        let [.., version] = magic;
        match bytes.first_chunk::<8>() {
            Some(found) if *found == magic => Ok(Self { bytes, at: 8, check: [0; CHECK_BYTES] }),
            Some([same @ .., found]) if magic.starts_with(same) && *found != version => {
                Err(Error::Version { at: 7 })
            }
            _ => Err(Error::Snapshot { at: 0 }),
        }
    }

    /// The content of the section that has to come next.
    pub(super) fn next(&mut self, number: u32) -> Result<Fields<'a>, Error> {
        let broken = Error::Snapshot { at: place(self.at) };
        let bytes = self.bytes.get(self.at..).ok_or(broken)?;
        let head = bytes.first_chunk::<HEAD>().ok_or(broken)?;
        let length = head.last_chunk().map_or(0, |length| u64::from_le_bytes(*length));
        if *head != written_head(number, length) {
            return Err(broken);
        }
        let length = usize::try_from(length).ok().filter(|length| *length <= bytes.len()).ok_or(broken)?;
        let (section, rest) = bytes.split_at_checked(HEAD + length.next_multiple_of(8)).ok_or(broken)?;
        self.check = check(&self.check, section);
        if rest.first_chunk() != Some(&self.check) {
            return Err(broken);
        }
        let content = section.get(HEAD..HEAD + length).ok_or(broken)?;
        if section.get(HEAD + length..).is_none_or(|spare| spare.iter().any(|byte| *byte != 0)) {
            return Err(broken);
        }
        let at = self.at + HEAD;
        self.at += section.len() + CHECK_BYTES;
        Ok(Fields { rest: content, end: at + length })
    }

    /// # Errors
    ///
    /// [`Error::Snapshot`] if something stands behind the last section.
    pub(super) fn end(&self) -> Result<(), Error> {
        if self.at == self.bytes.len() { Ok(()) } else { Err(Error::Snapshot { at: place(self.at) }) }
    }
}

/// The content of a section, read from the front.
#[derive(Clone, Copy)]
pub(super) struct Fields<'a> {
    rest: &'a [u8],
    /// Offset in the snapshot where the content ends.
    end: usize,
}

impl<'a> Fields<'a> {
    /// The error of what comes next.
    pub(super) fn broken(&self) -> Error {
        Error::Snapshot { at: place(self.end - self.rest.len()) }
    }

    pub(super) fn take(&mut self, len: usize) -> Result<&'a [u8], Error> {
        let (part, rest) = self.rest.split_at_checked(len).ok_or(self.broken())?;
        self.rest = rest;
        Ok(part)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], Error> {
        let (part, rest) = self.rest.split_first_chunk().ok_or(self.broken())?;
        self.rest = rest;
        Ok(*part)
    }

    pub(super) fn u32(&mut self) -> Result<u32, Error> {
        self.array().map(u32::from_le_bytes)
    }

    pub(super) fn u64(&mut self) -> Result<u64, Error> {
        self.array().map(u64::from_le_bytes)
    }

    /// The next entries of one size, of which there are as many as stand in front of them.
    pub(super) fn rows<const N: usize>(&mut self, count: u32) -> Result<&'a [[u8; N]], Error> {
        let length = usize::try_from(count).ok().and_then(|count| count.checked_mul(N));
        self.take(length.ok_or(self.broken())?).map(|rows| rows.as_chunks().0)
    }

    /// All that is left.
    pub(super) fn all<const N: usize>(&mut self) -> Result<&'a [[u8; N]], Error> {
        match self.rest.as_chunks() {
            (rows, []) => {
                self.rest = &[];
                Ok(rows)
            }
            _ => Err(self.broken()),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    pub(super) fn end(&self) -> Result<(), Error> {
        if self.rest.is_empty() { Ok(()) } else { Err(self.broken()) }
    }
}
