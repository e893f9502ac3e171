//! The serial code of a unit: its level, its identity, its sealed serial, and the carriers that print it.

pub mod alphabet;
pub mod carrier;
pub mod contents;
pub mod hash_tree;
pub mod id;
pub mod level;
pub mod opener;
pub mod pool;
mod prf;
pub mod proof;
mod seal_many;
pub mod serial;
pub mod serial_code;
pub mod series_id;
pub mod shape;
mod signature_text;

pub use alphabet::Alphabet;
pub use contents::ContentsDigest;
pub use id::{Identity, Serial};
pub use level::{Catalogue, Level};
pub use opener::{IndexKey, Opener};
pub use pool::SerialPool;
pub use proof::{KeyId, Proof};
pub use serial::{MasterKey, Series, SeriesKey};
pub use serial_code::SerialCode;
pub use series_id::SeriesId;
pub use shape::{Format, Shape};
