//! The containers' side of a layout, made from the children's side: which child lies where is written down once only.
//!
//! So a snapshot has nothing that could contradict itself, and whatever is read from one, the walks over children end.

use super::down::{Down, Piece};
use super::frames::Frames;
use super::layout::{Form, Layout, low, page_number, page_of};
use super::lists::{List, Lists};
use super::runs::PAGE;
use crate::Error;

/// Up to so many listed children, those of a page of containers are sorted; the others are counted out, which takes a
/// number for every id of the page.
const FEW: u32 = 16_384;
/// Words in a block of a list.
const BLOCK: u32 = 8;
/// Lists do not grow beyond so many blocks here: numbers of words have 32 bits.
const MOST_BLOCKS: u32 = (1 << 29) - 1;

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
    let mut gathered: Vec<(u32, u32)> = Vec::new();
    let mut counted: Vec<Option<Counted>> = Vec::new();
    counted.extend(counts.iter().map(|count| (*count > FEW).then(Counted::new)));
    each_listed(up, words, |parent, child| match counted.get_mut(page_of(parent)) {
        Some(Some(page)) => page.count(parent),
        _ => gathered.push((parent, child)),
    });
    gathered.sort_unstable();
    for listed in gathered.chunk_by(|(one, _), (next, _)| one == next) {
        let Some(((parent, _), held)) = listed.first().zip(u32::try_from(listed.len()).ok()) else {
            continue;
        };
        let first = take_blocks(lists, Lists::blocks(held))?;
        let mut word = first * BLOCK + 1;
        for (_, child) in listed {
            write(lists, &mut word, *child);
        }
        set(down, slots, *parent, close(lists, first, held));
    }
    for page in counted.iter_mut().flatten() {
        page.place(lists)?;
    }
    if counted.iter().any(Option::is_some) {
        each_listed(up, words, |parent, child| {
            if let Some(Some(page)) = counted.get_mut(page_of(parent)) {
                page.write(lists, parent, child);
            }
        });
    }
    for (number, page) in (0..).zip(&counted) {
        let Some(page) = page else { continue };
        for (container, first, held) in page.lists().filter(|list| list.2 > 0) {
            set(down, slots, number * PAGE + container, close(lists, first, held));
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

/// The containers of one page, counted out.
struct Counted {
    held: Vec<u32>,
    /// The first block of all lists, which follow each other.
    first: u32,
    /// The word of each list that is written next.
    next: Vec<u32>,
}

impl Counted {
    fn new() -> Self {
        Self { held: vec![0; PAGE as usize], first: 0, next: Vec::new() }
    }

    fn count(&mut self, parent: u32) {
        if let Some(held) = self.held.get_mut(usize::from(low(parent))) {
            *held += 1;
        }
    }

    /// Takes the blocks of all lists.
    fn place(&mut self, lists: &mut Lists) -> Result<(), Error> {
        let blocks = self.held.iter().map(|held| Lists::blocks(*held)).sum();
        self.first = take_blocks(lists, blocks)?;
        let next = self.lists().map(|(_, first, _)| first * BLOCK + 1).collect();
        self.next = next;
        Ok(())
    }

    fn write(&mut self, lists: &mut Lists, parent: u32, child: u32) {
        if let Some(word) = self.next.get_mut(usize::from(low(parent))) {
            write(lists, word, child);
        }
    }

    /// Container, first block and length of every list.
    fn lists(&self) -> impl Iterator<Item = (u32, u32, u32)> {
        let mut behind = self.first;
        (0..).zip(&self.held).map(move |(container, held)| {
            let first = behind;
            behind += Lists::blocks(*held);
            (container, first, *held)
        })
    }
}

/// Writes a child at a word and moves on to the next one, over the first of each block.
fn write(lists: &mut Lists, word: &mut u32, child: u32) {
    if let Some(place) = lists.word_mut(*word) {
        *place = child.wrapping_add(1);
    }
    *word += 1 + u32::from((*word + 1).is_multiple_of(BLOCK));
}

/// Takes blocks that follow each other; the first of them.
fn take_blocks(lists: &mut Lists, blocks: u32) -> Result<u32, Error> {
    let end = lists.fresh.checked_add(blocks).filter(|end| *end <= MOST_BLOCKS).ok_or(Error::Full)?;
    Ok(lists.take_until(end))
}

/// Chains the blocks of a list.
fn close(lists: &mut Lists, first: u32, held: u32) -> List {
    let last = first + Lists::blocks(held) - 1;
    for block in first..=last {
        if let Some(place) = lists.word_mut(block * BLOCK) {
            *place = if block == last { first } else { block + 1 };
        }
    }
    List { last, held }
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
