//! Statistics, balance and reports: the counts are those of a simple account, the balance adds up or says by what not.

use proptest::prelude::*;
use serde_json::Value;
use symbolon::code::{Identity, Level, Serial, SeriesId};
use symbolon::error::Language;
use symbolon::gs1::key::Gtin;
use symbolon::line::balance::{Class, Discrepancy, Missing};
use symbolon::line::state::{Event, next};
use symbolon::line::statistics::{Stretch, Timeline};
use symbolon::line::{
    Balance, Frame, Identities, Order, Reason, Report, Role, Ruling, State, Statistics, chart,
};
use symbolon::pack::Rules;

const START: u64 = 1_767_225_600_000;
const MINUTE: u64 = 60_000;

fn order() -> Order {
    let series = |slot| SeriesId::new(Gtin::parse(b"09506000134352").unwrap(), slot).unwrap();
    let listed = |serial: &str| Identity::Sgtin {
        gtin: Gtin::parse(b"19506000134359").unwrap(),
        serial: Serial::parse(serial.as_bytes()).unwrap(),
    };
    let rules = Rules::new([0, 5, 0]).with_name(Level::CASE, "car\"ton").unwrap();
    Order::new(rules)
        .with_source(Level::ITEM, Identities::Series { series: series(b"07"), indices: 100..110 })
        .with_source(Level::CASE, Identities::Listed(["A\"1", "B", "C"].map(listed).to_vec()))
        .with_station(1, Role::Reader { level: Level::ITEM, frame: Frame::Single })
        .with_station(2, Role::Rejector { distance: 4 })
        .with_station(3, Role::Printer { level: Level::CASE })
}

fn finished() -> (Statistics, Balance) {
    let order = order();
    let mut statistics = Statistics::new(&order);
    for (number, ruling, reason) in [
        (0, Ruling::Accept, Reason::Fine),
        (0, Ruling::Hold, Reason::Fine),
        (0, Ruling::Eject, Reason::NoRead),
        (0, Ruling::Refuse, Reason::State(next(State::Destroyed, Event::SidShipping).unwrap_err())),
        (0, Ruling::Park, Reason::Parked),
        (1, Ruling::Accept, Reason::Ejected),
        (9, Ruling::Accept, Reason::Fine),
    ] {
        statistics.count(number, ruling, reason);
    }
    let items = [State::Commissioned; 5].into_iter().chain([
        State::Encoded,
        State::Encoded,
        State::Destroyed,
        State::Allocated,
        State::Unallocated,
    ]);
    let cases = [State::Encoded, State::Commissioned, State::Encoded];
    let mut balance = Balance::new(&order);
    balance.add(Level::ITEM, 0, 100, items.clone());
    balance.add(Level::CASE, 1, 0, cases);
    for (level, state) in
        items.map(|state| (Level::ITEM, state)).chain(cases.map(|state| (Level::CASE, state)))
    {
        statistics.moved(level, State::Allocated, state, 1);
    }
    for item in 0..5 {
        statistics.item(START + 1234 + item * MINUTE, item != 3);
    }
    balance.compare(&statistics);
    (statistics, balance)
}

#[test]
fn a_balance_adds_up_and_names_what_is_unaccounted() {
    let (_, balance) = finished();
    assert!(balance.is_exact());
    let items = balance.row(Level::ITEM);
    assert_eq!(items.issued, 10);
    assert_eq!(Class::ALL.map(|class| items.class(class)), [5, 0, 0, 1, 1, 3]);
    let missing = |source, range, labelled| Missing { source, range, labelled };
    assert_eq!(
        balance.missing(),
        [
            missing(0, 105..107, true),
            missing(0, 108..109, false),
            missing(1, 0..1, true),
            missing(1, 2..3, true)
        ]
    );
}

#[test]
fn a_balance_that_does_not_add_up_says_by_how_much() {
    let order = order();
    let mut balance = Balance::new(&order);
    balance.add(Level::ITEM, 0, 100, [State::Commissioned; 9]);
    balance.add(Level::CASE, 1, 0, [State::Commissioned; 4]);
    assert!(!balance.is_exact());
    assert_eq!(balance.row(Level::ITEM).difference(), 1);
    assert_eq!(balance.row(Level::CASE).difference(), -1);
    let statistics = Statistics::new(&order);
    let report = Report { order: &order, statistics: &statistics, balance: &balance, time: START };
    for (language, words) in [
        (Language::En, ["left out: 1", "left out: -1", "THE BALANCE DOES NOT ADD UP"]),
        (Language::Zh, ["差额：1", "差额：-1", "不平衡！"]),
    ] {
        let text = report.text(language);
        assert!(words.iter().all(|words| text.contains(words)), "{text}");
    }
}

#[test]
fn live_counts_that_differ_from_the_identities_are_named() {
    let (mut statistics, mut balance) = finished();
    statistics.moved(Level::ITEM, State::Commissioned, State::Sampled, 2);
    balance.compare(&statistics);
    let expected = |state, counted, found| Discrepancy { level: Level::ITEM, state, counted, found };
    assert_eq!(
        balance.discrepancies(),
        [expected(State::Commissioned, 3, 5), expected(State::Sampled, 2, 0)]
    );
    assert!(!balance.is_exact());
    let order = order();
    let report = Report { order: &order, statistics: &statistics, balance: &balance, time: START };
    assert!(report.text(Language::En).contains("item Commissioned: 3 counted, 5 found\n"));
    let json: Value = serde_json::from_str(&report.json()).unwrap();
    assert_eq!(json["balance"]["discrepancies"][1]["counted"], 2);
}

#[test]
fn more_ranges_than_are_named_are_counted() {
    let mut balance = Balance::new(&Order::new(Rules::new([0, 5, 0])));
    let alternating = (0..3 * Balance::MOST_RANGES).map(|index| match index % 3 {
        2 => State::Commissioned,
        _ => State::Encoded,
    });
    balance.add(Level::ITEM, 0, 0, alternating.chain([State::Encoded; 7]));
    assert_eq!((balance.missing().len(), balance.unnamed()), (Balance::MOST_RANGES, 7));
}

#[test]
fn a_running_order_has_a_balance_without_names() {
    let (statistics, _) = finished();
    let order = order();
    let mut balance = statistics.balance(&order);
    balance.compare(&statistics);
    assert!(balance.is_exact() && balance.missing().is_empty());
    assert_eq!(balance.row(Level::CASE).class(Class::Unaccounted), 2);
}

#[test]
fn a_station_counts_by_reason_and_passes_what_is_accepted_or_held() {
    let (statistics, _) = finished();
    let reader = &statistics.stations()[0];
    assert_eq!((reader.seen(), reader.passed()), (4, 2));
    let refusal = Reason::State(next(State::Destroyed, Event::SidShipping).unwrap_err());
    let expected = [(Reason::Fine, 2), (Reason::NoRead, 1), (refusal, 1)];
    assert!(reader.reasons().eq(expected));
    assert_eq!((reader.of(Reason::Fine), reader.of(Reason::Parked)), (2, 0));
    assert_eq!(statistics.stations()[1].of(Reason::Ejected), 1);
}

#[test]
fn every_reason_has_a_place_of_its_own() {
    let mut statistics = Statistics::new(&order());
    let pairs = State::ALL.into_iter().flat_map(|state| Event::ALL.map(|event| next(state, event).err()));
    let all: Vec<Reason> = Reason::ALL.iter().copied().chain(pairs.flatten().map(Reason::State)).collect();
    for (count, &reason) in (1..).zip(&all) {
        (0..count).for_each(|_| statistics.count(0, Ruling::Refuse, reason));
    }
    for (count, &reason) in (1..).zip(&all) {
        assert_eq!(statistics.stations()[0].of(reason), count, "{reason:?}");
    }
    assert_eq!(statistics.stations()[0].reasons().count(), all.len());
}

#[test]
fn the_speed_is_that_of_the_last_full_minutes() {
    let mut statistics = Statistics::new(&order());
    for second in 0..7200 {
        statistics.item(START + second * 1000, second % 10 != 0);
    }
    let now = START + 7200 * 1000 + 30_000;
    assert_eq!(statistics.last(now, 1), Stretch { good: 54, bad: 6 });
    assert_eq!(statistics.last(now, 10).items(), 600);
    assert_eq!(statistics.last(now, 1000).items(), 59 * 60);
    assert_eq!(statistics.last(now + 30 * MINUTE, 31).items(), 60);
    assert_eq!(statistics.last(now + 1000 * MINUTE, 10).items(), 0);
    assert_eq!(statistics.last(0, 10).items(), 0);
}

#[test]
fn a_clock_that_is_far_off_spoils_neither_picture_nor_speed() {
    let mut statistics = Statistics::new(&order());
    for time in [START, 0, u64::MAX, START + 400 * 24 * 60 * MINUTE, START + MINUTE] {
        statistics.item(time, true);
    }
    assert_eq!((statistics.items().items(), statistics.untimed()), (5, 3));
    assert_eq!((statistics.timeline().width(), statistics.timeline().columns().len()), (1, 2));
    statistics.item(START + Timeline::LONGEST * MINUTE, false);
    let timeline = statistics.timeline();
    assert_eq!(timeline.columns().iter().map(|column| column.items()).sum::<u64>(), 3);
    assert!(timeline.width() * Timeline::COLUMNS as u64 > Timeline::LONGEST);
}

#[test]
fn the_report_says_the_same_to_people_and_machines() {
    let (statistics, balance) = finished();
    let order = order();
    let report =
        Report { order: &order, statistics: &statistics, balance: &balance, time: START + 10 * MINUTE };
    let json: Value = serde_json::from_str(&report.json()).unwrap();
    assert_eq!(json["items"], serde_json::json!({ "good": 4, "bad": 1, "pass_rate": 0.8, "untimed": 0 }));
    assert_eq!(json["speed"]["items"], 5);
    assert_eq!(json["stations"][0]["pass_rate"], 0.5);
    assert_eq!(json["stations"][0]["reasons"][1]["reason"], 10);
    assert_eq!(json["stations"][0]["reasons"][1]["zh"], Reason::NoRead.sentence(Language::Zh).to_string());
    assert_eq!(json["stations"][1]["level"], Value::Null);
    assert_eq!(json["balance"]["levels"][1]["name"], "car\"ton");
    assert_eq!(json["balance"]["levels"][0]["states"]["Commissioned"], 5);
    assert_eq!(json["balance"]["unaccounted"][0]["name"], "09506000134352/07");
    assert_eq!(json["balance"]["unaccounted"][2]["first"], "(01)19506000134359(21)A\"1");
    assert_eq!(json["timeline"]["columns"], serde_json::json!([[1, 0], [1, 0], [1, 0], [0, 1], [1, 0]]));
    let text = report.text(Language::En);
    for line in [
        "items 5: 4 good, 1 rejected, pass rate 80.00 %\n",
        "speed 0.5 per minute over 10 minutes\n",
        "station 0, reader item: 4 seen, 2 passed, 50.00 %\n",
        "          1  10 No code could be read; the item is taken off.\n",
        "item: 10 issued = 5 used + 0 void + 0 sampled + 1 destroyed + 1 returned + 3 unaccounted\n",
        "  unaccounted 09506000134352/07 105..=106 on a label\n",
        "  unaccounted list 2..=2 on a label: (01)19506000134359(21)C .. (01)19506000134359(21)C\n",
        "the balance adds up\n",
    ] {
        assert!(text.contains(line), "{line}\nin\n{text}");
    }
    let text = report.text(Language::Zh);
    for line in ["产品 5 件：合格 4，剔除 1，通过率 80.00 %\n", "工位 0 读码器（1级）", "平衡无误\n"]
    {
        assert!(text.contains(line), "{line}\nin\n{text}");
    }
}

#[test]
fn a_report_of_nothing_is_a_report() {
    let order = Order::new(Rules::new([0, 5, 0]));
    let statistics = Statistics::new(&order);
    let balance = statistics.balance(&order);
    let report = Report { order: &order, statistics: &statistics, balance: &balance, time: 0 };
    assert!(serde_json::from_str::<Value>(&report.json()).is_ok());
    assert!(report.text(Language::En).contains("the balance adds up"));
    assert!(chart::pass_rate(statistics.timeline()).ends_with("</svg>\n"));
}

#[test]
fn the_picture_shows_each_stretch_and_leaves_pauses_empty() {
    let mut statistics = Statistics::new(&order());
    for minute in (0..100).filter(|minute| !(40..60).contains(minute)) {
        for item in 0..100 {
            statistics.item(START + minute * MINUTE + item, item >= u64::from(minute == 80) * 7);
        }
    }
    let picture = chart::pass_rate(statistics.timeline());
    let columns: Vec<&str> = picture.lines().filter(|line| line.contains(r#"width="7""#)).collect();
    assert_eq!(columns.len(), 80);
    let full = r#"height="120""#;
    assert_eq!(columns.iter().filter(|column| column.contains(full)).count(), 79);
    // 93 % on a scale from 90 to 100.
    assert!(columns[60].contains(r#"x="612" y="96" width="7" height="36""#), "{}", columns[60]);
    assert!(picture.contains("<title>Pass rate 99.91 % of 8000 items</title>"));
    for mark in ["100.0%", "95.0%", "90.0%", "1 min per column, 8000 items"] {
        assert!(picture.contains(mark), "{mark}");
    }
    assert_eq!(picture, chart::pass_rate(statistics.timeline()));
    assert!(picture.lines().all(|line| line.matches('<').count() == line.matches('>').count()));
}

proptest! {
    #[test]
    fn the_timeline_keeps_every_item(minutes in prop::collection::vec((0..100_000_u64, any::<bool>()), 1..200)) {
        let mut statistics = Statistics::new(&order());
        let first = minutes[0].0;
        let (mut model, mut untimed) = (Vec::new(), 0);
        for &(minute, good) in &minutes {
            statistics.item(START + minute * MINUTE, good);
            if minute < first { untimed += 1 } else { model.push((minute - first, good)) }
        }
        let timeline = statistics.timeline();
        prop_assert_eq!(statistics.untimed(), untimed);
        let widest = model.iter().map(|item| item.0).max().unwrap();
        let width = (0..64).map(|power| 1_u64 << power).find(|width| widest / width < 240).unwrap();
        prop_assert_eq!(timeline.width(), width);
        for (column, stretch) in (0_u64..).zip(timeline.columns()) {
            let of = |good| model.iter().filter(|item| item.0 / width == column && item.1 == good).count() as u64;
            prop_assert_eq!(*stretch, Stretch { good: of(true), bad: of(false) });
        }
    }

    /// Any life of identities that the table of states allows: the balance is exact whatever became of them.
    #[test]
    fn any_legal_life_balances(lives in prop::collection::vec((0_usize..10, 0_usize..18), 0..300)) {
        let order = order();
        let mut statistics = Statistics::new(&order);
        let mut states = [State::Allocated; 10];
        for (unit, event) in lives {
            if let Ok(to) = next(states[unit], Event::ALL[event]) {
                statistics.moved(Level::ITEM, states[unit], to, 1);
                states[unit] = to;
            }
        }
        let mut balance = Balance::new(&order);
        balance.add(Level::ITEM, 0, 100, states);
        balance.add(Level::CASE, 1, 0, [State::Allocated; 3]);
        balance.compare(&statistics);
        prop_assert!(balance.is_exact());
        let named: u64 = balance.missing().iter().map(|missing| missing.range.end - missing.range.start).sum();
        let rows = [Level::ITEM, Level::CASE].map(|level| balance.row(level).class(Class::Unaccounted));
        prop_assert_eq!(named, rows.iter().sum::<u64>());
    }
}
