//! From sampled modules to what they say.

use rxing::common::cpp_essentials::DecoderResult;
use rxing::common::{AIFlag, BitMatrix};
use rxing::qrcode::cpp_port::decoder::Decode;

use super::super::corner;
use super::super::image::{GreyImage, Point};
use super::{Found, Kind};

/// A symbol that was decoded, its modules and rough corners with it.
pub(super) struct Seen {
    pub(super) found: Found,
    pub(super) mirrored: bool,
    pub(super) modules: BitMatrix,
}

impl Seen {
    /// Decodes sampled modules of a QR symbol.
    pub(super) fn decode(modules: BitMatrix, corners: [Point; 4]) -> Option<Self> {
        if !corners.iter().all(Point::is_finite) {
            return None;
        }
        let result = Decode(&modules).ok().filter(DecoderResult::isValid)?;
        let content = result.content();
        let found = Found {
            kind: Kind::Qr,
            data: content.bytes().to_vec(),
            fnc1: matches!(content.symbology.aiFlag, AIFlag::GS1),
            version: u8::try_from(result.versionNumber()).ok()?,
            corners,
        };
        Some(Self { found, mirrored: result.isMirrored(), modules })
    }

    /// With corners in a picture `scale` times as large.
    pub(super) fn scaled(mut self, scale: f64) -> Self {
        for corner in &mut self.found.corners {
            *corner = Point { x: corner.x * scale, y: corner.y * scale };
        }
        self
    }

    /// With corners moved onto the grey borders of the caller's picture where it is sharp enough for that.
    pub(super) fn fitted(self, image: &GreyImage<'_>) -> Found {
        let Self { mut found, mirrored, modules } = self;
        let dark = |x, y| modules.try_get(x, y).unwrap_or(false);
        if let Some(corners) = corner::refine(image, modules.width(), dark, &found.corners) {
            found.corners = corners;
        }
        if mirrored {
            let [a, b, c, d] = found.corners;
            found.corners = [a, d, c, b];
        }
        found
    }
}
