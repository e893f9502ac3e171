//! Alphabets of serial numbers: which characters stand for which digit value.

use crate::Error;
use crate::error::place;
use crate::gs1::charset;

const NONE: u8 = u8::MAX;

/// An ordered set of 2 to 82 characters of CSET 82; a character's place is its digit value.
#[derive(Clone, PartialEq, Eq)]
pub struct Alphabet {
    symbols: [u8; 82],
    values: [u8; 128],
    radix: u8,
    /// radix to the power of `per_limb`, the largest power whose product with the radix fits 64 bits.
    limb: u64,
    per_limb: u8,
    /// ⌈2⁶⁴ / radix⌉.
    reciprocal: u64,
}

impl Alphabet {
    /// Crockford's 32 symbols: digits and capitals without I, L, O and U, which people confuse.
    pub const CROCKFORD: Self = Self::of(b"0123456789ABCDEFGHJKMNPQRSTVWXYZ");
    /// The ten digits.
    pub const DIGITS: Self = Self::of(b"0123456789");
    /// Digits and capitals.
    pub const BASE36: Self = Self::of(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    /// Digits, capitals, small letters.
    pub const BASE62: Self = Self::of(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
    /// All 82 characters that GS1 allows in a serial, in ASCII order.
    pub const CSET82: Self =
        Self::of(b"!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz");

    /// Reads an alphabet from its characters in the order of their values.
    ///
    /// # Errors
    ///
    /// [`Error::Alphabet`] with the place of the first character that is repeated or outside CSET 82, or 0 for
    /// fewer than two characters.
    pub fn new(symbols: &[u8]) -> Result<Self, Error> {
        if let Err(error) = charset::cset82(symbols) {
            return Err(Error::Alphabet { at: error.place().unwrap_or(0) });
        }
        for (at, symbol) in (0..).zip(symbols) {
            if symbols.iter().position(|other| other == symbol) != Some(at as usize) {
                return Err(Error::Alphabet { at });
            }
        }
        if symbols.len() < 2 {
            return Err(Error::Alphabet { at: 0 });
        }
        Ok(Self::of(symbols))
    }

    /// Callers vouch for 2 to 82 different characters of CSET 82.
    #[allow(clippy::indexing_slicing, clippy::cast_possible_truncation)] // at most 82 ASCII characters
    const fn of(characters: &[u8]) -> Self {
        let mut symbols = [0; 82];
        let mut values = [NONE; 128];
        let mut i = 0;
        while i < characters.len() {
            symbols[i] = characters[i];
            values[characters[i] as usize] = i as u8;
            i += 1;
        }
        let radix = characters.len() as u64;
        let (mut limb, mut per_limb) = (radix, 1);
        while limb <= u64::MAX / radix / radix {
            limb *= radix;
            per_limb += 1;
        }
        let reciprocal = u64::MAX / radix + 1;
        Self { symbols, values, radix: radix as u8, limb, per_limb, reciprocal }
    }

    /// How many characters there are: 2 to 82.
    #[must_use]
    pub const fn radix(&self) -> u8 {
        self.radix
    }

    /// The characters in the order of their values.
    #[must_use]
    pub fn symbols(&self) -> &[u8] {
        self.symbols.get(..usize::from(self.radix)).unwrap_or_default()
    }

    /// The character for a value below the radix.
    pub(crate) fn symbol(&self, value: u64) -> Option<u8> {
        usize::try_from(value).ok().and_then(|value| self.symbols().get(value)).copied()
    }

    /// The value of a character.
    #[must_use]
    pub fn value(&self, symbol: u8) -> Option<u8> {
        self.values.get(usize::from(symbol)).copied().filter(|value| *value != NONE)
    }

    /// Writes `number` with exactly `out.len()` characters, zeros on the left. What does not fit is lost, so the
    /// caller bounds `number` below radix^len.
    pub(crate) fn write(&self, mut number: u128, out: &mut [u8]) {
        let radix = u64::from(self.radix);
        // Division of 128-bit numbers is slow: take out as many digits at once as a limb holds.
        for chunk in out.rchunks_mut(usize::from(self.per_limb)) {
            let mut rest = self.split_limb(&mut number);
            for character in chunk.iter_mut().rev() {
                let quotient = self.quotient(rest);
                *character = self.symbol(rest - quotient * radix).unwrap_or_default();
                rest = quotient;
            }
        }
    }

    /// Takes the lowest limb off a number.
    #[allow(clippy::cast_possible_truncation)] // a remainder below `limb`; a number that was compared
    fn split_limb(&self, number: &mut u128) -> u64 {
        let limb = u128::from(self.limb);
        let quotient = match u64::try_from(*number) {
            Ok(small) => u128::from(small / self.limb),
            Err(_) if limb.is_power_of_two() => *number >> limb.trailing_zeros(),
            Err(_) => *number / limb,
        };
        let rest = *number - quotient * limb;
        *number = quotient;
        rest as u64
    }

    /// `rest / radix` for a rest below the limb, by a multiplication.
    ///
    /// With r = radix and m = ⌈2⁶⁴ / r⌉ it is m · r = 2⁶⁴ + e, 0 ≤ e < r, so rest · m / 2⁶⁴ = rest / r + rest · e /
    /// (r · 2⁶⁴). The second term stays below 1 / r, and the floor right, because rest · e < limb · r ≤ 2⁶⁴.
    #[allow(clippy::cast_possible_truncation)] // the high half of 128 bits
    fn quotient(&self, rest: u64) -> u64 {
        ((u128::from(rest) * u128::from(self.reciprocal)) >> 64) as u64
    }

    /// Reads the number that `text` spells.
    ///
    /// # Errors
    ///
    /// [`Error::Charset`] at the first character outside the alphabet; [`Error::Length`] if the number needs more
    /// than 128 bits.
    pub(crate) fn read(&self, text: &[u8]) -> Result<u128, Error> {
        let radix = u64::from(self.radix);
        let mut number = 0_u128;
        for chunk in text.chunks(usize::from(self.per_limb)) {
            let (mut limb, mut scale, mut known) = (0_u64, 1_u64, true);
            for symbol in chunk {
                let value = self.values.get(usize::from(*symbol)).copied().unwrap_or(NONE);
                known &= value != NONE;
                // Wraps only if a character is unknown.
                limb = limb.wrapping_mul(radix).wrapping_add(value.into());
                scale *= radix;
            }
            if !known {
                return Err(self.first_unknown(text));
            }
            number = number
                .checked_mul(scale.into())
                .and_then(|number| number.checked_add(limb.into()))
                .ok_or(Error::Length { at: 0 })?;
        }
        Ok(number)
    }

    #[cold]
    fn first_unknown(&self, text: &[u8]) -> Error {
        let at = text.iter().position(|symbol| self.value(*symbol).is_none());
        Error::Charset { at: place(at.unwrap_or(0)) }
    }
}

impl core::fmt::Debug for Alphabet {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Alphabet({})", String::from_utf8_lossy(self.symbols()))
    }
}
