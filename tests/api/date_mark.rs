//! Marks in the shapes of a printed date: drawn, sent as a font, read back, accepted by the exact rule.
#![allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap)] // small pictures
#![allow(clippy::cast_precision_loss, clippy::cast_sign_loss, clippy::float_cmp)]

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use symbolon::Error;
use symbolon::code::{Identity, Serial};
use symbolon::gs1::key::Gtin;
use symbolon::mark::date::rule::tail;
use symbolon::mark::date::{
    DateGeometry, DateLine, DateMark, DatePlace, DateReader, DateReport, DateRule, font_bdf, font_sheet,
    glyph,
};
use symbolon::mark::{Bound, DeriveKey, ImageAnswer, ImageKind};
use symbolon::symbol::{GreyImage, Homography, Point, Raster};

const DOT: f64 = 25.4 / 600.0;

fn line(text: &str, geometry: DateGeometry) -> DateLine {
    DateLine::new(text.as_bytes(), geometry).unwrap()
}

/// The mark of the item with this serial.
fn derived(serial: u32, text: &str, geometry: DateGeometry) -> DateMark {
    let key = DeriveKey::new(&[7; 32], b"acme", 3).unwrap();
    let serial = Serial::parse(format!("S{serial}").as_bytes()).unwrap();
    let identity = Identity::Sgtin { gtin: Gtin::parse(b"09506000134352").unwrap(), serial };
    let bound = Bound { identity: &identity, date_text: text.as_bytes(), line: b"L1", roll_position: None };
    let stream = key.stream(ImageKind::Date, geometry.number(), &bound).unwrap();
    DateMark::derived(&stream, line(text, geometry)).unwrap()
}

/// A camera: similarity from dots of the text to pixels, a blur by looking at many places, and noise.
struct Camera {
    /// Pixels to a dot.
    scale: f64,
    degrees: f64,
    /// How far the print is off its place, dots.
    off: (f64, f64),
    noise: i32,
}

/// A picture, the plane in which one unit is a dot, and where the text is meant to be.
struct Shot {
    grey: Vec<u8>,
    width: u32,
    height: u32,
    plane: Homography,
}

const PLACE: DatePlace = DatePlace { x: 0.0, y: 0.0, degrees: 0.0, module: DOT };
const MARGIN: f64 = 40.0;

/// How much ink there is at a place in dots from the corner of the text.
fn ink(mark: &DateMark) -> Box<dyn Fn(f64, f64) -> bool> {
    if mark.line().geometry().is_jet() {
        let drops: Vec<(f64, f64)> = mark
            .drops()
            .iter()
            .map(|drop| (f64::from(drop.x) / 1000.0 / DOT, f64::from(drop.y) / 1000.0 / DOT))
            .collect();
        return Box::new(move |x, y| drops.iter().any(|(dx, dy)| (x - dx).hypot(y - dy) < 0.2 / DOT));
    }
    let raster = mark.render().unwrap();
    Box::new(move |x, y| x >= 0.0 && y >= 0.0 && black(&raster, x as u32, y as u32))
}

fn black(raster: &Raster, x: u32, y: u32) -> bool {
    let inside = x < raster.width() && y < raster.height();
    inside && raster.bytes()[y as usize * raster.stride() + x as usize / 8] >> (7 - x % 8) & 1 == 1
}

fn shoot(mark: &DateMark, camera: &Camera) -> Shot {
    let (wide, high) = mark.line().size_um();
    let (wide, high) = (wide / 1000.0 / DOT, high / 1000.0 / DOT);
    let (sin, cos) = camera.degrees.to_radians().sin_cos();
    let side = (wide.hypot(high) + 2.0 * MARGIN) * camera.scale;
    let at = |x: f64, y: f64| {
        let (x, y) = ((x - wide / 2.0) * camera.scale, (y - high / 2.0) * camera.scale);
        Point { x: side / 2.0 + x * cos - y * sin, y: side / 2.0 + x * sin + y * cos }
    };
    let plane =
        Homography::new(100.0, &[at(0.0, 0.0), at(100.0, 0.0), at(100.0, 100.0), at(0.0, 100.0)]).unwrap();
    let (pixels, ink, mut dice) = (side.ceil() as u32, ink(mark), 1_u64);
    let mut grey = Vec::new();
    for y in 0..pixels {
        for x in 0..pixels {
            let looks = (0..25).filter(|look| {
                let (dx, dy) = (f64::from(look % 5) * 0.4 - 0.3, f64::from(look / 5) * 0.4 - 0.3);
                let place = plane.unmap(Point { x: f64::from(x) + dx, y: f64::from(y) + dy });
                ink(place.x - camera.off.0, place.y - camera.off.1)
            });
            dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let noise =
                if camera.noise == 0 { 0 } else { (dice >> 33) as i32 % (2 * camera.noise) - camera.noise };
            grey.push((200 - 7 * looks.count() as i32 + noise).clamp(0, 255) as u8);
        }
    }
    Shot { grey, width: pixels, height: pixels, plane }
}

fn verify(reader: &DateReader, shot: &Shot, mark: &DateMark) -> DateReport {
    let picture = GreyImage::new(&shot.grey, shot.width, shot.height, shot.width as usize).unwrap();
    reader.verify(&picture, &shot.plane, &PLACE, mark, &DateRule::new(2e-6).unwrap()).unwrap()
}

#[test]
fn what_is_printed_is_read_back() {
    for (geometry, text) in [
        (DateGeometry::Raster3mm, "2026-11-28"),
        (DateGeometry::Raster2mm, "30.09.2028\nLOT A7B3"),
        (DateGeometry::Jet5x7, "2027/05/30 14:06"),
        (DateGeometry::Jet7x9, "20280930 L42"),
    ] {
        let reader = DateReader::new(geometry);
        for (serial, degrees) in [(1, 0.0), (2, 33.0), (3, 178.0)] {
            let mark = derived(serial, text, geometry);
            let off = [(0.0, 0.0), (13.0, -9.0), (-12.4, 13.3)][serial as usize - 1];
            let shot = shoot(&mark, &Camera { scale: 0.62, degrees, off, noise: 12 });
            let report = verify(&reader, &shot, &mark);
            assert_eq!(
                (report.answer, report.wrong),
                (ImageAnswer::Match, 0),
                "{geometry:?} {serial} {report:?}"
            );
            assert_eq!(report.bits, mark.line().bits());
            assert!((report.quality.right_mm - off.0 * DOT).abs() < 0.04, "{report:?}");
            assert!((report.quality.down_mm - off.1 * DOT).abs() < 0.04, "{report:?}");
            assert!((report.quality.pixels_per_mm - 0.62 / DOT).abs() < 0.2, "{report:?}");
        }
    }
}

#[test]
fn a_mark_of_another_item_is_a_mismatch() {
    let geometry = DateGeometry::Raster3mm;
    let reader = DateReader::new(geometry);
    let text = "2026-11-28";
    let mark = derived(1, text, geometry);
    let shot = shoot(&mark, &Camera { scale: 0.62, degrees: 5.0, off: (3.0, 4.0), noise: 12 });
    for other in 2..6 {
        let report = verify(&reader, &shot, &derived(other, text, geometry));
        assert_eq!(report.answer, ImageAnswer::Mismatch, "{other} {report:?}");
        assert!(report.wrong >= 7 && report.others.is_empty(), "{other} {report:?}");
        assert_eq!(report.wrong_bits.iter().filter(|wrong| **wrong).count(), report.wrong as usize);
    }
}

#[test]
fn another_date_is_a_mismatch_and_its_digits_are_named() {
    let geometry = DateGeometry::Raster3mm;
    let reader = DateReader::new(geometry);
    let printed = derived(1, "2027-04-28", geometry);
    let shot = shoot(&printed, &Camera { scale: 0.62, degrees: -3.0, off: (3.0, 4.0), noise: 12 });
    let report = verify(&reader, &shot, &derived(1, "2026-11-28", geometry));
    assert_eq!(report.answer, ImageAnswer::Mismatch);
    assert_eq!(report.others, [(3, b'7'), (4, b'0'), (5, b'4')]);
}

#[test]
fn a_picture_without_the_text_asks_for_another() {
    let geometry = DateGeometry::Raster3mm;
    let reader = DateReader::new(geometry);
    let mark = derived(1, "2026-11-28", geometry);
    let mut shot = shoot(&mark, &Camera { scale: 0.5, degrees: 0.0, off: (0.0, 0.0), noise: 0 });
    shot.grey.fill(180);
    let report = verify(&reader, &shot, &mark);
    assert_eq!(
        (report.answer, report.wrong),
        (ImageAnswer::Rescan, report.bits),
        "a bit that says nothing is wrong"
    );
}

#[test]
fn frames_are_added() {
    let geometry = DateGeometry::Jet5x7;
    let reader = DateReader::new(geometry);
    let mark = derived(9, "2026-11-28 17:05", geometry);
    let read = |degrees| {
        let shot = shoot(&mark, &Camera { scale: 0.5, degrees, off: (2.0, 2.0), noise: 60 });
        let picture = GreyImage::new(&shot.grey, shot.width, shot.height, shot.width as usize).unwrap();
        reader.read(&picture, &shot.plane, &PLACE, mark.line()).unwrap()
    };
    let (one, other) = (read(10.0), read(200.0));
    let mut both = one.clone();
    both.add(&other).unwrap();
    for ((both, one), other) in both.soft().iter().zip(one.soft()).zip(other.soft()) {
        assert_eq!(*both, one + other);
    }
    assert_eq!(both.bits(), mark.bits());
    assert_eq!(both.verify(&mark, &DateRule::default()).unwrap().answer, ImageAnswer::Match);
    let enrolled = DateMark::from_bits(mark.line().clone(), &both.bits()).unwrap();
    assert_eq!(one.verify(&enrolled, &DateRule::default()).unwrap().wrong, 0);
    let blank = reader
        .read(
            &GreyImage::new(&[], 0, 0, 0).unwrap(),
            &Homography::new(1.0, &square()).unwrap(),
            &PLACE,
            mark.line(),
        )
        .unwrap();
    assert!(!blank.is_found());
    both.add(&blank).unwrap();
    assert_eq!(both.bits(), mark.bits());
    let reader = DateReader::new(DateGeometry::Jet7x9);
    let foreign = line("2026", DateGeometry::Jet7x9);
    let foreign = reader
        .read(
            &GreyImage::new(&[], 0, 0, 0).unwrap(),
            &Homography::new(1.0, &square()).unwrap(),
            &PLACE,
            &foreign,
        )
        .unwrap();
    assert_eq!(both.add(&foreign), Err(Error::Parameter));
    assert_eq!(
        both.verify(&derived(9, "2026-11-28 17:06", geometry), &DateRule::default()),
        Err(Error::Parameter)
    );
}

fn square() -> [Point; 4] {
    [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)].map(|(x, y)| Point { x, y })
}

/// Computed from binomial coefficients in exact integers, in another language.
#[test]
fn the_rule_is_the_exact_binomial_bound() {
    let rule = DateRule::default();
    for (bits, allowed, chance, next) in [
        (20, 0, 9.536_743_164_062_5e-07, 2.002_716_064_453_125e-05),
        (24, 0, 5.960_464_477_539_063e-08, 1.490_116_119_384_765_6e-06),
        (29, 2, 8.121_132_850_646_973e-07, 7.618_218_660_354_614e-06),
        (30, 2, 4.339_963_197_708_13e-07, 4.215_165_972_709_656e-06),
        (31, 2, 2.314_336_597_919_464e-07, 2.324_581_146_240_234_4e-06),
        (32, 2, 1.231_674_104_928_970_3e-07, 1.278_007_403_016_090_4e-06),
        (48, 7, 3.120_204_219_442_257_5e-07, 1.652_633_354_609_634e-06),
        (56, 10, 6.227_257_073_054_826e-07, 2.689_158_855_075_3e-06),
        (64, 13, 9.404_810_782_147_007e-07, 3.534_743_771_272_88e-6),
    ] {
        assert_eq!(rule.allowed(bits), Some(allowed), "{bits}");
        assert!((tail(bits, allowed, 0.5) / chance - 1.0).abs() < 1e-6, "{bits}");
        assert!((tail(bits, allowed + 1, 0.5) / next - 1.0).abs() < 1e-6, "{bits}");
    }
    assert_eq!((rule.allowed(19), rule.allowed(0), rule.least_bits()), (None, None, 20));
    assert_eq!(DateRule::new(1.5e-6).unwrap().allowed(24), Some(1));
    assert_eq!(DateRule::new(1.3e-6).unwrap().allowed(32), Some(3));
    assert_eq!(DateRule::new(1.3e-7).unwrap().allowed(56), Some(9));
    assert_eq!(DateRule::new(2.3e-7).unwrap().allowed(64), Some(12));
    assert_eq!(rule.refused_from(32), 7);
    for bound in [0.0, 1.0, -1.0, f64::NAN, f64::INFINITY] {
        assert_eq!(DateRule::new(bound), Err(Error::Parameter));
    }
    assert_eq!((rule.allowed(257), rule.allowed(u32::MAX)), (None, None));
}

#[test]
fn too_few_bits_are_refused_with_their_number() {
    let geometry = DateGeometry::Jet5x7;
    let reader = DateReader::new(geometry);
    let mark = derived(1, "28.11", geometry);
    let shot = shoot(&mark, &Camera { scale: 0.5, degrees: 0.0, off: (0.0, 0.0), noise: 0 });
    let picture = GreyImage::new(&shot.grey, shot.width, shot.height, shot.width as usize).unwrap();
    let verify = |rule: DateRule| reader.verify(&picture, &shot.plane, &PLACE, &mark, &rule);
    let refused = verify(DateRule::default()).unwrap_err();
    assert_eq!(refused, Error::MarkBits { missing: 8 });
    assert_eq!(refused.to_string(), "the text has too few digits for a mark (8 bits are missing)");
    assert_eq!(verify(DateRule::new(1e-3).unwrap()).unwrap().answer, ImageAnswer::Match);
}

#[test]
fn ones_and_small_digits_carry_fewer_bits() {
    let bits = |text, geometry| line(text, geometry).bits();
    assert_eq!(bits("2026-08-30", DateGeometry::Raster3mm), 32);
    assert_eq!(bits("2026-11-28", DateGeometry::Raster3mm), 30);
    assert_eq!(bits("2026-08-30", DateGeometry::Raster2mm), 24);
    assert_eq!(bits("2026-11-28", DateGeometry::Raster2mm), 22);
    assert_eq!(bits("2026-11-28", DateGeometry::Jet5x7), 24);
    assert_eq!(bits("LOT A-B/C:.", DateGeometry::Raster3mm), 0);
}

#[test]
fn variants_differ_and_weigh_alike() {
    for geometry in DateGeometry::ALL {
        for digit in b'0'..=b'9' {
            let variants: Vec<Raster> =
                (0..16).filter_map(|variant| glyph(geometry, digit, variant).ok()).collect();
            assert_eq!(variants.len(), 1 << geometry.mask(digit).count_ones());
            let distinct: BTreeSet<&[u8]> = variants.iter().map(Raster::bytes).collect();
            assert_eq!(distinct.len(), variants.len(), "{geometry:?} {digit}");
            // No variant catches the eye by being bolder: ink within a sixth of the mean.
            let inks: Vec<u32> = variants
                .iter()
                .map(|glyph| glyph.bytes().iter().map(|byte| byte.count_ones()).sum())
                .collect();
            let mean = inks.iter().sum::<u32>() / inks.len() as u32;
            assert!(inks.iter().all(|ink| ink.abs_diff(mean) * 6 <= mean), "{geometry:?} {digit} {inks:?}");
        }
        assert_eq!(glyph(geometry, b'a', 0), Err(Error::Parameter));
        assert_eq!(glyph(geometry, b'A', 1), Err(Error::Parameter));
        assert_eq!(glyph(geometry, b'2', 16), Err(Error::Parameter));
    }
    assert_eq!(glyph(DateGeometry::Raster3mm, b'1', 4), Err(Error::Parameter));
    let sheet = font_sheet(DateGeometry::Raster3mm).unwrap();
    assert_eq!((sheet.width(), sheet.height()), (16 * 54, 10 * 75));
}

/// The glyphs of a BDF file by code point, each as width, height and rows of bytes.
fn parse_bdf(text: &str) -> BTreeMap<u32, (u32, u32, Vec<u8>)> {
    let (mut glyphs, mut point, mut size, mut rows, mut is_bitmap) =
        (BTreeMap::new(), 0, (0, 0), Vec::new(), false);
    for row in text.lines() {
        let mut words = row.split(' ');
        let number = |word: Option<&str>| word.unwrap().parse::<u32>().unwrap();
        match words.next().unwrap() {
            "ENCODING" => point = number(words.next()),
            "BBX" => size = (number(words.next()), number(words.next())),
            "BITMAP" => is_bitmap = true,
            "ENDCHAR" => {
                glyphs.insert(point, (size.0, size.1, std::mem::take(&mut rows)));
                is_bitmap = false;
            }
            hex if is_bitmap => {
                assert_eq!(hex.len() as u32, size.0.div_ceil(8) * 2);
                rows.extend(
                    (0..hex.len() / 2).map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap()),
                );
            }
            _ => {}
        }
    }
    glyphs
}

/// Line software that has only the font and the text prints the same dots.
#[test]
fn text_in_the_font_is_the_raster() {
    for geometry in DateGeometry::ALL {
        let file = font_bdf(geometry);
        let glyphs = parse_bdf(&file);
        assert!(file.starts_with("STARTFONT 2.1\n") && file.ends_with("ENDFONT\n"));
        assert!(file.contains(&format!("\nCHARS {}\n", glyphs.len())), "a count that does not fit");
        for serial in 0..4 {
            let mark = derived(serial, "2026-11-28 09:57 LOT K3/4", geometry);
            let raster = mark.render().unwrap();
            for (column, character) in (0..).zip(mark.text_for_font().chars()) {
                let (width, height, rows) = &glyphs[&u32::from(character)];
                let stride = width.div_ceil(8) as usize;
                assert_eq!(*height, raster.height());
                for y in 0..*height {
                    for x in 0..*width {
                        let dot = rows[y as usize * stride + x as usize / 8] >> (7 - x % 8) & 1 == 1;
                        assert_eq!(
                            dot,
                            black(&raster, column * width + x, y),
                            "{geometry:?} {character:?} {x} {y}"
                        );
                    }
                }
            }
        }
        let alone = glyph(geometry, b'7', 5).unwrap();
        let (width, height, rows) = &glyphs[&(0xE000 + 7 * 16 + 5)];
        assert_eq!((*width, *height, &rows[..]), (alone.width(), alone.height(), alone.bytes()));
    }
}

/// A moved drop is one row of the tall raster off; every drop is one dot.
#[test]
fn drops_and_the_tall_raster_agree() {
    for (geometry, rows) in [(DateGeometry::Jet5x7, 21), (DateGeometry::Jet7x9, 27)] {
        let mark = derived(4, "2026-11-28 09:57", geometry);
        let (raster, drops) = (mark.render().unwrap(), mark.drops());
        assert_eq!(raster.height(), rows);
        let dots: u32 = raster.bytes().iter().map(|byte| byte.count_ones()).sum();
        assert_eq!(dots as usize, drops.len());
        for drop in drops {
            assert_eq!((drop.x % 420, drop.y % 140), (0, 0));
            assert!(black(&raster, drop.x as u32 / 420 - 1, drop.y as u32 / 140 - 2), "{drop:?}");
        }
    }
}

/// Fonts are printed and enrolled: their dots never change. Hashes of the BDF files.
#[test]
fn golden_fonts() {
    let hashes: Vec<String> = DateGeometry::ALL
        .iter()
        .map(|geometry| blake3::hash(font_bdf(*geometry).as_bytes()).to_hex()[..16].to_owned())
        .collect();
    assert_eq!(hashes, GOLDEN);
}

const GOLDEN: [&str; 4] = ["0f221a231b90fd52", "598edfdc15dc25d9", "6213f4037ce2ba41", "3f3774587451e7d1"];

#[test]
fn a_stream_of_another_kind_or_geometry_is_refused() {
    let key = DeriveKey::new(&[7; 32], b"acme", 3).unwrap();
    let identity = Identity::Sgtin {
        gtin: Gtin::parse(b"09506000134352").unwrap(),
        serial: Serial::parse(b"A").unwrap(),
    };
    let bound = Bound { identity: &identity, date_text: b"2026", line: b"", roll_position: None };
    for (kind, geometry, fits) in
        [(ImageKind::Date, 1, true), (ImageKind::Date, 2, false), (ImageKind::Dots, 1, false)]
    {
        let stream = key.stream(kind, geometry, &bound).unwrap();
        let mark = DateMark::derived(&stream, line("2026", DateGeometry::Raster3mm));
        assert_eq!(mark.is_ok(), fits);
    }
    let short = DateMark::from_bits(line("2026", DateGeometry::Raster3mm), &[true; 15]);
    assert_eq!(short.map(|_| ()), Err(Error::MarkLength));
}

#[test]
fn texts_that_cannot_be_printed_are_refused() {
    let new = |text: &[u8]| DateLine::new(text, DateGeometry::Raster3mm).map(|_| ());
    assert_eq!(new(b"2026-1a"), Err(Error::Charset { at: 6 }));
    assert_eq!(new("2026年".as_bytes()), Err(Error::Charset { at: 4 }));
    assert_eq!(new(&[b'1'; 65]), Err(Error::TooLong { limit: 64 }));
    assert_eq!(new(&[b'1'; 64]), Ok(()));
    assert_eq!(new(b" \n "), Err(Error::Length { at: 0 }));
    assert_eq!(new(b""), Err(Error::Length { at: 0 }));
    assert_eq!(DateGeometry::from_number(0), Err(Error::Parameter));
    assert_eq!(DateGeometry::from_number(4), Ok(DateGeometry::Jet7x9));
    let mark = derived(1, "2026", DateGeometry::Raster3mm);
    assert_eq!(format!("{mark:?}"), "DateMark(..)");
    assert!(mark.drops().is_empty());
}

#[test]
fn places_out_of_range_and_foreign_readers_are_refused() {
    let reader = DateReader::new(DateGeometry::Jet5x7);
    let (picture, plane) = (GreyImage::new(&[], 0, 0, 0).unwrap(), Homography::new(1.0, &square()).unwrap());
    let read = |place: &DatePlace, geometry| {
        reader.read(&picture, &plane, place, &line("2026", geometry)).map(|_| ())
    };
    assert_eq!(read(&PLACE, DateGeometry::Jet5x7), Ok(()));
    assert_eq!(read(&PLACE, DateGeometry::Jet7x9), Err(Error::Parameter));
    for value in [f64::NAN, f64::INFINITY, 1001.0, -1001.0] {
        for place in [
            DatePlace { x: value, ..PLACE },
            DatePlace { y: value, ..PLACE },
            DatePlace { degrees: value, ..PLACE },
            DatePlace { module: value, ..PLACE },
        ] {
            assert_eq!(read(&place, DateGeometry::Jet5x7), Err(Error::Parameter), "{place:?}");
        }
    }
    assert_eq!(read(&DatePlace { module: 0.0, ..PLACE }, DateGeometry::Jet5x7), Err(Error::Parameter));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_picture_is_borne(
        width in 0_u32..40,
        height in 0_u32..40,
        corners in prop::array::uniform8(-1e5..1e5_f64),
        side in 0.001..1e6_f64,
        text in "[0-9A-Z./: \n-]{0,64}",
        geometry in 0_usize..4,
        bytes in prop::collection::vec(any::<u8>(), 0..64),
    ) {
        let geometry = DateGeometry::ALL[geometry];
        let Ok(line) = DateLine::new(text.as_bytes(), geometry) else { return Ok(()) };
        let [a, b, c, d, e, f, g, h] = corners;
        let corners = [(a, b), (c, d), (e, f), (g, h)].map(|(x, y)| Point { x, y });
        let Some(plane) = Homography::new(side, &corners) else { return Ok(()) };
        let grey: Vec<u8> = bytes.iter().copied().chain([9]).cycle().take((width * height) as usize).collect();
        let picture = GreyImage::new(&grey, width, height, width as usize).unwrap();
        let reading = READERS.with(|readers| readers[geometry.number() as usize - 1].read(&picture, &plane, &PLACE, &line)).unwrap();
        prop_assert_eq!(reading.soft().len() as u32, line.bits());
        prop_assert!(reading.soft().iter().all(|soft| soft.is_finite()));
    }

    #[test]
    fn any_text_is_drawn(text in "[0-9A-Z./: \n-]{1,64}", geometry in 0_usize..4) {
        let geometry = DateGeometry::ALL[geometry];
        let Ok(line) = DateLine::new(text.as_bytes(), geometry) else { return Ok(()) };
        let mark = DateMark::from_bits(line.clone(), &vec![true; line.bits() as usize]).unwrap();
        prop_assert_eq!(mark.text_for_font().chars().count(), text.chars().count());
        let raster = mark.render().unwrap();
        prop_assert!(raster.bytes().iter().any(|byte| *byte != 0));
    }
}

thread_local! {
    static READERS: [DateReader; 4] = DateGeometry::ALL.map(DateReader::new);
}
