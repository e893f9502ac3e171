//! Reading QR and Data Matrix symbols from grey pictures.
//!
//! TODO

mod codewords;
mod datamatrix;
mod decode;
mod equalise;
mod finder;
mod foreign;
mod frame;
mod grid;
mod ladder;
mod layout;
mod linear;
mod options;
mod pyramid;
mod sample;
mod threshold;
mod triple;
mod warp;

use super::image::{GreyImage, Point};
use super::kind::Kind;
pub use options::{Effort, ReadOptions};

/// A symbol that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The symbology.
    pub kind: Kind,
    /// The bytes of all segments, as they were put in: byte segments as they are, kanji segments in Shift JIS. No
    /// character set is applied, ECI designators are dropped. With `fnc1` the separators are GS (0x1D).
    pub data: Vec<u8>,
    /// Whether FNC1 stands in first position: GS1 element strings (symbology identifier `]Q3` or `]d2`).
    pub fnc1: bool,
    /// QR version, 1 to 40; 0 for Data Matrix, which numbers no versions.
    pub version: u8,
    /// The outer corners of the symbol's square, without quiet zone, in module coordinates (0,0), (n,0), (n,n),
    /// (0,n). Seen upright they run clockwise from the top left; in a mirrored picture counter-clockwise. Within a few
    /// tenths of a pixel wherever a symbol can be read; a clean picture gives less than one tenth.
    pub corners: [Point; 4],
}

/// Reads the QR symbols in a picture with the default [`ReadOptions`]; nothing found is an empty list.
#[must_use]
pub fn read_qr(image: &GreyImage<'_>) -> Vec<Found> {
    read(image, &ReadOptions::default())
}

/// Reads the symbols in a picture, those of the cheapest ways first; nothing found is an empty list.
#[must_use]
pub fn read(image: &GreyImage<'_>, options: &ReadOptions) -> Vec<Found> {
    read_while(image, options, &mut || true)
}

/// [`read`] that asks before each step whether to go on. What was found until then is the answer.
#[must_use]
pub fn read_while(image: &GreyImage<'_>, options: &ReadOptions, go_on: &mut dyn FnMut() -> bool) -> Vec<Found> {
    ladder::climb(image, options, go_on)
}
