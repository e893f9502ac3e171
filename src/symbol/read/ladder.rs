//! The ways of looking, the cheapest first, and what they share.

use std::collections::BTreeSet;

use super::super::image::{GreyImage, Point};
use super::decode::Seen;
use super::finder::{Spots, scan};
use super::foreign::{self, caught};
use super::frame::Frame;
use super::grid::Templates;
use super::options::{Effort, ReadOptions};
use super::pyramid::{Plane, Pyramid};
use super::threshold::{Rule, black};
use super::triple::Guess;
use super::{Found, Kind};

/// What has been seen so far.
pub(super) struct Ladder<'a, 'b> {
    pub(super) image: &'b GreyImage<'a>,
    pub(super) options: &'b ReadOptions,
    go_on: &'b mut dyn FnMut() -> bool,
    pub(super) pyramid: Pyramid<'a>,
    pub(super) found: Vec<Found>,
    pub(super) spots: Spots,
    /// The frame of each spot that was compared with the grey picture, if it is a pattern.
    pub(super) frames: Vec<Option<Frame>>,
    pub(super) tried: BTreeSet<([usize; 3], Option<Guess>)>,
    pub(super) templates: Option<Templates>,
    /// The caller said no.
    over: bool,
}

/// Pictures are first looked at in a size whose longer side is not above this.
const FIRST_SIDE: usize = 2000;

/// Larger pictures are not enlarged.
pub(super) const MAX_DOUBLED: usize = 1 << 21;

pub(super) fn climb(
    image: &GreyImage<'_>,
    options: &ReadOptions,
    go_on: &mut dyn FnMut() -> bool,
) -> Vec<Found> {
    let mut ladder = Ladder {
        image,
        options,
        go_on,
        pyramid: Pyramid::of(image),
        found: Vec::new(),
        spots: Spots::default(),
        frames: Vec::new(),
        tried: BTreeSet::new(),
        templates: None,
        over: false,
    };
    for effort in [Effort::Quick, Effort::Normal, Effort::Thorough] {
        if effort > options.effort || ladder.over || ladder.enough(effort) {
            break;
        }
        if options.qr {
            ladder.qr(effort);
        }
        if options.data_matrix && !ladder.over {
            ladder.data_matrix(effort);
        }
    }
    ladder.found
}

impl<'a> Ladder<'a, '_> {
    /// `None` as soon as there is nothing more to do; so are the ways below.
    fn qr(&mut self, effort: Effort) -> Option<()> {
        let base = self.base();
        self.wanting()?;
        match effort {
            Effort::Quick => self.quick(base),
            Effort::Normal => self.normal(base),
            Effort::Thorough => self.thorough(base),
        }
    }

    /// The level that is looked at first.
    pub(super) fn base(&mut self) -> usize {
        let mut base = 0;
        while self.pyramid.level(base).is_some_and(|plane| plane.side() > FIRST_SIDE)
            && self.pyramid.level(base + 1).is_some()
        {
            base += 1;
        }
        base
    }

    fn quick(&mut self, base: usize) -> Option<()> {
        self.by_rule(base, Rule::Blocks, false)?;
        self.by_rule(base, Rule::Valley, false)?;
        self.by_rule(base + 1, Rule::Blocks, false)?;
        for level in (0..base).rev() {
            self.by_rule(level, Rule::Blocks, false)?;
        }
        let inverted = self.plane(base)?.inverted();
        self.search(&inverted, Rule::Blocks, false)
    }

    fn normal(&mut self, base: usize) -> Option<()> {
        for level in [base, base + 1] {
            self.by_rule(level, Rule::Window(20), true)?;
            self.by_rule(level, Rule::Window(7), true)?;
        }
        self.grids(24)?;
        if let Some(soft) = self.plane(base).map(|plane| plane.softened(1)) {
            self.search(&soft, Rule::Window(24), true)?;
        }
        for level in [base, base + 1] {
            if let Some(sharp) = self.plane(level).map(|plane| plane.sharpened(2, 2.0)) {
                self.search(&sharp, Rule::Window(12), true)?;
            }
        }
        self.grids_and_pairs(24)
    }

    fn thorough(&mut self, base: usize) -> Option<()> {
        for level in (0..base + 3).rev() {
            for (radius, strength) in [(4, 3.0), (1, 3.0)] {
                if let Some(sharp) = self.plane(level).map(|plane| plane.sharpened(radius, strength)) {
                    self.search(&sharp, Rule::Window(16), true)?;
                }
            }
            if let Some(soft) = self.plane(level).map(|plane| plane.softened(1)) {
                self.search(&soft, Rule::Window(24), true)?;
            }
            if let Some(inverted) = self.plane(level).map(Plane::inverted) {
                self.search(&inverted, Rule::Window(16), true)?;
            }
        }
        self.grids(60)?;
        if let Some(plane) = self.plane(base).filter(|plane| plane.area() <= MAX_DOUBLED) {
            let twice = plane.doubled();
            self.search(&twice, Rule::Blocks, true)?;
            self.search(&twice, Rule::Window(12), true)?;
            self.grids(60)?;
        }
        self.step()?;
        let plane = self.pyramid.level(0)?;
        let crowd = caught(|| black(plane, Rule::Blocks))
            .map(|black| foreign::search(&black, foreign::FEW_TRIES).rest.len());
        let seen = if crowd.is_some_and(|crowd| crowd <= foreign::MAX_CROWD) {
            foreign::by_rqrr(plane)
        } else {
            Vec::new()
        };
        self.take(seen)
    }

    pub(super) fn plane(&mut self, level: usize) -> Option<&Plane<'a>> {
        self.pyramid.level(level)
    }

    /// Asks the caller; `None` is no.
    pub(super) fn step(&mut self) -> Option<()> {
        self.over = self.over || !(self.go_on)();
        (!self.over).then_some(())
    }

    /// `None` when all QR symbols that can be asked for are found.
    fn wanting(&self) -> Option<()> {
        let enough = if self.options.most > 0 { self.full() } else { self.has(Kind::Qr) && !self.loose() };
        (!enough).then_some(())
    }

    /// Whether a tier of ways is not worth beginning.
    fn enough(&self, effort: Effort) -> bool {
        if self.options.most > 0 {
            return self.full();
        }
        !self.found.is_empty() && (effort == Effort::Thorough || !self.loose())
    }

    pub(super) fn full(&self) -> bool {
        self.found.len() >= self.options.most
    }

    pub(super) fn has(&self, kind: Kind) -> bool {
        self.found.iter().any(|found| found.kind == kind)
    }

    /// Whether spots lie in no symbol that was read, with modules like those of one that was: another symbol, of whose
    /// patterns one may be hidden.
    fn loose(&self) -> bool {
        let sizes: Vec<f64> = self.found.iter().filter(|found| found.kind == Kind::Qr).map(module).collect();
        let alike = |size: f64| sizes.iter().any(|other| (0.6..1.7).contains(&(size / other)));
        let loose = self.spots.spots.iter().filter(|spot| alike(spot.module) && !self.covered(spot.centre));
        loose.count() >= 2
    }

    pub(super) fn covered(&self, at: Point) -> bool {
        self.found.iter().any(|found| inside(&found.corners, at))
    }

    /// Looks at a level of the pyramid; a level that does not exist is nothing seen.
    fn by_rule(&mut self, level: usize, rule: Rule, own: bool) -> Option<()> {
        self.step()?;
        let Some(plane) = self.pyramid.level(level) else { return Some(()) };
        let (seen, spots) = look(plane, rule, own);
        self.merge(&spots);
        self.take(seen)
    }

    fn search(&mut self, plane: &Plane<'_>, rule: Rule, own: bool) -> Option<()> {
        self.step()?;
        let (seen, spots) = look(plane, rule, own);
        self.merge(&spots);
        self.take(seen)
    }

    fn merge(&mut self, spots: &Spots) {
        for spot in &spots.spots {
            self.spots.add(spot.centre, spot.module, spot.votes);
        }
    }

    /// Takes symbols that are not known yet, and says whether to go on.
    pub(super) fn take(&mut self, seen: Vec<Seen>) -> Option<()> {
        for symbol in seen {
            let middle = middle(&symbol.found.corners);
            if !self.covered(middle) && (self.options.most == 0 || !self.full()) {
                self.found.push(symbol.fitted(self.image));
            }
        }
        self.wanting()
    }
}

/// Symbols and spots of one picture of black and white, in the caller's coordinates.
fn look(plane: &Plane<'_>, rule: Rule, own: bool) -> (Vec<Seen>, Spots) {
    let mut spots = Spots::default();
    let Some(black) = caught(|| black(plane, rule)) else { return (Vec::new(), spots) };
    let tries = if own { foreign::FEW_TRIES } else { foreign::MANY_TRIES };
    let sight = foreign::search(&black, tries);
    for (centre, module) in sight.rest {
        spots.add(plane.outward(centre), module * plane.scale, 3);
    }
    let seen = sight.seen.into_iter().map(|seen| seen.scaled(plane.scale)).collect();
    if own {
        scan(&black, plane.scale, &mut spots);
    }
    (seen, spots)
}

/// Pixels per module of a QR symbol.
fn module(found: &Found) -> f64 {
    let [a, _, c, _] = found.corners;
    let diagonal = (c.x - a.x).hypot(c.y - a.y);
    diagonal / core::f64::consts::SQRT_2 / f64::from(17 + 4 * u32::from(found.version))
}

pub(super) fn middle(corners: &[Point; 4]) -> Point {
    let (x, y) = corners.iter().fold((0.0, 0.0), |(x, y), corner| (x + corner.x / 4.0, y + corner.y / 4.0));
    Point { x, y }
}

/// Whether a place lies inside a quadrilateral, whichever way round its corners are given.
fn inside(corners: &[Point; 4], at: Point) -> bool {
    let [a, b, c, d] = corners;
    let turns = [(a, b), (b, c), (c, d), (d, a)]
        .map(|(from, to)| (to.x - from.x) * (at.y - from.y) - (to.y - from.y) * (at.x - from.x));
    turns.iter().all(|&turn| turn >= 0.0) || turns.iter().all(|&turn| turn <= 0.0)
}
