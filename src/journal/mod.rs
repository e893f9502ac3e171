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
//! | the one writer | [`writer`], with [`settings`] and [`recovery`] |
//! | everybody else | [`reader`], [`cursor`], [`proof`], [`report`] |
//!
//! # Invariant
//!
//! At most one frame is on its way to the disk at any time, and it is the last one. So whatever a crash leaves half
//! written is the end of the last segment, and anything else that does not hold is damage.
//!
//! # What it proves
//!
//! Each commit is hashed together with the hash before it, so no byte changes without the head changing. Whoever keeps
//! a [`Head`] outside, or a checkpoint that a key signed, finds every change before it. What was written after the last
//! of these can be forged by somebody who writes to the disk and computes the hashes anew: keep heads elsewhere.
//!
//! ```
//! use symbolon::journal::{Append, Journal, Kind, Memory, Reader, Record, RecordProof, Settings, verify};
//! use symbolon::trust::{SecretKey, Signer};
//!
//! let key = SecretKey::from_seed(&[7; 32])?;
//! let storage = Memory::new(); // or Files::open("directory")?
//! let mut journal = Journal::create(storage.clone(), *b"16 random bytes.", Settings::default())?;
//! let record = Record { time: 1_700_000_000_000, device: 3, event: 1, kind: Kind(1), payload: b"read" };
//! let number = journal.append(&record)?;
//! let anchor = journal.commit()?; // durable: keep it elsewhere
//! journal.checkpoint(&key, 1_700_000_001)?;
//!
//! let proof = RecordProof::make(&storage, number)?;
//! assert_eq!(proof.verify(&record, key.public_key())?.records, 1);
//! let report = verify(&storage, &[*key.public_key()])?;
//! assert!(report.is_whole() && report.covered == 1);
//!
//! drop(journal);
//! let (journal, recovery) = Journal::open(storage.clone(), Settings::default(), Some(&anchor))?;
//! assert!(recovery.cut.is_none());
//! let mut reader = Reader::open(storage)?;
//! while let Some(entry) = reader.next()?.filter(|entry| !entry.is_checkpoint()) {
//!     assert_eq!(entry.record, record);
//! }
//! # Ok::<(), symbolon::Error>(())
//! ```

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
mod segments;
pub mod settings;
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
pub use settings::{Check, Commit, Settings};
pub use storage::{Source, Storage};
pub use writer::Journal;
