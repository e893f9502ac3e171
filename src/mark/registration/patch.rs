//! The part of a picture that a symbol fills, at a scale that suits its modules.

use super::SAMPLES;
use crate::symbol::{GreyImage, Homography, Point};

/// Modules around the symbol that are kept.
const MARGIN: f64 = 4.0;
/// A picture is reduced to no fewer pixels per module than this.
const FINE: f64 = 8.0;
/// Fewer pixels per module hold no symbol that could be registered.
const COARSE: f64 = 1.5;

/// A piece of a picture, each pixel the mean of a square of `scale` pixels.
pub(super) struct Patch {
    pixels: Vec<f32>,
    width: usize,
    height: usize,
    left: f64,
    top: f64,
    scale: f64,
}

impl Patch {
    /// Cuts out what lies under the symbol and around it; `None` if that is nothing, or has too few pixels.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
    // clamped to the picture, whose sides are below 2^27
    pub(super) fn cut(image: &GreyImage<'_>, side: f64, plane: &Homography) -> Option<Self> {
        let far = [
            (-MARGIN, -MARGIN),
            (side + MARGIN, -MARGIN),
            (side + MARGIN, side + MARGIN),
            (-MARGIN, side + MARGIN),
        ];
        let far = far.map(|(u, v)| plane.map(u, v));
        let span = |of: fn(&Point) -> f64, pixels: usize| {
            let low = far.iter().map(of).fold(f64::INFINITY, f64::min).floor();
            let high = far.iter().map(of).fold(f64::NEG_INFINITY, f64::max).ceil();
            let clamp = |at: f64| at.clamp(0.0, pixels as f64) as usize;
            (low.is_finite() && high.is_finite()).then(|| clamp(low)..clamp(high))
        };
        let (across, down) = (span(|p| p.x, image.width())?, span(|p| p.y, image.height())?);
        let pitch = pixels_per_module(side, plane);
        if pitch.is_nan() || pitch < COARSE {
            return None;
        }
        let square = ((pitch / FINE) as usize).clamp(1, 64);
        let (width, height) = (across.len() / square, down.len() / square);
        if width < 2 || height < 2 {
            return None;
        }
        let mut pixels = vec![0.0; width * height];
        let share = 1.0 / (square * square) as f32;
        for (line, row) in image.rows().skip(down.start).take(height * square).enumerate() {
            let out = pixels.chunks_exact_mut(width).nth(line / square)?;
            let row = row.get(across.start..across.start + width * square)?;
            for (out, square) in out.iter_mut().zip(row.chunks_exact(square)) {
                let sum: u32 = square.iter().map(|&pixel| u32::from(pixel)).sum();
                *out += sum as f32 * share;
            }
        }
        let (left, top) = (across.start as f64, down.start as f64);
        Some(Self { pixels, width, height, left, top, scale: square as f64 })
    }

    /// A place of the picture in the patch.
    pub(super) fn inside(&self, at: Point) -> Point {
        Point { x: (at.x - self.left) / self.scale, y: (at.y - self.top) / self.scale }
    }

    /// A place of the patch in the picture.
    pub(super) fn outside(&self, at: Point) -> Point {
        Point { x: at.x * self.scale + self.left, y: at.y * self.scale + self.top }
    }

    /// The brightness at `count` by `count` places of a plane, `step` modules apart, row by row. The first is half
    /// a step from (start, start).
    pub(super) fn sampled(&self, plane: &Homography, start: f64, step: f64, count: usize) -> Vec<f32> {
        let mut seen = Vec::with_capacity(count * count);
        let mut v = start + step / 2.0;
        for _ in 0..count {
            seen.extend(plane.row(start + step / 2.0, v, step, count).map(|at| self.brightness(at)));
            v += step;
        }
        seen
    }

    /// The brightness of a symbol of `side` modules, SAMPLES by SAMPLES values for each.
    #[allow(clippy::cast_precision_loss)] // a few samples
    pub(super) fn seen(&self, plane: &Homography, side: usize) -> Vec<f32> {
        self.sampled(plane, 0.0, 1.0 / SAMPLES as f64, side * SAMPLES)
    }

    /// Between pixel centres; outside, that of the nearest pixel.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
    // clamped to the patch; NaN falls on the first pixel
    fn brightness(&self, at: Point) -> f32 {
        let x = (at.x - 0.5).max(0.0).min((self.width - 1) as f64 - 1e-6);
        let y = (at.y - 0.5).max(0.0).min((self.height - 1) as f64 - 1e-6);
        let (column, line) = (x as usize, y as usize);
        let (across, down) = ((x - column as f64) as f32, (y - line as f64) as f32);
        let first = line * self.width + column;
        let Some((upper, lower)) =
            self.pixels.get(first..first + self.width + 2).map(|four| (four, four.get(self.width..)))
        else {
            return 0.0;
        };
        match (upper, lower) {
            (&[a, b, ..], Some(&[c, d])) => {
                let (upper, lower) = (a + across * (b - a), c + across * (d - c));
                upper + down * (lower - upper)
            }
            _ => 0.0,
        }
    }
}

/// The side of a module in pixels, in the mean over the symbol.
pub(super) fn pixels_per_module(side: f64, plane: &Homography) -> f64 {
    let [a, b, c, d] = plane.corners(side);
    let area = (c.x - a.x) * (d.y - b.y) - (d.x - b.x) * (c.y - a.y);
    (area.abs() / 2.0).sqrt() / side
}
