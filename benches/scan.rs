//! What does one scan cost? Parsing, opening, verifying, converting, beside the bare signature check.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use symbolon::code::carrier::{self, compact, compact::CompactStem};
use symbolon::code::{MasterKey, SerialCode, Series, Shape};
use symbolon::gs1::ai::Ai;
use symbolon::gs1::element::Elements;
use symbolon::gs1::key::Gtin;
use symbolon::gs1::link::LinkStem;
use symbolon::trust::{Issuer, Keyring, Scope, Seals, SecretKey, Signer as _, Verdict, Verifier, Window};

fn series() -> Series {
    let gtin = Gtin::parse(b"09506000134352").unwrap();
    Series::new(MasterKey::new([1; 32]).series_key(gtin, b"07"), gtin, b"07", Shape::default()).unwrap()
}

fn verifier() -> (Verifier, SerialCode) {
    let issuer = Issuer::new(SecretKey::from_seed(&[3; 32]).unwrap());
    let mut attributes = Elements::new();
    attributes.push(Ai::LOT, b"LOT-7").unwrap();
    attributes.push(Ai::EXPIRY, b"281130").unwrap();
    let code = issuer.issue(&series(), 77, &attributes).unwrap();
    let mut keyring = Keyring::new();
    keyring.add(*issuer.signer().public_key(), Window::ALWAYS, Scope::Everything).unwrap();
    let mut seals = Seals::new();
    seals.add(series()).unwrap();
    (Verifier { keyring, seals, ..Verifier::default() }, code)
}

fn verify(criterion: &mut Criterion) {
    let (verifier, code) = verifier();
    let mut group = criterion.benchmark_group("verify");
    let bare = ed25519_dalek::SigningKey::from_bytes(&[3; 32]);
    let message = [5; 96];
    let signature = ed25519_dalek::Signer::sign(&bare, &message);
    let key = bare.verifying_key();
    group.bench_function("floor: dalek verify of 96 bytes", |bencher| {
        bencher.iter(|| key.verify_strict(black_box(&message), &signature).is_ok());
    });
    group.bench_function("floor: dalek verify, not strict, of 96 bytes", |bencher| {
        bencher.iter(|| ed25519_dalek::Verifier::verify(&key, black_box(&message), &signature).is_ok());
    });
    let text = carrier::element_string(&code);
    group.bench_function("a scan: parse, open, verify", |bencher| {
        bencher.iter(|| assert_eq!(verifier.verify_scan(black_box(&text), 0).verdict, Verdict::Genuine));
    });
    let mut forged = text.clone();
    let last = forged.len() - 3;
    forged[last] = if forged[last] == b'A' { b'B' } else { b'A' };
    group.bench_function("a forged one", |bencher| {
        bencher.iter(|| assert_eq!(verifier.verify_scan(black_box(&forged), 0).verdict, Verdict::Forged));
    });
    group.finish();
}

fn carriers(criterion: &mut Criterion) {
    let (_, code) = verifier();
    let stem = CompactStem::parse("HTTPS://T.CN").unwrap();
    let forms = [
        ("element string", carrier::element_string(&code)),
        ("Digital Link", carrier::digital_link(&code, &LinkStem::GS1).unwrap().into_bytes()),
        ("compact URL", compact::print(&code, &stem).unwrap().into_bytes()),
    ];
    let mut group = criterion.benchmark_group("carriers");
    group.bench_function("floor: copy of the element string", |bencher| {
        bencher.iter(|| black_box(&forms[0].1).clone());
    });
    for (name, text) in &forms {
        group.bench_function(format!("parse {name}"), |bencher| {
            bencher.iter(|| SerialCode::parse(black_box(text)).unwrap());
        });
    }
    group.bench_function("print element string", |bencher| bencher.iter(|| carrier::element_string(&code)));
    group.bench_function("print Digital Link", |bencher| {
        bencher.iter(|| carrier::digital_link(&code, &LinkStem::GS1).unwrap());
    });
    group.bench_function("print compact URL", |bencher| {
        bencher.iter(|| compact::print(&code, &stem).unwrap());
    });
    group.finish();
}

criterion_group!(benches, verify, carriers);
criterion_main!(benches);
