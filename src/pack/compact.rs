//! Compaction: back to the shortest form.

use super::Forest;
use super::down::{PIECES, Slots};
use super::layout::{Form, Layout, low, page_number, page_of};
use super::lists::{List, Lists};
use super::plan::Page;
use super::runs::{PAGE, Runs};

/// A page in line order with more odd ids or segments than this is looked at again.
const ODD: usize = 256;
const CUT: usize = 16;
/// Lists in a page that leave its frame.
const FEW: usize = 900;

impl Forest {
    /// Brings everything into its shortest form: pages that came into line order, or nearly, become runs again, and
    /// memory that is no longer needed is given back. No answer changes. A reserved forest stays as it is.
    /// O(units that are not in line order).
    pub fn compact(&mut self) {
        if self.layout.is_reserved() {
            return;
        }
        let (rules, registry) = (&self.rules, &self.registry);
        let capacity =
            |container| registry.level(container).and_then(|level| rules.capacity(level)).unwrap_or(0);
        for page in 0..self.layout.up.len() {
            self.layout.shorten(page, &capacity);
        }
        self.layout.tidy();
        self.states.compact();
    }
}

/// The runs of a page that has these containers, each plus one.
fn plan(words: &[u32], capacity: &impl Fn(u32) -> u32) -> Option<Runs> {
    let used = words.iter().rposition(|&word| word != 0).map_or(0, |last| last + 1);
    let page = Page { words, used: u32::try_from(used).unwrap_or(PAGE), limit: 64 + used / 80 };
    page.plan(capacity)
}

impl Layout {
    /// Turns a page to runs, if they are short.
    fn shorten(&mut self, page: usize, capacity: &impl Fn(u32) -> u32) {
        let plan = match self.up.get(page) {
            Some(Form::Dense(frame)) => plan(self.words.words(*frame), capacity),
            Some(Form::Runs(runs)) if runs.odd.len() > ODD || runs.segments.len() > CUT => {
                let words: Vec<u32> = (0..PAGE).map(|position| runs.parent(position)).collect();
                plan(&words, capacity).filter(|plan| plan.weight() < runs.weight() / 4 * 3)
            }
            _ => return,
        };
        let Some(plan) = plan else { return };
        self.make_dense(page);
        let Some(&Form::Dense(frame)) = self.up.get(page) else { return };
        if plan.odd.is_empty() && plan.segments.is_empty() {
            self.words.give_back(frame);
            if let Some(form) = self.up.get_mut(page) {
                *form = Form::Loose;
            }
        } else if self.cover_all(page, &plan) {
            self.take_over(page, plan);
        }
    }

    /// Lets the containers know the segments of a page; not, if one would have too many.
    fn cover_all(&mut self, page: usize, runs: &Runs) -> bool {
        let number = page_number(page);
        for segment in &runs.segments {
            let last = segment.last(runs.rank(segment, segment.end));
            if (segment.first..=last).any(|container| self.pieces_over(container) >= PIECES) {
                self.forget_pieces(page, runs);
                return false;
            }
            for container_page in page_of(segment.first)..=page_of(last) {
                let base = u32::from(page_number(container_page)) * PAGE;
                let from = low(segment.first.max(base));
                let to = low(last.min(base + (PAGE - 1)));
                if let Some(down) = self.down.get_mut(container_page) {
                    down.add(number, low(segment.start), from, to);
                }
            }
        }
        true
    }

    /// Replaces the words of a page by runs that say the same.
    fn take_over(&mut self, page: usize, runs: Runs) {
        let Some(&Form::Dense(frame)) = self.up.get(page) else { return };
        let base = u32::from(page_number(page)) * PAGE;
        for segment in &runs.segments {
            for position in segment.start..segment.end {
                let (place, None) = runs.odd_at(position) else { continue };
                if let Some(parent) = runs.formula(position, place) {
                    self.list_remove(parent, base + position);
                }
            }
        }
        self.words.give_back(frame);
        if let Some(form) = self.up.get_mut(page) {
            *form = Form::Runs(Box::new(runs));
        }
    }

    /// Writes all lists anew, one behind the other, and gives back what is no longer needed.
    fn tidy(&mut self) {
        let old = core::mem::replace(&mut self.lists, Lists::new());
        for down in &mut self.down {
            down.pieces.shrink_to_fit();
            let mut all: Vec<(u16, List)> = Vec::new();
            let (mut from, mut place) = (0, 0);
            loop {
                let (next, listed) = down.slots.next(&self.slots, from, PAGE, &mut place);
                if next == PAGE {
                    break;
                }
                let mut list = List::default();
                let mut cursor = old.start(listed);
                while let Some(child) = old.peek(&cursor) {
                    self.lists.insert(&mut list, child);
                    old.advance(&mut cursor);
                }
                all.push((low(next), list));
                from = next + 1;
            }
            if let Slots::Full(frame) = down.slots {
                if all.len() <= FEW {
                    self.slots.give_back(frame);
                } else {
                    for (container, list) in all {
                        down.slots.set(&mut self.slots, container, list);
                    }
                    continue;
                }
            }
            down.slots = Slots::Sparse(all);
        }
        for form in &mut self.up {
            if let Form::Runs(runs) = form {
                runs.segments.shrink_to_fit();
                runs.odd.shrink_to_fit();
            }
        }
        let words = self.up.iter_mut().filter_map(|form| match form {
            Form::Dense(frame) => Some(frame),
            _ => None,
        });
        self.words.renew(words);
        let slots = self.down.iter_mut().filter_map(|down| match &mut down.slots {
            Slots::Full(frame) => Some(frame),
            Slots::Sparse(_) => None,
        });
        self.slots.renew(slots);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::{Level, SeriesId};
    use crate::gs1::key::Gtin;
    use crate::pack::{Rules, UnitId, Units};

    fn series(slot: &[u8]) -> SeriesId {
        SeriesId::new(Gtin::parse(b"09506000134352").unwrap(), slot).unwrap()
    }

    /// Items, of which each 97th is rejected, in boxes of 20 that are filled in turn in so many lanes; now and then an
    /// item lies in the box of another.
    fn line(lanes: u32, one_by_one: bool) -> Forest {
        let mut forest = Forest::new(Rules::new([20, 10, 0]));
        let items = forest.register(&series(b"I"), Level::ITEM, 0..100_000).unwrap();
        let boxes = forest.register(&series(b"B"), Level::BOX, 0..5000).unwrap();
        let mut rank = 0;
        for item in items {
            if item.number() % 97 == 5 {
                continue;
            }
            let (group, place) = (rank / (lanes * 20), rank % (lanes * 20));
            let Some(carton) = boxes.get(group * lanes + place % lanes) else { break };
            if one_by_one {
                forest.pack(carton, &[item]).unwrap();
            } else {
                forest.pack_run(carton, &Units::from_first(item, 1)).unwrap();
            }
            rank += 1;
        }
        for number in (0..90_000).step_by(1013) {
            let [one, other] = [number, number + 700].map(UnitId::from_number);
            let (Ok(Some(from)), Ok(Some(to))) = (forest.parent(one), forest.parent(other)) else { continue };
            if from != to {
                forest.unpack(&[one]).unwrap();
                forest.move_to(&[other], from).unwrap();
                forest.pack(to, &[one]).unwrap();
            }
        }
        forest
    }

    #[test]
    fn lanes_and_holes_are_found_again() {
        for lanes in [1, 2, 3, 7, 16] {
            let mut forest = line(lanes, lanes != 2);
            let before = forest.clone();
            let bytes = forest.layout.bytes();
            forest.compact();
            assert_eq!(forest.check(), Ok(()));
            assert!(forest == before, "{lanes} lanes");
            for page in &forest.layout.up {
                let Form::Runs(runs) = page else { panic!("{lanes} lanes: {page:?}") };
                assert!(runs.segments.len() <= 8, "{lanes} lanes: {} segments", runs.segments.len());
                assert!(runs.odd.len() <= 900, "{lanes} lanes: {} odd", runs.odd.len());
            }
            let now = forest.layout.bytes();
            assert!(now < 60_000 && now <= bytes, "{lanes} lanes: {bytes} bytes, then {now}");
            // It goes on growing, and falls apart again, as if nothing had been.
            forest.unpack_all(UnitId::from_number(100_007)).unwrap();
            let taken: Vec<UnitId> = (0..3000).map(|step| UnitId::from_number(step * 31 + 2)).collect();
            let packed = |unit: &UnitId| forest.parent(*unit).unwrap().is_some();
            let taken: Vec<UnitId> = taken.into_iter().filter(packed).collect();
            forest.unpack(&taken).unwrap();
            assert_eq!(forest.check(), Ok(()));
            assert!(forest.layout.up.iter().any(|page| matches!(page, Form::Dense(_))), "{lanes} lanes");
        }
    }

    #[test]
    fn one_lane_is_kept_as_it_grows() {
        let forest = line(1, true);
        assert!(forest.layout.up.iter().all(|page| matches!(page, Form::Runs(_))));
    }

    #[test]
    fn what_is_in_no_order_stays_dense_and_an_empty_page_goes() {
        let mut forest = Forest::new(Rules::new([20, 0, 0]));
        let items = forest.register(&series(b"I"), Level::ITEM, 0..20_000).unwrap();
        let boxes = forest.register(&series(b"B"), Level::BOX, 0..1000).unwrap();
        for item in items.clone() {
            let carton = boxes.get(item.number() * 7919 % 1000).unwrap();
            forest.pack(carton, &[item]).unwrap();
        }
        forest.compact();
        assert!(matches!(forest.layout.up[0], Form::Dense(_)));
        assert_eq!(forest.check(), Ok(()));
        for carton in boxes {
            forest.unpack_all(carton).unwrap();
        }
        forest.compact();
        assert!(matches!(forest.layout.up[0], Form::Loose));
        assert_eq!(forest.layout.lists.live(), 0);
        assert!(forest.layout.bytes() < 10_000, "{}", forest.layout.bytes());
    }
}
