//! The short mark: nine symbols under a scratch-off layer or in invisible ink, for a person to read and type.
//!
//! ```text
//! shown     X X X - X X X - X X X      11 ASCII characters
//! symbol    0 1 2   3 4 5   6 7 8      values 0..=31; 0..=7 are data, 8 is the check symbol
//! alphabet  0123456789ABCDEFGHJKMNPQRSTVWXYZ (Crockford: no I, L, O, U), value = position
//! bits      40 data bits, most significant first: symbol 0 is the top five bits of byte 0
//! check     Σ aⁱ·cᵢ = 0 for i = 0..=8 in GF(32) = GF(2)[x] / (x⁵ + x² + 1), a = x
//! ```
//!
//! x⁵ + x² + 1 is primitive, so a⁰ … a⁸ are distinct and not zero. One wrong symbol adds aⁱ·e ≠ 0 to the sum;
//! a swap of two unequal symbols adds (aⁱ + aʲ)·(cᵢ + cⱼ) ≠ 0. Every such mistake is caught.

use core::fmt;

use subtle::ConstantTimeEq;
use zeroize::ZeroizeOnDrop;

use crate::Error;
use crate::code::Alphabet;

/// x⁵ + x² + 1, one bit per power.
const POLYNOMIAL: u8 = 0b10_0101;

/// A hidden mark of eight data symbols and a check symbol that fits.
///
/// It is a secret until the item is opened. So it is not `Copy` (copies could not be wiped), is wiped when
/// dropped, compares in constant time, and `Debug` does not show it; `Display` and [`ShortMark::text`] do.
#[derive(Clone, ZeroizeOnDrop)]
pub struct ShortMark {
    symbols: [u8; Self::SYMBOLS],
}

impl ShortMark {
    /// Symbols of a mark, the check symbol included.
    pub const SYMBOLS: usize = 9;

    /// The longest text that [`ShortMark::parse`] looks at, in bytes.
    pub const MAX_TEXT: usize = 32;

    /// The mark with these data symbols, each 0 to 31.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] for a symbol above 31.
    pub fn from_data(data: [u8; 8]) -> Result<Self, Error> {
        if data.iter().any(|&symbol| symbol > 31) {
            return Err(Error::Parameter);
        }
        Ok(Self::completed(data))
    }

    /// The mark of 40 bits, for instance from a random generator: every value makes a mark, each its own.
    #[must_use]
    pub fn from_random(bits: &[u8; 5]) -> Self {
        let [b0, b1, b2, b3, b4] = *bits;
        Self::completed([
            b0 >> 3,
            ((b0 << 2) | (b1 >> 6)) & 31,
            (b1 >> 1) & 31,
            ((b1 << 4) | (b2 >> 4)) & 31,
            ((b2 << 1) | (b3 >> 7)) & 31,
            (b3 >> 2) & 31,
            ((b3 << 3) | (b4 >> 5)) & 31,
            b4 & 31,
        ])
    }

    /// Reads a mark as people type it: either case, hyphens and spaces ignored anywhere, `O` read as `0`, `I`
    /// and `L` as `1`. Not in constant time: the text comes from whoever asks.
    ///
    /// ```
    /// use symbolon::mark::ShortMark;
    ///
    /// let mark = ShortMark::from_random(&[0x00, 0x44, 0x32, 0x14, 0xC7]);
    /// assert_eq!(mark.to_string(), "012-345-67T");
    /// assert!(ShortMark::parse(b"ol2 345 67t").is_ok_and(|typed| typed == mark));
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::MarkLength`] above [`ShortMark::MAX_TEXT`] bytes; then [`Error::MarkCharset`] at the first
    /// character that is no symbol; then [`Error::MarkLength`] unless nine symbols are left; then
    /// [`Error::MarkCheck`].
    pub fn parse(text: &[u8]) -> Result<Self, Error> {
        if text.len() > Self::MAX_TEXT {
            return Err(Error::MarkLength);
        }
        let mut mark = Self { symbols: [0; Self::SYMBOLS] };
        let mut count = 0;
        for (at, &character) in (0..).zip(text) {
            if matches!(character, b'-' | b' ') {
                continue;
            }
            let symbol = value(character).ok_or(Error::MarkCharset { at })?;
            if let Some(room) = mark.symbols.get_mut(count) {
                *room = symbol;
            }
            count += 1;
        }
        if count != Self::SYMBOLS {
            return Err(Error::MarkLength);
        }
        let [data @ .., given] = mark.symbols;
        if check_symbol(data) == given { Ok(mark) } else { Err(Error::MarkCheck) }
    }

    /// The nine symbols, each 0 to 31, check symbol last.
    #[must_use]
    pub const fn symbols(&self) -> [u8; Self::SYMBOLS] {
        self.symbols
    }

    /// The mark as printed, `XXX-XXX-XXX`, all ASCII.
    #[must_use]
    pub fn text(&self) -> [u8; 11] {
        let mut text = [b'-'; 11];
        let places = text.chunks_mut(4).flat_map(|group| group.iter_mut().take(3));
        for (place, symbol) in places.zip(self.symbols) {
            *place = Alphabet::CROCKFORD.symbol(symbol.into()).unwrap_or_default();
        }
        text
    }

    fn completed(data: [u8; 8]) -> Self {
        let mut symbols = [check_symbol(data); Self::SYMBOLS];
        for (place, symbol) in symbols.iter_mut().zip(data) {
            *place = symbol;
        }
        Self { symbols }
    }
}

/// c₈ = Σ aⁱ⁻⁸·cᵢ for i = 0..=7, from left to right by Horner's rule with a⁻¹.
fn check_symbol(data: [u8; 8]) -> u8 {
    data.into_iter().fold(0, |sum, symbol| divided_by_a(sum ^ symbol))
}

/// s / a in GF(32); the polynomial makes an odd s even without changing it in the field. No branch on a
/// secret.
const fn divided_by_a(s: u8) -> u8 {
    (s ^ ((s & 1) * POLYNOMIAL)) >> 1
}

fn value(character: u8) -> Option<u8> {
    let folded = match character.to_ascii_uppercase() {
        b'O' => b'0',
        b'I' | b'L' => b'1',
        other => other,
    };
    Alphabet::CROCKFORD.value(folded)
}

impl PartialEq for ShortMark {
    /// In constant time.
    fn eq(&self, other: &Self) -> bool {
        self.symbols.ct_eq(&other.symbols).into()
    }
}

impl Eq for ShortMark {}

impl fmt::Display for ShortMark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(core::str::from_utf8(&self.text()).map_err(|_| fmt::Error)?)
    }
}

impl fmt::Debug for ShortMark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ShortMark(..)")
    }
}
