//! The patch of micro-dots.

use super::row::Row;

/// The rows of this family.
pub(crate) fn rows() -> Vec<Row> {
    Vec::new()
}
