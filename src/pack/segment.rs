//! A segment of a page in line order: the formula that gives a container to each rank.

/// Ids in a row that are packed in line order; the formula is drawn in [`super::runs`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Segment {
    /// Positions in the page, from `start` up to `end`.
    pub(super) start: u32,
    pub(super) end: u32,
    /// The first container.
    pub(super) first: u32,
    /// Places of the first container that come before the first rank.
    pub(super) phase: u32,
    /// Units in a container.
    pub(super) capacity: u32,
    /// Containers that are filled in turn.
    pub(super) lanes: u32,
    /// Holes of the page before this segment.
    pub(super) holes: u32,
}

/// A segment in one lane, made ready for the shortest look: nothing is divided.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ready {
    pub(super) start: u32,
    pub(super) length: u32,
    /// The first container plus one.
    pub(super) word: u32,
    pub(super) holes: u32,
    pub(super) phase: u64,
    /// 2⁶⁴ / capacity, rounded up: the high half of a product with it is the quotient, as both factors of the order
    /// are below 2³².
    pub(super) inverse: u64,
}

impl Ready {
    pub(super) const NONE: Self = Self { start: 0, length: 0, word: 0, holes: 0, phase: 0, inverse: 0 };

    pub(super) const fn of(segment: &Segment) -> Self {
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
pub(super) const fn narrow(number: u64) -> u32 {
    if number > u32::MAX as u64 { u32::MAX } else { number as u32 }
}

/// The high half of a product: a quotient below 2³².
#[allow(clippy::cast_possible_truncation)]
pub(super) const fn high_half(order: u64, inverse: u64) -> u32 {
    ((order as u128 * inverse as u128) >> 64) as u32
}
