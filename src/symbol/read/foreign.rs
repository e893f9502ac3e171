//! The detectors of other hands: crates `rxing` and `rqrr`.

use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use rqrr::{BitGrid, PreparedImage};
use rxing::common::cpp_essentials::ConcentricPattern;
use rxing::common::{BitMatrix, DetectorRXingResult};
use rxing::qrcode::cpp_port::detector::{FindFinderPatterns, GenerateFinderPatternSets, SampleQR};

use super::super::image::Point;
use super::super::plane::Homography;
use super::decode::Seen;
use super::pyramid::Plane;

/// `nothing` if `look` panics. It owns or borrows plain data only, so no broken state is seen afterwards.
pub(super) fn caught<T: Default>(look: impl FnOnce() -> T) -> T {
    catch_unwind(AssertUnwindSafe(look)).unwrap_or_default()
}

/// The largest finder patterns are combined, and so many combinations tried: this bounds what a hostile picture can
/// cost, above what a sheet of labels needs. Few are enough for the later ways, which come to single symbols.
const MAX_PATTERNS: usize = 1024;
pub(super) const MANY_TRIES: usize = 1024;
pub(super) const FEW_TRIES: usize = 192;

/// What a picture of black and white holds.
#[derive(Default)]
pub(super) struct Sight {
    pub(super) seen: Vec<Seen>,
    /// Finder patterns of no symbol that was read: centre, and pixels per module.
    pub(super) rest: Vec<(Point, f64)>,
}

/// Finds and decodes every symbol in a picture of black and white, in its own coordinates. Widely spaced rows do where
/// all that they show belongs to symbols that are read; otherwise every third row is looked at.
pub(super) fn search(black: &BitMatrix, tries: usize) -> Sight {
    let sight = search_rows(black, tries, false);
    if sight.seen.is_empty() || !sight.rest.is_empty() { search_rows(black, tries, true) } else { sight }
}

fn search_rows(black: &BitMatrix, tries: usize, narrow: bool) -> Sight {
    caught(|| {
        let mut patterns = FindFinderPatterns(black, narrow, 0);
        patterns.sort_by_key(|pattern| core::cmp::Reverse(pattern.size));
        patterns.truncate(tries.min(MAX_PATTERNS));
        let mut used: Vec<ConcentricPattern> = Vec::new();
        let mut seen = Vec::new();
        for set in GenerateFinderPatternSets(&mut patterns).iter().take(tries) {
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
        let rest = patterns
            .iter()
            .filter(|pattern| !used.contains(pattern))
            .map(|pattern| {
                let centre = Point { x: f64::from(pattern.p.x), y: f64::from(pattern.p.y) };
                (centre, f64::from(pattern.size) / 7.0)
            })
            .collect();
        Sight { seen, rest }
    })
}

/// `rqrr` copies the picture for every three patterns it combines: it gets no more pixels than this (larger
/// pictures are halved until they fit); pictures with more spots than `MAX_CROWD` it does not get at all.
const MAX_RQRR: usize = 1 << 20;
pub(super) const MAX_CROWD: usize = 64;

pub(super) fn by_rqrr(plane: &Plane<'_>) -> Vec<Seen> {
    let mut plane = Plane { pixels: Cow::Borrowed(&*plane.pixels), ..*plane };
    while plane.area() > MAX_RQRR {
        plane = plane.halved();
    }
    caught(|| {
        let mut rest = plane.pixels.iter().copied();
        // The picture is asked for row by row.
        let next = |_, _| rest.next().unwrap_or(u8::MAX);
        let mut prepared = PreparedImage::prepare_from_greyscale(plane.width, plane.height, next);
        let grids = prepared.detect_grids();
        let seen = grids.into_iter().filter_map(|grid| from_grid(&grid.grid, grid.bounds));
        seen.map(|seen| seen.scaled(plane.scale)).collect()
    })
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
