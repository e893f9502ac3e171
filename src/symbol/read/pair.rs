//! Two finder patterns of a symbol whose third one is not to be seen: under glare, torn off, beyond the picture's edge.
//!
//! The two say how large modules are and where the symbol lies, on either side of the line between them; the third is
//! supposed where they point to. The timing pattern between two neighbours must bear that out, and the map is believed
//! near the patterns first, as always.

use super::super::image::Point;
use super::frame::{Frame, counted};
use super::layout;
use super::pyramid::whole;
use super::triple::{Guess, Triple, meeting};

/// The most patterns that are combined, and the most guesses given.
const MAX_PATTERNS: usize = 32;
const MAX_GUESSES: usize = 96;
/// Sides that are tried for two patterns.
const SIDES: usize = 3;
/// How alike a pattern must be: there are fewer others to bear it out than among three.
const ALIKE: f64 = 0.72;

/// All plausible twos with a third supposed, the most plausible first. O(patterns²), of which there are at most 32.
pub(super) fn pairs(patterns: &[(usize, Frame)]) -> Vec<Triple> {
    let clear: Vec<&(usize, Frame)> =
        patterns.iter().filter(|(_, frame)| frame.likeness.abs() > ALIKE).take(MAX_PATTERNS).collect();
    let mut found = Vec::new();
    for one in &clear {
        for other in &clear {
            if one.0 != other.0 {
                found.extend(neighbours(one, other));
                found.extend(opposite(one, other));
            }
        }
    }
    found.sort_by(|one, other| one.oddness.total_cmp(&other.oddness));
    found.truncate(MAX_GUESSES);
    found
}

/// A pattern named from one of its sides, and the way to the other one as it counts it: in its own modules along and down.
#[derive(Clone, Copy)]
struct Turned {
    frame: Frame,
    along: f64,
    down: f64,
}

impl Turned {
    fn new(frame: &Frame, way: Point, toward: fn(f64, f64) -> bool) -> Option<Self> {
        let mut frame = *frame;
        (0..4).find_map(|_| {
            frame = frame.quarter();
            let (along, down) = counted(way, frame.along, frame.down);
            toward(along, down).then_some(Self { frame, along, down })
        })
    }
}

/// Both patterns, each named from the side from which `toward` holds; `None` if they cannot be of one symbol.
fn turned(one: &Frame, other: &Frame, toward: fn(f64, f64) -> bool) -> Option<[Turned; 2]> {
    let (small, large) = (one.module().min(other.module()), one.module().max(other.module()));
    if large > 1.6 * small || (one.likeness < 0.0) != (other.likeness < 0.0) {
        return None;
    }
    let way = Point { x: other.centre.x - one.centre.x, y: other.centre.y - one.centre.y };
    Some([Turned::new(one, way, toward)?, Turned::new(other, way, toward)?])
}

/// One pattern seen from the other along a side of the symbol, which lies to the right of the way: the top side, with the
/// pattern below left missing, or the left one, with that at the top right missing.
fn neighbours(one: &(usize, Frame), other: &(usize, Frame)) -> Vec<Triple> {
    let ahead = |along: f64, down: f64| along > 0.0 && down.abs() < 0.3 * along;
    let Some(turned) = turned(&one.1, &other.1, ahead) else { return Vec::new() };
    let askew: f64 = turned.iter().map(|seen| (seen.down / seen.along).abs()).sum();
    let (frames, lengths) = (turned.map(|seen| seen.frame), turned.map(|seen| seen.along));
    let mut found = Vec::new();
    for side in sides(lengths) {
        let apart = whole(side) - 7.0;
        let [first, second] = frames;
        let oddness = oddness(&frames, lengths, apart) + askew;
        // What lies opposite the first and the second pattern.
        let (near, far) = (first.at(0.0, apart), second.at(0.0, apart));
        let step = |from: Point, to: Point| Point { x: (to.x - from.x) / apart, y: (to.y - from.y) / apart };
        let below = Frame { centre: near, along: step(near, far), ..first };
        found.push(Triple {
            frames: [first, second, below],
            members: [one.0, other.0, usize::MAX],
            guess: Some(Guess { third: 2, side }),
            oddness,
        });
        let [first, second] = frames.map(|frame| frame.quarter());
        let right = Frame { centre: far, down: step(far, near), ..second };
        found.push(Triple {
            frames: [second, right, first],
            members: [other.0, usize::MAX, one.0],
            guess: Some(Guess { third: 1, side }),
            oddness,
        });
    }
    found
}

/// One pattern at the top right and the other at the bottom left, with that of the top left corner missing.
fn opposite(one: &(usize, Frame), other: &(usize, Frame)) -> Vec<Triple> {
    let across = |along: f64, down: f64| along < 0.0 && down > 0.0 && (0.5..2.0).contains(&(-along / down));
    let Some(turned) = turned(&one.1, &other.1, across) else { return Vec::new() };
    let frames = turned.map(|seen| seen.frame);
    let [right, below] = frames;
    let Some(centre) = meeting(right.centre, right.along, below.centre, below.down) else {
        return Vec::new();
    };
    let askew: f64 = turned.iter().map(|seen| (-seen.along / seen.down).ln().abs()).sum();
    let lengths = turned.map(|seen| f64::midpoint(-seen.along, seen.down));
    let guesses = sides(lengths).into_iter().map(|side| {
        let apart = whole(side) - 7.0;
        let step = |to: Point| Point { x: (to.x - centre.x) / apart, y: (to.y - centre.y) / apart };
        let corner = Frame { centre, along: step(right.centre), down: step(below.centre), ..right };
        Triple {
            frames: [corner, right, below],
            members: [usize::MAX, one.0, other.0],
            guess: Some(Guess { third: 0, side }),
            oddness: oddness(&frames, lengths, apart) + askew,
        }
    });
    guesses.collect()
}

/// The sides that two counts of the modules between the patterns allow, the likeliest first.
fn sides([one, other]: [f64; 2]) -> Vec<usize> {
    let middle = f64::midpoint(one, other) + 7.0;
    if !(18.0..200.0).contains(&middle) || one > 1.7 * other || other > 1.7 * one {
        return Vec::new();
    }
    let off = 3.0 + 0.08 * middle;
    layout::sides(middle - off..=middle + off, middle, SIDES)
}

/// The lower the more plausible.
fn oddness(frames: &[Frame; 2], [one, other]: [f64; 2], apart: f64) -> f64 {
    let unlike: f64 = frames.iter().map(|frame| 1.0 - frame.likeness.abs()).sum();
    let off = (f64::midpoint(one, other) / apart).ln().abs();
    2.0 * unlike + (one / other).ln().abs() + 4.0 * off + 0.006 * apart
}
