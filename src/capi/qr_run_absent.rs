//! The same runs in a build that cannot draw: none is ever made.

use core::convert::Infallible;

use super::super::boundary::Fault;
use super::super::symbol::symbolon_raster_shape;
use super::symbolon_qr_run_options;
use crate::Error;

pub(super) struct Run(Infallible);

pub(super) struct Drawn(Infallible);

impl Run {
    pub(super) fn new(_: &[u8], _: &symbolon_qr_run_options) -> Result<Self, Fault> {
        Err(Fault::Unsupported)
    }

    pub(super) fn shape(&self) -> Result<symbolon_raster_shape, Fault> {
        match self.0 {}
    }

    pub(super) fn compose(&mut self, _: &[u8]) -> Result<Drawn, Error> {
        match self.0 {}
    }
}

impl Drawn {
    pub(super) fn len(&self) -> usize {
        match self.0 {}
    }

    pub(super) fn mask(&self) -> u32 {
        match self.0 {}
    }

    pub(super) fn put(&self, _: &mut [u8]) {
        match self.0 {}
    }
}
