//! Rasters, PBM and PNG.

#![allow(clippy::indexing_slicing)]

use proptest::prelude::*;
use symbolon::Error;
use symbolon::symbol::{Correction, Raster, datamatrix, qr};

fn black(raster: &Raster, x: u32, y: u32) -> bool {
    raster.bytes()[y as usize * raster.stride() + x as usize / 8] >> (7 - x % 8) & 1 == 1
}

#[test]
fn a_small_symbol_as_pbm() {
    let symbol = datamatrix::draw(b"123456", false).unwrap();
    let pbm = symbol.raster(1, 1).unwrap().pbm();
    let (head, rows) = pbm.split_at(9);
    assert_eq!(head, b"P4\n12 12\n");
    let text: Vec<String> = rows
        .chunks(2)
        .map(|row| format!("{:08b}{:04b}", row[0], row[1] >> 4).replace('0', ".").replace('1', "#"))
        .collect();
    // The symbol of ISO/IEC 16022, figure O.2, with one module around it.
    assert_eq!(
        text,
        [
            "............",
            ".#.#.#.#.#..",
            ".##..#.##.#.",
            ".##.....#...",
            ".##...###.#.",
            ".##....#....",
            ".#.....####.",
            ".###.##.....",
            ".####.##..#.",
            ".#..###.#...",
            ".##########.",
            "............",
        ]
    );
    assert!(rows.chunks(2).all(|row| row[1] % 16 == 0), "padding is white");
}

#[test]
fn dots_follow_the_modules() {
    let symbol = qr::draw(b"0109506000134352", Correction::L, true).unwrap();
    for (scale, quiet) in [(1, 0), (1, 4), (3, 2), (8, 4), (10, 4), (13, 7)] {
        let raster = symbol.raster(scale, quiet).unwrap();
        assert_eq!(raster.width(), (symbol.width() + 2 * quiet) * scale);
        assert_eq!(raster.height(), raster.width());
        assert_eq!(raster.bytes().len(), raster.stride() * raster.height() as usize);
        let grey = raster.grey();
        assert_eq!(grey.len(), raster.width() as usize * raster.height() as usize);
        for y in 0..raster.height() {
            for x in 0..raster.width() {
                let module = (x / scale).checked_sub(quiet).zip((y / scale).checked_sub(quiet));
                let dark = module.is_some_and(|(x, y)| symbol.get(x, y));
                assert_eq!(black(&raster, x, y), dark, "{x} {y}");
                assert_eq!(grey[(y * raster.width() + x) as usize], if dark { 0 } else { 255 });
            }
        }
    }
}

#[test]
fn sizes_that_no_label_has_are_refused() {
    let symbol = qr::draw(b"1", Correction::L, false).unwrap();
    assert_eq!(symbol.raster(0, 4), Err(Error::Parameter));
    for (scale, quiet) in [(u32::MAX, 4), (1, u32::MAX), (u32::MAX, u32::MAX), (1000, 0), (1, 8200), (565, 4)]
    {
        assert_eq!(symbol.raster(scale, quiet), Err(Error::ImageSize), "{scale} {quiet}");
    }
    assert_eq!(symbol.raster(564, 4).unwrap().width(), 16_356);
}

#[test]
fn png_holds_the_same_dots() {
    let symbol = qr::draw(b"HTTPS://T.CN/42", Correction::M, false).unwrap();
    let raster = symbol.raster(3, 4).unwrap();
    let png = raster.png().unwrap();
    assert_eq!(png, raster.png().unwrap());
    let read = image::load_from_memory_with_format(&png, image::ImageFormat::Png).unwrap().to_luma8();
    assert_eq!(read.dimensions(), (raster.width(), raster.height()));
    assert_eq!(read.into_raw(), raster.grey());
}

proptest! {
    #[test]
    fn any_scale_is_all_or_a_clean_refusal(scale: u32, quiet: u32) {
        let symbol = datamatrix::draw(b"1", false).unwrap();
        let _ = symbol.raster(scale >> 16, quiet >> 20);
        let _ = symbol.raster(scale, quiet);
    }
}
