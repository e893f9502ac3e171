//! QR symbols for a run of labels: one version, one format, most bytes alike.
//!
//! [`QrRun`] is made once for an order and then draws each label's bytes as printer dots. It cuts segments as
//! [`qr::draw`] does and gives the same modules for the same version and mask; that function stays the
//! general way. Owns what can be computed before the first label:
//!
//! ```text
//!   data ──► segments ──► data codewords ──► what changed since the label before
//!            (planned again only if the          │  each changed codeword: one row of its block's correction,
//!             kinds of characters change)        │  and the places of its eight modules
//!                                                ▼
//!            modules before the mask ──► 8 masks judged by whole rows, or the given one ──► dots
//! ```
//!
//! Modules are bits of words, a row at a time; nothing is allocated while a label is drawn, but for its own bytes where
//! they are asked for as a value. Refuses data that does not fit the run's version: a run does not change its size.
//!
//! Invariant: what a label looks like depends on its data and the run's settings, never on the labels before it.

mod bits;
mod dots;
mod layout;
mod penalty;
mod reed_solomon;
mod row;
mod sheet;
mod table;

use bits::Writer;
use dots::Dots;
use layout::Layout;
use reed_solomon::{Parity, ParityRows};
use sheet::Sheet;
use table::Blocks;

use super::matrix::{Kind, Matrix, SymbolSize};
use super::qr::{self, Correction};
use super::raster::Raster;
use super::segment::Class;
use crate::Error;

/// How many masks there are.
const MASKS: usize = 8;

/// A data mask of QR (ISO/IEC 18004:2015, 7.8.2, table 10).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mask(u8);

impl Mask {
    /// All masks, in the order of their numbers.
    pub const ALL: [Self; MASKS] = [Self(0), Self(1), Self(2), Self(3), Self(4), Self(5), Self(6), Self(7)];

    /// Reads the standard's number, 0 to 7.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] for any other number.
    pub fn from_number(number: u8) -> Result<Self, Error> {
        Self::ALL.into_iter().find(|mask| mask.number() == number).ok_or(Error::Parameter)
    }

    /// The standard's number, 0 to 7: the reference of table 10 as a number.
    #[must_use]
    pub const fn number(self) -> u8 {
        self.0
    }

    /// Whether it inverts the module in a column of a row.
    const fn inverts(self, x: usize, y: usize) -> bool {
        let cycle = match self.0 {
            0 => (x + y) % 2,
            1 => y % 2,
            2 => x % 3,
            3 => (x + y) % 3,
            4 => (y / 2 + x / 3) % 2,
            5 => x * y % 2 + x * y % 3,
            6 => (x * y % 2 + x * y % 3) % 2,
            _ => ((x + y) % 2 + x * y % 3) % 2,
        };
        cycle == 0
    }
}

/// What the labels of a run have in common. The default is level M, no FNC1, the best mask, one dot for each module and
/// the quiet zone of the standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunSettings {
    /// How much damage a symbol survives.
    pub correction: Correction,
    /// Whether the data are GS1 element strings.
    pub fnc1: bool,
    /// The mask of every symbol; `None` is the best one for each by the standard's rule (7.8.3.1), of several the one
    /// with the lowest number.
    pub mask: Option<Mask>,
    /// Printer dots for each module, in both directions.
    pub dots_per_module: u32,
    /// Modules of white on every side.
    pub quiet: u32,
}

impl Default for RunSettings {
    fn default() -> Self {
        Self {
            correction: Correction::M,
            fnc1: false,
            mask: None,
            dots_per_module: 1,
            quiet: Kind::Qr.quiet(),
        }
    }
}

/// Draws the QR symbols of a run of labels, which all have one version.
///
/// Draws through `&mut self`; clone it for another thread. 15 KiB to 350 KiB, by version and level.
///
/// ```
/// use symbolon::symbol::run::{QrRun, RunSettings};
///
/// let settings = RunSettings { dots_per_module: 8, ..RunSettings::default() };
/// let mut run = QrRun::new(b"HTTPS://T.CN/0000000000", settings)?;
/// let mut label = vec![0; run.len()];
/// for serial in 0..100_u64 {
///     run.draw(format!("HTTPS://T.CN/{serial:010}").as_bytes(), &mut label)?;
///     // ... and to the printer: `run.height()` rows of `run.stride()` bytes.
/// }
/// # Ok::<(), symbolon::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct QrRun {
    version: u8,
    mask: Option<Mask>,
    dots: Dots,
    blocks: Blocks,
    rows: ParityRows,
    writer: Writer,
    /// Data codewords that the sheet shows.
    shown: Vec<u8>,
    sheet: AnySheet,
}

/// A sheet with rows of as few words as its symbol needs.
#[derive(Clone, Debug)]
enum AnySheet {
    /// Versions 1 to 11.
    One(Sheet<1>),
    /// Versions 12 to 27.
    Two(Sheet<2>),
    /// Versions 28 to 40.
    Three(Sheet<3>),
}

impl QrRun {
    /// A run whose symbols have the version that [`qr::draw`] takes for `sample`: a label of the order, the longest if they
    /// differ.
    ///
    /// # Errors
    ///
    /// [`Error::SymbolCapacity`] if version 40 is too small, and as [`QrRun::with_version`].
    pub fn new(sample: &[u8], settings: RunSettings) -> Result<Self, Error> {
        let size = qr::size(sample, settings.correction, settings.fnc1)?;
        Self::with_version(size.version.unwrap_or(0), settings)
    }

    /// A run whose symbols have this version, 1 to 40, also where a smaller one would do. 0.03 ms (version 1) to 2 ms (version
    /// 40).
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] for another version and for 0 dots per module, [`Error::ImageSize`] above
    /// [`Raster::MAX_DOTS`].
    pub fn with_version(version: u8, settings: RunSettings) -> Result<Self, Error> {
        if !(1..=40).contains(&version) {
            return Err(Error::Parameter);
        }
        let level = settings.correction;
        let dots = Dots::new(u32::from(version) * 4 + 17, settings.dots_per_module, settings.quiet)?;
        let layout = Layout::new(version);
        let blocks = Blocks::new(version, level, layout.path().count() / 8);
        let sheet = match layout.side() {
            ..=64 => AnySheet::One(Sheet::new(&layout, level)),
            65..=128 => AnySheet::Two(Sheet::new(&layout, level)),
            _ => AnySheet::Three(Sheet::new(&layout, level)),
        };
        Ok(Self {
            version,
            mask: settings.mask,
            dots,
            blocks,
            rows: ParityRows::new(blocks.data + 1, blocks.correction),
            writer: Writer::new(Class::of(version), settings.fnc1, blocks.data_total()),
            shown: vec![0; blocks.data_total()],
            sheet,
        })
    }

    /// The size of every symbol.
    #[must_use]
    pub fn size(&self) -> SymbolSize {
        let side = u32::from(self.version) * 4 + 17;
        SymbolSize { version: Some(self.version), width: side, height: side }
    }

    /// Dots in a row of every raster.
    #[must_use]
    pub const fn width(&self) -> u32 {
        self.dots.width
    }

    /// Rows of dots of every raster.
    #[must_use]
    pub const fn height(&self) -> u32 {
        self.dots.height
    }

    /// Bytes in a row of every raster.
    #[must_use]
    pub const fn stride(&self) -> usize {
        self.dots.stride()
    }

    /// Bytes of every raster.
    #[must_use]
    #[allow(clippy::len_without_is_empty)] // no raster is empty
    pub const fn len(&self) -> usize {
        self.dots.len()
    }

    /// Draws one label into `out`, in the form of [`Raster`], and says which mask it has. Every byte is written; after an
    /// error none is. Nothing is allocated. O(modules + dots / 8).
    ///
    /// # Errors
    ///
    /// [`Error::SymbolCapacity`] if the data does not fit the run's version, [`Error::ImageShape`] if `out` does not have
    /// [`len`](Self::len) bytes.
    pub fn draw(&mut self, data: &[u8], out: &mut [u8]) -> Result<Mask, Error> {
        if out.len() != self.len() {
            return Err(Error::ImageShape);
        }
        let composed = self.compose(data)?;
        composed.put(out);
        Ok(composed.mask)
    }

    /// Draws one label as a raster of its own.
    ///
    /// # Errors
    ///
    /// [`Error::SymbolCapacity`] if the data does not fit the run's version.
    pub fn raster(&mut self, data: &[u8]) -> Result<Raster, Error> {
        let mut bytes = vec![0; self.len()];
        self.draw(data, &mut bytes)?;
        Ok(Raster::new(self.width(), self.height(), bytes))
    }

    /// The modules of one label.
    ///
    /// # Errors
    ///
    /// [`Error::SymbolCapacity`] if the data does not fit the run's version.
    pub fn matrix(&mut self, data: &[u8]) -> Result<Matrix, Error> {
        let size = self.size();
        let Composed { mask, sheet, .. } = self.compose(data)?;
        Ok(match sheet {
            AnySheet::One(sheet) => matrix(size, sheet.masked(mask)),
            AnySheet::Two(sheet) => matrix(size, sheet.masked(mask)),
            AnySheet::Three(sheet) => matrix(size, sheet.masked(mask)),
        })
    }

    /// Brings the sheet to the data, and chooses the mask.
    pub(crate) fn compose(&mut self, data: &[u8]) -> Result<Composed<'_>, Error> {
        let (wanted, shown) = (self.writer.write(data)?, &mut self.shown);
        match &mut self.sheet {
            AnySheet::One(sheet) => show(sheet, self.blocks, &self.rows, wanted, shown),
            AnySheet::Two(sheet) => show(sheet, self.blocks, &self.rows, wanted, shown),
            AnySheet::Three(sheet) => show(sheet, self.blocks, &self.rows, wanted, shown),
        }
        let mask = match (self.mask, &mut self.sheet) {
            (Some(mask), _) => mask,
            (None, AnySheet::One(sheet)) => sheet.best(),
            (None, AnySheet::Two(sheet)) => sheet.best(),
            (None, AnySheet::Three(sheet)) => sheet.best(),
        };
        Ok(Composed { mask, sheet: &self.sheet, dots: &self.dots })
    }
}

/// One label whose modules are decided: what is left is to put them somewhere.
pub(crate) struct Composed<'a> {
    mask: Mask,
    sheet: &'a AnySheet,
    dots: &'a Dots,
}

impl Composed<'_> {
    /// Draws it into as many bytes as a raster has.
    pub(crate) fn put(&self, out: &mut [u8]) {
        match self.sheet {
            AnySheet::One(sheet) => self.dots.draw(sheet.masked(self.mask), out),
            AnySheet::Two(sheet) => self.dots.draw(sheet.masked(self.mask), out),
            AnySheet::Three(sheet) => self.dots.draw(sheet.masked(self.mask), out),
        }
    }
}

#[cfg(feature = "capi")]
impl Composed<'_> {
    /// Its mask.
    pub(crate) const fn mask(&self) -> Mask {
        self.mask
    }

    /// Bytes of its raster.
    pub(crate) const fn len(&self) -> usize {
        self.dots.len()
    }
}

/// Changes the codewords of the sheet from those that it shows to others.
fn show<const N: usize>(
    sheet: &mut Sheet<N>,
    blocks: Blocks,
    rows: &ParityRows,
    mut wanted: &[u8],
    mut shown: &mut [u8],
) {
    for block in 0..blocks.count() {
        let length = blocks.data_of(block);
        let own = wanted.split_off(..length).unwrap_or_default();
        let own_shown = shown.split_off_mut(..length).unwrap_or_default();
        let mut parity = Parity::default();
        for (place, (wanted, shown)) in own.iter().zip(own_shown).enumerate() {
            let change = wanted ^ core::mem::replace(shown, *wanted);
            if change != 0 {
                rows.change(&mut parity, length - 1 - place, change);
                sheet.change(blocks.data_place(block, place), change);
            }
        }
        let changes = parity.iter().flat_map(|word| word.to_le_bytes()).take(blocks.correction);
        for (place, change) in changes.enumerate().filter(|change| change.1 != 0) {
            sheet.change(blocks.correction_place(block, place), change);
        }
    }
}

fn matrix<const N: usize>(size: SymbolSize, rows: impl Iterator<Item = [u64; N]>) -> Matrix {
    let dark = rows.flat_map(|row| {
        (0..size.width).map(move |x| row.get(x as usize / 64).is_some_and(|word| word >> (x % 64) & 1 == 1))
    });
    Matrix::new(Kind::Qr, size.width, size.height, dark)
}
