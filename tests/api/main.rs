//! What the public functions promise, one module per operation.

mod ai;
mod date;
mod element;
mod link;
mod sscc;
