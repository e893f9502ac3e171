//! The mod-10 check digit of GTIN, SSCC, GLN and their kin (GS1 General Specifications, section 7.9).

/// The check digit that belongs behind `digits`, or `None` if a byte is no ASCII digit.
///
/// From the right, the weights are 3, 1, 3, 1 and so on; the digit completes the sum to a multiple of ten.
///
/// ```
/// assert_eq!(symbolon::gs1::check::digit(b"00614141123456789"), Some(b'0'));
/// ```
#[must_use]
pub fn digit(digits: &[u8]) -> Option<u8> {
    let mut sum = 0_u64;
    for (place, &byte) in digits.iter().rev().enumerate() {
        if !byte.is_ascii_digit() {
            return None;
        }
        let weight = if place % 2 == 0 { 3 } else { 1 };
        sum += u64::from(byte - b'0') * weight;
    }
    #[allow(clippy::cast_possible_truncation)] // below ten
    Some(b'0' + ((10 - sum % 10) % 10) as u8)
}
