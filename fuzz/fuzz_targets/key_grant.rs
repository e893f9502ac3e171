//! Key grants: the envelope as bytes, and the payload inside an envelope that the root signed.
#![no_main]

use std::sync::LazyLock;

use coset::cbor::value::Value;
use coset::{CoseSign1Builder, HeaderBuilder, TaggedCborSerializable, iana};
use libfuzzer_sys::fuzz_target;
use symbolon::trust::{KeyGrant, Keyring, Scope, SecretKey, Signer};

static ROOT: LazyLock<SecretKey> = LazyLock::new(|| SecretKey::from_seed(&[1; 32]).unwrap());

fuzz_target!(|input: &[u8]| {
    open(input);
    open(&signed(input));
});

fn open(bytes: &[u8]) {
    let Ok(grant) = KeyGrant::open(bytes, ROOT.public_key()) else { return };
    let again = grant.sign(&*ROOT).unwrap();
    assert_eq!(KeyGrant::open(&again, ROOT.public_key()).as_ref(), Ok(&grant));
    let mut keyring = Keyring::new();
    assert_eq!(keyring.admit(&grant, &Scope::Everything), Ok(grant.key().id()));
    assert!(grant.scope().covers_scope(grant.scope()));
}

fn signed(payload: &[u8]) -> Vec<u8> {
    let header = HeaderBuilder::new()
        .algorithm(iana::Algorithm::EdDSA)
        .key_id(ROOT.public_key().id().bytes().to_vec())
        .value(-65537, Value::Array(vec![5.into(), 1.into()]))
        .build();
    CoseSign1Builder::new()
        .protected(header)
        .payload(payload.to_vec())
        .create_signature(b"", |message| ROOT.sign(message).unwrap().to_vec())
        .build()
        .to_tagged_vec()
        .unwrap()
}
