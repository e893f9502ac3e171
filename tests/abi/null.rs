//! Every function bears NULL in every place, with zero and with impossible lengths.

use std::collections::BTreeSet;
use std::fs;

use symbolon::capi::status::{SYMBOLON_E_NULL, SYMBOLON_E_PARAMETER, SYMBOLON_OK};
use symbolon::capi::{
    batch, bulk, bundle, certificate, code, code128, consumer, contents, copy, date, date_read, dots, grant,
    gs1, issue, journal, journal_proof, journal_read, key, key_life, label, layer, lease, lease_draw, line,
    line_order, line_reason, mark, opener, pack, pack_query, pack_state, pack_verb, pool, qr_run, read,
    receipt, reconcile, register, register_named, roll, series, sheet, suite_key, symbol, verify, zpl,
};

use super::root;

/// An argument that points nowhere; numbers are all the same.
trait Nowhere {
    fn nowhere(number: u32) -> Self;
}

impl<T> Nowhere for *const T {
    fn nowhere(_: u32) -> Self {
        std::ptr::null()
    }
}

impl<T> Nowhere for *mut T {
    fn nowhere(_: u32) -> Self {
        std::ptr::null_mut()
    }
}

macro_rules! callbacks {
    ($($t:ty)*) => { $(impl Nowhere for $t {
        fn nowhere(_: u32) -> Self {
            None
        }
    })* };
}

callbacks! {
    bulk::symbolon_progress bulk::symbolon_write issue::symbolon_sign issue::symbolon_sign_many lease_draw::symbolon_store
    read::symbolon_go_on
}

macro_rules! numbers {
    ($($t:ty)*) => { $(impl Nowhere for $t {
        fn nowhere(number: u32) -> Self {
            if number == u32::MAX { <$t>::MAX } else { <$t>::try_from(number).unwrap() }
        }
    })* };
}

numbers!(u32 i32 u64 i64 usize);

/// A function that is called with every argument pointing nowhere.
trait CallWithNowhere {
    fn call(self, number: u32) -> i32;
}

macro_rules! call_with {
    ($($a:ident)*) => {
        impl<$($a: Nowhere),*> CallWithNowhere for unsafe extern "C" fn($($a),*) -> i32 {
            fn call(self, number: u32) -> i32 {
                // SAFETY: NULL and numbers are within every function's contract.
                unsafe { self($($a::nowhere(number)),*) }
            }
        }
    };
}

call_with!(A);
call_with!(A B);
call_with!(A B C);
call_with!(A B C D);
call_with!(A B C D E);
call_with!(A B C D E F);
call_with!(A B C D E F G);
call_with!(A B C D E F G H);
call_with!(A B C D E F G H I);
call_with!(A B C D E F G H I J);
call_with!(A B C D E F G H I J K);
call_with!(A B C D E F G H I J K L);
call_with!(A B C D E F G H I J K L M);
call_with!(A B C D E F G H I J K L M N);

macro_rules! pointer {
    ($f:path, 1) => {
        $f as unsafe extern "C" fn(_) -> _
    };
    ($f:path, 2) => {
        $f as unsafe extern "C" fn(_, _) -> _
    };
    ($f:path, 3) => {
        $f as unsafe extern "C" fn(_, _, _) -> _
    };
    ($f:path, 4) => {
        $f as unsafe extern "C" fn(_, _, _, _) -> _
    };
    ($f:path, 5) => {
        $f as unsafe extern "C" fn(_, _, _, _, _) -> _
    };
    ($f:path, 6) => {
        $f as unsafe extern "C" fn(_, _, _, _, _, _) -> _
    };
    ($f:path, 7) => {
        $f as unsafe extern "C" fn(_, _, _, _, _, _, _) -> _
    };
    ($f:path, 8) => {
        $f as unsafe extern "C" fn(_, _, _, _, _, _, _, _) -> _
    };
    ($f:path, 9) => {
        $f as unsafe extern "C" fn(_, _, _, _, _, _, _, _, _) -> _
    };
    ($f:path, 10) => {
        $f as unsafe extern "C" fn(_, _, _, _, _, _, _, _, _, _) -> _
    };
    ($f:path, 11) => {
        $f as unsafe extern "C" fn(_, _, _, _, _, _, _, _, _, _, _) -> _
    };
    ($f:path, 12) => {
        $f as unsafe extern "C" fn(_, _, _, _, _, _, _, _, _, _, _, _) -> _
    };
    ($f:path, 13) => {
        $f as unsafe extern "C" fn(_, _, _, _, _, _, _, _, _, _, _, _, _) -> _
    };
    ($f:path, 14) => {
        $f as unsafe extern "C" fn(_, _, _, _, _, _, _, _, _, _, _, _, _, _) -> _
    };
}

/// The functions that give a status, each with its number of arguments.
macro_rules! every_function {
    ($($module:ident::$name:ident, $n:tt;)*) => {
        vec![$((stringify!($name), (|number| pointer!($module::$name, $n).call(number)) as fn(u32) -> i32)),*]
    };
}

/// The name of a function, and the function called with nothing but this number.
type Call = (&'static str, fn(u32) -> i32);

#[allow(clippy::too_many_lines)] // a list
fn functions() -> Vec<Call> {
    every_function! {
        bulk::symbolon_bulk_code_bound, 2;
        bulk::symbolon_bulk_issue, 10;
        bulk::symbolon_bulk_new, 9;
        bulk::symbolon_bulk_write, 6;
        batch::symbolon_batch_absence, 7;
        batch::symbolon_batch_builder_add_batch, 5;
        batch::symbolon_batch_builder_finish, 3;
        batch::symbolon_batch_builder_new, 1;
        batch::symbolon_batch_proof, 7;
        batch::symbolon_batch_root, 3;
        bundle::symbolon_bundle_apply, 5;
        bundle::symbolon_bundle_bytes, 4;
        bundle::symbolon_bundle_delta, 5;
        bundle::symbolon_bundle_name, 4;
        bundle::symbolon_bundle_open, 7;
        bundle::symbolon_bundle_times, 4;
        bundle::symbolon_verifier_install, 6;
        bundle::symbolon_verifier_uninstall, 2;
        certificate::symbolon_certificate_check, 6;
        certificate::symbolon_certificate_excludes, 7;
        certificate::symbolon_certificate_gtin_count, 4;
        certificate::symbolon_certificate_includes, 6;
        certificate::symbolon_certificate_key_id, 4;
        certificate::symbolon_certificate_open, 6;
        certificate::symbolon_certificate_read, 5;
        certificate::symbolon_certificate_sign, 9;
        code::symbolon_code_identity, 6;
        code::symbolon_code_identity_batch, 7;
        code::symbolon_code_canonical, 6;
        code::symbolon_code_convert, 9;
        code::symbolon_code_convert_batch, 11;
        code::symbolon_code_element, 8;
        consumer::symbolon_verifier_consumer, 5;
        contents::symbolon_contents_digest, 3;
        contents::symbolon_contents_new, 7;
        contents::symbolon_contents_note_includes, 6;
        contents::symbolon_contents_note_key_id, 4;
        contents::symbolon_contents_note_may_contain, 5;
        contents::symbolon_contents_note_may_contain_batch, 6;
        contents::symbolon_contents_note_open, 6;
        contents::symbolon_contents_note_read, 5;
        contents::symbolon_contents_proof, 7;
        contents::symbolon_contents_sign, 8;
        copy::symbolon_copy_new, 11;
        copy::symbolon_copy_raster, 5;
        copy::symbolon_copy_score, 8;
        date::symbolon_date_font_bdf, 4;
        date::symbolon_date_glyph_png, 6;
        date::symbolon_date_mark_bits, 4;
        date::symbolon_date_mark_derive, 11;
        date::symbolon_date_mark_drops, 4;
        date::symbolon_date_mark_from_bits, 7;
        date::symbolon_date_mark_raster, 5;
        date::symbolon_date_mark_text, 4;
        date_read::symbolon_date_reader_new, 2;
        date_read::symbolon_date_reader_read, 12;
        date_read::symbolon_date_reader_verify, 10;
        grant::symbolon_grant_sign, 14;
        grant::symbolon_verifier_admit, 10;
        gs1::symbolon_gs1_check_digit, 4;
        gs1::symbolon_gs1_readable, 8;
        gs1::symbolon_sscc_allocator_new, 7;
        gs1::symbolon_sscc_allocator_allocate, 2;
        gs1::symbolon_sscc_allocator_allocate_batch, 3;
        gs1::symbolon_sscc_allocator_position, 3;
        issue::symbolon_issuer_new, 2;
        issue::symbolon_issuer_new_external, 4;
        issue::symbolon_issuer_new_external_batch, 5;
        issue::symbolon_issuer_issue, 9;
        issue::symbolon_issuer_issue_batch, 11;
        issue::symbolon_issuer_sign, 7;
        issue::symbolon_issuer_sign_batch, 8;
        journal::symbolon_journal_append, 9;
        journal::symbolon_journal_checkpoint, 4;
        journal::symbolon_journal_commit, 3;
        journal::symbolon_journal_create, 6;
        journal::symbolon_journal_open, 7;
        journal::symbolon_journal_resume, 3;
        journal::symbolon_journal_state, 5;
        journal::symbolon_journal_tick, 4;
        journal_proof::symbolon_journal_proof, 7;
        journal_proof::symbolon_journal_proof_check, 12;
        journal_proof::symbolon_journal_verify, 7;
        journal_read::symbolon_journal_cursor_load, 7;
        journal_read::symbolon_journal_cursor_store, 6;
        journal_read::symbolon_journal_reader_cursor, 2;
        journal_read::symbolon_journal_reader_limit, 2;
        journal_read::symbolon_journal_reader_new, 5;
        journal_read::symbolon_journal_reader_next, 7;
        journal_read::symbolon_journal_reader_resume, 5;
        key::symbolon_secret_key_from_seed, 2;
        key::symbolon_secret_key_from_pem, 3;
        key::symbolon_secret_key_to_pem, 4;
        key::symbolon_secret_key_public, 2;
        key::symbolon_public_key_from_pem, 3;
        key::symbolon_public_key_to_pem, 4;
        key::symbolon_public_key_id, 2;
        key::symbolon_public_key_check, 1;
        layer::symbolon_layer_new, 13;
        layer::symbolon_layer_raster, 6;
        layer::symbolon_layer_verify, 6;
        layer::symbolon_layer_verify_with, 7;
        layer::symbolon_layer_read, 7;
        lease::symbolon_lease_grant, 6;
        lease::symbolon_lease_granter, 3;
        lease::symbolon_lease_open, 6;
        lease::symbolon_lease_read, 2;
        lease_draw::symbolon_draw_new, 4;
        lease_draw::symbolon_draw_next, 7;
        lease_draw::symbolon_draw_counts, 4;
        lease_draw::symbolon_draw_close, 9;
        receipt::symbolon_receipt_returned, 8;
        key_life::symbolon_verifier_set_standing, 4;
        key_life::symbolon_verifier_set_signing, 4;
        line::symbolon_line_find, 7;
        line::symbolon_line_look, 4;
        line::symbolon_line_open, 4;
        line::symbolon_line_released, 8;
        line::symbolon_line_replay, 8;
        line::symbolon_line_report, 8;
        line::symbolon_line_resume, 1;
        line::symbolon_line_state_of, 2;
        line::symbolon_line_step, 9;
        line_order::symbolon_order_add_code, 5;
        line_order::symbolon_order_add_lot, 7;
        line_order::symbolon_order_add_series, 8;
        line_order::symbolon_order_add_station, 3;
        line_order::symbolon_order_new, 3;
        line_order::symbolon_order_set_line, 4;
        line_reason::symbolon_reason_epcis, 3;
        line_reason::symbolon_reason_text, 5;
        mark::symbolon_mark_from_random, 3;
        mark::symbolon_mark_read, 4;
        dots::symbolon_roll_key_new, 5;
        dots::symbolon_roll_key_payload, 4;
        dots::symbolon_roll_key_check, 3;
        dots::symbolon_dots_coded_raster, 5;
        dots::symbolon_dots_derived_raster, 12;
        dots::symbolon_dots_locate, 7;
        dots::symbolon_dots_sight_add, 2;
        dots::symbolon_dots_sight_read, 3;
        dots::symbolon_dots_sight_verify_coded, 3;
        dots::symbolon_dots_sight_verify_derived, 10;
        mark::symbolon_mark_key_new, 6;
        mark::symbolon_mark_key_derive, 10;
        mark::symbolon_mark_key_derive_batch, 11;
        mark::symbolon_mark_key_check, 12;
        mark::symbolon_guess_admit, 6;
        mark::symbolon_guess_give_back, 2;
        opener::symbolon_series_index_key, 2;
        opener::symbolon_opener_new, 8;
        opener::symbolon_opener_index, 5;
        pack::symbolon_forest_new, 2;
        pack::symbolon_forest_add, 6;
        pack::symbolon_forest_add_batch, 7;
        pack::symbolon_forest_pack, 5;
        pack::symbolon_forest_unpack, 4;
        pack::symbolon_forest_unpack_all, 4;
        pack::symbolon_forest_move, 5;
        pack::symbolon_forest_replace, 4;
        pack::symbolon_forest_void, 3;
        pack_query::symbolon_forest_find, 5;
        pack_query::symbolon_forest_find_batch, 6;
        pack_query::symbolon_forest_identity, 5;
        pack_query::symbolon_forest_level, 4;
        pack_query::symbolon_forest_parent, 3;
        pack_query::symbolon_forest_root, 3;
        pack_query::symbolon_forest_path, 5;
        pack_query::symbolon_forest_children, 5;
        pack_query::symbolon_forest_leaves, 5;
        pack_query::symbolon_forest_counts, 3;
        pack_query::symbolon_forest_odd, 5;
        pack_query::symbolon_forest_check, 3;
        pack_state::symbolon_forest_compact, 1;
        pack_state::symbolon_forest_digest, 7;
        pack_state::symbolon_forest_level_counts, 3;
        pack_state::symbolon_forest_level_name, 5;
        pack_state::symbolon_forest_memory, 2;
        pack_state::symbolon_forest_open, 5;
        pack_state::symbolon_forest_parents, 4;
        pack_state::symbolon_forest_restore, 6;
        pack_state::symbolon_forest_roots, 4;
        pack_state::symbolon_forest_snapshot, 5;
        pack_state::symbolon_forest_state, 5;
        pack_verb::symbolon_forest_apply, 6;
        pack_verb::symbolon_forest_apply_encoded, 7;
        pack_verb::symbolon_forest_at, 8;
        pack_verb::symbolon_forest_name, 4;
        pack_verb::symbolon_forest_pack_run, 5;
        pack_verb::symbolon_forest_register, 10;
        pack_verb::symbolon_operation_encode, 5;
        pool::symbolon_pool_new, 5;
        pool::symbolon_pool_draw, 4;
        pool::symbolon_pool_draw_batch, 5;
        pool::symbolon_pool_position, 3;
        pool::symbolon_pool_resume, 2;
        pool::symbolon_pool_has_drawn, 4;
        read::symbolon_read, 14;
        qr_run::symbolon_qr_run_new, 4;
        qr_run::symbolon_qr_run_shape, 2;
        qr_run::symbolon_qr_run_draw, 7;
        qr_run::symbolon_qr_run_draw_batch, 8;
        read::symbolon_read_qr, 11;
        reconcile::symbolon_reconciler_new, 1;
        reconcile::symbolon_reconciler_add_lease, 2;
        reconcile::symbolon_reconciler_add_receipt, 6;
        reconcile::symbolon_reconciler_see, 8;
        reconcile::symbolon_reconciler_declare_void, 8;
        reconcile::symbolon_reconciler_report, 4;
        register::symbolon_register_new, 2;
        register::symbolon_register_enroll, 4;
        register::symbolon_register_bind, 7;
        register::symbolon_register_bind_batch, 6;
        register::symbolon_register_activate, 7;
        register::symbolon_register_activate_batch, 6;
        register::symbolon_register_void, 7;
        register::symbolon_register_void_of, 7;
        register::symbolon_register_check, 7;
        register::symbolon_register_state, 5;
        register::symbolon_register_mark_state, 8;
        register::symbolon_register_counts, 2;
        register_named::symbolon_register_name_image, 6;
        register_named::symbolon_register_enroll_named, 4;
        register_named::symbolon_register_bind_named, 6;
        register_named::symbolon_register_activate_named, 6;
        register_named::symbolon_register_void_named, 6;
        register_named::symbolon_register_check_named, 6;
        roll::symbolon_roll_new, 3;
        roll::symbolon_roll_resume, 4;
        roll::symbolon_roll_append, 7;
        roll::symbolon_roll_head, 2;
        roll::symbolon_roll_broken_at, 5;
        roll::symbolon_roll_check_new, 7;
        roll::symbolon_roll_check_step, 7;
        roll::symbolon_roll_check_finish, 2;
        series::symbolon_serial_advise_length, 7;
        series::symbolon_series_key, 7;
        series::symbolon_series_new, 8;
        series::symbolon_series_serial_length, 2;
        series::symbolon_series_seal, 5;
        series::symbolon_series_seal_batch, 5;
        series::symbolon_series_open, 5;
        series::symbolon_series_open_batch, 6;
        suite_key::symbolon_secret_key_from_secret, 3;
        suite_key::symbolon_secret_key_suite_key, 4;
        suite_key::symbolon_secret_key_seal, 8;
        suite_key::symbolon_secret_key_open, 5;
        suite_key::symbolon_suite_key_from_pem, 5;
        suite_key::symbolon_suite_key_to_pem, 5;
        suite_key::symbolon_suite_key_id, 3;
        suite_key::symbolon_verifier_add_suite_key, 10;
        symbol::symbolon_qr_size, 4;
        symbol::symbolon_datamatrix_size, 4;
        symbol::symbolon_qr_raster, 7;
        symbol::symbolon_datamatrix_raster, 7;
        symbol::symbolon_qr_png, 6;
        symbol::symbolon_datamatrix_png, 6;
        symbol::symbolon_qr_svg, 6;
        symbol::symbolon_datamatrix_svg, 6;
        code128::symbolon_code128_width, 5;
        code128::symbolon_code128_raster, 8;
        code128::symbolon_code128_png, 6;
        code128::symbolon_code128_svg, 6;
        label::symbolon_label_raster, 10;
        label::symbolon_label_png, 9;
        label::symbolon_label_zpl, 9;
        sheet::symbolon_raster_put, 6;
        sheet::symbolon_sheet_raster, 8;
        sheet::symbolon_sheet_png, 7;
        zpl::symbolon_zpl_new, 4;
        zpl::symbolon_zpl_graphic, 7;
        zpl::symbolon_zpl_text, 7;
        zpl::symbolon_zpl_qr, 9;
        zpl::symbolon_zpl_datamatrix, 8;
        zpl::symbolon_zpl_gs1_128, 8;
        zpl::symbolon_zpl_finish, 6;
        verify::symbolon_verifier_new, 2;
        verify::symbolon_verifier_add_key, 9;
        verify::symbolon_verifier_revoke, 2;
        verify::symbolon_verifier_add_series, 2;
        verify::symbolon_verifier_verify, 5;
        verify::symbolon_verifier_verify_batch, 7;
        verify::symbolon_verifier_examine, 5;
    }
}

/// The functions that take a handle back.
macro_rules! every_free {
    ($($module:ident::$name:ident;)*) => {
        // SAFETY: NULL is a no-op.
        vec![$((stringify!($name), (|| unsafe { $module::$name(Nowhere::nowhere(0)) }) as fn())),*]
    };
}

fn frees() -> Vec<(&'static str, fn())> {
    every_free! {
        bulk::symbolon_bulk_free;
        batch::symbolon_batch_builder_free;
        batch::symbolon_batch_free;
        bundle::symbolon_bundle_free;
        certificate::symbolon_certificate_free;
        contents::symbolon_contents_free;
        contents::symbolon_contents_note_free;
        copy::symbolon_copy_free;
        dots::symbolon_roll_key_free;
        dots::symbolon_dots_sight_free;
        date::symbolon_date_mark_free;
        date_read::symbolon_date_reader_free;
        gs1::symbolon_sscc_allocator_free;
        issue::symbolon_issuer_free;
        journal::symbolon_journal_free;
        journal_read::symbolon_journal_reader_free;
        key::symbolon_secret_key_free;
        lease::symbolon_lease_free;
        lease_draw::symbolon_draw_free;
        line::symbolon_line_free;
        line_order::symbolon_order_free;
        layer::symbolon_layer_free;
        mark::symbolon_mark_key_free;
        opener::symbolon_opener_free;
        pack::symbolon_forest_free;
        pool::symbolon_pool_free;
        qr_run::symbolon_qr_run_free;
        reconcile::symbolon_reconciler_free;
        register::symbolon_register_free;
        roll::symbolon_roll_free;
        roll::symbolon_roll_check_free;
        series::symbolon_series_free;
        verify::symbolon_verifier_free;
        zpl::symbolon_zpl_free;
    }
}

#[test]
fn every_export_is_called_here() {
    let here: BTreeSet<_> =
        functions().iter().map(|row| row.0).chain(frees().iter().map(|row| row.0)).collect();
    let list = fs::read_to_string(root().join("tests/abi/symbols.txt")).unwrap();
    let texts = [
        "symbolon_abi",
        "symbolon_version",
        "symbolon_status_text",
        "symbolon_verdict_text",
        "symbolon_advice_text",
        "symbolon_stale_text",
    ];
    let exported: BTreeSet<_> = list.lines().filter(|name| !texts.contains(name)).collect();
    assert_eq!(here, exported);
}

#[test]
fn null_with_zero_length_is_refused_where_something_must_be() {
    for (name, call) in functions() {
        let wanted = match name {
            // A roll of no marks, a batch of no codes.
            "symbolon_mark_from_random" | "symbolon_code_identity_batch" => SYMBOLON_OK,
            // 0 is no carrier, whatever the batch.
            "symbolon_code_convert_batch" => SYMBOLON_E_PARAMETER,
            _ => SYMBOLON_E_NULL,
        };
        assert_eq!(call(0), wanted, "{name}");
    }
}

#[test]
fn null_with_a_length_is_refused() {
    for (name, call) in functions() {
        for number in [1, 2, 4096, i32::MAX.unsigned_abs()] {
            assert_eq!(call(number), SYMBOLON_E_NULL, "{name} with {number}");
        }
    }
}

#[test]
fn impossible_lengths_are_refused() {
    for (name, call) in functions() {
        assert_eq!(call(u32::MAX), SYMBOLON_E_NULL, "{name}");
    }
}

#[test]
fn freeing_null_is_a_no_op() {
    for (_, free) in frees() {
        free();
    }
}
