//! What the library promises to Rust callers: one module per operation, one test per promise.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod carrier;
mod derive;
mod guess;
mod key;
mod pack;
mod pack_model;
mod pack_query;
mod pair;
mod serial;
mod short;
mod signature;
mod verify;
