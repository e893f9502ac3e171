//! Pictures of a layer, added up.

use super::geometry::{self, Geometry};
use super::soft::{self, Soft};
use crate::Error;
use crate::mark::registration::{Quality, Registration, median};
use crate::symbol::{GreyImage, Matrix, Point};

/// One picture of a label, and where the symbol was found in it.
#[derive(Clone, Copy, Debug)]
pub struct Frame<'a> {
    /// The picture.
    pub image: GreyImage<'a>,
    /// The corners of the symbol, as [`Found::corners`](crate::symbol::Found); they may be off by a module.
    pub corners: [Point; 4],
}

/// No soft value counts more than this many times the usual one.
const CLIP: f64 = 3.0;

/// What all frames together show.
pub(super) struct Seen {
    /// For each carrier: above 0 leans to 1; 0 where no frame shows it.
    pub(super) values: Vec<f64>,
    /// How far a layer's values are expected to stand above their noise.
    pub(super) strength: f64,
    /// Of each frame; `None` where the symbol was not found.
    pub(super) qualities: Vec<Option<Quality>>,
}

impl Seen {
    /// # Errors
    ///
    /// [`Error::Parameter`] if the symbol carries no layer.
    pub(super) fn new(frames: &[Frame<'_>], symbol: &Matrix, geometry: Geometry) -> Result<Self, Error> {
        let carriers = geometry::carriers(symbol)?;
        let mut seen = Self { values: vec![0.0; carriers.len()], strength: 0.0, qualities: Vec::new() };
        let mut power = 0.0;
        for frame in frames {
            let registration = Registration::new(&frame.image, symbol, &frame.corners);
            seen.qualities.push(registration.as_ref().map(|registration| *registration.quality()));
            let Some(registration) = registration else { continue };
            let Soft { values, gain, noise } = soft::soft(&registration, geometry, &carriers);
            // Each frame by its gain over the square of its noise: the sum then has the least noise for its gain.
            let weight = gain / (noise * noise).max(1e-12);
            power += gain * weight;
            seen.values.iter_mut().zip(values).for_each(|(sum, value)| *sum += weight * value);
        }
        let usual = median(seen.values.iter().filter(|value| **value != 0.0).map(|value| value.abs()));
        seen.values.iter_mut().for_each(|value| *value = value.clamp(-CLIP * usual, CLIP * usual));
        seen.strength = power.sqrt();
        Ok(seen)
    }

    /// How many carriers show anything.
    pub(super) fn count(&self) -> usize {
        self.values.iter().filter(|value| **value != 0.0).count()
    }
}
