//! Verification: the one place that decides whether a code is believed.

use super::key::PublicKey;
use super::keyring::Keyring;
use super::message;
use super::seals::{Sealed, Seals};
use super::verdict::{Reasons, Verdict, Verification};
use crate::Error;
use crate::code::{KeyId, Proof, SerialCode};

/// What a code without a proof is worth.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unsigned {
    /// Nothing.
    #[default]
    Refuse,
    /// Genuine, if its serial opens under a series held here: for labels too small for a signature.
    AcceptIfSealed,
}

/// Decides which codes are believed. Needs no network; holds no secret unless [`Seals`] are given.
#[derive(Debug, Default)]
pub struct Verifier {
    /// The keys that are believed.
    pub keyring: Keyring,
    /// The series held here; empty on a handheld.
    pub seals: Seals,
    /// What a code without a proof is worth.
    pub unsigned: Unsigned,
}

impl Verifier {
    /// Reads and verifies what a scanner delivered, at a time in seconds since 1970 UTC.
    #[must_use]
    pub fn verify_scan(&self, input: &[u8], at: i64) -> Verification {
        SerialCode::parse(input).map_or_else(not_a_code, |code| self.verify(&code, at))
    }

    /// Reads and [examines](Verifier::examine) what a scanner delivered.
    #[must_use]
    pub fn examine_scan(&self, input: &[u8], at: i64) -> Verification {
        SerialCode::parse(input).map_or_else(not_a_code, |code| self.examine(&code, at))
    }

    /// Verifies a code at a time in seconds since 1970 UTC.
    ///
    /// The cheap reasons are all looked for; the signature is checked only if none was found, so that floods of bad
    /// codes cost little. [`Verifier::examine`] always checks it.
    #[must_use]
    pub fn verify(&self, code: &SerialCode, at: i64) -> Verification {
        self.decide(code, at, false)
    }

    /// Like [`Verifier::verify`], and checks the signature whatever else was found: for an investigation. A code of a
    /// revoked key whose signature is true came from that key's holder.
    #[must_use]
    pub fn examine(&self, code: &SerialCode, at: i64) -> Verification {
        self.decide(code, at, true)
    }

    fn decide(&self, code: &SerialCode, at: i64, always_check: bool) -> Verification {
        let screened = self.screen(code, at);
        match screened.signature {
            Some(pending) if always_check || screened.reasons.is_empty() => {
                let mut signed = Vec::with_capacity(message::USUAL_BYTES);
                message::write(code, pending.proof.key_id, &mut signed);
                let accepted = pending.key.accepts(&signed, &pending.proof.signature);
                screened.decided(Some(accepted))
            }
            _ => screened.decided(None),
        }
    }

    /// Everything about a code but its signature: what single and stream verification share.
    pub(super) fn screen(&self, code: &SerialCode, at: i64) -> Screened<'_> {
        let mut screened = Screened::default();
        let sealed = self.seals.open(code.identity());
        if sealed == Sealed::Not {
            screened.reasons.add(Verdict::NotSealed);
        }
        screened.index = if let Sealed::Index(index) = sealed { Some(index) } else { None };
        let Some(proof) = code.proof() else {
            if self.unsigned == Unsigned::Refuse || screened.index.is_none() {
                screened.reasons.add(Verdict::Unsigned);
            }
            return screened;
        };
        screened.key_id = Some(proof.key_id);
        let Some(entry) = self.keyring.get(proof.key_id) else {
            screened.reasons.add(Verdict::UnknownKey);
            return screened;
        };
        if entry.is_revoked() {
            screened.reasons.add(Verdict::Revoked);
        }
        if !entry.window().contains(at) {
            screened.reasons.add(Verdict::OutOfWindow);
        }
        if !entry.scope().covers(code.identity()) {
            screened.reasons.add(Verdict::OutOfScope);
        }
        screened.signature = Some(Pending { key: entry.key(), proof: *proof });
        screened
    }
}

/// A signature still to be checked.
#[derive(Clone, Copy)]
pub(super) struct Pending<'a> {
    pub(super) key: &'a PublicKey,
    pub(super) proof: Proof,
}

/// What the cheap checks found, before the signature.
#[derive(Clone, Copy, Default)]
pub(super) struct Screened<'a> {
    /// The reasons found: the signature need not be checked if there are any.
    pub(super) reasons: Reasons,
    /// The signature, if the code has one and its key is known.
    pub(super) signature: Option<Pending<'a>>,
    key_id: Option<KeyId>,
    index: Option<u64>,
}

impl Screened<'_> {
    /// The answer, once the signature was `accepted` or not, or was not checked.
    pub(super) fn decided(mut self, accepted: Option<bool>) -> Verification {
        if accepted == Some(false) {
            self.reasons.add(Verdict::Forged);
        }
        Verification {
            verdict: self.reasons.iter().next().unwrap_or(Verdict::Genuine),
            reasons: self.reasons,
            signature_checked: accepted.is_some(),
            key_id: self.key_id,
            index: self.index,
            form: None,
        }
    }
}

/// The answer about a text that is no code.
pub(super) fn not_a_code(error: Error) -> Verification {
    let mut screened = Screened::default();
    screened.reasons.add(Verdict::NotACode);
    Verification { form: Some(error), ..screened.decided(None) }
}
