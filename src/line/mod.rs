//! One packaging-line session: stations, orders, exceptions, alignment of readers, statistics.
//!
//! Owns what a line does with the things that pass its stations. It knows no clock and no device: events come in as
//! data, decisions go out as data, and the journal is an argument.

pub mod align;
pub mod offsets;
pub mod state;

pub use align::{Alignment, AlignmentVerdict, Resolved, Seen};
pub use offsets::{Offsets, Roll};
pub use state::State;
