//! One packaging-line session: stations, orders, exceptions, alignment of readers, statistics.
//!
//! Owns what a line does with the things that pass its stations. It knows no clock and no device: events come in as
//! data, decisions go out as data, and the journal is an argument.
//!
//! ```text
//! event ─ read, verify, find ─▶ facts ─ append ─▶ record ─ settle ─▶ state, decision
//!                                                   └─ replay ─▶ settle ─▶ the same state
//! ```
//!
//! The invariant: the state is a fold over the records. [`Session::step`] changes nothing before the journal has taken the
//! record, and what follows looks at nothing but the record and the state.

pub mod align;
pub mod balance;
mod belt;
mod bound;
pub mod chart;
mod course;
pub mod decision;
mod device;
mod digest;
pub mod epcis;
pub mod event;
mod facts;
mod flow;
mod gather;
mod json;
mod layer;
pub mod offsets;
pub mod order;
mod payload;
pub mod reason;
pub mod report;
mod resolve;
pub mod session;
pub mod state;
pub mod station;
pub mod statistics;
mod units;
mod verbs;
mod view;

pub use align::{Alignment, AlignmentVerdict, Resolved, Seen};
pub use balance::Balance;
pub use decision::{Action, Actions, Decision, MarkId, Ruling};
pub use event::{Body, Codes, Command, Event, OpenUnits, Target};
pub use offsets::{Offsets, Roll};
pub use order::{Identities, Labels, Limits, Lot, MarkMode, Mode, Order, Source};
pub use reason::Reason;
pub use report::Report;
pub use resolve::{Checks, MarkChecks};
pub use session::Session;
pub use state::State;
pub use station::{Frame, Inspection, Role, Station};
pub use statistics::Statistics;
