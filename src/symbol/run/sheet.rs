//! The modules of one label, kept from one label to the next.

use super::layout::{Layout, Module, format_bits};
use super::penalty::Judge;
use super::row::Row;
use super::{MASKS, Mask};
use crate::symbol::qr::Correction;

/// Some modules of a codeword that lie side by side in one word of a row: two as a rule, one at the edge of a function
/// pattern.
#[derive(Clone, Copy, Debug)]
struct Piece {
    row: u8,
    /// The word in that row.
    word: u8,
    /// The lowest of the modules in that word.
    column: u8,
    /// The lowest of their bits in the codeword.
    bit: u8,
    /// One or two ones.
    mask: u8,
}

/// The modules of a symbol before its mask, with what each mask does to them.
#[derive(Clone, Debug)]
pub(super) struct Sheet<const N: usize> {
    /// Data, error correction and function patterns; format information is light.
    symbol: Vec<Row<N>>,
    /// For each mask the modules that it inverts, and its format information.
    overlays: [Vec<Row<N>>; MASKS],
    pieces: Vec<Piece>,
    /// Where the pieces of each codeword end.
    ends: Vec<u16>,
    judge: Judge<N>,
}

impl<const N: usize> Sheet<N> {
    /// All codewords are 0.
    pub(super) fn new(layout: &Layout, level: Correction) -> Self {
        let side = layout.side();
        let rows = |dark: &dyn Fn(usize, usize, Module) -> bool| {
            let modules = layout.modules().chunks_exact(side).enumerate();
            let row = |(y, modules): (usize, &[Module])| {
                let mut row = Row::LIGHT;
                let dark = modules.iter().enumerate().filter(|&(x, &module)| dark(x, y, module));
                dark.for_each(|(x, _)| row.darken(x));
                row
            };
            modules.map(row).collect::<Vec<_>>()
        };
        let symbol = rows(&|_, _, module| module == Module::Function { dark: true });
        let overlays = Mask::ALL.map(|mask| {
            let format = format_bits(level, mask.number());
            rows(&|x, y, module| match module {
                Module::Data => mask.inverts(x, y),
                Module::Function { .. } => false,
                Module::Format { bit } => format >> bit & 1 == 1,
            })
        });
        let (pieces, ends) = pieces(layout);
        Self { symbol, overlays, pieces, ends, judge: Judge::new(side) }
    }

    /// Inverts these bits of a codeword.
    pub(super) fn change(&mut self, codeword: usize, change: u8) {
        let start = codeword.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        let end = self.ends.get(codeword).copied().unwrap_or(start);
        for piece in self.pieces.get(usize::from(start)..usize::from(end)).unwrap_or_default() {
            let row = self.symbol.get_mut(usize::from(piece.row));
            if let Some(word) = row.and_then(|row| row.0.get_mut(usize::from(piece.word))) {
                *word ^= u64::from(change >> piece.bit & piece.mask) << piece.column;
            }
        }
    }

    /// The mask with the fewest penalty points, of several the one with the lowest number.
    pub(super) fn best(&mut self) -> Mask {
        let (symbol, judge) = (&self.symbol, &mut self.judge);
        let points =
            |overlay: &[Row<N>]| judge.points(symbol.iter().zip(overlay).map(|(&row, &mask)| row ^ mask));
        let points = self.overlays.each_ref().map(Vec::as_slice).map(points);
        let best = Mask::ALL.into_iter().zip(points).min_by_key(|candidate| candidate.1);
        best.map_or(Mask::ALL[0], |candidate| candidate.0)
    }

    /// The rows under a mask.
    pub(super) fn masked(&self, mask: Mask) -> impl Iterator<Item = [u64; N]> {
        let overlay = self.overlays.get(usize::from(mask.number())).map_or(&[][..], |overlay| overlay);
        self.symbol.iter().zip(overlay).map(|(&row, &mask)| (row ^ mask).0)
    }
}

/// The pieces of all codewords, and where those of each end.
fn pieces(layout: &Layout) -> (Vec<Piece>, Vec<u16>) {
    let path: Vec<_> = layout.path().collect();
    let (mut pieces, mut ends): (Vec<Piece>, Vec<u16>) = (Vec::new(), Vec::new());
    for codeword in path.chunks_exact(8) {
        let start = pieces.len();
        for (bit, &(x, y)) in (0..8).rev().zip(codeword) {
            // A symbol has at most 177 rows and columns.
            let [row, word, column] = [y, x / 64, x % 64].map(|place| u8::try_from(place).unwrap_or(u8::MAX));
            let open = pieces.get_mut(start..).and_then(<[Piece]>::last_mut);
            match open {
                // The module to the left of the one before, with the next lower bit.
                Some(piece)
                    if piece.mask == 1
                        && (piece.row, piece.word) == (row, word)
                        && piece.column == column + 1 =>
                {
                    (piece.column, piece.bit, piece.mask) = (column, bit, 3);
                }
                _ => pieces.push(Piece { row, word, column, bit, mask: 1 }),
            }
        }
        ends.push(u16::try_from(pieces.len()).unwrap_or(u16::MAX));
    }
    (pieces, ends)
}
