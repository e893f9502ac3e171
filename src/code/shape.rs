//! Shapes of series: how long a serial is, in which alphabet, for how many indices.

use super::alphabet::Alphabet;
use super::id::Serial;
use crate::Error;

/// The smallest tag space: EU FMD and TPD ask that a guess succeeds less often than once in 10 000 tries.
pub const MIN_TAG_SPACE: u128 = 10_000;

/// The form of the serials of a series: alphabet, length, slot length, index space.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    alphabet: Alphabet,
    length: u8,
    slot_length: u8,
    index_space: u64,
    tag_space: u128,
    format: Format,
}

/// How the numbers of a series are masked and tagged: drawn in [`crate::code::serial`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// One key for tags and masks.
    V1,
    /// A key of its own for the masks, which may be handed to those who open without sealing.
    #[default]
    V2,
}

impl Shape {
    /// A shape: serials of `length` characters (1 to 20), the first `slot_length` of which name the slot, for indices
    /// below `index_space`.
    ///
    /// # Errors
    ///
    /// [`Error::SeriesShape`] for lengths out of range or an empty index space; [`Error::SeriesTooSmall`] if a guess
    /// would succeed more often than once in [`MIN_TAG_SPACE`] tries: [`advise_length`] says which length would do.
    pub fn new(alphabet: Alphabet, length: u8, slot_length: u8, index_space: u64) -> Result<Self, Error> {
        let tag_space = tag_space(&alphabet, length, slot_length, index_space)?;
        if tag_space < MIN_TAG_SPACE {
            return Err(Error::SeriesTooSmall);
        }
        Ok(Self { alphabet, length, slot_length, index_space, tag_space, format: Format::default() })
    }

    /// The same shape in another format: for series that were begun under an older one.
    #[must_use]
    pub fn with_format(self, format: Format) -> Self {
        Self { format, ..self }
    }

    /// The format.
    #[must_use]
    pub const fn format(&self) -> Format {
        self.format
    }

    /// How many serials there are: indices run from 0 to this number, exclusive.
    #[must_use]
    pub const fn index_space(&self) -> u64 {
        self.index_space
    }

    /// T: a guess succeeds once in this many tries.
    #[must_use]
    pub const fn tag_space(&self) -> u128 {
        self.tag_space
    }

    /// Characters of a serial, slot included.
    #[must_use]
    pub const fn length(&self) -> u8 {
        self.length
    }

    /// Characters of the slot.
    #[must_use]
    pub const fn slot_length(&self) -> u8 {
        self.slot_length
    }

    /// The alphabet.
    #[must_use]
    pub const fn alphabet(&self) -> &Alphabet {
        &self.alphabet
    }
}

impl Shape {
    /// The tag that a number of the pseudorandom function stands for.
    pub(super) const fn tag_of(&self, random: u128) -> u128 {
        divided(random, self.tag_space).1
    }

    /// Writes tag and masked index as the digits of `number`, which has `length − slot_length` characters.
    pub(super) fn join(&self, tag: u128, masked: u64, number: &mut [u8]) {
        self.alphabet.write(tag * self.space() + u128::from(masked), number);
    }

    /// Tag and masked index of a serial of this slot, or `None` if no serial of the shape reads so.
    pub(super) fn split(&self, serial: &[u8], slot: &[u8]) -> Option<(u128, u64)> {
        let number = serial.strip_prefix(slot).filter(|_| serial.len() == usize::from(self.length))?;
        let (tag, masked) = divided(self.alphabet.read(number).ok()?, self.space());
        (tag < self.tag_space).then_some((tag, reduced(masked)))
    }

    /// The masked index of an index below the index space.
    pub(super) const fn masked(&self, index: u128, mask: u128) -> u64 {
        reduced(divided(index + divided(mask, self.space()).1, self.space()).1)
    }

    /// Takes the mask off again.
    pub(super) const fn unmasked(&self, masked: u128, mask: u128) -> u64 {
        reduced(divided(masked + self.space() - divided(mask, self.space()).1, self.space()).1)
    }

    const fn space(&self) -> u128 {
        self.index_space as u128
    }
}

/// Quotient and remainder. The usual spaces are powers of two, and dividing 128 bits takes longer than half a hash.
const fn divided(number: u128, by: u128) -> (u128, u128) {
    if by.is_power_of_two() {
        (number >> by.trailing_zeros(), number & (by - 1))
    } else if number < by {
        (0, number)
    } else {
        let quotient = number / by;
        (quotient, number - quotient * by)
    }
}

/// A remainder by a 64-bit number.
#[allow(clippy::cast_possible_truncation)] // below the index space, which fits 64 bits
const fn reduced(remainder: u128) -> u64 {
    remainder as u64
}

impl Default for Shape {
    /// 16 Crockford characters, two of them slot, 2³¹ indices: a guess succeeds once in 2³⁹ tries.
    fn default() -> Self {
        let (length, slot_length, index_space) = (16, 2, 1 << 31);
        let format = Format::default();
        Self { alphabet: Alphabet::CROCKFORD, length, slot_length, index_space, tag_space: 1 << 39, format }
    }
}

fn tag_space(alphabet: &Alphabet, length: u8, slot_length: u8, index_space: u64) -> Result<u128, Error> {
    let fits = usize::from(length) <= Serial::MAX && slot_length < length && index_space > 0;
    let digits = u32::from(length.checked_sub(slot_length).filter(|_| fits).ok_or(Error::SeriesShape)?);
    let numbers = u128::from(alphabet.radix()).checked_pow(digits).ok_or(Error::SeriesShape)?;
    Ok(numbers / u128::from(index_space))
}

/// The shortest serial length with which a guess succeeds at most once in `one_in` tries.
///
/// ```
/// use symbolon::code::{alphabet::Alphabet, shape::advise_length};
/// // A billion serials, one guess in ten thousand, two slot characters: 9 + 2.
/// assert_eq!(advise_length(&Alphabet::CROCKFORD, 2, 1_000_000_000, 10_000), Ok(11));
/// ```
///
/// # Errors
///
/// [`Error::SeriesShape`] if no length up to 20 reaches that, or the index space is empty.
pub fn advise_length(
    alphabet: &Alphabet,
    slot_length: u8,
    index_space: u64,
    one_in: u128,
) -> Result<u8, Error> {
    let wanted = one_in.max(MIN_TAG_SPACE);
    (slot_length.saturating_add(1)..=20)
        .find(|length| {
            tag_space(alphabet, *length, slot_length, index_space).is_ok_and(|space| space >= wanted)
        })
        .ok_or(Error::SeriesShape)
}
