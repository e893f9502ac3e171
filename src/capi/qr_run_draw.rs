//! From the options of the header to the library's runs.

use super::super::boundary::Fault;
use super::super::symbol::{SYMBOLON_CORRECTION_M, SYMBOLON_QUIET_NONE, symbolon_raster_shape};
use super::{SYMBOLON_MASK_000, SYMBOLON_MASK_BEST, symbolon_qr_run_options};
use crate::Error;
use crate::symbol::run::Composed;
use crate::symbol::{Correction, Kind, Mask, QrRun, RunSettings};

pub(super) struct Run(QrRun);

/// The modules of one label.
pub(super) struct Drawn<'a>(Composed<'a>);

impl Run {
    pub(super) fn new(sample: &[u8], options: &symbolon_qr_run_options) -> Result<Self, Fault> {
        let settings = settings(options)?;
        let run = match options.version {
            0 => QrRun::new(sample, settings),
            version => QrRun::with_version(small(version)?, settings),
        };
        Ok(Self(run?))
    }

    pub(super) fn shape(&self) -> Result<symbolon_raster_shape, Fault> {
        let stride = u32::try_from(self.0.stride()).map_err(|_| Error::ImageSize)?;
        Ok(symbolon_raster_shape { size: 0, width: self.0.width(), height: self.0.height(), stride })
    }

    pub(super) fn compose(&mut self, data: &[u8]) -> Result<Drawn<'_>, Error> {
        self.0.compose(data).map(Drawn)
    }
}

impl Drawn<'_> {
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn mask(&self) -> u32 {
        SYMBOLON_MASK_000 + u32::from(self.0.mask().number())
    }

    pub(super) fn put(&self, out: &mut [u8]) {
        self.0.put(out);
    }
}

fn settings(options: &symbolon_qr_run_options) -> Result<RunSettings, Error> {
    let number = if options.correction == 0 { SYMBOLON_CORRECTION_M } else { options.correction };
    Ok(RunSettings {
        correction: Correction::from_number(small(number)?)?,
        fnc1: match options.fnc1 {
            0 => false,
            1 => true,
            _ => return Err(Error::Parameter),
        },
        mask: match options.mask {
            SYMBOLON_MASK_BEST => None,
            number => Some(Mask::from_number(small(number - SYMBOLON_MASK_000)?)?),
        },
        dots_per_module: options.dots_per_module.max(1),
        quiet: match options.quiet {
            0 => Kind::Qr.quiet(),
            SYMBOLON_QUIET_NONE => 0,
            modules => modules,
        },
    })
}

fn small(number: u32) -> Result<u8, Error> {
    u8::try_from(number).map_err(|_| Error::Parameter)
}
