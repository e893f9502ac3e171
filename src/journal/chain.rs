//! The chain of hashes through all records.
//!
//! # Format, version 1
//!
//! ```text
//! before the first record: BLAKE3.keyed("symbolon v1 journal start", id(16))
//! after each record:       BLAKE3.keyed("symbolon v1 journal record", text)
//!
//! text
//! 0   32  the hash before the record
//! 32  8   time, little-endian as all numbers here
//! 40  8   event
//! 48  4   device
//! 52  2   kind
//! 54      payload
//! ```
//!
//! Each key is the text and zeros to 32 bytes.

use super::record::Record;
use crate::code::hash_tree::{Domain, Hash};

/// The name of a journal, chosen once and at random by whoever creates it.
pub type JournalId = [u8; 16];

const START: &Hash = b"symbolon v1 journal start\0\0\0\0\0\0\0";
const RECORD: &Hash = b"symbolon v1 journal record\0\0\0\0\0\0";
const CHECK: &Hash = b"symbolon v1 journal check\0\0\0\0\0\0\0";
/// The nodes over the hashes that one checkpoint covers.
pub(super) const NODE: Domain = Domain(b"symbolon v1 journal node\0\0\0\0\0\0\0\0");

/// How far a journal goes: 40 bytes that fix every byte of every record before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// The number of records.
    pub records: u64,
    /// The hash after the last of them.
    pub hash: Hash,
}

impl Head {
    /// The head of a journal without records.
    #[must_use]
    pub fn start(id: &JournalId) -> Self {
        Self { records: 0, hash: *blake3::keyed_hash(START, id).as_bytes() }
    }

    /// The head after one more record.
    ///
    /// `room` is kept from one call to the next.
    pub(super) fn after(&self, record: &Record<'_>, room: &mut Vec<u8>) -> Self {
        room.clear();
        room.extend_from_slice(&self.hash);
        room.extend_from_slice(&record.time.to_le_bytes());
        room.extend_from_slice(&record.event.to_le_bytes());
        room.extend_from_slice(&record.device.to_le_bytes());
        room.extend_from_slice(&record.kind.0.to_le_bytes());
        room.extend_from_slice(record.payload);
        Self { records: self.records + 1, hash: *blake3::keyed_hash(RECORD, room).as_bytes() }
    }
}

/// Fields one after the other, and eight bytes by which they are told from everything else: the first ones of a hash of
/// what they are bound to and the fields.
pub(super) fn checked<const N: usize>(bound: &[&[u8]], fields: &[&[u8]]) -> [u8; N] {
    let (mut hasher, mut check, mut out) = (blake3::Hasher::new_keyed(CHECK), [0; 8], [0; N]);
    for part in bound.iter().chain(fields) {
        hasher.update(part);
    }
    hasher.finalize_xof().fill(&mut check);
    let bytes = fields.iter().copied().chain([&check[..]]).flatten();
    out.iter_mut().zip(bytes).for_each(|(place, byte)| *place = *byte);
    out
}
