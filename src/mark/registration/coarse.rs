//! Finds the place of a symbol to a fraction of a module from corners that are up to a module off.

use super::patch::Patch;
use super::template::Modules;
use super::warp::{self, Sight};
use crate::symbol::Homography;

/// The side of a block, in modules.
const BLOCK: usize = 8;
/// Each round: samples along a module, the blur of the expected picture in modules, and how far blocks are looked for, in
/// samples.
const ROUNDS: [(usize, f64, usize); 2] = [(2, 0.45, 3), (4, 0.3, 2)];

/// The same place, found better; `None` if the picture shows nothing like the symbol there.
pub(super) fn found(patch: &Patch, modules: &Modules, plane: &Homography) -> Option<Homography> {
    ROUNDS.iter().try_fold(*plane, |plane, &(samples, blur, reach)| {
        let values = modules.blurred(samples, blur);
        let expected = Picture { width: modules.side() * samples, long: BLOCK * samples, values };
        round(patch, modules, &expected, &plane, samples, reach)
    })
}

#[allow(clippy::cast_precision_loss)] // samples of one symbol
fn round(
    patch: &Patch,
    modules: &Modules,
    expected: &Picture,
    plane: &Homography,
    samples: usize,
    reach: usize,
) -> Option<Homography> {
    let side = modules.side() as f64;
    let step = 1.0 / samples as f64;
    let (width, long) = (expected.width + 2 * reach, expected.long);
    let values = patch.sampled(plane, -(reach as f64) * step, step, width);
    let seen = Picture { width, long, values };
    let blocks = modules.side().div_ceil(BLOCK).max(2);
    let starts = |index: usize| expected.width.saturating_sub(long) * index / (blocks - 1);
    let (mut normal, mut inverse) = (Vec::new(), Vec::new());
    for (x, y) in (0..blocks * blocks).map(|at| (starts(at % blocks), starts(at / blocks))) {
        let scores = scores(expected, &seen, x, y, reach);
        let centre = |start: usize| (start + long / 2) as f64 * step;
        for (sights, sign) in [(&mut normal, -1.0), (&mut inverse, 1.0)] {
            if let Some((along, down, score)) = best(&scores, 2 * reach + 1, sign) {
                let off = ((along - reach as f64) * step, (down - reach as f64) * step);
                sights.push(Sight { at: (centre(x), centre(y)), off, weight: score.powi(4) });
            }
        }
    }
    // Dark is low, unless the symbol is light on dark.
    let sum = |sights: &[Sight]| sights.iter().map(|sight| sight.weight).sum::<f64>();
    let sights = if sum(&normal) >= sum(&inverse) { normal } else { inverse };
    let (plane, _) = warp::moved(plane, side, &warp::agreed(side, &sights)?)?;
    Some(plane)
}

/// Values of a square grid.
struct Picture {
    width: usize,
    /// The side of a block.
    long: usize,
    values: Vec<f32>,
}

impl Picture {
    fn row(&self, x: usize, y: usize) -> &[f32] {
        let start = y * self.width + x;
        self.values.get(start..start + self.long).unwrap_or_default()
    }
}

/// The correlation of the block at (x, y) with what is seen, for every shift in reach, row by row.
#[allow(clippy::cast_precision_loss)] // samples of one block
fn scores(expected: &Picture, seen: &Picture, x: usize, y: usize, reach: usize) -> Vec<f64> {
    let count = (expected.long * expected.long) as f64;
    let block: Vec<&[f32]> = (0..expected.long).map(|line| expected.row(x, y + line)).collect();
    let flat =
        |rows: &[&[f32]]| rows.iter().flat_map(|row| row.iter()).map(|&value| f64::from(value)).sum::<f64>();
    let mean = flat(&block) / count;
    let square = block.iter().map(|row| f64::from(dot(row, row))).sum::<f64>() - mean * mean * count;
    let shifts = 2 * reach + 1;
    let mut scores = Vec::with_capacity(shifts * shifts);
    for (down, along) in (0..shifts * shifts).map(|at| (at / shifts, at % shifts)) {
        let (mut sum, mut squares, mut product) = (0.0, 0.0, 0.0);
        for (line, expected) in block.iter().enumerate() {
            let row = seen.row(x + along, y + down + line);
            sum += f64::from(total(row));
            squares += f64::from(dot(row, row));
            product += f64::from(dot(expected, row));
        }
        let spread = (squares - sum * sum / count) * square;
        let score = (product - mean * sum) / spread.sqrt();
        scores.push(if spread > 1e-3 { score } else { 0.0 });
    }
    scores
}

/// The place of the greatest score times `sign`, between the grid's points, and the score.
#[allow(clippy::cast_precision_loss)] // a few shifts
fn best(scores: &[f64], shifts: usize, sign: f64) -> Option<(f64, f64, f64)> {
    let (at, score) =
        scores.iter().map(|score| score * sign).enumerate().max_by(|(_, a), (_, b)| a.total_cmp(b))?;
    let score = score.max(0.0);
    let (x, y) = (at % shifts, at / shifts);
    let peak = |inside: bool, step: usize| {
        let around = |at: usize| scores.get(at).map(|score| score * sign);
        match (at.checked_sub(step).and_then(around), around(at + step)) {
            (Some(before), Some(after)) if inside => {
                let bend = 2.0 * score - before - after;
                if bend > 0.0 { ((after - before) / (2.0 * bend)).clamp(-0.5, 0.5) } else { 0.0 }
            }
            _ => 0.0,
        }
    };
    let inner = 1..shifts - 1;
    Some((x as f64 + peak(inner.contains(&x), 1), y as f64 + peak(inner.contains(&y), shifts), score))
}

/// In eight lanes, so that they are computed in parallel: blocks are a multiple of eight samples long.
fn dot(one: &[f32], other: &[f32]) -> f32 {
    let mut lanes = [0.0_f32; 8];
    for (one, other) in one.chunks_exact(8).zip(other.chunks_exact(8)) {
        for (lane, (a, b)) in lanes.iter_mut().zip(one.iter().zip(other)) {
            *lane += a * b;
        }
    }
    lanes.iter().sum()
}

fn total(values: &[f32]) -> f32 {
    let mut lanes = [0.0_f32; 8];
    for values in values.chunks_exact(8) {
        lanes.iter_mut().zip(values).for_each(|(lane, value)| *lane += value);
    }
    lanes.iter().sum()
}
