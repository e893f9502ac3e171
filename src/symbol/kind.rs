//! The symbologies.

/// The symbology of a symbol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// QR Code, ISO/IEC 18004.
    Qr,
    /// Data Matrix ECC 200, ISO/IEC 16022.
    DataMatrix,
}

impl Kind {
    /// The quiet zone that the standard asks for on every side, in modules: 4 for QR (ISO/IEC 18004, 9.1),
    /// 1 for Data Matrix (ISO/IEC 16022, 8.1).
    #[must_use]
    pub const fn quiet(self) -> u32 {
        match self {
            Self::Qr => 4,
            Self::DataMatrix => 1,
        }
    }
}
