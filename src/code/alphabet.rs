//! Alphabets of serial numbers: which characters stand for which digit value.

use crate::Error;
use crate::gs1::charset;

const NONE: u8 = u8::MAX;

/// An ordered set of 2 to 82 characters of CSET 82; a character's place is its digit value.
#[derive(Clone, PartialEq, Eq)]
pub struct Alphabet {
    symbols: [u8; 82],
    values: [u8; 128],
    radix: u8,
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
        Self { symbols, values, radix: characters.len() as u8 }
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
        // Division of 128-bit numbers is slow: take out as many digits at once as 64 bits hold.
        let radix = u64::from(self.radix);
        let bits = radix.next_power_of_two().ilog2();
        let per_limb = (63 / bits) as usize;
        #[allow(clippy::cast_possible_truncation)] // at most 63
        let limb = radix.pow(per_limb as u32);
        for chunk in out.rchunks_mut(per_limb) {
            #[allow(clippy::cast_possible_truncation)] // a remainder below `limb`
            let mut rest = (number % u128::from(limb)) as u64;
            number /= u128::from(limb);
            for character in chunk.iter_mut().rev() {
                *character = self.symbol(rest % radix).unwrap_or_default();
                rest /= radix;
            }
        }
    }

    /// Reads the number that `text` spells.
    ///
    /// # Errors
    ///
    /// [`Error::Charset`] at the first character outside the alphabet; [`Error::Length`] if the number needs more
    /// than 128 bits.
    pub(crate) fn read(&self, text: &[u8]) -> Result<u128, Error> {
        let mut number = 0_u128;
        for (at, &symbol) in (0..).zip(text) {
            let value = self.value(symbol).ok_or(Error::Charset { at })?;
            number = number
                .checked_mul(u128::from(self.radix))
                .and_then(|number| number.checked_add(u128::from(value)))
                .ok_or(Error::Length { at: 0 })?;
        }
        Ok(number)
    }
}

impl core::fmt::Debug for Alphabet {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Alphabet({})", String::from_utf8_lossy(self.symbols()))
    }
}
