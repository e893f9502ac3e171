//! Goals of hidden marks in pictures.

use symbolon::code::{Identity, Serial};
use symbolon::gs1::key::Gtin;
use symbolon::mark::layer::{self, Frame, Geometry, LayerMark, Thresholds};
use symbolon::mark::{Bound, DeriveKey, ImageAnswer, ImageKind};
use symbolon::symbol::{Correction, GreyImage, Point, qr};

use crate::measure::{Goal, ROUNDS, cpu_nanoseconds, median};

/// The side of the picture: a megapixel.
const SIDE: u32 = 1024;

/// Verifying the inner layer of a version 3 symbol that fills the picture, corners half a module off; ms.
pub fn layer_verify() -> Goal {
    let symbol = qr::draw(&[0x5A; 32], Correction::M, false).unwrap();
    let identity = Identity::Sgtin {
        gtin: Gtin::parse(b"09506000134352").unwrap(),
        serial: Serial::parse(b"A1B2").unwrap(),
    };
    let bound = Bound { identity: &identity, date_text: b"2026-11-28", line: b"L3", roll_position: None };
    let key = DeriveKey::new(&[7; 32], b"acme", 7).unwrap();
    let stream = key.stream(ImageKind::Layer, Geometry::STANDARD.number(), &bound).unwrap();
    let mark = LayerMark::derived(&stream, &symbol).unwrap();
    let raster = layer::render(&symbol, &mark, symbol.quiet()).unwrap();
    let (dots, width) = (raster.grey(), raster.width());
    let dot = |at: u32| (at * width / SIDE) as usize;
    // Light that falls off to the right, and the noise of a fixed sequence.
    let pixels: Vec<u8> = (0..SIDE * SIDE)
        .map(|at| (at % SIDE, at / SIDE, at.wrapping_mul(2_654_435_761) >> 28))
        .map(|(x, y, noise)| {
            let light = if dots[dot(y) * width as usize + dot(x)] == 0 { 40 } else { 200 };
            u8::try_from(light - light * x / SIDE / 4 + noise).unwrap()
        })
        .collect();
    let image = GreyImage::new(&pixels, SIDE, SIDE, SIDE as usize).unwrap();
    let scale = f64::from(SIDE) / f64::from(width);
    let (from, to) = (45.0 * scale, (f64::from(width) - 35.0) * scale);
    let corners = [(from, from), (to, from), (to, to), (from, to)].map(|(x, y)| Point { x, y });
    let frame = Frame { image, corners };
    let mut times = Vec::new();
    for _ in 0..=ROUNDS {
        let start = cpu_nanoseconds();
        let report = layer::verify(&[frame], &symbol, &mark, &Thresholds::default()).unwrap();
        times.push((cpu_nanoseconds() - start) / 1e6);
        assert_eq!(report.answer(), ImageAnswer::Match);
    }
    let note =
        format!("ms: a layer of {} holes in a picture of {SIDE} by {SIDE} pixels", mark_size(&mark, &symbol));
    Goal::at_most(15.0, median(times), note)
}

/// Holes: what the drawing has less than the symbol without them, nine dots each.
fn mark_size(mark: &LayerMark, symbol: &symbolon::symbol::Matrix) -> u32 {
    let black = |bytes: &[u8]| bytes.iter().map(|byte| byte.count_ones()).sum::<u32>();
    let plain = symbol.raster(Geometry::STANDARD.module_dots(), 0).unwrap();
    let holed = layer::render(symbol, mark, 0).unwrap();
    (black(plain.bytes()) - black(holed.bytes())) / 9
}
