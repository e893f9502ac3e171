//! The queries. None allocates, none recurses.

use core::iter::FusedIterator;

use super::brood::Brood;
use super::states::{CLOSED, DESTROYED, SAMPLED, VOID};
use super::{Forest, UnitId};
use crate::Error;
use crate::code::Level;

/// What has become of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum State {
    /// In use; a container takes and gives.
    Open,
    /// A container that takes and gives nothing until it is opened again.
    Closed,
    /// Its code is withdrawn, for good.
    Void,
    /// Taken out as a sample, with all it held.
    Sampled,
    /// Destroyed with all it held, for good.
    Destroyed,
}

impl Forest {
    /// The container a unit lies in; `None` if it is loose.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownUnit`].
    pub fn parent(&self, unit: UnitId) -> Result<Option<UnitId>, Error> {
        self.present(unit, 0)?;
        Ok(self.parent_of(unit))
    }

    /// The container of each unit, see [`Forest::parent`]; units that the forest does not hold have none. As many as
    /// both lists have. Faster than one by one where the forest is much larger than the processor's cache: the looks
    /// into memory do not wait for each other.
    pub fn parents(&self, units: &[UnitId], parents: &mut [Option<UnitId>]) {
        for (place, &unit) in parents.iter_mut().zip(units) {
            *place = self.parent_of(unit);
        }
    }

    /// The outermost container of a unit; the unit itself if it is loose.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownUnit`].
    pub fn root(&self, unit: UnitId) -> Result<UnitId, Error> {
        self.present(unit, 0)?;
        let mut root = unit;
        while let Some(above) = self.parent_of(root) {
            root = above;
        }
        Ok(root)
    }

    /// The root of each unit, see [`Forest::root`]; units that the forest does not hold are their own. As many as both
    /// lists have. Goes up level by level for all of them, so that the looks into memory do not wait for each other.
    pub fn roots(&self, units: &[UnitId], roots: &mut [UnitId]) {
        for (root, &unit) in roots.iter_mut().zip(units) {
            *root = unit;
        }
        let count = units.len();
        for _ in Level::ALL {
            let mut higher = false;
            for root in roots.iter_mut().take(count) {
                if let Some(above) = self.parent_of(*root) {
                    *root = above;
                    higher = true;
                }
            }
            if !higher {
                break;
            }
        }
    }

    /// The unit, its container, and so on up to the root.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownUnit`].
    pub fn path(&self, unit: UnitId) -> Result<Path<'_>, Error> {
        self.known(unit, 0)?;
        Ok(Path { forest: self, next: Some(unit) })
    }

    /// Whether `unit` lies in `container`, at any depth. Nothing lies in itself.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownUnit`], item 0 for the unit and 1 for the container.
    pub fn is_in(&self, unit: UnitId, container: UnitId) -> Result<bool, Error> {
        let mut path = self.path(unit)?.skip(1);
        self.known(container, 1)?;
        Ok(path.any(|above| above == container))
    }

    /// What a container holds directly, in the order of the ids.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownUnit`].
    pub fn children(&self, container: UnitId) -> Result<Children<'_>, Error> {
        self.known(container, 0)?;
        let brood = Brood::of(&self.layout, container.number());
        let left = brood.count(&self.layout);
        Ok(Children { forest: self, brood, open: (0, 0), left })
    }

    /// The unit with the next greater id in the same container.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownUnit`].
    pub fn next_sibling(&self, unit: UnitId) -> Result<Option<UnitId>, Error> {
        let Some(parent) = self.parent(unit)? else { return Ok(None) };
        let mut brood = Brood::of(&self.layout, parent.number());
        brood.seek(&self.layout, unit.number() + 1);
        Ok(brood.next(&self.layout).map(|(next, _)| UnitId::from_number(next)))
    }

    /// How many units a container holds directly.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownUnit`].
    pub fn held(&self, container: UnitId) -> Result<u32, Error> {
        self.known(container, 0)?;
        Ok(self.layout.held(container.number()))
    }

    /// How many more units a container can take; 0 for an item and for a container that is not open.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownUnit`].
    pub fn room(&self, container: UnitId) -> Result<u32, Error> {
        let level = self.known(container, 0)?;
        if self.states.get(container.number()) != 0 {
            return Ok(0);
        }
        let capacity = self.rules.capacity(level).unwrap_or(0);
        Ok(capacity.saturating_sub(self.layout.held(container.number())))
    }

    /// What has become of a unit.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownUnit`].
    pub fn state(&self, unit: UnitId) -> Result<State, Error> {
        self.known(unit, 0)?;
        let flags = self.states.get(unit.number());
        let states = [
            (VOID, State::Void),
            (DESTROYED, State::Destroyed),
            (SAMPLED, State::Sampled),
            (CLOSED, State::Closed),
        ];
        let set = states.into_iter().find(|(flag, _)| flags & flag != 0);
        Ok(set.map_or(State::Open, |(_, state)| state))
    }

    /// Whether a unit is void.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownUnit`].
    pub fn is_void(&self, unit: UnitId) -> Result<bool, Error> {
        Ok(self.state(unit)? == State::Void)
    }

    /// How many units a closed container was said to hold when it was closed; `None` if it is not closed.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownUnit`].
    pub fn declared(&self, container: UnitId) -> Result<Option<u32>, Error> {
        if self.state(container)? != State::Closed {
            return Ok(None);
        }
        let declared = self.declared.get(&container.number()).copied();
        Ok(Some(declared.unwrap_or_else(|| self.layout.held(container.number()))))
    }

    /// The odd containers of a level: closed, and holding less than their capacity or than was declared. In the order of
    /// the ids. A whole walk is O(containers of the level).
    pub fn odd(&self, level: Level) -> impl Iterator<Item = UnitId> + '_ {
        let capacity = self.rules.capacity(level).unwrap_or(0);
        self.of_level(level).filter(move |&unit| {
            self.states.get(unit.number()) == CLOSED
                && (self.declared.contains_key(&unit.number()) || self.layout.held(unit.number()) < capacity)
        })
    }

    /// The open containers of a level that hold something. In the order of the ids. A whole walk is O(containers of the
    /// level).
    pub fn open(&self, level: Level) -> impl Iterator<Item = UnitId> + '_ {
        self.of_level(level)
            .filter(|unit| self.states.get(unit.number()) == 0 && self.layout.held(unit.number()) > 0)
    }

    fn of_level(&self, level: Level) -> impl Iterator<Item = UnitId> + '_ {
        let mut next = 0;
        let end = self.len();
        // Whole runs of other levels are passed at once.
        let runs = core::iter::from_fn(move || {
            let start = next;
            let (found, behind) = self.registry.level_run(start, end)?;
            next = behind;
            Some((found, start..behind))
        });
        runs.filter(move |&(found, _)| found == level && level != Level::ITEM)
            .flat_map(|(_, run)| run.map(UnitId::from_number))
    }
}

/// A unit and its containers, see [`Forest::path`].
#[derive(Clone, Debug)]
pub struct Path<'a> {
    forest: &'a Forest,
    next: Option<UnitId>,
}

impl Iterator for Path<'_> {
    type Item = UnitId;

    fn next(&mut self) -> Option<UnitId> {
        let unit = self.next?;
        self.next = self.forest.parent_of(unit);
        Some(unit)
    }
}

impl FusedIterator for Path<'_> {}

/// What a container holds directly, see [`Forest::children`].
#[derive(Clone, Debug)]
pub struct Children<'a> {
    forest: &'a Forest,
    brood: Brood,
    open: (u32, u32),
    left: u32,
}

impl Iterator for Children<'_> {
    type Item = UnitId;

    fn next(&mut self) -> Option<UnitId> {
        if self.open.0 >= self.open.1 {
            self.open = self.brood.next(&self.forest.layout)?;
        }
        let unit = self.open.0;
        self.open.0 += 1;
        self.left = self.left.saturating_sub(1);
        Some(UnitId::from_number(unit))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left as usize, Some(self.left as usize))
    }
}

impl ExactSizeIterator for Children<'_> {}
impl FusedIterator for Children<'_> {}
