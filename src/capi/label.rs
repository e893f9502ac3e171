//! The logistic label of a case or pallet, as dots, PNG file or printer job.

use super::boundary::{Fault, Given, boundary};
use super::options::Sized32;
use super::print;
use super::status::{symbolon_error, symbolon_status};
use super::symbol::symbolon_raster_shape;
use crate::Error;

/// Text of 3 mm capitals, the least that the guideline for logistic labels allows.
pub const SYMBOLON_TEXT_NORMAL: u32 = 0;
/// Text of 5 mm capitals.
pub const SYMBOLON_TEXT_LARGE: u32 = 1;
/// Text of 8 mm capitals.
pub const SYMBOLON_TEXT_HUGE: u32 = 2;

/// Paper and printer of a label. NULL is the default, all zero.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C)]
pub struct symbolon_label_options {
    /// Set it to `sizeof(symbolon_label_options)`.
    pub size: u32,
    /// What the printer prints, 100 to 1200; 0 is 203.
    pub dots_per_inch: u32,
    /// Width of the paper in tenths of a millimetre; 0 is 1050.
    pub paper_width: u32,
    /// Height of the paper in tenths of a millimetre; 0 is 1480: with 1050, A6.
    pub paper_height: u32,
    /// Printer job: how often the label is printed; 0 is 1.
    pub copies: u32,
}

// SAFETY: five integers of four bytes.
unsafe impl Sized32 for symbolon_label_options {
    const FIRST: usize = 20;
}

/// One cell of a label: lines of text under a small caption, or a picture. It stands beside the cell before it if both
/// have the same `row`, and below it otherwise.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct symbolon_label_cell {
    /// Any number; see above.
    pub row: u32,
    /// The cell's share of the row's width against the other cells, 1 to 100; 0 is 1.
    pub share: u32,
    /// SYMBOLON_TEXT_x.
    pub text_size: u32,
    /// 0.
    pub reserved: u32,
    /// Printable ASCII; may be NULL.
    pub caption: *const u8,
    /// Its bytes.
    pub caption_len: usize,
    /// Lines of printable ASCII, separated by LF; may be NULL.
    pub text: *const u8,
    /// Its bytes.
    pub text_len: usize,
    /// In place of caption and text, dots as in `symbolon_qr_raster`, rows in whole bytes; NULL for a text.
    pub picture: *const u8,
    /// Dots in a row of the picture.
    pub picture_width: u32,
    /// Rows of the picture.
    pub picture_height: u32,
}

/// One GS1-128 symbol of a label.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct symbolon_label_barcode {
    /// The element string, separators as 0x1D.
    pub data: *const u8,
    /// Its bytes.
    pub data_len: usize,
    /// What people read below the bars, printable ASCII.
    pub text: *const u8,
    /// Its bytes.
    pub text_len: usize,
}

/// The design of a label as C hands it over.
type Design = (
    *const symbolon_label_options,
    (*const symbolon_label_cell, usize),
    (*const symbolon_label_barcode, usize),
);

/// Draws a label in printer dots, rows as in `symbolon_qr_raster`.
///
/// Texts stand on top, row by row; the bars with their text below them, the last one lowest: that of the SSCC belongs
/// there. Bars are 32 mm high, their modules as wide as fits, 0.495 to 1.016 mm.
///
/// options:  NULL for the default
/// cells:    `n_cells` from the top left, row by row
/// barcodes: `n_barcodes` from the top
/// buf:      out, `height` times `stride` bytes
/// shape:    out, set its `size` first; written also on SYMBOLON_E_BUFFER
/// info:     `item` counts cells, then barcodes, from 0; `at` is the offset in the barcode, its text, or in caption and
///           text of a cell, one behind the other
/// errors:   SYMBOLON_E_NO_ROOM, SYMBOLON_E_UNPRINTABLE, SYMBOLON_E_SYMBOL_CAPACITY, SYMBOLON_E_LENGTH for a barcode
///           without data, SYMBOLON_E_PARAMETER, SYMBOLON_E_OPTIONS, SYMBOLON_E_IMAGE_SIZE above 2^28 dots;
///           SYMBOLON_E_UNSUPPORTED from a library built without feature `draw`
/// source:   GS1 General Specifications, section 5; GS1 Logistic Label Guideline
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_label_raster(
    options: *const symbolon_label_options,
    cells: *const symbolon_label_cell,
    n_cells: usize,
    barcodes: *const symbolon_label_barcode,
    n_barcodes: usize,
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
            let design = given.design((options, (cells, n_cells), (barcodes, n_barcodes)))?;
            let (drawn, bytes) = print::label_raster(&design)?;
            shape.write(&drawn);
            out.fill(&bytes)
        })
    }
}

/// Draws a label as a PNG file of one bit grey.
///
/// buf:    out, the file
/// errors: as in `symbolon_label_raster`
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_label_png(
    options: *const symbolon_label_options,
    cells: *const symbolon_label_cell,
    n_cells: usize,
    barcodes: *const symbolon_label_barcode,
    n_barcodes: usize,
    buf: *mut u8,
    cap: usize,
    len: *mut usize,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        file(print::label_png, (options, (cells, n_cells), (barcodes, n_barcodes)), (buf, cap, len), info)
    }
}

/// Writes a label as a ZPL II job that prints the same dots: texts and pictures as a graphic, bars drawn by the printer
/// if their modules have at most 10 dots.
///
/// buf:    out, the job
/// errors: as in `symbolon_label_raster`; SYMBOLON_E_PARAMETER above 32 000 dots, or 99 999 999 copies
/// source: Zebra, ZPL II Programming Guide
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_label_zpl(
    options: *const symbolon_label_options,
    cells: *const symbolon_label_cell,
    n_cells: usize,
    barcodes: *const symbolon_label_barcode,
    n_barcodes: usize,
    buf: *mut u8,
    cap: usize,
    len: *mut usize,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        file(print::label_zpl, (options, (cells, n_cells), (barcodes, n_barcodes)), (buf, cap, len), info)
    }
}

/// Draws a design into a file.
type DrawFile = fn(&GivenDesign<'_>) -> Result<Vec<u8>, Fault>;

unsafe fn file(
    draw: DrawFile,
    design: Design,
    (buf, cap, len): (*mut u8, usize, *mut usize),
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: forwarded from the callers above.
    unsafe {
        boundary(info, |given| {
            let out = given.buffer(buf, cap, len)?;
            out.fill(&draw(&given.design(design)?)?)
        })
    }
}

/// A design whose pointers were followed.
#[cfg_attr(not(feature = "draw"), allow(dead_code))] // as the header needs it
pub(super) struct GivenDesign<'a> {
    pub(super) options: symbolon_label_options,
    pub(super) cells: Vec<GivenCell<'a>>,
    /// Data and text.
    pub(super) barcodes: Vec<(&'a [u8], &'a [u8])>,
}

/// A cell whose pointers were followed.
#[cfg_attr(not(feature = "draw"), allow(dead_code))] // as above
pub(super) struct GivenCell<'a> {
    pub(super) cell: &'a symbolon_label_cell,
    pub(super) caption: &'a [u8],
    pub(super) text: &'a [u8],
    pub(super) picture: Option<&'a [u8]>,
}

impl Given {
    fn design(&self, (options, cells, barcodes): Design) -> Result<GivenDesign<'_>, Fault> {
        let cells = self.items(cells.0, cells.1)?.iter().map(|cell| self.cell(cell));
        let barcodes = self.items(barcodes.0, barcodes.1)?.iter();
        let barcodes = barcodes
            .map(|one| Ok((self.bytes(one.data, one.data_len)?, self.bytes(one.text, one.text_len)?)));
        Ok(GivenDesign {
            options: self.options(options)?,
            cells: cells.collect::<Result<_, Fault>>()?,
            barcodes: barcodes.collect::<Result<_, Fault>>()?,
        })
    }

    fn cell<'a>(&'a self, cell: &'a symbolon_label_cell) -> Result<GivenCell<'a>, Fault> {
        let picture = if cell.picture.is_null() {
            None
        } else {
            Some(self.dots(cell.picture, cell.picture_width, cell.picture_height)?)
        };
        Ok(GivenCell {
            cell,
            caption: self.bytes(cell.caption, cell.caption_len)?,
            text: self.bytes(cell.text, cell.text_len)?,
            picture,
        })
    }

    /// The bytes of `height` rows of `width` dots.
    pub(super) fn dots(&self, dots: *const u8, width: u32, height: u32) -> Result<&[u8], Fault> {
        let length = (width.div_ceil(8) as usize).checked_mul(height as usize).ok_or(Error::ImageSize)?;
        self.bytes(dots, length)
    }
}
