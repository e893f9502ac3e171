//! The channel: a printer and a camera, simulated. A raster or a list of drops goes in, a grey picture and the place of
//! every dot in it come out.
//!
//! 1. Each black dot becomes a drop of ink of one of three sizes, off its place at random; some throw satellites, some
//!    nozzles print nothing ([`Sheet::printed`]).
//! 2. Paper and ink have textures, edges are soft.
//! 3. A camera stands before the sheet, turned and tilted ([`Scene::new`]).
//! 4. Optics and shake blur, light falls off to one side, the sensor is noisy, and the picture goes through JPEG
//!    ([`Scene::expose`]).
//!
//! Every number is a field of [`Profile`]. All chance is drawn from the seed; print, camera and each exposure have dice
//! of their own. [`photograph`] does all in one call. A second exposure of another ink from the same place is another
//! [`Sheet`] under the same [`Scene`], with [`Profile::uv`] or [`Profile::pale`]; several frames of one item are one
//! [`Printed`] under several scenes.
//!
//! Test code: it is included where it is needed by `#[path]`, and no target uses all of it.
#![allow(dead_code, unused_imports, clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used)]
#![allow(clippy::cast_precision_loss, clippy::cast_possible_wrap, clippy::cast_possible_truncation)] // small pictures

mod camera;
mod dice;
mod plane;
mod print;

use symbolon::symbol::{GreyImage, Point, Raster};

pub(crate) use camera::Scene;
pub(crate) use dice::Dice;
pub(crate) use print::{Drop, Place, Printed, Sheet};

/// The distance between dots of a printer of 600 dpi, µm.
pub(crate) const PITCH_UM: f64 = 25_400.0 / 600.0;

/// Grey pixels, rows from the top.
#[derive(Clone)]
pub(crate) struct Picture {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) pixels: Vec<u8>,
}

impl Picture {
    /// As the library takes it.
    pub(crate) fn image(&self) -> GreyImage<'_> {
        GreyImage::new(&self.pixels, self.width as u32, self.height as u32, self.width).expect("a picture")
    }

    /// The brightness at a place between pixel centres; outside, that of the nearest pixel.
    pub(crate) fn brightness(&self, at: Point) -> f64 {
        let pixel = |x: f64, y: f64| {
            let x = x.clamp(0.0, (self.width - 1) as f64) as usize;
            let y = y.clamp(0.0, (self.height - 1) as f64) as usize;
            f64::from(self.pixels[y * self.width + x])
        };
        let (x, y) = (at.x - 0.5, at.y - 0.5);
        let (left, top) = (x.floor(), y.floor());
        let upper = pixel(left, top) + (x - left) * (pixel(left + 1.0, top) - pixel(left, top));
        let lower =
            pixel(left, top + 1.0) + (x - left) * (pixel(left + 1.0, top + 1.0) - pixel(left, top + 1.0));
        upper + (y - top) * (lower - upper)
    }
}

/// The numbers of a printer and a camera.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Profile {
    /// Diameter of a drop on paper, µm; the pitch of dots is 42.3 µm.
    pub(crate) dot_um: f64,
    /// Coefficient of variation of that diameter, in three classes.
    pub(crate) dot_cv: f64,
    /// Sigma of a drop's place in each direction, µm.
    pub(crate) jit_um: f64,
    /// Probability that a drop has a satellite of half its diameter, about 60 µm away.
    pub(crate) sat: f64,
    /// Probability that a nozzle is missing.
    pub(crate) miss_row: f64,
    /// Light that paper throws back, 0 to 1.
    pub(crate) rp: f64,
    /// Light that ink throws back, 0 to 1.
    pub(crate) ri: f64,
    /// Sigma of the ink's texture (correlated over 100 µm).
    pub(crate) mottle: f64,
    /// Sigma of the paper's texture (correlated over 50 µm).
    pub(crate) paper: f64,
    /// Camera pixels per mm.
    pub(crate) s: f64,
    /// Sigma of the optics' blur, pixels.
    pub(crate) psf: f64,
    /// Length of the shake in a random direction, pixels.
    pub(crate) motion: f64,
    /// Sigma of the noise that is there in the dark, grey levels of 255.
    pub(crate) noise: f64,
    /// Variance of the noise for each grey level of light.
    pub(crate) shot: f64,
    /// Fall-off of the light across the picture, relative.
    pub(crate) illum: f64,
    /// The camera is turned evenly within plus and minus so many degrees.
    pub(crate) rot: f64,
    /// And tilted evenly up to so many degrees about any axis.
    pub(crate) tilt: f64,
    /// Its distance, in sides of the sheet.
    pub(crate) dist: f64,
    /// JPEG quality; 0 for none.
    pub(crate) jpeg: u8,
    /// Sigma of the error of a detector's corners, pixels ([`Scene::corners`]).
    pub(crate) corner: f64,
}

impl Profile {
    /// A good printer and a near camera.
    pub(crate) const CLEAN: Self = Self {
        dot_um: 60.0,
        dot_cv: 0.08,
        jit_um: 8.0,
        sat: 0.004,
        miss_row: 0.0,
        rp: 0.85,
        ri: 0.12,
        mottle: 0.05,
        paper: 0.02,
        s: 20.0,
        psf: 0.8,
        motion: 0.0,
        noise: 6.0,
        shot: 0.25,
        illum: 0.25,
        rot: 180.0,
        tilt: 15.0,
        dist: 8.0,
        jpeg: 90,
        corner: 0.5,
    };
    /// A good handheld.
    pub(crate) const A: Self = Self { s: 16.0, motion: 0.5, ..Self::CLEAN };
    /// A fair phone.
    pub(crate) const B: Self = Self {
        s: 12.0,
        psf: 1.0,
        noise: 10.0,
        tilt: 25.0,
        illum: 0.40,
        motion: 1.0,
        jpeg: 75,
        dot_um: 70.0,
        jit_um: 12.0,
        miss_row: 0.005,
        ..Self::CLEAN
    };
    /// The worst that is to be borne.
    pub(crate) const W: Self = Self {
        s: 10.0,
        psf: 1.2,
        noise: 12.0,
        tilt: 30.0,
        illum: 0.50,
        motion: 1.5,
        jpeg: 60,
        dot_um: 80.0,
        jit_um: 15.0,
        miss_row: 0.01,
        ..Self::CLEAN
    };
    /// With the letter that tables name them by.
    pub(crate) const ALL: [(&'static str, Self); 3] = [("A", Self::A), ("B", Self::B), ("W", Self::W)];

    /// The exposure under UV light of an ink that glows: bright dots on dark paper.
    pub(crate) const fn uv(self, noise: f64) -> Self {
        Self { rp: 0.10, ri: 0.45, noise, ..self }
    }

    /// The exposure of an ink that is paler than black.
    pub(crate) const fn pale(self, ink: f64) -> Self {
        Self { ri: ink, ..self }
    }
}

/// A picture of a raster, and where its dots lie in it.
pub(crate) struct Shot {
    pub(crate) picture: Picture,
    pub(crate) scene: Scene,
}

/// Prints a raster on a sheet of its size and takes a picture of it.
pub(crate) fn photograph(raster: &Raster, profile: &Profile, seed: u64) -> Shot {
    let printed = Sheet::of(raster).printed(profile, seed);
    let scene = Scene::new(raster.width(), raster.height(), profile, seed);
    Shot { picture: scene.expose(&printed, profile, 0), scene }
}
