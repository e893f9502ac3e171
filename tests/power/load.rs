//! What children append: every record follows from the run that appended it and its number, so that it can be told what
//! was recovered and whose it is.

use symbolon::journal::{JournalId, Kind, Record};

/// Numbers without pattern, the same from the same seed (`SplitMix64`).
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound`.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }
}

/// The payload of record `number` as run `run` writes it; some are empty, some are long.
pub(crate) fn payload(run: u32, number: u64) -> Vec<u8> {
    let mut dice = Dice::new(u64::from(run) << 40 ^ number);
    let length = match dice.below(40) {
        0 => 0,
        1 => 1500 + dice.below(2500),
        2..=9 => dice.below(16),
        _ => 60 + dice.below(120),
    };
    // Zeros are what a torn write leaves: some payloads are made of them.
    let zeros = dice.below(8) == 0;
    (0..length).map(|_| if zeros { 0 } else { dice.next().to_le_bytes()[0] }).collect()
}

/// Record `number` of run `run`.
pub(crate) fn record(run: u32, number: u64, payload: &[u8]) -> Record<'_> {
    let dice = Dice::new(u64::from(run) << 32 | 1).next();
    Record {
        time: 1_700_000_000_000 + number * 7 + dice % 5,
        device: run,
        event: number ^ (dice >> 40),
        kind: Kind((number % 300) as u16),
        payload,
    }
}

/// The key of the checkpoints.
pub(crate) const SEED: [u8; 32] = [5; 32];

/// Whether record `number` of run `run` is a checkpoint.
pub(crate) fn is_checkpoint(run: u32, number: u64) -> bool {
    number > 0 && Dice::new(u64::from(run) << 33 ^ number).below(300) == 0
}

/// The id of a journal that run `run` creates.
pub(crate) fn id(run: u32) -> JournalId {
    [run.to_le_bytes(); 4].concat().try_into().unwrap()
}
