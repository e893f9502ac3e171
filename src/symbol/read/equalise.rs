//! Modules whose brightness has run into their neighbours', by blur or a moving hand.
//!
//! What is seen of a module is taken for a weighted sum of the module and its neighbours, dark -1 and light 1. The
//! function patterns are known, so the weights follow from them by least squares; then the modules that explain
//! all values best are sought: first as numbers between -1 and 1, then as signs, flipped one by one while that helps.
//! With the signs known the weights are measured again, over a wider neighbourhood.

use super::layout::Layout;
use super::linear::Normal;
use super::pyramid::whole;
use super::sample::{Levels, Values};

/// Weights of a square neighbourhood, and what is added to all.
struct Kernel {
    reach: usize,
    weights: Vec<f64>,
    offset: f64,
}

/// A square of numbers with a margin of light modules, so that neighbourhoods never leave it.
struct Field {
    width: usize,
    cells: Vec<f64>,
}

/// The margin: the widest reach of a kernel.
const MARGIN: usize = 2;

impl Field {
    fn new(side: usize, value: impl Fn(usize) -> f64) -> Self {
        let width = side + 2 * MARGIN;
        let mut cells = vec![1.0; width * width];
        for (index, cell) in cells.iter_mut().enumerate() {
            let (x, y) = (index % width, index / width);
            if (MARGIN..width - MARGIN).contains(&x) && (MARGIN..width - MARGIN).contains(&y) {
                *cell = value((y - MARGIN) * side + x - MARGIN);
            }
        }
        Self { width, cells }
    }

    /// Where the module of an index stands among the cells.
    fn place(&self, index: usize) -> usize {
        let side = self.width - 2 * MARGIN;
        (index / side + MARGIN) * self.width + index % side + MARGIN
    }

    /// The cells around a place, row by row.
    fn around(&self, place: usize, reach: usize) -> impl Iterator<Item = f64> + '_ {
        let start = place - reach * (self.width + 1);
        (0..=2 * reach).flat_map(move |row| {
            let from = start + row * self.width;
            self.cells.get(from..=from + 2 * reach).unwrap_or_default().iter().copied()
        })
    }
}

impl Kernel {
    /// The weights that explain the values of the modules given.
    fn measured(
        values: &[f64],
        field: &Field,
        reach: usize,
        modules: impl Iterator<Item = usize>,
    ) -> Option<Self> {
        let size = (2 * reach + 1).pow(2);
        let mut normal = Normal::new(size + 1);
        let mut count = 0;
        for index in modules {
            let mut terms: Vec<f64> = field.around(field.place(index), reach).collect();
            terms.push(1.0);
            normal.add(&terms, values.get(index).copied()?, 1.0);
            count += 1;
        }
        for unknown in 0..=size {
            normal.hold(unknown, if unknown == size / 2 { 1e-3 } else { 0.02 * whole(count) });
        }
        let mut weights = normal.solve()?;
        let offset = weights.pop()?;
        Some(Self { reach, weights, offset })
    }

    fn seen(&self, field: &Field, place: usize) -> f64 {
        let around = field.around(place, self.reach);
        around.zip(&self.weights).map(|(cell, weight)| cell * weight).sum::<f64>() + self.offset
    }
}

/// Dark (true) or light, module by module; `None` if the function patterns say nothing.
pub(super) fn equalised(values: &Values, levels: &Levels, layout: &Layout) -> Option<Vec<bool>> {
    let side = values.side;
    let relative: Vec<f64> = values
        .grey
        .iter()
        .zip(levels.middle.iter().zip(&levels.half))
        .map(|(value, (middle, half))| ((value - middle) / half).clamp(-2.0, 2.0))
        .collect();
    let fixed: Vec<Option<f64>> = (0..side * side)
        .map(|index| layout.fixed(index % side, index / side).map(|dark| if dark { -1.0 } else { 1.0 }))
        .collect();
    let known = |index: usize| fixed.get(index).copied().flatten();
    let mut field = Field::new(side, |index| known(index).unwrap_or(0.0));
    let surrounded =
        |field: &Field, index: usize| field.around(field.place(index), 1).all(|cell| cell.abs() > 0.5);
    let trained: Vec<usize> = (0..side * side).filter(|&index| surrounded(&field, index)).collect();
    let kernel = Kernel::measured(&relative, &field, 1, trained.into_iter())?;
    for index in (0..side * side).filter(|&index| known(index).is_none()) {
        let place = field.place(index);
        if let (Some(cell), Some(value)) = (field.cells.get_mut(place), relative.get(index)) {
            *cell = value.clamp(-1.0, 1.0);
        }
    }
    let free: Vec<usize> = (0..side * side).filter(|&index| known(index).is_none()).collect();
    relax(&mut field, &kernel, &relative, &free);
    decide(&mut field, &kernel, &relative, &free);
    let wider = Kernel::measured(&relative, &field, MARGIN, 0..side * side)?;
    decide(&mut field, &wider, &relative, &free);
    Some(
        (0..side * side)
            .map(|index| field.cells.get(field.place(index)).is_some_and(|&cell| cell < 0.0))
            .collect(),
    )
}

/// Numbers between -1 and 1 that explain the values best, by steps along the slope.
fn relax(field: &mut Field, kernel: &Kernel, values: &[f64], free: &[usize]) {
    let side = field.width - 2 * MARGIN;
    let strength: f64 = kernel.weights.iter().map(|weight| weight.abs()).sum();
    let step = 1.0 / strength.powi(2).max(0.1);
    let mut missing = Field { width: field.width, cells: vec![0.0; field.cells.len()] };
    for _ in 0..25 {
        for index in 0..side * side {
            let place = field.place(index);
            let gap = values.get(index).copied().unwrap_or_default() - kernel.seen(field, place);
            if let Some(cell) = missing.cells.get_mut(place) {
                *cell = gap;
            }
        }
        for &index in free {
            let place = field.place(index);
            // The transposed kernel: what each neighbour's gap asks of this module.
            let around = missing.around(place, kernel.reach);
            let pull: f64 = around.zip(kernel.weights.iter().rev()).map(|(gap, weight)| gap * weight).sum();
            if let Some(cell) = field.cells.get_mut(place) {
                *cell = (*cell + step * pull).clamp(-1.0, 1.0);
            }
        }
    }
}

/// Takes signs, and flips single modules while the values are explained better.
fn decide(field: &mut Field, kernel: &Kernel, values: &[f64], free: &[usize]) {
    let side = field.width - 2 * MARGIN;
    for cell in &mut field.cells {
        *cell = if *cell < 0.0 { -1.0 } else { 1.0 };
    }
    let mut missing = Field { width: field.width, cells: vec![0.0; field.cells.len()] };
    for index in 0..side * side {
        let place = field.place(index);
        let gap = values.get(index).copied().unwrap_or_default() - kernel.seen(field, place);
        if let Some(cell) = missing.cells.get_mut(place) {
            *cell = gap;
        }
    }
    let inside = |place: usize| {
        let (x, y) = (place % field.width, place / field.width);
        (MARGIN..MARGIN + side).contains(&x) && (MARGIN..MARGIN + side).contains(&y)
    };
    let reach = kernel.reach;
    for _ in 0..6 {
        let mut flips = 0;
        for &index in free {
            let place = field.place(index);
            let Some(&cell) = field.cells.get(place) else { continue };
            let start = place - reach * (field.width + 1);
            let touched: Vec<(usize, f64)> = (0..(2 * reach + 1).pow(2))
                .map(|at| start + at / (2 * reach + 1) * field.width + at % (2 * reach + 1))
                .zip(kernel.weights.iter().rev().map(|weight| 2.0 * cell * weight))
                .filter(|&(at, _)| inside(at))
                .collect();
            let change: f64 = touched
                .iter()
                .map(|&(at, shift)| {
                    let gap = missing.cells.get(at).copied().unwrap_or_default();
                    shift * (2.0 * gap + shift)
                })
                .sum();
            if change < -1e-9 {
                flips += 1;
                for (at, shift) in touched {
                    if let Some(gap) = missing.cells.get_mut(at) {
                        *gap += shift;
                    }
                }
                if let Some(cell) = field.cells.get_mut(place) {
                    *cell = -*cell;
                }
            }
        }
        if flips == 0 {
            break;
        }
    }
}
