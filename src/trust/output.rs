//! Codes by the million into a writer: CSV, a binary file, or a printer job.
//!
//! The output of a range is the same whether it was written in one go or cancelled and resumed at any reported place.
//!
//! ```text
//! CSV (RFC 4180, lines end with CR LF)
//!     index,serial,code
//!     40,07NJ0BEPGTGEHFBW,"0109506000134352..."      the FNC1 of an element string stays the byte 0x1D
//!
//! ZPL II, one label for each code (all numbers are dots of the printer)
//!     ^XA ^PW width ^LL height
//!     ^FO x,y ^BXN,module,200,,,,_ ^FH\ ^FD code ^FS        Data Matrix ECC 200; `_1` is FNC1
//!     ^FO x,y ^A0N,height ^FH\ ^FD serial ^FS               only with a text
//!     ^XZ LF
//! ```
//!
//! The binary format is drawn in [`super::binary`].

use core::ops::{ControlFlow, Range};
use std::io;

use super::binary;
use super::bulk::Bulk;
use super::columns::{Columns, Row};
use super::signer::Signer;
use crate::Error;
use crate::gs1::FNC1;

/// What a job is written as.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Layout {
    /// Index, serial and code.
    Csv,
    /// The format of [`super::binary`].
    Binary,
    /// A printer job.
    Zpl(Label),
}

/// A label of a printer job. All numbers are dots of the printer, from the label's upper left corner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Label {
    /// Width of the label.
    pub width: u16,
    /// Height of the label.
    pub height: u16,
    /// Left edge of the symbol.
    pub x: u16,
    /// Upper edge of the symbol.
    pub y: u16,
    /// Edge of a module of the symbol.
    pub module: u16,
    /// The serial for people to read.
    pub text: Option<Text>,
}

/// A line of text on a label, in dots as [`Label`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Text {
    /// Left edge.
    pub x: u16,
    /// Upper edge.
    pub y: u16,
    /// Height of the characters.
    pub height: u16,
}

/// An index range to be written, and where to begin: behind what was written before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    range: Range<u64>,
    next: u64,
}

impl Job {
    /// A job from its beginning.
    #[must_use]
    pub const fn new(range: Range<u64>) -> Self {
        let next = range.start;
        Self { range, next }
    }

    /// The rest of the same job, from a [`Progress::next`] on. Output is appended to what was written until then; if
    /// writing failed after that, cut the output back to where it was.
    ///
    /// # Errors
    ///
    /// [`Error::Index`] outside the range. At its very beginning nothing was written: that is a new job.
    pub fn resumed(self, next: u64) -> Result<Self, Error> {
        if next < self.range.start || next > self.range.end {
            return Err(Error::Index);
        }
        Ok(Self { next, ..self })
    }
}

/// How far a job is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Codes written by this call.
    pub done: u64,
    /// The first index that is not written. Every code before it is written and flushed, and nothing behind it.
    pub next: u64,
    /// Bytes written by this call.
    pub bytes: u64,
}

impl<S: Signer + Sync> Bulk<S> {
    /// Writes a job. After every block of [`super::bulk::BLOCK`] codes `progress` is asked whether to go on.
    ///
    /// # Errors
    ///
    /// [`Error::Cancelled`] if `progress` broke off; [`Error::Storage`] with the system's number, or −1, if the writer
    /// failed; those of [`Bulk::blocks`].
    pub fn write(
        &self,
        job: &Job,
        layout: &Layout,
        out: &mut impl io::Write,
        mut progress: impl FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<(), Error> {
        if job.range.end > self.series().shape().index_space() || job.range.start > job.range.end {
            return Err(Error::Index);
        }
        let mut text = Vec::new();
        let mut at = Progress { done: 0, next: job.next, bytes: 0 };
        if job.next == job.range.start {
            let length = self.series().shape().length();
            layout.write_head(&job.range, length, self.signer().is_some(), &mut text);
            at.bytes += put(&text, out)?;
        }
        self.blocks(job.next..job.range.end, |columns| {
            text.clear();
            layout.write_block(columns, &mut text)?;
            at.bytes += put(&text, out)?;
            at.done += columns.len() as u64;
            at.next += columns.len() as u64;
            match progress(at) {
                ControlFlow::Continue(()) => Ok(()),
                ControlFlow::Break(()) => Err(Error::Cancelled),
            }
        })
    }
}

fn put(text: &[u8], out: &mut impl io::Write) -> Result<u64, Error> {
    let written = out.write_all(text).and_then(|()| out.flush());
    written.map_err(|error| Error::Storage { status: error.raw_os_error().unwrap_or(-1) })?;
    Ok(text.len() as u64)
}

impl Layout {
    fn write_head(&self, range: &Range<u64>, serial_length: u8, signed: bool, out: &mut Vec<u8>) {
        match self {
            Self::Csv => out.extend_from_slice(b"index,serial,code\r\n"),
            Self::Binary => binary::write_head(range, serial_length, signed, out),
            Self::Zpl(_) => {}
        }
    }

    fn write_block(&self, columns: &Columns, out: &mut Vec<u8>) -> Result<(), Error> {
        for row in columns.rows() {
            match self {
                Self::Csv => write_line(&row, out),
                Self::Binary => binary::write_row(&row, out)?,
                Self::Zpl(label) => write_label(label, &row, out),
            }
        }
        Ok(())
    }
}

fn write_line(row: &Row<'_>, out: &mut Vec<u8>) {
    write_number(row.index, out);
    for value in [row.serial, row.code] {
        out.push(b',');
        if value.iter().any(|byte| matches!(*byte, b'"' | b',' | b'\r' | b'\n' | FNC1)) {
            out.push(b'"');
            for &byte in value {
                if byte == b'"' {
                    out.push(b'"');
                }
                out.push(byte);
            }
            out.push(b'"');
        } else {
            out.extend_from_slice(value);
        }
    }
    out.extend_from_slice(b"\r\n");
}

fn write_label(label: &Label, row: &Row<'_>, out: &mut Vec<u8>) {
    out.extend_from_slice(b"^XA");
    command(b"^PW", &[label.width], out);
    command(b"^LL", &[label.height], out);
    command(b"^FO", &[label.x, label.y], out);
    command(b"^BXN,", &[label.module], out);
    out.extend_from_slice(b",200,,,,_^FH\\^FD");
    // A URL is plain data; an element string announces itself by an FNC1 in front.
    if row.code.first().is_some_and(u8::is_ascii_digit) {
        out.extend_from_slice(b"_1");
    }
    write_field(row.code, true, out);
    out.extend_from_slice(b"^FS");
    if let Some(text) = label.text {
        command(b"^FO", &[text.x, text.y], out);
        command(b"^A0N,", &[text.height], out);
        out.extend_from_slice(b"^FH\\^FD");
        write_field(row.serial, false, out);
        out.extend_from_slice(b"^FS");
    }
    out.extend_from_slice(b"^XZ\n");
}

fn command(name: &[u8], numbers: &[u16], out: &mut Vec<u8>) {
    out.extend_from_slice(name);
    for (at, number) in numbers.iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        write_number((*number).into(), out);
    }
}

/// Field data under `^FH\`: what is a command or an escape of ZPL goes as two hexadecimal digits. In a symbol `_` is
/// the escape of the Data Matrix, and doubled.
fn write_field(data: &[u8], in_symbol: bool, out: &mut Vec<u8>) {
    for &byte in data {
        match byte {
            FNC1 if in_symbol => out.extend_from_slice(b"_1"),
            b'_' if in_symbol => out.extend_from_slice(b"__"),
            b'^' | b'~' | b'\\' | ..b' ' | 0x7F.. => {
                out.push(b'\\');
                for digit in [byte >> 4, byte & 15] {
                    out.push(if digit < 10 { b'0' + digit } else { b'A' + digit - 10 });
                }
            }
            _ => out.push(byte),
        }
    }
}

fn write_number(number: u64, out: &mut Vec<u8>) {
    let digits: [u8; 20] = crate::gs1::key::ascii(number);
    let zeros = digits.iter().take(19).take_while(|digit| **digit == b'0').count();
    out.extend(digits.iter().skip(zeros));
}
