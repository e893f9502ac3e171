//! The session itself: events sent again, out of order or not recorded; and any history replayed.
#![allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap, clippy::cast_sign_loss)] // small numbers

use proptest::prelude::*;
use symbolon::Error;
use symbolon::code::Level;
use symbolon::journal::{Kind, Record};
use symbolon::line::{
    Body, Checks, Codes, Command, Decision, Event, Frame, Identities, Inspection, Limits, MarkChecks,
    MarkMode, OpenUnits, Order, Reason, Role, Ruling, Session, Target,
};
use symbolon::mark::DeriveKey;
use symbolon::pack::{Rules, UnitId};

use crate::line_fixture::*;

/// A read of an item by device 1, whose numbers begin at 1.
fn send(line: &mut Line<'_>, id: u64, text: &[u8]) -> Result<Decision, Error> {
    let body = if text.is_empty() { Body::NoRead } else { Body::Read(text) };
    line.send(&Event { device: 1, id, time: START + id, station: 0, body })
}

/// Takes what waits; the numbers of the events in the order in which they were answered.
fn drain(line: &mut Line<'_>) -> Vec<u64> {
    let mut ids = Vec::new();
    while let Some((device, id, _)) = line.session.released(&mut line.journal).unwrap() {
        assert_eq!(device, 1);
        ids.push(id);
        line.digests.push(line.session.digest());
    }
    ids
}

#[test]
fn the_same_event_gets_the_same_answer_and_changes_nothing() {
    let mut line = Line::new(order());
    let text = code(Level::ITEM, 0);
    let first = send(&mut line, 1, &text).unwrap();
    let again = send(&mut line, 1, &text).unwrap();
    assert_eq!(again, Decision { replayed: true, ..first });
    assert_eq!((line.journal.records.len(), line.session.made()), (1, 1));
    // Also after a restart.
    let mut fresh = Line::new(line.order.clone());
    fresh.session.replay(&line.journal.records[0].record()).unwrap();
    fresh.digests = vec![fresh.session.digest()];
    assert_eq!(send(&mut fresh, 1, &text).unwrap(), again);
    assert!(fresh.journal.records.is_empty());
    // A number of long ago is not taken for a new one.
    for id in 2..=18 {
        send(&mut line, id, b"").unwrap();
    }
    assert_eq!(send(&mut line, 1, &text).unwrap().reason, Reason::Late);
    line.check_replay();
}

#[test]
fn an_event_before_its_turn_waits() {
    let mut line = Line::new(order());
    let texts: Vec<Vec<u8>> = (0..4).map(|index| code(Level::ITEM, index)).collect();
    send(&mut line, 1, &texts[0]).unwrap();
    for id in [4, 3, 4] {
        let parked = send(&mut line, id, &texts[id as usize - 1]).unwrap();
        assert_eq!((parked.ruling, parked.reason), (Ruling::Park, Reason::Parked));
        assert!(drain(&mut line).is_empty());
    }
    assert_eq!(line.journal.records.len(), 1);
    assert_eq!(send(&mut line, 2, &texts[1]).unwrap().ruling, Ruling::Accept);
    assert_eq!(drain(&mut line), [3, 4]);
    let answer = send(&mut line, 4, &texts[3]).unwrap();
    assert!(answer.replayed && answer.ruling == Ruling::Accept);
    assert_eq!(line.session.lost_events(), 0);
    line.check_replay();
}

#[test]
fn a_number_that_never_comes_is_given_up_when_no_more_can_wait() {
    let mut line = Line::new(order());
    send(&mut line, 1, b"").unwrap();
    for id in 3..=6 {
        assert_eq!(send(&mut line, id, b"").unwrap().ruling, Ruling::Park);
    }
    assert_eq!(send(&mut line, 7, b"").unwrap().reason, Reason::TooMany);
    assert_eq!(drain(&mut line), [3, 4, 5, 6]);
    assert_eq!(send(&mut line, 2, b"").unwrap().reason, Reason::Late);
    assert_eq!(line.session.lost_events(), 1);
    assert_eq!(send(&mut line, 7, b"").unwrap().ruling, Ruling::Eject);
    line.check_replay();
}

#[test]
fn a_failing_journal_changes_nothing_and_stops_the_session_until_resumed() {
    let mut line = Line::new(order());
    let text = code(Level::ITEM, 0);
    line.journal.fails = true;
    assert_eq!(send(&mut line, 1, &text), Err(Error::JournalFull));
    line.journal.fails = false;
    assert_eq!(send(&mut line, 1, &text), Err(Error::SessionStopped));
    line.session.resume();
    assert_eq!(send(&mut line, 1, &text).unwrap().ruling, Ruling::Accept);

    // The same for one that waited.
    send(&mut line, 3, &code(Level::ITEM, 2)).unwrap();
    send(&mut line, 2, &code(Level::ITEM, 1)).unwrap();
    line.journal.fails = true;
    assert_eq!(line.session.released(&mut line.journal), Err(Error::JournalFull));
    line.journal.fails = false;
    assert_eq!(line.session.released(&mut line.journal), Err(Error::SessionStopped));
    line.session.resume();
    assert_eq!(drain(&mut line), [3]);
    assert_eq!(line.session.made(), 3);
    line.check_replay();
}

#[test]
fn events_of_unknown_stations_and_of_the_wrong_kind_are_refused() {
    let mut line = Line::new(order());
    let refused = Err(Error::LineEvent { at: 0 });
    for (device, station, body) in [
        (1, 9, Body::NoRead),
        (2, 0, Body::NoRead),
        (1, 0, Body::Ready),
        (2, 1, Body::NoRead),
        (1, 0, Body::Command(Command::Pause)),
        (3, 2, Body::Weighed(1)),
    ] {
        assert_eq!(line.send(&Event { device, id: 1, time: START, station, body }), refused);
    }
    assert!(Codes::new(b"abc", &[2, 1]).is_err());
    assert!(Codes::new(b"abc", &[2]).is_err());
    assert!(Codes::new(b"abc", &[4]).is_err());
    assert_eq!(Codes::new(b"abc", &[1, 1, 3]).unwrap().iter().collect::<Vec<_>>(), [&b"a"[..], b"", b"bc"]);
}

#[test]
fn orders_that_do_not_fit_together_are_refused_with_the_station() {
    let open = |order: Order| Session::open(order, [0; 16]).map(drop);
    let of = |change: fn(&mut Order)| {
        let mut order = order();
        change(&mut order);
        open(order)
    };
    assert_eq!(open(order()), Ok(()));
    assert_eq!(of(|order| order.lots.clear()), Err(Error::Order { item: 3 }));
    assert_eq!(of(|order| order.limits.window = 65), Err(Error::Order { item: 3 }));
    assert_eq!(of(|order| order.limits.replay = 0), Err(Error::Order { item: 3 }));
    assert_eq!(of(|order| order.rules = Rules::new([2, 0, 0])), Err(Error::LevelAbsent { item: 2 }));
    let with = |role| open(order().with_station(9, role));
    assert_eq!(
        with(Role::Reader { level: Level::ITEM, frame: Frame::Single }),
        Err(Error::Order { item: 3 })
    );
    assert_eq!(
        with(Role::Reader { level: Level::BOX, frame: Frame::Layer(1) }),
        Err(Error::Order { item: 3 })
    );
    assert_eq!(with(Role::MarkReader { offset: 2 }), Err(Error::Order { item: 3 }));
    assert_eq!(with(Role::Rejector { distance: 2 }), Err(Error::Order { item: 3 }));
    assert_eq!(with(Role::Inspection { offset: 16, by: Inspection::Vision }), Err(Error::Order { item: 3 }));
    let twice = order()
        .with_source(Level::ITEM, Identities::Series { series: series_id(Level::ITEM), indices: 999..1001 });
    assert!(matches!(open(twice), Err(Error::Overlap { .. })));
}

/// What a history is made of; numbers are small, so that they meet.
#[derive(Clone, Debug)]
enum Move {
    Read(u64),
    NoRead,
    Junk,
    Mark(i64),
    NoMark,
    Look(bool),
    Ejected(bool),
    Box(u64),
    Unit(u8, Level, u64),
    Pair(u8, u64, u64),
    Plain(u8),
}

fn moves() -> impl Strategy<Value = Move> {
    let level = prop_oneof![Just(Level::ITEM), Just(Level::BOX), Just(Level::CASE)];
    prop_oneof![
        12 => (0..40_u64).prop_map(Move::Read),
        1 => Just(Move::NoRead),
        1 => Just(Move::Junk),
        10 => prop_oneof![6 => Just(0), 1 => -3..3_i64].prop_map(Move::Mark),
        1 => Just(Move::NoMark),
        10 => prop::bool::weighted(0.9).prop_map(Move::Look),
        2 => prop::bool::weighted(0.9).prop_map(Move::Ejected),
        3 => (0..8_u64).prop_map(Move::Box),
        6 => (0..8_u8, level, 0..12_u64).prop_map(|(verb, level, index)| Move::Unit(verb, level, index)),
        2 => (0..3_u8, 0..12_u64, 0..12_u64).prop_map(|(verb, one, two)| Move::Pair(verb, one, two)),
        3 => (0..9_u8).prop_map(Move::Plain),
    ]
}

fn busy(labels: symbolon::line::Labels) -> Order {
    let mut order = order()
        .with_station(4, Role::MarkReader { offset: 1 })
        .with_station(5, Role::Inspection { offset: 2, by: Inspection::Vision })
        .with_station(6, Role::Reader { level: Level::BOX, frame: Frame::Single });
    order.marks = MarkMode::Derived;
    order.labels = labels;
    order.limits = Limits { window: 8, replay: 4, parked: 2, ..Limits::default() };
    order
}

/// Lets a move happen. The mark reader reads what is `shift` items from the item that it should see.
fn happen(line: &mut Line<'_>, key: &DeriveKey, read: &mut Vec<u64>, marked: &mut usize, step: &Move) {
    match *step {
        Move::Read(index) => {
            read.push(index);
            line.read(index);
        }
        Move::NoRead => {
            read.push(0);
            line.at(0, Body::NoRead);
        }
        Move::Junk => {
            read.push(0);
            line.at(0, Body::Read(b"junk"));
        }
        Move::Mark(shift) => {
            let owner = (*marked as i64 + shift).clamp(0, read.len() as i64) as usize;
            *marked += 1;
            let index = read.get(owner).copied().unwrap_or(0);
            let text = key.derive(&identity(Level::ITEM, index), b"2027-01-15", b"", None).unwrap().text();
            line.at(3, Body::Mark { text: Some(&text), roll: None });
        }
        Move::NoMark => {
            *marked += 1;
            line.at(3, Body::Mark { text: None, roll: None });
        }
        Move::Look(pass) => drop(line.at(4, Body::Inspected { pass, defect: 1 })),
        Move::Ejected(done) => drop(line.at(2, Body::Ejected { done })),
        Move::Box(index) => drop(line.at(5, Body::Read(&code(Level::BOX, index)))),
        Move::Unit(verb, level, index) => {
            let unit = Target::Unit(line.unit(level, index));
            line.command(match verb {
                0 => Command::Sample(unit),
                1 => Command::Rework(unit),
                2 => Command::Reprint(unit),
                3 => Command::Void { unit, take_out: index % 2 == 0 },
                4 => Command::Destroy(unit),
                5 => Command::TakeOut(unit),
                6 => Command::Reopen(unit),
                _ => Command::Lost(unit),
            });
        }
        Move::Pair(verb, one, two) => {
            let (carton, item) =
                (Target::Unit(line.unit(Level::BOX, one)), Target::Unit(line.unit(Level::ITEM, two)));
            line.command(match verb {
                0 => Command::PutIn { container: carton, unit: item },
                1 => Command::Close { container: carton, declared: 1 },
                _ => {
                    Command::Relabel { old: item, new: Some(Target::Unit(line.unit(Level::ITEM, one + 20))) }
                }
            });
        }
        Move::Plain(verb) => drop(line.command(match verb {
            0 => Command::Pause,
            1 | 2 => Command::Resume,
            3 => Command::Realign { by: 0 },
            4 => Command::Realign { by: -1 },
            5 => Command::Restart,
            6 => Command::CloseOdd { level: Level::BOX, container: None },
            7 => Command::CloseOdd { level: Level::CASE, container: None },
            _ => Command::ChangeOver { lot: 0 },
        })),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever happens: a replay gives the same state after every record, the forest is sound, what is packed is
    /// commissioned, and the balance adds up.
    #[test]
    fn any_history_replays_and_balances(steps in prop::collection::vec(moves(), 1..120), applied in any::<bool>()) {
        let key = DeriveKey::new(&[7; 32], b"tenant", 1).unwrap();
        let labels = if applied { symbolon::line::Labels::Applied } else { symbolon::line::Labels::Printed };
        let mut line = Line::with_marks(busy(labels), MarkChecks::Derived(&key));
        let (mut read, mut marked) = (Vec::new(), 0);
        for step in &steps {
            happen(&mut line, &key, &mut read, &mut marked, step);
            prop_assert!(line.session.balance().is_exact());
        }
        line.command(Command::End(OpenUnits::Leave));
        let balance = line.session.balance();
        prop_assert!(balance.is_exact(), "{:?}", balance);
        for number in 0..line.session.forest().len() {
            let unit = UnitId::from_number(number);
            if line.parent(unit).is_some() && !line.session.is_lost(unit) {
                prop_assert_eq!(line.session.state(unit), symbolon::line::State::Commissioned);
            }
        }
        line.check_replay();
    }

    /// The order in which events come within the window changes nothing.
    #[test]
    fn events_in_any_order_within_the_window_give_the_same_state(
        indices in prop::collection::vec(0..12_u64, 4..40),
        swaps in prop::collection::vec((0..40_usize, 1..3_usize), 0..30),
    ) {
        let mut sequence: Vec<u64> = (1..=indices.len() as u64).collect();
        // The first number says where a device begins.
        for (at, by) in swaps {
            if at > 0 && at + by < sequence.len() && sequence[at].abs_diff(at as u64 + 1) == 0
                && sequence[at + by].abs_diff((at + by) as u64 + 1) == 0
            {
                sequence.swap(at, at + by);
            }
        }
        let run = |sequence: &[u64]| {
            let mut line = Line::new(order());
            for id in sequence {
                send(&mut line, *id, &code(Level::ITEM, indices[*id as usize - 1])).unwrap();
                drain(&mut line);
            }
            assert_eq!(line.session.lost_events(), 0);
            line
        };
        let (straight, mixed) = (run(&(1..=indices.len() as u64).collect::<Vec<_>>()), run(&sequence));
        prop_assert_eq!(straight.session.digest(), mixed.session.digest());
        prop_assert_eq!(straight.journal.records, mixed.journal.records);
    }

    /// Records of strangers are refused, never a panic; and what is refused changes nothing.
    #[test]
    fn invented_records_are_refused_or_taken_without_harm(
        kind in prop_oneof![0x0100..0x0110_u16, 0x0200..0x0218_u16, any::<u16>()],
        body in prop::collection::vec(any::<u8>(), 0..40),
        station in 0..7_u16,
    ) {
        let mut payload = vec![1];
        payload.extend(station.to_le_bytes());
        payload.extend(body);
        let mut session = Session::open(busy(symbolon::line::Labels::Printed), [0; 16]).unwrap();
        let before = session.digest();
        let device = session.order().stations.get(usize::from(station)).map_or(1, |station| station.device);
        let record = Record { time: START, device, event: 1, kind: Kind(kind), payload: &payload };
        if session.replay(&record).is_err() {
            prop_assert_eq!(session.digest(), before);
        }
        prop_assert!(session.balance().is_exact());
    }
}

#[test]
fn every_truncation_and_every_changed_byte_of_a_record_is_taken_or_refused_without_harm() {
    let key = DeriveKey::new(&[7; 32], b"tenant", 1).unwrap();
    let mut line = Line::with_marks(busy(symbolon::line::Labels::Printed), MarkChecks::Derived(&key));
    let (mut read, mut marked) = (Vec::new(), 0);
    let steps = [
        Move::Read(0),
        Move::Mark(0),
        Move::Look(true),
        Move::Junk,
        Move::Unit(3, Level::ITEM, 0),
        Move::Pair(2, 5, 6),
    ];
    for step in &steps {
        happen(&mut line, &key, &mut read, &mut marked, step);
    }
    for kept in &line.journal.records {
        for end in 0..kept.payload.len() {
            let mut session = Session::open(line.order.clone(), [0; 16]).unwrap();
            let record = Record { payload: &kept.payload[..end], ..kept.record() };
            assert!(session.replay(&record).is_err(), "{kept:?} cut at {end}");
        }
        let longer = [&kept.payload[..], &[0]].concat();
        let mut session = Session::open(line.order.clone(), [0; 16]).unwrap();
        assert!(session.replay(&Record { payload: &longer, ..kept.record() }).is_err());
        for at in 0..kept.payload.len() {
            for bit in 0..8 {
                let mut changed = kept.payload.clone();
                changed[at] ^= 1 << bit;
                let _ = session.replay(&Record { payload: &changed, ..kept.record() });
            }
        }
    }
}

#[test]
fn a_session_does_not_borrow_its_checks() {
    const fn sendable<T: Send + Sync>() {}
    const { sendable::<Session>() };
    let checked = |checks: &Checks<'_>| matches!(checks.marks, MarkChecks::None);
    let verifier = verifier();
    assert!(checked(&Checks { verifier: &verifier, marks: MarkChecks::None }));
}
