//! Derived marks: the drawing, byte by byte, and what changes a mark.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use proptest::prelude::*;
use symbolon::Error;
use symbolon::code::{Identity, Serial};
use symbolon::gs1::key::{Gtin, Sscc};
use symbolon::mark::{DeriveKey, MarkAnswer, ShortMark};

const SECRET: [u8; 32] = *b"thirty-two secret bytes, no less";

fn item(serial: &[u8]) -> Identity {
    Identity::Sgtin { gtin: Gtin::parse(b"09506000134352").unwrap(), serial: Serial::parse(serial).unwrap() }
}

fn pallet() -> Identity {
    Identity::Sscc(Sscc::parse(b"006141411234567890").unwrap())
}

/// A text behind its length.
fn field(text: &[u8]) -> Vec<u8> {
    [&[u8::try_from(text.len()).unwrap()], text].concat()
}

/// The mark as the module draws it, from bare BLAKE3 calls.
fn drawn(
    tenant: &[u8],
    epoch: u32,
    code: &[u8],
    date: &[u8],
    line: &[u8],
    position: Option<u64>,
) -> ShortMark {
    let material = [&SECRET[..], &field(tenant), &epoch.to_le_bytes()].concat();
    let key = blake3::derive_key("symbolon v1 hidden mark short", &material);
    let position = position.map_or(vec![0], |position| [&[1][..], &position.to_le_bytes()].concat());
    let message = [&[1, 1, 0, 0][..], &field(code), &field(date), &field(line), &position].concat();
    let hash = blake3::keyed_hash(&key, &message);
    ShortMark::from_random(hash.as_bytes()[..5].try_into().unwrap())
}

#[test]
fn as_drawn() {
    let key = DeriveKey::new(&SECRET, b"acme", 7).unwrap();
    let same = |identity: Identity, code: &[u8], date: &[u8], line: &[u8], position| {
        let wanted = drawn(b"acme", 7, code, date, line, position);
        assert!(key.derive(&identity, date, line, position).unwrap() == wanted);
    };
    same(item(b"A1B2"), b"010950600013435221A1B2", b"2026-11-21", b"L3", None);
    same(item(b"A1B2"), b"010950600013435221A1B2", b"2026-11-21", b"L3", Some(0));
    same(item(b"A1B2"), b"010950600013435221A1B2", b"", b"", Some(u64::MAX));
    same(pallet(), b"00006141411234567890", &[0xFF; 64], &[0; 64], Some(258));
}

/// Keeps drawing and code from moving together: computed once from the drawing, in another language with a
/// BLAKE3 written for it.
#[test]
fn golden_marks() {
    let key = DeriveKey::new(&SECRET, b"acme", 7).unwrap();
    assert_eq!(key.derive(&item(b"A1B2"), b"2026-11-21", b"L3", None).unwrap().to_string(), "MV2-CQV-QF2");
    assert_eq!(key.derive(&pallet(), b"2026-11-21", b"L3", Some(258)).unwrap().to_string(), "YFX-DEE-V8B");
}

#[test]
fn every_argument_counts() {
    let mark =
        |secret: &[u8; 32], tenant: &[u8], epoch, serial: &[u8], date: &[u8], line: &[u8], position| {
            let key = DeriveKey::new(secret, tenant, epoch).unwrap();
            key.derive(&item(serial), date, line, position).unwrap().to_string()
        };
    let mut other = SECRET;
    other[31] ^= 1;
    let marks = [
        mark(&SECRET, b"t", 1, b"S", b"ab", b"c", None),
        mark(&other, b"t", 1, b"S", b"ab", b"c", None),
        mark(&SECRET, b"u", 1, b"S", b"ab", b"c", None),
        mark(&SECRET, b"", 1, b"S", b"ab", b"c", None),
        mark(&SECRET, b"t", 256, b"S", b"ab", b"c", None),
        mark(&SECRET, b"t", 1, b"Sa", b"b", b"c", None),
        mark(&SECRET, b"t", 1, b"S", b"a", b"bc", None),
        mark(&SECRET, b"t", 1, b"S", b"abc", b"", None),
        mark(&SECRET, b"t", 1, b"S", b"", b"abc", None),
        mark(&SECRET, b"t", 1, b"S", b"ab", b"c", Some(0)),
        mark(&SECRET, b"t", 1, b"S", b"ab", b"c", Some(1)),
        mark(&SECRET, b"t", 1, b"S", b"ab", b"c\0", None),
    ];
    let distinct: std::collections::BTreeSet<_> = marks.iter().collect();
    assert_eq!(distinct.len(), marks.len());
}

#[test]
fn answers() {
    let key = DeriveKey::new(&SECRET, b"acme", 7).unwrap();
    let mark = key.derive(&item(b"A"), b"d", b"l", None).unwrap();
    assert_eq!(key.check(&item(b"A"), b"d", b"l", None, &mark), Ok(MarkAnswer::Match));
    assert_eq!(key.check(&item(b"B"), b"d", b"l", None, &mark), Ok(MarkAnswer::NoMatch));
    assert_eq!(key.check(&item(b"A"), b"D", b"l", None, &mark), Ok(MarkAnswer::NoMatch));
    assert_eq!(key.check(&item(b"A"), b"d", b"l", Some(1), &mark), Ok(MarkAnswer::NoMatch));
    for i in 0..8 {
        for by in 1..32 {
            let mut data: [u8; 8] = mark.symbols()[..8].try_into().unwrap();
            data[i] ^= by;
            let wrong = ShortMark::from_data(data).unwrap();
            assert_eq!(key.check(&item(b"A"), b"d", b"l", None, &wrong), Ok(MarkAnswer::NoMatch));
        }
    }
    assert_eq!((MarkAnswer::Match.number(), MarkAnswer::NoMatch.number()), (1, 2));
}

#[test]
fn texts_end_at_64_bytes() {
    let long = Err(Error::TooLong { limit: 64 });
    assert_eq!(DeriveKey::new(&SECRET, &[b'x'; 65], 0).map(|_| ()), long);
    let key = DeriveKey::new(&SECRET, &[b'x'; 64], 0).unwrap();
    for length in [65, 255, 256, 320, 100_000] {
        let text = vec![b'x'; length];
        assert_eq!(key.derive(&pallet(), &text, b"", None).map(|_| ()), long);
        assert_eq!(key.derive(&pallet(), b"", &text, None).map(|_| ()), long);
        let mark = ShortMark::from_random(&[0; 5]);
        assert_eq!(key.check(&pallet(), b"", &text, None, &mark).map(|_| ()), long);
    }
    assert!(key.derive(&pallet(), &[b'x'; 64], &[b'x'; 64], None).is_ok());
}

#[test]
fn debug_shows_no_key() {
    assert_eq!(format!("{:#?}", DeriveKey::new(&SECRET, b"acme", 7).unwrap()), "DeriveKey(..)");
}

proptest! {
    #[test]
    fn as_drawn_for_all(
        tenant in prop::collection::vec(any::<u8>(), 0..=64),
        epoch: u32,
        serial in "[A-Z0-9]{1,20}",
        date in prop::collection::vec(any::<u8>(), 0..=64),
        line in prop::collection::vec(any::<u8>(), 0..=64),
        position: Option<u64>,
    ) {
        let key = DeriveKey::new(&SECRET, &tenant, epoch).unwrap();
        let code = [b"010950600013435221", serial.as_bytes()].concat();
        let wanted = drawn(&tenant, epoch, &code, &date, &line, position);
        let mark = key.derive(&item(serial.as_bytes()), &date, &line, position).unwrap();
        prop_assert!(mark == wanted);
        let answer = key.check(&item(serial.as_bytes()), &date, &line, position, &wanted);
        prop_assert_eq!(answer, Ok(MarkAnswer::Match));
    }
}
