//! Pictures of black and white from grey ones, by several rules.

use rxing::common::{BitMatrix, GlobalHistogramBinarizer, HybridBinarizer};
use rxing::{Binarizer, Luma8Source};

use super::pyramid::{Plane, whole};

/// How a picture of black and white is made.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Rule {
    /// `rxing`'s: blocks of 8 pixels, each with the mean of its neighbours.
    Blocks,
    /// `rxing`'s: one threshold in the valley of the histogram.
    Valley,
    /// Darker than the mean of the window around it by a share of the contrast. The radius in pixels.
    Window(usize),
}

pub(super) fn black(plane: &Plane<'_>, rule: Rule) -> Option<BitMatrix> {
    match rule {
        Rule::Blocks => HybridBinarizer::new(source(plane)?).get_black_matrix().ok().cloned(),
        Rule::Valley => GlobalHistogramBinarizer::new(source(plane)?).get_black_matrix().ok().cloned(),
        Rule::Window(radius) => window(plane, radius),
    }
}

fn source<'a>(plane: &'a Plane<'_>) -> Option<Luma8Source<'a>> {
    let (width, height) = (u32::try_from(plane.width).ok()?, u32::try_from(plane.height).ok()?);
    Luma8Source::new_with_slice(&plane.pixels, width, height).ok().filter(|_| width > 0 && height > 0)
}

/// A pixel is black if it is darker than the mean around it by this many steps: keeps flat paper white.
const BELOW: f64 = 2.0;

fn window(plane: &Plane<'_>, radius: usize) -> Option<BitMatrix> {
    let (width, height) = (u32::try_from(plane.width).ok()?, u32::try_from(plane.height).ok()?);
    let mut black = BitMatrix::new(width, height).ok()?;
    let (mut x, mut y) = (0, 0);
    plane.each_mean(radius, |pixel, mean| {
        if f64::from(pixel) < mean - BELOW {
            black.set(x, y);
        }
        x += 1;
        if x == width {
            (x, y) = (0, y + 1);
        }
    });
    (whole(plane.area()) > 0.0).then_some(black)
}
