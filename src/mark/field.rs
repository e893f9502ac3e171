//! Finite fields of 2⁷ and 2⁸ elements, and where the errors of a cyclic code lie: what [`super::bch`] and
//! [`super::reed_solomon`] share.
//!
//! A word c₀ … cₙ₋₁ is the polynomial Σ cᵢxⁱ, and a codeword has the roots α¹ … α²ᵗ. Its syndromes are its values
//! there; an error at place i contributes powers of αⁱ, the locator of the place. Source: R. E. Blahut, Algebraic
//! Codes for Data Transmission, 2003, sections 6.3 (syndromes), 7.2 (Berlekamp–Massey), 7.4 (erasures), 7.5 (Forney).

/// A field of 2ᵐ elements as powers of α, m at most 8. An element is a byte, its bits the coefficients.
pub(super) struct Field {
    /// α to the power of the index, twice around, so that a sum of two logarithms needs no reduction.
    exp: [u8; 510],
    /// The logarithm of the index; 0 for 0, which has none.
    log: [u8; 256],
    order: usize,
}

/// The field of QR codewords: x⁸ + x⁴ + x³ + x² + 1 (ISO/IEC 18004, 7.5.2).
pub(super) static GF256: Field = Field::new(0x11D, 8);
/// x⁷ + x³ + 1.
pub(super) static GF128: Field = Field::new(0x89, 7);

impl Field {
    #[allow(clippy::indexing_slicing, clippy::cast_possible_truncation)] // at compile time; below 2^8
    const fn new(polynomial: u16, bits: u32) -> Self {
        let order = (1_usize << bits) - 1;
        let (mut exp, mut log) = ([0; 510], [0; 256]);
        let (mut power, mut element) = (0, 1_u16);
        while power < order {
            exp[power] = element as u8;
            exp[power + order] = element as u8;
            log[element as usize] = power as u8;
            element <<= 1;
            if element >> bits != 0 {
                element ^= polynomial;
            }
            power += 1;
        }
        Self { exp, log, order }
    }

    /// How many powers α has: the length of a full word.
    pub(super) const fn order(&self) -> usize {
        self.order
    }

    /// α to a power.
    #[allow(clippy::indexing_slicing)] // reduced below the table's length
    pub(super) const fn power(&self, power: usize) -> u8 {
        self.exp[power % self.order]
    }

    #[allow(clippy::indexing_slicing)] // two logarithms are below twice the order
    pub(super) const fn multiply(&self, a: u8, b: u8) -> u8 {
        if a == 0 || b == 0 {
            return 0;
        }
        self.exp[self.log[a as usize] as usize + self.log[b as usize] as usize]
    }

    /// a / b; 0 for b = 0, which no caller divides by.
    #[allow(clippy::indexing_slicing)] // two logarithms are below twice the order
    pub(super) const fn divide(&self, a: u8, b: u8) -> u8 {
        if a == 0 || b == 0 {
            return 0;
        }
        self.exp[self.log[a as usize] as usize + self.order - self.log[b as usize] as usize]
    }

    /// The value of a polynomial, lowest coefficient first.
    pub(super) fn value(&self, polynomial: &[u8], at: u8) -> u8 {
        polynomial.iter().rev().fold(0, |value, coefficient| self.multiply(value, at) ^ coefficient)
    }

    /// The values of a word at α¹ … αᶜᵒᵘⁿᵗ. O(length · count).
    pub(super) fn syndromes(&self, word: &[u8], count: usize) -> Vec<u8> {
        (1..=count).map(|power| self.value(word, self.power(power))).collect()
    }

    /// The polynomial Π (1 − αⁱx) over the places.
    pub(super) fn locator(&self, places: impl Iterator<Item = usize>) -> Vec<u8> {
        let mut product = vec![1];
        for place in places {
            let locator = self.power(place);
            product.push(0);
            for at in (1..product.len()).rev() {
                let below = product.get(at - 1).copied().unwrap_or(0);
                if let Some(coefficient) = product.get_mut(at) {
                    *coefficient ^= self.multiply(locator, below);
                }
            }
        }
        product
    }

    /// The shortest locator polynomial that explains the syndromes and contains the erased places: Berlekamp and
    /// Massey, begun with the erasures. O(syndromes²).
    fn shortest(&self, syndromes: &[u8], erasures: Vec<u8>) -> Vec<u8> {
        let erased = erasures.len() - 1;
        let (mut current, mut before) = (erasures.clone(), erasures);
        let mut length = erased;
        for step in erased..syndromes.len() {
            // Σ current[i] · syndromes[step − i]
            let earlier = syndromes.get(..=step).unwrap_or_default().iter().rev();
            let discrepancy =
                current.iter().zip(earlier).fold(0, |sum, (&c, &syndrome)| sum ^ self.multiply(c, syndrome));
            before.insert(0, 0);
            if discrepancy == 0 {
                continue;
            }
            let mut next = current.clone();
            next.resize(next.len().max(before.len()), 0);
            for (coefficient, &shifted) in next.iter_mut().zip(&before) {
                *coefficient ^= self.multiply(discrepancy, shifted);
            }
            if 2 * length <= step + erased {
                length = step + 1 + erased - length;
                before = current.iter().map(|&coefficient| self.divide(coefficient, discrepancy)).collect();
            }
            current = next;
        }
        while current.last() == Some(&0) {
            current.pop();
        }
        current
    }

    /// The wrong places of a word of `length`, with the polynomial that locates them; `None` where more are wrong
    /// than the syndromes can tell. `erased` are places known to be worthless, each once.
    pub(super) fn wrong(
        &self,
        syndromes: &[u8],
        length: usize,
        erased: &[usize],
    ) -> Option<(Vec<usize>, Vec<u8>)> {
        let locator = self.shortest(syndromes, self.locator(erased.iter().copied()));
        let degree = locator.len().checked_sub(1)?;
        if 2 * degree > syndromes.len() + erased.len() {
            return None;
        }
        // A root is the inverse of a place's locator.
        let places: Vec<usize> =
            (0..length).filter(|place| self.value(&locator, self.power(self.order - place)) == 0).collect();
        (places.len() == degree).then_some((places, locator))
    }
}
