//! Registration: where exactly a symbol that was read lies in its picture, how sharp it is there and how the light falls.
//!
//! Marks are finer than modules, and the corners that a detector gives may be off by a module. Here the whole symbol,
//! drawn again from what was read, is laid over the picture:
//!
//! 1. the part of the picture is cut out, and reduced if it has more than 16 pixels a module;
//! 2. blocks of 8 by 8 modules are each looked for within 1½ modules, then ½; the shift that most blocks agree on,
//!    as a homography, moves the corners;
//! 3. Gauss–Newton steps over all edges, under local light, until the corners move by less than 0.004 module;
//! 4. the blur is the one of a row of normal blurs that explains the picture best, and step 3 is done again with it.
//!
//! A homography places flat labels. Nothing here depends on a key: marks may be judged by what it gives.

mod coarse;
mod fine;
mod patch;
pub(in crate::mark) mod solve;
pub(in crate::mark) mod template;
pub(in crate::mark) mod tone;
mod warp;

pub(in crate::mark) use fine::median;

use crate::symbol::{GreyImage, Homography, Matrix, Point};
use fine::Expected;
use patch::Patch;
use template::Modules;
use tone::Tone;

/// Samples along a module.
pub(in crate::mark) const SAMPLES: usize = 8;
/// Blurs that are tried, in modules.
const BLURS: [f64; 10] = [0.06, 0.09, 0.12, 0.155, 0.19, 0.23, 0.275, 0.325, 0.38, 0.45];
/// The blur of the first steps: wide enough for what the block search leaves.
const FIRST_BLUR: usize = 5;
const FIRST_STEPS: usize = 1;
const STEPS: usize = 6;
/// Steps that move no corner by more than this (in modules) are the last.
const SETTLED: f64 = 0.004;
/// The least share of the picture that the symbol must explain.
const LEAST_FIT: f64 = 0.2;
/// A module with less than this share of the usual contrast is hidden.
const HIDDEN: f64 = 0.3;

/// How well a symbol can be seen in a picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quality {
    /// The side of a module, in pixels.
    pub pixels_per_module: f64,
    /// The standard deviation of the blur of edges, in modules: of ink, optics, shake and pixels together. From 0.06 to
    /// 0.45; beyond is given as the nearest.
    pub blur: f64,
    /// How much darker ink is than paper, in grey levels of 255; below 0 for a symbol that is light on dark.
    pub contrast: f64,
    /// The standard deviation of noise and texture within modules, in grey levels.
    pub noise: f64,
    /// The share of modules that cannot be seen, 0 to 1: glare, dirt, or outside of the picture.
    pub hidden: f64,
    /// The share of the picture's variation that the symbol explains, 0 to 1.
    pub fit: f64,
}

/// A symbol laid over its picture.
pub struct Registration {
    plane: Homography,
    quality: Quality,
    modules: Modules,
    tones: Vec<Tone>,
    visible: Vec<bool>,
    rest: Vec<f32>,
}

impl Registration {
    /// Lays a symbol over a picture. `corners` are those of its square, as [`Found::corners`](crate::symbol::Found), and
    /// may be off by 5 pixels or a module, whichever is less; `symbol` has the modules that were printed.
    ///
    /// `None` where the picture does not show the symbol there: nothing is known then. Takes time in proportion to the
    /// pixels under the symbol and to its modules (a few ms); memory likewise.
    #[must_use]
    pub fn new(image: &GreyImage<'_>, symbol: &Matrix, corners: &[Point; 4]) -> Option<Self> {
        let modules = Modules::new(symbol).filter(|modules| modules.side() >= 10)?;
        let side = f64::from(symbol.width());
        let patch = Patch::cut(image, side, &Homography::new(side, corners)?)?;
        let plane = Homography::new(side, &corners.map(|corner| patch.inside(corner)))?;
        let mut plane = coarse::found(&patch, &modules, &plane)?;
        let first = Expected::new(&modules, blur(FIRST_BLUR));
        for _ in 0..FIRST_STEPS {
            plane = fine::step(&modules, &first, &patch.seen(&plane, modules.side()), &plane)?.0;
        }
        let mut seen = patch.seen(&plane, modules.side());
        let (sigma, expected) = sharpest(&modules, &first, &seen);
        for _ in 0..STEPS {
            let (moved, far) = fine::step(&modules, &expected, &seen, &plane)?;
            // What was seen is kept when the last move is too small to be seen.
            if far < SETTLED {
                break;
            }
            plane = moved;
            seen = patch.seen(&plane, modules.side());
        }
        Self::judged(&patch, modules, &expected, (&plane, &seen), sigma)
    }

    /// The place of the symbol: from modules, also beyond its square, to pixels.
    #[must_use]
    pub const fn plane(&self) -> &Homography {
        &self.plane
    }

    /// How well it can be seen.
    #[must_use]
    pub const fn quality(&self) -> &Quality {
        &self.quality
    }

    /// The brightness of paper and of ink around the place (u, v), in grey levels; outside the symbol, at its nearest
    /// module.
    #[must_use]
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
    // clamped to the symbol
    pub fn light(&self, u: f64, v: f64) -> (f64, f64) {
        let side = self.modules.side();
        let place = |at: f64| at.max(0.0).min((side - 1) as f64) as usize;
        let tone = self.tones.get(place(v) * side + place(u)).copied().unwrap_or_default();
        (tone.paper, tone.paper + tone.contrast)
    }

    #[allow(clippy::cast_precision_loss)] // samples of one symbol
    fn judged(
        patch: &Patch,
        modules: Modules,
        expected: &Expected,
        (plane, seen): (&Homography, &[f32]),
        sigma: f64,
    ) -> Option<Self> {
        let side = modules.side();
        let sums = expected.sums(&modules, seen);
        let fit = tone::explained(side, &sums);
        let tones = tone::tones(side, &sums);
        let contrast = median(tones.iter().map(|tone| tone.contrast));
        if !(fit >= LEAST_FIT && contrast.abs() >= 1.0) {
            return None;
        }
        let rest = fine::rest(side, seen, &expected.values, &tones);
        let visible = visible(&modules, &rest, &tones, contrast);
        let hidden = visible.iter().filter(|visible| !**visible).count() as f64 / visible.len() as f64;
        let corners = plane.corners(side as f64).map(|corner| patch.outside(corner));
        let plane = Homography::new(side as f64, &corners)?;
        let pixels_per_module = patch::pixels_per_module(side as f64, &plane);
        let noise = noise(&modules, &rest, &visible) * contrast.abs();
        let quality = Quality { pixels_per_module, blur: sigma, contrast: -contrast, noise, hidden, fit };
        Some(Self { plane, quality, modules, tones, visible, rest })
    }

    pub(in crate::mark) const fn modules(&self) -> &Modules {
        &self.modules
    }

    /// Whether each module can be seen, row by row.
    pub(in crate::mark) fn visible(&self) -> &[bool] {
        &self.visible
    }

    /// What the picture shows beyond the symbol: darkness (0 paper, 1 ink) less what is expected, [`SAMPLES`] by
    /// [`SAMPLES`] values for each module, row by row over the whole symbol.
    pub(in crate::mark) fn rest(&self) -> &[f32] {
        &self.rest
    }
}

fn blur(index: usize) -> f64 {
    BLURS.get(index).copied().unwrap_or(0.25)
}

/// The blur that explains the picture best, with what is then expected: from the first one downhill, then between the
/// row's blurs by a parabola.
fn sharpest(modules: &Modules, first: &Expected, seen: &[f32]) -> (f64, Expected) {
    let fit = |values: &[f32]| tone::explained(modules.side(), &tone::sums(modules, seen, values));
    let mut fits = BLURS.map(|_| None);
    let mut known = |index: usize| {
        let slot = fits.get_mut(index)?;
        if slot.is_none() {
            *slot = Some(if index == FIRST_BLUR {
                fit(&first.values)
            } else {
                fit(&modules.blurred(SAMPLES, blur(index)))
            });
        }
        *slot
    };
    let mut best = FIRST_BLUR;
    loop {
        let here = known(best);
        let lower = best.checked_sub(1);
        if let Some(lower) = lower.filter(|&lower| known(lower) > here) {
            best = lower;
        } else if known(best + 1) > here {
            best += 1;
        } else {
            break;
        }
    }
    let (before, here, after) = (best.checked_sub(1).and_then(&mut known), known(best), known(best + 1));
    let sigma = match (before, here, after) {
        (Some(before), Some(here), Some(after)) => {
            let bend = 2.0 * here - before - after;
            let shift = if bend > 0.0 { ((after - before) / (2.0 * bend)).clamp(-0.5, 0.5) } else { 0.0 };
            let next = if shift < 0.0 { blur(best - 1) } else { blur(best + 1) };
            blur(best) + shift.abs() * (next - blur(best))
        }
        _ => blur(best),
    };
    (sigma, Expected::new(modules, sigma))
}

/// Hands over the samples of each module: its index, and its rows.
pub(in crate::mark) fn each_row<'a>(
    side: usize,
    values: &'a [f32],
    mut visit: impl FnMut(usize, usize, &'a [f32]),
) {
    for (y, row) in values.chunks_exact(side * SAMPLES).enumerate() {
        for (x, samples) in row.chunks_exact(SAMPLES).enumerate() {
            visit(y / SAMPLES * side + x, y % SAMPLES, samples);
        }
    }
}

/// A module is visible if there is contrast around it, and if it is about as dark as it should be.
#[allow(clippy::cast_precision_loss)] // a few samples
fn visible(modules: &Modules, rest: &[f32], tones: &[Tone], contrast: f64) -> Vec<bool> {
    let mut means = vec![0.0_f64; tones.len()];
    each_row(modules.side(), rest, |module, _, samples| {
        if let Some(mean) = means.get_mut(module) {
            *mean += f64::from(samples.iter().sum::<f32>()) / (SAMPLES * SAMPLES) as f64;
        }
    });
    let seen =
        means.iter().zip(tones).map(|(mean, tone)| tone.contrast / contrast >= HIDDEN && mean.abs() <= 0.4);
    seen.collect()
}

/// The standard deviation of what is left in the middle of light modules, in contrasts.
fn noise(modules: &Modules, rest: &[f32], visible: &[bool]) -> f64 {
    let (mut count, mut sum, mut squares) = (0.0, 0.0, 0.0);
    let inner = SAMPLES / 4..SAMPLES - SAMPLES / 4;
    each_row(modules.side(), rest, |module, line, samples| {
        let plain = modules.all().get(module) == Some(&false) && visible.get(module) == Some(&true);
        if plain && inner.contains(&line) {
            for value in samples.get(inner.clone()).unwrap_or_default() {
                let value = f64::from(*value);
                count += 1.0;
                sum += value;
                squares += value * value;
            }
        }
    });
    if count > 0.0 { (squares / count - (sum / count) * (sum / count)).max(0.0).sqrt() } else { 0.0 }
}
