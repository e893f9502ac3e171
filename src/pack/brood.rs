//! What containers hold directly: intervals of ids, ascending in each container.

use super::down::{Down, PIECES, Piece};
use super::layout::{Layout, low, page_of};
use super::lists::{Cursor, Lists};
use super::runs::{PAGE, Runs};
use super::segment::{Segment, narrow};

/// Ids of one segment that belong together, those that are odd left out. One lane goes along positions, knowing the place
/// in line of each; several go along ranks.
#[derive(Clone, Copy, Debug)]
struct Span {
    page: u16,
    /// Where the segment starts.
    start: u16,
    /// Distance of the ranks.
    lanes: u32,
    capacity: u32,
    /// The position that comes next and the end of the segment; with lanes, ranks up to the last of the container.
    at: u32,
    end: u32,
    /// In one lane: the place of the next position, counted from the first place of the segment's first container, and
    /// the first place behind the containers that are asked for.
    place: u64,
    until: u64,
    /// Where among the odd ids the first one from `at` on stands, once that is known.
    odd: Option<u32>,
}

/// A walk over the children of consecutive containers, those of one after those of the other. It keeps no reference, so
/// that walks can be stacked.
///
/// It takes as many containers at once as need no other care: those in a row that one segment gives their children, up
/// to the next one with a list. From there it goes on where it stands, and looks nothing up again.
#[derive(Clone, Copy, Debug)]
pub(super) struct Brood {
    /// Containers whose children come later.
    containers: (u32, u32),
    /// The spans are right for the containers below this one.
    alike: u32,
    spans: [Option<Span>; PIECES],
    /// What is left of the interval that comes next.
    open: (u32, u32),
    /// The list of the container that has one.
    cursor: Cursor,
    /// Where among the lists of the page the walk stands.
    listed: usize,
}

impl Span {
    /// The children that a segment gives to a container. In one lane there are none until [`Span::extend`].
    fn new(page: u16, runs: &Runs, segment: &Segment, container: u32) -> Option<Self> {
        let (from, to, lanes) = segment.ranks(container);
        if from >= to {
            return None;
        }
        let (at, end) = if lanes > 1 {
            let total = runs.rank(segment, segment.end);
            (from, to.min(total))
        } else {
            (runs.position(segment, from), segment.end)
        };
        let Segment { phase, capacity, first, .. } = *segment;
        let place = u64::from(from) + u64::from(phase);
        let until = u64::from(container - first) * u64::from(capacity);
        let start = low(segment.start);
        (at < end).then_some(Self { page, start, lanes, capacity, at, end, place, until, odd: None })
    }

    /// Asks for the children of so many more containers.
    fn extend(&mut self, containers: u32) {
        self.until += u64::from(containers) * u64::from(self.capacity);
    }

    const fn base(&self) -> u32 {
        self.page as u32 * PAGE
    }

    /// The next interval of ids that are not odd.
    fn step(&mut self, runs: &Runs) -> Option<(u32, u32)> {
        if self.lanes > 1 {
            return self.step_in_lanes(runs);
        }
        while self.at < self.end && self.place < self.until {
            let odd = *self.odd.get_or_insert_with(|| number(runs.odd_from(self.at)));
            let next = runs.odd.get(odd as usize).map_or(PAGE, |odd| odd.position.into()).min(self.end);
            if next > self.at {
                let count = (next - self.at).min(narrow(self.until - self.place));
                let first = self.base() + self.at;
                self.at += count;
                self.place += u64::from(count);
                return Some((first, first.wrapping_add(count)));
            }
            self.at += 1;
            self.place += u64::from(!runs.is_hole(odd as usize));
            self.odd = Some(odd + 1);
        }
        None
    }

    fn step_in_lanes(&mut self, runs: &Runs) -> Option<(u32, u32)> {
        let segment = runs.segment_from(self.start.into())?;
        while self.at < self.end {
            let position = runs.position(segment, self.at);
            self.at = self.at.saturating_add(self.lanes);
            if runs.odd_at(position).1.is_none() {
                let id = self.base() + position;
                return Some((id, id.wrapping_add(1)));
            }
        }
        None
    }

    /// Leaves out what is left, and says how many ids that is.
    fn skip(&mut self, runs: &Runs) -> u32 {
        if self.lanes > 1 {
            let mut count = 0;
            while self.step_in_lanes(runs).is_some() {
                count += 1;
            }
            return count;
        }
        let Some(segment) = runs.segment_from(self.start.into()) else { return 0 };
        if self.place >= self.until {
            return 0;
        }
        let last = narrow(self.until - 1 - u64::from(segment.phase));
        // The end of the segment where it has no such rank.
        let end = self.end.min(runs.position(segment, last) + 1);
        let from = self.odd.unwrap_or_else(|| number(runs.odd_from(self.at)));
        let behind = number(runs.odd_from(end));
        let count = end - self.at - (behind - from);
        (self.at, self.place, self.odd) = (end, self.until, Some(behind));
        count
    }

    /// Moves on to the first position from one on.
    fn seek(&mut self, runs: &Runs, position: u32) {
        let Some(segment) = runs.segment_from(self.start.into()) else { return };
        if self.lanes > 1 {
            while self.at < self.end && runs.position(segment, self.at) < position {
                self.at = self.at.saturating_add(self.lanes);
            }
        } else if self.at < position {
            self.at = position.min(self.end);
            self.place = u64::from(segment.phase) + u64::from(runs.rank(segment, self.at));
            self.odd = None;
        }
    }
}

/// The place of an odd id in its page: at most 2¹⁵.
fn number(odd: usize) -> u32 {
    u32::try_from(odd).unwrap_or(u32::MAX)
}

impl Brood {
    /// The children of one container. O(segments that name it).
    pub(super) fn of(layout: &Layout, container: u32) -> Self {
        Self::of_all(layout, container, container + 1)
    }

    /// The children of consecutive containers.
    pub(super) fn of_all(layout: &Layout, first: u32, end: u32) -> Self {
        let mut brood = Self {
            containers: (first, end),
            alike: first,
            spans: [None; PIECES],
            open: (0, 0),
            cursor: Cursor::default(),
            listed: 0,
        };
        brood.turn(layout);
        brood
    }

    /// Turns to the containers that come next, as many as can be told at once, and says whether there are any.
    fn turn(&mut self, layout: &Layout) -> bool {
        let (first, end) = self.containers;
        let Some(down) = layout.down.get(page_of(first)).filter(|_| first < end) else { return false };
        if first >= self.alike {
            self.look_up(layout, down);
        }
        let (base, position) = (first - first % PAGE, first % PAGE);
        let below = self.alike.min(end) - base;
        let (next, list) = down.slots.next(&layout.slots, position, below, &mut self.listed);
        let behind = if next == position { first + 1 } else { base + next };
        self.cursor = if next == position { layout.lists.start(list) } else { Cursor::default() };
        for span in self.spans.iter_mut().flatten() {
            span.extend(behind - first);
        }
        self.containers.0 = behind;
        true
    }

    /// Looks up what gives children to the next container, and up to where that stays the same.
    fn look_up(&mut self, layout: &Layout, down: &Down) {
        let (first, end) = self.containers;
        let mut pieces = [None; PIECES];
        let over = if down.pieces.is_empty() { 0 } else { down.over(low(first), &mut pieces) };
        if over > 1 {
            pieces.sort_unstable_by_key(|piece: &Option<Piece>| {
                piece.map_or((true, 0, 0), |piece| (false, piece.page, piece.start))
            });
        }
        self.spans = pieces.map(|piece| {
            let piece = piece?;
            let (runs, segment) = layout.segment(piece.page, piece.start)?;
            Span::new(piece.page, runs, segment, first)
        });
        self.alike = first + 1;
        self.listed = 0;
        if let (1, [Some(piece), ..], [Some(span), ..]) = (over, &pieces, &self.spans)
            && span.lanes == 1
            && first + 1 < end
        {
            let until = down.constant_until(low(first), piece);
            self.alike = (first - first % PAGE).saturating_add(until);
        }
    }

    /// The next interval of ids.
    pub(super) fn next(&mut self, layout: &Layout) -> Option<(u32, u32)> {
        loop {
            let interval = self.next_here(layout);
            if interval.is_some() || !self.turn(layout) {
                return interval;
            }
        }
    }

    /// The next interval of the containers that the walk has turned to.
    fn next_here(&mut self, layout: &Layout) -> Option<(u32, u32)> {
        if self.open.0 >= self.open.1 {
            self.open = self.next_span(layout).unwrap_or_default();
        }
        let (start, end) = self.open;
        let Some(id) = layout.lists.peek(&self.cursor) else {
            self.open = (0, 0);
            return (start < end).then_some((start, end));
        };
        if start < end && start < id {
            self.open = (end.min(id), end);
            return Some((start, end.min(id)));
        }
        layout.lists.advance(&mut self.cursor);
        let mut behind = id + 1;
        // Ids of the list that follow each other are one interval.
        while layout.lists.peek(&self.cursor) == Some(behind) {
            layout.lists.advance(&mut self.cursor);
            behind += 1;
        }
        Some((id, behind))
    }

    fn next_span(&mut self, layout: &Layout) -> Option<(u32, u32)> {
        self.spans.iter_mut().flatten().find_map(|span| span.step(layout.runs(span.page)?))
    }

    /// How many ids there are, before the walk began.
    pub(super) fn count(mut self, layout: &Layout) -> u32 {
        let mut count = 0;
        loop {
            count += Lists::left(&self.cursor);
            for span in self.spans.iter_mut().flatten() {
                count += layout.runs(span.page).map_or(0, |runs| span.skip(runs));
            }
            if !self.turn(layout) {
                return count;
            }
        }
    }

    /// Moves a walk over one container to the first id from `id` on, before it began.
    pub(super) fn seek(&mut self, layout: &Layout, id: u32) {
        layout.lists.seek(&mut self.cursor, id);
        for span in &mut self.spans {
            let Some(open) = span else { continue };
            let Some(position) = id.checked_sub(open.base()) else { continue };
            match layout.runs(open.page) {
                Some(runs) if position < PAGE => open.seek(runs, position),
                _ => *span = None,
            }
        }
    }
}
