//! Private keys at rest, sealed by a passphrase.
//!
//! # Format
//!
//! A PEM text `ENCRYPTED PRIVATE KEY`, as openssl reads it: `EncryptedPrivateKeyInfo` of PKCS#8 (RFC 5958, section 3) by
//! PBES2 (RFC 8018, section 6.2) with scrypt (RFC 7914, section 7).
//!
//! ```text
//! SEQUENCE
//!   SEQUENCE
//!     OID 1.2.840.113549.1.5.13             PBES2
//!     SEQUENCE
//!       SEQUENCE
//!         OID 1.3.6.1.4.1.11591.4.11        scrypt
//!         SEQUENCE
//!           OCTET STRING                    salt, 16 bytes
//!           INTEGER                         N, a power of two
//!           INTEGER 8                       r
//!           INTEGER 1                       p
//!       SEQUENCE
//!         OID 2.16.840.1.101.3.4.1.42       AES-256-CBC
//!         OCTET STRING                      initialisation vector, 16 bytes
//!   OCTET STRING                            PKCS#8 of the key, padded and encrypted
//! ```
//!
//! Also read: PBKDF2 with HMAC-SHA-224, -256, -384 or -512, which is openssl's default, other r and p, and AES-CBC with
//! shorter keys. Refused before any work: N·r·p above 2²⁰ (128 MiB and about half a second), more than 2 000 000
//! iterations of PBKDF2 (about a second), PBES1, SHA-1, other ciphers.
//!
//! The format has no authentication tag. A wrong passphrase shows in the padding, or in what should be a key and is not;
//! a file that was changed may show in the same way, or give another key. Compare the key id where that matters.

use pkcs8::der::asn1::OctetStringRef;
use pkcs8::der::pem::PemLabel;
use pkcs8::pkcs5::pbes2::{EncryptionScheme, Kdf, Parameters, ScryptParams};
use pkcs8::pkcs5::{self, scrypt};
use pkcs8::{Document, EncryptedPrivateKeyInfoRef, LineEnding, PrivateKeyInfoRef};
use zeroize::Zeroizing;

use super::key::{SecretKey, bounded};
use crate::Error;

/// The most that N·r·p of scrypt may be.
const MAX_SCRYPT: u64 = 1 << 20;
/// The most iterations of PBKDF2.
const MAX_ITERATIONS: u32 = 2_000_000;
/// Bytes of a block of AES.
const BLOCK: usize = 16;

impl SecretKey {
    /// What sealing costs unless there is a reason for another: 16 MiB and about 30 ms. openssl reads no more than this
    /// unless it is told to.
    pub const USUAL_LOG_N: u8 = 14;

    /// The key as PEM, sealed by a passphrase; see [`super::sealed_key`].
    ///
    /// `salt_and_iv`: fresh randomness, never used again. `log_n`: 14 to 17; scrypt takes 2^`log_n` KiB of memory, and
    /// time in proportion.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] for an empty passphrase or another `log_n`; [`Error::Pem`] if the encoder failed, which it
    /// does not in practice.
    pub fn to_sealed_pem(
        &self,
        passphrase: &[u8],
        salt_and_iv: &[u8; 32],
        log_n: u8,
    ) -> Result<String, Error> {
        if passphrase.is_empty() || !(14..=17).contains(&log_n) {
            return Err(Error::Parameter);
        }
        let (Some(salt), Some(iv)) = (salt_and_iv.first_chunk::<16>(), salt_and_iv.last_chunk::<16>()) else {
            return Err(Error::Parameter);
        };
        let cost = scrypt::Params::new(log_n, 8, 1).map_err(|_| Error::Parameter)?;
        let scheme = Parameters::generate_scrypt_aes256cbc(cost, salt, *iv).map_err(|_| Error::Pem)?;
        let sealed = scheme.encrypt(passphrase, self.to_pkcs8()?.as_bytes()).map_err(|_| Error::Pem)?;
        let info = EncryptedPrivateKeyInfoRef {
            encryption_algorithm: scheme.into(),
            encrypted_data: OctetStringRef::new(&sealed).map_err(|_| Error::Pem)?,
        };
        let document = Document::encode_msg(&info).map_err(|_| Error::Pem)?;
        document.to_pem(EncryptedPrivateKeyInfoRef::PEM_LABEL, LineEnding::LF).map_err(|_| Error::Pem)
    }

    /// Reads a key that a passphrase seals, of any suite, as [`SecretKey::to_sealed_pem`] or
    /// `openssl pkcs8 -topk8 -v2 aes-256-cbc`, with `-scrypt` or without, writes it. Takes the time and memory that the
    /// file names, below the limits of [`super::sealed_key`].
    ///
    /// # Errors
    ///
    /// [`Error::TooLong`] above 4096 bytes; [`Error::Pem`] for another form or scheme; [`Error::Parameter`] for costs
    /// above the limits; [`Error::Passphrase`]; once it is open, those of [`SecretKey::from_pem`].
    pub fn from_sealed_pem(pem: &str, passphrase: &[u8]) -> Result<Self, Error> {
        let (label, document) = Document::from_pem(bounded(pem)?).map_err(|_| Error::Pem)?;
        EncryptedPrivateKeyInfoRef::validate_pem_label(label).map_err(|_| Error::Pem)?;
        let info = EncryptedPrivateKeyInfoRef::try_from(document.as_bytes()).map_err(|_| Error::Pem)?;
        let scheme = info.encryption_algorithm.pbes2().ok_or(Error::Pem)?;
        affordable(&scheme.kdf)?;
        let mut room = Zeroizing::new(info.encrypted_data.as_bytes().to_vec());
        if !is_cbc(&scheme.encryption) || room.is_empty() || room.len() % BLOCK != 0 {
            return Err(Error::Pem);
        }
        let opened = scheme.decrypt_in_place(passphrase, &mut room).map_err(|error| match error {
            pkcs5::Error::DecryptFailed => Error::Passphrase,
            _ => Error::Pem,
        })?;
        // One wrong passphrase in 256 leaves a padding that looks right, but no key.
        Self::from_pkcs8(PrivateKeyInfoRef::try_from(opened).map_err(|_| Error::Passphrase)?)
    }
}

/// Refuses what would take more memory or time than a key is worth: the file may come from an enemy.
fn affordable(kdf: &Kdf) -> Result<(), Error> {
    let affordable = match kdf {
        Kdf::Pbkdf2(params) => (1..=MAX_ITERATIONS).contains(&params.iteration_count),
        Kdf::Scrypt(ScryptParams { cost_parameter, block_size, parallelization, .. }) => {
            let blocks = u64::from(*block_size) * u64::from(*parallelization);
            let work = cost_parameter.checked_mul(blocks).unwrap_or(u64::MAX);
            // With N = 0 the reader of the parameters panics, and N = 1 is no scrypt.
            cost_parameter.is_power_of_two() && *cost_parameter > 1 && (1..=MAX_SCRYPT).contains(&work)
        }
        _ => return Err(Error::Pem),
    };
    if affordable { Ok(()) } else { Err(Error::Parameter) }
}

const fn is_cbc(scheme: &EncryptionScheme) -> bool {
    matches!(
        scheme,
        EncryptionScheme::Aes128Cbc { .. }
            | EncryptionScheme::Aes192Cbc { .. }
            | EncryptionScheme::Aes256Cbc { .. }
    )
}
