//! A patch of micro-dots beside the QR symbol, in an ink that shows under UV or infrared light, or a pale one.
//!
//! Another station prints it, so it lies up to 1 mm, 1.5° and 1 % off the place where it should be, beyond the usual
//! scatter of pre-printed rolls. It is read from a second exposure, from the place where the camera saw the symbol:
//! the symbol's plane says about where the patch is, and the patch's own border exactly where.
//!
//! ```text
//! patch   192 × 192 printer dots of 600 dpi, 8.128 mm: 16 × 16 cells of 12 × 12 dots (0.508 mm)
//! cell    one micro-dot of 3 × 3 dots; its first column is column 3 of the cell, or 7 if bit 0 is set,
//!         its first row is row 3, or 7 if bit 1 is set
//! ink     9 dots of 144
//!
//!      0 1 2 3 4 5 6 7 8 9 . .        B B B B B B B B B B B B B B B B
//!   0  . . . . . . . . . . . .        B 0 0 1 1 2 2 3 3 4 4 5 5 6 6 B
//!   .  . . . . . . . . . . . .        B 0 0 1 1 2 2 3 3 4 4 5 5 6 6 B
//!   3  . . . a a a . b b b . .        B 7 7 8 8 …                   B
//!   4  . . . a a a . b b b . .        B 7 7 8 8 …                   B
//!   5  . . . a a a . b b b . .        …
//!   6  . . . . . . . . . . . .        B …                    48 48 B
//!   7  . . . c c c . d d d . .        B …                    48 48 B
//!   8  . . . c c c . d d d . .        B B B B B B B B B B B B B B B B
//!   9  . . . c c c . d d d . .
//!   .  . . . . . . . . . . . .        B  border, 60 cells: the same for every item
//!   .  . . . . . . . . . . . .        n  byte n of 49, in a square of 2 × 2 cells, bits 0 and 1 up and left,
//!                                        2 and 3 up and right, 4 and 5 down and left, 6 and 7 down and right
//!   a 0   b 1   c 2   d 3
//! ```
//!
//! A byte is a square of cells, so a scratch or a stain takes as few bytes as it can; one codeword fills the patch, and
//! to spread its bytes any further would change nothing.
//!
//! | geometry | the 49 bytes | for |
//! |---|---|---|
//! | [`CODED`] 1 | a codeword of RS(49,17): a [`Payload`] of 17 bytes behind 32 of parity | reading and verifying |
//! | [`DERIVED`] 2 | the first 392 bits of the item's stream | verifying only, with the better bound |
//!
//! ```text
//! offset  size  payload                    codeword: field x⁸ + x⁴ + x³ + x² + 1, roots α¹ … α³²;
//!      0     1  version, 1                 32 bytes of parity, then the payload
//!      1     8  id
//!      9     4  sequence, u32 little-endian: place on the roll
//!     13     4  tag
//!
//! enrolled    id random; tag = first 4 bytes of BLAKE3.keyed(roll key, bytes 0..13 of the payload)
//!             roll key = BLAKE3.derive_key("symbolon v1 hidden mark dots payload", material), material as in `derive`
//! derived     id and tag = the first 12 bytes of the item's stream of geometry 1
//! ```
//!
//! # What a match proves
//!
//! The score is T = Σ sᵢdᵢ/|d| over the bits, sᵢ = ±1 the bit that is expected, dᵢ what the picture shows. For a picture
//! made without the key the dᵢ are given and the sᵢ random.
//!
//! - Geometry 2: the bits are independent, so P(T ≥ t) ≤ exp(−t²/2); at [`MATCH`] that is 5 · 10⁻³².
//! - Geometry 1: the bits of version and sequence are left out, for they may be known. The 44 other bytes are a coset of
//!   an RS(44,12) code: any 12 of them are independent, hence T has the first 12 moments that it would have with
//!   independent bits, the twelfth at most 11!! = 10 395, and P(T ≥ t) ≤ 10 395 / t¹²; at [`MATCH`] 1.2 · 10⁻⁹. If that
//!   is not enough, read the patch and compare the payload: one picture gives at most [`Sight::ATTEMPTS`] payloads,
//!   each equal to the right one with probability 2⁻⁹⁶.
//! - Reading a payload whose tag was made up passes [`RollKey::is_genuine`] with probability 2⁻³² for each payload.
//!
//! Nothing here recognises a copy. Who sees the dots can print them again; the ink, the register and the chain of the
//! roll stand against that.
//!
//! Owns geometry, payload, raster and reading. Refuses streams of another kind or geometry. Invariant: what
//! [`Patch::raster`] draws, [`locate`] finds anywhere within [`Search`], in a picture that shows it.

#[cfg(feature = "read")]
mod fit;
#[cfg_attr(not(all(feature = "draw", feature = "read")), allow(dead_code))]
// what neither draws nor reads needs little
mod layout;
mod patch;
mod payload;
#[cfg(feature = "read")]
mod plate;
#[cfg(feature = "read")]
mod report;
#[cfg(feature = "read")]
mod search;
#[cfg(feature = "read")]
mod sight;

use super::reed_solomon;

pub use patch::Patch;
pub use payload::{Payload, RollKey};
#[cfg(feature = "read")]
pub use plate::{Ink, Place, View};
#[cfg(feature = "read")]
pub use report::{Lies, MATCH, Quality, Reading, Report};
#[cfg(feature = "read")]
pub use search::{Search, locate};
#[cfg(feature = "read")]
pub use sight::Sight;

/// Number of the geometry that can be read.
pub const CODED: u16 = 1;
/// Number of the geometry that can only be verified.
pub const DERIVED: u16 = 2;
