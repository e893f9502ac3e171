//! The patch of micro-dots: drawn, found off its place, verified and read.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use proptest::prelude::*;
use symbolon::Error;
use symbolon::code::{Identity, Serial};
use symbolon::gs1::key::Gtin;
use symbolon::mark::dots::{
    CODED, DERIVED, Ink, Lies, MATCH, Patch, Payload, Place, RollKey, Search, Sight, View, locate,
};
use symbolon::mark::{Bound, DeriveKey, ImageAnswer, ImageKind, MarkStream};
use symbolon::symbol::{GreyImage, Homography, Point, Raster};

use super::channel::{self, Dice, PITCH_UM, Picture, Profile, Scene, Sheet};

/// Dots of a millimetre.
const MM: f64 = 1000.0 / PITCH_UM;
/// The symbol's corner on the sheet and its side, in dots: version 3, ten dots for a module.
const SYMBOL: f64 = 60.0;
const SIDE: f64 = 290.0;
const MODULES: f64 = 29.0;
/// The patch's nominal place.
const NOMINAL: Place = Place { right: 350.0 / MM, down: 49.0 / MM };

fn roll() -> RollKey {
    RollKey::new(&[7; 32], b"acme", 7).unwrap()
}

fn payload() -> Payload {
    roll().payload(&[1, 2, 3, 4, 5, 6, 7, 8], 258)
}

fn stream(geometry: u16, serial: &[u8]) -> MarkStream {
    let gtin = Gtin::parse(b"09506000134352").unwrap();
    let identity = Identity::Sgtin { gtin, serial: Serial::parse(serial).unwrap() };
    let bound = Bound { identity: &identity, date_text: b"2028-11-30", line: b"L3", roll_position: None };
    DeriveKey::new(&[3; 32], b"acme", 7).unwrap().stream(ImageKind::Dots, geometry, &bound).unwrap()
}

fn derived(serial: &[u8]) -> Patch {
    Patch::derived(&stream(DERIVED, serial)).unwrap()
}

/// A picture of a label, and the plane in it as the visible symbol gives it.
struct Label {
    picture: Picture,
    plane: Homography,
    ink: Ink,
}

impl Label {
    /// A label with a raster off its nominal place.
    fn new(raster: &Raster, off: Lies, profile: &Profile, ink: Ink, seed: u64) -> Self {
        let (width, height) = (700, 410);
        let mut sheet = Sheet::new(width, height);
        let place = channel::Place {
            x: SYMBOL + (NOMINAL.right + off.right) * MM,
            y: SYMBOL + (NOMINAL.down + off.down) * MM,
            degrees: off.degrees,
            scale: off.scale,
        };
        sheet.put(raster, &place);
        let scene = Scene::new(width, height, profile, seed);
        let picture = scene.expose(&sheet.printed(profile, seed), profile, 1);
        let plane = Homography::new(MODULES, &scene.corners(SYMBOL, SYMBOL, SIDE, profile)).unwrap();
        Self { picture, plane, ink }
    }

    fn view(&self) -> View<'_> {
        let module = SIDE / MODULES / MM;
        View { picture: self.picture.image(), plane: self.plane, side: MODULES, module, ink: self.ink }
    }

    fn sight(&self) -> Option<Sight> {
        locate(&self.view(), &NOMINAL, &Search::default()).unwrap()
    }
}

fn straight() -> Lies {
    Lies { scale: 1.0, ..Lies::default() }
}

fn label(patch: &Patch, seed: u64) -> Label {
    Label::new(&patch.raster().unwrap(), straight(), &Profile::A, Ink::Dark, seed)
}

#[test]
fn what_is_printed_is_read() {
    let patch = Patch::coded(&payload());
    for (seed, ink, profile) in
        [(1, Ink::Dark, Profile::A), (2, Ink::Dark, Profile::B), (3, Ink::Bright, Profile::A.uv(12.0))]
    {
        let label = Label::new(&patch.raster().unwrap(), straight(), &profile, ink, seed);
        let sight = label.sight().unwrap();
        let reading = sight.read().unwrap();
        assert!(roll().is_genuine(&reading.payload));
        assert_eq!((reading.payload.id(), reading.payload.sequence()), (&[1, 2, 3, 4, 5, 6, 7, 8], 258));
        let report = sight.verify(&patch);
        assert_eq!(report.answer, ImageAnswer::Match);
        assert!((report.quality.expected - report.score).abs() < 1.5, "{report:?}");
        // 40 of the 392 bits may be known, and do not count.
        assert!(report.score <= 352_f64.sqrt() + 1e-9, "{report:?}");
        assert!((report.quality.pixels_per_mm / profile.s - 1.0).abs() < 0.15, "{report:?}");
    }
}

#[test]
fn a_patch_is_found_in_every_corner_of_its_tolerance() {
    let (patch, mut seed) = (Patch::coded(&payload()), 10);
    for (right, down) in [(-1.0, -1.0), (1.0, -1.0), (-1.0, 1.0), (1.0, 1.0)] {
        for (degrees, scale) in [(-1.5, 0.99), (1.5, 0.99), (-1.5, 1.01), (1.5, 1.01)] {
            let off = Lies { right, down, degrees, scale };
            let label = Label::new(&patch.raster().unwrap(), off, &Profile::A, Ink::Dark, seed);
            let sight = label.sight().unwrap();
            assert_eq!(sight.read().unwrap().payload, payload(), "{off:?}");
            // The plane itself is half a pixel off at the symbol's corners.
            let lies = sight.lies();
            assert!((lies.right - right).hypot(lies.down - down) < 0.3, "{off:?} {lies:?}");
            assert!(
                (lies.degrees - degrees).abs() < 0.6 && (lies.scale - scale).abs() < 0.02,
                "{off:?} {lies:?}"
            );
            seed += 1;
        }
    }
}

/// What is wrong with the plane at the symbol is worse at the patch.
#[test]
fn a_plane_that_is_a_little_wrong_leads_to_the_patch() {
    let patch = Patch::coded(&payload());
    let profile = Profile { corner: 1.0, ..Profile::A };
    for seed in 100..112 {
        let sight = Label::new(&patch.raster().unwrap(), straight(), &profile, Ink::Dark, seed).sight();
        assert_eq!(sight.and_then(|sight| sight.read()).unwrap().payload, payload(), "{seed}");
    }
}

#[test]
fn a_patch_beyond_its_tolerance_wants_a_wider_search() {
    let patch = Patch::coded(&payload());
    let off = Lies { right: 3.5, down: -1.0, degrees: 6.0, scale: 1.0 };
    let label = Label::new(&patch.raster().unwrap(), off, &Profile::A, Ink::Dark, 40);
    assert!(label.sight().is_none());
    let sight = locate(&label.view(), &NOMINAL, &Search { radius: 4.0, degrees: 7.0 }).unwrap().unwrap();
    assert_eq!(sight.read().unwrap().payload, payload());
}

/// A sheet with a patch at its nominal place, and a bar of this width across its middle where no ink is left.
fn scratched(patch: &Patch, degrees: f64, width: f64) -> Sheet {
    let (side, grey) = (Patch::SIDE, patch.raster().unwrap().grey());
    let (sin, cos) = degrees.to_radians().sin_cos();
    let half = f64::from(side) / 2.0;
    let off = |x: u32, y: u32| ((f64::from(x) - half) * sin - (f64::from(y) - half) * cos).abs();
    let kept = |x: u32, y: u32| grey[(y * side + x) as usize] == 0 && off(x, y) > width / 2.0;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // places on a sheet
    let (left, top) = ((SYMBOL + NOMINAL.right * MM) as u32, (SYMBOL + NOMINAL.down * MM) as u32);
    let inside = |at: u32, from: u32| at.checked_sub(from).filter(|at| *at < side);
    Sheet::dots(700, 410, |x, y| inside(x, left).zip(inside(y, top)).is_some_and(|(x, y)| kept(x, y)))
}

#[test]
fn a_scratch_is_corrected() {
    for (degrees, width, many) in [
        (0.0, 24.0, false),
        (30.0, 20.0, false),
        (45.0, 20.0, false),
        (90.0, 48.0, true),
        (-60.0, 48.0, true),
    ] {
        let patch = Patch::coded(&payload());
        let scene = Scene::new(700, 410, &Profile::A, 50);
        let printed = scratched(&patch, degrees, width).printed(&Profile::A, 50);
        let picture = scene.expose(&printed, &Profile::A, 1);
        let plane = Homography::new(MODULES, &scene.corners(SYMBOL, SYMBOL, SIDE, &Profile::A)).unwrap();
        let sight = Label { picture, plane, ink: Ink::Dark }.sight().unwrap();
        let reading = sight.read().unwrap();
        assert_eq!(reading.payload, payload(), "{degrees}");
        // More bytes are gone than could be corrected unseen.
        assert!(
            reading.corrected + reading.erased > 3 && (reading.erased > 0 || !many),
            "{degrees} {reading:?}"
        );
        assert_eq!(sight.verify(&patch).answer, ImageAnswer::Match, "{degrees}");
    }
}

#[test]
fn another_items_patch_is_a_mismatch() {
    let sight = label(&derived(b"A1"), 60).sight().unwrap();
    assert_eq!(sight.verify(&derived(b"A1")).answer, ImageAnswer::Match);
    for item in 0..200 {
        let other = derived(format!("B{item}").as_bytes());
        let report = sight.verify(&other);
        assert_eq!(report.answer, ImageAnswer::Mismatch);
        assert!((140..=252).contains(&report.wrong_bits) && report.score < 5.0, "{report:?}");
    }
    assert_eq!(sight.verify(&Patch::coded(&payload())).answer, ImageAnswer::Mismatch);
    assert!(sight.read().is_none());

    // What may be known of a payload is no proof: version and sequence are the same here.
    let sight = label(&Patch::coded(&payload()), 61).sight().unwrap();
    for id in 0..50 {
        let other = Patch::coded(&roll().payload(&[id, 9, 9, 9, 9, 9, 9, 9], 258));
        assert_eq!(sight.verify(&other).answer, ImageAnswer::Mismatch);
    }
}

#[test]
fn a_blurred_patch_asks_for_another_picture() {
    let patch = derived(b"A1");
    let profile = Profile { s: 6.0, psf: 1.3, noise: 14.0, ..Profile::W };
    let mut answers = Vec::new();
    for seed in 70..74 {
        let Some(sight) = Label::new(&patch.raster().unwrap(), straight(), &profile, Ink::Dark, seed).sight()
        else {
            continue;
        };
        let (right, wrong) = (sight.verify(&patch), sight.verify(&derived(b"B2")));
        assert_ne!(right.answer, ImageAnswer::Mismatch, "{right:?}");
        assert_ne!(wrong.answer, ImageAnswer::Match, "{wrong:?}");
        assert!(right.quality.expected >= MATCH || wrong.answer == ImageAnswer::Rescan, "{wrong:?}");
        answers.push(right.answer);
    }
    assert!(answers.len() < 4 || answers.contains(&ImageAnswer::Rescan), "{answers:?}");
}

#[test]
fn several_pictures_read_what_one_does_not() {
    let patch = Patch::coded(&payload());
    let profile = Profile { noise: 8.0, ..Profile::A.pale(0.76) };
    let mut sights = (80..88).filter_map(|seed| {
        Label::new(&patch.raster().unwrap(), straight(), &profile, Ink::Dark, seed).sight()
    });
    let mut sum = sights.next().unwrap();
    assert!(sum.read().is_none());
    let before = sum.verify(&patch).score;
    sights.for_each(|sight| sum.add(&sight));
    assert_eq!(sum.read().unwrap().payload, payload());
    assert!(sum.verify(&patch).score > before);
}

#[test]
fn there_is_no_patch_in_noise() {
    let mut dice = Dice(90);
    let plane = {
        let corners = [(20.0, 20.0), (220.0, 20.0), (220.0, 220.0), (20.0, 220.0)];
        Homography::new(MODULES, &corners.map(|(x, y)| Point { x, y })).unwrap()
    };
    for _ in 0..20 {
        let pixels = (0..500 * 300).map(|_| dice.bits().to_le_bytes()[0]).collect();
        let label = Label { picture: Picture { width: 500, height: 300, pixels }, plane, ink: Ink::Bright };
        assert!(label.sight().is_none());
    }
    let blank = Label {
        picture: Picture { width: 500, height: 300, pixels: vec![99; 150_000] },
        plane,
        ink: Ink::Dark,
    };
    assert!(blank.sight().is_none());
    // The ink shows the other way round: no patch either.
    let patch = label(&Patch::coded(&payload()), 91);
    assert!(Label { ink: Ink::Bright, ..patch }.sight().is_none());
}

#[test]
fn numbers_outside_their_ranges_are_refused() {
    let label = label(&Patch::coded(&payload()), 92);
    let view = label.view();
    let refused = |view: &View<'_>, place: Place, radius: f64, degrees: f64| {
        assert!(matches!(locate(view, &place, &Search { radius, degrees }), Err(Error::Parameter)));
    };
    for radius in [0.0, -1.0, 5.1, f64::NAN, f64::INFINITY] {
        refused(&view, NOMINAL, radius, 1.0);
    }
    for degrees in [-0.1, 10.1, f64::NAN] {
        refused(&view, NOMINAL, 1.0, degrees);
    }
    for module in [0.0, 0.009, 100.1, -1.0, f64::NAN, f64::INFINITY] {
        refused(&View { module, ..view }, NOMINAL, 1.0, 1.0);
    }
    for side in [0.0, 0.9, 1000.1, f64::NAN] {
        refused(&View { side, ..view }, NOMINAL, 1.0, 1.0);
    }
    for at in [f64::NAN, 1000.1, f64::NEG_INFINITY] {
        refused(&view, Place { right: at, down: 0.0 }, 1.0, 1.0);
        refused(&view, Place { right: 0.0, down: at }, 1.0, 1.0);
    }
    for number in [0, 3, 255] {
        assert_eq!(Ink::from_number(number), Err(Error::Parameter));
    }
    assert_eq!((Ink::from_number(1), Ink::from_number(2)), (Ok(Ink::Dark), Ok(Ink::Bright)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_picture_and_any_plane_get_an_answer(
        width in 0..40_u32, height in 0..40_u32, fill: u8, push in prop::array::uniform8(-1e4..1e4_f64),
        right in -1000.0..1000.0_f64, module in 0.01..100.0_f64,
    ) {
        let pixels: Vec<u8> = (0..width * height).map(|at| fill.wrapping_mul(u8::try_from(at % 256).unwrap())).collect();
        let picture = GreyImage::new(&pixels, width, height, width as usize).unwrap();
        let [a, b, c, d, e, f, g, h] = push;
        let corners = [(a, b), (c, d), (e, f), (g, h)].map(|(x, y)| Point { x, y });
        if let Some(plane) = Homography::new(MODULES, &corners) {
            let view = View { picture, plane, side: MODULES, module, ink: Ink::Dark };
            let place = Place { right, down: -right };
            let search = Search { radius: 0.5, degrees: 1.0 };
            prop_assert!(locate(&view, &place, &search).unwrap().is_none());
        }
    }

    #[test]
    fn payloads_go_there_and_back(id: [u8; 8], sequence: u32, at in 0..17_usize, by in 1..=255_u8) {
        let payload = roll().payload(&id, sequence);
        let bytes = *payload.bytes();
        prop_assert_eq!(&Payload::from_bytes(&bytes).unwrap(), &payload);
        prop_assert!(roll().is_genuine(&payload));
        let mut other = bytes;
        other[at] ^= by;
        match Payload::from_bytes(&other) {
            Ok(changed) => prop_assert!(at > 0 && changed != payload && !roll().is_genuine(&changed)),
            Err(error) => prop_assert_eq!((at, error), (0, Error::Version { at: 0 })),
        }
    }
}

#[test]
fn keys_differ_by_secret_tenant_and_epoch() {
    let payload = payload();
    assert!(!RollKey::new(&[8; 32], b"acme", 7).unwrap().is_genuine(&payload));
    assert!(!RollKey::new(&[7; 32], b"acm", 7).unwrap().is_genuine(&payload));
    assert!(!RollKey::new(&[7; 32], b"acme", 8).unwrap().is_genuine(&payload));
    assert!(matches!(RollKey::new(&[7; 32], &[0; 65], 7), Err(Error::TooLong { limit: 64 })));
}

#[test]
fn streams_of_another_geometry_are_refused() {
    assert!(matches!(Patch::derived(&stream(CODED, b"A")), Err(Error::Parameter)));
    assert!(matches!(Payload::derived(&stream(DERIVED, b"A"), 1), Err(Error::Parameter)));
    let payload = Payload::derived(&stream(CODED, b"A"), 7).unwrap();
    let bytes = stream(CODED, b"A").bytes(12);
    assert_eq!((payload.id().as_slice(), payload.sequence()), (&bytes[..8], 7));
    assert_eq!(payload.bytes()[13..], bytes[8..]);
}

/// Computed from the drawing in another language, with a Reed–Solomon code and a BLAKE3 of its own.
#[test]
fn golden_raster() {
    let bytes = payload().bytes();
    assert_eq!(*bytes, [1, 1, 2, 3, 4, 5, 6, 7, 8, 2, 1, 0, 0, 0x62, 0x50, 0xC0, 0x2B]);
    let raster = Patch::coded(&payload()).raster().unwrap();
    assert_eq!((raster.width(), raster.height(), raster.bytes().len()), (192, 192, 192 * 24));
    let digest = blake3::hash(raster.bytes()).to_hex();
    assert_eq!(digest.as_str(), "76c7dc2db23d0706d6a69bb14f915826e4c84d342a6a9f4500f13a5be33b25fe");
}

/// Byte n is the square of cells n, bit for bit.
#[test]
fn the_dots_of_a_derived_patch_are_the_streams_bits() {
    let (raster, bits) = (derived(b"A1").raster().unwrap().grey(), stream(DERIVED, b"A1").bits(392));
    for (bit, set) in bits.iter().enumerate() {
        let (byte, cell) = (bit / 8, bit % 8 / 2);
        let (column, row) = (1 + 2 * (byte % 7) + cell % 2, 1 + 2 * (byte / 7) + cell / 2);
        let black = |x: usize, y: usize| raster[(row * 12 + y) * 192 + column * 12 + x] == 0;
        let seen = if bit % 2 == 0 { black(8, 4) || black(8, 8) } else { black(4, 8) || black(8, 8) };
        assert_eq!(seen, *set, "bit {bit}");
    }
}
