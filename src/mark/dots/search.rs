//! Finding the border of a patch.

use super::fit::{Fit, MIDDLE};
use super::layout::{border, displaced};
use super::plate::{DOT_MM, Place, Plate, View, add};
use super::sight::Sight;
use crate::Error;

/// Degrees between the turns that are tried: a sixth of a micro-dot's step at the corners.
const TURN: f64 = 0.5;
/// The scales that are tried.
const SCALES: [f64; 3] = [0.99, 1.0, 1.01];
/// How many of the likeliest places are looked at closely.
const CANDIDATES: usize = 4;
/// Printer dots between two candidates.
const APART: f64 = 3.0;

/// How far from its nominal place a patch is searched. The default, 1.25 mm and 2°, is for a print 1 mm and 1.5° off in
/// a plane that is not exact. Scales from 98.5 to 101.5 % are always searched.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Search {
    /// Millimetres in each direction, above 0 and up to [`Search::MAX_RADIUS`].
    pub radius: f64,
    /// Degrees to each side, 0 to [`Search::MAX_DEGREES`].
    pub degrees: f64,
}

impl Search {
    /// The largest radius, in millimetres.
    pub const MAX_RADIUS: f64 = 5.0;
    /// The largest turn, in degrees.
    pub const MAX_DEGREES: f64 = 10.0;

    /// Printer dots in each direction, steps of turning to each side, and dots around the patch that all of them need.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // bounded by the maxima
    fn reach(&self) -> Result<(u16, i16, u16), Error> {
        let fits = self.radius > 0.0
            && self.radius <= Self::MAX_RADIUS
            && (0.0..=Self::MAX_DEGREES).contains(&self.degrees);
        if !fits {
            return Err(Error::Parameter);
        }
        let dots = (self.radius / DOT_MM).ceil();
        // The corners move most: by turning, by 2 % of scale, by half a micro-dot's step and what is looked at beside it.
        let corners = MIDDLE * 2.0_f64.sqrt() * (self.degrees.to_radians() + 0.02) + 8.0;
        Ok((dots as u16, (self.degrees / TURN).ceil() as i16, (dots + corners).ceil() as u16))
    }
}

impl Default for Search {
    fn default() -> Self {
        Self { radius: 1.25, degrees: 2.0 }
    }
}

/// Searches a patch near its nominal place. `None`: there is none, or the picture does not show it. What is found
/// depends on the border alone, which is the same for every item.
///
/// O(r² · a) for a radius r and a turns; about 5 ms for the default on one core.
///
/// # Errors
///
/// [`Error::Parameter`] for a module, place or search outside its range.
pub fn locate(view: &View<'_>, place: &Place, search: &Search) -> Result<Option<Sight>, Error> {
    let (radius, turns, margin) = search.reach()?;
    let plate = Plate::new(view, place, margin)?;
    let best = candidates(&plate, radius, turns)
        .iter()
        .filter_map(|start| Sight::new(&plate, Fit::new(&plate, start)))
        .max_by(|a, b| a.pilot().total_cmp(&b.pilot()));
    Ok(best.filter(Sight::is_seen).map(|sight| sight.of(view, place)))
}

/// Where the patch may lie: turned by so many radians and scaled about its middle, which then moves.
#[derive(Clone, Copy, Debug)]
pub(super) struct Start {
    pub(super) turn: f64,
    pub(super) scale: f64,
    /// Printer dots from the nominal place.
    pub(super) right: f64,
    pub(super) down: f64,
    likeness: f32,
}

impl Start {
    /// A place from the patch's middle, in the same axes, moved by this.
    pub(super) fn map(&self, x: f64, y: f64) -> (f64, f64) {
        let (sin, cos) = self.turn.sin_cos();
        let (sin, cos) = (sin * self.scale, cos * self.scale);
        (self.right + x * cos - y * sin, self.down + x * sin + y * cos)
    }
}

/// The best place for each turn and scale, and of those the best that lie apart.
fn candidates(plate: &Plate, radius: u16, turns: i16) -> Vec<Start> {
    let means = means(plate);
    let mut all: Vec<Start> = (-turns..=turns)
        .flat_map(|turn| SCALES.map(|scale| (f64::from(turn) * TURN.to_radians(), scale)))
        .map(|(turn, scale)| best(plate, &means, radius, (turn, scale)))
        .collect();
    all.sort_by(|a, b| b.likeness.total_cmp(&a.likeness));
    let mut kept: Vec<Start> = Vec::new();
    for start in all {
        let near = |other: &Start| (other.right - start.right).hypot(other.down - start.down) < APART;
        if kept.len() < CANDIDATES && !kept.iter().any(near) {
            kept.push(start);
        }
    }
    kept
}

/// At each printer dot, the mean of the four places that a micro-dot would have in a cell there.
fn means(plate: &Plate) -> Vec<f32> {
    let mut means = vec![0.0; plate.values.len()];
    let by = 2 * plate.side;
    // A dot's value goes to the four cells that it may belong to; the outermost dots belong to none that is asked for.
    for from in [0, 4, 4 * plate.side, 4 * plate.side + 4] {
        let to = means.get_mut(by + 2..).unwrap_or_default();
        add(to, plate.values.get(from..).unwrap_or_default(), 0.25);
    }
    means
}

/// The place where the border, turned and scaled so, is most like what the plate shows.
fn best(plate: &Plate, means: &[f32], radius: u16, (turn, scale): (f64, f64)) -> Start {
    let width = usize::from(radius) * 2 + 1;
    let mut sums = vec![0.0_f32; width * width];
    let start = Start { turn, scale, right: 0.0, down: 0.0, likeness: 0.0 };
    // The corner of the field of places.
    let first = plate.margin as f64 + MIDDLE - f64::from(radius);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // inside the plate: that is what its margin is for
    let dot = |x: f64, y: f64| {
        let (x, y) = start.map(x - MIDDLE, y - MIDDLE);
        ((y + first) as usize) * plate.side + (x + first) as usize
    };
    let mut gather = |values: &[f32], from: usize, weight: f32| {
        for (row, sums) in sums.chunks_exact_mut(width).enumerate() {
            let from = from + row * plate.side;
            add(sums, values.get(from..from + width).unwrap_or_default(), weight);
        }
    };
    for (cell, place) in border() {
        let ((x, y), (right, down)) = (cell.middle(), displaced(place));
        gather(&plate.values, dot(x + right, y + down), 1.0);
        gather(means, dot(x, y), -1.0);
    }
    let top = sums.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1));
    let (at, likeness) = top.map_or((0, 0.0), |(at, &likeness)| (at, likeness));
    #[allow(clippy::cast_precision_loss)] // below 2^16
    let off = |at: usize| at as f64 - f64::from(radius);
    Start { right: off(at % width), down: off(at / width), likeness, ..start }
}
