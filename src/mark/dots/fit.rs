//! Laying the cells exactly over the dots.

use super::layout::{Cell, DATA, SIDE, border, data, displaced};
use super::plate::Plate;
use super::search::Start;

/// The middle of the patch, in printer dots from its corner.
pub(super) const MIDDLE: f64 = SIDE as f64 / 2.0;
/// Rounds of fitting: the first with the border only, whose dots are known.
const ROUNDS: usize = 5;
/// How far beside a micro-dot its slopes are looked at, in printer dots.
const BESIDE: f64 = 1.5;
/// The most that a micro-dot may pull, in printer dots.
const PULL: f64 = 2.0;

/// An affine map from places of the patch, in half sides from its middle, to dots of the plate.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fit {
    pub(super) x: [f64; 3],
    pub(super) y: [f64; 3],
}

/// What a cell shows at the four places of its micro-dot.
pub(super) type Four = [f32; 4];

impl Fit {
    /// Fits to all micro-dots near a start.
    pub(super) fn new(plate: &Plate, start: &Start) -> Self {
        let ((x, y), (right, down), (below_x, below_y)) =
            (start.map(0.0, 0.0), start.map(MIDDLE, 0.0), start.map(0.0, MIDDLE));
        let middle = plate.margin as f64 + MIDDLE;
        let mut fit = Self { x: [right - x, below_x - x, x + middle], y: [down - y, below_y - y, y + middle] };
        for round in 0..ROUNDS {
            let mut sums = Sums::default();
            for (cell, place) in border() {
                sums.pull(plate, &fit, cell, place);
            }
            for cell in data().take(if round == 0 { 0 } else { DATA }) {
                sums.pull(plate, &fit, cell, likeliest(&fit.four(plate, cell)));
            }
            let Some((x, y)) = sums.solve() else { break };
            fit.x.iter_mut().zip(x).for_each(|(at, by)| *at += by);
            fit.y.iter_mut().zip(y).for_each(|(at, by)| *at += by);
        }
        fit
    }

    /// Where a place of the patch, in printer dots from its corner, lies on the plate.
    fn map(&self, x: f64, y: f64) -> (f64, f64) {
        let (u, v) = (x / MIDDLE - 1.0, y / MIDDLE - 1.0);
        let at = |[across, down, start]: [f64; 3]| across * u + down * v + start;
        (at(self.x), at(self.y))
    }

    fn place(&self, cell: Cell, place: u8) -> (f64, f64) {
        let ((x, y), (right, down)) = (cell.middle(), displaced(place));
        self.map(x + right, y + down)
    }

    /// What a cell shows.
    pub(super) fn four(&self, plate: &Plate, cell: Cell) -> Four {
        [0, 1, 2, 3].map(|place| {
            let (x, y) = self.place(cell, place);
            plate.at(x, y)
        })
    }
}

/// The place with the largest value, the first of equals.
pub(super) fn likeliest(four: &Four) -> u8 {
    let better = |best: (u8, f32), (place, &value): (u8, &f32)| if value > best.1 { (place, value) } else { best };
    (0..).zip(four).fold((0, f32::NEG_INFINITY), better).0
}

/// The sums of a weighted least-squares fit.
#[derive(Default)]
struct Sums {
    /// Of 1, u, v with themselves: 11, 1u, 1v, uu, uv, vv.
    square: [f64; 6],
    /// Of the pulls with u, v, 1.
    x: [f64; 3],
    y: [f64; 3],
}

impl Sums {
    /// Adds the pull of a micro-dot: how far its summit is from where it should be, weighted by its height.
    fn pull(&mut self, plate: &Plate, fit: &Fit, cell: Cell, place: u8) {
        let (x, y) = fit.place(cell, place);
        let at = |right, down| f64::from(plate.at(x + right, y + down));
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
        let ((u, v), (to_right, to_down)) = (cell.middle(), displaced(place));
        let (u, v) = ((u + to_right) / MIDDLE - 1.0, (v + to_down) / MIDDLE - 1.0);
        let products = [1.0, u, v, u * u, u * v, v * v];
        self.square.iter_mut().zip(products).for_each(|(sum, product)| *sum += weight * product);
        for (sums, pull) in [(&mut self.x, right), (&mut self.y, down)] {
            sums.iter_mut().zip([u, v, 1.0]).for_each(|(sum, factor)| *sum += weight * pull * factor);
        }
    }

    /// The changes of the map's rows; `None` where the dots do not say.
    fn solve(&self) -> Option<([f64; 3], [f64; 3])> {
        let [n, u, v, uu, uv, vv] = self.square;
        // The inverse by cofactors, in the order u, v, 1.
        let (a, b, c) = (vv * n - v * v, u * v - uv * n, uv * v - vv * u);
        let (d, e, f) = (uu * n - u * u, uv * u - uu * v, uu * vv - uv * uv);
        let area = uu * a + uv * b + u * c;
        let solved = |[p, q, r]: [f64; 3]| {
            [(a * p + b * q + c * r) / area, (b * p + d * q + e * r) / area, (c * p + e * q + f * r) / area]
        };
        let rows = (solved(self.x), solved(self.y));
        rows.0.iter().chain(&rows.1).all(|value| value.is_finite()).then_some(rows)
    }
}
