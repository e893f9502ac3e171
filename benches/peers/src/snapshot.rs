//! Opening a snapshot of ten million items, from the bytes in memory to the first answer.

use std::hint::black_box;

use symbolon::pack::{Forest, UnitId};

use crate::forest::{in_line_order, shuffled_of};
use crate::measure::{Goal, cpu_nanoseconds, median};

const ITEMS: u32 = 10_000_000;
/// Milliseconds to open and answer in.
const WANTED: f64 = 200.0;

fn open(forest: Forest, what: &str) -> Goal {
    let mut bytes = Vec::new();
    forest.snapshot(1, &mut bytes);
    let item = UnitId::from_number(ITEMS / 3);
    let root = forest.root(item).unwrap();
    drop(forest);
    let mut times: Vec<f64> = (0..11)
        .map(|_| {
            let start = cpu_nanoseconds();
            let (forest, position) = Forest::restore(&bytes, [0; 16]).unwrap();
            assert_eq!((forest.root(black_box(item)), position), (Ok(root), 1));
            (cpu_nanoseconds() - start) / 1e6
        })
        .collect();
    // The first one finds no memory that was used before.
    let first = times.remove(0);
    let note =
        format!("ms to open {what} and ask for a root; the first time {first:.1}; {} bytes", bytes.len());
    Goal::at_most(WANTED, median(times), note)
}

pub fn in_line() -> Goal {
    open(in_line_order(ITEMS.into(), 1000).forest, "10⁷ items in line order with 0.1 % exceptions")
}

pub fn shuffled() -> Goal {
    open(shuffled_of(ITEMS.into()).forest, "10⁷ items, each in a random box")
}
