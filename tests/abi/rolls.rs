//! Chained rolls as C sees them.

use std::ptr::{null, null_mut};

use symbolon::capi::roll::*;
use symbolon::capi::status::*;

use super::arguments::*;

const KEY: [u8; 32] = [7; 32];
const ID: [u8; 16] = *b"roll 0001, Lyon.";

/// Rows, links and head of a roll of 20 labels.
fn roll() -> (Vec<u8>, Vec<u8>, [u8; SYMBOLON_ROLL_HEAD_BYTES]) {
    let (mut roll, mut rows, mut links) = (null_mut(), Vec::new(), Vec::new());
    let mut head = [0; SYMBOLON_ROLL_HEAD_BYTES];
    ok!(symbolon_roll_new(KEY.as_ptr(), ID.as_ptr(), &raw mut roll));
    for at in 0..20_u8 {
        if at == 10 {
            // As after a restart.
            let mut again = null_mut();
            ok!(symbolon_roll_resume(KEY.as_ptr(), head.as_ptr(), &raw mut again, null_mut()));
            // SAFETY: freed once.
            unsafe { symbolon_roll_free(roll) };
            roll = again;
        }
        let (code, mark, mut row) = ([b'c', at], [b'm', at], [0; SYMBOLON_ROLL_ROW_BYTES]);
        ok!(symbolon_roll_append(roll, code.as_ptr(), 2, mark.as_ptr(), 2, row.as_mut_ptr(), null_mut()));
        rows.extend(row);
        ok!(symbolon_roll_head(roll, head.as_mut_ptr()));
        links.extend(&head[SYMBOLON_ROLL_HEAD_BYTES - SYMBOLON_ROLL_LINK_BYTES..]);
    }
    let (code, mut row, mut seen) = (b"code", [0; SYMBOLON_ROLL_ROW_BYTES], info());
    let empty =
        status!(symbolon_roll_append(roll, code.as_ptr(), 4, null(), 0, row.as_mut_ptr(), &raw mut seen));
    assert_eq!((empty, row), (SYMBOLON_E_PARAMETER, [0; SYMBOLON_ROLL_ROW_BYTES]));
    // SAFETY: freed once.
    unsafe { symbolon_roll_free(roll) };
    (rows, links, head)
}

#[test]
fn a_roll_is_written_and_followed() {
    let (rows, links, head) = roll();
    let mut position = 0;
    ok!(symbolon_roll_broken_at(ID.as_ptr(), rows.as_ptr(), links.as_ptr(), 20, &raw mut position));
    assert_eq!(position, u64::MAX);
    let mut changed = rows.clone();
    changed[64 * 7 + 40] ^= 1;
    ok!(symbolon_roll_broken_at(ID.as_ptr(), changed.as_ptr(), links.as_ptr(), 20, &raw mut position));
    assert_eq!(position, 7);

    let (mut check, key, top) = (null_mut(), KEY.as_ptr(), head.as_ptr());
    let refused =
        status!(symbolon_roll_check_new(key, top, changed.as_ptr(), 20, 8, &raw mut check, null_mut()));
    assert_eq!(refused, SYMBOLON_E_ROLL_ROWS);
    ok!(symbolon_roll_check_new(key, top, rows.as_ptr(), 20, 8, &raw mut check, null_mut()));
    let step = |code: Option<u8>, mark: Option<u8>| {
        let mut step = symbolon_roll_step { size: 88, ..Default::default() };
        let (code, mark) = (code.map(|at| [b'c', at]), mark.map(|at| [b'm', at]));
        let pointer = |half: &Option<[u8; 2]>| half.as_ref().map_or((null(), 0), |half| (half.as_ptr(), 2));
        let ((code, code_len), (mark, mark_len)) = (pointer(&code), pointer(&mark));
        ok!(symbolon_roll_check_step(check, code, code_len, mark, mark_len, &raw mut step, null_mut()));
        step
    };
    let right = step(Some(0), Some(0));
    assert_eq!((right.finding, right.expected, right.visible, right.hidden), (SYMBOLON_ROLL_RIGHT, 0, 0, 0));
    assert_eq!(step(None, None).finding, SYMBOLON_ROLL_UNREAD);
    assert_eq!(step(Some(2), None).finding, SYMBOLON_ROLL_HALF);
    assert_eq!(step(Some(6), Some(6)).finding, SYMBOLON_ROLL_EARLY);
    let after = step(Some(7), Some(7));
    assert_eq!(
        (after.finding, after.missing, after.gap_first, after.gap_end),
        (SYMBOLON_ROLL_RIGHT, 3, 3, 6)
    );
    assert_eq!(step(Some(3), Some(3)).finding, SYMBOLON_ROLL_LATE);
    assert_eq!(step(Some(3), Some(3)).finding, SYMBOLON_ROLL_REPEATED);
    let foreign = step(Some(99), Some(99));
    assert_eq!(
        (foreign.finding, foreign.visible, foreign.hidden),
        (SYMBOLON_ROLL_FOREIGN, u64::MAX, u64::MAX)
    );
    assert_eq!(step(Some(8), Some(9)).finding, SYMBOLON_ROLL_MISPAIRED);
    let slipped = step(Some(9), Some(10));
    assert_eq!((slipped.slip_length, slipped.slip_first, slipped.slip_offset), (2, 8, 1));
    let mut gap = symbolon_roll_gap { size: 32, ..Default::default() };
    ok!(symbolon_roll_check_finish(check, &raw mut gap));
    assert_eq!((gap.missing, gap.first, gap.end), (10, 10, 20));
    let mut small = symbolon_roll_step { size: 80, ..Default::default() };
    let old = status!(symbolon_roll_check_step(check, null(), 0, null(), 0, &raw mut small, null_mut()));
    assert_eq!(old, SYMBOLON_E_OPTIONS);
    // SAFETY: freed once.
    unsafe { symbolon_roll_check_free(check) };
}
