//! The built-in font, and lines of text on a raster.

use std::collections::BTreeSet;

use proptest::prelude::*;
use symbolon::Error;
use symbolon::symbol::Raster;
use symbolon::symbol::font::{self, ADVANCE, HEIGHT, Scale};

#[test]
fn every_printable_character_has_a_drawing_of_its_own() {
    let drawings: BTreeSet<_> = (b' '..=b'~').map(|letter| *font::glyph(letter).unwrap()).collect();
    assert_eq!(drawings.len(), 95);
    assert_eq!(font::glyph(b' '), Some(&[0; 9]));
    for letter in (0..b' ').chain(0x7F..=0xFF) {
        assert_eq!(font::glyph(letter), None, "{letter}");
    }
    for letter in b' '..=b'~' {
        let rows = font::glyph(letter).unwrap();
        assert!(rows.iter().all(|row| *row < 32), "five columns");
        let capital = letter.is_ascii_uppercase() || letter.is_ascii_digit();
        assert!(!capital || (rows[0] > 0 && rows[6] > 0 && rows[7..] == [0, 0]), "{}", letter as char);
    }
}

#[test]
fn at_scale_one_a_line_is_its_drawings() {
    let line = "Ag1 ~";
    let mut raster = Raster::white(40, 12).unwrap();
    raster.text(3, 2, Scale::square(1), line).unwrap();
    let mut wanted = Raster::white(40, 12).unwrap();
    for (place, letter) in (0..).zip(line.bytes()) {
        for (y, row) in (0..).zip(font::glyph(letter).unwrap()) {
            for x in (0..5).filter(|x| row >> (4 - x) & 1 == 1) {
                wanted.fill(3 + place * ADVANCE + x, 2 + y, 1, 1).unwrap();
            }
        }
    }
    assert!(raster == wanted);
}

#[test]
fn steps_of_slanted_strokes_are_filled() {
    let mut raster = Raster::white(20, 36).unwrap();
    raster.text(0, 0, Scale::square(4), "/").unwrap();
    // Two dots of the drawing touch where (16, 8) is; the notches above and below that corner are half filled.
    assert!(raster.is_black(16, 7) && raster.is_black(12, 8), "the dots themselves");
    assert!(raster.is_black(15, 7) && raster.is_black(14, 7) && !raster.is_black(13, 7));
    assert!(raster.is_black(15, 6) && !raster.is_black(14, 6));
    assert!(raster.is_black(16, 8) && raster.is_black(17, 8) && !raster.is_black(18, 8));
}

#[test]
fn narrow_letters_are_three_quarters_as_wide() {
    let sizes = [1, 2, 3, 4, 6, 8, 11].map(|down| Scale::narrow(down).across);
    assert_eq!(sizes, [1, 2, 3, 3, 5, 6, 9]);
    assert_eq!(font::width("AB", Scale { across: 3, down: 4 }), 33);
    assert_eq!(font::width("", Scale::square(4)), 0);
    assert_eq!(font::width("ABC", Scale::square(u32::MAX)), u32::MAX);
}

#[test]
fn what_the_font_lacks_or_the_raster_has_no_room_for_is_refused() {
    let blank = Raster::white(100, 20).unwrap();
    let mut raster = blank.clone();
    let one = Scale::square(1);
    assert_eq!(raster.text(0, 0, one, "ab\u{4e2d}"), Err(Error::Charset { at: 2 }));
    assert_eq!(raster.text(0, 0, one, "a\x7F"), Err(Error::Charset { at: 1 }));
    assert_eq!(raster.text(90, 0, one, "ab"), Err(Error::ImageSize));
    assert_eq!(raster.text(0, 12, one, "ab"), Err(Error::ImageSize));
    assert_eq!(raster.text(0, 0, Scale::square(u32::MAX), "ab"), Err(Error::ImageSize));
    assert_eq!(raster.text(u32::MAX, u32::MAX, one, "ab"), Err(Error::ImageSize));
    assert!(raster == blank);
    assert_eq!(raster.text(89, 11, one, "ab"), Ok(()));
}

proptest! {
    #[test]
    fn enlarged_drawings_hold_every_dot_of_the_drawing(letter in 33_u8..127, across in 1_u32..9, down in 1_u32..9) {
        let scale = Scale { across, down };
        let mut raster = Raster::white(5 * across, HEIGHT * down).unwrap();
        raster.text(0, 0, scale, std::str::from_utf8(&[letter]).unwrap()).unwrap();
        let rows = font::glyph(letter).unwrap();
        let black = |x: u32, y: u32| x < 5 && y < 9 && rows[y as usize] >> (4 - x) & 1 == 1;
        for y in 0..HEIGHT * down {
            for x in 0..5 * across {
                let (column, row) = (x / across, y / down);
                // Black where the drawing is; elsewhere only in the half of a cell that lies at a black neighbour.
                let near = |a: u32, b: u32| black(a, row) && black(column, b);
                let (left, above) = (column.wrapping_sub(1), row.wrapping_sub(1));
                let beside = near(left, above) || near(left, row + 1) || near(column + 1, above) || near(column + 1, row + 1);
                if black(column, row) {
                    prop_assert!(raster.is_black(x, y));
                } else if raster.is_black(x, y) {
                    prop_assert!(beside);
                }
            }
        }
    }
}
