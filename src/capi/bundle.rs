//! Trust bundles: opening, storing, updating, installing into a verifier. They are signed with the Rust library.

use core::ptr::null_mut;
use std::sync::Arc;

use super::boundary::{Fault, Given, boundary};
use super::handle::{give_shared, take_shared};
use super::key::SYMBOLON_KEY_ID_BYTES;
use super::status::{symbolon_error, symbolon_status};
use super::verify::{scope, symbolon_verifier};
use crate::code::KeyId;
use crate::trust::{Bundle, Root};

/// A trust bundle that its root key signed. Shared: any number of threads.
pub struct symbolon_bundle(Arc<Bundle>);

/// Opens a bundle: one file of issuing keys, leases, and revoked and recalled codes, signed by a brand's root key.
///
/// bytes:        `bytes_len` bytes of the file, at most 64 MiB
/// root:         `root_len` bytes: the suite key of the root as you were given it, never taken from the file
/// newest_known: the highest sequence number that you have stored, 0 for none: older files are refused
/// out:          the bundle; free it with `symbolon_bundle_free`
/// errors:       SYMBOLON_E_SUITE, SYMBOLON_E_PUBLIC_KEY of the root; SYMBOLON_E_TOO_LONG, SYMBOLON_E_ARTEFACT,
///               SYMBOLON_E_UNKNOWN_KEY, SYMBOLON_E_SIGNATURE, SYMBOLON_E_VERSION, SYMBOLON_E_CLAIM, SYMBOLON_E_ROLLED_BACK
/// source:       COSE_Sign1, RFC 9052; the payload is drawn in src/trust/bundle_format.rs
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_bundle_open(
    bytes: *const u8,
    bytes_len: usize,
    root: *const u8,
    root_len: usize,
    newest_known: u64,
    out: *mut *const symbolon_bundle,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.out(out)?;
            let root = given.suite_key(root, root_len)?;
            let bundle = Bundle::open(given.bytes(bytes, bytes_len)?, &root, newest_known)?;
            give_shared(out, symbolon_bundle(Arc::new(bundle)));
            Ok(())
        })
    }
}

impl Given {
    fn bundle(&self, bundle: *const symbolon_bundle) -> Result<&Arc<Bundle>, Fault> {
        Ok(&self.handle(bundle)?.0)
    }
}

/// The number of a bundle, to be stored as `newest_known`, and its times.
///
/// sequence:    out
/// issued_at:   out, seconds since 1970 UTC
/// next_update: out, seconds since 1970 UTC: from then on the bundle is stale, and believed all the same
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_bundle_times(
    bundle: *const symbolon_bundle,
    sequence: *mut u64,
    issued_at: *mut i64,
    next_update: *mut i64,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let outs = (given.out(sequence)?, given.out(issued_at)?, given.out(next_update)?);
            let content = given.bundle(bundle)?.content();
            outs.0.write(content.sequence);
            outs.1.write(content.issued_at);
            outs.2.write(content.next_update);
            Ok(())
        })
    }
}

/// Whose root signed a bundle, for people.
///
/// buf: out, UTF-8, at most 200 bytes
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_bundle_name(
    bundle: *const symbolon_bundle,
    buf: *mut u8,
    cap: usize,
    len: *mut usize,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let out = given.buffer(buf, cap, len)?;
            out.fill(given.bundle(bundle)?.content().name.as_bytes())
        })
    }
}

/// The file of a bundle, to be stored: after `symbolon_bundle_apply` it is new.
///
/// buf: out
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_bundle_bytes(
    bundle: *const symbolon_bundle,
    buf: *mut u8,
    cap: usize,
    len: *mut usize,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let out = given.buffer(buf, cap, len)?;
            out.fill(given.bundle(bundle)?.bytes())
        })
    }
}

/// The delta that makes a bundle from an older one of the same root; its length follows what changed. Needs no key:
/// whoever publishes bundles can make it.
///
/// newer, older: stay yours
/// buf:          out
/// errors:       SYMBOLON_E_UNKNOWN_KEY if the roots differ, SYMBOLON_E_ROLLED_BACK if `older` is not older,
///               SYMBOLON_E_ARTEFACT if another program wrote `newer` in another form, SYMBOLON_E_TOO_LONG
/// source:       drawn in src/trust/delta.rs
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_bundle_delta(
    newer: *const symbolon_bundle,
    older: *const symbolon_bundle,
    buf: *mut u8,
    cap: usize,
    len: *mut usize,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let out = given.buffer(buf, cap, len)?;
            out.fill(&given.bundle(newer)?.delta_from(given.bundle(older)?)?)
        })
    }
}

/// Makes the newer bundle from an older one and a delta. The root's signature of the newer one is verified.
///
/// older:  stays yours
/// delta:  `delta_len` bytes, at most 64 MiB
/// out:    the newer bundle; free it with `symbolon_bundle_free`
/// errors: SYMBOLON_E_DELTA_BASE if it was made for another bundle; SYMBOLON_E_ARTEFACT, SYMBOLON_E_VERSION; those of
///         `symbolon_bundle_open`, SYMBOLON_E_SIGNATURE for a delta that was changed
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_bundle_apply(
    older: *const symbolon_bundle,
    delta: *const u8,
    delta_len: usize,
    out: *mut *const symbolon_bundle,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.out(out)?;
            let newer = given.bundle(older)?.apply(given.bytes(delta, delta_len)?)?;
            give_shared(out, symbolon_bundle(Arc::new(newer)));
            Ok(())
        })
    }
}

/// Lets a verifier believe what a bundle says, in place of an older bundle of the same root. Several roots may be
/// installed; each speaks only about its scope.
///
/// bundle:         stays yours; it may be freed before the verifier
/// bytes, offsets: what the root may speak about: GTINs of 14 digits, and company prefixes of 4 to 12; see "Batches".
///                 `n` of 0 means everything
/// errors:         SYMBOLON_E_ROLLED_BACK if a newer one is installed; SYMBOLON_E_SCOPE if the bundle speaks about more;
///                 SYMBOLON_E_TAKEN if one of its keys was added otherwise; of the scope with `item`:
///                 SYMBOLON_E_COMPANY_PREFIX, SYMBOLON_E_CHARSET, SYMBOLON_E_CHECK_DIGIT
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_verifier_install(
    verifier: *mut symbolon_verifier,
    bundle: *const symbolon_bundle,
    bytes: *const u8,
    offsets: *const usize,
    n: usize,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let bundle = Arc::clone(given.bundle(bundle)?);
            let root = Root { key: *bundle.root(), scope: scope(given.batch(bytes, offsets, n)?)? };
            given.handle_mut(verifier)?.0.change(|verifier| Ok(verifier.install(bundle, &root)?))
        })
    }
}

/// Forgets what a root said, its keys included.
///
/// root_id: SYMBOLON_KEY_ID_BYTES characters, the id of the root's key
/// errors:  SYMBOLON_E_PROOF if that is no key id, SYMBOLON_E_UNKNOWN_KEY if no bundle of this root is installed
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_verifier_uninstall(
    verifier: *mut symbolon_verifier,
    root_id: *const u8,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let id = KeyId::parse(given.array::<SYMBOLON_KEY_ID_BYTES>(root_id)?)?;
            given.handle_mut(verifier)?.0.change(|verifier| Ok(verifier.bundles.remove(id)?))
        })
    }
}

/// Frees a bundle. NULL is a no-op. Verifiers that were given it keep what they need.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_bundle_free(bundle: *const symbolon_bundle) {
    // SAFETY: the caller hands in what `symbolon_bundle_open` or `symbolon_bundle_apply` gave, once.
    unsafe { take_shared(bundle) };
}
