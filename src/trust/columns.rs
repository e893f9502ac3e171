//! Many codes in columns: one buffer for all serials, one for all signatures, one for all codes.

/// Codes of consecutive indices of one series. Buffers are kept when it is filled again.
#[derive(Clone, Debug, Default)]
pub struct Columns {
    pub(super) first: u64,
    pub(super) serial_length: usize,
    pub(super) serials: Vec<u8>,
    pub(super) signatures: Vec<[u8; 64]>,
    pub(super) codes: Vec<u8>,
    pub(super) ends: Vec<usize>,
}

/// One code of [`Columns`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row<'a> {
    /// Its index in the series.
    pub index: u64,
    /// Its serial.
    pub serial: &'a [u8],
    /// Its signature; none for a code that is only sealed.
    pub signature: Option<&'a [u8; 64]>,
    /// The code as it is printed: an element string, a Digital Link or a compact URL.
    pub code: &'a [u8],
}

impl Columns {
    /// How many codes there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The index of the first code.
    #[must_use]
    pub const fn first(&self) -> u64 {
        self.first
    }

    /// Characters of each serial.
    #[must_use]
    pub const fn serial_length(&self) -> usize {
        self.serial_length
    }

    /// The serials, one behind the other.
    #[must_use]
    pub fn serials(&self) -> &[u8] {
        &self.serials
    }

    /// The signatures; none at all for codes that are only sealed.
    #[must_use]
    pub fn signatures(&self) -> &[[u8; 64]] {
        &self.signatures
    }

    /// The codes, one behind the other.
    #[must_use]
    pub fn codes(&self) -> &[u8] {
        &self.codes
    }

    /// Where each code ends in [`Columns::codes`]; it begins where the one before it ends.
    #[must_use]
    pub fn ends(&self) -> &[usize] {
        &self.ends
    }

    /// The codes one by one.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        let starts = core::iter::once(0).chain(self.ends.iter().copied());
        let serials = self.serials.chunks_exact(self.serial_length.max(1));
        (self.first..).zip(serials).zip(starts.zip(&self.ends)).enumerate().map(
            |(at, ((index, serial), (from, to)))| Row {
                index,
                serial,
                signature: self.signatures.get(at),
                code: self.codes.get(from..*to).unwrap_or_default(),
            },
        )
    }

    pub(super) fn clear(&mut self) {
        self.serials.clear();
        self.signatures.clear();
        self.codes.clear();
        self.ends.clear();
    }
}
