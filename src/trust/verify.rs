//! Verification: the one place that decides whether a code is believed.

use super::keyring::Keyring;
use super::message;
use super::seals::{Sealed, Seals};
use super::verdict::{Reasons, Verdict, Verification};
use crate::code::{KeyId, SerialCode};

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
        read(input).map_or_else(|answer| answer, |code| self.verify(&code, at))
    }

    /// Reads and [examines](Verifier::examine) what a scanner delivered.
    #[must_use]
    pub fn examine_scan(&self, input: &[u8], at: i64) -> Verification {
        read(input).map_or_else(|answer| answer, |code| self.examine(&code, at))
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
        let mut reasons = Reasons::default();
        let sealed = self.seals.open(code.identity());
        if sealed == Sealed::Not {
            reasons.add(Verdict::NotSealed);
        }
        let index = if let Sealed::Index(index) = sealed { Some(index) } else { None };
        let Some(proof) = code.proof() else {
            if self.unsigned == Unsigned::Refuse || index.is_none() {
                reasons.add(Verdict::Unsigned);
            }
            return answer(reasons, None, index, false);
        };
        let Some(entry) = self.keyring.get(proof.key_id) else {
            reasons.add(Verdict::UnknownKey);
            return answer(reasons, Some(proof.key_id), index, false);
        };
        if entry.is_revoked() {
            reasons.add(Verdict::Revoked);
        }
        if !entry.window().contains(at) {
            reasons.add(Verdict::OutOfWindow);
        }
        if !entry.scope().covers(code.identity()) {
            reasons.add(Verdict::OutOfScope);
        }
        let check = always_check || reasons.is_empty();
        if check {
            let mut signed = Vec::with_capacity(message::USUAL_BYTES);
            message::write(code, proof.key_id, &mut signed);
            if !entry.key().accepts(&signed, &proof.signature) {
                reasons.add(Verdict::Forged);
            }
        }
        answer(reasons, Some(proof.key_id), index, check)
    }
}

/// The code in a scan, or the answer that there is none.
fn read(input: &[u8]) -> Result<SerialCode, Verification> {
    SerialCode::parse(input).map_err(|error| {
        let mut reasons = Reasons::default();
        reasons.add(Verdict::NotACode);
        Verification { form: Some(error), ..answer(reasons, None, None, false) }
    })
}

fn answer(
    reasons: Reasons,
    key_id: Option<KeyId>,
    index: Option<u64>,
    signature_checked: bool,
) -> Verification {
    let verdict = reasons.iter().next().unwrap_or(Verdict::Genuine);
    Verification { verdict, reasons, signature_checked, key_id, index, form: None }
}
