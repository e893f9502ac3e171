//! The patch of micro-dots, in a second exposure beside the visible symbol.

use symbolon::code::{Identity, Serial};
use symbolon::gs1::key::Gtin;
use symbolon::mark::dots::{self, DERIVED, Ink, Patch, Place, RollKey, Search, Sight, View, locate};
use symbolon::mark::{Bound, DeriveKey, ImageAnswer, ImageKind};
use symbolon::symbol::Homography;

use super::channel::{self, Dice, PITCH_UM, Profile, Scene, Sheet};
use super::row::{Goal, Row, Tally};

/// Printer dots of the sheet that the camera sees: symbol and patch side by side.
const WIDTH: u32 = 700;
const HEIGHT: u32 = 410;
/// The symbol, of version 3 with modules of ten dots: its corner and side in dots.
const SYMBOL: f64 = 60.0;
const SIDE: f64 = 290.0;
const MODULE: f64 = 10.0;
/// The patch's nominal corner, in dots right of and below the symbol's.
const RIGHT: f64 = 350.0;
const DOWN: f64 = 49.0;

/// A patch printed off its place, and what a camera sees of it.
fn sight(patch: &Patch, profile: &Profile, ink: Ink, seed: u64) -> Option<Sight> {
    let mut dice = Dice::part(seed, 40);
    let off = |dice: &mut Dice, reach: f64| dice.between(-reach, reach);
    let mm = 1000.0 / PITCH_UM;
    let place = channel::Place {
        x: SYMBOL + RIGHT + off(&mut dice, mm),
        y: SYMBOL + DOWN + off(&mut dice, mm),
        degrees: off(&mut dice, 1.5),
        scale: 1.0 + off(&mut dice, 0.01),
    };
    let mut sheet = Sheet::new(WIDTH, HEIGHT);
    sheet.put(&patch.raster().unwrap(), &place);
    let scene = Scene::new(WIDTH, HEIGHT, profile, seed);
    let picture = scene.expose(&sheet.printed(profile, seed), profile, 1);
    let corners = scene.corners(SYMBOL, SYMBOL, SIDE, profile);
    let plane = Homography::new(SIDE / MODULE, &corners)?;
    let module = MODULE * PITCH_UM / 1000.0;
    let view = View { picture: picture.image(), plane, side: SIDE / MODULE, module, ink };
    let nominal = Place { right: RIGHT / mm, down: DOWN / mm };
    locate(&view, &nominal, &Search::default()).expect("a label's numbers")
}

fn key() -> RollKey {
    RollKey::new(&[7; 32], b"row", 1).expect("a short tenant")
}

/// A patch that can be read, and its id and sequence.
fn enrolled(seed: u64) -> (Patch, [u8; 8], u32) {
    let mut id = [0; 8];
    Dice::part(seed, 41).fill(&mut id);
    let sequence = (seed & 0xFFFF) as u32;
    (Patch::coded(&key().payload(&id, sequence)), id, sequence)
}

/// The patch derived for the n-th item.
fn derived(key: &DeriveKey, item: u64) -> Patch {
    let gtin = Gtin::parse(b"09506000134352").expect("a GTIN");
    let serial = format!("{item:016}");
    let serial = Serial::parse(serial.as_bytes()).expect("a serial");
    let identity = Identity::Sgtin { gtin, serial };
    let bound = Bound { identity: &identity, date_text: b"2028-11-30", line: b"7", roll_position: None };
    Patch::derived(&key.stream(ImageKind::Dots, DERIVED, &bound).expect("short texts"))
        .expect("of its geometry")
}

/// Counts whether a patch is read, and its payload is the one that was printed.
fn read(name: &str, what: &str, goal: Goal, profile: Profile, ink: Ink) -> Row {
    Row::new(name, what, goal, move |seed, tally| {
        let (patch, id, sequence) = enrolled(seed);
        let sight = sight(&patch, &profile, ink, seed);
        let reading = sight.as_ref().and_then(Sight::read);
        tally.count(reading.as_ref().is_some_and(|reading| {
            let payload = &reading.payload;
            key().is_genuine(payload) && (payload.id(), payload.sequence()) == (&id, sequence)
        }));
        note(&patch, sight.as_ref(), tally);
        tally.note(
            "corrected bytes",
            reading.map_or(49.0, |reading| f64::from(reading.corrected + reading.erased)),
        );
    })
}

fn note(patch: &Patch, sight: Option<&Sight>, tally: &mut Tally) {
    let Some(sight) = sight else { return };
    let report = sight.verify(patch);
    tally.note("T", report.score);
    tally.note("expected T", report.quality.expected);
    tally.note("wrong bits %", f64::from(report.wrong_bits) / 3.92);
    tally.note("contrast", report.quality.contrast);
}

/// Counts the wrong patches, many for each picture, that a score at `threshold` would refuse.
fn wrong(threshold: f64, goal: Goal) -> Row {
    const MANY: u64 = 5000;
    let what = format!("patches of other items with T below {threshold}");
    Row::new(format!("dots-wrong {threshold}"), what, goal, move |seed, tally| {
        let key = DeriveKey::new(&[3; 32], b"row", 1).expect("a short tenant");
        let base = seed.wrapping_mul(1_000_003);
        let genuine = derived(&key, base);
        let Some(sight) = sight(&genuine, &Profile::A, Ink::Dark, seed) else {
            tally.count(false);
            return;
        };
        let refused = (1..=MANY).filter(|other| {
            let report = sight.verify(&derived(&key, base.wrapping_add(*other)));
            tally.note("T", report.score);
            report.score < threshold && (threshold < dots::MATCH || report.answer != ImageAnswer::Match)
        });
        let refused = refused.count() as u64;
        tally.count_many(refused, MANY);
    })
}

/// The rows of this family.
pub(crate) fn rows() -> Vec<Row> {
    let fair = Profile::B;
    let good = Profile::A;
    let goal = Goal::Share(0.999);
    vec![
        read(
            "dots-black-12",
            "black patch read from one picture, 12 px/mm, profile B",
            goal,
            fair,
            Ink::Dark,
        ),
        read(
            "dots-black-16",
            "black patch read from one picture, 16 px/mm, profile A",
            goal,
            good,
            Ink::Dark,
        ),
        read("dots-black-10", "black patch read, 10 px/mm, profile W", Goal::Shown, Profile::W, Ink::Dark),
        read("dots-uv-16", "patch glowing under UV, 16 px/mm, noise 16", goal, good.uv(16.0), Ink::Bright),
        read(
            "dots-uv-12",
            "patch glowing under UV, 12 px/mm, noise 8",
            Goal::Shown,
            fair.uv(8.0),
            Ink::Bright,
        ),
        read(
            "dots-pale .70",
            "pale patch, reflectance 0.70, noise 4",
            Goal::Shown,
            Profile { noise: 4.0, ..good.pale(0.70) },
            Ink::Dark,
        ),
        read(
            "dots-pale .75",
            "pale patch, reflectance 0.75, noise 6",
            Goal::Shown,
            good.pale(0.75),
            Ink::Dark,
        ),
        wrong(2.0, Goal::Share(1.0 - (-2.0_f64).exp())),
        wrong(3.0, Goal::Share(1.0 - (-4.5_f64).exp())),
        wrong(dots::MATCH, Goal::Share(1.0)),
    ]
}
