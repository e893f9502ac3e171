//! Verification: a verdict with its reasons for every code, never an error.

use symbolon::Error;
use symbolon::code::carrier::{self, compact};
use symbolon::code::{MasterKey, SerialCode, Series, Shape};
use symbolon::gs1::ai::Ai;
use symbolon::gs1::element::Elements;
use symbolon::gs1::key::Gtin;
use symbolon::gs1::link::LinkStem;
use symbolon::gs1::sscc::CompanyPrefix;
use symbolon::trust::{
    Issuer, Keyring, Scope, Seals, SecretKey, Signer, Unsigned, Verdict, Verification, Verifier, Window,
};

const NOW: i64 = 1_800_000_000;

fn gtin() -> Gtin {
    Gtin::parse(b"09506000134352").unwrap()
}

fn series() -> Series {
    let key = MasterKey::new([1; 32]).series_key(gtin(), b"07");
    Series::new(key, gtin(), b"07", Shape::default()).unwrap()
}

fn issuer(seed: u8) -> Issuer<SecretKey> {
    Issuer::new(SecretKey::from_seed(&[seed; 32]).unwrap())
}

fn attributes() -> Elements {
    let mut attributes = Elements::new();
    attributes.push(Ai::LOT, b"L7").unwrap();
    attributes.push(Ai::EXPIRY, b"281130").unwrap();
    attributes
}

fn code() -> SerialCode {
    issuer(1).issue(&series(), 77, &attributes()).unwrap()
}

/// Believes key 1 for its GTIN this year, and holds the series.
fn verifier() -> Verifier {
    let mut keyring = Keyring::new();
    let scope = Scope::Only { gtins: vec![gtin()], prefixes: vec![] };
    let window = Window::new(NOW - 100, NOW + 100).unwrap();
    keyring.add(*issuer(1).signer().public_key(), window, scope).unwrap();
    let mut seals = Seals::new();
    seals.add(series()).unwrap();
    Verifier { keyring, seals, ..Verifier::default() }
}

fn reasons(answer: Verification) -> Vec<Verdict> {
    answer.reasons.iter().collect()
}

#[test]
fn a_code_of_ours_is_genuine_in_every_carrier() {
    let (code, verifier) = (code(), verifier());
    let stem = compact::CompactStem::parse("HTTPS://T.CN/P").unwrap();
    let texts = [
        carrier::element_string(&code),
        [b"]d2".as_slice(), &carrier::element_string(&code)].concat(),
        carrier::digital_link(&code, &LinkStem::GS1).unwrap().into_bytes(),
        compact::print(&code, &stem).unwrap().into_bytes(),
    ];
    for text in texts {
        let answer = verifier.verify_scan(&text, NOW);
        assert_eq!(answer.verdict, Verdict::Genuine);
        assert!(answer.reasons.is_empty() && answer.signature_checked && answer.form.is_none());
        assert_eq!((answer.index, answer.key_id), (Some(77), code.proof().map(|proof| proof.key_id)));
    }
}

#[test]
fn what_is_no_code_is_an_answer_with_its_place() {
    let answer = verifier().verify_scan(b"0109506000134353", NOW);
    assert_eq!((answer.verdict, answer.form), (Verdict::NotACode, Some(Error::CheckDigit { at: 15 })));
    assert_eq!(verifier().verify_scan(b"", NOW).verdict, Verdict::NotACode);
    assert_eq!(verifier().verify_scan(&[b'1'; 10_000], NOW).form, Some(Error::TooLong { limit: 4096 }));
}

#[test]
fn every_reason_has_its_verdict() {
    let (code, ours) = (code(), verifier());
    let id = code.proof().unwrap().key_id;

    let other_lot = String::from_utf8(carrier::element_string(&code)).unwrap().replace("10L7", "10L8");
    assert_eq!(reasons(ours.verify_scan(other_lot.as_bytes(), NOW)), [Verdict::Forged]);

    let stranger = issuer(2).issue(&series(), 77, &attributes()).unwrap();
    assert_eq!(reasons(ours.verify(&stranger, NOW)), [Verdict::UnknownKey]);

    assert_eq!(reasons(ours.verify(&code, NOW - 101)), [Verdict::OutOfWindow]);
    assert_eq!(reasons(ours.verify(&code, NOW - 100)), []);
    assert_eq!(reasons(ours.verify(&code, NOW + 99)), []);
    assert_eq!(reasons(ours.verify(&code, NOW + 100)), [Verdict::OutOfWindow]);

    let other_item = SerialCode::parse(b"0119506000134359215").unwrap();
    let other_item = issuer(1).sign(other_item).unwrap();
    assert_eq!(reasons(ours.verify(&other_item, NOW)), [Verdict::OutOfScope]);

    let invented = issuer(1).sign(SerialCode::parse(b"01095060001343522107AAAAAAAAAAAAAA").unwrap()).unwrap();
    assert_eq!(reasons(ours.verify(&invented, NOW)), [Verdict::NotSealed]);

    let unsigned = SerialCode::new(code.identity(), &attributes()).unwrap();
    assert_eq!(reasons(ours.verify(&unsigned, NOW)), [Verdict::Unsigned]);

    let mut revoked = verifier();
    revoked.keyring.revoke(id).unwrap();
    assert_eq!(reasons(revoked.verify(&code, NOW)), [Verdict::Revoked]);
}

#[test]
fn cheap_reasons_spare_the_signature_unless_examined() {
    let mut ours = verifier();
    let forged = String::from_utf8(carrier::element_string(&code())).unwrap().replace("10L7", "10L8");
    let forged = SerialCode::parse(forged.as_bytes()).unwrap();
    ours.keyring.revoke(forged.proof().unwrap().key_id).unwrap();
    let answer = ours.verify(&forged, NOW + 500);
    assert_eq!(reasons(answer), [Verdict::Revoked, Verdict::OutOfWindow]);
    assert!(!answer.signature_checked);
    let answer = ours.examine(&forged, NOW + 500);
    assert_eq!(reasons(answer), [Verdict::Revoked, Verdict::OutOfWindow, Verdict::Forged]);
    assert_eq!(answer.verdict, Verdict::Revoked);
    assert!(answer.signature_checked);
}

#[test]
fn a_handheld_without_series_still_verifies() {
    let mut handheld = verifier();
    handheld.seals = Seals::new();
    let answer = handheld.verify(&code(), NOW);
    assert_eq!((answer.verdict, answer.index), (Verdict::Genuine, None));
}

#[test]
fn every_series_opens_its_own_serials() {
    let gtins = [b"09506000134352", b"19506000134359"].map(|digits| Gtin::parse(digits).unwrap());
    let made = |gtin, slot: &[u8]| {
        let key = MasterKey::new([1; 32]).series_key(gtin, slot);
        Series::new(key, gtin, slot, Shape::default()).unwrap()
    };
    let mut ours = verifier();
    ours.seals = Seals::new();
    let slots: [&[u8]; 3] = [b"08", b"07", b"ZZ"];
    for (gtin, slot) in gtins.iter().flat_map(|gtin| slots.map(|slot| (*gtin, slot))) {
        ours.seals.add(made(gtin, slot)).unwrap();
    }
    ours.keyring = Keyring::new();
    ours.keyring.add(*issuer(1).signer().public_key(), Window::ALWAYS, Scope::Everything).unwrap();
    for (index, (gtin, slot)) in (1..).zip(gtins.iter().flat_map(|gtin| slots.map(|slot| (*gtin, slot)))) {
        let code = issuer(1).issue(&made(gtin, slot), index, &attributes()).unwrap();
        let answer = ours.verify(&code, NOW);
        assert_eq!((answer.verdict, answer.index), (Verdict::Genuine, Some(index)));
    }
    let other_slot = issuer(1).issue(&made(gtins[1], b"09"), 1, &attributes()).unwrap();
    assert_eq!(ours.verify(&other_slot, NOW).verdict, Verdict::NotSealed);
    let other_item = issuer(1).sign(SerialCode::parse(b"0129506000134356215").unwrap()).unwrap();
    assert_eq!(ours.verify(&other_item, NOW).verdict, Verdict::Genuine, "nothing is held about this item");
}

#[test]
fn sealed_codes_without_a_proof_are_accepted_only_on_request() {
    let mut ours = verifier();
    let sealed = SerialCode::new(code().identity(), &Elements::new()).unwrap();
    assert_eq!(ours.verify(&sealed, NOW).verdict, Verdict::Unsigned);
    ours.unsigned = Unsigned::AcceptIfSealed;
    assert_eq!(ours.verify(&sealed, NOW).verdict, Verdict::Genuine);
    let invented = SerialCode::parse(b"01095060001343522107AAAAAAAAAAAAAA").unwrap();
    assert_eq!(ours.verify(&invented, NOW).verdict, Verdict::Unsigned);
    assert!(ours.verify(&invented, NOW).reasons.contains(Verdict::NotSealed));
    let no_series = SerialCode::parse(b"0119506000134359215").unwrap();
    assert_eq!(ours.verify(&no_series, NOW).verdict, Verdict::Unsigned);
}

#[test]
fn scopes_cover_items_and_prefixes() {
    let prefix = CompanyPrefix::parse(b"9506000").unwrap();
    let scope = Scope::Only { gtins: vec![], prefixes: vec![prefix] };
    let identity = |text: &[u8]| *SerialCode::parse(text).unwrap().identity();
    assert!(scope.covers(&identity(b"0119506000134359215")));
    assert!(scope.covers(&identity(b"00395060000000000016")));
    assert!(!scope.covers(&identity(b"010061414112345221A")));
    assert!(Scope::Everything.covers(&identity(b"010061414112345221A")));
}

#[test]
fn keyrings_and_windows_refuse_what_makes_no_sense() {
    let mut keyring = Keyring::new();
    let key = *issuer(1).signer().public_key();
    let id = keyring.add(key, Window::ALWAYS, Scope::Everything).unwrap();
    assert_eq!(keyring.add(key, Window::ALWAYS, Scope::Everything), Err(Error::Taken));
    assert_eq!(keyring.revoke(id), Ok(()));
    assert_eq!(keyring.revoke(id), Ok(()));
    assert_eq!(keyring.revoke(issuer(2).signer().public_key().id()), Err(Error::UnknownKey));
    assert_eq!(Window::new(5, 5), Err(Error::Window));
    assert!(Window::ALWAYS.contains(i64::MAX) && Window::ALWAYS.contains(i64::MIN));
    let mut seals = Seals::new();
    seals.add(series()).unwrap();
    assert_eq!(seals.add(series()), Err(Error::Taken));
}

#[test]
fn a_keyring_finds_each_of_its_keys() {
    let mut keyring = Keyring::new();
    let keys: Vec<_> = (1..=9).map(|seed| *issuer(seed).signer().public_key()).collect();
    for key in &keys {
        keyring.add(*key, Window::ALWAYS, Scope::Everything).unwrap();
    }
    keyring.revoke(keys[4].id()).unwrap();
    for key in &keys {
        let entry = keyring.get(key.id()).unwrap();
        assert_eq!((entry.key(), entry.is_revoked()), (key, *key == keys[4]));
    }
    assert!(keyring.get(issuer(10).signer().public_key().id()).is_none());
    assert!(keyring.iter().map(|(id, _)| id).is_sorted());
    assert_eq!(keyring.iter().count(), keys.len());
}

#[test]
fn verdict_numbers_are_stable_and_never_zero() {
    let numbers: Vec<u8> = Verdict::ALL.iter().map(|verdict| verdict.number()).collect();
    assert_eq!(numbers, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
}
