//! The one writer of a journal.

use super::body::{self, Before};
use super::chain::{self, Head, JournalId, NODE};
use super::checkpoint::Checkpoint;
use super::frame::{self, What};
use super::record::{Append, Kind, Record};
use super::recovery::{self, Cut, Recovery};
use super::segment::{Header, Last};
use super::segments;
use super::settings::{Check, Commit, Settings};
use super::storage::Storage;
use super::walk::{Position, Step, Walk};
use crate::Error;
use crate::code::hash_tree::{Growing, Hash};
use crate::trust::Signer;

/// The length of a seal.
#[allow(clippy::cast_possible_truncation)] // compared in the next line
const SEAL: u32 = frame::SEAL as u32;
const _: () = assert!(SEAL as usize == frame::SEAL);

/// Frames up to here ask the storage to prepare for the next ones; longer ones would pay more for writing twice.
const SMALL: usize = 64 << 10;

/// The one writer of a journal.
///
/// [`Append::append`] copies the record and neither allocates nor touches the storage, until a commit is due: that is
/// one hash over all of them, one write and one sync. Records that were not committed when the journal is dropped are lost.
#[derive(Debug)]
pub struct Journal<S> {
    storage: S,
    settings: Settings,
    /// Behind the last durable frame.
    durable: Position,
    /// Room for a header, then the records that are not durable.
    frame: Vec<u8>,
    /// The last of them.
    before: Before,
    /// How many they are.
    pending: u32,
    /// When a tick first saw one of them.
    waiting_since: Option<u64>,
    stopped: Option<Doubt>,
}

/// What a failure left in doubt.
#[derive(Clone, Copy, Debug)]
struct Doubt {
    /// The end of what may have been written behind the last durable frame.
    end: u32,
    /// Whether the next segment may be there.
    next: bool,
}

/// Where the pending records were before the last one.
#[derive(Clone, Copy)]
struct Undo {
    len: usize,
    before: Before,
}

impl<S: Storage> Journal<S> {
    /// Makes a new journal.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] for the settings; [`Error::Taken`] if the storage has a journal; those of the storage.
    pub fn create(mut storage: S, id: JournalId, settings: Settings) -> Result<Self, Error> {
        settings.sound()?;
        let fresh = match storage.list()?.as_slice() {
            [] => true,
            // Made by a creation that did not get as far as the header.
            [0] => segments::is_blank(&storage, 0)?,
            _ => false,
        };
        if !fresh {
            return Err(Error::Taken);
        }
        let size = settings.segment_bytes;
        let header = Header { id, number: 0, size, head: Head::start(&id), last: Last::default() };
        storage.remove(0)?;
        make(&mut storage, &header)?;
        Ok(Self::at(storage, settings, Position::first(&header)))
    }

    /// Opens a journal and makes it ready for writing: see [`super::recovery`].
    ///
    /// `anchor` is a head of this journal that the caller kept elsewhere: what the journal had then, it must have now.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] for the settings; [`Error::JournalMissing`] if there is no journal or a segment is missing;
    /// [`Error::JournalDamage`]; [`Error::JournalForeign`] if it does not go through the anchor; those of the storage.
    /// After an error the storage is as it was, or repaired in part.
    pub fn open(
        mut storage: S,
        settings: Settings,
        anchor: Option<&Head>,
    ) -> Result<(Self, Recovery), Error> {
        settings.sound()?;
        let segments = segments::count(&storage)?;
        let start = match settings.check {
            Check::Everything => 0,
            Check::Tail => tail_start(&storage, segments, anchor)?,
        };
        if segments == 1 && segments::is_blank(&storage, 0)? {
            return Err(Error::JournalMissing);
        }
        let mut walk = Walk::start(&storage, start)?;
        let mut anchored = anchor.is_none_or(|anchor| *anchor == walk.position().head);
        let ending = walk.survey(segments, |walk| {
            anchored |= anchor == Some(&walk.position().head);
            Ok(())
        })?;
        if !anchored {
            return Err(Error::JournalForeign);
        }
        let position = *walk.position();
        recovery::repair(&mut storage, &position, &ending)?;
        // What a writer before wrote and died before syncing is read as well, and durable from here on only.
        for segment in position.segment.saturating_sub(1)..=position.segment {
            storage.sync(segment)?;
        }
        let cut = Cut::of(&position, &ending);
        let found = Recovery { head: position.head, segments: position.segment + 1, cut };
        Ok((Self::at(storage, settings, position), found))
    }

    fn at(storage: S, settings: Settings, durable: Position) -> Self {
        let longest = frame::MAX.min(settings.segment_bytes.max(durable.size) as usize);
        let mut frame = Vec::with_capacity(longest);
        frame.resize(frame::HEADER, 0);
        Self {
            storage,
            settings,
            durable,
            frame,
            before: Before::default(),
            pending: 0,
            waiting_since: None,
            stopped: None,
        }
    }

    /// The name of the journal.
    pub const fn id(&self) -> &JournalId {
        &self.durable.id
    }

    /// How many records the journal has, with those that are not durable yet: the number of the next one.
    pub fn records(&self) -> u64 {
        self.durable.head.records + u64::from(self.pending)
    }

    /// How far the journal goes, with the records that are not durable yet, if they are committed now. O(their bytes).
    pub fn head(&self) -> Head {
        match self.pending {
            0 => self.durable.head,
            pending => self.durable.head.after(pending.into(), self.body()),
        }
    }

    /// The records that are not durable, as a frame has them.
    fn body(&self) -> &[u8] {
        self.frame.get(frame::HEADER..).unwrap_or_default()
    }

    /// How far the journal is durable: what to keep elsewhere as an anchor, and how far others may read.
    pub const fn durable(&self) -> Head {
        self.durable.head
    }

    /// Whether a failure stopped it.
    pub const fn is_stopped(&self) -> bool {
        self.stopped.is_some()
    }

    /// The storage.
    pub const fn storage(&self) -> &S {
        &self.storage
    }

    /// Lets the storage go. Records that are not durable are lost.
    pub fn into_storage(self) -> S {
        self.storage
    }

    /// Makes durable what was appended, with one write and one sync, and returns how far the journal is durable.
    ///
    /// # Errors
    ///
    /// Those of the storage: the journal is then stopped, and keeps what was appended for [`Journal::resume`].
    /// [`Error::JournalStopped`] if it was before.
    pub fn commit(&mut self) -> Result<Head, Error> {
        self.write(None)
    }

    /// Commits if the policy is [`Commit::Group`] and a record waited for its time. To be called now and then: a record
    /// waits from the first call that sees it. `now` is in milliseconds from any beginning.
    ///
    /// # Errors
    ///
    /// As [`Journal::commit`].
    pub fn tick(&mut self, now: u64) -> Result<Head, Error> {
        let Commit::Group { milliseconds, .. } = self.settings.commit else { return Ok(self.durable()) };
        if self.pending == 0 {
            return Ok(self.durable());
        }
        let since = *self.waiting_since.get_or_insert(now);
        if now.saturating_sub(since) < milliseconds.into() {
            return Ok(self.durable());
        }
        self.commit()
    }

    /// Whether it is time for a checkpoint, by the settings.
    pub fn checkpoint_due(&self) -> bool {
        self.records() - self.durable.last.number >= self.settings.checkpoint_every
    }

    /// Signs everything up to here and makes it durable, the checkpoint as a record of its own. `time` is in seconds
    /// since 1970 UTC. Reads the records since the checkpoint before: some 30 ms for 100 000 of them.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] for a journal without records; those of the signer, after which the journal is as before;
    /// as [`Journal::commit`].
    pub fn checkpoint(&mut self, signer: &(impl Signer + ?Sized), time: i64) -> Result<Checkpoint, Error> {
        let Head { records, hash } = self.commit()?;
        let last = self.durable.last;
        let root = self.root()?.ok_or(Error::Parameter)?;
        let (id, from, previous) = (*self.id(), last.number, last.digest());
        let checkpoint = Checkpoint { id, from, records, head: hash, root, time, previous };
        let payload = checkpoint.sign(signer)?;
        let milliseconds = u64::try_from(time).unwrap_or(0).saturating_mul(1000);
        let record = Record {
            time: milliseconds,
            device: 0,
            event: records,
            kind: Kind::CHECKPOINT,
            payload: &payload,
        };
        self.make_room(&record)?;
        let undo = self.take(&record);
        let written = self.write(Some(Last::of(records, &payload)));
        if written.is_err() {
            self.undo(undo);
        }
        written.map(|_| checkpoint)
    }

    /// The root over the durable records since the last checkpoint; none without records.
    fn root(&self) -> Result<Option<Hash>, Error> {
        let Position { last, segment, at, .. } = self.durable;
        let (mut tree, mut room) = (Growing::new(NODE), Vec::new());
        let start = segments::segment_with(&self.storage, segment + 1, last.number)?;
        let mut walk = Walk::start(&self.storage, start)?;
        while (walk.position().segment, walk.position().at) != (segment, at) {
            match walk.step()? {
                Step::Records => walk
                    .each()
                    .filter(|(number, _)| *number >= last.number)
                    .for_each(|(number, record)| tree.push(chain::record_hash(number, &record, &mut room))),
                Step::Seal => walk.cross()?,
                Step::None => return Err(walk.position().damage()),
            }
        }
        if *walk.position() == self.durable { Ok(tree.root()) } else { Err(walk.position().damage()) }
    }

    /// Goes on after a failure: takes the storage anew, checks that what was durable is there, and writes again what
    /// was appended since. Records that [`Append::append`] took are never lost while the process lives; one that it
    /// refused is not written. A journal that is not stopped is committed.
    ///
    /// # Errors
    ///
    /// Those of the storage, after which the journal is stopped as before, and it can be tried again;
    /// [`Error::JournalDamage`] if what was durable is no more what it was.
    pub fn resume(&mut self) -> Result<Recovery, Error> {
        if let Some(doubt) = self.stopped {
            self.storage.reopen()?;
            self.check_durable()?;
            // In this order: a seal without its successor would be damage.
            recovery::erase(&mut self.storage, &self.durable, doubt.end)?;
            if doubt.next {
                self.storage.remove(self.durable.segment.saturating_add(1))?;
            }
            self.stopped = None;
        }
        let head = self.commit()?;
        Ok(Recovery { head, segments: self.durable.segment + 1, cut: None })
    }

    /// Reads the last segment up to the last durable frame.
    fn check_durable(&self) -> Result<(), Error> {
        let mut walk = Walk::start(&self.storage, self.durable.segment)?;
        while walk.position().at < self.durable.at {
            if walk.step()? != Step::Records {
                return Err(walk.position().damage());
            }
        }
        if *walk.position() == self.durable { Ok(()) } else { Err(walk.position().damage()) }
    }

    /// Writes the pending records as one frame. If they are a checkpoint, `last` is that.
    fn write(&mut self, last: Option<Last>) -> Result<Head, Error> {
        if self.stopped.is_some() {
            return Err(Error::JournalStopped);
        }
        if self.pending == 0 {
            return Ok(self.durable.head);
        }
        let head = self.head();
        let body = self.frame.len() - frame::HEADER;
        let mask = frame::close(&mut self.frame, What::Records, self.pending, &head, &self.durable.place());
        let end = self.durable.at.saturating_add(u32::try_from(self.frame.len()).unwrap_or(u32::MAX));
        if let Err(error) = self.write_frame(end) {
            frame::reopen(&mut self.frame, body, mask);
            self.stopped = Some(Doubt { end, next: false });
            return Err(error);
        }
        if let Some(last) = last {
            self.durable.last = last;
        }
        self.pending = 0;
        self.frame.truncate(frame::HEADER);
        self.before = Before::default();
        self.waiting_since = None;
        self.durable = Position { at: end, head, ..self.durable };
        Ok(head)
    }

    /// Writes the closed frame, which goes up to `end`, and makes it durable.
    fn write_frame(&mut self, end: u32) -> Result<(), Error> {
        let Position { segment, at, size, .. } = self.durable;
        self.storage.write_at(segment, at, &self.frame)?;
        if self.frame.len() <= SMALL {
            self.storage.prepare(segment, end, size)?;
        }
        self.storage.sync(segment)
    }

    /// Sees to it that a record fits behind the pending ones.
    fn make_room(&mut self, record: &Record<'_>) -> Result<(), Error> {
        if self.stopped.is_some() {
            return Err(Error::JournalStopped);
        }
        if record.payload.len() > self.settings.max_payload() {
            return Err(Error::RecordTooLong);
        }
        let alone = body::MOST + record.payload.len();
        let together = self.frame.len() - frame::HEADER + alone;
        let full = self.pending as usize == frame::MAX_RECORDS || together > frame::MAX_BODY;
        if full || !self.fits(together) {
            self.commit()?;
            if !self.fits(alone) {
                self.next_segment()?;
            }
        }
        Ok(())
    }

    /// Whether a frame with a body of so many bytes leaves room for the seal.
    const fn fits(&self, body: usize) -> bool {
        self.durable.at as usize + frame::length(body) + frame::SEAL <= self.durable.size as usize
    }

    fn take(&mut self, record: &Record<'_>) -> Undo {
        let undo = Undo { len: self.frame.len(), before: self.before };
        body::write(record, &mut self.before, &mut self.frame);
        self.pending += 1;
        undo
    }

    fn undo(&mut self, undo: Undo) {
        self.frame.truncate(undo.len);
        self.pending -= 1;
        self.before = undo.before;
    }

    /// Makes the next segment and seals this one. Nothing is pending.
    fn next_segment(&mut self) -> Result<(), Error> {
        let Position { id, segment, at, head, last, .. } = self.durable;
        let number = segment.checked_add(1).ok_or(Error::JournalFull)?;
        let header = Header { id, number, size: self.settings.segment_bytes, head, last };
        frame::close(&mut self.frame, What::Seal, 0, &head, &self.durable.place());
        let storage = &mut self.storage;
        let made = make(storage, &header)
            .and_then(|()| storage.write_at(segment, at, &self.frame))
            .and_then(|()| storage.sync(segment));
        self.frame.truncate(frame::HEADER);
        match made {
            Ok(()) => self.durable = Position::first(&header),
            Err(_) => self.stopped = Some(Doubt { end: at.saturating_add(SEAL), next: true }),
        }
        made
    }
}

impl<S: Storage> Append for Journal<S> {
    /// Under [`Commit::Each`] the record is durable when this returns; it is not taken if that failed. Amortised O(length
    /// of the payload).
    fn append(&mut self, record: &Record<'_>) -> Result<u64, Error> {
        if record.kind == Kind::CHECKPOINT {
            return Err(Error::Parameter);
        }
        self.make_room(record)?;
        let number = self.records();
        let undo = self.take(record);
        let due = match self.settings.commit {
            Commit::Each => true,
            Commit::Group { records, .. } => self.pending >= records,
            Commit::Caller => false,
        };
        if due && let Err(error) = self.commit() {
            self.undo(undo);
            return Err(error);
        }
        Ok(number)
    }
}

/// Makes a segment with its header, durably.
fn make(storage: &mut impl Storage, header: &Header) -> Result<(), Error> {
    storage.allocate(header.number, header.size)?;
    storage.write_at(header.number, 0, &header.to_bytes())?;
    storage.sync(header.number)
}

/// Where checking begins that leaves out what a checkpoint covers.
fn tail_start(storage: &impl Storage, segments: u32, anchor: Option<&Head>) -> Result<u32, Error> {
    let last = match segments::read_header(storage, segments - 1)? {
        None if segments > 1 => segments::read_header(storage, segments - 2)?,
        other => other,
    };
    // Whether it is damaged or was never made is seen from its beginning.
    let Some(last) = last else { return Ok(0) };
    let from = anchor.map_or(last.last.number, |anchor| anchor.records.min(last.last.number));
    segments::segment_with(storage, segments, from)
}
