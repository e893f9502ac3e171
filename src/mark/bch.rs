//! Binary BCH codes for marks whose errors come one by one: few bits, each as likely wrong as the next.
//!
//! ```text
//! code           length  payload  corrects  field, codeword's roots
//! BCH(255,63)       255       63        30  x⁸+x⁴+x³+x²+1, α¹ … α⁶⁰
//! BCH(127,64)       127       64        10  x⁷+x³+1,       α¹ … α²⁰
//!
//! codeword: parity at 0 .. length − payload, then the payload, its lowest bit first
//! ```
//!
//! Narrow sense, systematic. A random word of 255 bits lies within 30 of a codeword with probability 1.8·10⁻¹⁹, one of 127
//! bits within 10 with 2.5·10⁻⁵: what is read from the short code needs a check of its own.

use super::field::{Field, GF128, GF256};

/// The highest degree of a generator here: 255 − 63.
const MAX_PARITY: usize = 192;

/// A code, its generator polynomial with it.
pub(super) struct Bch {
    field: &'static Field,
    length: usize,
    payload: usize,
    corrects: usize,
    /// Lowest coefficient first; that of the highest degree is 1.
    generator: [bool; MAX_PARITY + 1],
}

/// For 255 carriers and more.
pub(super) static BCH_255_63: Bch = Bch::new(&GF256, 63, 30);
/// For fewer.
pub(super) static BCH_127_64: Bch = Bch::new(&GF128, 64, 10);

/// A payload that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Decoded {
    /// Its bits, the lowest first.
    pub(super) payload: u64,
    /// How many bits of the word were wrong, erased ones not counted.
    pub(super) corrected: usize,
}

impl Bch {
    /// The generator is Π (x − αʳ) over all r that doubling leads to from 1 … 2 · `corrects`.
    #[allow(clippy::indexing_slicing)] // at compile time
    const fn new(field: &'static Field, payload: usize, corrects: usize) -> Self {
        let length = field.order();
        let mut is_root = [false; 256];
        let mut first = 1;
        while first <= 2 * corrects {
            let mut root = first;
            while !is_root[root] {
                is_root[root] = true;
                root = root * 2 % length;
            }
            first += 1;
        }
        let mut product = [0_u8; MAX_PARITY + 1];
        product[0] = 1;
        let (mut root, mut degree) = (0, 0);
        while root < length {
            if is_root[root] {
                degree += 1;
                let mut at = degree;
                while at > 0 {
                    product[at] = product[at - 1] ^ field.multiply(field.power(root), product[at]);
                    at -= 1;
                }
                product[0] = field.multiply(field.power(root), product[0]);
            }
            root += 1;
        }
        assert!(degree + payload == length, "the payload does not fit the roots");
        let mut generator = [false; MAX_PARITY + 1];
        let mut at = 0;
        while at <= degree {
            assert!(product[at] < 2, "the roots are not closed under doubling");
            generator[at] = product[at] == 1;
            at += 1;
        }
        Self { field, length, payload, corrects, generator }
    }

    /// Bits of a codeword.
    pub(super) const fn length(&self) -> usize {
        self.length
    }

    /// The codeword of a payload; bits above `payload` do not count.
    pub(super) fn encode(&self, payload: u64) -> Vec<bool> {
        let parity = self.length - self.payload;
        let message = (0..self.payload).map(|bit| payload >> bit & 1 == 1);
        let mut word = vec![false; parity];
        word.extend(message);
        let mut rest = word.clone();
        for at in (parity..self.length).rev() {
            if rest.get(at) == Some(&true) {
                let from = rest.iter_mut().skip(at - parity);
                from.zip(&self.generator).for_each(|(bit, &generator)| *bit ^= generator);
            }
        }
        word.iter_mut().zip(&rest).take(parity).for_each(|(bit, &remainder)| *bit = remainder);
        word
    }

    /// The payload of the only codeword near a word; `None` where none is. `erased` bits, as long as the word, are
    /// worthless: both values are tried for all of them together, so e of them cost at most e / 2 corrections.
    /// O(length · corrects).
    pub(super) fn decode(&self, word: &[bool], erased: &[bool]) -> Option<Decoded> {
        let missing = erased.iter().filter(|&&erased| erased).count();
        if word.len() != self.length || erased.len() != self.length || missing > 2 * self.corrects {
            return None;
        }
        let filled = |value: bool| -> Vec<u8> {
            word.iter()
                .zip(erased)
                .map(|(&bit, &erased)| u8::from(if erased { value } else { bit }))
                .collect()
        };
        let mut tries = vec![filled(false)];
        if missing > 0 {
            tries.push(filled(true));
        }
        let decoded = tries.into_iter().filter_map(|word| self.nearest(word, erased));
        decoded.min_by_key(|decoded| decoded.corrected)
    }

    fn nearest(&self, mut word: Vec<u8>, erased: &[bool]) -> Option<Decoded> {
        let syndromes = self.field.syndromes(&word, 2 * self.corrects);
        let mut corrected = 0;
        if syndromes.iter().any(|&syndrome| syndrome != 0) {
            for place in self.field.wrong(&syndromes, self.length, &[])?.0 {
                *word.get_mut(place)? ^= 1;
                corrected += usize::from(erased.get(place) == Some(&false));
            }
            if self.field.syndromes(&word, 2 * self.corrects).iter().any(|&syndrome| syndrome != 0) {
                return None;
            }
        }
        let message = word.iter().skip(self.length - self.payload).zip(0..);
        let payload = message.fold(0, |payload, (&bit, at)| payload | u64::from(bit) << at);
        Some(Decoded { payload, corrected })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn codes() -> [&'static Bch; 2] {
        [&BCH_255_63, &BCH_127_64]
    }

    /// The generator of BCH(127,64) from tables: S. Lin and D. J. Costello, Error Control Coding, appendix C, octal.
    #[test]
    fn the_generator_of_the_tables() {
        let number = u128::from_str_radix("1206534025570773100045", 8).unwrap();
        let bits = format!("{number:b}");
        let ours: String =
            BCH_127_64.generator[..=63].iter().rev().map(|&bit| if bit { '1' } else { '0' }).collect();
        assert_eq!(ours, bits);
    }

    proptest! {
        #[test]
        fn as_many_errors_as_it_corrects_are_corrected(
            payload: u64, places in proptest::sample::subsequence((0..127_usize).collect::<Vec<_>>(), 10), wrong in 0..=10_usize,
        ) {
            for code in codes() {
                let payload = payload & (u64::MAX >> (64 - code.payload));
                let mut word = code.encode(payload);
                let spread = code.length() / 127;
                let wrong = wrong * code.corrects / 10;
                let places = places.iter().flat_map(|place| (0..3).map(move |copy| place * spread + copy % spread));
                let places: std::collections::BTreeSet<_> = places.collect();
                let count = places.iter().take(wrong).map(|&place| word[place] ^= true).count();
                let decoded = code.decode(&word, &vec![false; code.length()]);
                prop_assert_eq!(decoded, Some(Decoded { payload, corrected: count }));
            }
        }

        #[test]
        fn erased_bits_cost_half(payload: u64, from in 0..100_usize, wrong in 0..5_usize) {
            let code = &BCH_127_64;
            let word = code.encode(payload);
            let erased: Vec<bool> = (0..127).map(|at| (from..from + 10).contains(&at)).collect();
            let mut spoilt: Vec<bool> = word.iter().zip(&erased).map(|(bit, erased)| *bit && !erased).collect();
            let others: Vec<usize> = (0..127).filter(|&at| !erased[at]).step_by(20).take(wrong).collect();
            for &at in &others {
                spoilt[at] ^= true;
            }
            let decoded = code.decode(&spoilt, &erased);
            prop_assert_eq!(decoded, Some(Decoded { payload, corrected: others.len() }));
        }
    }

    #[test]
    fn a_word_of_noise_is_not_decoded() {
        let mut state = 1_u64;
        let word: Vec<bool> = (0..255)
            .map(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                state >> 63 == 1
            })
            .collect();
        assert_eq!(BCH_255_63.decode(&word, &[false; 255]), None);
        assert_eq!(BCH_255_63.decode(&word[1..], &[false; 254]), None);
        assert_eq!(BCH_255_63.decode(&[false; 255], &[true; 255]), None);
    }
}
