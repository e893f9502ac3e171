//! Verification: the one place that decides whether a code is believed.

use super::bundle::Bundle;
use super::bundles::Bundles;
use super::key::PublicKey;
use super::keyring::{Entry, Keyring, Standing};
use super::message;
use super::revocation::Place;
use super::seals::{Found, Seals};
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
///
/// A code is looked at in this order, and nothing is allocated for it: series, key, window and production date, scope,
/// lease, revocation, signature, recall.
#[derive(Debug, Default)]
pub struct Verifier {
    /// The keys that are believed, without those of the bundles.
    pub keyring: Keyring,
    /// What root keys say: their issuing keys, leases, revocations. Fill it with [`Verifier::install`].
    pub bundles: Bundles,
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
        self.verify_in(code, at, &mut Vec::new())
    }

    /// Does [`Verifier::verify`] in memory that is there: `room` is overwritten, and nothing is allocated if it holds the
    /// message of the code (256 bytes are enough for usual ones).
    #[must_use]
    pub fn verify_in(&self, code: &SerialCode, at: i64, room: &mut Vec<u8>) -> Verification {
        self.decide(code, at, false, room)
    }

    /// Like [`Verifier::verify`], and checks the signature whatever else was found: for an investigation. A code of a
    /// revoked key whose signature is true came from that key's holder.
    #[must_use]
    pub fn examine(&self, code: &SerialCode, at: i64) -> Verification {
        self.decide(code, at, true, &mut Vec::new())
    }

    fn decide(&self, code: &SerialCode, at: i64, always_check: bool, room: &mut Vec<u8>) -> Verification {
        let screened = self.screen(code, at);
        match screened.signature {
            Some(pending) if always_check || screened.reasons.is_empty() => {
                room.clear();
                room.reserve(message::USUAL_BYTES);
                message::write(code, pending.proof.key_id, room);
                let accepted = pending.key.accepts(room, &pending.proof.signature);
                screened.decided(Some(accepted))
            }
            _ => screened.decided(None),
        }
    }

    /// Everything about a code but its signature: what single and stream verification share.
    pub(super) fn screen(&self, code: &SerialCode, at: i64) -> Screened<'_> {
        let mut screened = Screened::default();
        let (place, is_sealed) = match self.seals.find(code.identity()) {
            Found::By(series, index) => (Some(Place { slot: series.slot(), index }), true),
            Found::Not => {
                screened.reasons.add(Verdict::NotSealed);
                (None, false)
            }
            Found::Unknown => (self.bundles.place(code.identity()), false),
        };
        screened.index = place.filter(|_| is_sealed).map(|place| place.index);
        match code.proof() {
            Some(proof) => self.screen_proof(&mut screened, code, proof, (place, at)),
            None if self.unsigned == Unsigned::AcceptIfSealed && is_sealed => {}
            None => screened.reasons.add(Verdict::Unsigned),
        }
        for bundle in self.bundles.iter() {
            let (revoked, recalled) = bundle.takes_back(code, place);
            if revoked {
                screened.reasons.add(Verdict::CodeRevoked);
            }
            screened.recalled |= recalled;
        }
        screened
    }

    /// What the proof's key may say about the code.
    fn screen_proof<'a>(
        &'a self,
        screened: &mut Screened<'a>,
        code: &SerialCode,
        proof: &Proof,
        (place, at): (Option<Place<'_>>, i64),
    ) {
        screened.key_id = Some(proof.key_id);
        let Some((entry, root)) = self.key(proof.key_id) else {
            screened.reasons.add(Verdict::UnknownKey);
            return;
        };
        screened.signature = Some(Pending { key: entry.key(), proof: *proof });
        match entry.standing() {
            Standing::Good | Standing::EndOfLife { .. } => {}
            Standing::Revoked => screened.reasons.add(Verdict::Revoked),
            Standing::Compromised { .. } => {
                // Only what the series itself opened: an index that an opener reads may be the thief's invention.
                let opened = place.filter(|_| screened.index.is_some());
                let vouched = root.zip(opened).is_some_and(|(root, place)| root.vouches_for(code, place));
                screened.vouched = vouched;
                if !vouched {
                    screened.reasons.add(Verdict::Revoked);
                }
            }
        }
        if !entry.window().contains(at) || !entry.signed_on_its_day(code, at) {
            screened.reasons.add(Verdict::OutOfWindow);
        }
        if !entry.scope().covers(code.identity()) {
            screened.reasons.add(Verdict::OutOfScope);
        }
        if self.bundles.iter().any(|bundle| bundle.leases_elsewhere(code, place, proof.key_id)) {
            screened.reasons.add(Verdict::OutOfLease);
        }
    }

    /// The entry of a key, and the bundle it came with.
    fn key(&self, id: KeyId) -> Option<(&Entry, Option<&Bundle>)> {
        let own = self.keyring.get(id).map(|entry| (entry, None));
        own.or_else(|| self.bundles.key(id).map(|(entry, bundle)| (entry, Some(bundle))))
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
    vouched: bool,
    /// Kept apart from the reasons: it spares no signature.
    recalled: bool,
}

impl Screened<'_> {
    /// The answer, once the signature was `accepted` or not, or was not checked. A recall is always among the reasons,
    /// and having the highest number it is the verdict only if nothing else was found.
    pub(super) fn decided(mut self, accepted: Option<bool>) -> Verification {
        if accepted == Some(false) {
            self.reasons.add(Verdict::Forged);
        }
        if self.recalled {
            self.reasons.add(Verdict::Recalled);
        }
        Verification {
            verdict: self.reasons.iter().next().unwrap_or(Verdict::Genuine),
            reasons: self.reasons,
            signature_checked: accepted.is_some(),
            key_id: self.key_id,
            index: self.index,
            vouched: self.vouched,
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
