//! Sealed serials: they look random, never collide, need no database, and open again into a dense index.
//!
//! # Format, version 1
//!
//! A *series* is a GTIN and a slot; its key is
//!
//! ```text
//! K = BLAKE3.derive_key("symbolon v1 serial", master(32) ‖ GTIN(14 digits) ‖ slot)
//! ```
//!
//! Only the slot varies in length, and it comes last: different series never share their input. The version of the
//! format stands in that context string; a serial itself has no room for a version byte.
//!
//! ```text
//! serial  = slot (s characters) ‖ number (L − s characters, most significant first, in the same alphabet)
//! number  = t · I + c            below N = r^(L−s)
//! t       = PRF(K, "tag",   i) mod T        T = ⌊N / I⌋
//! c       = (i + PRF(K, "index", t)) mod I
//! PRF(K, label, x) = first 16 bytes of BLAKE3.keyed(K, label ‖ x as 16 bytes little-endian), read little-endian
//! ```
//!
//! # Argument
//!
//! *No collision*: `(t, c)` gives back `i = (c − PRF(K, "index", t)) mod I`, so two indices never share a number.
//! *No guess*: for a number not issued, the opened index `i` is some value, and the number is accepted only if
//! `t = PRF(K, "tag", i) mod T`; for a PRF that is a fresh value, hit with probability at most `1/T + 2⁻¹²⁸`
//! (the second term is the bias of the remainder). *Looks random*: `t` is pseudorandom in `i`, and `c` is masked by
//! a pseudorandom function of `t`; equal `t` for two indices (certain after about √T serials) reveals the difference
//! of those two indices and nothing else. The labels differ in length, so the two uses of the PRF never meet.
//! A series has one shape for its whole life: the shape is not part of the key.

use core::fmt;

use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::alphabet::Alphabet;
use super::id::Serial;
use crate::Error;
use crate::gs1::key::Gtin;

const CONTEXT: &str = "symbolon v1 serial";

/// The smallest tag space: EU FMD and TPD ask that a guess succeeds less often than once in 10 000 tries.
pub const MIN_TAG_SPACE: u128 = 10_000;

/// The form of the serials of a series: alphabet, length, slot length, index space.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    alphabet: Alphabet,
    length: u8,
    slot_length: u8,
    index_space: u64,
    tag_space: u128,
}

impl Shape {
    /// A shape: serials of `length` characters (1 to 20), the first `slot_length` of which name the slot, for indices
    /// below `index_space`.
    ///
    /// # Errors
    ///
    /// [`Error::SeriesShape`] for lengths out of range or an empty index space; [`Error::SeriesTooSmall`] if a guess
    /// would succeed more often than once in [`MIN_TAG_SPACE`] tries: [`advise_length`] says which length would do.
    pub fn new(alphabet: Alphabet, length: u8, slot_length: u8, index_space: u64) -> Result<Self, Error> {
        let tag_space = tag_space(&alphabet, length, slot_length, index_space)?;
        if tag_space < MIN_TAG_SPACE {
            return Err(Error::SeriesTooSmall);
        }
        Ok(Self { alphabet, length, slot_length, index_space, tag_space })
    }

    /// How many serials there are: indices run from 0 to this number, exclusive.
    #[must_use]
    pub const fn index_space(&self) -> u64 {
        self.index_space
    }

    /// T: a guess succeeds once in this many tries.
    #[must_use]
    pub const fn tag_space(&self) -> u128 {
        self.tag_space
    }

    /// Characters of a serial, slot included.
    #[must_use]
    pub const fn length(&self) -> u8 {
        self.length
    }

    /// Characters of the slot.
    #[must_use]
    pub const fn slot_length(&self) -> u8 {
        self.slot_length
    }

    /// The alphabet.
    #[must_use]
    pub const fn alphabet(&self) -> &Alphabet {
        &self.alphabet
    }
}

impl Default for Shape {
    /// 16 Crockford characters, two of them slot, 2³¹ indices: a guess succeeds once in 2³⁹ tries.
    fn default() -> Self {
        let (length, slot_length, index_space) = (16, 2, 1 << 31);
        Self { alphabet: Alphabet::CROCKFORD, length, slot_length, index_space, tag_space: 1 << 39 }
    }
}

fn tag_space(alphabet: &Alphabet, length: u8, slot_length: u8, index_space: u64) -> Result<u128, Error> {
    let fits = usize::from(length) <= Serial::MAX && slot_length < length && index_space > 0;
    let digits = u32::from(length.checked_sub(slot_length).filter(|_| fits).ok_or(Error::SeriesShape)?);
    let numbers = u128::from(alphabet.radix()).checked_pow(digits).ok_or(Error::SeriesShape)?;
    Ok(numbers / u128::from(index_space))
}

/// The shortest serial length with which a guess succeeds at most once in `one_in` tries.
///
/// ```
/// use symbolon::code::{alphabet::Alphabet, serial::advise_length};
/// // A billion serials, one guess in ten thousand, two slot characters: 9 + 2.
/// assert_eq!(advise_length(&Alphabet::CROCKFORD, 2, 1_000_000_000, 10_000), Ok(11));
/// ```
///
/// # Errors
///
/// [`Error::SeriesShape`] if no length up to 20 reaches that, or the index space is empty.
pub fn advise_length(
    alphabet: &Alphabet,
    slot_length: u8,
    index_space: u64,
    one_in: u128,
) -> Result<u8, Error> {
    let wanted = one_in.max(MIN_TAG_SPACE);
    (slot_length.saturating_add(1)..=20)
        .find(|length| {
            tag_space(alphabet, *length, slot_length, index_space).is_ok_and(|space| space >= wanted)
        })
        .ok_or(Error::SeriesShape)
}

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

    fn prf(&self, label: &[u8], x: u128) -> u128 {
        let mut input = [0_u8; 24];
        for (room, byte) in input.iter_mut().zip(label.iter().chain(&x.to_le_bytes())) {
            *room = *byte;
        }
        let used = input.get(..label.len() + 16).unwrap_or_default();
        let hash = blake3::keyed_hash(&self.0, used);
        hash.as_bytes().first_chunk::<16>().map_or(0, |bytes| u128::from_le_bytes(*bytes))
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
    gtin: Gtin,
    slot: Box<[u8]>,
    shape: Shape,
    key: SeriesKey,
}

impl Series {
    /// The series of a GTIN and slot. `key` is that of the same GTIN and slot ([`MasterKey::series_key`]).
    ///
    /// # Errors
    ///
    /// [`Error::SeriesShape`] if the slot's length is not the shape's; [`Error::Charset`] if it uses a character
    /// outside the alphabet.
    pub fn new(key: SeriesKey, gtin: Gtin, slot: &[u8], shape: Shape) -> Result<Self, Error> {
        if slot.len() != usize::from(shape.slot_length) {
            return Err(Error::SeriesShape);
        }
        shape.alphabet.read(slot)?;
        Ok(Self { gtin, slot: slot.into(), shape, key })
    }

    /// The GTIN whose items it numbers.
    #[must_use]
    pub const fn gtin(&self) -> Gtin {
        self.gtin
    }

    /// The slot characters.
    #[must_use]
    pub fn slot(&self) -> &[u8] {
        &self.slot
    }

    /// The form of its serials.
    #[must_use]
    pub const fn shape(&self) -> &Shape {
        &self.shape
    }

    /// The serial of an index. Two keyed BLAKE3 calls.
    ///
    /// # Errors
    ///
    /// [`Error::Index`] at or beyond the index space.
    pub fn seal(&self, index: u64) -> Result<Serial, Error> {
        if index >= self.shape.index_space {
            return Err(Error::Index);
        }
        let space = u128::from(self.shape.index_space);
        let tag = self.tag(index);
        let masked = (u128::from(index) + self.mask(tag)) % space;
        let mut text = [0_u8; Serial::MAX];
        let whole = text.get_mut(..usize::from(self.shape.length)).unwrap_or_default();
        let (slot, number) = whole.split_at_mut(self.slot.len());
        slot.copy_from_slice(&self.slot);
        self.shape.alphabet.write(tag * space + masked, number);
        Serial::parse(whole)
    }

    /// The index of a serial. Two keyed BLAKE3 calls; the comparison takes the same time wherever it fails.
    ///
    /// # Errors
    ///
    /// [`Error::NotSealed`] for every serial that [`Series::seal`] never gave, whatever is wrong with it.
    pub fn open(&self, serial: &Serial) -> Result<u64, Error> {
        let text = serial.as_bytes();
        let number = text
            .strip_prefix(&*self.slot)
            .filter(|_| text.len() == usize::from(self.shape.length))
            .and_then(|number| self.shape.alphabet.read(number).ok())
            .ok_or(Error::NotSealed)?;
        let space = u128::from(self.shape.index_space);
        let (tag, masked) = (number / space, number % space);
        if tag >= self.shape.tag_space {
            return Err(Error::NotSealed);
        }
        let index = (masked + space - self.mask(tag)) % space;
        let index = u64::try_from(index).map_err(|_| Error::NotSealed)?;
        if bool::from(self.tag(index).to_le_bytes().ct_eq(&tag.to_le_bytes())) {
            Ok(index)
        } else {
            Err(Error::NotSealed)
        }
    }

    fn tag(&self, index: u64) -> u128 {
        self.key.prf(b"tag", u128::from(index)) % self.shape.tag_space
    }

    fn mask(&self, tag: u128) -> u128 {
        self.key.prf(b"index", tag) % u128::from(self.shape.index_space)
    }
}
