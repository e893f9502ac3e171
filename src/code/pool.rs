//! External serials: assigned by a regulator or an ERP, handed out once each, never opened.

use super::id::Serial;
use crate::Error;

/// A pool of serials that somebody else assigned, drawn in the order they came.
///
/// 25 bytes per serial. A serial leaves the pool once; the caller stores [`SerialPool::position`] before the code is
/// printed and resumes there after a restart.
#[derive(Clone, Debug, Default)]
pub struct SerialPool {
    serials: Vec<Serial>,
    /// Positions in `serials`, ascending by serial: for lookups.
    sorted: Vec<u32>,
    next: u32,
}

impl SerialPool {
    /// Takes a list of serials. O(n log n).
    ///
    /// # Errors
    ///
    /// [`Error::Repeated`] with the position of a serial that stands there a second time; [`Error::Full`] beyond
    /// 2³² − 1 serials.
    pub fn new(serials: Vec<Serial>) -> Result<Self, Error> {
        let count = u32::try_from(serials.len()).map_err(|_| Error::Full)?;
        let serial = |position: &u32| serials.get(*position as usize);
        let mut sorted: Vec<u32> = (0..count).collect();
        sorted.sort_by(|a, b| serial(a).cmp(&serial(b)).then(a.cmp(b)));
        let repeated = sorted.windows(2).find_map(|pair| match pair {
            [a, b] if serial(a) == serial(b) => Some(*b),
            _ => None,
        });
        match repeated {
            Some(item) => Err(Error::Repeated { item }),
            None => Ok(Self { serials, sorted, next: 0 }),
        }
    }

    /// Hands out the next serial.
    ///
    /// # Errors
    ///
    /// [`Error::Exhausted`] if none is left.
    pub fn draw(&mut self) -> Result<Serial, Error> {
        let serial = self.serials.get(self.next as usize).copied().ok_or(Error::Exhausted)?;
        self.next += 1;
        Ok(serial)
    }

    /// How many have been handed out.
    #[must_use]
    pub const fn position(&self) -> u32 {
        self.next
    }

    /// How many are left.
    #[must_use]
    pub fn remaining(&self) -> usize {
        self.serials.len() - self.next as usize
    }

    /// Goes on after the first `position` serials, as after a restart. Never goes back: what was drawn stays drawn.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] for a position before the present one or beyond the end.
    pub fn resume(&mut self, position: u32) -> Result<(), Error> {
        if position < self.next || position as usize > self.serials.len() {
            return Err(Error::Parameter);
        }
        self.next = position;
        Ok(())
    }

    /// Whether the serial belongs to the pool, and was handed out. O(log n).
    #[must_use]
    pub fn has_drawn(&self, serial: &Serial) -> bool {
        self.sorted
            .binary_search_by(|position| self.serials.get(*position as usize).cmp(&Some(serial)))
            .ok()
            .and_then(|place| self.sorted.get(place))
            .is_some_and(|position| *position < self.next)
    }
}
