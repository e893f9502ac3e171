//! Rasters of texts and fonts.

use super::geometry::DateGeometry;
use super::jet::{self, STEPS};
use super::shape::{self, Dots};
use super::shaped::{DateMark, repertoire};
use crate::Error;
use crate::symbol::Raster;

impl DateMark {
    /// The text in dots.
    ///
    /// Of a raster geometry dots of 600 dpi, a cell of 54 by 75 (3 mm) or 36 by 51 (2 mm) for each character. Of a
    /// dot-matrix geometry a taller raster, in which each black dot is one drop: columns are 0.42 mm apart, rows 0.14 mm.
    /// Each row of the font is the middle one of three rows, so that a moved drop is one row off; a text of one row has
    /// 21 (5 by 7) or 27 (7 by 9) rows.
    ///
    /// # Errors
    ///
    /// [`Error::ImageSize`]; no text is known that is too large.
    pub fn render(&self) -> Result<Raster, Error> {
        let geometry = self.line().geometry();
        let (columns, rows) = self.line().size();
        let (width, height, step) = cell(geometry);
        let leading = step - height;
        let mut dots = Dots::white(width * columns as usize, (step * rows as usize).saturating_sub(leading));
        for (glyph, variant) in self.variants() {
            let (x, y) = (width * glyph.column as usize, step * glyph.row as usize);
            dots.put(x, y, &glyph_dots(geometry, glyph.character, variant));
        }
        raster(&dots)
    }
}

/// The dots of one character of the font: `variant` is the number in its private code point, 0 for all but digits.
///
/// # Errors
///
/// [`Error::Parameter`] for a character or variant that the font does not have.
pub fn glyph(geometry: DateGeometry, character: u8, variant: u8) -> Result<Raster, Error> {
    if repertoire(geometry).all(|known| known != (character, variant)) {
        return Err(Error::Parameter);
    }
    raster(&glyph_dots(geometry, character, variant))
}

/// All digits of the font in one picture: a row for each digit, its variants from left to right.
///
/// # Errors
///
/// [`Error::ImageSize`]; no font is known that is too large.
pub fn font_sheet(geometry: DateGeometry) -> Result<Raster, Error> {
    let (width, height, _) = cell(geometry);
    let most = geometry.variants(b'0').count();
    let mut dots = Dots::white(width * most, height * 10);
    for (row, digit) in (b'0'..=b'9').enumerate() {
        for (column, variant) in geometry.variants(digit).enumerate() {
            dots.put(column * width, row * height, &glyph_dots(geometry, digit, variant));
        }
    }
    raster(&dots)
}

/// Width and height of a cell of the font, and from one row of text to the next, in dots.
pub(super) fn cell(geometry: DateGeometry) -> (usize, usize, usize) {
    if let Some(cell) = geometry.cell() {
        let (width, height) = (cell.width as usize, cell.height as usize);
        return (width, height, height + cell.digit as usize / 3);
    }
    let (columns, rows) = geometry.matrix().unwrap_or_default();
    let rows = rows as usize;
    (columns as usize + 1, rows * STEPS, (rows + 3) * STEPS)
}

/// The dots of one character.
pub(super) fn glyph_dots(geometry: DateGeometry, character: u8, variant: u8) -> Dots {
    geometry.cell().map_or_else(
        || jet::raster(geometry, character, variant),
        |cell| shape::character(&cell, character, geometry.mask(character), variant),
    )
}

/// Dots packed into bytes.
pub(super) fn raster(dots: &Dots) -> Result<Raster, Error> {
    let side = |dots: usize| u32::try_from(dots).map_err(|_| Error::ImageSize);
    Raster::from_bytes(side(dots.width)?, side(dots.height)?, &packed(dots))
}

/// Rows in whole bytes, the leftmost dot the highest bit.
pub(super) fn packed(dots: &Dots) -> Vec<u8> {
    let rows = dots.black.chunks(dots.width.max(1));
    rows.flat_map(|row| row.chunks(8).map(byte)).collect()
}

fn byte(dots: &[bool]) -> u8 {
    dots.iter().zip([128, 64, 32, 16, 8, 4, 2, 1]).map(|(&black, bit)| if black { bit } else { 0 }).sum()
}
