//! What people do: every abnormal operation of a line.
//!
//! Each is done whole or refused with a reason, and a refusal changes nothing.

use super::decision::{Action, Decision, Ruling};
use super::event::Command;
use super::facts::CodeFact;
use super::offsets::Roll;
use super::order::Labels;
use super::reason::Reason;
use super::session::Session;
use super::state::{self, Event, State};
use super::units::{GATHERED, LOST, ON_BELT, REJECTED, SEEN, WAITING};
use crate::code::Level;
use crate::pack::UnitId;

impl Command<CodeFact> {
    /// The units that are named.
    pub(super) const fn targets(&self) -> [Option<CodeFact>; 2] {
        match *self {
            Self::Sample(unit)
            | Self::Rework(unit)
            | Self::Reprint(unit)
            | Self::Void { unit, .. }
            | Self::Destroy(unit)
            | Self::TakeOut(unit)
            | Self::Lost(unit)
            | Self::Reopen(unit)
            | Self::Close { container: unit, .. } => [Some(unit), None],
            Self::Relabel { old, new } => [Some(old), new],
            Self::PutIn { container, unit } => [Some(container), Some(unit)],
            Self::CloseOdd { container, .. } => [container, None],
            Self::Pause
            | Self::Resume
            | Self::Realign { .. }
            | Self::Roll(_)
            | Self::ChangeOver { .. }
            | Self::Restart
            | Self::End(_) => [None, None],
        }
    }
}

/// The unit that a code names, whatever else is wrong with the code: a person has the thing in hand.
fn named(code: CodeFact) -> Result<UnitId, Reason> {
    code.unit.ok_or(if code.reason == Reason::Fine { Reason::UnknownUnit } else { code.reason })
}

impl Session {
    pub(super) fn command(&mut self, command: &Command<CodeFact>) -> Decision {
        let mut out = Decision::new(Ruling::Accept, Reason::Fine);
        out.unit = command.targets().iter().flatten().find_map(|code| code.unit);
        match self.obey(command, &mut out) {
            Ok(reason) => out.reason = reason,
            Err(reason) => {
                let unit = out.unit;
                out = Decision::new(Ruling::Refuse, reason);
                out.unit = unit;
            }
        }
        out
    }

    fn obey(&mut self, command: &Command<CodeFact>, out: &mut Decision) -> Result<Reason, Reason> {
        match *command {
            Command::Sample(unit) => self.sample(named(unit)?),
            Command::Rework(unit) => self.rework(named(unit)?),
            Command::Reprint(unit) => self.reprint(named(unit)?, out),
            Command::Relabel { old, new } => {
                let new = new.map(named).transpose()?;
                self.relabel(named(old)?, new, out)
            }
            Command::Void { unit, take_out } => self.void(named(unit)?, take_out),
            Command::Destroy(unit) => self.destroy(named(unit)?),
            Command::TakeOut(unit) => self.take_out(named(unit)?),
            Command::PutIn { container, unit } => self.put_in(named(container)?, named(unit)?),
            Command::Lost(container) => self.lose(named(container)?),
            Command::CloseOdd { level, container } => {
                let container = container.map(named).transpose()?;
                self.close_odd(level, container, out)
            }
            Command::Reopen(container) => {
                self.units.forest.reopen(named(container)?).map_err(Reason::of_pack)?;
                Ok(Reason::Reopened)
            }
            Command::Close { container, declared } => {
                let container = named(container)?;
                self.units.forest.close(container, declared).map_err(Reason::of_pack)?;
                out.actions.push(Action::Complete { unit: container, held: declared });
                Ok(Reason::Closed)
            }
            Command::Pause => {
                self.halted = Some(self.halted.unwrap_or(Reason::Paused));
                Ok(Reason::Paused)
            }
            Command::Resume => self.go_on(out),
            Command::Realign { by } => self.realign(by, out),
            Command::Roll(place) => {
                let station = self.mark_station().ok_or(Reason::Nothing)?;
                let next = self.belt.next_at(&self.order, station);
                self.roll = Some(Roll::new(next, place));
                Ok(Reason::Roll)
            }
            Command::ChangeOver { lot } => self.change_over(lot, out),
            Command::Restart => {
                self.clear_belt(Reason::Interrupted, out);
                Ok(Reason::Restarted)
            }
            Command::End(open) => self.end(open, out),
        }
    }

    /// The container that a unit waits for.
    fn gather_of(&self, unit: UnitId) -> Option<(usize, usize)> {
        if !self.units.life(unit).is(GATHERED) {
            return None;
        }
        self.gathers
            .iter()
            .enumerate()
            .find_map(|(row, gather)| gather.iter().position(|waiting| *waiting == unit).map(|at| (row, at)))
    }

    /// Takes a unit out of those that wait for a container.
    fn ungather(&mut self, unit: UnitId) {
        if let Some((row, at)) = self.gather_of(unit) {
            if let Some(gather) = self.gathers.get_mut(row) {
                gather.remove(at);
            }
            self.units.clear(unit, GATHERED);
        }
    }

    /// Takes a unit off the belt by hand, if it is there.
    fn unbelt(&mut self, unit: UnitId, reason: Reason) {
        if !self.units.life(unit).is(ON_BELT) {
            return;
        }
        for position in self.belt.decided..self.belt.read {
            let slot = self.belt.slot_mut(position);
            if slot.unit == Some(unit) && slot.ejected.is_none() {
                slot.ejected = Some(reason);
                slot.by_hand = true;
                self.on_belt = self.on_belt.saturating_sub(1);
                break;
            }
        }
        self.units.clear(unit, ON_BELT);
    }

    fn is_packed(&self, unit: UnitId) -> bool {
        self.units.forest.parent(unit).is_ok_and(|parent| parent.is_some())
    }

    fn holds_something(&self, unit: UnitId) -> bool {
        self.units.level(unit) > Level::ITEM && self.units.forest.held(unit).is_ok_and(|held| held > 0)
    }

    fn sample(&mut self, unit: UnitId) -> Result<Reason, Reason> {
        let event = match self.units.life(unit).state {
            State::Encoded => Event::LabelsSampling,
            _ => Event::SidInspecting,
        };
        state::next(self.units.life(unit).state, event)?;
        self.units.forest.sample(unit).map_err(Reason::of_pack)?;
        self.ungather(unit);
        self.unbelt(unit, Reason::Sampled);
        self.units.apply(unit, event)?;
        Ok(Reason::Sampled)
    }

    fn rework(&mut self, unit: UnitId) -> Result<Reason, Reason> {
        let life = self.units.life(unit);
        if life.is(ON_BELT) || (!life.is(REJECTED) && !life.is(SEEN)) {
            return Err(Reason::Nothing);
        }
        if life.is(GATHERED) || self.is_packed(unit) {
            return Err(Reason::AlreadyPacked);
        }
        if !self.units.can_be_commissioned(unit) {
            return Err(Reason::Gone);
        }
        if life.state == State::Commissioned && self.units.level(unit) == Level::ITEM {
            // It is counted again when it is accepted again.
            self.made = self.made.saturating_sub(1);
        }
        self.units.clear(unit, SEEN | REJECTED);
        if self.units.level(unit) > Level::ITEM && self.holds_something(unit) {
            self.units.set(unit, WAITING);
        }
        Ok(Reason::Reworked)
    }

    fn reprint(&mut self, unit: UnitId, out: &mut Decision) -> Result<Reason, Reason> {
        match self.units.life(unit).state {
            State::Encoded | State::Commissioned => {
                out.actions.push(Action::Print { level: self.units.level(unit), unit });
                Ok(Reason::Reprinted)
            }
            other => {
                Err(state::next(other, Event::LabelsInspecting).err().map_or(Reason::Gone, Reason::State))
            }
        }
    }

    fn relabel(&mut self, old: UnitId, new: Option<UnitId>, out: &mut Decision) -> Result<Reason, Reason> {
        let level = self.units.level(old);
        let life = self.units.life(old);
        if life.is(ON_BELT) {
            return Err(Reason::Halted);
        }
        let voiding = self.units.voiding(old);
        if life.state == State::Allocated {
            return Err(Reason::Nothing);
        }
        state::next(life.state, voiding)?;
        if let Some(new) = new {
            let fresh = self.units.life(new);
            if self.units.level(new) != level {
                return Err(Reason::WrongLevel);
            }
            if new == old
                || fresh.is(SEEN)
                || fresh.is(REJECTED)
                || !matches!(fresh.state, State::Allocated | State::Encoded)
            {
                return Err(Reason::Duplicate);
            }
        }
        let drawn = new.is_none();
        let new = match new {
            Some(new) => new,
            None => self.units.next(level).ok_or(Reason::Exhausted)?,
        };
        self.units.forest.relabel(old, new).map_err(Reason::of_pack)?;
        if drawn {
            self.units.draw(level);
        }
        let place = self.gather_of(old);
        let place =
            place.and_then(|(row, at)| self.gathers.get_mut(row).and_then(|gather| gather.get_mut(at)));
        if let Some(place) = place {
            *place = new;
        }
        let was_made = life.state == State::Commissioned;
        self.units.hand_over(old, new);
        self.units.apply(old, voiding)?;
        if was_made {
            self.units.commission(new)?;
        } else {
            // A label that never became a unit: the new one is read like any other.
            self.units.clear(new, SEEN);
            self.units.encode(new);
        }
        if drawn {
            out.actions.push(Action::Print { level, unit: new });
        }
        out.unit = Some(new);
        Ok(Reason::Relabelled)
    }

    fn void(&mut self, unit: UnitId, take_out: bool) -> Result<Reason, Reason> {
        let event = self.units.voiding(unit);
        state::next(self.units.life(unit).state, event)?;
        if self.holds_something(unit) {
            return Err(Reason::NotEmpty);
        }
        if self.units.life(unit).is(GATHERED) && !take_out {
            return Err(Reason::AlreadyPacked);
        }
        let forest = &mut self.units.forest;
        let voided = if take_out { forest.void_out(unit).map(drop) } else { forest.void(unit) };
        voided.map_err(Reason::of_pack)?;
        self.ungather(unit);
        self.unbelt(unit, Reason::Voided);
        self.units.apply(unit, event)?;
        Ok(Reason::Voided)
    }

    fn destroy(&mut self, unit: UnitId) -> Result<Reason, Reason> {
        let event = match self.units.life(unit).state {
            State::Encoded | State::LabelSampled => Event::LabelsScrapping,
            _ => Event::SidDestroying,
        };
        state::next(self.units.life(unit).state, event)?;
        if self.units.life(unit).is(GATHERED) {
            return Err(Reason::AlreadyPacked);
        }
        if self.holds_something(unit) {
            return Err(Reason::NotEmpty);
        }
        self.units.forest.destroy(unit).map_err(Reason::of_pack)?;
        self.unbelt(unit, Reason::Destroyed);
        self.units.apply(unit, event)?;
        Ok(Reason::Destroyed)
    }

    fn take_out(&mut self, unit: UnitId) -> Result<Reason, Reason> {
        if self.units.life(unit).is(GATHERED) {
            self.ungather(unit);
        } else {
            self.units.forest.unpack(&[unit]).map_err(Reason::of_pack)?;
        }
        self.units.set(unit, REJECTED);
        Ok(Reason::TakenOut)
    }

    fn put_in(&mut self, container: UnitId, unit: UnitId) -> Result<Reason, Reason> {
        let life = self.units.life(unit);
        if life.is(GATHERED) {
            return Err(Reason::AlreadyPacked);
        }
        if life.state != State::Commissioned {
            return Err(match state::next(life.state, Event::SidShipping) {
                Err(refusal) => refusal.into(),
                Ok(_) => Reason::Gone,
            });
        }
        self.units.forest.pack(container, &[unit]).map_err(Reason::of_pack)?;
        self.units.clear(unit, REJECTED | WAITING);
        self.units.set(unit, SEEN);
        Ok(Reason::PutIn)
    }

    /// A container is lost with all it holds. O(content).
    fn lose(&mut self, container: UnitId) -> Result<Reason, Reason> {
        if self.units.level(container) == Level::ITEM {
            return Err(Reason::WrongLevel);
        }
        state::next(self.units.life(container).state, Event::SidDecommissioning)?;
        if let Ok(Some(parent)) = self.units.forest.parent(container) {
            // The closed container above is opened for it, and closed again with what is left.
            let was_closed = self.units.forest.reopen(parent).is_ok();
            self.units.forest.unpack(&[container]).map_err(Reason::of_pack)?;
            if was_closed {
                let held = self.units.forest.held(parent).unwrap_or(0);
                let _ = self.units.forest.close(parent, held);
            }
        }
        self.ungather(container);
        let mut unit = Some(container);
        while let Some(lost) = unit {
            if self.units.life(lost).state == State::Commissioned {
                self.units.apply(lost, Event::SidDecommissioning)?;
            }
            self.units.set(lost, LOST);
            unit = self.next_inside(container, lost);
        }
        Ok(Reason::Lost)
    }

    /// The unit after `unit` in a walk over all that lies in `container`.
    fn next_inside(&self, container: UnitId, unit: UnitId) -> Option<UnitId> {
        let forest = &self.units.forest;
        if let Some(child) = forest.children(unit).ok().and_then(|mut children| children.next()) {
            return Some(child);
        }
        let mut at = unit;
        while at != container {
            if let Ok(Some(sibling)) = forest.next_sibling(at) {
                return Some(sibling);
            }
            at = forest.parent(at).ok().flatten()?;
        }
        None
    }

    fn close_odd(
        &mut self,
        level: Level,
        container: Option<UnitId>,
        out: &mut Decision,
    ) -> Result<Reason, Reason> {
        if self.gathered(level).is_empty() {
            return Err(Reason::Nothing);
        }
        if self.waits_for_room(level) {
            return Err(Reason::Unlabelled);
        }
        match container {
            None if self.order.labels == Labels::Applied => return Err(Reason::Unlabelled),
            None => {}
            Some(unit) => {
                let life = self.units.life(unit);
                if self.units.level(unit) != level {
                    return Err(Reason::WrongLevel);
                }
                if life.is(SEEN)
                    || life.is(REJECTED)
                    || !matches!(life.state, State::Allocated | State::Encoded)
                {
                    return Err(Reason::Duplicate);
                }
            }
        }
        let unit = self.complete(level, container, out)?;
        out.unit = Some(unit);
        if !self.units.life(unit).is(WAITING) {
            self.gather(unit, out);
        }
        self.flush(out);
        Ok(Reason::Odd)
    }
}
