//! Application identifiers: which there are, and whether a value satisfies one.
//!
//! Owns the lookup in [`table`] and the check of one value. Refuses identifiers outside the
//! table. Invariant: an [`Ai`] always names a row of the table.

use core::fmt;

use super::table::{self, Class, Component, Lint, Row};
use super::{charset, check, date};
use crate::Error;
use crate::error::place;

/// An application identifier of the table. Ordered bytewise by its digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ai(u8);

impl Ai {
    /// (00): Serial Shipping Container Code.
    pub const SSCC: Self = Self(table::row_number(*b"00"));
    /// (01): Global Trade Item Number of the unit itself.
    pub const GTIN: Self = Self(table::row_number(*b"01"));
    /// (02): Global Trade Item Number of what a logistic unit contains.
    pub const CONTENT: Self = Self(table::row_number(*b"02"));
    /// (10): batch or lot.
    pub const LOT: Self = Self(table::row_number(*b"10"));
    /// (11): production date.
    pub const PRODUCTION: Self = Self(table::row_number(*b"11"));
    /// (13): packaging date.
    pub const PACKAGING: Self = Self(table::row_number(*b"13"));
    /// (15): best-before date.
    pub const BEST_BEFORE: Self = Self(table::row_number(*b"15"));
    /// (17): expiration date.
    pub const EXPIRY: Self = Self(table::row_number(*b"17"));
    /// (21): serial number.
    pub const SERIAL: Self = Self(table::row_number(*b"21"));
    /// (37): count of the trade items that a logistic unit contains.
    pub const COUNT: Self = Self(table::row_number(*b"37"));
    /// (91): company internal.
    pub const INTERNAL_91: Self = Self(table::row_number(*b"91"));
    /// (92): company internal.
    pub const INTERNAL_92: Self = Self(table::row_number(*b"92"));

    /// Reads an identifier that fills `digits` exactly, without parentheses.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownAi`] at 0.
    pub fn parse(digits: &[u8]) -> Result<Self, Error> {
        match Self::leading(digits) {
            Ok(ai) if ai.digits().len() == digits.len() => Ok(ai),
            _ => Err(Error::UnknownAi { at: 0 }),
        }
    }

    /// The identifier that `input` begins with. No identifier begins another, so there is at most one.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownAi`] at 0; [`Error::Truncated`] if `input` ends before it is decided.
    pub(super) fn leading(input: &[u8]) -> Result<Self, Error> {
        let unknown = Error::UnknownAi { at: 0 };
        let truncated = Error::Truncated { at: place(input.len()) };
        let pair = match *input {
            [tens @ b'0'..=b'9', ones @ b'0'..=b'9', ..] => (tens - b'0') * 10 + (ones - b'0'),
            [] | [b'0'..=b'9'] => return Err(truncated),
            _ => return Err(unknown),
        };
        let first = match table::FIRST.get(usize::from(pair)) {
            Some(&first) if first != table::NO_ROW => first,
            _ => return Err(unknown),
        };
        // No identifier begins another: one of two digits is the only one.
        if table::ROWS.get(usize::from(first)).is_some_and(|row| row.digits.len() == 2) {
            return Ok(Self(first));
        }
        let mut error = unknown;
        for (number, row) in (first..).zip(table::ROWS.iter().skip(usize::from(first))) {
            if input.starts_with(row.digits.as_bytes()) {
                return Ok(Self(number));
            }
            if row.digits.as_bytes().get(..2) != input.get(..2) {
                break;
            }
            if row.digits.as_bytes().starts_with(input) {
                error = truncated;
            }
        }
        Err(error)
    }

    /// Every identifier of the table, ascending.
    pub fn all() -> impl ExactSizeIterator<Item = Self> + DoubleEndedIterator + Clone {
        const COUNT: u8 = {
            #[allow(clippy::cast_possible_truncation)] // the table is proven shorter than 255 rows
            let count = table::ROWS.len() as u8;
            count
        };
        (0..COUNT).map(Self)
    }

    /// Everything the table says about it.
    #[must_use]
    pub fn row(self) -> &'static Row {
        #[allow(clippy::indexing_slicing)] // an `Ai` is only made from the number of a row
        &table::ROWS[usize::from(self.0)]
    }

    /// Its digits, such as `01`.
    #[must_use]
    pub fn digits(self) -> &'static str {
        self.row().digits
    }

    /// The data title of the General Specifications, such as `GTIN`.
    #[must_use]
    pub fn title(self) -> &'static str {
        self.row().title
    }

    /// Whether its length is predefined, so that no FNC1 follows its value.
    #[must_use]
    pub fn is_predefined(self) -> bool {
        self.row().predefined
    }

    /// The most bytes a value may have.
    #[must_use]
    pub fn max_len(self) -> usize {
        most(self.row().components)
    }

    /// The fewest bytes a value may have.
    #[must_use]
    pub fn min_len(self) -> usize {
        fewest(self.row().components)
    }

    /// Checks a value: length, characters, check digit, date. O(length).
    ///
    /// Whether a date such as 29 February 2000 exists is decided for the years 1901 to 2099: the century is
    /// not in the value, and only [`Date::resolve`](date::Date::resolve) knows it.
    ///
    /// # Errors
    ///
    /// With offsets inside `value`: [`Error::Length`], [`Error::Charset`], [`Error::CheckDigit`],
    /// [`Error::Date`].
    pub fn check(self, value: &[u8]) -> Result<(), Error> {
        check_parts(self.row().components, value)
    }
}

fn most(parts: &[Component]) -> usize {
    parts.iter().map(|part| usize::from(part.max)).sum()
}

fn fewest(parts: &[Component]) -> usize {
    parts.iter().filter(|part| !part.optional).map(|part| usize::from(part.min)).sum()
}

fn check_parts(parts: &[Component], value: &[u8]) -> Result<(), Error> {
    if value.len() < fewest(parts) || value.len() > most(parts) {
        return Err(Error::Length { at: 0 });
    }
    let mut rest = value;
    for &part in parts {
        if part.optional && rest.is_empty() {
            break;
        }
        let at = place(value.len() - rest.len());
        let Some((text, after)) = rest.split_at_checked(rest.len().min(usize::from(part.max))) else { break };
        check_part(part, text).map_err(|error| error.shifted(at))?;
        rest = after;
    }
    Ok(())
}

fn check_part(part: Component, text: &[u8]) -> Result<(), Error> {
    if text.len() < usize::from(part.min) {
        return Err(Error::Length { at: 0 });
    }
    match part.class {
        Class::N => charset::digits(text),
        Class::X => charset::cset82(text),
        Class::Y => charset::cset39(text),
        Class::Z => charset::cset64(text),
    }?;
    match (part.lint, text.split_last()) {
        (Lint::CheckDigit, Some((&last, body))) if check::digit(body) != Some(last) => {
            Err(Error::CheckDigit { at: place(body.len()) })
        }
        (Lint::DateOrMonth, _) => date::check(text, true),
        (Lint::CheckDigit | Lint::None, _) => Ok(()),
    }
}

impl fmt::Display for Ai {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.digits())
    }
}

impl fmt::Debug for Ai {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Ai({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn part(class: Class, min: u8, max: u8, optional: bool, lint: Lint) -> Component {
        Component { class, min, max, optional, lint }
    }

    /// Formats of identifiers that are not in the table yet, with several and with optional parts.
    #[test]
    fn values_of_several_parts_are_checked() {
        let document =
            [part(Class::N, 13, 13, false, Lint::CheckDigit), part(Class::X, 1, 17, true, Lint::None)];
        let moment = [
            part(Class::N, 6, 6, false, Lint::DateOrMonth),
            part(Class::N, 2, 2, false, Lint::None),
            part(Class::N, 2, 2, true, Lint::None),
        ];
        let letters = [part(Class::Y, 1, 5, false, Lint::None), part(Class::Z, 1, 5, true, Lint::None)];
        let cases: [(&[Component], &str, Result<(), Error>); 14] = [
            (&document, "9506000134352", Ok(())),
            (&document, "9506000134352A", Ok(())),
            (&document, "9506000134353A", Err(Error::CheckDigit { at: 12 })),
            (&document, "9506000134352A B", Err(Error::Charset { at: 14 })),
            (&document, "950600013435", Err(Error::Length { at: 0 })),
            (&document, "9506000134352123456789012345678", Err(Error::Length { at: 0 })),
            (&moment, "27013112", Ok(())),
            (&moment, "2701311259", Ok(())),
            (&moment, "270131125", Err(Error::Length { at: 8 })),
            (&moment, "27013112A9", Err(Error::Charset { at: 8 })),
            (&letters, "AB#/-", Ok(())),
            (&letters, "AB#/-a_-Z0", Ok(())),
            (&letters, "ABc", Err(Error::Charset { at: 2 })),
            (&letters, "AB#/-a/", Err(Error::Charset { at: 6 })),
        ];
        for (parts, value, expected) in cases {
            assert_eq!(check_parts(parts, value.as_bytes()), expected, "{value}");
        }
    }
}
