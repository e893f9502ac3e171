//! Verdicts apart from statuses, and signers of the caller.

use std::ffi::c_void;
use std::ptr::{null, null_mut};

use symbolon::capi::SYMBOLON_NO_PLACE;
use symbolon::capi::issue::*;
use symbolon::capi::key::*;
use symbolon::capi::series::*;
use symbolon::capi::status::*;
use symbolon::capi::verify::*;

use super::arguments::*;

#[test]
fn verdicts_are_apart_from_statuses() {
    let (series, key) = (series(), secret_key());
    let (mut issuer, mut verifier, mut public) = (null(), null_mut(), [0; 32]);
    ok!(symbolon_secret_key_public(key, public.as_mut_ptr()));
    ok!(symbolon_issuer_new(key, &raw mut issuer));
    ok!(symbolon_verifier_new(null(), &raw mut verifier));
    let (mut id, mut seen) = ([0; 8], info());
    let scope = Flat::new(&["09506000134352", "9506000", "12"]);
    let add = |n, seen| {
        status!(symbolon_verifier_add_key(
            verifier,
            public.as_ptr(),
            0,
            i64::MAX,
            scope.bytes.as_ptr(),
            scope.offsets.as_ptr(),
            n,
            id.as_ptr().cast_mut(),
            seen
        ))
    };
    assert_eq!(add(3, &raw mut seen), SYMBOLON_E_COMPANY_PREFIX);
    assert_eq!(seen.item, 2);
    assert_eq!(add(2, null_mut()), SYMBOLON_OK);
    assert_eq!(add(2, null_mut()), SYMBOLON_E_TAKEN);
    ok!(symbolon_public_key_id(public.as_ptr(), id.as_mut_ptr()));
    ok!(symbolon_verifier_add_series(verifier, series));

    let mut buf = [0; 3 * 192];
    let (mut lens, mut statuses) = ([0; 3], [0; 3]);
    let lot = b"10LOT7";
    ok!(symbolon_issuer_issue_batch(
        issuer,
        series,
        40,
        3,
        lot.as_ptr(),
        lot.len(),
        buf.as_mut_ptr(),
        192,
        lens.as_mut_ptr(),
        statuses.as_mut_ptr(),
        null_mut()
    ));
    assert_eq!(statuses, [0; 3]);
    let genuine = buf[192..192 + lens[1]].to_vec();
    let mut forged = genuine.clone();
    let at = genuine.windows(5).position(|five| five == b"10LOT").unwrap() + 5;
    forged[at] = b'8';
    let codes = Flat::new(&[&genuine[..], &forged, CODE, b"x", &genuine]);
    let mut answers = [symbolon_verification::default(); 5];
    ok!(symbolon_verifier_verify_batch(
        verifier,
        codes.bytes.as_ptr(),
        codes.offsets.as_ptr(),
        5,
        100,
        answers.as_mut_ptr(),
        size_of::<symbolon_verification>()
    ));
    let verdicts = answers.map(|answer| answer.verdict);
    assert_eq!(
        verdicts,
        [
            SYMBOLON_VERDICT_GENUINE,
            SYMBOLON_VERDICT_FORGED,
            SYMBOLON_VERDICT_UNSIGNED,
            SYMBOLON_VERDICT_NOT_A_CODE,
            SYMBOLON_VERDICT_GENUINE,
        ]
    );
    assert_eq!((answers[0].index, answers[0].key_id, answers[0].reasons), (41, id, 0));
    assert_eq!(
        answers[0].flags,
        SYMBOLON_FLAG_INDEX | SYMBOLON_FLAG_KEY_ID | SYMBOLON_FLAG_SIGNATURE_CHECKED
    );
    assert_eq!(answers[2].reasons, 1 << SYMBOLON_VERDICT_UNSIGNED | 1 << SYMBOLON_VERDICT_NOT_SEALED);
    assert_eq!((answers[3].form_status, answers[3].form_at), (SYMBOLON_E_UNKNOWN_AI, 0));
    assert_eq!((answers[0].size, answers[0].form_status, answers[0].form_at), (40, 0, SYMBOLON_NO_PLACE));

    let mut one = symbolon_verification { size: 40, ..Default::default() };
    let at = |at, out| status!(symbolon_verifier_verify(verifier, genuine.as_ptr(), genuine.len(), at, out));
    assert_eq!((at(-1, &raw mut one), one.verdict), (0, SYMBOLON_VERDICT_OUT_OF_WINDOW));
    one = symbolon_verification { size: 39, ..Default::default() };
    assert_eq!((at(0, &raw mut one), one.verdict), (SYMBOLON_E_OPTIONS, SYMBOLON_VERDICT_NONE));
    ok!(symbolon_verifier_revoke(verifier, id.as_ptr()));
    one.size = 40;
    assert_eq!((at(0, &raw mut one), one.verdict), (0, SYMBOLON_VERDICT_REVOKED));
    assert_eq!(one.flags & SYMBOLON_FLAG_SIGNATURE_CHECKED, 0, "a cheaper reason was found first");
    ok!(symbolon_verifier_examine(verifier, genuine.as_ptr(), genuine.len(), 0, &raw mut one));
    assert_eq!(one.verdict, SYMBOLON_VERDICT_REVOKED);
    assert_eq!(one.flags & SYMBOLON_FLAG_SIGNATURE_CHECKED, SYMBOLON_FLAG_SIGNATURE_CHECKED);
    assert_eq!(one.reasons, 1 << SYMBOLON_VERDICT_REVOKED, "the signature itself is true");
    // SAFETY: each is freed once.
    unsafe {
        symbolon_verifier_free(verifier);
        symbolon_issuer_free(issuer);
        symbolon_secret_key_free(key);
        symbolon_series_free(series);
    }
}

/// What the signer at the other side does.
struct Device {
    calls: u32,
    answer: i32,
    lies: bool,
}

/// Signs with the key of `secret_key`, or not quite.
unsafe extern "C" fn device(user: *mut c_void, message: *const u8, len: usize, signature: *mut u8) -> i32 {
    use ed25519_dalek::Signer as _;
    // SAFETY: the test hands its device in.
    let device = unsafe { &mut *user.cast::<Device>() };
    device.calls += 1;
    // SAFETY: by the contract of the callback.
    let message = unsafe { std::slice::from_raw_parts(message, len) };
    let mut made = ed25519_dalek::SigningKey::from_bytes(&[2; 32]).sign(message).to_bytes();
    made[5] ^= u8::from(device.lies);
    // SAFETY: by the contract of the callback.
    unsafe { signature.cast::<[u8; 64]>().write(made) };
    device.answer
}

/// More codes than are checked one by one, of two keys, with false ones among them.
#[test]
fn a_long_batch_answers_as_each_code_alone() {
    let series = series();
    let mut verifier = null_mut();
    ok!(symbolon_verifier_new(null(), &raw mut verifier));
    let mut texts: Vec<Vec<u8>> = Vec::new();
    for seed in [5_u8, 6] {
        let (mut key, mut issuer, mut public) = (null(), null(), [0; 32]);
        ok!(symbolon_secret_key_from_seed([seed; 32].as_ptr(), &raw mut key));
        ok!(symbolon_secret_key_public(key, public.as_mut_ptr()));
        ok!(symbolon_issuer_new(key, &raw mut issuer));
        ok!(symbolon_verifier_add_key(
            verifier,
            public.as_ptr(),
            i64::MIN,
            i64::MAX,
            null(),
            null(),
            0,
            null_mut(),
            null_mut()
        ));
        for index in 0..40 {
            let (mut buf, mut len) = ([0; 192], 0);
            ok!(symbolon_issuer_issue(
                issuer,
                series,
                index,
                b"10LOT7".as_ptr(),
                6,
                buf.as_mut_ptr(),
                192,
                &raw mut len,
                null_mut()
            ));
            texts.push(buf[..len].to_vec());
        }
        // SAFETY: each is freed once.
        unsafe {
            symbolon_issuer_free(issuer);
            symbolon_secret_key_free(key);
        }
    }
    for place in [0, 3, 39, 40, 79] {
        let at = texts[place].windows(5).position(|five| five == b"10LOT").unwrap() + 5;
        texts[place][at] = b'8';
    }
    // The keys in turn.
    let texts: Vec<Vec<u8>> = (0..80).map(|place| texts[place % 2 * 40 + place / 2].clone()).collect();
    let codes = Flat::new(&texts.iter().map(Vec::as_slice).collect::<Vec<_>>());
    let mut rows = [symbolon_verification::default(); 80];
    ok!(symbolon_verifier_verify_batch(
        verifier,
        codes.bytes.as_ptr(),
        codes.offsets.as_ptr(),
        80,
        100,
        rows.as_mut_ptr(),
        size_of::<symbolon_verification>()
    ));
    let mut forged = 0;
    for (text, row) in texts.iter().zip(&rows) {
        let mut one = symbolon_verification { size: 40, ..Default::default() };
        ok!(symbolon_verifier_verify(verifier, text.as_ptr(), text.len(), 100, &raw mut one));
        let fields = |answer: symbolon_verification| {
            (answer.verdict, answer.reasons, answer.flags, answer.index, answer.key_id, answer.form_at)
        };
        assert_eq!(fields(*row), fields(one));
        forged += usize::from(one.verdict == SYMBOLON_VERDICT_FORGED);
    }
    assert_eq!(forged, 5);
    // SAFETY: each is freed once.
    unsafe {
        symbolon_verifier_free(verifier);
        symbolon_series_free(series);
    }
}

#[test]
fn an_external_signer_is_believed_only_after_verification() {
    let key = secret_key();
    let (mut public, mut issuer, mut own) = ([0; 32], null(), null());
    ok!(symbolon_secret_key_public(key, public.as_mut_ptr()));
    let mut user = Device { calls: 0, answer: 0, lies: false };
    let user_at = &raw mut user;
    ok!(symbolon_issuer_new_external(public.as_ptr(), Some(device), user_at.cast(), &raw mut issuer));
    ok!(symbolon_issuer_new(key, &raw mut own));
    let sign = |issuer, seen: *mut symbolon_error| {
        let (mut buf, mut len) = (vec![0; 256], 0);
        let status = status!(symbolon_issuer_sign(
            issuer,
            CODE.as_ptr(),
            CODE.len(),
            buf.as_mut_ptr(),
            256,
            &raw mut len,
            seen
        ));
        buf.truncate(len);
        (status, buf)
    };
    assert_eq!(sign(issuer, null_mut()), sign(own, null_mut()));
    let mut seen = info();
    // SAFETY: no call is running.
    unsafe { (*user_at).lies = true };
    assert_eq!(sign(issuer, &raw mut seen).0, SYMBOLON_E_SIGNATURE);
    // SAFETY: as above.
    unsafe { (*user_at).answer = -7 };
    assert_eq!((sign(issuer, &raw mut seen).0, seen.detail), (SYMBOLON_E_SIGNER, -7));
    // SAFETY: as above.
    assert_eq!(unsafe { (*user_at).calls }, 3);
    // SAFETY: each is freed once.
    unsafe {
        symbolon_issuer_free(issuer);
        symbolon_issuer_free(own);
        symbolon_secret_key_free(key);
    }
}
