//! Key grants: a root key says which key may issue, when, and for what.
//!
//! The root stays offline; a verifier holds the root's public key and learns issuing keys from grants. Refused: a grant by
//! another root, and, by [`Keyring::admit`], one for more than the root itself may speak for.
//!
//! # Format, version 1
//!
//! The payload of the envelope of signed artefacts (`COSE_Sign1`, kind 5): a CBOR map, in this order.
//!
//! ```text
//! 1: uint    suite of the granted key
//! 2: bstr    its bytes
//! 3: int     believed from, seconds since 1970 UTC; -2⁶³ for always
//! 4: int     believed until, excluded; 2⁶³ - 1 for ever
//! 5: scope   drawn in scope_form.rs
//! 6: tstr    name, 1 to 64 bytes; left out if there is none
//! ```

use ciborium::Value;

use super::artefact::{self, Envelope, Kind};
use super::fields::{self, Fields};
use super::key::PublicKey;
use super::keyring::{Keyring, Scope, Window};
use super::scope_form::{in_order, read_scope, write_scope};
use super::signer::Signer;
use super::suite::Suite;
use crate::Error;
use crate::code::KeyId;

const VERSION: u8 = 1;
const SUITE: i64 = 1;
const KEY: i64 = 2;
const FROM: i64 = 3;
const UNTIL: i64 = 4;
const SCOPE: i64 = 5;
const NAME: i64 = 6;

/// A key that may issue, as a root key said so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyGrant {
    key: PublicKey,
    window: Window,
    scope: Scope,
    name: Option<String>,
}

impl KeyGrant {
    /// The most bytes of a signed grant.
    pub const MAX_BYTES: u32 = 64 * 1024;
    /// The most bytes of a name.
    pub const MAX_NAME: usize = 64;

    /// What is to be granted. `name` is for people: a line, a factory.
    ///
    /// # Errors
    ///
    /// [`Error::Claim`] of field 6 for a name that is empty or longer than 64 bytes.
    pub fn new(key: PublicKey, window: Window, scope: Scope, name: Option<&str>) -> Result<Self, Error> {
        if name.is_some_and(|name| name.is_empty() || name.len() > Self::MAX_NAME) {
            return Err(fields::wrong(NAME));
        }
        Ok(Self { key, window, scope: in_order(scope), name: name.map(str::to_owned) })
    }

    /// Signs the grant with the root key. The same grant always gives the same bytes, if the signer is deterministic.
    ///
    /// # Errors
    ///
    /// Those of [`Signer::sign`]; [`Error::Signature`] if an external signer gave a signature that does not verify;
    /// [`Error::TooLong`] for a scope that makes more than [`KeyGrant::MAX_BYTES`].
    pub fn sign(&self, root: &(impl Signer + ?Sized)) -> Result<Vec<u8>, Error> {
        let payload = fields::write_some([
            (SUITE, Some(self.key.suite().number().into())),
            (KEY, Some(Value::Bytes(self.key.bytes().to_vec()))),
            (FROM, Some(self.window.from().into())),
            (UNTIL, Some(self.window.until().into())),
            (SCOPE, Some(write_scope(&self.scope))),
            (NAME, self.name.clone().map(Value::Text)),
        ])?;
        // The envelope takes less than 128 bytes.
        if payload.len() + 128 > Self::MAX_BYTES as usize {
            return Err(Error::TooLong { limit: Self::MAX_BYTES });
        }
        artefact::sign(root, Kind::Grant, VERSION, payload)
    }

    /// Reads a grant, if the root key signed it. The signature is checked before the payload is read.
    ///
    /// # Errors
    ///
    /// [`Error::TooLong`], [`Error::Artefact`], [`Error::UnknownKey`] if another key claims to have signed,
    /// [`Error::Signature`], [`Error::Version`]; [`Error::Claim`] with the field for what is wrong inside;
    /// [`Error::Suite`] for a key of a suite that this build leaves out, [`Error::PublicKey`].
    pub fn open(bytes: &[u8], root: &PublicKey) -> Result<Self, Error> {
        let envelope = Envelope::read(bytes, Kind::Grant, Self::MAX_BYTES)?;
        let mut fields = Fields::read(&envelope.verify(root, VERSION)?)?;
        let suite = Suite::from_number(fields.number(SUITE)?)?;
        let key = PublicKey::from_bytes(suite, &fields.bytes(KEY)?)?;
        let window = Window::new(fields.number(FROM)?, fields.number(UNTIL)?);
        let window = window.map_err(|_| fields::wrong(UNTIL))?;
        let scope = fields.take(SCOPE).and_then(|scope| read_scope(&scope)).ok_or(fields::wrong(SCOPE))?;
        let name = fields.take(NAME).map(|name| name.into_text().map_err(|_| fields::wrong(NAME)));
        let name = name.transpose()?;
        fields.end()?;
        Self::new(key, window, scope, name.as_deref())
    }

    /// The granted key.
    #[must_use]
    pub const fn key(&self) -> &PublicKey {
        &self.key
    }

    /// When it is believed.
    #[must_use]
    pub const fn window(&self) -> Window {
        self.window
    }

    /// What it may speak for.
    #[must_use]
    pub const fn scope(&self) -> &Scope {
        &self.scope
    }

    /// What people call it.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }
}

impl Keyring {
    /// Adds the key of a grant, which [`KeyGrant::open`] proved to come from a root key that speaks for `root_scope`.
    /// O(n), and the size of one scope times that of the other.
    ///
    /// # Errors
    ///
    /// [`Error::Scope`] if the grant goes beyond `root_scope`; those of [`Keyring::add`].
    pub fn admit(&mut self, grant: &KeyGrant, root_scope: &Scope) -> Result<KeyId, Error> {
        if !root_scope.covers_scope(&grant.scope) {
            return Err(Error::Scope);
        }
        self.add(grant.key, grant.window, grant.scope.clone())
    }
}
