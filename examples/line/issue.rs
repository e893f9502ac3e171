//! Issuing: a signed code, and a hidden mark where its level has one, for every unit of the order.

use symbolon::code::{Identity, Level, MasterKey, SerialCode, Series, SeriesId, Shape, carrier};
use symbolon::gs1::sscc::SsccAllocator;
use symbolon::line::{self, Identities, Limits, Lot, MarkMode};
use symbolon::mark::ShortMark;
use symbolon::pack::{Forest, Name, UnitId};
use symbolon::trust::{Issuer, Keyring, Scope, Seals, SecretKey, Signer as _, Verifier, Window};

use crate::Failure;
use crate::order::{LEVELS, Order};
use crate::secret::secret;

/// One unit as the printers make it.
pub(crate) struct Unit {
    pub(crate) code: SerialCode,
    /// What a line scanner delivers: the GS1 element string.
    pub(crate) scan: Vec<u8>,
    /// The hidden mark: on items and boxes.
    pub(crate) mark: Option<ShortMark>,
}

/// All units by level, each level in line order.
#[derive(Default)]
pub(crate) struct Stock {
    pub(crate) items: Vec<Unit>,
    pub(crate) boxes: Vec<Unit>,
    pub(crate) cases: Vec<Unit>,
    pub(crate) pallets: Vec<Unit>,
    /// The series of items, boxes and cases.
    series: Vec<(Level, SeriesId)>,
}

impl Stock {
    pub(crate) fn at(&self, level: Level) -> &[Unit] {
        match level {
            Level::ITEM => &self.items,
            Level::BOX => &self.boxes,
            Level::CASE => &self.cases,
            _ => &self.pallets,
        }
    }

    pub(crate) fn unit(&self, level: Level, index: usize) -> Result<&Unit, Failure> {
        self.at(level).get(index).ok_or_else(|| format!("there is no {} {index}", level.name()).into())
    }

    /// The unit of the forest that has this level and index.
    pub(crate) fn find(&self, forest: &Forest, level: Level, index: usize) -> Result<UnitId, Failure> {
        let found = match self.series.iter().find(|(at, _)| *at == level) {
            Some((_, series)) => forest.at(series, index as u64),
            None => forest.find(self.unit(level, index)?.code.identity()),
        };
        found.ok_or_else(|| format!("{} {index} is not in the forest", level.name()).into())
    }

    /// The level and index of a unit of the forest.
    pub(crate) fn place(&self, forest: &Forest, unit: UnitId) -> Result<(Level, usize), Failure> {
        let level = forest.level(unit)?;
        let index = match forest.name(unit)? {
            Name::Indexed { index, .. } => usize::try_from(index).ok(),
            Name::External(identity) => {
                self.at(level).iter().position(|unit| *unit.code.identity() == identity)
            }
        };
        index.map(|index| (level, index)).ok_or_else(|| format!("{unit:?} was never issued").into())
    }

    /// The order as the line gets it, without its stations.
    pub(crate) fn line_order(&self, order: &Order) -> Result<line::Order, Failure> {
        let mut line = line::Order::new(order.pattern.rules());
        for (level, series) in &self.series {
            let indices = 0..self.at(*level).len() as u64;
            line = line.with_source(*level, Identities::Series { series: *series, indices });
        }
        let pallets = self.pallets.iter().map(|pallet| *pallet.code.identity()).collect();
        line = line.with_source(Level::PALLET, Identities::Listed(pallets));
        line.quantity = (order.pattern.per_pallet(Level::ITEM) * self.pallets.len()) as u64;
        line.marks = MarkMode::Derived;
        line.line = order.line.clone().into_bytes();
        let date_text = order.date_text.clone().into_bytes();
        line.lots = vec![Lot { attributes: order.attributes(Level::ITEM)?, strict: true, date_text }];
        line.limits = Limits { replay: 128, ..Limits::default() };
        Ok(line)
    }

    /// All units with their level and index, items first.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (Level, usize, &Unit)> {
        LEVELS.into_iter().flat_map(|level| {
            self.at(level).iter().enumerate().map(move |(index, unit)| (level, index, unit))
        })
    }

    pub(crate) fn len(&self) -> usize {
        LEVELS.into_iter().map(|level| self.at(level).len()).sum()
    }
}

/// The brand: it holds the master key of the serials and the key that signs.
pub(crate) struct Brand {
    master: MasterKey,
    pub(crate) issuer: Issuer<SecretKey>,
}

impl Brand {
    pub(crate) fn new(seed: u64) -> Result<Self, Failure> {
        Ok(Self {
            master: MasterKey::new(secret(seed, "master key of serials")),
            issuer: Issuer::new(SecretKey::from_seed(&secret(seed, "signing key"))?),
        })
    }

    /// The series of each article.
    fn series(&self, order: &Order) -> Result<Vec<(Level, Series)>, Failure> {
        let series = order.articles.iter().map(|article| {
            let (gtin, slot) = (article.gtin, article.slot.as_bytes());
            let series = Series::new(self.master.series_key(gtin, slot), gtin, slot, Shape::default())?;
            Ok((article.level, series))
        });
        series.collect()
    }

    /// Issues what so many pallets need, and some codes more: labels get lost. Pallets are numbered by the allocator, the
    /// rest is sealed.
    pub(crate) fn issue(
        &self,
        order: &Order,
        pallets: usize,
        done: impl Fn(usize),
    ) -> Result<Stock, Failure> {
        let mut stock = Stock::default();
        for (level, series) in self.series(order)? {
            let attributes = order.attributes(level)?;
            stock.series.push((level, SeriesId::new(series.gtin(), series.slot())?));
            let count = ordered(order, level, pallets);
            let mut units = Vec::with_capacity(count);
            for index in 0..count as u64 {
                units.push(unit(self.issuer.issue(&series, index, &attributes)?));
                done(1);
            }
            match level {
                Level::ITEM => stock.items = units,
                Level::BOX => stock.boxes = units,
                _ => stock.cases = units,
            }
        }
        let end = order.first_reference + pallets as u64;
        let mut ssccs = SsccAllocator::new(order.extension, order.prefix, order.first_reference, end)?;
        let attributes = order.attributes(Level::PALLET)?;
        while ssccs.remaining() > 0 {
            let identity = Identity::Sscc(ssccs.allocate()?);
            stock.pallets.push(unit(self.issuer.sign(SerialCode::new(&identity, &attributes)?)?));
            done(1);
        }
        Ok(stock)
    }

    /// The printed code of an item that this order does not have.
    pub(crate) fn beyond(&self, order: &Order, level: Level, index: usize) -> Result<Vec<u8>, Failure> {
        let series = self.series(order)?.into_iter().find(|(at, _)| *at == level);
        let (_, series) = series.ok_or("pallets have no series")?;
        Ok(carrier::element_string(&self.issuer.issue(&series, index as u64, &order.attributes(level)?)?))
    }

    /// A verifier that believes this brand for its own prefix, from production to the day after expiry, and opens its
    /// serials.
    pub(crate) fn verifier(&self, order: &Order) -> Result<Verifier, Failure> {
        let day = |days: i64| days * 86_400;
        let window =
            Window::new(day(order.production.days_since_epoch()), day(order.expiry.days_since_epoch() + 1))?;
        let scope = Scope::Only { gtins: Vec::new(), prefixes: vec![order.prefix] };
        let mut keyring = Keyring::new();
        keyring.add(*self.issuer.signer().public_key(), window, scope)?;
        let mut seals = Seals::new();
        for (_, series) in self.series(order)? {
            seals.add(series)?;
        }
        Ok(Verifier { keyring, seals, ..Verifier::default() })
    }
}

/// How many codes of a level are ordered for so many pallets.
pub(crate) fn ordered(order: &Order, level: Level, pallets: usize) -> usize {
    let count = order.pattern.per_pallet(level) * pallets;
    match level {
        Level::PALLET => count,
        Level::CASE => count + 1,
        _ => count + count / 100 + 20,
    }
}

fn unit(code: SerialCode) -> Unit {
    Unit { scan: carrier::element_string(&code), code, mark: None }
}
