//! A small line: boxes of two items, cases of two boxes, sealed serials, a journal in memory.

use symbolon::Error;
use symbolon::code::carrier;
use symbolon::code::{Identity, Level, MasterKey, SerialCode, Series, SeriesId, Shape};
use symbolon::error::Language;
use symbolon::gs1::ai::Ai;
use symbolon::gs1::element::Elements;
use symbolon::gs1::key::Gtin;
use symbolon::journal::{Append, Kind, Record};
use symbolon::line::epcis::EpcisEvent;
use symbolon::line::{
    Action, Body, Checks, Command, Decision, Event, Frame, Identities, Limits, Lot, MarkChecks, Order,
    Reason, Role, Ruling, Session, Target,
};
use symbolon::pack::{Rules, UnitId};
use symbolon::trust::{Seals, Unsigned, Verifier};

pub(crate) const START: u64 = 1_800_000_000_000;

/// A record that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Kept {
    pub(crate) time: u64,
    pub(crate) device: u32,
    pub(crate) event: u64,
    pub(crate) kind: Kind,
    pub(crate) payload: Vec<u8>,
}

impl Kept {
    pub(crate) fn record(&self) -> Record<'_> {
        Record {
            time: self.time,
            device: self.device,
            event: self.event,
            kind: self.kind,
            payload: &self.payload,
        }
    }
}

/// A journal in memory that can be told to fail.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    pub(crate) records: Vec<Kept>,
    pub(crate) fails: bool,
}

impl Append for Memory {
    fn append(&mut self, record: &Record<'_>) -> Result<u64, Error> {
        if self.fails {
            return Err(Error::JournalFull);
        }
        self.records.push(Kept {
            time: record.time,
            device: record.device,
            event: record.event,
            kind: record.kind,
            payload: record.payload.to_vec(),
        });
        Ok(self.records.len() as u64 - 1)
    }
}

pub(crate) fn gtin() -> Gtin {
    Gtin::parse(b"09506000134352").unwrap()
}

pub(crate) fn slot(level: Level) -> &'static [u8] {
    match level.number() {
        1 => b"01",
        2 => b"02",
        3 => b"03",
        _ => b"04",
    }
}

pub(crate) fn series_of(master: u8, level: Level) -> Series {
    let key = MasterKey::new([master; 32]).series_key(gtin(), slot(level));
    Series::new(key, gtin(), slot(level), Shape::default()).unwrap()
}

pub(crate) fn series(level: Level) -> Series {
    series_of(1, level)
}

pub(crate) fn series_id(level: Level) -> SeriesId {
    SeriesId::new(gtin(), slot(level)).unwrap()
}

pub(crate) fn verifier() -> Verifier {
    let mut seals = Seals::new();
    for level in [Level::ITEM, Level::BOX, Level::CASE] {
        seals.add(series(level)).unwrap();
    }
    Verifier { seals, unsigned: Unsigned::AcceptIfSealed, ..Verifier::default() }
}

pub(crate) fn identity(level: Level, index: u64) -> Identity {
    Identity::Sgtin { gtin: gtin(), serial: series(level).seal(index).unwrap() }
}

pub(crate) fn lot(name: &str) -> Elements {
    let mut elements = Elements::new();
    elements.push(Ai::LOT, name.as_bytes()).unwrap();
    elements
}

/// The code of a unit as a scanner sends it. Items carry lot A.
pub(crate) fn code(level: Level, index: u64) -> Vec<u8> {
    let attributes = if level == Level::ITEM { lot("A") } else { Elements::new() };
    carrier::element_string(&SerialCode::new(&identity(level, index), &attributes).unwrap())
}

/// Items 0..1000, boxes 0..100, cases 0..20; stations: 0 reader of items (device 1), 1 operator (2), 2 rejector at 10 (3).
pub(crate) fn order() -> Order {
    let mut order = Order::new(Rules::new([2, 2, 0]))
        .with_source(Level::ITEM, Identities::Series { series: series_id(Level::ITEM), indices: 0..1000 })
        .with_source(Level::BOX, Identities::Series { series: series_id(Level::BOX), indices: 0..100 })
        .with_source(Level::CASE, Identities::Series { series: series_id(Level::CASE), indices: 0..20 })
        .with_station(1, Role::Reader { level: Level::ITEM, frame: Frame::Single })
        .with_station(2, Role::Operator)
        .with_station(3, Role::Rejector { distance: 10 });
    let of = |name: &str| Lot { attributes: lot(name), strict: false, date_text: b"2027-01-15".to_vec() };
    order.lots = vec![of("A"), of("B")];
    order.limits = Limits { window: 16, replay: 16, parked: 4, ..Limits::default() };
    order
}

pub(crate) struct Line<'a> {
    pub(crate) order: Order,
    pub(crate) session: Session,
    pub(crate) verifier: Verifier,
    pub(crate) marks: MarkChecks<'a>,
    pub(crate) journal: Memory,
    pub(crate) time: u64,
    /// The digest before the first record, and after each.
    pub(crate) digests: Vec<[u8; 32]>,
    ids: std::collections::BTreeMap<u32, u64>,
}

impl<'a> Line<'a> {
    pub(crate) fn new(order: Order) -> Self {
        Self::with_marks(order, MarkChecks::None)
    }

    pub(crate) fn with_marks(order: Order, marks: MarkChecks<'a>) -> Self {
        let session = Session::open(order.clone(), [0; 16]).unwrap();
        let digests = vec![session.digest()];
        Self {
            order,
            session,
            verifier: verifier(),
            marks,
            journal: Memory::default(),
            time: START,
            digests,
            ids: std::collections::BTreeMap::new(),
        }
    }

    pub(crate) fn event_id(&mut self, device: u32) -> u64 {
        let id = self.ids.entry(device).or_insert(100);
        *id += 1;
        *id
    }

    /// One event at a station, with the next number of its device.
    pub(crate) fn at(&mut self, station: u16, body: Body<'_>) -> Decision {
        let device = self.order.stations[usize::from(station)].device;
        let id = self.event_id(device);
        self.time += 100;
        self.send(&Event { device, id, time: self.time, station, body }).unwrap()
    }

    pub(crate) fn send(&mut self, event: &Event<'_>) -> Result<Decision, Error> {
        let checks = Checks { verifier: &self.verifier, marks: self.marks };
        let before = self.journal.records.len();
        let answer = self.session.step(event, &mut self.journal, &checks);
        if self.journal.records.len() > before {
            self.digests.push(self.session.digest());
        } else {
            assert_eq!(self.digests.last(), Some(&self.session.digest()), "no record, no change");
        }
        answer
    }

    pub(crate) fn read(&mut self, index: u64) -> Decision {
        self.at(0, Body::Read(&code(Level::ITEM, index)))
    }

    pub(crate) fn command(&mut self, command: Command<Target<'_>>) -> Decision {
        self.at(1, Body::Command(command))
    }

    pub(crate) fn unit(&self, level: Level, index: u64) -> UnitId {
        self.session.forest().at(&series_id(level), index).unwrap()
    }

    pub(crate) fn item(&self, index: u64) -> UnitId {
        self.unit(Level::ITEM, index)
    }

    pub(crate) fn parent(&self, unit: UnitId) -> Option<UnitId> {
        self.session.forest().parent(unit).unwrap()
    }

    /// Asserts decision, sentences, EPCIS and the kind of the last record, that the forest is sound, and that a fresh
    /// session comes to the same state by every beginning of the journal.
    pub(crate) fn check(
        &self,
        decision: &Decision,
        ruling: Ruling,
        reason: Reason,
        epcis: &[EpcisEvent],
        kind: u16,
    ) {
        assert_eq!((decision.ruling, decision.reason), (ruling, reason), "{decision:?}");
        let (en, zh) = (reason.sentence(Language::En).to_string(), reason.sentence(Language::Zh).to_string());
        assert!(en.is_ascii() && en.ends_with('.'), "{en}");
        assert!(!zh.is_ascii() && zh.ends_with('。'), "{zh}");
        assert_eq!(Reason::from_number(reason.number()), Some(reason));
        assert_eq!(reason.epcis(), epcis);
        assert_eq!(self.journal.records.last().map(|record| record.kind), Some(Kind(kind)));
        self.check_replay();
    }

    pub(crate) fn check_replay(&self) {
        assert_eq!(self.session.forest().check(), Ok(()));
        let mut again = Session::open(self.order.clone(), [0; 16]).unwrap();
        assert_eq!(again.digest(), self.digests[0]);
        for (record, digest) in self.journal.records.iter().zip(&self.digests[1..]) {
            again.replay(&record.record()).unwrap();
            assert_eq!(again.digest(), *digest, "after {record:?}");
            again.replay(&record.record()).unwrap();
            assert_eq!(again.digest(), *digest, "the same record twice");
        }
        assert_eq!(self.digests.len(), self.journal.records.len() + 1);
    }
}

pub(crate) fn actions(decision: &Decision) -> &[Action] {
    decision.actions.as_slice()
}

pub(crate) fn by_code(code: &[u8]) -> Target<'_> {
    Target::Code(code)
}
