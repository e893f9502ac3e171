//! The one rule by which an Ed25519 signature is accepted, the same for one code and for a stream.
//!
//! # Rule
//!
//! RFC 8032, section 5.1.7, with its free choices fixed:
//!
//! 1. `S` is below the group order, `R` and the public key `A` are canonical encodings of curve points.
//! 2. `[8][S]B = [8]R + [8][k]A` with `k = SHA-512(R ‖ A ‖ M)`: the *cofactored* equation.
//! 3. `A` lies in the prime-order subgroup and is not the neutral element: proven once, when a key is read.
//!
//! # Argument
//!
//! A batch checks one random combination of many equations, and small-order parts of different signatures can cancel
//! in it; only the cofactored equation gives a batch and a single check the same answer on every input. By point 3 no
//! key verifies messages its owner never signed, and for such keys the rule differs from the cofactorless one in a
//! single respect: a key's *owner* may add a small-order point to `R` before hashing. Nobody else can make such a
//! signature from an existing one, because `R` is hashed into `k`; and `R`, `S` having one encoding each, nobody
//! else can change a signature without breaking it.

use curve25519_dalek::edwards::{CompressedEdwardsY, EdwardsPoint};
use curve25519_dalek::scalar::Scalar;
use curve25519_dalek::traits::IsIdentity;
use sha2::{Digest, Sha512};

/// Bytes of a signature.
pub const SIGNATURE_BYTES: usize = 64;
/// Bytes of a public key.
pub const PUBLIC_KEY_BYTES: usize = 32;

/// A public key that passed the rule's third point, ready for many verifications.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Point {
    encoded: [u8; PUBLIC_KEY_BYTES],
    negated: EdwardsPoint,
}

impl Point {
    pub(crate) fn read(encoded: &[u8; PUBLIC_KEY_BYTES]) -> Option<Self> {
        let point = canonical(encoded)?;
        let sound = point.is_torsion_free() && !point.is_identity();
        sound.then(|| Self { encoded: *encoded, negated: -point })
    }

    pub(crate) const fn encoded(&self) -> &[u8; PUBLIC_KEY_BYTES] {
        &self.encoded
    }

    /// Whether `signature` over `message` is accepted. About the cost of one dalek `verify`.
    pub(crate) fn accepts(&self, message: &[u8], signature: &[u8; SIGNATURE_BYTES]) -> bool {
        let Some((r, s, k)) = self.scalars(message, signature) else {
            return false;
        };
        let expected = self.expected(&s, &k);
        // Every honest signature takes the first way: equal encodings mean equal points, and R is canonical.
        expected.compress().as_bytes() == r || canonical(r).is_some_and(|r| (expected - r).is_small_order())
    }

    /// The parts of the equation of `signature` over `message`; `None` if the rule's first point is broken where that
    /// can be seen without decoding `R`.
    pub(super) fn terms(&self, message: &[u8], signature: &[u8; SIGNATURE_BYTES]) -> Option<Terms> {
        let (r, s, k) = self.scalars(message, signature)?;
        has_canonical_form(r).then_some(Terms { r: *r, s, k })
    }

    /// `[s]B - [k]A`.
    pub(super) fn expected(&self, s: &Scalar, k: &Scalar) -> EdwardsPoint {
        EdwardsPoint::vartime_double_scalar_mul_basepoint(k, &self.negated, s)
    }

    /// `[S]B - [k]A - R`, of small order if the signature is accepted and only then; `None` if `R` is no point.
    pub(super) fn error(&self, terms: &Terms) -> Option<EdwardsPoint> {
        Some(self.expected(&terms.s, &terms.k) - canonical(&terms.r)?)
    }

    fn scalars<'a>(
        &self,
        message: &[u8],
        signature: &'a [u8; SIGNATURE_BYTES],
    ) -> Option<(&'a [u8; 32], Scalar, Scalar)> {
        let (r, s) = (signature.first_chunk::<32>()?, signature.last_chunk::<32>()?);
        let s = Option::<Scalar>::from(Scalar::from_canonical_bytes(*s))?;
        let hash = Sha512::new().chain_update(r).chain_update(self.encoded).chain_update(message).finalize();
        Some((r, s, Scalar::from_bytes_mod_order_wide(&hash.into())))
    }
}

/// One signature's part in the equation, its encodings proven canonical; `r` need not be a point.
#[derive(Clone, Copy, Debug)]
pub(super) struct Terms {
    pub(super) r: [u8; 32],
    pub(super) s: Scalar,
    pub(super) k: Scalar,
}

fn canonical(encoded: &[u8; 32]) -> Option<EdwardsPoint> {
    let point = CompressedEdwardsY(*encoded).decompress()?;
    has_canonical_form(encoded).then_some(point)
}

/// Whether no other bytes encode the same point: y is below p = 2²⁵⁵ - 19, and the sign is not set where x is 0, which
/// is where y is 1 or -1. Told from the bytes, because encoding the point again would cost as much as decoding it.
fn has_canonical_form(encoded: &[u8; 32]) -> bool {
    let [first, middle @ .., last] = encoded;
    let (y_last, is_negative) = (last & 0x7F, last & 0x80 != 0);
    if y_last == 0x7F && middle.iter().all(|byte| *byte == 0xFF) {
        // p - 1 ends in 0xEC; p and above do not fit below p.
        return *first < 0xEC || *first == 0xEC && !is_negative;
    }
    let is_one = *first == 1 && y_last == 0 && middle.iter().all(|byte| *byte == 0);
    !(is_one && is_negative)
}

#[cfg(test)]
mod tests {
    use super::*;
    use curve25519_dalek::constants::EIGHT_TORSION;

    #[test]
    fn the_form_is_canonical_exactly_if_encoding_again_gives_the_same_bytes() {
        let near = |byte: u8, middle: u8, last: u8| {
            let mut encoded = [middle; 32];
            (encoded[0], encoded[31]) = (byte, last);
            encoded
        };
        let mut cases: Vec<[u8; 32]> =
            EIGHT_TORSION.iter().map(|point| point.compress().to_bytes()).collect();
        for first in 0..=255 {
            for last in [0x7F, 0xFF] {
                cases.push(near(first, 0xFF, last));
            }
            for last in [0, 0x80, 1, 0x7E] {
                cases.push(near(first, 0, last));
            }
        }
        for mut encoded in cases.clone() {
            encoded[31] ^= 0x80;
            cases.push(encoded);
        }
        let mut seen = [0, 0];
        for encoded in cases {
            let Some(point) = CompressedEdwardsY(encoded).decompress() else { continue };
            let same = point.compress().to_bytes() == encoded;
            assert_eq!(has_canonical_form(&encoded), same, "{encoded:02x?}");
            seen[usize::from(same)] += 1;
        }
        assert!(seen[0] > 20 && seen[1] > 400, "{seen:?}");
    }
}
