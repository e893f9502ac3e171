//! The operations done last: the same id again gets the same answer.

use hashbrown::HashTable;

use super::operation::OperationId;
use crate::Error;

/// Operations that are remembered, where nothing else is asked for.
pub(super) const USUAL: u32 = 65_536;

/// One operation and its answer: how many units changed place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Past {
    pub(super) id: OperationId,
    pub(super) print: u64,
    pub(super) answer: Result<u32, Error>,
}

#[derive(Clone)]
pub(super) struct Window {
    size: u32,
    ring: Vec<Past>,
    /// The oldest, once the ring is full.
    oldest: u32,
    table: HashTable<u32>,
}

impl Window {
    pub(super) fn new(size: u32) -> Self {
        Self { size, ring: Vec::new(), oldest: 0, table: HashTable::new() }
    }

    /// Takes all memory at once.
    pub(super) fn reserve(&mut self) {
        self.ring.reserve_exact(self.size as usize);
        let ring = &self.ring;
        // Twice, so that what was removed is swept up in place.
        self.table.reserve(2 * (self.size as usize + 1), |&place| hash_at(ring, place));
    }

    pub(super) const fn size(&self) -> u32 {
        self.size
    }

    pub(super) fn bytes(&self) -> usize {
        self.ring.capacity() * size_of::<Past>() + self.table.allocation_size()
    }

    pub(super) fn find(&self, id: OperationId) -> Option<&Past> {
        let same = |&place: &u32| self.ring.get(place as usize).is_some_and(|past| past.id == id);
        let place = self.table.find(hash(id), same)?;
        self.ring.get(*place as usize)
    }

    /// Remembers an operation whose id is not in the window.
    pub(super) fn push(&mut self, past: Past) {
        if self.size == 0 {
            return;
        }
        let place = if self.ring.len() < self.size as usize {
            self.ring.push(past);
            u32::try_from(self.ring.len() - 1).unwrap_or(u32::MAX)
        } else {
            let place = self.oldest;
            self.oldest = (place + 1) % self.size;
            let Some(oldest) = self.ring.get_mut(place as usize) else { return };
            let forgotten = core::mem::replace(oldest, past);
            if let Ok(entry) = self.table.find_entry(hash(forgotten.id), |&other| other == place) {
                entry.remove();
            }
            place
        };
        let ring = &self.ring;
        self.table.insert_unique(hash(past.id), place, |&place| hash_at(ring, place));
    }

    /// The remembered operations, oldest first.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Past> {
        let (newer, older) = self.ring.split_at_checked(self.oldest as usize).unwrap_or_default();
        older.iter().chain(newer)
    }
}

fn hash_at(ring: &[Past], place: u32) -> u64 {
    ring.get(place as usize).map_or(0, |past| hash(past.id))
}

/// The ids come from the caller's own counter or random source; a multiplication spreads them over the table.
const fn hash(id: OperationId) -> u64 {
    let mixed = (id.0 ^ (id.0 >> 32)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    mixed ^ (mixed >> 29)
}
