//! Hidden marks on a line: pairing, what leaves the belt, and a mark reader that is out of step.
#![allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap, clippy::cast_sign_loss)] // small numbers

use symbolon::code::Level;
use symbolon::line::epcis::{EpcisAction, EpcisEvent, EventType};
use symbolon::line::{
    Action, AlignmentVerdict, Body, Checks, Command, Decision, Event, MarkChecks, MarkMode, Order, Reason,
    Role, Ruling, Session, State,
};
use symbolon::mark::{DeriveKey, Hidden, MarkAnswer, Register, ShortMark};

use crate::line_fixture::*;

const NON_CONFORMANT: [EpcisEvent; 1] = [EpcisEvent {
    event: EventType::Object,
    action: EpcisAction::Observe,
    biz_step: "inspecting",
    disposition: Some("non_conformant"),
}];

/// The reader of marks is station 3, two items behind the reader; the rejector stands at 40.
fn marked(mode: MarkMode) -> Order {
    let mut order = order().with_station(4, Role::MarkReader { offset: 2 });
    order.marks = mode;
    order.line = b"L1".to_vec();
    order.limits.window = 40;
    order.stations[2].role = Role::Rejector { distance: 40 };
    order
}

fn key() -> DeriveKey {
    DeriveKey::new(&[7; 32], b"tenant", 1).unwrap()
}

fn derived(index: u64) -> [u8; 11] {
    key().derive(&identity(Level::ITEM, index), b"2027-01-15", b"L1", None).unwrap().text()
}

fn mark(line: &mut Line<'_>, text: Option<&[u8]>) -> Decision {
    line.at(3, Body::Mark { text, roll: None })
}

#[test]
fn an_item_is_accepted_when_its_mark_has_been_seen() {
    let key = key();
    let mut line = Line::with_marks(marked(MarkMode::Derived), MarkChecks::Derived(&key));
    for index in 0..3 {
        assert_eq!(line.read(index).ruling, Ruling::Hold);
    }
    let decision = mark(&mut line, Some(&derived(0)));
    line.check(&decision, Ruling::Accept, Reason::Fine, Reason::Fine.epcis(), 0x0104);
    assert_eq!(actions(&decision), [Action::Accept { unit: line.item(0) }]);
    assert_eq!(line.session.state(line.item(0)), State::Commissioned);
    assert_eq!(line.session.undecided(), 2);
}

#[test]
fn a_mark_may_be_seen_before_its_code() {
    let key = key();
    let mut line = Line::with_marks(marked(MarkMode::Derived), MarkChecks::Derived(&key));
    assert_eq!(mark(&mut line, Some(&derived(0))).ruling, Ruling::Hold);
    let decision = line.read(0);
    assert_eq!((decision.ruling, decision.reason), (Ruling::Accept, Reason::Fine));
    mark(&mut line, Some(&derived(9)));
    mark(&mut line, Some(&derived(2)));
    assert_eq!(line.read(1).ruling, Ruling::Hold);
    let decision = line.read(2);
    // The doubt is over: the one before has a wrong mark.
    assert!(matches!(actions(&decision)[0], Action::Eject { reason: Reason::MarkMismatch, .. }));
    line.check_replay();
}

#[test]
fn a_mark_that_cannot_be_read_takes_the_item_off() {
    let key = key();
    let mut line = Line::with_marks(marked(MarkMode::Derived), MarkChecks::Derived(&key));
    line.read(0);
    line.read(1);
    let decision = mark(&mut line, None);
    line.check(&decision, Ruling::Eject, Reason::MarkUnread, &NON_CONFORMANT, 0x0104);
    assert!(matches!(actions(&decision), [Action::Eject { distance: 39, .. }]), "{decision:?}");
    assert_eq!(mark(&mut line, Some(b"not a mark")).reason, Reason::MarkUnread);
    assert_eq!(line.session.made(), 0);
    line.check_replay();
}

#[test]
fn a_mark_of_another_item_takes_the_item_off_and_is_no_shift() {
    let key = key();
    let mut line = Line::with_marks(marked(MarkMode::Derived), MarkChecks::Derived(&key));
    line.read(0);
    line.read(1);
    assert_eq!(mark(&mut line, Some(&derived(500))).ruling, Ruling::Hold);
    let decision = mark(&mut line, Some(&derived(1)));
    assert_eq!(decision.ruling, Ruling::Accept);
    assert!(
        matches!(
            actions(&decision),
            [Action::Eject { reason: Reason::MarkMismatch, .. }, Action::Accept { .. }]
        ),
        "{decision:?}"
    );
    assert_eq!(Reason::MarkMismatch.epcis(), NON_CONFORMANT);
    assert!(line.session.is_rejected(line.item(0)));
    assert_eq!(line.session.made(), 1);
    line.check_replay();
}

/// Runs items of which the marks belong to the item `by` places on, from item 30; the event that stops the line.
fn jam(line: &mut Line<'_>, by: i64) -> (u64, Decision) {
    for index in 0..60 {
        line.read(index);
        let owner = if index < 30 { index as i64 } else { index as i64 + by };
        let owner = u64::try_from(owner).unwrap();
        let decision = mark(line, Some(&derived(owner)));
        if decision.ruling == Ruling::Stop {
            return (index, decision);
        }
    }
    panic!("no stop");
}

#[test]
fn a_mark_reader_out_of_step_stops_the_line_and_binds_nothing_until_realigned() {
    for by in [-1, -5, -20] {
        let key = key();
        let mut line = Line::with_marks(marked(MarkMode::Derived), MarkChecks::Derived(&key));
        let (at, decision) = jam(&mut line, by);
        line.check(&decision, Ruling::Stop, Reason::Misaligned, &[], 0x0104);
        assert!(at < 40, "{by}: {at}");
        let verdict = line.session.alignment().verdict();
        assert_eq!(verdict, AlignmentVerdict::Shifted { by: by as i8, first_wrong: 30 });
        assert_eq!(line.session.made(), 30);
        assert_eq!(line.command(Command::Resume).reason, Reason::Misaligned);
        // What runs on is not bound.
        line.read(at + 1);
        assert_eq!(line.session.made(), 30);
        let decision = line.command(Command::Realign { by: 0 });
        line.check(&decision, Ruling::Accept, Reason::Realigned, &[], 0x020F);
        assert!(actions(&decision).contains(&Action::Eject {
            unit: None,
            distance: 0,
            reason: Reason::Misaligned
        }));
        assert!(line.session.is_rejected(line.item(30)));
        // The reader stands where it should: the item that was on the belt is off, the next ones are good.
        mark(&mut line, None);
        line.read(100);
        assert_eq!(mark(&mut line, Some(&derived(100))).ruling, Ruling::Accept);
        assert_eq!(line.session.made(), 31);
        line.check_replay();
    }
}

#[test]
fn a_count_of_the_mark_reader_that_is_off_can_be_moved() {
    let key = key();
    let mut line = Line::with_marks(marked(MarkMode::Derived), MarkChecks::Derived(&key));
    let (at, _) = jam(&mut line, -2);
    // The reader counted two items too many: its next mark is that of the item two places back.
    let decision = line.command(Command::Realign { by: -2 });
    assert_eq!(decision.reason, Reason::Realigned);
    assert_eq!(mark(&mut line, Some(&derived(at - 1))).ruling, Ruling::Accept);
    assert_eq!(mark(&mut line, Some(&derived(at))).ruling, Ruling::Accept);
    line.check_replay();
}

fn roll() -> (Register, Vec<ShortMark>) {
    let marks: Vec<ShortMark> =
        (0..200_u8).map(|n| ShortMark::from_random(&[n, 1, 2, 3, n ^ 0x5A])).collect();
    let mut register = Register::new(&[3; 32]);
    register.enroll(&marks).unwrap();
    (register, marks)
}

#[test]
fn enrolled_marks_are_bound_by_action_and_only_once() {
    let (mut register, marks) = roll();
    let taken = marks[9].clone();
    register.bind(&identity(Level::ITEM, 900), &taken).unwrap();
    let mut line = Line::with_marks(marked(MarkMode::Enrolled), MarkChecks::Enrolled(&register));
    for index in 0..4 {
        line.read(index);
    }
    let decision = mark(&mut line, Some(&marks[0].text()));
    let [Action::Bind { unit, mark: name }, Action::Accept { .. }] = actions(&decision) else {
        panic!("{decision:?}")
    };
    assert_eq!(*unit, line.item(0));
    let name = name.0;
    let again = mark(&mut line, Some(&marks[0].text()));
    line.check(&again, Ruling::Eject, Reason::MarkTaken, &NON_CONFORMANT, 0x0104);
    assert_eq!(mark(&mut line, Some(&taken.text())).reason, Reason::MarkTaken);
    let unknown = ShortMark::from_random(&[9; 5]);
    assert_eq!(mark(&mut line, Some(&unknown.text())).reason, Reason::MarkUnknown);
    assert_eq!(line.session.made(), 1);
    line.check_replay();
    drop(line);
    register.bind(&identity(Level::ITEM, 0), Hidden::Named(&name)).unwrap();
    register.activate(&identity(Level::ITEM, 0), &marks[0]).unwrap();
    assert_eq!(register.check(&identity(Level::ITEM, 0), &marks[0]), MarkAnswer::Match);
}

#[test]
fn places_of_a_roll_show_a_reader_out_of_step() {
    let (register, marks) = roll();
    let mut line = Line::with_marks(marked(MarkMode::Enrolled), MarkChecks::Enrolled(&register));
    assert_eq!(line.command(Command::Roll(1000)).reason, Reason::Roll);
    let mut stopped = None;
    for index in 0..40_u64 {
        line.read(index);
        // At item 10 three marks of the roll are lost between the readers.
        let place = if index < 10 { index } else { index + 3 };
        let text = marks[place as usize].text();
        let decision = line.at(3, Body::Mark { text: Some(&text), roll: Some(1000 + place) });
        if decision.ruling == Ruling::Stop {
            stopped = Some((index, decision));
            break;
        }
    }
    let (at, decision) = stopped.unwrap();
    line.check(&decision, Ruling::Stop, Reason::Misaligned, &[], 0x0104);
    assert!(at < 20);
    assert_eq!(line.session.made(), 10);
    assert_eq!(line.session.alignment().verdict(), AlignmentVerdict::Shifted { by: 3, first_wrong: 10 });
}

#[test]
fn no_mark_is_in_any_record() {
    let key = key();
    let mut line = Line::with_marks(marked(MarkMode::Derived), MarkChecks::Derived(&key));
    line.read(0);
    mark(&mut line, Some(&derived(0)));
    let symbols = ShortMark::parse(&derived(0)).unwrap().symbols();
    for record in &line.journal.records {
        assert!(!record.payload.windows(9).any(|window| window == symbols));
        assert!(!record.payload.windows(3).any(|window| window == &derived(0)[..3]));
    }
}

#[test]
fn a_reader_that_sends_again_gives_the_marks_of_a_replayed_session_back() {
    let key = key();
    let mut line = Line::with_marks(marked(MarkMode::Derived), MarkChecks::Derived(&key));
    let answers = [0, 1, 2].map(|index| line.read(index));
    mark(&mut line, Some(&derived(0)));
    let replayed = |line: &Line<'_>| {
        let mut again = Session::open(line.order.clone(), [0; 16]).unwrap();
        for record in &line.journal.records {
            assert!(again.replay(&record.record()).unwrap().is_some());
            assert_eq!(again.replay(&record.record()), Ok(None));
        }
        again
    };
    let mut forgetful = Line::with_marks(marked(MarkMode::Derived), MarkChecks::Derived(&key));
    forgetful.session = replayed(&line);
    forgetful.digests = vec![forgetful.session.digest()];
    let checks = Checks { verifier: &line.verifier, marks: line.marks };
    let mut session = replayed(&line);
    for (id, answer) in (101..).zip(answers) {
        let text = code(Level::ITEM, id - 101);
        let event = Event { device: 1, id, time: line.time, station: 0, body: Body::Read(&text) };
        let again = session.step(&event, &mut line.journal, &checks).unwrap();
        assert_eq!(again, Decision { replayed: true, ..answer });
    }
    assert_eq!((session.digest(), line.journal.records.len()), (line.session.digest(), 4));

    let text = derived(1);
    let event = Event {
        device: 4,
        id: 102,
        time: line.time,
        station: 3,
        body: Body::Mark { text: Some(&text), roll: None },
    };
    let decision = session.step(&event, &mut line.journal, &checks).unwrap();
    assert_eq!((decision.ruling, decision.reason), (Ruling::Accept, Reason::Fine));
    // One that did not hear it again cannot know.
    let decision = forgetful.send(&event).unwrap();
    assert_eq!((decision.ruling, decision.reason), (Ruling::Eject, Reason::Interrupted));
}
