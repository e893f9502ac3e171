//! Many signatures of one key at once, each answered exactly as alone.
//!
//! # Equation
//!
//! With `E_i = [S_i]B - [k_i]A - R_i`, a signature is accepted if `[8]E_i = 0`: the rule of [`super::ed25519`]. A batch
//! asks whether `[8] Σ z_i E_i = 0`, where the points A and B stand once: one multiplication of many points, about
//! 1.3 µs a signature, where a signature alone takes 25.
//!
//! # Soundness
//!
//! The [weights](super::ed25519_weights) z come from a hash over everything that decides the E, the message through k.
//! If some `[8]E_j` is not zero, it has prime order, and for whatever the other weights are there is one z_j below the
//! group order with which the sum vanishes: a probability below 2⁻¹³⁰. Who wants a false signature accepted can only try
//! other batches, and needs 2¹²⁸ of them. That the weights are not secret does not help: they exist only once the whole
//! batch does. Same codes, same answers: nothing is drawn at random.
//!
//! # Search
//!
//! If the sum is not zero, sums over any range of signatures, unweighted, follow from running sums of ±R, ±S and ±k and
//! one multiplication of two points; halving the ranges finds the false ones. Such sums can be made to cancel, so what
//! was found counts only if the weighted sum without it is zero. If it is not, the next round has other signs: two
//! false signatures that cancel in one round do so in the next with probability ½. The set found in a round does not
//! depend on z, so at most nine sums are compared with zero, and the bound above holds for each. After the last round, or
//! when so many are false that searching would not pay, the rest is checked one by one.

use core::borrow::Borrow;

use curve25519_dalek::constants::ED25519_BASEPOINT_POINT;
use curve25519_dalek::edwards::EdwardsPoint;
use curve25519_dalek::scalar::Scalar;
use curve25519_dalek::traits::{Identity, VartimeMultiscalarMul};

use super::ed25519::{Point, Terms};
use super::ed25519_weights::{self as weights, ROUNDS, Weight};

/// Fewer signatures than this are checked one by one.
const WORTH_A_BATCH: usize = 16;
/// The search may halve one range for so many signatures: a batch full of false ones costs that part more than
/// checking each.
const SIGNATURES_PER_PROBE: usize = 8;

/// The room of a batch, for use again and again.
#[derive(Debug, Default)]
pub(super) struct Batch {
    weights: Vec<Weight>,
    sums: Vec<Sum>,
    found: Vec<(usize, EdwardsPoint)>,
}

/// Over the first signatures of a batch, each with its sign: `Σ±R`, `Σ±S`, `Σ±k`.
#[derive(Clone, Copy, Debug)]
struct Sum {
    r: EdwardsPoint,
    s: Scalar,
    k: Scalar,
}

impl Batch {
    /// Whether each signature is accepted under the key, into `accepted` in their order.
    ///
    /// O(signatures); 600 bytes for each while it runs, and [`Self`] keeps 300 of them.
    pub(super) fn check<T: Borrow<Terms>>(&mut self, key: &Point, terms: &[T], accepted: &mut Vec<bool>) {
        accepted.clear();
        if terms.len() < WORTH_A_BATCH {
            accepted.extend(terms.iter().map(|one| holds(key, one.borrow())));
            return;
        }
        accepted.resize(terms.len(), true);
        weights::draw(key.encoded(), terms, &mut self.weights);
        let mut rest = self.weighted_sum(key, terms);
        let mut probes = terms.len() / SIGNATURES_PER_PROBE;
        for round in 0..ROUNDS {
            if rest.is_small_order() {
                return;
            }
            let complete = self.search(key, terms, accepted, round, &mut probes);
            for (place, _) in &self.found {
                if let Some(answer) = accepted.get_mut(*place) {
                    *answer = false;
                }
            }
            if !complete {
                break;
            }
            rest -= self.weighted_sum_of_found();
        }
        if !rest.is_small_order() {
            for (answer, one) in accepted.iter_mut().zip(terms) {
                *answer = *answer && holds(key, one.borrow());
            }
        }
    }

    /// `Σ z_i E_i` over all.
    fn weighted_sum<T: Borrow<Terms>>(&self, key: &Point, terms: &[T]) -> EdwardsPoint {
        let (mut base, mut own) = (Scalar::ZERO, Scalar::ZERO);
        for (one, Weight { weight, .. }) in terms.iter().map(Borrow::borrow).zip(&self.weights) {
            base -= weight * one.s;
            own -= weight * one.k;
        }
        // Slices and arrays know their lengths, as the multiplication wants it.
        let scalars: Vec<Scalar> =
            [base, own].into_iter().chain(self.weights.iter().map(|one| one.weight)).collect();
        let points = [ED25519_BASEPOINT_POINT, *key.negated()];
        let all = points.into_iter().chain(terms.iter().map(|one| one.borrow().r));
        -EdwardsPoint::vartime_multiscalar_mul(scalars, all)
    }

    /// `Σ z_i E_i` over those that the last round found.
    fn weighted_sum_of_found(&self) -> EdwardsPoint {
        if self.found.is_empty() {
            return EdwardsPoint::identity();
        }
        let weight = |place: usize| self.weights.get(place).map_or(Scalar::ZERO, |one| one.weight);
        EdwardsPoint::vartime_multiscalar_mul(
            self.found.iter().map(|(place, _)| weight(*place)),
            self.found.iter().map(|(_, error)| error),
        )
    }

    /// Finds false signatures among those still thought true, with the signs of a round. Whether it came to its end
    /// within the probes that are left; what was found is false in any case.
    fn search<T: Borrow<Terms>>(
        &mut self,
        key: &Point,
        terms: &[T],
        accepted: &[bool],
        round: u32,
        probes: &mut usize,
    ) -> bool {
        self.add_up(terms, accepted, round);
        self.found.clear();
        let mut open = vec![(0, terms.len(), self.error(key, 0, terms.len()))];
        while let Some((start, end, error)) = open.pop() {
            if error.is_small_order() {
                continue;
            }
            if end - start == 1 {
                self.found.push((start, if self.is_negative(start, round) { -error } else { error }));
                continue;
            }
            let Some(left) = probes.checked_sub(1) else { return false };
            *probes = left;
            let middle = start.midpoint(end);
            let first = self.error(key, start, middle);
            open.push((start, middle, first));
            open.push((middle, end, error - first));
        }
        true
    }

    /// The running sums of a round.
    fn add_up<T: Borrow<Terms>>(&mut self, terms: &[T], accepted: &[bool], round: u32) {
        let mut sum = Sum { r: EdwardsPoint::identity(), s: Scalar::ZERO, k: Scalar::ZERO };
        self.sums.clear();
        self.sums.push(sum);
        for (place, (one, accepted)) in terms.iter().map(Borrow::borrow).zip(accepted).enumerate() {
            match (accepted, self.is_negative(place, round)) {
                (false, _) => {}
                (true, false) => sum = Sum { r: sum.r + one.r, s: sum.s + one.s, k: sum.k + one.k },
                (true, true) => sum = Sum { r: sum.r - one.r, s: sum.s - one.s, k: sum.k - one.k },
            }
            self.sums.push(sum);
        }
    }

    /// `Σ±E_i` over the signatures from `start` to before `end`.
    fn error(&self, key: &Point, start: usize, end: usize) -> EdwardsPoint {
        match (self.sums.get(start), self.sums.get(end)) {
            (Some(before), Some(with)) => {
                key.error(&(with.r - before.r), &(with.s - before.s), &(with.k - before.k))
            }
            _ => EdwardsPoint::identity(),
        }
    }

    fn is_negative(&self, place: usize, round: u32) -> bool {
        self.weights.get(place).is_some_and(|one| one.signs >> round & 1 == 1)
    }
}

fn holds(key: &Point, terms: &Terms) -> bool {
    key.error(&terms.r, &terms.s, &terms.k).is_small_order()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trust::{PublicKey, SecretKey, Signer};
    use serde_json::Value;

    fn unhex(hex: &Value) -> Vec<u8> {
        let hex = hex.as_str().unwrap();
        (0..hex.len() / 2).map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap()).collect()
    }

    fn answers(key: &PublicKey, terms: &[Terms]) -> Vec<bool> {
        let mut accepted = Vec::new();
        Batch::default().check(key.point(), terms, &mut accepted);
        accepted
    }

    /// Every case of Wycheproof whose encodings are canonical, the others having no terms: alone, among the others of
    /// its key, and many times over. Which cases are accepted alone is held by the table of tests/api/signature.rs.
    #[test]
    fn every_wycheproof_case_gets_in_a_batch_the_answer_it_gets_alone() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/vectors/wycheproof/ed25519_test.json");
        let Ok(text) = std::fs::read_to_string(path) else {
            eprintln!("NOT TESTED: no Wycheproof vectors at {path}");
            return;
        };
        let file: Value = serde_json::from_str(&text).unwrap();
        let mut cases = 0;
        for group in file["testGroups"].as_array().unwrap() {
            let key = PublicKey::from_bytes(&unhex(&group["publicKey"]["pk"]).try_into().unwrap()).unwrap();
            let (mut terms, mut alone) = (Vec::new(), Vec::new());
            for case in group["tests"].as_array().unwrap() {
                cases += 1;
                let Ok(signature) = <[u8; 64]>::try_from(unhex(&case["sig"])) else { continue };
                let accepted = key.accepts(&unhex(&case["msg"]), &signature);
                assert_eq!(accepted, case["result"] == "valid");
                match key.point().terms(&unhex(&case["msg"]), &signature) {
                    Some(of_case) => {
                        terms.push(of_case);
                        alone.push(accepted);
                    }
                    None => assert!(!accepted),
                }
            }
            assert_eq!(answers(&key, &terms), alone);
            for times in [2, 17, 40] {
                assert_eq!(answers(&key, &terms.repeat(times)), alone.repeat(times));
            }
            for (one, accepted) in terms.iter().zip(&alone) {
                assert_eq!(answers(&key, &vec![*one; WORTH_A_BATCH]), vec![*accepted; WORTH_A_BATCH]);
            }
        }
        assert_eq!(cases, 151);
    }

    #[test]
    fn a_false_one_in_a_large_batch_is_found_within_the_probes() {
        let secret = SecretKey::from_seed(&[9; 32]).unwrap();
        let key = *secret.public_key();
        let mut terms: Vec<Terms> = (0..600_u32)
            .map(|number| {
                let message = number.to_le_bytes();
                key.point().terms(&message, &secret.sign(&message).unwrap()).unwrap()
            })
            .collect();
        // Multiples of which no signs make a sum of zero.
        for (place, by) in [(0, 1_u64), (299, 2), (300, 4), (599, 8)] {
            terms[place].s += Scalar::from(by);
        }
        let (mut batch, mut accepted) = (Batch::default(), vec![true; 600]);
        weights::draw(key.as_bytes(), &terms, &mut batch.weights);
        let mut probes = 50;
        assert!(batch.search(key.point(), &terms, &accepted, 0, &mut probes));
        let mut found: Vec<_> = batch.found.iter().map(|(place, _)| *place).collect();
        found.sort_unstable();
        assert_eq!(found, [0, 299, 300, 599]);
        // What the search takes away from the weighted sum makes it vanish.
        let rest = batch.weighted_sum(key.point(), &terms) - batch.weighted_sum_of_found();
        assert!(rest.is_small_order());
        batch.check(key.point(), &terms, &mut accepted);
        assert_eq!(accepted.iter().filter(|accepted| !**accepted).count(), 4);
    }
}
