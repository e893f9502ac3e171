//! What the library promises to Rust callers: one module per operation, one test per promise.

mod serial;
