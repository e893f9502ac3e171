//! Moves the place of a symbol until every edge between its modules lies where it is seen (Gauss and Newton's steps on
//! the whole picture; the expected picture stays, so that its slopes are computed once).

use super::SAMPLES;
use super::solve::Normal;
use super::template::Modules;
use super::tone::{self, Sums, Tone};
use super::warp;
use crate::symbol::Homography;

/// The picture that is expected of a symbol under one blur.
pub(super) struct Expected {
    pub(super) values: Vec<f32>,
    /// Of each module the sums of squares of the slopes: along u, mixed, along v.
    squares: Vec<[f64; 3]>,
}

impl Expected {
    pub(super) fn new(modules: &Modules, sigma: f64) -> Self {
        let values = modules.blurred(SAMPLES, sigma);
        let mut squares = vec![[0.0; 3]; modules.all().len()];
        each_slope(modules.side(), &values, |module, _, along, down| {
            if let Some([uu, uv, vv]) = squares.get_mut(module) {
                *uu += f64::from(along * along);
                *uv += f64::from(along * down);
                *vv += f64::from(down * down);
            }
        });
        Self { values, squares }
    }

    pub(super) fn sums(&self, modules: &Modules, seen: &[f32]) -> Vec<Sums> {
        tone::sums(modules, seen, &self.values)
    }
}

/// Hands over each sample that has neighbours: its module, its index, the slopes of the values along u and v by
/// module.
#[allow(clippy::cast_precision_loss)] // a few samples
fn each_slope(side: usize, values: &[f32], mut visit: impl FnMut(usize, usize, f32, f32)) {
    let width = side * SAMPLES;
    let scale = SAMPLES as f32 / 2.0;
    let rows: Vec<&[f32]> = values.chunks_exact(width).collect();
    for (y, three) in (1..).zip(rows.windows(3)) {
        let &[above, row, below] = three else { continue };
        let columns = row.windows(3).zip(above.iter().zip(below).skip(1));
        for (x, (across, (above, below))) in (1..).zip(columns) {
            let &[left, _, right] = across else { continue };
            let (along, down) = ((right - left) * scale, (below - above) * scale);
            visit(y / SAMPLES * side + x / SAMPLES, y * width + x, along, down);
        }
    }
}

/// One step from what is seen on a plane: the plane that fits better, and how far the farthest corner moved, in modules.
#[allow(clippy::cast_precision_loss)] // modules of one symbol
pub(super) fn step(
    modules: &Modules,
    expected: &Expected,
    seen: &[f32],
    plane: &Homography,
) -> Option<(Homography, f64)> {
    let side = modules.side();
    let tones = tone::tones(side, &expected.sums(modules, seen));
    let rest = rest(side, seen, &expected.values, &tones);
    let mut pulls = vec![[0.0_f64; 3]; side * side];
    each_slope(side, &expected.values, |module, index, along, down| {
        if let (Some([u, v, power]), Some(rest)) = (pulls.get_mut(module), rest.get(index)) {
            *u -= f64::from(along * rest);
            *v -= f64::from(down * rest);
            *power += f64::from(rest * rest);
        }
    });
    let usual = median(pulls.iter().map(|[.., power]| *power)).max(f64::MIN_POSITIVE);
    let mut normal = Normal::new();
    for (index, ([u, v, power], squares)) in pulls.iter().zip(&expected.squares).enumerate() {
        // A module with glare or dirt on it says little.
        let weight = 1.0 / (1.0 + (power / (3.0 * usual)).powi(2));
        let place = |at: usize| at as f64 + 0.5;
        let (across, down) = warp::terms(side as f64, place(index % side), place(index / side));
        normal.add_pair(&across, &down, squares.map(|square| square * weight), [u * weight, v * weight]);
    }
    warp::moved(plane, side as f64, &normal.solve()?)
}

/// What is left of the seen darkness (0 paper, 1 ink) when the expected is taken away; 0 where there is no contrast.
#[allow(clippy::cast_possible_truncation)] // grey levels
pub(super) fn rest(side: usize, seen: &[f32], expected: &[f32], tones: &[Tone]) -> Vec<f32> {
    let width = side * SAMPLES;
    let mut rest = Vec::with_capacity(seen.len());
    let lines = seen.chunks_exact(width).zip(expected.chunks_exact(width)).enumerate();
    for (y, (seen, expected)) in lines {
        let tones = tones.chunks_exact(side).nth(y / SAMPLES).unwrap_or_default();
        for (tone, (seen, expected)) in
            tones.iter().zip(seen.chunks_exact(SAMPLES).zip(expected.chunks_exact(SAMPLES)))
        {
            let (paper, gain) =
                (tone.paper as f32, if tone.contrast == 0.0 { 0.0 } else { 1.0 / tone.contrast as f32 });
            let known = if gain == 0.0 { 0.0 } else { 1.0 };
            rest.extend(
                seen.iter().zip(expected).map(|(seen, expected)| (seen - paper) * gain - known * expected),
            );
        }
    }
    rest
}

/// The middle value; 0 of none.
pub(in crate::mark) fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    let middle = values.len() / 2;
    if values.is_empty() {
        return 0.0;
    }
    *values.select_nth_unstable_by(middle, f64::total_cmp).1
}
