//! A run of labels takes no memory after it was made: an allocator that counts says so.
#![cfg(feature = "draw")]
#![allow(clippy::unwrap_used)]
#![allow(unsafe_code)] // the trait of allocators is unsafe

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use symbolon::symbol::{Correction, QrRun, RunSettings};

/// Counts what the thread of a test asks for, and leaves the work to the system.
struct Counting;

thread_local! {
    static CALLS: Cell<u64> = const { Cell::new(0) };
    static BYTES: Cell<usize> = const { Cell::new(0) };
}

fn count(bytes: usize) {
    // A thread that ends has no counters any more.
    let _ = CALLS.try_with(|calls| calls.set(calls.get() + 1));
    let _ = BYTES.try_with(|sum| sum.set(sum.get() + bytes));
}

// SAFETY: every call is handed to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size());
        // SAFETY: the caller keeps the contract.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps the contract.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(size);
        // SAFETY: the caller keeps the contract.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[test]
fn drawing_allocates_nothing_whatever_the_data() {
    for (version, fnc1) in [(1, false), (5, true), (9, false), (10, false), (27, true), (40, false)] {
        let settings = RunSettings { correction: Correction::L, fnc1, ..RunSettings::default() };
        let mut run = QrRun::with_version(version, settings).unwrap();
        let mut dots = vec![0; run.len()];
        // Nothing, much of one kind, many short segments, and all of it too long for any symbol.
        let labels: Vec<Vec<u8>> = [0, 9, 40, 300, 3000, 7089, 9000]
            .into_iter()
            .flat_map(|length| {
                let of = |text: &[u8]| text.iter().copied().cycle().take(length).collect();
                [of(b"7"), of(b"x"), of(b"x1234567"), of(b"x12345678901A/B/C/D/E/F"), of(b"\x1d%")]
            })
            .collect();
        let before = CALLS.get();
        let drawn = labels.iter().filter(|label| run.draw(label, &mut dots).is_ok()).count();
        assert_eq!(CALLS.get() - before, 0, "version {version}");
        assert!(drawn > 5 && drawn < labels.len());
    }
}

#[test]
fn a_run_takes_as_much_memory_as_its_documentation_says() {
    for (version, correction, most) in
        [(1, Correction::H, 15), (5, Correction::M, 70), (40, Correction::L, 350)]
    {
        let run = QrRun::with_version(version, RunSettings { correction, ..RunSettings::default() }).unwrap();
        let before = BYTES.get();
        drop(run.clone());
        let bytes = BYTES.get() - before;
        assert!(bytes < most << 10, "{bytes} bytes for version {version}");
    }
}
