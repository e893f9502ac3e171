//! Signature suites: the algorithm is part of a key, never of a signature.
//!
//! | number | suite | public key | signature, 64 bytes | COSE algorithm |
//! |---|---|---|---|---|
//! | 1 | Ed25519 (RFC 8032) | 32 bytes of RFC 8032 | R ‖ S | `EdDSA`, -8 |
//! | 2 | ECDSA P-256 with SHA-256 (FIPS 186-5) | 33 bytes, compressed point of SEC 1 | r ‖ s, big-endian | ES256, -7 |
//! | 3 | SM2 with SM3 (GB/T 32918.2) | 33 bytes, compressed point of SEC 1 | r ‖ s, big-endian | -65538, private use: none is registered |
//!
//! # Argument
//!
//! There is no downgrade. A verifier looks a key up by the id that a code names, and uses the suite that it holds that
//! key under; nothing in a code or artefact chooses an algorithm. The suite's number is hashed into the
//! [key id](super::PublicKey::id), and the key id is signed: a signature is not carried over to a key of another suite,
//! even one with the same bytes.

use crate::Error;

/// The algorithm of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
#[repr(u8)]
pub enum Suite {
    /// Ed25519 (RFC 8032), by the rule of [`super::ed25519`]. In every build.
    Ed25519 = 1,
    /// ECDSA over NIST P-256 with SHA-256 (FIPS 186-5). With feature `p256`.
    P256 = 2,
    /// SM2 with SM3 (GB/T 32918.2) under the identity `1234567812345678` (GM/T 0009). With feature `sm2`.
    Sm2 = 3,
}

impl Suite {
    /// The stable number.
    #[must_use]
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// The suite of a number.
    ///
    /// # Errors
    ///
    /// [`Error::Suite`] for a number that stands for none. A suite that this build leaves out is still named.
    pub const fn from_number(number: u8) -> Result<Self, Error> {
        match number {
            1 => Ok(Self::Ed25519),
            2 => Ok(Self::P256),
            3 => Ok(Self::Sm2),
            _ => Err(Error::Suite),
        }
    }

    /// Whether this build can use keys of the suite.
    #[must_use]
    pub const fn is_available(self) -> bool {
        match self {
            Self::Ed25519 => true,
            Self::P256 => cfg!(feature = "p256"),
            Self::Sm2 => cfg!(feature = "sm2"),
        }
    }

    /// The COSE algorithm (RFC 9053, IANA "COSE Algorithms").
    pub(super) const fn cose(self) -> i64 {
        match self {
            Self::Ed25519 => -8,
            Self::P256 => -7,
            Self::Sm2 => -65538,
        }
    }
}
