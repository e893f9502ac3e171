//! What runs on the belt: the order, its codes and marks, and codes that do not belong there.

use symbolon::Error;
use symbolon::code::{Identity, Level, MasterKey, Serial, SerialCode, Series, SeriesId, Shape, carrier};
use symbolon::gs1::ai::Ai;
use symbolon::gs1::element::Elements;
use symbolon::gs1::key::Gtin;
use symbolon::line::{Frame, Identities, Inspection, Limits, Lot, MarkMode, Order, Role};
use symbolon::mark::{DeriveKey, ShortMark};
use symbolon::pack::Rules;
use symbolon::trust::{Unsigned, Verifier};

use crate::dice::secret;
use crate::options::Options;

const LINE: &[u8] = b"L1";
const DATE: &[u8] = b"2026-01-01";
const SLOT: &[u8] = b"07";

/// Where the indices of the order begin in each series.
pub(crate) const FIRST: u64 = 5000;

/// The stations, as positions in the order; the device of each is one greater.
pub(crate) mod station {
    pub(crate) const PRINTER: u16 = 0;
    pub(crate) const READER: u16 = 1;
    pub(crate) const MARKS: u16 = 2;
    pub(crate) const CAMERA: u16 = 3;
    pub(crate) const REJECTOR: u16 = 4;
    pub(crate) const OPERATOR: u16 = 5;
    pub(crate) const CASES: u16 = 6;
    pub(crate) const PALLETS: u16 = 7;
    pub(crate) const COUNT: u16 = 8;
}

/// The brand's keys: a line has them for its order.
pub(crate) struct Goods {
    items: Series,
    cases: Series,
    foreign: Series,
    marks: DeriveKey,
    right_lot: Elements,
    wrong_lot: Elements,
    pub(crate) verifier: Verifier,
}

impl Goods {
    pub(crate) fn new(seed: u64) -> Result<Self, Error> {
        let master = MasterKey::new(secret(seed, "master"));
        let series = |gtin: &[u8]| {
            let gtin = Gtin::parse(gtin)?;
            Series::new(master.series_key(gtin, SLOT), gtin, SLOT, Shape::default())
        };
        let [items, cases, pallets, foreign]: [&[u8]; 4] =
            [b"09506000134352", b"19506000134359", b"29506000134356", b"09506000134369"];
        let mut verifier = Verifier { unsigned: Unsigned::AcceptIfSealed, ..Verifier::default() };
        for gtin in [items, cases, pallets, foreign] {
            verifier.seals.add(series(gtin)?)?;
        }
        let lot = |lot: &[u8]| {
            let mut elements = Elements::new();
            elements.push(Ai::LOT, lot).map(|()| elements)
        };
        Ok(Self {
            items: series(items)?,
            cases: series(cases)?,
            foreign: series(foreign)?,
            marks: DeriveKey::new(&secret(seed, "marks"), b"tenant", 1)?,
            right_lot: lot(b"A17")?,
            wrong_lot: lot(b"A16")?,
            verifier,
        })
    }

    pub(crate) const fn mark_key(&self) -> &DeriveKey {
        &self.marks
    }

    /// The order of a line. There are half as many item codes again as items, for what is rejected.
    pub(crate) fn order(&self, options: &Options) -> Result<Order, Error> {
        let codes = options.items + options.items / 2 + 100;
        let cases = codes / u64::from(options.case) + 2;
        let pallets = cases / u64::from(options.pallet) + 2;
        let pallet = Gtin::parse(b"29506000134356")?;
        let source = |gtin, count| {
            let series = SeriesId::new(gtin, SLOT)?;
            Ok::<_, Error>(Identities::Series { series, indices: FIRST..FIRST + count })
        };
        let mut order = Order::new(Rules::new([0, options.case, options.pallet]))
            .with_source(Level::ITEM, source(self.items.gtin(), codes)?)
            .with_source(Level::CASE, source(self.cases.gtin(), cases)?)
            .with_source(Level::PALLET, source(pallet, pallets)?);
        let roles = [
            Role::Printer { level: Level::ITEM },
            Role::Reader { level: Level::ITEM, frame: Frame::Single },
            Role::MarkReader { offset: options.mark_offset },
            Role::Inspection { offset: options.camera_offset, by: Inspection::Vision },
            Role::Rejector { distance: options.rejector },
            Role::Operator,
            Role::Printer { level: Level::CASE },
            Role::Printer { level: Level::PALLET },
        ];
        for (device, role) in (1..).zip(roles) {
            order = order.with_station(device, role);
        }
        order.marks = MarkMode::Derived;
        order.quantity = options.items;
        order.line = LINE.to_vec();
        order.limits = Limits { window: Limits::MAX_WINDOW, ..Limits::default() };
        order.lots = vec![Lot { attributes: self.right_lot.clone(), strict: true, date_text: DATE.to_vec() }];
        Ok(order)
    }

    fn identity(series: &Series, index: u64) -> Result<Identity, Error> {
        Ok(Identity::Sgtin { gtin: series.gtin(), serial: series.seal(index)? })
    }

    fn text(identity: &Identity, attributes: &Elements) -> Result<Vec<u8>, Error> {
        Ok(carrier::element_string(&SerialCode::new(identity, attributes)?))
    }

    /// The code of an item of the order, or, from an index beyond it, of another order.
    pub(crate) fn item(&self, index: u64) -> Result<Vec<u8>, Error> {
        Self::text(&Self::identity(&self.items, index)?, &self.right_lot)
    }

    /// The same with the lot before.
    pub(crate) fn item_of_wrong_lot(&self, index: u64) -> Result<Vec<u8>, Error> {
        Self::text(&Self::identity(&self.items, index)?, &self.wrong_lot)
    }

    pub(crate) fn case(&self, index: u64) -> Result<Vec<u8>, Error> {
        Self::text(&Self::identity(&self.cases, index)?, &Elements::new())
    }

    /// A good code of another product.
    pub(crate) fn foreign(&self, index: u64) -> Result<Vec<u8>, Error> {
        Self::text(&Self::identity(&self.foreign, index)?, &self.right_lot)
    }

    /// A code that nobody issued.
    pub(crate) fn forged(&self, number: u64) -> Result<Vec<u8>, Error> {
        let serial = Serial::parse(format!("07{number:014}").as_bytes())?;
        Self::text(&Identity::Sgtin { gtin: self.items.gtin(), serial }, &self.right_lot)
    }

    /// The mark that belongs to an item.
    pub(crate) fn mark(&self, index: u64) -> Result<ShortMark, Error> {
        self.marks.derive(&Self::identity(&self.items, index)?, DATE, LINE, None)
    }
}
