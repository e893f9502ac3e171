//! The tamper-evident event log: what happened, in the order in which it happened, and proof that it was not changed.
//!
//! Owns the [`Record`] and its way to storage. It knows nothing of lines, codes or packing: a payload is bytes.
//! Refuses every byte that it did not write: a journal opens as it was, or with a torn tail that is reported, or not.
//!
//! | what | where |
//! |---|---|
//! | records, and what takes them | [`record`] |
//! | bytes on disk, drawn | `segment` (files), `frame` (commits), `body` (records), [`chain`], [`checkpoint`] |
//! | where they lie | [`storage`], [`memory`], `files` |
//! | the one writer | [`writer`], with [`recovery`] |
//! | everybody else | [`reader`], [`cursor`], [`proof`], [`report`] |
//!
//! # Invariant
//!
//! At most one frame is on its way to the disk at any time, and it is the last one. So whatever a crash leaves half
//! written is the end of the last segment, and anything else that does not hold is damage.
//!
//! # What it proves
//!
//! Each record is hashed together with the hash before it, so no byte changes without the head changing. Whoever keeps
//! a [`Head`] outside, or a checkpoint that a key signed, finds every change before it. What was written after the last
//! of these can be forged by somebody who writes to the disk and computes the hashes anew: keep heads elsewhere.

mod body;
pub mod chain;
pub mod checkpoint;
pub mod cursor;
#[cfg(feature = "files")]
pub mod files;
mod frame;
pub mod memory;
pub mod proof;
pub mod reader;
pub mod record;
pub mod recovery;
pub mod report;
mod segment;
pub mod storage;
mod walk;
mod window;
pub mod writer;

pub use chain::{Head, JournalId};
pub use checkpoint::Checkpoint;
pub use cursor::Cursor;
#[cfg(feature = "files")]
pub use files::{CursorFile, Files};
pub use memory::Memory;
pub use proof::RecordProof;
pub use reader::{Entry, Reader};
pub use record::{Append, Kind, MAX_PAYLOAD, Record};
pub use recovery::{Cut, Recovery};
pub use report::{Damage, Report, verify};
pub use storage::{Source, Storage};
pub use writer::{Check, Commit, Journal, Settings};
