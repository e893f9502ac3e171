//! A contents note from the units to the answer of a handheld.

use std::ptr::{null, null_mut};

use symbolon::capi::batch::SYMBOLON_PROOF_MAX;
use symbolon::capi::contents::*;
use symbolon::capi::issue::*;
use symbolon::capi::key::*;
use symbolon::capi::status::*;

use super::arguments::*;

const CASE: &[u8] = b"00395060000000000016";

fn units() -> Vec<String> {
    (0..200).map(|number| format!("010950600013435221A{number}")).collect()
}

fn contents(container: &[u8], units: &[String]) -> Result<*const symbolon_contents, (i32, u32)> {
    let (flat, mut out, mut seen) = (Flat::new(units), null(), info());
    let (bytes, offsets, at) = (flat.bytes.as_ptr(), flat.offsets.as_ptr(), container.as_ptr());
    let (len, n) = (container.len(), flat.len());
    let status = status!(symbolon_contents_new(at, len, bytes, offsets, n, &raw mut out, &raw mut seen));
    if status == SYMBOLON_OK { Ok(out) } else { Err((status, seen.item)) }
}

/// The note of the units, and the suite key of who signed it.
fn signed(packed: *const symbolon_contents, filtered: u32) -> (Vec<u8>, [u8; 33]) {
    let (key, mut issuer, mut public) = (secret_key(), null(), [1; 33]);
    ok!(symbolon_secret_key_public(key, public[1..].as_mut_ptr()));
    ok!(symbolon_issuer_new(key, &raw mut issuer));
    let note =
        fills(&|b, c, l| status!(symbolon_contents_sign(packed, issuer, -5, filtered, b, c, l, null_mut())));
    let mut len = 0;
    let nothing = null_mut();
    let odd = status!(symbolon_contents_sign(packed, issuer, 0, 2, nothing, 0, &raw mut len, nothing.cast()));
    assert_eq!(odd, SYMBOLON_E_PARAMETER);
    // SAFETY: each is freed once.
    unsafe {
        symbolon_issuer_free(issuer);
        symbolon_secret_key_free(key);
    }
    (note, public)
}

fn open(note: &[u8], public: &[u8], out: *mut *const symbolon_contents_note) -> i32 {
    let (bytes, len) = (note.as_ptr(), note.len());
    status!(symbolon_contents_note_open(bytes, len, public.as_ptr(), public.len(), out, null_mut()))
}

#[test]
fn a_note_is_signed_opened_and_asked() {
    let packed = contents(CASE, &units()).unwrap();
    let (mut root, mut count) = ([0; 32], 0);
    ok!(symbolon_contents_digest(packed, root.as_mut_ptr(), &raw mut count));
    assert_eq!(count, 200);
    let (note, public) = signed(packed, 1);
    let (mut id, mut wanted, mut read) = ([0; 8], [0; 8], null());
    ok!(symbolon_contents_note_key_id(note.as_ptr(), note.len(), id.as_mut_ptr(), null_mut()));
    ok!(symbolon_public_key_id(public[1..].as_ptr(), wanted.as_mut_ptr()));
    assert_eq!(id, wanted);
    let mut forged = note.clone();
    forged[60] ^= 1;
    assert_eq!(open(&forged, &public, &raw mut read), SYMBOLON_E_SIGNATURE);
    assert_eq!(open(b"x", &public, &raw mut read), SYMBOLON_E_ARTEFACT);
    assert_eq!(open(&note, &public[..5], &raw mut read), SYMBOLON_E_PUBLIC_KEY);
    assert_eq!(open(&note, &public, &raw mut read), SYMBOLON_OK);

    let mut facts = symbolon_contents_facts { size: 56, ..Default::default() };
    let (mut buf, mut len) = ([0; 38], 0);
    ok!(symbolon_contents_note_read(read, &raw mut facts, buf.as_mut_ptr(), 38, &raw mut len));
    assert_eq!(&buf[..len], CASE);
    assert_eq!((facts.count, facts.time, facts.filtered, facts.root), (200, -5, 1, root));

    asked(read);
    proven(packed, read);
    let (plain, public) = signed(packed, 0);
    let mut other = null();
    assert_eq!(open(&plain, &public, &raw mut other), SYMBOLON_OK);
    let mut answer = 0;
    ok!(symbolon_contents_note_may_contain(other, CODE.as_ptr(), CODE.len(), &raw mut answer, null_mut()));
    assert_eq!(answer, SYMBOLON_CONTAINED_UNKNOWN);
    // SAFETY: each is freed once.
    unsafe {
        symbolon_contents_note_free(other);
        symbolon_contents_note_free(read);
        symbolon_contents_free(packed);
    }
}

fn asked(note: *const symbolon_contents_note) {
    let mut codes = units();
    codes.push("https://id.gs1.org/01/09506000134352/21/A1".to_owned());
    codes.push("no code".to_owned());
    codes.extend((0..100).map(|number| format!("010950600013435221B{number}")));
    let flat = Flat::new(&codes);
    let (mut answers, mut statuses) = (vec![9; codes.len()], vec![9; codes.len()]);
    ok!(symbolon_contents_note_may_contain_batch(
        note,
        flat.bytes.as_ptr(),
        flat.offsets.as_ptr(),
        flat.len(),
        answers.as_mut_ptr(),
        statuses.as_mut_ptr()
    ));
    assert!(answers[..201].iter().all(|answer| *answer == SYMBOLON_CONTAINED_MAYBE));
    assert_eq!((answers[201], statuses[201]), (SYMBOLON_CONTAINED_UNKNOWN, SYMBOLON_E_UNKNOWN_AI));
    let strangers = &answers[202..];
    assert!(strangers.iter().filter(|answer| **answer == SYMBOLON_CONTAINED_NOT).count() > 90);
    for (code, wanted) in codes.iter().zip(&answers) {
        let (mut answer, at, n) = (0, code.as_ptr(), code.len());
        let status = status!(symbolon_contents_note_may_contain(note, at, n, &raw mut answer, null_mut()));
        assert_eq!(answer, if status == SYMBOLON_OK { *wanted } else { 0 });
    }
}

fn proven(packed: *const symbolon_contents, note: *const symbolon_contents_note) {
    let includes = |code: &str, proof: &[u8]| {
        let (at, n, mut seen) = (code.as_ptr(), code.len(), info());
        let (proof, len) = (proof.as_ptr(), proof.len());
        let status = status!(symbolon_contents_note_includes(note, at, n, proof, len, &raw mut seen));
        (status, seen.item)
    };
    let nothing = symbolon::capi::SYMBOLON_NO_PLACE;
    for code in units().iter().step_by(17) {
        let (at, n) = (code.as_ptr(), code.len());
        let proof = fills(&|b, c, l| status!(symbolon_contents_proof(packed, at, n, b, c, l, null_mut())));
        assert!(proof.len() <= SYMBOLON_PROOF_MAX);
        assert_eq!(includes(code, &proof), (SYMBOLON_OK, nothing));
        assert_eq!(includes("010950600013435221B1", &proof), (SYMBOLON_E_NOT_INCLUDED, nothing));
        assert_eq!(includes(code, &proof[..8]), (SYMBOLON_E_TRUNCATED, 1));
    }
    let (stranger, mut len) = (b"010950600013435221B1", 0);
    let (at, n) = (stranger.as_ptr(), stranger.len());
    let refused = status!(symbolon_contents_proof(packed, at, n, null_mut(), 0, &raw mut len, null_mut()));
    assert_eq!(refused, SYMBOLON_E_NOT_INCLUDED);
}

#[test]
fn what_cannot_be_noted_is_refused_with_its_place() {
    assert_eq!(contents(CASE, &[]), Err((SYMBOLON_E_PARAMETER, symbolon::capi::SYMBOLON_NO_PLACE)));
    let mut codes = units();
    assert_eq!(contents(b"no code", &codes), Err((SYMBOLON_E_UNKNOWN_AI, 200)));
    codes[7] = codes[3].clone();
    assert_eq!(contents(CASE, &codes), Err((SYMBOLON_E_REPEATED, 7)));
    codes[5] = "x".to_owned();
    assert_eq!(contents(CASE, &codes).unwrap_err().1, 5);
}
