//! How many wrong bits an accepted mark may have.
//!
//! A picture that was made without the key agrees with each of n secret bits with probability ½, one bit apart from
//! the other, whatever it shows. So its wrong bits are binomial, and accepting at most k of them accepts such a picture
//! with probability exactly
//!
//! ```text
//! P(n, k) = 2⁻ⁿ · ( C(n,0) + C(n,1) + … + C(n,k) )
//! ```
//!
//! | bits | most wrong at 10⁻⁶ | P of that | P of one more |
//! |---|---|---|---|
//! | 19 | none is accepted | | 1.9 · 10⁻⁶ |
//! | 20 | 0 | 9.5 · 10⁻⁷ | 2.0 · 10⁻⁵ |
//! | 24 | 0 | 6.0 · 10⁻⁸ | 1.5 · 10⁻⁶ |
//! | 32 | 2 | 1.2 · 10⁻⁷ | 1.3 · 10⁻⁶ |
//! | 48 | 7 | 3.1 · 10⁻⁷ | 1.7 · 10⁻⁶ |
//! | 56 | 10 | 6.2 · 10⁻⁷ | 2.7 · 10⁻⁶ |
//! | 64 | 13 | 9.4 · 10⁻⁷ | 3.5 · 10⁻⁶ |

use crate::Error;

/// When a mark of n bits is accepted: as many wrong bits as keep the chance of accepting a false mark at or below a bound.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DateRule {
    bound: f64,
}

impl Default for DateRule {
    /// The bound 10⁻⁶.
    fn default() -> Self {
        Self { bound: 1e-6 }
    }
}

/// More wrong bits than this part of a genuine mark's are not expected in a picture that is good enough.
const GENUINE_WRONG: f64 = 0.05;
/// How rarely a genuine mark in a good picture may be called a mismatch.
const GENUINE_REFUSED: f64 = 1e-3;

impl DateRule {
    /// The most bits that the rule is for: a text of 64 digits has 256.
    pub const MAX_BITS: u32 = 256;

    /// A rule that accepts a false mark with at most this probability, above 0 and below 1.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`].
    pub fn new(bound: f64) -> Result<Self, Error> {
        if bound > 0.0 && bound < 1.0 { Ok(Self { bound }) } else { Err(Error::Parameter) }
    }

    /// The greatest number of wrong bits that is accepted among `n`; `None` if not even 0. O(n).
    #[must_use]
    pub fn allowed(&self, n: u32) -> Option<u32> {
        if n > Self::MAX_BITS {
            return None;
        }
        (0..=n).take_while(|&k| tail(n, k, 0.5) <= self.bound).last()
    }

    /// How many bits a text must have so that any mark is accepted at all.
    #[must_use]
    pub fn least_bits(&self) -> u32 {
        let mut chance = 1.0;
        let mut n = 0;
        while chance > self.bound && n <= Self::MAX_BITS {
            chance /= 2.0;
            n += 1;
        }
        n
    }

    /// The number of wrong bits among `n` from which a good picture shows another mark: a genuine one, of whose bits
    /// one in twenty is misread, has as many with probability 10⁻³ at most.
    #[must_use]
    pub fn refused_from(&self, n: u32) -> u32 {
        let n = n.min(Self::MAX_BITS);
        let rare = (1..=n).find(|&k| 1.0 - tail(n, k - 1, GENUINE_WRONG) <= GENUINE_REFUSED).unwrap_or(n);
        rare.max(self.allowed(n).map_or(0, |allowed| allowed + 1))
    }

    /// [`DateRule::allowed`], or how many bits are missing.
    pub(super) fn checked(self, n: u32) -> Result<u32, Error> {
        self.allowed(n).ok_or(Error::MarkBits { missing: self.least_bits().saturating_sub(n) })
    }
}

/// The probability of at most `k` hits in `n` tries that hit with probability `p`, right to 12 digits for `n` up to 256.
/// O(k).
#[must_use]
pub fn tail(n: u32, k: u32, p: f64) -> f64 {
    // Powers by products, so that every machine finds the same.
    let mut term: f64 = (0..n).map(|_| 1.0 - p).product();
    let mut sum = term;
    for hits in 0..k.min(n) {
        term *= f64::from(n - hits) / f64::from(hits + 1) * (p / (1.0 - p));
        sum += term;
    }
    sum
}
