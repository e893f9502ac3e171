//! What a picture says about the mark of a printed text.

use super::line::DateLine;
use super::rule::DateRule;
use super::shaped::DateMark;
use crate::Error;
use crate::mark::ImageAnswer;

/// How well a picture shows a text. Of several pictures added, the mean; they tell a person what to do better.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct DateQuality {
    /// How well the characters agree with the font, -1 to 1: above 0.8 in a good picture.
    pub fit: f64,
    /// The blur of print and camera together, sigma in µm.
    pub blur_um: f64,
    /// Pixels to a millimetre at the text.
    pub pixels_per_mm: f64,
    /// How far the text is off its place, to the right along the text, mm.
    pub right_mm: f64,
    /// Downwards, mm.
    pub down_mm: f64,
    /// Turned clockwise against its place.
    pub degrees: f64,
    /// Its size against the font's.
    pub stretch: f64,
}

/// The least fit of a text that counts as found.
const FOUND: f64 = 0.55;
/// The least fit, and the least pixels to a millimetre, of a picture that is good enough to say that a mark is not there.
const GOOD_FIT: f64 = 0.75;
const GOOD_PIXELS: f64 = 8.0;

/// The soft bits of a text, read from one picture or added from several.
///
/// They say more than an answer: shown to strangers, soft bits or counts of wrong ones let a forger improve a mark bit by
/// bit. They are for trusted callers.
#[derive(Clone, Debug)]
pub struct DateReading {
    line: DateLine,
    quality: DateQuality,
    soft: Vec<f32>,
    others: Vec<Option<u8>>,
    pictures: u32,
}

impl DateReading {
    pub(super) const fn new(
        line: DateLine,
        quality: DateQuality,
        soft: Vec<f32>,
        others: Vec<Option<u8>>,
    ) -> Self {
        Self { line, quality, soft, others, pictures: 1 }
    }

    /// The text that was looked for.
    #[must_use]
    pub const fn line(&self) -> &DateLine {
        &self.line
    }

    /// How well the pictures show it.
    #[must_use]
    pub const fn quality(&self) -> &DateQuality {
        &self.quality
    }

    /// Whether a text was found at all.
    #[must_use]
    pub fn is_found(&self) -> bool {
        self.quality.fit >= FOUND
    }

    /// The bits in order, above 0 for 1 and below 0 for 0; the farther, the surer.
    #[must_use]
    pub fn soft(&self) -> &[f32] {
        &self.soft
    }

    /// The bits as they are most likely: what is stored of an enrolled text.
    #[must_use]
    pub fn bits(&self) -> Vec<bool> {
        self.soft.iter().map(|&soft| soft > 0.0).collect()
    }

    /// Digits that clearly read otherwise than expected: which of the text's digits, from 0, and what it reads.
    pub fn others(&self) -> impl Iterator<Item = (usize, u8)> {
        self.others.iter().enumerate().filter_map(|(at, other)| Some((at, (*other)?)))
    }

    /// Adds what another picture of the same text says. A picture in which the text was not found adds nothing.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] if it is of another text.
    pub fn add(&mut self, other: &Self) -> Result<(), Error> {
        if self.line != other.line {
            return Err(Error::Parameter);
        }
        if !other.is_found() {
            return Ok(());
        }
        if !self.is_found() {
            *self = other.clone();
            return Ok(());
        }
        self.soft.iter_mut().zip(&other.soft).for_each(|(soft, other)| *soft += other);
        for (mine, theirs) in self.others.iter_mut().zip(&other.others) {
            // A digit reads otherwise only if every picture says so.
            if *mine != *theirs {
                *mine = None;
            }
        }
        let (old, new) = (f64::from(self.pictures), f64::from(other.pictures));
        let mean = |mine: &mut f64, theirs: f64| *mine = (*mine * old + theirs * new) / (old + new);
        mean(&mut self.quality.fit, other.quality.fit);
        mean(&mut self.quality.blur_um, other.quality.blur_um);
        mean(&mut self.quality.pixels_per_mm, other.quality.pixels_per_mm);
        mean(&mut self.quality.right_mm, other.quality.right_mm);
        mean(&mut self.quality.down_mm, other.quality.down_mm);
        mean(&mut self.quality.degrees, other.quality.degrees);
        mean(&mut self.quality.stretch, other.quality.stretch);
        self.pictures = self.pictures.saturating_add(other.pictures);
        Ok(())
    }

    /// Compares with the mark that is expected.
    ///
    /// A match needs no good picture: a false mark has few enough wrong bits with at most the rule's probability,
    /// whatever the picture. A mismatch needs one, or digits that read otherwise. All between asks for another picture.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] if the mark is of another text, [`Error::MarkBits`] if the text carries too few bits for the
    /// rule.
    pub fn verify(&self, mark: &DateMark, rule: &DateRule) -> Result<DateReport, Error> {
        if mark.line() != &self.line {
            return Err(Error::Parameter);
        }
        let bits = self.line.bits();
        let allowed = rule.checked(bits)?;
        // A bit that says nothing is wrong: the bound counts every bit.
        let is_wrong = |(&soft, &bit): (&f32, &bool)| !(if bit { soft > 0.0 } else { soft < 0.0 });
        let wrong_bits: Vec<bool> = self.soft.iter().zip(mark.bits()).map(is_wrong).collect();
        let wrong = u32::try_from(wrong_bits.iter().filter(|&&wrong| wrong).count()).unwrap_or(u32::MAX);
        let others: Vec<(usize, u8)> = if self.is_found() { self.others().collect() } else { Vec::new() };
        let is_good = self.quality.fit >= GOOD_FIT && self.quality.pixels_per_mm >= GOOD_PIXELS;
        let answer = if !others.is_empty() {
            ImageAnswer::Mismatch
        } else if wrong <= allowed {
            ImageAnswer::Match
        } else if is_good && wrong >= rule.refused_from(bits) {
            ImageAnswer::Mismatch
        } else {
            ImageAnswer::Rescan
        };
        Ok(DateReport { answer, quality: self.quality, bits, wrong, allowed, wrong_bits, others })
    }
}

/// The answer about a text's mark. All but `answer` and `quality` is for trusted callers: see [`DateReading`].
#[derive(Clone, Debug, PartialEq)]
pub struct DateReport {
    /// The answer.
    pub answer: ImageAnswer,
    /// How well the pictures show the text.
    pub quality: DateQuality,
    /// How many bits the text carries.
    pub bits: u32,
    /// How many of them are wrong.
    pub wrong: u32,
    /// How many may be.
    pub allowed: u32,
    /// Which are wrong.
    pub wrong_bits: Vec<bool>,
    /// Digits that clearly read otherwise: which of the text's digits, from 0, and what it reads.
    pub others: Vec<(usize, u8)>,
}
