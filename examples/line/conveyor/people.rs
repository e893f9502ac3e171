//! Faults that happen on the belt, and what people do.

use symbolon::code::Level;
use symbolon::line::{Command, Decision, Target};
use symbolon::pack::UnitId;

use super::{Conveyor, OPERATOR, Thing};
use crate::Failure;
use crate::fault::Kind;

impl Conveyor<'_> {
    /// Lets the first fault happen that is due and can happen now. The newest item lies in the tray.
    pub(super) fn start_fault(&mut self) -> Result<(), Failure> {
        let due =
            |number: &usize| self.shift.faults.get(*number).is_some_and(|fault| fault.at < self.printed);
        if self.jam.is_some() || self.tray.len() != 1 || self.printed - self.scrapped >= self.quantity {
            return Ok(());
        }
        let numbers: Vec<usize> = self.due.iter().copied().take_while(due).collect();
        for number in numbers {
            if self.start(number)? {
                self.about(number).beside = self.newest;
                self.due.retain(|waiting| *waiting != number);
                break;
            }
        }
        Ok(())
    }

    /// Starts a fault; false if it has to wait.
    fn start(&mut self, number: usize) -> Result<bool, Failure> {
        let kind = self.kind(number);
        let session = &self.line.session;
        let loose = session.gathered(Level::BOX).first().copied();
        let boxed = session.gathered(Level::CASE).first().copied();
        // Whoever plays with marks plays alone.
        let quiet = self.belt.iter().all(|thing| thing.fault.is_none());
        match kind {
            Kind::SwappedMark | Kind::MarkUnread | Kind::MarkJam if !quiet => return Ok(false),
            Kind::WrongLevel if boxed.is_none() => return Ok(false),
            _ => {}
        }
        match (kind, loose, boxed) {
            (Kind::NoRead | Kind::MarkUnread | Kind::SentTwice, ..) => {
                if let Some(thing) = self.tray.back_mut() {
                    thing.fault = Some(number);
                    match kind {
                        Kind::NoRead => thing.text = None,
                        Kind::MarkUnread => thing.mark = None,
                        _ => {}
                    }
                }
            }
            (Kind::SwappedMark, ..) => {
                let mut other = self.label_next()?;
                if let Some(thing) = self.tray.back_mut() {
                    std::mem::swap(&mut thing.mark, &mut other.mark);
                    (thing.fault, other.fault) = (Some(number), Some(number));
                }
                self.tray.push_back(other);
            }
            (Kind::MarkJam, ..) => {
                self.unseen = 1 + number as u64 % 3;
                self.jam = Some(number);
            }
            (Kind::Duplicate, Some(unit), _) => {
                // Every second one is of an item that lies in a closed box.
                let packed = boxed.and_then(|unit| self.line.session.forest().leaves(unit).ok()?.next());
                let unit = packed.filter(|_| number.is_multiple_of(2)).unwrap_or(unit);
                let (_, item) = self.stock.place(self.line.session.forest(), unit)?;
                let copy = self.thing(item)?;
                self.tray.push_front(intruder(copy.text, copy.mark, Some(number)));
            }
            (Kind::Foreign | Kind::Forged | Kind::AnotherKey | Kind::AnotherOrder | Kind::WrongLevel, ..) => {
                let shown = self.about(number).shown.clone().ok_or("a fault shows nothing")?;
                self.tray.push_front(intruder(Some(shown.text), shown.mark, Some(number)));
            }
            (Kind::Relabel, _, Some(unit)) if number.is_multiple_of(2) => {
                self.relabel(Level::BOX, unit, number)?;
            }
            (Kind::Relabel, Some(unit), _) => self.relabel(Level::ITEM, unit, number)?,
            (Kind::AlreadyPacked, _, Some(unit)) => {
                let item = self.line.session.forest().leaves(unit)?.next().ok_or("an empty box")?;
                self.command(Command::Rework(Target::Unit(item)), number)?;
            }
            (Kind::LostBox, _, Some(unit)) => {
                let lost: Vec<UnitId> = self.line.session.forest().children(unit)?.collect();
                self.shift.gone += lost.len();
                for item in lost {
                    self.take(item)?;
                }
                self.retire(unit, b"lost with its box")?;
                self.command(Command::Lost(Target::Unit(unit)), number)?;
            }
            (Kind::Sample | Kind::Void | Kind::Destroy | Kind::Reprint, Some(unit), _) => {
                self.by_hand(kind, unit, number)?;
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// What people do with an item that lies in the open box.
    fn by_hand(&mut self, kind: Kind, unit: UnitId, fault: usize) -> Result<(), Failure> {
        let (stock, (level, item)) = (self.stock, self.stock.place(self.line.session.forest(), unit)?);
        let target = Target::Code(&stock.unit(level, item)?.scan);
        if kind != Kind::Reprint {
            self.take(unit)?;
        }
        match kind {
            Kind::Reprint => self.command(Command::Reprint(target), fault)?,
            Kind::Sample => self.command(Command::Sample(target), fault)?,
            Kind::Void => self.command(Command::Void { unit: target, take_out: true }, fault)?,
            _ => {
                self.command(Command::TakeOut(target), fault)?;
                self.command(Command::Destroy(target), fault)?
            }
        };
        self.shift.gone += usize::from(kind != Kind::Reprint);
        Ok(())
    }

    fn relabel(&mut self, level: Level, old: UnitId, fault: usize) -> Result<(), Failure> {
        let decision = self.command(Command::Relabel { old: Target::Unit(old), new: None }, fault)?;
        if level == Level::ITEM {
            self.take(old)?;
        } else {
            self.retire(old, b"relabelled")?;
            let new = decision.unit.ok_or("a new label without a unit")?;
            let (_, index) = self.stock.place(self.line.session.forest(), new)?;
            self.stick(level, index)?;
        }
        Ok(())
    }

    /// An item that was accepted is not on the belt any more, if it was there still, or has another label.
    fn take(&mut self, unit: UnitId) -> Result<(), Failure> {
        let (_, item) = self.stock.place(self.line.session.forest(), unit)?;
        self.belt.retain(|thing| thing.item != Some(item));
        Ok(())
    }

    /// The mark of a box is used no more.
    fn retire(&mut self, unit: UnitId, reason: &[u8]) -> Result<(), Failure> {
        let (level, index) = self.stock.place(self.line.session.forest(), unit)?;
        self.marks.retire(self.stock.unit(level, index)?.code.identity(), reason)
    }

    /// A command of a person, whose answer belongs to a fault.
    pub(super) fn command(
        &mut self,
        command: Command<Target<'_>>,
        fault: usize,
    ) -> Result<Decision, Failure> {
        let decision = self.line.command(OPERATOR, command)?;
        self.about(fault).answered(decision.reason);
        Ok(decision)
    }
}

pub(super) const fn intruder(text: Option<Vec<u8>>, mark: Option<[u8; 11]>, fault: Option<usize>) -> Thing {
    Thing { item: None, text, mark, fault, step: 0, position: 0, off: None }
}
