//! Facts: what an event turns out to say once its codes are read and verified. They are recorded, so that a replay needs
//! no key and checks nothing a second time.

use super::decision::MarkId;
use super::event::Command;
use super::offsets::Offsets;
use super::reason::Reason;
use crate::mark::ShortMark;
use crate::pack::UnitId;

/// What a code says by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct CodeFact {
    /// [`Reason::Fine`], or what is wrong with it.
    pub(super) reason: Reason,
    /// The unit of the order that it truly names.
    pub(super) unit: Option<UnitId>,
}

impl CodeFact {
    pub(super) const fn wrong(reason: Reason) -> Self {
        Self { reason, unit: None }
    }
}

/// The beginning of a code that names no unit of the order: what an investigation has to go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Evidence {
    bytes: [u8; Self::MAX],
    len: u8,
}

impl Evidence {
    pub(super) const MAX: usize = 64;
    pub(super) const NONE: Self = Self { bytes: [0; Self::MAX], len: 0 };

    pub(super) fn of(code: &[u8]) -> Self {
        let mut evidence = Self::NONE;
        for (place, byte) in evidence.bytes.iter_mut().zip(code) {
            *place = *byte;
            evidence.len += 1;
        }
        evidence
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..usize::from(self.len)).unwrap_or_default()
    }
}

/// What a mark says by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MarkFact {
    /// No mark was read.
    NoRead,
    /// What was read is no mark.
    Malformed,
    /// A mark that may be computed from a code.
    Derived,
    /// A mark of a roll, and what the register says of it: fine, unknown or taken.
    Enrolled { id: MarkId, reason: Reason },
}

/// What the event says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Facts {
    Read {
        code: CodeFact,
        evidence: Evidence,
    },
    NoRead,
    /// So many codes; they lie in the session's room.
    Layer(u16),
    Mark {
        mark: MarkFact,
        roll: Option<u64>,
    },
    Inspected {
        pass: bool,
        defect: u16,
    },
    Weighed(u32),
    Ejected {
        done: bool,
    },
    Ready,
    Printed(CodeFact),
    Command(Command<CodeFact>),
}

/// How a derived mark and the codes near it go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fits {
    /// This event completes no pair of code and mark.
    Open,
    /// It completes a pair that cannot be compared: the other half was seen before a restart.
    Unknown,
    /// It completes a pair; the mark fits at these offsets.
    At(Offsets),
}

/// Facts with what is not recorded.
#[derive(Clone, Debug)]
pub(super) struct Resolved {
    pub(super) facts: Facts,
    /// The mark that the code should have, or the mark that was read.
    pub(super) secret: Option<ShortMark>,
}
