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

    /// How well the values agree with the modules that the version fixes, -1 to 1: with all of them, and with those outside of
    /// the finder patterns, which any three patterns are without being of one symbol.
    pub(super) fn agreement(&self, layout: &Layout, levels: &Levels) -> (f64, f64) {
        let (mut all, mut outside) = ((0.0, 0.0), (0.0, 0.0));
        for (index, (value, middle)) in self.grey.iter().zip(&levels.middle).enumerate() {
            let (x, y) = (index % self.side, index / self.side);
            if let Some(dark) = layout.fixed(x, y) {
                let agrees = if (value < middle) == dark { 1.0 } else { -1.0 };
                all = (all.0 + agrees, all.1 + 1.0);
                if !layout.in_finder(x, y) {
                    outside = (outside.0 + agrees, outside.1 + 1.0);
                }
            }
        }
        (all.0 / f64::max(all.1, 1.0), outside.0 / f64::max(outside.1, 1.0))
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
    /// is itself local, with the version's fixed modules taken for what they are. O(modules) whatever the reach.
    pub(super) fn levels(&self, layout: &Layout, reach: usize) -> Levels {
        let side = self.side;
        let global = self.threshold();
        let count = self.grey.len();
        let mut levels = Levels { middle: vec![global; count], half: vec![1.0; count] };
        let spread: f64 =
            self.grey.iter().map(|value| (value - global).abs()).sum::<f64>() / whole(count.max(1));
        let mut sums = Sums { width: side + 1, cells: vec![[0.0; 4]; (side + 1) * (side + 1)] };
        for _ in 0..3 {
            let dark = |index: usize, value: f64| {
                let known = layout.fixed(index % side, index / side);
                known.unwrap_or_else(|| levels.middle.get(index).is_some_and(|&middle| value < middle))
            };
            sums.fill(self.grey.iter().enumerate().map(|(index, &value)| (value, dark(index, value))));
            for (index, (middle, half)) in levels.middle.iter_mut().zip(&mut levels.half).enumerate() {
                let [dark, dark_count, light, light_count] = sums.around(index % side, index / side, reach);
                // Where one class is rare, the symbol's own contrast stands in for it.
                let few = 2.0;
                let around = (dark + light) / f64::max(dark_count + light_count, 1.0);
                let low = (dark + few * (around - spread)) / (dark_count + few);
                let high = (light + few * (around + spread)) / (light_count + few);
                *middle = f64::midpoint(low, high);
                *half = ((high - low) / 2.0).max(2.0);
            }
        }
        levels
    }

    /// The modules below their thresholds.
    pub(super) fn below(&self, middle: impl Fn(usize) -> f64) -> Option<BitMatrix> {
        modules(self.side, |index| self.grey.get(index).is_some_and(|&value| value < middle(index)))
    }
}

/// Brightness and number of the dark modules, and of the light ones, in every rectangle that begins at the top left.
struct Sums {
    /// One more than the symbol's side: the first row and the first column are 0.
    width: usize,
    cells: Vec<[f64; 4]>,
}

impl Sums {
    fn fill(&mut self, modules: impl Iterator<Item = (f64, bool)>) {
        let side = self.width - 1;
        let mut row = [0.0; 4];
        for (index, (value, dark)) in modules.enumerate() {
            if index.is_multiple_of(side) {
                row = [0.0; 4];
            }
            let more = if dark { [value, 1.0, 0.0, 0.0] } else { [0.0, 0.0, value, 1.0] };
            row.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
            let place = (index / side + 1) * self.width + index % side + 1;
            let above = self.cells.get(place - self.width).copied().unwrap_or_default();
            if let Some(cell) = self.cells.get_mut(place) {
                *cell = core::array::from_fn(|at| row.get(at).zip(above.get(at)).map_or(0.0, |(a, b)| a + b));
            }
        }
    }

    /// Those of the modules within `reach` of one.
    fn around(&self, x: usize, y: usize, reach: usize) -> [f64; 4] {
        let side = self.width - 1;
        let (left, right) = (x.saturating_sub(reach), (x + reach + 1).min(side));
        let (top, bottom) = (y.saturating_sub(reach), (y + reach + 1).min(side));
        let cell = |x: usize, y: usize| self.cells.get(y * self.width + x).copied().unwrap_or_default();
        let (whole, before, above, both) =
            (cell(right, bottom), cell(left, bottom), cell(right, top), cell(left, top));
        let mut sums = whole;
        let rest = before.iter().zip(above).zip(both);
        sums.iter_mut().zip(rest).for_each(|(sum, ((before, above), both))| *sum += both - before - above);
        sums
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

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    #[test]
    fn levels_follow_light_and_shade() {
        const SIDE: usize = 45;
        let layout = Layout::new(SIDE).unwrap();
        // Light modules in the shade are as bright as dark ones in the light.
        let tone = |x: usize, dark: bool| match (x < SIDE / 2, dark) {
            (true, true) => 20.0,
            (true, false) | (false, true) => 100.0,
            (false, false) => 180.0,
        };
        let is_dark = |index: usize| {
            let (x, y) = (index % SIDE, index / SIDE);
            layout.fixed(x, y).unwrap_or((x * 7 + y * 5) % 11 < 5)
        };
        let grey = (0..SIDE * SIDE).map(|index| tone(index % SIDE, is_dark(index))).collect();
        let values = Values { side: SIDE, grey };
        let levels = values.levels(&layout, 4);
        let wrong = (0..SIDE * SIDE)
            .filter(|&index| (values.grey[index] < levels.middle[index]) != is_dark(index))
            .filter(|index| (index % SIDE).abs_diff(SIDE / 2) > 4);
        assert_eq!(wrong.count(), 0);
        let middle = |x: usize| levels.middle[20 * SIDE + x];
        assert!((middle(8) - 60.0).abs() < 12.0 && (middle(36) - 140.0).abs() < 12.0);
    }

    #[test]
    fn sums_are_those_of_the_square() {
        const SIDE: usize = 21;
        let module =
            |index: usize| (f64::from(u8::try_from(index * 37 % 251).unwrap()), index.is_multiple_of(3));
        let mut sums = Sums { width: SIDE + 1, cells: vec![[0.0; 4]; (SIDE + 1) * (SIDE + 1)] };
        // What stood there before does not count.
        sums.fill((0..SIDE * SIDE).map(|_| (9.0, true)));
        sums.fill((0..SIDE * SIDE).map(module));
        for (x, y, reach) in [(0, 0, 4), (20, 20, 4), (10, 3, 2), (5, 19, 0), (10, 10, 30)] {
            let inside =
                |index: &usize| (index % SIDE).abs_diff(x) <= reach && (index / SIDE).abs_diff(y) <= reach;
            let mut expected = [0.0; 4];
            for (value, dark) in (0..SIDE * SIDE).filter(inside).map(module) {
                let at = if dark { 0 } else { 2 };
                expected[at] += value;
                expected[at + 1] += 1.0;
            }
            let off =
                sums.around(x, y, reach).into_iter().zip(expected).map(|(sum, right)| (sum - right).abs());
            assert!(off.fold(0.0, f64::max) < 1e-9, "{x} {y} {reach}");
        }
    }
}
