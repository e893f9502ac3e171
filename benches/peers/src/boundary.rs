//! Goals of the C boundary: what a call costs beyond the Rust call under it.
