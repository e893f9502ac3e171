//! Where everything stands in a symbol of one version.

use crate::symbol::qr::Correction;

/// A square of modules that knows which are part of function patterns.
pub(super) struct Layout {
    side: usize,
    /// For each module from the top left, row by row.
    modules: Vec<Module>,
}

/// What a module is before there is any data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Module {
    /// Part of the encoding region: data, error correction, remainder bits.
    Data,
    /// Part of a function pattern or of the version information.
    Function {
        /// Whether it is dark.
        dark: bool,
    },
    /// A bit of the format information, which depends on the mask.
    Format {
        /// The bit's number, 0 for the lowest.
        bit: u8,
    },
}

impl Layout {
    /// The layout of a version from 1 to 40 (ISO/IEC 18004:2015, 6.3).
    pub(super) fn new(version: u8) -> Self {
        let side = side(version);
        let mut layout = Self { side, modules: vec![Module::Data; side * side] };
        for place in 0..side {
            layout.function(place, 6, place % 2 == 0);
            layout.function(6, place, place % 2 == 0);
        }
        layout.alignment(version);
        for (x, y) in [(3, 3), (side - 4, 3), (3, side - 4)] {
            layout.finder(x, y);
        }
        layout.format();
        layout.version(version);
        layout
    }

    /// Modules in a row.
    pub(super) const fn side(&self) -> usize {
        self.side
    }

    /// Every module, row by row from the top left.
    pub(super) fn modules(&self) -> &[Module] {
        &self.modules
    }

    /// The columns and rows of the encoding region in the order in which codewords fill it, the highest bit of the first
    /// codeword first (7.7.3): pairs of columns from the right, up and down in turn.
    pub(super) fn path(&self) -> impl Iterator<Item = (usize, usize)> {
        let (side, timing) = (self.side, 6);
        // The column of the timing pattern is stepped over.
        let pairs =
            (0..side / 2).map(move |pair| side - 1 - 2 * pair).map(move |x| x - usize::from(x <= timing));
        let places = pairs.zip([true, false].into_iter().cycle()).flat_map(move |(right, is_up)| {
            (0..side).flat_map(move |step| {
                let y = if is_up { side - 1 - step } else { step };
                [(right, y), (right - 1, y)]
            })
        });
        places.filter(move |&(x, y)| self.modules.get(y * side + x) == Some(&Module::Data))
    }

    fn set(&mut self, x: usize, y: usize, module: Module) {
        if x < self.side
            && let Some(place) = self.modules.get_mut(y * self.side + x)
        {
            *place = module;
        }
    }

    fn function(&mut self, x: usize, y: usize, dark: bool) {
        self.set(x, y, Module::Function { dark });
    }

    /// A finder pattern around its centre, with the separator that lies inside the symbol (6.3.3).
    fn finder(&mut self, x: usize, y: usize) {
        for (left, top) in (0..9).flat_map(|left| (0..9).map(move |top| (left, top))) {
            let ring = 4_usize.abs_diff(left).max(4_usize.abs_diff(top));
            // One column and one row of the separator may lie to the left of the symbol or above it.
            if let (Some(x), Some(y)) = ((x + left).checked_sub(4), (y + top).checked_sub(4)) {
                self.function(x, y, ring != 2 && ring != 4);
            }
        }
    }

    /// The alignment patterns (annex E), which lie over the timing patterns; the finder patterns lie over what would be
    /// in the corners.
    fn alignment(&mut self, version: u8) {
        let centres = centres(version);
        let last = centres.len().saturating_sub(1);
        for (i, &x) in centres.iter().enumerate() {
            for (j, &y) in centres.iter().enumerate() {
                if [(0, 0), (0, last), (last, 0)].contains(&(i, j)) {
                    continue;
                }
                for (left, top) in (0..5).flat_map(|left| (0..5).map(move |top| (left, top))) {
                    let ring = 2_usize.abs_diff(left).max(2_usize.abs_diff(top));
                    self.function(x + left - 2, y + top - 2, ring != 1);
                }
            }
        }
    }

    /// Both places of the format information, and the module that is always dark (7.9.1).
    fn format(&mut self) {
        let side = self.side;
        for bit in 0..15 {
            let (place, module) = (usize::from(bit), Module::Format { bit });
            match place {
                0..=5 => self.set(8, place, module),
                6 => self.set(8, 7, module),
                7 => self.set(8, 8, module),
                8 => self.set(7, 8, module),
                _ => self.set(14 - place, 8, module),
            }
            if place < 8 {
                self.set(side - 1 - place, 8, module);
            } else {
                self.set(8, side + place - 15, module);
            }
        }
        self.function(8, side - 8, true);
    }

    /// Both places of the version information (7.10).
    fn version(&mut self, version: u8) {
        if version < 7 {
            return;
        }
        let bits = u32::from(version) << 12 | remainder(u32::from(version), 0x1F25);
        for bit in 0..18 {
            let (x, y) = (self.side - 11 + bit % 3, bit / 3);
            let dark = bits >> bit & 1 == 1;
            self.function(x, y, dark);
            self.function(y, x, dark);
        }
    }
}

/// Modules in a row of a version.
pub(super) fn side(version: u8) -> usize {
    usize::from(version) * 4 + 17
}

/// The format information of a level and a mask (7.9.1).
pub(super) fn format_bits(level: Correction, mask: u8) -> u32 {
    let level = match level {
        Correction::L => 1,
        Correction::M => 0,
        Correction::Q => 3,
        Correction::H => 2,
    };
    let data = level << 3 | u32::from(mask);
    (data << 10 | remainder(data, 0x537)) ^ 0x5412
}

/// What `data` with as many zeros behind it as the generator has bits after its first leaves when divided by it.
fn remainder(data: u32, generator: u32) -> u32 {
    let degree = generator.ilog2();
    (0..degree).fold(data, |rest, _| (rest << 1) ^ ((rest >> (degree - 1) & 1) * generator))
}

/// The centres of alignment patterns along one side (annex E, table E.1), which are spaced evenly from the far end but for
/// the first.
fn centres(version: u8) -> Vec<usize> {
    if version == 1 {
        return Vec::new();
    }
    let (number, count) = (usize::from(version), usize::from(version) / 7 + 2);
    // Version 32 is the one that the rule of the others does not give.
    let step = if version == 32 { 26 } else { (number * 4 + count * 2 + 1) / (2 * count - 2) * 2 };
    let mut centres: Vec<usize> = (0..count - 1).map(|place| side(version) - 7 - place * step).collect();
    centres.push(6);
    centres.reverse();
    centres
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn centres_are_those_of_annex_e() {
        assert_eq!(centres(2), [6, 18]);
        assert_eq!(centres(7), [6, 22, 38]);
        assert_eq!(centres(16), [6, 26, 50, 74]);
        assert_eq!(centres(32), [6, 34, 60, 86, 112, 138]);
        assert_eq!(centres(36), [6, 24, 50, 76, 102, 128, 154]);
        assert_eq!(centres(40), [6, 30, 58, 86, 114, 142, 170]);
    }

    #[test]
    fn format_and_version_bits_are_those_of_the_tables() {
        // Table C.1: 1-M with mask 101 in the standard's example; table D.1.
        assert_eq!(format_bits(Correction::M, 5), 0b100_0000_1100_1110);
        assert_eq!(7 << 12 | remainder(7, 0x1F25), 0x07C94);
        assert_eq!(40 << 12 | remainder(40, 0x1F25), 0x28C69);
    }
}
