//! Layers: many codes in one frame, taken whole or not at all.

use super::decision::{Action, Decision, Ruling};
use super::facts::{CodeFact, Fits};
use super::reason::Reason;
use super::session::Session;
use super::station::Frame;
use super::units::{NAMED, SEEN, WAITING, above};
use crate::code::Level;

impl Session {
    /// Reads a whole layer: all of it is taken, or nothing.
    pub(super) fn read_layer(
        &mut self,
        time: u64,
        station: u16,
        level: Level,
        frame: Frame,
        count: u16,
    ) -> Decision {
        let layer = core::mem::take(&mut self.room.layer);
        let result = match frame {
            Frame::Single => Err((Reason::DoubleFeed, 0)),
            Frame::Layer(wanted) if wanted != count => Err((Reason::CountMismatch, u32::from(count))),
            Frame::Layer(_) => self.judge_layer(level, &layer),
        };
        let mut out = Decision::new(Ruling::Accept, Reason::Fine);
        match result {
            Ok(()) => {
                for unit in layer.iter().filter_map(|code| code.unit) {
                    self.units.set(unit, SEEN);
                    if level == Level::ITEM {
                        // Judged before: it can be commissioned.
                        let _ = self.units.commission(unit);
                        self.made += 1;
                        self.units.statistics.item(self.now, true);
                    } else {
                        self.units.clear(unit, WAITING);
                    }
                    self.gather(unit, &mut out);
                }
            }
            // Two items under the reader: both leave the belt.
            Err((Reason::DoubleFeed, _)) if level == Level::ITEM => {
                self.room.layer = layer;
                return self.read_item(time, station, CodeFact::wrong(Reason::DoubleFeed), Fits::Open, None);
            }
            Err((reason, item)) => {
                out = Decision::new(Ruling::Stop, reason);
                out.item = item;
                out.actions.push(Action::Stop { reason });
            }
        }
        self.room.layer = layer;
        out
    }

    fn judge_layer(&mut self, level: Level, layer: &[CodeFact]) -> Result<(), (Reason, u32)> {
        let mut result = Ok(());
        for (item, code) in (0..).zip(layer) {
            let judged = if level == Level::ITEM {
                self.judge_unit(*code, level)
            } else {
                self.judge_container(*code, level)
            };
            match judged {
                Ok(unit) if self.units.life(unit).is(NAMED) => result = Err((Reason::Duplicate, item)),
                Ok(unit) => self.units.set(unit, NAMED),
                Err(reason) => result = Err((reason, item)),
            }
            if result.is_err() {
                break;
            }
        }
        for unit in layer.iter().filter_map(|code| code.unit) {
            self.units.clear(unit, NAMED);
        }
        result?;
        if self.halted.is_some() {
            return Err((Reason::Halted, 0));
        }
        let count = layer.len() as u64;
        if level == Level::ITEM && self.order.quantity > 0 && self.made + count > self.order.quantity {
            return Err((Reason::QuantityReached, 0));
        }
        let Some(parent) = above(&self.order.rules, level) else { return Ok(()) };
        let room = u64::from(self.order.rules.capacity(parent).unwrap_or(0))
            .saturating_sub(self.gathered(parent).len() as u64);
        if count > room { Err((Reason::Capacity, 0)) } else { Ok(()) }
    }
}
