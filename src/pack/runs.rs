//! A page of the id space in line order: segments whose containers a formula gives, and odd ids beside them.
//!
//! In a segment the ids count ranks from 0 on, except *holes*, which count none: ids that were rejected before they were
//! packed. With `o = rank + phase`, the container of a rank is `first + o / capacity`; where `lanes` containers are filled
//! in turn, it is `first + o / (lanes × capacity) × lanes + o mod lanes`.
//!
//! An odd id has its own container or none, whatever the formula says. Holes are odd ids.

use super::segment::{Ready, Segment, high_half, narrow};

/// Ids in a page.
pub(super) const PAGE: u32 = 1 << 16;
/// Ids under one mark: few, so that most looks meet no odd id and need nothing else.
const MARK_BITS: u32 = 7;
const MARKS: usize = (PAGE >> MARK_BITS) as usize;
/// Set in a mark where an odd id stands under it; the rest of the mark counts holes.
const ODD: u8 = 1 << 7;
/// A mark with more holes before it than it can count: it looks as if an odd id stood under it, and says nothing else.
const MANY: u8 = u8::MAX;
/// Odd ids of a page at most. Long before, a page that grows becomes dense.
pub(super) const ODD_MOST: usize = (1 << 15) - 1;
/// Ids under one entry of the directory of odd ids.
const SPAN_BITS: u32 = 10;
const ENTRIES: usize = (PAGE >> SPAN_BITS) as usize + 1;
/// Segments in a page.
pub(super) const SEGMENTS: usize = 64;
/// Loose ids that may stand between two packed ones in line order, and become holes.
const GAP: u32 = 16;

/// An id that the formula does not give.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Odd {
    pub(super) position: u16,
    /// Holes of the page up to this one, itself included.
    pub(super) holes: u16,
    /// Its container plus one; 0 for none.
    pub(super) parent: u32,
}

/// In this order, so that one cache line has all that a look needs beside its mark.
#[derive(Clone, Debug)]
#[repr(C, align(64))]
pub(super) struct Runs {
    /// The longest segment in one lane, ready for the shortest way; empty where there is none.
    longest: Ready,
    /// Ascending.
    pub(super) odd: Vec<Odd>,
    /// Whether there are other segments.
    others: bool,
    /// How many odd ids stand before each 1024th position.
    directory: [u16; ENTRIES],
    /// Ascending and apart.
    pub(super) segments: Vec<Segment>,
    /// How many holes stand before each 128th position; [`ODD`] is set where odd ids stand from there to the next one.
    /// A byte each: those of 10⁸ ids fit into a processor's second cache.
    marks: [u8; MARKS],
}

/// A position as odd ids keep it.
#[allow(clippy::cast_possible_truncation)] // positions are below 65 536
const fn short(position: u32) -> u16 {
    position as u16
}

impl Runs {
    pub(super) const fn new() -> Self {
        Self {
            longest: Ready::NONE,
            odd: Vec::new(),
            others: false,
            directory: [0; ENTRIES],
            segments: Vec::new(),
            marks: [0; MARKS],
        }
    }

    /// From parts that are in order; a `holes` of an odd id above that of the one before marks a hole.
    pub(super) fn from_parts(segments: Vec<Segment>, odd: Vec<Odd>) -> Self {
        let mut runs = Self { odd, segments, ..Self::new() };
        for (count, entry) in runs.directory.iter_mut().zip(0..) {
            let place = runs.odd.partition_point(|odd| u32::from(odd.position) < entry << SPAN_BITS);
            *count = short(narrow(place as u64));
        }
        for mark in 0..MARKS {
            runs.mark(mark);
        }
        runs.renew();
        runs
    }

    /// After a change of the segments.
    pub(super) fn renew(&mut self) {
        let ready = self.segments.iter().map(Ready::of);
        self.longest = ready.max_by_key(|segment| segment.length).unwrap_or(Ready::NONE);
        self.note_others();
    }

    fn note_others(&mut self) {
        self.others = self.segments.len() != usize::from(self.longest.length > 0);
    }

    /// Counts anew what a mark says.
    fn mark(&mut self, mark: usize) {
        let from = narrow((mark as u64) << MARK_BITS);
        let place = self.odd_from(from);
        let odd =
            self.odd.get(place).is_some_and(|odd| u32::from(odd.position) >> MARK_BITS == from >> MARK_BITS);
        let holes = u8::try_from(self.holes_before(place)).ok().filter(|&holes| holes < MANY & !ODD);
        if let Some(mark) = self.marks.get_mut(mark) {
            *mark = holes.map_or(MANY, |holes| holes | if odd { ODD } else { 0 });
        }
    }

    pub(super) fn bytes(&self) -> usize {
        size_of::<Self>()
            + self.segments.capacity() * size_of::<Segment>()
            + self.odd.capacity() * size_of::<Odd>()
    }

    /// How far from line order it is.
    pub(super) fn weight(&self) -> usize {
        self.odd.len() + 4 * self.segments.len()
    }

    /// Where among the odd ids a position stands.
    pub(super) fn odd_from(&self, position: u32) -> usize {
        let entry = (position >> SPAN_BITS) as usize;
        let Some(&[low, high]) = self.directory.get(entry..).and_then(<[_]>::first_chunk) else {
            return self.odd.len();
        };
        let span = self.odd.get(usize::from(low)..usize::from(high)).unwrap_or_default();
        usize::from(low) + span.partition_point(|odd| u32::from(odd.position) < position)
    }

    /// The odd id at a position: where it stands, and what it is.
    pub(super) fn odd_at(&self, position: u32) -> (usize, Option<Odd>) {
        let place = self.odd_from(position);
        (place, self.odd.get(place).copied().filter(|odd| u32::from(odd.position) == position))
    }

    /// Holes of the page among the first odd ids.
    pub(super) fn holes_before(&self, place: usize) -> u32 {
        place.checked_sub(1).and_then(|last| self.odd.get(last)).map_or(0, |odd| u32::from(odd.holes))
    }

    pub(super) fn is_hole(&self, place: usize) -> bool {
        self.holes_before(place + 1) != self.holes_before(place) && place < self.odd.len()
    }

    /// The segment that holds a position.
    pub(super) fn segment_at(&self, position: u32) -> Option<&Segment> {
        let segment = match &self.segments[..] {
            [only] => only,
            many => many.get(many.partition_point(|segment| segment.start <= position).checked_sub(1)?)?,
        };
        (segment.start <= position && position < segment.end).then_some(segment)
    }

    /// The segment that starts at a position.
    pub(super) fn segment_from(&self, start: u32) -> Option<&Segment> {
        let place = self.segments.binary_search_by_key(&start, |segment| segment.start).ok()?;
        self.segments.get(place)
    }

    /// The container of a position plus one; 0 for none.
    #[inline]
    pub(super) fn parent(&self, position: u32) -> u32 {
        let mut holes = 0;
        if !self.odd.is_empty() {
            let mark = self.marks.get((position >> MARK_BITS) as usize).copied().unwrap_or(0);
            holes = u32::from(mark);
            if mark & ODD != 0 {
                let (place, odd) = self.odd_at(position);
                if let Some(odd) = odd {
                    return odd.parent;
                }
                holes = self.holes_before(place);
            }
        }
        let Ready { start, length, word, phase, inverse, .. } = self.longest;
        let place = position.wrapping_sub(start);
        if place < length {
            let rank = place - (holes - self.longest.holes);
            return word.wrapping_add(high_half(u64::from(rank) + phase, inverse));
        }
        if self.others { self.parent_among(position, holes) } else { 0 }
    }

    /// The same of a position behind so many holes that is not odd, where there are several segments.
    fn parent_among(&self, position: u32, holes: u32) -> u32 {
        let of = |segment: &Segment| segment.container(position - segment.start - (holes - segment.holes));
        self.segment_at(position).map_or(0, |segment| of(segment).wrapping_add(1))
    }

    /// What the formula says of a position, whose place among the odd ids is known.
    pub(super) fn formula(&self, position: u32, place: usize) -> Option<u32> {
        let segment = self.segment_at(position)?;
        let holes = self.holes_before(place) - segment.holes;
        Some(segment.container(position - segment.start - holes))
    }

    /// The number of ranks before a position of a segment, or at its end.
    pub(super) fn rank(&self, segment: &Segment, position: u32) -> u32 {
        let holes = match position.checked_sub(1) {
            Some(last) => self.holes_to(last),
            None => 0,
        };
        position - segment.start - (holes - segment.holes)
    }

    /// The position of a rank of a segment; its end if there is no such rank.
    pub(super) fn position(&self, segment: &Segment, rank: u32) -> u32 {
        // As many holes further on as there are up to there; most often that is right at once.
        let mut position = segment.start.saturating_add(rank);
        for _ in 0..4 {
            if position >= segment.end {
                return segment.end;
            }
            let behind =
                segment.start.saturating_add(rank).saturating_add(self.holes_to(position) - segment.holes);
            if behind == position {
                return position;
            }
            position = behind;
        }
        self.position_among_holes(segment, rank)
    }

    /// Holes of the page up to a position, itself included.
    fn holes_to(&self, position: u32) -> u32 {
        let mark = self.marks.get((position >> MARK_BITS) as usize).copied().unwrap_or(0);
        if mark & ODD == 0 { u32::from(mark) } else { self.holes_before(self.odd_from(position + 1)) }
    }

    /// The position of a rank by halving.
    fn position_among_holes(&self, segment: &Segment, rank: u32) -> u32 {
        let from = self.odd_from(segment.start);
        let behind = self.odd.get(from..).unwrap_or_default();
        let (mut low, mut high) = (0, behind.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            let own = behind.get(middle).map_or(u32::MAX, |odd| {
                let holes = self.holes_before(from + middle) - segment.holes;
                u32::from(odd.position).saturating_sub(segment.start + holes)
            });
            if own > rank {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        let holes = self.holes_before(from + low) - segment.holes;
        (segment.start.saturating_add(rank).saturating_add(holes)).min(segment.end)
    }

    /// Where the last segment ends.
    pub(super) fn frontier(&self) -> u32 {
        self.segments.last().map_or(0, |segment| segment.end)
    }

    /// Where among the segments the last one stands that starts at a position or before it.
    fn before(&self, position: u32) -> Option<usize> {
        self.segments.partition_point(|segment| segment.start <= position).checked_sub(1)
    }

    /// What the segment before a position, which is in none, would say of it, the ids between being holes.
    pub(super) fn prediction(&self, position: u32) -> Option<(&Segment, u32)> {
        let segment = self.segments.get(self.before(position)?)?;
        if position.checked_sub(segment.end)? > GAP {
            return None;
        }
        let rank = self.rank(segment, segment.end);
        Some((segment, segment.container(rank)))
    }

    /// Lets the segment before a position reach up to and over it. The ids between become holes.
    pub(super) fn extend(&mut self, position: u32) {
        let Some(own) = self.before(position) else { return };
        let Some(end) = self.segments.get(own).map(|segment| segment.end) else { return };
        for hole in end..position {
            let (place, odd) = self.odd_at(hole);
            if odd.is_none() {
                let holes = short(self.holes_before(place));
                self.insert(place, Odd { position: short(hole), holes, parent: 0 });
            }
            for odd in self.odd.iter_mut().skip(place) {
                odd.holes += 1;
            }
            for mark in self.marks.iter_mut().skip((hole >> MARK_BITS) as usize + 1) {
                *mark = if *mark | ODD >= MANY - 1 { MANY } else { *mark + 1 };
            }
            for segment in self.segments.iter_mut().skip(own + 1) {
                segment.holes += 1;
            }
        }
        self.set_end(own, position + 1);
        if position > end {
            self.renew();
        }
    }

    fn set_end(&mut self, own: usize, end: u32) {
        let Some(segment) = self.segments.get_mut(own) else { return };
        segment.end = end;
        let ready = Ready::of(segment);
        if ready.length > self.longest.length {
            self.longest = ready;
            self.note_others();
        }
    }

    /// Lets the segment that ends at a position in one lane take so many more ids at most, none of them odd or of
    /// another segment, as its formula gives to a container. Says how many.
    pub(super) fn prolong(&mut self, position: u32, container: u32, most: u32) -> u32 {
        let Some(own) = position.checked_sub(1).and_then(|last| self.before(last)) else { return 0 };
        let Some(segment) = self.segments.get(own).filter(|segment| segment.end == position) else {
            return 0;
        };
        let rank = self.rank(segment, position);
        let (from, to, lanes) = segment.ranks(container);
        if lanes > 1 || rank < from || rank >= to {
            return 0;
        }
        let odd = self.odd.get(self.odd_from(position)).map_or(PAGE, |odd| odd.position.into());
        let next = self.segments.get(own + 1).map_or(PAGE, |next| next.start);
        let more = (to - rank).min(most).min(odd.min(next) - position);
        self.set_end(own, position + more);
        more
    }

    /// Starts a segment at a position that is in none.
    pub(super) fn start(&mut self, position: u32, first: u32, phase: u32, capacity: u32) {
        let holes = self.holes_before(self.odd_from(position));
        let end = position + 1;
        let place = self.before(position).map_or(0, |before| before + 1);
        self.segments
            .insert(place, Segment { start: position, end, first, phase, capacity, lanes: 1, holes });
        self.renew();
    }

    /// Makes a position odd that is not; it takes a rank.
    pub(super) fn make_odd(&mut self, place: usize, position: u32, parent: u32) {
        let holes = short(self.holes_before(place));
        self.insert(place, Odd { position: short(position), holes, parent });
    }

    pub(super) fn set_odd(&mut self, place: usize, parent: u32) {
        if let Some(odd) = self.odd.get_mut(place) {
            odd.parent = parent;
        }
    }

    fn insert(&mut self, place: usize, odd: Odd) {
        self.odd.insert(place, odd);
        self.count(odd.position, 1);
        if let Some(mark) = self.marks.get_mut(usize::from(odd.position >> MARK_BITS)) {
            *mark |= ODD;
        }
    }

    /// Makes an odd id, no hole, one like the others.
    pub(super) fn make_even(&mut self, place: usize) {
        if place < self.odd.len() {
            let odd = self.odd.remove(place);
            self.count(odd.position, u16::MAX);
            self.mark(usize::from(odd.position >> MARK_BITS));
        }
    }

    fn count(&mut self, position: u16, by: u16) {
        let entry = usize::from(position >> SPAN_BITS);
        for count in self.directory.iter_mut().skip(entry + 1) {
            *count = count.wrapping_add(by);
        }
    }
}

#[cfg(test)]
mod tests;
