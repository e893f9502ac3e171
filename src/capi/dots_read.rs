//! What a second exposure shows, in a build that reads pictures.

use super::super::boundary::Fault;
use super::{symbolon_dots_report, symbolon_dots_view};
use crate::Error;
use crate::mark::dots::{Ink, Patch, Payload, Place, Search, View};
use crate::symbol::{GreyImage, Homography, Point};

pub(super) type Sight = crate::mark::dots::Sight;

pub(super) fn locate(
    pixels: &[u8],
    (width, height, stride): (u32, u32, usize),
    view: &symbolon_dots_view,
) -> Result<Option<Sight>, Fault> {
    let picture = GreyImage::new(pixels, width, height, stride)?;
    let ink = Ink::from_number(u8::try_from(view.ink).map_err(|_| Error::Parameter)?)?;
    let [ax, ay, bx, by, cx, cy, dx, dy] = view.corners;
    let corners = [(ax, ay), (bx, by), (cx, cy), (dx, dy)].map(|(x, y)| Point { x, y });
    let side = f64::from(view.modules);
    let mm = |micrometres: f64| micrometres / 1000.0;
    let place = Place { right: mm(view.right_micrometres.into()), down: mm(view.down_micrometres.into()) };
    let mut search = Search::default();
    if view.radius_micrometres > 0 {
        search.radius = mm(view.radius_micrometres.into());
    }
    if view.turn_centidegrees > 0 {
        search.degrees = f64::from(view.turn_centidegrees) / 100.0;
    }
    let plane = Homography::new(side, &corners).ok_or(Error::Parameter)?;
    let view = View { picture, plane, side, module: mm(view.module_micrometres.into()), ink };
    Ok(crate::mark::dots::locate(&view, &place, &search)?)
}

pub(super) fn add(sight: &mut Sight, more: &Sight) {
    sight.add(more);
}

pub(super) fn read(sight: &Sight) -> Option<(Payload, u32)> {
    let reading = sight.read()?;
    Some((reading.payload, u32::from(reading.corrected) + u32::from(reading.erased)))
}

pub(super) fn verify(sight: &Sight, expected: &Patch) -> symbolon_dots_report {
    let report = sight.verify(expected);
    symbolon_dots_report {
        size: 0,
        answer: report.answer.number().into(),
        expected: report.quality.expected,
        pixels_per_mm: report.quality.pixels_per_mm,
        score: report.score,
        wrong_bits: report.wrong_bits.into(),
        reserved: 0,
    }
}
