//! A camera: turns a symbol into the grey picture that a line camera would take of it.

use symbolon::symbol::{Found, GreyImage, Matrix, read_qr};

use crate::Failure;
use crate::secret::Dice;

/// A grey picture, 0 black, rows without padding.
pub(crate) struct Picture {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

impl Picture {
    /// The QR symbols in it.
    pub(crate) fn read(&self) -> Result<Vec<Found>, Failure> {
        let (width, height) = (u32::try_from(self.width)?, u32::try_from(self.height)?);
        Ok(read_qr(&GreyImage::new(&self.pixels, width, height, self.width)?))
    }
}

/// Photographs a symbol: turned by up to 8°, 3 to 5 pixels for each module, lit from one side, out of focus, noisy.
pub(crate) fn photograph(symbol: &Matrix, dice: &mut Dice) -> Result<Picture, Failure> {
    const DOTS: u32 = 4;
    let raster = symbol.raster(DOTS, symbol.quiet())?;
    let grey = raster.grey();
    let paper = Paper { grey: &grey, width: raster.width() as usize, height: raster.height() as usize };
    let angle = dice.between(-8.0, 8.0).to_radians();
    let dots_per_pixel = 4.0 / dice.between(3.0, 5.0);
    let (dark, light, shade) =
        (dice.between(20.0, 50.0), dice.between(170.0, 220.0), dice.between(0.0, 40.0));
    let (blur, noise) = (dice.between(0.6, 1.0), dice.between(3.0, 9.0));

    let side = size(pixels(paper.width.max(paper.height)) * 1.25 / dots_per_pixel);
    let half = pixels(side) / 2.0;
    let (sin, cos) = angle.sin_cos();
    let (middle_x, middle_y) = (pixels(paper.width) / 2.0, pixels(paper.height) / 2.0);
    let mut lit = Vec::with_capacity(side * side);
    for y in 0..side {
        for x in 0..side {
            let (dx, dy) =
                ((pixels(x) + 0.5 - half) * dots_per_pixel, (pixels(y) + 0.5 - half) * dots_per_pixel);
            let ink = paper.at(middle_x + dx * cos - dy * sin, middle_y + dx * sin + dy * cos);
            lit.push(dark + (light - dark) * ink + shade * pixels(x) / pixels(side));
        }
    }
    let kernel = kernel(blur);
    // Along the rows twice, each time handing over columns as rows: both directions in the end.
    let blurred = blurred_and_turned(&blurred_and_turned(&lit, side, &kernel), side, &kernel);
    let pixels = blurred.into_iter().map(|value| byte(value + noise * dice.normal())).collect();
    Ok(Picture { width: side, height: side, pixels })
}

struct Paper<'a> {
    grey: &'a [u8],
    width: usize,
    height: usize,
}

impl Paper<'_> {
    /// Brightness 0 to 1 between dots; white around the label.
    fn at(&self, x: f32, y: f32) -> f32 {
        let (x, y) = (x - 0.5, y - 0.5);
        let (left, top) = (x.floor(), y.floor());
        let (right_part, bottom_part) = (x - left, y - top);
        let dot = |x: f32, y: f32| {
            if x < 0.0 || y < 0.0 || size(x) >= self.width {
                return 1.0;
            }
            f32::from(self.grey.get(size(y) * self.width + size(x)).copied().unwrap_or(255)) / 255.0
        };
        debug_assert!(self.grey.len() == self.width * self.height);
        let upper = dot(left, top) * (1.0 - right_part) + dot(left + 1.0, top) * right_part;
        let lower = dot(left, top + 1.0) * (1.0 - right_part) + dot(left + 1.0, top + 1.0) * right_part;
        upper * (1.0 - bottom_part) + lower * bottom_part
    }
}

/// Weights of a Gaussian from −3 to 3 pixels, their sum 1.
fn kernel(deviation: f32) -> [f32; 7] {
    let weights =
        [-3.0_f32, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0].map(|x| (-x * x / (2.0 * deviation * deviation)).exp());
    let sum: f32 = weights.iter().sum();
    weights.map(|weight| weight / sum)
}

/// A square picture, weighted along its rows, rows and columns exchanged.
fn blurred_and_turned(picture: &[f32], side: usize, kernel: &[f32; 7]) -> Vec<f32> {
    let mut turned = vec![0.0; picture.len()];
    for (y, row) in picture.chunks_exact(side).enumerate() {
        for x in 0..side {
            let sum = (0..).zip(kernel).map(|(step, weight)| {
                let from = (x + step).saturating_sub(3).min(side - 1);
                weight * row.get(from).copied().unwrap_or(0.0)
            });
            if let Some(place) = turned.get_mut(x * side + y) {
                *place = sum.sum();
            }
        }
    }
    turned
}

#[allow(clippy::cast_precision_loss)] // sides of pictures: far below 2²⁴
fn pixels(count: usize) -> f32 {
    count as f32
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // callers pass what is not negative
fn size(value: f32) -> usize {
    value as usize
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // clamped before
fn byte(value: f32) -> u8 {
    value.round().clamp(0.0, 255.0) as u8
}
