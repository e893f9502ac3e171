//! What goes to printers as it is: the logistic label of a pallet, and a page of item labels.

use symbolon::code::{Identity, Level};
use symbolon::gs1::ai::Ai;
use symbolon::gs1::element::Elements;
use symbolon::gs1::readable;
use symbolon::symbol::Raster;
use symbolon::symbol::font::{self, Scale};
use symbolon::symbol::label::{Barcode, Cell, Content, Design, Paper, TextSize};
use symbolon::symbol::sheet::Page;

use crate::Failure;
use crate::issue::{Stock, Unit};
use crate::label::Symbol;
use crate::order::Order;

/// What printers of logistic labels print; the order's own printer is that of the items.
const DOTS_PER_INCH: u32 = 203;
/// Half a millimetre, for a hand scanner.
const QR_MODULE: u32 = 4;
/// Which elements share a symbol of the pallet's label: what stands on it, its lot and last day, itself.
const BARCODES: [&[Ai]; 3] = [&[Ai::CONTENT, Ai::COUNT], &[Ai::EXPIRY, Ai::LOT], &[Ai::SSCC]];

/// A file for people and the job for the printer.
pub(crate) struct Printed {
    pub(crate) png: Vec<u8>,
    pub(crate) zpl: Vec<u8>,
}

/// The logistic label of one pallet.
pub(crate) fn pallet(unit: &Unit, order: &Order) -> Result<Printed, Failure> {
    let Identity::Sscc(sscc) = unit.code.identity() else { return Err("a pallet without SSCC".into()) };
    let elements = unit.code.elements();
    let value = |ai: Ai| elements.get(ai).unwrap_or_default();
    let qr = Symbol::UrlQr.draw(unit, order)?;
    let qr = qr.raster(QR_MODULE, qr.quiet())?;
    let parts = readable::sscc(*sscc, order.prefix).unwrap_or_else(|| sscc.to_string());
    let content = format!("{}\n{}", value(Ai::CONTENT), order.name(Level::CASE));
    let (made, expires) = (order.production.to_string(), order.expiry.to_string());
    let rows: [&[Cell<'_>]; 4] = [
        &[text(1, "FROM", &order.ship_from), text(1, "TO", &order.ship_to)],
        &[large(3, "SSCC", &parts), text(1, "ORDER", &order.number)],
        &[
            text(5, "CONTENT", &content),
            large(2, "COUNT", value(Ai::COUNT)),
            Cell { share: 3, content: Content::Picture(&qr) },
        ],
        &[text(1, "LOT", value(Ai::LOT)), text(1, "PRODUCTION", &made), text(1, "EXPIRY", &expires)],
    ];
    let mut symbols = Vec::new();
    for ais in BARCODES {
        let mut part = Elements::new();
        for ai in ais {
            part.push(*ai, value(*ai).as_bytes())?;
        }
        symbols.push((part.to_element_string(), readable::text(&part, Some(order.prefix))));
    }
    let barcodes: Vec<_> = symbols.iter().map(|(data, text)| Barcode { data, text }).collect();
    let design = Design { paper: Paper::A5, dots_per_inch: DOTS_PER_INCH, rows: &rows, barcodes: &barcodes };
    Ok(Printed { png: design.raster()?.png()?, zpl: design.zpl(2)? })
}

fn text<'a>(share: u32, caption: &'a str, text: &'a str) -> Cell<'a> {
    Cell { share, content: Content::Text { caption, text, size: TextSize::Normal } }
}

fn large<'a>(share: u32, caption: &'a str, text: &'a str) -> Cell<'a> {
    Cell { share, content: Content::Text { caption, text, size: TextSize::Large } }
}

/// The labels of the first items on an A4 page, at the dots of the order's printer.
pub(crate) fn items(stock: &Stock, order: &Order) -> Result<Vec<u8>, Failure> {
    let page = Page::a4(order.dpi, 8, 12);
    let count = usize::try_from(page.capacity())?;
    let labels = stock.items.iter().take(count).map(|unit| item(unit, order));
    let labels = labels.collect::<Result<Vec<_>, _>>()?;
    Ok(page.draw(&labels.iter().collect::<Vec<_>>())?.png()?)
}

/// The Data Matrix of an item with its serial below.
fn item(unit: &Unit, order: &Order) -> Result<Raster, Failure> {
    let symbol = Symbol::DataMatrix.draw(unit, order)?;
    let symbol = symbol.raster(order.dots_per_module, 2 * symbol.quiet())?;
    let serial = unit.code.elements().get(Ai::SERIAL).unwrap_or_default();
    // A millimetre high.
    let scale = Scale::narrow((order.dpi / 25 / font::CAPITAL).max(1));
    let width = symbol.width().max(font::width(serial, scale));
    let mut label = Raster::white(width, symbol.height() + font::HEIGHT * scale.down)?;
    label.put((width - symbol.width()) / 2, 0, &symbol)?;
    label.text((width - font::width(serial, scale)) / 2, symbol.height(), scale, serial)?;
    Ok(label)
}
