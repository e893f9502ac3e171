//! What a container, or a range of containers, holds directly: intervals of ids, ascending.

use super::down::{PIECES, Piece};
use super::layout::{Form, Layout, low, page_of};
use super::lists::{Cursor, Lists};
use super::runs::{PAGE, Runs};
use super::segment::Segment;

/// Ids of one segment that belong together, those that are odd left out.
#[derive(Clone, Copy, Debug)]
struct Span {
    page: u16,
    /// Where the segment starts.
    start: u16,
    /// Positions from `at` up to `end`; with lanes, ranks.
    at: u32,
    end: u32,
    /// Distance of the ranks; 1 where `at` and `end` are positions.
    lanes: u32,
    /// Where among the odd ids the first one from `at` on stands, once that is known.
    odd: u32,
}

/// Not looked up yet.
const UNKNOWN: u32 = u32::MAX;

/// A walk over children. It keeps no reference, so that walks can be stacked.
#[derive(Clone, Copy, Debug)]
pub(super) struct Brood {
    spans: [Option<Span>; PIECES],
    /// What is left of the interval that comes next.
    open: (u32, u32),
    cursor: Cursor,
}

/// Containers in a row that have one segment, and the same: what lies over one of them need not be looked up again.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Alone {
    piece: Option<Piece>,
    /// Containers of one page, by their ids.
    from: u32,
    until: u32,
}

impl Alone {
    /// Up to where the containers from one on lie under one segment alone; none if that one does not.
    fn reach(&mut self, layout: &Layout, first: u32) -> Option<u32> {
        if self.piece.is_none() || first < self.from || first >= self.until {
            let down = layout.down.get(page_of(first))?;
            let mut pieces = [None; PIECES];
            let (1, [Some(piece), ..]) = (down.over(low(first), &mut pieces), &pieces) else { return None };
            let until = first - first % PAGE + down.constant_until(low(first), piece);
            *self = Self { piece: Some(*piece), from: first, until };
        }
        Some(self.until)
    }

    /// The children of the containers from `first` on, below `end`, up to the first one with a list; of that one alone if
    /// it is the first.
    fn many(&self, layout: &Layout, first: u32, end: u32) -> Option<(Brood, u32)> {
        let piece = self.piece?;
        let (runs, segment) = layout.segment(piece.page, piece.start)?;
        let slots = &layout.down.get(page_of(first))?.slots;
        let base = first - first % PAGE;
        let listed = base + slots.next(&layout.slots, first % PAGE, end - base);
        let mut brood = Brood { spans: [None; PIECES], open: (0, 0), cursor: Cursor::default() };
        let end = if listed == first || segment.lanes > 1 { first + 1 } else { listed };
        if listed == first {
            brood.cursor = layout.lists.start(slots.get(&layout.slots, low(first)));
        }
        if let Some(span) = brood.spans.first_mut() {
            *span = Span::new(piece.page, runs, segment, first, end);
        }
        Some((brood, end))
    }
}

impl Span {
    /// The children that a segment gives to the containers from `first` up to `end`. Of several only without lanes.
    fn new(page: u16, runs: &Runs, segment: &Segment, first: u32, end: u32) -> Option<Self> {
        let (from, to, lanes) = segment.ranks(first);
        let to = if end - first > 1 { segment.ranks(end - 1).1 } else { to };
        let start = low(segment.start);
        if lanes > 1 {
            let total = runs.rank(segment, segment.end);
            let (at, end) = (from.min(total), to.min(total));
            return (at < end).then_some(Self { page, start, at, end, lanes, odd: UNKNOWN });
        }
        if from >= to {
            return None;
        }
        let at = runs.position(segment, from);
        // The end of the segment where it has no such rank.
        let end = segment.end.min(runs.position(segment, to - 1) + 1);
        (at < end).then_some(Self { page, start, at, end, lanes: 1, odd: UNKNOWN })
    }

    const fn base(&self) -> u32 {
        self.page as u32 * PAGE
    }

    /// The next interval of ids that are not odd.
    fn step(&mut self, runs: &Runs) -> Option<(u32, u32)> {
        if self.lanes > 1 {
            return self.step_in_lanes(runs);
        }
        let mut place = if self.odd == UNKNOWN { runs.odd_from(self.at) } else { self.odd as usize };
        let mut next = runs.odd.get(place).map_or(PAGE, |odd| odd.position.into());
        while next == self.at && self.at < self.end {
            self.at += 1;
            place += 1;
            next = runs.odd.get(place).map_or(PAGE, |odd| odd.position.into());
        }
        if self.at >= self.end {
            return None;
        }
        let next = next.min(self.end);
        let interval = (self.base() + self.at, self.base() + next);
        self.at = next;
        // At most 2¹⁵ of them in a page.
        self.odd = u32::try_from(place).unwrap_or(UNKNOWN);
        Some(interval)
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

    /// How many ids are left.
    fn count(mut self, runs: &Runs) -> u32 {
        if self.lanes > 1 {
            let mut count = 0;
            while self.step_in_lanes(runs).is_some() {
                count += 1;
            }
            return count;
        }
        let odd = runs.odd_from(self.end) - runs.odd_from(self.at);
        let odd = u32::try_from(odd).unwrap_or(0);
        self.end - self.at - odd
    }
}

impl Brood {
    /// The children of one container. O(segments that name it).
    pub(super) fn of(layout: &Layout, container: u32) -> Self {
        let mut brood = Self { spans: [None; PIECES], open: (0, 0), cursor: Cursor::default() };
        let Some(down) = layout.down.get(page_of(container)) else { return brood };
        let mut pieces = [None; PIECES];
        let over = if down.pieces.is_empty() { 0 } else { down.over(low(container), &mut pieces) };
        if over > 0 {
            if over > 1 {
                pieces.sort_unstable_by_key(|piece: &Option<Piece>| {
                    piece.map_or((true, 0, 0), |piece| (false, piece.page, piece.start))
                });
            }
            for (span, piece) in brood.spans.iter_mut().zip(pieces).take(over) {
                *span = piece.and_then(|piece| {
                    let (runs, segment) = layout.segment(piece.page, piece.start)?;
                    Span::new(piece.page, runs, segment, container, container + 1)
                });
            }
        }
        brood.cursor = layout.lists.start(down.slots.get(&layout.slots, low(container)));
        brood
    }

    /// The children of as many consecutive containers from the first on as can be told at once, and the end of those.
    /// `alone` is what the call before found.
    pub(super) fn of_many(layout: &Layout, first: u32, end: u32, alone: &mut Alone) -> (Self, u32) {
        let many = alone.reach(layout, first).and_then(|reach| alone.many(layout, first, end.min(reach)));
        many.unwrap_or_else(|| (Self::of(layout, first), first + 1))
    }

    /// The next interval of ids.
    pub(super) fn next(&mut self, layout: &Layout) -> Option<(u32, u32)> {
        if self.open.0 >= self.open.1 {
            self.refill(layout);
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

    fn refill(&mut self, layout: &Layout) {
        for span in &mut self.spans {
            let Some(open) = span else { continue };
            if let Some(Form::Runs(runs)) = layout.up.get(usize::from(open.page))
                && let Some(interval) = open.step(runs)
            {
                self.open = interval;
                return;
            }
            *span = None;
        }
        self.open = (0, 0);
    }

    /// How many ids the formulas give, before the walk began.
    pub(super) fn formula_count(&self, layout: &Layout) -> u32 {
        let counts = self.spans.iter().flatten().map(|span| match layout.up.get(usize::from(span.page)) {
            Some(Form::Runs(runs)) => span.count(runs),
            _ => 0,
        });
        counts.sum()
    }

    /// How many ids there are, before the walk began.
    pub(super) fn count(&self, layout: &Layout) -> u32 {
        self.formula_count(layout) + Lists::left(&self.cursor)
    }

    /// Moves the walk to the first id from `id` on, before it began.
    pub(super) fn seek(&mut self, layout: &Layout, id: u32) {
        layout.lists.seek(&mut self.cursor, id);
        for span in &mut self.spans {
            let Some(open) = span else { continue };
            let Some(from) = id.checked_sub(open.base()) else { continue };
            if from >= PAGE {
                *span = None;
            } else if open.lanes == 1 {
                open.at = open.at.max(from);
                open.odd = UNKNOWN;
            } else if let Some(Form::Runs(runs)) = layout.up.get(usize::from(open.page))
                && let Some(segment) = runs.segment_from(open.start.into())
            {
                while open.at < open.end && runs.position(segment, open.at) < from {
                    open.at = open.at.saturating_add(open.lanes);
                }
            }
        }
    }
}
