//! Patches of micro-dots in any picture, seen in any plane; and any payload, drawn with damage and read back.
#![no_main]

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use symbolon::mark::dots::{Ink, Patch, Payload, Place, Search, View, locate};
use symbolon::symbol::{GreyImage, Homography, Point};

/// The largest side of a picture, in pixels: bounds the time of one input.
const SIDE: u16 = 300;

#[derive(Arbitrary, Debug)]
enum Input<'a> {
    /// Grey bytes as they come, the last ones repeated.
    Grey {
        width: u16,
        height: u16,
        corners: [(i16, i16); 4],
        right: i16,
        down: i16,
        bright: bool,
        bytes: &'a [u8],
    },
    /// A patch with some of its pixels inverted.
    Patch { payload: [u8; Payload::BYTES], moved: (u8, u8), damage: Vec<u16> },
}

fuzz_target!(|input: Input| match input {
    Input::Grey { width, height, corners, right, down, bright, bytes } => {
        let (width, height) = (width % (SIDE + 1), height % (SIDE + 1));
        let needed = usize::from(width) * usize::from(height);
        let mut data: Vec<u8> = bytes.iter().copied().cycle().take(needed).collect();
        data.resize(needed, 0);
        let picture = GreyImage::new(&data, width.into(), height.into(), width.into()).unwrap();
        let corners = corners.map(|(x, y)| Point { x: f64::from(x) / 16.0, y: f64::from(y) / 16.0 });
        let Some(plane) = Homography::new(29.0, &corners) else { return };
        let ink = if bright { Ink::Bright } else { Ink::Dark };
        let view = View { picture, plane, side: 29.0, module: 0.423, ink };
        let place = Place { right: f64::from(right) / 100.0, down: f64::from(down) / 100.0 };
        let search = Search { radius: 0.5, degrees: 0.7 };
        if let Some(sight) = locate(&view, &place, &search).unwrap() {
            let _ = sight.read();
        }
    }
    Input::Patch { payload, moved: (right, down), damage } => {
        let Ok(payload) = Payload::from_bytes(&payload) else { return };
        let patch = Patch::coded(&payload);
        let (dots, mut grey) = (patch.raster().unwrap().grey(), vec![230; 300 * 300]);
        // Twice 0.5 mm is about 23 dots.
        let (left, top) = (40 + usize::from(right % 23), 40 + usize::from(down % 23));
        for (y, row) in dots.chunks_exact(192).enumerate() {
            grey[(top + y) * 300 + left..][..192].copy_from_slice(row);
        }
        for &at in &damage {
            if let Some(pixel) = grey.get_mut(usize::from(at)) {
                *pixel = !*pixel;
            }
        }
        let corners = [(0.0, 0.0), (290.0, 0.0), (290.0, 290.0), (0.0, 290.0)];
        let plane = Homography::new(29.0, &corners.map(|(x, y)| Point { x, y })).unwrap();
        let picture = GreyImage::new(&grey, 300, 300, 300).unwrap();
        let module = 254.0 / 600.0;
        let view = View { picture, plane, side: 29.0, module, ink: Ink::Dark };
        let at = 51.0 * 25.4 / 600.0;
        let seen =
            locate(&view, &Place { right: at, down: at }, &Search { radius: 0.6, degrees: 0.7 }).unwrap();
        if damage.len() < 20 {
            assert!(seen.unwrap().read().unwrap().payload == payload);
        }
    }
});
