//! Containers: units wait until their container is full, and are then packed at once.

use super::decision::{Action, Decision, Ruling};
use super::facts::CodeFact;
use super::order::{Labels, Mode};
use super::reason::Reason;
use super::session::Session;
use super::state::{Event, State};
use super::units::{GATHERED, SEEN, WAITING, above};
use crate::code::Level;
use crate::pack::UnitId;

impl Session {
    fn gather_mut(&mut self, level: Level) -> Option<&mut Vec<UnitId>> {
        self.gathers.get_mut(usize::from(level.number()) - 1)
    }

    fn is_full(&self, level: Level) -> bool {
        let capacity = self.order.rules.capacity(level).unwrap_or(0);
        self.gathered(level).len() >= capacity as usize
    }

    /// Whether a unit of a level has to wait because the container it goes into is full and has no label yet.
    pub(super) fn waits_for_room(&self, level: Level) -> bool {
        above(&self.order.rules, level).is_some_and(|parent| self.is_full(parent))
    }

    /// Lets a good unit wait for its container, and completes whatever is full by it.
    pub(super) fn gather(&mut self, unit: UnitId, out: &mut Decision) {
        let mut unit = unit;
        while let Some(parent) = above(&self.order.rules, self.units.level(unit)) {
            if self.is_full(parent) {
                // Callers ask before; a container that finds no room above waits for its own reading.
                self.units.set(unit, WAITING);
                self.units.clear(unit, SEEN);
                return self.halt(Reason::Unlabelled, out);
            }
            self.units.set(unit, GATHERED);
            if let Some(gather) = self.gather_mut(parent) {
                gather.push(unit);
            }
            if !self.is_full(parent) || self.order.labels == Labels::Applied {
                return;
            }
            match self.complete(parent, None, out) {
                Ok(container) if self.units.life(container).is(WAITING) => return,
                Ok(container) => unit = container,
                Err(reason) => return self.halt(reason, out),
            }
        }
    }

    /// Packs what waits for a container of this level into the given one or the next that is drawn, and closes it.
    pub(super) fn complete(
        &mut self,
        level: Level,
        container: Option<UnitId>,
        out: &mut Decision,
    ) -> Result<UnitId, Reason> {
        let drawn = container.is_none();
        let container = match container {
            Some(container) => container,
            None => self.units.next(level).ok_or(Reason::Exhausted)?,
        };
        let units = self.gathers.get(usize::from(level.number()) - 1).map(Vec::as_slice).unwrap_or_default();
        let held = crate::error::place(units.len());
        self.units.forest.pack(container, units).map_err(Reason::of_pack)?;
        if drawn {
            self.units.draw(level);
        }
        // A new container that holds `held` units.
        let _ = self.units.forest.close(container, held);
        self.units.commission(container)?;
        if let Some(mut gather) = self.gather_mut(level).map(core::mem::take) {
            gather.drain(..).for_each(|unit| self.units.clear(unit, GATHERED));
            if let Some(place) = self.gather_mut(level) {
                *place = gather;
            }
        }
        out.actions.push(Action::Complete { unit: container, held });
        if drawn {
            out.actions.push(Action::Print { level, unit: container });
        }
        if drawn && self.order.reads(level) {
            self.units.set(container, WAITING);
        } else {
            self.units.set(container, SEEN);
        }
        Ok(container)
    }

    /// The container of a code that is read back, if it is complete and not read yet.
    pub(super) fn judge_container(&self, code: CodeFact, level: Level) -> Result<UnitId, Reason> {
        let unit = self.unseen(code, level)?;
        let life = self.units.life(unit);
        if !matches!(life.state, State::Allocated | State::Encoded | State::Commissioned) {
            Err(Reason::Gone)
        } else if self.order.labels == Labels::Printed && !life.is(WAITING) {
            Err(Reason::CountMismatch)
        } else {
            Ok(unit)
        }
    }

    pub(super) fn read_container(&mut self, level: Level, code: CodeFact) -> Decision {
        // In manual work one reader serves all levels of containers.
        let level = match code.unit.map(|unit| self.units.level(unit)) {
            Some(read) if self.order.mode == Mode::Manual => read,
            _ => level,
        };
        let mut out = Decision::new(Ruling::Accept, Reason::Fine);
        match self.take_container(level, code, &mut out) {
            Ok(unit) => {
                out = out.about(unit);
                let stop = out.actions.as_slice().iter().find_map(|action| match action {
                    Action::Stop { reason } => Some(*reason),
                    _ => None,
                });
                if let Some(reason) = stop {
                    (out.ruling, out.reason) = (Ruling::Stop, reason);
                }
            }
            Err(reason) => {
                (out.ruling, out.reason, out.unit) = (Ruling::Refuse, reason, code.unit);
                if self.order.mode != Mode::Manual {
                    out.ruling = Ruling::Eject;
                    out.actions.push(Action::Eject { unit: code.unit, distance: 0, reason });
                }
            }
        }
        out
    }

    fn take_container(&mut self, level: Level, code: CodeFact, out: &mut Decision) -> Result<UnitId, Reason> {
        let unit = self.judge_container(code, level)?;
        if self.halted.is_some() {
            return Err(Reason::Halted);
        }
        if self.waits_for_room(level) {
            return Err(Reason::Unlabelled);
        }
        match self.order.labels {
            Labels::Printed => self.units.clear(unit, WAITING),
            Labels::Applied if self.units.life(unit).is(WAITING) => self.units.clear(unit, WAITING),
            Labels::Applied if !self.is_full(level) => return Err(Reason::CountMismatch),
            Labels::Applied => {
                self.complete(level, Some(unit), out)?;
            }
        }
        self.units.set(unit, SEEN);
        self.gather(unit, out);
        // Items that waited for the container's code go on.
        self.flush(out);
        Ok(unit)
    }

    pub(super) fn print_next(&mut self, level: Level) -> Decision {
        match self.units.draw(level) {
            Some(unit) => {
                self.units.encode(unit);
                let mut out = Decision::new(Ruling::Accept, Reason::Fine).about(unit);
                out.actions.push(Action::Print { level, unit });
                out
            }
            None => Decision::new(Ruling::Refuse, Reason::Exhausted),
        }
    }

    pub(super) fn printed(&mut self, code: CodeFact) -> Decision {
        let Some(unit) = code.unit else { return Decision::new(Ruling::Refuse, code.reason) };
        let result = match self.units.life(unit).state {
            State::Encoded | State::Commissioned => Ok(()),
            _ => self.units.apply(unit, Event::LabelsEncoding),
        };
        match result {
            Ok(()) => Decision::new(Ruling::Accept, Reason::Printed).about(unit),
            Err(reason) => Decision::new(Ruling::Refuse, reason).about(unit),
        }
    }
}
