//! The geometries: which printer, which font, which bits, and the sizes of a cell.

use crate::Error;

/// How a date is printed. The number is part of what a mark is derived from, and never changes its meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u16)]
pub enum DateGeometry {
    /// Dots of 600 dpi, digits 71 dots or 3.0 mm high: slant, upper weight, left weight and bow.
    Raster3mm = 1,
    /// Dots of 600 dpi, digits 47 dots or 2.0 mm high: slant, upper weight and left weight.
    Raster2mm = 2,
    /// Continuous ink-jet, 5 by 7 drops: three drops of a digit moved.
    Jet5x7 = 3,
    /// Continuous ink-jet, 7 by 9 drops: three drops of a digit moved.
    Jet7x9 = 4,
}

/// The distance between dots of a printer of 600 dpi, µm. The reader's pixels are as large.
pub(super) const DOT_UM: f64 = 25_400.0 / 600.0;
/// The distance between drops of a dot-matrix font, µm.
pub(super) const PITCH_UM: i32 = 420;
/// How far a drop is moved, µm: a third of the pitch.
pub(super) const MOVE_UM: i32 = 140;
/// The diameter of a drop on paper, µm.
pub(super) const DROP_UM: i32 = 400;

/// The cell of a character of raster fonts, in dots.
#[derive(Clone, Copy)]
pub(super) struct Cell {
    /// Also the distance from one character to the next.
    pub(super) width: u32,
    pub(super) height: u32,
    /// Dots of white above the ink, where a heavier half may grow.
    pub(super) margin: u32,
    /// Height of the ink.
    pub(super) digit: u32,
    /// Half the width of the pen, in quarters of a dot: of digits, whose halves grow, and of all others.
    pub(super) pens: [u32; 2],
}

impl DateGeometry {
    /// All of them, by number.
    pub const ALL: [Self; 4] = [Self::Raster3mm, Self::Raster2mm, Self::Jet5x7, Self::Jet7x9];

    /// The stable number, 1 to 4.
    #[must_use]
    pub const fn number(self) -> u16 {
        self as u16
    }

    /// The geometry with this number.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`].
    pub fn from_number(number: u16) -> Result<Self, Error> {
        Self::ALL.into_iter().find(|geometry| geometry.number() == number).ok_or(Error::Parameter)
    }

    /// Whether it is printed in drops of a dot-matrix font.
    #[must_use]
    pub const fn is_jet(self) -> bool {
        matches!(self, Self::Jet5x7 | Self::Jet7x9)
    }

    /// The bits that a character carries, as a mask of the bits of its variant number.
    #[must_use]
    pub const fn mask(self, character: u8) -> u8 {
        match (self, character) {
            (Self::Raster3mm, b'1') => 0b1011,
            (Self::Raster3mm, b'0'..=b'9') => 0b1111,
            (Self::Raster2mm, b'1') => 0b0011,
            (_, b'0'..=b'9') => 0b0111,
            _ => 0,
        }
    }

    /// The variants of a character, ascending: every setting of the bits that it carries.
    pub(super) fn variants(self, character: u8) -> impl Iterator<Item = u8> {
        let mask = self.mask(character);
        (0..16).filter(move |variant| variant & !mask == 0)
    }

    /// Columns and rows of drops.
    pub(super) const fn matrix(self) -> Option<(u32, u32)> {
        match self {
            Self::Jet5x7 => Some((5, 7)),
            Self::Jet7x9 => Some((7, 9)),
            Self::Raster3mm | Self::Raster2mm => None,
        }
    }

    pub(super) const fn cell(self) -> Option<Cell> {
        match self {
            Self::Raster3mm => Some(Cell { width: 54, height: 75, margin: 2, digit: 71, pens: [15, 17] }),
            Self::Raster2mm => Some(Cell { width: 36, height: 51, margin: 2, digit: 47, pens: [10, 12] }),
            Self::Jet5x7 | Self::Jet7x9 => None,
        }
    }

    /// From one character to the next, and from one row of text to the next, in dots of 600 dpi.
    pub(super) fn advance(self) -> (f64, f64) {
        match (self.cell(), self.matrix()) {
            (Some(cell), _) => (cell.width.into(), f64::from(cell.height) + f64::from(cell.digit / 3)),
            (_, Some((columns, rows))) => {
                let dots = |drops: u32| f64::from(drops) * f64::from(PITCH_UM) / DOT_UM;
                (dots(columns + 1), dots(rows + 3))
            }
            (None, None) => (0.0, 0.0),
        }
    }
}
