//! What the library promises to Rust callers: one module per operation, one test per promise.

#[cfg(feature = "draw")]
mod datamatrix;
mod derive;
mod guess;
mod pack;
mod pack_model;
mod pack_query;
mod pair;
#[cfg(feature = "draw")]
mod qr;
#[cfg(feature = "draw")]
mod raster;
mod serial;
mod short;
#[cfg(feature = "draw")]
mod svg;
