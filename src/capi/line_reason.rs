//! What a line's reasons mean: sentences for people, EPCIS for trading partners.

use core::ffi::{CStr, c_char};
use core::ptr::{null, null_mut};

use super::boundary::boundary;
use super::line::language;
use super::status::symbolon_status;
use crate::Error;
use crate::line::Reason;
use crate::line::epcis::{EpcisAction, EpcisEvent, EventType};

/// The most EPCIS events of one reason.
pub const SYMBOLON_EPCIS_MAX: usize = 8;

/// The fixed fields of one EPCIS 2.0 event: the words of the standard, ASCII, NUL-terminated, static.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct symbolon_epcis_event {
    /// The type: `ObjectEvent`, or `AggregationEvent`, which is told only if the unit lies, or lay, in a container.
    pub event: *const c_char,
    /// The action: `ADD`, `OBSERVE`, `DELETE`.
    pub action: *const c_char,
    /// The business step, a bare word of the CBV.
    pub biz_step: *const c_char,
    /// The disposition, a bare word of the CBV; NULL where the standard asks for none.
    pub disposition: *const c_char,
}

/// The words of the CBV that reasons use, as C has them.
const WORDS: &[&CStr] = &[
    c"active",
    c"commissioning",
    c"container_closed",
    c"container_open",
    c"decommissioning",
    c"destroyed",
    c"destroying",
    c"encoded",
    c"encoding",
    c"in_progress",
    c"inactive",
    c"inspecting",
    c"mismatch_class",
    c"mismatch_instance",
    c"mismatch_quantity",
    c"non_conformant",
    c"packing",
    c"recalled",
    c"repackaging",
    c"repairing",
    c"sampling",
    c"unknown",
    c"unpacking",
];

/// A word of the table. NULL for another one, which the tests do not let pass.
fn word(text: &str) -> *const c_char {
    WORDS.iter().find(|word| word.to_bytes() == text.as_bytes()).map_or(null(), |word| word.as_ptr())
}

impl From<&EpcisEvent> for symbolon_epcis_event {
    fn from(told: &EpcisEvent) -> Self {
        let event = match told.event {
            EventType::Object => c"ObjectEvent",
            EventType::Aggregation => c"AggregationEvent",
        };
        let action = match told.action {
            EpcisAction::Add => c"ADD",
            EpcisAction::Observe => c"OBSERVE",
            EpcisAction::Delete => c"DELETE",
        };
        Self {
            event: event.as_ptr(),
            action: action.as_ptr(),
            biz_step: word(told.biz_step),
            disposition: told.disposition.map_or(null(), word),
        }
    }
}

fn reason(number: u32) -> Result<Reason, Error> {
    u16::try_from(number).ok().and_then(Reason::from_number).ok_or(Error::Parameter)
}

/// One sentence for an operator about a reason.
///
/// reason:   the number of a decision
/// language: SYMBOLON_LANGUAGE_x
/// buf:      out, UTF-8, below 256 bytes
/// errors:   SYMBOLON_E_BUFFER with `len`; SYMBOLON_E_PARAMETER for a number that names no reason
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_reason_text(
    reason: u32,
    language: u32,
    buf: *mut u8,
    cap: usize,
    len: *mut usize,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let out = given.buffer(buf, cap, len)?;
            let reason = self::reason(reason)?;
            out.fill(reason.sentence(self::language(language)?).to_string().as_bytes())
        })
    }
}

/// What EPCIS 2.0 is told of a reason: the fields that do not depend on the unit. Several events follow each other in
/// this order.
///
/// reason: the number of a decision or an action
/// events: out, room for SYMBOLON_EPCIS_MAX of them
/// count:  out: how many there are; 0 where trading partners are told nothing
/// errors: SYMBOLON_E_PARAMETER for a number that names no reason
/// source: GS1 EPCIS 2.0, Core Business Vocabulary 2.0
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn symbolon_reason_epcis(
    reason: u32,
    events: *mut symbolon_epcis_event,
    count: *mut usize,
) -> symbolon_status {
    // SAFETY: the caller keeps the contract of the header for every pointer named here.
    unsafe {
        boundary(null_mut(), |given| {
            let places = given.room(events, SYMBOLON_EPCIS_MAX)?;
            let count = given.out(count)?;
            let told = self::reason(reason)?.epcis();
            for (place, event) in places.iter_mut().zip(told) {
                place.write(event.into());
            }
            count.write(told.len());
            Ok(())
        })
    }
}
