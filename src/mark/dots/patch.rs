//! The bits of one patch, and its raster.

use core::fmt;

use zeroize::Zeroizing;

use super::super::{ImageKind, MarkStream};
use super::layout::BYTES;
use super::{CODED, DERIVED, Payload};
use crate::Error;

/// The dots of one item's patch. As secret as the mark; wiped when dropped.
#[derive(Clone)]
pub struct Patch {
    geometry: u16,
    pub(super) bytes: Zeroizing<[u8; BYTES]>,
}

impl Patch {
    /// Dots along a side.
    pub const SIDE: u32 = super::layout::SIDE as u32;

    /// A patch that can be read: geometry [`CODED`].
    #[must_use]
    pub fn coded(payload: &Payload) -> Self {
        Self { geometry: CODED, bytes: payload.codeword() }
    }

    /// A patch that can only be verified: geometry [`DERIVED`], its dots the first 392 bits of the stream.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] for a stream of another kind or geometry.
    pub fn derived(stream: &MarkStream) -> Result<Self, Error> {
        if (stream.kind(), stream.geometry()) != (ImageKind::Dots, DERIVED) {
            return Err(Error::Parameter);
        }
        let mut bytes = Zeroizing::new([0; BYTES]);
        bytes.copy_from_slice(&stream.bytes(BYTES));
        Ok(Self { geometry: DERIVED, bytes })
    }

    /// The number of what is printed: [`CODED`] or [`DERIVED`].
    #[must_use]
    pub const fn geometry(&self) -> u16 {
        self.geometry
    }

    /// The patch in printer dots of 600 dpi, [`Patch::SIDE`] square, without a margin. It wants 2 mm of blank paper
    /// around it.
    ///
    /// # Errors
    ///
    /// None that can happen; the raster's own.
    #[cfg(feature = "draw")]
    pub fn raster(&self) -> Result<crate::symbol::Raster, Error> {
        use super::layout::{DOT, NEAR, PITCH, STEP, border, data, places};

        let mut raster = crate::symbol::Raster::white(Self::SIDE, Self::SIDE)?;
        for (cell, place) in border().chain(data().zip(places(self.bytes.as_slice()))) {
            let first = |cell: u16, bit: u8| u32::from(cell * PITCH + NEAR + STEP * u16::from(bit & 1));
            raster.fill(first(cell.column, place), first(cell.row, place >> 1), DOT.into(), DOT.into())?;
        }
        Ok(raster)
    }
}

impl fmt::Debug for Patch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Patch(geometry {}, ..)", self.geometry)
    }
}
