//! Data Matrix symbols, found by `rxing`.

use rxing::common::{BitMatrix, DetectorRXingResult};
use rxing::datamatrix::decoder::Decoder;
use rxing::datamatrix::detector::zxing_cpp_detector;

use super::super::corner;
use super::super::image::{GreyImage, Point};
use super::codewords::content;
use super::foreign::caught;
use super::pyramid::Plane;
use super::{Found, Kind};

/// Every Data Matrix symbol of a picture of black and white; corners in the caller's picture.
pub(super) fn search(black: &BitMatrix, plane: &Plane<'_>, image: &GreyImage<'_>) -> Vec<Found> {
    let detected = caught(|| zxing_cpp_detector::detect(black, true, true).unwrap_or_default());
    let mut found: Vec<Found> = Vec::new();
    for sampled in detected {
        let &[tl, tr, br, bl] = sampled.getPoints() else { continue };
        let corners = [tl, tr, br, bl]
            .map(|corner| plane.outward(Point { x: f64::from(corner.x), y: f64::from(corner.y) }));
        found.extend(caught(|| decode(sampled.getBits(), corners, image)));
    }
    found
}

fn decode(modules: &BitMatrix, corners: [Point; 4], image: &GreyImage<'_>) -> Option<Found> {
    if !corners.iter().all(Point::is_finite) {
        return None;
    }
    let decoded = Decoder::new().decode(modules).ok()?;
    let content = content(decoded.getRawBytes())?;
    let dark = |x, y| modules.try_get(x, y).unwrap_or(false);
    let square = modules.width() == modules.height();
    let fitted = if square { corner::refine(image, modules.width(), dark, &corners) } else { None };
    let mut corners = fitted.unwrap_or(corners);
    if decoded.getIsMirrored() {
        // Sampled with the solid sides on the left and below all the same: the diagonal through their corner stays.
        let [a, b, c, d] = corners;
        corners = [c, b, a, d];
    }
    Some(Found { kind: Kind::DataMatrix, data: content.data, fnc1: content.fnc1, version: 0, corners })
}
