//! The modules of one symbol, without its quiet zone.

use bitvec::{order::Msb0, slice::BitSlice, vec::BitVec};

pub use super::kind::Kind;

/// The size of a symbol, known before it is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SymbolSize {
    /// QR version, 1 to 40; `None` for Data Matrix, which numbers no versions.
    pub version: Option<u8>,
    /// Modules per row, quiet zone not counted.
    pub width: u32,
    /// Rows of modules, quiet zone not counted.
    pub height: u32,
}

/// The modules of one symbol: dark or light, row by row from the top left, without the quiet zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matrix {
    kind: Kind,
    width: u32,
    height: u32,
    modules: BitVec<u8, Msb0>,
}

impl Matrix {
    /// `dark` gives `width` times `height` modules, row by row.
    pub(super) fn new(kind: Kind, width: u32, height: u32, dark: impl Iterator<Item = bool>) -> Self {
        let modules: BitVec<u8, Msb0> = dark.collect();
        debug_assert_eq!(modules.len() as u64, u64::from(width) * u64::from(height));
        Self { kind, width, height, modules }
    }

    /// The symbology.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// Modules per row.
    #[must_use]
    pub const fn width(&self) -> u32 {
        self.width
    }

    /// Rows of modules.
    #[must_use]
    pub const fn height(&self) -> u32 {
        self.height
    }

    /// The quiet zone that belongs around it, in modules: see [`Kind::quiet`].
    #[must_use]
    pub const fn quiet(&self) -> u32 {
        self.kind.quiet()
    }

    /// Whether the module in column `x` of row `y` is dark; outside the symbol all is light.
    #[must_use]
    pub fn get(&self, x: u32, y: u32) -> bool {
        x < self.width
            && self.bits().nth(y as usize).and_then(|row| row.get(x as usize)).is_some_and(|module| *module)
    }

    /// The rows from the top, each from the left, `true` for dark.
    pub fn rows(&self) -> impl Iterator<Item = impl Iterator<Item = bool>> {
        self.bits().map(|row| row.iter().by_vals())
    }

    /// For each row its runs of dark modules as (first column, length), from the left.
    pub(super) fn runs(&self) -> impl Iterator<Item = impl Iterator<Item = (u32, u32)>> {
        self.bits().map(|row| {
            let mut x = 0;
            core::iter::from_fn(move || {
                let start = x + narrow(row.get(x as usize..)?.first_one()?);
                let length = narrow(row.get(start as usize..)?.leading_ones());
                x = start + length;
                Some((start, length))
            })
        })
    }

    fn bits(&self) -> impl Iterator<Item = &BitSlice<u8, Msb0>> {
        self.modules.chunks_exact(self.width.max(1) as usize)
    }
}

#[allow(clippy::cast_possible_truncation)] // a column of a symbol: at most 177
fn narrow(column: usize) -> u32 {
    column as u32
}
