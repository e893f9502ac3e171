//! Secrets and dice, all drawn from one number.
//!
//! This is for a demonstration that gives the same result each time: whoever knows the seed knows every key. Real
//! keys come from real randomness, and the signing key better stays in an HSM.

use blake3::OutputReader;

/// 32 bytes for one purpose.
pub(crate) fn secret(seed: u64, purpose: &str) -> [u8; 32] {
    Dice::new(seed, purpose).bytes()
}

/// An endless row of throws, the same for the same seed and purpose.
pub(crate) struct Dice(OutputReader);

impl Dice {
    pub(crate) fn new(seed: u64, purpose: &str) -> Self {
        let mut hasher = blake3::Hasher::new_derive_key("symbolon line example");
        hasher.update(&seed.to_le_bytes()).update(purpose.as_bytes());
        Self(hasher.finalize_xof())
    }

    pub(crate) fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0.fill(&mut bytes);
        bytes
    }

    /// A number below `end`; 0 if there is none.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        let number = u64::from_le_bytes(self.bytes());
        usize::try_from(number % (end.max(1) as u64)).unwrap_or(0)
    }

    /// A number from `low` to `high`.
    pub(crate) fn between(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * f32::from(u16::from_le_bytes(self.bytes())) / 65_535.0
    }

    /// About normally distributed, mean 0, deviation 1: the sum of twelve bytes.
    pub(crate) fn normal(&mut self) -> f32 {
        let sum: f32 = self.bytes::<12>().into_iter().map(f32::from).sum();
        (sum - 12.0 * 127.5) / 256.0
    }
}
