//! What the library promises to C callers: the header, the layout, the symbols, and calls with arguments that C
//! callers get wrong.

#![cfg(feature = "capi")]
#![allow(unsafe_code)] // C callers are played here
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
#![allow(clippy::multiple_unsafe_ops_per_block)] // frees, one after the other
#![allow(clippy::wildcard_imports)] // the names are those of the header

mod arguments;
mod bulk;
mod bundle;
mod calls;
mod certificate;
mod contents;
mod copy;
mod dates;
mod header;
#[cfg(feature = "files")]
mod journal;
#[cfg(feature = "files")]
mod journal_proof;
mod layer;
mod layout;
mod leases;
#[cfg(feature = "files")]
mod line;
mod marks_and_packs;
mod null;
mod packs;
mod pictures;
mod printing;
mod rolls;
mod signed;
mod suites;
mod symbols;
mod trust;

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// An empty directory for one test.
fn scratch(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("abi").join(name);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).unwrap();
    path
}
