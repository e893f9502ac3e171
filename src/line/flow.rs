//! What happens on the belt: reads, marks, inspections, ejections, and items that are decided in their order.

use super::align::{AlignmentVerdict, Seen};
use super::belt::MarkState;
use super::decision::{Action, Actions, Decision, Ruling};
use super::facts::{CodeFact, Fits, MarkFact};
use super::offsets::Offsets;
use super::order::Mode;
use super::reason::Reason;
use super::session::Session;
use super::station::Role;
use super::units::{ON_BELT, REJECTED, SEEN};
use crate::code::Level;
use crate::mark::ShortMark;
use crate::pack::UnitId;

/// How far the mark reader may be ahead of the reader of items before the latter counts as silent.
const AHEAD: u64 = 32;

/// The most actions of one accepted item: accept, bind, and two for each level of containers.
const PER_ITEM: usize = 2 + 2 * (Level::COUNT - 1);

const _: () = assert!(PER_ITEM + 8 < Actions::MAX);

impl Session {
    pub(super) fn read_item(
        &mut self,
        time: u64,
        station: u16,
        code: CodeFact,
        fits: Fits,
        secret: Option<ShortMark>,
    ) -> Decision {
        let mut out = Decision::new(Ruling::Hold, Reason::Fine);
        out.unit = code.unit;
        if self.undecided() >= u64::from(self.order.limits.window) {
            self.overrun(&mut out);
        }
        let reason = self.judge_read(time, station, code);
        let position = self.belt.read;
        self.belt.read += 1;
        self.belt.passed(station, position);
        if let Some(last) = self.belt.last.get_mut(usize::from(station)) {
            *last = Some(time);
        }
        let slot = self.belt.slot_mut(position);
        slot.is_read = true;
        let mark_seen = slot.mark_seen;
        if reason == Reason::Fine {
            slot.unit = code.unit;
            self.on_belt += 1;
        }
        if let Some(unit) = code.unit {
            // Whatever else is wrong with it: it is on a label.
            self.units.encode(unit);
            if reason == Reason::Fine {
                self.units.set(unit, SEEN | ON_BELT);
            }
        }
        self.belt.keep_wanted(position, secret);
        if reason != Reason::Fine {
            if reason == Reason::DoubleFeed && position > self.belt.decided {
                self.eject(position - 1, reason, &mut out);
            }
            self.eject(position, reason, &mut out);
        }
        if mark_seen {
            self.pair(position, fits, &mut out);
        }
        self.flush(&mut out);
        self.conclude(position, out)
    }

    /// What speaks against an item that is read.
    fn judge_read(&self, time: u64, station: u16, code: CodeFact) -> Reason {
        let last = self.belt.last.get(usize::from(station)).copied().flatten();
        let too_close = last.is_some_and(|last| time.saturating_sub(last) < u64::from(self.order.limits.gap));
        if too_close {
            return Reason::DoubleFeed;
        }
        match self.judge_unit(code, Level::ITEM) {
            Ok(_) if self.halted.is_some() => Reason::Halted,
            Ok(_) if self.order.quantity > 0 && self.made + self.on_belt >= self.order.quantity => {
                Reason::QuantityReached
            }
            Ok(_) => Reason::Fine,
            Err(reason) => reason,
        }
    }

    /// The unit of a code that is read for the first time, if it may be.
    pub(super) fn judge_unit(&self, code: CodeFact, level: Level) -> Result<UnitId, Reason> {
        let unit = self.unseen(code, level)?;
        if self.units.can_be_commissioned(unit) { Ok(unit) } else { Err(Reason::Gone) }
    }

    /// The unit of a good code of a level, if it was neither read before nor rejected.
    pub(super) fn unseen(&self, code: CodeFact, level: Level) -> Result<UnitId, Reason> {
        if code.reason != Reason::Fine {
            return Err(code.reason);
        }
        let unit = code.unit.ok_or(Reason::UnknownUnit)?;
        let life = self.units.life(unit);
        if self.units.level(unit) != level {
            Err(Reason::WrongLevel)
        } else if life.is(REJECTED) {
            Err(Reason::Rejected)
        } else if life.is(SEEN) {
            Err(Reason::Duplicate)
        } else {
            Ok(unit)
        }
    }

    pub(super) fn read_mark(
        &mut self,
        station: u16,
        mark: MarkFact,
        roll: Option<u64>,
        fits: Fits,
        secret: Option<ShortMark>,
    ) -> Decision {
        let mut out = Decision::new(Ruling::Hold, Reason::Fine);
        let position = self.belt.next_at(&self.order, station);
        if position >= self.belt.read + AHEAD {
            self.halt(Reason::Silent, &mut out);
            return self.conclude(position, out);
        }
        self.belt.passed(station, position);
        let slot = self.belt.slot_mut(position);
        slot.mark_seen = true;
        slot.roll = roll;
        match mark {
            MarkFact::NoRead | MarkFact::Malformed => slot.mark_wrong = Some(Reason::MarkUnread),
            MarkFact::Derived => {}
            MarkFact::Enrolled { id, reason } => {
                slot.mark_id = Some(id);
                slot.mark_wrong = Some(reason).filter(|reason| *reason != Reason::Fine);
            }
        }
        out.unit = slot.unit;
        self.belt.keep_read(position, secret);
        let tells = mark == MarkFact::Derived && matches!(fits, Fits::At(_));
        if tells || self.belt.slot_is_read(position) {
            self.pair(position, fits, &mut out);
        }
        self.flush(&mut out);
        self.conclude(position, out)
    }

    /// Judges the mark of an item, both halves having been seen.
    fn pair(&mut self, position: u64, fits: Fits, out: &mut Decision) {
        let slot = *self.belt.slot(position);
        let mut wrong = slot.mark_wrong;
        let seen = match (slot.unit, wrong, slot.mark_id) {
            (None, None, None) if !slot.is_read => match fits {
                Fits::At(offsets) => Seen::Read(offsets),
                Fits::Open | Fits::Unknown => Seen::NoRead,
            },
            (None, ..) | (_, Some(Reason::MarkUnread), _) => Seen::NoRead,
            (Some(unit), _, Some(id)) => {
                // Bound to this very code before, as when an item comes back: fine.
                if wrong == Some(Reason::MarkTaken) && self.bound.owner(id) == Some(unit) {
                    wrong = None;
                }
                match (&self.roll, slot.roll) {
                    (Some(roll), Some(place)) => Seen::Read(roll.offsets(position, place)),
                    (None, Some(place)) => {
                        self.roll = Some(super::offsets::Roll::new(position, place));
                        Seen::Read(Offsets::only(0))
                    }
                    _ => Seen::Read(Offsets::only(0)),
                }
            }
            (Some(_), _, None) => match fits {
                Fits::At(offsets) => Seen::Read(offsets),
                Fits::Open | Fits::Unknown => {
                    wrong = Some(Reason::Interrupted);
                    Seen::NoRead
                }
            },
        };
        let slot = self.belt.slot_mut(position);
        slot.mark = match seen {
            Seen::Read(offsets) if offsets.contains(0) => MarkState::Fits,
            Seen::Read(_) => MarkState::Misfit,
            Seen::NoRead => MarkState::Waiting,
        };
        let verdict = self.alignment.observe(position, seen);
        if let Some(reason) = wrong {
            self.eject(position, reason, out);
        }
        match verdict {
            AlignmentVerdict::Shifted { .. } | AlignmentVerdict::Lost { .. }
                if self.halted != Some(Reason::Misaligned) =>
            {
                self.halt(Reason::Misaligned, out);
            }
            AlignmentVerdict::Realigned { first_wrong, first_right } => {
                for wrong in first_wrong.max(self.belt.decided)..first_right.min(self.belt.read) {
                    self.set_aside(wrong, Reason::Misaligned, out);
                }
            }
            _ => {}
        }
    }

    pub(super) fn inspect(&mut self, station: u16, pass: bool, reason: Reason) -> Decision {
        let mut out = Decision::new(Ruling::Hold, Reason::Fine);
        let position = self.belt.next_at(&self.order, station);
        if position >= self.belt.read {
            self.halt(Reason::Silent, &mut out);
            return self.conclude(position, out);
        }
        self.belt.passed(station, position);
        let slot = self.belt.slot_mut(position);
        out.unit = slot.unit;
        if pass {
            slot.looks = slot.looks.saturating_add(1);
        } else {
            self.eject(position, reason, &mut out);
        }
        self.flush(&mut out);
        self.conclude(position, out)
    }

    pub(super) fn ejected(&mut self, done: bool) -> Decision {
        let Some(left) = self.belt.asked.checked_sub(1) else {
            return Decision::new(Ruling::Refuse, Reason::Nothing);
        };
        self.belt.asked = left;
        if done {
            return Decision::new(Ruling::Accept, Reason::Ejected);
        }
        let mut out = Decision::new(Ruling::Stop, Reason::NotEjected);
        self.halt(Reason::NotEjected, &mut out);
        out
    }

    /// Counts an item as one that leaves the belt; false if it was one before.
    pub(super) fn reject(&mut self, position: u64, reason: Reason) -> bool {
        let slot = self.belt.slot_mut(position);
        if slot.ejected.is_some() {
            return false;
        }
        slot.ejected = Some(reason);
        let unit = slot.unit;
        self.units.statistics.item(self.now, false);
        if let Some(unit) = unit {
            self.units.clear(unit, ON_BELT);
            self.units.set(unit, REJECTED);
            self.on_belt = self.on_belt.saturating_sub(1);
        }
        true
    }

    /// Takes an item off the belt.
    pub(super) fn eject(&mut self, position: u64, reason: Reason, out: &mut Decision) {
        if position < self.belt.decided || !self.reject(position, reason) {
            return;
        }
        let unit = self.belt.slot_mut(position).unit;
        let rejector = self.order.rejector().filter(|_| self.order.mode != Mode::Manual);
        let distance = match rejector {
            None => 0,
            Some(distance) => {
                self.belt.asked += 1;
                let passed = self.belt.read.saturating_sub(position + 1);
                let left = u64::from(distance).checked_sub(passed).and_then(|left| u16::try_from(left).ok());
                left.unwrap_or_else(|| {
                    self.halt(Reason::TooLate, out);
                    0
                })
            }
        };
        out.actions.push(Action::Eject { unit, distance, reason });
    }

    /// Stops the line.
    pub(super) fn halt(&mut self, reason: Reason, out: &mut Decision) {
        self.halted = Some(reason);
        out.actions.push(Action::Stop { reason });
    }

    /// Too many items wait: some station does not report. The first of them leaves the belt.
    fn overrun(&mut self, out: &mut Decision) {
        let reason = self.halted.unwrap_or(Reason::Silent);
        if self.halted.is_none() {
            self.halt(reason, out);
        }
        self.eject(self.belt.decided, reason, out);
        self.belt.decided += 1;
    }

    /// Decides items in their order, as far as all is known about them.
    pub(super) fn flush(&mut self, out: &mut Decision) {
        while self.belt.decided < self.belt.read && out.actions.room() > PER_ITEM {
            let position = self.belt.decided;
            let slot = *self.belt.slot(position);
            if slot.ejected.is_none() {
                let waits = usize::from(slot.looks) < self.inspections();
                if waits || (self.has_marks() && !self.mark_is_sure(position, slot.mark, out)) {
                    break;
                }
                if self.belt.slot(position).ejected.is_none() {
                    let Some(unit) = slot.unit else { break };
                    if self.waits_for_room(Level::ITEM) {
                        break;
                    }
                    self.accept(position, unit, out);
                }
            }
            self.belt.decided += 1;
        }
    }

    /// Whether the mark of an item is decided; a misfit is then taken off.
    fn mark_is_sure(&mut self, position: u64, mark: MarkState, out: &mut Decision) -> bool {
        if self.halted == Some(Reason::Misaligned) || position >= self.alignment.settled() {
            return false;
        }
        match mark {
            MarkState::Waiting => false,
            MarkState::Fits => true,
            MarkState::Misfit => {
                self.eject(position, Reason::MarkMismatch, out);
                true
            }
        }
    }

    fn inspections(&self) -> usize {
        self.order.stations.iter().filter(|station| matches!(station.role, Role::Inspection { .. })).count()
    }

    /// An item is good.
    fn accept(&mut self, position: u64, unit: UnitId, out: &mut Decision) {
        if let Some(mark) = self.belt.slot(position).mark_id {
            match self.bound.owner(mark) {
                Some(owner) if owner != unit => return self.eject(position, Reason::MarkTaken, out),
                None if self.bound.is_full() => return self.eject(position, Reason::MarksFull, out),
                _ => {}
            }
        }
        if let Err(reason) = self.units.commission(unit) {
            return self.eject(position, reason, out);
        }
        if let Some(mark) = self.belt.slot(position).mark_id {
            self.bound.bind(mark, unit);
            out.actions.push(Action::Bind { unit, mark });
        }
        self.units.clear(unit, ON_BELT);
        self.on_belt = self.on_belt.saturating_sub(1);
        self.made += 1;
        self.units.statistics.item(self.now, true);
        out.actions.push(Action::Accept { unit });
        self.gather(unit, out);
    }

    /// What became of the item that the event was about.
    fn conclude(&self, position: u64, mut out: Decision) -> Decision {
        let stop = out.actions.as_slice().iter().find_map(|action| match action {
            Action::Stop { reason } => Some(*reason),
            _ => None,
        });
        let slot = self.belt.slot(position);
        let ejected = slot.ejected.filter(|_| slot.position == position);
        (out.ruling, out.reason) = match (stop, ejected) {
            (Some(reason), _) => (Ruling::Stop, reason),
            (None, Some(reason)) => (Ruling::Eject, reason),
            (None, None) if position < self.belt.decided => (Ruling::Accept, Reason::Fine),
            (None, None) => (Ruling::Hold, Reason::Fine),
        };
        out
    }
}
