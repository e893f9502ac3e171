//! Calls with arguments that C callers get wrong: short buffers, broken batches, options of other versions.

use std::ptr::{null, null_mut};

use symbolon::capi::SYMBOLON_NO_PLACE;
use symbolon::capi::code::*;
use symbolon::capi::gs1::*;
use symbolon::capi::issue::*;
use symbolon::capi::key::*;
use symbolon::capi::opener::*;
use symbolon::capi::pack::*;
use symbolon::capi::pack_query::*;
use symbolon::capi::pool::*;
use symbolon::capi::series::*;
use symbolon::capi::status::*;
use symbolon::capi::verify::*;

use super::arguments::*;

#[test]
fn buffers_are_filled_whole_or_not_at_all() {
    let (code, n) = (CODE.as_ptr(), CODE.len());
    let none = null_mut();
    let element = |ai: &'static [u8]| {
        fills(&|b, c, l| status!(symbolon_code_element(code, n, ai.as_ptr(), ai.len(), b, c, l, none)))
    };
    assert_eq!(element(b"21"), b"07A0B1C2D3E4F5G6");
    assert_eq!(element(b"10"), b"", "an element that is not there");
    let got = fills(&|b, c, l| status!(symbolon_code_identity(code, n, b, c, l, none)));
    assert_eq!(got, b"01095060001343522107A0B1C2D3E4F5G6");
    assert_eq!(fills(&|b, c, l| status!(symbolon_code_canonical(code, n, b, c, l, none))), CODE);
    let stem = b"https://id.gs1.org";
    let link = fills(&|b, c, l| {
        status!(symbolon_code_convert(code, n, 2, stem.as_ptr(), stem.len(), b, c, l, none))
    });
    assert_eq!(link, b"https://id.gs1.org/01/09506000134352/21/07A0B1C2D3E4F5G6");

    let (series, key) = (series(), secret_key());
    assert_eq!(fills(&|b, c, l| status!(symbolon_series_seal(series, 5, b, c, l))).len(), 16);
    let pem = fills(&|b, c, l| status!(symbolon_secret_key_to_pem(key, b, c, l)));
    assert!(pem.starts_with(b"-----BEGIN PRIVATE KEY-----\n") && pem.len() <= SYMBOLON_PEM_MAX);
    let mut public = [0; 32];
    ok!(symbolon_secret_key_public(key, public.as_mut_ptr()));
    let pem = fills(&|b, c, l| status!(symbolon_public_key_to_pem(public.as_ptr(), b, c, l)));
    let mut read = [0; 32];
    ok!(symbolon_public_key_from_pem(pem.as_ptr(), pem.len(), read.as_mut_ptr()));
    assert_eq!(read, public);

    let mut issuer = null();
    ok!(symbolon_issuer_new(key, &raw mut issuer));
    let sealed =
        fills(&|b, c, l| status!(symbolon_issuer_issue(issuer, series, 5, null(), 0, b, c, l, none)));
    let signed = fills(&|b, c, l| status!(symbolon_issuer_sign(issuer, code, n, b, c, l, none)));
    assert_eq!(sealed.len(), signed.len());
    // SAFETY: each is freed once.
    unsafe {
        symbolon_secret_key_free(key);
        symbolon_series_free(series);
        symbolon_issuer_free(issuer);
    }
}

#[test]
fn one_bad_item_of_a_batch_fails_nothing_but_itself() {
    let codes = Flat::new(&[CODE, b"", b"not a code", b"00395060000000000016"]);
    let (stride, n) = (SYMBOLON_IDENTITY_MAX, codes.len());
    let (mut buf, mut lens, mut statuses) = (vec![0_u8; stride * n], vec![9; n], vec![9; n]);
    let (bytes, offsets) = (codes.bytes.as_ptr(), codes.offsets.as_ptr());
    let (places, statuses_at) = (lens.as_mut_ptr(), statuses.as_mut_ptr());
    ok!(symbolon_code_identity_batch(bytes, offsets, n, buf.as_mut_ptr(), stride, places, statuses_at));
    assert_eq!(lens, [34, 0, 0, 20]);
    assert_eq!(statuses, [0, SYMBOLON_E_TRUNCATED, SYMBOLON_E_UNKNOWN_AI, 0]);
    assert_eq!(&buf[3 * stride..3 * stride + 20], b"00395060000000000016");
    // A stride that holds the SSCC only.
    ok!(symbolon_code_identity_batch(bytes, offsets, n, buf.as_mut_ptr(), 20, places, statuses_at));
    assert_eq!(lens, [34, 0, 0, 20]);
    assert_eq!(statuses, [SYMBOLON_E_BUFFER, SYMBOLON_E_TRUNCATED, SYMBOLON_E_UNKNOWN_AI, 0]);
    // No stride at all: lengths only.
    ok!(symbolon_code_identity_batch(bytes, offsets, n, null_mut(), 0, places, statuses_at));
    assert_eq!(lens, [34, 0, 0, 20]);
}

#[test]
fn offsets_must_ascend_and_pointers_be_aligned() {
    let offsets = [0_usize, 10, 5];
    let (mut units, mut statuses) = ([0_u32; 2], [0; 2]);
    let options = symbolon_forest_options { size: 40, box_capacity: 2, ..Default::default() };
    let mut forest = null_mut();
    ok!(symbolon_forest_new(&raw const options, &raw mut forest));
    let (units, statuses) = (units.as_mut_ptr(), statuses.as_mut_ptr());
    let refused =
        status!(symbolon_forest_find_batch(forest, CODE.as_ptr(), offsets.as_ptr(), 2, units, statuses));
    assert_eq!(refused, SYMBOLON_E_OFFSETS);
    let crooked = units.wrapping_byte_add(1);
    assert_eq!(status!(symbolon_forest_parent(forest, 0, crooked)), SYMBOLON_E_ALIGN);
    // SAFETY: freed once.
    unsafe { symbolon_forest_free(forest) };
}

#[test]
fn info_says_where() {
    let mut seen = info();
    let mut len = 0;
    let broken = b"0109506000134352\x1D21\x7F";
    let refused = status!(symbolon_code_canonical(
        broken.as_ptr(),
        broken.len(),
        null_mut(),
        0,
        &raw mut len,
        &raw mut seen
    ));
    assert_eq!(
        (refused, seen.code, seen.at, seen.item),
        (SYMBOLON_E_CHARSET, SYMBOLON_E_CHARSET, 19, SYMBOLON_NO_PLACE)
    );
    let stem = b"ftp://x";
    let refused = status!(symbolon_code_convert(
        CODE.as_ptr(),
        CODE.len(),
        2,
        stem.as_ptr(),
        stem.len(),
        null_mut(),
        0,
        &raw mut len,
        &raw mut seen
    ));
    assert_eq!((refused, seen.item), (SYMBOLON_E_URI, 1), "the stem is input 1");
    let serials = Flat::new(&["A1", "B~", "C1"]);
    let mut pool = null_mut();
    let refused = status!(symbolon_pool_new(
        serials.bytes.as_ptr(),
        serials.offsets.as_ptr(),
        3,
        &raw mut pool,
        &raw mut seen
    ));
    assert_eq!((refused, seen.at, seen.item), (SYMBOLON_E_CHARSET, 1, 1));
    assert!(pool.is_null(), "an out parameter is written only on success");
    ok!(symbolon_code_identity(
        CODE.as_ptr(),
        CODE.len(),
        [0; 64].as_mut_ptr(),
        64,
        &raw mut len,
        &raw mut seen
    ));
    assert_eq!((seen.code, seen.at, seen.item), (0, SYMBOLON_NO_PLACE, SYMBOLON_NO_PLACE));
}

#[test]
fn a_refused_call_hands_nothing_out() {
    let (mut allocator, prefix) = (null_mut(), b"9506000");
    ok!(symbolon_sscc_allocator_new(3, prefix.as_ptr(), 7, 0, 3, &raw mut allocator, null_mut()));
    assert_eq!(status!(symbolon_sscc_allocator_allocate(allocator, null_mut())), SYMBOLON_E_NULL);
    let mut many = [0; 4 * 18];
    let refused = status!(symbolon_sscc_allocator_allocate_batch(allocator, 4, many.as_mut_ptr()));
    assert_eq!(refused, SYMBOLON_E_EXHAUSTED);
    let (mut position, mut remaining) = (9, 9);
    ok!(symbolon_sscc_allocator_position(allocator, &raw mut position, &raw mut remaining));
    assert_eq!((position, remaining), (0, 3));
    ok!(symbolon_sscc_allocator_allocate_batch(allocator, 3, many.as_mut_ptr()));
    assert_eq!(&many[..18], b"395060000000000009");

    let (serials, mut pool) = (Flat::new(&["A1", "B1"]), null_mut());
    ok!(symbolon_pool_new(serials.bytes.as_ptr(), serials.offsets.as_ptr(), 2, &raw mut pool, null_mut()));
    let (mut buf, mut len, mut drawn) = ([0; 20], 0, 0);
    assert_eq!(status!(symbolon_pool_draw(pool, buf.as_mut_ptr(), 19, &raw mut len)), SYMBOLON_E_BUFFER);
    assert_eq!(len, SYMBOLON_SERIAL_MAX);
    ok!(symbolon_pool_draw(pool, buf.as_mut_ptr(), 20, &raw mut len));
    assert_eq!(&buf[..len], b"A1", "the draw that was refused took nothing");
    ok!(symbolon_pool_has_drawn(pool, b"B1".as_ptr(), 2, &raw mut drawn));
    assert_eq!(drawn, SYMBOLON_DRAWN_NO);
    let (mut many, mut lens) = ([0; 2 * 20], [0; 2]);
    let mut batch =
        |n, stride| status!(symbolon_pool_draw_batch(pool, n, many.as_mut_ptr(), stride, lens.as_mut_ptr()));
    assert_eq!(batch(2, 20), SYMBOLON_E_EXHAUSTED, "one is left");
    assert_eq!(batch(1, 19), SYMBOLON_E_BUFFER);
    assert_eq!(batch(1, 20), SYMBOLON_OK);
    assert_eq!((&many[..2], lens[0]), (&b"B1"[..], 2));
    ok!(symbolon_pool_resume(pool, 2));
    assert_eq!(status!(symbolon_pool_draw(pool, buf.as_mut_ptr(), 20, &raw mut len)), SYMBOLON_E_EXHAUSTED);
    // SAFETY: each is freed once.
    unsafe {
        symbolon_sscc_allocator_free(allocator);
        symbolon_pool_free(pool);
    }
}

#[test]
fn foreign_serials_are_answers() {
    let series = series();
    let mut first = [0; 2 * 20];
    ok!(symbolon_series_seal_batch(series, 7, 2, first.as_mut_ptr(), 20));
    let serials = Flat::new(&[&first[..16], &first[20..36], b"07A0B1C2D3E4F5G6", b"", b"\xFF"]);
    let (mut sealed, mut indices) = ([0; 5], [0; 5]);
    ok!(symbolon_series_open_batch(
        series,
        serials.bytes.as_ptr(),
        serials.offsets.as_ptr(),
        5,
        sealed.as_mut_ptr(),
        indices.as_mut_ptr()
    ));
    assert_eq!(sealed, [1, 1, 2, 2, 2]);
    assert_eq!(indices, [7, 8, u64::MAX, u64::MAX, u64::MAX]);
    let refused =
        |first, n, stride| status!(symbolon_series_seal_batch(series, first, n, null_mut(), stride));
    assert_eq!(refused(0, 0, 0), SYMBOLON_E_BUFFER);
    assert_eq!(refused(u64::MAX, 0, 20), SYMBOLON_E_INDEX);
    assert_eq!(refused(0, 0, usize::MAX), SYMBOLON_OK, "none of them, however far apart");
    let mut buf = [0xA5; 40];
    let beyond = status!(symbolon_series_seal_batch(series, (1 << 31) - 1, 2, buf.as_mut_ptr(), 20));
    assert_eq!((beyond, buf), (SYMBOLON_E_INDEX, [0xA5; 40]));
    // SAFETY: freed once.
    unsafe { symbolon_series_free(series) };
}

/// A series with a key of nines.
fn series_of(options: &symbolon_series_options) -> Result<*const symbolon_series, i32> {
    let (gtin, slot, mut out) = (GTIN.as_ptr(), b"07".as_ptr(), null());
    let at = &raw const *options;
    match status!(symbolon_series_new([9; 32].as_ptr(), gtin, 14, slot, 2, at, &raw mut out, null_mut())) {
        SYMBOLON_OK => Ok(out),
        refused => Err(refused),
    }
}

fn sealed(options: &symbolon_series_options) -> Result<Vec<u8>, i32> {
    let series = series_of(options)?;
    let serial = fills(&|b, c, l| status!(symbolon_series_seal(series, 5, b, c, l)));
    // SAFETY: freed once.
    unsafe { symbolon_series_free(series) };
    Ok(serial)
}

#[test]
fn a_series_says_its_format() {
    let of = |format, reserved| symbolon_series_options { format, reserved, ..Default::default() };
    assert_eq!(sealed(&of(0, 0)), sealed(&of(SYMBOLON_SERIES_FORMAT_2, 0)));
    assert_ne!(sealed(&of(SYMBOLON_SERIES_FORMAT_1, 0)), sealed(&of(0, 0)));
    assert_eq!(sealed(&of(3, 0)), Err(SYMBOLON_E_PARAMETER));
    assert_eq!(sealed(&of(0, 1)), Err(SYMBOLON_E_PARAMETER));
    // The size that callers of the first version were compiled with: nothing behind it is looked at.
    let size = u32::try_from(16 + 2 * size_of::<usize>()).unwrap();
    assert_eq!(sealed(&symbolon_series_options { size, ..of(77, 77) }), sealed(&of(0, 0)));
}

#[test]
fn an_index_key_reads_indices() {
    let (mut index_key, mut opener) = ([0; 32], null());
    ok!(symbolon_series_index_key([9; 32].as_ptr(), index_key.as_mut_ptr()));
    let new = |options: &symbolon_series_options, out| {
        let (key, gtin, slot) = (index_key.as_ptr(), GTIN.as_ptr(), b"07".as_ptr());
        status!(symbolon_opener_new(key, gtin, 14, slot, 2, &raw const *options, out, null_mut()))
    };
    let old = symbolon_series_options { format: SYMBOLON_SERIES_FORMAT_1, ..Default::default() };
    assert_eq!(new(&old, &raw mut opener), SYMBOLON_E_SERIES_SHAPE);
    assert_eq!(new(&symbolon_series_options::default(), &raw mut opener), SYMBOLON_OK);
    let index = |serial: &[u8]| {
        let (mut read, mut index) = (0, 0);
        ok!(symbolon_opener_index(opener, serial.as_ptr(), serial.len(), &raw mut read, &raw mut index));
        (read, index)
    };
    let mut serial = sealed(&symbolon_series_options::default()).unwrap();
    assert_eq!(index(&serial), (SYMBOLON_INDEX_READ, 5));
    serial[0] = b'1';
    assert_eq!(index(&serial), (SYMBOLON_INDEX_NONE, u64::MAX));
    assert_eq!(index(b"\xFF"), (SYMBOLON_INDEX_NONE, u64::MAX));
    // SAFETY: freed once.
    unsafe { symbolon_opener_free(opener) };
}

/// More than the library takes at once, with serials of other forms among them.
#[test]
fn large_batches_of_serials() {
    let (series, n) = (series(), 700);
    let mut column = vec![0; 20 * n];
    ok!(symbolon_series_seal_batch(series, 40, n, column.as_mut_ptr(), 20));
    let mut serials: Vec<&[u8]> = column.chunks(20).map(|place| &place[..16]).collect();
    for (at, serial) in serials.iter().enumerate().step_by(97) {
        let alone = fills(&|b, c, l| status!(symbolon_series_seal(series, 40 + at as u64, b, c, l)));
        assert_eq!(alone, *serial);
    }
    for at in [0, 255, 256, 699] {
        serials[at] = &serials[at][1..];
    }
    let (flat, mut yes, mut indices) = (Flat::new(&serials), vec![0; n], vec![0; n]);
    let (bytes, offsets) = (flat.bytes.as_ptr(), flat.offsets.as_ptr());
    ok!(symbolon_series_open_batch(series, bytes, offsets, n, yes.as_mut_ptr(), indices.as_mut_ptr()));
    for (at, answer) in yes.into_iter().zip(indices).enumerate() {
        let wanted = if [0, 255, 256, 699].contains(&at) { (2, u64::MAX) } else { (1, 40 + at as u64) };
        assert_eq!(answer, wanted, "{at}");
    }
    // SAFETY: freed once.
    unsafe { symbolon_series_free(series) };
}

#[test]
fn options_of_other_versions() {
    let mut verifier = null_mut();
    for (words, wanted) in [
        ([8_u32, 1, 0, 0], SYMBOLON_OK),
        ([4, 77, 77, 77], SYMBOLON_OK),
        ([16, 1, 0, 0], SYMBOLON_OK),
        ([16, 1, 0, 1], SYMBOLON_E_OPTIONS),
        ([0, 1, 0, 0], SYMBOLON_E_OPTIONS),
        ([8, 2, 0, 0], SYMBOLON_E_PARAMETER),
    ] {
        let options = words.as_ptr().cast();
        assert_eq!(status!(symbolon_verifier_new(options, &raw mut verifier)), wanted, "{words:?}");
        if wanted == SYMBOLON_OK {
            // SAFETY: freed once.
            unsafe { symbolon_verifier_free(verifier) };
        }
    }
}
