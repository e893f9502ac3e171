//! Many signatures of one key at once, each answered exactly as alone.
//!
//! # Equation
//!
//! With `E_i = [S_i]B - [k_i]A - R_i`, a signature is accepted if `[8]E_i = 0`: the rule of [`super::ed25519`]. A batch
//! asks whether `[8] Σ z_i E_i = 0`, where the points A and B stand once: the sum of the `[z_i]R_i`, about 1 µs each,
//! where a signature alone takes 25.
//!
//! # Soundness
//!
//! The weights z are 128-bit numbers out of a hash over everything that decides the E, the message through k:
//!
//! ```text
//! BLAKE3.derive_key("symbolon v1 batch weights", A, then for each signature R ‖ S ‖ k, 32 bytes each), extended to
//! 16 bytes for each signature: its weight, little-endian
//!  1 byte for each signature, behind all weights: bit n is its sign in round n of the search
//! ```
//!
//! If some `[8]E_j` is not zero, it has prime order, and whatever the other weights are, at most one weight `z_j` makes
//! the sum vanish: a probability of 2⁻¹²⁸. Who wants a false signature accepted can only try other batches, and needs about
//! 2¹²⁸ of them. That the weights are not secret does not help: they exist only once the whole batch does. Same codes,
//! same answers: nothing is drawn at random.
//!
//! # Search
//!
//! If the sum is not zero, sums over any range of signatures, unweighted, follow from running sums of ±R, ±S and ±k and
//! one multiplication of two points; halving the ranges finds the false ones. Such sums can be made to cancel, so the
//! search is over only when the weighted sum without what was found is zero. If it is not, the next round has other
//! signs: two false signatures that cancel in one round do so in the next with probability ½. What a round finds does
//! not depend on z, so at most nine sums are compared with zero, and the bound above holds for each. After the last
//! round, or when so many are false that searching would not pay, the rest is checked one by one.
//!
//! No signature is called false unless it was checked alone. None is called true by [`super::curve`]: were there a
//! mistake in that arithmetic, the weighted sum would come out as another point, and each signature be checked alone.

use core::borrow::Borrow;

use blake3::OutputReader;
use curve25519_dalek::edwards::{CompressedEdwardsY, EdwardsPoint};
use curve25519_dalek::scalar::Scalar;
use curve25519_dalek::traits::{Identity, VartimeMultiscalarMul};

use super::curve::{self, Affine, Sum};
use super::ed25519::{Point, Terms};

const CONTEXT: &str = "symbolon v1 batch weights";
/// Signatures hashed at once: enough for the hash to work on several parts side by side.
const PIECE: usize = 256;
/// Fewer signatures than this are checked one by one.
const WORTH_A_BATCH: usize = 16;
/// The search may halve one range for so many signatures: a batch full of false ones costs that part more than
/// checking each.
const SIGNATURES_PER_PROBE: usize = 8;
/// Rounds of the search: one for each bit of the signs.
const ROUNDS: u32 = 8;

/// The room of a batch, for use again and again.
#[derive(Debug, Default)]
pub(super) struct Batch {
    points: Vec<Affine>,
    /// 0 where R is no point, and the answer is known.
    weights: Vec<u128>,
    signs: Vec<u8>,
    running: Vec<Running>,
    /// False signatures of the last round, by their places, and their E.
    found: Vec<(usize, EdwardsPoint)>,
}

/// Over the first signatures of a batch, each with its sign: `Σ±R`, `Σ±S`, `Σ±k`.
#[derive(Clone, Copy, Debug)]
struct Running {
    r: Sum,
    s: Scalar,
    k: Scalar,
}

impl Batch {
    /// Whether each signature is accepted under the key, into `accepted` in their order.
    ///
    /// O(signatures). Takes about 160 bytes for each, and 225 more if some are false.
    pub(super) fn check<T: Borrow<Terms>>(&mut self, key: &Point, terms: &[T], accepted: &mut Vec<bool>) {
        accepted.clear();
        if terms.len() < WORTH_A_BATCH {
            accepted.extend(terms.iter().map(|one| holds(key, one.borrow())));
            return;
        }
        let mut random = self.draw_weights(key, terms);
        self.read_points(key, terms, accepted);
        let Some(mut rest) = self.weighted_sum(key, terms) else {
            return check_each(key, terms, accepted);
        };
        if rest.is_small_order() {
            return;
        }
        self.signs.resize(terms.len(), 0);
        random.fill(&mut self.signs);
        let mut probes = terms.len() / SIGNATURES_PER_PROBE;
        for round in 0..ROUNDS {
            if self.search(key, terms, accepted, round, &mut probes).is_none() {
                break;
            }
            rest -= self.weighted_sum_of_found();
            if rest.is_small_order() {
                return;
            }
        }
        check_each(key, terms, accepted);
    }

    /// Draws the weights; what is given back goes on with the signs.
    fn draw_weights<T: Borrow<Terms>>(&mut self, key: &Point, terms: &[T]) -> OutputReader {
        let mut hasher = blake3::Hasher::new_derive_key(CONTEXT);
        hasher.update(key.encoded());
        let mut piece = Vec::with_capacity(PIECE * 96);
        for terms in terms.chunks(PIECE) {
            piece.clear();
            for one in terms.iter().map(Borrow::borrow) {
                piece.extend_from_slice(&one.r);
                piece.extend_from_slice(one.s.as_bytes());
                piece.extend_from_slice(one.k.as_bytes());
            }
            hasher.update(&piece);
        }
        let mut random = hasher.finalize_xof();
        self.weights.clear();
        let mut bytes = [0; PIECE * 16];
        for terms in terms.chunks(PIECE) {
            let (bytes, _) = bytes.split_at_mut(terms.len() * 16);
            random.fill(bytes);
            self.weights.extend(bytes.as_chunks().0.iter().map(|weight| u128::from_le_bytes(*weight)));
        }
        random
    }

    /// Decodes every R, and takes out of the sums what cannot be decoded.
    fn read_points<T: Borrow<Terms>>(&mut self, key: &Point, terms: &[T], accepted: &mut Vec<bool>) {
        self.points.clear();
        for (one, weight) in terms.iter().map(Borrow::borrow).zip(&mut self.weights) {
            let point = Affine::read(&one.r);
            accepted.push(point.is_some() || holds(key, one));
            if point.is_none() {
                *weight = 0;
            }
            self.points.push(point.unwrap_or_else(Affine::none));
        }
    }

    /// `Σ z_i E_i` over all; `None` only by a mistake in [`curve`].
    fn weighted_sum<T: Borrow<Terms>>(&self, key: &Point, terms: &[T]) -> Option<EdwardsPoint> {
        let (mut s, mut k) = (Products::default(), Products::default());
        for (one, weight) in terms.iter().map(Borrow::borrow).zip(&self.weights) {
            s.add(*weight, &one.s);
            k.add(*weight, &one.k);
        }
        let r = curve::weighted_sum(&self.points, &self.weights);
        Some(key.expected(&s.reduced(), &k.reduced()) - point(&r)?)
    }

    /// `Σ z_i E_i` over those that the last round found.
    fn weighted_sum_of_found(&self) -> EdwardsPoint {
        if self.found.is_empty() {
            return EdwardsPoint::identity();
        }
        let weight = |place: usize| Scalar::from(self.weights.get(place).copied().unwrap_or_default());
        EdwardsPoint::vartime_multiscalar_mul(
            self.found.iter().map(|(place, _)| weight(*place)),
            self.found.iter().map(|(_, error)| error),
        )
    }

    /// Finds false signatures among those still thought true, with the signs of a round, and answers them. `None` if
    /// no probes are left to come to an end.
    fn search<T: Borrow<Terms>>(
        &mut self,
        key: &Point,
        terms: &[T],
        accepted: &mut [bool],
        round: u32,
        probes: &mut usize,
    ) -> Option<()> {
        self.add_up(terms, accepted, round);
        self.found.clear();
        let mut open = vec![(0, terms.len(), self.error(key, 0, terms.len())?)];
        while let Some((start, end, error)) = open.pop() {
            if error.is_small_order() {
                continue;
            }
            if end - start == 1 {
                let error = key.error(terms.get(start)?.borrow()).filter(|error| !error.is_small_order())?;
                self.found.push((start, error));
                *accepted.get_mut(start)? = false;
                continue;
            }
            *probes = probes.checked_sub(1)?;
            let middle = start.midpoint(end);
            let first = self.error(key, start, middle)?;
            open.push((start, middle, first));
            open.push((middle, end, error - first));
        }
        Some(())
    }

    /// The running sums of a round.
    fn add_up<T: Borrow<Terms>>(&mut self, terms: &[T], accepted: &[bool], round: u32) {
        let mut sum = Running { r: Sum::NONE, s: Scalar::ZERO, k: Scalar::ZERO };
        self.running.clear();
        self.running.push(sum);
        let points = self.points.iter().zip(&self.signs).zip(accepted);
        for (one, ((point, signs), accepted)) in terms.iter().map(Borrow::borrow).zip(points) {
            match (accepted, signs >> round & 1) {
                (false, _) => {}
                (true, 0) => sum = Running { r: sum.r.plus(point), s: sum.s + one.s, k: sum.k + one.k },
                (true, _) => sum = Running { r: sum.r.minus(point), s: sum.s - one.s, k: sum.k - one.k },
            }
            self.running.push(sum);
        }
    }

    /// `Σ±E_i` over the signatures from `start` to before `end`.
    fn error(&self, key: &Point, start: usize, end: usize) -> Option<EdwardsPoint> {
        let (before, with) = (self.running.get(start)?, self.running.get(end)?);
        let r = with.r.without(&before.r);
        Some(key.expected(&(with.s - before.s), &(with.k - before.k)) - point(&r)?)
    }
}

/// A sum of products of 128 by 253 bits as a plain number, little-endian: reduced once, not once for each product.
/// 512 bits hold 2¹³¹ of them.
#[derive(Default)]
struct Products([u64; 8]);

impl Products {
    fn add(&mut self, weight: u128, scalar: &Scalar) {
        let low = u128::from(u64::MAX);
        for (place, half) in [weight & low, weight >> 64].into_iter().enumerate() {
            let mut carry = 0;
            let parts = scalar.as_bytes().as_chunks::<8>().0.iter().map(|part| u64::from_le_bytes(*part));
            let parts = parts.chain(core::iter::repeat(0));
            for (limb, part) in self.0.iter_mut().skip(place).zip(parts) {
                // At most (2⁶⁴ - 1)² + 2 (2⁶⁴ - 1) = 2¹²⁸ - 1.
                let sum = half * u128::from(part) + u128::from(*limb) + carry;
                #[allow(clippy::cast_possible_truncation)] // the lower half; the upper is the carry
                let lower = sum as u64;
                *limb = lower;
                carry = sum >> 64;
            }
        }
    }

    fn reduced(&self) -> Scalar {
        let mut bytes = [0; 64];
        for (to, limb) in bytes.as_chunks_mut::<8>().0.iter_mut().zip(self.0) {
            *to = limb.to_le_bytes();
        }
        Scalar::from_bytes_mod_order_wide(&bytes)
    }
}

fn check_each<T: Borrow<Terms>>(key: &Point, terms: &[T], accepted: &mut [bool]) {
    for (answer, one) in accepted.iter_mut().zip(terms) {
        *answer = *answer && holds(key, one.borrow());
    }
}

fn holds(key: &Point, terms: &Terms) -> bool {
    key.error(terms).is_some_and(|error| error.is_small_order())
}

fn point(sum: &Sum) -> Option<EdwardsPoint> {
    CompressedEdwardsY(sum.encode()).decompress()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trust::{PublicKey, SecretKey, Signer, Suite};
    use serde_json::Value;

    fn unhex(hex: &Value) -> Vec<u8> {
        let hex = hex.as_str().unwrap();
        (0..hex.len() / 2).map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap()).collect()
    }

    fn answers(key: &PublicKey, terms: &[Terms]) -> Vec<bool> {
        let mut accepted = Vec::new();
        Batch::default().check(key.point().unwrap(), terms, &mut accepted);
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
            let key = PublicKey::from_bytes(Suite::Ed25519, &unhex(&group["publicKey"]["pk"])).unwrap();
            let (mut terms, mut alone) = (Vec::new(), Vec::new());
            for case in group["tests"].as_array().unwrap() {
                cases += 1;
                let Ok(signature) = <[u8; 64]>::try_from(unhex(&case["sig"])) else { continue };
                let accepted = key.accepts(&unhex(&case["msg"]), &signature);
                assert_eq!(accepted, case["result"] == "valid");
                match key.point().unwrap().terms(&unhex(&case["msg"]), &signature) {
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
    fn sums_of_products_are_those_of_scalars() {
        let (mut ours, mut theirs) = (Products::default(), Scalar::ZERO);
        for number in 0..3000_u64 {
            let scalar = -Scalar::from(number).invert();
            let weight =
                if number % 3 == 0 { u128::MAX - u128::from(number) } else { u128::from(number) << 90 };
            ours.add(weight, &scalar);
            theirs += Scalar::from(weight) * scalar;
        }
        assert_eq!(ours.reduced(), theirs);
    }

    #[test]
    fn a_false_one_in_a_large_batch_is_found_within_the_probes() {
        let secret = SecretKey::from_seed(&[9; 32]).unwrap();
        let key = *secret.public_key();
        let mut terms: Vec<Terms> = (0..600_u32)
            .map(|number| {
                let message = number.to_le_bytes();
                key.point().unwrap().terms(&message, &secret.sign(&message).unwrap()).unwrap()
            })
            .collect();
        // Multiples of which no signs make a sum of zero.
        for (place, by) in [(0, 1_u64), (299, 2), (300, 4), (599, 8)] {
            terms[place].s += Scalar::from(by);
        }
        let (mut batch, mut accepted) = (Batch::default(), vec![true; 600]);
        let mut random = batch.draw_weights(key.point().unwrap(), &terms);
        accepted.clear();
        batch.read_points(key.point().unwrap(), &terms, &mut accepted);
        batch.signs = vec![0; 600];
        random.fill(&mut batch.signs);
        let mut probes = 50;
        assert_eq!(batch.search(key.point().unwrap(), &terms, &mut accepted, 0, &mut probes), Some(()));
        let mut found: Vec<_> = batch.found.iter().map(|(place, _)| *place).collect();
        found.sort_unstable();
        assert_eq!(found, [0, 299, 300, 599]);
        // What the search takes away from the weighted sum makes it vanish.
        let rest = batch.weighted_sum(key.point().unwrap(), &terms).unwrap() - batch.weighted_sum_of_found();
        assert!(rest.is_small_order());
        batch.check(key.point().unwrap(), &terms, &mut accepted);
        assert_eq!(accepted.iter().filter(|accepted| !**accepted).count(), 4);
    }
}
