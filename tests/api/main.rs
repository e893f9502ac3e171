//! What the library promises to Rust callers: one module per operation, one test per promise.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod ai;
mod carrier;
mod date;
mod derive;
mod element;
mod guess;
mod key;
mod link;
mod pack;
mod pack_model;
mod pack_query;
mod pair;
mod serial;
mod short;
mod signature;
mod sscc;
mod verify;
