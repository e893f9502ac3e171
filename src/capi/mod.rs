//! The C ABI: `include/symbolon.h`, written by cbindgen from this module. The only place with raw pointers.
//!
//! Owns the way between C's values and the library's. No logic: a function here reads its arguments, calls, and
//! writes out. Refuses what no C caller may hand in (see the statuses 1 to 99). Invariant: whatever an exported
//! function is given within the contract of the header, it returns; no panic and no Rust type leaves it.
//!
//! The rules that hold for every function stand at the top of the header ("Pointers", "Threads", ...), which is
//! kept in `cbindgen.toml`. They are the `# Safety` of every `unsafe` function here.
//!
//! Rust callers use the library itself; this module is public for tests and for crates that re-export it.

#![allow(unsafe_code)] // the one place
#![allow(non_camel_case_types)] // names of the header
#![allow(clippy::missing_safety_doc)] // the contract is one for all, at the top of the header
#![allow(clippy::too_many_arguments)] // C has no slices: each is two arguments
#![allow(clippy::doc_markdown)] // the docs are read in C, where backticks are noise
#![allow(clippy::similar_names)] // `len` and `lens` are the header's names

mod boundary;
mod buffer;
mod handle;
mod journal_place;
mod options;
#[cfg(feature = "draw")]
#[path = "print_draw.rs"]
mod print;
#[cfg(not(feature = "draw"))]
#[path = "print_absent.rs"]
mod print;

pub mod batch;
pub mod bulk;
pub mod bundle;
pub mod certificate;
pub mod code;
pub mod code128;
pub mod consumer;
pub mod contents;
pub mod copy;
pub mod date;
pub mod date_read;
pub mod dots;
pub mod grant;
pub mod gs1;
pub mod issue;
pub mod journal;
pub mod journal_form;
pub mod journal_proof;
pub mod journal_read;
pub mod key;
pub mod key_life;
pub mod label;
pub mod layer;
pub mod lease;
pub mod lease_draw;
pub mod line;
pub mod line_event;
pub mod line_order;
pub mod line_reason;
pub mod mark;
pub mod opener;
pub mod pack;
pub mod pack_query;
pub mod pack_state;
pub mod pack_verb;
pub mod pool;
pub mod qr_run;
pub mod read;
pub mod receipt;
pub mod reconcile;
pub mod register;
pub mod register_named;
pub mod roll;
pub mod series;
pub mod sheet;
pub mod status;
pub mod suite_key;
pub mod symbol;
pub mod verify;
pub mod version;
pub mod zpl;

pub use boundary::SYMBOLON_NO_PLACE;
