//! Hidden marks: on items derived from code, date and line; on boxes from a pre-printed roll, bound one to one.

use std::collections::HashSet;

use symbolon::code::{Identity, Level};
use symbolon::mark::{DeriveKey, MarkAnswer, PairCounts, Register, ShortMark};

use crate::Failure;
use crate::issue::Stock;
use crate::order::Order;
use crate::secret::{Dice, secret};

/// Labels at the head of a roll that are lost while it is threaded.
const THREADED: usize = 3;

/// What is needed to make marks and to check them.
pub(crate) struct Marks {
    derive: DeriveKey,
    register: Register,
    date_text: String,
    line: String,
}

impl Marks {
    pub(crate) fn new(order: &Order, seed: u64) -> Result<Self, Failure> {
        Ok(Self {
            derive: derive_key(order, seed)?,
            register: Register::new(&secret(seed, "register")),
            date_text: order.date_text.clone(),
            line: order.line.clone(),
        })
    }

    /// Computes the items' marks, and lays the roll of the boxes' labels in.
    pub(crate) fn apply(&mut self, stock: &mut Stock, seed: u64) -> Result<(), Failure> {
        let (date, line) = (self.date_text.as_bytes(), self.line.as_bytes());
        for item in &mut stock.items {
            item.mark = Some(self.derive.derive(item.code.identity(), date, line, None)?);
        }
        let mut roll = roll(seed, stock.boxes.len() + THREADED);
        self.register.enroll(&roll)?;
        for lost in roll.drain(..THREADED) {
            self.register.void(&lost, b"lost while threading the roll")?;
        }
        for (carton, mark) in stock.boxes.iter_mut().zip(roll) {
            carton.mark = Some(mark);
        }
        Ok(())
    }

    /// Sticks a label of the roll on a box: bound first, then activated.
    pub(crate) fn stick(&mut self, identity: &Identity, mark: &ShortMark) -> Result<(), Failure> {
        self.register.bind(identity, mark)?;
        self.register.activate(identity, mark)?;
        Ok(())
    }

    /// The mark of a box is used no more.
    pub(crate) fn retire(&mut self, identity: &Identity, reason: &[u8]) -> Result<(), Failure> {
        self.register.void_of(identity, reason)?;
        Ok(())
    }

    /// Whether the mark is the one that belongs to the unit; cases and pallets have none.
    pub(crate) fn fits(
        &self,
        level: Level,
        identity: &Identity,
        mark: Option<&ShortMark>,
    ) -> Result<bool, Failure> {
        let (date, line) = (self.date_text.as_bytes(), self.line.as_bytes());
        let answer = match (level, mark) {
            (Level::ITEM, Some(mark)) => self.derive.check(identity, date, line, None, mark)?,
            (Level::BOX, Some(mark)) => self.register.check(identity, mark),
            (Level::ITEM | Level::BOX, None) => MarkAnswer::NoMatch,
            _ => MarkAnswer::Match,
        };
        Ok(answer == MarkAnswer::Match)
    }

    pub(crate) const fn counts(&self) -> PairCounts {
        self.register.counts()
    }
}

/// The key of the marks on items.
pub(crate) fn derive_key(order: &Order, seed: u64) -> Result<DeriveKey, Failure> {
    Ok(DeriveKey::new(&secret(seed, "hidden marks"), order.tenant.as_bytes(), order.epoch)?)
}

/// Random marks as a roll's maker prints them. 40 bits repeat: repeats are left out.
fn roll(seed: u64, length: usize) -> Vec<ShortMark> {
    let mut dice = Dice::new(seed, "roll");
    let mut printed = HashSet::new();
    std::iter::repeat_with(|| dice.bytes::<5>())
        .filter(|bits| printed.insert(*bits))
        .take(length)
        .map(|bits| ShortMark::from_random(&bits))
        .collect()
}
