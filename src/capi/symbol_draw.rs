//! From the options of the header to the library's drawing.

use super::super::boundary::Fault;
use super::super::print::{Shaped, shaped};
use super::{
    Kind, SYMBOLON_CORRECTION_M, SYMBOLON_QUIET_NONE, symbolon_symbol_options, symbolon_symbol_size,
};
use crate::Error;
use crate::symbol::{Correction, Matrix, Raster, datamatrix, qr};

/// What of the options decides the modules.
fn coding(kind: Kind, options: &symbolon_symbol_options) -> Result<(Correction, bool), Error> {
    let number = match (kind, options.correction) {
        (Kind::DataMatrix, 1..) => return Err(Error::Parameter),
        (_, 0) => SYMBOLON_CORRECTION_M,
        (_, number) => number,
    };
    let correction = Correction::from_number(u8::try_from(number).map_err(|_| Error::Parameter)?)?;
    match options.fnc1 {
        0 => Ok((correction, false)),
        1 => Ok((correction, true)),
        _ => Err(Error::Parameter),
    }
}

pub(super) fn size(
    kind: Kind,
    data: &[u8],
    options: &symbolon_symbol_options,
) -> Result<symbolon_symbol_size, Fault> {
    let (correction, fnc1) = coding(kind, options)?;
    let size = match kind {
        Kind::Qr => qr::size(data, correction, fnc1)?,
        Kind::DataMatrix => datamatrix::size(data, fnc1)?,
    };
    let version = size.version.unwrap_or(0).into();
    Ok(symbolon_symbol_size { size: 0, version, width: size.width, height: size.height })
}

fn matrix(kind: Kind, data: &[u8], options: &symbolon_symbol_options) -> Result<Matrix, Error> {
    let (correction, fnc1) = coding(kind, options)?;
    match kind {
        Kind::Qr => qr::draw(data, correction, fnc1),
        Kind::DataMatrix => datamatrix::draw(data, fnc1),
    }
}

fn dots(kind: Kind, data: &[u8], options: &symbolon_symbol_options) -> Result<Raster, Error> {
    let matrix = matrix(kind, data, options)?;
    let quiet = match options.quiet {
        0 => matrix.quiet(),
        SYMBOLON_QUIET_NONE => 0,
        modules => modules,
    };
    matrix.raster(options.dots_per_module.max(1), quiet)
}

pub(super) fn raster(kind: Kind, data: &[u8], options: &symbolon_symbol_options) -> Result<Shaped, Fault> {
    shaped(&dots(kind, data, options)?)
}

pub(super) fn png(kind: Kind, data: &[u8], options: &symbolon_symbol_options) -> Result<Vec<u8>, Fault> {
    Ok(dots(kind, data, options)?.png()?)
}

pub(super) fn svg(kind: Kind, data: &[u8], options: &symbolon_symbol_options) -> Result<Vec<u8>, Fault> {
    let micrometres = if options.module_micrometres == 0 { 500 } else { options.module_micrometres };
    Ok(matrix(kind, data, options)?.svg(f64::from(micrometres) / 1000.0)?.into_bytes())
}
