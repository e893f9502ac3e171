//! Character sets of element values (GS1 General Specifications, section 7.11).

use crate::Error;

const DIGIT: u8 = 1;
const CSET82: u8 = 2;
const CSET39: u8 = 4;
const CSET64: u8 = 8;

/// For each byte, the sets it belongs to.
static CLASS: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut class = [0; 256];
    mark(&mut class, b"0123456789", DIGIT | CSET82 | CSET39 | CSET64);
    mark(&mut class, b"ABCDEFGHIJKLMNOPQRSTUVWXYZ", CSET82 | CSET39 | CSET64);
    mark(&mut class, b"abcdefghijklmnopqrstuvwxyz", CSET82 | CSET64);
    mark(&mut class, b"!\"%&'()*+,-./:;<=>?_", CSET82);
    mark(&mut class, b"#-/", CSET39);
    mark(&mut class, b"-_", CSET64);
    class
}

#[allow(clippy::indexing_slicing)] // evaluated at compile time
const fn mark(class: &mut [u8; 256], set: &[u8], bit: u8) {
    let mut i = 0;
    while i < set.len() {
        class[set[i] as usize] |= bit;
        i += 1;
    }
}

/// Accepts only ASCII digits.
///
/// # Errors
///
/// [`Error::Charset`] with the offset of the first other byte.
pub fn digits(text: &[u8]) -> Result<(), Error> {
    all(text, DIGIT)
}

/// Accepts only the 82 characters of CSET 82.
///
/// # Errors
///
/// [`Error::Charset`] with the offset of the first other byte.
pub fn cset82(text: &[u8]) -> Result<(), Error> {
    all(text, CSET82)
}

/// Accepts only the 39 characters of CSET 39.
///
/// # Errors
///
/// [`Error::Charset`] with the offset of the first other byte.
pub fn cset39(text: &[u8]) -> Result<(), Error> {
    all(text, CSET39)
}

/// Accepts only the 64 characters of CSET 64, base64url without padding.
///
/// # Errors
///
/// [`Error::Charset`] with the offset of the first other byte.
pub fn cset64(text: &[u8]) -> Result<(), Error> {
    all(text, CSET64)
}

fn all(text: &[u8], set: u8) -> Result<(), Error> {
    // All bytes in one go first: nearly every text passes.
    if text.iter().fold(set, |common, byte| common & class(*byte)) == set {
        return Ok(());
    }
    match (0..).zip(text).find(|(_, byte)| class(**byte) & set == 0) {
        Some((at, _)) => Err(Error::Charset { at }),
        None => Ok(()),
    }
}

fn class(byte: u8) -> u8 {
    CLASS.get(usize::from(byte)).copied().unwrap_or_default()
}
