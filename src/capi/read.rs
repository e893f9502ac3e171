//! Reading QR and Data Matrix symbols from grey pictures.

use core::ffi::c_void;

use super::boundary::{Fault, Given, boundary};
use super::buffer::Buffer;
use super::options::Sized32;
use super::status::symbolon_status;

/// Look for QR symbols.
pub const SYMBOLON_KIND_QR: u32 = 1;
/// Look for Data Matrix symbols.
pub const SYMBOLON_KIND_DATA_MATRIX: u32 = 2;

/// The usual thresholds, in sizes up to the picture's own, light on dark too: clean pictures.
pub const SYMBOLON_EFFORT_QUICK: u32 = 1;
/// Also modules read off the grey picture along curved grids: blur, glare, shadows, bent labels.
pub const SYMBOLON_EFFORT_NORMAL: u32 = 2;
/// Also sharpened, softened and enlarged pictures, and a detector more: whatever can be read.
pub const SYMBOLON_EFFORT_THOROUGH: u32 = 3;

/// What a reader looks for, and how hard. All zero is the default; NULL too.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C)]
pub struct symbolon_read_options {
    /// Set it to `sizeof(symbolon_read_options)`.
    pub size: u32,
    /// SYMBOLON_KIND_x, added up; 0 is QR.
    pub kinds: u32,
    /// Stop at so many symbols; 0 stops as soon as something was found and no finder pattern is left over.
    pub most: u32,
    /// SYMBOLON_EFFORT_x; 0 is SYMBOLON_EFFORT_THOROUGH.
    pub effort: u32,
}

// SAFETY: four integers of four bytes.
unsafe impl Sized32 for symbolon_read_options {
    const FIRST: usize = 16;
}

/// Asked before each step of reading whether to go on: 0 ends it, and what was found until then is the answer. Called
/// only during the call, from its thread; must not call into the library or throw. NULL goes on to the end.
pub type symbolon_go_on = Option<unsafe extern "C" fn(user: *mut c_void) -> i32>;

/// A symbol that was read.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[repr(C)]
pub struct symbolon_found {
    /// The outer corners of the symbol's square as x, y pairs, from the symbol's own top left clockwise (in a mirrored
    /// picture counter-clockwise). Pixel (i, j) covers [i, i+1) by [j, j+1).
    pub corners: [f64; 8],
    /// Where its data begins in the text buffer.
    pub offset: u64,
    /// Bytes of its data.
    pub len: u64,
    /// QR version, 1 to 40; 0 if it is a Data Matrix symbol.
    pub version: u32,
    /// 1 if the data is an element string (GS1 QR), 0 if not.
    pub fnc1: u32,
}

/// Reads the QR symbols in an 8-bit grey picture, 0 black to 255 white. No symbol is an answer: `*count` 0.
///
/// pixels:            rows from the top, `stride` bytes apart; `pixels_len` bytes in all
/// width, height:     in pixels
/// found, found_cap:  out, room for `found_cap` symbols
/// count:             out, how many there are; written also on SYMBOLON_E_BUFFER
/// text, cap, len:    out, the data of all symbols one after the other; `*len` is what is needed
/// errors:            SYMBOLON_E_BUFFER if either buffer is too short: both are left untouched then;
///                    SYMBOLON_E_IMAGE_SHAPE, SYMBOLON_E_IMAGE_SIZE;
///                    SYMBOLON_E_UNSUPPORTED from a library built without feature `read`
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_read_qr(
    pixels: *const u8,
    pixels_len: usize,
    width: u32,
    height: u32,
    stride: usize,
    found: *mut symbolon_found,
    found_cap: usize,
    count: *mut usize,
    text: *mut u8,
    cap: usize,
    len: *mut usize,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(core::ptr::null_mut(), |given| {
            let picture = Picture { pixels, len: pixels_len, width, height, stride };
            let options = symbolon_read_options::default();
            let symbols = given.buffer(found, found_cap, count)?;
            let bytes = given.buffer(text, cap, len)?;
            answer(symbols, bytes, given.read(&picture, &options, &mut || true)?)
        })
    }
}

/// Reads symbols in an 8-bit grey picture, 0 black to 255 white, the cheapest ways first, while the caller lets it. No
/// symbol is an answer: `*count` 0.
///
/// pixels:            rows from the top, `stride` bytes apart; `pixels_len` bytes in all
/// width, height:     in pixels
/// options:           what is looked for and how hard; NULL is the default
/// go_on, user:       asked before each step with `user`: a time budget is yours to keep; NULL goes on to the end
/// found, found_cap:  out, room for `found_cap` symbols
/// count:             out, how many there are; written also on SYMBOLON_E_BUFFER
/// text, cap, len:    out, the data of all symbols one after the other; `*len` is what is needed
/// errors:            SYMBOLON_E_BUFFER if either buffer is too short: both are left untouched then;
///                    SYMBOLON_E_OPTIONS, SYMBOLON_E_IMAGE_SHAPE, SYMBOLON_E_IMAGE_SIZE;
///                    SYMBOLON_E_UNSUPPORTED from a library built without feature `read`
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_read(
    pixels: *const u8,
    pixels_len: usize,
    width: u32,
    height: u32,
    stride: usize,
    options: *const symbolon_read_options,
    go_on: symbolon_go_on,
    user: *mut c_void,
    found: *mut symbolon_found,
    found_cap: usize,
    count: *mut usize,
    text: *mut u8,
    cap: usize,
    len: *mut usize,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(core::ptr::null_mut(), |given| {
            let picture = Picture { pixels, len: pixels_len, width, height, stride };
            let symbols = given.buffer(found, found_cap, count)?;
            let bytes = given.buffer(text, cap, len)?;
            let options = given.options(options)?;
            answer(symbols, bytes, given.read(&picture, &options, &mut asking(go_on, user))?)
        })
    }
}

/// The caller's answers.
fn asking(go_on: symbolon_go_on, user: *mut c_void) -> impl FnMut() -> bool {
    // SAFETY: a function of the caller's, called by the contract of `symbolon_go_on`.
    move || go_on.is_none_or(|go_on| unsafe { go_on(user) } != 0)
}

/// A picture as the caller gives it.
#[cfg_attr(not(feature = "read"), allow(dead_code))] // what a build that can would read
struct Picture {
    pixels: *const u8,
    len: usize,
    width: u32,
    height: u32,
    stride: usize,
}

fn answer(
    symbols: Buffer<'_, symbolon_found>,
    bytes: Buffer<'_, u8>,
    (seen, data): Seen,
) -> Result<(), Fault> {
    if seen.len() > symbols.capacity() || data.len() > bytes.capacity() {
        symbols.too_short(seen.len());
        return Err(bytes.too_short(data.len()));
    }
    symbols.fill(&seen)?;
    bytes.fill(&data)
}

/// Symbols, and the data of all of them.
type Seen = (Vec<symbolon_found>, Vec<u8>);

#[cfg(feature = "read")]
impl Given {
    fn read(
        &self,
        picture: &Picture,
        options: &symbolon_read_options,
        go_on: &mut dyn FnMut() -> bool,
    ) -> Result<Seen, Fault> {
        use crate::symbol::{GreyImage, Point, read_while};

        let Picture { pixels, len, width, height, stride } = *picture;
        let options = reading(options)?;
        let image = GreyImage::new(self.bytes(pixels, len)?, width, height, stride)?;
        let (mut seen, mut data) = (Vec::new(), Vec::new());
        for symbol in read_while(&image, &options, go_on) {
            let [a, b, c, d] = symbol.corners.map(|Point { x, y }| [x, y]);
            let mut corners = [0.0; 8];
            for (place, value) in corners.iter_mut().zip([a, b, c, d].concat()) {
                *place = value;
            }
            seen.push(symbolon_found {
                corners,
                offset: data.len() as u64,
                len: symbol.data.len() as u64,
                version: symbol.version.into(),
                fnc1: symbol.fnc1.into(),
            });
            data.extend(symbol.data);
        }
        Ok((seen, data))
    }
}

#[cfg(feature = "read")]
fn reading(options: &symbolon_read_options) -> Result<crate::symbol::ReadOptions, Fault> {
    use crate::symbol::{Effort, ReadOptions};

    let kinds = if options.kinds == 0 { SYMBOLON_KIND_QR } else { options.kinds };
    let effort = match options.effort {
        SYMBOLON_EFFORT_QUICK => Effort::Quick,
        SYMBOLON_EFFORT_NORMAL => Effort::Normal,
        0 | SYMBOLON_EFFORT_THOROUGH => Effort::Thorough,
        _ => return Err(Fault::Options),
    };
    if kinds & !(SYMBOLON_KIND_QR | SYMBOLON_KIND_DATA_MATRIX) != 0 {
        return Err(Fault::Options);
    }
    Ok(ReadOptions {
        qr: kinds & SYMBOLON_KIND_QR != 0,
        data_matrix: kinds & SYMBOLON_KIND_DATA_MATRIX != 0,
        most: options.most as usize,
        effort,
    })
}

#[cfg(not(feature = "read"))]
impl Given {
    #[allow(clippy::unused_self)] // the signature of a build that can read
    fn read(
        &self,
        _: &Picture,
        _: &symbolon_read_options,
        _: &mut dyn FnMut() -> bool,
    ) -> Result<Seen, Fault> {
        Err(Fault::Unsupported)
    }
}
