//! Finding a text near the place where it is meant to be.
//!
//! The other station prints it up to [`SHIFT_MM`] off, turned by [`TURN_DEGREES`] and stretched by [`STRETCH`]. First
//! every character is looked for alone, in steps of three dots and as far as the text may be off; the maps of all
//! characters are then added along each motion of the whole text, and the best sum wins. Then every character is looked
//! for again from there, to a part of a dot, and a shift, turn and stretch is fitted to where they are.

use core::ops::Range;

use super::frame::{Frame, Motion};
use super::geometry::{DOT_UM, DateGeometry};
use super::template::{MARGIN, STEP_DOTS, Template, USUAL, size};

/// How far a text may be off its place, mm.
pub(super) const SHIFT_MM: f64 = 0.8;
/// How far it may be turned, degrees.
pub(super) const TURN_DEGREES: f64 = 1.2;
/// How far it may be stretched.
pub(super) const STRETCH: f64 = 0.015;

/// A character to be found: its templates, and the corner of its cell in dots.
pub(super) struct Sought<'a> {
    pub(super) template: &'a Template,
    pub(super) corner: (f64, f64),
}

/// Turns and stretches that are tried each way.
const TRIES: i32 = 4;
/// Separators look like any speck: they count less.
const SEPARATOR_WEIGHT: f32 = 0.3;

/// The frame in which a text lies best.
pub(super) fn locate<'a>(frame: &Frame<'a>, geometry: DateGeometry, sought: &[Sought<'_>]) -> Frame<'a> {
    let near = frame.moved(&coarse(frame, geometry, sought));
    let first = near.moved(&fine(&near, geometry, sought, AROUND));
    first.moved(&fine(&first, geometry, sought, AROUND / 2))
}

/// How well a character agrees at each shift of whole steps.
struct Map {
    /// From the centre of the text, in dots.
    from_centre: (f64, f64),
    reach: i32,
    values: Vec<f32>,
}

impl Map {
    fn at(&self, x: i32, y: i32) -> f32 {
        let side = 2 * self.reach + 1;
        let (x, y) = (x + self.reach, y + self.reach);
        let inside = (0..side).contains(&x) && (0..side).contains(&y);
        let at = usize::try_from(y * side + x).ok().filter(|_| inside);
        at.and_then(|at| self.values.get(at)).copied().unwrap_or(0.0)
    }
}

#[allow(clippy::cast_possible_truncation)] // steps: below 2^31 for any text
fn steps(dots: f64) -> i32 {
    (dots / STEP_DOTS).round() as i32
}

/// The whole text, in steps.
fn coarse(frame: &Frame<'_>, geometry: DateGeometry, sought: &[Sought<'_>]) -> Motion {
    let shifts = steps(SHIFT_MM * 1000.0 / DOT_UM + STEP_DOTS / 2.0);
    let maps: Vec<Map> = sought.iter().map(|sought| map(frame, geometry, sought, shifts)).collect();
    let mut best = (f32::MIN, Motion::default());
    for turn in -TRIES..=TRIES {
        for stretch in -TRIES..=TRIES {
            let tried = |range: f64, number: i32| range * f64::from(number) / f64::from(TRIES);
            let turn = tried(TURN_DEGREES.to_radians(), turn);
            let stretch = tried(STRETCH, stretch);
            let places: Vec<(&Map, i32, i32)> = maps
                .iter()
                .map(|map| {
                    let (x, y) = map.from_centre;
                    (map, steps(stretch * x - turn * y), steps(turn * x + stretch * y))
                })
                .collect();
            for y in -shifts..=shifts {
                for x in -shifts..=shifts {
                    let sum: f32 = places.iter().map(|(map, dx, dy)| map.at(x + dx, y + dy)).sum();
                    if sum > best.0 {
                        let dots = |steps: i32| f64::from(steps) * STEP_DOTS;
                        best = (sum, Motion { shift: (dots(x), dots(y)), stretch, turn });
                    }
                }
            }
        }
    }
    best.1
}

#[allow(clippy::cast_sign_loss, clippy::cast_possible_truncation, clippy::cast_precision_loss)] // a patch
fn map(frame: &Frame<'_>, geometry: DateGeometry, sought: &Sought<'_>, shifts: i32) -> Map {
    let (width, height) = size(geometry);
    let ((x, y), (cx, cy)) = (sought.corner, frame.centre());
    let from_centre = (x + width as f64 / 2.0 - cx, y + height as f64 / 2.0 - cy);
    let drift = from_centre.0.hypot(from_centre.1) * (STRETCH + TURN_DEGREES.to_radians());
    let reach = shifts + steps(drift) + 1;
    let (around, grid) = (reach as usize, &sought.template.coarse);
    let corner = (x - f64::from(reach) * STEP_DOTS, y - f64::from(reach) * STEP_DOTS);
    let patch = frame.patch(corner, (grid.width + 2 * around, grid.height + 2 * around), STEP_DOTS);
    let weight = if sought.template.character.is_ascii_alphanumeric() { 1.0 } else { SEPARATOR_WEIGHT };
    let side = 2 * around + 1;
    let places = (0..side).flat_map(|y| (0..side).map(move |x| (x, y)));
    let values = places.map(|(x, y)| weight * patch.agreement(grid, x, y)).collect();
    Map { from_centre, reach, values }
}

/// Dots around its place in which a character is looked for again.
const AROUND: usize = 5;

/// Where a character was found.
struct Seen {
    from_centre: (f64, f64),
    off: (f64, f64),
    weight: f64,
}

/// The motion that fits best to where the characters are, each looked for within `reach` dots.
#[allow(clippy::cast_precision_loss)] // a patch
fn fine(frame: &Frame<'_>, geometry: DateGeometry, sought: &[Sought<'_>], reach: usize) -> Motion {
    let (width, height) = size(geometry);
    let around = MARGIN + reach;
    let seen: Vec<Seen> = sought
        .iter()
        .filter(|sought| sought.template.character.is_ascii_alphanumeric())
        .map(|sought| {
            let ((x, y), (cx, cy)) = (sought.corner, frame.centre());
            let corner = (x - around as f64, y - around as f64);
            let patch = frame.patch(corner, (width + 2 * around, height + 2 * around), 1.0);
            let grid = &sought.template.means[USUAL];
            let whole: Range<usize> = 0..2 * reach + 1;
            let (best, column, row) = patch.best(grid, whole.clone(), whole);
            let at = |x: usize, y: usize| patch.agreement(grid, x, y);
            let inside = 1..2 * reach;
            let (mut right, mut down) = (column as f64 - reach as f64, row as f64 - reach as f64);
            if inside.contains(&column) && inside.contains(&row) {
                right += summit(at(column - 1, row), best, at(column + 1, row));
                down += summit(at(column, row - 1), best, at(column, row + 1));
            }
            let off = (right, down);
            let from_centre = (x + width as f64 / 2.0 - cx, y + height as f64 / 2.0 - cy);
            Seen { from_centre, off, weight: f64::from(best.max(0.0)).powi(2) }
        })
        .collect();
    fit(&seen)
}

/// Where a parabola through three neighbours has its summit, in steps from the middle one.
fn summit(before: f32, middle: f32, after: f32) -> f64 {
    let curve = f64::from(before + after - 2.0 * middle);
    if curve < 0.0 { (f64::from(before - after) / (2.0 * curve)).clamp(-0.5, 0.5) } else { 0.0 }
}

/// Residuals above this many dots do not count.
const OUTLIER: f64 = 3.0;
const ROUNDS: usize = 6;

/// Weighted least squares; what is far off loses its weight round by round (Tukey's biweight).
fn fit(seen: &[Seen]) -> Motion {
    let mut motion = Motion::default();
    let mut limit = f64::MAX;
    for _ in 0..ROUNDS {
        let mut sums = [0.0; 8];
        for seen in seen {
            let ((x, y), (dx, dy)) = (seen.from_centre, seen.off);
            let ex = dx - motion.shift.0 - motion.stretch * x + motion.turn * y;
            let ey = dy - motion.shift.1 - motion.turn * x - motion.stretch * y;
            let part = (ex.hypot(ey) / limit).min(1.0);
            let weight = seen.weight * (1.0 - part * part).powi(2);
            let terms = [1.0, x, y, dx, dy, x * x + y * y, x * dx + y * dy, x * dy - y * dx];
            sums.iter_mut().zip(terms).for_each(|(sum, term)| *sum += weight * term);
        }
        let [count, x, y, dx, dy, squares, along, aside] = sums;
        if count < 1e-6 {
            return motion;
        }
        let spread = squares - (x * x + y * y) / count;
        // One character alone says nothing about turn and stretch.
        let (stretch, turn) = if spread > 400.0 * count {
            ((along - (x * dx + y * dy) / count) / spread, (aside - (x * dy - y * dx) / count) / spread)
        } else {
            (0.0, 0.0)
        };
        let shift = ((dx - stretch * x + turn * y) / count, (dy - turn * x - stretch * y) / count);
        motion = Motion { shift, stretch, turn };
        limit = if limit > 100.0 { 4.0 * OUTLIER } else { (limit / 2.0).max(OUTLIER) };
    }
    motion
}
