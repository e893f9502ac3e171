//! Short hidden marks: their text, derivation and check, and the limit on guesses.

use core::ptr::null_mut;

use zeroize::Zeroizing;

use super::boundary::{Fault, Given, boundary};
use super::code::identity_of;
use super::handle::{give_shared, take_shared};
use super::series::SYMBOLON_SECRET_BYTES;
use super::status::{SYMBOLON_OK, symbolon_error, symbolon_status};
use crate::mark::{
    Admitted, Bound, DeriveKey, GuessLimit, GuessState, ImageAnswer, ImageKind, Locked, MarkAnswer,
    MarkStream, ShortMark,
};

/// Characters of a mark as printed, `XXX-XXX-XXX`, without NUL.
pub const SYMBOLON_MARK_BYTES: usize = 11;
/// Random bytes that a mark is made of.
pub const SYMBOLON_MARK_RANDOM_BYTES: usize = 5;

/// The mark belongs to the code.
pub const SYMBOLON_MARK_MATCH: u32 = 1;
/// It does not, or there is no such code, or the pair is not active: not told apart.
pub const SYMBOLON_MARK_NO_MATCH: u32 = 2;
const _: () = assert!(SYMBOLON_MARK_MATCH == MarkAnswer::Match.number() as u32);
const _: () = assert!(SYMBOLON_MARK_NO_MATCH == MarkAnswer::NoMatch.number() as u32);

/// The mark is there.
pub const SYMBOLON_IMAGE_MATCH: u32 = 1;
/// The picture does not decide it: take another one, nearer, sharper, without glare.
pub const SYMBOLON_IMAGE_RESCAN: u32 = 2;
/// The picture is good enough to see the mark, and it is not there.
pub const SYMBOLON_IMAGE_MISMATCH: u32 = 3;
const _: () = assert!(SYMBOLON_IMAGE_MATCH == ImageAnswer::Match.number() as u32);
const _: () = assert!(SYMBOLON_IMAGE_RESCAN == ImageAnswer::Rescan.number() as u32);
const _: () = assert!(SYMBOLON_IMAGE_MISMATCH == ImageAnswer::Mismatch.number() as u32);

impl Given {
    /// A mark as somebody typed it; the second input of its functions.
    pub(super) fn mark(&self, mark: *const u8, mark_len: usize) -> Result<ShortMark, Fault> {
        ShortMark::parse(self.bytes(mark, mark_len)?).map_err(Fault::of_item(1))
    }

    /// A position of a roll, or none.
    pub(super) fn position(&self, position: *const u64) -> Result<Option<u64>, Fault> {
        Ok(self.items(position, usize::from(!position.is_null()))?.first().copied())
    }

    /// The secret bits of a mark in pictures.
    pub(super) fn stream(
        &self,
        key: *const symbolon_mark_key,
        asked: &Asked,
        kind: ImageKind,
        geometry: u16,
    ) -> Result<MarkStream, Fault> {
        let bound = Bound {
            identity: &self.identity(asked.code.0, asked.code.1)?,
            date_text: self.bytes(asked.date.0, asked.date.1)?,
            line: self.bytes(asked.line.0, asked.line.1)?,
            roll_position: self.position(asked.position)?,
        };
        Ok(self.handle(key)?.0.stream(kind, geometry, &bound)?)
    }
}

/// What a mark in pictures is bound to, as C gives it.
pub(super) struct Asked {
    pub(super) code: Text,
    pub(super) date: Text,
    pub(super) line: Text,
    pub(super) position: *const u64,
}

/// Bytes as C gives them.
pub(super) type Text = (*const u8, usize);

/// Makes marks out of randomness, for a roll. Every 40 bits make a mark, each its own.
///
/// random: `n` times SYMBOLON_MARK_RANDOM_BYTES
/// marks:  out, `n` times SYMBOLON_MARK_BYTES characters
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_mark_from_random(
    random: *const u8,
    n: usize,
    marks: *mut u8,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let places = given.room::<[u8; SYMBOLON_MARK_BYTES]>(marks.cast(), n)?;
            let random = given.items::<[u8; SYMBOLON_MARK_RANDOM_BYTES]>(random.cast(), n)?;
            for (place, bits) in places.iter_mut().zip(random) {
                place.write(ShortMark::from_random(bits).text());
            }
            Ok(())
        })
    }
}

/// Reads a mark as people type it, either case, with or without hyphens and spaces, and writes it as it is printed.
///
/// text:   `text_len` bytes
/// mark:   out, SYMBOLON_MARK_BYTES characters
/// errors: SYMBOLON_E_MARK_CHARSET with `at`, SYMBOLON_E_MARK_LENGTH, SYMBOLON_E_MARK_CHECK
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_mark_read(
    text: *const u8,
    text_len: usize,
    mark: *mut u8,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.out_array(mark)?;
            out.write(ShortMark::parse(given.bytes(text, text_len)?)?.text());
            Ok(())
        })
    }
}

/// Derives marks from what is visible, under a key that never leaves the server. Wiped when freed. Shared: any number
/// of threads.
pub struct symbolon_mark_key(pub(super) DeriveKey);

/// Makes the key of derived marks.
///
/// secret: SYMBOLON_SECRET_BYTES random bytes; wipe your copy
/// tenant: `tenant_len` bytes, 0 to 64
/// epoch:  yours to change, best with each production order: a leaked key then reaches no further
/// out:    the key; free it with `symbolon_mark_key_free`
/// errors: SYMBOLON_E_TOO_LONG
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_mark_key_new(
    secret: *const u8,
    tenant: *const u8,
    tenant_len: usize,
    epoch: u32,
    out: *mut *const symbolon_mark_key,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.out(out)?;
            let secret = Zeroizing::new(*given.array::<SYMBOLON_SECRET_BYTES>(secret)?);
            let key = DeriveKey::new(&secret, given.bytes(tenant, tenant_len)?, epoch)?;
            give_shared(out, symbolon_mark_key(key));
            Ok(())
        })
    }
}

/// The mark of one item.
///
/// code:     `code_len` bytes in any carrier
/// date:     `date_len` bytes, 0 to 64: the date exactly as printed on the item
/// line:     `line_len` bytes, 0 to 64: the line that prints it
/// position: where labels come from a numbered roll; NULL otherwise
/// mark:     out, SYMBOLON_MARK_BYTES characters: a secret until the item is opened
/// errors:   of the code 101 to 116; SYMBOLON_E_TOO_LONG
/// source:   drawn in src/mark/derive.rs
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_mark_key_derive(
    key: *const symbolon_mark_key,
    code: *const u8,
    code_len: usize,
    date: *const u8,
    date_len: usize,
    line: *const u8,
    line_len: usize,
    position: *const u64,
    mark: *mut u8,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.out_array(mark)?;
            let (date, line) = (given.bytes(date, date_len)?, given.bytes(line, line_len)?);
            let position = given.position(position)?;
            let identity = given.identity(code, code_len)?;
            out.write(given.handle(key)?.0.derive(&identity, date, line, position)?.text());
            Ok(())
        })
    }
}

/// `symbolon_mark_key_derive` for a batch of one date and line.
///
/// bytes, offsets: the codes; see "Batches"
/// positions:      `n` positions of a roll; NULL where there is none
/// marks:          out, `n` times SYMBOLON_MARK_BYTES characters; untouched where the status is not SYMBOLON_OK
/// statuses:       out, one for each code
/// errors:         SYMBOLON_E_OFFSETS
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_mark_key_derive_batch(
    key: *const symbolon_mark_key,
    bytes: *const u8,
    offsets: *const usize,
    n: usize,
    date: *const u8,
    date_len: usize,
    line: *const u8,
    line_len: usize,
    positions: *const u64,
    marks: *mut u8,
    statuses: *mut symbolon_status,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let key = &given.handle(key)?.0;
            let (date, line) = (given.bytes(date, date_len)?, given.bytes(line, line_len)?);
            let positions = given.items(positions, if positions.is_null() { 0 } else { n })?;
            let positions = positions.iter().copied().map(Some).chain(core::iter::repeat(None));
            let marks = given.room::<[u8; SYMBOLON_MARK_BYTES]>(marks.cast(), n)?;
            let places = marks.iter_mut().zip(given.room(statuses, n)?);
            for ((code, position), (mark, status)) in
                given.batch(bytes, offsets, n)?.zip(positions).zip(places)
            {
                let derived = identity_of(code).and_then(|unit| key.derive(&unit, date, line, position));
                status.write(match derived {
                    Ok(derived) => {
                        mark.write(derived.text());
                        SYMBOLON_OK
                    }
                    Err(error) => error.code(),
                });
            }
            Ok(())
        })
    }
}

/// Whether a mark is the one of an item. Count the guess first: `symbolon_guess_admit`.
///
/// code, date, line, position: as in `symbolon_mark_key_derive`
/// mark:   `mark_len` bytes as somebody typed it
/// answer: out, SYMBOLON_MARK_MATCH or SYMBOLON_MARK_NO_MATCH
/// errors: of the code 101 to 116; SYMBOLON_E_TOO_LONG; with `item` 1 those of a mark that was misread: ask again
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_mark_key_check(
    key: *const symbolon_mark_key,
    code: *const u8,
    code_len: usize,
    date: *const u8,
    date_len: usize,
    line: *const u8,
    line_len: usize,
    position: *const u64,
    mark: *const u8,
    mark_len: usize,
    answer: *mut u32,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.out(answer)?;
            let (date, line) = (given.bytes(date, date_len)?, given.bytes(line, line_len)?);
            let position = given.position(position)?;
            let identity = given.identity(code, code_len)?;
            let mark = given.mark(mark, mark_len)?;
            let answer = given.handle(key)?.0.check(&identity, date, line, position, &mark)?;
            out.write(answer.number().into());
            Ok(())
        })
    }
}

/// Frees a key of derived marks. NULL is a no-op.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_mark_key_free(key: *const symbolon_mark_key) {
    // SAFETY: the caller hands in what `symbolon_mark_key_new` gave, once.
    unsafe { take_shared(key) };
}

/// The tries at one code that are counted as wrong. Yours to keep, per code; all zero is "none"; 48 bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct symbolon_guess_state {
    /// When they took place, seconds since 1970 UTC; the first `used` count.
    pub times: [i64; 5],
    /// How many there are, 0 to 5; more reads as 5.
    pub used: u64,
}

/// The try may go on to the check.
pub const SYMBOLON_GUESS_ADMITTED: u32 = 1;
/// The try must not be checked.
pub const SYMBOLON_GUESS_LOCKED: u32 = 2;

/// Counts a try at a mark before anyone knows whether it is right, or refuses it.
///
/// Store the changed state, and go on only if nobody changed it in between; then check the mark; if it was right,
/// call `symbolon_guess_give_back` on the state as it is then. No more than `wrong` wrong tries fall into any span of
/// `window` seconds.
///
/// wrong:  1 to 5
/// window: seconds, 1 or more; `wrong` and `window` both 0 mean 5 in 86 400
/// state:  in and out; unchanged on any status but SYMBOLON_OK
/// now:    seconds since 1970 UTC
/// answer: out, SYMBOLON_GUESS_ADMITTED or SYMBOLON_GUESS_LOCKED
/// time:   out; admitted: what `symbolon_guess_give_back` wants; locked: the second of the next admission
/// errors: SYMBOLON_E_PARAMETER
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_guess_admit(
    wrong: u32,
    window: i64,
    state: *mut symbolon_guess_state,
    now: i64,
    answer: *mut u32,
    time: *mut i64,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let (answer, time) = (given.out(answer)?, given.out(time)?);
            let limit = match (wrong, window) {
                (0, 0) => GuessLimit::default(),
                (wrong, window) => GuessLimit::new(wrong, window)?,
            };
            let state = given.handle_mut(state)?;
            let mut counted = GuessState { times: state.times, used: state.used };
            let (number, second) = match limit.admit(&mut counted, now) {
                Ok(Admitted { at }) => (SYMBOLON_GUESS_ADMITTED, at),
                Err(Locked { until }) => (SYMBOLON_GUESS_LOCKED, until),
            };
            *state = symbolon_guess_state { times: counted.times, used: counted.used };
            answer.write(number);
            time.write(second);
            Ok(())
        })
    }
}

/// Takes back the count of a try whose mark was right.
///
/// state: in and out
/// time:  what `symbolon_guess_admit` gave for that try
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_guess_give_back(
    state: *mut symbolon_guess_state,
    time: i64,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let state = given.handle_mut(state)?;
            let mut counted = GuessState { times: state.times, used: state.used };
            GuessLimit::give_back(&mut counted, Admitted { at: time });
            *state = symbolon_guess_state { times: counted.times, used: counted.used };
            Ok(())
        })
    }
}
