//! Contents notes: what lies in one container, signed; and what is asked of a note.

use core::ptr::null_mut;

use super::batch::SYMBOLON_ROOT_BYTES;
use super::boundary::{Fault, boundary};
use super::code::identity_of;
use super::handle::{give_shared, take_shared};
use super::issue::symbolon_issuer;
use super::key::SYMBOLON_KEY_ID_BYTES;
use super::options::Sized32;
use super::status::{SYMBOLON_OK, symbolon_error, symbolon_status};
use crate::Error;
use crate::error::place;
use crate::trust::contents::{Contents, ContentsNote};
use crate::trust::merkle::InclusionProof;

/// The most units of a note with a filter.
pub const SYMBOLON_FILTERED_MAX: u32 = 1_000_000;
const _: () = assert!(SYMBOLON_FILTERED_MAX == ContentsNote::MAX_FILTERED);

/// The units of one container, as who packed it knows them: makes notes and proofs; 64 bytes for each unit. Shared: any
/// number of threads.
pub struct symbolon_contents(Contents);

/// Takes the units of a container, in any order.
///
/// container:      `container_len` bytes, its code in any carrier
/// bytes, offsets: the codes of the units; see "Batches"
/// out:            the contents; free them with `symbolon_contents_free`
/// errors:         of a code 101 to 116, with `item`; the container is item `n`; SYMBOLON_E_REPEATED with `item`;
///                 SYMBOLON_E_PARAMETER without a unit; SYMBOLON_E_OFFSETS
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_contents_new(
    container: *const u8,
    container_len: usize,
    bytes: *const u8,
    offsets: *const usize,
    n: usize,
    out: *mut *const symbolon_contents,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.out(out)?;
            let container = identity_of(given.bytes(container, container_len)?);
            let units = (0..)
                .zip(given.batch(bytes, offsets, n)?)
                .map(|(item, code)| identity_of(code).map_err(Fault::of_item(item)))
                .collect::<Result<Vec<_>, Fault>>()?;
            let container = container.map_err(Fault::of_item(place(n)))?;
            give_shared(out, symbolon_contents(Contents::new(container, units)?));
            Ok(())
        })
    }
}

/// The digest of the units: the same in whatever order they were named.
///
/// root:  out, SYMBOLON_ROOT_BYTES
/// count: out, how many units there are
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_contents_digest(
    contents: *const symbolon_contents,
    root: *mut u8,
    count: *mut u32,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let (root, count) = (given.out_array::<SYMBOLON_ROOT_BYTES>(root)?, given.out(count)?);
            let digest = given.handle(contents)?.0.digest();
            root.write(digest.root);
            count.write(digest.count);
            Ok(())
        })
    }
}

/// The proof that a unit lies in the container: 425 bytes for one of 5000.
///
/// code:   `code_len` bytes in any carrier
/// buf:    out, at most SYMBOLON_PROOF_MAX bytes
/// errors: of the code 101 to 116; SYMBOLON_E_NOT_INCLUDED
/// source: drawn in src/code/hash_tree.rs
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_contents_proof(
    contents: *const symbolon_contents,
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
            let contents = &given.handle(contents)?.0;
            out.fill(&contents.proof(&given.identity(code, code_len)?)?.to_bytes())
        })
    }
}

/// Signs the note of a container.
///
/// issuer:   whose key signs
/// time:     when it was made, seconds since 1970 UTC
/// filtered: 1 with a filter, which answers `symbolon_contents_note_may_contain`; 0 without
/// buf:      out, the note: about 170 bytes, and with a filter 1 for each unit and 3
/// errors:   SYMBOLON_E_PARAMETER for another `filtered`; SYMBOLON_E_FULL for a filter of more than SYMBOLON_FILTERED_MAX
///           units; SYMBOLON_E_SIGNER with `detail`; SYMBOLON_E_SIGNATURE if an external signer gave a false signature
/// source:   drawn in src/trust/contents.rs; COSE_Sign1 (RFC 9052)
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_contents_sign(
    contents: *const symbolon_contents,
    issuer: *const symbolon_issuer,
    time: i64,
    filtered: u32,
    buf: *mut u8,
    cap: usize,
    len: *mut usize,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.buffer(buf, cap, len)?;
            let (contents, issuer) = (&given.handle(contents)?.0, given.handle(issuer)?);
            let note = match filtered {
                0 => contents.note(time),
                1 => contents.note_with_filter(time)?,
                _ => return Err(Error::Parameter.into()),
            };
            out.fill(&note.sign(issuer.0.signer())?)
        })
    }
}

/// Frees contents. NULL is a no-op.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_contents_free(contents: *const symbolon_contents) {
    // SAFETY: the caller hands in what `symbolon_contents_new` gave, once.
    unsafe { take_shared(contents) };
}

/// What a contents note says, its signature proven. Shared: any number of threads.
pub struct symbolon_contents_note(ContentsNote);

/// The key that claims to have signed a note.
///
/// key_id: out, SYMBOLON_KEY_ID_BYTES characters
/// errors: SYMBOLON_E_ARTEFACT, SYMBOLON_E_TOO_LONG
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_contents_note_key_id(
    bytes: *const u8,
    len: usize,
    key_id: *mut u8,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.out_array::<SYMBOLON_KEY_ID_BYTES>(key_id)?;
            out.write(ContentsNote::key_id(given.bytes(bytes, len)?)?.text());
            Ok(())
        })
    }
}

/// Reads a note that a key signed. Whether that key may speak for the container, and whether it is the container at hand,
/// is for you to decide.
///
/// key:    `key_len` bytes: the suite key of the signer
/// out:    the note; free it with `symbolon_contents_note_free`
/// errors: SYMBOLON_E_SUITE, SYMBOLON_E_PUBLIC_KEY, SYMBOLON_E_ARTEFACT, SYMBOLON_E_TOO_LONG, SYMBOLON_E_UNKNOWN_KEY if it
///         names another key, SYMBOLON_E_SIGNATURE, SYMBOLON_E_VERSION, SYMBOLON_E_CLAIM
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_contents_note_open(
    bytes: *const u8,
    len: usize,
    key: *const u8,
    key_len: usize,
    out: *mut *const symbolon_contents_note,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.out(out)?;
            let key = given.suite_key(key, key_len)?;
            give_shared(out, symbolon_contents_note(ContentsNote::open(given.bytes(bytes, len)?, &key)?));
            Ok(())
        })
    }
}

/// What a note says. Yours; set `size` before the call.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C)]
pub struct symbolon_contents_facts {
    /// Set it to `sizeof(symbolon_contents_facts)`.
    pub size: u32,
    /// How many units lie in the container.
    pub count: u32,
    /// When the note was made, seconds since 1970 UTC.
    pub time: i64,
    /// 1 if the note has a filter, otherwise 0.
    pub filtered: u32,
    /// 0.
    pub reserved: u32,
    /// The root over the units.
    pub root: [u8; SYMBOLON_ROOT_BYTES],
}

// SAFETY: two integers of four bytes, one of eight, two of four, 32 bytes.
unsafe impl Sized32 for symbolon_contents_facts {
    const FIRST: usize = 56;
}

/// What a note says.
///
/// facts: out
/// buf:   out, the identity of the container, as of `symbolon_code_identity`, at most SYMBOLON_IDENTITY_MAX bytes
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_contents_note_read(
    note: *const symbolon_contents_note,
    facts: *mut symbolon_contents_facts,
    buf: *mut u8,
    cap: usize,
    len: *mut usize,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let (container, out) = (given.buffer(buf, cap, len)?, given.sized_out(facts)?);
            let note = &given.handle(note)?.0;
            container.fill(&note.container().bytes())?;
            out.write(&symbolon_contents_facts {
                size: 0,
                count: note.digest().count,
                time: note.time(),
                filtered: note.has_filter().into(),
                reserved: 0,
                root: note.digest().root,
            });
            Ok(())
        })
    }
}

/// The unit may lie in the container: so does one stranger in 128.
pub const SYMBOLON_CONTAINED_MAYBE: u32 = 1;
/// The unit does not lie in the container; certain.
pub const SYMBOLON_CONTAINED_NOT: u32 = 2;
/// The note has no filter, or the code is none: ask for a proof.
pub const SYMBOLON_CONTAINED_UNKNOWN: u32 = 3;

const fn contained(answer: Option<bool>) -> u32 {
    match answer {
        Some(true) => SYMBOLON_CONTAINED_MAYBE,
        Some(false) => SYMBOLON_CONTAINED_NOT,
        None => SYMBOLON_CONTAINED_UNKNOWN,
    }
}

/// Whether a unit may lie in the container, by the note's filter.
///
/// code:   `code_len` bytes in any carrier
/// answer: out, SYMBOLON_CONTAINED_x
/// errors: of the code 101 to 116
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_contents_note_may_contain(
    note: *const symbolon_contents_note,
    code: *const u8,
    code_len: usize,
    answer: *mut u32,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let answer = given.out(answer)?;
            let note = &given.handle(note)?.0;
            answer.write(contained(note.may_contain(&given.identity(code, code_len)?)));
            Ok(())
        })
    }
}

/// `symbolon_contents_note_may_contain` for a batch.
///
/// bytes, offsets: the codes; see "Batches"
/// answers:        out, one for each code; SYMBOLON_CONTAINED_UNKNOWN where the status is not SYMBOLON_OK
/// statuses:       out, one for each code
/// errors:         SYMBOLON_E_OFFSETS
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_contents_note_may_contain_batch(
    note: *const symbolon_contents_note,
    bytes: *const u8,
    offsets: *const usize,
    n: usize,
    answers: *mut u32,
    statuses: *mut symbolon_status,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let note = &given.handle(note)?.0;
            let places = given.room(answers, n)?.iter_mut().zip(given.room(statuses, n)?);
            for (code, (answer, status)) in given.batch(bytes, offsets, n)?.zip(places) {
                let unit = identity_of(code);
                status.write(unit.map_or_else(Error::code, |_| SYMBOLON_OK));
                answer.write(contained(unit.ok().and_then(|unit| note.may_contain(&unit))));
            }
            Ok(())
        })
    }
}

/// Whether a proof shows that a unit lies in the container: SYMBOLON_OK or SYMBOLON_E_NOT_INCLUDED.
///
/// code:   `code_len` bytes in any carrier
/// proof:  `proof_len` bytes, what `symbolon_contents_proof` gave
/// errors: SYMBOLON_E_NOT_INCLUDED; of the code 101 to 116; of the proof, with `item` 1: SYMBOLON_E_TOO_LONG,
///         SYMBOLON_E_TRUNCATED, SYMBOLON_E_VERSION, SYMBOLON_E_ARTEFACT
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_contents_note_includes(
    note: *const symbolon_contents_note,
    code: *const u8,
    code_len: usize,
    proof: *const u8,
    proof_len: usize,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let note = &given.handle(note)?.0;
            let unit = given.identity(code, code_len)?;
            let proof = InclusionProof::from_bytes(given.bytes(proof, proof_len)?);
            Ok(note.includes(&unit, &proof.map_err(Fault::of_item(1))?)?)
        })
    }
}

/// Frees a note. NULL is a no-op.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_contents_note_free(note: *const symbolon_contents_note) {
    // SAFETY: the caller hands in what `symbolon_contents_note_open` gave, once.
    unsafe { take_shared(note) };
}
