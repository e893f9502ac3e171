//! Contents notes: what was signed answers for its container, and nothing else does.

use ciborium::Value;
use coset::{CoseSign1, TaggedCborSerializable as _};
use proptest::prelude::*;
use symbolon::Error;
use symbolon::code::{ContentsDigest, Identity};
use symbolon::trust::merkle::InclusionProof;
use symbolon::trust::{Certificate, Contents, ContentsNote, SecretKey, Signer as _};

use super::contents::{identity, unit};

fn key() -> SecretKey {
    SecretKey::from_seed(&[4; 32]).unwrap()
}

fn case() -> Identity {
    identity("00395060000000000016")
}

fn contents(count: u32) -> Contents {
    Contents::new(case(), (0..count).map(unit)).unwrap()
}

fn open(bytes: &[u8]) -> Result<ContentsNote, Error> {
    ContentsNote::open(bytes, key().public_key())
}

/// A payload that the right key signed.
fn signed_payload(payload: Vec<u8>) -> Vec<u8> {
    let mut sign1 = CoseSign1::from_tagged_slice(&contents(1).note(0).sign(&key()).unwrap()).unwrap();
    sign1.payload = Some(payload);
    sign1.signature = key().sign(&sign1.tbs_data(b"")).unwrap().to_vec();
    sign1.to_tagged_vec().unwrap()
}

fn signed_fields(fields: Vec<(i64, Value)>) -> Vec<u8> {
    let map = fields.into_iter().map(|(label, value)| (label.into(), value)).collect();
    let mut payload = Vec::new();
    ciborium::into_writer(&Value::Map(map), &mut payload).unwrap();
    signed_payload(payload)
}

/// The fields of the note of 40 units, to be changed.
fn fields() -> Vec<(i64, Value)> {
    let signed = contents(40).note_with_filter(7).unwrap().sign(&key()).unwrap();
    let payload = CoseSign1::from_tagged_slice(&signed).unwrap().payload.unwrap();
    let map: Value = ciborium::from_reader(&payload[..]).unwrap();
    let label = |label: Value| i64::try_from(label.into_integer().unwrap()).unwrap();
    map.into_map().unwrap().into_iter().map(|(name, value)| (label(name), value)).collect()
}

#[test]
fn a_note_says_again_what_was_packed() {
    for count in [1, 2, 3, 20, 40, 500] {
        let packed = contents(count);
        for note in [packed.note(-5), packed.note_with_filter(1 << 40).unwrap()] {
            let read = open(&note.sign(&key()).unwrap()).unwrap();
            assert_eq!(read, note);
            assert_eq!((read.container(), read.digest()), (&case(), &packed.digest()));
            assert_eq!(read.time(), note.time());
            for number in 0..count {
                assert_eq!(read.may_contain(&unit(number)), note.has_filter().then_some(true));
            }
        }
        let digest = ContentsDigest::of((0..count).map(|number| Ok(unit(number))));
        assert_eq!(digest, Ok(packed.digest()));
    }
}

#[test]
fn one_stranger_in_a_hundred_passes_the_filter_and_none_a_proof() {
    let packed = contents(5000);
    let note = packed.note_with_filter(0).unwrap();
    let passed = (10_000..20_000).filter(|number| note.may_contain(&unit(*number)).unwrap()).count();
    assert!((40..=100).contains(&passed), "{passed} of 10 000");
    assert!((10_000..10_100).all(|number| !packed.contains(&unit(number))));
    assert_eq!(packed.proof(&unit(10_000)), Err(Error::NotIncluded));
    let signed = note.sign(&key()).unwrap();
    assert!(signed.len() * 8 <= 5000 * 9, "9 bits for each unit, the envelope with them: {}", signed.len());
}

#[test]
fn a_proof_of_one_in_5000_takes_450_bytes_and_shows_that_one_only() {
    let packed = contents(5000);
    let note = open(&packed.note(0).sign(&key()).unwrap()).unwrap();
    let mut longest = 0;
    for number in (0..5000).step_by(37) {
        let bytes = packed.proof(&unit(number)).unwrap().to_bytes();
        let proof = InclusionProof::from_bytes(&bytes).unwrap();
        longest = longest.max(bytes.len());
        assert_eq!(note.includes(&unit(number), &proof), Ok(()));
        assert_eq!(note.includes(&unit(number + 1), &proof), Err(Error::NotIncluded));
        assert_eq!(note.includes(&unit(number + 5000), &proof), Err(Error::NotIncluded));
    }
    assert_eq!(longest, 425);
}

#[test]
fn every_changed_byte_of_a_proof_is_noticed() {
    let packed = contents(21);
    let (note, bytes) = (packed.note(0), packed.proof(&unit(3)).unwrap().to_bytes());
    for at in 0..bytes.len() {
        for change in [1, 0x80, 0xFF] {
            let mut changed = bytes.clone();
            changed[at] ^= change;
            let shown =
                InclusionProof::from_bytes(&changed).and_then(|proof| note.includes(&unit(3), &proof));
            assert!(shown.is_err(), "byte {at}");
        }
        let shown =
            InclusionProof::from_bytes(&bytes[..at]).and_then(|proof| note.includes(&unit(3), &proof));
        assert!(shown.is_err(), "{at} bytes");
    }
}

#[test]
fn a_proof_for_one_container_shows_nothing_in_another() {
    let (one, other) = (contents(40), Contents::new(case(), (0..41).map(unit)).unwrap());
    let proof = one.proof(&unit(3)).unwrap();
    assert_eq!(one.note(0).includes(&unit(3), &proof), Ok(()));
    assert_eq!(other.note(0).includes(&unit(3), &proof), Err(Error::NotIncluded));
}

#[test]
fn the_note_of_another_container_names_it() {
    let other = identity("010950600013435221CASE-2");
    let note = Contents::new(other, (0..40).map(unit)).unwrap().note(0);
    let read = open(&note.sign(&key()).unwrap()).unwrap();
    assert_ne!(*read.container(), case());
    assert_eq!(*read.container(), other);
}

#[test]
fn nothing_and_the_same_unit_twice_have_no_note() {
    assert_eq!(Contents::new(case(), []).unwrap_err(), Error::Parameter);
    let twice = Contents::new(case(), [unit(1), unit(2), unit(1)]);
    assert_eq!(twice.unwrap_err(), Error::Repeated { item: 2 });
}

#[test]
fn another_key_or_kind_is_refused() {
    let signed = contents(40).note(0).sign(&key()).unwrap();
    let stranger = SecretKey::from_seed(&[5; 32]).unwrap();
    assert_eq!(ContentsNote::open(&signed, stranger.public_key()), Err(Error::UnknownKey));
    assert_eq!(ContentsNote::key_id(&signed), Ok(key().public_key().id()));
    // A certificate, signed by the right key, is no note, and the other way round.
    assert_eq!(Certificate::open(&signed, key().public_key()), Err(Error::Artefact { at: 0 }));
    let forged = {
        let mut sign1 = CoseSign1::from_tagged_slice(&signed).unwrap();
        sign1.signature = stranger.sign(&sign1.tbs_data(b"")).unwrap().to_vec();
        sign1.to_tagged_vec().unwrap()
    };
    assert_eq!(open(&forged), Err(Error::Signature));
}

#[test]
fn every_changed_byte_and_every_truncation_is_refused() {
    let signed = contents(40).note_with_filter(7).unwrap().sign(&key()).unwrap();
    for at in 0..signed.len() {
        for change in [1, 0x10, 0xFF] {
            let mut changed = signed.clone();
            changed[at] ^= change;
            assert!(open(&changed).is_err(), "byte {at}");
        }
        assert!(open(&signed[..at]).is_err(), "{at} bytes");
    }
    assert!(open(&[&signed[..], &[0]].concat()).is_err());
}

#[test]
fn signed_fields_that_say_what_they_may_not_are_refused_by_number() {
    assert!(open(&signed_fields(fields())).is_ok());
    let huge = u64::from(u32::MAX) + 1;
    let wrong: [(i64, Value); 19] = [
        (1, Value::Text("00395060000000000016".to_owned())),
        (1, Value::Bytes(b"00395060000000000017".to_vec())),
        (1, Value::Bytes(b"(00)395060000000000016".to_vec())),
        (1, Value::Bytes(b"010950600013435210L\x1D21A".to_vec())),
        (1, Value::Bytes(b"https://id.gs1.org/00/395060000000000016".to_vec())),
        (1, Value::Bytes(Vec::new())),
        (2, Value::Text("now".to_owned())),
        (2, Value::Integer(u64::MAX.into())),
        (3, 0.into()),
        (3, Value::Integer((-1).into())),
        (3, huge.into()),
        (4, Value::Bytes(vec![0; 31])),
        (4, Value::Bytes(vec![0; 33])),
        (5, Value::Bytes(Vec::new())),
        (5, Value::Bytes(vec![0; 40])),
        (5, Value::Bytes(vec![0xFF; 41])),
        (5, Value::Null),
        (5, Value::Array(vec![])),
        (6, 1.into()),
    ];
    for (label, value) in wrong {
        let mut fields = fields();
        let shown = format!("{label}: {value:?}");
        match fields.iter_mut().find(|field| field.0 == label) {
            Some(field) => field.1 = value,
            None => fields.push((label, value)),
        }
        let item = u32::try_from(label).unwrap();
        assert_eq!(open(&signed_fields(fields)), Err(Error::Claim { item }), "{shown}");
    }
    for label in 1..5 {
        let without = fields().into_iter().filter(|field| field.0 != label).collect();
        assert_eq!(open(&signed_fields(without)), Err(Error::Claim { item: u32::try_from(label).unwrap() }));
    }
    // A filter is of the size that the count asks for.
    let mut more = fields();
    more[2].1 = 4_000_000_000_u32.into();
    assert_eq!(open(&signed_fields(more)), Err(Error::Claim { item: 5 }));
}

#[test]
fn the_limits_are_told() {
    let limit = ContentsNote::MAX_BYTES;
    assert_eq!(open(&vec![0; limit as usize + 1]), Err(Error::TooLong { limit }));
    assert_eq!(ContentsNote::key_id(b"x"), Err(Error::Artefact { at: 0 }));
}

proptest! {
    #[test]
    fn any_bytes_are_refused(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(open(&bytes).is_err());
        prop_assert!(open(&signed_payload(bytes)).is_err());
    }

    #[test]
    fn any_set_of_units_is_answered_for(numbers in proptest::collection::btree_set(0_u32..5000, 1..200)) {
        let packed = Contents::new(case(), numbers.iter().rev().copied().map(unit)).unwrap();
        let note = open(&packed.note_with_filter(0).unwrap().sign(&key()).unwrap()).unwrap();
        for number in 0..300 {
            let inside = numbers.contains(&number);
            prop_assert_eq!(packed.contains(&unit(number)), inside);
            prop_assert!(!inside || note.may_contain(&unit(number)).unwrap());
            let shown = packed.proof(&unit(number)).and_then(|proof| note.includes(&unit(number), &proof));
            prop_assert_eq!(shown.is_ok(), inside);
        }
    }
}
