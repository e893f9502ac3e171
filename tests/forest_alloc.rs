//! A reserved forest allocates nothing after it was made. A binary of its own: it counts every allocation.
#![allow(clippy::unwrap_used, unsafe_code, missing_docs)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use symbolon::code::{Identity, Level, Serial, SeriesId};
use symbolon::gs1::key::Gtin;
use symbolon::pack::{Forest, Operation, OperationId, Rules, UnitId, Units};

struct Counting;

thread_local! {
    static COUNT: Cell<u64> = const { Cell::new(0) };
}

// SAFETY: every call goes to the system's allocator as it is.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        COUNT.with(|count| count.set(count.get() + 1));
        // SAFETY: the caller's contract is the same.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's contract is the same.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

fn identity(number: u32) -> Identity {
    let mut digits = *b"0000000000";
    for (place, digit) in digits.iter_mut().rev().enumerate() {
        *digit += u8::try_from(number / 10_u32.pow(u32::try_from(place).unwrap()) % 10).unwrap();
    }
    let gtin = Gtin::parse(b"09506000134352").unwrap();
    Identity::Sgtin { gtin, serial: Serial::parse(&digits).unwrap() }
}

#[test]
fn a_reserved_forest_allocates_nothing() {
    const UNITS: u32 = 70_000;
    let rules = Rules::new([20, 5, 0]);
    let series = SeriesId::new(Gtin::parse(b"09506000134352").unwrap(), b"I").unwrap();
    let mut forest = Forest::reserved(rules, UNITS, [3; 16]).with_window(5000);
    let before = COUNT.get();
    let items = forest.register(&series, Level::ITEM, 0..60_000).unwrap();
    let mut number = 0;
    let mut apply = |forest: &mut Forest, operation: &Operation<'_>| {
        number += 1;
        forest.apply(OperationId(number), operation).is_ok()
    };
    let mut seed = 1_u32;
    let mut dice = |end: u32| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 8) % end
    };
    let mut done = 0_u32;
    for step in 0..3000 {
        let carton = forest.add(identity(step), Level::BOX).unwrap();
        let units = Units::from_first(items.get(step * 20).unwrap(), 20);
        done += u32::from(apply(
            &mut forest,
            &Operation::PackRun { container: carton, first: units.first(), count: 20 },
        ));
    }
    // Anything goes anywhere, closed and opened, sampled and relabelled.
    let carton = |number: u32| UnitId::from_number(60_000 + number);
    for step in 0..60_000 {
        let (item, to) = (UnitId::from_number(dice(60_000)), carton(dice(3000)));
        let units = [item];
        done += u32::from(match step % 8 {
            0 => apply(&mut forest, &Operation::Close { container: to, declared: 19 }),
            1 => apply(&mut forest, &Operation::Reopen { container: to }),
            2 if step % 64 == 2 => apply(&mut forest, &Operation::Sample { unit: item }),
            3 => apply(&mut forest, &Operation::Unpack { units: &units }),
            4 => apply(&mut forest, &Operation::Pack { container: to, units: &units }),
            5 => {
                apply(&mut forest, &Operation::Replace { old: item, new: UnitId::from_number(dice(60_000)) })
            }
            6 if step % 512 == 6 => apply(&mut forest, &Operation::UnpackAll { container: to }),
            _ => apply(&mut forest, &Operation::Move { units: &units, to }),
        });
    }
    let more = UNITS - forest.len();
    for number in 0..more {
        forest.add(identity(10_000 + number), Level::ITEM).unwrap();
    }
    assert_eq!(COUNT.get() - before, 0, "allocations");
    assert!(done > 20_000, "only {done} operations were not refused");
    assert_eq!(forest.len(), UNITS);
    forest.check().unwrap();
}
