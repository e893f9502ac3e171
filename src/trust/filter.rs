//! The filter of a contents note: whether a unit may be among those of a container.
//!
//! A ribbon filter (Dillinger and Walzer, 2021): every unit asks for the parity of some of the slots it draws, and the
//! slots are filled so that all units of the container get what they ask for: less than 9 bits for each of 20 units and
//! more, 7.44 for each of many. Owns its form. Refuses another length than the count asks for, and spare bits that are
//! not zero. Invariant: what is in it is never denied.
//!
//! # Format, version 1
//!
//! For n units there are m = n + ⌊n / 16⌋ + 3 slots of 7 bits, and windows of w = min(128, m) slots.
//!
//! ```text
//! 0   1           attempt, the number of keys that did not do
//! 1   ⌈7·m / 8⌉   bit j·m + i, lowest bit of each byte first, is bit j of slot i; the bits behind the last are zero
//!
//! key  = BLAKE3.keyed("symbolon v1 contents filter" and zeros to 32 bytes, root of the contents (32) ‖ attempt (1))
//! hash = BLAKE3.keyed(key, leaf of the unit (32))
//!   0   8    start = ⌊number · (m − w + 1) / 2^64⌋, number little-endian
//!   8   16   chosen, little-endian: of slot start + i if bit i is set, for i < w; bit 0 is taken as set
//!   24  1    asked = its low 7 bits
//! a unit may be in it if the chosen slots, added without carry, are what it asks for
//! ```
//!
//! The writer tries the keys of attempts 0, 1, 2, … until all units can be given what they ask for. A slot that none of
//! them decides is zero, so there is one filter for one set of units.
//!
//! # Argument
//!
//! A stranger's hash is independent of the slots, so what he asks for is there by chance once in 2^7: 0.78 %. The key
//! comes from the root: who happens to pass at one container passes at another with the same small chance only. The
//! filter is no proof: who can choose identities finds one that passes after some 128 tries. The proof of inclusion is.
//! Reading costs one hash and seven windows whatever the bytes are.

use crate::Error;
use crate::code::hash_tree::Hash;

const KEY: &Hash = b"symbolon v1 contents filter\0\0\0\0\0";
/// Bits of a slot.
const BITS: usize = 7;
/// Slots of a window.
const WINDOW: usize = 128;

/// The most units of one filter.
pub(super) const MAX_UNITS: u32 = 1_000_000;

/// Slots for so many units.
const fn slots(count: u32) -> usize {
    count as usize + count as usize / 16 + 3
}

/// Bytes of the filter of so many units.
const fn length(count: u32) -> usize {
    1 + (BITS * slots(count)).div_ceil(8)
}

/// What one unit asks for.
struct Wish {
    start: usize,
    chosen: u128,
    asked: u8,
}

/// Whose wishes they are: the key, and the shape that a count has.
struct Wishes {
    key: Hash,
    starts: u64,
    window: u128,
}

impl Wishes {
    fn new(root: &Hash, attempt: u8, slots: usize) -> Self {
        let mut hasher = blake3::Hasher::new_keyed(KEY);
        let key = *hasher.update(root).update(&[attempt]).finalize().as_bytes();
        let width = slots.min(WINDOW);
        let window = u128::MAX >> (WINDOW - width);
        Self { key, starts: (slots - width + 1) as u64, window }
    }

    fn of(&self, leaf: &Hash) -> Wish {
        let hash = blake3::keyed_hash(&self.key, leaf);
        let (start, rest) = hash.as_bytes().split_first_chunk().unwrap_or((&[0; 8], &[]));
        let (chosen, rest) = rest.split_first_chunk().unwrap_or((&[0; 16], &[]));
        let start = (u128::from(u64::from_le_bytes(*start)) * u128::from(self.starts)) >> 64;
        Wish {
            start: usize::try_from(start).unwrap_or_default(),
            chosen: (u128::from_le_bytes(*chosen) & self.window) | 1,
            asked: rest.first().map_or(0, |byte| byte & ((1 << BITS) - 1)),
        }
    }
}

/// The wishes as equations over the slots, at most one beginning at each: `chosen` is zero where none does.
struct Equations {
    chosen: Vec<u128>,
    asked: Vec<u8>,
}

impl Equations {
    fn new(slots: usize) -> Self {
        Self { chosen: vec![0; slots], asked: vec![0; slots] }
    }

    /// Adds a wish, reduced by those before; none if it contradicts them.
    fn add(&mut self, wish: &Wish) -> Option<()> {
        let Wish { mut start, mut chosen, mut asked } = *wish;
        loop {
            let (other, value) = (self.chosen.get_mut(start)?, self.asked.get_mut(start)?);
            if *other == 0 {
                (*other, *value) = (chosen, asked);
                return Some(());
            }
            chosen ^= *other;
            asked ^= *value;
            if chosen == 0 {
                return (asked == 0).then_some(());
            }
            start += chosen.trailing_zeros() as usize;
            chosen >>= chosen.trailing_zeros();
        }
    }

    /// The slots that grant all wishes, last one first.
    fn solve(&self) -> impl Iterator<Item = u8> {
        // The bits of the slots behind, nearest first, one window for each bit of a slot.
        let mut behind = [0_u128; BITS];
        self.chosen.iter().zip(&self.asked).rev().map(move |(chosen, asked)| {
            let mut slot = 0;
            for (bit, behind) in behind.iter_mut().enumerate() {
                *behind <<= 1;
                let here = u8::from(*chosen != 0) & ((asked >> bit) ^ parity(chosen & *behind));
                *behind |= u128::from(here & 1);
                slot |= (here & 1) << bit;
            }
            slot
        })
    }
}

/// 1 if an odd number of bits is set.
fn parity(bits: u128) -> u8 {
    u8::from(bits.count_ones() % 2 == 1)
}

/// Which units may be among those of a container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Filter {
    attempt: u8,
    columns: Vec<u8>,
}

impl Filter {
    /// The filter of different leaves with this root. Expected O(n); 18 bytes for each while it works.
    ///
    /// # Errors
    ///
    /// [`Error::Full`] above [`MAX_UNITS`]; [`Error::Exhausted`] if none of 256 keys does, which is not seen in practice.
    pub(super) fn new(leaves: &[Hash], root: &Hash) -> Result<Self, Error> {
        let count = u32::try_from(leaves.len()).ok().filter(|count| *count <= MAX_UNITS);
        let slots = slots(count.ok_or(Error::Full)?);
        for attempt in 0..=u8::MAX {
            let wishes = Wishes::new(root, attempt, slots);
            let mut equations = Equations::new(slots);
            if leaves.iter().try_for_each(|leaf| equations.add(&wishes.of(leaf))).is_some() {
                return Ok(Self { attempt, columns: columns(&equations) });
            }
        }
        Err(Error::Exhausted)
    }

    /// Takes the filter of so many units as it was written; none if it has another form.
    pub(super) fn from_bytes(bytes: &[u8], count: u32) -> Option<Self> {
        let (attempt, columns) = bytes.split_first()?;
        if count > MAX_UNITS || bytes.len() != length(count) {
            return None;
        }
        let unused = 8 * columns.len() - BITS * slots(count);
        let spare = columns.last()?.leading_zeros() as usize;
        (spare >= unused).then(|| Self { attempt: *attempt, columns: columns.to_vec() })
    }

    /// The bytes, drawn above.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        [&[self.attempt], self.columns.as_slice()].concat()
    }

    /// Whether a leaf may be among so many under this root. O(1).
    pub(super) fn may_contain(&self, leaf: &Hash, root: &Hash, count: u32) -> bool {
        let slots = slots(count);
        let Wish { start, chosen, asked } = Wishes::new(root, self.attempt, slots).of(leaf);
        (0..BITS).all(|bit| parity(chosen & window(&self.columns, bit * slots + start)) == asked >> bit & 1)
    }
}

/// The slots that grant all wishes, as they are written.
fn columns(equations: &Equations) -> Vec<u8> {
    let slots = equations.chosen.len();
    let mut bytes = vec![0; (BITS * slots).div_ceil(8)];
    for (at, slot) in (0..slots).rev().zip(equations.solve()) {
        for bit in 0..BITS {
            let place = bit * slots + at;
            if let Some(byte) = bytes.get_mut(place / 8) {
                *byte |= (slot >> bit & 1) << (place % 8);
            }
        }
    }
    bytes
}

/// The 128 bits from a place on; zeros behind the end.
fn window(bytes: &[u8], place: usize) -> u128 {
    let bytes = bytes.get(place / 8..).unwrap_or_default();
    let mut near = [0; 16];
    near.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
    let far = bytes.get(16).copied().unwrap_or_default();
    let shift = place % 8;
    // Two steps: a shift by 128 is none.
    (u128::from_le_bytes(near) >> shift) | (u128::from(far) << 1 << (127 - shift))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    fn leaf(number: u32) -> Hash {
        *blake3::hash(&number.to_le_bytes()).as_bytes()
    }

    /// Bits for each unit, and how often a stranger passes, of the filter of so many units.
    fn measured(count: u32, strangers: u32) -> (f64, f64) {
        let (leaves, root) = ((0..count).map(leaf).collect::<Vec<_>>(), leaf(u32::MAX));
        let filter = Filter::new(&leaves, &root).unwrap();
        assert_eq!(Filter::from_bytes(&filter.to_bytes(), count).as_ref(), Some(&filter));
        assert!(leaves.iter().all(|leaf| filter.may_contain(leaf, &root, count)), "{count}: one is denied");
        let passed = (1 << 24..)
            .take(strangers as usize)
            .filter(|number| filter.may_contain(&leaf(*number), &root, count));
        let passed = f64::from(u32::try_from(passed.count()).unwrap());
        (
            f64::from(u32::try_from(8 * filter.to_bytes().len()).unwrap()) / f64::from(count),
            passed / f64::from(strangers),
        )
    }

    #[test]
    fn nine_bits_for_each_unit_let_one_stranger_in_a_hundred_pass() {
        for count in (20..140).chain([200, 500, 1000, 5000, 20_000, 100_000]) {
            let (bits, passed) = measured(count, 20_000);
            assert!(bits <= 9., "{count}: {bits} bits");
            assert!((0.005..=0.01).contains(&passed), "{count}: {passed} pass");
        }
    }

    #[test]
    fn the_smallest_filters_deny_none_of_their_own() {
        for count in 0..20 {
            assert!(measured(count, 5000).1 <= 0.015, "{count}");
        }
    }

    #[test]
    fn another_root_asks_for_other_slots() {
        let leaves: Vec<_> = (0..1000).map(leaf).collect();
        let filter = Filter::new(&leaves, &[1; 32]).unwrap();
        assert!(leaves.iter().all(|leaf| filter.may_contain(leaf, &[1; 32], 1000)));
        assert!(leaves.iter().filter(|leaf| filter.may_contain(leaf, &[2; 32], 1000)).count() < 30);
    }

    #[test]
    fn a_filter_has_one_length_and_no_spare_bits() {
        let leaves: Vec<_> = (0..100).map(leaf).collect();
        let bytes = Filter::new(&leaves, &[1; 32]).unwrap().to_bytes();
        assert!(Filter::from_bytes(&bytes, 100).is_some());
        for len in 0..bytes.len() {
            assert_eq!(Filter::from_bytes(&bytes[..len], 100), None);
        }
        assert_eq!(Filter::from_bytes(&[bytes.as_slice(), &[0]].concat(), 100), None);
        assert_eq!(Filter::from_bytes(&bytes, 120), None);
        assert_eq!(Filter::from_bytes(&bytes, u32::MAX), None);
        // 109 slots of 7 bits: 5 bits of the last byte are not used.
        for bit in 0..8 {
            let mut changed = bytes.clone();
            *changed.last_mut().unwrap() |= 1 << bit;
            assert_eq!(Filter::from_bytes(&changed, 100).is_some(), bit < 3, "bit {bit}");
        }
    }
}
