//! The journal against a list: what is appended and committed is there, whatever is opened, left or followed.

use proptest::prelude::*;
use symbolon::Error;
use symbolon::journal::{
    Append, Check, Commit, Cursor, Journal, Kind, MAX_PAYLOAD, Memory, Reader, Record, Settings, Source,
    verify,
};
use symbolon::trust::SecretKey;

pub(crate) const ID: [u8; 16] = *b"a journal's name";

/// A record that is the test's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Owned {
    pub(crate) time: u64,
    pub(crate) device: u32,
    pub(crate) event: u64,
    pub(crate) kind: u16,
    pub(crate) payload: Vec<u8>,
}

impl Owned {
    pub(crate) fn record(&self) -> Record<'_> {
        let Self { time, device, event, kind, payload } = self;
        Record { time: *time, device: *device, event: *event, kind: Kind(*kind), payload }
    }

    pub(crate) fn of(record: &Record<'_>) -> Self {
        let Record { time, device, event, kind: Kind(kind), payload } = *record;
        Self { time, device, event, kind, payload: payload.to_vec() }
    }

    /// One of many that differ.
    pub(crate) fn number(number: u64) -> Self {
        let len = usize::try_from(number * 7 % 60).unwrap();
        let payload = (0..len).map(|at| u8::try_from((number + at as u64) % 251).unwrap()).collect();
        Self { time: 1_000_000 + number * 20, device: 3, event: number, kind: 1, payload }
    }
}

pub(crate) fn settings(segment_bytes: u32, commit: Commit) -> Settings {
    Settings { segment_bytes, commit, ..Settings::default() }
}

pub(crate) fn key() -> SecretKey {
    SecretKey::from_seed(&[5; 32]).unwrap()
}

/// All records without the checkpoints.
pub(crate) fn read(source: impl Source) -> Result<Vec<Owned>, Error> {
    let mut reader = Reader::open(source)?;
    let mut records = Vec::new();
    while let Some(entry) = reader.next()? {
        if !entry.is_checkpoint() {
            records.push(Owned::of(&entry.record));
        }
    }
    Ok(records)
}

fn owned() -> impl Strategy<Value = Owned> {
    let payload = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..80),
        prop::collection::vec(Just(0), 0..900),
        (any::<u8>(), 0..900_usize).prop_map(|(byte, len)| vec![byte; len]),
    ];
    (any::<u64>(), 0..3_u32, 0..4_u64, 0..3_u16, payload)
        .prop_map(|(time, device, event, kind, payload)| Owned { time, device, event, kind, payload })
}

#[derive(Clone, Debug)]
enum Act {
    Append(Owned),
    Commit,
    Checkpoint,
    Reopen(u32, Commit, Check),
    Follow,
}

fn act() -> impl Strategy<Value = Act> {
    let size = prop_oneof![Just(1536_u32), Just(2048), Just(8192)];
    let commit = prop_oneof![
        Just(Commit::Each),
        Just(Commit::Caller),
        (1..5_u32).prop_map(|records| Commit::Group { records, milliseconds: 10 })
    ];
    let check = prop_oneof![Just(Check::Everything), Just(Check::Tail)];
    prop_oneof![
        8 => owned().prop_map(Act::Append),
        2 => Just(Act::Commit),
        1 => Just(Act::Checkpoint),
        1 => (size, commit, check).prop_map(|(size, commit, check)| Act::Reopen(size, commit, check)),
        2 => Just(Act::Follow),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn a_journal_is_a_list(acts in prop::collection::vec(act(), 1..120)) {
        let memory = Memory::new();
        let mut journal = Journal::create(memory.clone(), ID, settings(1536, Commit::Caller)).unwrap();
        let mut follower = Reader::open(memory.clone()).unwrap();
        // Every record with its number, the checkpoints among them as none.
        let (mut model, mut followed): (Vec<Option<Owned>>, usize) = (Vec::new(), 0);
        let mut heads = vec![journal.head()];
        for act in acts {
            match act {
                Act::Append(owned) => {
                    prop_assert_eq!(journal.append(&owned.record()), Ok(model.len() as u64));
                    model.push(Some(owned));
                }
                Act::Commit => prop_assert_eq!(journal.commit(), Ok(journal.head())),
                Act::Checkpoint if model.is_empty() => {
                    prop_assert_eq!(journal.checkpoint(&key(), 0), Err(Error::Parameter));
                }
                Act::Checkpoint => {
                    let checkpoint = journal.checkpoint(&key(), 1_700_000_000).unwrap();
                    prop_assert_eq!(checkpoint.records, model.len() as u64);
                    model.push(None);
                }
                Act::Reopen(size, commit, check) => {
                    let durable = journal.durable();
                    model.truncate(usize::try_from(durable.records).unwrap());
                    drop(journal);
                    let settings = Settings { check, ..settings(size, commit) };
                    let anchor = heads.iter().rfind(|head| head.records <= durable.records);
                    let (opened, found) = Journal::open(memory.clone(), settings, anchor).unwrap();
                    prop_assert_eq!((found.head, found.cut), (durable, None));
                    journal = opened;
                    heads.retain(|head| head.records <= durable.records);
                }
                Act::Follow => {
                    while let Some(entry) = follower.next().unwrap() {
                        prop_assert_eq!(entry.number, followed as u64);
                        let said = (!entry.is_checkpoint()).then(|| Owned::of(&entry.record));
                        prop_assert_eq!(said.as_ref(), model[followed].as_ref());
                        followed += 1;
                    }
                    prop_assert_eq!(followed as u64, journal.durable().records);
                }
            }
            prop_assert_eq!(journal.head().records, model.len() as u64);
            if journal.durable() == journal.head() {
                heads.push(journal.head());
            }
        }
        journal.commit().unwrap();
        let expected: Vec<_> = model.iter().flatten().cloned().collect();
        prop_assert_eq!(read(memory.clone()), Ok(expected));
        let report = verify(&memory, &[*symbolon::trust::Signer::public_key(&key())]).unwrap();
        prop_assert!(report.is_whole(), "{:?}", report);
        prop_assert_eq!(report.head, journal.head());
        prop_assert_eq!(report.signed, model.iter().filter(|record| record.is_none()).count() as u64);
        for start in (0..=model.len()).step_by(7) {
            let mut reader = Reader::at(memory.clone(), start as u64).unwrap();
            let next = reader.next().unwrap().map(|entry| Owned::of(&entry.record).payload);
            let expected = model.get(start).map(|record| record.as_ref().map(|record| record.payload.clone()));
            prop_assert!(expected.flatten().is_none_or(|payload| next == Some(payload)));
        }
        let behind = Reader::at(memory.clone(), model.len() as u64 + 1).err();
        prop_assert_eq!(behind, Some(Error::JournalPosition));
    }
}

#[test]
fn a_cursor_carries_on_where_it_was_acknowledged_and_knows_its_journal() {
    let memory = Memory::new();
    let mut journal = Journal::create(memory.clone(), ID, settings(2048, Commit::Each)).unwrap();
    (0..100).for_each(|number| assert_eq!(journal.append(&Owned::number(number).record()), Ok(number)));
    let mut cursor = Cursor::start(&ID);
    let mut delivered = Vec::new();
    loop {
        let mut reader = Reader::resume(memory.clone(), &cursor).unwrap();
        let mut batch = Vec::new();
        while let Some(entry) = reader.next().unwrap().filter(|_| batch.len() < 7) {
            batch.push((entry.number, entry.cursor()));
        }
        // Dies between reading and acknowledging: the first four are taken, and the rest comes again.
        let Some((_, taken)) = batch.get(3).or(batch.last()) else { break };
        delivered.extend(batch.iter().map(|(number, _)| *number));
        cursor = Cursor::from_bytes(&taken.to_bytes()).unwrap();
    }
    delivered.sort_unstable();
    delivered.dedup();
    assert!(delivered.into_iter().eq(0..100));

    let other = Cursor { hash: [7; 32], ..cursor };
    assert_eq!(Reader::resume(memory.clone(), &other).err(), Some(Error::JournalForeign));
    let other = Cursor { id: [1; 16], ..cursor };
    assert_eq!(Reader::resume(memory.clone(), &other).err(), Some(Error::JournalForeign));
    let mut bytes = cursor.to_bytes();
    for at in 0..bytes.len() {
        bytes[at] ^= 1;
        assert_eq!(Cursor::from_bytes(&bytes), Err(Error::Cursor));
        assert_eq!(Cursor::from_bytes(&bytes[..at]), Err(Error::Cursor));
        bytes[at] ^= 1;
    }
}

#[test]
fn a_reader_keeps_to_its_limit() {
    let memory = Memory::new();
    let mut journal = Journal::create(memory.clone(), ID, settings(2048, Commit::Caller)).unwrap();
    (0..10).for_each(|number| assert!(journal.append(&Owned::number(number).record()).is_ok()));
    journal.commit().unwrap();
    let mut reader = Reader::open(memory).unwrap();
    reader.limit(4);
    (0..4).for_each(|number| assert_eq!(reader.next().unwrap().unwrap().number, number));
    assert_eq!(reader.next(), Ok(None));
    reader.limit(journal.durable().records);
    assert_eq!(reader.next().unwrap().unwrap().number, 4);
}

#[test]
fn policies_say_when_a_record_is_durable() {
    let record = Owned::number(1);
    let mut each = Journal::create(Memory::new(), ID, settings(4096, Commit::Each)).unwrap();
    each.append(&record.record()).unwrap();
    assert_eq!(each.durable().records, 1);

    let group = Commit::Group { records: 3, milliseconds: 20 };
    let mut group = Journal::create(Memory::new(), ID, settings(4096, group)).unwrap();
    let mut durable = |appends: u64, now: Option<u64>| {
        (0..appends).for_each(|_| assert!(group.append(&record.record()).is_ok()));
        now.map(|now| group.tick(now).unwrap());
        group.durable().records
    };
    assert_eq!(durable(2, None), 0);
    assert_eq!(durable(1, None), 3);
    assert_eq!(durable(1, Some(1000)), 3);
    assert_eq!(durable(1, Some(1019)), 3);
    assert_eq!(durable(0, Some(1020)), 5);
    assert_eq!(durable(0, Some(2000)), 5);
    assert_eq!(durable(1, Some(3000)), 5);

    let mut caller = Journal::create(Memory::new(), ID, Settings::default()).unwrap();
    // As many as one frame takes.
    (0..16_384).for_each(|_| assert!(caller.append(&record.record()).is_ok()));
    assert_eq!(caller.tick(1 << 40).unwrap().records, 0);
    caller.append(&record.record()).unwrap();
    assert_eq!(caller.durable().records, 16_384);
    assert_eq!(caller.commit().unwrap().records, 16_385);
}

#[test]
fn settings_and_records_have_limits() {
    let sizes = [0, 512, 1023, 1025, 1 << 31];
    for settings in sizes.map(|size| settings(size, Commit::Each)).into_iter().chain([
        settings(4096, Commit::Group { records: 0, milliseconds: 1 }),
        Settings { checkpoint_every: 0, ..Settings::default() },
    ]) {
        assert_eq!(Journal::create(Memory::new(), ID, settings).err(), Some(Error::Parameter));
        assert_eq!(Journal::open(Memory::new(), settings, None).err(), Some(Error::Parameter));
    }
    for (size, longest) in [(1024, 1024 - 128 - 72 - 72 - 32 - 7), (1 << 20, MAX_PAYLOAD)] {
        let settings = settings(size, Commit::Each);
        assert_eq!(settings.max_payload(), longest);
        let memory = Memory::new();
        let mut journal = Journal::create(memory.clone(), ID, settings).unwrap();
        let payload = vec![0; longest + 1];
        let mut record = Record {
            time: u64::MAX,
            device: u32::MAX,
            event: u64::MAX / 2,
            kind: Kind(9),
            payload: &payload,
        };
        assert_eq!(journal.append(&record), Err(Error::RecordTooLong));
        record.payload = &payload[1..];
        (0..5).for_each(|number| assert_eq!(journal.append(&record), Ok(number)));
        assert_eq!(journal.append(&Record { kind: Kind::CHECKPOINT, ..record }), Err(Error::Parameter));
        assert!(journal.checkpoint(&key(), i64::MIN).is_ok());
        assert!(verify(&memory, &[]).unwrap().is_whole());
    }
}

#[test]
fn a_storage_has_one_journal() {
    let memory = Memory::new();
    assert_eq!(Journal::open(memory.clone(), Settings::default(), None).err(), Some(Error::JournalMissing));
    assert_eq!(Reader::open(memory.clone()).err(), Some(Error::JournalMissing));
    // A creation that died before the header.
    memory.set_segment(0, vec![0; 700]);
    assert_eq!(verify(&memory, &[]).unwrap().damage.unwrap().error, Error::JournalMissing);
    assert_eq!(Journal::open(memory.clone(), Settings::default(), None).err(), Some(Error::JournalMissing));
    drop(Journal::create(memory.clone(), ID, settings(1024, Commit::Each)).unwrap());
    assert_eq!(Journal::create(memory.clone(), ID, Settings::default()).err(), Some(Error::Taken));
    assert!(Journal::open(memory, Settings::default(), None).is_ok());
}

#[test]
fn the_head_depends_on_every_field() {
    let record = Record { time: 1, device: 2, event: 3, kind: Kind(4), payload: b"5" };
    let head = |id, record: &Record<'_>| {
        let mut journal = Journal::create(Memory::new(), id, settings(4096, Commit::Caller)).unwrap();
        journal.append(record).unwrap();
        journal.head().hash
    };
    let heads = [
        head(ID, &record),
        head([0; 16], &record),
        head(ID, &Record { time: 2, ..record }),
        head(ID, &Record { device: 1, ..record }),
        head(ID, &Record { event: 4, ..record }),
        head(ID, &Record { kind: Kind(3), ..record }),
        head(ID, &Record { payload: b"6", ..record }),
        head(ID, &Record { payload: b"", ..record }),
    ];
    assert_eq!(heads.iter().collect::<std::collections::BTreeSet<_>>().len(), heads.len());
}
