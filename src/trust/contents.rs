//! Contents notes: what lies in one container, signed, so that a handheld without a database answers "is this item in
//! this case?".
//!
//! A note on a label or beside the goods holds the digest of the units. With the filter it tells strangers at once and
//! is wrong about one in 128 of them; a proof of inclusion, which whoever packed hands out, is exact. Refused: a unit
//! that is named twice, and a container that holds nothing.
//!
//! # Format, version 1
//!
//! The payload of a signed artefact (`artefact.rs`), kind 7: a CBOR map.
//!
//! ```text
//! {
//!   1: bstr                 the container: the canonical bytes of its identity, drawn at Identity::bytes
//!   2: int                  when it was made, seconds since 1970 UTC
//!   3: uint                 how many units lie in the container, 1 to 2^32 − 1
//!   4: bstr                 the root over them, 32 bytes, drawn in code::contents
//!   5: bstr                 the filter, drawn in filter.rs; may be absent
//! }
//! ```
//!
//! Which units count (items only, or what lies in the container directly) is agreed between who signs and who reads.
//!
//! # Argument
//!
//! Count and root are signed, so a proof of inclusion that leads to the root shows that the signer named this unit. The
//! filter is signed with them: who changes a bit to make a stranger pass breaks the signature. What the filter cannot
//! show is that a unit is there, only that it is not. The proof for one of 5000 units has 9 + 13 · 32 = 425 bytes.
//!
//! What a stranger sends costs no more memory than some times its own size, which is limited, and is looked at behind
//! the signature only.

use ciborium::Value;

use super::artefact::{self, Envelope, Kind};
use super::fields::{self, Fields, wrong};
use super::filter::{self, Filter};
use super::key::PublicKey;
use super::merkle::InclusionProof;
use super::signer::Signer;
use crate::Error;
use crate::code::contents::{self, ContentsDigest, NODE};
use crate::code::hash_tree::Tree;
use crate::code::{Identity, KeyId, SerialCode};

const VERSION: u8 = 1;
const CONTAINER: i64 = 1;
const TIME: i64 = 2;
const COUNT: i64 = 3;
const ROOT: i64 = 4;
const FILTER: i64 = 5;

/// The units of one container, as who packed it knows them: makes notes and proofs. 64 bytes for each unit.
#[derive(Clone, Debug)]
pub struct Contents {
    container: Identity,
    tree: Tree,
}

impl Contents {
    /// The units of a container, in any order. O(n log n).
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] without a unit; [`Error::Repeated`] with the place of the first unit that was there before;
    /// [`Error::Full`] behind 2³² − 1 units.
    pub fn new(container: Identity, units: impl IntoIterator<Item = Identity>) -> Result<Self, Error> {
        let tree = contents::tree(units.into_iter().map(Ok))?;
        if tree.leaves().is_empty() {
            return Err(Error::Parameter);
        }
        Ok(Self { container, tree })
    }

    /// The digest, that of [`ContentsDigest::of`].
    #[must_use]
    pub fn digest(&self) -> ContentsDigest {
        ContentsDigest::of_tree(&self.tree)
    }

    /// Whether a unit lies in the container. O(log n).
    #[must_use]
    pub fn contains(&self, unit: &Identity) -> bool {
        self.position(unit).is_ok()
    }

    /// The proof that a unit lies in the container. O(log n).
    ///
    /// # Errors
    ///
    /// [`Error::NotIncluded`] if it does not.
    pub fn proof(&self, unit: &Identity) -> Result<InclusionProof, Error> {
        self.position(unit).map(|position| self.tree.inclusion(position)).map_err(|_| Error::NotIncluded)
    }

    fn position(&self, unit: &Identity) -> Result<usize, usize> {
        self.tree.leaves().binary_search(&contents::leaf(unit))
    }

    /// The note without a filter, some 170 bytes when signed, made at a time in seconds since 1970 UTC.
    #[must_use]
    pub fn note(&self, time: i64) -> ContentsNote {
        ContentsNote { container: self.container, time, digest: self.digest(), filter: None }
    }

    /// The note with a filter.
    ///
    /// # Errors
    ///
    /// [`Error::Full`] above [`ContentsNote::MAX_FILTERED`] units.
    pub fn note_with_filter(&self, time: i64) -> Result<ContentsNote, Error> {
        let filter = Filter::new(self.tree.leaves(), &self.tree.root())?;
        Ok(ContentsNote { filter: Some(filter), ..self.note(time) })
    }
}

/// What a contents note says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContentsNote {
    container: Identity,
    time: i64,
    digest: ContentsDigest,
    filter: Option<Filter>,
}

impl ContentsNote {
    /// The most units of a note with a filter.
    pub const MAX_FILTERED: u32 = filter::MAX_UNITS;
    /// The longest signed note in bytes.
    pub const MAX_BYTES: u32 = 1 << 20;

    /// Signs it.
    ///
    /// # Errors
    ///
    /// [`Error::Signer`] if an external signer failed; [`Error::Signature`] if it gave a signature that does not verify.
    pub fn sign(&self, signer: &(impl Signer + ?Sized)) -> Result<Vec<u8>, Error> {
        let payload = fields::write_some([
            (CONTAINER, Some(Value::Bytes(self.container.bytes().to_vec()))),
            (TIME, Some(self.time.into())),
            (COUNT, Some(self.digest.count.into())),
            (ROOT, Some(Value::Bytes(self.digest.root.to_vec()))),
            (FILTER, self.filter.as_ref().map(|filter| Value::Bytes(filter.to_bytes()))),
        ])?;
        artefact::sign(signer, Kind::Contents, VERSION, payload)
    }

    /// The id of the key that claims to have signed a note.
    ///
    /// # Errors
    ///
    /// [`Error::TooLong`] above [`ContentsNote::MAX_BYTES`]; [`Error::Artefact`] for bytes that are no contents note.
    pub fn key_id(bytes: &[u8]) -> Result<KeyId, Error> {
        Envelope::read(bytes, Kind::Contents, Self::MAX_BYTES).map(|envelope| envelope.key_id())
    }

    /// Reads what a key signed. Whether that key may speak for the container, and whether the note is the one of the
    /// container at hand ([`ContentsNote::container`]), is the caller's to compare.
    ///
    /// # Errors
    ///
    /// Those of [`ContentsNote::key_id`]; [`Error::UnknownKey`] if it names another key; [`Error::Signature`];
    /// [`Error::Version`]; [`Error::Claim`] with the number of a field that is wrong.
    pub fn open(bytes: &[u8], key: &PublicKey) -> Result<Self, Error> {
        let payload = Envelope::read(bytes, Kind::Contents, Self::MAX_BYTES)?.verify(key, VERSION)?;
        let mut fields = Fields::read(&payload)?;
        let container = identity(&fields.bytes(CONTAINER)?).ok_or(wrong(CONTAINER))?;
        let time = fields.number(TIME)?;
        let count = fields.number(COUNT).ok().filter(|count| *count > 0).ok_or(wrong(COUNT))?;
        let root = fields.bytes(ROOT)?.try_into().map_err(|_| wrong(ROOT))?;
        let filter = match fields.take(FILTER) {
            Some(Value::Bytes(bytes)) => Some(Filter::from_bytes(&bytes, count).ok_or(wrong(FILTER))?),
            Some(_) => return Err(wrong(FILTER)),
            None => None,
        };
        fields.end()?;
        Ok(Self { container, time, digest: ContentsDigest { count, root }, filter })
    }

    /// The container that it speaks of.
    #[must_use]
    pub const fn container(&self) -> &Identity {
        &self.container
    }

    /// When it was made, in seconds since 1970 UTC.
    #[must_use]
    pub const fn time(&self) -> i64 {
        self.time
    }

    /// What lies in the container: to compare with the digest of what was unpacked.
    #[must_use]
    pub const fn digest(&self) -> &ContentsDigest {
        &self.digest
    }

    /// Whether it has a filter.
    #[must_use]
    pub const fn has_filter(&self) -> bool {
        self.filter.is_some()
    }

    /// Whether a unit may lie in the container: false is certain, true is wrong for one stranger in 128. None without a
    /// filter. O(1).
    #[must_use]
    pub fn may_contain(&self, unit: &Identity) -> Option<bool> {
        let ContentsDigest { count, root } = &self.digest;
        self.filter.as_ref().map(|filter| filter.may_contain(&contents::leaf(unit), root, *count))
    }

    /// Whether a proof shows that a unit lies in the container. O(log n).
    ///
    /// # Errors
    ///
    /// [`Error::NotIncluded`] if it does not show it.
    pub fn includes(&self, unit: &Identity, proof: &InclusionProof) -> Result<(), Error> {
        let ContentsDigest { count, root } = &self.digest;
        let shown = proof.shows(NODE, contents::leaf(unit), root, u64::from(*count));
        if shown { Ok(()) } else { Err(Error::NotIncluded) }
    }
}

/// The identity with these canonical bytes, which are an element string; no other form has them.
fn identity(bytes: &[u8]) -> Option<Identity> {
    let code = SerialCode::parse(bytes).ok()?;
    let identity = *code.identity();
    (*identity.bytes() == *bytes).then_some(identity)
}
