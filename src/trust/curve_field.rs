//! Numbers modulo p = 2²⁵⁵ - 19, for sums of public points ([`super::curve`]).
//!
//! The arithmetic is that of the crate fiat-crypto, generated from a machine-checked proof. The bounds under which the
//! proof holds are types: sums and differences are [`Loose`], which multiplication takes and turns into an [`Element`];
//! whatever else would need a bound does not compile.
//!
//! Owned here: the two chains of powers, and a square that is a quarter faster and not proven. That square only ever makes
//! a *guess* at a root: the guess is squared back by the proven arithmetic, and one that does not fit is no root.

#![allow(clippy::many_single_char_names)] // the letters of the papers

use fiat_crypto::curve25519_64::{
    fiat_25519_add, fiat_25519_carry, fiat_25519_carry_mul, fiat_25519_carry_square, fiat_25519_from_bytes,
    fiat_25519_loose_field_element as LooseLimbs, fiat_25519_opp, fiat_25519_sub,
    fiat_25519_tight_field_element as TightLimbs, fiat_25519_to_bytes,
};

/// A number modulo p, in fiat-crypto's tight bounds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Element([u64; 5]);

/// A sum or difference of two numbers, in fiat-crypto's loose bounds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Loose([u64; 5]);

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
        let mut bytes = *bytes;
        let [.., last] = &mut bytes;
        *last &= 0x7F;
        tight(|out| fiat_25519_from_bytes(out, &bytes))
    }

    /// The 32 little-endian bytes of the number below p.
    pub(super) fn bytes(self) -> [u8; 32] {
        let mut out = [0; 32];
        fiat_25519_to_bytes(&mut out, &TightLimbs(self.0));
        out
    }

    pub(super) fn add(self, other: Self) -> Loose {
        loose(|out| fiat_25519_add(out, &TightLimbs(self.0), &TightLimbs(other.0)))
    }

    pub(super) fn sub(self, other: Self) -> Loose {
        loose(|out| fiat_25519_sub(out, &TightLimbs(self.0), &TightLimbs(other.0)))
    }

    pub(super) fn negated(self) -> Self {
        loose(|out| fiat_25519_opp(out, &TightLimbs(self.0))).carried()
    }

    pub(super) fn mul(self, other: impl Into<Loose>) -> Self {
        Loose::from(self).mul(other)
    }

    pub(super) fn square(self) -> Self {
        tight(|out| fiat_25519_carry_square(out, &LooseLimbs(self.0)))
    }

    fn squared(self, times: u32) -> Self {
        (0..times).fold(self, |power, _| power.square())
    }

    /// Like [`Self::squared`], for guesses.
    fn squared_unproven(self, times: u32) -> Self {
        Loose((0..times).fold(self.0, |power, _| square_unproven(power))).carried()
    }

    /// 1/self, and 0 for 0: the power p - 2 = 2²⁵⁵ - 21.
    pub(super) fn inverse(self) -> Self {
        let (to_250, eleven) = self.powers(Self::squared);
        to_250.squared(5).mul(eleven)
    }

    /// A square root of `self`/`divisor` (RFC 8032, section 5.1.3, step 3). `None` if there is none, or if the guess
    /// at it went wrong.
    pub(super) fn root_of_quotient(self, divisor: Self) -> Option<Self> {
        let cube = divisor.square().mul(divisor);
        let base = self.mul(cube.square().mul(divisor));
        // The power (p - 5)/8 = 2²⁵² - 3.
        let power = base.powers(Self::squared_unproven).0.squared(2).mul(base);
        let guess = self.mul(cube).mul(power);
        let back = guess.square().mul(divisor);
        if back.is(self) {
            Some(guess)
        } else if back.is(self.negated()) {
            Some(guess.mul(Self::I))
        } else {
            None
        }
    }

    /// The powers 2²⁵⁰ - 1 and 11, where both chains begin.
    fn powers(self, squared: impl Fn(Self, u32) -> Self) -> (Self, Self) {
        let two = self.square();
        let nine = two.squared(2).mul(self);
        let eleven = nine.mul(two);
        let to_5 = eleven.square().mul(nine);
        let to_10 = squared(to_5, 5).mul(to_5);
        let to_20 = squared(to_10, 10).mul(to_10);
        let to_40 = squared(to_20, 20).mul(to_20);
        let to_50 = squared(to_40, 10).mul(to_10);
        let to_100 = squared(to_50, 50).mul(to_50);
        let to_200 = squared(to_100, 100).mul(to_100);
        (squared(to_200, 50).mul(to_50), eleven)
    }

    pub(super) fn is(self, other: Self) -> bool {
        self.bytes() == other.bytes()
    }

    /// Whether the number below p is odd: RFC 8032 calls that negative.
    pub(super) fn is_odd(self) -> bool {
        self.bytes().first().is_some_and(|byte| byte & 1 == 1)
    }
}

impl Loose {
    pub(super) fn carried(self) -> Element {
        tight(|out| fiat_25519_carry(out, &LooseLimbs(self.0)))
    }

    pub(super) fn mul(self, other: impl Into<Self>) -> Element {
        tight(|out| fiat_25519_carry_mul(out, &LooseLimbs(self.0), &LooseLimbs(other.into().0)))
    }
}

/// Tight bounds lie within loose ones.
impl From<Element> for Loose {
    fn from(element: Element) -> Self {
        Self(element.0)
    }
}

fn tight(make: impl FnOnce(&mut TightLimbs)) -> Element {
    let mut limbs = TightLimbs([0; 5]);
    make(&mut limbs);
    Element(limbs.0)
}

fn loose(make: impl FnOnce(&mut LooseLimbs)) -> Loose {
    let mut limbs = LooseLimbs([0; 5]);
    make(&mut limbs);
    Loose(limbs.0)
}

/// The square of a number whose limbs are below 2⁵⁴, with limbs below 2⁵¹ + 2¹⁸: no sum of products reaches 2¹¹⁵.
fn square_unproven([a, b, c, d, e]: [u64; 5]) -> [u64; 5] {
    const MASK: u64 = (1 << 51) - 1;
    let wide = |a: u64, b: u64| u128::from(a) * u128::from(b);
    let (a2, b2, c2) = (2 * a, 2 * b, 2 * c);
    let (d19, e19) = (19 * d, 19 * e);
    let sums = [
        wide(a, a) + wide(b2, e19) + wide(c2, d19),
        wide(d, d19) + wide(a2, b) + wide(c2, e19),
        wide(b, b) + wide(a2, c) + wide(2 * e19, d),
        wide(e, e19) + wide(a2, d) + wide(b2, c),
        wide(c, c) + wide(a2, e) + wide(b2, d),
    ];
    #[allow(clippy::cast_possible_truncation)] // the lower bits, and what is below 2⁶⁴ after the shift
    let [a, b, c, d, e] = sums.map(|sum| (sum as u64 & MASK, (sum >> 51) as u64));
    let limbs = [a.0 + 19 * e.1, b.0 + a.1, c.0 + b.1, d.0 + c.1, e.0 + d.1];
    // Side by side, not one after the other.
    let [a, b, c, d, e] = limbs.map(|limb| (limb & MASK, limb >> 51));
    [a.0 + 19 * e.1, b.0 + a.1, c.0 + b.1, d.0 + c.1, e.0 + d.1]
}

#[cfg(test)]
mod tests {
    use super::*;

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
        (p[0], p[31]) = (0xEC, 0xFF);
        assert!(Element::read(&p).is(Element::ONE.negated()), "the last bit is not the number's");
    }

    #[test]
    fn the_constants_are_what_they_are_called() {
        assert!(Element::I.square().is(Element::ONE.negated()));
        assert!(Element::D.add(Element::D).carried().is(Element::D2));
        let number = |number: u32| {
            let mut bytes = [0; 32];
            bytes[..4].copy_from_slice(&number.to_le_bytes());
            Element::read(&bytes)
        };
        assert!(number(121_666).inverse().mul(number(121_665)).negated().is(Element::D));
    }

    #[test]
    fn roots_square_back_and_half_of_all_quotients_have_one() {
        let mut random = blake3::Hasher::new().finalize_xof();
        let mut seen = [0, 0];
        for _ in 0..800 {
            let mut bytes = [[0; 32]; 2];
            for bytes in &mut bytes {
                random.fill(bytes);
            }
            let [number, divisor] = bytes.map(|bytes| Element::read(&bytes));
            let root = number.root_of_quotient(divisor);
            seen[usize::from(root.is_some())] += 1;
            assert!(root.is_none_or(|root| root.square().mul(divisor).is(number)));
            assert!(number.inverse().mul(number).is(Element::ONE));
        }
        assert!(seen.iter().all(|count| *count > 300), "{seen:?}");
    }

    #[test]
    fn the_square_of_guesses_is_the_proven_one() {
        let mut random = blake3::Hasher::new().finalize_xof();
        for _ in 0..2000 {
            let mut bytes = [0; 32];
            random.fill(&mut bytes);
            let number = Element::read(&bytes);
            assert!(number.squared_unproven(7).is(number.squared(7)));
        }
        let top = square_unproven([(1 << 54) - 1; 5]);
        assert!(top.iter().all(|limb| *limb < (1 << 51) + (1 << 18)));
        // 2⁵⁴ - 1 in every limb is 8 times the number of all ones, and 7 in every limb.
        let ones = Element([(1 << 51) - 1; 5]);
        let eight = [8, 0, 0, 0, 0];
        let plain = ones.mul(Element(eight)).add(Element([7; 5])).carried();
        assert!(Loose(top).carried().is(plain.square()));
    }
}
