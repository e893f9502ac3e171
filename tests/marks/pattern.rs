//! Copy-detection patterns: how far a copy scores below a first print.

use symbolon::code::SerialCode;
use symbolon::mark::{Bound, CopyGeometry, CopyPattern, CopyPlace, DeriveKey, ImageKind};
use symbolon::symbol::Homography;

use super::channel::{Place, Printed, Profile, Scene, Sheet};
use super::row::{Goal, Row};

/// Dots along a sheet with a pattern in its middle, and where the pattern begins.
const SIDE: u32 = 130;
const MARGIN: f64 = 17.0;

/// The rows of this family.
pub(crate) fn rows() -> Vec<Row> {
    let near = Profile { s: 24.0, ..Profile::A };
    let cases = [
        ("copy-pattern 2-dot A", CopyGeometry::TwoDots, Profile::A, 600.0, 0.99),
        ("copy-pattern 2-dot A 1200", CopyGeometry::TwoDots, Profile::A, 1200.0, 0.0),
        ("copy-pattern 1-dot 24px", CopyGeometry::OneDot, near, 600.0, 0.99),
    ];
    let rows = cases.into_iter().map(|(name, geometry, profile, dpi, goal)| {
        let goal = if goal > 0.0 { Goal::Share(goal) } else { Goal::Shown };
        let what = format!(
            "score of a first print above that of its copy (flatbed {dpi} dpi, printed again at 600)"
        );
        Row::new(name, what, goal, move |seed, tally| {
            let pattern = pattern(geometry, seed);
            let mut sheet = Sheet::new(SIDE, SIDE);
            sheet.put(&pattern.raster().expect("a pattern"), &Place::at(MARGIN, MARGIN));
            let first = sheet.printed(&profile, seed);
            let copy = first.copied(&Profile::flatbed(dpi), seed).printed(&profile, !seed);
            let (first, copy) =
                (score(&pattern, &first, &profile, seed), score(&pattern, &copy, &profile, !seed));
            tally.count(first > copy);
            tally.note("first print", first);
            tally.note("copy", copy);
        })
    });
    rows.collect()
}

fn pattern(geometry: CopyGeometry, seed: u64) -> CopyPattern {
    let code = SerialCode::parse(b"0109506000134352211234").expect("a code");
    let line = seed.to_le_bytes();
    let bound = Bound { identity: code.identity(), date_text: b"", line: &line, roll_position: None };
    let key = DeriveKey::new(&[3; 32], b"tenant", 1).expect("a key");
    CopyPattern::new(&key.stream(ImageKind::Copy, geometry.number(), &bound).expect("a stream"))
        .expect("a pattern")
}

/// The score in a picture whose plane is known as well as a detector knows it.
fn score(pattern: &CopyPattern, printed: &Printed, profile: &Profile, seed: u64) -> f64 {
    let scene = Scene::new(SIDE, SIDE, profile, seed);
    let picture = scene.expose(printed, profile, 0);
    let corners = scene.corners(0.0, 0.0, SIDE.into(), profile);
    let plane = Homography::new(SIDE.into(), &corners).expect("a plane");
    let at = CopyPlace { u: MARGIN, v: MARGIN, dot: 1.0 };
    pattern.score(&picture.image(), &plane, &at).expect("within the picture").score
}
