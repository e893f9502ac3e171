//! Receipts: what a holder says when it closes a lease.
//!
//! Owns the statement how many indices of a lease were used; the rest of the range goes back by it. Refuses nothing
//! that is well-formed and signed: whether it fits the lease is the [reconciler](super::Reconciler)'s question.
//!
//! # Format, version 1
//!
//! A signed artefact of kind 2 ([`super::artefact`](super)), signed by the holder. Its payload, in this order:
//!
//! ```text
//! {
//!   6: int            iat, when the lease was closed, seconds since 1970 UTC
//!   7: bstr           cti, the lease's id, 8 or 16 bytes
//!   -65538: {         what CWT has no claims for
//!     10: bstr        digest of the lease, 32 bytes: drawn in [`super::lease`]
//!     11: uint        used: how many indices were drawn, the first ones of the range
//!   }
//! }
//! ```

use core::ops::Range;

use ciborium::Value;

use super::artefact::{self, Envelope, Kind};
use super::fields::{self, Fields};
use super::key::PublicKey;
use super::lease::{Lease, LeaseId, PRIVATE, read_id};
use super::signer::Signer;
use crate::Error;
use crate::code::KeyId;

const VERSION: u8 = 1;

// CWT claims (RFC 8392, section 4).
const CLOSED_AT: i64 = 6;
const ID: i64 = 7;
const DIGEST: i64 = 10;
const USED: i64 = 11;

/// A receipt whose signature was checked.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Receipt {
    lease_id: LeaseId,
    digest: [u8; 32],
    used: u64,
    closed_at: i64,
    signer: KeyId,
}

impl Receipt {
    /// The longest receipt, in bytes.
    pub const MAX_BYTES: u32 = 256;

    /// Signs a receipt. [`super::Draw::close`] does, after it has stored that the lease is closed.
    pub(super) fn sign(
        signer: &(impl Signer + ?Sized),
        lease: &Lease,
        used: u64,
        closed_at: i64,
    ) -> Result<Vec<u8>, Error> {
        let private =
            vec![(DIGEST.into(), Value::Bytes(lease.digest().to_vec())), (USED.into(), used.into())];
        let payload = fields::write([
            (CLOSED_AT, closed_at.into()),
            (ID, Value::Bytes(lease.terms().id.as_bytes().to_vec())),
            (PRIVATE, Value::Map(private)),
        ])?;
        artefact::sign(signer, Kind::Receipt, VERSION, payload)
    }

    /// The id of the key that claims to have signed a receipt: to find the key to open it with.
    ///
    /// # Errors
    ///
    /// [`Error::TooLong`] above [`Receipt::MAX_BYTES`]; [`Error::Artefact`] for what is no receipt.
    pub fn signer_of(bytes: &[u8]) -> Result<KeyId, Error> {
        Ok(Envelope::read(bytes, Kind::Receipt, Self::MAX_BYTES)?.key_id())
    }

    /// Reads a receipt and checks that the key signed it.
    ///
    /// # Errors
    ///
    /// [`Error::TooLong`] above [`Receipt::MAX_BYTES`]; [`Error::Artefact`] for what is no receipt;
    /// [`Error::UnknownKey`] if it names another signer; [`Error::Signature`]; [`Error::Version`] for a later format;
    /// [`Error::Claim`] with the number of a field that is missing, unknown, or holds what it may not.
    pub fn open(bytes: &[u8], holder: &PublicKey) -> Result<Self, Error> {
        let payload = Envelope::read(bytes, Kind::Receipt, Self::MAX_BYTES)?.verify(holder, VERSION)?;
        let mut claims = Fields::read(&payload)?;
        let closed_at = claims.number(CLOSED_AT)?;
        let lease_id = read_id(&mut claims, ID)?;
        let mut private = Fields::of(claims.take(PRIVATE).ok_or(fields::wrong(PRIVATE))?)?;
        claims.end()?;
        let digest = private.bytes(DIGEST)?.try_into().map_err(|_| fields::wrong(DIGEST))?;
        let used = private.number(USED)?;
        private.end()?;
        Ok(Self { lease_id, digest, used, closed_at, signer: holder.id() })
    }

    /// The lease's name.
    #[must_use]
    pub const fn lease_id(&self) -> LeaseId {
        self.lease_id
    }

    /// The lease's digest.
    #[must_use]
    pub const fn digest(&self) -> &[u8; 32] {
        &self.digest
    }

    /// How many indices were drawn.
    #[must_use]
    pub const fn used(&self) -> u64 {
        self.used
    }

    /// When the lease was closed, in seconds since 1970 UTC.
    #[must_use]
    pub const fn closed_at(&self) -> i64 {
        self.closed_at
    }

    /// The key that signed it.
    #[must_use]
    pub const fn signer(&self) -> KeyId {
        self.signer
    }

    /// The unused tail of the lease's range, which goes back to the granter: it may be leased anew.
    ///
    /// # Errors
    ///
    /// [`Error::Cursor`] if this is the receipt of another lease; [`Error::Holder`] if another than its holder signed
    /// it; [`Error::Exhausted`] if it claims more than the quota.
    pub fn returned(&self, lease: &Lease) -> Result<Range<u64>, Error> {
        let terms = lease.terms();
        if (self.lease_id, &self.digest) != (terms.id, lease.digest()) {
            return Err(Error::Cursor);
        }
        if !lease.is_held_by(self.signer) {
            return Err(Error::Holder);
        }
        if self.used > terms.quota {
            return Err(Error::Exhausted);
        }
        Ok(terms.range.start + self.used..terms.range.end)
    }
}
