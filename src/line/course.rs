//! The course of an order: stops, realignment, change-over, restart, end.

use super::align::Alignment;
use super::decision::{Action, Decision};
use super::event::OpenUnits;
use super::order::{Labels, MarkMode};
use super::reason::Reason;
use super::session::Session;
use super::station::Role;
use super::units::{SEEN, WAITING, above};
use crate::code::Level;

impl Session {
    pub(super) fn go_on(&mut self, out: &mut Decision) -> Result<Reason, Reason> {
        match self.halted {
            None => Err(Reason::Nothing),
            Some(Reason::Misaligned) => Err(Reason::Misaligned),
            Some(_) => {
                self.halted = None;
                self.flush(out);
                Ok(Reason::Resumed)
            }
        }
    }

    pub(super) fn mark_station(&self) -> Option<u16> {
        let is_mark_reader = |role| matches!(role, Role::MarkReader { .. });
        (0..).zip(&self.order.stations).find(|(_, station)| is_mark_reader(station.role)).map(|(at, _)| at)
    }

    pub(super) fn realign(&mut self, by: i16, out: &mut Decision) -> Result<Reason, Reason> {
        let station = self.mark_station().ok_or(Reason::Nothing)?;
        let before = self.belt.head(station);
        self.belt.shift(station, by);
        let next = self.belt.head(station);
        for position in self.belt.decided..next.min(self.belt.read) {
            self.set_aside(position, Reason::Misaligned, out);
        }
        // Items whose marks are still to come are judged anew, also those whose codes are still to come.
        for position in next.max(self.belt.decided)..before {
            let slot = self.belt.slot_mut(position);
            (slot.mark, slot.mark_seen, slot.mark_id, slot.mark_wrong) = Default::default();
        }
        self.alignment.resolve(next);
        if self.halted == Some(Reason::Misaligned) {
            self.halted = None;
        }
        self.flush(out);
        Ok(Reason::Realigned)
    }

    /// Takes an item off by hand while the line stands. One action stands for all of them.
    pub(super) fn set_aside(&mut self, position: u64, reason: Reason, out: &mut Decision) {
        if !self.reject(position, reason) {
            return;
        }
        self.belt.slot_mut(position).by_hand = true;
        let told = Action::Eject { unit: None, distance: 0, reason };
        if !out.actions.as_slice().contains(&told) {
            out.actions.push(told);
        }
    }

    /// Whatever is not decided is taken off by hand, and all stations count from here.
    pub(super) fn clear_belt(&mut self, reason: Reason, out: &mut Decision) {
        for position in self.belt.decided..self.belt.read {
            self.set_aside(position, reason, out);
        }
        self.belt.emptied();
        self.alignment = Alignment::new();
        self.alignment.resolve(self.belt.read);
        self.roll = None;
        if self.halted == Some(Reason::Misaligned) {
            self.halted = None;
        }
    }

    pub(super) fn change_over(&mut self, lot: u16, out: &mut Decision) -> Result<Reason, Reason> {
        if usize::from(lot) >= self.order.lots.len() {
            return Err(Reason::NoLot);
        }
        if self.gathers.iter().any(|gather| !gather.is_empty()) {
            return Err(Reason::OpenUnits);
        }
        self.clear_belt(Reason::Interrupted, out);
        self.lot = lot;
        Ok(Reason::ChangedOver)
    }

    pub(super) fn end(&mut self, open: OpenUnits, out: &mut Decision) -> Result<Reason, Reason> {
        let unfinished = self.gathers.iter().any(|gather| !gather.is_empty());
        match open {
            OpenUnits::Refuse if unfinished || self.undecided() > 0 => return Err(Reason::OpenUnits),
            OpenUnits::CloseOdd if unfinished => {
                if self.order.labels == Labels::Applied {
                    return Err(Reason::Unlabelled);
                }
                self.close_all(out)?;
            }
            OpenUnits::Refuse | OpenUnits::CloseOdd | OpenUnits::Leave => {}
        }
        self.clear_belt(Reason::Interrupted, out);
        self.units.give_back();
        self.ended = true;
        out.actions.push(Action::Stop { reason: Reason::Ended });
        Ok(Reason::Ended)
    }

    /// Closes every unfinished container, and what becomes full or odd by it, up to the highest level; none if a code is
    /// lacking. Nobody reads their labels back any more.
    fn close_all(&mut self, out: &mut Decision) -> Result<(), Reason> {
        let lowest = Level::ALL.into_iter().find(|&level| !self.gathered(level).is_empty());
        let mut levels = lowest;
        while let Some(level) = levels {
            // At most one of a level: what it takes up was short of a full one.
            self.units.next(level).ok_or(Reason::Exhausted)?;
            levels = above(&self.order.rules, level);
        }
        for level in Level::ALL {
            if self.gathered(level).is_empty() {
                continue;
            }
            let mut closed = Some(self.complete(level, None, out)?);
            while let Some(unit) = closed {
                self.units.clear(unit, WAITING);
                self.units.set(unit, SEEN);
                self.gather(unit, out);
                closed = self.units.forest.parent(unit).ok().flatten();
                closed = closed.filter(|&container| self.units.life(container).is(WAITING));
            }
        }
        Ok(())
    }

    /// Whether marks are asked for at all.
    pub(super) const fn has_marks(&self) -> bool {
        !matches!(self.order.marks, MarkMode::None)
    }
}
