//! The short mark: text form, check symbol, silence.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::collections::BTreeSet;

use proptest::prelude::*;
use symbolon::Error;
use symbolon::mark::ShortMark;

const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Multiplication in GF(2)[x] / (x⁵ + x² + 1): schoolbook, then reduction.
fn product(one: u8, other: u8) -> u8 {
    let mut wide = (0..5).filter(|k| other >> k & 1 == 1).fold(0_u16, |sum, k| sum ^ (u16::from(one) << k));
    for k in (5..10).rev() {
        if wide >> k & 1 == 1 {
            wide ^= 0b10_0101 << (k - 5);
        }
    }
    u8::try_from(wide).unwrap()
}

fn power(i: usize) -> u8 {
    (0..i).fold(1, |power, _| product(power, 2))
}

fn sum(symbols: [u8; 9]) -> u8 {
    symbols.iter().enumerate().fold(0, |sum, (i, &c)| sum ^ product(power(i), c))
}

fn spelled(symbols: [u8; 9]) -> Vec<u8> {
    symbols.map(|symbol| LETTERS[usize::from(symbol)]).to_vec()
}

#[test]
fn golden_marks() {
    // Computed by hand-written field arithmetic in another language, from the drawing in the module.
    let golden: [([u8; 5], &str); 5] = [
        ([0x00, 0x44, 0x32, 0x14, 0xC7], "012-345-67T"),
        ([0x00; 5], "000-000-000"),
        ([0, 0, 0, 0, 1], "000-000-01J"),
        ([8, 0, 0, 0, 0], "100-000-00F"),
        ([0xFF; 5], "ZZZ-ZZZ-ZZT"),
    ];
    for (bits, text) in golden {
        let mark = ShortMark::from_random(&bits);
        assert_eq!(mark.to_string(), text);
        assert_eq!(mark.text(), text.as_bytes());
        assert!(ShortMark::parse(text.as_bytes()).unwrap() == mark);
    }
}

/// The algebra for every position: aⁱ are distinct and not zero (so aⁱ + aʲ is not zero either), and a
/// product of two elements that are not zero is not zero.
#[test]
fn check_symbol_catches_all_by_algebra() {
    let powers: BTreeSet<u8> = (0..31).map(power).collect();
    assert_eq!(powers, (1..32).collect());
    for one in 1..32 {
        for other in 1..32 {
            assert_ne!(product(one, other), 0);
        }
    }
}

/// All 9·31 single wrong symbols and all swaps of two unequal symbols.
fn refuses_every_slip(mark: &ShortMark) {
    let symbols = mark.symbols();
    assert_eq!(sum(symbols), 0);
    for i in 0..9 {
        for wrong in (0..32).filter(|&wrong| wrong != symbols[i]) {
            let mut other = symbols;
            other[i] = wrong;
            assert_eq!(ShortMark::parse(&spelled(other)), Err(Error::MarkCheck));
        }
        for j in (0..i).filter(|&j| symbols[j] != symbols[i]) {
            let mut other = symbols;
            other.swap(i, j);
            assert_eq!(ShortMark::parse(&spelled(other)), Err(Error::MarkCheck));
        }
    }
}

#[test]
fn every_slip_is_caught_on_many_marks() {
    for first in 0..32 {
        let next = |n: u8| (first + n * 11) % 32;
        refuses_every_slip(&ShortMark::from_data([0, 1, 2, 3, 4, 5, 6, 7].map(next)).unwrap());
        refuses_every_slip(&ShortMark::from_data([first; 8]).unwrap());
    }
}

#[test]
fn data_symbols_end_at_31() {
    assert!(ShortMark::from_data([31; 8]).is_ok());
    for i in 0..8 {
        for wrong in 32..=255 {
            let mut data = [0; 8];
            data[i] = wrong;
            assert_eq!(ShortMark::from_data(data), Err(Error::Parameter));
        }
    }
}

#[test]
fn typed_as_people_type() {
    let mark = ShortMark::parse(b"012-345-67T").unwrap();
    let typed: [&[u8]; 7] = [
        b"01234567T",
        b"012 345 67t",
        b" oI2-345-67t ",
        b"ol2-345-67t",
        b"OL2--345--67T",
        b"0 1 2 3 4 5 6 7 T",
        b"012-345-67T                     ",
    ];
    for text in typed {
        assert!(ShortMark::parse(text).unwrap() == mark, "{}", text.escape_ascii());
    }
}

#[test]
fn refusals() {
    let cases: [(&[u8], Error); 9] = [
        (b"", Error::MarkLength),
        (b"---", Error::MarkLength),
        (b"012-345-67", Error::MarkLength),
        (b"012-345-67TT", Error::MarkLength),
        (&[b'-'; 33], Error::MarkLength),
        (b"012-345-67P", Error::MarkCheck),
        (b"01U-345-67T", Error::MarkCharset { at: 2 }),
        (b"012-345-67T0\n", Error::MarkCharset { at: 12 }),
        (b"012_345-67T", Error::MarkCharset { at: 3 }),
    ];
    for (text, error) in cases {
        assert_eq!(ShortMark::parse(text), Err(error), "{}", text.escape_ascii());
    }
}

#[test]
fn every_byte_is_a_symbol_or_refused_at_its_place() {
    for byte in 0..=255_u8 {
        let accepted = byte.is_ascii_alphanumeric() && !b"Uu".contains(&byte);
        match ShortMark::parse(&[b'0', byte]) {
            Err(Error::MarkCharset { at }) => assert!(!accepted && at == 1),
            Err(Error::MarkLength) => assert!(accepted || b"- ".contains(&byte)),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn debug_shows_nothing() {
    let mark = ShortMark::parse(b"012-345-67T").unwrap();
    assert_eq!(
        format!("{mark:?} {mark:#?} {:?}", Some(mark.clone())),
        "ShortMark(..) ShortMark(..) Some(ShortMark(..))"
    );
}

proptest! {
    #[test]
    fn bits_become_symbols_in_order(bits: [u8; 5]) {
        let mark = ShortMark::from_random(&bits);
        let number = bits.iter().fold(0_u64, |number, &byte| number << 8 | u64::from(byte));
        let spelled = mark.symbols()[..8].iter().fold(0_u64, |number, &symbol| number << 5 | u64::from(symbol));
        prop_assert_eq!(number, spelled);
        prop_assert_eq!(sum(mark.symbols()), 0);
        let data: [u8; 8] = mark.symbols()[..8].try_into().unwrap();
        prop_assert!(ShortMark::from_data(data).unwrap() == mark);
        prop_assert!(ShortMark::parse(&mark.text()).unwrap() == mark);
        refuses_every_slip(&mark);
    }

    #[test]
    fn equal_only_where_all_symbols_are(one: [u8; 5], place in 0..40_usize) {
        let mut other = one;
        other[place / 8] ^= 1 << (place % 8);
        prop_assert!(ShortMark::from_random(&one) != ShortMark::from_random(&other));
        prop_assert!(ShortMark::from_random(&one) == ShortMark::from_random(&one));
    }

    #[test]
    fn any_bytes_are_read_or_refused(text in prop::collection::vec(any::<u8>(), 0..40)) {
        match ShortMark::parse(&text) {
            Ok(mark) => prop_assert_eq!(sum(mark.symbols()), 0),
            Err(Error::MarkCharset { at }) => prop_assert!((at as usize) < text.len()),
            Err(Error::MarkLength | Error::MarkCheck) => {}
            Err(other) => prop_assert!(false, "{}", other),
        }
    }

    #[test]
    fn a_changed_or_cut_text_never_passes(bits: [u8; 5], place in 0..11_usize, byte: u8) {
        let text = ShortMark::from_random(&bits).text();
        prop_assert!(ShortMark::parse(&text[..place]).is_err());
        let mut changed = text;
        changed[place] = byte;
        if let Ok(mark) = ShortMark::parse(&changed) {
            prop_assert!(mark.text() == text, "accepted a changed mark");
        }
    }
}
