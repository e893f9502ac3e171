//! Pictures of symbols under known homographies, with blur, ink spread and noise, for the reading tests.

#![allow(clippy::indexing_slicing, clippy::many_single_char_names)]

use symbolon::symbol::{Matrix, Point};

pub(crate) use super::channel::{Dice, Picture};

/// Roughly normal, standard deviation 1.
fn normal(dice: &mut Dice) -> f64 {
    (0..12).map(|_| dice.even()).sum::<f64>() / 2.0
}

/// The four corners of a square of `side` pixels, turned about its centre and pushed into perspective.
pub(crate) fn corners(centre: Point, side: f64, degrees: f64, push: [Point; 4]) -> [Point; 4] {
    let (sin, cos) = degrees.to_radians().sin_cos();
    let half = side / 2.0;
    let square = [(-half, -half), (half, -half), (half, half), (-half, half)];
    core::array::from_fn(|i| {
        let (x, y) = square[i];
        Point { x: centre.x + x * cos - y * sin + push[i].x, y: centre.y + x * sin + y * cos + push[i].y }
    })
}

/// The rows of the homography that takes a place in the picture to the unit square with these corners: the
/// adjugate of the one that goes the other way (its scale does not matter).
fn into_square(corners: &[Point; 4]) -> [[f64; 3]; 3] {
    let [p, q, r, s] = corners;
    let (ax, ay, bx, by) = (q.x - r.x, q.y - r.y, s.x - r.x, s.y - r.y);
    let (cx, cy) = (p.x - q.x + r.x - s.x, p.y - q.y + r.y - s.y);
    let area = ax * by - bx * ay;
    let (g, h) = ((cx * by - bx * cy) / area, (ax * cy - cx * ay) / area);
    let [x, y, w] = [
        [q.x - p.x + g * q.x, s.x - p.x + h * s.x, p.x],
        [q.y - p.y + g * q.y, s.y - p.y + h * s.y, p.y],
        [g, h, 1.0],
    ];
    let cross = |a: [f64; 3], b: [f64; 3]| {
        [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
    };
    let columns = [cross(y, w), cross(w, x), cross(x, y)];
    core::array::from_fn(|row| core::array::from_fn(|column| columns[column][row]))
}

/// The symbol in white, its outer corners at `corners`, every pixel the mean of four by four looks.
pub(crate) fn draw(symbol: &Matrix, width: usize, height: usize, corners: &[Point; 4]) -> Picture {
    let side = f64::from(symbol.width());
    let rows = into_square(corners);
    draw_by(symbol, width, height, |x, y| {
        let [u, v, w] = rows.map(|row| row[0] * x + row[1] * y + row[2]);
        (u / w * side, v / w * side)
    })
}

/// The symbol in white, where `module` gives the place in the symbol that a place in the picture shows.
#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)] // small pictures
pub(crate) fn draw_by(
    symbol: &Matrix,
    width: usize,
    height: usize,
    module: impl Fn(f64, f64) -> (f64, f64),
) -> Picture {
    const LOOKS: usize = 4;
    let dark: Vec<Vec<bool>> = symbol.rows().map(Iterator::collect).collect();
    let (wide, high) = (f64::from(symbol.width()), f64::from(symbol.height()));
    let mut pixels = Vec::with_capacity(width * height);
    for y in 0..height {
        for x in 0..width {
            let mut black = 0;
            for look in 0..LOOKS * LOOKS {
                let px = x as f64 + ((look % LOOKS) as f64 + 0.5) / LOOKS as f64;
                let py = y as f64 + ((look / LOOKS) as f64 + 0.5) / LOOKS as f64;
                let (u, v) = module(px, py);
                let (u, v) = (u.floor(), v.floor());
                if u >= 0.0 && v >= 0.0 && u < wide && v < high && dark[v as usize][u as usize] {
                    black += 1;
                }
            }
            pixels.push(230 - (black * 200 / (LOOKS * LOOKS)) as u8);
        }
    }
    Picture { width, height, pixels }
}

impl Picture {
    /// Gaussian blur, `sigma` in pixels.
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)] // small pictures
    pub(crate) fn blurred(&self, sigma: f64) -> Self {
        let reach = (3.0 * sigma).ceil() as isize;
        let weights: Vec<f64> =
            (-reach..=reach).map(|d| (-(d as f64).powi(2) / (2.0 * sigma * sigma)).exp()).collect();
        let total: f64 = weights.iter().sum();
        let pass = |from: &[f64], step: (isize, isize)| -> Vec<f64> {
            let (w, h) = (self.width.cast_signed(), self.height.cast_signed());
            let places = (0..h).flat_map(|y| (0..w).map(move |x| (x, y)));
            let mean = |(x, y): (isize, isize)| {
                let around = (-reach..=reach).zip(&weights).map(|(d, weight)| {
                    let (x, y) = ((x + d * step.0).clamp(0, w - 1), (y + d * step.1).clamp(0, h - 1));
                    weight * from[(y * w + x) as usize]
                });
                around.sum::<f64>() / total
            };
            places.map(mean).collect()
        };
        let grey: Vec<f64> = self.pixels.iter().map(|&pixel| f64::from(pixel)).collect();
        let pixels = pass(&pass(&grey, (1, 0)), (0, 1)).iter().map(|value| value.round() as u8).collect();
        Self { pixels, ..*self }
    }

    /// Normal noise, `sigma` in grey levels.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // clamped to a byte
    pub(crate) fn noisy(&self, sigma: f64, dice: &mut Dice) -> Self {
        let noise = |&pixel: &u8| (f64::from(pixel) + sigma * normal(dice)).round().clamp(0.0, 255.0) as u8;
        Self { pixels: self.pixels.iter().map(noise).collect(), ..*self }
    }

    /// Each pixel as `light` makes it from its place and its grey.
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)] // clamped to a byte
    pub(crate) fn lit(&self, light: impl Fn(f64, f64, f64) -> f64) -> Self {
        let pixel = |(place, &pixel): (usize, &u8)| {
            let (x, y) = ((place % self.width) as f64 + 0.5, (place / self.width) as f64 + 0.5);
            light(x, y, f64::from(pixel)).round().clamp(0.0, 255.0) as u8
        };
        Self { pixels: self.pixels.iter().enumerate().map(pixel).collect(), ..*self }
    }

    /// Black for white.
    pub(crate) fn inverted(&self) -> Self {
        Self { pixels: self.pixels.iter().map(|pixel| !pixel).collect(), ..*self }
    }
}
