//! Records one after the other, as a frame holds them: small, because most of a record is like the one before.
//!
//! # Format, version 1
//!
//! ```text
//! 1 byte   what differs: bit 0 device, bit 1 kind, bit 2 event; the other bits are 0
//! varint   time, zigzag of the difference to the record before
//! varint   device, if bit 0
//! varint   kind, if bit 1
//! varint   event, if bit 2: zigzag of the difference to what is expected, one above the event before
//! varint   length of the payload
//! payload
//! ```
//!
//! Before the first record of a frame stands one of zeros. A varint is LEB128 in its shortest form, differences wrap at
//! 64 bits, and a bit is set only where there is a difference. So records have one form only, and no bit of it can
//! change without a record changing.

use super::record::{Kind, MAX_PAYLOAD, Record};

const DEVICE: u8 = 1;
const KIND: u8 = 2;
const EVENT: u8 = 4;

/// The most bytes of a record without its payload.
pub(super) const MOST: usize = 1 + 10 + 5 + 3 + 10 + 3;

/// What the next record is compared with.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Before {
    time: u64,
    device: u32,
    kind: u16,
    event: u64,
}

impl Before {
    const fn after(record: &Record<'_>) -> Self {
        Self { time: record.time, device: record.device, kind: record.kind.0, event: record.event }
    }
}

/// Writes a record and takes it as the one before.
pub(super) fn write(record: &Record<'_>, before: &mut Before, out: &mut Vec<u8>) {
    let event = record.event.wrapping_sub(before.event.wrapping_add(1));
    let (device, kind) = (record.device != before.device, record.kind.0 != before.kind);
    let bit = |set: bool, bit: u8| if set { bit } else { 0 };
    out.push(bit(device, DEVICE) | bit(kind, KIND) | bit(event != 0, EVENT));
    varint(zigzag(record.time.wrapping_sub(before.time)), out);
    if device {
        varint(record.device.into(), out);
    }
    if kind {
        varint(record.kind.0.into(), out);
    }
    if event != 0 {
        varint(zigzag(event), out);
    }
    varint(record.payload.len() as u64, out);
    out.extend_from_slice(record.payload);
    *before = Before::after(record);
}

/// Reads the next record and takes it as the one before; none if no writer made these bytes.
pub(super) fn read<'a>(input: &mut &'a [u8], before: &mut Before) -> Option<Record<'a>> {
    let differs = byte(input)?;
    if differs & !(DEVICE | KIND | EVENT) != 0 {
        return None;
    }
    let time = before.time.wrapping_add(unzigzag(read_varint(input)?));
    let (mut device, mut kind, mut event) = (before.device, before.kind, before.event.wrapping_add(1));
    if differs & DEVICE != 0 {
        device = u32::try_from(read_varint(input)?).ok().filter(|device| *device != before.device)?;
    }
    if differs & KIND != 0 {
        kind = u16::try_from(read_varint(input)?).ok().filter(|kind| *kind != before.kind)?;
    }
    if differs & EVENT != 0 {
        event = event.wrapping_add(Some(unzigzag(read_varint(input)?)).filter(|gap| *gap != 0)?);
    }
    let len = usize::try_from(read_varint(input)?).ok().filter(|len| *len <= MAX_PAYLOAD)?;
    let (payload, rest) = input.split_at_checked(len)?;
    *input = rest;
    let record = Record { time, device, event, kind: Kind(kind), payload };
    *before = Before::after(&record);
    Some(record)
}

const fn zigzag(difference: u64) -> u64 {
    let signed = difference.cast_signed();
    ((signed << 1) ^ (signed >> 63)).cast_unsigned()
}

const fn unzigzag(coded: u64) -> u64 {
    (coded >> 1) ^ (coded & 1).wrapping_neg()
}

fn varint(mut value: u64, out: &mut Vec<u8>) {
    while value >= 0x80 {
        let [low, ..] = value.to_le_bytes();
        out.push(low | 0x80);
        value >>= 7;
    }
    let [last, ..] = value.to_le_bytes();
    out.push(last);
}

fn read_varint(input: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let next = byte(input)?;
        let bits = u64::from(next & 0x7F);
        if shift == 63 && next > 1 {
            return None;
        }
        value |= bits << shift;
        if next < 0x80 {
            let shortest = next != 0 || shift == 0;
            return shortest.then_some(value);
        }
    }
    None
}

fn byte(input: &mut &[u8]) -> Option<u8> {
    let (first, rest) = input.split_first()?;
    *input = rest;
    Some(*first)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_written_is_read_and_has_one_form(
            records in prop::collection::vec((any::<u64>(), 0..3_u32, any::<u64>(), 0..3_u16, 0..200_usize), 0..20),
            bytes in prop::collection::vec(any::<u8>(), 0..60),
        ) {
            let (mut out, mut before) = (Vec::new(), Before::default());
            let payload = [7; 200];
            let records: Vec<_> = records.iter().map(|(time, device, event, kind, len)| Record {
                time: *time, device: *device, event: *event % 5, kind: Kind(*kind), payload: payload.get(..*len).unwrap(),
            }).collect();
            for record in &records {
                let start = out.len();
                write(record, &mut before, &mut out);
                prop_assert!(out.len() - start <= MOST + record.payload.len());
            }
            let (mut rest, mut before) = (&out[..], Before::default());
            for record in &records {
                prop_assert_eq!(read(&mut rest, &mut before), Some(*record));
            }
            prop_assert!(rest.is_empty());

            let (mut rest, mut before, mut again, mut other) =
                (&bytes[..], Before::default(), Vec::new(), Before::default());
            while let Some(record) = read(&mut rest, &mut before) {
                write(&record, &mut other, &mut again);
                prop_assert!(bytes.starts_with(&again));
            }
        }
    }
}
