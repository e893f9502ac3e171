//! Bits on a label: QR and Data Matrix symbols, their rasters, and reading symbols from pictures.
//!
//! Owns the way from bytes to modules to printer dots, and from pixels back to bytes. It knows bytes and bits
//! only: what they mean is for the modules above. It refuses data that fits no symbol, sizes that no label
//! has, and pictures whose shape does not fit their bytes; it opens no file.
//!
//! Invariant: what [`qr::draw`] and [`datamatrix::draw`] draw, `read::read` reads back byte for byte, with the FNC1 flag.
//!
//! Feature `draw` holds the drawing half, feature `read` the reading half; neither needs the other.

#[cfg(feature = "draw")]
pub mod code128;
#[cfg(feature = "read")]
mod corner;
#[cfg(feature = "draw")]
pub mod datamatrix;
#[cfg(feature = "draw")]
pub mod font;
#[cfg(feature = "read")]
pub mod image;
#[cfg(any(feature = "draw", feature = "read"))]
mod kind;
#[cfg(feature = "draw")]
pub mod label;
#[cfg(feature = "draw")]
pub mod matrix;
#[cfg(feature = "draw")]
mod paint;
#[cfg(feature = "read")]
pub mod plane;
#[cfg(feature = "draw")]
mod png;
#[cfg(feature = "draw")]
pub mod qr;
#[cfg(feature = "draw")]
pub mod raster;
#[cfg(feature = "read")]
pub mod read;
#[cfg(feature = "draw")]
pub mod run;
#[cfg(feature = "draw")]
mod segment;
#[cfg(feature = "draw")]
pub mod sheet;
#[cfg(feature = "draw")]
mod svg;
#[cfg(feature = "draw")]
pub mod zpl;
#[cfg(feature = "draw")]
mod zpl_graphic;

#[cfg(feature = "read")]
pub use image::{GreyImage, Point};
#[cfg(any(feature = "draw", feature = "read"))]
pub use kind::Kind;
#[cfg(feature = "draw")]
pub use matrix::{Matrix, SymbolSize};
#[cfg(feature = "read")]
pub use plane::Homography;
#[cfg(feature = "draw")]
pub use qr::Correction;
#[cfg(feature = "draw")]
pub use raster::Raster;
#[cfg(feature = "read")]
pub use read::{Effort, Found, ReadOptions, read, read_qr, read_while};
#[cfg(feature = "draw")]
pub use run::{Mask, QrRun, RunSettings};
