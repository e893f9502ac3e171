//! The table of leased ranges that a verifier asks.

use proptest::prelude::*;
use symbolon::Error;
use symbolon::code::{KeyId, SeriesId};
use symbolon::gs1::key::Gtin;
use symbolon::trust::leases::{LeaseCheck, Leases};

fn gtin(which: usize) -> Gtin {
    Gtin::parse([b"09506000134352", b"19506000134359"][which]).unwrap()
}

fn key(number: u8) -> KeyId {
    KeyId::new([number; 5])
}

#[test]
fn an_index_is_inside_only_for_the_holder_of_its_range() {
    let mut leases = Leases::new();
    leases.add(gtin(0), b"07", 100..200, key(1)).unwrap();
    leases.add(gtin(0), b"07", 200..201, key(2)).unwrap();
    let check = |index, holder| leases.check(gtin(0), b"07", index, key(holder));
    assert_eq!([99, 100, 199, 200].map(|index| check(index, 1)), {
        use LeaseCheck::{Inside, Outside};
        [Outside, Inside, Inside, Outside]
    });
    assert_eq!(check(200, 2), LeaseCheck::Inside);
    assert_eq!(check(201, 2), LeaseCheck::Outside);
    assert_eq!(check(u64::MAX, 2), LeaseCheck::Outside);
}

#[test]
fn nothing_is_said_about_a_series_without_leases() {
    let mut leases = Leases::new();
    assert_eq!(leases.check(gtin(0), b"07", 1, key(1)), LeaseCheck::Unknown);
    leases.add(gtin(0), b"07", 0..u64::MAX, key(1)).unwrap();
    assert_eq!(leases.check(gtin(0), b"08", 1, key(1)), LeaseCheck::Unknown);
    assert_eq!(leases.check(gtin(0), b"", 1, key(1)), LeaseCheck::Unknown);
    assert_eq!(leases.check(gtin(1), b"07", 1, key(1)), LeaseCheck::Unknown);
    assert_eq!(leases.check(gtin(0), &[b'7'; 20], 1, key(1)), LeaseCheck::Unknown);
}

#[test]
fn what_makes_no_sense_is_refused_and_changes_nothing() {
    let mut leases = Leases::new();
    leases.add(gtin(0), b"07", 100..200, key(1)).unwrap();
    let before = leases.clone();
    for range in [0..101, 100..200, 150..160, 199..300, 0..1000] {
        assert_eq!(leases.add(gtin(0), b"07", range, key(1)), Err(Error::Taken));
    }
    assert_eq!(leases.add(gtin(0), b"07", 5..5, key(1)), Err(Error::Index));
    assert_eq!(leases.add(gtin(0), &[b'7'; 20], 5..6, key(1)), Err(Error::Length { at: 0 }));
    assert_eq!(leases.add(gtin(0), b"0 7", 5..6, key(1)), Err(Error::Charset { at: 1 }));
    assert_eq!(leases, before);
    assert_eq!((leases.len(), leases.is_empty(), Leases::new().is_empty()), (1, false, true));
}

#[test]
fn series_are_ordered_by_their_names() {
    let slots: [&[u8]; 5] = [b"", b"0", b"00", b"1", b"10"];
    let ids: Vec<_> = slots.map(|slot| SeriesId::new(gtin(0), slot).unwrap()).to_vec();
    assert!(ids.is_sorted());
    assert!(ids.iter().zip(slots).all(|(id, slot)| id.slot() == slot && id.gtin() == gtin(0)));
    assert!(SeriesId::new(gtin(1), b"").unwrap() > ids[4]);
}

proptest! {
    #[test]
    fn the_table_answers_as_a_list_does(
        adds in prop::collection::vec((0..2_usize, 0..2_usize, 0..60_u64, 0..12_u64, 0..3_u8), 0..40),
    ) {
        let slots: [&[u8]; 2] = [b"A", b"B1"];
        let (mut leases, mut list) = (Leases::new(), Vec::new());
        for (item, slot, start, length, holder) in adds {
            let range = start..start + length;
            let taken = list.iter().any(|(i, s, r, _): &(usize, usize, std::ops::Range<u64>, u8)| {
                (*i, *s) == (item, slot) && r.start < range.end && range.start < r.end
            });
            let wanted = if length == 0 { Err(Error::Index) } else if taken { Err(Error::Taken) } else { Ok(()) };
            prop_assert_eq!(leases.add(gtin(item), slots[slot], range.clone(), key(holder)), wanted);
            if wanted.is_ok() {
                list.push((item, slot, range, holder));
            }
        }
        for (item, slot, index) in (0..2).flat_map(|i| (0..2).flat_map(move |s| (0..75).map(move |n| (i, s, n)))) {
            let of_series = || list.iter().filter(|row| (row.0, row.1) == (item, slot));
            for holder in 0..3 {
                let wanted = if of_series().next().is_none() {
                    LeaseCheck::Unknown
                } else if of_series().any(|row| row.2.contains(&index) && row.3 == holder) {
                    LeaseCheck::Inside
                } else {
                    LeaseCheck::Outside
                };
                prop_assert_eq!(leases.check(gtin(item), slots[slot], index, key(holder)), wanted);
            }
        }
        let rows: Vec<_> = leases.iter().collect();
        prop_assert!(rows.is_sorted_by_key(|row| (row.series, row.range.start)));
        prop_assert_eq!((rows.len(), leases.len()), (list.len(), list.len()));
        let mut again = Leases::new();
        for row in rows {
            again.add(row.series.gtin(), row.series.slot(), row.range, row.holder).unwrap();
        }
        prop_assert_eq!(again, leases);
    }
}
