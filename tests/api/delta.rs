//! Deltas between bundles: the newer file comes out byte for byte, or nothing does.

use proptest::prelude::*;
use symbolon::Error;
use symbolon::code::SeriesId;
use symbolon::trust::{Bundle, BundleContent, IndexSets, Signer};

use super::bundle::{bundle, content, full, gtin, id, opener, secret};

/// A step from one state of a brand to the next.
#[derive(Clone, Debug)]
enum Step {
    Add(u8, u64, u64),
    Remove(u8, u64, u64),
    Lot(u8),
    Item,
    NoOpeners,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..6_u8, 0..300_000_u64, 1..9_u64).prop_map(|(set, start, length)| Step::Add(set, start, length)),
        2 => (0..6_u8, 0..300_000_u64, 1..70_000_u64).prop_map(|(set, start, length)| Step::Add(set, start, length)),
        3 => (0..6_u8, 0..300_000_u64, 1..200_000_u64).prop_map(|(set, start, length)| Step::Remove(set, start, length)),
        1 => any::<u8>().prop_map(Step::Lot),
        1 => Just(Step::Item),
        1 => Just(Step::NoOpeners),
    ]
}

fn take(content: &mut BundleContent, step: &Step) {
    fn sets(content: &mut BundleContent, set: u8) -> (&mut IndexSets, SeriesId) {
        let sets = match set / 2 {
            0 => &mut content.revoked.indices,
            1 => &mut content.recalled.indices,
            _ => &mut content.vouched,
        };
        (sets, id(usize::from(set % 2), "07"))
    }
    match *step {
        Step::Add(set, start, length) => {
            let (sets, series) = sets(content, set);
            sets.add_range(series, start..start + length).unwrap();
        }
        Step::Remove(set, start, length) => {
            let (sets, series) = sets(content, set);
            sets.remove_range(series, start..start + length).unwrap();
        }
        Step::Lot(lot) => content.recalled.add_lot(gtin(0), &format!("L{lot}")).unwrap(),
        Step::Item => content.revoked.add_item(gtin(1)),
        Step::NoOpeners => content.openers.clear(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn the_newer_file_comes_out_byte_for_byte(
        first in prop::collection::vec(step(), 0..12),
        then in prop::collection::vec(step(), 0..6),
    ) {
        let mut state = content();
        for step in &first {
            take(&mut state, step);
        }
        let older = bundle(&state);
        for step in &then {
            take(&mut state, step);
        }
        state.sequence += 1;
        let newer = bundle(&state);
        let delta = newer.delta_from(&older).unwrap();
        let applied = older.apply(&delta).unwrap();
        prop_assert_eq!(applied.bytes(), newer.bytes());
        prop_assert_eq!(&applied.content().revoked, &newer.content().revoked);
        prop_assert_eq!(newer.apply(&delta).err(), Some(Error::DeltaBase));
    }
}

#[test]
fn a_delta_grows_with_the_change_and_not_with_the_bundle() {
    let mut state = content();
    for index in 0..200_000 {
        state.revoked.indices.add(id(0, "07"), index * 997);
    }
    let older = bundle(&state);
    state.sequence += 1;
    for index in [5, 1_000_000, 7_000_000] {
        state.revoked.indices.add(id(0, "07"), index);
    }
    let newer = bundle(&state);
    let delta = newer.delta_from(&older).unwrap();
    assert!(older.bytes().len() > 400_000);
    assert!(delta.len() < 1000, "{} bytes", delta.len());
    assert_eq!(older.apply(&delta).unwrap().bytes(), newer.bytes());
}

fn pair() -> (Bundle, Bundle, Vec<u8>) {
    let older = bundle(&full());
    let mut state = full();
    state.sequence += 1;
    state.revoked.indices.add(id(0, "07"), 99);
    state.openers.push(opener(1, "09"));
    let newer = bundle(&state);
    let delta = newer.delta_from(&older).unwrap();
    (older, newer, delta)
}

#[test]
fn only_the_bundle_it_was_made_for_takes_a_delta() {
    let (older, newer, delta) = pair();
    assert_eq!(older.apply(&delta).unwrap().bytes(), newer.bytes());
    assert_eq!(bundle(&content()).apply(&delta).err(), Some(Error::DeltaBase));
    assert_eq!(older.delta_from(&newer).err(), Some(Error::RolledBack));
    assert_eq!(older.delta_from(&older).err(), Some(Error::RolledBack));
    let stranger = Bundle::open(&full().sign(&secret(8)).unwrap(), secret(8).public_key(), 0).unwrap();
    assert_eq!(newer.delta_from(&stranger).err(), Some(Error::UnknownKey));
}

#[test]
fn a_changed_delta_makes_no_bundle() {
    let (older, newer, delta) = pair();
    for cut in 0..delta.len() {
        assert!(older.apply(&delta[..cut]).is_err(), "{cut}");
    }
    for at in 0..delta.len() {
        let mut changed = delta.clone();
        changed[at] ^= 1 << (at % 8);
        // A change that says the same again, such as another form of a set, is no harm.
        assert!(
            older.apply(&changed).is_ok_and(|made| made.bytes() == newer.bytes())
                || older.apply(&changed).is_err()
        );
    }
    let mut version = delta.clone();
    version[4] = 2;
    assert_eq!(older.apply(&version).err(), Some(Error::Version { at: 4 }));
    assert_eq!(older.apply(b"").err(), Some(Error::Artefact { at: 0 }));
    assert_eq!(older.apply(b"SYMX\x01").err(), Some(Error::Artefact { at: 0 }));
    let behind = [&delta[..], b"x"].concat();
    let end = u32::try_from(delta.len()).unwrap();
    assert_eq!(older.apply(&behind).err(), Some(Error::Artefact { at: end }));
    let mut signature = delta;
    signature[38 + 18] ^= 1;
    assert_eq!(older.apply(&signature).err(), Some(Error::Signature));
    let too_long = vec![0; Bundle::MAX_BYTES as usize + 1];
    assert_eq!(older.apply(&too_long).err(), Some(Error::TooLong { limit: Bundle::MAX_BYTES }));
}

#[test]
fn a_chain_of_deltas_leads_to_the_newest() {
    let mut state = content();
    let mut held = bundle(&state);
    for day in 1..20 {
        state.sequence += 1;
        state.issued_at += 86_400;
        state.next_update += 86_400;
        state.revoked.indices.add_range(id(0, "07"), day * 50..day * 50 + day).unwrap();
        let newest = bundle(&state);
        held = held.apply(&newest.delta_from(&held).unwrap()).unwrap();
        assert_eq!(held.bytes(), newest.bytes());
    }
}
