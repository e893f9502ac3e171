//! What is told about a patch.

use super::Payload;
use crate::mark::ImageAnswer;

/// The score from which a patch matches.
pub const MATCH: f64 = 12.0;
/// The score below which a patch that is seen well is another one.
const OTHER: f64 = 6.0;

/// How well a patch is seen. Depends on the border alone, so it tells nothing about the mark.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Quality {
    /// The score that the right patch would have, 0 to 20; below [`MATCH`] a picture decides nothing.
    pub expected: f64,
    /// The height of a micro-dot over the noise beside it, up to 6 for one picture.
    pub contrast: f64,
    /// Pixels of the picture for a millimetre of the label.
    pub pixels_per_mm: f64,
}

/// Where a patch lies, beside where it should: what a print station wants to know.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Lies {
    /// Millimetres that its middle lies too far right.
    pub right: f64,
    /// Millimetres that its middle lies too far down.
    pub down: f64,
    /// Degrees that it is turned clockwise.
    pub degrees: f64,
    /// Its size over what it should be.
    pub scale: f64,
}

/// What a picture says about an expected patch.
#[derive(Clone, Copy, Debug, PartialEq)]
#[must_use]
pub struct Report {
    /// The answer, for everyone.
    pub answer: ImageAnswer,
    /// How well the patch is seen, for everyone.
    pub quality: Quality,
    /// The score T. For trusted callers only: whoever may ask for it as often as he likes can build a patch that
    /// matches, by changing one dot after the other.
    pub score: f64,
    /// How many bits of the 392 are other than expected. For trusted callers only, for the same reason.
    pub wrong_bits: u16,
}

impl Report {
    pub(super) fn new(quality: Quality, score: f64, wrong_bits: u16) -> Self {
        let answer = if score >= MATCH {
            ImageAnswer::Match
        } else if score < OTHER && quality.expected >= MATCH {
            ImageAnswer::Mismatch
        } else {
            ImageAnswer::Rescan
        };
        Self { answer, quality, score, wrong_bits }
    }
}

/// A payload that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// What the patch says. Nobody has checked its tag yet: [`RollKey::is_genuine`](super::RollKey::is_genuine).
    pub payload: Payload,
    /// Bytes of the 49 that were wrong and are corrected.
    pub corrected: u8,
    /// Bytes that were too unclear to count.
    pub erased: u8,
}
