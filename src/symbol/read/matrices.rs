//! The ways of looking for Data Matrix symbols. They have a border to follow and no patterns to fit, so pictures of black
//! and white are all there is to try.

use super::super::image::GreyImage;
use super::datamatrix;
use super::foreign::caught;
use super::ladder::{Ladder, MAX_DOUBLED, middle};
use super::options::Effort;
use super::pyramid::Plane;
use super::threshold::{Rule, black};
use super::{Found, Kind};

impl Ladder<'_, '_> {
    /// `None` as soon as there is nothing more to do.
    pub(super) fn data_matrix(&mut self, effort: Effort) -> Option<()> {
        let base = self.base();
        self.wanting_matrices()?;
        match effort {
            Effort::Quick => self.matrices_quick(base),
            Effort::Normal => self.matrices_normal(base),
            Effort::Thorough => self.matrices_thorough(base),
        }
    }

    fn matrices_quick(&mut self, base: usize) -> Option<()> {
        self.matrix_rule(base, Rule::Blocks)?;
        self.matrix_rule(base, Rule::Valley)?;
        self.matrix_rule(base + 1, Rule::Blocks)?;
        for level in (0..base).rev() {
            self.matrix_rule(level, Rule::Blocks)?;
        }
        let inverted = self.plane(base)?.inverted();
        self.matrix_search(&inverted, Rule::Blocks)
    }

    fn matrices_normal(&mut self, base: usize) -> Option<()> {
        for level in [base, base + 1] {
            self.matrix_rule(level, Rule::Window(20))?;
            if let Some(sharp) = self.plane(level).map(|plane| plane.sharpened(2, 2.0)) {
                self.matrix_search(&sharp, Rule::Window(12))?;
            }
        }
        Some(())
    }

    fn matrices_thorough(&mut self, base: usize) -> Option<()> {
        if let Some(soft) = self.plane(base).map(|plane| plane.softened(1)) {
            self.matrix_search(&soft, Rule::Window(24))?;
        }
        let plane = self.plane(base).filter(|plane| plane.area() <= MAX_DOUBLED)?;
        let twice = plane.doubled();
        self.matrix_search(&twice, Rule::Blocks)?;
        self.matrix_search(&twice, Rule::Window(12))
    }

    fn matrix_rule(&mut self, level: usize, rule: Rule) -> Option<()> {
        self.step()?;
        let Some(plane) = self.pyramid.level(level) else { return Some(()) };
        let found = matrices(plane, rule, self.image);
        self.take_matrices(found)
    }

    fn matrix_search(&mut self, plane: &Plane<'_>, rule: Rule) -> Option<()> {
        self.step()?;
        let found = matrices(plane, rule, self.image);
        self.take_matrices(found)
    }

    fn take_matrices(&mut self, found: Vec<Found>) -> Option<()> {
        for symbol in found {
            if !self.covered(middle(&symbol.corners)) && (self.options.most == 0 || !self.full()) {
                self.found.push(symbol);
            }
        }
        self.wanting_matrices()
    }

    fn wanting_matrices(&self) -> Option<()> {
        let enough = if self.options.most > 0 { self.full() } else { self.has(Kind::DataMatrix) };
        (!enough).then_some(())
    }
}

fn matrices(plane: &Plane<'_>, rule: Rule, image: &GreyImage<'_>) -> Vec<Found> {
    let black = caught(|| black(plane, rule));
    black.map(|black| datamatrix::search(&black, plane, image)).unwrap_or_default()
}
