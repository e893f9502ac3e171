//! C and Rust agree on the size of every struct and the place of every field, and no struct has padding.

use std::fmt::Write as _;
use std::fs;
use std::mem::{offset_of, size_of};
use std::process::Command;

use symbolon::capi::bulk::symbolon_bulk_job;
use symbolon::capi::certificate::{symbolon_batch_check, symbolon_certificate_facts};
use symbolon::capi::code128::symbolon_bars_options;
use symbolon::capi::consumer::symbolon_consumer_answer;
use symbolon::capi::contents::symbolon_contents_facts;
use symbolon::capi::copy::{symbolon_copy_place, symbolon_copy_report};
use symbolon::capi::date::symbolon_date_drop;
use symbolon::capi::date_read::{symbolon_date_place, symbolon_date_report};
use symbolon::capi::dots::{symbolon_dots_report, symbolon_dots_view};
use symbolon::capi::journal_form::{
    symbolon_journal_cut, symbolon_journal_head, symbolon_journal_options, symbolon_journal_recovery,
};
use symbolon::capi::journal_proof::{symbolon_journal_proved, symbolon_journal_report};
use symbolon::capi::journal_read::symbolon_journal_entry;
use symbolon::capi::label::{symbolon_label_barcode, symbolon_label_cell, symbolon_label_options};
use symbolon::capi::layer::{
    symbolon_layer_frame, symbolon_layer_options, symbolon_layer_report, symbolon_layer_thresholds,
};
use symbolon::capi::lease::symbolon_lease_terms;
use symbolon::capi::line::{symbolon_line_state, symbolon_line_unit};
use symbolon::capi::line_event::{symbolon_action, symbolon_decision, symbolon_event};
use symbolon::capi::line_order::{symbolon_order_options, symbolon_station};
use symbolon::capi::line_reason::symbolon_epcis_event;
use symbolon::capi::mark::symbolon_guess_state;
use symbolon::capi::pack::symbolon_forest_options;
use symbolon::capi::pack_verb::{symbolon_operation, symbolon_unit_name};
use symbolon::capi::qr_run::symbolon_qr_run_options;
use symbolon::capi::read::{symbolon_found, symbolon_read_options};
use symbolon::capi::reconcile::{symbolon_finding, symbolon_sighting};
use symbolon::capi::register::symbolon_pair_counts;
use symbolon::capi::roll::{symbolon_roll_gap, symbolon_roll_step};
use symbolon::capi::series::symbolon_series_options;
use symbolon::capi::sheet::{symbolon_dots, symbolon_page};
use symbolon::capi::status::symbolon_error;
use symbolon::capi::symbol::{symbolon_raster_shape, symbolon_symbol_options, symbolon_symbol_size};
use symbolon::capi::verify::{symbolon_verification, symbolon_verifier_options};

use super::header::{c_compiler, cpp_compiler, generated, run};
use super::{root, scratch};

fn size_of_field<S, F>(_: fn(&S) -> &F) -> usize {
    size_of::<F>()
}

/// For each struct its name, the sum of its fields, its size, and the assertions in C.
macro_rules! layouts {
    ($($name:ident { $($field:ident),* })*) => {
        vec![$({
            let mut text = format!("ASSERT(sizeof({0}) == {1}, \"{0}\");\n", stringify!($name), size_of::<$name>());
            let mut fields = 0;
            $(
                writeln!(text, "ASSERT(offsetof({0}, {1}) == {2}, \"{0}.{1}\");",
                    stringify!($name), stringify!($field), offset_of!($name, $field)).unwrap();
                fields += size_of_field(|s: &$name| &s.$field);
            )*
            (stringify!($name), fields, size_of::<$name>(), text)
        }),*]
    };
}

fn layouts() -> Vec<(&'static str, usize, usize, String)> {
    layouts! {
        symbolon_error { size, code, at, item, detail }
        symbolon_series_options { size, length, index_space, alphabet, alphabet_len, format, reserved }
        symbolon_bulk_job {
            size, layout, first, n, resume, width, height, x, y, module_dots, text_x, text_y, text_height
        }
        symbolon_certificate_facts { size, gtins, count, time, root }
        symbolon_batch_check { size, answer, distinct, deviations }
        symbolon_contents_facts { size, count, time, filtered, reserved, root }
        symbolon_verifier_options { size, unsigned_codes }
        symbolon_verification { size, verdict, reasons, flags, form_status, form_at, index, key_id }
        symbolon_lease_terms {
            size, id_len, first, count, quota, from, until, holder_len, slot_len, id, key_id, holder, slot, gtin, reserved
        }
        symbolon_sighting { index, at, units, flags, key_id }
        symbolon_finding {
            kind, blame, first, count, lease_len, other_len, slot_len, has_series, lease, other, signer, slot, gtin, reserved
        }
        symbolon_consumer_answer {
            size, advice, verdict, flags, expiry, serial_len, lot_len, reserved, gtin, sscc, serial, lot
        }
        symbolon_guess_state { times, used }
        symbolon_pair_counts { size, reserved, unbound, bound, activated, voided }
        symbolon_roll_step {
            size, finding, expected, visible, hidden, missing, gap_first, gap_end, extra, slip_length, slip_first, slip_offset
        }
        symbolon_roll_gap { size, reserved, missing, first, end }
        symbolon_symbol_options { size, correction, fnc1, dots_per_module, quiet, module_micrometres }
        symbolon_symbol_size { size, version, width, height }
        symbolon_raster_shape { size, width, height, stride }
        symbolon_layer_options { size, geometry, correction, fnc1, coded, reserved, payload }
        symbolon_layer_frame { pixels, pixels_len, stride, width, height, corners }
        symbolon_layer_thresholds {
            size, reserved, accept, sharp_accept, sharp_blur, sharp_pixels_per_mm, rescan, carriers, floor
        }
        symbolon_layer_report { size, answer, pixels_per_module, blur, contrast, noise, hidden, fit }
        symbolon_bars_options { size, fnc1, dots_per_module, height, quiet, module_micrometres, height_micrometres }
        symbolon_label_options { size, dots_per_inch, paper_width, paper_height, copies }
        symbolon_label_cell {
            row, share, text_size, reserved, caption, caption_len, text, text_len, picture, picture_width, picture_height
        }
        symbolon_label_barcode { data, data_len, text, text_len }
        symbolon_page { size, width, height, margin, gap, columns, rows }
        symbolon_dots { dots, width, height }
        symbolon_dots_view {
            size, ink, corners, modules, module_micrometres, right_micrometres, down_micrometres, radius_micrometres,
            turn_centidegrees
        }
        symbolon_dots_report { size, answer, expected, pixels_per_mm, score, wrong_bits, reserved }
        symbolon_qr_run_options { size, correction, fnc1, dots_per_module, quiet, mask, version }
        symbolon_found { corners, offset, len, version, fnc1 }
        symbolon_read_options { size, kinds, most, effort }
        symbolon_date_drop { x, y }
        symbolon_date_place { size, modules, corners, module_mm, x_mm, y_mm, degrees, bound }
        symbolon_date_report {
            size, answer, bits, wrong, allowed, others, other_at, other_digit, fit, blur_um, pixels_per_mm, right_mm, down_mm,
            degrees, stretch
        }
        symbolon_copy_place { size, modules, corners, right, down, dot }
        symbolon_copy_report { size, seen, score, pixels_per_cell }
        symbolon_forest_options {
            size, box_capacity, case_capacity, pallet_capacity, skip_levels, reserve, index_key, higher_capacities, window,
            reserved_memory, level_names
        }
        symbolon_journal_options {
            size, segment_bytes, commit, records, milliseconds, tail_only, checkpoint_every
        }
        symbolon_journal_head { records, hash }
        symbolon_journal_recovery { size, segments, records, hash, cut }
        symbolon_journal_cut { any, segment, at, bytes, missing, next }
        symbolon_journal_entry { size, device, number, time, event, kind, is_checkpoint }
        symbolon_journal_proved { size, reserved, number, records, time, hash, id }
        symbolon_journal_report {
            size, answer, records, checkpoints, believed, covered, damaged_record, damage, damaged_segment, damaged_at,
            segments, cut, hash, id
        }
        symbolon_unit_name { size, indexed, index, slot_len, reserved, slot, gtin, reserved_bytes }
        symbolon_operation { size, kind, unit, other, number, reserved, units, n }
        symbolon_order_options {
            size, mode, labels, marks, quantity, capacities, window, replay, parked, gap, mark_limit, reserved
        }
        symbolon_station { size, kind, device, level, layer, offset, least, most }
        symbolon_event {
            size, device, id, time, station, kind, number, level, flags, unit, other_unit, by, reserved, code, code_len,
            other, other_len, ends, ends_len
        }
        symbolon_decision { size, ruling, reason, unit, item, is_replayed, actions, reserved }
        symbolon_action { kind, unit, value, reason, mark }
        symbolon_line_state { size, halted, made, undecided, lost_events, has_ended, is_exact }
        symbolon_line_unit { size, state, parent, level, is_rejected, is_lost, index }
        symbolon_epcis_event { event, action, biz_step, disposition }
    }
}

#[test]
fn every_struct_of_the_header_is_listed_here() {
    let header = generated();
    let in_header =
        header.lines().filter_map(|line| line.strip_prefix("typedef struct ")?.strip_suffix(" {"));
    let mut in_header: Vec<_> = in_header.collect();
    in_header.sort_unstable();
    let mut here: Vec<_> = layouts().iter().map(|layout| layout.0).collect();
    here.sort_unstable();
    assert_eq!(here, in_header);
}

#[test]
fn no_struct_has_padding() {
    for (name, fields, size, _) in layouts() {
        assert_eq!(fields, size, "{name}");
    }
}

#[test]
fn c_and_cpp_see_the_same_layout() {
    let directory = scratch("layout");
    let assertions: String = layouts().into_iter().map(|layout| layout.3).collect();
    for (compiler, file, standard, keyword) in [
        (Some(c_compiler()), "layout.c", "c11", "_Static_assert"),
        (cpp_compiler(), "layout.cpp", "c++11", "static_assert"),
    ] {
        let Some(compiler) = compiler else { continue };
        let source = directory.join(file);
        fs::write(&source, format!("#include \"symbolon.h\"\n#define ASSERT {keyword}\n{assertions}"))
            .unwrap();
        run(Command::new(compiler)
            .args([&format!("-std={standard}"), "-Wall", "-Wextra", "-Werror", "-fsyntax-only", "-I"])
            .arg(root().join("include"))
            .arg(&source));
    }
}

/// Sizes that C programs were compiled with. They may grow within a major version of the ABI, never shrink.
#[test]
fn no_struct_shrinks() {
    let sizes: Vec<_> = layouts().iter().map(|layout| (layout.0, layout.2)).collect();
    assert_eq!(
        sizes,
        [
            ("symbolon_error", 20),
            ("symbolon_series_options", 24 + 2 * size_of::<usize>()),
            ("symbolon_bulk_job", 64),
            ("symbolon_certificate_facts", 56),
            ("symbolon_batch_check", 24),
            ("symbolon_contents_facts", 56),
            ("symbolon_verifier_options", 8),
            ("symbolon_verification", 40),
            ("symbolon_lease_terms", 152),
            ("symbolon_sighting", 32),
            ("symbolon_finding", 120),
            ("symbolon_consumer_answer", 104),
            ("symbolon_guess_state", 48),
            ("symbolon_pair_counts", 40),
            ("symbolon_roll_step", 88),
            ("symbolon_roll_gap", 32),
            ("symbolon_symbol_options", 24),
            ("symbolon_symbol_size", 16),
            ("symbolon_raster_shape", 16),
            ("symbolon_layer_options", 32),
            ("symbolon_layer_frame", 72 + 3 * size_of::<usize>()),
            ("symbolon_layer_thresholds", 64),
            ("symbolon_layer_report", 56),
            ("symbolon_bars_options", 28),
            ("symbolon_label_options", 20),
            ("symbolon_label_cell", 24 + 5 * size_of::<usize>()),
            ("symbolon_label_barcode", 4 * size_of::<usize>()),
            ("symbolon_page", 28),
            ("symbolon_dots", 8 + size_of::<usize>()),
            ("symbolon_dots_view", 96),
            ("symbolon_dots_report", 40),
            ("symbolon_qr_run_options", 28),
            ("symbolon_found", 88),
            ("symbolon_read_options", 16),
            ("symbolon_date_drop", 8),
            ("symbolon_date_place", 112),
            ("symbolon_date_report", 88),
            ("symbolon_copy_place", 96),
            ("symbolon_copy_report", 24),
            ("symbolon_forest_options", 256),
            ("symbolon_journal_options", 32),
            ("symbolon_journal_head", 40),
            ("symbolon_journal_recovery", 72),
            ("symbolon_journal_cut", 24),
            ("symbolon_journal_entry", 40),
            ("symbolon_journal_proved", 80),
            ("symbolon_journal_report", 136),
            ("symbolon_unit_name", 64),
            ("symbolon_operation", 24 + 2 * size_of::<usize>()),
            ("symbolon_order_options", 80),
            ("symbolon_station", 32),
            ("symbolon_event", 64 + 6 * size_of::<usize>()),
            ("symbolon_decision", 32),
            ("symbolon_action", 32),
            ("symbolon_line_state", 40),
            ("symbolon_line_unit", 32),
            ("symbolon_epcis_event", 4 * size_of::<usize>()),
        ]
    );
}
