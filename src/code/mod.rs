//! The serial code of a unit: its level, its identity, its sealed serial, and the carriers that print it.

pub mod id;
pub mod level;

pub use id::{Identity, Serial};
pub use level::{Catalogue, Level};
