//! Enrolled marks: printed beforehand on rolls, bound one to one to codes.

use core::mem::MaybeUninit;
use core::ptr::null_mut;

use zeroize::Zeroizing;

use super::boundary::{Fault, Given, boundary};
use super::code::identity_of;
use super::handle::{Exclusive, give_exclusive, take_exclusive};
use super::mark::SYMBOLON_MARK_BYTES;
use super::options::Sized32;
use super::series::SYMBOLON_SECRET_BYTES;
use super::status::{SYMBOLON_OK, symbolon_error, symbolon_status};
use crate::Error;
use crate::code::Identity;
use crate::mark::{Change, PairState, Register, ShortMark};

/// Never enrolled, or a code that never had a mark.
pub const SYMBOLON_PAIR_NONE: u32 = 0;
/// On the roll, bound to no code.
pub const SYMBOLON_PAIR_FREE: u32 = 1;
/// Bound to a code, not yet answered with a match.
pub const SYMBOLON_PAIR_BOUND: u32 = 2;
/// Bound, and answered with a match.
pub const SYMBOLON_PAIR_ACTIVATED: u32 = 3;
/// Out of use for ever.
pub const SYMBOLON_PAIR_VOID: u32 = 4;
const _: () = assert!(SYMBOLON_PAIR_FREE == PairState::Free.number() as u32);
const _: () = assert!(SYMBOLON_PAIR_BOUND == PairState::Bound.number() as u32);
const _: () = assert!(SYMBOLON_PAIR_ACTIVATED == PairState::Activated.number() as u32);
const _: () = assert!(SYMBOLON_PAIR_VOID == PairState::Void.number() as u32);

/// The call changed the register.
pub const SYMBOLON_CHANGE_MADE: u32 = 1;
/// It was so already: a repeated call is no error.
pub const SYMBOLON_CHANGE_ALREADY: u32 = 2;

/// Says what a call did, to a caller who wants to know.
pub(super) const fn tell(change: Change, out: Option<&mut MaybeUninit<u32>>) {
    if let Some(out) = out {
        out.write(match change {
            Change::Made => SYMBOLON_CHANGE_MADE,
            Change::Already => SYMBOLON_CHANGE_ALREADY,
        });
    }
}

/// How many enrolled marks are in each state. Yours; set `size` before the call.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C)]
pub struct symbolon_pair_counts {
    /// Set it to `sizeof(symbolon_pair_counts)`.
    pub size: u32,
    /// 0.
    pub reserved: u32,
    /// Bound to no code.
    pub unbound: u64,
    /// Bound, not activated.
    pub bound: u64,
    /// Activated.
    pub activated: u64,
    /// Void.
    pub voided: u64,
}

// SAFETY: two integers of four bytes, four of eight.
unsafe impl Sized32 for symbolon_pair_counts {
    const FIRST: usize = 40;
}

/// The enrolled marks and their codes, neither in clear.
///
/// Exclusive in calls that change it; any number of threads may ask (`const`) while nobody does.
pub struct symbolon_register(pub(super) Exclusive<Register>);

/// Makes an empty register.
///
/// key: SYMBOLON_SECRET_BYTES random bytes, for this register alone; wipe your copy
/// out: the register; free it with `symbolon_register_free`
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_register_new(
    key: *const u8,
    out: *mut *mut symbolon_register,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let out = given.out(out)?;
            let key = Zeroizing::new(*given.array::<SYMBOLON_SECRET_BYTES>(key)?);
            give_exclusive(out, symbolon_register(Exclusive::new(Register::new(&key))));
            Ok(())
        })
    }
}

/// Takes the marks of a roll in, all or none.
///
/// marks:  `n` times SYMBOLON_MARK_BYTES characters
/// errors: SYMBOLON_E_MARK_TAKEN if one stands there twice or was enrolled before; of a mark that is none 401 to 403
///         with `item`
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_register_enroll(
    register: *mut symbolon_register,
    marks: *const u8,
    n: usize,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let marks = given.items::<[u8; SYMBOLON_MARK_BYTES]>(marks.cast(), n)?;
            let roll = (0..)
                .zip(marks)
                .map(|(item, mark)| ShortMark::parse(mark).map_err(Fault::of_item(item)))
                .collect::<Result<Vec<_>, _>>()?;
            given.handle_mut(register)?.0.change(|register| Ok(register.enroll(&roll)?))
        })
    }
}

/// Binds a free mark to a code that has no live mark. The same pair again changes nothing.
///
/// code:   `code_len` bytes in any carrier
/// mark:   `mark_len` bytes
/// change: out, SYMBOLON_CHANGE_x; may be NULL
/// errors: SYMBOLON_E_MARK_UNKNOWN, SYMBOLON_E_MARK_STATE, SYMBOLON_E_MARK_TAKEN, SYMBOLON_E_CODE_TAKEN; of the code
///         101 to 116; with `item` 1 those of a mark that is none
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_register_bind(
    register: *mut symbolon_register,
    code: *const u8,
    code_len: usize,
    mark: *const u8,
    mark_len: usize,
    change: *mut u32,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            given.change_pair(register, (code, code_len), (mark, mark_len), change, |register, code, mark| {
                register.bind(code, mark)
            })
        })
    }
}

/// `symbolon_register_bind` for a batch; the pairs that are refused leave the others alone.
///
/// bytes, offsets: the codes; see "Batches"
/// marks:          `n` times SYMBOLON_MARK_BYTES characters
/// statuses:       out, one for each pair
/// errors:         SYMBOLON_E_OFFSETS
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_register_bind_batch(
    register: *mut symbolon_register,
    bytes: *const u8,
    offsets: *const usize,
    n: usize,
    marks: *const u8,
    statuses: *mut symbolon_status,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            given.change_pairs(register, (bytes, offsets, n), marks, statuses, |register, code, mark| {
                register.bind(code, mark)
            })
        })
    }
}

/// Lets a bound pair be answered with a match. The same pair again changes nothing.
///
/// code:   `code_len` bytes in any carrier
/// mark:   `mark_len` bytes
/// change: out, SYMBOLON_CHANGE_x; may be NULL
/// errors: SYMBOLON_E_MARK_UNKNOWN, SYMBOLON_E_MARK_STATE, SYMBOLON_E_MARK_TAKEN; of the code 101 to 116; with `item` 1
///         those of a mark that is none
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_register_activate(
    register: *mut symbolon_register,
    code: *const u8,
    code_len: usize,
    mark: *const u8,
    mark_len: usize,
    change: *mut u32,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            given.change_pair(register, (code, code_len), (mark, mark_len), change, |register, code, mark| {
                register.activate(code, mark)
            })
        })
    }
}

/// `symbolon_register_activate` for a batch; the pairs that are refused leave the others alone.
///
/// bytes, offsets: the codes; see "Batches"
/// marks:          `n` times SYMBOLON_MARK_BYTES characters
/// statuses:       out, one for each pair
/// errors:         SYMBOLON_E_OFFSETS
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_register_activate_batch(
    register: *mut symbolon_register,
    bytes: *const u8,
    offsets: *const usize,
    n: usize,
    marks: *const u8,
    statuses: *mut symbolon_status,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            given.change_pairs(register, (bytes, offsets, n), marks, statuses, |register, code, mark| {
                register.activate(code, mark)
            })
        })
    }
}

/// An operation on one pair.
type PairOperation = fn(&mut Register, &Identity, &ShortMark) -> Result<Change, Error>;

impl Given {
    fn change_pair(
        &self,
        register: *mut symbolon_register,
        (code, code_len): (*const u8, usize),
        (mark, mark_len): (*const u8, usize),
        change: *mut u32,
        operation: PairOperation,
    ) -> Result<(), Fault> {
        let out = self.out_if_wanted(change)?;
        let register = self.handle_mut(register)?;
        let (identity, mark) = (self.identity(code, code_len)?, self.mark(mark, mark_len)?);
        let change = register.0.change(|register| Ok(operation(register, &identity, &mark)?))?;
        tell(change, out);
        Ok(())
    }

    fn change_pairs(
        &self,
        register: *mut symbolon_register,
        (bytes, offsets, n): (*const u8, *const usize, usize),
        marks: *const u8,
        statuses: *mut symbolon_status,
        operation: PairOperation,
    ) -> Result<(), Fault> {
        let marks = self.items::<[u8; SYMBOLON_MARK_BYTES]>(marks.cast(), n)?;
        let pairs = self.batch(bytes, offsets, n)?.zip(marks);
        let statuses = self.room(statuses, n)?;
        self.handle_mut(register)?.0.change(|register| {
            for ((code, mark), status) in pairs.zip(statuses) {
                let outcome = identity_of(code)
                    .and_then(|identity| operation(register, &identity, &ShortMark::parse(mark)?));
                status.write(outcome.map_or_else(Error::code, |_| SYMBOLON_OK));
            }
            Ok(())
        })
    }
}

/// Takes a mark out of use for ever, and frees its code for another mark. A void mark keeps its first reason.
///
/// mark:   `mark_len` bytes
/// reason: `reason_len` bytes, 1 to 255, kept as given
/// change: out, SYMBOLON_CHANGE_x; may be NULL
/// errors: SYMBOLON_E_REASON, SYMBOLON_E_MARK_UNKNOWN; with `item` 1 those of a mark that is none
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_register_void(
    register: *mut symbolon_register,
    mark: *const u8,
    mark_len: usize,
    reason: *const u8,
    reason_len: usize,
    change: *mut u32,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.out_if_wanted(change)?;
            let register = given.handle_mut(register)?;
            let (mark, reason) = (given.mark(mark, mark_len)?, given.bytes(reason, reason_len)?);
            let change = register.0.change(|register| Ok(register.void(&mark, reason)?))?;
            tell(change, out);
            Ok(())
        })
    }
}

/// Does `symbolon_register_void` to the mark last bound to a code: for a mark that can no longer be read.
///
/// code:   `code_len` bytes in any carrier
/// reason: `reason_len` bytes, 1 to 255, kept as given
/// change: out, SYMBOLON_CHANGE_x; may be NULL
/// errors: SYMBOLON_E_REASON, SYMBOLON_E_MARK_UNKNOWN if the code never had a mark; of the code 101 to 116
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_register_void_of(
    register: *mut symbolon_register,
    code: *const u8,
    code_len: usize,
    reason: *const u8,
    reason_len: usize,
    change: *mut u32,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.out_if_wanted(change)?;
            let register = given.handle_mut(register)?;
            let (code, reason) = (given.identity(code, code_len)?, given.bytes(reason, reason_len)?);
            let change = register.0.change(|register| Ok(register.void_of(&code, reason)?))?;
            tell(change, out);
            Ok(())
        })
    }
}

/// Whether a mark and a code are an activated pair. Count the guess first: `symbolon_guess_admit`.
///
/// code:   `code_len` bytes in any carrier
/// mark:   `mark_len` bytes as somebody typed it
/// answer: out, SYMBOLON_MARK_MATCH or SYMBOLON_MARK_NO_MATCH
/// errors: of the code 101 to 116; with `item` 1 those of a mark that was misread: ask again
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_register_check(
    register: *const symbolon_register,
    code: *const u8,
    code_len: usize,
    mark: *const u8,
    mark_len: usize,
    answer: *mut u32,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.out(answer)?;
            let (identity, mark) = (given.identity(code, code_len)?, given.mark(mark, mark_len)?);
            out.write(given.handle(register)?.0.ask()?.check(&identity, &mark).number().into());
            Ok(())
        })
    }
}

/// The state of the mark last bound to a code. For callers who may know.
///
/// code:   `code_len` bytes in any carrier
/// state:  out, SYMBOLON_PAIR_x
/// errors: of the code 101 to 116
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_register_state(
    register: *const symbolon_register,
    code: *const u8,
    code_len: usize,
    state: *mut u32,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.out(state)?;
            let identity = given.identity(code, code_len)?;
            let state = given.handle(register)?.0.ask()?.state(&identity);
            out.write(state.map_or(SYMBOLON_PAIR_NONE, |state| state.number().into()));
            Ok(())
        })
    }
}

/// The state of a mark, and why it is void. For callers who may know.
///
/// mark:   `mark_len` bytes
/// state:  out, SYMBOLON_PAIR_x; written also on SYMBOLON_E_BUFFER
/// buf:    out, the reason as it was given, at most 255 bytes; `*len` is 0 if the mark is not void
/// errors: with `item` 1 those of a mark that is none
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_register_mark_state(
    register: *const symbolon_register,
    mark: *const u8,
    mark_len: usize,
    state: *mut u32,
    buf: *mut u8,
    cap: usize,
    len: *mut usize,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let (out, reason) = (given.out(state)?, given.buffer(buf, cap, len)?);
            let mark = given.mark(mark, mark_len)?;
            let register = given.handle(register)?.0.ask()?;
            out.write(register.mark_state(&mark).map_or(SYMBOLON_PAIR_NONE, |state| state.number().into()));
            reason.fill(register.reason(&mark).unwrap_or_default())
        })
    }
}

/// How many marks are in each state.
///
/// out: set its `size` first
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_register_counts(
    register: *const symbolon_register,
    out: *mut symbolon_pair_counts,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let out = given.sized_out(out)?;
            let counts = given.handle(register)?.0.ask()?.counts();
            out.write(&symbolon_pair_counts {
                size: 0,
                reserved: 0,
                unbound: counts.free,
                bound: counts.bound,
                activated: counts.activated,
                voided: counts.void,
            });
            Ok(())
        })
    }
}

/// Frees a register. NULL is a no-op.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_register_free(register: *mut symbolon_register) {
    // SAFETY: the caller hands in what `symbolon_register_new` gave, once.
    unsafe { take_exclusive(register) };
}
