//! The printer: dots that are to be printed, and the paper with drops of ink that comes of it.

use symbolon::symbol::{Point, Raster};

use super::plane::{Plane, Texture};
use super::{Dice, PITCH_UM, Profile};

/// Places that a drop can have along a dot's pitch.
const PLACES: usize = 4;
/// Places to a point of the paper's plane: two points a dot, which is finer than any blur that follows.
const JOINED: usize = 2;
/// Points of the paper's plane along a dot's pitch.
pub(crate) const POINTS: usize = PLACES / JOINED;

/// A drop of ink. Places are in dots from the top left corner of the sheet: dot (i, j) covers i..i + 1 by j..j + 1.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Drop {
    pub(crate) x: f64,
    pub(crate) y: f64,
    /// Diameter on paper in µm; `None` is the profile's.
    pub(crate) diameter: Option<f64>,
    /// Scatter of the place in µm; `None` is the profile's.
    pub(crate) scatter: Option<f64>,
    /// What prints it: a nozzle that is missing prints none of its drops. `None` is never missing.
    pub(crate) nozzle: Option<usize>,
}

/// Where a raster lies on a sheet: its top left corner in dots, before it is turned about its centre and scaled.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    pub(crate) x: f64,
    pub(crate) y: f64,
    pub(crate) degrees: f64,
    pub(crate) scale: f64,
}

impl Place {
    /// Straight and in its own size.
    pub(crate) const fn at(x: f64, y: f64) -> Self {
        Self { x, y, degrees: 0.0, scale: 1.0 }
    }

    /// Where the place (x, y) of a raster of this size comes to lie on the sheet.
    pub(crate) fn map(&self, raster: &Raster, x: f64, y: f64) -> Point {
        let (sin, cos) = self.degrees.to_radians().sin_cos();
        let (half, tall) = (f64::from(raster.width()) / 2.0, f64::from(raster.height()) / 2.0);
        let (x, y) = ((x - half) * self.scale, (y - tall) * self.scale);
        Point { x: self.x + half + x * cos - y * sin, y: self.y + tall + x * sin + y * cos }
    }
}

/// What is to be printed in one ink.
#[derive(Clone, Debug)]
pub(crate) struct Sheet {
    /// Dots.
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) drops: Vec<Drop>,
}

impl Sheet {
    pub(crate) const fn new(width: u32, height: u32) -> Self {
        Self { width, height, drops: Vec::new() }
    }

    /// A sheet that the raster fills.
    pub(crate) fn of(raster: &Raster) -> Self {
        let mut sheet = Self::new(raster.width(), raster.height());
        sheet.put(raster, &Place::at(0.0, 0.0));
        sheet
    }

    /// A sheet of single dots, for rasters that are not the library's.
    pub(crate) fn dots(width: u32, height: u32, black: impl Fn(u32, u32) -> bool) -> Self {
        let dots = (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).filter(|&(x, y)| black(x, y));
        let drops = dots.map(|(x, y)| Drop {
            x: f64::from(x) + 0.5,
            y: f64::from(y) + 0.5,
            diameter: None,
            scatter: None,
            nozzle: Some(y as usize),
        });
        Self { width, height, drops: drops.collect() }
    }

    /// Adds the black dots of a raster. Its rows are nozzles; what lies beyond the sheet is printed on its edge.
    pub(crate) fn put(&mut self, raster: &Raster, place: &Place) {
        let rows = raster.bytes().chunks_exact(raster.stride());
        for (y, row) in rows.enumerate() {
            let black = |x: &usize| row[x / 8] & (0x80 >> (x % 8)) != 0;
            for x in (0..raster.width() as usize).filter(black) {
                let at = place.map(raster, x as f64 + 0.5, y as f64 + 0.5);
                self.drops.push(Drop { x: at.x, y: at.y, diameter: None, scatter: None, nozzle: Some(y) });
            }
        }
    }

    /// Prints it.
    pub(crate) fn printed(&self, profile: &Profile, seed: u64) -> Printed {
        let mut dice = Dice::part(seed, 1);
        let ink = self.ink(profile, &mut dice);
        Printed { width: self.width, height: self.height, plane: paper(&ink, profile, &mut dice) }
    }

    #[allow(clippy::cast_possible_truncation)] // places on the sheet
    fn ink(&self, profile: &Profile, dice: &mut Dice) -> Ink {
        let mut ink = Ink::new(self.width as usize * PLACES, self.height as usize * PLACES);
        let place_um = PITCH_UM / PLACES as f64;
        let nozzles = self.drops.iter().filter_map(|drop| drop.nozzle).max().map_or(0, |last| last + 1);
        let missing: Vec<bool> = (0..nozzles).map(|_| dice.happens(profile.miss_row)).collect();
        let spread = [1.0 - 1.22 * profile.dot_cv, 1.0, 1.0 + 1.22 * profile.dot_cv];
        let mut discs = Discs(Vec::new());
        for drop in &self.drops {
            if drop.nozzle.is_some_and(|nozzle| missing[nozzle]) {
                continue;
            }
            let (right, down) = dice.normals();
            let scatter = drop.scatter.unwrap_or(profile.jit_um) / place_um;
            let place = |at: f64, error: f32| (at * PLACES as f64 - 0.5 + scatter * f64::from(error)).round();
            let (x, y) = ink.inside(place(drop.x, right), place(drop.y, down));
            let diameter = drop.diameter.unwrap_or(profile.dot_um) / place_um;
            ink.stamp(x, y, discs.of(diameter * spread[dice.below(3) as usize]));
            if dice.happens(profile.sat) {
                let (sin, cos) = dice.between(0.0, core::f64::consts::TAU).sin_cos();
                let radius = (60.0 + 15.0 * f64::from(dice.normals().0)) / place_um;
                let (x, y) = ink.inside((x as f64 + radius * cos).round(), (y as f64 + radius * sin).round());
                ink.stamp(x, y, discs.of(diameter / 2.0));
            }
        }
        ink
    }
}

/// A printed sheet: the light that its points throw back, 0 to 1. The same sheet may be photographed many times.
pub(crate) struct Printed {
    /// Dots.
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) plane: Plane,
}

/// Where ink lies: one byte for each place of a drop.
struct Ink {
    width: usize,
    height: usize,
    wet: Vec<u8>,
}

impl Ink {
    fn new(width: usize, height: usize) -> Self {
        Self { width, height, wet: vec![0; width * height] }
    }

    #[allow(clippy::cast_possible_truncation)] // clamped to the sheet
    fn inside(&self, x: f64, y: f64) -> (isize, isize) {
        (x.clamp(0.0, (self.width - 1) as f64) as isize, y.clamp(0.0, (self.height - 1) as f64) as isize)
    }

    fn stamp(&mut self, x: isize, y: isize, halves: &[isize]) {
        let (width, height) = (self.width.cast_signed(), self.height.cast_signed());
        let top = y - (halves.len() / 2).cast_signed();
        for (half, y) in halves.iter().zip(top..) {
            if (0..height).contains(&y) && *half >= 0 {
                let (from, to) = ((x - half).max(0), (x + half + 1).min(width));
                let row = y.cast_unsigned() * self.width;
                self.wet[row + from.cast_unsigned()..row + to.cast_unsigned()].fill(1);
            }
        }
    }
}

/// Discs by diameter, each as half of the length of its rows (-1: none).
struct Discs(Vec<(u64, Vec<isize>)>);

impl Discs {
    fn of(&mut self, diameter: f64) -> &[isize] {
        let name = diameter.to_bits();
        let known = self.0.iter().position(|(known, _)| *known == name);
        let at = known.unwrap_or_else(|| {
            self.0.push((name, disc(diameter)));
            self.0.len() - 1
        });
        &self.0[at].1
    }
}

#[allow(clippy::cast_possible_truncation)] // a drop's diameter
fn disc(diameter: f64) -> Vec<isize> {
    let reach = (diameter.ceil() as isize | 1) / 2;
    let half = |y: isize| {
        let left = diameter * diameter / 4.0 + 0.25 - (y * y) as f64;
        if left < 0.0 { -1 } else { (left.sqrt() as isize).min(reach) }
    };
    (-reach..=reach).map(half).collect()
}

/// The light that paper with this ink throws back, two by two places joined.
#[allow(clippy::cast_possible_truncation)] // values of 0 to 1
fn paper(ink: &Ink, profile: &Profile, dice: &mut Dice) -> Plane {
    let (width, height) = (ink.width / JOINED, ink.height / JOINED);
    let cut = [dice.bits(), dice.bits()].map(|bits| ((bits >> 32) as usize, bits as usize & 0xFFFF_FFFF));
    let mut values = vec![0.0; width * height];
    let (mut light, mut dark) = (vec![0.0_f32; width], vec![0.0_f32; width]);
    let textured = |row: &mut [f32], texture: &Texture, (x, y): (usize, usize), level: f64, depth: f64| {
        for (start, piece) in texture.pieces(x, y, width) {
            let row = row[start..].iter_mut().zip(piece);
            row.for_each(|(out, value)| *out = level as f32 + depth as f32 * value);
        }
    };
    let lines = values.chunks_exact_mut(width).zip(ink.wet.chunks_exact(JOINED * ink.width)).enumerate();
    for (y, (out, wet)) in lines {
        textured(&mut light, Texture::paper(), (cut[0].0, cut[0].1 + y), profile.rp, profile.paper);
        textured(&mut dark, Texture::ink(), (cut[1].0, cut[1].1 + y), profile.ri, profile.mottle);
        let (upper, lower) = wet.split_at(ink.width);
        let places = upper.chunks_exact(2).zip(lower.chunks_exact(2));
        for ((out, (upper, lower)), (light, dark)) in out.iter_mut().zip(places).zip(light.iter().zip(&dark))
        {
            let covered = f32::from(upper[0] + upper[1] + lower[0] + lower[1]) / 4.0;
            *out = light + covered * (dark - light);
        }
    }
    Plane { width, height, values }
}
