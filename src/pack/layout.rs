//! Who lies in whom: the one private interface over both forms of a page.
//!
//! The id space is cut in pages of 65 536 ids. As children, the ids of a page are loose all of them, or in line order
//! ([`Runs`]), or each has a word for its container (*dense*). A page that is too far from line order becomes dense by
//! itself; compaction turns it back. As containers, they have the [`Down`] side: the segments that name them, and lists
//! of all children that no formula gives.
//!
//! Nothing here knows levels, states or rules: the callers test everything before.

use super::brood::Brood;
use super::down::{Down, PIECES};
use super::frames::{Frame, Frames};
use super::lists::{List, Lists};
use super::runs::{PAGE, Runs, SEGMENTS};
use super::segment::Segment;

/// How the ids of a page lie as children.
#[derive(Clone, Debug)]
pub(super) enum Form {
    Loose,
    Runs(Box<Runs>),
    Dense(Frame),
}

#[derive(Clone)]
pub(super) struct Layout {
    pub(super) up: Vec<Form>,
    pub(super) down: Vec<Down>,
    pub(super) words: Frames,
    pub(super) slots: Frames,
    pub(super) lists: Lists,
    /// Whether pages are dense from the start, their memory taken already.
    reserved: bool,
}

/// The page of an id.
pub(super) const fn page_of(id: u32) -> usize {
    (id / PAGE) as usize
}

/// The position of an id in its page.
#[allow(clippy::cast_possible_truncation)] // the low half is meant
pub(super) const fn low(id: u32) -> u16 {
    id as u16
}

#[allow(clippy::cast_possible_truncation)] // ids have 32 bits: pages are below 65 536
pub(super) const fn page_number(page: usize) -> u16 {
    page as u16
}

impl Layout {
    pub(super) const fn new() -> Self {
        Self {
            up: Vec::new(),
            down: Vec::new(),
            words: Frames::new(PAGE as usize),
            slots: Frames::new(2 * PAGE as usize),
            lists: Lists::new(),
            reserved: false,
        }
    }

    /// Dense from the start, with all memory that so many units can ever take.
    pub(super) fn reserved(units: u32) -> Self {
        let mut layout = Self::new();
        let pages = units.div_ceil(PAGE);
        layout.reserved = true;
        layout.words.reserve(pages);
        layout.slots.reserve(pages);
        layout.lists.reserve(units);
        layout.up.reserve(pages as usize);
        layout.down.reserve(pages as usize);
        layout
    }

    pub(super) const fn is_reserved(&self) -> bool {
        self.reserved
    }

    /// Knows the ids below this one from now on.
    pub(super) fn grow(&mut self, units: u32) {
        let pages = units.div_ceil(PAGE) as usize;
        while self.up.len() < pages {
            let (mut form, mut down) = (Form::Loose, Down::new());
            if self.reserved {
                form = Form::Dense(self.words.take());
                down.slots = super::down::Slots::Full(self.slots.take());
            }
            self.up.push(form);
            self.down.push(down);
        }
    }

    pub(super) fn bytes(&self) -> usize {
        let up = self.up.iter().map(|form| match form {
            Form::Runs(runs) => runs.bytes(),
            Form::Loose | Form::Dense(_) => 0,
        });
        self.words.bytes()
            + self.slots.bytes()
            + self.lists.bytes()
            + self.up.capacity() * size_of::<Form>()
            + self.down.capacity() * size_of::<Down>()
            + up.sum::<usize>()
            + self.down.iter().map(Down::bytes).sum::<usize>()
    }

    /// The container of an id plus one; 0 for none.
    pub(super) fn parent(&self, child: u32) -> u32 {
        let position = child % PAGE;
        match self.up.get(page_of(child)) {
            Some(Form::Runs(runs)) => runs.parent(position),
            Some(Form::Dense(frame)) => {
                self.words.words(*frame).get(position as usize).copied().unwrap_or_default()
            }
            Some(Form::Loose) | None => 0,
        }
    }

    /// Up to where, at most `end`, the ids from this one on are surely loose.
    pub(super) fn loose_until(&self, child: u32, end: u32) -> u32 {
        let behind_page = (u64::from(child) / u64::from(PAGE) + 1) * u64::from(PAGE);
        let end = u32::try_from(behind_page).map_or(end, |behind| behind.min(end));
        let position = child % PAGE;
        let whole = match self.up.get(page_of(child)) {
            Some(Form::Loose) => true,
            Some(Form::Runs(runs)) => {
                position >= runs.frontier() && runs.odd_from(position) == runs.odd.len()
            }
            Some(Form::Dense(_)) | None => false,
        };
        if whole {
            return end;
        }
        (child..end).find(|&id| self.parent(id) != 0).unwrap_or(end)
    }

    /// How many ids a container holds.
    pub(super) fn held(&self, container: u32) -> u32 {
        Brood::of(self, container).count(self)
    }

    pub(super) fn list(&self, container: u32) -> List {
        self.down
            .get(page_of(container))
            .map_or(List::default(), |down| down.slots.get(&self.slots, low(container)))
    }

    /// The segment of a piece, and its page.
    pub(super) fn segment(&self, page: u16, start: u16) -> Option<(&Runs, &Segment)> {
        let runs = self.runs(page)?;
        Some((runs, runs.segment_from(start.into())?))
    }

    /// A page that is in line order.
    pub(super) fn runs(&self, page: u16) -> Option<&Runs> {
        match self.up.get(usize::from(page)) {
            Some(Form::Runs(runs)) => Some(runs),
            _ => None,
        }
    }

    /// Puts a loose id into a container, whose capacity is that of its level.
    pub(super) fn attach(&mut self, parent: u32, child: u32, capacity: u32) {
        let position = child % PAGE;
        let page = page_of(child);
        if let Some(form @ Form::Loose) = self.up.get_mut(page) {
            *form = Form::Runs(Box::new(Runs::new()));
        }
        let runs = match self.up.get_mut(page) {
            Some(Form::Runs(runs)) => runs,
            Some(Form::Dense(frame)) => {
                if let Some(word) = self.words.words_mut(*frame).get_mut(position as usize) {
                    *word = parent.wrapping_add(1);
                }
                return self.list_insert(parent, child);
            }
            Some(Form::Loose) | None => return,
        };
        let (place, odd) = runs.odd_at(position);
        if odd.is_some() {
            if !runs.is_hole(place) && runs.formula(position, place) == Some(parent) {
                runs.make_even(place);
                return;
            }
            runs.set_odd(place, parent.wrapping_add(1));
            return self.list_insert(parent, child);
        }
        if runs.segment_at(position).is_none() && self.append(page, position, parent, capacity) {
            return;
        }
        if let Some(Form::Runs(runs)) = self.up.get_mut(page) {
            runs.make_odd(place, position, parent.wrapping_add(1));
        }
        self.list_insert(parent, child);
        self.settle(page);
    }

    /// Puts consecutive loose ids into a container.
    pub(super) fn attach_run(&mut self, parent: u32, first: u32, count: u32, capacity: u32) {
        let end = first + count;
        let mut child = first;
        while child < end {
            self.attach(parent, child, capacity);
            child += 1;
            child += self.prolong(parent, child, end);
        }
    }

    /// Lets a segment take more ids of a container that follow one of its own.
    fn prolong(&mut self, parent: u32, child: u32, end: u32) -> u32 {
        let position = child % PAGE;
        match self.up.get_mut(page_of(child)) {
            Some(Form::Runs(runs)) if position > 0 && child < end => {
                runs.prolong(position, parent, end - child)
            }
            _ => 0,
        }
    }

    /// Puts a position that is in no segment in line order, if it continues the one before or may start a new one.
    fn append(&mut self, page: usize, position: u32, parent: u32, capacity: u32) -> bool {
        let Some(Form::Runs(runs)) = self.up.get(page) else { return false };
        let number = page_number(page);
        let before = runs
            .prediction(position)
            .filter(|(segment, predicted)| *predicted == parent && segment.capacity == capacity);
        let continued = before.is_some();
        let start = before.map_or(0, |(segment, _)| low(segment.start));
        let covered = continued
            && self.down.get(page_of(parent)).is_some_and(|down| down.covers(number, start, low(parent)));
        if !covered && self.pieces_over(parent) >= PIECES {
            return false;
        }
        if continued {
            if let Some(Form::Runs(runs)) = self.up.get_mut(page) {
                runs.extend(position);
            }
            if !covered {
                self.cover(parent, number, start);
            }
            self.settle(page);
            return true;
        }
        if runs.segments.len() >= SEGMENTS {
            return false;
        }
        let phase = self.held(parent);
        if let Some(Form::Runs(runs)) = self.up.get_mut(page) {
            runs.start(position, parent, phase, capacity);
        }
        self.cover(parent, number, low(position));
        true
    }

    pub(super) fn pieces_over(&self, container: u32) -> usize {
        self.down
            .get(page_of(container))
            .map_or(0, |down| down.over(low(container), &mut [const { None }; PIECES]))
    }

    fn cover(&mut self, container: u32, page: u16, start: u16) {
        if let Some(down) = self.down.get_mut(page_of(container)) {
            down.cover(page, start, low(container));
        }
    }

    /// Takes an id out of its container.
    pub(super) fn detach(&mut self, child: u32) {
        let position = child % PAGE;
        let page = page_of(child);
        let word = match self.up.get_mut(page) {
            Some(Form::Dense(frame)) => {
                let word = self.words.words_mut(*frame).get_mut(position as usize);
                word.map(core::mem::take).unwrap_or_default()
            }
            Some(Form::Runs(runs)) => {
                let (place, odd) = runs.odd_at(position);
                let Some(odd) = odd else {
                    if runs.segment_at(position).is_some() {
                        runs.make_odd(place, position, 0);
                        self.settle(page);
                    }
                    return;
                };
                if runs.segment_at(position).is_some() {
                    runs.set_odd(place, 0);
                } else {
                    runs.make_even(place);
                }
                odd.parent
            }
            Some(Form::Loose) | None => 0,
        };
        if let Some(parent) = word.checked_sub(1) {
            self.list_remove(parent, child);
        }
    }

    /// Takes an id out of its container and puts it into another, whose capacity is that of its level.
    pub(super) fn transfer(&mut self, to: u32, child: u32, capacity: u32) {
        let position = child % PAGE;
        let page = page_of(child);
        if let Some(Form::Runs(runs)) = self.up.get_mut(page)
            && let (place, None) = runs.odd_at(position)
            && runs.segment_at(position).is_some()
        {
            runs.make_odd(place, position, to.wrapping_add(1));
            self.list_insert(to, child);
            return self.settle(page);
        }
        self.detach(child);
        self.attach(to, child, capacity);
    }

    pub(super) fn list_insert(&mut self, parent: u32, child: u32) {
        if let Some(down) = self.down.get_mut(page_of(parent)) {
            let mut list = down.slots.get(&self.slots, low(parent));
            self.lists.insert(&mut list, child);
            down.slots.set(&mut self.slots, low(parent), list);
        }
    }

    pub(super) fn list_remove(&mut self, parent: u32, child: u32) {
        if let Some(down) = self.down.get_mut(page_of(parent)) {
            let mut list = down.slots.get(&self.slots, low(parent));
            if self.lists.remove(&mut list, child) {
                down.slots.set(&mut self.slots, low(parent), list);
            }
        }
    }

    /// Makes a page dense that has too many odd ids to gain from its runs.
    fn settle(&mut self, page: usize) {
        let Some(Form::Runs(runs)) = self.up.get(page) else { return };
        let reach = runs.frontier().max(runs.odd.last().map_or(0, |odd| odd.position.into()));
        if runs.odd.len() > 64 + reach as usize / 64 {
            self.make_dense(page);
        }
    }

    /// Gives every id of a page a word of its own, and takes the page out of the formulas.
    pub(super) fn make_dense(&mut self, page: usize) {
        let Some(form @ Form::Runs(_)) = self.up.get_mut(page) else { return };
        let frame = self.words.take();
        let Form::Runs(runs) = core::mem::replace(form, Form::Dense(frame)) else { return };
        self.forget_pieces(page, &runs);
        let base = u32::from(page_number(page)) * PAGE;
        for odd in &runs.odd {
            if let Some(word) = self.words.words_mut(frame).get_mut(usize::from(odd.position)) {
                *word = odd.parent;
            }
        }
        let mut children: Vec<u32> = Vec::new();
        for segment in &runs.segments {
            let (mut container, mut rank) = (segment.first, 0);
            let mut place = runs.odd_from(segment.start);
            for position in segment.start..segment.end {
                if runs.odd.get(place).is_some_and(|odd| u32::from(odd.position) == position) {
                    rank += u32::from(!runs.is_hole(place));
                    place += 1;
                    continue;
                }
                let parent = segment.container(rank);
                rank += 1;
                if let Some(word) = self.words.words_mut(frame).get_mut(position as usize) {
                    *word = parent.wrapping_add(1);
                }
                if parent != container {
                    self.list_all(container, &children);
                    children.clear();
                    container = parent;
                }
                children.push(base + position);
            }
            self.list_all(container, &children);
            children.clear();
        }
    }

    /// Lists ascending ids, none of them listed, as children of a container.
    fn list_all(&mut self, container: u32, children: &[u32]) {
        if let Some(down) = self.down.get_mut(page_of(container))
            && down.slots.get(&self.slots, low(container)).held == 0
            && let Some(list) = self.lists.append(children)
        {
            return down.slots.set(&mut self.slots, low(container), list);
        }
        for &child in children {
            self.list_insert(container, child);
        }
    }

    /// Removes the pieces of a page's segments from the pages of their containers.
    pub(super) fn forget_pieces(&mut self, page: usize, runs: &Runs) {
        for segment in &runs.segments {
            let last = segment.last(runs.rank(segment, segment.end));
            for container_page in page_of(segment.first)..=page_of(last) {
                if let Some(down) = self.down.get_mut(container_page) {
                    down.remove(page_number(page));
                }
            }
        }
    }
}
