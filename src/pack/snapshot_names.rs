//! The rules of a forest and the names of its units, as a snapshot keeps them.

use super::Rules;
use super::registry::{Block, Origin, Registry};
use super::snapshot_form::Fields;
use crate::Error;
use crate::code::{Identity, Level, Serial, SeriesId};
use crate::gs1::key::{Gtin, Sscc, ascii};

/// Bytes of an identity.
const IDENTITY: usize = 32;
/// Bytes of a slot's place.
const SLOT: usize = SeriesId::MAX_SLOT + 1;

pub(super) fn write_rules(rules: &Rules, out: &mut Vec<u8>) {
    out.extend(u32::from(rules.skips_levels()).to_le_bytes());
    for level in Level::ALL {
        out.extend(rules.capacity(level).unwrap_or(0).to_le_bytes());
        push_padded::<{ Rules::NAME_BYTES }>(rules.given_name(level).unwrap_or_default().as_bytes(), out);
    }
}

pub(super) fn read_rules(fields: &mut Fields<'_>) -> Result<Rules, Error> {
    let broken = fields.broken();
    let mut rules = match fields.u32()? {
        0 => Rules::new([0; 3]),
        1 => Rules::new([0; 3]).with_skipped_levels(),
        _ => return Err(broken),
    };
    for level in Level::ALL {
        let broken = fields.broken();
        let (capacity, name) = (fields.u32()?, fields.array::<{ Rules::NAME_BYTES }>()?);
        if level != Level::ITEM {
            rules = rules.with_level(level, capacity)?;
        } else if capacity != 0 {
            return Err(broken);
        }
        let name = padded(&name).and_then(|name| core::str::from_utf8(name).ok()).ok_or(broken)?;
        if !name.is_empty() {
            rules = rules.with_name(level, name).map_err(|_| broken)?;
        }
    }
    Ok(rules)
}

/// The bytes before the zeros at the end; none if zeros stand between them.
fn padded(bytes: &[u8]) -> Option<&[u8]> {
    let (text, zeros) = bytes.split_at(bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len()));
    zeros.iter().all(|byte| *byte == 0).then_some(text)
}

fn push_padded<const N: usize>(text: &[u8], out: &mut Vec<u8>) {
    let mut place = [0; N];
    place.iter_mut().zip(text).for_each(|(place, byte)| *place = *byte);
    out.extend(place);
}

pub(super) fn write_blocks(registry: &Registry, out: &mut Vec<u8>) {
    for block in &registry.blocks {
        out.extend(block.count.to_le_bytes());
        match &block.origin {
            Origin::Series { series, start, level } => {
                out.extend([level.number(), 0, 0, 0]);
                out.extend(start.to_le_bytes());
                out.extend(series.gtin().number().to_le_bytes());
                push_padded::<SLOT>(series.slot(), out);
            }
            Origin::Rows(_) => out.extend([0; 4 + 8 + 8 + SLOT]),
        }
    }
}

pub(super) fn read_blocks(fields: &mut Fields<'_>) -> Result<Vec<Block>, Error> {
    let (mut blocks, mut first, mut rows) = (Vec::new(), 0_u32, 0_u32);
    while !fields.is_empty() {
        let broken = fields.broken();
        let (count, [level, zeros @ ..]) = (fields.u32()?, fields.array::<4>()?);
        let (start, gtin, slot) = (fields.u64()?, fields.u64()?, fields.array::<SLOT>()?);
        let end = first.checked_add(count).filter(|_| count > 0).ok_or(broken)?;
        let origin = if level == 0 {
            if start != 0 || gtin != 0 || slot != [0; SLOT] {
                return Err(broken);
            }
            rows += count;
            Origin::Rows(rows - count)
        } else {
            let level = Level::from_number(level).map_err(|_| broken)?;
            let slot = padded(&slot).ok_or(broken)?;
            let series = gtin_of(gtin).and_then(|gtin| SeriesId::new(gtin, slot).ok()).ok_or(broken)?;
            start.checked_add(count.into()).ok_or(broken)?;
            Origin::Series { series, start, level }
        };
        if zeros != [0; 3] {
            return Err(broken);
        }
        blocks.push(Block { first, count, origin });
        first = end;
    }
    Ok(blocks)
}

fn gtin_of(number: u64) -> Option<Gtin> {
    let digits = ascii::<14>(number);
    Gtin::parse(&digits).ok().filter(|gtin| gtin.number() == number)
}

fn sscc_of(number: u64) -> Option<Sscc> {
    Sscc::parse(&ascii::<18>(number)).ok().filter(|sscc| sscc.number() == number)
}

pub(super) fn write_rows(registry: &Registry, out: &mut Vec<u8>) {
    for (identity, level) in registry.identities.iter().zip(&registry.levels) {
        let (number, serial) = match identity {
            Identity::Sgtin { gtin, serial } => (gtin.number(), serial.as_bytes()),
            Identity::Sscc(sscc) => (sscc.number(), &[][..]),
        };
        out.extend(number.to_le_bytes());
        out.extend([level.number(), 0, 0, 0]);
        push_padded::<{ Serial::MAX }>(serial, out);
    }
}

/// Identities and levels.
pub(super) fn read_rows(fields: &mut Fields<'_>) -> Result<(Vec<Identity>, Vec<Level>), Error> {
    let broken = fields.broken();
    let rows = fields.all::<IDENTITY>()?;
    let (mut identities, mut levels) = (Vec::with_capacity(rows.len()), Vec::with_capacity(rows.len()));
    for row in rows {
        let (number, rest) = row.split_first_chunk().ok_or(broken)?;
        let ([level, 0, 0, 0], serial) = rest.split_first_chunk().ok_or(broken)? else { return Err(broken) };
        let number = u64::from_le_bytes(*number);
        let serial = padded(serial).ok_or(broken)?;
        let identity = if serial.is_empty() {
            sscc_of(number).map(Identity::Sscc)
        } else {
            gtin_of(number)
                .zip(Serial::parse(serial).ok())
                .map(|(gtin, serial)| Identity::Sgtin { gtin, serial })
        };
        identities.push(identity.ok_or(broken)?);
        levels.push(Level::from_number(*level).map_err(|_| broken)?);
    }
    Ok((identities, levels))
}
