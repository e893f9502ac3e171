//! Records of a line session from hostile bytes: taken or refused without a panic, the balance always adds up, and what
//! was taken gives the same state a second time.
#![no_main]

use libfuzzer_sys::fuzz_target;
use symbolon::code::{Level, SeriesId};
use symbolon::gs1::key::Gtin;
use symbolon::journal::{Kind, Record};
use symbolon::line::{Frame, Identities, Inspection, MarkMode, Order, Role, Session};
use symbolon::pack::Rules;

fn open() -> Session {
    let source = |slot: &[u8], count| Identities::Series {
        series: SeriesId::new(Gtin::parse(b"09506000134352").unwrap(), slot).unwrap(),
        indices: 0..count,
    };
    let mut order = Order::new(Rules::new([2, 2, 0]))
        .with_source(Level::ITEM, source(b"01", 40))
        .with_source(Level::BOX, source(b"02", 20))
        .with_source(Level::CASE, source(b"03", 6))
        .with_station(0, Role::Reader { level: Level::ITEM, frame: Frame::Single })
        .with_station(1, Role::Operator)
        .with_station(2, Role::Rejector { distance: 5 })
        .with_station(3, Role::MarkReader { offset: 1 })
        .with_station(4, Role::Printer { level: Level::ITEM })
        .with_station(5, Role::Reader { level: Level::BOX, frame: Frame::Layer(2) })
        .with_station(6, Role::Inspection { offset: 1, by: Inspection::Vision });
    order.marks = MarkMode::Derived;
    Session::open(order, [0; 16]).unwrap()
}

fuzz_target!(|bytes: &[u8]| {
    let (mut session, mut taken, mut rest) = (open(), Vec::new(), bytes);
    for event in 0.. {
        // Kind, length, payload; its second byte is the station and so the device.
        let Some((&[low, high, length], tail)) = rest.split_first_chunk::<3>() else { break };
        let (payload, tail) = tail.split_at(usize::from(length).min(tail.len()));
        rest = tail;
        let device = payload.get(1).copied().unwrap_or(0).into();
        let kind = Kind(u16::from_le_bytes([low, high]));
        let record = Record { time: event * 50, device, event, kind, payload };
        if session.replay(&record).is_ok() {
            taken.push(record);
        }
    }
    assert!(session.balance().is_exact());
    assert_eq!(session.forest().check(), Ok(()));
    let mut again = open();
    for record in &taken {
        again.replay(record).unwrap();
    }
    assert_eq!(again.digest(), session.digest());
});
