//! A forest too simple to be wrong: what the property tests and the fuzz target hold the library to.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used)]

use std::collections::BTreeMap;

use symbolon::Error;
use symbolon::code::{Identity, Level, Serial};
use symbolon::gs1::key::Gtin;
use symbolon::pack::{Forest, Rules, UnitId};

/// One identity for each number.
pub(crate) fn identity(number: u32) -> Identity {
    Identity::Sgtin {
        gtin: Gtin::parse(b"09506000134352").unwrap(),
        serial: Serial::parse(number.to_string().as_bytes()).unwrap(),
    }
}

/// One call; units by number, identities by theirs.
#[derive(Clone, Debug)]
pub(crate) enum Operation {
    AddAll(Vec<(u32, Level)>),
    Pack(u32, Vec<u32>),
    Unpack(Vec<u32>),
    UnpackAll(u32),
    Replace(u32, u32),
    Move(Vec<u32>, u32),
    Void(u32),
}

/// Units by number; who lies in whom; what each container holds, in order.
#[derive(Clone, Debug)]
pub(crate) struct Model {
    rules: Rules,
    units: Vec<Unit>,
    parent: BTreeMap<u32, u32>,
    held: BTreeMap<u32, Vec<u32>>,
}

#[derive(Clone, Debug)]
struct Unit {
    identity: u32,
    level: Level,
    void: bool,
}

impl Model {
    /// No units.
    pub(crate) fn new(rules: Rules) -> Self {
        Self { rules, units: Vec::new(), parent: BTreeMap::new(), held: BTreeMap::new() }
    }

    /// Does the operation step by step on a copy, and keeps the copy only if no step was refused.
    pub(crate) fn apply(&mut self, operation: &Operation) -> Result<u32, Error> {
        let mut copy = self.clone();
        let mut answer = 0;
        match operation {
            Operation::AddAll(list) => {
                for (item, &(identity, level)) in (0..).zip(list) {
                    copy.add(item, identity, level, &self.units)?;
                }
            }
            Operation::Pack(parent, children) => {
                copy.live(u32::try_from(children.len()).unwrap(), *parent, &[])?;
                for (item, &child) in (0..).zip(children) {
                    let unit = copy.live(item, child, &children[..item as usize])?;
                    copy.fits(item, *parent, &unit)?;
                    if copy.parent.contains_key(&child) {
                        return Err(Error::AlreadyPacked { item });
                    }
                    copy.put(item, *parent, child)?;
                }
            }
            Operation::Unpack(children) => {
                for (item, &child) in (0..).zip(children) {
                    copy.live(item, child, &children[..item as usize])?;
                    copy.take(item, child)?;
                }
            }
            Operation::UnpackAll(parent) => {
                copy.live(0, *parent, &[])?;
                for child in self.children(*parent) {
                    copy.take(0, child)?;
                    answer += 1;
                }
            }
            Operation::Replace(old, new) => copy.replace(*old, *new)?,
            Operation::Move(children, parent) => {
                copy.live(u32::try_from(children.len()).unwrap(), *parent, &[])?;
                for (item, &child) in (0..).zip(children) {
                    let unit = copy.live(item, child, &children[..item as usize])?;
                    copy.fits(item, *parent, &unit)?;
                    copy.take(item, child)?;
                    copy.put(item, *parent, child)?;
                }
            }
            Operation::Void(unit) => {
                copy.live(0, *unit, &[])?;
                if copy.parent.contains_key(unit) {
                    return Err(Error::AlreadyPacked { item: 0 });
                }
                if !copy.children(*unit).is_empty() {
                    return Err(Error::NotEmpty { item: 0 });
                }
                copy.units[*unit as usize].void = true;
            }
        }
        *self = copy;
        Ok(answer)
    }

    fn add(&mut self, item: u32, identity: u32, level: Level, before: &[Unit]) -> Result<(), Error> {
        if level != Level::ITEM && self.rules.capacity(level).is_none() {
            return Err(Error::LevelAbsent { item });
        }
        if before.iter().any(|unit| unit.identity == identity) {
            return Err(Error::Known { item });
        }
        if self.units.iter().any(|unit| unit.identity == identity) {
            return Err(Error::Repeated { item });
        }
        self.units.push(Unit { identity, level, void: false });
        Ok(())
    }

    fn live(&self, item: u32, unit: u32, before: &[u32]) -> Result<Unit, Error> {
        let found = self.units.get(unit as usize).ok_or(Error::UnknownUnit { item })?;
        if before.contains(&unit) {
            return Err(Error::Repeated { item });
        }
        if found.void { Err(Error::Void { item }) } else { Ok(found.clone()) }
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

    fn put(&mut self, item: u32, parent: u32, child: u32) -> Result<(), Error> {
        let capacity = self.rules.capacity(self.units[parent as usize].level).unwrap();
        let held = self.held.entry(parent).or_default();
        if held.len() == capacity as usize {
            return Err(Error::Capacity { item });
        }
        held.push(child);
        self.parent.insert(child, parent);
        Ok(())
    }

    fn take(&mut self, item: u32, child: u32) -> Result<(), Error> {
        let parent = self.parent.remove(&child).ok_or(Error::NotPacked { item })?;
        self.held.get_mut(&parent).unwrap().retain(|&other| other != child);
        Ok(())
    }

    fn replace(&mut self, old: u32, new: u32) -> Result<(), Error> {
        let was = self.live(0, old, &[])?;
        let parent = *self.parent.get(&old).ok_or(Error::NotPacked { item: 0 })?;
        let comes = self.live(1, new, &[old])?;
        if was.level != comes.level {
            return Err(Error::LevelOrder { item: 1 });
        }
        if self.parent.contains_key(&new) {
            return Err(Error::AlreadyPacked { item: 1 });
        }
        for place in self.held.get_mut(&parent).unwrap() {
            if *place == old {
                *place = new;
            }
        }
        self.parent.remove(&old);
        self.parent.insert(new, parent);
        Ok(())
    }

    fn children(&self, unit: u32) -> Vec<u32> {
        self.held.get(&unit).cloned().unwrap_or_default()
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

/// The operation on the library.
pub(crate) fn apply(forest: &mut Forest, operation: &Operation) -> Result<u32, Error> {
    let ids = |numbers: &[u32]| numbers.iter().copied().map(UnitId::from_number).collect::<Vec<_>>();
    let id = |number: &u32| UnitId::from_number(*number);
    match operation {
        Operation::AddAll(list) => {
            let list: Vec<_> = list.iter().map(|&(number, level)| (identity(number), level)).collect();
            match list[..] {
                [(identity, level)] => forest.add(identity, level).map(drop),
                _ => forest.add_all(&list).map(drop),
            }
        }
        Operation::Pack(parent, children) => forest.pack(id(parent), &ids(children)),
        Operation::Unpack(children) => forest.unpack(&ids(children)),
        Operation::UnpackAll(parent) => return forest.unpack_all(id(parent)),
        Operation::Replace(old, new) => forest.replace(id(old), id(new)),
        Operation::Move(children, parent) => forest.move_to(&ids(children), id(parent)),
        Operation::Void(unit) => forest.void(id(unit)),
    }
    .map(|()| 0)
}

/// Every query answers as the model does.
pub(crate) fn compare(forest: &Forest, model: &Model) {
    let numbers = |units: Vec<UnitId>| units.into_iter().map(UnitId::number).collect::<Vec<_>>();
    assert_eq!(forest.len() as usize, model.units.len());
    for (number, unit) in (0..).zip(&model.units) {
        let id = UnitId::from_number(number);
        assert_eq!(forest.find(&identity(unit.identity)), Some(id));
        assert_eq!(forest.identity(id), Ok(identity(unit.identity)));
        assert_eq!((forest.level(id), forest.is_void(id)), (Ok(unit.level), Ok(unit.void)));

        let path = model.path(number);
        assert_eq!(numbers(forest.path(id).unwrap().collect()), path);
        assert_eq!(forest.parent(id).unwrap().map(UnitId::number), path.get(1).copied());
        assert_eq!(forest.root(id).unwrap().number(), path[path.len() - 1]);
        for other in 0..forest.len() {
            let inside = path[1..].contains(&other);
            assert_eq!(forest.is_in(id, UnitId::from_number(other)), Ok(inside));
        }

        let children = model.children(number);
        assert_eq!(numbers(forest.children(id).unwrap().collect()), children);
        assert_eq!(forest.children(id).unwrap().len(), children.len());
        for (place, &child) in children.iter().enumerate() {
            let next = forest.next_sibling(UnitId::from_number(child)).unwrap().map(UnitId::number);
            assert_eq!(next, children.get(place + 1).copied());
        }
        if !model.parent.contains_key(&number) {
            assert_eq!(forest.next_sibling(id), Ok(None));
        }
        let capacity = if unit.void { 0 } else { model.rules.capacity(unit.level).unwrap_or(0) };
        assert_eq!(forest.held(id).unwrap() as usize, children.len());
        assert_eq!(forest.room(id).unwrap() as usize, capacity as usize - children.len());

        let subtree = model.subtree(number);
        let level = |&other: &u32| model.units[other as usize].level;
        for wanted in Level::ALL {
            let below = subtree[1..].iter().filter(|&other| level(other) == wanted).count();
            assert_eq!(forest.counts(id).unwrap().at(wanted) as usize, below);
        }
        let leaves: Vec<_> = subtree.iter().copied().filter(|other| level(other) == Level::ITEM).collect();
        assert_eq!(numbers(forest.leaves(id).unwrap().collect()), leaves);
        let mut buffer = vec![UnitId::from_number(u32::MAX); leaves.len()];
        assert_eq!(forest.leaves_into(id, &mut buffer), Ok(leaves.len()));
        assert_eq!(numbers(buffer), leaves);
    }
    for level in Level::ALL {
        let of_level = |&number: &u32| model.units[number as usize].level == level;
        let all = 0..forest.len();
        assert_eq!(forest.totals().at(level) as usize, all.clone().filter(of_level).count());
        let odd = all.filter(of_level).filter(|&number| {
            let held = model.children(number).len();
            held > 0 && held < model.rules.capacity(level).unwrap_or(0) as usize
        });
        assert_eq!(numbers(forest.odd(level).collect()), odd.collect::<Vec<_>>());
    }
}
