//! The mark of a printed text: the bits of its digits, and what the printer is sent.

use core::fmt;

use zeroize::Zeroizing;

use super::geometry::DateGeometry;
use super::jet::{self, JetDrop};
use super::line::{DateLine, Glyph};
use crate::Error;
use crate::mark::{ImageKind, MarkStream};

/// A printed text together with the bits that the shapes of its digits carry, in reading order; of one digit the bits
/// of its variant number, the lowest first.
///
/// As secret as any mark until it is printed. Wiped when dropped.
#[derive(Clone)]
pub struct DateMark {
    line: DateLine,
    bits: Zeroizing<Vec<bool>>,
}

impl DateMark {
    /// The mark that belongs to an item. Derive the stream with `line`'s text as
    /// [`Bound::date_text`](crate::mark::Bound) and its geometry's number, so that another text has other bits.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] if the stream is of another kind or geometry.
    pub fn derived(stream: &MarkStream, line: DateLine) -> Result<Self, Error> {
        if stream.kind() != ImageKind::Date || stream.geometry() != line.geometry().number() {
            return Err(Error::Parameter);
        }
        let bits = stream.bits(line.bits() as usize);
        Ok(Self { line, bits })
    }

    /// The mark of these bits, as an enrolled one was drawn at random or read: [`DateLine::bits`] of them.
    ///
    /// # Errors
    ///
    /// [`Error::MarkLength`] for another number of bits.
    pub fn from_bits(line: DateLine, bits: &[bool]) -> Result<Self, Error> {
        if bits.len() != line.bits() as usize {
            return Err(Error::MarkLength);
        }
        Ok(Self { line, bits: Zeroizing::new(bits.to_vec()) })
    }

    /// The printed text.
    #[must_use]
    pub const fn line(&self) -> &DateLine {
        &self.line
    }

    /// The bits.
    #[must_use]
    pub fn bits(&self) -> &[bool] {
        &self.bits
    }

    /// The characters that print something, each with its variant number.
    pub(super) fn variants(&self) -> impl Iterator<Item = (Glyph, u8)> {
        let mut bits = self.bits.iter();
        self.line.glyphs().map(move |glyph| {
            let places = (0..8).filter(|place| glyph.mask >> place & 1 == 1);
            let set = places.filter(|_| bits.next() == Some(&true));
            (glyph, set.fold(0, |variant, place| variant | 1 << place))
        })
    }

    /// The text for a printer that has the font of [`super::font_bdf`]: digits are private characters
    /// U+E000 + 16 · digit + variant, all others stand for themselves.
    #[must_use]
    pub fn text_for_font(&self) -> String {
        let mut variants = self.variants();
        let character = |&byte: &u8| {
            if byte.is_ascii_whitespace() {
                return char::from(byte);
            }
            variants.next().map_or(' ', |(glyph, variant)| private(glyph.character, variant))
        };
        self.line.text().iter().map(character).collect()
    }

    /// The drops of a dot-matrix text, from the top left corner of its first cell; row by row of text, character by
    /// character, in each row by row. None in a geometry of raster dots.
    #[must_use]
    pub fn drops(&self) -> Vec<JetDrop> {
        let geometry = self.line.geometry();
        let Some((columns, rows)) = geometry.matrix() else { return Vec::new() };
        let pitch = super::geometry::PITCH_UM;
        let start = |count: u32, cells: u32| i32::try_from(count * cells).unwrap_or(0) * pitch;
        let mut drops = Vec::new();
        for (glyph, variant) in self.variants() {
            let (x, y) = (start(glyph.column, columns + 1), start(glyph.row, rows + 3));
            let cell = jet::drops(geometry, glyph.character, variant).into_iter().map(jet::place);
            drops.extend(cell.map(|drop| JetDrop { x: drop.x + x, y: drop.y + y }));
        }
        drops
    }
}

impl fmt::Debug for DateMark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DateMark(..)")
    }
}

/// The character that stands for a variant of a digit in the font; any other character for itself.
pub(super) fn private(character: u8, variant: u8) -> char {
    match character {
        digit @ b'0'..=b'9' => {
            let point = 0xE000 + 16 * u32::from(digit - b'0') + u32::from(variant % 16);
            char::from_u32(point).unwrap_or(' ')
        }
        other => char::from(other),
    }
}

/// Every character that the font of a geometry has, with its variants.
pub(super) fn repertoire(geometry: DateGeometry) -> impl Iterator<Item = (u8, u8)> {
    let plain = b" -./:".iter().copied().chain(b'A'..=b'Z').map(|character| (character, 0));
    let digits =
        (b'0'..=b'9').flat_map(move |digit| geometry.variants(digit).map(move |variant| (digit, variant)));
    plain.chain(digits)
}
