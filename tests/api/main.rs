//! What the library promises, one module per operation.

mod pack;
mod pack_model;
mod pack_query;
