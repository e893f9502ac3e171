//! Grey pictures, borrowed from the caller.

use std::borrow::Cow;

use crate::Error;

/// A grey picture of 8 bits for each pixel, 0 black to 255 white; rows from the top, borrowed, never copied whole
/// unless a reader must.
#[derive(Clone, Copy, Debug)]
pub struct GreyImage<'a> {
    data: &'a [u8],
    width: usize,
    height: usize,
    stride: usize,
}

/// A place in a picture: pixel (i, j) covers `i..i + 1` by `j..j + 1`, so its centre is at a half.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// To the right, in pixels.
    pub x: f64,
    /// Downwards, in pixels.
    pub y: f64,
}

impl Point {
    pub(super) const fn is_finite(&self) -> bool {
        self.x.is_finite() && self.y.is_finite()
    }
}

impl<'a> GreyImage<'a> {
    /// The most pixels that a picture may have.
    pub const MAX_PIXELS: u64 = 1 << 26;

    /// Takes `height` rows of `width` pixels out of `data`, one row every `stride` bytes. The last row may end
    /// without its padding, and bytes behind it are ignored. A picture of no pixels is legal.
    ///
    /// # Errors
    ///
    /// [`Error::ImageShape`] if `stride` is below `width` or `data` too short, [`Error::ImageSize`] above
    /// [`GreyImage::MAX_PIXELS`].
    pub fn new(data: &'a [u8], width: u32, height: u32, stride: usize) -> Result<Self, Error> {
        if u64::from(width) * u64::from(height) > Self::MAX_PIXELS {
            return Err(Error::ImageSize);
        }
        if width == 0 || height == 0 {
            return Ok(Self { data: &[], width: 0, height: 0, stride: 0 });
        }
        let (width, height) = (width as usize, height as usize);
        let needed = stride.checked_mul(height - 1).and_then(|rows| rows.checked_add(width));
        match needed.and_then(|needed| data.get(..needed)) {
            Some(data) if stride >= width => Ok(Self { data, width, height, stride }),
            _ => Err(Error::ImageShape),
        }
    }

    /// Rows without padding; `data` is exactly `width` times `height` bytes.
    pub(super) const fn packing(data: &'a [u8], width: usize, height: usize) -> Self {
        Self { data, width, height, stride: width }
    }

    /// Pixels per row.
    #[must_use]
    pub const fn width(&self) -> usize {
        self.width
    }

    /// Rows.
    #[must_use]
    pub const fn height(&self) -> usize {
        self.height
    }

    /// The rows from the top, `width` bytes each.
    pub(crate) fn rows(&self) -> impl Iterator<Item = &'a [u8]> {
        let width = self.width;
        self.data.chunks(self.stride.max(1)).map(move |row| row.get(..width).unwrap_or_default())
    }

    /// The rows without padding.
    pub(super) fn packed(&self) -> Cow<'a, [u8]> {
        if self.stride == self.width {
            return Cow::Borrowed(self.data);
        }
        Cow::Owned(self.rows().flatten().copied().collect())
    }

    /// Each pixel the mean of two by two, rows without padding; an odd last row or column is dropped.
    pub(super) fn halved(&self) -> Vec<u8> {
        let mut half = Vec::with_capacity(self.data.len() / 4);
        let mut rows = self.rows();
        while let (Some(upper), Some(lower)) = (rows.next(), rows.next()) {
            for (upper, lower) in upper.chunks_exact(2).zip(lower.chunks_exact(2)) {
                let sum: u16 = upper.iter().chain(lower).map(|&pixel| u16::from(pixel)).sum();
                #[allow(clippy::cast_possible_truncation)] // the mean of bytes is a byte
                half.push((sum / 4) as u8);
            }
        }
        half
    }

    /// The brightness at a place between pixel centres, 0 to 255; outside, that of the nearest pixel.
    pub(crate) fn brightness(&self, at: Point) -> f64 {
        let (left, right, across) = neighbours(at.x, self.width);
        let (top, bottom, down) = neighbours(at.y, self.height);
        let pixel =
            |x: usize, y: usize| f64::from(self.data.get(y * self.stride + x).copied().unwrap_or(u8::MAX));
        let upper = pixel(left, top) * (1.0 - across) + pixel(right, top) * across;
        let lower = pixel(left, bottom) * (1.0 - across) + pixel(right, bottom) * across;
        upper * (1.0 - down) + lower * down
    }
}

/// The pixels whose centres lie on both sides of `at`, and how far between them it is. NaN falls on the first.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
// bounded by the picture's side, below 2^27
fn neighbours(at: f64, pixels: usize) -> (usize, usize, f64) {
    let last = pixels.saturating_sub(1);
    let place = (at - 0.5).max(0.0).min(last as f64);
    // Cutting off is rounding down, as nothing is below 0; `floor` is a call on machines without SSE 4.1.
    let first = place as usize;
    (first, (first + 1).min(last), place - first as f64)
}
