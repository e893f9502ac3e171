//! Events and decisions of a line as structs.

use core::ptr::null;

use super::boundary::{Fault, Given};
use super::line_order::level;
use super::options::Sized32;
use crate::Error;
use crate::line::{Action, Body, Codes, Command, Decision, Event, OpenUnits, Target};
use crate::pack::UnitId;

/// A code was read: `code`.
pub const SYMBOLON_EVENT_READ: u32 = 0x0101;
/// Something passed a reader that could read no code.
pub const SYMBOLON_EVENT_NO_READ: u32 = 0x0102;
/// A frame was read: `code` holds the codes one behind the other, `ends` where each one ends.
pub const SYMBOLON_EVENT_LAYER: u32 = 0x0103;
/// Something passed the mark reader: `code` is the mark's text, empty if it was not read; with SYMBOLON_EVENT_FLAG,
/// `number` is its place on the roll.
pub const SYMBOLON_EVENT_MARK: u32 = 0x0104;
/// A camera has decided: SYMBOLON_EVENT_FLAG if the item passes; `number` is the defect, up to 65535.
pub const SYMBOLON_EVENT_INSPECTED: u32 = 0x0105;
/// A scale has weighed: `number`.
pub const SYMBOLON_EVENT_WEIGHED: u32 = 0x0106;
/// The rejector has done its oldest task (SYMBOLON_EVENT_FLAG), or has failed to.
pub const SYMBOLON_EVENT_EJECTED: u32 = 0x0107;
/// A printer is ready for the next label of its level.
pub const SYMBOLON_EVENT_READY: u32 = 0x0108;
/// The label of the unit was printed.
pub const SYMBOLON_EVENT_PRINTED: u32 = 0x0109;
/// Takes the unit for examination.
pub const SYMBOLON_COMMAND_SAMPLE: u32 = 0x0201;
/// Lets a rejected unit come back to the line.
pub const SYMBOLON_COMMAND_REWORK: u32 = 0x0202;
/// Prints the same label again.
pub const SYMBOLON_COMMAND_REPRINT: u32 = 0x0203;
/// Gives the unit a new label: with SYMBOLON_EVENT_FLAG the other unit's, else the next of its level.
pub const SYMBOLON_COMMAND_RELABEL: u32 = 0x0204;
/// The code is not used any more; with SYMBOLON_EVENT_FLAG a packed unit is taken out.
pub const SYMBOLON_COMMAND_VOID: u32 = 0x0205;
/// Destroys the unit.
pub const SYMBOLON_COMMAND_DESTROY: u32 = 0x0206;
/// Takes the unit out of its open container.
pub const SYMBOLON_COMMAND_TAKE_OUT: u32 = 0x0207;
/// Puts the other unit into the unit, an open container.
pub const SYMBOLON_COMMAND_PUT_IN: u32 = 0x0208;
/// The unit, a container, was lost with all it holds.
pub const SYMBOLON_COMMAND_LOST: u32 = 0x0209;
/// Closes the unfinished container of `level`: with SYMBOLON_EVENT_FLAG under the unit's code, else under the next one.
pub const SYMBOLON_COMMAND_CLOSE_ODD: u32 = 0x020A;
/// Opens the unit, a closed container.
pub const SYMBOLON_COMMAND_REOPEN: u32 = 0x020B;
/// Closes the unit, an open container, that is said to hold `number` units.
pub const SYMBOLON_COMMAND_CLOSE: u32 = 0x020C;
/// Stops taking items.
pub const SYMBOLON_COMMAND_PAUSE: u32 = 0x020D;
/// Takes items again.
pub const SYMBOLON_COMMAND_RESUME: u32 = 0x020E;
/// The mark reader is in step again; its count is moved by `by` items.
pub const SYMBOLON_COMMAND_REALIGN: u32 = 0x020F;
/// A new roll of marks begins with the place `number`.
pub const SYMBOLON_COMMAND_ROLL: u32 = 0x0210;
/// Goes on with the lot `number`.
pub const SYMBOLON_COMMAND_CHANGE_OVER: u32 = 0x0211;
/// After a loss of power: what was on its way is rejected for rework.
pub const SYMBOLON_COMMAND_RESTART: u32 = 0x0212;
/// Ends the order; `number` is SYMBOLON_OPEN_x.
pub const SYMBOLON_COMMAND_END: u32 = 0x0213;

/// See the kinds of events.
pub const SYMBOLON_EVENT_FLAG: u32 = 1;
/// No unit.
pub const SYMBOLON_NO_UNIT: u32 = 4_294_967_295;

/// The order does not end while containers are unfinished.
pub const SYMBOLON_OPEN_REFUSE: u32 = 1;
/// They are closed as odd ones.
pub const SYMBOLON_OPEN_CLOSE_ODD: u32 = 2;
/// Their units stay loose.
pub const SYMBOLON_OPEN_LEAVE: u32 = 3;

/// One event. A unit is named by its code as read or, where `code_len` is 0, by its id; so is the other unit.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct symbolon_event {
    /// Set it to `sizeof(symbolon_event)`.
    pub size: u32,
    /// The device.
    pub device: u32,
    /// The device's own number of the event, each one greater than the one before.
    pub id: u64,
    /// When, in milliseconds of Unix time.
    pub time: u64,
    /// The station.
    pub station: u32,
    /// SYMBOLON_EVENT_x or SYMBOLON_COMMAND_x.
    pub kind: u32,
    /// See the kinds.
    pub number: u64,
    /// See the kinds.
    pub level: u32,
    /// SYMBOLON_EVENT_FLAG or 0.
    pub flags: u32,
    /// See the kinds.
    pub unit: u32,
    /// See the kinds.
    pub other_unit: u32,
    /// See the kinds.
    pub by: i32,
    /// 0.
    pub reserved: u32,
    /// See the kinds.
    pub code: *const u8,
    /// Bytes of `code`.
    pub code_len: usize,
    /// The code of the other unit.
    pub other: *const u8,
    /// Bytes of `other`.
    pub other_len: usize,
    /// See the kinds.
    pub ends: *const u32,
    /// How many `ends` there are.
    pub ends_len: usize,
}

// SAFETY: integers and pointers, those of eight bytes at multiples of eight.
unsafe impl Sized32 for symbolon_event {
    const FIRST: usize = size_of::<Self>();
}

impl symbolon_event {
    /// The event, which borrows the caller's codes.
    pub(super) fn read<'a>(&self, given: &'a Given) -> Result<Event<'a>, Fault> {
        if self.flags > 1 || self.reserved != 0 {
            return Err(Error::Parameter.into());
        }
        let station = u16::try_from(self.station).map_err(|_| Error::LineEvent { at: 0 })?;
        let body = self.body(given)?;
        Ok(Event { device: self.device, id: self.id, time: self.time, station, body })
    }

    fn body<'a>(&self, given: &'a Given) -> Result<Body<'a>, Fault> {
        let code = given.bytes(self.code, self.code_len)?;
        let flag = self.flags == SYMBOLON_EVENT_FLAG;
        Ok(match self.kind {
            SYMBOLON_EVENT_READ => Body::Read(code),
            SYMBOLON_EVENT_NO_READ => Body::NoRead,
            SYMBOLON_EVENT_LAYER => Body::Layer(Codes::new(code, given.items(self.ends, self.ends_len)?)?),
            SYMBOLON_EVENT_MARK => Body::Mark {
                text: Some(code).filter(|code| !code.is_empty()),
                roll: flag.then_some(self.number),
            },
            SYMBOLON_EVENT_INSPECTED => Body::Inspected { pass: flag, defect: self.small()? },
            SYMBOLON_EVENT_WEIGHED => Body::Weighed(self.small()?),
            SYMBOLON_EVENT_EJECTED => Body::Ejected { done: flag },
            SYMBOLON_EVENT_READY => Body::Ready,
            SYMBOLON_EVENT_PRINTED => Body::Printed(self.target(given)?),
            _ => Body::Command(self.command(given)?),
        })
    }

    fn command<'a>(&self, given: &'a Given) -> Result<Command<Target<'a>>, Fault> {
        let flag = self.flags == SYMBOLON_EVENT_FLAG;
        let unit = self.target(given)?;
        Ok(match self.kind {
            SYMBOLON_COMMAND_SAMPLE => Command::Sample(unit),
            SYMBOLON_COMMAND_REWORK => Command::Rework(unit),
            SYMBOLON_COMMAND_REPRINT => Command::Reprint(unit),
            SYMBOLON_COMMAND_RELABEL => {
                Command::Relabel { old: unit, new: if flag { Some(self.other(given)?) } else { None } }
            }
            SYMBOLON_COMMAND_VOID => Command::Void { unit, take_out: flag },
            SYMBOLON_COMMAND_DESTROY => Command::Destroy(unit),
            SYMBOLON_COMMAND_TAKE_OUT => Command::TakeOut(unit),
            SYMBOLON_COMMAND_PUT_IN => Command::PutIn { container: unit, unit: self.other(given)? },
            SYMBOLON_COMMAND_LOST => Command::Lost(unit),
            SYMBOLON_COMMAND_CLOSE_ODD => {
                Command::CloseOdd { level: level(self.level)?, container: flag.then_some(unit) }
            }
            SYMBOLON_COMMAND_REOPEN => Command::Reopen(unit),
            SYMBOLON_COMMAND_CLOSE => Command::Close { container: unit, declared: self.small()? },
            SYMBOLON_COMMAND_PAUSE => Command::Pause,
            SYMBOLON_COMMAND_RESUME => Command::Resume,
            SYMBOLON_COMMAND_REALIGN => {
                Command::Realign { by: i16::try_from(self.by).map_err(|_| Error::Parameter)? }
            }
            SYMBOLON_COMMAND_ROLL => Command::Roll(self.number),
            SYMBOLON_COMMAND_CHANGE_OVER => Command::ChangeOver { lot: self.small()? },
            SYMBOLON_COMMAND_RESTART => Command::Restart,
            SYMBOLON_COMMAND_END => Command::End(match self.small()? {
                SYMBOLON_OPEN_REFUSE => OpenUnits::Refuse,
                SYMBOLON_OPEN_CLOSE_ODD => OpenUnits::CloseOdd,
                SYMBOLON_OPEN_LEAVE => OpenUnits::Leave,
                _ => return Err(Error::Parameter.into()),
            }),
            _ => return Err(Error::Parameter.into()),
        })
    }

    fn target<'a>(&self, given: &'a Given) -> Result<Target<'a>, Fault> {
        target(given, (self.code, self.code_len), self.unit)
    }

    fn other<'a>(&self, given: &'a Given) -> Result<Target<'a>, Fault> {
        target(given, (self.other, self.other_len), self.other_unit)
    }

    fn small<T: TryFrom<u64>>(&self) -> Result<T, Error> {
        T::try_from(self.number).map_err(|_| Error::Parameter)
    }
}

fn target(given: &Given, (code, len): (*const u8, usize), unit: u32) -> Result<Target<'_>, Fault> {
    match given.bytes(if len == 0 { null() } else { code }, len)? {
        [] => Ok(Target::Unit(UnitId::from_number(unit))),
        code => Ok(Target::Code(code)),
    }
}

/// It is as it should be.
pub const SYMBOLON_RULING_ACCEPT: u32 = 1;
/// It is taken; more is needed before the unit is decided.
pub const SYMBOLON_RULING_HOLD: u32 = 2;
/// A unit has to leave the line.
pub const SYMBOLON_RULING_EJECT: u32 = 3;
/// The line has to stop until a person has decided.
pub const SYMBOLON_RULING_STOP: u32 = 4;
/// It was refused.
pub const SYMBOLON_RULING_REFUSE: u32 = 5;
/// It waits for an event before it.
pub const SYMBOLON_RULING_PARK: u32 = 6;

/// The unit is good.
pub const SYMBOLON_ACTION_ACCEPT: u32 = 1;
/// Something leaves the belt after `value` items, 0 for now or by hand; because of `reason`.
pub const SYMBOLON_ACTION_EJECT: u32 = 2;
/// The line stops because of `reason`.
pub const SYMBOLON_ACTION_STOP: u32 = 3;
/// The label of the unit, of level `value`, is to be printed.
pub const SYMBOLON_ACTION_PRINT: u32 = 4;
/// The unit, a container, is complete and closed; it holds `value` units.
pub const SYMBOLON_ACTION_COMPLETE: u32 = 5;
/// `mark` belongs to the unit's code from now on: tell the register of marks.
pub const SYMBOLON_ACTION_BIND: u32 = 6;

/// The most actions of one decision.
pub const SYMBOLON_ACTIONS_MAX: usize = 48;
const _: () = assert!(SYMBOLON_ACTIONS_MAX == crate::line::Actions::MAX);

/// The answer to one event.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct symbolon_decision {
    /// Set it to `sizeof(symbolon_decision)`.
    pub size: u32,
    /// SYMBOLON_RULING_x.
    pub ruling: u32,
    /// The number of the reason, see `symbolon_reason_text`.
    pub reason: u32,
    /// The unit that the event was about, or SYMBOLON_NO_UNIT.
    pub unit: u32,
    /// The position in a layer of the code that the reason is about.
    pub item: u32,
    /// 1 if this is the answer that the event got before.
    pub is_replayed: u32,
    /// How many actions there are.
    pub actions: u32,
    /// 0.
    pub reserved: u32,
}

// SAFETY: eight integers of four bytes.
unsafe impl Sized32 for symbolon_decision {
    const FIRST: usize = 32;
}

/// One thing that the line has to do.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct symbolon_action {
    /// SYMBOLON_ACTION_x.
    pub kind: u32,
    /// The unit, or SYMBOLON_NO_UNIT.
    pub unit: u32,
    /// See the kinds.
    pub value: u32,
    /// The number of a reason, or 0.
    pub reason: u32,
    /// SYMBOLON_ACTION_BIND: the mark's name in its register. Otherwise zeros.
    pub mark: [u8; 16],
}

impl From<&Decision> for symbolon_decision {
    fn from(decision: &Decision) -> Self {
        Self {
            size: 0,
            ruling: decision.ruling.number().into(),
            reason: decision.reason.number().into(),
            unit: decision.unit.map_or(SYMBOLON_NO_UNIT, UnitId::number),
            item: decision.item,
            is_replayed: decision.replayed.into(),
            actions: crate::error::place(decision.actions.as_slice().len()),
            reserved: 0,
        }
    }
}

impl From<&Action> for symbolon_action {
    fn from(action: &Action) -> Self {
        let plain = |kind, unit: Option<UnitId>, value| Self {
            kind,
            unit: unit.map_or(SYMBOLON_NO_UNIT, UnitId::number),
            value,
            reason: 0,
            mark: [0; 16],
        };
        match *action {
            Action::Accept { unit } => plain(SYMBOLON_ACTION_ACCEPT, Some(unit), 0),
            Action::Eject { unit, distance, reason } => {
                Self { reason: reason.number().into(), ..plain(SYMBOLON_ACTION_EJECT, unit, distance.into()) }
            }
            Action::Stop { reason } => {
                Self { reason: reason.number().into(), ..plain(SYMBOLON_ACTION_STOP, None, 0) }
            }
            Action::Print { level, unit } => plain(SYMBOLON_ACTION_PRINT, Some(unit), level.number().into()),
            Action::Complete { unit, held } => plain(SYMBOLON_ACTION_COMPLETE, Some(unit), held),
            Action::Bind { unit, mark } => {
                Self { mark: mark.0, ..plain(SYMBOLON_ACTION_BIND, Some(unit), 0) }
            }
        }
    }
}
