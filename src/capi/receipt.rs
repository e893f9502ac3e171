//! Receipts: what a holder gives back of a lease.

use super::boundary::{Fault, Given, boundary};
use super::lease::symbolon_lease;
use super::status::{symbolon_error, symbolon_status};
use crate::trust::Receipt;

/// The longest receipt, in bytes.
pub const SYMBOLON_RECEIPT_MAX: usize = 256;
const _: () = assert!(SYMBOLON_RECEIPT_MAX == Receipt::MAX_BYTES as usize);

impl Given {
    /// A receipt, with the key that must have signed it.
    pub(super) fn receipt(
        &self,
        (bytes, bytes_len): (*const u8, usize),
        (key, key_len): (*const u8, usize),
    ) -> Result<Receipt, Fault> {
        let holder = self.suite_key(key, key_len)?;
        Ok(Receipt::open(self.bytes(bytes, bytes_len)?, &holder)?)
    }
}

/// What a receipt gives back: the unused tail of the lease, which may be leased anew.
///
/// bytes:        the receipt, `bytes_len` bytes
/// holder:       `holder_len` bytes: the suite key of the holder
/// lease:        the lease it is to belong to
/// first, count: out, the indices that return
/// errors:       as `symbolon_lease_open`; SYMBOLON_E_CURSOR if it is the receipt of another lease; SYMBOLON_E_HOLDER if
///               another than its holder signed it; SYMBOLON_E_EXHAUSTED if it claims more than the quota
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_receipt_returned(
    bytes: *const u8,
    bytes_len: usize,
    holder: *const u8,
    holder_len: usize,
    lease: *const symbolon_lease,
    first: *mut u64,
    count: *mut u64,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let (first, count) = (given.out(first)?, given.out(count)?);
            let lease = given.handle(lease)?;
            let returned = given.receipt((bytes, bytes_len), (holder, holder_len))?.returned(&lease.0)?;
            first.write(returned.start);
            count.write(returned.end - returned.start);
            Ok(())
        })
    }
}
