//! Drawing QR and Data Matrix symbols: sizes, printer dots, PNG and SVG files.

#[cfg(feature = "draw")]
#[path = "symbol_draw.rs"]
mod draw;
#[cfg(not(feature = "draw"))]
#[path = "symbol_absent.rs"]
mod draw;

use super::boundary::boundary;
use super::options::Sized32;
use super::status::symbolon_status;

/// Error correction of QR: about 7 % of the codewords.
pub const SYMBOLON_CORRECTION_L: u32 = 1;
/// About 15 %.
pub const SYMBOLON_CORRECTION_M: u32 = 2;
/// About 25 %.
pub const SYMBOLON_CORRECTION_Q: u32 = 3;
/// About 30 %.
pub const SYMBOLON_CORRECTION_H: u32 = 4;

/// No quiet zone at all.
pub const SYMBOLON_QUIET_NONE: u32 = 4_294_967_295;

/// How a symbol is drawn. All zero is the default; NULL too.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C)]
pub struct symbolon_symbol_options {
    /// Set it to `sizeof(symbolon_symbol_options)`.
    pub size: u32,
    /// QR: SYMBOLON_CORRECTION_x; 0 is M. Data Matrix: 0.
    pub correction: u32,
    /// 1 if the data is an element string: GS1 QR, GS1 Data Matrix. 0 if not.
    pub fnc1: u32,
    /// Raster and PNG: printer dots for each module; 0 is 1.
    pub dots_per_module: u32,
    /// Raster and PNG: quiet zone in modules; 0 is what the standard asks for, SYMBOLON_QUIET_NONE none.
    pub quiet: u32,
    /// SVG: micrometres for each module, 1 to 1 000 000; 0 is 500.
    pub module_micrometres: u32,
}

// SAFETY: six integers of four bytes.
unsafe impl Sized32 for symbolon_symbol_options {
    const FIRST: usize = 24;
}

/// The size of a symbol in modules, quiet zone not counted. Yours; set `size` before the call.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C)]
pub struct symbolon_symbol_size {
    /// Set it to `sizeof(symbolon_symbol_size)`.
    pub size: u32,
    /// QR: 1 to 40. Data Matrix: 0.
    pub version: u32,
    /// Modules in a row.
    pub width: u32,
    /// Rows of modules.
    pub height: u32,
}

// SAFETY: four integers of four bytes.
unsafe impl Sized32 for symbolon_symbol_size {
    const FIRST: usize = 16;
}

/// The shape of a raster. Yours; set `size` before the call.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C)]
pub struct symbolon_raster_shape {
    /// Set it to `sizeof(symbolon_raster_shape)`.
    pub size: u32,
    /// Dots in a row.
    pub width: u32,
    /// Rows of dots.
    pub height: u32,
    /// Bytes in a row.
    pub stride: u32,
}

// SAFETY: four integers of four bytes.
unsafe impl Sized32 for symbolon_raster_shape {
    const FIRST: usize = 16;
}

/// Which symbology to draw.
#[derive(Clone, Copy)]
enum Kind {
    Qr,
    DataMatrix,
}

/// The size of the QR symbol for some data, without drawing it.
///
/// data:    `data_len` bytes
/// options: `correction` and `fnc1` count; NULL for the default
/// out:     set its `size` first
/// errors:  SYMBOLON_E_SYMBOL_CAPACITY, SYMBOLON_E_PARAMETER, SYMBOLON_E_OPTIONS;
///          SYMBOLON_E_UNSUPPORTED from a library built without feature `draw`
/// source:  ISO/IEC 18004
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_qr_size(
    data: *const u8,
    data_len: usize,
    options: *const symbolon_symbol_options,
    out: *mut symbolon_symbol_size,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe { size(Kind::Qr, (data, data_len), options, out) }
}

/// The size of the Data Matrix symbol for some data, without drawing it.
///
/// data:    `data_len` bytes
/// options: `fnc1` counts; NULL for the default
/// out:     set its `size` first
/// errors:  as in `symbolon_qr_size`
/// source:  ISO/IEC 16022, ECC 200, square sizes
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_datamatrix_size(
    data: *const u8,
    data_len: usize,
    options: *const symbolon_symbol_options,
    out: *mut symbolon_symbol_size,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe { size(Kind::DataMatrix, (data, data_len), options, out) }
}

/// Draws a QR symbol in printer dots.
///
/// Rows from the top, padded with white to whole bytes; in a byte the leftmost dot is the highest bit, 1 is black:
/// what PBM (P4) and most label printers want.
///
/// data:    `data_len` bytes
/// options: NULL for the default
/// buf:     out, `height` times `stride` bytes
/// shape:   out, set its `size` first; written also on SYMBOLON_E_BUFFER
/// errors:  as in `symbolon_qr_size`; SYMBOLON_E_IMAGE_SIZE above 2^28 dots
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_qr_raster(
    data: *const u8,
    data_len: usize,
    options: *const symbolon_symbol_options,
    buf: *mut u8,
    cap: usize,
    len: *mut usize,
    shape: *mut symbolon_raster_shape,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe { raster(Kind::Qr, (data, data_len), options, (buf, cap, len), shape) }
}

/// Draws a Data Matrix symbol in printer dots, as `symbolon_qr_raster` does.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_datamatrix_raster(
    data: *const u8,
    data_len: usize,
    options: *const symbolon_symbol_options,
    buf: *mut u8,
    cap: usize,
    len: *mut usize,
    shape: *mut symbolon_raster_shape,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe { raster(Kind::DataMatrix, (data, data_len), options, (buf, cap, len), shape) }
}

/// Draws a QR symbol as a PNG file of one bit grey.
///
/// data:    `data_len` bytes
/// options: NULL for the default
/// buf:     out, the file
/// errors:  as in `symbolon_qr_raster`
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_qr_png(
    data: *const u8,
    data_len: usize,
    options: *const symbolon_symbol_options,
    buf: *mut u8,
    cap: usize,
    len: *mut usize,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe { file(draw::png, Kind::Qr, (data, data_len), options, (buf, cap, len)) }
}

/// Draws a Data Matrix symbol as a PNG file, as `symbolon_qr_png` does.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_datamatrix_png(
    data: *const u8,
    data_len: usize,
    options: *const symbolon_symbol_options,
    buf: *mut u8,
    cap: usize,
    len: *mut usize,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe { file(draw::png, Kind::DataMatrix, (data, data_len), options, (buf, cap, len)) }
}

/// Draws a QR symbol as an SVG file, with the quiet zone of the standard.
///
/// data:    `data_len` bytes
/// options: `correction`, `fnc1` and `module_micrometres` count; NULL for the default
/// buf:     out, the file
/// errors:  as in `symbolon_qr_size`
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_qr_svg(
    data: *const u8,
    data_len: usize,
    options: *const symbolon_symbol_options,
    buf: *mut u8,
    cap: usize,
    len: *mut usize,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe { file(draw::svg, Kind::Qr, (data, data_len), options, (buf, cap, len)) }
}

/// Draws a Data Matrix symbol as an SVG file, as `symbolon_qr_svg` does.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_datamatrix_svg(
    data: *const u8,
    data_len: usize,
    options: *const symbolon_symbol_options,
    buf: *mut u8,
    cap: usize,
    len: *mut usize,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe { file(draw::svg, Kind::DataMatrix, (data, data_len), options, (buf, cap, len)) }
}

unsafe fn size(
    kind: Kind,
    (data, data_len): (*const u8, usize),
    options: *const symbolon_symbol_options,
    out: *mut symbolon_symbol_size,
) -> symbolon_status {
    // SAFETY: forwarded from the callers above.
    unsafe {
        boundary(core::ptr::null_mut(), |given| {
            let out = given.sized_out(out)?;
            out.write(&draw::size(kind, given.bytes(data, data_len)?, &given.options(options)?)?);
            Ok(())
        })
    }
}

unsafe fn raster(
    kind: Kind,
    (data, data_len): (*const u8, usize),
    options: *const symbolon_symbol_options,
    (buf, cap, len): (*mut u8, usize, *mut usize),
    shape: *mut symbolon_raster_shape,
) -> symbolon_status {
    // SAFETY: forwarded from the callers above.
    unsafe {
        boundary(core::ptr::null_mut(), |given| {
            let (out, shape) = (given.buffer(buf, cap, len)?, given.sized_out(shape)?);
            let options = given.options(options)?;
            let (drawn, bytes) = draw::raster(kind, given.bytes(data, data_len)?, &options)?;
            shape.write(&drawn);
            out.fill(&bytes)
        })
    }
}

/// Draws data into a file.
type DrawFile = fn(Kind, &[u8], &symbolon_symbol_options) -> Result<Vec<u8>, super::boundary::Fault>;

unsafe fn file(
    draw: DrawFile,
    kind: Kind,
    (data, data_len): (*const u8, usize),
    options: *const symbolon_symbol_options,
    (buf, cap, len): (*mut u8, usize, *mut usize),
) -> symbolon_status {
    // SAFETY: forwarded from the callers above.
    unsafe {
        boundary(core::ptr::null_mut(), |given| {
            let out = given.buffer(buf, cap, len)?;
            let options = given.options(options)?;
            out.fill(&draw(kind, given.bytes(data, data_len)?, &options)?)
        })
    }
}
