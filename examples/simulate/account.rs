//! The simple account of what really happened: every label, every container, and whatever went wrong.

use std::collections::{BTreeMap, BTreeSet};

use symbolon::code::Level;
use symbolon::line::balance::Class;
use symbolon::line::{Order, Session};
use symbolon::pack::UnitId;

use crate::goods::FIRST;
use crate::thing::{Kind, Thing};

/// Where an item with a printed label is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// On the belt, before it, or in the bin.
    Around,
    /// Accepted.
    Good,
    Void,
    Sampled,
    Destroyed,
    /// Thrown away with a label that nobody can read.
    Unknown,
}

/// A container and what should be in it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Container {
    pub(crate) children: BTreeSet<UnitId>,
}

/// The account.
#[derive(Default)]
pub(crate) struct Account {
    pub(crate) fates: BTreeMap<u64, Fate>,
    /// Units by index of the item series, as the session told when it asked for the label.
    pub(crate) units: BTreeMap<u64, UnitId>,
    /// Accepted units that wait for their container, by level of the container.
    pub(crate) waiting: BTreeMap<Level, Vec<UnitId>>,
    pub(crate) containers: BTreeMap<UnitId, (Level, Container)>,
    pub(crate) parents: BTreeMap<UnitId, UnitId>,
    /// How many things of each kind were taken off, and how many passes of good ones.
    pub(crate) caught: BTreeMap<Kind, u64>,
    pub(crate) passes: u64,
    pub(crate) cuts: u64,
    pub(crate) jams: u64,
    /// The most marks it took to notice a jam.
    pub(crate) slowest_alarm: u64,
    pub(crate) repeats: u64,
    pub(crate) commands: u64,
    /// What should not have happened.
    pub(crate) faults: Vec<String>,
}

impl Account {
    pub(crate) fn fault(&mut self, text: String) {
        // The first ones tell enough.
        if self.faults.len() < 20 {
            self.faults.push(text);
        }
    }

    pub(crate) fn set(&mut self, index: u64, fate: Fate) {
        self.fates.insert(index, fate);
    }

    pub(crate) fn of(&self, fate: Fate) -> impl Iterator<Item = u64> {
        self.fates.iter().filter(move |row| *row.1 == fate).map(|row| *row.0)
    }

    /// A thing goes into the bin.
    pub(crate) fn binned(&mut self, thing: &Thing) {
        *self.caught.entry(thing.kind).or_default() += 1;
    }

    /// An item is accepted.
    pub(crate) fn accepted(&mut self, thing: &Thing, unit: UnitId) {
        match (thing.kind, thing.index) {
            (Kind::Good, Some(index)) => {
                if self.fates.insert(index, Fate::Good) != Some(Fate::Around) {
                    self.fault(format!("item {index} was accepted and should not have been there"));
                }
                self.waiting.entry(Level::CASE).or_default().push(unit);
            }
            (kind, index) => self.fault(format!("accepted: {kind:?} {index:?}")),
        }
    }

    /// A container is complete.
    pub(crate) fn complete(&mut self, order: &Order, container: UnitId, level: Level, held: u32) {
        if let Some((_, known)) = self.containers.get(&container) {
            if known.children.len() != held as usize {
                self.fault(format!("{container:?} was closed with {held}"));
            }
            return;
        }
        let children = self.waiting.remove(&level).unwrap_or_default();
        let capacity = order.rules.capacity(level).unwrap_or_default() as usize;
        if children.len() != held as usize || children.len() > capacity {
            self.fault(format!(
                "{container:?} holds {held}, and should hold {} of {capacity}",
                children.len()
            ));
        }
        self.parents.extend(children.iter().map(|child| (*child, container)));
        self.containers.insert(container, (level, Container { children: children.into_iter().collect() }));
        if let Some(above) = [Level::CASE, Level::PALLET].into_iter().find(|above| *above > level) {
            self.waiting.entry(above).or_default().push(container);
        }
    }

    /// An accepted item leaves its container, whatever for.
    pub(crate) fn taken_out(&mut self, unit: UnitId) {
        let parent = self.parents.remove(&unit).and_then(|parent| self.containers.get_mut(&parent));
        if let Some((_, container)) = parent {
            container.children.remove(&unit);
        }
        for waiting in self.waiting.values_mut() {
            waiting.retain(|other| *other != unit);
        }
    }

    /// Holds the session against the account.
    pub(crate) fn audit(&mut self, session: &Session) {
        self.audit_forest(session);
        self.audit_balance(session);
    }

    fn audit_forest(&mut self, session: &Session) {
        let forest = session.forest();
        let mut wrong = Vec::new();
        for (unit, (_, container)) in &self.containers {
            let children: Option<BTreeSet<UnitId>> = forest.children(*unit).ok().map(Iterator::collect);
            if children.as_ref() != Some(&container.children) {
                wrong.push(format!("{unit:?} holds {children:?}, and should hold {:?}", container.children));
            }
        }
        for index in self.of(Fate::Good) {
            let parent = self.units.get(&index).map(|unit| forest.parent(*unit).ok().flatten());
            let expected = self.units.get(&index).map(|unit| self.parents.get(unit).copied());
            if parent != expected {
                wrong.push(format!("item {index} lies in {parent:?}, and should lie in {expected:?}"));
            }
        }
        if let Err(breach) = forest.check() {
            wrong.push(format!("{breach:?}"));
        }
        for text in wrong {
            self.fault(text);
        }
    }

    fn audit_balance(&mut self, session: &Session) {
        let balance = session.balance();
        if !balance.is_exact() {
            self.fault(format!("the balance is not exact: {:?}", balance.discrepancies()));
        }
        let count = |fate| self.of(fate).count() as u64;
        let items = balance.row(Level::ITEM);
        let printed = self.fates.len() as u64;
        let expected = [
            count(Fate::Good),
            count(Fate::Void),
            count(Fate::Sampled),
            count(Fate::Destroyed),
            items.issued - printed,
            count(Fate::Unknown) + count(Fate::Around),
        ];
        let found = Class::ALL.map(|class| items.class(class));
        if found != expected {
            self.fault(format!("items: {found:?} by the session, {expected:?} by the account"));
        }
        let named: BTreeSet<u64> = balance
            .missing()
            .iter()
            .filter(|missing| missing.source == 0)
            .flat_map(|missing| missing.range.clone())
            .collect();
        let lost: BTreeSet<u64> = self.of(Fate::Unknown).chain(self.of(Fate::Around)).collect();
        if named != lost {
            self.fault(format!("unaccounted: {named:?} by the session, {lost:?} by the account"));
        }
        for level in [Level::CASE, Level::PALLET] {
            let used = self.containers.values().filter(|row| row.0 == level).count() as u64;
            let row = balance.row(level);
            let found = Class::ALL.map(|class| row.class(class));
            if found != [used, 0, 0, 0, row.issued - used, 0] {
                self.fault(format!("{}: {found:?} by the session, {used} were used", level.name()));
            }
        }
    }
}

/// The index of an item's unit: the order registers items first.
pub(crate) fn index_of(session: &Session, unit: UnitId) -> Option<u64> {
    match session.forest().name(unit) {
        Ok(symbolon::pack::Name::Indexed { index, .. }) if index >= FIRST => Some(index),
        _ => None,
    }
}
