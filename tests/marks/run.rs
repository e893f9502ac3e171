//! Runs a row: its pictures in parts of fixed size, each part on whatever thread is free, merged in order.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use super::channel::Dice;
use super::row::{Row, Tally};

/// Pictures of one part.
const PART: u64 = 4;

/// What a row counts over its pictures. The number of threads changes nothing but the time it takes.
pub(crate) fn run(row: &Row, pictures: u64, seed: u64, threads: u64) -> Tally {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
    let pictures = ((pictures as f64 * row.factor).round() as u64).max(1);
    let parts = pictures.div_ceil(PART);
    let (next, done) = (AtomicU64::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..threads.clamp(1, parts) {
            scope.spawn(|| {
                loop {
                    let part = next.fetch_add(1, Ordering::Relaxed);
                    if part >= parts {
                        break;
                    }
                    let mut tally = Tally::default();
                    for picture in part * PART..pictures.min((part + 1) * PART) {
                        (row.picture)(Dice::part(seed, picture).bits(), &mut tally);
                    }
                    done.lock().unwrap().push((part, tally));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap();
    done.sort_by_key(|(part, _)| *part);
    let mut all = Tally::default();
    done.iter().for_each(|(_, tally)| all.merge(tally));
    all
}
