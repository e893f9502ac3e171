//! Receipts of closed leases.

use symbolon::Error;
use symbolon::code::SeriesId;
use symbolon::gs1::key::Gtin;
use symbolon::trust::{Draw, Lease, LeaseId, Receipt, SecretKey, Signer, Terms, Window};

fn key(seed: u8) -> SecretKey {
    SecretKey::from_seed(&[seed; 32]).unwrap()
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
