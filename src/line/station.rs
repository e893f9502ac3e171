//! The stations of a line: what stands where.

use crate::code::Level;

/// One station and the device that speaks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Station {
    /// The device whose events these are; one device may serve several stations.
    pub device: u32,
    /// What the station does.
    pub role: Role,
}

/// What a station does. Offsets and distances are counted in items behind the reader of items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Prints labels of a level.
    Printer {
        /// The level.
        level: Level,
    },
    /// Reads visible codes of a level.
    Reader {
        /// The level.
        level: Level,
        /// What it sees at a time.
        frame: Frame,
    },
    /// Reads hidden marks of items.
    MarkReader {
        /// How many items behind the reader it stands.
        offset: u16,
    },
    /// Looks at items.
    Inspection {
        /// How many items behind the reader it stands.
        offset: u16,
        /// How it decides.
        by: Inspection,
    },
    /// Takes items off the belt.
    Rejector {
        /// How many items behind the reader it stands.
        distance: u16,
    },
    /// A person with a terminal or a handheld.
    Operator,
}

/// What a reader sees at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Frame {
    /// One code; two of them are a double feed.
    Single,
    /// A whole layer of so many codes, 2 to [`Frame::MAX_LAYER`].
    Layer(u16),
}

impl Frame {
    /// The most codes of a layer.
    pub const MAX_LAYER: u16 = 1024;

    pub(super) const fn fits(self) -> bool {
        matches!(self, Self::Single | Self::Layer(2..=Self::MAX_LAYER))
    }
}

/// How an inspection decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inspection {
    /// It says so itself, as a camera does.
    Vision,
    /// It weighs, and the weight must lie in the range.
    Weight {
        /// The least weight that passes, in grams or any unit the device uses.
        least: u32,
        /// The greatest weight that passes.
        most: u32,
    },
}
