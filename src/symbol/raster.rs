//! One bit for each printer dot.

use bitvec::{order::Msb0, view::BitView};

use super::matrix::Matrix;
use crate::Error;

/// A picture of printer dots, black or white.
///
/// Rows from the top, each padded with white to whole bytes; in a byte the leftmost dot is the highest bit,
/// 1 is black. This is how PBM (P4) and most label printers want it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raster {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) bytes: Vec<u8>,
}

impl Raster {
    /// The most dots that a raster may have.
    pub const MAX_DOTS: u64 = 1 << 28;

    /// `bytes` are `height` rows, each padded with white.
    pub(super) const fn new(width: u32, height: u32, bytes: Vec<u8>) -> Self {
        Self { width, height, bytes }
    }

    /// Dots per row.
    #[must_use]
    pub const fn width(&self) -> u32 {
        self.width
    }

    /// Rows of dots.
    #[must_use]
    pub const fn height(&self) -> u32 {
        self.height
    }

    /// Bytes per row: the width in whole bytes.
    #[must_use]
    pub const fn stride(&self) -> usize {
        self.width.div_ceil(8) as usize
    }

    /// The rows, `height` times `stride` bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The rows under a binary PBM head: `P4`, width, height, then the bytes.
    #[must_use]
    pub fn pbm(&self) -> Vec<u8> {
        let head = format!("P4\n{} {}\n", self.width, self.height);
        [head.as_bytes(), &self.bytes].concat()
    }

    /// One byte for each dot, 0 for black and 255 for white, rows from the top without padding.
    #[must_use]
    pub fn grey(&self) -> Vec<u8> {
        let width = self.width as usize;
        let rows = self.bytes.chunks_exact(self.stride().max(1));
        rows.flat_map(|row| row.view_bits::<Msb0>().iter().by_vals().take(width))
            .map(|black| if black { 0 } else { 255 })
            .collect()
    }
}

impl Matrix {
    /// The symbol in printer dots: every module `dots_per_module` dots wide and high, with `quiet` modules of
    /// white on every side ([`Matrix::quiet`] is what the standard asks for). O(dots / 8).
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] for 0 dots per module, [`Error::ImageSize`] above [`Raster::MAX_DOTS`].
    pub fn raster(&self, dots_per_module: u32, quiet: u32) -> Result<Raster, Error> {
        let (width, height) = sides(self.width(), self.height(), dots_per_module, quiet)?;
        let stride = width.div_ceil(8) as usize;
        let margin = stride * quiet as usize * dots_per_module as usize;
        let mut bytes = Vec::with_capacity(stride * height as usize);
        bytes.resize(margin, 0);
        let mut row = vec![0_u8; stride];
        for runs in self.runs() {
            row.fill(0);
            let line = row.view_bits_mut::<Msb0>();
            for (start, length) in runs {
                let from = (quiet + start) as usize * dots_per_module as usize;
                let to = from + length as usize * dots_per_module as usize;
                if let Some(black) = line.get_mut(from..to) {
                    black.fill(true);
                }
            }
            for _ in 0..dots_per_module {
                bytes.extend_from_slice(&row);
            }
        }
        bytes.resize(stride * height as usize, 0);
        Ok(Raster { width, height, bytes })
    }
}

/// The sides of a symbol's raster in dots; refuses what [`Matrix::raster`] refuses.
pub(super) fn sides(width: u32, height: u32, dots_per_module: u32, quiet: u32) -> Result<(u32, u32), Error> {
    if dots_per_module == 0 {
        return Err(Error::Parameter);
    }
    let (width, height) = (dots(width, quiet, dots_per_module)?, dots(height, quiet, dots_per_module)?);
    if u64::from(width.next_multiple_of(8)) * u64::from(height) > Raster::MAX_DOTS {
        return Err(Error::ImageSize);
    }
    Ok((width, height))
}

/// A side in dots.
fn dots(modules: u32, quiet: u32, dots_per_module: u32) -> Result<u32, Error> {
    let side = (u64::from(modules) + 2 * u64::from(quiet)).saturating_mul(u64::from(dots_per_module));
    match u32::try_from(side) {
        Ok(side) if u64::from(side) <= Raster::MAX_DOTS => Ok(side),
        _ => Err(Error::ImageSize),
    }
}
