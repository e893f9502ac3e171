//! The line's computer: gives every event to the session, keeps the journal, and after a stop reads itself back from it.
//!
//! After a kill the goods are still there and the session is not. So the same conveyor runs again from its beginning,
//! and as long as the journal has the answer to an event, the session takes it from there ([`Session::replay`]): no code
//! is verified again, nothing is written. Then the reader of items sends its last events again, which gives the session
//! back what is in no record, and the line goes on.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::time::Instant;

use symbolon::Error;
use symbolon::journal::{
    Check, Commit, Files, Journal, JournalId, Reader, Recovery, Report, Settings, Source as _, Storage as _,
    verify,
};
use symbolon::line::{Body, Checks, Command, Decision, Event, MarkChecks, Order, Session, Target};
use symbolon::mark::DeriveKey;
use symbolon::trust::{SecretKey, Signer as _, Verifier};

use crate::Failure;

/// The first bytes of the name of a journal that this example made.
const OURS: [u8; 8] = *b"example ";

/// The exit code after `--stop-after`.
pub(crate) const STOPPED: i32 = 3;

const SETTINGS: Settings = Settings {
    segment_bytes: 4 << 20,
    commit: Commit::Group { records: 200, milliseconds: 20 },
    checkpoint_every: 50_000,
    check: Check::Everything,
};

/// The name of the journal of a run: another order, seed or size is another journal.
pub(crate) fn journal_id(order: &str, seed: u64, pallets: usize) -> JournalId {
    let mut hasher = blake3::Hasher::new_derive_key("symbolon line example journal");
    hasher.update(&seed.to_le_bytes()).update(&(pallets as u64).to_le_bytes()).update(order.as_bytes());
    let mut id = JournalId::default();
    let hash = hasher.finalize();
    let bytes = OURS.iter().chain(hash.as_bytes());
    id.iter_mut().zip(bytes).for_each(|(place, byte)| *place = *byte);
    id
}

/// A journal that is open, and what it told about itself.
pub(crate) struct Opened {
    journal: Journal<Files>,
    /// What was found, if it was there before.
    pub(crate) recovery: Option<Recovery>,
}

/// Opens the journal in a directory to go on with it, or makes a new one. An older one of this example is replaced then;
/// anything else in the directory is a failure.
pub(crate) fn open(directory: &Path, id: JournalId, resume: bool) -> Result<Opened, Failure> {
    let named = |error: Error| format!("{}: {error}", directory.display());
    let mut files = Files::open(directory).map_err(named)?;
    let segments = files.list().map_err(named)?;
    if resume && !segments.is_empty() {
        let (journal, recovery) = Journal::open(files, SETTINGS, None).map_err(named)?;
        if *journal.id() != id {
            return Err(format!("{}: the journal of another order, seed or size", directory.display()).into());
        }
        return Ok(Opened { journal, recovery: Some(recovery) });
    }
    let found = segments.is_empty() || is_ours(directory);
    if !found {
        return Err(format!("{}: a journal that is not ours; move it away", directory.display()).into());
    }
    // The last first: whatever is left after a crash still shows whose it was.
    for segment in segments.into_iter().rev() {
        files.remove(segment).map_err(named)?;
    }
    Ok(Opened { journal: Journal::create(files, id, SETTINGS).map_err(named)?, recovery: None })
}

fn is_ours(directory: &Path) -> bool {
    let reader = Files::read(directory).and_then(Reader::open);
    reader.is_ok_and(|reader| reader.id().starts_with(&OURS))
}

/// What the journal is at the end.
pub(crate) struct Kept {
    pub(crate) report: Report,
    pub(crate) directory: PathBuf,
    /// Of all its files.
    pub(crate) bytes: u64,
    /// In this run.
    pub(crate) commits: u64,
    /// Records that were there at the beginning.
    pub(crate) replayed: u64,
}

/// One event of the reader of items.
struct Sent {
    id: u64,
    time: u64,
    station: u16,
    text: Option<Vec<u8>>,
    answer: Decision,
}

/// The session with all that it needs.
pub(crate) struct Recorder<'a> {
    pub(crate) session: Session,
    checks: Checks<'a>,
    journal: Journal<Files>,
    /// Signs the checkpoints.
    signer: &'a SecretKey,
    /// While the journal has the answers.
    follow: Option<Reader<Files>>,
    /// What the reader of items sent last, kept while the journal is followed.
    recent: VecDeque<Sent>,
    /// The number and time of each device's last event.
    last: Vec<(u64, u64)>,
    time: u64,
    events: u64,
    stop_after: Option<u64>,
    clock: Instant,
    commits: u64,
    replayed: u64,
    /// The number of records with the last checkpoint.
    covered: u64,
}

impl<'a> Recorder<'a> {
    pub(crate) fn new(
        order: Order,
        (verifier, derive): (&'a Verifier, &'a DeriveKey),
        opened: Opened,
        signer: &'a SecretKey,
        start: i64,
    ) -> Result<Self, Failure> {
        let Opened { journal, recovery } = opened;
        let follow = match recovery {
            Some(_) => Some(Reader::open(Files::read(journal.storage().directory())?)?),
            None => None,
        };
        let devices = order.stations.iter().map(|station| station.device as usize + 1).max().unwrap_or(0);
        Ok(Self {
            // A demonstration: the key of the table of listed identities would be random.
            session: Session::open(order, [0; 16])?,
            checks: Checks { verifier, marks: MarkChecks::Derived(derive) },
            journal,
            signer,
            follow,
            recent: VecDeque::new(),
            last: vec![(0, 0); devices],
            time: u64::try_from(start)? * 1000,
            events: 0,
            stop_after: None,
            clock: Instant::now(),
            commits: 0,
            replayed: 0,
            covered: 0,
        })
    }

    /// Ends the process, as a power loss does, when so many events have been answered.
    pub(crate) const fn stop_after(&mut self, events: Option<u64>) {
        self.stop_after = events;
    }

    /// The time of the last event, in milliseconds of Unix time.
    pub(crate) const fn time(&self) -> u64 {
        self.time
    }

    /// Tells the session what happened at a station, so many milliseconds after the last event.
    pub(crate) fn tell(&mut self, station: u16, after: u64, body: Body<'_>) -> Result<Decision, Failure> {
        let device = self.device(station)?;
        let last = self.last.get_mut(device as usize).ok_or("no such device")?;
        self.time += after;
        *last = (last.0 + 1, self.time);
        let event = Event { device, id: last.0, time: self.time, station, body };
        let decision = match self.journaled(&event)? {
            Some(decision) => decision,
            None => self.step(&event)?,
        };
        self.events += 1;
        if self.stop_after == Some(self.events) {
            // Nothing is dropped, nothing is committed.
            std::process::exit(STOPPED);
        }
        Ok(decision)
    }

    /// How many events there were.
    pub(crate) const fn events(&self) -> u64 {
        self.events
    }

    /// What a person at the terminal wants.
    pub(crate) fn command(
        &mut self,
        station: u16,
        command: Command<Target<'_>>,
    ) -> Result<Decision, Failure> {
        self.tell(station, 1, Body::Command(command))
    }

    /// Sends the last event of a station again.
    pub(crate) fn tell_again(&mut self, station: u16, body: Body<'_>) -> Result<Decision, Failure> {
        let device = self.device(station)?;
        let (id, time) = *self.last.get(device as usize).ok_or("no such device")?;
        Ok(self.session.step(&Event { device, id, time, station, body }, &mut self.journal, &self.checks)?)
    }

    fn device(&self, station: u16) -> Result<u32, Failure> {
        let station = self.session.order().stations.get(usize::from(station)).ok_or("no such station")?;
        Ok(station.device)
    }

    /// The answer to an event that the journal has.
    fn journaled(&mut self, event: &Event<'_>) -> Result<Option<Decision>, Failure> {
        let Some(reader) = &mut self.follow else { return Ok(None) };
        let entry = loop {
            match reader.next()? {
                Some(entry) if entry.is_checkpoint() => self.covered = entry.number + 1,
                other => break other,
            }
        };
        let Some(entry) = entry else {
            self.follow = None;
            self.send_recent()?;
            return Ok(None);
        };
        let record = entry.record;
        if (record.device, record.event, record.time) != (event.device, event.id, event.time) {
            return Err(format!("journal: record {} is not of this run", entry.number).into());
        }
        let answer = self.session.replay(&record)?.ok_or("journal: a record stands there twice")?;
        self.replayed += 1;
        let text = match event.body {
            Body::Read(text) => Some(Some(text.to_vec())),
            Body::NoRead => Some(None),
            _ => None,
        };
        if let (Some(text), super::conveyor::READER) = (text, event.station) {
            if self.recent.len() >= usize::from(self.session.order().limits.replay) {
                self.recent.pop_front();
            }
            self.recent.push_back(Sent {
                id: event.id,
                time: event.time,
                station: event.station,
                text,
                answer,
            });
        }
        Ok(Some(answer))
    }

    /// The reader of items sends again what it sent last: it gets the same answers, and nothing is written.
    fn send_recent(&mut self) -> Result<(), Failure> {
        let head = self.journal.head();
        for Sent { id, time, station, text, answer } in std::mem::take(&mut self.recent) {
            let device = self.device(station)?;
            let body = text.as_deref().map_or(Body::NoRead, Body::Read);
            let event = Event { device, id, time, station, body };
            let again = self.session.step(&event, &mut self.journal, &self.checks)?;
            if again != (Decision { replayed: true, ..answer }) {
                return Err(format!("event {id} was answered otherwise before the restart").into());
            }
        }
        if self.journal.head() == head { Ok(()) } else { Err("an answered event was recorded again".into()) }
    }

    fn step(&mut self, event: &Event<'_>) -> Result<Decision, Failure> {
        let durable = self.journal.durable();
        // Before the event, not after it: then a resumed run has its checkpoints at the same places.
        if self.journal.checkpoint_due() {
            self.checkpoint()?;
        }
        let decision = self.session.step(event, &mut self.journal, &self.checks)?;
        self.journal.tick(u64::try_from(self.clock.elapsed().as_millis())?)?;
        self.commits += u64::from(self.journal.durable() != durable);
        Ok(decision)
    }

    fn checkpoint(&mut self) -> Result<(), Failure> {
        self.journal.checkpoint(self.signer, i64::try_from(self.time / 1000)?)?;
        self.covered = self.journal.head().records;
        Ok(())
    }

    /// Signs what is there, and reads the whole journal as a stranger would.
    pub(crate) fn finish(mut self) -> Result<(Session, Kept), Failure> {
        if let Some(reader) = &mut self.follow {
            // The run was over, and perhaps signed, when the process was killed.
            while let Some(entry) = reader.next()? {
                if !entry.is_checkpoint() {
                    return Err(format!("journal: record {} is of no event", entry.number).into());
                }
                self.covered = entry.number + 1;
            }
        }
        if self.covered < self.journal.head().records {
            self.checkpoint()?;
            self.commits += 1;
        }
        let files = self.journal.storage();
        let report = verify(files, &[*self.signer.public_key()])?;
        if !report.is_whole() || report.covered + 1 != report.head.records {
            return Err(format!("the journal does not hold: {report:?}").into());
        }
        let mut bytes = 0;
        for segment in files.list()? {
            bytes += files.len(segment)?;
        }
        let directory = files.directory().to_owned();
        Ok((self.session, Kept { report, directory, bytes, commits: self.commits, replayed: self.replayed }))
    }
}
