//! What verification answers.

use crate::Error;
use crate::code::KeyId;

/// The answer about one code. Never an error: a false code is an answer.
///
/// The numbers are stable, and 0 stands for "not decided", so that zeroed memory never reads as genuine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
#[repr(u8)]
pub enum Verdict {
    /// 正品: signed by a key that is believed, for this identity, at this time; and sealed by us where that can be told.
    Genuine = 1,
    /// The text is no serial code at all.
    NotACode = 2,
    /// A serial code without a proof of ours.
    Unsigned = 3,
    /// It names a key that the keyring does not hold.
    UnknownKey = 4,
    /// It names a key that is believed no more.
    Revoked = 5,
    /// It names a key that is not believed at this time.
    OutOfWindow = 6,
    /// It names a key that may not speak for this identity.
    OutOfScope = 7,
    /// Its serial was not sealed by us.
    NotSealed = 8,
    /// 伪造: the signature is false.
    Forged = 9,
    /// The code itself, or its range, is believed no more.
    CodeRevoked = 10,
    /// Its serial lies in no range that was leased to whoever signed it.
    OutOfLease = 11,
    /// 召回: signed and believed, and called back.
    Recalled = 12,
}

impl Verdict {
    /// All verdicts, ascending by number.
    pub const ALL: [Self; 12] = [
        Self::Genuine,
        Self::NotACode,
        Self::Unsigned,
        Self::UnknownKey,
        Self::Revoked,
        Self::OutOfWindow,
        Self::OutOfScope,
        Self::NotSealed,
        Self::Forged,
        Self::CodeRevoked,
        Self::OutOfLease,
        Self::Recalled,
    ];

    /// The stable number.
    #[must_use]
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// A few English words for an operator or a log.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::Genuine => "genuine",
            Self::NotACode => "not a serial code",
            Self::Unsigned => "unsigned",
            Self::UnknownKey => "unknown key",
            Self::Revoked => "key revoked",
            Self::OutOfWindow => "key out of its time",
            Self::OutOfScope => "key out of its scope",
            Self::NotSealed => "serial not ours",
            Self::Forged => "signature false",
            Self::CodeRevoked => "code revoked",
            Self::OutOfLease => "serial not leased to its signer",
            Self::Recalled => "recalled",
        }
    }
}

/// A set of verdicts other than genuine: every reason found against a code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reasons(u32);

impl Reasons {
    /// Adds a reason.
    pub(crate) fn add(&mut self, reason: Verdict) {
        self.0 |= 1 << reason.number();
    }

    /// Whether nothing was found.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether this reason was found.
    #[must_use]
    pub const fn contains(self, reason: Verdict) -> bool {
        self.0 >> reason.number() & 1 == 1
    }

    /// The reasons, ascending by number.
    pub fn iter(self) -> impl Iterator<Item = Verdict> {
        Verdict::ALL.into_iter().filter(move |reason| self.contains(*reason))
    }

    /// The set as bits: bit n for the verdict of number n.
    #[must_use]
    pub const fn bits(self) -> u32 {
        self.0
    }
}

/// A verdict with everything that led to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verification {
    /// The answer: genuine, or the first of the reasons.
    pub verdict: Verdict,
    /// Every reason found against the code; empty if it is genuine.
    pub reasons: Reasons,
    /// Whether the signature was checked: not if a cheaper reason was found first.
    pub signature_checked: bool,
    /// The key the code names.
    pub key_id: Option<KeyId>,
    /// The index of its sealed serial, where the series is held here and sealed it.
    pub index: Option<u64>,
    /// Whether the key is compromised and its root vouches for this serial, which the verifier opened itself: then the
    /// serial is believed, and no other element.
    pub vouched: bool,
    /// For [`Verdict::NotACode`]: what is wrong with the text, and where.
    pub form: Option<Error>,
}
