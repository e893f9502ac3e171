//! Where the dots of a patch lie.

/// Cells along a side.
pub(super) const CELLS: u16 = 16;
/// Cells along a side of the data.
pub(super) const INNER: u16 = CELLS - 2;
/// Cells of the border.
pub(super) const BORDER: usize = 4 * (CELLS as usize - 1);
/// Cells that carry data.
pub(super) const DATA: usize = INNER as usize * INNER as usize;
/// Bytes that they carry.
pub(super) const BYTES: usize = DATA / 4;
/// Bits that they carry.
pub(super) const BITS: usize = DATA * 2;

/// Printer dots along a cell.
pub(super) const PITCH: u16 = 12;
/// Printer dots along a side of the patch.
pub(super) const SIDE: u16 = 192;
/// The first printer dot of a micro-dot in its cell, across or down, for a bit that is not set.
pub(super) const NEAR: u16 = 3;
/// How much farther it is for a bit that is set.
pub(super) const STEP: u16 = 4;
/// Printer dots along a side of a micro-dot.
pub(super) const DOT: u16 = 3;
/// The middle of the four places of a micro-dot in its cell, from the cell's corner.
pub(super) const MIDDLE: f64 = 6.5;

/// The places of the border's dots, two bits a cell in row order, in each byte the lowest first: the first 15 bytes of
/// `BLAKE3.derive_key("symbolon v1 dots sync", 19025 as u32 little-endian)`, extendable output. Of the first 200 000
/// numbers it is the one whose border is least like itself when it is moved by up to 60 printer dots or turned.
pub(super) const SYNC: [u8; 15] =
    [0x72, 0x0e, 0xc6, 0xd7, 0x08, 0xbf, 0x35, 0x92, 0x3c, 0xe2, 0x26, 0x9f, 0xd5, 0x0b, 0x03];

/// A cell, by column and row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) column: u16,
    pub(super) row: u16,
}

impl Cell {
    /// Where its micro-dot lies on average, in printer dots from the patch's corner.
    pub(super) fn middle(self) -> (f64, f64) {
        let at = |cell: u16| f64::from(cell * PITCH) + MIDDLE;
        (at(self.column), at(self.row))
    }
}

/// How far a place of a micro-dot is from the middle of the four, across and down. Place 0 is up and left; bit 0 moves
/// it right, bit 1 down.
pub(super) fn displaced(place: u8) -> (f64, f64) {
    let by = f64::from(STEP) / 2.0;
    let side = |bit: u8| if bit & 1 == 1 { by } else { -by };
    (side(place), side(place >> 1))
}

/// The cells of the border with the place of each dot, in row order.
pub(super) fn border() -> impl Iterator<Item = (Cell, u8)> {
    let last = CELLS - 1;
    let cells = (0..=last).flat_map(move |row| (0..=last).map(move |column| Cell { column, row }));
    let outer = move |cell: &Cell| [0, last].contains(&cell.column) || [0, last].contains(&cell.row);
    cells.filter(outer).zip(places(&SYNC))
}

/// The cells that carry data, byte after byte: a byte is a square of two by two cells, so that a scratch takes as few
/// of them as it can. The squares stand in row order, and so do the cells of a square.
pub(super) fn data() -> impl Iterator<Item = Cell> {
    let squares = INNER / 2;
    (0..squares).flat_map(move |down| (0..squares).map(move |across| (across, down))).flat_map(
        |(across, down)| {
            (0..4).map(move |cell| Cell { column: 1 + 2 * across + cell % 2, row: 1 + 2 * down + cell / 2 })
        },
    )
}

/// Two bits for each cell, in each byte the lowest first.
pub(super) fn places(bytes: &[u8]) -> impl Iterator<Item = u8> {
    bytes.iter().flat_map(|byte| (0..4).map(move |cell| byte >> (2 * cell) & 3))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    type Spot = (i32, i32);

    /// The first printer dot of a place of a cell.
    fn spot(cell: Cell, place: u8) -> Spot {
        let at = |cell: u16, bit: u8| i32::from(cell * PITCH + NEAR + STEP * u16::from(bit & 1));
        (at(cell.column, place), at(cell.row, place >> 1))
    }

    /// Four times the sum over the border of "a dot where one belongs, less the mean of the four places".
    fn likeness(dots: &BTreeSet<Spot>, (right, down): Spot) -> i32 {
        let there = |cell, place| {
            let (x, y) = spot(cell, place);
            i32::from(dots.contains(&(x + right, y + down)))
        };
        border()
            .map(|(cell, own)| 4 * there(cell, own) - (0..4).map(|place| there(cell, place)).sum::<i32>())
            .sum()
    }

    #[test]
    fn the_border_is_unlike_itself_elsewhere() {
        let far = i32::from(SIDE) - i32::from(DOT) + 1;
        let turned = |(x, y): Spot, turns: u8| (0..turns).fold((x, y), |(x, y), _| (far - y, x));
        for turns in 0..4 {
            let dots: BTreeSet<Spot> = border().map(|(cell, own)| turned(spot(cell, own), turns)).collect();
            let steps = || (-15..=15).map(|step| step * i32::from(STEP));
            for at in steps().flat_map(|down| steps().map(move |right| (right, down))) {
                if turns == 0 && at == (0, 0) {
                    assert_eq!(likeness(&dots, at), 180);
                } else {
                    assert!(likeness(&dots, at) <= 16, "{turns} {at:?}");
                }
            }
        }
    }

    #[test]
    fn the_border_is_what_its_number_gives() {
        let mut hasher = blake3::Hasher::new_derive_key("symbolon v1 dots sync");
        hasher.update(&19025_u32.to_le_bytes());
        let mut bytes = [0; 15];
        hasher.finalize_xof().fill(&mut bytes);
        assert_eq!(bytes, SYNC);
    }

    #[test]
    fn every_cell_has_its_use() {
        let all: Vec<Cell> = border().map(|(cell, _)| cell).chain(data()).collect();
        let cells: BTreeSet<(u16, u16)> = all.iter().map(|cell| (cell.column, cell.row)).collect();
        assert_eq!((all.len(), cells.len()), (256, 256));
        assert_eq!((border().count(), data().count(), BYTES, BITS), (BORDER, DATA, 49, 392));
    }
}
