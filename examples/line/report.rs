//! What is told at the end: tables on the terminal, report.json and codes.csv.

use std::fmt::Write;
use std::time::Instant;

use serde_json::{Value, json};
use symbolon::code::Level;
use symbolon::code::carrier::compact;
use symbolon::journal::Recovery;
use symbolon::line::balance::Class;
use symbolon::line::{self, Balance, Session};
use symbolon::mark::PairCounts;

use crate::Failure;
use crate::conveyor::{Refused, Shift};
use crate::fault::{Answer, Fault, Kind};
use crate::issue::Stock;
use crate::label::{ReadBack, Symbol};
use crate::order::{LEVELS, Order};
use crate::recorder::Kept;

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
    pub(crate) session: &'a Session,
    pub(crate) balance: &'a Balance,
    pub(crate) kept: &'a Kept,
    /// The time of the last event.
    pub(crate) time: u64,
    pub(crate) pairs: PairCounts,
    pub(crate) steps: &'a Steps,
}

impl Report<'_> {
    pub(crate) fn caught(&self) -> usize {
        self.shift.faults.iter().filter(|fault| fault.is_caught()).count()
    }

    /// Whether every fault was caught, no good unit refused, and every code is accounted for.
    pub(crate) fn is_clean(&self) -> bool {
        self.shift.is_clean() && self.balance.is_exact()
    }

    fn is_used(&self, level: Level) -> u64 {
        self.balance.row(level).class(Class::Used)
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
        self.faults(&mut out);
        for refused in &shift.refused {
            let (level, index) = stock.place(self.session.forest(), refused.unit)?;
            let answer = Answer::Said(refused.reason);
            let _ = writeln!(out, "  GOOD UNIT REFUSED: {} {index}: {answer}", level.name());
        }
        self.balance(&mut out);
        let _ = writeln!(
            out,
            "\nhidden marks of the roll: {} activated, {} void, {} bound, {} free",
            pairs.activated, pairs.void, pairs.bound, pairs.free
        );
        let Kept { report, directory, bytes, commits, replayed } = self.kept;
        let _ = writeln!(
            out,
            "journal: {} records in {} of {}, {} of {} checkpoints signed by the line, {} durable commits{}",
            grouped_u64(report.head.records),
            size(*bytes),
            directory.display(),
            report.signed,
            report.checkpoints,
            commits,
            if *replayed > 0 {
                format!(", {} events taken from it", grouped_u64(*replayed))
            } else {
                String::new()
            }
        );
        let [items, boxes, cases, pallets] =
            [Level::ITEM, Level::BOX, Level::CASE, Level::PALLET].map(|level| self.is_used(level));
        let _ = writeln!(
            out,
            "packed: {} items, {} boxes, {cases} cases, {pallets} pallets; faults caught {} of {}; good units refused {}",
            grouped_u64(items),
            grouped_u64(boxes),
            self.caught(),
            shift.faults.len(),
            shift.refused.len()
        );
        Ok(out)
    }

    /// The kinds of faults, and every single one that was missed.
    fn faults(&self, out: &mut String) {
        let (faults, pattern) = (&self.shift.faults, self.order.pattern);
        out.push_str("\nfaults and what people did   times  as expected  the line's answers\n");
        for kind in Kind::ALL {
            let of_kind: Vec<&Fault> = faults.iter().filter(|fault| fault.kind == *kind).collect();
            if of_kind.is_empty() {
                continue;
            }
            let caught = of_kind.iter().filter(|fault| fault.is_caught()).count();
            let mut answers: Vec<&Answer> = Vec::new();
            for answer in of_kind.iter().flat_map(|fault| &fault.answers) {
                if !answers.contains(&answer) {
                    answers.push(answer);
                }
            }
            let answers: Vec<String> = answers.iter().map(ToString::to_string).collect();
            let (name, times, answers) = (kind.name(), of_kind.len(), answers.join(" / "));
            let _ = writeln!(out, "  {name:<25}{times:>7}{caught:>13}  {answers}");
        }
        for fault in faults.iter().filter(|fault| !fault.is_caught()) {
            let place = fault.spot.map_or_else(String::new, |(level, place)| pattern.place(level, place));
            let expected: Vec<String> = fault.expected.iter().map(ToString::to_string).collect();
            let (name, answer) = (fault.kind.name(), fault.answer());
            let _ = writeln!(out, "  MISSED {name} at {place}: {answer:?}, not {:?}", expected.join(" "));
        }
    }

    fn balance(&self, out: &mut String) {
        out.push_str("\nbalance of codes   issued");
        for class in Class::ALL {
            let _ = write!(out, "{:>12}", class.name());
        }
        out.push('\n');
        for (level, row) in self.balance.levels() {
            let _ = write!(out, "  {:<15}{:>8}", level.name(), grouped_u64(row.issued));
            for class in Class::ALL {
                let _ = write!(out, "{:>12}", grouped_u64(row.class(class)));
            }
            out.push('\n');
        }
        let exact = if self.balance.is_exact() { "every code is accounted for" } else { "DOES NOT ADD UP" };
        let items = self.session.statistics().items();
        let _ = writeln!(
            out,
            "  {exact}; {} items passed in {} passes of the belt",
            grouped_u64(items.good),
            grouped_u64(items.items())
        );
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
    pub(crate) fn json(&self) -> Result<Value, Failure> {
        let Self { order, stock, read_back, shift, kept, .. } = self;
        let words = |answers: &[Answer]| answers.iter().map(ToString::to_string).collect::<Vec<_>>();
        let fault = |fault: &Fault| {
            json!({
                "place": fault.spot.map(|(level, place)| order.pattern.place(level, place)),
                "level": fault.level.name(),
                "kind": fault.kind.name(),
                "expected": words(&fault.expected),
                "answers": words(&fault.answers),
                "caught": fault.is_caught(),
                "then": fault.kind.remedy(),
            })
        };
        let refused = |refused: &Refused| -> Result<Value, Failure> {
            let (level, index) = stock.place(self.session.forest(), refused.unit)?;
            let identity = stock.unit(level, index)?.code.identity().to_string();
            Ok(json!({"identity": identity, "answer": Answer::Said(refused.reason).to_string()}))
        };
        let step = |step: &Step| json!({"name": step.name, "count": step.count, "of": step.unit, "seconds": step.seconds});
        let line = line::Report {
            order: self.session.order(),
            statistics: self.session.statistics(),
            balance: self.balance,
            time: self.time,
        };
        Ok(json!({
            "order": order.number,
            "seed": self.seed,
            "items": self.is_used(Level::ITEM),
            "boxes": self.is_used(Level::BOX),
            "cases": self.is_used(Level::CASE),
            "pallets": self.is_used(Level::PALLET),
            "symbols_read_back": read_back.symbols,
            "pictures_taken": read_back.pictures,
            "faults_injected": shift.faults.len(),
            "faults_caught": self.caught(),
            "good_refused": shift.refused.len(),
            "faults": shift.faults.iter().map(fault).collect::<Vec<_>>(),
            "refused": shift.refused.iter().map(refused).collect::<Result<Vec<_>, _>>()?,
            "journal": {"records": kept.report.head.records, "checkpoints": kept.report.checkpoints},
            "line": serde_json::from_str::<Value>(&line.json())?,
            "steps": self.steps.steps.iter().map(step).collect::<Vec<_>>(),
            "seconds": self.steps.start.elapsed().as_secs_f64(),
        }))
    }
}

/// codes.csv: one row for each code. Hidden marks are not in it: they are secrets.
pub(crate) fn csv(stock: &Stock, order: &Order, session: &Session) -> Result<String, Failure> {
    let mut out = String::from("level,identity,state,parent,element_string,compact_url\n");
    let forest = session.forest();
    for (level, index, label) in stock.iter() {
        let unit = stock.find(forest, level, index)?;
        let parent = match forest.parent(unit)? {
            Some(parent) => {
                let (level, index) = stock.place(forest, parent)?;
                quoted(&stock.unit(level, index)?.code.identity().to_string())
            }
            None => String::new(),
        };
        let _ = writeln!(
            out,
            "{},{},{},{parent},{},{}",
            level.name(),
            quoted(&label.code.identity().to_string()),
            session.state(unit).name(),
            quoted(&label.code.elements().to_bracketed()),
            quoted(&compact::print(&label.code, &order.stem)?)
        );
    }
    Ok(out)
}

/// What the journal was found to be when it was opened again.
pub(crate) fn recovered(recovery: &Recovery) -> String {
    let cut = match recovery.cut {
        Some(cut) if cut.bytes > 0 => {
            format!("{} bytes of a commit that never ended were cut off", cut.bytes)
        }
        Some(_) => "its files were put right".to_owned(),
        None => "nothing was torn".to_owned(),
    };
    let (records, segments) = (grouped_u64(recovery.head.records), recovery.segments);
    format!("journal recovered: {records} records in {segments} segments, {cut}\n")
}

/// A field of a CSV file (RFC 4180): serials and lots may hold commas and quotes.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

fn size(bytes: u64) -> String {
    format!("{}.{} MiB", bytes >> 20, ((bytes & 0xf_ffff) * 10) >> 20)
}

fn grouped_u64(number: u64) -> String {
    grouped(usize::try_from(number).unwrap_or(usize::MAX))
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
