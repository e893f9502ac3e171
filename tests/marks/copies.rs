//! Copies of printed marks: what is refused, and what passes.

use symbolon::mark::ImageAnswer;
use symbolon::mark::layer::{self, Thresholds};
use symbolon::symbol::Raster;

use super::channel::{Picture, Profile, Scene, Sheet, photograph};
use super::layer::Label;
use super::row::{Goal, Row, Tally};

/// A flatbed scanner that lies straight on the label.
const fn scanner(dots_per_inch: f64) -> Profile {
    Profile {
        s: dots_per_inch / 25.4,
        psf: 0.5,
        noise: 3.0,
        illum: 0.0,
        rot: 1.0,
        tilt: 0.0,
        jpeg: 0,
        ..Profile::CLEAN
    }
}

/// The rows of this family.
pub(crate) fn rows() -> Vec<Row> {
    let copies = [
        ("scan 300", "an office scanner (300 dots per inch)", scanner(300.0), Goal::Share(0.999)),
        ("phone", "a phone (16 pixels per mm)", Profile::A, Goal::Share(0.999)),
        (
            "scan 600",
            "a flatbed scanner (600 dots per inch): passes, as the documentation says",
            scanner(600.0),
            Goal::Shown,
        ),
    ];
    let rows = copies.into_iter().map(|(name, what, eye, goal)| {
        let what = format!("layer refused in a sharp picture (profile A) of a copy by {what}");
        Row::new(format!("copy-layer {name}"), what, goal, move |seed, tally| copied(&eye, seed, tally))
            .times(0.1)
    });
    rows.collect()
}

/// Seen through another camera, made black and white, printed again and shown.
fn copied(eye: &Profile, seed: u64, tally: &mut Tally) {
    let label = Label::new(seed);
    let mark = label.mark();
    let raster = label.raster(&mark);
    let genuine = Sheet::of(&raster).printed(&Profile::A, seed);
    let scene = Scene::new(raster.width(), raster.height(), eye, seed);
    let copy = traced(&raster, &scene, &scene.expose(&genuine, eye, 1));
    let printed = copy.printed(&Profile::A, seed ^ 1);
    let scene = Scene::new(raster.width(), raster.height(), &Profile::A, seed ^ 2);
    let picture = scene.expose(&printed, &Profile::A, 2);
    let frame = layer::Frame { image: picture.image(), corners: label.corners(&scene, &Profile::A) };
    let report = layer::verify(&[frame], &label.symbol, &mark, &Thresholds::default()).expect("its own mark");
    tally.count(report.answer() != ImageAnswer::Match);
    tally.note("T", report.for_trusted_callers().score);
    // That the layer alone is refused, not the picture.
    let shot = photograph(&raster, &Profile::A, seed);
    let genuine =
        layer::verify(&[label.frame(&shot, &Profile::A)], &label.symbol, &mark, &Thresholds::default());
    let genuine = genuine.expect("its own mark").answer() == ImageAnswer::Match;
    tally.note("genuine matches", f64::from(u8::from(genuine)));
}

/// A dot is printed where the picture is darker than halfway between its two main levels (Otsu 1979). The copier lays the
/// picture over his dots without any error: no copy is better.
fn traced(raster: &Raster, scene: &Scene, picture: &Picture) -> Sheet {
    let level = otsu(&picture.pixels);
    Sheet::dots(raster.width(), raster.height(), |x, y| {
        picture.brightness(scene.map(f64::from(x) + 0.5, f64::from(y) + 0.5)) < level
    })
}

/// The level that parts the values into two classes of greatest distance.
fn otsu(pixels: &[u8]) -> f64 {
    let mut counts = [0.0; 256];
    for pixel in pixels {
        counts[usize::from(*pixel)] += 1.0;
    }
    let total = pixels.len() as f64;
    let all: f64 = counts.iter().zip(0..).map(|(count, level)| count * f64::from(level)).sum();
    let (mut below, mut sum, mut best) = (0.0, 0.0, (0.0, 0.0));
    for (count, level) in counts.iter().zip(0..) {
        below += count;
        sum += count * f64::from(level);
        let apart = (all * below / total - sum).powi(2) / (below * (total - below)).max(1.0);
        if apart > best.0 {
            best = (apart, f64::from(level) + 0.5);
        }
    }
    best.1
}
