//! Keys in real life: rotation with overlap, end of life, revocation, compromise.

use symbolon::Error;
use symbolon::code::SerialCode;
use symbolon::trust::{
    BundleContent, Issuer, Keyring, Scope, Seals, Signer, Standing, Verdict, Verifier, Window,
};

use super::bundle::{DAY, NOW, code, content, foreign, gtin, id, key_id, secret, series, verifier};

/// 2027-01-15, a day after [`NOW`]'s.
const TOMORROW: &str = "11270116";
const TODAY: &str = "11270115";

fn keyring(seeds: &[u8]) -> Verifier {
    let mut keyring = Keyring::new();
    for seed in seeds {
        keyring.add(*secret(*seed).public_key(), Window::ALWAYS, Scope::Everything).unwrap();
    }
    Verifier { keyring, ..Verifier::default() }
}

fn verdict(verifier: &Verifier, code: &SerialCode) -> Verdict {
    verifier.verify(code, NOW).verdict
}

#[test]
fn two_keys_of_a_brand_overlap_and_then_only_the_new_one_is_believed() {
    let mut ours = keyring(&[]);
    let window = |from: i64, until: i64| Window::new(NOW + from * DAY, NOW + until * DAY).unwrap();
    ours.keyring.add(*secret(1).public_key(), window(-300, 30), Scope::Everything).unwrap();
    ours.keyring.add(*secret(2).public_key(), window(-10, 400), Scope::Everything).unwrap();
    let at = |seed, days: i64| ours.verify(&code(seed, 0, 5, ""), NOW + days * DAY).verdict;
    assert_eq!([-11, 0, 29, 30].map(|days| at(1, days)), {
        use Verdict::{Genuine, OutOfWindow};
        [Genuine, Genuine, Genuine, OutOfWindow]
    });
    assert_eq!([-11, -10, 29, 30].map(|days| at(2, days)), {
        use Verdict::{Genuine, OutOfWindow};
        [OutOfWindow, Genuine, Genuine, Genuine]
    });
}

#[test]
fn the_production_date_is_compared_with_the_signing_window() {
    let mut ours = keyring(&[1]);
    // From the last second before noon of the 15th to the same of the 17th.
    let from = NOW.div_euclid(DAY) * DAY + DAY / 2 - 1;
    ours.keyring.set_signing(key_id(1), Window::new(from, from + 2 * DAY).unwrap()).unwrap();
    for (date, believed) in [
        ("11270113", false),
        ("11270114", true), // in UTC−12 the 14th ends at noon of the 15th in UTC ...
        (TODAY, true),
        (TOMORROW, true),
        ("11270117", true),
        ("11270118", true), // ... and in UTC+14 the 18th begins at 10:00 of the 17th
        ("11270119", false),
        ("11270100", true), // the month
        ("11270200", false),
        ("11261200", false),
        ("", true), // no date binds nobody
    ] {
        let wanted = if believed { Verdict::Genuine } else { Verdict::OutOfWindow };
        assert_eq!(verdict(&ours, &code(1, 0, 5, date)), wanted, "{date}");
    }
    // A time at which no century can be told.
    assert_eq!(ours.verify(&code(1, 0, 5, TODAY), i64::MAX).verdict, Verdict::OutOfWindow);
    assert_eq!(ours.verify(&code(1, 0, 5, ""), i64::MAX).verdict, Verdict::Genuine);
}

#[test]
fn what_a_key_signed_before_its_end_of_life_lives_on() {
    let mut ours = keyring(&[1]);
    ours.keyring.set_standing(key_id(1), Standing::EndOfLife { since: NOW - 5 * DAY }).unwrap();
    assert_eq!(verdict(&ours, &code(1, 0, 5, "11270101")), Verdict::Genuine);
    assert_eq!(verdict(&ours, &code(1, 0, 5, "")), Verdict::Genuine);
    assert_eq!(verdict(&ours, &code(1, 0, 5, TODAY)), Verdict::OutOfWindow);
    let entry = ours.keyring.get(key_id(1)).unwrap();
    assert_eq!((entry.is_revoked(), entry.standing()), (false, Standing::EndOfLife { since: NOW - 5 * DAY }));
}

#[test]
fn nothing_of_a_revoked_key_is_believed_whatever_its_date() {
    let mut ours = keyring(&[1, 2]);
    ours.keyring.set_standing(key_id(1), Standing::Revoked).unwrap();
    assert_eq!(verdict(&ours, &code(1, 0, 5, "11270101")), Verdict::Revoked);
    assert_eq!(verdict(&ours, &code(2, 0, 5, "11270101")), Verdict::Genuine);
    assert_eq!(ours.keyring.set_standing(key_id(3), Standing::Good), Err(Error::UnknownKey));
    assert_eq!(ours.keyring.set_signing(key_id(3), Window::ALWAYS), Err(Error::UnknownKey));
}

/// Key 1 is in a thief's hands since today; the indices below 100 were issued before.
fn compromised() -> BundleContent {
    let mut content = content();
    content.keys.set_standing(key_id(1), Standing::Compromised { since: NOW }).unwrap();
    content.vouched.add_range(id(0, "07"), 0..100).unwrap();
    content
}

#[test]
fn a_compromised_key_is_believed_in_nothing_by_default() {
    let mut ours = keyring(&[1]);
    ours.keyring.set_standing(key_id(1), Standing::Compromised { since: NOW }).unwrap();
    ours.seals.add(series(0, "07")).unwrap();
    assert_eq!(verdict(&ours, &code(1, 0, 5, "11270101")), Verdict::Revoked);
}

#[test]
fn a_vouched_serial_is_believed_by_whoever_holds_the_series() {
    let mut server = verifier(&compromised());
    server.seals.add(series(0, "07")).unwrap();
    for (index, verdict, vouched) in
        [(5, Verdict::Genuine, true), (99, Verdict::Genuine, true), (100, Verdict::Revoked, false)]
    {
        let answer = server.verify(&code(1, 0, index, "10L7"), NOW);
        assert_eq!((answer.verdict, answer.vouched), (verdict, vouched), "{index}");
    }
    // The thief cannot make a seal, but signs other elements beside a serial that he saw.
    let copied = server.verify(&code(1, 0, 5, "10ANOTHER"), NOW);
    assert_eq!((copied.verdict, copied.vouched), (Verdict::Genuine, true), "so no other element is believed");
    let invented = foreign(1, 0, "07AAAAAAAAAAAAAA");
    assert!(server.verify(&invented, NOW).reasons.contains(Verdict::NotSealed));
    assert!(server.verify(&invented, NOW).reasons.contains(Verdict::Revoked));
    assert_eq!(
        server.verify(&code(1, 0, 5, "11270120"), NOW).verdict,
        Verdict::OutOfWindow,
        "made after the theft"
    );
    assert_eq!(server.verify(&code(1, 0, 5, "11270101"), NOW).verdict, Verdict::Genuine);
}

#[test]
fn an_opener_is_not_enough_to_believe_a_vouched_serial() {
    let handheld = verifier(&compromised());
    assert_eq!(verdict(&handheld, &code(1, 0, 5, "")), Verdict::Revoked);
    // What the thief would do: any serial whose index reads as a vouched one.
    let opener = handheld.bundles.of(key_id(9)).unwrap().content().openers[0].clone();
    let invented = (0..u32::MAX)
        .map(|number| format!("07{number:014}"))
        .find(|text| {
            let serial = symbolon::code::Serial::parse(text.as_bytes()).unwrap();
            opener.index(&serial).is_some_and(|index| index < 1 << 20)
        })
        .unwrap();
    let mut content = compromised();
    content.vouched.add_range(id(0, "07"), 0..1 << 20).unwrap();
    assert_eq!(verdict(&verifier(&content), &foreign(1, 0, &invented)), Verdict::Revoked);
    let mut server = verifier(&content);
    server.seals.add(series(0, "07")).unwrap();
    assert_eq!(verdict(&server, &foreign(1, 0, &invented)), Verdict::Revoked);
}

#[test]
fn a_bundle_vouches_only_for_its_own_keys() {
    let mut ours = keyring(&[2]);
    ours.keyring.set_standing(key_id(2), Standing::Compromised { since: NOW }).unwrap();
    let mut both = verifier(&compromised());
    both.keyring = ours.keyring;
    both.seals = Seals::new();
    both.seals.add(series(0, "07")).unwrap();
    assert_eq!(verdict(&both, &code(1, 0, 5, "")), Verdict::Genuine);
    assert_eq!(verdict(&both, &code(2, 0, 5, "")), Verdict::Revoked);
    assert_eq!(gtin(0), series(0, "07").gtin());
    assert_eq!(Issuer::new(secret(1)).signer().public_key().id(), key_id(1));
}
