//! Devices: which of their events were answered and how, and which wait for one before them.

use core::hash::{Hash, Hasher};

use super::decision::Decision;
use super::facts::{CodeFact, Resolved};
use super::order::Order;

/// One device.
#[derive(Debug)]
pub(super) struct Device {
    id: u32,
    /// The number that is awaited; `None` before its first event.
    next: Option<u64>,
    /// Numbers that never came, and were given up.
    lost: u64,
    /// Its last answers, at the remainder of their numbers.
    answers: Box<[Option<(u64, Decision)>]>,
}

/// Where an event stands in the order of its device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// It is awaited.
    Now,
    /// It was answered.
    Again,
    /// Its number was given up, or the answer is forgotten.
    Late,
    /// One before it is missing.
    Early,
}

impl Device {
    pub(super) fn turn(&self, event: u64) -> Turn {
        match self.next {
            None => Turn::Now,
            Some(next) if event == next => Turn::Now,
            Some(next) if event > next => Turn::Early,
            Some(_) if self.answer(event).is_some() => Turn::Again,
            Some(_) => Turn::Late,
        }
    }

    /// The answer that an event got.
    pub(super) fn answer(&self, event: u64) -> Option<&Decision> {
        let slot = self.answers.get(self.place(event))?.as_ref()?;
        (slot.0 == event).then_some(&slot.1)
    }

    #[allow(clippy::cast_possible_truncation)] // the remainder is below the number of slots
    fn place(&self, event: u64) -> usize {
        (event % self.answers.len().max(1) as u64) as usize
    }

    /// Whether the event was answered before.
    pub(super) fn is_past(&self, event: u64) -> bool {
        self.next.is_some_and(|next| event < next)
    }

    pub(super) fn answered(&mut self, event: u64, decision: &Decision) {
        self.lost += self.next.map_or(0, |next| event.saturating_sub(next));
        self.next = Some(event.saturating_add(1));
        let place = self.place(event);
        if let Some(slot) = self.answers.get_mut(place) {
            *slot = Some((event, *decision));
        }
    }

    /// Events that never came.
    pub(super) const fn lost(&self) -> u64 {
        self.lost
    }
}

impl Hash for Device {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        (self.id, self.next, self.lost).hash(hasher);
        for (number, decision) in self.answers.iter().flatten() {
            (number, decision.ruling.number(), decision.reason, decision.unit, decision.item).hash(hasher);
            decision.actions.as_slice().hash(hasher);
        }
    }
}

/// All devices of an order.
#[derive(Debug, Hash)]
pub(super) struct Devices(Box<[Device]>);

impl Devices {
    pub(super) fn new(order: &Order) -> Self {
        let mut ids: Vec<u32> = order.stations.iter().map(|station| station.device).collect();
        ids.sort_unstable();
        ids.dedup();
        let window = usize::from(order.limits.replay);
        let new = |id| Device { id, next: None, lost: 0, answers: vec![None; window].into() };
        Self(ids.into_iter().map(new).collect())
    }

    pub(super) fn get(&self, id: u32) -> Option<&Device> {
        self.0.binary_search_by_key(&id, |device| device.id).ok().and_then(|at| self.0.get(at))
    }

    pub(super) fn get_mut(&mut self, id: u32) -> Option<&mut Device> {
        self.0.binary_search_by_key(&id, |device| device.id).ok().and_then(|at| self.0.get_mut(at))
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Device> {
        self.0.iter()
    }
}

/// An event that waits.
#[derive(Debug)]
pub(super) struct Waiting {
    pub(super) device: u32,
    pub(super) id: u64,
    pub(super) time: u64,
    pub(super) station: u16,
    pub(super) resolved: Resolved,
    /// The codes of a layer.
    pub(super) layer: Vec<CodeFact>,
}

/// The events that wait, and room for more of them.
#[derive(Debug)]
pub(super) struct Parked {
    waiting: Vec<Waiting>,
    /// Room for layers, one for each place that is free.
    layers: Vec<Vec<CodeFact>>,
    limit: usize,
}

impl Parked {
    pub(super) fn new(limit: u16, layer: usize) -> Self {
        let limit = usize::from(limit);
        Self {
            waiting: Vec::with_capacity(limit),
            layers: (0..limit).map(|_| Vec::with_capacity(layer)).collect(),
            limit,
        }
    }

    /// Whether events wait at all; otherwise gaps are taken as they come.
    pub(super) const fn allows_any(&self) -> bool {
        self.limit > 0
    }

    pub(super) fn is_full(&self) -> bool {
        self.waiting.len() >= self.limit
    }

    pub(super) fn holds(&self, device: u32, id: u64) -> bool {
        self.waiting.iter().any(|waiting| (waiting.device, waiting.id) == (device, id))
    }

    /// Keeps an event, whose layer is copied. Without room it is lost: ask [`Parked::is_full`] first.
    pub(super) fn keep(
        &mut self,
        (device, id, time, station): (u32, u64, u64, u16),
        resolved: Resolved,
        codes: &[CodeFact],
    ) {
        if let Some(mut layer) = self.layers.pop() {
            layer.clear();
            layer.extend_from_slice(codes);
            self.waiting.push(Waiting { device, id, time, station, resolved, layer });
        }
    }

    /// Takes an event whose turn it is. Where nothing more can wait, missing events are given up, and the first one of
    /// some device has its turn.
    pub(super) fn due(&mut self, devices: &Devices) -> Option<Waiting> {
        let is_due = |waiting: &Waiting| {
            devices.get(waiting.device).is_some_and(|device| device.next == Some(waiting.id))
        };
        let at = self.waiting.iter().position(is_due).or_else(|| {
            let first = |(_, waiting): &(usize, &Waiting)| (waiting.device, waiting.id);
            let (at, _) = self.waiting.iter().enumerate().min_by_key(first)?;
            self.is_full().then_some(at)
        })?;
        Some(self.waiting.swap_remove(at))
    }

    /// Gives an event back that could not be taken.
    pub(super) fn put_back(&mut self, waiting: Waiting) {
        self.waiting.push(waiting);
    }

    /// Gives the room of an event back.
    pub(super) fn give_room(&mut self, layer: Vec<CodeFact>) {
        self.layers.push(layer);
    }

    /// Forgets events that were answered meanwhile.
    pub(super) fn drop_past(&mut self, devices: &Devices) {
        let mut at = 0;
        while let Some(waiting) = self.waiting.get(at) {
            if devices.get(waiting.device).is_some_and(|device| device.is_past(waiting.id)) {
                let waiting = self.waiting.swap_remove(at);
                self.layers.push(waiting.layer);
            } else {
                at += 1;
            }
        }
    }
}
