//! A date with its mark: derived, drawn in each way, and read back from the dots, as C does it.
#![allow(unused_imports)] // the features decide which are needed

use std::ptr::{null, null_mut};

use symbolon::capi::date::*;
use symbolon::capi::date_read::*;
use symbolon::capi::mark::*;
use symbolon::capi::status::*;
use symbolon::capi::symbol::*;

use super::arguments::*;

const TEXT: &[u8] = b"2026-08-30";

/// A mark of the item; another line, other bits.
fn mark(line: &[u8], geometry: u32) -> *const symbolon_date_mark {
    let (mut key, mut out) = (null(), null());
    ok!(symbolon_mark_key_new([7; 32].as_ptr(), b"acme".as_ptr(), 4, 3, &raw mut key, null_mut()));
    ok!(symbolon_date_mark_derive(
        key,
        CODE.as_ptr(),
        CODE.len(),
        TEXT.as_ptr(),
        TEXT.len(),
        line.as_ptr(),
        line.len(),
        null(),
        geometry,
        &raw mut out,
        null_mut()
    ));
    // SAFETY: freed once.
    unsafe { symbolon_mark_key_free(key) };
    out
}

#[test]
fn bits_text_and_drops_come_out() {
    let mark = mark(b"L1", SYMBOLON_DATE_JET_5X7);
    let bits = fills(&|b, c, l| status!(symbolon_date_mark_bits(mark, b, c, l)));
    assert_eq!(bits.len(), 24);
    let text = fills(&|b, c, l| status!(symbolon_date_mark_text(mark, b, c, l)));
    let text = String::from_utf8(text).unwrap();
    assert_eq!(text.chars().count(), TEXT.len());
    assert!(text.chars().filter(|character| ('\u{E000}'..='\u{E09F}').contains(character)).count() == 8);
    let (mut drops, mut count) = ([symbolon_date_drop::default(); 256], 0);
    assert_eq!(
        status!(symbolon_date_mark_drops(mark, drops.as_mut_ptr(), 3, &raw mut count)),
        SYMBOLON_E_BUFFER
    );
    ok!(symbolon_date_mark_drops(mark, drops.as_mut_ptr(), 256, &raw mut count));
    assert!(count > 100 && drops[..count].iter().all(|drop| drop.x > 0 && drop.y > 0));
    let mut again = null();
    let (from, n) = (bits.as_ptr(), bits.len());
    let from_bits = |n, out| {
        status!(symbolon_date_mark_from_bits(
            TEXT.as_ptr(),
            TEXT.len(),
            SYMBOLON_DATE_JET_5X7,
            from,
            n,
            out,
            null_mut()
        ))
    };
    assert_eq!(from_bits(n - 1, &raw mut again), SYMBOLON_E_MARK_LENGTH);
    assert_eq!(from_bits(n, &raw mut again), SYMBOLON_OK);
    assert_eq!(fills(&|b, c, l| status!(symbolon_date_mark_bits(again, b, c, l))), bits);
    // SAFETY: freed once each.
    unsafe {
        symbolon_date_mark_free(again);
        symbolon_date_mark_free(mark);
    }
}

#[test]
fn what_cannot_be_printed_is_refused() {
    let mut out = null();
    let mut report = info();
    let mut from = |text: &[u8], geometry| {
        let status = status!(symbolon_date_mark_from_bits(
            text.as_ptr(),
            text.len(),
            geometry,
            null(),
            0,
            &raw mut out,
            &raw mut report
        ));
        (status, report.at, report.item)
    };
    assert_eq!(from(b"EXP:\xE5", SYMBOLON_DATE_RASTER_3MM), (SYMBOLON_E_CHARSET, 4, 1));
    for geometry in [0, 5, 65_537] {
        assert_eq!(from(b"2026", geometry).0, SYMBOLON_E_PARAMETER);
    }
}

#[test]
#[cfg(all(feature = "draw", feature = "read"))]
fn a_printed_date_is_verified() {
    let (genuine, false_mark) =
        (mark(b"L1", SYMBOLON_DATE_RASTER_3MM), mark(b"L2", SYMBOLON_DATE_RASTER_3MM));
    let shape = symbolon_raster_shape { size: 16, ..Default::default() };
    let shape_at = (&raw const shape).cast_mut();
    let dots = fills(&|b, c, l| status!(symbolon_date_mark_raster(genuine, b, c, l, shape_at)));
    // SAFETY: written by the calls above.
    let shape = unsafe { shape_at.read() };
    assert_eq!((shape.width, shape.height), (540, 75));
    let (width, grey) = (shape.width as usize, grey(&dots, &shape));

    let mut reader = null();
    ok!(symbolon_date_reader_new(SYMBOLON_DATE_RASTER_3MM, &raw mut reader));
    // The symbol's plane is that of the dots: one module of 10 dots at the corner.
    let place = symbolon_date_place {
        size: 112,
        modules: 1,
        corners: [0.0, 0.0, 10.0, 0.0, 10.0, 10.0, 0.0, 10.0],
        module_mm: 10.0 * 25.4 / 600.0,
        ..Default::default()
    };
    let verify = |place: &symbolon_date_place, mark| {
        let mut report = symbolon_date_report { size: 88, ..Default::default() };
        let mut info = info();
        let status = status!(symbolon_date_reader_verify(
            reader,
            grey.as_ptr(),
            grey.len(),
            shape.width,
            shape.height,
            width,
            place,
            mark,
            &raw mut report,
            &raw mut info
        ));
        (status, report, info)
    };
    let (status, report, _) = verify(&place, genuine);
    assert_eq!((status, report.answer, report.bits), (SYMBOLON_OK, SYMBOLON_IMAGE_MATCH, 32));
    assert_eq!((report.wrong, report.allowed, report.others), (0, 2, 0));
    let (status, report, _) = verify(&place, false_mark);
    assert_eq!((status, report.answer), (SYMBOLON_OK, SYMBOLON_IMAGE_MISMATCH));
    let (status, _, info) = verify(&symbolon_date_place { bound: 1e-12, ..place }, genuine);
    assert_eq!((status, info.detail), (SYMBOLON_E_MARK_BITS, 8));
    for wrong in [
        symbolon_date_place { modules: 0, ..place },
        symbolon_date_place { bound: 2.0, ..place },
        symbolon_date_place { x_mm: f64::NAN, ..place },
        symbolon_date_place { corners: [0.0; 8], ..place },
    ] {
        assert_eq!(verify(&wrong, genuine).0, SYMBOLON_E_PARAMETER);
    }

    let (mut soft, mut count) = ([0.0_f32; 32], 0);
    ok!(symbolon_date_reader_read(
        reader,
        grey.as_ptr(),
        grey.len(),
        shape.width,
        shape.height,
        width,
        &raw const place,
        TEXT.as_ptr(),
        TEXT.len(),
        soft.as_mut_ptr(),
        32,
        &raw mut count
    ));
    let bits = fills(&|b, c, l| status!(symbolon_date_mark_bits(genuine, b, c, l)));
    assert_eq!(count, 32);
    assert!(soft.iter().zip(bits).all(|(soft, bit)| (*soft > 0.0) == (bit == 1)));
    // SAFETY: freed once each.
    unsafe {
        symbolon_date_reader_free(reader);
        symbolon_date_mark_free(genuine);
        symbolon_date_mark_free(false_mark);
    }
}

#[test]
#[cfg(feature = "draw")]
fn fonts_are_files() {
    let font = fills(&|b, c, l| status!(symbolon_date_font_bdf(SYMBOLON_DATE_RASTER_2MM, b, c, l)));
    assert!(font.starts_with(b"STARTFONT 2.1\n"));
    let glyph =
        fills(&|b, c, l| status!(symbolon_date_glyph_png(SYMBOLON_DATE_RASTER_2MM, 0x37, 5, b, c, l)));
    assert!(glyph.starts_with(b"\x89PNG\r\n"));
    let mut len = 0;
    let none = status!(symbolon_date_glyph_png(2, 0x137, 5, null_mut(), 0, &raw mut len));
    assert_eq!(none, SYMBOLON_E_PARAMETER);
}
