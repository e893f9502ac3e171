//! One packaging-line session: stations, orders, exceptions, alignment of readers, statistics.
//!
//! Owns what a line does with the things that pass its stations. It knows no clock and no device: events come in as
//! data, decisions go out as data, and the journal is an argument.

pub mod align;
pub mod balance;
pub mod chart;
pub mod decision;
pub mod epcis;
pub mod event;
mod json;
pub mod offsets;
pub mod order;
pub mod reason;
pub mod report;
pub mod state;
pub mod station;
pub mod statistics;

pub use align::{Alignment, AlignmentVerdict, Resolved, Seen};
pub use balance::Balance;
pub use decision::{Action, Actions, Decision, MarkId, Ruling};
pub use event::{Body, Codes, Command, Event, OpenUnits, Target};
pub use offsets::{Offsets, Roll};
pub use order::{Identities, Labels, Limits, Lot, MarkMode, Mode, Order, Source};
pub use reason::Reason;
pub use report::Report;
pub use state::State;
pub use station::{Frame, Inspection, Role, Station};
pub use statistics::Statistics;
