//! Rasters put together: one on another, and labels in columns and rows on one page.

use core::ptr::null_mut;

use super::boundary::{Fault, Given, boundary};
use super::buffer::put;
use super::options::Sized32;
use super::print;
use super::status::{symbolon_error, symbolon_status};
use super::symbol::symbolon_raster_shape;

/// A page and its grid, all in dots. Cells are equally large and fill the page; each label stands in the middle of its
/// cell, in reading order.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C)]
pub struct symbolon_page {
    /// Set it to `sizeof(symbolon_page)`.
    pub size: u32,
    /// Width of the page.
    pub width: u32,
    /// Height of the page.
    pub height: u32,
    /// White on all four sides.
    pub margin: u32,
    /// White between two cells.
    pub gap: u32,
    /// Cells side by side.
    pub columns: u32,
    /// Cells one below the other.
    pub rows: u32,
}

// SAFETY: seven integers of four bytes.
unsafe impl Sized32 for symbolon_page {
    const FIRST: usize = 28;
}

/// Dots of the caller's, as in `symbolon_qr_raster`, rows in whole bytes.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct symbolon_dots {
    /// The rows, from the top.
    pub dots: *const u8,
    /// Dots in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
}

/// Puts dots on others: black ones become black there, white ones change nothing.
///
/// raster:        in and out, rows as in `symbolon_qr_raster`; unchanged on any status but SYMBOLON_OK
/// width, height: of `raster`, in dots
/// x, y:          where the top left dot of `other` goes
/// other:         not NULL
/// errors:        SYMBOLON_E_IMAGE_SIZE if `other` reaches beyond, or above 2^28 dots; SYMBOLON_E_UNSUPPORTED from a library
///                built without feature `draw`
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_raster_put(
    raster: *mut u8,
    width: u32,
    height: u32,
    x: u32,
    y: u32,
    other: *const symbolon_dots,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let other = given.labels(other, 1)?;
            let ground = (width, height, given.dots(raster, width, height)?);
            let drawn = print::put(ground, (x, y), &other)?;
            put(&drawn, given.room(raster, drawn.len())?);
            Ok(())
        })
    }
}

/// Puts labels on a page, in printer dots, rows as in `symbolon_qr_raster`.
///
/// page:   not NULL
/// labels: `n`, from the top left, row by row; cells without a label stay white
/// buf:    out, `height` times `stride` bytes
/// shape:  out, set its `size` first; written also on SYMBOLON_E_BUFFER
/// errors: SYMBOLON_E_NO_ROOM with the position of the label in `info`, SYMBOLON_E_PARAMETER for a page without cells,
///         SYMBOLON_E_IMAGE_SIZE above 2^28 dots, SYMBOLON_E_OPTIONS; SYMBOLON_E_UNSUPPORTED from a library built without
///         feature `draw`
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_sheet_raster(
    page: *const symbolon_page,
    labels: *const symbolon_dots,
    n: usize,
    buf: *mut u8,
    cap: usize,
    len: *mut usize,
    shape: *mut symbolon_raster_shape,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let (out, shape) = (given.buffer(buf, cap, len)?, given.sized_out(shape)?);
            let (drawn, bytes) = print::sheet_raster(&given.sized(page)?, &given.labels(labels, n)?)?;
            shape.write(&drawn);
            out.fill(&bytes)
        })
    }
}

/// Puts labels on a page, as a PNG file of one bit grey.
///
/// buf:    out, the file
/// errors: as in `symbolon_sheet_raster`
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_sheet_png(
    page: *const symbolon_page,
    labels: *const symbolon_dots,
    n: usize,
    buf: *mut u8,
    cap: usize,
    len: *mut usize,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.buffer(buf, cap, len)?;
            out.fill(&print::sheet_png(&given.sized(page)?, &given.labels(labels, n)?)?)
        })
    }
}

/// Width, height and bytes of dots.
pub(super) type GivenDots<'a> = (u32, u32, &'a [u8]);

impl Given {
    fn labels(&self, labels: *const symbolon_dots, n: usize) -> Result<Vec<GivenDots<'_>>, Fault> {
        let labels = self.items(labels, n)?.iter();
        labels.map(|one| Ok((one.width, one.height, self.dots(one.dots, one.width, one.height)?))).collect()
    }
}
