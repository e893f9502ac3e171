//! Finds the line's order in the containers of a page: segments, lanes, holes and what is odd beside them.

use super::runs::{Odd, Runs, SEGMENTS};
use super::segment::Segment;

/// Lanes that are looked for.
const LANES: u32 = 16;
/// A segment that gives fewer ids than this is not worth its memory.
const WORTH: u32 = 12;
/// Positions to look ahead, at most.
const AHEAD: u32 = 2048;

/// The containers of a page, each plus one, 0 for none.
pub(super) struct Page<'a> {
    pub(super) words: &'a [u32],
    /// Positions behind this one are all loose.
    pub(super) used: u32,
    /// Odd ids at most.
    pub(super) limit: usize,
}

/// A segment that is being tried.
struct Trial {
    segment: Segment,
    odd: Vec<(u32, bool)>,
    matched: u32,
}

impl Page<'_> {
    fn word(&self, position: u32) -> u32 {
        self.words.get(position as usize).copied().unwrap_or(0)
    }

    /// The shortest form found; `None` if the page is too far from line order. `capacity` is that of a container.
    pub(super) fn plan(&self, capacity: impl Fn(u32) -> u32) -> Option<Runs> {
        let mut segments: Vec<Segment> = Vec::new();
        // Position, container plus one, and whether it is a hole.
        let mut odd: Vec<(u32, u32, bool)> = Vec::new();
        let mut position = 0;
        while position < self.used {
            let Some(parent) = self.word(position).checked_sub(1) else {
                position += 1;
                continue;
            };
            let trial = self.best(position, parent, capacity(parent).max(1));
            if let Some(trial) = trial.filter(|trial| trial.matched >= WORTH && segments.len() < SEGMENTS) {
                position = trial.segment.end;
                odd.extend(trial.odd.iter().map(|&(at, hole)| (at, self.word(at), hole)));
                segments.push(trial.segment);
            } else {
                odd.push((position, parent + 1, false));
                position += 1;
            }
            if odd.len() > self.limit {
                return None;
            }
        }
        let mut holes = 0;
        let odd: Vec<Odd> = odd
            .into_iter()
            .filter_map(|(position, parent, hole)| {
                holes += u16::from(hole);
                Some(Odd { position: u16::try_from(position).ok()?, holes, parent })
            })
            .collect();
        for segment in &mut segments {
            let before = odd.partition_point(|odd| u32::from(odd.position) < segment.start);
            let before = before.checked_sub(1).and_then(|last| odd.get(last));
            segment.holes = before.map_or(0, |odd| odd.holes.into());
        }
        Some(Runs::from_parts(segments, odd))
    }

    /// The longest segment from a position on.
    fn best(&self, start: u32, parent: u32, capacity: u32) -> Option<Trial> {
        let mut best: Option<Trial> = None;
        for lanes in 1..=LANES {
            for (first, phase) in self.beginnings(start, parent, capacity, lanes) {
                let segment = Segment { start, end: start, first, phase, capacity, lanes, holes: 0 };
                // A short look first; the whole way only for what is better there.
                let look = best.as_ref().map_or(0, |best| best.matched);
                if lanes > 1 && self.matches(&segment, start, 0, false, 64) < 48 {
                    continue;
                }
                let trial = self.try_on(segment);
                if trial.matched > look {
                    best = Some(trial);
                }
            }
            // What goes far in one lane is not looked at in two.
            if best.as_ref().is_some_and(|best| best.matched >= 4 * capacity.saturating_mul(lanes).min(512)) {
                break;
            }
        }
        best
    }

    /// First containers and phases that a segment may begin with.
    fn beginnings(&self, start: u32, parent: u32, capacity: u32, lanes: u32) -> Vec<(u32, u32)> {
        let end = self.used.min(start.saturating_add(AHEAD));
        let packed = (start..end).filter_map(|at| self.word(at).checked_sub(1));
        let first = packed.clone().take(lanes as usize).min().unwrap_or(parent);
        let lane = parent - first;
        let Some(group) = capacity.checked_mul(lanes) else { return vec![(first, lane)] };
        if lane >= lanes {
            return Vec::new();
        }
        let mut found = vec![(first, lane)];
        // Where the next group begins tells how much of this one was over before the page.
        let behind = first.saturating_add(lanes);
        let left = packed.take_while(|&other| other != behind).count();
        let left = u32::try_from(left).unwrap_or(u32::MAX);
        for missing in [0, 1] {
            if let Some(phase) = group.checked_sub(left.saturating_add(missing))
                && phase % lanes == lane
                && phase != lane
            {
                found.push((first, phase));
            }
        }
        found
    }

    /// Follows a segment as far as it goes.
    fn try_on(&self, segment: Segment) -> Trial {
        let mut trial = Trial { segment, odd: Vec::new(), matched: 0 };
        let (mut rank, mut position, mut kept) = (0, segment.start, 0);
        while position < self.used {
            if self.word(position) == segment.container(rank).wrapping_add(1) {
                rank += 1;
                trial.matched += 1;
                position += 1;
                trial.segment.end = position;
                kept = trial.odd.len();
                continue;
            }
            let window = segment.capacity.saturating_mul(segment.lanes).saturating_add(8).min(AHEAD);
            let right = |rank| {
                let matches = |holes| self.matches(&segment, position + 1, rank, holes, window);
                matches(true).max(matches(false))
            };
            let (as_hole, as_taken) = (right(rank), right(rank + 1));
            let hole = as_hole > as_taken || as_hole == as_taken && self.word(position) == 0;
            let left = window.min(self.used - position - 1);
            if as_hole.max(as_taken) * 2 <= left || trial.odd.len() - kept > 64 {
                break;
            }
            trial.odd.push((position, hole));
            rank += u32::from(!hole);
            position += 1;
        }
        trial.odd.truncate(kept);
        trial
    }

    /// How many of the next positions a segment is right about, loose ones being holes or not.
    fn matches(&self, segment: &Segment, start: u32, rank: u32, loose_are_holes: bool, window: u32) -> u32 {
        let (mut rank, mut count) = (rank, 0);
        for position in start..self.used.min(start.saturating_add(window)) {
            let word = self.word(position);
            if word == 0 && loose_are_holes {
                continue;
            }
            count += u32::from(word == segment.container(rank).wrapping_add(1));
            rank += 1;
        }
        count
    }
}
