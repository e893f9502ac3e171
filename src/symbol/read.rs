//! Reading QR symbols from grey pictures.
//!
//! Two detectors of other hands find symbols (crates `rxing` and `rqrr`), one decoder (of `rxing`) reads the
//! modules that they found, and the corners are then fitted here. Each way of looking is tried only if those before it
//! found nothing:
//!
//! 1. `rxing` with a local threshold, 2. with one threshold, 3. in a picture of half the size,
//! 4. in the inverted picture (light modules on dark), 5. `rqrr`.
//!
//! The detectors are foreign code that may panic on hostile pictures. A panic is caught here and counts as nothing
//! found; the process's panic hook still prints, unless the caller set another. (Under `panic = "abort"` it aborts.)
//! Memory stays within a few copies of the picture.

use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use rqrr::{BitGrid, PreparedImage};
use rxing::common::{AIFlag, BitMatrix, DetectorRXingResult, GlobalHistogramBinarizer, HybridBinarizer};
use rxing::qrcode::cpp_port::decoder::Decode;
use rxing::qrcode::cpp_port::detector::{FindFinderPatterns, GenerateFinderPatternSets, SampleQR};
use rxing::{Binarizer, Luma8Source};

use super::corner;
use super::image::{GreyImage, Point};
use super::plane::Homography;

/// A symbol that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The bytes of all segments, as they were put in: byte segments as they are, kanji segments in Shift JIS. No
    /// character set is applied, ECI designators are dropped. With `fnc1` the separators are GS (0x1D).
    pub data: Vec<u8>,
    /// Whether FNC1 stands in first position: GS1 element strings (symbology identifier `]Q3`).
    pub fnc1: bool,
    /// QR version, 1 to 40.
    pub version: u8,
    /// The outer corners of the symbol's square, without quiet zone, in module coordinates (0,0), (n,0), (n,n),
    /// (0,n). Seen upright they run clockwise from the top left; in a mirrored picture counter-clockwise. Within a few
    /// tenths of a pixel wherever a symbol can be read; a clean picture gives less than one tenth.
    pub corners: [Point; 4],
}

/// Reads the QR symbols in a picture, most plausible first; nothing found is an empty list.
///
/// Takes time in proportion to the pixels, and to how much in the picture looks like a finder pattern.
#[must_use]
pub fn read_qr(image: &GreyImage<'_>) -> Vec<Found> {
    let ways: [fn(&GreyImage<'_>) -> Vec<Seen>; 5] = [by_local, by_global, by_half, by_inverse, by_rqrr];
    let seen = ways.iter().map(|way| caught(|| way(image))).find(|seen| !seen.is_empty());
    seen.into_iter().flatten().map(|seen| seen.fitted(image)).collect()
}

/// What a way of looking found, its modules and rough corners with it.
struct Seen {
    found: Found,
    mirrored: bool,
    modules: BitMatrix,
}

impl Seen {
    /// Decodes sampled modules.
    fn decode(modules: BitMatrix, corners: [Point; 4]) -> Option<Self> {
        let result = Decode(&modules).ok().filter(rxing::common::cpp_essentials::DecoderResult::isValid)?;
        let content = result.content();
        let found = Found {
            data: content.bytes().to_vec(),
            fnc1: matches!(content.symbology.aiFlag, AIFlag::GS1),
            version: u8::try_from(result.versionNumber()).ok()?,
            corners,
        };
        let finite = corners.iter().all(Point::is_finite);
        finite.then(|| Self { found, mirrored: result.isMirrored(), modules })
    }

    fn fitted(self, image: &GreyImage<'_>) -> Found {
        let Self { mut found, mirrored, modules } = self;
        let dark = |x, y| modules.try_get(x, y).unwrap_or(false);
        if let Some(corners) = corner::refine(image, modules.width(), dark, &found.corners) {
            found.corners = corners;
        }
        if mirrored {
            let [a, b, c, d] = found.corners;
            found.corners = [a, d, c, b];
        }
        found
    }
}

/// Nothing found if `look` panics. It owns or borrows plain data only, so no broken state is seen afterwards.
fn caught(look: impl FnOnce() -> Vec<Seen>) -> Vec<Seen> {
    catch_unwind(AssertUnwindSafe(look)).unwrap_or_default()
}

fn by_local(image: &GreyImage<'_>) -> Vec<Seen> {
    let pixels = image.packed();
    local(&pixels, image.width(), image.height())
}

fn by_global(image: &GreyImage<'_>) -> Vec<Seen> {
    global(&image.packed(), image.width(), image.height())
}

fn by_half(image: &GreyImage<'_>) -> Vec<Seen> {
    let (pixels, width, height) = (image.halved(), image.width() / 2, image.height() / 2);
    let seen = local(&pixels, width, height);
    scaled(if seen.is_empty() { global(&pixels, width, height) } else { seen }, 2.0)
}

fn by_inverse(image: &GreyImage<'_>) -> Vec<Seen> {
    local(&image.inverted(), image.width(), image.height())
}

fn local(pixels: &[u8], width: usize, height: usize) -> Vec<Seen> {
    let black = source(pixels, width, height).map(HybridBinarizer::new);
    black.and_then(|black| black.get_black_matrix().ok().map(search)).unwrap_or_default()
}

fn global(pixels: &[u8], width: usize, height: usize) -> Vec<Seen> {
    let black = source(pixels, width, height).map(GlobalHistogramBinarizer::new);
    black.and_then(|black| black.get_black_matrix().ok().map(search)).unwrap_or_default()
}

fn source(pixels: &[u8], width: usize, height: usize) -> Option<Luma8Source<'_>> {
    let (width, height) = (u32::try_from(width).ok()?, u32::try_from(height).ok()?);
    Luma8Source::new_with_slice(pixels, width, height).ok().filter(|_| width > 0 && height > 0)
}

/// The largest finder patterns are combined, and so many combinations tried: this bounds what a hostile picture can
/// cost, above what a sheet of labels needs.
const MAX_PATTERNS: usize = 1024;
const MAX_TRIES: usize = 1024;
/// `rqrr` copies the picture for every three patterns it combines: it gets no more pixels than this (larger
/// pictures are halved until they fit), and none with more finder patterns than `MAX_CROWD`.
const MAX_RQRR: usize = 1 << 20;
const MAX_CROWD: usize = 64;

/// Finds and decodes every symbol in a picture of black and white.
fn search(black: &BitMatrix) -> Vec<Seen> {
    let mut patterns = FindFinderPatterns(black, true, 0);
    patterns.sort_by_key(|pattern| core::cmp::Reverse(pattern.size));
    patterns.truncate(MAX_PATTERNS);
    let mut used = Vec::new();
    let mut seen = Vec::new();
    for set in GenerateFinderPatternSets(&mut patterns).iter().take(MAX_TRIES) {
        let three = [set.bl, set.tl, set.tr];
        if three.iter().any(|pattern| used.contains(pattern)) {
            continue;
        }
        let Ok(sampled) = SampleQR(black, set) else { continue };
        let &[tl, tr, bl, br] = sampled.getPoints() else { continue };
        // The sampler adds half a pixel to the edges it maps.
        let corners = [tl, tr, br, bl]
            .map(|corner| Point { x: f64::from(corner.x) - 0.5, y: f64::from(corner.y) - 0.5 });
        if let Some(symbol) = Seen::decode(sampled.getBits().clone(), corners) {
            used.extend(three);
            seen.push(symbol);
        }
    }
    seen
}

fn by_rqrr(image: &GreyImage<'_>) -> Vec<Seen> {
    let (mut pixels, mut width, mut height) = (image.packed(), image.width(), image.height());
    let mut scale = 1.0;
    while width * height > MAX_RQRR {
        pixels = Cow::Owned(GreyImage::packing(&pixels, width, height).halved());
        (width, height, scale) = (width / 2, height / 2, scale * 2.0);
    }
    if crowded(&pixels, width, height) {
        return Vec::new();
    }
    let mut rest = pixels.iter().copied();
    // The picture is asked for row by row.
    let next = |_, _| rest.next().unwrap_or(u8::MAX);
    let mut prepared = PreparedImage::prepare_from_greyscale(width, height, next);
    let grids = prepared.detect_grids();
    scaled(grids.into_iter().filter_map(|grid| from_grid(&grid.grid, grid.bounds)).collect(), scale)
}

fn crowded(pixels: &[u8], width: usize, height: usize) -> bool {
    let black = source(pixels, width, height).map(HybridBinarizer::new);
    let patterns = black.and_then(|black| Some(FindFinderPatterns(black.get_black_matrix().ok()?, true, 0)));
    patterns.is_none_or(|patterns| patterns.len() > MAX_CROWD)
}

/// The corners in a picture `scale` times as large.
fn scaled(mut seen: Vec<Seen>, scale: f64) -> Vec<Seen> {
    for corner in seen.iter_mut().flat_map(|seen| &mut seen.found.corners) {
        *corner = Point { x: corner.x * scale, y: corner.y * scale };
    }
    seen
}

fn from_grid(grid: &impl BitGrid, bounds: [rqrr::Point; 4]) -> Option<Seen> {
    let side = u32::try_from(grid.size()).ok()?;
    let mut modules = BitMatrix::with_single_dimension(side).ok()?;
    for y in 0..side {
        for x in 0..side {
            modules.set_bool(x, y, grid.bit(y as usize, x as usize));
        }
    }
    // Its bounds are those of a square one module too large, in whole pixels from pixel centres.
    let bounds = bounds.map(|at| Point { x: f64::from(at.x) + 0.5, y: f64::from(at.y) + 0.5 });
    let corners = Homography::new(f64::from(side) + 1.0, &bounds)?.corners(f64::from(side));
    Seen::decode(modules, corners)
}
