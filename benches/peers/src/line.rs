//! What one item costs on a line: its code is read, verified, paired with its mark, packed and recorded.
//!
//! The journal is in memory and committed outside the measured time: a commit's cost is the disk's. Times are CPU time,
//! so that what else runs on the machine is not measured; the note tells time on the wall too.

use std::sync::OnceLock;
use std::time::Instant;

use symbolon::code::{Level, MasterKey, SerialCode, Series, SeriesId, Shape, carrier};
use symbolon::gs1::ai::Ai;
use symbolon::gs1::element::Elements;
use symbolon::gs1::key::Gtin;
use symbolon::journal::{Journal, Memory, Settings};
use symbolon::line::{
    Body, Checks, Event, Frame, Identities, Lot, MarkChecks, MarkMode, Order, Role, Ruling, Session,
};
use symbolon::mark::DeriveKey;
use symbolon::pack::Rules;
use symbolon::trust::{Issuer, Keyring, Scope, Seals, SecretKey, Signer, Unsigned, Verifier, Window};

use crate::measure::{Goal, cpu_nanoseconds};

/// Items of one run.
const ITEMS: u64 = 60_000;
/// Items between two commits.
const COMMIT: u64 = 1_000;

/// Nanoseconds per item, ascending: CPU time, and time on the wall.
struct Run {
    times: Vec<f64>,
    wall: Vec<f64>,
}

/// The time in microseconds that this share of the items stays below.
fn at(times: &[f64], share: f64) -> f64 {
    times[((times.len() as f64 * share) as usize).min(times.len() - 1)] / 1000.0
}

impl Run {
    fn at(&self, share: f64) -> f64 {
        at(&self.times, share)
    }

    fn rate(&self) -> f64 {
        self.times.len() as f64 * 1e9 / self.times.iter().sum::<f64>()
    }

    fn note(&self, what: &str) -> String {
        format!(
            "microseconds per item, {what}: read and mark, {ITEMS} items into boxes, cases and pallets; p50 {:.2}, \
             p99 {:.2}, p99.9 {:.2}, worst {:.1}; {:.0} items/s; on the wall p50 {:.2}, p99 {:.2}, p99.9 {:.2}",
            self.at(0.5),
            self.at(0.99),
            self.at(0.999),
            self.at(1.0),
            self.rate(),
            at(&self.wall, 0.5),
            at(&self.wall, 0.99),
            at(&self.wall, 0.999),
        )
    }
}

fn gtin() -> Gtin {
    Gtin::parse(b"09506000134352").unwrap()
}

fn series(slot: &[u8]) -> Series {
    Series::new(MasterKey::new([1; 32]).series_key(gtin(), slot), gtin(), slot, Shape::default()).unwrap()
}

fn order() -> Order {
    let source = |slot: &[u8], count| Identities::Series {
        series: SeriesId::new(gtin(), slot).unwrap(),
        indices: 0..count,
    };
    let mut order = Order::new(Rules::new([20, 20, 20]))
        .with_source(Level::ITEM, source(b"01", ITEMS))
        .with_source(Level::BOX, source(b"02", ITEMS))
        .with_source(Level::CASE, source(b"03", ITEMS))
        .with_source(Level::PALLET, source(b"04", ITEMS))
        .with_station(1, Role::Reader { level: Level::ITEM, frame: Frame::Single })
        .with_station(2, Role::MarkReader { offset: 0 });
    order.marks = MarkMode::Derived;
    order.lots = vec![Lot { date_text: b"2027-01-15".to_vec(), ..Lot::default() }];
    order
}

fn run(is_signed: bool) -> Run {
    let issuer = Issuer::new(SecretKey::from_seed(&[1; 32]).unwrap());
    let (mut keyring, mut seals) = (Keyring::new(), Seals::new());
    keyring.add(*issuer.signer().public_key(), Window::ALWAYS, Scope::Everything).unwrap();
    for slot in [b"01", b"02", b"03", b"04"] {
        seals.add(series(slot)).unwrap();
    }
    let verifier = Verifier { keyring, seals, unsigned: Unsigned::AcceptIfSealed, ..Verifier::default() };
    let key = DeriveKey::new(&[7; 32], b"tenant", 1).unwrap();
    let checks = Checks { verifier: &verifier, marks: MarkChecks::Derived(&key) };
    let mut attributes = Elements::new();
    attributes.push(Ai::LOT, b"L7").unwrap();
    attributes.push(Ai::EXPIRY, b"281130").unwrap();
    let items = series(b"01");
    let scans: Vec<(Vec<u8>, [u8; 11])> = (0..ITEMS)
        .map(|index| {
            let code = if is_signed {
                issuer.issue(&items, index, &attributes).unwrap()
            } else {
                let serial = items.seal(index).unwrap();
                let identity = symbolon::code::Identity::Sgtin { gtin: gtin(), serial };
                SerialCode::new(&identity, &attributes).unwrap()
            };
            let mark = key.derive(code.identity(), b"2027-01-15", b"", None).unwrap();
            (carrier::element_string(&code), mark.text())
        })
        .collect();
    let mut session = Session::open(order(), [0; 16]).unwrap();
    let mut journal = Journal::create(Memory::new(), [1; 16], Settings::default()).unwrap();
    let (mut times, mut wall) = (Vec::with_capacity(scans.len()), Vec::with_capacity(scans.len()));
    for (id, (code, mark)) in (0..).zip(&scans) {
        let time = 1_800_000_000_000 + id * 20;
        let (start, cpu) = (Instant::now(), cpu_nanoseconds());
        let read = Event { device: 1, id, time, station: 0, body: Body::Read(code) };
        session.step(&read, &mut journal, &checks).unwrap();
        let body = Body::Mark { text: Some(mark), roll: None };
        let decision =
            session.step(&Event { device: 2, id, time, station: 1, body }, &mut journal, &checks).unwrap();
        times.push(cpu_nanoseconds() - cpu);
        wall.push(start.elapsed().as_nanos() as f64);
        assert_eq!(decision.ruling, Ruling::Accept);
        if id % COMMIT == COMMIT - 1 {
            journal.commit().unwrap();
        }
    }
    assert_eq!(session.made(), ITEMS);
    times.sort_by(f64::total_cmp);
    wall.sort_by(f64::total_cmp);
    Run { times, wall }
}

fn signed() -> &'static Run {
    static RUN: OnceLock<Run> = OnceLock::new();
    RUN.get_or_init(|| run(true))
}

pub fn step_signed() -> Goal {
    Goal::at_most(60.0, signed().at(0.5), signed().note("median, with a signature"))
}

pub fn step_sealed() -> Goal {
    let run = run(false);
    Goal::at_most(5.0, run.at(0.5), run.note("median, sealed only"))
}

pub fn step_worst() -> Goal {
    Goal::at_most(1000.0, signed().at(0.999), signed().note("99.9 of 100, with a signature"))
}

/// A fast line sees 50 items a second.
pub fn step_rate() -> Goal {
    let note = signed().note("as a share of 1000 items/s, 20 times a fast line");
    Goal::at_most(1.0, 20.0 * 50.0 / signed().rate(), note)
}
