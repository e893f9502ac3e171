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
//! 5: scope   the text "everything", or an array of two arrays, each ascending and without repetition:
//!              GTINs, texts of 14 digits
//!              company prefixes, texts of 4 to 12 digits
//! 6: tstr    name, 1 to 64 bytes; left out if there is none
//! ```

use ciborium::Value;

use super::artefact::{self, Envelope, Kind};
use super::fields::{self, Fields};
use super::key::PublicKey;
use super::keyring::{Keyring, Scope, Window};
use super::signer::Signer;
use super::suite::Suite;
use crate::Error;
use crate::code::KeyId;
use crate::gs1::key::Gtin;
use crate::gs1::sscc::CompanyPrefix;

const VERSION: u8 = 1;
const SUITE: i64 = 1;
const KEY: i64 = 2;
const FROM: i64 = 3;
const UNTIL: i64 = 4;
const SCOPE: i64 = 5;
const NAME: i64 = 6;

const EVERYTHING: &str = "everything";

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
            (Self::Only { gtins, prefixes }, Self::Only { gtins: other_gtins, prefixes: other_prefixes }) => {
                let gtin_covered = |gtin: &Gtin| {
                    gtins.contains(gtin) || prefixes.iter().any(|prefix| prefix.owns_gtin(*gtin))
                };
                let prefix_covered =
                    |other: &CompanyPrefix| prefixes.iter().any(|prefix| prefix.owns_prefix(*other));
                other_gtins.iter().all(gtin_covered) && other_prefixes.iter().all(prefix_covered)
            }
        }
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

fn in_order(scope: Scope) -> Scope {
    match scope {
        Scope::Everything => Scope::Everything,
        Scope::Only { mut gtins, mut prefixes } => {
            gtins.sort_unstable();
            gtins.dedup();
            // As texts, which are not in the order of the numbers.
            prefixes.sort_by_cached_key(CompanyPrefix::to_string);
            prefixes.dedup();
            Scope::Only { gtins, prefixes }
        }
    }
}

fn write_scope(scope: &Scope) -> Value {
    match scope {
        Scope::Everything => EVERYTHING.into(),
        Scope::Only { gtins, prefixes } => {
            let texts = |rules: Vec<String>| Value::Array(rules.into_iter().map(Value::Text).collect());
            let gtins = texts(gtins.iter().map(Gtin::to_string).collect());
            let prefixes = texts(prefixes.iter().map(CompanyPrefix::to_string).collect());
            Value::Array(vec![gtins, prefixes])
        }
    }
}

fn read_scope(value: &Value) -> Option<Scope> {
    if value.as_text() == Some(EVERYTHING) {
        return Some(Scope::Everything);
    }
    let [Value::Array(gtins), Value::Array(prefixes)] = &value.as_array()?[..] else { return None };
    let gtin = |rule: &Value| {
        let digits = rule.as_text().filter(|text| text.len() == 14)?;
        Gtin::parse(digits.as_bytes()).ok()
    };
    let prefix = |rule: &Value| CompanyPrefix::parse(rule.as_text()?.as_bytes()).ok();
    let scope = Scope::Only {
        gtins: gtins.iter().map(gtin).collect::<Option<_>>()?,
        prefixes: prefixes.iter().map(prefix).collect::<Option<_>>()?,
    };
    // One scope, one form: what is not in order is not ours.
    (in_order(scope.clone()) == scope).then_some(scope)
}
