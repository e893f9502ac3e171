//! Keys of every suite, sealed keys, grants, and signers of the caller that take many messages at once.

use std::ffi::c_void;
use std::ptr::{null, null_mut};

use symbolon::capi::grant::*;
use symbolon::capi::issue::*;
use symbolon::capi::key::*;
use symbolon::capi::series::*;
use symbolon::capi::status::*;
use symbolon::capi::suite_key::*;
use symbolon::capi::verify::*;
use symbolon::trust::Suite;

use super::arguments::*;

/// A key of each suite that this build has, with its public half.
pub(crate) fn keys() -> Vec<(*const symbolon_secret_key, Vec<u8>)> {
    let mut keys = Vec::new();
    for suite in [SYMBOLON_SUITE_ED25519, SYMBOLON_SUITE_P256, SYMBOLON_SUITE_SM2] {
        let mut key = null();
        let status = status!(symbolon_secret_key_from_secret(suite, [2; 32].as_ptr(), &raw mut key));
        let available = Suite::from_number(suite.try_into().unwrap()).unwrap().is_available();
        assert_eq!(status, if available { SYMBOLON_OK } else { SYMBOLON_E_SUITE });
        if available {
            let public = fills(&|b, c, l| status!(symbolon_secret_key_suite_key(key, b, c, l)));
            assert_eq!(u32::from(public[0]), suite);
            assert!(public.len() <= SYMBOLON_SUITE_KEY_MAX);
            keys.push((key, public));
        }
    }
    keys
}

pub(crate) fn free(keys: Vec<(*const symbolon_secret_key, Vec<u8>)>) {
    for (key, _) in keys {
        // SAFETY: each is freed once.
        unsafe { symbolon_secret_key_free(key) };
    }
}

#[test]
fn keys_of_every_suite_are_read_and_written() {
    let keys = keys();
    for (key, public) in &keys {
        let (at, n) = (public.as_ptr(), public.len());
        let pem = fills(&|b, c, l| status!(symbolon_suite_key_to_pem(at, n, b, c, l)));
        assert!(pem.len() <= SYMBOLON_PEM_MAX);
        let read = fills(&|b, c, l| status!(symbolon_suite_key_from_pem(pem.as_ptr(), pem.len(), b, c, l)));
        assert_eq!(&read, public);
        let secret = fills(&|b, c, l| status!(symbolon_secret_key_to_pem(*key, b, c, l)));
        assert!(secret.len() <= SYMBOLON_PEM_MAX, "{}", secret.len());

        let (mut id, mut same, mut short) = ([0; 8], [0; 8], [0; 32]);
        ok!(symbolon_suite_key_id(at, n, id.as_mut_ptr()));
        let got = status!(symbolon_secret_key_public(*key, short.as_mut_ptr()));
        let read = status!(symbolon_public_key_from_pem(pem.as_ptr(), pem.len(), short.as_mut_ptr()));
        if public[0] == 1 {
            assert_eq!((got, read, &short[..]), (SYMBOLON_OK, SYMBOLON_OK, &public[1..]));
            ok!(symbolon_public_key_id(short.as_ptr(), same.as_mut_ptr()));
            assert_eq!(id, same);
        } else {
            assert_eq!((got, read), (SYMBOLON_E_SUITE, SYMBOLON_E_SUITE), "32 bytes are Ed25519 alone");
        }
        assert_eq!(status!(symbolon_suite_key_id(at, n - 1, id.as_mut_ptr())), SYMBOLON_E_PUBLIC_KEY);
        assert_eq!(status!(symbolon_suite_key_id(at, 0, id.as_mut_ptr())), SYMBOLON_E_NULL);
    }
    let mut id = [0; 8];
    assert_eq!(status!(symbolon_suite_key_id([9; 33].as_ptr(), 33, id.as_mut_ptr())), SYMBOLON_E_SUITE);
    let mut key = null();
    for suite in [0, 4, 257, u32::MAX] {
        let status = status!(symbolon_secret_key_from_secret(suite, [2; 32].as_ptr(), &raw mut key));
        assert_eq!(status, SYMBOLON_E_SUITE);
    }
    free(keys);
}

#[test]
fn sealed_keys_open_with_their_passphrase() {
    let keys = keys();
    let (word, random) = (b"correct horse", [5; SYMBOLON_SALT_AND_IV_BYTES]);
    for (key, public) in &keys {
        let seal = |len, log_n, b, c, l| {
            status!(symbolon_secret_key_seal(*key, word.as_ptr(), len, random.as_ptr(), log_n, b, c, l))
        };
        let pem = fills(&|b, c, l| seal(word.len(), 14, b, c, l));
        assert!(pem.len() <= SYMBOLON_SEALED_PEM_MAX);
        let open = |len| {
            let mut out = null();
            let (at, n) = (pem.as_ptr(), pem.len());
            (status!(symbolon_secret_key_open(at, n, word.as_ptr(), len, &raw mut out)), out)
        };
        let (status, opened) = open(word.len());
        assert_eq!(status, SYMBOLON_OK);
        assert_eq!(&fills(&|b, c, l| status!(symbolon_secret_key_suite_key(opened, b, c, l))), public);
        assert_eq!(open(word.len() - 1).0, SYMBOLON_E_PASSPHRASE);
        let mut len = 0;
        for (word, log_n) in [(0, 14), (13, 13), (13, 18), (13, 256 + 14)] {
            assert_eq!(seal(word, log_n, null_mut(), 0, &raw mut len), SYMBOLON_E_PARAMETER);
        }
        // SAFETY: freed once.
        unsafe { symbolon_secret_key_free(opened) };
    }
    free(keys);
}

fn add(
    verifier: *mut symbolon_verifier,
    key: &[u8],
    scope: &Flat,
    seen: *mut symbolon_error,
) -> symbolon_status {
    let (at, n) = (key.as_ptr(), key.len());
    let (bytes, offsets, rules) = (scope.bytes.as_ptr(), scope.offsets.as_ptr(), scope.len());
    let id = null_mut();
    status!(symbolon_verifier_add_suite_key(verifier, at, n, 0, 9, bytes, offsets, rules, id, seen))
}

fn verdict(verifier: *const symbolon_verifier, code: &[u8], at: i64) -> u32 {
    let mut answer = symbolon_verification { size: 40, ..Default::default() };
    ok!(symbolon_verifier_verify(verifier, code.as_ptr(), code.len(), at, &raw mut answer));
    answer.verdict
}

fn sign(issuer: *const symbolon_issuer) -> Vec<u8> {
    let (code, n, none) = (CODE.as_ptr(), CODE.len(), null_mut());
    fills(&|b, c, l| status!(symbolon_issuer_sign(issuer, code, n, b, c, l, none)))
}

#[test]
fn a_verifier_believes_keys_of_every_suite_and_grants_of_its_root() {
    let keys = keys();
    let everything = Flat::new::<&[u8]>(&[]);
    let scope = Flat::new(&[GTIN]);
    let wider = Flat::new(&["9506000"]);
    let (mut root, mut root_issuer) = (null(), null());
    ok!(symbolon_secret_key_from_seed([77; 32].as_ptr(), &raw mut root));
    ok!(symbolon_issuer_new(root, &raw mut root_issuer));
    let root_key = fills(&|b, c, l| status!(symbolon_secret_key_suite_key(root, b, c, l)));
    for (key, public) in &keys {
        let (mut issuer, mut verifier, mut other) = (null(), null_mut(), null_mut());
        ok!(symbolon_issuer_new(*key, &raw mut issuer));
        ok!(symbolon_verifier_new(null(), &raw mut verifier));
        ok!(symbolon_verifier_new(null(), &raw mut other));
        let code = sign(issuer);
        assert_eq!(verdict(verifier, &code, 5), SYMBOLON_VERDICT_UNKNOWN_KEY);
        let mut seen = info();
        let broken = Flat::new(&["9506000", "1"]);
        assert_eq!(add(verifier, public, &broken, &raw mut seen), SYMBOLON_E_COMPANY_PREFIX);
        assert_eq!(seen.item, 1);
        assert_eq!(add(verifier, public, &everything, null_mut()), SYMBOLON_OK);
        assert_eq!(verdict(verifier, &code, 5), SYMBOLON_VERDICT_GENUINE);
        assert_eq!(verdict(verifier, &code, 9), SYMBOLON_VERDICT_OUT_OF_WINDOW);

        let grant = |from, name: &[u8], (b, c, l): (_, _, _), seen| {
            let (at, n) = (public.as_ptr(), public.len());
            let (bytes, offsets, rules) = (scope.bytes.as_ptr(), scope.offsets.as_ptr(), scope.len());
            let (name, name_len) = (name.as_ptr(), name.len());
            status!(symbolon_grant_sign(
                root_issuer,
                at,
                n,
                from,
                20,
                bytes,
                offsets,
                rules,
                name,
                name_len,
                b,
                c,
                l,
                seen
            ))
        };
        let text = fills(&|b, c, l| grant(10, b"line 7", (b, c, l), null_mut()));
        let mut len = 0;
        let none = (null_mut(), 0, &raw mut len);
        assert_eq!(grant(20, b"", none, null_mut()), SYMBOLON_E_WINDOW);
        assert_eq!(grant(10, &[b'x'; 65], none, &raw mut seen), SYMBOLON_E_CLAIM);
        assert_eq!(seen.item, 6);
        assert_eq!(grant(10, &[0xFF], none, null_mut()), SYMBOLON_E_CHARSET);

        let mut id = [0; 8];
        let mut admit = |text: &[u8], root: &[u8], scope: &Flat| {
            let (at, n, root_at, root_n) = (text.as_ptr(), text.len(), root.as_ptr(), root.len());
            let (bytes, offsets, rules) = (scope.bytes.as_ptr(), scope.offsets.as_ptr(), scope.len());
            let (id, seen) = (id.as_mut_ptr(), null_mut());
            status!(symbolon_verifier_admit(other, at, n, root_at, root_n, bytes, offsets, rules, id, seen))
        };
        assert_eq!(admit(&text, public, &everything), SYMBOLON_E_UNKNOWN_KEY);
        assert_eq!(admit(&text[1..], &root_key, &everything), SYMBOLON_E_ARTEFACT);
        assert_eq!(admit(&text, &root_key, &Flat::new(&["9506001"])), SYMBOLON_E_SCOPE);
        assert_eq!(admit(&text, &root_key, &wider), SYMBOLON_OK);
        assert_eq!(admit(&text, &root_key, &everything), SYMBOLON_E_TAKEN);
        let mut wanted = [0; 8];
        ok!(symbolon_suite_key_id(public.as_ptr(), public.len(), wanted.as_mut_ptr()));
        assert_eq!(id, wanted);
        assert_eq!(verdict(other, &code, 15), SYMBOLON_VERDICT_GENUINE);
        assert_eq!(verdict(other, &code, 5), SYMBOLON_VERDICT_OUT_OF_WINDOW);
        // SAFETY: each is freed once.
        unsafe {
            symbolon_issuer_free(issuer);
            symbolon_verifier_free(verifier);
            symbolon_verifier_free(other);
        }
    }
    // SAFETY: each is freed once.
    unsafe {
        symbolon_issuer_free(root_issuer);
        symbolon_secret_key_free(root);
    }
    free(keys);
}

/// What the signer at the other side does.
struct Device {
    calls: usize,
    messages: usize,
    /// It signs so many, and then fails with this number.
    until: usize,
    status: i32,
    /// Which signature it makes badly.
    lies_at: usize,
}

/// Signs with the key of `secret_key`, or not quite.
unsafe extern "C" fn device(
    user: *mut c_void,
    messages: *const u8,
    offsets: *const usize,
    n: usize,
    signatures: *mut u8,
) -> i32 {
    use ed25519_dalek::Signer as _;
    // SAFETY: the test hands its device in.
    let device = unsafe { &mut *user.cast::<Device>() };
    device.calls += 1;
    device.messages += n;
    // SAFETY: by the contract of the callback.
    let offsets = unsafe { std::slice::from_raw_parts(offsets, n + 1) };
    // SAFETY: by the contract of the callback.
    let messages = unsafe { std::slice::from_raw_parts(messages, offsets[n]) };
    // SAFETY: by the contract of the callback.
    let signatures = unsafe { std::slice::from_raw_parts_mut(signatures.cast::<[u8; 64]>(), n) };
    assert!(signatures.iter().all(|place| *place == [0; 64]));
    let key = ed25519_dalek::SigningKey::from_bytes(&[2; 32]);
    for (item, place) in signatures.iter_mut().enumerate().take(device.until) {
        *place = key.sign(&messages[offsets[item]..offsets[item + 1]]).to_bytes();
        place[5] ^= u8::from(item == device.lies_at);
    }
    device.status
}

#[test]
fn a_signer_of_many_is_believed_item_by_item() {
    let (key, series) = (secret_key(), series());
    let public = fills(&|b, c, l| status!(symbolon_secret_key_suite_key(key, b, c, l)));
    let mut user = Device { calls: 0, messages: 0, until: usize::MAX, status: 0, lies_at: usize::MAX };
    let user_at = &raw mut user;
    let (mut issuer, mut own) = (null(), null());
    let (at, n) = (public.as_ptr(), public.len());
    ok!(symbolon_issuer_new_external_batch(at, n, Some(device), user_at.cast(), &raw mut issuer));
    ok!(symbolon_issuer_new(key, &raw mut own));

    let issue = |issuer| {
        let (mut buf, mut lens, mut statuses) = (vec![0; 600 * 192], vec![0; 600], vec![0; 600]);
        let (buf_at, lens_at, statuses_at) = (buf.as_mut_ptr(), lens.as_mut_ptr(), statuses.as_mut_ptr());
        // The last 100 lie behind the index space of the series.
        let first = (1 << 31) - 500;
        let (none, seen) = (null(), null_mut());
        ok!(symbolon_issuer_issue_batch(
            issuer,
            series,
            first,
            600,
            none,
            0,
            buf_at,
            192,
            lens_at,
            statuses_at,
            seen
        ));
        let codes = buf.chunks(192).zip(lens).map(|(code, len)| code[..len].to_vec());
        (codes.collect::<Vec<_>>(), statuses)
    };
    let (wanted, statuses) = issue(own);
    assert!(statuses[..500].iter().all(|status| *status == SYMBOLON_OK));
    assert!(statuses[500..].iter().all(|status| *status == SYMBOLON_E_INDEX));
    assert_eq!(issue(issuer), (wanted.clone(), statuses));
    // SAFETY: no call is running.
    assert_eq!(unsafe { ((*user_at).calls, (*user_at).messages) }, (2, 500), "asked in blocks");

    // SAFETY: as above.
    unsafe { (*user_at).lies_at = 3 };
    let (codes, statuses) = issue(issuer);
    for (item, (code, status)) in codes.iter().zip(&statuses).enumerate().take(500) {
        let lied = item % 256 == 3;
        assert_eq!(*status, if lied { SYMBOLON_E_SIGNATURE } else { SYMBOLON_OK }, "{item}");
        assert_eq!(code, if lied { &[][..] } else { &wanted[item] });
    }
    // SAFETY: as above.
    unsafe { (*user_at).until = 7 };
    // SAFETY: as above.
    unsafe { (*user_at).status = -9 };
    let statuses = issue(issuer).1;
    let expected = [0, 0, 0, SYMBOLON_E_SIGNATURE, 0, 0, 0, SYMBOLON_E_SIGNER, SYMBOLON_E_SIGNER];
    assert_eq!(statuses[..9], expected);
    assert_eq!(statuses[256..265], expected);
    let (mut seen, mut len) = (info(), 0);
    let (code, n) = (CODE.as_ptr(), CODE.len());
    let status = status!(symbolon_issuer_sign(issuer, code, n, null_mut(), 0, &raw mut len, &raw mut seen));
    assert_eq!((status, seen.detail), (SYMBOLON_E_SIGNER, -9));
    // SAFETY: each is freed once.
    unsafe {
        symbolon_issuer_free(issuer);
        symbolon_issuer_free(own);
        symbolon_secret_key_free(key);
        symbolon_series_free(series);
    }
}

/// Signs with the key of `secret_key`; every third call fails, and leaves rubbish.
unsafe extern "C" fn flaky(user: *mut c_void, message: *const u8, len: usize, signature: *mut u8) -> i32 {
    use ed25519_dalek::Signer as _;
    // SAFETY: the test hands a counter in.
    let calls = unsafe { &mut *user.cast::<i32>() };
    *calls += 1;
    // SAFETY: by the contract of the callback.
    let message = unsafe { std::slice::from_raw_parts(message, len) };
    let made = ed25519_dalek::SigningKey::from_bytes(&[2; 32]).sign(message).to_bytes();
    // SAFETY: by the contract of the callback.
    unsafe { signature.cast::<[u8; 64]>().write(made) };
    if *calls % 3 == 0 { *calls } else { 0 }
}

#[test]
fn a_signer_of_one_is_asked_for_each_code_of_a_batch() {
    let key = secret_key();
    let (mut public, mut issuer, mut calls) = ([0; 32], null(), 0);
    ok!(symbolon_secret_key_public(key, public.as_mut_ptr()));
    let user = (&raw mut calls).cast();
    ok!(symbolon_issuer_new_external(public.as_ptr(), Some(flaky), user, &raw mut issuer));
    let codes = Flat::new(&[CODE; 7]);
    let (mut buf, mut lens, mut statuses) = ([0; 7 * 192], [0; 7], [0; 7]);
    let (bytes, offsets) = (codes.bytes.as_ptr(), codes.offsets.as_ptr());
    let (buf_at, lens_at, statuses_at) = (buf.as_mut_ptr(), lens.as_mut_ptr(), statuses.as_mut_ptr());
    ok!(symbolon_issuer_sign_batch(issuer, bytes, offsets, 7, buf_at, 192, lens_at, statuses_at));
    assert_eq!((statuses, calls), ([0, 0, SYMBOLON_E_SIGNER, 0, 0, SYMBOLON_E_SIGNER, 0], 7));
    // SAFETY: each is freed once.
    unsafe {
        symbolon_issuer_free(issuer);
        symbolon_secret_key_free(key);
    }
}
