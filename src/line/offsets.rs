//! Sets of offsets between two readers, and how a numbered roll gives them.
//!
//! Owns [`Offsets`], −20 to 20 items, and [`Roll`], which says at which item a position of a roll belongs. It refuses
//! gaps of a roll that overlap; an offset out of reach is in no set.

use crate::Error;

/// A set of offsets from −[`Offsets::REACH`] to [`Offsets::REACH`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Offsets(u64);

impl Offsets {
    /// The farthest offset, in items.
    pub const REACH: i8 = 20;

    /// How many offsets there are.
    pub const COUNT: usize = 41;

    /// No offset: a mark that fits no item near.
    pub const NONE: Self = Self(0);

    /// The set of one offset; empty for one out of reach.
    #[must_use]
    pub fn only(offset: i8) -> Self {
        Self::NONE.with(offset)
    }

    /// The set with one offset more; unchanged for one out of reach.
    #[must_use]
    pub fn with(self, offset: i8) -> Self {
        Self(self.0 | Self::bit(offset))
    }

    /// The offsets at which something fits. Asks for 0 first and, if it `decides`, for no other: a strong mark that fits
    /// its own item fits no other one.
    pub fn find(decides: bool, mut fits: impl FnMut(i8) -> bool) -> Self {
        let own = if fits(0) { Self::only(0) } else { Self::NONE };
        if decides && own.contains(0) {
            return own;
        }
        Self::all()
            .filter(|&offset| offset != 0)
            .fold(own, |set, offset| if fits(offset) { set.with(offset) } else { set })
    }

    /// Whether an offset is in the set.
    #[must_use]
    pub fn contains(self, offset: i8) -> bool {
        self.0 & Self::bit(offset) != 0
    }

    /// Whether no offset is in the set.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The offsets as bits, −20 lowest.
    #[must_use]
    pub const fn bits(self) -> u64 {
        self.0
    }

    /// The set of these bits, −20 lowest.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] for a bit above the 41st.
    pub const fn from_bits(bits: u64) -> Result<Self, Error> {
        if bits >> Self::COUNT == 0 { Ok(Self(bits)) } else { Err(Error::Parameter) }
    }

    /// All offsets, from −20 up.
    pub fn all() -> impl Iterator<Item = i8> {
        -Self::REACH..=Self::REACH
    }

    fn bit(offset: i8) -> u64 {
        if offset.unsigned_abs() <= Self::REACH.unsigned_abs() {
            1 << (i16::from(offset) + i16::from(Self::REACH))
        } else {
            0
        }
    }
}

/// A roll of marks with numbered positions: which item each position should be on.
///
/// A gap that is known before (positions cut out of the roll) is declared and is no shift. One that is not known moves
/// every later mark by a constant, as a reader that is off does: no number tells the two apart, so an operator has to
/// look at one item.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Roll {
    item: u64,
    position: u64,
    gaps: [(u64, u64); Self::GAPS],
}

impl Roll {
    /// How many gaps can be declared.
    pub const GAPS: usize = 32;

    /// A roll from which `item` takes `position`, the next item the next position.
    #[must_use]
    pub const fn new(item: u64, position: u64) -> Self {
        Self { item, position, gaps: [(0, 0); Self::GAPS] }
    }

    /// Declares that `count` positions from `position` on are not on the roll.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] for an empty gap, one before the first position or one that ends beyond all numbers;
    /// [`Error::Overlap`] with a declared one; [`Error::Full`] after [`Roll::GAPS`] of them.
    pub fn declare_gap(&mut self, position: u64, count: u64) -> Result<(), Error> {
        let end = position.checked_add(count).ok_or(Error::Parameter)?;
        if count == 0 || position < self.position {
            return Err(Error::Parameter);
        }
        let overlaps = |&(start, length): &(u64, u64)| length > 0 && position < start + length && start < end;
        if let Some(at) = self.gaps.iter().position(overlaps) {
            return Err(Error::Overlap { item: crate::error::place(at) });
        }
        let free = self.gaps.iter_mut().find(|gap| gap.1 == 0).ok_or(Error::Full)?;
        *free = (position, count);
        Ok(())
    }

    /// The offset at which a position read at `item` fits: one, or none if it is out of reach or in a gap. O(gaps).
    #[must_use]
    pub fn offsets(&self, item: u64, position: u64) -> Offsets {
        let offset = self.item_of(position).and_then(|owner| i8::try_from(owner - i128::from(item)).ok());
        offset.map_or(Offsets::NONE, Offsets::only)
    }

    /// The item that should carry a position, which is before the first one for positions before it.
    fn item_of(&self, position: u64) -> Option<i128> {
        let mut missing = 0;
        for &(start, count) in &self.gaps {
            if (start..start + count).contains(&position) {
                return None;
            }
            if start < position {
                missing += i128::from(count);
            }
        }
        Some(i128::from(self.item) + i128::from(position) - i128::from(self.position) - missing)
    }
}
