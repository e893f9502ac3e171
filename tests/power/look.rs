//! How the parent looks at a journal that nobody writes.

use std::path::Path;

use symbolon::Error;
use symbolon::journal::{Entry, Files, Journal, Reader, Report, Settings, verify};
use symbolon::trust::{SecretKey, Signer as _};

use super::load;

/// What opening found.
#[derive(Debug)]
pub(crate) struct Opened {
    pub(crate) records: u64,
    pub(crate) segments: u32,
    /// Bytes of a frame that were cut.
    pub(crate) cut: u32,
    /// Whether a segment was removed that was never used.
    pub(crate) unused: bool,
}

/// Opens a journal as a writer, which repairs it, and closes it. None if there is no journal.
pub(crate) fn open(directory: &Path) -> Option<Opened> {
    match Journal::open(Files::open(directory).unwrap(), Settings::default(), None) {
        Ok((_, recovery)) => {
            let (cut, unused) = recovery.cut.map_or((0, false), |cut| {
                assert_eq!(cut.missing, 0, "a file is shorter than it was made");
                (cut.bytes, cut.next)
            });
            assert_eq!(recovery.cut.is_some(), cut > 0 || unused, "a cut of nothing");
            Some(Opened { records: recovery.head.records, segments: recovery.segments, cut, unused })
        }
        Err(Error::JournalMissing) => None,
        Err(error) => panic!("{}: {error}", directory.display()),
    }
}

/// What the verifier says; damage there must never be.
pub(crate) fn report(directory: &Path) -> Report {
    let key = *SecretKey::from_seed(&load::SEED).unwrap().public_key();
    let report = verify(&Files::read(directory).unwrap(), &[key]).unwrap();
    assert_eq!(report.damage, None, "{}", directory.display());
    assert_eq!(report.checkpoints, report.signed);
    report
}

/// Reads every record.
pub(crate) fn read(directory: &Path, mut each: impl FnMut(&Entry<'_>)) {
    let mut reader = Reader::open(Files::read(directory).unwrap()).unwrap();
    while let Some(entry) = reader.next().unwrap() {
        each(&entry);
    }
}
