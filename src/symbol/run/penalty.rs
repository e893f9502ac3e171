//! How badly a masked symbol looks to a reader (ISO/IEC 18004:2015, 7.8.3.1, table 11; 8.8.2 in the edition of 2000).
//!
//! | what | points |
//! |---|---|
//! | a run of n ≥ 5 modules of one colour in a row or column | 3 + n − 5 |
//! | a square of 2 × 2 modules of one colour, also overlapping others | 3 |
//! | `1011101` in a row or column with four light modules before or behind it | 40 |
//! | each whole 5 % that the share of dark modules is away from one half | 10 |
//!
//! Where the words of the table can be read in more than one way, these are the readings here, and crate `qrcode` has
//! the same: the complete symbol counts, with its format information; the third pattern is that of 7.8.1, in
//! modules; it counts once if there is light on both sides; and the quiet zone is light.
//!
//! A row or column is never walked module by module: whole rows are combined, shifted against themselves for what lies in
//! a row and with the rows below for what lies in a column.

use super::row::Row;

/// Rows of light that stand above the symbol while it is looked at.
const ABOVE: usize = 4;
/// The same below it: an eleventh row is looked at from the last one.
const BELOW: usize = 10;

/// Memory for looking at symbols of one size.
#[derive(Clone, Debug)]
pub(super) struct Judge<const N: usize> {
    side: usize,
    /// The symbol with light around it.
    rows: Vec<Row<N>>,
    /// Modules that have the colour of their right neighbour, and a row of none.
    right: Vec<Row<N>>,
    /// Modules that have the colour of the one below, with a row of none before and four behind.
    below: Vec<Row<N>>,
}

impl<const N: usize> Judge<N> {
    pub(super) fn new(side: usize) -> Self {
        Self {
            side,
            rows: vec![Row::LIGHT; ABOVE + side + BELOW],
            right: vec![Row::LIGHT; side + 1],
            below: vec![Row::LIGHT; 1 + side + 3],
        }
    }

    /// The points of a symbol whose rows are given. O(side) words.
    pub(super) fn points(&mut self, symbol: impl Iterator<Item = Row<N>>) -> u32 {
        let inside = self.rows.iter_mut().skip(ABOVE).take(self.side);
        inside.zip(symbol).for_each(|(place, row)| *place = row);
        let (dark, in_rows) = self.look_along();
        self.compare();
        in_rows + self.look_down() + self.balance(dark)
    }

    /// Dark modules, and the points of runs and finder patterns in rows.
    fn look_along(&mut self) -> (u32, u32) {
        let pairs = Row::first(self.side - 1);
        let (mut dark, mut single, mut double, mut finders) = (0, 0, 0, 0);
        let inside = self.rows.iter().skip(ABOVE).take(self.side);
        for (&row, right) in inside.zip(&mut self.right) {
            let same = !(row ^ row >> 1) & pairs;
            *right = same;
            let three = same & same >> 1;
            let five = three & three >> 2;
            single += five.count();
            double += (five & !(same << 1)).count();
            let pattern = row & !(row >> 1) & row >> 2 & row >> 3 & row >> 4 & !(row >> 5) & row >> 6;
            let two = row | row << 1;
            let before = (two | two << 2) << 1;
            let two = row | row >> 1;
            let behind = (two | two >> 2) >> 7;
            finders += (pattern & !(before & behind)).count();
            dark += row.count();
        }
        (dark, single + 2 * double + 40 * finders)
    }

    /// Compares each row with the next.
    fn compare(&mut self) {
        let valid = Row::first(self.side);
        let inside = self.rows.iter().skip(ABOVE);
        let next = inside.clone().skip(1);
        let places = self.below.iter_mut().skip(1).take(self.side - 1);
        for ((place, &row), &next) in places.zip(inside).zip(next) {
            *place = !(row ^ next) & valid;
        }
    }

    /// The points of squares, and of runs and finder patterns in columns.
    fn look_down(&self) -> u32 {
        let (mut single, mut double, mut squares, mut finders) = (0, 0, 0, 0);
        for (below, right) in self.below.windows(5).zip(self.right.windows(2)) {
            if let (&[before, one, two, three, four], &[upper, lower]) = (below, right) {
                let five = one & two & three & four;
                single += five.count();
                double += (five & !before).count();
                squares += (upper & lower & one).count();
            }
        }
        for window in self.rows.windows(ABOVE + 1 + BELOW) {
            if let &[a, b, c, d, one, two, three, four, five, six, seven, e, f, g, h] = window {
                let pattern = one & !two & three & four & five & !six & seven;
                let (before, behind) = (a | b | c | d, e | f | g | h);
                finders += (pattern & !(before & behind)).count();
            }
        }
        single + 2 * double + 3 * squares + 40 * finders
    }

    fn balance(&self, dark: u32) -> u32 {
        let all = u32::try_from(self.side * self.side).unwrap_or(u32::MAX);
        // A deviation of d modules is 100 · d / all percent.
        (2 * dark).abs_diff(all) * 10 / all * 10
    }
}
