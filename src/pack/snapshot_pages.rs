//! The pages of a snapshot: where each unit lies, and what has become of it.
//!
//! Whatever the bytes say, what is read here names known containers of a higher level only, so that no unit lies in
//! itself.

use super::Rules;
use super::layout::{Form, Layout, low};
use super::rebuild::rebuild;
use super::registry::Registry;
use super::runs::{ODD_MOST, Odd, PAGE, Runs};
use super::segment::Segment;
use super::snapshot_form::Fields;
use crate::Error;
use crate::code::Level;

const LOOSE: u32 = 0;
const RUNS: u32 = 1;
const DENSE: u32 = 2;
/// Bytes of a segment.
const SEGMENT: usize = 24;
/// Bytes of an odd id.
const ODD: usize = 8;

pub(super) fn write(layout: &Layout, units: u32, out: &mut Vec<u8>) {
    for (page, form) in (0..).zip(&layout.up) {
        match form {
            Form::Loose => push(out, [LOOSE]),
            Form::Runs(runs) => {
                push(
                    out,
                    [RUNS, crate::error::place(runs.segments.len()), crate::error::place(runs.odd.len())],
                );
                for Segment { start, end, first, phase, capacity, lanes, holes: _ } in &runs.segments {
                    push(out, [*start, *end, *first, *phase, *capacity, *lanes]);
                }
                for (place, odd) in runs.odd.iter().enumerate() {
                    let hole = u32::from(runs.is_hole(place)) << 16;
                    push(out, [u32::from(odd.position) | hole, odd.parent]);
                }
            }
            Form::Dense(frame) => {
                push(out, [DENSE]);
                let words = layout.words.words(*frame);
                let words = words.get(..units_of(page, units) as usize).unwrap_or(words);
                let start = out.len();
                out.resize(start + 4 * words.len(), 0);
                let places = out.get_mut(start..).unwrap_or_default().as_chunks_mut().0;
                places.iter_mut().zip(words).for_each(|(place, word)| *place = word.to_le_bytes());
            }
        }
    }
}

fn push<const N: usize>(out: &mut Vec<u8>, words: [u32; N]) {
    out.extend(words.map(u32::to_le_bytes).as_flattened());
}

/// Units of a page.
pub(super) fn units_of(page: u32, units: u32) -> u32 {
    units.saturating_sub(page.saturating_mul(PAGE)).min(PAGE)
}

/// # Errors
///
/// [`Error::Snapshot`] for what no forest has; [`Error::Full`].
pub(super) fn read(fields: &mut Fields<'_>, rules: &Rules, registry: &Registry) -> Result<Layout, Error> {
    let units = registry.len();
    let mut layout = Layout::new();
    layout.grow(units);
    let fit = Fit { rules, registry };
    for page in 0..units.div_ceil(PAGE) {
        let here = page * PAGE..page * PAGE + units_of(page, units);
        let broken = fields.broken();
        let form = match fields.u32()? {
            LOOSE => Form::Loose,
            RUNS => {
                let (segments, odd) = (fields.u32()?, fields.u32()?);
                let (segments, odd) = (fields.rows::<SEGMENT>(segments)?, fields.rows::<ODD>(odd)?);
                let runs = runs(here.end - here.start, segments, odd).ok_or(broken)?;
                if !fit.runs(here.start, &runs) {
                    return Err(broken);
                }
                Form::Runs(Box::new(runs))
            }
            DENSE => {
                let frame = layout.words.take();
                let bytes = fields.rows::<4>(here.end - here.start)?;
                for (word, bytes) in layout.words.words_mut(frame).iter_mut().zip(bytes) {
                    *word = u32::from_le_bytes(*bytes);
                }
                let words = layout.words.words(frame).iter().copied();
                if !fit.words(here.start, here.end, words) {
                    return Err(broken);
                }
                Form::Dense(frame)
            }
            _ => return Err(broken),
        };
        if let Some(place) = layout.up.get_mut(page as usize) {
            *place = form;
        }
    }
    fields.end()?;
    let broken = fields.broken();
    rebuild(&mut layout).map_err(|error| if error == Error::Full { error } else { broken })?;
    Ok(layout)
}

/// The runs of a page with so many units, if they are in order.
fn runs(units: u32, segments: &[[u8; SEGMENT]], rows: &[[u8; ODD]]) -> Option<Runs> {
    if rows.len() > ODD_MOST {
        return None;
    }
    let (mut odd, mut holes, mut behind): (Vec<Odd>, u16, u32) = (Vec::with_capacity(rows.len()), 0, 0);
    for row in rows {
        let [a, b, hole @ (0 | 1), 0, parent @ ..] = *row else { return None };
        let position = u16::from_le_bytes([a, b]);
        let in_order = u32::from(position) >= behind && u32::from(position) < units;
        behind = u32::from(position) + 1;
        holes = holes.checked_add(hole.into())?;
        if !in_order {
            return None;
        }
        odd.push(Odd { position, holes, parent: u32::from_le_bytes(parent) });
    }
    let mut runs = Runs::from_parts(Vec::with_capacity(segments.len()), odd);
    let mut free = 0;
    for row in segments {
        let words = row.as_chunks::<4>().0.first_chunk::<6>()?;
        let [start, end, first, phase, capacity, lanes] = words.map(u32::from_le_bytes);
        let holes = runs.holes_before(runs.odd_from(start));
        let segment = Segment { start, end, first, phase, capacity, lanes, holes };
        let round = u64::from(lanes) * u64::from(capacity);
        let in_order = free <= start && start < end && end <= units;
        if !in_order || lanes == 0 || round > u64::from(PAGE) * u64::from(PAGE) || u64::from(phase) >= round {
            return None;
        }
        // Every rank has a container, and there is one at least.
        let ranks = runs.rank(&segment, end).checked_sub(1)?;
        let order = u64::from(ranks) + u64::from(phase);
        let last = u64::from(first) + (order / round + 1) * u64::from(lanes) + order / u64::from(capacity);
        if last >= u64::from(u32::MAX) {
            return None;
        }
        free = end;
        runs.segments.push(segment);
    }
    runs.renew();
    let mut odd = runs.odd.iter().enumerate();
    let inside =
        odd.all(|(place, odd)| !runs.is_hole(place) || runs.segment_at(odd.position.into()).is_some());
    inside.then_some(runs)
}

/// Whether children may lie where they are said to.
struct Fit<'a> {
    rules: &'a Rules,
    registry: &'a Registry,
}

impl Fit<'_> {
    /// Consecutive ids and the word of each.
    fn words(&self, first: u32, end: u32, words: impl Iterator<Item = u32>) -> bool {
        let (mut level, mut until) = (Level::ITEM, first);
        (first..end).zip(words).all(|(child, word)| {
            if child == until {
                let Some(run) = self.registry.level_run(child, end) else { return false };
                (level, until) = run;
            }
            word.checked_sub(1).is_none_or(|parent| self.fits(parent, level))
        })
    }

    fn fits(&self, parent: u32, child: Level) -> bool {
        self.registry.level(parent).is_some_and(|parent| self.rules.allows(parent, child))
    }

    fn runs(&self, base: u32, runs: &Runs) -> bool {
        let odd = runs.odd.iter().all(|odd| {
            let child = self.registry.level(base + u32::from(odd.position));
            let parent = odd.parent.checked_sub(1);
            child.is_some_and(|child| parent.is_none_or(|parent| self.fits(parent, child)))
        });
        odd && runs
            .segments
            .iter()
            .all(|segment| self.all_fit(base, runs, segment) || self.each_fits(base, runs, segment))
    }

    /// Whether every id of a segment may lie in every container of it: one look for most.
    fn all_fit(&self, base: u32, runs: &Runs, segment: &Segment) -> bool {
        let last = segment.last(runs.rank(segment, segment.end));
        let children = self.levels(base + segment.start, base + segment.end);
        let containers = last.checked_add(1).and_then(|end| self.levels(segment.first, end));
        children.zip(containers).is_some_and(|(children, containers)| {
            let among =
                |set: u8| Level::ALL.into_iter().filter(move |level| set >> (level.number() - 1) & 1 == 1);
            among(containers).all(|parent| among(children).all(|child| self.rules.allows(parent, child)))
        })
    }

    /// The levels of a range of ids, a bit for each; none if not all ids are known.
    fn levels(&self, from: u32, end: u32) -> Option<u8> {
        let (mut unit, mut levels) = (from, 0);
        while unit < end {
            let (level, until) = self.registry.level_run(unit, end)?;
            levels |= 1 << (level.number() - 1);
            unit = until;
        }
        Some(levels)
    }

    fn each_fits(&self, base: u32, runs: &Runs, segment: &Segment) -> bool {
        let mut place = runs.odd_from(segment.start);
        (segment.start..segment.end).all(|position| {
            if runs.odd.get(place).is_some_and(|odd| odd.position == low(position)) {
                place += 1;
                return true;
            }
            let parent = runs.formula(position, place);
            let child = self.registry.level(base + position);
            parent.zip(child).is_some_and(|(parent, child)| self.fits(parent, child))
        })
    }
}
