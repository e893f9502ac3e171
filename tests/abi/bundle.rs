//! Bundles, deltas and consumer answers through the C ABI.

use std::ffi::CStr;
use std::ptr::{null, null_mut};

use symbolon::capi::bundle::*;
use symbolon::capi::consumer::*;
use symbolon::capi::key_life::*;
use symbolon::capi::status::*;
use symbolon::capi::verify::*;
use symbolon::code::carrier::element_string;
use symbolon::code::{MasterKey, Opener, Series, SeriesId, Shape};
use symbolon::gs1::element::Elements;
use symbolon::gs1::key::Gtin;
use symbolon::trust::{BundleContent, Issuer, Keyring, Scope, SecretKey, Signer, Window};

use super::arguments::*;

fn secret(seed: u8) -> SecretKey {
    SecretKey::from_seed(&[seed; 32]).unwrap()
}

fn code(index: u64, attributes: &str) -> Vec<u8> {
    let gtin = Gtin::parse(GTIN).unwrap();
    let series = Series::new(MasterKey::new([1; 32]).series_key(gtin, b"07"), gtin, b"07", Shape::default());
    let attributes = Elements::parse(attributes.as_bytes()).unwrap();
    element_string(&Issuer::new(secret(1)).issue(&series.unwrap(), index, &attributes).unwrap())
}

fn content(sequence: u64) -> BundleContent {
    let gtin = Gtin::parse(GTIN).unwrap();
    let mut keys = Keyring::new();
    let scope = Scope::Only { gtins: vec![gtin], prefixes: vec![] };
    keys.add(*secret(1).public_key(), Window::ALWAYS, scope).unwrap();
    let index_key = MasterKey::new([1; 32]).series_key(gtin, b"07").index_key();
    let mut content = BundleContent {
        sequence,
        issued_at: 1000,
        next_update: 2000,
        name: "示例".to_owned(),
        keys,
        openers: vec![Opener::new(index_key, gtin, b"07", Shape::default()).unwrap()],
        ..BundleContent::default()
    };
    let series = SeriesId::new(gtin, b"07").unwrap();
    content.revoked.indices.add(series, 5);
    content.recalled.indices.add(series, 5 + sequence);
    content
}

/// The suite key of a root.
fn root_key(seed: u8) -> Vec<u8> {
    [&[1], secret(seed).public_key().bytes()].concat()
}

fn file(sequence: u64) -> Vec<u8> {
    content(sequence).sign(&secret(9)).unwrap()
}

fn opened(sequence: u64) -> *const symbolon_bundle {
    let (file, root, mut out) = (file(sequence), root_key(9), null());
    let (bytes, len) = (file.as_ptr(), file.len());
    ok!(symbolon_bundle_open(bytes, len, root.as_ptr(), 33, sequence, &raw mut out, null_mut()));
    out
}

fn ask(verifier: *const symbolon_verifier, code: &[u8], at: i64) -> symbolon_consumer_answer {
    let mut answer = symbolon_consumer_answer { size: 104, ..Default::default() };
    ok!(symbolon_verifier_consumer(verifier, code.as_ptr(), code.len(), at, &raw mut answer));
    answer
}

#[test]
fn bundles_are_opened_installed_and_updated() {
    let (older, newer) = (opened(1), opened(2));
    let (mut sequence, mut issued_at, mut next_update) = (0, 0, 0);
    ok!(symbolon_bundle_times(older, &raw mut sequence, &raw mut issued_at, &raw mut next_update));
    assert_eq!((sequence, issued_at, next_update), (1, 1000, 2000));
    assert_eq!(
        fills(&|buf, cap, len| status!(symbolon_bundle_name(older, buf, cap, len))),
        "示例".as_bytes()
    );
    assert_eq!(fills(&|buf, cap, len| status!(symbolon_bundle_bytes(older, buf, cap, len))), file(1));

    let delta = fills(&|buf, cap, len| status!(symbolon_bundle_delta(newer, older, buf, cap, len)));
    let (mut applied, mut seen) = (null(), info());
    ok!(symbolon_bundle_apply(older, delta.as_ptr(), delta.len(), &raw mut applied, null_mut()));
    assert_eq!(fills(&|buf, cap, len| status!(symbolon_bundle_bytes(applied, buf, cap, len))), file(2));
    let mut refused = null();
    let again =
        status!(symbolon_bundle_apply(newer, delta.as_ptr(), delta.len(), &raw mut refused, &raw mut seen));
    assert_eq!((again, seen.code, refused), (SYMBOLON_E_DELTA_BASE, SYMBOLON_E_DELTA_BASE, null()));

    let mut verifier = null_mut();
    ok!(symbolon_verifier_new(null(), &raw mut verifier));
    let install = |bundle, scope: &[&str], seen| {
        let scope = Flat::new(scope);
        let n = scope.len();
        status!(symbolon_verifier_install(
            verifier,
            bundle,
            scope.bytes.as_ptr(),
            scope.offsets.as_ptr(),
            n,
            seen
        ))
    };
    assert_eq!(install(older, &["0614141"], null_mut()), SYMBOLON_E_SCOPE);
    assert_eq!(install(older, &["9506000", "12"], &raw mut seen), SYMBOLON_E_COMPANY_PREFIX);
    assert_eq!(seen.item, 1);
    assert_eq!(install(older, &["9506000"], null_mut()), SYMBOLON_OK);
    let verdict = |index| {
        let (code, mut answer) =
            (code(index, "10L7"), symbolon_verification { size: 40, ..Default::default() });
        ok!(symbolon_verifier_verify(verifier, code.as_ptr(), code.len(), 1500, &raw mut answer));
        answer.verdict
    };
    let at = |indices: [u64; 4]| indices.map(verdict);
    let (genuine, revoked, recalled) =
        (SYMBOLON_VERDICT_GENUINE, SYMBOLON_VERDICT_CODE_REVOKED, SYMBOLON_VERDICT_RECALLED);
    assert_eq!(at([4, 5, 6, 7]), [genuine, revoked, recalled, genuine]);
    assert_eq!(install(applied, &[], null_mut()), SYMBOLON_OK);
    assert_eq!(at([4, 5, 6, 7]), [genuine, revoked, genuine, recalled]);
    assert_eq!(install(older, &[], null_mut()), SYMBOLON_E_ROLLED_BACK);

    let root = secret(9).public_key().id().text();
    ok!(symbolon_verifier_uninstall(verifier, root.as_ptr()));
    assert_eq!(status!(symbolon_verifier_uninstall(verifier, root.as_ptr())), SYMBOLON_E_UNKNOWN_KEY);
    assert_eq!(verdict(4), SYMBOLON_VERDICT_UNKNOWN_KEY);
    // SAFETY: each is freed once.
    unsafe {
        symbolon_verifier_free(verifier);
        symbolon_bundle_free(older);
        symbolon_bundle_free(newer);
        symbolon_bundle_free(applied);
    }
}

#[test]
fn bundles_that_are_refused_leave_nothing() {
    let (file, mut out, mut seen) = (file(3), null(), info());
    let mut open = |file: &[u8], seed, newest| {
        let root = root_key(seed);
        let status = status!(symbolon_bundle_open(
            file.as_ptr(),
            file.len(),
            root.as_ptr(),
            root.len(),
            newest,
            &raw mut out,
            &raw mut seen
        ));
        assert!(out.is_null());
        (status, seen.at)
    };
    assert_eq!(open(&file, 9, 4).0, SYMBOLON_E_ROLLED_BACK);
    assert_eq!(open(&file, 8, 0).0, SYMBOLON_E_UNKNOWN_KEY);
    assert_eq!(open(b"", 9, 0), (SYMBOLON_E_ARTEFACT, 0));
    let mut changed = file.clone();
    *changed.last_mut().unwrap() ^= 1;
    assert_eq!(open(&changed, 9, 0).0, SYMBOLON_E_SIGNATURE);
}

#[test]
fn consumers_are_answered() {
    let mut verifier = null_mut();
    ok!(symbolon_verifier_new(null(), &raw mut verifier));
    let bundle = opened(1);
    ok!(symbolon_verifier_install(verifier, bundle, null(), null(), 0, null_mut()));
    // SAFETY: freed once; the verifier keeps what it needs.
    unsafe { symbolon_bundle_free(bundle) };
    let told = ask(verifier, &code(4, "10L7\x1D17281130"), 1500);
    assert_eq!((told.size, told.advice, told.verdict, told.flags), (104, SYMBOLON_ADVICE_EXPIRED, 1, 0));
    assert_eq!((&told.gtin[..], told.serial_len, told.lot_len, &told.lot[..2]), (GTIN, 16, 2, &b"L7"[..]));
    assert_eq!((&told.serial[..2], told.expiry, told.sscc), (&b"07"[..], 19_281_130, [0; 18]));
    let told = ask(verifier, &code(4, "10L7"), 2000);
    assert_eq!((told.advice, told.flags, told.expiry), (SYMBOLON_ADVICE_SIGNED, SYMBOLON_CONSUMER_STALE, 0));
    assert_eq!(ask(verifier, &code(6, "10L7"), 1500).advice, SYMBOLON_ADVICE_RECALLED);
    let revoked = ask(verifier, &code(5, "10L7"), 1500);
    assert_eq!(
        (revoked.advice, revoked.gtin, revoked.serial_len),
        (SYMBOLON_ADVICE_NOT_BELIEVED, [0; 14], 0)
    );
    assert_eq!(ask(verifier, b"", 1500).advice, SYMBOLON_ADVICE_NO_CODE);
    let mut short = symbolon_consumer_answer { size: 103, ..Default::default() };
    assert_eq!(
        status!(symbolon_verifier_consumer(verifier, null(), 0, 0, &raw mut short)),
        SYMBOLON_E_OPTIONS
    );
    // SAFETY: freed once.
    unsafe { symbolon_verifier_free(verifier) };
}

#[test]
fn advice_has_a_sentence_in_both_languages() {
    // SAFETY: static and NUL-terminated.
    let text = |text| unsafe { CStr::from_ptr(text) }.to_str().unwrap();
    for advice in SYMBOLON_ADVICE_SIGNED..=SYMBOLON_ADVICE_NO_CODE {
        assert!(text(symbolon_advice_text(advice, SYMBOLON_LANGUAGE_EN)).is_ascii());
        assert!(!text(symbolon_advice_text(advice, SYMBOLON_LANGUAGE_ZH)).is_ascii());
    }
    let unconfirmed = text(symbolon_advice_text(SYMBOLON_ADVICE_UNCONFIRMED, SYMBOLON_LANGUAGE_EN));
    assert_eq!(text(symbolon_advice_text(99, 99)), unconfirmed);
    assert!(text(symbolon_stale_text(SYMBOLON_LANGUAGE_EN)).contains("update"));
    assert!(!text(symbolon_stale_text(SYMBOLON_LANGUAGE_ZH)).is_ascii());
}

#[test]
fn the_life_of_a_key_is_told_to_a_verifier() {
    let mut verifier = null_mut();
    ok!(symbolon_verifier_new(null(), &raw mut verifier));
    let key = secret(1);
    let (public, id) = (key.public_key().bytes(), key.public_key().id().text());
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
    // 2027-01-15 and a code produced on that day.
    let (now, dated) = (1_800_000_000, code(4, "11270115"));
    let verdict = || {
        let mut answer = symbolon_verification { size: 40, ..Default::default() };
        ok!(symbolon_verifier_verify(verifier, dated.as_ptr(), dated.len(), now, &raw mut answer));
        answer.verdict
    };
    let stand =
        |standing, since| status!(symbolon_verifier_set_standing(verifier, id.as_ptr(), standing, since));
    assert_eq!(verdict(), SYMBOLON_VERDICT_GENUINE);
    for (standing, since, wanted) in [
        (SYMBOLON_STANDING_END_OF_LIFE, now - 10 * 86_400, SYMBOLON_VERDICT_OUT_OF_WINDOW),
        (SYMBOLON_STANDING_END_OF_LIFE, now + 10 * 86_400, SYMBOLON_VERDICT_GENUINE),
        (SYMBOLON_STANDING_REVOKED, 0, SYMBOLON_VERDICT_REVOKED),
        (SYMBOLON_STANDING_COMPROMISED, now + 10 * 86_400, SYMBOLON_VERDICT_REVOKED),
        (SYMBOLON_STANDING_GOOD, 0, SYMBOLON_VERDICT_GENUINE),
    ] {
        assert_eq!((stand(standing, since), verdict()), (SYMBOLON_OK, wanted));
    }
    assert_eq!(stand(4, 0), SYMBOLON_E_PARAMETER);
    let sign = |from, until| status!(symbolon_verifier_set_signing(verifier, id.as_ptr(), from, until));
    assert_eq!(sign(5, 5), SYMBOLON_E_WINDOW);
    assert_eq!((sign(0, 1000), verdict()), (SYMBOLON_OK, SYMBOLON_VERDICT_OUT_OF_WINDOW));
    let other = secret(2).public_key().id().text();
    assert_eq!(
        status!(symbolon_verifier_set_signing(verifier, other.as_ptr(), 0, 1)),
        SYMBOLON_E_UNKNOWN_KEY
    );
    // SAFETY: freed once.
    unsafe { symbolon_verifier_free(verifier) };
}
