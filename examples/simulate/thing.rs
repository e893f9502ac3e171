//! One thing on the belt, and what is wrong with it.

use std::fmt;

use symbolon::line::Reason;

/// What is wrong with a thing from the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Good,
    /// Nobody can read the label.
    Damaged,
    /// The label of an item that was accepted before.
    Copy,
    Foreign,
    OtherOrder,
    WrongLevel,
    WrongLot,
    Forged,
    Garbage,
    /// The mark of another item.
    FalseMark,
    Defect,
}

impl Kind {
    /// Kinds that come in from outside, and take no label of the order.
    pub(crate) const STRANGE: [Self; 6] =
        [Self::Copy, Self::Foreign, Self::OtherOrder, Self::WrongLevel, Self::Forged, Self::Garbage];

    /// Whether a session may give this reason for taking such a thing off the line.
    pub(crate) fn explains(self, reason: Reason) -> bool {
        match self {
            Self::Good => false,
            Self::Damaged => reason == Reason::NoRead,
            // What the session says of the one that it was copied from.
            Self::Copy => {
                matches!(reason, Reason::Duplicate | Reason::Gone | Reason::Rejected | Reason::State(_))
            }
            Self::Foreign => reason == Reason::Foreign,
            Self::OtherOrder => reason == Reason::WrongOrder,
            Self::WrongLevel => reason == Reason::WrongLevel,
            Self::WrongLot => reason == Reason::WrongLot,
            // It has no signature either.
            Self::Forged => matches!(reason, Reason::NotSealed | Reason::Unsigned),
            Self::Garbage => reason == Reason::NotACode,
            Self::FalseMark => reason == Reason::MarkMismatch,
            Self::Defect => reason == Reason::InspectionReject,
        }
    }
}

/// What becomes of a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ruled {
    Open,
    Accepted,
    /// To be taken off.
    Rejected(Reason),
}

/// One thing.
#[derive(Clone)]
pub(crate) struct Thing {
    pub(crate) kind: Kind,
    /// The index of its label, if that is of the order and not a copy.
    pub(crate) index: Option<u64>,
    pub(crate) code: Vec<u8>,
    pub(crate) mark: [u8; 11],
    /// Its number at the code reader.
    pub(crate) number: u64,
    /// Whether the code reader read it.
    pub(crate) was_read: bool,
    /// Reasons of this pass that are nobody's fault: a reader missed it, or it was near a jam.
    pub(crate) missed: Option<Reason>,
    pub(crate) jammed: bool,
    pub(crate) ruled: Ruled,
}

impl Thing {
    /// Whether it may be taken off for this reason.
    pub(crate) fn may_leave(&self, reason: Reason) -> bool {
        let line = matches!(reason, Reason::Halted | Reason::Interrupted | Reason::Misaligned);
        let full = reason == Reason::QuantityReached;
        let jam = self.jammed && matches!(reason, Reason::MarkUnread | Reason::MarkMismatch | Reason::Silent);
        self.kind.explains(reason) || self.missed == Some(reason) || line || full || jam
    }

    /// Ready for another pass.
    pub(crate) fn again(mut self) -> Self {
        (self.number, self.was_read, self.missed, self.jammed, self.ruled) =
            (u64::MAX, false, None, false, Ruled::Open);
        self
    }
}

impl fmt::Debug for Thing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, index, number, ruled, missed, .. } = self;
        write!(f, "{kind:?} {index:?}, number {number}, {ruled:?}, missed {missed:?}, jammed {}", self.jammed)
    }
}
