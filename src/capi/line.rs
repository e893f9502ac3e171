//! Line sessions: events in, decisions out.

use core::ptr::null_mut;

use super::boundary::{Fault, Given, boundary};
use super::handle::{Exclusive, give_exclusive, take_exclusive};
use super::journal::symbolon_journal;
use super::line_event::{SYMBOLON_ACTIONS_MAX, symbolon_action, symbolon_decision, symbolon_event};
use super::line_order::symbolon_order;
use super::mark::symbolon_mark_key;
use super::options::{Sized32, SizedOut};
use super::register::symbolon_register;
use super::status::{SYMBOLON_LANGUAGE_EN, SYMBOLON_LANGUAGE_ZH, symbolon_error, symbolon_status};
use super::verify::symbolon_verifier;
use crate::Error;
use crate::code::SeriesId;
use crate::error::Language;
use crate::gs1::key::Gtin;
use crate::journal::{Kind, Record};
use crate::line::{Checks, Decision, MarkChecks, Report, Session, chart};
use crate::pack::{Name, UnitId};

/// Bytes of the secret key of a line's tables.
pub const SYMBOLON_LINE_KEY_BYTES: usize = 16;

/// A report for people.
pub const SYMBOLON_REPORT_TEXT: u32 = 1;
/// A report for machines.
pub const SYMBOLON_REPORT_JSON: u32 = 2;
/// The pass rate over time as a picture.
pub const SYMBOLON_REPORT_SVG: u32 = 3;

/// One order on one line. Exclusive: one call at a time.
pub struct symbolon_line(Exclusive<Session>);

/// What a line has done so far.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct symbolon_line_state {
    /// Set it to `sizeof(symbolon_line_state)`.
    pub size: u32,
    /// The number of the reason why the line stands; 0 while it runs.
    pub halted: u32,
    /// Items that were accepted.
    pub made: u64,
    /// Items that passed the reader and are not decided.
    pub undecided: u64,
    /// Events that never came and were given up.
    pub lost_events: u64,
    /// 1 if the order has ended.
    pub has_ended: u32,
    /// 1 if the balance adds up at every level.
    pub is_exact: u32,
}

// SAFETY: two integers of four bytes, three of eight, two of four.
unsafe impl Sized32 for symbolon_line_state {
    const FIRST: usize = 40;
}

/// What is known of a unit.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct symbolon_line_unit {
    /// Set it to `sizeof(symbolon_line_unit)`.
    pub size: u32,
    /// The state of its serial number by OPEN-SCS, 0 to 11.
    pub state: u32,
    /// The container that it lies in, or SYMBOLON_NO_UNIT.
    pub parent: u32,
    /// Its level.
    pub level: u32,
    /// 1 if it was taken off the line and not let back.
    pub is_rejected: u32,
    /// 1 if it was lost with its container.
    pub is_lost: u32,
    /// Its index in the series, or UINT64_MAX for a code that was listed.
    pub index: u64,
}

// SAFETY: six integers of four bytes, one of eight.
unsafe impl Sized32 for symbolon_line_unit {
    const FIRST: usize = 32;
}

impl Given {
    fn line(&self, line: *mut symbolon_line) -> Result<&mut Exclusive<Session>, Fault> {
        Ok(&mut self.handle_mut(line)?.0)
    }

    fn marks(
        &self,
        key: *const symbolon_mark_key,
        register: *const symbolon_register,
    ) -> Result<MarkChecks<'_>, Fault> {
        if !register.is_null() {
            return Ok(MarkChecks::Enrolled(self.handle(register)?.0.ask()?));
        }
        if key.is_null() { Ok(MarkChecks::None) } else { Ok(MarkChecks::Derived(&self.handle(key)?.0)) }
    }
}

/// The places of a decision.
struct Answer<'a> {
    decision: SizedOut<'a>,
    actions: &'a mut [core::mem::MaybeUninit<symbolon_action>],
}

impl<'a> Answer<'a> {
    fn of(
        given: &'a Given,
        decision: *mut symbolon_decision,
        actions: *mut symbolon_action,
    ) -> Result<Self, Fault> {
        Ok(Self { decision: given.sized_out(decision)?, actions: given.room(actions, SYMBOLON_ACTIONS_MAX)? })
    }

    fn write(self, decision: &Decision) {
        self.decision.write(&symbolon_decision::from(decision));
        for (place, action) in self.actions.iter_mut().zip(decision.actions.as_slice()) {
            place.write(action.into());
        }
    }
}

/// Opens a line for an order, and takes all the memory that it will ever use.
///
/// order:  copied
/// key:    SYMBOLON_LINE_KEY_BYTES random bytes
/// out:    the line; free it with `symbolon_line_free`
/// errors: SYMBOLON_E_ORDER and SYMBOLON_E_LEVEL_ABSENT with `item`, the station or source that does not fit;
///         SYMBOLON_E_FULL; SYMBOLON_E_OVERLAP, SYMBOLON_E_KNOWN for identities that are named twice
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_line_open(
    order: *const symbolon_order,
    key: *const u8,
    out: *mut *mut symbolon_line,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.out(out)?;
            let order = given.handle(order)?.0.ask()?.order.clone();
            let session = Session::open(order, *given.array::<SYMBOLON_LINE_KEY_BYTES>(key)?)?;
            give_exclusive(out, symbolon_line(Exclusive::new(session)));
            Ok(())
        })
    }
}

/// Takes an event, records it and decides it. The same event again gets the same answer and is not recorded again.
/// After it, call `symbolon_line_released` until it finds nothing.
///
/// event:    set `size` first
/// journal:  takes the record; when it is durable is its policy
/// verifier: holds the series of the order
/// key:      of derived marks, or NULL
/// marks:    the register of enrolled marks, or NULL
/// decision: out; set `size` first
/// actions:  out, room for SYMBOLON_ACTIONS_MAX of them
/// errors:   nothing has changed: SYMBOLON_E_LINE_EVENT, SYMBOLON_E_SESSION_ENDED, SYMBOLON_E_PARAMETER,
///           SYMBOLON_E_OPTIONS; SYMBOLON_E_SESSION_STOPPED after a failure; those of the journal, after which the line
///           is stopped until the journal and then the line are resumed
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_line_step(
    line: *mut symbolon_line,
    event: *const symbolon_event,
    journal: *mut symbolon_journal,
    verifier: *const symbolon_verifier,
    key: *const symbolon_mark_key,
    marks: *const symbolon_register,
    decision: *mut symbolon_decision,
    actions: *mut symbolon_action,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let answer = Answer::of(given, decision, actions)?;
            let event = given.sized(event)?;
            let event = event.read(given)?;
            let verifier = given.handle(verifier)?.0.ask()?;
            let checks = Checks { verifier, marks: given.marks(key, marks)? };
            let journal = given.journal(journal)?;
            let decided = given
                .line(line)?
                .change(|line| journal.change(|journal| Ok(line.step(&event, journal, &checks)?)))?;
            answer.write(&decided);
            Ok(())
        })
    }
}

/// Takes an event that waited and whose turn has come.
///
/// found:    out: 1 if there was one, else 0 and nothing else is written
/// device:   out: its device
/// event:    out: its number
/// decision: out; set `size` first
/// actions:  out, room for SYMBOLON_ACTIONS_MAX of them
/// errors:   SYMBOLON_E_SESSION_ENDED, SYMBOLON_E_SESSION_STOPPED; those of the journal: the event still waits
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_line_released(
    line: *mut symbolon_line,
    journal: *mut symbolon_journal,
    found: *mut u32,
    device: *mut u32,
    event: *mut u64,
    decision: *mut symbolon_decision,
    actions: *mut symbolon_action,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let (found, device, event) = (given.out(found)?, given.out(device)?, given.out(event)?);
            let answer = Answer::of(given, decision, actions)?;
            let journal = given.journal(journal)?;
            let released =
                given.line(line)?.change(|line| journal.change(|journal| Ok(line.released(journal)?)))?;
            found.write(released.is_some().into());
            if let Some((of, id, decided)) = released {
                device.write(of);
                event.write(id);
                answer.write(&decided);
            }
            Ok(())
        })
    }
}

/// Goes on after the journal was resumed. Events that got an error are sent again.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_line_resume(line: *mut symbolon_line) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            given.line(line)?.change(|line| {
                line.resume();
                Ok(())
            })
        })
    }
}

/// Takes a record of this order again, as the journal gives it: after the last one the line is as it was. A record that
/// was taken already changes nothing.
///
/// payload: `payload_len` bytes
/// errors:  SYMBOLON_E_VERSION, SYMBOLON_E_LINE_EVENT with `at`, the offset in the payload
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_line_replay(
    line: *mut symbolon_line,
    time: u64,
    device: u32,
    event: u64,
    kind: u32,
    payload: *const u8,
    payload_len: usize,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let line = given.line(line)?;
            let payload = given.bytes(payload, payload_len)?;
            let kind = Kind(u16::try_from(kind).map_err(|_| Error::LineEvent { at: 0 })?);
            let record = Record { time, device, event, kind, payload };
            line.change(|line| Ok(line.replay(&record).map(drop)?))
        })
    }
}

/// What the line has done so far. Looks at every unit.
///
/// out: set `size` first
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_line_state_of(
    line: *const symbolon_line,
    out: *mut symbolon_line_state,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let out = given.sized_out(out)?;
            let line = given.handle(line)?.0.ask()?;
            out.write(&symbolon_line_state {
                size: 0,
                halted: line.halted().map_or(0, |reason| reason.number().into()),
                made: line.made(),
                undecided: line.undecided(),
                lost_events: line.lost_events(),
                has_ended: line.has_ended().into(),
                is_exact: line.balance().is_exact().into(),
            });
            Ok(())
        })
    }
}

/// The unit of a sealed serial.
///
/// gtin:   14 digits
/// slot:   `slot_len` characters
/// unit:   out: its id, or SYMBOLON_NO_UNIT
/// errors: SYMBOLON_E_CHECK_DIGIT, SYMBOLON_E_CHARSET, SYMBOLON_E_LENGTH
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_line_find(
    line: *const symbolon_line,
    gtin: *const u8,
    slot: *const u8,
    slot_len: usize,
    index: u64,
    unit: *mut u32,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.out(unit)?;
            let series = SeriesId::new(Gtin::parse(given.array::<14>(gtin)?)?, given.bytes(slot, slot_len)?)?;
            let found = given.handle(line)?.0.ask()?.forest().at(&series, index);
            out.write(found.map_or(super::line_event::SYMBOLON_NO_UNIT, UnitId::number));
            Ok(())
        })
    }
}

/// What is known of a unit: for a label, its index; the series seals it.
///
/// out:    set `size` first
/// errors: SYMBOLON_E_UNKNOWN_UNIT
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_line_look(
    line: *const symbolon_line,
    unit: u32,
    out: *mut symbolon_line_unit,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.sized_out(out)?;
            let line = given.handle(line)?.0.ask()?;
            let unit = UnitId::from_number(unit);
            let parent = line.forest().parent(unit)?;
            out.write(&symbolon_line_unit {
                size: 0,
                state: line.state(unit).number().into(),
                parent: parent.map_or(super::line_event::SYMBOLON_NO_UNIT, UnitId::number),
                level: line.forest().level(unit)?.number().into(),
                is_rejected: line.is_rejected(unit).into(),
                is_lost: line.is_lost(unit).into(),
                index: match line.forest().name(unit)? {
                    Name::Indexed { index, .. } => index,
                    Name::External(_) => u64::MAX,
                },
            });
            Ok(())
        })
    }
}

pub(super) fn language(number: u32) -> Result<Language, Error> {
    match number {
        SYMBOLON_LANGUAGE_EN => Ok(Language::En),
        SYMBOLON_LANGUAGE_ZH => Ok(Language::Zh),
        _ => Err(Error::Parameter),
    }
}

/// The report of a line: counts, balance, pass rate.
///
/// form:     SYMBOLON_REPORT_x
/// language: SYMBOLON_LANGUAGE_x, of a report for people
/// time:     of the report, in milliseconds of Unix time
/// buf:      out, UTF-8
/// errors:   SYMBOLON_E_BUFFER with `len`; SYMBOLON_E_PARAMETER
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_line_report(
    line: *const symbolon_line,
    form: u32,
    language: u32,
    time: u64,
    buf: *mut u8,
    cap: usize,
    len: *mut usize,
    info: *mut symbolon_error,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(info, |given| {
            let out = given.buffer(buf, cap, len)?;
            let line = given.handle(line)?.0.ask()?;
            let balance = line.balance();
            let report =
                Report { order: line.order(), statistics: line.statistics(), balance: &balance, time };
            let text = match form {
                SYMBOLON_REPORT_TEXT => report.text(self::language(language)?),
                SYMBOLON_REPORT_JSON => report.json(),
                SYMBOLON_REPORT_SVG => chart::pass_rate(line.statistics().timeline()),
                _ => return Err(Error::Parameter.into()),
            };
            out.fill(text.as_bytes())
        })
    }
}

/// Frees a line. NULL is a no-op.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_line_free(line: *mut symbolon_line) {
    // SAFETY: the caller hands in what `symbolon_line_open` gave, once.
    unsafe { take_exclusive(line) };
}
