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
        let (Some(r), Some(s)) = (signature.first_chunk::<32>(), signature.last_chunk::<32>()) else {
            return false;
        };
        let Some(s) = Option::<Scalar>::from(Scalar::from_canonical_bytes(*s)) else {
            return false;
        };
        let hash = Sha512::new().chain_update(r).chain_update(self.encoded).chain_update(message).finalize();
        let k = Scalar::from_bytes_mod_order_wide(&hash.into());
        let expected = EdwardsPoint::vartime_double_scalar_mul_basepoint(&k, &self.negated, &s);
        // Every honest signature takes the first way: equal encodings mean equal points, and R is canonical.
        expected.compress().as_bytes() == r || canonical(r).is_some_and(|r| (expected - r).is_small_order())
    }
}

fn canonical(encoded: &[u8; 32]) -> Option<EdwardsPoint> {
    let point = CompressedEdwardsY(*encoded).decompress()?;
    (point.compress().as_bytes() == encoded).then_some(point)
}
