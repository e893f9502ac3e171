//! A picture of black and white by thresholds that follow light and shade: one for each block of 8 by 8 pixels.
//!
//! The rule is that of the `ZXing` family of readers. A block with contrast has the mean of its pixels as its level. A block
//! of one tone has none of its own: it takes that of the blocks before it if it is darker than they, and so lies inside a
//! dark part of a symbol; else it is paper, and anything much darker would be ink. A block's threshold is the mean of the
//! levels of the 5 by 5 blocks around it.

use rxing::common::{BitArray, BitMatrix};

use super::pyramid::Plane;

/// Pixels along the side of a block.
const BLOCK: usize = 8;
/// Blocks along the side of the square whose levels make a threshold.
const AROUND: usize = 5;
/// A block whose pixels do not differ by more has one tone.
const FLAT: u8 = 24;

/// The least side of a picture, in pixels.
const LEAST_SIDE: usize = AROUND * BLOCK;

/// O(pixels); `None` if a side is below [`LEAST_SIDE`].
pub(super) fn black(plane: &Plane<'_>) -> Option<BitMatrix> {
    if plane.width.min(plane.height) < LEAST_SIDE {
        return None;
    }
    let (width, height) = (u32::try_from(plane.width).ok()?, u32::try_from(plane.height).ok()?);
    let columns = plane.width.div_ceil(BLOCK);
    let levels = levels(plane, columns);
    let mut black = BitMatrix::new(width, height).ok()?;
    let mut bits = BitArray::with_size(plane.width);
    let mut thresholds = vec![0; columns];
    let mut rows = (0..height).zip(plane.pixels.chunks_exact(plane.width));
    for block in 0..plane.height.div_ceil(BLOCK) {
        set_thresholds(&mut thresholds, &levels, block);
        for (y, pixels) in rows.by_ref().take(BLOCK) {
            compare(pixels, &thresholds, &mut bits);
            black.setRow(y, &bits);
        }
    }
    Some(black)
}

/// The level of each block, row by row. Blocks that would reach over the picture's end are moved inwards.
fn levels(plane: &Plane<'_>, columns: usize) -> Vec<u8> {
    let (width, height) = (plane.width, plane.height);
    let mut levels: Vec<u8> = Vec::with_capacity(columns * height.div_ceil(BLOCK));
    let (mut least, mut most, mut sums) = (vec![0_u8; width], vec![0_u8; width], vec![0_u16; width]);
    for top in (0..height).step_by(BLOCK).map(|top| top.min(height - BLOCK)) {
        least.fill(u8::MAX);
        most.fill(0);
        sums.fill(0);
        let rows = plane.pixels.chunks_exact(width).skip(top).take(BLOCK);
        for row in rows {
            least.iter_mut().zip(row).for_each(|(least, pixel)| *least = (*least).min(*pixel));
            most.iter_mut().zip(row).for_each(|(most, pixel)| *most = (*most).max(*pixel));
            sums.iter_mut().zip(row).for_each(|(sum, pixel)| *sum += u16::from(*pixel));
        }
        let blocks = blocks_of(&least).zip(blocks_of(&most)).zip(blocks_of(&sums));
        for ((least, most), sums) in blocks {
            let least = least.iter().fold(u8::MAX, |least, value| least.min(*value));
            let most = most.iter().fold(0, |most, value| most.max(*value));
            let sum: u16 = sums.iter().sum();
            let level = if most - least > FLAT {
                // 64 pixels of at most 255: the mean is a byte.
                (sum / 64).to_le_bytes()[0]
            } else {
                before(&levels, columns).filter(|level| least < *level).unwrap_or(least / 2)
            };
            levels.push(level);
        }
    }
    levels
}

/// Eight values after the other; the last eight, where they do not come out even.
fn blocks_of<T>(values: &[T]) -> impl Iterator<Item = &[T; BLOCK]> {
    let (whole, rest) = values.as_chunks();
    whole.iter().chain(values.last_chunk().filter(|_| !rest.is_empty()))
}

/// The level that the blocks to the left and above suggest for the next one; `None` at the picture's edge.
fn before(levels: &[u8], columns: usize) -> Option<u8> {
    let next = levels.len();
    if next < columns || next.is_multiple_of(columns) {
        return None;
    }
    let level = |back: usize| levels.get(next - back).copied().map(u16::from);
    let sum = 2 * level(1)? + level(columns)? + level(columns + 1)?;
    Some((sum / 4).to_le_bytes()[0])
}

/// The thresholds of one row of blocks. At the picture's edge the square is moved inwards.
fn set_thresholds(thresholds: &mut [u8], levels: &[u8], row: usize) {
    const REACH: usize = AROUND / 2;
    let columns = thresholds.len();
    let rows = levels.len() / columns;
    let first = row.saturating_sub(REACH).min(rows - AROUND);
    let mut sums = vec![0_u16; columns];
    for line in levels.chunks_exact(columns).skip(first).take(AROUND) {
        sums.iter_mut().zip(line).for_each(|(sum, level)| *sum += u16::from(*level));
    }
    for (column, threshold) in thresholds.iter_mut().enumerate() {
        let first = column.saturating_sub(REACH).min(columns - AROUND);
        let sum: u16 = sums.get(first..first + AROUND).unwrap_or_default().iter().sum();
        *threshold = (sum / 25).to_le_bytes()[0];
    }
}

/// Sets the bit of each pixel that is not above its block's threshold, and clears the others.
fn compare(pixels: &[u8], thresholds: &[u8], bits: &mut BitArray) {
    const BYTES: usize = size_of::<usize>();
    let (blocks, rest) = pixels.as_chunks();
    for (index, (blocks, limits)) in blocks.chunks(BYTES).zip(thresholds.chunks(BYTES)).enumerate() {
        let bytes = blocks.iter().zip(limits).zip(0..);
        let word =
            bytes.fold(0, |word, ((block, limit), at)| word | not_above(*block, *limit) << (at * BLOCK));
        bits.setBulk(index * BYTES * BLOCK, word);
    }
    let last = thresholds.last().copied().unwrap_or_default();
    for (at, pixel) in (blocks.len() * BLOCK..).zip(rest) {
        if *pixel <= last { bits.set(at) } else { bits.unset(at) }
    }
}

/// A bit for each of eight bytes, the first one lowest: whether it is not above a threshold. All eight at once: in each
/// byte the highest bit decides, and where those of both sides are alike, the borrow of the other seven.
fn not_above(bytes: [u8; BLOCK], threshold: u8) -> usize {
    const HIGH: u64 = 0x8080_8080_8080_8080;
    /// Carries the highest bit of the n-th byte to bit 56 + n.
    const GATHER: u64 = 0x0002_0408_1020_4081;
    let (value, limit) = (u64::from_le_bytes(bytes), u64::from_le_bytes([threshold; BLOCK]));
    let borrow = (limit | HIGH) - (value & !HIGH);
    let holds = (limit & !value | !(limit ^ value) & borrow) & HIGH;
    usize::from((holds.wrapping_mul(GATHER) >> 56).to_le_bytes()[0])
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::borrow::Cow;

    use rxing::common::HybridBinarizer;
    use rxing::{Binarizer, Luma8Source};

    use super::*;

    #[test]
    fn eight_bytes_are_compared_at_once() {
        for value in 0..=u8::MAX {
            for threshold in 0..=u8::MAX {
                for place in [0, 3, 7] {
                    let (mut bytes, other) = ([value ^ 0x55; BLOCK], value ^ 0x55);
                    bytes[place] = value;
                    let expected = (0..BLOCK).fold(0, |bits, at| {
                        let byte = if at == place { value } else { other };
                        bits | usize::from(byte <= threshold) << at
                    });
                    assert_eq!(not_above(bytes, threshold), expected, "{value} {threshold} {place}");
                }
            }
        }
    }

    /// A picture of noise on slopes, with flat parts and edges.
    fn picture(width: usize, height: usize, seed: u64) -> Plane<'static> {
        let mut state = seed;
        let pixel = |at: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let (x, y) = (at % width, at / width);
            let noise = (state >> 60) as usize;
            let ink = if x / 13 % 3 == 0 && y / 17 % 2 == 0 { 0 } else { 120 };
            u8::try_from((ink + x * 60 / width + y * 40 / height + noise).min(255)).unwrap()
        };
        let pixels = Cow::Owned((0..width * height).map(pixel).collect());
        Plane { pixels, width, height, scale: 1.0 }
    }

    #[test]
    fn whole_blocks_come_out_as_those_of_crate_rxing() {
        for (width, height) in [(40, 40), (64, 48), (128, 88), (200, 136)] {
            let plane = picture(width, height, 5);
            let (wide, high) = (u32::try_from(width).unwrap(), u32::try_from(height).unwrap());
            let source = Luma8Source::new_with_slice(&plane.pixels, wide, high).unwrap();
            let theirs = HybridBinarizer::new(source).get_black_matrix().unwrap().clone();
            assert!(black(&plane).unwrap() == theirs, "{width} by {height}");
        }
    }

    #[test]
    fn every_size_is_read_to_its_last_pixel() {
        for side in LEAST_SIDE..LEAST_SIDE + 30 {
            let (width, height) = (side, 2 * LEAST_SIDE - side / 2);
            let mut plane = picture(width, height, 9);
            plane.pixels.to_mut().iter_mut().for_each(|pixel| *pixel = 200);
            let last = plane.pixels.to_mut().last_mut().unwrap();
            *last = 0;
            let black = black(&plane).unwrap();
            let dark = (0..black.height()).flat_map(|y| (0..black.width()).map(move |x| (x, y)));
            let dark: Vec<_> = dark.filter(|&(x, y)| black.get(x, y)).collect();
            assert_eq!(dark, [(black.width() - 1, black.height() - 1)]);
        }
        let small = Plane { pixels: Cow::Owned(vec![0; 39 * 80]), width: 39, height: 80, scale: 1.0 };
        assert!(black(&small).is_none());
    }
}
