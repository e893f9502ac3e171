//! What is told at the end: tables on the terminal, report.json and codes.csv.

use std::fmt::Write;
use std::time::Instant;

use serde_json::{Value, json};
use symbolon::code::Level;
use symbolon::code::carrier::compact;
use symbolon::mark::PairCounts;

use crate::Failure;
use crate::control::Control;
use crate::conveyor::Shift;
use crate::fault::{Fault, Kind};
use crate::issue::Stock;
use crate::label::{ReadBack, Symbol};
use crate::order::{LEVELS, Order};

/// One step of the work.
struct Step {
    name: &'static str,
    count: usize,
    unit: &'static str,
    seconds: f64,
}

/// The steps and the time they took.
pub(crate) struct Steps {
    start: Instant,
    steps: Vec<Step>,
}

impl Steps {
    pub(crate) fn new() -> Self {
        Self { start: Instant::now(), steps: Vec::new() }
    }

    /// Does a step that says how many `unit`s it worked on.
    pub(crate) fn take<T>(
        &mut self,
        name: &'static str,
        unit: &'static str,
        work: impl FnOnce() -> Result<(T, usize), Failure>,
    ) -> Result<T, Failure> {
        let start = Instant::now();
        let (result, count) = work()?;
        self.steps.push(Step { name, count, unit, seconds: start.elapsed().as_secs_f64() });
        Ok(result)
    }

    fn table(&self, out: &mut String) {
        for Step { name, count, unit, seconds } in &self.steps {
            #[allow(clippy::cast_precision_loss)] // counts far below 2⁵²
            let rate = *count as f64 / seconds.max(1e-9);
            let _ = writeln!(
                out,
                "  {name:<34}{:>9} {unit:<9}{seconds:>8.3} s{:>12}/s",
                grouped(*count),
                grouped_rate(rate)
            );
        }
    }
}

/// Everything that is told.
pub(crate) struct Report<'a> {
    pub(crate) order: &'a Order,
    pub(crate) seed: u64,
    pub(crate) stock: &'a Stock,
    pub(crate) read_back: ReadBack,
    pub(crate) shift: &'a Shift,
    pub(crate) pairs: PairCounts,
    pub(crate) steps: &'a Steps,
}

impl Report<'_> {
    pub(crate) fn caught(&self) -> usize {
        self.shift.faults.iter().filter(|fault| fault.is_caught()).count()
    }

    /// Whether every fault was caught and no good unit refused.
    pub(crate) fn is_clean(&self) -> bool {
        self.caught() == self.shift.faults.len() && self.shift.refused.is_empty()
    }

    pub(crate) fn terminal(&self) -> Result<String, Failure> {
        let Self { order, stock, read_back, shift, pairs, .. } = self;
        let pattern = order.pattern;
        let mut out = format!(
            "order {}: {}, lot {}, {} pallets of {} cases of {} boxes of {} items, seed {}\n\nsteps\n",
            order.number,
            order.name(Level::ITEM),
            order.lot,
            stock.pallets.len(),
            pattern.cases_per_pallet,
            pattern.boxes_per_case,
            pattern.items_per_box,
            self.seed
        );
        self.steps.table(&mut out);
        out.push_str("\nsymbols, quiet zone included\n");
        for symbol in Symbol::ALL {
            self.symbol(symbol, &mut out)?;
        }
        let ReadBack { symbols, pictures } = read_back;
        let _ = writeln!(
            out,
            "  read back as printed, and genuine: {symbols} QR symbols from {pictures} turned, blurred, noisy pictures"
        );
        out.push_str("\nfaults                     injected  caught  answers\n");
        for kind in Kind::ALL {
            let of_kind: Vec<&Fault> = shift.faults.iter().filter(|fault| fault.kind == kind).collect();
            let caught = of_kind.iter().filter(|fault| fault.is_caught()).count();
            let mut answers: Vec<String> = of_kind.iter().map(|fault| fault.answer()).collect();
            answers.sort();
            answers.dedup();
            let (name, injected, answers) = (kind.name(), of_kind.len(), answers.join("; "));
            let _ = writeln!(out, "  {name:<25}{injected:>8}{caught:>8}  {answers}");
        }
        out.push_str("\nevery fault, in line order\n");
        for fault in &shift.faults {
            let place = pattern.place(fault.level, fault.index);
            let (kind, answer) = (fault.kind.name(), fault.answer());
            let then = if fault.is_caught() { fault.kind.remedy() } else { "MISSED" };
            let _ = writeln!(out, "  {place:<17}{kind:<21}{answer:<49}{then}");
        }
        for refused in &shift.refused {
            let _ = writeln!(out, "  {:<17}GOOD UNIT REFUSED    {}", refused.place, refused.answer);
        }
        let _ = writeln!(
            out,
            "\nhidden marks of the roll: {} activated, {} void, {} bound, {} free",
            pairs.activated, pairs.void, pairs.bound, pairs.free
        );
        let _ = writeln!(
            out,
            "packed: {} items, {} boxes, {} cases, {} pallets; faults caught {} of {}; good units refused {}",
            grouped(stock.items.len()),
            grouped(stock.boxes.len()),
            stock.cases.len(),
            stock.pallets.len(),
            self.caught(),
            shift.faults.len(),
            shift.refused.len()
        );
        Ok(out)
    }

    /// How large the symbol of the first unit that carries it is on paper.
    fn symbol(&self, symbol: Symbol, out: &mut String) -> Result<(), Failure> {
        let order = self.order;
        for level in LEVELS.into_iter().filter(|level| Symbol::of(*level).contains(&symbol)) {
            let unit = self.stock.unit(level, 0)?;
            let matrix = symbol.draw(unit, order)?;
            let bytes = symbol.content(unit, order)?.len();
            let dots = (matrix.width() + 2 * matrix.quiet()) * order.dots_per_module;
            let millimetres = f64::from(dots) * 25.4 / f64::from(order.dpi);
            let _ = writeln!(
                out,
                "  {:<7}{:<17}{bytes:>4} bytes {:>4} x {} modules {millimetres:>6.1} mm at {} dpi, {} dots a module",
                level.name(),
                symbol.name(),
                matrix.width(),
                matrix.height(),
                order.dpi,
                order.dots_per_module
            );
        }
        Ok(())
    }

    /// report.json: the same for the same order and seed, but for every `seconds`.
    pub(crate) fn json(&self) -> Value {
        let Self { order, stock, read_back, shift, .. } = self;
        let fault = |fault: &Fault| {
            let answers: Vec<String> = fault.answers.iter().map(ToString::to_string).collect();
            json!({
                "place": order.pattern.place(fault.level, fault.index),
                "level": fault.level.name(),
                "kind": fault.kind.name(),
                "expected": fault.expected.to_string(),
                "answers": answers,
                "caught": fault.is_caught(),
            })
        };
        let step = |step: &Step| json!({"name": step.name, "count": step.count, "of": step.unit, "seconds": step.seconds});
        json!({
            "order": order.number,
            "seed": self.seed,
            "items": stock.items.len(),
            "boxes": stock.boxes.len(),
            "cases": stock.cases.len(),
            "pallets": stock.pallets.len(),
            "symbols_read_back": read_back.symbols,
            "pictures_taken": read_back.pictures,
            "readings": shift.readings,
            "faults_injected": shift.faults.len(),
            "faults_caught": self.caught(),
            "good_refused": shift.refused.len(),
            "faults": shift.faults.iter().map(fault).collect::<Vec<_>>(),
            "refused": shift
                .refused
                .iter()
                .map(|refused| json!({"place": refused.place, "answer": refused.answer.to_string()}))
                .collect::<Vec<_>>(),
            "steps": self.steps.steps.iter().map(step).collect::<Vec<_>>(),
            "seconds": self.steps.start.elapsed().as_secs_f64(),
        })
    }
}

/// codes.csv: one row for each unit. Hidden marks are not in it: they are secrets.
pub(crate) fn csv(stock: &Stock, order: &Order, control: &Control) -> Result<String, Failure> {
    let mut out = String::from("level,identity,parent,element_string,compact_url\n");
    for (level, _, unit) in stock.iter() {
        let identity = unit.code.identity();
        let parent = match control.forest.find(identity) {
            Some(found) => control.forest.parent(found)?,
            None => None,
        };
        let parent = parent.map(|parent| control.forest.identity(parent)).transpose()?;
        let _ = writeln!(
            out,
            "{},{},{},{},{}",
            level.name(),
            quoted(&identity.to_string()),
            parent.map(|parent| quoted(&parent.to_string())).unwrap_or_default(),
            quoted(&unit.code.elements().to_bracketed()),
            quoted(&compact::print(&unit.code, &order.stem)?)
        );
    }
    Ok(out)
}

/// A field of a CSV file (RFC 4180): serials and lots may hold commas and quotes.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// Digits in groups of three.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(' ');
        }
        out.push(digit);
    }
    out
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // rates are positive and far below 2⁵³
fn grouped_rate(rate: f64) -> String {
    grouped(rate.round() as usize)
}
