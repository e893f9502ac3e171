//! What a symbol would look like: its modules, blurred.

use crate::symbol::Matrix;

/// Modules that a blur reaches on each side.
const REACH: usize = 2;
const TAPS: usize = 2 * REACH + 1;

/// The modules of a square symbol, dark or light.
pub(in crate::mark) struct Modules {
    side: usize,
    dark: Vec<bool>,
}

impl Modules {
    /// `None` unless the symbol is square and has a module at all.
    pub(in crate::mark) fn new(matrix: &Matrix) -> Option<Self> {
        let side = matrix.width() as usize;
        (side > 0 && matrix.width() == matrix.height())
            .then(|| Self { side, dark: matrix.rows().flatten().collect() })
    }

    pub(in crate::mark) const fn side(&self) -> usize {
        self.side
    }

    /// Dark or light; outside the symbol all is light.
    pub(in crate::mark) fn dark(&self, x: usize, y: usize) -> bool {
        let inside = x < self.side && y < self.side;
        inside && self.dark.get(y * self.side + x).copied().unwrap_or(false)
    }

    /// Row by row.
    pub(in crate::mark) fn all(&self) -> &[bool] {
        &self.dark
    }

    /// The darkness, 0 to 1, at `samples` by `samples` places of each module, row by row, under a normal blur of `sigma`
    /// modules.
    pub(super) fn blurred(&self, samples: usize, sigma: f64) -> Vec<f32> {
        let taps = taps(samples, sigma);
        let (side, width) = (self.side, self.side * samples);
        let mut across = vec![0.0_f32; side * width];
        for (y, row) in across.chunks_exact_mut(width).enumerate() {
            for (x, module) in row.chunks_exact_mut(samples).enumerate() {
                for tap in 0..TAPS {
                    // Wraps to a huge column left of the first.
                    if self.dark((x + tap).wrapping_sub(REACH), y) {
                        let weights = taps.iter().filter_map(|taps| taps.get(tap));
                        module.iter_mut().zip(weights).for_each(|(out, weight)| *out += weight);
                    }
                }
            }
        }
        let mut out = vec![0.0_f32; width * width];
        for (y, rows) in out.chunks_exact_mut(width * samples).enumerate() {
            for (row, taps) in rows.chunks_exact_mut(width).zip(&taps) {
                for (tap, weight) in taps.iter().enumerate() {
                    let line = (y + tap).wrapping_sub(REACH);
                    let Some(line) = (line < side).then(|| across.chunks_exact(width).nth(line)).flatten()
                    else {
                        continue;
                    };
                    row.iter_mut().zip(line).for_each(|(out, value)| *out += weight * value);
                }
            }
        }
        out
    }
}

/// For each place in a module the share that the modules around it have in its darkness.
#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)] // small counts; shares of 0 to 1
fn taps(samples: usize, sigma: f64) -> Vec<[f32; TAPS]> {
    let place = |index: usize| (index as f64 + 0.5) / samples as f64;
    let share = |at: f64, tap: usize| {
        let from = tap as f64 - REACH as f64 - at;
        (below((from + 1.0) / sigma) - below(from / sigma)) as f32
    };
    (0..samples).map(|index| core::array::from_fn(|tap| share(place(index), tap))).collect()
}

/// The normal distribution function, to 2 · 10⁻⁷ (Abramowitz and Stegun 7.1.26).
pub(in crate::mark) fn below(z: f64) -> f64 {
    let x = z.abs() / core::f64::consts::SQRT_2;
    let t = 1.0 / (1.0 + 0.327_591_1 * x);
    let poly = [1.061_405_429, -1.453_152_027, 1.421_413_741, -0.284_496_736, 0.254_829_592];
    let tail = poly.iter().fold(0.0, |sum, term| (sum + term) * t) * (-x * x).exp() / 2.0;
    if z > 0.0 { 1.0 - tail } else { tail }
}
