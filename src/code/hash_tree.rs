//! The hash tree over ascending leaves, and proofs that one is in it or is not.
//!
//! # Format, version 1
//!
//! ```text
//! node = BLAKE3.keyed(domain, left(32) ‖ right(32))
//! ```
//!
//! The domain is the 32 bytes that keep trees of one purpose apart from those of another. The tree is that of RFC 6962,
//! section 2.1: the left side of n leaves is the largest power of two below n, so a last one without a neighbour goes
//! up as it is.
//!
//! ```text
//! proof of inclusion
//! 0   1    version, 1
//! 1   8    position of the leaf, little-endian
//! 9   32·k the neighbours on the way from the leaf to the root
//!
//! proof of absence: the leaves ascend, none twice
//! 0   1    version, 1
//! 1   8    p, the position of the first leaf above the one that is absent, little-endian; n if there is none
//! 9        unless p is 0: leaf p − 1 (32), and the neighbours on its way (32·k)
//!          unless p is n: leaf p (32), and the neighbours on its way (32·k)
//! ```
//!
//! # Argument
//!
//! Whoever checks a proof knows the number of leaves from where he has the root, so position and count fix the shape of
//! the way: which neighbours there are, and on which side each stands. Two different leaves with proofs to one root at
//! one position would be a collision of BLAKE3. A leaf is never taken for a node as long as leaves are hashed under
//! another key than the domain.
//!
//! Absence is shown under an honest root only: whoever vouches for a root over leaves that do not ascend can hide one
//! behind false neighbours.

use crate::Error;
use crate::error::place;

/// A leaf, a node or a root.
pub type Hash = [u8; 32];

const VERSION: u8 = 1;
const HASH: usize = 32;

/// What trees of one purpose are hashed under.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Domain(pub(crate) &'static Hash);

fn node(domain: Domain, left: &Hash, right: &Hash) -> Hash {
    let mut both = [0; 2 * HASH];
    both.iter_mut().zip(left.iter().chain(right)).for_each(|(place, byte)| *place = *byte);
    *blake3::keyed_hash(domain.0, &both).as_bytes()
}

/// The level above, in a list of its own.
fn above(domain: Domain, level: &[Hash]) -> Vec<Hash> {
    let pair = |pair: &[Hash]| match pair {
        [left, right] => node(domain, left, right),
        [alone] => *alone,
        _ => [0; HASH],
    };
    level.chunks(2).map(pair).collect()
}

/// A tree with all its nodes: 64 bytes for each leaf.
#[derive(Clone, Debug)]
pub(crate) struct Tree {
    /// The leaves, then each level above, the root alone in the last.
    levels: Vec<Vec<Hash>>,
}

impl Tree {
    /// The tree over leaves, of which there is one at least.
    pub(crate) fn new(domain: Domain, leaves: Vec<Hash>) -> Self {
        let mut levels = vec![leaves];
        while let Some(level) = levels.last().filter(|level| level.len() > 1) {
            levels.push(above(domain, level));
        }
        Self { levels }
    }

    pub(crate) fn leaves(&self) -> &[Hash] {
        self.levels.first().map_or(&[], Vec::as_slice)
    }

    pub(crate) fn root(&self) -> Hash {
        self.levels.last().and_then(|level| level.first()).copied().unwrap_or_default()
    }

    /// The neighbours on the way from a leaf to the root.
    fn way(&self, position: usize) -> impl Iterator<Item = &Hash> {
        let above = self.levels.iter().filter(|level| level.len() > 1).enumerate();
        above.filter_map(move |(height, level)| level.get((position >> height) ^ 1))
    }

    /// The proof for the leaf at a position.
    pub(crate) fn inclusion(&self, position: usize) -> InclusionProof {
        let hashes = self.way(position).copied().collect();
        InclusionProof(Written { position: position as u64, hashes })
    }

    /// The proof for a leaf that would stand at a position and does not.
    pub(crate) fn absence(&self, position: usize) -> AbsenceProof {
        let neighbours = [position.checked_sub(1), Some(position)].into_iter().flatten();
        let hashes = neighbours
            .filter_map(|at| Some((at, self.leaves().get(at)?)))
            .flat_map(|(at, leaf)| core::iter::once(leaf).chain(self.way(at)))
            .copied()
            .collect();
        AbsenceProof(Written { position: position as u64, hashes })
    }
}

/// Makes a root of leaves that come one after the other, without keeping them.
#[derive(Clone, Debug)]
pub(crate) struct Growing {
    domain: Domain,
    /// The roots of the whole subtrees so far, largest first: one for each bit of the count.
    whole: Vec<Hash>,
    count: u64,
}

impl Growing {
    pub(crate) const fn new(domain: Domain) -> Self {
        Self { domain, whole: Vec::new(), count: 0 }
    }

    /// Forgets the leaves and keeps the room.
    pub(crate) fn clear(&mut self) {
        self.whole.clear();
        self.count = 0;
    }

    pub(crate) fn push(&mut self, leaf: Hash) {
        let mut hash = leaf;
        for _ in 0..self.count.trailing_ones() {
            hash = self.whole.pop().map_or(hash, |left| node(self.domain, &left, &hash));
        }
        self.whole.push(hash);
        self.count += 1;
    }

    pub(crate) const fn count(&self) -> u64 {
        self.count
    }

    /// The root; none without a leaf.
    pub(crate) fn root(&self) -> Option<Hash> {
        self.whole.iter().rev().copied().reduce(|right, left| node(self.domain, &left, &right))
    }
}

/// How many neighbours stand on the way from a leaf to the root, in a tree of so many leaves. O(log count).
fn way(position: u64, count: u64) -> usize {
    let (mut at, mut width, mut length) = (position, count, 0);
    while width > 1 {
        length += usize::from(at ^ 1 < width);
        at /= 2;
        width = width.div_ceil(2);
    }
    length
}

/// The root to which a way leads from a leaf, in a tree of so many leaves; none if the way has another length there.
/// O(log count).
fn climb(domain: Domain, leaf: Hash, position: u64, way: &[Hash], count: u64) -> Option<Hash> {
    let (mut at, mut width, mut hash, mut way) = (position, count, leaf, way.iter());
    if at >= width {
        return None;
    }
    while width > 1 {
        if at % 2 == 1 {
            hash = node(domain, way.next()?, &hash);
        } else if at + 1 < width {
            hash = node(domain, &hash, way.next()?);
        }
        at /= 2;
        width = width.div_ceil(2);
    }
    way.next().is_none().then_some(hash)
}

/// A position and hashes, as both proofs are written.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Written {
    position: u64,
    hashes: Vec<Hash>,
}

impl Written {
    fn from_bytes(bytes: &[u8], limit: usize) -> Result<Self, Error> {
        if bytes.len() > limit {
            return Err(Error::TooLong { limit: place(limit) });
        }
        let end = Error::Truncated { at: place(bytes.len()) };
        let (version, rest) = bytes.split_first().ok_or(end)?;
        if *version != VERSION {
            return Err(Error::Version { at: 0 });
        }
        let (position, rest) = rest.split_first_chunk().ok_or(end)?;
        let (hashes, torn) = rest.as_chunks();
        if !torn.is_empty() {
            return Err(Error::Artefact { at: place(bytes.len()) });
        }
        Ok(Self { position: u64::from_le_bytes(*position), hashes: hashes.to_vec() })
    }

    fn to_bytes(&self) -> Vec<u8> {
        let mut out = vec![VERSION];
        out.extend(self.position.to_le_bytes());
        out.extend(self.hashes.as_flattened());
        out
    }
}

/// The proof that a leaf stands at a position of a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InclusionProof(Written);

impl InclusionProof {
    /// The longest proof in bytes: that over 2³² leaves.
    pub const MAX_BYTES: usize = 1 + 8 + 32 * HASH;

    /// Reads a proof; whether it proves anything is the answer of whoever holds the root.
    ///
    /// # Errors
    ///
    /// [`Error::TooLong`] above [`InclusionProof::MAX_BYTES`]; [`Error::Truncated`]; [`Error::Version`];
    /// [`Error::Artefact`] at the end if that is inside a hash.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        Written::from_bytes(bytes, Self::MAX_BYTES).map(Self)
    }

    /// The bytes, drawn above.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.0.to_bytes()
    }

    /// The position of the leaf among the ascending leaves.
    #[must_use]
    pub const fn position(&self) -> u64 {
        self.0.position
    }

    /// Whether it leads from a leaf to a root.
    pub(crate) fn shows(&self, domain: Domain, leaf: Hash, root: &Hash, count: u64) -> bool {
        climb(domain, leaf, self.0.position, &self.0.hashes, count) == Some(*root)
    }
}

/// The proof that a leaf is not in a tree whose leaves ascend: its two neighbours there, side by side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AbsenceProof(Written);

impl AbsenceProof {
    /// The longest proof in bytes: that over 2³² leaves.
    pub const MAX_BYTES: usize = 1 + 8 + 2 * 33 * HASH;

    /// Reads a proof; whether it proves anything is the answer of whoever holds the root.
    ///
    /// # Errors
    ///
    /// [`Error::TooLong`] above [`AbsenceProof::MAX_BYTES`]; [`Error::Truncated`]; [`Error::Version`];
    /// [`Error::Artefact`] at the end if that is inside a hash.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        Written::from_bytes(bytes, Self::MAX_BYTES).map(Self)
    }

    /// The bytes, drawn above.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.0.to_bytes()
    }

    /// Whether it shows that a leaf is not under a root over ascending leaves.
    pub(crate) fn shows(&self, domain: Domain, leaf: &Hash, root: &Hash, count: u64) -> bool {
        let (at, mut rest) = (self.0.position, self.0.hashes.as_slice());
        if at > count {
            return false;
        }
        let mut stands = |position: u64, beside: fn(&Hash, &Hash) -> bool| {
            let Some((neighbour, after)) = rest.split_first() else { return false };
            let Some((way, after)) = after.split_at_checked(way(position, count)) else { return false };
            rest = after;
            beside(neighbour, leaf) && climb(domain, *neighbour, position, way, count) == Some(*root)
        };
        let below = at == 0 || stands(at - 1, |below, leaf| below < leaf);
        let above = below && (at == count || stands(at, |above, leaf| above > leaf));
        above && rest.is_empty()
    }
}
