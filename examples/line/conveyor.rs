//! The conveyor: brings every unit past its station in line order, and the faults among them.

use std::collections::HashMap;

use symbolon::code::Level;

use crate::Failure;
use crate::control::{Answer, Control, Reading};
use crate::fault::Fault;
use crate::issue::{Stock, Unit};
use crate::order::{Pattern, below};

/// Whose reading it was: what the conveyor knows and the control does not.
#[derive(Clone, Copy)]
enum Origin {
    Good { level: Level, index: usize },
    Fault(usize),
}

/// A good unit that the line refused.
pub(crate) struct Refused {
    pub(crate) place: String,
    pub(crate) answer: Answer,
}

/// What happened.
pub(crate) struct Shift {
    pub(crate) faults: Vec<Fault>,
    pub(crate) refused: Vec<Refused>,
    /// Readings of all stations, faulty ones included.
    pub(crate) readings: usize,
}

/// A line with everything on it.
pub(crate) struct Conveyor<'a> {
    stock: &'a Stock,
    pattern: Pattern,
    control: &'a mut Control,
    /// Fault numbers by the unit beside which they happen.
    plan: HashMap<(Level, usize), Vec<usize>>,
    shift: Shift,
}

impl<'a> Conveyor<'a> {
    pub(crate) fn new(
        stock: &'a Stock,
        pattern: Pattern,
        control: &'a mut Control,
        faults: Vec<Fault>,
    ) -> Self {
        let mut plan: HashMap<_, Vec<usize>> = HashMap::new();
        for (number, fault) in faults.iter().enumerate() {
            plan.entry((fault.level, fault.index)).or_default().push(number);
        }
        Self { stock, pattern, control, plan, shift: Shift { faults, refused: Vec::new(), readings: 0 } }
    }

    /// Runs until everything is packed: box after box, a case when its boxes are full, a pallet when its cases are.
    pub(crate) fn run(mut self, done: impl Fn(usize)) -> Result<Shift, Failure> {
        for carton in 0..self.stock.boxes.len() {
            let mut full = carton;
            for level in [Level::BOX, Level::CASE, Level::PALLET] {
                self.fill(level, full)?;
                if level == Level::BOX {
                    done(self.pattern.capacity(level) + 1);
                }
                let Some(next) = crate::order::above(level) else { break };
                if !(full + 1).is_multiple_of(self.pattern.capacity(next)) {
                    break;
                }
                full /= self.pattern.capacity(next);
            }
        }
        Ok(self.shift)
    }

    /// One container: the units that go into it come along, then its own label, then it is closed.
    fn fill(&mut self, container: Level, number: usize) -> Result<(), Failure> {
        let Some(level) = below(container) else { return Ok(()) };
        let size = self.pattern.capacity(container);
        let mut group = Vec::with_capacity(size + 1);
        for index in number * size..(number + 1) * size {
            let here = self.plan.get(&(level, index)).cloned().unwrap_or_default();
            let (behind, before): (Vec<usize>, Vec<usize>) = here
                .into_iter()
                .partition(|fault| self.shift.faults.get(*fault).is_some_and(Fault::comes_behind));
            self.faulty(&before, &mut group)?;
            self.good(level, index, &mut group)?;
            self.faulty(&behind, &mut group)?;
        }
        let mut label = Vec::new();
        self.good(container, number, &mut label)?;
        let Some(&(unit, _)) = label.first() else { return Ok(()) };
        let mut refused = Vec::new();
        self.control.pack(unit, &mut group, |origin, answer| refused.push((origin, answer)))?;
        refused.extend(group.into_iter().map(|(_, origin)| (origin, Answer::Packed)));
        for (origin, answer) in refused {
            self.note(origin, answer);
        }
        Ok(())
    }

    fn good(&mut self, level: Level, index: usize, group: &mut Vec<(Passed, Origin)>) -> Result<(), Failure> {
        let Unit { scan, mark, .. } = self.stock.unit(level, index)?;
        self.scan(&Reading { text: Some(scan), mark: mark.as_ref() }, Origin::Good { level, index }, group)
    }

    fn faulty(&mut self, faults: &[usize], group: &mut Vec<(Passed, Origin)>) -> Result<(), Failure> {
        for &number in faults {
            // Taken out while it is shown, because what is noted about it goes into it.
            let shown = match self.shift.faults.get_mut(number) {
                Some(fault) => std::mem::take(&mut fault.shown),
                None => continue,
            };
            for one in &shown {
                let reading = Reading { text: one.text.as_deref(), mark: one.mark.as_ref() };
                self.scan(&reading, Origin::Fault(number), group)?;
            }
            if let Some(fault) = self.shift.faults.get_mut(number) {
                fault.shown = shown;
            }
        }
        Ok(())
    }

    fn scan(
        &mut self,
        reading: &Reading<'_>,
        origin: Origin,
        group: &mut Vec<(Passed, Origin)>,
    ) -> Result<(), Failure> {
        self.shift.readings += 1;
        match self.control.scan(reading)? {
            Ok(unit) => group.push((unit, origin)),
            Err(answer) => self.note(origin, answer),
        }
        Ok(())
    }

    fn note(&mut self, origin: Origin, answer: Answer) {
        match origin {
            Origin::Fault(number) => {
                if let Some(fault) = self.shift.faults.get_mut(number) {
                    fault.answers.push(answer);
                }
            }
            Origin::Good { .. } if answer == Answer::Packed => {}
            Origin::Good { level, index } => {
                let place = self.pattern.place(level, index);
                self.shift.refused.push(Refused { place, answer });
            }
        }
    }
}

/// A unit that passed its scan.
type Passed = symbolon::pack::UnitId;
