//! How light paper and ink are, from place to place.

use super::SAMPLES;
use super::template::Modules;

/// Modules on each side of a module over which light is taken as even.
const REACH: usize = 3;

/// Sums over the samples of a module, or of many: of what is seen, of what is expected, of their squares and product.
#[derive(Clone, Copy, Default)]
pub(super) struct Sums {
    count: f64,
    seen: f64,
    expected: f64,
    seen_squared: f64,
    expected_squared: f64,
    product: f64,
}

impl Sums {
    fn plus(self, other: Self, sign: f64) -> Self {
        Self {
            count: self.count + sign * other.count,
            seen: self.seen + sign * other.seen,
            expected: self.expected + sign * other.expected,
            seen_squared: self.seen_squared + sign * other.seen_squared,
            expected_squared: self.expected_squared + sign * other.expected_squared,
            product: self.product + sign * other.product,
        }
    }

    /// Variances of seen and expected, and covariance, times the count.
    fn moments(&self) -> [f64; 3] {
        let of = |squares: f64, a: f64, b: f64| squares - a * b / self.count.max(1.0);
        [
            of(self.seen_squared, self.seen, self.seen).max(0.0),
            of(self.expected_squared, self.expected, self.expected).max(0.0),
            of(self.product, self.seen, self.expected),
        ]
    }

    /// The brightness of paper, and by how much ink differs from it.
    fn tone(&self) -> Tone {
        let [_, spread, covariance] = self.moments();
        let count = self.count.max(1.0);
        let contrast = if spread > 1e-6 * count { covariance / spread } else { 0.0 };
        Tone { paper: self.seen / count - contrast * self.expected / count, contrast }
    }
}

/// The light at one place, in grey levels.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::mark) struct Tone {
    /// What bare paper shows.
    pub(in crate::mark) paper: f64,
    /// By how much ink differs from paper: below 0, unless the symbol is light on dark.
    pub(in crate::mark) contrast: f64,
}

/// The sums of each module, row by row; both pictures have [`SAMPLES`] by [`SAMPLES`] values for each.
pub(super) fn sums(modules: &Modules, seen: &[f32], expected: &[f32]) -> Vec<Sums> {
    let width = modules.side() * SAMPLES;
    let band = width * SAMPLES;
    let mut all = Vec::with_capacity(modules.side() * modules.side());
    for (seen, expected) in seen.chunks_exact(band).zip(expected.chunks_exact(band)) {
        for x in 0..modules.side() {
            all.push(module_sums(seen, expected, width, x * SAMPLES));
        }
    }
    all
}

/// The sums of the module that begins at `from` in each of the rows, in lanes that are computed in parallel.
fn module_sums(seen: &[f32], expected: &[f32], width: usize, from: usize) -> Sums {
    let mut lanes = [[0.0_f32; SAMPLES]; 5];
    let [s, e, ss, ee, se] = &mut lanes;
    for (seen, expected) in seen.chunks_exact(width).zip(expected.chunks_exact(width)) {
        let row =
            |values: &[f32]| values.get(from..).and_then(|values| values.first_chunk::<SAMPLES>()).copied();
        let (Some(seen), Some(expected)) = (row(seen), row(expected)) else { continue };
        let add = |to: &mut [f32; SAMPLES], one: [f32; SAMPLES]| {
            to.iter_mut().zip(one).for_each(|(to, one)| *to += one);
        };
        let times = |one: [f32; SAMPLES], other: [f32; SAMPLES]| {
            let mut product = one;
            product.iter_mut().zip(other).for_each(|(product, other)| *product *= other);
            product
        };
        add(s, seen);
        add(e, expected);
        add(ss, times(seen, seen));
        add(ee, times(expected, expected));
        add(se, times(seen, expected));
    }
    let [seen, expected, seen_squared, expected_squared, product] =
        lanes.map(|lanes| f64::from(lanes.iter().sum::<f32>()));
    #[allow(clippy::cast_precision_loss)] // a few samples
    let count = (SAMPLES * SAMPLES) as f64;
    Sums { count, seen, expected, seen_squared, expected_squared, product }
}

/// For each module the sums of the window around it. O(modules).
fn windows(side: usize, sums: &[Sums]) -> Vec<Sums> {
    let wide = side + 1;
    let mut table = vec![Sums::default(); wide * wide];
    let at = |table: &[Sums], x: usize, y: usize| table.get(y * wide + x).copied().unwrap_or_default();
    for (index, sums) in sums.iter().enumerate() {
        let (x, y) = (index % side, index / side);
        let corner = at(&table, x + 1, y).plus(at(&table, x, y + 1), 1.0).plus(at(&table, x, y), -1.0);
        if let Some(cell) = table.get_mut((y + 1) * wide + x + 1) {
            *cell = corner.plus(*sums, 1.0);
        }
    }
    let range = |place: usize| (place.saturating_sub(REACH), (place + REACH + 1).min(side));
    (0..side * side)
        .map(|index| {
            let ((left, right), (top, bottom)) = (range(index % side), range(index / side));
            let outer = at(&table, right, bottom).plus(at(&table, left, top), 1.0);
            outer.plus(at(&table, left, bottom), -1.0).plus(at(&table, right, top), -1.0)
        })
        .collect()
}

/// The tone around each module.
pub(super) fn tones(side: usize, sums: &[Sums]) -> Vec<Tone> {
    windows(side, sums).iter().map(Sums::tone).collect()
}

/// The share of what is seen that the expected picture explains under local tones: 0 to 1, a squared correlation.
pub(super) fn explained(side: usize, sums: &[Sums]) -> f64 {
    let (mut all, mut part) = (0.0, 0.0);
    for window in windows(side, sums) {
        let [seen, expected, covariance] = window.moments();
        all += seen;
        part += if expected > 0.0 { covariance * covariance / expected } else { 0.0 };
    }
    if all > 0.0 { (part / all).min(1.0) } else { 0.0 }
}
