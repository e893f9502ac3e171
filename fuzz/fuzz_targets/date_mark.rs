//! Printed dates: any text in any geometry, any picture seen in any plane, and a print of our own, damaged.
#![no_main]

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;
use symbolon::mark::ImageAnswer;
use symbolon::mark::date::{DateGeometry, DateLine, DateMark, DatePlace, DateReader, DateRule};
use symbolon::symbol::{GreyImage, Homography, Point};

/// The largest side of a picture, in pixels: bounds the time of one input.
const SIDE: u16 = 128;

static READERS: LazyLock<Vec<DateReader>> =
    LazyLock::new(|| DateGeometry::ALL.into_iter().map(DateReader::new).collect());

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    geometry: u8,
    text: &'a [u8],
    bits: u64,
    width: u16,
    height: u16,
    corners: [f64; 8],
    side: f64,
    place: [f64; 4],
    bound: f64,
    print: bool,
    pixels: &'a [u8],
}

fuzz_target!(|input: Input| {
    let geometry = DateGeometry::ALL[usize::from(input.geometry % 4)];
    let Ok(line) = DateLine::new(input.text, geometry) else { return };
    let bits: Vec<bool> = (0..line.bits()).map(|bit| input.bits >> (bit % 64) & 1 == 1).collect();
    let mark = DateMark::from_bits(line, &bits).unwrap();
    assert!(mark.text_for_font().chars().count() == mark.line().text().len());
    let rule = DateRule::new(input.bound).unwrap_or_default();
    let reader = &READERS[usize::from(input.geometry % 4)];
    if input.print {
        print(reader, &mark, rule, input.pixels);
        return;
    }
    let (width, height) = (input.width % (SIDE + 1), input.height % (SIDE + 1));
    let count = usize::from(width) * usize::from(height);
    let grey: Vec<u8> = input.pixels.iter().copied().chain([0]).cycle().take(count).collect();
    let picture = GreyImage::new(&grey, width.into(), height.into(), width.into()).unwrap();
    let [a, b, c, d, e, f, g, h] = input.corners;
    let corners = [(a, b), (c, d), (e, f), (g, h)].map(|(x, y)| Point { x, y });
    let Some(plane) = Homography::new(input.side, &corners) else { return };
    let [x, y, degrees, module] = input.place;
    let _ = reader.verify(&picture, &plane, &DatePlace { x, y, degrees, module }, &mark, &rule);
});

/// One pixel for each dot, some of them inverted; without damage the mark must be there.
fn print(reader: &DateReader, mark: &DateMark, rule: DateRule, damage: &[u8]) {
    let raster = mark.render().unwrap();
    if reader.geometry().number() > 2 || rule.allowed(mark.line().bits()).is_none() {
        return;
    }
    let (width, height, mut grey) = (raster.width(), raster.height(), raster.grey());
    for place in damage.chunks_exact(2) {
        let place = usize::from(u16::from_le_bytes([place[0], place[1]])) % grey.len();
        grey[place] ^= u8::MAX;
    }
    let picture = GreyImage::new(&grey, width, height, width as usize).unwrap();
    let corners = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)].map(|(x, y)| Point { x, y });
    let map = Homography::new(1.0, &corners).unwrap();
    let place = DatePlace { x: 0.0, y: 0.0, degrees: 0.0, module: 25.4 / 600.0 };
    let report = reader.verify(&picture, &map, &place, mark, &rule).unwrap();
    if damage.is_empty() {
        assert_eq!((report.answer, report.wrong), (ImageAnswer::Match, 0));
    }
}
