//! A line session takes no memory after it was opened: an allocator that counts says so.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
#![allow(unsafe_code)] // the trait of allocators is unsafe

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use symbolon::code::{Level, MasterKey, Series, SeriesId, Shape, carrier};
use symbolon::gs1::ai::Ai;
use symbolon::gs1::element::Elements;
use symbolon::gs1::key::Gtin;
use symbolon::journal::{Append, Record};
use symbolon::line::{
    Body, Checks, Codes, Command, Event, Frame, Identities, Inspection, Limits, Lot, MarkChecks, MarkMode,
    OpenUnits, Order, Role, Ruling, Session, Target,
};
use symbolon::mark::DeriveKey;
use symbolon::pack::{Rules, UnitId};
use symbolon::trust::{Issuer, Keyring, Scope, Seals, SecretKey, Signer, Unsigned, Verifier, Window};

/// Counts what the thread of a test asks for, and leaves the work to the system.
struct Counting;

thread_local! {
    static COUNT: Cell<u64> = const { Cell::new(0) };
}

fn count() {
    // A thread that ends has no counter any more.
    let _ = COUNT.try_with(|count| count.set(count.get() + 1));
}

// SAFETY: every call is handed to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: the caller keeps the contract.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps the contract.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count();
        // SAFETY: the caller keeps the contract.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Keeps nothing.
struct Nowhere(u64);

impl Append for Nowhere {
    fn append(&mut self, record: &Record<'_>) -> Result<u64, symbolon::Error> {
        assert!(record.payload.len() < 1000);
        self.0 += 1;
        Ok(self.0)
    }
}

const ITEMS: u64 = 2_000;

fn gtin() -> Gtin {
    Gtin::parse(b"09506000134352").unwrap()
}

fn series(slot: &[u8]) -> Series {
    Series::new(MasterKey::new([1; 32]).series_key(gtin(), slot), gtin(), slot, Shape::default()).unwrap()
}

fn source(slot: &[u8], count: u64) -> Identities {
    Identities::Series { series: SeriesId::new(gtin(), slot).unwrap(), indices: 0..count }
}

fn order() -> Order {
    let mut order = Order::new(Rules::new([20, 10, 0]))
        .with_source(Level::ITEM, source(b"01", ITEMS))
        .with_source(Level::BOX, source(b"02", 200))
        .with_source(Level::CASE, source(b"03", 20))
        .with_station(1, Role::Reader { level: Level::ITEM, frame: Frame::Single })
        .with_station(2, Role::Operator)
        .with_station(3, Role::Rejector { distance: 30 })
        .with_station(4, Role::Inspection { offset: 1, by: Inspection::Vision });
    order.lots = vec![Lot { date_text: b"2027-01-15".to_vec(), ..Lot::default() }];
    order.limits = Limits { parked: 4, ..Limits::default() };
    order
}

struct Line<'a> {
    session: Session,
    checks: Checks<'a>,
    journal: Nowhere,
    ids: [u64; 8],
    rulings: [u64; 7],
}

impl Line<'_> {
    fn at(&mut self, station: u16, body: Body<'_>) {
        let device = u32::from(station) + 1;
        self.ids[usize::from(station)] += 1;
        let id = self.ids[usize::from(station)];
        self.send(&Event { device, id, time: 1_800_000_000_000 + id * 20, station, body });
    }

    fn send(&mut self, event: &Event<'_>) {
        let decision = self.session.step(event, &mut self.journal, &self.checks).unwrap();
        self.rulings[usize::from(decision.ruling.number())] += 1;
        while self.session.released(&mut self.journal).unwrap().is_some() {}
    }
}

fn verifier() -> (Verifier, Issuer<SecretKey>) {
    let issuer = Issuer::new(SecretKey::from_seed(&[1; 32]).unwrap());
    let (mut keyring, mut seals) = (Keyring::new(), Seals::new());
    keyring.add(*issuer.signer().public_key(), Window::ALWAYS, Scope::Everything).unwrap();
    for slot in [b"01", b"02", b"03"] {
        seals.add(series(slot)).unwrap();
    }
    (Verifier { keyring, seals, unsigned: Unsigned::AcceptIfSealed, ..Verifier::default() }, issuer)
}

#[test]
fn nothing_is_allocated_after_opening() {
    let (verifier, issuer) = verifier();
    let mut attributes = Elements::new();
    attributes.push(Ai::LOT, b"L7").unwrap();
    let items = series(b"01");
    let codes: Vec<Vec<u8>> = (0..ITEMS)
        .map(|index| carrier::element_string(&issuer.issue(&items, index, &attributes).unwrap()))
        .collect();
    let identity = |code: &[u8]| *symbolon::code::SerialCode::parse(code).unwrap().identity();
    let key = DeriveKey::new(&[7; 32], b"tenant", 1).unwrap();
    let marks: Vec<[u8; 11]> = codes
        .iter()
        .map(|code| key.derive(&identity(code), b"2027-01-15", b"", None).unwrap().text())
        .collect();
    let mut order = order().with_station(5, Role::MarkReader { offset: 3 });
    order.marks = MarkMode::Derived;
    let mut line = Line {
        session: Session::open(order, [0; 16]).unwrap(),
        checks: Checks { verifier: &verifier, marks: MarkChecks::Derived(&key) },
        journal: Nowhere(0),
        ids: [0; 8],
        rulings: [0; 7],
    };
    let before = COUNT.get();
    assert!(before > 0, "the allocator counts");
    for (index, (code, mark)) in codes.iter().zip(&marks).enumerate() {
        match index % 50 {
            7 => line.at(0, Body::NoRead),
            8 => line.at(0, Body::Read(b"junk that no parser likes")),
            9 => line.at(0, Body::Read(&codes[0])),
            10 => {
                // Two reads in the wrong order, then the one that is missing.
                let id = line.ids[0] + 1;
                let event = |id, code| Event {
                    device: 1,
                    id,
                    time: 1_900_000_000_000,
                    station: 0,
                    body: Body::Read(code),
                };
                line.send(&event(id + 1, b"x".as_slice()));
                line.send(&event(id, code));
                line.send(&event(id, code));
                line.ids[0] += 2;
                line.at(3, Body::Inspected { pass: true, defect: 0 });
                line.at(4, Body::Mark { text: Some(mark), roll: None });
            }
            _ => line.at(0, Body::Read(code)),
        }
        line.at(3, Body::Inspected { pass: index % 40 != 3, defect: 0 });
        let text = match index % 30 {
            4 => None,
            5 => Some(&marks[1][..]),
            6 => Some(b"?".as_slice()),
            _ => Some(&mark[..]),
        };
        line.at(4, Body::Mark { text, roll: None });
        if index % 100 == 60 {
            let unit = Target::Unit(UnitId::from_number(u32::try_from(index / 2).unwrap()));
            for command in [
                Command::Sample(unit),
                Command::Void { unit, take_out: true },
                Command::Rework(unit),
                Command::Relabel { old: Target::Code(&codes[index / 3]), new: None },
                Command::Pause,
                Command::Resume,
                Command::Realign { by: 0 },
                Command::CloseOdd { level: Level::BOX, container: None },
                Command::Restart,
            ] {
                line.at(1, Body::Command(command));
            }
        }
    }
    line.at(1, Body::Command(Command::End(OpenUnits::CloseOdd)));
    assert_eq!(COUNT.get() - before, 0, "after {} records", line.journal.0);
    assert!(line.session.made() > ITEMS / 2, "{} made, {:?}", line.session.made(), line.rulings);
    assert!(line.rulings[usize::from(Ruling::Eject.number())] > 100, "{:?}", line.rulings);
    assert!(line.rulings[usize::from(Ruling::Park.number())] > 10, "{:?}", line.rulings);
}

#[test]
fn layers_allocate_nothing_either() {
    let (verifier, _) = verifier();
    let items = series(b"01");
    let mut order = order();
    order.stations.pop();
    order.stations[0].role = Role::Reader { level: Level::ITEM, frame: Frame::Layer(20) };
    let mut line = Line {
        session: Session::open(order, [0; 16]).unwrap(),
        checks: Checks { verifier: &verifier, marks: MarkChecks::None },
        journal: Nowhere(0),
        ids: [0; 8],
        rulings: [0; 7],
    };
    let frames: Vec<(Vec<u8>, Vec<u32>)> = (0..ITEMS / 20)
        .map(|layer| {
            let (mut bytes, mut ends) = (Vec::new(), Vec::new());
            for index in layer * 20..layer * 20 + 20 {
                let identity =
                    symbolon::code::Identity::Sgtin { gtin: gtin(), serial: items.seal(index).unwrap() };
                let code = symbolon::code::SerialCode::new(&identity, &Elements::new()).unwrap();
                bytes.extend(carrier::element_string(&code));
                ends.push(u32::try_from(bytes.len()).unwrap());
            }
            (bytes, ends)
        })
        .collect();
    let before = COUNT.get();
    for (bytes, ends) in &frames {
        line.at(0, Body::Layer(Codes::new(bytes, ends).unwrap()));
    }
    assert_eq!(COUNT.get() - before, 0);
    assert_eq!(line.session.made(), ITEMS);
}
