//! The part of a picture where a patch should be, straightened to printer dots and filtered for micro-dots.

use super::layout::SIDE;
use crate::Error;
use crate::symbol::{GreyImage, Homography, Point};

/// Millimetres between printer dots.
pub(super) const DOT_MM: f64 = 25.4 / 600.0;

/// Sigma of a micro-dot as cameras see it, in printer dots: 55 µm.
const DOT_SIGMA: f64 = 55.0 / 1000.0 / DOT_MM;
/// Sigma of what is taken for paper, in printer dots: 250 µm.
const PAPER_SIGMA: f64 = 250.0 / 1000.0 / DOT_MM;
/// The most looks at the picture along a printer dot.
const MOST_LOOKS: u16 = 4;
/// A value above so many times the mean of the magnitudes is no micro-dot but an edge of something else.
const CLIP: f32 = 8.0;

/// How the ink shows in the exposure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Ink {
    /// Dark dots on bright paper: black, infrared-absorbing or pale ink.
    Dark = 1,
    /// Bright dots on dark paper: ink that glows under UV light.
    Bright = 2,
}

impl Ink {
    /// Reads the stable number.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] for any other number than 1 and 2.
    pub const fn from_number(number: u8) -> Result<Self, Error> {
        match number {
            1 => Ok(Self::Dark),
            2 => Ok(Self::Bright),
            _ => Err(Error::Parameter),
        }
    }
}

/// Where the patch should be: its top left corner, in millimetres right of and below the top left corner of the QR
/// symbol's square, along the symbol's sides.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    /// To the right; negative left of the symbol.
    pub right: f64,
    /// Downwards; negative above the symbol.
    pub down: f64,
}

/// One exposure with the patch's ink in it, and the plane of the label as the exposure of the visible symbol gave it.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// The picture that shows the ink, from the same place as the visible one.
    pub picture: GreyImage<'a>,
    /// The plane of the symbol: from modules to pixels.
    pub plane: Homography,
    /// Modules along a side of the symbol.
    pub side: f64,
    /// Millimetres of a module.
    pub module: f64,
    /// How the ink shows.
    pub ink: Ink,
}

impl View<'_> {
    /// Whether the numbers are ones of labels.
    fn check(&self, place: &Place) -> Result<(), Error> {
        let near = |at: f64| at.is_finite() && at.abs() <= 1000.0;
        let sizes = (1.0..=1000.0).contains(&self.side) && (0.01..=100.0).contains(&self.module);
        let fits = sizes && near(place.right) && near(place.down);
        if fits { Ok(()) } else { Err(Error::Parameter) }
    }

    /// The map from printer dots of the patch, from its corner, to pixels; `None` where the camera sees no such square.
    fn straight(&self, place: &Place) -> Option<Homography> {
        let side = f64::from(SIDE);
        let along = |offset: f64, dots: f64| (offset + dots * DOT_MM) / self.module;
        let corners = [(0.0, 0.0), (side, 0.0), (side, side), (0.0, side)];
        let corners = corners.map(|(x, y)| self.plane.map(along(place.right, x), along(place.down, y)));
        Homography::new(side, &corners)
    }
}

/// Square values at printer dots; micro-dots are hills.
pub(super) struct Plate {
    pub(super) side: usize,
    pub(super) values: Vec<f32>,
    /// Where the corner of the patch should be: so many dots from the first, across and down.
    pub(super) margin: usize,
    /// Pixels of the picture for a printer dot, in the middle of the place.
    pub(super) pixels_per_dot: f64,
}

impl Plate {
    /// Straightens and filters the surroundings of a place, `margin` printer dots on each side of the patch.
    /// `None` where the camera does not see the place. O((192 + 2 · margin)²).
    pub(super) fn new(view: &View<'_>, place: &Place, margin: u16) -> Result<Option<Self>, Error> {
        view.check(place)?;
        let Some(plane) = view.straight(place) else { return Ok(None) };
        let side = usize::from(SIDE + 2 * margin);
        let pixels_per_dot = scale(&plane);
        let values = straightened(&view.picture, &plane, margin, pixels_per_dot);
        let mut plate = Self { side, values, margin: margin.into(), pixels_per_dot };
        let sigma = 1.0 / 12.0_f64.sqrt();
        plate.values = {
            let fine = plate.blurred((DOT_SIGMA * DOT_SIGMA - sigma * sigma).sqrt());
            let paper = plate.blurred(PAPER_SIGMA);
            fine.iter().zip(&paper).map(|(fine, paper)| fine - paper).collect()
        };
        if view.ink == Ink::Dark {
            plate.values.iter_mut().for_each(|value| *value = -*value);
        }
        plate.clip();
        Ok(Some(plate))
    }

    /// Where the middle of the patch should be, in dots from the first.
    #[allow(clippy::cast_precision_loss)] // hundreds
    pub(super) fn middle(&self) -> f64 {
        self.margin as f64 + f64::from(SIDE) / 2.0
    }

    /// Convolved with a normal kernel along rows and columns; beyond the edges the outermost values go on.
    fn blurred(&self, sigma: f64) -> Vec<f32> {
        let taps = kernel(sigma);
        let reach = taps.len() / 2;
        let mut across = Vec::with_capacity(self.values.len());
        let mut padded = vec![0.0; self.side + 2 * reach];
        for row in self.values.chunks_exact(self.side.max(1)) {
            pad(&mut padded, row, reach);
            let start = across.len();
            across.resize(start + self.side, 0.0);
            for (tap, shifted) in taps.iter().zip(padded.windows(self.side)) {
                add(across.get_mut(start..).unwrap_or_default(), shifted, *tap);
            }
        }
        let last = self.side.saturating_sub(1);
        let mut both = vec![0.0; across.len()];
        for (y, sum) in both.chunks_exact_mut(self.side.max(1)).enumerate() {
            for (at, tap) in taps.iter().enumerate() {
                let from = (y + at).saturating_sub(reach).min(last) * self.side;
                add(sum, across.get(from..from + self.side).unwrap_or_default(), *tap);
            }
        }
        both
    }

    #[allow(clippy::cast_precision_loss)] // a count of dots, a weight only
    fn clip(&mut self) {
        let mean = self.values.iter().map(|value| value.abs()).sum::<f32>() / self.values.len().max(1) as f32;
        let limit = CLIP * mean;
        self.values.iter_mut().for_each(|value| *value = value.clamp(-limit, limit));
    }

    /// The value at a place between dots, in dots from the first; 0 outside.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
    // places on the plate
    pub(super) fn at(&self, x: f64, y: f64) -> f32 {
        let (x, y) = (x - 0.5, y - 0.5);
        let last = self.side as f64 - 1.0;
        if !(x >= 0.0 && y >= 0.0 && x < last && y < last) {
            return 0.0;
        }
        let (left, top) = (x as usize, y as usize);
        let (across, down) = ((x - left as f64) as f32, (y - top as f64) as f32);
        let from = top * self.side + left;
        let pair = |from: usize| match self.values.get(from..from + 2) {
            Some(&[a, b]) => a + across * (b - a),
            _ => 0.0,
        };
        let (upper, lower) = (pair(from), pair(from + self.side));
        upper + down * (lower - upper)
    }
}

/// Pixels for a printer dot in the middle of a patch.
fn scale(plane: &Homography) -> f64 {
    let middle = f64::from(SIDE) / 2.0;
    let [from, right, down] =
        [(0.0, 0.0), (10.0, 0.0), (0.0, 10.0)].map(|(x, y)| plane.map(middle + x, middle + y));
    let area = (right.x - from.x) * (down.y - from.y) - (right.y - from.y) * (down.x - from.x);
    area.abs().sqrt() / 10.0
}

/// The surroundings of a patch as brightness at printer dots, rows from the top.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // clamped to 1 to 4
fn straightened(picture: &GreyImage<'_>, plane: &Homography, margin: u16, pixels_per_dot: f64) -> Vec<f32> {
    let side = SIDE + 2 * margin;
    let looks = pixels_per_dot.round().clamp(1.0, MOST_LOOKS.into()) as u16;
    let rows: Vec<&[u8]> = picture.rows().collect();
    let place =
        |dot: u16, look: u16| f64::from(dot) - f64::from(margin) + (f64::from(look) + 0.5) / f64::from(looks);
    let mut values = vec![0.0; usize::from(side) * usize::from(side)];
    let weight = 1.0 / f32::from(looks * looks);
    for (y, row) in (0_u16..).zip(values.chunks_exact_mut(side.into())) {
        for down in (0..looks).map(|look| place(y, look)) {
            for (x, sum) in (0_u16..).zip(row.iter_mut()) {
                for across in (0..looks).map(|look| place(x, look)) {
                    *sum += weight * brightness(&rows, plane.map(across, down));
                }
            }
        }
    }
    values
}

/// The brightness between pixel centres; beyond the picture that of its edge.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
// places in the picture: a saturated cast is held inside
fn brightness(rows: &[&[u8]], at: Point) -> f32 {
    let (x, y) = ((at.x - 0.5).max(0.0), (at.y - 0.5).max(0.0));
    let (left, top) = (x as usize, y as usize);
    let (across, down) = ((x - left as f64) as f32, (y - top as f64) as f32);
    let along = |row: &[u8]| match row.get(left..).and_then(<[u8]>::first_chunk::<2>) {
        Some(&[a, b]) => f32::from(a) + across * (f32::from(b) - f32::from(a)),
        None => row.last().map_or(0.0, |&pixel| f32::from(pixel)),
    };
    match rows.get(top..).and_then(<[&[u8]]>::first_chunk::<2>) {
        Some([upper, lower]) => {
            let (upper, lower) = (along(upper), along(lower));
            upper + down * (lower - upper)
        }
        None => rows.last().map_or(0.0, |row| along(row)),
    }
}

/// The weights of a normal kernel, three sigma to each side.
fn kernel(sigma: f64) -> Vec<f32> {
    #[allow(clippy::cast_possible_truncation)] // the two sigmas above
    let reach = (3.0 * sigma).ceil() as i16;
    let weight = |at: i16| (-0.5 * (f64::from(at) / sigma).powi(2)).exp();
    let sum: f64 = (-reach..=reach).map(weight).sum();
    #[allow(clippy::cast_possible_truncation)] // a weight below 1
    (-reach..=reach).map(|at| (weight(at) / sum) as f32).collect()
}

/// Lays a row between copies of its ends.
fn pad(padded: &mut [f32], row: &[f32], reach: usize) {
    let first = row.first().copied().unwrap_or_default();
    let last = row.last().copied().unwrap_or_default();
    let values =
        core::iter::repeat_n(first, reach).chain(row.iter().copied()).chain(core::iter::repeat(last));
    padded.iter_mut().zip(values).for_each(|(at, value)| *at = value);
}

/// Adds a weighted row to a sum.
pub(super) fn add(sum: &mut [f32], row: &[f32], weight: f32) {
    sum.iter_mut().zip(row).for_each(|(sum, value)| *sum += weight * value);
}
