//! Error correction blocks of every version and level (ISO/IEC 18004:2015, table 9).

use crate::symbol::qr::Correction;

/// How the codewords of a symbol are divided among its blocks. Long blocks have one data codeword more than short ones
/// and stand behind them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Blocks {
    /// Data codewords of a short block.
    pub(super) data: usize,
    /// Error correction codewords of any block.
    pub(super) correction: usize,
    /// Short blocks.
    pub(super) short: usize,
    /// Long blocks.
    pub(super) long: usize,
}

impl Blocks {
    /// The blocks of a version that has `codewords` in all.
    pub(super) fn new(version: u8, level: Correction, codewords: usize) -> Self {
        let row = match level {
            Correction::L => &LOW,
            Correction::M => &MEDIUM,
            Correction::Q => &QUARTILE,
            Correction::H => &HIGH,
        };
        let (correction, count) = row.get(usize::from(version) - 1).copied().unwrap_or((0, 1));
        let (correction, count) = (usize::from(correction), usize::from(count));
        let long = codewords % count;
        Self { data: codewords / count - correction, correction, short: count - long, long }
    }

    /// Blocks in all.
    pub(super) const fn count(self) -> usize {
        self.short + self.long
    }

    /// Data codewords in all.
    pub(super) const fn data_total(self) -> usize {
        self.count() * self.data + self.long
    }

    /// Data codewords of one block.
    pub(super) const fn data_of(self, block: usize) -> usize {
        if block < self.short { self.data } else { self.data + 1 }
    }

    /// Where in the symbol's codewords the data codeword at `place` of a block stands: the first of every block, then
    /// the second of every block, and the last ones of the long blocks (7.6).
    pub(super) const fn data_place(self, block: usize, place: usize) -> usize {
        if place < self.data {
            place * self.count() + block
        } else {
            self.data * self.count() + block - self.short
        }
    }

    /// The same for an error correction codeword.
    pub(super) const fn correction_place(self, block: usize, place: usize) -> usize {
        self.data_total() + place * self.count() + block
    }
}

/// Error correction codewords of a block and number of blocks, versions 1 to 40.
type Rows = [(u8, u8); 40];

#[rustfmt::skip]
const LOW: Rows = [
    (7, 1), (10, 1), (15, 1), (20, 1), (26, 1), (18, 2), (20, 2), (24, 2), (30, 2), (18, 4),
    (20, 4), (24, 4), (26, 4), (30, 4), (22, 6), (24, 6), (28, 6), (30, 6), (28, 7), (28, 8),
    (28, 8), (28, 9), (30, 9), (30, 10), (26, 12), (28, 12), (30, 12), (30, 13), (30, 14), (30, 15),
    (30, 16), (30, 17), (30, 18), (30, 19), (30, 19), (30, 20), (30, 21), (30, 22), (30, 24), (30, 25),
];

#[rustfmt::skip]
const MEDIUM: Rows = [
    (10, 1), (16, 1), (26, 1), (18, 2), (24, 2), (16, 4), (18, 4), (22, 4), (22, 5), (26, 5),
    (30, 5), (22, 8), (22, 9), (24, 9), (24, 10), (28, 10), (28, 11), (26, 13), (26, 14), (26, 16),
    (26, 17), (28, 17), (28, 18), (28, 20), (28, 21), (28, 23), (28, 25), (28, 26), (28, 28), (28, 29),
    (28, 31), (28, 33), (28, 35), (28, 37), (28, 38), (28, 40), (28, 43), (28, 45), (28, 47), (28, 49),
];

#[rustfmt::skip]
const QUARTILE: Rows = [
    (13, 1), (22, 1), (18, 2), (26, 2), (18, 4), (24, 4), (18, 6), (22, 6), (20, 8), (24, 8),
    (28, 8), (26, 10), (24, 12), (20, 16), (30, 12), (24, 17), (28, 16), (28, 18), (26, 21), (30, 20),
    (28, 23), (30, 23), (30, 25), (30, 27), (30, 29), (28, 34), (30, 34), (30, 35), (30, 38), (30, 40),
    (30, 43), (30, 45), (30, 48), (30, 51), (30, 53), (30, 56), (30, 59), (30, 62), (30, 65), (30, 68),
];

#[rustfmt::skip]
const HIGH: Rows = [
    (17, 1), (28, 1), (22, 2), (16, 4), (22, 4), (28, 4), (26, 5), (26, 6), (24, 8), (28, 8),
    (24, 11), (28, 11), (22, 16), (24, 16), (24, 18), (30, 16), (28, 19), (28, 21), (26, 25), (28, 25),
    (30, 25), (24, 34), (30, 30), (30, 32), (30, 35), (30, 37), (30, 40), (30, 42), (30, 45), (30, 48),
    (30, 51), (30, 54), (30, 57), (30, 60), (30, 63), (30, 66), (30, 70), (30, 74), (30, 77), (30, 81),
];
