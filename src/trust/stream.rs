//! Many codes in one call: the answers of [`Verifier::verify_scan`], several times faster.
//!
//! Codes are read and screened as they come; the signatures that are left are collected, and those of one key are
//! checked together. Every answer is the one that the code would get alone, whatever it is mixed with, in the order of
//! the scans. Memory is bounded by [`Stream::BLOCK`], however many codes there are.

use core::borrow::Borrow;

use super::ed25519::Terms;
use super::ed25519_batch::Batch;
use super::key::PublicKey;
use super::message;
use super::verdict::Verification;
use super::verify::{Verifier, not_a_code};
use crate::code::SerialCode;

/// The room in which a stream of scans is verified; it is kept between calls.
#[derive(Debug)]
pub struct Stream<'a> {
    verifier: &'a Verifier,
    at: i64,
    /// Of the scans of this block; those that wait for their signature read as forged.
    answers: Vec<Verification>,
    waiting: Vec<Waiting<'a>>,
    batch: Batch,
    accepted: Vec<bool>,
    message: Vec<u8>,
}

/// A signature to be checked, and what hangs on it.
#[derive(Debug)]
struct Waiting<'a> {
    key: &'a PublicKey,
    terms: Terms,
    /// The place of the answer in the block, and the answer if the signature is accepted.
    place: usize,
    accepted: Verification,
}

impl Borrow<Terms> for Waiting<'_> {
    fn borrow(&self) -> &Terms {
        &self.terms
    }
}

impl<'a> Stream<'a> {
    /// Codes that are answered together. A block in work takes up to 1 KiB a code.
    pub const BLOCK: usize = 16_384;

    /// An empty stream: codes are verified at a time in seconds since 1970 UTC.
    #[must_use]
    pub fn new(verifier: &'a Verifier, at: i64) -> Self {
        Self {
            verifier,
            at,
            answers: Vec::new(),
            waiting: Vec::new(),
            batch: Batch::default(),
            accepted: Vec::new(),
            message: Vec::with_capacity(message::USUAL_BYTES),
        }
    }

    /// Verifies scans and gives `each` one answer for each of them, in their order. O(scans).
    ///
    /// Answers come a block at a time: `each` is called for the first time when [`Stream::BLOCK`] scans have been
    /// taken, or all. After the last scan nothing is left behind.
    pub fn verify_each<S: AsRef<[u8]>>(
        &mut self,
        scans: impl IntoIterator<Item = S>,
        mut each: impl FnMut(Verification),
    ) {
        // Something is there only if a call before ended by a panic in the caller's part.
        self.answers.clear();
        self.waiting.clear();
        for scan in scans {
            self.read(scan.as_ref());
            if self.answers.len() == Self::BLOCK {
                self.settle();
                self.answers.drain(..).for_each(&mut each);
            }
        }
        self.settle();
        self.answers.drain(..).for_each(each);
    }

    /// Everything about a scan but its signature.
    fn read(&mut self, scan: &[u8]) {
        let code = match SerialCode::parse(scan) {
            Ok(code) => code,
            Err(error) => {
                self.answers.push(not_a_code(error));
                return;
            }
        };
        let screened = self.verifier.screen(&code, self.at);
        let Some(pending) = screened.signature.filter(|_| screened.reasons.is_empty()) else {
            self.answers.push(screened.decided(None));
            return;
        };
        self.message.clear();
        message::write(&code, pending.proof.key_id, &mut self.message);
        let accepted = match pending.key.point() {
            None => pending.key.accepts(&self.message, &pending.proof.signature),
            Some(point) => {
                if let Some(terms) = point.terms(&self.message, &pending.proof.signature) {
                    let (key, place) = (pending.key, self.answers.len());
                    let accepted = screened.decided(Some(true));
                    self.waiting.push(Waiting { key, terms, place, accepted });
                }
                // Until it is shown true.
                false
            }
        };
        self.answers.push(screened.decided(Some(accepted)));
    }

    /// Decides the signatures that wait.
    fn settle(&mut self) {
        if !self.waiting.is_sorted_by_key(|one| one.key.id()) {
            self.waiting.sort_unstable_by_key(|one| (one.key.id(), one.place));
        }
        for group in self.waiting.chunk_by(|one, next| one.key.id() == next.key.id()) {
            let Some(point) = group.first().and_then(|one| one.key.point()) else { continue };
            self.batch.check(point, group, &mut self.accepted);
            for (one, accepted) in group.iter().zip(&self.accepted) {
                if let Some(answer) = self.answers.get_mut(one.place).filter(|_| *accepted) {
                    *answer = one.accepted;
                }
            }
        }
        self.waiting.clear();
    }
}

impl Verifier {
    /// Verifies many scans, at a time in seconds since 1970 UTC: the answers of [`Verifier::verify_scan`] in the
    /// order of the scans. O(scans).
    ///
    /// With the feature `rayon` on all threads of the current pool, each with a [`Stream`] of its own; without it on
    /// this thread, and a caller with several threads gives each a part.
    #[must_use]
    #[cfg(not(feature = "rayon"))]
    pub fn verify_many<S: AsRef<[u8]> + Sync>(&self, scans: &[S], at: i64) -> Vec<Verification> {
        verify_part(&mut Stream::new(self, at), scans)
    }

    /// Verifies many scans, at a time in seconds since 1970 UTC: the answers of [`Verifier::verify_scan`] in the
    /// order of the scans. O(scans).
    ///
    /// With the feature `rayon` on all threads of the current pool, each with a [`Stream`] of its own; without it on
    /// this thread, and a caller with several threads gives each a part.
    #[must_use]
    #[cfg(feature = "rayon")]
    pub fn verify_many<S: AsRef<[u8]> + Sync>(&self, scans: &[S], at: i64) -> Vec<Verification> {
        use rayon::prelude::*;
        let part = scans.len().div_ceil(rayon::current_num_threads()).clamp(1, Stream::BLOCK);
        let parts: Vec<_> = scans
            .par_chunks(part)
            .map_init(|| Stream::new(self, at), |stream, scans| verify_part(stream, scans))
            .collect();
        parts.concat()
    }
}

fn verify_part<S: AsRef<[u8]>>(stream: &mut Stream<'_>, scans: &[S]) -> Vec<Verification> {
    let mut answers = Vec::with_capacity(scans.len());
    stream.verify_each(scans, |answer| answers.push(answer));
    answers
}
