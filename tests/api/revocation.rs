//! Revoked and recalled codes: which are meant, and what is answered.

use proptest::prelude::*;
use symbolon::Error;
use symbolon::code::carrier;
use symbolon::code::{Serial, SerialCode};
use symbolon::trust::{CodeSet, IndexSets, Seals, Unsigned, Verdict, Verification, Verifier};

use super::bundle::{NOW, code, content, foreign, gtin, id, key_id, series, verifier};

fn serial(text: &str) -> Serial {
    Serial::parse(text.as_bytes()).unwrap()
}

fn reasons(answer: Verification) -> Vec<Verdict> {
    answer.reasons.iter().collect()
}

/// The code with its lot read as another: the signature is false.
fn forged(code: &SerialCode, from: &str, to: &str) -> SerialCode {
    let text = String::from_utf8(carrier::element_string(code)).unwrap().replace(from, to);
    SerialCode::parse(text.as_bytes()).unwrap()
}

#[test]
fn revoked_indices_are_refused_before_the_signature() {
    let mut content = content();
    content.revoked.indices.add_range(id(0, "07"), 100..200).unwrap();
    content.revoked.indices.add(id(0, "07"), 300);
    let verifier = verifier(&content);
    for (index, verdict) in [
        (99, Verdict::Genuine),
        (100, Verdict::CodeRevoked),
        (199, Verdict::CodeRevoked),
        (200, Verdict::Genuine),
        (300, Verdict::CodeRevoked),
    ] {
        let answer = verifier.verify(&code(1, 0, index, ""), NOW);
        assert_eq!((answer.verdict, answer.signature_checked), (verdict, verdict == Verdict::Genuine));
        assert_eq!(verifier.verify(&code(1, 1, index, ""), NOW).verdict, Verdict::Genuine, "another item");
    }
    assert!(verifier.examine(&code(1, 0, 100, ""), NOW).signature_checked);
}

#[test]
fn whoever_holds_the_series_needs_no_opener() {
    let mut content = content();
    content.openers.clear();
    content.revoked.indices.add(id(0, "07"), 300);
    let mut verifier = verifier(&content);
    assert_eq!(
        verifier.verify(&code(1, 0, 300, ""), NOW).verdict,
        Verdict::Genuine,
        "nobody knows the index"
    );
    verifier.seals = Seals::new();
    verifier.seals.add(series(0, "08")).unwrap();
    verifier.seals.add(series(0, "07")).unwrap();
    let answer = verifier.verify(&code(1, 0, 300, ""), NOW);
    assert_eq!((answer.verdict, answer.index), (Verdict::CodeRevoked, Some(300)));
    assert_eq!(verifier.verify(&code(1, 0, 301, ""), NOW).verdict, Verdict::Genuine);
}

#[test]
fn lots_items_and_foreign_serials_are_named_as_well() {
    let mut content = content();
    content.revoked.add_lot(gtin(0), "L7").unwrap();
    content.revoked.add_serials(gtin(0), serial("A5"), serial("B2")).unwrap();
    content.recalled.add_item(gtin(1));
    let verifier = verifier(&content);
    let verdict = |code: &SerialCode| verifier.verify(code, NOW).verdict;
    assert_eq!(verdict(&code(1, 0, 1, "10L7")), Verdict::CodeRevoked);
    assert_eq!(verdict(&code(1, 0, 1, "10L8")), Verdict::Genuine);
    assert_eq!(verdict(&code(1, 0, 1, "")), Verdict::Genuine);
    for (text, revoked) in
        [("A4", false), ("A5", true), ("AZ", true), ("B2", true), ("B3", false), ("A55", false), ("A", false)]
    {
        let wanted = if revoked { Verdict::CodeRevoked } else { Verdict::Genuine };
        assert_eq!(verdict(&foreign(1, 0, text)), wanted, "{text}");
        assert_eq!(verdict(&foreign(1, 1, text)), Verdict::Recalled, "{text}");
    }
}

#[test]
fn a_recall_is_answered_only_if_everything_else_holds() {
    let mut content = content();
    content.recalled.add_lot(gtin(0), "L7").unwrap();
    content.recalled.indices.add(id(0, "07"), 5);
    content.revoked.indices.add(id(0, "07"), 6);
    let ours = verifier(&content);
    let genuine = code(1, 0, 1, "10L7");
    let answer = ours.verify(&genuine, NOW);
    assert_eq!(reasons(answer), [Verdict::Recalled]);
    assert_eq!((answer.verdict, answer.signature_checked), (Verdict::Recalled, true));
    assert_eq!(reasons(ours.verify(&code(1, 0, 5, ""), NOW)), [Verdict::Recalled]);

    let answer = ours.verify(&forged(&code(1, 0, 1, "10L8"), "10L8", "10L7"), NOW);
    assert_eq!(reasons(answer), [Verdict::Forged, Verdict::Recalled]);
    assert_eq!(answer.verdict, Verdict::Forged);
    assert_eq!(ours.verify(&code(1, 0, 6, "10L7"), NOW).verdict, Verdict::CodeRevoked);
    let answer = ours.verify(&code(2, 0, 1, "10L7"), NOW);
    assert_eq!(reasons(answer), [Verdict::UnknownKey, Verdict::Recalled]);

    let mut lenient = Verifier { unsigned: Unsigned::AcceptIfSealed, ..verifier(&content) };
    lenient.seals.add(series(0, "07")).unwrap();
    let unsigned =
        SerialCode::new(code(1, 0, 5, "").identity(), &symbolon::gs1::element::Elements::new()).unwrap();
    assert_eq!(lenient.verify(&unsigned, NOW).verdict, Verdict::Recalled);
}

#[test]
fn a_serial_leased_to_another_key_is_refused() {
    let mut content = content();
    content.leases.add(gtin(0), b"07", 0..100, key_id(1)).unwrap();
    content.leases.add(gtin(0), b"07", 100..200, key_id(5)).unwrap();
    let verifier = verifier(&content);
    for (index, verdict) in [(99, Verdict::Genuine), (100, Verdict::OutOfLease), (200, Verdict::OutOfLease)] {
        let answer = verifier.verify(&code(1, 0, index, ""), NOW);
        assert_eq!((answer.verdict, answer.signature_checked), (verdict, verdict == Verdict::Genuine));
    }
    assert_eq!(
        verifier.verify(&code(1, 1, 200, ""), NOW).verdict,
        Verdict::Genuine,
        "no leases of this series"
    );
    assert_eq!(verifier.verify(&foreign(1, 0, "5"), NOW).verdict, Verdict::Genuine, "of no series");
}

#[test]
fn a_million_scattered_of_a_billion_take_two_and_a_half_megabytes() {
    let mut content = content();
    let (mut state, mut index) = (0x9E37_79B9_7F4A_7C15_u64, 0);
    for _ in 0..1_000_000 {
        // xorshift64: gaps of 1 to 1999, a thousand on average.
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        index += 1 + state % 1999;
        content.revoked.indices.add(id(0, "07"), index);
    }
    assert_eq!(content.revoked.indices.len(), 1_000_000);
    assert!((990_000_000..1_010_000_000).contains(&index));
    let file = content.sign(&super::bundle::secret(9)).unwrap();
    assert!(file.len() <= 2_500_000, "{} bytes", file.len());
    let verifier = verifier(&content);
    assert_eq!(verifier.verify(&code(1, 0, index, ""), NOW).verdict, Verdict::CodeRevoked);
    assert_eq!(verifier.verify(&code(1, 0, index + 1, ""), NOW).verdict, Verdict::Genuine);
}

#[test]
fn ranges_that_make_no_sense_are_refused() {
    let mut sets = IndexSets::new();
    #[allow(clippy::reversed_empty_ranges)]
    for range in [5..5, 6..5, 0..(1 << 32) + 1, 0..u64::MAX] {
        assert_eq!(sets.add_range(id(0, "07"), range.clone()), Err(Error::Index));
        assert_eq!(sets.remove_range(id(0, "07"), range), Err(Error::Index));
    }
    assert!(sets.is_empty());
    sets.add_range(id(0, "07"), u64::MAX - 5..u64::MAX).unwrap();
    assert!(sets.contains(gtin(0), b"07", u64::MAX - 5) && !sets.contains(gtin(0), b"07", u64::MAX - 6));
    assert_eq!((sets.len(), sets.series().collect::<Vec<_>>()), (5, vec![id(0, "07")]));
    sets.remove_range(id(0, "07"), u64::MAX - 100..u64::MAX).unwrap();
    assert!(sets.is_empty());
    let mut codes = CodeSet::new();
    assert_eq!(codes.add_serials(gtin(0), serial("B"), serial("A")), Err(Error::Parameter));
    assert_eq!(codes.add_serials(gtin(0), serial("AA"), serial("Z")), Err(Error::Parameter));
    assert_eq!(codes.add_lot(gtin(0), ""), Err(Error::Length { at: 0 }));
    assert_eq!(codes.add_lot(gtin(0), &"1".repeat(21)), Err(Error::Length { at: 0 }));
    assert_eq!(codes.add_lot(gtin(0), "a b"), Err(Error::Charset { at: 1 }));
    assert_eq!(codes, CodeSet::new());
}

proptest! {
    #[test]
    fn serial_ranges_hold_what_a_list_of_them_holds(
        ranges in prop::collection::vec(("[A-C]{1,3}", "[A-C]{1,3}", 0..2_usize), 0..12),
        asked in prop::collection::vec(("[A-C]{1,4}", 0..2_usize), 1..40),
    ) {
        let rank = |text: &str| (text.len(), text.to_owned());
        let mut codes = CodeSet::new();
        let mut model = Vec::new();
        for (one, other, which) in &ranges {
            let (first, last) = if rank(one) <= rank(other) { (one, other) } else { (other, one) };
            codes.add_serials(gtin(*which), serial(first), serial(last)).unwrap();
            model.push((*which, rank(first), rank(last)));
        }
        for (text, which) in &asked {
            let held = model.iter().any(|(item, first, last)| {
                item == which && *first <= rank(text) && rank(text) <= *last
            });
            prop_assert_eq!(codes.contains_serial(gtin(*which), &serial(text)), held);
        }
    }
}
