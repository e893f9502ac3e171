//! What the library promises, one file for each operation.

#[cfg(feature = "draw")]
mod datamatrix;
#[cfg(all(feature = "draw", feature = "read"))]
mod picture;
#[cfg(feature = "draw")]
mod qr;
#[cfg(feature = "draw")]
mod raster;
#[cfg(all(feature = "draw", feature = "read"))]
mod read;
#[cfg(feature = "draw")]
mod svg;
