//! What has become of each unit: a byte of flags, kept as runs while there are few.

use super::layout::{low, page_of};
use super::runs::PAGE;

/// A container that takes nothing and gives nothing.
pub(super) const CLOSED: u8 = 1;
/// A unit whose code is withdrawn.
pub(super) const VOID: u8 = 2;
/// A unit taken out as a sample.
pub(super) const SAMPLED: u8 = 4;
/// A unit that is no more.
pub(super) const DESTROYED: u8 = 8;

/// Runs in a page before it takes a byte for each unit.
const RUNS: usize = 1024;

#[derive(Clone, Debug)]
pub(super) enum Page {
    /// The flags from a position on, up to the next one; the first is at 0.
    Runs(Vec<(u16, u8)>),
    Full(Box<[u8]>),
}

#[derive(Clone, Debug)]
pub(super) struct States {
    pub(super) pages: Vec<Page>,
    reserved: bool,
}

impl States {
    pub(super) const fn new() -> Self {
        Self { pages: Vec::new(), reserved: false }
    }

    /// With a byte for each of so many units.
    pub(super) fn reserved(units: u32) -> Self {
        let mut states = Self { pages: Vec::new(), reserved: true };
        states.grow(units);
        states
    }

    pub(super) fn grow(&mut self, units: u32) {
        while self.pages.len() < units.div_ceil(PAGE) as usize {
            self.pages.push(if self.reserved { Page::Full(full()) } else { Page::Runs(Vec::new()) });
        }
    }

    pub(super) fn bytes(&self) -> usize {
        let pages = self.pages.iter().map(|page| match page {
            Page::Runs(runs) => runs.capacity() * size_of::<(u16, u8)>(),
            Page::Full(flags) => flags.len(),
        });
        pages.sum::<usize>() + self.pages.capacity() * size_of::<Page>()
    }

    pub(super) fn get(&self, unit: u32) -> u8 {
        match self.pages.get(page_of(unit)) {
            Some(Page::Runs(runs)) => run_at(runs, low(unit)).0,
            Some(Page::Full(flags)) => flags.get(usize::from(low(unit))).copied().unwrap_or(0),
            None => 0,
        }
    }

    /// The flags of a unit, and up to where, at most `end`, the units behind it surely have the same.
    pub(super) fn run(&self, unit: u32, end: u32) -> (u8, u32) {
        let base = unit - unit % PAGE;
        match self.pages.get(page_of(unit)) {
            Some(Page::Runs(runs)) => {
                let (flags, until) = run_at(runs, low(unit));
                (flags, end.min(base.saturating_add(until)))
            }
            _ => (self.get(unit), unit + 1),
        }
    }

    pub(super) fn set(&mut self, unit: u32, flags: u8) {
        let position = low(unit);
        match self.pages.get_mut(page_of(unit)) {
            Some(Page::Full(all)) => {
                if let Some(place) = all.get_mut(usize::from(position)) {
                    *place = flags;
                }
            }
            Some(page @ Page::Runs(_)) => {
                let Page::Runs(runs) = page else { return };
                if run_at(runs, position).0 == flags {
                    return;
                }
                set_run(runs, position, flags);
                if runs.len() > RUNS {
                    let mut all = full();
                    for (place, flags_of) in (0..=u16::MAX).zip(all.iter_mut()) {
                        *flags_of = run_at(runs, place).0;
                    }
                    *page = Page::Full(all);
                }
            }
            None => {}
        }
    }

    /// Turns pages back to runs where that is shorter.
    pub(super) fn compact(&mut self) {
        if self.reserved {
            return;
        }
        for page in &mut self.pages {
            if let Page::Full(all) = page {
                let mut runs: Vec<(u16, u8)> = Vec::new();
                for (place, &flags) in (0..=u16::MAX).zip(all.iter()) {
                    if runs.last().map_or(0, |run| run.1) != flags {
                        runs.push((place, flags));
                    }
                    if runs.len() > RUNS / 2 {
                        break;
                    }
                }
                if runs.len() <= RUNS / 2 {
                    *page = Page::Runs(runs);
                }
            }
            if let Page::Runs(runs) = page {
                runs.shrink_to_fit();
            }
        }
    }
}

fn full() -> Box<[u8]> {
    vec![0; PAGE as usize].into()
}

/// The flags at a position, and where the next run starts.
fn run_at(runs: &[(u16, u8)], position: u16) -> (u8, u32) {
    let behind = runs.partition_point(|run| run.0 <= position);
    let flags = behind.checked_sub(1).and_then(|place| runs.get(place)).map_or(0, |run| run.1);
    (flags, runs.get(behind).map_or(PAGE, |run| run.0.into()))
}

/// Sets one position to flags that it does not have.
fn set_run(runs: &mut Vec<(u16, u8)>, position: u16, flags: u8) {
    let (was, until) = run_at(runs, position);
    let behind = runs.partition_point(|run| run.0 <= position);
    // The run behind the position: ends here if it is one long.
    let next = u32::from(position) + 1;
    if until == next {
        if runs.get(behind).is_some_and(|run| run.1 == flags) {
            runs.remove(behind);
        }
    } else if let Ok(next) = u16::try_from(next) {
        runs.insert(behind, (next, was));
    }
    // The run that began before it, or at it.
    let before = behind.checked_sub(1);
    let starts_here = before.and_then(|place| runs.get(place)).is_some_and(|run| run.0 == position);
    let joined =
        |place: Option<usize>| place.and_then(|place| runs.get(place)).map_or(0, |run| run.1) == flags;
    match (starts_here, before) {
        (true, Some(place)) if joined(place.checked_sub(1)) => drop(runs.remove(place)),
        (true, Some(place)) => {
            if let Some(run) = runs.get_mut(place) {
                run.1 = flags;
            }
        }
        _ => runs.insert(behind, (position, flags)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn runs_say_what_bytes_say(steps in proptest::collection::vec((0..70_u32, 0..3_u8), 0..200)) {
            let mut states = States::new();
            states.grow(PAGE + 10);
            let mut model = [0; 70];
            for (unit, flags) in steps {
                // Around the end of a page.
                let id = |unit: u32| PAGE - 60 + unit;
                states.set(id(unit), flags);
                model[unit as usize] = flags;
                for unit in 0..70 {
                    prop_assert_eq!(states.get(id(unit)), model[unit as usize]);
                    let (flags, end) = states.run(id(unit), PAGE + 10);
                    prop_assert!((id(unit)..end).all(|unit| states.get(unit) == flags) && end > id(unit));
                }
                let Page::Runs(runs) = &states.pages[0] else { panic!("few runs stay runs") };
                prop_assert!(runs.windows(2).all(|pair| pair[0].0 < pair[1].0 && pair[0].1 != pair[1].1));
                prop_assert!(runs.first().is_none_or(|run| run.1 != 0));
            }
            let before = states.clone();
            states.pages[0] = Page::Full((0..PAGE).map(|unit| before.get(unit)).collect());
            states.compact();
            prop_assert!((0..PAGE).all(|unit| states.get(unit) == before.get(unit)));
        }
    }
}
