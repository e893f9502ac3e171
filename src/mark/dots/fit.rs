//! Laying the cells exactly over the dots.

use super::layout::{Cell, DATA, SIDE, border, data, displaced};
use super::plate::Plate;
use super::search::Start;

/// The middle of the patch, in printer dots from its corner.
pub(super) const MIDDLE: f64 = SIDE as f64 / 2.0;
/// Rounds of fitting: the first with the border only, whose dots are known.
const ROUNDS: usize = 6;
/// The first rounds leave the perspective alone: few of the dots are caught yet.
const AFFINE: usize = 2;
/// How far beside a micro-dot its slopes are looked at, in printer dots.
const BESIDE: f64 = 1.5;
/// The most that a micro-dot may pull, in printer dots.
const PULL: f64 = 2.0;

/// A map in perspective from places of the patch, in half sides from its middle, to dots of the plate from the nominal
/// middle. The plane that it corrects was seen at the symbol: what is wrong there grows with the distance.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fit {
    pub(super) x: [f64; 3],
    pub(super) y: [f64; 3],
    depth: [f64; 2],
}

/// What a cell shows at the four places of its micro-dot.
pub(super) type Four = [f32; 4];

impl Fit {
    /// Fits to all micro-dots near a start.
    pub(super) fn new(plate: &Plate, start: &Start) -> Self {
        let ((x, y), (right, down), (below_x, below_y)) =
            (start.map(0.0, 0.0), start.map(MIDDLE, 0.0), start.map(0.0, MIDDLE));
        let mut fit = Self { x: [right - x, below_x - x, x], y: [down - y, below_y - y, y], depth: [0.0; 2] };
        for round in 0..ROUNDS {
            let mut sums = Sums::new(if round < AFFINE { 6 } else { 8 });
            for (cell, place) in border() {
                sums.pull(plate, &fit, cell, place);
            }
            for cell in data().take(if round == 0 { 0 } else { DATA }) {
                sums.pull(plate, &fit, cell, likeliest(&fit.four(plate, cell)));
            }
            let Some([x0, x1, x2, y0, y1, y2, along, across]) = sums.solve() else { break };
            fit.x.iter_mut().zip([x0, x1, x2]).for_each(|(at, by)| *at += by);
            fit.y.iter_mut().zip([y0, y1, y2]).for_each(|(at, by)| *at += by);
            fit.depth.iter_mut().zip([along, across]).for_each(|(at, by)| *at += by);
        }
        fit
    }

    /// Where a place of the patch lies, from the nominal middle.
    fn map(&self, u: f64, v: f64) -> (f64, f64) {
        let [along, down] = self.depth;
        let depth = 1.0 + along * u + down * v;
        let at = |[across, down, start]: [f64; 3]| (across * u + down * v + start) / depth;
        (at(self.x), at(self.y))
    }

    /// What a cell shows.
    pub(super) fn four(&self, plate: &Plate, cell: Cell) -> Four {
        let middle = plate.middle();
        [0, 1, 2, 3].map(|place| {
            let (u, v) = half_sides(cell, place);
            let (x, y) = self.map(u, v);
            plate.at(x + middle, y + middle)
        })
    }
}

/// The place with the largest value, the first of equals.
pub(super) fn likeliest(four: &Four) -> u8 {
    let better =
        |best: (u8, f32), (place, &value): (u8, &f32)| if value > best.1 { (place, value) } else { best };
    (0..).zip(four).fold((0, f32::NEG_INFINITY), better).0
}

/// Where a micro-dot belongs, in half sides from the patch's middle.
fn half_sides(cell: Cell, place: u8) -> (f64, f64) {
    let ((x, y), (right, down)) = (cell.middle(), displaced(place));
    ((x + right) / MIDDLE - 1.0, (y + down) / MIDDLE - 1.0)
}

/// The unknowns: two rows of an affine map, and the depth.
const UNKNOWNS: usize = 8;

/// The sums of a weighted least-squares fit, one row for each unknown, its right side last. Unknowns that are not
/// fitted stay 0.
struct Sums {
    rows: [[f64; UNKNOWNS + 1]; UNKNOWNS],
    fitted: usize,
}

impl Sums {
    fn new(fitted: usize) -> Self {
        let mut rows = [[0.0; UNKNOWNS + 1]; UNKNOWNS];
        for (at, row) in rows.iter_mut().enumerate().skip(fitted) {
            row.iter_mut().skip(at).take(1).for_each(|own| *own = 1.0);
        }
        Self { rows, fitted }
    }

    /// Adds the pull of a micro-dot: how far its summit is from where it should be, weighted by its height.
    fn pull(&mut self, plate: &Plate, fit: &Fit, cell: Cell, place: u8) {
        let (u, v) = half_sides(cell, place);
        let (x, y) = fit.map(u, v);
        let middle = plate.middle();
        let at = |right, down| f64::from(plate.at(x + middle + right, y + middle + down));
        let top = at(0.0, 0.0);
        let weight = top.max(0.0);
        // The summit of the parabola through three looks.
        let summit = |before: f64, after: f64| {
            let bend = 2.0 * top - before - after;
            let off = if bend > 0.0 { BESIDE * (after - before) / (2.0 * bend) } else { 0.0 };
            off.clamp(-PULL, PULL)
        };
        let right = summit(at(-BESIDE, 0.0), at(BESIDE, 0.0));
        let down = summit(at(0.0, -BESIDE), at(0.0, BESIDE));
        // The derivatives of the map near depth 1.
        self.add(weight, &[u, v, 1.0, 0.0, 0.0, 0.0, -x * u, -x * v, right]);
        self.add(weight, &[0.0, 0.0, 0.0, u, v, 1.0, -y * u, -y * v, down]);
    }

    fn add(&mut self, weight: f64, equation: &[f64; UNKNOWNS + 1]) {
        for (row, factor) in self.rows.iter_mut().zip(equation).take(self.fitted) {
            for (at, (sum, value)) in row.iter_mut().zip(equation).enumerate() {
                let counts = at < self.fitted || at == UNKNOWNS;
                *sum += if counts { weight * factor * value } else { 0.0 };
            }
        }
    }

    /// The changes of the unknowns; `None` where the dots do not say. By elimination: the matrix is positive.
    fn solve(mut self) -> Option<[f64; UNKNOWNS]> {
        for pivot in 0..UNKNOWNS {
            let own = *self.rows.get(pivot)?;
            let lead = *own.get(pivot)?;
            for (_, row) in self.rows.iter_mut().enumerate().filter(|(at, _)| *at != pivot) {
                let factor = row.get(pivot)? / lead;
                row.iter_mut().zip(&own).for_each(|(value, own)| *value -= factor * own);
            }
        }
        let mut changes = [0.0; UNKNOWNS];
        for (at, (change, row)) in changes.iter_mut().zip(&self.rows).enumerate() {
            *change = row.last()? / row.get(at)?;
        }
        changes.iter().all(|change| change.is_finite()).then_some(changes)
    }
}
