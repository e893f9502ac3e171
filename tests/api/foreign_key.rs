//! Keys of suites that a build may leave out: one bundle serves every build, and nobody is believed for such a key where
//! it cannot be used.

use ciborium::Value;
use symbolon::Error;
use symbolon::code::SerialCode;
use symbolon::trust::{Bundle, BundleContent, Signer, Suite, Verdict, Verifier};

use super::bundle::{NOW, bundle, content, full, gtin, root, secret, with_payload};

/// The public key of the private key 1: the generator of the group, compressed; and a code that this key signed.
const KEYS: [(Suite, &str, &str); 2] = [
    // SEC 2, section 2.4.2.
    (Suite::P256, "036b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296", P256_CODE),
    // GB/T 32918.5.
    (Suite::Sm2, "0232c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7", SM2_CODE),
];
const P256_CODE: &str = "01095060001343522107A1\x1d91YKKYPGKW\x1d\
     92DjFlAqj6L85h1HgGNDQdTwBSvpLU_Ou5QIHNB7teQEYpJdayyFXf3KmlVpBBr6BZJmWQNuvSGaGTc7L24hww8Q";
const SM2_CODE: &str = "01095060001343522107A1\x1d91JQVXX7GY\x1d\
     92EI3V2SQX78cg9MjskuCtMlF4S-dq0JiNH2IhRD5tX1NCmd28OKJtS_m6XukK0poBA3zH6ASsdVaQPYY4d5fpVQ";

fn bytes(hex: &str) -> Vec<u8> {
    hex.as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

/// What the row of a key is sorted by: its id, computed by the definition of the format.
fn id(row: &Value) -> [u8; 5] {
    let row = row.as_array().unwrap();
    let suite = u8::try_from(row[0].as_integer().unwrap()).unwrap();
    let mut hasher = blake3::Hasher::new_derive_key("symbolon v1 key id");
    hasher.update(&[suite]).update(row[1].as_bytes().unwrap());
    hasher.finalize().as_bytes()[..5].try_into().unwrap()
}

fn row(suite: Suite, key: Vec<u8>, gtin: &str) -> Value {
    let always = Value::Array(vec![i64::MIN.into(), i64::MAX.into()]);
    let scope = Value::Array(vec![Value::Array(vec![gtin.into()]), Value::Array(vec![])]);
    let standing = Value::Array(vec![0.into()]);
    Value::Array(vec![suite.number().into(), key.into(), always.clone(), always, scope, standing])
}

/// The file of a bundle with more keys.
fn file_with(content: &BundleContent, more: impl IntoIterator<Item = Value>) -> Vec<u8> {
    with_payload(content, |fields| {
        let keys = fields[4].1.as_array_mut().unwrap();
        keys.extend(more);
        keys.sort_by_key(id);
    })
}

/// A bundle with a key of either suite.
fn with_both(content: &BundleContent) -> Vec<u8> {
    file_with(content, KEYS.map(|(suite, key, _)| row(suite, bytes(key), &gtin(0).to_string())))
}

fn open(file: &[u8]) -> Result<Bundle, Error> {
    Bundle::open(file, secret(9).public_key(), 0)
}

#[test]
fn a_key_is_believed_where_it_can_be_used_and_unknown_elsewhere() {
    let bundle = open(&with_both(&content())).unwrap();
    let left_out = KEYS.iter().filter(|(suite, ..)| !suite.is_available()).count();
    assert_eq!(bundle.content().foreign_keys.ids().count(), left_out);
    assert_eq!(bundle.content().keys.iter().count(), content().keys.iter().count() + 2 - left_out);
    let mut verifier = Verifier::default();
    verifier.install(bundle, &root(9)).unwrap();
    for (suite, _, code) in KEYS {
        let code = SerialCode::parse(code.as_bytes()).unwrap();
        let wanted = if suite.is_available() { Verdict::Genuine } else { Verdict::UnknownKey };
        assert_eq!(verifier.verify(&code, NOW).verdict, wanted, "{suite:?}");
    }
}

#[test]
fn the_file_is_written_again_byte_for_byte() {
    let (file, older) = (with_both(&BundleContent { sequence: 8, ..full() }), bundle(&full()));
    let newer = open(&file).unwrap();
    assert_eq!(newer.content().sign(&secret(9)).unwrap(), file);
    let delta = newer.delta_from(&older).unwrap();
    assert_eq!(older.apply(&delta).unwrap().bytes(), file);
    let next = BundleContent { sequence: 9, ..newer.content().clone() };
    let delta = bundle(&next).delta_from(&newer).unwrap();
    assert_eq!(newer.apply(&delta).unwrap().bytes(), next.sign(&secret(9)).unwrap());
}

#[test]
fn a_key_that_cannot_be_used_is_bound_by_every_other_rule() {
    let wrong = Err(Error::Claim { item: 5 });
    for (suite, key, _) in KEYS {
        let opened = |key: Vec<u8>, gtin: &str| {
            open(&file_with(&full(), [row(suite, key, gtin)])).map(|bundle| bundle.content().sequence)
        };
        let (key, item) = (bytes(key), gtin(0).to_string());
        assert_eq!(opened(key.clone(), &item), Ok(7));
        assert_eq!(opened(key.clone(), "09506000134353"), wrong, "its scope");
        assert_eq!(opened(key[1..].to_vec(), &item), wrong, "its length");
        assert_eq!(opened([&[4], &key[1..]].concat(), &item), wrong, "its form");
        let twice = [row(suite, key.clone(), &item), row(suite, key.clone(), &item)];
        assert_eq!(open(&file_with(&full(), twice)).err(), Some(Error::Claim { item: 5 }));
        let elsewhere = file_with(&content(), [row(suite, key, &gtin(2).to_string())]);
        let installed = Verifier::default().install(open(&elsewhere).unwrap(), &root(9));
        assert_eq!(installed, Err(Error::Scope));
    }
}
