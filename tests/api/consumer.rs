//! What a consumer is told.

use proptest::prelude::*;
use symbolon::code::carrier;
use symbolon::code::{Identity, SerialCode};
use symbolon::error::Language;
use symbolon::gs1::date::Date;
use symbolon::gs1::element::Elements;
use symbolon::trust::consumer::{Advice, ConsumerAnswer, answer};
use symbolon::trust::{Issuer, Standing, Unsigned, Verdict, Verifier};

use super::bundle::{DAY, NOW, code, content, gtin, id, key_id, secret, series, verifier};

fn ask(verifier: &Verifier, code: &SerialCode, at: i64) -> ConsumerAnswer {
    answer(verifier, &carrier::element_string(code), at)
}

/// Nothing of the code is repeated.
fn says_nothing(answer: &ConsumerAnswer) -> bool {
    (answer.gtin, answer.serial, answer.sscc, answer.expiry) == (None, None, None, None)
        && answer.lot.is_none()
}

#[test]
fn a_signed_code_is_told_with_its_data() {
    let ours = verifier(&content());
    let code = code(1, 0, 77, "10L7\x1D17271130");
    let told = ask(&ours, &code, NOW);
    assert_eq!((told.advice, told.verdict, told.stale), (Advice::Signed, Verdict::Genuine, false));
    assert_eq!(told.gtin, Some(gtin(0)));
    assert_eq!(told.serial, Some(series(0, "07").seal(77).unwrap()));
    assert_eq!((told.lot.as_deref(), told.expiry), (Some("L7"), Some(Date::new(2027, 11, 30).unwrap())));
    let padded = [b"\n  ".as_slice(), &carrier::element_string(&code), b"\r\n"].concat();
    assert_eq!(answer(&ours, &padded, NOW), told);
}

#[test]
fn the_day_of_expiry_is_over_everywhere_before_it_counts() {
    let ours = verifier(&content());
    let of = |expiry: &str, at| ask(&ours, &code(1, 0, 77, &format!("17{expiry}")), at).advice;
    // The 15th of January 2027 ends in the zone UTC−12 at noon of the 16th in UTC.
    let over = (NOW.div_euclid(DAY) + 1) * DAY + DAY / 2;
    assert_eq!((of("270115", over - 1), of("270115", over)), (Advice::Signed, Advice::Expired));
    assert_eq!(
        (of("270100", over), of("261200", over)),
        (Advice::Signed, Advice::Expired),
        "the whole month"
    );
}

#[test]
fn what_does_not_verify_is_not_repeated() {
    let ours = verifier(&content());
    let genuine = code(1, 0, 77, "10L7");
    let text = String::from_utf8(carrier::element_string(&genuine)).unwrap().replace("10L7", "10L8");
    let forged = answer(&ours, text.as_bytes(), NOW);
    assert_eq!((forged.advice, forged.verdict), (Advice::NotBelieved, Verdict::Forged));
    let stranger = ask(&ours, &code(2, 0, 77, "10L7"), NOW);
    assert_eq!(stranger.advice, Advice::Unconfirmed);
    let late = ask(&ours, &genuine, NOW + 100 * DAY);
    assert_eq!((late.advice, late.stale), (Advice::Unconfirmed, true));
    let unsigned = answer(&ours, b"010950600013435221A1", NOW);
    assert_eq!(unsigned.advice, Advice::NoCode);
    let nothing = answer(&ours, b"WIFI:S:guest;;", NOW);
    assert_eq!((nothing.advice, nothing.verdict), (Advice::NoCode, Verdict::NotACode));
    let mut revoked = content();
    revoked.revoked.add_lot(gtin(0), "L7").unwrap();
    let revoked = ask(&verifier(&revoked), &genuine, NOW);
    assert_eq!(revoked.advice, Advice::NotBelieved);
    for told in [forged, stranger, late, unsigned, nothing, revoked] {
        assert!(says_nothing(&told), "{told:?}");
    }
}

#[test]
fn a_recall_is_told_even_of_an_expired_product() {
    let mut recalled = content();
    recalled.recalled.indices.add(id(0, "07"), 77);
    let ours = verifier(&recalled);
    let told = ask(&ours, &code(1, 0, 77, "17261130"), NOW);
    assert_eq!(
        (told.advice, told.gtin, told.expiry),
        (Advice::Recalled, Some(gtin(0)), Date::new(2026, 11, 30).ok())
    );
    assert_eq!(ask(&ours, &code(1, 0, 78, "17261130"), NOW).advice, Advice::Expired);
    let forged =
        String::from_utf8(carrier::element_string(&code(1, 0, 77, "10L7"))).unwrap().replace("10L7", "10L8");
    let told = answer(&ours, forged.as_bytes(), NOW);
    assert!(told.advice == Advice::NotBelieved && says_nothing(&told));
}

#[test]
fn only_the_serial_is_confirmed_without_a_signature_that_counts() {
    let mut vouched = content();
    vouched.keys.set_standing(key_id(1), Standing::Compromised { since: NOW }).unwrap();
    vouched.vouched.add(id(0, "07"), 77);
    let mut server = verifier(&vouched);
    server.seals.add(series(0, "07")).unwrap();
    let told = ask(&server, &code(1, 0, 77, "10L7\x1D17261130"), NOW);
    assert_eq!(
        (told.advice, told.gtin, told.lot, told.expiry),
        (Advice::SerialOnly, Some(gtin(0)), None, None)
    );

    let mut lenient = Verifier { unsigned: Unsigned::AcceptIfSealed, ..verifier(&content()) };
    lenient.seals.add(series(0, "07")).unwrap();
    let Identity::Sgtin { serial, .. } = *code(1, 0, 77, "").identity() else { panic!("an item") };
    let told = answer(&lenient, format!("01{}21{serial}\x1D10L7", gtin(0)).as_bytes(), NOW);
    assert_eq!((told.advice, told.serial, told.lot), (Advice::SerialOnly, Some(serial), None));
}

#[test]
fn a_logistic_unit_is_told_by_its_number() {
    let pallet = SerialCode::parse(b"00395060000000000016").unwrap();
    let told = ask(&verifier(&content()), &Issuer::new(secret(1)).sign(pallet.clone()).unwrap(), NOW);
    let Identity::Sscc(sscc) = *pallet.identity() else { panic!("a pallet") };
    assert_eq!((told.advice, told.sscc, told.gtin), (Advice::Signed, Some(sscc), None));
    assert_eq!(Elements::new(), Elements::default());
}

#[test]
fn old_data_is_said_to_be_old() {
    let ours = verifier(&content());
    let fresh = ask(&ours, &code(1, 0, 77, ""), NOW);
    let stale = ask(&ours, &code(1, 0, 77, ""), NOW + 7 * DAY);
    assert_eq!((fresh.stale, fresh.note(Language::En)), (false, None));
    assert_eq!((stale.advice, stale.stale), (Advice::Signed, true));
    assert!(stale.note(Language::En).unwrap().is_ascii() && !stale.note(Language::Zh).unwrap().is_ascii());
}

#[test]
fn numbers_are_stable_and_sentences_differ() {
    let numbers: Vec<u8> = Advice::ALL.iter().map(|advice| advice.number()).collect();
    assert_eq!(numbers, [1, 2, 3, 4, 5, 6, 7]);
    let mut sentences: Vec<_> = Advice::ALL
        .iter()
        .flat_map(|advice| [Language::En, Language::Zh].map(|language| advice.sentence(language)))
        .collect();
    sentences.sort_unstable();
    sentences.dedup();
    assert_eq!(sentences.len(), 14);
    assert!(Advice::ALL.iter().all(|advice| !advice.sentence(Language::En).contains("genuine")));
}

proptest! {
    #[test]
    fn whatever_is_scanned_has_an_answer(text in prop::collection::vec(any::<u8>(), 0..200), at in any::<i64>()) {
        let told = answer(&verifier(&content()), &text, at);
        prop_assert!(says_nothing(&told));
    }
}
