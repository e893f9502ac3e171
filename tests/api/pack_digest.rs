//! Digests of what lies in a container.

use symbolon::Error;
use symbolon::code::{ContentsDigest, Identity, Level, SeriesId};
use symbolon::gs1::key::Gtin;
use symbolon::pack::{Forest, Name, Rules, UnitId};
use symbolon::trust::Contents;

use super::contents::unit as identity;

/// What the caller knows: item `n` of the series is number `n` of the identities.
fn named(forest: &Forest, unit: UnitId) -> Result<Identity, Error> {
    match forest.name(unit)? {
        Name::Indexed { index, .. } => Ok(identity(u32::try_from(index).unwrap())),
        Name::External(identity) => Ok(identity),
    }
}

/// 30 items and 3 boxes of a series each, a pallet that was added.
fn forest() -> (Forest, Vec<UnitId>, Vec<UnitId>, UnitId) {
    let mut forest = Forest::new(Rules::new([10, 0, 5]));
    let series = |gtin: &[u8]| SeriesId::new(Gtin::parse(gtin).unwrap(), b"07").unwrap();
    let items = forest.register(&series(b"09506000134352"), Level::ITEM, 0..30).unwrap();
    let boxes = forest.register(&series(b"19506000134359"), Level::BOX, 0..3).unwrap();
    let pallet = forest.add(identity(999), Level::PALLET).unwrap();
    (forest, items.collect(), boxes.collect(), pallet)
}

fn digest(numbers: impl IntoIterator<Item = u32>) -> ContentsDigest {
    ContentsDigest::of(numbers.into_iter().map(|number| Ok(identity(number)))).unwrap()
}

#[test]
fn a_digest_is_that_of_the_items_at_any_depth_however_they_were_packed() {
    let (mut forest, items, boxes, pallet) = forest();
    forest.pack(boxes[0], &[items[7], items[3]]).unwrap();
    forest.pack(boxes[1], &[items[20], items[1], items[2]]).unwrap();
    forest.pack(pallet, &[boxes[1], boxes[0]]).unwrap();
    assert_eq!(forest.digest(pallet, |unit| named(&forest, unit)), Ok(digest([1, 2, 3, 7, 20])));
    assert_eq!(forest.digest(boxes[0], |unit| named(&forest, unit)), Ok(digest([3, 7])));
    assert_eq!(
        forest.digest(items[5], |unit| named(&forest, unit)),
        Ok(digest([5])),
        "an item is its own leaf"
    );
    assert_eq!(forest.digest(boxes[2], |unit| named(&forest, unit)), Ok(digest([])));
    forest.move_to(&[items[1]], boxes[0]).unwrap();
    assert_eq!(forest.digest(pallet, |unit| named(&forest, unit)), Ok(digest([1, 2, 3, 7, 20])));
    forest.unpack(&[items[1]]).unwrap();
    assert_eq!(forest.digest(pallet, |unit| named(&forest, unit)), Ok(digest([2, 3, 7, 20])));
}

#[test]
fn it_is_the_digest_that_a_contents_note_signs() {
    let (mut forest, items, boxes, _) = forest();
    forest.pack(boxes[0], &items[..9]).unwrap();
    let note = Contents::new(identity(999), (0..9).map(identity)).unwrap().note(0);
    assert_eq!(forest.digest(boxes[0], |unit| named(&forest, unit)).as_ref(), Ok(note.digest()));
}

#[test]
fn errors_of_the_forest_and_of_the_names_come_through() {
    let (mut forest, items, boxes, _) = forest();
    forest.pack(boxes[0], &items[..9]).unwrap();
    let stranger = UnitId::from_number(4_000_000_000);
    let unknown = Err(Error::UnknownUnit { item: 0 });
    assert_eq!(forest.digest(stranger, |unit| named(&forest, unit)), unknown);
    assert_eq!(forest.digest(boxes[0], |_| Err(Error::NoIdentity)), Err(Error::NoIdentity));
    assert_eq!(forest.digest(boxes[0], |_| Ok(identity(1))), Err(Error::Repeated { item: 1 }));
}
