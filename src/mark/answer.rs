//! The answer about a hidden mark. It gives no reason, so that nobody learns which half was wrong.

/// Whether a hidden mark belongs to a visible code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
#[repr(u8)]
pub enum MarkAnswer {
    /// The mark belongs to the code.
    Match = 1,
    /// It does not, or there is no such code, or the pair is not active: not told apart.
    NoMatch = 2,
}

impl MarkAnswer {
    /// The stable number, 1 or 2: zeroed memory never reads as an answer.
    #[must_use]
    pub const fn number(self) -> u8 {
        self as u8
    }

    pub(super) const fn of(matched: bool) -> Self {
        if matched { Self::Match } else { Self::NoMatch }
    }
}
