//! Drawing QR symbols.

use proptest::prelude::*;
use symbolon::Error;
use symbolon::symbol::{Correction, Kind, qr};

/// ISO/IEC 18004, table 7: (version, level, digits, alphanumeric characters, bytes).
const CAPACITIES: [(u8, Correction, usize, usize, usize); 12] = [
    (1, Correction::L, 41, 25, 17),
    (1, Correction::H, 17, 10, 7),
    (2, Correction::M, 63, 38, 26),
    (5, Correction::L, 255, 154, 106),
    (7, Correction::Q, 207, 125, 86),
    (9, Correction::L, 552, 335, 230),
    (10, Correction::M, 513, 311, 213),
    (26, Correction::L, 3283, 1990, 1367),
    (27, Correction::L, 3517, 2132, 1465),
    (40, Correction::L, 7089, 4296, 2953),
    (40, Correction::M, 5596, 3391, 2331),
    (40, Correction::H, 3057, 1852, 1273),
];

#[test]
fn capacities_are_those_of_the_standard() {
    for (version, correction, digits, alphanumeric, bytes) in CAPACITIES {
        for (character, most) in [(b'8', digits), (b'K', alphanumeric), (b'k', bytes)] {
            let full = vec![character; most];
            assert_eq!(qr::size(&full, correction, false).unwrap().version, Some(version));
            let more = vec![character; most + 1];
            match qr::size(&more, correction, false) {
                Ok(size) => assert_eq!(size.version, Some(version + 1)),
                Err(error) => assert_eq!((version, error), (40, Error::SymbolCapacity)),
            }
        }
    }
}

#[test]
fn an_upper_case_url_with_217_digits_is_version_5() {
    // 4+9+72 bits for the 13 characters and 4+10+724 for the digits: 823 of the 864 of 5-L, above the 640 of 4-L.
    let url = [b"HTTPS://T.CN/".as_slice(), &[b'3'; 217]].concat();
    let size = qr::size(&url, Correction::L, false).unwrap();
    assert_eq!((size.version, size.width, size.height), (Some(5), 37, 37));
    // In lower case its 13 characters cost bytes; the digits stay numeric and the version stays.
    let url = [b"https://t.cn/".as_slice(), &[b'3'; 217]].concat();
    assert_eq!(qr::size(&url, Correction::L, false).unwrap().version, Some(5));
    // All in byte mode it would be 1852 bits: version 9.
    assert_eq!(qr::size(&[b'x'; 230], Correction::L, false).unwrap().version, Some(9));
}

#[test]
fn fnc1_takes_four_bits() {
    let digits = [b'1'; 41];
    assert_eq!(qr::size(&digits, Correction::L, false).unwrap().version, Some(1));
    assert_eq!(qr::size(&digits, Correction::L, true).unwrap().version, Some(2));
}

#[test]
fn nothing_is_a_symbol_too() {
    let symbol = qr::draw(b"", Correction::M, false).unwrap();
    assert_eq!((symbol.kind(), symbol.width(), symbol.height()), (Kind::Qr, 21, 21));
}

#[test]
fn the_finder_patterns_are_where_they_belong() {
    let symbol = qr::draw(b"0109506000134352", Correction::M, true).unwrap();
    let n = symbol.width();
    for (left, top) in [(0, 0), (n - 7, 0), (0, n - 7)] {
        for y in 0..7 {
            for x in 0..7 {
                let ring = x.min(y).min(6 - x).min(6 - y);
                assert_eq!(symbol.get(left + x, top + y), ring != 1, "{x} {y}");
            }
        }
    }
    assert!(!symbol.get(n, 0) && !symbol.get(0, n) && !symbol.get(u32::MAX, u32::MAX));
    assert_eq!(symbol.quiet(), 4);
    let listed: Vec<Vec<bool>> = symbol.rows().map(Iterator::collect).collect();
    for (y, row) in (0..).zip(&listed) {
        assert_eq!(row.len(), n as usize);
        assert!((0..).zip(row).all(|(x, &dark)| dark == symbol.get(x, y)));
    }
    assert_eq!(listed.len(), n as usize);
}

#[test]
fn too_long_is_refused_whatever_its_length() {
    for length in [2954, 7089, 7090, 1 << 20] {
        assert_eq!(qr::size(&vec![b'x'; length], Correction::L, false), Err(Error::SymbolCapacity));
        assert_eq!(qr::draw(&vec![b'x'; length], Correction::L, true), Err(Error::SymbolCapacity));
    }
}

#[test]
fn corrections_keep_their_numbers() {
    assert_eq!(Correction::ALL.map(Correction::number), [1, 2, 3, 4]);
    for number in 0..=u8::MAX {
        let read = Correction::from_number(number);
        assert_eq!(
            read.map(Correction::number),
            if matches!(number, 1..=4) { Ok(number) } else { Err(Error::Parameter) }
        );
    }
}

proptest! {
    #[test]
    fn the_size_is_that_of_the_drawn_symbol(data: Vec<u8>, digits in "[0-9]{0,400}", level in 0..4_usize, fnc1: bool) {
        let data = [data.as_slice(), digits.as_bytes()].concat();
        let correction = Correction::ALL[level];
        let size = qr::size(&data, correction, fnc1).unwrap();
        let symbol = qr::draw(&data, correction, fnc1).unwrap();
        prop_assert_eq!((size.width, size.height), (symbol.width(), symbol.height()));
        prop_assert_eq!(u32::from(size.version.unwrap()) * 4 + 17, symbol.width());
        prop_assert_eq!(symbol, qr::draw(&data, correction, fnc1).unwrap());
    }
}
