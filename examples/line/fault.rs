//! The faults that are injected: what goes wrong on real lines, and what forgers try.

use symbolon::Error;
use symbolon::code::{Level, SerialCode, carrier};
use symbolon::gs1::ai::Ai;
use symbolon::gs1::element::Elements;
use symbolon::gs1::key::Gtin;
use symbolon::gs1::sscc::CompanyPrefix;
use symbolon::mark::ShortMark;
use symbolon::trust::{Issuer, SecretKey, Verdict};

use crate::Failure;
use crate::control::Answer;
use crate::issue::{Stock, Unit};
use crate::order::{LEVELS, Order, Pattern, above, below};
use crate::secret::{Dice, secret};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    NoRead,
    DuplicateRead,
    ForeignCode,
    ForgedSignature,
    AnotherKey,
    SwappedMark,
    WrongLevel,
    AlreadyPacked,
}

impl Kind {
    pub(crate) const ALL: [Self; 8] = [
        Self::NoRead,
        Self::DuplicateRead,
        Self::ForeignCode,
        Self::ForgedSignature,
        Self::AnotherKey,
        Self::SwappedMark,
        Self::WrongLevel,
        Self::AlreadyPacked,
    ];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::NoRead => "no-read",
            Self::DuplicateRead => "duplicate read",
            Self::ForeignCode => "foreign code",
            Self::ForgedSignature => "forged signature",
            Self::AnotherKey => "another key",
            Self::SwappedMark => "swapped hidden mark",
            Self::WrongLevel => "wrong level",
            Self::AlreadyPacked => "already packed",
        }
    }

    /// What the line does about it.
    pub(crate) const fn remedy(self) -> &'static str {
        match self {
            Self::NoRead => "read again",
            Self::DuplicateRead => "counted once",
            Self::ForeignCode | Self::ForgedSignature | Self::AnotherKey => "ejected",
            Self::SwappedMark => "both relabelled, read again",
            Self::WrongLevel | Self::AlreadyPacked => "taken out",
        }
    }
}

/// What a faulty reading shows.
pub(crate) struct Shown {
    pub(crate) text: Option<Vec<u8>>,
    pub(crate) mark: Option<ShortMark>,
}

/// One injected fault.
pub(crate) struct Fault {
    pub(crate) kind: Kind,
    /// The unit beside which it happens, by level and index; all good units come along too.
    pub(crate) level: Level,
    pub(crate) index: usize,
    /// What the readers see because of it: right before the good unit, or right behind for a duplicate.
    pub(crate) shown: Vec<Shown>,
    pub(crate) expected: Answer,
    /// What the line said to each of `shown`.
    pub(crate) answers: Vec<Answer>,
}

impl Fault {
    /// Whether every reading got the expected answer.
    pub(crate) fn is_caught(&self) -> bool {
        self.answers.len() == self.shown.len() && self.answers.iter().all(|answer| answer.is(self.expected))
    }

    pub(crate) fn comes_behind(&self) -> bool {
        self.kind == Kind::DuplicateRead
    }

    /// The answers in words, each once.
    pub(crate) fn answer(&self) -> String {
        let mut words: Vec<String> = self.answers.iter().map(ToString::to_string).collect();
        words.dedup();
        words.join(", ")
    }
}

/// Makes faults of every kind.
pub(crate) struct Faults<'a> {
    stock: &'a Stock,
    order: &'a Order,
    /// Signs as well as the brand does, but nobody believes it.
    stranger: Issuer<SecretKey>,
    dice: Dice,
}

impl<'a> Faults<'a> {
    pub(crate) fn new(stock: &'a Stock, order: &'a Order, seed: u64) -> Result<Self, Failure> {
        let stranger = Issuer::new(SecretKey::from_seed(&secret(seed, "a stranger's signing key"))?);
        Ok(Self { stock, order, stranger, dice: Dice::new(seed, "faults") })
    }

    /// For each pallet, each kind two times among the items and once among boxes or cases, in line order.
    pub(crate) fn plan(mut self) -> Result<Vec<Fault>, Failure> {
        let mut faults = Vec::new();
        for pallet in 0..self.stock.pallets.len() {
            for kind in Kind::ALL {
                for variant in 0..3 {
                    faults.push(self.fault(pallet, kind, variant)?);
                }
            }
        }
        let pattern = self.order.pattern;
        faults.sort_by_key(|fault| items_before(pattern, fault.level, fault.index));
        Ok(faults)
    }

    fn fault(&mut self, pallet: usize, kind: Kind, variant: usize) -> Result<Fault, Failure> {
        let level = match variant {
            0 | 1 => Level::ITEM,
            // Cases carry no hidden mark, and before the first pallet no case can have been packed.
            _ if kind == Kind::SwappedMark || (kind == Kind::AlreadyPacked && pallet == 0) => Level::BOX,
            _ if self.dice.below(2) == 0 => Level::BOX,
            _ => Level::CASE,
        };
        let pattern = self.order.pattern;
        let size = above(level).map_or(1, |container| pattern.capacity(container));
        let count = pattern.per_pallet(level);
        let mut index = pallet * count + self.dice.below(count);
        if kind == Kind::SwappedMark && index % size == size - 1 {
            index -= 1; // the neighbour lies in the same container
        }
        if kind == Kind::AlreadyPacked && index < size {
            index += size; // in the first container nothing comes from an earlier one
        }
        let unit = self.stock.unit(level, index)?;
        let (shown, expected) = match kind {
            Kind::NoRead => (vec![Shown { text: None, mark: None }], Answer::NoRead),
            Kind::DuplicateRead => (vec![as_printed(unit)], Answer::NoPlace(Error::Repeated { item: 0 })),
            Kind::ForeignCode => self.foreign(variant)?,
            Kind::ForgedSignature => (
                vec![Shown { text: Some(forged(unit, variant)?), mark: unit.mark.clone() }],
                Answer::NotBelieved(Verdict::Forged),
            ),
            Kind::AnotherKey => {
                let code = SerialCode::new(unit.code.identity(), &self.order.attributes(level)?)?;
                let text = carrier::element_string(&self.stranger.sign(code)?);
                let shown = Shown { text: Some(text), mark: unit.mark.clone() };
                (vec![shown], Answer::NotBelieved(Verdict::UnknownKey))
            }
            Kind::SwappedMark => {
                let neighbour = self.stock.unit(level, index + 1)?;
                let with_mark_of = |unit: &Unit, other: &Unit| Shown {
                    text: Some(unit.scan.clone()),
                    mark: other.mark.clone(),
                };
                let shown = vec![with_mark_of(unit, neighbour), with_mark_of(neighbour, unit)];
                (shown, Answer::NoMatch)
            }
            Kind::WrongLevel => {
                let intruder = self.of_wrong_level(level, index)?;
                (vec![as_printed(intruder)], Answer::NoPlace(Error::LevelOrder { item: 0 }))
            }
            Kind::AlreadyPacked => {
                let earlier = self.dice.below(index - index % size);
                let intruder = self.stock.unit(level, earlier)?;
                (vec![as_printed(intruder)], Answer::NoPlace(Error::AlreadyPacked { item: 0 }))
            }
        };
        Ok(Fault { kind, level, index, shown, expected, answers: Vec::new() })
    }

    /// The container's own label where an item is expected; higher up, a label of the level below.
    fn of_wrong_level(&self, level: Level, index: usize) -> Result<&'a Unit, Failure> {
        let pattern = self.order.pattern;
        match below(level) {
            None => self.stock.unit(Level::BOX, index / pattern.capacity(Level::BOX)),
            Some(lower) => self.stock.unit(lower, index * pattern.capacity(level)),
        }
    }

    /// A code of another maker, from GS1's prefix for examples, or what has nothing to do with us.
    fn foreign(&mut self, variant: usize) -> Result<(Vec<Shown>, Answer), Failure> {
        let (text, verdict) = if variant == 1 {
            (b"https://www.example.com/promotion".to_vec(), Verdict::NotACode)
        } else {
            let gtin = Gtin::from_parts(0, &CompanyPrefix::parse(b"9521234")?, 5)?;
            let mut elements = Elements::new();
            elements.push(Ai::GTIN, &gtin.digits())?;
            elements.push(Ai::SERIAL, format!("X{:06}", self.dice.below(1_000_000)).as_bytes())?;
            (elements.to_element_string(), Verdict::Unsigned)
        };
        Ok((vec![Shown { text: Some(text), mark: None }], Answer::NotBelieved(verdict)))
    }
}

fn as_printed(unit: &Unit) -> Shown {
    Shown { text: Some(unit.scan.clone()), mark: unit.mark.clone() }
}

/// A code that was signed, and then changed: the signature, the lot, or the expiry date.
fn forged(unit: &Unit, variant: usize) -> Result<Vec<u8>, Failure> {
    let mut elements = Elements::new();
    for (ai, value) in unit.code.elements().iter() {
        let changed = match (variant, ai) {
            (0, Ai::INTERNAL_92) | (1, Ai::LOT) => Some(with_first_changed(value)),
            (2, Ai::EXPIRY) => Some("991231".to_owned()),
            _ => None,
        };
        elements.push(ai, changed.as_deref().unwrap_or(value).as_bytes())?;
    }
    Ok(elements.to_element_string())
}

fn with_first_changed(value: &str) -> String {
    let first = if value.starts_with('A') { "B" } else { "A" };
    value.chars().skip(1).fold(first.to_owned(), |text, next| text + next.encode_utf8(&mut [0; 4]))
}

/// How many items have come along when a unit does: a container comes right behind the items in it.
fn items_before(pattern: Pattern, level: Level, index: usize) -> usize {
    let within: usize =
        LEVELS.into_iter().filter(|l| *l <= level).map(|l| pattern.capacity(l).max(1)).product();
    (index + 1) * within
}
