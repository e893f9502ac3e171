//! GS1 identification keys that a unit can carry: GTIN and SSCC.

use core::fmt;

use super::{charset, check};
use crate::Error;
use crate::error::place;

/// A Global Trade Item Number in its 14-digit form, check digit proven.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Gtin(u64);

/// A Serial Shipping Container Code, 18 digits, check digit proven.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sscc(u64);

impl Gtin {
    /// Reads a GTIN of 8, 12, 13 or 14 digits; shorter forms are padded with zeros on the left.
    ///
    /// # Errors
    ///
    /// [`Error::Length`], [`Error::Charset`], [`Error::CheckDigit`].
    pub fn parse(digits: &[u8]) -> Result<Self, Error> {
        match digits.len() {
            8 | 12 | 13 | 14 => checked_number(digits).map(Self),
            _ => Err(Error::Length { at: 0 }),
        }
    }

    /// The GTIN of a value of (01) that is in [`Elements`](super::element::Elements): checked when it came there.
    pub(crate) fn of_element(value: &str) -> Self {
        Self(number(value.as_bytes()))
    }

    /// The 14 ASCII digits.
    #[must_use]
    pub fn digits(self) -> [u8; 14] {
        ascii(self.0)
    }

    /// The number the digits spell, below 10¹⁴: smaller to keep than the digits.
    #[must_use]
    pub const fn number(self) -> u64 {
        self.0
    }
}

impl Sscc {
    /// Reads an SSCC of 18 digits.
    ///
    /// # Errors
    ///
    /// [`Error::Length`], [`Error::Charset`], [`Error::CheckDigit`].
    pub fn parse(digits: &[u8]) -> Result<Self, Error> {
        if digits.len() != 18 {
            return Err(Error::Length { at: 0 });
        }
        checked_number(digits).map(Self)
    }

    /// The SSCC of a value of (00) that is in [`Elements`](super::element::Elements): checked when it came there.
    pub(crate) fn of_element(value: &str) -> Self {
        Self(number(value.as_bytes()))
    }

    /// The 18 ASCII digits.
    #[must_use]
    pub fn digits(self) -> [u8; 18] {
        ascii(self.0)
    }

    /// The number the digits spell, below 10¹⁸: smaller to keep than the digits.
    #[must_use]
    pub const fn number(self) -> u64 {
        self.0
    }
}

fn checked_number(digits: &[u8]) -> Result<u64, Error> {
    charset::digits(digits)?;
    match digits.split_last() {
        Some((&last, body)) if check::digit(body) == Some(last) => Ok(number(digits)),
        _ => Err(Error::CheckDigit { at: place(digits.len()).saturating_sub(1) }),
    }
}

/// The number that up to 19 ASCII digits spell.
pub(crate) fn number(digits: &[u8]) -> u64 {
    digits.iter().fold(0, |number, digit| number * 10 + u64::from(digit - b'0'))
}

/// `number` in decimal, zeros on the left.
pub(crate) fn ascii<const N: usize>(mut number: u64) -> [u8; N] {
    let mut digits = [b'0'; N];
    for digit in digits.iter_mut().rev() {
        #[allow(clippy::cast_possible_truncation)] // below ten
        let value = (number % 10) as u8;
        *digit = b'0' + value;
        number /= 10;
    }
    digits
}

macro_rules! shown_as_digits {
    ($name:ident) => {
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(core::str::from_utf8(&self.digits()).map_err(|_| fmt::Error)?)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }
    };
}

shown_as_digits!(Gtin);
shown_as_digits!(Sscc);
