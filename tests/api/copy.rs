//! The copy-detection pattern: what it looks like, and that a copy scores lower.

use symbolon::Error;
use symbolon::code::SerialCode;
use symbolon::mark::{Bound, CopyGeometry, CopyPattern, CopyPlace, DeriveKey, ImageKind, MarkStream};
use symbolon::symbol::{GreyImage, Homography, Point};

use super::channel::{Place, Printed, Profile, Scene, Sheet};

const PLACE: CopyPlace = CopyPlace { u: 17.0, v: 17.0, dot: 1.0 };
/// Dots of a sheet with a pattern in its middle.
const SIDE: u32 = 130;

fn stream(kind: ImageKind, geometry: u16, line: &[u8]) -> MarkStream {
    let code = SerialCode::parse(b"0109506000134352211234").unwrap();
    let bound = Bound { identity: code.identity(), date_text: b"", line, roll_position: None };
    DeriveKey::new(&[3; 32], b"tenant", 1).unwrap().stream(kind, geometry, &bound).unwrap()
}

fn pattern(geometry: CopyGeometry, line: &[u8]) -> CopyPattern {
    CopyPattern::new(&stream(ImageKind::Copy, geometry.number(), line)).unwrap()
}

fn printed(pattern: &CopyPattern, profile: &Profile, seed: u64) -> Printed {
    let mut sheet = Sheet::new(SIDE, SIDE);
    sheet.put(&pattern.raster().unwrap(), &Place::at(17.0, 17.0));
    sheet.printed(profile, seed)
}

/// The score in a picture of a sheet, whose plane is known as well as a detector knows it.
fn score(pattern: &CopyPattern, sheet: &Printed, profile: &Profile, seed: u64) -> f64 {
    let scene = Scene::new(SIDE, SIDE, profile, seed);
    let picture = scene.expose(sheet, profile, 0);
    let plane = Homography::new(SIDE.into(), &scene.corners(0.0, 0.0, SIDE.into(), profile)).unwrap();
    pattern.score(&picture.image(), &plane, &PLACE).unwrap().score
}

#[test]
fn the_raster_is_the_bits_of_the_stream() {
    for (geometry, cells) in [(CopyGeometry::TwoDots, 48), (CopyGeometry::OneDot, 96)] {
        assert_eq!(geometry.cells(), cells);
        let raster = pattern(geometry, b"1").raster().unwrap();
        assert_eq!((raster.width(), raster.height()), (96, 96));
        let bits = stream(ImageKind::Copy, geometry.number(), b"1").bits((cells * cells) as usize);
        let dots = 96 / cells;
        for (at, &dot) in (0..).zip(&raster.grey()) {
            let (x, y) = (at % 96 / dots, at / 96 / dots);
            assert_eq!(dot == 0, bits[(y * cells + x) as usize], "dot {at}");
        }
    }
}

#[test]
fn only_streams_of_copies_make_patterns() {
    assert_eq!(CopyPattern::new(&stream(ImageKind::Layer, 1, b"")).err(), Some(Error::Parameter));
    for geometry in [0, 3, u16::MAX] {
        assert_eq!(CopyPattern::new(&stream(ImageKind::Copy, geometry, b"")).err(), Some(Error::Parameter));
    }
}

#[test]
fn a_first_print_scores_above_its_copy_and_far_above_another_item() {
    let near = Profile { s: 24.0, ..Profile::A };
    for (geometry, profile) in [(CopyGeometry::TwoDots, Profile::A), (CopyGeometry::OneDot, near)] {
        let (mut lowest, mut highest) = (f64::INFINITY, f64::NEG_INFINITY);
        for seed in 0..6 {
            let pattern = pattern(geometry, &[seed]);
            let seed = u64::from(seed);
            let first = printed(&pattern, &profile, seed);
            let copy = first.copied(&Profile::flatbed(600.0), seed).printed(&profile, seed + 100);
            lowest = score(&pattern, &first, &profile, seed).min(lowest);
            highest = score(&pattern, &copy, &profile, seed + 100).max(highest);
            let other = self::pattern(geometry, b"another line");
            assert!(score(&other, &first, &profile, seed) < 0.1);
        }
        assert!(lowest > highest, "{geometry:?}: first prints from {lowest}, copies up to {highest}");
    }
}

#[test]
fn the_place_may_be_off_by_its_slack() {
    let pattern = pattern(CopyGeometry::TwoDots, b"1");
    let sheet = printed(&pattern, &Profile::A, 1);
    let scene = Scene::new(SIDE, SIDE, &Profile::A, 1);
    let picture = scene.expose(&sheet, &Profile::A, 0);
    let corners = scene.corners(0.0, 0.0, SIDE.into(), &Profile { corner: 0.0, ..Profile::A });
    let plane = Homography::new(SIDE.into(), &corners).unwrap();
    let at = |u, v| pattern.score(&picture.image(), &plane, &CopyPlace { u, v, ..PLACE }).unwrap();
    let exact = at(17.0, 17.0);
    assert!((exact.pixels - 2.0 * 16.0 * 25.4 / 600.0).abs() < 0.2, "{}", exact.pixels);
    for (u, v) in [(13.5, 17.0), (20.5, 20.0), (17.0, 14.0)] {
        assert!(at(u, v).score > exact.score - 0.03, "{u} {v}: {} {}", at(u, v).score, exact.score);
    }
    assert!(at(27.0, 17.0).score < 0.2);
}

#[test]
fn pictures_that_show_nothing_score_nothing() {
    let pattern = pattern(CopyGeometry::OneDot, b"1");
    let square = |side: f64| {
        let corner = |x, y| Point { x, y };
        Homography::new(96.0, &[corner(0.0, 0.0), corner(side, 0.0), corner(side, side), corner(0.0, side)])
            .unwrap()
    };
    let whole = CopyPlace { u: 0.0, v: 0.0, dot: 1.0 };
    let flat = vec![128; 100 * 100];
    let image = GreyImage::new(&flat, 100, 100, 100).unwrap();
    assert!(pattern.score(&image, &square(90.0), &whole).unwrap().score <= 0.0);
    assert_eq!(pattern.score(&image, &square(101.0), &whole), None, "beyond the picture");
    let empty = GreyImage::new(&[], 0, 0, 0).unwrap();
    assert_eq!(pattern.score(&empty, &square(90.0), &whole), None);
    for (u, v, dot) in [
        (f64::NAN, 0.0, 1.0),
        (0.0, f64::INFINITY, 1.0),
        (0.0, 0.0, f64::NAN),
        (0.0, 0.0, 0.0),
        (0.0, 0.0, 1e300),
    ] {
        let place = CopyPlace { u, v, dot };
        let answer = pattern.score(&image, &square(90.0), &place);
        assert!(answer.is_none_or(|answer| (0.0..=1.0).contains(&answer.score)), "{place:?}");
    }
}
