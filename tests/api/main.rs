//! What the library promises, one file for each operation.

#[cfg(feature = "draw")]
mod datamatrix;
#[cfg(feature = "draw")]
mod qr;
#[cfg(feature = "draw")]
mod raster;
#[cfg(feature = "draw")]
mod svg;
