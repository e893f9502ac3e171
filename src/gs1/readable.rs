//! What people read beside a symbol: identifiers in parentheses, values as they are, the parts of an SSCC apart.
//!
//! ```text
//! (00) 0 0614141 123456789 0 (02) 09506000134352 (37) 96
//! ```
//!
//! Spaces and parentheses are for the eye only and are never encoded. Unlike [`Elements::to_bracketed`], which programs
//! read back, nothing is escaped.
//!
//! Source: GS1 General Specifications, section 4.14 (human readable interpretation).

use super::ai::Ai;
use super::element::Elements;
use super::key::Sscc;
use super::sscc::CompanyPrefix;

/// The elements in their order. With the company prefix that made it, an SSCC is written in its four parts: extension
/// digit, prefix, serial reference, check digit.
///
/// ```
/// use symbolon::gs1::{element::Elements, readable, sscc::CompanyPrefix};
///
/// let elements = Elements::parse(b"0000614141123456789010LOT7")?;
/// let prefix = CompanyPrefix::parse(b"0614141")?;
/// assert_eq!(readable::text(&elements, Some(prefix)), "(00) 0 0614141 123456789 0 (10) LOT7");
/// assert_eq!(readable::text(&elements, None), "(00) 006141411234567890 (10) LOT7");
/// # Ok::<(), symbolon::Error>(())
/// ```
#[must_use]
pub fn text(elements: &Elements, prefix: Option<CompanyPrefix>) -> String {
    let mut text = String::new();
    for (ai, value) in elements.iter() {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push('(');
        text.push_str(ai.digits());
        text.push_str(") ");
        match prefix.filter(|_| ai == Ai::SSCC).and_then(|prefix| parts(value, prefix)) {
            Some(parts) => text.push_str(&parts),
            None => text.push_str(value),
        }
    }
    text
}

/// An SSCC in its four parts; `None` if the prefix did not make it.
#[must_use]
pub fn sscc(sscc: Sscc, prefix: CompanyPrefix) -> Option<String> {
    if !prefix.owns_sscc(sscc) {
        return None;
    }
    let digits = sscc.to_string();
    let (extension, rest) = digits.split_at_checked(1)?;
    let (prefix, rest) = rest.split_at_checked(prefix.to_string().len())?;
    let (reference, check) = rest.split_at_checked(rest.len().checked_sub(1)?)?;
    Some([extension, prefix, reference, check].join(" "))
}

fn parts(value: &str, prefix: CompanyPrefix) -> Option<String> {
    sscc(Sscc::parse(value.as_bytes()).ok()?, prefix)
}
