//! Labels in columns and rows on one page.
//!
//! ```text
//!        margin   cell   gap   cell   margin
//!      +-------------------------------------+
//!      |                                     | margin      cells are equally large and fill the page;
//!      |        [  1  ]      [  2  ]         | cell        each label stands in the middle of its cell,
//!      |                                     | gap         in reading order
//!      |        [  3  ]      [  4  ]         | cell
//!      +-------------------------------------+ margin
//! ```

use super::raster::Raster;
use crate::Error;
use crate::error::place;

/// A page and its grid, all in dots.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// Width of the page.
    pub width: u32,
    /// Height of the page.
    pub height: u32,
    /// White on all four sides.
    pub margin: u32,
    /// White between two cells.
    pub gap: u32,
    /// Cells side by side.
    pub columns: u32,
    /// Cells one below the other.
    pub rows: u32,
}

impl Page {
    /// An A4 page, 210 by 297 mm, with margins of 10 mm and gaps of 5 mm.
    #[must_use]
    pub fn a4(dots_per_inch: u32, columns: u32, rows: u32) -> Self {
        Self::sized(dots_per_inch, (2100, 2970), columns, rows)
    }

    /// A US Letter page, 8.5 by 11 inches, with margins of 10 mm and gaps of 5 mm.
    #[must_use]
    pub fn letter(dots_per_inch: u32, columns: u32, rows: u32) -> Self {
        Self::sized(dots_per_inch, (2159, 2794), columns, rows)
    }

    /// Sides in tenths of a millimetre.
    fn sized(dots_per_inch: u32, (width, height): (u32, u32), columns: u32, rows: u32) -> Self {
        let dots = |tenths: u32| {
            u32::try_from(u64::from(tenths) * u64::from(dots_per_inch) / 254).unwrap_or(u32::MAX)
        };
        Self { width: dots(width), height: dots(height), margin: dots(100), gap: dots(50), columns, rows }
    }

    /// Width and height of a cell; what does not divide evenly stays white on the right and below.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] if there is no cell, or margins and gaps leave no room for any.
    pub fn cell(&self) -> Result<(u32, u32), Error> {
        let side = |whole: u32, count: u32| {
            let white = 2 * u64::from(self.margin) + u64::from(self.gap) * u64::from(count.saturating_sub(1));
            let left = u64::from(whole).checked_sub(white)?.checked_div(count.into())?;
            u32::try_from(left).ok().filter(|side| *side > 0)
        };
        side(self.width, self.columns).zip(side(self.height, self.rows)).ok_or(Error::Parameter)
    }

    /// The page with labels in its cells, in reading order; cells without a label stay white. O(dots / 8).
    ///
    /// ```
    /// use symbolon::symbol::{Correction, qr, sheet::Page};
    ///
    /// let label = qr::draw(b"HTTPS://T.CN/1", Correction::M, false)?.raster(8, 4)?;
    /// let page = Page::a4(300, 4, 6).draw(&[&label, &label])?;
    /// assert_eq!((page.width(), page.height()), (2480, 3507));
    /// # Ok::<(), symbolon::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::NoRoom`] with the position of the first label that is larger than a cell, or that finds no cell left;
    /// [`Error::ImageSize`] above [`Raster::MAX_DOTS`]; those of [`Page::cell`].
    pub fn draw(&self, labels: &[&Raster]) -> Result<Raster, Error> {
        let (width, height) = self.cell()?;
        let mut page = Raster::white(self.width, self.height)?;
        for (item, label) in (0..).zip(labels) {
            let (column, row) = (item % self.columns, item / self.columns);
            let spare = width.checked_sub(label.width()).zip(height.checked_sub(label.height()));
            let Some((right, below)) = spare.filter(|_| row < self.rows) else {
                return Err(Error::NoRoom { item });
            };
            // Below the page's sides, which fit.
            let x = self.margin + column * (width + self.gap) + right / 2;
            let y = self.margin + row * (height + self.gap) + below / 2;
            page.put(x, y, label)?;
        }
        Ok(page)
    }

    /// How many labels the page takes.
    #[must_use]
    pub fn capacity(&self) -> u64 {
        u64::from(self.columns) * u64::from(self.rows)
    }

    /// How many pages so many labels need; 0 if the page takes none.
    #[must_use]
    pub fn pages(&self, labels: usize) -> u64 {
        u64::from(place(labels))
            .checked_next_multiple_of(self.capacity())
            .map_or(0, |all| all / self.capacity())
    }
}
