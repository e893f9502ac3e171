//! A layer drawn, verified and read from its own dots, as C does it.

use std::ptr::{null, null_mut};

use symbolon::capi::layer::*;
use symbolon::capi::mark::*;
use symbolon::capi::status::*;
#[cfg(all(feature = "draw", feature = "read"))]
use symbolon::capi::symbol::symbolon_raster_shape;

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

/// A picture of one pixel for each printer dot, and its frame.
#[cfg(all(feature = "draw", feature = "read"))]
fn photographed(drawn: *const symbolon_layer) -> (Vec<u8>, symbolon_layer_frame) {
    let shape = symbolon_raster_shape { size: 16, ..Default::default() };
    let shape_at = (&raw const shape).cast_mut();
    let dots = fills(&|b, c, l| status!(symbolon_layer_raster(drawn, 0, b, c, l, shape_at)));
    // SAFETY: written by the calls above.
    let shape = unsafe { shape_at.read() };
    let grey = grey(&dots, &shape);
    let (near, far) = (41.0, f64::from(shape.width) - 39.0);
    let frame = symbolon_layer_frame {
        pixels: grey.as_ptr(),
        pixels_len: grey.len(),
        stride: shape.width as usize,
        width: shape.width,
        height: shape.height,
        corners: [near, near, far, near, far, far, near, far],
    };
    (grey, frame)
}

#[test]
#[cfg(all(feature = "draw", feature = "read"))]
fn what_was_drawn_matches_and_is_read() {
    let (key, wrong) = (key(1), key(2));
    let coded = symbolon_layer_options { coded: 1, payload: 0x1234_5678_9ABC_DEF0, ..OPTIONS };
    let template = symbolon_layer_options { payload: 0, ..coded };
    let [derived, other] = [key, wrong].map(|key| layer(key, &OPTIONS).unwrap());
    let [carrying, reader] = [coded, template].map(|options| layer(key, &options).unwrap());
    for (drawn, asked, answer) in [(derived, derived, 1), (derived, other, 3), (carrying, carrying, 1)] {
        let (grey, frame) = photographed(drawn);
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

#[cfg(all(feature = "draw", feature = "read"))]
const THRESHOLDS: symbolon_layer_thresholds = symbolon_layer_thresholds {
    size: 64,
    reserved: 0,
    accept: 0.0,
    sharp_accept: 0.0,
    sharp_blur: 0.0,
    sharp_pixels_per_mm: 0.0,
    rescan: 0.0,
    carriers: 0.0,
    floor: 0.0,
};

/// The status, the answer and the score under thresholds.
#[cfg(all(feature = "draw", feature = "read"))]
fn judged(
    asked: *const symbolon_layer,
    frame: &symbolon_layer_frame,
    thresholds: *const symbolon_layer_thresholds,
) -> (i32, u32, f64) {
    let (mut report, mut score) = (symbolon_layer_report { size: 56, ..Default::default() }, 0.0);
    let (report_at, score_at) = (&raw mut report, &raw mut score);
    let status =
        status!(symbolon_layer_verify_with(asked, frame, 1, thresholds, report_at, score_at, null_mut()));
    (status, report.answer, score)
}

#[test]
#[cfg(all(feature = "draw", feature = "read"))]
fn every_threshold_of_the_caller_counts() {
    let keys: Vec<_> = (1..9).map(key).collect();
    let layers: Vec<_> = keys.iter().map(|key| layer(*key, &OPTIONS).unwrap()).collect();
    let (_grey, frame) = photographed(layers[0]);
    let answer = |asked, thresholds: symbolon_layer_thresholds| {
        let (status, answer, _) = judged(asked, &frame, &raw const thresholds);
        assert_eq!(status, SYMBOLON_OK);
        answer
    };
    let usual = symbolon_layer_thresholds {
        accept: 7.0,
        sharp_accept: 12.0,
        sharp_blur: 0.18,
        sharp_pixels_per_mm: 14.0,
        rescan: 5.3,
        carriers: 280.0,
        floor: 5.3,
        ..THRESHOLDS
    };
    let zero = THRESHOLDS;
    for one in &layers {
        let default = judged(*one, &frame, null());
        assert_eq!(default, judged(*one, &frame, &raw const usual));
        assert_eq!(default, judged(*one, &frame, &raw const zero));
        assert_eq!(default.1, if *one == layers[0] { SYMBOLON_IMAGE_MATCH } else { SYMBOLON_IMAGE_MISMATCH });
    }
    let strict = symbolon_layer_thresholds { sharp_accept: 100.0, ..THRESHOLDS };
    for (thresholds, wanted) in [
        (strict, SYMBOLON_IMAGE_RESCAN),
        (symbolon_layer_thresholds { sharp_blur: 1e-9, ..strict }, SYMBOLON_IMAGE_MATCH),
        (symbolon_layer_thresholds { sharp_pixels_per_mm: 1e6, ..strict }, SYMBOLON_IMAGE_MATCH),
        (symbolon_layer_thresholds { sharp_blur: 1e-9, accept: 100.0, ..strict }, SYMBOLON_IMAGE_RESCAN),
        (symbolon_layer_thresholds { carriers: 1e-3, ..THRESHOLDS }, SYMBOLON_IMAGE_RESCAN),
        (symbolon_layer_thresholds { floor: 100.0, ..THRESHOLDS }, SYMBOLON_IMAGE_RESCAN),
        // Only what its size reaches over is looked at.
        (symbolon_layer_thresholds { size: 16, ..strict }, SYMBOLON_IMAGE_MATCH),
    ] {
        assert_eq!(answer(layers[0], thresholds), wanted, "{thresholds:?}");
    }
    // A false layer that leans a little to the right side: from where on a score asks for another picture.
    let leaning = layers[1..].iter().find(|one| judged(**one, &frame, null()).2 > 0.1).unwrap();
    let low = symbolon_layer_thresholds { floor: 0.01, ..THRESHOLDS };
    assert_eq!(answer(*leaning, low), SYMBOLON_IMAGE_MISMATCH);
    let lowest = symbolon_layer_thresholds { rescan: 0.01, ..low };
    assert_eq!(answer(*leaning, lowest), SYMBOLON_IMAGE_RESCAN);

    for wrong in [
        symbolon_layer_thresholds { reserved: 1, ..THRESHOLDS },
        symbolon_layer_thresholds { accept: -1.0, ..THRESHOLDS },
        symbolon_layer_thresholds { sharp_accept: f64::NAN, ..THRESHOLDS },
        symbolon_layer_thresholds { sharp_blur: f64::NEG_INFINITY, ..THRESHOLDS },
        symbolon_layer_thresholds { sharp_pixels_per_mm: f64::INFINITY, ..THRESHOLDS },
        symbolon_layer_thresholds { rescan: f64::NAN, ..THRESHOLDS },
        symbolon_layer_thresholds { carriers: -280.0, ..THRESHOLDS },
        symbolon_layer_thresholds { floor: f64::NAN, ..THRESHOLDS },
    ] {
        assert_eq!(judged(layers[0], &frame, &raw const wrong).0, SYMBOLON_E_PARAMETER, "{wrong:?}");
    }
    let shapeless = symbolon_layer_thresholds { size: 3, ..THRESHOLDS };
    assert_eq!(judged(layers[0], &frame, &raw const shapeless).0, SYMBOLON_E_OPTIONS);
    for (layer, key) in layers.into_iter().zip(keys) {
        // SAFETY: made above, freed once.
        unsafe { symbolon_layer_free(layer) };
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
