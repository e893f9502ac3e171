//! QR Code symbols, ISO/IEC 18004, versions 1 to 40.
//!
//! The smallest version that holds the data is taken, with the fewest bits that numeric, alphanumeric and byte
//! segments allow. With `fnc1` the symbol says that it carries GS1 element strings (FNC1 in first position);
//! separators are GS (0x1D) in the data and stay that byte.

use qrcode::QrCode;
use qrcode::bits::Bits;
use qrcode::types::{Color, EcLevel, QrError, Version};

use super::matrix::{Kind, Matrix, SymbolSize};
use super::segment::{Class, Mode, plan};
use crate::Error;

/// The longest data that any version holds: 7089 digits in 40-L (ISO/IEC 18004, table 7).
pub const MAX_BYTES: usize = 7089;

/// How much damage a QR symbol survives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Correction {
    /// About 7 % of the codewords.
    L = 1,
    /// About 15 %.
    M = 2,
    /// About 25 %.
    Q = 3,
    /// About 30 %.
    H = 4,
}

impl Correction {
    /// All levels, weakest first.
    pub const ALL: [Self; 4] = [Self::L, Self::M, Self::Q, Self::H];

    /// Reads the stable number 1 to 4.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] for any other number.
    pub fn from_number(number: u8) -> Result<Self, Error> {
        Self::ALL.into_iter().find(|level| level.number() == number).ok_or(Error::Parameter)
    }

    /// The stable number, 1 (L) to 4 (H).
    #[must_use]
    pub const fn number(self) -> u8 {
        self as u8
    }

    const fn level(self) -> EcLevel {
        match self {
            Self::L => EcLevel::L,
            Self::M => EcLevel::M,
            Self::Q => EcLevel::Q,
            Self::H => EcLevel::H,
        }
    }
}

/// The size of the symbol that [`draw`] gives for the same arguments. O(n), nothing is drawn.
///
/// # Errors
///
/// [`Error::SymbolCapacity`] if version 40 is too small.
pub fn size(data: &[u8], correction: Correction, fnc1: bool) -> Result<SymbolSize, Error> {
    Ok(fit(data, correction, fnc1)?.size())
}

/// Draws `data` in the smallest symbol that holds it. The same arguments always give the same modules.
///
/// ```
/// use symbolon::symbol::{Correction, qr};
///
/// let symbol = qr::draw(b"HTTPS://T.CN/0123456789", Correction::M, false)?;
/// assert_eq!(symbol.width(), 25);
/// # Ok::<(), symbolon::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::SymbolCapacity`] if version 40 is too small.
pub fn draw(data: &[u8], correction: Correction, fnc1: bool) -> Result<Matrix, Error> {
    let fit = fit(data, correction, fnc1)?;
    let size = fit.size();
    let symbol = encode(data, &fit, correction, fnc1).map_err(|_| Error::SymbolCapacity)?;
    let dark = symbol.into_colors().into_iter().map(|color| color == Color::Dark);
    Ok(Matrix::new(Kind::Qr, size.width, size.height, dark))
}

/// The smallest version, and the segments in it.
struct Fit {
    version: u8,
    segments: Vec<(Mode, usize)>,
}

impl Fit {
    fn size(&self) -> SymbolSize {
        let side = u32::from(self.version) * 4 + 17;
        SymbolSize { version: Some(self.version), width: side, height: side }
    }
}

fn fit(data: &[u8], correction: Correction, fnc1: bool) -> Result<Fit, Error> {
    if data.len() > MAX_BYTES {
        return Err(Error::SymbolCapacity);
    }
    for class in Class::ALL {
        let (segments, bits) = plan(data, fnc1, class);
        let needed = bits as usize + if fnc1 { 4 } else { 0 };
        let holds = |version: &u8| capacity(*version, correction).is_some_and(|bits| bits >= needed);
        if let Some(version) = class.versions().find(holds) {
            return Ok(Fit { version, segments });
        }
    }
    Err(Error::SymbolCapacity)
}

/// Data bits of a version (ISO/IEC 18004, table 7).
fn capacity(version: u8, correction: Correction) -> Option<usize> {
    Bits::new(Version::Normal(i16::from(version))).max_len(correction.level()).ok()
}

fn encode(data: &[u8], fit: &Fit, correction: Correction, fnc1: bool) -> Result<QrCode, QrError> {
    let mut bits = Bits::new(Version::Normal(i16::from(fit.version)));
    if fnc1 {
        bits.push_fnc1_first_position()?;
    }
    let mut rest = data;
    for &(mode, length) in &fit.segments {
        let (part, tail) = rest.split_at_checked(length).ok_or(QrError::DataTooLong)?;
        match mode {
            Mode::Numeric => bits.push_numeric_data(part)?,
            Mode::Alphanumeric => bits.push_alphanumeric_data(part)?,
            Mode::Byte => bits.push_byte_data(part)?,
        }
        rest = tail;
    }
    bits.push_terminator(correction.level())?;
    QrCode::with_bits(bits, correction.level())
}
