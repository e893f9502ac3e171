//! ECDSA over NIST P-256 with SHA-256, for markets that ask for it.
//!
//! # Rule
//!
//! FIPS 186-5, section 6.4.2: `r` and `s` are 32 bytes each, big-endian, from 1 to n - 1, and the equation holds. A public
//! key is a point of the curve other than infinity; as bytes it is compressed (SEC 1, section 2.3.3). The nonce is that
//! of RFC 6979: the same message always gets the same signature, and signing needs no randomness.
//!
//! # Argument
//!
//! Both `s` and `n - s` are accepted, as the standard says: HSMs and openssl write either, and codes that they signed
//! would be refused else. So anyone can turn one true signature into a second over the *same* message. It gains them
//! nothing: what a code says and whom it names is signed, and no part of this library tells codes apart by signature.

use ::p256::ecdsa::signature::{Signer as _, Verifier as _};
use ::p256::ecdsa::{Signature, SigningKey, VerifyingKey};
use ::p256::{CompressedPoint, SecretKey};
use pkcs8::{EncodePrivateKey as _, EncodePublicKey as _, LineEnding, PrivateKeyInfoRef, SecretDocument};

use super::ed25519::SIGNATURE_BYTES;

/// Bytes of a public key.
const PUBLIC_KEY_BYTES: usize = 33;

/// A public key.
#[derive(Clone, Copy)]
pub(super) struct Public {
    encoded: [u8; PUBLIC_KEY_BYTES],
    key: ::p256::PublicKey,
}

impl Public {
    fn new(key: ::p256::PublicKey) -> Self {
        Self { encoded: CompressedPoint::from(key).into(), key }
    }

    /// Reads a compressed point.
    pub(super) fn read(encoded: &[u8]) -> Option<Self> {
        // SEC 1 knows a further form of 33 bytes: a key has one encoding, so it is compared.
        Self::from_sec1(encoded).filter(|public| public.encoded == encoded)
    }

    /// Reads a point as SPKI holds it, compressed or not.
    pub(super) fn from_sec1(point: &[u8]) -> Option<Self> {
        ::p256::PublicKey::from_sec1_bytes(point).ok().map(Self::new)
    }

    pub(super) const fn encoded(&self) -> &[u8; PUBLIC_KEY_BYTES] {
        &self.encoded
    }

    pub(super) fn to_pem(self) -> Option<String> {
        self.key.to_public_key_pem(LineEnding::LF).ok()
    }

    pub(super) fn accepts(&self, message: &[u8], signature: &[u8; SIGNATURE_BYTES]) -> bool {
        Signature::from_slice(signature)
            .is_ok_and(|signature| VerifyingKey::from(self.key).verify(message, &signature).is_ok())
    }
}

/// A private key, wiped when dropped.
pub(super) struct Secret(SigningKey);

impl Secret {
    /// Reads a scalar from 1 to n - 1, big-endian.
    pub(super) fn read(scalar: &[u8; 32]) -> Option<Self> {
        SigningKey::from_slice(scalar).ok().map(Self)
    }

    pub(super) fn from_pkcs8(info: PrivateKeyInfoRef<'_>) -> Option<Self> {
        SecretKey::try_from(info).ok().map(|key| Self(key.into()))
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
