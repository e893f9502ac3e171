//! What is printed.

use std::fmt::Write as _;
use std::io::{self, Write};

use symbolon::Error;
use symbolon::journal::{Entry, Files, Report};

pub(crate) fn report(report: &Report, files: &Files, out: &mut impl Write) -> io::Result<()> {
    let Report { segments, head, checkpoints, signed, covered, .. } = report;
    writeln!(out, "journal      {}", hex(&report.id))?;
    writeln!(out, "segments     {segments}")?;
    writeln!(out, "records      {}", head.records)?;
    writeln!(out, "head         {}", hex(&head.hash))?;
    writeln!(
        out,
        "checkpoints  {checkpoints}, {signed} of them by the given keys, the last of these over {covered} records"
    )?;
    if let Some(cut) = report.cut {
        let path = files.path(cut.segment);
        writeln!(
            out,
            "torn end     {} at offset {}: {} bytes of a commit that nobody was told of{}{}",
            path.display(),
            cut.at,
            cut.bytes,
            if cut.next { "; a segment behind it that was never used" } else { "" },
            if cut.missing > 0 { "; the file is shorter than it was made" } else { "" },
        )?;
    }
    match report.damage {
        Some(damage) => writeln!(
            out,
            "DAMAGED      {} at offset {}, from record {} on: {}",
            files.path(damage.segment).display(),
            damage.at,
            damage.record,
            damage.error
        ),
        None => writeln!(out, "everything holds"),
    }
}

pub(crate) fn entry(entry: &Entry<'_>, out: &mut impl Write) -> io::Result<()> {
    let record = &entry.record;
    let (number, time, device, event) = (entry.number, record.time, record.device, record.event);
    let kind = if entry.is_checkpoint() { "checkpoint".to_owned() } else { record.kind.0.to_string() };
    writeln!(out, "{number}\t{time}\t{device}\t{event}\t{kind}\t{}", hex(record.payload))
}

/// Why there is no answer, with the place.
pub(crate) fn refusal(error: Error, files: &Files) -> String {
    match error {
        Error::JournalDamage { segment, at } => {
            format!("DAMAGED      {} at offset {at}: {error}", files.path(segment).display())
        }
        _ => error.to_string(),
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
