//! The shared library exports the checked-in list of functions and nothing else, whatever its features.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::header::run;
use super::root;

/// Builds the shared library with the features of this test.
fn shared_library() -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let features = [
        ("draw", cfg!(feature = "draw")),
        ("read", cfg!(feature = "read")),
        ("files", cfg!(feature = "files")),
        ("capi", true),
    ];
    let features: Vec<_> = features.iter().filter(|(_, on)| *on).map(|(name, _)| *name).collect();
    run(Command::new(env!("CARGO"))
        .args(["rustc", "--quiet", "--lib", "--crate-type", "cdylib", "--no-default-features", "--features"])
        .arg(features.join(","))
        .arg("--target-dir")
        .arg(target)
        .current_dir(root()));
    target.join("debug/libsymbolon.so")
}

#[test]
#[cfg(target_os = "linux")]
fn exported_symbols_are_the_checked_in_list() {
    let output = Command::new("nm").args(["-D", "--defined-only"]).arg(shared_library()).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let mut found: Vec<_> = text.lines().filter_map(|line| line.split_whitespace().nth(2)).collect();
    found.sort_unstable();
    let found = found.join("\n") + "\n";
    let path = root().join("tests/abi/symbols.txt");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &found).unwrap();
    }
    let wanted = fs::read_to_string(&path).unwrap();
    assert_eq!(
        found, wanted,
        "a new function? `UPDATE=1 cargo test --test abi symbols`; a removed one breaks callers"
    );
    assert!(found.lines().all(|name| name.starts_with("symbolon_")));
}
