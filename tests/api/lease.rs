//! Granting leases, opening them, and drawing from them across crashes.

use std::cell::RefCell;
use std::ops::Range;

use proptest::prelude::*;
use symbolon::Error;
use symbolon::code::SeriesId;
use symbolon::gs1::key::Gtin;
use symbolon::trust::{
    CURSOR_BYTES, CursorBytes, Draw, Lease, LeaseId, PublicKey, SecretKey, Signer, Suite, Terms, Window,
};

fn key(seed: u8) -> SecretKey {
    SecretKey::from_seed(&[seed; 32]).unwrap()
}

fn terms() -> Terms {
    let gtin = Gtin::parse(b"09506000134352").unwrap();
    Terms {
        id: LeaseId::new(&[7; 8]).unwrap(),
        holder: "line 3 三线".to_owned(),
        key_id: Some(key(2).public_key().id()),
        series: SeriesId::new(gtin, b"07").unwrap(),
        range: 1000..1100,
        quota: 90,
        window: Window::new(500, 600).unwrap(),
    }
}

fn opened(terms: &Terms) -> Lease {
    Lease::open(&Lease::grant(&key(1), terms).unwrap(), key(1).public_key()).unwrap()
}

/// The longest values of every field.
fn longest() -> Terms {
    let gtin = Gtin::parse(b"99999999999997").unwrap();
    Terms {
        id: LeaseId::new(&[0xFF; 16]).unwrap(),
        holder: "三".repeat(10) + "xx",
        key_id: Some(key(2).public_key().id()),
        series: SeriesId::new(gtin, &[b'Z'; SeriesId::MAX_SLOT]).unwrap(),
        range: u64::MAX / 2..u64::MAX,
        quota: u64::MAX / 2 + 1,
        window: Window::ALWAYS,
    }
}

#[test]
fn a_lease_says_what_was_granted() {
    for terms in [terms(), longest(), Terms { key_id: None, ..terms() }] {
        let bytes = Lease::grant(&key(1), &terms).unwrap();
        assert_eq!(Lease::granter_of(&bytes), Ok(key(1).public_key().id()));
        let lease = Lease::open(&bytes, key(1).public_key()).unwrap();
        assert_eq!((lease.terms(), lease.granter()), (&terms, key(1).public_key().id()));
        assert!(lease.is_held_by(key(2).public_key().id()));
        assert_eq!(lease.is_held_by(key(3).public_key().id()), terms.key_id.is_none());
    }
    assert_eq!(terms().granted(), 1000..1090);
    assert_eq!(terms().id.to_string(), "0707070707070707");
}

#[test]
fn the_longest_lease_has_256_bytes_at_most() {
    assert_eq!(Lease::grant(&key(1), &longest()).unwrap().len(), 246, "changed: the format did");
    for suite in [Suite::Ed25519, Suite::P256, Suite::Sm2] {
        // Where this build has the suite.
        let Ok(granter) = SecretKey::from_secret(suite, &[1; 32]) else { continue };
        let bytes = Lease::grant(&granter, &longest()).unwrap();
        assert!(bytes.len() <= Lease::MAX_BYTES as usize, "{suite:?}: {}", bytes.len());
        assert_eq!(
            Lease::open(&bytes, granter.public_key()).map(|lease| lease.terms().clone()),
            Ok(longest())
        );
    }
}

#[test]
fn terms_that_make_no_sense_are_neither_granted_nor_opened() {
    let with = |change: fn(&mut Terms)| {
        let mut terms = terms();
        change(&mut terms);
        Lease::grant(&key(1), &terms)
    };
    let claim = |item| Err(Error::Claim { item });
    assert_eq!(with(|terms| terms.holder.clear()), claim(2));
    assert_eq!(with(|terms| terms.holder = "x".repeat(33)), claim(2));
    assert_eq!(with(|terms| terms.holder = "a\nb".to_owned()), claim(2));
    assert_eq!(with(|terms| terms.range = 5..5), claim(13));
    assert_eq!(with(|terms| terms.quota = 0), claim(14));
    assert_eq!(with(|terms| terms.quota = 101), claim(14));
    assert!(with(|terms| terms.quota = 100).is_ok());
    assert!(with(|terms| terms.holder = "x".repeat(32)).is_ok());
    for length in [0, 7, 9, 15, 17] {
        assert_eq!(LeaseId::new(&vec![1; length]), Err(Error::Length { at: 0 }));
    }
}

#[test]
fn only_the_granter_is_believed() {
    let bytes = Lease::grant(&key(1), &terms()).unwrap();
    assert_eq!(Lease::open(&bytes, key(3).public_key()), Err(Error::UnknownKey));
    let mut other = bytes.clone();
    *other.last_mut().unwrap() ^= 1;
    assert_eq!(Lease::open(&other, key(1).public_key()), Err(Error::Signature));
    let mut long = bytes;
    long.resize(257, 0);
    assert_eq!(Lease::open(&long, key(1).public_key()), Err(Error::TooLong { limit: 256 }));
}

#[test]
fn no_changed_byte_and_no_truncation_is_believed() {
    let bytes = Lease::grant(&key(1), &terms()).unwrap();
    let granter = *key(1).public_key();
    for length in 0..bytes.len() {
        assert!(Lease::open(&bytes[..length], &granter).is_err());
    }
    for at in 0..bytes.len() {
        for bit in 0..8 {
            let mut changed = bytes.clone();
            changed[at] ^= 1 << bit;
            assert!(Lease::open(&changed, &granter).is_err(), "byte {at}, bit {bit}");
        }
    }
}

/// Storage of the caller: what was stored last.
#[derive(Default)]
struct Disk(RefCell<Option<CursorBytes>>);

impl Disk {
    fn store(&self) -> impl FnMut(&CursorBytes) -> Result<(), Error> + '_ {
        |cursor| {
            self.0.replace(Some(*cursor));
            Ok(())
        }
    }

    fn restart(&self, lease: &Lease) -> Draw {
        match self.0.borrow().as_ref() {
            Some(cursor) => Draw::resume(lease.clone(), cursor).unwrap(),
            None => Draw::begin(lease.clone()),
        }
    }
}

#[test]
fn drawing_ascends_and_ends_at_the_quota() {
    let (disk, lease) = (Disk::default(), opened(&terms()));
    let mut draw = Draw::begin(lease.clone());
    assert_eq!(draw.draw(1, 500, disk.store()), Ok(1000..1001));
    assert_eq!(draw.draw(80, 599, disk.store()), Ok(1001..1081));
    assert_eq!(draw.draw(10, 599, disk.store()), Err(Error::Exhausted));
    assert_eq!((draw.used(), draw.remaining()), (81, 9));
    let mut draw = disk.restart(&lease);
    assert_eq!(draw.draw(9, 500, disk.store()), Ok(1081..1090));
    assert_eq!(draw.draw(1, 500, disk.store()), Err(Error::Exhausted));
    assert_eq!(draw.draw(u64::MAX, 500, disk.store()), Err(Error::Exhausted));
    assert_eq!(draw.draw(0, 500, disk.store()), Err(Error::Parameter));
}

#[test]
fn drawing_reaches_the_end_of_64_bits() {
    let disk = Disk::default();
    let mut draw = Draw::begin(opened(&longest()));
    assert_eq!(draw.draw(longest().quota, 0, disk.store()), Ok(u64::MAX / 2..u64::MAX));
}

#[test]
fn nothing_is_drawn_outside_the_time() {
    let disk = Disk::default();
    let mut draw = Draw::begin(opened(&terms()));
    for at in [i64::MIN, 499, 600, i64::MAX] {
        assert_eq!(draw.draw(1, at, disk.store()), Err(Error::OutOfTime));
    }
    assert!(disk.0.borrow().is_none() && draw.used() == 0);
}

#[test]
fn storage_that_fails_draws_nothing() {
    let (disk, lease) = (Disk::default(), opened(&terms()));
    let mut draw = Draw::begin(lease);
    draw.draw(5, 500, disk.store()).unwrap();
    let before = draw.cursor();
    let failing = |_: &CursorBytes| Err(Error::Storage { status: 28 });
    assert_eq!(draw.draw(5, 500, failing), Err(Error::Storage { status: 28 }));
    assert_eq!(draw.close(&key(2), 550, failing), Err(Error::Storage { status: 28 }));
    assert_eq!((draw.cursor(), draw.closed()), (before, None));
    assert_eq!(draw.draw(5, 500, disk.store()), Ok(1005..1010));
}

#[test]
fn the_cursor_is_stored_before_the_indices_leave() {
    let lease = opened(&terms());
    let mut stored = None;
    let mut draw = Draw::begin(lease.clone());
    let drawn = draw.draw(5, 500, |cursor| {
        stored = Some(*cursor);
        Ok(())
    });
    // Whatever happens now, the storage covers what was handed out.
    let resumed = Draw::resume(lease, &stored.unwrap()).unwrap();
    assert_eq!((drawn, resumed.used()), (Ok(1000..1005), 5));
}

#[test]
fn a_closed_lease_stays_closed() {
    let (disk, lease) = (Disk::default(), opened(&terms()));
    let mut draw = Draw::begin(lease.clone());
    draw.draw(5, 500, disk.store()).unwrap();
    assert_eq!(draw.close(&key(3), 550, disk.store()), Err(Error::Holder));
    assert_eq!(draw.closed(), None);
    let receipt = draw.close(&key(2), 550, disk.store()).unwrap();
    let mut again = disk.restart(&lease);
    for draw in [&mut draw, &mut again] {
        assert_eq!(draw.draw(1, 560, disk.store()), Err(Error::Exhausted));
        assert_eq!((draw.remaining(), draw.used(), draw.closed()), (0, 5, Some(550)));
    }
    let never = |_: &CursorBytes| panic!("nothing to store any more");
    assert_eq!(again.close(&key(2), 999, never), Ok(receipt));
}

#[test]
fn a_torn_or_foreign_cursor_is_refused() {
    let (disk, lease) = (Disk::default(), opened(&terms()));
    let mut draw = Draw::begin(lease.clone());
    draw.draw(5, 500, disk.store()).unwrap();
    let old = draw.cursor();
    draw.draw(50, 500, disk.store()).unwrap();
    let new = draw.cursor();
    for length in (0..CURSOR_BYTES).chain([CURSOR_BYTES + 1]) {
        let mut cut = new.to_vec();
        cut.resize(length, 0);
        assert_eq!(Draw::resume(lease.clone(), &cut).err(), Some(Error::Cursor));
    }
    // A write that stopped in the middle.
    for length in 0..=CURSOR_BYTES {
        let torn = [&new[..length], &old[length..]].concat();
        let used = Draw::resume(lease.clone(), &torn).map(|draw| draw.used());
        let wanted = if torn == new {
            Ok(55)
        } else if torn == old {
            Ok(5)
        } else {
            Err(Error::Cursor)
        };
        assert_eq!(used, wanted, "{length}");
    }
    for at in 0..CURSOR_BYTES {
        for change in 1..=255 {
            let mut changed = new;
            changed[at] ^= change;
            assert_eq!(Draw::resume(lease.clone(), &changed).err(), Some(Error::Cursor));
        }
    }
    // Same id, other terms.
    let other = opened(&Terms { quota: 91, ..terms() });
    assert_eq!(Draw::resume(other, &new).err(), Some(Error::Cursor));
}

#[test]
fn a_cursor_beyond_the_quota_is_refused_however_well_made() {
    let lease = opened(&terms());
    let made = |used: u64| {
        let mut bytes = Draw::begin(lease.clone()).cursor();
        bytes[18..26].copy_from_slice(&used.to_le_bytes());
        let mut hasher = blake3::Hasher::new_derive_key("symbolon v1 lease cursor");
        hasher.update(lease.digest()).update(&bytes[..34]);
        bytes[34..].copy_from_slice(&hasher.finalize().as_bytes()[..8]);
        Draw::resume(lease.clone(), &bytes).map(|draw| draw.remaining())
    };
    assert_eq!([0, 90].map(made), [Ok(90), Ok(0)]);
    assert_eq!([91, u64::MAX].map(made), [Err(Error::Cursor); 2]);
}

/// What a line does until its power fails.
#[derive(Clone, Copy, Debug)]
enum Crash {
    BeforeStoring,
    AfterStoring,
    AfterPrinting(u64),
}

proptest! {
    #[test]
    fn no_crash_repeats_an_index(
        steps in prop::collection::vec((1..12_u64, prop::option::of(prop_oneof![
            Just(Crash::BeforeStoring), Just(Crash::AfterStoring), (0..12_u64).prop_map(Crash::AfterPrinting),
        ])), 1..40),
    ) {
        let (disk, lease) = (Disk::default(), opened(&terms()));
        let mut draw = Draw::begin(lease.clone());
        let (mut printed, mut furthest): (Vec<u64>, u64) = (Vec::new(), 0);
        for (count, crash) in steps {
            let power_fails = |_: &CursorBytes| Err(Error::Storage { status: 1 });
            let drawn: Result<Range<u64>, Error> = match crash {
                Some(Crash::BeforeStoring) => draw.draw(count, 550, power_fails),
                _ => draw.draw(count, 550, disk.store()),
            };
            let shown = match crash {
                Some(Crash::BeforeStoring | Crash::AfterStoring) => 0,
                Some(Crash::AfterPrinting(codes)) => codes,
                None => u64::MAX,
            };
            if let Ok(range) = drawn {
                printed.extend(range.take(usize::try_from(shown).unwrap()));
            }
            if crash.is_some() {
                draw = disk.restart(&lease);
            }
            prop_assert!(draw.used() >= furthest, "resuming went back");
            furthest = draw.used();
            prop_assert!(draw.used() + draw.remaining() == 90);
        }
        prop_assert!(printed.is_sorted_by(|a, b| a < b), "an index left twice");
        prop_assert!(printed.iter().all(|index| terms().granted().contains(index)));
    }

    #[test]
    fn hostile_bytes_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let public: PublicKey = *key(1).public_key();
        prop_assert!(Lease::open(&bytes, &public).is_err());
        prop_assert_eq!(Draw::resume(opened(&terms()), &bytes).err(), Some(Error::Cursor));
    }

    #[test]
    fn every_lease_comes_back(
        id in prop_oneof![prop::collection::vec(any::<u8>(), 8), prop::collection::vec(any::<u8>(), 16)],
        holder in "[^\\p{Cc}]{1,8}",
        key_seed in prop::option::of(1..9_u8),
        slot in "[0-9A-Z]{0,19}",
        (first, count, quota) in (any::<u64>(), 1..u64::MAX, any::<u64>()),
        (from, length) in (any::<i64>(), 1..i64::MAX),
    ) {
        let count = count.min(u64::MAX - first);
        prop_assume!(count > 0);
        let terms = Terms {
            id: LeaseId::new(&id).unwrap(),
            holder,
            key_id: key_seed.map(|seed| key(seed).public_key().id()),
            series: SeriesId::new(terms().series.gtin(), slot.as_bytes()).unwrap(),
            range: first..first + count,
            quota: quota % count + 1,
            window: Window::new(from.min(i64::MAX - 1), from.saturating_add(length)).unwrap(),
        };
        let lease = opened(&terms);
        prop_assert_eq!(lease.terms(), &terms);
    }
}
