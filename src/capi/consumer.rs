//! The verifier for the public: what a page or a mini-program may say to a consumer.

use core::ffi::{CStr, c_char};
use core::ptr::null_mut;

use super::boundary::boundary;
use super::buffer::padded;
use super::options::Sized32;
use super::status::{SYMBOLON_LANGUAGE_ZH, symbolon_status, terminated};
use super::verify::symbolon_verifier;
use crate::error::Language;
use crate::gs1::date::Date;
use crate::gs1::key::{Gtin, Sscc};
use crate::trust::consumer::{self, Advice, ConsumerAnswer};

/// The brand signed this code.
pub const SYMBOLON_ADVICE_SIGNED: u32 = 1;
/// The brand issued this serial; the other data on the label is not confirmed.
pub const SYMBOLON_ADVICE_SERIAL_ONLY: u32 = 2;
/// The brand signed this code, and its expiry date is past.
pub const SYMBOLON_ADVICE_EXPIRED: u32 = 3;
/// The brand calls this unit back.
pub const SYMBOLON_ADVICE_RECALLED: u32 = 4;
/// Nothing can be said: the code names nobody who is known and believed here.
pub const SYMBOLON_ADVICE_UNCONFIRMED: u32 = 5;
/// The code is false, or withdrawn.
pub const SYMBOLON_ADVICE_NOT_BELIEVED: u32 = 6;
/// This is no code that could be checked.
pub const SYMBOLON_ADVICE_NO_CODE: u32 = 7;

/// The data behind the answer is due for an update; `symbolon_stale_text` says so.
pub const SYMBOLON_CONSUMER_STALE: u32 = 1;

/// Bytes that every sentence fits into, with its NUL.
const ROOM: usize = 160;

/// The sentences of one advice, NUL-terminated.
struct Row {
    number: u32,
    english: [u8; ROOM],
    chinese: [u8; ROOM],
}

static ADVICE: [Row; 7] = [
    row(SYMBOLON_ADVICE_SIGNED, Advice::Signed),
    row(SYMBOLON_ADVICE_SERIAL_ONLY, Advice::SerialOnly),
    row(SYMBOLON_ADVICE_EXPIRED, Advice::Expired),
    row(SYMBOLON_ADVICE_RECALLED, Advice::Recalled),
    row(SYMBOLON_ADVICE_UNCONFIRMED, Advice::Unconfirmed),
    row(SYMBOLON_ADVICE_NOT_BELIEVED, Advice::NotBelieved),
    row(SYMBOLON_ADVICE_NO_CODE, Advice::NoCode),
];

static STALE: Row = Row {
    number: 0,
    english: terminated(ConsumerAnswer::stale_note(Language::En)),
    chinese: terminated(ConsumerAnswer::stale_note(Language::Zh)),
};

const fn row(number: u32, advice: Advice) -> Row {
    assert!(number == advice.number() as u32, "the header's number is not the advice's");
    let (english, chinese) = (advice.sentence(Language::En), advice.sentence(Language::Zh));
    Row { number, english: terminated(english), chinese: terminated(chinese) }
}

/// One sentence for a consumer.
///
/// advice:   SYMBOLON_ADVICE_x; an unknown one has the sentence of UNCONFIRMED
/// language: SYMBOLON_LANGUAGE_x; an unknown one means English
/// returns:  UTF-8, NUL-terminated, static, never NULL
/// threads:  any
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn symbolon_advice_text(advice: u32, language: u32) -> *const c_char {
    let of = |number| ADVICE.iter().find(|row| row.number == number);
    text(of(advice).or(of(SYMBOLON_ADVICE_UNCONFIRMED)).unwrap_or(&STALE), language)
}

/// What to add for SYMBOLON_CONSUMER_STALE.
///
/// language: SYMBOLON_LANGUAGE_x; an unknown one means English
/// returns:  UTF-8, NUL-terminated, static, never NULL
/// threads:  any
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn symbolon_stale_text(language: u32) -> *const c_char {
    text(&STALE, language)
}

fn text(row: &'static Row, language: u32) -> *const c_char {
    let text = if language == SYMBOLON_LANGUAGE_ZH { &row.chinese } else { &row.english };
    CStr::from_bytes_until_nul(text).unwrap_or_default().as_ptr()
}

/// What may be said to a consumer. Yours; set `size` before the call. Fields that are not known are zero: nothing of a
/// code that does not verify is repeated.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C)]
pub struct symbolon_consumer_answer {
    /// Set it to `sizeof(symbolon_consumer_answer)`.
    pub size: u32,
    /// SYMBOLON_ADVICE_x.
    pub advice: u32,
    /// SYMBOLON_VERDICT_x.
    pub verdict: u32,
    /// SYMBOLON_CONSUMER_x, or-ed.
    pub flags: u32,
    /// The last day of use as the number YYYYMMDD; 0 if it is not known.
    pub expiry: u32,
    /// Characters of `serial`.
    pub serial_len: u32,
    /// Characters of `lot`.
    pub lot_len: u32,
    /// 0.
    pub reserved: u32,
    /// The item, 14 digits without NUL.
    pub gtin: [u8; 14],
    /// The logistic unit, 18 digits without NUL.
    pub sscc: [u8; 18],
    /// The serial of the item.
    pub serial: [u8; 20],
    /// The lot of the item.
    pub lot: [u8; 20],
}

// SAFETY: eight integers of four bytes, 72 bytes.
unsafe impl Sized32 for symbolon_consumer_answer {
    const FIRST: usize = 104;
}

impl symbolon_consumer_answer {
    fn new(answer: &ConsumerAnswer) -> Self {
        let serial = answer.serial.as_ref().map_or(&[][..], |serial| serial.as_bytes());
        let (serial, serial_len) = padded(serial);
        let (lot, lot_len) = padded(answer.lot.as_deref().unwrap_or_default().as_bytes());
        Self {
            size: 0,
            advice: answer.advice.number().into(),
            verdict: answer.verdict.number().into(),
            flags: if answer.stale { SYMBOLON_CONSUMER_STALE } else { 0 },
            expiry: answer.expiry.map_or(0, number),
            serial_len,
            lot_len,
            reserved: 0,
            gtin: answer.gtin.map_or([0; 14], Gtin::digits),
            sscc: answer.sscc.map_or([0; 18], Sscc::digits),
            serial,
            lot,
        }
    }
}

fn number(day: Date) -> u32 {
    (u32::from(day.year()) * 100 + u32::from(day.month())) * 100 + u32::from(day.day())
}

/// What may be said about a text that a consumer scanned. Any text has an answer.
///
/// code: `code_len` bytes as the phone gave them; blanks around them are left out
/// at:   the time, seconds since 1970 UTC
/// out:  the answer; set its `size` first
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_verifier_consumer(
    verifier: *const symbolon_verifier,
    code: *const u8,
    code_len: usize,
    at: i64,
    out: *mut symbolon_consumer_answer,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let out = given.sized_out(out)?;
            let verifier = given.handle(verifier)?.0.ask()?;
            let answer = consumer::answer(verifier, given.bytes(code, code_len)?, at);
            out.write(&symbolon_consumer_answer::new(&answer));
            Ok(())
        })
    }
}
