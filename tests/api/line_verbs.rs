//! What people do on a line: every abnormal operation.
#![allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap, clippy::cast_sign_loss)] // small numbers

use symbolon::code::Level;
use symbolon::line::balance::Class;
use symbolon::line::epcis::{EpcisAction, EpcisEvent, EventType};
use symbolon::line::state::{Event as StateEvent, Refusal};
use symbolon::line::{
    Action, Body, Command, Inspection, Labels, OpenUnits, Reason, Role, Ruling, State, Target,
};
use symbolon::pack;

use crate::line_fixture::*;

const TAKEN_OUT: EpcisEvent = event(EventType::Aggregation, EpcisAction::Delete, "unpacking", "in_progress");
const PACKED: EpcisEvent = event(EventType::Aggregation, EpcisAction::Add, "packing", "container_closed");

const fn event(
    event: EventType,
    action: EpcisAction,
    biz_step: &'static str,
    disposition: &'static str,
) -> EpcisEvent {
    EpcisEvent { event, action, biz_step, disposition: Some(disposition) }
}

const fn object(action: EpcisAction, biz_step: &'static str, disposition: &'static str) -> EpcisEvent {
    event(EventType::Object, action, biz_step, disposition)
}

/// A line on which so many items were accepted.
fn line_of(items: u64) -> Line<'static> {
    let mut line = Line::new(order());
    for index in 0..items {
        assert_eq!(line.read(index).ruling, Ruling::Accept);
    }
    line
}

#[test]
fn a_sampled_item_leaves_its_closed_box_by_itself() {
    let mut line = line_of(2);
    let text = code(Level::ITEM, 0);
    let decision = line.command(Command::Sample(by_code(&text)));
    let epcis = [TAKEN_OUT, object(EpcisAction::Observe, "sampling", "in_progress")];
    line.check(&decision, Ruling::Accept, Reason::Sampled, &epcis, 0x0201);
    assert_eq!(decision.unit, Some(line.item(0)));
    let (item, carton) = (line.item(0), line.unit(Level::BOX, 0));
    assert_eq!((line.parent(item), line.session.state(item)), (None, State::Sampled));
    assert_eq!(line.session.forest().held(carton), Ok(1));
    assert!(line.session.forest().odd(Level::BOX).any(|odd| odd == carton));
    // Sampled again: the table allows it, the forest does not.
    assert_eq!(line.command(Command::Sample(by_code(&text))).ruling, Ruling::Refuse);
    assert_eq!(line.read(0).ruling, Ruling::Eject);
}

#[test]
fn a_sample_may_still_wait_for_its_box() {
    let mut line = line_of(1);
    let decision = line.command(Command::Sample(Target::Unit(line.item(0))));
    assert_eq!(decision.reason, Reason::Sampled);
    assert!(line.session.gathered(Level::BOX).is_empty());
    line.check_replay();
}

#[test]
fn a_rejected_item_comes_back_after_rework() {
    let order = order().with_station(4, Role::Inspection { offset: 1, by: Inspection::Vision });
    let mut line = Line::new(order);
    line.read(0);
    line.at(3, Body::Inspected { pass: false, defect: 1 });
    assert_eq!(line.read(0).reason, Reason::Rejected);
    line.at(3, Body::Inspected { pass: true, defect: 0 });
    let text = code(Level::ITEM, 0);
    let decision = line.command(Command::Rework(by_code(&text)));
    line.check(
        &decision,
        Ruling::Accept,
        Reason::Reworked,
        &[object(EpcisAction::Observe, "repairing", "in_progress")],
        0x0202,
    );
    assert_eq!(line.read(0).ruling, Ruling::Hold);
    assert_eq!(line.at(3, Body::Inspected { pass: true, defect: 0 }).ruling, Ruling::Accept);
    assert_eq!(line.session.made(), 1);
    assert_eq!(line.command(Command::Rework(by_code(&text))).reason, Reason::AlreadyPacked);
    assert_eq!(line.command(Command::Rework(Target::Unit(line.item(5)))).reason, Reason::Nothing);
    line.check_replay();
}

#[test]
fn a_label_is_printed_again_with_the_same_code() {
    let mut line = line_of(2);
    let carton = line.unit(Level::BOX, 0);
    let before = line.session.state(carton);
    let decision = line.command(Command::Reprint(Target::Unit(carton)));
    line.check(
        &decision,
        Ruling::Accept,
        Reason::Reprinted,
        &[object(EpcisAction::Observe, "encoding", "encoded")],
        0x0203,
    );
    assert_eq!(actions(&decision), [Action::Print { level: Level::BOX, unit: carton }]);
    assert_eq!((line.session.state(carton), line.parent(line.item(0))), (before, Some(carton)));
    let unused = line.command(Command::Reprint(Target::Unit(line.item(9))));
    let refusal = Refusal { state: State::Allocated, event: StateEvent::LabelsInspecting };
    assert_eq!((unused.ruling, unused.reason), (Ruling::Refuse, Reason::State(refusal)));
}

#[test]
fn a_container_with_a_new_label_keeps_its_children_and_its_place() {
    let mut line = line_of(4);
    let (old, case) = (line.unit(Level::BOX, 0), line.unit(Level::CASE, 0));
    let decision = line.command(Command::Relabel { old: Target::Unit(old), new: None });
    let epcis = [
        event(EventType::Aggregation, EpcisAction::Delete, "repackaging", "in_progress"),
        object(EpcisAction::Delete, "decommissioning", "inactive"),
        object(EpcisAction::Add, "commissioning", "active"),
        event(EventType::Aggregation, EpcisAction::Add, "repackaging", "in_progress"),
    ];
    line.check(&decision, Ruling::Accept, Reason::Relabelled, &epcis, 0x0204);
    let new = line.unit(Level::BOX, 2);
    assert_eq!(decision.unit, Some(new));
    assert_eq!(actions(&decision), [Action::Print { level: Level::BOX, unit: new }]);
    assert_eq!(
        (line.parent(line.item(0)), line.parent(new), line.parent(old)),
        (Some(new), Some(case), None)
    );
    assert_eq!((line.session.state(old), line.session.state(new)), (State::Inactive, State::Commissioned));
    assert_eq!(line.session.forest().state(old), Ok(pack::State::Void));
}

#[test]
fn an_item_with_a_given_new_label_keeps_its_place_in_the_box() {
    for made in [1, 2] {
        let mut line = line_of(made);
        let parent = line.parent(line.item(0));
        let (old, new) = (code(Level::ITEM, 0), code(Level::ITEM, 40));
        let decision = line.command(Command::Relabel { old: by_code(&old), new: Some(by_code(&new)) });
        assert_eq!((decision.ruling, decision.unit), (Ruling::Accept, Some(line.item(40))), "{decision:?}");
        assert!(actions(&decision).is_empty());
        assert_eq!(line.parent(line.item(40)), parent);
        assert_eq!(line.session.gathered(Level::BOX), if made == 1 { vec![line.item(40)] } else { vec![] });
        assert_eq!(line.read(40).reason, Reason::Duplicate);
        assert_eq!(line.read(0).ruling, Ruling::Eject);
        let taken = line.command(Command::Relabel { old: by_code(&new), new: Some(by_code(&old)) });
        assert_eq!((taken.ruling, taken.reason), (Ruling::Refuse, Reason::Duplicate));
        line.check_replay();
    }
}

#[test]
fn a_packed_item_becomes_void_only_if_it_may_be_taken_out() {
    let mut line = line_of(2);
    let text = code(Level::ITEM, 1);
    let refused = line.command(Command::Void { unit: by_code(&text), take_out: false });
    assert_eq!((refused.ruling, refused.reason), (Ruling::Refuse, Reason::AlreadyPacked));
    assert_eq!(line.session.state(line.item(1)), State::Commissioned);
    let decision = line.command(Command::Void { unit: by_code(&text), take_out: true });
    let epcis = [TAKEN_OUT, object(EpcisAction::Delete, "decommissioning", "inactive")];
    line.check(&decision, Ruling::Accept, Reason::Voided, &epcis, 0x0205);
    assert_eq!((line.parent(line.item(1)), line.session.state(line.item(1))), (None, State::Inactive));
    assert_eq!(line.read(1).ruling, Ruling::Eject);
    // A code that was never on a label.
    assert_eq!(
        line.command(Command::Void { unit: Target::Unit(line.item(700)), take_out: false }).reason,
        Reason::Voided
    );
    assert_eq!(line.session.state(line.item(700)), State::SnInvalid);
    let full = line.command(Command::Void { unit: Target::Unit(line.unit(Level::BOX, 0)), take_out: true });
    assert_eq!(full.reason, Reason::NotEmpty);
    line.check_replay();
}

#[test]
fn a_destroyed_unit_is_destroyed_for_ever() {
    let mut line = line_of(2);
    let item = line.item(0);
    assert_eq!(line.command(Command::Destroy(Target::Unit(item))).reason, Reason::AlreadyPacked);
    line.command(Command::Sample(Target::Unit(item)));
    let decision = line.command(Command::Destroy(Target::Unit(item)));
    line.check(
        &decision,
        Ruling::Accept,
        Reason::Destroyed,
        &[object(EpcisAction::Delete, "destroying", "destroyed")],
        0x0206,
    );
    assert_eq!(line.session.state(item), State::Destroyed);
    let again = line.command(Command::Destroy(Target::Unit(item)));
    let refusal = Refusal { state: State::Destroyed, event: StateEvent::SidDestroying };
    assert_eq!(again.reason, Reason::State(refusal));
}

#[test]
fn one_is_taken_out_of_an_open_box_and_another_takes_its_place() {
    let mut line = line_of(1);
    let text = code(Level::ITEM, 0);
    let decision = line.command(Command::TakeOut(by_code(&text)));
    let epcis = [event(EventType::Aggregation, EpcisAction::Delete, "unpacking", "container_open")];
    line.check(&decision, Ruling::Accept, Reason::TakenOut, &epcis, 0x0207);
    assert!(line.session.gathered(Level::BOX).is_empty());
    assert_eq!(line.command(Command::TakeOut(by_code(&text))).reason, Reason::NotPacked);
    line.read(1);
    line.read(2);
    assert_eq!(line.parent(line.item(0)), None);
    line.command(Command::Rework(by_code(&text)));
    assert_eq!(line.read(0).ruling, Ruling::Accept);
    assert_eq!(line.session.gathered(Level::BOX), [line.item(0)]);
    assert_eq!(line.session.made(), 3);
    line.check_replay();
}

#[test]
fn a_closed_box_is_opened_changed_and_closed_again() {
    let mut line = line_of(3);
    let carton = line.unit(Level::BOX, 0);
    assert_eq!(line.command(Command::TakeOut(Target::Unit(line.item(0)))).reason, Reason::ContainerClosed);
    let opened = line.command(Command::Reopen(Target::Unit(carton)));
    line.check(
        &opened,
        Ruling::Accept,
        Reason::Reopened,
        &[object(EpcisAction::Observe, "unpacking", "container_open")],
        0x020B,
    );
    assert_eq!(line.command(Command::TakeOut(Target::Unit(line.item(0)))).reason, Reason::TakenOut);
    assert_eq!(line.parent(line.item(0)), None);
    let (container, unit) = (Target::Unit(carton), Target::Unit(line.item(2)));
    assert_eq!(line.command(Command::PutIn { container, unit }).reason, Reason::AlreadyPacked);
    line.command(Command::TakeOut(unit));
    let put = line.command(Command::PutIn { container, unit });
    line.check(&put, Ruling::Accept, Reason::PutIn, &[PACKED], 0x0208);
    assert_eq!(line.parent(line.item(2)), Some(carton));
    assert_eq!(line.command(Command::Close { container, declared: 1 }).reason, Reason::CountMismatch);
    let closed = line.command(Command::Close { container, declared: 2 });
    line.check(&closed, Ruling::Accept, Reason::Closed, &[PACKED], 0x020C);
    assert_eq!(actions(&closed), [Action::Complete { unit: carton, held: 2 }]);
    let unused = line.command(Command::PutIn { container, unit: Target::Unit(line.item(50)) });
    assert!(matches!(unused.reason, Reason::State(_)));
}

#[test]
fn a_lost_case_takes_all_it_holds_with_it() {
    let mut line = line_of(6);
    let (case, carton) = (line.unit(Level::CASE, 0), line.unit(Level::BOX, 1));
    let decision = line.command(Command::Lost(Target::Unit(case)));
    let epcis = [TAKEN_OUT, object(EpcisAction::Delete, "decommissioning", "unknown")];
    line.check(&decision, Ruling::Accept, Reason::Lost, &epcis, 0x0209);
    for unit in [case, carton, line.unit(Level::BOX, 0), line.item(0), line.item(3)] {
        assert_eq!(line.session.state(unit), State::Inactive);
        assert!(line.session.is_lost(unit));
    }
    assert!(!line.session.is_lost(line.item(4)));
    assert_eq!(line.session.forest().root(line.item(0)), Ok(case));

    // One box out of a closed case.
    let mut line = line_of(4);
    let (case, carton) = (line.unit(Level::CASE, 0), line.unit(Level::BOX, 1));
    assert_eq!(line.command(Command::Lost(Target::Unit(carton))).reason, Reason::Lost);
    assert_eq!(line.session.forest().held(case), Ok(1));
    assert!(line.session.forest().odd(Level::CASE).any(|odd| odd == case));
    assert!(!line.session.is_lost(line.item(0)));
    assert!(line.session.is_lost(line.item(2)) && line.session.is_lost(line.item(3)));
    line.check_replay();
}

#[test]
fn an_odd_case_is_closed_with_what_it_has() {
    let mut line = line_of(3);
    let decision = line.command(Command::CloseOdd { level: Level::BOX, container: None });
    line.check(&decision, Ruling::Accept, Reason::Odd, &[PACKED], 0x020A);
    let (carton, case) = (line.unit(Level::BOX, 1), line.unit(Level::CASE, 0));
    assert_eq!(
        actions(&decision)[..2],
        [Action::Complete { unit: carton, held: 1 }, Action::Print { level: Level::BOX, unit: carton }]
    );
    assert_eq!(line.session.forest().declared(carton), Ok(Some(1)));
    assert_eq!(line.parent(carton), Some(case));
    assert_eq!(
        line.command(Command::CloseOdd { level: Level::BOX, container: None }).reason,
        Reason::Nothing
    );
}

#[test]
fn an_odd_case_with_an_applied_label_needs_its_code() {
    let mut order = order();
    order.labels = Labels::Applied;
    let mut line = Line::new(order);
    line.read(0);
    assert_eq!(
        line.command(Command::CloseOdd { level: Level::BOX, container: None }).reason,
        Reason::Unlabelled
    );
    let label = code(Level::BOX, 33);
    let decision = line.command(Command::CloseOdd { level: Level::BOX, container: Some(by_code(&label)) });
    assert_eq!((decision.reason, decision.unit), (Reason::Odd, Some(line.unit(Level::BOX, 33))));
    line.read(1);
    let taken = line.command(Command::CloseOdd { level: Level::BOX, container: Some(by_code(&label)) });
    assert_eq!(taken.reason, Reason::Duplicate);
    line.check_replay();
}

#[test]
fn nothing_is_taken_during_a_pause() {
    let mut line = line_of(1);
    let decision = line.command(Command::Pause);
    line.check(&decision, Ruling::Accept, Reason::Paused, &[], 0x020D);
    let read = line.read(1);
    assert_eq!((read.ruling, read.reason), (Ruling::Eject, Reason::Halted));
    let decision = line.command(Command::Resume);
    line.check(&decision, Ruling::Accept, Reason::Resumed, &[], 0x020E);
    assert_eq!(line.command(Command::Resume).reason, Reason::Nothing);
    // It was never taken, so it needs no rework.
    assert_eq!(line.read(1).ruling, Ruling::Accept);
}

#[test]
fn another_lot_runs_when_no_container_is_unfinished() {
    let mut line = line_of(1);
    assert_eq!(line.command(Command::ChangeOver { lot: 1 }).reason, Reason::OpenUnits);
    line.read(1);
    line.command(Command::CloseOdd { level: Level::CASE, container: None });
    assert_eq!(line.command(Command::ChangeOver { lot: 9 }).reason, Reason::NoLot);
    let decision = line.command(Command::ChangeOver { lot: 1 });
    line.check(&decision, Ruling::Accept, Reason::ChangedOver, &[], 0x0211);
    assert_eq!(line.read(2).reason, Reason::WrongLot);
}

#[test]
fn an_order_does_not_end_with_open_units_unless_told_what_becomes_of_them() {
    let mut line = line_of(3);
    let refused = line.command(Command::End(OpenUnits::Refuse));
    assert_eq!((refused.ruling, refused.reason), (Ruling::Refuse, Reason::OpenUnits));
    let decision = line.command(Command::End(OpenUnits::CloseOdd));
    line.check(&decision, Ruling::Accept, Reason::Ended, &[], 0x0213);
    assert!(line.session.has_ended());
    let (box_1, case) = (line.unit(Level::BOX, 1), line.unit(Level::CASE, 0));
    assert_eq!((line.parent(line.item(2)), line.parent(box_1)), (Some(box_1), Some(case)));
    let balance = line.session.balance();
    assert!(balance.is_exact(), "{balance:?}");
    let items = balance.row(Level::ITEM);
    assert_eq!((items.issued, items.class(Class::Used), items.class(Class::Returned)), (1000, 3, 997));
    // The same event again gets its answer; a new one does not.
    let id = line.journal.records.last().unwrap().event;
    let again =
        symbolon::line::Event { device: 2, id, time: 0, station: 1, body: Body::Command(Command::Pause) };
    assert!(line.send(&again).unwrap().replayed);
    let new = symbolon::line::Event { id: id + 1, ..again };
    assert_eq!(line.send(&new), Err(symbolon::Error::SessionEnded));
}

#[test]
fn open_units_may_stay_loose_and_the_balance_says_so() {
    let mut line = line_of(3);
    line.at(0, Body::Read(&code(Level::ITEM, 9)));
    line.read(10);
    let order = line.order.clone();
    assert_eq!(line.command(Command::End(OpenUnits::Leave)).reason, Reason::Ended);
    assert_eq!(line.parent(line.item(10)), None);
    let balance = line.session.balance();
    assert!(balance.is_exact());
    let report = symbolon::line::Report {
        order: &order,
        statistics: line.session.statistics(),
        balance: &balance,
        time: START,
    };
    assert!(report.json().contains("\"exact\":true") || report.json().contains("\"exact\": true"));
    line.check_replay();
}

#[test]
fn after_a_loss_of_power_what_was_on_its_way_is_taken_off() {
    let order = order().with_station(4, Role::Inspection { offset: 3, by: Inspection::Vision });
    let mut line = Line::new(order);
    for index in 0..3 {
        line.read(index);
    }
    line.at(3, Body::Inspected { pass: true, defect: 0 });
    // The process is gone; what is left is the journal.
    let mut again = Line::new(line.order.clone());
    for record in &line.journal.records {
        again.session.replay(&record.record()).unwrap();
    }
    assert_eq!(again.session.digest(), line.session.digest());
    let decision = line.command(Command::Restart);
    line.check(&decision, Ruling::Accept, Reason::Restarted, &[], 0x0212);
    assert_eq!(actions(&decision), [Action::Eject { unit: None, distance: 0, reason: Reason::Interrupted }]);
    assert_eq!((line.session.undecided(), line.session.made()), (0, 1));
    assert!(line.session.is_rejected(line.item(1)) && line.session.is_rejected(line.item(2)));
    // All stations count from here.
    line.read(5);
    assert_eq!(line.at(3, Body::Inspected { pass: true, defect: 0 }).ruling, Ruling::Accept);
    line.check_replay();
}

#[test]
fn printers_get_the_next_code_and_report_it() {
    let order = order().with_station(4, Role::Printer { level: Level::ITEM });
    let mut line = Line::new(order);
    let next = line.at(3, Body::Ready);
    assert_eq!(actions(&next), [Action::Print { level: Level::ITEM, unit: line.item(0) }]);
    let done = line.at(3, Body::Printed(Target::Unit(line.item(0))));
    line.check(
        &done,
        Ruling::Accept,
        Reason::Printed,
        &[object(EpcisAction::Add, "encoding", "encoded")],
        0x0109,
    );
    assert_eq!(line.session.state(line.item(0)), State::Encoded);
    // One that was used out of turn is passed over.
    line.read(1);
    assert_eq!(line.at(3, Body::Ready).unit, Some(line.item(2)));
    line.check_replay();
}

#[test]
fn labels_run_out() {
    let mut order = order();
    order.sources[1].identities =
        symbolon::line::Identities::Series { series: series_id(Level::BOX), indices: 0..1 };
    let mut line = Line::new(order);
    for index in 0..3 {
        line.read(index);
    }
    let decision = line.read(3);
    line.check(&decision, Ruling::Stop, Reason::Exhausted, &[], 0x0101);
    assert_eq!(line.session.gathered(Level::BOX).len(), 2);
}

#[test]
fn a_command_about_something_unknown_is_refused_with_the_reason_of_its_code() {
    let mut line = line_of(1);
    assert_eq!(line.command(Command::Sample(by_code(b"junk"))).reason, Reason::NotACode);
    assert_eq!(line.command(Command::Sample(by_code(&code(Level::ITEM, 5000)))).reason, Reason::WrongOrder);
    let nobody = Target::Unit(pack::UnitId::from_number(77_777));
    assert_eq!(line.command(Command::Void { unit: nobody, take_out: true }).reason, Reason::UnknownUnit);
    line.check_replay();
}
