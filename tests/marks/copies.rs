//! Copies of printed marks: what is refused, and what passes.

use symbolon::mark::ImageAnswer;
use symbolon::mark::layer::{self, Thresholds};

use super::channel::{Profile, Scene, Sheet, photograph};
use super::layer::Label;
use super::row::{Goal, Row, Tally};

/// The rows of this family.
pub(crate) fn rows() -> Vec<Row> {
    let copies = [
        ("scan 300", "an office scanner (300 dots per inch)", Profile::flatbed(300.0), Goal::Share(0.999)),
        ("phone", "a phone (16 pixels per mm)", Profile::A, Goal::Share(0.999)),
        (
            "scan 600",
            "a flatbed scanner (600 dots per inch): passes, as the documentation says",
            Profile::flatbed(600.0),
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
    let printed = genuine.copied(eye, seed).printed(&Profile::A, seed ^ 1);
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
