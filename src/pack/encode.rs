//! Operations as bytes, for a journal.
//!
//! ```text
//! offset  bytes
//!      0      1  version, 1
//!      1      1  kind, below
//!      2      4  first unit
//!      6      4  second word: a unit, a count, or 0
//!     10      4  n, the length of the list; 0 where the kind has none
//!     14    4 n  units of the list
//! ```
//!
//! All numbers are little-endian. Units are written as their numbers.
//!
//! | kind | operation | first unit | second word | list |
//! |---|---|---|---|---|
//! | 1 | pack | container | 0 | units |
//! | 2 | pack a run | container | first of the run | one entry: how many |
//! | 3 | unpack | 0 | 0 | units |
//! | 4 | unpack all | container | 0 | |
//! | 5 | move | `to` | 0 | units |
//! | 6 | replace | `old` | `new` | |
//! | 7 | relabel | `old` | `new` | |
//! | 8 | split | `from` | `to` | units |
//! | 9 | merge | `from` | `to` | |
//! | 10 | close | container | declared count | |
//! | 11 | reopen | container | 0 | |
//! | 12 | void | unit | 1 to take it out, else 0 | |
//! | 13 | sample | unit | 0 | |
//! | 14 | destroy | unit | 0 | |
//!
//! What is not written this way is refused, so that one operation has one form.

use super::UnitId;
use super::operation::Operation;
use crate::Error;
use crate::error::place;

/// The version of the form.
const VERSION: u8 = 1;
/// Bytes before the list.
const HEAD: usize = 14;

/// An operation that owns its list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OperationBuf {
    kind: u8,
    first: u32,
    second: u32,
    units: Vec<UnitId>,
}

/// The parts of an operation, as they are written.
struct Parts<'a> {
    kind: u8,
    first: u32,
    second: u32,
    units: &'a [UnitId],
}

impl<'a> Operation<'a> {
    /// The parts; the count of a run stands in `run`.
    fn parts<'b>(&self, run: &'b mut [UnitId; 1]) -> Parts<'b>
    where
        'a: 'b,
    {
        let one = |kind, unit: UnitId| Parts { kind, first: unit.number(), second: 0, units: &[] };
        let two = |kind, first: UnitId, second: UnitId| Parts {
            kind,
            first: first.number(),
            second: second.number(),
            units: &[],
        };
        match *self {
            Operation::Pack { container, units } => Parts { units, ..one(1, container) },
            Operation::PackRun { container, first, count } => {
                *run = [UnitId::from_number(count)];
                Parts { units: run, ..two(2, container, first) }
            }
            Operation::Unpack { units } => Parts { units, ..one(3, UnitId::from_number(0)) },
            Operation::UnpackAll { container } => one(4, container),
            Operation::Move { units, to } => Parts { units, ..one(5, to) },
            Operation::Replace { old, new } => two(6, old, new),
            Operation::Relabel { old, new } => two(7, old, new),
            Operation::Split { from, to, units } => Parts { units, ..two(8, from, to) },
            Operation::Merge { from, to } => two(9, from, to),
            Operation::Close { container, declared } => Parts { second: declared, ..one(10, container) },
            Operation::Reopen { container } => one(11, container),
            Operation::Void { unit, take_out } => Parts { second: take_out.into(), ..one(12, unit) },
            Operation::Sample { unit } => one(13, unit),
            Operation::Destroy { unit } => one(14, unit),
        }
    }

    fn write(&self, mut out: impl FnMut(&[u8])) {
        let mut run = [UnitId::from_number(0)];
        let Parts { kind, first, second, units } = self.parts(&mut run);
        out(&[VERSION, kind]);
        for number in [first, second, place(units.len())] {
            out(&number.to_le_bytes());
        }
        for unit in units {
            out(&unit.number().to_le_bytes());
        }
    }

    /// Appends the bytes of the operation. O(length of the list).
    pub fn encode(&self, out: &mut Vec<u8>) {
        self.write(|bytes| out.extend_from_slice(bytes));
    }

    /// Reads the bytes of one operation. O(length of the list).
    ///
    /// # Errors
    ///
    /// [`Error::Truncated`], [`Error::Version`]; [`Error::Parameter`] for an unknown kind, or numbers that the kind does
    /// not have; [`Error::TooLong`] if something follows.
    pub fn decode(bytes: &[u8]) -> Result<OperationBuf, Error> {
        OperationBuf::decode(bytes)
    }

    /// The first eight bytes of the BLAKE3 hash of [`Operation::encode`].
    pub(super) fn print(&self) -> u64 {
        let mut hasher = blake3::Hasher::new();
        self.write(|bytes| {
            hasher.update(bytes);
        });
        hasher.finalize().as_bytes().first_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes))
    }
}

impl OperationBuf {
    fn decode(bytes: &[u8]) -> Result<Self, Error> {
        let Some((&[version, kind, ref numbers @ ..], list)) = bytes.split_first_chunk::<HEAD>() else {
            return Err(Error::Truncated { at: place(bytes.len()) });
        };
        if version != VERSION {
            return Err(Error::Version { at: 0 });
        }
        let mut words = numbers.as_chunks().0.iter().map(|word| u32::from_le_bytes(*word));
        let mut word = || words.next().unwrap_or_default();
        let (first, second, n) = (word(), word(), word());
        let (units, rest) = list.as_chunks();
        match (n as usize).cmp(&units.len()) {
            core::cmp::Ordering::Greater => return Err(Error::Truncated { at: place(bytes.len()) }),
            core::cmp::Ordering::Equal if rest.is_empty() => {}
            _ => return Err(Error::TooLong { limit: n.saturating_mul(4).saturating_add(place(HEAD)) }),
        }
        let units = units.iter().map(|word| UnitId::from_number(u32::from_le_bytes(*word))).collect();
        let read = Self { kind, first, second, units };
        let mut again = Vec::with_capacity(bytes.len());
        read.shape().ok_or(Error::Parameter)?.encode(&mut again);
        if again == bytes { Ok(read) } else { Err(Error::Parameter) }
    }

    /// The operation.
    #[must_use]
    pub fn operation(&self) -> Operation<'_> {
        // Only shapes that are operations are ever made.
        self.shape().unwrap_or(Operation::Unpack { units: &[] })
    }

    fn shape(&self) -> Option<Operation<'_>> {
        let (first, second) = (UnitId::from_number(self.first), UnitId::from_number(self.second));
        let units = &self.units[..];
        Some(match (self.kind, units) {
            (1, _) => Operation::Pack { container: first, units },
            (2, [count]) => Operation::PackRun { container: first, first: second, count: count.number() },
            (3, _) => Operation::Unpack { units },
            (4, _) => Operation::UnpackAll { container: first },
            (5, _) => Operation::Move { units, to: first },
            (6, _) => Operation::Replace { old: first, new: second },
            (7, _) => Operation::Relabel { old: first, new: second },
            (8, _) => Operation::Split { from: first, to: second, units },
            (9, _) => Operation::Merge { from: first, to: second },
            (10, _) => Operation::Close { container: first, declared: self.second },
            (11, _) => Operation::Reopen { container: first },
            (12, _) => Operation::Void { unit: first, take_out: self.second == 1 },
            (13, _) => Operation::Sample { unit: first },
            (14, _) => Operation::Destroy { unit: first },
            _ => return None,
        })
    }
}
