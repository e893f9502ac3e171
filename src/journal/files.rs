//! A journal in a directory.
//!
//! ```text
//! lock           empty; its lock is the writer's, let go by the system when the process ends
//! 00000000.seg   the segments by number, eight hexadecimal digits
//! 00000001.seg
//! *.cursor       how far a reader came: super::cursor
//! ```
//!
//! Other names are left alone. Segments take all their space when they are made, so that a full disk is met there and
//! not in the middle of a commit.
//!
//! File systems with a journal of their own (ext4, XFS) note in it the first write to each place that was only taken, and
//! a sync waits for that, and for all others that write to that journal. So zeros go ahead of small commits, a mebibyte
//! at once: the sync of one in many waits, and the others wait for the disk alone.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use fs4::FileExt as _;

use super::cursor::Cursor;
use super::storage::{Source, Storage};
use crate::Error;

/// Zeros that go ahead of small commits.
const AHEAD: u32 = 1 << 20;

/// The segments of a directory, for the one writer or for any number of readers.
#[derive(Debug)]
pub struct Files {
    directory: PathBuf,
    /// Held open for its lock.
    lock: Option<File>,
    /// The segment that was written last, held open.
    open: Option<(u32, File)>,
    /// Up to where zeros were written in that segment.
    ahead: u32,
}

impl Files {
    /// A directory for the one writer. It is made if it is missing.
    ///
    /// # Errors
    ///
    /// [`Error::JournalLocked`] if another writer has it, in this process or in any other on this machine;
    /// [`Error::JournalFull`], [`Error::JournalDenied`], [`Error::JournalFailed`].
    pub fn open(directory: impl Into<PathBuf>) -> Result<Self, Error> {
        let directory = directory.into();
        fs::create_dir_all(&directory).map_err(refused)?;
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(directory.join("lock"));
        let lock = file.map_err(refused)?;
        // Named in full: newer standard libraries have a method of the same name.
        match fs4::FileExt::try_lock(&lock) {
            Ok(()) => Ok(Self { directory, lock: Some(lock), open: None, ahead: 0 }),
            Err(fs4::TryLockError::WouldBlock) => Err(Error::JournalLocked),
            Err(fs4::TryLockError::Error(error)) => Err(refused(error)),
        }
    }

    /// A directory for reading only, also while a writer has it. Nothing in it is changed.
    ///
    /// # Errors
    ///
    /// [`Error::JournalMissing`] if there is no such directory; [`Error::JournalDenied`], [`Error::JournalFailed`].
    pub fn read(directory: impl Into<PathBuf>) -> Result<Self, Error> {
        let files = Self { directory: directory.into(), lock: None, open: None, ahead: 0 };
        files.list().map(|_| files)
    }

    /// The directory.
    #[must_use]
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// The file of a segment.
    #[must_use]
    pub fn path(&self, segment: u32) -> PathBuf {
        self.directory.join(format!("{segment:08x}.seg"))
    }

    /// A segment open for writing: the last one stays open.
    fn writable(&mut self, segment: u32) -> Result<&File, Error> {
        if self.lock.is_none() {
            return Err(Error::JournalDenied);
        }
        let held = self.open.take().filter(|(number, _)| *number == segment);
        let file = if let Some((_, file)) = held {
            file
        } else {
            self.ahead = 0;
            OpenOptions::new().read(true).write(true).open(self.path(segment)).map_err(refused)?
        };
        Ok(&self.open.insert((segment, file)).1)
    }

    fn reading<T>(&self, segment: u32, read: impl FnOnce(&File) -> io::Result<T>) -> Result<T, Error> {
        match &self.open {
            Some((number, file)) if *number == segment => read(file),
            _ => File::open(self.path(segment)).and_then(|file| read(&file)),
        }
        .map_err(refused)
    }
}

impl Source for Files {
    fn list(&self) -> Result<Vec<u32>, Error> {
        let mut numbers = Vec::new();
        for entry in fs::read_dir(&self.directory).map_err(refused)? {
            let name = entry.map_err(refused)?.file_name();
            let digits = name.to_str().and_then(|name| name.strip_suffix(".seg")).unwrap_or_default();
            let number = u32::from_str_radix(digits, 16);
            numbers.extend(number.ok().filter(|number| format!("{number:08x}") == digits));
        }
        numbers.sort_unstable();
        Ok(numbers)
    }

    fn len(&self, segment: u32) -> Result<u64, Error> {
        self.reading(segment, |file| Ok(file.metadata()?.len()))
    }

    fn read_at(&self, segment: u32, at: u32, into: &mut [u8]) -> Result<usize, Error> {
        self.reading(segment, |file| {
            let mut done = 0;
            while let Some(rest) = into.get_mut(done..).filter(|rest| !rest.is_empty()) {
                match read_some(file, u64::from(at) + done as u64, rest) {
                    Ok(0) => break,
                    Ok(more) => done += more,
                    Err(error) if error.kind() == ErrorKind::Interrupted => {}
                    Err(error) => return Err(error),
                }
            }
            Ok(done)
        })
    }
}

impl Storage for Files {
    fn allocate(&mut self, segment: u32, bytes: u32) -> Result<(), Error> {
        if self.lock.is_none() {
            return Err(Error::JournalDenied);
        }
        let path = self.path(segment);
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path);
        let file = file.map_err(refused)?;
        match file.allocate(bytes.into()) {
            // A file system that cannot: the space comes with the writing.
            Err(error) if error.kind() == ErrorKind::Unsupported => {}
            other => other.map_err(refused)?,
        }
        if file.metadata().map_err(refused)?.len() < bytes.into() {
            file.set_len(bytes.into()).map_err(refused)?;
        }
        file.sync_all().map_err(refused)?;
        sync_directory(&self.directory).map_err(refused)?;
        (self.open, self.ahead) = (Some((segment, file)), 0);
        Ok(())
    }

    fn write_at(&mut self, segment: u32, at: u32, bytes: &[u8]) -> Result<(), Error> {
        let file = self.writable(segment)?;
        let mut done = 0;
        while let Some(rest) = bytes.get(done..).filter(|rest| !rest.is_empty()) {
            match write_some(file, u64::from(at) + done as u64, rest) {
                Ok(0) => return Err(Error::JournalFailed),
                Ok(more) => done += more,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(refused(error)),
            }
        }
        Ok(())
    }

    fn prepare(&mut self, segment: u32, at: u32, end: u32) -> Result<(), Error> {
        const ZEROS: &[u8; 64 << 10] = &[0; 64 << 10];
        self.writable(segment)?;
        if at <= self.ahead {
            return Ok(());
        }
        let end = at.saturating_add(AHEAD).min(end);
        let mut at = at;
        while let Some(left) = end.checked_sub(at).filter(|left| *left > 0) {
            let part = ZEROS.get(..left as usize).unwrap_or(ZEROS);
            self.write_at(segment, at, part)?;
            at = at.saturating_add(64 << 10);
        }
        self.ahead = end;
        Ok(())
    }

    fn sync(&mut self, segment: u32) -> Result<(), Error> {
        self.writable(segment)?.sync_data().map_err(refused)
    }

    fn remove(&mut self, segment: u32) -> Result<(), Error> {
        if self.lock.is_none() {
            return Err(Error::JournalDenied);
        }
        self.open = None;
        match fs::remove_file(self.path(segment)) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            other => other.and_then(|()| sync_directory(&self.directory)).map_err(refused),
        }
    }

    fn reopen(&mut self) -> Result<(), Error> {
        self.open = None;
        Ok(())
    }
}

/// A small file that keeps a reader's [`Cursor`], beside the journal or elsewhere.
#[derive(Debug)]
pub struct CursorFile(PathBuf);

impl CursorFile {
    /// The file `name.cursor` of a directory. One process has it at a time: that is the caller's business.
    #[must_use]
    pub fn new(directory: impl AsRef<Path>, name: &str) -> Self {
        Self(directory.as_ref().join(format!("{name}.cursor")))
    }

    /// The cursor, none if none was stored yet.
    ///
    /// # Errors
    ///
    /// [`Error::Cursor`] for what is no cursor; [`Error::JournalDenied`], [`Error::JournalFailed`].
    pub fn load(&self) -> Result<Option<Cursor>, Error> {
        match fs::read(&self.0) {
            Ok(bytes) => Cursor::from_bytes(&bytes).map(Some),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(refused(error)),
        }
    }

    /// Stores a cursor durably: after a crash the file holds this one or the one before.
    ///
    /// # Errors
    ///
    /// [`Error::JournalFull`], [`Error::JournalDenied`], [`Error::JournalFailed`].
    pub fn store(&self, cursor: &Cursor) -> Result<(), Error> {
        let new = self.0.with_extension("cursor-new");
        let written = File::create(&new).and_then(|mut file| {
            io::Write::write_all(&mut file, &cursor.to_bytes())?;
            file.sync_all()
        });
        written.and_then(|()| fs::rename(&new, &self.0)).map_err(refused)?;
        self.0.parent().map_or(Ok(()), |directory| sync_directory(directory).map_err(refused))
    }
}

/// What the system's refusal means to an operator.
#[allow(clippy::needless_pass_by_value)] // stands where `map_err` wants it
fn refused(error: io::Error) -> Error {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => Error::JournalFull,
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => Error::JournalDenied,
        ErrorKind::NotFound => Error::JournalMissing,
        _ => Error::JournalFailed,
    }
}

#[cfg(unix)]
fn read_some(file: &File, at: u64, into: &mut [u8]) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, into, at)
}

#[cfg(unix)]
fn write_some(file: &File, at: u64, bytes: &[u8]) -> io::Result<usize> {
    std::os::unix::fs::FileExt::write_at(file, bytes, at)
}

/// Makes new names durable.
#[cfg(unix)]
fn sync_directory(directory: &Path) -> io::Result<()> {
    File::open(directory)?.sync_all()
}

#[cfg(windows)]
fn read_some(file: &File, at: u64, into: &mut [u8]) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, into, at)
}

#[cfg(windows)]
fn write_some(file: &File, at: u64, bytes: &[u8]) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_write(file, bytes, at)
}

/// NTFS writes names with its own journal, and opens no directory for this.
#[cfg(windows)]
#[allow(clippy::unnecessary_wraps)] // as the other system's
fn sync_directory(_: &Path) -> io::Result<()> {
    Ok(())
}
