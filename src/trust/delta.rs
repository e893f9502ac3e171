//! Deltas: from the bundle that a handheld has to the newer one of the same root, in bytes that grow with what changed.
//!
//! A delta holds what is needed to write the newer file byte for byte: the short lists whole, the index sets as what
//! stands in one of the two only. The rebuilt file carries the root's own signature, so a delta needs none, and whoever
//! forges one makes a file that does not verify.
//!
//! # Format, version 1
//!
//! ```text
//! 0    4    "SYMD"
//! 4    1    1, the version
//! 5    32   BLAKE3 of the older file
//! 37   1    length of the newer file's protected header, at most 64
//!           the header
//!      64   the newer file's signature
//!      4    length of the outline, little-endian
//!           the outline: the newer payload with an empty byte string in place of every index set
//! then for each index set of the outline, as they come there (revoked, recalled, vouched for):
//!      4    length, little-endian
//!           the indices that are in one of the two bundles only, as trust::index_set writes them
//! ```
//!
//! Memory is bounded by the two bundles and some 32 times the outline, whose length is limited.

use roaring::RoaringTreemap;

use super::bundle::{Bundle, BundleContent, bounded};
use super::bundle_format::{self, RECALLED, REVOKED};
use super::fields::wrong;
use super::frame::Frame;
use super::index_set::{self, IndexSets};
use crate::Error;
use crate::code::SeriesId;
use crate::error::place;

const MAGIC: &[u8] = b"SYMD\x01";
const HASH: usize = 32;

impl Bundle {
    /// The delta that makes this bundle from an older one. Deterministic; O(both bundles).
    ///
    /// # Errors
    ///
    /// [`Error::UnknownKey`] if another root signed the older one; [`Error::RolledBack`] if it is not older;
    /// [`Error::Artefact`] if this bundle's payload is not in the form that this library writes; [`Error::TooLong`] if the
    /// delta were longer than [`Bundle::MAX_BYTES`].
    pub fn delta_from(&self, older: &Self) -> Result<Vec<u8>, Error> {
        if older.root() != self.root() {
            return Err(Error::UnknownKey);
        }
        if older.content().sequence >= self.content().sequence {
            return Err(Error::RolledBack);
        }
        let frame = Frame::read(self.bytes())?;
        // What cannot be rebuilt must not be promised.
        if bundle_format::write(self.content(), index_set::write)? != frame.payload {
            return Err(Error::Artefact { at: 0 });
        }
        let mut out = MAGIC.to_vec();
        out.extend(blake3::hash(older.bytes()).as_bytes());
        out.push(u8::try_from(frame.protected.len()).map_err(|_| Error::Artefact { at: 0 })?);
        out.extend(frame.protected);
        out.extend(frame.signature);
        push(&bundle_format::write(self.content(), |_| Vec::new())?, &mut out)?;
        let new = self.content();
        let fields = [(&new.revoked.indices, REVOKED), (&new.recalled.indices, RECALLED), (&new.vouched, 0)];
        for (sets, label) in fields {
            let before = sets_of(older.content(), label);
            for (series, set) in sets.iter() {
                let changed = match before.get(series.gtin(), series.slot()) {
                    Some(before) => set ^ before,
                    None => set.clone(),
                };
                push(&index_set::write(&changed), &mut out)?;
            }
        }
        bounded(&out, Self::MAX_BYTES)?;
        Ok(out)
    }

    /// The newer bundle that a delta makes from this one, opened and verified as by [`Bundle::open`].
    ///
    /// # Errors
    ///
    /// [`Error::TooLong`]; [`Error::Artefact`] with the offset for what is no delta; [`Error::Version`];
    /// [`Error::DeltaBase`] if it was made for another bundle; those of [`Bundle::open`]: [`Error::Signature`] for a delta
    /// that was changed.
    pub fn apply(&self, delta: &[u8]) -> Result<Self, Error> {
        bounded(delta, Self::MAX_BYTES)?;
        let mut reader = Reader { bytes: delta, rest: delta };
        match reader.take(MAGIC.len())? {
            MAGIC => {}
            [b'S', b'Y', b'M', b'D', _] => return Err(Error::Version { at: 4 }),
            _ => return Err(Error::Artefact { at: 0 }),
        }
        if reader.take(HASH)? != blake3::hash(self.bytes()).as_bytes() {
            return Err(Error::DeltaBase);
        }
        let &[protected_len] = reader.array()?;
        let protected = reader.take(protected_len.into())?;
        let signature = reader.array()?;
        let outline = reader.part()?;
        bounded(outline, Self::MAX_OUTLINE)?;
        let content = bundle_format::read(outline, &mut |label, series, bytes| {
            if !bytes.is_empty() {
                return Err(wrong(label));
            }
            let changed = index_set::read(reader.part()?).ok_or(reader.broken())?;
            Ok(self.changed(label, series, changed))
        })?;
        if !reader.rest.is_empty() {
            return Err(reader.broken());
        }
        let payload = bundle_format::write(&content, index_set::write)?;
        let bytes = Frame { protected, payload: &payload, signature }.write();
        Self::open(&bytes, self.root(), self.content().sequence.saturating_add(1))
    }

    /// The set of a series after a change.
    fn changed(&self, label: i64, series: &SeriesId, changed: RoaringTreemap) -> RoaringTreemap {
        match sets_of(self.content(), label).get(series.gtin(), series.slot()) {
            Some(before) => before ^ changed,
            None => changed,
        }
    }
}

/// The index sets of a field.
fn sets_of(content: &BundleContent, label: i64) -> &IndexSets {
    match label {
        REVOKED => &content.revoked.indices,
        RECALLED => &content.recalled.indices,
        _ => &content.vouched,
    }
}

fn push(part: &[u8], out: &mut Vec<u8>) -> Result<(), Error> {
    let len = u32::try_from(part.len()).map_err(|_| Error::TooLong { limit: Bundle::MAX_BYTES })?;
    out.extend(len.to_le_bytes());
    out.extend(part);
    Ok(())
}

struct Reader<'a> {
    bytes: &'a [u8],
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    fn broken(&self) -> Error {
        Error::Artefact { at: place(self.bytes.len() - self.rest.len()) }
    }

    fn take(&mut self, len: usize) -> Result<&'a [u8], Error> {
        let (part, rest) = self.rest.split_at_checked(len).ok_or(self.broken())?;
        self.rest = rest;
        Ok(part)
    }

    fn array<const N: usize>(&mut self) -> Result<&'a [u8; N], Error> {
        let (part, rest) = self.rest.split_first_chunk().ok_or(self.broken())?;
        self.rest = rest;
        Ok(part)
    }

    /// A part behind its length.
    fn part(&mut self) -> Result<&'a [u8], Error> {
        let len = u32::from_le_bytes(*self.array()?);
        self.take(usize::try_from(len).map_err(|_| self.broken())?)
    }
}
