//! Grey values of modules, and which of them are dark.

use rxing::common::BitMatrix;

use super::super::image::GreyImage;
use super::layout::Layout;
use super::pyramid::whole;
use super::warp::Warp;

/// The brightness of every module, row by row; light on dark is turned round, so that dark modules are low.
pub(super) struct Values {
    pub(super) side: usize,
    pub(super) grey: Vec<f64>,
}

/// What the brightness of dark and light modules is around each module.
pub(super) struct Levels {
    pub(super) middle: Vec<f64>,
    pub(super) half: Vec<f64>,
}

impl Values {
    /// The mean of five places in each module.
    pub(super) fn sampled(image: &GreyImage<'_>, warp: &Warp, side: usize, inverted: bool) -> Self {
        const PLACES: [(f64, f64); 5] = [(0.5, 0.5), (0.3, 0.4), (0.6, 0.3), (0.7, 0.6), (0.4, 0.7)];
        let mut grey = Vec::with_capacity(side * side);
        for y in 0..side {
            for x in 0..side {
                let (u, v) = (whole(x), whole(y));
                let sum: f64 = PLACES.iter().map(|(du, dv)| image.brightness(warp.map(u + du, v + dv))).sum();
                grey.push(if inverted { 255.0 - sum / 5.0 } else { sum / 5.0 });
            }
        }
        Self { side, grey }
    }

    /// How well the values agree with the modules that the version fixes, -1 to 1.
    pub(super) fn agreement(&self, layout: &Layout, levels: &Levels) -> f64 {
        let (mut sum, mut count) = (0.0, 0.0);
        for (index, (value, middle)) in self.grey.iter().zip(&levels.middle).enumerate() {
            if let Some(dark) = layout.fixed(index % self.side, index / self.side) {
                sum += if (value < middle) == dark { 1.0 } else { -1.0 };
                count += 1.0;
            }
        }
        sum / f64::max(count, 1.0)
    }

    /// One threshold for all, between the means of both classes.
    pub(super) fn threshold(&self) -> f64 {
        let count = whole(self.grey.len().max(1));
        let mut threshold = self.grey.iter().sum::<f64>() / count;
        for _ in 0..6 {
            let (mut dark, mut light) = ((0.0, 0.0), (0.0, 0.0));
            for &value in &self.grey {
                let class = if value < threshold { &mut dark } else { &mut light };
                *class = (class.0 + value, class.1 + 1.0);
            }
            threshold = f64::midpoint(dark.0 / f64::max(dark.1, 1.0), light.0 / f64::max(light.1, 1.0));
        }
        threshold
    }

    /// Brightness of dark and light around each module: of those within `reach` on the two sides of a threshold that
    /// is itself local, with the version's fixed modules taken for what they are.
    pub(super) fn levels(&self, layout: &Layout, reach: usize) -> Levels {
        let side = self.side;
        let global = self.threshold();
        let count = self.grey.len();
        let mut levels = Levels { middle: vec![global; count], half: vec![1.0; count] };
        let spread: f64 =
            self.grey.iter().map(|value| (value - global).abs()).sum::<f64>() / whole(count.max(1));
        for _ in 0..3 {
            let classes: Vec<(f64, bool)> = self
                .grey
                .iter()
                .zip(&levels.middle)
                .enumerate()
                .map(|(index, (&value, &middle))| {
                    let dark = layout.fixed(index % side, index / side).unwrap_or(value < middle);
                    (value, dark)
                })
                .collect();
            for (index, middle) in levels.middle.iter_mut().enumerate() {
                let (x, y) = (index % side, index / side);
                let (mut dark, mut light) = ((0.0, 0.0), (0.0, 0.0));
                for row in y.saturating_sub(reach)..(y + reach + 1).min(side) {
                    let from = row * side + x.saturating_sub(reach);
                    let to = row * side + (x + reach + 1).min(side);
                    for &(value, is_dark) in classes.get(from..to).unwrap_or_default() {
                        let class = if is_dark { &mut dark } else { &mut light };
                        *class = (class.0 + value, class.1 + 1.0);
                    }
                }
                // Where one class is rare, the symbol's own contrast stands in for it.
                let few = 2.0;
                let around = (dark.0 + light.0) / f64::max(dark.1 + light.1, 1.0);
                let low = (dark.0 + few * (around - spread)) / (dark.1 + few);
                let high = (light.0 + few * (around + spread)) / (light.1 + few);
                *middle = f64::midpoint(low, high);
                if let Some(half) = levels.half.get_mut(index) {
                    *half = ((high - low) / 2.0).max(2.0);
                }
            }
        }
        levels
    }

    /// The modules below their thresholds.
    pub(super) fn below(&self, middle: impl Fn(usize) -> f64) -> Option<BitMatrix> {
        modules(self.side, |index| self.grey.get(index).is_some_and(|&value| value < middle(index)))
    }
}

/// A symbol's modules, by index row by row.
pub(super) fn modules(side: usize, dark: impl Fn(usize) -> bool) -> Option<BitMatrix> {
    let width = u32::try_from(side).ok()?;
    let mut modules = BitMatrix::with_single_dimension(width).ok()?;
    for y in 0..width {
        for x in 0..width {
            if dark(y as usize * side + x as usize) {
                modules.set(x, y);
            }
        }
    }
    Some(modules)
}
