//! Keys of every suite: public ones as bytes that begin with their suite, private ones sealed by a passphrase.

use core::ptr::null_mut;

use zeroize::Zeroizing;

use super::boundary::{Fault, Given, boundary};
use super::handle::give_shared;
use super::key::{SYMBOLON_KEY_ID_BYTES, symbolon_secret_key};
use super::status::{symbolon_error, symbolon_status};
use super::verify::{scope, symbolon_verifier};
use crate::Error;
use crate::trust::{PublicKey, SecretKey, Signer, Suite, Window};

/// Ed25519 (RFC 8032). In every build.
pub const SYMBOLON_SUITE_ED25519: u32 = 1;
const _: () = assert!(SYMBOLON_SUITE_ED25519 == Suite::Ed25519.number() as u32);
/// ECDSA over NIST P-256 with SHA-256 (FIPS 186-5), r and s of 32 bytes each. In builds with feature `p256`.
pub const SYMBOLON_SUITE_P256: u32 = 2;
const _: () = assert!(SYMBOLON_SUITE_P256 == Suite::P256.number() as u32);
/// SM2 with SM3 (GB/T 32918.2) under the identity 1234567812345678, r and s of 32 bytes each. In builds with feature
/// `sm2`.
pub const SYMBOLON_SUITE_SM2: u32 = 3;
const _: () = assert!(SYMBOLON_SUITE_SM2 == Suite::Sm2.number() as u32);

/// The most bytes of a suite key: one byte SYMBOLON_SUITE_x, then the public key: 32 bytes of RFC 8032 (Ed25519), or 33 of
/// a compressed point (SEC 1).
pub const SYMBOLON_SUITE_KEY_MAX: usize = 34;
const _: () = assert!(SYMBOLON_SUITE_KEY_MAX == 1 + PublicKey::MAX_BYTES);
/// Bytes that every PEM of a sealed key fits into.
pub const SYMBOLON_SEALED_PEM_MAX: usize = 512;
/// Bytes of randomness that sealing a key takes: 16 of salt, 16 of the initialisation vector.
pub const SYMBOLON_SALT_AND_IV_BYTES: usize = 32;

impl Given {
    /// A public key of any suite.
    pub(super) fn suite_key(&self, key: *const u8, key_len: usize) -> Result<PublicKey, Fault> {
        let key = self.bytes(key, key_len)?;
        let (suite, key) = key.split_first().ok_or(Fault::Null)?;
        Ok(PublicKey::from_bytes(Suite::from_number(*suite)?, key)?)
    }
}

fn suite_key(key: &PublicKey) -> Vec<u8> {
    [&[key.suite().number()], key.bytes()].concat()
}

/// Makes a private key of any suite from randomness of yours.
///
/// suite:  SYMBOLON_SUITE_x
/// secret: SYMBOLON_SECRET_BYTES random bytes; wipe your copy
/// out:    the key; free it with `symbolon_secret_key_free`
/// errors: SYMBOLON_E_SUITE; SYMBOLON_E_PARAMETER, less than once in 2^32, for a number out of range: draw another
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_secret_key_from_secret(
    suite: u32,
    secret: *const u8,
    out: *mut *const symbolon_secret_key,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let out = given.out(out)?;
            let secret = Zeroizing::new(*given.array(secret)?);
            let suite = Suite::from_number(u8::try_from(suite).map_err(|_| Error::Suite)?)?;
            give_shared(out, symbolon_secret_key(SecretKey::from_secret(suite, &secret)?));
            Ok(())
        })
    }
}

/// The public half of a private key of any suite.
///
/// buf: out, a suite key; at most SYMBOLON_SUITE_KEY_MAX bytes
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_secret_key_suite_key(
    key: *const symbolon_secret_key,
    buf: *mut u8,
    cap: usize,
    len: *mut usize,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let out = given.buffer(buf, cap, len)?;
            out.fill(&suite_key(given.handle(key)?.0.public_key()))
        })
    }
}

/// Reads a public key of any suite, as `openssl pkey -pubout` writes it (SPKI).
///
/// pem:    `pem_len` bytes of text
/// buf:    out, a suite key; at most SYMBOLON_SUITE_KEY_MAX bytes
/// errors: SYMBOLON_E_PEM, SYMBOLON_E_TOO_LONG, SYMBOLON_E_SUITE, SYMBOLON_E_PUBLIC_KEY
/// source: RFC 5480, RFC 8410
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_suite_key_from_pem(
    pem: *const u8,
    pem_len: usize,
    buf: *mut u8,
    cap: usize,
    len: *mut usize,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let out = given.buffer(buf, cap, len)?;
            out.fill(&suite_key(&PublicKey::from_pem(given.pem(pem, pem_len)?)?))
        })
    }
}

/// A public key of any suite as PEM (SPKI).
///
/// key:    `key_len` bytes: a suite key
/// buf:    out, at most SYMBOLON_PEM_MAX bytes
/// errors: SYMBOLON_E_SUITE, SYMBOLON_E_PUBLIC_KEY
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_suite_key_to_pem(
    key: *const u8,
    key_len: usize,
    buf: *mut u8,
    cap: usize,
    len: *mut usize,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let out = given.buffer(buf, cap, len)?;
            out.fill(given.suite_key(key, key_len)?.to_pem()?.as_bytes())
        })
    }
}

/// The id under which codes name a public key of any suite. Also checks the key.
///
/// key:    `key_len` bytes: a suite key
/// key_id: out, SYMBOLON_KEY_ID_BYTES characters, no NUL
/// errors: SYMBOLON_E_SUITE, SYMBOLON_E_PUBLIC_KEY
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_suite_key_id(
    key: *const u8,
    key_len: usize,
    key_id: *mut u8,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let out = given.out_array(key_id)?;
            out.write(given.suite_key(key, key_len)?.id().text());
            Ok(())
        })
    }
}

/// `symbolon_verifier_add_key` for a public key of any suite.
///
/// key:            `key_len` bytes: a suite key
/// from, until:    when it is believed, seconds since 1970 UTC, `until` excluded; INT64_MIN and INT64_MAX for always
/// bytes, offsets: what it may speak for, as in `symbolon_verifier_add_key`; `n` of 0 means everything
/// key_id:         out, SYMBOLON_KEY_ID_BYTES characters; may be NULL
/// errors:         SYMBOLON_E_SUITE, and those of `symbolon_verifier_add_key`
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_verifier_add_suite_key(
    verifier: *mut symbolon_verifier,
    key: *const u8,
    key_len: usize,
    from: i64,
    until: i64,
    bytes: *const u8,
    offsets: *const usize,
    n: usize,
    key_id: *mut u8,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.out_if_wanted::<[u8; SYMBOLON_KEY_ID_BYTES]>(key_id.cast())?;
            let verifier = given.handle_mut(verifier)?;
            let key = given.suite_key(key, key_len)?;
            let window = Window::new(from, until)?;
            let scope = scope(given.batch(bytes, offsets, n)?)?;
            let id = verifier.0.change(|verifier| Ok(verifier.keyring.add(key, window, scope)?))?;
            if let Some(out) = out {
                out.write(id.text());
            }
            Ok(())
        })
    }
}

/// A private key as PEM sealed by a passphrase (PKCS#8, PBES2 with scrypt and AES-256-CBC), which openssl reads too.
///
/// passphrase:  `passphrase_len` bytes, at least one, taken as they are; wipe your copy
/// salt_and_iv: SYMBOLON_SALT_AND_IV_BYTES of fresh randomness, never used again
/// log_n:       14 to 17: takes 2^log_n KiB of memory, and time in proportion. openssl reads 14 unless told otherwise
/// buf:         out, at most SYMBOLON_SEALED_PEM_MAX bytes
/// errors:      SYMBOLON_E_PARAMETER
/// source:      RFC 5958, RFC 8018, RFC 7914
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_secret_key_seal(
    key: *const symbolon_secret_key,
    passphrase: *const u8,
    passphrase_len: usize,
    salt_and_iv: *const u8,
    log_n: u32,
    buf: *mut u8,
    cap: usize,
    len: *mut usize,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let out = given.buffer(buf, cap, len)?;
            let key = given.handle(key)?;
            let passphrase = given.bytes(passphrase, passphrase_len)?;
            let salt_and_iv = given.array::<SYMBOLON_SALT_AND_IV_BYTES>(salt_and_iv)?;
            let log_n = u8::try_from(log_n).map_err(|_| Error::Parameter)?;
            out.fill(key.0.to_sealed_pem(passphrase, salt_and_iv, log_n)?.as_bytes())
        })
    }
}

/// Reads a private key of any suite that a passphrase seals, as `symbolon_secret_key_seal` or
/// `openssl pkcs8 -topk8 -v2 aes-256-cbc` writes it. Takes at most 128 MiB of memory and about a second.
///
/// pem:        `pem_len` bytes of text
/// passphrase: `passphrase_len` bytes; wipe your copy
/// out:        the key; free it with `symbolon_secret_key_free`
/// errors:     SYMBOLON_E_PASSPHRASE; SYMBOLON_E_PEM, SYMBOLON_E_TOO_LONG; SYMBOLON_E_PARAMETER for a file that would cost
///             more; SYMBOLON_E_SUITE
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_secret_key_open(
    pem: *const u8,
    pem_len: usize,
    passphrase: *const u8,
    passphrase_len: usize,
    out: *mut *const symbolon_secret_key,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let out = given.out(out)?;
            let pem = given.pem(pem, pem_len)?;
            let passphrase = given.bytes(passphrase, passphrase_len)?;
            give_shared(out, symbolon_secret_key(SecretKey::from_sealed_pem(pem, passphrase)?));
            Ok(())
        })
    }
}
