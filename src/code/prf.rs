//! The pseudorandom function of sealed serials, drawn in [`super::serial`]: one input, or a block of inputs at once.
//!
//! Inputs of format 2 fill one block of BLAKE3, so that a whole hash is one compression, and the part of BLAKE3 that
//! hashes many chunks side by side hashes many of ours. That part is public and not promised: `Cargo.toml` holds the
//! minor version it was tested with, the tests here compare it with [`blake3::keyed_hash`] on every platform, and no
//! other file names it.

use blake3::IncrementCounter;
use blake3::platform::Platform;
use zeroize::Zeroizing;

use super::shape::Format;

/// How many inputs [`Lanes`] takes at once: a few times the widest vector unit, so that filling it pays.
pub(super) const LANES: usize = 64;

/// Bytes of a block (BLAKE3 specification, section 2.1).
const BLOCK: usize = 64;
const HASH: usize = 32;
/// Flags of a compression (BLAKE3 specification, table 3): the only block of a keyed message begins and ends its chunk
/// and is the root.
const CHUNK_START: u8 = 1;
const CHUNK_END: u8 = 2;
const ROOT: u8 = 8;
const KEYED_HASH: u8 = 16;

/// What an input stands for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Label {
    /// An index, of which the tag is made.
    Tag,
    /// A tag, of which the mask of the index is made.
    Index,
}

impl Label {
    const fn bytes(self) -> &'static [u8] {
        match self {
            Self::Tag => b"tag",
            Self::Index => b"index",
        }
    }
}

/// The function of one input.
pub(super) fn one(format: Format, key: &[u8; 32], label: Label, x: u128) -> u128 {
    let mut block = [0_u8; BLOCK];
    let (label, x) = (label.bytes(), x.to_le_bytes());
    let at = match format {
        Format::V1 => label.len(),
        Format::V2 => 8,
    };
    block.iter_mut().zip(label).for_each(|(room, byte)| *room = *byte);
    block.iter_mut().skip(at).zip(&x).for_each(|(room, byte)| *room = *byte);
    let used = match format {
        Format::V1 => at + x.len(),
        Format::V2 => BLOCK,
    };
    leading(blake3::keyed_hash(key, block.get(..used).unwrap_or_default()).as_bytes())
}

/// Room for a block of inputs and what becomes of them.
pub(super) struct Lanes {
    platform: Platform,
    blocks: [[u8; BLOCK]; LANES],
    hashes: [u8; HASH * LANES],
}

impl Lanes {
    pub(super) fn new() -> Self {
        Self::on(Platform::detect())
    }

    const fn on(platform: Platform) -> Self {
        Self { platform, blocks: [[0; BLOCK]; LANES], hashes: [0; HASH * LANES] }
    }

    /// Writes [`one`] of each input to its output: at most [`LANES`] of them.
    pub(super) fn many(
        &mut self,
        format: Format,
        key: &[u8; 32],
        label: Label,
        inputs: &[u128],
        outputs: &mut [u128],
    ) {
        match format {
            Format::V1 => {
                for (input, output) in inputs.iter().zip(outputs) {
                    *output = one(format, key, label, *input);
                }
            }
            Format::V2 => self.side_by_side(key, label, inputs, outputs),
        }
    }

    fn side_by_side(&mut self, key: &[u8; 32], label: Label, inputs: &[u128], outputs: &mut [u128]) {
        let mut head = [0; 8];
        head.iter_mut().zip(label.bytes()).for_each(|(room, byte)| *room = *byte);
        for (block, input) in self.blocks.iter_mut().zip(inputs) {
            let (labels, rest) = block.split_at_mut(8);
            labels.copy_from_slice(&head);
            if let Some(room) = rest.first_chunk_mut() {
                *room = input.to_le_bytes();
            }
        }
        let mut words = Zeroizing::new([0_u32; 8]);
        for (word, bytes) in words.iter_mut().zip(key.as_chunks::<4>().0) {
            *word = u32::from_le_bytes(*bytes);
        }
        let blocks = self.blocks.each_ref();
        self.platform.hash_many(
            blocks.get(..inputs.len()).unwrap_or(&blocks),
            &words,
            0,
            IncrementCounter::No,
            KEYED_HASH | ROOT,
            CHUNK_START,
            CHUNK_END,
            &mut self.hashes,
        );
        for (output, hash) in outputs.iter_mut().zip(self.hashes.as_chunks().0).take(inputs.len()) {
            *output = leading(hash);
        }
    }
}

/// The first half of a hash as a number.
fn leading(hash: &[u8; HASH]) -> u128 {
    hash.first_chunk::<16>().map_or(0, |bytes| u128::from_le_bytes(*bytes))
}

#[cfg(test)]
#[allow(clippy::indexing_slicing)]
mod tests {
    use super::*;

    fn platforms() -> Vec<Platform> {
        let mut all = vec![Platform::portable(), Platform::detect()];
        #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
        all.extend([Platform::sse2(), Platform::sse41(), Platform::avx2()].into_iter().flatten());
        all
    }

    #[test]
    fn many_at_once_are_the_same_as_one_by_one() {
        let key: [u8; 32] = core::array::from_fn(|at| (at * 7 + 1).to_le_bytes()[0]);
        let inputs: Vec<u128> = (0..LANES as u128)
            .map(|number| number.wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835) >> (number % 70))
            .collect();
        for platform in platforms() {
            let mut lanes = Lanes::on(platform);
            for count in 0..=LANES {
                for label in [Label::Tag, Label::Index] {
                    let mut outputs = [7; LANES];
                    lanes.many(Format::V2, &key, label, &inputs[..count], &mut outputs);
                    for (input, output) in inputs.iter().zip(&outputs).take(count) {
                        let mut block = [0; 64];
                        block[..label.bytes().len()].copy_from_slice(label.bytes());
                        block[8..24].copy_from_slice(&input.to_le_bytes());
                        let hash = blake3::keyed_hash(&key, &block);
                        assert_eq!(&output.to_le_bytes(), &hash.as_bytes()[..16], "{platform:?} {count}");
                        assert_eq!(*output, one(Format::V2, &key, label, *input));
                    }
                    assert!(outputs[count..].iter().all(|output| *output == 7), "{platform:?} {count}");
                }
            }
        }
    }

    #[test]
    fn format_1_goes_one_by_one() {
        let mut outputs = [0; 3];
        Lanes::new().many(Format::V1, &[9; 32], Label::Tag, &[1, 2], &mut outputs);
        let expected = blake3::keyed_hash(&[9; 32], b"tag\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0");
        assert_eq!(&outputs[1].to_le_bytes(), &expected.as_bytes()[..16]);
        assert_eq!(outputs[2], 0);
    }
}
