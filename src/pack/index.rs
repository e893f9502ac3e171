//! From identity to unit id.
//!
//! The table keeps ids only; each identity is stored once, in the forest's rows, and compared there. It is
//! never iterated, so no answer depends on the order of its slots or on its key.

use core::hash::{Hash, Hasher};
use std::hash::DefaultHasher;

use hashbrown::HashTable;

use super::UnitId;
use crate::code::Identity;

#[derive(Clone)]
pub(super) struct Index {
    table: HashTable<UnitId>,
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

    pub(super) fn find(&self, identity: &Identity, rows: &[Identity]) -> Option<UnitId> {
        self.table.find(hash(&self.keyed, identity), |unit| rows.get(unit.row()) == Some(identity)).copied()
    }

    /// Enters a unit whose identity is in `rows` and not in the index.
    pub(super) fn insert(&mut self, unit: UnitId, rows: &[Identity]) {
        let hash_row = |unit: &UnitId| hash_row(&self.keyed, *unit, rows);
        self.table.insert_unique(hash_row(&unit), unit, hash_row);
    }

    pub(super) fn remove(&mut self, unit: UnitId, identity: &Identity) {
        if let Ok(entry) = self.table.find_entry(hash(&self.keyed, identity), |&found| found == unit) {
            entry.remove();
        }
    }

    /// Asks for memory; where it is not to be had, `insert` asks again.
    pub(super) fn reserve(&mut self, more: usize, rows: &[Identity]) {
        let _ = self.table.try_reserve(more, |&unit| hash_row(&self.keyed, unit, rows));
    }
}

/// The hash of the unit's own identity. Only ids that have a row are ever entered.
fn hash_row(keyed: &DefaultHasher, unit: UnitId, rows: &[Identity]) -> u64 {
    rows.get(unit.row()).map_or(0, |identity| hash(keyed, identity))
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
