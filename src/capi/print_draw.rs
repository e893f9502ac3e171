//! From the header's structs to bars, labels, sheets and printer jobs.

use super::boundary::Fault;
use super::code128::symbolon_bars_options;
use super::label::{GivenCell, GivenDesign, SYMBOLON_TEXT_HUGE, SYMBOLON_TEXT_LARGE, SYMBOLON_TEXT_NORMAL};
use super::qr_run::SYMBOLON_MASK_000;
use super::sheet::{GivenDots, symbolon_page};
use super::symbol::{SYMBOLON_CORRECTION_M, SYMBOLON_QUIET_NONE, symbolon_raster_shape};
use crate::Error;
use crate::error::place;
use crate::symbol::code128::{self, Bars, QUIET};
use crate::symbol::label::{Barcode, Cell, Content, Design, Paper, TextSize};
use crate::symbol::sheet::Page;
use crate::symbol::zpl::NativeQr;
use crate::symbol::{Correction, Raster};

pub(super) use crate::symbol::zpl::Job;

/// A drawn raster as C gets it.
pub(super) type Shaped = (symbolon_raster_shape, Vec<u8>);

pub(super) fn shaped(raster: &Raster) -> Result<Shaped, Fault> {
    let stride = u32::try_from(raster.stride()).map_err(|_| Error::ImageSize)?;
    let shape = symbolon_raster_shape { size: 0, width: raster.width(), height: raster.height(), stride };
    Ok((shape, raster.bytes().to_vec()))
}

/// What a raster becomes when others are put on it at one place.
pub(super) fn put(
    (width, height, dots): GivenDots<'_>,
    (x, y): (u32, u32),
    others: &[GivenDots<'_>],
) -> Result<Vec<u8>, Fault> {
    let mut raster = Raster::from_bytes(width, height, dots)?;
    for &(width, height, dots) in others {
        raster.put(x, y, &Raster::from_bytes(width, height, dots)?)?;
    }
    Ok(raster.bytes().to_vec())
}

const fn or(value: u32, default: u32) -> u32 {
    if value == 0 { default } else { value }
}

fn is_one(flag: u32) -> Result<bool, Error> {
    match flag {
        0 => Ok(false),
        1 => Ok(true),
        _ => Err(Error::Parameter),
    }
}

fn bars(data: &[u8], options: &symbolon_bars_options) -> Result<Bars, Error> {
    code128::draw(data, is_one(options.fnc1)?)
}

fn bars_dots(data: &[u8], options: &symbolon_bars_options) -> Result<Raster, Error> {
    let quiet = match options.quiet {
        0 => QUIET,
        SYMBOLON_QUIET_NONE => 0,
        modules => modules,
    };
    bars(data, options)?.raster(or(options.dots_per_module, 1), or(options.height, 100), quiet)
}

pub(super) fn bars_width(data: &[u8], options: &symbolon_bars_options) -> Result<u32, Fault> {
    Ok(bars(data, options)?.width())
}

pub(super) fn bars_raster(data: &[u8], options: &symbolon_bars_options) -> Result<Shaped, Fault> {
    shaped(&bars_dots(data, options)?)
}

pub(super) fn bars_png(data: &[u8], options: &symbolon_bars_options) -> Result<Vec<u8>, Fault> {
    Ok(bars_dots(data, options)?.png()?)
}

pub(super) fn bars_svg(data: &[u8], options: &symbolon_bars_options) -> Result<Vec<u8>, Fault> {
    let millimetres = |micrometres: u32| f64::from(micrometres) / 1000.0;
    let module = millimetres(or(options.module_micrometres, 500));
    let height = millimetres(or(options.height_micrometres, 32_000));
    Ok(bars(data, options)?.svg(module, height)?.into_bytes())
}

/// Lets a design be drawn that borrows from rasters and rows made here.
fn with_design<T>(
    given: &GivenDesign<'_>,
    draw: impl FnOnce(&Design<'_>) -> Result<T, Error>,
) -> Result<T, Fault> {
    let pictures = given.cells.iter().map(|cell| {
        let picture = cell
            .picture
            .map(|dots| Raster::from_bytes(cell.cell.picture_width, cell.cell.picture_height, dots));
        picture.transpose()
    });
    let pictures = pictures.collect::<Result<Vec<_>, _>>()?;
    let cells = (0..).zip(given.cells.iter().zip(&pictures));
    let cells =
        cells.map(|(item, (cell, picture))| Ok((cell.cell.row, self::cell(item, cell, picture.as_ref())?)));
    let cells = cells.collect::<Result<Vec<_>, Error>>()?;
    let first = place(cells.len());
    let barcodes = (first..).zip(&given.barcodes);
    let barcodes = barcodes.map(|(item, (data, text))| Ok(Barcode { data, text: line(item, 0, text)? }));
    let barcodes = barcodes.collect::<Result<Vec<_>, Error>>()?;
    let rows = cells.chunk_by(|one, next| one.0 == next.0);
    let rows = rows.map(|row| row.iter().map(|cell| cell.1).collect()).collect::<Vec<Vec<Cell<'_>>>>();
    let rows = rows.iter().map(Vec::as_slice).collect::<Vec<_>>();
    let options = &given.options;
    let paper = Paper {
        width: or(options.paper_width, Paper::A6.width),
        height: or(options.paper_height, Paper::A6.height),
    };
    let dots_per_inch = or(options.dots_per_inch, 203);
    Ok(draw(&Design { paper, dots_per_inch, rows: &rows, barcodes: &barcodes })?)
}

fn cell<'a>(item: u32, given: &GivenCell<'a>, picture: Option<&'a Raster>) -> Result<Cell<'a>, Error> {
    let size = match given.cell.text_size {
        SYMBOLON_TEXT_NORMAL => TextSize::Normal,
        SYMBOLON_TEXT_LARGE => TextSize::Large,
        SYMBOLON_TEXT_HUGE => TextSize::Huge,
        _ => return Err(Error::Parameter),
    };
    if given.cell.reserved != 0 {
        return Err(Error::Parameter);
    }
    let content = match picture {
        Some(picture) => Content::Picture(picture),
        None => Content::Text {
            caption: line(item, 0, given.caption)?,
            text: line(item, place(given.caption.len()), given.text)?,
            size,
        },
    };
    Ok(Cell { share: or(given.cell.share, 1), content })
}

/// Text of an element; what is no UTF-8 is not printable either.
fn line(item: u32, before: u32, text: &[u8]) -> Result<&str, Error> {
    core::str::from_utf8(text)
        .map_err(|error| Error::Unprintable { item, at: before + place(error.valid_up_to()) })
}

pub(super) fn label_raster(given: &GivenDesign<'_>) -> Result<Shaped, Fault> {
    #[allow(clippy::redundant_closure_for_method_calls)] // the method is not general enough in its lifetimes
    let raster = with_design(given, |design| design.raster())?;
    shaped(&raster)
}

pub(super) fn label_png(given: &GivenDesign<'_>) -> Result<Vec<u8>, Fault> {
    with_design(given, |design| design.raster()?.png())
}

pub(super) fn label_zpl(given: &GivenDesign<'_>) -> Result<Vec<u8>, Fault> {
    with_design(given, |design| design.zpl(or(given.options.copies, 1)))
}

fn sheet(page: &symbolon_page, labels: &[GivenDots<'_>]) -> Result<Raster, Error> {
    let &symbolon_page { size: _, width, height, margin, gap, columns, rows } = page;
    let labels = labels.iter().map(|(width, height, dots)| Raster::from_bytes(*width, *height, dots));
    let labels = labels.collect::<Result<Vec<_>, _>>()?;
    Page { width, height, margin, gap, columns, rows }.draw(&labels.iter().collect::<Vec<_>>())
}

pub(super) fn sheet_raster(page: &symbolon_page, labels: &[GivenDots<'_>]) -> Result<Shaped, Fault> {
    shaped(&sheet(page, labels)?)
}

pub(super) fn sheet_png(page: &symbolon_page, labels: &[GivenDots<'_>]) -> Result<Vec<u8>, Fault> {
    Ok(sheet(page, labels)?.png()?)
}

pub(super) fn zpl_new(width: u32, length: u32) -> Result<Job, Fault> {
    Ok(Job::new(width, length)?)
}

pub(super) fn zpl_graphic(job: &mut Job, (x, y): (u32, u32), dots: GivenDots<'_>) -> Result<(), Fault> {
    Ok(job.graphic(x, y, &Raster::from_bytes(dots.0, dots.1, dots.2)?)?)
}

pub(super) fn zpl_text(job: &mut Job, (x, y): (u32, u32), height: u32, text: &[u8]) -> Result<(), Fault> {
    let text =
        core::str::from_utf8(text).map_err(|error| Error::Charset { at: place(error.valid_up_to()) })?;
    Ok(job.text(x, y, height, text)?)
}

pub(super) fn zpl_qr(
    job: &mut Job,
    (x, y): (u32, u32),
    (module, correction, mask): (u32, u32, u32),
    data: &[u8],
) -> Result<(), Fault> {
    let number = |value: u32| u8::try_from(value).map_err(|_| Error::Parameter);
    let correction = Correction::from_number(number(or(correction, SYMBOLON_CORRECTION_M))?)?;
    let mask = mask.checked_sub(SYMBOLON_MASK_000).map(number).transpose()?;
    Ok(job.qr(x, y, NativeQr { module, correction, mask }, data, false)?)
}

pub(super) fn zpl_datamatrix(
    job: &mut Job,
    (x, y): (u32, u32),
    module: u32,
    data: &[u8],
    fnc1: u32,
) -> Result<(), Fault> {
    Ok(job.datamatrix(x, y, module, data, is_one(fnc1)?)?)
}

pub(super) fn zpl_gs1_128(
    job: &mut Job,
    (x, y): (u32, u32),
    (module, height): (u32, u32),
    data: &[u8],
) -> Result<(), Fault> {
    Ok(job.gs1_128(x, y, module, height, data)?)
}

pub(super) fn zpl_finish(job: &Job, copies: u32) -> Result<Vec<u8>, Fault> {
    Ok(job.finish(copies)?)
}
