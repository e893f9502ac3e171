//! Carriers: how one logical code is printed.
//!
//! | carrier | printed as | for |
//! |---|---|---|
//! | element string | GS1 Data Matrix, GS1 QR | lines, warehouses |
//! | Digital Link | QR | warehouses and consumers alike |
//! | compact URL | QR, the smallest symbol | consumers |
//!
//! [`crate::code::SerialCode::parse`] reads all three and tells them apart.

pub mod compact;
mod packed;

use compact::CompactStem;

use super::SerialCode;
use crate::Error;
use crate::gs1::link::{self, LinkStem};

/// What codes are printed as, with where the URLs point.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Form {
    /// GS1 element strings.
    ElementString,
    /// Digital Links under a stem.
    DigitalLink(LinkStem),
    /// Compact URLs under a stem.
    Compact(CompactStem),
}

impl Form {
    /// A code in this form. O(length).
    ///
    /// # Errors
    ///
    /// Those of [`digital_link`] and [`compact::print`].
    pub fn print(&self, code: &SerialCode) -> Result<Vec<u8>, Error> {
        match self {
            Self::ElementString => Ok(element_string(code)),
            Self::DigitalLink(stem) => digital_link(code, stem).map(String::into_bytes),
            Self::Compact(stem) => compact::print(code, stem).map(String::into_bytes),
        }
    }
}

/// The GS1 element string: FNC1 as 0x1D between elements, none in front. O(length).
#[must_use]
pub fn element_string(code: &SerialCode) -> Vec<u8> {
    code.elements().to_element_string()
}

/// The GS1 Digital Link URI under a stem. O(length).
///
/// # Errors
///
/// Those of [`link::print`].
pub fn digital_link(code: &SerialCode, stem: &LinkStem) -> Result<String, Error> {
    link::print(code.elements(), stem)
}

/// Whether the input claims to be a URL.
pub(super) fn is_link(input: &[u8]) -> bool {
    input.first_chunk::<4>().is_some_and(|scheme| scheme.eq_ignore_ascii_case(b"http"))
}
