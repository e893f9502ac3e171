//! What is counted while a line runs.
//!
//! Owns the counts: decisions per station and reason, items good and bad over time, serial numbers per level and state.
//! All memory is taken by [`Statistics::new`]; counting allocates nothing and is O(1), but for a step of the timeline,
//! which is O([`Timeline::COLUMNS`]) and happens at most 41 times. It refuses nothing: what it cannot place in time it
//! counts as such.
//!
//! The invariant: a station has seen as many things as the counts of its reasons add up to, and passed no more than it
//! has seen.

use super::balance::Balance;
use super::reason::Reason;
use super::state::{self, Refusal, State};
use super::{Order, Ruling};
use crate::code::Level;

/// Reasons below this number have a place of their own; behind them each pair of state and event has one.
const PLAIN: usize = 128;
const SLOTS: usize = PLAIN + State::COUNT * state::Event::COUNT;
const MINUTE: u64 = 60_000;

/// The counts of one station.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Tally {
    seen: u64,
    passed: u64,
    reasons: Box<[u64]>,
}

impl Tally {
    fn new() -> Self {
        Self { seen: 0, passed: 0, reasons: vec![0; SLOTS].into() }
    }

    /// How many decisions there were.
    #[must_use]
    pub const fn seen(&self) -> u64 {
        self.seen
    }

    /// How many of them let the thing pass ([`Ruling::Accept`] and [`Ruling::Hold`]).
    #[must_use]
    pub const fn passed(&self) -> u64 {
        self.passed
    }

    /// How many there were for this reason.
    #[must_use]
    pub fn of(&self, reason: Reason) -> u64 {
        slot(reason).and_then(|slot| self.reasons.get(slot)).copied().unwrap_or_default()
    }

    /// The reasons that occurred, ascending by number.
    pub fn reasons(&self) -> impl Iterator<Item = (Reason, u64)> {
        self.reasons.iter().enumerate().filter_map(|(slot, &count)| {
            let reason = if count > 0 { reason_at(slot) } else { None };
            reason.map(|reason| (reason, count))
        })
    }
}

fn slot(reason: Reason) -> Option<usize> {
    match reason {
        Reason::State(Refusal { state, event }) => {
            Some(PLAIN + usize::from(state.number()) * state::Event::COUNT + usize::from(event.number()))
        }
        plain => Some(usize::from(plain.number())).filter(|&slot| slot < PLAIN),
    }
}

fn reason_at(slot: usize) -> Option<Reason> {
    let Some(pair) = slot.checked_sub(PLAIN) else { return Reason::from_number(u16::try_from(slot).ok()?) };
    let state = State::from_number(u8::try_from(pair / state::Event::COUNT).ok()?)?;
    let event = state::Event::from_number(u8::try_from(pair % state::Event::COUNT).ok()?)?;
    Some(Reason::State(Refusal { state, event }))
}

/// Items of a stretch of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Stretch {
    /// Items that were accepted.
    pub good: u64,
    /// Items that were rejected.
    pub bad: u64,
}

impl Stretch {
    /// All of them.
    #[must_use]
    pub const fn items(self) -> u64 {
        self.good + self.bad
    }

    fn count(&mut self, good: bool) {
        *if good { &mut self.good } else { &mut self.bad } += 1;
    }

    pub(super) const fn and(self, other: Self) -> Self {
        Self { good: self.good + other.good, bad: self.bad + other.bad }
    }
}

/// Items over the whole order in columns of equal width. When the last column is passed, each two become one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Timeline {
    start: u64,
    /// In minutes: a power of two; 0 before the first item.
    width: u64,
    columns: Box<[Stretch]>,
}

impl Timeline {
    /// How many columns there are.
    pub const COLUMNS: usize = 240;

    /// The longest time after the first item that is drawn, in minutes: a year. A device whose clock is far off would
    /// leave nothing to be seen of the rest.
    pub const LONGEST: u64 = 366 * 24 * 60;

    /// The time of the first column in milliseconds of Unix time, a full minute; 0 before the first item.
    #[must_use]
    pub const fn start(&self) -> u64 {
        self.start
    }

    /// The width of a column in minutes; 0 before the first item.
    #[must_use]
    pub const fn width(&self) -> u64 {
        self.width
    }

    /// The columns up to the last one that has items.
    #[must_use]
    pub fn columns(&self) -> &[Stretch] {
        let used = self.columns.iter().rposition(|column| column.items() > 0).map_or(0, |last| last + 1);
        self.columns.get(..used).unwrap_or_default()
    }

    /// Counts an item; false if its time is before the first or beyond the longest.
    fn count(&mut self, time: u64, good: bool) -> bool {
        if self.width == 0 {
            (self.start, self.width) = (time - time % MINUTE, 1);
        }
        let Some(minute) = time.checked_sub(self.start).map(|since| since / MINUTE) else { return false };
        if minute > Self::LONGEST {
            return false;
        }
        while minute / self.width >= Self::COLUMNS as u64 {
            self.halve();
        }
        let column = usize::try_from(minute / self.width).ok().and_then(|at| self.columns.get_mut(at));
        column.map(|column| column.count(good)).is_some()
    }

    fn halve(&mut self) {
        for at in 0..Self::COLUMNS {
            let of = |at: usize| self.columns.get(at).copied().unwrap_or_default();
            let both = of(2 * at).and(of(2 * at + 1));
            if let Some(column) = self.columns.get_mut(at) {
                *column = both;
            }
        }
        self.width *= 2;
    }
}

/// The counts of a session.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Statistics {
    stations: Box<[Tally]>,
    items: Stretch,
    untimed: u64,
    /// The last hour: minute number modulo 60.
    minutes: [(u64, Stretch); Self::MINUTES],
    timeline: Timeline,
    units: [[u64; State::COUNT]; Level::COUNT],
}

impl Statistics {
    /// How far back the speed is known, in minutes.
    pub const MINUTES: usize = 60;

    /// The counts of an order at its start: its identities are all [`State::Allocated`].
    #[must_use]
    pub fn new(order: &Order) -> Self {
        let mut units = [[0; State::COUNT]; Level::COUNT];
        for source in &order.sources {
            if let Some(count) = cell(&mut units, source.level, State::Allocated) {
                *count += source.identities.len();
            }
        }
        Self {
            stations: order.stations.iter().map(|_| Tally::new()).collect(),
            items: Stretch::default(),
            untimed: 0,
            minutes: [(u64::MAX, Stretch::default()); Self::MINUTES],
            timeline: Timeline {
                start: 0,
                width: 0,
                columns: vec![Stretch::default(); Timeline::COLUMNS].into(),
            },
            units,
        }
    }

    /// Counts a decision at a station, named by its position in the order. A station that the order does not have, and
    /// an event that waits ([`Ruling::Park`]), are not counted.
    pub fn count(&mut self, station: u16, ruling: Ruling, reason: Reason) {
        let Some(tally) = self.stations.get_mut(usize::from(station)) else { return };
        let Some(place) = slot(reason).and_then(|slot| tally.reasons.get_mut(slot)) else { return };
        if ruling == Ruling::Park {
            return;
        }
        *place += 1;
        tally.seen += 1;
        tally.passed += u64::from(matches!(ruling, Ruling::Accept | Ruling::Hold));
    }

    /// Counts an item when it is decided for good, at a time in milliseconds.
    pub fn item(&mut self, time: u64, good: bool) {
        self.items.count(good);
        if !self.timeline.count(time, good) {
            self.untimed += 1;
        }
        let minute = time / MINUTE;
        let place =
            usize::try_from(minute % Self::MINUTES as u64).ok().and_then(|at| self.minutes.get_mut(at));
        match place {
            Some((of, stretch)) if *of == minute => stretch.count(good),
            Some(place) if place.0 == u64::MAX || place.0 < minute => {
                *place = (minute, Stretch::default());
                place.1.count(good);
            }
            // Older than the hour that is kept.
            _ => {}
        }
    }

    /// Counts `count` serial numbers of a level that went from one state to another.
    pub fn moved(&mut self, level: Level, from: State, to: State, count: u64) {
        if let Some(before) = cell(&mut self.units, level, from) {
            *before = before.saturating_sub(count);
        }
        if let Some(after) = cell(&mut self.units, level, to) {
            *after = after.saturating_add(count);
        }
    }

    /// The counts of the stations, in the order's order.
    #[must_use]
    pub const fn stations(&self) -> &[Tally] {
        &self.stations
    }

    /// All items that were decided.
    #[must_use]
    pub const fn items(&self) -> Stretch {
        self.items
    }

    /// Items that the timeline leaves out: of a time before its first, or more than a year behind it.
    #[must_use]
    pub const fn untimed(&self) -> u64 {
        self.untimed
    }

    /// Items of the last `minutes` full minutes before `now` (milliseconds), at most [`Statistics::MINUTES`] less one.
    #[must_use]
    pub fn last(&self, now: u64, minutes: u64) -> Stretch {
        let this = now / MINUTE;
        let first = this.saturating_sub(minutes.min(Self::MINUTES as u64 - 1));
        let inside = self.minutes.iter().filter(|(minute, _)| (first..this).contains(minute));
        inside.fold(Stretch::default(), |sum, (_, stretch)| sum.and(*stretch))
    }

    /// Items over the whole order.
    #[must_use]
    pub const fn timeline(&self) -> &Timeline {
        &self.timeline
    }

    /// How many serial numbers of a level are in a state.
    #[must_use]
    pub fn units(&self, level: Level, state: State) -> u64 {
        let row = self.units.get(usize::from(level.number()) - 1);
        row.and_then(|row| row.get(usize::from(state.number()))).copied().unwrap_or_default()
    }

    /// The balance of these counts against an order, without names: for an order that still runs.
    #[must_use]
    pub fn balance(&self, order: &Order) -> Balance {
        let mut balance = Balance::new(order);
        for level in Level::ALL {
            for state in State::ALL {
                balance.add_count(level, state, self.units(level, state));
            }
        }
        balance
    }
}

fn cell(units: &mut [[u64; State::COUNT]; Level::COUNT], level: Level, state: State) -> Option<&mut u64> {
    units.get_mut(usize::from(level.number()) - 1)?.get_mut(usize::from(state.number()))
}
