//! What a machine does with writes until they are synced, and loses without power: they lie in memory and go to the disk
//! sector by sector, in any order, some of them early.

use std::thread;
use std::time::Duration;

use symbolon::Error;
use symbolon::journal::{Files, Source, Storage};

use super::load::Dice;

const SECTOR: u32 = 512;

/// A part of a write that lies in one sector.
struct Piece {
    segment: u32,
    at: u32,
    bytes: Vec<u8>,
}

impl Piece {
    /// A number that follows from the sector alone.
    fn drawn(&self, salt: u64) -> u64 {
        Dice::new(salt ^ (u64::from(self.segment) << 32 | u64::from(self.at / SECTOR))).next()
    }
}

/// A directory behind a cache that dies with this process.
pub(crate) struct Cache {
    disk: Files,
    /// In the order of the writes.
    waiting: Vec<Piece>,
    dice: Dice,
}

impl Cache {
    pub(crate) const fn new(disk: Files, dice: Dice) -> Self {
        Self { disk, waiting: Vec::new(), dice }
    }

    /// Brings one of `of` sectors that wait to the disk, whole sectors and in any order.
    fn flush(&mut self, of: u64) -> Result<(), Error> {
        let salt = self.dice.next();
        let (mut going, waiting): (Vec<_>, Vec<_>) =
            self.waiting.drain(..).partition(|piece| piece.drawn(salt) % of == 0);
        self.waiting = waiting;
        // A stable sort: what was written to a sector later goes there later.
        going.sort_by_key(|piece| piece.drawn(salt));
        for piece in going {
            self.disk.write_at(piece.segment, piece.at, &piece.bytes)?;
            if self.dice.below(6) == 0 {
                thread::sleep(Duration::from_micros(self.dice.below(200)));
            }
        }
        Ok(())
    }
}

impl Source for Cache {
    fn list(&self) -> Result<Vec<u32>, Error> {
        self.disk.list()
    }

    fn len(&self, segment: u32) -> Result<u64, Error> {
        self.disk.len(segment)
    }

    fn read_at(&self, segment: u32, at: u32, into: &mut [u8]) -> Result<usize, Error> {
        let read = self.disk.read_at(segment, at, into)?;
        for piece in self.waiting.iter().filter(|piece| piece.segment == segment) {
            for (place, byte) in (piece.at..).zip(&piece.bytes) {
                let place = place.checked_sub(at).and_then(|place| into.get_mut(place as usize));
                if let Some(place) = place {
                    *place = *byte;
                }
            }
        }
        Ok(read)
    }
}

impl Storage for Cache {
    fn allocate(&mut self, segment: u32, bytes: u32) -> Result<(), Error> {
        self.disk.allocate(segment, bytes)
    }

    fn write_at(&mut self, segment: u32, mut at: u32, mut bytes: &[u8]) -> Result<(), Error> {
        while !bytes.is_empty() {
            let room = (SECTOR - at % SECTOR) as usize;
            let (piece, rest) = bytes.split_at(room.min(bytes.len()));
            self.waiting.push(Piece { segment, at, bytes: piece.to_vec() });
            at += piece.len() as u32;
            bytes = rest;
        }
        if self.dice.below(3) == 0 { self.flush(4) } else { Ok(()) }
    }

    /// Zeros of any length: they wait with the frame before them.
    fn prepare(&mut self, segment: u32, at: u32, end: u32) -> Result<(), Error> {
        let zeros = [0; 8192];
        let length = self.dice.below(8192).min(u64::from(end - at));
        self.write_at(segment, at, &zeros[..length as usize])
    }

    fn sync(&mut self, segment: u32) -> Result<(), Error> {
        self.flush(1)?;
        self.disk.sync(segment)
    }

    fn remove(&mut self, segment: u32) -> Result<(), Error> {
        self.waiting.retain(|piece| piece.segment != segment);
        self.disk.remove(segment)
    }

    fn reopen(&mut self) -> Result<(), Error> {
        self.disk.reopen()
    }
}
