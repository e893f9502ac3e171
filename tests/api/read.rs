//! Reading QR symbols from pictures.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::path::Path;

use proptest::prelude::*;
use rxing::common::CharacterSet;
use symbolon::Error;
use symbolon::symbol::{Correction, Found, GreyImage, Matrix, Point, Raster, qr, read_qr};

use super::picture::{self, Dice, Picture};

fn read(picture: &Picture) -> Vec<Found> {
    read_rows(&picture.pixels, picture.width, picture.height)
}

fn read_rows(pixels: &[u8], width: usize, height: usize) -> Vec<Found> {
    let (columns, rows) = (u32::try_from(width).unwrap(), u32::try_from(height).unwrap());
    read_qr(&GreyImage::new(pixels, columns, rows, width).unwrap())
}

fn read_raster(raster: &Raster) -> Vec<Found> {
    read_rows(&raster.grey(), raster.width() as usize, raster.height() as usize)
}

/// What `rqrr` alone makes of a raster; it knows no FNC1.
fn read_by_rqrr(raster: &Raster) -> Vec<u8> {
    let (grey, width) = (raster.grey(), raster.width() as usize);
    let mut prepared =
        rqrr::PreparedImage::prepare_from_greyscale(width, raster.height() as usize, |x, y| {
            grey[y * width + x]
        });
    let mut data = Vec::new();
    prepared.detect_grids()[0].decode_to(&mut data).unwrap();
    data
}

fn farthest(found: &Found, corners: &[Point; 4]) -> f64 {
    found.corners.iter().zip(corners).map(|(a, b)| (a.x - b.x).hypot(a.y - b.y)).fold(0.0, f64::max)
}

#[test]
fn every_version_reads_back_with_both_decoders() {
    for version in [1, 2, 6, 7, 9, 10, 14, 26, 27, 40] {
        let fits = |&length: &usize| {
            qr::size(&vec![b'x'; length], Correction::L, false).unwrap().version == Some(version)
        };
        let length = (1..2954).step_by(9).find(fits).unwrap();
        let data: Vec<u8> = (0..length).map(|i| b"aZ09:%\x1d"[i * i % 7]).collect();
        for fnc1 in [false, true] {
            let raster = qr::draw(&data, Correction::L, fnc1).unwrap().raster(4, 4).unwrap();
            let found = read_raster(&raster);
            assert_eq!(found.len(), 1);
            assert_eq!((&found[0].data, found[0].fnc1), (&data, fnc1));
            let size = qr::size(&data, Correction::L, fnc1).unwrap();
            assert_eq!(Some(found[0].version), size.version);
            assert!(fnc1 || read_by_rqrr(&raster) == data);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn any_bytes_read_back(data in prop::collection::vec(any::<u8>(), 1..150), text in "[0-9A-Z%\u{1d}]{0,40}", level in 0..4_usize, fnc1: bool) {
        let data = [data.as_slice(), text.as_bytes()].concat();
        let raster = qr::draw(&data, Correction::ALL[level], fnc1).unwrap().raster(3, 4).unwrap();
        let found = read_raster(&raster);
        prop_assert_eq!(found.len(), 1);
        prop_assert_eq!((&found[0].data, found[0].fnc1), (&data, fnc1));
        if !fnc1 {
            prop_assert_eq!(read_by_rqrr(&raster), data);
        }
    }
}

fn label() -> Matrix {
    qr::draw(b"0109506000134352219aB3xK9mQ2Lp\x1d10LOT-7", Correction::M, true).unwrap()
}

/// The label in a picture of 320 by 320 pixels, turned and pushed.
fn scene(symbol: &Matrix, pixels_per_module: f64, degrees: f64, push: f64) -> (Picture, [Point; 4]) {
    let centre = Point { x: 158.3, y: 161.8 };
    let side = f64::from(symbol.width()) * pixels_per_module;
    let (near, far) = (push * side, -push * side);
    let pushes = [(far, near), (near, 0.0), (far, far), (0.0, near)].map(|(x, y)| Point { x, y });
    let corners = picture::corners(centre, side, degrees, pushes);
    (picture::draw(symbol, 320, 320, &corners), corners)
}

#[test]
fn corners_are_found_to_a_fraction_of_a_pixel() {
    let symbol = label();
    for (degrees, push) in
        [(0.0, 0.0), (7.0, 0.03), (45.0, 0.06), (90.0, 0.0), (133.0, 0.09), (180.0, 0.02), (-77.0, 0.05)]
    {
        let (clean, corners) = scene(&symbol, 6.5, degrees, push);
        let found = read(&clean);
        assert_eq!(found.len(), 1, "{degrees} {push}");
        assert!(farthest(&found[0], &corners) < 0.1, "{degrees} {push}: {}", farthest(&found[0], &corners));
    }
}

#[test]
fn a_blurred_and_noisy_picture_is_read() {
    let symbol = label();
    let mut dice = Dice(11);
    for degrees in [3.0, 31.0, 200.0] {
        let (clean, corners) = scene(&symbol, 6.5, degrees, 0.03);
        let found = read(&clean.blurred(1.7).noisy(10.0, &mut dice));
        assert_eq!(found.len(), 1, "{degrees}");
        assert_eq!(found[0].data, b"0109506000134352219aB3xK9mQ2Lp\x1d10LOT-7");
        assert!(farthest(&found[0], &corners) < 0.4, "{degrees}: {}", farthest(&found[0], &corners));
    }
}

#[test]
fn light_on_dark_is_read() {
    let (clean, corners) = scene(&label(), 6.0, 12.0, 0.02);
    let found = read(&clean.inverted());
    assert_eq!(found.len(), 1);
    assert!(found[0].fnc1 && farthest(&found[0], &corners) < 0.1);
}

#[test]
fn a_mirrored_symbol_keeps_its_own_corners() {
    let (clean, corners) = scene(&label(), 6.0, 12.0, 0.02);
    let pixels = clean.pixels.chunks(clean.width).flat_map(|row| row.iter().rev().copied()).collect();
    let found = read(&Picture { pixels, ..clean });
    assert_eq!(found.len(), 1);
    let mirrored = corners.map(|corner| Point { x: 320.0 - corner.x, ..corner });
    assert!(farthest(&found[0], &mirrored) < 0.1, "{}", farthest(&found[0], &mirrored));
}

#[test]
fn every_label_of_a_sheet_is_found() {
    let rasters: Vec<Raster> = (0..12)
        .map(|i| {
            qr::draw(format!("LABEL {i:02} OF THE SHEET").as_bytes(), Correction::M, false)
                .unwrap()
                .raster(4, 4)
                .unwrap()
        })
        .collect();
    let (wide, high) = (rasters[0].width() as usize, rasters[0].height() as usize);
    let greys: Vec<Vec<u8>> = rasters.iter().map(Raster::grey).collect();
    let sheet: Vec<u8> = greys
        .chunks(4)
        .flat_map(|line| {
            (0..high)
                .flat_map(move |y| line.iter().flat_map(move |grey| grey[y * wide..][..wide].iter().copied()))
        })
        .collect();
    let mut data: Vec<Vec<u8>> =
        read_rows(&sheet, wide * 4, high * 3).into_iter().map(|found| found.data).collect();
    data.sort();
    let wanted: Vec<Vec<u8>> = (0..12).map(|i| format!("LABEL {i:02} OF THE SHEET").into_bytes()).collect();
    assert_eq!(data, wanted);
}

#[test]
fn padding_between_rows_is_no_picture() {
    let raster = label().raster(4, 4).unwrap();
    let (width, grey) = (raster.width() as usize, raster.grey());
    let mut padded: Vec<u8> = grey.chunks(width).flat_map(|row| row.iter().copied().chain([0; 13])).collect();
    padded.truncate(padded.len() - 13);
    let image = GreyImage::new(&padded, raster.width(), raster.height(), width + 13).unwrap();
    assert_eq!(read_qr(&image), read_raster(&raster));
    assert_eq!(read_qr(&image).len(), 1);
}

#[test]
fn pictures_whose_shape_does_not_fit_are_refused() {
    let data = [0; 100];
    let new = |width, height, stride| {
        GreyImage::new(&data, width, height, stride).map(|image| (image.width(), image.height()))
    };
    assert_eq!(new(10, 10, 10), Ok((10, 10)));
    assert_eq!(new(8, 10, 10), Ok((8, 10)));
    assert_eq!(new(0, 0, 0), Ok((0, 0)));
    assert_eq!(new(0, 7, 0), Ok((0, 0)));
    for (width, height, stride) in
        [(11, 10, 10), (10, 11, 10), (10, 10, 11), (10, 2, 9), (1, 2, usize::MAX), (1, 3, usize::MAX / 2 + 1)]
    {
        assert_eq!(new(width, height, stride), Err(Error::ImageShape), "{width} {height} {stride}");
    }
    for (width, height) in [(u32::MAX, u32::MAX), (1 << 26, 2), (8193, 8192)] {
        assert_eq!(new(width, height, width as usize), Err(Error::ImageSize));
    }
    assert_eq!(new(8192, 8192, 8192), Err(Error::ImageShape));
    assert_eq!(read_qr(&GreyImage::new(&[], 0, 0, 0).unwrap()), []);
}

#[test]
fn hostile_pictures_never_panic() {
    let mut dice = Dice(5);
    let symbol = label().raster(2, 2).unwrap();
    let (side, grey) = (symbol.width() as usize, symbol.grey());
    for round in 0..160 {
        let below = |dice: &mut Dice, limit: usize| usize::try_from(dice.bits() % limit as u64).unwrap();
        let (width, height) = match round % 4 {
            0 => (below(&mut dice, 9), below(&mut dice, 9)),
            1 => (1, below(&mut dice, 300)),
            2 => (below(&mut dice, 70), below(&mut dice, 70)),
            _ => (side, side),
        };
        let pixels: Vec<u8> = if round % 4 == 3 {
            let mut cut = grey.clone();
            let spoilt = below(&mut dice, cut.len());
            for _ in 0..below(&mut dice, 500) {
                let place = below(&mut dice, grey.len());
                cut[place] = dice.bits().to_le_bytes()[0];
            }
            cut[spoilt..].rotate_left(below(&mut dice, side).min(grey.len() - spoilt));
            cut
        } else {
            let mask = if dice.bits().is_multiple_of(2) { 0x80 } else { 0xFF };
            (0..width * height).map(|_| dice.bits().to_le_bytes()[0] & mask).collect()
        };
        for found in read_rows(&pixels, width, height) {
            assert!(found.corners.iter().all(|corner| corner.x.is_finite() && corner.y.is_finite()));
        }
    }
}

/// The sets hold the text in UTF-8; their symbols hold it in whatever the maker liked.
fn says(data: &[u8], text: &str) -> bool {
    let plain = |text: &str| text.replace('\r', "").trim_end().to_owned();
    let sets = [CharacterSet::UTF8, CharacterSet::Shift_JIS, CharacterSet::GB18030, CharacterSet::ISO8859_1];
    sets.iter().any(|set| set.decode(data).is_ok_and(|read| plain(&read) == plain(text)))
}

#[test]
fn the_picture_sets_are_read() {
    // Pictures with expected text, kept beside the checkout and not in it.
    let sets = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/vectors/qr-images");
    for (set, least) in [("set-a", 50), ("set-b", 20)] {
        let Ok(folder) = std::fs::read_dir(sets.join(set)) else {
            eprintln!("NOT TESTED: no {set} in {}", sets.display());
            continue;
        };
        let mut read = 0;
        for path in folder
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|e| e != "txt"))
        {
            let mut rgba = image::open(&path).unwrap().to_rgba8();
            for pixel in rgba.pixels_mut().filter(|pixel| pixel.0[3] == 0) {
                *pixel = image::Rgba([255; 4]);
            }
            let grey = image::DynamicImage::from(rgba).to_luma8();
            let text = std::fs::read_to_string(path.with_extension("txt")).unwrap();
            let found = read_rows(grey.as_raw(), grey.width() as usize, grey.height() as usize);
            read += usize::from(found.iter().any(|found| says(&found.data, &text)));
        }
        assert!(read >= least, "{set}: {read} read, {least} before");
    }
}

/// The table in the documentation of `symbol/corner.rs`, with some room. `--nocapture` shows the figures.
#[test]
fn corners_are_as_accurate_as_documented() {
    let symbol = label();
    let mut dice = Dice(5);
    for (pixels_per_module, blur, noise, median, largest) in [
        (6.5, 0.0, 0.0, 0.05, 0.15),
        (6.5, 1.7, 0.0, 0.1, 0.25),
        (6.5, 1.7, 10.0, 0.2, 0.5),
        (5.0, 0.0, 40.0, 0.2, 0.5),
    ] {
        let mut errors: Vec<f64> = (0..15)
            .filter_map(|picture| {
                let (clean, corners) =
                    scene(&symbol, pixels_per_module, f64::from(picture) * 24.0, f64::from(picture) * 0.01);
                let blurred = if blur > 0.0 { clean.blurred(blur) } else { clean };
                let found = read(&if noise > 0.0 { blurred.noisy(noise, &mut dice) } else { blurred });
                found.first().map(|found| farthest(found, &corners))
            })
            .collect();
        errors.sort_by(f64::total_cmp);
        let (middle, worst) = (errors[errors.len() / 2], errors[errors.len() - 1]);
        eprintln!(
            "{pixels_per_module} px, blur {blur}, noise {noise}: {} read, {middle:.3}, {worst:.3}",
            errors.len()
        );
        assert!(errors.len() >= 10 && middle < median && worst < largest);
    }
}
