//! Issuing: from an index of a series, or an identity from elsewhere, to a signed code.

use super::message;
use super::signer::Signer;
use crate::Error;
use crate::code::serial_code::{KEY_ID_AI, SIGNATURE_AI};
use crate::code::{Identity, Proof, SerialCode, Series};
use crate::gs1::element::Elements;

/// Signs codes with one key.
#[derive(Debug)]
pub struct Issuer<S> {
    signer: S,
}

impl<S: Signer> Issuer<S> {
    /// An issuer that signs with this key.
    #[must_use]
    pub const fn new(signer: S) -> Self {
        Self { signer }
    }

    /// The signer.
    #[must_use]
    pub const fn signer(&self) -> &S {
        &self.signer
    }

    /// Seals an index of a series and signs the code, `attributes` (lot, dates ...) included.
    ///
    /// # Errors
    ///
    /// Those of [`Series::seal`], [`SerialCode::new`] and [`Issuer::sign`].
    pub fn issue(&self, series: &Series, index: u64, attributes: &Elements) -> Result<SerialCode, Error> {
        let identity = Identity::Sgtin { gtin: series.gtin(), serial: series.seal(index)? };
        self.sign(SerialCode::new(&identity, attributes)?)
    }

    /// Signs a code that has no proof yet.
    ///
    /// # Errors
    ///
    /// [`Error::RepeatedAi`] if it has (91) or (92); [`Error::Signer`] if an external signer failed;
    /// [`Error::Signature`] if an external signer gave a signature that does not verify: such a code never leaves.
    pub fn sign(&self, code: SerialCode) -> Result<SerialCode, Error> {
        if [KEY_ID_AI, SIGNATURE_AI].into_iter().any(|ai| code.get(ai).is_some()) {
            // Before a device is asked: a signature that nobody can use is never made.
            return Err(Error::RepeatedAi { at: 0 });
        }
        let key_id = self.signer.public_key().id();
        let mut message = Vec::with_capacity(message::USUAL_BYTES);
        message::write(&code, key_id, &mut message);
        let signature = self.signer.sign(&message)?;
        if self.signer.is_external() && !self.signer.public_key().accepts(&message, &signature) {
            return Err(Error::Signature);
        }
        code.with_proof(Proof { key_id, signature })
    }
}
