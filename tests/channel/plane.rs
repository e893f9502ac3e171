//! Planes of brightness, and what blurs them.

use std::sync::LazyLock;

use super::Dice;

/// Values of a grid, rows from the top.
#[derive(Clone)]
pub(crate) struct Plane {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) values: Vec<f32>,
}

impl Plane {
    fn row(&self, y: isize) -> &[f32] {
        let y = y.clamp(0, self.height.cast_signed() - 1).cast_unsigned();
        &self.values[y * self.width..(y + 1) * self.width]
    }

    /// Blurs with normal kernels of these variances, along rows and along columns. Beyond the edge the edge goes on.
    pub(crate) fn blurred(&self, across: f64, down: f64) -> Self {
        let (across, down) = (kernel(across), kernel(down));
        let (reach, mut wide) = (across.len() - 1, Vec::new());
        let mut turned = Self { values: vec![0.0; self.values.len()], ..*self };
        for (y, out) in turned.values.chunks_exact_mut(self.width).enumerate() {
            let row = self.row(y.cast_signed());
            wide.clear();
            wide.extend(core::iter::repeat_n(row[0], reach));
            wide.extend_from_slice(row);
            wide.extend(core::iter::repeat_n(row[row.len() - 1], reach));
            for (step, &weight) in across.iter().enumerate() {
                add(out, &wide[reach - step..], &wide[reach + step..], weight, step);
            }
        }
        let mut done = Self { values: vec![0.0; self.values.len()], ..*self };
        for (y, out) in done.values.chunks_exact_mut(self.width).enumerate() {
            for (step, &weight) in down.iter().enumerate() {
                let (y, far) = (y.cast_signed(), step.cast_signed());
                add(out, turned.row(y - far), turned.row(y + far), weight, step);
            }
        }
        done
    }

    /// The weighted sum of the plane moved by each (columns, rows).
    pub(crate) fn moved(&self, taps: &[(isize, isize, f32)]) -> Self {
        let mut done = Self { values: vec![0.0; self.values.len()], ..*self };
        let last = self.width.cast_signed() - 1;
        for (y, out) in done.values.chunks_exact_mut(self.width).enumerate() {
            for &(dx, dy, weight) in taps {
                let row = self.row(y.cast_signed() + dy);
                for x in (0..=last).filter(|x| !(0..=last).contains(&(x + dx))) {
                    out[x.cast_unsigned()] += weight * row[(x + dx).clamp(0, last).cast_unsigned()];
                }
                let from = (-dx).clamp(0, last + 1).cast_unsigned();
                let to = (last + 1 - dx).clamp(0, last + 1).cast_unsigned();
                if from < to {
                    let source = &row[from.wrapping_add_signed(dx)..to.wrapping_add_signed(dx)];
                    for (out, value) in out[from..to].iter_mut().zip(source) {
                        *out += weight * value;
                    }
                }
            }
        }
        done
    }

    /// The value between grid points, which are at halves; `None` outside.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // inside the plane
    pub(crate) fn at(&self, x: f64, y: f64) -> Option<f32> {
        let (x, y) = (x - 0.5, y - 0.5);
        let (right, bottom) = ((self.width - 1) as f64, (self.height - 1) as f64);
        if !(x > -0.5 && y > -0.5 && x < right + 0.5 && y < bottom + 0.5) {
            return None;
        }
        let (x, y) = (x.clamp(0.0, right), y.clamp(0.0, bottom));
        let (column, line) = ((x as usize).min(self.width - 2), (y as usize).min(self.height - 2));
        let (across, down) = ((x - column as f64) as f32, (y - line as f64) as f32);
        let first = line * self.width + column;
        let (upper, lower) = (&self.values[first..first + 2], &self.values[first + self.width..][..2]);
        let upper = upper[0] + across * (upper[1] - upper[0]);
        let lower = lower[0] + across * (lower[1] - lower[0]);
        Some(upper + down * (lower - upper))
    }
}

/// Adds both neighbours at a distance, or at distance 0 the value itself once.
fn add(out: &mut [f32], before: &[f32], after: &[f32], weight: f32, step: usize) {
    let pairs = before.iter().zip(after);
    let weight = if step == 0 { weight / 2.0 } else { weight };
    out.iter_mut().zip(pairs).for_each(|(out, (before, after))| *out += weight * (before + after));
}

/// Half of a normal kernel of this variance, from its middle; alone for no variance.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a few dozen points
fn kernel(variance: f64) -> Vec<f32> {
    if variance < 0.02 {
        return vec![1.0];
    }
    let reach = (3.5 * variance.sqrt()).ceil() as usize;
    let half: Vec<f64> = (0..=reach).map(|step| (-((step * step) as f64) / (2.0 * variance)).exp()).collect();
    let total = half.iter().sum::<f64>() * 2.0 - half[0];
    half.iter().map(|weight| (weight / total) as f32).collect()
}

/// Random texture of mean 0 and standard deviation 1, correlated over a length; a tile that goes on at its other side.
pub(crate) struct Texture(Vec<f32>);

/// Grid points along a side of the tile.
const TILE: usize = 1024;

impl Texture {
    #[allow(clippy::cast_possible_truncation)] // values near 1
    fn new(seed: u64, variance: f64) -> Self {
        let mut dice = Dice(seed);
        let noise = (0..TILE * TILE / 2).flat_map(|_| <[f32; 2]>::from(dice.normals())).collect();
        // Three tiles side by side would do; the edge's blur reaches less than this margin.
        let plane = Plane { width: TILE, height: TILE, values: noise };
        let (margin, side) = (64, TILE + 128);
        let wrap = |at: usize| (at + TILE - margin) % TILE;
        let wide =
            (0..side * side).map(|at| plane.values[wrap(at / side) * TILE + wrap(at % side)]).collect();
        let wide = Plane { width: side, height: side, values: wide }.blurred(variance, variance);
        let rows = wide.values.chunks_exact(side).skip(margin).take(TILE);
        let mut tile: Vec<f32> = rows.flat_map(|row| row[margin..margin + TILE].iter().copied()).collect();
        let mean = tile.iter().map(|&value| f64::from(value)).sum::<f64>() / tile.len() as f64;
        let power =
            tile.iter().map(|&value| (f64::from(value) - mean).powi(2)).sum::<f64>() / tile.len() as f64;
        tile.iter_mut().for_each(|value| *value = ((f64::from(*value) - mean) / power.sqrt()) as f32);
        Self(tile)
    }

    /// Paper: correlated over 50 µm.
    pub(crate) fn paper() -> &'static Self {
        static PAPER: LazyLock<Texture> = LazyLock::new(|| Texture::new(1, 2.36_f64.powi(2)));
        &PAPER
    }

    /// Ink: correlated over 100 µm.
    pub(crate) fn ink() -> &'static Self {
        static INK: LazyLock<Texture> = LazyLock::new(|| Texture::new(2, 4.72_f64.powi(2)));
        &INK
    }

    /// Hands each row of a plane its texture, cut out at (x, y), in pieces: first column and values.
    pub(crate) fn pieces(&self, x: usize, y: usize, width: usize) -> impl Iterator<Item = (usize, &[f32])> {
        let row = &self.0[(y % TILE) * TILE..][..TILE];
        let mut column = 0;
        core::iter::from_fn(move || {
            let start = (x + column) % TILE;
            let length = (TILE - start).min(width - column);
            let piece = (column, &row[start..start + length]);
            column += length;
            (length > 0).then_some(piece)
        })
    }
}
