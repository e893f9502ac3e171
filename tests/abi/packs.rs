//! Hierarchies at scale as C sees them: series, operations as data, states, batches, digests, snapshots.

use std::ptr::{null, null_mut};

use symbolon::capi::pack::*;
use symbolon::capi::pack_query::*;
use symbolon::capi::pack_state::*;
use symbolon::capi::pack_verb::*;
use symbolon::capi::series::*;
use symbolon::capi::status::*;

use super::arguments::*;

const BOXES: &[u8] = b"19506000134359";

/// Items 0 to 99 and boxes 100 to 109 of series; pallet 110 that was added.
fn forest() -> *mut symbolon_forest {
    let mut options =
        symbolon_forest_options { size: 256, box_capacity: 10, pallet_capacity: 4, ..Default::default() };
    options.level_names[1][..6].copy_from_slice("小盒".as_bytes());
    let mut forest = null_mut();
    ok!(symbolon_forest_new(&raw const options, &raw mut forest));
    assert_eq!(register(forest, GTIN, b"07", SYMBOLON_LEVEL_ITEM, 1000, 100), Ok(0));
    assert_eq!(register(forest, BOXES, b"", SYMBOLON_LEVEL_BOX, 0, 10), Ok(100));
    let (pallet, mut unit) = (b"00395060000000000016", 0);
    let (at, n) = (pallet.as_ptr(), pallet.len());
    ok!(symbolon_forest_add(forest, at, n, SYMBOLON_LEVEL_PALLET, &raw mut unit, null_mut()));
    assert_eq!(unit, 110);
    forest
}

fn register(
    forest: *mut symbolon_forest,
    gtin: &[u8],
    slot: &[u8],
    level: u32,
    index: u64,
    n: u32,
) -> Result<u32, i32> {
    let (mut first, gtin_len, slot_len) = (77, gtin.len(), slot.len());
    let (gtin, slot) = (gtin.as_ptr(), slot.as_ptr());
    let out = &raw mut first;
    let status = status!(symbolon_forest_register(
        forest,
        gtin,
        gtin_len,
        slot,
        slot_len,
        level,
        index,
        n,
        out,
        null_mut()
    ));
    if status == SYMBOLON_OK { Ok(first) } else { Err(status) }
}

fn operation(kind: u32, unit: u32, other: u32, number: u32, units: &[u32]) -> symbolon_operation {
    let size = u32::try_from(size_of::<symbolon_operation>()).unwrap();
    let (units, n) = (units.as_ptr(), units.len());
    symbolon_operation { size, kind, unit, other, number, reserved: 0, units, n }
}

/// Status, item, units and whether it was done before.
fn apply(forest: *mut symbolon_forest, id: u64, operation: &symbolon_operation) -> (i32, u32, u32, u32) {
    let (mut seen, mut units, mut replayed) = (info(), 9, 9);
    let (units_out, out) = (&raw mut units, &raw mut replayed);
    let status = status!(symbolon_forest_apply(forest, id, operation, units_out, out, &raw mut seen));
    (status, seen.item, units, replayed)
}

fn ids(call: &dyn Fn(*mut u32, usize, *mut usize) -> i32) -> Vec<u32> {
    let mut len = 0;
    let empty = call(null_mut(), 0, &raw mut len);
    assert_eq!(empty, if len == 0 { SYMBOLON_OK } else { SYMBOLON_E_BUFFER });
    let mut buf = vec![77; len];
    assert_eq!(call(buf.as_mut_ptr(), len, &raw mut len), SYMBOLON_OK);
    buf
}

fn state(forest: *const symbolon_forest, unit: u32) -> (u32, u32, u32) {
    let (mut state, mut held, mut declared) = (0, 0, 0);
    ok!(symbolon_forest_state(forest, unit, &raw mut state, &raw mut held, &raw mut declared));
    (state, held, declared)
}

const NONE: u32 = symbolon::capi::SYMBOLON_NO_PLACE;

#[test]
fn series_enter_as_ranges_and_are_found_by_index() {
    let forest = forest();
    assert_eq!(register(forest, GTIN, b"07", 1, 1099, 5), Err(SYMBOLON_E_OVERLAP));
    assert_eq!(register(forest, GTIN, b"07", 3, 0, 5), Err(SYMBOLON_E_LEVEL_ABSENT));
    assert_eq!(register(forest, GTIN, b"07", 9, 0, 5), Err(SYMBOLON_E_PARAMETER));
    assert_eq!(register(forest, GTIN, b"07", 1, u64::MAX, 5), Err(SYMBOLON_E_INDEX));
    assert_eq!(register(forest, b"1", b"07", 1, 0, 5), Err(SYMBOLON_E_LENGTH));
    let at = |slot: &[u8], index| {
        let (mut unit, gtin, place, len) = (9, GTIN.as_ptr(), slot.as_ptr(), slot.len());
        ok!(symbolon_forest_at(forest, gtin, 14, place, len, index, &raw mut unit, null_mut()));
        unit
    };
    assert_eq!(
        [at(b"07", 1000), at(b"07", 1099), at(b"07", 1100), at(b"08", 1000)],
        [0, 99, SYMBOLON_NO_UNIT, SYMBOLON_NO_UNIT]
    );
    let mut name = symbolon_unit_name { size: 64, ..Default::default() };
    ok!(symbolon_forest_name(forest, 7, &raw mut name, null_mut()));
    assert_eq!((name.indexed, name.index, name.slot_len, &name.slot[..3]), (1, 1007, 2, &b"07\0"[..]));
    assert_eq!(&name.gtin[..], GTIN);
    ok!(symbolon_forest_name(forest, 110, &raw mut name, null_mut()));
    assert_eq!((name.indexed, name.index, name.gtin), (0, 0, [0; 14]));
    assert_eq!(
        status!(symbolon_forest_name(forest, 111, &raw mut name, null_mut())),
        SYMBOLON_E_UNKNOWN_UNIT
    );
    let called = |level| fills(&|b, c, l| status!(symbolon_forest_level_name(forest, level, b, c, l)));
    assert_eq!((called(2), called(4)), ("小盒".as_bytes().to_vec(), b"pallet".to_vec()));
    // SAFETY: freed once.
    unsafe { symbolon_forest_free(forest) };
}

#[test]
fn operations_are_done_once() {
    let forest = forest();
    for carton in 0..4 {
        ok!(symbolon_forest_pack_run(forest, 100 + carton, 10 * carton, 10, null_mut()));
    }
    let mut seen = info();
    let full = status!(symbolon_forest_pack_run(forest, 104, 40, 11, &raw mut seen));
    assert_eq!((full, seen.item), (SYMBOLON_E_CAPACITY, 10));

    let pack = operation(SYMBOLON_OPERATION_PACK, 110, 0, 0, &[100, 101]);
    assert_eq!(apply(forest, 1, &pack), (SYMBOLON_OK, NONE, 2, 0));
    assert_eq!(apply(forest, 1, &pack), (SYMBOLON_OK, NONE, 2, 1), "the same again changes nothing");
    assert_eq!(apply(forest, 2, &pack), (SYMBOLON_E_ALREADY_PACKED, 0, 9, 9));
    let other = operation(SYMBOLON_OPERATION_UNPACK, 0, 0, 0, &[100]);
    assert_eq!(apply(forest, 1, &other), (SYMBOLON_E_OPERATION_TAKEN, NONE, 9, 9));

    let run = operation(SYMBOLON_OPERATION_PACK_RUN, 104, 40, 5, &[]);
    let encoded = fills(&|b, c, l| status!(symbolon_operation_encode(&raw const run, b, c, l, null_mut())));
    let (bytes, len, none) = (encoded.as_ptr(), encoded.len(), null_mut());
    ok!(symbolon_forest_apply_encoded(forest, 3, bytes, len, none, none, none.cast()));
    assert_eq!(apply(forest, 3, &run), (SYMBOLON_OK, NONE, 5, 1), "bytes and struct are one operation");
    let torn = status!(symbolon_forest_apply_encoded(forest, 4, bytes, len - 1, none, none, none.cast()));
    assert_eq!(torn, SYMBOLON_E_TRUNCATED);

    let close = operation(SYMBOLON_OPERATION_CLOSE, 104, 0, 5, &[]);
    assert_eq!(apply(forest, 5, &close).0, SYMBOLON_OK);
    assert_eq!(state(forest, 104), (SYMBOLON_STATE_CLOSED, 5, 5));
    let steps = [
        (operation(SYMBOLON_OPERATION_PACK, 104, 0, 0, &[50]), SYMBOLON_E_CLOSED, 0),
        (operation(SYMBOLON_OPERATION_SAMPLE, 44, 0, 0, &[]), SYMBOLON_OK, 1),
        (operation(SYMBOLON_OPERATION_VOID, 43, 0, 0, &[]), SYMBOLON_E_ALREADY_PACKED, 0),
        (operation(SYMBOLON_OPERATION_VOID, 43, 0, 1, &[]), SYMBOLON_OK, 1),
        (operation(SYMBOLON_OPERATION_DESTROY, 44, 0, 0, &[]), SYMBOLON_OK, 0),
        (operation(SYMBOLON_OPERATION_SPLIT, 103, 105, 0, &[30, 31]), SYMBOLON_OK, 2),
        (operation(SYMBOLON_OPERATION_MERGE, 105, 103, 0, &[]), SYMBOLON_OK, 2),
        (operation(SYMBOLON_OPERATION_MOVE, 105, 0, 0, &[32, 20]), SYMBOLON_OK, 2),
        (operation(SYMBOLON_OPERATION_REPLACE, 33, 60, 0, &[]), SYMBOLON_OK, 2),
        (operation(SYMBOLON_OPERATION_RELABEL, 100, 106, 0, &[]), SYMBOLON_OK, 12),
        (operation(SYMBOLON_OPERATION_UNPACK_ALL, 105, 0, 0, &[]), SYMBOLON_OK, 2),
        (operation(SYMBOLON_OPERATION_REOPEN, 103, 0, 0, &[]), SYMBOLON_E_NOT_CLOSED, 0),
    ];
    for (id, (step, status, units)) in (10..).zip(&steps) {
        let done = apply(forest, id, step);
        assert_eq!((done.0, if done.0 == SYMBOLON_OK { done.2 } else { 0 }), (*status, *units), "{step:?}");
    }
    let states = [43, 44, 100, 104, 106].map(|unit| state(forest, unit));
    assert_eq!(
        states,
        [
            (SYMBOLON_STATE_VOID, 0, 0),
            (SYMBOLON_STATE_DESTROYED, 0, 0),
            (SYMBOLON_STATE_VOID, 0, 0),
            (SYMBOLON_STATE_CLOSED, 3, 5),
            (SYMBOLON_STATE_OPEN, 10, 0)
        ]
    );
    assert_eq!(ids(&|b, c, l| status!(symbolon_forest_odd(forest, 2, b, c, l))), [104]);
    let open = ids(&|b, c, l| status!(symbolon_forest_open(forest, 2, b, c, l)));
    assert_eq!(open, [101, 102, 103, 106]);
    sound(forest);
    // SAFETY: freed once.
    unsafe { symbolon_forest_free(forest) };
}

fn sound(forest: *const symbolon_forest) {
    let mut answer = 0;
    ok!(symbolon_forest_check(forest, &raw mut answer, null_mut()));
    assert_eq!(answer, SYMBOLON_FOREST_SOUND);
}

#[test]
fn operations_with_fields_of_others_are_refused() {
    let forest = forest();
    let mut odd = operation(SYMBOLON_OPERATION_REOPEN, 100, 0, 0, &[]);
    odd.reserved = 1;
    let mut short = operation(SYMBOLON_OPERATION_REOPEN, 100, 0, 0, &[]);
    short.size = 3;
    for wrong in [
        operation(0, 0, 0, 0, &[]),
        operation(15, 0, 0, 0, &[]),
        operation(SYMBOLON_OPERATION_PACK, 100, 1, 0, &[1]),
        operation(SYMBOLON_OPERATION_PACK, 100, 0, 1, &[1]),
        operation(SYMBOLON_OPERATION_UNPACK, 100, 0, 0, &[1]),
        operation(SYMBOLON_OPERATION_MERGE, 100, 101, 0, &[1]),
        operation(SYMBOLON_OPERATION_VOID, 1, 0, 2, &[]),
        odd,
    ] {
        assert_eq!(apply(forest, 1, &wrong).0, SYMBOLON_E_PARAMETER, "{wrong:?}");
    }
    assert_eq!(apply(forest, 1, &short).0, SYMBOLON_E_OPTIONS);
    let mut nowhere = operation(SYMBOLON_OPERATION_PACK, 100, 0, 0, &[]);
    (nowhere.units, nowhere.n) = (null(), 1);
    assert_eq!(apply(forest, 1, &nowhere).0, SYMBOLON_E_NULL);
    // SAFETY: freed once.
    unsafe { symbolon_forest_free(forest) };
}

#[test]
fn batches_counts_and_memory_answer() {
    let forest = forest();
    for carton in 0..4 {
        ok!(symbolon_forest_pack_run(forest, 100 + carton, 10 * carton, 10, null_mut()));
    }
    ok!(symbolon_forest_pack(forest, 110, [100_u32, 101].as_ptr(), 2, null_mut()));
    let (units, mut parents, mut roots) = ([0_u32, 15, 25, 50, 110, 4_000_000_000], [9; 6], [9; 6]);
    ok!(symbolon_forest_parents(forest, units.as_ptr(), 6, parents.as_mut_ptr()));
    ok!(symbolon_forest_roots(forest, units.as_ptr(), 6, roots.as_mut_ptr()));
    let none = SYMBOLON_NO_UNIT;
    assert_eq!(parents, [100, 101, 102, none, none, none]);
    assert_eq!(roots, [110, 110, 102, 50, 110, 4_000_000_000]);
    let leaves = ids(&|b, c, l| status!(symbolon_forest_leaves(forest, 110, b, c, l)));
    assert_eq!(leaves, (0..20).collect::<Vec<_>>());
    let mut counts = [9; SYMBOLON_LEVELS_MAX];
    ok!(symbolon_forest_level_counts(forest, SYMBOLON_NO_UNIT, counts.as_mut_ptr()));
    assert_eq!(counts, [100, 10, 0, 1, 0, 0, 0, 0]);
    ok!(symbolon_forest_level_counts(forest, 110, counts.as_mut_ptr()));
    assert_eq!(counts, [20, 2, 0, 0, 0, 0, 0, 0]);
    // As many numbers as there were levels when the function was made.
    let mut four = [9; SYMBOLON_LEVELS + 1];
    ok!(symbolon_forest_counts(forest, 110, four.as_mut_ptr()));
    assert_eq!(four, [20, 2, 0, 0, 9]);
    let mut memory = 0;
    ok!(symbolon_forest_memory(forest, &raw mut memory));
    assert!(memory > 100);
    ok!(symbolon_forest_compact(forest));
    sound(forest);
    // SAFETY: freed once.
    unsafe { symbolon_forest_free(forest) };
}

#[test]
fn eight_levels_and_other_options() {
    let mut options = symbolon_forest_options {
        size: 256,
        box_capacity: 2,
        case_capacity: 2,
        pallet_capacity: 2,
        higher_capacities: [2; 4],
        window: 1,
        reserve: 100,
        reserved_memory: 1,
        ..Default::default()
    };
    let mut forest = null_mut();
    ok!(symbolon_forest_new(&raw const options, &raw mut forest));
    for level in 1..=8 {
        let slot = [b'0' + u8::try_from(level).unwrap()];
        assert_eq!(register(forest, GTIN, &slot, level, 0, 1), Ok(level - 1));
    }
    for unit in 0..7 {
        ok!(symbolon_forest_pack(forest, unit + 1, [unit].as_ptr(), 1, null_mut()));
    }
    let (mut path, mut len) = ([9; SYMBOLON_PATH_MAX], 0);
    ok!(symbolon_forest_path(forest, 0, path.as_mut_ptr(), SYMBOLON_PATH_MAX, &raw mut len));
    assert_eq!((path, len), ([0, 1, 2, 3, 4, 5, 6, 7], 8));
    let take = |id, unit| apply(forest, id, &operation(SYMBOLON_OPERATION_UNPACK, 0, 0, 0, &[unit]));
    assert_eq!((take(1, 0).0, take(1, 0).3, take(2, 1).0), (SYMBOLON_OK, 1, SYMBOLON_OK));
    assert_eq!(take(1, 0).0, SYMBOLON_E_NOT_PACKED, "one operation is remembered, and that is another");
    // SAFETY: freed once.
    unsafe { symbolon_forest_free(forest) };
    for wrong in [b"\xFF\0", b"a\n", b"\0a"] {
        options.level_names[0][..2].copy_from_slice(wrong);
        let refused = status!(symbolon_forest_new(&raw const options, &raw mut forest));
        assert_eq!(refused, SYMBOLON_E_PARAMETER, "{wrong:?}");
    }
    options.level_names[0] = [0; 24];
    options.reserved_memory = 2;
    assert_eq!(status!(symbolon_forest_new(&raw const options, &raw mut forest)), SYMBOLON_E_PARAMETER);
    // A program of before the options grew.
    let old = symbolon_forest_options { size: 40, ..options };
    ok!(symbolon_forest_new(&raw const old, &raw mut forest));
    assert_eq!(register(forest, GTIN, b"5", 5, 0, 1), Err(SYMBOLON_E_LEVEL_ABSENT));
    // SAFETY: freed once.
    unsafe { symbolon_forest_free(forest) };
}

#[test]
fn a_digest_names_items_by_their_series() {
    let (forest, series) = (forest(), series());
    ok!(symbolon_forest_pack_run(forest, 100, 3, 4, null_mut()));
    let digest = |all: &[*const symbolon_series]| {
        let (mut root, mut count, n) = ([0; 32], 0, all.len());
        let (place, out) = (root.as_mut_ptr(), &raw mut count);
        let status = status!(symbolon_forest_digest(forest, 100, all.as_ptr(), n, place, out, null_mut()));
        (status, root, count)
    };
    let (status, root, count) = digest(&[series]);
    assert_eq!((status, count), (SYMBOLON_OK, 4));
    assert_eq!(digest(&[]).0, SYMBOLON_E_NO_IDENTITY);
    assert_eq!(digest(&[null()]).0, SYMBOLON_E_NULL);
    let items = (1003..1007).rev().map(|index| {
        let serial = fills(&|b, c, l| status!(symbolon_series_seal(series, index, b, c, l)));
        let code = [b"01", GTIN, b"21", &serial].concat();
        let code = symbolon::code::SerialCode::parse(&code).unwrap();
        Ok(*code.identity())
    });
    assert_eq!(symbolon::code::ContentsDigest::of(items).unwrap().root, root);
    // SAFETY: each is freed once.
    unsafe {
        symbolon_series_free(series);
        symbolon_forest_free(forest);
    }
}

#[test]
fn a_snapshot_is_opened_again() {
    let forest = forest();
    ok!(symbolon_forest_pack_run(forest, 100, 3, 4, null_mut()));
    let bytes = fills(&|b, c, l| status!(symbolon_forest_snapshot(forest, 42, b, c, l)));
    let (mut again, mut position, mut seen) = (null_mut(), 0, info());
    let (at, len, key) = (bytes.as_ptr(), bytes.len(), [7; 16]);
    ok!(symbolon_forest_restore(at, len, key.as_ptr(), &raw mut again, &raw mut position, null_mut()));
    assert_eq!(position, 42);
    let leaves = ids(&|b, c, l| status!(symbolon_forest_leaves(again, 100, b, c, l)));
    assert_eq!(leaves, [3, 4, 5, 6]);
    sound(again);
    let (none, out) = (null(), &raw mut again);
    let torn = status!(symbolon_forest_restore(at, len - 1, none, out, null_mut(), &raw mut seen));
    assert_eq!(torn, SYMBOLON_E_SNAPSHOT);
    assert!(seen.at > 0 && (seen.at as usize) < len);
    // SAFETY: each is freed once.
    unsafe {
        symbolon_forest_free(forest);
        symbolon_forest_free(again);
    }
}
