//! Private keys as handles, and public keys of Ed25519 as 32 bytes; [`super::suite_key`] has those of every suite.

use core::ptr::null_mut;
use core::str;

use zeroize::Zeroizing;

use super::boundary::{Fault, Given, boundary};
use super::handle::{give_shared, take_shared};
use super::status::symbolon_status;
use crate::Error;
use crate::code::KeyId;
use crate::trust::ed25519::{PUBLIC_KEY_BYTES, SIGNATURE_BYTES};
use crate::trust::{PublicKey, SecretKey, Signer, Suite};

/// Bytes of an Ed25519 public key (RFC 8032).
pub const SYMBOLON_PUBLIC_KEY_BYTES: usize = 32;
const _: () = assert!(SYMBOLON_PUBLIC_KEY_BYTES == PUBLIC_KEY_BYTES);
/// Bytes of a signature, in every suite.
pub const SYMBOLON_SIGNATURE_BYTES: usize = 64;
const _: () = assert!(SYMBOLON_SIGNATURE_BYTES == SIGNATURE_BYTES);
/// Characters of a key id, without NUL.
pub const SYMBOLON_KEY_ID_BYTES: usize = 8;
const _: () = assert!(SYMBOLON_KEY_ID_BYTES == KeyId::TEXT);
/// Bytes that every PEM of a key fits into.
pub const SYMBOLON_PEM_MAX: usize = 256;

/// A private key of any suite, wiped when freed, never copied out except as PEM. Shared: any number of threads.
pub struct symbolon_secret_key(pub(super) SecretKey);

impl Given {
    pub(super) fn pem(&self, pem: *const u8, pem_len: usize) -> Result<&str, Fault> {
        str::from_utf8(self.bytes(pem, pem_len)?).map_err(|_| Error::Pem.into())
    }

    /// A public key that has passed the acceptance rule.
    pub(super) fn public_key(&self, key: *const u8) -> Result<PublicKey, Fault> {
        Ok(PublicKey::from_bytes(Suite::Ed25519, self.array::<SYMBOLON_PUBLIC_KEY_BYTES>(key)?)?)
    }
}

/// The bytes of a key of the one suite that has 32 of them.
fn ed25519(key: &PublicKey) -> Result<[u8; SYMBOLON_PUBLIC_KEY_BYTES], Fault> {
    key.bytes().try_into().map_err(|_| Error::Suite.into())
}

/// Makes an Ed25519 key from randomness of yours.
///
/// seed:   SYMBOLON_SECRET_BYTES random bytes, the seed of RFC 8032; wipe your copy
/// out:    the key; free it with `symbolon_secret_key_free`
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_secret_key_from_seed(
    seed: *const u8,
    out: *mut *const symbolon_secret_key,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let out = given.out(out)?;
            let seed = Zeroizing::new(*given.array(seed)?);
            give_shared(out, symbolon_secret_key(SecretKey::from_seed(&seed)?));
            Ok(())
        })
    }
}

/// Reads a private key, as `openssl genpkey` writes it (PKCS#8, not encrypted). The algorithm in it names the suite.
///
/// pem:    `pem_len` bytes of text; wipe your copy
/// out:    the key; free it with `symbolon_secret_key_free`
/// errors: SYMBOLON_E_PEM, SYMBOLON_E_TOO_LONG, SYMBOLON_E_SUITE
/// source: RFC 5958, RFC 8410
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_secret_key_from_pem(
    pem: *const u8,
    pem_len: usize,
    out: *mut *const symbolon_secret_key,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let out = given.out(out)?;
            give_shared(out, symbolon_secret_key(SecretKey::from_pem(given.pem(pem, pem_len)?)?));
            Ok(())
        })
    }
}

/// The private key as PEM (PKCS#8): a secret, for the brand's safe.
///
/// buf:    out, at most SYMBOLON_PEM_MAX bytes; wipe it after use
/// source: RFC 8410
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_secret_key_to_pem(
    key: *const symbolon_secret_key,
    buf: *mut u8,
    cap: usize,
    len: *mut usize,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let out = given.buffer(buf, cap, len)?;
            out.fill(given.handle(key)?.0.to_pem()?.as_bytes())
        })
    }
}

/// The public half of an Ed25519 key. `symbolon_secret_key_suite_key` gives that of any suite.
///
/// public_key: out, SYMBOLON_PUBLIC_KEY_BYTES
/// errors:     SYMBOLON_E_SUITE for a key of another suite
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_secret_key_public(
    key: *const symbolon_secret_key,
    public_key: *mut u8,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let out = given.out_array(public_key)?;
            out.write(ed25519(given.handle(key)?.0.public_key())?);
            Ok(())
        })
    }
}

/// Frees a private key. NULL is a no-op. Issuers that were given it keep it alive.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_secret_key_free(key: *const symbolon_secret_key) {
    // SAFETY: the caller hands in what one of the makers of keys gave, once.
    unsafe { take_shared(key) };
}

/// Reads an Ed25519 public key, as `openssl pkey -pubout` writes it (SPKI).
///
/// pem:        `pem_len` bytes of text
/// public_key: out, SYMBOLON_PUBLIC_KEY_BYTES
/// errors:     SYMBOLON_E_PEM, SYMBOLON_E_TOO_LONG, SYMBOLON_E_PUBLIC_KEY; SYMBOLON_E_SUITE for another suite
/// source:     RFC 8410
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_public_key_from_pem(
    pem: *const u8,
    pem_len: usize,
    public_key: *mut u8,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let out = given.out_array(public_key)?;
            out.write(ed25519(&PublicKey::from_pem(given.pem(pem, pem_len)?)?)?);
            Ok(())
        })
    }
}

/// An Ed25519 public key as PEM (SPKI).
///
/// public_key: SYMBOLON_PUBLIC_KEY_BYTES
/// buf:        out, at most SYMBOLON_PEM_MAX bytes
/// errors:     SYMBOLON_E_PUBLIC_KEY
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_public_key_to_pem(
    public_key: *const u8,
    buf: *mut u8,
    cap: usize,
    len: *mut usize,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let out = given.buffer(buf, cap, len)?;
            out.fill(given.public_key(public_key)?.to_pem()?.as_bytes())
        })
    }
}

/// The id under which codes name an Ed25519 public key.
///
/// public_key: SYMBOLON_PUBLIC_KEY_BYTES
/// key_id:     out, SYMBOLON_KEY_ID_BYTES characters, no NUL
/// errors:     SYMBOLON_E_PUBLIC_KEY
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_public_key_id(public_key: *const u8, key_id: *mut u8) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let out = given.out_array(key_id)?;
            out.write(given.public_key(public_key)?.id().text());
            Ok(())
        })
    }
}

/// Whether bytes are an acceptable Ed25519 public key: canonical, on the curve, in the prime-order subgroup.
///
/// public_key: SYMBOLON_PUBLIC_KEY_BYTES
/// errors:     SYMBOLON_E_PUBLIC_KEY if they are not
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_public_key_check(public_key: *const u8) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe { boundary(null_mut(), |given| given.public_key(public_key).map(drop)) }
}
