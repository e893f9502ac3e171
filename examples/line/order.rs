//! The production order: what is made, how it is packed, and what is printed.

use serde_json::Value;
use symbolon::Error;
use symbolon::code::carrier::compact::CompactStem;
use symbolon::code::{Alphabet, Catalogue, Level};
use symbolon::gs1::ai::Ai;
use symbolon::gs1::date::Date;
use symbolon::gs1::element::Elements;
use symbolon::gs1::key::Gtin;
use symbolon::gs1::sscc::CompanyPrefix;
use symbolon::mark::DeriveKey;
use symbolon::pack::Rules;

use crate::Failure;

/// The levels of the orders here, lowest first.
pub(crate) const LEVELS: [Level; 4] = [Level::ITEM, Level::BOX, Level::CASE, Level::PALLET];

/// A trade item of the order: a level that has a GTIN.
pub(crate) struct Article {
    pub(crate) level: Level,
    pub(crate) name: String,
    pub(crate) gtin: Gtin,
    pub(crate) slot: String,
}

/// How many units of the level below each container holds.
#[derive(Clone, Copy)]
pub(crate) struct Pattern {
    pub(crate) items_per_box: u32,
    pub(crate) boxes_per_case: u32,
    pub(crate) cases_per_pallet: u32,
}

impl Pattern {
    /// How many units a container of this level holds.
    pub(crate) const fn capacity(self, container: Level) -> usize {
        (match container {
            Level::ITEM => 0,
            Level::BOX => self.items_per_box,
            Level::CASE => self.boxes_per_case,
            _ => self.cases_per_pallet,
        }) as usize
    }

    /// How many units of this level stand on one pallet.
    pub(crate) fn per_pallet(self, level: Level) -> usize {
        LEVELS.into_iter().filter(|above| *above > level).map(|above| self.capacity(above)).product()
    }

    pub(crate) const fn rules(self) -> Rules {
        Rules::new([self.items_per_box, self.boxes_per_case, self.cases_per_pallet])
    }

    /// Where a unit stands, for people: `P1 C03 B07 I04`, all counted from 1.
    pub(crate) fn place(self, level: Level, index: usize) -> String {
        let mut parts = Vec::new();
        let mut index = index;
        for (at, letter) in LEVELS.into_iter().zip(['I', 'B', 'C', 'P']).filter(|(at, _)| *at >= level) {
            let (number, width) = match above(at) {
                Some(container) => (index % self.capacity(container), 2),
                None => (index, 1),
            };
            parts.push(format!("{letter}{:0width$}", number + 1));
            index = above(at).map_or(0, |container| index / self.capacity(container));
        }
        parts.reverse();
        parts.join(" ")
    }
}

/// The next higher level.
pub(crate) fn above(level: Level) -> Option<Level> {
    LEVELS.into_iter().find(|higher| *higher > level)
}

/// A production order.
pub(crate) struct Order {
    pub(crate) number: String,
    pub(crate) tenant: String,
    pub(crate) epoch: u32,
    pub(crate) line: String,
    pub(crate) prefix: CompanyPrefix,
    /// Item, box and case.
    pub(crate) articles: [Article; 3],
    pub(crate) pallet_name: String,
    /// Lines of the logistic label.
    pub(crate) ship_from: String,
    pub(crate) ship_to: String,
    pub(crate) extension: u8,
    pub(crate) first_reference: u64,
    pub(crate) lot: String,
    pub(crate) production: Date,
    pub(crate) expiry: Date,
    pub(crate) date_text: String,
    pub(crate) pattern: Pattern,
    pub(crate) stem: CompactStem,
    pub(crate) dpi: u32,
    pub(crate) dots_per_module: u32,
}

impl Order {
    /// Reads an order; the message of a failure begins with the field's name.
    pub(crate) fn parse(json: &str) -> Result<Self, Failure> {
        let value: Value = serde_json::from_str(json)?;
        let order = Fields { value: &value, path: String::new() };
        let prefix = order.parsed("company_prefix", |text| CompanyPrefix::parse(text.as_bytes()))?;
        let article = |level: Level| article(&order, level, prefix);
        let (pallet, pattern, printer) = (order.part("pallet"), order.part("pattern"), order.part("printer"));
        let this = Self {
            number: order.text("order", 64)?,
            tenant: order.text("tenant", DeriveKey::MAX_TEXT.into())?,
            epoch: order.number("epoch", 0, u32::MAX)?,
            line: order.text("line", DeriveKey::MAX_TEXT.into())?,
            prefix,
            articles: [article(Level::ITEM)?, article(Level::BOX)?, article(Level::CASE)?],
            pallet_name: pallet.text("name", 64)?,
            ship_from: pallet.text("from", 128)?,
            ship_to: pallet.text("to", 128)?,
            extension: pallet.number("extension", 0, 9)?,
            first_reference: pallet.number("first_reference", 0, prefix.sscc_references() - 1)?,
            lot: order.parsed("lot", |text| {
                Elements::new().push(Ai::LOT, text.as_bytes()).map(|()| text.to_owned())
            })?,
            production: order.parsed("production", day)?,
            expiry: order.parsed("expiry", day)?,
            date_text: order.text("date_text", DeriveKey::MAX_TEXT.into())?,
            // Two at least: the swap of two neighbours must be possible.
            pattern: Pattern {
                items_per_box: pattern.number("items_per_box", 2, 1000)?,
                boxes_per_case: pattern.number("boxes_per_case", 2, 1000)?,
                cases_per_pallet: pattern.number("cases_per_pallet", 2, 1000)?,
            },
            stem: order.parsed("url", CompactStem::parse)?,
            dpi: printer.number("dpi", 100, 2400)?,
            dots_per_module: printer.number("dots_per_module", 1, 40)?,
        };
        if this.expiry < this.production {
            return Err("expiry: lies before production".into());
        }
        this.catalogue()?;
        Ok(this)
    }

    /// Which identity stands at which level.
    pub(crate) fn catalogue(&self) -> Result<Catalogue, Failure> {
        let mut catalogue = Catalogue::new();
        for article in &self.articles {
            let taken = |error| format!("{}.gtin: {error}", article.level.name());
            catalogue.set_gtin(article.gtin, article.level).map_err(taken)?;
        }
        catalogue.set_sscc(format!("{}{}", self.extension, self.prefix).as_bytes(), Level::PALLET)?;
        Ok(catalogue)
    }

    /// The article of a level that has a GTIN.
    pub(crate) fn article(&self, level: Level) -> Option<&Article> {
        self.articles.iter().find(|article| article.level == level)
    }

    /// What a unit of this level is called.
    pub(crate) fn name(&self, level: Level) -> &str {
        self.article(level).map_or(&self.pallet_name, |article| &article.name)
    }

    /// What is printed besides the identity: lot and dates, on a pallet also what stands on it (GS1 General
    /// Specifications: (02) with (37), and only with them may a logistic unit name lot and dates).
    pub(crate) fn attributes(&self, level: Level) -> Result<Elements, Error> {
        let mut elements = Elements::new();
        if let (Level::PALLET, Some(case)) = (level, self.article(Level::CASE)) {
            elements.push(Ai::CONTENT, &case.gtin.digits())?;
            elements.push(Ai::COUNT, self.pattern.cases_per_pallet.to_string().as_bytes())?;
        }
        elements.push(Ai::LOT, self.lot.as_bytes())?;
        elements.push(Ai::PRODUCTION, &self.production.to_yymmdd())?;
        elements.push(Ai::EXPIRY, &self.expiry.to_yymmdd())?;
        Ok(elements)
    }

    /// Noon of the day of production: the time at which this line runs.
    pub(crate) fn now(&self) -> i64 {
        self.production.days_since_epoch() * 86_400 + 43_200
    }
}

fn article(order: &Fields<'_>, level: Level, prefix: CompanyPrefix) -> Result<Article, Failure> {
    let part = order.part(level.name());
    let gtin = part.parsed("gtin", |text| {
        let gtin = Gtin::parse(text.as_bytes())?;
        if prefix.owns_gtin(gtin) { Ok(gtin) } else { Err(Error::CompanyPrefix) }
    })?;
    let slot = part.parsed("slot", |text| {
        let known = |byte: u8| Alphabet::CROCKFORD.value(byte).is_some();
        match (text.len(), text.bytes().position(|byte| !known(byte))) {
            (2, None) => Ok(text.to_owned()),
            (2, Some(wrong)) => Err(Error::Charset { at: u32::try_from(wrong).unwrap_or(0) }),
            _ => Err(Error::Length { at: 0 }),
        }
    })?;
    Ok(Article { level, name: part.text("name", 64)?, gtin, slot })
}

/// A day as ISO 8601 writes it: `2026-07-01`.
fn day(text: &str) -> Result<Date, Error> {
    let wrong = Error::Date { at: 0 };
    let mut parts = text.splitn(3, '-');
    let mut part = |length: usize| {
        parts.next().filter(|part| part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    match (part(4), part(2), part(2)) {
        (Some(year), Some(month), Some(day)) => Date::new(
            year.parse().map_err(|_| wrong)?,
            month.parse().map_err(|_| wrong)?,
            day.parse().map_err(|_| wrong)?,
        ),
        _ => Err(wrong),
    }
}

/// A part of the order file, and how to get there.
struct Fields<'a> {
    value: &'a Value,
    path: String,
}

impl Fields<'_> {
    fn part(&self, name: &str) -> Fields<'_> {
        Fields { value: self.value.get(name).unwrap_or(&Value::Null), path: format!("{}{name}.", self.path) }
    }

    fn failure(&self, name: &str, what: impl std::fmt::Display) -> Failure {
        format!("{}{name}: {what}", self.path).into()
    }

    fn text(&self, name: &str, most: usize) -> Result<String, Failure> {
        match self.value.get(name).and_then(Value::as_str) {
            Some(text) if (1..=most).contains(&text.len()) => Ok(text.to_owned()),
            _ => Err(self.failure(name, format_args!("needs a text of 1 to {most} bytes"))),
        }
    }

    fn number<T: Copy + TryFrom<u64> + PartialOrd + std::fmt::Display>(
        &self,
        name: &str,
        least: T,
        most: T,
    ) -> Result<T, Failure> {
        let number = self.value.get(name).and_then(Value::as_u64).and_then(|number| T::try_from(number).ok());
        match number {
            Some(number) if least <= number && number <= most => Ok(number),
            _ => Err(self.failure(name, format_args!("needs a number from {least} to {most}"))),
        }
    }

    fn parsed<T>(&self, name: &str, read: impl FnOnce(&str) -> Result<T, Error>) -> Result<T, Failure> {
        let text = self.text(name, 256)?;
        read(&text).map_err(|error| self.failure(name, error))
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) const JSON: &str = include_str!("../order.json");

    #[test]
    fn names_the_field_that_is_wrong() {
        for (from, to, field) in [
            ("09506000134352", "09506000134353", "item.gtin: the check digit is wrong"),
            ("19506000134359", "09506000134352", "box.gtin: the name is taken by another"),
            ("2028-06-30", "2028-06-31", "expiry: no such date"),
            ("2028-06-30", "2026-06-30", "expiry: lies before production"),
            ("\"slot\": \"B7\"", "\"slot\": \"BU\"", "box.slot: a character is not allowed here (at 1)"),
            ("\"lot\"", "\"plot\"", "lot: needs a text"),
            ("\"extension\": 3", "\"extension\": 10", "pallet.extension: needs a number from 0 to 9"),
            ("\"items_per_box\": 10", "\"items_per_box\": 1", "pattern.items_per_box: needs a number from 2"),
            ("HTTPS://TEA", "HTTPS://tea", "url: not a URI"),
        ] {
            assert!(JSON.contains(from), "{from}");
            let failure = Order::parse(&JSON.replace(from, to)).err().map(|failure| failure.to_string());
            assert!(failure.as_deref().is_some_and(|text| text.starts_with(field)), "{field}: {failure:?}");
        }
    }

    #[test]
    fn places_count_from_one() -> Result<(), Failure> {
        let pattern = Order::parse(JSON)?.pattern;
        assert_eq!(pattern.place(Level::ITEM, 0), "P1 C01 B01 I01");
        assert_eq!(pattern.place(Level::ITEM, 8000 + 200 + 10 + 1), "P2 C02 B02 I02");
        assert_eq!(pattern.place(Level::CASE, 39), "P1 C40");
        assert_eq!(pattern.per_pallet(Level::ITEM), 8000);
        assert_eq!(pattern.per_pallet(Level::PALLET), 1);
        Ok(())
    }
}
