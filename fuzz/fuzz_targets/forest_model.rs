//! Sequences of packing operations on the forest and on a naive model: every answer, every refusal alike.
#![no_main]

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use symbolon::code::Level;
use symbolon::pack::{Forest, Rules};

#[path = "../../tests/model/forest.rs"]
mod model;

use model::{Model, Operation, apply, compare};

/// Units the operations name, a few of them unknown at first.
const UNITS: u8 = 40;

#[derive(Arbitrary, Debug)]
struct Input {
    capacities: [u8; 3],
    skip_levels: bool,
    start: [u8; 4],
    calls: Vec<Call>,
}

#[derive(Arbitrary, Debug)]
enum Call {
    AddAll(Vec<(u8, u8)>),
    Pack(u8, Vec<u8>),
    Unpack(Vec<u8>),
    UnpackAll(u8),
    Replace(u8, u8),
    Move(Vec<u8>, u8),
    Void(u8),
}

fuzz_target!(|input: Input| {
    let rules = Rules::new(input.capacities.map(|capacity| u32::from(capacity % 5)));
    let rules = if input.skip_levels { rules.with_skipped_levels() } else { rules };
    let (mut forest, mut model) = (Forest::new(rules), Model::new(rules));
    let calls = input.calls.into_iter().take(64).map(operation);
    for operation in std::iter::once(start(rules, input.start)).chain(calls) {
        let before = forest.clone();
        let answer = apply(&mut forest, &operation);
        assert_eq!(answer, model.apply(&operation), "{operation:?}");
        assert_eq!(forest.check(), Ok(()), "{operation:?}");
        if answer.is_err() {
            assert_eq!(forest, before, "refused {operation:?} left a trace");
        }
    }
    compare(&forest, &model);
});

/// Up to eight units of each level in use, so that many operations succeed.
fn start(rules: Rules, counts: [u8; 4]) -> Operation {
    let levels = Level::ALL.into_iter().zip(counts).filter(|(level, _)| rules.uses(*level));
    let units = levels.flat_map(|(level, count)| (0..count % 9).map(move |_| level));
    Operation::AddAll((0..).zip(units).collect())
}

fn operation(call: Call) -> Operation {
    let unit = |number: u8| u32::from(number % UNITS);
    let list = |numbers: Vec<u8>| numbers.into_iter().take(12).map(unit).collect();
    match call {
        Call::AddAll(units) => {
            let level = |number: u8| Level::ALL[usize::from(number % 4)];
            Operation::AddAll(units.into_iter().take(12).map(|(n, l)| (unit(n), level(l))).collect())
        }
        Call::Pack(container, units) => Operation::Pack(unit(container), list(units)),
        Call::Unpack(units) => Operation::Unpack(list(units)),
        Call::UnpackAll(container) => Operation::UnpackAll(unit(container)),
        Call::Replace(old, new) => Operation::Replace(unit(old), unit(new)),
        Call::Move(units, container) => Operation::Move(list(units), unit(container)),
        Call::Void(number) => Operation::Void(unit(number)),
    }
}
