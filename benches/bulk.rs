//! How fast are codes issued? Sealing and signing, one by one and many at once, beside the bare primitives.
#![allow(clippy::unwrap_used, missing_docs)]

use std::hint::black_box;
use std::io;
use std::ops::ControlFlow;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use ed25519_dalek::Signer as _;
use symbolon::code::carrier::Form;
use symbolon::code::{Alphabet, Format, Identity, MasterKey, SerialCode, Series, Shape};
use symbolon::gs1::ai::Ai;
use symbolon::gs1::element::Elements;
use symbolon::gs1::key::Gtin;
use symbolon::trust::columns::Columns;
use symbolon::trust::output::{Job, Layout};
use symbolon::trust::{BatchBuilder, Bulk, Certificate, Issuer, SecretKey};

fn series() -> Series {
    let gtin = Gtin::parse(b"09506000134352").unwrap();
    Series::new(MasterKey::new([1; 32]).series_key(gtin, b"07"), gtin, b"07", Shape::default()).unwrap()
}

fn attributes() -> Elements {
    let mut attributes = Elements::new();
    attributes.push(Ai::LOT, b"LOT-7").unwrap();
    attributes.push(Ai::EXPIRY, b"281130").unwrap();
    attributes
}

fn seal(criterion: &mut Criterion) {
    let series = series();
    let mut group = criterion.benchmark_group("seal");
    group.throughput(Throughput::Elements(1));
    let mut index = 0;
    group.bench_function("floor: one keyed BLAKE3 of 21 bytes", |bencher| {
        bencher.iter(|| blake3::keyed_hash(black_box(&[7; 32]), black_box(&[9; 21])));
    });
    group.bench_function("seal", |bencher| {
        bencher.iter(|| {
            index = (index + 1) & 0x7FFF_FFFF;
            series.seal(black_box(index)).unwrap()
        });
    });
    let serial = series.seal(77).unwrap();
    group.bench_function("open", |bencher| bencher.iter(|| series.open(black_box(&serial)).unwrap()));
    group.finish();
}

fn issue(criterion: &mut Criterion) {
    let (series, attributes) = (series(), attributes());
    let issuer = Issuer::new(SecretKey::from_seed(&[3; 32]).unwrap());
    let bare = ed25519_dalek::SigningKey::from_bytes(&[3; 32]);
    let mut group = criterion.benchmark_group("issue");
    group.throughput(Throughput::Elements(1));
    group.bench_function("floor: dalek sign of 96 bytes", |bencher| {
        bencher.iter(|| bare.sign(black_box(&[5; 96])));
    });
    let mut index = 0;
    group.bench_function("issue signed", |bencher| {
        bencher.iter(|| {
            index = (index + 1) & 0x7FFF_FFFF;
            issuer.issue(&series, black_box(index), &attributes).unwrap()
        });
    });
    group.finish();
}

/// Serials by the thousand, in the usual shape and in one whose spaces are no powers of two.
fn seal_many(criterion: &mut Criterion) {
    const COUNT: usize = 1024;
    let digits = Shape::new(Alphabet::DIGITS, 20, 2, 1_000_000_000).unwrap();
    let old = Shape::default().with_format(Format::V1);
    for (name, shape) in [("", Shape::default()), (", digits", digits), (", format 1", old)] {
        let gtin = Gtin::parse(b"09506000134352").unwrap();
        let length = usize::from(shape.length());
        let key = MasterKey::new([1; 32]).series_key(gtin, b"07");
        let series = Series::new(key, gtin, b"07", shape).unwrap();
        let mut group = criterion.benchmark_group(format!("seal many{name}"));
        group.throughput(Throughput::Elements(COUNT as u64));
        if name.is_empty() {
            group.bench_function("floor: two keyed BLAKE3 of 64 bytes each", |bencher| {
                bencher.iter(|| {
                    for _ in 0..2 * COUNT {
                        black_box(blake3::keyed_hash(black_box(&[7; 32]), black_box(&[9; 64])));
                    }
                });
            });
        }
        let mut column = vec![0; COUNT * length];
        group.bench_function("seal_many", |bencher| {
            bencher.iter(|| series.seal_many(black_box(77), &mut column).unwrap());
        });
        let mut indices = vec![None; COUNT];
        group.bench_function("open_many", |bencher| {
            bencher.iter(|| series.open_many(black_box(&column).chunks_exact(length), &mut indices));
        });
        group.finish();
    }
}

/// Signed codes by the thousand, into columns and into a writer, beside the bare signatures of as many messages.
fn bulk(criterion: &mut Criterion) {
    const COUNT: u64 = 8192;
    let bare = ed25519_dalek::SigningKey::from_bytes(&[3; 32]);
    let key = SecretKey::from_seed(&[3; 32]).unwrap();
    let bulk = Bulk::signed(key, series(), &attributes(), &Form::ElementString).unwrap();
    let mut group = criterion.benchmark_group("bulk signed");
    group.throughput(Throughput::Elements(COUNT)).sample_size(10);
    group.bench_function("floor: dalek sign of 96 bytes, one core", |bencher| {
        bencher.iter(|| {
            for _ in 0..COUNT {
                black_box(bare.sign(black_box(&[5; 96])));
            }
        });
    });
    let mut columns = Columns::default();
    group.bench_function("columns, one core", |bencher| {
        bencher.iter(|| bulk.issue_into(77..77 + COUNT, &mut columns).unwrap());
    });
    let go_on = |_| ControlFlow::Continue(());
    let job = Job::new(77..77 + COUNT);
    let name = if cfg!(feature = "rayon") { "CSV, all cores" } else { "CSV, one core" };
    group.bench_function(name, |bencher| {
        bencher.iter(|| bulk.write(&job, &Layout::Csv, &mut io::sink(), go_on).unwrap());
    });
    let sealed = Bulk::sealed(series(), &attributes(), &Form::ElementString).unwrap();
    group.bench_function("CSV, only sealed", |bencher| {
        bencher.iter(|| sealed.write(&job, &Layout::Csv, &mut io::sink(), go_on).unwrap());
    });
    group.finish();
}

/// A certificate over a batch: leaves and tree, and checking as many codes again.
fn certificate(criterion: &mut Criterion) {
    const COUNT: u64 = 8192;
    let series = series();
    let code = |index| {
        let identity = Identity::Sgtin { gtin: series.gtin(), serial: series.seal(index).unwrap() };
        SerialCode::new(&identity, &attributes()).unwrap()
    };
    let codes: Vec<SerialCode> = (0..COUNT).map(code).collect();
    let batch = |codes: &[SerialCode]| {
        let mut builder = BatchBuilder::new();
        for code in codes {
            builder.add(code).unwrap();
        }
        builder.finish().unwrap()
    };
    let certificate = Certificate::new("bench", 0, &batch(&codes)).unwrap();
    let mut group = criterion.benchmark_group("certificate");
    group.throughput(Throughput::Elements(COUNT)).sample_size(10);
    group.bench_function("batch", |bencher| bencher.iter(|| batch(black_box(&codes))));
    group.bench_function("check", |bencher| bencher.iter(|| certificate.check(black_box(&codes)).unwrap()));
    group.finish();
}

criterion_group!(benches, seal, seal_many, issue, bulk, certificate);
criterion_main!(benches);
