//! The containers' side of a page: which segments give children to them, and their lists of all other children.

use super::frames::{Frame, Frames};
use super::lists::List;
use super::runs::PAGE;

/// Lists in a page that are kept one by one; more take a frame.
const SPARSE: usize = 1024;
/// Segments that give children to one container, at most.
pub(super) const PIECES: usize = 4;

/// A segment, as seen from the page of its containers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// The first and the last container of this page that it may name.
    pub(super) low: u16,
    pub(super) high: u16,
    /// The page of the children, and where the segment starts in it.
    pub(super) page: u16,
    pub(super) start: u16,
    /// The greatest `high` up to here.
    reach: u16,
}

#[derive(Clone, Debug)]
pub(super) enum Slots {
    Sparse(Vec<(u16, List)>),
    Full(Frame),
}

#[derive(Clone, Debug)]
pub(super) struct Down {
    /// By `low`.
    pub(super) pieces: Vec<Piece>,
    pub(super) slots: Slots,
}

impl Piece {
    /// A piece that is still to be arranged.
    pub(super) const fn new(low: u16, high: u16, page: u16, start: u16) -> Self {
        Self { low, high, page, start, reach: high }
    }
}

impl Down {
    /// Puts pieces that came in any order into theirs, and says whether no container has more of them than is allowed.
    pub(super) fn arrange(&mut self) -> bool {
        self.pieces.sort_by_key(|piece| piece.low);
        self.renew(0);
        let mut ends: Vec<u16> = self.pieces.iter().map(|piece| piece.high).collect();
        ends.sort_unstable();
        let mut ended = 0;
        self.pieces.iter().zip(1..).all(|(piece, begun)| {
            ended += ends.iter().skip(ended).take_while(|end| **end < piece.low).count();
            begun - ended <= PIECES
        })
    }

    pub(super) const fn new() -> Self {
        Self { pieces: Vec::new(), slots: Slots::Sparse(Vec::new()) }
    }

    pub(super) fn bytes(&self) -> usize {
        let sparse = match &self.slots {
            Slots::Sparse(lists) => lists.capacity() * size_of::<(u16, List)>(),
            Slots::Full(_) => 0,
        };
        self.pieces.capacity() * size_of::<Piece>() + sparse
    }

    /// The pieces over a container, as far as there is room for them, and how many there are.
    pub(super) fn over(&self, container: u16, found: &mut [Option<Piece>; PIECES]) -> usize {
        let behind = self.pieces.partition_point(|piece| piece.low <= container);
        let mut count = 0;
        for piece in self.pieces.iter().take(behind).rev() {
            if piece.reach < container {
                break;
            }
            if piece.high >= container {
                if let Some(place) = found.get_mut(count) {
                    *place = Some(*piece);
                }
                count += 1;
            }
        }
        count
    }

    /// The first container behind this one over which other pieces may lie.
    pub(super) fn constant_until(&self, container: u16, piece: &Piece) -> u32 {
        let behind = self.pieces.partition_point(|piece| piece.low <= container);
        let next = self.pieces.get(behind).map_or(PAGE, |next| u32::from(next.low));
        next.min(u32::from(piece.high) + 1)
    }

    /// Lets a segment's piece cover a container, too.
    pub(super) fn cover(&mut self, page: u16, start: u16, container: u16) {
        let own = self.pieces.iter().rposition(|piece| piece.page == page && piece.start == start);
        let Some(piece) = own.and_then(|own| self.pieces.get_mut(own)) else {
            return self.add(page, start, container, container);
        };
        if piece.high < container {
            piece.high = container;
            self.renew(own.unwrap_or(0));
        }
    }

    pub(super) fn covers(&self, page: u16, start: u16, container: u16) -> bool {
        let own = self.pieces.iter().rev().find(|piece| piece.page == page && piece.start == start);
        own.is_some_and(|piece| piece.low <= container && container <= piece.high)
    }

    pub(super) fn add(&mut self, page: u16, start: u16, low: u16, high: u16) {
        let place = self.pieces.partition_point(|piece| piece.low <= low);
        self.pieces.insert(place, Piece { low, high, page, start, reach: high });
        self.renew(place);
    }

    pub(super) fn remove(&mut self, page: u16) {
        self.pieces.retain(|piece| piece.page != page);
        self.renew(0);
    }

    fn renew(&mut self, from: usize) {
        let before = from.checked_sub(1).and_then(|before| self.pieces.get(before));
        let mut reach = before.map_or(0, |piece| piece.reach);
        for piece in self.pieces.iter_mut().skip(from) {
            reach = reach.max(piece.high);
            piece.reach = reach;
        }
    }
}

impl Slots {
    /// The list of a container.
    pub(super) fn get(&self, frames: &Frames, container: u16) -> List {
        match self {
            Self::Sparse(lists) => match lists.binary_search_by_key(&container, |list| list.0) {
                Ok(place) => lists.get(place).map_or(List::default(), |list| list.1),
                Err(_) => List::default(),
            },
            Self::Full(frame) => read(frames.words(*frame), container),
        }
    }

    /// Sets the list of a container.
    pub(super) fn set(&mut self, frames: &mut Frames, container: u16, list: List) {
        if let Self::Sparse(lists) = self {
            match lists.binary_search_by_key(&container, |list| list.0) {
                Ok(place) if list.held == 0 => drop(lists.remove(place)),
                Ok(place) => {
                    if let Some(known) = lists.get_mut(place) {
                        known.1 = list;
                    }
                }
                Err(_) if list.held == 0 => {}
                Err(place) if lists.len() < SPARSE => lists.insert(place, (container, list)),
                Err(_) => {
                    let frame = frames.take();
                    for &(container, list) in lists.iter() {
                        write(frames.words_mut(frame), container, list);
                    }
                    *self = Self::Full(frame);
                }
            }
        }
        if let Self::Full(frame) = self {
            write(frames.words_mut(*frame), container, list);
        }
    }

    /// The first container from one on, below another, whose list holds something, and that list; the other if there is
    /// none. `place` is kept between the calls of a walk: a walk in order searches once. It is 0 at first.
    pub(super) fn next(&self, frames: &Frames, from: u32, below: u32, place: &mut usize) -> (u32, List) {
        let found = match self {
            Self::Sparse(lists) => {
                let rest = lists.get(*place..).unwrap_or_default();
                // Most often the walk stands before the list that comes next, or before the one that came last.
                let near = rest.iter().take(2).position(|list| u32::from(list.0) >= from);
                *place += near.unwrap_or_else(|| rest.partition_point(|list| u32::from(list.0) < from));
                lists.get(*place).map(|list| (u32::from(list.0), list.1))
            }
            Self::Full(frame) => {
                let lists = (from..).zip(frames.words(*frame).as_chunks::<2>().0.iter().skip(from as usize));
                let mut lists = lists.take_while(|(container, _)| *container < below);
                let held = lists.find(|(_, [_, held])| *held > 0);
                held.map(|(container, &[last, held])| (container, List { last, held }))
            }
        };
        found.filter(|(container, _)| *container < below).unwrap_or((below, List::default()))
    }
}

fn read(words: &[u32], container: u16) -> List {
    match words.get(usize::from(container) * 2..).and_then(<[u32]>::first_chunk) {
        Some(&[last, held]) => List { last, held },
        None => List::default(),
    }
}

fn write(words: &mut [u32], container: u16, list: List) {
    if let Some(place) = words.get_mut(usize::from(container) * 2..).and_then(<[u32]>::first_chunk_mut) {
        *place = [list.last, list.held];
    }
}
