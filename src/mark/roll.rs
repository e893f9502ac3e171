//! The chained roll: the pairs of a roll of labels, each bound to its position and to all pairs before it.
//!
//! Owns the chain that whoever prints or enrols a roll writes ([`Roll`]), its anchored head ([`RollHead`]), and what of
//! it is kept for each position ([`RollRow`]). Who reads the roll later follows it with
//! [`RollCheck`](super::RollCheck). Invariant: a head fixes the roll's name, the number of pairs, their order, and both
//! halves of every pair.
//!
//! # Format, version 1
//!
//! ```text
//! row    visible  BLAKE3.keyed(roll key, 1 (u8) ‖ text of the visible half)
//!        hidden   BLAKE3.keyed(roll key, 2 (u8) ‖ text of the hidden half)
//! pair            BLAKE3.keyed("symbolon v1 roll pair",  visible(32) ‖ hidden(32))
//! before the first: link  = BLAKE3.keyed("symbolon v1 roll start", roll id(16))
//! position k, from 0: link = BLAKE3.keyed("symbolon v1 roll link", link before(32) ‖ k u64 ‖ pair(32))
//!
//! head
//! 0   1   version, 1
//! 1   16  roll id
//! 17  8   number of pairs, little-endian as k above
//! 25  32  link of the last pair
//! ```
//!
//! Each context is the text and zeros to 32 bytes. Each message has one length, or one text at its end, so no two
//! inputs share one. A text has 1 to 255 bytes: of a code [`Identity::bytes`](crate::code::Identity::bytes), or whatever
//! the readers of the line give, the same each time.
//!
//! Why the rows are keyed: a short mark has 40 bits, and whoever has a plain hash of it tries them all. Heads and links
//! may be shown to anyone. Rows may be shown to those who must not learn marks; who checks rolls needs the key too.
//!
//! An anchored head is one that the writer cannot change afterwards: signed, sent to the brand, printed on the pallet,
//! or a record of a journal. Anchor one for each roll or pallet.

use core::fmt;

use blake3::Hasher;
use zeroize::Zeroizing;

use crate::Error;
use crate::code::hash_tree::Hash;
use crate::error::place;

/// The name of a roll, chosen once and at random by whoever writes it.
pub type RollId = [u8; 16];

const VERSION: u8 = 1;
const START: &Hash = b"symbolon v1 roll start\0\0\0\0\0\0\0\0\0\0";
const PAIR: &Hash = b"symbolon v1 roll pair\0\0\0\0\0\0\0\0\0\0\0";
const LINK: &Hash = b"symbolon v1 roll link\0\0\0\0\0\0\0\0\0\0\0";

/// The key under which the halves of a roll's pairs are hashed; wiped when dropped.
#[derive(Clone)]
pub(super) struct RollKey(Zeroizing<Hash>);

impl RollKey {
    pub(super) fn new(key: &Hash) -> Self {
        Self(Zeroizing::new(*key))
    }

    pub(super) fn visible(&self, text: &[u8]) -> Result<Hash, Error> {
        self.half(1, text)
    }

    pub(super) fn hidden(&self, text: &[u8]) -> Result<Hash, Error> {
        self.half(2, text)
    }

    fn half(&self, tag: u8, text: &[u8]) -> Result<Hash, Error> {
        match text.len() {
            0 => Err(Error::Parameter),
            1..=Roll::MAX_TEXT => {
                Ok(*Hasher::new_keyed(&self.0).update(&[tag]).update(text).finalize().as_bytes())
            }
            _ => Err(Error::TooLong { limit: place(Roll::MAX_TEXT) }),
        }
    }
}

/// What is kept of one position: the keyed hashes of its two halves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C)]
pub struct RollRow {
    /// Of the visible code.
    pub visible: Hash,
    /// Of the hidden mark.
    pub hidden: Hash,
}

/// How far a roll goes: 57 bytes that fix every pair of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RollHead {
    /// The name of the roll.
    pub id: RollId,
    /// The number of pairs.
    pub count: u64,
    /// The link of the last of them.
    pub link: Hash,
}

impl RollHead {
    /// The length of its bytes.
    pub const BYTES: usize = 57;

    /// The head of a roll without pairs.
    #[must_use]
    pub fn start(id: &RollId) -> Self {
        Self { id: *id, count: 0, link: *blake3::keyed_hash(START, id).as_bytes() }
    }

    /// The head after one more pair.
    #[must_use]
    pub fn after(&self, row: &RollRow) -> Self {
        let pair = Hasher::new_keyed(PAIR).update(&row.visible).update(&row.hidden).finalize();
        let mut link = Hasher::new_keyed(LINK);
        link.update(&self.link).update(&self.count.to_le_bytes()).update(pair.as_bytes());
        // No roll has 2⁶⁴ labels.
        Self { count: self.count.wrapping_add(1), link: *link.finalize().as_bytes(), ..*self }
    }

    /// Whether these rows, from the first on, are the pairs of this head. O(rows).
    #[must_use]
    pub fn covers(&self, rows: &[RollRow]) -> bool {
        self.count == rows.len() as u64
            && rows.iter().fold(Self::start(&self.id), |head, row| head.after(row)) == *self
    }

    /// Reads a head; who wrote it is for the caller to know.
    ///
    /// # Errors
    ///
    /// [`Error::Truncated`], [`Error::TooLong`], [`Error::Version`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let torn = Error::Truncated { at: place(bytes.len()) };
        let (version, rest) = bytes.split_first().ok_or(torn)?;
        if *version != VERSION {
            return Err(Error::Version { at: 0 });
        }
        let (id, rest) = rest.split_first_chunk().ok_or(torn)?;
        let (count, rest) = rest.split_first_chunk().ok_or(torn)?;
        let (link, rest) = rest.split_first_chunk().ok_or(torn)?;
        if !rest.is_empty() {
            return Err(Error::TooLong { limit: place(Self::BYTES) });
        }
        Ok(Self { id: *id, count: u64::from_le_bytes(*count), link: *link })
    }

    /// The bytes, drawn above.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; Self::BYTES] {
        let mut out = [0; Self::BYTES];
        let bytes = [VERSION].into_iter().chain(self.id).chain(self.count.to_le_bytes()).chain(self.link);
        out.iter_mut().zip(bytes).for_each(|(place, byte)| *place = byte);
        out
    }
}

/// Writes a roll, pair by pair.
///
/// ```
/// use symbolon::mark::{Roll, RollCheck, RollFinding};
///
/// let mut roll = Roll::new(&[7; 32], b"roll 0001, Lyon.");
/// let pairs = [("code A", "mark a"), ("code B", "mark b"), ("code C", "mark c")];
/// let rows: Vec<_> = pairs
///     .iter()
///     .map(|(visible, hidden)| roll.append(visible.as_bytes(), hidden.as_bytes()))
///     .collect::<Result<_, _>>()?;
///
/// // On the line, the camera gives mark B to code A: the position is known at once.
/// let mut check = RollCheck::new(&[7; 32], rows, roll.head(), 16)?;
/// let step = check.step(Some(b"code A"), Some(b"mark b"))?;
/// assert_eq!(step.finding, RollFinding::Mispaired);
/// assert_eq!((step.visible, step.hidden), (Some(0), Some(1)));
/// # Ok::<(), symbolon::Error>(())
/// ```
#[derive(Clone)]
pub struct Roll {
    key: RollKey,
    head: RollHead,
}

impl Roll {
    /// The longest text of a half, in bytes.
    pub const MAX_TEXT: usize = 255;

    /// Begins a roll. `key` is secret and uniformly random, for rolls alone; one key may serve many rolls. `id` is the
    /// roll's name and must not repeat.
    #[must_use]
    pub fn new(key: &[u8; 32], id: &RollId) -> Self {
        Self::resume(key, RollHead::start(id))
    }

    /// Goes on behind a head that was stored.
    #[must_use]
    pub fn resume(key: &[u8; 32], head: RollHead) -> Self {
        Self { key: RollKey::new(key), head }
    }

    /// Appends the pair of the next position, and returns what is to be kept of it.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] for an empty text, [`Error::TooLong`] above [`Roll::MAX_TEXT`].
    pub fn append(&mut self, visible: &[u8], hidden: &[u8]) -> Result<RollRow, Error> {
        let row = RollRow { visible: self.key.visible(visible)?, hidden: self.key.hidden(hidden)? };
        self.head = self.head.after(&row);
        Ok(row)
    }

    /// The head so far: to be anchored at the end, and to be stored with each row for [`Roll::resume`].
    #[must_use]
    pub const fn head(&self) -> &RollHead {
        &self.head
    }

    /// The position of the next pair, from 0.
    #[must_use]
    pub const fn position(&self) -> u64 {
        self.head.count
    }
}

impl fmt::Debug for Roll {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Roll").field("head", &self.head).finish_non_exhaustive()
    }
}

/// The first position whose row does not lead from the link before it to its own link; `None` if all do. `links` are the
/// [`RollHead::link`] after each row, as they were stored. O(rows).
///
/// Whoever can change rows can change links too: what the last link is worth is for an anchored head to say. A list that
/// is shorter than the other one is wrong where it ends.
#[must_use]
pub fn broken_at(id: &RollId, rows: &[RollRow], links: &[[u8; 32]]) -> Option<u64> {
    let mut head = RollHead::start(id);
    for (row, link) in rows.iter().zip(links) {
        let after = head.after(row);
        if after.link != *link {
            return Some(head.count);
        }
        head = after;
    }
    (rows.len() != links.len()).then_some(head.count)
}
