//! Whether a picture shows the layer that is expected.

use core::fmt;

use super::frame::{Frame, Seen};
use super::mark::LayerMark;
use crate::Error;
use crate::mark::{ImageAnswer, Quality};
use crate::symbol::Matrix;

/// From which score on a layer is believed. Data: who has measured his own printers and cameras gives his own numbers.
///
/// All are finite and not below 0, the carriers above it. All scores are for [`Thresholds::carriers`] carriers. Scores of a
/// genuine layer grow with the square root of the carriers that are seen, and so do these, but never below the floor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Thresholds {
    /// Match from here on.
    pub accept: f64,
    /// Match from here on if a frame is sharp: a genuine layer scores high there, a coarse copy does not.
    pub sharp_accept: f64,
    /// A frame is sharp with at most this blur, in modules,
    pub sharp_blur: f64,
    /// and at least so many pixels per mm of paper.
    pub sharp_pixels_per_mm: f64,
    /// Below `accept`, but not below this: another picture may decide.
    pub rescan: f64,
    /// The carriers that the scores are for.
    pub carriers: f64,
    /// No threshold falls below this, whatever the carriers.
    pub floor: f64,
}

impl Default for Thresholds {
    /// Those of the measurements in this module's documentation.
    fn default() -> Self {
        Self {
            accept: 7.0,
            sharp_accept: 12.0,
            sharp_blur: 0.18,
            sharp_pixels_per_mm: 14.0,
            rescan: 5.3,
            carriers: 280.0,
            floor: 5.3,
        }
    }
}

impl Thresholds {
    /// A threshold that is no number would let everything through or nothing.
    fn check(&self) -> Result<(), Error> {
        let &Self { accept, sharp_accept, sharp_blur, sharp_pixels_per_mm, rescan, carriers, floor } = self;
        let scores = [accept, sharp_accept, sharp_blur, sharp_pixels_per_mm, rescan, floor];
        let sound = scores.iter().all(|score| score.is_finite() && *score >= 0.0);
        (sound && carriers.is_finite() && carriers > 0.0).then_some(()).ok_or(Error::Parameter)
    }

    #[allow(clippy::cast_precision_loss)] // carriers of one symbol
    fn scaled(&self, score: f64, carriers: usize) -> f64 {
        (score * (carriers as f64 / self.carriers).sqrt()).max(self.floor)
    }
}

/// The answer about a layer.
#[derive(Clone)]
pub struct LayerReport {
    answer: ImageAnswer,
    qualities: Vec<Option<Quality>>,
    details: LayerDetails,
}

impl LayerReport {
    /// The answer: all that a client who is not trusted should see, at most with the qualities.
    pub const fn answer(&self) -> ImageAnswer {
        self.answer
    }

    /// How well each frame shows the symbol, `None` where it was not found. Known without the key: safe to show.
    #[must_use]
    pub fn qualities(&self) -> &[Option<Quality>] {
        &self.qualities
    }

    /// The score and the single carriers, for trusted callers only: logs, acceptance tests, the operator of the line.
    ///
    /// Whoever can ask for the score of pictures of his own making learns the mark: he changes one carrier at a time and keeps what
    /// raises the score. As many queries as there are carriers forge it. The three answers, counted by
    /// [`GuessLimit`](crate::mark::GuessLimit), give him next to nothing.
    #[must_use]
    pub const fn for_trusted_callers(&self) -> &LayerDetails {
        &self.details
    }
}

/// Does not show the details.
impl fmt::Debug for LayerReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LayerReport")
            .field("answer", &self.answer)
            .field("qualities", &self.qualities)
            .finish_non_exhaustive()
    }
}

/// What a layer scored. As secret as the mark: see [`LayerReport::for_trusted_callers`].
#[derive(Clone, PartialEq)]
pub struct LayerDetails {
    /// T: the sum of the carriers' soft values, each with its expected sign, over their length.
    pub score: f64,
    /// What T had to reach.
    pub needed: f64,
    /// The T that such a picture should show of a genuine layer, roughly.
    pub possible: f64,
    /// The soft value of each carrier, row by row over the symbol: above 0 leans to 1, 0 was not seen.
    pub values: Vec<f64>,
    /// Whether the carrier should be 1.
    pub expected: Vec<bool>,
}

impl LayerDetails {
    /// Carriers that were seen.
    #[must_use]
    pub fn seen(&self) -> usize {
        self.values.iter().filter(|value| **value != 0.0).count()
    }

    /// Carriers that lean to the wrong side.
    #[must_use]
    pub fn wrong(&self) -> usize {
        let leans = self.values.iter().zip(&self.expected).filter(|(value, _)| **value != 0.0);
        leans.filter(|(value, expected)| (**value > 0.0) != **expected).count()
    }
}

/// Whether pictures of one label show the layer that belongs to its symbol. Soft values of several frames are added:
/// they may be of different sharpness, but must show the same label.
///
/// `symbol` is drawn again from what was read, in the version and with the mask of the printed one. A frame where it cannot be
/// found counts nothing; no frame at all gives [`ImageAnswer::Rescan`].
///
/// A few ms for each frame.
///
/// # Errors
///
/// [`Error::Parameter`] if the symbol is not a QR symbol of version 2 to 10, the mark was made for another symbol, or a
/// threshold is not what [`Thresholds`] says.
pub fn verify(
    frames: &[Frame<'_>],
    symbol: &Matrix,
    mark: &LayerMark,
    thresholds: &Thresholds,
) -> Result<LayerReport, Error> {
    thresholds.check()?;
    let geometry = mark.geometry();
    let seen = Seen::new(frames, symbol, geometry)?;
    if seen.values.len() != mark.bits().len() {
        return Err(Error::Parameter);
    }
    let sharp = seen.qualities.iter().flatten().any(|quality| {
        let pixels_per_mm = quality.pixels_per_module / geometry.module_mm();
        quality.blur <= thresholds.sharp_blur && pixels_per_mm >= thresholds.sharp_pixels_per_mm
    });
    let count = seen.count();
    let needed = thresholds.scaled(if sharp { thresholds.sharp_accept } else { thresholds.accept }, count);
    let score = score(&seen.values, mark.bits());
    #[allow(clippy::cast_precision_loss)] // carriers of one symbol
    let possible = (count as f64).sqrt() * seen.strength / (1.0 + seen.strength * seen.strength).sqrt();
    let answer = if score >= needed {
        ImageAnswer::Match
    } else if score >= thresholds.scaled(thresholds.rescan, count) || possible < needed {
        ImageAnswer::Rescan
    } else {
        ImageAnswer::Mismatch
    };
    let expected = mark.bits().to_vec();
    let details = LayerDetails { score, needed, possible, values: seen.values, expected };
    Ok(LayerReport { answer, qualities: seen.qualities, details })
}

/// T; 0 where nothing was seen.
pub(super) fn score(values: &[f64], bits: &[bool]) -> f64 {
    let length = values.iter().map(|value| value * value).sum::<f64>().sqrt();
    let sum: f64 = values.iter().zip(bits).map(|(value, bit)| if *bit { *value } else { -value }).sum();
    if length > 0.0 { sum / length } else { 0.0 }
}
