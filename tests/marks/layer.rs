//! The inner layer of a QR symbol.

use symbolon::code::{Identity, Serial};
use symbolon::gs1::key::Gtin;
use symbolon::mark::layer::{self, Frame, Geometry, LayerMark, LayerPayload, Thresholds};
use symbolon::mark::{Bound, DeriveKey, ImageAnswer, ImageKind, MarkStream};
use symbolon::symbol::{Correction, Matrix, Raster, qr, read_qr};

use super::channel::{Dice, Profile, Scene, Shot, photograph};
use super::row::{Goal, Row, Tally};

/// Wrong keys that are tried on each picture of their row: a million on five pictures.
const WRONG: u64 = 200_000;
/// What of a long run's 3000 pictures makes five.
const FEW: f64 = 5.0 / 3000.0;

/// The rows of this family.
pub(crate) fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    for ((letter, profile), share) in Profile::ALL.into_iter().zip([0.999, 0.999, 0.99]) {
        let what = format!("layer of QR 3-M verified at T ≥ 7 in one picture, profile {letter}");
        rows.push(Row::new(
            format!("layer-verify {letter}"),
            what,
            Goal::Share(share),
            move |seed, tally| {
                verified(&profile, seed, tally);
            },
        ));
        let what = format!("63 bits read from the layer of QR 3-M in one picture, profile {letter}");
        let goal = if letter == "W" { Goal::Shown } else { Goal::Share(0.999) };
        rows.push(Row::new(format!("layer-read {letter}"), what, goal, move |seed, tally| {
            read(&profile, seed, tally);
        }));
        let what = format!("QR 3-M with the layer read as often as without, profile {letter}");
        let goal = if letter == "W" { Goal::Shown } else { Goal::Behind(0.02) };
        rows.push(Row::new(format!("layer-visible {letter}"), what, goal, move |seed, tally| {
            visible(&profile, seed, tally);
        }));
    }
    let what = format!("wrong keys refused at T ≥ 7, {WRONG} on each picture, profile A");
    rows.push(Row::new("layer-wrong-keys", what, Goal::Share(1.0), wrong_keys).times(FEW));
    rows
}

/// A label: its symbol, and what its layer is derived from.
pub(crate) struct Label {
    pub(crate) symbol: Matrix,
    identity: Identity,
    key: DeriveKey,
}

impl Label {
    pub(crate) fn new(seed: u64) -> Self {
        let mut data = [0; 32];
        Dice(seed).fill(&mut data);
        let serial = Serial::parse(format!("{seed:X}").as_bytes()).expect("at most 16 characters");
        let gtin = Gtin::parse(b"09506000134352").expect("a GTIN");
        Self {
            symbol: qr::draw(&data, Correction::M, false).expect("fits version 3"),
            identity: Identity::Sgtin { gtin, serial },
            key: DeriveKey::new(b"thirty-two secret bytes, no less", b"acme", 7).expect("a short tenant"),
        }
    }

    fn stream(&self, date: &[u8]) -> MarkStream {
        let bound = Bound { identity: &self.identity, date_text: date, line: b"L3", roll_position: None };
        self.key.stream(ImageKind::Layer, Geometry::STANDARD.number(), &bound).expect("a short date")
    }

    pub(crate) fn mark(&self) -> LayerMark {
        LayerMark::derived(&self.stream(b"2026-11-28"), &self.symbol).expect("version 3")
    }

    pub(crate) fn raster(&self, mark: &LayerMark) -> Raster {
        layer::render(&self.symbol, mark, self.symbol.quiet()).expect("its own mark")
    }

    /// The corners of its symbol as a detector of some error gives them.
    pub(crate) fn corners(&self, scene: &Scene, profile: &Profile) -> [symbolon::symbol::Point; 4] {
        let dots = f64::from(Geometry::STANDARD.module_dots());
        let (quiet, side) = (f64::from(self.symbol.quiet()) * dots, f64::from(self.symbol.width()) * dots);
        scene.corners(quiet, quiet, side, &Profile { corner: 1.5, ..*profile })
    }

    pub(crate) fn frame<'a>(&self, shot: &'a Shot, profile: &Profile) -> Frame<'a> {
        Frame { image: shot.picture.image(), corners: self.corners(&shot.scene, profile) }
    }
}

/// The plain threshold for sharp pictures too.
pub(crate) fn plain() -> Thresholds {
    Thresholds { sharp_accept: Thresholds::default().accept, ..Thresholds::default() }
}

fn verified(profile: &Profile, seed: u64, tally: &mut Tally) {
    let label = Label::new(seed);
    let mark = label.mark();
    let shot = photograph(&label.raster(&mark), profile, seed);
    let report =
        layer::verify(&[label.frame(&shot, profile)], &label.symbol, &mark, &plain()).expect("its own mark");
    let details = report.for_trusted_callers();
    tally.count(report.answer() == ImageAnswer::Match);
    tally.note("T", details.score);
    tally.note("bit error rate", details.wrong() as f64 / details.seen().max(1) as f64);
    if let [Some(quality)] = report.qualities() {
        tally.note("blur", quality.blur);
    }
    // With the threshold for sharp pictures, where a picture is one.
    let strict = layer::verify(&[label.frame(&shot, profile)], &label.symbol, &mark, &Thresholds::default());
    tally.note(
        "strict match",
        f64::from(u8::from(strict.expect("its own mark").answer() == ImageAnswer::Match)),
    );
}

fn read(profile: &Profile, seed: u64, tally: &mut Tally) {
    let label = Label::new(seed);
    let stream = label.stream(b"");
    let payload = LayerPayload::new(Dice(seed).bits() >> 1).expect("63 bits");
    let mark =
        LayerMark::coded(payload, Geometry::STANDARD, &label.symbol, Some(&stream)).expect("version 3");
    let shot = photograph(&label.raster(&mark), profile, seed);
    let frame = label.frame(&shot, profile);
    let read = layer::read(&[frame], &label.symbol, Geometry::STANDARD, Some(&stream)).expect("version 3");
    tally.count(read.payload == Some(payload));
    tally.note("bits corrected", read.corrected as f64);
    tally.note("misread", f64::from(u8::from(read.payload.is_some_and(|read| read != payload))));
}

fn visible(profile: &Profile, seed: u64, tally: &mut Tally) {
    let label = Label::new(seed);
    let plain =
        label.symbol.raster(Geometry::STANDARD.module_dots(), label.symbol.quiet()).expect("a small raster");
    let is_read = |raster: &Raster| !read_qr(&photograph(raster, profile, seed).picture.image()).is_empty();
    tally.beside(is_read(&label.raster(&label.mark())), is_read(&plain));
}

/// Streams of other dates on one picture. What is below the threshold is counted where it can be: beside the bound
/// exp(−T²/2).
fn wrong_keys(seed: u64, tally: &mut Tally) {
    const LEVELS: [(f64, &str); 5] = [
        (2.0, "T ≥ 2 (bound 0.135)"),
        (3.0, "T ≥ 3 (bound 0.0111)"),
        (3.5, "T ≥ 3.5 (bound 0.00219)"),
        (4.0, "T ≥ 4 (bound 0.000335)"),
        (4.5, "T ≥ 4.5 (bound 0.0000401)"),
    ];
    let label = Label::new(seed);
    let mark = label.mark();
    let shot = photograph(&label.raster(&mark), &Profile::A, seed);
    let frame = label.frame(&shot, &Profile::A);
    let report = layer::verify(&[frame], &label.symbol, &mark, &plain()).expect("its own mark");
    let values = &report.for_trusted_callers().values;
    let length = values.iter().map(|value| value * value).sum::<f64>().sqrt();
    let (mut refused, mut above) = (0, [0_u64; LEVELS.len()]);
    for wrong in 0..WRONG {
        let bits = label.stream(&wrong.to_le_bytes()).bits(values.len());
        let sum: f64 =
            values.iter().zip(bits.iter()).map(|(value, bit)| if *bit { *value } else { -value }).sum();
        let score = sum / length;
        refused += u64::from(score < plain().accept);
        above.iter_mut().zip(LEVELS).for_each(|(count, (level, _))| *count += u64::from(score >= level));
    }
    tally.count_many(refused, WRONG);
    for (count, (_, name)) in above.into_iter().zip(LEVELS) {
        tally.note(name, count as f64 / WRONG as f64);
    }
}
