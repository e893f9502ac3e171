//! The name of a series: which serials it numbers, without any key.

use core::fmt;

use super::id::Serial;
use crate::Error;
use crate::gs1::charset;
use crate::gs1::key::Gtin;

/// GTIN and slot. Ordered by GTIN, then by the slot's characters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SeriesId {
    gtin: Gtin,
    /// Zeros behind the characters, none of which is zero: the derived order is that of the slots.
    slot: [u8; Self::MAX_SLOT],
    slot_length: u8,
}

impl SeriesId {
    /// The longest slot: a serial has at least one character behind it.
    pub const MAX_SLOT: usize = Serial::MAX - 1;

    /// Names a series. The slot may be empty.
    ///
    /// # Errors
    ///
    /// [`Error::Length`] for more than 19 characters, [`Error::Charset`] for one outside CSET 82.
    pub fn new(gtin: Gtin, slot: &[u8]) -> Result<Self, Error> {
        let mut room = [0; Self::MAX_SLOT];
        let (Ok(slot_length), Some(place)) = (u8::try_from(slot.len()), room.get_mut(..slot.len())) else {
            return Err(Error::Length { at: 0 });
        };
        charset::cset82(slot)?;
        place.copy_from_slice(slot);
        Ok(Self { gtin, slot: room, slot_length })
    }

    /// The GTIN whose items the series numbers.
    #[must_use]
    pub const fn gtin(&self) -> Gtin {
        self.gtin
    }

    /// The characters that every serial of the series begins with.
    #[must_use]
    pub fn slot(&self) -> &[u8] {
        self.slot.get(..usize::from(self.slot_length)).unwrap_or_default()
    }
}

impl fmt::Display for SeriesId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.gtin, self.slot().escape_ascii())
    }
}

impl fmt::Debug for SeriesId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SeriesId({self})")
    }
}
