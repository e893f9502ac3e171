//! The inner layer of a QR symbol.

use super::row::Row;

/// The rows of this family.
pub(crate) fn rows() -> Vec<Row> {
    Vec::new()
}
