//! Key grants: signed by a root key, admitted by a verifier.

use core::str;

use super::boundary::{Fault, boundary};
use super::issue::symbolon_issuer;
use super::key::SYMBOLON_KEY_ID_BYTES;
use super::status::{symbolon_error, symbolon_status};
use super::verify::{scope, symbolon_verifier};
use crate::Error;
use crate::error::place;
use crate::trust::{KeyGrant, Window};

/// The most bytes of a name in a grant.
pub const SYMBOLON_GRANT_NAME_MAX: usize = 64;
const _: () = assert!(SYMBOLON_GRANT_NAME_MAX == KeyGrant::MAX_NAME);

/// Signs a grant: this key may issue, at this time and for this scope.
///
/// root:           signs; its key is the root key
/// key:            `key_len` bytes: the suite key that is granted
/// from, until:    when it is believed, seconds since 1970 UTC, `until` excluded; INT64_MIN and INT64_MAX for always
/// bytes, offsets: what it may speak for, as in `symbolon_verifier_add_key`; `n` of 0 means everything
/// name:           `name_len` bytes of UTF-8, for people; at most SYMBOLON_GRANT_NAME_MAX; NULL with 0 for none
/// buf:            out, the grant; under 256 bytes for a few rules
/// errors:         SYMBOLON_E_SUITE, SYMBOLON_E_PUBLIC_KEY, SYMBOLON_E_WINDOW; SYMBOLON_E_CHARSET, SYMBOLON_E_CLAIM
///                 for the name; of the scope as `symbolon_verifier_add_key`; SYMBOLON_E_TOO_LONG; SYMBOLON_E_SIGNER with `detail`;
///                 SYMBOLON_E_SIGNATURE if an external signer gave a false signature
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_grant_sign(
    root: *const symbolon_issuer,
    key: *const u8,
    key_len: usize,
    from: i64,
    until: i64,
    bytes: *const u8,
    offsets: *const usize,
    n: usize,
    name: *const u8,
    name_len: usize,
    buf: *mut u8,
    cap: usize,
    len: *mut usize,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.buffer(buf, cap, len)?;
            let root = given.handle(root)?;
            let key = given.suite_key(key, key_len)?;
            let scope = scope(given.batch(bytes, offsets, n)?)?;
            let name = match given.bytes(name, name_len)? {
                [] => None,
                name => {
                    let name = str::from_utf8(name);
                    Some(name.map_err(|error| Error::Charset { at: place(error.valid_up_to()) })?)
                }
            };
            let grant = KeyGrant::new(key, Window::new(from, until)?, scope, name)?;
            out.fill(&grant.sign(root.0.signer())?)
        })
    }
}

/// Adds the key of a grant to those that are believed, if the root key signed the grant and may grant as much.
///
/// grant:          `grant_len` bytes
/// root:           `root_len` bytes: the suite key of the root
/// bytes, offsets: what the root may speak for, as in `symbolon_verifier_add_key`; `n` of 0 means everything
/// key_id:         out, SYMBOLON_KEY_ID_BYTES characters; may be NULL
/// errors:         SYMBOLON_E_ARTEFACT, SYMBOLON_E_CLAIM with `item`, SYMBOLON_E_TOO_LONG, SYMBOLON_E_VERSION;
///                 SYMBOLON_E_UNKNOWN_KEY if another root signed; SYMBOLON_E_SIGNATURE; SYMBOLON_E_SCOPE;
///                 SYMBOLON_E_SUITE, SYMBOLON_E_PUBLIC_KEY, SYMBOLON_E_TAKEN; of the root's scope as
///                 `symbolon_verifier_add_key`
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_verifier_admit(
    verifier: *mut symbolon_verifier,
    grant: *const u8,
    grant_len: usize,
    root: *const u8,
    root_len: usize,
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
            let grant = given.bytes(grant, grant_len)?;
            let root = given.suite_key(root, root_len)?;
            let root_scope = scope(given.batch(bytes, offsets, n)?)?;
            let grant = KeyGrant::open(grant, &root)?;
            let id = verifier
                .0
                .change(|verifier| verifier.keyring.admit(&grant, &root_scope).map_err(Fault::from))?;
            if let Some(out) = out {
                out.write(id.text());
            }
            Ok(())
        })
    }
}
