//! What a session shows.

use super::align::Alignment;
use super::balance::Balance;
use super::order::{Lot, Order};
use super::reason::Reason;
use super::session::Session;
use super::state::State;
use super::statistics::Statistics;
use crate::code::Level;
use crate::pack::{Forest, UnitId};

impl Session {
    /// The order.
    #[must_use]
    pub const fn order(&self) -> &Order {
        &self.order
    }

    /// What lies where. Units that wait for their container to be full are still loose in it.
    #[must_use]
    pub const fn forest(&self) -> &Forest {
        &self.units.forest
    }

    /// The state of a unit's serial number; [`State::Unassigned`] for a unit that the order does not have.
    #[must_use]
    pub fn state(&self, unit: UnitId) -> State {
        self.units.life(unit).state
    }

    /// Whether a unit was taken off the line and not let back.
    #[must_use]
    pub fn is_rejected(&self, unit: UnitId) -> bool {
        self.units.life(unit).is(super::units::REJECTED)
    }

    /// Whether a unit was lost with its container.
    #[must_use]
    pub fn is_lost(&self, unit: UnitId) -> bool {
        self.units.life(unit).is(super::units::LOST)
    }

    /// What was counted so far.
    #[must_use]
    pub const fn statistics(&self) -> &Statistics {
        &self.units.statistics
    }

    /// What became of every identity of the order, held against the counts. O(units).
    #[must_use]
    pub fn balance(&self) -> Balance {
        self.units.balance(&self.order)
    }

    /// The units that wait for the container of a level to be full, in the order in which they came.
    #[must_use]
    pub fn gathered(&self, level: Level) -> &[UnitId] {
        self.gathers.get(usize::from(level.number()) - 1).map(Vec::as_slice).unwrap_or_default()
    }

    /// Items that were accepted.
    #[must_use]
    pub const fn made(&self) -> u64 {
        self.made
    }

    /// Items that passed the reader and are not decided.
    #[must_use]
    pub const fn undecided(&self) -> u64 {
        self.belt.read.saturating_sub(self.belt.decided)
    }

    /// The lot that runs.
    #[must_use]
    pub fn lot(&self) -> Option<&Lot> {
        self.order.lots.get(usize::from(self.lot))
    }

    /// Why the line stands; `None` while it runs.
    #[must_use]
    pub const fn halted(&self) -> Option<Reason> {
        self.halted
    }

    /// Whether the order has ended.
    #[must_use]
    pub const fn has_ended(&self) -> bool {
        self.ended
    }

    /// How the mark reader stands to the code reader.
    #[must_use]
    pub const fn alignment(&self) -> &Alignment {
        &self.alignment
    }

    /// Events that never came and were given up.
    #[must_use]
    pub fn lost_events(&self) -> u64 {
        self.devices.iter().map(super::device::Device::lost).sum()
    }

    /// A digest of the whole state: two sessions of one build and order that took the same records have the same one.
    /// Events that wait are no part of it: they are not recorded yet. O(units).
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        use core::hash::Hash;
        let mut hasher = super::digest::Digester::new();
        self.units.hash(&mut hasher);
        self.belt.hash(&mut hasher);
        (&self.gathers, &self.alignment, &self.roll, &self.bound, &self.devices).hash(&mut hasher);
        (self.lot, self.made, self.on_belt, self.halted, self.ended, self.now).hash(&mut hasher);
        hasher.finish32()
    }
}
