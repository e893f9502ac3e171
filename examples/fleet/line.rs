//! One line: draws from its lease, prints, and loses power now and then.

use std::ops::Range;

use symbolon::Error;
use symbolon::trust::{CursorBytes, Draw, Issuer, Lease, SecretKey, Signer as _, Window};

use crate::brand::Brand;
use crate::cheat::Cheat;
use crate::record::{Record, Run};
use crate::secret::{Dice, secret};

pub(crate) const DAY: i64 = 86_400;
/// Of so many batches one sees the power fail, and of so many receipts one gets lost.
const CRASHES: u64 = 100;
const LOST_RECEIPTS: u64 = 20;

/// A line with its key, and the disk that a crash leaves alone.
pub(crate) struct Line {
    pub(crate) number: usize,
    pub(crate) name: String,
    pub(crate) issuer: Issuer<SecretKey>,
    pub(crate) cheat: Option<Cheat>,
    pub(crate) dice: Dice,
    pub(crate) draw: Option<Draw>,
    disk: Option<CursorBytes>,
    /// The cursor before the last batch: a backup that nobody honest would use.
    pub(crate) backup: Option<CursorBytes>,
    /// How many codes it printed beyond the quota of its lease.
    pub(crate) extra: u64,
    /// What it printed last.
    pub(crate) last: Range<u64>,
}

/// When the power fails.
enum Crash {
    BeforeStoring,
    AfterStoring,
    WhilePrinting,
}

impl Line {
    pub(crate) fn new(number: usize, cheat: Option<Cheat>, seed: u64) -> Result<Self, Error> {
        let name = format!("line {number}");
        Ok(Self {
            issuer: Issuer::new(SecretKey::from_seed(&secret(seed, &name))?),
            dice: Dice::new(seed, &format!("dice of {name}")),
            number,
            name,
            cheat,
            draw: None,
            disk: None,
            backup: None,
            extra: 0,
            last: 0..0,
        })
    }

    /// A day's work. Leases are renewed when they are used up or their time is over.
    pub(crate) fn work(
        &mut self,
        day: i64,
        plan: &Plan,
        brand: &mut Brand,
        record: &mut Record,
    ) -> Result<(), Error> {
        let at = day * DAY + DAY / 3;
        let mut left = plan.codes_per_day;
        while left > 0 {
            let due = self
                .draw
                .as_ref()
                .is_none_or(|draw| draw.remaining() == 0 || !draw.lease().terms().window.contains(at));
            if due {
                self.renew(day, plan, brand, record)?;
            }
            let wanted = 10 + self.dice.below(80);
            let count = wanted.min(left).min(self.draw.as_ref().map_or(0, Draw::remaining));
            self.batch(count, at, record)?;
            left -= count;
        }
        self.cheat_daily(at, record);
        Ok(())
    }

    /// Draws and prints some codes, if the power stays.
    fn batch(&mut self, count: u64, at: i64, record: &mut Record) -> Result<(), Error> {
        let crash = match (self.cheat, self.dice.below(CRASHES), self.dice.below(3)) {
            (Some(_), _, _) | (None, 1.., _) => None,
            (None, 0, 0) => Some(Crash::BeforeStoring),
            (None, 0, 1) => Some(Crash::AfterStoring),
            (None, 0, _) => Some(Crash::WhilePrinting),
        };
        let Some(draw) = &mut self.draw else { return Ok(()) };
        let cut = matches!(crash, Some(Crash::BeforeStoring));
        self.backup = Some(draw.cursor());
        let disk = &mut self.disk;
        let drawn = draw.draw(count, at, |cursor| {
            if cut {
                return Err(Error::Storage { status: 1 });
            }
            *disk = Some(*cursor);
            Ok(())
        });
        let lease = draw.lease().terms().id;
        if let Ok(range) = &drawn {
            let printed = match crash {
                None => count,
                Some(Crash::WhilePrinting) => self.dice.below(count),
                Some(Crash::BeforeStoring | Crash::AfterStoring) => 0,
            };
            let (printed, lost) = (range.start..range.start + printed, range.start + printed..range.end);
            // Half of what a crash took is found out and declared void.
            if self.dice.below(2) == 0 {
                record.declare_void(lease, lost);
            }
            record.print(lease, Run { line: self.number, indices: printed.clone(), at });
            self.last = printed;
        } else if !cut {
            return drawn.map(drop);
        }
        if crash.is_some() {
            record.crashes += 1;
            self.restart()?;
        }
        Ok(())
    }

    /// What a line finds when the power is back: the lease and the disk.
    fn restart(&mut self) -> Result<(), Error> {
        let Some(draw) = self.draw.take() else { return Ok(()) };
        let lease = draw.lease().clone();
        self.draw = Some(match &self.disk {
            Some(cursor) => Draw::resume(lease, cursor)?,
            None => Draw::begin(lease),
        });
        Ok(())
    }

    /// Closes the lease, and gets another.
    fn renew(&mut self, day: i64, plan: &Plan, brand: &mut Brand, record: &mut Record) -> Result<(), Error> {
        if let Some(mut draw) = self.draw.take() {
            self.cheat_before_closing(&mut draw, record)?;
            let lease = draw.lease().clone();
            let disk = &mut self.disk;
            let receipt = draw.close(self.issuer.signer(), day * DAY, |cursor| {
                *disk = Some(*cursor);
                Ok(())
            })?;
            record.close(&lease, draw.used());
            // A cheat is shown by its receipt: without one, what was printed may have been drawn.
            if self.cheat.is_some() || self.dice.below(LOST_RECEIPTS) != 0 {
                record.received(&lease);
                let relet = self.cheat != Some(Cheat::OthersRange);
                brand.receive(&receipt, &lease, self.issuer.signer().public_key(), relet)?;
            }
            self.cheat_after_closing(&draw, day * DAY, record);
        }
        let window = Window::new(day * DAY, (day + plan.lease_days) * DAY)?;
        let key_id = self.issuer.signer().public_key().id();
        let thrifty = self.cheat.is_none() && self.dice.below(3) == 0;
        let size = plan.lease_size();
        let lease = brand.grant(&self.name, key_id, size, window, thrifty)?;
        self.begin(lease, record);
        Ok(())
    }

    fn begin(&mut self, lease: Lease, record: &mut Record) {
        record.open(&lease);
        (self.disk, self.backup, self.extra) = (None, None, 0);
        self.draw = Some(Draw::begin(lease));
    }
}

/// What all lines have in common.
pub(crate) struct Plan {
    pub(crate) codes_per_day: u64,
    pub(crate) lease_days: i64,
}

impl Plan {
    /// Enough for all days and a little more, and a reserve beyond the quota.
    fn lease_size(&self) -> u64 {
        self.codes_per_day * self.lease_days.unsigned_abs() * 3 / 2
    }
}
