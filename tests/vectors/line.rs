//! States and reports of a line.

use symbolon::code::{Identity, Level, Serial, SeriesId};
use symbolon::gs1::key::Gtin;
use symbolon::line::{
    Balance, Frame, Identities, Order, Reason, Report, Role, Ruling, State, Statistics, chart, state,
};
use symbolon::pack::Rules;

use super::{rows, text};

#[test]
fn states_of_a_line() {
    for (row, event) in rows("line_state.json").iter().zip(state::Event::ALL) {
        assert_eq!(text(row, "event"), event.name());
        let next = State::ALL
            .map(|from| state::next(from, event).map_or(".".to_owned(), |to| format!("{:x}", to.number())));
        assert_eq!(text(row, "next"), next.concat(), "{}", event.name());
    }
}

#[test]
fn reports_of_a_line() {
    let series = SeriesId::new(Gtin::parse(b"09506000134352").unwrap(), b"07").unwrap();
    let listed = ["A\"1", "B", "C"].map(|serial| Identity::Sgtin {
        gtin: Gtin::parse(b"19506000134359").unwrap(),
        serial: Serial::parse(serial.as_bytes()).unwrap(),
    });
    let order = Order::new(Rules::new([0, 5, 0]).with_name(Level::CASE, "car\"ton").unwrap())
        .with_source(Level::ITEM, Identities::Series { series, indices: 100..110 })
        .with_source(Level::CASE, Identities::Listed(listed.to_vec()))
        .with_station(1, Role::Reader { level: Level::ITEM, frame: Frame::Single })
        .with_station(2, Role::Rejector { distance: 4 })
        .with_station(3, Role::Printer { level: Level::CASE });
    for row in rows("line_report.json") {
        let (mut statistics, mut balance) = (Statistics::new(&order), Balance::new(&order));
        for call in text(&row, "script").split(';').filter(|call| !call.is_empty()) {
            let words: Vec<&str> = call.split([' ', ',']).collect();
            let numbers: Vec<u64> = words.iter().skip(1).map(|word| word.parse().unwrap()).collect();
            let state = |number: u64| State::from_number(u8::try_from(number).unwrap()).unwrap();
            let level = |number: u64| Level::from_number(u8::try_from(number).unwrap()).unwrap();
            match (words[0], numbers.as_slice()) {
                ("count", &[station, ruling, reason]) => {
                    let rulings = [
                        Ruling::Accept,
                        Ruling::Hold,
                        Ruling::Eject,
                        Ruling::Stop,
                        Ruling::Refuse,
                        Ruling::Park,
                    ];
                    let ruling = rulings[usize::try_from(ruling).unwrap() - 1];
                    let reason = Reason::from_number(u16::try_from(reason).unwrap()).unwrap();
                    statistics.count(u16::try_from(station).unwrap(), ruling, reason);
                }
                ("item", &[time, good]) => statistics.item(time, good == 1),
                ("moved", &[at, from, to, count]) => {
                    statistics.moved(level(at), state(from), state(to), count);
                }
                ("add", [at, first, states @ ..]) => {
                    let source = usize::from(level(*at) == Level::CASE);
                    balance.add(level(*at), source, *first, states.iter().map(|&number| state(number)));
                }
                other => panic!("{other:?}"),
            }
        }
        balance.compare(&statistics);
        let time = text(&row, "time").parse().unwrap();
        let report = Report { order: &order, statistics: &statistics, balance: &balance, time };
        assert_eq!(report.json(), text(&row, "json"));
        assert_eq!(chart::pass_rate(statistics.timeline()), text(&row, "svg"));
    }
}
