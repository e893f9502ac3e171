//! What stands between the devices and the session: it numbers events, keeps the journal, and starts again after a power
//! cut.

use symbolon::Error;
use symbolon::journal::{Append, Commit, Journal, Reader, Settings, Storage};
use symbolon::line::{Body, Checks, Decision, Event, MarkChecks, Order, Ruling, Session};

use crate::goods::{Goods, station};

/// The session behind its devices.
pub(crate) struct Gateway<'a, S: Storage> {
    goods: &'a Goods,
    order: Order,
    key: [u8; 16],
    /// Opens the storage of the journal anew.
    storage: Box<dyn Fn() -> Result<S, Error> + 'a>,
    journal: Option<Journal<S>>,
    pub(crate) session: Session,
    /// The number of the next event of each device.
    next: [u64; station::COUNT as usize],
    pub(crate) time: u64,
    pub(crate) events: u64,
}

/// What leaves for the line was made durable before: the gateway commits itself.
fn settings() -> Settings {
    Settings { segment_bytes: 16 << 20, commit: Commit::Caller, ..Settings::default() }
}

impl<'a, S: Storage> Gateway<'a, S> {
    pub(crate) fn new(
        goods: &'a Goods,
        order: Order,
        key: [u8; 16],
        storage: Box<dyn Fn() -> Result<S, Error> + 'a>,
    ) -> Result<Self, Error> {
        let journal = Journal::create(storage()?, key, settings())?;
        let session = Session::open(order.clone(), key)?;
        let next = [1; station::COUNT as usize];
        Ok(Self {
            goods,
            order,
            key,
            storage,
            journal: Some(journal),
            session,
            next,
            time: 1_767_225_600_000,
            events: 0,
        })
    }

    pub(crate) const fn order(&self) -> &Order {
        &self.order
    }

    /// The number that the next event of a station will have.
    pub(crate) fn take_number(&mut self, station: u16) -> u64 {
        let next = self.next.get_mut(usize::from(station));
        next.map_or(0, |next| {
            *next += 1;
            *next - 1
        })
    }

    /// Sends an event under a number.
    pub(crate) fn send(&mut self, station: u16, id: u64, body: Body<'_>) -> Result<Decision, Error> {
        let event = Event { device: u32::from(station) + 1, id, time: self.time, station, body };
        let checks =
            Checks { verifier: &self.goods.verifier, marks: MarkChecks::Derived(self.goods.mark_key()) };
        let journal = self.journal.as_mut().ok_or(Error::JournalStopped)?;
        let decision = self.session.step(&event, journal, &checks)?;
        if decision.ruling != Ruling::Park {
            // Nothing leaves for the line before it is durable.
            journal.commit()?;
        }
        self.events += 1;
        Ok(decision)
    }

    /// The decisions of events that waited.
    pub(crate) fn released(&mut self) -> Result<Vec<(u32, Decision)>, Error> {
        let journal = self.journal.as_mut().ok_or(Error::JournalStopped)?;
        let mut decisions = Vec::new();
        while let Some((device, _, decision)) = self.session.released(journal as &mut dyn Append)? {
            decisions.push((device, decision));
        }
        journal.commit()?;
        Ok(decisions)
    }

    /// The power goes, and comes back: a new session takes the journal. Whether it is the same as the old one.
    pub(crate) fn cut(&mut self) -> Result<bool, Error> {
        let before = self.session.digest();
        // Whatever was not durable is lost with it.
        self.journal = None;
        let (journal, _) = Journal::open((self.storage)()?, settings(), None)?;
        self.journal = Some(journal);
        self.session = self.replayed()?;
        Ok(self.session.digest() == before)
    }

    /// A session from the journal alone.
    pub(crate) fn replayed(&self) -> Result<Session, Error> {
        let mut session = Session::open(self.order.clone(), self.key)?;
        let journal = self.journal.as_ref().ok_or(Error::JournalStopped)?;
        let mut reader = Reader::open(journal.storage())?;
        while let Some(entry) = reader.next()? {
            if !entry.is_checkpoint() {
                session.replay(&entry.record)?;
            }
        }
        Ok(session)
    }
}
