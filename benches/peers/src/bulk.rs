//! Goals of issuing and sealing many at once, beside bare signatures, single calls, and HMAC in place of BLAKE3.

use std::hint::black_box;

use ed25519_dalek::Signer as _;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use symbolon::code::carrier::Form;
use symbolon::code::{Alphabet, MasterKey, Serial, SerialCode, Shape};
use symbolon::trust::columns::Columns;
use symbolon::trust::{Bulk, SecretKey, message};

use crate::code::{SEED, attributes, ratio, series};
use crate::measure::{Goal, Pair, ROUNDS, alternate, two_cores};

/// Codes signed in one round.
const SIGNED: u64 = 2048;
/// Serials in one round: over all rounds just above 10⁷.
const SEALED: usize = 1 << 18;
/// Characters of a serial of the usual shape, and of its slot.
const LENGTH: usize = 16;
const SLOT: &[u8] = b"07";

pub fn bulk() -> Bulk<SecretKey> {
    let key = SecretKey::from_seed(&SEED).unwrap();
    Bulk::signed(key, series(), &attributes(), &Form::ElementString).unwrap()
}

pub fn issue() -> Goal {
    let (bulk, mut columns) = (bulk(), Columns::default());
    bulk.issue_into(0..SIGNED, &mut columns).unwrap();
    let signed_bytes = |row: symbolon::trust::columns::Row<'_>| {
        let code = SerialCode::parse(row.code).unwrap();
        let mut bytes = Vec::new();
        message::write(&code, code.proof().unwrap().key_id, &mut bytes);
        bytes
    };
    let messages: Vec<Vec<u8>> = columns.rows().map(signed_bytes).collect();
    let bare = ed25519_dalek::SigningKey::from_bytes(&SEED);
    let signatures: Vec<[u8; 64]> = messages.iter().map(|message| bare.sign(message).to_bytes()).collect();
    assert_eq!(columns.signatures(), signatures);
    let pair = alternate(
        1,
        || bulk.issue_into(0..SIGNED, &mut columns).unwrap(),
        || messages.iter().fold(0, |sum, message| sum ^ bare.sign(black_box(message)).to_bytes()[0]),
    );
    ratio(1.0 / 0.95, &each(pair, SIGNED as f64), "bare dalek sign of the same message, one core")
}

pub fn cores() -> Goal {
    const CODES: u64 = 1 << 16;
    let bulk = bulk();
    two_cores(CODES as usize, || {
        let mut issued = 0;
        let count = |columns: &Columns| {
            issued += columns.len();
            Ok(())
        };
        bulk.blocks(0..CODES, count).unwrap();
        assert_eq!(issued as u64, CODES);
    })
}

/// The nanoseconds of one among `count`.
fn each(pair: Pair, count: f64) -> Pair {
    Pair { ours: pair.ours / count, theirs: pair.theirs / count, ..pair }
}

/// Our way and a peer's over as many serials as [`SEALED`] in a round, the next indices each time.
fn beside(mut ours: impl FnMut(u64), mut theirs: impl FnMut(u64)) -> Pair {
    let (mut our_first, mut their_first) = (0, 0);
    let next = |first: &mut u64| std::mem::replace(first, *first + SEALED as u64);
    let pair = alternate(1, || ours(next(&mut our_first)), || theirs(next(&mut their_first)));
    each(pair, SEALED as f64)
}

/// Two bare keyed hashes of a block for each serial: what the construction costs at least, one by one.
fn two_hashes() {
    for _ in 0..2 * SEALED {
        black_box(blake3::keyed_hash(black_box(&[7; 32]), black_box(&[9; 64])));
    }
}

fn seal_beside(theirs: impl FnMut(u64)) -> Pair {
    let (series, mut column) = (series(), vec![0; SEALED * LENGTH]);
    beside(|first| series.seal_many(first, black_box(&mut column)).unwrap(), theirs)
}

fn open_beside(mut theirs: impl FnMut(&[u8])) -> Pair {
    let (series, mut indices) = (series(), vec![None; SEALED]);
    let column = column();
    let part = |first| &column[first as usize * LENGTH..][..SEALED * LENGTH];
    let open = |first| {
        series.open_many(part(first).chunks_exact(LENGTH), black_box(&mut indices));
        assert_eq!(indices.last(), Some(&Some(first + SEALED as u64 - 1)));
    };
    beside(open, |first| theirs(part(first)))
}

/// The serials of all rounds.
fn column() -> Vec<u8> {
    let mut column = vec![0; (ROUNDS + 1) * SEALED * LENGTH];
    series().seal_many(0, &mut column).unwrap();
    column
}

/// The ratio to single calls, and in the note that to bare hashes.
fn goal(wanted: f64, pair: &Pair, peer: &str, hashes: &Pair) -> Goal {
    let bare = format!("{:.2} of two bare keyed BLAKE3, {:.0} ns", hashes.ratio, hashes.theirs);
    ratio(wanted, pair, &format!("{peer}; {bare}"))
}

pub fn seal_many() -> Goal {
    let series = series();
    let mut column = vec![0; SEALED * LENGTH];
    let pair = seal_beside(|first| {
        for (index, serial) in (first..).zip(column.chunks_exact_mut(LENGTH)) {
            serial.copy_from_slice(series.seal(index).unwrap().as_bytes());
        }
    });
    goal(1.0 / 3.0, &pair, "Series::seal one by one", &seal_beside(|_| two_hashes()))
}

pub fn open_many() -> Goal {
    let series = series();
    let pair = open_beside(|serials| {
        for serial in serials.chunks_exact(LENGTH) {
            black_box(series.open(&Serial::parse(serial).unwrap()).unwrap());
        }
    });
    goal(1.0 / 3.0, &pair, "Series::open one by one", &open_beside(|_| two_hashes()))
}

/// The construction of our serials over HMAC-SHA256, its key schedules made before: for the usual shape alone, in which
/// all remainders are bits.
struct Peer {
    tag: Hmac<Sha256>,
    mask: Hmac<Sha256>,
    values: [u8; 256],
}

impl Peer {
    const INDEX_BITS: u32 = 31;
    const TAG_BITS: u32 = 39;

    fn new() -> Self {
        assert_eq!(Shape::default().index_space(), 1 << Self::INDEX_BITS);
        assert_eq!(Shape::default().tag_space(), 1 << Self::TAG_BITS);
        let key = MasterKey::new([1; 32]).series_key(series().gtin(), SLOT);
        let mut values = [0; 256];
        (0..)
            .zip(Alphabet::CROCKFORD.symbols())
            .for_each(|(value, symbol)| values[usize::from(*symbol)] = value);
        Self {
            tag: Hmac::new_from_slice(&*key.expose()).unwrap(),
            mask: Hmac::new_from_slice(key.index_key().expose()).unwrap(),
            values,
        }
    }

    fn random(keyed: &Hmac<Sha256>, label: &[u8; 8], x: u64, bits: u32) -> u64 {
        let mut mac = keyed.clone();
        mac.update(label);
        mac.update(&u128::from(x).to_le_bytes());
        let hash = mac.finalize().into_bytes();
        u64::from_le_bytes(hash[..8].try_into().unwrap()) & ((1 << bits) - 1)
    }

    fn tag(&self, index: u64) -> u64 {
        Self::random(&self.tag, b"tag\0\0\0\0\0", index, Self::TAG_BITS)
    }

    fn mask(&self, tag: u64) -> u64 {
        Self::random(&self.mask, b"index\0\0\0", tag, Self::INDEX_BITS)
    }

    fn seal(&self, index: u64, serial: &mut [u8]) {
        let tag = self.tag(index);
        let masked = (index + self.mask(tag)) & ((1 << Self::INDEX_BITS) - 1);
        let mut number = u128::from(tag) << Self::INDEX_BITS | u128::from(masked);
        let (slot, text) = serial.split_at_mut(SLOT.len());
        slot.copy_from_slice(SLOT);
        for character in text.iter_mut().rev() {
            *character = Alphabet::CROCKFORD.symbols()[(number & 31) as usize];
            number >>= 5;
        }
    }

    fn open(&self, serial: &[u8]) -> Option<u64> {
        let text = serial.strip_prefix(SLOT)?;
        let number =
            text.iter().fold(0, |number, symbol| number << 5 | u128::from(self.values[usize::from(*symbol)]));
        let (tag, masked) = ((number >> Self::INDEX_BITS) as u64, number as u64);
        let index = masked.wrapping_sub(self.mask(tag)) & ((1 << Self::INDEX_BITS) - 1);
        (self.tag(index) == tag).then_some(index)
    }
}

pub fn seal_many_hmac() -> Goal {
    let (peer, mut column) = (Peer::new(), vec![0; SEALED * LENGTH]);
    let pair = seal_beside(|first| {
        for (index, serial) in (first..).zip(column.chunks_exact_mut(LENGTH)) {
            peer.seal(index, black_box(serial));
        }
    });
    ratio(0.2, &pair, "the construction over HMAC-SHA256")
}

pub fn open_many_hmac() -> Goal {
    let peer = Peer::new();
    let mut serials = vec![0; SEALED * LENGTH];
    for (index, serial) in (0..).zip(serials.chunks_exact_mut(LENGTH)) {
        peer.seal(index, serial);
        assert_eq!(peer.open(serial), Some(index));
    }
    // Its own serials, the same in every round, so that it opens them.
    let pair = open_beside(|_| {
        for serial in serials.chunks_exact(LENGTH) {
            black_box(peer.open(black_box(serial)).unwrap());
        }
    });
    ratio(0.2, &pair, "the construction over HMAC-SHA256")
}
