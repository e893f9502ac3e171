//! Reading on a line: what is accepted, what leaves the belt and why.
#![allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap, clippy::cast_sign_loss)] // small numbers

use symbolon::code::{Level, SerialCode, carrier};
use symbolon::gs1::element::Elements;
use symbolon::line::epcis::{EpcisAction, EpcisEvent, EventType};
use symbolon::line::{Action, Body, Codes, Frame, Identities, Inspection, Reason, Role, Ruling, State};
use symbolon::pack::Rules;

use crate::line_fixture::*;

fn object(action: EpcisAction, biz_step: &'static str, disposition: &'static str) -> EpcisEvent {
    EpcisEvent { event: EventType::Object, action, biz_step, disposition: Some(disposition) }
}

fn observed(disposition: &'static str) -> [EpcisEvent; 1] {
    [object(EpcisAction::Observe, "inspecting", disposition)]
}

/// The first read of a line, which is bad, leaves the belt at the rejector.
fn leaves(line: &mut Line<'_>, body: Body<'_>, reason: Reason, epcis: &[EpcisEvent]) {
    let decision = line.at(0, body);
    let kind = if matches!(body, Body::NoRead) { 0x0102 } else { 0x0101 };
    line.check(&decision, Ruling::Eject, reason, epcis, kind);
    assert!(
        matches!(actions(&decision), [Action::Eject { distance: 10, reason: told, .. }] if *told == reason),
        "{decision:?}"
    );
    assert_eq!((line.session.made(), line.session.undecided()), (0, 0));
}

#[test]
fn good_items_fill_boxes_and_boxes_fill_cases() {
    let mut line = Line::new(order());
    let first = line.read(0);
    line.check(
        &first,
        Ruling::Accept,
        Reason::Fine,
        &[object(EpcisAction::Add, "commissioning", "active")],
        0x0101,
    );
    assert_eq!(actions(&first), [Action::Accept { unit: line.item(0) }]);
    assert_eq!(line.session.gathered(Level::BOX), [line.item(0)]);
    assert_eq!(line.session.state(line.item(0)), State::Commissioned);
    let second = line.read(1);
    let (box_0, box_1, case_0) =
        (line.unit(Level::BOX, 0), line.unit(Level::BOX, 1), line.unit(Level::CASE, 0));
    assert_eq!(
        actions(&second),
        [
            Action::Accept { unit: line.item(1) },
            Action::Complete { unit: box_0, held: 2 },
            Action::Print { level: Level::BOX, unit: box_0 },
        ]
    );
    line.read(5);
    let last = line.read(3);
    assert_eq!(
        actions(&last)[1..],
        [
            Action::Complete { unit: box_1, held: 2 },
            Action::Print { level: Level::BOX, unit: box_1 },
            Action::Complete { unit: case_0, held: 2 },
            Action::Print { level: Level::CASE, unit: case_0 },
        ]
    );
    assert_eq!(line.session.forest().root(line.item(3)), Ok(case_0));
    assert!(line.session.forest().leaves(box_1).unwrap().eq([line.item(3), line.item(5)]));
    assert_eq!(line.session.statistics().units(Level::ITEM, State::Commissioned), 4);
    line.check_replay();
}

#[test]
fn a_no_read_leaves_the_belt() {
    leaves(&mut Line::new(order()), Body::NoRead, Reason::NoRead, &[]);
}

#[test]
fn what_is_no_code_leaves_the_belt() {
    leaves(&mut Line::new(order()), Body::Read(b"hello"), Reason::NotACode, &[]);
}

#[test]
fn a_duplicate_leaves_the_belt_and_the_first_stays() {
    let mut line = Line::new(order());
    line.read(0);
    let decision = line.read(0);
    line.check(&decision, Ruling::Eject, Reason::Duplicate, &observed("mismatch_instance"), 0x0101);
    assert_eq!(line.session.made(), 1);
    assert!(!line.session.is_rejected(line.item(0)));
    assert_eq!(line.session.gathered(Level::BOX), [line.item(0)]);
}

#[test]
fn a_foreign_code_leaves_the_belt() {
    let mut line = Line::new(order());
    let stranger = series_of(9, Level::ITEM).seal(4).unwrap();
    let identity = symbolon::code::Identity::Sgtin { gtin: gtin(), serial: stranger };
    let text = carrier::element_string(&SerialCode::new(&identity, &Elements::new()).unwrap());
    leaves(&mut line, Body::Read(&text), Reason::NotSealed, &observed("mismatch_instance"));

    // Ours, of a product that this order does not make.
    let mut others = order();
    others.sources.clear();
    let mut line = Line::new(others);
    leaves(&mut line, Body::Read(&code(Level::ITEM, 1)), Reason::Foreign, &observed("mismatch_instance"));
}

#[test]
fn a_code_of_another_order_leaves_the_belt() {
    let mut line = Line::new(order());
    leaves(
        &mut line,
        Body::Read(&code(Level::ITEM, 5000)),
        Reason::WrongOrder,
        &observed("mismatch_instance"),
    );
}

#[test]
fn a_code_of_another_lot_leaves_the_belt() {
    let mut line = Line::new(order());
    let other = carrier::element_string(&SerialCode::new(&identity(Level::ITEM, 3), &lot("B")).unwrap());
    leaves(&mut line, Body::Read(&other), Reason::WrongLot, &observed("mismatch_class"));
    // It is on a label, and so not unused.
    assert_eq!(line.session.state(line.item(3)), State::Encoded);
}

#[test]
fn a_code_of_another_level_leaves_the_belt() {
    let mut line = Line::new(order());
    leaves(&mut line, Body::Read(&code(Level::BOX, 3)), Reason::WrongLevel, &observed("mismatch_class"));
}

#[test]
fn two_items_at_once_both_leave_the_belt() {
    let mut order = order();
    order.limits.gap = 500;
    order.stations.push(symbolon::line::Station {
        device: 4,
        role: Role::Inspection { offset: 3, by: Inspection::Vision },
    });
    let mut line = Line::new(order);
    assert_eq!(line.read(0).ruling, Ruling::Hold);
    let decision = line.read(1);
    line.check(&decision, Ruling::Eject, Reason::DoubleFeed, &[], 0x0101);
    let distances: Vec<u16> = actions(&decision)
        .iter()
        .map(|action| match action {
            Action::Eject { distance, .. } => *distance,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(distances, [9, 10]);
    assert!(line.session.is_rejected(line.item(0)));

    // Two codes in the frame of one.
    let mut line = Line::new(crate::line_fixture::order());
    let (first, second) = (code(Level::ITEM, 0), code(Level::ITEM, 1));
    let (bytes, ends) =
        ([first.clone(), second.clone()].concat(), [first.len() as u32, (first.len() + second.len()) as u32]);
    let decision = line.at(0, Body::Layer(Codes::new(&bytes, &ends).unwrap()));
    line.check(&decision, Ruling::Eject, Reason::DoubleFeed, &[], 0x0103);
    assert_eq!(line.session.made(), 0);
}

/// A line that reads layers of 4 items for cases of 8, without boxes.
fn layers() -> Line<'static> {
    let mut order = order();
    order.rules = Rules::new([0, 8, 0]);
    order.sources.retain(|source| source.level != Level::BOX);
    order.stations[0].role = Role::Reader { level: Level::ITEM, frame: Frame::Layer(4) };
    Line::new(order)
}

fn layer(line: &mut Line<'_>, indices: &[u64]) -> symbolon::line::Decision {
    let codes: Vec<Vec<u8>> = indices.iter().map(|index| code(Level::ITEM, *index)).collect();
    let ends: Vec<u32> = codes
        .iter()
        .scan(0, |end, code| {
            *end += code.len() as u32;
            Some(*end)
        })
        .collect();
    line.at(0, Body::Layer(Codes::new(&codes.concat(), &ends).unwrap()))
}

#[test]
fn layers_are_taken_whole_in_any_order() {
    let mut line = layers();
    assert_eq!(layer(&mut line, &[3, 1, 2, 0]).ruling, Ruling::Accept);
    let full = layer(&mut line, &[9, 7, 5, 6]);
    line.check(&full, Ruling::Accept, Reason::Fine, Reason::Fine.epcis(), 0x0103);
    let case = line.unit(Level::CASE, 0);
    assert_eq!(line.session.forest().held(case), Ok(8));
    assert_eq!(line.session.made(), 8);
}

#[test]
fn a_layer_of_another_count_stops_the_line_and_takes_nothing() {
    for wrong in [&[0, 1, 2][..], &[0, 1, 2, 3, 4]] {
        let mut line = layers();
        let decision = layer(&mut line, wrong);
        line.check(&decision, Ruling::Stop, Reason::CountMismatch, &observed("mismatch_quantity"), 0x0103);
        assert_eq!((line.session.made(), decision.item), (0, wrong.len() as u32));
        assert_eq!(layer(&mut line, &[0, 1, 2, 3]).ruling, Ruling::Accept);
    }
}

#[test]
fn a_layer_with_one_bad_code_takes_nothing_and_names_it() {
    let mut line = layers();
    let decision = layer(&mut line, &[0, 1, 1, 2]);
    assert_eq!((decision.ruling, decision.reason, decision.item), (Ruling::Stop, Reason::Duplicate, 2));
    let decision = layer(&mut line, &[0, 1, 2, 7000]);
    assert_eq!((decision.reason, decision.item), (Reason::WrongOrder, 3));
    assert!(line.session.gathered(Level::CASE).is_empty());
    line.check_replay();
}

#[test]
fn an_inspection_reject_leaves_the_belt_behind_its_reading() {
    let mut order = order();
    order = order.with_station(4, Role::Inspection { offset: 2, by: Inspection::Vision });
    order = order
        .with_station(5, Role::Inspection { offset: 3, by: Inspection::Weight { least: 90, most: 110 } });
    let mut line = Line::new(order);
    for index in 0..4 {
        assert_eq!(line.read(index).ruling, Ruling::Hold);
    }
    assert_eq!(line.at(3, Body::Inspected { pass: true, defect: 0 }).ruling, Ruling::Hold);
    let good = line.at(4, Body::Weighed(100));
    assert_eq!((good.ruling, actions(&good).len()), (Ruling::Accept, 1));
    let decision = line.at(3, Body::Inspected { pass: false, defect: 17 });
    line.check(&decision, Ruling::Eject, Reason::InspectionReject, &observed("non_conformant"), 0x0105);
    assert!(matches!(actions(&decision), [Action::Eject { distance: 8, .. }]), "{decision:?}");
    assert!(line.session.is_rejected(line.item(1)));
    // The scale sees the same items.
    assert_eq!(line.at(4, Body::Weighed(100)).ruling, Ruling::Eject);
    line.at(3, Body::Inspected { pass: true, defect: 0 });
    let light = line.at(4, Body::Weighed(89));
    line.check(&light, Ruling::Eject, Reason::Weight, &observed("non_conformant"), 0x0106);
    assert_eq!(line.session.made(), 1);
}

#[test]
fn a_failed_ejection_stops_the_line_until_resumed() {
    let mut line = Line::new(order());
    line.at(0, Body::NoRead);
    line.at(0, Body::NoRead);
    let done = line.at(2, Body::Ejected { done: true });
    assert_eq!((done.ruling, done.reason), (Ruling::Accept, Reason::Ejected));
    let decision = line.at(2, Body::Ejected { done: false });
    line.check(&decision, Ruling::Stop, Reason::NotEjected, &[], 0x0107);
    assert_eq!(line.read(0).reason, Reason::Halted);
    assert_eq!(line.command(symbolon::line::Command::Resume).reason, Reason::Resumed);
    assert_eq!(line.read(1).reason, Reason::Fine);
    assert_eq!(line.at(2, Body::Ejected { done: true }).reason, Reason::Ejected);
    assert_eq!(line.at(2, Body::Ejected { done: true }).reason, Reason::Nothing);
    line.check_replay();
}

#[test]
fn a_station_that_does_not_report_stops_the_line() {
    let order = order().with_station(4, Role::Inspection { offset: 2, by: Inspection::Vision });
    let mut line = Line::new(order);
    for index in 0..16 {
        assert_eq!(line.read(index).ruling, Ruling::Hold);
    }
    let decision = line.read(16);
    line.check(&decision, Ruling::Stop, Reason::Silent, &[], 0x0101);
}

#[test]
fn the_quantity_of_the_order_is_not_exceeded() {
    let mut order = order();
    order.quantity = 2;
    let mut line = Line::new(order);
    line.read(0);
    line.read(1);
    let decision = line.read(2);
    line.check(&decision, Ruling::Eject, Reason::QuantityReached, &[], 0x0101);
}

#[test]
fn listed_codes_need_no_proof_and_no_series() {
    let mut order = order();
    let list: Vec<_> = (0..10).map(|index| identity(Level::ITEM, 7000 + index)).collect();
    order.sources[0].identities = Identities::Listed(list);
    let mut line = Line::new(order);
    line.verifier = symbolon::trust::Verifier::default();
    let decision = line.at(0, Body::Read(&code(Level::ITEM, 7003)));
    assert_eq!(decision.reason, Reason::Fine);
    assert_eq!(line.at(0, Body::Read(&code(Level::ITEM, 3))).reason, Reason::Unsigned);
    line.check_replay();
}

#[test]
fn printed_container_labels_are_read_back_before_they_go_up() {
    let order = order().with_station(4, Role::Reader { level: Level::BOX, frame: Frame::Single });
    let mut line = Line::new(order);
    for index in 0..4 {
        line.read(index);
    }
    assert!(line.session.gathered(Level::CASE).is_empty());
    let wrong = line.at(3, Body::Read(&code(Level::BOX, 7)));
    line.check(&wrong, Ruling::Eject, Reason::CountMismatch, &observed("mismatch_quantity"), 0x0101);
    assert_eq!(line.at(3, Body::Read(&code(Level::ITEM, 0))).reason, Reason::WrongLevel);
    let first = line.at(3, Body::Read(&code(Level::BOX, 1)));
    assert_eq!((first.ruling, first.reason), (Ruling::Accept, Reason::Fine));
    assert_eq!(line.at(3, Body::Read(&code(Level::BOX, 1))).reason, Reason::Duplicate);
    let second = line.at(3, Body::Read(&code(Level::BOX, 0)));
    assert!(matches!(actions(&second), [Action::Complete { held: 2, .. }, Action::Print { .. }]));
    line.check_replay();
}

#[test]
fn manual_work_reads_items_and_then_their_container() {
    let mut order = order();
    order.mode = symbolon::line::Mode::Manual;
    order.labels = symbolon::line::Labels::Applied;
    let mut line = Line::new(order);
    line.read(8);
    let early = line.at(0, Body::Read(&code(Level::BOX, 5)));
    assert_eq!((early.ruling, early.reason), (Ruling::Refuse, Reason::CountMismatch));
    line.read(2);
    // The next item waits until the full box has a name.
    assert_eq!(line.read(3).ruling, Ruling::Hold);
    let named = line.at(0, Body::Read(&code(Level::BOX, 5)));
    assert_eq!((named.ruling, named.unit), (Ruling::Accept, Some(line.unit(Level::BOX, 5))));
    assert_eq!(line.parent(line.item(2)), named.unit);
    assert_eq!(line.session.gathered(Level::BOX), [line.item(3)]);
    assert_eq!(line.at(0, Body::Read(&code(Level::BOX, 5))).reason, Reason::Duplicate);
    line.check_replay();
}
