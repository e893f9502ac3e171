//! Reading along grids of our own what the finder patterns seen so far may belong to.

use super::foreign::caught;
use super::frame::Frame;
use super::grid::{self, Templates};
use super::ladder::Ladder;
use super::pair::pairs;
use super::triple::{Triple, triples};

/// The spots with the most votes are compared with the grey picture.
const MAX_FRAMES: usize = 160;

/// What patterns may belong together, the most plausible first.
type Combine = fn(&[(usize, Frame)]) -> Vec<Triple>;

impl Ladder<'_, '_> {
    /// Reads what three patterns may belong to; gives up after so many tries without a symbol.
    pub(super) fn grids(&mut self, tries: usize) -> Option<()> {
        self.along(tries, &[triples])
    }

    /// The same, and then what two may belong to, the third one lost.
    pub(super) fn grids_and_pairs(&mut self, tries: usize) -> Option<()> {
        self.along(tries, &[triples, pairs])
    }

    fn along(&mut self, tries: usize, ways: &[Combine]) -> Option<()> {
        self.step()?;
        if self.templates.is_none() {
            self.templates = Templates::new();
        }
        let templates = self.templates.take()?;
        let mut patterns = self.patterns(&templates);
        let more = ways.iter().try_for_each(|combine| {
            patterns.retain(|(_, frame)| !self.covered(frame.centre));
            self.read_each(&combine(&patterns), tries, &templates)
        });
        self.templates = Some(templates);
        more
    }

    /// The spots outside of known symbols that look like patterns in the grey picture, the most alike first.
    fn patterns(&mut self, templates: &Templates) -> Vec<(usize, Frame)> {
        let mut order: Vec<usize> = (0..self.spots.spots.len()).collect();
        order.sort_by_key(|&index| {
            core::cmp::Reverse(self.spots.spots.get(index).map_or(0, |spot| spot.votes))
        });
        order.truncate(MAX_FRAMES);
        let mut patterns = Vec::new();
        for index in order {
            let Some(spot) = self.spots.spots.get(index).copied() else { continue };
            if self.covered(spot.centre) {
                continue;
            }
            if self.frames.len() <= index {
                self.frames.resize(index + 1, None);
            }
            let known = self.frames.get(index).copied().flatten();
            let frame = known.or_else(|| templates.finder.under(spot.centre, spot.module, &mut self.pyramid));
            if let (Some(slot), Some(frame)) = (self.frames.get_mut(index), frame) {
                *slot = Some(frame);
                patterns.push((index, frame));
            }
        }
        patterns.sort_by(|one, other| other.1.likeness.abs().total_cmp(&one.1.likeness.abs()));
        patterns
    }

    fn read_each(&mut self, threes: &[Triple], tries: usize, templates: &Templates) -> Option<()> {
        let mut left = tries;
        for triple in threes {
            if left == 0 {
                break;
            }
            let centres = triple.frames.map(|frame| frame.centre);
            if centres.iter().any(|&centre| self.covered(centre))
                || !self.tried.insert((triple.members, triple.guess))
            {
                continue;
            }
            left -= 1;
            self.step()?;
            let seen = caught(|| grid::read(triple, &mut self.pyramid, templates));
            if let Some(seen) = seen {
                left = tries;
                self.take(vec![seen])?;
            }
        }
        Some(())
    }
}
