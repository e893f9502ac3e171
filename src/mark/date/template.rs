//! What the reader compares pictures with: every character of a font in every variant, as a camera blurs it.

use super::geometry::{DOT_UM, DROP_UM, DateGeometry};
use super::grid::Grid;
use super::jet;
use super::shape;
use super::shaped::repertoire;

/// Blurs that are tried, as the sigma of a normal kernel in dots of 600 dpi.
pub(super) const BLURS: [f64; 4] = [0.9, 1.4, 2.0, 2.8];
/// The blur of the templates that find characters.
pub(super) const USUAL: usize = 1;
/// Dots of white around a cell: what a blur reaches.
pub(super) const MARGIN: usize = 3;
/// The blur and the step in dots of the templates that find a line.
const COARSE_BLUR: f64 = 1.5;
const STEP: usize = 3;
pub(super) const STEP_DOTS: f64 = 3.0;

/// The templates of one character.
pub(super) struct Template {
    pub(super) character: u8,
    /// For finding a line: the mean of all variants in steps of [`STEP`] dots, without margin.
    pub(super) coarse: Grid,
    /// The mean of all variants, by blur.
    pub(super) means: [Grid; BLURS.len()],
    /// Each variant, by blur; empty for a character that carries no bits.
    pub(super) variants: Vec<(u8, [Grid; BLURS.len()])>,
}

/// The templates of all characters of a geometry that print something.
pub(super) fn all(geometry: DateGeometry) -> Vec<Template> {
    let mut characters: Vec<u8> = repertoire(geometry).map(|(character, _)| character).collect();
    characters.dedup();
    characters.retain(|character| *character != b' ');
    characters.into_iter().map(|character| template(geometry, character)).collect()
}

fn template(geometry: DateGeometry, character: u8) -> Template {
    let inks: Vec<(u8, Grid)> =
        geometry.variants(character).map(|variant| (variant, ink(geometry, character, variant))).collect();
    let (width, height) = size(geometry);
    let mut mean = Grid::from_fn(width + 2 * MARGIN, height + 2 * MARGIN, |_, _| 0.0);
    for (_, ink) in &inks {
        mean.add(ink);
    }
    let inner = mean.blurred(COARSE_BLUR);
    let inner = Grid::from_fn(width, height, |x, y| {
        inner.values.get((y + MARGIN) * inner.width + x + MARGIN).copied().unwrap_or(0.0)
    });
    let blurs = |ink: &Grid| BLURS.map(|sigma| ink.blurred(sigma).normalised());
    Template {
        character,
        coarse: inner.shrunk(STEP).normalised(),
        means: blurs(&mean),
        variants: if inks.len() > 1 {
            inks.iter().map(|(variant, ink)| (*variant, blurs(ink))).collect()
        } else {
            Vec::new()
        },
    }
}

/// Width and height of a cell in whole dots of 600 dpi.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // below a hundred
pub(super) fn size(geometry: DateGeometry) -> (usize, usize) {
    let (across, _) = geometry.advance();
    let down = match (geometry.cell(), geometry.matrix()) {
        (Some(cell), _) => f64::from(cell.height),
        (_, Some((_, rows))) => f64::from(rows + 1) * f64::from(super::geometry::PITCH_UM) / DOT_UM,
        (None, None) => 0.0,
    };
    (across.ceil() as usize, down.ceil() as usize)
}

/// How much of each dot is ink, with margin.
#[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)] // below a hundred
fn ink(geometry: DateGeometry, character: u8, variant: u8) -> Grid {
    let (width, height) = size(geometry);
    let (wide, high) = (width + 2 * MARGIN, height + 2 * MARGIN);
    if let Some(cell) = geometry.cell() {
        let dots = shape::character(&cell, character, geometry.mask(character), variant);
        return Grid::from_fn(wide, high, |x, y| {
            let inside = x.checked_sub(MARGIN).zip(y.checked_sub(MARGIN));
            if inside.is_some_and(|(x, y)| dots.get(x, y)) { 1.0 } else { 0.0 }
        });
    }
    let drops: Vec<(f64, f64)> = jet::drops(geometry, character, variant)
        .into_iter()
        .map(jet::place)
        .map(|drop| (f64::from(drop.x) / DOT_UM + MARGIN as f64, f64::from(drop.y) / DOT_UM + MARGIN as f64))
        .collect();
    let radius = f64::from(DROP_UM) / DOT_UM / 2.0;
    Grid::from_fn(wide, high, |x, y| {
        let cover = |&(dx, dy): &(f64, f64)| {
            let (across, down) = (x as f64 + 0.5 - dx, y as f64 + 0.5 - dy);
            (radius + 0.5 - (across * across + down * down).sqrt()).clamp(0.0, 1.0)
        };
        drops.iter().map(cover).fold(0.0, f64::max) as f32
    })
}
