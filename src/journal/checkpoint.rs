//! Checkpoints: a key says how far the journal went.
//!
//! # Format, version 1
//!
//! A signed artefact of kind 6 (`COSE_Sign1`, drawn in [`crate::trust`]'s `artefact`), and the payload of a record of
//! [`Kind::CHECKPOINT`](super::Kind::CHECKPOINT), whose number is the number of records that it covers. Its payload, in
//! this order:
//!
//! ```text
//! {
//!   1: bstr   the journal's id, 16 bytes
//!   2: uint   number of the first record under the root: that of the checkpoint before, 0 if there is none
//!   3: uint   how many records the journal had
//!   4: bstr   the hash after the last of their frames, 32 bytes
//!   5: bstr   root of the tree over the hashes of the records from the first (2) to the last (3), 32 bytes
//!   6: int    when, seconds since 1970 UTC
//!   7: bstr   BLAKE3 of the checkpoint before, 32 bytes; absent if there is none
//! }
//! ```
//!
//! The hashes are drawn in [`super::chain`]. The tree is that of [`crate::code::hash_tree`], its domain "symbolon v1 journal node" and zeros to 32 bytes.

use ciborium::Value;

use super::chain::{Head, JournalId};
use crate::Error;
use crate::code::KeyId;
use crate::code::hash_tree::Hash;
use crate::trust::artefact::{self, Envelope, Kind};
use crate::trust::fields::{self, Fields};
use crate::trust::{PublicKey, Signer};

const VERSION: u8 = 1;

const ID: i64 = 1;
const FROM: i64 = 2;
const RECORDS: i64 = 3;
const HEAD: i64 = 4;
const ROOT: i64 = 5;
const TIME: i64 = 6;
const PREVIOUS: i64 = 7;

/// What a checkpoint says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Of which journal.
    pub id: JournalId,
    /// The first record under the root.
    pub from: u64,
    /// How many records the journal had: the number of the checkpoint's own record.
    pub records: u64,
    /// The hash after the last of them.
    pub head: Hash,
    /// The root over the hashes of the records `from..records`.
    pub root: Hash,
    /// When, in seconds since 1970 UTC.
    pub time: i64,
    /// BLAKE3 of the checkpoint before.
    pub previous: Option<Hash>,
}

impl Checkpoint {
    /// The longest checkpoint in bytes.
    pub const MAX_BYTES: u32 = 384;

    /// How far the journal went: an anchor for [`super::Journal::open`].
    #[must_use]
    pub const fn anchor(&self) -> Head {
        Head { records: self.records, hash: self.head }
    }

    /// The payload of the record.
    pub(super) fn sign(&self, signer: &(impl Signer + ?Sized)) -> Result<Vec<u8>, Error> {
        let bytes = |hash: &[u8]| Value::Bytes(hash.to_vec());
        let payload = fields::write_some([
            (ID, Some(bytes(&self.id))),
            (FROM, Some(self.from.into())),
            (RECORDS, Some(self.records.into())),
            (HEAD, Some(bytes(&self.head))),
            (ROOT, Some(bytes(&self.root))),
            (TIME, Some(self.time.into())),
            (PREVIOUS, self.previous.map(|hash| bytes(&hash))),
        ])?;
        artefact::sign(signer, Kind::Checkpoint, VERSION, payload)
    }

    /// The id of the key that claims to have signed a checkpoint: to find the key to open it with.
    ///
    /// # Errors
    ///
    /// [`Error::TooLong`] above [`Checkpoint::MAX_BYTES`]; [`Error::Artefact`] for what is no checkpoint.
    pub fn signer_of(bytes: &[u8]) -> Result<KeyId, Error> {
        Ok(Envelope::read(bytes, Kind::Checkpoint, Self::MAX_BYTES)?.key_id())
    }

    /// Reads a checkpoint and checks that the key signed it.
    ///
    /// # Errors
    ///
    /// [`Error::TooLong`] above [`Checkpoint::MAX_BYTES`]; [`Error::Artefact`] for what is no checkpoint;
    /// [`Error::UnknownKey`] if it names another signer; [`Error::Signature`]; [`Error::Version`] for a later format;
    /// [`Error::Claim`] with the number of a field that is missing, unknown, or holds what it may not.
    pub fn open(bytes: &[u8], key: &PublicKey) -> Result<Self, Error> {
        let payload = Envelope::read(bytes, Kind::Checkpoint, Self::MAX_BYTES)?.verify(key, VERSION)?;
        let mut fields = Fields::read(&payload)?;
        let checkpoint = Self {
            id: array(ID, fields.bytes(ID)?)?,
            from: fields.number(FROM)?,
            records: fields.number(RECORDS)?,
            head: array(HEAD, fields.bytes(HEAD)?)?,
            root: array(ROOT, fields.bytes(ROOT)?)?,
            time: fields.number(TIME)?,
            previous: match fields.take(PREVIOUS) {
                Some(value) => {
                    Some(array(PREVIOUS, value.into_bytes().map_err(|_| fields::wrong(PREVIOUS))?)?)
                }
                None => None,
            },
        };
        fields.end()?;
        if checkpoint.from < checkpoint.records { Ok(checkpoint) } else { Err(fields::wrong(RECORDS)) }
    }
}

fn array<const N: usize>(label: i64, bytes: Vec<u8>) -> Result<[u8; N], Error> {
    bytes.try_into().map_err(|_| fields::wrong(label))
}
