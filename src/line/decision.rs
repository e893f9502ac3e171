//! Decisions: what a session answers to an event.

use super::reason::Reason;
use crate::code::Level;
use crate::pack::UnitId;

/// What became of the event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Ruling {
    /// It is as it should be.
    Accept = 1,
    /// It is taken; more is needed before the unit is decided.
    Hold = 2,
    /// A unit has to leave the line.
    Eject = 3,
    /// The line has to stop until a person has decided.
    Stop = 4,
    /// It was refused, and nothing changed but the counts.
    Refuse = 5,
    /// It came before one that is still missing, and waits for it. It is not in the journal yet.
    Park = 6,
}

impl Ruling {
    /// The stable number; 0 stands for none.
    #[must_use]
    pub const fn number(self) -> u8 {
        self as u8
    }
}

/// A mark as records and registers name it: the first 16 bytes of a keyed hash, or the roll's place of one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MarkId(pub [u8; 16]);

impl core::fmt::Debug for MarkId {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "MarkId({:032x})", u128::from_be_bytes(self.0))
    }
}

/// One thing that the line has to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// The unit is good: it runs on.
    Accept {
        /// The unit.
        unit: UnitId,
    },
    /// Something has to leave the belt.
    Eject {
        /// The unit, if it is known.
        unit: Option<UnitId>,
        /// How many items after this event it reaches the rejector; 0 means now, or by hand.
        distance: u16,
        /// Why.
        reason: Reason,
    },
    /// The line has to stop.
    Stop {
        /// Why.
        reason: Reason,
    },
    /// A label has to be printed.
    Print {
        /// Its level.
        level: Level,
        /// The unit it is for.
        unit: UnitId,
    },
    /// A container is complete, and closed.
    Complete {
        /// The container.
        unit: UnitId,
        /// How many units it holds.
        held: u32,
    },
    /// The mark belongs to the code from now on: to be told to the register of marks. Repeating it does no harm.
    Bind {
        /// The unit.
        unit: UnitId,
        /// The mark.
        mark: MarkId,
    },
}

/// What the line has to do, in this order.
#[derive(Clone, Copy)]
pub struct Actions {
    list: [Action; Self::MAX],
    len: u8,
}

impl Actions {
    /// The most actions of one decision.
    pub const MAX: usize = 48;

    /// None.
    #[must_use]
    pub const fn new() -> Self {
        Self { list: [Action::Stop { reason: Reason::Fine }; Self::MAX], len: 0 }
    }

    /// The actions.
    #[must_use]
    pub fn as_slice(&self) -> &[Action] {
        self.list.get(..usize::from(self.len)).unwrap_or_default()
    }

    /// How many more there is room for.
    pub(super) fn room(&self) -> usize {
        Self::MAX - usize::from(self.len)
    }

    /// Adds one. Callers ask for [`Actions::room`] first; without room it is lost.
    pub(super) fn push(&mut self, action: Action) {
        if let Some(place) = self.list.get_mut(usize::from(self.len)) {
            *place = action;
            self.len += 1;
        }
    }
}

impl Default for Actions {
    fn default() -> Self {
        Self::new()
    }
}

impl PartialEq for Actions {
    fn eq(&self, other: &Self) -> bool {
        self.as_slice() == other.as_slice()
    }
}

impl Eq for Actions {}

impl core::fmt::Debug for Actions {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        self.as_slice().fmt(f)
    }
}

/// The answer to one event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decision {
    /// What became of the event.
    pub ruling: Ruling,
    /// Why.
    pub reason: Reason,
    /// The unit that the event was about, if there is one.
    pub unit: Option<UnitId>,
    /// The position in a layer of the code that the reason is about; 0 elsewhere.
    pub item: u32,
    /// What has to be done, also for earlier items that were decided by this event.
    pub actions: Actions,
    /// Whether this is the answer that the event got before.
    pub replayed: bool,
}

impl Decision {
    /// A decision without actions.
    #[must_use]
    pub const fn new(ruling: Ruling, reason: Reason) -> Self {
        Self { ruling, reason, unit: None, item: 0, actions: Actions::new(), replayed: false }
    }

    pub(super) const fn about(mut self, unit: UnitId) -> Self {
        self.unit = Some(unit);
        self
    }
}
