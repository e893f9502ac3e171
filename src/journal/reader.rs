//! Reading records, also while they are written.
//!
//! A reader checks every frame before it gives a record of it out, so a record is never wrong. At the end it waits: a
//! frame that does not hold, and behind which nothing was written, may be on its way.
//!
//! A reader in another process cannot know whether the last frame is durable already. Whoever must not be ahead of a
//! power loss keeps to [`Reader::limit`], with what [`Journal::durable`](super::Journal::durable) says; a
//! [`Cursor`] that came too far is refused later.

use super::chain::{Head, JournalId, cursor_hash};
use super::cursor::Cursor;
use super::record::{Kind, Record};
use super::segments;
use super::storage::Source;
use super::walk::{Inside, Step, Walk};
use crate::Error;

/// A record as it lies in the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry<'a> {
    /// Its number, from 0.
    pub number: u64,
    /// The record.
    pub record: Record<'a>,
    /// Before its frame.
    before: Head,
    id: JournalId,
}

impl Entry<'_> {
    /// The cursor of whoever is done with this record and all before it.
    #[must_use]
    pub fn cursor(&self) -> Cursor {
        let hash = cursor_hash(&self.before, self.number, &self.record);
        Cursor { id: self.id, records: self.number + 1, hash }
    }

    /// Whether it is a checkpoint of the journal, and nothing that was appended.
    #[must_use]
    pub fn is_checkpoint(&self) -> bool {
        self.record.kind == Kind::CHECKPOINT
    }
}

/// Reads a journal from a record on. Holds at most 3 MiB.
#[derive(Debug)]
pub struct Reader<S> {
    walk: Walk<S>,
    inside: Inside,
    /// Before the last record that was given out, if it is in this frame.
    given: Option<Inside>,
    /// Behind the last record that was given out of another frame.
    cursor: Cursor,
    /// The number of the next one.
    next: u64,
    limit: u64,
    /// The number of the last checkpoint before that; 0 if there is none.
    checkpoint: u64,
}

impl<S: Source> Reader<S> {
    /// A reader from the first record on.
    ///
    /// # Errors
    ///
    /// [`Error::JournalMissing`] if there is no journal; [`Error::JournalDamage`] for its beginning; those of the
    /// source.
    pub fn open(source: S) -> Result<Self, Error> {
        Self::at(source, 0)
    }

    /// A reader from a record on. Reads and checks the segment up to there.
    ///
    /// # Errors
    ///
    /// As [`Reader::open`]; [`Error::JournalPosition`] if the journal has fewer records before it.
    pub fn at(source: S, record: u64) -> Result<Self, Error> {
        let segments = segments::count(&source)?;
        let segment = segments::segment_with(&source, segments, record.saturating_sub(1))?;
        let walk = Walk::start(source, segment)?;
        let (id, head, checkpoint) = {
            let position = walk.position();
            (position.id, position.head, position.last.number)
        };
        let inside = Inside::default();
        let cursor = Cursor { id, records: head.records, hash: head.hash };
        let (next, limit) = (head.records, u64::MAX);
        let mut reader = Self { walk, inside, given: None, cursor, next, limit, checkpoint };
        while reader.next < record {
            if reader.next()?.is_none() {
                return Err(Error::JournalPosition);
            }
        }
        Ok(reader)
    }

    /// A reader behind the record that a cursor acknowledges.
    ///
    /// # Errors
    ///
    /// As [`Reader::at`]; [`Error::JournalForeign`] if the journal does not go through the cursor: another journal, or
    /// an older state of it to which other records were appended.
    pub fn resume(source: S, cursor: &Cursor) -> Result<Self, Error> {
        let reader = Self::at(source, cursor.records)?;
        let same = reader.cursor() == *cursor;
        if same { Ok(reader) } else { Err(Error::JournalForeign) }
    }

    /// Gives out records below a number only, from now on.
    pub const fn limit(&mut self, records: u64) {
        self.limit = records;
    }

    /// The name of the journal.
    pub const fn id(&self) -> &JournalId {
        &self.walk.position().id
    }

    /// The cursor behind the last record that was given out.
    pub fn cursor(&self) -> Cursor {
        let last = self.given.and_then(|mut given| self.walk.next(&mut given));
        last.map_or(self.cursor, |(number, record)| self.entry(number, record).cursor())
    }

    const fn entry<'a>(&self, number: u64, record: Record<'a>) -> Entry<'a> {
        Entry { number, record, before: *self.walk.before(), id: *self.id() }
    }

    /// The number of the last checkpoint among the records that were given out; 0 if there is none.
    pub(super) const fn last_checkpoint(&self) -> u64 {
        self.checkpoint
    }

    /// The next record, none if there is none yet: ask again later.
    ///
    /// # Errors
    ///
    /// [`Error::JournalDamage`] where the journal does not hold; [`Error::JournalMissing`] if a segment is missing;
    /// those of the source. The reader stays where it is.
    #[allow(clippy::should_implement_trait)] // what it gives borrows from it
    pub fn next(&mut self) -> Result<Option<Entry<'_>>, Error> {
        if self.next >= self.limit {
            return Ok(None);
        }
        while !self.walk.is_inside(&self.inside) {
            if !self.advance()? {
                return Ok(None);
            }
            self.inside = Inside::default();
        }
        self.given = Some(self.inside);
        let Some((number, record)) = self.walk.next(&mut self.inside) else { return Ok(None) };
        self.next = number + 1;
        if record.kind == Kind::CHECKPOINT {
            self.checkpoint = number;
        }
        Ok(Some(self.entry(number, record)))
    }

    /// Goes to the next frame, if there is one.
    fn advance(&mut self) -> Result<bool, Error> {
        self.cursor = self.cursor();
        self.given = None;
        let mut step = self.walk.step()?;
        if step == Step::None {
            self.walk.forget();
            step = self.walk.step()?;
        }
        if step == Step::None {
            if !self.walk.goes_on()? {
                self.walk.forget();
                return Ok(false);
            }
            // What stands behind was written after a whole frame here, which may have been written just now.
            self.walk.forget();
            step = self.walk.step()?;
        }
        match step {
            Step::None => return Err(self.walk.position().damage()),
            Step::Seal => self.walk.cross()?,
            Step::Records => {}
        }
        Ok(true)
    }
}
