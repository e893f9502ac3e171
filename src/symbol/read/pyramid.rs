//! The picture in several sizes, and filters that bring out what a threshold would lose.

use std::borrow::Cow;

use super::super::image::{GreyImage, Point};

/// A picture made from the caller's: its coordinates times `scale` are the caller's.
#[derive(Clone)]
pub(super) struct Plane<'a> {
    pub(super) pixels: Cow<'a, [u8]>,
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) scale: f64,
}

impl<'a> Plane<'a> {
    pub(super) fn of(image: &GreyImage<'a>) -> Self {
        Self { pixels: image.packed(), width: image.width(), height: image.height(), scale: 1.0 }
    }

    pub(super) fn view(&self) -> GreyImage<'_> {
        GreyImage::packing(&self.pixels, self.width, self.height)
    }

    /// The longer side in pixels.
    pub(super) fn side(&self) -> usize {
        self.width.max(self.height)
    }

    pub(super) fn area(&self) -> usize {
        self.width * self.height
    }

    /// Where a place of this plane lies in the caller's picture.
    pub(super) fn outward(&self, at: Point) -> Point {
        Point { x: at.x * self.scale, y: at.y * self.scale }
    }

    /// Where a place of the caller's picture lies in this plane.
    pub(super) fn inward(&self, at: Point) -> Point {
        Point { x: at.x / self.scale, y: at.y / self.scale }
    }

    fn same(&self, pixels: Vec<u8>) -> Plane<'static> {
        Plane { pixels: Cow::Owned(pixels), width: self.width, height: self.height, scale: self.scale }
    }

    pub(super) fn halved(&self) -> Plane<'static> {
        let pixels = Cow::Owned(self.view().halved());
        Plane { pixels, width: self.width / 2, height: self.height / 2, scale: self.scale * 2.0 }
    }

    pub(super) fn inverted(&self) -> Plane<'static> {
        self.same(self.pixels.iter().map(|pixel| !pixel).collect())
    }

    /// Twice the size, linear between pixel centres.
    pub(super) fn doubled(&self) -> Plane<'static> {
        let view = self.view();
        let (width, height) = (self.width * 2, self.height * 2);
        let mut pixels = Vec::with_capacity(width * height);
        for y in 0..height {
            for x in 0..width {
                let at = Point { x: whole(x) / 2.0 + 0.25, y: whole(y) / 2.0 + 0.25 };
                pixels.push(byte(view.brightness(at)));
            }
        }
        Plane { pixels: Cow::Owned(pixels), width, height, scale: self.scale / 2.0 }
    }

    /// Each pixel pushed away from the mean of the window around it, `strength` times the difference.
    pub(super) fn sharpened(&self, radius: usize, strength: f64) -> Plane<'static> {
        let mut pixels = Vec::with_capacity(self.area());
        self.each_window(radius, |pixel, sum, area| {
            let mean = f64::from(sum) / f64::from(area);
            pixels.push(byte(f64::from(pixel) + strength * (f64::from(pixel) - mean)));
        });
        self.same(pixels)
    }

    /// The mean of the window around each pixel: drowns the grid of a screen.
    pub(super) fn softened(&self, radius: usize) -> Plane<'static> {
        let mut pixels = Vec::with_capacity(self.area());
        self.each_window(radius, |_, sum, area| pixels.push(byte(f64::from(sum) / f64::from(area))));
        self.same(pixels)
    }

    /// Gives each pixel, row by row, with the sum and the number of the pixels in the square of `2 * radius + 1` around it,
    /// cut at the picture's edge; the radius is at most 2000. O(pixels) whatever the radius: column sums slide down, a
    /// row sum slides along.
    pub(super) fn each_window(&self, radius: usize, mut give: impl FnMut(u8, u32, u32)) {
        let (width, height) = (self.width, self.height);
        if width == 0 || height == 0 {
            return;
        }
        let row = |y: usize| self.pixels.get(y * width..(y + 1) * width).unwrap_or_default();
        let mut columns = vec![0_u32; width];
        for y in 0..radius.min(height) {
            columns.iter_mut().zip(row(y)).for_each(|(sum, &pixel)| *sum += u32::from(pixel));
        }
        // Modulo 2^32: a window's own sum, a difference of two, is below that.
        let mut sums = vec![0_u32; width + 1];
        for y in 0..height {
            if y + radius < height {
                columns.iter_mut().zip(row(y + radius)).for_each(|(sum, &pixel)| *sum += u32::from(pixel));
            }
            if y > radius {
                let gone = row(y - radius - 1);
                columns.iter_mut().zip(gone).for_each(|(sum, &pixel)| *sum -= u32::from(pixel));
            }
            let mut total = 0_u32;
            for (sum, &column) in sums.iter_mut().skip(1).zip(&columns) {
                total = total.wrapping_add(column);
                *sum = total;
            }
            let high = (y + radius).min(height - 1) + 1 - y.saturating_sub(radius);
            for (x, &pixel) in row(y).iter().enumerate() {
                let (from, to) = (x.saturating_sub(radius), (x + radius + 1).min(width));
                let sum = sums.get(to).zip(sums.get(from)).map_or(0, |(to, from)| to.wrapping_sub(*from));
                give(pixel, sum, small((to - from) * high));
            }
        }
    }
}

/// The picture in its own size, half of it, a quarter, and so on while it is worth looking at.
pub(super) struct Pyramid<'a> {
    pub(super) levels: Vec<Plane<'a>>,
}

/// Smaller than this no level is made: a symbol of version 1 needs 21 modules and more than two pixels for each.
const LEAST_SIDE: usize = 96;

impl<'a> Pyramid<'a> {
    pub(super) fn of(image: &GreyImage<'a>) -> Self {
        Self { levels: vec![Plane::of(image)] }
    }

    /// A level, made when it is first asked for; `None` where it would be too small.
    pub(super) fn level(&mut self, level: usize) -> Option<&Plane<'a>> {
        while self.levels.len() <= level {
            let next = self.levels.last().filter(|last| last.side() / 2 >= LEAST_SIDE)?.halved();
            self.levels.push(next);
        }
        self.levels.get(level)
    }

    /// The level in which a module of `pixels` of the caller's has about four.
    pub(super) fn fitting(&mut self, pixels: f64) -> &Plane<'a> {
        let mut level = 0;
        let mut module = pixels;
        while module >= 7.0 && self.level(level + 1).is_some() {
            (level, module) = (level + 1, module / 2.0);
        }
        #[allow(clippy::indexing_slicing)] // the first level always exists, the others were just made
        &self.levels[level]
    }
}

#[inline]
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a cast of what is outside gives 0 or 255
const fn byte(value: f64) -> u8 {
    (value + 0.5) as u8
}

#[inline]
#[allow(clippy::cast_precision_loss)] // pixels and sides, below 2^27
pub(super) const fn whole(value: usize) -> f64 {
    value as f64
}

#[inline]
#[allow(clippy::cast_possible_truncation)] // pixels of a window
const fn small(value: usize) -> u32 {
    value as u32
}
