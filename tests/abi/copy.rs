//! A copy-detection pattern printed beside a symbol, and scored in the picture, as C does it.
#![allow(unused_imports)] // the features decide which are needed
#![cfg_attr(not(all(feature = "draw", feature = "read")), allow(dead_code))]

use std::ptr::{null, null_mut};

use symbolon::capi::copy::*;
use symbolon::capi::mark::*;
use symbolon::capi::read::*;
use symbolon::capi::sheet::*;
use symbolon::capi::status::*;
use symbolon::capi::symbol::*;

use super::arguments::*;

/// The label in printer dots, with the symbol and the pattern on it.
const LABEL: (u32, u32) = (480, 360);
const SYMBOL: (u32, u32) = (40, 40);
const PATTERN: (u32, u32) = (371, 133);
const MODULE: u32 = 10;

fn key() -> *const symbolon_mark_key {
    let mut key = null();
    ok!(symbolon_mark_key_new([6; 32].as_ptr(), b"tenant".as_ptr(), 6, 1, &raw mut key, null_mut()));
    key
}

/// The pattern of the code on an item of this line, or why there is none, and the place of that.
fn made(
    key: *const symbolon_mark_key,
    (code, date, line): (&[u8], &[u8], &[u8]),
    geometry: u32,
) -> Result<*const symbolon_copy, (i32, u32)> {
    let (mut pattern, mut told) = (null(), info());
    let status = status!(symbolon_copy_new(
        key,
        code.as_ptr(),
        code.len(),
        date.as_ptr(),
        date.len(),
        line.as_ptr(),
        line.len(),
        null(),
        geometry,
        &raw mut pattern,
        &raw mut told
    ));
    assert_eq!(status, told.code);
    if status == SYMBOLON_OK { Ok(pattern) } else { Err((status, told.at)) }
}

fn pattern(line: &[u8], geometry: u32) -> *const symbolon_copy {
    let key = key();
    let made = made(key, (CODE, b"2026-11-28", line), geometry).unwrap();
    // SAFETY: ours, taken back once.
    unsafe { symbolon_mark_key_free(key) };
    made
}

/// The dots of a raster function, whose shape is written as well.
fn drawn(
    call: &dyn Fn(*mut u8, usize, *mut usize, *mut symbolon_raster_shape) -> i32,
) -> (Vec<u8>, symbolon_raster_shape) {
    let shape = symbolon_raster_shape { size: 16, ..Default::default() };
    let shape_at = (&raw const shape).cast_mut();
    let dots = fills(&|b, c, l| call(b, c, l, shape_at));
    // SAFETY: written by the calls above.
    (dots, unsafe { shape_at.read() })
}

fn put(label: &mut [u8], (x, y): (u32, u32), dots: &[u8], shape: &symbolon_raster_shape) -> i32 {
    let other = symbolon_dots { dots: dots.as_ptr(), width: shape.width, height: shape.height };
    status!(symbolon_raster_put(label.as_mut_ptr(), LABEL.0, LABEL.1, x, y, &raw const other))
}

/// A picture of the label with a symbol and the pattern, one pixel for each printer dot, and where the pattern should be.
#[cfg(all(feature = "draw", feature = "read"))]
fn photographed(pattern: *const symbolon_copy) -> (Vec<u8>, symbolon_copy_place) {
    let options = symbolon_symbol_options {
        size: 24,
        dots_per_module: MODULE,
        quiet: SYMBOLON_QUIET_NONE,
        ..Default::default()
    };
    let (qr, qr_shape) = drawn(&|b, c, l, shape| {
        status!(symbolon_qr_raster(CODE.as_ptr(), CODE.len(), &raw const options, b, c, l, shape))
    });
    let (dots, shape) = drawn(&|b, c, l, shape| status!(symbolon_copy_raster(pattern, b, c, l, shape)));
    assert_eq!((shape.width, shape.height, shape.stride), (SYMBOLON_COPY_SIDE, SYMBOLON_COPY_SIDE, 12));
    let label_shape =
        symbolon_raster_shape { size: 16, width: LABEL.0, height: LABEL.1, stride: LABEL.0 / 8 };
    let mut label = vec![0; (label_shape.stride * LABEL.1) as usize];
    assert_eq!(put(&mut label, SYMBOL, &qr, &qr_shape), SYMBOLON_OK);
    assert_eq!(put(&mut label, PATTERN, &dots, &shape), SYMBOLON_OK);
    let picture = grey(&label, &label_shape);

    let (mut found, mut text) = ([symbolon_found::default(); 1], [0; 64]);
    let (mut count, mut len) = (0, 0);
    ok!(symbolon_read_qr(
        picture.as_ptr(),
        picture.len(),
        LABEL.0,
        LABEL.1,
        LABEL.0 as usize,
        found.as_mut_ptr(),
        1,
        &raw mut count,
        text.as_mut_ptr(),
        64,
        &raw mut len
    ));
    assert_eq!((count, &text[..len]), (1, CODE));
    let modules = |at: u32, corner: u32| (f64::from(at) - f64::from(corner)) / f64::from(MODULE);
    let place = symbolon_copy_place {
        size: 96,
        modules: 17 + 4 * found[0].version,
        corners: found[0].corners,
        right: modules(PATTERN.0, SYMBOL.0),
        down: modules(PATTERN.1, SYMBOL.1),
        dot: 1.0 / f64::from(MODULE),
    };
    (picture, place)
}

#[cfg(all(feature = "draw", feature = "read"))]
fn scored(
    pattern: *const symbolon_copy,
    picture: &[u8],
    place: &symbolon_copy_place,
) -> (i32, symbolon_copy_report) {
    let mut report = symbolon_copy_report { size: 24, ..Default::default() };
    let (width, height) = LABEL;
    let (pixels, len, stride) = (picture.as_ptr(), picture.len(), width as usize);
    let status =
        status!(symbolon_copy_score(pattern, pixels, len, width, height, stride, place, &raw mut report));
    assert_eq!(report.size, 24);
    (status, report)
}

/// Every pixel the mean of the nine around it: what a copy does to the smallest cells.
#[cfg(all(feature = "draw", feature = "read"))]
fn softened(picture: &[u8]) -> Vec<u8> {
    let (width, height) = (LABEL.0 as usize, LABEL.1 as usize);
    let mut soft = picture.to_vec();
    for (y, x) in (1..height - 1).flat_map(|y| (1..width - 1).map(move |x| (y, x))) {
        let around = (y - 1..y + 2).flat_map(|y| (x - 1..x + 2).map(move |x| y * width + x));
        soft[y * width + x] = u8::try_from(around.map(|at| u32::from(picture[at])).sum::<u32>() / 9).unwrap();
    }
    soft
}

#[test]
#[cfg(all(feature = "draw", feature = "read"))]
fn a_printed_pattern_is_scored_in_its_picture() {
    for (geometry, pixels) in [(SYMBOLON_COPY_TWO_DOTS, 2.0), (SYMBOLON_COPY_ONE_DOT, 1.0)] {
        let (first, other) = (pattern(b"L1", geometry), pattern(b"L2", geometry));
        let (picture, place) = photographed(first);
        let (status, report) = scored(first, &picture, &place);
        assert_eq!((status, report.seen), (SYMBOLON_OK, 1));
        assert!(report.score > 0.8 && report.score <= 1.0, "{report:?}");
        assert!((report.pixels_per_cell - pixels).abs() < 0.01, "{report:?}");
        let soft = scored(first, &softened(&picture), &place).1;
        assert!(soft.score < report.score - 0.05, "{soft:?} {report:?}");
        assert!(scored(other, &picture, &place).1.score < 0.1);

        // Off by the slack it is found; beyond it, and where another unit was meant, it is not.
        let slack = f64::from(SYMBOLON_COPY_SLACK) * place.dot;
        let off =
            symbolon_copy_place { right: place.right - 0.9 * slack, down: place.down + 0.9 * slack, ..place };
        assert!(scored(first, &picture, &off).1.score > report.score - 0.05);
        for wrong in [
            symbolon_copy_place { right: place.right + 3.0 * slack, ..place },
            symbolon_copy_place { down: place.down - 3.0 * slack, ..place },
            symbolon_copy_place { dot: place.dot * 0.8, ..place },
        ] {
            assert!(scored(first, &picture, &wrong).1.score < 0.3, "{wrong:?}");
        }
        let outside = symbolon_copy_place { right: place.right + 3.0, ..place };
        let (status, report) = scored(first, &picture, &outside);
        assert_eq!((status, report.seen), (SYMBOLON_OK, 0));
        assert!(report.score.abs() + report.pixels_per_cell.abs() < f64::EPSILON);
        let (status, report) = scored(first, &vec![220; picture.len()], &place);
        assert_eq!((status, report.seen), (SYMBOLON_OK, 1));
        assert!(report.score < 0.001);
        for pattern in [first, other] {
            // SAFETY: ours, each taken back once.
            unsafe { symbolon_copy_free(pattern) };
        }
    }
}

#[test]
#[cfg(all(feature = "draw", feature = "read"))]
fn no_place_and_no_picture_are_refused() {
    let pattern = pattern(b"L1", SYMBOLON_COPY_TWO_DOTS);
    let (picture, place) = photographed(pattern);
    let corners = |at: usize, value| {
        let mut corners = place.corners;
        corners[at] = value;
        symbolon_copy_place { corners, ..place }
    };
    for wrong in [
        symbolon_copy_place { modules: 0, ..place },
        symbolon_copy_place { modules: 178, ..place },
        symbolon_copy_place { corners: [0.0; 8], ..place },
        corners(3, f64::NAN),
        corners(0, f64::INFINITY),
        corners(4, -1e9),
        symbolon_copy_place { right: f64::NAN, ..place },
        symbolon_copy_place { down: f64::NEG_INFINITY, ..place },
        symbolon_copy_place { dot: 0.0, ..place },
        symbolon_copy_place { dot: -0.1, ..place },
        symbolon_copy_place { dot: f64::NAN, ..place },
        symbolon_copy_place { dot: f64::INFINITY, ..place },
    ] {
        assert_eq!(scored(pattern, &picture, &wrong).0, SYMBOLON_E_PARAMETER, "{wrong:?}");
    }
    for far in [
        symbolon_copy_place { right: 1e300, ..place },
        symbolon_copy_place { down: -1e300, ..place },
        symbolon_copy_place { dot: 1e300, ..place },
        symbolon_copy_place { dot: 1e-300, ..place },
    ] {
        assert_eq!(
            (scored(pattern, &picture, &far).0, scored(pattern, &picture, &far).1.seen),
            (SYMBOLON_OK, 0)
        );
    }
    assert_eq!(scored(pattern, &picture[1..], &place).0, SYMBOLON_E_IMAGE_SHAPE);
    for size in [3, 4097] {
        assert_eq!(
            scored(pattern, &picture, &symbolon_copy_place { size, ..place }).0,
            SYMBOLON_E_OPTIONS,
            "{size}"
        );
    }
    let mut report = symbolon_copy_report { size: 24, seen: 9, ..Default::default() };
    let mut score = |width, height, stride, place: *const symbolon_copy_place, size| {
        report.size = size;
        let (pixels, len) = (picture.as_ptr(), picture.len());
        let status =
            status!(symbolon_copy_score(pattern, pixels, len, width, height, stride, place, &raw mut report));
        (status, report.seen)
    };
    let place = &raw const place;
    assert_eq!(score(480, 360, 479, place, 24), (SYMBOLON_E_IMAGE_SHAPE, 9));
    assert_eq!(score(480, u32::MAX, 480, place, 24), (SYMBOLON_E_IMAGE_SIZE, 9));
    assert_eq!(score(480, 2, usize::MAX, place, 24), (SYMBOLON_E_IMAGE_SHAPE, 9));
    assert_eq!(score(480, 360, 480, null(), 24), (SYMBOLON_E_NULL, 9));
    assert_eq!(score(480, 360, 480, place.cast::<u8>().wrapping_add(1).cast(), 24), (SYMBOLON_E_ALIGN, 9));
    assert_eq!(score(480, 360, 480, place, 23), (SYMBOLON_E_OPTIONS, 9));
    // No picture at all is one in which nothing is seen.
    assert_eq!(score(0, 0, 0, place, 24), (SYMBOLON_OK, 0));
    // SAFETY: ours, taken back once.
    unsafe { symbolon_copy_free(pattern) };
}

#[test]
#[cfg(all(feature = "draw", feature = "read"))]
fn what_makes_no_pattern_is_refused() {
    let key = key();
    let (date, line, long) = (b"2026-11-28", b"L1", [b'1'; 65]);
    for geometry in [0, 3, 65_537, u32::MAX] {
        assert_eq!(made(key, (CODE, date, line), geometry).map_err(|told| told.0), Err(SYMBOLON_E_PARAMETER));
    }
    assert_eq!(
        made(key, (b"01095060001343522107A0B1C2D3E4\xFF", date, line), 1),
        Err((SYMBOLON_E_CHARSET, 30))
    );
    assert_eq!(made(key, (CODE, &long, line), 1).map_err(|told| told.0), Err(SYMBOLON_E_TOO_LONG));
    assert_eq!(made(key, (CODE, date, &long), 1).map_err(|told| told.0), Err(SYMBOLON_E_TOO_LONG));
    assert_eq!(made(null(), (CODE, date, line), 1).map_err(|told| told.0), Err(SYMBOLON_E_NULL));
    // Each part of what it is bound to makes another pattern.
    let dots = |pattern| {
        let dots = drawn(&|b, c, l, shape| status!(symbolon_copy_raster(pattern, b, c, l, shape))).0;
        // SAFETY: ours, taken back once.
        unsafe { symbolon_copy_free(pattern) };
        dots
    };
    let bound = |code, date, line, geometry| dots(made(key, (code, date, line), geometry).unwrap());
    let first = bound(CODE, date, line, 1);
    assert_eq!(first, bound(CODE, date, line, 1));
    let other = b"01095060001343522107A0B1C2D3E4F5G7";
    for drawn in [
        bound(other, date, line, 1),
        bound(CODE, b"2026-11-29", line, 1),
        bound(CODE, date, b"L2", 1),
        bound(CODE, date, line, 2),
    ] {
        assert_ne!(first, drawn);
    }
    // SAFETY: ours, taken back once.
    unsafe { symbolon_mark_key_free(key) };
}

#[test]
#[cfg(feature = "draw")]
fn dots_are_put_on_a_label_or_not_at_all() {
    let mut label = vec![0; (LABEL.0 / 8 * LABEL.1) as usize];
    let square = symbolon_raster_shape { size: 16, width: 3, height: 2, stride: 1 };
    assert_eq!(put(&mut label, (6, 1), &[0xFF, 0x40], &square), SYMBOLON_OK);
    let row = LABEL.0 as usize / 8;
    assert_eq!((label[row], label[row + 1], label[2 * row], label[2 * row + 1]), (3, 0x80, 1, 0));
    // White dots change nothing.
    assert_eq!(put(&mut label, (6, 1), &[0, 0], &square), SYMBOLON_OK);
    assert_eq!(label.iter().map(|byte| byte.count_ones()).sum::<u32>(), 4);
    let before = label.clone();
    for place in [(478, 0), (0, 359), (u32::MAX, 0), (0, u32::MAX)] {
        assert_eq!(put(&mut label, place, &[0xFF, 0xFF], &square), SYMBOLON_E_IMAGE_SIZE);
    }
    let none = symbolon_dots { dots: null(), width: 3, height: 2 };
    let refused = status!(symbolon_raster_put(label.as_mut_ptr(), 480, 360, 0, 0, &raw const none));
    assert_eq!(refused, SYMBOLON_E_NULL);
    assert_eq!(label, before);
    // No dots on no dots.
    let none = symbolon_dots { width: 0, height: 0, ..none };
    ok!(symbolon_raster_put(null_mut(), 0, 0, 0, 0, &raw const none));
}

#[test]
#[cfg(not(all(feature = "draw", feature = "read")))]
fn patterns_are_said_to_be_left_out() {
    let key = key();
    let refused = made(key, (CODE, b"", b""), SYMBOLON_COPY_TWO_DOTS);
    assert_eq!(refused.map_err(|told| told.0), Err(SYMBOLON_E_UNSUPPORTED));
    // SAFETY: ours, taken back once.
    unsafe { symbolon_mark_key_free(key) };
}

#[test]
#[cfg(not(feature = "draw"))]
fn putting_dots_is_said_to_be_left_out() {
    let dots = symbolon_raster_shape { size: 16, width: 1, height: 1, stride: 1 };
    assert_eq!(put(&mut vec![0; 60 * 360], (0, 0), &[0x80], &dots), SYMBOLON_E_UNSUPPORTED);
}
