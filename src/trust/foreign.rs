//! Keys of a bundle whose suite this build leaves out.
//!
//! Owns what the root says about them, so that the bundle can be written again byte for byte. Refuses a key whose form is
//! not that of its suite. Invariant: the keys ascend by their ids and differ. Nobody is believed for them: to a verifier
//! they are unknown.

use super::key;
use super::keyring::{Scope, Standing, Window};
use super::suite::Suite;
use crate::code::KeyId;

/// A key that cannot be used, with what it would be believed for.
#[derive(Clone, Debug)]
pub(super) struct ForeignKey {
    pub(super) suite: Suite,
    pub(super) bytes: [u8; Self::BYTES],
    pub(super) window: Window,
    pub(super) signing: Window,
    pub(super) scope: Scope,
    pub(super) standing: Standing,
}

impl ForeignKey {
    /// A compressed point of SEC 1: the form in every suite that a build can leave out.
    pub(super) const BYTES: usize = 33;

    /// The bytes of a key, if they have the form. Whether they are a point of the curve is not known here.
    pub(super) fn read(bytes: &[u8]) -> Option<[u8; Self::BYTES]> {
        bytes.try_into().ok().filter(|bytes: &[u8; Self::BYTES]| matches!(bytes, [2 | 3, ..]))
    }

    pub(super) fn id(&self) -> KeyId {
        key::id(self.suite, &self.bytes)
    }
}

/// Keys that cannot be used. Made by opening a bundle, and written by signing its content again.
#[derive(Clone, Debug, Default)]
pub struct ForeignKeys {
    keys: Vec<ForeignKey>,
}

impl ForeignKeys {
    /// The ids of the keys, ascending.
    pub fn ids(&self) -> impl Iterator<Item = KeyId> {
        self.iter().map(ForeignKey::id)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &ForeignKey> {
        self.keys.iter()
    }

    /// Adds a key whose id is above all others.
    pub(super) fn push(&mut self, key: ForeignKey) {
        self.keys.push(key);
    }
}
