//! How fast are codes issued? Sealing and signing, one core, beside the bare primitives.
#![allow(clippy::unwrap_used, missing_docs)]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use ed25519_dalek::Signer as _;
use symbolon::code::{MasterKey, Series, Shape};
use symbolon::gs1::ai::Ai;
use symbolon::gs1::element::Elements;
use symbolon::gs1::key::Gtin;
use symbolon::trust::{Issuer, SecretKey};

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

criterion_group!(benches, seal, issue);
criterion_main!(benches);
