//! The way from places of a printed text to pixels of its picture.

use super::geometry::DOT_UM;
use super::grid::{Grid, Patch};
use crate::Error;
use crate::symbol::{GreyImage, Homography};

/// Where a text is meant to be printed: beside a QR symbol, by a station of its own.
///
/// ```text
///   (0,0)┌────────┐
///        │   QR   │          x to the right and y downwards along the symbol's own sides, mm
///        └────────┘
///            (x,y)┌─────────────┐
///                 │ 2026-11-28  │   turned clockwise by `degrees` about (x, y)
///                 └─────────────┘
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DatePlace {
    /// From the outer corner of the symbol's top left finder pattern to the top left corner of the first cell, mm.
    pub x: f64,
    /// Downwards, mm.
    pub y: f64,
    /// By how much the text is turned against the symbol, clockwise.
    pub degrees: f64,
    /// The side of a module of the symbol, mm.
    pub module: f64,
}

impl DatePlace {
    /// The farthest from the symbol, mm.
    pub const FARTHEST: f64 = 1000.0;

    pub(super) fn check(&self) -> Result<(), Error> {
        let near = |value: f64| value.abs() <= Self::FARTHEST;
        let module = (0.01..=20.0).contains(&self.module);
        if near(self.x) && near(self.y) && near(self.degrees) && module {
            Ok(())
        } else {
            Err(Error::Parameter)
        }
    }
}

/// A text in a picture: where it is meant to be, and by how much it is off.
#[derive(Clone, Copy)]
pub(super) struct Frame<'a> {
    image: &'a GreyImage<'a>,
    plane: &'a Homography,
    /// Dots of the text to modules: rows (across, down, start).
    place: [[f64; 3]; 2],
    centre: (f64, f64),
    shift: (f64, f64),
    /// Cosine and sine of the turn, times the scale.
    turn: (f64, f64),
}

/// A small motion in dots: a shift, then a turn (radians) and a stretch about the centre.
#[derive(Clone, Copy, Default)]
pub(super) struct Motion {
    pub(super) shift: (f64, f64),
    pub(super) stretch: f64,
    pub(super) turn: f64,
}

impl<'a> Frame<'a> {
    pub(super) fn new(
        image: &'a GreyImage<'a>,
        plane: &'a Homography,
        place: &DatePlace,
        centre: (f64, f64),
    ) -> Self {
        let (sin, cos) = place.degrees.to_radians().sin_cos();
        let dot = DOT_UM / 1000.0 / place.module;
        let start = |mm: f64| mm / place.module;
        let place = [[dot * cos, -dot * sin, start(place.x)], [dot * sin, dot * cos, start(place.y)]];
        Self { image, plane, place, centre, shift: (0.0, 0.0), turn: (1.0, 0.0) }
    }

    /// The same text, moved in its own coordinates.
    pub(super) fn moved(&self, by: &Motion) -> Self {
        let ((cos, sin), (x, y)) = (self.turn, by.shift);
        let shift = (self.shift.0 + cos * x - sin * y, self.shift.1 + sin * x + cos * y);
        let (along, aside) = (1.0 + by.stretch, by.turn);
        Self { shift, turn: (cos * along - sin * aside, sin * along + cos * aside), ..*self }
    }

    /// The centre, about which motions turn and stretch.
    pub(super) const fn centre(&self) -> (f64, f64) {
        self.centre
    }

    /// By how much the text is off its place: to the right and downwards in mm, degrees clockwise, scale.
    pub(super) fn off(&self) -> [f64; 4] {
        let mm = DOT_UM / 1000.0;
        let scale = self.turn.0.hypot(self.turn.1);
        [self.shift.0 * mm, self.shift.1 * mm, self.turn.1.atan2(self.turn.0).to_degrees(), scale]
    }

    fn pixel(&self, x: f64, y: f64) -> crate::symbol::Point {
        let (dx, dy) = (x - self.centre.0, y - self.centre.1);
        let (cos, sin) = self.turn;
        let x = self.centre.0 + self.shift.0 + cos * dx - sin * dy;
        let y = self.centre.1 + self.shift.1 + sin * dx + cos * dy;
        let [u, v] = self.place.map(|[across, down, start]| across * x + down * y + start);
        self.plane.map(u, v)
    }

    /// Pixels to a dot at a place.
    pub(super) fn scale(&self, x: f64, y: f64) -> f64 {
        let (here, right, below) = (self.pixel(x, y), self.pixel(x + 1.0, y), self.pixel(x, y + 1.0));
        let area = (right.x - here.x) * (below.y - here.y) - (right.y - here.y) * (below.x - here.x);
        area.abs().sqrt()
    }

    /// Looks at `width` by `height` places, `step` dots apart, from the corner (x, y) on. Dark is positive.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)] // a patch
    #[allow(clippy::manual_clamp)] // `clamp` keeps NaN
    pub(super) fn patch(&self, (x, y): (f64, f64), (width, height): (usize, usize), step: f64) -> Patch {
        // So many looks to a place, each way, that no pixel is passed over.
        // A plane seen edge-on has no scale: NaN becomes 1.
        let looks = (self.scale(x, y) * step / 1.6).ceil().max(1.0).min(4.0);
        let (count, part) = (looks as usize, step / looks);
        let share = -1.0 / (looks * looks);
        Patch::new(Grid::from_fn(width, height, |column, row| {
            let (left, top) = (x + column as f64 * step, y + row as f64 * step);
            let mut sum = 0.0;
            for down in 0..count {
                for across in 0..count {
                    let at =
                        self.pixel(left + (across as f64 + 0.5) * part, top + (down as f64 + 0.5) * part);
                    sum += self.image.brightness(at);
                }
            }
            (sum * share) as f32
        }))
    }
}
