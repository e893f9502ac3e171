//! Pictures of black and white from grey ones, by several rules.

use rxing::common::{BitArray, BitMatrix, GlobalHistogramBinarizer};
use rxing::{Binarizer, Luma8Source};

use super::blocks;
use super::pyramid::Plane;

/// How a picture of black and white is made.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Rule {
    /// One for each block of 8 pixels; for a picture too small for that, [`Rule::Valley`].
    Blocks,
    /// `rxing`'s: one threshold in the valley of the histogram.
    Valley,
    /// Darker than the mean of the window around it by a share of the contrast. The radius in pixels.
    Window(usize),
}

pub(super) fn black(plane: &Plane<'_>, rule: Rule) -> Option<BitMatrix> {
    match rule {
        Rule::Blocks => blocks::black(plane).or_else(|| valley(plane)),
        Rule::Valley => valley(plane),
        Rule::Window(radius) => window(plane, radius),
    }
}

fn valley(plane: &Plane<'_>) -> Option<BitMatrix> {
    let (width, height) = (u32::try_from(plane.width).ok()?, u32::try_from(plane.height).ok()?);
    let source = Luma8Source::new_with_slice(&plane.pixels, width, height).ok();
    let binarizer = GlobalHistogramBinarizer::new(source.filter(|_| width > 0 && height > 0)?);
    binarizer.get_black_matrix().ok().cloned()
}

/// A pixel is black if it is darker than the mean around it by more steps: keeps flat paper white.
const BELOW: u32 = 2;

fn window(plane: &Plane<'_>, radius: usize) -> Option<BitMatrix> {
    const BITS: u32 = usize::BITS;
    let (width, height) = (u32::try_from(plane.width).ok()?, u32::try_from(plane.height).ok()?);
    let mut black = BitMatrix::new(width, height).ok()?;
    let mut row = BitArray::with_size(plane.width);
    let (mut x, mut y, mut word) = (0, 0, 0);
    plane.each_window(radius, |pixel, sum, area| {
        // Both sides of "pixel < mean - BELOW" times the area.
        word |= usize::from((u32::from(pixel) + BELOW) * area < sum) << (x % BITS);
        x += 1;
        if x % BITS == 0 || x == width {
            row.setBulk(((x - 1) / BITS * BITS) as usize, word);
            word = 0;
        }
        if x == width {
            black.setRow(y, &row);
            (x, y) = (0, y + 1);
        }
    });
    Some(black)
}
