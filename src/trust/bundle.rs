//! Trust bundles: everything a verifier takes along, in one file that a root key signed.
//!
//! A brand keeps its *root key* offline and signs bundles with it; the *issuing keys* that sign codes are named in the
//! bundle, with the leases of their holders, the codes that are taken back, and the openers with which a handheld reads
//! the index of a serial. The format is drawn in `trust::bundle_format`.
//!
//! Owns what a bundle says and the proof that its root said it. Refuses what the root key did not sign before any of it
//! is read, and what is older than the caller has seen. Invariant: a [`Bundle`] was signed by its root, and its lists
//! ascend.
//!
//! One bundle serves every build. A key of a suite that a build leaves out is passed over there: its codes name an
//! unknown key, so nothing is accepted that another build would refuse, and the rest of the bundle holds. The key is
//! kept, because a delta leads to a newer file that has it too.
//!
//! A bundle is not secret, yet not for everybody: its index keys show how many codes were issued in which order.

use super::artefact::{self, Envelope, Kind};
use super::bundle_format::{self, VERSION};
use super::foreign::ForeignKeys;
use super::index_set::{self, IndexSets};
use super::key::PublicKey;
use super::keyring::{Keyring, Scope};
use super::leases::{LeaseCheck, Leases};
use super::revocation::{CodeSet, Place};
use super::signer::Signer;
use crate::Error;
use crate::code::{Identity, KeyId, Opener, Serial, SerialCode};
use crate::gs1::key::Gtin;

/// What a bundle says.
#[derive(Clone, Debug, Default)]
pub struct BundleContent {
    /// Grows with every bundle of a root.
    pub sequence: u64,
    /// When it was made, in seconds since 1970 UTC.
    pub issued_at: i64,
    /// When the next one is due, in seconds since 1970 UTC: later than `issued_at`.
    pub next_update: i64,
    /// Whose root this is, for people; at most [`BundleContent::MAX_NAME`] bytes.
    pub name: String,
    /// The issuing keys with their lives.
    pub keys: Keyring,
    /// Issuing keys of suites that this build leaves out: their codes name an unknown key.
    pub foreign_keys: ForeignKeys,
    /// The openers, so that a handheld knows the index of a serial. Of two series of one item whose serials have the same
    /// length, no slot may begin the other.
    pub openers: Vec<Opener>,
    /// Who may issue which range.
    pub leases: Leases,
    /// The codes that are believed no more.
    pub revoked: CodeSet,
    /// The codes that are called back.
    pub recalled: CodeSet,
    /// What compromised keys had issued before: see [`super::keyring`].
    pub vouched: IndexSets,
}

impl BundleContent {
    /// The longest name in bytes.
    pub const MAX_NAME: usize = 200;

    /// The signed file. The same content gives the same bytes, in whatever order it was put together.
    ///
    /// # Errors
    ///
    /// [`Error::Length`] for the name; [`Error::Window`] unless `next_update` is after `issued_at`; [`Error::Taken`] for
    /// two openers that could read the same serial, or two keys with one id; [`Error::TooLong`] above [`Bundle::MAX_BYTES`], or above
    /// [`Bundle::MAX_OUTLINE`] without the index sets; those of [`Signer::sign`]; [`Error::Signature`] if an external
    /// signer gave a signature that does not verify.
    pub fn sign(&self, signer: &(impl Signer + ?Sized)) -> Result<Vec<u8>, Error> {
        if self.name.len() > Self::MAX_NAME {
            return Err(Error::Length { at: 0 });
        }
        if self.issued_at >= self.next_update {
            return Err(Error::Window);
        }
        let outline = bundle_format::write(self, |_| Vec::new())?;
        bounded(&outline, Bundle::MAX_OUTLINE)?;
        let payload = bundle_format::write(self, index_set::write)?;
        // The envelope adds some 100 bytes.
        bounded(&payload, Bundle::MAX_BYTES - 256)?;
        artefact::sign(signer, Kind::Bundle, VERSION, payload)
    }
}

/// A bundle that its root signed.
#[derive(Clone, Debug)]
pub struct Bundle {
    content: BundleContent,
    root: PublicKey,
    bytes: Vec<u8>,
}

impl Bundle {
    /// The largest file in bytes: 64 MiB.
    pub const MAX_BYTES: u32 = 64 << 20;
    /// The largest payload without the index sets in bytes, 4 MiB: some 40 000 issuing keys, leases or ranges of serials.
    pub const MAX_OUTLINE: u32 = 4 << 20;

    /// Opens a file. `newest_known` is the highest sequence number that the caller has stored, 0 for none.
    ///
    /// The form of the envelope and the signature are checked before the payload is looked at. Time and memory are linear
    /// in the file.
    ///
    /// # Errors
    ///
    /// [`Error::TooLong`]; [`Error::Artefact`] for another form or kind of file; [`Error::UnknownKey`] if it names another
    /// key than `root`; [`Error::Signature`]; [`Error::Version`]; [`Error::Suite`] for a key of a suite that has no
    /// number here; [`Error::Claim`] with the number of a wrong field; [`Error::RolledBack`] below `newest_known`.
    pub fn open(bytes: &[u8], root: &PublicKey, newest_known: u64) -> Result<Self, Error> {
        bounded(bytes, Self::MAX_BYTES)?;
        let payload = Envelope::read(bytes, Kind::Bundle, Self::MAX_BYTES)?.verify(root, VERSION)?;
        let content = bundle_format::read(&payload, &mut |label, _, set| {
            index_set::read(&set).ok_or(super::fields::wrong(label))
        })?;
        if content.sequence < newest_known {
            return Err(Error::RolledBack);
        }
        Ok(Self { content, root: *root, bytes: bytes.to_vec() })
    }

    /// What it says.
    #[must_use]
    pub const fn content(&self) -> &BundleContent {
        &self.content
    }

    /// The key that signed it.
    #[must_use]
    pub const fn root(&self) -> &PublicKey {
        &self.root
    }

    /// The file, to be stored.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Whether the next bundle is due. A stale one is believed all the same: a handheld without a network goes on, and
    /// whoever asks is told.
    #[must_use]
    pub const fn is_stale(&self, at: i64) -> bool {
        at >= self.content.next_update
    }

    /// Whether it speaks about nothing outside the scope. O(entries × rules).
    #[must_use]
    pub fn is_within(&self, scope: &Scope) -> bool {
        let content = &self.content;
        let of_openers = content.openers.iter().map(Opener::gtin);
        let of_leases = content.leases.iter().map(|leased| leased.series.gtin());
        let of_vouched = content.vouched.series().map(|series| series.gtin());
        let mut gtins = of_openers
            .chain(of_leases)
            .chain(of_vouched)
            .chain(content.revoked.gtins())
            .chain(content.recalled.gtins());
        let mut scopes = content
            .keys
            .iter()
            .map(|(_, entry)| entry.scope())
            .chain(content.foreign_keys.iter().map(|key| &key.scope));
        scopes.all(|of_key| scope.covers_scope(of_key)) && gtins.all(|gtin| scope.covers_gtin(gtin))
    }

    /// Where an opener sees a serial; allocates nothing.
    pub(super) fn place(&self, gtin: Gtin, serial: &Serial) -> Option<Place<'_>> {
        let openers = &self.content.openers;
        let first = openers.partition_point(|opener| opener.gtin() < gtin);
        let mut of_gtin = openers.iter().skip(first).take_while(|opener| opener.gtin() == gtin);
        of_gtin.find_map(|opener| Some(Place { index: opener.index(serial)?, slot: opener.slot() }))
    }

    /// Whether a code is revoked, and whether it is recalled.
    pub(super) fn takes_back(&self, code: &SerialCode, place: Option<Place<'_>>) -> (bool, bool) {
        (self.content.revoked.contains(code, place), self.content.recalled.contains(code, place))
    }

    /// The ids of all its keys, also of those that this build cannot use.
    pub(super) fn key_ids(&self) -> impl Iterator<Item = KeyId> {
        let usable = self.content.keys.iter().map(|(id, _)| id);
        usable.chain(self.content.foreign_keys.ids())
    }

    /// Whether one of its keys has the id. O(log keys + foreign keys).
    pub(super) fn names_key(&self, id: KeyId) -> bool {
        self.content.keys.get(id).is_some() || self.content.foreign_keys.ids().any(|foreign| foreign == id)
    }

    /// Whether a serial was issued before its key was compromised.
    pub(super) fn vouches_for(&self, code: &SerialCode, place: Place<'_>) -> bool {
        gtin(code).is_some_and(|gtin| self.content.vouched.contains(gtin, place.slot, place.index))
    }

    /// Whether a serial was leased to another than the holder of the key.
    pub(super) fn leases_elsewhere(&self, code: &SerialCode, place: Option<Place<'_>>, key: KeyId) -> bool {
        let leases = &self.content.leases;
        if leases.is_empty() {
            return false;
        }
        let check =
            gtin(code).zip(place).map(|(gtin, place)| leases.check(gtin, place.slot, place.index, key));
        check == Some(LeaseCheck::Outside)
    }
}

fn gtin(code: &SerialCode) -> Option<Gtin> {
    match code.identity() {
        Identity::Sgtin { gtin, .. } => Some(*gtin),
        Identity::Sscc(_) => None,
    }
}

pub(super) fn bounded(bytes: &[u8], limit: u32) -> Result<(), Error> {
    if bytes.len() > limit as usize { Err(Error::TooLong { limit }) } else { Ok(()) }
}
