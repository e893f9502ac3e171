//! The balance of an order: every identity that was issued to it is somewhere, or its name is told.
//!
//! ```text
//! issued = used + void + sampled + destroyed + returned + unaccounted        for each level
//! ```
//!
//! `issued` is what the order says it was given. The classes come from the states of the single identities, as the
//! session has them at the end. The live counts of [`Statistics`] are a third account of the same thing. [`Balance`]
//! puts them side by side: it is exact when all three agree, and says at which level and by how much when they do not.
//!
//! Owns the classes and the ranges of unaccounted identities. It decides nothing: a label that was printed and never
//! seen again is unaccounted until somebody says what became of it.

use super::Order;
use super::state::State;
use super::statistics::Statistics;
use crate::code::Level;

/// What became of an identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Class {
    /// On a unit that is in the world: commissioned, or shipped.
    Used = 1,
    /// Not used any more: invalid, scrapped with its label, or decommissioned.
    Void = 2,
    /// Taken out as a sample, as label or unit.
    Sampled = 3,
    /// On a unit that was destroyed.
    Destroyed = 4,
    /// Given back unused.
    Returned = 5,
    /// Allocated or on a label, and nobody knows where.
    Unaccounted = 6,
}

impl Class {
    /// How many classes there are.
    pub const COUNT: usize = 6;

    /// All classes, in the order of the equation.
    pub const ALL: [Self; Self::COUNT] =
        [Self::Used, Self::Void, Self::Sampled, Self::Destroyed, Self::Returned, Self::Unaccounted];

    /// The class of a state.
    #[must_use]
    pub const fn of(state: State) -> Self {
        match state {
            State::Commissioned | State::Released => Self::Used,
            State::SnInvalid | State::LabelScrapped | State::Inactive => Self::Void,
            State::LabelSampled | State::Sampled => Self::Sampled,
            State::Destroyed => Self::Destroyed,
            State::Unassigned | State::Unallocated => Self::Returned,
            State::Allocated | State::Encoded => Self::Unaccounted,
        }
    }

    /// The word of reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Used => "used",
            Self::Void => "void",
            Self::Sampled => "sampled",
            Self::Destroyed => "destroyed",
            Self::Returned => "returned",
            Self::Unaccounted => "unaccounted",
        }
    }
}

/// Identities of one source that follow each other and are unaccounted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Missing {
    /// Their source, as a position in the order's list.
    pub source: usize,
    /// Their indices in a series, or their positions in a list.
    pub range: core::ops::Range<u64>,
    /// Whether they were on a label ([`State::Encoded`]), or not even that ([`State::Allocated`]).
    pub labelled: bool,
}

/// One level of the balance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Row {
    /// What the order was given.
    pub issued: u64,
    states: [u64; State::COUNT],
}

impl Row {
    /// How many are in a class.
    #[must_use]
    pub fn class(&self, class: Class) -> u64 {
        let of_class =
            State::ALL.into_iter().zip(self.states).filter(|(state, _)| Class::of(*state) == class);
        of_class.map(|(_, count)| count).fold(0, u64::saturating_add)
    }

    /// How many are in a state.
    #[must_use]
    pub fn state(&self, state: State) -> u64 {
        self.states.get(usize::from(state.number())).copied().unwrap_or_default()
    }

    /// All classes together.
    #[must_use]
    pub fn sum(&self) -> u64 {
        self.states.into_iter().fold(0, u64::saturating_add)
    }

    /// Issued less the sum: 0 if it adds up, positive if identities are left out, negative if there are too many.
    #[must_use]
    pub fn difference(&self) -> i128 {
        i128::from(self.issued) - i128::from(self.sum())
    }
}

/// A level and state in which the live counts differ from the identities themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Discrepancy {
    /// The level.
    pub level: Level,
    /// The state.
    pub state: State,
    /// What was counted while the line ran.
    pub counted: u64,
    /// How many identities are in it.
    pub found: u64,
}

/// The balance of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Balance {
    rows: [Row; Level::COUNT],
    missing: Vec<Missing>,
    unnamed: u64,
    discrepancies: Vec<Discrepancy>,
}

impl Balance {
    /// The most ranges that are named; of more, only the number of identities is told.
    pub const MOST_RANGES: usize = 4096;

    /// The left side of the equation: what the order was given.
    #[must_use]
    pub fn new(order: &Order) -> Self {
        let mut rows = [Row::default(); Level::COUNT];
        for source in &order.sources {
            if let Some(row) = rows.get_mut(usize::from(source.level.number()) - 1) {
                row.issued = row.issued.saturating_add(source.identities.len());
            }
        }
        Self { rows, missing: Vec::new(), unnamed: 0, discrepancies: Vec::new() }
    }

    /// Takes the states of all identities of a source, in the source's order; `first` is the index of the first one, 0
    /// for a list. O(n).
    ///
    /// ```
    /// use symbolon::code::{Level, SeriesId};
    /// use symbolon::gs1::key::Gtin;
    /// use symbolon::line::balance::{Balance, Class};
    /// use symbolon::line::{Identities, Order, State};
    /// use symbolon::pack::Rules;
    ///
    /// # fn main() -> Result<(), symbolon::Error> {
    /// let series = SeriesId::new(Gtin::parse(b"09506000134352")?, b"07")?;
    /// let order = Order::new(Rules::new([0, 12, 0]))
    ///     .with_source(Level::ITEM, Identities::Series { series, indices: 500..505 });
    /// let mut balance = Balance::new(&order);
    /// let states = [State::Commissioned, State::Commissioned, State::Encoded, State::Sampled, State::Unallocated];
    /// balance.add(Level::ITEM, 0, 500, states);
    /// assert_eq!(balance.row(Level::ITEM).class(Class::Used), 2);
    /// assert!(balance.is_exact());
    /// assert_eq!(balance.missing()[0].range, 502..503);
    /// # Ok(())
    /// # }
    /// ```
    pub fn add(&mut self, level: Level, source: usize, first: u64, states: impl IntoIterator<Item = State>) {
        let mut open: Option<Missing> = None;
        for (index, state) in (first..).zip(states) {
            self.add_count(level, state, 1);
            if Class::of(state) != Class::Unaccounted {
                self.name(open.take());
                continue;
            }
            let labelled = state == State::Encoded;
            match &mut open {
                Some(range) if range.labelled == labelled => range.range.end = index + 1,
                _ => self.name(open.replace(Missing { source, range: index..index + 1, labelled })),
            }
        }
        self.name(open);
    }

    /// Takes `count` identities of a state that have no names.
    pub fn add_count(&mut self, level: Level, state: State, count: u64) {
        let row = self.rows.get_mut(usize::from(level.number()) - 1);
        if let Some(place) = row.and_then(|row| row.states.get_mut(usize::from(state.number()))) {
            *place = place.saturating_add(count);
        }
    }

    fn name(&mut self, range: Option<Missing>) {
        match range {
            Some(range) if self.missing.len() < Self::MOST_RANGES => self.missing.push(range),
            Some(range) => self.unnamed += range.range.end - range.range.start,
            None => {}
        }
    }

    /// Holds the live counts against the identities.
    pub fn compare(&mut self, statistics: &Statistics) {
        self.discrepancies.clear();
        for (level, row) in Level::ALL.into_iter().zip(&self.rows) {
            for (state, found) in State::ALL.into_iter().zip(row.states) {
                let counted = statistics.units(level, state);
                if counted != found {
                    self.discrepancies.push(Discrepancy { level, state, counted, found });
                }
            }
        }
    }

    /// The balance of a level.
    #[must_use]
    pub fn row(&self, level: Level) -> Row {
        self.rows.get(usize::from(level.number()) - 1).copied().unwrap_or_default()
    }

    /// The levels that were given identities, or have some, lowest first.
    pub fn levels(&self) -> impl Iterator<Item = (Level, Row)> {
        Level::ALL.into_iter().zip(self.rows).filter(|(_, row)| row.issued > 0 || row.sum() > 0)
    }

    /// The unaccounted identities by name.
    #[must_use]
    pub fn missing(&self) -> &[Missing] {
        &self.missing
    }

    /// Unaccounted identities in ranges that found no room in the list.
    #[must_use]
    pub const fn unnamed(&self) -> u64 {
        self.unnamed
    }

    /// Where the live counts differ from the identities; empty before [`Balance::compare`].
    #[must_use]
    pub fn discrepancies(&self) -> &[Discrepancy] {
        &self.discrepancies
    }

    /// Whether every level adds up and no count differs. Unaccounted identities are part of the equation, not a breach
    /// of it.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.discrepancies.is_empty() && self.rows.iter().all(|row| row.difference() == 0)
    }
}
