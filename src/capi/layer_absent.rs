//! The same functions in a build that cannot draw and read: the ABI does not depend on features.

use super::super::boundary::{Fault, Given};
use super::super::mark::{Asked, symbolon_mark_key};
use super::super::symbol::symbolon_raster_shape;
use super::{symbolon_layer_frame, symbolon_layer_options, symbolon_layer_report, symbolon_layer_thresholds};

/// No layer is ever made.
pub(super) enum Layer {}

pub(super) fn made(
    _: &Given,
    _: *const symbolon_mark_key,
    _: &Asked,
    _: &[u8],
    _: &symbolon_layer_options,
) -> Result<Layer, Fault> {
    Err(Fault::Unsupported)
}

pub(super) fn raster(layer: &Layer, _: u32) -> Result<(symbolon_raster_shape, Vec<u8>), Fault> {
    match *layer {}
}

pub(super) fn verified(
    _: &Given,
    layer: &Layer,
    _: &[symbolon_layer_frame],
    _: &symbolon_layer_thresholds,
) -> Result<(symbolon_layer_report, f64), Fault> {
    match *layer {}
}

pub(super) fn read(
    _: &Given,
    layer: &Layer,
    _: &[symbolon_layer_frame],
) -> Result<(Option<u64>, symbolon_layer_report), Fault> {
    match *layer {}
}
