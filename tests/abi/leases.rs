//! Leases from the grant to the reconciler, as a C program uses them.

use std::ffi::c_void;
use std::ptr::{null, null_mut};

use symbolon::capi::issue::*;
use symbolon::capi::key::*;
use symbolon::capi::lease::*;
use symbolon::capi::lease_draw::*;
use symbolon::capi::receipt::*;
use symbolon::capi::reconcile::*;
use symbolon::capi::status::*;

use super::arguments::*;

const SLOT: &[u8] = b"07";

/// A signer with its public key and key id.
struct Party {
    issuer: *const symbolon_issuer,
    public: [u8; 33],
    id: [u8; 8],
}

impl Party {
    fn new(seed: u8) -> Self {
        let (mut key, mut issuer) = (null(), null());
        let (mut public, mut id) = ([1; 33], [0; 8]);
        ok!(symbolon_secret_key_from_seed([seed; 32].as_ptr(), &raw mut key));
        ok!(symbolon_secret_key_public(key, public[1..].as_mut_ptr()));
        ok!(symbolon_public_key_id(public[1..].as_ptr(), id.as_mut_ptr()));
        ok!(symbolon_issuer_new(key, &raw mut issuer));
        // SAFETY: freed once; the issuer keeps what it needs.
        unsafe { symbolon_secret_key_free(key) };
        Self { issuer, public, id }
    }
}

impl Drop for Party {
    fn drop(&mut self) {
        // SAFETY: freed once.
        unsafe { symbolon_issuer_free(self.issuer) };
    }
}

fn padded<const N: usize>(bytes: &[u8]) -> [u8; N] {
    let mut room = [0; N];
    room[..bytes.len()].copy_from_slice(bytes);
    room
}

fn terms(holder: &Party) -> symbolon_lease_terms {
    symbolon_lease_terms {
        size: 152,
        id_len: 8,
        first: 1000,
        count: 100,
        quota: 80,
        from: 500,
        until: 600,
        holder_len: 6,
        slot_len: 2,
        id: padded(&[9; 8]),
        key_id: holder.id,
        holder: padded(b"line 3"),
        slot: padded(SLOT),
        gtin: padded(GTIN),
        reserved: [0; 6],
    }
}

fn granted(granter: &Party, terms: &symbolon_lease_terms) -> Vec<u8> {
    fills(&|buf, cap, len| status!(symbolon_lease_grant(granter.issuer, terms, buf, cap, len, null_mut())))
}

fn opened(granter: &Party, bytes: &[u8]) -> *const symbolon_lease {
    let mut lease = null();
    ok!(symbolon_lease_open(
        bytes.as_ptr(),
        bytes.len(),
        granter.public.as_ptr(),
        granter.public.len(),
        &raw mut lease,
        null_mut()
    ));
    lease
}

#[test]
fn a_lease_says_what_was_granted() {
    let (granter, holder) = (Party::new(1), Party::new(2));
    let bytes = granted(&granter, &terms(&holder));
    let mut id = [0; 8];
    ok!(symbolon_lease_granter(bytes.as_ptr(), bytes.len(), id.as_mut_ptr()));
    assert_eq!(id, granter.id);
    let lease = opened(&granter, &bytes);
    let mut read = symbolon_lease_terms { size: 152, id: [1; 16], ..terms(&granter) };
    ok!(symbolon_lease_read(lease, &raw mut read));
    assert_eq!(format!("{read:?}"), format!("{:?}", terms(&holder)));
    read.size = 151;
    assert_eq!(status!(symbolon_lease_read(lease, &raw mut read)), SYMBOLON_E_OPTIONS);
    let (mut other, mut seen) = (null(), info());
    let mut open = |public: &[u8], seen| {
        let (bytes, len) = (bytes.as_ptr(), bytes.len());
        status!(symbolon_lease_open(bytes, len, public.as_ptr(), public.len(), &raw mut other, seen))
    };
    assert_eq!(open(&holder.public, &raw mut seen), SYMBOLON_E_UNKNOWN_KEY);
    // SAFETY: freed once.
    unsafe { symbolon_lease_free(lease) };
}

#[test]
fn terms_that_make_no_sense_are_refused() {
    let (granter, holder) = (Party::new(1), Party::new(2));
    let refused = |change: fn(&mut symbolon_lease_terms)| {
        let mut terms = terms(&holder);
        change(&mut terms);
        let (mut len, mut buf, mut seen) = (0, [0; 256], info());
        let status = status!(symbolon_lease_grant(
            granter.issuer,
            &raw const terms,
            buf.as_mut_ptr(),
            256,
            &raw mut len,
            &raw mut seen
        ));
        (status, seen.code)
    };
    let both = |status| (status, status);
    assert_eq!(refused(|terms| terms.id_len = 9), both(SYMBOLON_E_LENGTH));
    assert_eq!(refused(|terms| terms.id_len = u32::MAX), both(SYMBOLON_E_LENGTH));
    assert_eq!(refused(|terms| terms.holder_len = 33), both(SYMBOLON_E_LENGTH));
    assert_eq!(refused(|terms| terms.holder[0] = 0xFF), both(SYMBOLON_E_CHARSET));
    assert_eq!(refused(|terms| terms.holder_len = 0), both(SYMBOLON_E_CLAIM));
    assert_eq!(refused(|terms| terms.slot_len = 20), both(SYMBOLON_E_LENGTH));
    assert_eq!(refused(|terms| terms.gtin[13] = b'3'), both(SYMBOLON_E_CHECK_DIGIT));
    assert_eq!(refused(|terms| terms.key_id[0] = b'u'), both(SYMBOLON_E_PROOF));
    assert_eq!(refused(|terms| terms.until = 500), both(SYMBOLON_E_WINDOW));
    assert_eq!(refused(|terms| terms.count = u64::MAX), both(SYMBOLON_E_INDEX));
    assert_eq!(refused(|terms| terms.quota = 101), both(SYMBOLON_E_CLAIM));
    assert_eq!(refused(|terms| terms.size = 3), both(SYMBOLON_E_OPTIONS));
    assert_eq!(refused(|terms| terms.reserved[5] = 1), both(SYMBOLON_E_OPTIONS));
    let (mut len, mut buf) = (0, [0; 256]);
    let (buf, len) = (buf.as_mut_ptr(), &raw mut len);
    let without = status!(symbolon_lease_grant(granter.issuer, null(), buf, 256, len, null_mut()));
    assert_eq!(without, SYMBOLON_E_NULL);
}

/// A disk of the caller's: the cursor it holds, and what it answers.
#[derive(Default)]
struct Disk {
    cursor: Vec<u8>,
    answer: i32,
}

unsafe extern "C" fn store(user: *mut c_void, cursor: *const u8) -> i32 {
    // SAFETY: the test hands its disk in.
    let disk = unsafe { &mut *user.cast::<Disk>() };
    if disk.answer == 0 {
        // SAFETY: by the contract of the callback.
        disk.cursor = unsafe { std::slice::from_raw_parts(cursor, SYMBOLON_CURSOR_BYTES) }.to_vec();
    }
    disk.answer
}

#[test]
fn drawing_goes_on_after_a_restart_and_ends_with_a_receipt() {
    let (granter, holder) = (Party::new(1), Party::new(2));
    let lease = opened(&granter, &granted(&granter, &terms(&holder)));
    let mut disk = Disk::default();
    let user: *mut c_void = (&raw mut disk).cast();
    let begin = |cursor: &[u8]| {
        let mut draw = null_mut();
        let status = status!(symbolon_draw_new(lease, cursor.as_ptr(), cursor.len(), &raw mut draw));
        (status, draw)
    };
    let next = |draw, count, at, seen| {
        let mut first = 0;
        (status!(symbolon_draw_next(draw, count, at, Some(store), user, &raw mut first, seen)), first)
    };
    let counts = |draw| {
        let (mut gone, mut remaining, mut closed) = (7, 7, 7);
        ok!(symbolon_draw_counts(draw, &raw mut gone, &raw mut remaining, &raw mut closed));
        (gone, remaining, closed)
    };
    let draw = begin(&[]).1;
    assert_eq!(next(draw, 30, 500, null_mut()), (SYMBOLON_OK, 1000));
    assert_eq!(next(draw, 51, 500, null_mut()).0, SYMBOLON_E_EXHAUSTED);
    assert_eq!(next(draw, 0, 500, null_mut()).0, SYMBOLON_E_PARAMETER);
    assert_eq!(next(draw, 1, 600, null_mut()).0, SYMBOLON_E_OUT_OF_TIME);
    let mut seen = info();
    // SAFETY: no call is running.
    unsafe { (*user.cast::<Disk>()).answer = 28 };
    assert_eq!(next(draw, 1, 500, &raw mut seen).0, SYMBOLON_E_STORAGE);
    assert_eq!((seen.detail, counts(draw)), (28, (30, 50, 0)));
    // SAFETY: as above; freed once.
    unsafe {
        (*user.cast::<Disk>()).answer = 0;
        symbolon_draw_free(draw);
    }

    // SAFETY: no call is running.
    let stored = || unsafe { (*user.cast::<Disk>()).cursor.clone() };
    assert_eq!(begin(&stored()[..41]).0, SYMBOLON_E_CURSOR);
    let draw = begin(&stored()).1;
    assert_eq!(next(draw, 10, 500, null_mut()), (SYMBOLON_OK, 1030));
    let close = |draw, party: &Party, cap| {
        let (mut buf, mut len) = ([0; 256], 0);
        let (room, out) = (buf.as_mut_ptr(), &raw mut len);
        let status = status!(symbolon_draw_close(
            draw,
            party.issuer,
            550,
            Some(store),
            user,
            room,
            cap,
            out,
            null_mut()
        ));
        (status, buf[..len.min(256)].to_vec())
    };
    assert_eq!(close(draw, &granter, 256).0, SYMBOLON_E_HOLDER);
    assert_eq!(close(draw, &holder, 255).0, SYMBOLON_E_BUFFER);
    assert_eq!(counts(draw), (40, 40, 0), "a short buffer closes nothing");
    let (status, receipt) = close(draw, &holder, 256);
    assert_eq!((status, counts(draw)), (SYMBOLON_OK, (40, 0, 1)));
    let again = begin(&stored()).1;
    assert_eq!(counts(again), (40, 0, 1));
    assert_eq!(close(again, &holder, 256).1, receipt);

    let (mut first, mut count) = (0, 0);
    let mut returned = |public: &[u8]| {
        status!(symbolon_receipt_returned(
            receipt.as_ptr(),
            receipt.len(),
            public.as_ptr(),
            public.len(),
            lease,
            &raw mut first,
            &raw mut count,
            null_mut()
        ))
    };
    assert_eq!(returned(&granter.public), SYMBOLON_E_UNKNOWN_KEY);
    assert_eq!(returned(&holder.public), SYMBOLON_OK);
    assert_eq!((first, count), (1040, 60));
    // SAFETY: freed once.
    unsafe {
        symbolon_draw_free(draw);
        symbolon_draw_free(again);
        symbolon_lease_free(lease);
    }
}

#[test]
fn the_reconciler_reports_flat_rows() {
    let (granter, holder, thief) = (Party::new(1), Party::new(2), Party::new(3));
    let lease = opened(&granter, &granted(&granter, &terms(&holder)));
    let other =
        opened(&granter, &granted(&granter, &symbolon_lease_terms { id: padded(&[8; 8]), ..terms(&holder) }));
    let same_id = opened(&granter, &granted(&granter, &symbolon_lease_terms { quota: 81, ..terms(&holder) }));
    let mut reconciler = null_mut();
    ok!(symbolon_reconciler_new(&raw mut reconciler));
    ok!(symbolon_reconciler_add_lease(reconciler, lease));
    ok!(symbolon_reconciler_add_lease(reconciler, lease));
    assert_eq!(status!(symbolon_reconciler_add_lease(reconciler, same_id)), SYMBOLON_E_TAKEN);
    let row = |index, party: &Party, at: Option<i64>| symbolon_sighting {
        index,
        at: at.unwrap_or(0),
        units: 1,
        flags: SYMBOLON_SIGHTING_SIGNED | at.map_or(0, |_| SYMBOLON_SIGHTING_TIMED),
        key_id: party.id,
    };
    let see = |rows: &[symbolon_sighting], seen| {
        status!(symbolon_reconciler_see(
            reconciler,
            GTIN.as_ptr(),
            14,
            SLOT.as_ptr(),
            2,
            rows.as_ptr(),
            rows.len(),
            seen
        ))
    };
    let mut rows: Vec<_> = (1000..1080).map(|index| row(index, &holder, Some(550))).collect();
    rows[3].at = 700;
    rows[4].key_id = thief.id;
    rows[5].units = 2;
    assert_eq!(see(&rows, null_mut()), SYMBOLON_OK);
    let mut seen = info();
    for (change, status) in [
        (symbolon_sighting { units: 0, ..rows[0] }, SYMBOLON_E_PARAMETER),
        (symbolon_sighting { flags: 4, ..rows[0] }, SYMBOLON_E_PARAMETER),
        (symbolon_sighting { index: u64::MAX, ..rows[0] }, SYMBOLON_E_INDEX),
        (symbolon_sighting { key_id: [b'u'; 8], ..rows[0] }, SYMBOLON_E_PROOF),
    ] {
        assert_eq!(see(&[rows[0], change], &raw mut seen), status);
        assert_eq!(seen.item, 1);
    }
    let findings = || {
        let mut needed = 0;
        let empty = status!(symbolon_reconciler_report(reconciler, null_mut(), 0, &raw mut needed));
        assert_eq!(empty, if needed == 0 { SYMBOLON_OK } else { SYMBOLON_E_BUFFER });
        let mut rows = vec![symbolon_finding::default(); needed];
        ok!(symbolon_reconciler_report(reconciler, rows.as_mut_ptr(), needed, &raw mut needed));
        rows
    };
    let short = |row: &symbolon_finding| (row.kind, row.blame, row.first, row.count, row.signer);
    let (none, id) = ([0; 8], padded(&[9; 8]));
    assert_eq!(
        findings().iter().map(short).collect::<Vec<_>>(),
        [
            (SYMBOLON_FINDING_NO_RECEIPT, SYMBOLON_BLAME_NOBODY, 1004, 1, none),
            (SYMBOLON_FINDING_REPEATED, SYMBOLON_BLAME_SIGNER, 1005, 1, holder.id),
            (SYMBOLON_FINDING_WRONG_KEY, SYMBOLON_BLAME_SIGNER, 1004, 1, thief.id),
            (SYMBOLON_FINDING_OUT_OF_TIME, SYMBOLON_BLAME_SIGNER, 1003, 1, holder.id),
        ]
    );
    assert!(findings().iter().all(|row| (row.lease, row.lease_len, row.other_len) == (id, 8, 0)));
    assert!(findings().iter().all(|row| (&row.gtin[..], &row.slot[..2], row.slot_len) == (GTIN, SLOT, 2)));
    ok!(symbolon_reconciler_declare_void(
        reconciler,
        GTIN.as_ptr(),
        14,
        SLOT.as_ptr(),
        2,
        [1004_u64].as_ptr(),
        1,
        null_mut()
    ));
    assert_eq!(findings().len(), 3);
    ok!(symbolon_reconciler_add_lease(reconciler, other));
    let overlap = *findings().last().unwrap();
    assert_eq!((overlap.kind, overlap.blame), (SYMBOLON_FINDING_OVERLAP, SYMBOLON_BLAME_GRANTER));
    assert_eq!((overlap.lease, overlap.other), (padded(&[9; 8]), padded(&[8; 8])));
    // SAFETY: freed once.
    unsafe {
        symbolon_reconciler_free(reconciler);
        symbolon_lease_free(lease);
        symbolon_lease_free(other);
        symbolon_lease_free(same_id);
    }
}
