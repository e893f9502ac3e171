//! Golden vectors: every format against the values of a second implementation (`tests/vectors/generate.py`).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod batch;
mod code;
mod journal;
mod line;
mod line_record;
mod mark;
mod pack;
#[cfg(feature = "draw")]
mod printing;
mod trust;

use serde_json::Value;

fn rows(name: &str) -> Vec<Value> {
    let path = format!("{}/tests/vectors/{name}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let rows: Vec<Value> = serde_json::from_str(&text).unwrap();
    assert!(!rows.is_empty());
    rows
}

fn text<'a>(row: &'a Value, field: &str) -> &'a str {
    row[field].as_str().unwrap_or_else(|| panic!("{field} is missing"))
}

fn bytes<const N: usize>(row: &Value, field: &str) -> [u8; N] {
    unhex(text(row, field)).try_into().unwrap()
}

fn unhex(hex: &str) -> Vec<u8> {
    (0..hex.len() / 2).map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap()).collect()
}
