//! A row of modules as bits of words.

use core::ops::{BitAnd, BitOr, BitXor, Not, Shl, Shr};

/// A row of up to 64 · N modules: that of column x is bit x % 64 of word x / 64, 1 for dark. What lies beyond the symbol is
/// light.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Row<const N: usize>(pub(super) [u64; N]);

impl<const N: usize> Row<N> {
    /// All light.
    pub(super) const LIGHT: Self = Self([0; N]);

    /// Dark in the first `count` columns.
    pub(super) fn first(count: usize) -> Self {
        let mut row = Self::LIGHT;
        (0..count).for_each(|column| row.darken(column));
        row
    }

    /// Makes one module dark.
    pub(super) fn darken(&mut self, column: usize) {
        if let Some(word) = self.0.get_mut(column / 64) {
            *word |= 1 << (column % 64);
        }
    }

    /// How many modules are dark.
    pub(super) fn count(self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }

    fn combine(self, other: Self, with: impl Fn(u64, u64) -> u64) -> Self {
        let mut words = self.0;
        words.iter_mut().zip(other.0).for_each(|(word, other)| *word = with(*word, other));
        Self(words)
    }
}

impl<const N: usize> BitAnd for Row<N> {
    type Output = Self;
    #[inline]
    fn bitand(self, other: Self) -> Self {
        self.combine(other, |a, b| a & b)
    }
}

impl<const N: usize> BitOr for Row<N> {
    type Output = Self;
    #[inline]
    fn bitor(self, other: Self) -> Self {
        self.combine(other, |a, b| a | b)
    }
}

impl<const N: usize> BitXor for Row<N> {
    type Output = Self;
    #[inline]
    fn bitxor(self, other: Self) -> Self {
        self.combine(other, |a, b| a ^ b)
    }
}

impl<const N: usize> Not for Row<N> {
    type Output = Self;
    #[inline]
    fn not(self) -> Self {
        Self(self.0.map(|word| !word))
    }
}

/// Towards the left: column x becomes what was `by` to its right. `by` is from 1 to 63.
impl<const N: usize> Shr<u32> for Row<N> {
    type Output = Self;
    #[inline]
    fn shr(self, by: u32) -> Self {
        let mut words = self.0;
        let mut carry = 0;
        for word in words.iter_mut().rev() {
            let own = *word;
            *word = own >> by | carry;
            carry = own << (64 - by);
        }
        Self(words)
    }
}

/// Towards the right: column x becomes what was `by` to its left. `by` is from 1 to 63.
impl<const N: usize> Shl<u32> for Row<N> {
    type Output = Self;
    #[inline]
    fn shl(self, by: u32) -> Self {
        let mut words = self.0;
        let mut carry = 0;
        for word in &mut words {
            let own = *word;
            *word = own << by | carry;
            carry = own >> (64 - by);
        }
        Self(words)
    }
}
