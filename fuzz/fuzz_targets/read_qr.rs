//! Pictures and what is asked of them: any grey picture, any pattern of modules, and symbols of our own, whole or damaged.
#![no_main]

use std::panic;
use std::process::abort;

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use symbolon::symbol::qr;
use symbolon::symbol::{Correction, Effort, Found, GreyImage, Kind, ReadOptions, read_qr, read_while};

/// The largest side of a picture, in pixels: bounds the time of one input.
const SIDE: u16 = 256;

#[derive(Arbitrary, Debug)]
enum Picture<'a> {
    /// Grey bytes as they come, the last ones repeated.
    Grey { width: u16, height: u16, padding: u8, bytes: &'a [u8] },
    /// A square of modules, one bit each.
    Modules { side: u8, scale: u8, bits: &'a [u8] },
    /// A symbol with some of its pixels inverted.
    Symbol { correction: u8, fnc1: bool, scale: u8, damage: Vec<u16>, data: &'a [u8] },
    /// Grey bytes, read with any options by a caller that says no after some steps.
    Asked { asked: u8, most: u8, steps: u8, width: u8, bytes: &'a [u8] },
}

fuzz_target!(
    init: panic::set_hook(Box::new(|info| {
        // The reader catches panics of the detectors that it calls; ours are not to be caught by anyone.
        if info.location().is_none_or(|at| !at.file().contains("/rxing-") && !at.file().contains("/rqrr-")) {
            eprintln!("{info}");
            abort();
        }
    })),
    |picture: Picture| match picture {
        Picture::Grey { width, height, padding, bytes } => grey(width, height, padding, bytes),
        Picture::Modules { side, scale, bits } => modules(side, scale, bits),
        Picture::Symbol { correction, fnc1, scale, damage, data } => {
            symbol(correction, fnc1, scale, &damage, data);
        }
        Picture::Asked { asked, most, steps, width, bytes } => self::asked(asked, most, steps, width, bytes),
    }
);

fn grey(width: u16, height: u16, padding: u8, bytes: &[u8]) {
    let (width, height) = (width % (SIDE + 1), height % (SIDE + 1));
    let stride = usize::from(width) + usize::from(padding % 4);
    let needed = (stride * usize::from(height.max(1) - 1) + usize::from(width)).max(bytes.len());
    let mut data: Vec<u8> = bytes.iter().copied().cycle().take(needed).collect();
    data.resize(needed, u8::MAX);
    let read = |data| GreyImage::new(data, width.into(), height.into(), stride);
    if width > 0 && height > 0 {
        let short = stride * usize::from(height - 1) + usize::from(width) - 1;
        assert!(read(&data[..short]).is_err());
    }
    check(&read_qr(&read(&data).unwrap()));
}

fn asked(asked: u8, most: u8, steps: u8, width: u8, bytes: &[u8]) {
    let mut options = ReadOptions::default();
    (options.qr, options.data_matrix) = (asked & 1 == 0, asked & 2 != 0);
    options.effort = [Effort::Quick, Effort::Normal, Effort::Thorough][usize::from(asked >> 2) % 3];
    options.most = usize::from(most % 4);
    let height = bytes.len() / usize::from(width).max(1);
    let image = GreyImage::new(bytes, width.into(), u32::try_from(height).unwrap(), width.into());
    let mut left = u32::from(steps) + 1;
    let found = read_while(&image.unwrap(), &options, &mut || {
        // After a no there is no other question.
        left = left.checked_sub(1).unwrap();
        left > 0
    });
    assert!(options.most == 0 || found.len() <= options.most);
    check(&found);
}

fn modules(side: u8, scale: u8, bits: &[u8]) {
    let (side, scale) = (usize::from(side % 64 + 1), usize::from(scale % 3 + 2));
    let dark = |x: usize, y: usize| {
        let bit = y * side + x;
        bits.get(bit / 8).is_some_and(|byte| byte >> (bit % 8) & 1 == 1)
    };
    let (quiet, whole) = (4 * scale, (side + 8) * scale);
    let mut data = vec![u8::MAX; whole * whole];
    for (y, row) in data.chunks_exact_mut(whole).enumerate().skip(quiet).take(side * scale) {
        for (x, pixel) in row.iter_mut().enumerate().skip(quiet).take(side * scale) {
            if dark((x - quiet) / scale, (y - quiet) / scale) {
                *pixel = 0;
            }
        }
    }
    let pixels = u32::try_from(whole).unwrap();
    check(&read_qr(&GreyImage::new(&data, pixels, pixels, whole).unwrap()));
}

fn symbol(correction: u8, fnc1: bool, scale: u8, damage: &[u16], data: &[u8]) {
    let data = &data[..data.len().min(80)];
    let correction = Correction::ALL[usize::from(correction % 4)];
    let Ok(matrix) = qr::draw(data, correction, fnc1) else { return };
    let raster = matrix.raster(u32::from(scale % 3) + 2, matrix.quiet()).unwrap();
    let (width, mut pixels) = (raster.width(), raster.grey());
    let count = pixels.len();
    for place in damage {
        pixels[usize::from(*place) * 7 % count] ^= u8::MAX;
    }
    let found = read_qr(&GreyImage::new(&pixels, width, raster.height(), width as usize).unwrap());
    check(&found);
    if damage.is_empty() {
        let [read] = &found[..] else { panic!("{} symbols in the picture of one", found.len()) };
        assert_eq!((&read.data[..], read.fnc1), (data, fnc1));
    }
}

fn check(found: &[Found]) {
    for symbol in found {
        assert!((1..=40).contains(&symbol.version) == (symbol.kind == Kind::Qr));
        assert!(symbol.corners.iter().all(|corner| corner.x.is_finite() && corner.y.is_finite()));
        // Version 40 holds 7089 digits.
        assert!(symbol.data.len() <= 7089);
    }
}
