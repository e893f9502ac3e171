//! SM2 signatures with SM3, for markets that ask for them.
//!
//! # Rule
//!
//! GB/T 32918.2-2016, section 7, on the curve of GB/T 32918.5-2017: `r` and `s` are 32 bytes each, big-endian, from 1 to
//! n - 1, and the equation holds. The signer's identity, hashed before the message, is always `1234567812345678`, the
//! default of GM/T 0009-2012, section 10. A public key is a point of the curve other than infinity; as bytes it is
//! compressed. A private key is a number from 1 to n - 2.
//!
//! The standard takes the nonce from a random source. Here it comes from the generator of RFC 6979 over SM3, key and
//! hashed message: the same message always gets the same signature, no randomness is needed, and no verifier can tell.
//! Unlike with ECDSA, nobody but the holder of the key can make a second signature over the same message.

use core::hint::black_box;

use ::sm2::dsa::signature::{Signer as _, Verifier as _};
use ::sm2::dsa::{Signature, SigningKey, VerifyingKey};
use ::sm2::{CompressedPoint, NonZeroScalar, Scalar, SecretKey};
use pkcs8::{EncodePrivateKey as _, EncodePublicKey as _, LineEnding, PrivateKeyInfoRef, SecretDocument};

use super::ed25519::SIGNATURE_BYTES;

/// Bytes of a public key.
const PUBLIC_KEY_BYTES: usize = 33;

/// The signer's identity (GM/T 0009-2012, section 10).
const IDENTITY: &str = "1234567812345678";

/// A public key.
#[derive(Clone, Copy)]
pub(super) struct Public {
    encoded: [u8; PUBLIC_KEY_BYTES],
    key: ::sm2::PublicKey,
}

impl Public {
    fn new(key: ::sm2::PublicKey) -> Self {
        Self { encoded: CompressedPoint::from(key).into(), key }
    }

    /// Reads a compressed point.
    pub(super) fn read(encoded: &[u8]) -> Option<Self> {
        // SEC 1 knows a further form of 33 bytes: a key has one encoding, so it is compared.
        Self::from_sec1(encoded).filter(|public| public.encoded == encoded)
    }

    /// Reads a point as SPKI holds it, compressed or not.
    pub(super) fn from_sec1(point: &[u8]) -> Option<Self> {
        ::sm2::PublicKey::from_sec1_bytes(point).ok().map(Self::new)
    }

    pub(super) const fn encoded(&self) -> &[u8; PUBLIC_KEY_BYTES] {
        &self.encoded
    }

    pub(super) fn to_pem(self) -> Option<String> {
        self.key.to_public_key_pem(LineEnding::LF).ok()
    }

    pub(super) fn accepts(&self, message: &[u8], signature: &[u8; SIGNATURE_BYTES]) -> bool {
        // Hashing the identity again is a hundredth of the verification; keys that kept the hash would not be `Copy`.
        let (Ok(key), Ok(signature)) =
            (VerifyingKey::new(IDENTITY, self.key), Signature::from_slice(signature))
        else {
            return false;
        };
        key.verify(message, &signature).is_ok()
    }
}

/// A private key, wiped when dropped.
pub(super) struct Secret(SigningKey);

impl Secret {
    /// Reads a scalar from 1 to n - 2, big-endian.
    pub(super) fn read(scalar: &[u8; 32]) -> Option<Self> {
        Self::sound(SigningKey::from_slice(IDENTITY, scalar).ok()?)
    }

    pub(super) fn from_pkcs8(info: PrivateKeyInfoRef<'_>) -> Option<Self> {
        Self::sound(SigningKey::new(IDENTITY, &SecretKey::try_from(info).ok()?).ok()?)
    }

    /// Signing divides by d + 1: with n - 1 no message could be signed.
    fn sound(key: SigningKey) -> Option<Self> {
        let key = Self(key);
        (**key.0.as_nonzero_scalar() != -Scalar::ONE).then_some(key)
    }

    pub(super) fn to_pkcs8(&self) -> Option<SecretDocument> {
        SecretKey::from(*self.0.as_nonzero_scalar()).to_pkcs8_der().ok()
    }

    pub(super) fn public(&self) -> Public {
        Public::new(self.0.verifying_key().into())
    }

    pub(super) fn sign(&self, message: &[u8]) -> Option<[u8; SIGNATURE_BYTES]> {
        let signature: Signature = self.0.try_sign(message).ok()?;
        Some(signature.to_bytes().into())
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        // The crate's key does not wipe itself and offers no way to: another key is written over it.
        if let Some(one) = Option::<NonZeroScalar>::from(NonZeroScalar::new(Scalar::ONE))
            && let Ok(one) = SigningKey::from_nonzero_scalar(IDENTITY, one)
        {
            self.0 = one;
            black_box(&self.0);
        }
    }
}
