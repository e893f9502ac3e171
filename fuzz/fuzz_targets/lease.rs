//! Leases, receipts and cursors from hostile bytes, with a true signature and without one.
#![no_main]

use std::sync::LazyLock;

use ciborium::Value;
use libfuzzer_sys::fuzz_target;
use symbolon::code::SeriesId;
use symbolon::gs1::key::Gtin;
use symbolon::trust::{Draw, Lease, LeaseId, Receipt, SecretKey, Signer, Terms, Window};

/// A key that signs whatever the fuzzer writes: behind the signature lies the parser of the claims.
static KEY: LazyLock<SecretKey> = LazyLock::new(|| SecretKey::from_seed(&[1; 32]).unwrap());

/// A lease to hold cursors against.
static LEASE: LazyLock<Lease> = LazyLock::new(|| {
    let terms = Terms {
        id: LeaseId::new(&[7; 8]).unwrap(),
        holder: "line 3".to_owned(),
        key_id: None,
        series: SeriesId::new(Gtin::parse(b"09506000134352").unwrap(), b"07").unwrap(),
        range: 1000..1100,
        quota: 90,
        window: Window::ALWAYS,
    };
    Lease::open(&Lease::grant(&*KEY, &terms).unwrap(), KEY.public_key()).unwrap()
});

fuzz_target!(|bytes: &[u8]| {
    let key = KEY.public_key();
    assert!(Lease::open(bytes, key).is_err() && Receipt::open(bytes, key).is_err(), "a forgery was believed");
    let _ = (Lease::granter_of(bytes), Receipt::signer_of(bytes));
    if let Ok(lease) = Lease::open(&signed(1, bytes), key) {
        // What is believed makes sense, and is granted again in the same words.
        let terms = lease.terms();
        assert!(!terms.range.is_empty() && terms.granted().end <= terms.range.end);
        let again = Lease::open(&Lease::grant(&*KEY, terms).unwrap(), key).unwrap();
        assert_eq!(again.terms(), terms);
        let mut draw = Draw::begin(lease.clone());
        let drawn = draw.draw(terms.quota, terms.window.from(), |_| Ok(()));
        assert_eq!(drawn, Ok(terms.granted()));
    }
    if let Ok(receipt) = Receipt::open(&signed(2, bytes), key) {
        let returned = receipt.returned(&LEASE);
        assert!(returned.is_err() || receipt.used() <= 90);
    }
    if let Ok(draw) = Draw::resume(LEASE.clone(), bytes) {
        assert!(draw.cursor() == bytes && draw.used() <= 90);
    }
});

/// An artefact of a kind with this payload.
fn signed(kind: u8, payload: &[u8]) -> Vec<u8> {
    let bytes = |bytes: &[u8]| Value::Bytes(bytes.to_vec());
    let encoded = |value: Value| {
        let mut out = Vec::new();
        ciborium::into_writer(&value, &mut out).unwrap();
        out
    };
    let mark = Value::Array(vec![kind.into(), 1.into()]);
    let key_id = KEY.public_key().id().bytes();
    let protected = encoded(Value::Map(vec![
        (1.into(), (-8).into()),
        (4.into(), bytes(&key_id)),
        ((-65537).into(), mark),
    ]));
    let message = vec![Value::Text("Signature1".to_owned()), bytes(&protected), bytes(b""), bytes(payload)];
    let signature = KEY.sign(&encoded(Value::Array(message))).unwrap();
    let parts = vec![bytes(&protected), Value::Map(vec![]), bytes(payload), bytes(&signature)];
    encoded(Value::Tag(18, Box::new(Value::Array(parts))))
}
