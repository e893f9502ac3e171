//! A copy-detection pattern: random cells at the limit of what the printer can do, so that each copy loses some of them.
//!
//! Owns the pattern ([`CopyPattern`]) and its score in a picture. It gives a number and no verdict: the score depends on
//! printer, paper, camera and distance, so what is a first print has to be learnt from first prints, seen by the same
//! kind of camera. Refuses streams of other kinds of mark.
//!
//! # Geometry
//!
//! ```text
//! number  cells    dots of a cell   side at 600 dpi
//!      1  48 × 48  2 × 2            96 dots, 4.06 mm
//!      2  96 × 96  1 × 1            96 dots, 4.06 mm
//!
//!  ┌──┬──┬──┬─      cell (i, j), column i of row j, is black if bit j · n + i of the stream is 1;
//!  │00│10│20│       n cells a row. No border: keep 8 white dots around it.
//!  ├──┼──┼──┼─      The bits are those of the item's stream of kind `Copy`.
//!  │01│11│21│
//! ```
//!
//! Geometry 1 wants a camera of 16 pixels per mm or more, geometry 2 of 24.
//!
//! # Score
//!
//! The cells are looked up in the picture, at the place where they should be and up to [`CopyPattern::SLACK`] dots
//! around it, the mean of the 7 × 7 cells around is taken from each, and so from the pattern. The score is the
//! correlation of both at the best place, at least 0. Another item's pattern scores about 3/n of chance (0.06; 0.03).
//! A blurred picture scores as low as a copy: [`CopyScore::pixels`] tells how many pixels a cell had.

use core::fmt;

use zeroize::Zeroizing;

use super::{ImageKind, MarkStream};
use crate::Error;
use crate::symbol::{GreyImage, Homography, Point, Raster};

/// Dots along a side of the pattern.
const SIDE: u32 = 96;

/// The size of cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u16)]
pub enum CopyGeometry {
    /// 48 by 48 cells of 2 by 2 dots.
    TwoDots = 1,
    /// 96 by 96 cells of one dot.
    OneDot = 2,
}

impl CopyGeometry {
    /// The stable number, 1 or 2: the geometry of the stream.
    #[must_use]
    pub const fn number(self) -> u16 {
        self as u16
    }

    /// Reads the stable number.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] for any other number.
    pub fn from_number(number: u16) -> Result<Self, Error> {
        [Self::TwoDots, Self::OneDot].into_iter().find(|one| one.number() == number).ok_or(Error::Parameter)
    }

    /// Cells along a side.
    #[must_use]
    pub const fn cells(self) -> u32 {
        SIDE / self.dots()
    }

    const fn dots(self) -> u32 {
        match self {
            Self::TwoDots => 2,
            Self::OneDot => 1,
        }
    }
}

/// Where the pattern was printed on a plane that is known, say that of the symbol beside it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CopyPlace {
    /// The left edge, in the units of the plane.
    pub u: f64,
    /// The upper edge, in the units of the plane.
    pub v: f64,
    /// The side of one printer dot, in the units of the plane.
    pub dot: f64,
}

/// How much of a pattern a picture shows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CopyScore {
    /// 0, nothing, to 1, all. For trusted callers only: who learns scores can improve copies by them.
    pub score: f64,
    /// Pixels along a cell. Below 1.2 the picture shows too little for the score to mean anything.
    pub pixels: f64,
}

/// The pattern of one item. As secret as a mark until it is printed; wiped when dropped.
#[derive(Clone)]
pub struct CopyPattern {
    geometry: CopyGeometry,
    cells: Zeroizing<Vec<bool>>,
}

impl CopyPattern {
    /// Printer dots along a side, in either geometry.
    pub const SIDE: u32 = SIDE;

    /// How far from its place the pattern is looked for, in dots.
    pub const SLACK: u32 = 4;

    /// The pattern of a stream, whose geometry decides the size of cells.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] if the stream is not of kind `Copy`, or its geometry none of these.
    pub fn new(stream: &MarkStream) -> Result<Self, Error> {
        if stream.kind() != ImageKind::Copy {
            return Err(Error::Parameter);
        }
        let geometry = CopyGeometry::from_number(stream.geometry())?;
        let side = geometry.cells() as usize;
        Ok(Self { geometry, cells: stream.bits(side * side) })
    }

    /// The size of cells.
    #[must_use]
    pub const fn geometry(&self) -> CopyGeometry {
        self.geometry
    }

    /// The printer dots, 96 by 96 without a margin.
    ///
    /// # Errors
    ///
    /// None that can happen; the raster's own.
    pub fn raster(&self) -> Result<Raster, Error> {
        let (cells, dots) = (self.geometry.cells() as usize, self.geometry.dots() as usize);
        let mut bytes = Vec::with_capacity(SIDE as usize * SIDE as usize / 8);
        for row in self.cells.chunks_exact(cells) {
            let wide: Vec<bool> = row.iter().flat_map(|&black| core::iter::repeat_n(black, dots)).collect();
            let line =
                wide.chunks(8).map(|dots| dots.iter().fold(0, |byte, &black| byte << 1 | u8::from(black)));
            let line: Vec<u8> = line.collect();
            (0..dots).for_each(|_| bytes.extend_from_slice(&line));
        }
        Raster::from_bytes(SIDE, SIDE, &bytes)
    }

    /// How much of the pattern a picture shows; `None` where the place does not lie within the picture, or is no place.
    /// O(cells), whatever the picture's size.
    #[must_use]
    pub fn score(&self, image: &GreyImage<'_>, plane: &Homography, printed: &CopyPlace) -> Option<CopyScore> {
        let cells = self.geometry.cells();
        let end = f64::from(SIDE) * printed.dot;
        let corners = [(0.0, 0.0), (end, 0.0), (end, end), (0.0, end)]
            .map(|(right, down)| plane.map(printed.u + right, printed.v + down));
        let inside = |at: &Point| {
            #[allow(clippy::cast_precision_loss)] // below 2²⁷
            let (width, height) = (image.width() as f64, image.height() as f64);
            (0.0..=width).contains(&at.x) && (0.0..=height).contains(&at.y)
        };
        if !corners.iter().all(inside) {
            return None;
        }
        let map = Homography::new(f64::from(cells), &corners)?;
        let view = View { image, map, cells };
        let wanted: Vec<f64> = self.cells.iter().map(|&black| if black { -1.0 } else { 1.0 }).collect();
        let (right, down) = view.coarse(&wanted, Self::SLACK.div_ceil(self.geometry.dots()));
        let score = view.fine(&flattened(&wanted, cells as usize), right, down);
        Some(CopyScore { score: score.clamp(0.0, 1.0), pixels: area(&corners).sqrt() / f64::from(cells) })
    }
}

impl fmt::Debug for CopyPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CopyPattern").field("geometry", &self.geometry).finish_non_exhaustive()
    }
}

/// A picture with the plane of the cells in it, in units of cells.
struct View<'a> {
    image: &'a GreyImage<'a>,
    map: Homography,
    cells: u32,
}

impl View<'_> {
    fn look(&self, u: f64, v: f64) -> f64 {
        self.image.brightness(self.map.map(u, v))
    }

    /// The shift, to half a cell, at which the cells fit best: the picture is looked up once at every half cell.
    fn coarse(&self, wanted: &[f64], slack: u32) -> (f64, f64) {
        let cells = self.cells;
        let side = 2 * (cells + 2 * slack);
        let half = |step: u32| f64::from(step) / 2.0 - f64::from(slack) + 0.5;
        let dense: Vec<f64> = (0..side)
            .flat_map(|y| (0..side).map(move |x| (x, y)))
            .map(|(x, y)| self.look(half(x), half(y)))
            .collect();
        let mut best = (f64::NEG_INFINITY, 0.0, 0.0);
        for down in 0..4 * slack {
            for right in 0..4 * slack {
                let seen = (0..cells).flat_map(|y| {
                    let start = (down + 2 * y) * side + right;
                    let row = dense.get(start as usize..).unwrap_or_default();
                    row.iter().step_by(2).take(cells as usize).copied()
                });
                let fit = correlation(wanted, &seen.collect::<Vec<_>>());
                if fit > best.0 {
                    best = (fit, half(right) - 0.5, half(down) - 0.5);
                }
            }
        }
        (best.1, best.2)
    }

    /// The best correlation around a shift, to an eighth of a cell.
    fn fine(&self, wanted: &[f64], right: f64, down: f64) -> f64 {
        let mut best = (self.fit(wanted, right, down), right, down);
        for step in [0.25, 0.125] {
            let (_, right, down) = best;
            for (across, along) in [(-1, -1), (0, -1), (1, -1), (-1, 0), (1, 0), (-1, 1), (0, 1), (1, 1)] {
                let (x, y) = (right + f64::from(across) * step, down + f64::from(along) * step);
                let fit = self.fit(wanted, x, y);
                if fit > best.0 {
                    best = (fit, x, y);
                }
            }
        }
        best.0
    }

    fn fit(&self, wanted: &[f64], right: f64, down: f64) -> f64 {
        let corners = [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)];
        let mean = |x: u32, y: u32| {
            let at = |(u, v): (f64, f64)| self.look(f64::from(x) + u + right, f64::from(y) + v + down);
            corners.into_iter().map(at).sum::<f64>() / 4.0
        };
        let cells = self.cells;
        let seen: Vec<f64> = (0..cells).flat_map(|y| (0..cells).map(move |x| mean(x, y))).collect();
        correlation(wanted, &flattened(&seen, cells as usize))
    }
}

/// Each value less the mean of the 7 by 7 around it, which are fewer at the edge.
fn flattened(values: &[f64], side: usize) -> Vec<f64> {
    const REACH: usize = 3;
    // Sums over rows, laid down turned; twice, and they are the right way round again.
    let sums = |values: &[f64]| -> Vec<f64> {
        let mut turned = vec![0.0; values.len()];
        for (y, row) in values.chunks_exact(side).enumerate() {
            for (x, place) in turned.iter_mut().skip(y).step_by(side).enumerate() {
                let window = row.get(x.saturating_sub(REACH)..(x + REACH + 1).min(side));
                *place = window.unwrap_or_default().iter().sum();
            }
        }
        turned
    };
    #[allow(clippy::cast_precision_loss)] // 7 at most
    let count = |at: usize| ((at + REACH + 1).min(side) - at.saturating_sub(REACH)) as f64;
    let total = sums(&sums(values));
    let flat = values.iter().zip(&total).enumerate();
    flat.map(|(at, (value, sum))| value - sum / (count(at % side) * count(at / side))).collect()
}

/// Pearson's correlation; 0 where one of both is constant.
#[allow(clippy::cast_precision_loss)] // at most 9216 cells
fn correlation(one: &[f64], other: &[f64]) -> f64 {
    let count = one.len().max(1) as f64;
    let (a, b) = (one.iter().sum::<f64>() / count, other.iter().sum::<f64>() / count);
    let (mut both, mut first, mut second) = (0.0, 0.0, 0.0);
    for (x, y) in one.iter().zip(other) {
        both += (x - a) * (y - b);
        first += (x - a) * (x - a);
        second += (y - b) * (y - b);
    }
    let scale = (first * second).sqrt();
    if scale > 0.0 { both / scale } else { 0.0 }
}

/// The area of a quadrangle whose corners are given in turn.
fn area(corners: &[Point; 4]) -> f64 {
    let [a, b, c, d] = corners;
    let ((px, py), (qx, qy)) = ((c.x - a.x, c.y - a.y), (d.x - b.x, d.y - b.y));
    (px * qy - py * qx).abs() / 2.0
}
