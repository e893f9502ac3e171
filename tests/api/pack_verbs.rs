//! The verbs of abnormal days: relabel, split, merge, close, reopen, sample, destroy; and their ids and bytes.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used)]

use symbolon::Error;
use symbolon::code::{Level, SeriesId};
use symbolon::gs1::key::Gtin;
use symbolon::pack::{Forest, Name, Operation, OperationId, Outcome, Rules, State, UnitId, Units};

use crate::pack::id;
use crate::pack_model::model::{identity, series};

/// Items 0 to 9 of a series, boxes 10 to 13 of three places, cases 14 and 15 of two.
fn forest() -> Forest {
    let mut forest = Forest::new(Rules::new([3, 2, 0]));
    forest.register(&series(0), Level::ITEM, 100..110).unwrap();
    forest.register(&series(1), Level::BOX, 0..4).unwrap();
    forest.register(&series(2), Level::CASE, 0..2).unwrap();
    forest.pack_run(id(10), &Units::from_first(id(0), 3)).unwrap();
    forest.pack(id(11), &[id(3), id(4)]).unwrap();
    forest.pack(id(14), &[id(10), id(11)]).unwrap();
    forest
}

#[track_caller]
fn holds(forest: &Forest, container: u32, children: &[u32]) {
    assert!(forest.children(id(container)).unwrap().map(UnitId::number).eq(children.iter().copied()));
    forest.check().unwrap();
}

#[test]
fn a_registered_range_is_found_by_index() {
    let mut forest = forest();
    assert_eq!(forest.at(&series(0), 104), Some(id(4)));
    assert_eq!((forest.at(&series(0), 99), forest.at(&series(0), 110)), (None, None));
    assert_eq!(forest.at(&series(9), 104), None);
    assert_eq!(forest.name(id(9)), Ok(Name::Indexed { series: series(0), index: 109 }));
    assert_eq!(forest.identity(id(9)), Err(Error::NoIdentity));
    let more = forest.register(&series(0), Level::ITEM, 0..100).unwrap();
    assert_eq!((more.first(), more.count_units(), forest.at(&series(0), 0)), (id(16), 100, Some(id(16))));
    for range in [109..110, 90..101, 0..1, 50..200] {
        assert_eq!(forest.register(&series(0), Level::ITEM, range), Err(Error::Overlap { item: 0 }));
    }
    assert_eq!(forest.register(&series(0), Level::PALLET, 200..201), Err(Error::LevelAbsent { item: 0 }));
    assert_eq!(forest.register(&series(0), Level::ITEM, 0..u64::MAX), Err(Error::Full));
    let backwards = core::ops::Range { start: 300, end: 200 };
    assert_eq!(forest.register(&series(0), Level::ITEM, backwards), Err(Error::Index));
    let none = forest.register(&series(0), Level::ITEM, 5..5).unwrap();
    assert_eq!((none.count_units(), none.get(0)), (0, None));
    let last = forest.register(&series(3), Level::ITEM, u64::MAX - 1..u64::MAX).unwrap().first();
    assert_eq!(forest.at(&series(3), u64::MAX - 1), Some(last));
    assert_eq!(forest.add(identity(1), Level::ITEM).map(UnitId::number), Ok(forest.len() - 1));
    forest.check().unwrap();
}

#[test]
fn relabel_hands_children_and_place_over() {
    let mut forest = forest();
    forest.close(id(10), 3).unwrap();
    forest.close(id(14), 2).unwrap();
    assert_eq!(forest.relabel(id(10), id(12)), Ok(5));
    holds(&forest, 12, &[0, 1, 2]);
    holds(&forest, 14, &[11, 12]);
    assert_eq!((forest.state(id(10)), forest.state(id(12))), (Ok(State::Void), Ok(State::Closed)));
    assert_eq!(forest.relabel(id(10), id(13)), Err(Error::Void { item: 0 }));
    assert_eq!(forest.relabel(id(12), id(12)), Err(Error::Repeated { item: 1 }));
    assert_eq!(forest.relabel(id(12), id(15)), Err(Error::LevelOrder { item: 1 }));
    assert_eq!(forest.relabel(id(12), id(11)), Err(Error::AlreadyPacked { item: 1 }));
    forest.pack(id(13), &[id(5)]).unwrap();
    assert_eq!(forest.relabel(id(12), id(13)), Err(Error::NotEmpty { item: 1 }));
    // Items, too; loose ones change no place.
    assert_eq!(forest.relabel(id(3), id(6)), Ok(2));
    assert_eq!(forest.relabel(id(7), id(8)), Ok(0));
}

#[test]
fn split_and_merge_stay_in_a_level() {
    let mut forest = forest();
    forest.split(id(10), id(11), &[id(1)]).unwrap();
    holds(&forest, 11, &[1, 3, 4]);
    assert_eq!(forest.split(id(10), id(11), &[id(0)]), Err(Error::Capacity { item: 0 }));
    assert_eq!(forest.split(id(10), id(12), &[id(0), id(3)]), Err(Error::NotPacked { item: 1 }));
    assert_eq!(forest.split(id(10), id(14), &[id(0)]), Err(Error::LevelOrder { item: 2 }));
    assert_eq!(forest.split(id(10), id(10), &[id(0)]), Err(Error::Repeated { item: 2 }));
    assert_eq!(forest.merge(id(10), id(11)), Err(Error::Capacity { item: 1 }));
    assert_eq!(forest.merge(id(10), id(12)), Ok(2));
    holds(&forest, 12, &[0, 2]);
    holds(&forest, 10, &[]);
    assert_eq!(forest.merge(id(10), id(12)), Ok(0));
    forest.close(id(12), 2).unwrap();
    assert_eq!(forest.merge(id(12), id(13)), Err(Error::Closed { item: 0 }));
    assert_eq!(forest.merge(id(13), id(12)), Err(Error::Closed { item: 1 }));
}

#[test]
fn a_closed_container_takes_and_gives_nothing_but_samples() {
    let mut forest = forest();
    assert_eq!(forest.close(id(11), 3), Err(Error::Declared { item: 0 }));
    assert_eq!(forest.close(id(0), 0), Err(Error::LevelOrder { item: 0 }));
    assert_eq!(forest.reopen(id(11)), Err(Error::NotClosed { item: 0 }));
    forest.close(id(11), 2).unwrap();
    assert_eq!(forest.close(id(11), 2), Err(Error::Closed { item: 0 }));
    assert_eq!(forest.pack(id(11), &[id(5)]), Err(Error::Closed { item: 1 }));
    assert_eq!(forest.unpack(&[id(0), id(3)]), Err(Error::Closed { item: 1 }));
    assert_eq!(forest.unpack_all(id(11)), Err(Error::Closed { item: 0 }));
    assert_eq!(forest.move_to(&[id(3)], id(12)), Err(Error::Closed { item: 0 }));
    assert_eq!(forest.move_to(&[id(0)], id(11)), Err(Error::Closed { item: 1 }));
    assert_eq!(forest.replace(id(3), id(5)), Err(Error::Closed { item: 0 }));
    assert_eq!(forest.room(id(11)), Ok(0));
    assert_eq!(forest.sample(id(3)), Ok(true));
    assert_eq!((forest.declared(id(11)), forest.held(id(11))), (Ok(Some(2)), Ok(1)));
    assert_eq!(forest.void(id(4)), Err(Error::AlreadyPacked { item: 0 }));
    assert_eq!(forest.void_out(id(4)), Ok(true));
    assert_eq!((forest.declared(id(11)), forest.held(id(11))), (Ok(Some(2)), Ok(0)));
    assert!(forest.odd(Level::BOX).eq([id(11)]));
    forest.reopen(id(11)).unwrap();
    assert_eq!((forest.declared(id(11)), forest.odd(Level::BOX).next()), (Ok(None), None));
    forest.check().unwrap();
}

#[test]
fn what_is_gone_is_gone() {
    let mut forest = forest();
    assert_eq!(forest.destroy(id(10)), Err(Error::AlreadyPacked { item: 0 }));
    assert_eq!(forest.sample(id(10)), Ok(true));
    holds(&forest, 10, &[0, 1, 2]);
    assert_eq!(forest.sample(id(10)), Err(Error::Gone { item: 0 }));
    assert_eq!(forest.unpack(&[id(0)]), Err(Error::Gone { item: 0 }));
    assert_eq!(forest.pack(id(15), &[id(10)]), Err(Error::Gone { item: 0 }));
    forest.destroy(id(10)).unwrap();
    assert_eq!(forest.state(id(10)), Ok(State::Destroyed));
    assert_eq!(forest.destroy(id(10)), Err(Error::Gone { item: 0 }));
    forest.void(id(5)).unwrap();
    assert_eq!(forest.destroy(id(5)), Err(Error::Void { item: 0 }));
    assert_eq!(forest.sample(id(6)), Ok(false));
    forest.check().unwrap();
}

#[test]
fn the_same_id_again_gives_the_same_answer() {
    let mut forest = forest().with_window(2);
    let pack = Operation::Pack { container: id(12), units: &[id(5)] };
    let done = Outcome { units: 1, replayed: false };
    assert_eq!(forest.apply(OperationId(1), &pack), Ok(done));
    let before = forest.clone();
    assert_eq!(forest.apply(OperationId(1), &pack), Ok(Outcome { replayed: true, ..done }));
    let other = Operation::Pack { container: id(12), units: &[id(6)] };
    assert_eq!(forest.apply(OperationId(1), &other), Err(Error::OperationTaken));
    assert_eq!(forest, before);
    // A refusal stays one, though its reason be gone.
    let again = Operation::Pack { container: id(13), units: &[id(5)] };
    assert_eq!(forest.apply(OperationId(2), &again), Err(Error::AlreadyPacked { item: 0 }));
    forest.unpack(&[id(5)]).unwrap();
    assert_eq!(forest.apply(OperationId(2), &again), Err(Error::AlreadyPacked { item: 0 }));
    // Outside the window it is an operation like any other.
    forest.apply(OperationId(3), &Operation::Reopen { container: id(0) }).unwrap_err();
    assert_eq!(forest.apply(OperationId(1), &pack), Ok(done));
    assert_eq!(forest.window(), 2);
}

#[test]
fn many_ids_fall_out_of_the_window_one_by_one() {
    let mut forest = forest().with_window(100);
    for number in 0..5000 {
        let operation = Operation::Close { container: id(0), declared: number };
        let key = OperationId(u64::from(number) * 0x1_0000_0001);
        assert_eq!(forest.apply(key, &operation), Err(Error::LevelOrder { item: 0 }));
        let changed = Operation::Close { container: id(1), declared: number };
        for back in [0, 50, 99, 100, 1000] {
            let Some(old) = number.checked_sub(back) else { continue };
            let key = OperationId(u64::from(old) * 0x1_0000_0001);
            if back < 100 {
                assert_eq!(forest.apply(key, &changed), Err(Error::OperationTaken), "{number} {back}");
            }
        }
    }
}

#[test]
fn operations_are_read_as_they_were_written() {
    let units = [id(1), id(7), id(u32::MAX)];
    let operations = [
        Operation::Pack { container: id(9), units: &units },
        Operation::PackRun { container: id(9), first: id(3), count: 70_000 },
        Operation::Unpack { units: &units },
        Operation::UnpackAll { container: id(4) },
        Operation::Move { units: &units, to: id(8) },
        Operation::Replace { old: id(1), new: id(2) },
        Operation::Relabel { old: id(1), new: id(2) },
        Operation::Split { from: id(1), to: id(2), units: &[] },
        Operation::Merge { from: id(1), to: id(2) },
        Operation::Close { container: id(1), declared: 20 },
        Operation::Reopen { container: id(1) },
        Operation::Void { unit: id(1), take_out: true },
        Operation::Void { unit: id(1), take_out: false },
        Operation::Sample { unit: id(1) },
        Operation::Destroy { unit: id(1) },
    ];
    for operation in operations {
        let mut bytes = Vec::new();
        operation.encode(&mut bytes);
        let read = Operation::decode(&bytes).unwrap();
        assert_eq!(read.operation(), operation);
        for end in 0..bytes.len() {
            assert!(Operation::decode(&bytes[..end]).is_err(), "{operation:?} cut at {end}");
        }
        bytes.push(0);
        assert!(matches!(Operation::decode(&bytes), Err(Error::TooLong { .. })));
        bytes.pop();
        for place in 0..bytes.len() {
            for bit in 0..8 {
                let mut changed = bytes.clone();
                changed[place] ^= 1 << bit;
                if let Ok(other) = Operation::decode(&changed) {
                    let mut again = Vec::new();
                    other.operation().encode(&mut again);
                    assert_eq!(again, changed);
                    assert_ne!(other.operation(), operation);
                }
            }
        }
    }
    assert_eq!(Operation::decode(&[2, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]), Err(Error::Version { at: 0 }));
    assert_eq!(Operation::decode(&[1, 99, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]), Err(Error::Parameter));
}

#[test]
fn line_order_takes_next_to_no_memory() {
    let gtin = Gtin::parse(b"09506000134352").unwrap();
    let name = |slot: &[u8]| SeriesId::new(gtin, slot).unwrap();
    let mut forest = Forest::new(Rules::new([20, 20, 20]));
    let items = forest.register(&name(b"I"), Level::ITEM, 0..4_000_000).unwrap();
    let boxes = forest.register(&name(b"B"), Level::BOX, 0..200_000).unwrap();
    for (place, carton) in (0..).zip(boxes) {
        let run = Units::from_first(items.get(place * 20).unwrap(), 20);
        forest.pack_run(carton, &run).unwrap();
        forest.close(carton, 20).unwrap();
    }
    assert!(forest.memory() < 120_000, "{} bytes", forest.memory());
    assert_eq!(forest.parent(id(3_999_999)), Ok(Some(id(4_199_999))));
    assert_eq!(forest.open(Level::BOX).next(), None);
    assert_eq!(forest.odd(Level::BOX).next(), None);
}
