//! Who is believed: public keys with the time and the identities they may speak for.
//!
//! # The life of a key
//!
//! *When it is believed* ([`Entry::window`]) is compared with the time of the verification and bounds how long codes
//! live. *When it signs* ([`Entry::signing`]) is compared with the production date (11) of a code that carries one. That
//! date is signed, so an honest issuer cannot be wrong about it; a code without it is not bound by this window. A
//! date has no time zone: a code is refused only if its day lies outside the window everywhere on Earth.
//!
//! *Rotation*: add the next key, let both be believed while the line changes over, then set the first one's standing.
//!
//! | standing | what is believed |
//! |---|---|
//! | [`Standing::Good`] | what the windows and the scope allow |
//! | [`Standing::EndOfLife`] | the same; no code that says it was produced after the end |
//! | [`Standing::Revoked`] | nothing |
//! | [`Standing::Compromised`] | nothing; or the serial alone of a code that the root vouches for, see below |
//!
//! # After a compromise
//!
//! A thief signs whatever he likes with whatever date, so nothing that a signature of the key says can be believed, and
//! the date of the theft saves nothing. What a thief of the signing key cannot make is a *seal*: its tag needs the key
//! of the series. So a code of a compromised key is believed if the root has written its index into the set of those
//! issued before ([`BundleContent::vouched`](super::BundleContent::vouched)) *and* the verifier opens its serial with the
//! series itself ([`super::Seals`]). An [`Opener`](crate::code::Opener) does not do: every serial of the right form has
//! an index, and the thief may invent any. What is believed then is the serial. The other elements may be the thief's,
//! who can copy a genuine serial and sign another expiry date with it:
//! [`Verification::vouched`](super::Verification::vouched) says so. A handheld holds no series: for it, nothing that the
//! key signed is genuine, and such goods are asked about online or labelled anew.

use super::key::PublicKey;
use crate::Error;
use crate::code::{Identity, KeyId, SerialCode};
use crate::gs1::ai::Ai;
use crate::gs1::date::Date;
use crate::gs1::key::Gtin;
use crate::gs1::sscc::CompanyPrefix;

const DAY: i64 = 86_400;
/// A day begins first in the zone UTC+14 ...
const EARLIEST: i64 = 14 * 3600;
/// ... and ends last in the zone UTC−12.
const LATEST: i64 = 12 * 3600;

/// A span of time: from its first second up to, not including, its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    from: i64,
    until: i64,
}

impl Window {
    /// All of time.
    pub const ALWAYS: Self = Self { from: i64::MIN, until: i64::MAX };

    /// From `from` (inclusive) until `until` (exclusive), in seconds since 1970 UTC.
    ///
    /// # Errors
    ///
    /// [`Error::Window`] unless `from` is before `until`.
    pub const fn new(from: i64, until: i64) -> Result<Self, Error> {
        if from < until { Ok(Self { from, until }) } else { Err(Error::Window) }
    }

    /// The first second.
    #[must_use]
    pub const fn from(&self) -> i64 {
        self.from
    }

    /// The second after the last; [`i64::MAX`] if there is no last one.
    #[must_use]
    pub const fn until(&self) -> i64 {
        self.until
    }

    /// Whether the moment lies in the window.
    #[must_use]
    pub const fn contains(&self, at: i64) -> bool {
        self.from <= at && (at < self.until || self.until == i64::MAX)
    }
}

/// What became of a key: drawn in the module's table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Standing {
    /// In use, or about to be.
    #[default]
    Good,
    /// It signs no more since this time, in seconds since 1970 UTC; what it signed lives on.
    EndOfLife {
        /// The first second without it.
        since: i64,
    },
    /// Nothing it signed is believed any more.
    Revoked,
    /// Somebody else may hold it since this time, in seconds since 1970 UTC.
    Compromised {
        /// When it may have been taken: a code that says it was produced later is not even vouched for.
        since: i64,
    },
}

/// The identities a key may speak for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Every identity.
    Everything,
    /// Only these trade items and everything, trade item or logistic unit, under these company prefixes.
    Only {
        /// Trade items.
        gtins: Vec<Gtin>,
        /// Company prefixes.
        prefixes: Vec<CompanyPrefix>,
    },
}

impl Scope {
    /// Whether every identity in the other scope lies in this one too. O(rules here × rules there).
    ///
    /// Decided rule by rule: `false` also where only several prefixes together, such as all ten that are one digit
    /// longer, would cover a shorter one.
    #[must_use]
    pub fn covers_scope(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Everything, _) => true,
            (Self::Only { .. }, Self::Everything) => false,
            (Self::Only { prefixes, .. }, Self::Only { gtins, prefixes: others }) => {
                let prefix_covered =
                    |other: &CompanyPrefix| prefixes.iter().any(|prefix| prefix.owns_prefix(*other));
                gtins.iter().all(|gtin| self.covers_gtin(*gtin)) && others.iter().all(prefix_covered)
            }
        }
    }

    /// Whether a trade item lies in the scope. O(number of rules).
    #[must_use]
    pub fn covers_gtin(&self, gtin: Gtin) -> bool {
        match self {
            Self::Everything => true,
            Self::Only { gtins, prefixes } => {
                gtins.contains(&gtin) || prefixes.iter().any(|prefix| prefix.owns_gtin(gtin))
            }
        }
    }

    /// Whether the identity lies in the scope. O(number of rules).
    #[must_use]
    pub fn covers(&self, identity: &Identity) -> bool {
        match (self, identity) {
            (Self::Everything, _) => true,
            (Self::Only { .. }, Identity::Sgtin { gtin, .. }) => self.covers_gtin(*gtin),
            (Self::Only { prefixes, .. }, Identity::Sscc(sscc)) => {
                prefixes.iter().any(|prefix| prefix.owns_sscc(*sscc))
            }
        }
    }
}

/// A public key with what it is believed for.
#[derive(Clone, Debug)]
pub struct Entry {
    key: PublicKey,
    window: Window,
    scope: Scope,
    signing: Window,
    standing: Standing,
}

impl Entry {
    pub(super) const fn new(key: PublicKey, window: Window, scope: Scope) -> Self {
        Self { key, window, scope, signing: Window::ALWAYS, standing: Standing::Good }
    }

    pub(super) fn with_life(self, signing: Window, standing: Standing) -> Self {
        Self { signing, standing, ..self }
    }

    /// The public key.
    #[must_use]
    pub const fn key(&self) -> &PublicKey {
        &self.key
    }

    /// When codes signed by it are believed: compared with the time of the verification.
    #[must_use]
    pub const fn window(&self) -> Window {
        self.window
    }

    /// Which identities it speaks for.
    #[must_use]
    pub const fn scope(&self) -> &Scope {
        &self.scope
    }

    /// When it signs: compared with the production date of codes that carry one.
    #[must_use]
    pub const fn signing(&self) -> Window {
        self.signing
    }

    /// What became of it.
    #[must_use]
    pub const fn standing(&self) -> Standing {
        self.standing
    }

    /// Whether nothing it signed is believed any more, vouched for or not.
    #[must_use]
    pub const fn is_revoked(&self) -> bool {
        matches!(self.standing, Standing::Revoked)
    }

    /// Whether the key signed on the day that the code says it was produced. Reads the century as of `at`; a code
    /// whose date cannot be read at that time was not.
    pub(super) fn signed_on_its_day(&self, code: &SerialCode, at: i64) -> bool {
        let until = match self.standing {
            Standing::EndOfLife { since } | Standing::Compromised { since } => self.signing.until.min(since),
            Standing::Good | Standing::Revoked => self.signing.until,
        };
        if self.signing.from == i64::MIN && until == i64::MAX {
            return true;
        }
        code.get(Ai::PRODUCTION).is_none_or(|yymmdd| {
            span(yymmdd.as_bytes(), at).is_ok_and(|(start, end)| start < until && self.signing.from < end)
        })
    }
}

/// First second and end of a day anywhere on Earth; the day 00 means its month.
fn span(yymmdd: &[u8], at: i64) -> Result<(i64, i64), Error> {
    let last = Date::resolve(yymmdd, Date::from_days_since_epoch(at.div_euclid(DAY))?)?;
    let first = if yymmdd.ends_with(b"00") { Date::new(last.year(), last.month(), 1)? } else { last };
    Ok((first.days_since_epoch() * DAY - EARLIEST, end_of_day(last)))
}

/// The first second at which a day is over everywhere on Earth.
pub(super) fn end_of_day(day: Date) -> i64 {
    (day.days_since_epoch() + 1) * DAY + LATEST
}

/// Public keys by their ids. Holds no secret.
#[derive(Clone, Debug, Default)]
pub struct Keyring {
    /// Ascending by the key's id.
    entries: Vec<Entry>,
}

impl Keyring {
    /// A keyring that believes nobody.
    #[must_use]
    pub const fn new() -> Self {
        Self { entries: Vec::new() }
    }

    /// Adds a key and gives the id under which codes name it. O(n).
    ///
    /// # Errors
    ///
    /// [`Error::Taken`] if a key of this id is there already, the same or, by accident, another.
    pub fn add(&mut self, key: PublicKey, window: Window, scope: Scope) -> Result<KeyId, Error> {
        self.add_entry(Entry::new(key, window, scope))
    }

    pub(super) fn add_entry(&mut self, entry: Entry) -> Result<KeyId, Error> {
        let id = entry.key.id();
        match self.place(id) {
            Ok(_) => Err(Error::Taken),
            Err(place) => {
                self.entries.insert(place, entry);
                Ok(id)
            }
        }
    }

    /// Believes a key no more. Revoking twice changes nothing. O(log n).
    ///
    /// # Errors
    ///
    /// [`Error::UnknownKey`].
    pub fn revoke(&mut self, id: KeyId) -> Result<(), Error> {
        self.set_standing(id, Standing::Revoked)
    }

    /// Says what became of a key. O(log n).
    ///
    /// # Errors
    ///
    /// [`Error::UnknownKey`].
    pub fn set_standing(&mut self, id: KeyId, standing: Standing) -> Result<(), Error> {
        self.entry(id)?.standing = standing;
        Ok(())
    }

    /// Says when a key signs; from the beginning it is always. O(log n).
    ///
    /// # Errors
    ///
    /// [`Error::UnknownKey`].
    pub fn set_signing(&mut self, id: KeyId, signing: Window) -> Result<(), Error> {
        self.entry(id)?.signing = signing;
        Ok(())
    }

    fn entry(&mut self, id: KeyId) -> Result<&mut Entry, Error> {
        let place = self.place(id).map_err(|_| Error::UnknownKey)?;
        self.entries.get_mut(place).ok_or(Error::UnknownKey)
    }

    /// The entry of an id. O(log n).
    #[must_use]
    pub fn get(&self, id: KeyId) -> Option<&Entry> {
        self.place(id).ok().and_then(|place| self.entries.get(place))
    }

    /// All entries, ascending by id.
    pub fn iter(&self) -> impl Iterator<Item = (KeyId, &Entry)> {
        self.entries.iter().map(|entry| (entry.key.id(), entry))
    }

    fn place(&self, id: KeyId) -> Result<usize, usize> {
        self.entries.binary_search_by_key(&id, |entry| entry.key.id())
    }
}
