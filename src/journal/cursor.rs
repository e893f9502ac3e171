//! How far somebody came who carries records elsewhere: a gateway that uploads them.
//!
//! Read, deliver, then store the cursor of the last entry that the other side has taken. After a crash the same records
//! come again from there, none is left out: at least once. Number and journal id are the same each time, so the other
//! side knows what it has already.
//!
//! # Format, version 1
//!
//! ```text
//! 0   1   version, 1
//! 1   7   0
//! 8   16  the journal's id
//! 24  8   how many records are done with, little-endian
//! 32  32  BLAKE3.keyed("symbolon v1 journal cursor" and zeros to 32, hash before the frame of the last of them ‖ hash of
//!         that record), drawn in super::chain; the hash before the first frame if there is none
//! 64  8   check: the first bytes of BLAKE3.keyed("symbolon v1 journal check" and zeros to 32, the 64 bytes above)
//! ```

use super::chain::{Head, JournalId, checked};
use crate::Error;
use crate::code::hash_tree::Hash;

/// How far somebody came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// In which journal.
    pub id: JournalId,
    /// How many records are done with.
    pub records: u64,
    /// What tells this journal from another one with as many records.
    pub hash: Hash,
}

impl Cursor {
    /// The length of a cursor in bytes.
    pub const BYTES: usize = 72;

    /// Before the first record of a journal.
    #[must_use]
    pub fn start(id: &JournalId) -> Self {
        Self { id: *id, records: 0, hash: Head::start(id).hash }
    }

    /// The bytes, drawn above.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; Self::BYTES] {
        let records = self.records.to_le_bytes();
        checked(&[], &[&[1, 0, 0, 0, 0, 0, 0, 0], &self.id, &records, &self.hash])
    }

    /// Reads a cursor.
    ///
    /// # Errors
    ///
    /// [`Error::Cursor`] for what is none.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let fields = || {
            let (_, rest) = bytes.split_first_chunk::<8>()?;
            let (id, rest) = rest.split_first_chunk()?;
            let (records, rest) = rest.split_first_chunk()?;
            let (hash, _) = rest.split_first_chunk()?;
            Some(Self { id: *id, records: u64::from_le_bytes(*records), hash: *hash })
        };
        fields().filter(|cursor| cursor.to_bytes() == bytes).ok_or(Error::Cursor)
    }
}
