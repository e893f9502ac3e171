//! From identity to its row in the registry.
//!
//! The table keeps numbers of rows only; each identity is stored once, in its row, and compared there. It is
//! never iterated, so no answer depends on the order of its slots or on its key.

use core::hash::{Hash, Hasher};
use std::hash::DefaultHasher;

use hashbrown::HashTable;

use crate::code::Identity;

#[derive(Clone)]
pub(super) struct Index {
    table: HashTable<u32>,
    /// Has taken in the key; copied for each identity.
    keyed: DefaultHasher,
}

impl Index {
    pub(super) fn new(key: [u8; 16]) -> Self {
        let mut keyed = DefaultHasher::new();
        keyed.write(&key);
        Self { table: HashTable::new(), keyed }
    }

    pub(super) fn len(&self) -> usize {
        self.table.len()
    }

    pub(super) fn find(&self, identity: &Identity, rows: &[Identity]) -> Option<u32> {
        let known = |row: &u32| rows.get(*row as usize) == Some(identity);
        self.table.find(hash(&self.keyed, identity), known).copied()
    }

    /// Enters a row whose identity is in `rows` and not in the index.
    pub(super) fn insert(&mut self, row: u32, rows: &[Identity]) {
        let hash_row = |row: &u32| hash_row(&self.keyed, *row, rows);
        self.table.insert_unique(hash_row(&row), row, hash_row);
    }

    pub(super) fn remove(&mut self, row: u32, identity: &Identity) {
        if let Ok(entry) = self.table.find_entry(hash(&self.keyed, identity), |&found| found == row) {
            entry.remove();
        }
    }

    /// Asks for memory; where it is not to be had, `insert` asks again.
    pub(super) fn reserve(&mut self, more: usize, rows: &[Identity]) {
        let _ = self.table.try_reserve(more, |&row| hash_row(&self.keyed, row, rows));
    }

    /// Bytes of the table: a row number and a byte for each place.
    pub(super) fn bytes(&self) -> usize {
        self.table.allocation_size()
    }
}

/// The hash of the row's identity. Only rows that are there are ever entered.
fn hash_row(keyed: &DefaultHasher, row: u32, rows: &[Identity]) -> u64 {
    rows.get(row as usize).map_or(0, |identity| hash(keyed, identity))
}

fn hash(keyed: &DefaultHasher, identity: &Identity) -> u64 {
    let mut hasher = keyed.clone();
    identity.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gs1::key::Sscc;

    #[test]
    fn the_key_decides_the_hash() {
        let identity = Identity::Sscc(Sscc::parse(b"106141411234567897").unwrap());
        let hashed = |key| hash(&Index::new(key).keyed, &identity);
        assert_eq!(hashed([0; 16]), hashed([0; 16]));
        let mut last_byte = [0; 16];
        last_byte[15] = 1;
        assert_ne!(hashed([0; 16]), hashed(last_byte));
        assert_ne!(hashed([0; 16]), hashed([1; 16]));
    }
}
