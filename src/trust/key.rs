//! Keys of every suite: private ones, and the public half that others believe.

use core::fmt;

use ed25519_dalek::pkcs8::{KeypairBytes, PublicKeyBytes};
use ed25519_dalek::{Signer as _, SigningKey};
use pkcs8::der::pem::PemLabel;
use pkcs8::{
    AlgorithmIdentifierRef, Document, EncodePrivateKey as _, EncodePublicKey as _, LineEnding,
    ObjectIdentifier, PrivateKeyInfoRef, SecretDocument, SubjectPublicKeyInfoRef,
};
use zeroize::Zeroizing;

use super::ed25519::{Point, SIGNATURE_BYTES};
use super::ed25519_sign;
#[cfg(feature = "p256")]
use super::p256;
use super::signer::{self, Signer};
#[cfg(feature = "sm2")]
use super::sm2;
use super::suite::Suite;
use crate::Error;
use crate::code::KeyId;

const KEY_ID_CONTEXT: &str = "symbolon v1 key id";
/// Longer texts are no PEM of one key.
pub(super) const MAX_PEM: u32 = 4096;

/// A public key that is acceptable in its suite.
///
/// `Copy` and about 200 bytes, so that it can be stored beside its signer; hand it on by reference.
#[derive(Clone, Copy)]
pub struct PublicKey {
    key: Public,
    id: KeyId,
}

#[derive(Clone, Copy)]
enum Public {
    Ed25519(Point),
    #[cfg(feature = "p256")]
    P256(p256::Public),
    #[cfg(feature = "sm2")]
    Sm2(sm2::Public),
}

impl PublicKey {
    /// The most bytes of a key in any suite.
    pub const MAX_BYTES: usize = 33;

    /// Reads a key as the table of [`super::suite`] shows it. An Ed25519 key costs about two signature verifications:
    /// done once per key.
    ///
    /// # Errors
    ///
    /// [`Error::Suite`] for a suite that this build leaves out. [`Error::PublicKey`] for another length, an encoding
    /// that is not canonical, no curve point, the point at infinity; in Ed25519 also for a point outside the
    /// prime-order subgroup.
    pub fn from_bytes(suite: Suite, bytes: &[u8]) -> Result<Self, Error> {
        Public::read(suite, bytes).map(Self::new)
    }

    /// Reads a `PUBLIC KEY` PEM (SPKI, RFC 5280; RFC 8410 for Ed25519, RFC 5480 for the others), as
    /// `openssl pkey -pubout` writes it. Its algorithm names the suite.
    ///
    /// # Errors
    ///
    /// [`Error::TooLong`] above 4096 bytes, [`Error::Pem`] also for other algorithms; those of
    /// [`PublicKey::from_bytes`].
    pub fn from_pem(pem: &str) -> Result<Self, Error> {
        let (label, document) = Document::from_pem(bounded(pem)?).map_err(|_| Error::Pem)?;
        SubjectPublicKeyInfoRef::validate_pem_label(label).map_err(|_| Error::Pem)?;
        let info = SubjectPublicKeyInfoRef::try_from(document.as_bytes()).map_err(|_| Error::Pem)?;
        let bytes = info.subject_public_key.as_bytes().ok_or(Error::Pem)?;
        Public::from_spki(suite_of(&info.algorithm)?, bytes).map(Self::new)
    }

    /// The `PUBLIC KEY` PEM (SPKI).
    ///
    /// # Errors
    ///
    /// None in practice; [`Error::PublicKey`] if the encoder failed.
    pub fn to_pem(&self) -> Result<String, Error> {
        match self.key {
            Public::Ed25519(point) => PublicKeyBytes(*point.encoded()).to_public_key_pem(LineEnding::LF).ok(),
            #[cfg(feature = "p256")]
            Public::P256(key) => key.to_pem(),
            #[cfg(feature = "sm2")]
            Public::Sm2(key) => key.to_pem(),
        }
        .ok_or(Error::PublicKey)
    }

    /// The bytes of the key, without the suite: 32 or 33, see the table of [`super::suite`].
    #[must_use]
    pub const fn bytes(&self) -> &[u8] {
        self.key.bytes()
    }

    /// The id under which codes name this key: the first 40 bits of
    /// `BLAKE3.derive_key("symbolon v1 key id", suite ‖ key)`, the suite being one byte.
    #[must_use]
    pub const fn id(&self) -> KeyId {
        self.id
    }

    /// The algorithm.
    #[must_use]
    pub const fn suite(&self) -> Suite {
        self.key.suite()
    }

    /// The point of an Ed25519 key, for the batch.
    #[cfg_attr(not(any(feature = "p256", feature = "sm2")), allow(clippy::unnecessary_wraps))] // one suite
    pub(super) const fn point(&self) -> Option<&Point> {
        match &self.key {
            Public::Ed25519(point) => Some(point),
            #[cfg(feature = "p256")]
            Public::P256(_) => None,
            #[cfg(feature = "sm2")]
            Public::Sm2(_) => None,
        }
    }

    /// Whether the signature over the message is accepted under this key.
    #[must_use]
    pub fn accepts(&self, message: &[u8], signature: &[u8; SIGNATURE_BYTES]) -> bool {
        match &self.key {
            Public::Ed25519(point) => point.accepts(message, signature),
            #[cfg(feature = "p256")]
            Public::P256(key) => key.accepts(message, signature),
            #[cfg(feature = "sm2")]
            Public::Sm2(key) => key.accepts(message, signature),
        }
    }

    fn new(key: Public) -> Self {
        Self { key, id: id(key.suite(), key.bytes()) }
    }
}

/// See [`PublicKey::id`].
pub(super) fn id(suite: Suite, key: &[u8]) -> KeyId {
    let mut hasher = blake3::Hasher::new_derive_key(KEY_ID_CONTEXT);
    hasher.update(&[suite.number()]).update(key);
    let mut id = [0; KeyId::BYTES];
    hasher.finalize_xof().fill(&mut id);
    KeyId::new(id)
}

impl Public {
    fn read(suite: Suite, bytes: &[u8]) -> Result<Self, Error> {
        match suite {
            Suite::Ed25519 => bytes.try_into().ok().and_then(Point::read).map(Self::Ed25519),
            #[cfg(feature = "p256")]
            Suite::P256 => p256::Public::read(bytes).map(Self::P256),
            #[cfg(feature = "sm2")]
            Suite::Sm2 => sm2::Public::read(bytes).map(Self::Sm2),
            #[cfg(not(all(feature = "p256", feature = "sm2")))]
            _ => return Err(Error::Suite),
        }
        .ok_or(Error::PublicKey)
    }

    /// SPKI may hold a point uncompressed.
    fn from_spki(suite: Suite, bytes: &[u8]) -> Result<Self, Error> {
        match suite {
            #[cfg(feature = "p256")]
            Suite::P256 => p256::Public::from_sec1(bytes).map(Self::P256).ok_or(Error::PublicKey),
            #[cfg(feature = "sm2")]
            Suite::Sm2 => sm2::Public::from_sec1(bytes).map(Self::Sm2).ok_or(Error::PublicKey),
            suite => Self::read(suite, bytes),
        }
    }

    const fn suite(&self) -> Suite {
        match self {
            Self::Ed25519(_) => Suite::Ed25519,
            #[cfg(feature = "p256")]
            Self::P256(_) => Suite::P256,
            #[cfg(feature = "sm2")]
            Self::Sm2(_) => Suite::Sm2,
        }
    }

    const fn bytes(&self) -> &[u8] {
        match self {
            Self::Ed25519(point) => point.encoded(),
            #[cfg(feature = "p256")]
            Self::P256(key) => key.encoded(),
            #[cfg(feature = "sm2")]
            Self::Sm2(key) => key.encoded(),
        }
    }
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        (self.suite(), self.bytes()) == (other.suite(), other.bytes())
    }
}

impl Eq for PublicKey {}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", self.id)
    }
}

/// A private key in memory; wiped when dropped, never shown.
pub struct SecretKey {
    key: Secret,
    public: PublicKey,
}

enum Secret {
    Ed25519(SigningKey),
    #[cfg(feature = "p256")]
    P256(p256::Secret),
    #[cfg(feature = "sm2")]
    Sm2(sm2::Secret),
}

impl SecretKey {
    /// Makes an Ed25519 key from 32 bytes of the caller's randomness, the seed of RFC 8032. The caller wipes its own
    /// copy.
    ///
    /// # Errors
    ///
    /// None in practice; [`Error::PublicKey`] if the public half were refused.
    pub fn from_seed(seed: &[u8; 32]) -> Result<Self, Error> {
        Self::from_secret(Suite::Ed25519, seed)
    }

    /// Makes a key of any suite from 32 bytes of the caller's randomness: the seed of RFC 8032, or a number, big-endian,
    /// from 1 to n - 1 (P-256) or n - 2 (SM2). A random number is refused less than once in 2³²: draw another then. The
    /// caller wipes its own copy.
    ///
    /// # Errors
    ///
    /// [`Error::Suite`] for a suite that this build leaves out; [`Error::Parameter`] for a number out of range.
    pub fn from_secret(suite: Suite, secret: &[u8; 32]) -> Result<Self, Error> {
        let key = match suite {
            Suite::Ed25519 => Some(Secret::Ed25519(SigningKey::from_bytes(secret))),
            #[cfg(feature = "p256")]
            Suite::P256 => p256::Secret::read(secret).map(Secret::P256),
            #[cfg(feature = "sm2")]
            Suite::Sm2 => sm2::Secret::read(secret).map(Secret::Sm2),
            #[cfg(not(all(feature = "p256", feature = "sm2")))]
            _ => return Err(Error::Suite),
        };
        Self::new(key.ok_or(Error::Parameter)?)
    }

    /// Reads a `PRIVATE KEY` PEM (PKCS#8, RFC 5958), as `openssl genpkey` writes it for the algorithms `ed25519`, `EC` on
    /// P-256, and `SM2`. The algorithm in it names the suite.
    ///
    /// # Errors
    ///
    /// [`Error::TooLong`] above 4096 bytes; [`Error::Pem`] also for other algorithms, for a number out of range, and for
    /// a key that a passphrase seals ([`SecretKey::from_sealed_pem`] reads those); [`Error::Suite`] for a suite that this
    /// build leaves out.
    pub fn from_pem(pem: &str) -> Result<Self, Error> {
        let (label, document) = SecretDocument::from_pem(bounded(pem)?).map_err(|_| Error::Pem)?;
        PrivateKeyInfoRef::validate_pem_label(label).map_err(|_| Error::Pem)?;
        Self::from_pkcs8(PrivateKeyInfoRef::try_from(document.as_bytes()).map_err(|_| Error::Pem)?)
    }

    /// The `PRIVATE KEY` PEM (PKCS#8 version 1, which every openssl reads; version 2 it does not). A secret.
    ///
    /// # Errors
    ///
    /// None in practice; [`Error::Pem`] if the encoder failed.
    pub fn to_pem(&self) -> Result<Zeroizing<String>, Error> {
        self.to_pkcs8()?.to_pem(PrivateKeyInfoRef::PEM_LABEL, LineEnding::LF).map_err(|_| Error::Pem)
    }

    pub(super) fn from_pkcs8(info: PrivateKeyInfoRef<'_>) -> Result<Self, Error> {
        let key = match suite_of(&info.algorithm)? {
            Suite::Ed25519 => SigningKey::try_from(info).ok().map(Secret::Ed25519),
            #[cfg(feature = "p256")]
            Suite::P256 => p256::Secret::from_pkcs8(info).map(Secret::P256),
            #[cfg(feature = "sm2")]
            Suite::Sm2 => sm2::Secret::from_pkcs8(info).map(Secret::Sm2),
            #[cfg(not(all(feature = "p256", feature = "sm2")))]
            _ => return Err(Error::Suite),
        };
        Self::new(key.ok_or(Error::Pem)?)
    }

    pub(super) fn to_pkcs8(&self) -> Result<SecretDocument, Error> {
        match &self.key {
            Secret::Ed25519(key) => {
                KeypairBytes { secret_key: key.to_bytes(), public_key: None }.to_pkcs8_der().ok()
            }
            #[cfg(feature = "p256")]
            Secret::P256(key) => key.to_pkcs8(),
            #[cfg(feature = "sm2")]
            Secret::Sm2(key) => key.to_pkcs8(),
        }
        .ok_or(Error::Pem)
    }

    fn new(key: Secret) -> Result<Self, Error> {
        let public = match &key {
            Secret::Ed25519(key) => {
                Public::Ed25519(Point::read(key.verifying_key().as_bytes()).ok_or(Error::PublicKey)?)
            }
            #[cfg(feature = "p256")]
            Secret::P256(key) => Public::P256(key.public()),
            #[cfg(feature = "sm2")]
            Secret::Sm2(key) => Public::Sm2(key.public()),
        };
        Ok(Self { key, public: PublicKey::new(public) })
    }
}

impl Signer for SecretKey {
    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    /// Fails in no suite in practice; [`Error::Signature`] if a nonce of P-256 or SM2 came out unusable, which is less
    /// likely than 2⁻²⁰⁰.
    fn sign(&self, message: &[u8]) -> Result<[u8; SIGNATURE_BYTES], Error> {
        match &self.key {
            Secret::Ed25519(key) => Some(key.sign(message).to_bytes()),
            #[cfg(feature = "p256")]
            Secret::P256(key) => key.sign(message),
            #[cfg(feature = "sm2")]
            Secret::Sm2(key) => key.sign(message),
        }
        .ok_or(Error::Signature)
    }

    /// With Ed25519 about a fifth cheaper than one by one, from four messages on.
    fn sign_many(&self, messages: &[&[u8]], signatures: &mut [[u8; SIGNATURE_BYTES]]) -> Result<(), Error> {
        match &self.key {
            Secret::Ed25519(key) => {
                signer::clear(messages, signatures)?;
                ed25519_sign::sign_many(key, messages, signatures);
                Ok(())
            }
            #[cfg(any(feature = "p256", feature = "sm2"))]
            _ => signer::one_by_one(self, messages, signatures),
        }
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

/// The suite of an algorithm that SPKI or PKCS#8 names.
fn suite_of(algorithm: &AlgorithmIdentifierRef<'_>) -> Result<Suite, Error> {
    /// RFC 8410, section 3.
    const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");
    /// RFC 5480, section 2.1.1: the curve stands in the parameters.
    const ELLIPTIC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
    /// RFC 5480, section 2.1.1.1.
    const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
    /// GM/T 0006-2012, annex A.
    const SM2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.156.10197.1.301");
    match (algorithm.oid, algorithm.parameters) {
        (ED25519, None) => Ok(Suite::Ed25519),
        (ELLIPTIC, Some(curve)) => match curve.decode_as() {
            Ok(P256) => Ok(Suite::P256),
            Ok(SM2) => Ok(Suite::Sm2),
            _ => Err(Error::Pem),
        },
        _ => Err(Error::Pem),
    }
}

pub(super) fn bounded(pem: &str) -> Result<&str, Error> {
    if pem.len() > MAX_PEM as usize { Err(Error::TooLong { limit: MAX_PEM }) } else { Ok(pem) }
}
