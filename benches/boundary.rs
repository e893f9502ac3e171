//! What does the C boundary cost? A C call beside the Rust call under it, and beside an empty C call.
#![allow(clippy::unwrap_used, clippy::multiple_unsafe_ops_per_block, unsafe_code, missing_docs)]

use std::hint::black_box;
use std::ptr::{null, null_mut};

use criterion::{Criterion, criterion_group, criterion_main};
use symbolon::capi::gs1::symbolon_gs1_check_digit;
use symbolon::capi::series::{
    symbolon_series_free, symbolon_series_key, symbolon_series_new, symbolon_series_open,
};
use symbolon::capi::version::symbolon_abi;
use symbolon::code::{MasterKey, Serial, Series, Shape};
use symbolon::gs1::check;
use symbolon::gs1::key::Gtin;

fn calls(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("boundary");
    // Pointers the optimiser cannot see through, as for a linked C program.
    let empty: extern "C" fn() -> u32 = black_box(symbolon_abi);
    group.bench_function("floor: an empty C call", |bencher| bencher.iter(|| empty()));

    let digits = *b"39506000000000001";
    let check_digit: unsafe extern "C" fn(_, _, _, _) -> _ = black_box(symbolon_gs1_check_digit);
    group.bench_function("check digit in Rust", |bencher| bencher.iter(|| check::digit(black_box(&digits))));
    group.bench_function("check digit through C", |bencher| {
        bencher.iter(|| {
            let mut digit = 0;
            // SAFETY: pointers to live values of the lengths given.
            let status = unsafe { check_digit(black_box(&digits).as_ptr(), 17, &raw mut digit, null_mut()) };
            (status, digit)
        });
    });

    let gtin = Gtin::parse(b"09506000134352").unwrap();
    let series =
        Series::new(MasterKey::new([1; 32]).series_key(gtin, b"07"), gtin, b"07", Shape::default()).unwrap();
    let (gtin, slot, mut key, mut handle) = (gtin.digits(), b"07", [0; 32], null());
    // SAFETY: pointers to live values of the lengths given.
    let status = unsafe {
        symbolon_series_key(
            [1; 32].as_ptr(),
            gtin.as_ptr(),
            14,
            slot.as_ptr(),
            2,
            key.as_mut_ptr(),
            null_mut(),
        ) + symbolon_series_new(
            key.as_ptr(),
            gtin.as_ptr(),
            14,
            slot.as_ptr(),
            2,
            null(),
            &raw mut handle,
            null_mut(),
        )
    };
    assert_eq!(status, 0);
    let serial = series.seal(77).unwrap();
    let text = serial.as_bytes();
    let open: unsafe extern "C" fn(_, _, _, _, _) -> _ = black_box(symbolon_series_open);
    group.bench_function("open in Rust", |bencher| {
        bencher.iter(|| series.open(&Serial::parse(black_box(text)).unwrap()));
    });
    group.bench_function("open through C", |bencher| {
        bencher.iter(|| {
            let (mut sealed, mut index) = (0, 0);
            // SAFETY: pointers to live values of the lengths given; the handle is alive.
            let status = unsafe { open(handle, text.as_ptr(), text.len(), &raw mut sealed, &raw mut index) };
            (status, sealed, index)
        });
    });
    group.finish();
    // SAFETY: ours, and freed once.
    unsafe { symbolon_series_free(handle) };
}

criterion_group!(benches, calls);
criterion_main!(benches);
