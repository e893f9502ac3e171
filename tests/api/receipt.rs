//! Receipts of closed leases.

use ciborium::Value;
use symbolon::Error;
use symbolon::code::SeriesId;
use symbolon::gs1::key::Gtin;
use symbolon::trust::{Draw, Lease, LeaseId, Receipt, SecretKey, Signer, Terms, Window};

fn key(seed: u8) -> SecretKey {
    SecretKey::from_seed(&[seed; 32]).unwrap()
}

/// A receipt that says what its signer likes, as another program could make it.
pub(crate) fn forged(signer: &SecretKey, id: LeaseId, digest: &[u8; 32], used: u64, at: i64) -> Receipt {
    let bytes = |bytes: &[u8]| Value::Bytes(bytes.to_vec());
    let encoded = |value: Value| {
        let mut out = Vec::new();
        ciborium::into_writer(&value, &mut out).unwrap();
        out
    };
    let key_id = signer.public_key().id().bytes();
    let kind = Value::Array(vec![2.into(), 1.into()]);
    let protected = encoded(Value::Map(vec![
        (1.into(), (-8).into()),
        (4.into(), bytes(&key_id)),
        ((-65537).into(), kind),
    ]));
    let private = Value::Map(vec![(10.into(), bytes(digest)), (11.into(), used.into())]);
    let payload = encoded(Value::Map(vec![
        (6.into(), at.into()),
        (7.into(), bytes(id.as_bytes())),
        ((-65538).into(), private),
    ]));
    let message = vec![Value::Text("Signature1".to_owned()), bytes(&protected), bytes(b""), bytes(&payload)];
    let signature = signer.sign(&encoded(Value::Array(message))).unwrap();
    let parts = vec![bytes(&protected), Value::Map(vec![]), bytes(&payload), bytes(&signature)];
    let receipt = encoded(Value::Tag(18, Box::new(Value::Array(parts))));
    Receipt::open(&receipt, signer.public_key()).unwrap()
}

fn lease(id: u8, key_id: Option<u8>, quota: u64) -> Lease {
    let terms = Terms {
        id: LeaseId::new(&[id; 16]).unwrap(),
        holder: "line 3".to_owned(),
        key_id: key_id.map(|seed| key(seed).public_key().id()),
        series: SeriesId::new(Gtin::parse(b"09506000134352").unwrap(), b"07").unwrap(),
        range: 1000..1100,
        quota,
        window: Window::ALWAYS,
    };
    Lease::open(&Lease::grant(&key(1), &terms).unwrap(), key(1).public_key()).unwrap()
}

fn closed(lease: &Lease, used: u64, signer: u8) -> Vec<u8> {
    let mut draw = Draw::begin(lease.clone());
    if used > 0 {
        draw.draw(used, 0, |_| Ok(())).unwrap();
    }
    draw.close(&key(signer), 77, |_| Ok(())).unwrap()
}

#[test]
fn a_receipt_returns_the_tail() {
    let lease = lease(9, Some(2), 90);
    for used in [0, 1, 90] {
        let bytes = closed(&lease, used, 2);
        assert!(bytes.len() <= Receipt::MAX_BYTES as usize);
        assert_eq!(Receipt::signer_of(&bytes), Ok(key(2).public_key().id()));
        let receipt = Receipt::open(&bytes, key(2).public_key()).unwrap();
        assert_eq!((receipt.used(), receipt.closed_at()), (used, 77));
        assert_eq!((receipt.lease_id(), receipt.digest()), (lease.terms().id, lease.digest()));
        assert_eq!(receipt.signer(), key(2).public_key().id());
        assert_eq!(receipt.returned(&lease), Ok(1000 + used..1100));
    }
}

#[test]
fn a_receipt_returns_nothing_of_another_lease() {
    let open = |bytes: &[u8], seed| Receipt::open(bytes, key(seed).public_key()).unwrap();
    let receipt = open(&closed(&lease(9, Some(2), 90), 5, 2), 2);
    assert_eq!(receipt.returned(&lease(8, Some(2), 90)), Err(Error::Cursor));
    assert_eq!(receipt.returned(&lease(9, Some(2), 91)), Err(Error::Cursor), "same id, other terms");
    let ours = lease(9, Some(2), 90);
    let said = |signer, used| forged(&key(signer), ours.terms().id, ours.digest(), used, 0);
    assert_eq!(said(2, 90).returned(&ours), Ok(1090..1100));
    assert_eq!(said(2, 91).returned(&ours), Err(Error::Exhausted));
    assert_eq!(said(3, 90).returned(&ours), Err(Error::Holder));
    let anybody = lease(9, None, 90);
    assert_eq!(open(&closed(&anybody, 5, 4), 4).returned(&anybody), Ok(1005..1100));
}

#[test]
fn an_artefact_is_taken_for_no_other_kind() {
    let lease = lease(9, Some(1), 90);
    let granted = Lease::grant(&key(1), lease.terms()).unwrap();
    assert_eq!(Receipt::open(&granted, key(1).public_key()), Err(Error::Artefact { at: 0 }));
    assert_eq!(Lease::open(&closed(&lease, 5, 1), key(1).public_key()), Err(Error::Artefact { at: 0 }));
}

#[test]
fn no_changed_byte_and_no_truncation_is_believed() {
    let bytes = closed(&lease(9, Some(2), 90), 5, 2);
    let holder = *key(2).public_key();
    assert_eq!(Receipt::open(&bytes, key(3).public_key()), Err(Error::UnknownKey));
    for length in 0..bytes.len() {
        assert!(Receipt::open(&bytes[..length], &holder).is_err());
    }
    for at in 0..bytes.len() {
        for bit in 0..8 {
            let mut changed = bytes.clone();
            changed[at] ^= 1 << bit;
            assert!(Receipt::open(&changed, &holder).is_err(), "byte {at}, bit {bit}");
        }
    }
}
