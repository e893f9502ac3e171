//! The hierarchy, operation by operation: what each does, what it refuses and which position it names.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used)]

use symbolon::Error;
use symbolon::code::{Identity, Level};
use symbolon::gs1::key::Sscc;
use symbolon::pack::{Forest, Rules, UnitId};

use crate::pack_model::model::identity;

pub(crate) const fn id(number: u32) -> UnitId {
    UnitId::from_number(number)
}

fn ids(numbers: impl IntoIterator<Item = u32>) -> Vec<UnitId> {
    numbers.into_iter().map(id).collect()
}

pub(crate) const NOWHERE: UnitId = id(1000);

/// Five items 0 to 4, boxes 5 and 6 of three places, cases 7 and 8 of two, pallet 9 of two, a void item 10.
fn forest() -> Forest {
    let mut forest = Forest::new(Rules::new([3, 2, 2]));
    let levels = [(Level::ITEM, 5), (Level::BOX, 2), (Level::CASE, 2), (Level::PALLET, 1), (Level::ITEM, 1)];
    for (level, count) in levels {
        for _ in 0..count {
            forest.add(identity(forest.len()), level).unwrap();
        }
    }
    forest.void(id(10)).unwrap();
    forest
}

/// The same with items 0, 1, 2 in box 5, that in case 7, that in pallet 9; item 3 in box 6.
pub(crate) fn packed() -> Forest {
    let mut forest = forest();
    forest.pack(id(5), &ids(0..3)).unwrap();
    forest.pack(id(7), &[id(5)]).unwrap();
    forest.pack(id(9), &[id(7)]).unwrap();
    forest.pack(id(6), &[id(3)]).unwrap();
    forest
}

/// The operation is refused with `error` and changes nothing.
#[track_caller]
fn refused(forest: &Forest, error: Error, operation: impl FnOnce(&mut Forest) -> Result<(), Error>) {
    let mut after = forest.clone();
    assert_eq!(operation(&mut after), Err(error));
    assert_eq!(after, *forest);
    after.check().unwrap();
}

#[track_caller]
fn holds(forest: &Forest, container: u32, children: &[u32]) {
    assert!(forest.children(id(container)).unwrap().map(UnitId::number).eq(children.iter().copied()));
    assert_eq!(forest.children(id(container)).unwrap().len(), children.len());
    assert_eq!(forest.held(id(container)).unwrap() as usize, children.len());
    forest.check().unwrap();
}

#[test]
fn ids_are_dense_from_zero() {
    let mut forest = Forest::new(Rules::new([3, 2, 2]));
    assert_eq!(forest.add(identity(7), Level::ITEM), Ok(id(0)));
    assert_eq!(forest.add(identity(5), Level::BOX), Ok(id(1)));
    let sscc = Identity::Sscc(Sscc::parse(b"106141411234567897").unwrap());
    assert!(forest.add_all(&[(sscc, Level::PALLET), (identity(6), Level::ITEM)]).unwrap().eq([id(2), id(3)]));
    assert_eq!(forest.find(&sscc), Some(id(2)));
    assert_eq!(forest.find(&identity(8)), None);
    assert_eq!(forest.identity(id(3)), Ok(identity(6)));
    assert_eq!(forest.level(id(2)), Ok(Level::PALLET));
    assert_eq!((forest.len(), forest.totals().at(Level::ITEM), forest.totals().total()), (4, 2, 4));
    assert!(forest.units().eq(ids(0..4)));
    assert!(forest.add_all(&[]).unwrap().eq([]));
}

#[test]
fn add_refuses_known_units_and_absent_levels() {
    let mut forest = Forest::new(Rules::new([3, 0, 2]));
    forest.add(identity(0), Level::ITEM).unwrap();
    refused(&forest, Error::Known { item: 0 }, |f| f.add(identity(0), Level::BOX).map(drop));
    refused(&forest, Error::LevelAbsent { item: 0 }, |f| f.add(identity(1), Level::CASE).map(drop));
    let list = |numbers: &[u32]| numbers.iter().map(|&n| (identity(n), Level::ITEM)).collect::<Vec<_>>();
    refused(&forest, Error::Known { item: 2 }, |f| f.add_all(&list(&[1, 2, 0])).map(drop));
    refused(&forest, Error::Repeated { item: 3 }, |f| f.add_all(&list(&[1, 2, 3, 2])).map(drop));
    let absent = [(identity(1), Level::ITEM), (identity(2), Level::CASE)];
    refused(&forest, Error::LevelAbsent { item: 1 }, |f| f.add_all(&absent).map(drop));
    // What a refused list named is unknown again, and can be added.
    assert_eq!(forest.add_all(&list(&[1, 2, 0])).unwrap_err(), Error::Known { item: 2 });
    assert_eq!(forest.find(&identity(1)), None);
    assert!(forest.add_all(&list(&[2, 1])).unwrap().eq([id(1), id(2)]));
    forest.check().unwrap();
}

#[test]
fn the_hash_key_changes_no_answer() {
    let mut plain = Forest::new(Rules::new([3, 2, 2]));
    let mut keyed = Forest::keyed(Rules::new([3, 2, 2]), 10, [7; 16]);
    for number in 0..100 {
        plain.add(identity(number), Level::ITEM).unwrap();
        keyed.add(identity(number), Level::ITEM).unwrap();
    }
    assert_eq!(plain, keyed);
    assert!((0..100).all(|number| keyed.find(&identity(number)) == Some(id(number))));
    keyed.check().unwrap();
}

#[test]
fn children_come_in_the_order_of_their_ids() {
    let mut forest = forest();
    forest.pack(id(5), &[id(2), id(0)]).unwrap();
    forest.pack(id(5), &[id(4)]).unwrap();
    holds(&forest, 5, &[0, 2, 4]);
    assert_eq!(forest.next_sibling(id(0)), Ok(Some(id(2))));
    assert_eq!(forest.next_sibling(id(4)), Ok(None));
    forest.pack(id(5), &[]).unwrap();
    holds(&forest, 5, &[0, 2, 4]);
}

#[test]
fn pack_refuses() {
    let forest = packed();
    refused(&forest, Error::UnknownUnit { item: 1 }, |f| f.pack(id(6), &[id(4), NOWHERE]));
    refused(&forest, Error::UnknownUnit { item: 2 }, |f| f.pack(NOWHERE, &[id(4), NOWHERE]));
    refused(&forest, Error::Repeated { item: 1 }, |f| f.pack(id(6), &[id(4), id(4)]));
    refused(&forest, Error::Void { item: 1 }, |f| f.pack(id(6), &[id(4), id(10)]));
    refused(&forest, Error::Void { item: 1 }, |f| f.pack(id(10), &[id(4)]));
    refused(&forest, Error::LevelOrder { item: 1 }, |f| f.pack(id(8), &[id(6), id(4)]));
    refused(&forest, Error::LevelOrder { item: 0 }, |f| f.pack(id(4), &[id(4)]));
    refused(&forest, Error::LevelOrder { item: 0 }, |f| f.pack(id(6), &[id(6)]));
    refused(&forest, Error::AlreadyPacked { item: 1 }, |f| f.pack(id(6), &[id(4), id(0)]));
    refused(&forest, Error::AlreadyPacked { item: 0 }, |f| f.pack(id(6), &[id(3)]));
    refused(&forest, Error::Capacity { item: 0 }, |f| f.pack(id(5), &[id(4)]));
    let mut forest = forest;
    let more = forest.add(identity(11), Level::ITEM).unwrap();
    let most = forest.add(identity(12), Level::ITEM).unwrap();
    refused(&forest, Error::Capacity { item: 2 }, |f| f.pack(id(6), &[id(4), more, most]));
    forest.pack(id(6), &[id(4), more]).unwrap();
}

#[test]
fn unpack_closes_the_gap() {
    for (out, left) in [(0, [1, 2]), (1, [0, 2]), (2, [0, 1])] {
        let mut forest = packed();
        forest.unpack(&[id(out)]).unwrap();
        holds(&forest, 5, &left);
        assert_eq!(forest.parent(id(out)), Ok(None));
        forest.pack(id(5), &[id(out)]).unwrap();
        holds(&forest, 5, &[0, 1, 2]);
    }
}

#[test]
fn unpack_takes_units_from_several_containers() {
    let mut forest = packed();
    forest.unpack(&[id(3), id(1), id(5)]).unwrap();
    holds(&forest, 5, &[0, 2]);
    holds(&forest, 6, &[]);
    holds(&forest, 7, &[]);
}

#[test]
fn unpack_refuses() {
    let forest = packed();
    refused(&forest, Error::UnknownUnit { item: 1 }, |f| f.unpack(&[id(0), NOWHERE]));
    refused(&forest, Error::Repeated { item: 1 }, |f| f.unpack(&[id(0), id(0)]));
    refused(&forest, Error::NotPacked { item: 1 }, |f| f.unpack(&[id(0), id(4)]));
    refused(&forest, Error::Void { item: 1 }, |f| f.unpack(&[id(0), id(10)]));
}

#[test]
fn unpack_all_takes_one_level() {
    let mut forest = packed();
    assert_eq!(forest.unpack_all(id(7)), Ok(1));
    holds(&forest, 7, &[]);
    holds(&forest, 5, &[0, 1, 2]);
    assert_eq!(forest.unpack_all(id(5)), Ok(3));
    holds(&forest, 5, &[]);
    assert_eq!(forest.unpack_all(id(5)), Ok(0));
    assert_eq!(forest.unpack_all(id(0)), Ok(0));
    refused(&forest, Error::UnknownUnit { item: 0 }, |f| f.unpack_all(NOWHERE).map(drop));
    refused(&forest, Error::Void { item: 0 }, |f| f.unpack_all(id(10)).map(drop));
}

#[test]
fn pack_then_unpack_is_identity() {
    let before = packed();
    let mut forest = before.clone();
    forest.pack(id(8), &[id(6)]).unwrap();
    forest.pack(id(6), &[id(4)]).unwrap();
    assert_ne!(forest, before);
    forest.unpack(&[id(6), id(4)]).unwrap();
    assert_eq!(forest, before);
}

#[test]
fn replace_takes_the_place() {
    for (old, children) in [(0, [1, 2, 4]), (1, [0, 2, 4]), (2, [0, 1, 4])] {
        let mut forest = packed();
        forest.replace(id(old), id(4)).unwrap();
        holds(&forest, 5, &children);
        assert_eq!(forest.parent(id(old)), Ok(None));
        assert_eq!(forest.root(id(4)), Ok(id(9)));
        forest.replace(id(4), id(old)).unwrap();
        assert_eq!(forest, packed());
    }
    let mut forest = packed();
    forest.replace(id(5), id(6)).unwrap();
    holds(&forest, 7, &[6]);
    holds(&forest, 5, &[0, 1, 2]);
    assert!(forest.leaves(id(9)).unwrap().eq([id(3)]));
}

#[test]
fn replace_refuses() {
    let mut forest = packed();
    let void_box = forest.add(identity(11), Level::BOX).unwrap();
    forest.void(void_box).unwrap();
    refused(&forest, Error::UnknownUnit { item: 0 }, |f| f.replace(NOWHERE, NOWHERE));
    refused(&forest, Error::UnknownUnit { item: 1 }, |f| f.replace(id(0), NOWHERE));
    refused(&forest, Error::Void { item: 0 }, |f| f.replace(id(10), id(4)));
    refused(&forest, Error::NotPacked { item: 0 }, |f| f.replace(id(4), id(0)));
    refused(&forest, Error::Repeated { item: 1 }, |f| f.replace(id(0), id(0)));
    refused(&forest, Error::Void { item: 1 }, |f| f.replace(id(0), void_box));
    refused(&forest, Error::LevelOrder { item: 1 }, |f| f.replace(id(0), id(6)));
    refused(&forest, Error::AlreadyPacked { item: 1 }, |f| f.replace(id(0), id(3)));
}

#[test]
fn move_to_takes_out_and_puts_in() {
    let mut forest = packed();
    assert_eq!(forest.move_to(&[id(2), id(0)], id(6)), Ok(2));
    holds(&forest, 5, &[1]);
    holds(&forest, 6, &[0, 2, 3]);
    // Within its own container a unit stays, though the container is full.
    assert_eq!(forest.move_to(&[id(3), id(2)], id(6)), Ok(0));
    holds(&forest, 6, &[0, 2, 3]);
    refused(&forest, Error::Capacity { item: 1 }, |f| f.move_to(&[id(3), id(1)], id(6)).map(drop));
    assert_eq!(forest.move_to(&[id(7)], id(9)), Ok(0));
    holds(&forest, 9, &[7]);
}

#[test]
fn move_to_refuses() {
    let forest = packed();
    refused(&forest, Error::UnknownUnit { item: 1 }, |f| f.move_to(&[id(0), NOWHERE], id(6)).map(drop));
    refused(&forest, Error::UnknownUnit { item: 1 }, |f| f.move_to(&[id(0)], NOWHERE).map(drop));
    refused(&forest, Error::Void { item: 1 }, |f| f.move_to(&[id(0)], id(10)).map(drop));
    refused(&forest, Error::Void { item: 0 }, |f| f.move_to(&[id(10)], id(6)).map(drop));
    refused(&forest, Error::Repeated { item: 1 }, |f| f.move_to(&[id(0), id(0)], id(6)).map(drop));
    refused(&forest, Error::LevelOrder { item: 0 }, |f| f.move_to(&[id(0)], id(8)).map(drop));
    refused(&forest, Error::LevelOrder { item: 0 }, |f| f.move_to(&[id(7)], id(5)).map(drop));
    refused(&forest, Error::NotPacked { item: 1 }, |f| f.move_to(&[id(0), id(4)], id(6)).map(drop));
    refused(&forest, Error::Capacity { item: 2 }, |f| f.move_to(&ids(0..3), id(6)).map(drop));
}

#[test]
fn void_is_for_good() {
    let mut forest = packed();
    refused(&forest, Error::UnknownUnit { item: 0 }, |f| f.void(NOWHERE));
    refused(&forest, Error::AlreadyPacked { item: 0 }, |f| f.void(id(0)));
    refused(&forest, Error::NotEmpty { item: 0 }, |f| f.void(id(9)));
    refused(&forest, Error::Void { item: 0 }, |f| f.void(id(10)));
    forest.void(id(8)).unwrap();
    assert_eq!((forest.is_void(id(8)), forest.is_void(id(7))), (Ok(true), Ok(false)));
    assert_eq!((forest.room(id(8)), forest.room(id(7))), (Ok(0), Ok(1)));
    refused(&forest, Error::Known { item: 0 }, |f| f.add(identity(8), Level::CASE).map(drop));
}
