//! Making keys from a company prefix, and handing out SSCCs one by one.
//!
//! ```text
//! SSCC  extension digit | company prefix, 4 to 12 | serial reference | check digit      18 digits
//! GTIN  indicator digit | company prefix, 4 to 12 | item reference   | check digit      14 digits
//! ```
//!
//! Owns the layout and the allocation of references. Refuses prefixes and references that do not fit beside
//! each other. Invariant: an [`SsccAllocator`] returns each reference of its range once, in order.
//!
//! Source: GS1 General Specifications, section 3, AI (00) and AI (01).

use core::fmt;

use super::charset;
use super::check;
use super::key::{self, Gtin, Sscc};
use crate::Error;

/// A GS1 company prefix, 4 to 12 digits, as a GS1 organisation licenses it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CompanyPrefix {
    number: u64,
    len: u8,
}

impl CompanyPrefix {
    /// Reads a prefix.
    ///
    /// # Errors
    ///
    /// [`Error::CompanyPrefix`] unless it has 4 to 12 bytes, [`Error::Charset`].
    pub fn parse(digits: &[u8]) -> Result<Self, Error> {
        let Ok(len @ 4..=12) = u8::try_from(digits.len()) else { return Err(Error::CompanyPrefix) };
        charset::digits(digits)?;
        Ok(Self { number: key::number(digits), len })
    }

    /// Whether a trade item number was made from this prefix.
    ///
    /// In the 14-digit form the prefix begins at the second digit, behind the indicator digit that tells
    /// packagings of one item apart (0 for the item itself). A GTIN-8, alone or behind an indicator, holds no
    /// company prefix.
    #[must_use]
    pub fn owns_gtin(self, gtin: Gtin) -> bool {
        let body = gtin.number() / 10 % 10_u64.pow(12);
        body >= 10_u64.pow(7) && self.begins(body, 12)
    }

    /// Whether a shipping container code was made from this prefix, which begins at the second digit, behind
    /// the extension digit.
    #[must_use]
    pub fn owns_sscc(self, sscc: Sscc) -> bool {
        self.begins(sscc.number() / 10 % 10_u64.pow(16), 16)
    }

    /// Whether every number of the other prefix is one of this prefix too: the other begins with it.
    #[must_use]
    pub fn owns_prefix(self, other: Self) -> bool {
        self.len <= other.len && self.begins(other.number, other.len.into())
    }

    /// How many serial references there are beside it in an SSCC.
    #[must_use]
    pub fn sscc_references(self) -> u64 {
        10_u64.pow(16_u32.saturating_sub(self.len.into()))
    }

    /// How many item references there are beside it in a GTIN: 1 for a prefix of 12 digits, the reference 0.
    #[must_use]
    pub fn gtin_references(self) -> u64 {
        10_u64.pow(12_u32.saturating_sub(self.len.into()))
    }

    /// Whether a number of so many digits begins with it.
    fn begins(self, number: u64, digits: u32) -> bool {
        number / 10_u64.pow(digits.saturating_sub(self.len.into())) == self.number
    }

    /// Lead digit, prefix, reference and check digit, `N` digits in all.
    fn compose<const N: usize>(self, lead: u8, references: u64, reference: u64) -> Result<[u8; N], Error> {
        if lead > 9 {
            return Err(Error::Parameter);
        }
        if reference >= references {
            return Err(Error::CompanyPrefix);
        }
        let mut digits = key::ascii::<N>((self.number * references + reference) * 10);
        if let Some(first) = digits.first_mut() {
            *first = b'0' + lead;
        }
        if let Some((last, body)) = digits.split_last_mut() {
            *last = check::digit(body).ok_or(Error::CompanyPrefix)?;
        }
        Ok(digits)
    }
}

impl fmt::Display for CompanyPrefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:0width$}", self.number, width = usize::from(self.len))
    }
}

impl fmt::Debug for CompanyPrefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CompanyPrefix({self})")
    }
}

impl Sscc {
    /// Makes an SSCC from its parts and adds the check digit.
    ///
    /// ```
    /// use symbolon::gs1::key::Sscc;
    /// use symbolon::gs1::sscc::CompanyPrefix;
    /// let prefix = CompanyPrefix::parse(b"0614141")?;
    /// assert_eq!(Sscc::from_parts(0, &prefix, 123_456_789)?.to_string(), "006141411234567890");
    /// # Ok::<(), symbolon::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] for an extension digit above 9; [`Error::CompanyPrefix`] for a reference of
    /// [`CompanyPrefix::sscc_references`] or more.
    pub fn from_parts(extension: u8, prefix: &CompanyPrefix, reference: u64) -> Result<Self, Error> {
        Self::parse(&prefix.compose::<18>(extension, prefix.sscc_references(), reference)?)
    }
}

impl Gtin {
    /// Makes a GTIN from its parts and adds the check digit. Indicator 0 is the item itself, 1 to 8 are
    /// packagings of it, 9 is an item of variable measure.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] for an indicator above 9; [`Error::CompanyPrefix`] for a reference of
    /// [`CompanyPrefix::gtin_references`] or more.
    pub fn from_parts(indicator: u8, prefix: &CompanyPrefix, item_reference: u64) -> Result<Self, Error> {
        Self::parse(&prefix.compose::<14>(indicator, prefix.gtin_references(), item_reference)?)
    }
}

/// Hands out the SSCCs of a range of serial references, each once and in ascending order.
///
/// Nothing is stored here: to go on after a restart, store [`position`](Self::position) *before* using the
/// SSCC, and make a new allocator that begins there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SsccAllocator {
    extension: u8,
    prefix: CompanyPrefix,
    next: u64,
    end: u64,
}

impl SsccAllocator {
    /// The references from `first` up to but not including `end`.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] for an extension digit above 9 or an end before the first;
    /// [`Error::CompanyPrefix`] for an end above [`CompanyPrefix::sscc_references`].
    pub fn new(extension: u8, prefix: CompanyPrefix, first: u64, end: u64) -> Result<Self, Error> {
        if extension > 9 || first > end {
            return Err(Error::Parameter);
        }
        if end > prefix.sscc_references() {
            return Err(Error::CompanyPrefix);
        }
        Ok(Self { extension, prefix, next: first, end })
    }

    /// The next SSCC.
    ///
    /// # Errors
    ///
    /// [`Error::Exhausted`] when all are handed out.
    pub fn allocate(&mut self) -> Result<Sscc, Error> {
        if self.next >= self.end {
            return Err(Error::Exhausted);
        }
        let sscc = Sscc::from_parts(self.extension, &self.prefix, self.next)?;
        self.next += 1;
        Ok(sscc)
    }

    /// The serial reference that comes next: the `first` of an allocator that goes on from here.
    #[must_use]
    pub const fn position(&self) -> u64 {
        self.next
    }

    /// How many are left.
    #[must_use]
    pub const fn remaining(&self) -> u64 {
        self.end - self.next
    }
}
