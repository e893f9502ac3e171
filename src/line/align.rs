//! Whether the hidden-mark reader and the code reader speak of the same items.
//!
//! The mark reader stands some items behind the code reader, and the line counts items between them. After a jam the
//! count can be off by a few: every later mark then goes to a wrong item. This module sees that from what is read, says
//! by how many items and since which one, and holds pairings back until it is resolved.
//!
//! Owns the test; it knows neither codes nor marks. For each item the session hands in what the mark reader saw:
//! nothing, or a mark with the [`Offsets`] at which it would fit: offset *j* is in the set when the mark read *at* item
//! *n* belongs to item *n + j*. A derived mark is checked against the codes of the neighbours, a roll position is
//! compared by [`Roll`](super::offsets::Roll). An item whose code was not read tells nothing about its mark: no-read.
//! Offsets of items not read yet are left out; such an item cannot be at the mark reader.
//!
//! ```text
//! Aligned  ─ a mark that misfits ─────────────────▶ Suspect     Suspect ─ a mark that fits ───────────▶ Aligned
//! Suspect  ─ `needed` misfits that agree ─────────▶ Shifted     Suspect ─ 2 · `needed` that do not ───▶ Lost
//! Shifted  ─ `needed` that agree on another ──────▶ Shifted     Shifted ─ 2 · `needed` that do not ───▶ Lost
//! Shifted, Lost ─ `needed` that fit again, or an operator's word ▶ Aligned       Lost ─ `needed` that agree ▶ Shifted
//! ```
//!
//! **The test.** Each offset *s* has a run. A mark that fits the offset in force (0 at first) and not *s* ends the run of
//! *s*. A mark that does not fit the offset in force adds 1 to the run of each offset it fits and takes 1 from every
//! other; a mark that fits nothing, and a no-read, leave the runs alone. The first run to reach `needed` (5 by default)
//! with no other as long is the offset. So a counterfeit or misread in between, two items that changed places, or misfits
//! that lead nowhere are no shift.
//!
//! **False alarms.** Let a read fail with probability *q* and be wrong with probability *e*, independently from item to
//! item, and let *r = e / (1 − q)* be the share of wrong ones among the marks read. A mark that fits its own item ends
//! every run, so an alarm needs the last `needed` marks to be all wrong: at each item with probability at most
//! *r*^needed, even if all wrong ones pointed to the same offset. In *N* good items: at most *N · r*^needed; for
//! N = 10⁶, q = 0.05, e = 0.005: 10⁶ · 0.00526⁵ = 4·10⁻⁶. The other alarm, Lost, needs 2 · needed wrong ones in a row.
//! For weak marks, which fit a wrong item with probability *f*, an offset survives a good read with probability *f*, and
//! the bound becomes 40 · N · (r / (1 − f))^needed.
//!
//! **Delay.** After a shift to a constant offset each mark read fits it, and none ends its run. It is named by the read
//! number `needed` after the shift: beyond the tenth item only if 6 of 10 reads fail, with probability
//! Σᵢ₌₆¹⁰ C(10,i) qⁱ (1−q)¹⁰⁻ⁱ = 2.7·10⁻⁶ at q = 0.05. Runs of offsets that held earlier in the jam do not slow it.
//!
//! **What is held back.** [`Alignment::settled`] is the first item whose pairing may still turn out wrong. A pairing may
//! be bound only if its item lies before it and its mark fitted (offset 0 in its set). At most [`Alignment::WINDOW`] items
//! are held back: a doubt that lasts longer becomes Lost. With strong marks nothing that fitted was ever wrong; with weak
//! ones this is what keeps a chance fit before an alarm from being bound.

use super::offsets::Offsets;
use crate::Error;

/// What the mark reader saw at an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Seen {
    /// No mark was read, or the code of the item was not.
    NoRead,
    /// A mark was read; it fits at these offsets, possibly at none.
    Read(Offsets),
}

/// The answer after each item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AlignmentVerdict {
    /// Nothing speaks against it.
    Aligned,
    /// Not decided: pairings from item `since` on wait.
    Suspect {
        /// The first item that waits.
        since: u64,
    },
    /// The mark read at item *n* belongs to item *n + by*. Nothing may be bound until resolved.
    Shifted {
        /// −20 to 20, not 0.
        by: i8,
        /// The first item whose mark was read and not its own.
        first_wrong: u64,
    },
    /// The marks fit no one offset. Nothing may be bound until resolved.
    Lost {
        /// The first item whose mark was read and not its own.
        first_wrong: u64,
    },
    /// The readers agree again, as `needed` marks say. Told once. The pairings between the two items are void.
    Realigned {
        /// The first item whose mark was read and not its own.
        first_wrong: u64,
        /// From this item on marks fit again.
        first_right: u64,
    },
}

/// What an operator ended: the items from `first_wrong` to before `until`, with the offset that was found, if one was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Resolved {
    /// The first item whose pairing was held back.
    pub first_wrong: u64,
    /// The item from which the readers are said to agree.
    pub until: u64,
    /// By how much the marks were off; a pairing can be moved by it if the session kept the marks.
    pub by: Option<i8>,
}

/// The evidence for one offset since the last mark that spoke against it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Track {
    run: u8,
    /// The first item that fitted; [`NONE`] without one.
    first: u64,
}

impl Track {
    const EMPTY: Self = Self { run: 0, first: NONE };
}

const NONE: u64 = u64::MAX;

/// The test of one mark reader. About 700 bytes; no step allocates; one takes O(1) while all fits, else O([`Offsets::COUNT`]).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Alignment {
    needed: u8,
    /// The item after the last one observed.
    next: u64,
    /// The offset in force; `None` when lost.
    current: Option<i8>,
    /// The first wrong item of an alarm that is not resolved.
    broken: Option<u64>,
    tracks: [Track; Offsets::COUNT],
    /// Marks read since the last one that fitted the offset in force, and the first of them.
    misfits: u8,
    misfit_first: u64,
    /// The first item of any track or misfit; [`NONE`] if nothing is in doubt.
    doubted: u64,
}

impl Default for Alignment {
    fn default() -> Self {
        Self::new()
    }
}

impl Alignment {
    /// How many marks must agree, unless told otherwise.
    pub const NEEDED: u8 = 5;

    /// A pairing waits for at most so many items.
    pub const WINDOW: u64 = 64;

    /// An aligned reader, before item 0.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            needed: Self::NEEDED,
            next: 0,
            current: Some(0),
            broken: None,
            tracks: [Track::EMPTY; Offsets::COUNT],
            misfits: 0,
            misfit_first: NONE,
            doubted: NONE,
        }
    }

    /// With another number of marks that must agree: fewer are quicker, more are surer. The module tells by how much.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] below 3 and above 16.
    pub fn with_needed(self, needed: u8) -> Result<Self, Error> {
        if (3..=16).contains(&needed) { Ok(Self { needed, ..self }) } else { Err(Error::Parameter) }
    }

    /// Takes what was seen at an item. Items ascend; one that is left out counts as not read, one that is behind the last
    /// one changes nothing.
    ///
    /// ```
    /// use symbolon::line::{Alignment, AlignmentVerdict, Seen, offsets::Offsets};
    ///
    /// let mut alignment = Alignment::new();
    /// for item in 0..100 {
    ///     assert_eq!(alignment.observe(item, Seen::Read(Offsets::only(0))), AlignmentVerdict::Aligned);
    /// }
    /// // A jam: from item 100 on, each mark belongs to the item 3 places on.
    /// let verdicts = (100..105).map(|item| alignment.observe(item, Seen::Read(Offsets::only(3))));
    /// assert_eq!(verdicts.last(), Some(AlignmentVerdict::Shifted { by: 3, first_wrong: 100 }));
    /// assert_eq!(alignment.settled(), 100);
    /// ```
    pub fn observe(&mut self, item: u64, seen: Seen) -> AlignmentVerdict {
        if item < self.next || item == NONE {
            return self.verdict();
        }
        self.next = item + 1;
        let calm = self.broken.is_none() && self.doubted == NONE;
        if calm && (seen == Seen::NoRead || seen == Seen::Read(Offsets::only(0))) {
            return AlignmentVerdict::Aligned;
        }
        if let Seen::Read(set) = seen {
            self.count(item, set);
            if let Some(told) = self.conclude() {
                return told;
            }
        }
        if self.next - self.settled() > Self::WINDOW && self.broken.is_none() {
            self.lose();
        }
        self.verdict()
    }

    /// What stands after the last item.
    #[must_use]
    pub fn verdict(&self) -> AlignmentVerdict {
        match (self.broken, self.current) {
            (Some(first_wrong), Some(by)) => AlignmentVerdict::Shifted { by, first_wrong },
            (Some(first_wrong), None) => AlignmentVerdict::Lost { first_wrong },
            (None, _) => match self.settled() {
                since if since < self.next => AlignmentVerdict::Suspect { since },
                _ => AlignmentVerdict::Aligned,
            },
        }
    }

    /// The first item whose pairing waits; the next item if none does.
    #[must_use]
    pub fn settled(&self) -> u64 {
        self.broken.unwrap_or(self.doubted).min(self.next)
    }

    /// An operator says that from item `until` on the readers agree: put right, or told their true distance. Gives what
    /// was held back, if anything was. The test begins anew, also with items that were observed before.
    pub fn resolve(&mut self, until: u64) -> Option<Resolved> {
        let first_wrong = self.settled();
        let waits = first_wrong < self.next;
        let by = self.current.filter(|&by| by != 0);
        *self = Self { needed: self.needed, next: until, ..Self::new() };
        waits.then_some(Resolved { first_wrong, until: self.next, by })
    }

    /// Moves the runs by one mark.
    fn count(&mut self, item: u64, set: Offsets) {
        let current = self.current;
        let holds = current.is_some_and(|offset| set.contains(offset));
        if holds {
            (self.misfits, self.misfit_first) = (0, NONE);
        } else {
            self.misfits = self.misfits.saturating_add(1);
            self.misfit_first = self.misfit_first.min(item);
            self.doubted = self.doubted.min(item);
        }
        if set.is_empty() {
            return;
        }
        for (offset, track) in Offsets::all().zip(&mut self.tracks) {
            match (set.contains(offset), holds) {
                (false, true) => *track = Track::EMPTY,
                (false, false) => {
                    track.run = track.run.saturating_sub(1);
                    if track.run == 0 && current.is_none() {
                        track.first = NONE;
                    }
                }
                (true, false) => {
                    track.run = track.run.saturating_add(1);
                    track.first = track.first.min(item);
                }
                // Fits both: no evidence, yet a later alarm reaches back to it. The return to 0 must not.
                (true, true) if Some(offset) != current && offset != 0 => track.first = track.first.min(item),
                (true, true) => {}
            }
        }
        self.doubted = self.tracks.iter().map(|track| track.first).fold(self.misfit_first, u64::min);
    }

    /// Changes the offset in force when the runs say so; gives the answer that is told once.
    fn conclude(&mut self) -> Option<AlignmentVerdict> {
        let longest = self.tracks.iter().map(|track| track.run).max().unwrap_or_default();
        let mut at_length = Offsets::all().zip(self.tracks).filter(|(_, track)| track.run == longest);
        match (at_length.next(), at_length.next()) {
            (Some((offset, track)), None) if longest >= self.needed => self.follow(offset, track.first),
            _ => {
                if self.misfits >= 2 * self.needed && self.current.is_some() {
                    self.lose();
                }
                None
            }
        }
    }

    fn follow(&mut self, offset: i8, first: u64) -> Option<AlignmentVerdict> {
        let first_wrong = self.broken.unwrap_or(self.misfit_first.min(first));
        let cleared = Self { needed: self.needed, next: self.next, ..Self::new() };
        if offset == 0 {
            *self = cleared;
            return Some(AlignmentVerdict::Realigned { first_wrong, first_right: first });
        }
        *self = Self { current: Some(offset), broken: Some(first_wrong), ..cleared };
        None
    }

    /// No offset is in force any more; the runs go on.
    fn lose(&mut self) {
        self.broken = Some(self.settled());
        self.current = None;
    }
}
