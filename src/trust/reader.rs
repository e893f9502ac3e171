//! Reading bytes from the front, with the offset of what is wrong.

use crate::Error;
use crate::error::place;

/// Bytes that are read part by part. Every refusal is [`Error::Artefact`] at the offset where the part begins.
pub(super) struct Reader<'a> {
    len: usize,
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self { len: bytes.len(), rest: bytes }
    }

    /// What is not read yet.
    pub(super) const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    pub(super) fn broken(&self) -> Error {
        Error::Artefact { at: place(self.len - self.rest.len()) }
    }

    pub(super) fn take(&mut self, len: usize) -> Result<&'a [u8], Error> {
        let (part, rest) = self.rest.split_at_checked(len).ok_or(self.broken())?;
        self.rest = rest;
        Ok(part)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<&'a [u8; N], Error> {
        let (part, rest) = self.rest.split_first_chunk().ok_or(self.broken())?;
        self.rest = rest;
        Ok(part)
    }

    pub(super) fn literal(&mut self, wanted: &[u8]) -> Result<(), Error> {
        self.rest = self.rest.strip_prefix(wanted).ok_or(self.broken())?;
        Ok(())
    }

    pub(super) fn end(&self) -> Result<(), Error> {
        if self.rest.is_empty() { Ok(()) } else { Err(self.broken()) }
    }
}
