//! Numbers modulo p = 2²⁵⁵ - 19, for sums of public points ([`super::curve`]). Not constant in time: no secret comes here.
//!
//! # Form
//!
//! Five limbs in radix 2⁵¹. Limbs may grow beyond 51 bits between two multiplications, within these bounds:
//!
//! | made by | limbs below |
//! |---|---|
//! | `read`, `mul`, `square` | 2⁵¹ + 2¹⁸, called *reduced* |
//! | `add` of two reduced | 2⁵² + 2¹⁹ |
//! | `sub` of one of these, or of 0 less a reduced one: limbs of at most 4p's | 2⁵³ above the first number |
//! | what `mul`, `square` and `bytes` take | 2⁵⁴ |
//!
//! With those no product sum reaches 2¹¹⁵ and no carry 2⁶⁴.

#![allow(clippy::many_single_char_names)] // limbs have no better names

/// A number modulo p.
#[derive(Clone, Copy, Debug)]
pub(super) struct Element([u64; 5]);

const MASK: u64 = (1 << 51) - 1;

impl Element {
    pub(super) const ZERO: Self = Self([0; 5]);
    pub(super) const ONE: Self = Self([1, 0, 0, 0, 0]);
    /// d of the curve: -121665/121666 (RFC 8032, section 5.1).
    pub(super) const D: Self = Self([
        0x0003_4dca_1359_78a3,
        0x0001_a828_3b15_6ebd,
        0x0005_e7a2_6001_c029,
        0x0007_39c6_63a0_3cbb,
        0x0005_2036_cee2_b6ff,
    ]);
    /// 2d.
    pub(super) const D2: Self = Self([
        0x0006_9b94_26b2_f159,
        0x0003_5050_762a_dd7a,
        0x0003_cf44_c003_8052,
        0x0006_738c_c740_7977,
        0x0002_406d_9dc5_6dff,
    ]);
    /// A square root of -1: 2^((p - 1)/4).
    const I: Self = Self([
        0x0006_1b27_4a0e_a0b0,
        0x0000_d5a5_fc8f_189d,
        0x0007_ef5e_9cbd_0c60,
        0x0007_8595_a680_4c9e,
        0x0002_b832_4804_fc1d,
    ]);

    /// The number of 32 little-endian bytes without the last bit; it may be p or above.
    pub(super) fn read(bytes: &[u8; 32]) -> Self {
        let mut words = [0; 4];
        for (word, part) in words.iter_mut().zip(bytes.as_chunks::<8>().0) {
            *word = u64::from_le_bytes(*part);
        }
        let [a, b, c, d] = words;
        Self([
            a & MASK,
            (a >> 51 | b << 13) & MASK,
            (b >> 38 | c << 26) & MASK,
            (c >> 25 | d << 39) & MASK,
            d >> 12 & MASK,
        ])
    }

    /// The 32 little-endian bytes of the number below p.
    pub(super) fn bytes(self) -> [u8; 32] {
        let [mut a, mut b, mut c, mut d, mut e] = carried(carried(self.0));
        // Now below 2p: subtract p if it fits, that is, if adding 19 carries out of 255 bits.
        let mut quotient = (a + 19) >> 51;
        for limb in [b, c, d, e] {
            quotient = (limb + quotient) >> 51;
        }
        a += 19 * quotient;
        b += a >> 51;
        c += b >> 51;
        d += c >> 51;
        e += d >> 51;
        [a, b, c, d, e] = [a & MASK, b & MASK, c & MASK, d & MASK, e & MASK];
        let words = [a | b << 51, b >> 13 | c << 38, c >> 26 | d << 25, d >> 39 | e << 12];
        let mut out = [0; 32];
        for (to, word) in out.as_chunks_mut::<8>().0.iter_mut().zip(words) {
            *to = word.to_le_bytes();
        }
        out
    }

    pub(super) fn add(self, other: Self) -> Self {
        let ([a, b, c, d, e], [v, w, x, y, z]) = (self.0, other.0);
        Self([a + v, b + w, c + x, d + y, e + z])
    }

    pub(super) fn sub(self, other: Self) -> Self {
        // 4p, so that no limb falls below zero.
        const FIRST: u64 = 4 * (MASK - 18);
        const OTHER: u64 = 4 * MASK;
        let ([a, b, c, d, e], [v, w, x, y, z]) = (self.0, other.0);
        Self([a + FIRST - v, b + OTHER - w, c + OTHER - x, d + OTHER - y, e + OTHER - z])
    }

    pub(super) fn mul(self, other: Self) -> Self {
        let ([a, b, c, d, e], [v, w, x, y, z]) = (self.0, other.0);
        let (w19, x19, y19, z19) = (19 * w, 19 * x, 19 * y, 19 * z);
        reduced([
            wide(a, v) + wide(b, z19) + wide(c, y19) + wide(d, x19) + wide(e, w19),
            wide(a, w) + wide(b, v) + wide(c, z19) + wide(d, y19) + wide(e, x19),
            wide(a, x) + wide(b, w) + wide(c, v) + wide(d, z19) + wide(e, y19),
            wide(a, y) + wide(b, x) + wide(c, w) + wide(d, v) + wide(e, z19),
            wide(a, z) + wide(b, y) + wide(c, x) + wide(d, w) + wide(e, v),
        ])
    }

    pub(super) fn square(self) -> Self {
        let [a, b, c, d, e] = self.0;
        let (a2, b2, c2) = (2 * a, 2 * b, 2 * c);
        let (d19, e19) = (19 * d, 19 * e);
        reduced([
            wide(a, a) + wide(b2, e19) + wide(c2, d19),
            wide(d, d19) + wide(a2, b) + wide(c2, e19),
            wide(b, b) + wide(a2, c) + wide(2 * e19, d),
            wide(e, e19) + wide(a2, d) + wide(b2, c),
            wide(c, c) + wide(a2, e) + wide(b2, d),
        ])
    }

    fn squared(self, times: u32) -> Self {
        (0..times).fold(self, |power, _| power.square())
    }

    /// The powers 2²⁵⁰ - 1 and 11, where both chains below begin.
    fn powers(self) -> (Self, Self) {
        let two = self.square();
        let nine = two.squared(2).mul(self);
        let eleven = nine.mul(two);
        let to_5 = eleven.square().mul(nine);
        let to_10 = to_5.squared(5).mul(to_5);
        let to_20 = to_10.squared(10).mul(to_10);
        let to_40 = to_20.squared(20).mul(to_20);
        let to_50 = to_40.squared(10).mul(to_10);
        let to_100 = to_50.squared(50).mul(to_50);
        let to_200 = to_100.squared(100).mul(to_100);
        (to_200.squared(50).mul(to_50), eleven)
    }

    /// 1/self, and 0 for 0: the power p - 2 = 2²⁵⁵ - 21.
    pub(super) fn inverse(self) -> Self {
        let (to_250, eleven) = self.powers();
        to_250.squared(5).mul(eleven)
    }

    /// A square root of `self`/`divisor`, if there is one (RFC 8032, section 5.1.3, step 3).
    pub(super) fn root_of_quotient(self, divisor: Self) -> Option<Self> {
        let cube = divisor.square().mul(divisor);
        let base = self.mul(cube.square().mul(divisor));
        // The power (p - 5)/8 = 2²⁵² - 3.
        let power = base.powers().0.squared(2).mul(base);
        let root = self.mul(cube).mul(power);
        let back = root.square().mul(divisor);
        if back.is(self) {
            Some(root)
        } else if back.add(self).is(Self::ZERO) {
            Some(root.mul(Self::I))
        } else {
            None
        }
    }

    pub(super) fn is(self, other: Self) -> bool {
        self.bytes() == other.bytes()
    }

    /// Whether the number below p is odd: RFC 8032 calls that negative.
    pub(super) fn is_odd(self) -> bool {
        self.bytes().first().is_some_and(|byte| byte & 1 == 1)
    }
}

fn wide(a: u64, b: u64) -> u128 {
    u128::from(a) * u128::from(b)
}

#[allow(clippy::cast_possible_truncation)] // the bounds of the module: nothing is above 64 bits after the shift
fn reduced(sums: [u128; 5]) -> Element {
    let low = |sum: u128| sum as u64 & MASK;
    let high = |sum: u128| (sum >> 51) as u64;
    let [a, b, c, d, e] = sums;
    Element(carried([
        low(a) + 19 * high(e),
        low(b) + high(a),
        low(c) + high(b),
        low(d) + high(c),
        low(e) + high(d),
    ]))
}

/// Each limb's part above 51 bits moved to the next: side by side, not one after the other.
fn carried([a, b, c, d, e]: [u64; 5]) -> [u64; 5] {
    [
        (a & MASK) + 19 * (e >> 51),
        (b & MASK) + (a >> 51),
        (c & MASK) + (b >> 51),
        (d & MASK) + (c >> 51),
        (e & MASK) + (d >> 51),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The largest limbs that the module's table allows.
    #[test]
    fn the_largest_limbs_carry_nothing_away() {
        let top = Element([(1 << 54) - 1; 5]);
        let plain = Element::read(&top.bytes());
        for product in [top.mul(top), top.square(), top.mul(plain)] {
            assert!(product.is(plain.square()));
            assert!(product.0.iter().all(|limb| *limb < (1 << 51) + (1 << 18)));
        }
        assert!(plain.mul(plain.inverse()).is(Element::ONE));
        assert!(Element::ZERO.sub(Element::ZERO.sub(plain)).is(plain));
    }

    #[test]
    fn bytes_are_those_of_the_number_below_p() {
        let mut p = [0xFF; 32];
        (p[0], p[31]) = (0xED, 0x7F);
        for above in 0..=18 {
            let mut number = p;
            number[0] += above;
            let mut expected = [0; 32];
            expected[0] = above;
            assert_eq!(Element::read(&number).bytes(), expected);
        }
        (p[0], p[31]) = (0xEC, 0x7F);
        assert_eq!(Element::read(&p).bytes(), p);
        assert!(Element::I.square().add(Element::ONE).is(Element::ZERO));
        assert!(Element::D.add(Element::D).is(Element::D2));
    }
}
