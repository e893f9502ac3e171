//! Segments of any bytes, of a journal that was changed, and of frames that hold with bodies that nobody wrote: opening,
//! reading and verifying end, agree, and give out nothing but what was appended.
#![no_main]

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use symbolon::journal::{
    Append as _, Head, Journal, Kind, Memory, Reader, Record, RecordProof, Settings, verify,
};

const ID: [u8; 16] = [7; 16];
const SIZE: u32 = 1024;

#[derive(Arbitrary, Debug)]
struct Happening {
    time: u64,
    device: u32,
    event: u64,
    kind: u16,
    payload: Vec<u8>,
}

#[derive(Arbitrary, Debug)]
enum Input {
    Raw(Vec<Vec<u8>>),
    /// Segment, offset, what is put there by exclusive or.
    Changed {
        events: Vec<Happening>,
        edits: Vec<(u8, u16, u8)>,
        cut: Option<(u8, u16)>,
    },
    Body {
        body: Vec<u8>,
        records: u8,
        mask: u8,
    },
    Proof(Vec<u8>),
}

fn settings() -> Settings {
    Settings { segment_bytes: SIZE, ..Settings::default() }
}

fn written(events: &[Happening]) -> Memory {
    let memory = Memory::new();
    let mut journal = Journal::create(memory.clone(), ID, settings()).unwrap();
    for (number, event) in events.iter().enumerate() {
        let payload = &event.payload[..event.payload.len().min(settings().max_payload())];
        let kind = Kind(event.kind.min(u16::MAX - 1));
        let record = Record { time: event.time, device: event.device, event: event.event, kind, payload };
        journal.append(&record).unwrap();
        if number % 3 == 0 {
            journal.commit().unwrap();
        }
    }
    journal.commit().unwrap();
    memory
}

fn records(memory: &Memory) -> Vec<(u64, Vec<u8>)> {
    let Ok(mut reader) = Reader::open(memory.clone()) else { return Vec::new() };
    let mut found = Vec::new();
    while let Ok(Some(entry)) = reader.next() {
        assert_eq!(entry.number, found.len() as u64);
        found.push((entry.record.time, entry.record.payload.to_vec()));
    }
    found
}

/// Whatever it is: verifying and opening say the same, and after opening it is whole.
fn examine(memory: &Memory) -> Vec<(u64, Vec<u8>)> {
    let report = verify(memory, &[]).unwrap();
    let found = records(memory);
    assert!(found.len() as u64 <= report.head.records || report.damage.is_some());
    match Journal::open(memory.clone(), settings(), None) {
        Ok((journal, opened)) => {
            assert!(report.damage.is_none() && report.cut == opened.cut && report.head == opened.head);
            drop(journal);
            assert!(verify(memory, &[]).unwrap().is_whole());
            assert_eq!(records(memory).len() as u64, opened.head.records);
        }
        Err(error) => assert_eq!(report.damage.map(|damage| damage.error), Some(error)),
    }
    found
}

/// A frame with a true header and a true hash, behind the header of the first segment.
fn framed(body: &[u8], records: u8, mask: u8) -> Memory {
    let keyed = |name: &str| {
        let mut key = [0; 32];
        key[..name.len()].copy_from_slice(name.as_bytes());
        blake3::Hasher::new_keyed(&key)
    };
    let mut header = b"frm1".to_vec();
    header.extend([1, mask, 0, 0]);
    header.extend(u32::try_from(body.len()).unwrap().to_le_bytes());
    header.extend(u32::from(records).to_le_bytes());
    header.extend(0_u64.to_le_bytes());
    let mut check = keyed("symbolon v1 journal check");
    check.update(&ID).update(&0_u32.to_le_bytes()).update(&128_u32.to_le_bytes()).update(&header);
    header.extend(&check.finalize().as_bytes()[..8]);
    let hash = keyed("symbolon v1 journal chain").update(body).update(&Head::start(&ID).hash).finalize();
    let memory = written(&[]);
    let mut segment = memory.segment(0).unwrap();
    segment.truncate(128);
    segment.extend(header);
    segment.extend(body.iter().map(|byte| byte ^ mask));
    segment.resize(segment.len().next_multiple_of(8), 0);
    segment.extend(hash.as_bytes());
    segment.extend([0xA5; 8]);
    segment.resize(segment.len().max(SIZE as usize), 0);
    memory.set_segment(0, segment);
    memory
}

fuzz_target!(|input: Input| {
    match input {
        Input::Raw(segments) => {
            examine(&Memory::from_segments(segments));
        }
        Input::Changed { events, edits, cut } => {
            let memory = written(&events);
            let whole = records(&memory);
            assert_eq!(whole.len(), events.len());
            for (segment, at, change) in edits {
                if let Some(mut bytes) = memory.segment(segment.into()) {
                    bytes[usize::from(at % 1024)] ^= change;
                    memory.set_segment(segment.into(), bytes);
                }
            }
            if let Some((segment, len)) = cut
                && let Some(mut bytes) = memory.segment(segment.into())
            {
                bytes.truncate(usize::from(len % 1024));
                memory.set_segment(segment.into(), bytes);
            }
            assert!(whole.starts_with(&examine(&memory)));
        }
        Input::Body { mut body, records, mask } => {
            body.truncate(600);
            examine(&framed(&body, records, mask));
        }
        Input::Proof(bytes) => {
            if let Ok(proof) = RecordProof::from_bytes(&bytes) {
                assert_eq!(proof.to_bytes(), bytes);
            }
        }
    }
});
