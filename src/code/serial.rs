//! Sealed serials: they look random, never collide, need no database, and open again into a dense index.
//!
//! # Format, versions 1 and 2
//!
//! A *series* is a GTIN and a slot; its key is
//!
//! ```text
//! K = BLAKE3.derive_key("symbolon v1 serial", master(32) ‖ GTIN(14 digits) ‖ slot)
//! ```
//!
//! Only the slot varies in length, and it comes last: different series never share their input. A serial has no room
//! for a version byte: [`Format`] is part of the series' [`Shape`], the same for all its life.
//!
//! ```text
//! serial  = slot (s characters) ‖ number (L − s characters, most significant first, in the same alphabet)
//! number  = t · I + c            below N = r^(L−s)
//! t       = PRF(K, "tag",   i) mod T          T = ⌊N / I⌋
//! c       = (i + PRF(M, "index", t)) mod I    M = K in version 1
//!                                             M = BLAKE3.derive_key("symbolon v2 serial index", K) in version 2
//! PRF(key, label, x) = first 16 bytes of BLAKE3.keyed(key, block), read little-endian
//!
//! block, version 1:  label ‖ x as 16 bytes little-endian
//! block, version 2:  0    8    label, zeros behind it
//!                    8    16   x, little-endian
//!                    24   40   zeros
//! ```
//!
//! Version 2 fills a whole block of BLAKE3, so that its many-at-once path applies, and gives the mask a key of its own:
//! who holds M alone ([`super::Opener`]) reads the index of a serial without being able to make one.
//!
//! # Argument
//!
//! *No collision*: `(t, c)` gives back `i = (c − PRF(M, "index", t)) mod I`, so two indices never share a number.
//! *No guess*: for a number not issued, the opened index `i` is some value, and the number is accepted only if
//! `t = PRF(K, "tag", i) mod T`; for a PRF that is a fresh value, hit with probability at most `1/T + 2⁻¹²⁸`
//! (the second term is the bias of the remainder). This holds in version 2 against who knows M too: M is derived from
//! K one way, and nothing else in the condition depends on it. *Looks random*: `t` is pseudorandom in `i`, and `c` is
//! masked by a pseudorandom function of `t`; equal `t` for two indices (certain after about √T serials) reveals the
//! difference of those two indices and nothing else. The blocks of the two labels differ, and those of the two versions
//! differ in length, so no two uses of the PRF under one key ever meet.

use core::fmt;

use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::id::Serial;
use super::opener::{IndexKey, Opener};
use super::prf::{self, Label};
use super::shape::{Format, Shape};
use crate::Error;
use crate::gs1::key::Gtin;

const CONTEXT: &str = "symbolon v1 serial";
const INDEX_CONTEXT: &str = "symbolon v2 serial index";

/// The secret from which every series key of a brand is derived. Stays at the brand.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct MasterKey([u8; 32]);

impl MasterKey {
    /// Takes 32 bytes of the caller's randomness; the caller wipes its own copy.
    #[must_use]
    pub const fn new(random: [u8; 32]) -> Self {
        Self(random)
    }

    /// The key of one series: all that a contract factory gets, and useless for any other slot or GTIN.
    #[must_use]
    pub fn series_key(&self, gtin: Gtin, slot: &[u8]) -> SeriesKey {
        let mut hasher = blake3::Hasher::new_derive_key(CONTEXT);
        hasher.update(&self.0).update(&gtin.digits()).update(slot);
        let mut key = SeriesKey([0; 32]);
        hasher.finalize_xof().fill(&mut key.0);
        hasher.zeroize();
        key
    }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MasterKey(secret)")
    }
}

/// The secret of one series.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct SeriesKey([u8; 32]);

impl SeriesKey {
    /// Takes the 32 bytes that [`SeriesKey::expose`] gave at the brand.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes, to be carried to the factory that issues this series. Handle as a secret.
    #[must_use]
    pub fn expose(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0)
    }

    /// The key with which [`Opener`] reads indices. It seals nothing: less than a secret, more than public.
    #[must_use]
    pub fn index_key(&self) -> IndexKey {
        let mut hasher = blake3::Hasher::new_derive_key(INDEX_CONTEXT);
        hasher.update(&self.0);
        let mut key = [0; 32];
        hasher.finalize_xof().fill(&mut key);
        hasher.zeroize();
        IndexKey::new(key)
    }
}

impl fmt::Debug for SeriesKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SeriesKey(secret)")
    }
}

/// One series: seals indices into serials and opens serials into indices.
#[derive(Clone, Debug)]
pub struct Series {
    key: SeriesKey,
    opener: Opener,
}

impl Series {
    /// The series of a GTIN and slot. `key` is that of the same GTIN and slot ([`MasterKey::series_key`]).
    ///
    /// # Errors
    ///
    /// [`Error::SeriesShape`] if the slot's length is not the shape's; [`Error::Charset`] if it uses a character
    /// outside the alphabet.
    pub fn new(key: SeriesKey, gtin: Gtin, slot: &[u8], shape: Shape) -> Result<Self, Error> {
        let index_key = match shape.format() {
            Format::V1 => IndexKey::new(key.0),
            Format::V2 => key.index_key(),
        };
        Ok(Self { key, opener: Opener::with_any_format(index_key, gtin, slot, shape)? })
    }

    /// The GTIN whose items it numbers.
    #[must_use]
    pub const fn gtin(&self) -> Gtin {
        self.opener.gtin()
    }

    /// The slot characters.
    #[must_use]
    pub fn slot(&self) -> &[u8] {
        self.opener.slot()
    }

    /// The form of its serials.
    #[must_use]
    pub const fn shape(&self) -> &Shape {
        self.opener.shape()
    }

    /// The serial of an index. Two keyed BLAKE3 calls.
    ///
    /// # Errors
    ///
    /// [`Error::Index`] at or beyond the index space.
    pub fn seal(&self, index: u64) -> Result<Serial, Error> {
        if index >= self.shape().index_space() {
            return Err(Error::Index);
        }
        let tag = self.tag(index);
        let masked = self.shape().masked(index.into(), self.opener.mask(tag));
        let mut text = [0_u8; Serial::MAX];
        let whole = text.get_mut(..usize::from(self.shape().length())).unwrap_or_default();
        let (slot, number) = whole.split_at_mut(self.slot().len());
        slot.copy_from_slice(self.slot());
        self.shape().join(tag, masked, number);
        Serial::parse(whole)
    }

    /// The index of a serial. Two keyed BLAKE3 calls; the comparison takes the same time wherever it fails.
    ///
    /// # Errors
    ///
    /// [`Error::NotSealed`] for every serial that [`Series::seal`] never gave, whatever is wrong with it.
    pub fn open(&self, serial: &Serial) -> Result<u64, Error> {
        let (tag, index) = self.opener.read(serial).ok_or(Error::NotSealed)?;
        if bool::from(self.tag(index).ct_eq(&tag)) { Ok(index) } else { Err(Error::NotSealed) }
    }

    fn tag(&self, index: u64) -> u128 {
        self.shape().tag_of(prf::one(self.shape().format(), self.key(), Label::Tag, u128::from(index)))
    }

    pub(super) const fn key(&self) -> &[u8; 32] {
        &self.key.0
    }

    pub(super) const fn opener(&self) -> &Opener {
        &self.opener
    }
}
