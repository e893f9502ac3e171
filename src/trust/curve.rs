//! Sums of many public points of edwards25519 (RFC 8032, section 5.1): most of the work of a batch.
//!
//! Owns decoding and addition alone, over the proven arithmetic of [`super::curve_field`]. Every multiplication by a secret
//! and every decision about a single signature is curve25519-dalek's. Not constant in time: no secret comes here. It
//! exists because dalek decodes a point in 2.9 µs and gives no other way to make one from bytes; here that takes two
//! thirds, and sums need no vector instructions.
//!
//! Source of the formulas: Hisil, Wong, Carter and Dawson, "Twisted Edwards Curves Revisited" (2008), section 3.1.
//! They are complete on this curve, whose a = -1 is a square and whose d is none: small orders and doubling are no
//! cases apart.

#![allow(clippy::many_single_char_names)] // coordinates, and the letters of the paper

use super::curve_field::{Element, Loose};

/// A point ready to be added: y + x, y - x, 2dxy.
#[derive(Clone, Copy, Debug)]
pub(super) struct Affine {
    sum: Loose,
    difference: Loose,
    product: Element,
}

impl Affine {
    /// The neutral element.
    pub(super) fn none() -> Self {
        Self { sum: Element::ONE.into(), difference: Element::ONE.into(), product: Element::ZERO }
    }

    /// Decodes a point (RFC 8032, section 5.1.3). The caller has seen that the encoding is canonical.
    pub(super) fn read(encoded: &[u8; 32]) -> Option<Self> {
        let [.., last] = encoded;
        let y = Element::read(encoded);
        let square = y.square();
        let number = square.sub(Element::ONE).carried();
        let root = number.root_of_quotient(square.mul(Element::D).add(Element::ONE).carried())?;
        let x = if root.is_odd() == (last >> 7 == 1) { root } else { root.negated() };
        Some(Self { sum: y.add(x), difference: y.sub(x), product: y.mul(x).mul(Element::D2) })
    }
}

/// A sum of points in extended coordinates, each reduced: x = X/Z, y = Y/Z, xy = T/Z.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sum {
    x: Element,
    y: Element,
    z: Element,
    t: Element,
}

impl Sum {
    /// The neutral element.
    pub(super) const NONE: Self =
        Self { x: Element::ZERO, y: Element::ONE, z: Element::ONE, t: Element::ZERO };

    pub(super) fn plus(&self, point: &Affine) -> Self {
        let product = self.t.mul(point.product);
        let twice = self.z.add(self.z).carried();
        self.finish(point.difference, point.sum, twice.sub(product), twice.add(product))
    }

    pub(super) fn minus(&self, point: &Affine) -> Self {
        let product = self.t.mul(point.product);
        let twice = self.z.add(self.z).carried();
        self.finish(point.sum, point.difference, twice.add(product), twice.sub(product))
    }

    /// The sum of two sums.
    pub(super) fn with(&self, other: &Self) -> Self {
        let product = self.t.mul(Element::D2).mul(other.t);
        let half = self.z.mul(other.z);
        let twice = half.add(half).carried();
        let (difference, sum) = (other.y.sub(other.x), other.y.add(other.x));
        self.finish(difference, sum, twice.sub(product), twice.add(product))
    }

    /// This sum without another.
    pub(super) fn without(&self, other: &Self) -> Self {
        let product = self.t.mul(Element::D2).mul(other.t);
        let half = self.z.mul(other.z);
        let twice = half.add(half).carried();
        let (difference, sum) = (other.y.sub(other.x), other.y.add(other.x));
        self.finish(sum, difference, twice.add(product), twice.sub(product))
    }

    /// What the additions have in common, from the other point's y - x and y + x, and the paper's F and G.
    fn finish(&self, difference: Loose, sum: Loose, f: Loose, g: Loose) -> Self {
        let a = self.y.sub(self.x).mul(difference);
        let b = self.y.add(self.x).mul(sum);
        let (e, h) = (b.sub(a), b.add(a));
        Self { x: e.mul(f), y: g.mul(h), z: f.mul(g), t: e.mul(h) }
    }

    /// The encoding of RFC 8032, section 5.1.2.
    pub(super) fn encode(&self) -> [u8; 32] {
        let scale = self.z.inverse();
        let mut bytes = self.y.mul(scale).bytes();
        if let (true, Some(last)) = (self.x.mul(scale).is_odd(), bytes.last_mut()) {
            *last |= 0x80;
        }
        bytes
    }
}

/// The bits that the digits of all columns have: two more than a weight, for the sign and a carry.
const COLUMN_BITS: u32 = 130;

/// The sum of points, each as many times as its weight says.
///
/// Pippenger's method: weights are cut into signed digits; for each column of digits, points of the same digit are added
/// in one bucket first, and the buckets then as often as their digits say. O(points · 130 / bits of a digit).
pub(super) fn weighted_sum(points: &[Affine], weights: &[u128]) -> Sum {
    let bits = digit_bits(weights.len());
    let half = 1_usize << (bits - 1);
    let mut rests = weights.to_vec();
    let mut buckets = vec![Sum::NONE; half];
    let mut columns = Vec::new();
    for _ in 0..COLUMN_BITS.div_ceil(bits) {
        buckets.fill(Sum::NONE);
        for (point, rest) in points.iter().zip(&mut rests) {
            #[allow(clippy::cast_possible_truncation)] // a digit has at most 13 bits
            let digit = *rest as usize & (2 * half - 1);
            *rest >>= bits;
            if digit >= half {
                // The digit minus 2^bits, and one more in the next column.
                *rest += 1;
                if let Some(bucket) = buckets.get_mut(2 * half - digit - 1) {
                    *bucket = bucket.minus(point);
                }
            } else if let Some(bucket) = digit.checked_sub(1).and_then(|place| buckets.get_mut(place)) {
                *bucket = bucket.plus(point);
            }
        }
        let (mut running, mut column) = (Sum::NONE, Sum::NONE);
        for bucket in buckets.iter().rev() {
            running = running.with(bucket);
            column = column.with(&running);
        }
        columns.push(column);
    }
    columns
        .iter()
        .rev()
        .fold(Sum::NONE, |total, column| (0..bits).fold(total, |total, _| total.with(&total)).with(column))
}

/// The width of digits with the fewest additions: one a point and column, and two larger ones a bucket and column.
fn digit_bits(points: usize) -> u32 {
    let cost = |bits: &u32| COLUMN_BITS.div_ceil(*bits) as usize * (points + (5 << (bits - 1)) / 2);
    (4..=13).min_by_key(cost).unwrap_or(8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use curve25519_dalek::constants::EIGHT_TORSION;
    use curve25519_dalek::edwards::{CompressedEdwardsY, EdwardsPoint};
    use curve25519_dalek::scalar::Scalar;

    /// Points of prime, mixed and small order, with their encodings.
    fn points(count: u64) -> Vec<(EdwardsPoint, [u8; 32])> {
        let of = |number: u64| {
            let torsion = EIGHT_TORSION[usize::try_from(number).unwrap() % 8];
            match number % 5 {
                0 => torsion,
                1 => EdwardsPoint::mul_base(&Scalar::from(number * number * 0x1234_5678)) + torsion,
                _ => EdwardsPoint::mul_base(&Scalar::from(number).invert()),
            }
        };
        (1..=count).map(|number| (of(number), of(number).compress().to_bytes())).collect()
    }

    #[test]
    fn every_encoding_is_decoded_as_dalek_does() {
        let mut random = blake3::Hasher::new().finalize_xof();
        let mut encodings: Vec<[u8; 32]> = points(64).into_iter().map(|(_, encoded)| encoded).collect();
        for _ in 0..4000 {
            let mut encoded = [0; 32];
            random.fill(&mut encoded);
            encodings.push(encoded);
        }
        // Near 0, near p and above it, and with long rows of ones and zeros.
        for first in 0..=255 {
            for (middle, last) in [(0, 0), (0, 0x80), (0xFF, 0x7F), (0xFF, 0xFF), (0xFF, 0x3F), (0, 0x40)] {
                let mut encoded = [middle; 32];
                (encoded[0], encoded[31]) = (first, last);
                encodings.push(encoded);
            }
        }
        let mut seen = [0, 0];
        for encoded in encodings {
            let ours = Affine::read(&encoded).map(|point| Sum::NONE.plus(&point).encode());
            let theirs = CompressedEdwardsY(encoded).decompress().map(|point| point.compress().to_bytes());
            assert_eq!(ours, theirs, "{encoded:02x?}");
            seen[usize::from(ours.is_some())] += 1;
        }
        assert!(seen[0] > 2000 && seen[1] > 2000, "{seen:?}");
    }

    #[test]
    fn sums_are_those_of_dalek() {
        let points = points(40);
        let affine = |encoded| Affine::read(encoded).unwrap();
        for (one, encoded_one) in &points {
            let sum = Sum::NONE.plus(&affine(encoded_one));
            for (two, encoded_two) in &points {
                let other = Sum::NONE.plus(&affine(encoded_two));
                let (plus, minus) = ((one + two).compress().to_bytes(), (one - two).compress().to_bytes());
                assert_eq!(sum.plus(&affine(encoded_two)).encode(), plus);
                assert_eq!(sum.minus(&affine(encoded_two)).encode(), minus);
                assert_eq!(sum.with(&other).encode(), plus);
                assert_eq!(sum.without(&other).encode(), minus);
            }
        }
    }

    #[test]
    fn weighted_sums_are_those_of_dalek() {
        let mut random = blake3::Hasher::new().finalize_xof();
        for count in [0, 1, 2, 15, 16, 100, 700, 2000] {
            let points = points(count);
            let mut weights: Vec<u128> = points
                .iter()
                .map(|_| {
                    let mut bytes = [0; 16];
                    random.fill(&mut bytes);
                    u128::from_le_bytes(bytes)
                })
                .collect();
            let edges = [0, 1, u128::MAX, 1 << 127, (1 << 127) - 1, u128::MAX / 3, u128::MAX / 0x101 * 0x80];
            weights.iter_mut().zip(edges).for_each(|(weight, edge)| *weight = edge);
            let affine: Vec<_> = points.iter().map(|(_, encoded)| Affine::read(encoded).unwrap()).collect();
            // Not modulo the group order: the points have parts of small order.
            let expected =
                points.iter().zip(&weights).map(|((point, _), weight)| Scalar::from(*weight) * point);
            let expected: EdwardsPoint = expected.sum();
            let ours = weighted_sum(&affine, &weights).encode();
            assert_eq!(ours, expected.compress().to_bytes(), "{count}");
        }
    }

    #[test]
    fn every_width_of_digits_is_used_and_covers_a_weight() {
        let widths: std::collections::BTreeSet<u32> = (0..20).map(|power| digit_bits(1 << power)).collect();
        assert!(widths.len() > 5 && widths.iter().all(|bits| (4..=13).contains(bits)), "{widths:?}");
    }
}
