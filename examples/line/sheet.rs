//! The label sheet: labels of every level as they leave the printer, with their text for people.

use symbolon::code::Level;
use symbolon::gs1::ai::Ai;
use symbolon::symbol::Matrix;
use symbolon::symbol::font::CAPITAL as HEIGHT;

use crate::Failure;
use crate::canvas::{Area, Canvas, text_width};
use crate::issue::{Stock, Unit};
use crate::label::Symbol;
use crate::order::Order;

const MARGIN: u32 = 48;
const GAP: u32 = 24;
const PADDING: u32 = 28;
/// Dots between a symbol and its text.
const UNDER: u32 = 22;
const BLACK: u8 = 20;
const FAINT: u8 = 110;

/// How a level is shown: how many labels, dots for each module, scale of the text.
struct Row {
    level: Level,
    labels: usize,
    module: u32,
    text: u32,
}

const ROWS: [Row; 4] = [
    Row { level: Level::PALLET, labels: 1, module: 6, text: 4 },
    Row { level: Level::CASE, labels: 3, module: 5, text: 3 },
    Row { level: Level::BOX, labels: 4, module: 4, text: 2 },
    Row { level: Level::ITEM, labels: 5, module: 4, text: 2 },
];

/// One label, measured.
struct Label {
    level: Level,
    symbols: Vec<(Symbol, Matrix)>,
    lines: Vec<String>,
    module: u32,
    text: u32,
}

impl Label {
    fn new(row: &Row, unit: &Unit, order: &Order) -> Result<Self, Failure> {
        let symbols = Symbol::of(row.level).iter().map(|symbol| Ok((*symbol, symbol.draw(unit, order)?)));
        let symbols = symbols.collect::<Result<_, Failure>>()?;
        // The signature is for machines; everything else may be read by people.
        let lines = unit
            .code
            .elements()
            .iter()
            .filter(|(ai, _)| *ai != Ai::INTERNAL_92)
            .map(|(ai, value)| format!("({}) {value}", ai.digits()))
            .collect();
        Ok(Self { level: row.level, symbols, lines, module: row.module, text: row.text })
    }

    /// Symbols side by side on the left; the text under a single one, beside several.
    fn beside(&self) -> bool {
        self.symbols.len() > 1
    }

    fn symbols_width(&self) -> u32 {
        self.symbols.iter().map(|(_, matrix)| self.side(matrix) + GAP).sum::<u32>() - GAP
    }

    fn side(&self, matrix: &Matrix) -> u32 {
        (matrix.width() + 2 * matrix.quiet()) * self.module
    }

    fn symbols_height(&self) -> u32 {
        self.symbols.iter().map(|(_, matrix)| self.side(matrix)).max().unwrap_or(0)
    }

    fn line_height(&self) -> u32 {
        (HEIGHT + 4) * self.text
    }

    fn lines_width(&self) -> u32 {
        self.lines.iter().map(|line| text_width(line, self.text)).max().unwrap_or(0)
    }

    fn lines_height(&self) -> u32 {
        let lines = u32::try_from(self.lines.len()).unwrap_or(0) * self.line_height();
        if self.beside() { lines + 2 * self.line_height() + UNDER } else { lines }
    }

    fn size(&self) -> (u32, u32) {
        let (width, height) = if self.beside() {
            let height = self.symbols_height() + UNDER + HEIGHT * 2;
            (self.symbols_width() + 2 * GAP + self.lines_width(), height.max(self.lines_height()))
        } else {
            let width = self.symbols_width().max(self.lines_width());
            (width, self.symbols_height() + UNDER + self.lines_height())
        };
        (width + 2 * PADDING, height + 2 * PADDING)
    }

    fn draw(&self, canvas: &mut Canvas, area: Area, order: &Order) {
        canvas.card(area);
        let (mut x, y) = (area.x + PADDING, area.y + PADDING);
        if !self.beside() {
            x = area.x + (area.width - self.symbols_width()) / 2;
        }
        for (symbol, matrix) in &self.symbols {
            let quiet = matrix.quiet() * self.module;
            canvas.symbol(x + quiet, y + quiet, self.module, matrix);
            if self.beside() {
                let below = y + self.symbols_height() + UNDER / 2;
                let middle = x + (self.side(matrix).saturating_sub(text_width(symbol.name(), 2))) / 2;
                canvas.text(middle, below, 2, FAINT, symbol.name());
            }
            x += self.side(matrix) + GAP;
        }
        let (x, mut y) = if self.beside() {
            let x = x + GAP;
            canvas.text(x, y, self.text, BLACK, order.name(self.level));
            canvas.text(x, y + self.line_height(), self.text, FAINT, &order.number);
            (x, y + 2 * self.line_height() + UNDER)
        } else {
            (area.x + (area.width - self.lines_width()) / 2, y + self.symbols_height() + UNDER)
        };
        for line in &self.lines {
            canvas.text(x, y, self.text, BLACK, line);
            y += self.line_height();
        }
    }
}

/// The sheet as a PNG file: the first labels of each level, pallets on top.
pub(crate) fn png(stock: &Stock, order: &Order) -> Result<Vec<u8>, Failure> {
    let mut rows = Vec::new();
    for row in &ROWS {
        let units = stock.at(row.level).iter().take(row.labels);
        let labels = units.map(|unit| Label::new(row, unit, order)).collect::<Result<Vec<_>, Failure>>()?;
        rows.push((row, labels));
    }
    let width = rows.iter().map(|(_, labels)| row_width(labels)).max().unwrap_or(0) + 2 * MARGIN;
    let head = 7 * MARGIN / 2;
    let heading = HEIGHT * 3 + GAP;
    let height = head + rows.iter().map(|(_, labels)| heading + row_height(labels) + 2 * GAP).sum::<u32>();

    let mut canvas = Canvas::new(width, height, 238);
    canvas.text(MARGIN, MARGIN, 5, BLACK, order.name(Level::ITEM));
    let about = format!(
        "order {}   lot {}   made {}   expires {}",
        order.number, order.lot, order.production, order.expiry
    );
    canvas.text(MARGIN, MARGIN + 8 * HEIGHT, 3, FAINT, &about);
    let mut y = head;
    for (row, labels) in &rows {
        let symbols: Vec<_> = Symbol::of(row.level).iter().map(|symbol| symbol.name()).collect();
        let text = format!("{}: {}", row.level.name(), symbols.join(" and "));
        canvas.text(MARGIN, y, 3, FAINT, &text);
        y += heading;
        let height = row_height(labels);
        // A row that is narrower than the sheet is spread over it.
        let count = u32::try_from(labels.len()).unwrap_or(1).max(1);
        let spare = (width - 2 * MARGIN - row_width(labels)) / count;
        let mut x = MARGIN;
        for label in labels {
            let area = Area { x, y, width: label.size().0 + spare, height };
            label.draw(&mut canvas, area, order);
            x += area.width + GAP;
        }
        y += height + 2 * GAP;
    }
    canvas.png()
}

fn row_width(labels: &[Label]) -> u32 {
    labels.iter().map(|label| label.size().0 + GAP).sum::<u32>().saturating_sub(GAP)
}

fn row_height(labels: &[Label]) -> u32 {
    labels.iter().map(|label| label.size().1).max().unwrap_or(0)
}
