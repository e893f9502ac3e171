//! Journals, byte by byte.

use symbolon::journal::{
    Append as _, Checkpoint, Journal, Kind, Memory, Reader as Follower, Record, RecordProof, Settings, verify,
};
use symbolon::trust::{SecretKey, Signer as _};

use super::{bytes, rows, text, unhex};

fn number<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

/// Every version that was ever written still opens, and is written again as it was.
#[test]
fn journals() {
    for row in rows("journal.json") {
        let segment_bytes: u32 = number(text(&row, "segment_bytes"));
        let segments = text(&row, "segments").split('|').map(|segment| {
            let mut bytes = unhex(segment);
            bytes.resize(segment_bytes as usize, 0);
            bytes
        });
        let golden = Memory::from_segments(segments);
        let key = SecretKey::from_seed(&bytes(&row, "seed")).unwrap();
        let report = verify(&golden, &[*key.public_key()]).unwrap();
        assert!(
            report.is_whole() && report.signed == report.checkpoints && report.checkpoints > 0,
            "{report:?}"
        );
        assert_eq!((report.id, report.head.hash), (bytes(&row, "id"), bytes(&row, "head")));

        let records: Vec<Vec<String>> = text(&row, "records")
            .split('|')
            .map(|record| record.split(',').map(str::to_owned).collect())
            .collect();
        let payloads: Vec<_> = records.iter().map(|record| unhex(&record[4])).collect();
        let records: Vec<_> = records
            .iter()
            .zip(&payloads)
            .map(|(fields, payload)| Record {
                time: number(&fields[0]),
                device: number(&fields[1]),
                event: number(&fields[2]),
                kind: Kind(number(&fields[3])),
                payload,
            })
            .collect();
        let mut reader = Follower::open(golden.clone()).unwrap();
        for record in &records {
            assert_eq!(reader.next().unwrap().unwrap().record, *record);
        }
        assert_eq!(reader.next(), Ok(None));
        assert_eq!(reader.cursor().to_bytes(), bytes(&row, "cursor"));

        let proof = unhex(text(&row, "proof"));
        let proved: u64 = number(text(&row, "proved"));
        assert_eq!(RecordProof::make(&golden, proved).unwrap().to_bytes(), proof);
        let proof = RecordProof::from_bytes(&proof).unwrap();
        let shown = proof.verify(&records[usize::try_from(proved).unwrap()], key.public_key());
        assert_eq!(shown, Checkpoint::open(proof.checkpoint(), key.public_key()));

        let memory = Memory::new();
        let settings = Settings { segment_bytes, ..Settings::default() };
        let mut journal = Journal::create(memory.clone(), bytes(&row, "id"), settings).unwrap();
        let mut acts = text(&row, "acts");
        while let Some(act) = acts.chars().next() {
            let rest = &acts[1..];
            let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            match act {
                'a' => {
                    let next = usize::try_from(journal.records()).unwrap();
                    journal.append(&records[next]).unwrap();
                }
                'c' => assert!(journal.commit().is_ok()),
                _ => assert!(journal.checkpoint(&key, number(&rest[..digits])).is_ok()),
            }
            acts = &rest[digits..];
        }
        for segment in 0..report.segments {
            assert_eq!(memory.segment(segment), golden.segment(segment), "{segment}");
        }
    }
}
