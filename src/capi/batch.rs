//! Batches: collecting codes, the root over them, and proofs that a code belongs to them or does not.

use core::mem;
use core::ptr::null_mut;

use super::boundary::boundary;
use super::handle::{Exclusive, give_exclusive, give_shared, take_exclusive, take_shared};
use super::status::{SYMBOLON_OK, symbolon_error, symbolon_status};
use crate::Error;
use crate::code::SerialCode;
use crate::trust::certificate::{Batch, BatchBuilder};
use crate::trust::merkle::{AbsenceProof, InclusionProof};

/// Bytes of a root.
pub const SYMBOLON_ROOT_BYTES: usize = 32;
/// The longest proof that a code belongs to a batch, in bytes.
pub const SYMBOLON_PROOF_MAX: usize = 1033;
const _: () = assert!(SYMBOLON_PROOF_MAX == InclusionProof::MAX_BYTES);
/// The longest proof that a code does not belong to a batch, in bytes.
pub const SYMBOLON_ABSENCE_MAX: usize = 2121;
const _: () = assert!(SYMBOLON_ABSENCE_MAX == AbsenceProof::MAX_BYTES);
/// Collects the codes of a batch, in any order; 36 bytes for each. Exclusive.
pub struct symbolon_batch_builder(pub(super) Exclusive<BatchBuilder>);

/// Makes a builder without codes.
///
/// out: the builder; free it with `symbolon_batch_builder_free`
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_batch_builder_new(
    out: *mut *mut symbolon_batch_builder,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            give_exclusive(given.out(out)?, symbolon_batch_builder(Exclusive::new(BatchBuilder::new())));
            Ok(())
        })
    }
}

/// Adds codes in any carrier, signed or not: the signature is not certified.
///
/// bytes, offsets: the codes; see "Batches"
/// statuses:       out, one for each code: of the form 101 to 116; SYMBOLON_E_FULL behind 2^32 - 1 codes
/// errors:         SYMBOLON_E_OFFSETS
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_batch_builder_add_batch(
    builder: *mut symbolon_batch_builder,
    bytes: *const u8,
    offsets: *const usize,
    n: usize,
    statuses: *mut symbolon_status,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let builder = given.handle_mut(builder)?;
            let statuses = given.room(statuses, n)?;
            let codes = given.batch(bytes, offsets, n)?;
            builder.0.change(|builder| {
                for (code, status) in codes.zip(statuses) {
                    let added = SerialCode::parse(code).and_then(|code| builder.add(&code));
                    status.write(added.map_or_else(Error::code, |()| SYMBOLON_OK));
                }
                Ok(())
            })
        })
    }
}

/// Closes a batch. The builder is empty then, also after a refusal.
///
/// out:    the batch; free it with `symbolon_batch_free`
/// errors: SYMBOLON_E_REPEATED with `item` for the first code that was added before, counted in added codes;
///         SYMBOLON_E_PARAMETER without a code
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_batch_builder_finish(
    builder: *mut symbolon_batch_builder,
    out: *mut *const symbolon_batch,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.out(out)?;
            let batch = given.handle_mut(builder)?.0.change(|builder| Ok(mem::take(builder).finish()?))?;
            give_shared(out, symbolon_batch(batch));
            Ok(())
        })
    }
}

/// Frees a builder. NULL is a no-op.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_batch_builder_free(builder: *mut symbolon_batch_builder) {
    // SAFETY: the caller hands in what `symbolon_batch_builder_new` gave, once.
    unsafe { take_exclusive(builder) };
}

/// A closed batch: makes proofs; 64 bytes for each code. Shared: any number of threads.
pub struct symbolon_batch(pub(super) Batch);

/// The root of a batch, and how many codes there are.
///
/// root:  out, SYMBOLON_ROOT_BYTES
/// count: out
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_batch_root(
    batch: *const symbolon_batch,
    root: *mut u8,
    count: *mut u64,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let (root, count) = (given.out_array::<SYMBOLON_ROOT_BYTES>(root)?, given.out(count)?);
            let batch = &given.handle(batch)?.0;
            root.write(batch.root());
            count.write(batch.count());
            Ok(())
        })
    }
}

/// The proof that a code belongs to the batch.
///
/// code:   `code_len` bytes in any carrier
/// buf:    out, at most SYMBOLON_PROOF_MAX bytes
/// errors: of the form 101 to 116; SYMBOLON_E_NOT_INCLUDED
/// source: drawn in src/trust/merkle.rs
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_batch_proof(
    batch: *const symbolon_batch,
    code: *const u8,
    code_len: usize,
    buf: *mut u8,
    cap: usize,
    len: *mut usize,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.buffer(buf, cap, len)?;
            let batch = &given.handle(batch)?.0;
            let code = SerialCode::parse(given.bytes(code, code_len)?)?;
            out.fill(&batch.proof(&code)?.to_bytes())
        })
    }
}

/// The proof that a code does not belong to the batch.
///
/// code:   `code_len` bytes in any carrier
/// buf:    out, at most SYMBOLON_ABSENCE_MAX bytes; none, with a length of 0, if the code belongs to the batch
/// errors: of the form 101 to 116
/// source: drawn in src/trust/merkle.rs
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_batch_absence(
    batch: *const symbolon_batch,
    code: *const u8,
    code_len: usize,
    buf: *mut u8,
    cap: usize,
    len: *mut usize,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.buffer(buf, cap, len)?;
            let batch = &given.handle(batch)?.0;
            let code = SerialCode::parse(given.bytes(code, code_len)?)?;
            out.fill(&batch.absence(&code).map(|proof| proof.to_bytes()).unwrap_or_default())
        })
    }
}

/// Frees a batch. NULL is a no-op.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_batch_free(batch: *const symbolon_batch) {
    // SAFETY: the caller hands in what `symbolon_batch_builder_finish` gave, once.
    unsafe { take_shared(batch) };
}
