//! The containers' side of a layout, made from the children's side: which child lies where is written down once only.
//!
//! So a snapshot has nothing that could contradict itself, and whatever is read from one, the walks over children end.

use super::down::{Down, Piece};
use super::frames::Frames;
use super::layout::{Form, Layout, low, page_number, page_of};
use super::lists::List;
use super::runs::PAGE;
use crate::Error;

/// Up to so many listed children, those of a page of containers are sorted; the others are counted out, which takes a
/// number for every id of the page.
const FEW: u32 = 16_384;

/// Gives the containers of a layout, whose children's side is whole and names known containers only, their side.
///
/// # Errors
///
/// [`Error::Capacity`] if too many segments name one container; [`Error::Full`].
pub(super) fn rebuild(layout: &mut Layout) -> Result<(), Error> {
    pieces(layout)?;
    let Layout { up, down, words, slots, lists, .. } = layout;
    let mut counts = vec![0_u32; down.len()];
    each_listed(up, words, |parent, _| {
        if let Some(count) = counts.get_mut(page_of(parent)) {
            *count += 1;
        }
    });
    let mut many = Counted::new(&counts);
    let mut few: Vec<(u32, u32)> = Vec::new();
    each_listed(up, words, |parent, child| {
        if !many.count(parent) {
            few.push((parent, child));
        }
    });
    few.sort_unstable();
    let children: Vec<u32> = few.iter().map(|(_, child)| *child).collect();
    let mut rest = children.as_slice();
    for listed in few.chunk_by(|(one, _), (next, _)| one == next) {
        let Some((own, behind)) = rest.split_at_checked(listed.len()) else { break };
        rest = behind;
        if let Some((parent, _)) = listed.first() {
            set(down, slots, *parent, lists.append(own).ok_or(Error::Full)?);
        }
    }
    if many.start() {
        each_listed(up, words, |parent, child| many.put(parent, child));
        for (parent, children) in many.lists() {
            set(down, slots, parent, lists.append(children).ok_or(Error::Full)?);
        }
    }
    Ok(())
}

/// Every child that no formula gives, with its container, in the order of the children.
fn each_listed(up: &[Form], words: &Frames, mut each: impl FnMut(u32, u32)) {
    for (page, form) in (0_u32..).zip(up) {
        let base = page * PAGE;
        match form {
            Form::Loose => {}
            Form::Runs(runs) => {
                for odd in &runs.odd {
                    if let Some(parent) = odd.parent.checked_sub(1) {
                        each(parent, base + u32::from(odd.position));
                    }
                }
            }
            Form::Dense(frame) => {
                for (position, word) in (0..).zip(words.words(*frame)) {
                    if let Some(parent) = word.checked_sub(1) {
                        each(parent, base + position);
                    }
                }
            }
        }
    }
}

/// The children of the containers of some pages, counted out.
struct Counted {
    /// Where the numbers of each page begin; `NONE` for the pages that are not counted.
    pages: Vec<u32>,
    /// How many children each container has; then where its next child goes, and at last where its children end.
    ends: Vec<u32>,
    children: Vec<u32>,
}

const NONE: u32 = u32::MAX;

impl Counted {
    /// Counts the pages with more than a few children.
    fn new(counts: &[u32]) -> Self {
        let mut places = 0;
        let pages = counts.iter().map(|count| {
            let place = places;
            places += if *count > FEW { PAGE } else { 0 };
            if *count > FEW { place } else { NONE }
        });
        let pages = pages.collect();
        Self { pages, ends: vec![0; places as usize], children: Vec::new() }
    }

    fn end_of(&mut self, parent: u32) -> Option<&mut u32> {
        let page = *self.pages.get(page_of(parent))?;
        self.ends.get_mut(page as usize + usize::from(low(parent)))
    }

    /// Counts a child, if its container's page is counted.
    fn count(&mut self, parent: u32) -> bool {
        self.end_of(parent).map(|count| *count += 1).is_some()
    }

    /// Turns the numbers of children to places, and says whether there are any.
    fn start(&mut self) -> bool {
        let mut total = 0;
        for count in &mut self.ends {
            total += core::mem::replace(count, total);
        }
        self.children = vec![0; total as usize];
        total > 0
    }

    fn put(&mut self, parent: u32, child: u32) {
        let Some(end) = self.end_of(parent) else { return };
        let place = *end;
        *end += 1;
        if let Some(place) = self.children.get_mut(place as usize) {
            *place = child;
        }
    }

    /// The containers with children, and these.
    fn lists(&self) -> impl Iterator<Item = (u32, &[u32])> {
        let pages = (0..).zip(&self.pages).filter(|(_, place)| **place != NONE);
        let containers = pages.flat_map(|(page, _)| page * PAGE..=page * PAGE + (PAGE - 1));
        let mut start = 0;
        containers.zip(&self.ends).filter_map(move |(container, end)| {
            let children = self.children.get(core::mem::replace(&mut start, *end as usize)..*end as usize)?;
            (!children.is_empty()).then_some((container, children))
        })
    }
}

fn set(down: &mut [Down], slots: &mut Frames, container: u32, list: List) {
    if let Some(down) = down.get_mut(page_of(container)) {
        down.slots.set(slots, low(container), list);
    }
}

/// Tells the pages of containers which segments name them.
fn pieces(layout: &mut Layout) -> Result<(), Error> {
    let Layout { up, down, .. } = layout;
    for (page, form) in up.iter().enumerate() {
        let Form::Runs(runs) = form else { continue };
        for segment in &runs.segments {
            let (first, last) = (segment.first, segment.last(runs.rank(segment, segment.end)));
            let pages = down.iter_mut().enumerate().take(page_of(last) + 1).skip(page_of(first));
            for (here, down) in pages {
                let from = if here == page_of(first) { low(first) } else { 0 };
                let to = if here == page_of(last) { low(last) } else { u16::MAX };
                down.pieces.push(Piece::new(from, to, page_number(page), low(segment.start)));
            }
        }
    }
    if down.iter_mut().all(Down::arrange) { Ok(()) } else { Err(Error::Capacity { item: 0 }) }
}
