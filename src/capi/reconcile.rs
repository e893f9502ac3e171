//! The reconciler: leases, receipts and what was seen, held against each other.

use core::ptr::null_mut;

use super::boundary::{Fault, Given, boundary};
use super::buffer::padded;
use super::handle::{Exclusive, give_exclusive, take_exclusive};
use super::lease::symbolon_lease;
use super::status::{symbolon_error, symbolon_status};
use crate::Error;
use crate::code::{KeyId, SeriesId};
use crate::gs1::key::Gtin;
use crate::trust::{Blame, Finding, FindingKind, LeaseId, Reconciler, Sighting};

/// The sighting carries a signature: `key_id` says whose.
pub const SYMBOLON_SIGHTING_SIGNED: u32 = 1;
/// The sighting carries a time that its holder does not set: `at`.
pub const SYMBOLON_SIGHTING_TIMED: u32 = 2;

/// One commissioned unit. Scans of the same unit are one sighting.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C)]
pub struct symbolon_sighting {
    /// The index of its serial.
    pub index: u64,
    /// When it was commissioned, seconds since 1970 UTC; read with SYMBOLON_SIGHTING_TIMED.
    pub at: i64,
    /// How many units carry this code; at least 1.
    pub units: u32,
    /// SYMBOLON_SIGHTING_x, or-ed.
    pub flags: u32,
    /// The key whose signature it carries truly, 8 characters; read with SYMBOLON_SIGHTING_SIGNED.
    pub key_id: [u8; 8],
}

/// Drawn, as the receipt says, and neither seen nor declared void.
pub const SYMBOLON_FINDING_UNACCOUNTED: u32 = 1;
/// Neither seen nor declared void, and no receipt says whether it was drawn.
pub const SYMBOLON_FINDING_NO_RECEIPT: u32 = 2;
/// Commissioned more than once under one signer.
pub const SYMBOLON_FINDING_REPEATED: u32 = 3;
/// Commissioned more than once, by several signers or under several leases of one.
pub const SYMBOLON_FINDING_SHARED: u32 = 4;
/// Used, and in no lease of the series.
pub const SYMBOLON_FINDING_NO_LEASE: u32 = 5;
/// Used, and leased to the holders of other keys only.
pub const SYMBOLON_FINDING_WRONG_KEY: u32 = 6;
/// Used, though a receipt had returned it.
pub const SYMBOLON_FINDING_RETURNED: u32 = 7;
/// Used beyond the quota.
pub const SYMBOLON_FINDING_BEYOND_QUOTA: u32 = 8;
/// Used outside the lease's time.
pub const SYMBOLON_FINDING_OUT_OF_TIME: u32 = 9;
/// Leased twice.
pub const SYMBOLON_FINDING_OVERLAP: u32 = 10;
/// A receipt of a lease that is not known here.
pub const SYMBOLON_FINDING_RECEIPT_UNKNOWN: u32 = 11;
/// A receipt that names a lease and the digest of another.
pub const SYMBOLON_FINDING_RECEIPT_DIGEST: u32 = 12;
/// A receipt signed by another than the lease's holder.
pub const SYMBOLON_FINDING_RECEIPT_HOLDER: u32 = 13;
/// A receipt that claims more than the quota.
pub const SYMBOLON_FINDING_RECEIPT_QUOTA: u32 = 14;
/// A receipt that differs from another one of the same lease.
pub const SYMBOLON_FINDING_RECEIPT_CONFLICT: u32 = 15;

/// Proves a number of the header.
macro_rules! same {
    ($($number:ident $kind:ident;)*) => {
        $(const _: () = assert!($number == FindingKind::$kind.number() as u32);)*
    };
}

same! {
    SYMBOLON_FINDING_UNACCOUNTED Unaccounted;
    SYMBOLON_FINDING_NO_RECEIPT NoReceipt;
    SYMBOLON_FINDING_REPEATED Repeated;
    SYMBOLON_FINDING_SHARED Shared;
    SYMBOLON_FINDING_NO_LEASE NoLease;
    SYMBOLON_FINDING_WRONG_KEY WrongKey;
    SYMBOLON_FINDING_RETURNED Returned;
    SYMBOLON_FINDING_BEYOND_QUOTA BeyondQuota;
    SYMBOLON_FINDING_OUT_OF_TIME OutOfTime;
    SYMBOLON_FINDING_OVERLAP Overlap;
    SYMBOLON_FINDING_RECEIPT_UNKNOWN ReceiptUnknown;
    SYMBOLON_FINDING_RECEIPT_DIGEST ReceiptDigest;
    SYMBOLON_FINDING_RECEIPT_HOLDER ReceiptHolder;
    SYMBOLON_FINDING_RECEIPT_QUOTA ReceiptQuota;
    SYMBOLON_FINDING_RECEIPT_CONFLICT ReceiptConflict;
}

/// Nobody is to answer for it, by what is known.
pub const SYMBOLON_BLAME_NOBODY: u32 = 1;
/// The holder of the key `signer`: its signature proves it.
pub const SYMBOLON_BLAME_SIGNER: u32 = 2;
/// Who granted the leases.
pub const SYMBOLON_BLAME_GRANTER: u32 = 3;

/// One finding: a run of indices with the same trouble.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C)]
pub struct symbolon_finding {
    /// SYMBOLON_FINDING_x.
    pub kind: u32,
    /// SYMBOLON_BLAME_x.
    pub blame: u32,
    /// The first index.
    pub first: u64,
    /// How many indices. Of a receipt: how many it says were drawn, 0 if its lease is not known.
    pub count: u64,
    /// Bytes of `lease`; 0 where it is not one lease.
    pub lease_len: u32,
    /// Bytes of `other`; 0 where there is none.
    pub other_len: u32,
    /// Characters of `slot`.
    pub slot_len: u32,
    /// 1 if `gtin` and `slot` name a series; 0 for a receipt of an unknown lease.
    pub has_series: u32,
    /// The lease it concerns.
    pub lease: [u8; 16],
    /// SYMBOLON_FINDING_OVERLAP: the other lease.
    pub other: [u8; 16],
    /// Who signed, 8 characters; zeros where nobody did or several.
    pub signer: [u8; 8],
    /// The slot of the series.
    pub slot: [u8; 20],
    /// The GTIN of the series, 14 digits.
    pub gtin: [u8; 14],
    /// Zeros.
    pub reserved: [u8; 6],
}

impl symbolon_finding {
    fn new(finding: &Finding) -> Self {
        let id = |id: Option<LeaseId>| id.map_or(([0; 16], 0), |id| padded(id.as_bytes()));
        let ((lease, lease_len), (other, other_len)) = (id(finding.lease), id(finding.other));
        let series = finding.series.as_ref();
        let (slot, slot_len) = series.map_or(([0; 20], 0), |series| padded(series.slot()));
        Self {
            kind: finding.kind.number().into(),
            blame: match finding.blame() {
                Blame::Nobody => SYMBOLON_BLAME_NOBODY,
                Blame::Signer(_) => SYMBOLON_BLAME_SIGNER,
                Blame::Granter => SYMBOLON_BLAME_GRANTER,
            },
            first: finding.range.start,
            count: finding.range.end - finding.range.start,
            lease_len,
            other_len,
            slot_len,
            has_series: series.is_some().into(),
            lease,
            other,
            signer: finding.signer.map_or([0; 8], KeyId::text),
            slot,
            gtin: series.map_or([0; 14], |series| series.gtin().digits()),
            reserved: [0; 6],
        }
    }
}

impl Given {
    /// The name of a series.
    pub(super) fn series_id(
        &self,
        (gtin, gtin_len): (*const u8, usize),
        (slot, slot_len): (*const u8, usize),
    ) -> Result<SeriesId, Fault> {
        let gtin = Gtin::parse(self.bytes(gtin, gtin_len)?)?;
        Ok(SeriesId::new(gtin, self.bytes(slot, slot_len)?)?)
    }
}

/// Takes leases, receipts and sightings in any order, and reports what does not fit. Exclusive while it takes in.
pub struct symbolon_reconciler(Exclusive<Reconciler>);

/// Makes a reconciler that knows nothing yet.
///
/// out: the reconciler; free it with `symbolon_reconciler_free`
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_reconciler_new(out: *mut *mut symbolon_reconciler) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            give_exclusive(given.out(out)?, symbolon_reconciler(Exclusive::new(Reconciler::new())));
            Ok(())
        })
    }
}

/// Takes a lease. The same one again changes nothing.
///
/// lease:  stays yours
/// errors: SYMBOLON_E_TAKEN if another lease bears its id
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_reconciler_add_lease(
    reconciler: *mut symbolon_reconciler,
    lease: *const symbolon_lease,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let lease = given.handle(lease)?.0.clone();
            given.handle_mut(reconciler)?.0.change(|reconciler| Ok(reconciler.add_lease(lease)?))
        })
    }
}

/// Takes a receipt. The same one again changes nothing.
///
/// bytes:  the receipt, `bytes_len` bytes
/// key:    `key_len` bytes: the suite key of who signed it. Whether that is the holder, the report says
/// errors: as `symbolon_lease_open`
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_reconciler_add_receipt(
    reconciler: *mut symbolon_reconciler,
    bytes: *const u8,
    bytes_len: usize,
    key: *const u8,
    key_len: usize,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let receipt = given.receipt((bytes, bytes_len), (key, key_len))?;
            given.handle_mut(reconciler)?.0.change(|reconciler| {
                reconciler.add_receipt(receipt);
                Ok(())
            })
        })
    }
}

/// Takes sightings of one series: all of them, or none.
///
/// gtin:   8, 12, 13 or 14 ASCII digits
/// slot:   of the series; may be empty
/// rows:   `n` sightings
/// errors: of gtin and slot SYMBOLON_E_LENGTH, SYMBOLON_E_CHARSET, SYMBOLON_E_CHECK_DIGIT; of a row with `item`:
///         SYMBOLON_E_INDEX for UINT64_MAX, SYMBOLON_E_PARAMETER for 0 units or an unknown flag, SYMBOLON_E_PROOF for
///         what is no key id
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_reconciler_see(
    reconciler: *mut symbolon_reconciler,
    gtin: *const u8,
    gtin_len: usize,
    slot: *const u8,
    slot_len: usize,
    rows: *const symbolon_sighting,
    n: usize,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let reconciler = &mut given.handle_mut(reconciler)?.0;
            let series = given.series_id((gtin, gtin_len), (slot, slot_len))?;
            let rows = (0..).zip(given.items(rows, n)?);
            let sightings = rows.map(|(item, row)| sighting(series, row).map_err(Fault::of_item(item)));
            let sightings = sightings.collect::<Result<Vec<_>, _>>()?;
            reconciler.change(|reconciler| {
                Ok(sightings.iter().try_for_each(|sighting| reconciler.see(sighting))?)
            })
        })
    }
}

fn sighting(series: SeriesId, row: &symbolon_sighting) -> Result<Sighting, Error> {
    if row.flags & !(SYMBOLON_SIGHTING_SIGNED | SYMBOLON_SIGHTING_TIMED) != 0 {
        return Err(Error::Parameter);
    }
    let is_set = |flag| row.flags & flag != 0;
    let signer = if is_set(SYMBOLON_SIGHTING_SIGNED) { Some(KeyId::parse(&row.key_id)?) } else { None };
    let at = Some(row.at).filter(|_| is_set(SYMBOLON_SIGHTING_TIMED));
    let sighting = Sighting { series, index: row.index, signer, at, units: row.units };
    sighting.check()?;
    Ok(sighting)
}

/// Takes declarations that the codes of these indices exist no more, or were never printed. They account for the
/// indices, and for nothing that anybody did with them.
///
/// gtin, slot: as in `symbolon_reconciler_see`
/// indices:    `n` indices
/// errors:     as there; SYMBOLON_E_INDEX for UINT64_MAX: those before it are taken
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_reconciler_declare_void(
    reconciler: *mut symbolon_reconciler,
    gtin: *const u8,
    gtin_len: usize,
    slot: *const u8,
    slot_len: usize,
    indices: *const u64,
    n: usize,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let reconciler = &mut given.handle_mut(reconciler)?.0;
            let series = given.series_id((gtin, gtin_len), (slot, slot_len))?;
            let indices = given.items(indices, n)?;
            reconciler.change(|reconciler| {
                Ok(indices.iter().try_for_each(|index| reconciler.declare_void(series, *index))?)
            })
        })
    }
}

/// Everything that does not fit: ascending by series, kind, lease and index. The runs are as long as they go.
///
/// buf: out, one row for each finding; asking for the length first takes as long as the report
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_reconciler_report(
    reconciler: *const symbolon_reconciler,
    buf: *mut symbolon_finding,
    cap: usize,
    len: *mut usize,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let out = given.buffer(buf, cap, len)?;
            let findings = given.handle(reconciler)?.0.ask()?.report();
            out.fill_from(findings.len(), findings.iter().map(symbolon_finding::new))
        })
    }
}

/// Frees a reconciler. NULL is a no-op.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_reconciler_free(reconciler: *mut symbolon_reconciler) {
    // SAFETY: the caller hands in what `symbolon_reconciler_new` gave, once.
    unsafe { take_exclusive(reconciler) };
}
