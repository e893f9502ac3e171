//! Goals of the C boundary: what a call costs beyond the Rust call under it.
//!
//! The C functions are called through pointers that the optimiser cannot see through, as a linked C program calls them.

use std::hint::black_box;
use std::ptr::{null, null_mut};

use symbolon::capi::gs1::symbolon_gs1_check_digit;
use symbolon::capi::pack::{
    symbolon_forest, symbolon_forest_add, symbolon_forest_free, symbolon_forest_new, symbolon_forest_options,
};
use symbolon::capi::pack_query::symbolon_forest_parent;
use symbolon::capi::series::{
    symbolon_series, symbolon_series_free, symbolon_series_key, symbolon_series_new, symbolon_series_open,
};
use symbolon::capi::status::SYMBOLON_OK;
use symbolon::code::{Identity, Level, Serial};
use symbolon::gs1::check;
use symbolon::gs1::key::Gtin;
use symbolon::pack::{Forest, Rules};

use crate::code::series;
use crate::measure::{Goal, Pair, alternate};

const WANTED: f64 = 20.0;
const CALLS: usize = 100_000;

fn overhead(pair: &Pair) -> Goal {
    let note = format!("ns more: {:.1} ns through C, {:.1} ns in Rust", pair.ours, pair.theirs);
    Goal::at_most(WANTED, pair.ours - pair.theirs, note)
}

pub fn check_digit() -> Goal {
    let digits = *b"39506000000000001";
    let call: unsafe extern "C" fn(_, _, _, _) -> _ = black_box(symbolon_gs1_check_digit);
    let through_c = || {
        let mut digit = 0;
        // SAFETY: pointers to live values of the lengths given.
        let status = unsafe { call(black_box(&digits).as_ptr(), digits.len(), &raw mut digit, null_mut()) };
        assert_eq!((status, digit), (SYMBOLON_OK, b'6'));
    };
    let in_rust = || assert_eq!(check::digit(black_box(&digits)), Some(b'6'));
    overhead(&alternate(CALLS, through_c, in_rust))
}

/// The series of [`series`], as C holds it.
fn c_series() -> *const symbolon_series {
    let (gtin, mut key, mut handle) = (b"09506000134352", [0; 32], null());
    // SAFETY: pointers to live values of the lengths given.
    let status = unsafe {
        symbolon_series_key(
            [1; 32].as_ptr(),
            gtin.as_ptr(),
            14,
            b"07".as_ptr(),
            2,
            key.as_mut_ptr(),
            null_mut(),
        )
    };
    assert_eq!(status, SYMBOLON_OK);
    // SAFETY: as above.
    let status = unsafe {
        symbolon_series_new(
            key.as_ptr(),
            gtin.as_ptr(),
            14,
            b"07".as_ptr(),
            2,
            null(),
            &raw mut handle,
            null_mut(),
        )
    };
    assert_eq!(status, SYMBOLON_OK);
    handle
}

pub fn open() -> Goal {
    let (rust, c) = (series(), c_series());
    let serial = rust.seal(77).unwrap();
    let text = serial.as_bytes();
    let call: unsafe extern "C" fn(_, _, _, _, _) -> _ = black_box(symbolon_series_open);
    let through_c = || {
        let (mut sealed, mut index) = (0, 0);
        // SAFETY: pointers to live values of the lengths given; the handle is alive.
        let status =
            unsafe { call(c, black_box(text).as_ptr(), text.len(), &raw mut sealed, &raw mut index) };
        assert_eq!((status, sealed, index), (SYMBOLON_OK, 1, 77));
    };
    let in_rust = || assert_eq!(rust.open(&Serial::parse(black_box(text)).unwrap()), Ok(77));
    let goal = overhead(&alternate(CALLS / 4, through_c, in_rust));
    // SAFETY: ours, and freed once.
    unsafe { symbolon_series_free(c) };
    goal
}

pub fn parent() -> Goal {
    let gtin = Gtin::parse(b"09506000134352").unwrap();
    let identity = Identity::Sgtin { gtin, serial: Serial::parse(b"1").unwrap() };
    let mut forest = Forest::new(Rules::new([10, 20, 40]));
    let unit = forest.add(identity, Level::ITEM).unwrap();
    let mut c: *mut symbolon_forest = null_mut();
    let options = symbolon_forest_options {
        size: size_of::<symbolon_forest_options>() as u32,
        box_capacity: 10,
        case_capacity: 20,
        pallet_capacity: 40,
        ..Default::default()
    };
    // SAFETY: pointers to live values.
    assert_eq!(unsafe { symbolon_forest_new(&raw const options, &raw mut c) }, SYMBOLON_OK);
    let (code, mut c_unit) = (b"0109506000134352211", 0);
    // SAFETY: pointers to live values of the lengths given.
    let status = unsafe { symbolon_forest_add(c, code.as_ptr(), code.len(), 1, &raw mut c_unit, null_mut()) };
    assert_eq!((status, c_unit), (SYMBOLON_OK, unit.number()));
    let call: unsafe extern "C" fn(_, _, _) -> _ = black_box(symbolon_forest_parent);
    let through_c = || {
        let mut parent = 0;
        // SAFETY: a pointer to a live value; the handle is alive.
        let status = unsafe { call(c.cast_const(), black_box(c_unit), &raw mut parent) };
        assert_eq!((status, parent), (SYMBOLON_OK, u32::MAX));
    };
    let in_rust = || assert_eq!(forest.parent(black_box(unit)), Ok(None));
    let goal = overhead(&alternate(CALLS, through_c, in_rust));
    // SAFETY: ours, and freed once.
    unsafe { symbolon_forest_free(c) };
    goal
}
