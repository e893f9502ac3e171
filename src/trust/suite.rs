//! Signature suites: the algorithm is part of a key, never of a signature.

/// The algorithm of a key. Its number is hashed into the [key id](super::PublicKey::id), and the key id is signed: a
/// signature cannot be carried over to another suite.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
#[repr(u8)]
pub enum Suite {
    /// Ed25519 (RFC 8032), by the rule of [`super::ed25519`].
    Ed25519 = 1,
}

impl Suite {
    /// The stable number.
    #[must_use]
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// The COSE algorithm (RFC 9053, IANA "COSE Algorithms").
    pub(super) const fn cose(self) -> i64 {
        match self {
            Self::Ed25519 => -8,
        }
    }
}
