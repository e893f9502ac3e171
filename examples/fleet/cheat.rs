//! The cheating factory: seven lines, each with its own way to bring more goods to market than it was granted.

use symbolon::Error;
use symbolon::trust::{Draw, FindingKind, Signer as _};

use crate::line::Line;
use crate::record::{Record, Run};

/// The longest run of false codes.
pub(crate) const MOST: u64 = 20;
/// Far from everything that is leased.
const NOWHERE: u64 = 1 << 30;

/// How a line cheats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cheat {
    /// Prints serials that nobody was granted.
    NoLease,
    /// Prints serials twice.
    Twice,
    /// Goes on after it gave its receipt.
    AfterReceipt,
    /// Says in its receipt that it drew less than it did.
    SaysLess,
    /// Prints serials of another line.
    OthersRange,
    /// Prints beyond its quota.
    BeyondQuota,
    /// Puts its clock back, and prints when the lease is over.
    TooLate,
}

impl Cheat {
    pub(crate) const ALL: [Self; 7] = [
        Self::NoLease,
        Self::Twice,
        Self::AfterReceipt,
        Self::SaysLess,
        Self::OthersRange,
        Self::BeyondQuota,
        Self::TooLate,
    ];
}

impl Line {
    /// What is done at the end of a day.
    pub(crate) fn cheat_daily(&mut self, at: i64, record: &mut Record) {
        let count = 1 + self.dice.below(MOST);
        let (kind, indices) = match self.cheat {
            Some(Cheat::NoLease) => {
                let first = NOWHERE + u64::try_from(record.runs.len()).unwrap_or(0) * MOST;
                (FindingKind::NoLease, first..first + count)
            }
            Some(Cheat::Twice) => {
                (FindingKind::Repeated, self.last.start..self.last.end.min(self.last.start + count))
            }
            Some(Cheat::OthersRange) => {
                let honest = |run: &&Run| run.line >= Cheat::ALL.len() && !run.indices.is_empty();
                let Some(victim) = record.runs.iter().rev().find(honest) else { return };
                let indices = &victim.indices;
                (FindingKind::WrongKey, indices.start..indices.end.min(indices.start + count))
            }
            Some(Cheat::BeyondQuota) => {
                let Some(draw) = &self.draw else { return };
                let terms = draw.lease().terms();
                let first = terms.granted().end + self.extra;
                let end = terms.range.end.min(first + count);
                self.extra += end - first;
                (FindingKind::BeyondQuota, first..end)
            }
            Some(Cheat::AfterReceipt | Cheat::SaysLess | Cheat::TooLate) | None => return,
        };
        self.print_falsely(kind, Run { line: self.number, indices, at }, record);
    }

    pub(crate) fn cheat_before_closing(&mut self, draw: &mut Draw, record: &mut Record) -> Result<(), Error> {
        let terms = draw.lease().terms().clone();
        match (self.cheat, self.backup) {
            (Some(Cheat::TooLate), _) if draw.remaining() > 0 => {
                let count = draw.remaining().min(1 + self.dice.below(MOST));
                let indices = draw.draw(count, terms.window.from(), |_| Ok(()))?;
                let run = Run { line: self.number, indices: indices.clone(), at: terms.window.until() };
                record.print(terms.id, run);
                let signer = self.issuer.signer().public_key().id();
                record.cheats.extend(indices.map(|index| (FindingKind::OutOfTime, signer, index)));
            }
            (Some(Cheat::SaysLess), Some(backup)) => {
                let printed = terms.range.start + draw.used();
                *draw = Draw::resume(draw.lease().clone(), &backup)?;
                let hidden = terms.range.start + draw.used()..printed;
                let signer = self.issuer.signer().public_key().id();
                record.uncover(FindingKind::Returned, signer, draw.lease(), hidden);
            }
            _ => {}
        }
        Ok(())
    }

    pub(crate) fn cheat_after_closing(&mut self, draw: &Draw, at: i64, record: &mut Record) {
        if self.cheat == Some(Cheat::AfterReceipt) {
            let granted = draw.lease().terms().granted();
            let first = granted.start + draw.used();
            let indices = first..granted.end.min(first + 1 + self.dice.below(MOST));
            // Not with the true time: it is over anyway, and one trouble is enough.
            let at = at.min(draw.lease().terms().window.until() - 1);
            self.print_falsely(FindingKind::Returned, Run { line: self.number, indices, at }, record);
        }
    }

    fn print_falsely(&self, kind: FindingKind, run: Run, record: &mut Record) {
        let signer = self.issuer.signer().public_key().id();
        // Once each: a second time would be another cheat.
        let known = |index| kind != FindingKind::Repeated && record.cheats.contains(&(kind, signer, index));
        if !run.indices.clone().any(known) {
            record.cheat(kind, signer, run);
        }
    }
}
