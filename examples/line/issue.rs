//! Issuing: a signed code, and a hidden mark where its level has one, for every unit of the order.

use symbolon::code::{Identity, Level, MasterKey, SerialCode, Series, Shape, carrier};
use symbolon::gs1::sscc::SsccAllocator;
use symbolon::mark::ShortMark;
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

    /// Issues what so many pallets need. Pallets are numbered by the allocator, the rest is sealed.
    pub(crate) fn issue(
        &self,
        order: &Order,
        pallets: usize,
        done: impl Fn(usize),
    ) -> Result<Stock, Failure> {
        let mut stock = Stock::default();
        for (level, series) in self.series(order)? {
            let attributes = order.attributes(level)?;
            let count = order.pattern.per_pallet(level) * pallets;
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

fn unit(code: SerialCode) -> Unit {
    Unit { scan: carrier::element_string(&code), code, mark: None }
}
