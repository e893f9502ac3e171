//! What a journal proves to a C program: one record, and that all of it holds.

use std::fs;
use std::ptr::{null, null_mut};

use symbolon::capi::issue::*;
use symbolon::capi::journal::*;
use symbolon::capi::journal_proof::*;
use symbolon::capi::key::*;
use symbolon::capi::status::*;
use symbolon::capi::suite_key::*;

use super::arguments::*;
use super::journal::{Directory, append, commit, free};

/// A signer, and its suite key.
fn signer(seed: u8) -> (*const symbolon_issuer, Vec<u8>) {
    let (mut key, mut issuer) = (null(), null());
    ok!(symbolon_secret_key_from_seed([seed; 32].as_ptr(), &raw mut key));
    ok!(symbolon_issuer_new(key, &raw mut issuer));
    let public = fills(&|buf, cap, len| status!(symbolon_secret_key_suite_key(key, buf, cap, len)));
    // SAFETY: freed once; the issuer keeps what it needs.
    unsafe { symbolon_secret_key_free(key) };
    (issuer, public)
}

/// What the verifier says, believing these keys.
fn report(directory: &Directory, keys: &[Vec<u8>]) -> symbolon_journal_report {
    let keys = Flat::new(keys);
    let mut report = symbolon_journal_report { size: 136, ..Default::default() };
    ok!(symbolon_journal_verify(
        directory.ptr(),
        directory.len(),
        keys.bytes.as_ptr(),
        keys.offsets.as_ptr(),
        keys.len(),
        &raw mut report,
        null_mut()
    ));
    report
}

#[test]
fn records_are_proved_and_the_whole_is_checked() {
    let directory = Directory::new("proved");
    let journal = directory.create(null()).1;
    let (signer, public) = signer(1);
    assert_eq!(
        status!(symbolon_journal_checkpoint(journal, signer, 5, null_mut())),
        SYMBOLON_E_PARAMETER,
        "nothing to sign"
    );
    for event in 0..3 {
        append(journal, event, b"payload");
    }
    ok!(symbolon_journal_checkpoint(journal, signer, 1_760_000_000, null_mut()));
    append(journal, 3, b"behind");
    commit(journal);
    free(journal);

    let proof = fills(&|buf, cap, len| {
        status!(symbolon_journal_proof(directory.ptr(), directory.len(), 1, buf, cap, len, null_mut()))
    });
    let mut proved = symbolon_journal_proved { size: 80, ..Default::default() };
    let mut check = |key: &[u8], event: u64, payload: &[u8]| {
        status!(symbolon_journal_proof_check(
            proof.as_ptr(),
            proof.len(),
            key.as_ptr(),
            key.len(),
            1001,
            3,
            event,
            7,
            payload.as_ptr(),
            payload.len(),
            &raw mut proved,
            null_mut()
        ))
    };
    assert_eq!(check(&public, 2, b"payload"), SYMBOLON_E_NOT_INCLUDED);
    assert_eq!(check(&public, 1, b"Payload"), SYMBOLON_E_NOT_INCLUDED);
    let other = self::signer(2);
    assert_eq!(check(&other.1, 1, b"payload"), SYMBOLON_E_UNKNOWN_KEY);
    assert_eq!(check(&public, 1, b"payload"), SYMBOLON_OK);
    assert_eq!((proved.number, proved.records, proved.time, proved.id), (1, 3, 1_760_000_000, [0xA1; 16]));
    let mut len = 0;
    let behind = status!(symbolon_journal_proof(
        directory.ptr(),
        directory.len(),
        4,
        null_mut(),
        0,
        &raw mut len,
        null_mut()
    ));
    assert_eq!(behind, SYMBOLON_E_NOT_INCLUDED);

    let found = report(&directory, std::slice::from_ref(&public));
    assert_eq!((found.answer, found.damage, found.cut.any), (SYMBOLON_JOURNAL_WHOLE, SYMBOLON_OK, 0));
    assert_eq!((found.records, found.checkpoints, found.believed, found.covered), (5, 1, 1, 3));
    assert_eq!((found.segments, found.id), (1, [0xA1; 16]));
    assert_eq!(report(&directory, &[]).believed, 0);

    let file = format!("{}/00000000.seg", directory.0);
    let whole = fs::read(&file).unwrap();
    let mut changed = whole.clone();
    changed[200] ^= 1;
    fs::write(&file, &changed).unwrap();
    let found = report(&directory, &[public]);
    assert_eq!((found.answer, found.damage), (SYMBOLON_JOURNAL_DAMAGED, SYMBOLON_E_JOURNAL_DAMAGE));
    assert_eq!((found.damaged_segment, found.damaged_record), (0, 0));
    let (seen, out) = directory.open(null());
    assert_eq!((seen.code, seen.detail, out), (SYMBOLON_E_JOURNAL_DAMAGE, 0, null_mut()));
    assert_eq!(seen.at, found.damaged_at);

    // Without its last sector the last commit is torn, and cut when the journal is opened.
    let end = whole.iter().rposition(|byte| *byte != 0).unwrap();
    let mut torn = whole;
    torn[end - end % 512..].fill(0);
    fs::write(&file, &torn).unwrap();
    let found = report(&directory, &[]);
    assert_eq!((found.answer, found.cut.any), (SYMBOLON_JOURNAL_TORN, 1));
    let (seen, journal) = directory.open(null());
    assert_eq!(seen.code, SYMBOLON_OK);
    free(journal);
    assert_eq!(report(&directory, &[]).answer, SYMBOLON_JOURNAL_WHOLE);
    // SAFETY: each is freed once.
    unsafe {
        symbolon_issuer_free(signer);
        symbolon_issuer_free(other.0);
    }
}
