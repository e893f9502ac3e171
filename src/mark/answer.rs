//! The answers about a hidden mark. They give no reason, so that nobody learns which half was wrong.

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

/// Whether a picture shows the hidden mark that belongs to a visible code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
#[repr(u8)]
pub enum ImageAnswer {
    /// The mark is there.
    Match = 1,
    /// The picture does not decide it: take another one, nearer, sharper, without glare.
    Rescan = 2,
    /// The picture is good enough to see the mark, and it is not there.
    Mismatch = 3,
}

impl ImageAnswer {
    /// The stable number, 1 to 3: zeroed memory never reads as an answer.
    #[must_use]
    pub const fn number(self) -> u8 {
        self as u8
    }
}
