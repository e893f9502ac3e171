//! The standards' grammar. No keys, no state.

pub mod charset;
pub mod check;
pub mod key;
