//! Reading QR and Data Matrix symbols from grey pictures.
//!
//! A reader climbs a ladder of ways, the cheapest first, and stops as soon as it has found what it looks for. Before each
//! step it asks its caller whether to go on: the library has no clock, so a time budget is the caller's to keep.
//!
//! | effort | way |
//! |---|---|
//! | quick | `rxing` on a picture of black and white: thresholds by blocks, one threshold, half the size, the full size of large pictures, light on dark |
//! | normal | thresholds by windows of two sizes; finder patterns of our own; modules read off the grey picture, with one finder pattern lost too; the same after softening and sharpening |
//! | thorough | stronger and finer sharpening, softening and light on dark in each size, twice the size, `rqrr` |
//!
//! Pictures whose longer side is above 2000 pixels are first looked at in half, a quarter and so on.
//!
//! The reader's own way, from pixels to modules:
//!
//! 1. `finder`: places where dark and light alternate 1:1:3:1:1, loosely, in every picture of black and white; places
//!    found more than once gather votes.
//! 2. `frame`: a finder pattern is fitted to the grey picture under each place. What does not look like one is dropped;
//!    what remains is known to a few hundredths of a module, with the steps of one module along and down.
//! 3. `triple`: threes of patterns that may belong to one symbol, the most plausible first; `pair`: twos, with a third
//!    supposed.
//! 4. `grid`, `warp`: a map from modules to pixels through the patterns, bent where they say so; the timing patterns
//!    choose the version, alignment patterns bend the map further, and the borders between modules settle it, from the
//!    patterns outwards:
//!
//! ```text
//!      TL ●───────● TR       known from the start: place, size and slant at ●
//!         │╲ 1 2 │           1, 2, 3: modules that are believed after each round
//!         │ 1 ╲ 3│
//!         │ 2  3○│ ○ alignment pattern
//!      BL ●──────┘
//! ```
//! 5. `sample`, `equalise`: each module's grey is judged against dark and light modules around it, then against one
//!    threshold, then with the blur taken out that the known modules show. The first judgement that decodes is the answer:
//!    Reed-Solomon codes tell right from wrong.
//!
//! The foreign detectors may panic on hostile pictures. A panic is caught here and counts as nothing found; the process's
//! panic hook still prints, unless the caller set another. (Under `panic = "abort"` it aborts.) Memory stays within a few
//! copies of the picture (a picture of up to 2 million pixels is also enlarged to four times its pixels).

mod blocks;
mod codewords;
mod datamatrix;
mod decode;
mod equalise;
mod finder;
mod foreign;
mod frame;
mod grid;
mod grids;
mod ladder;
mod layout;
mod linear;
mod matrices;
mod options;
mod pair;
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

/// Reads the QR symbols in a picture with the default [`ReadOptions`], with all effort; nothing found is an empty list.
#[must_use]
pub fn read_qr(image: &GreyImage<'_>) -> Vec<Found> {
    read(image, &ReadOptions::default())
}

/// Reads the symbols in a picture, those of the cheapest ways first; nothing found is an empty list.
///
/// Takes time in proportion to the pixels, and to how much in the picture looks like a finder pattern. A picture without
/// symbols is the dearest: all ways are tried.
///
/// ```
/// use symbolon::symbol::{Effort, GreyImage, ReadOptions, read};
///
/// let pixels = [255; 64 * 48];
/// let mut options = ReadOptions::default();
/// options.data_matrix = true;
/// options.effort = Effort::Normal;
/// assert_eq!(read(&GreyImage::new(&pixels, 64, 48, 64)?, &options), []);
/// # Ok::<(), symbolon::Error>(())
/// ```
#[must_use]
pub fn read(image: &GreyImage<'_>, options: &ReadOptions) -> Vec<Found> {
    read_while(image, options, &mut || true)
}

/// [`read`] that asks before each step whether to go on; what was found until a no is the answer. A step is one picture of
/// black and white, or three finder patterns: some milliseconds for a million pixels.
#[must_use]
pub fn read_while(
    image: &GreyImage<'_>,
    options: &ReadOptions,
    go_on: &mut dyn FnMut() -> bool,
) -> Vec<Found> {
    ladder::climb(image, options, go_on)
}
