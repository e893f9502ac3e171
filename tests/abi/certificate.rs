//! A batch from its codes to its certificate and back.

use std::ptr::{null, null_mut};

use symbolon::capi::batch::*;
use symbolon::capi::certificate::*;
use symbolon::capi::issue::*;
use symbolon::capi::key::*;
use symbolon::capi::status::*;

use super::arguments::*;

const CODES: [&[u8]; 4] =
    [CODE, b"00395060000000000016", b"https://id.gs1.org/01/09506000134352/21/A1", b"010950600013435221A2"];

fn builder(codes: &[&[u8]]) -> (*mut symbolon_batch_builder, Vec<i32>) {
    let (flat, mut out, mut statuses) = (Flat::new(codes), null_mut(), vec![9; codes.len()]);
    ok!(symbolon_batch_builder_new(&raw mut out));
    let (bytes, offsets, n) = (flat.bytes.as_ptr(), flat.offsets.as_ptr(), flat.len());
    ok!(symbolon_batch_builder_add_batch(out, bytes, offsets, n, statuses.as_mut_ptr()));
    (out, statuses)
}

#[test]
fn a_batch_is_certified_proven_and_checked() {
    let (made, statuses) = builder(&[CODES[0], b"not a code", CODES[1], CODES[2], CODES[3]]);
    assert_eq!(statuses, [0, SYMBOLON_E_UNKNOWN_AI, 0, 0, 0]);
    let (mut batch, mut seen) = (null(), info());
    ok!(symbolon_batch_builder_finish(made, &raw mut batch, &raw mut seen));
    let finish = status!(symbolon_batch_builder_finish(made, &raw mut batch, &raw mut seen));
    assert_eq!(finish, SYMBOLON_E_PARAMETER, "it is empty now");
    let (mut root, mut count) = ([0; 32], 0);
    ok!(symbolon_batch_root(batch, root.as_mut_ptr(), &raw mut count));
    assert_eq!(count, 4);

    let (key, mut issuer, mut public) = (secret_key(), null(), [1; 33]);
    ok!(symbolon_secret_key_public(key, public[1..].as_mut_ptr()));
    ok!(symbolon_issuer_new(key, &raw mut issuer));
    let name = "批次 7".as_bytes();
    let signed = fills(&|b, c, l| {
        status!(symbolon_certificate_sign(batch, issuer, name.as_ptr(), name.len(), -5, b, c, l, null_mut()))
    });
    let (mut len, mut id, mut wanted) = (0, [0; 8], [0; 8]);
    let refused =
        [(&b""[..], SYMBOLON_E_PARAMETER), (b"\xFF", SYMBOLON_E_CHARSET), (&[b'x'; 65], SYMBOLON_E_TOO_LONG)];
    for (name, status) in refused {
        let (at, n) = (name.as_ptr(), name.len());
        let (none, len) = (null_mut(), &raw mut len);
        assert_eq!(
            status!(symbolon_certificate_sign(batch, issuer, at, n, 0, none, 0, len, none.cast())),
            status
        );
    }
    ok!(symbolon_certificate_key_id(signed.as_ptr(), signed.len(), id.as_mut_ptr(), null_mut()));
    ok!(symbolon_public_key_id(public[1..].as_ptr(), wanted.as_mut_ptr()));
    assert_eq!(id, wanted);

    let mut certificate = null();
    let open = |signed: &[u8], public: &[u8], out| {
        let (bytes, len) = (signed.as_ptr(), signed.len());
        status!(symbolon_certificate_open(bytes, len, public.as_ptr(), public.len(), out, null_mut()))
    };
    let mut forged = signed.clone();
    *forged.last_mut().unwrap() ^= 1;
    assert_eq!(open(&forged, &public, &raw mut certificate), SYMBOLON_E_SIGNATURE);
    assert_eq!(open(b"x", &public, &raw mut certificate), SYMBOLON_E_ARTEFACT);
    assert_eq!(open(&signed, &public, &raw mut certificate), SYMBOLON_OK);

    let mut facts = symbolon_certificate_facts { size: 56, ..Default::default() };
    let read = fills(&|b, c, l| {
        let facts = (&raw const facts).cast_mut();
        status!(symbolon_certificate_read(certificate, facts, b, c, l))
    });
    assert_eq!(read, name);
    let mut buf = [0; 64];
    ok!(symbolon_certificate_read(certificate, &raw mut facts, buf.as_mut_ptr(), 64, &raw mut len));
    assert_eq!((facts.gtins, facts.count, facts.time, facts.root), (1, 4, -5, root));
    let mut gtin_count = |gtin: &[u8]| {
        let status =
            status!(symbolon_certificate_gtin_count(certificate, gtin.as_ptr(), gtin.len(), &raw mut count));
        (status, count)
    };
    assert_eq!(gtin_count(GTIN), (SYMBOLON_OK, 3));
    assert_eq!(gtin_count(b"4006381333931"), (SYMBOLON_OK, 0));
    assert_eq!(gtin_count(b"1").0, SYMBOLON_E_LENGTH);

    includes_and_checks(batch, certificate);
    // SAFETY: each is freed once.
    unsafe {
        symbolon_batch_builder_free(made);
        symbolon_batch_free(batch);
        symbolon_certificate_free(certificate);
        symbolon_issuer_free(issuer);
        symbolon_secret_key_free(key);
    }
}

fn includes_and_checks(batch: *const symbolon_batch, certificate: *const symbolon_certificate) {
    let proof = |code: &[u8]| {
        fills(&|b, c, l| status!(symbolon_batch_proof(batch, code.as_ptr(), code.len(), b, c, l, null_mut())))
    };
    let mut seen = info();
    let mut includes = |code: &[u8], proof: &[u8]| {
        let (code, n) = (code.as_ptr(), code.len());
        let status = status!(symbolon_certificate_includes(
            certificate,
            code,
            n,
            proof.as_ptr(),
            proof.len(),
            &raw mut seen
        ));
        (status, seen.item)
    };
    let none = symbolon::capi::SYMBOLON_NO_PLACE;
    for code in CODES {
        assert!(proof(code).len() <= SYMBOLON_PROOF_MAX);
        assert_eq!(includes(code, &proof(code)), (SYMBOLON_OK, none));
        assert_eq!(includes(b"010950600013435221A3", &proof(code)), (SYMBOLON_E_NOT_INCLUDED, none));
    }
    assert_eq!(includes(CODE, b""), (SYMBOLON_E_TRUNCATED, 1));
    let (stranger, mut len) = (b"010950600013435221A3", 0);
    let (at, n) = (stranger.as_ptr(), stranger.len());
    let refused = status!(symbolon_batch_proof(batch, at, n, null_mut(), 0, &raw mut len, null_mut()));
    assert_eq!(refused, SYMBOLON_E_NOT_INCLUDED);

    let absence = |code: &[u8]| {
        fills(&|b, c, l| {
            status!(symbolon_batch_absence(batch, code.as_ptr(), code.len(), b, c, l, null_mut()))
        })
    };
    let excludes = |code: &[u8], proof: &[u8]| {
        let (mut answer, at, n) = (0, code.as_ptr(), code.len());
        let (proof, len, out) = (proof.as_ptr(), proof.len(), &raw mut answer);
        let status = status!(symbolon_certificate_excludes(certificate, at, n, proof, len, out, null_mut()));
        (status, answer)
    };
    let shown = absence(stranger);
    assert_eq!(absence(CODE), b"", "it belongs to the batch");
    assert_eq!(excludes(stranger, &shown), (SYMBOLON_OK, SYMBOLON_ABSENT_SHOWN));
    assert_eq!(excludes(CODE, &shown), (SYMBOLON_OK, SYMBOLON_ABSENT_NOT_SHOWN));
    assert_eq!(excludes(stranger, b"\x02"), (SYMBOLON_E_VERSION, 0));

    for (codes, answer, distinct, deviations, places) in [
        (&[CODES[3], CODES[1], CODES[0], CODES[2]][..], SYMBOLON_BATCH_EXACT, 4, 0, &[][..]),
        (&[CODES[3], CODES[1], CODES[3], CODES[0], CODES[2]], SYMBOLON_BATCH_REPEATED, 4, 1, &[2]),
        (&[CODES[3], CODES[1], CODES[0]], SYMBOLON_BATCH_OTHER, 3, 1, &[]),
    ] {
        let (builder, _) = builder(codes);
        let mut check = symbolon_batch_check { size: 24, ..Default::default() };
        let (mut buf, mut len) = ([9; 2], 0);
        // Asking twice gives the same.
        for _ in 0..2 {
            let buf = buf.as_mut_ptr();
            ok!(symbolon_certificate_check(certificate, builder, &raw mut check, buf, 2, &raw mut len));
        }
        assert_eq!((check.answer, check.distinct, check.deviations), (answer, distinct, deviations));
        assert_eq!(&buf[..len], places);
        // SAFETY: freed once.
        unsafe { symbolon_batch_builder_free(builder) };
    }
    let (builder, _) = builder(&[CODES[1], CODES[0], CODES[1]]);
    let (mut again, mut seen) = (null(), info());
    assert_eq!(
        status!(symbolon_batch_builder_finish(builder, &raw mut again, &raw mut seen)),
        SYMBOLON_E_REPEATED
    );
    assert_eq!(seen.item, 2);
    // SAFETY: freed once.
    unsafe { symbolon_batch_builder_free(builder) };
}
