//! A journal in memory, for tests and for hosts without files.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use super::storage::{Source, Storage};
use crate::Error;

/// Segments in memory. Clones are the same memory, so that readers follow a writer.
#[derive(Clone, Debug, Default)]
pub struct Memory(Arc<Mutex<BTreeMap<u32, Vec<u8>>>>);

impl Memory {
    /// No segments.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The segments with these bytes, from number 0.
    #[must_use]
    pub fn from_segments(segments: impl IntoIterator<Item = Vec<u8>>) -> Self {
        Self(Arc::new(Mutex::new((0..).zip(segments).collect())))
    }

    /// The bytes of a segment, none if there is no such one.
    #[must_use]
    pub fn segment(&self, segment: u32) -> Option<Vec<u8>> {
        self.segments().get(&segment).cloned()
    }

    /// Puts other bytes in the place of a segment.
    pub fn set_segment(&self, segment: u32, bytes: Vec<u8>) {
        self.segments().insert(segment, bytes);
    }

    fn segments(&self) -> MutexGuard<'_, BTreeMap<u32, Vec<u8>>> {
        // Whoever panicked while he held it left bytes that are judged like any others.
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Source for Memory {
    fn list(&self) -> Result<Vec<u32>, Error> {
        Ok(self.segments().keys().copied().collect())
    }

    fn len(&self, segment: u32) -> Result<u64, Error> {
        self.segments().get(&segment).map(|bytes| bytes.len() as u64).ok_or(Error::JournalMissing)
    }

    fn read_at(&self, segment: u32, at: u32, into: &mut [u8]) -> Result<usize, Error> {
        let segments = self.segments();
        let bytes = segments.get(&segment).ok_or(Error::JournalMissing)?;
        let rest = bytes.get(at as usize..).unwrap_or_default();
        let len = rest.len().min(into.len());
        let (read, _) = rest.split_at(len);
        into.get_mut(..len).unwrap_or_default().copy_from_slice(read);
        Ok(len)
    }
}

impl Storage for Memory {
    fn allocate(&mut self, segment: u32, bytes: u32) -> Result<(), Error> {
        let mut segments = self.segments();
        let present = segments.entry(segment).or_default();
        if present.len() < bytes as usize {
            present.resize(bytes as usize, 0);
        }
        Ok(())
    }

    fn write_at(&mut self, segment: u32, at: u32, bytes: &[u8]) -> Result<(), Error> {
        let mut segments = self.segments();
        let present = segments.get_mut(&segment).ok_or(Error::JournalMissing)?;
        let place = present.get_mut(at as usize..).and_then(|rest| rest.get_mut(..bytes.len()));
        place.ok_or(Error::JournalFailed)?.copy_from_slice(bytes);
        Ok(())
    }

    fn sync(&mut self, segment: u32) -> Result<(), Error> {
        self.len(segment).map(|_| ())
    }

    fn remove(&mut self, segment: u32) -> Result<(), Error> {
        self.segments().remove(&segment);
        Ok(())
    }

    fn reopen(&mut self) -> Result<(), Error> {
        Ok(())
    }
}
