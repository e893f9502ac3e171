//! What a reader is asked for: kinds, how many, how hard, and when to stop.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use symbolon::symbol::{
    Correction, Effort, GreyImage, Kind, ReadOptions, datamatrix, qr, read, read_qr, read_while,
};

use super::picture::Dice;

const EFFORTS: [Effort; 3] = [Effort::Quick, Effort::Normal, Effort::Thorough];

/// Every combination of what can be asked for.
fn all_options() -> Vec<ReadOptions> {
    let mut all = Vec::new();
    for effort in EFFORTS {
        for (qr, data_matrix) in [(true, false), (false, true), (true, true), (false, false)] {
            for most in [0, 1, 3] {
                let mut options = ReadOptions::default();
                (options.qr, options.data_matrix) = (qr, data_matrix);
                (options.most, options.effort) = (most, effort);
                all.push(options);
            }
        }
    }
    all
}

/// QR symbols beside each other, and one Data Matrix symbol at the end.
fn row(count: usize) -> (Vec<u8>, u32, u32) {
    let mut greys: Vec<(Vec<u8>, usize, usize)> = (0..count)
        .map(|i| {
            let raster =
                qr::draw(format!("CODE {i}").as_bytes(), Correction::M, false).unwrap().raster(4, 4).unwrap();
            (raster.grey(), raster.width() as usize, raster.height() as usize)
        })
        .collect();
    let matrix = datamatrix::draw(b"MATRIX", false).unwrap().raster(5, 3).unwrap();
    greys.push((matrix.grey(), matrix.width() as usize, matrix.height() as usize));
    let width: usize = greys.iter().map(|(_, width, _)| width).sum();
    let height = greys.iter().map(|(.., height)| *height).max().unwrap();
    let mut pixels = vec![255; width * height];
    let mut left = 0;
    for (grey, wide, _) in &greys {
        for (y, line) in grey.chunks(*wide).enumerate() {
            pixels[y * width + left..y * width + left + wide].copy_from_slice(line);
        }
        left += wide;
    }
    (pixels, u32::try_from(width).unwrap(), u32::try_from(height).unwrap())
}

#[test]
fn pictures_without_symbols_give_nothing_whatever_is_asked() {
    let mut dice = Dice(17);
    let noise: Vec<u8> = (0..160 * 120).map(|_| dice.bits().to_le_bytes()[0]).collect();
    // Cuts through a finder pattern, everywhere: each line of it looks right, and nothing else does.
    let stripes: Vec<u8> =
        (0..160 * 120).map(|i| if [0, 2, 3, 4, 6].contains(&(i % 160 / 3 % 8)) { 20 } else { 230 }).collect();
    for options in all_options() {
        for (pixels, width, height) in [
            (&noise[..0], 0, 0),
            (&noise[..0], 0, 9),
            (&noise[..1], 1, 1),
            (&noise[..160], 160, 1),
            (&noise[..120], 1, 120),
            (&noise[..6], 2, 3),
            (&noise, 160, 120),
            (&stripes, 160, 120),
        ] {
            let image = GreyImage::new(pixels, width, height, width as usize).unwrap();
            assert_eq!(read(&image, &options), [], "{width} by {height}, {options:?}");
        }
    }
}

#[test]
fn kinds_are_read_as_asked_and_no_more_than_wanted() {
    let (pixels, width, height) = row(5);
    let image = GreyImage::new(&pixels, width, height, width as usize).unwrap();
    for options in all_options() {
        let found = read(&image, &options);
        let count = |kind| found.iter().filter(|found| found.kind == kind).count();
        let (qr, matrix) = (count(Kind::Qr), count(Kind::DataMatrix));
        if options.most == 0 {
            let wanted = (if options.qr { 5 } else { 0 }, usize::from(options.data_matrix));
            assert_eq!((qr, matrix), wanted, "{options:?}");
        } else {
            let there = if options.qr { 5 } else { 0 } + usize::from(options.data_matrix);
            assert_eq!(qr + matrix, options.most.min(there), "{options:?}");
            assert!(options.qr || qr == 0);
            assert!(options.data_matrix || matrix == 0);
        }
    }
}

#[test]
fn a_caller_that_says_no_is_not_asked_again() {
    let (pixels, width, height) = row(2);
    let image = GreyImage::new(&pixels, width, height, width as usize).unwrap();
    for options in all_options().iter().filter(|options| options.qr || options.data_matrix) {
        let mut asked = 0;
        let found = read_while(&image, options, &mut || {
            asked += 1;
            false
        });
        assert_eq!((found.len(), asked), (0, 1), "{options:?}");
    }
}

#[test]
fn what_was_found_before_a_no_is_the_answer() {
    let (pixels, width, height) = row(3);
    let image = GreyImage::new(&pixels, width, height, width as usize).unwrap();
    let mut options = ReadOptions::default();
    options.most = 9;
    let mut left = 2;
    let found = read_while(&image, &options, &mut || {
        left -= 1;
        left > 0
    });
    assert_eq!(found.len(), 3);
    // More is asked for than there is, so the reader would have gone on for long.
    let mut steps = 0;
    let all = read_while(&image, &options, &mut || {
        steps += 1;
        true
    });
    assert_eq!(all.len(), 3);
    assert!(steps > 20, "{steps}");
}

#[test]
fn the_simple_call_is_the_default() {
    let (pixels, width, height) = row(4);
    let image = GreyImage::new(&pixels, width, height, width as usize).unwrap();
    assert_eq!(read_qr(&image), read(&image, &ReadOptions::default()));
}
