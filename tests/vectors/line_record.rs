//! Records of a line.

use symbolon::code::{Identity, Level, MasterKey, SerialCode, Series, SeriesId, Shape, carrier};
use symbolon::gs1::element::Elements;
use symbolon::gs1::key::Gtin;
use symbolon::journal::{Append, Record};
use symbolon::line::{
    Body, Checks, Codes, Command, Event, Frame, Identities, Inspection, MarkChecks, MarkMode, OpenUnits,
    Order, Role, Session, Target,
};
use symbolon::mark::{DeriveKey, Register};
use symbolon::pack::{Rules, UnitId};
use symbolon::trust::{Seals, Unsigned, Verifier};

use super::{rows, text, unhex};

/// The event of each row of `line_record.json`, on the line of [`records_of_a_line`].
fn line_event<'a>(name: &str, codes: &'a LineCodes) -> (u16, Body<'a>) {
    let unit = |number| Target::Unit(UnitId::from_number(number));
    let command = |command| (1, Body::Command(command));
    let mark = |text, roll| (3, Body::Mark { text, roll });
    match name {
        "read" | "read-behind-its-mark" => (0, Body::Read(&codes.item)),
        "read-junk" => (0, Body::Read(b"hello")),
        "read-long-junk" => (0, Body::Read(&[b'x'; 100])),
        "no-read" => (0, Body::NoRead),
        "layer" => (5, Body::Layer(Codes::new(&codes.layer, &codes.ends).unwrap())),
        "mark-no-read" => mark(None, None),
        "mark-malformed" => mark(Some(b"!"), Some(77)),
        "mark-derived" | "mark-derived-pair" | "mark-of-bad-code" => mark(Some(&codes.marks[0]), None),
        "mark-derived-shifted" => mark(Some(&codes.marks[1]), None),
        "mark-derived-stranger" => mark(Some(&codes.marks[2]), None),
        "mark-enrolled" => mark(Some(b"012-345-67T"), Some(1 << 40)),
        "inspected" => (6, Body::Inspected { pass: false, defect: 513 }),
        "weighed" => (7, Body::Weighed(70_000)),
        "ejected" => (2, Body::Ejected { done: true }),
        "ready" => (4, Body::Ready),
        "printed" => (4, Body::Printed(unit(9))),
        "sample" => command(Command::Sample(unit(1))),
        "rework" => command(Command::Rework(unit(2))),
        "reprint" => command(Command::Reprint(unit(3))),
        "relabel" => command(Command::Relabel { old: unit(4), new: None }),
        "relabel-given" => command(Command::Relabel { old: unit(4), new: Some(unit(5)) }),
        "void" => command(Command::Void { unit: unit(6), take_out: true }),
        "destroy" => command(Command::Destroy(unit(7))),
        "take-out" => command(Command::TakeOut(unit(8))),
        "put-in" => command(Command::PutIn { container: unit(1000), unit: unit(9) }),
        "lost" => command(Command::Lost(unit(1100))),
        "close-odd" => command(Command::CloseOdd { level: Level::BOX, container: None }),
        "close-odd-given" => command(Command::CloseOdd { level: Level::CASE, container: Some(unit(1101)) }),
        "reopen" => command(Command::Reopen(unit(1002))),
        "close" => command(Command::Close { container: unit(1002), declared: 300 }),
        "pause" => command(Command::Pause),
        "resume" => command(Command::Resume),
        "realign" => command(Command::Realign { by: -2 }),
        "roll" => command(Command::Roll(1 << 33)),
        "change-over" => command(Command::ChangeOver { lot: 258 }),
        "restart" => command(Command::Restart),
        "end" => command(Command::End(OpenUnits::Leave)),
        "unknown-unit" => command(Command::Sample(unit(5000))),
        other => panic!("{other} is not known here"),
    }
}

/// Codes of items 5 and 6, a layer of box 3 and a strange box, and the marks of items 5, 6 and 500.
struct LineCodes {
    item: Vec<u8>,
    next: Vec<u8>,
    layer: Vec<u8>,
    ends: Vec<u32>,
    marks: [Vec<u8>; 3],
}

#[derive(Default)]
struct Last(u16, Vec<u8>);

impl Append for Last {
    fn append(&mut self, record: &Record<'_>) -> Result<u64, symbolon::Error> {
        (self.0, self.1) = (record.kind.0, record.payload.to_vec());
        Ok(0)
    }
}

#[test]
fn records_of_a_line() {
    let gtin = Gtin::parse(b"09506000134352").unwrap();
    let series = |slot: &[u8]| {
        Series::new(MasterKey::new([1; 32]).series_key(gtin, slot), gtin, slot, Shape::default()).unwrap()
    };
    let source = |slot: &[u8], count| Identities::Series {
        series: SeriesId::new(gtin, slot).unwrap(),
        indices: 0..count,
    };
    let identity = |slot: &[u8], index| Identity::Sgtin { gtin, serial: series(slot).seal(index).unwrap() };
    let code = |slot: &[u8], index| {
        carrier::element_string(&SerialCode::new(&identity(slot, index), &Elements::new()).unwrap())
    };
    let key = DeriveKey::new(&[7; 32], b"", 0).unwrap();
    let mark = |index| key.derive(&identity(b"01", index), b"", b"", None).unwrap().text().to_vec();
    let (first, second) = (code(b"02", 3), code(b"02", 5000));
    let codes = LineCodes {
        item: code(b"01", 5),
        next: code(b"01", 6),
        ends: [first.len(), first.len() + second.len()].map(|end| u32::try_from(end).unwrap()).to_vec(),
        layer: [first, second].concat(),
        marks: [5, 6, 500].map(mark),
    };
    let mut seals = Seals::new();
    for slot in [b"01", b"02", b"03"] {
        seals.add(series(slot)).unwrap();
    }
    let verifier = Verifier { seals, unsigned: Unsigned::AcceptIfSealed, ..Verifier::default() };
    let register = Register::new(&[3; 32]);
    let mut order = Order::new(Rules::new([2, 2, 0]))
        .with_source(Level::ITEM, source(b"01", 1000))
        .with_source(Level::BOX, source(b"02", 100))
        .with_source(Level::CASE, source(b"03", 20))
        .with_station(1, Role::Reader { level: Level::ITEM, frame: Frame::Single })
        .with_station(2, Role::Operator)
        .with_station(3, Role::Rejector { distance: 5 })
        .with_station(4, Role::MarkReader { offset: 1 })
        .with_station(5, Role::Printer { level: Level::ITEM })
        .with_station(6, Role::Reader { level: Level::BOX, frame: Frame::Layer(2) })
        .with_station(7, Role::Inspection { offset: 1, by: Inspection::Vision })
        .with_station(8, Role::Inspection { offset: 1, by: Inspection::Weight { least: 1, most: 2 } });
    for row in rows("line_record.json") {
        let name = text(&row, "event");
        let marks =
            if name == "mark-enrolled" { MarkChecks::Enrolled(&register) } else { MarkChecks::Derived(&key) };
        order.marks = if name == "mark-enrolled" { MarkMode::Enrolled } else { MarkMode::Derived };
        let mut session = Session::open(order.clone(), [0; 16]).unwrap();
        let (mut id, mut journal) = (0, Last::default());
        let mut step = |(station, body): (u16, Body<'_>), journal: &mut Last| {
            id += 1;
            let event = Event { device: u32::from(station) + 1, id: 1, time: id, station, body };
            session.step(&event, journal, &Checks { verifier: &verifier, marks }).unwrap();
        };
        match name {
            "read-behind-its-mark" => {
                step((3, Body::Mark { text: Some(&codes.marks[0]), roll: None }), &mut journal);
            }
            "mark-derived-pair" | "mark-derived-stranger" => step((0, Body::Read(&codes.item)), &mut journal),
            "mark-of-bad-code" => step((0, Body::Read(b"junk")), &mut journal),
            _ => {}
        }
        if name == "mark-derived-shifted" {
            for (id, read) in [(1, &codes.item), (2, &codes.next)] {
                let event = Event { device: 1, id, time: 0, station: 0, body: Body::Read(read) };
                session.step(&event, &mut journal, &Checks { verifier: &verifier, marks }).unwrap();
            }
            let (station, body) = line_event(name, &codes);
            let event = Event { device: 4, id: 1, time: 0, station, body };
            session.step(&event, &mut journal, &Checks { verifier: &verifier, marks }).unwrap();
        } else {
            step(line_event(name, &codes), &mut journal);
        }
        assert_eq!(u64::from(journal.0), row["kind"], "{name}");
        assert_eq!(journal.1, unhex(text(&row, "payload")), "{name}");
    }
}
