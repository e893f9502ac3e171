//! The tamper-evident event log: what happened, in the order in which it happened, and proof that it was not changed.
//!
//! Owns the [`Record`] and its way to storage. It knows nothing of lines, codes or packing: a payload is bytes.

pub mod record;

pub use record::{Append, Kind, MAX_PAYLOAD, Record};
