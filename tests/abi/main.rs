//! What the library promises to C callers: the header, the layout, the symbols, and calls with arguments that C
//! callers get wrong.

#![cfg(feature = "capi")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod header;

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
