//! Ed25519 signatures of many messages by one key, cheaper than one by one and equal to them byte for byte.
//!
//! # Argument
//!
//! A signature (RFC 8032, section 5.1.6) is `R = [r]B` and `S = r + k·s` with `r = SHA-512(prefix ‖ M)` and
//! `k = SHA-512(R ‖ A ‖ M)`. All of it is done here as there, but for one step: to write a point as bytes its projective
//! coordinates are divided by Z, and a division costs a fifth of a signature. The Z of a block are inverted together
//! (Montgomery's trick), so that a block pays for one division. The inverse of a number is unique: the bytes are those of
//! signing one by one, and a test holds them to that.
//!
//! A nonce `r` that becomes known gives the key away, and Z before the division tells something about `r`. Nonces and
//! points are wiped after each block. The blocks lie on the stack, as do the copies of Z that the division itself makes
//! and does not wipe; signing one by one leaves the same there.

use curve25519_dalek::edwards::EdwardsPoint;
use curve25519_dalek::scalar::Scalar;
use ed25519_dalek::hazmat::ExpandedSecretKey;
use ed25519_dalek::{Signer as _, SigningKey};
use sha2::{Digest, Sha512};
use zeroize::{Zeroize, Zeroizing};

use super::ed25519::SIGNATURE_BYTES;

/// Signatures that share one division. More would save less than a hundredth of a signature each.
const BLOCK: usize = 32;
/// Fewer are signed one by one: a block is always compressed whole.
const WORTH_A_BLOCK: usize = 4;

/// Signs each message into its place.
pub(super) fn sign_many(key: &SigningKey, messages: &[&[u8]], signatures: &mut [[u8; SIGNATURE_BYTES]]) {
    let expanded = ExpandedSecretKey::from(key.as_bytes());
    let public = key.verifying_key().to_bytes();
    for (messages, signatures) in messages.chunks(BLOCK).zip(signatures.chunks_mut(BLOCK)) {
        if messages.len() < WORTH_A_BLOCK {
            for (message, signature) in messages.iter().zip(signatures) {
                *signature = key.sign(message).to_bytes();
            }
        } else {
            sign_block(&expanded, &public, messages, signatures);
        }
    }
}

fn sign_block(
    key: &ExpandedSecretKey,
    public: &[u8; 32],
    messages: &[&[u8]],
    signatures: &mut [[u8; SIGNATURE_BYTES]],
) {
    let mut nonces = Zeroizing::new([Scalar::ZERO; BLOCK]);
    let mut points = Zeroizing::new([EdwardsPoint::default(); BLOCK]);
    for ((message, nonce), point) in messages.iter().zip(nonces.iter_mut()).zip(points.iter_mut()) {
        let mut hash: [u8; 64] =
            Sha512::new().chain_update(key.hash_prefix).chain_update(message).finalize().into();
        *nonce = Scalar::from_bytes_mod_order_wide(&hash);
        hash.zeroize();
        *point = EdwardsPoint::mul_base(nonce);
    }
    let encoded = EdwardsPoint::compress_batch(&points);
    for (((message, signature), nonce), r) in messages.iter().zip(signatures).zip(nonces.iter()).zip(encoded)
    {
        let hash =
            Sha512::new().chain_update(r.as_bytes()).chain_update(public).chain_update(message).finalize();
        let k = Scalar::from_bytes_mod_order_wide(&hash.into());
        let s = k * key.scalar + nonce;
        for (place, byte) in signature.iter_mut().zip(r.as_bytes().iter().chain(s.as_bytes())) {
            *place = *byte;
        }
    }
}
