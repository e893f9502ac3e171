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
    Register(u8, u8, u8, u8),
    PackRun(u8, u8, u8),
    Relabel(u8, u8),
    Split(u8, u8, Vec<u8>),
    Merge(u8, u8),
    Close(u8, i8),
    Reopen(u8),
    TakeOut(u8),
    Sample(u8),
    Destroy(u8),
    Compact,
}

fuzz_target!(|input: Input| {
    let rules = Rules::new(input.capacities.map(|capacity| u32::from(capacity % 5)));
    let rules = if input.skip_levels { rules.with_skipped_levels() } else { rules };
    let (mut forest, mut model) = (Forest::new(rules), Model::new(rules));
    let calls = input.calls.into_iter().take(64).map(operation);
    for (number, operation) in (0..).zip(std::iter::once(Some(start(rules, input.start))).chain(calls)) {
        let Some(operation) = operation else {
            forest.compact();
            assert_eq!(forest.check(), Ok(()), "compaction");
            continue;
        };
        let before = forest.clone();
        let answer = apply(&mut forest, &operation, Some(number));
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

/// What the call asks for; none is compaction.
fn operation(call: Call) -> Option<Operation> {
    let unit = |number: u8| u32::from(number % UNITS);
    let list = |numbers: Vec<u8>| numbers.into_iter().take(12).map(unit).collect();
    let level = |number: u8| Level::ALL[usize::from(number % 4)];
    Some(match call {
        Call::AddAll(units) => {
            Operation::AddAll(units.into_iter().take(12).map(|(n, l)| (unit(n), level(l))).collect())
        }
        Call::Pack(container, units) => Operation::Pack(unit(container), list(units)),
        Call::Unpack(units) => Operation::Unpack(list(units)),
        Call::UnpackAll(container) => Operation::UnpackAll(unit(container)),
        Call::Replace(old, new) => Operation::Replace(unit(old), unit(new)),
        Call::Move(units, container) => Operation::Move(list(units), unit(container)),
        Call::Void(number) => Operation::Void(unit(number), false),
        Call::Register(series, of, start, count) => {
            Operation::Register(series, level(of), (start % 16).into(), u32::from(count % 12))
        }
        Call::PackRun(container, first, count) => {
            Operation::PackRun(unit(container), unit(first), u32::from(count % 12))
        }
        Call::Relabel(old, new) => Operation::Relabel(unit(old), unit(new)),
        Call::Split(from, to, units) => Operation::Split(unit(from), unit(to), list(units)),
        Call::Merge(from, to) => Operation::Merge(unit(from), unit(to)),
        Call::Close(container, off) => Operation::Close(unit(container), off % 2),
        Call::Reopen(container) => Operation::Reopen(unit(container)),
        Call::TakeOut(number) => Operation::Void(unit(number), true),
        Call::Sample(number) => Operation::Sample(unit(number)),
        Call::Destroy(number) => Operation::Destroy(unit(number)),
        Call::Compact => return None,
    })
}
