//! The copy-detection pattern of one item: drawn, and scored in pictures. A score, never a verdict.

#[cfg(all(feature = "draw", feature = "read"))]
#[path = "copy_seen.rs"]
mod seen;
#[cfg(not(all(feature = "draw", feature = "read")))]
#[path = "copy_absent.rs"]
mod seen;

use core::ptr::null_mut;

use super::boundary::boundary;
use super::handle::{give_shared, take_shared};
use super::mark::{Asked, symbolon_mark_key};
use super::options::Sized32;
use super::status::{symbolon_error, symbolon_status};
use super::symbol::symbolon_raster_shape;
use crate::Error;
use crate::mark::ImageKind;
use seen::Pattern;

/// 48 by 48 cells of 2 by 2 printer dots: wants a camera of 16 pixels to a millimetre or more.
pub const SYMBOLON_COPY_TWO_DOTS: u32 = 1;
/// 96 by 96 cells of one printer dot: wants a camera of 24 pixels to a millimetre or more.
pub const SYMBOLON_COPY_ONE_DOT: u32 = 2;
/// Printer dots along a side of a pattern in either geometry: 600 dpi, 4.06 mm. Keep 8 white dots around it.
pub const SYMBOLON_COPY_SIDE: u32 = 96;
/// How far from its place a pattern is looked for, in printer dots.
pub const SYMBOLON_COPY_SLACK: u32 = 4;

/// Where a pattern was printed beside a symbol. Yours; set `size` before the call.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C)]
pub struct symbolon_copy_place {
    /// Set it to `sizeof(symbolon_copy_place)`.
    pub size: u32,
    /// Modules along a side of the symbol, 1 to 177: 17 + 4 times its version.
    pub modules: u32,
    /// The corners of the symbol in the picture, as `symbolon_found` has them.
    pub corners: [f64; 8],
    /// From the outer corner of the symbol's top left finder pattern to the top left corner of the pattern, in modules.
    pub right: f64,
    /// Downwards, in modules.
    pub down: f64,
    /// The side of a printer dot in modules, above 0: 0.1 where a module has 10 dots.
    pub dot: f64,
}

// SAFETY: two integers of four bytes and numbers of eight, in which every pattern is a value.
unsafe impl Sized32 for symbolon_copy_place {
    const FIRST: usize = 96;
}

/// How much of a pattern a picture shows. Yours; set `size` before the call.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C)]
pub struct symbolon_copy_report {
    /// Set it to `sizeof(symbolon_copy_report)`.
    pub size: u32,
    /// 1 if the picture reaches to where the pattern should be, 0 if not: the rest is 0 then.
    pub seen: u32,
    /// 0, nothing, to 1, all. What a first print scores has to be learnt from first prints, seen by the same kind of camera.
    /// For trusted callers only: who learns scores can improve copies by them.
    pub score: f64,
    /// Pixels along a cell. Below 1.2 the picture shows too little for the score to mean anything.
    pub pixels_per_cell: f64,
}

// SAFETY: two integers of four bytes and numbers of eight, in which every pattern is a value.
unsafe impl Sized32 for symbolon_copy_report {
    const FIRST: usize = 24;
}

/// The copy-detection pattern of one item. As secret as a mark until it is printed; wiped when freed. Shared: any number of
/// threads.
pub struct symbolon_copy(Pattern);

/// Makes the pattern of one item.
///
/// key, code, date, line, position: as in `symbolon_mark_key_derive`
/// geometry: SYMBOLON_COPY_x
/// out:      the pattern; free it with `symbolon_copy_free`
/// errors:   of the code 101 to 116; SYMBOLON_E_TOO_LONG; SYMBOLON_E_PARAMETER for the geometry; SYMBOLON_E_UNSUPPORTED
///           from a library built without features `draw` and `read`
/// source:   drawn in src/mark/copy.rs
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_copy_new(
    key: *const symbolon_mark_key,
    code: *const u8,
    code_len: usize,
    date: *const u8,
    date_len: usize,
    line: *const u8,
    line_len: usize,
    position: *const u64,
    geometry: u32,
    out: *mut *const symbolon_copy,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.out(out)?;
            let geometry = u16::try_from(geometry).map_err(|_| Error::Parameter)?;
            let asked =
                Asked { code: (code, code_len), date: (date, date_len), line: (line, line_len), position };
            let stream = given.stream(key, &asked, ImageKind::Copy, geometry)?;
            give_shared(out, symbolon_copy(seen::pattern(&stream)?));
            Ok(())
        })
    }
}

/// Frees a pattern. NULL is a no-op.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_copy_free(pattern: *const symbolon_copy) {
    // SAFETY: the caller hands in what `symbolon_copy_new` gave, once.
    unsafe { take_shared(pattern) }
}

/// Draws the pattern, SYMBOLON_COPY_SIDE printer dots square without a margin, rows as in `symbolon_qr_raster`. Print it dot
/// by dot: what scales it spoils it. `symbolon_raster_put` puts it on a label.
///
/// buf:    out, 1152 bytes
/// shape:  out, set its `size` first; written also on SYMBOLON_E_BUFFER
/// errors: SYMBOLON_E_BUFFER
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_copy_raster(
    pattern: *const symbolon_copy,
    buf: *mut u8,
    cap: usize,
    len: *mut usize,
    shape: *mut symbolon_raster_shape,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let (out, shape) = (given.buffer(buf, cap, len)?, given.sized_out(shape)?);
            let (drawn, bytes) = seen::raster(&given.handle(pattern)?.0)?;
            shape.write(&drawn);
            out.fill(&bytes)
        })
    }
}

/// How much of the pattern a picture shows: evidence for who knows what first prints score, and no verdict. The pattern of
/// another item scores 0.06 by chance, 0.03 with SYMBOLON_COPY_ONE_DOT. A blurred picture scores as low as a copy.
///
/// pixels:        8-bit grey, 0 black to 255 white: rows from the top, `stride` bytes apart; `pixels_len` bytes in all
/// width, height: in pixels
/// place:         where the pattern was printed; it may be SYMBOLON_COPY_SLACK printer dots off
/// report:        out, set its `size` first
/// errors:        SYMBOLON_E_IMAGE_SHAPE, SYMBOLON_E_IMAGE_SIZE; SYMBOLON_E_PARAMETER for a place out of range or corners that
///                are no square in perspective; SYMBOLON_E_OPTIONS
/// source:        src/mark/copy.rs
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_copy_score(
    pattern: *const symbolon_copy,
    pixels: *const u8,
    pixels_len: usize,
    width: u32,
    height: u32,
    stride: usize,
    place: *const symbolon_copy_place,
    report: *mut symbolon_copy_report,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let (out, place) = (given.sized_out(report)?, given.sized(place)?);
            let pixels = given.bytes(pixels, pixels_len)?;
            out.write(&seen::score(&given.handle(pattern)?.0, pixels, (width, height, stride), &place)?);
            Ok(())
        })
    }
}
