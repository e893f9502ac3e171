//! The belt: items between the reader and their decision, each station with its own count of what passed it.
//!
//! Every station counts items from 0. The item that is number *n* for one is number *n* for all of them, because items
//! keep their order; one that a rejector took off is not counted by the stations behind it.

use super::decision::MarkId;
use super::facts::{Fits, MarkFact};
use super::offsets::Offsets;
use super::order::{Limits, Order};
use super::reason::Reason;
use super::station::Role;
use crate::mark::ShortMark;
use crate::pack::UnitId;

/// Slots: the window, and as many items again as an offset reaches.
const SLOTS: usize = 128;

const _: () = assert!(SLOTS > Limits::MAX_WINDOW as usize + 2 * Offsets::REACH as usize);

/// What the mark of an item turned out to be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) enum MarkState {
    #[default]
    Waiting,
    Fits,
    Misfit,
}

/// One item on the belt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Slot {
    pub(super) position: u64,
    pub(super) unit: Option<UnitId>,
    /// The device and event that read it.
    pub(super) event: Option<(u32, u64)>,
    /// Whether the reader has seen it.
    pub(super) is_read: bool,
    /// How many inspections it passed.
    pub(super) looks: u8,
    /// Whether the mark reader has seen it, and what it saw.
    pub(super) mark: MarkState,
    pub(super) mark_seen: bool,
    pub(super) mark_id: Option<MarkId>,
    /// Its place on the roll.
    pub(super) roll: Option<u64>,
    pub(super) mark_wrong: Option<Reason>,
    /// Why it leaves the belt.
    pub(super) ejected: Option<Reason>,
    /// Whether a person took it off: stations that it had not reached never see it.
    pub(super) by_hand: bool,
}

impl Slot {
    const fn blank(position: u64) -> Self {
        Self {
            position,
            unit: None,
            event: None,
            is_read: false,
            looks: 0,
            mark: MarkState::Waiting,
            mark_seen: false,
            mark_id: None,
            roll: None,
            mark_wrong: None,
            ejected: None,
            by_hand: false,
        }
    }
}

/// The two halves that are compared; never recorded, wiped when they are overwritten.
#[derive(Debug, Default)]
struct Halves {
    /// The mark that the code should have.
    wanted: Option<ShortMark>,
    /// The mark that was read.
    read: Option<ShortMark>,
}

#[derive(Debug)]
pub(super) struct Belt {
    slots: Box<[Slot]>,
    halves: Box<[Halves]>,
    /// Items that passed the reader.
    pub(super) read: u64,
    /// Items that are decided: accepted or ejected.
    pub(super) decided: u64,
    /// Items that passed each station.
    heads: Box<[u64]>,
    /// Ejections that are not confirmed.
    pub(super) asked: u64,
    /// When each station last read something.
    pub(super) last: Box<[Option<u64>]>,
}

impl Belt {
    pub(super) fn new(stations: usize) -> Self {
        Self {
            slots: vec![Slot::blank(u64::MAX); SLOTS].into(),
            halves: (0..SLOTS).map(|_| Halves::default()).collect(),
            read: 0,
            decided: 0,
            heads: vec![0; stations].into(),
            asked: 0,
            last: vec![None; stations].into(),
        }
    }

    #[allow(clippy::indexing_slicing, clippy::cast_possible_truncation)] // the remainder is below the number of slots
    pub(super) fn slot(&self, position: u64) -> &Slot {
        &self.slots[(position % SLOTS as u64) as usize]
    }

    /// The slot of an item, blank if it held an earlier one.
    #[allow(clippy::indexing_slicing, clippy::cast_possible_truncation)] // as in `slot`
    pub(super) fn slot_mut(&mut self, position: u64) -> &mut Slot {
        let at = (position % SLOTS as u64) as usize;
        if self.slots[at].position != position {
            self.slots[at] = Slot::blank(position);
            self.halves[at] = Halves::default();
        }
        &mut self.slots[at]
    }

    #[allow(clippy::indexing_slicing, clippy::cast_possible_truncation)] // as in `slot`
    fn halves(&self, position: u64) -> Option<&Halves> {
        let at = (position % SLOTS as u64) as usize;
        (self.slots[at].position == position).then(|| &self.halves[at])
    }

    #[allow(clippy::indexing_slicing, clippy::cast_possible_truncation)] // as in `slot`
    pub(super) fn keep_wanted(&mut self, position: u64, mark: Option<ShortMark>) {
        self.halves[(position % SLOTS as u64) as usize].wanted = mark;
    }

    /// The items whose slots are still there.
    pub(super) const fn kept(&self) -> core::ops::Range<u64> {
        self.read.saturating_sub(SLOTS as u64)..self.read
    }

    /// Whether an item was read by this event and the mark that it should have is not known.
    pub(super) fn lacks_wanted(&self, position: u64, event: (u32, u64)) -> bool {
        self.slot(position).position == position
            && self.slot(position).event == Some(event)
            && self.halves(position).is_some_and(|halves| halves.wanted.is_none())
    }

    #[allow(clippy::indexing_slicing, clippy::cast_possible_truncation)] // as in `slot`
    pub(super) fn keep_read(&mut self, position: u64, mark: Option<ShortMark>) {
        self.halves[(position % SLOTS as u64) as usize].read = mark;
    }

    /// The item that passes a station next. An item that a rejector before the station has taken, or a person, is passed
    /// over.
    pub(super) fn next_at(&self, order: &Order, station: u16) -> u64 {
        let mut position = self.heads.get(usize::from(station)).copied().unwrap_or(0);
        let behind = match order.stations.get(usize::from(station)).map(|station| station.role) {
            Some(Role::MarkReader { offset } | Role::Inspection { offset, .. }) => offset,
            _ => 0,
        };
        let is_behind = order.rejector().is_some_and(|distance| distance < behind);
        let is_gone = |slot: &Slot| slot.by_hand || (is_behind && slot.ejected.is_some());
        while position < self.read && self.slot(position).position == position && is_gone(self.slot(position))
        {
            position += 1;
        }
        position
    }

    pub(super) fn passed(&mut self, station: u16, position: u64) {
        if let Some(head) = self.heads.get_mut(usize::from(station)) {
            *head = position + 1;
        }
    }

    /// Moves the count of a station.
    pub(super) fn shift(&mut self, station: u16, by: i16) {
        if let Some(head) = self.heads.get_mut(usize::from(station)) {
            *head = head.saturating_add_signed(by.into());
        }
    }

    pub(super) fn head(&self, station: u16) -> u64 {
        self.heads.get(usize::from(station)).copied().unwrap_or(0)
    }

    /// Nothing is on the belt any more.
    pub(super) fn emptied(&mut self) {
        self.decided = self.read;
        self.heads.fill(self.read);
        // What a station said of items that have not come yet was about others.
        for (slot, halves) in
            self.slots.iter_mut().zip(&mut self.halves).filter(|(slot, _)| slot.position >= self.read)
        {
            *slot = Slot::blank(u64::MAX);
            *halves = Halves::default();
        }
        self.asked = 0;
        self.last.fill(None);
    }

    /// How the mark read at an item goes together with the codes near it. Where the item's own code is still to come,
    /// the mark tells something only if it is that of another item.
    pub(super) fn fits_mark(&self, position: u64, fact: MarkFact, mark: Option<&ShortMark>) -> Fits {
        if fact != MarkFact::Derived {
            return Fits::Open;
        }
        let wanted = |position: u64| self.halves(position).and_then(|halves| halves.wanted.as_ref());
        if !self.slot_is_read(position) {
            let owner = |offset: &i8| {
                let code = position.checked_add_signed((*offset).into()).and_then(wanted);
                code.is_some() && code == mark
            };
            return Offsets::all().find(owner).map_or(Fits::Open, |offset| Fits::At(Offsets::only(offset)));
        }
        match (mark, wanted(position)) {
            (Some(mark), Some(_)) => Fits::At(Offsets::find(true, |offset| {
                position
                    .checked_add_signed(offset.into())
                    .and_then(wanted)
                    .is_some_and(|wanted| wanted == mark)
            })),
            _ => Fits::Unknown,
        }
    }

    /// How a code that is read now goes together with the marks that were read before it.
    pub(super) fn fits_code(&self, wanted: Option<&ShortMark>) -> Fits {
        let position = self.read;
        let seen = self.slot(position);
        if seen.position != position || !seen.mark_seen || seen.mark_wrong.is_some() {
            return Fits::Open;
        }
        let read = |position: u64| self.halves(position).and_then(|halves| halves.read.as_ref());
        match (wanted, read(position)) {
            (Some(wanted), Some(_)) => Fits::At(Offsets::find(true, |offset| {
                position
                    .checked_add_signed(-i64::from(offset))
                    .and_then(read)
                    .is_some_and(|read| read == wanted)
            })),
            _ => Fits::Unknown,
        }
    }

    pub(super) fn slot_is_read(&self, position: u64) -> bool {
        let slot = self.slot(position);
        slot.position == position && slot.is_read
    }

    pub(super) fn hash(&self, hasher: &mut impl core::hash::Hasher) {
        use core::hash::Hash;
        (&self.slots, self.read, self.decided, &self.heads, self.asked, &self.last).hash(hasher);
    }
}
