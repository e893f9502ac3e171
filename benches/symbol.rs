//! What do symbols cost? Their size, drawing, rasters, files, and reading one from a picture.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use rxing::common::HybridBinarizer;
use rxing::qrcode::cpp_port::QrReader;
use rxing::{BinaryBitmap, DecodeHints, Luma8Source, Reader as _};
use symbolon::symbol::image::GreyImage;
use symbolon::symbol::read::read_qr;
use symbolon::symbol::{Correction, Mask, QrRun, RunSettings, datamatrix, qr};

/// A signed code with lot and expiry, as element string and as compact URL: what labels really carry.
const ELEMENT_STRING: &[u8] = b"010950600013435210LOT-7\x1D172811302107A0B1C2D3E4F5G6\x1D913BA4D2XY\x1D92lJkYkcM0C_73KB4RR1LPmsJ-Us3PBBNbXBz185ljP6upzPKpiIQVm7i4XyI2fgWvb49LOeWPdW8hRaRDWM6mBQ";

fn drawing(criterion: &mut Criterion) {
    let url = [b"HTTPS://T.CN/".as_slice(), &[b'7'; 214]].concat();
    let mut group = criterion.benchmark_group("symbol: drawing");
    group.bench_function("floor: crate qrcode, same URL", |bencher| {
        bencher.iter(|| {
            qrcode::QrCode::with_error_correction_level(black_box(&url), qrcode::EcLevel::L).unwrap()
        });
    });
    group.bench_function("QR of a compact URL", |bencher| {
        bencher.iter(|| qr::draw(black_box(&url), Correction::L, false).unwrap());
    });
    group.bench_function("QR size only", |bencher| {
        bencher.iter(|| qr::size(black_box(&url), Correction::L, false).unwrap());
    });
    group.bench_function("GS1 Data Matrix of a signed code", |bencher| {
        bencher.iter(|| datamatrix::draw(black_box(ELEMENT_STRING), true).unwrap());
    });
    group.finish();

    let matrix = qr::draw(&url, Correction::L, false).unwrap();
    let raster = matrix.raster(8, matrix.quiet()).unwrap();
    let mut group = criterion.benchmark_group("symbol: raster");
    let bytes = raster.bytes().to_vec();
    group.bench_function("floor: copy of the raster", |bencher| bencher.iter(|| black_box(&bytes).clone()));
    group.bench_function("raster at 8 dots per module", |bencher| {
        bencher.iter(|| matrix.raster(black_box(8), 4).unwrap());
    });
    for (name, mask) in
        [("a label of a run, with its symbol", None), ("the same, fixed mask", Some(Mask::ALL[1]))]
    {
        let settings =
            RunSettings { correction: Correction::L, mask, dots_per_module: 8, ..RunSettings::default() };
        let mut run = QrRun::new(&url, settings).unwrap();
        let (mut dots, mut label, mut serial) = (vec![0; run.len()], url.clone(), 0_u64);
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                serial += 1;
                label[13..33].copy_from_slice(format!("{serial:020}").as_bytes());
                run.draw(black_box(&label), &mut dots).unwrap()
            });
        });
    }
    group.bench_function("PNG", |bencher| bencher.iter(|| raster.png()));
    group.bench_function("SVG", |bencher| bencher.iter(|| matrix.svg(0.25).unwrap()));
    group.finish();
}

/// A clean 1280 × 960 picture with one symbol in its middle.
fn picture() -> Vec<u8> {
    let (width, height) = (1280, 960);
    let url = [b"HTTPS://T.CN/".as_slice(), &[b'7'; 214]].concat();
    let raster = qr::draw(&url, Correction::M, false).unwrap().raster(8, 4).unwrap();
    let (wide, high) = (raster.width() as usize, raster.height() as usize);
    let grey = raster.grey();
    let mut picture = vec![255; width * height];
    for (y, row) in grey.chunks_exact(wide).enumerate() {
        let start = ((height - high) / 2 + y) * width + (width - wide) / 2;
        picture[start..start + wide].copy_from_slice(row);
    }
    picture
}

fn reading(criterion: &mut Criterion) {
    let picture = picture();
    let mut group = criterion.benchmark_group("symbol: reading 1280 × 960");
    group.sample_size(20);
    group.bench_function("floor: crate rxing", |bencher| {
        bencher.iter(|| {
            let source = Luma8Source::new_with_slice(black_box(&picture), 1280, 960).unwrap();
            let mut bitmap = BinaryBitmap::new(HybridBinarizer::new(source));
            QrReader.decode_with_hints(&mut bitmap, &DecodeHints::default()).unwrap()
        });
    });
    group.bench_function("peer: crate rqrr", |bencher| {
        bencher.iter(|| {
            let mut prepared =
                rqrr::PreparedImage::prepare_from_greyscale(1280, 960, |x, y| picture[y * 1280 + x]);
            prepared.detect_grids().first().unwrap().decode().unwrap()
        });
    });
    group.bench_function("read_qr", |bencher| {
        bencher.iter(|| {
            let found = read_qr(&GreyImage::new(black_box(&picture), 1280, 960, 1280).unwrap());
            assert_eq!(found.len(), 1);
            found
        });
    });
    group.finish();
}

criterion_group!(benches, drawing, reading);
criterion_main!(benches);
