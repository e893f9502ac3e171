//! How far each carrier of a picture leans to 0 or to 1.

use super::geometry::Geometry;
use crate::mark::registration::solve::Normal;
use crate::mark::registration::template::{Modules, below};
use crate::mark::registration::{Registration, SAMPLES, median};

/// Samples beyond its module in which a hole is looked for, blurred as it is.
const BEYOND: usize = 2;
const WIDE: usize = SAMPLES + 2 * BEYOND;
/// No soft value counts more than this many times the usual one.
const CLIP: f64 = 3.0;
/// Terms of what neighbours add: six of them and a constant.
const TERMS: usize = 7;

/// The soft values of one frame.
pub(super) struct Soft {
    /// In the order of the carriers: above 0 leans to 1; 0 for a carrier that is hidden.
    pub(super) values: Vec<f64>,
    /// The value that a hole is expected to give.
    pub(super) gain: f64,
    /// The standard deviation of what modules without holes give.
    pub(super) noise: f64,
}

pub(super) fn soft(registration: &Registration, geometry: Geometry, carriers: &[(u32, u32)]) -> Soft {
    let (kernel, gain) = kernel(geometry, registration.quality().blur);
    let side = registration.modules().side();
    let places: Vec<(usize, usize)> = carriers.iter().map(|&(x, y)| (x as usize, y as usize)).collect();
    let light = (0..side * side)
        .map(|at| (at % side, at / side))
        .filter(|&(x, y)| !registration.modules().dark(x, y));
    let light: Vec<f64> = unblurred(registration, &kernel, &light.collect::<Vec<_>>());
    let seen = || light.iter().filter(|value| **value != 0.0);
    #[allow(clippy::cast_precision_loss)] // modules of one symbol
    let noise = (seen().map(|value| value * value).sum::<f64>() / seen().count().max(1) as f64).sqrt();
    Soft { values: unblurred(registration, &kernel, &places), gain, noise }
}

/// The kernel's products with modules, less what their neighbours' colours explain; 0 for those that are hidden, and
/// clipped.
fn unblurred(registration: &Registration, kernel: &[f32], places: &[(usize, usize)]) -> Vec<f64> {
    let modules = registration.modules();
    let side = modules.side();
    let visible = |x: usize, y: usize| registration.visible().get(y * side + x) == Some(&true);
    let seen: Vec<Option<(f64, [f64; TERMS])>> = places
        .iter()
        .map(|&(x, y)| {
            visible(x, y)
                .then(|| (matched(registration.rest(), side, kernel, x, y), neighbours(modules, x, y)))
        })
        .collect();
    let mut normal = Normal::new();
    for (value, around) in seen.iter().flatten() {
        normal.add(around, *value, 1.0);
    }
    let part = normal.solve().unwrap_or([0.0; TERMS]);
    let less = |(value, around): (f64, [f64; TERMS])| {
        value - around.iter().zip(&part).map(|(term, part)| term * part).sum::<f64>()
    };
    let mut values: Vec<f64> = seen.into_iter().map(|seen| seen.map_or(0.0, less)).collect();
    let usual = median(values.iter().filter(|value| **value != 0.0).map(|value| value.abs()));
    for value in &mut values {
        *value = value.clamp(-CLIP * usual, CLIP * usual);
    }
    values
}

/// What the picture shows if a carrier has its hole for 1 instead of that for 0, WIDE by WIDE samples and of length 1, and the
/// value that a hole gives by it.
#[allow(clippy::cast_precision_loss)] // a few samples
fn kernel(geometry: Geometry, blur: f64) -> (Vec<f32>, f64) {
    let place = |index: usize| (index as f64 + 0.5 - BEYOND as f64) / SAMPLES as f64;
    let share = |bit: bool, index: usize| {
        let (from, to) = geometry.span(bit);
        below((to - place(index)) / blur) - below((from - place(index)) / blur)
    };
    let lines: Vec<[f64; 2]> = (0..WIDE).map(|index| [share(false, index), share(true, index)]).collect();
    let kernel: Vec<f64> = lines
        .iter()
        .flat_map(|[zero, one]| lines.iter().map(move |[left, right]| zero * left - one * right))
        .collect();
    let length = kernel.iter().map(|value| value * value).sum::<f64>().sqrt().max(f64::MIN_POSITIVE);
    #[allow(clippy::cast_possible_truncation)] // weights below 1
    let unit = kernel.iter().map(|value| (value / length) as f32).collect();
    // The other half is the hole's distance from the mean of both places.
    (unit, length / 2.0)
}

/// The product of the kernel with what is seen around the module (x, y); nothing is seen outside the symbol.
fn matched(rest: &[f32], side: usize, kernel: &[f32], x: usize, y: usize) -> f64 {
    let width = side * SAMPLES;
    let (left, skipped) = ((x * SAMPLES).saturating_sub(BEYOND), BEYOND.saturating_sub(x * SAMPLES));
    let end = (x * SAMPLES + SAMPLES + BEYOND).min(width);
    let rows = kernel.chunks_exact(WIDE).enumerate().map(|(line, weights)| {
        let start = (y * SAMPLES + line).checked_sub(BEYOND)? * width;
        let row = rest.get(start + left..start + end)?;
        Some(row.iter().zip(weights.iter().skip(skipped)).map(|(value, weight)| value * weight).sum::<f32>())
    });
    f64::from(rows.flatten().sum::<f32>())
}

/// The colours of the neighbours that blur into one hole more than into the other.
fn neighbours(modules: &Modules, x: usize, y: usize) -> [f64; TERMS] {
    let dark = |dx: isize, dy: isize| {
        let dark = modules.dark(x.wrapping_add_signed(dx), y.wrapping_add_signed(dy));
        f64::from(u8::from(dark))
    };
    [1.0, dark(-1, -1), dark(0, -1), dark(-1, 0), dark(1, 0), dark(0, 1), dark(1, 1)]
}
