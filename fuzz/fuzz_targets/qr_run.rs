//! Labels of a run, beside the general way: the same modules for the same version and mask, whatever was drawn before.
#![no_main]

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use symbolon::Error;
use symbolon::symbol::{Correction, Mask, QrRun, RunSettings, qr};

#[derive(Arbitrary, Debug)]
struct Run<'a> {
    version: u8,
    correction: u8,
    fnc1: bool,
    mask: Option<u8>,
    dots: u8,
    quiet: u8,
    labels: Vec<&'a [u8]>,
}

fuzz_target!(|run: Run| {
    let settings = RunSettings {
        correction: Correction::ALL[usize::from(run.correction % 4)],
        fnc1: run.fnc1,
        mask: run.mask.map(|mask| Mask::ALL[usize::from(mask % 8)]),
        dots_per_module: u32::from(run.dots % 20),
        quiet: u32::from(run.quiet % 8),
    };
    let version = run.version % 42;
    let mut drawing = match QrRun::with_version(version, settings) {
        Ok(drawing) => drawing,
        Err(error) => {
            assert_eq!(error, Error::Parameter);
            assert!(!(1..=40).contains(&version) || settings.dots_per_module == 0);
            return;
        }
    };
    let fresh = drawing.clone();
    let mut dots = vec![0xA5; drawing.len()];
    for label in run.labels.iter().take(8) {
        let size = qr::size(label, settings.correction, settings.fnc1);
        match drawing.draw(label, &mut dots) {
            Ok(mask) => {
                let symbol = drawing.matrix(label).unwrap();
                let raster = symbol.raster(settings.dots_per_module, settings.quiet).unwrap();
                assert!(raster.bytes() == dots);
                assert!(settings.mask.is_none_or(|wanted| wanted == mask));
                assert_eq!(fresh.clone().matrix(label).unwrap(), symbol);
                if size.unwrap().version == Some(version) {
                    let general = qr::draw(label, settings.correction, settings.fnc1).unwrap();
                    // Bits 12 to 10 of the format information, which name the mask, under their own mask.
                    let bits = [2, 3, 4].map(|x| u8::from(general.get(x, 8)));
                    let theirs = Mask::ALL[usize::from((bits[0] << 2 | bits[1] << 1 | bits[2]) ^ 0b101)];
                    let mut same =
                        QrRun::with_version(version, RunSettings { mask: Some(theirs), ..settings }).unwrap();
                    assert_eq!(same.matrix(label).unwrap(), general);
                }
            }
            Err(error) => {
                assert_eq!(error, Error::SymbolCapacity);
                assert!(size.is_err() || size.is_ok_and(|size| size.version > Some(version)));
            }
        }
    }
});
