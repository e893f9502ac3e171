//! Reading the index of a sealed serial without being able to seal.

use core::fmt;

use zeroize::{Zeroize, ZeroizeOnDrop};

use super::id::Serial;
use super::prf::{self, Label};
use super::shape::{Format, Shape};
use crate::Error;
use crate::gs1::key::Gtin;

/// The key that takes the mask off the indices of one series. Who holds it sees in which order and how many serials
/// were issued, and cannot make one.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct IndexKey([u8; 32]);

impl IndexKey {
    /// Takes the 32 bytes that [`IndexKey::expose`] gave.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes, to be carried to those who check ranges of serials.
    #[must_use]
    pub const fn expose(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for IndexKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IndexKey(confidential)")
    }
}

/// Reads the indices of one series' serials: for revoked ranges on a handheld, which holds no series key.
///
/// An index says nothing about whether the serial is genuine: every serial of the right form has one.
#[derive(Clone, Debug)]
pub struct Opener {
    gtin: Gtin,
    slot: Box<[u8]>,
    shape: Shape,
    key: IndexKey,
}

impl Opener {
    /// The opener of a series. `key` is that of the same series ([`super::SeriesKey::index_key`]).
    ///
    /// # Errors
    ///
    /// [`Error::SeriesShape`] if the slot's length is not the shape's, and for a shape of format 1, whose indices only
    /// the series key reads; [`Error::Charset`] if the slot uses a character outside the alphabet.
    pub fn new(key: IndexKey, gtin: Gtin, slot: &[u8], shape: Shape) -> Result<Self, Error> {
        match shape.format() {
            Format::V1 => Err(Error::SeriesShape),
            Format::V2 => Self::with_any_format(key, gtin, slot, shape),
        }
    }

    pub(super) fn with_any_format(
        key: IndexKey,
        gtin: Gtin,
        slot: &[u8],
        shape: Shape,
    ) -> Result<Self, Error> {
        if slot.len() != usize::from(shape.slot_length()) {
            return Err(Error::SeriesShape);
        }
        shape.alphabet().read(slot)?;
        Ok(Self { gtin, slot: slot.into(), shape, key })
    }

    /// The GTIN whose items the series numbers.
    #[must_use]
    pub const fn gtin(&self) -> Gtin {
        self.gtin
    }

    /// The slot characters.
    #[must_use]
    pub fn slot(&self) -> &[u8] {
        &self.slot
    }

    /// The form of the series' serials.
    #[must_use]
    pub const fn shape(&self) -> &Shape {
        &self.shape
    }

    /// The key.
    #[must_use]
    pub const fn key(&self) -> &IndexKey {
        &self.key
    }

    /// The index that a serial of this series would have; `None` for a serial of another form. One keyed BLAKE3 call.
    #[must_use]
    pub fn index(&self, serial: &Serial) -> Option<u64> {
        self.read(serial).map(|(_, index)| index)
    }

    /// Tag and index of a serial.
    pub(super) fn read(&self, serial: &Serial) -> Option<(u128, u64)> {
        let (tag, masked) = self.shape.split(serial.as_bytes(), &self.slot)?;
        Some((tag, self.shape.unmasked(masked.into(), self.mask(tag))))
    }

    pub(super) fn mask(&self, tag: u128) -> u128 {
        prf::one(self.shape.format(), &self.key.0, Label::Index, tag)
    }
}
