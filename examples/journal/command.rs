//! The commands.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use symbolon::Error;
use symbolon::journal::{Files, Reader, RecordProof, verify};
use symbolon::trust::PublicKey;

use super::options::{Command, Options};
use super::text;

/// Why there is no answer.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Nobody takes the text.
    Output,
    /// Something could not be read.
    Input(String),
}

impl From<io::Error> for Failure {
    fn from(_: io::Error) -> Self {
        Self::Output
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Input(error.to_string())
    }
}

/// Carries a command out. Whether everything holds.
pub(crate) fn run(options: &Options, out: &mut impl Write) -> Result<bool, Failure> {
    let keys = options.keys.iter().map(|path| key(path)).collect::<Result<Vec<_>, _>>()?;
    let files = Files::read(&options.directory)
        .map_err(|error| Failure::Input(format!("{}: {error}", options.directory.display())))?;
    match options.command {
        Command::Verify => {
            let report = verify(&files, &keys)?;
            text::report(&report, &files, out)?;
            Ok(report.damage.is_none())
        }
        Command::Show { from, count } => show(&files, from, count, out),
        Command::Proof { record } => proof(&files, record, &keys, out),
    }
}

fn key(path: &Path) -> Result<PublicKey, Failure> {
    let pem =
        fs::read_to_string(path).map_err(|error| Failure::Input(format!("{}: {error}", path.display())))?;
    PublicKey::from_pem(&pem).map_err(|error| Failure::Input(format!("{}: {error}", path.display())))
}

fn show(files: &Files, from: u64, count: u64, out: &mut impl Write) -> Result<bool, Failure> {
    let mut reader = match Reader::at(files, from) {
        Ok(reader) => reader,
        Err(error) => return not_held(error, files, out),
    };
    for _ in 0..count {
        match reader.next() {
            Ok(Some(entry)) => text::entry(&entry, out)?,
            Ok(None) => break,
            Err(error) => return not_held(error, files, out),
        }
    }
    Ok(true)
}

fn proof(files: &Files, record: u64, keys: &[PublicKey], out: &mut impl Write) -> Result<bool, Failure> {
    let proof = match RecordProof::make(files, record) {
        Ok(proof) => proof,
        Err(error) => return not_held(error, files, out),
    };
    writeln!(out, "{}", text::hex(&proof.to_bytes()))?;
    if keys.is_empty() {
        return Ok(true);
    }
    let mut reader = Reader::at(files, record)?;
    let entry = reader.next()?.ok_or(Error::JournalPosition)?;
    let checked = keys.iter().find_map(|key| proof.verify(&entry.record, key).ok());
    match checked {
        Some(checkpoint) => writeln!(
            out,
            "record {record} is in journal {}: so says a checkpoint of {} records made at {} s since 1970",
            text::hex(&checkpoint.id),
            checkpoint.records,
            checkpoint.time
        )?,
        None => writeln!(out, "NOT PROVED: no key given signed the checkpoint")?,
    }
    Ok(checked.is_some())
}

/// What a damaged journal, or a question that it has no answer to, looks like; what could not be read is a failure.
fn not_held(error: Error, files: &Files, out: &mut impl Write) -> Result<bool, Failure> {
    if matches!(error, Error::JournalDenied | Error::JournalFailed) {
        return Err(error.into());
    }
    writeln!(out, "{}", text::refusal(error, files))?;
    Ok(false)
}
