//! What a change of one data codeword changes in the error correction codewords of its block.
//!
//! The code is linear over GF(2⁸): the correction of a sum is the sum of the corrections. So the correction of a
//! change of one codeword is a row that can be computed beforehand, and that of a whole block is the sum of such
//! rows. ISO/IEC 18004:2015, 7.5.2.

/// The field's polynomial x⁸ + x⁴ + x³ + x² + 1.
const FIELD: u8 = 0x1D;
/// No block has more error correction codewords (table 9 has at most 30).
const MOST: usize = 32;

/// The error correction codewords of a block, the first in the lowest byte of the first word; zeros behind.
pub(super) type Parity = [u64; MOST / 8];

/// Adds one to the other.
pub(super) fn add(sum: &mut Parity, other: &Parity) {
    sum.iter_mut().zip(other).for_each(|(sum, other)| *sum ^= other);
}

/// The rows of one block length: for each place from the block's end and each half of a codeword the correction of its
/// sixteen values. One KiB for each place.
#[derive(Clone, Debug)]
pub(super) struct ParityRows {
    rows: Vec<[[Parity; 16]; 2]>,
}

impl ParityRows {
    /// For blocks of at most `data` data codewords and `correction` error correction codewords. O(data · correction).
    pub(super) fn new(data: usize, correction: usize) -> Self {
        let generator = generator(correction);
        // The correction of a 1 in the last data codeword is what xⁿ leaves when divided by the generator.
        let mut unit = generator.clone();
        let mut rows = Vec::with_capacity(data);
        for _ in 0..data {
            rows.push([half(&unit, 0), half(&unit, 4)]);
            let lead = unit.remove(0);
            unit.push(0);
            unit.iter_mut().zip(&generator).for_each(|(unit, factor)| *unit ^= multiply(*factor, lead));
        }
        Self { rows }
    }

    /// Adds to `parity` the correction of `change` in the data codeword that has `behind` others behind it.
    pub(super) fn change(&self, parity: &mut Parity, behind: usize, change: u8) {
        if let Some([low, high]) = self.rows.get(behind) {
            let (of_low, of_high) = (low.get(usize::from(change & 15)), high.get(usize::from(change >> 4)));
            if let (Some(of_low), Some(of_high)) = (of_low, of_high) {
                add(parity, of_low);
                add(parity, of_high);
            }
        }
    }
}

/// The sixteen values of four bits that are `shift` bits up in the codeword.
fn half(unit: &[u8], shift: u32) -> [Parity; 16] {
    let mut values = [Parity::default(); 16];
    for (value, parity) in (0_u8..).zip(&mut values) {
        let mut bytes = [0; MOST];
        bytes.iter_mut().zip(unit).for_each(|(byte, unit)| *byte = multiply(*unit, value << shift));
        for (word, bytes) in parity.iter_mut().zip(bytes.as_chunks().0) {
            *word = u64::from_le_bytes(*bytes);
        }
    }
    values
}

/// The coefficients of (x − 1)(x − 2)(x − 4)… below the leading one, highest first.
fn generator(degree: usize) -> Vec<u8> {
    let mut generator = vec![0; degree];
    if let Some(last) = generator.last_mut() {
        *last = 1;
    }
    let mut root = 1;
    for _ in 0..degree {
        let mut above = 0;
        for coefficient in generator.iter_mut().rev() {
            let own = *coefficient;
            *coefficient = multiply(own, root) ^ above;
            above = own;
        }
        root = multiply(root, 2);
    }
    generator
}

fn multiply(a: u8, b: u8) -> u8 {
    let (mut power, mut product) = (a, 0);
    for bit in 0..8 {
        if b >> bit & 1 == 1 {
            product ^= power;
        }
        power = (power << 1) ^ if power >> 7 == 1 { FIELD } else { 0 };
    }
    product
}

#[cfg(test)]
mod tests {
    use super::*;

    /// ISO/IEC 18004:2015, annex I: the symbol 1-M of the digits 01234567.
    #[test]
    fn the_standard_s_example() {
        let data =
            [0x10, 0x20, 0x0C, 0x56, 0x61, 0x80, 0xEC, 0x11, 0xEC, 0x11, 0xEC, 0x11, 0xEC, 0x11, 0xEC, 0x11];
        let rows = ParityRows::new(data.len(), 10);
        let mut parity = Parity::default();
        for (behind, byte) in data.iter().rev().enumerate() {
            rows.change(&mut parity, behind, *byte);
        }
        let bytes: Vec<u8> = parity.iter().flat_map(|word| word.to_le_bytes()).collect();
        assert_eq!(bytes[..10], [0xA5, 0x24, 0xD4, 0xC1, 0xED, 0x36, 0xC7, 0x87, 0x2C, 0x55]);
        assert!(bytes[10..].iter().all(|byte| *byte == 0));
    }
}
