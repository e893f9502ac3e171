//! One pallet drawn as a tree: the pallet, its cases, their boxes as cells, the items as dots; faults by colour.

use std::fmt::Write;

use symbolon::code::Level;

use crate::fault::{Fault, Kind};
use crate::issue::Stock;
use crate::order::{Order, Pattern};

const INK: &str = "#1f2933";
const FAINT: &str = "#7b8794";
/// From the sheet's edge.
const MARGIN: usize = 40;
/// Kinds of faults in one row of the legend.
const LEGEND: usize = 6;
const DOT: usize = 3;
/// From one item to the next.
const STEP: usize = 5;
const CASE_GAP: usize = 18;
/// Width of its name and the end of its serial.
const CASE_NAME: usize = 116;
/// Room over a case for its branch and its name.
const CASE_HEAD: usize = 44;

/// Places of a grid, in dots from its corner.
#[derive(Clone, Copy)]
struct Grid {
    columns: usize,
    width: usize,
    height: usize,
}

impl Grid {
    fn at(self, place: usize) -> (usize, usize) {
        (place % self.columns * self.width, place / self.columns * self.height)
    }

    fn size(self, count: usize) -> (usize, usize) {
        (self.columns.min(count) * self.width, count.div_ceil(self.columns) * self.height)
    }
}

/// Where everything stands.
struct Layout {
    pattern: Pattern,
    items: Grid,
    boxes: Grid,
    cases: Grid,
    /// Width and height of a case's content.
    case_size: (usize, usize),
    /// Top of the first row of cases.
    top: usize,
}

impl Layout {
    fn new(pattern: Pattern) -> Self {
        let columns = |count: usize, wide: usize| (count * wide).isqrt().max(1);
        let (items_per_box, boxes_per_case, cases) =
            (pattern.capacity(Level::BOX), pattern.capacity(Level::CASE), pattern.capacity(Level::PALLET));
        let items = Grid { columns: columns(items_per_box, 3), width: STEP, height: STEP };
        let (width, height) = items.size(items_per_box);
        let boxes =
            Grid { columns: columns(boxes_per_case, 2).max(2) - 1, width: width + 9, height: height + 9 };
        let (width, height) = boxes.size(boxes_per_case);
        let case_size = (width.max(CASE_NAME), height);
        let columns = columns(cases, 2);
        let cases = Grid { columns, width: case_size.0 + CASE_GAP, height: height + CASE_HEAD };
        Self { pattern, items, boxes, cases, case_size, top: 250 }
    }

    /// The corner of a case, of a box or of an item, by its index on this pallet.
    fn corner(&self, level: Level, index: usize) -> (usize, usize) {
        let up =
            |container| (index / self.pattern.capacity(container), index % self.pattern.capacity(container));
        match level {
            Level::ITEM => {
                let (carton, place) = up(Level::BOX);
                add(add(self.corner(Level::BOX, carton), self.items.at(place)), (4, 4))
            }
            Level::BOX => {
                let (case, place) = up(Level::CASE);
                add(self.corner(Level::CASE, case), self.boxes.at(place))
            }
            _ => add((MARGIN + CASE_GAP, self.top + CASE_HEAD), self.cases.at(index)),
        }
    }

    fn box_size(&self) -> (usize, usize) {
        (self.boxes.width - 3, self.boxes.height - 3)
    }
}

fn add(one: (usize, usize), other: (usize, usize)) -> (usize, usize) {
    (one.0 + other.0, one.1 + other.1)
}

/// The SVG file of the first pallet. Writing into a string cannot fail, so the results are dropped.
pub(crate) fn svg(stock: &Stock, order: &Order, faults: &[Fault]) -> String {
    let layout = Layout::new(order.pattern);
    let (width, height) = layout.cases.size(order.pattern.capacity(Level::PALLET));
    let (width, height) = ((width + 2 * MARGIN + CASE_GAP).max(1320), layout.top + height + MARGIN);
    let on_first = |(level, place): (Level, usize)| place < order.pattern.per_pallet(level);
    let here: Vec<&Fault> = faults.iter().filter(|fault| fault.spot.is_some_and(on_first)).collect();
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
         font-family=\"Helvetica, Arial, sans-serif\"><rect width=\"100%\" height=\"100%\" fill=\"#fbfbf9\"/>\n"
    );
    head(&mut svg, stock, order, &here);
    branches(&mut svg, &layout);
    cases(&mut svg, stock, &layout);
    for fault in here {
        mark(&mut svg, &layout, fault);
    }
    svg.push_str("</svg>\n");
    svg
}

/// Title, the pallet itself, the legend.
fn head(svg: &mut String, stock: &Stock, order: &Order, faults: &[&Fault]) {
    let pattern = order.pattern;
    let sscc = stock.pallets.first().map(|pallet| pallet.code.identity().to_string()).unwrap_or_default();
    let caught = faults.iter().filter(|fault| fault.is_caught()).count();
    let title = format!("{} \u{b7} {}", order.name(Level::PALLET), order.name(Level::ITEM));
    let about = format!(
        "order {}, lot {} \u{b7} {} cases, {} boxes, {} items \u{b7} {caught} of {} faults caught",
        order.number,
        order.lot,
        pattern.per_pallet(Level::CASE),
        pattern.per_pallet(Level::BOX),
        pattern.per_pallet(Level::ITEM),
        faults.len()
    );
    text(svg, (MARGIN, 52), 24, INK, &title);
    text(svg, (MARGIN, 78), 14, FAINT, &about);
    let counts =
        Kind::ALL.iter().map(|kind| (kind, faults.iter().filter(|fault| fault.kind == *kind).count()));
    for (at, (kind, count)) in counts.filter(|(_, count)| *count > 0).enumerate() {
        let (x, y) = (MARGIN + at % LEGEND * 210, 106 + at / LEGEND * 20);
        let _ = writeln!(svg, "<circle cx=\"{}\" cy=\"{y}\" r=\"6\" fill=\"{}\"/>", x + 6, kind.colour());
        text(svg, (x + 18, y + 5), 13, INK, &format!("{} ({count})", kind.name()));
    }
    let _ = writeln!(
        svg,
        "<rect x=\"{MARGIN}\" y=\"194\" width=\"250\" height=\"34\" rx=\"4\" fill=\"{INK}\"/>\
         <text x=\"{}\" y=\"216\" font-size=\"15\" fill=\"#fff\">{}</text>",
        MARGIN + 14,
        escaped(&sscc)
    );
    let key = "framed box: fault at the marked item \u{b7} filled box, framed case: fault at its own label";
    text(svg, (MARGIN + 270, 216), 13, FAINT, key);
}

/// From the pallet down along the edge, and over each row of cases a branch with a drop to every case.
fn branches(svg: &mut String, layout: &Layout) {
    let trunk = MARGIN + 4;
    let count = layout.pattern.capacity(Level::PALLET);
    let mut path = String::new();
    for case in 0..count {
        let (x, y) = layout.corner(Level::CASE, case);
        let (middle, branch) = (x + layout.case_size.0 / 2, y - CASE_HEAD + 8);
        let _ = write!(path, "M{middle} {branch}V{}", y - 26);
        if case % layout.cases.columns == 0 {
            let last = (case + layout.cases.columns).min(count) - 1;
            let end = layout.corner(Level::CASE, last).0 + layout.case_size.0 / 2;
            let _ = write!(path, "M{trunk} 228V{branch}H{end}");
        }
    }
    let _ = writeln!(svg, "<path d=\"{path}\" fill=\"none\" stroke=\"#9aa5b1\" stroke-width=\"1.5\"/>");
}

/// Cases with their names, boxes as cells, items as dots.
fn cases(svg: &mut String, stock: &Stock, layout: &Layout) {
    let (box_width, box_height) = layout.box_size();
    let (case_width, case_height) = layout.case_size;
    for (index, case) in stock.cases.iter().take(layout.pattern.capacity(Level::PALLET)).enumerate() {
        let (x, y) = layout.corner(Level::CASE, index);
        let _ = writeln!(
            svg,
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"3\" fill=\"#fff\" stroke=\"#9aa5b1\"/>",
            x - 5,
            y - 24,
            case_width + 7,
            case_height + 26
        );
        let serial = match case.code.identity() {
            symbolon::code::Identity::Sgtin { serial, .. } => serial.as_str(),
            symbolon::code::Identity::Sscc(_) => "",
        };
        // The end of a serial is enough to find it on the floor.
        let tail = serial.get(serial.len().saturating_sub(6)..).unwrap_or(serial);
        text(svg, (x, y - 9), 11, INK, &format!("Case {:02}", index + 1));
        let _ = writeln!(
            svg,
            "<text x=\"{}\" y=\"{}\" font-size=\"10\" fill=\"{FAINT}\" text-anchor=\"end\">\u{2026}{}</text>",
            x + case_width - 3,
            y - 9,
            escaped(tail)
        );
    }
    let (mut cells, mut dots) = (String::new(), String::new());
    for carton in 0..layout.pattern.per_pallet(Level::BOX) {
        let (x, y) = layout.corner(Level::BOX, carton);
        let _ = write!(cells, "M{x} {y}h{box_width}v{box_height}h-{box_width}z");
    }
    for item in 0..layout.pattern.per_pallet(Level::ITEM) {
        let (x, y) = layout.corner(Level::ITEM, item);
        let _ = write!(dots, "M{x} {y}h{DOT}v{DOT}h-{DOT}z");
    }
    let _ = writeln!(svg, "<path d=\"{cells}\" fill=\"#e4e7eb\"/><path d=\"{dots}\" fill=\"#9aa5b1\"/>");
}

/// A fault: a coloured ring round its box or case, and a dot on its item.
fn mark(svg: &mut String, layout: &Layout, fault: &Fault) {
    let Some((level, place)) = fault.spot.filter(|(level, _)| *level < Level::PALLET) else { return };
    let colour = fault.kind.colour();
    let (container, index) = match level {
        Level::ITEM => (Level::BOX, place / layout.pattern.capacity(Level::BOX)),
        level => (level, place),
    };
    let (x, y) = layout.corner(container, index);
    let (x, y, width, height) = match container {
        Level::BOX => (x - 1, y - 1, layout.box_size().0 + 2, layout.box_size().1 + 2),
        _ => (x - 5, y - 24, layout.case_size.0 + 7, layout.case_size.1 + 26),
    };
    let fill = if level == Level::BOX { colour } else { "none" };
    let _ = write!(
        svg,
        "<g><title>{} at {}: {}</title><rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"2\" \
         fill=\"{fill}\" fill-opacity=\".45\" stroke=\"{colour}\" stroke-width=\"2.5\"/>",
        fault.kind.name(),
        layout.pattern.place(level, place),
        escaped(&fault.answer())
    );
    if level == Level::ITEM {
        let (x, y) = layout.corner(Level::ITEM, place);
        let side = DOT + 2;
        let _ = write!(svg, "<path d=\"M{} {}h{side}v{side}h-{side}z\" fill=\"{colour}\"/>", x - 1, y - 1);
    }
    svg.push_str("</g>\n");
}

fn text(svg: &mut String, (x, y): (usize, usize), size: u32, colour: &str, words: &str) {
    let words = escaped(words);
    let _ = writeln!(svg, "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\" fill=\"{colour}\">{words}</text>");
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
