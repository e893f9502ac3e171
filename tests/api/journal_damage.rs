//! Every change of a journal is found: cut short, one bit, edited, deleted, inserted, in another order.

use symbolon::Error;
use symbolon::journal::{
    Append, Check, Commit, Journal, Memory, Reader, Recovery, Settings, Source, Storage, verify,
};
use symbolon::trust::{PublicKey, Signer};

use crate::journal::{ID, Owned, key, read, settings};

/// A journal of several segments, with frames of several records and checkpoints among them; and after how many
/// records a commit ended.
fn sample() -> (Memory, Vec<u64>) {
    let memory = Memory::new();
    let mut journal = Journal::create(memory.clone(), ID, settings(1536, Commit::Caller)).unwrap();
    let mut commits = vec![0];
    for number in 0..80 {
        journal.append(&Owned::number(number).record()).unwrap();
        commits.push(journal.durable().records);
        if number % 4 == 1 || number % 30 == 20 {
            commits.push(journal.commit().unwrap().records);
        }
        if number % 30 == 20 {
            journal.checkpoint(&key(), 1_700_000_000).unwrap();
        }
    }
    commits.push(journal.commit().unwrap().records);
    assert!(memory.list().unwrap().len() > 3);
    (memory, commits)
}

fn segments(memory: &Memory) -> Vec<Vec<u8>> {
    (0..).map_while(|segment| memory.segment(segment)).collect()
}

fn public() -> [PublicKey; 1] {
    [*key().public_key()]
}

fn open(segments: Vec<Vec<u8>>) -> Result<(Memory, Recovery), Error> {
    let memory = Memory::from_segments(segments);
    let (_, found) = Journal::open(memory.clone(), settings(1536, Commit::Each), None)?;
    Ok((memory, found))
}

/// What is left is a beginning of what was there.
fn is_beginning(left: &[Owned], all: &[Owned]) -> bool {
    all.starts_with(left)
}

#[test]
fn cut_short_at_every_byte() {
    let (memory, commits) = sample();
    let (whole, all) = (segments(&memory), read(&memory).unwrap());
    let (last, before) = whole.split_last().unwrap();
    let (mut kept, mut opened) = (0, 0);
    for len in 0..last.len() {
        let cut: Vec<_> = before.iter().cloned().chain([last[..len].to_vec()]).collect();
        let report = verify(&Memory::from_segments(cut.clone()), &public()).unwrap();
        assert!(!report.is_whole(), "{len}");
        match open(cut) {
            Ok((memory, found)) => {
                let piece = found.cut.unwrap();
                assert_eq!(report.cut, Some(piece), "{len}");
                assert!(piece.missing as usize == last.len() - len && piece.at as usize <= len);
                // The longest that still was whole.
                assert!(commits.contains(&found.head.records) && found.head.records >= kept);
                kept = found.head.records;
                let left = read(&memory).unwrap();
                assert!(is_beginning(&left, &all));
                assert!(verify(&memory, &public()).unwrap().is_whole());
                opened += 1;
            }
            // Not even the beginning of the segment is there, and the one before says that it must be.
            Err(error) => {
                assert_eq!(error, report.damage.unwrap().error);
                assert!(len < 128 && matches!(error, Error::JournalDamage { at: 0, .. }), "{len} {error:?}");
            }
        }
    }
    assert_eq!(opened, last.len() - 128);
    assert_eq!(kept, *commits.last().unwrap());
    for number in 0..before.len() {
        for len in 0..before[number].len() {
            let mut cut = whole.clone();
            cut[number].truncate(len);
            let report = verify(&Memory::from_segments(cut.clone()), &public()).unwrap();
            let damage = report.damage.unwrap();
            assert_eq!(damage.segment as usize, number);
            assert!(damage.at as usize <= len && report.head.records == damage.record);
            assert_eq!(open(cut).err(), Some(damage.error));
        }
    }
}

#[test]
fn one_bit_at_every_position() {
    let (memory, _) = sample();
    let (whole, all) = (segments(&memory), read(&memory).unwrap());
    for number in 0..whole.len() {
        for at in 0..whole[number].len() {
            let mut flipped = whole.clone();
            flipped[number][at] ^= 1 << (at % 8);
            let memory = Memory::from_segments(flipped.clone());
            let report = verify(&memory, &public()).unwrap();
            assert!(!report.is_whole(), "{number} {at}");
            match (open(flipped), report.damage) {
                (Err(error), Some(damage)) => {
                    assert_eq!(error, damage.error);
                    let Error::JournalDamage { segment, at: named } = error else { panic!("{error:?}") };
                    assert!(segment as usize == number && named as usize <= at);
                }
                // Where nothing was written yet, a stray bit looks like the rest of a torn frame.
                (Ok((_, found)), None) => {
                    assert!(number + 1 == whole.len() && found.cut.unwrap().at as usize <= at);
                    assert_eq!(found.head.records, all.len() as u64 + report.checkpoints);
                }
                other => panic!("{number} {at} {other:?}"),
            }
            // A reader gives the beginning out, then stops or says why.
            let mut reader = match Reader::open(memory) {
                Ok(reader) => reader,
                Err(error) => {
                    assert_eq!(error, report.damage.unwrap().error);
                    continue;
                }
            };
            let mut left = Vec::new();
            while let Ok(Some(entry)) = reader.next() {
                if !entry.is_checkpoint() {
                    left.push(Owned::of(&entry.record));
                }
            }
            assert!(is_beginning(&left, &all));
        }
    }
}

/// The offsets of the frames of a segment.
fn frames(segment: &[u8]) -> Vec<usize> {
    (128..segment.len()).step_by(8).filter(|at| segment[*at..].starts_with(b"frm1")).collect()
}

#[test]
fn frames_and_segments_deleted_doubled_or_swapped() {
    let (memory, _) = sample();
    let whole = segments(&memory);
    let mut changed: Vec<Vec<Vec<u8>>> = Vec::new();
    for number in 0..whole.len() {
        let at = frames(&whole[number]);
        for pair in at.windows(2) {
            let (one, two) = (pair[0], pair[1]);
            let segment = &whole[number];
            let end = at.iter().find(|at| **at > two).copied().unwrap_or(segment.len());
            let [before, first, second, after] =
                [&segment[..one], &segment[one..two], &segment[two..end], &segment[end..]];
            let zeros = vec![0; first.len()];
            for parts in [
                [before, second, after, &zeros].concat(),       // deleted
                [before, &zeros, second, after].concat(),       // made zero
                [before, first, first, second, after].concat(), // doubled
                [before, second, first, after].concat(),        // swapped
            ] {
                let mut other = whole.clone();
                other[number] = parts;
                other[number].resize(segment.len(), 0);
                changed.push(other);
            }
        }
        if number + 1 < whole.len() {
            let mut swapped = whole.clone();
            swapped.swap(number, number + 1);
            let mut deleted = whole.clone();
            deleted.remove(number);
            let mut doubled = whole.clone();
            doubled.insert(number, whole[number].clone());
            changed.extend([swapped, deleted, doubled]);
        }
        let mut longer = whole.clone();
        longer[number].push(0);
        let mut blank = whole.clone();
        blank[number].fill(0);
        changed.extend([longer, blank]);
    }
    // The last frame whole and gone is what only an anchor shows.
    for (number, segments) in changed.into_iter().enumerate() {
        let memory = Memory::from_segments(segments.clone());
        let report = verify(&memory, &public()).unwrap();
        let opened = open(segments.clone());
        let zeroed_end = segments.iter().zip(&whole).any(|(now, was)| {
            let last = frames(was).last().copied().unwrap_or(0);
            now != was && now[..last] == was[..last]
        });
        assert!(report.damage.is_some() && opened.is_err() || zeroed_end, "{number} {report:?}");
    }
    let mut robbed = whole.clone();
    robbed.pop();
    assert_eq!(open(robbed).err(), Some(Error::JournalMissing));
    assert_eq!(open(Vec::new()).err(), Some(Error::JournalMissing));
}

/// Somebody who can write the disk, and computes all hashes and checks anew.
#[test]
fn a_forger_with_the_format_fails_at_the_signature() {
    let memory = Memory::new();
    let mut journal = Journal::create(memory.clone(), ID, settings(4096, Commit::Each)).unwrap();
    let forged = Memory::new();
    let mut other = Journal::create(forged.clone(), ID, settings(4096, Commit::Each)).unwrap();
    let stranger = symbolon::trust::SecretKey::from_seed(&[9; 32]).unwrap();
    for number in 0..20 {
        journal.append(&Owned::number(number).record()).unwrap();
        other.append(&Owned::number(number + u64::from(number == 7)).record()).unwrap();
    }
    journal.checkpoint(&key(), 1).unwrap();
    other.checkpoint(&stranger, 1).unwrap();
    let anchor = journal.durable();
    let report = verify(&memory, &public()).unwrap();
    assert_eq!((report.checkpoints, report.signed, report.covered), (1, 1, 20));
    // A checkpoint of somebody else's vouches for nothing, and the anchor shows it.
    let report = verify(&forged, &public()).unwrap();
    assert_eq!((report.checkpoints, report.signed, report.covered), (1, 0, 0));
    let opened = Journal::open(forged, Settings::default(), Some(&anchor));
    assert_eq!(opened.err(), Some(Error::JournalForeign));

    // The true checkpoint in the forged journal: bytes of its record, appended as one.
    let mut reader = Reader::at(memory, 20).unwrap();
    let payload = reader.next().unwrap().unwrap().record.payload.to_vec();
    let forged = Memory::new();
    let mut other = Journal::create(forged.clone(), ID, settings(4096, Commit::Each)).unwrap();
    (0..20).for_each(|number| assert!(other.append(&Owned::number(number / 2).record()).is_ok()));
    let replay = Replay(*key().public_key(), payload[payload.len() - 64..].try_into().unwrap());
    assert_eq!(other.checkpoint(&replay, 1).err(), Some(Error::Signature));
    let unchecked = Unchecked(replay);
    other.checkpoint(&unchecked, 1).unwrap();
    let damage = verify(&forged, &public()).unwrap().damage.unwrap();
    assert_eq!((damage.record, damage.error), (20, Error::Signature));
}

/// Signs everything with one signature that it has seen.
struct Replay(PublicKey, [u8; 64]);

impl Signer for Replay {
    fn public_key(&self) -> &PublicKey {
        &self.0
    }

    fn sign(&self, _: &[u8]) -> Result<[u8; 64], Error> {
        Ok(self.1)
    }
}

/// And is not checked.
struct Unchecked(Replay);

impl Signer for Unchecked {
    fn public_key(&self) -> &PublicKey {
        self.0.public_key()
    }

    fn sign(&self, message: &[u8]) -> Result<[u8; 64], Error> {
        self.0.sign(message)
    }

    fn is_external(&self) -> bool {
        false
    }
}

#[test]
fn an_older_state_is_foreign_to_its_anchor() {
    let memory = Memory::new();
    let mut journal = Journal::create(memory.clone(), ID, settings(1536, Commit::Each)).unwrap();
    let mut states = Vec::new();
    for number in 0..60 {
        states.push((segments(&memory), journal.durable()));
        journal.append(&Owned::number(number).record()).unwrap();
    }
    let anchor = journal.durable();
    for check in [Check::Everything, Check::Tail] {
        let settings = Settings { check, ..settings(1536, Commit::Each) };
        for (old, head) in &states {
            let restored = |anchor| Journal::open(Memory::from_segments(old.clone()), settings, Some(anchor));
            assert_eq!(restored(&anchor).err(), Some(Error::JournalForeign));
            assert!(restored(head).is_ok());
            assert!(Journal::open(memory.clone(), settings, Some(head)).is_ok());
        }
        // Restored and carried on.
        let restored = Memory::from_segments(states[40].0.clone());
        let (mut journal, _) = Journal::open(restored.clone(), settings, None).unwrap();
        (0..30).for_each(|number| assert!(journal.append(&Owned::number(number).record()).is_ok()));
        drop(journal);
        let opened = Journal::open(restored, settings, Some(&anchor));
        assert_eq!(opened.err(), Some(Error::JournalForeign));
    }
}

#[test]
fn a_tail_is_checked_from_the_last_checkpoint_on() {
    let (memory, _) = sample();
    let tail = Settings { check: Check::Tail, ..settings(1536, Commit::Each) };
    let mut old = segments(&memory);
    old[0][600] ^= 1;
    let mut new = segments(&memory);
    let last = new.len() - 1;
    new[last][200] ^= 1;
    assert!(Journal::open(Memory::from_segments(old.clone()), tail, None).is_ok());
    assert!(Journal::open(Memory::from_segments(new), tail, None).is_err());
    // The next checkpoint is the same as if everything had been read.
    let (mut one, mut two) = [Check::Tail, Check::Everything]
        .map(|check| {
            let settings = Settings { check, ..tail };
            Journal::open(Memory::from_segments(segments(&memory)), settings, None).unwrap().0
        })
        .into();
    assert_eq!(one.checkpoint(&key(), 5), two.checkpoint(&key(), 5));
}

#[test]
fn a_segment_that_was_made_and_never_used_is_dropped() {
    let (memory, _) = sample();
    let whole = segments(&memory);
    let number = u32::try_from(whole.len()).unwrap();
    for bytes in [vec![], vec![0; 100], vec![0; 1536]] {
        let mut memory = Memory::from_segments(whole.clone());
        memory.set_segment(number, bytes);
        let report = verify(&memory, &public()).unwrap();
        assert!(report.damage.is_none() && report.cut.unwrap().next);
        let (_, found) = Journal::open(memory.clone(), settings(1536, Commit::Each), None).unwrap();
        assert_eq!(found.cut, report.cut);
        assert_eq!(segments(&memory), whole);
        memory.remove(number).unwrap();
    }
    // With something in it, the one before must have been sealed.
    let mut used = vec![0; 1536];
    used[700] = 1;
    let other = whole.iter().cloned().chain([used]).collect();
    assert!(matches!(open(other).err(), Some(Error::JournalDamage { .. })));
}

#[test]
fn damage_is_told_with_its_segment() {
    let damage = symbolon::Error::JournalDamage { segment: 3, at: 512 };
    assert_eq!(damage.to_string(), "the journal is damaged (segment 3, at 512)");
}
