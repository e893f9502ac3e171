//! The proof that one record is in a journal, without the rest of the journal.
//!
//! # Format, version 1
//!
//! ```text
//! 0    1  version, 1
//! 1    8  number of the record, little-endian
//! 9    2  length c of the checkpoint
//! 11   c  the checkpoint, drawn in super::checkpoint
//! 11+c    proof of inclusion of the record's hash, drawn in crate::code::hash_tree
//! ```
//!
//! Below 1 kB if the checkpoint covers up to 2²⁰ records.

use super::chain::{NODE, record_hash};
use super::checkpoint::Checkpoint;
use super::reader::Reader;
use super::record::Record;
use super::storage::Source;
use crate::Error;
use crate::code::hash_tree::{InclusionProof, Tree};
use crate::error::place;
use crate::trust::PublicKey;

const VERSION: u8 = 1;

/// The proof that a record is in a journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordProof {
    number: u64,
    checkpoint: Vec<u8>,
    inclusion: InclusionProof,
}

impl RecordProof {
    /// The longest proof in bytes.
    pub const MAX_BYTES: usize = 11 + Checkpoint::MAX_BYTES as usize + InclusionProof::MAX_BYTES;

    /// The proof of a record, under the first checkpoint behind it. Reads the journal from the checkpoint before; holds
    /// about 70 bytes for each record between the two.
    ///
    /// # Errors
    ///
    /// [`Error::NotIncluded`] if no checkpoint covers it yet; [`Error::JournalPosition`] if there is no such record;
    /// those of [`Reader::next`].
    pub fn make(source: &impl Source, number: u64) -> Result<Self, Error> {
        let mut reader = Reader::at(source, number)?;
        if reader.next()?.is_none() {
            return Err(Error::JournalPosition);
        }
        // A checkpoint is the first record under the next one.
        let from = reader.last_checkpoint();
        let (records, checkpoint) = loop {
            let entry = reader.next()?.ok_or(Error::NotIncluded)?;
            if entry.is_checkpoint() {
                break (entry.number, entry.record.payload.to_vec());
            }
        };
        let mut reader = Reader::at(source, from)?;
        let (mut leaves, mut room) = (Vec::new(), Vec::new());
        for number in from..records {
            let entry = reader.next()?.ok_or(Error::JournalPosition)?;
            leaves.push(record_hash(number, &entry.record, &mut room));
        }
        let position = usize::try_from(number - from).map_err(|_| Error::JournalPosition)?;
        let inclusion = Tree::new(NODE, leaves).inclusion(position);
        Ok(Self { number, checkpoint, inclusion })
    }

    /// Reads a proof; whether it proves anything is the answer of [`RecordProof::verify`].
    ///
    /// # Errors
    ///
    /// [`Error::TooLong`] above [`RecordProof::MAX_BYTES`]; [`Error::Truncated`]; [`Error::Version`]; those of
    /// [`InclusionProof::from_bytes`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        if bytes.len() > Self::MAX_BYTES {
            return Err(Error::TooLong { limit: place(Self::MAX_BYTES) });
        }
        let end = Error::Truncated { at: place(bytes.len()) };
        let (version, rest) = bytes.split_first().ok_or(end)?;
        if *version != VERSION {
            return Err(Error::Version { at: 0 });
        }
        let (number, rest) = rest.split_first_chunk().ok_or(end)?;
        let (len, rest) = rest.split_first_chunk().ok_or(end)?;
        let (checkpoint, rest) = rest.split_at_checked(u16::from_le_bytes(*len).into()).ok_or(end)?;
        let inclusion = InclusionProof::from_bytes(rest)
            .map_err(|error| error.shifted(place(bytes.len() - rest.len())))?;
        Ok(Self { number: u64::from_le_bytes(*number), checkpoint: checkpoint.to_vec(), inclusion })
    }

    /// The bytes, drawn above.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        // A checkpoint is shorter by far, and a longer one is not read.
        let len = u16::try_from(self.checkpoint.len()).unwrap_or(u16::MAX);
        let mut out = vec![VERSION];
        out.extend(self.number.to_le_bytes());
        out.extend(len.to_le_bytes());
        out.extend_from_slice(&self.checkpoint);
        out.extend(self.inclusion.to_bytes());
        out
    }

    /// The number of the record.
    #[must_use]
    pub const fn number(&self) -> u64 {
        self.number
    }

    /// The checkpoint, as it was signed.
    #[must_use]
    pub fn checkpoint(&self) -> &[u8] {
        &self.checkpoint
    }

    /// Checks that the journal of the key has this record at this number, and gives the checkpoint that says so.
    ///
    /// # Errors
    ///
    /// Those of [`Checkpoint::open`]; [`Error::NotIncluded`] if the proof does not lead from the record to it.
    pub fn verify(&self, record: &Record<'_>, key: &PublicKey) -> Result<Checkpoint, Error> {
        let checkpoint = Checkpoint::open(&self.checkpoint, key)?;
        let covered = (checkpoint.from..checkpoint.records).contains(&self.number);
        if !covered || self.inclusion.position() != self.number - checkpoint.from {
            return Err(Error::NotIncluded);
        }
        let leaf = record_hash(self.number, record, &mut Vec::new());
        let count = checkpoint.records - checkpoint.from;
        let shown = self.inclusion.shows(NODE, leaf, &checkpoint.root, count);
        if shown { Ok(checkpoint) } else { Err(Error::NotIncluded) }
    }
}
