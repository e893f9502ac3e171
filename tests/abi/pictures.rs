//! Symbols drawn, and read back from the dots, as C does it. A build without a part says so.
#![allow(unused_imports)] // the features decide which are needed

use std::ptr;

use symbolon::capi::read::*;
use symbolon::capi::status::*;
use symbolon::capi::symbol::*;

use super::arguments::*;

static OPTIONS: symbolon_symbol_options = symbolon_symbol_options {
    size: 24,
    correction: SYMBOLON_CORRECTION_M,
    fnc1: 0,
    dots_per_module: 5,
    quiet: 0,
    module_micrometres: 0,
};

#[test]
#[cfg(feature = "draw")]
fn files_and_rasters_have_the_sizes_that_are_announced() {
    let (data, n, options) = (CODE.as_ptr(), CODE.len(), &raw const OPTIONS);
    let mut size = symbolon_symbol_size { size: 16, ..Default::default() };
    ok!(symbolon_qr_size(data, n, options, &raw mut size));
    assert_eq!((size.version, size.width, size.height), (2, 25, 25));
    let shape = symbolon_raster_shape { size: 16, ..Default::default() };
    let shape_at = (&raw const shape).cast_mut();
    let dots = fills(&|b, c, l| status!(symbolon_qr_raster(data, n, options, b, c, l, shape_at)));
    // SAFETY: written by the calls above.
    let shape = unsafe { shape_at.read() };
    assert_eq!((shape.width, shape.height, shape.stride), (165, 165, 21));
    assert_eq!(dots.len(), 165 * 21);
    let png = fills(&|b, c, l| status!(symbolon_qr_png(data, n, options, b, c, l)));
    assert!(png.starts_with(b"\x89PNG\r\n"));
    let svg = fills(&|b, c, l| status!(symbolon_qr_svg(data, n, ptr::null(), b, c, l)));
    assert!(svg.starts_with(b"<svg xmlns=") && svg.windows(14).any(|text| text == b"width=\"16.5mm\""));

    let gs1 = symbolon_symbol_options { fnc1: 1, correction: 0, ..OPTIONS };
    let options = &raw const gs1;
    ok!(symbolon_datamatrix_size(data, n, options, &raw mut size));
    assert_eq!((size.version, size.width), (0, size.height));
    let dots = fills(&|b, c, l| status!(symbolon_datamatrix_raster(data, n, options, b, c, l, shape_at)));
    // SAFETY: written by the call above.
    let shape = unsafe { shape_at.read() };
    assert_eq!(shape.width, (size.width + 2) * 5);
    assert_eq!(dots.len(), (shape.stride * shape.height) as usize);
    assert!(
        fills(&|b, c, l| status!(symbolon_datamatrix_png(data, n, options, b, c, l))).starts_with(b"\x89PNG")
    );
    assert!(
        fills(&|b, c, l| status!(symbolon_datamatrix_svg(data, n, options, b, c, l))).starts_with(b"<svg")
    );
}

#[test]
#[cfg(feature = "draw")]
fn wrong_options_are_refused() {
    let mut size = symbolon_symbol_size { size: 16, ..Default::default() };
    let mut qr = |options: symbolon_symbol_options| {
        status!(symbolon_qr_size(CODE.as_ptr(), CODE.len(), &raw const options, &raw mut size))
    };
    assert_eq!(qr(symbolon_symbol_options { correction: 5, ..OPTIONS }), SYMBOLON_E_PARAMETER);
    assert_eq!(qr(symbolon_symbol_options { correction: 257, ..OPTIONS }), SYMBOLON_E_PARAMETER);
    assert_eq!(qr(symbolon_symbol_options { fnc1: 2, ..OPTIONS }), SYMBOLON_E_PARAMETER);
    assert_eq!(qr(symbolon_symbol_options { size: 3, ..OPTIONS }), SYMBOLON_E_OPTIONS);
    let matrix =
        status!(symbolon_datamatrix_size(CODE.as_ptr(), CODE.len(), &raw const OPTIONS, &raw mut size));
    assert_eq!(matrix, SYMBOLON_E_PARAMETER, "Data Matrix has no correction to choose");
    let long = vec![b'a'; 8000];
    let refused = status!(symbolon_qr_size(long.as_ptr(), long.len(), ptr::null(), &raw mut size));
    assert_eq!(refused, SYMBOLON_E_SYMBOL_CAPACITY);
    let huge = symbolon_symbol_options { dots_per_module: 1 << 20, ..OPTIONS };
    let mut len = 0;
    let refused = status!(symbolon_qr_png(
        CODE.as_ptr(),
        CODE.len(),
        &raw const huge,
        ptr::null_mut(),
        0,
        &raw mut len
    ));
    assert_eq!(refused, SYMBOLON_E_IMAGE_SIZE);
}

#[test]
#[cfg(not(feature = "draw"))]
fn drawing_is_said_to_be_left_out() {
    let mut size = symbolon_symbol_size { size: 16, ..Default::default() };
    let refused = status!(symbolon_qr_size(CODE.as_ptr(), CODE.len(), &raw const OPTIONS, &raw mut size));
    assert_eq!(refused, SYMBOLON_E_UNSUPPORTED);
}

#[test]
#[cfg(not(feature = "read"))]
fn reading_is_said_to_be_left_out() {
    let (mut count, mut len) = (0, 0);
    let refused = status!(symbolon_read_qr(
        [255; 4].as_ptr(),
        4,
        2,
        2,
        2,
        ptr::null_mut(),
        0,
        &raw mut count,
        ptr::null_mut(),
        0,
        &raw mut len
    ));
    assert_eq!(refused, SYMBOLON_E_UNSUPPORTED);
}

#[test]
#[cfg(all(feature = "draw", feature = "read"))]
fn what_was_drawn_is_read_back() {
    let mut shape = symbolon_raster_shape { size: 16, ..Default::default() };
    let (mut dots, mut len) = (vec![0; 1 << 16], 0);
    let gs1 = symbolon_symbol_options { fnc1: 1, ..OPTIONS };
    let code = b"010950600013435210LOT7\x1D21A1";
    ok!(symbolon_qr_raster(
        code.as_ptr(),
        code.len(),
        &raw const gs1,
        dots.as_mut_ptr(),
        dots.len(),
        &raw mut len,
        &raw mut shape
    ));
    let (width, height, stride) = (shape.width as usize, shape.height as usize, shape.stride as usize);
    let mut grey = vec![0; width * height];
    for (place, pixel) in grey.iter_mut().enumerate() {
        let (x, y) = (place % width, place / width);
        *pixel = if dots[y * stride + x / 8] >> (7 - x % 8) & 1 == 1 { 30 } else { 220 };
    }
    let read =
        |stride, found: *mut symbolon_found, room, count: *mut usize, text: *mut u8, cap, len: *mut usize| {
            status!(symbolon_read_qr(
                grey.as_ptr(),
                grey.len(),
                shape.width,
                shape.height,
                stride,
                found,
                room,
                count,
                text,
                cap,
                len
            ))
        };
    let (mut found, mut text) = ([symbolon_found::default(); 2], [0xA5; 64]);
    let (mut count, mut needed) = (0, 0);
    let (count_at, needed_at) = (&raw mut count, &raw mut needed);
    // Room for the symbol but not for its text, and the other way round: nothing is written but the counts.
    let status = read(width, found.as_mut_ptr(), 2, count_at, text.as_mut_ptr(), code.len() - 1, needed_at);
    // SAFETY: written by the call.
    let counts = unsafe { (count_at.read(), needed_at.read()) };
    assert_eq!((status, counts), (SYMBOLON_E_BUFFER, (1, code.len())));
    assert_eq!(
        read(width, ptr::null_mut(), 0, count_at, text.as_mut_ptr(), 64, needed_at),
        SYMBOLON_E_BUFFER
    );
    assert_eq!((found[0], text), (symbolon_found::default(), [0xA5; 64]));
    assert_eq!(read(width, found.as_mut_ptr(), 2, count_at, text.as_mut_ptr(), 64, needed_at), SYMBOLON_OK);
    assert_eq!(&text[..code.len()], code);
    assert_eq!((found[0].offset, found[0].len, found[0].fnc1), (0, code.len() as u64, 1));
    // The quiet zone is four modules of five dots.
    let far = f64::from(shape.width) - 20.0;
    let corners = [20.0, 20.0, far, 20.0, far, far, 20.0, far];
    assert!(found[0].corners.iter().zip(corners).all(|(seen, wanted)| (seen - wanted).abs() < 0.5));
    assert_eq!(
        read(width - 1, found.as_mut_ptr(), 2, count_at, text.as_mut_ptr(), 64, needed_at),
        SYMBOLON_E_IMAGE_SHAPE
    );
}

/// Counts down, and says no at 0.
#[cfg(all(feature = "draw", feature = "read"))]
unsafe extern "C" fn steps_left(user: *mut std::ffi::c_void) -> i32 {
    // SAFETY: the tests hand in an `i32`.
    let left = unsafe { &mut *user.cast::<i32>() };
    *left -= 1;
    i32::from(*left >= 0)
}

#[test]
#[cfg(all(feature = "draw", feature = "read"))]
fn a_data_matrix_is_read_as_asked_and_while_the_caller_lets_it() {
    let mut shape = symbolon_raster_shape { size: 16, ..Default::default() };
    let (mut dots, mut len) = (vec![0; 1 << 16], 0);
    let gs1 = symbolon_symbol_options { fnc1: 1, correction: 0, quiet: 3, ..OPTIONS };
    let code = b"010950600013435210LOT7\x1D21A1";
    ok!(symbolon_datamatrix_raster(
        code.as_ptr(),
        code.len(),
        &raw const gs1,
        dots.as_mut_ptr(),
        dots.len(),
        &raw mut len,
        &raw mut shape
    ));
    let (width, height, stride) = (shape.width as usize, shape.height as usize, shape.stride as usize);
    let grey: Vec<u8> = (0..width * height)
        .map(|place| {
            let (x, y) = (place % width, place / width);
            if dots[y * stride + x / 8] >> (7 - x % 8) & 1 == 1 { 30 } else { 220 }
        })
        .collect();
    let (mut found, mut text) = ([symbolon_found::default(); 2], [0; 64]);
    let mut read = |kinds, effort, steps: i32| {
        let options = symbolon_read_options { size: 16, kinds, most: 1, effort };
        let (mut left, mut count, mut needed) = (steps, 0, 0);
        let status = status!(symbolon_read(
            grey.as_ptr(),
            grey.len(),
            shape.width,
            shape.height,
            width,
            &raw const options,
            Some(steps_left),
            (&raw mut left).cast(),
            found.as_mut_ptr(),
            2,
            &raw mut count,
            text.as_mut_ptr(),
            64,
            &raw mut needed
        ));
        (status, count, left, found[0], text)
    };
    let (status, count, _, one, text) = read(SYMBOLON_KIND_DATA_MATRIX, SYMBOLON_EFFORT_QUICK, 9);
    assert_eq!((status, count, one.version, one.fnc1), (SYMBOLON_OK, 1, 0, 1));
    assert_eq!(&text[..code.len()], code);
    // Nothing is found before the first step, and a no is final.
    let (status, count, left, ..) = read(SYMBOLON_KIND_DATA_MATRIX, SYMBOLON_EFFORT_QUICK, 0);
    assert_eq!((status, count, left), (SYMBOLON_OK, 0, -1));
    assert_eq!(read(SYMBOLON_KIND_QR, SYMBOLON_EFFORT_QUICK, 99).1, 0);
    assert_eq!(read(4, 0, 9).0, SYMBOLON_E_OPTIONS);
    assert_eq!(read(0, 4, 9).0, SYMBOLON_E_OPTIONS);
}
