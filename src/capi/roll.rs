//! Chained rolls: pairs of labels bound to their positions, and what a line finds when it follows them.

use core::ptr::null_mut;

use zeroize::Zeroizing;

use super::boundary::{Fault, Given, boundary};
use super::handle::{Exclusive, give_exclusive, take_exclusive};
use super::options::Sized32;
use super::series::SYMBOLON_SECRET_BYTES;
use super::status::{symbolon_error, symbolon_status};
use crate::mark::roll::broken_at;
use crate::mark::{Roll, RollCheck, RollFinding, RollGap, RollHead, RollRow, RollStep};

/// The name of a roll, chosen once and at random.
pub const SYMBOLON_ROLL_ID_BYTES: usize = 16;
/// How far a roll goes: what is anchored of it.
pub const SYMBOLON_ROLL_HEAD_BYTES: usize = 57;
/// What is kept of one position.
pub const SYMBOLON_ROLL_ROW_BYTES: usize = 64;
/// The link of one position: the last 32 bytes of the head after it.
pub const SYMBOLON_ROLL_LINK_BYTES: usize = 32;
const _: () = assert!(SYMBOLON_ROLL_HEAD_BYTES == RollHead::BYTES);
const _: () = assert!(SYMBOLON_ROLL_ROW_BYTES == size_of::<RollRow>());

/// Both halves are those of the position that follows.
pub const SYMBOLON_ROLL_RIGHT: u32 = 1;
/// One half is that of the position that follows, the other was not read.
pub const SYMBOLON_ROLL_HALF: u32 = 2;
/// Neither half was read.
pub const SYMBOLON_ROLL_UNREAD: u32 = 3;
/// The halves belong to different positions, or one of them to none.
pub const SYMBOLON_ROLL_MISPAIRED: u32 = 4;
/// What was read belongs to no position within reach: spliced in.
pub const SYMBOLON_ROLL_FOREIGN: u32 = 5;
/// A pair of a later position. The next label tells whether those between are missing.
pub const SYMBOLON_ROLL_EARLY: u32 = 6;
/// A pair of an earlier position, which was passed over before.
pub const SYMBOLON_ROLL_LATE: u32 = 7;
/// A pair whose position came before: a copy.
pub const SYMBOLON_ROLL_REPEATED: u32 = 8;
const _: () = assert!(SYMBOLON_ROLL_RIGHT == RollFinding::Right.number() as u32);
const _: () = assert!(SYMBOLON_ROLL_HALF == RollFinding::Half.number() as u32);
const _: () = assert!(SYMBOLON_ROLL_UNREAD == RollFinding::Unread.number() as u32);
const _: () = assert!(SYMBOLON_ROLL_MISPAIRED == RollFinding::Mispaired.number() as u32);
const _: () = assert!(SYMBOLON_ROLL_FOREIGN == RollFinding::Foreign.number() as u32);
const _: () = assert!(SYMBOLON_ROLL_EARLY == RollFinding::Early.number() as u32);
const _: () = assert!(SYMBOLON_ROLL_LATE == RollFinding::Late.number() as u32);
const _: () = assert!(SYMBOLON_ROLL_REPEATED == RollFinding::Repeated.number() as u32);

/// What is known after one label. Yours; set `size` before the call.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C)]
pub struct symbolon_roll_step {
    /// Set it to `sizeof(symbolon_roll_step)`.
    pub size: u32,
    /// What the label is: SYMBOLON_ROLL_x.
    pub finding: u32,
    /// The position that was to come.
    pub expected: u64,
    /// The position of the visible half; UINT64_MAX if it was not read or is not of the roll.
    pub visible: u64,
    /// The position of the hidden half; UINT64_MAX likewise.
    pub hidden: u64,
    /// How many labels in front of this one are now known to be missing; 0: none.
    pub missing: u64,
    /// The first position that may be among them.
    pub gap_first: u64,
    /// The position behind the last.
    pub gap_end: u64,
    /// Unread labels in front of this one that are now known not to be of the roll.
    pub extra: u64,
    /// Of marks that belong to other codes by the same distance each time: how many in a row; 0: none. From 2 on the
    /// line should stop.
    pub slip_length: u64,
    /// The position of the first code of them.
    pub slip_first: u64,
    /// The position of the mark minus that of the code.
    pub slip_offset: i64,
}

// SAFETY: two integers of four bytes, ten of eight.
unsafe impl Sized32 for symbolon_roll_step {
    const FIRST: usize = 88;
}

/// Positions that did not come. Yours; set `size` before the call.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C)]
pub struct symbolon_roll_gap {
    /// Set it to `sizeof(symbolon_roll_gap)`.
    pub size: u32,
    /// 0.
    pub reserved: u32,
    /// How many labels are missing; 0: none. Fewer than the positions where some were unread or came early.
    pub missing: u64,
    /// The first position that may be among them.
    pub first: u64,
    /// The position behind the last.
    pub end: u64,
}

// SAFETY: two integers of four bytes, three of eight.
unsafe impl Sized32 for symbolon_roll_gap {
    const FIRST: usize = 32;
}

/// Writes a roll, pair by pair. Exclusive in calls that change it.
pub struct symbolon_roll(Exclusive<Roll>);

/// Follows a roll, label by label. Exclusive in calls that change it.
pub struct symbolon_roll_check(Exclusive<RollCheck<Vec<RollRow>>>);

impl Given {
    /// Stored rows, copied: they lie in the caller's bytes without alignment.
    fn rows(&self, rows: *const u8, n: usize) -> Result<Vec<RollRow>, Fault> {
        let rows = self.items::<[[u8; 32]; 2]>(rows.cast(), n)?;
        Ok(rows.iter().map(|&[visible, hidden]| RollRow { visible, hidden }).collect())
    }

    fn head(&self, head: *const u8) -> Result<RollHead, Fault> {
        Ok(RollHead::from_bytes(self.array::<SYMBOLON_ROLL_HEAD_BYTES>(head)?)?)
    }

    /// A half as it was read: an empty text is none.
    fn half(&self, text: *const u8, len: usize) -> Result<Option<&[u8]>, Fault> {
        Ok(Some(self.bytes(text, len)?).filter(|text| !text.is_empty()))
    }
}

/// Begins a roll.
///
/// key: SYMBOLON_SECRET_BYTES random bytes, for rolls alone; one key may serve many rolls; wipe your copy
/// id:  SYMBOLON_ROLL_ID_BYTES, the roll's name, which must not repeat
/// out: the roll; free it with `symbolon_roll_free`
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_roll_new(
    key: *const u8,
    id: *const u8,
    out: *mut *mut symbolon_roll,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let out = given.out(out)?;
            let key = Zeroizing::new(*given.array::<SYMBOLON_SECRET_BYTES>(key)?);
            let roll = Roll::new(&key, given.array::<SYMBOLON_ROLL_ID_BYTES>(id)?);
            give_exclusive(out, symbolon_roll(Exclusive::new(roll)));
            Ok(())
        })
    }
}

/// Goes on behind a head that was stored.
///
/// key:    as for `symbolon_roll_new`
/// head:   SYMBOLON_ROLL_HEAD_BYTES
/// out:    the roll; free it with `symbolon_roll_free`
/// errors: SYMBOLON_E_VERSION
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_roll_resume(
    key: *const u8,
    head: *const u8,
    out: *mut *mut symbolon_roll,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.out(out)?;
            let key = Zeroizing::new(*given.array::<SYMBOLON_SECRET_BYTES>(key)?);
            give_exclusive(out, symbolon_roll(Exclusive::new(Roll::resume(&key, given.head(head)?))));
            Ok(())
        })
    }
}

/// Appends the pair of the next position. Store the row, and the head with it.
///
/// visible: `visible_len` bytes, 1 to 255: the visible half, the same bytes that the line's reader gives
/// hidden:  `hidden_len` bytes, 1 to 255: the hidden half
/// row:     out, SYMBOLON_ROLL_ROW_BYTES: what is to be kept of it; tells neither half without the key
/// errors:  SYMBOLON_E_PARAMETER for an empty half, SYMBOLON_E_TOO_LONG
/// source:  drawn in src/mark/roll.rs
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_roll_append(
    roll: *mut symbolon_roll,
    visible: *const u8,
    visible_len: usize,
    hidden: *const u8,
    hidden_len: usize,
    row: *mut u8,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.out::<[[u8; 32]; 2]>(row.cast())?;
            let (visible, hidden) = (given.bytes(visible, visible_len)?, given.bytes(hidden, hidden_len)?);
            let roll = &mut given.handle_mut(roll)?.0;
            let row = roll.change(|roll| Ok(roll.append(visible, hidden)?))?;
            out.write([row.visible, row.hidden]);
            Ok(())
        })
    }
}

/// The head so far: to be anchored at the end of the roll, where its writer cannot change it afterwards.
///
/// head: out, SYMBOLON_ROLL_HEAD_BYTES
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_roll_head(roll: *const symbolon_roll, head: *mut u8) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let out = given.out_array(head)?;
            out.write(given.handle(roll)?.0.ask()?.head().to_bytes());
            Ok(())
        })
    }
}

/// Frees a roll. NULL is a no-op.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_roll_free(roll: *mut symbolon_roll) {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { take_exclusive(roll) }
}

/// The first position whose stored row does not lead to its stored link. What the last link is worth is for an anchored
/// head to say.
///
/// id:       SYMBOLON_ROLL_ID_BYTES
/// rows:     `n` times SYMBOLON_ROLL_ROW_BYTES
/// links:    `n` times SYMBOLON_ROLL_LINK_BYTES
/// position: out; UINT64_MAX if all do
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_roll_broken_at(
    id: *const u8,
    rows: *const u8,
    links: *const u8,
    n: usize,
    position: *mut u64,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let position = given.out(position)?;
            let links = given.items::<[u8; SYMBOLON_ROLL_LINK_BYTES]>(links.cast(), n)?;
            let id = given.array::<SYMBOLON_ROLL_ID_BYTES>(id)?;
            position.write(broken_at(id, &given.rows(rows, n)?, links).unwrap_or(u64::MAX));
            Ok(())
        })
    }
}

/// Begins to follow a roll at its first position. The rows are copied.
///
/// key:    that of the roll
/// head:   SYMBOLON_ROLL_HEAD_BYTES, as it was anchored
/// rows:   `n` times SYMBOLON_ROLL_ROW_BYTES, all of the roll
/// reach:  how many positions to both sides a label is looked for
/// out:    the check; free it with `symbolon_roll_check_free`
/// errors: SYMBOLON_E_ROLL_ROWS if the rows are not those of the head; SYMBOLON_E_VERSION
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_roll_check_new(
    key: *const u8,
    head: *const u8,
    rows: *const u8,
    n: usize,
    reach: u32,
    out: *mut *mut symbolon_roll_check,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.out(out)?;
            let key = Zeroizing::new(*given.array::<SYMBOLON_SECRET_BYTES>(key)?);
            let check = RollCheck::new(&key, given.rows(rows, n)?, &given.head(head)?, reach)?;
            give_exclusive(out, symbolon_roll_check(Exclusive::new(check)));
            Ok(())
        })
    }
}

/// Takes the next label.
///
/// visible: `visible_len` bytes, 0 to 255; (NULL, 0) if it was not read
/// hidden:  `hidden_len` bytes, 0 to 255; (NULL, 0) if it was not read
/// step:    out, what is known now; set its `size` first
/// errors:  SYMBOLON_E_TOO_LONG; the label is not taken then
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_roll_check_step(
    check: *mut symbolon_roll_check,
    visible: *const u8,
    visible_len: usize,
    hidden: *const u8,
    hidden_len: usize,
    step: *mut symbolon_roll_step,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.sized_out(step)?;
            let (visible, hidden) = (given.half(visible, visible_len)?, given.half(hidden, hidden_len)?);
            let check = &mut given.handle_mut(check)?.0;
            out.write(&check.change(|check| Ok(step_of(&check.step(visible, hidden)?, check)))?);
            Ok(())
        })
    }
}

fn step_of(step: &RollStep, check: &RollCheck<Vec<RollRow>>) -> symbolon_roll_step {
    let gap = step.gap.unwrap_or(RollGap { first: 0, end: 0, missing: 0 });
    let slip = check.slip();
    symbolon_roll_step {
        size: 0,
        finding: step.finding.number().into(),
        expected: step.expected,
        visible: step.visible.unwrap_or(u64::MAX),
        hidden: step.hidden.unwrap_or(u64::MAX),
        missing: gap.missing,
        gap_first: gap.first,
        gap_end: gap.end,
        extra: step.extra,
        slip_length: slip.map_or(0, |slip| slip.length),
        slip_first: slip.map_or(0, |slip| slip.first),
        slip_offset: slip.map_or(0, |slip| slip.offset),
    }
}

/// Which positions from here to the end of the roll did not come, for a roll that is used up: labels still on it count as
/// missing.
///
/// gap: out; set its `size` first
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_roll_check_finish(
    check: *const symbolon_roll_check,
    gap: *mut symbolon_roll_gap,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let out = given.sized_out(gap)?;
            let gap = given.handle(check)?.0.ask()?.finish();
            let RollGap { first, end, missing } = gap.unwrap_or(RollGap { first: 0, end: 0, missing: 0 });
            out.write(&symbolon_roll_gap { size: 0, reserved: 0, missing, first, end });
            Ok(())
        })
    }
}

/// Frees a check. NULL is a no-op.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_roll_check_free(check: *mut symbolon_roll_check) {
    // SAFETY: the caller keeps the contract of the header.
    unsafe { take_exclusive(check) }
}
