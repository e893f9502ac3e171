//! The hierarchy, query by query: rules, ways up and down, counts, and whole pallets.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used)]

use symbolon::Error;
use symbolon::code::Level;
use symbolon::pack::{Forest, Rules, UnitId};

use crate::pack::{NOWHERE, id, packed};
use crate::pack_model::model::identity;

#[test]
fn rules_say_what_goes_into_what() {
    let into = |rules: Rules| {
        let mut allowed = Vec::new();
        for parent in Level::ALL {
            for child in Level::ALL {
                if rules.allows(parent, child) {
                    allowed.push((parent.number(), child.number()));
                }
            }
        }
        allowed
    };
    assert_eq!(into(Rules::new([10, 20, 40])), [(2, 1), (3, 2), (4, 3)]);
    assert_eq!(into(Rules::new([0, 20, 40])), [(3, 1), (4, 3)]);
    assert_eq!(into(Rules::new([0, 0, 40])), [(4, 1)]);
    assert_eq!(into(Rules::new([10, 0, 40])), [(2, 1), (4, 2)]);
    assert_eq!(into(Rules::new([0, 0, 0])), []);
    assert_eq!(
        into(Rules::new([10, 20, 40]).with_skipped_levels()),
        [(2, 1), (3, 1), (3, 2), (4, 1), (4, 2), (4, 3)]
    );
    assert_eq!(into(Rules::new([10, 0, 40]).with_skipped_levels()), [(2, 1), (4, 1), (4, 2)]);
    assert_eq!(Rules::new([10, 0, 40]).capacity(Level::BOX), Some(10));
    assert_eq!(Rules::new([10, 0, 40]).capacity(Level::CASE), None);
    assert_eq!(Rules::new([10, 0, 40]).capacity(Level::ITEM), None);
    assert!(Rules::new([0, 0, 0]).uses(Level::ITEM));
}

#[test]
fn queries_follow_the_containers() {
    let forest = packed();
    assert!(forest.path(id(1)).unwrap().eq([id(1), id(5), id(7), id(9)]));
    assert_eq!((forest.root(id(1)), forest.root(id(4))), (Ok(id(9)), Ok(id(4))));
    assert_eq!((forest.is_in(id(1), id(9)), forest.is_in(id(3), id(9))), (Ok(true), Ok(false)));
    assert_eq!((forest.is_in(id(9), id(1)), forest.is_in(id(1), id(1))), (Ok(false), Ok(false)));
    let counts = forest.counts(id(9)).unwrap();
    assert_eq!(Level::ALL.map(|level| counts.at(level)), [3, 1, 1, 0, 0, 0, 0, 0]);
    assert!(forest.leaves(id(1)).unwrap().eq([id(1)]));
    assert_eq!(forest.leaves(id(8)).unwrap().next(), None);
    assert!(forest.open(Level::BOX).eq([id(5), id(6)]));
    assert!(forest.open(Level::CASE).eq([id(7)]));
    assert!(forest.odd(Level::BOX).eq([]));
    let mut forest = forest;
    forest.close(id(5), 3).unwrap();
    forest.close(id(6), 1).unwrap();
    assert!(forest.odd(Level::BOX).eq([id(6)]));
    assert!(forest.open(Level::BOX).eq([]));
    forest.sample(id(2)).unwrap();
    assert!(forest.odd(Level::BOX).eq([id(5), id(6)]));
    assert_eq!((forest.declared(id(5)), forest.held(id(5))), (Ok(Some(3)), Ok(2)));
    assert!(forest.odd(Level::ITEM).eq([]) && forest.open(Level::ITEM).eq([]));
}

#[test]
fn queries_refuse_unknown_units() {
    let forest = packed();
    let unknown = Error::UnknownUnit { item: 0 };
    assert_eq!(forest.parent(NOWHERE), Err(unknown));
    assert_eq!(forest.root(NOWHERE), Err(unknown));
    assert_eq!(forest.path(NOWHERE).err(), Some(unknown));
    assert_eq!(forest.children(NOWHERE).err(), Some(unknown));
    assert_eq!(forest.next_sibling(NOWHERE), Err(unknown));
    assert_eq!(forest.held(NOWHERE), Err(unknown));
    assert_eq!(forest.room(NOWHERE), Err(unknown));
    assert_eq!(forest.leaves(NOWHERE).err(), Some(unknown));
    assert_eq!(forest.leaves_into(NOWHERE, &mut []), Err(unknown));
    assert_eq!(forest.counts(NOWHERE), Err(unknown));
    assert_eq!(forest.identity(NOWHERE), Err(unknown));
    assert_eq!(forest.level(NOWHERE), Err(unknown));
    assert_eq!(forest.is_void(NOWHERE), Err(unknown));
    assert_eq!(forest.is_in(NOWHERE, NOWHERE), Err(unknown));
    assert_eq!(forest.is_in(id(0), NOWHERE), Err(Error::UnknownUnit { item: 1 }));
    assert_eq!(forest.parent(id(u32::MAX)), Err(unknown));
}

#[test]
fn leaves_into_fills_whole_or_not_at_all() {
    let forest = packed();
    let mut buffer = [NOWHERE; 4];
    assert_eq!(forest.leaves_into(id(9), &mut buffer[..2]), Ok(3));
    assert_eq!(buffer, [NOWHERE; 4]);
    assert_eq!(forest.leaves_into(id(9), &mut buffer), Ok(3));
    assert_eq!(buffer, [id(0), id(1), id(2), NOWHERE]);
    assert_eq!(forest.leaves_into(id(4), &mut buffer), Ok(1));
    assert_eq!(buffer[0], id(4));
    assert_eq!(forest.leaves_into(id(8), &mut []), Ok(0));
}

#[test]
fn skipped_levels_may_mix() {
    let mut forest = Forest::new(Rules::new([3, 2, 3]).with_skipped_levels());
    for (number, level) in [Level::PALLET, Level::CASE, Level::ITEM, Level::BOX, Level::ITEM, Level::ITEM]
        .into_iter()
        .enumerate()
    {
        forest.add(identity(u32::try_from(number).unwrap()), level).unwrap();
    }
    forest.pack(id(3), &[id(5)]).unwrap();
    forest.pack(id(1), &[id(4), id(3)]).unwrap();
    forest.pack(id(0), &[id(2), id(1)]).unwrap();
    assert!(forest.leaves(id(0)).unwrap().eq([id(5), id(4), id(2)]));
    let counts = forest.counts(id(0)).unwrap();
    assert_eq!(Level::ALL.map(|level| counts.at(level)), [3, 1, 1, 0, 0, 0, 0, 0]);
    let mut buffer = [NOWHERE; 3];
    assert_eq!(forest.leaves_into(id(0), &mut buffer), Ok(3));
    forest.check().unwrap();
}

/// Packs `pallets` full pallets of 10 × 20 × 40 as a line does: a container is added and packed as soon as what
/// goes into it is complete.
fn in_line_order(pallets: u32) -> (Forest, Vec<UnitId>) {
    let mut forest = Forest::with_capacity(Rules::new([10, 20, 40]), pallets * 8841);
    let mut open: [Vec<UnitId>; 3] = Default::default();
    let mut done = Vec::new();
    for _ in 0..pallets * 8000 {
        let mut unit = forest.add(identity(forest.len()), Level::ITEM).unwrap();
        for (place, (waiting, capacity)) in open.iter_mut().zip([10, 20, 40]).enumerate() {
            waiting.push(unit);
            if waiting.len() < capacity {
                break;
            }
            unit = forest.add(identity(forest.len()), Level::ALL[place + 1]).unwrap();
            forest.pack(unit, waiting).unwrap();
            waiting.clear();
            if place == 2 {
                done.push(unit);
            }
        }
    }
    (forest, done)
}

#[test]
fn a_full_pallet_resolves_in_line_order() {
    let (forest, pallets) = in_line_order(1);
    let pallet = pallets[0];
    let items: Vec<_> = forest.units().filter(|&unit| forest.level(unit).unwrap() == Level::ITEM).collect();
    assert_eq!(items.len(), 8000);
    assert!(forest.leaves(pallet).unwrap().eq(items.iter().copied()));
    let mut buffer = vec![NOWHERE; 8000];
    assert_eq!(forest.leaves_into(pallet, &mut buffer), Ok(8000));
    assert_eq!(buffer, items);
    let counts = forest.counts(pallet).unwrap();
    assert_eq!(Level::ALL.map(|level| counts.at(level)), [8000, 800, 40, 0, 0, 0, 0, 0]);
    assert!(
        items.iter().all(|&item| forest.root(item) == Ok(pallet) && forest.is_in(item, pallet) == Ok(true))
    );
    let full = |unit: UnitId| forest.room(unit) == Ok(0);
    assert!(Level::ALL.into_iter().all(|level| forest.open(level).all(full)));
    forest.check().unwrap();
}

#[test]
fn a_million_items_stay_in_order() {
    let (forest, pallets) = in_line_order(125);
    assert_eq!(forest.totals().at(Level::ITEM), 1_000_000);
    assert_eq!(pallets.len(), 125);
    for &pallet in &pallets {
        assert_eq!(forest.leaves(pallet).unwrap().count(), 8000);
    }
    assert!(forest.units().all(|unit| forest.find(&forest.identity(unit).unwrap()) == Some(unit)));
    forest.check().unwrap();
}
