//! Where a journal lies: numbered segments of bytes.
//!
//! The library opens no file by itself: it is given a [`Storage`]. [`super::Files`] is one on a directory,
//! [`super::Memory`] one for tests and for hosts without files; a controller with flash of its own brings its own.

use crate::Error;

/// Reads segments.
pub trait Source {
    /// The numbers of the segments that there are, ascending.
    ///
    /// # Errors
    ///
    /// Those of 6xx.
    fn list(&self) -> Result<Vec<u32>, Error>;

    /// How many bytes a segment has.
    ///
    /// # Errors
    ///
    /// [`Error::JournalMissing`] if there is no such segment; others of 6xx.
    fn len(&self, segment: u32) -> Result<u64, Error>;

    /// Reads bytes at an offset and returns how many: fewer than asked for only at the end of the segment.
    ///
    /// # Errors
    ///
    /// [`Error::JournalMissing`] if there is no such segment; others of 6xx.
    fn read_at(&self, segment: u32, at: u32, into: &mut [u8]) -> Result<usize, Error>;
}

/// Keeps segments.
pub trait Storage: Source {
    /// Makes a segment of a size, durably: what it has is kept, what it lacks is zero.
    ///
    /// # Errors
    ///
    /// [`Error::JournalFull`], [`Error::JournalDenied`], [`Error::JournalFailed`]. The segment may be there or not.
    fn allocate(&mut self, segment: u32, bytes: u32) -> Result<(), Error>;

    /// Writes bytes inside a segment. They are durable after [`Storage::sync`] only.
    ///
    /// # Errors
    ///
    /// [`Error::JournalFull`], [`Error::JournalDenied`], [`Error::JournalFailed`]. Any part may have been written.
    fn write_at(&mut self, segment: u32, at: u32, bytes: &[u8]) -> Result<(), Error>;

    /// Told after the write of a small commit, before its sync: the segment is zero from `at` up to `end`, its own end,
    /// and more such commits are to come there. A storage that writes faster where it wrote before may write zeros behind
    /// `at`. Nothing needs to be done, and nothing is by default.
    ///
    /// # Errors
    ///
    /// As [`Storage::write_at`].
    fn prepare(&mut self, segment: u32, at: u32, end: u32) -> Result<(), Error> {
        let _ = (segment, at, end);
        Ok(())
    }

    /// Makes everything durable that was written to a segment.
    ///
    /// # Errors
    ///
    /// [`Error::JournalFull`], [`Error::JournalDenied`], [`Error::JournalFailed`]. What was written is in doubt.
    fn sync(&mut self, segment: u32) -> Result<(), Error>;

    /// Removes a segment, durably; none there is no error.
    ///
    /// # Errors
    ///
    /// [`Error::JournalDenied`], [`Error::JournalFailed`].
    fn remove(&mut self, segment: u32) -> Result<(), Error>;

    /// Lets go of everything that is held open and takes it anew, after a failure.
    ///
    /// # Errors
    ///
    /// Those of 6xx.
    fn reopen(&mut self) -> Result<(), Error>;
}

impl<S: Source + ?Sized> Source for &S {
    fn list(&self) -> Result<Vec<u32>, Error> {
        (**self).list()
    }

    fn len(&self, segment: u32) -> Result<u64, Error> {
        (**self).len(segment)
    }

    fn read_at(&self, segment: u32, at: u32, into: &mut [u8]) -> Result<usize, Error> {
        (**self).read_at(segment, at, into)
    }
}
