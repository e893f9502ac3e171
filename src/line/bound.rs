//! Which marks are bound to which units: a table of fixed size.

use super::decision::MarkId;
use crate::Error;
use crate::pack::UnitId;

/// Pairs of marks and units. A mark stands at its own number, or at the next free place.
#[derive(Debug, Hash)]
pub(super) struct Bound {
    /// The first 8 bytes of each mark's name, which is a keyed hash: nobody can choose it. Two marks of one order have
    /// the same ones with probability 10⁻⁷ at 10⁶ marks; the second is then refused as taken.
    rows: Box<[Option<(u64, UnitId)>]>,
    len: u64,
    limit: u64,
}

impl Bound {
    pub(super) fn new(limit: u64) -> Result<Self, Error> {
        let rows = usize::try_from(limit + limit / 2 + u64::from(limit > 0)).map_err(|_| Error::Full)?;
        Ok(Self { rows: vec![None; rows].into(), len: 0, limit })
    }

    fn number(mark: MarkId) -> u64 {
        mark.0.first_chunk().copied().map_or(0, u64::from_le_bytes)
    }

    /// Where the mark stands, or the first free place for it.
    fn place(&self, mark: MarkId) -> Option<usize> {
        let rows = self.rows.len();
        let number = Self::number(mark);
        let start = usize::try_from(number % (rows as u64).max(1)).ok()?;
        let found =
            |at: &usize| self.rows.get(*at).is_some_and(|row| row.is_none_or(|(other, _)| other == number));
        (start..rows).chain(0..start).find(found)
    }

    pub(super) fn owner(&self, mark: MarkId) -> Option<UnitId> {
        self.place(mark).and_then(|at| self.rows.get(at).copied().flatten()).map(|(_, unit)| unit)
    }

    pub(super) const fn is_full(&self) -> bool {
        self.len >= self.limit
    }

    pub(super) fn bind(&mut self, mark: MarkId, unit: UnitId) {
        let Some(row) = self.place(mark).and_then(|at| self.rows.get_mut(at)) else { return };
        if row.is_none() {
            self.len += 1;
        }
        *row = Some((Self::number(mark), unit));
    }
}
