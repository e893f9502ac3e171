//! The inner layer of a QR symbol: drawn, verified and read from pictures.

use symbolon::Error;
use symbolon::code::{Identity, Serial};
use symbolon::gs1::key::Gtin;
use symbolon::mark::layer::{self, Frame, Geometry, LayerMark, LayerPayload, LayerReport, Thresholds};
use symbolon::mark::{Bound, DeriveKey, ImageAnswer, ImageKind, MarkStream, Registration};
use symbolon::symbol::{Correction, GreyImage, Matrix, Point, Raster, datamatrix, qr};

use super::channel::{Dice, Profile, Scene, Sheet, Shot, photograph};

const SECRET: [u8; 32] = *b"thirty-two secret bytes, no less";
const DATA: &[u8] = b"HTTPS://EXAMPLE.CN/01/09506000134352/21/A1B2";

fn stream_of(secret: &[u8; 32], serial: &[u8], geometry: Geometry) -> MarkStream {
    let gtin = Gtin::parse(b"09506000134352").unwrap();
    let identity = Identity::Sgtin { gtin, serial: Serial::parse(serial).unwrap() };
    let bound = Bound { identity: &identity, date_text: b"2026-11-28", line: b"L3", roll_position: None };
    let key = DeriveKey::new(secret, b"acme", 7).unwrap();
    key.stream(ImageKind::Layer, geometry.number(), &bound).unwrap()
}

fn stream() -> MarkStream {
    stream_of(&SECRET, b"A1B2", Geometry::STANDARD)
}

fn symbol() -> Matrix {
    qr::draw(DATA, Correction::M, false).unwrap()
}

fn derived(symbol: &Matrix) -> LayerMark {
    LayerMark::derived(&stream(), symbol).unwrap()
}

fn raster(symbol: &Matrix, mark: &LayerMark) -> Raster {
    layer::render(symbol, mark, symbol.quiet()).unwrap()
}

/// The symbol's corners as they lie in a picture of its raster, each off by so many pixels.
fn corners(scene: &Scene, symbol: &Matrix, geometry: Geometry, off: f64) -> [Point; 4] {
    let dots = f64::from(geometry.module_dots());
    let (from, to) = (4.0 * dots, (4.0 + f64::from(symbol.width())) * dots);
    let turn = [(0.6, 0.8), (-0.8, 0.6), (0.0, -1.0), (-0.6, -0.8)];
    let places = [(from, from), (to, from), (to, to), (from, to)];
    core::array::from_fn(|at| {
        let ((x, y), (dx, dy)) = (places[at], turn[at]);
        let at = scene.map(x, y);
        Point { x: at.x + off * dx, y: at.y + off * dy }
    })
}

fn frame<'a>(shot: &'a Shot, symbol: &Matrix) -> Frame<'a> {
    Frame { image: shot.picture.image(), corners: corners(&shot.scene, symbol, Geometry::STANDARD, 1.0) }
}

fn answer(frames: &[Frame<'_>], symbol: &Matrix, mark: &LayerMark) -> LayerReport {
    layer::verify(frames, symbol, mark, &Thresholds::default()).unwrap()
}

#[test]
fn a_genuine_layer_matches_in_good_and_fair_pictures() {
    let symbol = symbol();
    let mark = derived(&symbol);
    for (seed, profile) in
        [(1, Profile::A), (2, Profile::A), (3, Profile::B), (4, Profile::B), (5, Profile::W)]
    {
        let shot = photograph(&raster(&symbol, &mark), &profile, seed);
        let report = answer(&[frame(&shot, &symbol)], &symbol, &mark);
        assert_eq!(report.answer(), ImageAnswer::Match, "{report:?} {}", report.for_trusted_callers().score);
    }
}

#[test]
fn wrong_keys_other_items_and_blank_symbols_do_not_match() {
    let symbol = symbol();
    let mark = derived(&symbol);
    let printed = photograph(&raster(&symbol, &mark), &Profile::A, 6);
    let other_key = stream_of(&[9; 32], b"A1B2", Geometry::STANDARD);
    let other_item = stream_of(&SECRET, b"A1B3", Geometry::STANDARD);
    for stream in [other_key, other_item] {
        let wrong = LayerMark::derived(&stream, &symbol).unwrap();
        let report = answer(&[frame(&printed, &symbol)], &symbol, &wrong);
        assert_eq!(report.answer(), ImageAnswer::Mismatch);
        assert!(report.for_trusted_callers().score.abs() < 4.5);
    }
    let blank = photograph(&symbol.raster(10, 4).unwrap(), &Profile::A, 6);
    assert_eq!(answer(&[frame(&blank, &symbol)], &symbol, &mark).answer(), ImageAnswer::Mismatch);
}

#[test]
fn a_layer_that_was_moved_to_another_symbol_does_not_match() {
    let (symbol, other) =
        (symbol(), qr::draw(b"HTTPS://EXAMPLE.CN/01/09506000134352/21/ZZZZ", Correction::M, false).unwrap());
    assert_eq!(symbol.width(), other.width());
    let bits = LayerMark::derived(&stream_of(&SECRET, b"ZZZZ", Geometry::STANDARD), &symbol).unwrap();
    let shot = photograph(&raster(&symbol, &bits), &Profile::A, 7);
    assert_eq!(answer(&[frame(&shot, &symbol)], &symbol, &derived(&symbol)).answer(), ImageAnswer::Mismatch);
    // A symbol that is not the printed one is not found at all.
    let mark = LayerMark::derived(&stream(), &other).unwrap();
    assert_ne!(answer(&[frame(&shot, &other)], &other, &mark).answer(), ImageAnswer::Match);
}

#[test]
fn every_geometry_is_verified_and_read() {
    let symbol = symbol();
    for geometry in Geometry::ALL {
        let payload = LayerPayload::new(0x1234_5678_9ABC_DEF0).unwrap();
        let stream = stream_of(&SECRET, b"A1B2", geometry);
        let mark = LayerMark::coded(payload, geometry, &symbol, Some(&stream)).unwrap();
        // The channel's dots are those of 600 per inch: seen from nearer.
        let profile = Profile { s: 24.0 * 10.0 / f64::from(geometry.module_dots()), ..Profile::CLEAN };
        let shot = photograph(&raster(&symbol, &mark), &profile, 8);
        let frame =
            Frame { image: shot.picture.image(), corners: corners(&shot.scene, &symbol, geometry, 1.0) };
        let report = layer::verify(&[frame], &symbol, &mark, &Thresholds::default()).unwrap();
        let score = report.for_trusted_callers().score;
        assert_eq!(report.answer(), ImageAnswer::Match, "geometry {} {score}", geometry.number());
        let read = layer::read(&[frame], &symbol, geometry, Some(&stream)).unwrap();
        assert!(read.payload == Some(payload), "geometry {}", geometry.number());
    }
}

#[test]
fn small_and_large_versions_are_read() {
    for length in [20, 40, 100, 200] {
        let symbol = qr::draw(&vec![0xA5; length], Correction::M, false).unwrap();
        let payload = LayerPayload::new(u64::MAX >> 1).unwrap();
        let mark = LayerMark::coded(payload, Geometry::STANDARD, &symbol, None).unwrap();
        let shot = photograph(&raster(&symbol, &mark), &Profile::A, 9);
        let frame = frame(&shot, &symbol);
        let read = layer::read(&[frame], &symbol, Geometry::STANDARD, None).unwrap();
        assert!(read.payload == Some(payload), "{length} bytes");
        assert_eq!(answer(&[frame], &symbol, &mark).answer(), ImageAnswer::Match, "{length} bytes");
    }
}

#[test]
fn a_payload_is_read_with_its_stream_only() {
    let symbol = symbol();
    let payload = LayerPayload::new(0x0FED_CBA9_8765_4321).unwrap();
    let mark = LayerMark::coded(payload, Geometry::STANDARD, &symbol, Some(&stream())).unwrap();
    let shot = photograph(&raster(&symbol, &mark), &Profile::B, 10);
    let (right, wrong) = (stream(), stream_of(&[9; 32], b"A1B2", Geometry::STANDARD));
    let read = |stream| layer::read(&[frame(&shot, &symbol)], &symbol, Geometry::STANDARD, stream).unwrap();
    assert!(read(Some(&right)).payload == Some(payload));
    assert!(read(Some(&wrong)).payload.is_none());
    assert!(read(None).payload.is_none());
}

#[test]
fn corners_may_be_off_by_five_pixels() {
    let symbol = symbol();
    let mark = derived(&symbol);
    for (profile, off) in [(Profile::A, 5.0), (Profile::B, 5.0), (Profile::W, 4.0)] {
        let shot = photograph(&raster(&symbol, &mark), &profile, 11);
        let rough = corners(&shot.scene, &symbol, Geometry::STANDARD, off);
        let registration = Registration::new(&shot.picture.image(), &symbol, &rough).unwrap();
        let side = f64::from(symbol.width());
        let truth = corners(&shot.scene, &symbol, Geometry::STANDARD, 0.0);
        for (found, truth) in registration.plane().corners(side).iter().zip(truth) {
            assert!((found.x - truth.x).hypot(found.y - truth.y) < 0.25, "{found:?} {truth:?}");
        }
    }
}

#[test]
fn quality_tells_scale_blur_and_contrast() {
    let symbol = symbol();
    let plain = symbol.raster(10, 4).unwrap();
    let quality = |profile: &Profile| {
        let shot = photograph(&plain, profile, 12);
        let corners = corners(&shot.scene, &symbol, Geometry::STANDARD, 1.0);
        *Registration::new(&shot.picture.image(), &symbol, &corners).unwrap().quality()
    };
    let flat = Profile { tilt: 0.0, motion: 0.0, ..Profile::A };
    let sharp = quality(&flat);
    // 16 pixels per mm, 0.4233 mm per module.
    assert!((sharp.pixels_per_module - 6.77).abs() < 0.05, "{sharp:?}");
    assert!((100.0..200.0).contains(&sharp.contrast) && sharp.hidden < 0.01, "{sharp:?}");
    let blurred = quality(&Profile { psf: 2.0, ..flat });
    assert!(blurred.blur > 1.8 * sharp.blur && (blurred.blur - 0.3).abs() < 0.05, "{blurred:?}");
    let noisy = quality(&Profile { noise: 20.0, jpeg: 0, ..flat });
    assert!(noisy.noise > 1.5 * sharp.noise, "{noisy:?} {sharp:?}");
}

#[test]
fn several_frames_are_better_than_one() {
    let symbol = symbol();
    let mark = derived(&symbol);
    let profile = Profile { noise: 40.0, ..Profile::W };
    let printed = Sheet::of(&raster(&symbol, &mark)).printed(&profile, 13);
    let shots: Vec<Shot> = (0..6)
        .map(|number| {
            let scene = Scene::new(printed.width, printed.height, &profile, 100 + number);
            Shot { picture: scene.expose(&printed, &profile, number), scene }
        })
        .collect();
    let frames: Vec<Frame<'_>> = shots.iter().map(|shot| frame(shot, &symbol)).collect();
    let score = |frames: &[Frame<'_>]| answer(frames, &symbol, &mark).for_trusted_callers().score;
    let best = frames.iter().map(|frame| score(&[*frame])).fold(0.0, f64::max);
    assert!(score(&frames) > best + 1.0, "{} {best}", score(&frames));
    assert_eq!(answer(&frames, &symbol, &mark).qualities().len(), 6);
}

#[test]
fn glare_hides_modules_and_is_told() {
    let symbol = symbol();
    let mark = derived(&symbol);
    let mut shot = photograph(&raster(&symbol, &mark), &Profile { rot: 0.0, ..Profile::A }, 14);
    let (width, height) = (shot.picture.width, shot.picture.height);
    let spot = (width * 6 / 10, height * 6 / 10, width / 7);
    for y in 0..height {
        for x in 0..width {
            if x.abs_diff(spot.0).pow(2) + y.abs_diff(spot.1).pow(2) < spot.2 * spot.2 {
                shot.picture.pixels[y * width + x] = 255;
            }
        }
    }
    let report = answer(&[frame(&shot, &symbol)], &symbol, &mark);
    let quality = report.qualities()[0].unwrap();
    assert!((0.02..0.3).contains(&quality.hidden), "{quality:?}");
    assert_eq!(report.answer(), ImageAnswer::Match);
    let details = report.for_trusted_callers();
    assert!(details.seen() < details.values.len());
}

#[test]
fn pictures_that_do_not_decide_ask_for_another() {
    let symbol = symbol();
    let mark = derived(&symbol);
    assert_eq!(answer(&[], &symbol, &mark).answer(), ImageAnswer::Rescan);
    let shot = photograph(&raster(&symbol, &mark), &Profile { psf: 3.5, noise: 30.0, ..Profile::W }, 15);
    assert_eq!(answer(&[frame(&shot, &symbol)], &symbol, &mark).answer(), ImageAnswer::Rescan);
}

#[test]
fn sharp_pictures_must_score_high() {
    let symbol = symbol();
    let mark = derived(&symbol);
    let shot = photograph(&raster(&symbol, &mark), &Profile::A, 16);
    let needed = |thresholds: &Thresholds| {
        let report = layer::verify(&[frame(&shot, &symbol)], &symbol, &mark, thresholds).unwrap();
        (report.for_trusted_callers().needed, report.for_trusted_callers().seen())
    };
    let (sharp, seen) = needed(&Thresholds::default());
    let scale = (f64::from(u32::try_from(seen).unwrap()) / 280.0).sqrt();
    assert!((sharp - 12.0 * scale).abs() < 1e-9);
    let (plain, _) = needed(&Thresholds { sharp_blur: 0.05, ..Thresholds::default() });
    assert!((plain - 7.0 * scale).abs() < 1e-9);
    let (floor, _) = needed(&Thresholds { carriers: 1e6, ..Thresholds::default() });
    assert!((floor - 5.3).abs() < 1e-9);
}

#[test]
fn hostile_pictures_and_corners_are_answered() {
    let symbol = symbol();
    let mark = derived(&symbol);
    let mut noise = vec![0; 64 * 64];
    Dice(17).fill(&mut noise);
    let square =
        |side: f64| [(0.0, 0.0), (side, 0.0), (side, side), (0.0, side)].map(|(x, y)| Point { x, y });
    let mut places = vec![
        square(64.0),
        square(0.0),
        square(1e300),
        square(f64::NAN),
        square(-50.0),
        square(f64::INFINITY),
    ];
    places.push([(0.0, 0.0), (64.0, 0.0), (1.0, 1.0), (0.0, 64.0)].map(|(x, y)| Point { x, y }));
    places.push(square(40.0).map(|at| Point { x: at.x + 1e9, ..at }));
    for (width, height) in [(0, 0), (1, 1), (1, 64), (64, 1), (2, 2), (64, 64), (63, 5)] {
        let image = GreyImage::new(&noise, width, height, width as usize).unwrap();
        for corners in &places {
            let frame = Frame { image, corners: *corners };
            assert_ne!(answer(&[frame, frame], &symbol, &mark).answer(), ImageAnswer::Match);
            let read = layer::read(&[frame], &symbol, Geometry::STANDARD, None).unwrap();
            assert!(read.payload.is_none());
        }
    }
}

#[test]
fn what_carries_no_layer_is_refused() {
    let small = qr::draw(b"A", Correction::L, false).unwrap();
    let large = qr::draw(&[0; 300], Correction::M, false).unwrap();
    let other = datamatrix::draw(DATA, false).unwrap();
    let payload = LayerPayload::new(1).unwrap();
    for symbol in [&small, &large, &other] {
        assert_eq!(LayerMark::derived(&stream(), symbol).unwrap_err(), Error::Parameter);
        let coded = LayerMark::coded(payload, Geometry::STANDARD, symbol, None);
        assert_eq!(coded.unwrap_err(), Error::Parameter);
        assert_eq!(layer::read(&[], symbol, Geometry::STANDARD, None).unwrap_err(), Error::Parameter);
        let mark = derived(&self::symbol());
        assert_eq!(layer::render(symbol, &mark, 4).unwrap_err(), Error::Parameter);
        let thresholds = Thresholds::default();
        assert_eq!(layer::verify(&[], symbol, &mark, &thresholds).unwrap_err(), Error::Parameter);
    }
    let symbol = symbol();
    let wrong = stream_of(&SECRET, b"A1B2", Geometry::from_number(1).unwrap());
    let coded = LayerMark::coded(payload, Geometry::STANDARD, &symbol, Some(&wrong));
    assert_eq!(coded.unwrap_err(), Error::Parameter);
    assert_eq!(LayerPayload::new(1 << 63).unwrap_err(), Error::Parameter);
    assert_eq!(Geometry::from_number(0).unwrap_err(), Error::Parameter);
    assert_eq!(Geometry::from_number(9).unwrap_err(), Error::Parameter);
}

#[test]
fn nothing_secret_is_shown_by_accident() {
    let symbol = symbol();
    let mark = derived(&symbol);
    assert_eq!(format!("{mark:?}"), "LayerMark(2, ..)");
    assert_eq!(format!("{:?}", LayerPayload::new(77).unwrap()), "LayerPayload(..)");
    assert!(!format!("{:?}", answer(&[], &symbol, &mark)).contains("score"));
}

/// Keeps the dots of a printed label the same for ever.
#[test]
fn golden_raster() {
    let symbol = symbol();
    let raster = raster(&symbol, &derived(&symbol));
    let plain = symbol.raster(10, 4).unwrap();
    assert_eq!((raster.width(), raster.height()), (plain.width(), plain.height()));
    let white = |raster: &Raster| raster.bytes().iter().map(|byte| byte.count_zeros()).sum::<u32>();
    // Nine dots for each carrier.
    assert_eq!((white(&raster) - white(&plain)) % 9, 0);
    let hash = blake3::hash(raster.bytes()).to_hex();
    assert_eq!(&hash[..32], "5f6de97bb45aefa6037410cb5d8088e7");
}

#[test]
fn thresholds_that_are_no_numbers_are_refused() {
    let (symbol, usual) = (symbol(), Thresholds::default());
    let mark = derived(&symbol);
    let verdict = |thresholds| layer::verify(&[], &symbol, &mark, &thresholds).err();
    assert_eq!(verdict(usual), None);
    assert_eq!(verdict(Thresholds { sharp_blur: 0.0, floor: 0.0, ..usual }), None);
    for broken in [f64::NAN, f64::INFINITY, -1.0] {
        for thresholds in [
            Thresholds { accept: broken, ..usual },
            Thresholds { sharp_accept: broken, ..usual },
            Thresholds { sharp_blur: broken, ..usual },
            Thresholds { sharp_pixels_per_mm: broken, ..usual },
            Thresholds { rescan: broken, ..usual },
            Thresholds { carriers: broken, ..usual },
            Thresholds { floor: broken, ..usual },
        ] {
            assert_eq!(verdict(thresholds), Some(Error::Parameter), "{thresholds:?}");
        }
    }
    assert_eq!(verdict(Thresholds { carriers: 0.0, ..usual }), Some(Error::Parameter));
}

#[test]
fn blur_from_neighbours_is_taken_out_of_the_score() {
    // Without that the mean is 9.5.
    let symbol = symbol();
    let mark = derived(&symbol);
    let raster = raster(&symbol, &mark);
    let score = |seed| {
        let shot = photograph(&raster, &Profile::W, seed);
        answer(&[frame(&shot, &symbol)], &symbol, &mark).for_trusted_callers().score
    };
    let mean = (0..12).map(score).sum::<f64>() / 12.0;
    assert!(mean > 9.8, "{mean}");
}

#[test]
fn the_weakest_carriers_are_given_up_where_that_helps() {
    // A payload of 63 bits in pictures a third more blurred than profile B: without erasures 8 of 12 are read.
    let symbol = symbol();
    let profile = Profile { psf: 1.3 * Profile::B.psf, ..Profile::B };
    let is_read = |seed: &u64| {
        let payload = LayerPayload::new(0x1234_5678_9ABC_DEF0 + seed).unwrap();
        let mark = LayerMark::coded(payload, Geometry::STANDARD, &symbol, Some(&stream())).unwrap();
        let shot = photograph(&raster(&symbol, &mark), &profile, *seed);
        let read = layer::read(&[frame(&shot, &symbol)], &symbol, Geometry::STANDARD, Some(&stream()));
        read.unwrap().payload == Some(payload)
    };
    assert!((0..12).filter(is_read).count() >= 10);
}
