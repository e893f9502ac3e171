//! Finder patterns in pictures of black and white, by rules loose enough for blur and damage: whoever uses them
//! compares them with the grey picture afterwards.

use rxing::common::BitMatrix;

use super::super::image::Point;

/// Something that may be a finder pattern, in coordinates of the caller's picture.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spot {
    pub(super) centre: Point,
    /// Pixels per module, roughly: the pattern has seven.
    pub(super) module: f64,
    /// How many lines through pictures of black and white met it.
    pub(super) votes: u32,
}

/// All that was found in all pictures of black and white so far.
#[derive(Default)]
pub(super) struct Spots {
    pub(super) spots: Vec<Spot>,
}

/// Above so many spots no new ones are taken: a picture of noise must not cost more than one of labels.
const MAX_SPOTS: usize = 4096;

impl Spots {
    /// Adds one, or a vote to the spot that it repeats.
    pub(super) fn add(&mut self, centre: Point, module: f64, votes: u32) {
        let near = |spot: &&mut Spot| {
            let (dx, dy) = (spot.centre.x - centre.x, spot.centre.y - centre.y);
            let reach = 1.5 * spot.module.max(module);
            dx * dx + dy * dy < reach * reach && (0.6..1.7).contains(&(module / spot.module))
        };
        if let Some(spot) = self.spots.iter_mut().find(near) {
            let (old, new) = (f64::from(spot.votes.min(20)), f64::from(votes.min(20)));
            let mean = |before: f64, now: f64| (before * old + now * new) / (old + new);
            spot.centre = Point { x: mean(spot.centre.x, centre.x), y: mean(spot.centre.y, centre.y) };
            spot.module = mean(spot.module, module);
            spot.votes += votes;
        } else if self.spots.len() < MAX_SPOTS {
            self.spots.push(Spot { centre, module, votes });
        }
    }
}

/// Looks for dark, light, dark, light, dark in the proportions 1:1:3:1:1 along every second row, and checks each
/// along its column; `scale` carries coordinates into the caller's picture. O(pixels).
#[allow(clippy::many_single_char_names)] // five runs in their order
pub(super) fn scan(black: &BitMatrix, scale: f64, spots: &mut Spots) {
    let (width, height) = (black.width(), black.height());
    let mut found = Spots::default();
    let mut runs: Vec<u32> = Vec::new();
    for y in (0..height).step_by(2) {
        row(black, y, width, &mut runs);
        // Runs alternate, the first one light.
        let mut end = 0;
        for (index, run) in runs.iter().enumerate() {
            end += run;
            if index % 2 == 0 || index < 5 {
                continue;
            }
            let Some(&[a, b, c, d, e]) = runs.get(index - 4..=index) else { continue };
            if !proportioned([a, b, c, d, e]) {
                continue;
            }
            let x = f64::from(end) - f64::from(e + d) - f64::from(c) / 2.0;
            if let Some(spot) = crossed(black, x, f64::from(y) + 0.5, a + b + c + d + e) {
                found.add(spot.centre, spot.module, 1);
            }
        }
    }
    for spot in found.spots.iter().filter(|spot| spot.votes > 1 || spot.module < 2.5) {
        let centre = Point { x: spot.centre.x * scale, y: spot.centre.y * scale };
        spots.add(centre, spot.module * scale, spot.votes);
    }
}

fn row(black: &BitMatrix, y: u32, width: u32, runs: &mut Vec<u32>) {
    runs.clear();
    let (mut dark, mut length) = (false, 0);
    for x in 0..width {
        if black.try_get(x, y).unwrap_or(false) == dark {
            length += 1;
        } else {
            runs.push(length);
            (dark, length) = (!dark, 1);
        }
    }
    runs.push(length);
}

/// Whether five runs may be a cut through a finder pattern: blur and thresholds widen dark at the cost of light or
/// the other way round, so each pair of neighbours is judged, and single runs more mildly.
#[allow(clippy::many_single_char_names)] // five runs in their order
fn proportioned(runs: [u32; 5]) -> bool {
    let [a, b, c, d, e] = runs.map(f64::from);
    let total = a + b + c + d + e;
    let unit = total / 7.0;
    let close = |value: f64, modules: f64, share: f64| (value - modules * unit).abs() <= share * unit + 0.7;
    total >= 6.0
        && close(c, 3.0, 1.2)
        && close(a + b, 2.0, 0.9)
        && close(d + e, 2.0, 0.9)
        && [a, b, d, e].iter().all(|&run| close(run, 1.0, 0.75))
        && c > 1.2 * a.max(e)
}

/// Checks the column through a place, then the row again; the centre of both.
fn crossed(black: &BitMatrix, x: f64, y: f64, total: u32) -> Option<Spot> {
    let (high, y) = line(black, x, y, total, false)?;
    let (wide, x) = line(black, x, y, total, true)?;
    let centre = Point { x, y };
    Some(Spot { centre, module: (high + wide) / 14.0, votes: 1 })
}

/// The length of the pattern along a row or a column through a dark place, and its middle.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // places inside the picture
#[allow(clippy::many_single_char_names)] // five runs in their order
fn line(black: &BitMatrix, x: f64, y: f64, total: u32, along: bool) -> Option<(f64, f64)> {
    let (column, line) = (x.max(0.0) as u32, y.max(0.0) as u32);
    let (start, end) = if along { (column, black.width()) } else { (line, black.height()) };
    let dark = |place: u32| {
        if along { black.try_get(place, line) } else { black.try_get(column, place) }.unwrap_or(false)
    };
    if start >= end || !dark(start) {
        return None;
    }
    let most = total * 2;
    let mut runs = [0_u32; 5];
    let [a, b, c, d, e] = &mut runs;
    let (mut before, mut after) = (0, 0);
    for (run, wanted) in [(&mut *c, true), (&mut *b, false), (&mut *a, true)] {
        while before < start && dark(start - before - 1) == wanted {
            (*run, before) = (*run + 1, before + 1);
            if *run > most {
                return None;
            }
        }
    }
    let ahead = *c;
    for (run, wanted) in [(&mut *c, true), (&mut *d, false), (&mut *e, true)] {
        while start + after < end && dark(start + after) == wanted {
            (*run, after) = (*run + 1, after + 1);
            if *run > most {
                return None;
            }
        }
    }
    let length: u32 = runs.iter().sum();
    if !proportioned(runs) || length * 5 < total * 2 || length > total * 5 / 2 {
        return None;
    }
    let [_, _, core, _, _] = runs;
    Some((f64::from(length), f64::from(start) - f64::from(ahead) + f64::from(core) / 2.0))
}
