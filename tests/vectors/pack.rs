//! Snapshots of forests, and operations as bytes.

use serde_json::Value;
use symbolon::code::{SerialCode, SeriesId};
use symbolon::gs1::key::Gtin;
use symbolon::pack::{self, Forest, Operation, UnitId};

use super::{rows, text, unhex};

#[test]
fn snapshots_of_forests() {
    for row in rows("snapshot.json") {
        let written = unhex(text(&row, "snapshot"));
        let (forest, position) = Forest::restore(&written, [0; 16]).unwrap();
        assert_eq!(position, text(&row, "position").parse::<u64>().unwrap());
        assert_eq!(u64::from(forest.window()), row["window"].as_u64().unwrap());
        assert_eq!(forest.check(), Ok(()));
        let mut again = Vec::new();
        forest.snapshot(position, &mut again);
        assert_eq!(again, written);
        let parent =
            |unit| forest.parent(unit).unwrap().map_or(String::new(), |above| above.number().to_string());
        assert_eq!(forest.units().map(parent).collect::<Vec<_>>().join("|"), text(&row, "parents"));
        let state = |unit| match forest.state(unit).unwrap() {
            pack::State::Closed => "1",
            pack::State::Void => "2",
            pack::State::Sampled => "4",
            pack::State::Destroyed => "8",
            _ => "0",
        };
        assert_eq!(forest.units().map(state).collect::<Vec<_>>().join("|"), text(&row, "states"));
        let series = SeriesId::new(Gtin::parse(b"09506000134352").unwrap(), b"07").unwrap();
        assert_eq!(forest.at(&series, 139), Some(UnitId::from_number(39)));
        let named = *SerialCode::parse(b"00395060000000000023").unwrap().identity();
        assert_eq!(forest.find(&named), Some(UnitId::from_number(53)));
    }
}

#[test]
fn operations_of_the_hierarchy() {
    for row in rows("operation.json") {
        let number = |value: &Value| u32::try_from(value.as_u64().unwrap()).unwrap();
        let [first, second] = ["first", "second"].map(|field| UnitId::from_number(number(&row[field])));
        let units = row["units"].as_array().unwrap().iter();
        let units: Vec<UnitId> = units.map(|unit| UnitId::from_number(number(unit))).collect();
        let units = &units[..];
        let operation = match text(&row, "operation") {
            "pack" => Operation::Pack { container: first, units },
            "pack-run" => Operation::PackRun { container: first, first: second, count: units[0].number() },
            "unpack" => Operation::Unpack { units },
            "unpack-all" => Operation::UnpackAll { container: first },
            "move" => Operation::Move { units, to: first },
            "replace" => Operation::Replace { old: first, new: second },
            "relabel" => Operation::Relabel { old: first, new: second },
            "split" => Operation::Split { from: first, to: second, units },
            "merge" => Operation::Merge { from: first, to: second },
            "close" => Operation::Close { container: first, declared: second.number() },
            "reopen" => Operation::Reopen { container: first },
            "void" => Operation::Void { unit: first, take_out: second.number() == 1 },
            "sample" => Operation::Sample { unit: first },
            _ => Operation::Destroy { unit: first },
        };
        let mut bytes = Vec::new();
        operation.encode(&mut bytes);
        assert_eq!(bytes, unhex(text(&row, "bytes")));
        assert_eq!(Operation::decode(&bytes).unwrap().operation(), operation);
    }
}
