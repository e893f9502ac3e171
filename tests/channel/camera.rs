//! The camera: where it stands, and the picture that it takes of a printed sheet.

use image::{ExtendedColorType, ImageFormat, codecs::jpeg::JpegEncoder};
use symbolon::symbol::Point;

use super::print::{POINTS, Printed};
use super::{Dice, PITCH_UM, Picture, Profile};

/// The softness of a drop's edge, µm.
const EDGE_UM: f64 = 6.0;
/// The aperture of a pixel as the sigma of a normal kernel, pixels.
const APERTURE: f64 = 0.29;
/// Pixels of bare paper around the sheet.
const MARGIN: f64 = 4.0;
/// The grey level of a surface that throws back all light, in the middle of the picture.
const WHITE: f64 = 225.0;

/// A camera in front of a sheet: how printer dots come to lie in its pictures.
#[derive(Clone, Debug)]
pub(crate) struct Scene {
    /// Pixels.
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// From dots to pixels, rows; both count from the corner of the first, so that centres are at halves.
    pub(crate) homography: [[f64; 3]; 3],
    seed: u64,
}

impl Scene {
    /// A camera in front of a sheet of so many dots, turned and tilted within the profile's limits.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // the size of a picture
    pub(crate) fn new(width: u32, height: u32, profile: &Profile, seed: u64) -> Self {
        let mut dice = Dice::part(seed, 2);
        let turn = dice.between(-profile.rot, profile.rot).to_radians();
        let tilt = dice.between(0.0, profile.tilt).to_radians();
        let (uy, ux) = dice.between(0.0, core::f64::consts::TAU).sin_cos();
        // Rodrigues: turned by `tilt` about the axis (ux, uy, 0).
        let (sin, cos) = tilt.sin_cos();
        let tilted = [
            [1.0 - (1.0 - cos) * uy * uy, (1.0 - cos) * ux * uy],
            [(1.0 - cos) * ux * uy, 1.0 - (1.0 - cos) * ux * ux],
            [-sin * uy, sin * ux],
        ];
        let (sin, cos) = turn.sin_cos();
        let posed = tilted.map(|[a, b]| [a * cos + b * sin, b * cos - a * sin]);
        let pitch = PITCH_UM / 1000.0;
        let (wide, high) = (f64::from(width) * pitch, f64::from(height) * pitch);
        let far = profile.dist * wide.max(high);
        let row = |[a, b]: [f64; 2], end: f64| [a * pitch, b * pitch, end - (a * wide + b * high) / 2.0];
        let scaled = |row: [f64; 2]| row.map(|value| value * profile.s);
        let mut homography =
            [row(scaled(posed[0]), 0.0), row(scaled(posed[1]), 0.0), row(posed[2].map(|v| v / far), 1.0)];
        let corners = [(0, 0), (width, 0), (width, height), (0, height)];
        let corners = corners.map(|(x, y)| apply(&homography, f64::from(x), f64::from(y)));
        let bound = |of: fn(&Point) -> f64, pick: fn(f64, f64) -> f64| corners.iter().map(of).reduce(pick);
        let low = |of| bound(of, f64::min).unwrap_or_default() - MARGIN;
        let high = |of| bound(of, f64::max).unwrap_or_default() + MARGIN;
        let (left, top) = (low(|p| p.x) + dice.even() / 2.0, low(|p| p.y) + dice.even() / 2.0);
        let (right, bottom) = (high(|p| p.x), high(|p| p.y));
        let depth = homography[2];
        for column in 0..3 {
            homography[0][column] -= left * depth[column];
            homography[1][column] -= top * depth[column];
        }
        Self { width: (right - left).ceil() as u32, height: (bottom - top).ceil() as u32, homography, seed }
    }

    /// Where a place of the sheet, in dots, comes to lie in the picture.
    pub(crate) fn map(&self, x: f64, y: f64) -> Point {
        apply(&self.homography, x, y)
    }

    /// The corners of a square of the sheet, clockwise from (x, y), as a detector would find them that errs by the
    /// profile's `corner` in each direction.
    pub(crate) fn corners(&self, x: f64, y: f64, side: f64, profile: &Profile) -> [Point; 4] {
        let mut dice = Dice::part(self.seed, 3);
        [(x, y), (x + side, y), (x + side, y + side), (x, y + side)].map(|(x, y)| {
            let (at, (right, down)) = (self.map(x, y), dice.normals());
            let off = |error: f32| f64::from(error) * profile.corner;
            Point { x: at.x + off(right), y: at.y + off(down) }
        })
    }

    /// Takes a picture. Exposures of other numbers have noise, light and shake of their own.
    pub(crate) fn expose(&self, sheet: &Printed, profile: &Profile, number: u64) -> Picture {
        let mut dice = Dice::part(self.seed, 16 + number);
        // Variances in points of the paper's plane. Joining places blurred already, and so will bilinear looks.
        let point = PITCH_UM / POINTS as f64;
        let optics = profile.psf.hypot(APERTURE) / profile.s * 1000.0 / point;
        let wanted = optics * optics + (EDGE_UM / point).powi(2) + 1.0 / 24.0 - 1.0 / 6.0 - 1.0 / 16.0;
        let (taps, across, down) = shake(profile.motion / profile.s * 1000.0 / point, &mut dice);
        let mut plane = sheet.plane.blurred(wanted - across, wanted - down);
        if taps.len() > 1 {
            plane = plane.moved(&taps);
        }
        let back = inverse(&self.homography);
        let (sin, cos) = dice.between(0.0, core::f64::consts::TAU).sin_cos();
        let (width, height) = (f64::from(self.width), f64::from(self.height));
        let mut pixels = Vec::with_capacity(self.width as usize * self.height as usize);
        let mut spare = None;
        for y in 0..self.height {
            for x in 0..self.width {
                let (x, y) = (f64::from(x), f64::from(y));
                let at = apply(&back, x + 0.5, y + 0.5);
                let light = plane.at(at.x * POINTS as f64, at.y * POINTS as f64);
                let light = light.map_or(profile.rp, f64::from);
                let gain = 1.0 + profile.illum * ((x / width - 0.5) * cos + (y / height - 0.5) * sin);
                let level = light * gain * WHITE;
                let noise = spare.take().unwrap_or_else(|| {
                    let (one, other) = dice.normals();
                    spare = Some(other);
                    one
                });
                let sigma = (profile.noise * profile.noise + profile.shot * level.max(0.0)).sqrt();
                #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // clamped to a byte
                pixels.push((level + f64::from(noise) * sigma).round().clamp(0.0, 255.0) as u8);
            }
        }
        let picture = Picture { width: self.width as usize, height: self.height as usize, pixels };
        if profile.jpeg == 0 { picture } else { compressed(&picture, profile.jpeg) }
    }
}

/// Shake along a line of random direction, `length` points long: weights of moved planes, and by how much their
/// variance along rows and columns is above that of the line.
#[allow(clippy::cast_possible_truncation)] // a few points
fn shake(length: f64, dice: &mut Dice) -> (Vec<(isize, isize, f32)>, f64, f64) {
    let (sin, cos) = dice.between(0.0, core::f64::consts::PI).sin_cos();
    if length <= 0.0 {
        return (Vec::new(), 0.0, 0.0);
    }
    // An odd number of looks, two for each point, the middle one at 0.
    let reach = ((length * 2.0).round() as i32 | 1) / 2;
    let looks = f64::from(2 * reach + 1);
    let mut taps: Vec<(isize, isize, f32)> = Vec::new();
    let (mut across, mut down) = (0.0, 0.0);
    for look in -reach..=reach {
        let (x, y) = (f64::from(look) * cos / 2.0, f64::from(look) * sin / 2.0);
        let (right, below) = (x - x.floor(), y - y.floor());
        across += right * (1.0 - right) / looks;
        down += below * (1.0 - below) / looks;
        for (dx, wx) in [(0, 1.0 - right), (1, right)] {
            for (dy, wy) in [(0, 1.0 - below), (1, below)] {
                let (at, weight) =
                    ((x.floor() as isize + dx, y.floor() as isize + dy), (wx * wy / looks) as f32);
                match taps.iter_mut().find(|(x, y, _)| (*x, *y) == at) {
                    Some((.., known)) => *known += weight,
                    None if weight > 0.0 => taps.push((at.0, at.1, weight)),
                    None => {}
                }
            }
        }
    }
    (taps, across, down)
}

fn compressed(picture: &Picture, quality: u8) -> Picture {
    let mut file = Vec::new();
    let (width, height) = (picture.width as u32, picture.height as u32);
    let encoder = &mut JpegEncoder::new_with_quality(&mut file, quality);
    encoder.encode(&picture.pixels, width, height, ExtendedColorType::L8).expect("a grey picture");
    let decoded = image::load_from_memory_with_format(&file, ImageFormat::Jpeg).expect("a JPEG file");
    Picture { pixels: decoded.into_luma8().into_raw(), ..*picture }
}

fn apply(rows: &[[f64; 3]; 3], x: f64, y: f64) -> Point {
    let [u, v, w] = rows.map(|row| row[0] * x + row[1] * y + row[2]);
    Point { x: u / w, y: v / w }
}

/// The adjugate: the homography of the other way.
fn inverse(rows: &[[f64; 3]; 3]) -> [[f64; 3]; 3] {
    let minor = |a: usize, b: usize| {
        let (r, s, c, d) = ((a + 1) % 3, (a + 2) % 3, (b + 1) % 3, (b + 2) % 3);
        rows[r][c] * rows[s][d] - rows[r][d] * rows[s][c]
    };
    core::array::from_fn(|row| core::array::from_fn(|column| minor(column, row)))
}
