//! Visible symbols, read from the channel's pictures.

use symbolon::symbol::{Correction, qr, read_qr};

use super::channel::{Dice, Profile, photograph};
use super::row::{Goal, Row};

/// The rows of this family.
pub(crate) fn rows() -> Vec<Row> {
    // What must be read at all is the goal of the marks; a single frame of a plain symbol is the yardstick for them.
    let goals = [Goal::Share(0.99), Goal::Share(0.95), Goal::Shown];
    let rows = Profile::ALL.into_iter().zip(goals).map(|((letter, profile), goal)| {
        let what = format!("plain QR 3-M read from one picture, profile {letter}");
        Row::new(format!("plain-qr {letter}"), what, goal, move |seed, tally| {
            let mut data = [0; 32];
            Dice(seed).fill(&mut data);
            let symbol = qr::draw(&data, Correction::M, false).expect("fits version 3");
            let raster = symbol.raster(10, symbol.quiet()).expect("a small raster");
            let shot = photograph(&raster, &profile, seed);
            tally.count(read_qr(&shot.picture.image()).iter().any(|found| found.data == data));
        })
    });
    rows.collect()
}
