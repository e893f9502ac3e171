//! Keys and dice, all drawn from one number: for a demonstration that gives the same result each time. Real keys come
//! from real randomness.

use blake3::OutputReader;

/// 32 bytes for one purpose.
pub(crate) fn secret(seed: u64, purpose: &str) -> [u8; 32] {
    let mut bytes = [0; 32];
    Dice::new(seed, purpose).0.fill(&mut bytes);
    bytes
}

/// An endless row of throws, the same for the same seed and purpose.
pub(crate) struct Dice(OutputReader);

impl Dice {
    pub(crate) fn new(seed: u64, purpose: &str) -> Self {
        let mut hasher = blake3::Hasher::new_derive_key("symbolon simulate example");
        hasher.update(&seed.to_le_bytes()).update(purpose.as_bytes());
        Self(hasher.finalize_xof())
    }

    /// A number below `end`; 0 if there is none.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        u64::from_le_bytes(bytes) % end.max(1)
    }

    /// Whether something happens that happens so often in a million.
    pub(crate) fn happens(&mut self, rate: u32) -> bool {
        self.below(1_000_000) < u64::from(rate)
    }
}
