//! The conveyor: things move from station to station, readers err, jams happen, and people do what the line asks of them.

mod operators;

use std::collections::VecDeque;

use symbolon::Error;
use symbolon::code::Level;
use symbolon::journal::Storage;
use symbolon::line::{Action, Body, Command, Decision, Reason, Ruling, Target};
use symbolon::pack::UnitId;

use crate::account::{Account, Fate, index_of};
use crate::dice::Dice;
use crate::gateway::Gateway;
use crate::goods::{FIRST, Goods, station};
use crate::options::Options;
use crate::thing::{Kind, Ruled, Thing};

/// A mark event that the network keeps back.
struct Late {
    id: u64,
    mark: Option<[u8; 11]>,
}

/// The belt and everything around it.
pub(crate) struct Plant<'a, S: Storage> {
    options: &'a Options,
    goods: &'a Goods,
    pub(crate) gateway: Gateway<'a, S>,
    pub(crate) account: Account,
    dice: Dice,
    /// By place: 0 is under the code reader, the last one at the rejector.
    belt: VecDeque<Option<Thing>>,
    /// Things that were taken off and may come back.
    bin: Vec<Thing>,
    /// Things that were worked over and wait at the beginning of the belt.
    queue: VecDeque<Thing>,
    /// Things that passed the code reader.
    reads: u64,
    /// By how many items the mark reader is off, and how many more it will not notice.
    skew: i64,
    mute: u64,
    /// Marks that were read since it was off.
    marks_since: u64,
    late: Option<Late>,
    /// Labels of containers that are being printed, with their printer.
    labels: Vec<(u16, UnitId)>,
    /// The line stands.
    stopped: Option<Reason>,
}

impl<'a, S: Storage> Plant<'a, S> {
    pub(crate) fn new(options: &'a Options, goods: &'a Goods, gateway: Gateway<'a, S>) -> Self {
        let places = usize::from(options.rejector) + 1;
        Self {
            options,
            goods,
            gateway,
            account: Account::default(),
            dice: Dice::new(options.seed, "plant"),
            belt: std::iter::repeat_with(|| None).take(places).collect(),
            bin: Vec::new(),
            queue: VecDeque::new(),
            reads: 0,
            skew: 0,
            mute: 0,
            marks_since: 0,
            late: None,
            labels: Vec::new(),
            stopped: None,
        }
    }

    /// Makes what was ordered, and ends the order.
    pub(crate) fn run(&mut self) -> Result<(), Error> {
        // Rejects come back or are replaced; a line that makes nothing any more is a fault, not an endless run.
        let most = 20 * self.options.items + 20_000;
        for _ in 0..most {
            if self.gateway.session.made() >= self.options.items && self.is_empty() {
                return self.end();
            }
            self.tick()?;
        }
        self.account.fault(format!("the line made {} items and no more", self.gateway.session.made()));
        self.end()
    }

    fn is_empty(&self) -> bool {
        self.belt.iter().all(Option::is_none)
    }

    /// One place further.
    fn tick(&mut self) -> Result<(), Error> {
        self.gateway.time += 60_000 / self.options.speed;
        let coming = self.next_thing()?;
        self.belt.pop_back();
        self.belt.push_front(coming);
        self.read()?;
        self.read_mark()?;
        self.look()?;
        self.reject()?;
        for (printer, unit) in std::mem::take(&mut self.labels) {
            self.tell(printer, Body::Printed(Target::Unit(unit)))?;
        }
        if self.dice.happens(self.options.cuts) {
            self.cut()?;
        }
        if self.dice.happens(self.options.operators) {
            self.meddle()?;
        }
        self.start_jam()?;
        if self.stopped.is_some() {
            self.help()?;
        }
        if self.bin.len() >= 16 {
            self.work_over()?;
        }
        Ok(())
    }

    /// What comes onto the belt next; nothing once enough is on its way.
    fn next_thing(&mut self) -> Result<Option<Thing>, Error> {
        let on_belt = self.belt.iter().flatten().filter(|thing| thing.ruled == Ruled::Open).count() as u64;
        if self.gateway.session.made() + on_belt >= self.options.items {
            // Nothing more is needed unless something on the belt turns out bad: wait for it.
            return Ok(None);
        }
        if let Some(thing) = self.queue.pop_front() {
            return Ok(Some(thing));
        }
        for kind in Kind::STRANGE {
            if self.dice.happens(self.options.wrong) {
                return self.strange(kind).map(Some);
            }
        }
        self.printed()
    }

    fn blank(kind: Kind, index: Option<u64>, code: Vec<u8>, mark: [u8; 11]) -> Thing {
        let (number, ruled) = (u64::MAX, Ruled::Open);
        Thing { kind, index, code, mark, number, was_read: false, missed: None, jammed: false, ruled }
    }

    /// Something that has no label of this order.
    fn strange(&mut self, kind: Kind) -> Result<Thing, Error> {
        let beyond = FIRST + 10 * self.options.items + self.dice.below(1_000_000);
        let code = match kind {
            Kind::Copy => match self.some_good()? {
                Some((_, _, code)) => code,
                None => return self.strange(Kind::Foreign),
            },
            Kind::Foreign => self.goods.foreign(beyond)?,
            Kind::OtherOrder => self.goods.item(beyond)?,
            Kind::WrongLevel => {
                let cases = self.account.containers.iter().filter(|(_, row)| row.0 == Level::CASE);
                let case = cases.map(|(unit, _)| *unit).next();
                match case.and_then(|case| index_of(&self.gateway.session, case)) {
                    Some(index) => self.goods.case(index)?,
                    None => return self.strange(Kind::Foreign),
                }
            }
            Kind::Forged => self.goods.forged(beyond)?,
            _ => b"HTTP://EXAMPLE.COM/WIN".to_vec(),
        };
        Ok(Self::blank(kind, None, code, self.goods.mark(beyond)?.text()))
    }

    /// The printer takes the next label of the order.
    fn printed(&mut self) -> Result<Option<Thing>, Error> {
        let decision = self.tell(station::PRINTER, Body::Ready)?;
        let Some(unit) = decision.actions.as_slice().iter().find_map(|action| match action {
            Action::Print { level: Level::ITEM, unit } => Some(*unit),
            _ => None,
        }) else {
            self.account.fault(format!("no label: {:?}", decision.reason));
            return Ok(None);
        };
        let Some(index) = index_of(&self.gateway.session, unit) else { return Ok(None) };
        if self.account.fates.insert(index, Fate::Around).is_some() {
            self.account.fault(format!("label {index} was given out twice"));
        }
        self.account.units.insert(index, unit);
        self.tell(station::PRINTER, Body::Printed(Target::Unit(unit)))?;
        let kinds = [
            (Kind::Damaged, self.options.damaged),
            (Kind::Defect, self.options.defects),
            (Kind::WrongLot, self.options.wrong),
            (Kind::FalseMark, self.options.wrong),
        ];
        let wrong = kinds.into_iter().find(|(_, rate)| self.dice.happens(*rate));
        let kind = wrong.map_or(Kind::Good, |(kind, _)| kind);
        let code = if kind == Kind::WrongLot {
            self.goods.item_of_wrong_lot(index)?
        } else {
            self.goods.item(index)?
        };
        let mark = self.goods.mark(if kind == Kind::FalseMark {
            index + 100 * self.options.items
        } else {
            index
        })?;
        Ok(Some(Self::blank(kind, Some(index), code, mark.text())))
    }

    /// Tells the session of an event, twice if the device does, and does what it asks for.
    fn tell(&mut self, station: u16, body: Body<'_>) -> Result<Decision, Error> {
        let id = self.gateway.take_number(station);
        self.tell_as(station, id, body)
    }

    fn tell_as(&mut self, station: u16, id: u64, body: Body<'_>) -> Result<Decision, Error> {
        let decision = self.gateway.send(station, id, body)?;
        if decision.ruling != Ruling::Park && self.dice.happens(self.options.repeats) {
            self.account.repeats += 1;
            let before = self.gateway.session.digest();
            let again = self.gateway.send(station, id, body)?;
            if !again.replayed || (Decision { replayed: false, ..again }) != decision {
                self.account.fault(format!("the same event got another answer: {again:?}"));
            }
            if self.gateway.session.digest() != before {
                self.account.fault("the same event changed something".to_owned());
            }
        }
        self.obey(&decision);
        Ok(decision)
    }

    /// Does what a decision asks for.
    fn obey(&mut self, decision: &Decision) {
        for action in decision.actions.as_slice() {
            match *action {
                Action::Accept { unit } => self.accept(unit),
                Action::Eject { unit, distance, reason } => self.eject(unit, distance, reason),
                Action::Stop { reason } => self.stopped = Some(reason),
                Action::Complete { unit, held } => {
                    let level = self.gateway.session.forest().level(unit).unwrap_or(Level::ITEM);
                    self.account.complete(self.gateway.order(), unit, level, held);
                }
                Action::Print { level: Level::CASE, unit } => self.labels.push((station::CASES, unit)),
                Action::Print { level: Level::PALLET, unit } => self.labels.push((station::PALLETS, unit)),
                Action::Print { .. } | Action::Bind { .. } => {}
            }
        }
    }

    fn accept(&mut self, unit: UnitId) {
        let index = index_of(&self.gateway.session, unit);
        let mut on_belt = self.belt.iter_mut().flatten();
        let thing =
            on_belt.find(|thing| thing.was_read && thing.ruled == Ruled::Open && thing.index == index);
        match thing {
            Some(thing) => {
                thing.ruled = Ruled::Accepted;
                let thing = thing.clone();
                self.account.accepted(&thing, unit);
            }
            None => self.account.fault(format!("accepted, and not on the belt: {index:?}")),
        }
    }

    /// The item that is `distance` items before the rejector; by hand if the session does not say which.
    fn eject(&mut self, unit: Option<UnitId>, distance: u16, reason: Reason) {
        if unit.is_none() && distance == 0 && matches!(reason, Reason::Misaligned | Reason::Interrupted) {
            // Set aside by hand: see `set_aside`.
            return;
        }
        let behind = u64::from(self.options.rejector.saturating_sub(distance));
        let number = self.reads.wrapping_sub(1 + behind);
        let index = unit.and_then(|unit| index_of(&self.gateway.session, unit));
        match self.belt.iter_mut().flatten().find(|thing| thing.number == number) {
            Some(thing) if thing.ruled != Ruled::Open || !thing.may_leave(reason) => {
                let text = format!("taken off for {reason:?}: {thing:?}");
                self.account.fault(text);
            }
            Some(thing) if unit.is_some() && thing.index != index => {
                let text = format!("unit {index:?} is said to be at {thing:?}");
                self.account.fault(text);
            }
            Some(thing) => thing.ruled = Ruled::Rejected(reason),
            None => self.account.fault(format!("nothing is {distance} before the rejector ({reason:?})")),
        }
    }

    fn read(&mut self) -> Result<(), Error> {
        let missed = self.dice.happens(self.options.no_read);
        let Some(Some(thing)) = self.belt.front_mut() else { return Ok(()) };
        thing.number = self.reads;
        self.reads += 1;
        thing.jammed |= self.skew != 0 || self.mute > 0;
        if missed {
            thing.missed = Some(Reason::NoRead);
        }
        let is_read = !missed && thing.kind != Kind::Damaged;
        thing.was_read = is_read;
        let code = thing.code.clone();
        self.tell(station::READER, if is_read { Body::Read(&code) } else { Body::NoRead })?;
        Ok(())
    }

    fn at(&mut self, place: u16) -> Option<&mut Thing> {
        self.belt.get_mut(usize::from(place)).and_then(Option::as_mut)
    }

    fn read_mark(&mut self) -> Result<(), Error> {
        let missed = self.dice.happens(self.options.mark_no_read);
        let place = self.options.mark_offset;
        let mute = self.mute > 0;
        let Some(thing) = self.at(place) else { return Ok(()) };
        if mute {
            thing.jammed = true;
            self.mute -= 1;
            self.skew += 1;
            return Ok(());
        }
        if missed && thing.missed.is_none() {
            thing.missed = Some(Reason::MarkUnread);
        }
        let mark = (!missed).then_some(thing.mark);
        let is_pair = !missed && thing.was_read;
        self.marks_since += u64::from(is_pair && self.skew != 0);
        self.tell_mark(mark)
    }

    fn tell_mark(&mut self, mark: Option<[u8; 11]>) -> Result<(), Error> {
        let id = self.gateway.take_number(station::MARKS);
        match self.late.take() {
            // The first event of a device says from where its numbers count.
            None if id > 1 && self.dice.happens(self.options.late) => {
                self.late = Some(Late { id, mark });
                return Ok(());
            }
            None => {
                self.send_mark(id, mark)?;
            }
            Some(late) => {
                let decision = self.send_mark(id, mark)?;
                if decision.ruling != Ruling::Park {
                    self.account.fault(format!("an early event was not kept: {decision:?}"));
                }
                self.send_mark(late.id, late.mark)?;
                for (_, decision) in self.gateway.released()? {
                    self.obey(&decision);
                }
            }
        }
        Ok(())
    }

    fn send_mark(&mut self, id: u64, mark: Option<[u8; 11]>) -> Result<Decision, Error> {
        let text = mark.as_ref().map(<[u8; 11]>::as_slice);
        self.tell_as(station::MARKS, id, Body::Mark { text, roll: None })
    }

    /// What the network kept back comes now.
    fn catch_up(&mut self) -> Result<(), Error> {
        if let Some(late) = self.late.take() {
            self.send_mark(late.id, late.mark)?;
        }
        Ok(())
    }

    fn look(&mut self) -> Result<(), Error> {
        let place = self.options.camera_offset;
        let Some(thing) = self.at(place) else { return Ok(()) };
        let pass = thing.kind != Kind::Defect;
        self.tell(station::CAMERA, Body::Inspected { pass, defect: if pass { 0 } else { 7 } })?;
        Ok(())
    }

    fn reject(&mut self) -> Result<(), Error> {
        if matches!(self.belt.back(), Some(Some(thing)) if thing.ruled == Ruled::Open) {
            // What waits in the network may be what decides it.
            self.catch_up()?;
        }
        let Some(thing) = self.belt.back_mut().and_then(Option::take) else { return Ok(()) };
        match thing.ruled {
            Ruled::Accepted => {}
            Ruled::Rejected(_) => {
                self.throw(thing);
                self.tell(station::REJECTOR, Body::Ejected { done: true })?;
            }
            Ruled::Open => {
                // Its mark is in doubt and nothing comes behind it that would settle it: the line stops for it.
                let excused = thing.jammed || self.gateway.session.halted().is_some();
                let settled = self.gateway.session.alignment().settled() > thing.number;
                if settled && !excused {
                    self.account.fault(format!("passed undecided: {thing:?}"));
                }
                self.throw(thing);
                self.restart()?;
            }
        }
        Ok(())
    }

    /// Into the bin, or away.
    fn throw(&mut self, thing: Thing) {
        self.account.binned(&thing);
        if thing.index.is_some() {
            self.bin.push(thing);
        }
    }

    /// Takes everything off by hand that is not accepted, from a place on.
    fn set_aside(&mut self, from: usize) {
        let open = |thing: &mut Thing| thing.ruled == Ruled::Open;
        let taken: Vec<Thing> =
            self.belt.iter_mut().skip(from).filter_map(|place| place.take_if(open)).collect();
        for thing in taken {
            self.throw(thing);
        }
    }

    /// The belt is cleared by hand, and all stations count anew.
    fn restart(&mut self) -> Result<(), Error> {
        self.catch_up()?;
        self.command(Command::Restart, Reason::Restarted)?;
        for thing in self.belt.iter_mut().filter_map(Option::take).collect::<Vec<_>>() {
            if thing.ruled != Ruled::Accepted {
                self.throw(thing);
            }
        }
        (self.skew, self.mute, self.stopped) = (0, 0, None);
        if self.gateway.session.halted().is_some() {
            self.command(Command::Resume, Reason::Resumed)?;
        }
        Ok(())
    }

    fn cut(&mut self) -> Result<(), Error> {
        self.account.cuts += 1;
        if !self.gateway.cut()? {
            self.account.fault("after the power cut the session is another one".to_owned());
        }
        self.restart()
    }

    /// A jam: items slip past the mark reader, or it counts some that are not there.
    fn start_jam(&mut self) -> Result<(), Error> {
        let calm = self.skew == 0 && self.mute == 0 && self.stopped.is_none();
        if !calm || !self.dice.happens(self.options.jams) {
            return Ok(());
        }
        self.account.jams += 1;
        self.marks_since = 0;
        let by = 1 + self.dice.below(20);
        self.belt.iter_mut().flatten().for_each(|thing| thing.jammed = true);
        if self.dice.below(2) == 0 {
            self.mute = by;
        } else {
            for _ in 0..by {
                self.tell_mark(None)?;
                self.skew -= 1;
            }
        }
        Ok(())
    }
}
