//! The bundles that a verifier holds, one of each root.
//!
//! Owns who may speak about what: each root speaks only about its own scope, and a key belongs to one root. Refuses a
//! bundle that goes beyond the scope, takes the id of another's key, or is older than the one it would replace.
//! Invariant: the roots ascend by their ids and differ, and so do the keys of all bundles.

use std::sync::Arc;

use super::bundle::Bundle;
use super::key::PublicKey;
use super::keyring::{Entry, Scope};
use super::revocation::Place;
use super::verify::Verifier;
use crate::Error;
use crate::code::{Identity, KeyId};

/// Whose bundles are believed, and about what: given by whoever sets the verifier up, never by the bundle.
#[derive(Clone, Debug)]
pub struct Root {
    /// The key that signs the bundles.
    pub key: PublicKey,
    /// The identities that its bundles may speak about.
    pub scope: Scope,
}

/// Bundles by root, at most one of each.
#[derive(Clone, Debug, Default)]
pub struct Bundles {
    installed: Vec<Arc<Bundle>>,
}

impl Bundles {
    /// No bundle.
    #[must_use]
    pub const fn new() -> Self {
        Self { installed: Vec::new() }
    }

    /// The bundles, ascending by the id of their root.
    pub fn iter(&self) -> impl Iterator<Item = &Bundle> {
        self.installed.iter().map(|bundle| &**bundle)
    }

    /// The bundle of a root.
    #[must_use]
    pub fn of(&self, root: KeyId) -> Option<&Bundle> {
        self.position(root).ok().and_then(|place| self.installed.get(place)).map(|bundle| &**bundle)
    }

    /// Forgets what a root said.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownKey`] if there is no bundle of this root.
    pub fn remove(&mut self, root: KeyId) -> Result<(), Error> {
        let place = self.position(root).map_err(|_| Error::UnknownKey)?;
        self.installed.remove(place);
        Ok(())
    }

    /// Whether the bundle of a key is due for an update; for a key that nobody names, whether any is.
    #[must_use]
    pub fn is_stale(&self, key_id: Option<KeyId>, at: i64) -> bool {
        match key_id.and_then(|id| self.key(id)) {
            Some((_, bundle)) => bundle.is_stale(at),
            None => self.iter().any(|bundle| bundle.is_stale(at)),
        }
    }

    pub(super) fn key(&self, id: KeyId) -> Option<(&Entry, &Bundle)> {
        self.iter().find_map(|bundle| bundle.content().keys.get(id).map(|entry| (entry, bundle)))
    }

    /// Where an opener of one of the bundles sees the serial.
    pub(super) fn place(&self, identity: &Identity) -> Option<Place<'_>> {
        let Identity::Sgtin { gtin, serial } = identity else {
            return None;
        };
        self.iter().find_map(|bundle| bundle.place(*gtin, serial))
    }

    fn position(&self, root: KeyId) -> Result<usize, usize> {
        self.installed.binary_search_by_key(&root, |bundle| bundle.root().id())
    }
}

impl Verifier {
    /// Believes what a bundle says, in place of an older one of the same root. O(entries of the bundle × rules of the
    /// scope). The bundle already installed may come again. A key that is added to the keyring afterwards hides the bundle's.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownKey`] if another key signed it; [`Error::RolledBack`] if a newer one of this root is installed, or
    /// another with the same sequence number; [`Error::Scope`] if it speaks about what lies outside the root's scope;
    /// [`Error::Taken`] if one of its keys has the id of a key in the keyring or in another root's bundle, or the root
    /// that of another root. What was installed stays then.
    pub fn install(&mut self, bundle: impl Into<Arc<Bundle>>, root: &Root) -> Result<(), Error> {
        let bundle = bundle.into();
        if bundle.root() != &root.key {
            return Err(Error::UnknownKey);
        }
        let place = self.bundles.position(root.key.id());
        if let Some(older) = place.ok().and_then(|place| self.bundles.installed.get(place)) {
            if older.root() != bundle.root() {
                return Err(Error::Taken);
            }
            let same = older.bytes() == bundle.bytes();
            if !same && older.content().sequence >= bundle.content().sequence {
                return Err(Error::RolledBack);
            }
        }
        if !bundle.is_within(&root.scope) {
            return Err(Error::Scope);
        }
        let others = || self.bundles.iter().filter(|other| other.root() != &root.key);
        for id in bundle.key_ids() {
            if self.keyring.get(id).is_some() || others().any(|other| other.names_key(id)) {
                return Err(Error::Taken);
            }
        }
        match place {
            Ok(place) => self.bundles.installed.splice(place..=place, [bundle]).for_each(drop),
            Err(place) => self.bundles.installed.insert(place, bundle),
        }
        Ok(())
    }
}
