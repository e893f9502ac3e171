//! What goes wrong: faults of readers, forgers' attempts, and everything that people do about the goods.

use std::fmt;

use symbolon::code::{Level, SerialCode, carrier};
use symbolon::error::Language;
use symbolon::gs1::ai::Ai;
use symbolon::gs1::element::Elements;
use symbolon::gs1::key::Gtin;
use symbolon::gs1::sscc::CompanyPrefix;
use symbolon::line::Reason;
use symbolon::pack::UnitId;
use symbolon::trust::{Issuer, SecretKey};

use crate::Failure;
use crate::issue::{Brand, Stock, Unit};
use crate::order::Order;
use crate::secret::{Dice, secret};

macro_rules! kinds {
    ($($kind:ident $name:literal $colour:literal $remedy:literal)*) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Kind {
            $($kind,)*
        }

        impl Kind {
            pub(crate) const ALL: &[Self] = &[$(Self::$kind,)*];

            pub(crate) const fn name(self) -> &'static str {
                match self {
                    $(Self::$kind => $name,)*
                }
            }

            /// Its colour on the drawing of a pallet.
            pub(crate) const fn colour(self) -> &'static str {
                match self {
                    $(Self::$kind => $colour,)*
                }
            }

            /// What was done about it.
            pub(crate) const fn remedy(self) -> &'static str {
                match self {
                    $(Self::$kind => $remedy,)*
                }
            }
        }
    };
}

kinds! {
    NoRead "no-read" "#8d6e63" "cleaned, read again"
    Duplicate "copied label" "#00897b" "taken off"
    Foreign "foreign code" "#7b1fa2" "taken off"
    Forged "forged signature" "#d32f2f" "taken off"
    AnotherKey "another key" "#f57c00" "taken off"
    AnotherOrder "another order's code" "#5d4037" "taken off"
    WrongLevel "wrong level" "#c2a000" "taken off"
    SwappedMark "swapped hidden mark" "#1565c0" "both labelled anew, reworked"
    MarkUnread "unreadable mark" "#0277bd" "destroyed"
    MarkJam "mark reader out of step" "#283593" "realigned, reworked"
    SentTwice "event sent twice" "#607d8b" "answered as before"
    AlreadyPacked "packed unit to rework" "#d81b60" "refused"
    Sample "sample" "#2e7d32" "in the laboratory"
    Void "code voided" "#9e9d24" "taken out"
    Destroy "taken out, destroyed" "#ef6c00" "destroyed"
    Reprint "label printed again" "#00acc1" "the same code"
    Relabel "new label" "#6a1b9a" "the old code is void"
    LostBox "box lost" "#b71c1c" "its items are void"
    Rework "rework" "#558b2f" "read again"
    OddEnd "odd container at the end" "#37474f" "closed short"
}

/// What the line said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Why it did what it did.
    Said(Reason),
    /// The same decision as before, told as such.
    SentAgain,
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Said(reason) => write!(f, "{} {}", reason.number(), reason.sentence(Language::En)),
            Self::SentAgain => f.write_str("The same answer as before."),
        }
    }
}

/// What an intruder shows to the readers.
#[derive(Clone)]
pub(crate) struct Shown {
    pub(crate) text: Vec<u8>,
    pub(crate) mark: Option<[u8; 11]>,
}

/// One fault.
pub(crate) struct Fault {
    pub(crate) kind: Kind,
    /// Where it happens: at the reader of this level. Item level for what people do, too.
    pub(crate) level: Level,
    /// It happens once so many units of that level have been labelled.
    pub(crate) at: usize,
    /// What an intruder shows; a copied label is chosen when it is used.
    pub(crate) shown: Option<Shown>,
    pub(crate) expected: Vec<Answer>,
    pub(crate) answers: Vec<Answer>,
    /// The good unit beside which it happened.
    pub(crate) beside: Option<UnitId>,
    /// Where that one stands now: its level, and its number as pallets are filled; none if it is on no pallet.
    pub(crate) spot: Option<(Level, usize)>,
}

impl Fault {
    pub(crate) fn new(kind: Kind, level: Level, at: usize, expected: &[Reason]) -> Self {
        let expected = expected.iter().map(|reason| Answer::Said(*reason)).collect();
        Self { kind, level, at, shown: None, expected, answers: Vec::new(), beside: None, spot: None }
    }

    pub(crate) fn is_caught(&self) -> bool {
        self.answers == self.expected
    }

    pub(crate) fn answered(&mut self, reason: Reason) {
        self.answers.push(Answer::Said(reason));
    }

    /// The answers in words, each once.
    pub(crate) fn answer(&self) -> String {
        let mut words: Vec<String> = self.answers.iter().map(ToString::to_string).collect();
        words.dedup();
        words.join(" ")
    }
}

/// How often each kind happens on a pallet: on the belt of items, and at the readers of boxes and cases.
const PLAN: [(Kind, usize, usize, &[Reason]); 17] = [
    (Kind::NoRead, 2, 1, &[Reason::NoRead]),
    (Kind::Duplicate, 2, 1, &[Reason::Duplicate]),
    (Kind::Foreign, 2, 1, &[]),
    (Kind::Forged, 2, 1, &[Reason::Forged]),
    (Kind::AnotherKey, 2, 1, &[Reason::UnknownKey]),
    (Kind::AnotherOrder, 2, 0, &[Reason::WrongOrder]),
    (Kind::WrongLevel, 2, 1, &[Reason::WrongLevel]),
    (Kind::SwappedMark, 2, 0, &[Reason::MarkMismatch, Reason::MarkMismatch]),
    (Kind::MarkUnread, 1, 0, &[Reason::MarkUnread, Reason::Destroyed]),
    (Kind::MarkJam, 1, 0, &[Reason::Misaligned, Reason::Realigned]),
    (Kind::SentTwice, 1, 1, &[]),
    (Kind::AlreadyPacked, 1, 0, &[Reason::AlreadyPacked]),
    (Kind::Sample, 1, 0, &[Reason::Sampled]),
    (Kind::Void, 1, 0, &[Reason::Voided]),
    (Kind::Destroy, 1, 0, &[Reason::TakenOut, Reason::Destroyed]),
    (Kind::Reprint, 1, 0, &[Reason::Reprinted]),
    (Kind::Relabel, 2, 0, &[Reason::Relabelled]),
];

/// The end of the order is left in peace: what was taken off must come back.
const LAST: usize = 24;

/// Makes faults of every kind.
pub(crate) struct Faults<'a> {
    stock: &'a Stock,
    order: &'a Order,
    brand: &'a Brand,
    /// Signs as well as the brand does, but nobody believes it.
    stranger: Issuer<SecretKey>,
    dice: Dice,
}

impl<'a> Faults<'a> {
    pub(crate) fn new(
        stock: &'a Stock,
        order: &'a Order,
        brand: &'a Brand,
        seed: u64,
    ) -> Result<Self, Failure> {
        let stranger = Issuer::new(SecretKey::from_seed(&secret(seed, "a stranger's signing key"))?);
        Ok(Self { stock, order, brand, stranger, dice: Dice::new(seed, "faults") })
    }

    /// All faults of so many pallets, in the order in which they come due. A box is lost on the first pallet.
    pub(crate) fn plan(mut self, pallets: usize) -> Result<Vec<Fault>, Failure> {
        let mut faults = Vec::new();
        for pallet in 0..pallets {
            for (kind, on_belt, at_readers, expected) in PLAN {
                for variant in 0..on_belt + at_readers {
                    let level = match variant {
                        _ if variant < on_belt => Level::ITEM,
                        _ if self.dice.below(2) == 0 => Level::BOX,
                        _ => Level::CASE,
                    };
                    faults.push(self.fault((kind, variant, expected), level, (pallet, pallets))?);
                }
            }
            if pallet == 0 {
                let first = self.place(Level::ITEM, (0, pallets));
                faults.push(Fault::new(Kind::LostBox, Level::ITEM, first, &[Reason::Lost]));
            }
        }
        faults.sort_by_key(|fault| (fault.level, fault.at));
        Ok(faults)
    }

    /// A number of a unit of this pallet, not among the first nor the last ones.
    fn place(&mut self, level: Level, (pallet, pallets): (usize, usize)) -> usize {
        let pattern = self.order.pattern;
        let count = pattern.per_pallet(level);
        let first =
            (pallet * count).max(if level == Level::ITEM { 2 * pattern.capacity(Level::BOX) } else { 1 });
        let end = (pallet + 1) * count;
        let end = if level == Level::ITEM { end.min((pallets * count).saturating_sub(LAST)) } else { end };
        first + self.dice.below(end.saturating_sub(first))
    }

    fn fault(
        &mut self,
        (kind, variant, expected): (Kind, usize, &[Reason]),
        level: Level,
        pallet: (usize, usize),
    ) -> Result<Fault, Failure> {
        let at = self.place(level, pallet);
        let mut fault = Fault::new(kind, level, at, expected);
        let unit = self.stock.unit(level, at)?;
        fault.shown = match kind {
            Kind::Foreign => {
                let (text, reason) = self.foreign(variant)?;
                fault.expected.push(Answer::Said(reason));
                Some(Shown { text, mark: None })
            }
            Kind::Forged => Some(Shown { text: forged(unit, variant)?, mark: mark_of(unit) }),
            Kind::AnotherKey => {
                let code = SerialCode::new(unit.code.identity(), &self.order.attributes(level)?)?;
                let text = carrier::element_string(&self.stranger.sign(code)?);
                Some(Shown { text, mark: mark_of(unit) })
            }
            Kind::AnotherOrder => {
                let text = self.brand.beyond(self.order, level, self.stock.at(level).len() + at)?;
                Some(Shown { text, mark: None })
            }
            // The label of a box among items; higher up, one of the level below.
            Kind::WrongLevel => {
                let other = match level {
                    Level::ITEM | Level::CASE => self.stock.unit(Level::BOX, 0)?,
                    _ => self.stock.unit(Level::ITEM, 0)?,
                };
                Some(Shown { text: other.scan.clone(), mark: None })
            }
            Kind::SentTwice => {
                fault.expected.push(Answer::SentAgain);
                None
            }
            _ => None,
        };
        Ok(fault)
    }

    /// A code of another maker, from GS1's prefix for examples, or what has nothing to do with us.
    fn foreign(&mut self, variant: usize) -> Result<(Vec<u8>, Reason), Failure> {
        if variant == 1 {
            return Ok((b"https://www.example.com/promotion".to_vec(), Reason::NotACode));
        }
        let gtin = Gtin::from_parts(0, &CompanyPrefix::parse(b"9521234")?, 5)?;
        let mut elements = Elements::new();
        elements.push(Ai::GTIN, &gtin.digits())?;
        elements.push(Ai::SERIAL, format!("X{:06}", self.dice.below(1_000_000)).as_bytes())?;
        Ok((elements.to_element_string(), Reason::Unsigned))
    }
}

pub(crate) fn mark_of(unit: &Unit) -> Option<[u8; 11]> {
    unit.mark.as_ref().map(symbolon::mark::ShortMark::text)
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
