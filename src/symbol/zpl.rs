//! Labels for printers that speak ZPL II.
//!
//! ```text
//! ^XA ^CI28 ^LH0,0 ^FWN ^PW width ^LL length LF       positions and sizes are dots, from the upper left corner
//! ^FO x,y ^GFA,...                          ^FS LF    any raster
//! ^FO x,y ^A0N,height          ^FH\ ^FD ... ^FS LF    a line in the printer's own font
//! ^FO x,y ^BQN,2,module,c,mask ^FH\ ^FD ... ^FS LF    QR, model 2: `MA,data`, or `MM,B0012data` if it holds controls
//! ^FO x,y ^BXN,module,200,,,,_ ^FH\ ^FD ... ^FS LF    Data Matrix ECC 200: `_1` is FNC1, `_d009` a control, `__` is _
//! ^FO x,y ^BY module ^BCN,height,N,N,N,N ^FH\ ^FD ... ^FS LF     GS1-128: `>;` or `>:` start, `>8` FNC1, `>5` `>6` sets
//! ^PQ copies ^XZ LF
//! ```
//!
//! A native symbol is short and is drawn by the printer; a graphic is dot for dot what this library drew, holds any
//! bytes, and is understood by the printers of other makers that imitate the language. What the language cannot say is
//! refused: a QR with FNC1, and bytes above 127, which printers turn into other characters.
//!
//! Invariant: no byte of the caller leaves its field. `^`, `~`, `\` and controls never stand in it as themselves; under
//! `^FH\` they are `\` and two hexadecimal digits. [`crate::trust`] writes bulk jobs in the same dialect by itself, since
//! neither module may use the other.
//!
//! Source: Zebra, ZPL II Programming Guide.

use super::code128::{self, Set};
use super::qr::Correction;
use super::raster::Raster;
use super::zpl_graphic::{bands, hexadecimal, write_rows};
use super::{datamatrix, qr};
use crate::Error;
use crate::error::place;

/// The widest and longest label in dots, and the largest position (^LL, ^FO).
pub const MAX_SIDE: u32 = 32_000;

/// The longest field data (^FD).
pub const MAX_FIELD_BYTES: usize = 3072;

/// The widest module of native symbols in dots (^BY, ^BQ).
pub const MAX_MODULE: u32 = 10;

/// How the printer draws a QR symbol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NativeQr {
    /// Dots for each module, 1 to [`MAX_MODULE`].
    pub module: u32,
    /// Error correction.
    pub correction: Correction,
    /// The mask, 0 to 7; `None` leaves it to the printer.
    pub mask: Option<u8>,
}

/// One label, field by field; [`Job::finish`] gives what is sent to the printer.
///
/// ```
/// use symbolon::symbol::zpl::Job;
///
/// let mut job = Job::new(832, 400)?;
/// job.text(30, 20, 40, "CASE 7 of 24")?;
/// job.gs1_128(30, 80, 4, 260, b"00006141411234567890")?;
/// let text = String::from_utf8(job.finish(1)?).unwrap();
/// assert!(text.contains("^FO30,80^BY4^BCN,260,N,N,N,N^FH\\^FD>;>800006141411234567890^FS"));
/// # Ok::<(), symbolon::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Job {
    width: u32,
    length: u32,
    fields: u32,
    out: Vec<u8>,
}

impl Job {
    /// A label without fields, `width` times `length` dots.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] if a side is 0 or above [`MAX_SIDE`].
    pub fn new(width: u32, length: u32) -> Result<Self, Error> {
        if ![width, length].iter().all(|side| (1..=MAX_SIDE).contains(side)) {
            return Err(Error::Parameter);
        }
        let out = format!("^XA^CI28^LH0,0^FWN^PW{width}^LL{length}\n").into_bytes();
        Ok(Self { width, length, fields: 0, out })
    }

    /// Adds a raster with its upper left corner at (`x`, `y`), dot for dot. A raster without dots adds nothing. O(dots).
    ///
    /// # Errors
    ///
    /// [`Error::NoRoom`] with the number of the field if it reaches beyond the label.
    pub fn graphic(&mut self, x: u32, y: u32, raster: &Raster) -> Result<(), Error> {
        self.holds(x, y, raster.width(), raster.height())?;
        self.fields += 1;
        let stride = raster.stride();
        for (row, bytes) in bands(raster).filter(|band| !band.1.is_empty()) {
            self.place(x, y + row);
            self.push(&format!("^GFA,{0},{0},{stride},", bytes.len()));
            write_rows(bytes, stride, &mut self.out);
            self.push("^FS\n");
        }
        Ok(())
    }

    /// Adds a line in the printer's scalable font 0, `height` dots high; how wide it is, the printer decides.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] for a height of 0 or above [`MAX_SIDE`]; [`Error::NoRoom`]; [`Error::TooLong`];
    /// [`Error::Charset`] for a character that is not printable ASCII.
    pub fn text(&mut self, x: u32, y: u32, height: u32, line: &str) -> Result<(), Error> {
        check_size(height, MAX_SIDE)?;
        check_data(line.as_bytes(), |byte| byte == b' ' || byte.is_ascii_graphic())?;
        self.holds(x, y, 1, height)?;
        self.begin(x, y);
        self.push(&format!("^A0N,{height}"));
        self.end(|out| {
            for byte in line.bytes() {
                write_byte(byte, out);
            }
        });
        Ok(())
    }

    /// Adds a QR symbol that the printer draws, without its quiet zone. Printers take the smallest version, as
    /// [`qr::draw`] does, but may cut the data into other segments.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] for a module or mask out of range, and for `fnc1`: the language has no GS1 QR, draw it as a
    /// graphic. [`Error::Charset`] for a byte above 127, [`Error::Length`] for no data, [`Error::TooLong`],
    /// [`Error::SymbolCapacity`], [`Error::NoRoom`].
    pub fn qr(&mut self, x: u32, y: u32, how: NativeQr, data: &[u8], fnc1: bool) -> Result<(), Error> {
        check_size(how.module, MAX_MODULE)?;
        if fnc1 || how.mask.is_some_and(|mask| mask > 7) {
            return Err(Error::Parameter);
        }
        check_data(data, |byte| byte.is_ascii())?;
        let size = qr::size(data, how.correction, false)?;
        self.holds(x, y, size.width * how.module, size.height * how.module)?;
        let level = match how.correction {
            Correction::L => 'L',
            Correction::M => 'M',
            Correction::Q => 'Q',
            Correction::H => 'H',
        };
        let mask = how.mask.map(|mask| format!(",{mask}")).unwrap_or_default();
        self.begin(x, y);
        self.push(&format!("^BQN,2,{},{level}{mask}", how.module));
        self.end(|out| {
            // The automatic mode is for text; with controls the bytes are counted, so that the printer skips none.
            let head = if data.iter().any(u8::is_ascii_control) {
                format!("{level}M,B{:04}", data.len())
            } else {
                format!("{level}A,")
            };
            out.extend_from_slice(head.as_bytes());
            for byte in data {
                write_byte(*byte, out);
            }
        });
        Ok(())
    }

    /// Adds a square Data Matrix symbol that the printer draws, without its quiet zone. With `fnc1` the data is an element
    /// string: FNC1 stands in front, and each GS in it goes as FNC1, which readers report as GS.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] for a module of 0 dots, or more than the label has; [`Error::Charset`] for a byte above 127;
    /// [`Error::Length`] for no data, [`Error::TooLong`], [`Error::SymbolCapacity`], [`Error::NoRoom`].
    pub fn datamatrix(&mut self, x: u32, y: u32, module: u32, data: &[u8], fnc1: bool) -> Result<(), Error> {
        check_size(module, MAX_SIDE)?;
        check_data(data, |byte| byte.is_ascii())?;
        let size = datamatrix::size(data, fnc1)?;
        self.holds(x, y, size.width * module, size.height * module)?;
        self.begin(x, y);
        self.push(&format!("^BXN,{module},200,,,,_"));
        self.end(|out| {
            if fnc1 {
                out.extend_from_slice(b"_1");
            }
            for &byte in data {
                match byte {
                    0x1D if fnc1 => out.extend_from_slice(b"_1"),
                    b'_' => out.extend_from_slice(b"__"),
                    control if control.is_ascii_control() => {
                        out.extend_from_slice(format!("_d{control:03}").as_bytes());
                    }
                    byte => write_byte(byte, out),
                }
            }
        });
        Ok(())
    }

    /// Adds GS1-128 bars that the printer draws, `height` dots high, without quiet zones and text: module for module
    /// those of [`code128::draw`] with `fnc1`, since the code sets are named in the field.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] for a module of 0 or above [`MAX_MODULE`] dots, or no height; [`Error::NoRoom`]; those of
    /// [`code128::draw`].
    pub fn gs1_128(&mut self, x: u32, y: u32, module: u32, height: u32, data: &[u8]) -> Result<(), Error> {
        check_size(module, MAX_MODULE)?;
        check_size(height, MAX_SIDE)?;
        let bars = code128::draw(data, true)?;
        self.holds(x, y, bars.width() * module, height)?;
        self.begin(x, y);
        self.push(&format!("^BY{module}^BCN,{height},N,N,N,N"));
        self.end(|out| write_characters(bars.characters(), out));
        Ok(())
    }

    /// The label as it is sent, to be printed `copies` times.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] for no copies, or above 99 999 999.
    pub fn finish(&self, copies: u32) -> Result<Vec<u8>, Error> {
        check_size(copies, 99_999_999)?;
        Ok([&self.out[..], format!("^PQ{copies}^XZ\n").as_bytes()].concat())
    }

    /// Whether an area lies on the label.
    fn holds(&self, x: u32, y: u32, width: u32, height: u32) -> Result<(), Error> {
        let inside = |from: u32, length, side| from.checked_add(length).is_some_and(|end| end <= side);
        if inside(x, width, self.width) && inside(y, height, self.length) {
            return Ok(());
        }
        Err(Error::NoRoom { item: self.fields })
    }

    fn begin(&mut self, x: u32, y: u32) {
        self.fields += 1;
        self.place(x, y);
    }

    fn place(&mut self, x: u32, y: u32) {
        self.push(&format!("^FO{x},{y}"));
    }

    fn end(&mut self, write: impl FnOnce(&mut Vec<u8>)) {
        self.push("^FH\\^FD");
        write(&mut self.out);
        self.push("^FS\n");
    }

    fn push(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }
}

fn check_size(size: u32, limit: u32) -> Result<(), Error> {
    if (1..=limit).contains(&size) { Ok(()) } else { Err(Error::Parameter) }
}

fn check_data(data: &[u8], allowed: impl Fn(u8) -> bool) -> Result<(), Error> {
    if data.is_empty() {
        return Err(Error::Length { at: 0 });
    }
    if data.len() > MAX_FIELD_BYTES {
        return Err(Error::TooLong { limit: place(MAX_FIELD_BYTES) });
    }
    match data.iter().position(|byte| !allowed(*byte)) {
        Some(at) => Err(Error::Charset { at: place(at) }),
        None => Ok(()),
    }
}

/// One byte of field data under `^FH\`.
fn write_byte(byte: u8, out: &mut Vec<u8>) {
    match byte {
        b'^' | b'~' | b'\\' | ..b' ' | 0x7F.. => {
            out.extend_from_slice(&[b'\\', hexadecimal(byte >> 4), hexadecimal(byte & 15)]);
        }
        byte => out.push(byte),
    }
}

/// The characters of GS1-128 as `^BC` wants them: in set B a letter is itself, in set C a pair is two digits, and `>`
/// announces what is neither.
fn write_characters(characters: &[u8], out: &mut Vec<u8>) {
    let mut set = Set::B;
    for &character in characters {
        if let Some(started) = Set::started(character) {
            set = started;
            out.extend_from_slice(if set == Set::C { b">;" } else { b">:" });
        } else if let Some(next) = set.after(character) {
            set = next;
            out.extend_from_slice(if set == Set::C { b">5" } else { b">6" });
        } else if character == code128::FNC1 {
            out.extend_from_slice(b">8");
        } else if set == Set::C {
            out.extend_from_slice(&[b'0' + character / 10, b'0' + character % 10]);
        } else {
            // GS1-128 holds printable characters only, so set A is never cheaper than B, and never taken.
            match character + b' ' {
                b'>' => out.extend_from_slice(b">0"),
                b'^' => out.extend_from_slice(b"><"),
                b'~' => out.extend_from_slice(b">="),
                letter => write_byte(letter, out),
            }
        }
    }
}
