//! What the public API promises, one module per operation.

mod derive;
mod guess;
mod pair;
mod short;
