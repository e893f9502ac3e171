//! Reading what an event brings: codes are parsed, verified and found among the units of the order. Changes nothing.

use super::decision::MarkId;
use super::event::{Body, Codes, Command, Target};
use super::facts::{CodeFact, Evidence, Facts, MarkFact, Resolved};
use super::order::{Lot, Order};
use super::reason::Reason;
use super::units::Units;
use crate::code::{Identity, Level, SerialCode};
use crate::gs1::element::Elements;
use crate::mark::{DeriveKey, PairState, Register, ShortMark};
use crate::pack::UnitId;
use crate::trust::{Verdict, Verifier};

/// What codes and marks are checked with. Borrowed for each call: a session holds no keys.
#[derive(Clone, Copy, Debug)]
pub struct Checks<'a> {
    /// Which codes are believed. Where the order takes its identities from a series, its seals hold that series.
    pub verifier: &'a Verifier,
    /// Which marks are believed.
    pub marks: MarkChecks<'a>,
}

/// What hidden marks are checked with.
#[derive(Clone, Copy, Debug)]
pub enum MarkChecks<'a> {
    /// Nothing: the order has no marks.
    None,
    /// The key of derived marks.
    Derived(&'a DeriveKey),
    /// The register of enrolled marks. A session binds nothing in it; it asks for that by
    /// [`Action::Bind`](super::Action::Bind).
    Enrolled(&'a Register),
}

/// Room that is kept between calls.
#[derive(Debug)]
pub(super) struct Room {
    elements: Elements,
    message: Vec<u8>,
    /// The codes of a layer.
    pub(super) layer: Vec<CodeFact>,
}

impl Room {
    pub(super) fn new(layer: usize) -> Self {
        Self {
            elements: Elements::with_capacity(32, 1024),
            message: Vec::with_capacity(1024),
            layer: Vec::with_capacity(layer),
        }
    }
}

/// The parts of a session that reading looks at.
pub(super) struct Resolver<'a> {
    pub(super) order: &'a Order,
    pub(super) units: &'a Units,
    pub(super) lot: Option<&'a Lot>,
    pub(super) checks: &'a Checks<'a>,
    /// Seconds since 1970.
    pub(super) at: i64,
    pub(super) room: &'a mut Room,
}

impl Resolver<'_> {
    /// What the event says. `None` for a layer of more codes than there is room for.
    pub(super) fn resolve(&mut self, body: &Body<'_>) -> Option<Resolved> {
        let mut secret = None;
        let facts = match body {
            Body::Read(input) => {
                let (code, identity) = self.code(input);
                if let (MarkChecks::Derived(key), Some(identity)) = (self.checks.marks, identity) {
                    secret = self.derive(key, &identity);
                }
                let evidence = if code.unit.is_some() { Evidence::NONE } else { Evidence::of(input) };
                Facts::Read { code, evidence }
            }
            Body::NoRead => Facts::NoRead,
            Body::Layer(codes) => self.layer(codes)?,
            Body::Mark { text, roll } => {
                let mark;
                (mark, secret) = self.mark(*text);
                Facts::Mark { mark, roll: *roll }
            }
            Body::Inspected { pass, defect } => Facts::Inspected { pass: *pass, defect: *defect },
            Body::Weighed(weight) => Facts::Weighed(*weight),
            Body::Ejected { done } => Facts::Ejected { done: *done },
            Body::Ready => Facts::Ready,
            Body::Printed(target) => Facts::Printed(self.target(target)),
            Body::Command(command) => Facts::Command(self.command(command)),
        };
        Some(Resolved { facts, secret })
    }

    fn layer(&mut self, codes: &Codes<'_>) -> Option<Facts> {
        let mut facts = core::mem::take(&mut self.room.layer);
        facts.clear();
        let fits = codes.len() <= facts.capacity();
        if fits {
            for input in codes.iter() {
                facts.push(self.code(input).0);
            }
        }
        self.room.layer = facts;
        let count = u16::try_from(codes.len()).ok()?;
        fits.then_some(Facts::Layer(count))
    }

    fn command(&mut self, command: &Command<Target<'_>>) -> Command<CodeFact> {
        match command {
            Command::Sample(unit) => Command::Sample(self.target(unit)),
            Command::Rework(unit) => Command::Rework(self.target(unit)),
            Command::Reprint(unit) => Command::Reprint(self.target(unit)),
            Command::Relabel { old, new } => {
                Command::Relabel { old: self.target(old), new: new.as_ref().map(|new| self.target(new)) }
            }
            Command::Void { unit, take_out } => {
                Command::Void { unit: self.target(unit), take_out: *take_out }
            }
            Command::Destroy(unit) => Command::Destroy(self.target(unit)),
            Command::TakeOut(unit) => Command::TakeOut(self.target(unit)),
            Command::PutIn { container, unit } => {
                Command::PutIn { container: self.target(container), unit: self.target(unit) }
            }
            Command::Lost(unit) => Command::Lost(self.target(unit)),
            Command::CloseOdd { level, container } => Command::CloseOdd {
                level: *level,
                container: container.as_ref().map(|code| self.target(code)),
            },
            Command::Reopen(unit) => Command::Reopen(self.target(unit)),
            Command::Close { container, declared } => {
                Command::Close { container: self.target(container), declared: *declared }
            }
            Command::Pause => Command::Pause,
            Command::Resume => Command::Resume,
            Command::Realign { by } => Command::Realign { by: *by },
            Command::Roll(place) => Command::Roll(*place),
            Command::ChangeOver { lot } => Command::ChangeOver { lot: *lot },
            Command::Restart => Command::Restart,
            Command::End(open) => Command::End(*open),
        }
    }

    fn target(&mut self, target: &Target<'_>) -> CodeFact {
        match target {
            Target::Code(input) => self.code(input).0,
            Target::Unit(unit) if self.units.forest.level(*unit).is_ok() => {
                CodeFact { reason: Reason::Fine, unit: Some(*unit) }
            }
            Target::Unit(_) => CodeFact::wrong(Reason::UnknownUnit),
        }
    }

    /// What a code says, and whom it names.
    fn code(&mut self, input: &[u8]) -> (CodeFact, Option<Identity>) {
        let Ok(code) = SerialCode::parse_in(&mut self.room.elements, input) else {
            return (CodeFact::wrong(Reason::NotACode), None);
        };
        let fact = self.judge(&code);
        let identity = *code.identity();
        self.room.elements = code.into_elements();
        (fact, Some(identity))
    }

    fn judge(&mut self, code: &SerialCode) -> CodeFact {
        let answer = self.checks.verifier.verify_in(code, self.at, &mut self.room.message);
        let unit = self.find(code.identity());
        match answer.verdict {
            Verdict::Genuine => {}
            // The order's own list vouches for a code without a proof.
            Verdict::Unsigned
                if unit.is_some_and(|(_, listed)| listed) && answer.reasons.iter().count() == 1 => {}
            // A stranger's code without a proof is a stranger's code first.
            Verdict::Unsigned if answer.reasons.contains(Verdict::NotSealed) => {
                return CodeFact::wrong(Reason::NotSealed);
            }
            // Ours, and called back: a person may still do something with it.
            Verdict::Recalled => {
                return CodeFact { reason: Reason::Recalled, unit: unit.map(|(unit, _)| unit) };
            }
            other => return CodeFact::wrong(Reason::of_verdict(other)),
        }
        let Some((unit, _)) = unit else {
            return CodeFact::wrong(if self.makes(code.identity()) {
                Reason::WrongOrder
            } else {
                Reason::Foreign
            });
        };
        let wrong_lot = self.units.level(unit) == Level::ITEM && self.is_of_another_lot(code);
        CodeFact { reason: if wrong_lot { Reason::WrongLot } else { Reason::Fine }, unit: Some(unit) }
    }

    /// The unit of an identity, and whether it stands in a list.
    fn find(&self, identity: &Identity) -> Option<(UnitId, bool)> {
        let sealed = self
            .checks
            .verifier
            .seals
            .locate(identity)
            .and_then(|(series, index)| self.units.at(&series, index));
        sealed.map(|unit| (unit, false)).or_else(|| self.units.find(identity).map(|unit| (unit, true)))
    }

    /// Whether the order makes this product at all.
    fn makes(&self, identity: &Identity) -> bool {
        let Identity::Sgtin { gtin, .. } = identity else { return false };
        self.order.sources.iter().any(|source| match &source.identities {
            super::Identities::Series { series, .. } => series.gtin() == *gtin,
            super::Identities::Listed(list) => {
                matches!(list.first(), Some(Identity::Sgtin { gtin: listed, .. }) if listed == gtin)
            }
        })
    }

    fn is_of_another_lot(&self, code: &SerialCode) -> bool {
        let Some(lot) = self.lot else { return true };
        lot.attributes.iter().any(|(ai, value)| match code.get(ai) {
            Some(printed) => printed != value,
            None => lot.strict,
        })
    }

    fn derive(&self, key: &DeriveKey, identity: &Identity) -> Option<ShortMark> {
        let date_text = self.lot.map_or(&[][..], |lot| &lot.date_text);
        key.derive(identity, date_text, &self.order.line, None).ok()
    }

    fn mark(&self, text: Option<&[u8]>) -> (MarkFact, Option<ShortMark>) {
        let Some(text) = text else { return (MarkFact::NoRead, None) };
        let Ok(mark) = ShortMark::parse(text) else { return (MarkFact::Malformed, None) };
        match self.checks.marks {
            MarkChecks::Enrolled(register) => {
                let reason = match register.mark_state(&mark) {
                    Some(PairState::Free) => Reason::Fine,
                    // Fine as well if this session bound it to the same code; settling knows.
                    Some(PairState::Bound | PairState::Activated | PairState::Void) => Reason::MarkTaken,
                    None => Reason::MarkUnknown,
                };
                (MarkFact::Enrolled { id: MarkId(register.name(&mark)), reason }, None)
            }
            MarkChecks::Derived(_) | MarkChecks::None => (MarkFact::Derived, Some(mark)),
        }
    }
}
