//! What the tests of calls share: macros for a call, inputs as C hands them over, handles to begin with.

use std::ptr::{null, null_mut};

use symbolon::capi::key::*;
use symbolon::capi::series::*;
use symbolon::capi::status::*;
use symbolon::capi::symbol::symbolon_raster_shape;

pub(crate) const GTIN: &[u8] = b"09506000134352";
pub(crate) const CODE: &[u8] = b"01095060001343522107A0B1C2D3E4F5G6";

/// Calls an exported function and wants success.
macro_rules! ok {
    ($call:expr) => {
        // SAFETY: arguments are alive and as long as they say.
        assert_eq!(unsafe { $call }, SYMBOLON_OK, "{}", stringify!($call))
    };
}
pub(crate) use ok;

/// Calls an exported function and gives its status.
macro_rules! status {
    ($call:expr) => {
        // SAFETY: arguments are alive and as long as they say.
        unsafe { $call }
    };
}
pub(crate) use status;

pub(crate) fn info() -> symbolon_error {
    symbolon_error { size: 20, code: -1, at: 0, item: 0, detail: 0 }
}

/// Many inputs as C hands them over.
pub(crate) struct Flat {
    pub(crate) bytes: Vec<u8>,
    pub(crate) offsets: Vec<usize>,
}

impl Flat {
    pub(crate) fn new<T: AsRef<[u8]>>(inputs: &[T]) -> Self {
        let mut flat = Self { bytes: Vec::new(), offsets: vec![0] };
        for input in inputs {
            flat.bytes.extend(input.as_ref());
            flat.offsets.push(flat.bytes.len());
        }
        flat
    }

    pub(crate) fn len(&self) -> usize {
        self.offsets.len() - 1
    }
}

/// Every function that fills a buffer: asks for the length, is refused one byte less, and fits exactly.
pub(crate) fn fills(call: &dyn Fn(*mut u8, usize, *mut usize) -> i32) -> Vec<u8> {
    let mut needed = usize::MAX;
    let empty = call(null_mut(), 0, &raw mut needed);
    if needed == 0 {
        assert_eq!(empty, SYMBOLON_OK);
        return Vec::new();
    }
    assert_eq!(empty, SYMBOLON_E_BUFFER);
    let mut buf = vec![0xA5; needed];
    let mut len = 0;
    assert_eq!(call(buf.as_mut_ptr(), needed - 1, &raw mut len), SYMBOLON_E_BUFFER);
    assert_eq!(len, needed);
    assert!(buf.iter().all(|byte| *byte == 0xA5), "a short buffer was touched");
    assert_eq!(call(buf.as_mut_ptr(), needed, &raw mut len), SYMBOLON_OK);
    assert_eq!(len, needed);
    assert_eq!(call(buf.as_mut_ptr(), needed, null_mut()), SYMBOLON_E_NULL);
    assert_eq!(call(null_mut(), needed, &raw mut len), SYMBOLON_E_NULL);
    buf
}

/// A picture of printer dots, one pixel each without padding: black 30, white 220.
#[cfg_attr(not(all(feature = "draw", feature = "read")), allow(dead_code))]
pub(crate) fn grey(dots: &[u8], shape: &symbolon_raster_shape) -> Vec<u8> {
    let (width, stride) = (shape.width as usize, shape.stride as usize);
    let places = (0..width * shape.height as usize).map(|at| (at % width, at / width));
    places.map(|(x, y)| if dots[y * stride + x / 8] >> (7 - x % 8) & 1 == 1 { 30 } else { 220 }).collect()
}

pub(crate) fn series() -> *const symbolon_series {
    let (mut key, mut out) = ([0; 32], null());
    ok!(symbolon_series_key(
        [1; 32].as_ptr(),
        GTIN.as_ptr(),
        14,
        b"07".as_ptr(),
        2,
        key.as_mut_ptr(),
        null_mut()
    ));
    ok!(symbolon_series_new(
        key.as_ptr(),
        GTIN.as_ptr(),
        14,
        b"07".as_ptr(),
        2,
        null(),
        &raw mut out,
        null_mut()
    ));
    out
}

pub(crate) fn secret_key() -> *const symbolon_secret_key {
    let mut out = null();
    ok!(symbolon_secret_key_from_seed([2; 32].as_ptr(), &raw mut out));
    out
}
