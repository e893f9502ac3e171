//! The same functions as the printing ones, in a build that cannot draw: the ABI does not depend on features.

use super::boundary::Fault;
use super::code128::symbolon_bars_options;
use super::label::GivenDesign;
use super::sheet::{GivenDots, symbolon_page};
use super::symbol::symbolon_raster_shape;

/// No job can be made here.
#[derive(Debug)]
pub(super) enum Job {}

type Shaped = (symbolon_raster_shape, Vec<u8>);

pub(super) fn put(_: GivenDots<'_>, _: (u32, u32), _: &[GivenDots<'_>]) -> Result<Vec<u8>, Fault> {
    Err(Fault::Unsupported)
}

pub(super) fn bars_width(_: &[u8], _: &symbolon_bars_options) -> Result<u32, Fault> {
    Err(Fault::Unsupported)
}

pub(super) fn bars_raster(_: &[u8], _: &symbolon_bars_options) -> Result<Shaped, Fault> {
    Err(Fault::Unsupported)
}

pub(super) fn bars_png(_: &[u8], _: &symbolon_bars_options) -> Result<Vec<u8>, Fault> {
    Err(Fault::Unsupported)
}

pub(super) fn bars_svg(_: &[u8], _: &symbolon_bars_options) -> Result<Vec<u8>, Fault> {
    Err(Fault::Unsupported)
}

pub(super) fn label_raster(_: &GivenDesign<'_>) -> Result<Shaped, Fault> {
    Err(Fault::Unsupported)
}

pub(super) fn label_png(_: &GivenDesign<'_>) -> Result<Vec<u8>, Fault> {
    Err(Fault::Unsupported)
}

pub(super) fn label_zpl(_: &GivenDesign<'_>) -> Result<Vec<u8>, Fault> {
    Err(Fault::Unsupported)
}

pub(super) fn sheet_raster(_: &symbolon_page, _: &[GivenDots<'_>]) -> Result<Shaped, Fault> {
    Err(Fault::Unsupported)
}

pub(super) fn sheet_png(_: &symbolon_page, _: &[GivenDots<'_>]) -> Result<Vec<u8>, Fault> {
    Err(Fault::Unsupported)
}

pub(super) fn zpl_new(_: u32, _: u32) -> Result<Job, Fault> {
    Err(Fault::Unsupported)
}

pub(super) fn zpl_graphic(job: &mut Job, _: (u32, u32), _: GivenDots<'_>) -> Result<(), Fault> {
    match *job {}
}

pub(super) fn zpl_text(job: &mut Job, _: (u32, u32), _: u32, _: &[u8]) -> Result<(), Fault> {
    match *job {}
}

pub(super) fn zpl_qr(job: &mut Job, _: (u32, u32), _: (u32, u32, u32), _: &[u8]) -> Result<(), Fault> {
    match *job {}
}

pub(super) fn zpl_datamatrix(job: &mut Job, _: (u32, u32), _: u32, _: &[u8], _: u32) -> Result<(), Fault> {
    match *job {}
}

pub(super) fn zpl_gs1_128(job: &mut Job, _: (u32, u32), _: (u32, u32), _: &[u8]) -> Result<(), Fault> {
    match *job {}
}

pub(super) fn zpl_finish(job: &Job, _: u32) -> Result<Vec<u8>, Fault> {
    match *job {}
}
