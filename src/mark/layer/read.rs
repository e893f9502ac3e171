//! Reading a payload that is not known.

use super::frame::{Frame, Seen};
use super::geometry::Geometry;
use super::mark::{LayerPayload, Layout};
use crate::Error;
use crate::mark::{MarkStream, Quality};
use crate::symbol::Matrix;

/// Beside the word itself those with so many of its weakest bits erased are tried.
const ERASED: [usize; 3] = [0, 16, 32];

/// What was read from a layer.
#[derive(Clone, Debug, PartialEq)]
pub struct LayerRead {
    /// The payload; `None` if there are more errors than the code corrects.
    pub payload: Option<LayerPayload>,
    /// How many bits of the codeword were corrected, of those that were not erased.
    pub corrected: usize,
    /// The bits of the codeword: 255 or 127.
    pub length: usize,
    /// How well each frame shows the symbol, `None` where it was not found.
    pub qualities: Vec<Option<Quality>>,
}

/// Reads the payload of a layer made by [`LayerMark::coded`](super::LayerMark::coded) with the same geometry and stream.
/// Frames and `symbol` as for [`verify`](super::verify).
///
/// A picture of anything else reads as a payload with a probability of about 10⁻¹⁸ (255 carriers and more) or 4 · 10⁻⁵
/// (fewer): in that case the payload must have a check of its own, or be one that is enrolled.
///
/// # Errors
///
/// [`Error::Parameter`] if the symbol is not a QR symbol of version 2 to 10, or for a stream of another kind or geometry.
pub fn read(
    frames: &[Frame<'_>],
    symbol: &Matrix,
    geometry: Geometry,
    stream: Option<&MarkStream>,
) -> Result<LayerRead, Error> {
    let seen = Seen::new(frames, symbol, geometry)?;
    let layout = Layout::new(geometry, seen.values.len(), stream)?;
    let length = layout.code.length();
    let mut soft = vec![0.0; length];
    for ((place, turned), value) in layout.places().zip(&seen.values) {
        if let Some(sum) = soft.get_mut(place) {
            *sum += if turned { -value } else { *value };
        }
    }
    let mut read = LayerRead { payload: None, corrected: 0, length, qualities: seen.qualities };
    let word: Vec<bool> = soft.iter().map(|value| *value > 0.0).collect();
    let mut weakest: Vec<usize> = (0..length).collect();
    let strength = |place: &usize| soft.get(*place).map_or(0.0, |value: &f64| value.abs());
    weakest.sort_by(|a, b| strength(a).total_cmp(&strength(b)));
    for count in ERASED {
        let mut erased: Vec<bool> = soft.iter().map(|value| *value == 0.0).collect();
        for place in weakest.iter().take(count) {
            if let Some(erased) = erased.get_mut(*place) {
                *erased = true;
            }
        }
        // The shorter code has a bit more than a payload: it is 0.
        let decoded = layout.code.decode(&word, &erased);
        if let Some((payload, corrected)) =
            decoded.and_then(|decoded| Some((LayerPayload::new(decoded.payload).ok()?, decoded.corrected)))
        {
            read.payload = Some(payload);
            read.corrected = corrected;
            break;
        }
    }
    Ok(read)
}
