//! The score of a copy-detection pattern in any picture, at any place.
#![no_main]

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use symbolon::code::SerialCode;
use symbolon::mark::{Bound, CopyPattern, CopyPlace, DeriveKey, ImageKind};
use symbolon::symbol::{GreyImage, Homography, Point};

#[derive(Arbitrary, Debug)]
struct Input {
    small: bool,
    width: u8,
    pixels: Vec<u8>,
    side: f64,
    corners: [(f64, f64); 4],
    place: (f64, f64, f64),
}

fuzz_target!(|input: Input| {
    let code = SerialCode::parse(b"0109506000134352211234").unwrap();
    let bound = Bound { identity: code.identity(), date_text: b"", line: b"", roll_position: None };
    let key = DeriveKey::new(&[3; 32], b"", 0).unwrap();
    let stream = key.stream(ImageKind::Copy, 1 + u16::from(input.small), &bound).unwrap();
    let pattern = CopyPattern::new(&stream).unwrap();
    let width = usize::from(input.width);
    let height = input.pixels.len().checked_div(width).unwrap_or(0);
    let side = |pixels: usize| u32::try_from(pixels).unwrap();
    let image = GreyImage::new(&input.pixels, side(width), side(height), width).unwrap();
    let corners = input.corners.map(|(x, y)| Point { x, y });
    let Some(plane) = Homography::new(input.side, &corners) else { return };
    let (u, v, dot) = input.place;
    if let Some(answer) = pattern.score(&image, &plane, &CopyPlace { u, v, dot }) {
        assert!((0.0..=1.0).contains(&answer.score) && answer.pixels >= 0.0);
    }
});
