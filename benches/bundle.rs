//! What does a trust bundle with a million revoked codes cost? Opening it, updating it, and asking it about a code.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use symbolon::code::{MasterKey, Opener, SerialCode, Series, SeriesId, Shape};
use symbolon::gs1::element::Elements;
use symbolon::gs1::key::Gtin;
use symbolon::trust::{
    Bundle, BundleContent, Issuer, Keyring, Root, Scope, SecretKey, Signer as _, Verdict, Verifier, Window,
};

fn gtin() -> Gtin {
    Gtin::parse(b"09506000134352").unwrap()
}

fn root() -> SecretKey {
    SecretKey::from_seed(&[9; 32]).unwrap()
}

fn issuer() -> Issuer<SecretKey> {
    Issuer::new(SecretKey::from_seed(&[3; 32]).unwrap())
}

fn series() -> Series {
    Series::new(MasterKey::new([1; 32]).series_key(gtin(), b"07"), gtin(), b"07", Shape::default()).unwrap()
}

/// One key, believed until the second 100.
fn empty() -> BundleContent {
    let mut keys = Keyring::new();
    keys.add(*issuer().signer().public_key(), Window::new(0, 100).unwrap(), Scope::Everything).unwrap();
    BundleContent { sequence: 1, next_update: 100, keys, ..BundleContent::default() }
}

/// A million revoked indices, scattered over a billion.
fn million() -> BundleContent {
    let mut content = empty();
    let key = MasterKey::new([1; 32]).series_key(gtin(), b"07").index_key();
    content.openers.push(Opener::new(key, gtin(), b"07", Shape::default()).unwrap());
    let id = SeriesId::new(gtin(), b"07").unwrap();
    let mut index = 0;
    for step in 0..1_000_000_u64 {
        index += 1 + step.wrapping_mul(0x9E37_79B9_7F4A_7C15) % 1999;
        content.revoked.indices.add(id, index);
    }
    content
}

fn open(content: &BundleContent) -> Bundle {
    Bundle::open(&content.sign(&root()).unwrap(), root().public_key(), 0).unwrap()
}

fn verifier(content: &BundleContent) -> Verifier {
    let mut verifier = Verifier::default();
    let root = Root { key: *root().public_key(), scope: Scope::Everything };
    verifier.install(open(content), &root).unwrap();
    verifier
}

fn files(criterion: &mut Criterion) {
    let mut content = million();
    let older = open(&content);
    content.sequence += 1;
    content.revoked.indices.add_range(SeriesId::new(gtin(), b"07").unwrap(), 5000..6000).unwrap();
    let newer = open(&content);
    let delta = newer.delta_from(&older).unwrap();
    println!("bundle: {} bytes, delta: {} bytes", newer.bytes().len(), delta.len());
    let mut group = criterion.benchmark_group("bundle of a million");
    group.sample_size(20);
    group.bench_function("floor: hash of the file", |bencher| {
        bencher.iter(|| blake3::hash(black_box(older.bytes())));
    });
    group.bench_function("open", |bencher| {
        bencher.iter(|| Bundle::open(black_box(older.bytes()), root().public_key(), 0).unwrap());
    });
    group.bench_function("apply a delta of a thousand", |bencher| {
        bencher.iter(|| older.apply(black_box(&delta)).unwrap());
    });
    group.finish();
}

/// Codes whose key is out of its time: everything is looked at but the signature.
fn questions(criterion: &mut Criterion) {
    let codes: Vec<SerialCode> = (0..4096_u64)
        .map(|number| number.wrapping_mul(0x9E37_79B9_7F4A_7C15) % 1_000_000_000)
        .map(|index| issuer().issue(&series(), index, &Elements::new()).unwrap())
        .collect();
    let mut group = criterion.benchmark_group("a code beyond its signature");
    for (name, content) in [("floor: no revocations", empty()), ("a million revocations", million())] {
        let verifier = verifier(&content);
        let mut at = codes.iter().cycle();
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let answer = verifier.verify(black_box(at.next().unwrap()), 100);
                assert_eq!(answer.verdict, Verdict::OutOfWindow);
            });
        });
    }
    group.finish();
}

criterion_group!(benches, files, questions);
criterion_main!(benches);
