//! Leases 号段: a range of a series, granted to one holder for some time.
//!
//! Disjoint leases let many lines issue for weeks without asking anybody. Owns the grant and its form. Refuses a grant
//! that names nobody, no index, or more than its range. Invariant: the range of a [`Lease`] is not empty, and its quota
//! lies within it.
//!
//! # Format, version 1
//!
//! A signed artefact of kind 1 ([`super::artefact`](super)), at most 256 bytes. Its payload is a set of CWT claims
//! (RFC 8392, RFC 8747), in this order:
//!
//! ```text
//! {
//!   2: tstr           sub, name of the holder, 1 to 32 bytes of UTF-8 without control characters
//!   4: int            exp, seconds since 1970 UTC: from here on nothing is drawn
//!   5: int            nbf, seconds since 1970 UTC: before, nothing is drawn
//!   7: bstr           cti, the lease's id, 8 or 16 bytes
//!   8: {3: bstr}      cnf with kid, the 5 bytes of the key id that signs the holder's codes; absent for any key
//!   -65538: {         what CWT has no claims for
//!     10: tstr        GTIN, 14 digits
//!     11: tstr        slot of the series, 0 to 19 characters
//!     12: uint        first index
//!     13: uint        count of indices, at least 1; first + count is below 2⁶⁴
//!     14: uint        quota: how many may be drawn, the first ones of the range; 1 to count
//!   }
//! }
//! ```
//!
//! The digest that receipts and cursors name is `BLAKE3.derive_key("symbolon v1 lease", granter's key id ‖ payload)`:
//! the bytes that are signed, so that one grant has one digest however its envelope is written.

use core::fmt;
use core::ops::Range;

use ciborium::Value;

use super::artefact::{self, Envelope, Kind};
use super::fields::{self, Fields};
use super::key::PublicKey;
use super::keyring::Window;
use super::signer::Signer;
use crate::Error;
use crate::code::{KeyId, SeriesId};
use crate::gs1::key::Gtin;

const VERSION: u8 = 1;
const DIGEST_CONTEXT: &str = "symbolon v1 lease";

// CWT claims (RFC 8392, section 4; RFC 8747, section 3).
const HOLDER: i64 = 2;
const UNTIL: i64 = 4;
const FROM: i64 = 5;
const ID: i64 = 7;
const CONFIRMATION: i64 = 8;
const CONFIRMED_KEY_ID: i64 = 3;
/// The claim for the rest, from the private range.
pub(super) const PRIVATE: i64 = -65538;
const GTIN: i64 = 10;
const SLOT: i64 = 11;
const FIRST: i64 = 12;
const COUNT: i64 = 13;
const QUOTA: i64 = 14;

/// The name of one lease, chosen by who grants it: unique among all of its leases.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LeaseId {
    bytes: [u8; Self::MAX_BYTES],
    length: u8,
}

impl LeaseId {
    /// The longest id.
    pub const MAX_BYTES: usize = 16;

    /// An id of 8 bytes, such as a counter, or of 16, such as a UUID.
    ///
    /// # Errors
    ///
    /// [`Error::Length`] for another length.
    pub fn new(id: &[u8]) -> Result<Self, Error> {
        let mut bytes = [0; Self::MAX_BYTES];
        let length = match id.len() {
            8 => 8,
            16 => 16,
            _ => return Err(Error::Length { at: 0 }),
        };
        bytes.iter_mut().zip(id).for_each(|(room, byte)| *room = *byte);
        Ok(Self { bytes, length })
    }

    /// The 8 or 16 bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..usize::from(self.length)).unwrap_or_default()
    }
}

impl fmt::Display for LeaseId {
    /// In hexadecimal digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_bytes().iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for LeaseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LeaseId({self})")
    }
}

/// What a lease grants, to whom, and for how long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// The lease's name.
    pub id: LeaseId,
    /// The holder's name, 1 to 32 bytes without control characters.
    pub holder: String,
    /// The key that is to sign the codes and the receipt; `None` if any key may. A holder who takes a new key needs a
    /// new lease. Without a key, a serial that somebody else used cannot be told from the holder's own.
    pub key_id: Option<KeyId>,
    /// The series.
    pub series: SeriesId,
    /// The indices granted, not empty.
    pub range: Range<u64>,
    /// How many of them may be drawn, the first ones: 1 up to all.
    pub quota: u64,
    /// When they may be drawn.
    pub window: Window,
}

impl Terms {
    /// The longest name of a holder, in bytes.
    pub const MAX_HOLDER: usize = 32;

    /// The indices that may be drawn: the first `quota` ones of the range.
    #[must_use]
    pub fn granted(&self) -> Range<u64> {
        self.range.start..self.range.start.saturating_add(self.quota)
    }

    fn check(&self) -> Result<(), Error> {
        let named = (1..=Self::MAX_HOLDER).contains(&self.holder.len());
        if !named || self.holder.chars().any(char::is_control) {
            return Err(fields::wrong(HOLDER));
        }
        if self.range.is_empty() {
            return Err(fields::wrong(COUNT));
        }
        if !(1..=self.range.end - self.range.start).contains(&self.quota) {
            return Err(fields::wrong(QUOTA));
        }
        Ok(())
    }

    fn write(&self) -> Result<Vec<u8>, Error> {
        let text = |bytes: &[u8]| Value::Text(String::from_utf8_lossy(bytes).into_owned());
        let number = |label: i64, value: u64| (label.into(), value.into());
        let private = vec![
            (GTIN.into(), text(&self.series.gtin().digits())),
            (SLOT.into(), text(self.series.slot())),
            number(FIRST, self.range.start),
            number(COUNT, self.range.end - self.range.start),
            number(QUOTA, self.quota),
        ];
        let key = self
            .key_id
            .map(|id| Value::Map(vec![(CONFIRMED_KEY_ID.into(), Value::Bytes(id.bytes().to_vec()))]));
        fields::write_some([
            (HOLDER, Some(Value::Text(self.holder.clone()))),
            (UNTIL, Some(self.window.until().into())),
            (FROM, Some(self.window.from().into())),
            (ID, Some(Value::Bytes(self.id.as_bytes().to_vec()))),
            (CONFIRMATION, key),
            (PRIVATE, Some(Value::Map(private))),
        ])
    }

    fn read(payload: &[u8]) -> Result<Self, Error> {
        let mut claims = Fields::read(payload)?;
        let holder = claims.text(HOLDER)?;
        let until = claims.number(UNTIL)?;
        let window = Window::new(claims.number(FROM)?, until).map_err(|_| fields::wrong(UNTIL))?;
        let id = read_id(&mut claims, ID)?;
        let key_id = claims.take(CONFIRMATION).map(read_confirmation).transpose()?;
        let mut private = Fields::of(claims.take(PRIVATE).ok_or(fields::wrong(PRIVATE))?)?;
        claims.end()?;
        let gtin = private.text(GTIN)?;
        let gtin = Some(gtin.as_bytes()).filter(|gtin| gtin.len() == 14);
        let gtin = gtin.and_then(|gtin| Gtin::parse(gtin).ok()).ok_or(fields::wrong(GTIN))?;
        let slot = private.text(SLOT)?;
        let series = SeriesId::new(gtin, slot.as_bytes()).map_err(|_| fields::wrong(SLOT))?;
        let first: u64 = private.number(FIRST)?;
        let end = first.checked_add(private.number(COUNT)?).ok_or(fields::wrong(COUNT))?;
        let quota = private.number(QUOTA)?;
        private.end()?;
        let terms = Self { id, holder, key_id, series, range: first..end, quota, window };
        terms.check()?;
        Ok(terms)
    }
}

/// A lease's id out of the claims.
pub(super) fn read_id(claims: &mut Fields, label: i64) -> Result<LeaseId, Error> {
    LeaseId::new(&claims.bytes(label)?).map_err(|_| fields::wrong(label))
}

fn read_confirmation(value: Value) -> Result<KeyId, Error> {
    let wrong = fields::wrong(CONFIRMATION);
    let mut confirmation = Fields::of(value).map_err(|_| wrong)?;
    let id = confirmation.bytes(CONFIRMED_KEY_ID).map_err(|_| wrong)?;
    confirmation.end().map_err(|_| wrong)?;
    Ok(KeyId::new(id.try_into().map_err(|_| wrong)?))
}

/// A lease whose signature was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    terms: Terms,
    granter: KeyId,
    digest: [u8; 32],
}

impl Lease {
    /// The longest lease, in bytes.
    pub const MAX_BYTES: u32 = 256;

    /// Signs a lease: the bytes that go to the holder.
    ///
    /// Whoever grants keeps the ranges of a series disjoint; [`super::Reconciler`] reports where they are not.
    ///
    /// # Errors
    ///
    /// [`Error::Claim`] with the number of the field that holds what it may not; those of [`Signer::sign`];
    /// [`Error::Signature`] if an external signer gave a signature that does not verify.
    pub fn grant(signer: &(impl Signer + ?Sized), terms: &Terms) -> Result<Vec<u8>, Error> {
        terms.check()?;
        artefact::sign(signer, Kind::Lease, VERSION, terms.write()?)
    }

    /// The id of the key that claims to have granted a lease: to find the key to open it with.
    ///
    /// # Errors
    ///
    /// [`Error::TooLong`] above [`Lease::MAX_BYTES`]; [`Error::Artefact`] for what is no lease.
    pub fn granter_of(bytes: &[u8]) -> Result<KeyId, Error> {
        Ok(Envelope::read(bytes, Kind::Lease, Self::MAX_BYTES)?.key_id())
    }

    /// Reads a lease and checks that the key granted it. Whether its time has come is [`super::Draw`]'s question.
    ///
    /// # Errors
    ///
    /// [`Error::TooLong`] above [`Lease::MAX_BYTES`]; [`Error::Artefact`] for what is no lease; [`Error::UnknownKey`]
    /// if it names another granter; [`Error::Signature`]; [`Error::Version`] for a later format; [`Error::Claim`] with
    /// the number of a field that is missing, unknown, or holds what it may not.
    pub fn open(bytes: &[u8], granter: &PublicKey) -> Result<Self, Error> {
        let payload = Envelope::read(bytes, Kind::Lease, Self::MAX_BYTES)?.verify(granter, VERSION)?;
        let terms = Terms::read(&payload)?;
        let mut hasher = blake3::Hasher::new_derive_key(DIGEST_CONTEXT);
        hasher.update(&granter.id().bytes()).update(&payload);
        Ok(Self { terms, granter: granter.id(), digest: *hasher.finalize().as_bytes() })
    }

    /// What it grants.
    #[must_use]
    pub const fn terms(&self) -> &Terms {
        &self.terms
    }

    /// The key that granted it.
    #[must_use]
    pub const fn granter(&self) -> KeyId {
        self.granter
    }

    /// What receipts and cursors know it by: see the module.
    #[must_use]
    pub const fn digest(&self) -> &[u8; 32] {
        &self.digest
    }

    /// Whether codes signed by this key may be the holder's: all may, if the lease names no key.
    #[must_use]
    pub fn is_held_by(&self, key_id: KeyId) -> bool {
        self.terms.key_id.is_none_or(|held| held == key_id)
    }
}
