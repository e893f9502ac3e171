//! Certificates and proofs of any bytes: nothing is believed that was not signed, and no proof puts a code into a batch.
//!
//! The first byte chooses: a certificate as it comes, a payload that is truly signed, a proof, or a batch of small codes.
#![no_main]

use std::sync::LazyLock;

use ciborium::Value;
use coset::{CoseSign1, TaggedCborSerializable as _};
use libfuzzer_sys::fuzz_target;
use symbolon::Error;
use symbolon::code::SerialCode;
use symbolon::trust::merkle::{AbsenceProof, InclusionProof};
use symbolon::trust::{BatchBuilder, Certificate, SecretKey, Signer as _};

static KEY: LazyLock<SecretKey> = LazyLock::new(|| SecretKey::from_seed(&[7; 32]).unwrap());

fn code(number: u8) -> SerialCode {
    SerialCode::parse(format!("010950600013435221A{number}").as_bytes()).unwrap()
}

/// A certificate of a batch of so many codes.
fn certificate(count: u8) -> Certificate {
    let mut builder = BatchBuilder::new();
    (0..count).for_each(|number| builder.add(&code(number)).unwrap());
    Certificate::new("fuzz", 0, &builder.finish().unwrap()).unwrap()
}

fuzz_target!(|input: &[u8]| {
    let Some((&choice, rest)) = input.split_first() else { return };
    match choice % 4 {
        0 => assert!(Certificate::open(rest, KEY.public_key()).is_err(), "nobody signed it"),
        1 => signed(rest),
        2 => proof(rest),
        _ => batch(rest),
    }
    let _ = Certificate::key_id(rest);
});

/// A payload that the right key signed: it is read, or a field is at fault.
fn signed(payload: &[u8]) {
    let mut sign1 = CoseSign1::from_tagged_slice(&certificate(1).sign(&*KEY).unwrap()).unwrap();
    sign1.payload = Some(payload.to_vec());
    sign1.signature = KEY.sign(&sign1.tbs_data(b"")).unwrap().to_vec();
    let bytes = sign1.to_tagged_vec().unwrap();
    match Certificate::open(&bytes, KEY.public_key()) {
        Ok(read) => {
            let again = Certificate::open(&read.sign(&*KEY).unwrap(), KEY.public_key());
            assert_eq!(again, Ok(read), "what is read can be written");
            assert!(ciborium::from_reader::<Value, _>(payload).is_ok());
        }
        Err(Error::Artefact { .. } | Error::Claim { .. } | Error::TooLong { .. }) => {}
        Err(error) => panic!("{error:?}"),
    }
}

/// No proof shows a code that is not in the batch, or the absence of one that is.
fn proof(bytes: &[u8]) {
    if let Ok(proof) = AbsenceProof::from_bytes(bytes) {
        assert_eq!(proof.to_bytes(), bytes);
        for number in 0..13 {
            assert!(!certificate(13).excludes(&code(number), &proof), "it is there");
        }
    }
    let Ok(proof) = InclusionProof::from_bytes(bytes) else { return };
    assert_eq!(proof.to_bytes(), bytes);
    for count in [1, 2, 3, 8, 13] {
        assert_eq!(certificate(count).includes(&code(200), &proof), Err(Error::NotIncluded));
    }
}

/// Any list of codes: the check names what is repeated and knows the batch.
fn batch(numbers: &[u8]) {
    let Some((&count, numbers)) = numbers.split_first() else { return };
    let count = count % 20 + 1;
    let check = certificate(count).check(numbers.iter().map(|number| code(*number))).unwrap();
    let distinct = std::collections::BTreeSet::from_iter(numbers);
    assert_eq!(check.distinct, distinct.len() as u64);
    assert_eq!(check.repeated.len(), numbers.len() - distinct.len());
    assert_eq!(check.is_the_batch, distinct.into_iter().copied().eq(0..count));
}
