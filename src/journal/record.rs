//! What the journal keeps: one record for each thing that happened.

use crate::Error;

/// The longest payload in bytes.
pub const MAX_PAYLOAD: usize = 65_000;

/// What a payload is. The numbers belong to whoever writes the journal; [`crate::line`] has its own table of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(transparent)]
pub struct Kind(pub u16);

impl Kind {
    /// A [`super::checkpoint`], which the journal itself writes. Whoever replays records passes it by.
    pub const CHECKPOINT: Self = Self(u16::MAX);
}

/// One thing that happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record<'a> {
    /// When, in milliseconds of Unix time, as the device or its host says.
    pub time: u64,
    /// Which device of the site says so.
    pub device: u32,
    /// The device's own number of the event: the same number from the same device is the same event.
    pub event: u64,
    /// What the payload is.
    pub kind: Kind,
    /// At most [`MAX_PAYLOAD`] bytes.
    pub payload: &'a [u8],
}

/// Takes records, in order.
pub trait Append {
    /// Takes a record and gives its number, counted from 0. When it is durable is the journal's commit policy.
    ///
    /// # Errors
    ///
    /// [`Error::RecordTooLong`]; [`Error::Parameter`] for [`Kind::CHECKPOINT`]; those of 6xx if the storage failed.
    /// After an error the record was not taken; after one of 6xx nothing is taken until the journal was resumed.
    fn append(&mut self, record: &Record<'_>) -> Result<u64, Error>;
}
