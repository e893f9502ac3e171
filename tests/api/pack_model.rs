//! Random operations on a forest and on a model too simple to be wrong: every answer, every refusal alike.

use proptest::collection::vec;
use proptest::prelude::*;
use symbolon::code::Level;
use symbolon::pack::{Forest, Rules};

#[path = "../model/forest.rs"]
pub(crate) mod model;

use model::{Model, Operation, apply, compare};

/// Units 0 to 7 items, 8 to 12 boxes, 13 to 15 cases, 16 and 17 pallets, so that many operations succeed.
const START: [(Level, u32); 4] = [(Level::ITEM, 8), (Level::BOX, 5), (Level::CASE, 3), (Level::PALLET, 2)];

fn start(rules: Rules) -> Operation {
    let levels = START.into_iter().filter(|&(level, _)| rules.uses(level));
    let units = levels.flat_map(|(level, count)| (0..count).map(move |_| level));
    Operation::AddAll((0..).zip(units).collect())
}

fn rules() -> impl Strategy<Value = Rules> {
    (prop::array::uniform3(0..4_u32), any::<bool>()).prop_map(|(capacities, skip)| {
        let rules = Rules::new(capacities);
        if skip { rules.with_skipped_levels() } else { rules }
    })
}

fn level() -> impl Strategy<Value = Level> {
    prop::sample::select(&Level::ALL[..])
}

/// A container and units that often lie one level below it.
fn container_and_list() -> impl Strategy<Value = (u32, Vec<u32>)> {
    prop_oneof![
        6 => (8..13_u32, vec(0..8_u32, 0..4)),
        3 => (13..16_u32, vec(8..13_u32, 0..4)),
        2 => (16..18_u32, vec(13..16_u32, 0..3)),
        2 => (0..22_u32, vec(0..22_u32, 0..4)),
    ]
}

fn operation() -> impl Strategy<Value = Operation> {
    let unit = || 0..22_u32;
    prop_oneof![
        1 => vec((0..24_u32, level()), 0..4).prop_map(Operation::AddAll),
        8 => container_and_list().prop_map(|(parent, children)| Operation::Pack(parent, children)),
        2 => vec(unit(), 0..3).prop_map(Operation::Unpack),
        1 => unit().prop_map(Operation::UnpackAll),
        3 => (unit(), unit()).prop_map(|(old, new)| Operation::Replace(old, new)),
        2 => (0..8_u32, 0..8_u32).prop_map(|(old, new)| Operation::Replace(old, new)),
        6 => container_and_list().prop_map(|(parent, children)| Operation::Move(children, parent)),
        1 => unit().prop_map(Operation::Void),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_forest_does_what_the_model_does(rules in rules(), operations in vec(operation(), 1..40)) {
        let mut forest = Forest::new(rules);
        let mut model = Model::new(rules);
        for operation in core::iter::once(start(rules)).chain(operations) {
            let before = forest.clone();
            let answer = apply(&mut forest, &operation);
            prop_assert_eq!(answer, model.apply(&operation), "{:?}", operation);
            prop_assert_eq!(forest.check(), Ok(()), "{:?}", operation);
            if answer.is_err() {
                prop_assert_eq!(&forest, &before, "refused {:?} left a trace", operation);
            }
            compare(&forest, &model);
        }
    }

    #[test]
    fn pack_then_unpack_restores_the_forest(rules in rules(), operations in vec(operation(), 1..40)) {
        let mut forest = Forest::new(rules);
        for operation in core::iter::once(start(rules)).chain(operations) {
            let before = forest.clone();
            let done = apply(&mut forest, &operation).is_ok();
            if let (true, Operation::Pack(_, children)) = (done, &operation) {
                let mut undone = forest.clone();
                prop_assert!(apply(&mut undone, &Operation::Unpack(children.clone())).is_ok());
                prop_assert_eq!(undone, before);
            }
        }
    }
}
