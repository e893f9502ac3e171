//! Dice: pseudo-random numbers, so that every run draws the same pictures.

/// `SplitMix64` (Steele, Lea, Flood 2014). Any number is a seed.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    /// Dice of their own for a part of a picture: what one part throws does not move what another throws.
    pub(crate) fn part(seed: u64, part: u64) -> Self {
        Self(Self(seed ^ Self(part).bits()).bits())
    }

    pub(crate) fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// Evenly between -1 and 1.
    #[allow(clippy::cast_precision_loss)] // 53 bits
    pub(crate) fn even(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
    }

    /// Evenly from `low` to `high`.
    pub(crate) fn between(&mut self, low: f64, high: f64) -> f64 {
        f64::midpoint(low, high) + self.even() * (high - low) / 2.0
    }

    /// Evenly below `end`; 0 if there is none.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.bits() % end.max(1)
    }

    /// Whether something happens that happens with this probability.
    pub(crate) fn happens(&mut self, probability: f64) -> bool {
        probability > 0.0 && self.between(0.0, 1.0) < probability
    }

    /// Two independent normal numbers, standard deviation 1 (Box and Muller 1958).
    #[allow(clippy::cast_precision_loss)] // 24 bits
    pub(crate) fn normals(&mut self) -> (f32, f32) {
        let bits = self.bits();
        let one = ((bits >> 40) as f32 + 0.5) / (1_u32 << 24) as f32;
        let other = ((bits >> 8) as u32 >> 8) as f32 / (1_u32 << 24) as f32;
        let (sin, cos) = (core::f32::consts::TAU * other).sin_cos();
        let radius = (-2.0 * one.ln()).sqrt();
        (radius * cos, radius * sin)
    }

    /// Fills a list with random bytes.
    pub(crate) fn fill(&mut self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            let random = self.bits().to_le_bytes();
            chunk.copy_from_slice(&random[..chunk.len()]);
        }
    }
}
