//! QR symbols of a run of labels: 80 bytes at level M, which is version 5, as one bit for each printer dot at 8 dots per
//! module with the quiet zone, 360 × 360 dots, into a buffer that is there already.
//!
//! Two orders: labels that are 80 random bytes each, which share nothing, and Digital Link addresses of which serial and
//! signature change. A goal takes the one in which we gain less. The peers give a module for each byte or enum; one
//! function here makes dots of either: at 8 dots a module is a byte, so a row is a byte for each module, and seven copies.

use std::hint::black_box;

use fast_qr::{ECL, Mask as TheirMask, QRBuilder};
use qrcode::{Color, EcLevel, QrCode};
use symbolon::symbol::{Mask, QrRun, RunSettings};

use crate::measure::{Goal, Pair, alternate};

/// Labels of an order.
const LABELS: usize = 64;
const BYTES: usize = 80;
const DOTS: usize = 8;
const QUIET: usize = 4;

type Order = Vec<Vec<u8>>;

/// Pseudo-random words, the same in every run.
fn words() -> impl FnMut() -> u64 {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    }
}

fn random() -> Order {
    let mut word = words();
    (0..LABELS).map(|_| (0..BYTES).map(|_| (word() >> 40) as u8).collect()).collect()
}

/// A Digital Link with a sealed serial, and as much of a signature as there is room for.
fn addresses() -> Order {
    const SERIAL: &[u8] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    const SIGNATURE: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut word = words();
    let mut characters = |of: &[u8], count| -> Vec<u8> {
        (0..count).map(|_| of[(word() >> 40) as usize % of.len()]).collect()
    };
    let mut label = || {
        let head =
            [b"https://id.gs1.org/01/09506000134352/21/07".as_slice(), &characters(SERIAL, 14), b"?92="]
                .concat();
        let rest = BYTES - head.len();
        [head, characters(SIGNATURE, rest)].concat()
    };
    (0..LABELS).map(|_| label()).collect()
}

/// Dots of modules that are given row by row.
fn expand(side: usize, dark: impl Fn(usize) -> bool, out: &mut [u8]) {
    let stride = side + 2 * QUIET;
    let (top, rest) = out.split_at_mut(stride * QUIET * DOTS);
    let (body, bottom) = rest.split_at_mut(stride * side * DOTS);
    top.fill(0);
    bottom.fill(0);
    for (y, band) in body.chunks_exact_mut(stride * DOTS).enumerate() {
        let (first, copies) = band.split_at_mut(stride);
        first.fill(0);
        for (x, byte) in first[QUIET..QUIET + side].iter_mut().enumerate() {
            *byte = if dark(y * side + x) { u8::MAX } else { 0 };
        }
        copies.chunks_exact_mut(stride).for_each(|copy| copy.copy_from_slice(first));
    }
}

fn fast_qr(label: &[u8], mask: Option<TheirMask>, out: &mut [u8]) {
    let mut builder = QRBuilder::new(label);
    builder.ecl(ECL::M);
    if let Some(mask) = mask {
        builder.mask(mask);
    }
    let symbol = builder.build().unwrap();
    expand(symbol.size, |module| symbol.data[module].value(), out);
}

fn crate_qrcode(label: &[u8], out: &mut [u8]) {
    let symbol = QrCode::with_error_correction_level(label, EcLevel::M).unwrap();
    let side = symbol.width();
    let modules = symbol.into_colors();
    expand(side, |module| modules[module] == Color::Dark, out);
}

/// A run and a peer over the labels of one order, in turn; times per label.
fn against(order: &Order, mask: Option<Mask>, mut theirs: impl FnMut(&[u8], &mut [u8])) -> Pair {
    let settings = RunSettings { mask, dots_per_module: DOTS as u32, ..RunSettings::default() };
    let mut run = QrRun::new(&order[0], settings).unwrap();
    assert_eq!((run.size().version, run.width()), (Some(5), 360));
    let (mut dots, mut their_dots) = (vec![0; run.len()], vec![0; run.len()]);
    let (mut label, mut their_label) = (order.iter().cycle(), order.iter().cycle());
    let ours = || {
        run.draw(black_box(label.next().unwrap()), &mut dots).unwrap();
        black_box(dots[dots.len() / 2])
    };
    let theirs = || {
        theirs(black_box(their_label.next().unwrap()), &mut their_dots);
        black_box(their_dots[their_dots.len() / 2])
    };
    alternate(LABELS, ours, theirs)
}

/// The worse of the two orders.
fn worse(wanted: f64, peer: &str, mask: Option<Mask>, theirs: impl Fn(&[u8], &mut [u8])) -> Goal {
    let [random, addresses] = [random(), addresses()].map(|order| against(&order, mask, &theirs));
    let row = |pair: &Pair| {
        format!(
            "{:.2} µs against {:.1} µs of {peer}, {:.1} times as fast",
            pair.ours / 1e3,
            pair.theirs / 1e3,
            1.0 / pair.ratio
        )
    };
    let note = format!("times per label: random bytes {}; addresses {}", row(&random), row(&addresses));
    Goal::at_most(wanted, random.ratio.max(addresses.ratio), note)
}

pub fn run_fast_qr() -> Goal {
    worse(1.0 / 4.0, "fast_qr", None, |label, out| fast_qr(label, None, out))
}

pub fn run_qrcode() -> Goal {
    worse(1.0 / 30.0, "crate qrcode", None, crate_qrcode)
}

/// Our run looks for no mask; fast_qr 0.14 judges all eight also where one is forced, and then takes that one.
pub fn run_fast_qr_fixed_mask() -> Goal {
    let theirs = |label: &[u8], out: &mut [u8]| fast_qr(label, Some(TheirMask::HorizontalLines), out);
    worse(1.0 / 2.0, "fast_qr, both with a given mask", Some(Mask::ALL[1]), theirs)
}
