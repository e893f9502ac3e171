//! Known patterns laid over the grey picture to a few hundredths of a module.
//!
//! A pattern's template is the brightness that its modules would have in a slightly blurred picture, between -1 (dark)
//! and 1 (light). Its place, the two steps of one module along and down, and the picture's brightness and contrast are
//! found together, by Gauss-Newton steps whose matrix depends on the template alone.

use super::super::image::{GreyImage, Point};
use super::linear::Normal;
use super::pyramid::Pyramid;

/// Where a pattern lies: its centre, and the steps from module to module.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    pub(super) centre: Point,
    pub(super) along: Point,
    pub(super) down: Point,
    /// Correlation with the picture, -1 to 1; negative where the pattern is light on dark.
    pub(super) likeness: f64,
}

impl Frame {
    /// A square pattern turned by an angle.
    pub(super) fn turned(centre: Point, module: f64, angle: f64) -> Self {
        let (sin, cos) = angle.sin_cos();
        let along = Point { x: cos * module, y: sin * module };
        let down = Point { x: -sin * module, y: cos * module };
        Self { centre, along, down, likeness: 0.0 }
    }

    pub(super) fn at(&self, u: f64, v: f64) -> Point {
        Point {
            x: self.centre.x + u * self.along.x + v * self.down.x,
            y: self.centre.y + u * self.along.y + v * self.down.y,
        }
    }

    /// Pixels per module.
    pub(super) fn module(&self) -> f64 {
        (self.along.x * self.down.y - self.along.y * self.down.x).abs().sqrt()
    }

    /// The same pattern, named from its next side: patterns look alike from all four.
    pub(super) fn quarter(&self) -> Self {
        Self { along: self.down, down: Point { x: -self.along.x, y: -self.along.y }, ..*self }
    }

    fn scaled(&self, scale: f64) -> Self {
        let by = |point: Point| Point { x: point.x * scale, y: point.y * scale };
        Self { centre: by(self.centre), along: by(self.along), down: by(self.down), ..*self }
    }

    /// The same frame in a picture `scale` times smaller.
    pub(super) fn inward(&self, scale: f64) -> Self {
        self.scaled(1.0 / scale)
    }

    /// The same frame in a picture `scale` times larger.
    pub(super) fn outward(&self, scale: f64) -> Self {
        self.scaled(scale)
    }
}

/// A way in the picture, counted in steps along and down; not finite where they point the same way.
pub(super) fn counted(way: Point, along: Point, down: Point) -> (f64, f64) {
    let area = along.x * down.y - along.y * down.x;
    ((way.x * down.y - way.y * down.x) / area, (along.x * way.y - along.y * way.x) / area)
}

/// A pattern to look for: places in modules from its centre, and what is expected there.
pub(super) struct Template {
    places: Vec<(f64, f64)>,
    expected: Vec<f64>,
    /// What each place says about the unknowns, row by row.
    inverse: Vec<f64>,
}

/// Brightness, contrast, and six of the affine map.
const UNKNOWNS: usize = 8;

impl Template {
    /// The finder pattern with the light border around it.
    pub(super) fn finder() -> Option<Self> {
        Self::new(4.25, 0.5, |ring| if ring <= 1.5 || (2.5..3.5).contains(&ring) { -1.0 } else { 1.0 })
    }

    /// The alignment pattern of five by five modules; what is around it is not known.
    pub(super) fn alignment() -> Option<Self> {
        Self::new(2.0, 0.4, |ring| if ring <= 0.5 || ring >= 1.5 { -1.0 } else { 1.0 })
    }

    /// `tone` of a ring by its distance from the centre along the farther axis.
    fn new(reach: f64, step: f64, tone: impl Fn(f64) -> f64) -> Option<Self> {
        const BLUR: [(f64, f64); 5] = [(-0.6, 0.12), (-0.3, 0.23), (0.0, 0.3), (0.3, 0.23), (0.6, 0.12)];
        let blurred = |u: f64, v: f64| {
            let line = |dv: f64| -> f64 {
                BLUR.iter().map(|(du, weight)| weight * tone((u + du).abs().max((v + dv).abs()))).sum()
            };
            BLUR.iter().map(|&(dv, weight)| weight * line(dv)).sum::<f64>()
        };
        let mut places = Vec::new();
        let mut v = -reach;
        while v <= reach + 1e-9 {
            let mut u = -reach;
            while u <= reach + 1e-9 {
                places.push((u, v));
                u += step;
            }
            v += step;
        }
        let expected: Vec<f64> = places.iter().map(|&(u, v)| blurred(u, v)).collect();
        let slopes = |&(u, v): &(f64, f64)| {
            let (across, down) =
                (blurred(u + 0.1, v) - blurred(u - 0.1, v), blurred(u, v + 0.1) - blurred(u, v - 0.1));
            (across / 0.2, down / 0.2)
        };
        let rows: Vec<[f64; UNKNOWNS]> = places
            .iter()
            .zip(&expected)
            .map(|(place, &tone)| {
                let ((u, v), (across, down)) = (*place, slopes(place));
                [1.0, tone, across, across * u, across * v, down, down * u, down * v]
            })
            .collect();
        let mut inverse = Vec::new();
        for unknown in 0..UNKNOWNS {
            let mut normal = Normal::new(UNKNOWNS);
            for row in &rows {
                normal.add(row, 0.0, 1.0);
            }
            normal.aim(unknown);
            let weights = normal.solve()?;
            inverse.extend(rows.iter().map(|row| row.iter().zip(&weights).map(|(a, b)| a * b).sum::<f64>()));
        }
        Some(Self { places, expected, inverse })
    }

    /// Moves a frame onto the pattern that lies under it; `None` if it runs away.
    pub(super) fn settle(&self, image: &GreyImage<'_>, start: &Frame, rounds: usize) -> Option<Frame> {
        let mut frame = *start;
        let mut seen = vec![0.0; self.places.len()];
        for _ in 0..rounds {
            self.look(image, &frame, &mut seen);
            let mut unknowns = [0.0; UNKNOWNS];
            for (unknown, weights) in unknowns.iter_mut().zip(self.inverse.chunks_exact(self.places.len())) {
                *unknown = weights.iter().zip(&seen).map(|(weight, value)| weight * value).sum();
            }
            let [_, gain, x, xu, xv, y, yu, yv] = unknowns;
            if gain.abs() < 1.0 {
                return None;
            }
            let limit = |value: f64, most: f64| (value / gain).clamp(-most, most);
            let (x, y) = (limit(x, 0.7), limit(y, 0.7));
            let [xu, xv, yu, yv] = [xu, xv, yu, yv].map(|value| limit(value, 0.15));
            let centre = frame.at(-x, -y);
            let turn = |a: f64, b: f64| Point {
                x: a * frame.along.x + b * frame.down.x,
                y: a * frame.along.y + b * frame.down.y,
            };
            let (along, down) = (turn(1.0 - xu, -yu), turn(-xv, 1.0 - yv));
            frame = Frame { centre, along, down, ..frame };
            if x.abs().max(y.abs()) < 0.01 && [xu, xv, yu, yv].iter().all(|value| value.abs() < 0.005) {
                break;
            }
        }
        let moved = (frame.centre.x - start.centre.x).hypot(frame.centre.y - start.centre.y);
        let size = frame.module() / start.module();
        let near = moved < 3.0 * start.module() && (0.4..2.5).contains(&size);
        if !near {
            return None;
        }
        frame.likeness = self.likeness(image, &frame);
        frame.likeness.is_finite().then_some(frame)
    }

    /// The pattern under a place of the caller's picture, by the best of several sizes, angles and ways of being squeezed;
    /// `None` if nothing there looks like it.
    pub(super) fn under(&self, centre: Point, module: f64, pyramid: &mut Pyramid<'_>) -> Option<Frame> {
        /// Turning by 22.5° often enough.
        const TURN: f64 = core::f64::consts::FRAC_PI_8;
        const LEAST: f64 = 0.6;
        let plane = pyramid.fitting(module);
        let image = plane.view();
        let (centre, module) = (plane.inward(centre), module / plane.scale);
        let mut starts: Vec<(f64, Frame)> = Vec::new();
        for (squeezed, turns, sizes) in
            [(1.0, 4, [1.0, 0.8, 0.64, 1.25].as_slice()), (0.6, 8, [1.25, 1.0, 0.8].as_slice())]
        {
            for size in sizes {
                for turn in 0..turns {
                    let mut frame = Frame::turned(centre, module * size, f64::from(turn) * TURN);
                    frame.along = Point { x: frame.along.x * squeezed, y: frame.along.y * squeezed };
                    starts.push((self.likeness(&image, &frame).abs(), frame));
                }
            }
        }
        starts.sort_by(|one, other| other.0.total_cmp(&one.0));
        let settled = starts.iter().take(4).filter_map(|(_, start)| self.settle(&image, start, 12));
        let best = settled.max_by(|one, other| one.likeness.abs().total_cmp(&other.likeness.abs()))?;
        (best.likeness.abs() > LEAST).then(|| best.outward(plane.scale))
    }

    /// How the picture under a frame correlates with the pattern.
    pub(super) fn likeness(&self, image: &GreyImage<'_>, frame: &Frame) -> f64 {
        let mut seen = vec![0.0; self.places.len()];
        self.look(image, frame, &mut seen);
        correlation(&seen, &self.expected)
    }

    fn look(&self, image: &GreyImage<'_>, frame: &Frame, seen: &mut [f64]) {
        for (value, &(u, v)) in seen.iter_mut().zip(&self.places) {
            *value = image.brightness(frame.at(u, v));
        }
    }
}

/// Pearson's, 0 where one side is constant.
#[allow(clippy::cast_precision_loss)] // a few hundred places
pub(super) fn correlation(one: &[f64], other: &[f64]) -> f64 {
    let count = one.len().max(1) as f64;
    let (a, b) = (one.iter().sum::<f64>() / count, other.iter().sum::<f64>() / count);
    let (mut both, mut first, mut second) = (0.0, 0.0, 0.0);
    for (x, y) in one.iter().zip(other) {
        both += (x - a) * (y - b);
        first += (x - a).powi(2);
        second += (y - b).powi(2);
    }
    let scale = (first * second).sqrt();
    if scale > 1e-6 { both / scale } else { 0.0 }
}
