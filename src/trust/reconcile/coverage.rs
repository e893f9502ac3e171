//! Which leases lie over which indices: the line of indices cut where a lease begins or ends.

use core::ops::Range;

use roaring::RoaringTreemap;

/// The leases over one place: how many, and which if it is one.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Over {
    pub(super) count: usize,
    /// All their places, each added by exclusive or: of one lease, the place itself.
    places: usize,
}

impl Over {
    /// The lease, if it is one only.
    pub(super) fn sole(self) -> Option<usize> {
        Some(self.places).filter(|_| self.count == 1)
    }
}

/// How far one lease goes. The three ranges begin together, each ends before the next or with it.
#[derive(Clone, Debug)]
pub(super) struct Extent {
    pub(super) lease: usize,
    /// By its receipt, or without one by its quota.
    pub(super) granted: Range<u64>,
    /// By its quota.
    pub(super) quota: Range<u64>,
    /// All of it.
    pub(super) range: Range<u64>,
}

/// A stretch of indices over which the same leases lie, at least one.
#[derive(Clone, Debug)]
pub(super) struct Stretch {
    pub(super) range: Range<u64>,
    pub(super) granted: Over,
    pub(super) quota: Over,
    pub(super) all: Over,
}

/// Stretches, ascending.
#[derive(Clone, Debug, Default)]
pub(super) struct Coverage {
    stretches: Vec<Stretch>,
}

impl Coverage {
    /// Cuts the line. O(n log n).
    pub(super) fn new<'a>(extents: impl IntoIterator<Item = &'a Extent>) -> Self {
        let mut cuts: Vec<(u64, bool, Depth, usize)> = Vec::new();
        for extent in extents {
            for (range, depth) in [
                (&extent.granted, Depth::Granted),
                (&extent.quota, Depth::Quota),
                (&extent.range, Depth::All),
            ] {
                cuts.push((range.start, true, depth, extent.lease));
                cuts.push((range.end, false, depth, extent.lease));
            }
        }
        cuts.sort_unstable_by_key(|cut| cut.0);
        let (mut stretches, mut begun) = (Vec::new(), 0);
        let (mut granted, mut quota, mut all) = (Over::default(), Over::default(), Over::default());
        for (at, opens, depth, lease) in cuts {
            if at > begun && all.count > 0 {
                stretches.push(Stretch { range: begun..at, granted, quota, all });
            }
            begun = at;
            let over = match depth {
                Depth::Granted => &mut granted,
                Depth::Quota => &mut quota,
                Depth::All => &mut all,
            };
            // At one place a lease may end in the list before it begins: only there, and only for an empty range.
            over.count = if opens { over.count.wrapping_add(1) } else { over.count.wrapping_sub(1) };
            over.places ^= lease;
        }
        Self { stretches }
    }

    /// Cuts a range into the parts with their stretches, and those without any.
    pub(super) fn split(&self, range: Range<u64>) -> impl Iterator<Item = (Range<u64>, Option<&Stretch>)> {
        let first = self.stretches.partition_point(|stretch| stretch.range.end <= range.start);
        let mut coming = self.stretches.iter().skip(first).peekable();
        let mut at = range.start;
        core::iter::from_fn(move || {
            if at >= range.end {
                return None;
            }
            let begun = at;
            let stretch = coming.next_if(|stretch| stretch.range.start <= begun);
            at = match (stretch, coming.peek()) {
                (Some(stretch), _) => stretch.range.end,
                (None, Some(next)) => next.range.start,
                (None, None) => range.end,
            };
            at = at.min(range.end);
            Some((begun..at, stretch))
        })
    }
}

#[derive(Clone, Copy, Debug)]
enum Depth {
    Granted,
    Quota,
    All,
}

/// The runs of a set within a range, as long as they go there. O(their members).
pub(super) fn runs(set: &RoaringTreemap, range: Range<u64>) -> impl Iterator<Item = Range<u64>> {
    let mut members = set.iter();
    members.advance_to(range.start);
    let mut members = members.take_while(move |index| *index < range.end).peekable();
    core::iter::from_fn(move || {
        let start = members.next()?;
        let mut end = start + 1;
        while members.next_if_eq(&end).is_some() {
            end += 1;
        }
        Some(start..end)
    })
}

/// The runs of a range that are in none of the sets. O(members of the sets in the range).
pub(super) fn missing<'a>(
    range: Range<u64>,
    sets: impl IntoIterator<Item = &'a RoaringTreemap>,
) -> impl Iterator<Item = Range<u64>> {
    let mut present: Vec<_> = sets.into_iter().map(|set| runs(set, range.clone()).peekable()).collect();
    let mut at = range.start;
    core::iter::from_fn(move || {
        while at < range.end {
            // Moves past every run that begins no later than here; what comes first after them ends the gap.
            let mut next = range.end;
            let begun = at;
            for runs in &mut present {
                while let Some(run) = runs.next_if(|run| run.start <= at) {
                    at = at.max(run.end);
                }
                next = next.min(runs.peek().map_or(range.end, |run| run.start));
            }
            if at == begun {
                at = next;
                return Some(begun..next);
            }
        }
        None
    })
}
