//! Marks in the shapes of a printed date: what a picture says.

use core::ptr::null_mut;

use super::boundary::{Fault, boundary};
use super::date::symbolon_date_mark;
use super::handle::{give_shared, take_shared};
use super::options::Sized32;
use super::status::{symbolon_error, symbolon_status};

/// Where a text is meant to be: beside a QR symbol that was read. Yours; set `size` before the call.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C)]
pub struct symbolon_date_place {
    /// Set it to `sizeof(symbolon_date_place)`.
    pub size: u32,
    /// Modules along a side of the symbol, 1 to 177: 17 + 4 times its version.
    pub modules: u32,
    /// The corners of the symbol in the picture, as `symbolon_found` has them.
    pub corners: [f64; 8],
    /// The side of a module in mm.
    pub module_mm: f64,
    /// From the outer corner of the symbol's top left finder pattern to the top left corner of the first cell, mm.
    pub x_mm: f64,
    /// Downwards, mm.
    pub y_mm: f64,
    /// By how much the text is turned clockwise against the symbol.
    pub degrees: f64,
    /// The greatest probability at which a false mark may be accepted; 0 means 1e-6.
    pub bound: f64,
}

// SAFETY: two integers of four bytes and numbers of eight, in which every pattern is a value.
unsafe impl Sized32 for symbolon_date_place {
    const FIRST: usize = 112;
}

/// What a picture says about the mark of a text. All but `answer` and the quality is for trusted callers only: with it a
/// forger could improve a mark bit by bit. Yours; set `size` before the call.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C)]
pub struct symbolon_date_report {
    /// Set it to `sizeof(symbolon_date_report)`.
    pub size: u32,
    /// SYMBOLON_IMAGE_x.
    pub answer: u32,
    /// How many bits the text carries.
    pub bits: u32,
    /// How many of them are wrong.
    pub wrong: u32,
    /// How many may be.
    pub allowed: u32,
    /// How many digits clearly read otherwise.
    pub others: u32,
    /// Which of the text's digits is the first of them, from 0.
    pub other_at: u32,
    /// And what it reads, ASCII; 0 if none does.
    pub other_digit: u32,
    /// How well the characters agree with the font, -1 to 1: above 0.8 in a good picture.
    pub fit: f64,
    /// The blur of print and camera together, sigma in µm.
    pub blur_um: f64,
    /// Pixels to a millimetre at the text.
    pub pixels_per_mm: f64,
    /// How far the text is off its place, to the right along the text, mm.
    pub right_mm: f64,
    /// Downwards, mm.
    pub down_mm: f64,
    /// Turned clockwise against its place, degrees.
    pub degrees: f64,
    /// Its size against the font's.
    pub stretch: f64,
}

// SAFETY: eight integers of four bytes and numbers of eight, in which every pattern is a value.
unsafe impl Sized32 for symbolon_date_report {
    const FIRST: usize = 88;
}

/// Reads the marks of texts of one geometry. Holds about 15 MB: make it once and keep it. Shared: any number of threads.
pub struct symbolon_date_reader(#[cfg(feature = "read")] crate::mark::date::DateReader);

/// Makes a reader, in some tenths of a second.
///
/// geometry: SYMBOLON_DATE_x
/// out:      the reader; free it with `symbolon_date_reader_free`
/// errors:   SYMBOLON_E_PARAMETER; SYMBOLON_E_UNSUPPORTED from a library built without feature `read`
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_date_reader_new(
    geometry: u32,
    out: *mut *const symbolon_date_reader,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let out = given.out(out)?;
            give_shared(out, reader(geometry)?);
            Ok(())
        })
    }
}

/// Whether a picture shows a text with its mark. The text may be 0.8 mm off its place, turned by 1.2° and stretched by
/// 1.5 %.
///
/// pixels, pixels_len, width, height, stride: a grey picture, as in `symbolon_read_qr`
/// place:   where the symbol is, and where the text is meant to be beside it
/// mark:    the text and the mark that are expected
/// report:  out, set its `size` first
/// errors:  SYMBOLON_E_IMAGE_SHAPE, SYMBOLON_E_IMAGE_SIZE; SYMBOLON_E_PARAMETER for a place out of range, corners that are
///          no square in perspective, or a reader of another geometry; SYMBOLON_E_MARK_BITS if the text carries too few
///          bits for the bound, `detail` says how many are missing; SYMBOLON_E_UNSUPPORTED without feature `read`
/// source:  the rule is drawn in src/mark/date/rule.rs
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_date_reader_verify(
    reader: *const symbolon_date_reader,
    pixels: *const u8,
    pixels_len: usize,
    width: u32,
    height: u32,
    stride: usize,
    place: *const symbolon_date_place,
    mark: *const symbolon_date_mark,
    report: *mut symbolon_date_report,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let (out, place) = (given.sized_out(report)?, given.sized(place)?);
            let shape = (width, height, stride);
            let pixels = given.bytes(pixels, pixels_len)?;
            out.write(&verify(given.handle(reader)?, pixels, shape, &place, given.handle(mark)?)?);
            Ok(())
        })
    }
}

/// Reads the soft bits of a text whose mark is not known: to enrol it, or to add several pictures. A bit is above 0 for 1
/// and below 0 for 0. For trusted callers only.
///
/// pixels, pixels_len, width, height, stride, place: as in `symbolon_date_reader_verify`; `bound` does not count
/// text:             `text_len` bytes, as in `symbolon_date_mark_derive`
/// soft, cap, count: out, the bits in the order of the digits; `*count` is what is needed
/// errors:           as in `symbolon_date_reader_verify`, and those of the text
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_date_reader_read(
    reader: *const symbolon_date_reader,
    pixels: *const u8,
    pixels_len: usize,
    width: u32,
    height: u32,
    stride: usize,
    place: *const symbolon_date_place,
    text: *const u8,
    text_len: usize,
    soft: *mut f32,
    cap: usize,
    count: *mut usize,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let (out, place) = (given.buffer(soft, cap, count)?, given.sized(place)?);
            let shape = (width, height, stride);
            let (pixels, text) = (given.bytes(pixels, pixels_len)?, given.bytes(text, text_len)?);
            out.fill(&read(given.handle(reader)?, pixels, shape, &place, text)?)
        })
    }
}

/// Frees a reader. NULL is a no-op.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_date_reader_free(reader: *const symbolon_date_reader) {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { take_shared(reader) }
}

#[cfg(feature = "read")]
use reading::{read, reader, verify};
#[cfg(not(feature = "read"))]
use unable::{read, reader, verify};

#[cfg(feature = "read")]
mod reading {
    use super::{Fault, symbolon_date_mark, symbolon_date_place, symbolon_date_reader, symbolon_date_report};
    use crate::Error;
    use crate::mark::date::{DateLine, DatePlace, DateReader, DateRule};
    use crate::symbol::{GreyImage, Homography, Point};

    pub(super) fn reader(geometry: u32) -> Result<symbolon_date_reader, Fault> {
        Ok(symbolon_date_reader(DateReader::new(super::super::date::geometry(geometry)?)))
    }

    /// The plane of the symbol, and the place beside it.
    fn plane(place: &symbolon_date_place) -> Result<(Homography, DatePlace), Error> {
        if !(1..=177).contains(&place.modules) {
            return Err(Error::Parameter);
        }
        let [a, b, c, d, e, f, g, h] = place.corners;
        let corners = [(a, b), (c, d), (e, f), (g, h)].map(|(x, y)| Point { x, y });
        let plane = Homography::new(place.modules.into(), &corners).ok_or(Error::Parameter)?;
        let beside =
            DatePlace { x: place.x_mm, y: place.y_mm, degrees: place.degrees, module: place.module_mm };
        Ok((plane, beside))
    }

    pub(super) fn verify(
        reader: &symbolon_date_reader,
        pixels: &[u8],
        (width, height, stride): (u32, u32, usize),
        place: &symbolon_date_place,
        mark: &symbolon_date_mark,
    ) -> Result<symbolon_date_report, Fault> {
        let picture = GreyImage::new(pixels, width, height, stride)?;
        let rule = if place.bound == 0.0 { DateRule::default() } else { DateRule::new(place.bound)? };
        let (plane, beside) = plane(place)?;
        let report = reader.0.verify(&picture, &plane, &beside, &mark.0, &rule)?;
        let (other_at, other_digit) = report.others.first().map_or((0, 0), |&(at, digit)| (at, digit));
        let quality = report.quality;
        Ok(symbolon_date_report {
            size: 0,
            answer: report.answer.number().into(),
            bits: report.bits,
            wrong: report.wrong,
            allowed: report.allowed,
            others: u32::try_from(report.others.len()).unwrap_or(u32::MAX),
            other_at: u32::try_from(other_at).unwrap_or(u32::MAX),
            other_digit: other_digit.into(),
            fit: quality.fit,
            blur_um: quality.blur_um,
            pixels_per_mm: quality.pixels_per_mm,
            right_mm: quality.right_mm,
            down_mm: quality.down_mm,
            degrees: quality.degrees,
            stretch: quality.stretch,
        })
    }

    pub(super) fn read(
        reader: &symbolon_date_reader,
        pixels: &[u8],
        (width, height, stride): (u32, u32, usize),
        place: &symbolon_date_place,
        text: &[u8],
    ) -> Result<Vec<f32>, Fault> {
        let picture = GreyImage::new(pixels, width, height, stride)?;
        let line = DateLine::new(text, reader.0.geometry())?;
        let (plane, beside) = plane(place)?;
        Ok(reader.0.read(&picture, &plane, &beside, &line)?.soft().to_vec())
    }
}

/// The same functions in a build that cannot read: the ABI does not depend on features.
#[cfg(not(feature = "read"))]
mod unable {
    use super::{Fault, symbolon_date_mark, symbolon_date_place, symbolon_date_reader, symbolon_date_report};

    pub(super) fn reader(_: u32) -> Result<symbolon_date_reader, Fault> {
        Err(Fault::Unsupported)
    }

    pub(super) fn verify(
        _: &symbolon_date_reader,
        _: &[u8],
        _: (u32, u32, usize),
        _: &symbolon_date_place,
        _: &symbolon_date_mark,
    ) -> Result<symbolon_date_report, Fault> {
        Err(Fault::Unsupported)
    }

    pub(super) fn read(
        _: &symbolon_date_reader,
        _: &[u8],
        _: (u32, u32, usize),
        _: &symbolon_date_place,
        _: &[u8],
    ) -> Result<Vec<f32>, Fault> {
        Err(Fault::Unsupported)
    }
}
