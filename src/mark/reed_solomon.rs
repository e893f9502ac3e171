//! The Reed–Solomon code RS(49,17) for marks whose damage comes in patches: a scratch takes whole bytes.
//!
//! ```text
//! field    x⁸ + x⁴ + x³ + x² + 1, as in QR codewords; roots α¹ … α³²
//! codeword 32 parity bytes at 0..32, then the 17 bytes of payload at 32..49
//! corrects e wrong bytes and f erased ones while 2e + f ≤ 32
//! ```

use super::field::GF256;

/// Bytes of a codeword.
pub(super) const LENGTH: usize = 49;
/// Bytes of a payload.
pub(super) const PAYLOAD: usize = 17;
const PARITY: usize = LENGTH - PAYLOAD;

/// A payload that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Decoded {
    pub(super) payload: [u8; PAYLOAD],
    /// How many bytes were wrong, erased ones not counted.
    pub(super) corrected: usize,
}

/// The codeword of a payload.
pub(super) fn encode(payload: &[u8; PAYLOAD]) -> [u8; LENGTH] {
    // Π (x − αʳ) for r = 1 … 32, highest coefficient first: the locators of places 1 … 32, read backwards.
    let generator = GF256.locator(1..=PARITY);
    let mut rest = [0_u8; PARITY];
    for &byte in payload.iter().rev() {
        let [.., highest] = rest;
        let lead = byte ^ highest;
        rest.rotate_right(1);
        let [lowest, ..] = &mut rest;
        *lowest = 0;
        for (at, &coefficient) in rest.iter_mut().rev().zip(generator.iter().skip(1)) {
            *at ^= GF256.multiply(lead, coefficient);
        }
    }
    let mut word = [0; LENGTH];
    word.iter_mut().zip(rest.iter().chain(payload)).for_each(|(at, &byte)| *at = byte);
    word
}

/// The payload of the only codeword near a word; `None` where none is. What stands at an erased place does not count.
pub(super) fn decode(word: &[u8; LENGTH], erased: &[bool; LENGTH]) -> Option<Decoded> {
    let mut word = *word;
    let places: Vec<usize> = (0..LENGTH).filter(|&place| erased.get(place) == Some(&true)).collect();
    if places.len() > PARITY {
        return None;
    }
    for &place in &places {
        *word.get_mut(place)? = 0;
    }
    let syndromes = GF256.syndromes(&word, PARITY);
    let mut corrected = 0;
    if syndromes.iter().any(|&syndrome| syndrome != 0) {
        let (wrong, locator) = GF256.wrong(&syndromes, LENGTH, &places)?;
        let evaluator = product(&syndromes, &locator);
        // The derivative keeps the odd coefficients, one power lower.
        let derivative: Vec<u8> =
            locator.iter().skip(1).enumerate().map(|(at, &c)| if at % 2 == 0 { c } else { 0 }).collect();
        for place in wrong {
            let root = GF256.power(GF256.order() - place);
            let value = GF256.divide(GF256.value(&evaluator, root), GF256.value(&derivative, root));
            *word.get_mut(place)? ^= value;
            corrected += usize::from(value != 0 && !places.contains(&place));
        }
        if GF256.syndromes(&word, PARITY).iter().any(|&syndrome| syndrome != 0) {
            return None;
        }
    }
    let payload = word.last_chunk::<PAYLOAD>().copied()?;
    Some(Decoded { payload, corrected })
}

/// The product of syndromes and locator up to the degree of the syndromes: Forney's evaluator.
fn product(syndromes: &[u8], locator: &[u8]) -> Vec<u8> {
    (0..syndromes.len())
        .map(|degree| {
            let earlier = syndromes.get(..=degree).unwrap_or_default().iter().rev();
            locator.iter().zip(earlier).fold(0, |sum, (&c, &syndrome)| sum ^ GF256.multiply(c, syndrome))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn errors_and_erasures_up_to_the_distance(
            payload: [u8; PAYLOAD], noise: [u8; LENGTH],
            order in Just((0..LENGTH).collect::<Vec<_>>()).prop_shuffle(), wrong in 0..=16_usize, erased in 0..=32_usize,
        ) {
            let wrong = wrong.min((32 - erased) / 2);
            let codeword = encode(&payload);
            let (mut word, mut gone) = (codeword, [false; LENGTH]);
            for &place in &order[..erased] {
                (word[place], gone[place]) = (noise[place], true);
            }
            for &place in &order[erased..erased + wrong] {
                word[place] ^= noise[place].max(1);
            }
            prop_assert_eq!(decode(&word, &gone), Some(Decoded { payload, corrected: wrong }));
        }

        #[test]
        fn noise_gives_nothing_or_a_codeword(word in proptest::array::uniform32(0_u8..), tail in proptest::array::uniform17(0_u8..)) {
            let mut noise = [0; LENGTH];
            noise[..32].copy_from_slice(&word);
            noise[32..].copy_from_slice(&tail);
            if let Some(decoded) = decode(&noise, &[false; LENGTH]) {
                let near = encode(&decoded.payload).iter().zip(&noise).filter(|(a, b)| a != b).count();
                prop_assert!(near <= 16);
            }
        }
    }

    #[test]
    fn a_codeword_has_its_roots() {
        let word = encode(&core::array::from_fn(|at| u8::try_from(at * 13 + 1).unwrap()));
        assert_eq!(GF256.syndromes(&word, PARITY), [0; PARITY]);
        assert_eq!(decode(&word, &[true; LENGTH]), None);
    }

    /// Computed with crate reedsolo of Python: RSCodec(32, nsize=49, fcr=1, prim=0x11d), whose order is the reverse.
    #[test]
    fn the_codeword_of_another_implementation() {
        let word = encode(&core::array::from_fn(|at| u8::try_from(at).unwrap()));
        let parity = [
            0x8C, 0xEE, 0x37, 0x54, 0x52, 0x32, 0x3F, 0xDB, 0xBE, 0x68, 0x5C, 0xAF, 0x14, 0x4A, 0x7C, 0x99,
            0xA5, 0xC3, 0xF5, 0x63, 0xDB, 0xBB, 0x86, 0xA3, 0x11, 0xDE, 0x15, 0x34, 0x3C, 0x25, 0x5B, 0x28,
        ];
        assert_eq!(word[..PARITY], parity);
    }
}
