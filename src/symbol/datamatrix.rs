//! Data Matrix symbols, ISO/IEC 16022 ECC 200, the 24 square sizes.
//!
//! With `fnc1` the first codeword is 232, FNC1: a GS1 Data Matrix. Separators are GS (0x1D) in the data and are
//! encoded as that character, never as a second FNC1; the GS1 General Specifications (section 5.6.3) allow
//! both, readers report GS for both, and some authorities insist on GS in the symbol. Macro codewords are not used.
//!
//! Of the encodings, ASCII, C40, Text, X12, EDIFACT and Base 256 are mixed so that the codewords are fewest.

use datamatrix::{DataMatrix, DataMatrixBuilder, SymbolList, SymbolSize as Square};

use super::matrix::{Kind, Matrix, SymbolSize};
use crate::Error;

/// The longest data accepted: what 144 by 144 modules hold of bytes of any kind (ISO/IEC 16022, table 7).
///
/// Longer runs of digits would still fit, up to 3116; they are refused all the same, since the planning under
/// this module handles no more.
pub const MAX_BYTES: usize = 1555;

/// The square sizes with their modules per side (ISO/IEC 16022, table 7).
const SQUARES: [(Square, u32); 24] = [
    (Square::Square10, 10),
    (Square::Square12, 12),
    (Square::Square14, 14),
    (Square::Square16, 16),
    (Square::Square18, 18),
    (Square::Square20, 20),
    (Square::Square22, 22),
    (Square::Square24, 24),
    (Square::Square26, 26),
    (Square::Square32, 32),
    (Square::Square36, 36),
    (Square::Square40, 40),
    (Square::Square44, 44),
    (Square::Square48, 48),
    (Square::Square52, 52),
    (Square::Square64, 64),
    (Square::Square72, 72),
    (Square::Square80, 80),
    (Square::Square88, 88),
    (Square::Square96, 96),
    (Square::Square104, 104),
    (Square::Square120, 120),
    (Square::Square132, 132),
    (Square::Square144, 144),
];

/// The size of the symbol that [`draw`] gives for the same arguments. O(n); encodes, but draws nothing.
///
/// # Errors
///
/// [`Error::SymbolCapacity`] above [`MAX_BYTES`], or if 144 by 144 modules are too few.
pub fn size(data: &[u8], fnc1: bool) -> Result<SymbolSize, Error> {
    let symbol = encode(data, fnc1)?;
    let &(_, side) = SQUARES.iter().find(|row| row.0 == symbol.size).ok_or(Error::SymbolCapacity)?;
    Ok(SymbolSize { version: None, width: side, height: side })
}

/// Draws `data` in the smallest square that holds it. The same arguments always give the same modules.
///
/// ```
/// use symbolon::symbol::datamatrix;
///
/// let symbol = datamatrix::draw(b"010950600013435221A7", true)?;
/// assert_eq!(symbol.width(), 16);
/// # Ok::<(), symbolon::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::SymbolCapacity`] above [`MAX_BYTES`], or if 144 by 144 modules are too few.
pub fn draw(data: &[u8], fnc1: bool) -> Result<Matrix, Error> {
    let bitmap = encode(data, fnc1)?.bitmap();
    let side = |modules| u32::try_from(modules).map_err(|_| Error::SymbolCapacity);
    let (width, height) = (side(bitmap.width())?, side(bitmap.height())?);
    Ok(Matrix::new(Kind::DataMatrix, width, height, bitmap.bits().iter().copied()))
}

fn encode(data: &[u8], fnc1: bool) -> Result<DataMatrix, Error> {
    if data.len() > MAX_BYTES {
        return Err(Error::SymbolCapacity);
    }
    DataMatrixBuilder::new()
        .with_symbol_list(SymbolList::with_whitelist(SQUARES.map(|row| row.0)))
        .with_macros(false)
        .with_fnc1_start(fnc1)
        .encode(data)
        .map_err(|_| Error::SymbolCapacity)
}
