//! Putting rasters together: white ground, black areas, other rasters, lines of text.

use bitvec::{order::Msb0, view::BitView};

use super::font::{self, Scale};
use super::raster::Raster;
use crate::Error;

impl Raster {
    /// Dots that are all white.
    ///
    /// # Errors
    ///
    /// [`Error::ImageSize`] above [`Raster::MAX_DOTS`], rows counted in whole bytes.
    pub fn white(width: u32, height: u32) -> Result<Self, Error> {
        let stride = u64::from(width).div_ceil(8);
        match usize::try_from(stride * u64::from(height)) {
            Ok(length)
                if stride * 8 * u64::from(height) <= Self::MAX_DOTS && stride * 8 <= Self::MAX_DOTS =>
            {
                Ok(Self { width, height, bytes: vec![0; length] })
            }
            _ => Err(Error::ImageSize),
        }
    }

    /// Dots that the caller drew: `height` rows of `width` dots in whole bytes, as [`Raster::bytes`] gives them. What
    /// stands in the padding of a row is taken for white.
    ///
    /// ```
    /// use symbolon::symbol::Raster;
    ///
    /// let arrow = Raster::from_bytes(5, 3, &[0b0010_0000, 0b0111_0000, 0b1111_1000])?;
    /// assert!(arrow.is_black(2, 0) && !arrow.is_black(0, 0));
    /// # Ok::<(), symbolon::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::ImageShape`] if `bytes` is shorter or longer, [`Error::ImageSize`] above [`Raster::MAX_DOTS`].
    pub fn from_bytes(width: u32, height: u32, bytes: &[u8]) -> Result<Self, Error> {
        let stride = u64::from(width).div_ceil(8);
        if stride * 8 * u64::from(height) > Self::MAX_DOTS {
            return Err(Error::ImageSize);
        }
        if stride * u64::from(height) != bytes.len() as u64 {
            return Err(Error::ImageShape);
        }
        let mut raster = Self { width, height, bytes: bytes.to_vec() };
        if !width.is_multiple_of(8) {
            let stride = raster.stride();
            for last in raster.bytes.iter_mut().skip(stride - 1).step_by(stride) {
                *last &= u8::MAX << (8 - width % 8);
            }
        }
        Ok(raster)
    }

    /// Whether a dot is black; outside all is white.
    #[must_use]
    pub fn is_black(&self, x: u32, y: u32) -> bool {
        let place = y as usize * self.stride() + x as usize / 8;
        x < self.width && self.bytes.get(place).is_some_and(|byte| byte >> (7 - x % 8) & 1 == 1)
    }

    /// Blackens an area. O(area / 8).
    ///
    /// # Errors
    ///
    /// [`Error::ImageSize`] if it reaches beyond the raster; nothing is drawn then.
    pub fn fill(&mut self, x: u32, y: u32, width: u32, height: u32) -> Result<(), Error> {
        self.holds(x, y, width, height)?;
        let stride = self.stride();
        for row in self.bytes.chunks_exact_mut(stride.max(1)).skip(y as usize).take(height as usize) {
            if let Some(dots) = row.view_bits_mut::<Msb0>().get_mut(x as usize..(x + width) as usize) {
                dots.fill(true);
            }
        }
        Ok(())
    }

    /// Makes a rectangle of dots white; what lies outside of the raster is left out. O(dots).
    pub fn clear(&mut self, x: u32, y: u32, width: u32, height: u32) {
        let (from, to) = (x.min(self.width) as usize, x.saturating_add(width).min(self.width) as usize);
        let rows = self.bytes.chunks_exact_mut(self.width.div_ceil(8).max(1) as usize);
        for row in rows.skip(y as usize).take(height as usize) {
            if let Some(dots) = row.view_bits_mut::<Msb0>().get_mut(from..to) {
                dots.fill(false);
            }
        }
    }

    /// Puts another raster on this one: its black dots become black, its white ones change nothing. O(its dots / 8).
    ///
    /// # Errors
    ///
    /// [`Error::ImageSize`] if it reaches beyond this raster; nothing is drawn then.
    pub fn put(&mut self, x: u32, y: u32, other: &Self) -> Result<(), Error> {
        self.holds(x, y, other.width, other.height)?;
        let (stride, first, shift) = (self.stride().max(1), x as usize / 8, x % 8);
        let rows = self.bytes.chunks_exact_mut(stride).skip(y as usize);
        for (row, given) in rows.zip(other.bytes.chunks_exact(other.stride().max(1))) {
            for (place, byte) in (first..).zip(given) {
                // Padding is white: what is shifted out of the row holds no black dot.
                let [left, right] = (u16::from(*byte) << 8 >> shift).to_be_bytes();
                for (at, part) in [(place, left), (place + 1, right)] {
                    if let Some(dots) = row.get_mut(at) {
                        *dots |= part;
                    }
                }
            }
        }
        Ok(())
    }

    /// Writes a line in the built-in font; `x` and `y` are the upper left corner of its capitals. It takes
    /// [`font::width`] times [`font::HEIGHT`] at the scale.
    ///
    /// # Errors
    ///
    /// [`Error::Charset`] with its place for a character that is not printable ASCII; [`Error::ImageSize`] if the line
    /// reaches beyond the raster. Nothing is drawn then.
    pub fn text(&mut self, x: u32, y: u32, scale: Scale, line: &str) -> Result<(), Error> {
        font::check(line)?;
        let height = scale.down.checked_mul(font::HEIGHT).ok_or(Error::ImageSize)?;
        self.holds(x, y, font::width(line, scale), height)?;
        for (place, letter) in (0..).zip(line.bytes()) {
            for (column, row, width) in font::runs(letter, scale) {
                self.fill(x + place * font::ADVANCE * scale.across + column, y + row, width, 1)?;
            }
        }
        Ok(())
    }

    /// Whether an area lies on the raster.
    fn holds(&self, x: u32, y: u32, width: u32, height: u32) -> Result<(), Error> {
        let inside = |from: u32, length, side| from.checked_add(length).is_some_and(|end| end <= side);
        if inside(x, width, self.width) && inside(y, height, self.height) {
            return Ok(());
        }
        Err(Error::ImageSize)
    }
}
