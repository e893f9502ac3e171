//! A page of the id space in line order: segments whose containers a formula gives, and odd ids beside them.
//!
//! In a segment the ids count ranks from 0 on, except *holes*, which count none: ids that were rejected before they were
//! packed. With `o = rank + phase`, the container of a rank is `first + o / capacity`; where `lanes` containers are filled
//! in turn, it is `first + o / (lanes × capacity) × lanes + o mod lanes`.
//!
//! An odd id has its own container or none, whatever the formula says. Holes are odd ids.

/// Ids in a page.
pub(super) const PAGE: u32 = 1 << 16;
/// Ids under one entry of the directory.
const SPAN_BITS: u32 = 8;
const ENTRIES: usize = (PAGE >> SPAN_BITS) as usize + 1;
/// Segments in a page.
pub(super) const SEGMENTS: usize = 64;
/// Loose ids that may stand between two packed ones in line order, and become holes.
const GAP: u32 = 16;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Segment {
    /// Positions in the page, from `start` up to `end`.
    pub(super) start: u32,
    pub(super) end: u32,
    /// The first container.
    pub(super) first: u32,
    pub(super) phase: u32,
    pub(super) capacity: u32,
    pub(super) lanes: u32,
    /// Holes of the page before this segment.
    pub(super) holes: u32,
}

/// An id that the formula does not give.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Odd {
    pub(super) position: u16,
    /// Holes of the page up to this one, itself included.
    pub(super) holes: u16,
    /// Its container plus one; 0 for none.
    pub(super) parent: u32,
}

#[derive(Clone, Debug)]
pub(super) struct Runs {
    /// Ascending and apart.
    pub(super) segments: Vec<Segment>,
    /// Ascending.
    pub(super) odd: Vec<Odd>,
    /// How many odd ids, and how many holes, stand before each 256th position.
    directory: [(u16, u16); ENTRIES],
    /// The only segment in one lane, ready for the shortest way; empty where there are others.
    only: Only,
}

#[derive(Clone, Copy, Debug)]
struct Only {
    start: u32,
    length: u32,
    /// The first container plus one.
    word: u32,
    holes: u32,
    phase: u64,
    /// 2⁶⁴ / capacity, rounded up: the high half of a product with it is the quotient, as both factors of the order
    /// are below 2³².
    inverse: u64,
}

impl Only {
    const NONE: Self = Self { start: 0, length: 0, word: 0, holes: 0, phase: 0, inverse: 0 };

    const fn of(segment: &Segment) -> Self {
        if segment.lanes != 1 || segment.capacity < 2 || segment.phase > u32::MAX / 2 {
            return Self::NONE;
        }
        let Segment { start, end, first, phase, capacity, holes, .. } = *segment;
        let inverse = u64::MAX / capacity as u64 + 1;
        Self { start, length: end - start, word: first.wrapping_add(1), holes, phase: phase as u64, inverse }
    }
}

impl Segment {
    /// The container of a rank.
    pub(super) const fn container(&self, rank: u32) -> u32 {
        let order = rank as u64 + self.phase as u64;
        if self.lanes <= 1 {
            return self.first.wrapping_add(narrow(order / self.capacity as u64));
        }
        let group = self.lanes as u64 * self.capacity as u64;
        self.first
            .wrapping_add(narrow(order / group * self.lanes as u64))
            .wrapping_add(narrow(order % self.lanes as u64))
    }

    /// The ranks of a container: the first, the one after the last, and their distance.
    pub(super) const fn ranks(&self, container: u32) -> (u32, u32, u32) {
        let Some(place) = container.checked_sub(self.first) else { return (0, 0, 1) };
        let (lanes, capacity, phase) = (self.lanes as u64, self.capacity as u64, self.phase as u64);
        let start = place as u64 / lanes * lanes * capacity + place as u64 % lanes;
        let mut from = start;
        let end = start + lanes * (capacity - 1) + 1;
        if from < phase {
            from += (phase - from).div_ceil(lanes) * lanes;
        }
        if from >= end {
            return (0, 0, 1);
        }
        (narrow(from - phase), narrow(end - phase), self.lanes)
    }

    /// The last container that a segment of so many ranks may name.
    pub(super) const fn last(&self, ranks: u32) -> u32 {
        if ranks == 0 {
            return self.first;
        }
        let last = self.container(ranks - 1);
        if self.lanes <= 1 {
            return last;
        }
        let group = (ranks as u64 - 1 + self.phase as u64) / (self.lanes as u64 * self.capacity as u64);
        self.first.wrapping_add(narrow(group * self.lanes as u64)).wrapping_add(self.lanes - 1)
    }
}

#[allow(clippy::cast_possible_truncation)] // saturates
const fn narrow(number: u64) -> u32 {
    if number > u32::MAX as u64 { u32::MAX } else { number as u32 }
}

/// The high half of a product: a quotient below 2³².
#[allow(clippy::cast_possible_truncation)]
const fn high_half(order: u64, inverse: u64) -> u32 {
    ((order as u128 * inverse as u128) >> 64) as u32
}

/// A position as odd ids keep it.
#[allow(clippy::cast_possible_truncation)] // positions are below 65 536
const fn short(position: u32) -> u16 {
    position as u16
}

impl Runs {
    pub(super) const fn new() -> Self {
        Self { segments: Vec::new(), odd: Vec::new(), directory: [(0, 0); ENTRIES], only: Only::NONE }
    }

    /// From parts that are in order; a `holes` of an odd id above that of the one before marks a hole.
    pub(super) fn from_parts(segments: Vec<Segment>, odd: Vec<Odd>) -> Self {
        let mut runs = Self { segments, odd, ..Self::new() };
        for entry in 0..ENTRIES {
            let place = runs.odd.partition_point(|odd| usize::from(odd.position) < entry << SPAN_BITS);
            let counts = (short(narrow(place as u64)), short(runs.holes_before(place)));
            if let Some(known) = runs.directory.get_mut(entry) {
                *known = counts;
            }
        }
        runs.renew();
        runs
    }

    /// After a change of the segments.
    pub(super) fn renew(&mut self) {
        self.only = match &self.segments[..] {
            [only] => Only::of(only),
            _ => Only::NONE,
        };
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
        let Some(&[(low, _), (high, _)]) = self.directory.get(entry..).and_then(<[_]>::first_chunk) else {
            return self.odd.len();
        };
        let span = self.odd.get(usize::from(low)..usize::from(high)).unwrap_or_default();
        usize::from(low) + span.iter().take_while(|odd| u32::from(odd.position) < position).count()
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
    pub(super) fn parent(&self, position: u32) -> u32 {
        let entry = (position >> SPAN_BITS) as usize;
        let Some(&[(low, mut holes), (high, _)]) = self.directory.get(entry..).and_then(<[_]>::first_chunk)
        else {
            return 0;
        };
        if low != high {
            for odd in self.odd.get(usize::from(low)..usize::from(high)).unwrap_or_default() {
                if u32::from(odd.position) >= position {
                    if u32::from(odd.position) == position {
                        return odd.parent;
                    }
                    break;
                }
                holes = odd.holes;
            }
        }
        let Only { start, length, word, phase, inverse, .. } = self.only;
        let place = position.wrapping_sub(start);
        if place < length {
            let rank = place - (u32::from(holes) - self.only.holes);
            return word.wrapping_add(high_half(u64::from(rank) + phase, inverse));
        }
        let holes = u32::from(holes);
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
        let holes = self.holes_before(self.odd_from(position)) - segment.holes;
        position - segment.start - holes
    }

    /// The position of a rank of a segment; its end if there is no such rank.
    pub(super) fn position(&self, segment: &Segment, rank: u32) -> u32 {
        let from = self.odd_from(segment.start);
        let behind = self.odd.get(from..).unwrap_or_default();
        let mut before = self.holes_before(from);
        // Rank by rank of the odd ids: those not above `rank` stand at or before its position.
        let count = if behind.len() <= 8 {
            let mut count = 0;
            for odd in behind {
                let own = u32::from(odd.position) - segment.start - (before - segment.holes);
                if own > rank {
                    break;
                }
                before = u32::from(odd.holes);
                count += 1;
            }
            count
        } else {
            let mut low = 0;
            let mut high = behind.len();
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
            low
        };
        let holes = self.holes_before(from + count) - segment.holes;
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
            for (_, holes) in self.directory.iter_mut().skip((hole >> SPAN_BITS) as usize + 1) {
                *holes += 1;
            }
            for segment in self.segments.iter_mut().skip(own + 1) {
                segment.holes += 1;
            }
        }
        self.set_end(own, position + 1);
    }

    fn set_end(&mut self, own: usize, end: u32) {
        if let Some(segment) = self.segments.get_mut(own) {
            segment.end = end;
        }
        self.renew();
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
    }

    /// Makes an odd id, no hole, one like the others.
    pub(super) fn make_even(&mut self, place: usize) {
        if place < self.odd.len() {
            let odd = self.odd.remove(place);
            self.count(odd.position, u16::MAX);
        }
    }

    fn count(&mut self, position: u16, by: u16) {
        let entry = usize::from(position >> SPAN_BITS);
        for (count, _) in self.directory.iter_mut().skip(entry + 1) {
            *count = count.wrapping_add(by);
        }
    }
}
