//! One commit on disk.
//!
//! # Format, version 1
//!
//! ```text
//! 0   4   "frm1"
//! 4   1   what it is: 1 records, 2 the seal of a segment that was left
//! 5   1   mask
//! 6   2   0
//! 8   4   length n of the body in bytes, little-endian as all numbers here; 0 in a seal
//! 12  4   number of records; 0 in a seal
//! 16  8   number of the first record
//! 24  8   check: the first bytes of BLAKE3.keyed("symbolon v1 journal check" and zeros to 32,
//!         the journal's id (16), segment (4), offset in the segment (4), the 24 bytes above)
//! 32  n   body, drawn in body.rs, each byte XOR mask
//!         zeros up to a multiple of 8
//!     32  hash after this frame, drawn in chain.rs; in a seal the one before
//!     8   A5 A5 A5 A5 A5 A5 A5 A5
//! ```
//!
//! A frame begins at a multiple of 8, and its sectors are those of the segment: 512 bytes from a multiple of 512. The
//! mask is 0 unless the frame would then have a sector, or a part of one, that is all zero: then it is the smallest
//! number by which it has none. So a zero piece in the place of a frame is one that never reached the disk.
//!
//! A checkpoint is the only record of its frame.
//!
//! The check is bound to the place: a frame of another journal, or one that lay elsewhere, is none.

use super::chain::{Head, JournalId, checked};

pub(super) const HEADER: usize = 32;
/// Hash and end mark.
const TRAILER: usize = 40;
/// A frame without a body.
pub(super) const SEAL: usize = HEADER + TRAILER;
/// The longest body.
pub(super) const MAX_BODY: usize = 2 << 20;
/// The most records of a frame.
pub(super) const MAX_RECORDS: usize = 16_384;
/// The longest frame.
pub(super) const MAX: usize = SEAL + MAX_BODY;

const MAGIC: &[u8; 4] = b"frm1";
const END: &[u8; 8] = &[0xA5; 8];
const SECTOR: usize = 512;

/// What a frame is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum What {
    Records = 1,
    Seal = 2,
}

/// Where a frame stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) id: JournalId,
    pub(super) segment: u32,
    pub(super) at: u32,
}

/// What a frame says about itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) what: What,
    pub(super) mask: u8,
    pub(super) body: u32,
    pub(super) records: u32,
    pub(super) first: u64,
}

impl Header {
    fn to_bytes(self, place: &Place) -> [u8; HEADER] {
        let bound: [&[u8]; 3] = [&place.id, &place.segment.to_le_bytes(), &place.at.to_le_bytes()];
        let fields: [&[u8]; 5] = [
            MAGIC,
            &[self.what as u8, self.mask, 0, 0],
            &self.body.to_le_bytes(),
            &self.records.to_le_bytes(),
            &self.first.to_le_bytes(),
        ];
        checked(&bound, &fields)
    }

    /// Reads a header; none if it is no true one at this place.
    pub(super) fn read(bytes: &[u8], place: &Place) -> Option<Self> {
        let rest = bytes.strip_prefix(MAGIC)?;
        let ([what, mask, 0, 0], rest) = rest.split_first_chunk::<4>()? else { return None };
        let (body, rest) = rest.split_first_chunk()?;
        let (records, rest) = rest.split_first_chunk()?;
        let (first, _) = rest.split_first_chunk()?;
        let what = match what {
            1 => What::Records,
            2 => What::Seal,
            _ => return None,
        };
        let (body, records) = (u32::from_le_bytes(*body), u32::from_le_bytes(*records));
        let header = Self { what, mask: *mask, body, records, first: u64::from_le_bytes(*first) };
        let sound = body as usize <= MAX_BODY && records as usize <= MAX_RECORDS;
        (sound && bytes.starts_with(&header.to_bytes(place))).then_some(header)
    }

    /// The length of the whole frame.
    pub(super) const fn len(&self) -> usize {
        length(self.body as usize)
    }
}

/// The length of a frame with a body of so many bytes.
pub(super) const fn length(body: usize) -> usize {
    HEADER + body.next_multiple_of(8) + TRAILER
}

/// The parts of a frame whose header was read, if the rest has the form: the body as it lies, and the hash.
pub(super) fn parts<'a>(bytes: &'a [u8], header: &Header) -> Option<(&'a [u8], &'a [u8; 32])> {
    let (_, rest) = bytes.split_at_checked(HEADER)?;
    let (body, rest) = rest.split_at_checked(header.body as usize)?;
    let (padding, rest) = rest.split_at_checked(rest.len().checked_sub(TRAILER)?)?;
    let (hash, end) = rest.split_first_chunk()?;
    let holds = padding.len() < 8 && padding.iter().all(|byte| *byte == 0) && end == END;
    (holds && bytes.len() == header.len()).then_some((body, hash))
}

/// The pieces of bytes at an offset that lie in one sector each.
pub(super) fn pieces(bytes: &[u8], at: u32) -> impl Iterator<Item = &[u8]> {
    let first = SECTOR - at as usize % SECTOR;
    let (head, rest) = bytes.split_at_checked(first).unwrap_or((bytes, &[]));
    core::iter::once(head).chain(rest.chunks(SECTOR))
}

/// Whether a sector of bytes at an offset, or a part of one, is all zero.
pub(super) fn has_zero_piece(bytes: &[u8], at: u32) -> bool {
    pieces(bytes, at).any(is_zero)
}

/// Whether all bytes are zero.
pub(super) fn is_zero(bytes: &[u8]) -> bool {
    let (blocks, rest) = bytes.as_chunks::<64>();
    blocks.iter().all(|block| block == &[0; 64]) && rest.iter().all(|byte| *byte == 0)
}

/// Makes a frame of a buffer that begins with room for the header; the body behind it is changed where it has to be
/// masked. Returns the mask.
pub(super) fn close(bytes: &mut Vec<u8>, what: What, records: u32, head: &Head, place: &Place) -> u8 {
    let body = bytes.len().saturating_sub(HEADER);
    bytes.resize(HEADER + body.next_multiple_of(8), 0);
    bytes.extend_from_slice(&head.hash);
    bytes.extend_from_slice(END);
    let first = head.records - u64::from(records);
    // The buffer holds at most MAX_BODY.
    let body = u32::try_from(body).unwrap_or(u32::MAX);
    let mut mask = 0;
    loop {
        let header = Header { what, mask, body, records, first };
        unmask(bytes, body as usize, mask);
        bytes.iter_mut().zip(header.to_bytes(place)).for_each(|(place, byte)| *place = byte);
        // After the last mask there is none that serves: more than 255 sectors, each full of another number.
        if !has_zero_piece(bytes, place.at) || mask == u8::MAX {
            return mask;
        }
        unmask(bytes, body as usize, mask);
        mask += 1;
    }
}

/// Takes header and trailer off again, so that a body can grow further.
pub(super) fn reopen(bytes: &mut Vec<u8>, body: usize, mask: u8) {
    unmask(bytes, body, mask);
    bytes.truncate(HEADER + body);
}

fn unmask(bytes: &mut [u8], body: usize, mask: u8) {
    if mask != 0 {
        bytes.iter_mut().skip(HEADER).take(body).for_each(|byte| *byte ^= mask);
    }
}
