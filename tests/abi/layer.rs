//! A layer drawn, verified and read from its own dots, as C does it.

use std::ptr::{null, null_mut};

use symbolon::capi::layer::*;
use symbolon::capi::mark::*;
use symbolon::capi::status::*;
use symbolon::capi::symbol::*;

use super::arguments::*;

fn key(secret: u8) -> *const symbolon_mark_key {
    let mut key = null();
    ok!(symbolon_mark_key_new([secret; 32].as_ptr(), b"tenant".as_ptr(), 6, 1, &raw mut key, null_mut()));
    key
}

fn layer(
    key: *const symbolon_mark_key,
    options: &symbolon_layer_options,
) -> Result<*const symbolon_layer, i32> {
    let (mut layer, date) = (null(), b"2026-11-28");
    let status = status!(symbolon_layer_new(
        key,
        CODE.as_ptr(),
        CODE.len(),
        date.as_ptr(),
        date.len(),
        null(),
        0,
        null(),
        CODE.as_ptr(),
        CODE.len(),
        options,
        &raw mut layer,
        null_mut(),
    ));
    if status == SYMBOLON_OK { Ok(layer) } else { Err(status) }
}

const OPTIONS: symbolon_layer_options = symbolon_layer_options {
    size: 32,
    geometry: 0,
    correction: 0,
    fnc1: 0,
    coded: 0,
    reserved: 0,
    payload: 0,
};

#[test]
#[cfg(all(feature = "draw", feature = "read"))]
fn what_was_drawn_matches_and_is_read() {
    let (key, wrong) = (key(1), key(2));
    let coded = symbolon_layer_options { coded: 1, payload: 0x1234_5678_9ABC_DEF0, ..OPTIONS };
    let template = symbolon_layer_options { payload: 0, ..coded };
    let [derived, other] = [key, wrong].map(|key| layer(key, &OPTIONS).unwrap());
    let [carrying, reader] = [coded, template].map(|options| layer(key, &options).unwrap());
    for (drawn, asked, answer) in [(derived, derived, 1), (derived, other, 3), (carrying, carrying, 1)] {
        let shape = symbolon_raster_shape { size: 16, ..Default::default() };
        let shape_at = (&raw const shape).cast_mut();
        let dots = fills(&|b, c, l| status!(symbolon_layer_raster(drawn, 0, b, c, l, shape_at)));
        // SAFETY: written by the calls above.
        let shape = unsafe { shape_at.read() };
        let (width, stride) = (shape.width as usize, shape.stride as usize);
        let grey: Vec<u8> = (0..width * shape.height as usize)
            .map(|at| (at % width, at / width))
            .map(|(x, y)| if dots[y * stride + x / 8] >> (7 - x % 8) & 1 == 1 { 30 } else { 220 })
            .collect();
        let (near, far) = (41.0, f64::from(shape.width) - 39.0);
        let frame = symbolon_layer_frame {
            pixels: grey.as_ptr(),
            pixels_len: grey.len(),
            stride: width,
            width: shape.width,
            height: shape.height,
            corners: [near, near, far, near, far, far, near, far],
        };
        let mut report = symbolon_layer_report { size: 56, ..Default::default() };
        let mut score = 0.0;
        ok!(symbolon_layer_verify(asked, &raw const frame, 1, &raw mut report, &raw mut score, null_mut()));
        assert_eq!(report.answer, answer, "{report:?} {score}");
        assert!(
            (report.pixels_per_module - 10.0).abs() < 0.05 && (score > 10.0) == (answer == 1),
            "{report:?}"
        );
        let (mut payload, mut found) = (7, 7);
        let mut read = |layer| {
            let status = status!(symbolon_layer_read(
                layer,
                &raw const frame,
                1,
                &raw mut payload,
                &raw mut found,
                &raw mut report,
                null_mut()
            ));
            (status, payload, found)
        };
        let wanted = if drawn == carrying { (SYMBOLON_OK, coded.payload, 1) } else { (SYMBOLON_OK, 0, 0) };
        assert_eq!(read(reader), wanted);
        assert_eq!(read(derived).0, SYMBOLON_E_PARAMETER);
        let short = symbolon_layer_frame { pixels_len: grey.len() - 1, ..frame };
        let (mut told, frames) = (info(), [frame, short]);
        let refused = status!(symbolon_layer_verify(
            asked,
            frames.as_ptr(),
            2,
            &raw mut report,
            null_mut(),
            &raw mut told
        ));
        assert_eq!((refused, told.item), (SYMBOLON_E_IMAGE_SHAPE, 1));
    }
    for layer in [derived, other, carrying, reader] {
        // SAFETY: made above, freed once.
        unsafe { symbolon_layer_free(layer) };
    }
    for key in [key, wrong] {
        // SAFETY: made above, freed once.
        unsafe { symbolon_mark_key_free(key) };
    }
}

#[test]
#[cfg(all(feature = "draw", feature = "read"))]
fn wrong_options_are_refused() {
    let key = key(1);
    let refused = |key, options| layer(key, &options).err();
    assert_eq!(refused(null(), OPTIONS), Some(SYMBOLON_E_NULL));
    for options in [
        symbolon_layer_options { geometry: 9, ..OPTIONS },
        symbolon_layer_options { correction: 5, ..OPTIONS },
        symbolon_layer_options { fnc1: 2, ..OPTIONS },
        symbolon_layer_options { coded: 2, ..OPTIONS },
        symbolon_layer_options { reserved: 1, ..OPTIONS },
        symbolon_layer_options { payload: 1, ..OPTIONS },
        symbolon_layer_options { coded: 1, payload: 1 << 63, ..OPTIONS },
    ] {
        assert_eq!(refused(key, options), Some(SYMBOLON_E_PARAMETER), "{options:?}");
    }
    let open = layer(null(), &symbolon_layer_options { coded: 1, ..OPTIONS }).unwrap();
    // SAFETY: made above, freed once.
    unsafe { symbolon_layer_free(open) };
    // SAFETY: made above, freed once.
    unsafe { symbolon_mark_key_free(key) };
}

#[test]
#[cfg(not(all(feature = "draw", feature = "read")))]
fn layers_are_said_to_be_left_out() {
    let key = key(1);
    assert_eq!(layer(key, &OPTIONS).err(), Some(SYMBOLON_E_UNSUPPORTED));
    // SAFETY: made above, freed once.
    unsafe { symbolon_mark_key_free(key) };
}
