//! Reading bytes from the front, with the offset of what is wrong.

use crate::Error;
use crate::error::place;

/// Bytes that are read part by part. Every refusal is [`Error::Artefact`] at the offset where the part begins.
pub(crate) struct Reader<'a> {
    len: usize,
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(crate) const fn new(bytes: &'a [u8]) -> Self {
        Self { len: bytes.len(), rest: bytes }
    }

    /// What is not read yet.
    pub(crate) const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    pub(crate) fn broken(&self) -> Error {
        Error::Artefact { at: place(self.len - self.rest.len()) }
    }

    pub(crate) fn take(&mut self, len: usize) -> Result<&'a [u8], Error> {
        let (part, rest) = self.rest.split_at_checked(len).ok_or(self.broken())?;
        self.rest = rest;
        Ok(part)
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Result<&'a [u8; N], Error> {
        let (part, rest) = self.rest.split_first_chunk().ok_or(self.broken())?;
        self.rest = rest;
        Ok(part)
    }

    pub(crate) fn literal(&mut self, wanted: &[u8]) -> Result<(), Error> {
        self.rest = self.rest.strip_prefix(wanted).ok_or(self.broken())?;
        Ok(())
    }

    pub(crate) fn end(&self) -> Result<(), Error> {
        if self.rest.is_empty() { Ok(()) } else { Err(self.broken()) }
    }
}
