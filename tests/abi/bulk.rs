//! Index ranges into columns and through functions of the caller.

use std::ffi::c_void;
use std::ptr::{null, null_mut};

use symbolon::capi::bulk::*;
use symbolon::capi::code::*;
use symbolon::capi::issue::*;
use symbolon::capi::key::*;
use symbolon::capi::series::*;
use symbolon::capi::status::*;

use super::arguments::*;

fn bulk(issuer: *const symbolon_issuer, carrier: u32, stem: &[u8]) -> Result<*const symbolon_bulk, i32> {
    let (series, lot, mut out) = (series(), b"10LOT7", null());
    let (attributes, at) = (lot.as_ptr(), stem.as_ptr());
    let status = status!(symbolon_bulk_new(
        issuer,
        series,
        attributes,
        lot.len(),
        carrier,
        at,
        stem.len(),
        &raw mut out,
        null_mut()
    ));
    // SAFETY: freed once; the bulk handle keeps what it needs.
    unsafe { symbolon_series_free(series) };
    if status == SYMBOLON_OK { Ok(out) } else { Err(status) }
}

fn issuer() -> *const symbolon_issuer {
    let (key, mut out) = (secret_key(), null());
    ok!(symbolon_issuer_new(key, &raw mut out));
    // SAFETY: freed once; the issuer keeps what it needs.
    unsafe { symbolon_secret_key_free(key) };
    out
}

#[test]
fn columns_hold_what_single_calls_give() {
    let (issuer, series) = (issuer(), series());
    let bulk = bulk(issuer, SYMBOLON_CARRIER_ELEMENT_STRING, b"").unwrap();
    let (mut bound, n) = (0, 3);
    ok!(symbolon_bulk_code_bound(bulk, &raw mut bound));
    let (mut serials, mut signatures, mut offsets) = ([0; 3 * 16], [0; 3 * 64], [9; 4]);
    let codes = fills(&|b, c, l| {
        let (serials, signatures) = (serials.as_ptr().cast_mut(), signatures.as_ptr().cast_mut());
        let offsets = offsets.as_ptr().cast_mut();
        status!(symbolon_bulk_issue(bulk, 40, n, serials, signatures, b, c, l, offsets, null_mut()))
    });
    assert_eq!((offsets[0], offsets[3], codes.len()), (0, codes.len(), 3 * bound));
    for (at, index) in (40..43).enumerate() {
        let alone = fills(&|b, c, l| {
            let lot = b"10LOT7".as_ptr();
            status!(symbolon_issuer_issue(issuer, series, index, lot, 6, b, c, l, null_mut()))
        });
        assert_eq!(codes[offsets[at]..offsets[at + 1]], alone);
        let serial = fills(&|b, c, l| status!(symbolon_series_seal(series, index, b, c, l)));
        assert_eq!(serials[16 * at..][..16], serial);
    }
    assert!(signatures.iter().any(|byte| *byte != 0));
    // Nothing but the codes is wanted, of a range that is none.
    let (mut len, mut seen) = (0, info());
    let mut call = |first, n, signatures, bulk| {
        let (buf, cap, len) = (serials.as_mut_ptr(), 48, &raw mut len);
        let offsets = offsets.as_mut_ptr();
        status!(symbolon_bulk_issue(
            bulk,
            first,
            n,
            null_mut(),
            signatures,
            buf,
            cap,
            len,
            offsets,
            &raw mut seen
        ))
    };
    assert_eq!(call(1 << 31, 1, null_mut(), bulk), SYMBOLON_E_INDEX);
    assert_eq!(call(u64::MAX, 1, null_mut(), bulk), SYMBOLON_E_INDEX);
    assert_eq!(call(0, 0, null_mut(), bulk), SYMBOLON_OK);
    let sealed = super::bulk::bulk(null(), SYMBOLON_CARRIER_ELEMENT_STRING, b"").unwrap();
    assert_eq!(call(0, 1, signatures.as_mut_ptr(), sealed), SYMBOLON_E_PARAMETER);
    assert_eq!(call(0, 1, null_mut(), sealed), SYMBOLON_OK);
    // SAFETY: each is freed once, the bulk handles last.
    unsafe {
        symbolon_issuer_free(issuer);
        symbolon_series_free(series);
        symbolon_bulk_free(bulk);
        symbolon_bulk_free(sealed);
    }
}

#[test]
fn carriers_have_their_stems() {
    let refused = |carrier, stem: &[u8]| bulk(null(), carrier, stem).unwrap_err();
    assert_eq!(refused(0, b""), SYMBOLON_E_PARAMETER);
    assert_eq!(refused(SYMBOLON_CARRIER_ELEMENT_STRING, b"x"), SYMBOLON_E_PARAMETER);
    assert_eq!(refused(SYMBOLON_CARRIER_DIGITAL_LINK, b"ftp://x"), SYMBOLON_E_URI);
    for (carrier, stem) in
        [(SYMBOLON_CARRIER_DIGITAL_LINK, "https://a.b"), (SYMBOLON_CARRIER_COMPACT, "HTTPS://A.B")]
    {
        let bulk = bulk(null(), carrier, stem.as_bytes()).unwrap();
        let mut bound = 0;
        ok!(symbolon_bulk_code_bound(bulk, &raw mut bound));
        assert!(bound > stem.len());
        // SAFETY: freed once.
        unsafe { symbolon_bulk_free(bulk) };
    }
}

/// A file, and when to stop.
#[derive(Default)]
struct File {
    bytes: Vec<u8>,
    next: u64,
    reported: u64,
    stop_at: u64,
    fail_above: usize,
    /// What a failure is called.
    number: i32,
}

unsafe extern "C" fn write(user: *mut c_void, bytes: *const u8, len: usize) -> i32 {
    // SAFETY: the test hands its file in.
    let file = unsafe { &mut *user.cast::<File>() };
    // SAFETY: by the contract of the callback.
    file.bytes.extend_from_slice(unsafe { std::slice::from_raw_parts(bytes, len) });
    if file.bytes.len() > file.fail_above { std::mem::take(&mut file.number) } else { 0 }
}

unsafe extern "C" fn progress(user: *mut c_void, done: u64, next: u64, bytes: u64) -> i32 {
    // SAFETY: the test hands its file in.
    let file = unsafe { &mut *user.cast::<File>() };
    assert!(done > 0);
    (file.next, file.reported) = (next, bytes);
    i32::from(next >= file.stop_at)
}

fn job(layout: u32) -> symbolon_bulk_job {
    let label =
        symbolon_bulk_job { width: 400, height: 200, x: 10, y: 10, module_dots: 5, ..Default::default() };
    symbolon_bulk_job { size: 64, layout, first: 100, n: 1000, text_height: 20, ..label }
}

fn written(bulk: *const symbolon_bulk, job: &symbolon_bulk_job, file: &mut File) -> (i32, i32) {
    let mut seen = info();
    let status = status!(symbolon_bulk_write(
        bulk,
        &raw const *job,
        Some(write),
        Some(progress),
        (&raw mut *file).cast(),
        &raw mut seen
    ));
    (status, seen.detail)
}

#[test]
fn jobs_are_cancelled_and_resumed() {
    let issuer = issuer();
    let bulk = bulk(issuer, SYMBOLON_CARRIER_ELEMENT_STRING, b"").unwrap();
    let file = |stop_at, fail_above| File { stop_at, fail_above, number: -28, ..Default::default() };
    for layout in [SYMBOLON_LAYOUT_CSV, SYMBOLON_LAYOUT_BINARY, SYMBOLON_LAYOUT_ZPL] {
        let mut whole = file(u64::MAX, usize::MAX);
        assert_eq!(written(bulk, &job(layout), &mut whole), (SYMBOLON_OK, 0));
        assert_eq!((whole.next, whole.reported), (1100, whole.bytes.len() as u64));
        let mut part = file(500, usize::MAX);
        assert_eq!(written(bulk, &job(layout), &mut part), (SYMBOLON_E_CANCELLED, 0));
        assert_eq!((part.next, part.reported), (612, part.bytes.len() as u64));
        part.stop_at = u64::MAX;
        let resume = part.next;
        assert_eq!(written(bulk, &symbolon_bulk_job { resume, ..job(layout) }, &mut part), (SYMBOLON_OK, 0));
        assert!(part.bytes == whole.bytes, "{layout}");
        let mut full = file(u64::MAX, whole.bytes.len() / 2);
        assert_eq!(written(bulk, &job(layout), &mut full), (SYMBOLON_E_STORAGE, -28));
        assert!(full.next < 1100 && full.reported <= full.fail_above as u64);
        // The number that systems give to an interrupted call means nothing here: nothing is written twice.
        let mut interrupted = File { number: 4, ..file(u64::MAX, 0) };
        assert_eq!(written(bulk, &job(layout), &mut interrupted), (SYMBOLON_E_STORAGE, 4));
    }
    let mut none = file(0, 0);
    let mut refused = |job: symbolon_bulk_job| written(bulk, &job, &mut none).0;
    assert_eq!(refused(job(0)), SYMBOLON_E_PARAMETER);
    assert_eq!(
        refused(symbolon_bulk_job { width: 65_536, ..job(SYMBOLON_LAYOUT_ZPL) }),
        SYMBOLON_E_PARAMETER
    );
    assert_eq!(refused(symbolon_bulk_job { first: 1 << 31, ..job(1) }), SYMBOLON_E_INDEX);
    assert_eq!(refused(symbolon_bulk_job { n: u64::MAX, ..job(1) }), SYMBOLON_E_INDEX);
    assert_eq!(refused(symbolon_bulk_job { resume: 99, ..job(1) }), SYMBOLON_E_INDEX);
    assert_eq!(refused(symbolon_bulk_job { size: 3, ..job(1) }), SYMBOLON_E_OPTIONS);
    assert!(none.bytes.is_empty());
    let job = job(1);
    assert_eq!(
        status!(symbolon_bulk_write(bulk, &raw const job, None, None, null_mut(), null_mut())),
        SYMBOLON_E_NULL
    );
    // SAFETY: each is freed once.
    unsafe {
        symbolon_issuer_free(issuer);
        symbolon_bulk_free(bulk);
    }
}
