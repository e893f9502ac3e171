//! Marks in the shapes of a printed date: what the printer is sent.

use core::ptr::null_mut;

use super::boundary::{Fault, Given, boundary};
use super::handle::{give_shared, take_shared};
use super::mark::{Asked, symbolon_mark_key};
use super::status::{symbolon_error, symbolon_status};
use super::symbol::symbolon_raster_shape;
use crate::Error;
use crate::mark::ImageKind;
use crate::mark::date::{DateGeometry, DateLine, DateMark};

/// Dots of 600 dpi, digits 3.0 mm high.
pub const SYMBOLON_DATE_RASTER_3MM: u32 = 1;
/// Dots of 600 dpi, digits 2.0 mm high.
pub const SYMBOLON_DATE_RASTER_2MM: u32 = 2;
/// Continuous ink-jet, 5 by 7 drops.
pub const SYMBOLON_DATE_JET_5X7: u32 = 3;
/// Continuous ink-jet, 7 by 9 drops.
pub const SYMBOLON_DATE_JET_7X9: u32 = 4;
const _: () = assert!(SYMBOLON_DATE_RASTER_3MM == DateGeometry::Raster3mm.number() as u32);
const _: () = assert!(SYMBOLON_DATE_RASTER_2MM == DateGeometry::Raster2mm.number() as u32);
const _: () = assert!(SYMBOLON_DATE_JET_5X7 == DateGeometry::Jet5x7.number() as u32);
const _: () = assert!(SYMBOLON_DATE_JET_7X9 == DateGeometry::Jet7x9.number() as u32);

/// A drop of a dot-matrix text: where its middle belongs, from the top left corner of the first cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct symbolon_date_drop {
    /// To the right, µm.
    pub x: i32,
    /// Downwards, µm.
    pub y: i32,
}

/// A printed text with the bits that the shapes of its digits carry. A secret until it is printed; wiped when freed.
/// Shared: any number of threads.
pub struct symbolon_date_mark(pub(super) DateMark);

/// The geometry with the number that C gave.
pub(super) fn geometry(number: u32) -> Result<DateGeometry, Error> {
    DateGeometry::from_number(u16::try_from(number).map_err(|_| Error::Parameter)?)
}

/// The mark of one item and of the text that is printed on it.
///
/// code:     `code_len` bytes in any carrier
/// text:     `text_len` bytes, 1 to 64: digits, `A` to `Z`, `-`, `.`, `/`, `:`, space; a line feed begins a new row.
///           Exactly as printed; only digits carry bits
/// line:     `line_len` bytes, 0 to 64: the line that prints it
/// position: where labels come from a numbered roll; NULL otherwise
/// geometry: SYMBOLON_DATE_x
/// out:      the mark; free it with `symbolon_date_mark_free`
/// errors:   of the code 101 to 116; with `item` 1 those of the text: SYMBOLON_E_CHARSET with `at`, SYMBOLON_E_LENGTH,
///           SYMBOLON_E_TOO_LONG; SYMBOLON_E_PARAMETER
/// source:   drawn in src/mark/date/mod.rs
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_date_mark_derive(
    key: *const symbolon_mark_key,
    code: *const u8,
    code_len: usize,
    text: *const u8,
    text_len: usize,
    line: *const u8,
    line_len: usize,
    position: *const u64,
    geometry: u32,
    out: *mut *const symbolon_date_mark,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.out(out)?;
            let asked =
                Asked { code: (code, code_len), date: (text, text_len), line: (line, line_len), position };
            let text = given.date_line(text, text_len, geometry)?;
            let stream = given.stream(key, &asked, ImageKind::Date, text.geometry().number())?;
            let mark = DateMark::derived(&stream, text)?;
            give_shared(out, symbolon_date_mark(mark));
            Ok(())
        })
    }
}

/// The mark of given bits, as an enrolled one was drawn at random or read.
///
/// text, geometry: as in `symbolon_date_mark_derive`
/// bits:   `n` bytes, each 0 or 1, as many as the text's digits carry
/// out:    the mark; free it with `symbolon_date_mark_free`
/// errors: SYMBOLON_E_MARK_LENGTH for another number of bits, SYMBOLON_E_PARAMETER for another byte; with `item` 1 those
///         of the text
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_date_mark_from_bits(
    text: *const u8,
    text_len: usize,
    geometry: u32,
    bits: *const u8,
    n: usize,
    out: *mut *const symbolon_date_mark,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.out(out)?;
            let bits = given.bytes(bits, n)?;
            if bits.iter().any(|bit| *bit > 1) {
                return Err(Error::Parameter.into());
            }
            let bits = zeroize::Zeroizing::new(bits.iter().map(|bit| *bit == 1).collect::<Vec<_>>());
            let mark = DateMark::from_bits(given.date_line(text, text_len, geometry)?, &bits)?;
            give_shared(out, symbolon_date_mark(mark));
            Ok(())
        })
    }
}

/// The bits of a mark, each a byte 0 or 1, in the order of the digits.
///
/// buf:     out, the bits: a secret until they are printed
/// errors:  SYMBOLON_E_BUFFER
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_date_mark_bits(
    mark: *const symbolon_date_mark,
    buf: *mut u8,
    cap: usize,
    len: *mut usize,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let bits = given.handle(mark)?.0.bits();
            given.buffer(buf, cap, len)?.fill_from(bits.len(), bits.iter().map(|bit| u8::from(*bit)))
        })
    }
}

/// The text for a printer that has the font of `symbolon_date_font_bdf`: UTF-8 in which digits are private characters.
///
/// buf:     out, the text
/// errors:  SYMBOLON_E_BUFFER
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_date_mark_text(
    mark: *const symbolon_date_mark,
    buf: *mut u8,
    cap: usize,
    len: *mut usize,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let out = given.buffer(buf, cap, len)?;
            out.fill(given.handle(mark)?.0.text_for_font().as_bytes())
        })
    }
}

/// The drops of a dot-matrix text; none in a geometry of raster dots.
///
/// drops, cap: out, room for `cap` drops
/// count:      out, how many there are; written also on SYMBOLON_E_BUFFER
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_date_mark_drops(
    mark: *const symbolon_date_mark,
    drops: *mut symbolon_date_drop,
    cap: usize,
    count: *mut usize,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let out = given.buffer(drops, cap, count)?;
            let drops = given.handle(mark)?.0.drops();
            out.fill_from(drops.len(), drops.iter().map(|drop| symbolon_date_drop { x: drop.x, y: drop.y }))
        })
    }
}

/// The text in dots, rows as in `symbolon_qr_raster`. In a dot-matrix geometry each black dot is one drop: columns are
/// 0.42 mm apart, rows 0.14 mm, so that a moved drop is one row off.
///
/// buf:     out, `height` times `stride` bytes
/// shape:   out, set its `size` first; written also on SYMBOLON_E_BUFFER
/// errors:  SYMBOLON_E_BUFFER; SYMBOLON_E_UNSUPPORTED from a library built without feature `draw`
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_date_mark_raster(
    mark: *const symbolon_date_mark,
    buf: *mut u8,
    cap: usize,
    len: *mut usize,
    shape: *mut symbolon_raster_shape,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let (out, shape) = (given.buffer(buf, cap, len)?, given.sized_out(shape)?);
            let (drawn, bytes) = draw::raster(&given.handle(mark)?.0)?;
            shape.write(&drawn);
            out.fill(&bytes)
        })
    }
}

/// The font of a geometry as a BDF file, for printers that are sent `symbolon_date_mark_text`.
///
/// geometry: SYMBOLON_DATE_x
/// buf:      out, the file
/// errors:   SYMBOLON_E_BUFFER, SYMBOLON_E_PARAMETER; SYMBOLON_E_UNSUPPORTED from a library built without feature `draw`
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_date_font_bdf(
    geometry: u32,
    buf: *mut u8,
    cap: usize,
    len: *mut usize,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let out = given.buffer(buf, cap, len)?;
            out.fill(&draw::font(self::geometry(geometry)?)?)
        })
    }
}

/// One character of the font as a PNG file of one bit grey.
///
/// geometry:  SYMBOLON_DATE_x
/// character: as in a text, ASCII
/// variant:   0 to 15 for a digit, as in its private character; 0 otherwise
/// buf:       out, the file
/// errors:    as in `symbolon_date_font_bdf`; SYMBOLON_E_PARAMETER for what the font does not have
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_date_glyph_png(
    geometry: u32,
    character: u32,
    variant: u32,
    buf: *mut u8,
    cap: usize,
    len: *mut usize,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let out = given.buffer(buf, cap, len)?;
            let byte = |number: u32| u8::try_from(number).map_err(|_| Error::Parameter);
            out.fill(&draw::glyph(self::geometry(geometry)?, byte(character)?, byte(variant)?)?)
        })
    }
}

/// Frees a mark. NULL is a no-op.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_date_mark_free(mark: *const symbolon_date_mark) {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { take_shared(mark) }
}

impl Given {
    /// A printed text; the second input of its functions.
    pub(super) fn date_line(&self, text: *const u8, len: usize, geometry: u32) -> Result<DateLine, Fault> {
        let geometry = self::geometry(geometry)?;
        DateLine::new(self.bytes(text, len)?, geometry).map_err(Fault::of_item(1))
    }
}

#[cfg(feature = "draw")]
mod draw {
    use super::super::print::{Shaped, shaped};
    use super::{DateGeometry, DateMark, Fault};
    use crate::mark::date;

    pub(super) fn raster(mark: &DateMark) -> Result<Shaped, Fault> {
        shaped(&mark.render()?)
    }

    #[allow(clippy::unnecessary_wraps)] // as in a build that cannot draw
    pub(super) fn font(geometry: DateGeometry) -> Result<Vec<u8>, Fault> {
        Ok(date::font_bdf(geometry).into_bytes())
    }

    pub(super) fn glyph(geometry: DateGeometry, character: u8, variant: u8) -> Result<Vec<u8>, Fault> {
        Ok(date::glyph(geometry, character, variant)?.png()?)
    }
}

/// The same functions in a build that cannot draw: the ABI does not depend on features.
#[cfg(not(feature = "draw"))]
mod draw {
    use super::{DateGeometry, DateMark, Fault, symbolon_raster_shape};

    pub(super) fn raster(_: &DateMark) -> Result<(symbolon_raster_shape, Vec<u8>), Fault> {
        Err(Fault::Unsupported)
    }

    pub(super) fn font(_: DateGeometry) -> Result<Vec<u8>, Fault> {
        Err(Fault::Unsupported)
    }

    pub(super) fn glyph(_: DateGeometry, _: u8, _: u8) -> Result<Vec<u8>, Fault> {
        Err(Fault::Unsupported)
    }
}
