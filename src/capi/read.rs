//! Reading QR symbols from grey pictures.

use super::boundary::{Fault, Given, boundary};
use super::status::symbolon_status;

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
    /// QR version, 1 to 40.
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
            let symbols = given.buffer(found, found_cap, count)?;
            let bytes = given.buffer(text, cap, len)?;
            let (seen, data) = given.read_qr((pixels, pixels_len), width, height, stride)?;
            if seen.len() > symbols.capacity() || data.len() > bytes.capacity() {
                symbols.too_short(seen.len());
                return Err(bytes.too_short(data.len()));
            }
            symbols.fill(&seen)?;
            bytes.fill(&data)
        })
    }
}

/// Symbols, and the data of all of them.
type Seen = (Vec<symbolon_found>, Vec<u8>);

#[cfg(feature = "read")]
impl Given {
    fn read_qr(
        &self,
        (pixels, len): (*const u8, usize),
        width: u32,
        height: u32,
        stride: usize,
    ) -> Result<Seen, Fault> {
        use crate::symbol::{GreyImage, Point, read_qr};

        let image = GreyImage::new(self.bytes(pixels, len)?, width, height, stride)?;
        let (mut seen, mut data) = (Vec::new(), Vec::new());
        for symbol in read_qr(&image) {
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

#[cfg(not(feature = "read"))]
impl Given {
    #[allow(clippy::unused_self)] // the signature of a build that can read
    fn read_qr(&self, _: (*const u8, usize), _: u32, _: u32, _: usize) -> Result<Seen, Fault> {
        Err(Fault::Unsupported)
    }
}
