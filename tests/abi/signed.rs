//! Whatever is signed, of every suite: opened with the suite key of who signed it, and with no other.

use std::ptr::{null, null_mut};

use symbolon::capi::batch::*;
use symbolon::capi::bundle::*;
use symbolon::capi::certificate::*;
use symbolon::capi::issue::*;
use symbolon::capi::key::*;
use symbolon::capi::lease::*;
use symbolon::capi::lease_draw::*;
use symbolon::capi::receipt::*;
use symbolon::capi::reconcile::*;
use symbolon::capi::status::*;
use symbolon::trust::{BundleContent, SecretKey, Suite};

use super::arguments::*;
use super::suites::{free, keys};

/// Opens with a key.
type Open<'a> = dyn Fn(*const u8, usize) -> i32 + 'a;

/// Whether the key opens it, and nothing else does.
fn only(key: &[u8], open: &Open<'_>) {
    let with = |key: &[u8]| open(key.as_ptr(), key.len());
    assert_eq!(with(key), SYMBOLON_OK);
    assert_eq!(with(&key[..key.len() - 1]), SYMBOLON_E_PUBLIC_KEY);
    assert_eq!(with(&[&[4], &key[1..]].concat()), SYMBOLON_E_SUITE);
    assert_eq!(with(&[]), SYMBOLON_E_NULL);
    let mut ed25519 = [0; 33];
    ed25519[0] = 1;
    let other = SecretKey::from_seed(&[77; 32]).unwrap();
    ed25519[1..].copy_from_slice(symbolon::trust::Signer::public_key(&other).bytes());
    assert_eq!(with(&ed25519), SYMBOLON_E_UNKNOWN_KEY);
}

fn issuer(key: *const symbolon_secret_key) -> *const symbolon_issuer {
    let mut issuer = null();
    ok!(symbolon_issuer_new(key, &raw mut issuer));
    issuer
}

#[test]
fn bundles() {
    let keys = keys();
    for (_, root) in &keys {
        let suite = Suite::from_number(root[0]).unwrap();
        let content = BundleContent { sequence: 1, next_update: 1, ..BundleContent::default() };
        let file = content.sign(&SecretKey::from_secret(suite, &[2; 32]).unwrap()).unwrap();
        only(root, &|key, len| {
            let mut out = null();
            let (file, info) = ((file.as_ptr(), file.len()), null_mut());
            let status = status!(symbolon_bundle_open(file.0, file.1, key, len, 0, &raw mut out, info));
            assert_eq!(out.is_null(), status != SYMBOLON_OK);
            // SAFETY: freed once.
            unsafe { symbolon_bundle_free(out) };
            status
        });
    }
    free(keys);
}

#[test]
fn certificates() {
    let (keys, codes) = (keys(), Flat::new(&[CODE]));
    for (key, public) in &keys {
        let (issuer, mut builder, mut batch, mut added) = (issuer(*key), null_mut(), null(), -1);
        ok!(symbolon_batch_builder_new(&raw mut builder));
        let (bytes, offsets) = (codes.bytes.as_ptr(), codes.offsets.as_ptr());
        ok!(symbolon_batch_builder_add_batch(builder, bytes, offsets, 1, &raw mut added));
        ok!(symbolon_batch_builder_finish(builder, &raw mut batch, null_mut()));
        let signed = fills(&|b, c, l| {
            status!(symbolon_certificate_sign(batch, issuer, b"7".as_ptr(), 1, 0, b, c, l, null_mut()))
        });
        only(public, &|key, len| {
            let (mut out, bytes) = (null(), (signed.as_ptr(), signed.len()));
            let status =
                status!(symbolon_certificate_open(bytes.0, bytes.1, key, len, &raw mut out, null_mut()));
            // SAFETY: freed once.
            unsafe { symbolon_certificate_free(out) };
            status
        });
        // SAFETY: each is freed once.
        unsafe {
            symbolon_batch_builder_free(builder);
            symbolon_batch_free(batch);
            symbolon_issuer_free(issuer);
        }
    }
    free(keys);
}

unsafe extern "C" fn keep_nothing(_: *mut std::ffi::c_void, _: *const u8) -> i32 {
    0
}

#[test]
fn leases_and_receipts() {
    let keys = keys();
    for (key, public) in &keys {
        let issuer = issuer(*key);
        let mut terms = symbolon_lease_terms {
            size: 152,
            id_len: 8,
            first: 0,
            count: 10,
            quota: 10,
            from: 0,
            until: 100,
            holder_len: 1,
            slot_len: 0,
            id: [1; 16],
            key_id: [0; 8],
            holder: [b'h'; 32],
            slot: [0; 20],
            gtin: GTIN.try_into().unwrap(),
            reserved: [0; 6],
        };
        ok!(symbolon::capi::suite_key::symbolon_suite_key_id(
            public.as_ptr(),
            public.len(),
            terms.key_id.as_mut_ptr()
        ));
        let bytes =
            fills(&|b, c, l| status!(symbolon_lease_grant(issuer, &raw const terms, b, c, l, null_mut())));
        let open = |key, len, out: *mut *const symbolon_lease| {
            status!(symbolon_lease_open(bytes.as_ptr(), bytes.len(), key, len, out, null_mut()))
        };
        only(public, &|key, len| {
            let mut out = null();
            let status = open(key, len, &raw mut out);
            // SAFETY: freed once.
            unsafe { symbolon_lease_free(out) };
            status
        });
        let (mut lease, mut draw, mut reconciler) = (null(), null_mut(), null_mut());
        assert_eq!(open(public.as_ptr(), public.len(), &raw mut lease), SYMBOLON_OK);
        ok!(symbolon_draw_new(lease, null(), 0, &raw mut draw));
        let (mut receipt, mut len) = (vec![0; SYMBOLON_RECEIPT_MAX], 0);
        let (store, user) = (Some(keep_nothing as _), null_mut());
        let (buf, cap) = (receipt.as_mut_ptr(), receipt.len());
        ok!(symbolon_draw_close(draw, issuer, 5, store, user, buf, cap, &raw mut len, null_mut()));
        receipt.truncate(len);
        ok!(symbolon_reconciler_new(&raw mut reconciler));
        let at = (receipt.as_ptr(), receipt.len());
        only(public, &|key, len| {
            let (mut first, mut count) = (0, 0);
            let (first, count) = (&raw mut first, &raw mut count);
            let returned =
                status!(symbolon_receipt_returned(at.0, at.1, key, len, lease, first, count, null_mut()));
            let added =
                status!(symbolon_reconciler_add_receipt(reconciler, at.0, at.1, key, len, null_mut()));
            assert_eq!(returned, added);
            added
        });
        // SAFETY: each is freed once.
        unsafe {
            symbolon_reconciler_free(reconciler);
            symbolon_draw_free(draw);
            symbolon_lease_free(lease);
            symbolon_issuer_free(issuer);
        }
    }
    free(keys);
}
