//! Calls about leases: granted, drawn from across restarts, closed, reconciled.
//!
//! Every `unsafe` here is a call of the C ABI whose pointers come from live values with their true lengths, or are
//! NULL, or are handles that were made and not yet freed.

use std::ffi::c_void;
use std::mem::replace;
use std::ptr::{null, null_mut};

use arbitrary::Arbitrary;
use symbolon::capi::issue::symbolon_issuer;
use symbolon::capi::lease::{
    symbolon_lease, symbolon_lease_free, symbolon_lease_grant, symbolon_lease_open, symbolon_lease_read,
    symbolon_lease_terms,
};
use symbolon::capi::lease_draw::{
    symbolon_draw, symbolon_draw_close, symbolon_draw_counts, symbolon_draw_free, symbolon_draw_new,
    symbolon_draw_next, symbolon_store,
};
use symbolon::capi::receipt::symbolon_receipt_returned;
use symbolon::capi::reconcile::{
    symbolon_finding, symbolon_reconciler, symbolon_reconciler_add_lease, symbolon_reconciler_add_receipt,
    symbolon_reconciler_declare_void, symbolon_reconciler_free, symbolon_reconciler_new,
    symbolon_reconciler_report, symbolon_reconciler_see, symbolon_sighting,
};
use symbolon::capi::status::{SYMBOLON_E_BUFFER, SYMBOLON_OK};
use symbolon::code::SeriesId;
use symbolon::gs1::key::Gtin;
use symbolon::trust::{Lease, LeaseId, SecretKey, Signer, Terms, Window};

use crate::memory::{Memory, Text, checked};

#[derive(Arbitrary, Debug)]
pub enum LeaseCall<'a> {
    Grant { id: u8, first: u64, count: u16, quota: u16, from: i8, until: i8, odd: u8, cap: u16 },
    Open(Text<'a>, Text<'a>),
    UsualLease(u8),
    Read(u8),
    NewDraw(Text<'a>),
    ResumeDraw,
    Next(u16, i8, u8),
    Close(i8, u8, u16),
    Returned(Text<'a>, Text<'a>),
    NewReconciler,
    AddLease,
    AddReceipt(Text<'a>, Text<'a>),
    See(Text<'a>, Vec<(u64, u8, u8)>),
    DeclareVoid(Text<'a>, Vec<u64>),
    Report(u8),
    Free(u8),
}

/// A disk that fails when it is told to.
#[derive(Default)]
struct Disk {
    cursor: Vec<u8>,
    answer: i32,
}

unsafe extern "C" fn store(user: *mut c_void, cursor: *const u8) -> i32 {
    // SAFETY: the contract of `symbolon_store`, and `user` is the disk of the call.
    unsafe {
        let disk = &mut *user.cast::<Disk>();
        if disk.answer == 0 {
            disk.cursor = std::slice::from_raw_parts(cursor, 42).to_vec();
        }
        disk.answer
    }
}

/// The handles, NULL until they are made.
pub struct Leases {
    lease: *const symbolon_lease,
    draw: *mut symbolon_draw,
    reconciler: *mut symbolon_reconciler,
    disk: Disk,
    /// The first index that the draw has not handed out.
    end: u64,
}

impl Default for Leases {
    fn default() -> Self {
        let (draw, reconciler) = (null_mut(), null_mut());
        Self { lease: null(), draw, reconciler, disk: Disk::default(), end: 0 }
    }
}

impl Drop for Leases {
    fn drop(&mut self) {
        (0..3).for_each(|which| self.free(which));
    }
}

impl Leases {
    pub fn make(&mut self, call: &LeaseCall, memory: &mut Memory, issuer: *const symbolon_issuer) {
        match call {
            LeaseCall::Grant { .. } | LeaseCall::Open(..) | LeaseCall::UsualLease(_) | LeaseCall::Read(_) => {
                self.lease(call, memory, issuer);
            }
            LeaseCall::Free(which) => self.free(*which),
            LeaseCall::NewDraw(_)
            | LeaseCall::ResumeDraw
            | LeaseCall::Next(..)
            | LeaseCall::Close(..)
            | LeaseCall::Returned(..) => self.draw(call, memory, issuer),
            _ => self.reconcile(call, memory),
        }
    }

    fn lease(&mut self, call: &LeaseCall, memory: &mut Memory, issuer: *const symbolon_issuer) {
        match call {
            LeaseCall::Grant { id, first, count, quota, from, until, odd, cap } => {
                let mut terms = symbolon_lease_terms {
                    size: if *odd < 240 { 152 } else { u32::from(odd % 160) },
                    id_len: if *odd < 200 { 8 } else { (*odd).into() },
                    first: *first,
                    count: (*count).into(),
                    quota: (*quota).into(),
                    from: (*from).into(),
                    until: (*until).into(),
                    holder_len: 1,
                    slot_len: 2,
                    id: [*id; 16],
                    key_id: [0; 8],
                    holder: [b'h'; 32],
                    slot: [b'0'; 20],
                    gtin: *b"09506000134352",
                    reserved: [0; 6],
                };
                terms.slot[1] = b'7';
                memory.fill_bytes(*cap % 512, |buf, cap, len, info| unsafe {
                    symbolon_lease_grant(issuer, &raw const terms, buf, cap, len, info)
                });
            }
            LeaseCall::Open(bytes, key) => {
                self.free(0);
                let ((bytes, len), (key, key_len)) = (memory.text(bytes), memory.text(key));
                memory.report(|info| unsafe {
                    symbolon_lease_open(bytes, len, key, key_len, &raw mut self.lease, info)
                });
            }
            LeaseCall::UsualLease(id) => {
                self.free(0);
                let (bytes, key) = granted(*id);
                let status = memory.report(|info| unsafe {
                    let (bytes, len, key, key_len) = (bytes.as_ptr(), bytes.len(), key.as_ptr(), key.len());
                    symbolon_lease_open(bytes, len, key, key_len, &raw mut self.lease, info)
                });
                assert_eq!(status, SYMBOLON_OK);
            }
            LeaseCall::Read(size) => {
                // The room is larger than any size that is said.
                let mut room = [0_u64; 64];
                room[0] = u64::from_ne_bytes([*size, 0, 0, 0, 0, 0, 0, 0]);
                checked(unsafe { symbolon_lease_read(self.lease, room.as_mut_ptr().cast()) });
            }
            _ => {}
        }
    }

    fn draw(&mut self, call: &LeaseCall, memory: &mut Memory, issuer: *const symbolon_issuer) {
        match call {
            LeaseCall::NewDraw(cursor) => {
                self.free(1);
                let (cursor, len) = memory.text(cursor);
                checked(unsafe { symbolon_draw_new(self.lease, cursor, len, &raw mut self.draw) });
                (self.end, self.disk) = (0, Disk::default());
            }
            LeaseCall::ResumeDraw => {
                self.free(1);
                let cursor = &self.disk.cursor;
                checked(unsafe {
                    symbolon_draw_new(self.lease, cursor.as_ptr(), cursor.len(), &raw mut self.draw)
                });
            }
            LeaseCall::Next(count, at, answer) => {
                let (draw, mut first, user) = (self.draw, u64::MAX, self.disk(*answer));
                let store: symbolon_store = if *answer < 250 { Some(store) } else { None };
                let status = memory.report(|info| unsafe {
                    let (count, at) = ((*count).into(), (*at).into());
                    symbolon_draw_next(draw, count, at, store, user, &raw mut first, info)
                });
                if status == SYMBOLON_OK {
                    assert!(first >= self.end, "an index was handed out twice");
                    self.end = first + u64::from(*count);
                }
            }
            LeaseCall::Close(at, answer, cap) => {
                let (draw, user) = (self.draw, self.disk(*answer));
                let before = self.counts();
                let mut refused = SYMBOLON_OK;
                memory.fill_bytes(*cap % 512, |buf, cap, len, info| unsafe {
                    let at = (*at).into();
                    refused = symbolon_draw_close(draw, issuer, at, Some(store), user, buf, cap, len, info);
                    refused
                });
                if refused == SYMBOLON_E_BUFFER {
                    assert_eq!(self.counts(), before, "a short buffer closed the lease");
                }
            }
            LeaseCall::Returned(receipt, key) => {
                let ((receipt, len), (key, key_len)) = (memory.text(receipt), memory.text(key));
                let (mut first, mut count) = (0, 0);
                memory.report(|info| unsafe {
                    let (first, count) = (&raw mut first, &raw mut count);
                    symbolon_receipt_returned(receipt, len, key, key_len, self.lease, first, count, info)
                });
            }
            _ => {}
        }
    }

    fn reconcile(&mut self, call: &LeaseCall, memory: &mut Memory) {
        let (reconciler, slot) = (self.reconciler, b"07");
        match call {
            LeaseCall::NewReconciler => {
                self.free(2);
                checked(unsafe { symbolon_reconciler_new(&raw mut self.reconciler) });
            }
            LeaseCall::AddLease => {
                checked(unsafe { symbolon_reconciler_add_lease(reconciler, self.lease) });
            }
            LeaseCall::AddReceipt(receipt, key) => {
                let ((receipt, len), (key, key_len)) = (memory.text(receipt), memory.text(key));
                memory.report(|info| unsafe {
                    symbolon_reconciler_add_receipt(reconciler, receipt, len, key, key_len, info)
                });
            }
            LeaseCall::See(gtin, rows) => {
                let (gtin, gtin_len) = memory.text(gtin);
                let row = |&(index, units, flags): &(u64, u8, u8)| symbolon_sighting {
                    index,
                    at: units.into(),
                    units: units.into(),
                    flags: (flags % 5).into(),
                    key_id: [b'A' + flags % 4; 8],
                };
                let rows: Vec<_> = rows.iter().map(row).collect();
                memory.report(|info| unsafe {
                    let (rows, n) = (rows.as_ptr(), rows.len());
                    symbolon_reconciler_see(
                        reconciler,
                        gtin,
                        gtin_len,
                        slot.as_ptr(),
                        slot.len(),
                        rows,
                        n,
                        info,
                    )
                });
            }
            LeaseCall::DeclareVoid(gtin, indices) => {
                let (gtin, gtin_len) = memory.text(gtin);
                memory.report(|info| unsafe {
                    let (indices, n, slot) = (indices.as_ptr(), indices.len(), (slot.as_ptr(), slot.len()));
                    symbolon_reconciler_declare_void(
                        reconciler, gtin, gtin_len, slot.0, slot.1, indices, n, info,
                    )
                });
            }
            LeaseCall::Report(cap) => {
                let mut rows = vec![symbolon_finding::default(); (*cap).into()];
                let (start, mut len) = (rows.as_mut_ptr(), usize::MAX);
                let status =
                    unsafe { symbolon_reconciler_report(reconciler, start, rows.len(), &raw mut len) };
                if checked(status) == SYMBOLON_OK {
                    assert!(rows[..len].iter().all(|row| row.kind > 0 && row.blame > 0));
                }
            }
            _ => {}
        }
    }

    fn disk(&mut self, answer: u8) -> *mut c_void {
        self.disk.answer = i32::from(answer % 8 == 7);
        (&raw mut self.disk).cast()
    }

    fn counts(&self) -> (u64, u64, u32) {
        let (mut used, mut remaining, mut closed) = (0, 0, 0);
        checked(unsafe {
            symbolon_draw_counts(self.draw, &raw mut used, &raw mut remaining, &raw mut closed)
        });
        (used, remaining, closed)
    }

    fn free(&mut self, which: u8) {
        unsafe {
            match which % 3 {
                0 => symbolon_lease_free(replace(&mut self.lease, null())),
                1 => symbolon_draw_free(replace(&mut self.draw, null_mut())),
                _ => symbolon_reconciler_free(replace(&mut self.reconciler, null_mut())),
            }
        }
    }
}

/// A lease for whoever holds it, and the suite key of its granter.
fn granted(id: u8) -> (Vec<u8>, Vec<u8>) {
    let granter = SecretKey::from_seed(&[9; 32]).unwrap();
    let terms = Terms {
        id: LeaseId::new(&[id; 8]).unwrap(),
        holder: "h".to_owned(),
        key_id: None,
        series: SeriesId::new(Gtin::parse(b"09506000134352").unwrap(), b"07").unwrap(),
        range: 100..100_000,
        quota: 90_000,
        window: Window::new(-100, 100).unwrap(),
    };
    (Lease::grant(&granter, &terms).unwrap(), [&[1], granter.public_key().bytes()].concat())
}
