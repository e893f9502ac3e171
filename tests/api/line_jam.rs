//! After a jam, what each station says still goes to the right item.

use symbolon::code::Level;
use symbolon::line::{
    Action, AlignmentVerdict, Body, Command, Decision, Inspection, MarkChecks, MarkMode, Order, Reason, Role,
    Ruling,
};
use symbolon::mark::DeriveKey;

use crate::line_fixture::*;

/// The mark reader is station 3, two items behind the reader of codes; the camera is station 4, six items behind it.
fn marked() -> Order {
    let mut order = order()
        .with_station(4, Role::MarkReader { offset: 2 })
        .with_station(5, Role::Inspection { offset: 6, by: Inspection::Vision });
    order.marks = MarkMode::Derived;
    order.line = b"L1".to_vec();
    order.limits.window = 60;
    order.stations[2].role = Role::Rejector { distance: 50 };
    order
}

fn without_camera() -> Order {
    let mut order = marked();
    order.stations.pop();
    order
}

fn key() -> DeriveKey {
    DeriveKey::new(&[7; 32], b"tenant", 1).unwrap()
}

fn mark(line: &mut Line<'_>, owner: Option<u64>) -> Decision {
    let text = owner
        .map(|index| key().derive(&identity(Level::ITEM, index), b"2027-01-15", b"L1", None).unwrap().text());
    line.at(3, Body::Mark { text: text.as_ref().map(<[u8; 11]>::as_slice), roll: None })
}

fn look(line: &mut Line<'_>, pass: bool) -> Decision {
    line.at(4, Body::Inspected { pass, defect: 0 })
}

#[test]
fn a_station_never_sees_what_was_taken_off_by_hand_before_it() {
    let key = key();
    let mut line = Line::with_marks(marked(), MarkChecks::Derived(&key));
    let mut stopped = None;
    for index in 0..40_u64 {
        line.read(index);
        // Item 18 slips past the mark reader unseen.
        if let Some(owner) = index.checked_sub(2).filter(|owner| *owner != 18) {
            stopped = (mark(&mut line, Some(owner)).ruling == Ruling::Stop).then_some(index);
        }
        if index >= 6 {
            look(&mut line, true);
        }
        if stopped.is_some() {
            break;
        }
    }
    let last = stopped.expect("the shift is noticed");
    let verdict = line.session.alignment().verdict();
    assert_eq!(verdict, AlignmentVerdict::Shifted { by: 1, first_wrong: 18 });
    line.command(Command::Realign { by: 1 });
    // Everything up to the mark reader is off the belt; the first item behind it reaches the camera, and is defective.
    let first = last - 1;
    for index in last + 1..first + 6 {
        line.read(index);
        mark(&mut line, Some(index - 2));
    }
    line.read(first + 6);
    mark(&mut line, Some(first + 4));
    let decision = look(&mut line, false);
    assert_eq!((decision.ruling, decision.reason), (Ruling::Eject, Reason::InspectionReject));
    let taken =
        Action::Eject { unit: Some(line.item(first)), distance: 44, reason: Reason::InspectionReject };
    assert_eq!(actions(&decision), [taken]);
    line.check_replay();
}

#[test]
fn what_was_said_of_items_still_to_come_is_forgotten() {
    for command in [Command::Restart, Command::Realign { by: -5 }] {
        let key = key();
        let mut line = Line::with_marks(without_camera(), MarkChecks::Derived(&key));
        // The mark reader counts five that are not there.
        for _ in 0..5 {
            mark(&mut line, None);
        }
        line.command(command);
        for index in 0..5 {
            assert_eq!(line.read(index).ruling, Ruling::Hold);
            assert_eq!(mark(&mut line, Some(index)).ruling, Ruling::Accept);
        }
        line.check_replay();
    }
}

#[test]
fn a_mark_reader_far_ahead_is_noticed_as_soon_as_one_behind() {
    for extra in [3, 10, 20] {
        let key = key();
        let mut line = Line::with_marks(without_camera(), MarkChecks::Derived(&key));
        for index in 0..30_u64 {
            line.read(index);
            if let Some(owner) = index.checked_sub(2) {
                mark(&mut line, Some(owner));
            }
        }
        for _ in 0..extra {
            mark(&mut line, None);
        }
        let stopped = (30..40_u64).find(|index| {
            line.read(*index);
            mark(&mut line, Some(index - 2)).ruling == Ruling::Stop
        });
        assert_eq!(stopped, Some(34), "{extra} too many");
        let by = -i8::try_from(extra).unwrap();
        let verdict = line.session.alignment().verdict();
        assert_eq!(verdict, AlignmentVerdict::Shifted { by, first_wrong: 28 + extra });
        line.check_replay();
    }
}
