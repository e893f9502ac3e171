//! Keys: who signs, and the public half that others believe.

use core::fmt;

use ed25519_dalek::pkcs8::{DecodePrivateKey, DecodePublicKey, EncodePublicKey, KeypairBytes, spki};
use ed25519_dalek::{Signer as _, SigningKey, VerifyingKey};
use zeroize::Zeroizing;

use super::ed25519::{PUBLIC_KEY_BYTES, Point, SIGNATURE_BYTES};
use super::suite::Suite;
use crate::Error;
use crate::code::KeyId;

const KEY_ID_CONTEXT: &str = "symbolon v1 key id";
/// Longer texts are no PEM of one Ed25519 key.
const MAX_PEM: u32 = 4096;

/// An Ed25519 public key that passed the acceptance rule of [`crate::trust::ed25519`].
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PublicKey {
    point: Point,
    id: KeyId,
}

impl PublicKey {
    /// Reads the 32 bytes of RFC 8032. Costs about two signature verifications: done once per key.
    ///
    /// # Errors
    ///
    /// [`Error::PublicKey`] for an encoding that is not canonical, no curve point, or outside the prime-order
    /// subgroup.
    pub fn from_bytes(bytes: &[u8; PUBLIC_KEY_BYTES]) -> Result<Self, Error> {
        let point = Point::read(bytes).ok_or(Error::PublicKey)?;
        let mut hasher = blake3::Hasher::new_derive_key(KEY_ID_CONTEXT);
        hasher.update(&[Suite::Ed25519.number()]).update(bytes);
        let mut id = [0; KeyId::BYTES];
        hasher.finalize_xof().fill(&mut id);
        Ok(Self { point, id: KeyId::new(id) })
    }

    /// Reads a `PUBLIC KEY` PEM (SPKI, RFC 8410), as `openssl pkey -pubout` writes it.
    ///
    /// # Errors
    ///
    /// [`Error::TooLong`] above 4096 bytes, [`Error::Pem`], [`Error::PublicKey`].
    pub fn from_pem(pem: &str) -> Result<Self, Error> {
        let key = VerifyingKey::from_public_key_pem(bounded(pem)?).map_err(|_| Error::Pem)?;
        Self::from_bytes(key.as_bytes())
    }

    /// The `PUBLIC KEY` PEM (SPKI, RFC 8410).
    ///
    /// # Errors
    ///
    /// None in practice; [`Error::PublicKey`] if the encoder failed.
    pub fn to_pem(&self) -> Result<String, Error> {
        VerifyingKey::from_bytes(self.as_bytes())
            .ok()
            .and_then(|key| key.to_public_key_pem(spki::der::pem::LineEnding::LF).ok())
            .ok_or(Error::PublicKey)
    }

    /// The 32 bytes of RFC 8032.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; PUBLIC_KEY_BYTES] {
        self.point.encoded()
    }

    /// The id under which codes name this key: the first 40 bits of
    /// `BLAKE3.derive_key("symbolon v1 key id", suite ‖ key)`, suite 1 being Ed25519.
    #[must_use]
    pub const fn id(&self) -> KeyId {
        self.id
    }

    /// The algorithm.
    #[must_use]
    pub const fn suite(&self) -> Suite {
        Suite::Ed25519
    }

    /// Whether the signature over the message is accepted under this key.
    #[must_use]
    pub fn accepts(&self, message: &[u8], signature: &[u8; SIGNATURE_BYTES]) -> bool {
        self.point.accepts(message, signature)
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", self.id)
    }
}

/// Whoever holds a private key and signs with it: a key in memory, or an HSM behind a driver.
pub trait Signer {
    /// The public half of the key.
    fn public_key(&self) -> &PublicKey;

    /// Signs the message with Ed25519 (RFC 8032, neither prehashed nor with a context).
    ///
    /// # Errors
    ///
    /// [`Error::Signer`] with the device's own status.
    fn sign(&self, message: &[u8]) -> Result<[u8; SIGNATURE_BYTES], Error>;

    /// Signs many messages: to each its place in `signatures`. A device that has a batch form overrides this.
    ///
    /// # Errors
    ///
    /// Those of [`Signer::sign`]; nothing is known about `signatures` then.
    fn sign_many(&self, messages: &[&[u8]], signatures: &mut [[u8; SIGNATURE_BYTES]]) -> Result<(), Error> {
        for (message, place) in messages.iter().zip(signatures) {
            *place = self.sign(message)?;
        }
        Ok(())
    }

    /// Whether a signature is to be verified before a code leaves: always, unless the key is in our own hands.
    fn is_external(&self) -> bool {
        true
    }
}

/// An Ed25519 private key in memory; wiped when dropped, never shown.
pub struct SecretKey {
    key: SigningKey,
    public: PublicKey,
}

impl SecretKey {
    /// Makes a key from 32 bytes of the caller's randomness, the seed of RFC 8032. The caller wipes its own copy.
    ///
    /// # Errors
    ///
    /// None in practice; [`Error::PublicKey`] if the public half were refused.
    pub fn from_seed(seed: &[u8; 32]) -> Result<Self, Error> {
        Self::new(SigningKey::from_bytes(seed))
    }

    /// Reads a `PRIVATE KEY` PEM (PKCS#8, RFC 8410), as `openssl genpkey -algorithm ed25519` writes it.
    ///
    /// # Errors
    ///
    /// [`Error::TooLong`] above 4096 bytes, [`Error::Pem`] also for an encrypted key.
    pub fn from_pem(pem: &str) -> Result<Self, Error> {
        Self::new(SigningKey::from_pkcs8_pem(bounded(pem)?).map_err(|_| Error::Pem)?)
    }

    /// The `PRIVATE KEY` PEM (PKCS#8 version 1, which every openssl reads; version 2 it does not). A secret.
    ///
    /// # Errors
    ///
    /// None in practice; [`Error::Pem`] if the encoder failed.
    pub fn to_pem(&self) -> Result<Zeroizing<String>, Error> {
        use ed25519_dalek::pkcs8::EncodePrivateKey as _;
        let pair = KeypairBytes { secret_key: self.key.to_bytes(), public_key: None };
        pair.to_pkcs8_pem(spki::der::pem::LineEnding::LF).map_err(|_| Error::Pem)
    }

    fn new(key: SigningKey) -> Result<Self, Error> {
        let public = PublicKey::from_bytes(key.verifying_key().as_bytes())?;
        Ok(Self { key, public })
    }
}

impl Signer for SecretKey {
    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn sign(&self, message: &[u8]) -> Result<[u8; SIGNATURE_BYTES], Error> {
        Ok(self.key.sign(message).to_bytes())
    }

    fn is_external(&self) -> bool {
        false
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretKey({})", self.public.id())
    }
}

fn bounded(pem: &str) -> Result<&str, Error> {
    if pem.len() > MAX_PEM as usize { Err(Error::TooLong { limit: MAX_PEM }) } else { Ok(pem) }
}
