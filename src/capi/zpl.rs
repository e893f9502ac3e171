//! Labels for printers that speak ZPL II, field by field.

use super::boundary::boundary;
use super::handle::{Exclusive, give_exclusive, take_exclusive};
use super::print;
use super::status::{symbolon_error, symbolon_status};

/// One label under way; exclusive. Positions and sizes are dots of the printer, from the upper left corner. A field that
/// is refused leaves nothing behind.
#[derive(Debug)]
pub struct symbolon_zpl(Exclusive<print::Job>);

/// Begins a label of `width` times `length` dots, 1 to 32 000 each.
///
/// out:    the label, yours; free it with `symbolon_zpl_free`
/// errors: SYMBOLON_E_PARAMETER; SYMBOLON_E_UNSUPPORTED from a library built without feature `draw`
/// source: Zebra, ZPL II Programming Guide
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_zpl_new(
    width: u32,
    length: u32,
    out: *mut *mut symbolon_zpl,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.out(out)?;
            give_exclusive(out, symbolon_zpl(Exclusive::new(print::zpl_new(width, length)?)));
            Ok(())
        })
    }
}

/// Adds dots as a compressed graphic, in as many fields as it takes.
///
/// dots:   `height` rows of `width` dots in whole bytes, as `symbolon_qr_raster` gives them
/// errors: SYMBOLON_E_NO_ROOM, `item` is the number of the field; SYMBOLON_E_IMAGE_SIZE above 2^28 dots
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_zpl_graphic(
    zpl: *mut symbolon_zpl,
    x: u32,
    y: u32,
    dots: *const u8,
    width: u32,
    height: u32,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let dots = given.dots(dots, width, height)?;
            given.handle_mut(zpl)?.0.change(|job| print::zpl_graphic(job, (x, y), (width, height, dots)))
        })
    }
}

/// Adds a line in the printer's own scalable font, `height` dots high.
///
/// text:   `text_len` bytes of printable ASCII
/// errors: SYMBOLON_E_CHARSET, SYMBOLON_E_LENGTH without text, SYMBOLON_E_TOO_LONG, SYMBOLON_E_PARAMETER,
///         SYMBOLON_E_NO_ROOM
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_zpl_text(
    zpl: *mut symbolon_zpl,
    x: u32,
    y: u32,
    height: u32,
    text: *const u8,
    text_len: usize,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let text = given.bytes(text, text_len)?;
            given.handle_mut(zpl)?.0.change(|job| print::zpl_text(job, (x, y), height, text))
        })
    }
}

/// Adds a QR symbol that the printer draws, without its quiet zone. GS1 QR is not in the language: draw it with
/// `symbolon_qr_raster` and add the dots.
///
/// module:     dots for each module, 1 to 10
/// correction: SYMBOLON_CORRECTION_x; 0 is M
/// mask:       SYMBOLON_MASK_BEST leaves it to the printer; SYMBOLON_MASK_000 or one of the seven after it
/// data:       `data_len` bytes of ASCII
/// errors:     SYMBOLON_E_CHARSET, SYMBOLON_E_LENGTH without data, SYMBOLON_E_TOO_LONG, SYMBOLON_E_SYMBOL_CAPACITY,
///             SYMBOLON_E_PARAMETER, SYMBOLON_E_NO_ROOM
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_zpl_qr(
    zpl: *mut symbolon_zpl,
    x: u32,
    y: u32,
    module: u32,
    correction: u32,
    mask: u32,
    data: *const u8,
    data_len: usize,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let data = given.bytes(data, data_len)?;
            let how = (module, correction, mask);
            given.handle_mut(zpl)?.0.change(|job| print::zpl_qr(job, (x, y), how, data))
        })
    }
}

/// Adds a square Data Matrix symbol that the printer draws, without its quiet zone.
///
/// module: dots for each module
/// data:   `data_len` bytes of ASCII
/// fnc1:   1 if the data is an element string: FNC1 in front and for each 0x1D; 0 if not
/// errors: as in `symbolon_zpl_qr`
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_zpl_datamatrix(
    zpl: *mut symbolon_zpl,
    x: u32,
    y: u32,
    module: u32,
    data: *const u8,
    data_len: usize,
    fnc1: u32,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let data = given.bytes(data, data_len)?;
            given.handle_mut(zpl)?.0.change(|job| print::zpl_datamatrix(job, (x, y), module, data, fnc1))
        })
    }
}

/// Adds GS1-128 bars that the printer draws, without quiet zones and text: the modules of `symbolon_code128_raster`.
///
/// module: dots for each module, 1 to 10
/// height: height of the bars
/// data:   `data_len` bytes of an element string, separators as 0x1D
/// errors: as in `symbolon_zpl_qr`
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_zpl_gs1_128(
    zpl: *mut symbolon_zpl,
    x: u32,
    y: u32,
    module: u32,
    height: u32,
    data: *const u8,
    data_len: usize,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let data = given.bytes(data, data_len)?;
            given.handle_mut(zpl)?.0.change(|job| print::zpl_gs1_128(job, (x, y), (module, height), data))
        })
    }
}

/// The label as it is sent to the printer. It may be asked again, also after further fields.
///
/// copies: how often it is printed, 1 to 99 999 999
/// buf:    out, the job
/// errors: SYMBOLON_E_PARAMETER
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_zpl_finish(
    zpl: *const symbolon_zpl,
    copies: u32,
    buf: *mut u8,
    cap: usize,
    len: *mut usize,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.buffer(buf, cap, len)?;
            out.fill(&print::zpl_finish(given.handle(zpl)?.0.ask()?, copies)?)
        })
    }
}

/// Frees a label. NULL is a no-op.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_zpl_free(zpl: *mut symbolon_zpl) {
    // SAFETY: the caller hands in what `symbolon_zpl_new` gave, once.
    unsafe { take_exclusive(zpl) };
}
