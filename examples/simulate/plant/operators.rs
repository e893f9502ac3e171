//! What people do: they help when the line stands, work over what was taken off, and meddle.

use symbolon::Error;
use symbolon::journal::Storage;
use symbolon::line::{AlignmentVerdict, Body, Command, Decision, OpenUnits, Reason, Target};
use symbolon::pack::UnitId;

use super::Plant;
use crate::account::Fate;
use crate::goods::{FIRST, station};
use crate::thing::Kind;

/// More marks than this after a jam are a late alarm: 10 are promised at 5 % no-reads, and some are marks of things that
/// do not belong on the line.
const LATE_ALARM: u64 = 20;

impl<S: Storage> Plant<'_, S> {
    /// Somebody comes, because the line stands.
    pub(super) fn help(&mut self) -> Result<(), Error> {
        match self.stopped.take() {
            Some(Reason::Misaligned) => {
                self.catch_up()?;
                self.account.slowest_alarm = self.account.slowest_alarm.max(self.marks_since);
                if self.marks_since > LATE_ALARM {
                    self.account.fault(format!("a jam was noticed after {} marks", self.marks_since));
                }
                match self.gateway.session.alignment().verdict() {
                    AlignmentVerdict::Shifted { by, .. } if i64::from(by) == self.skew => {}
                    AlignmentVerdict::Lost { .. } => {}
                    other => self.account.fault(format!("{other:?}, and it is {}", self.skew)),
                }
                let by = i16::try_from(self.skew).unwrap_or_default();
                self.command(Command::Realign { by }, Reason::Realigned)?;
                self.set_aside(usize::from(self.options.mark_offset));
                (self.skew, self.mute) = (0, 0);
            }
            Some(Reason::Ended) | None => {}
            Some(_) => self.restart()?,
        }
        Ok(())
    }

    pub(super) fn command(
        &mut self,
        command: Command<Target<'_>>,
        expected: Reason,
    ) -> Result<Decision, Error> {
        let decision = self.tell(station::OPERATOR, Body::Command(command))?;
        if decision.reason != expected {
            self.account.fault(format!("{command:?}: {:?}, and not {expected:?}", decision.reason));
        }
        Ok(decision)
    }

    /// An accepted item, its unit and its code.
    pub(super) fn some_good(&mut self) -> Result<Option<(u64, UnitId, Vec<u8>)>, Error> {
        // From a place among all labels on, the next one that is good.
        let last = self.account.fates.last_key_value().map_or(FIRST, |row| *row.0);
        let from = FIRST + self.dice.below(last - FIRST + 1);
        let good = self.account.fates.range(from..).find(|row| *row.1 == Fate::Good);
        let Some(index) = good.map(|row| *row.0) else { return Ok(None) };
        let Some(unit) = self.account.units.get(&index).copied() else { return Ok(None) };
        Ok(Some((index, unit, self.goods.item(index)?)))
    }

    /// Somebody does something to a good item.
    pub(super) fn meddle(&mut self) -> Result<(), Error> {
        let Some((index, unit, code)) = self.some_good()? else { return Ok(()) };
        // What is still on the belt is left alone.
        if self.belt.iter().flatten().any(|thing| thing.index == Some(index)) {
            return Ok(());
        }
        self.account.commands += 1;
        let target = Target::Code(&code);
        let is_packed = self.account.parents.contains_key(&unit);
        match self.dice.below(6) {
            0 => {
                self.command(Command::Sample(target), Reason::Sampled)?;
                self.account.taken_out(unit);
                self.account.set(index, Fate::Sampled);
            }
            1 => {
                self.command(Command::Sample(target), Reason::Sampled)?;
                self.account.taken_out(unit);
                self.command(Command::Destroy(target), Reason::Destroyed)?;
                self.account.set(index, Fate::Destroyed);
            }
            2 => {
                self.command(Command::Void { unit: target, take_out: false }, Reason::AlreadyPacked)?;
                self.command(Command::Void { unit: target, take_out: true }, Reason::Voided)?;
                self.account.taken_out(unit);
                self.account.set(index, Fate::Void);
            }
            3 => {
                self.command(Command::Reprint(target), Reason::Reprinted)?;
            }
            4 => {
                self.command(Command::Pause, Reason::Paused)?;
                if self.gateway.session.halted() == Some(Reason::Paused) {
                    self.command(Command::Resume, Reason::Resumed)?;
                }
            }
            _ if is_packed => self.open_case(unit)?,
            _ => {}
        }
        Ok(())
    }

    /// Opens the case of a unit, takes the unit out, puts it back, and closes the case.
    fn open_case(&mut self, unit: UnitId) -> Result<(), Error> {
        let Some(case) = self.account.parents.get(&unit).copied() else { return Ok(()) };
        let (unit, container) = (Target::Unit(unit), Target::Unit(case));
        self.command(Command::TakeOut(unit), Reason::ContainerClosed)?;
        self.command(Command::Reopen(container), Reason::Reopened)?;
        self.command(Command::TakeOut(unit), Reason::TakenOut)?;
        self.command(Command::PutIn { container, unit }, Reason::PutIn)?;
        let held = self.account.containers.get(&case).map_or(0, |(_, container)| container.children.len());
        let declared = u32::try_from(held).unwrap_or(u32::MAX);
        self.command(Command::Close { container, declared: declared + 1 }, Reason::CountMismatch)?;
        self.command(Command::Close { container, declared }, Reason::Closed)?;
        Ok(())
    }

    /// What is in the bin goes back to the belt, or is void, or nobody can say what it was.
    pub(super) fn work_over(&mut self) -> Result<(), Error> {
        for thing in std::mem::take(&mut self.bin) {
            let Some(index) = thing.index else { continue };
            let unit = self.account.units.get(&index).copied().map(Target::Unit);
            match (thing.kind, unit) {
                (Kind::Damaged, _) | (_, None) => self.account.set(index, Fate::Unknown),
                (Kind::Good, Some(unit)) => {
                    let decision = self.tell(station::OPERATOR, Body::Command(Command::Rework(unit)))?;
                    // One that was never read has nothing to be let back from.
                    if !matches!(decision.reason, Reason::Reworked | Reason::Nothing) {
                        self.account.fault(format!("rework of {thing:?}: {:?}", decision.reason));
                    }
                    self.account.passes += 1;
                    self.queue.push_back(thing.again());
                }
                (_, Some(unit)) => {
                    self.command(Command::Void { unit, take_out: false }, Reason::Voided)?;
                    self.account.set(index, Fate::Void);
                }
            }
        }
        Ok(())
    }

    pub(super) fn end(&mut self) -> Result<(), Error> {
        self.catch_up()?;
        self.work_over()?;
        // What was good and is not needed any more stays unaccounted until somebody says what became of it.
        self.command(Command::End(OpenUnits::CloseOdd), Reason::Ended)?;
        let replayed = self.gateway.replayed()?;
        if replayed.digest() != self.gateway.session.digest() {
            self.account.fault("the journal gives another session".to_owned());
        }
        let session = &self.gateway.session;
        self.account.audit(session);
        Ok(())
    }
}
