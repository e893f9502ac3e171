//! Whoever holds a private key and signs with it.

use super::ed25519::SIGNATURE_BYTES;
use super::key::PublicKey;
use crate::Error;

/// What stands where a signature was not made. No suite accepts it.
pub const NOT_SIGNED: [u8; SIGNATURE_BYTES] = [0; SIGNATURE_BYTES];

/// Whoever holds a private key and signs with it: a key in memory, or an HSM behind a driver.
pub trait Signer {
    /// The public half of the key. Its suite says how to sign.
    fn public_key(&self) -> &PublicKey;

    /// Signs the message by the suite of the key: Ed25519 pure (neither prehashed nor with a context), ECDSA P-256 with
    /// SHA-256, or SM2 with SM3 under the default identity; 64 bytes as drawn in [`super::suite`].
    ///
    /// # Errors
    ///
    /// [`Error::Signer`] with the device's own status.
    fn sign(&self, message: &[u8]) -> Result<[u8; SIGNATURE_BYTES], Error>;

    /// Signs many messages, each as [`Signer::sign`] does: signature `i` belongs to message `i`. A device that signs
    /// in bulk overrides it.
    ///
    /// After an error the caller knows exactly what was signed: places without a signature hold [`NOT_SIGNED`]. By
    /// default the first failure ends the work.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] unless there is one place for each message, before anything is signed; those of
    /// [`Signer::sign`].
    fn sign_many(&self, messages: &[&[u8]], signatures: &mut [[u8; SIGNATURE_BYTES]]) -> Result<(), Error> {
        one_by_one(self, messages, signatures)
    }

    /// Whether a signature is to be verified before a code leaves: always, unless the key is in our own hands.
    fn is_external(&self) -> bool {
        true
    }
}

/// Refuses what an external signer gave and what does not verify: before it leaves, never after.
///
/// # Errors
///
/// [`Error::Signature`].
pub(super) fn check_external(
    signer: &(impl Signer + ?Sized),
    message: &[u8],
    signature: &[u8; SIGNATURE_BYTES],
) -> Result<(), Error> {
    let holds = !signer.is_external() || signer.public_key().accepts(message, signature);
    if holds { Ok(()) } else { Err(Error::Signature) }
}

/// Makes every place of a batch [`NOT_SIGNED`].
///
/// # Errors
///
/// [`Error::Parameter`] unless there is one place for each message.
pub(crate) fn clear(messages: &[&[u8]], signatures: &mut [[u8; SIGNATURE_BYTES]]) -> Result<(), Error> {
    if messages.len() != signatures.len() {
        return Err(Error::Parameter);
    }
    signatures.fill(NOT_SIGNED);
    Ok(())
}

/// Signs each message into its place, until one fails.
///
/// # Errors
///
/// As [`Signer::sign_many`].
pub(crate) fn one_by_one(
    signer: &(impl Signer + ?Sized),
    messages: &[&[u8]],
    signatures: &mut [[u8; SIGNATURE_BYTES]],
) -> Result<(), Error> {
    clear(messages, signatures)?;
    for (message, place) in messages.iter().zip(signatures) {
        *place = signer.sign(message)?;
    }
    Ok(())
}
