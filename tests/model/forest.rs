//! A forest too simple to be wrong: what the property tests and the fuzz target hold the library to.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used)]

use std::collections::{BTreeMap, BTreeSet};

use symbolon::Error;
use symbolon::code::{Identity, Level, Serial, SeriesId};
use symbolon::gs1::key::Gtin;
use symbolon::pack::{Forest, Name, Operation as Change, OperationId, Rules, State, UnitId};

/// One identity for each number.
pub(crate) fn identity(number: u32) -> Identity {
    Identity::Sgtin {
        gtin: Gtin::parse(b"09506000134352").unwrap(),
        serial: Serial::parse(number.to_string().as_bytes()).unwrap(),
    }
}

/// One series for each number.
pub(crate) fn series(number: u8) -> SeriesId {
    SeriesId::new(Gtin::parse(b"09506000134352").unwrap(), &[b'A' + number % 26]).unwrap()
}

/// One call; units by number, identities and series by theirs.
#[derive(Clone, Debug)]
pub(crate) enum Operation {
    AddAll(Vec<(u32, Level)>),
    Register(u8, Level, u64, u32),
    Pack(u32, Vec<u32>),
    PackRun(u32, u32, u32),
    Unpack(Vec<u32>),
    UnpackAll(u32),
    Replace(u32, u32),
    Relabel(u32, u32),
    Move(Vec<u32>, u32),
    Split(u32, u32, Vec<u32>),
    Merge(u32, u32),
    /// The declared count is this much off.
    Close(u32, i8),
    Reopen(u32),
    Void(u32, bool),
    Sample(u32),
    Destroy(u32),
}

/// Units by number; who lies in whom; what each container holds.
#[derive(Clone, Debug)]
pub(crate) struct Model {
    rules: Rules,
    pub(crate) units: Vec<Unit>,
    pub(crate) parent: BTreeMap<u32, u32>,
    pub(crate) held: BTreeMap<u32, BTreeSet<u32>>,
}

#[derive(Clone, Debug)]
pub(crate) struct Unit {
    name: Named,
    level: Level,
    closed: Option<u32>,
    ended: Option<State>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Named {
    Added(u32),
    Indexed(u8, u64),
}

fn count(list: &[u32]) -> u32 {
    u32::try_from(list.len()).unwrap()
}

impl Model {
    /// No units.
    pub(crate) fn new(rules: Rules) -> Self {
        Self { rules, units: Vec::new(), parent: BTreeMap::new(), held: BTreeMap::new() }
    }

    /// Registers the first indices of a series, without looking for others.
    #[allow(dead_code)] // the tests register units, the fuzz target adds them
    pub(crate) fn push(&mut self, series: u8, level: Level, count: u32) {
        let name = |index| Named::Indexed(series % 26, index);
        let unit = |index| Unit { name: name(index), level, closed: None, ended: None };
        self.units.extend((0..u64::from(count)).map(unit));
    }

    /// Does the operation step by step on a copy, and keeps the copy only if no step was refused.
    pub(crate) fn apply(&mut self, operation: &Operation) -> Result<u32, Error> {
        let mut copy = self.clone();
        let answer = copy.step(operation)?;
        *self = copy;
        Ok(answer)
    }

    /// Does the operation step by step; after a refusal, part of it is done.
    #[allow(clippy::too_many_lines)] // one arm for each operation
    pub(crate) fn step(&mut self, operation: &Operation) -> Result<u32, Error> {
        Ok(match operation {
            Operation::AddAll(list) => {
                let before = self.units.len();
                for (item, &(identity, level)) in (0..).zip(list) {
                    self.add(item, identity, level, before)?;
                }
                0
            }
            Operation::Register(number, level, start, count) => {
                if *level != Level::ITEM && self.rules.capacity(*level).is_none() {
                    return Err(Error::LevelAbsent { item: 0 });
                }
                for index in *start..start + u64::from(*count) {
                    let name = Named::Indexed(number % 26, index);
                    if self.units.iter().any(|unit| unit.name == name) {
                        return Err(Error::Overlap { item: 0 });
                    }
                    self.units.push(Unit { name, level: *level, closed: None, ended: None });
                }
                0
            }
            Operation::Pack(parent, children) => self.pack(*parent, children)?,
            Operation::PackRun(parent, first, count) => {
                self.pack(*parent, &(*first..first + count).collect::<Vec<_>>())?
            }
            Operation::Unpack(children) => {
                for (item, &child) in (0..).zip(children) {
                    self.live(item, child, &children[..item as usize])?;
                    self.may_leave(item, child)?;
                    self.take(child);
                }
                count(children)
            }
            Operation::UnpackAll(parent) => {
                self.open(0, *parent)?;
                let children = self.children(*parent);
                for &child in &children {
                    self.take(child);
                }
                count(&children)
            }
            Operation::Replace(old, new) => {
                let was = self.live(0, *old, &[])?;
                let parent = self.may_leave(0, *old)?;
                self.counterpart(*old, *new, was.level)?;
                self.take(*old);
                self.put(*new, parent);
                2
            }
            Operation::Relabel(old, new) => self.relabel(*old, *new)?,
            Operation::Move(children, parent) => {
                let at = count(children);
                self.open(at, *parent)?;
                let mut moved = 0;
                for (item, &child) in (0..).zip(children) {
                    let unit = self.live(item, child, &children[..item as usize])?;
                    self.fits(item, *parent, &unit)?;
                    if self.may_leave(item, child)? != *parent {
                        self.room(item, *parent)?;
                        self.take(child);
                        self.put(child, *parent);
                        moved += 1;
                    }
                }
                moved
            }
            Operation::Split(from, to, children) => {
                self.two_alike(count(children), *from, *to)?;
                for (item, &child) in (0..).zip(children) {
                    self.live(item, child, &children[..item as usize])?;
                    if self.parent.get(&child) != Some(from) {
                        return Err(Error::NotPacked { item });
                    }
                    self.room(item, *to)?;
                    self.take(child);
                    self.put(child, *to);
                }
                count(children)
            }
            Operation::Merge(from, to) => {
                self.two_alike(0, *from, *to)?;
                let children = self.children(*from);
                for &child in &children {
                    self.room(1, *to)?;
                    self.take(child);
                    self.put(child, *to);
                }
                count(&children)
            }
            Operation::Close(container, off) => {
                let unit = self.open(0, *container)?;
                if unit.level == Level::ITEM {
                    return Err(Error::LevelOrder { item: 0 });
                }
                let declared = self.declared(*container, *off);
                if declared as usize != self.children(*container).len() {
                    return Err(Error::Declared { item: 0 });
                }
                self.units[*container as usize].closed = Some(declared);
                0
            }
            Operation::Reopen(container) => {
                let unit = self.live(0, *container, &[])?;
                unit.closed.ok_or(Error::NotClosed { item: 0 })?;
                self.units[*container as usize].closed = None;
                0
            }
            Operation::Void(unit, take_out) => {
                self.live(0, *unit, &[])?;
                let packed = self.parent.contains_key(unit);
                if packed && !take_out {
                    return Err(Error::AlreadyPacked { item: 0 });
                }
                if !self.children(*unit).is_empty() {
                    return Err(Error::NotEmpty { item: 0 });
                }
                self.take(*unit);
                self.units[*unit as usize].ended = Some(State::Void);
                u32::from(packed)
            }
            Operation::Sample(unit) => {
                self.live(0, *unit, &[])?;
                let packed = self.parent.contains_key(unit);
                self.take(*unit);
                self.units[*unit as usize].ended = Some(State::Sampled);
                u32::from(packed)
            }
            Operation::Destroy(unit) => {
                let known = self.units.get(*unit as usize).ok_or(Error::UnknownUnit { item: 0 })?;
                match known.ended {
                    Some(State::Void) => return Err(Error::Void { item: 0 }),
                    Some(State::Destroyed) => return Err(Error::Gone { item: 0 }),
                    _ => {}
                }
                if self.parent.contains_key(unit) {
                    return Err(Error::AlreadyPacked { item: 0 });
                }
                self.units[*unit as usize].ended = Some(State::Destroyed);
                0
            }
        })
    }

    fn declared(&self, container: u32, off: i8) -> u32 {
        let held = i64::try_from(self.children(container).len()).unwrap();
        u32::try_from(held + i64::from(off)).unwrap_or(u32::MAX)
    }

    fn add(&mut self, item: u32, identity: u32, level: Level, before: usize) -> Result<(), Error> {
        if level != Level::ITEM && self.rules.capacity(level).is_none() {
            return Err(Error::LevelAbsent { item });
        }
        match self.units.iter().position(|unit| unit.name == Named::Added(identity)) {
            Some(known) if known < before => return Err(Error::Known { item }),
            Some(_) => return Err(Error::Repeated { item }),
            None => {}
        }
        self.units.push(Unit { name: Named::Added(identity), level, closed: None, ended: None });
        Ok(())
    }

    fn pack(&mut self, parent: u32, children: &[u32]) -> Result<u32, Error> {
        self.open(count(children), parent)?;
        for (item, &child) in (0..).zip(children) {
            let unit = self.live(item, child, &children[..item as usize])?;
            self.fits(item, parent, &unit)?;
            if self.parent.contains_key(&child) {
                return Err(Error::AlreadyPacked { item });
            }
            self.room(item, parent)?;
            self.put(child, parent);
        }
        Ok(count(children))
    }

    fn relabel(&mut self, old: u32, new: u32) -> Result<u32, Error> {
        let was = self.live(0, old, &[])?;
        self.counterpart(old, new, was.level)?;
        if !self.children(new).is_empty() {
            return Err(Error::NotEmpty { item: 1 });
        }
        self.open(1, new)?;
        let mut units = 0;
        for child in self.children(old) {
            self.take(child);
            self.put(child, new);
            units += 1;
        }
        if let Some(parent) = self.parent.get(&old).copied() {
            self.take(old);
            self.put(new, parent);
            units += 2;
        }
        self.units[new as usize].closed = was.closed;
        self.units[old as usize].closed = None;
        self.units[old as usize].ended = Some(State::Void);
        Ok(units)
    }

    fn live(&self, item: u32, unit: u32, before: &[u32]) -> Result<Unit, Error> {
        let found = self.units.get(unit as usize).ok_or(Error::UnknownUnit { item })?;
        if before.contains(&unit) {
            return Err(Error::Repeated { item });
        }
        match found.ended {
            Some(State::Void) => Err(Error::Void { item }),
            Some(_) => Err(Error::Gone { item }),
            None => Ok(found.clone()),
        }
    }

    fn open(&self, item: u32, unit: u32) -> Result<Unit, Error> {
        let found = self.live(item, unit, &[])?;
        if found.closed.is_some() { Err(Error::Closed { item }) } else { Ok(found) }
    }

    fn may_leave(&self, item: u32, child: u32) -> Result<u32, Error> {
        let parent = *self.parent.get(&child).ok_or(Error::NotPacked { item })?;
        self.open(item, parent)?;
        Ok(parent)
    }

    fn counterpart(&self, old: u32, new: u32, level: Level) -> Result<(), Error> {
        if self.live(1, new, &[old])?.level != level {
            return Err(Error::LevelOrder { item: 1 });
        }
        if self.parent.contains_key(&new) { Err(Error::AlreadyPacked { item: 1 }) } else { Ok(()) }
    }

    fn two_alike(&self, at: u32, from: u32, to: u32) -> Result<(), Error> {
        let level = self.open(at, from)?.level;
        self.live(at + 1, to, &[from])?;
        if self.open(at + 1, to)?.level == level { Ok(()) } else { Err(Error::LevelOrder { item: at + 1 }) }
    }

    /// Level order, written out from the rules' words.
    fn fits(&self, item: u32, parent: u32, child: &Unit) -> Result<(), Error> {
        let parent = self.units[parent as usize].level;
        let between =
            Level::ALL.iter().any(|&level| child.level < level && level < parent && self.rules.uses(level));
        if child.level < parent && (self.rules.skips_levels() || !between) {
            Ok(())
        } else {
            Err(Error::LevelOrder { item })
        }
    }

    fn capacity(&self, container: u32) -> usize {
        self.rules.capacity(self.units[container as usize].level).unwrap_or(0) as usize
    }

    fn room(&self, item: u32, container: u32) -> Result<(), Error> {
        let held = self.held.get(&container).map_or(0, BTreeSet::len);
        if held < self.capacity(container) { Ok(()) } else { Err(Error::Capacity { item }) }
    }

    fn put(&mut self, child: u32, parent: u32) {
        self.held.entry(parent).or_default().insert(child);
        self.parent.insert(child, parent);
    }

    fn take(&mut self, child: u32) {
        if let Some(parent) = self.parent.remove(&child) {
            self.held.get_mut(&parent).unwrap().remove(&child);
        }
    }

    pub(crate) fn children(&self, unit: u32) -> Vec<u32> {
        self.held.get(&unit).into_iter().flatten().copied().collect()
    }

    fn path(&self, unit: u32) -> Vec<u32> {
        core::iter::successors(Some(unit), |here| self.parent.get(here).copied()).collect()
    }

    /// The unit and everything below it, containers first.
    fn subtree(&self, unit: u32) -> Vec<u32> {
        let mut all = vec![unit];
        for child in self.children(unit) {
            all.extend(self.subtree(child));
        }
        all
    }
}

fn id(number: u32) -> UnitId {
    UnitId::from_number(number)
}

/// The operation on the library: through the one door with a number, or by its own method.
pub(crate) fn apply(forest: &mut Forest, operation: &Operation, number: Option<u64>) -> Result<u32, Error> {
    let ids = |numbers: &[u32]| numbers.iter().copied().map(id).collect::<Vec<_>>();
    let mut list = Vec::new();
    let change = match operation {
        Operation::AddAll(list) => {
            let list: Vec<_> = list.iter().map(|&(number, level)| (identity(number), level)).collect();
            return match list[..] {
                [(identity, level)] => forest.add(identity, level).map(|_| 0),
                _ => forest.add_all(&list).map(|_| 0),
            };
        }
        Operation::Register(number, level, start, count) => {
            let indices = *start..start + u64::from(*count);
            return forest.register(&series(*number), *level, indices).map(|_| 0);
        }
        Operation::Pack(_, units) | Operation::Unpack(units) | Operation::Move(units, _) => {
            list.extend(ids(units));
            match operation {
                Operation::Pack(container, _) => Change::Pack { container: id(*container), units: &list },
                Operation::Move(_, to) => Change::Move { units: &list, to: id(*to) },
                _ => Change::Unpack { units: &list },
            }
        }
        Operation::Split(from, to, units) => {
            list.extend(ids(units));
            Change::Split { from: id(*from), to: id(*to), units: &list }
        }
        Operation::PackRun(container, first, count) => {
            Change::PackRun { container: id(*container), first: id(*first), count: *count }
        }
        Operation::UnpackAll(container) => Change::UnpackAll { container: id(*container) },
        Operation::Replace(old, new) => Change::Replace { old: id(*old), new: id(*new) },
        Operation::Relabel(old, new) => Change::Relabel { old: id(*old), new: id(*new) },
        Operation::Merge(from, to) => Change::Merge { from: id(*from), to: id(*to) },
        Operation::Close(container, off) => {
            let held = forest.held(id(*container)).unwrap_or(0);
            let declared = u32::try_from(i64::from(held) + i64::from(*off)).unwrap_or(u32::MAX);
            Change::Close { container: id(*container), declared }
        }
        Operation::Reopen(container) => Change::Reopen { container: id(*container) },
        Operation::Void(unit, take_out) => Change::Void { unit: id(*unit), take_out: *take_out },
        Operation::Sample(unit) => Change::Sample { unit: id(*unit) },
        Operation::Destroy(unit) => Change::Destroy { unit: id(*unit) },
    };
    let number = number.unwrap_or(u64::from(u32::MAX));
    forest.apply(OperationId(number), &change).map(|outcome| outcome.units)
}

/// Every query answers as the model does.
pub(crate) fn compare(forest: &Forest, model: &Model) {
    let numbers = |units: Vec<UnitId>| units.into_iter().map(UnitId::number).collect::<Vec<_>>();
    assert_eq!(forest.len() as usize, model.units.len());
    let all: Vec<UnitId> = forest.units().collect();
    let (mut parents, mut roots) = (vec![None; all.len()], all.clone());
    forest.parents(&all, &mut parents);
    forest.roots(&all, &mut roots);
    for (number, unit) in (0..).zip(&model.units) {
        let here = id(number);
        match unit.name {
            Named::Added(known) => {
                assert_eq!(forest.find(&identity(known)), Some(here));
                assert_eq!(forest.name(here), Ok(Name::External(identity(known))));
            }
            Named::Indexed(number, index) => {
                assert_eq!(forest.at(&series(number), index), Some(here));
                assert_eq!(forest.name(here), Ok(Name::Indexed { series: series(number), index }));
            }
        }
        assert_eq!(forest.level(here), Ok(unit.level));
        let state = unit.ended.unwrap_or(if unit.closed.is_some() { State::Closed } else { State::Open });
        assert_eq!(forest.state(here), Ok(state));
        assert_eq!(forest.declared(here), Ok(unit.closed.filter(|_| unit.ended.is_none())));

        let path = model.path(number);
        assert_eq!(numbers(forest.path(here).unwrap().collect()), path);
        assert_eq!(forest.parent(here).unwrap().map(UnitId::number), path.get(1).copied());
        assert_eq!(forest.root(here).unwrap().number(), path[path.len() - 1]);
        assert_eq!(parents[number as usize].map(UnitId::number), path.get(1).copied());
        assert_eq!(roots[number as usize].number(), path[path.len() - 1]);
        for other in 0..forest.len() {
            assert_eq!(forest.is_in(here, id(other)), Ok(path[1..].contains(&other)));
        }
        compare_contents(forest, model, number);
    }
    for level in Level::ALL {
        let of_level = |&number: &u32| model.units[number as usize].level == level;
        let all = (0..forest.len()).filter(of_level);
        assert_eq!(forest.totals().at(level) as usize, all.clone().count());
        let odd = all.clone().filter(|&number| {
            let (unit, held) = (&model.units[number as usize], model.children(number).len());
            let closed = unit.closed.filter(|_| unit.ended.is_none());
            closed.is_some_and(|declared| declared as usize != held || held < model.capacity(number))
        });
        assert_eq!(numbers(forest.odd(level).collect()), odd.collect::<Vec<_>>());
        let open = all.filter(|&number| {
            let unit = &model.units[number as usize];
            unit.closed.is_none() && unit.ended.is_none() && !model.children(number).is_empty()
        });
        assert_eq!(numbers(forest.open(level).collect()), open.collect::<Vec<_>>());
    }
}

/// The same of what lies in one unit.
pub(crate) fn compare_contents(forest: &Forest, model: &Model, number: u32) {
    let numbers = |units: Vec<UnitId>| units.into_iter().map(UnitId::number).collect::<Vec<_>>();
    let (here, unit) = (id(number), &model.units[number as usize]);
    let children = model.children(number);
    assert_eq!(numbers(forest.children(here).unwrap().collect()), children);
    assert_eq!(forest.children(here).unwrap().len(), children.len());
    for (place, &child) in children.iter().enumerate() {
        let next = forest.next_sibling(id(child)).unwrap().map(UnitId::number);
        assert_eq!(next, children.get(place + 1).copied());
    }
    if !model.parent.contains_key(&number) {
        assert_eq!(forest.next_sibling(here), Ok(None));
    }
    let open = unit.closed.is_none() && unit.ended.is_none();
    let room = if open { model.capacity(number) - children.len() } else { 0 };
    assert_eq!(forest.held(here).unwrap() as usize, children.len());
    assert_eq!(forest.room(here).unwrap() as usize, room);

    let subtree = model.subtree(number);
    let level = |&other: &u32| model.units[other as usize].level;
    for wanted in Level::ALL {
        let below = subtree[1..].iter().filter(|&other| level(other) == wanted).count();
        assert_eq!(forest.counts(here).unwrap().at(wanted) as usize, below);
    }
    let leaves: Vec<_> = subtree.iter().copied().filter(|other| level(other) == Level::ITEM).collect();
    assert_eq!(numbers(forest.leaves(here).unwrap().collect()), leaves);
    let mut buffer = vec![id(u32::MAX); leaves.len()];
    assert_eq!(forest.leaves_into(here, &mut buffer), Ok(leaves.len()));
    assert_eq!(numbers(buffer), leaves);
}
