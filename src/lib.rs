//! One-item-one-code traceability: signed serial codes, hidden marks, the packaging hierarchy.
//!
//! | module | owns |
//! |---|---|
//! | [`error`] | the one [`Error`], its stable numbers and sentences |
//! | [`gs1`] | the standards' grammar: application identifiers, element strings, Digital Link, keys |
//! | [`code`] | the serial code: level, identity, sealed serial, carriers |
//! | [`trust`] | who may issue and who is believed: keys, keyring, signing, verification |
//! | [`symbol`] | bits on a label: QR and Data Matrix, rasters, reading symbols from pictures |
//! | [`mark`] | hidden marks: short code, derivation, pairing, guess limit |
//! | [`pack`] | the hierarchy item → box → case → pallet |
//! | [`journal`] | the tamper-evident event log |
//! | [`mod@line`] | one packaging-line session: serial states, alignment of readers, balance |
//! | `capi` | the C ABI, see `include/symbolon.h` |
//!
//! A module uses only those above it, and `symbol` only `error`. Time, randomness and storage are arguments:
//! the library reads no clock, opens no file, keeps no global state and starts no thread.
//!
//! Times are seconds since 1970-01-01T00:00:00Z as `i64`.

// Reads better at these places than what pedantic asks for:
#![allow(clippy::module_name_repetitions)] // `gs1::link::LinkStem`: the name must stand alone when imported
#![allow(clippy::similar_names)] // pairs of one kind, across and down, seen and expected
#![allow(clippy::many_single_char_names)] // u, v and x, y are places; a, b, c, … are the rows of a matrix

#[cfg(feature = "capi")]
pub mod capi;
pub mod code;
pub mod error;
pub mod gs1;
pub mod journal;
pub mod line;
pub mod mark;
pub mod pack;
#[cfg(any(feature = "draw", feature = "read"))]
pub mod symbol;
pub mod trust;

pub use error::Error;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
