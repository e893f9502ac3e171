//! A symbol's modules from three finder patterns in the grey picture.
//!
//! The patterns' frames say how large modules are and how the label bends at three corners. That gives a first map for
//! each size that fits; the timing patterns choose among the sizes; alignment patterns are sought one by one from the
//! top left and bend the map further; the borders of all modules settle it. Then the modules are judged by several rules,
//! and the first judgement that decodes is the answer.

use super::super::image::{GreyImage, Point};
use super::decode::Seen;
use super::equalise::equalised;
use super::frame::{Frame, Template, correlation};
use super::layout::{self, Layout};
use super::pyramid::{Pyramid, whole};
use super::sample::{Levels, Values, modules};
use super::triple::{Guess, Triple, meeting};
use super::warp::{Anchor, Warp};

/// The patterns to look for.
pub(super) struct Templates {
    pub(super) finder: Template,
    pub(super) alignment: Template,
}

impl Templates {
    pub(super) fn new() -> Option<Self> {
        Some(Self { finder: Template::finder()?, alignment: Template::alignment()? })
    }
}

/// The most sizes that are tried for three patterns.
const MAX_SIZES: usize = 3;
/// How well timing patterns must alternate, and how well if a pattern was not seen.
const TIMED: f64 = 0.15;
const TIMED_GUESS: f64 = 0.3;

/// Reads the symbol of three patterns, if they are of one.
pub(super) fn read(triple: &Triple, pyramid: &mut Pyramid<'_>, templates: &Templates) -> Option<Seen> {
    let module = triple.frames.iter().map(Frame::module).sum::<f64>() / 3.0;
    let plane = pyramid.fitting(module);
    let image = plane.view();
    let frames = triple.frames.map(|frame| frame.inward(plane.scale));
    let inverted = triple.frames.iter().all(|frame| frame.likeness < 0.0);
    let sides = triple.guess.map_or_else(|| sizes(&frames), |guess| vec![guess.side]);
    let mut sizes: Vec<Size> = sides
        .into_iter()
        .filter_map(|side| {
            let anchors = anchors(&frames, side, triple.guess);
            let maps = first_maps(&frames, side, &anchors);
            let score = timing(&image, maps.first()?, side, inverted);
            Some(Size { side, anchors, maps, score })
        })
        .collect();
    sizes.sort_by(|one, other| other.score.total_cmp(&one.score));
    let least = if triple.guess.is_some() { TIMED_GUESS } else { TIMED };
    let likely = sizes.iter().take(MAX_SIZES).filter(|size| size.score > least);
    likely.flat_map(|size| size.maps.iter().map(move |map| (size, map))).find_map(|(size, map)| {
        let seen = read_size(&image, size.anchors.clone(), size.side, map, inverted, templates)?;
        Some(seen.scaled(plane.scale))
    })
}

/// A size that three patterns may be of.
struct Size {
    side: usize,
    anchors: Vec<Anchor>,
    maps: Vec<Warp>,
    /// How well the timing patterns bear it out.
    score: f64,
}

/// The sides that the distances between the patterns allow, in modules.
fn sizes(frames: &[Frame; 3]) -> Vec<usize> {
    let [corner, right, below] = frames;
    let apart = |one: &Frame, other: &Frame, step: fn(&Frame) -> Point| {
        let length = (one.centre.x - other.centre.x).hypot(one.centre.y - other.centre.y);
        let [a, b] = [step(one), step(other)].map(|step| step.x.hypot(step.y));
        length / f64::midpoint(a, b) + 7.0
    };
    let across = apart(corner, right, |frame| frame.along);
    let down = apart(corner, below, |frame| frame.down);
    let low = (across.min(down) * 0.82 - 1.0).floor();
    let high = across.max(down) * 1.08 + 2.0;
    layout::sides(low..=high, f64::midpoint(across, down), 7)
}

/// Five places of each pattern that was seen: enough to bend a map by.
fn anchors(frames: &[Frame; 3], side: usize, guess: Option<Guess>) -> Vec<Anchor> {
    let far = whole(side) - 3.5;
    let centres = [(3.5, 3.5), (far, 3.5), (3.5, far)];
    let mut anchors = Vec::new();
    for (index, (frame, (u, v))) in frames.iter().zip(centres).enumerate() {
        if guess.is_some_and(|guess| guess.third == index) {
            continue;
        }
        for (du, dv) in [(-3.0, -3.0), (3.0, -3.0), (3.0, 3.0), (-3.0, 3.0), (0.0, 0.0)] {
            anchors.push(Anchor { u: u + du, v: v + dv, seen: frame.at(du, dv), weight: 1.0 });
        }
    }
    anchors
}

/// Maps that fit the patterns: as if the label were flat, where the far corner lies where the right border and the lower
/// one meet; and as if it were bent along one side, where opposite sides are alike.
fn first_maps(frames: &[Frame; 3], side: usize, anchors: &[Anchor]) -> Vec<Warp> {
    let [corner, right, below] = frames;
    let first = corner.at(-3.5, -3.5);
    let (along, down) = (right.at(3.5, -3.5), below.at(-3.5, 3.5));
    let parallel = Point { x: along.x + down.x - first.x, y: along.y + down.y - first.y };
    let module = corner.module();
    let off = |met: &Point| (met.x - parallel.x).hypot(met.y - parallel.y) / module;
    let met = meeting(along, right.down, down, below.along);
    let met = met.filter(|met| (1.0..whole(side)).contains(&off(met)));
    let bent = |far| Warp::flat(whole(side), &[first, along, far, down])?.fitted(anchors);
    met.and_then(bent).into_iter().chain(bent(parallel)).collect()
}

/// How well both timing patterns alternate under a map, -1 to 1: the better one counts more.
fn timing(image: &GreyImage<'_>, warp: &Warp, side: usize, inverted: bool) -> f64 {
    let line = |across: bool| {
        let seen: Vec<f64> = (7..side - 7)
            .map(|place| {
                let (along, level) = (whole(place) + 0.5, 6.5);
                let at = |along: f64| {
                    let (u, v) = if across { (along, level) } else { (level, along) };
                    image.brightness(warp.map(u, v))
                };
                f64::midpoint(at(along - 0.15), at(along + 0.15))
            })
            .collect();
        // Each against the mean of its neighbours, so that light and shade do not count.
        let raised: Vec<f64> = seen
            .windows(3)
            .map(|three| if let &[a, b, c] = three { b - f64::midpoint(a, c) } else { 0.0 })
            .collect();
        let limit = 2.0 * raised.iter().map(|value| value.abs()).sum::<f64>() / whole(raised.len().max(1));
        let raised: Vec<f64> = raised.iter().map(|value| value.clamp(-limit, limit)).collect();
        let expected: Vec<f64> = (8..side - 8).map(|place| if place % 2 == 0 { -1.0 } else { 1.0 }).collect();
        correlation(&raised, &expected) * if inverted { -1.0 } else { 1.0 }
    };
    let (one, other) = (line(true), line(false));
    0.6 * one.max(other) + 0.4 * one.min(other)
}

/// How far from its foretold place an alignment pattern is sought, in modules, and how alike it must be.
const NEAR: f64 = 1.6;
const FAR: f64 = 4.5;
const ALIKE: f64 = 0.6;

/// Looks for alignment patterns.
struct Seek<'a> {
    image: &'a GreyImage<'a>,
    inverted: bool,
    template: &'a Template,
}

impl Seek<'_> {
    /// Seeks the patterns that are missing, the nearest to the top left first, and bends the map by each.
    fn all(
        &self,
        first: &Warp,
        missing: &mut Vec<(usize, usize)>,
        anchors: &mut Vec<Anchor>,
        reach: f64,
        bend: impl Fn(&Warp, &[Anchor]) -> Option<Warp>,
    ) -> Warp {
        let mut warp = first.clone();
        missing.retain(|&(u, v)| {
            let found = self.one(&warp, (whole(u) + 0.5, whole(v) + 0.5), reach);
            if let Some(anchor) = found {
                anchors.push(anchor);
                if let Some(bent) = bend(&warp, anchors) {
                    warp = bent;
                }
            }
            found.is_none()
        });
        warp
    }

    /// Finds a pattern whose centre the map puts near the truth.
    fn one(&self, warp: &Warp, (u, v): (f64, f64), reach: f64) -> Option<Anchor> {
        let (along, down) = warp.steps(u, v);
        let guess = Frame { centre: warp.map(u, v), along, down, likeness: 0.0 };
        let sign = if self.inverted { -1.0 } else { 1.0 };
        let mut best: Option<(f64, Frame)> = None;
        let mut dv = -reach;
        while dv <= reach {
            let mut du = -reach;
            while du <= reach {
                let frame = Frame { centre: guess.at(du, dv), ..guess };
                // Nearer is likelier, where two places look alike.
                let score = sign * self.template.likeness(self.image, &frame) - 0.03 * du.hypot(dv);
                if best.as_ref().is_none_or(|(least, _)| score > *least) {
                    best = Some((score, frame));
                }
                du += 0.5;
            }
            dv += 0.5;
        }
        let (_, frame) = best.filter(|(score, _)| *score > 0.4)?;
        let settled = self.template.settle(self.image, &frame, 8)?;
        let moved = (settled.centre.x - frame.centre.x).hypot(settled.centre.y - frame.centre.y);
        let right = sign * settled.likeness > ALIKE && moved < 1.2 * frame.module();
        right.then_some(Anchor { u, v, seen: settled.centre, weight: 3.0 })
    }
}

/// Rounds of judging modules and moving the map onto their borders. In each the map is believed as far from the known
/// patterns as its share of the side says; modules beyond are left out.
const REACHES: [f64; 7] = [0.45, 0.6, 0.75, 0.9, 2.0, 2.0, 2.0];
/// The rounds whose modules are decoded.
const DECODED: [usize; 4] = [0, 2, 4, 6];
/// With less of the fixed modules as they should be, there is no symbol of this size.
const AGREED: f64 = 0.35;
/// With less of those outside of the finder patterns, no more than thresholds is worth trying.
const TIMED_WELL: f64 = 0.3;

fn read_size(
    image: &GreyImage<'_>,
    mut anchors: Vec<Anchor>,
    side: usize,
    first: &Warp,
    inverted: bool,
    templates: &Templates,
) -> Option<Seen> {
    let layout = Layout::new(side)?;
    let mut missing = layout.alignments();
    let near = if missing.len() == 1 { FAR.min(1.5 + 0.08 * whole(side)) } else { NEAR };
    let seek = Seek { image, inverted, template: &templates.alignment };
    let mut warp = seek.all(first, &mut missing, &mut anchors, near, Warp::fitted);
    let mut best = (0.0, warp.clone());
    for (round, reach) in REACHES.into_iter().enumerate() {
        let values = Values::sampled(image, &warp, side, inverted);
        let levels = values.levels(&layout, 4);
        let (agreement, timed) = values.agreement(&layout, &levels);
        if agreement < AGREED {
            break;
        }
        if agreement > best.0 {
            best = (agreement, warp.clone());
        }
        if DECODED.contains(&round) {
            let rules = match round {
                _ if timed < TIMED_WELL => Rules::Levels,
                0 => Rules::Unblurred,
                _ => Rules::All,
            };
            if let Some(seen) = judged(&values, &levels, &layout, &warp, rules) {
                return Some(seen);
            }
        }
        let contrast = levels.half.iter().sum::<f64>() / whole(levels.half.len());
        let far = |x: usize, y: usize| {
            let away = |anchor: &Anchor| (anchor.u - whole(x)).hypot(anchor.v - whole(y));
            anchors.iter().all(|anchor| away(anchor) > reach * whole(side))
        };
        let known = |x: usize, y: usize| {
            let index = y * side + x;
            let (value, middle) = (values.grey.get(index)?, levels.middle.get(index)?);
            let certain = (value - middle).abs() > 0.25 * levels.half.get(index)? && !far(x, y);
            layout.fixed(x, y).filter(|_| !far(x, y)).or(certain.then_some(value < middle))
        };
        let Some(moved) = warp.registered(image, known, 48, 0.4 * contrast) else { break };
        warp = moved;
        if round % 2 == 1 {
            warp = seek.all(&warp, &mut missing, &mut anchors, NEAR, Warp::nudged);
        }
    }
    // Where registration does not settle, parts of a module as shifts of the best map.
    let (agreement, best) = best;
    if agreement < 2.0 * AGREED {
        return None;
    }
    [(0.25, 0.0), (-0.25, 0.0), (0.0, 0.25), (0.0, -0.25)].into_iter().find_map(|(du, dv)| {
        let warp = best.moved(du, dv);
        let values = Values::sampled(image, &warp, side, inverted);
        let levels = values.levels(&layout, 4);
        judged(&values, &levels, &layout, &warp, Rules::Unblurred)
    })
}

/// By which rules modules are judged; each takes in those before it.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Rules {
    /// Halfway between dark and light, around each module and in all.
    Levels,
    /// With the blur taken out.
    Unblurred,
    /// Nearer to dark and to light, and between closer modules.
    All,
}

/// Decodes by one rule after the other.
fn judged(values: &Values, levels: &Levels, layout: &Layout, warp: &Warp, rules: Rules) -> Option<Seen> {
    let corners = warp.corners();
    let at = |levels: &[f64], index: usize| levels.get(index).copied().unwrap_or_default();
    let local = values.below(|index| at(&levels.middle, index))?;
    if let Some(seen) = Seen::decode(local, corners) {
        return Some(seen);
    }
    let threshold = values.threshold();
    if let Some(seen) = Seen::decode(values.below(|_| threshold)?, corners) {
        return Some(seen);
    }
    if rules < Rules::Unblurred {
        return None;
    }
    let sharp = equalised(values, levels, layout)?;
    let sharp = modules(values.side, |index| sharp.get(index).copied().unwrap_or(false))?;
    if let Some(seen) = Seen::decode(sharp, corners) {
        return Some(seen);
    }
    if rules == Rules::All {
        for share in [-0.25, 0.25] {
            let shifted =
                values.below(|index| at(&levels.middle, index) + share * at(&levels.half, index))?;
            if let Some(seen) = Seen::decode(shifted, corners) {
                return Some(seen);
            }
        }
        let narrow = values.levels(layout, 2);
        return Seen::decode(values.below(|index| at(&narrow.middle, index))?, corners);
    }
    None
}
