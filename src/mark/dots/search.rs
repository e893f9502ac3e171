//! Finding the border of a patch.

use super::fit::{Fit, MIDDLE};
use super::layout::{border, displaced};
use super::plate::{DOT_MM, Place, Plate, View, add};
use super::sight::Sight;
use crate::Error;

/// Degrees between the turns that are tried: half of it moves an edge by half a printer dot.
const TURN: f64 = 0.7;
/// The scales that are tried: an edge of one a percent off moves by half a printer dot.
const SCALES: [f64; 2] = [0.995, 1.005];
/// Where the border is not seen clearly, the stretches along the line from the symbol that are tried as well, with half
/// of it across: so an error of the plane's perspective shows at some distance from where the plane was seen.
const STRETCHES: [f64; 4] = [-0.05, -0.025, 0.025, 0.05];
/// How many of the likeliest places are looked at closely.
const CANDIDATES: usize = 4;
/// Printer dots between two candidates.
const APART: f64 = 3.0;

/// How far from its nominal place a patch is searched. The default, 1.4 mm and 2°, is for a print 1 mm and 1.5° off in
/// a plane that is not exact. Scales a percent off are always searched.
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
        // The corners move most: by turning, by stretching, by half a micro-dot's step and what is looked at beside it.
        let corners = MIDDLE * 2.0_f64.sqrt() * (self.degrees.to_radians() + 0.06) + 8.0;
        Ok((dots as u16, (self.degrees / TURN).ceil() as i16, (dots + corners).ceil() as u16))
    }
}

impl Default for Search {
    fn default() -> Self {
        Self { radius: 1.4, degrees: 2.0 }
    }
}

/// Searches a patch near its nominal place. `None`: there is none, or the picture does not show it. What is found
/// depends on the border alone, which is the same for every item.
///
/// O(r² · a) for a radius r and an angle a: the largest search takes a hundred times as long as the default. What is
/// allocated is bounded by the search, below 8 MB.
///
/// # Errors
///
/// [`Error::Parameter`] for a module, place or search outside its range.
pub fn locate(view: &View<'_>, place: &Place, search: &Search) -> Result<Option<Sight>, Error> {
    let (radius, turns, margin) = search.reach()?;
    let Some(plate) = Plate::new(view, place, margin)? else { return Ok(None) };
    let means = means(&plate);
    let away = away(view, place);
    let look = |stretches: &[f64]| {
        let starts = candidates(&plate, &means, radius, &stances(turns, away, stretches));
        let sights = starts.iter().filter_map(|start| Sight::new(&plate, Fit::new(&plate, start)));
        sights.max_by(|a, b| a.pilot().total_cmp(&b.pilot()))
    };
    let first = look(&[0.0]);
    let best = if first.as_ref().is_some_and(Sight::is_clear) {
        first
    } else {
        let second = look(&STRETCHES);
        first.into_iter().chain(second).max_by(|a, b| a.pilot().total_cmp(&b.pilot()))
    };
    Ok(best.filter(Sight::is_seen))
}

/// The direction from the middle of the symbol to the middle of the patch, of length 1; none if they are the same.
fn away(view: &View<'_>, place: &Place) -> (f64, f64) {
    let half = MIDDLE * DOT_MM - view.side * view.module / 2.0;
    let (right, down) = (place.right + half, place.down + half);
    let far = right.hypot(down);
    if far > 0.0 { (right / far, down / far) } else { (0.0, 0.0) }
}

/// Turned and stretched about the middle: the rows of a matrix.
type Stance = [[f64; 2]; 2];

/// All stances that are tried.
fn stances(turns: i16, (ax, ay): (f64, f64), stretches: &[f64]) -> Vec<Stance> {
    let mut stances = Vec::new();
    for turn in -turns..=turns {
        let (sin, cos) = (f64::from(turn) * TURN.to_radians()).sin_cos();
        for (scale, stretch) in
            SCALES.iter().flat_map(|scale| stretches.iter().map(move |by| (scale, by / 2.0)))
        {
            let [a, b, d] =
                [1.0 + stretch * (1.0 + ax * ax), stretch * ax * ay, 1.0 + stretch * (1.0 + ay * ay)];
            let rows = [[a * cos + b * sin, b * cos - a * sin], [b * cos + d * sin, d * cos - b * sin]];
            stances.push(rows.map(|row| row.map(|value| value * scale)));
        }
    }
    stances
}

/// Where the patch may lie: in its stance about its middle, which then moves.
#[derive(Clone, Copy, Debug)]
pub(super) struct Start {
    stance: Stance,
    /// Printer dots from the nominal place.
    right: f64,
    down: f64,
    likeness: f32,
}

impl Start {
    /// A place from the patch's middle, moved by this: from the nominal middle.
    pub(super) fn map(&self, x: f64, y: f64) -> (f64, f64) {
        let [across, along] = self.stance.map(|[a, b]| a * x + b * y);
        (self.right + across, self.down + along)
    }
}

/// The best place for each stance, and of those the best that lie apart.
fn candidates(plate: &Plate, means: &[f32], radius: u16, stances: &[Stance]) -> Vec<Start> {
    let mut all: Vec<Start> = stances.iter().map(|stance| best(plate, means, radius, *stance)).collect();
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

/// The place where the border in this stance is most like what the plate shows.
fn best(plate: &Plate, means: &[f32], radius: u16, stance: Stance) -> Start {
    let width = usize::from(radius) * 2 + 1;
    let mut sums = vec![0.0_f32; width * width];
    let start = Start { stance, right: 0.0, down: 0.0, likeness: 0.0 };
    // The corner of the field of places.
    let first = plate.middle() - f64::from(radius);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    // inside the plate: that is what its margin is for
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
