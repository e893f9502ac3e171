//! Statuses: the numbers of the header, their sentences, and the report of what went wrong where.

use core::ffi::{CStr, c_char};

use super::boundary::SYMBOLON_NO_PLACE;
use super::options::Sized32;
use crate::Error;
use crate::error::Language;

/// How a call ended: 0, a boundary fault (1 to 99), or a refusal of the library (101 and above).
///
/// The numbers are stable: never changed, never used again. New ones may come.
pub type symbolon_status = i32;

/// Done.
pub const SYMBOLON_OK: symbolon_status = 0;
/// A pointer is NULL that must not be, or a length is larger than memory.
pub const SYMBOLON_E_NULL: symbolon_status = 1;
/// A buffer is too short; its length says what is needed.
pub const SYMBOLON_E_BUFFER: symbolon_status = 2;
/// A sized struct has an impossible size, or sets a field that this library does not know.
pub const SYMBOLON_E_OPTIONS: symbolon_status = 3;
/// The library failed inside. What the call was changing is poisoned.
pub const SYMBOLON_E_PANIC: symbolon_status = 4;
/// The handle was being changed when the library failed inside: it can only be freed.
pub const SYMBOLON_E_POISONED: symbolon_status = 5;
/// This build of the library leaves that part out.
pub const SYMBOLON_E_UNSUPPORTED: symbolon_status = 6;
/// The offsets of a batch do not ascend.
pub const SYMBOLON_E_OFFSETS: symbolon_status = 7;
/// A pointer is not aligned for its type.
pub const SYMBOLON_E_ALIGN: symbolon_status = 8;

/// A byte outside the characters allowed here.
pub const SYMBOLON_E_CHARSET: symbolon_status = 101;
/// An application identifier that the table does not know.
pub const SYMBOLON_E_UNKNOWN_AI: symbolon_status = 102;
/// A value shorter or longer than its format allows.
pub const SYMBOLON_E_LENGTH: symbolon_status = 103;
/// A check digit that does not fit the digits before it.
pub const SYMBOLON_E_CHECK_DIGIT: symbolon_status = 104;
/// A date that no calendar holds.
pub const SYMBOLON_E_DATE: symbolon_status = 105;
/// The same application identifier twice.
pub const SYMBOLON_E_REPEATED_AI: symbolon_status = 106;
/// A separator where none may stand.
pub const SYMBOLON_E_SEPARATOR: symbolon_status = 107;
/// The input ends inside an element.
pub const SYMBOLON_E_TRUNCATED: symbolon_status = 108;
/// Not a URI of the accepted form: scheme, host, path or query.
pub const SYMBOLON_E_URI: symbolon_status = 109;
/// A percent escape that is broken or forbidden.
pub const SYMBOLON_E_ESCAPE: symbolon_status = 110;
/// Neither (00) nor (01) with (21): this identifies no single unit.
pub const SYMBOLON_E_NO_IDENTITY: symbolon_status = 111;
/// Elements that exclude each other, or one that lacks its companion.
pub const SYMBOLON_E_COMBINATION: symbolon_status = 112;
/// The payload of a compact URL is not one that this library writes.
pub const SYMBOLON_E_COMPACT: symbolon_status = 113;
/// A format version that this build does not know.
pub const SYMBOLON_E_VERSION: symbolon_status = 114;
/// The proof elements (91) and (92) are malformed, or one is missing.
pub const SYMBOLON_E_PROOF: symbolon_status = 115;
/// The input is longer than this function accepts.
pub const SYMBOLON_E_TOO_LONG: symbolon_status = 116;
/// Not a PEM text of a key in PKCS#8 or SPKI form, in a suite that the library knows.
pub const SYMBOLON_E_PEM: symbolon_status = 117;
/// An alphabet with fewer than two symbols, a repeated one, or one outside CSET 82.
pub const SYMBOLON_E_ALPHABET: symbolon_status = 121;
/// A guess would succeed more often than once in 10 000 tries.
pub const SYMBOLON_E_SERIES_TOO_SMALL: symbolon_status = 122;
/// Serial length, slot length or index space out of range, or a slot of the wrong length.
pub const SYMBOLON_E_SERIES_SHAPE: symbolon_status = 123;
/// An index at or beyond the index space of its series.
pub const SYMBOLON_E_INDEX: symbolon_status = 124;
/// Not a GS1 company prefix: 4 to 12 digits, or a reference that does not fit beside it.
pub const SYMBOLON_E_COMPANY_PREFIX: symbolon_status = 125;
/// The pool or the number range is used up.
pub const SYMBOLON_E_EXHAUSTED: symbolon_status = 126;
/// A validity window that ends before it begins.
pub const SYMBOLON_E_WINDOW: symbolon_status = 127;
/// A number that stands for nothing here (level, error correction, option).
pub const SYMBOLON_E_PARAMETER: symbolon_status = 128;
/// Bytes that are no signed artefact of ours, or not of the expected kind.
pub const SYMBOLON_E_ARTEFACT: symbolon_status = 129;
/// A field of a signed artefact is missing, or holds what it may not; `item` is its number.
pub const SYMBOLON_E_CLAIM: symbolon_status = 130;
/// The caller stopped the work.
pub const SYMBOLON_E_CANCELLED: symbolon_status = 131;
/// The caller's storage or writer failed.
pub const SYMBOLON_E_STORAGE: symbolon_status = 132;
/// The signature does not verify under the key named by the code.
pub const SYMBOLON_E_SIGNATURE: symbolon_status = 201;
/// Bytes that are no acceptable public key of their suite.
pub const SYMBOLON_E_PUBLIC_KEY: symbolon_status = 202;
/// Another key or series already answers to this name.
pub const SYMBOLON_E_TAKEN: symbolon_status = 203;
/// The keyring holds no key of this id.
pub const SYMBOLON_E_UNKNOWN_KEY: symbolon_status = 204;
/// The external signer failed.
pub const SYMBOLON_E_SIGNER: symbolon_status = 205;
/// A serial that the given series did not seal.
pub const SYMBOLON_E_NOT_SEALED: symbolon_status = 206;
/// The passphrase does not open the sealed key.
pub const SYMBOLON_E_PASSPHRASE: symbolon_status = 207;
/// An older artefact than one already believed.
pub const SYMBOLON_E_ROLLED_BACK: symbolon_status = 208;
/// Outside the time in which this is valid.
pub const SYMBOLON_E_OUT_OF_TIME: symbolon_status = 209;
/// Granted to another holder.
pub const SYMBOLON_E_HOLDER: symbolon_status = 210;
/// A signature suite that this build does not contain.
pub const SYMBOLON_E_SUITE: symbolon_status = 211;
/// The delta was made for another bundle.
pub const SYMBOLON_E_DELTA_BASE: symbolon_status = 212;
/// The proof does not lead from the code to the certified root.
pub const SYMBOLON_E_NOT_INCLUDED: symbolon_status = 213;
/// The stored cursor is damaged, or belongs to another lease.
pub const SYMBOLON_E_CURSOR: symbolon_status = 214;
/// More is granted than the granting key may grant.
pub const SYMBOLON_E_SCOPE: symbolon_status = 215;
/// A unit that the forest does not hold.
pub const SYMBOLON_E_UNKNOWN_UNIT: symbolon_status = 301;
/// Parent and child stand in the wrong order of levels.
pub const SYMBOLON_E_LEVEL_ORDER: symbolon_status = 302;
/// The unit already lies in a container.
pub const SYMBOLON_E_ALREADY_PACKED: symbolon_status = 303;
/// The unit lies in no container.
pub const SYMBOLON_E_NOT_PACKED: symbolon_status = 304;
/// The container has no room for it.
pub const SYMBOLON_E_CAPACITY: symbolon_status = 305;
/// The unit is void.
pub const SYMBOLON_E_VOID: symbolon_status = 306;
/// The same unit twice in one call.
pub const SYMBOLON_E_REPEATED: symbolon_status = 307;
/// The container still holds something.
pub const SYMBOLON_E_NOT_EMPTY: symbolon_status = 308;
/// The identity is in the forest already.
pub const SYMBOLON_E_KNOWN: symbolon_status = 309;
/// No more units fit into one forest.
pub const SYMBOLON_E_FULL: symbolon_status = 310;
/// The catalogue names no level for this identity.
pub const SYMBOLON_E_NO_LEVEL: symbolon_status = 311;
/// The rules of this forest leave that level out.
pub const SYMBOLON_E_LEVEL_ABSENT: symbolon_status = 312;
/// The container is closed.
pub const SYMBOLON_E_CLOSED: symbolon_status = 313;
/// The container is not closed.
pub const SYMBOLON_E_NOT_CLOSED: symbolon_status = 314;
/// The declared count differs from the actual one.
pub const SYMBOLON_E_DECLARED: symbolon_status = 315;
/// The unit is sampled or destroyed.
pub const SYMBOLON_E_GONE: symbolon_status = 316;
/// The range is registered already.
pub const SYMBOLON_E_OVERLAP: symbolon_status = 317;
/// The operation id was used for another operation.
pub const SYMBOLON_E_OPERATION_TAKEN: symbolon_status = 318;
/// The bytes are no snapshot of a forest, or no longer what was written.
pub const SYMBOLON_E_SNAPSHOT: symbolon_status = 319;
/// A character outside the alphabet of hidden marks.
pub const SYMBOLON_E_MARK_CHARSET: symbolon_status = 401;
/// A hidden mark of the wrong length.
pub const SYMBOLON_E_MARK_LENGTH: symbolon_status = 402;
/// The check symbol of the hidden mark does not fit.
pub const SYMBOLON_E_MARK_CHECK: symbolon_status = 403;
/// No such mark is enrolled.
pub const SYMBOLON_E_MARK_UNKNOWN: symbolon_status = 404;
/// The mark is bound to another code, or enrolled already.
pub const SYMBOLON_E_MARK_TAKEN: symbolon_status = 405;
/// The code is bound to another mark.
pub const SYMBOLON_E_CODE_TAKEN: symbolon_status = 406;
/// The mark is in a state that does not allow this.
pub const SYMBOLON_E_MARK_STATE: symbolon_status = 407;
/// The reason is missing: 1 to 255 bytes of text.
pub const SYMBOLON_E_REASON: symbolon_status = 408;
/// The printed text carries too few bits for the bound that is asked for.
pub const SYMBOLON_E_MARK_BITS: symbolon_status = 420;
/// The rows of a roll are not those of its head.
pub const SYMBOLON_E_ROLL_ROWS: symbolon_status = 421;
/// The data does not fit the largest symbol.
pub const SYMBOLON_E_SYMBOL_CAPACITY: symbolon_status = 501;
/// Width, height and stride of a picture do not fit its bytes.
pub const SYMBOLON_E_IMAGE_SHAPE: symbolon_status = 502;
/// A picture or raster larger than this function accepts.
pub const SYMBOLON_E_IMAGE_SIZE: symbolon_status = 503;
/// An element finds no room on its label or sheet.
pub const SYMBOLON_E_NO_ROOM: symbolon_status = 510;
/// A character that the font, or the field of the printer's language, does not have.
pub const SYMBOLON_E_UNPRINTABLE: symbolon_status = 511;
/// The journal is damaged.
pub const SYMBOLON_E_JOURNAL_DAMAGE: symbolon_status = 601;
/// No space is left for the journal.
pub const SYMBOLON_E_JOURNAL_FULL: symbolon_status = 602;
/// The journal may not be written.
pub const SYMBOLON_E_JOURNAL_DENIED: symbolon_status = 603;
/// The journal could not be made durable.
pub const SYMBOLON_E_JOURNAL_FAILED: symbolon_status = 604;
/// The journal has another writer.
pub const SYMBOLON_E_JOURNAL_LOCKED: symbolon_status = 605;
/// The journal stopped after a failure.
pub const SYMBOLON_E_JOURNAL_STOPPED: symbolon_status = 606;
/// The record is too long.
pub const SYMBOLON_E_RECORD_TOO_LONG: symbolon_status = 607;
/// This is another journal, or an older state of it.
pub const SYMBOLON_E_JOURNAL_FOREIGN: symbolon_status = 608;
/// The journal has no such position.
pub const SYMBOLON_E_JOURNAL_POSITION: symbolon_status = 609;
/// A segment of the journal is missing.
pub const SYMBOLON_E_JOURNAL_MISSING: symbolon_status = 610;
/// The order does not fit together.
pub const SYMBOLON_E_ORDER: symbolon_status = 701;
/// The session is stopped.
pub const SYMBOLON_E_SESSION_STOPPED: symbolon_status = 702;
/// The event does not fit the session.
pub const SYMBOLON_E_LINE_EVENT: symbolon_status = 703;
/// The session has ended.
pub const SYMBOLON_E_SESSION_ENDED: symbolon_status = 704;

/// English, for `symbolon_status_text`.
pub const SYMBOLON_LANGUAGE_EN: u32 = 1;
/// Chinese, simplified, for `symbolon_status_text`.
pub const SYMBOLON_LANGUAGE_ZH: u32 = 2;

/// What went wrong and where. Yours; set `size` before the call; written by every call that gets it, also on success.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct symbolon_error {
    /// Set it to `sizeof(symbolon_error)`.
    pub size: u32,
    /// The status that the call returned.
    pub code: symbolon_status,
    /// Offset in the input in bytes; SYMBOLON_NO_PLACE if none.
    pub at: u32,
    /// Position in the list, or which input of several (the function says so); SYMBOLON_NO_PLACE if none.
    pub item: u32,
    /// SYMBOLON_E_SIGNER, SYMBOLON_E_STORAGE: what your signer or storage returned. SYMBOLON_E_TOO_LONG: the limit in bytes.
    /// SYMBOLON_E_JOURNAL_DAMAGE: the number of the segment. SYMBOLON_E_MARK_BITS: how many are missing. Otherwise 0.
    pub detail: i32,
}

// SAFETY: five integers of four bytes.
unsafe impl Sized32 for symbolon_error {
    const FIRST: usize = 20;
}

impl symbolon_error {
    pub(super) const fn of(code: symbolon_status) -> Self {
        #[allow(clippy::cast_possible_truncation)] // 20
        let size = size_of::<Self>() as u32;
        Self { size, code, at: SYMBOLON_NO_PLACE, item: SYMBOLON_NO_PLACE, detail: 0 }
    }

    /// Writes as many whole fields as the caller's struct has; a size that no version has writes nothing more than
    /// it can hold.
    ///
    /// # Safety
    ///
    /// `info` points to an aligned struct of at least `info.size` bytes, and to at least `info.size` itself.
    pub(super) unsafe fn write(&self, info: *mut Self) {
        let words = info.cast::<u32>();
        // SAFETY: the caller vouches for the first field.
        let size = unsafe { words.read() } as usize;
        let fields = [self.code.cast_unsigned(), self.at, self.item, self.detail.cast_unsigned()];
        for (place, field) in (1..size / 4).zip(fields) {
            // SAFETY: the caller vouches for `size` bytes, and this word ends within them.
            let word = unsafe { words.add(place) };
            // SAFETY: as above.
            unsafe { word.write(field) };
        }
    }
}

/// Room for the longest sentence and its NUL.
const ROOM: usize = 80;

/// A status with its sentences, NUL-terminated.
struct Row {
    status: symbolon_status,
    english: [u8; ROOM],
    chinese: [u8; ROOM],
}

/// One row for each status that an `Error` has, ascending.
static REFUSALS: [Row; 92] = [
    row(SYMBOLON_E_CHARSET, Error::Charset { at: 0 }),
    row(SYMBOLON_E_UNKNOWN_AI, Error::UnknownAi { at: 0 }),
    row(SYMBOLON_E_LENGTH, Error::Length { at: 0 }),
    row(SYMBOLON_E_CHECK_DIGIT, Error::CheckDigit { at: 0 }),
    row(SYMBOLON_E_DATE, Error::Date { at: 0 }),
    row(SYMBOLON_E_REPEATED_AI, Error::RepeatedAi { at: 0 }),
    row(SYMBOLON_E_SEPARATOR, Error::Separator { at: 0 }),
    row(SYMBOLON_E_TRUNCATED, Error::Truncated { at: 0 }),
    row(SYMBOLON_E_URI, Error::Uri { at: 0 }),
    row(SYMBOLON_E_ESCAPE, Error::Escape { at: 0 }),
    row(SYMBOLON_E_NO_IDENTITY, Error::NoIdentity),
    row(SYMBOLON_E_COMBINATION, Error::Combination { at: 0 }),
    row(SYMBOLON_E_COMPACT, Error::Compact { at: 0 }),
    row(SYMBOLON_E_VERSION, Error::Version { at: 0 }),
    row(SYMBOLON_E_PROOF, Error::Proof { at: 0 }),
    row(SYMBOLON_E_TOO_LONG, Error::TooLong { limit: 0 }),
    row(SYMBOLON_E_PEM, Error::Pem),
    row(SYMBOLON_E_ALPHABET, Error::Alphabet { at: 0 }),
    row(SYMBOLON_E_SERIES_TOO_SMALL, Error::SeriesTooSmall),
    row(SYMBOLON_E_SERIES_SHAPE, Error::SeriesShape),
    row(SYMBOLON_E_INDEX, Error::Index),
    row(SYMBOLON_E_COMPANY_PREFIX, Error::CompanyPrefix),
    row(SYMBOLON_E_EXHAUSTED, Error::Exhausted),
    row(SYMBOLON_E_WINDOW, Error::Window),
    row(SYMBOLON_E_PARAMETER, Error::Parameter),
    row(SYMBOLON_E_ARTEFACT, Error::Artefact { at: 0 }),
    row(SYMBOLON_E_CLAIM, Error::Claim { item: 0 }),
    row(SYMBOLON_E_CANCELLED, Error::Cancelled),
    row(SYMBOLON_E_STORAGE, Error::Storage { status: 0 }),
    row(SYMBOLON_E_SIGNATURE, Error::Signature),
    row(SYMBOLON_E_PUBLIC_KEY, Error::PublicKey),
    row(SYMBOLON_E_TAKEN, Error::Taken),
    row(SYMBOLON_E_UNKNOWN_KEY, Error::UnknownKey),
    row(SYMBOLON_E_SIGNER, Error::Signer { status: 0 }),
    row(SYMBOLON_E_NOT_SEALED, Error::NotSealed),
    row(SYMBOLON_E_PASSPHRASE, Error::Passphrase),
    row(SYMBOLON_E_ROLLED_BACK, Error::RolledBack),
    row(SYMBOLON_E_OUT_OF_TIME, Error::OutOfTime),
    row(SYMBOLON_E_HOLDER, Error::Holder),
    row(SYMBOLON_E_SUITE, Error::Suite),
    row(SYMBOLON_E_DELTA_BASE, Error::DeltaBase),
    row(SYMBOLON_E_NOT_INCLUDED, Error::NotIncluded),
    row(SYMBOLON_E_CURSOR, Error::Cursor),
    row(SYMBOLON_E_SCOPE, Error::Scope),
    row(SYMBOLON_E_UNKNOWN_UNIT, Error::UnknownUnit { item: 0 }),
    row(SYMBOLON_E_LEVEL_ORDER, Error::LevelOrder { item: 0 }),
    row(SYMBOLON_E_ALREADY_PACKED, Error::AlreadyPacked { item: 0 }),
    row(SYMBOLON_E_NOT_PACKED, Error::NotPacked { item: 0 }),
    row(SYMBOLON_E_CAPACITY, Error::Capacity { item: 0 }),
    row(SYMBOLON_E_VOID, Error::Void { item: 0 }),
    row(SYMBOLON_E_REPEATED, Error::Repeated { item: 0 }),
    row(SYMBOLON_E_NOT_EMPTY, Error::NotEmpty { item: 0 }),
    row(SYMBOLON_E_KNOWN, Error::Known { item: 0 }),
    row(SYMBOLON_E_FULL, Error::Full),
    row(SYMBOLON_E_NO_LEVEL, Error::NoLevel),
    row(SYMBOLON_E_LEVEL_ABSENT, Error::LevelAbsent { item: 0 }),
    row(SYMBOLON_E_CLOSED, Error::Closed { item: 0 }),
    row(SYMBOLON_E_NOT_CLOSED, Error::NotClosed { item: 0 }),
    row(SYMBOLON_E_DECLARED, Error::Declared { item: 0 }),
    row(SYMBOLON_E_GONE, Error::Gone { item: 0 }),
    row(SYMBOLON_E_OVERLAP, Error::Overlap { item: 0 }),
    row(SYMBOLON_E_OPERATION_TAKEN, Error::OperationTaken),
    row(SYMBOLON_E_SNAPSHOT, Error::Snapshot { at: 0 }),
    row(SYMBOLON_E_MARK_CHARSET, Error::MarkCharset { at: 0 }),
    row(SYMBOLON_E_MARK_LENGTH, Error::MarkLength),
    row(SYMBOLON_E_MARK_CHECK, Error::MarkCheck),
    row(SYMBOLON_E_MARK_UNKNOWN, Error::MarkUnknown),
    row(SYMBOLON_E_MARK_TAKEN, Error::MarkTaken),
    row(SYMBOLON_E_CODE_TAKEN, Error::CodeTaken),
    row(SYMBOLON_E_MARK_STATE, Error::MarkState),
    row(SYMBOLON_E_REASON, Error::Reason),
    row(SYMBOLON_E_MARK_BITS, Error::MarkBits { missing: 0 }),
    row(SYMBOLON_E_ROLL_ROWS, Error::RollRows),
    row(SYMBOLON_E_SYMBOL_CAPACITY, Error::SymbolCapacity),
    row(SYMBOLON_E_IMAGE_SHAPE, Error::ImageShape),
    row(SYMBOLON_E_IMAGE_SIZE, Error::ImageSize),
    row(SYMBOLON_E_NO_ROOM, Error::NoRoom { item: 0 }),
    row(SYMBOLON_E_UNPRINTABLE, Error::Unprintable { item: 0, at: 0 }),
    row(SYMBOLON_E_JOURNAL_DAMAGE, Error::JournalDamage { segment: 0, at: 0 }),
    row(SYMBOLON_E_JOURNAL_FULL, Error::JournalFull),
    row(SYMBOLON_E_JOURNAL_DENIED, Error::JournalDenied),
    row(SYMBOLON_E_JOURNAL_FAILED, Error::JournalFailed),
    row(SYMBOLON_E_JOURNAL_LOCKED, Error::JournalLocked),
    row(SYMBOLON_E_JOURNAL_STOPPED, Error::JournalStopped),
    row(SYMBOLON_E_RECORD_TOO_LONG, Error::RecordTooLong),
    row(SYMBOLON_E_JOURNAL_FOREIGN, Error::JournalForeign),
    row(SYMBOLON_E_JOURNAL_POSITION, Error::JournalPosition),
    row(SYMBOLON_E_JOURNAL_MISSING, Error::JournalMissing),
    row(SYMBOLON_E_ORDER, Error::Order { item: 0 }),
    row(SYMBOLON_E_SESSION_STOPPED, Error::SessionStopped),
    row(SYMBOLON_E_LINE_EVENT, Error::LineEvent { at: 0 }),
    row(SYMBOLON_E_SESSION_ENDED, Error::SessionEnded),
];

/// One row for each status of the boundary.
static FAULTS: [Row; 9] = [
    fault(SYMBOLON_OK, "done", "成功"),
    fault(SYMBOLON_E_NULL, "a pointer is NULL or a length impossible", "指针为空或长度无效"),
    fault(SYMBOLON_E_BUFFER, "the buffer is too short", "缓冲区太小"),
    fault(SYMBOLON_E_OPTIONS, "the options are of no known form", "选项结构无效"),
    fault(SYMBOLON_E_PANIC, "the library failed inside", "库内部错误"),
    fault(SYMBOLON_E_POISONED, "the handle is unusable after a failure", "句柄因内部错误不可再用"),
    fault(SYMBOLON_E_UNSUPPORTED, "this build leaves that part out", "此版本不含该功能"),
    fault(SYMBOLON_E_OFFSETS, "the offsets do not ascend", "偏移量未递增"),
    fault(SYMBOLON_E_ALIGN, "a pointer is not aligned", "指针未对齐"),
];

static UNKNOWN: Row = fault(-1, "unknown status", "未知状态");

const fn row(status: symbolon_status, error: Error) -> Row {
    assert!(status == error.code(), "the header's number is not the error's");
    fault(status, error.sentence(Language::En), error.sentence(Language::Zh))
}

const fn fault(status: symbolon_status, english: &str, chinese: &str) -> Row {
    Row { status, english: terminated(english), chinese: terminated(chinese) }
}

#[allow(clippy::indexing_slicing)] // evaluated at compile time: a sentence that is too long does not compile
pub(super) const fn terminated<const N: usize>(sentence: &str) -> [u8; N] {
    let bytes = sentence.as_bytes();
    assert!(bytes.len() < N, "a sentence that has no room for its NUL");
    let mut text = [0; N];
    let mut i = 0;
    while i < bytes.len() {
        text[i] = bytes[i];
        i += 1;
    }
    text
}

/// One sentence for a status, for an operator or a log.
///
/// status:   any number; an unknown one has a sentence too
/// language: SYMBOLON_LANGUAGE_x; an unknown one means English
/// returns:  UTF-8, NUL-terminated, static, never NULL
/// threads:  any
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn symbolon_status_text(status: symbolon_status, language: u32) -> *const c_char {
    let row = FAULTS.iter().chain(&REFUSALS).find(|row| row.status == status).unwrap_or(&UNKNOWN);
    let text = if language == SYMBOLON_LANGUAGE_ZH { &row.chinese } else { &row.english };
    CStr::from_bytes_until_nul(text).unwrap_or_default().as_ptr()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The numbers that src/error/sentence.rs writes down: `(NNN, "sentence"`.
    fn numbers_of_errors() -> Vec<i32> {
        let source = include_str!("../error/sentence.rs");
        let starts = source.match_indices('(').filter_map(|(at, _)| source.get(at + 1..at + 7));
        starts.filter_map(|text| text.strip_suffix(", \"")?.parse().ok()).collect()
    }

    #[test]
    fn every_error_has_a_status() {
        let numbers = numbers_of_errors();
        assert!(numbers.len() > 50, "the form of src/error/sentence.rs has changed: read it anew");
        assert_eq!(numbers, REFUSALS.iter().map(|row| row.status).collect::<Vec<_>>());
    }

    #[test]
    fn every_text_is_terminated_and_says_what_the_error_says() {
        let text = |status, language| {
            // SAFETY: static and NUL-terminated.
            unsafe { CStr::from_ptr(symbolon_status_text(status, language)) }.to_str().unwrap()
        };
        assert_eq!(text(201, SYMBOLON_LANGUAGE_EN), Error::Signature.sentence(Language::En));
        assert_eq!(text(201, SYMBOLON_LANGUAGE_ZH), Error::Signature.sentence(Language::Zh));
        assert_eq!(text(0, 0), "done");
        assert_eq!(text(i32::MIN, 99), "unknown status");
        for row in FAULTS.iter().chain(&REFUSALS) {
            assert!(!text(row.status, SYMBOLON_LANGUAGE_EN).is_empty());
            assert!(!text(row.status, SYMBOLON_LANGUAGE_ZH).is_empty());
        }
    }
}
