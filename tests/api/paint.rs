//! Putting rasters together.

use proptest::prelude::*;
use symbolon::Error;
use symbolon::symbol::Raster;

#[test]
fn callers_dots_are_taken_as_they_are_but_for_the_padding() {
    let raster = Raster::from_bytes(3, 2, &[0xFF, 0x5F]).unwrap();
    assert_eq!(raster.bytes(), [0xE0, 0x40]);
    assert_eq!(Raster::from_bytes(16, 1, &[0x12, 0xFF]).unwrap().bytes(), [0x12, 0xFF]);
    assert_eq!(Raster::from_bytes(0, 5, &[]).unwrap().bytes().len(), 0);
    for (width, height, length) in [(8, 2, 1), (8, 2, 3), (9, 1, 1), (0, 1, 1)] {
        assert_eq!(Raster::from_bytes(width, height, &vec![0; length]), Err(Error::ImageShape));
    }
    assert_eq!(Raster::from_bytes(u32::MAX, u32::MAX, &[]), Err(Error::ImageSize));
}

#[test]
fn sizes_are_bounded() {
    assert_eq!(Raster::white(1 << 14, 1 << 14).unwrap().bytes().len(), 1 << 25);
    for (width, height) in [(1 << 14, (1 << 14) + 1), (1, 1 << 26), (u32::MAX, 1), (u32::MAX, u32::MAX)] {
        assert_eq!(Raster::white(width, height), Err(Error::ImageSize), "{width} {height}");
    }
    for (width, height) in [(0, 0), (0, 9), (9, 0)] {
        assert!(Raster::white(width, height).unwrap().bytes().is_empty());
    }
}

#[test]
fn what_reaches_beyond_is_refused_and_nothing_drawn() {
    let untouched = Raster::white(20, 10).unwrap();
    let black = Raster::from_bytes(8, 1, &[0xFF]).unwrap();
    let mut raster = untouched.clone();
    for (x, y) in [(13, 0), (0, 10), (u32::MAX, 0), (0, u32::MAX)] {
        assert_eq!(raster.put(x, y, &black), Err(Error::ImageSize));
        assert_eq!(raster.fill(x, y, 8, 1), Err(Error::ImageSize));
    }
    assert!(raster == untouched);
    assert_eq!(raster.put(12, 9, &black), Ok(()));
    assert!(raster.is_black(19, 9) && !raster.is_black(20, 9) && !raster.is_black(11, 9));
}

proptest! {
    #[test]
    fn every_dot_lands_where_it_belongs(
        (width, height) in (1_u32..40, 1_u32..9), seed: u64, (x, y) in (0_u32..30, 0_u32..5), ground: u64,
    ) {
        let noise = |seed: u64, x: u32, y: u32| (u64::from(x * 41 + y * 107 + 3)).wrapping_mul(seed | 1) >> 63 == 1;
        let mut given = Raster::white(width, height).unwrap();
        let mut below = Raster::white(80, 16).unwrap();
        for row in 0..16 {
            for column in 0..80 {
                if noise(ground, column, row) {
                    below.fill(column, row, 1, 1).unwrap();
                }
                if row < height && column < width && noise(seed, column, row) {
                    given.fill(column, row, 1, 1).unwrap();
                }
            }
        }
        let before = below.clone();
        below.put(x, y, &given).unwrap();
        for row in 0..16 {
            for column in 0..80 {
                let own = column >= x && row >= y && given.is_black(column - x, row - y);
                prop_assert_eq!(below.is_black(column, row), own || before.is_black(column, row));
            }
        }
    }
}
