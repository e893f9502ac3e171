//! A patch as it is seen: what each cell shows, and what follows from it.

use super::fit::{Fit, Four, MIDDLE, likeliest};
use super::layout::{BITS, BORDER, BYTES, DATA, SYNC, border, data, places};
use super::plate::{DOT_MM, Plate};
use super::{CODED, Lies, Patch, Payload, Quality, Reading, Report, reed_solomon};

/// The correlation of the border, at most √120, from which a patch counts as seen.
const SEEN: f64 = 6.0;
/// The correlation of the border from which no other place is looked for.
const CLEAR: f64 = 8.5;
/// No bit counts more than so many times the median one.
const CLIP: f32 = 3.0;
/// Bytes that may be erased. Of 32 bytes of parity 8 stay to notice a word that is none: such a one reads as a payload
/// with a probability below 2⁻²⁶.
const ERASED: usize = 24;
/// Steps of erasing.
const STEP: usize = 4;
/// The height of a micro-dot over the noise, as far as it is believed.
const BELIEVED: f32 = 6.0;
/// Bytes of a codeword that may be known without the key: version and sequence.
const KNOWN: [usize; 5] = [32, 41, 42, 43, 44];

/// What one or more pictures show of a patch. Found without a key; the mark is in it.
#[derive(Clone)]
pub struct Sight {
    /// For each cell the logarithm of the likelihood of each place, but for a constant: border, then data.
    border: [Four; BORDER],
    data: [Four; DATA],
    lies: Lies,
    contrast: f64,
    pixels_per_mm: f64,
}

impl Sight {
    /// The most payloads that [`Sight::read`] looks at.
    pub const ATTEMPTS: usize = ERASED / STEP + 1;

    /// Looks at the cells of a plate. `None` if the border's dots are not even a little brighter than their surroundings.
    pub(super) fn new(plate: &Plate, fit: Fit) -> Option<Self> {
        let mut sight = Self {
            border: [[0.0; 4]; BORDER],
            data: [[0.0; 4]; DATA],
            lies: lies(&fit),
            contrast: 0.0,
            pixels_per_mm: plate.pixels_per_dot / DOT_MM,
        };
        let cells = border().map(|(cell, _)| cell).chain(data());
        for (four, cell) in sight.border.iter_mut().chain(&mut sight.data).zip(cells) {
            *four = fit.four(plate, cell);
        }
        let (height, noise) = heights(&sight.border);
        let noise = noise.max(height / BELIEVED);
        if height <= 0.0 {
            return None;
        }
        // A place's value is normal about the height or about 0, so its log likelihood is linear in it.
        let factor = height / (noise * noise);
        sight.border.iter_mut().chain(&mut sight.data).flatten().for_each(|value| *value *= factor);
        sight.contrast = f64::from(height / noise);
        Some(sight)
    }

    /// The correlation of the border with what it must be.
    pub(super) fn pilot(&self) -> f64 {
        correlation(&soft(&self.border), &SYNC, &[])
    }

    pub(super) fn is_seen(&self) -> bool {
        self.pilot() >= SEEN
    }

    /// Whether nothing better need be searched.
    pub(super) fn is_clear(&self) -> bool {
        self.pilot() >= CLEAR
    }

    /// Adds what another picture of the same label shows: two pictures are better than the better of them. The place
    /// stays that of the first.
    pub fn add(&mut self, other: &Self) {
        let more = other.border.iter().chain(&other.data).flatten();
        self.border.iter_mut().chain(&mut self.data).flatten().zip(more).for_each(|(at, more)| *at += more);
        self.contrast = self.contrast.hypot(other.contrast);
        self.pixels_per_mm = self.pixels_per_mm.max(other.pixels_per_mm);
    }

    /// Where the patch lies, beside where it should.
    #[must_use]
    pub const fn lies(&self) -> Lies {
        self.lies
    }

    fn quality(&self, bits: usize) -> Quality {
        #[allow(clippy::cast_precision_loss)] // hundreds
        let more = (bits as f64 / (2 * BORDER) as f64).sqrt();
        Quality {
            expected: self.pilot().max(0.0) * more,
            contrast: self.contrast,
            pixels_per_mm: self.pixels_per_mm,
        }
    }

    /// How well the patch is seen.
    #[must_use]
    pub fn picture_quality(&self) -> Quality {
        self.quality(BITS)
    }

    /// Compares with the patch that is expected. What a match proves is in the documentation of [the module](super).
    pub fn verify(&self, expected: &Patch) -> Report {
        let known = if expected.geometry() == CODED { KNOWN.as_slice() } else { &[] };
        let soft = soft(&self.data);
        let score = correlation(&soft, expected.bytes.as_slice(), known);
        let wrong =
            signs(expected.bytes.as_slice()).zip(&soft).filter(|(sign, soft)| *sign * **soft <= 0.0).count();
        let wrong_bits = u16::try_from(wrong).unwrap_or(u16::MAX);
        Report::new(self.quality(BITS - 8 * known.len()), score, wrong_bits)
    }

    /// Reads the payload of a patch of geometry [`CODED`]. `None`: nothing that can be corrected. The bytes that are
    /// least clear are left out, more and more until the rest is a codeword.
    #[must_use]
    pub fn read(&self) -> Option<Reading> {
        let (word, clear) = self.bytes();
        let mut order: Vec<usize> = (0..BYTES).collect();
        let clearness = |at: &usize| clear.get(*at).copied().unwrap_or_default();
        order.sort_by(|a, b| clearness(a).total_cmp(&clearness(b)));
        (0..=ERASED).step_by(STEP).find_map(|count| {
            let mut erased = [false; BYTES];
            for &at in order.iter().take(count) {
                if let Some(gone) = erased.get_mut(at) {
                    *gone = true;
                }
            }
            let decoded = reed_solomon::decode(&word, &erased)?;
            let payload = Payload::from_bytes(&decoded.payload).ok()?;
            let small = |count: usize| u8::try_from(count).unwrap_or(u8::MAX);
            Some(Reading { payload, corrected: small(decoded.corrected), erased: small(count) })
        })
    }

    /// The likeliest bytes, and for each the logarithm of the probability that it is right.
    fn bytes(&self) -> ([u8; BYTES], [f32; BYTES]) {
        let (mut word, mut clear) = ([0; BYTES], [0.0; BYTES]);
        for ((byte, clear), cells) in word.iter_mut().zip(&mut clear).zip(self.data.as_chunks::<4>().0) {
            for (cell, four) in cells.iter().enumerate() {
                let place = likeliest(four);
                *byte |= place << (2 * cell);
                let top = four.iter().copied().fold(f32::NEG_INFINITY, f32::max);
                *clear += top - logarithm_of_sum(four);
            }
        }
        (word, clear)
    }
}

impl core::fmt::Debug for Sight {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Sight")
            .field("lies", &self.lies)
            .field("quality", &self.picture_quality())
            .finish_non_exhaustive()
    }
}

/// The mean height of the border's micro-dots over the other places of their cells, and the sigma of those.
#[allow(clippy::cast_precision_loss)] // hundreds
fn heights(cells: &[Four; BORDER]) -> (f32, f32) {
    let (mut height, mut power) = (0.0, 0.0);
    for (four, own) in cells.iter().zip(places(&SYNC)) {
        let others = || (0..).zip(four).filter(|(place, _)| *place != own).map(|(_, &value)| value);
        let top: f32 = (0..).zip(four).filter(|(place, _)| *place == own).map(|(_, &value)| value).sum();
        let mean = others().sum::<f32>() / 3.0;
        height += top - mean;
        power += others().map(|value| (value - mean).powi(2)).sum::<f32>() / 2.0;
    }
    (height / BORDER as f32, (power / BORDER as f32).sqrt())
}

/// For each bit the logarithm of the odds that it is set.
fn soft(cells: &[Four]) -> Vec<f32> {
    let odds = |set: [f32; 2], not: [f32; 2]| logarithm_of_sum(&set) - logarithm_of_sum(&not);
    cells.iter().flat_map(|&[a, b, c, d]| [odds([b, d], [a, c]), odds([c, d], [a, b])]).collect()
}

/// ln Σ exp, without overflow.
fn logarithm_of_sum(values: &[f32]) -> f32 {
    let top = values.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    top + values.iter().map(|value| (value - top).exp()).sum::<f32>().ln()
}

/// The bits as +1 for set and −1.
fn signs(bytes: &[u8]) -> impl Iterator<Item = f32> {
    bytes.iter().flat_map(|byte| (0..8).map(move |bit| if byte >> bit & 1 == 1 { 1.0 } else { -1.0 }))
}

/// Σ sᵢdᵢ/|d| of soft bits with expected ones, except those of some bytes; 0 where there is nothing.
fn correlation(soft: &[f32], expected: &[u8], except: &[usize]) -> f64 {
    let mut sizes: Vec<f32> = soft.iter().map(|value| value.abs()).collect();
    let middle = sizes.len() / 2;
    let median = if sizes.is_empty() { 0.0 } else { *sizes.select_nth_unstable_by(middle, f32::total_cmp).1 };
    let limit = CLIP * median;
    let bits = soft.iter().zip(signs(expected)).enumerate().filter(|(bit, _)| !except.contains(&(bit / 8)));
    let (mut along, mut power) = (0.0, 0.0);
    for (_, (&value, sign)) in bits {
        let value = f64::from(value.clamp(-limit, limit));
        along += value * f64::from(sign);
        power += value * value;
    }
    if power > 0.0 { along / power.sqrt() } else { 0.0 }
}

/// Where the fit says that the patch lies.
fn lies(fit: &Fit) -> Lies {
    let ([xu, xv, x], [yu, yv, y]) = (fit.x, fit.y);
    Lies {
        right: x * DOT_MM,
        down: y * DOT_MM,
        degrees: (yu - xv).atan2(xu + yv).to_degrees(),
        scale: (xu * yv - xv * yu).abs().sqrt() / MIDDLE,
    }
}
