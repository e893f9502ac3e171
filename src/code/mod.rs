//! Temporary.

pub mod alphabet;
pub mod id;
pub mod level;
pub mod pool;
pub mod proof;
pub mod serial;

pub use alphabet::Alphabet;
pub use id::{Identity, Serial};
pub use level::{Catalogue, Level};
pub use pool::SerialPool;
pub use proof::{KeyId, Proof};
pub use serial::{MasterKey, Series, SeriesKey, Shape};
