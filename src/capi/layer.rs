//! The inner layer of a QR symbol: drawn with it, verified and read from pictures.

#[cfg(all(feature = "draw", feature = "read"))]
#[path = "layer_seen.rs"]
mod seen;
#[cfg(not(all(feature = "draw", feature = "read")))]
#[path = "layer_absent.rs"]
mod seen;

use core::ptr::{null, null_mut};

use super::boundary::boundary;
use super::handle::{give_shared, take_shared};
use super::mark::{Asked, symbolon_mark_key};
use super::options::Sized32;
use super::status::{symbolon_error, symbolon_status};
use super::symbol::symbolon_raster_shape;
use seen::Layer;

/// How a symbol and its layer are made. All zero is the default.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C)]
pub struct symbolon_layer_options {
    /// Set it to `sizeof(symbolon_layer_options)`.
    pub size: u32,
    /// 1 to 8, as drawn in src/mark/layer/mod.rs; 0 is 2: 600 dots per inch, 10 dots to a module.
    pub geometry: u32,
    /// Of the QR symbol: SYMBOLON_CORRECTION_x; 0 is M.
    pub correction: u32,
    /// 1 if its data is an element string, 0 if not.
    pub fnc1: u32,
    /// 0: the layer is computed from the code under the key. 1: it carries `payload`.
    pub coded: u32,
    /// 0.
    pub reserved: u32,
    /// 63 bits, if `coded`; otherwise 0.
    pub payload: u64,
}

// SAFETY: six integers of four bytes and one of eight.
unsafe impl Sized32 for symbolon_layer_options {
    const FIRST: usize = 32;
}

/// A picture in which a symbol was found.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct symbolon_layer_frame {
    /// 8-bit grey, 0 black to 255 white: rows from the top, `stride` bytes apart.
    pub pixels: *const u8,
    /// Bytes in all.
    pub pixels_len: usize,
    /// Bytes from one row to the next.
    pub stride: usize,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// As `symbolon_found` has them; they may be off by a module.
    pub corners: [f64; 8],
}

/// From which score on a layer is believed, for who has measured his own printers and cameras. A field that is 0 keeps its
/// default; all are above 0 and finite. Scores are those of `carriers` holes: with more or fewer that are seen they grow and
/// fall with the square root. A picture that was made without the key scores t with probability at most exp(-t^2 / 2).
#[derive(Clone, Copy, Debug, Default)]
#[repr(C)]
pub struct symbolon_layer_thresholds {
    /// Set it to `sizeof(symbolon_layer_thresholds)`.
    pub size: u32,
    /// 0.
    pub reserved: u32,
    /// SYMBOLON_IMAGE_MATCH from here on; 0 is 7.
    pub accept: f64,
    /// The same where a frame is sharp: a genuine layer scores high there, a coarse copy does not; 0 is 12.
    pub sharp_accept: f64,
    /// A frame is sharp with at most this blur, sigma in modules; 0 is 0.18.
    pub sharp_blur: f64,
    /// And at least so many pixels to a millimetre of paper; 0 is 14.
    pub sharp_pixels_per_mm: f64,
    /// SYMBOLON_IMAGE_RESCAN from here on; 0 is 5.3.
    pub rescan: f64,
    /// The holes that the scores are for; 0 is 280.
    pub carriers: f64,
    /// No score that is asked for falls below this, however few holes are seen; 0 is 5.3: 8 in 10 million.
    pub floor: f64,
}

// SAFETY: two integers of four bytes and numbers of eight, in which every pattern is a value.
unsafe impl Sized32 for symbolon_layer_thresholds {
    const FIRST: usize = 64;
}

/// What pictures say about a layer. Yours; set `size` before the call.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C)]
pub struct symbolon_layer_report {
    /// Set it to `sizeof(symbolon_layer_report)`.
    pub size: u32,
    /// SYMBOLON_IMAGE_MATCH, SYMBOLON_IMAGE_RESCAN or SYMBOLON_IMAGE_MISMATCH; 0 from `symbolon_layer_read`.
    pub answer: u32,
    /// Of the frame that shows the symbol best; all 0 if none does. The side of a module in pixels.
    pub pixels_per_module: f64,
    /// The blur of edges, sigma in modules.
    pub blur: f64,
    /// How much darker ink is than paper, in grey levels.
    pub contrast: f64,
    /// Noise and texture within modules, sigma in grey levels.
    pub noise: f64,
    /// The share of modules that glare or dirt hides, 0 to 1.
    pub hidden: f64,
    /// The share of the picture's variation that the symbol explains, 0 to 1.
    pub fit: f64,
}

// SAFETY: two integers of four bytes and numbers of eight, in which every pattern is a value.
unsafe impl Sized32 for symbolon_layer_report {
    const FIRST: usize = 56;
}

/// A QR symbol with its layer. As secret as the mark; wiped when freed. Shared: any number of threads.
pub struct symbolon_layer(Layer);

/// Makes the QR symbol of some data with the layer of one item.
///
/// key:       NULL only with `coded`: everybody can read and forge such a layer, and all arguments of the code are left out
/// code:      `code_len` bytes in any carrier
/// date:      `date_len` bytes, 0 to 64: the date exactly as printed on the item
/// line:      `line_len` bytes, 0 to 64: the line that prints it
/// position:  where labels come from a numbered roll; NULL otherwise
/// data:      `data_len` bytes that the QR symbol shows
/// options:   NULL for the default
/// out:       the layer; free it with `symbolon_layer_free`
/// errors:    of the code 101 to 116; SYMBOLON_E_TOO_LONG; SYMBOLON_E_SYMBOL_CAPACITY; SYMBOLON_E_PARAMETER also if the
///            symbol is not of version 2 to 10; SYMBOLON_E_OPTIONS; SYMBOLON_E_UNSUPPORTED from a library built without
///            features `draw` and `read`
/// source:    drawn in src/mark/layer/mod.rs
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_layer_new(
    key: *const symbolon_mark_key,
    code: *const u8,
    code_len: usize,
    date: *const u8,
    date_len: usize,
    line: *const u8,
    line_len: usize,
    position: *const u64,
    data: *const u8,
    data_len: usize,
    options: *const symbolon_layer_options,
    out: *mut *const symbolon_layer,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.out(out)?;
            let asked =
                Asked { code: (code, code_len), date: (date, date_len), line: (line, line_len), position };
            let data = given.bytes(data, data_len)?;
            let options = given.options(options)?;
            give_shared(out, symbolon_layer(seen::made(given, key, &asked, data, &options)?));
            Ok(())
        })
    }
}

/// Frees a layer. NULL does nothing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_layer_free(layer: *const symbolon_layer) {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe { take_shared(layer) }
}

/// Draws the symbol with its layer in printer dots, as `symbolon_qr_raster` does.
///
/// quiet:  quiet zone in modules; 0 is the four of the standard, SYMBOLON_QUIET_NONE none
/// buf:    out, `height` times `stride` bytes
/// shape:  out, set its `size` first
/// errors: SYMBOLON_E_BUFFER, SYMBOLON_E_IMAGE_SIZE, SYMBOLON_E_UNSUPPORTED
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_layer_raster(
    layer: *const symbolon_layer,
    quiet: u32,
    buf: *mut u8,
    cap: usize,
    len: *mut usize,
    shape: *mut symbolon_raster_shape,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let (out, shape) = (given.buffer(buf, cap, len)?, given.sized_out(shape)?);
            let (drawn, bytes) = seen::raster(&given.handle(layer)?.0, quiet)?;
            shape.write(&drawn);
            out.fill(&bytes)
        })
    }
}

/// Whether pictures of one label show its layer. What several show is added. P(a picture that was made without the key
/// matches) is at most 10⁻⁶, for 280 holes 10⁻¹⁰.
///
/// frames, n: pictures of the same label, and where its symbol is in each
/// report:    out, set its `size` first
/// score:     out, T; NULL unless you are trusted: whoever can ask for the score of pictures of his own learns the layer
/// errors:    SYMBOLON_E_IMAGE_SHAPE, SYMBOLON_E_IMAGE_SIZE with `item`; SYMBOLON_E_UNSUPPORTED
/// source:    src/mark/layer/mod.rs, with what the bound covers and what it does not
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_layer_verify(
    layer: *const symbolon_layer,
    frames: *const symbolon_layer_frame,
    n: usize,
    report: *mut symbolon_layer_report,
    score: *mut f64,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe { verify(layer, (frames, n), null(), report, score, info) }
}

/// `symbolon_layer_verify` with thresholds of your own. What it says of false layers holds for the default only.
///
/// frames, n, report, score: as in `symbolon_layer_verify`
/// thresholds: NULL for the default
/// errors:     as in `symbolon_layer_verify`; SYMBOLON_E_OPTIONS; SYMBOLON_E_PARAMETER for a threshold that is none
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_layer_verify_with(
    layer: *const symbolon_layer,
    frames: *const symbolon_layer_frame,
    n: usize,
    thresholds: *const symbolon_layer_thresholds,
    report: *mut symbolon_layer_report,
    score: *mut f64,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe { verify(layer, (frames, n), thresholds, report, score, info) }
}

unsafe fn verify(
    layer: *const symbolon_layer,
    (frames, n): (*const symbolon_layer_frame, usize),
    thresholds: *const symbolon_layer_thresholds,
    report: *mut symbolon_layer_report,
    score: *mut f64,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: forwarded from the callers above.
    unsafe {
        boundary(info, |given| {
            let (out, score) = (given.sized_out(report)?, given.out_if_wanted(score)?);
            let (frames, thresholds) = (given.items(frames, n)?, given.options(thresholds)?);
            let (report, scored) = seen::verified(given, &given.handle(layer)?.0, frames, &thresholds)?;
            out.write(&report);
            if let Some(score) = score {
                score.write(scored);
            }
            Ok(())
        })
    }
}

/// Reads the payload of a layer that was made with `coded`, without knowing it.
///
/// layer:     made with the same arguments as the printed one, whatever its `payload`
/// frames, n: as in `symbolon_layer_verify`
/// payload:   out, 63 bits; 0 if there are more errors than the code corrects
/// found:     out, 1 if it was read, 0 if not
/// report:    out, set its `size` first; its answer is 0
/// errors:    as in `symbolon_layer_verify`; SYMBOLON_E_PARAMETER if it was made without `coded`
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_layer_read(
    layer: *const symbolon_layer,
    frames: *const symbolon_layer_frame,
    n: usize,
    payload: *mut u64,
    found: *mut u32,
    report: *mut symbolon_layer_report,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let (payload, found) = (given.out(payload)?, given.out(found)?);
            let out = given.sized_out(report)?;
            let frames = given.items(frames, n)?;
            let (read, report) = seen::read(given, &given.handle(layer)?.0, frames)?;
            payload.write(read.unwrap_or(0));
            found.write(read.is_some().into());
            out.write(&report);
            Ok(())
        })
    }
}
