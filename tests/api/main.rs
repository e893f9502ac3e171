//! What the library promises to Rust callers: one module per operation, one test per promise.

#[cfg(feature = "draw")]
mod datamatrix;
#[cfg(feature = "draw")]
mod qr;
#[cfg(feature = "draw")]
mod raster;
mod serial;
#[cfg(feature = "draw")]
mod svg;
