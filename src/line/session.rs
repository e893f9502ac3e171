//! The session: events in, decisions out, one record for each.

use super::align::Alignment;
use super::belt::Belt;
use super::bound::Bound;
use super::decision::{Decision, Ruling};
use super::device::{Devices, Parked, Turn, Waiting};
use super::event::{Body, Event};
use super::facts::{Facts, Fits, Resolved};
use super::offsets::Roll;
use super::order::{MarkMode, Mode, Order};
use super::payload;
use super::reason::Reason;
use super::resolve::{Checks, Resolver, Room};
use super::station::{Frame, Inspection, Role};
use super::units::Units;
use crate::Error;
use crate::code::Level;
use crate::journal::{Append, Record};
use crate::mark::ShortMark;
use crate::pack::UnitId;

/// One order on one line.
#[derive(Debug)]
pub struct Session {
    pub(super) order: Order,
    pub(super) units: Units,
    /// Units that wait for their container to be full, by the level of the container.
    pub(super) gathers: [Vec<UnitId>; Level::COUNT],
    pub(super) belt: Belt,
    pub(super) alignment: Alignment,
    pub(super) roll: Option<Roll>,
    pub(super) bound: Bound,
    pub(super) devices: Devices,
    pub(super) lot: u16,
    /// Items that were accepted, and good ones on the belt.
    pub(super) made: u64,
    pub(super) on_belt: u64,
    /// Why the line stands.
    pub(super) halted: Option<Reason>,
    pub(super) ended: bool,
    /// The time of the event that takes effect.
    pub(super) now: u64,
    parked: Parked,
    /// The journal failed.
    stopped: bool,
    /// Records were replayed, so that derived marks may be missing.
    blind: bool,
    pub(super) room: Room,
    payload: Vec<u8>,
}

impl Session {
    /// Opens a session. Takes all the memory that it will ever use: about 6 bytes for each unit, more for listed ones,
    /// 8 for each mark that can be bound, and that of the windows. O(units).
    ///
    /// `key` is secret and random: it keeps strangers from slowing the table of listed identities.
    ///
    /// # Errors
    ///
    /// Those of [`Order::check`]; [`Error::Full`] beyond 2³² − 1 units; [`Error::Overlap`] and [`Error::Known`] for
    /// identities that are named twice.
    pub fn open(order: Order, key: [u8; 16]) -> Result<Self, Error> {
        order.check()?;
        let units = Units::open(&order, key)?;
        let layer = order.stations.iter().map(|station| match station.role {
            Role::Reader { frame: Frame::Layer(count), .. } => usize::from(count),
            _ => 0,
        });
        // One frame may show more than it should: up to twice as many codes are counted and told.
        let layer = 2 * layer.max().unwrap_or(0).max(1);
        let gathers = Level::ALL.map(|level| {
            Vec::with_capacity(
                order.rules.capacity(level).filter(|_| level > Level::ITEM).unwrap_or(0) as usize
            )
        });
        let marks = match (order.marks, order.limits.marks) {
            (MarkMode::Enrolled, 0) => units.count(Level::ITEM),
            (MarkMode::Enrolled, marks) => u64::from(marks),
            _ => 0,
        };
        Ok(Self {
            belt: Belt::new(order.stations.len()),
            alignment: Alignment::new(),
            roll: None,
            bound: Bound::new(marks)?,
            devices: Devices::new(&order),
            parked: Parked::new(order.limits.parked, layer),
            lot: 0,
            made: 0,
            on_belt: 0,
            halted: None,
            ended: false,
            now: 0,
            stopped: false,
            blind: false,
            room: Room::new(layer),
            payload: Vec::with_capacity(256 + 6 * layer),
            order,
            units,
            gathers,
        })
    }

    /// Takes an event, records it and decides it. Nothing is allocated for element strings; links and compact URLs are
    /// read in short-lived memory.
    ///
    /// An event that was answered gets the same answer again, and is not recorded again. One that comes before another
    /// of its device is kept until that one has come ([`Ruling::Park`]): take it by [`Session::released`]. If
    /// recording fails, nothing has changed, and the session is stopped until [`Session::resume`].
    ///
    /// # Errors
    ///
    /// [`Error::SessionStopped`] after a failure of the journal; [`Error::LineEvent`] for an unknown station, another
    /// device's station, or what does not happen there; [`Error::SessionEnded`] for a new event after the end; those of
    /// the journal.
    pub fn step(
        &mut self,
        event: &Event<'_>,
        journal: &mut dyn Append,
        checks: &Checks<'_>,
    ) -> Result<Decision, Error> {
        if self.stopped {
            return Err(Error::SessionStopped);
        }
        let unknown = Error::LineEvent { at: 0 };
        let role = self.order.stations.get(usize::from(event.station));
        let role = role.filter(|station| station.device == event.device).ok_or(unknown)?.role;
        if !happens(role, &event.body) {
            return Err(unknown);
        }
        let device = self.devices.get(event.device).ok_or(unknown)?;
        let park = match device.turn(event.id) {
            Turn::Again => {
                let answer = Decision { replayed: true, ..*device.answer(event.id).ok_or(unknown)? };
                if self.blind {
                    self.remember(event, checks);
                }
                return Ok(answer);
            }
            Turn::Late => return Ok(Decision::new(Ruling::Refuse, Reason::Late)),
            Turn::Early => self.parked.allows_any(),
            Turn::Now => false,
        };
        if self.ended {
            return Err(Error::SessionEnded);
        }
        if park && self.parked.holds(event.device, event.id) {
            return Ok(Decision::new(Ruling::Park, Reason::Parked));
        }
        if park && self.parked.is_full() {
            return Ok(Decision::new(Ruling::Refuse, Reason::TooMany));
        }
        let Some(said) = self.resolve(event, checks) else {
            return Ok(Decision::new(Ruling::Refuse, Reason::TooMany));
        };
        let key = (event.device, event.id, event.time, event.station);
        if park {
            self.parked.keep(key, said, &self.room.layer);
            return Ok(Decision::new(Ruling::Park, Reason::Parked));
        }
        self.record(key, said, journal)
    }

    /// Takes an event that waited and whose turn has come, with its device and number; `None` if there is none. To be
    /// called after each [`Session::step`] until it gives `None`.
    ///
    /// When as many events wait as may, the numbers that are missing are given up: an event with one of them is refused
    /// from then on as too late.
    ///
    /// # Errors
    ///
    /// [`Error::SessionStopped`], [`Error::SessionEnded`]; those of the journal: the event then still waits.
    pub fn released(&mut self, journal: &mut dyn Append) -> Result<Option<(u32, u64, Decision)>, Error> {
        if self.stopped {
            return Err(Error::SessionStopped);
        }
        self.parked.drop_past(&self.devices);
        let Some(waiting) = self.parked.due(&self.devices) else { return Ok(None) };
        if self.ended {
            self.parked.put_back(waiting);
            return Err(Error::SessionEnded);
        }
        let Waiting { device, id, time, station, resolved, layer } = waiting;
        self.room.layer.clear();
        self.room.layer.extend_from_slice(&layer);
        match self.record((device, id, time, station), resolved.clone(), journal) {
            Ok(decision) => {
                self.parked.give_room(layer);
                Ok(Some((device, id, decision)))
            }
            Err(error) => {
                self.parked.put_back(Waiting { device, id, time, station, resolved, layer });
                Err(error)
            }
        }
    }

    /// Goes on after the journal was resumed. Events that got an error are sent again.
    pub const fn resume(&mut self) {
        self.stopped = false;
    }

    /// Takes a record of this session again, in the order of the journal: after the last one the session is as it was.
    /// The order must be the same. Gives the decision that the event got, for whoever has to know again what was asked
    /// of the line; none for a record that was taken already, which changes nothing.
    ///
    /// The derived marks that items on the belt should have are secret and in no record. Let the reader of items send
    /// its last events again (as many as [`Limits::replay`](super::Limits::replay) says): each gets its old answer from
    /// [`Session::step`], and its mark is known again. An item of which it is not is taken off for rework once its mark
    /// is read ([`Reason::Interrupted`]).
    ///
    /// # Errors
    ///
    /// [`Error::Version`], [`Error::LineEvent`] for a record that this session has not made.
    pub fn replay(&mut self, record: &Record<'_>) -> Result<Option<Decision>, Error> {
        let device = self.devices.get(record.device).ok_or(Error::LineEvent { at: 0 })?;
        if device.is_past(record.event) {
            return Ok(None);
        }
        let payload::Read { station, facts, fits } =
            payload::read(record.kind, record.payload, &mut self.room.layer)?;
        let known = self.order.stations.get(usize::from(station));
        if known.is_none_or(|known| known.device != record.device) || !self.knows(&facts) {
            return Err(Error::LineEvent { at: 1 });
        }
        self.blind |= self.order.marks == MarkMode::Derived;
        Ok(Some(self.settle((record.device, record.event, record.time, station), &facts, fits, None)))
    }

    /// What an event says. `None` for a layer of more codes than there is room for.
    fn resolve(&mut self, event: &Event<'_>, checks: &Checks<'_>) -> Option<Resolved> {
        let mut resolver = Resolver {
            order: &self.order,
            units: &self.units,
            lot: self.order.lots.get(usize::from(self.lot)),
            checks,
            at: i64::try_from(event.time / 1000).unwrap_or(i64::MAX),
            room: &mut self.room,
        };
        resolver.resolve(&event.body)
    }

    /// Learns again what mark the item of an answered event should have, if that is on the belt still.
    fn remember(&mut self, event: &Event<'_>, checks: &Checks<'_>) {
        let lacks = |position: &u64| self.belt.lacks_wanted(*position, (event.device, event.id));
        let Some(position) = self.belt.kept().find(lacks) else { return };
        if let (Body::Read(_), Some(said)) = (&event.body, self.resolve(event, checks)) {
            self.belt.keep_wanted(position, said.secret);
        }
    }

    /// Records facts and lets them take effect.
    fn record(
        &mut self,
        (device, event, time, station): (u32, u64, u64, u16),
        resolved: Resolved,
        journal: &mut dyn Append,
    ) -> Result<Decision, Error> {
        let Resolved { facts, secret } = resolved;
        let fits = match &facts {
            Facts::Read { .. } if self.order.marks == MarkMode::Derived && self.is_item_reader(station) => {
                self.belt.fits_code(secret.as_ref())
            }
            Facts::Mark { mark, .. } => {
                let position = self.belt.next_at(&self.order, station);
                self.belt.fits_mark(position, *mark, secret.as_ref())
            }
            _ => Fits::Open,
        };
        payload::write(station, &facts, fits, &self.room.layer, &mut self.payload);
        let record = Record { time, device, event, kind: payload::kind(&facts), payload: &self.payload };
        if let Err(error) = journal.append(&record) {
            self.stopped = true;
            return Err(error);
        }
        Ok(self.settle((device, event, time, station), &facts, fits, secret))
    }

    /// Lets facts take effect: the only way in which the state changes.
    fn settle(
        &mut self,
        (device, event, time, station): (u32, u64, u64, u16),
        facts: &Facts,
        fits: Fits,
        secret: Option<ShortMark>,
    ) -> Decision {
        self.now = time;
        let position = self.belt.read;
        let decision = match self.order.stations.get(usize::from(station)).map(|station| station.role) {
            Some(role) => self.act((time, station, role), facts, fits, secret),
            None => Decision::new(Ruling::Refuse, Reason::Nothing),
        };
        if self.belt.read > position {
            self.belt.slot_mut(position).event = Some((device, event));
        }
        self.units.statistics.count(station, decision.ruling, decision.reason);
        if let Some(device) = self.devices.get_mut(device) {
            device.answered(event, &decision);
        }
        decision
    }

    fn act(
        &mut self,
        at: (u64, u16, Role),
        facts: &Facts,
        fits: Fits,
        secret: Option<ShortMark>,
    ) -> Decision {
        let (time, station, role) = at;
        match (facts, role) {
            (Facts::Read { code, .. }, Role::Reader { level, .. }) => {
                // A handheld reads whatever its user points at.
                let by_hand = self.order.mode == Mode::Manual;
                let read = code.unit.filter(|_| by_hand).map_or(level, |unit| self.units.level(unit));
                if read == Level::ITEM {
                    self.read_item(time, station, *code, fits, secret)
                } else {
                    self.read_container(level, *code)
                }
            }
            (Facts::NoRead, Role::Reader { level, .. }) => {
                let code = super::facts::CodeFact::wrong(Reason::NoRead);
                if level == Level::ITEM {
                    self.read_item(time, station, code, Fits::Open, None)
                } else {
                    self.read_container(level, code)
                }
            }
            (Facts::Layer(count), Role::Reader { level, frame }) => {
                self.read_layer(time, station, level, frame, *count)
            }
            (Facts::Mark { mark, roll }, _) => self.read_mark(station, *mark, *roll, fits, secret),
            (Facts::Inspected { pass, .. }, _) => self.inspect(station, *pass, Reason::InspectionReject),
            (Facts::Weighed(weight), Role::Inspection { by: Inspection::Weight { least, most }, .. }) => {
                self.inspect(station, (least..=most).contains(weight), Reason::Weight)
            }
            (Facts::Ejected { done }, _) => self.ejected(*done),
            (Facts::Ready, Role::Printer { level }) => self.print_next(level),
            (Facts::Printed(code), _) => self.printed(*code),
            (Facts::Command(command), _) => self.command(command),
            _ => Decision::new(Ruling::Refuse, Reason::Nothing),
        }
    }

    fn is_item_reader(&self, station: u16) -> bool {
        let station = self.order.stations.get(usize::from(station));
        station.is_some_and(|station| matches!(station.role, Role::Reader { level: Level::ITEM, .. }))
    }

    /// Whether facts name units of the order only.
    fn knows(&self, facts: &Facts) -> bool {
        let known = |code: &super::facts::CodeFact| {
            code.unit.is_none_or(|unit| self.units.forest.level(unit).is_ok())
        };
        match facts {
            Facts::Read { code, .. } | Facts::Printed(code) => known(code),
            Facts::Layer(_) => self.room.layer.iter().all(known),
            Facts::Command(command) => command.targets().iter().flatten().all(known),
            _ => true,
        }
    }
}

/// Whether such a thing happens at such a station.
fn happens(role: Role, body: &Body<'_>) -> bool {
    match body {
        Body::Read(_) | Body::NoRead | Body::Layer(_) => matches!(role, Role::Reader { .. }),
        Body::Mark { .. } => matches!(role, Role::MarkReader { .. }),
        Body::Inspected { .. } => matches!(role, Role::Inspection { by: Inspection::Vision, .. }),
        Body::Weighed(_) => matches!(role, Role::Inspection { by: Inspection::Weight { .. }, .. }),
        Body::Ejected { .. } => matches!(role, Role::Rejector { .. }),
        Body::Ready | Body::Printed(_) => matches!(role, Role::Printer { .. }),
        Body::Command(_) => matches!(role, Role::Operator),
    }
}
