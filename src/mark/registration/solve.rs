//! Weighted least squares with few unknowns.

/// The normal equations of `N` unknowns.
#[derive(Clone)]
pub(in crate::mark) struct Normal<const N: usize> {
    squares: [[f64; N]; N],
    products: [f64; N],
}

impl<const N: usize> Normal<N> {
    pub(in crate::mark) const fn new() -> Self {
        Self { squares: [[0.0; N]; N], products: [0.0; N] }
    }

    /// Adds an equation: the sum of `terms` times the unknowns is `value`.
    pub(in crate::mark) fn add(&mut self, terms: &[f64; N], value: f64, weight: f64) {
        for ((row, product), term) in self.squares.iter_mut().zip(&mut self.products).zip(terms) {
            let weighted = weight * term;
            *product += weighted * value;
            for (cell, other) in row.iter_mut().zip(terms) {
                *cell += weighted * other;
            }
        }
    }

    /// Adds equations in two sets of terms at once: their sums of squares (`xx`, `xy`, `yy`) and products with what
    /// was seen (`x`, `y`).
    pub(in crate::mark) fn add_pair(
        &mut self,
        across: &[f64; N],
        down: &[f64; N],
        [xx, xy, yy]: [f64; 3],
        [x, y]: [f64; 2],
    ) {
        for (index, (row, product)) in self.squares.iter_mut().zip(&mut self.products).enumerate() {
            let (a, d) = (across.get(index).unwrap_or(&0.0), down.get(index).unwrap_or(&0.0));
            *product += a * x + d * y;
            let (along, beside) = (a * xx + d * xy, a * xy + d * yy);
            for ((cell, across), down) in row.iter_mut().zip(across).zip(down) {
                *cell += along * across + beside * down;
            }
        }
    }

    /// The unknowns, by elimination with the largest pivot; `None` if the equations do not determine them.
    #[allow(clippy::indexing_slicing)] // all indices run below N
    pub(in crate::mark) fn solve(&self) -> Option<[f64; N]> {
        let (mut rows, mut right) = (self.squares, self.products);
        let scale = rows.iter().flatten().fold(0.0_f64, |most, cell| most.max(cell.abs()));
        for pivot in 0..N {
            let best = (pivot..N).max_by(|&a, &b| rows[a][pivot].abs().total_cmp(&rows[b][pivot].abs()))?;
            rows.swap(pivot, best);
            right.swap(pivot, best);
            let (lead, value) = (rows[pivot], right[pivot]);
            if lead[pivot].is_nan() || lead[pivot].abs() <= 1e-12 * scale {
                return None;
            }
            for index in (0..N).filter(|&index| index != pivot) {
                let factor = rows[index][pivot] / lead[pivot];
                for (cell, other) in rows[index].iter_mut().zip(&lead) {
                    *cell -= factor * other;
                }
                right[index] -= factor * value;
            }
        }
        let solution = core::array::from_fn(|index| right[index] / rows[index][index]);
        solution.iter().all(|value: &f64| value.is_finite()).then_some(solution)
    }
}
