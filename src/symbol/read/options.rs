//! What a reader looks for, and how hard.

/// How far up the ladder of ways a reader climbs while it has not found what it looks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effort {
    /// The usual thresholds, in sizes up to the picture's own, light on dark too: clean pictures.
    Quick,
    /// Also finder patterns of our own in several thresholds, and modules read off the grey picture along curved grids:
    /// blur, glare, shadows, bent labels.
    Normal,
    /// Also stronger sharpening, enlarged pictures, and a foreign detector more: whatever can be read.
    #[default]
    Thorough,
}

/// What a reader looks for, and how hard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReadOptions {
    /// Look for QR symbols.
    pub qr: bool,
    /// Look for Data Matrix symbols.
    pub data_matrix: bool,
    /// Stop at so many symbols; 0 stops as soon as something was found and no finder patterns are left over. A reader that
    /// is asked for more symbols than there are climbs to the end.
    pub most: usize,
    /// How hard to look.
    pub effort: Effort,
}

impl Default for ReadOptions {
    /// QR symbols, as many as are seen, with all effort.
    fn default() -> Self {
        Self { qr: true, data_matrix: false, most: 0, effort: Effort::Thorough }
    }
}
