//! What a journal proves: one record to somebody who does not have it, all of it to somebody who has.

use super::boundary::{Fault, boundary};
use super::journal_form::{SYMBOLON_JOURNAL_ID_BYTES, symbolon_journal_cut};
use super::journal_place::reading;
use super::options::Sized32;
use super::status::{symbolon_error, symbolon_status};
use crate::Error;
use crate::journal::{Kind, Record, RecordProof, Report, verify};
use crate::trust::{PublicKey, Suite};

/// Bytes that every proof of a record fits into; below 1 kB up to 2^20 records a checkpoint.
pub const SYMBOLON_RECORD_PROOF_MAX: usize = 2048;
const _: () = assert!(SYMBOLON_RECORD_PROOF_MAX >= RecordProof::MAX_BYTES);

/// The proof that a record is in the journal of a directory, under the first checkpoint behind it.
///
/// directory: `directory_len` bytes, UTF-8
/// record:    its number
/// buf:       out, at most SYMBOLON_RECORD_PROOF_MAX bytes
/// errors:    SYMBOLON_E_NOT_INCLUDED if no checkpoint covers it yet; SYMBOLON_E_JOURNAL_POSITION if there is no such
///            record; as `symbolon_journal_reader_new`
/// source:    drawn in src/journal/proof.rs
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_journal_proof(
    directory: *const u8,
    directory_len: usize,
    record: u64,
    buf: *mut u8,
    cap: usize,
    len: *mut usize,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.buffer(buf, cap, len)?;
            let place = reading(given.directory(directory, directory_len)?)?;
            out.fill(&RecordProof::make(&place, record)?.to_bytes())
        })
    }
}

/// What a proof of a record says, once it holds. Yours; set `size` before the call.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C)]
pub struct symbolon_journal_proved {
    /// Set it to `sizeof(symbolon_journal_proved)`.
    pub size: u32,
    /// 0.
    pub reserved: u32,
    /// The number of the record.
    pub number: u64,
    /// How many records the journal had at the checkpoint.
    pub records: u64,
    /// When the checkpoint was made, seconds since 1970 UTC.
    pub time: i64,
    /// The hash after the last of the records.
    pub hash: [u8; 32],
    /// The id of the journal.
    pub id: [u8; SYMBOLON_JOURNAL_ID_BYTES],
}

// SAFETY: two integers of four bytes, three of eight, 48 bytes.
unsafe impl Sized32 for symbolon_journal_proved {
    const FIRST: usize = 80;
}

/// Whether a journal has a record, by the word of a key: SYMBOLON_OK or SYMBOLON_E_NOT_INCLUDED. Needs no journal.
///
/// proof:               `proof_len` bytes, what `symbolon_journal_proof` gave
/// key:                 `key_len` bytes: the suite key of whoever signs the checkpoints
/// time, device, event, kind, payload: the record, as it was appended
/// proved:              out, may be NULL; set its `size` first
/// errors:              SYMBOLON_E_NOT_INCLUDED for another record or another place; SYMBOLON_E_UNKNOWN_KEY,
///                      SYMBOLON_E_SIGNATURE if another key signed the checkpoint; SYMBOLON_E_SUITE,
///                      SYMBOLON_E_PUBLIC_KEY; of the proof SYMBOLON_E_TOO_LONG, SYMBOLON_E_TRUNCATED,
///                      SYMBOLON_E_VERSION, SYMBOLON_E_ARTEFACT, SYMBOLON_E_CLAIM
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_journal_proof_check(
    proof: *const u8,
    proof_len: usize,
    key: *const u8,
    key_len: usize,
    time: u64,
    device: u32,
    event: u64,
    kind: u32,
    payload: *const u8,
    payload_len: usize,
    proved: *mut symbolon_journal_proved,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let proved = if proved.is_null() { None } else { Some(given.sized_out(proved)?) };
            let proof = given.bytes(proof, proof_len)?;
            let key = given.suite_key(key, key_len)?;
            let payload = given.bytes(payload, payload_len)?;
            let kind = Kind(u16::try_from(kind).map_err(|_| Error::Parameter)?);
            let proof = RecordProof::from_bytes(proof)?;
            let checkpoint = proof.verify(&Record { time, device, event, kind, payload }, &key)?;
            if let Some(proved) = proved {
                proved.write(&symbolon_journal_proved {
                    size: 0,
                    reserved: 0,
                    number: proof.number(),
                    records: checkpoint.records,
                    time: checkpoint.time,
                    hash: checkpoint.head,
                    id: checkpoint.id,
                });
            }
            Ok(())
        })
    }
}

/// Every byte holds.
pub const SYMBOLON_JOURNAL_WHOLE: u32 = 1;
/// Every byte holds but for an end that a loss of power tore: opening the journal cuts it.
pub const SYMBOLON_JOURNAL_TORN: u32 = 2;
/// Something was changed, removed, inserted or put in another order.
pub const SYMBOLON_JOURNAL_DAMAGED: u32 = 3;

/// What a whole journal was found to be. Yours; set `size` before the call.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C)]
pub struct symbolon_journal_report {
    /// Set it to `sizeof(symbolon_journal_report)`.
    pub size: u32,
    /// SYMBOLON_JOURNAL_x.
    pub answer: u32,
    /// How many records hold.
    pub records: u64,
    /// How many of them are checkpoints.
    pub checkpoints: u64,
    /// How many of these one of the keys signed.
    pub believed: u64,
    /// How many records the last of those covers. For what comes after nobody vouches but the disk.
    pub covered: u64,
    /// SYMBOLON_JOURNAL_DAMAGED: the number of the first record that it hits.
    pub damaged_record: u64,
    /// SYMBOLON_JOURNAL_DAMAGED: the status that says why; otherwise SYMBOLON_OK.
    pub damage: symbolon_status,
    /// SYMBOLON_JOURNAL_DAMAGED: the segment.
    pub damaged_segment: u32,
    /// SYMBOLON_JOURNAL_DAMAGED: offset in it.
    pub damaged_at: u32,
    /// How many segments there are.
    pub segments: u32,
    /// What opening would cut off the end.
    pub cut: symbolon_journal_cut,
    /// The hash after the last record that holds.
    pub hash: [u8; 32],
    /// The id of the journal; zeros if its beginning does not hold.
    pub id: [u8; SYMBOLON_JOURNAL_ID_BYTES],
}

// SAFETY: two integers of four bytes, five of eight, ten of four, 48 bytes.
unsafe impl Sized32 for symbolon_journal_report {
    const FIRST: usize = 136;
}

impl symbolon_journal_report {
    fn new(report: &Report) -> Self {
        let damage = report.damage;
        Self {
            size: 0,
            answer: match damage {
                Some(_) => SYMBOLON_JOURNAL_DAMAGED,
                None if report.cut.is_some() => SYMBOLON_JOURNAL_TORN,
                None => SYMBOLON_JOURNAL_WHOLE,
            },
            records: report.head.records,
            checkpoints: report.checkpoints,
            believed: report.signed,
            covered: report.covered,
            damaged_record: damage.map_or(0, |damage| damage.record),
            damage: damage.map_or(0, |damage| damage.error.code()),
            damaged_segment: damage.map_or(0, |damage| damage.segment),
            damaged_at: damage.map_or(0, |damage| damage.at),
            segments: report.segments,
            cut: symbolon_journal_cut::new(report.cut),
            hash: report.head.hash,
            id: report.id,
        }
    }
}

/// Checks the journal of a directory from its first byte to its last: chain, checkpoints, counts. Changes nothing.
///
/// directory:      `directory_len` bytes, UTF-8
/// bytes, offsets: the suite keys whose checkpoints are believed; see "Batches". `n` of 0 believes none
/// report:         out; set its `size` first. Damage is an answer in it, and no status
/// errors:         SYMBOLON_E_SUITE, SYMBOLON_E_PUBLIC_KEY with `item`; SYMBOLON_E_JOURNAL_DENIED,
///                 SYMBOLON_E_JOURNAL_FAILED for what could not be read; SYMBOLON_E_JOURNAL_MISSING for a directory that
///                 is not there; SYMBOLON_E_CHARSET, SYMBOLON_E_PARAMETER; SYMBOLON_E_UNSUPPORTED without feature `files`
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_journal_verify(
    directory: *const u8,
    directory_len: usize,
    bytes: *const u8,
    offsets: *const usize,
    n: usize,
    report: *mut symbolon_journal_report,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.sized_out(report)?;
            let keys = (0..).zip(given.batch(bytes, offsets, n)?).map(|(item, key)| {
                let (suite, key) = key.split_first().ok_or(Fault::Null)?;
                let key = Suite::from_number(*suite).and_then(|suite| PublicKey::from_bytes(suite, key));
                key.map_err(Fault::of_item(item))
            });
            let keys = keys.collect::<Result<Vec<_>, Fault>>()?;
            let place = reading(given.directory(directory, directory_len)?)?;
            out.write(&symbolon_journal_report::new(&verify(&place, &keys)?));
            Ok(())
        })
    }
}
