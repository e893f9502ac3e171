//! The one writer of a journal.

use super::body::{self, Before};
use super::chain::{Head, JournalId, NODE};
use super::checkpoint::Checkpoint;
use super::frame::{self, What};
use super::record::{Append, Kind, MAX_PAYLOAD, Record};
use super::recovery::{self, Cut, Recovery};
use super::segment::{self, Header, Last};
use super::storage::Storage;
use super::walk::{self, Position, Step, Walk};
use crate::Error;
use crate::code::hash_tree::{Growing, Hash};
use crate::trust::Signer;

/// The length of a seal.
#[allow(clippy::cast_possible_truncation)] // compared in the next line
const SEAL: u32 = frame::SEAL as u32;
const _: () = assert!(SEAL as usize == frame::SEAL);

/// When records become durable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Commit {
    /// With every record.
    Each,
    /// With every so many records, and, at [`Journal::tick`], when one waited so long.
    Group {
        /// At least 1.
        records: u32,
        /// Milliseconds.
        milliseconds: u32,
    },
    /// When the caller says so, or no more fit into one frame: 1 MiB, or 16 384 records, or the rest of the segment.
    Caller,
}

/// How much of a journal is checked at opening.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// All of it: about a second for each gigabyte.
    Everything,
    /// From the segment that has the last checkpoint, or the caller's anchor if that is earlier. What was written before
    /// is checked by whoever reads it, and by [`super::verify`].
    Tail,
}

/// How a journal is kept. It can be another each time the journal is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The size of new segments: a multiple of 512 from 1024 to 2³⁰.
    pub segment_bytes: u32,
    /// When records become durable.
    pub commit: Commit,
    /// After how many records [`Journal::checkpoint_due`] asks for a checkpoint; at least 1. Proofs stay below 1 kB up
    /// to 2²⁰.
    pub checkpoint_every: u64,
    /// What is checked at opening.
    pub check: Check,
}

impl Default for Settings {
    /// Segments of 64 MiB, commits by the caller, a checkpoint after 100 000 records, everything checked.
    fn default() -> Self {
        Self {
            segment_bytes: 64 << 20,
            commit: Commit::Caller,
            checkpoint_every: 100_000,
            check: Check::Everything,
        }
    }
}

impl Settings {
    fn sound(&self) -> Result<(), Error> {
        let size = (segment::MIN..=segment::MAX).contains(&self.segment_bytes)
            && self.segment_bytes.is_multiple_of(512);
        let group = !matches!(self.commit, Commit::Group { records: 0, .. });
        if size && group && self.checkpoint_every > 0 { Ok(()) } else { Err(Error::Parameter) }
    }

    /// The longest payload that a journal with these settings takes.
    #[must_use]
    pub const fn max_payload(&self) -> usize {
        // Header and seal of the segment, and a frame of one record whose length is rounded up to 8.
        let around = segment::HEADER as usize + 2 * frame::SEAL + body::MOST + 7;
        let room = (self.segment_bytes as usize).saturating_sub(around);
        if room < MAX_PAYLOAD { room } else { MAX_PAYLOAD }
    }
}

/// The one writer of a journal.
///
/// [`Append::append`] makes one hash and neither allocates nor touches the storage, until a commit is due: that is one
/// write and one sync. Records that were not committed when the journal is dropped are lost.
#[derive(Debug)]
pub struct Journal<S> {
    storage: S,
    settings: Settings,
    /// Behind the last durable frame.
    durable: Position,
    /// Over the durable records since the last checkpoint.
    tree: Growing,
    /// Room for a header, then the records that are not durable.
    frame: Vec<u8>,
    /// The last of them.
    before: Before,
    /// The hash after each of them.
    hashes: Vec<Hash>,
    /// After the last of them.
    head: Head,
    /// When a tick first saw one of them.
    waiting_since: Option<u64>,
    stopped: Option<Doubt>,
    room: Vec<u8>,
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
    head: Head,
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
            [0] => walk::is_blank(&storage, 0)?,
            _ => false,
        };
        if !fresh {
            return Err(Error::Taken);
        }
        let size = settings.segment_bytes;
        let header = Header { id, number: 0, size, head: Head::start(&id), last: Last::default() };
        storage.remove(0)?;
        make(&mut storage, &header)?;
        Ok(Self::at(storage, settings, Position::first(&header), Growing::reserved(NODE)))
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
        let segments = walk::count(&storage)?;
        let start = match settings.check {
            Check::Everything => 0,
            Check::Tail => tail_start(&storage, segments, anchor)?,
        };
        if segments == 1 && walk::is_blank(&storage, 0)? {
            return Err(Error::JournalMissing);
        }
        let mut tree = Growing::reserved(NODE);
        let mut walk = Walk::start(&storage, start)?;
        let mut anchored = anchor.is_none_or(|anchor| *anchor == walk.position().head);
        let ending = walk.survey(segments, |walk| {
            for (record, head) in walk.each() {
                if record.kind == Kind::CHECKPOINT {
                    tree.clear();
                }
                tree.push(head.hash);
                anchored |= anchor == Some(&head);
            }
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
        Ok((Self::at(storage, settings, position, tree), found))
    }

    fn at(storage: S, settings: Settings, durable: Position, tree: Growing) -> Self {
        let longest = frame::MAX.min(settings.segment_bytes.max(durable.size) as usize);
        let mut frame = Vec::with_capacity(longest);
        frame.resize(frame::HEADER, 0);
        Self {
            storage,
            settings,
            durable,
            tree,
            frame,
            before: Before::default(),
            hashes: Vec::with_capacity(frame::MAX_RECORDS),
            head: durable.head,
            waiting_since: None,
            stopped: None,
            room: Vec::with_capacity(64 + MAX_PAYLOAD),
        }
    }

    /// The name of the journal.
    pub const fn id(&self) -> &JournalId {
        &self.durable.id
    }

    /// How far the journal goes, with the records that are not durable yet.
    pub const fn head(&self) -> Head {
        self.head
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
        if self.hashes.is_empty() {
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
        self.tree.count() + self.hashes.len() as u64 >= self.settings.checkpoint_every
    }

    /// Signs everything up to here and makes it durable, the checkpoint as a record of its own. `time` is in seconds
    /// since 1970 UTC.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] for a journal without records; those of the signer, after which the journal is as before;
    /// as [`Journal::commit`].
    pub fn checkpoint(&mut self, signer: &(impl Signer + ?Sized), time: i64) -> Result<Checkpoint, Error> {
        let Head { records, hash } = self.commit()?;
        let last = self.durable.last;
        let root = self.tree.root().ok_or(Error::Parameter)?;
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
        if self.hashes.is_empty() {
            return Ok(self.durable.head);
        }
        // At most MAX_RECORDS, and at most the size of the segment.
        let records = u32::try_from(self.hashes.len()).unwrap_or(u32::MAX);
        let body = self.frame.len() - frame::HEADER;
        let (segment, at) = (self.durable.segment, self.durable.at);
        let mask = frame::close(&mut self.frame, What::Records, records, &self.head, &self.durable.place());
        let end = at.saturating_add(u32::try_from(self.frame.len()).unwrap_or(u32::MAX));
        let written =
            self.storage.write_at(segment, at, &self.frame).and_then(|()| self.storage.sync(segment));
        if let Err(error) = written {
            frame::reopen(&mut self.frame, body, mask);
            self.stopped = Some(Doubt { end, next: false });
            return Err(error);
        }
        if let Some(last) = last {
            self.durable.last = last;
            self.tree.clear();
        }
        self.hashes.drain(..).for_each(|hash| self.tree.push(hash));
        self.frame.truncate(frame::HEADER);
        self.before = Before::default();
        self.waiting_since = None;
        self.durable = Position { at: end, head: self.head, ..self.durable };
        Ok(self.head)
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
        let full = self.hashes.len() == frame::MAX_RECORDS || together > frame::MAX_BODY;
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
        let undo = Undo { len: self.frame.len(), before: self.before, head: self.head };
        body::write(record, &mut self.before, &mut self.frame);
        self.head = self.head.after(record, &mut self.room);
        self.hashes.push(self.head.hash);
        undo
    }

    fn undo(&mut self, undo: Undo) {
        self.frame.truncate(undo.len);
        self.hashes.pop();
        (self.before, self.head) = (undo.before, undo.head);
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
        let number = self.head.records;
        let undo = self.take(record);
        let due = match self.settings.commit {
            Commit::Each => true,
            Commit::Group { records, .. } => self.hashes.len() >= records as usize,
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
    let last = match walk::read_header(storage, segments - 1)? {
        None if segments > 1 => walk::read_header(storage, segments - 2)?,
        other => other,
    };
    let last = last.ok_or(Error::JournalDamage { segment: segments - 1, at: 0 })?;
    let from = anchor.map_or(last.last.number, |anchor| anchor.records.min(last.last.number));
    walk::segment_with(storage, segments, from)
}
