//! Where holes are, and in which modules.

use crate::Error;
use crate::symbol::{Kind, Matrix};

/// How a layer is drawn: the printer's dots, the module's side in dots, the hole's side and its two places.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Geometry {
    number: u16,
    dots_per_inch: u16,
    module: u8,
    hole: u8,
    /// The first row and column of a hole for 0 and for 1.
    places: [u8; 2],
}

impl Geometry {
    /// All that there are, by number from 1.
    pub const ALL: [Self; 8] = [
        Self::new(1, 600, 8, 2, [1, 5]),
        Self::new(2, 600, 10, 3, [1, 6]),
        Self::new(3, 600, 12, 3, [2, 7]),
        Self::new(4, 300, 8, 2, [1, 5]),
        Self::new(5, 300, 10, 3, [1, 6]),
        Self::new(6, 300, 12, 3, [2, 7]),
        Self::new(7, 300, 5, 1, [1, 3]),
        Self::new(8, 300, 6, 2, [1, 3]),
    ];
    /// 600 dots per inch, 10 dots to a module: the one that was measured most.
    pub const STANDARD: Self = Self::new(2, 600, 10, 3, [1, 6]);

    const fn new(number: u16, dots_per_inch: u16, module: u8, hole: u8, places: [u8; 2]) -> Self {
        Self { number, dots_per_inch, module, hole, places }
    }

    /// Reads the stable number.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] for a number that is not given.
    pub fn from_number(number: u16) -> Result<Self, Error> {
        Self::ALL.into_iter().find(|geometry| geometry.number == number).ok_or(Error::Parameter)
    }

    /// The stable number, 1 to 8: part of what a derived mark is computed from.
    #[must_use]
    pub const fn number(self) -> u16 {
        self.number
    }

    /// Printer dots per inch.
    #[must_use]
    pub const fn dots_per_inch(self) -> u16 {
        self.dots_per_inch
    }

    /// The side of a module in dots.
    #[must_use]
    pub const fn module_dots(self) -> u32 {
        self.module as u32
    }

    /// The side of a hole in dots.
    #[must_use]
    pub const fn hole_dots(self) -> u32 {
        self.hole as u32
    }

    /// The first row and the first column of a hole in its module.
    #[must_use]
    pub const fn place(self, bit: bool) -> u32 {
        let [zero, one] = self.places;
        (if bit { one } else { zero }) as u32
    }

    /// The side of a module on paper, in mm.
    #[must_use]
    pub fn module_mm(self) -> f64 {
        25.4 * f64::from(self.module) / f64::from(self.dots_per_inch)
    }

    /// Where a hole begins and ends in its module, as shares of the module's side.
    pub(super) fn span(self, bit: bool) -> (f64, f64) {
        let (from, module) = (f64::from(self.place(bit)), f64::from(self.module));
        (from / module, (from + f64::from(self.hole)) / module)
    }
}

/// The versions that carry a layer.
pub(super) const VERSIONS: core::ops::RangeInclusive<u32> = 2..=10;

/// The version of a QR symbol that carries a layer.
///
/// # Errors
///
/// [`Error::Parameter`] for another symbology or version.
pub(super) fn version(symbol: &Matrix) -> Result<u32, Error> {
    let version = symbol.width().saturating_sub(17) / 4;
    let is_qr =
        symbol.kind() == Kind::Qr && symbol.width() == version * 4 + 17 && symbol.height() == symbol.width();
    if is_qr && VERSIONS.contains(&version) { Ok(version) } else { Err(Error::Parameter) }
}

/// The modules that carry a hole: the dark ones of the data region, row by row, as (column, row).
///
/// # Errors
///
/// [`Error::Parameter`] if the symbol is not a QR symbol of version 2 to 10.
pub fn carriers(symbol: &Matrix) -> Result<Vec<(u32, u32)>, Error> {
    let version = version(symbol)?;
    let mut carriers = Vec::new();
    for (row, y) in symbol.rows().zip(0..) {
        carriers
            .extend(row.zip(0..).filter(|&(dark, x)| dark && is_data(version, x, y)).map(|(_, x)| (x, y)));
    }
    Ok(carriers)
}

/// Centres of alignment patterns along a side, for versions 2 to 10 (ISO/IEC 18004, table E.1).
const fn alignments(version: u32) -> &'static [u32] {
    match version {
        2 => &[6, 18],
        3 => &[6, 22],
        4 => &[6, 26],
        5 => &[6, 30],
        6 => &[6, 34],
        7 => &[6, 22, 38],
        8 => &[6, 24, 42],
        9 => &[6, 26, 46],
        10 => &[6, 28, 50],
        _ => &[],
    }
}

/// Whether a module holds a bit of a codeword (or a remainder bit): not a finder or its separator, not format or version
/// information, not timing, not an alignment pattern (ISO/IEC 18004, 6.3).
fn is_data(version: u32, x: u32, y: u32) -> bool {
    let side = version * 4 + 17;
    let (right, bottom) = (x + 8 >= side, y + 8 >= side);
    let finder = (x < 9 && (y < 9 || bottom)) || (right && y < 9);
    let timing = x == 6 || y == 6;
    let versions = version >= 7 && ((x < 6 && y + 11 >= side) || (y < 6 && x + 11 >= side));
    let centres = alignments(version);
    let near = |at: u32| centres.iter().copied().find(|centre| at.abs_diff(*centre) <= 2);
    let aligned = match (near(x), near(y)) {
        // Three of the grid's corners are finders.
        (Some(a), Some(b)) => ![(6, 6), (6, side - 7), (side - 7, 6)].contains(&(a, b)),
        _ => false,
    };
    !(finder || timing || versions || aligned)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn data_regions_hold_the_bits_that_the_standard_counts() {
        // Codewords times 8 and remainder bits (ISO/IEC 18004, table 1).
        let bits = [359, 567, 807, 1079, 1383, 1568, 1936, 2336, 2768];
        for (version, bits) in VERSIONS.zip(bits) {
            let side = version * 4 + 17;
            let places = (0..side * side).filter(|at| is_data(version, at % side, at / side));
            assert_eq!(places.count(), bits, "version {version}");
        }
    }

    #[test]
    fn holes_lie_inside_their_module_and_mirror_each_other() {
        for geometry in Geometry::ALL {
            let (zero, one) = (geometry.place(false), geometry.place(true));
            assert!(zero >= 1 && zero + geometry.hole_dots() <= one, "{geometry:?}");
            assert_eq!(one + geometry.hole_dots() + zero, geometry.module_dots(), "{geometry:?}");
            assert_eq!(Geometry::from_number(geometry.number()), Ok(geometry));
        }
    }
}
