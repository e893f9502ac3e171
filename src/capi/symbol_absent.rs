//! The same functions as the drawing ones, in a build that cannot draw: the ABI does not depend on features.

use super::super::boundary::Fault;
use super::{Kind, symbolon_raster_shape, symbolon_symbol_options, symbolon_symbol_size};

pub(super) fn size(_: Kind, _: &[u8], _: &symbolon_symbol_options) -> Result<symbolon_symbol_size, Fault> {
    Err(Fault::Unsupported)
}

pub(super) fn raster(
    _: Kind,
    _: &[u8],
    _: &symbolon_symbol_options,
) -> Result<(symbolon_raster_shape, Vec<u8>), Fault> {
    Err(Fault::Unsupported)
}

pub(super) fn png(_: Kind, _: &[u8], _: &symbolon_symbol_options) -> Result<Vec<u8>, Fault> {
    Err(Fault::Unsupported)
}

pub(super) fn svg(_: Kind, _: &[u8], _: &symbolon_symbol_options) -> Result<Vec<u8>, Fault> {
    Err(Fault::Unsupported)
}
