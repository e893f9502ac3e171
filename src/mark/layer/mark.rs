//! The bits of a layer, and its drawing.

use core::fmt;

use zeroize::Zeroizing;

use super::geometry::{self, Geometry};
use crate::Error;
use crate::mark::bch::{BCH_127_64, BCH_255_63, Bch};
use crate::mark::{ImageKind, MarkStream};
use crate::symbol::{Matrix, Raster};

/// The bits that a layer carries for who reads it: 63, the lowest first. What they mean is the caller's: a random number that
/// is enrolled, or 39 bits of an id with 24 of a message authentication code.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct LayerPayload(u64);

impl LayerPayload {
    /// How many bits.
    pub const BITS: u32 = 63;

    /// Takes 63 bits.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] if the highest bit of the 64 is set.
    pub fn new(bits: u64) -> Result<Self, Error> {
        if bits >> Self::BITS == 0 { Ok(Self(bits)) } else { Err(Error::Parameter) }
    }

    /// The bits.
    #[must_use]
    pub const fn bits(self) -> u64 {
        self.0
    }
}

/// Shows nothing: a payload is as secret as its mark.
impl fmt::Debug for LayerPayload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LayerPayload(..)")
    }
}

/// The layer of one symbol: a bit for each of its carriers. As secret as any hidden mark; wiped when dropped.
#[derive(Clone)]
pub struct LayerMark {
    geometry: Geometry,
    bits: Zeroizing<Vec<bool>>,
}

impl LayerMark {
    /// The layer that is computed from what `stream` is bound to. `stream` comes from
    /// [`DeriveKey::stream`](crate::mark::DeriveKey::stream) for [`ImageKind::Layer`] and the number of a
    /// [`Geometry`].
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] for a stream of another kind or an unknown geometry, or if the symbol is not a QR symbol of
    /// version 2 to 10.
    pub fn derived(stream: &MarkStream, symbol: &Matrix) -> Result<Self, Error> {
        let carriers = geometry::carriers(symbol)?;
        Ok(Self { geometry: geometry_of(stream)?, bits: stream.bits(carriers.len()) })
    }

    /// The layer that carries a payload, to be read without knowing it.
    ///
    /// With a `stream` the codeword's bits are spread over the carriers by its permutation, and turned over by its bits: only
    /// who has the stream can read the payload or make another, and the bound on false accepts holds as for a derived
    /// layer. Without one everybody can who knows this page.
    ///
    /// # Errors
    ///
    /// As [`LayerMark::derived`]; [`Error::Parameter`] also for a stream of another geometry.
    pub fn coded(
        payload: LayerPayload,
        geometry: Geometry,
        symbol: &Matrix,
        stream: Option<&MarkStream>,
    ) -> Result<Self, Error> {
        let layout = Layout::new(geometry, geometry::carriers(symbol)?.len(), stream)?;
        let word = layout.code.encode(payload.bits());
        let bits = layout.places().map(|(place, turned)| word.get(place) == Some(&!turned)).collect();
        Ok(Self { geometry, bits: Zeroizing::new(bits) })
    }

    /// How it is drawn.
    #[must_use]
    pub const fn geometry(&self) -> Geometry {
        self.geometry
    }

    pub(super) fn bits(&self) -> &[bool] {
        &self.bits
    }
}

impl fmt::Debug for LayerMark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LayerMark({}, ..)", self.geometry.number())
    }
}

fn geometry_of(stream: &MarkStream) -> Result<Geometry, Error> {
    if stream.kind() == ImageKind::Layer {
        Geometry::from_number(stream.geometry())
    } else {
        Err(Error::Parameter)
    }
}

/// Which bit of a codeword each carrier holds.
pub(super) struct Layout {
    pub(super) code: &'static Bch,
    order: Zeroizing<Vec<u16>>,
    turned: Zeroizing<Vec<bool>>,
}

impl Layout {
    pub(super) fn new(
        geometry: Geometry,
        carriers: usize,
        stream: Option<&MarkStream>,
    ) -> Result<Self, Error> {
        let count = u16::try_from(carriers).map_err(|_| Error::Parameter)?;
        let code = if carriers >= BCH_255_63.length() { &BCH_255_63 } else { &BCH_127_64 };
        let (order, turned) = match stream {
            None => (Zeroizing::new((0..count).collect()), Zeroizing::new(open(carriers))),
            Some(stream) if geometry_of(stream)? == geometry => {
                // The first bits are the derived layer's.
                let turned = stream.bits(2 * carriers).iter().skip(carriers).copied().collect();
                (stream.permutation(count), Zeroizing::new(turned))
            }
            Some(_) => return Err(Error::Parameter),
        };
        Ok(Self { code, order, turned })
    }

    /// For each carrier the place of its bit in the codeword, and whether it is turned over.
    pub(super) fn places(&self) -> impl Iterator<Item = (usize, bool)> {
        let length = self.code.length();
        self.order
            .iter()
            .zip(self.turned.iter())
            .map(move |(rank, turned)| (usize::from(*rank) % length, *turned))
    }
}

/// What turns bits over where no stream does: a layer with as many holes in one place as in the other, whatever it
/// carries. A place that all holes prefer cannot be told from what blur does.
fn open(carriers: usize) -> Vec<bool> {
    let mut bytes = vec![0_u8; carriers.div_ceil(8)];
    blake3::Hasher::new().update(b"symbolon v1 open layer").finalize_xof().fill(&mut bytes);
    bytes.iter().flat_map(|byte| (0..8).map(move |bit| byte >> bit & 1 == 1)).take(carriers).collect()
}

/// Draws a symbol with its layer, `quiet` modules of white on every side ([`Matrix::quiet`] is what the standard asks
/// for). The same arguments always give the same dots. O(dots / 8 + carriers).
///
/// # Errors
///
/// [`Error::Parameter`] if the mark was made for another symbol, [`Error::ImageSize`] as [`Matrix::raster`].
pub fn render(symbol: &Matrix, mark: &LayerMark, quiet: u32) -> Result<Raster, Error> {
    let carriers = geometry::carriers(symbol)?;
    if carriers.len() != mark.bits.len() {
        return Err(Error::Parameter);
    }
    let (module, hole) = (mark.geometry.module_dots(), mark.geometry.hole_dots());
    let mut raster = symbol.raster(module, quiet)?;
    for ((x, y), bit) in carriers.into_iter().zip(mark.bits.iter()) {
        let place = |at: u32| (quiet + at) * module + mark.geometry.place(*bit);
        raster.clear(place(x), place(y), hole, hole);
    }
    Ok(raster)
}
