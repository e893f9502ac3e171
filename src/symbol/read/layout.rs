//! The modules of a QR symbol that are the same in every symbol of its version (ISO/IEC 18004, 6.3).

use core::ops::RangeInclusive;

use super::pyramid::whole;

/// The function patterns of one version.
pub(super) struct Layout {
    pub(super) side: usize,
    /// Of each module row by row what it is in every symbol, if it is that.
    fixed: Vec<Option<bool>>,
    /// Centres of alignment patterns along one side, in modules; empty for version 1.
    rows: Vec<usize>,
}

impl Layout {
    /// For a side of 21, 25 .. 177 modules.
    pub(super) fn new(side: usize) -> Option<Self> {
        if !(21..=177).contains(&side) || side % 4 != 1 {
            return None;
        }
        let mut layout = Self { side, fixed: Vec::new(), rows: rows(side) };
        layout.fixed = (0..side * side).map(|index| layout.function(index % side, index / side)).collect();
        Some(layout)
    }

    /// The centres of all alignment patterns, the nearest to the top left first.
    pub(super) fn alignments(&self) -> Vec<(usize, usize)> {
        let (first, last) = (6, self.side - 7);
        let finder =
            |u: usize, v: usize| (u == first || u == last) && v == first || (u == first && v == last);
        let mut all: Vec<(usize, usize)> = self
            .rows
            .iter()
            .flat_map(|&v| self.rows.iter().map(move |&u| (u, v)))
            .filter(|&(u, v)| !finder(u, v))
            .collect();
        all.sort_by_key(|&(u, v)| (u + v, u));
        all
    }

    /// Whether a module belongs to a finder pattern or the light border around it.
    pub(super) fn in_finder(&self, x: usize, y: usize) -> bool {
        let far = self.side - 8;
        if y < 8 { x < 8 || x >= far } else { x < 8 && y >= far }
    }

    /// Whether a module is dark in every symbol of the version, or light, or differs.
    pub(super) fn fixed(&self, x: usize, y: usize) -> Option<bool> {
        self.fixed.get(y * self.side + x).copied().flatten()
    }

    /// The same by the standard's rules.
    fn function(&self, x: usize, y: usize) -> Option<bool> {
        let side = self.side;
        let corners = [(0, 0), (side - 7, 0), (0, side - 7)];
        for (left, top) in corners {
            let (dx, dy) = ((x + 1).wrapping_sub(left), (y + 1).wrapping_sub(top));
            if dx <= 8 && dy <= 8 {
                let ring = dx.abs_diff(4).max(dy.abs_diff(4));
                return Some(ring <= 1 || ring == 3);
            }
        }
        let last = side - 7;
        let near = |place: usize| self.rows.iter().copied().find(|row| row.abs_diff(place) <= 2);
        if let (Some(u), Some(v)) = (near(x), near(y)) {
            let finder = (u == 6 || u == last) && v == 6 || (u == 6 && v == last);
            if !finder {
                let ring = x.abs_diff(u).max(y.abs_diff(v));
                return Some(ring != 1);
            }
        }
        if y == 6 {
            return Some(x.is_multiple_of(2));
        }
        if x == 6 {
            return Some(y.is_multiple_of(2));
        }
        None
    }
}

/// Sides of symbols between two lengths in modules, the nearest to `middle` first, `most` at most.
pub(super) fn sides(lengths: RangeInclusive<f64>, middle: f64, most: usize) -> Vec<usize> {
    let mut sides: Vec<usize> =
        (21..=177).step_by(4).filter(|side| lengths.contains(&whole(*side))).collect();
    let miss = |side: &usize| (whole(*side) - middle).abs();
    sides.sort_by(|one, other| miss(one).total_cmp(&miss(other)));
    sides.truncate(most);
    sides
}

/// Rows of alignment patterns (ISO/IEC 18004, annex E): the first and last are given by the finder patterns, those
/// between are spread evenly from the end, an even number of modules apart.
fn rows(side: usize) -> Vec<usize> {
    let version = (side - 17) / 4;
    if version == 1 {
        return Vec::new();
    }
    let count = version / 7 + 2;
    let last = side - 7;
    // Version 32 alone departs from the rule.
    let step = if version == 32 { 26 } else { (version * 4 + count * 2 + 1) / (count * 2 - 2) * 2 };
    let mut rows: Vec<usize> = (0..count - 1).map(|index| last - index * step).collect();
    rows.push(6);
    rows.reverse();
    rows
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn alignment_patterns_stand_where_the_standard_says() {
        for (version, expected) in [
            (1, vec![]),
            (2, vec![6, 18]),
            (7, vec![6, 22, 38]),
            (14, vec![6, 26, 46, 66]),
            (21, vec![6, 28, 50, 72, 94]),
            (28, vec![6, 26, 50, 74, 98, 122]),
            (32, vec![6, 34, 60, 86, 112, 138]),
            (36, vec![6, 24, 50, 76, 102, 128, 154]),
            (40, vec![6, 30, 58, 86, 114, 142, 170]),
        ] {
            assert_eq!(rows(17 + 4 * version), expected, "{version}");
        }
    }
}
