//! Marks, registers, guesses and forests as C sees them.

use std::ptr::{null, null_mut};

use symbolon::capi::mark::*;
use symbolon::capi::pack::*;
use symbolon::capi::pack_query::*;
use symbolon::capi::register::*;
use symbolon::capi::register_named::*;
use symbolon::capi::status::*;

use super::arguments::*;

/// The life of a mark in a picture; the code has no live mark.
fn by_name(register: *mut symbolon_register, code: *const u8, n: usize) {
    let (mut name, mut change, mut answer) = ([0_u8; SYMBOLON_REGISTER_NAME_BYTES], 0, 0);
    let kind = SYMBOLON_IMAGE_DOTS;
    ok!(symbolon_register_name_image(register, kind, [9; 17].as_ptr(), 17, name.as_mut_ptr(), null_mut()));
    for wrong in [0, 1, 6, 258] {
        let named = status!(symbolon_register_name_image(
            register,
            wrong,
            [9; 17].as_ptr(),
            17,
            [0; 16].as_mut_ptr(),
            null_mut()
        ));
        assert_eq!(named, SYMBOLON_E_PARAMETER);
    }
    let name = name.as_ptr();
    ok!(symbolon_register_enroll_named(register, name, 1, null_mut()));
    assert_eq!(status!(symbolon_register_enroll_named(register, name, 1, null_mut())), SYMBOLON_E_MARK_TAKEN);
    ok!(symbolon_register_bind_named(register, code, n, name, &raw mut change, null_mut()));
    assert_eq!(change, SYMBOLON_CHANGE_MADE);
    ok!(symbolon_register_check_named(register, code, n, name, &raw mut answer, null_mut()));
    assert_eq!(answer, SYMBOLON_MARK_NO_MATCH);
    ok!(symbolon_register_activate_named(register, code, n, name, null_mut(), null_mut()));
    ok!(symbolon_register_check_named(register, code, n, name, &raw mut answer, null_mut()));
    assert_eq!(answer, SYMBOLON_MARK_MATCH);
    ok!(symbolon_register_void_named(register, name, b"torn".as_ptr(), 4, &raw mut change, null_mut()));
    ok!(symbolon_register_void_named(register, name, b"torn".as_ptr(), 4, &raw mut change, null_mut()));
    assert_eq!(change, SYMBOLON_CHANGE_ALREADY);
    ok!(symbolon_register_check_named(register, code, n, name, &raw mut answer, null_mut()));
    assert_eq!(answer, SYMBOLON_MARK_NO_MATCH);
}

#[test]
fn marks_and_registers() {
    let mut marks = [0; 22];
    ok!(symbolon_mark_from_random([1, 2, 3, 4, 5, 6, 7, 8, 9, 10].as_ptr(), 2, marks.as_mut_ptr()));
    let (first, second) = marks.split_at(11);
    let mut typed = first.to_ascii_lowercase();
    typed.retain(|byte| *byte != b'-');
    let mut read = [0; 11];
    ok!(symbolon_mark_read(typed.as_ptr(), typed.len(), read.as_mut_ptr(), null_mut()));
    assert_eq!(read, first);

    let mut register = null_mut();
    ok!(symbolon_register_new([3; 32].as_ptr(), &raw mut register));
    ok!(symbolon_register_enroll(register, marks.as_ptr(), 2, null_mut()));
    let mut seen = info();
    let repeated = status!(symbolon_register_enroll(register, marks.as_ptr(), 1, &raw mut seen));
    assert_eq!(repeated, SYMBOLON_E_MARK_TAKEN);
    let (code, n, mark) = (CODE.as_ptr(), CODE.len(), first.as_ptr());
    let (mut change, mut answer, mut state) = (0, 0, 9);
    ok!(symbolon_register_bind(register, code, n, mark, 11, &raw mut change, null_mut()));
    assert_eq!(change, SYMBOLON_CHANGE_MADE);
    ok!(symbolon_register_bind(register, code, n, mark, 11, &raw mut change, null_mut()));
    assert_eq!(change, SYMBOLON_CHANGE_ALREADY);
    let other =
        status!(symbolon_register_bind(register, code, n, second.as_ptr(), 11, null_mut(), null_mut()));
    assert_eq!(other, SYMBOLON_E_CODE_TAKEN);
    ok!(symbolon_register_check(register, code, n, mark, 11, &raw mut answer, null_mut()));
    assert_eq!(answer, SYMBOLON_MARK_NO_MATCH);
    ok!(symbolon_register_activate(register, code, n, mark, 11, null_mut(), null_mut()));
    ok!(symbolon_register_check(register, code, n, mark, 11, &raw mut answer, null_mut()));
    assert_eq!(answer, SYMBOLON_MARK_MATCH);
    let misread =
        status!(symbolon_register_check(register, code, n, mark, 10, &raw mut answer, &raw mut seen));
    assert_eq!((misread, seen.item), (SYMBOLON_E_MARK_LENGTH, 1));
    ok!(symbolon_register_void(register, mark, 11, b"torn".as_ptr(), 4, null_mut(), null_mut()));
    let reason = fills(&|b, c, l| {
        let state = &raw const state;
        status!(symbolon_register_mark_state(register, mark, 11, state.cast_mut(), b, c, l, null_mut()))
    });
    assert_eq!(reason, b"torn");
    ok!(symbolon_register_void_of(register, code, n, b"lost".as_ptr(), 4, &raw mut change, null_mut()));
    assert_eq!(change, SYMBOLON_CHANGE_ALREADY);
    ok!(symbolon_register_state(register, code, n, &raw mut state, null_mut()));
    assert_eq!(state, SYMBOLON_PAIR_VOID);
    let mut counts = symbolon_pair_counts { size: 40, ..Default::default() };
    ok!(symbolon_register_counts(register, &raw mut counts));
    assert_eq!((counts.unbound, counts.bound, counts.activated, counts.voided), (1, 0, 0, 1));
    by_name(register, code, n);
    // SAFETY: freed once.
    unsafe { symbolon_register_free(register) };
}

#[test]
fn guesses_are_limited() {
    let (mut state, mut answer, mut time) = (symbolon_guess_state::default(), 0, 0);
    let admit = |state, now, answer, time| status!(symbolon_guess_admit(0, 0, state, now, answer, time));
    for now in 0..5 {
        assert_eq!(admit(&raw mut state, now, &raw mut answer, &raw mut time), 0);
        assert_eq!((answer, time), (SYMBOLON_GUESS_ADMITTED, now));
    }
    assert_eq!(admit(&raw mut state, 5, &raw mut answer, &raw mut time), 0);
    assert_eq!((answer, time), (SYMBOLON_GUESS_LOCKED, 86_400));
    ok!(symbolon_guess_give_back(&raw mut state, 3));
    assert_eq!(state.used, 4);
    let before = state;
    let refused = status!(symbolon_guess_admit(9, 1, &raw mut state, 0, &raw mut answer, &raw mut time));
    assert_eq!((refused, state), (SYMBOLON_E_PARAMETER, before));
}

#[test]
fn derived_marks_in_a_batch_are_those_of_single_calls() {
    let mut key = null();
    ok!(symbolon_mark_key_new([4; 32].as_ptr(), b"tenant".as_ptr(), 6, 1, &raw mut key, null_mut()));
    let codes = Flat::new(&[CODE, b"?", CODE]);
    let (mut marks, mut statuses, positions) = ([0; 33], [0; 3], [1_u64, 2, 3]);
    let (date, line) = (b"2028.11.30", b"L3");
    ok!(symbolon_mark_key_derive_batch(
        key,
        codes.bytes.as_ptr(),
        codes.offsets.as_ptr(),
        3,
        date.as_ptr(),
        10,
        line.as_ptr(),
        2,
        positions.as_ptr(),
        marks.as_mut_ptr(),
        statuses.as_mut_ptr()
    ));
    assert_eq!(statuses, [0, SYMBOLON_E_UNKNOWN_AI, 0]);
    let (code, n, mut single, mut answer) = (CODE.as_ptr(), CODE.len(), [0; 11], 0);
    ok!(symbolon_mark_key_derive(
        key,
        code,
        n,
        date.as_ptr(),
        10,
        line.as_ptr(),
        2,
        &raw const positions[2],
        single.as_mut_ptr(),
        null_mut()
    ));
    assert_eq!(single, marks[22..]);
    assert_ne!(marks[..11], marks[22..], "the position counts");
    for (position, wanted) in
        [(&raw const positions[2], SYMBOLON_MARK_MATCH), (null(), SYMBOLON_MARK_NO_MATCH)]
    {
        ok!(symbolon_mark_key_check(
            key,
            code,
            n,
            date.as_ptr(),
            10,
            line.as_ptr(),
            2,
            position,
            single.as_ptr(),
            11,
            &raw mut answer,
            null_mut()
        ));
        assert_eq!(answer, wanted);
    }
    // SAFETY: freed once.
    unsafe { symbolon_mark_key_free(key) };
}

#[test]
fn forests_answer_and_refuse() {
    let options =
        symbolon_forest_options { size: 40, box_capacity: 2, case_capacity: 2, ..Default::default() };
    let mut forest = null_mut();
    ok!(symbolon_forest_new(&raw const options, &raw mut forest));
    let items: Vec<_> = (0..4).map(|i| format!("010950600013435221I{i}")).collect();
    let (items, mut first, mut seen) = (Flat::new(&items), 9, info());
    let (bytes, offsets) = (items.bytes.as_ptr(), items.offsets.as_ptr());
    ok!(symbolon_forest_add_batch(
        forest,
        bytes,
        offsets,
        4,
        SYMBOLON_LEVEL_ITEM,
        &raw mut first,
        null_mut()
    ));
    assert_eq!(first, 0);
    let again =
        status!(symbolon_forest_add_batch(forest, bytes, offsets, 4, 1, &raw mut first, &raw mut seen));
    assert_eq!((again, seen.item), (SYMBOLON_E_KNOWN, 0));
    let carton = b"011950600013435921B1";
    ok!(symbolon_forest_add(
        forest,
        carton.as_ptr(),
        carton.len(),
        SYMBOLON_LEVEL_BOX,
        &raw mut first,
        null_mut()
    ));
    assert_eq!(first, 4);
    let pallet =
        status!(symbolon_forest_add(forest, carton.as_ptr(), carton.len(), 4, &raw mut first, null_mut()));
    assert_eq!(pallet, SYMBOLON_E_LEVEL_ABSENT);
    let three = [0_u32, 1, 2];
    let full = status!(symbolon_forest_pack(forest, 4, three.as_ptr(), 3, &raw mut seen));
    assert_eq!((full, seen.item), (SYMBOLON_E_CAPACITY, 2));
    ok!(symbolon_forest_pack(forest, 4, [1_u32, 0].as_ptr(), 2, null_mut()));
    let ids = |call: &dyn Fn(*mut u32, usize, *mut usize) -> i32| {
        let (mut buf, mut len) = ([77_u32; 8], 0);
        assert_eq!(call(null_mut(), 0, &raw mut len), if len == 0 { SYMBOLON_OK } else { SYMBOLON_E_BUFFER });
        assert_eq!(call(buf.as_mut_ptr(), 8, &raw mut len), SYMBOLON_OK);
        buf[..len].to_vec()
    };
    assert_eq!(ids(&|b, c, l| status!(symbolon_forest_leaves(forest, 4, b, c, l))), [0, 1]);
    assert_eq!(ids(&|b, c, l| status!(symbolon_forest_children(forest, 4, b, c, l))), [0, 1]);
    assert_eq!(ids(&|b, c, l| status!(symbolon_forest_path(forest, 1, b, c, l))), [1, 4]);
    assert_eq!(ids(&|b, c, l| status!(symbolon_forest_odd(forest, 2, b, c, l))), [0; 0]);
    ok!(symbolon_forest_replace(forest, 1, 3, null_mut()));
    assert_eq!(ids(&|b, c, l| status!(symbolon_forest_leaves(forest, 4, b, c, l))), [0, 3]);
    ok!(symbolon_forest_void(forest, 1, null_mut()));
    let (mut level, mut voided, mut parent, mut root) = (0, 9, 9, 9);
    ok!(symbolon_forest_level(forest, 1, &raw mut level, &raw mut voided));
    assert_eq!((level, voided), (SYMBOLON_LEVEL_ITEM, 1));
    ok!(symbolon_forest_parent(forest, 4, &raw mut parent));
    ok!(symbolon_forest_root(forest, 0, &raw mut root));
    assert_eq!((parent, root), (SYMBOLON_NO_UNIT, 4));
    let mut counts = [9_u32; SYMBOLON_LEVELS];
    ok!(symbolon_forest_counts(forest, SYMBOLON_NO_UNIT, counts.as_mut_ptr()));
    assert_eq!(counts, [4, 1, 0, 0]);
    assert_eq!(status!(symbolon_forest_counts(forest, 99, counts.as_mut_ptr())), SYMBOLON_E_UNKNOWN_UNIT);
    ok!(symbolon_forest_unpack(forest, [0_u32].as_ptr(), 1, null_mut()));
    // Odd are closed containers only.
    assert_eq!(ids(&|b, c, l| status!(symbolon_forest_odd(forest, 2, b, c, l))), [0; 0]);
    let mut unit = 9;
    ok!(symbolon_forest_unpack_all(forest, 4, &raw mut unit, null_mut()));
    assert_eq!(unit, 1);
    ok!(symbolon_forest_find(forest, CODE.as_ptr(), CODE.len(), &raw mut unit, null_mut()));
    assert_eq!(unit, SYMBOLON_NO_UNIT);
    let name = fills(&|b, c, l| status!(symbolon_forest_identity(forest, 4, b, c, l)));
    assert_eq!(name, carton);
    let mut sound = 0;
    ok!(symbolon_forest_check(forest, &raw mut sound, &raw mut unit));
    assert_eq!((sound, unit), (SYMBOLON_FOREST_SOUND, SYMBOLON_NO_UNIT));
    // SAFETY: freed once.
    unsafe { symbolon_forest_free(forest) };
}
