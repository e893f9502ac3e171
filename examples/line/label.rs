//! Labels: which symbols each level carries, drawn from its code.

use symbolon::code::Level;
use symbolon::code::carrier::compact;
use symbolon::symbol::{Correction, Matrix, datamatrix, qr};
use symbolon::trust::{Verdict, Verifier};

use crate::Failure;
use crate::issue::{Stock, Unit};
use crate::order::Order;
use crate::picture;
use crate::secret::Dice;

/// What a symbol carries, and how.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Symbol {
    /// The element string as GS1 Data Matrix.
    DataMatrix,
    /// The element string as GS1 QR.
    Gs1Qr,
    /// The compact URL as QR.
    UrlQr,
}

impl Symbol {
    pub(crate) const ALL: [Self; 3] = [Self::DataMatrix, Self::Gs1Qr, Self::UrlQr];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::DataMatrix => "GS1 Data Matrix",
            Self::Gs1Qr => "GS1 QR",
            Self::UrlQr => "compact URL QR",
        }
    }

    /// The symbols on labels of a level.
    pub(crate) const fn of(level: Level) -> &'static [Self] {
        match level {
            Level::ITEM => &[Self::DataMatrix],
            Level::BOX => &[Self::UrlQr],
            Level::CASE => &[Self::Gs1Qr],
            _ => &[Self::Gs1Qr, Self::UrlQr],
        }
    }

    /// The bytes in the symbol.
    pub(crate) fn content(self, unit: &Unit, order: &Order) -> Result<Vec<u8>, Failure> {
        match self {
            Self::DataMatrix | Self::Gs1Qr => Ok(unit.scan.clone()),
            Self::UrlQr => Ok(compact::print(&unit.code, &order.stem)?.into_bytes()),
        }
    }

    pub(crate) fn draw(self, unit: &Unit, order: &Order) -> Result<Matrix, Failure> {
        let content = self.content(unit, order)?;
        Ok(match self {
            Self::DataMatrix => datamatrix::draw(&content, true)?,
            Self::Gs1Qr => qr::draw(&content, Correction::M, true)?,
            Self::UrlQr => qr::draw(&content, Correction::M, false)?,
        })
    }
}

/// Draws at printer dots every label of pallets and cases, and of each case the first box with its items. Returns the
/// number of symbols.
pub(crate) fn draw(stock: &Stock, order: &Order) -> Result<usize, Failure> {
    let boxes = order.pattern.capacity(Level::CASE);
    let items = order.pattern.capacity(Level::BOX) * boxes;
    let mut drawn = 0;
    for (level, index, unit) in stock.iter() {
        let wanted = match level {
            Level::ITEM => index % items < order.pattern.capacity(Level::BOX),
            Level::BOX => index % boxes == 0,
            _ => true,
        };
        for symbol in Symbol::of(level).iter().filter(|_| wanted) {
            let matrix = symbol.draw(unit, order)?;
            matrix.raster(order.dots_per_module, matrix.quiet())?;
            drawn += 1;
        }
    }
    Ok(drawn)
}

/// How many labels are photographed for one pallet, by level.
const PHOTOS: [(Level, usize); 3] = [(Level::PALLET, 1), (Level::CASE, 4), (Level::BOX, 4)];
/// A line camera that reads nothing triggers again, so often in all.
const SHOTS: usize = 3;

/// What was read from pictures.
#[derive(Clone, Copy, Default)]
pub(crate) struct ReadBack {
    pub(crate) symbols: usize,
    /// At least one for each symbol.
    pub(crate) pictures: usize,
}

/// Photographs a sample of the QR symbols, reads them back, and verifies what was read. A picture that shows nothing is
/// taken again; one that reads otherwise than printed is a failure.
pub(crate) fn read_back(
    verifier: &Verifier,
    stock: &Stock,
    order: &Order,
    seed: u64,
) -> Result<ReadBack, Failure> {
    let mut dice = Dice::new(seed, "pictures");
    let mut read = ReadBack::default();
    for pallet in 0..stock.pallets.len() {
        for (level, photos) in PHOTOS {
            for _ in 0..photos {
                let count = order.pattern.per_pallet(level);
                let unit = stock.unit(level, pallet * count + dice.below(count))?;
                for symbol in Symbol::of(level) {
                    read.pictures += read_one(verifier, order, *symbol, unit, &mut dice)?;
                    read.symbols += 1;
                }
            }
        }
    }
    Ok(read)
}

/// Returns how many pictures it took.
fn read_one(
    verifier: &Verifier,
    order: &Order,
    symbol: Symbol,
    unit: &Unit,
    dice: &mut Dice,
) -> Result<usize, Failure> {
    let identity = unit.code.identity();
    let matrix = symbol.draw(unit, order)?;
    for shot in 1..=SHOTS {
        let found = picture::photograph(&matrix, dice)?.read()?;
        let found = match found.as_slice() {
            [] => continue,
            [found] => found,
            several => {
                return Err(format!("{identity}: {} symbols read from the picture", several.len()).into());
            }
        };
        if found.data != symbol.content(unit, order)? || found.fnc1 != (symbol == Symbol::Gs1Qr) {
            return Err(format!("{identity}: the picture reads otherwise than printed").into());
        }
        return match verifier.verify_scan(&found.data, order.now()).verdict {
            Verdict::Genuine => Ok(shot),
            other => Err(format!("{identity}: read from the picture: {}", other.text()).into()),
        };
    }
    Err(format!("{identity}: nothing read from {SHOTS} pictures").into())
}
