//! The operations as data, so that a journal can keep them, and their one door.

use super::window::Past;
use super::{Forest, UnitId, Units};
use crate::Error;

/// One change of a forest. Each is done whole, or refused with nothing changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Operation<'a> {
    /// [`Forest::pack`]
    Pack {
        /// Takes the units.
        container: UnitId,
        /// Loose units.
        units: &'a [UnitId],
    },
    /// [`Forest::pack_run`]
    PackRun {
        /// Takes the units.
        container: UnitId,
        /// The first of the loose units.
        first: UnitId,
        /// How many there are, by consecutive ids.
        count: u32,
    },
    /// [`Forest::unpack`]
    Unpack {
        /// Packed units.
        units: &'a [UnitId],
    },
    /// [`Forest::unpack_all`]
    UnpackAll {
        /// Is empty afterwards.
        container: UnitId,
    },
    /// [`Forest::move_to`]
    Move {
        /// Packed units.
        units: &'a [UnitId],
        /// Takes them.
        to: UnitId,
    },
    /// [`Forest::replace`]
    Replace {
        /// Is loose afterwards.
        old: UnitId,
        /// Lies in its place.
        new: UnitId,
    },
    /// [`Forest::relabel`]
    Relabel {
        /// Is void afterwards.
        old: UnitId,
        /// Has its children and its place.
        new: UnitId,
    },
    /// [`Forest::split`]
    Split {
        /// Gives the units.
        from: UnitId,
        /// Takes them.
        to: UnitId,
        /// Children of `from`.
        units: &'a [UnitId],
    },
    /// [`Forest::merge`]
    Merge {
        /// Is empty afterwards.
        from: UnitId,
        /// Has all its children.
        to: UnitId,
    },
    /// [`Forest::close`]
    Close {
        /// Takes and gives nothing afterwards.
        container: UnitId,
        /// How many units it is said to hold.
        declared: u32,
    },
    /// [`Forest::reopen`]
    Reopen {
        /// Is open afterwards.
        container: UnitId,
    },
    /// [`Forest::void`], [`Forest::void_out`]
    Void {
        /// Is void afterwards.
        unit: UnitId,
        /// Whether it may be taken out of a container for that.
        take_out: bool,
    },
    /// [`Forest::sample`]
    Sample {
        /// Is gone afterwards.
        unit: UnitId,
    },
    /// [`Forest::destroy`]
    Destroy {
        /// Is gone for good afterwards.
        unit: UnitId,
    },
}

/// The caller's name for one operation: a number of a journal record, or anything that is not used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(transparent)]
pub struct OperationId(pub u64);

/// What an operation did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// How many units changed their place.
    pub units: u32,
    /// Whether this is the answer of an earlier call: nothing was changed now.
    pub replayed: bool,
}

impl Forest {
    /// Does an operation once. The same id again, within the window of the last ids, gives the same answer and changes
    /// nothing; so do the ids of refused operations, and again with the same refusal. Costs as the operation does.
    ///
    /// # Errors
    ///
    /// Those of the operation; [`Error::OperationTaken`] if the id was used for another operation.
    pub fn apply(&mut self, id: OperationId, operation: &Operation<'_>) -> Result<Outcome, Error> {
        let print = operation.print();
        if let Some(past) = self.window.find(id) {
            if past.print != print {
                return Err(Error::OperationTaken);
            }
            return past.answer.map(|units| Outcome { units, replayed: true });
        }
        let answer = self.perform(operation);
        self.window.push(Past { id, print, answer });
        answer.map(|units| Outcome { units, replayed: false })
    }

    fn perform(&mut self, operation: &Operation<'_>) -> Result<u32, Error> {
        match *operation {
            Operation::Pack { container, units } => {
                self.pack(container, units)?;
                Ok(crate::error::place(units.len()))
            }
            Operation::PackRun { container, first, count } => {
                let units = Units::from_first(first, count);
                if units.count_units() < count {
                    return Err(Error::UnknownUnit { item: units.count_units() });
                }
                self.pack_run(container, &units)?;
                Ok(count)
            }
            Operation::Unpack { units } => {
                self.unpack(units)?;
                Ok(crate::error::place(units.len()))
            }
            Operation::UnpackAll { container } => self.unpack_all(container),
            Operation::Move { units, to } => self.move_to(units, to),
            Operation::Replace { old, new } => self.replace(old, new).map(|()| 2),
            Operation::Relabel { old, new } => self.relabel(old, new),
            Operation::Split { from, to, units } => {
                self.split(from, to, units)?;
                Ok(crate::error::place(units.len()))
            }
            Operation::Merge { from, to } => self.merge(from, to),
            Operation::Close { container, declared } => self.close(container, declared).map(|()| 0),
            Operation::Reopen { container } => self.reopen(container).map(|()| 0),
            Operation::Void { unit, take_out: false } => self.void(unit).map(|()| 0),
            Operation::Void { unit, take_out: true } => self.void_out(unit).map(u32::from),
            Operation::Sample { unit } => self.sample(unit).map(u32::from),
            Operation::Destroy { unit } => self.destroy(unit).map(|()| 0),
        }
    }
}
