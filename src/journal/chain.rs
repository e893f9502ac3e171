//! The chain of hashes through all commits, and the hash of each record.
//!
//! # Format, version 1
//!
//! ```text
//! before the first frame: BLAKE3.keyed("symbolon v1 journal start", id(16))
//! after each frame:       BLAKE3.keyed("symbolon v1 journal chain", body ‖ hash before the frame(32))
//! of a record:            BLAKE3.keyed("symbolon v1 journal record", text)
//!
//! text
//! 0   8   number of the record, little-endian as all numbers here
//! 8   8   time
//! 16  8   event
//! 24  4   device
//! 28  2   kind
//! 30      payload
//! ```
//!
//! Each key is the text and zeros to 32 bytes. The body is that of the frame, drawn in body.rs, as it is without a mask.
//!
//! # Argument
//!
//! The chain runs over whole commits, because one hash of much is many times as fast as many hashes of little, and
//! what counts is that the head fixes every byte before. A body has one reading only, so it fixes the records. The hash
//! of a record is computed where one record has to be shown: in checkpoints, proofs and cursors.

use super::record::Record;
use crate::code::hash_tree::{Domain, Hash};

/// The name of a journal, chosen once and at random by whoever creates it.
pub type JournalId = [u8; 16];

const START: &Hash = b"symbolon v1 journal start\0\0\0\0\0\0\0";
const CHAIN: &Hash = b"symbolon v1 journal chain\0\0\0\0\0\0\0";
const RECORD: &Hash = b"symbolon v1 journal record\0\0\0\0\0\0";
const CURSOR: &Hash = b"symbolon v1 journal cursor\0\0\0\0\0\0";
const CHECK: &Hash = b"symbolon v1 journal check\0\0\0\0\0\0\0";
/// The nodes over the records that one checkpoint covers.
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

    /// The head after a frame.
    pub(super) fn after(&self, records: u64, body: &[u8]) -> Self {
        let mut hasher = blake3::Hasher::new_keyed(CHAIN);
        hasher.update(body);
        hasher.update(&self.hash);
        Self { records: self.records + records, hash: *hasher.finalize().as_bytes() }
    }
}

/// The hash of a record. `room` is kept from one call to the next.
pub(super) fn record_hash(number: u64, record: &Record<'_>, room: &mut Vec<u8>) -> Hash {
    room.clear();
    room.extend_from_slice(&number.to_le_bytes());
    room.extend_from_slice(&record.time.to_le_bytes());
    room.extend_from_slice(&record.event.to_le_bytes());
    room.extend_from_slice(&record.device.to_le_bytes());
    room.extend_from_slice(&record.kind.0.to_le_bytes());
    room.extend_from_slice(record.payload);
    *blake3::keyed_hash(RECORD, room).as_bytes()
}

/// What a cursor behind a record says of it and of everything before its frame.
pub(super) fn cursor_hash(before: &Head, number: u64, record: &Record<'_>) -> Hash {
    let text = [before.hash, record_hash(number, record, &mut Vec::new())];
    *blake3::keyed_hash(CURSOR, text.as_flattened()).as_bytes()
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
