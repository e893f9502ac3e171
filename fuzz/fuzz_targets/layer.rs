//! The inner layer: any grey picture under any corners, and layers of our own with damage.
#![no_main]

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use symbolon::mark::ImageAnswer;
use symbolon::mark::layer::{self, Frame, Geometry, LayerMark, LayerPayload, Thresholds};
use symbolon::symbol::{Correction, GreyImage, Point, qr};

/// The largest side of a picture, in pixels: bounds the time of one input.
const SIDE: u16 = 256;

#[derive(Arbitrary, Debug)]
struct Label<'a> {
    data: &'a [u8],
    correction: u8,
    geometry: u16,
    payload: u64,
}

#[derive(Arbitrary, Debug)]
enum Picture<'a> {
    /// Grey bytes as they come, repeated.
    Grey { width: u16, height: u16, bytes: &'a [u8], corners: [(f64, f64); 4] },
    /// The label's own dots, some of them inverted.
    Own { damage: Vec<u16>, off: [(i8, i8); 4] },
}

fuzz_target!(|input: (Label, Vec<Picture>)| {
    let (label, pictures) = input;
    let data = &label.data[..label.data.len().min(120)];
    let Ok(symbol) = qr::draw(data, Correction::ALL[usize::from(label.correction % 4)], false) else {
        return;
    };
    let Ok(geometry) = Geometry::from_number(label.geometry % 10) else { return };
    let Ok(payload) = LayerPayload::new(label.payload >> 1) else { return };
    let Ok(mark) = LayerMark::coded(payload, geometry, &symbol, None) else { return };
    let raster = layer::render(&symbol, &mark, symbol.quiet()).unwrap();
    let whole =
        pictures.iter().all(|picture| matches!(picture, Picture::Own { damage, .. } if damage.is_empty()));
    let sharp = !pictures.is_empty() && whole;
    let pictures: Vec<(Vec<u8>, u32, u32, [Point; 4])> = pictures
        .into_iter()
        .take(3)
        .map(|picture| match picture {
            Picture::Grey { width, height, bytes, corners } => {
                let (width, height) = (width % (SIDE + 1), height % (SIDE + 1));
                let needed = usize::from(width) * usize::from(height);
                let mut grey: Vec<u8> = bytes.iter().copied().cycle().take(needed).collect();
                grey.resize(needed, u8::MAX);
                (grey, width.into(), height.into(), corners.map(|(x, y)| Point { x, y }))
            }
            Picture::Own { damage, off } => {
                let mut grey = raster.grey();
                let count = grey.len();
                for place in damage {
                    grey[usize::from(place) * 7 % count] ^= u8::MAX;
                }
                let dots = geometry.module_dots();
                let (from, to) = (f64::from(4 * dots), f64::from((4 + symbol.width()) * dots));
                let corners = [(from, from), (to, from), (to, to), (from, to)];
                let corners = core::array::from_fn(|at| {
                    let ((x, y), (dx, dy)) = (corners[at], off[at]);
                    // At most half a module off.
                    let part = f64::from(dots) / 256.0;
                    Point { x: x + f64::from(dx) * part, y: y + f64::from(dy) * part }
                });
                (grey, raster.width(), raster.height(), corners)
            }
        })
        .collect();
    let frames: Vec<Frame> = pictures
        .iter()
        .map(|(grey, width, height, corners)| Frame {
            image: GreyImage::new(grey, *width, *height, *width as usize).unwrap(),
            corners: *corners,
        })
        .collect();
    let report = layer::verify(&frames, &symbol, &mark, &Thresholds::default()).unwrap();
    let details = report.for_trusted_callers();
    let seen = f64::from(u32::try_from(details.seen()).unwrap());
    assert!(details.score.is_finite() && details.score <= seen.sqrt() + 1e-6);
    let read = layer::read(&frames, &symbol, geometry, None).unwrap();
    if sharp {
        assert_eq!(report.answer(), ImageAnswer::Match);
        assert!(read.payload == Some(payload));
    }
});
