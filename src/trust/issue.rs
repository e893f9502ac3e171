//! Issuing: from an index of a series, or an identity from elsewhere, to a signed code.

use super::message;
use super::signer::{NOT_SIGNED, Signer, check_external};
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
        self.sign(sealed(series, index, attributes)?)
    }

    /// Signs a code that has no proof yet.
    ///
    /// # Errors
    ///
    /// [`Error::RepeatedAi`] if it has (91) or (92); [`Error::Signer`] if an external signer failed;
    /// [`Error::Signature`] if an external signer gave a signature that does not verify: such a code never leaves.
    pub fn sign(&self, code: SerialCode) -> Result<SerialCode, Error> {
        let code = unsigned(code)?;
        let key_id = self.signer.public_key().id();
        let mut message = Vec::with_capacity(message::USUAL_BYTES);
        message::write(&code, key_id, &mut message);
        let signature = self.signer.sign(&message)?;
        check_external(&self.signer, &message, &signature)?;
        code.with_proof(Proof { key_id, signature })
    }

    /// Signs many codes that have no proof yet, in one call of the signer. Outcome `i` is that of code `i`; one bad code
    /// fails nothing but itself, and a code that is an error already stays it.
    ///
    /// The errors are those of [`Issuer::sign`]. Where a signer fails half way, the codes that it signed are good and
    /// the others have its error.
    pub fn sign_many(
        &self,
        codes: impl IntoIterator<Item = Result<SerialCode, Error>>,
    ) -> Vec<Result<SerialCode, Error>> {
        let key = self.signer.public_key();
        let codes: Vec<_> = codes.into_iter().map(|code| code.and_then(unsigned)).collect();
        let write = |code: &SerialCode| {
            let mut message = Vec::with_capacity(message::USUAL_BYTES);
            message::write(code, key.id(), &mut message);
            message
        };
        let messages: Vec<_> = codes.iter().flatten().map(write).collect();
        let messages: Vec<_> = messages.iter().map(Vec::as_slice).collect();
        let mut signatures = vec![NOT_SIGNED; messages.len()];
        // A device is not asked for nothing.
        let asked = (!messages.is_empty()).then(|| self.signer.sign_many(&messages, &mut signatures));
        let failure = asked.and_then(Result::err);
        let mut signed = messages.into_iter().zip(signatures);
        let finish = |code: Result<SerialCode, Error>| {
            let code = code?;
            let (message, signature) = signed.next().ok_or(Error::Parameter)?;
            if signature == NOT_SIGNED {
                return Err(failure.unwrap_or(Error::Signature));
            }
            check_external(&self.signer, message, &signature)?;
            code.with_proof(Proof { key_id: key.id(), signature })
        };
        codes.into_iter().map(finish).collect()
    }
}

/// The code of an index, not signed yet.
pub(crate) fn sealed(series: &Series, index: u64, attributes: &Elements) -> Result<SerialCode, Error> {
    SerialCode::new(&Identity::Sgtin { gtin: series.gtin(), serial: series.seal(index)? }, attributes)
}

/// Refuses a code that has a proof, before a device is asked: a signature that nobody can use is never made.
fn unsigned(code: SerialCode) -> Result<SerialCode, Error> {
    let is_signed = [KEY_ID_AI, SIGNATURE_AI].into_iter().any(|ai| code.get(ai).is_some());
    if is_signed { Err(Error::RepeatedAi { at: 0 }) } else { Ok(code) }
}
