//! Drawing Code 128 and GS1-128.

use std::collections::BTreeMap;

use proptest::prelude::*;
use rxing::common::HybridBinarizer;
use rxing::oned::Code128Reader;
use rxing::{BinaryBitmap, DecodeHints, Luma8LuminanceSource, Reader};
use symbolon::Error;
use symbolon::symbol::Raster;
use symbolon::symbol::code128::{self, QUIET};

/// AI (00) and the SSCC of the GS1 General Specifications.
pub(super) const SSCC: &[u8] = b"00006141411234567890";

/// What a reader of another hand sees in a picture; a GS1-128 begins with `]C1`.
pub(super) fn read(raster: &Raster, gs1: bool) -> Option<String> {
    let source = Luma8LuminanceSource::new(raster.grey(), raster.width(), raster.height()).ok()?;
    let mut picture = BinaryBitmap::new(HybridBinarizer::new(source));
    let hints = DecodeHints { AssumeGs1: Some(gs1), TryHarder: Some(true), ..DecodeHints::default() };
    let found = Code128Reader.decode_with_hints(&mut picture, &hints).ok()?;
    Some(found.getText().to_owned())
}

/// The fewest characters that say it, start included: the shortest way through places and sets, written anew.
fn fewest(data: &[u8], fnc1: bool) -> usize {
    let signs: Vec<Option<u8>> = fnc1
        .then_some(None)
        .into_iter()
        .chain(data.iter().map(|byte| (!fnc1 || *byte != 0x1D).then_some(*byte)))
        .collect();
    let mut front: BTreeMap<(usize, char), usize> = ['A', 'B', 'C'].map(|set| ((0, set), 1)).into();
    let mut seen = front.clone();
    while let Some((&(at, set), &cost)) = front.iter().min_by_key(|entry| *entry.1) {
        front.remove(&(at, set));
        if at == signs.len() {
            return cost;
        }
        let mut next: Vec<(usize, char, usize)> = ['A', 'B', 'C'].map(|other| (at, other, cost + 1)).to_vec();
        let in_a = |byte: u8| byte < 0x60;
        let in_b = |byte: u8| byte >= 0x20;
        match (set, signs[at]) {
            (_, None) => next.push((at + 1, set, cost + 1)),
            ('A', Some(byte)) => next.push((at + 1, 'A', cost + if in_a(byte) { 1 } else { 2 })),
            ('B', Some(byte)) => next.push((at + 1, 'B', cost + if in_b(byte) { 1 } else { 2 })),
            (_, Some(byte)) => {
                let second = signs.get(at + 1).copied().flatten();
                if byte.is_ascii_digit() && second.is_some_and(|byte| byte.is_ascii_digit()) {
                    next.push((at + 2, 'C', cost + 1));
                }
            }
        }
        for (at, set, cost) in next {
            if seen.get(&(at, set)).is_none_or(|known| cost < *known) {
                seen.insert((at, set), cost);
                front.insert((at, set), cost);
            }
        }
    }
    unreachable!("the end is always reached")
}

#[test]
fn an_sscc_is_fnc1_and_ten_pairs() {
    let bars = code128::draw(SSCC, true).unwrap();
    assert_eq!(bars.characters(), [105, 102, 0, 0, 61, 41, 41, 12, 34, 56, 78, 90]);
    assert_eq!(bars.width(), 14 * 11 + 2);
    let modules: String = bars.modules().map(|bar| if bar { '1' } else { '0' }).collect();
    // Start C, FNC1, 00; the stop pattern (ISO/IEC 15417, table 1).
    assert!(modules.starts_with("110100111001111010111011011001100"));
    assert!(modules.ends_with("1100011101011"));
    assert_eq!(read(&bars.raster(3, 80, QUIET).unwrap(), true).unwrap().as_bytes(), [b"]C1", SSCC].concat());
}

#[test]
fn sets_are_chosen_as_the_standard_advises() {
    let characters = |data: &[u8]| code128::draw(data, true).unwrap().characters().to_vec();
    // (10)LOT7(37)96: a pair in C, letters in B, back to C for the pairs behind the separator.
    assert_eq!(characters(b"10LOT7\x1D3796"), [105, 102, 10, 100, 44, 47, 52, 23, 102, 99, 37, 96]);
    // An odd digit goes where it costs least.
    assert_eq!(characters(b"3712345").len(), 7);
    let plain = |data: &[u8]| code128::draw(data, false).unwrap().characters().to_vec();
    assert_eq!(plain(b"12"), [105, 12]);
    assert_eq!(plain(b"ab"), [104, 65, 66]);
    assert_eq!(plain(b"\x01\x02"), [103, 65, 66]);
    assert_eq!(
        plain(b"ab\x01cd"),
        [104, 65, 66, 98, 65, 67, 68],
        "one control among small letters is shifted"
    );
    assert_eq!(plain(b"\x1D"), [103, 93], "without FNC1 a GS is a character");
    assert_eq!(plain(b"\x7F"), [104, 95]);
}

#[test]
fn what_no_symbol_holds_is_refused_with_its_place() {
    assert_eq!(code128::draw(b"", false), Err(Error::Length { at: 0 }));
    assert_eq!(code128::draw(b"", true), Err(Error::Length { at: 0 }));
    assert_eq!(code128::draw(b"ab\x80", false), Err(Error::Charset { at: 2 }));
    for byte in [0, b' ', b'\n', 0x7F, 0xFF] {
        assert_eq!(code128::draw(&[b'1', byte], true), Err(Error::Charset { at: 1 }), "{byte}");
    }
    assert!(code128::draw(&[b'7'; 48], true).is_ok());
    assert_eq!(code128::draw(&[b'7'; 49], true), Err(Error::SymbolCapacity));
    assert!(code128::draw(&[b'~'; 255], false).is_ok());
    assert_eq!(code128::draw(&[b'~'; 256], false), Err(Error::SymbolCapacity));
}

#[test]
fn rasters_are_bars_between_quiet_zones() {
    let bars = code128::draw(b"AB-12", false).unwrap();
    let modules: Vec<bool> = bars.modules().collect();
    for (dots, height, quiet) in [(1, 1, 0), (2, 7, 10), (5, 3, 1)] {
        let raster = bars.raster(dots, height, quiet).unwrap();
        assert_eq!((raster.width(), raster.height()), ((bars.width() + 2 * quiet) * dots, height));
        for y in 0..height {
            for x in 0..raster.width() {
                let module = (x / dots).checked_sub(quiet).and_then(|module| modules.get(module as usize));
                assert_eq!(raster.is_black(x, y), module.copied().unwrap_or(false), "{x} {y}");
            }
        }
    }
    assert_eq!(bars.raster(0, 10, 10), Err(Error::Parameter));
    assert_eq!(bars.raster(1, 0, 10), Err(Error::Parameter));
    for (dots, height, quiet) in
        [(u32::MAX, 1, 0), (1, u32::MAX, 0), (1, 1, u32::MAX), (1 << 20, 1 << 10, 10)]
    {
        assert_eq!(bars.raster(dots, height, quiet), Err(Error::ImageSize), "{dots} {height} {quiet}");
    }
}

#[test]
fn svg_has_one_path_in_modules() {
    let bars = code128::draw(b"12", false).unwrap();
    let svg = bars.svg(0.5, 32.0).unwrap();
    assert_eq!(bars.width(), 46);
    assert!(svg.contains("width=\"33mm\" height=\"32mm\" viewBox=\"0 0 66 1\" preserveAspectRatio=\"none\""));
    assert!(svg.contains("<path d=\"M10 0h2v1h-2z"), "the first bar of start C behind the quiet zone");
    for (module, height) in [(0.0, 1.0), (f64::NAN, 1.0), (1.0, 1001.0), (1.0, -1.0)] {
        assert_eq!(bars.svg(module, height), Err(Error::Parameter));
    }
}

proptest! {
    #[test]
    fn any_ascii_reads_back_and_is_as_short_as_can_be(data in "[\\x01-\\x7F]{1,60}") {
        let bars = code128::draw(data.as_bytes(), false).unwrap();
        prop_assert_eq!(bars.characters().len(), fewest(data.as_bytes(), false));
        prop_assert_eq!(bars.width() as usize, (bars.characters().len() + 2) * 11 + 2);
        // The reader drops FNC1 and takes 0x1D for itself.
        prop_assert_eq!(read(&bars.raster(2, 20, QUIET).unwrap(), false), Some(data));
    }

    #[test]
    fn digits_among_letters_are_as_short_as_can_be(data in "([0-9]{1,7}|[A-Z]{1,2}|[a-z]{1,2}|[\\x00-\\x1F]){1,9}") {
        let bars = code128::draw(data.as_bytes(), false).unwrap();
        prop_assert_eq!(bars.characters().len(), fewest(data.as_bytes(), false));
    }

    #[test]
    fn any_element_text_reads_back(data in "([0-9]{1,6}|[!-~]{1,4}|\\x1D){1,8}") {
        prop_assume!(data.len() <= 48);
        let bars = code128::draw(data.as_bytes(), true).unwrap();
        prop_assert_eq!(bars.characters().len(), fewest(data.as_bytes(), true));
        let mut seen = read(&bars.raster(2, 20, QUIET).unwrap(), true);
        // The reader also reports a check character that happens to be FNC1.
        let weighted = (0_u32..).zip(bars.characters()).map(|(at, value)| at.max(1) * u32::from(*value));
        if weighted.sum::<u32>() % 103 == 102 {
            seen = seen.and_then(|text| text.strip_suffix('\x1D').map(str::to_owned));
        }
        prop_assert_eq!(seen, Some(format!("]C1{data}")));
    }

    #[test]
    fn any_bytes_are_all_or_a_clean_refusal(data: Vec<u8>, fnc1: bool) {
        let _ = code128::draw(&data, fnc1);
    }
}
