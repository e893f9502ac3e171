//! The same functions in a build that cannot draw and read: the ABI does not depend on features.

use super::super::boundary::Fault;
use super::super::symbol::symbolon_raster_shape;
use super::{symbolon_copy_place, symbolon_copy_report};
use crate::mark::MarkStream;

/// No pattern is ever made.
pub(super) enum Pattern {}

pub(super) fn pattern(_: &MarkStream) -> Result<Pattern, Fault> {
    Err(Fault::Unsupported)
}

pub(super) fn raster(pattern: &Pattern) -> Result<(symbolon_raster_shape, Vec<u8>), Fault> {
    match *pattern {}
}

pub(super) fn score(
    pattern: &Pattern,
    _: &[u8],
    _: (u32, u32, usize),
    _: &symbolon_copy_place,
) -> Result<symbolon_copy_report, Fault> {
    match *pattern {}
}
