//! Code 128 and GS1-128: bars in printer dots, PNG and SVG files.

use core::ptr::null_mut;

use super::boundary::boundary;
use super::options::Sized32;
use super::print;
use super::status::{symbolon_error, symbolon_status};
use super::symbol::symbolon_raster_shape;

/// How bars are drawn. NULL is the default, all zero.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C)]
pub struct symbolon_bars_options {
    /// Set it to `sizeof(symbolon_bars_options)`.
    pub size: u32,
    /// 1 if the data is an element string: GS1-128, FNC1 in front and for each 0x1D. 0 if not.
    pub fnc1: u32,
    /// Raster and PNG: printer dots for each module; 0 is 1.
    pub dots_per_module: u32,
    /// Raster and PNG: height in dots; 0 is 100.
    pub height: u32,
    /// Raster and PNG: white on the left and on the right in modules; 0 is 10, SYMBOLON_QUIET_NONE none.
    pub quiet: u32,
    /// SVG: micrometres for each module, 1 to 1 000 000; 0 is 500.
    pub module_micrometres: u32,
    /// SVG: height in micrometres, 1 to 1 000 000; 0 is 32 000.
    pub height_micrometres: u32,
}

// SAFETY: seven integers of four bytes.
unsafe impl Sized32 for symbolon_bars_options {
    const FIRST: usize = 28;
}

/// How many modules wide the bars for some data are, quiet zones not counted.
///
/// data:    `data_len` bytes, 1 to 255 of ASCII; 1 to 48 printable ones and 0x1D with `fnc1`
/// options: `fnc1` counts; NULL for the default
/// modules: out
/// errors:  SYMBOLON_E_SYMBOL_CAPACITY, SYMBOLON_E_LENGTH without data, SYMBOLON_E_CHARSET, SYMBOLON_E_PARAMETER,
///          SYMBOLON_E_OPTIONS; SYMBOLON_E_UNSUPPORTED from a library built without feature `draw`
/// source:  ISO/IEC 15417; GS1 General Specifications, section 5.4
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_code128_width(
    data: *const u8,
    data_len: usize,
    options: *const symbolon_bars_options,
    modules: *mut u32,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.out(modules)?;
            out.write(print::bars_width(given.bytes(data, data_len)?, &given.options(options)?)?);
            Ok(())
        })
    }
}

/// Draws bars in printer dots, rows as in `symbolon_qr_raster`.
///
/// data:    as in `symbolon_code128_width`
/// options: NULL for the default
/// buf:     out, `height` times `stride` bytes
/// shape:   out, set its `size` first; written also on SYMBOLON_E_BUFFER
/// errors:  as in `symbolon_code128_width`; SYMBOLON_E_IMAGE_SIZE above 2^28 dots
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_code128_raster(
    data: *const u8,
    data_len: usize,
    options: *const symbolon_bars_options,
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
            let (drawn, bytes) = print::bars_raster(given.bytes(data, data_len)?, &given.options(options)?)?;
            shape.write(&drawn);
            out.fill(&bytes)
        })
    }
}

/// Draws bars as a PNG file of one bit grey.
///
/// buf:    out, the file
/// errors: as in `symbolon_code128_raster`
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_code128_png(
    data: *const u8,
    data_len: usize,
    options: *const symbolon_bars_options,
    buf: *mut u8,
    cap: usize,
    len: *mut usize,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let out = given.buffer(buf, cap, len)?;
            out.fill(&print::bars_png(given.bytes(data, data_len)?, &given.options(options)?)?)
        })
    }
}

/// Draws bars as an SVG file with their quiet zones.
///
/// buf:    out, the file
/// errors: as in `symbolon_code128_width`
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_code128_svg(
    data: *const u8,
    data_len: usize,
    options: *const symbolon_bars_options,
    buf: *mut u8,
    cap: usize,
    len: *mut usize,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let out = given.buffer(buf, cap, len)?;
            out.fill(&print::bars_svg(given.bytes(data, data_len)?, &given.options(options)?)?)
        })
    }
}
