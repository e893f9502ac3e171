//! Least squares by the normal equations, for a handful of unknowns.

/// Sums of equations `terms · unknowns = value`.
pub(super) struct Normal {
    unknowns: usize,
    /// Row by row, with the right-hand side as the last column.
    rows: Vec<f64>,
}

impl Normal {
    pub(super) fn new(unknowns: usize) -> Self {
        Self { unknowns, rows: vec![0.0; unknowns * (unknowns + 1)] }
    }

    /// Adds one equation.
    pub(super) fn add(&mut self, terms: &[f64], value: f64, weight: f64) {
        for (row, term) in self.rows.chunks_exact_mut(self.unknowns + 1).zip(terms) {
            let factor = term * weight;
            for (cell, other) in row.iter_mut().zip(terms.iter().chain([&value])) {
                *cell += factor * other;
            }
        }
    }

    /// Draws one unknown towards zero.
    pub(super) fn hold(&mut self, unknown: usize, weight: f64) {
        if let Some(cell) = self.rows.get_mut(unknown * (self.unknowns + 2)) {
            *cell += weight;
        }
    }

    /// Sets the right-hand side to the unit vector of one unknown: the solution is that row of the inverse.
    pub(super) fn aim(&mut self, unknown: usize) {
        for (index, row) in self.rows.chunks_exact_mut(self.unknowns + 1).enumerate() {
            if let Some(last) = row.last_mut() {
                *last = f64::from(u8::from(index == unknown));
            }
        }
    }

    /// The unknowns, by elimination with pivots; `None` if the equations do not determine them.
    #[allow(clippy::indexing_slicing)] // all indices run below the unknowns, the last column is behind them
    pub(super) fn solve(self) -> Option<Vec<f64>> {
        let Self { unknowns, rows } = self;
        let mut rows: Vec<Vec<f64>> = rows.chunks_exact(unknowns + 1).map(<[f64]>::to_vec).collect();
        for pivot in 0..unknowns {
            let best =
                (pivot..unknowns).max_by(|&a, &b| rows[a][pivot].abs().total_cmp(&rows[b][pivot].abs()))?;
            rows.swap(pivot, best);
            let lead = core::mem::take(&mut rows[pivot]);
            if lead[pivot].abs() <= 1e-9 || lead[pivot].is_nan() {
                return None;
            }
            for row in rows.iter_mut().skip(pivot + 1) {
                let factor = row[pivot] / lead[pivot];
                for (cell, other) in row.iter_mut().zip(&lead).skip(pivot) {
                    *cell -= factor * other;
                }
            }
            rows[pivot] = lead;
        }
        let mut found = vec![0.0; unknowns];
        for pivot in (0..unknowns).rev() {
            let row = &rows[pivot];
            let known: f64 = row.iter().zip(&found).skip(pivot + 1).map(|(term, value)| term * value).sum();
            found[pivot] = (row[unknowns] - known) / row[pivot];
        }
        found.iter().all(|value| value.is_finite()).then_some(found)
    }
}
