//! Batch certificates: order does not matter, nothing is added unseen, proofs prove what they say.

use ciborium::Value;
use coset::{CoseSign1, TaggedCborSerializable as _};
use proptest::prelude::*;
use symbolon::Error;
use symbolon::code::SerialCode;
use symbolon::gs1::key::Gtin;
use symbolon::trust::certificate::{Batch, Deviation};
use symbolon::trust::merkle::{AbsenceProof, Hash, InclusionProof};
use symbolon::trust::{BatchBuilder, Certificate, Issuer, PublicKey, SecretKey, Signer};

fn code(number: u32) -> SerialCode {
    // Two trade items and some logistic units.
    let text = match number % 7 {
        0 => format!("00{}", sscc(number)),
        1 | 2 => format!("011950600013435921B{number}"),
        _ => format!("0109506000134352{}21A{number}", "10LOT7\x1D"),
    };
    SerialCode::parse(text.as_bytes()).unwrap()
}

fn sscc(number: u32) -> String {
    let body = format!("39506000{number:09}");
    let sum: u32 = body
        .bytes()
        .enumerate()
        .map(|(at, digit)| u32::from(digit - b'0') * if at % 2 == 0 { 3 } else { 1 })
        .sum();
    format!("{body}{}", (10 - sum % 10) % 10)
}

fn batch(codes: impl IntoIterator<Item = SerialCode>) -> Result<Batch, Error> {
    let mut builder = BatchBuilder::new();
    codes.into_iter().try_for_each(|code| builder.add(&code))?;
    builder.finish()
}

fn key() -> SecretKey {
    SecretKey::from_seed(&[4; 32]).unwrap()
}

fn certificate(batch: &Batch) -> Certificate {
    Certificate::new("LOT-7/2026", 1_790_000_000, batch).unwrap()
}

/// RFC 6962, section 2.1, as it stands there.
fn naive(leaves: &[Hash]) -> Hash {
    if let [leaf] = leaves {
        return *leaf;
    }
    let mut split = 1;
    while 2 * split < leaves.len() {
        split *= 2;
    }
    let both = [naive(&leaves[..split]), naive(&leaves[split..])].concat();
    *blake3::keyed_hash(b"symbolon v1 batch node\0\0\0\0\0\0\0\0\0\0", &both).as_bytes()
}

fn leaf(code: &SerialCode) -> Hash {
    let mut text = Vec::new();
    for (ai, value) in code.elements().iter() {
        for part in [ai.digits(), value] {
            text.push(u8::try_from(part.len()).unwrap());
            text.extend(part.bytes());
        }
    }
    *blake3::keyed_hash(b"symbolon v1 batch leaf\0\0\0\0\0\0\0\0\0\0", &text).as_bytes()
}

#[test]
fn roots_are_those_of_the_recursive_tree_and_every_proof_holds() {
    for count in 1..70 {
        let codes: Vec<_> = (0..count).map(code).collect();
        let mut leaves: Vec<_> = codes.iter().map(leaf).collect();
        leaves.sort_unstable();
        let batch = batch(codes.clone()).unwrap();
        assert_eq!(batch.root(), naive(&leaves), "{count}");
        let certificate = certificate(&batch);
        assert_eq!((certificate.count(), certificate.root()), (count.into(), &batch.root()));
        for code in &codes {
            let proof = batch.proof(code).unwrap();
            assert_eq!(leaves[usize::try_from(proof.position()).unwrap()], leaf(code));
            assert_eq!(certificate.includes(code, &proof), Ok(()));
            assert_eq!(InclusionProof::from_bytes(&proof.to_bytes()), Ok(proof.clone()));
            for other in &codes {
                assert_eq!(certificate.includes(other, &proof).is_ok(), other == code);
            }
        }
        assert_eq!(batch.proof(&code(count)), Err(Error::NotIncluded));
        assert!(batch.contains(&code(0)) && !batch.contains(&code(count)));
    }
}

#[test]
fn absence_is_shown_by_two_neighbours() {
    for count in 1..40 {
        let codes: Vec<_> = (0..count).map(code).collect();
        let batch = batch(codes.clone()).unwrap();
        let certificate = certificate(&batch);
        for stranger in (1000..1040).map(code) {
            let proof = batch.absence(&stranger).unwrap();
            assert!(certificate.excludes(&stranger, &proof), "{count}");
            assert_eq!(AbsenceProof::from_bytes(&proof.to_bytes()), Ok(proof.clone()));
            for code in &codes {
                assert!(!certificate.excludes(code, &proof));
            }
        }
        assert!(codes.iter().all(|code| batch.absence(code).is_none()));
    }
}

#[test]
fn hostile_proofs_of_absence_show_nothing() {
    let codes: Vec<_> = (0..21).map(code).collect();
    let batch = batch(codes.clone()).unwrap();
    let certificate = certificate(&batch);
    let mut leaves: Vec<_> = codes.iter().map(leaf).collect();
    leaves.sort_unstable();
    // Whatever neighbours are claimed for a code of the batch, it is not absent.
    let proofs: Vec<_> =
        (1000..1300).map(|number| batch.absence(&code(number)).unwrap().to_bytes()).collect();
    for code in &codes {
        for proof in &proofs {
            assert!(!certificate.excludes(code, &AbsenceProof::from_bytes(proof).unwrap()));
        }
    }
    let stranger = code(1000);
    let bytes = batch.absence(&stranger).unwrap().to_bytes();
    for at in 0..bytes.len() {
        for change in [1, 2, 0x80, 0xFF] {
            let mut changed = bytes.clone();
            changed[at] ^= change;
            let read = AbsenceProof::from_bytes(&changed);
            assert!(read.is_err() || !certificate.excludes(&stranger, &read.unwrap()), "byte {at}");
        }
        let read = AbsenceProof::from_bytes(&bytes[..at]);
        assert!(read.is_err() || !certificate.excludes(&stranger, &read.unwrap()), "{at}");
    }
    let longer = AbsenceProof::from_bytes(&[&bytes[..], &[0; 32]].concat()).unwrap();
    assert!(!certificate.excludes(&stranger, &longer));
    // No neighbours at all, on either end.
    for position in [0, 21, 22, u64::MAX] {
        let none = AbsenceProof::from_bytes(&[&[1][..], &position.to_le_bytes()].concat()).unwrap();
        assert!(!certificate.excludes(&stranger, &none));
    }
    let limit = u32::try_from(AbsenceProof::MAX_BYTES).unwrap();
    assert_eq!(AbsenceProof::from_bytes(&vec![1; limit as usize + 1]), Err(Error::TooLong { limit }));
}

#[test]
fn a_signed_code_is_the_same_code() {
    let codes: Vec<_> = (0..9).map(code).collect();
    let issuer = Issuer::new(key());
    let signed: Vec<_> = codes.iter().map(|code| issuer.sign(code.clone()).unwrap()).collect();
    let (one, two) = (batch(codes).unwrap(), batch(signed.clone()).unwrap());
    assert_eq!(one.root(), two.root());
    assert_eq!(certificate(&one).includes(&signed[3], &two.proof(&signed[3]).unwrap()), Ok(()));
    // Company-internal data that is no proof of ours belongs to the code.
    let internal = SerialCode::parse(b"010950600013435221A3\x1D91X").unwrap();
    let bare = SerialCode::parse(b"010950600013435221A3").unwrap();
    assert_ne!(batch([internal]).unwrap().root(), batch([bare]).unwrap().root());
}

#[test]
fn what_is_repeated_is_named() {
    let (a, b, c) = (code(3), code(4), code(5));
    let refused = batch([a.clone(), b.clone(), c.clone(), b.clone(), a.clone()]);
    assert_eq!(refused.err(), Some(Error::Repeated { item: 3 }));
    assert_eq!(batch([]).err(), Some(Error::Parameter));
    let certificate = certificate(&batch([a.clone(), b.clone(), c.clone()]).unwrap());
    let check = certificate.check([&c, &a, &c, &b, &c]).unwrap();
    assert_eq!((check.is_the_batch, check.distinct, check.repeated.as_slice()), (true, 3, &[2, 4][..]));
    assert!(!check.is_exact());
    assert!(certificate.check([b, c, a]).unwrap().is_exact());
}

#[test]
fn a_check_says_what_can_be_known() {
    let certificate = certificate(&batch((0..50).map(code)).unwrap());
    let item = Gtin::parse(b"09506000134352").unwrap();
    let case = Gtin::parse(b"19506000134359").unwrap();
    assert_eq!(certificate.gtins(), [(item, 28), (case, 14)]);
    assert!(certificate.check((0..50).rev().map(code)).unwrap().is_exact());
    // One too many, one too few.
    let check = certificate.check((1..51).map(code)).unwrap();
    assert!(!check.is_the_batch && check.repeated.is_empty());
    assert_eq!(check.distinct, 50);
    assert_eq!(check.deviations, [Deviation { gtin: case, certified: 14, seen: 15 }]);
    let foreign = SerialCode::parse(b"010400638133393121X").unwrap();
    let check = certificate.check((0..50).map(code).chain([foreign])).unwrap();
    assert!(!check.is_exact());
    assert_eq!((check.deviations.len(), check.deviations[0].certified, check.deviations[0].seen), (1, 0, 1));
    let check = certificate.check(core::iter::empty::<SerialCode>()).unwrap();
    assert_eq!((check.is_the_batch, check.distinct, check.deviations.len()), (false, 0, 2));
}

#[test]
fn certificates_open_under_their_key_only() {
    let made = certificate(&batch((0..50).map(code)).unwrap());
    let signed = made.sign(&key()).unwrap();
    let public = *key().public_key();
    assert_eq!(Certificate::key_id(&signed), Ok(public.id()));
    assert_eq!(Certificate::open(&signed, &public), Ok(made.clone()));
    assert_eq!((made.name(), made.time()), ("LOT-7/2026", 1_790_000_000));
    let other = SecretKey::from_seed(&[5; 32]).unwrap();
    assert_eq!(Certificate::open(&signed, other.public_key()), Err(Error::UnknownKey));
    let stolen = Impostor(public, other);
    assert_eq!(made.sign(&stolen), Err(Error::Signature));
    for at in 0..signed.len() {
        for change in [1, 0x20, 0x80, 0xFF] {
            let mut changed = signed.clone();
            changed[at] ^= change;
            assert!(Certificate::open(&changed, &public).is_err(), "byte {at}");
        }
        assert!(Certificate::open(&signed[..at], &public).is_err());
    }
    assert!(Certificate::open(&[&signed[..], b"\0"].concat(), &public).is_err());
    let long = vec![0; Certificate::MAX_BYTES as usize + 1];
    assert_eq!(Certificate::open(&long, &public), Err(Error::TooLong { limit: Certificate::MAX_BYTES }));
}

/// A certificate with another payload, truly signed.
fn resigned(signed: &[u8], change: impl Fn(&mut Vec<(Value, Value)>)) -> Vec<u8> {
    let mut sign1 = CoseSign1::from_tagged_slice(signed).unwrap();
    let payload: Value = ciborium::from_reader(sign1.payload.as_deref().unwrap()).unwrap();
    let mut map = payload.into_map().unwrap();
    change(&mut map);
    let mut bytes = Vec::new();
    ciborium::into_writer(&Value::Map(map), &mut bytes).unwrap();
    sign1.payload = Some(bytes);
    sign1.signature = key().sign(&sign1.tbs_data(b"")).unwrap().to_vec();
    sign1.to_tagged_vec().unwrap()
}

#[test]
fn fields_are_checked_whoever_signed_them() {
    let signed = certificate(&batch((0..50).map(code)).unwrap()).sign(&key()).unwrap();
    let open = |bytes: &[u8]| Certificate::open(bytes, key().public_key()).map(drop);
    assert_eq!(open(&resigned(&signed, |_| {})), Ok(()));
    let item = |number: u64, count: u64| Value::Array(vec![number.into(), count.into()]);
    let (one, two) = (9_506_000_134_352_u64, 19_506_000_134_359_u64);
    let gtins =
        |pairs: &[(u64, u64)]| Value::Array(pairs.iter().map(|(gtin, count)| item(*gtin, *count)).collect());
    for (label, value) in [
        (1_i32, Value::Text(String::new())),
        (1, Value::Text("x".repeat(65))),
        (1, 7.into()),
        (2, Value::Text("now".into())),
        (3, 0.into()),
        (3, (1_u64 << 32).into()),
        (3, 41.into()),
        (4, gtins(&[(two, 1), (one, 1)])),
        (4, gtins(&[(one, 1), (one, 1)])),
        (4, gtins(&[(one, 51)])),
        (4, gtins(&[(one, u64::MAX), (two, 1)])),
        (4, gtins(&[(one, 0)])),
        (4, gtins(&[(one + 1, 1)])),
        (4, gtins(&[(100_000_000_000_000 + one, 1)])),
        (4, Value::Array(vec![one.into()])),
        (4, Value::Array(vec![Value::Array(vec![one.into(), 1.into(), 1.into()])])),
        (5, Value::Bytes(vec![0; 31])),
        (6, 1.into()),
    ] {
        let changed = resigned(&signed, |map| {
            map.retain(|(known, _)| known.as_integer() != Some(label.into()));
            map.push((label.into(), value.clone()));
        });
        // A sum above the count is a fault of the list.
        let item = if value == Value::from(41) { 4 } else { label };
        let refused = Err(Error::Claim { item: item.unsigned_abs() });
        assert_eq!(open(&changed), refused, "{label}: {value:?}");
    }
    for label in 1..=5_i32 {
        let without =
            resigned(&signed, |map| map.retain(|(known, _)| known.as_integer() != Some(label.into())));
        assert_eq!(open(&without), Err(Error::Claim { item: label.unsigned_abs() }));
    }
}

/// Names one key and signs with another.
struct Impostor(PublicKey, SecretKey);

impl Signer for Impostor {
    fn public_key(&self) -> &PublicKey {
        &self.0
    }

    fn sign(&self, message: &[u8]) -> Result<[u8; 64], Error> {
        self.1.sign(message)
    }
}

#[test]
fn names_are_bounded() {
    let batch = batch([code(1)]).unwrap();
    let new = |name: &str| Certificate::new(name, 0, &batch).map(drop);
    assert_eq!(new(""), Err(Error::Parameter));
    assert_eq!(new(&"x".repeat(65)), Err(Error::TooLong { limit: 64 }));
    assert_eq!(new(&"批".repeat(22)), Err(Error::TooLong { limit: 64 }));
    assert_eq!(new(&"x".repeat(64)), Ok(()));
    let longest = Certificate::new(&"x".repeat(64), i64::MIN, &batch).unwrap();
    let signed = longest.sign(&key()).unwrap();
    assert_eq!(Certificate::open(&signed, key().public_key()), Ok(longest));
}

#[test]
fn hostile_proofs_prove_nothing() {
    let codes: Vec<_> = (0..21).map(code).collect();
    let batch = batch(codes.clone()).unwrap();
    let certificate = certificate(&batch);
    for code in &codes {
        let bytes = batch.proof(code).unwrap().to_bytes();
        for at in 0..bytes.len() {
            for change in [1, 2, 0x80, 0xFF] {
                let mut changed = bytes.clone();
                changed[at] ^= change;
                let read = InclusionProof::from_bytes(&changed);
                assert!(read.is_err() || certificate.includes(code, &read.unwrap()).is_err(), "byte {at}");
            }
        }
        for end in 0..bytes.len() {
            let read = InclusionProof::from_bytes(&bytes[..end]);
            assert!(read.is_err() || certificate.includes(code, &read.unwrap()).is_err(), "{end}");
        }
        for more in [1, 31, 32, 64] {
            let read = InclusionProof::from_bytes(&[&bytes[..], &vec![0; more]].concat());
            assert!(read.is_err() || certificate.includes(code, &read.unwrap()).is_err());
        }
    }
    let limit = u32::try_from(InclusionProof::MAX_BYTES).unwrap();
    assert_eq!(InclusionProof::from_bytes(&vec![1; limit as usize + 1]), Err(Error::TooLong { limit }));
    assert_eq!(InclusionProof::from_bytes(&[2; 9]), Err(Error::Version { at: 0 }));
    assert_eq!(InclusionProof::from_bytes(&[1; 8]), Err(Error::Truncated { at: 8 }));
    assert_eq!(InclusionProof::from_bytes(&[1; 10]), Err(Error::Artefact { at: 10 }));
}

proptest! {
    #[test]
    fn the_order_of_adding_does_not_matter(numbers in prop::collection::btree_set(0..10_000_u32, 1..200), turn: usize) {
        let mut codes: Vec<_> = numbers.iter().copied().map(code).collect();
        let one = batch(codes.clone()).unwrap();
        let mut leaves: Vec<_> = codes.iter().map(leaf).collect();
        leaves.sort_unstable();
        prop_assert_eq!(one.root(), naive(&leaves));
        let middle = turn % codes.len();
        codes.rotate_left(middle);
        codes[middle..].reverse();
        prop_assert_eq!(batch(codes).unwrap().root(), one.root());
    }

    #[test]
    fn any_other_set_is_another_batch(
        numbers in prop::collection::btree_set(0..300_u32, 2..60), others in prop::collection::btree_set(0..300_u32, 1..60),
    ) {
        let certificate = certificate(&batch(numbers.iter().copied().map(code)).unwrap());
        let check = certificate.check(others.iter().copied().map(code)).unwrap();
        prop_assert_eq!(check.is_exact(), numbers == others);
        let longer: Vec<_> = numbers.iter().chain(&others).copied().map(code).collect();
        let check = certificate.check(&longer).unwrap();
        prop_assert_eq!(check.is_the_batch, others.is_subset(&numbers));
        prop_assert_eq!(check.repeated.len(), numbers.intersection(&others).count());
    }

    #[test]
    fn random_bytes_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(Certificate::open(&bytes, key().public_key()).is_err());
        let batch = batch((0..9).map(code)).unwrap();
        if let Ok(proof) = InclusionProof::from_bytes(&bytes) {
            prop_assert_eq!(certificate(&batch).includes(&code(1), &proof), Err(Error::NotIncluded));
        }
    }
}
