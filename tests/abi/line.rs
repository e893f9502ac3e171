//! A line as a C program runs it: an order put together, events in, decisions out, a restart from the journal, reports.

use std::ffi::{CStr, c_char};
use std::ptr::{null, null_mut};

use symbolon::capi::journal::*;
use symbolon::capi::journal_read::*;
use symbolon::capi::line::*;
use symbolon::capi::line_event::*;
use symbolon::capi::line_order::*;
use symbolon::capi::line_reason::*;
use symbolon::capi::series::*;
use symbolon::capi::status::*;
use symbolon::capi::status::{SYMBOLON_LANGUAGE_EN, SYMBOLON_LANGUAGE_ZH};
use symbolon::capi::verify::*;

use symbolon::code::{Level, MasterKey, SerialCode, Series, Shape, carrier};
use symbolon::gs1::element::Elements;
use symbolon::gs1::key::Gtin;
use symbolon::line::Reason;

use super::arguments::*;
use super::scratch;

const SECRET: [u8; 32] = [1; 32];

fn gtin() -> Gtin {
    Gtin::parse(GTIN).unwrap()
}

fn series(slot: &[u8]) -> Series {
    Series::new(MasterKey::new(SECRET).series_key(gtin(), slot), gtin(), slot, Shape::default()).unwrap()
}

fn code(slot: &[u8], index: u64) -> Vec<u8> {
    let serial = series(slot).seal(index).unwrap();
    let identity = symbolon::code::Identity::Sgtin { gtin: gtin(), serial };
    carrier::element_string(&SerialCode::new(&identity, &Elements::new()).unwrap())
}

fn station(kind: u32, device: u32, level: u32) -> symbolon_station {
    symbolon_station { size: 32, kind, device, level, layer: 0, offset: 9, least: 0, most: 0 }
}

/// Boxes of two items; a reader (0), an operator (1), a rejector (2).
fn order() -> *mut symbolon_order {
    let options = symbolon_order_options {
        size: 80,
        mode: SYMBOLON_MODE_AUTOMATIC,
        labels: 0,
        marks: 0,
        quantity: 0,
        capacities: [0, 2, 0, 0, 0, 0, 0, 0],
        window: 0,
        replay: 0,
        parked: 0,
        gap: 0,
        mark_limit: 0,
        reserved: 0,
    };
    let mut order = null_mut();
    ok!(symbolon_order_new(&raw const options, &raw mut order, null_mut()));
    for (level, slot, count) in [(1, b"01", 100), (2, b"02", 20)] {
        ok!(symbolon_order_add_series(order, level, GTIN.as_ptr(), slot.as_ptr(), 2, 0, count, null_mut()));
    }
    let lot = b"(10)L7";
    ok!(symbolon_order_add_lot(order, lot.as_ptr(), lot.len(), 0, b"2027".as_ptr(), 4, null_mut()));
    ok!(symbolon_order_set_line(order, b"L1".as_ptr(), 2, null_mut()));
    for (kind, device) in
        [(SYMBOLON_STATION_READER, 1), (SYMBOLON_STATION_OPERATOR, 2), (SYMBOLON_STATION_REJECTOR, 3)]
    {
        let station = station(kind, device, 1);
        ok!(symbolon_order_add_station(order, &raw const station, null_mut()));
    }
    order
}

fn open() -> *mut symbolon_line {
    let (order, mut line) = (order(), null_mut());
    ok!(symbolon_line_open(order, [7; 16].as_ptr(), &raw mut line, null_mut()));
    // SAFETY: ours, once.
    unsafe { symbolon_order_free(order) };
    line
}

fn verifier() -> *mut symbolon_verifier {
    let options = symbolon_verifier_options { size: 8, unsigned_codes: SYMBOLON_UNSIGNED_ACCEPT_IF_SEALED };
    let mut verifier = null_mut();
    ok!(symbolon_verifier_new(&raw const options, &raw mut verifier));
    for slot in [b"01", b"02"] {
        let (mut key, mut handle) = ([0; 32], null());
        ok!(symbolon_series_key(
            SECRET.as_ptr(),
            GTIN.as_ptr(),
            GTIN.len(),
            slot.as_ptr(),
            2,
            key.as_mut_ptr(),
            null_mut()
        ));
        ok!(symbolon_series_new(
            key.as_ptr(),
            GTIN.as_ptr(),
            GTIN.len(),
            slot.as_ptr(),
            2,
            null(),
            &raw mut handle,
            null_mut()
        ));
        ok!(symbolon_verifier_add_series(verifier, handle));
        // SAFETY: ours, once.
        unsafe { symbolon_series_free(handle) };
    }
    verifier
}

fn event(station: u32, id: u64, kind: u32, code: &[u8]) -> symbolon_event {
    symbolon_event {
        size: u32::try_from(size_of::<symbolon_event>()).unwrap(),
        device: station + 1,
        id,
        time: 1_800_000_000_000 + id,
        station,
        kind,
        number: 0,
        level: 0,
        flags: 0,
        unit: SYMBOLON_NO_UNIT,
        other_unit: SYMBOLON_NO_UNIT,
        by: 0,
        reserved: 0,
        code: code.as_ptr(),
        code_len: code.len(),
        other: null(),
        other_len: 0,
        ends: null(),
        ends_len: 0,
    }
}

const NONE: symbolon_action = symbolon_action { kind: 0, unit: 0, value: 0, reason: 0, mark: [0; 16] };

fn decision() -> symbolon_decision {
    symbolon_decision {
        size: 32,
        ruling: 0,
        reason: 0,
        unit: 0,
        item: 0,
        is_replayed: 0,
        actions: 0,
        reserved: 0,
    }
}

struct Run {
    line: *mut symbolon_line,
    journal: *mut symbolon_journal,
    verifier: *mut symbolon_verifier,
}

impl Run {
    fn step(&self, event: &symbolon_event) -> Result<(symbolon_decision, Vec<symbolon_action>), i32> {
        let (mut decision, mut actions) = (decision(), [NONE; SYMBOLON_ACTIONS_MAX]);
        let status = status!(symbolon_line_step(
            self.line,
            event,
            self.journal,
            self.verifier,
            null(),
            null(),
            &raw mut decision,
            actions.as_mut_ptr(),
            null_mut()
        ));
        if status == SYMBOLON_OK {
            Ok((decision, actions[..decision.actions as usize].to_vec()))
        } else {
            Err(status)
        }
    }

    fn state(&self) -> symbolon_line_state {
        let mut state = symbolon_line_state {
            size: 40,
            halted: 9,
            made: 9,
            undecided: 9,
            lost_events: 9,
            has_ended: 9,
            is_exact: 9,
        };
        ok!(symbolon_line_state_of(self.line, &raw mut state));
        state
    }

    fn free(self) {
        // SAFETY: ours, once.
        unsafe {
            symbolon_line_free(self.line);
            symbolon_journal_free(self.journal);
            symbolon_verifier_free(self.verifier);
        }
    }
}

fn report(line: *mut symbolon_line, form: u32, language: u32) -> String {
    let bytes = fills(&|buf, cap, len| {
        status!(symbolon_line_report(line, form, language, 1_800_000_100_000, buf, cap, len, null_mut()))
    });
    String::from_utf8(bytes).unwrap()
}

#[test]
fn a_line_runs_dies_and_runs_on() {
    let directory = scratch("line").to_str().unwrap().to_owned();
    let mut journal = null_mut();
    ok!(symbolon_journal_create(
        directory.as_ptr(),
        directory.len(),
        [3; 16].as_ptr(),
        null(),
        &raw mut journal,
        null_mut()
    ));
    let run = Run { line: open(), journal, verifier: verifier() };

    let (first, actions) = run.step(&event(0, 1, SYMBOLON_EVENT_READ, &code(b"01", 0))).unwrap();
    assert_eq!((first.ruling, first.reason, first.unit), (SYMBOLON_RULING_ACCEPT, 1, 0));
    assert_eq!((actions[0].kind, actions[0].unit), (SYMBOLON_ACTION_ACCEPT, 0));
    let (_, actions) = run.step(&event(0, 2, SYMBOLON_EVENT_READ, &code(b"01", 1))).unwrap();
    let kinds: Vec<u32> = actions.iter().map(|action| action.kind).collect();
    assert_eq!(kinds, [SYMBOLON_ACTION_ACCEPT, SYMBOLON_ACTION_COMPLETE, SYMBOLON_ACTION_PRINT]);
    assert_eq!(
        (actions[1].unit, actions[1].value, actions[2].value),
        (100, 2, u32::from(Level::BOX.number()))
    );
    let (bad, actions) = run.step(&event(0, 3, SYMBOLON_EVENT_NO_READ, b"")).unwrap();
    assert_eq!((bad.ruling, bad.reason), (SYMBOLON_RULING_EJECT, 10));
    assert_eq!(
        (actions[0].kind, actions[0].unit, actions[0].value),
        (SYMBOLON_ACTION_EJECT, SYMBOLON_NO_UNIT, 9)
    );
    let (sampled, _) = run.step(&event(1, 1, SYMBOLON_COMMAND_SAMPLE, &code(b"01", 1))).unwrap();
    assert_eq!((sampled.ruling, sampled.unit), (SYMBOLON_RULING_ACCEPT, 1));
    let (again, _) = run.step(&event(1, 1, SYMBOLON_COMMAND_SAMPLE, b"")).unwrap();
    assert_eq!((again.is_replayed, again.unit), (1, 1));

    // One before it is missing.
    let parked = run.step(&event(0, 5, SYMBOLON_EVENT_NO_READ, b"")).unwrap().0;
    assert_eq!(parked.ruling, SYMBOLON_RULING_PARK);
    let released = |run: &Run| {
        let (mut found, mut device, mut id) = (9, 0, 0);
        let (mut decision, mut actions) = (decision(), [NONE; SYMBOLON_ACTIONS_MAX]);
        ok!(symbolon_line_released(
            run.line,
            run.journal,
            &raw mut found,
            &raw mut device,
            &raw mut id,
            &raw mut decision,
            actions.as_mut_ptr(),
            null_mut()
        ));
        (found, device, id)
    };
    assert_eq!(released(&run).0, 0);
    run.step(&event(0, 4, SYMBOLON_EVENT_READ, &code(b"01", 9))).unwrap();
    assert_eq!(released(&run), (1, 1, 5));
    assert_eq!(released(&run).0, 0);

    ok!(symbolon_journal_commit(run.journal, null_mut(), null_mut()));
    let before = run.state();
    assert_eq!((before.made, before.halted, before.is_exact), (3, 0, 1));
    // A second line takes the records of the first.
    let (line, mut reader) = (open(), null_mut());
    ok!(symbolon_journal_reader_new(directory.as_ptr(), directory.len(), 0, &raw mut reader, null_mut()));
    loop {
        let mut entry = symbolon_journal_entry { size: 40, ..Default::default() };
        let (mut payload, mut len, mut found) = ([0; 1024], 0, 0);
        ok!(symbolon_journal_reader_next(
            reader,
            &raw mut found,
            &raw mut entry,
            payload.as_mut_ptr(),
            payload.len(),
            &raw mut len,
            null_mut()
        ));
        if found == 0 {
            break;
        }
        ok!(symbolon_line_replay(
            line,
            entry.time,
            entry.device,
            entry.event,
            entry.kind,
            payload.as_ptr(),
            len,
            null_mut()
        ));
    }
    // SAFETY: ours, once.
    unsafe { symbolon_journal_reader_free(reader) };
    // SAFETY: ours, once.
    unsafe { symbolon_line_free(run.line) };
    let run = Run { line, ..run };
    let after = run.state();
    assert_eq!((after.made, after.undecided, after.is_exact), (before.made, before.undecided, 1));

    let mut end = event(1, 2, SYMBOLON_COMMAND_END, b"");
    end.number = SYMBOLON_OPEN_CLOSE_ODD.into();
    assert_eq!(run.step(&end).unwrap().0.reason, 72);
    assert_eq!(run.state().has_ended, 1);
    assert_eq!(run.step(&event(1, 3, SYMBOLON_COMMAND_PAUSE, b"")).err(), Some(SYMBOLON_E_SESSION_ENDED));

    assert!(report(run.line, SYMBOLON_REPORT_JSON, 0).contains("\"exact\""));
    assert!(!report(run.line, SYMBOLON_REPORT_TEXT, SYMBOLON_LANGUAGE_EN).is_empty());
    assert!(!report(run.line, SYMBOLON_REPORT_TEXT, SYMBOLON_LANGUAGE_ZH).is_ascii());
    assert!(report(run.line, SYMBOLON_REPORT_SVG, 0).starts_with("<svg"));
    run.free();
}

#[test]
fn units_are_found_and_looked_at() {
    let line = open();
    let mut unit = 0;
    ok!(symbolon_line_find(line, GTIN.as_ptr(), b"02".as_ptr(), 2, 7, &raw mut unit, null_mut()));
    assert_eq!(unit, 107);
    let mut seen =
        symbolon_line_unit { size: 32, state: 9, parent: 0, level: 0, is_rejected: 9, is_lost: 9, index: 0 };
    ok!(symbolon_line_look(line, unit, &raw mut seen, null_mut()));
    assert_eq!((seen.state, seen.parent, seen.level, seen.index), (2, SYMBOLON_NO_UNIT, 2, 7));
    assert_eq!(status!(symbolon_line_look(line, 5000, &raw mut seen, null_mut())), SYMBOLON_E_UNKNOWN_UNIT);
    ok!(symbolon_line_find(line, GTIN.as_ptr(), b"02".as_ptr(), 2, 700, &raw mut unit, null_mut()));
    assert_eq!(unit, SYMBOLON_NO_UNIT);
    // SAFETY: ours, once.
    unsafe { symbolon_line_free(line) };
}

#[test]
fn reasons_have_sentences_and_orders_their_faults() {
    let sentence = |reason, language| {
        let text = fills(&|buf, cap, len| status!(symbolon_reason_text(reason, language, buf, cap, len)));
        String::from_utf8(text).unwrap()
    };
    assert!(sentence(10, SYMBOLON_LANGUAGE_EN).contains("No code"));
    assert!(!sentence(10, SYMBOLON_LANGUAGE_ZH).is_ascii());
    assert!(sentence(1417, SYMBOLON_LANGUAGE_EN).contains("shipped"));
    let mut len = 0;
    assert_eq!(status!(symbolon_reason_text(9, 1, null_mut(), 0, &raw mut len)), SYMBOLON_E_PARAMETER);

    let order = order();
    let twice = station(SYMBOLON_STATION_REJECTOR, 5, 0);
    ok!(symbolon_order_add_station(order, &raw const twice, null_mut()));
    let (mut line, mut info) = (null_mut(), info());
    let status = status!(symbolon_line_open(order, [0; 16].as_ptr(), &raw mut line, &raw mut info));
    assert_eq!((status, info.item), (SYMBOLON_E_ORDER, 3));
    let unknown = station(99, 5, 0);
    assert_eq!(
        status!(symbolon_order_add_station(order, &raw const unknown, null_mut())),
        SYMBOLON_E_PARAMETER
    );
    ok!(symbolon_order_add_code(order, 1, CODE.as_ptr(), CODE.len(), null_mut()));
    // SAFETY: ours, once.
    unsafe { symbolon_order_free(order) };
}

/// The word at a pointer of the library.
fn word(text: *const c_char) -> Option<&'static str> {
    // SAFETY: NULL, or static and NUL-terminated.
    (!text.is_null()).then(|| unsafe { CStr::from_ptr(text) }.to_str().unwrap())
}

#[test]
fn every_reason_tells_epcis_what_rust_does() {
    let none = symbolon_epcis_event { event: null(), action: null(), biz_step: null(), disposition: null() };
    let mut told = 0;
    for reason in Reason::ALL {
        let (mut events, mut count) = ([none; SYMBOLON_EPCIS_MAX], 99);
        ok!(symbolon_reason_epcis(reason.number().into(), events.as_mut_ptr(), &raw mut count));
        let events: Vec<_> = events[..count]
            .iter()
            .map(|event| [event.event, event.action, event.biz_step, event.disposition].map(word))
            .collect();
        let wanted: Vec<_> = reason
            .epcis()
            .iter()
            .map(|event| {
                [Some(event.event.name()), Some(event.action.name()), Some(event.biz_step), event.disposition]
            })
            .collect();
        assert_eq!(events, wanted, "{reason:?}");
        told += count;
    }
    assert!(told > 0);
    let (mut events, mut count) = ([none; SYMBOLON_EPCIS_MAX], 99);
    ok!(symbolon_reason_epcis(1417, events.as_mut_ptr(), &raw mut count));
    assert_eq!(count, 0);
    let unknown = status!(symbolon_reason_epcis(9, events.as_mut_ptr(), &raw mut count));
    assert_eq!(unknown, SYMBOLON_E_PARAMETER);
}
