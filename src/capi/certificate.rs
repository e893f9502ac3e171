//! Batch certificates: a signed root over all codes of a batch, and what is checked against it.

use core::ptr::null_mut;
use core::str;

use super::batch::{SYMBOLON_ROOT_BYTES, symbolon_batch, symbolon_batch_builder};
use super::boundary::{Fault, boundary};
use super::handle::{give_shared, take_shared};
use super::issue::symbolon_issuer;
use super::key::SYMBOLON_KEY_ID_BYTES;
use super::options::Sized32;
use super::status::{symbolon_error, symbolon_status};
use crate::Error;
use crate::code::SerialCode;
use crate::error::place;
use crate::gs1::key::Gtin;
use crate::trust::certificate::Certificate;
use crate::trust::merkle::{AbsenceProof, InclusionProof};

/// The longest name of a batch, in bytes.
pub const SYMBOLON_BATCH_NAME_MAX: usize = 64;
const _: () = assert!(SYMBOLON_BATCH_NAME_MAX == Certificate::MAX_NAME as usize);

/// Signs the certificate of a batch.
///
/// issuer: whose key signs; better not one that signs codes
/// name:   1 to SYMBOLON_BATCH_NAME_MAX bytes of UTF-8
/// time:   when the batch was closed, seconds since 1970 UTC
/// buf:    out, the certificate: about 170 bytes and the name, and 15 more for each GTIN
/// errors: SYMBOLON_E_CHARSET, SYMBOLON_E_PARAMETER, SYMBOLON_E_TOO_LONG of the name; SYMBOLON_E_FULL for more than 4096
///         GTINs; SYMBOLON_E_SIGNER with `detail`; SYMBOLON_E_SIGNATURE if an external signer gave a false signature
/// source: drawn in src/trust/certificate.rs; COSE_Sign1 (RFC 9052)
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_certificate_sign(
    batch: *const symbolon_batch,
    issuer: *const symbolon_issuer,
    name: *const u8,
    name_len: usize,
    time: i64,
    buf: *mut u8,
    cap: usize,
    len: *mut usize,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.buffer(buf, cap, len)?;
            let (batch, issuer) = (&given.handle(batch)?.0, given.handle(issuer)?);
            let name = str::from_utf8(given.bytes(name, name_len)?);
            let name = name.map_err(|error| Error::Charset { at: place(error.valid_up_to()) })?;
            out.fill(&Certificate::new(name, time, batch)?.sign(issuer.0.signer())?)
        })
    }
}

/// The key that claims to have signed a certificate.
///
/// key_id: out, SYMBOLON_KEY_ID_BYTES characters
/// errors: SYMBOLON_E_ARTEFACT, SYMBOLON_E_TOO_LONG
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_certificate_key_id(
    bytes: *const u8,
    len: usize,
    key_id: *mut u8,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.out_array::<SYMBOLON_KEY_ID_BYTES>(key_id)?;
            out.write(Certificate::key_id(given.bytes(bytes, len)?)?.text());
            Ok(())
        })
    }
}

/// What a certificate says, its signature proven. Shared: any number of threads.
pub struct symbolon_certificate(Certificate);

/// Reads a certificate that a key signed. Whether that key may certify batches is for you to decide.
///
/// key:    `key_len` bytes: the suite key of the signer
/// out:    the certificate; free it with `symbolon_certificate_free`
/// errors: SYMBOLON_E_SUITE, SYMBOLON_E_PUBLIC_KEY, SYMBOLON_E_ARTEFACT, SYMBOLON_E_TOO_LONG, SYMBOLON_E_UNKNOWN_KEY if it
///         names another key, SYMBOLON_E_SIGNATURE, SYMBOLON_E_VERSION, SYMBOLON_E_CLAIM
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_certificate_open(
    bytes: *const u8,
    len: usize,
    key: *const u8,
    key_len: usize,
    out: *mut *const symbolon_certificate,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.out(out)?;
            let key = given.suite_key(key, key_len)?;
            give_shared(out, symbolon_certificate(Certificate::open(given.bytes(bytes, len)?, &key)?));
            Ok(())
        })
    }
}

/// What a certificate says. Yours; set `size` before the call.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C)]
pub struct symbolon_certificate_facts {
    /// Set it to `sizeof(symbolon_certificate_facts)`.
    pub size: u32,
    /// How many trade items there are.
    pub gtins: u32,
    /// How many codes there are.
    pub count: u64,
    /// When the batch was closed, seconds since 1970 UTC.
    pub time: i64,
    /// The root.
    pub root: [u8; SYMBOLON_ROOT_BYTES],
}

// SAFETY: two integers of four bytes, two of eight, 32 bytes.
unsafe impl Sized32 for symbolon_certificate_facts {
    const FIRST: usize = 56;
}

/// What a certificate says.
///
/// facts: out
/// buf:   out, the name of the batch, UTF-8, at most SYMBOLON_BATCH_NAME_MAX bytes
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_certificate_read(
    certificate: *const symbolon_certificate,
    facts: *mut symbolon_certificate_facts,
    buf: *mut u8,
    cap: usize,
    len: *mut usize,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let (name, out) = (given.buffer(buf, cap, len)?, given.sized_out(facts)?);
            let certificate = &given.handle(certificate)?.0;
            name.fill(certificate.name().as_bytes())?;
            out.write(&symbolon_certificate_facts {
                size: 0,
                gtins: place(certificate.gtins().len()),
                count: certificate.count(),
                time: certificate.time(),
                root: *certificate.root(),
            });
            Ok(())
        })
    }
}

/// How many codes of a trade item a certificate counts.
///
/// gtin:   8, 12, 13 or 14 ASCII digits
/// count:  out, 0 for a trade item that is not in the batch
/// errors: of the GTIN: SYMBOLON_E_LENGTH, SYMBOLON_E_CHARSET, SYMBOLON_E_CHECK_DIGIT
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_certificate_gtin_count(
    certificate: *const symbolon_certificate,
    gtin: *const u8,
    gtin_len: usize,
    count: *mut u64,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let count = given.out(count)?;
            let certificate = &given.handle(certificate)?.0;
            count.write(certificate.gtin_count(Gtin::parse(given.bytes(gtin, gtin_len)?)?));
            Ok(())
        })
    }
}

/// Whether a code belongs to the batch, its signature aside: SYMBOLON_OK or SYMBOLON_E_NOT_INCLUDED.
///
/// code:   `code_len` bytes in any carrier
/// proof:  `proof_len` bytes, what `symbolon_batch_proof` gave
/// errors: SYMBOLON_E_NOT_INCLUDED; of the code 101 to 116; of the proof, with `item` 1: SYMBOLON_E_TOO_LONG,
///         SYMBOLON_E_TRUNCATED, SYMBOLON_E_VERSION, SYMBOLON_E_ARTEFACT
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_certificate_includes(
    certificate: *const symbolon_certificate,
    code: *const u8,
    code_len: usize,
    proof: *const u8,
    proof_len: usize,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let certificate = &given.handle(certificate)?.0;
            let code = SerialCode::parse(given.bytes(code, code_len)?)?;
            let proof = InclusionProof::from_bytes(given.bytes(proof, proof_len)?);
            Ok(certificate.includes(&code, &proof.map_err(Fault::of_item(1))?)?)
        })
    }
}

/// The proof shows that the code does not belong to the batch, if whoever certified it was honest.
pub const SYMBOLON_ABSENT_SHOWN: u32 = 1;
/// The proof shows nothing.
pub const SYMBOLON_ABSENT_NOT_SHOWN: u32 = 2;

/// Whether a proof shows that a code does not belong to the batch.
///
/// code:   `code_len` bytes in any carrier
/// proof:  `proof_len` bytes, what `symbolon_batch_absence` gave
/// answer: out, SYMBOLON_ABSENT_SHOWN or SYMBOLON_ABSENT_NOT_SHOWN
/// errors: of the code 101 to 116; of the proof, with `item` 1, as of `symbolon_certificate_includes`
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_certificate_excludes(
    certificate: *const symbolon_certificate,
    code: *const u8,
    code_len: usize,
    proof: *const u8,
    proof_len: usize,
    answer: *mut u32,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let answer = given.out(answer)?;
            let certificate = &given.handle(certificate)?.0;
            let code = SerialCode::parse(given.bytes(code, code_len)?)?;
            let proof = AbsenceProof::from_bytes(given.bytes(proof, proof_len)?);
            let shown = certificate.excludes(&code, &proof.map_err(Fault::of_item(1))?);
            answer.write(if shown { SYMBOLON_ABSENT_SHOWN } else { SYMBOLON_ABSENT_NOT_SHOWN });
            Ok(())
        })
    }
}

/// The codes are those of the batch, each once.
pub const SYMBOLON_BATCH_EXACT: u32 = 1;
/// The codes are those of the batch, some of them more than once.
pub const SYMBOLON_BATCH_REPEATED: u32 = 2;
/// Codes are missing, or others are among them.
pub const SYMBOLON_BATCH_OTHER: u32 = 3;

/// How codes compare with a certificate. Yours; set `size` before the call.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C)]
pub struct symbolon_batch_check {
    /// Set it to `sizeof(symbolon_batch_check)`.
    pub size: u32,
    /// SYMBOLON_BATCH_x.
    pub answer: u32,
    /// How many different codes were seen.
    pub distinct: u64,
    /// How many trade items have another number of codes than certified.
    pub deviations: u64,
}

// SAFETY: two integers of four bytes, two of eight.
unsafe impl Sized32 for symbolon_batch_check {
    const FIRST: usize = 24;
}

/// Compares collected codes with a certificate. More may be added afterwards.
///
/// builder: the codes that were seen
/// check:   out
/// buf:     out, the places, in the order of adding, of codes that had been seen before
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_certificate_check(
    certificate: *const symbolon_certificate,
    builder: *mut symbolon_batch_builder,
    check: *mut symbolon_batch_check,
    buf: *mut u32,
    cap: usize,
    len: *mut usize,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let (repeated, out) = (given.buffer(buf, cap, len)?, given.sized_out(check)?);
            let certificate = &given.handle(certificate)?.0;
            let builder = given.handle_mut(builder)?;
            let seen = builder.0.change(|builder| Ok(certificate.check_seen(builder)))?;
            repeated.fill(&seen.repeated)?;
            out.write(&symbolon_batch_check {
                size: 0,
                answer: match (seen.is_the_batch, seen.is_exact()) {
                    (_, true) => SYMBOLON_BATCH_EXACT,
                    (true, false) => SYMBOLON_BATCH_REPEATED,
                    (false, false) => SYMBOLON_BATCH_OTHER,
                },
                distinct: seen.distinct,
                deviations: seen.deviations.len() as u64,
            });
            Ok(())
        })
    }
}

/// Frees a certificate. NULL is a no-op.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_certificate_free(certificate: *const symbolon_certificate) {
    // SAFETY: the caller hands in what `symbolon_certificate_open` gave, once.
    unsafe { take_shared(certificate) };
}
