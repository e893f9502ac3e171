//! Printed dates: the text beside a QR symbol, printed by another station.

use symbolon::code::{Identity, Serial};
use symbolon::gs1::key::Gtin;
use symbolon::mark::date::rule::tail;
use symbolon::mark::date::{
    DateGeometry, DateLine, DateMark, DatePlace, DateReader, DateReading, DateRule, JetDrop,
};
use symbolon::mark::{Bound, DeriveKey, ImageAnswer, ImageKind};
use symbolon::symbol::Homography;

use super::channel::{Dice, Drop, PITCH_UM, Place, Profile, Scene, Sheet};
use super::row::{Goal, Row, Tally};

/// Camera and printer of the ink-jet rows: 16 pixels to a millimetre.
const JET: Profile = Profile::A;
/// Sigma of a drop's place, µm.
const JET_SCATTER: f64 = 50.0;

/// A symbol of 29 modules of 10 dots, and the text below it. Only its corners are needed.
const SYMBOL: f64 = 290.0;
const MODULES: f64 = 29.0;
const MARGIN: f64 = 60.0;

/// The rows of this family.
pub(crate) fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    for (name, profile) in Profile::ALL {
        let goal = match name {
            "A" => Goal::Share(0.999),
            "B" => Goal::Share(0.99),
            _ => Goal::Shown,
        };
        let what = "dates of 8 digits with at most 2 wrong bits and nothing else amiss";
        rows.push(row(format!("date-3mm-{name}"), what, goal, DateGeometry::Raster3mm, profile, 2));
    }
    for (name, profile) in Profile::ALL {
        let what = "dates of 8 digits with at most 1 wrong bit";
        rows.push(row(format!("date-2mm-{name}"), what, Goal::Shown, DateGeometry::Raster2mm, profile, 1));
    }
    let what = "dates of 8 digits with at most 1 wrong bit of 24, drops scattered by 50 µm";
    rows.push(row("date-cij-16".into(), what, Goal::Share(0.99), DateGeometry::Jet5x7, JET, 1));
    rows.push(row("date-cij-7x9-16".into(), what, Goal::Shown, DateGeometry::Jet7x9, JET, 1));
    rows.push(transplants());
    rows
}

/// Codes of other items that each picture is tried against.
const OTHERS: u32 = 1000;

/// Pictures of the dates of some items against the codes of many others, 10⁶ pairs of 1000 pictures. The table shows the
/// share that the rule of 10⁻⁶ refuses, and beside it what looser rules accept and what their bounds are.
fn transplants() -> Row {
    let geometry = DateGeometry::Raster3mm;
    let reader = DateReader::new(geometry);
    let key = DeriveKey::new(&[7; 32], b"acme", 3).unwrap();
    let what = "dates beside the code of another item that are refused";
    Row::new("date-transplant", what, Goal::Share(1.0 - 1e-6), move |seed, tally| {
        let mut dice = Dice::part(seed, 42);
        let text = date(&mut dice);
        let first = dice.below(1 << 40);
        let mark = |serial: u64| {
            let serial = Serial::parse(format!("T{serial}").as_bytes()).unwrap();
            let identity = Identity::Sgtin { gtin: Gtin::parse(b"09506000134352").unwrap(), serial };
            let bound =
                Bound { identity: &identity, date_text: text.as_bytes(), line: b"L1", roll_position: None };
            let stream = key.stream(ImageKind::Date, geometry.number(), &bound).unwrap();
            DateMark::derived(&stream, DateLine::new(text.as_bytes(), geometry).unwrap()).unwrap()
        };
        let reading = reading(&reader, &mark(first), &Profile::A, seed);
        let wrong: Vec<u32> = (1..=u64::from(OTHERS))
            .map(|other| reading.verify(&mark(first + other), &DateRule::default()).unwrap().wrong)
            .collect();
        let share =
            |allowed: u32| wrong.iter().filter(|wrong| **wrong <= allowed).count() as f64 / f64::from(OTHERS);
        let bits = reading.line().bits();
        let allowed = DateRule::default().allowed(bits).unwrap();
        let accepted = wrong.iter().filter(|wrong| **wrong <= allowed).count() as u64;
        tally.count_many(u64::from(OTHERS) - accepted, u64::from(OTHERS));
        tally.note("a quarter wrong, accepted %", 100.0 * share(bits / 4));
        tally.note("a quarter wrong, bound %", 100.0 * tail(bits, bits / 4, 0.5));
        tally.note("a third wrong, accepted %", 100.0 * share(bits / 3));
        tally.note("a third wrong, bound %", 100.0 * tail(bits, bits / 3, 0.5));
    })
    .times(1.0 / 3.0)
}

fn row(name: String, what: &str, goal: Goal, geometry: DateGeometry, profile: Profile, allowed: u32) -> Row {
    let reader = DateReader::new(geometry);
    Row::new(name, what, goal, move |seed, tally| {
        let mut dice = Dice::part(seed, 40);
        let mark = mark(geometry, &mut dice);
        let reading = reading(&reader, &mark, &profile, seed);
        count(&reading, &mark, allowed, tally);
    })
}

fn date(dice: &mut Dice) -> String {
    let (year, month, day) = (2024 + dice.below(12), 1 + dice.below(12), 1 + dice.below(28));
    format!("{year}-{month:02}-{day:02}")
}

/// A date and random bits.
fn mark(geometry: DateGeometry, dice: &mut Dice) -> DateMark {
    let line = DateLine::new(date(dice).as_bytes(), geometry).unwrap();
    let bits: Vec<bool> = (0..line.bits()).map(|_| dice.happens(0.5)).collect();
    DateMark::from_bits(line, &bits).unwrap()
}

/// Prints a date up to 0.6 mm off its place, turned by up to 0.8° and stretched by up to 1 %, and reads it.
fn reading(reader: &DateReader, mark: &DateMark, profile: &Profile, seed: u64) -> DateReading {
    let mut dice = Dice::part(seed, 41);
    let (left, top) = (MARGIN, 2.0 * MARGIN + SYMBOL);
    let off = 600.0 / PITCH_UM;
    let raster = mark.render().unwrap();
    let (wide, high) = mark.line().size_um();
    let place = Place {
        x: left + dice.between(-off, off),
        y: top + dice.between(-off, off),
        degrees: dice.between(-0.8, 0.8),
        scale: dice.between(0.99, 1.01),
    };
    let mut sheet =
        Sheet::new((wide / PITCH_UM + 2.0 * MARGIN) as u32, (high / PITCH_UM + top + MARGIN) as u32);
    if mark.line().geometry().is_jet() {
        sheet.drops = mark.drops().iter().map(|drop| drop_at(*drop, &place, (wide, high))).collect();
    } else {
        sheet.put(&raster, &place);
    }
    let printed = sheet.printed(profile, seed);
    let scene = Scene::new(sheet.width, sheet.height, profile, seed);
    let picture = scene.expose(&printed, profile, 0);
    let corners = scene.corners(MARGIN, MARGIN, SYMBOL, profile);
    let plane = Homography::new(MODULES, &corners).unwrap();
    let mm = |dots: f64| (dots - MARGIN) * PITCH_UM / 1000.0;
    let place =
        DatePlace { x: mm(left), y: mm(top), degrees: 0.0, module: SYMBOL / MODULES * PITCH_UM / 1000.0 };
    reader.read(&picture.image(), &plane, &place, mark.line()).unwrap()
}

fn drop_at(drop: JetDrop, place: &Place, (wide, high): (f64, f64)) -> Drop {
    let (x, y) = (f64::from(drop.x) - wide / 2.0, f64::from(drop.y) - high / 2.0);
    let (x, y) = (x / PITCH_UM * place.scale, y / PITCH_UM * place.scale);
    let (sin, cos) = place.degrees.to_radians().sin_cos();
    let (left, top) = (place.x + wide / 2.0 / PITCH_UM, place.y + high / 2.0 / PITCH_UM);
    Drop {
        x: left + x * cos - y * sin,
        y: top + x * sin + y * cos,
        diameter: Some(400.0),
        scatter: Some(JET_SCATTER),
        nozzle: None,
    }
}

fn count(reading: &DateReading, mark: &DateMark, allowed: u32, tally: &mut Tally) {
    let report = reading.verify(mark, &DateRule::new(1e-3).unwrap()).unwrap();
    tally.count(report.wrong <= allowed && report.others.is_empty());
    tally.note("wrong bits", f64::from(report.wrong));
    tally.note("BER %", 100.0 * f64::from(report.wrong) / f64::from(report.bits));
    tally.note("read otherwise", report.others.len() as f64);
    tally.note("fit", report.quality.fit);
    tally.note("blur µm", report.quality.blur_um);
    tally.note("match", f64::from(u8::from(report.answer == ImageAnswer::Match)));
}
