//! From rows of modules to rows of printer dots.

use crate::Error;
use crate::symbol::raster::sides;

/// The widest module that is drawn by table: four of them fill a word.
const BY_TABLE: u32 = 16;

/// The shape of a raster, and how modules become dots in it.
#[derive(Clone, Debug)]
pub(super) struct Dots {
    /// Dots in a row.
    pub(super) width: u32,
    /// Rows of dots.
    pub(super) height: u32,
    /// Dots of a module on one side.
    module: u32,
    /// Dots of the quiet zone on one side.
    quiet: u32,
    /// Modules in a row.
    side: u32,
    /// Dots of four modules, the leftmost in the highest bits of those that are used.
    nibbles: [u64; 16],
}

impl Dots {
    pub(super) fn new(side: u32, dots_per_module: u32, quiet: u32) -> Result<Self, Error> {
        let (width, height) = sides(side, side, dots_per_module, quiet)?;
        let mut nibbles = [0; 16];
        if dots_per_module <= BY_TABLE {
            for (modules, dots) in (0_u32..).zip(&mut nibbles) {
                let black = (1_u64 << dots_per_module) - 1;
                *dots = (0..4).fold(0, |dots, module| {
                    (dots << dots_per_module) | (u64::from(modules >> module & 1) * black)
                });
            }
        }
        Ok(Self { width, height, module: dots_per_module, quiet: quiet * dots_per_module, side, nibbles })
    }

    /// Bytes in a row.
    pub(super) const fn stride(&self) -> usize {
        self.width.div_ceil(8) as usize
    }

    /// Bytes of the whole raster.
    pub(super) const fn len(&self) -> usize {
        self.stride() * self.height as usize
    }

    /// Draws rows of modules, each in words with the leftmost module in the lowest bit. `out` has `len` bytes, and all are
    /// written.
    pub(super) fn draw<const N: usize>(&self, rows: impl Iterator<Item = [u64; N]>, out: &mut [u8]) {
        let (stride, repeat) = (self.stride(), self.module as usize);
        let margin = stride * self.quiet as usize;
        let (top, rest) = out.split_at_mut_checked(margin).unwrap_or_default();
        let (body, bottom) =
            rest.split_at_mut_checked(stride * repeat * self.side as usize).unwrap_or_default();
        top.fill(0);
        bottom.fill(0);
        for (band, row) in body.chunks_exact_mut((stride * repeat).max(1)).zip(rows) {
            if let Some(first) = band.get_mut(..stride) {
                if self.module <= BY_TABLE {
                    self.by_table(&row, first);
                } else {
                    self.by_module(&row, first);
                }
            }
            // Few long copies cost less than many short ones.
            let mut done = stride;
            while done < band.len() {
                let more = done.min(band.len() - done);
                band.copy_within(..more, done);
                done += more;
            }
        }
    }

    /// One row of dots, four modules at a time.
    fn by_table(&self, row: &[u64], out: &mut [u8]) {
        // A symbol's last nibble has modules beyond its side, which are light: they are the quiet zone or nothing.
        let step = 4 * self.module;
        let skipped = (self.quiet / 8) as usize;
        let (left, mut rest) = out.split_at_mut_checked(skipped).unwrap_or_default();
        left.fill(0);
        // Dots that fill no word yet, in the lowest places.
        let mut held = 0_u128;
        let mut count = self.quiet % 8;
        for nibble in 0..self.side.div_ceil(4) {
            let word = row.get(nibble as usize / 16).copied().unwrap_or(0);
            let modules = word >> (nibble % 16 * 4) & 15;
            let dots = self.nibbles.get(usize::try_from(modules).unwrap_or(0)).copied().unwrap_or(0);
            held = held << step | u128::from(dots);
            count += step;
            if count >= 64 {
                count -= 64;
                let bytes = low_word(held >> count).to_be_bytes();
                rest = put(rest, &bytes);
            }
        }
        let bytes = (low_word(held) << (63 - count) << 1).to_be_bytes();
        rest = put(rest, &bytes);
        rest.fill(0);
    }

    /// One row of dots, a module at a time.
    fn by_module(&self, row: &[u64], out: &mut [u8]) {
        out.fill(0);
        for module in 0..self.side {
            let word = row.get(module as usize / 64).copied().unwrap_or(0);
            if word >> (module % 64) & 1 == 0 {
                continue;
            }
            let from = self.quiet + module * self.module;
            let to = from + self.module;
            // More than 16 dots: the first and the last byte are not the same.
            let (first, last) = (from as usize / 8, to as usize / 8);
            if let Some([first, inner @ ..]) = out.get_mut(first..last) {
                *first |= 0xFF >> (from % 8);
                inner.fill(0xFF);
            }
            if let Some(last) = out.get_mut(last) {
                *last |= !(0xFF >> (to % 8));
            }
        }
    }
}

/// Writes bytes to the front of the place as far as they have room, and gives what is behind them.
fn put<'a>(place: &'a mut [u8], bytes: &[u8]) -> &'a mut [u8] {
    let count = bytes.len().min(place.len());
    let (front, rest) = place.split_at_mut_checked(count).unwrap_or_default();
    front.iter_mut().zip(bytes).for_each(|(place, byte)| *place = *byte);
    rest
}

#[allow(clippy::cast_possible_truncation)] // the lowest word is what is asked for
const fn low_word(bits: u128) -> u64 {
    bits as u64
}
