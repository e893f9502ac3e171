//! Reading QR symbols where a threshold and a flat grid are not enough.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use symbolon::symbol::{Correction, Found, GreyImage, Homography, Matrix, Point, qr, read_qr};

use super::picture::{self, Dice, Picture};

const TEXT: &[u8] = b"0109506000134352219aB3xK9mQ2Lp\x1d10LOT-7";

fn label() -> Matrix {
    qr::draw(TEXT, Correction::M, true).unwrap()
}

fn read(picture: &Picture) -> Vec<Found> {
    let (width, height) = (u32::try_from(picture.width).unwrap(), u32::try_from(picture.height).unwrap());
    read_qr(&GreyImage::new(&picture.pixels, width, height, picture.width).unwrap())
}

/// Asserts that the label alone is read, and gives it.
fn the_label(picture: &Picture, what: &str) -> Found {
    let mut found = read(picture);
    assert_eq!(found.len(), 1, "{what}");
    let label = found.remove(0);
    assert_eq!((&label.data[..], label.fnc1), (TEXT, true), "{what}");
    label
}

/// The label upright, its centre in the middle of a square picture.
fn upright(symbol: &Matrix, pixels_per_module: f64, side: usize, degrees: f64) -> (Picture, [Point; 4]) {
    let centre = f64::from(u32::try_from(side).unwrap()) / 2.0;
    let length = f64::from(symbol.width()) * pixels_per_module;
    let corners = picture::corners(Point { x: centre, y: centre }, length, degrees, [Point::default(); 4]);
    (picture::draw(symbol, side, side, &corners), corners)
}

/// The label around a bottle that stands upright, seen a little from above: half of the label's width covers `half`
/// radians, and its rows sag by `sag` modules at the sides.
fn around_a_bottle(symbol: &Matrix, half: f64, sag: f64) -> (Picture, [Point; 4]) {
    let (side, pixels, middle) = (f64::from(symbol.width()), 7.0, 190.0);
    let radius = side / 2.0 / half;
    let sagging = |angle: f64| sag * (1.0 - angle.cos()) / (1.0 - half.cos());
    let picture = picture::draw_by(symbol, 380, 380, |x, y| {
        let across = (x - middle) / pixels / radius;
        if across.abs() >= 1.0 {
            return (-1.0, -1.0);
        }
        let angle = across.asin();
        (side / 2.0 + angle * radius, side / 2.0 + (y - middle) / pixels - sagging(angle))
    });
    let corner = |u: f64, v: f64| {
        let angle = (u - side / 2.0) / radius;
        let (x, y) = (radius * angle.sin(), v - side / 2.0 + sagging(angle));
        Point { x: middle + x * pixels, y: middle + y * pixels }
    };
    (picture, [corner(0.0, 0.0), corner(side, 0.0), corner(side, side), corner(0.0, side)])
}

#[test]
fn labels_around_bottles_are_read() {
    let symbol = label();
    for (half, sag) in [(0.5, 1.0), (0.75, 2.0), (0.95, 2.5)] {
        let (picture, corners) = around_a_bottle(&symbol, half, sag);
        let found = the_label(&picture.blurred(1.0), &format!("{half} {sag}"));
        let off = found.corners.iter().zip(&corners).map(|(a, b)| (a.x - b.x).hypot(a.y - b.y));
        let farthest = off.fold(0.0, f64::max);
        assert!(farthest < 7.0, "{half} {sag}: {farthest} px, a module has 7");
    }
}

#[test]
fn a_bent_label_without_alignment_patterns_is_read_by_its_borders() {
    let small = qr::draw(b"0950600013435", Correction::L, false).unwrap();
    assert_eq!(small.width(), 21);
    let (picture, _) = around_a_bottle(&small, 1.1, 3.0);
    let data: Vec<_> = read(&picture.blurred(2.5)).into_iter().map(|found| found.data).collect();
    assert_eq!(data, [b"0950600013435"]);
}

#[test]
fn modules_that_run_into_each_other_are_read() {
    // Sigma in modules: with more than a half, most single modules do not reach the threshold.
    for (pixels, sigma, degrees) in [(6.0, 0.55, 5.0), (8.0, 0.65, 40.0)] {
        let (picture, _) = upright(&label(), pixels, 340, degrees);
        the_label(&picture.blurred(sigma * pixels), &format!("{sigma}"));
    }
}

#[test]
fn glare_and_shadow_do_not_hide_a_label() {
    let (picture, _) = upright(&label(), 7.0, 320, 8.0);
    let spot =
        |x: f64, y: f64| (-((x - 185.0).powi(2) + (y - 150.0).powi(2)) / (2.0 * 28.0_f64.powi(2))).exp();
    the_label(&picture.lit(|x, y, grey| grey + 190.0 * spot(x, y)), "glare");
    let shade = |x: f64, y: f64| if x + 0.4 * y > 200.0 { 0.2 } else { 1.0 };
    the_label(&picture.lit(|x, y, grey| grey * shade(x, y)), "shadow");
    let mut dice = Dice(3);
    let pale = picture.lit(|x, _, grey| 100.0 + (grey - 130.0) * 0.12 + x * 0.1).noisy(1.5, &mut dice);
    the_label(&pale, "pale");
}

#[test]
fn a_label_is_read_with_any_one_finder_pattern_lost() {
    let symbol = label();
    let side = f64::from(symbol.width());
    for (degrees, push) in [(4.0, 0.0), (-130.0, 0.0), (75.0, 16.0)] {
        let push =
            [Point { x: push, y: push }, Point::default(), Point { x: -push, y: 0.0 }, Point::default()];
        let corners = picture::corners(Point { x: 180.0, y: 180.0 }, 7.0 * side, degrees, push);
        let plane = Homography::new(side, &corners).unwrap();
        let picture = picture::draw(&symbol, 360, 360, &corners);
        for (u, v) in [(3.5, 3.5), (side - 3.5, 3.5), (3.5, side - 3.5)] {
            let at = plane.map(u, v);
            let lost = picture.lit(|x, y, grey| if (x - at.x).hypot(y - at.y) < 30.0 { 250.0 } else { grey });
            let found = the_label(&lost.blurred(1.2), &format!("{degrees} {u} {v}"));
            let off = found.corners.iter().zip(&corners).map(|(a, b)| (a.x - b.x).hypot(a.y - b.y));
            let farthest = off.fold(0.0, f64::max);
            assert!(farthest < 3.5, "{degrees} {u} {v}: {farthest} px, a module has 7");
        }
    }
}

#[test]
fn tiny_and_huge_modules_are_read() {
    let (tiny, _) = upright(&label(), 2.1, 120, 3.0);
    the_label(&tiny, "tiny");
    let (huge, corners) = upright(&label(), 40.0, 1500, 3.0);
    let found = the_label(&huge.blurred(6.0), "huge");
    assert!(found.corners.iter().zip(&corners).all(|(a, b)| (a.x - b.x).hypot(a.y - b.y) < 2.0));
}

#[test]
fn light_on_dark_is_read_where_it_is_blurred_too() {
    let (picture, _) = upright(&label(), 7.0, 320, 20.0);
    the_label(&picture.blurred(3.2).inverted(), "inverted");
}

/// 24 labels in four rows of six.
fn layer() -> (Picture, Vec<Vec<u8>>) {
    let texts: Vec<Vec<u8>> = (0..24).map(|i| format!("ITEM {i:02} OF THE LAYER").into_bytes()).collect();
    let rasters: Vec<_> = texts
        .iter()
        .map(|text| qr::draw(text, Correction::M, false).unwrap().raster(4, 4).unwrap())
        .collect();
    let (wide, high) = (rasters[0].width() as usize, rasters[0].height() as usize);
    let (width, height) = (wide * 6, high * 4);
    let mut pixels = vec![230; width * height];
    for (index, raster) in rasters.iter().enumerate() {
        for (y, row) in raster.grey().chunks(wide).enumerate() {
            let start = (index / 6 * high + y) * width + index % 6 * wide;
            pixels[start..start + wide].copy_from_slice(row);
        }
    }
    (Picture { width, height, pixels }, texts)
}

#[test]
fn all_labels_of_a_layer_are_read() {
    let (layer, texts) = layer();
    let data = |picture: &Picture| {
        let mut data: Vec<Vec<u8>> = read(picture).into_iter().map(|found| found.data).collect();
        data.sort();
        data
    };
    assert_eq!(data(&layer), texts);
    // Two fifths of the layer lie in the shadow, with blur on it all: no one threshold does for both. Its edge runs
    // through the four labels of one column, which may stay unread.
    let edge = f64::from(u32::try_from(layer.width).unwrap()) * 0.6;
    let lit = data(&layer.blurred(1.6).lit(|x, _, grey| if x > edge { grey * 0.3 } else { grey }));
    assert!(lit.len() >= 20 && lit.iter().all(|data| texts.contains(data)), "{}", lit.len());
}
