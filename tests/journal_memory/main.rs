//! What appending costs in memory: nothing. A test binary of its own, because it counts all allocations.
#![allow(clippy::unwrap_used, unsafe_code)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use symbolon::journal::{Append, Commit, Journal, Kind, Memory, Record, Settings};

struct Counting;

thread_local! {
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: forwards to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.set(ALLOCATIONS.get() + 1);
        // SAFETY: as the caller's.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        // SAFETY: as the caller's.
        unsafe { System.dealloc(place, layout) }
    }

    unsafe fn realloc(&self, place: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        ALLOCATIONS.set(ALLOCATIONS.get() + 1);
        // SAFETY: as the caller's.
        unsafe { System.realloc(place, layout, size) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

#[test]
fn appending_and_committing_allocate_nothing() {
    let settings = Settings { segment_bytes: 8 << 20, commit: Commit::Caller, ..Settings::default() };
    let mut journal = Journal::create(Memory::new(), [1; 16], settings).unwrap();
    let longest = vec![3; 65_000];
    let before = ALLOCATIONS.get();
    for number in 0..20_000_u64 {
        let len = if number % 500 == 0 { longest.len() } else { 128 };
        let payload = longest.get(..len).unwrap();
        let device = u32::try_from(number % 3).unwrap();
        let record = Record { time: number * 20, device, event: number, kind: Kind(1), payload };
        assert_eq!(journal.append(&record), Ok(number));
        if number % 700 == 0 {
            journal.commit().unwrap();
        }
    }
    assert_eq!(ALLOCATIONS.get() - before, 0);
}
