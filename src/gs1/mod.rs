//! The standards' grammar. No keys, no state.

pub mod ai;
pub mod charset;
pub mod check;
pub mod date;
pub mod element;
pub mod key;
pub mod link;
pub mod readable;
pub mod sscc;
pub mod table;

/// The separator FNC1 as scanners and printers transmit it: ASCII GS.
pub const FNC1: u8 = 0x1D;
