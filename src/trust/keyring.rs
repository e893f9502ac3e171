//! Who is believed: public keys with the time and the identities they may speak for.

use super::key::PublicKey;
use crate::Error;
use crate::code::{Identity, KeyId};
use crate::gs1::key::Gtin;
use crate::gs1::sscc::CompanyPrefix;

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
    /// Whether the identity lies in the scope. O(number of rules).
    #[must_use]
    pub fn covers(&self, identity: &Identity) -> bool {
        match (self, identity) {
            (Self::Everything, _) => true,
            (Self::Only { gtins, prefixes }, Identity::Sgtin { gtin, .. }) => {
                gtins.contains(gtin) || prefixes.iter().any(|prefix| prefix.owns_gtin(*gtin))
            }
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
    revoked: bool,
}

impl Entry {
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

    /// Whether nothing it signed is believed any more.
    #[must_use]
    pub const fn is_revoked(&self) -> bool {
        self.revoked
    }
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
        let id = key.id();
        match self.place(id) {
            Ok(_) => Err(Error::Taken),
            Err(place) => {
                self.entries.insert(place, Entry { key, window, scope, revoked: false });
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
        let place = self.place(id).map_err(|_| Error::UnknownKey)?;
        self.entries.get_mut(place).ok_or(Error::UnknownKey)?.revoked = true;
        Ok(())
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
