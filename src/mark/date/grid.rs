//! Small grids of numbers: templates and patches, and how well they agree.

/// Numbers in rows from the top.
#[derive(Clone, Debug)]
pub(super) struct Grid {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) values: Vec<f32>,
}

impl Grid {
    pub(super) fn from_fn(width: usize, height: usize, value: impl Fn(usize, usize) -> f32) -> Self {
        let values = (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).map(|(x, y)| value(x, y));
        Self { width, height, values: values.collect() }
    }

    /// A row from a column on.
    fn row(&self, x: usize, y: usize, length: usize) -> &[f32] {
        let start = y * self.width + x;
        self.values.get(start..start + length).unwrap_or_default()
    }

    /// Blurred by a normal kernel; outside of the grid are zeros.
    pub(super) fn blurred(&self, sigma: f64) -> Self {
        let kernel = kernel(sigma);
        self.convolved(&kernel).transposed().convolved(&kernel).transposed()
    }

    fn convolved(&self, kernel: &[f32]) -> Self {
        let mut values = vec![0.0; self.values.len()];
        let reach = kernel.len() / 2;
        let rows =
            values.chunks_exact_mut(self.width.max(1)).zip(self.values.chunks_exact(self.width.max(1)));
        for (out, row) in rows {
            for (tap, weight) in kernel.iter().enumerate() {
                // out[x] += weight · row[x + tap - reach]
                let (to, from) = (reach.saturating_sub(tap), tap.saturating_sub(reach));
                let (out, row) = (out.get_mut(to..).unwrap_or_default(), row.get(from..).unwrap_or_default());
                out.iter_mut().zip(row).for_each(|(out, value)| *out += weight * value);
            }
        }
        Self { values, ..*self }
    }

    fn transposed(&self) -> Self {
        Self::from_fn(self.height, self.width, |x, y| {
            self.values.get(x * self.width + y).copied().unwrap_or(0.0)
        })
    }

    /// Each number the mean of `step` by `step`; what does not fill one is dropped.
    #[allow(clippy::cast_precision_loss)] // a few dots
    pub(super) fn shrunk(&self, step: usize) -> Self {
        let share = 1.0 / (step * step) as f32;
        Self::from_fn(self.width / step, self.height / step, |x, y| {
            (0..step).map(|row| self.row(x * step, y * step + row, step).iter().sum::<f32>()).sum::<f32>()
                * share
        })
    }

    /// Adds another grid of the same shape.
    pub(super) fn add(&mut self, other: &Self) {
        self.values.iter_mut().zip(&other.values).for_each(|(value, other)| *value += other);
    }

    /// Mean 0 and sum of squares 1; a flat grid becomes all zeros.
    pub(super) fn normalised(mut self) -> Self {
        self.centre();
        let power: f32 = self.values.iter().map(|value| value * value).sum();
        let scale = if power > 0.0 { 1.0 / power.sqrt() } else { 0.0 };
        self.values.iter_mut().for_each(|value| *value *= scale);
        self
    }

    /// Takes the mean away.
    #[allow(clippy::cast_precision_loss)] // a patch
    pub(super) fn centre(&mut self) {
        let mean = self.values.iter().sum::<f32>() / self.values.len().max(1) as f32;
        self.values.iter_mut().for_each(|value| *value -= mean);
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, clippy::cast_sign_loss)] // a few dots
fn kernel(sigma: f64) -> Vec<f32> {
    let reach = (3.0 * sigma).ceil() as i32;
    let taps: Vec<f64> =
        (-reach..=reach).map(|tap| (-f64::from(tap * tap) / (2.0 * sigma * sigma)).exp()).collect();
    let sum: f64 = taps.iter().sum();
    taps.iter().map(|tap| (tap / sum) as f32).collect()
}

/// Sums of products side by side, so that the compiler may use wide registers; in one order on every machine.
const LANES: usize = 8;

/// Adds the products of two rows to the lanes.
fn add_products(sums: &mut [f32; LANES], one: &[f32], other: &[f32]) {
    let (ones, others) = (one.chunks_exact(LANES), other.chunks_exact(LANES));
    let rest = ones.remainder().iter().zip(others.remainder());
    for (sum, (a, b)) in sums.iter_mut().zip(rest) {
        *sum += a * b;
    }
    for (one, other) in ones.zip(others) {
        for ((sum, a), b) in sums.iter_mut().zip(one).zip(other) {
            *sum += a * b;
        }
    }
}

/// A piece of a picture in which templates are looked for.
pub(super) struct Patch {
    grid: Grid,
    /// Sums of values and of their squares over all to the left and above.
    sums: Vec<[f64; 2]>,
}

/// Below this variance, in grey levels squared, a patch is noise of the camera.
const LEAST_VARIANCE: f64 = 4.0;

impl Patch {
    pub(super) fn new(mut grid: Grid) -> Self {
        grid.centre();
        let stride = grid.width + 1;
        let mut sums = vec![[0.0; 2]; stride];
        sums.reserve(stride * grid.height);
        for (y, row) in grid.values.chunks_exact(grid.width.max(1)).enumerate() {
            let mut run = [0.0; 2];
            sums.push(run);
            for (x, &value) in row.iter().enumerate() {
                let value = f64::from(value);
                run = [run[0] + value, run[1] + value * value];
                let above = sums.get(y * stride + x + 1).copied().unwrap_or_default();
                sums.push([run[0] + above[0], run[1] + above[1]]);
            }
        }
        Self { grid, sums }
    }

    /// How many places a template has in it, across and down.
    pub(super) const fn places(&self, template: &Grid) -> (usize, usize) {
        (
            (self.grid.width + 1).saturating_sub(template.width),
            (self.grid.height + 1).saturating_sub(template.height),
        )
    }

    /// The correlation with a normalised template whose corner lies at (x, y): -1 to 1.
    pub(super) fn agreement(&self, template: &Grid, x: usize, y: usize) -> f32 {
        let mut sums = [0.0; LANES];
        for (row, y) in template.values.chunks_exact(template.width.max(1)).zip(y..) {
            add_products(&mut sums, row, self.grid.row(x, y, template.width));
        }
        sums.iter().sum::<f32>() * self.weight(template, x, y)
    }

    /// One over the standard deviation under a template times its size.
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)] // a patch
    fn weight(&self, template: &Grid, x: usize, y: usize) -> f32 {
        let stride = self.grid.width + 1;
        let at = |x: usize, y: usize| self.sums.get(y * stride + x).copied().unwrap_or_default();
        let (right, below) = (x + template.width, y + template.height);
        let [a, b, c, d] = [at(x, y), at(right, y), at(x, below), at(right, below)];
        let [sum, squares] = [0, 1].map(|part| {
            let of = |sums: [f64; 2]| if part == 0 { sums[0] } else { sums[1] };
            of(d) - of(b) - of(c) + of(a)
        });
        let count = (template.width * template.height).max(1) as f64;
        let power = (squares - sum * sum / count).max(LEAST_VARIANCE * count);
        (1.0 / power.sqrt()) as f32
    }

    /// The place, among those with x and y in these ranges, where a template agrees best, and how well.
    pub(super) fn best(
        &self,
        template: &Grid,
        across: core::ops::Range<usize>,
        down: core::ops::Range<usize>,
    ) -> (f32, usize, usize) {
        let (width, height) = self.places(template);
        let mut best = (-1.0, across.start, down.start);
        for y in down.start..down.end.min(height) {
            for x in across.start..across.end.min(width) {
                let agreement = self.agreement(template, x, y);
                if agreement > best.0 {
                    best = (agreement, x, y);
                }
            }
        }
        best
    }
}
