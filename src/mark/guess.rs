//! The limit on wrong guesses at one hidden mark: arithmetic over a small state that the caller keeps per
//! code, or per client and code where one client must not lock out the others.
//!
//! The protocol, the same for a thousand tries at once:
//!
//! 1. Read the state of the code (all zero if there is none) and call [`GuessLimit::admit`]: it counts the try
//!    as wrong before anyone knows.
//! 2. Store the changed state, and go on only if it is stored and nobody changed it in between: a transaction
//!    or a compare-and-swap. Otherwise begin again.
//! 3. Check the mark. If it is wrong, or the process dies here, nothing is left to do.
//! 4. If it is right, read the state anew, call [`GuessLimit::give_back`], store it in the same way.
//!
//! Guarantee: of the tries on one state, never more than `wrong` that turn out wrong fall into a span shorter
//! than `window` seconds, wherever the span begins (a sliding window, no fresh start at its edge). Tries
//! under way count as wrong, so a right one can be locked out by those beside it, never the other way round.
//!
//! Time is what the caller's clock says. It may go back: the try then counts at the newest time in the state,
//! where it expires later rather than sooner. It must not run ahead: a clock that jumps ahead frees tries as
//! real time would, and when it comes back, tries stamped in the future stay until it has caught up.

use crate::Error;

/// At most `wrong` wrong guesses in `window` seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GuessLimit {
    wrong: usize,
    window: i64,
}

/// The counted tries of one code. Plain and the same in C: 48 bytes without padding; all zero is "none".
///
/// Every value is accepted, so a state that was damaged never makes a call fail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct GuessState {
    /// When the counted tries took place, seconds since 1970; only the first `used` are meant.
    pub times: [i64; GuessState::ROOM],
    /// How many tries are counted, 0 to 5; more reads as 5.
    pub used: u64,
}

/// A try that may go on to the check.
#[derive(Debug, PartialEq, Eq)]
#[must_use]
pub struct Admitted {
    /// The time it was counted at: what a later [`GuessLimit::give_back`] looks for.
    pub at: i64,
}

/// A try that must not be checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Locked {
    /// The first second at which a try is admitted again, if none is given back before; `i64::MAX` where that
    /// lies beyond what `i64` holds.
    pub until: i64,
}

impl GuessLimit {
    /// At most `wrong` (1 to 5) wrong guesses in `window` (at least 1) seconds. The default is 5 in 86 400.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`].
    pub fn new(wrong: u32, window: i64) -> Result<Self, Error> {
        match usize::try_from(wrong) {
            Ok(wrong @ 1..=GuessState::ROOM) if window >= 1 => Ok(Self { wrong, window }),
            _ => Err(Error::Parameter),
        }
    }

    /// Counts a try at `now`, seconds since 1970, or refuses it. After a refusal the state need not be
    /// stored.
    ///
    /// ```
    /// use symbolon::mark::{GuessLimit, GuessState, Locked};
    ///
    /// let limit = GuessLimit::default();
    /// let mut state = GuessState::default();
    /// for second in 0..5 {
    ///     assert!(limit.admit(&mut state, second).is_ok());
    /// }
    /// assert_eq!(limit.admit(&mut state, 5), Err(Locked { until: 86_400 }));
    /// ```
    ///
    /// # Errors
    ///
    /// [`Locked`] with the time when the next try is admitted.
    pub fn admit(&self, state: &mut GuessState, now: i64) -> Result<Admitted, Locked> {
        let now = state.counted().iter().fold(now, |newest, &time| newest.max(time));
        state.keep(|time| !self.expired(time, now));
        if let Some(oldest) = state.counted().iter().nth_back(self.wrong - 1) {
            return Err(Locked { until: oldest.saturating_add(self.window) });
        }
        state.push(now);
        Ok(Admitted { at: now })
    }

    /// Takes back the count of a try whose mark was right. Of tries counted in the same second any one will
    /// do; a try that has expired by now changes nothing.
    #[expect(clippy::needless_pass_by_value, reason = "a try is given back once")]
    pub fn give_back(state: &mut GuessState, admitted: Admitted) {
        let mut found = false;
        state.keep(|time| {
            let this = !found && time == admitted.at;
            found |= this;
            !this
        });
    }

    /// `now` is never before `time`, so only an age beyond what `i64` holds overflows.
    fn expired(self, time: i64, now: i64) -> bool {
        now.checked_sub(time).is_none_or(|age| age >= self.window)
    }
}

impl Default for GuessLimit {
    fn default() -> Self {
        Self { wrong: 5, window: 86_400 }
    }
}

impl GuessState {
    /// The most tries that are counted at once.
    pub const ROOM: usize = 5;

    fn counted(&self) -> &[i64] {
        let used = usize::try_from(self.used).unwrap_or(Self::ROOM);
        self.times.get(..used).unwrap_or(&self.times)
    }

    /// Keeps the tries that `wanted` accepts, oldest first.
    fn keep(&mut self, mut wanted: impl FnMut(i64) -> bool) {
        let mut kept = Self::default();
        for &time in self.counted() {
            if wanted(time) {
                kept.push(time);
            }
        }
        *self = kept;
        if let Ok(used) = usize::try_from(self.used) {
            self.times.get_mut(..used).unwrap_or_default().sort_unstable();
        }
    }

    /// Where no room is left the try is not counted; `admit` makes sure there is.
    fn push(&mut self, time: i64) {
        if let Some(room) = usize::try_from(self.used).ok().and_then(|used| self.times.get_mut(used)) {
            *room = time;
            self.used += 1;
        }
    }
}
