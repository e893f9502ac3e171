//! Three finder patterns that may belong to one symbol.

use super::super::image::Point;
use super::frame::Frame;

/// Three frames with their axes named alike: `along` from the top left one to the top right one, `down` to the bottom
/// left one.
#[derive(Clone, Debug)]
pub(super) struct Triple {
    pub(super) frames: [Frame; 3],
    /// Which patterns they are, in the order top left, top right, bottom left.
    pub(super) members: [usize; 3],
    /// What is supposed, where one of them was not seen.
    pub(super) guess: Option<Guess>,
    /// The lower the more plausible.
    pub(super) oddness: f64,
}

/// Which of three patterns was not seen, and the symbol's side in modules under which the others place it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Guess {
    pub(super) third: usize,
    pub(super) side: usize,
}

/// Where two lines meet, each given by a place and a way.
pub(super) fn meeting(a: Point, way_a: Point, b: Point, way_b: Point) -> Option<Point> {
    let turn = way_a.x * way_b.y - way_a.y * way_b.x;
    let share = ((b.x - a.x) * way_b.y - (b.y - a.y) * way_b.x) / turn;
    let met = Point { x: a.x + share * way_a.x, y: a.y + share * way_a.y };
    met.is_finite().then_some(met)
}

/// The most patterns that are combined.
const MAX_PATTERNS: usize = 96;

/// All plausible threes, the most plausible first. O(patterns³), of which there are at most 96.
pub(super) fn triples(patterns: &[(usize, Frame)]) -> Vec<Triple> {
    let patterns = patterns.get(..MAX_PATTERNS.min(patterns.len())).unwrap_or_default();
    let mut found = Vec::new();
    for corner in patterns {
        let arms: Vec<(&(usize, Frame), Frame, f64, Point)> =
            patterns.iter().filter_map(|other| arm(corner, other)).collect();
        for (right, _, across, right_step) in &arms {
            for (below, _, downward, below_step) in &arms {
                // In a picture, where y grows downwards, from along to down is a turn to the right.
                let turn = right_step.x * below_step.y - right_step.y * below_step.x;
                let (long, short) = (across.max(*downward), across.min(*downward));
                if right.0 == below.0 || turn < 0.35 || long > 2.2 * short + 4.0 {
                    continue;
                }
                let frames = [corner.1, right.1, below.1].map(|frame| named(&frame, right_step, below_step));
                let odd_turn = 1.0 - turn;
                let sizes = frames.map(|frame| frame.module());
                let largest = sizes.iter().fold(0.0, |a: f64, &b| a.max(b));
                let smallest = sizes.iter().fold(f64::INFINITY, |a: f64, &b| a.min(b));
                let likeness: f64 = frames.iter().map(|frame| frame.likeness.abs()).sum();
                let same = frames.iter().all(|frame| frame.likeness > 0.0)
                    || frames.iter().all(|frame| frame.likeness < 0.0);
                if !same || largest > 2.6 * smallest {
                    continue;
                }
                let aligned: f64 = frames.iter().map(|frame| askew(frame, right_step, below_step)).sum();
                let oddness = 1.5 * odd_turn
                    + 1.5 * (long / short).ln()
                    + (largest / smallest).ln()
                    + 2.0 * (3.0 - likeness)
                    + 0.8 * aligned
                    + 0.006 * (across + downward);
                found.push(Triple { frames, members: [corner.0, right.0, below.0], guess: None, oddness });
            }
        }
    }
    found.sort_by(|one, other| one.oddness.total_cmp(&other.oddness));
    found
}

/// Another pattern seen from one: the distance in modules and the direction, if both could be of one symbol.
fn arm<'a>(from: &(usize, Frame), to: &'a (usize, Frame)) -> Option<(&'a (usize, Frame), Frame, f64, Point)> {
    if from.0 == to.0 {
        return None;
    }
    let (dx, dy) = (to.1.centre.x - from.1.centre.x, to.1.centre.y - from.1.centre.y);
    let (one, other) = (from.1.module(), to.1.module());
    let length = dx.hypot(dy);
    let modules = length / f64::midpoint(one, other);
    // 14 modules lie between the finder patterns of version 1, 170 between those of version 40; perspective and
    // curved labels stretch that.
    if !(9.0..230.0).contains(&modules) || one > 2.6 * other || other > 2.6 * one {
        return None;
    }
    Some((to, to.1, modules, Point { x: dx / length, y: dy / length }))
}

/// The frame with its axes named so that `along` points to the right.
fn named(frame: &Frame, right: &Point, below: &Point) -> Frame {
    let mut best = *frame;
    let mut turned = *frame;
    let toward = |frame: &Frame| {
        let (a, b) = (frame.along.x.hypot(frame.along.y), frame.down.x.hypot(frame.down.y));
        (frame.along.x * right.x + frame.along.y * right.y) / a.max(1e-9)
            + (frame.down.x * below.x + frame.down.y * below.y) / b.max(1e-9)
    };
    for _ in 0..3 {
        turned = turned.quarter();
        if toward(&turned) > toward(&best) {
            best = turned;
        }
    }
    best
}

/// How far a frame's axes point away from the other patterns: 0 to 2.
fn askew(frame: &Frame, right: &Point, below: &Point) -> f64 {
    let miss =
        |axis: &Point, way: &Point| (axis.x * way.y - axis.y * way.x).abs() / axis.x.hypot(axis.y).max(1e-9);
    miss(&frame.along, right) + miss(&frame.down, below)
}
