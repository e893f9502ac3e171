//! Characters in dots: a pen drawn along the strokes, and the deformations that carry bits.

use super::font;
use super::geometry::Cell;

/// Slant: the tangent of 2°.
const SLANT: f64 = 0.034_920_77;
/// Bow: how many dots the middle moves to one side, and the ends to the other.
const BOW: f64 = 1.25;

/// Bits of a variant: what each says if it is 1, and the opposite if it is 0.
pub(super) const LEANS_RIGHT: u8 = 1;
pub(super) const HEAVY_ABOVE: u8 = 2;
pub(super) const HEAVY_LEFT: u8 = 4;
pub(super) const BOWS_RIGHT: u8 = 8;

/// Black and white dots, rows from the top.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Dots {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) black: Vec<bool>,
}

impl Dots {
    pub(super) fn white(width: usize, height: usize) -> Self {
        Self { width, height, black: vec![false; width * height] }
    }

    pub(super) fn get(&self, x: usize, y: usize) -> bool {
        x < self.width && y < self.height && self.black.get(y * self.width + x).copied().unwrap_or(false)
    }

    pub(super) fn set(&mut self, x: usize, y: usize) {
        if x < self.width
            && y < self.height
            && let Some(dot) = self.black.get_mut(y * self.width + x)
        {
            *dot = true;
        }
    }

    /// Blackens what another picture has black, its corner put at (x, y); what does not fit is cut off.
    pub(super) fn put(&mut self, x: usize, y: usize, other: &Self) {
        for row in 0..other.height {
            for column in (0..other.width).filter(|&column| other.get(column, row)) {
                self.set(x + column, y + row);
            }
        }
    }

    /// One dot heavier where `inside` says so: sideways, or in all four directions.
    fn grown(&self, upwards: bool, inside: impl Fn(usize, usize) -> bool) -> Self {
        let mut grown = self.clone();
        for y in 0..self.height {
            for x in (0..self.width).filter(|&x| inside(x, y)) {
                let beside = self.get(x.wrapping_sub(1), y) || self.get(x + 1, y);
                let over = upwards && (self.get(x, y.wrapping_sub(1)) || self.get(x, y + 1));
                if beside || over {
                    grown.set(x, y);
                }
            }
        }
        grown
    }
}

/// A character in dots. `mask` names the bits that it carries; the others of `variant` say nothing.
pub(super) fn character(cell: &Cell, character: u8, mask: u8, variant: u8) -> Dots {
    let sign = |bit: u8| match (mask & bit, variant & bit) {
        (0, _) => 0.0,
        (_, 0) => -1.0,
        _ => 1.0,
    };
    let [thin, full] = cell.pens;
    let pen = f64::from(if mask == 0 { full } else { thin }) / 4.0;
    let mut dots = Dots::white(cell.width as usize, cell.height as usize);
    let scale = f64::from(cell.digit) / 100.0;
    let left = (f64::from(cell.width) - 60.0 * scale) / 2.0;
    let (lean, bow) = (sign(LEANS_RIGHT) * SLANT, sign(BOWS_RIGHT) * BOW);
    let place = |(x, y): (f64, f64)| {
        let down = (y - 50.0) / 50.0;
        let moved = bow * (1.0 - 2.0 * down * down) - lean * (y - 50.0) * scale;
        (left + x * scale + moved, f64::from(cell.margin) + y * scale)
    };
    for [from, to] in font::pieces(character) {
        draw(&mut dots, place(from), place(to), pen);
    }
    let (middle, half) = (dots.height / 2, dots.width / 2);
    if mask & HEAVY_ABOVE != 0 {
        let above = variant & HEAVY_ABOVE != 0;
        dots = dots.grown(true, |_, y| (y < middle) == above);
    }
    if mask & HEAVY_LEFT != 0 {
        let before = variant & HEAVY_LEFT != 0;
        dots = dots.grown(false, |x, _| (x < half) == before);
    }
    dots
}

/// Blackens the dots whose centres are within `pen` of a straight piece.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)] // a cell's dots
fn draw(dots: &mut Dots, from: (f64, f64), to: (f64, f64), pen: f64) {
    let reach = |a: f64, b: f64, end: usize| {
        let low = (a.min(b) - pen - 1.0).max(0.0) as usize;
        low..((a.max(b) + pen + 1.0).max(0.0) as usize).min(end)
    };
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = dx * dx + dy * dy;
    for y in reach(from.1, to.1, dots.height) {
        for x in reach(from.0, to.0, dots.width) {
            let (px, py) = (x as f64 + 0.5 - from.0, y as f64 + 0.5 - from.1);
            let along = if length > 0.0 { ((px * dx + py * dy) / length).clamp(0.0, 1.0) } else { 0.0 };
            let (ox, oy) = (px - along * dx, py - along * dy);
            if ox * ox + oy * oy <= pen * pen {
                dots.set(x, y);
            }
        }
    }
}
