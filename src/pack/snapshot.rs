//! A forest as bytes, to go on from: opened without a look at each unit in line order, and a few nanoseconds for others.
//!
//! Owns the format and what it takes for whole. Refuses what a forest cannot be, wherever the bytes come from. Invariant:
//! what was opened equals what was written, remembered operations included.
//!
//! # Format, version 1
//!
//! All numbers are little-endian. Eight sections follow the magic, in this order, and nothing follows them.
//!
//! ```text
//! snapshot
//! 0   8   "symtree", 1: the version
//! 8       the sections
//!
//! section
//! 0   4   its number, 1 to 8
//! 4   4   0
//! 8   8   length n of its content
//! 16  n   the content, and zeros up to a multiple of 8
//!     32  check: BLAKE3.keyed("symbolon v1 snapshot" and zeros to 32 bytes,
//!         check of the section before, or zeros (32) ‖ this section from its number to its zeros)
//!
//! 1  position (8), the caller's own; operations that are remembered at most (4)
//! 2  rules: 1 if levels may be skipped, else 0 (4); for each level from 1 to 8 its capacity, or 0 (4), and its name, or
//!    nothing, with zeros behind (24)
//! 3  blocks, 44 bytes each; the ids of one follow those of the one before
//!    0   4   how many ids, not 0
//!    4   4   the level of a range of a series; 0 for ids that came one by one, and then all that follows is 0
//!    8   8   the first index
//!    16  8   the GTIN as a number
//!    24  20  the slot, with zeros behind
//! 4  rows, 32 bytes each: the ids that came one by one, in their order
//!    0   8   the GTIN or the SSCC as a number
//!    8   4   the level
//!    12  20  the serial, with zeros behind; nothing for an SSCC
//! 5  for each 65 536 ids, a page, where they lie. A word is the id of a container plus one, or 0 for none
//!    0   4   0: none lies anywhere
//!    or
//!    0   4   1: in line order
//!    4   4   number of segments
//!    8   4   number of odd ids
//!            the segments, 24 bytes each, ascending: first position in the page, the one behind the last, first
//!            container, phase, capacity, lanes (4 each); see runs.rs
//!            the odd ids, 8 bytes each, ascending: position in the page (2), 1 if it counts no rank, else 0 (2), word (4)
//!    or
//!    0   4   2: each lies somewhere else
//!    4       a word (4) for each id of the page
//! 6  for each page, what has become of its ids: 1 closed, 2 void, 4 sampled, 8 destroyed, added up
//!    0   4   n, the number of changes, and for each, ascending: position from which on it holds (2), sum (1), 0 (1);
//!            0 behind the last id
//!    or
//!    0   4   2^32 − 1, and for each id of the page its sum (1)
//! 7  for each closed container, ascending, that does not hold what was declared of it: id (4), declared number (4)
//! 8  the remembered operations, oldest first, 24 bytes each: id (8), print (8), number of the refusal or 0 (4), units that
//!    changed place, or position of the refused unit (4)
//! ```
//!
//! Which child lies where is written once, with the child: the lists of the containers are made anew.
//!
//! # Argument
//!
//! The checks find what a disk or a transfer did: they are no signature. Who can write a snapshot can write any forest,
//! within what is tested here: names are unique, containers are known and of a level that the rules let hold the child,
//! so no unit lies in itself and every walk ends. Capacities, and what a state forbids, are left to
//! [`Forest::check`](super::Forest::check). A forest that is read takes the memory that it would take if it had been packed
//! here, which grows with the bytes: some 14 of it for one of them in the common forms, at most some 260 where children of
//! one page lie in containers all over the ids.

use super::operation::OperationId;
use super::registry::Registry;
use super::snapshot_form::{Fields, Sections, Writer};
use super::states::CLOSED;
use super::window::{Past, Window};
use super::{Forest, snapshot_names, snapshot_pages, snapshot_states};
use crate::Error;

const MAGIC: [u8; 8] = *b"symtree\x01";

/// The refusals of operations, by which the remembered ones are known again.
const REFUSALS: [fn(u32) -> Error; 15] = [
    |item| Error::UnknownUnit { item },
    |item| Error::LevelOrder { item },
    |item| Error::AlreadyPacked { item },
    |item| Error::NotPacked { item },
    |item| Error::Capacity { item },
    |item| Error::Void { item },
    |item| Error::Repeated { item },
    |item| Error::NotEmpty { item },
    |item| Error::LevelAbsent { item },
    |item| Error::Closed { item },
    |item| Error::NotClosed { item },
    |item| Error::Declared { item },
    |item| Error::Gone { item },
    |_| Error::Full,
    |_| Error::Parameter,
];

impl Forest {
    /// Appends a snapshot, drawn in this module's source, to `out`. `position` is the caller's: the number of the first
    /// journal record, say, that is not in it.
    ///
    /// In line order it takes less than 0.1 bytes a unit, otherwise 4. O(size of the snapshot).
    pub fn snapshot(&self, position: u64, out: &mut Vec<u8>) {
        let mut writer = Writer::new(out, MAGIC);
        writer.section(1, |out| {
            out.extend(position.to_le_bytes());
            out.extend(self.window.size().to_le_bytes());
        });
        writer.section(2, |out| snapshot_names::write_rules(&self.rules, out));
        writer.section(3, |out| snapshot_names::write_blocks(&self.registry, out));
        writer.section(4, |out| snapshot_names::write_rows(&self.registry, out));
        writer.section(5, |out| snapshot_pages::write(&self.layout, self.len(), out));
        writer.section(6, |out| snapshot_states::write(&self.states, self.len(), out));
        writer.section(7, |out| {
            let mut declared: Vec<_> = self.declared.iter().collect();
            declared.sort_unstable();
            for (container, declared) in declared {
                out.extend(container.to_le_bytes());
                out.extend(declared.to_le_bytes());
            }
        });
        writer.section(8, |out| self.window.iter().for_each(|past| write_past(past, out)));
    }

    /// Opens a snapshot: the forest, and the position that was stored with it. `key` is that of [`Forest::keyed`], zeros
    /// where nobody chooses identities to collide.
    ///
    /// The forest is an ordinary one, though the one that was written was reserved. O(size of the snapshot), and
    /// expected O(1) for each unit that came one by one.
    ///
    /// # Errors
    ///
    /// [`Error::Snapshot`] with the offset of what is damaged or what no forest has; [`Error::Version`] for a later
    /// format; [`Error::Full`] if the lists do not fit into memory of this form.
    pub fn restore(bytes: &[u8], key: [u8; 16]) -> Result<(Self, u64), Error> {
        let mut sections = Sections::new(bytes, MAGIC)?;
        let mut head = sections.next(1)?;
        let (position, window) = (head.u64()?, head.u32()?);
        head.end()?;
        let mut fields = sections.next(2)?;
        let rules = snapshot_names::read_rules(&mut fields)?;
        fields.end()?;
        let mut fields = sections.next(3)?;
        let broken = fields.broken();
        let blocks = snapshot_names::read_blocks(&mut fields)?;
        let (identities, levels) = snapshot_names::read_rows(&mut sections.next(4)?)?;
        let registry = Registry::from_parts(&rules, blocks, identities, levels, key).ok_or(broken)?;
        let layout = snapshot_pages::read(&mut sections.next(5)?, &rules, &registry)?;
        let states = snapshot_states::read(&mut sections.next(6)?, registry.len())?;
        let mut fields = sections.next(7)?;
        let (mut forest, mut behind) = (Self::keyed(rules, 0, key), 0);
        while !fields.is_empty() {
            let broken = fields.broken();
            let (container, declared) = (fields.u32()?, fields.u32()?);
            if container < behind || states.get(container) & CLOSED == 0 {
                return Err(broken);
            }
            behind = container + 1;
            forest.declared.insert(container, declared);
        }
        forest.window = read_window(&mut sections.next(8)?, window)?;
        sections.end()?;
        (forest.registry, forest.layout, forest.states) = (registry, layout, states);
        Ok((forest, position))
    }
}

fn write_past(past: &Past, out: &mut Vec<u8>) {
    let (refusal, value) = match past.answer {
        Ok(units) => (0, units),
        Err(error) if refusal(error.code(), error.place().unwrap_or(0)) == Some(error) => {
            (error.code(), error.place().unwrap_or(0))
        }
        // Not one that an operation gives: refused anew if it comes again.
        Err(_) => return,
    };
    out.extend(past.id.0.to_le_bytes());
    out.extend(past.print.to_le_bytes());
    out.extend(refusal.to_le_bytes());
    out.extend(value.to_le_bytes());
}

fn refusal(code: i32, item: u32) -> Option<Error> {
    REFUSALS.into_iter().map(|refusal| refusal(item)).find(|error| error.code() == code)
}

fn read_window(fields: &mut Fields<'_>, size: u32) -> Result<Window, Error> {
    let mut window = Window::new(size);
    let mut count = 0;
    while !fields.is_empty() {
        let broken = fields.broken();
        let (id, print) = (OperationId(fields.u64()?), fields.u64()?);
        let (code, value) = (i32::from_le_bytes(fields.array()?), fields.u32()?);
        let answer = match code {
            0 => Ok(value),
            code => Err(refusal(code, value).ok_or(broken)?),
        };
        count += 1;
        if count > size || window.find(id).is_some() {
            return Err(broken);
        }
        window.push(Past { id, print, answer });
    }
    Ok(window)
}
