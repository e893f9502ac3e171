//! Reading Data Matrix symbols from pictures.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use proptest::prelude::*;
use symbolon::symbol::{Found, GreyImage, Kind, Matrix, Point, ReadOptions, datamatrix, read};

use super::picture::{self, Picture};

const CODE: &[u8] = b"010950600013435221Ab3xK9mQ2LpZ\x1d91K7Qd\x1d92q7wAXc";

fn matrices(pixels: &[u8], width: usize, height: usize) -> Vec<Found> {
    let (columns, rows) = (u32::try_from(width).unwrap(), u32::try_from(height).unwrap());
    let mut options = ReadOptions::default();
    (options.qr, options.data_matrix) = (false, true);
    read(&GreyImage::new(pixels, columns, rows, width).unwrap(), &options)
}

fn scene(symbol: &Matrix, degrees: f64) -> (Picture, [Point; 4]) {
    let side = f64::from(symbol.width()) * 7.0;
    let corners = picture::corners(Point { x: 161.2, y: 158.6 }, side, degrees, [Point::default(); 4]);
    (picture::draw(symbol, 320, 320, &corners), corners)
}

#[test]
fn gs1_data_matrix_is_read_with_its_flag_and_separators() {
    let symbol = datamatrix::draw(CODE, true).unwrap();
    for degrees in [0.0, 12.0, 90.0, 200.0] {
        let (picture, corners) = scene(&symbol, degrees);
        let found = matrices(&picture.pixels, 320, 320);
        assert_eq!(found.len(), 1, "{degrees}");
        let one = &found[0];
        assert_eq!((one.kind, &one.data[..], one.fnc1, one.version), (Kind::DataMatrix, CODE, true, 0));
        let off = one.corners.iter().zip(&corners).map(|(a, b)| (a.x - b.x).hypot(a.y - b.y));
        let farthest = off.fold(0.0, f64::max);
        assert!(farthest < 0.5, "{degrees}: {farthest}");
    }
}

#[test]
fn light_on_dark_and_blurred_matrices_are_read() {
    let (picture, _) = scene(&datamatrix::draw(CODE, true).unwrap(), 17.0);
    for hard in [picture.inverted(), picture.blurred(2.0)] {
        let found = matrices(&hard.pixels, 320, 320);
        assert_eq!(found.iter().map(|found| &found.data[..]).collect::<Vec<_>>(), [CODE]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(30))]

    #[test]
    fn any_bytes_read_back(data in prop::collection::vec(any::<u8>(), 1..60), text in "[ -~]{0,40}", fnc1: bool) {
        let data = [data.as_slice(), text.as_bytes()].concat();
        // A first GS would be the flag itself.
        prop_assume!(data[0] != 0x1D);
        let raster = datamatrix::draw(&data, fnc1).unwrap().raster(4, 3).unwrap();
        let found = matrices(&raster.grey(), raster.width() as usize, raster.height() as usize);
        prop_assert_eq!(found.len(), 1);
        prop_assert_eq!((&found[0].data, found[0].fnc1), (&data, fnc1));
    }
}
