//! Characters in drops of a dot-matrix font, and the drops that carry bits.

use core::cmp::Reverse;

use super::geometry::{DateGeometry, MOVE_UM, PITCH_UM};
use super::matrix;
use super::shape::Dots;

/// A drop of a dot-matrix font: where its middle belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JetDrop {
    /// To the right, µm.
    pub x: i32,
    /// Downwards, µm.
    pub y: i32,
}

/// Columns and rows of raster rows that stand for one row of the font: a moved drop is one raster row off.
pub(super) const STEPS: usize = 3;

/// The drops of a character as column, row and by how many thirds of the pitch it is moved, row by row.
pub(super) fn drops(geometry: DateGeometry, character: u8, variant: u8) -> Vec<(u32, u32, i32)> {
    let (rows, columns): (&[u8], u32) = match geometry {
        DateGeometry::Jet5x7 => (matrix::five(character).map_or(&[], |rows| rows), 5),
        DateGeometry::Jet7x9 => (matrix::seven(character).map_or(&[], |rows| rows), 7),
        DateGeometry::Raster3mm | DateGeometry::Raster2mm => return Vec::new(),
    };
    let mut drops = Vec::new();
    for (y, row) in (0..).zip(rows) {
        let across = (0..columns).filter(|x| row >> (columns - 1 - x) & 1 == 1);
        drops.extend(across.map(|x| (x, y, 0)));
    }
    if geometry.mask(character) != 0 {
        for (bit, chosen) in (0..).zip(carriers(&drops)) {
            if let Some(drop) = drops.get_mut(chosen) {
                // Up is towards row 0.
                drop.2 = if variant >> bit & 1 == 1 { -1 } else { 1 };
            }
        }
    }
    drops
}

/// Which three drops carry the bits of a digit. Of the drops with nothing right above or below them three that are two
/// pitches apart or more; of such the three with the fewest drops diagonally beside them, which would smear into them;
/// of such the three whose least distance is greatest; of such the first, drops counted row by row.
fn carriers(drops: &[(u32, u32, i32)]) -> [usize; 3] {
    let taken =
        |x: Option<u32>, y: Option<u32>| drops.iter().any(|drop| (Some(drop.0), Some(drop.1)) == (x, y));
    let count = |across: [Option<u32>; 2], y: u32| -> usize {
        let rows = [y.checked_sub(1), y.checked_add(1)];
        rows.iter().map(|row| across.iter().filter(|column| taken(**column, *row)).count()).sum()
    };
    let beside = |x: u32, y: u32| count([x.checked_sub(1), x.checked_add(1)], y);
    let free = |&(_, &(x, y, _)): &(usize, &(u32, u32, i32))| count([Some(x), None], y) == 0;
    let free: Vec<_> = drops.iter().enumerate().filter(free).collect();
    let apart = |(_, a): &(usize, &(u32, u32, i32)), (_, b): &(usize, &(u32, u32, i32))| {
        a.0.abs_diff(b.0).pow(2) + a.1.abs_diff(b.1).pow(2)
    };
    let mut best = None;
    for (i, one) in free.iter().enumerate() {
        for (j, two) in free.iter().enumerate().skip(i + 1) {
            for three in free.iter().skip(j + 1) {
                let least = apart(one, two).min(apart(one, three)).min(apart(two, three));
                let smear: usize = [one, two, three].iter().map(|(_, drop)| beside(drop.0, drop.1)).sum();
                let merit = (least.min(4), Reverse(smear), least);
                if best.as_ref().is_none_or(|(known, _)| merit > *known) {
                    best = Some((merit, [one.0, two.0, three.0]));
                }
            }
        }
    }
    best.map_or([usize::MAX; 3], |(_, chosen)| chosen)
}

/// Where a drop of a character lies in its cell, µm.
pub(super) fn place((column, row, thirds): (u32, u32, i32)) -> JetDrop {
    let middle = |at: u32| (i32::try_from(at).unwrap_or(i32::MAX / PITCH_UM) + 1).saturating_mul(PITCH_UM);
    JetDrop { x: middle(column), y: middle(row) + thirds * MOVE_UM }
}

/// The raster of a character: one column for each column of the font and one that is empty, three rows for each row of
/// it and one above, for a drop that is moved up.
pub(super) fn raster(geometry: DateGeometry, character: u8, variant: u8) -> Dots {
    let (columns, rows) = geometry.matrix().unwrap_or_default();
    let mut dots = Dots::white(columns as usize + 1, rows as usize * STEPS);
    for (column, row, thirds) in drops(geometry, character, variant) {
        let at = (row as usize * STEPS + 1).checked_add_signed(thirds as isize);
        dots.set(column as usize, at.unwrap_or_default());
    }
    dots
}
