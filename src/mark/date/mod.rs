//! Marks in the shapes of a printed date: the digits that a coder prints anyway, each in one of up to sixteen shapes.
//!
//! Owns the fonts, the bits of a text ([`DateMark`]), what the printer is sent (dots, drops, or text for a font with
//! variants), reading the bits from a picture ([`DateReader`]), and the rule that accepts them ([`rule`]). Refuses texts
//! that the fonts do not have, and texts with too few bits for the bound that is asked for. Invariant: an answer
//! [`Match`](crate::mark::ImageAnswer::Match) is given to a picture made without the key with at most the rule's
//! probability, whatever the picture shows.
//!
//! The bits are derived from the visible code together with the text itself, so a print moved to another item, or another
//! date printed on the same item, has half of its bits wrong. All digits of the text carry bits: date, time and lot
//! together have more than a date alone. Letters and separators carry none.
//!
//! # Raster geometries, 600 dpi
//!
//! Each bit is a deformation, and both of its states are deformed, as far one way as the other.
//!
//! ```text
//!            slant ±2°         one half a dot      one half a dot       bow ±1.25 dots
//!                              heavier all round   heavier sideways
//!             bit 0               bit 1               bit 2               bit 3
//!   1       ▕▔▔▔▏ leans         ▕███▏               ▕█▔▔▏              ▕ ▔▔▏ middle to
//!           ▕   ▏ right         ▕   ▏ upper         ▕█  ▏ left         ▕   ▏ the right,
//!           ▕▁▁▁▏               ▕▁▁▁▏               ▕█▁▁▏              ▕ ▁▁▏ ends left
//!   0       leans left          lower               right              the other way
//! ```
//!
//! | number | cell in dots | ink | digits carry | `1` carries |
//! |---|---|---|---|---|
//! | 1, [`DateGeometry::Raster3mm`] | 54 × 75, ink from row 2 | 71 high, 43 wide | bits 0 to 3 | 0, 1, 3 |
//! | 2, [`DateGeometry::Raster2mm`] | 36 × 51, ink from row 2 | 47 high, 28 wide | bits 0 to 2 | 0, 1 |
//!
//! A `1` is too narrow for bit 2; in 2 mm a bow is too small to be read. Rows of text are 98 and 66 dots apart. The pen is
//! round, drawn along the font's strokes, which are moved by slant and bow; then first bit 1 blackens the
//! white dots of one half beside or above or below a black one, then bit 2 those beside a black one. Halves are those of
//! the cell.
//!
//! # Dot-matrix geometries, continuous ink-jet
//!
//! ```text
//!    0.42 mm
//!   ├──┤                      drops of 0.40 mm; three of a digit, with nothing right above
//!     ●  ●̂  ●                 or below them, are 0.14 mm too high (1) or too low (0)
//!  ●           ●
//!              ●              columns of a cell: one more than the font's, 0.42 mm apart;
//!        ●  ●                 the first drop's middle is 0.42 mm right of and below the
//!     ●                       corner of the cell
//!  ●
//!  ●  ●  ●̬  ●  ●̂
//! ```
//!
//! | number | font | cell | height |
//! |---|---|---|---|
//! | 3, [`DateGeometry::Jet5x7`] | 5 × 7 | 2.52 mm wide | 2.9 mm |
//! | 4, [`DateGeometry::Jet7x9`] | 7 × 9 | 3.36 mm wide | 3.8 mm |
//!
//! The moved drops are three free ones two pitches apart or more; of such the three with the fewest drops diagonally beside
//! them, then those whose least distance is greatest, then the first in reading order. Rows of text are three pitches apart from cell to cell. A printer that takes places of drops gets
//! [`DateMark::drops`]; one that takes rasters needs three raster rows for a row of the font: [`DateMark::render`]. That
//! is its finest raster at up to a third of its speed; drops must land within about 0.05 mm.
//!
//! # What the printer is sent
//!
//! Either the raster of each item, or once the font ([`font_bdf`], [`glyph`], [`font_sheet`]) and then for each item a text
//! in which digits are private characters U+E000 + 16 · digit + variant ([`DateMark::text_for_font`]); bit i of the
//! variant number is bit i above, and bits that a digit does not carry are 0.
//!
//! # What stops what
//!
//! It stops whoever prints a date without the key, moves a print to another code, or changes the date. It does not stop
//! a copy of code and date together of one item: see the table of [`crate::mark`].

#[cfg(feature = "draw")]
mod bdf;
#[cfg(feature = "draw")]
mod draw;
mod font;
#[cfg(feature = "read")]
mod frame;
mod geometry;
#[cfg(feature = "read")]
mod grid;
mod jet;
mod line;
#[cfg(feature = "read")]
mod locate;
mod matrix;
#[cfg(feature = "read")]
mod reader;
#[cfg(feature = "read")]
mod report;
pub mod rule;
mod shape;
mod shaped;
#[cfg(feature = "read")]
mod template;

#[cfg(feature = "draw")]
pub use bdf::font_bdf;
#[cfg(feature = "draw")]
pub use draw::{font_sheet, glyph};
#[cfg(feature = "read")]
pub use frame::DatePlace;
pub use geometry::DateGeometry;
pub use jet::JetDrop;
pub use line::DateLine;
#[cfg(feature = "read")]
pub use reader::DateReader;
#[cfg(feature = "read")]
pub use report::{DateQuality, DateReading, DateReport};
pub use rule::DateRule;
pub use shaped::DateMark;
