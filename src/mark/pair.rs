//! Enrolled marks: random marks printed beforehand on rolls, and bound one to one to visible codes on the
//! line.
//!
//! ```text
//! enroll ─▶ free ─ bind ─▶ bound ─ activate ─▶ activated
//!             │              │                     │
//!             └──────────────┴── void, reason ─────┴──▶ void, for ever
//! ```
//!
//! Owns the [`Register`] of pairs. Refuses a second code for a mark and a second mark for a code, whatever
//! the order of the calls; a code gets another mark only after the first was made void with a reason.
//! Invariant: a live (bound or activated) mark names one code, and that code names this mark.
//!
//! Neither marks nor codes are kept in clear: a register that leaks without its key is neither a list of
//! marks nor a list of genuine codes to copy. Both tables are keyed by digests, and whoever sends codes to be
//! checked cannot shape those.
//!
//! ```text
//! digest = bytes 0..16 of BLAKE3.keyed(register key, message)
//!
//! message of a short mark   1 (u8)  9 symbols, values 0..=31
//! message of a code         2 (u8)  Identity::bytes
//! message of an image mark  3 (u8)  kind (u8)  its payload
//! ```
//!
//! With the key the 2⁴⁰ short marks can be tried out: keep key and register apart.

use core::fmt;
use std::collections::BTreeMap;

use subtle::{Choice, ConstantTimeEq};
use zeroize::Zeroizing;

use super::{ImageKind, MarkAnswer, ShortMark};
use crate::Error;
use crate::code::Identity;

type Digest = [u8; 16];

/// Compared with when nobody owns the mark, so that the comparison takes place in every case.
const NOBODY: Digest = [0; 16];

/// An enrolled mark, as a call names it.
#[derive(Clone, Copy)]
pub enum Hidden<'a> {
    /// A mark that was typed.
    Short(&'a ShortMark),
    /// The payload that was read from a picture: whatever the mark carries that is random and its own.
    Image(ImageKind, &'a [u8]),
    /// The name that the register gave it: [`Register::name`].
    Named(&'a [u8; 16]),
}

impl<'a> From<&'a ShortMark> for Hidden<'a> {
    fn from(mark: &'a ShortMark) -> Self {
        Self::Short(mark)
    }
}

impl fmt::Debug for Hidden<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hidden(..)")
    }
}

/// What became of an enrolled mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum PairState {
    /// On the roll, bound to no code.
    Free = 1,
    /// Bound to a code, not yet to be answered with a match.
    Bound = 2,
    /// Bound, and answered with a match.
    Activated = 3,
    /// Out of use for ever.
    Void = 4,
}

impl PairState {
    /// The stable number, 1 to 4.
    #[must_use]
    pub const fn number(self) -> u8 {
        self as u8
    }
}

/// Whether a call changed the register; a repeated call is no error, for a line that is not sure it was
/// heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// This call did it.
    Made,
    /// It was so already.
    Already,
}

/// How many enrolled marks are in each state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PairCounts {
    /// Bound to no code.
    pub free: u64,
    /// Bound, not activated.
    pub bound: u64,
    /// Activated.
    pub activated: u64,
    /// Void.
    pub void: u64,
}

impl PairCounts {
    const fn of_mut(&mut self, state: PairState) -> &mut u64 {
        match state {
            PairState::Free => &mut self.free,
            PairState::Bound => &mut self.bound,
            PairState::Activated => &mut self.activated,
            PairState::Void => &mut self.void,
        }
    }
}

enum Row {
    Free,
    Bound(Digest),
    Activated(Digest),
    Void(Box<[u8]>),
}

impl Row {
    const fn state(&self) -> PairState {
        match self {
            Self::Free => PairState::Free,
            Self::Bound(_) => PairState::Bound,
            Self::Activated(_) => PairState::Activated,
            Self::Void(_) => PairState::Void,
        }
    }
}

/// The enrolled marks and the codes they are bound to, in memory. Calls about one mark or code are O(log n)
/// in the number of marks.
pub struct Register {
    key: Zeroizing<[u8; 32]>,
    marks: BTreeMap<Digest, Row>,
    /// The mark last bound to each code; it may be void by now.
    codes: BTreeMap<Digest, Digest>,
    counts: PairCounts,
}

impl Register {
    /// An empty register. The key is secret and uniformly random, used for this register alone, wiped when
    /// dropped.
    #[must_use]
    pub fn new(key: &[u8; 32]) -> Self {
        Self {
            key: Zeroizing::new(*key),
            marks: BTreeMap::new(),
            codes: BTreeMap::new(),
            counts: PairCounts::default(),
        }
    }

    /// Takes the marks of a roll in, all or none of them. O(m log n) for m marks.
    ///
    /// Marks must be unique in a register, and 40 random bits repeat sooner than one thinks: among 10⁶ marks
    /// with probability 0.37. Whoever draws a roll leaves repeats out before printing;
    /// [`Register::mark_state`] tells which marks were enrolled earlier.
    ///
    /// # Errors
    ///
    /// [`Error::MarkTaken`] if a mark stands twice in the list or was ever enrolled before.
    pub fn enroll<'a, M: Into<Hidden<'a>>>(
        &mut self,
        roll: impl IntoIterator<Item = M>,
    ) -> Result<(), Error> {
        let mut fresh: Vec<Digest> = roll.into_iter().map(|mark| self.name(mark)).collect();
        fresh.sort_unstable();
        let unique = fresh.is_sorted_by(|one, next| one < next);
        if !unique || fresh.iter().any(|mark| self.marks.contains_key(mark)) {
            return Err(Error::MarkTaken);
        }
        for mark in fresh {
            self.put(mark, Row::Free);
        }
        Ok(())
    }

    /// Binds a free mark to a code that has no live mark. The same pair again changes nothing.
    ///
    /// # Errors
    ///
    /// [`Error::MarkUnknown`], [`Error::MarkState`] if the mark is void, [`Error::MarkTaken`] if it is bound
    /// to another code, [`Error::CodeTaken`] if the code has another live mark.
    pub fn bind<'a>(&mut self, identity: &Identity, mark: impl Into<Hidden<'a>>) -> Result<Change, Error> {
        let (code, mark) = (self.code_digest(identity), self.name(mark));
        match self.marks.get(&mark).ok_or(Error::MarkUnknown)? {
            Row::Void(_) => Err(Error::MarkState),
            Row::Bound(owner) | Row::Activated(owner) if *owner == code => Ok(Change::Already),
            Row::Bound(_) | Row::Activated(_) => Err(Error::MarkTaken),
            Row::Free => {
                if matches!(self.row_of(&code), Some(Row::Bound(_) | Row::Activated(_))) {
                    return Err(Error::CodeTaken);
                }
                self.codes.insert(code, mark);
                self.put(mark, Row::Bound(code));
                Ok(Change::Made)
            }
        }
    }

    /// Lets a bound pair be answered with a match. The same pair again changes nothing.
    ///
    /// # Errors
    ///
    /// [`Error::MarkUnknown`], [`Error::MarkState`] if the mark is free or void, [`Error::MarkTaken`] if it
    /// is bound to another code.
    pub fn activate<'a>(
        &mut self,
        identity: &Identity,
        mark: impl Into<Hidden<'a>>,
    ) -> Result<Change, Error> {
        let (code, mark) = (self.code_digest(identity), self.name(mark));
        match self.marks.get(&mark).ok_or(Error::MarkUnknown)? {
            Row::Free | Row::Void(_) => Err(Error::MarkState),
            Row::Activated(owner) if *owner == code => Ok(Change::Already),
            Row::Bound(owner) if *owner == code => {
                self.put(mark, Row::Activated(code));
                Ok(Change::Made)
            }
            Row::Bound(_) | Row::Activated(_) => Err(Error::MarkTaken),
        }
    }

    /// Takes a mark, in whatever state, out of use for ever, and frees the code it was bound to for another
    /// mark. `reason` is kept as given, 1 to 255 bytes. A void mark stays as it is, with its first reason.
    ///
    /// # Errors
    ///
    /// [`Error::Reason`], [`Error::MarkUnknown`].
    pub fn void<'a>(&mut self, mark: impl Into<Hidden<'a>>, reason: &[u8]) -> Result<Change, Error> {
        self.retire(Some(self.name(mark)), reason)
    }

    /// Does [`Register::void`] to the mark last bound to a code: for a mark that can no longer be read.
    ///
    /// # Errors
    ///
    /// [`Error::Reason`], [`Error::MarkUnknown`] if no mark was ever bound to the code.
    pub fn void_of(&mut self, identity: &Identity, reason: &[u8]) -> Result<Change, Error> {
        self.retire(self.codes.get(&self.code_digest(identity)).copied(), reason)
    }

    fn retire(&mut self, mark: Option<Digest>, reason: &[u8]) -> Result<Change, Error> {
        if !(1..=255).contains(&reason.len()) {
            return Err(Error::Reason);
        }
        let mark = mark.ok_or(Error::MarkUnknown)?;
        match self.marks.get(&mark).ok_or(Error::MarkUnknown)? {
            Row::Void(_) => Ok(Change::Already),
            Row::Free | Row::Bound(_) | Row::Activated(_) => {
                self.put(mark, Row::Void(reason.into()));
                Ok(Change::Made)
            }
        }
    }

    /// Whether this mark and this code are an activated pair. Count the guess first: [`super::guess`].
    ///
    /// Every case does the same: two hashes, one search for the mark, one comparison of the code in constant
    /// time. The table of codes is not touched, so neither the answer nor the time nor the processor's caches
    /// tell whether the code exists. Not hidden from someone who measures finely: whether the given mark is
    /// enrolled for any code at all, which moves the search through memory. A random guess hits one of n
    /// enrolled marks with probability n · 2⁻⁴⁰.
    pub fn check<'a>(&self, identity: &Identity, mark: impl Into<Hidden<'a>>) -> MarkAnswer {
        let (code, mark) = (self.code_digest(identity), self.name(mark));
        let (owner, active) = match self.marks.get(&mark) {
            Some(Row::Activated(owner)) => (owner, 1),
            Some(Row::Bound(owner)) => (owner, 0),
            Some(Row::Free | Row::Void(_)) | None => (&NOBODY, 0),
        };
        MarkAnswer::of((owner.ct_eq(&code) & Choice::from(active)).into())
    }

    /// The state of the mark last bound to a code; `None` if there never was one. For callers who may know.
    #[must_use]
    pub fn state(&self, identity: &Identity) -> Option<PairState> {
        self.row_of(&self.code_digest(identity)).map(Row::state)
    }

    /// The state of a mark; `None` if it was never enrolled. For callers who may know.
    #[must_use]
    pub fn mark_state<'a>(&self, mark: impl Into<Hidden<'a>>) -> Option<PairState> {
        self.marks.get(&self.name(mark)).map(Row::state)
    }

    /// Why a mark is void; `None` if it is not. For callers who may know.
    #[must_use]
    pub fn reason<'a>(&self, mark: impl Into<Hidden<'a>>) -> Option<&[u8]> {
        match self.marks.get(&self.name(mark)) {
            Some(Row::Void(reason)) => Some(reason),
            _ => None,
        }
    }

    /// How many marks are in each state. O(1).
    #[must_use]
    pub const fn counts(&self) -> PairCounts {
        self.counts
    }

    fn row_of(&self, code: &Digest) -> Option<&Row> {
        self.marks.get(self.codes.get(code)?)
    }

    /// Puts a mark into a new state and counts it there.
    fn put(&mut self, mark: Digest, row: Row) {
        *self.counts.of_mut(row.state()) += 1;
        if let Some(old) = self.marks.insert(mark, row) {
            *self.counts.of_mut(old.state()) -= 1;
        }
    }

    /// The name under which this register keeps a mark: for records that must not show the mark itself.
    #[must_use]
    pub fn name<'a>(&self, mark: impl Into<Hidden<'a>>) -> [u8; 16] {
        match mark.into() {
            Hidden::Short(mark) => self.digest(1, &mark.symbols()),
            Hidden::Image(kind, payload) => self.digest(3, &[&[kind.number()], payload].concat()),
            Hidden::Named(name) => *name,
        }
    }

    fn code_digest(&self, identity: &Identity) -> Digest {
        self.digest(2, &identity.bytes())
    }

    fn digest(&self, tag: u8, message: &[u8]) -> Digest {
        let mut digest = Digest::default();
        blake3::Hasher::new_keyed(&self.key).update(&[tag]).update(message).finalize_xof().fill(&mut digest);
        digest
    }
}

impl fmt::Debug for Register {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Register").field("counts", &self.counts).finish_non_exhaustive()
    }
}
