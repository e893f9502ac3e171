//! Snapshots: what is opened is what was written, and nothing else is opened.

use proptest::prelude::*;
use symbolon::Error;
use symbolon::code::{Level, SeriesId};
use symbolon::gs1::key::Gtin;
use symbolon::pack::{Forest, Operation, OperationId, Outcome, Rules, UnitId, Units};

use super::contents::unit as identity;

const KEY: [u8; 16] = [0; 16];

fn series(gtin: &[u8], slot: &[u8]) -> SeriesId {
    SeriesId::new(Gtin::parse(gtin).unwrap(), slot).unwrap()
}

fn id(number: u32) -> UnitId {
    UnitId::from_number(number)
}

fn written(forest: &Forest, position: u64) -> Vec<u8> {
    let mut out = Vec::new();
    forest.snapshot(position, &mut out);
    out
}

fn restored(bytes: &[u8]) -> Result<Forest, Error> {
    Forest::restore(bytes, KEY).map(|(forest, _)| forest)
}

/// Everything that can be asked of a forest, as far as it answers with something that compares.
fn answers(forest: &Forest) -> Vec<String> {
    let mut answers = vec![format!("{:?} {:?} {}", forest.rules(), forest.totals(), forest.window())];
    for unit in forest.units() {
        let ids = |units: &mut dyn Iterator<Item = UnitId>| units.map(UnitId::number).collect::<Vec<_>>();
        let (name, level, state) = (forest.name(unit), forest.level(unit), forest.state(unit));
        let (children, leaves) =
            (ids(&mut forest.children(unit).unwrap()), ids(&mut forest.leaves(unit).unwrap()));
        let (path, held) = (ids(&mut forest.path(unit).unwrap()), forest.held(unit));
        let (declared, room, next) = (forest.declared(unit), forest.room(unit), forest.next_sibling(unit));
        answers.push(format!("{name:?} {level:?} {state:?} {children:?} {leaves:?} {path:?} {held:?}"));
        answers.push(format!("{declared:?} {room:?} {next:?} {:?}", forest.counts(unit)));
    }
    for level in Level::ALL {
        answers.push(format!("{:?}", forest.odd(level).map(UnitId::number).collect::<Vec<_>>()));
        answers.push(format!("{:?}", forest.open(level).map(UnitId::number).collect::<Vec<_>>()));
    }
    answers
}

/// 60 items, 12 boxes and 4 cases of series, 2 pallets and 3 items that were added: packed in line order and out of it.
fn forest() -> Forest {
    let rules = Rules::new([6, 3, 2]).with_skipped_levels().with_name(Level::CASE, "箱").unwrap();
    let mut forest = Forest::new(rules).with_window(5);
    forest.register(&series(b"09506000134352", b"07"), Level::ITEM, 100..160).unwrap();
    forest.register(&series(b"19506000134359", b""), Level::BOX, 0..12).unwrap();
    forest.add(identity(9), Level::PALLET).unwrap();
    forest.add(identity(1), Level::ITEM).unwrap();
    forest.register(&series(b"19506000134359", b"7"), Level::CASE, 0..4).unwrap();
    forest.add(identity(2), Level::ITEM).unwrap();
    forest.add(identity(19), Level::PALLET).unwrap();
    for carton in 0..9 {
        forest.pack_run(id(60 + carton), &Units::from_first(id(6 * carton), 6)).unwrap();
    }
    forest.pack(id(69), &[id(59), id(54), id(73)]).unwrap();
    forest.unpack(&[id(7), id(9)]).unwrap();
    forest.void(id(7)).unwrap();
    forest.pack(id(70), &[id(9)]).unwrap();
    forest.pack(id(74), &[id(60), id(61), id(62)]).unwrap();
    forest.pack(id(72), &[id(74), id(71)]).unwrap();
    forest.close(id(62), 6).unwrap();
    forest.close(id(63), 6).unwrap();
    forest.sample(id(14)).unwrap();
    forest.destroy(id(58)).unwrap();
    for number in 0..7_u32 {
        let _ =
            forest.apply(OperationId(number.into()), &Operation::Unpack { units: &[id(30 + number / 2)] });
    }
    forest.check().unwrap();
    forest
}

#[test]
fn what_is_opened_is_what_was_written() {
    let before = forest();
    let bytes = written(&before, 1 << 40);
    let (after, position) = Forest::restore(&bytes, [9; 16]).unwrap();
    assert_eq!(position, 1 << 40);
    after.check().unwrap();
    assert_eq!(after, before);
    assert_eq!(answers(&after), answers(&before));
    assert_eq!(written(&after, 1 << 40), bytes, "and writes the same again");
    for number in 0..6 {
        let series = series(b"09506000134352", b"07");
        assert_eq!(after.at(&series, 99 + number * 30), before.at(&series, 99 + number * 30));
        let name = identity(u32::try_from(number).unwrap());
        assert_eq!(after.find(&name), before.find(&name));
    }
}

#[test]
fn an_empty_forest_and_one_of_units_only_are_opened() {
    let mut forest = Forest::new(Rules::new([0, 0, 0]));
    assert_eq!(restored(&written(&forest, 0)).as_ref(), Ok(&forest));
    forest.add(identity(1), Level::ITEM).unwrap();
    forest.register(&series(b"09506000134352", b""), Level::ITEM, u64::MAX - 70_000..u64::MAX).unwrap();
    let after = restored(&written(&forest, 0)).unwrap();
    assert_eq!(after, forest);
    assert_eq!(after.at(&series(b"09506000134352", b""), u64::MAX - 1), Some(id(70_000)));
}

#[test]
fn remembered_operations_give_the_same_answers() {
    let (mut before, bytes) = (forest(), written(&forest(), 0));
    let mut after = restored(&bytes).unwrap();
    for number in (2..7).chain([0]) {
        let units = [id(30 + u32::try_from(number).unwrap() / 2)];
        let again = after.apply(OperationId(number), &Operation::Unpack { units: &units });
        assert_eq!(again, before.apply(OperationId(number), &Operation::Unpack { units: &units }));
        let replayed = matches!(again, Ok(Outcome { replayed: true, .. }));
        assert_eq!(replayed, number % 2 == 0 && number > 0, "{number}: {again:?}");
    }
    let other = Operation::UnpackAll { container: id(60) };
    assert_eq!(after.apply(OperationId(6), &other), Err(Error::OperationTaken));
    assert_eq!(after, before);
}

#[test]
fn a_snapshot_is_appended() {
    let mut out = b"before".to_vec();
    forest().snapshot(7, &mut out);
    assert_eq!(out[6..], written(&forest(), 7));
}

#[test]
fn many_pages_are_opened_in_every_form() {
    // Three pages of items; boxes stand behind them. The first is in line order, the second shuffled, the third loose.
    let mut forest = Forest::new(Rules::new([20, 0, 0]));
    let items = forest.register(&series(b"09506000134352", b"07"), Level::ITEM, 0..180_000).unwrap();
    let boxes = forest.register(&series(b"19506000134359", b"07"), Level::BOX, 0..9_000).unwrap();
    for number in 0..3_000 {
        let run = Units::from_first(items.get(20 * number).unwrap(), 20);
        forest.pack_run(boxes.get(number).unwrap(), &run).unwrap();
    }
    for number in 0..60_000_u32 {
        let item = items.get(60_000 + number * 7919 % 60_000).unwrap();
        forest.pack(boxes.get(3_000 + number % 3_000).unwrap(), &[item]).unwrap();
    }
    let bytes = written(&forest, 0);
    let mut after = restored(&bytes).unwrap();
    after.check().unwrap();
    assert_eq!(after, forest);
    for container in boxes.clone().step_by(97) {
        assert!(after.leaves(container).unwrap().eq(forest.leaves(container).unwrap()));
    }
    // It goes on as the other does.
    for forest in [&mut after, &mut forest] {
        forest.unpack_all(boxes.get(4_000).unwrap()).unwrap();
        forest.move_to(&[items.get(70_000).unwrap()], boxes.get(4_000).unwrap()).unwrap();
        forest.pack(boxes.get(8_000).unwrap(), &[items.get(179_999).unwrap()]).unwrap();
        forest.check().unwrap();
    }
    assert_eq!(after, forest);
}

#[test]
fn lanes_and_holes_that_compaction_found_are_opened() {
    let mut forest = Forest::new(Rules::new([20, 0, 0]));
    let items = forest.register(&series(b"09506000134352", b"07"), Level::ITEM, 0..80_000).unwrap();
    let boxes = forest.register(&series(b"19506000134359", b"07"), Level::BOX, 0..3_990).unwrap();
    // Four lanes fill four boxes in turn; every 200th item was rejected.
    let packed = items.clone().filter(|item| item.number() % 200 != 7);
    for (rank, item) in (0..).zip(packed) {
        let container = rank / 80 * 4 + rank % 4;
        if let Some(container) = boxes.get(container) {
            forest.pack(container, &[item]).unwrap();
        }
    }
    let long = written(&forest, 0);
    forest.compact();
    let short = written(&forest, 0);
    assert!(short.len() < long.len() / 4, "{} of {}", short.len(), long.len());
    for bytes in [&long, &short] {
        let after = restored(bytes).unwrap();
        after.check().unwrap();
        assert_eq!(after, forest);
        assert_eq!(written(&after, 0), *bytes);
    }
    let cuts = sections(&short);
    let (from, to) = cuts[4];
    // Whatever the segments are made to say, each unit lies in a box or nowhere.
    for at in (from + 16..(to - 32).min(from + 16 + 200)).step_by(4) {
        for value in [0_u32, 1, 2, 3, 5, 20, 21, 65_535, 65_536, 79_999, 80_000, 83_990, u32::MAX] {
            let mut changed = short.clone();
            changed[at..at + 4].copy_from_slice(&value.to_le_bytes());
            let Ok(after) = restored(&forged(changed, &cuts)) else { continue };
            for unit in after.units().step_by(997) {
                assert!(after.path(unit).unwrap().count() <= 2);
                let _ = (after.held(unit), after.next_sibling(unit), after.leaves(unit).unwrap().count());
            }
        }
    }
}

#[test]
fn every_flipped_bit_and_every_truncation_is_refused() {
    let bytes = written(&forest(), 3);
    for at in 0..bytes.len() {
        for bit in 0..8 {
            let mut changed = bytes.clone();
            changed[at] ^= 1 << bit;
            match restored(&changed) {
                Err(Error::Version { at: 7 }) => assert_eq!(at, 7),
                Err(Error::Snapshot { at: told }) => assert!(told as usize <= at, "byte {at}, told {told}"),
                other => panic!("byte {at}, bit {bit}: {other:?}"),
            }
        }
        assert!(matches!(restored(&bytes[..at]), Err(Error::Snapshot { .. })), "{at} bytes");
    }
    let longer = [&bytes[..], &[0]].concat();
    let at = u32::try_from(bytes.len()).unwrap();
    assert_eq!(restored(&longer), Err(Error::Snapshot { at }));
}

#[test]
fn sections_of_another_snapshot_do_not_fit() {
    let (one, other) = (written(&forest(), 3), written(&forest(), 4));
    let cuts = sections(&one);
    for (from, to) in &cuts[1..] {
        let mixed = [&other[..*from], &one[*from..]].concat();
        assert_eq!(restored(&mixed), Err(Error::Snapshot { at: u32::try_from(*from).unwrap() }), "to {to}");
    }
}

/// Where each section begins and ends, the check included.
fn sections(bytes: &[u8]) -> Vec<(usize, usize)> {
    let (mut cuts, mut at) = (Vec::new(), 8);
    while at < bytes.len() {
        let length = usize::try_from(u64::from_le_bytes(bytes[at + 8..at + 16].try_into().unwrap())).unwrap();
        let end = at + 16 + length.next_multiple_of(8) + 32;
        cuts.push((at, end));
        at = end;
    }
    cuts
}

/// The same bytes with checks that hold.
fn forged(mut bytes: Vec<u8>, cuts: &[(usize, usize)]) -> Vec<u8> {
    let mut check = [0; 32];
    for (from, to) in cuts {
        let mut hasher = blake3::Hasher::new_keyed(b"symbolon v1 snapshot\0\0\0\0\0\0\0\0\0\0\0\0");
        check = *hasher.update(&check).update(&bytes[*from..*to - 32]).finalize().as_bytes();
        bytes[*to - 32..*to].copy_from_slice(&check);
    }
    bytes
}

/// Walks over everything and changes something: no walk runs in a circle, and nothing panics.
fn bear(mut forest: Forest) {
    if forest.len() > 200 {
        return;
    }
    let _ = forest.check();
    let _ = answers(&forest);
    let units: Vec<_> = forest.units().collect();
    for unit in &units {
        let _ = forest.sample(*unit);
        let _ = forest.unpack_all(*unit);
        let _ = forest.reopen(*unit);
    }
    for pair in units.windows(2) {
        let _ = forest.pack(pair[1], &[pair[0]]);
        let _ = forest.merge(pair[0], pair[1]);
        let _ = forest.move_to(&[pair[0]], pair[1]);
        let _ = forest.relabel(pair[0], pair[1]);
    }
    let _ = answers(&forest);
}

#[test]
fn forged_snapshots_are_refused_or_harmless() {
    let bytes = written(&forest(), 3);
    let cuts = sections(&bytes);
    assert_eq!(forged(bytes.clone(), &cuts), bytes);
    let (mut refused, mut opened) = (0, 0);
    for &(from, to) in &cuts {
        for at in from + 16..to - 32 {
            for value in [
                0,
                1,
                2,
                7,
                0x7F,
                0x80,
                0xFF,
                bytes[at] ^ 1,
                bytes[at].wrapping_add(1),
                bytes[at].wrapping_sub(1),
            ] {
                let mut changed = bytes.clone();
                changed[at] = value;
                match restored(&forged(changed, &cuts)) {
                    Ok(forest) => {
                        bear(forest);
                        opened += 1;
                    }
                    Err(Error::Snapshot { .. }) => refused += 1,
                    Err(error) => panic!("byte {at}: {error:?}"),
                }
            }
        }
    }
    assert!(refused > 1000 && opened > 1000, "{refused} refused, {opened} opened");
}

#[test]
fn a_unit_is_never_put_into_itself() {
    let mut forest = Forest::new(Rules::new([20, 20, 0]).with_skipped_levels());
    forest.register(&series(b"19506000134359", b"07"), Level::BOX, 0..100).unwrap();
    forest.register(&series(b"19506000134359", b"08"), Level::CASE, 0..100).unwrap();
    // Out of order: each has a word of its own, or is odd.
    for number in 0..100 {
        forest.pack(id(100 + number % 10), &[id(number * 37 % 100)]).unwrap();
    }
    let bytes = written(&forest, 0);
    let cuts = sections(&bytes);
    let (from, to) = cuts[4];
    for at in (from + 16..to - 32 - 4).step_by(4) {
        for target in [1_u32, 50, 100, 101, 150, 200, 201, u32::MAX] {
            let mut changed = bytes.clone();
            changed[at..at + 4].copy_from_slice(&target.to_le_bytes());
            if let Ok(forest) = restored(&forged(changed, &cuts)) {
                for unit in forest.units() {
                    assert!(forest.path(unit).unwrap().count() <= 2);
                }
                bear(forest);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_forest_comes_back(compact in any::<bool>(), steps in proptest::collection::vec((0..12_u8, 0..90_u32, 0..90_u32, 1..9_u32), 0..200)) {
        let mut forest = Forest::new(Rules::new([6, 3, 2]).with_skipped_levels()).with_window(20);
        forest.register(&series(b"09506000134352", b"07"), Level::ITEM, 0..50).unwrap();
        forest.register(&series(b"19506000134359", b""), Level::BOX, 5..25).unwrap();
        forest.register(&series(b"19506000134359", b"7"), Level::CASE, 0..10).unwrap();
        for number in 0..10 {
            let level = Level::ALL[number as usize % 4];
            forest.add(identity(number), level).unwrap();
        }
        for (number, (verb, one, other, count)) in (0..).zip(steps) {
            let (unit, units) = (id(one), [id(one), id(one + 1)]);
            let operation = match verb {
                0..=3 => Operation::PackRun { container: id(other), first: unit, count },
                4 => Operation::Pack { container: id(other), units: &units },
                5 => Operation::Unpack { units: &units },
                6 => Operation::Move { units: &units, to: id(other) },
                7 => Operation::Replace { old: unit, new: id(other) },
                8 => Operation::Close { container: unit, declared: forest.held(unit).unwrap_or(0) },
                9 => Operation::Sample { unit },
                10 => Operation::Void { unit, take_out: true },
                _ => Operation::Relabel { old: unit, new: id(other) },
            };
            let _ = forest.apply(OperationId(number), &operation);
        }
        if compact {
            forest.compact();
        }
        let bytes = written(&forest, 5);
        let after = restored(&bytes).unwrap();
        prop_assert_eq!(after.check(), Ok(()));
        prop_assert_eq!(&after, &forest);
        prop_assert_eq!(answers(&after), answers(&forest));
        prop_assert_eq!(written(&after, 5), bytes);
    }

    #[test]
    fn any_bytes_are_refused(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(restored(&bytes).is_err());
        prop_assert!(restored(&[b"symtree\x01", &bytes[..]].concat()).is_err());
    }
}
