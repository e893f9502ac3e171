//! Checkpoints, and proofs of single records under them.

use symbolon::Error;
use symbolon::journal::{
    Append, Checkpoint, Commit, Journal, Kind, Memory, Reader, Record, RecordProof, verify,
};
use symbolon::trust::{SecretKey, Signer};

use crate::journal::{ID, Owned, key, settings};

/// A journal with checkpoints after 1, 8, 21 and 60 records, and some records behind; sizes of one to several segments.
fn sample(segment_bytes: u32) -> (Memory, Vec<Checkpoint>) {
    let memory = Memory::new();
    let mut journal = Journal::create(memory.clone(), ID, settings(segment_bytes, Commit::Caller)).unwrap();
    let mut checkpoints = Vec::new();
    for number in 0..70 {
        journal.append(&Owned::number(number).record()).unwrap();
        if [0, 7, 20, 59].contains(&number) {
            checkpoints
                .push(journal.checkpoint(&key(), 1_700_000_000 + i64::try_from(number).unwrap()).unwrap());
        }
    }
    journal.commit().unwrap();
    (memory, checkpoints)
}

fn entries(memory: &Memory) -> Vec<(u64, Owned)> {
    let mut reader = Reader::open(memory.clone()).unwrap();
    let mut entries = Vec::new();
    while let Some(entry) = reader.next().unwrap() {
        entries.push((entry.number, Owned::of(&entry.record)));
    }
    entries
}

#[test]
fn every_record_under_a_checkpoint_has_a_proof() {
    for size in [1536, 1 << 20] {
        let (memory, checkpoints) = sample(size);
        let entries = entries(&memory);
        assert_eq!(entries.len(), 74);
        for (number, owned) in &entries {
            let proof = RecordProof::make(&memory, *number);
            let Some(checkpoint) = checkpoints.iter().find(|checkpoint| checkpoint.records > *number) else {
                assert_eq!(proof, Err(Error::NotIncluded));
                continue;
            };
            let bytes = proof.unwrap().to_bytes();
            assert!(bytes.len() <= 1000);
            let proof = RecordProof::from_bytes(&bytes).unwrap();
            assert_eq!(proof.number(), *number);
            assert_eq!(proof.verify(&owned.record(), key().public_key()), Ok(*checkpoint));
            assert_eq!(Checkpoint::open(proof.checkpoint(), key().public_key()), Ok(*checkpoint));
        }
        assert_eq!(RecordProof::make(&memory, 74), Err(Error::JournalPosition));
        assert_eq!(RecordProof::make(&memory, 75), Err(Error::JournalPosition));
    }
}

#[test]
fn a_proof_stays_below_a_kilobyte() {
    let (memory, _) = sample(1 << 20);
    let proof = RecordProof::make(&memory, 30).unwrap();
    // The largest numbers that a checkpoint can have.
    let longest = proof.checkpoint().len() + 3 * 8 + 8;
    assert!(longest <= Checkpoint::MAX_BYTES as usize, "{longest}");
    assert!(43 + longest + (1 + 8) + 20 * 32 <= 1024, "{longest}");
}

#[test]
fn nothing_else_passes_for_the_record() {
    let (memory, _) = sample(1 << 20);
    let entries = entries(&memory);
    let owned = &entries[13].1;
    let record = owned.record();
    let proof = RecordProof::make(&memory, 13).unwrap();
    let (key, stranger) = (*key().public_key(), *SecretKey::from_seed(&[1; 32]).unwrap().public_key());
    assert!(proof.verify(&record, &key).is_ok());
    assert_eq!(proof.verify(&record, &stranger), Err(Error::UnknownKey));
    let others = [
        Record { time: record.time + 1, ..record },
        Record { device: record.device + 1, ..record },
        Record { event: record.event + 1, ..record },
        Record { kind: Kind(77), ..record },
        Record { payload: b"another", ..record },
        entries[12].1.record(),
        entries[14].1.record(),
    ];
    for other in others {
        assert_eq!(proof.verify(&other, &key), Err(Error::NotIncluded));
    }
    let bytes = proof.to_bytes();
    for at in 0..bytes.len() {
        for bit in 0..8 {
            let mut other = bytes.clone();
            other[at] ^= 1 << bit;
            let verified = RecordProof::from_bytes(&other).and_then(|proof| proof.verify(&record, &key));
            assert!(verified.is_err(), "{at}");
        }
        assert!(RecordProof::from_bytes(&bytes[..at]).and_then(|proof| proof.verify(&record, &key)).is_err());
    }
    assert_eq!(
        RecordProof::from_bytes(&[0; RecordProof::MAX_BYTES + 1]),
        Err(Error::TooLong { limit: u32::try_from(RecordProof::MAX_BYTES).unwrap() })
    );
    assert_eq!(RecordProof::from_bytes(&[2]), Err(Error::Version { at: 0 }));
}

#[test]
fn checkpoints_lead_one_to_the_other() {
    let (memory, checkpoints) = sample(1 << 20);
    assert_eq!(
        checkpoints.iter().map(|one| (one.from, one.records)).collect::<Vec<_>>(),
        [(0, 1), (1, 9), (9, 23), (23, 63)]
    );
    assert!(checkpoints[0].previous.is_none() && checkpoints[1..].iter().all(|one| one.previous.is_some()));
    let report = verify(&memory, &[*key().public_key()]).unwrap();
    assert_eq!((report.checkpoints, report.signed, report.covered), (4, 4, 63));
    assert_eq!(Checkpoint::signer_of(&entries(&memory)[1].1.payload), Ok(key().public_key().id()));

    let due = |every, appended| {
        let settings =
            symbolon::journal::Settings { checkpoint_every: every, ..settings(4096, Commit::Caller) };
        let mut journal = Journal::create(Memory::new(), ID, settings).unwrap();
        (0..appended).for_each(|number| assert!(journal.append(&Owned::number(number).record()).is_ok()));
        let due = journal.checkpoint_due();
        journal.checkpoint(&key(), 0).unwrap();
        (due, journal.checkpoint_due())
    };
    assert_eq!(due(10, 9), (false, false));
    assert_eq!(due(10, 10), (true, false));
    assert_eq!(due(1, 1), (true, true));
}

/// A key in a device that fails.
struct Broken(SecretKey);

impl Signer for Broken {
    fn public_key(&self) -> &symbolon::trust::PublicKey {
        self.0.public_key()
    }

    fn sign(&self, _: &[u8]) -> Result<[u8; 64], Error> {
        Err(Error::Signer { status: 7 })
    }
}

#[test]
fn a_signer_that_fails_leaves_the_journal_as_it_was() {
    let mut journal = Journal::create(Memory::new(), ID, settings(4096, Commit::Caller)).unwrap();
    journal.append(&Owned::number(0).record()).unwrap();
    assert_eq!(journal.checkpoint(&Broken(key()), 0), Err(Error::Signer { status: 7 }));
    assert!(!journal.is_stopped());
    assert_eq!(journal.head().records, 1);
    assert_eq!(journal.append(&Owned::number(1).record()), Ok(1));
    assert_eq!(journal.checkpoint(&key(), 0).unwrap().records, 2);
}
