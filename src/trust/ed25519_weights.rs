//! The weights of a batch: one number for each signature, which nobody can know before the signatures are fixed.
//!
//! # Form
//!
//! A weight is a number of signed digits in radix 2⁸, as the multiplication under it cuts numbers: 31 digits of
//! -128 to 127, of which exactly 13 are not zero, the highest of those positive. A digit that is zero costs nothing, so
//! a weight costs 13 additions where a plain 128-bit number costs about 16.4.
//!
//! The form is unique, the number is positive and below 2²⁴⁸, so below the group order: different digits are different
//! weights. There are C(31, 13) · 255¹² · 127 > 2^130.5 of them.
//!
//! # Source
//!
//! ```text
//! BLAKE3.derive_key("symbolon v1 batch weights", A, then for each signature R ‖ S ‖ k, 32 bytes each), extended to
//! 0    8    little-endian: the 13 places        } for each signature
//! 8    8    little-endian: 7 digits             }
//! 16   8    little-endian: 6 digits             }
//! 24   8    unused; bit n of its first byte: the sign in round n of the search for false signatures
//! ```
//!
//! A choice among m from a 64-bit number x is the whole part of x·m/2⁶⁴, and the rest serves the next choice. The
//! places have 31·30·…·19 < 2⁶¹ outcomes, so none is more likely than 1 + 2⁻³ times its share; 7 digits have 2⁵⁶, so
//! 1 + 2⁻⁸. All together, no weight is drawn with a probability above 2⁻¹³⁰.

use core::borrow::Borrow;

use curve25519_dalek::scalar::Scalar;

use super::ed25519::{PUBLIC_KEY_BYTES, Terms};

const CONTEXT: &str = "symbolon v1 batch weights";

/// Digits of a weight, the zeros included.
const PLACES: usize = 31;
/// Digits of a weight that are not zero.
const DIGITS: usize = 13;
/// Signatures hashed at once: enough for the hash to work on several parts side by side.
const PIECE: usize = 256;

/// Rounds of the search that have signs of their own.
pub(super) const ROUNDS: u32 = 8;

/// A signature's weight, and its signs in the rounds of the search.
#[derive(Debug)]
pub(super) struct Weight {
    pub(super) weight: Scalar,
    pub(super) signs: u8,
}

/// Puts the weights of signatures under `key` into `out`, in their order. O(signatures).
pub(super) fn draw<T: Borrow<Terms>>(key: &[u8; PUBLIC_KEY_BYTES], terms: &[T], out: &mut Vec<Weight>) {
    let mut hasher = blake3::Hasher::new_derive_key(CONTEXT);
    hasher.update(key);
    let mut piece = Vec::with_capacity(PIECE * 96);
    for terms in terms.chunks(PIECE) {
        piece.clear();
        for one in terms.iter().map(Borrow::borrow) {
            piece.extend_from_slice(&one.encoded);
            piece.extend_from_slice(one.s.as_bytes());
            piece.extend_from_slice(one.k.as_bytes());
        }
        hasher.update(&piece);
    }
    let mut extended = hasher.finalize_xof();
    out.clear();
    let mut random = [0; PIECE * 32];
    for terms in terms.chunks(PIECE) {
        extended.fill(&mut random);
        out.extend(random.as_chunks::<32>().0.iter().take(terms.len()).map(weight));
    }
}

fn weight(random: &[u8; 32]) -> Weight {
    let part = |at: usize| {
        let bytes = random.as_chunks::<8>().0.get(at);
        u64::from_le_bytes(bytes.copied().unwrap_or_default())
    };
    let (mut places, mut first, mut second) = (part(0), part(1), part(2));
    // Floyd's choice of 13 among 31: every set is equally likely.
    let chosen = (PLACES - DIGITS..PLACES).fold(0_u32, |chosen, last| {
        let place = choose(&mut places, last as u64 + 1);
        chosen | if chosen >> place & 1 == 0 { 1 << place } else { 1 << last }
    });
    let mut bytes = [0; 32];
    let (mut borrow, mut left) = (0, DIGITS);
    for (place, byte) in bytes.iter_mut().enumerate().take(PLACES) {
        let mut digit = borrow;
        if chosen >> place & 1 == 1 {
            left -= 1;
            digit += match left {
                0 => 1 + signed(choose(&mut second, 127)),
                1..=5 => not_zero(choose(&mut second, 255)),
                _ => not_zero(choose(&mut first, 255)),
            };
        }
        [*byte, _] = digit.to_le_bytes();
        borrow = digit >> 8;
    }
    Weight { weight: Scalar::from_bytes_mod_order(bytes), signs: part(3).to_le_bytes()[0] }
}

/// A number below `count` from `source`, whose rest serves the next choice.
fn choose(source: &mut u64, count: u64) -> u64 {
    let product = u128::from(*source) * u128::from(count);
    #[allow(clippy::cast_possible_truncation)] // the two halves
    let (chosen, rest) = ((product >> 64) as u64, product as u64);
    *source = rest;
    chosen
}

fn signed(below_256: u64) -> i16 {
    i16::from(below_256.to_le_bytes()[0])
}

/// Of 0..255 the digits -128 to -1 and 1 to 127.
fn not_zero(below_255: u64) -> i16 {
    let digit = signed(below_255) - 128;
    if digit < 0 { digit } else { digit + 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_weight_has_thirteen_digits_and_a_positive_top() {
        let mut random = blake3::Hasher::new().finalize_xof();
        let mut seen_places = [0; PLACES];
        let mut seen_digits = [0; 256];
        for _ in 0..4000 {
            let mut source = [0; 32];
            random.fill(&mut source);
            let bytes = weight(&source).weight.to_bytes();
            // The recoding of the multiplication: digits of -128 to 127.
            let (mut carry, mut top, mut count) = (0, 0, 0);
            for (place, byte) in bytes.iter().enumerate() {
                let digit = i16::from(*byte) + carry;
                carry = (digit + 128) >> 8;
                let digit = digit - 256 * carry;
                if digit != 0 {
                    (top, count) = (digit, count + 1);
                    seen_places[place] += 1;
                    seen_digits[usize::try_from(digit + 128).unwrap()] += 1;
                }
            }
            assert!(count == DIGITS && top > 0 && carry == 0, "{bytes:02x?}");
        }
        // 4000 · 13/31 = 1677 for each place; 4000 · 12/255 = 188 for each negative digit, more for positive ones.
        assert!(seen_places.iter().all(|count| (1500..1850).contains(count)), "{seen_places:?}");
        assert!(seen_digits.iter().enumerate().all(|(digit, count)| (digit == 128) == (*count == 0)));
        assert!(seen_digits.iter().all(|count| *count < 320), "{seen_digits:?}");
    }

    #[test]
    fn the_least_and_the_greatest_source_give_weights() {
        for source in [[0; 32], [0xFF; 32]] {
            assert_ne!(weight(&source).weight, Scalar::ZERO);
        }
    }
}
