//! The envelope of everything that is signed and is not a code: leases, receipts, bundles, certificates.
//!
//! # Format, version 1
//!
//! A tagged `COSE_Sign1` (RFC 9052, section 4.2), so that other people's tools open it. No external data is signed.
//!
//! ```text
//! 18([                          tag 18; the bytes are drawn in frame.rs
//!   bstr {                      protected header, a map in this order
//!     1: alg                    of the key's suite, see super::suite
//!     4: bstr                   the 5 bytes of the key id
//!     -65537: [kind, version]   two small numbers: what the payload is
//!   },
//!   {},                         unprotected header, empty
//!   bstr payload                of the kind's own format
//!   bstr signature              64 bytes over Sig_structure
//! ])
//! ```
//!
//! # Argument
//!
//! `Sig_structure` begins with a CBOR array, the message of a code with a byte 16: neither is ever taken for the other.
//! Kind and version are signed, so no artefact is taken for one of another kind. The algorithm in the header is compared
//! with the suite of the key that the verifier holds, and decides nothing. The frame is looked at before anything is
//! parsed: what a stranger sends costs no more memory than its own size, whatever it nests.

use ciborium::Value;
use coset::{
    CoseSign1, CoseSign1Builder, Header, HeaderBuilder, Label, RegisteredLabelWithPrivate,
    TaggedCborSerializable, iana,
};

use super::ed25519::SIGNATURE_BYTES;
use super::frame::Frame;
use super::key::PublicKey;
use super::signer::{Signer, check_external};
use super::suite::Suite;
use crate::Error;
use crate::code::KeyId;

/// Header label of kind and version, from the private range (RFC 9052, section 1.5).
const KIND_LABEL: i64 = -65537;

/// What a payload is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Kind {
    /// [`super::lease`].
    Lease = 1,
    /// [`super::receipt`].
    Receipt = 2,
    /// [`super::certificate`].
    Certificate = 3,
    /// [`super::bundle`].
    Bundle = 4,
    /// [`super::grant`].
    Grant = 5,
    /// [`crate::journal::checkpoint`].
    Checkpoint = 6,
    /// [`super::contents`].
    Contents = 7,
}

/// An envelope whose signature was not checked yet.
#[derive(Debug)]
pub(crate) struct Envelope {
    sign1: CoseSign1,
    key_id: KeyId,
    algorithm: i64,
    version: u8,
}

impl Envelope {
    /// Reads an envelope of a kind.
    ///
    /// # Errors
    ///
    /// [`Error::TooLong`] above `limit` bytes; [`Error::Artefact`] for another form or kind.
    pub(crate) fn read(bytes: &[u8], kind: Kind, limit: u32) -> Result<Self, Error> {
        if bytes.len() > limit as usize {
            return Err(Error::TooLong { limit });
        }
        let broken = Error::Artefact { at: 0 };
        Frame::read(bytes)?;
        let sign1 = CoseSign1::from_tagged_slice(bytes).map_err(|_| broken)?;
        let header = &sign1.protected.header;
        let algorithm = match header.alg.as_ref().ok_or(broken)? {
            RegisteredLabelWithPrivate::Assigned(algorithm) => iana::EnumI64::to_i64(algorithm),
            RegisteredLabelWithPrivate::PrivateUse(algorithm) => *algorithm,
            RegisteredLabelWithPrivate::Text(_) => return Err(broken),
        };
        let [(Label::Int(KIND_LABEL), Value::Array(kind_and_version))] = &header.rest[..] else {
            return Err(broken);
        };
        let numbers: Vec<_> = kind_and_version.iter().map(Value::as_integer).collect();
        let [Some(read_kind), Some(version)] = &numbers[..] else {
            return Err(broken);
        };
        if *read_kind != (kind as u8).into() {
            return Err(broken);
        }
        let key_id = header.key_id.as_slice().try_into().map_err(|_| broken)?;
        let version = u8::try_from(*version).map_err(|_| broken)?;
        Ok(Self { key_id: KeyId::new(key_id), algorithm, version, sign1 })
    }

    /// The id of the key that claims to have signed.
    pub(crate) const fn key_id(&self) -> KeyId {
        self.key_id
    }

    /// The payload, if `key` signed it.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownKey`] if the envelope names another key; [`Error::Signature`]; [`Error::Version`] if the
    /// signature is true and the version is not `known`.
    pub(crate) fn verify(self, key: &PublicKey, known: u8) -> Result<Vec<u8>, Error> {
        if self.key_id != key.id() {
            return Err(Error::UnknownKey);
        }
        let signature: &[u8; SIGNATURE_BYTES] =
            self.sign1.signature.as_slice().try_into().map_err(|_| Error::Signature)?;
        let true_suite = self.algorithm == key.suite().cose();
        if !true_suite || !key.accepts(&self.sign1.tbs_data(b""), signature) {
            return Err(Error::Signature);
        }
        if self.version != known {
            return Err(Error::Version { at: 0 });
        }
        self.sign1.payload.ok_or(Error::Artefact { at: 0 })
    }
}

/// Signs a payload.
///
/// # Errors
///
/// Those of [`Signer::sign`]; [`Error::Signature`] if an external signer gave a signature that does not verify.
pub(crate) fn sign(
    signer: &(impl Signer + ?Sized),
    kind: Kind,
    version: u8,
    payload: Vec<u8>,
) -> Result<Vec<u8>, Error> {
    let key = signer.public_key();
    let header = header(key.id(), key.suite(), kind, version);
    let unsigned = CoseSign1Builder::new().protected(header).payload(payload).build();
    let message = unsigned.tbs_data(b"");
    let signature = signer.sign(&message)?;
    check_external(signer, &message, &signature)?;
    let envelope = CoseSign1 { signature: signature.to_vec(), ..unsigned };
    envelope.to_tagged_vec().map_err(|_| Error::Artefact { at: 0 })
}

fn header(key_id: KeyId, suite: Suite, kind: Kind, version: u8) -> Header {
    let mark = Value::Array(vec![(kind as u8).into(), version.into()]);
    let mut header = HeaderBuilder::new().key_id(key_id.bytes().to_vec()).value(KIND_LABEL, mark).build();
    let algorithm = suite.cose();
    header.alg = Some(
        iana::EnumI64::from_i64(algorithm)
            .map_or(RegisteredLabelWithPrivate::PrivateUse(algorithm), RegisteredLabelWithPrivate::Assigned),
    );
    header
}
