//! Drawing Data Matrix symbols.

#![allow(clippy::unwrap_used)]

use datamatrix::placement::MatrixMap;
use proptest::prelude::*;
use symbolon::Error;
use symbolon::symbol::{Kind, Matrix, datamatrix as drawing};

/// GTIN 14, serial 12, key id 4, signature 86: what a signed item carries.
const SIGNED: &[u8] = b"010950600013435221Ab3xK9mQ2LpZ\x1d91K7Qd\x1d92\
    3q2-7wAXc91mPzLk0_vTg5RbYhNs8EiUoJdWfCaQtVlZxKyM4nB6rSHjGpOeDuIw2F1-_9kLmNzXcVbAsDfGhJ";

fn bools(symbol: &Matrix) -> Vec<bool> {
    symbol.rows().flatten().collect()
}

fn codewords(symbol: &Matrix) -> Vec<u8> {
    MatrixMap::try_from_bits(&bools(symbol), symbol.width() as usize).unwrap().0.codewords()
}

fn decode(symbol: &Matrix) -> Vec<u8> {
    datamatrix::DataMatrix::decode(&bools(symbol), symbol.width() as usize).unwrap()
}

#[test]
fn a_signed_item_is_40_by_40() {
    assert_eq!(SIGNED.len(), 126);
    let symbol = drawing::draw(SIGNED, true).unwrap();
    assert_eq!((symbol.kind(), symbol.width(), symbol.height()), (Kind::DataMatrix, 40, 40));
    assert_eq!(decode(&symbol), SIGNED);
}

#[test]
fn fnc1_is_the_first_codeword_and_separators_are_gs() {
    let symbol = drawing::draw(b"10AB\x1d2112", true).unwrap();
    // 140 = digits "10", 66 67 = "AB", 30 = GS, 151 = "21", 142 = "12" (ISO/IEC 16022, 5.2.3).
    assert_eq!(codewords(&symbol)[..7], [232, 140, 66, 67, 30, 151, 142]);
    assert_eq!(decode(&symbol), b"10AB\x1d2112");
    let plain = drawing::draw(b"10AB\x1d2112", false).unwrap();
    assert_eq!(codewords(&plain)[0], 140);
}

#[test]
fn macros_are_not_used() {
    // "[)>" RS "05" GS ... RS EOT is what macro 05 (codeword 236) would shorten.
    let data = b"[)>\x1e05\x1dABC\x1e\x04";
    for fnc1 in [false, true] {
        let symbol = drawing::draw(data, fnc1).unwrap();
        assert!(!codewords(&symbol)[..2].contains(&236));
        assert_eq!(decode(&symbol), data);
    }
}

#[test]
fn the_borders_are_where_they_belong() {
    let symbol = drawing::draw(b"123456", false).unwrap();
    // ISO/IEC 16022, annex O: 123456 is 10 by 10.
    assert_eq!(symbol.width(), 10);
    assert_eq!(codewords(&symbol)[..3], [142, 164, 186]);
    assert!((0..10).all(|i| symbol.get(0, i) && symbol.get(i, 9)));
    assert!((0..10).all(|i| symbol.get(i, 0) == (i % 2 == 0) && symbol.get(9, i) == (i % 2 == 1)));
    assert_eq!(symbol.quiet(), 1);
}

#[test]
fn capacity_is_that_of_the_standard() {
    // ISO/IEC 16022, table 7: 10 by 10 holds 6 digits or 1 byte, 40 by 40 holds 228 and 112, 144 by 144 1555 bytes.
    for (side, digits, bytes) in [(10, 6, 1), (40, 228, 112), (104, 1555, 814)] {
        assert_eq!(drawing::size(&vec![b'7'; digits], false).unwrap().width, side);
        assert_eq!(drawing::size(&vec![0xE9; bytes], false).unwrap().width, side);
    }
    assert_eq!(drawing::size(&[0xE9; drawing::MAX_BYTES], false).unwrap().width, 144);
    assert_eq!(drawing::size(&[b'7'; drawing::MAX_BYTES], true).unwrap().width, 104);
    for data in [vec![b'7'; 1556], vec![0xE9; 1556], vec![0; 1 << 20]] {
        assert_eq!(drawing::size(&data, false), Err(Error::SymbolCapacity));
        assert_eq!(drawing::draw(&data, false), Err(Error::SymbolCapacity));
    }
    assert_eq!(drawing::size(&[0xE9; 1556], true), Err(Error::SymbolCapacity));
}

#[test]
fn every_length_reads_back_in_the_announced_size() {
    for length in (0..=300).chain((300..1400).step_by(53)) {
        let data: Vec<u8> = (0..length).map(|i| SIGNED[i * 7 % SIGNED.len()]).collect();
        let size = drawing::size(&data, true).unwrap();
        let symbol = drawing::draw(&data, true).unwrap();
        assert_eq!((size.version, size.width, size.height), (None, symbol.width(), symbol.height()));
        assert_eq!(codewords(&symbol)[0], 232);
        assert_eq!(decode(&symbol), data);
    }
}

proptest! {
    #[test]
    fn any_bytes_read_back(data: Vec<u8>, fnc1: bool) {
        let symbol = drawing::draw(&data, fnc1).unwrap();
        let size = drawing::size(&data, fnc1).unwrap();
        prop_assert_eq!((size.width, size.height), (symbol.width(), symbol.height()));
        prop_assert_eq!(decode(&symbol), data);
    }

    #[test]
    fn any_element_text_reads_back(data in "[!-~\u{1d}]{0,120}", fnc1: bool) {
        let symbol = drawing::draw(data.as_bytes(), fnc1).unwrap();
        prop_assert_eq!(decode(&symbol), data.as_bytes());
    }
}
