//! What the library promises to Rust callers: one module per operation, one test per promise.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
#![allow(clippy::similar_names)] // pairs of one kind, across and down

mod ai;
mod bulk;
mod bundle;
mod carrier;
mod certificate;
#[cfg(all(feature = "draw", feature = "read"))]
#[path = "../channel/mod.rs"]
mod channel;
#[cfg(feature = "draw")]
mod code128;
mod consumer;
mod contents;
mod contents_note;
#[cfg(all(feature = "draw", feature = "read"))]
mod copy;
#[cfg(feature = "draw")]
mod datamatrix;
mod date;
#[cfg(all(feature = "draw", feature = "read"))]
mod date_mark;
mod delta;
mod derive;
#[cfg(all(feature = "draw", feature = "read"))]
mod dots;
mod element;
#[cfg(feature = "draw")]
mod font;
mod foreign_key;
mod grant;
mod guess;
mod journal;
mod journal_damage;
mod journal_faults;
#[cfg(feature = "files")]
mod journal_files;
mod journal_proof;
mod journal_reopened;
mod key;
mod key_life;
#[cfg(feature = "draw")]
mod label;
#[cfg(all(feature = "draw", feature = "read"))]
mod layer;
mod lease;
mod leases;
mod level;
mod line_align;
mod line_end;
mod line_fixture;
mod line_jam;
mod line_marks;
mod line_reads;
mod line_reasons;
mod line_report;
mod line_session;
mod line_state;
mod line_verbs;
mod link;
mod pack;
mod pack_digest;
mod pack_model;
mod pack_query;
mod pack_verbs;
#[cfg(feature = "draw")]
mod paint;
mod pair;
#[cfg(all(feature = "draw", feature = "read"))]
mod picture;
mod pool;
#[cfg(feature = "draw")]
mod qr;
#[cfg(feature = "draw")]
mod qr_run;
#[cfg(feature = "draw")]
mod raster;
#[cfg(all(feature = "draw", feature = "read"))]
mod read;
#[cfg(all(feature = "draw", feature = "read"))]
mod read_hard;
#[cfg(all(feature = "draw", feature = "read"))]
mod read_matrix;
#[cfg(all(feature = "draw", feature = "read"))]
mod read_options;
mod readable;
mod receipt;
mod reconcile;
mod reconcile_model;
mod revocation;
mod roll;
mod sealed_key;
mod serial;
#[cfg(feature = "draw")]
mod sheet;
mod short;
mod signature;
#[cfg(all(feature = "draw", feature = "read"))]
mod simulated;
mod snapshot;
mod sscc;
mod stream;
mod suite;
#[cfg(feature = "draw")]
mod svg;
mod verify;
#[cfg(feature = "draw")]
mod zpl;
