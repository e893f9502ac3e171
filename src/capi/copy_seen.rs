//! From the header's places to the library's patterns.

use super::super::boundary::Fault;
use super::super::print::{Shaped, shaped};
use super::{
    SYMBOLON_COPY_ONE_DOT, SYMBOLON_COPY_SIDE, SYMBOLON_COPY_SLACK, SYMBOLON_COPY_TWO_DOTS,
    symbolon_copy_place, symbolon_copy_report,
};
use crate::Error;
use crate::mark::{CopyGeometry, CopyPattern, CopyPlace, MarkStream};
use crate::symbol::{GreyImage, Homography, Point};

const _: () = assert!(SYMBOLON_COPY_TWO_DOTS == CopyGeometry::TwoDots.number() as u32);
const _: () = assert!(SYMBOLON_COPY_ONE_DOT == CopyGeometry::OneDot.number() as u32);
const _: () = assert!(SYMBOLON_COPY_SIDE == CopyPattern::SIDE && SYMBOLON_COPY_SLACK == CopyPattern::SLACK);

pub(super) type Pattern = CopyPattern;

pub(super) fn pattern(stream: &MarkStream) -> Result<Pattern, Fault> {
    Ok(CopyPattern::new(stream)?)
}

pub(super) fn raster(pattern: &Pattern) -> Result<Shaped, Fault> {
    shaped(&pattern.raster()?)
}

/// The plane of the symbol, and the place on it.
fn plane(place: &symbolon_copy_place) -> Result<(Homography, CopyPlace), Error> {
    let &symbolon_copy_place { modules, right, down, dot, .. } = place;
    let is_place = right.is_finite() && down.is_finite() && dot.is_finite() && dot > 0.0;
    if !is_place || !(1..=177).contains(&modules) {
        return Err(Error::Parameter);
    }
    let [a, b, c, d, e, f, g, h] = place.corners;
    let corners = [(a, b), (c, d), (e, f), (g, h)].map(|(x, y)| Point { x, y });
    let plane = Homography::new(modules.into(), &corners).ok_or(Error::Parameter)?;
    Ok((plane, CopyPlace { u: right, v: down, dot }))
}

pub(super) fn score(
    pattern: &Pattern,
    pixels: &[u8],
    (width, height, stride): (u32, u32, usize),
    place: &symbolon_copy_place,
) -> Result<symbolon_copy_report, Fault> {
    let picture = GreyImage::new(pixels, width, height, stride)?;
    let (plane, printed) = plane(place)?;
    let Some(seen) = pattern.score(&picture, &plane, &printed) else {
        return Ok(symbolon_copy_report::default());
    };
    Ok(symbolon_copy_report { size: 0, seen: 1, score: seen.score, pixels_per_cell: seen.pixels })
}
