//! The conveyor: everything that moves. It labels items, brings them past the readers and obeys what the session decides.
//!
//! ```text
//! printer → reader → 4 items → reader of hidden marks → 20 items behind the reader: rejector → boxes → cases → pallets
//! ```
//!
//! What the rejector takes off lands in a bin. People clear the bin: good items are put right and come again. The same
//! order and seed give the same events, whatever the time and however often the process was killed.

mod people;

use std::collections::{HashMap, VecDeque};

use symbolon::code::Level;
use symbolon::line::{
    Action, AlignmentVerdict, Body, Command, Decision, Frame, Order, Reason, Role, Ruling, Target,
};
use symbolon::pack::UnitId;

use people::intruder;

use crate::Failure;
use crate::fault::{Answer, Fault, Kind, mark_of};
use crate::issue::Stock;
use crate::marks::Marks;
use crate::recorder::Recorder;

const PRINTER: u16 = 0;
pub(crate) const READER: u16 = 1;
const MARKS: u16 = 2;
const REJECTOR: u16 = 3;
const OPERATOR: u16 = 4;

/// The readers of boxes, cases and pallets, and the printers of their labels.
const fn stations(level: Level) -> (u16, u16) {
    let behind = 2 * (level.number() as u16 - Level::BOX.number() as u16);
    (OPERATOR + 1 + behind, OPERATOR + 2 + behind)
}

/// How many items behind the reader they stand.
const OFFSET: u16 = 4;
const DISTANCE: u16 = 20;

/// Milliseconds from one item to the next.
const PACE: u64 = 100;

/// Puts the stations of this line into an order.
pub(crate) fn equip(order: Order) -> Order {
    let read = |level| Role::Reader { level, frame: Frame::Single };
    let order = order
        .with_station(1, Role::Printer { level: Level::ITEM })
        .with_station(2, read(Level::ITEM))
        .with_station(3, Role::MarkReader { offset: OFFSET })
        .with_station(4, Role::Rejector { distance: DISTANCE })
        .with_station(5, Role::Operator);
    [(Level::BOX, 6), (Level::CASE, 7), (Level::PALLET, 8)].into_iter().fold(
        order,
        |order, (level, device)| {
            order.with_station(device, read(level)).with_station(9, Role::Printer { level })
        },
    )
}

/// Something on the belt.
struct Thing {
    /// Which item it is; none for an intruder.
    item: Option<usize>,
    /// What the reader sees; none if nothing can be read.
    text: Option<Vec<u8>>,
    /// What the mark reader sees.
    mark: Option<[u8; 11]>,
    fault: Option<usize>,
    /// When and as what number it passed the reader.
    step: u64,
    position: u64,
    /// Why the session wants it off the belt.
    off: Option<Reason>,
}

/// A good unit that the line refused.
pub(crate) struct Refused {
    pub(crate) unit: UnitId,
    pub(crate) reason: Reason,
}

/// What happened.
pub(crate) struct Shift {
    pub(crate) faults: Vec<Fault>,
    pub(crate) refused: Vec<Refused>,
    /// Items that were accepted and are on no pallet: sampled, void, destroyed or lost.
    pub(crate) gone: usize,
}

impl Shift {
    /// Whether every fault was caught and no good unit refused.
    pub(crate) fn is_clean(&self) -> bool {
        self.refused.is_empty() && self.faults.iter().all(Fault::is_caught)
    }
}

/// A line with everything on it.
pub(crate) struct Conveyor<'a> {
    stock: &'a Stock,
    marks: &'a mut Marks,
    line: Recorder<'a>,
    quantity: usize,
    /// Faults on the belt and things for people to do that are still to come, in order.
    due: VecDeque<usize>,
    /// Those at the readers of containers.
    at_readers: HashMap<(Level, usize), Vec<usize>>,
    belt: VecDeque<Thing>,
    /// What comes to the reader next.
    tray: VecDeque<Thing>,
    step: u64,
    reads: u64,
    /// New items that were labelled, those of them that will never be accepted, and containers by level.
    printed: usize,
    scrapped: usize,
    labelled: [usize; Level::COUNT],
    /// The unit that was labelled last.
    newest: Option<UnitId>,
    /// How many items the mark reader still lets pass unseen.
    unseen: u64,
    jam: Option<usize>,
    shift: Shift,
}

impl<'a> Conveyor<'a> {
    pub(crate) fn new(
        stock: &'a Stock,
        marks: &'a mut Marks,
        line: Recorder<'a>,
        faults: Vec<Fault>,
    ) -> Result<Self, Failure> {
        let mut at_readers: HashMap<_, Vec<usize>> = HashMap::new();
        let mut due = VecDeque::new();
        for (number, fault) in faults.iter().enumerate() {
            match fault.level {
                Level::ITEM => due.push_back(number),
                level => at_readers.entry((level, fault.at)).or_default().push(number),
            }
        }
        Ok(Self {
            stock,
            marks,
            quantity: usize::try_from(line.session.order().quantity)?,
            line,
            due,
            at_readers,
            belt: VecDeque::new(),
            tray: VecDeque::new(),
            step: 0,
            reads: 0,
            printed: 0,
            scrapped: 0,
            labelled: [0; Level::COUNT],
            newest: None,
            unseen: 0,
            jam: None,
            shift: Shift { faults, refused: Vec::new(), gone: 0 },
        })
    }

    /// Runs until the order is made and ended.
    pub(crate) fn run(mut self, done: impl Fn(usize)) -> Result<(Recorder<'a>, Shift), Failure> {
        loop {
            if let Some(thing) = self.tray.pop_front() {
                self.feed(thing)?;
            } else if self.printed - self.scrapped < self.quantity {
                let thing = self.label_next()?;
                self.tray.push_back(thing);
                self.start_fault()?;
                done(1);
            } else if self.belt.is_empty() {
                break;
            } else {
                self.line_moves()?;
            }
        }
        self.end()?;
        // What never came to pass was no fault.
        self.shift.faults.retain(|fault| fault.beside.is_some());
        Ok((self.line, self.shift))
    }

    /// What is left goes into odd containers, lowest level first, and the order ends.
    fn end(&mut self) -> Result<(), Failure> {
        for level in [Level::BOX, Level::CASE, Level::PALLET] {
            if self.line.session.gathered(level).is_empty() {
                continue;
            }
            let fault = self.note(Kind::OddEnd, level, &[Reason::Odd]);
            let decision = self.command(Command::CloseOdd { level, container: None }, fault)?;
            self.about(fault).beside = decision.unit;
            self.obey(&decision)?;
        }
        let decision = self.line.command(OPERATOR, Command::End(symbolon::line::OpenUnits::Refuse))?;
        expect(&decision, Reason::Ended)
    }

    /// Labels the next item.
    fn label_next(&mut self) -> Result<Thing, Failure> {
        let decision = self.line.tell(PRINTER, 0, Body::Ready)?;
        let Some(Action::Print { unit, .. }) = decision.actions.as_slice().first() else {
            return Err("the session has no label for the next item".into());
        };
        self.printed += 1;
        self.newest = Some(*unit);
        let (_, item) = self.stock.place(self.line.session.forest(), *unit)?;
        self.thing(item)
    }

    fn thing(&self, item: usize) -> Result<Thing, Failure> {
        let unit = self.stock.unit(Level::ITEM, item)?;
        Ok(Thing { item: Some(item), ..intruder(Some(unit.scan.clone()), mark_of(unit), None) })
    }

    /// One thing passes the reader, and the belt moves on.
    fn feed(&mut self, mut thing: Thing) -> Result<(), Failure> {
        (thing.step, thing.position) = (self.step, self.reads);
        let body = thing.text.as_deref().map_or(Body::NoRead, Body::Read);
        let decision = self.line.tell(READER, PACE, body)?;
        let twice = thing.fault.filter(|fault| self.kind(*fault) == Kind::SentTwice);
        if let Some(fault) = twice {
            let answer = self.again(READER, body, &decision)?;
            self.about(fault).answers.push(answer);
            thing.fault = None;
        }
        self.reads += 1;
        self.belt.push_back(thing);
        self.obey(&decision)?;
        self.line_moves()
    }

    /// Sends the last event of a station again.
    fn again(&mut self, station: u16, body: Body<'_>, before: &Decision) -> Result<Answer, Failure> {
        let again = self.line.tell_again(station, body)?;
        let same = again == (Decision { replayed: true, ..*before });
        Ok(if same { Answer::SentAgain } else { Answer::Said(again.reason) })
    }

    /// Everything on the belt moves by one place.
    fn line_moves(&mut self) -> Result<(), Failure> {
        let step = self.step;
        self.step += 1;
        let at_marks =
            self.belt.iter().find(|thing| thing.step + u64::from(OFFSET) == step).map(|thing| thing.mark);
        if let Some(mark) = at_marks {
            if self.unseen > 0 {
                self.unseen -= 1;
            } else {
                let text = mark.as_ref().map(<[u8; 11]>::as_slice);
                let decision = self.line.tell(MARKS, 5, Body::Mark { text, roll: None })?;
                self.obey(&decision)?;
            }
        }
        let arrived = self.belt.front().is_some_and(|thing| thing.step + u64::from(DISTANCE) <= step);
        let thing = if arrived { self.belt.pop_front() } else { None };
        if let Some(thing) = thing.filter(|thing| thing.off.is_some()) {
            let decision = self.line.tell(REJECTOR, 5, Body::Ejected { done: true })?;
            expect(&decision, Reason::Ejected)?;
            self.clear_away(&thing)?;
        }
        Ok(())
    }

    /// Does what the session asks for.
    fn obey(&mut self, decision: &Decision) -> Result<(), Failure> {
        let mut labels = VecDeque::new();
        self.obey_one(decision, &mut labels)?;
        while let Some((level, unit)) = labels.pop_front() {
            let decision = self.container(level, unit)?;
            self.obey_one(&decision, &mut labels)?;
        }
        Ok(())
    }

    fn obey_one(
        &mut self,
        decision: &Decision,
        labels: &mut VecDeque<(Level, UnitId)>,
    ) -> Result<(), Failure> {
        for action in decision.actions.as_slice() {
            match *action {
                Action::Eject { unit: None, distance: 0, reason } => self.set_aside(reason)?,
                Action::Eject { distance, reason, .. } => {
                    let position = (self.reads + u64::from(distance)).checked_sub(1 + u64::from(DISTANCE));
                    let found = self.belt.iter_mut().find(|thing| Some(thing.position) == position);
                    let thing = found.ok_or("the session asks for something that is not on the belt")?;
                    thing.off = Some(reason);
                    let (fault, item) = (thing.fault, thing.item);
                    match (fault, item) {
                        (Some(fault), _) => self.about(fault).answered(reason),
                        (None, Some(item)) => {
                            let unit = self.unit_of(item)?;
                            self.shift.refused.push(Refused { unit, reason });
                        }
                        (None, None) => {}
                    }
                }
                Action::Stop { reason: Reason::Misaligned } => self.realign(labels)?,
                Action::Stop { reason: Reason::Ended } => {}
                Action::Stop { reason } => {
                    return Err(format!("the line stands: {}", Answer::Said(reason)).into());
                }
                Action::Print { level, unit } if level > Level::ITEM => labels.push_back((level, unit)),
                Action::Accept { .. }
                | Action::Print { .. }
                | Action::Complete { .. }
                | Action::Bind { .. } => {}
            }
        }
        Ok(())
    }

    /// A full container: it gets its label, and the label is read.
    fn container(&mut self, level: Level, unit: UnitId) -> Result<Decision, Failure> {
        let (reader, printer) = stations(level);
        let (_, index) = self.stock.place(self.line.session.forest(), unit)?;
        self.stick(level, index)?;
        let decision = self.line.tell(printer, 1, Body::Printed(Target::Unit(unit)))?;
        expect(&decision, Reason::Printed)?;
        let label = self.stock.unit(level, index)?;
        let count = self.labelled.get_mut(usize::from(level.number())).ok_or("no such level")?;
        let number = *count;
        *count += 1;
        let faults = self.at_readers.remove(&(level, number)).unwrap_or_default();
        for &fault in &faults {
            self.about(fault).beside = Some(unit);
            let kind = self.kind(fault);
            let shown = self.about(fault).shown.clone();
            let body = match (kind, &shown) {
                (Kind::NoRead, _) => Body::NoRead,
                (_, Some(shown)) => Body::Read(&shown.text),
                _ => continue,
            };
            let decision = self.line.tell(reader, 10, body)?;
            self.about(fault).answered(decision.reason);
        }
        let decision = self.line.tell(reader, 10, Body::Read(&label.scan))?;
        if decision.ruling != Ruling::Accept {
            self.shift.refused.push(Refused { unit, reason: decision.reason });
        }
        // The same event again is the last one of its device: before anything else is read.
        for &fault in &faults {
            if self.kind(fault) == Kind::SentTwice {
                let answer = self.again(reader, Body::Read(&label.scan), &decision)?;
                self.about(fault).answers.push(answer);
            }
        }
        for fault in faults {
            if self.kind(fault) == Kind::Duplicate {
                let again = self.line.tell(reader, 10, Body::Read(&label.scan))?;
                self.about(fault).answered(again.reason);
            }
        }
        Ok(decision)
    }

    /// A box gets its hidden mark of the roll.
    fn stick(&mut self, level: Level, index: usize) -> Result<(), Failure> {
        let unit = self.stock.unit(level, index)?;
        match &unit.mark {
            Some(mark) if level == Level::BOX => self.marks.stick(unit.code.identity(), mark),
            _ => Ok(()),
        }
    }

    /// The mark reader is out of step, and the line stands. An operator looks how far, and puts it right.
    fn realign(&mut self, labels: &mut VecDeque<(Level, UnitId)>) -> Result<(), Failure> {
        let AlignmentVerdict::Shifted { by, .. } = self.line.session.alignment().verdict() else {
            return Err("the mark reader is lost".into());
        };
        let decision = self.line.command(OPERATOR, Command::Realign { by: by.into() })?;
        match self.jam.take() {
            Some(fault) => {
                self.about(fault).answered(Reason::Misaligned);
                self.about(fault).answered(decision.reason);
            }
            None => return Err("the mark reader is said to be out of step, and is not".into()),
        }
        self.obey_one(&decision, labels)
    }

    /// People take off the belt what the session has set aside while the line stood.
    fn set_aside(&mut self, reason: Reason) -> Result<(), Failure> {
        for mut thing in std::mem::take(&mut self.belt) {
            let unit = thing.item.map(|item| self.unit_of(item)).transpose()?;
            let aside = thing.off.is_none() && unit.is_some_and(|unit| self.line.session.is_rejected(unit));
            if aside {
                thing.off = Some(reason);
                self.clear_away(&thing)?;
            } else {
                self.belt.push_back(thing);
            }
        }
        Ok(())
    }

    /// Something was taken off. Good items are put right and come again; the rest is kept as evidence.
    fn clear_away(&mut self, thing: &Thing) -> Result<(), Failure> {
        let Some(item) = thing.item else { return Ok(()) };
        if thing.fault.is_none() && thing.off != Some(Reason::Misaligned) {
            // Refused for no reason: told of, and not tried again.
            return Ok(());
        }
        let unit = self.unit_of(item)?;
        if let Some(fault) = thing.fault.filter(|fault| self.kind(*fault) == Kind::MarkUnread) {
            self.command(Command::Destroy(Target::Unit(unit)), fault)?;
            self.scrapped += 1;
            return Ok(());
        }
        if self.line.session.is_rejected(unit) {
            let fault = self.note(Kind::Rework, Level::ITEM, &[Reason::Reworked]);
            self.about(fault).beside = Some(unit);
            let scan = &self.stock.unit(Level::ITEM, item)?.scan;
            self.command(Command::Rework(Target::Code(scan)), fault)?;
        }
        let again = self.thing(item)?;
        self.tray.push_back(again);
        Ok(())
    }

    /// Something that was not planned, and is told of.
    fn note(&mut self, kind: Kind, level: Level, expected: &[Reason]) -> usize {
        self.shift.faults.push(Fault::new(kind, level, self.printed, expected));
        self.shift.faults.len() - 1
    }

    /// Faults are named by their number in the list, which only grows.
    #[allow(clippy::indexing_slicing)] // as above
    fn about(&mut self, fault: usize) -> &mut Fault {
        &mut self.shift.faults[fault]
    }

    #[allow(clippy::indexing_slicing)] // as above
    fn kind(&self, fault: usize) -> Kind {
        self.shift.faults[fault].kind
    }

    fn unit_of(&self, item: usize) -> Result<UnitId, Failure> {
        self.stock.find(self.line.session.forest(), Level::ITEM, item)
    }
}

fn expect(decision: &Decision, reason: Reason) -> Result<(), Failure> {
    if decision.reason == reason {
        Ok(())
    } else {
        Err(format!("the session said {:?}, not {reason:?}", decision.reason).into())
    }
}
