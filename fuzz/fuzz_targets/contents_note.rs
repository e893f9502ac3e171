//! Contents notes of any bytes: nothing is believed that was not signed, no signed filter harms, no proof shows a stranger.
//!
//! The first byte chooses: a note as it comes, a payload that is truly signed, a proof, or the units of a container.
#![no_main]

use std::collections::BTreeSet;
use std::sync::LazyLock;

use ciborium::Value;
use coset::{CoseSign1, TaggedCborSerializable as _};
use libfuzzer_sys::fuzz_target;
use symbolon::Error;
use symbolon::code::{Identity, SerialCode};
use symbolon::trust::merkle::InclusionProof;
use symbolon::trust::{Contents, ContentsNote, SecretKey, Signer as _};

static KEY: LazyLock<SecretKey> = LazyLock::new(|| SecretKey::from_seed(&[7; 32]).unwrap());

fn identity(text: &str) -> Identity {
    *SerialCode::parse(text.as_bytes()).unwrap().identity()
}

fn unit(number: u8) -> Identity {
    identity(&format!("010950600013435221A{number}"))
}

fn contents(numbers: impl IntoIterator<Item = u8>) -> Result<Contents, Error> {
    Contents::new(identity("00395060000000000016"), numbers.into_iter().map(unit))
}

fuzz_target!(|input: &[u8]| {
    let Some((&choice, rest)) = input.split_first() else { return };
    match choice % 4 {
        0 => assert!(ContentsNote::open(rest, KEY.public_key()).is_err(), "nobody signed it"),
        1 => signed(rest),
        2 => proof(rest),
        _ => units(rest),
    }
    let _ = ContentsNote::key_id(rest);
});

/// A payload that the right key signed: it is read and answers, or a field is at fault.
fn signed(payload: &[u8]) {
    let note = contents([1]).unwrap().note(0).sign(&*KEY).unwrap();
    let mut sign1 = CoseSign1::from_tagged_slice(&note).unwrap();
    sign1.payload = Some(payload.to_vec());
    sign1.signature = KEY.sign(&sign1.tbs_data(b"")).unwrap().to_vec();
    match ContentsNote::open(&sign1.to_tagged_vec().unwrap(), KEY.public_key()) {
        Ok(read) => {
            let again = ContentsNote::open(&read.sign(&*KEY).unwrap(), KEY.public_key());
            assert_eq!(again.as_ref(), Ok(&read), "what is read can be written");
            for number in 0..20 {
                assert_eq!(read.may_contain(&unit(number)).is_some(), read.has_filter());
            }
            assert!(ciborium::from_reader::<Value, _>(payload).is_ok());
        }
        Err(Error::Artefact { .. } | Error::Claim { .. } | Error::TooLong { .. }) => {}
        Err(error) => panic!("{error:?}"),
    }
}

/// No proof shows a unit that does not lie in the container.
fn proof(bytes: &[u8]) {
    let Ok(proof) = InclusionProof::from_bytes(bytes) else { return };
    assert_eq!(proof.to_bytes(), bytes);
    for count in [1, 2, 3, 8, 13] {
        let note = contents(0..count).unwrap().note(0);
        assert_eq!(note.includes(&unit(200), &proof), Err(Error::NotIncluded));
    }
}

/// Any list of units: one that is named twice is refused, and the note answers for each.
fn units(numbers: &[u8]) {
    let distinct: BTreeSet<_> = numbers.iter().copied().collect();
    match contents(numbers.iter().copied()) {
        Ok(packed) => {
            assert_eq!(packed.digest().count as usize, distinct.len());
            assert_eq!(contents(distinct.iter().copied()).unwrap().digest(), packed.digest());
            let note = packed.note_with_filter(0).unwrap();
            for number in distinct {
                assert_eq!(note.may_contain(&unit(number)), Some(true));
                assert_eq!(note.includes(&unit(number), &packed.proof(&unit(number)).unwrap()), Ok(()));
            }
        }
        Err(Error::Parameter) => assert!(numbers.is_empty()),
        Err(Error::Repeated { item }) => {
            let before = &numbers[..item as usize];
            assert!(before.contains(&numbers[item as usize]));
            assert_eq!(BTreeSet::from_iter(before).len(), before.len());
        }
        Err(error) => panic!("{error:?}"),
    }
}
