//! Symbols drawn, and read back from the dots, as C does it. A build without a part says so.
#![allow(unused_imports)] // the features decide which are needed

use std::ptr;

use symbolon::capi::dots::*;
use symbolon::capi::mark::*;
use symbolon::capi::qr_run::*;
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
#[cfg(feature = "draw")]
fn labels_of_a_run_are_those_of_single_calls() {
    let labels =
        [b"HTTPS://T.CN/00000001".as_slice(), b"HTTPS://T.CN/00000002", b"a label that is much too long"];
    let options =
        symbolon_qr_run_options { size: 28, correction: 1, dots_per_module: 3, ..Default::default() };
    let single =
        symbolon_symbol_options { size: 24, correction: 1, dots_per_module: 3, ..Default::default() };
    let mut run = ptr::null_mut();
    ok!(symbolon_qr_run_new(labels[0].as_ptr(), labels[0].len(), &raw const options, &raw mut run));
    let mut shape = symbolon_raster_shape { size: 16, ..Default::default() };
    ok!(symbolon_qr_run_shape(run, &raw mut shape));
    let bytes = (shape.height * shape.stride) as usize;
    assert_eq!((shape.width, shape.height, shape.stride), (87, 87, 11));

    let flat = Flat::new(&labels);
    let room = bytes + 5;
    let (mut dots, mut lens, mut statuses) = (vec![0xA5; 3 * room], [9; 3], [9; 3]);
    ok!(symbolon_qr_run_draw_batch(
        run,
        flat.bytes.as_ptr(),
        flat.offsets.as_ptr(),
        flat.len(),
        dots.as_mut_ptr(),
        room,
        lens.as_mut_ptr(),
        statuses.as_mut_ptr()
    ));
    assert_eq!((lens, statuses), ([bytes, bytes, 0], [0, 0, SYMBOLON_E_SYMBOL_CAPACITY]));
    assert!(dots[2 * room..].iter().chain(&dots[bytes..room]).all(|byte| *byte == 0xA5));
    for (label, batch) in labels[..2].iter().zip(dots.chunks(room)) {
        let (data, n) = (label.as_ptr(), label.len());
        let mut mask = 0;
        let mask_at = &raw mut mask;
        let drawn = fills(&|b, c, l| status!(symbolon_qr_run_draw(run, data, n, b, c, l, mask_at)));
        assert_eq!(drawn, batch[..bytes]);
        // SAFETY: written by the calls above.
        let mask = unsafe { mask_at.read() };
        assert!((SYMBOLON_MASK_000..SYMBOLON_MASK_000 + 8).contains(&mask));
        // A run with that mask alone draws the same, in the given version.
        let fixed = symbolon_qr_run_options { mask, version: 1, ..options };
        let mut other = ptr::null_mut();
        ok!(symbolon_qr_run_new(ptr::null(), 0, &raw const fixed, &raw mut other));
        let again = fills(&|b, c, l| status!(symbolon_qr_run_draw(other, data, n, b, c, l, ptr::null_mut())));
        assert_eq!(again, drawn);
        // SAFETY: freed once.
        unsafe { symbolon_qr_run_free(other) };
        // The general way takes the mask by another count of points, so only the shape is sure to be the same.
        let shape_at = (&raw const shape).cast_mut();
        let general =
            fills(&|b, c, l| status!(symbolon_qr_raster(data, n, &raw const single, b, c, l, shape_at)));
        assert_eq!(general.len(), drawn.len());
    }
    // A stride without room for a raster.
    ok!(symbolon_qr_run_draw_batch(
        run,
        flat.bytes.as_ptr(),
        flat.offsets.as_ptr(),
        2,
        dots.as_mut_ptr(),
        bytes - 1,
        lens.as_mut_ptr(),
        statuses.as_mut_ptr()
    ));
    assert_eq!((&lens[..2], &statuses[..2]), (&[bytes; 2][..], &[SYMBOLON_E_BUFFER; 2][..]));
    // What is refused writes nothing.
    let (mut len, before) = (0, dots.clone());
    let long = labels[2];
    let refused = status!(symbolon_qr_run_draw(
        run,
        long.as_ptr(),
        long.len(),
        dots.as_mut_ptr(),
        dots.len(),
        &raw mut len,
        ptr::null_mut()
    ));
    assert_eq!((refused, dots), (SYMBOLON_E_SYMBOL_CAPACITY, before));
    // SAFETY: freed once.
    unsafe { symbolon_qr_run_free(run) };
}

#[test]
#[cfg(feature = "draw")]
fn wrong_options_of_a_run_are_refused() {
    let options = symbolon_qr_run_options { size: 28, ..Default::default() };
    let refused = |options: symbolon_qr_run_options| {
        let mut run = ptr::null_mut();
        status!(symbolon_qr_run_new(CODE.as_ptr(), CODE.len(), &raw const options, &raw mut run))
    };
    for wrong in [
        symbolon_qr_run_options { correction: 5, ..options },
        symbolon_qr_run_options { correction: 257, ..options },
        symbolon_qr_run_options { fnc1: 2, ..options },
        symbolon_qr_run_options { mask: 9, ..options },
        symbolon_qr_run_options { mask: u32::MAX, ..options },
        symbolon_qr_run_options { version: 41, ..options },
        symbolon_qr_run_options { version: 257, ..options },
    ] {
        assert_eq!(refused(wrong), SYMBOLON_E_PARAMETER, "{wrong:?}");
    }
    assert_eq!(refused(symbolon_qr_run_options { quiet: 1 << 20, ..options }), SYMBOLON_E_IMAGE_SIZE);
    assert_eq!(refused(symbolon_qr_run_options { size: 3, ..options }), SYMBOLON_E_OPTIONS);
}

#[test]
#[cfg(not(feature = "draw"))]
fn runs_are_said_to_be_left_out() {
    let mut run = ptr::null_mut();
    let refused = status!(symbolon_qr_run_new(CODE.as_ptr(), CODE.len(), ptr::null(), &raw mut run));
    assert_eq!(refused, SYMBOLON_E_UNSUPPORTED);
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
    let (width, grey) = (shape.width as usize, grey(&dots, &shape));
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

/// A picture of 500 × 400 pixels, one for each printer dot, with the raster of a patch at (250, 100).
#[cfg(all(feature = "draw", feature = "read"))]
fn photographed(raster: &[u8]) -> Vec<u8> {
    let mut picture = vec![230; 500 * 400];
    for (y, row) in raster.chunks_exact(24).enumerate() {
        for x in (0..192).filter(|x| row[x / 8] & (0x80 >> (x % 8)) != 0) {
            picture[(100 + y) * 500 + 250 + x] = 30;
        }
    }
    picture
}

#[test]
#[cfg(all(feature = "draw", feature = "read"))]
fn a_patch_is_drawn_located_read_and_verified() {
    let mut roll = ptr::null();
    ok!(symbolon_roll_key_new([4; 32].as_ptr(), b"tenant".as_ptr(), 6, 1, &raw mut roll));
    let mut payload = [0; SYMBOLON_DOTS_PAYLOAD_BYTES];
    ok!(symbolon_roll_key_payload(roll, b"12345678".as_ptr(), 77, payload.as_mut_ptr()));
    let shape = symbolon_raster_shape { size: 16, ..Default::default() };
    let shape_at = (&raw const shape).cast_mut();
    let drawn = fills(&|b, c, l| status!(symbolon_dots_coded_raster(payload.as_ptr(), b, c, l, shape_at)));
    // SAFETY: written by the calls above.
    let shape = unsafe { shape_at.read() };
    assert_eq!((shape.width, shape.height, shape.stride), (SYMBOLON_DOTS_SIDE, SYMBOLON_DOTS_SIDE, 24));

    let mut view = symbolon_dots_view {
        size: 96,
        ink: SYMBOLON_INK_DARK,
        corners: [20.0, 20.0, 220.0, 20.0, 220.0, 220.0, 20.0, 220.0],
        modules: 20,
        module_micrometres: 423,
        right_micrometres: 9737,
        down_micrometres: 3387,
        radius_micrometres: 0,
        turn_centidegrees: 0,
    };
    let locate = |picture: &[u8], view: &symbolon_dots_view| {
        let mut sight = ptr::null_mut();
        let len = picture.len();
        ok!(symbolon_dots_locate(picture.as_ptr(), len, 500, 400, 500, &raw const *view, &raw mut sight));
        sight
    };
    let (sight, other) = (locate(&photographed(&drawn), &view), locate(&photographed(&drawn), &view));
    assert!(!sight.is_null() && locate(&vec![230; 500 * 400], &view).is_null());
    let (mut read, mut corrected, mut genuine) = ([0; SYMBOLON_DOTS_PAYLOAD_BYTES], 9, 9);
    ok!(symbolon_dots_sight_read(sight, read.as_mut_ptr(), &raw mut corrected));
    assert_eq!((read, corrected), (payload, 0));
    ok!(symbolon_roll_key_check(roll, read.as_ptr(), &raw mut genuine));
    assert_eq!(genuine, 1);
    read[5] ^= 1;
    ok!(symbolon_roll_key_check(roll, read.as_ptr(), &raw mut genuine));
    assert_eq!(genuine, 0);

    let mut report = symbolon_dots_report { size: 40, ..Default::default() };
    ok!(symbolon_dots_sight_verify_coded(sight, payload.as_ptr(), &raw mut report));
    assert_eq!((report.answer, report.wrong_bits), (SYMBOLON_IMAGE_MATCH, 0));
    assert!(report.score > 18.0 && (report.pixels_per_mm - 23.6).abs() < 0.1);
    ok!(symbolon_dots_sight_verify_coded(sight, read.as_ptr(), &raw mut report));
    assert_eq!(report.answer, SYMBOLON_IMAGE_MISMATCH);
    ok!(symbolon_dots_sight_add(sight, other));
    assert_eq!(status!(symbolon_dots_sight_add(sight, sight)), SYMBOLON_E_PARAMETER);

    let mut key = ptr::null();
    ok!(symbolon_mark_key_new([5; 32].as_ptr(), ptr::null(), 0, 1, &raw mut key, ptr::null_mut()));
    let (code, n, none) = (CODE.as_ptr(), CODE.len(), ptr::null());
    let derived = fills(&|b, c, l| {
        status!(symbolon_dots_derived_raster(key, code, n, none, 0, none, 0, ptr::null(), b, c, l, shape_at))
    });
    let seen = locate(&photographed(&derived), &view);
    let out = &raw mut report;
    ok!(symbolon_dots_sight_verify_derived(seen, key, code, n, none, 0, none, 0, ptr::null(), out));
    assert_eq!(report.answer, SYMBOLON_IMAGE_MATCH);
    ok!(symbolon_dots_sight_verify_derived(sight, key, code, n, none, 0, none, 0, ptr::null(), out));
    assert_eq!(report.answer, SYMBOLON_IMAGE_MISMATCH);
    ok!(symbolon_dots_sight_read(seen, read.as_mut_ptr(), &raw mut corrected));
    assert_eq!(corrected, symbolon::capi::SYMBOLON_NO_PLACE);

    view.ink = 3;
    let mut nothing = ptr::null_mut();
    let refused = status!(symbolon_dots_locate(none, 0, 0, 0, 0, &raw const view, &raw mut nothing));
    assert_eq!((refused, nothing.is_null()), (SYMBOLON_E_PARAMETER, true));
    for sight in [sight, other, seen] {
        // SAFETY: ours, each taken back once.
        unsafe { symbolon_dots_sight_free(sight) };
    }
    // SAFETY: ours, taken back once.
    unsafe { symbolon_roll_key_free(roll) };
    // SAFETY: ours, taken back once.
    unsafe { symbolon_mark_key_free(key) };
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
    let (width, grey) = (shape.width as usize, grey(&dots, &shape));
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
