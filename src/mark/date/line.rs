//! The text that is printed: which characters it may have, which bits they carry, where they stand.

use super::geometry::DateGeometry;
use crate::Error;
use crate::error::place;

/// A printed text in one geometry: rows of digits, capitals and separators.
///
/// Digits carry bits; `A` to `Z`, `-`, `.`, `/`, `:` and the space do not. `\n` begins a new row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateLine {
    geometry: DateGeometry,
    text: Vec<u8>,
}

/// A character that is printed, and its place: which from the left, and in which row.
#[derive(Clone, Copy)]
pub(super) struct Glyph {
    pub(super) character: u8,
    pub(super) column: u32,
    pub(super) row: u32,
    /// Which bits of its variant number are bits of the mark.
    pub(super) mask: u8,
}

impl DateLine {
    /// The longest text in bytes: that of [`crate::mark::DeriveKey::MAX_TEXT`].
    pub const MAX_TEXT: u8 = 64;

    /// Takes a text as it is to be printed.
    ///
    /// # Errors
    ///
    /// [`Error::Charset`] for a character that the fonts do not have, [`Error::TooLong`] above
    /// [`DateLine::MAX_TEXT`] bytes, [`Error::Length`] for a text without anything to print.
    pub fn new(text: &[u8], geometry: DateGeometry) -> Result<Self, Error> {
        if text.len() > usize::from(Self::MAX_TEXT) {
            return Err(Error::TooLong { limit: Self::MAX_TEXT.into() });
        }
        let known =
            |&byte: &u8| matches!(byte, b'0'..=b'9' | b'A'..=b'Z' | b'-' | b'.' | b'/' | b':' | b' ' | b'\n');
        if let Some(at) = text.iter().position(|byte| !known(byte)) {
            return Err(Error::Charset { at: place(at) });
        }
        if text.iter().all(u8::is_ascii_whitespace) {
            return Err(Error::Length { at: 0 });
        }
        Ok(Self { geometry, text: text.to_vec() })
    }

    /// How it is printed.
    #[must_use]
    pub const fn geometry(&self) -> DateGeometry {
        self.geometry
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &[u8] {
        &self.text
    }

    /// How many bits its digits carry.
    #[must_use]
    pub fn bits(&self) -> u32 {
        self.text.iter().map(|&byte| self.geometry.mask(byte).count_ones()).sum()
    }

    /// Columns and rows of characters.
    pub(super) fn size(&self) -> (u32, u32) {
        self.glyphs()
            .fold((0, 0), |(columns, rows), glyph| (columns.max(glyph.column + 1), rows.max(glyph.row + 1)))
    }

    /// Its size in µm, as wide as its longest row.
    #[must_use]
    pub fn size_um(&self) -> (f64, f64) {
        let ((columns, rows), (across, down)) = (self.size(), self.geometry.advance());
        let um = |count: u32, dots: f64| f64::from(count) * dots * super::geometry::DOT_UM;
        (um(columns, across), um(rows, down))
    }

    /// The characters that print something, in reading order.
    pub(super) fn glyphs(&self) -> impl Iterator<Item = Glyph> {
        let (mut column, mut row) = (0, 0);
        self.text.iter().filter_map(move |&character| {
            let glyph = Glyph { character, column, row, mask: self.geometry.mask(character) };
            if character == b'\n' {
                (column, row) = (0, row + 1);
            } else {
                column += 1;
            }
            (!character.is_ascii_whitespace()).then_some(glyph)
        })
    }
}
