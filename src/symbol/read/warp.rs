//! From modules to pixels on labels that are not flat.
//!
//! A homography carries the plane of modules into the picture; before it, a polynomial of third degree in both
//! directions moves each place of the plane by a few modules. A cylinder up to half a turn wide, a bent card and a lens
//! stay within a few hundredths of a module of that.

use super::super::corner::crossing;
use super::super::image::{GreyImage, Point};
use super::super::plane::Homography;
use super::frame::counted;
use super::linear::Normal;
use super::pyramid::whole;

/// Terms of the polynomial.
const TERMS: usize = 10;

/// The map from places in a symbol, in modules from its top left corner, to places in a picture.
#[derive(Clone, Debug)]
pub(super) struct Warp {
    plane: Homography,
    along: [f64; TERMS],
    down: [f64; TERMS],
    side: f64,
}

/// A place in the symbol that was seen in the picture.
#[derive(Clone, Copy, Debug)]
pub(super) struct Anchor {
    pub(super) u: f64,
    pub(super) v: f64,
    pub(super) seen: Point,
    pub(super) weight: f64,
}

/// How strongly the polynomial's terms are drawn to zero. Terms of both directions most: three corners alone cannot
/// tell them from those of one, and on a bent label opposite sides are alike.
const HOLD: [f64; TERMS] = [1e-6, 1e-6, 1e-6, 5e-4, 2e-3, 5e-4, 3e-3, 4e-2, 4e-2, 3e-3];

impl Warp {
    /// A flat symbol by its four corners.
    pub(super) fn flat(side: f64, corners: &[Point; 4]) -> Option<Self> {
        let plane = Homography::new(side, corners)?;
        Some(Self { plane, along: [0.0; TERMS], down: [0.0; TERMS], side })
    }

    pub(super) fn map(&self, u: f64, v: f64) -> Point {
        let terms = terms(u, v, self.side);
        self.plane.map(u + dot(&terms, &self.along), v + dot(&terms, &self.down))
    }

    pub(super) fn corners(&self) -> [Point; 4] {
        let side = self.side;
        [self.map(0.0, 0.0), self.map(side, 0.0), self.map(side, side), self.map(0.0, side)]
    }

    /// The steps of one module along and down at a place.
    pub(super) fn steps(&self, u: f64, v: f64) -> (Point, Point) {
        let difference = |a: Point, b: Point| Point { x: a.x - b.x, y: a.y - b.y };
        (
            difference(self.map(u + 0.5, v), self.map(u - 0.5, v)),
            difference(self.map(u, v + 0.5), self.map(u, v - 0.5)),
        )
    }

    /// The same map moved by parts of a module.
    pub(super) fn moved(&self, along: f64, down: f64) -> Self {
        let mut moved = self.clone();
        let ([first, ..], [second, ..]) = (&mut moved.along, &mut moved.down);
        *first += along;
        *second += down;
        moved
    }

    /// Bends the map so that it meets the anchors, as little as possible from the plane.
    pub(super) fn fitted(&self, anchors: &[Anchor]) -> Option<Self> {
        self.bent(anchors, false)
    }

    /// Bends the map so that it meets the anchors, as little as possible from what it is.
    pub(super) fn nudged(&self, anchors: &[Anchor]) -> Option<Self> {
        self.bent(anchors, true)
    }

    fn bent(&self, anchors: &[Anchor], from_here: bool) -> Option<Self> {
        let mut warp = self.clone();
        let weight: f64 = anchors.iter().map(|anchor| anchor.weight).sum();
        for _ in 0..3 {
            let (mut along, mut down) = (Normal::new(TERMS), Normal::new(TERMS));
            for anchor in anchors {
                let at = warp.map(anchor.u, anchor.v);
                let (right, below) = warp.steps(anchor.u, anchor.v);
                let way = Point { x: anchor.seen.x - at.x, y: anchor.seen.y - at.y };
                let terms = terms(anchor.u, anchor.v, warp.side);
                let (u, v) = counted(way, right, below);
                let here = |bend: &[f64; TERMS]| if from_here { 0.0 } else { dot(&terms, bend) };
                along.add(&terms, u + here(&warp.along), anchor.weight);
                down.add(&terms, v + here(&warp.down), anchor.weight);
            }
            hold(&mut along, 0, weight);
            hold(&mut down, 0, weight);
            for (bend, solved) in [(&mut warp.along, along.solve()?), (&mut warp.down, down.solve()?)] {
                for (term, value) in bend.iter_mut().zip(solved) {
                    *term = if from_here { *term + value } else { value };
                }
            }
        }
        warp.sane().then_some(warp)
    }

    /// Moves the map onto the borders between dark and light modules of a symbol as it is understood so far, each
    /// border sought within half a module; `known` tells dark from light where it is certain.
    pub(super) fn registered(
        &self,
        image: &GreyImage<'_>,
        known: impl Fn(usize, usize) -> Option<bool>,
        lines: usize,
        least: f64,
    ) -> Option<Self> {
        let seen = self.borders(image, known, lines, least);
        let solve = |kept: &[Border]| {
            let mut normal = Normal::new(2 * TERMS + 1);
            for border in kept {
                normal.add(&border.terms, border.seen, 1.0);
            }
            hold(&mut normal, 0, 0.1 * whole(kept.len()));
            hold(&mut normal, TERMS, 0.1 * whole(kept.len()));
            normal.hold(2 * TERMS, 1e-3 * whole(kept.len()));
            normal.solve()
        };
        if seen.len() < 3 * TERMS {
            return None;
        }
        let first = solve(&seen)?;
        let off = |border: &Border, found: &[f64]| border.seen - dot(&border.terms, found);
        let sum: f64 = seen.iter().map(|border| off(border, &first).powi(2)).sum();
        let spread = (sum / whole(seen.len())).sqrt();
        let kept: Vec<Border> =
            seen.into_iter().filter(|border| off(border, &first).abs() <= 2.0 * spread).collect();
        let found = solve(&kept)?;
        let mut warp = self.clone();
        for (term, shift) in warp.along.iter_mut().chain(&mut warp.down).zip(&found) {
            *term += shift;
        }
        warp.sane().then_some(warp)
    }

    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // the side is a whole number up to 177
    fn borders(
        &self,
        image: &GreyImage<'_>,
        known: impl Fn(usize, usize) -> Option<bool>,
        lines: usize,
        least: f64,
    ) -> Vec<Border> {
        let side = self.side as usize;
        let mut borders = Vec::new();
        for line in (0..side).step_by(side.div_ceil(lines.max(1)).max(1)) {
            for place in 1..side {
                for across in [true, false] {
                    let module = |place| if across { known(place, line) } else { known(line, place) };
                    let (Some(before), Some(after)) = (module(place - 1), module(place)) else { continue };
                    if before == after {
                        continue;
                    }
                    let (along, level) = (whole(place), whole(line) + 0.5);
                    let uv = |along: f64| if across { (along, level) } else { (level, along) };
                    let at = |along: f64| {
                        let (u, v) = uv(along);
                        image.brightness(self.map(u, v))
                    };
                    if let Some(seen) = crossing(along, at, least) {
                        let (u, v) = uv(along);
                        let mut terms = [0.0; 2 * TERMS + 1];
                        let start = if across { 0 } else { TERMS };
                        let places = terms.iter_mut().skip(start);
                        places.zip(self::terms(u, v, self.side)).for_each(|(place, term)| *place = term);
                        if let Some(last) = terms.last_mut() {
                            *last = if before { 1.0 } else { -1.0 };
                        }
                        borders.push(Border { terms, seen });
                    }
                }
            }
        }
        borders
    }

    /// Whether modules keep their order and nowhere shrink to nothing.
    fn sane(&self) -> bool {
        const PLACES: [f64; 5] = [0.02, 0.25, 0.5, 0.75, 0.98];
        PLACES.iter().all(|u| {
            PLACES.iter().all(|v| {
                let (right, below) = self.steps(u * self.side, v * self.side);
                let area = right.x * below.y - right.y * below.x;
                area.is_finite() && area > 0.05
            })
        })
    }
}

/// One border between modules: its equation in the unknowns, and how far off it was seen, in modules.
struct Border {
    terms: [f64; 2 * TERMS + 1],
    seen: f64,
}

fn hold(normal: &mut Normal, start: usize, weight: f64) {
    for (term, held) in HOLD.into_iter().enumerate() {
        normal.hold(start + term, weight * held);
    }
}

/// The polynomial's terms at a place, which is taken between -1 and 1.
fn terms(u: f64, v: f64, side: f64) -> [f64; TERMS] {
    let (s, t) = (2.0 * u / side - 1.0, 2.0 * v / side - 1.0);
    [1.0, s, t, s * s, s * t, t * t, s * s * s, s * s * t, s * t * t, t * t * t]
}

fn dot(terms: &[f64], values: &[f64]) -> f64 {
    terms.iter().zip(values).map(|(term, value)| term * value).sum()
}
