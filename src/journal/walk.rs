//! From frame to frame through the segments, believing nothing.

use super::body::{self, Before};
use super::chain::{Head, JournalId};
use super::frame::{self, Place, What};
use super::record::{Kind, Record};
use super::segment::{self, Header, Last};
use super::segments::{read_header, written};
use super::storage::Source;
use super::window::Window;
use crate::Error;

/// Where a frame begins, and all that is known of what lies before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Position {
    pub(super) id: JournalId,
    pub(super) segment: u32,
    /// Of the segment.
    pub(super) size: u32,
    pub(super) at: u32,
    pub(super) head: Head,
    pub(super) last: Last,
}

impl Position {
    /// At the first frame of a segment.
    pub(super) const fn first(header: &Header) -> Self {
        let Header { id, number: segment, size, head, last } = *header;
        Self { id, segment, size, at: segment::HEADER, head, last }
    }

    pub(super) const fn place(&self) -> Place {
        Place { id: self.id, segment: self.segment, at: self.at }
    }

    /// The error of what stands here.
    pub(super) const fn damage(&self) -> Error {
        Error::JournalDamage { segment: self.segment, at: self.at }
    }
}

/// Goes through a journal.
#[derive(Debug)]
pub(super) struct Walk<S> {
    source: S,
    /// Behind the last frame that was read.
    position: Position,
    /// Before that frame.
    before: Head,
    /// The body of that frame.
    body: Vec<u8>,
    window: Window,
}

/// What stands at the place of a walk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Records, now in the walk.
    Records,
    /// The seal; the walk stands behind it.
    Seal,
    /// No whole frame; the walk did not move.
    None,
}

/// How the last segment ends.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ending {
    /// Where a frame ends that reached the disk in part; it begins at the walk's place.
    pub(super) torn: Option<u32>,
    /// How many bytes the file is too short.
    pub(super) missing: u32,
    /// A segment that was made and never used.
    pub(super) dropped: Option<u32>,
}

/// How far somebody came in the last frame.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Inside {
    at: usize,
    done: u64,
    before: Before,
}

/// The part of a segment behind its last whole frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tail {
    /// Zeros.
    Clean,
    /// A frame that reached the disk in part, up to this offset.
    Torn(u32),
    /// Anything else.
    Damaged,
}

impl<S: Source> Walk<S> {
    /// At the first frame of a segment. What it says of the segments before is taken as true.
    ///
    /// # Errors
    ///
    /// [`Error::JournalMissing`] if there is no such segment; [`Error::JournalDamage`] for its header.
    pub(super) fn start(source: S, segment: u32) -> Result<Self, Error> {
        let damaged = Error::JournalDamage { segment, at: 0 };
        let header = read_header(&source, segment)?.ok_or(damaged)?;
        let start = (Head::start(&header.id), Last::default());
        if segment == 0 && (header.head, header.last) != start {
            return Err(damaged);
        }
        Ok(Self {
            source,
            position: Position::first(&header),
            before: header.head,
            body: Vec::new(),
            window: Window::default(),
        })
    }

    /// From a sealed segment to the next.
    ///
    /// # Errors
    ///
    /// [`Error::JournalMissing`]; [`Error::JournalDamage`] unless its header follows from what lies before.
    pub(super) fn cross(&mut self) -> Result<(), Error> {
        let Position { id, segment, head, last, .. } = self.position;
        let number = segment.saturating_add(1);
        let damaged = Error::JournalDamage { segment: number, at: 0 };
        let header = read_header(&self.source, number)?.ok_or(damaged)?;
        if header != (Header { id, number, size: header.size, head, last }) {
            return Err(damaged);
        }
        self.position = Position::first(&header);
        Ok(())
    }

    pub(super) const fn position(&self) -> &Position {
        &self.position
    }

    /// Reads anew the next time: somebody may write there.
    pub(super) fn forget(&mut self) {
        self.window.forget();
    }

    /// Reads the frame that stands here and goes behind it.
    ///
    /// # Errors
    ///
    /// Those of the source.
    pub(super) fn step(&mut self) -> Result<Step, Error> {
        let Some(header) = self.header(self.position.at)? else { return Ok(Step::None) };
        let Position { segment, at, .. } = self.position;
        let bytes = self.window.get(&self.source, segment, at, header.len())?;
        let Some((body, hash)) = frame::parts(bytes, &header) else { return Ok(Step::None) };
        self.body.clear();
        self.body.extend(body.iter().map(|byte| byte ^ header.mask));
        let hash = *hash;
        let before = self.position.head;
        let read = self.records(&header);
        let Some((head, last)) = read.filter(|(head, _)| head.hash == hash) else {
            // Nothing of it is given out.
            self.before = before;
            self.body.clear();
            return Ok(Step::None);
        };
        self.before = before;
        // The header was refused unless its frame lies inside the segment.
        let at = at.saturating_add(u32::try_from(header.len()).unwrap_or(u32::MAX));
        self.position = Position { at, head, last, ..self.position };
        Ok(if header.what == What::Seal { Step::Seal } else { Step::Records })
    }

    /// The header of a frame that would lie inside the segment.
    fn header(&mut self, at: u32) -> Result<Option<frame::Header>, Error> {
        let place = Place { at, ..self.position.place() };
        let bytes = self.window.get(&self.source, place.segment, at, frame::HEADER)?;
        let header = frame::Header::read(bytes, &place);
        Ok(header.filter(|header| header.len() as u64 + u64::from(at) <= self.position.size.into()))
    }

    /// Checks the records of the body.
    fn records(&self, header: &frame::Header) -> Option<(Head, Last)> {
        let Position { head, mut last, .. } = self.position;
        let empty = header.records == 0 && header.body == 0;
        if header.first != head.records || empty != (header.what == What::Seal) {
            return None;
        }
        if empty {
            return Some((head, last));
        }
        let (mut rest, mut before) = (&self.body[..], Before::default());
        for _ in 0..header.records {
            let record = body::read(&mut rest, &mut before)?;
            if record.kind == Kind::CHECKPOINT {
                if header.records != 1 {
                    return None;
                }
                last = Last::of(head.records, record.payload);
            }
        }
        rest.is_empty().then(|| (head.after(header.records.into(), &self.body), last))
    }

    /// Before the last frame.
    pub(super) const fn before(&self) -> &Head {
        &self.before
    }

    /// The records of the last frame, each with its number.
    pub(super) fn each(&self) -> impl Iterator<Item = (u64, Record<'_>)> {
        let mut inside = Inside::default();
        core::iter::from_fn(move || self.next(&mut inside))
    }

    /// The next record of the last frame, and its number.
    pub(super) fn next(&self, inside: &mut Inside) -> Option<(u64, Record<'_>)> {
        let mut rest = self.body.get(inside.at..).filter(|rest| !rest.is_empty())?;
        let record = body::read(&mut rest, &mut inside.before)?;
        let number = self.before.records + inside.done;
        inside.at = self.body.len() - rest.len();
        inside.done += 1;
        Some((number, record))
    }

    /// Whether records of the last frame are left.
    pub(super) fn is_inside(&self, inside: &Inside) -> bool {
        inside.at < self.body.len()
    }

    /// Goes from here through all segments; `each` sees the walk behind every frame of records.
    ///
    /// # Errors
    ///
    /// [`Error::JournalDamage`], [`Error::JournalMissing`]; those of the source and of `each`.
    pub(super) fn survey(
        &mut self,
        segments: u32,
        mut each: impl FnMut(&Self) -> Result<(), Error>,
    ) -> Result<Ending, Error> {
        loop {
            match self.step()? {
                Step::Records => each(self)?,
                Step::Seal => {
                    self.sealed()?;
                    if self.position.segment + 1 >= segments {
                        return Err(Error::JournalMissing);
                    }
                    self.cross()?;
                }
                Step::None => return self.ending(segments),
            }
        }
    }

    /// Behind a seal are zeros up to the size.
    fn sealed(&mut self) -> Result<(), Error> {
        let Position { segment, size, at, .. } = self.position;
        if self.written(segment, at)?.is_some() {
            return Err(self.position.damage());
        }
        match self.missing()? {
            0 => Ok(()),
            missing => Err(Error::JournalDamage { segment, at: size - missing }),
        }
    }

    fn ending(&mut self, segments: u32) -> Result<Ending, Error> {
        let damage = self.position.damage();
        let next = self.position.segment.saturating_add(1);
        let torn = match self.tail()? {
            Tail::Clean => None,
            Tail::Torn(end) => Some(end),
            Tail::Damaged => return Err(damage),
        };
        // A segment that was made and never used, because the seal of this one is missing.
        let dropped = match segments.saturating_sub(next) {
            0 => None,
            1 if self.written(next, segment::HEADER)?.is_none() => Some(next),
            _ => return Err(damage),
        };
        Ok(Ending { torn, missing: self.missing()?, dropped })
    }

    /// Judges what stands behind the last whole frame. Reads the segment to its end.
    fn tail(&mut self) -> Result<Tail, Error> {
        self.forget();
        let Position { segment, at, .. } = self.position;
        let Some(end) = self.written(segment, at)? else { return Ok(Tail::Clean) };
        let torn = if let Some(header) = self.header(at)? {
            // Its last byte or a piece of it is missing, and beyond it is nothing.
            let (end, last) = (u64::from(end), u64::from(at) + header.len() as u64);
            end < last || (end == last && self.lacks_piece(at, header.len(), header.len())?)
        } else if (end - at) as usize <= frame::HEADER {
            // Nothing but a part of the header is there.
            true
        } else {
            // A piece of the header is missing, and no other frame was begun after this one.
            let first = (at / 512 + 1) * 512 - at;
            let second = if (first as usize) < frame::HEADER { 512 } else { 0 };
            let near = (end - at) as usize <= frame::MAX;
            near && self.lacks_piece(at, first as usize + second, frame::HEADER)?
                && !self.has_header(at + 8, end)?
        };
        Ok(if torn { Tail::Torn(end) } else { Tail::Damaged })
    }

    /// Whether something stands behind this place that is written only after a whole frame here.
    pub(super) fn goes_on(&mut self) -> Result<bool, Error> {
        self.forget();
        let Position { segment, at, size, .. } = self.position;
        let near = (frame::MAX + frame::HEADER).min(size.saturating_sub(at) as usize);
        let bytes = self.window.get(&self.source, segment, at, near)?;
        let far = u32::try_from(bytes.len()).unwrap_or(u32::MAX).saturating_add(at).min(size);
        if !frame::is_zero(bytes) && self.has_header(at + 8, far)? {
            return Ok(true);
        }
        let mut beyond = [0; frame::HEADER];
        match self.source.read_at(segment.saturating_add(1), segment::HEADER, &mut beyond) {
            Err(Error::JournalMissing) => Ok(false),
            other => other.map(|_| !frame::is_zero(&beyond)),
        }
    }

    fn written(&mut self, segment: u32, at: u32) -> Result<Option<u32>, Error> {
        written(&self.source, &mut self.window, segment, at)
    }

    /// Whether a sector of a range, or a part of one, is all zero, or the segment ends before `needed` bytes of it.
    fn lacks_piece(&mut self, at: u32, len: usize, needed: usize) -> Result<bool, Error> {
        let bytes = self.window.get(&self.source, self.position.segment, at, len)?;
        Ok(bytes.len() < needed || frame::has_zero_piece(bytes, at))
    }

    fn has_header(&mut self, from: u32, end: u32) -> Result<bool, Error> {
        for at in (from..end).step_by(8) {
            if self.header(at)?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// How many bytes the segment lacks; it may not have more than its size.
    fn missing(&self) -> Result<u32, Error> {
        let Position { segment, size, .. } = self.position;
        let len = self.source.len(segment)?;
        let missing = u32::try_from(len).ok().and_then(|len| size.checked_sub(len));
        missing.ok_or(Error::JournalDamage { segment, at: size })
    }
}
