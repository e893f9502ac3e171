//! Lists of units that no formula gives: ascending ids in blocks of eight words.
//!
//! ```text
//! word 0      number of the next block; that of the last block names the first
//! words 1..8  ids, each plus one, ascending; 0 where there is none
//! ```
//!
//! Every block but the last is full, so the content decides the form, and a list of `n` takes `n / 7` blocks, rounded
//! up; of one, none. Block 0 is never used.

use super::frames::{Frame, Frames};

/// Words in a block.
const BLOCK: usize = 8;
/// Ids in a block.
const IDS: u32 = 7;
/// Blocks in a frame.
const BLOCKS: u32 = 1024;
/// Words in a frame.
const FRAME: usize = BLOCK * BLOCKS as usize;

/// A list: its last block, and how many ids it has; of one, that id instead of the block. Zero is the empty list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct List {
    pub(super) last: u32,
    pub(super) held: u32,
}

/// A place in a list, between two ids.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Cursor {
    block: u32,
    /// 0 to 6; 7 if the id stands for the block.
    at: u32,
    left: u32,
}

#[derive(Clone)]
pub(super) struct Lists {
    frames: Frames,
    place: Vec<Frame>,
    /// Blocks below this number were used once.
    fresh: u32,
    /// The first of the blocks that are free again, chained by their word 0.
    free: u32,
    live: u32,
}

impl Lists {
    pub(super) const fn new() -> Self {
        Self { frames: Frames::new(FRAME), place: Vec::new(), fresh: 1, free: 0, live: 0 }
    }

    /// Takes memory for the lists of so many units, however they are spread.
    pub(super) fn reserve(&mut self, units: u32) {
        let frames = units / BLOCKS + 1;
        self.frames.reserve(frames);
        self.place.reserve(frames as usize);
    }

    pub(super) fn bytes(&self) -> usize {
        self.frames.bytes() + self.place.capacity() * size_of::<Frame>()
    }

    /// Blocks that belong to a list.
    pub(super) const fn live(&self) -> u32 {
        self.live
    }

    /// Blocks of a list of so many ids.
    pub(super) const fn blocks(held: u32) -> u32 {
        if held < 2 { 0 } else { held.div_ceil(IDS) }
    }

    fn block(&self, number: u32) -> &[u32; BLOCK] {
        const EMPTY: &[u32; BLOCK] = &[0; BLOCK];
        let at = (number % BLOCKS) as usize * BLOCK;
        let frame = self.place.get((number / BLOCKS) as usize);
        let words = frame.and_then(|&frame| self.frames.words(frame).get(at..));
        words.and_then(<[u32]>::first_chunk).unwrap_or(EMPTY)
    }

    fn with<R>(&mut self, number: u32, change: impl FnOnce(&mut [u32; BLOCK]) -> R) -> Option<R> {
        let at = (number % BLOCKS) as usize * BLOCK;
        let frame = *self.place.get((number / BLOCKS) as usize)?;
        let block = self.frames.words_mut(frame).get_mut(at..).and_then(<[u32]>::first_chunk_mut)?;
        Some(change(block))
    }

    fn next(&self, number: u32) -> u32 {
        let [next, ..] = *self.block(number);
        next
    }

    fn set_next(&mut self, number: u32, to: u32) {
        self.with(number, |[next, ..]| *next = to);
    }

    /// A new list of ascending ids, in blocks that were never used; none if there are not as many.
    pub(super) fn append(&mut self, ids: &[u32]) -> Option<List> {
        if let [id] = ids {
            return Some(List { last: *id, held: 1 });
        }
        let held = u32::try_from(ids.len()).ok().filter(|held| *held > 0)?;
        let first = self.fresh;
        let end = first.checked_add(Self::blocks(held))?;
        while self.place.len() < end.div_ceil(BLOCKS) as usize {
            let frame = self.frames.take();
            self.place.push(frame);
        }
        self.live += end - first;
        self.fresh = end;
        for (block, ids) in (first..).zip(ids.chunks(IDS as usize)) {
            self.with(block, |[next, words @ ..]| {
                *next = if block + 1 == end { first } else { block + 1 };
                words.iter_mut().zip(ids).for_each(|(word, id)| *word = id.wrapping_add(1));
            });
        }
        Some(List { last: end - 1, held })
    }

    fn take_block(&mut self) -> u32 {
        self.live += 1;
        let number = self.free;
        if number != 0 {
            self.free = self.next(number);
            self.set_next(number, 0);
            return number;
        }
        let number = self.fresh;
        self.fresh += 1;
        if (number / BLOCKS) as usize >= self.place.len() {
            let frame = self.frames.take();
            self.place.push(frame);
        }
        number
    }

    fn free_block(&mut self, number: u32) {
        let chain = self.free;
        self.with(number, |block| *block = [chain, 0, 0, 0, 0, 0, 0, 0]);
        self.free = number;
        self.live -= 1;
    }

    /// Enters an id that the list does not have. O(1) behind its last id, O(list) elsewhere.
    pub(super) fn insert(&mut self, list: &mut List, id: u32) {
        let mut carry = id.wrapping_add(1);
        if list.held == 0 {
            *list = List { last: id, held: 1 };
            return;
        }
        if list.held == 1 {
            let other = list.last.wrapping_add(1);
            let (first, second) = (carry.min(other), carry.max(other));
            let block = self.take_block();
            self.with(block, |words| *words = [block, first, second, 0, 0, 0, 0, 0]);
            *list = List { last: block, held: 2 };
            return;
        }
        let filled = fill_of_last(list.held);
        let [first, ids @ ..] = *self.block(list.last);
        list.held += 1;
        let behind = ids.get(filled as usize - 1).is_some_and(|&last| carry > last);
        if !behind {
            let mut block = first;
            while block != list.last {
                let held = carry;
                let passed_on = self.with(block, |[_, ids @ ..]| push_full(ids, held));
                carry = passed_on.unwrap_or(carry);
                block = self.next(block);
            }
        }
        if filled < IDS {
            self.with(list.last, |[_, ids @ ..]| push_open(ids, carry));
            return;
        }
        if !behind {
            let held = carry;
            carry = self.with(list.last, |[_, ids @ ..]| push_full(ids, held)).unwrap_or(carry);
        }
        let block = self.take_block();
        self.with(block, |words| *words = [first, carry, 0, 0, 0, 0, 0, 0]);
        self.set_next(list.last, block);
        list.last = block;
    }

    /// Removes an id and says whether the list had it. O(list).
    pub(super) fn remove(&mut self, list: &mut List, id: u32) -> bool {
        let word = id.wrapping_add(1);
        if list.held < 2 {
            let found = list.held == 1 && list.last == id;
            if found {
                *list = List::default();
            }
            return found;
        }
        let mut before = list.last;
        let mut block = self.next(list.last);
        // Blocks in front of the one that could have it.
        while block != list.last {
            let [_, .., greatest] = *self.block(block);
            if word <= greatest {
                break;
            }
            before = block;
            block = self.next(block);
        }
        let Some(true) = self.with(block, |[_, ids @ ..]| take_out(ids, word)) else { return false };
        // Every block but the last is full again.
        while block != list.last {
            let next = self.next(block);
            let pulled = self.with(next, |[_, ids @ ..]| {
                let [first, ..] = *ids;
                take_out(ids, first);
                first
            });
            self.with(block, |[.., last]| *last = pulled.unwrap_or(0));
            before = block;
            block = next;
        }
        list.held -= 1;
        if list.held == 1 {
            let [_, left, ..] = *self.block(list.last);
            self.free_block(list.last);
            *list = List { last: left.wrapping_sub(1), held: 1 };
        } else if list.held.is_multiple_of(IDS) {
            let first = self.next(list.last);
            self.free_block(list.last);
            self.set_next(before, first);
            list.last = before;
        }
        true
    }

    pub(super) fn start(&self, list: List) -> Cursor {
        if list.held < 2 {
            return Cursor { block: list.last, at: IDS, left: list.held };
        }
        Cursor { block: self.next(list.last), at: 0, left: list.held }
    }

    /// The id behind the cursor.
    pub(super) fn peek(&self, cursor: &Cursor) -> Option<u32> {
        if cursor.left == 0 {
            return None;
        }
        if cursor.at == IDS {
            return Some(cursor.block);
        }
        let [_, ids @ ..] = self.block(cursor.block);
        ids.get(cursor.at as usize)?.checked_sub(1)
    }

    pub(super) fn advance(&self, cursor: &mut Cursor) {
        cursor.left = cursor.left.saturating_sub(1);
        if cursor.left == 0 {
            return;
        }
        cursor.at += 1;
        if cursor.at == IDS {
            cursor.at = 0;
            cursor.block = self.next(cursor.block);
        }
    }

    /// How many ids stand behind the cursor.
    pub(super) const fn left(cursor: &Cursor) -> u32 {
        cursor.left
    }

    /// Moves the cursor to the first id from `id` on.
    pub(super) fn seek(&self, cursor: &mut Cursor, id: u32) {
        let word = id.wrapping_add(1);
        while cursor.left > IDS && cursor.at == 0 {
            let [next, .., last] = *self.block(cursor.block);
            if last >= word {
                break;
            }
            cursor.block = next;
            cursor.left -= IDS;
        }
        while self.peek(cursor).is_some_and(|found| found < id) {
            self.advance(cursor);
        }
    }
}

/// Ids in the last block of a list that is not empty.
const fn fill_of_last(held: u32) -> u32 {
    (held - 1) % IDS + 1
}

/// Enters a word into seven ascending ones and gives back the greatest of the eight.
fn push_full(ids: &mut [u32; IDS as usize], word: u32) -> u32 {
    let mut carry = word;
    for place in ids {
        if *place > carry {
            core::mem::swap(place, &mut carry);
        }
    }
    carry
}

/// Enters a word into fewer than seven ascending ones.
fn push_open(ids: &mut [u32; IDS as usize], word: u32) {
    let mut carry = word;
    for place in ids {
        if *place == 0 {
            *place = carry;
            return;
        }
        if *place > carry {
            core::mem::swap(place, &mut carry);
        }
    }
}

/// Takes a word out; those behind it close up.
fn take_out(ids: &mut [u32; IDS as usize], word: u32) -> bool {
    let Some(at) = ids.iter().position(|&id| id == word) else { return false };
    ids.copy_within(at + 1.., at);
    let [.., last] = ids;
    *last = 0;
    true
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn content(lists: &Lists, list: List) -> Vec<u32> {
        let mut cursor = lists.start(list);
        let mut ids = Vec::new();
        while let Some(id) = lists.peek(&cursor) {
            ids.push(id);
            lists.advance(&mut cursor);
        }
        ids
    }

    proptest! {
        #[test]
        fn lists_are_sets(steps in proptest::collection::vec((any::<bool>(), 0..3_usize, 0..40_u32), 0..300)) {
            let mut lists = Lists::new();
            let mut made = [List::default(); 3];
            let mut sets = [const { BTreeSet::new() }; 3];
            for (put, which, id) in steps {
                if put {
                    if sets[which].insert(id) {
                        lists.insert(&mut made[which], id);
                    }
                } else {
                    prop_assert_eq!(lists.remove(&mut made[which], id), sets[which].remove(&id));
                }
                for (list, set) in made.iter().zip(&sets) {
                    prop_assert_eq!(list.held as usize, set.len());
                    prop_assert_eq!(content(&lists, *list), set.iter().copied().collect::<Vec<_>>());
                    let mut cursor = lists.start(*list);
                    lists.seek(&mut cursor, id);
                    prop_assert_eq!(lists.peek(&cursor), set.range(id..).next().copied());
                }
                let blocks: u32 = made.iter().map(|list| Lists::blocks(list.held)).sum();
                prop_assert_eq!(lists.live(), blocks);
            }
        }
    }
}
