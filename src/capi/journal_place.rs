//! Where a journal of a C caller lies: a directory, in a build with feature `files`. Without it the functions are there
//! and say that they are not supported: the ABI does not depend on features.

use std::path::Path;

use super::boundary::{Fault, Given};
use crate::Error;

#[cfg(feature = "files")]
mod place {
    use super::{Fault, Path};
    use crate::journal::{Cursor, CursorFile, Files};

    pub(in super::super) type Place = Files;

    pub(in super::super) fn writing(directory: &Path) -> Result<Place, Fault> {
        Ok(Files::open(directory)?)
    }

    pub(in super::super) fn reading(directory: &Path) -> Result<Place, Fault> {
        Ok(Files::read(directory)?)
    }

    pub(in super::super) fn load(directory: &Path, name: &str) -> Result<Option<Cursor>, Fault> {
        Ok(CursorFile::new(directory, name).load()?)
    }

    pub(in super::super) fn store(directory: &Path, name: &str, cursor: &Cursor) -> Result<(), Fault> {
        Ok(CursorFile::new(directory, name).store(cursor)?)
    }
}

#[cfg(not(feature = "files"))]
mod place {
    use super::{Fault, Path};
    use crate::journal::{Cursor, Memory};

    /// Never made.
    pub(in super::super) type Place = Memory;

    pub(in super::super) fn writing(_: &Path) -> Result<Place, Fault> {
        Err(Fault::Unsupported)
    }

    pub(in super::super) fn reading(_: &Path) -> Result<Place, Fault> {
        Err(Fault::Unsupported)
    }

    pub(in super::super) fn load(_: &Path, _: &str) -> Result<Option<Cursor>, Fault> {
        Err(Fault::Unsupported)
    }

    pub(in super::super) fn store(_: &Path, _: &str, _: &Cursor) -> Result<(), Fault> {
        Err(Fault::Unsupported)
    }
}

pub(super) use place::{Place, load, reading, store, writing};

impl Given {
    /// A directory, in UTF-8.
    pub(super) fn directory(&self, directory: *const u8, len: usize) -> Result<&Path, Fault> {
        let text = self.bytes(directory, len)?;
        let at = |error: core::str::Utf8Error| u32::try_from(error.valid_up_to()).unwrap_or(u32::MAX);
        let text = str::from_utf8(text).map_err(|error| Error::Charset { at: at(error) })?;
        // The empty path is the current directory to some functions of the system, and nothing to others.
        if text.is_empty() || text.contains('\0') {
            return Err(Error::Parameter.into());
        }
        Ok(Path::new(text))
    }
}
