//! The end of an order: what is unfinished becomes odd containers all the way up, or nothing happens.

use symbolon::code::Level;
use symbolon::line::{Body, Command, Frame, Identities, OpenUnits, Order, Reason, Role, Ruling};
use symbolon::pack::Rules;

use super::line_fixture::{Line, code, order, series_id};

/// Two of each in the next; cases are read back before they go onto a pallet.
fn pallets(cases: u64) -> Order {
    let mut order = order();
    order.rules = Rules::new([2, 2, 2]);
    for source in &mut order.sources {
        if let (Level::CASE, Identities::Series { indices, .. }) = (source.level, &mut source.identities) {
            *indices = 0..cases;
        }
    }
    order
        .with_source(Level::PALLET, Identities::Series { series: series_id(Level::PALLET), indices: 0..5 })
        .with_station(4, Role::Reader { level: Level::CASE, frame: Frame::Single })
}

/// Case 0 is read, case 1 lacks half of a box.
fn seven_items(cases: u64) -> Line<'static> {
    let mut line = Line::new(pallets(cases));
    for item in 0..7 {
        assert_eq!(line.read(item).ruling, Ruling::Accept);
        if item == 3 {
            assert_eq!(line.at(3, Body::Read(&code(Level::CASE, 0))).ruling, Ruling::Accept);
        }
    }
    line
}

#[test]
fn what_an_odd_container_fills_goes_up_with_it() {
    let mut line = seven_items(20);
    assert_eq!(line.command(Command::End(OpenUnits::CloseOdd)).reason, Reason::Ended);
    let pallet = line.unit(Level::PALLET, 0);
    assert_eq!(line.parent(line.item(6)), Some(line.unit(Level::BOX, 3)));
    for case in 0..2 {
        assert_eq!(line.parent(line.unit(Level::CASE, case)), Some(pallet));
    }
    assert!(line.session.balance().is_exact());
    line.check_replay();
}

#[test]
fn an_end_that_lacks_a_code_closes_nothing() {
    let mut line = seven_items(1);
    let refused = line.command(Command::End(OpenUnits::CloseOdd));
    assert_eq!((refused.ruling, refused.reason), (Ruling::Refuse, Reason::Exhausted));
    assert!(refused.actions.as_slice().is_empty());
    assert_eq!(line.parent(line.item(6)), None);
    assert!(!line.session.has_ended());
    line.check_replay();
}
