//! What a record of a line session holds.
//!
//! # Format, version 1
//!
//! The kind of the record says what happened: `0x0100` + the number of the body, or `0x0200` + the number of the command.
//! All numbers are little-endian.
//!
//! ```text
//! 0  1   version, 1
//! 1  2   station
//! 3  …   by kind
//!
//! 0x0101 read       code; n (1), then n ≤ 64 bytes of a code that names no unit; fits
//! 0x0102 no-read    nothing
//! 0x0103 layer      n (2), then n codes
//! 0x0104 mark       what (1): 0 no-read, 1 no mark, 2 derived, 3 enrolled, then only there 16 bytes of the mark's name
//!                   and its reason (2); roll: 0 (1), or 1 (1) and the place (8); fits
//! 0x0105 inspected  passed 0 or 1 (1), defect (2)
//! 0x0106 weighed    weight (4)
//! 0x0107 ejected    done 0 or 1 (1)
//! 0x0108 ready      nothing
//! 0x0109 printed    code
//! 0x0201 sample, 0x0202 rework, 0x0203 reprint, 0x0206 destroy, 0x0207 take out, 0x0209 lost, 0x020B reopen    code
//! 0x0204 relabel    code of the old unit; 0 (1), or 1 (1) and the code of the new one
//! 0x0205 void       code, take out 0 or 1 (1)
//! 0x0208 put in     code of the container, code of the unit
//! 0x020A close odd  level (1); 0 (1), or 1 (1) and the code of the container
//! 0x020C close      code, declared (4)
//! 0x020D pause, 0x020E resume, 0x0212 restart    nothing
//! 0x020F realign    by (2, signed)
//! 0x0210 roll       place (8)
//! 0x0211 change over    lot (2)
//! 0x0213 end        what becomes of open units (1)
//!
//! code   reason (2), unit (4; FFFFFFFF none)
//! fits   0 (1) no pair is complete; 1 (1) a pair that cannot be compared; 2 (1) and the offsets (8): bit j + 20 for
//!        offset j
//! ```
//!
//! Nothing may follow. A mark itself is never in a record.

use super::decision::MarkId;
use super::event::{Command, OpenUnits};
use super::facts::{CodeFact, Evidence, Facts, Fits, MarkFact};
use super::offsets::Offsets;
use super::reason::Reason;
use crate::Error;
use crate::code::Level;
use crate::error::place;
use crate::journal::Kind;
use crate::pack::UnitId;

const VERSION: u8 = 1;
const NO_UNIT: u32 = u32::MAX;

/// The kind of record that the facts make.
pub(super) const fn kind(facts: &Facts) -> Kind {
    Kind(match facts {
        Facts::Read { .. } => 0x0101,
        Facts::NoRead => 0x0102,
        Facts::Layer(_) => 0x0103,
        Facts::Mark { .. } => 0x0104,
        Facts::Inspected { .. } => 0x0105,
        Facts::Weighed(_) => 0x0106,
        Facts::Ejected { .. } => 0x0107,
        Facts::Ready => 0x0108,
        Facts::Printed(_) => 0x0109,
        Facts::Command(command) => match command {
            Command::Sample(_) => 0x0201,
            Command::Rework(_) => 0x0202,
            Command::Reprint(_) => 0x0203,
            Command::Relabel { .. } => 0x0204,
            Command::Void { .. } => 0x0205,
            Command::Destroy(_) => 0x0206,
            Command::TakeOut(_) => 0x0207,
            Command::PutIn { .. } => 0x0208,
            Command::Lost(_) => 0x0209,
            Command::CloseOdd { .. } => 0x020A,
            Command::Reopen(_) => 0x020B,
            Command::Close { .. } => 0x020C,
            Command::Pause => 0x020D,
            Command::Resume => 0x020E,
            Command::Realign { .. } => 0x020F,
            Command::Roll(_) => 0x0210,
            Command::ChangeOver { .. } => 0x0211,
            Command::Restart => 0x0212,
            Command::End(_) => 0x0213,
        },
    })
}

/// Writes a payload over what `out` holds. Codes of a layer are in `layer`.
pub(super) fn write(station: u16, facts: &Facts, fits: Fits, layer: &[CodeFact], out: &mut Vec<u8>) {
    out.clear();
    out.push(VERSION);
    out.extend_from_slice(&station.to_le_bytes());
    match facts {
        Facts::Read { code, evidence } => {
            put_code(*code, out);
            let evidence = if code.unit.is_none() { evidence.as_bytes() } else { &[] };
            // At most 64 bytes.
            out.push(u8::try_from(evidence.len()).unwrap_or_default());
            out.extend_from_slice(evidence);
            put_fits(fits, out);
        }
        Facts::NoRead | Facts::Ready => {}
        Facts::Layer(count) => {
            out.extend_from_slice(&count.to_le_bytes());
            for code in layer {
                put_code(*code, out);
            }
        }
        Facts::Mark { mark, roll } => {
            match mark {
                MarkFact::NoRead => out.push(0),
                MarkFact::Malformed => out.push(1),
                MarkFact::Derived => out.push(2),
                MarkFact::Enrolled { id, reason } => {
                    out.push(3);
                    out.extend_from_slice(&id.0);
                    out.extend_from_slice(&reason.number().to_le_bytes());
                }
            }
            out.push(u8::from(roll.is_some()));
            if let Some(roll) = roll {
                out.extend_from_slice(&roll.to_le_bytes());
            }
            put_fits(fits, out);
        }
        Facts::Inspected { pass, defect } => {
            out.push(u8::from(*pass));
            out.extend_from_slice(&defect.to_le_bytes());
        }
        Facts::Weighed(weight) => out.extend_from_slice(&weight.to_le_bytes()),
        Facts::Ejected { done } => out.push(u8::from(*done)),
        Facts::Printed(code) => put_code(*code, out),
        Facts::Command(command) => put_command(command, out),
    }
}

fn put_command(command: &Command<CodeFact>, out: &mut Vec<u8>) {
    match *command {
        Command::Sample(code)
        | Command::Rework(code)
        | Command::Reprint(code)
        | Command::Destroy(code)
        | Command::TakeOut(code)
        | Command::Lost(code)
        | Command::Reopen(code) => put_code(code, out),
        Command::Relabel { old, new } => {
            put_code(old, out);
            put_option(new, out);
        }
        Command::Void { unit, take_out } => {
            put_code(unit, out);
            out.push(u8::from(take_out));
        }
        Command::PutIn { container, unit } => {
            put_code(container, out);
            put_code(unit, out);
        }
        Command::CloseOdd { level, container } => {
            out.push(level.number());
            put_option(container, out);
        }
        Command::Close { container, declared } => {
            put_code(container, out);
            out.extend_from_slice(&declared.to_le_bytes());
        }
        Command::Pause | Command::Resume | Command::Restart => {}
        Command::Realign { by } => out.extend_from_slice(&by.to_le_bytes()),
        Command::Roll(place) => out.extend_from_slice(&place.to_le_bytes()),
        Command::ChangeOver { lot } => out.extend_from_slice(&lot.to_le_bytes()),
        Command::End(open) => out.push(open as u8),
    }
}

fn put_code(code: CodeFact, out: &mut Vec<u8>) {
    out.extend_from_slice(&code.reason.number().to_le_bytes());
    out.extend_from_slice(&code.unit.map_or(NO_UNIT, UnitId::number).to_le_bytes());
}

fn put_option(code: Option<CodeFact>, out: &mut Vec<u8>) {
    out.push(u8::from(code.is_some()));
    if let Some(code) = code {
        put_code(code, out);
    }
}

fn put_fits(fits: Fits, out: &mut Vec<u8>) {
    match fits {
        Fits::Open => out.push(0),
        Fits::Unknown => out.push(1),
        Fits::At(offsets) => {
            out.push(2);
            out.extend_from_slice(&offsets.bits().to_le_bytes());
        }
    }
}

/// What a payload says.
#[derive(Debug)]
pub(super) struct Read {
    pub(super) station: u16,
    pub(super) facts: Facts,
    pub(super) fits: Fits,
}

/// Reads a payload of a kind; codes of a layer are left in `layer`, as many as it has room for.
///
/// # Errors
///
/// [`Error::Version`]; [`Error::LineEvent`] at the first part that is not as drawn, at 0 for an unknown kind.
pub(super) fn read(kind: Kind, payload: &[u8], layer: &mut Vec<CodeFact>) -> Result<Read, Error> {
    let mut input = Input { len: payload.len(), rest: payload };
    if input.byte()? != VERSION {
        return Err(Error::Version { at: 0 });
    }
    let station = u16::from_le_bytes(*input.array()?);
    let mut fits = Fits::Open;
    let facts = match kind.0 {
        0x0101 => {
            let code = input.code()?;
            let at = input.broken();
            let count = usize::from(input.byte()?);
            if count > Evidence::MAX || (code.unit.is_some() && count > 0) {
                return Err(at);
            }
            let evidence = Evidence::of(input.take(count)?);
            fits = input.fits()?;
            Facts::Read { code, evidence }
        }
        0x0102 => Facts::NoRead,
        0x0103 => {
            let at = input.broken();
            let count = u16::from_le_bytes(*input.array()?);
            layer.clear();
            if usize::from(count) > layer.capacity() {
                return Err(at);
            }
            for _ in 0..count {
                layer.push(input.code()?);
            }
            Facts::Layer(count)
        }
        0x0104 => {
            let at = input.broken();
            let mark = match input.byte()? {
                0 => MarkFact::NoRead,
                1 => MarkFact::Malformed,
                2 => MarkFact::Derived,
                3 => MarkFact::Enrolled { id: MarkId(*input.array()?), reason: input.reason()? },
                _ => return Err(at),
            };
            let roll = if input.bool()? { Some(u64::from_le_bytes(*input.array()?)) } else { None };
            fits = input.fits()?;
            Facts::Mark { mark, roll }
        }
        0x0105 => Facts::Inspected { pass: input.bool()?, defect: u16::from_le_bytes(*input.array()?) },
        0x0106 => Facts::Weighed(u32::from_le_bytes(*input.array()?)),
        0x0107 => Facts::Ejected { done: input.bool()? },
        0x0108 => Facts::Ready,
        0x0109 => Facts::Printed(input.code()?),
        other => Facts::Command(input.command(other)?),
    };
    if input.rest.is_empty() { Ok(Read { station, facts, fits }) } else { Err(input.broken()) }
}

struct Input<'a> {
    len: usize,
    rest: &'a [u8],
}

impl<'a> Input<'a> {
    fn broken(&self) -> Error {
        Error::LineEvent { at: place(self.len - self.rest.len()) }
    }

    fn take(&mut self, count: usize) -> Result<&'a [u8], Error> {
        let (part, rest) = self.rest.split_at_checked(count).ok_or(self.broken())?;
        self.rest = rest;
        Ok(part)
    }

    fn array<const N: usize>(&mut self) -> Result<&'a [u8; N], Error> {
        let (part, rest) = self.rest.split_first_chunk().ok_or(self.broken())?;
        self.rest = rest;
        Ok(part)
    }

    fn byte(&mut self) -> Result<u8, Error> {
        self.array::<1>().map(|[byte]| *byte)
    }

    fn bool(&mut self) -> Result<bool, Error> {
        let at = self.broken();
        match self.byte()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(at),
        }
    }

    fn reason(&mut self) -> Result<Reason, Error> {
        let at = self.broken();
        Reason::from_number(u16::from_le_bytes(*self.array()?)).ok_or(at)
    }

    fn code(&mut self) -> Result<CodeFact, Error> {
        let reason = self.reason()?;
        let unit = u32::from_le_bytes(*self.array()?);
        Ok(CodeFact { reason, unit: (unit != NO_UNIT).then_some(UnitId::from_number(unit)) })
    }

    fn option(&mut self) -> Result<Option<CodeFact>, Error> {
        if self.bool()? { self.code().map(Some) } else { Ok(None) }
    }

    fn fits(&mut self) -> Result<Fits, Error> {
        let at = self.broken();
        match self.byte()? {
            0 => Ok(Fits::Open),
            1 => Ok(Fits::Unknown),
            2 => {
                let at = self.broken();
                let bits = u64::from_le_bytes(*self.array()?);
                Offsets::from_bits(bits).map(Fits::At).map_err(|_| at)
            }
            _ => Err(at),
        }
    }

    fn command(&mut self, kind: u16) -> Result<Command<CodeFact>, Error> {
        Ok(match kind {
            0x0201 => Command::Sample(self.code()?),
            0x0202 => Command::Rework(self.code()?),
            0x0203 => Command::Reprint(self.code()?),
            0x0204 => Command::Relabel { old: self.code()?, new: self.option()? },
            0x0205 => Command::Void { unit: self.code()?, take_out: self.bool()? },
            0x0206 => Command::Destroy(self.code()?),
            0x0207 => Command::TakeOut(self.code()?),
            0x0208 => Command::PutIn { container: self.code()?, unit: self.code()? },
            0x0209 => Command::Lost(self.code()?),
            0x020A => {
                let at = self.broken();
                let level = Level::from_number(self.byte()?).map_err(|_| at)?;
                Command::CloseOdd { level, container: self.option()? }
            }
            0x020B => Command::Reopen(self.code()?),
            0x020C => {
                Command::Close { container: self.code()?, declared: u32::from_le_bytes(*self.array()?) }
            }
            0x020D => Command::Pause,
            0x020E => Command::Resume,
            0x020F => Command::Realign { by: i16::from_le_bytes(*self.array()?) },
            0x0210 => Command::Roll(u64::from_le_bytes(*self.array()?)),
            0x0211 => Command::ChangeOver { lot: u16::from_le_bytes(*self.array()?) },
            0x0212 => Command::Restart,
            0x0213 => {
                let at = self.broken();
                Command::End(match self.byte()? {
                    1 => OpenUnits::Refuse,
                    2 => OpenUnits::CloseOdd,
                    3 => OpenUnits::Leave,
                    _ => return Err(at),
                })
            }
            _ => return Err(Error::LineEvent { at: 0 }),
        })
    }
}
