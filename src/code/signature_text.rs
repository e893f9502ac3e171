//! Signatures as text: base64url without padding (RFC 4648, section 5), 64 bytes in 86 characters.
//!
//! Plain tables, because signatures are public: their time may depend on them. Refuses another length, a character
//! outside the alphabet, and spare bits that are not zero. Invariant: a signature has one text only.

const SYMBOLS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Characters of a signature.
pub(super) const LENGTH: usize = 86;

/// For each byte, its value; [`NONE`] outside the alphabet.
static VALUES: [u8; 256] = values();

const NONE: u8 = u8::MAX;

#[allow(clippy::indexing_slicing, clippy::cast_possible_truncation)] // evaluated at compile time
const fn values() -> [u8; 256] {
    let mut values = [NONE; 256];
    let mut i = 0;
    while i < SYMBOLS.len() {
        values[SYMBOLS[i] as usize] = i as u8;
        i += 1;
    }
    values
}

/// The signature that a text spells.
pub(super) fn read(text: &[u8]) -> Option<[u8; 64]> {
    let text: &[u8; LENGTH] = text.try_into().ok()?;
    let mut bytes = [0; 64];
    let (groups, tail) = text.as_chunks();
    let (triples, last) = bytes.as_chunks_mut();
    let mut seen = 0;
    for (group, triple) in groups.iter().zip(triples) {
        let [a, b, c, d] = group.map(value);
        seen |= a | b | c | d;
        *triple = [a << 2 | b >> 4, b << 4 | c >> 2, c << 6 | d];
    }
    let ([a, b], [last]) = (tail, last) else { return None };
    let (a, b) = (value(*a), value(*b));
    seen |= a | b;
    *last = a << 2 | b >> 4;
    (seen < 64 && b << 4 == 0).then_some(bytes)
}

/// The text of a signature.
pub(super) fn write(bytes: &[u8; 64]) -> [u8; LENGTH] {
    let mut text = [0; LENGTH];
    let (triples, last) = bytes.as_chunks();
    let (groups, tail) = text.as_chunks_mut();
    for ([a, b, c], group) in triples.iter().zip(groups) {
        *group = [a >> 2, a << 4 | b >> 4, b << 2 | c >> 6, *c].map(symbol);
    }
    if let ([last], [a, b]) = (last, tail) {
        (*a, *b) = (symbol(last >> 2), symbol(last << 4));
    }
    text
}

fn value(symbol: u8) -> u8 {
    VALUES.get(usize::from(symbol)).copied().unwrap_or(NONE)
}

/// The character of the low six bits.
fn symbol(bits: u8) -> u8 {
    SYMBOLS.get(usize::from(bits & 63)).copied().unwrap_or_default()
}

#[cfg(test)]
#[allow(clippy::indexing_slicing)]
mod tests {
    use base64ct::{Base64UrlUnpadded, Encoding};
    use proptest::prelude::*;

    use super::*;

    fn read_by_base64ct(text: &[u8]) -> Option<[u8; 64]> {
        let mut room = [0; 64];
        let length = Base64UrlUnpadded::decode(text, &mut room).ok()?.len();
        (length == 64).then_some(room)
    }

    fn text() -> impl Strategy<Value = [u8; LENGTH]> {
        any::<[[u8; 32]; 2]>()
            .prop_map(|halves| write(halves.as_flattened().first_chunk().unwrap_or(&[0; 64])))
    }

    proptest! {
        #[test]
        fn written_as_base64ct_writes(halves: [[u8; 32]; 2]) {
            let bytes = *halves.as_flattened().first_chunk().unwrap_or(&[0; 64]);
            let mut room = [0; LENGTH];
            prop_assert_eq!(Base64UrlUnpadded::encode(&bytes, &mut room).map(str::as_bytes), Ok(&write(&bytes)[..]));
            prop_assert_eq!(read(&write(&bytes)), Some(bytes));
        }

        #[test]
        fn texts_near_the_alphabet_are_read_as_base64ct_reads(text in "[A-Za-z0-9_+/=-]{84,88}") {
            prop_assert_eq!(read(text.as_bytes()), read_by_base64ct(text.as_bytes()));
        }

        #[test]
        fn random_bytes_are_read_as_base64ct_reads(text in prop::collection::vec(any::<u8>(), 0..100)) {
            prop_assert_eq!(read(&text), read_by_base64ct(&text));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4))]
        #[test]
        fn every_byte_everywhere_is_read_as_base64ct_reads(text in text()) {
            for at in 0..LENGTH {
                for byte in 0..=u8::MAX {
                    let mut changed = text;
                    changed[at] = byte;
                    prop_assert_eq!(read(&changed), read_by_base64ct(&changed), "{} at {}", byte, at);
                }
            }
            for length in 0..LENGTH {
                prop_assert_eq!(read(&text[..length]), None);
            }
        }
    }
}
