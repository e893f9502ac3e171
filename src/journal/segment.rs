//! The first bytes of a segment.
//!
//! # Format, version 1
//!
//! ```text
//! 0    8   "symbjrnl"
//! 8    4   version, 1; little-endian as all numbers here
//! 12   4   number of the segment, from 0
//! 16   16  the journal's id
//! 32   8   size of the segment in bytes
//! 40   8   number of its first record
//! 48   8   number of the last checkpoint before it, 0 if there is none
//! 56   32  hash before its first record
//! 88   32  BLAKE3 of the last checkpoint's payload, zeros if there is none
//! 120  8   check: the first bytes of BLAKE3.keyed("symbolon v1 journal check" and zeros to 32, the 120 bytes above)
//! 128      frames, one after the other, then zeros; a segment that was left ends with a seal
//! ```
//!
//! A segment has its full size from the beginning. The next one is made, with its header, before the seal is written
//! and before its own first frame. So a sealed segment whose successor is missing was robbed of it.

use super::chain::{Head, JournalId, checked};
use crate::code::hash_tree::Hash;

pub(super) const HEADER: u32 = 128;
/// The smallest segment: room for a checkpoint and a seal.
pub(super) const MIN: u32 = 1024;
/// The largest segment.
pub(super) const MAX: u32 = 1 << 30;

const MAGIC: &[u8; 8] = b"symbjrnl";
const VERSION: u32 = 1;

impl Last {
    pub(super) fn of(number: u64, payload: &[u8]) -> Self {
        Self { number, digest: *blake3::hash(payload).as_bytes() }
    }

    /// BLAKE3 of its payload, if there is one.
    pub(super) fn digest(&self) -> Option<Hash> {
        (self.digest != Hash::default()).then_some(self.digest)
    }
}

/// What a segment says about itself, and of everything before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) id: JournalId,
    pub(super) number: u32,
    pub(super) size: u32,
    /// Before the first record.
    pub(super) head: Head,
    pub(super) last: Last,
}

/// The last checkpoint.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Last {
    /// The number of its record, which is how many it covers; 0 if there is none.
    pub(super) number: u64,
    /// BLAKE3 of its payload; zeros if there is none.
    pub(super) digest: Hash,
}

impl Header {
    pub(super) fn to_bytes(self) -> [u8; HEADER as usize] {
        let fields: [&[u8]; 9] = [
            MAGIC,
            &VERSION.to_le_bytes(),
            &self.number.to_le_bytes(),
            &self.id,
            &u64::from(self.size).to_le_bytes(),
            &self.head.records.to_le_bytes(),
            &self.last.number.to_le_bytes(),
            &self.head.hash,
            &self.last.digest,
        ];
        checked(&[], &fields)
    }

    /// Reads a header; none if it is no true one.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let (magic, rest) = bytes.split_first_chunk::<8>()?;
        let (version, rest) = rest.split_first_chunk()?;
        let (number, rest) = rest.split_first_chunk()?;
        let (id, rest) = rest.split_first_chunk()?;
        let (size, rest) = rest.split_first_chunk()?;
        let (records, rest) = rest.split_first_chunk()?;
        let (last, rest) = rest.split_first_chunk()?;
        let (hash, rest) = rest.split_first_chunk()?;
        let (digest, _) = rest.split_first_chunk()?;
        let size = u32::try_from(u64::from_le_bytes(*size)).ok()?;
        let head = Head { records: u64::from_le_bytes(*records), hash: *hash };
        let last = Last { number: u64::from_le_bytes(*last), digest: *digest };
        let header = Self { id: *id, number: u32::from_le_bytes(*number), size, head, last };
        let known = magic == MAGIC && u32::from_le_bytes(*version) == VERSION;
        let holds = known && (MIN..=MAX).contains(&size) && size.is_multiple_of(512);
        (holds && bytes.starts_with(&header.to_bytes())).then_some(header)
    }
}
